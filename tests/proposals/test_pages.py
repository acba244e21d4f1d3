"""Through the door: list, model, form in steps, the pages that ask once more; both languages; query counts."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.proposals.world import PLAN, World

from sangsaeng.discovery.models import Item, Need
from sangsaeng.proposals import actions, history, panels, published
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.tables import models_table

HANGUL = re.compile("[가-힣]")


def visitor(world: World, role: str) -> Client:
    client = Client()
    if role:
        client.force_login(world[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def korean_outside_korean(page: str) -> list[str]:
    """Hangul of an English page that no element marks as Korean."""
    page = re.sub(r"<(script|style|title)\b.*?</\1>", "", page, flags=re.S)
    page = re.sub(r'<datalist[^>]*lang="ko".*?</datalist>', "", page, flags=re.S)
    while True:
        shorter = re.sub(r'<(\w+)\b[^>]*\blang="ko"[^>]*>(?:(?!<\1\b).)*?</\1>', "", page, flags=re.S)
        if shorter == page:
            break
        page = shorter
    return [text for text in re.findall(r">([^<]+)<", page) if HANGUL.search(text)]


def test_the_empty_list_says_what_is_published_and_why_nothing_is_recorded(client: Client, db: None) -> None:
    text = client.get("/models/").content.decode()
    assert "목표 50개 가운데 13개가 발굴" in text
    assert "승인은 9개" in text
    assert "아직 볼 수 있는 상생모델이 없습니다" in text
    assert "고강도 산업자재용 첨가제" in text
    english = client.get("/en/models/").content.decode()
    assert "13 are published as identified" in english
    assert "Additive for high-strength industrial materials" in english


def test_published_models_are_facts_with_sources_and_never_counted_with_recorded_ones(world: World) -> None:
    totals = published.totals()
    assert (totals.found.count, totals.target.count, totals.approved.count) == (13, 50, 9)
    assert len(published.named()) == 14
    assert all(row.sources for row in published.named())
    world.model("recommend")
    text = visitor(world, "").get("/models/").content.decode()
    assert "13개가 발굴" in text
    assert "모두 1건" in text


@pytest.mark.parametrize("page", ["/models/", "/models/D-{year}-01/"])
@pytest.mark.parametrize("role", ["", "sme", "secretariat"])
def test_english_pages_are_english(world: World, page: str, role: str) -> None:
    model = world.model("approve")
    address = "/en" + (f"/models/{model.code}/" if "year" in page else page)
    answer = visitor(world, role).get(address)
    assert answer.status_code == 200
    own = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert korean_outside_korean(own) == []


def test_filters_sorting_and_downloads(world: World) -> None:
    world.model("submit", sector="basic_chemicals")
    world.model("recommend", sector="display")
    client = visitor(world, "secretariat")
    for address, total in (
        ("?state=submitted", 1),
        ("?sector=display", 1),
        ("?demonstration=yes", 2),
        ("?demonstration=no", 0),
        ("?state=nonsense", 2),
    ):
        assert client.get(f"/models/{address}").context["page"].total == total, address
    for column in models_table().columns:
        for direction in ("", "-"):
            assert client.get(f"/models/?sort={direction}{column.key}").status_code == 200
    lines = client.get("/models/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert client.get("/models/?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("role", ["", "secretariat"])
def test_the_list_costs_the_same_for_more_rows(world: World, role: str) -> None:
    client = visitor(world, role)
    counts = []
    for _ in range(2):
        world.model("recommend")
        client.get("/models/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/models/")
        counts.append(len(queries))
        world.model("recommend")
    assert counts[0] == counts[1]
    assert 0 < counts[0] <= 12


def test_the_model_page_stays_within_its_queries(world: World) -> None:
    model = world.draft()
    for kind in ("technology", "finance", "regulation"):
        actions.request_support(actor=world["sme"], model=model, kind=kind, content="내용")
    for step in ("submit", "screen", "put_on_agenda", "recommend", "send_to_committee", "approve"):
        model = world.step(model, step)
    client = visitor(world, "agency")
    client.get(f"/models/{model.code}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/models/{model.code}/").status_code == 200
    assert 0 < len(queries) <= 16, [q["sql"][:90] for q in queries]


def test_a_model_is_written_in_steps_and_submitted(world: World) -> None:
    client = visitor(world, "demand_company")
    first = {
        "title": "새 모델",
        "sector": "display",
        "origin": "company",
        "item_name": "광학 필름",
        "need_code": "",
        "demand_company": world.demand.pk,
        "supplier": world.supplier.pk,
    }
    answer = client.post("/models/new/", first)
    model = WinWinModel.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/models/{model.code}/edit/?step=plan"
    assert (model.item_text, model.created_by) == ("광학 필름", world["demand_company"])
    edit = f"/models/{model.code}/edit/"
    page = client.get(f"{edit}?step=plan").content.decode()
    assert "에 저장됨" in page
    assert "4가지를 더 적어야" in client.get(f"{edit}?step=check").content.decode()
    assert client.get(f"/models/{model.code}/submit/")["Location"] == f"{edit}?step=check"
    assert client.post(f"{edit}?step=plan", PLAN)["Location"] == f"{edit}?step=support"
    answer = client.post(
        f"{edit}?step=support",
        {"technology": "시제품", "technology_krw": "15억", "finance": "", "regulation": "기간 단축"},
    )
    assert answer["Location"] == f"{edit}?step=check"
    wanted = {request.kind: request.amount_krw for request in model.requested_support.all()}
    assert wanted == {"technology": 1_500_000_000, "regulation": None}
    assert "모두 적었습니다" in client.get(f"{edit}?step=check").content.decode()
    assert "사무국이 내용을 읽고" in client.get(f"/models/{model.code}/submit/").content.decode()
    assert client.post(f"/models/{model.code}/submit/").status_code == 302
    model.refresh_from_db()
    assert model.state == "submitted"
    closed = client.get(edit, follow=True)
    assert closed.redirect_chain == [(f"/models/{model.code}/", 302)]
    assert "심사 중이라 고칠 수 없습니다." in closed.content.decode()
    assert visitor(world, "secretariat").get(edit).status_code == 403
    assert visitor(world, "stranger").get(edit).status_code == 404
    client.post(f"{edit}?step=plan", {"plan_targets": "몰래"})
    model.refresh_from_db()
    assert model.plan_targets == PLAN["plan_targets"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_refused_form_keeps_what_was_typed(world: World, language: str) -> None:
    client = visitor(world, "demand_company")
    answer = client.post(f"{language}/models/new/", {"title": "지우지 마", "item_name": "이것도 <b>"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="지우지 마"' in text
    assert "이것도 &lt;b&gt;" in text
    assert "error-summary" in text
    model = world.draft()
    data = {"technology": "시제품", "technology_krw": "21억", "finance_krw": "3억"}
    answer = client.post(f"{language}/models/{model.code}/edit/?step=support", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="21억"' in text
    data["finance"] = "융자"
    text = client.post(f"{language}/models/{model.code}/edit/?step=support", data).content.decode()
    assert ("KRW 2,000,000,000" if language else "20억 원까지") in text
    assert not model.requested_support.exists()


def test_the_form_starts_from_an_item_or_a_need(world: World) -> None:
    item = Item.objects.create(key="hf", name_ko="불화수소", name_en="hydrogen fluoride", kind="material")
    Need.objects.create(code="N-7", title="고순도 소재", item=item)
    client = visitor(world, "sme")
    assert 'value="불화수소"' in client.get("/models/new/?item=hf").content.decode()
    text = client.get("/models/new/?need=N-7").content.decode()
    assert all(part in text for part in ('value="N-7"', 'value="불화수소"', 'value="고순도 소재"'))
    assert client.get("/models/new/?item=none&need=none").status_code == 200
    data = {
        "title": "수요에서",
        "sector": "display",
        "origin": "need",
        "item_name": "불화수소",
        "need_code": "N-7",
        "demand_company": world.demand.pk,
        "supplier": world.supplier.pk,
    }
    client.post("/models/new/", data)
    model = WinWinModel.objects.get()
    assert (model.item, model.need_id, model.item_text) == (item, model.need_id, "")
    assert "그런 번호의" in client.post("/models/new/", {**data, "need_code": "N-8"}).content.decode()
    assert client.post("/models/new/", {**data, "supplier": world.other_supplier.pk}).status_code == 422


@pytest.mark.parametrize("role", ["chair", "member", "ministry", "auditor"])
def test_who_cannot_open_the_form(world: World, role: str) -> None:
    assert visitor(world, role).get("/models/new/").status_code == 403
    assert "/models/new/" not in visitor(world, role).get("/models/").content.decode()


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    model = world.model("recommend")
    for page in ("new/", f"{model.code}/edit/", f"{model.code}/withdraw/", f"{model.code}/screen/"):
        answer = Client().get(f"/models/{page}")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_the_secretariat_screens_or_sends_back(world: World) -> None:
    client = visitor(world, "secretariat")
    model = world.model("submit")
    page = client.get(f"/models/{model.code}/screen/").content.decode()
    assert "목표-비밀-하나" in page
    assert f"/models/{model.code}/return/" in page
    answer = client.post(f"/models/{model.code}/return/", {"reason": ""})
    assert answer.status_code == 422
    client.post(f"/models/{model.code}/return/", {"reason": "근거를 더 적으세요"})
    model.refresh_from_db()
    assert (model.state, model.state_note) == ("returned", "근거를 더 적으세요")
    text = visitor(world, "sme").get(f"/models/{model.code}/edit/").content.decode()
    assert "근거를 더 적으세요" in text
    world.step(model, "submit")
    assert "심사 마치기" in client.get(f"/models/{model.code}/screen/").content.decode()
    done = client.post(f"/models/{model.code}/screen/", {"note": ""}, follow=True)
    assert "다음 할 일: ‘협의회’에서" in done.content.decode()
    model.refresh_from_db()
    assert model.state == "screened"
    assert visitor(world, "sme").get(f"/models/{model.code}/screen/").status_code == 403
    again = client.post(f"/models/{model.code}/screen/", {"note": "두 번"})
    assert again.status_code == 422
    assert "두 번" in again.content.decode()


def test_withdrawal_asks_once_and_keeps_the_reason(world: World) -> None:
    model = world.model("recommend")
    client = visitor(world, "sme")
    assert "되돌릴 수 없습니다" in client.get(f"/models/{model.code}/withdraw/").content.decode()
    model.refresh_from_db()
    assert model.state == "recommended"
    client.post(f"/models/{model.code}/withdraw/", {"reason": "사업을 접습니다"})
    model.refresh_from_db()
    assert (model.state, model.state_note) == ("withdrawn", "사업을 접습니다")
    text = client.get(f"/models/{model.code}/").content.decode()
    assert "사업을 접습니다" in text
    assert f"/models/{model.code}/withdraw/" not in text
    assert "사업을 접습니다" not in Client().get(f"/models/{model.code}/").content.decode()


def test_text_is_escaped(world: World) -> None:
    model = world.model("recommend", title="<script>alert(1)</script>")
    for page in ("/models/", f"/models/{model.code}/", f"/en/models/{model.code}/"):
        assert "<script>alert(1)" not in visitor(world, "sme").get(page).content.decode()


def test_history_is_told_in_words_of_the_reader(world: World) -> None:
    model = world.model("approve")
    client = visitor(world, "sme")
    assert "상생협의회가 건의하기로 의결했습니다." in client.get(f"/models/{model.code}/").content.decode()
    english = client.get(f"/en/models/{model.code}/").content.decode()
    assert "The council resolved to recommend it." in english
    assert history.sentence("unknown.verb", {}) == "unknown.verb"


def test_later_stages_add_panels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_registered", [])

    def panel(request: Any, model: WinWinModel) -> panels.Panel | None:
        if model.state != "approved":
            return None
        context = {"kinds": [], "approved": True}
        act = panels.Action("/somewhere/", "눌러 보기")
        return panels.Panel("뒤의 단계", "support/_panel.html", context, actions=(act,))

    panels.register(panel)
    panels.register(panel)
    approved, other = world.model("approve"), world.model("recommend")
    client = visitor(world, "sme")
    text = client.get(f"/models/{approved.code}/").content.decode()
    assert text.count("뒤의 단계") == 1
    assert 'href="/somewhere/"' in text
    assert "뒤의 단계" not in client.get(f"/models/{other.code}/").content.decode()
    assert "뒤의 단계" not in Client().get(f"/models/{approved.code}/").content.decode()


def first_step(world: World, **fields: Any) -> dict[str, Any]:
    given = {"title": "한 번만", "sector": "display", "origin": "company", "item_name": "", "need_code": ""}
    return {**given, "demand_company": world.demand.pk, "supplier": world.supplier.pk, **fields}


def test_a_form_sent_again_goes_into_the_draft_it_began(world: World) -> None:
    client = visitor(world, "demand_company")
    page = client.get("/models/new/").content.decode()
    found = re.search(r'<input type="hidden" name="token" value="([^"]+)"', page)
    assert found
    once = first_step(world, token=found[1])
    for title in ("한 번만", "한 번만", "고친 제목"):
        answer = client.post("/models/new/", {**once, "title": title})
        model = WinWinModel.objects.get()
        assert answer["Location"] == f"/models/{model.code}/edit/?step=plan"
        assert model.title == title
    assert found[1] not in client.get("/models/new/").content.decode()
    # Another person's form with the same token, or none at all, is a form of its own.
    visitor(world, "sme").post("/models/new/", once)
    client.post("/models/new/", first_step(world))
    client.post("/models/new/", first_step(world))
    assert WinWinModel.objects.count() == 4
    actions.save_draft(actor=world["sme"], model=model, item_text="품목", **PLAN)
    model = world.step(model, "submit")
    closed = client.post("/models/new/", {**once, "title": "늦었다"}, follow=True)
    assert "심사 중이라 고칠 수 없습니다." in closed.content.decode()
    model.refresh_from_db()
    assert model.title == "고친 제목"
    assert client.post("/models/new/", {**once, "token": "짧다"}).status_code == 422


def test_a_step_is_done_only_when_what_the_law_asks_is_written(world: World) -> None:
    client = visitor(world, "demand_company")
    model = world.draft(plan_targets="", expected_effects="")

    def line(step: str) -> list[tuple[bool, bool]]:
        answer = client.get(f"/models/{model.code}/edit/?step={step}")
        return [(each["done"], each["open"]) for each in answer.context["line"]]

    assert line("check") == [(True, False), (False, True), (False, False), (False, False)]
    assert "덜 적음" in client.get(f"/models/{model.code}/edit/?step=check").content.decode()
    actions.save_draft(actor=world["sme"], model=model, plan_targets="목표", item_text="")
    assert line("check") == [(False, True), (True, False), (False, False), (False, False)]
    actions.request_support(actor=world["sme"], model=model, kind="regulation", content="기간 단축")
    assert line("parties")[1:] == [(True, False), (True, False), (False, False)]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_boxes_of_the_plan_have_one_name_each(world: World, language: str) -> None:
    model = world.model("submit")
    draft = world.draft()
    form = visitor(world, "sme").get(f"{language}/models/{draft.code}/edit/?step=plan")
    names = [str(field.label) for field in form.context["form"]]
    assert len(names) == 5
    pages = [
        visitor(world, "sme").get(f"{language}/models/{draft.code}/edit/?step=check"),
        visitor(world, "sme").get(f"{language}/models/{model.code}/"),
        visitor(world, "secretariat").get(f"{language}/models/{model.code}/screen/"),
    ]
    for page in pages:
        assert [name for name in names if f"<dt>{name}</dt>" not in page.content.decode()] == []
    for step in ("plan", "support", "check"):
        text = visitor(world, "sme").get(f"{language}/models/{draft.code}/edit/?step={step}").content.decode()
        assert ("다섯째 ‘기대 효과’는" if not language else "The fifth") in text or step != "plan"
        own = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert not language or korean_outside_korean(re.sub(r"(?s)<textarea.*?</textarea>", "", own)) == []


def test_a_draft_from_a_need_takes_its_sector_where_models_know_it(world: World) -> None:
    client = visitor(world, "sme")
    for field, wanted in (("display", "display"), ("no_such_sector", None)):
        Need.objects.create(code=f"N-{field}", title="수요", field=field)
        form = client.get(f"/models/new/?need=N-{field}").context["form"]
        assert form.initial.get("sector") == wanted


def test_an_agency_may_draft_but_is_not_offered_it(world: World) -> None:
    for role, offered in (("demand_company", True), ("sme", True), ("secretariat", True), ("agency", False)):
        assert ("/models/new/" in visitor(world, role).get("/models/").content.decode()) is offered
    page = visitor(world, "agency").get("/models/new/")
    assert page.status_code == 200
    assert page.context["form"].initial["origin"] == "agency"
    assert "지원기관이 쓰는 초안은 ‘기관 제안’입니다." in page.content.decode()
