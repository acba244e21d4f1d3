"""Plans that share passages: who sees it, what is marked, what the secretariat judges, and that nothing leaks."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.analysis.similar.test_index import prose
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import PATH, World

from sangsaeng.parties import actions as parties
from sangsaeng.parties.rules import NotAllowed, may
from sangsaeng.proposals import actions, history
from sangsaeng.proposals.models import Comparison, Likeness, WinWinModel
from sangsaeng.proposals.similarity import actions as similarity
from sangsaeng.proposals.similarity import queries
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db

COPIED = "공동 평가 라인에서 분기마다 시제품을 시험하고 합격한 물량의 절반을 삼 년 동안 사기로 하며 시험 비용은 수요기업이 맡는다"
PLAN = dict(
    zip(("plan_targets", "plan_cooperation", "plan_support", "expected_effects"), range(4), strict=True)
)


def plan(seed: int, copied: str = COPIED) -> dict[str, str]:
    own = {name: prose(1000 * seed + number, 16) for name, number in PLAN.items()}
    return {**own, "plan_development": f"{prose(1000 * seed + 9, 20)} {copied}. {prose(1000 * seed + 8, 20)}"}


def two(world: World, upto: str = "submit") -> tuple[WinWinModel, WinWinModel]:
    """A model, and one of other firms that has a passage of it."""
    model = world.model(upto, **plan(1))
    people = world.people
    people["other_demand"] = world.person("other_demand", "demand_company", world.other_demand)
    theirs = world.draft(
        actor=people["other_demand"],
        title="다른-제목-비밀",
        demand_company=world.other_demand,
        supplier=world.other_supplier,
        **plan(2),
    )
    if upto:
        theirs = actions.submit(actor=people["other_demand"], model=theirs)
        for step in PATH[1 : PATH.index(upto) + 1]:
            theirs = world.step(theirs, step)
    return model, theirs


def address(*models: WinWinModel) -> str:
    name = "proposals:similar_pair" if len(models) == 2 else "proposals:similar"
    return reverse(name, args=[each.code for each in models])


def shown(world: World, role: str, path: str) -> str:
    answer = visitor(world, role).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_submission_compares_and_the_screening_page_says_what_was_found(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        model, _theirs = two(world)
    assert Comparison.objects.count() == 2
    row = Likeness.objects.get()
    assert (row.kind, row.first_id < row.second_id) == ("part", True)
    for path in (f"/models/{model.code}/screen/", f"/models/{model.code}/"):
        text = shown(world, "secretariat", path)
        assert "같은 대목이 있는 계획서가 1건 있습니다: 일부 옮겨 씀 1건." in text
        assert f'href="{address(model)}"' in text


def test_a_failing_comparison_does_not_undo_the_submission(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(model: Any) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(similarity, "refresh", fail)
    with django_capture_on_commit_callbacks(execute=True):
        model = world.model("submit")
    assert WinWinModel.objects.get(pk=model.pk).state == "submitted"
    text = shown(world, "secretariat", f"/models/{model.code}/screen/")
    assert "아직 다른 계획서와 견주지 않았습니다" in text


def test_the_list_and_the_two_side_by_side(world: World) -> None:
    model, theirs = two(world)
    text = shown(world, "secretariat", address(model))
    assert "계획서가 1건 있습니다" in text
    assert "다른-제목-비밀" in text
    assert "다른 기업" in text
    assert address(model, theirs) in text
    text = shown(world, "secretariat", address(model, theirs))
    marked = re.findall("<mark>(.*?)</mark>", text)
    assert len(marked) == 2
    assert all(COPIED in each for each in marked)
    assert text.count("기술개발·시험평가·실증·생산·투자 계획") >= 4
    # the other way round it is the same pair, seen from the other side
    back = shown(world, "secretariat", address(theirs, model))
    assert len(re.findall("<mark>", back)) == 2
    assert Likeness.objects.count() == 1


def test_plans_of_the_same_firms_are_told_apart_and_stand_last(world: World) -> None:
    model, _theirs = two(world)
    own = world.model("submit", title="앞서 낸 것", **plan(1))
    world.step(own, "withdraw")
    rows = {row.other.code: row for row in _rows(world, model)}
    assert rows[own.code].firms == "same"
    assert list(rows)[-1] == own.code
    text = shown(world, "secretariat", address(model))
    assert "1건은 같은 두 기업의 다른 계획서입니다" in text
    assert "거의 같음 1건, 일부 옮겨 씀 1건" in text


def _rows(world: World, model: WinWinModel) -> list[queries.Row]:
    similarity.refresh(model)
    return queries.rows(world["secretariat"], model)


@pytest.mark.parametrize("role", ["demand_company", "sme", "stranger"])
def test_applicants_see_nothing_of_it(world: World, role: str) -> None:
    model, theirs = two(world, upto="recommend")
    similarity.refresh(model)
    similarity.judge(
        actor=world["secretariat"], model=model, other=theirs, judgement="to_check", note="메모-비밀"
    )
    client = visitor(world, role)
    for path in (address(model), address(theirs), address(model, theirs), address(theirs, model)):
        answer = client.get(path)
        assert answer.status_code in (403, 404)
        assert client.post(path, {"judgement": "quotation"}).status_code in (403, 404)
    for each in (model, theirs):
        text = client.get(f"/models/{each.code}/").content.decode()
        assert "비슷한 계획서" not in text
        assert "메모-비밀" not in text
        assert "살폈습니다" not in text
    assert Client().get(address(model)).status_code == 302


def test_an_agency_that_drafted_it_sees_nothing_of_it(world: World) -> None:
    model = world.draft(actor=world["agency"], **plan(1))
    actions.submit(actor=world["agency"], model=model)
    assert may(world["agency"], "proposals.see_whole", model)
    assert not may(world["agency"], "proposals.see_similar", model)
    assert "비슷한 계획서" not in visitor(world, "agency").get(f"/models/{model.code}/").content.decode()


@pytest.mark.parametrize("role", ["chair", "member", "ministry"])
def test_who_has_a_conflict_in_the_other_hears_nothing_of_it(world: World, role: str) -> None:
    model, theirs = two(world, upto="put_on_agenda")
    assert theirs.code in shown(world, role, address(model))
    parties.establish(
        actor=world["secretariat"], person=world[role], case=theirs, reason="equity", origin="found"
    )
    text = shown(world, role, address(model))
    assert theirs.code not in text
    assert "다른-제목-비밀" not in text
    assert "접근할 수 없는" not in text
    assert "같은 대목이 있는 것은 없습니다" in text
    client = visitor(world, role)
    assert client.get(address(model, theirs)).status_code == 404
    assert client.get(address(theirs)).status_code in (403, 404)
    page = client.get(f"/models/{model.code}/").content.decode()
    assert "계획서가 1건" not in page


def test_a_member_sees_only_what_was_on_an_agenda(world: World) -> None:
    model = world.model("put_on_agenda", **plan(1))
    theirs = world.model("submit", title="다른-제목-비밀", **plan(2))
    text = shown(world, "member", address(model))
    assert theirs.code not in text
    assert "다른-제목-비밀" not in text
    assert theirs.code in shown(world, "auditor", address(model))


def test_a_draft_is_only_counted_for_the_secretariat(world: World) -> None:
    model, _theirs = two(world)
    draft = world.draft(title="초안-제목-비밀", **plan(3))
    text = shown(world, "secretariat", address(model))
    assert "접근할 수 없는 다른 모델 1건과도" in text
    assert "초안-제목-비밀" not in text
    assert draft.code not in text
    assert visitor(world, "secretariat").get(address(model, draft)).status_code == 404
    assert visitor(world, "secretariat").get(address(draft)).status_code == 404


def test_the_two_worlds_never_meet(db: None) -> None:
    world = World()
    model = world.model("submit", **plan(1))
    firms = [
        world.organisation(code, code, kind, demonstration=False)
        for code, kind in (("RA", "demand_company"), ("RB", "sme"))
    ]
    person = world.person("real", "demand_company", firms[0], demonstration=False)
    fact = world.draft(actor=person, demand_company=firms[0], supplier=firms[1], **plan(1))
    fact = actions.submit(actor=person, model=fact)
    assert not fact.demonstration
    for each in (model, fact):
        similarity.refresh(each)
    assert not Likeness.objects.exists()
    assert Comparison.objects.get(model=model).against == 0
    text = visitor(world, "secretariat").get(address(model)).content.decode()
    assert fact.code not in text
    assert visitor(world, "secretariat").get(address(fact)).status_code in (403, 404)


def test_a_changed_text_is_compared_anew_and_the_judgement_asks_again(world: World) -> None:
    model, theirs = two(world)
    client = visitor(world, "secretariat")
    client.get(address(model))
    answer = client.post(address(model, theirs), {"judgement": "quotation", "note": "출처를 적었음"})
    assert answer.status_code == 302
    text = shown(world, "secretariat", address(model))
    assert "인용" in text
    assert "출처를 적었음" in shown(world, "auditor", address(model, theirs))
    actions.return_for_supplement(actor=world["secretariat"], model=theirs, reason="더 적으세요")
    actions.save_draft(actor=world["other_demand"], model=theirs, plan_targets=prose(77, 40))
    text = shown(world, "secretariat", address(model))
    assert "글이 바뀌어 다시 살펴야 합니다" in text
    text = shown(world, "secretariat", address(model, theirs))
    assert "출처를 적었음" in text, "the earlier judgement stands in its history"
    actions.save_draft(actor=world["other_demand"], model=theirs, plan_development=prose(78, 40))
    assert "같은 대목이 있는 것은 없습니다" in shown(world, "secretariat", address(model))
    assert visitor(world, "secretariat").get(address(model, theirs)).status_code == 404


def test_the_judgement_is_recorded_about_the_pair(world: World) -> None:
    model, theirs = two(world)
    similarity.refresh(model)
    client = visitor(world, "secretariat")
    refused = client.post(address(model, theirs), {"judgement": "", "note": "지우지 마"})
    assert refused.status_code == 422
    assert "지우지 마" in refused.content.decode()
    client.post(address(model, theirs), {"judgement": "to_check", "note": "물어보기"})
    client.post(address(theirs, model), {"judgement": "common", "note": ""})
    row = Likeness.objects.get()
    assert (row.judgement, row.is_judged, row.judged_by) == ("common", True, world["secretariat"])
    events = list(Event.objects.filter(verb="proposals.judge_similar"))
    assert [event.data["judgement"] for event in events] == ["to_check", "common"]
    assert {event.subject_type for event in events} == {"likeness"}
    assert all(event.demonstration for event in events)
    assert "확인 필요" in history.sentence(events[0].verb, events[0].data)
    assert model.code in history.sentence(events[0].verb, events[0].data)
    assert "지난 판단까지 모두 2건" in shown(world, "secretariat", address(model, theirs))


def test_a_text_that_changed_while_it_was_read_is_read_again(world: World) -> None:
    model, theirs = two(world)
    client = visitor(world, "secretariat")
    page = client.get(address(model, theirs)).content.decode()
    read = re.search(r'<input type="hidden" name="texts" value="([^"]+)"', page)
    assert read
    actions.return_for_supplement(actor=world["secretariat"], model=theirs, reason="더 적으세요")
    actions.save_draft(actor=world["other_demand"], model=theirs, plan_targets=prose(77, 16))
    answer = client.post(address(model, theirs), {"judgement": "common", "texts": read[1], "note": "읽은 것"})
    assert answer.status_code == 422
    assert "다시 읽고 판단하세요" in answer.content.decode()
    assert not Event.objects.filter(verb="proposals.judge_similar").exists()
    assert client.post(address(model, theirs), {"judgement": "common"}).status_code == 302


@pytest.mark.parametrize("role", ["auditor", "ministry", "member"])
def test_only_the_secretariat_judges(world: World, role: str) -> None:
    model, theirs = two(world, upto="put_on_agenda")
    similarity.refresh(model)
    assert "판단 적기" not in shown(world, role, address(model, theirs))
    assert visitor(world, role).post(address(model, theirs), {"judgement": "common"}).status_code == 403
    with pytest.raises(NotAllowed):
        similarity.judge(actor=world[role], model=model, other=theirs, judgement="common")
    assert not Event.objects.filter(verb="proposals.judge_similar").exists()


def test_two_plans_without_a_common_passage_cannot_be_judged(world: World) -> None:
    model, other = world.model("submit", **plan(1)), world.model("submit", **plan(2, copied=""))
    similarity.refresh(model)
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        similarity.judge(actor=world["secretariat"], model=model, other=other, judgement="common")


@pytest.mark.parametrize("text", ["", "😀" * 300, "English only plan", "\u1112\u1161\u11ab" * 30, "ﾊﾝ" * 50])
def test_odd_texts_are_compared_without_a_fault(world: World, text: str) -> None:
    model = world.draft(**plan(1) | {"plan_targets": text or "목표", "expected_effects": text})
    world.step(model, "submit")
    assert visitor(world, "secretariat").get(address(model)).status_code == 200


def test_a_copy_in_decomposed_letters_is_marked_in_its_own_text(world: World) -> None:
    import unicodedata

    model = world.model("submit", **plan(1))
    theirs = world.model("submit", **plan(2, copied=unicodedata.normalize("NFD", COPIED)))
    text = shown(world, "secretariat", address(model, theirs))
    marked = re.findall("<mark>(.*?)</mark>", text)
    assert [unicodedata.normalize("NFC", each) for each in marked] == [marked[0], marked[0]]
    assert COPIED in marked[0]


def test_what_stands_in_a_plan_is_escaped(world: World) -> None:
    evil = COPIED.replace("시제품을", "<script>alert(1)</script>시제품을")
    model, theirs = (
        world.model("submit", **plan(1, copied=evil)),
        world.model("submit", **plan(2, copied=evil)),
    )
    text = shown(world, "secretariat", address(model, theirs))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("role", ["secretariat", "member"])
def test_english_pages_are_english(world: World, role: str) -> None:
    model, theirs = two(world, upto="put_on_agenda")
    for path in (address(model), address(model, theirs), f"/models/{model.code}/"):
        answer = visitor(world, role).get("/en" + path)
        assert answer.status_code == 200
        own = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        assert korean_outside_korean(own) == []


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_more_pairs_cost_no_more_queries(world: World) -> None:
    model, theirs = two(world)
    client = visitor(world, "secretariat")
    paths = (address(model), address(model, theirs), f"/models/{model.code}/")
    few = [queries_of(client, path) for path in paths]
    for seed in (3, 4):
        world.model("submit", **plan(seed))
    similarity.refresh(model)
    assert [queries_of(client, path) for path in paths] == few
    assert few[0] <= 12


def test_the_panel_adds_one_query_to_the_model_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sangsaeng.proposals import panels
    from sangsaeng.proposals.similarity.panel import panel

    model, _theirs = two(world)
    similarity.refresh(model)
    client = visitor(world, "secretariat")
    every = queries_of(client, f"/models/{model.code}/")
    monkeypatch.setattr(panels, "_registered", [each for each in panels._registered if each is not panel])
    assert every - queries_of(client, f"/models/{model.code}/") == 1
