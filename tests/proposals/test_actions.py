"""What the actions do, refuse and record."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.proposals.world import PLAN, SECRETS, World

from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals import actions
from sangsaeng.proposals.codes import codename, codename_in_english
from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.proposals.models import RequestedSupport, Series, WinWinModel
from sangsaeng.records.models import Event


def verbs(model: WinWinModel) -> list[str]:
    return list(Event.objects.filter(subject_id=model.code).values_list("verb", flat=True))


def test_a_model_goes_from_draft_to_approval_by_different_people(world: World) -> None:
    model = world.draft()
    actions.request_support(
        actor=world["sme"], model=model, kind="technology", content="시제품", amount_krw=2_000_000_000
    )
    model = actions.submit(actor=world["sme"], model=model)
    model = actions.screen(actor=world["secretariat"], model=model, note="갖춤")
    for step, role in (
        ("put_on_agenda", "secretariat"),
        ("recommend", "chair"),
        ("send_to_committee", "secretariat"),
        ("approve", "ministry"),
    ):
        model = actions.advance(actor=world[role], model=model, step=step)
    assert model.state == "approved"
    assert model.approved_at is not None
    assert verbs(model) == [
        f"proposals.{verb}"
        for verb in [
            "draft",
            "request_support",
            "submit",
            "screen",
            "put_on_agenda",
            "recommend",
            "send_to_committee",
            "approve",
        ]
    ]
    assert set(Event.objects.values_list("demonstration", flat=True)) == {True}


def test_codes_and_codenames_tell_nothing_and_never_repeat(world: World) -> None:
    models = [world.draft() for _ in range(3)]
    assert [model.code[:2] for model in models] == ["D-"] * 3
    assert [model.code.rsplit("-", 1)[1] for model in models] == ["01", "02", "03"]
    assert [model.codename for model in models] == [f"시연 과제 가-0{n}" for n in (1, 2, 3)]
    for model in models:
        assert not any(secret in model.code + model.codename for secret in SECRETS)
    with pytest.raises(IntegrityError), transaction.atomic():
        WinWinModel.objects.filter(pk=models[0].pk).update(code=models[1].code)
    assert codename(99) == "과제 가-99"
    assert len({codename(n) for n in range(1, 5000)}) == 4999
    assert codename_in_english(codename(100)) == "Project Na-01"


def test_real_models_have_codes_of_their_own(world: World) -> None:
    demand = world.organisation("R1", "수요", "demand_company", demonstration=False)
    supplier = world.organisation("R2", "공급", "sme", demonstration=False)
    officer = world.person("real", "secretariat", demonstration=False)
    world.draft()
    model = world.draft(actor=officer, demand_company=demand, supplier=supplier)
    assert model.code[0] == "2"
    assert len(model.code) == len("2026-0001")
    assert model.codename.startswith("과제 ")
    assert not model.demonstration


def test_a_refused_draft_uses_up_no_number(world: World) -> None:
    with pytest.raises(ValidationError):
        world.draft(sector="무엇")
    assert not Series.objects.exists()


@pytest.mark.parametrize("role", ["chair", "member", "ministry", "auditor"])
def test_who_may_not_draft(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        world.draft(actor=world[role])


def test_a_firm_drafts_only_for_itself_and_others_cannot_touch_it(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.draft(actor=world["stranger"])
    model = world.draft()
    for act in (
        lambda: actions.save_draft(actor=world["stranger"], model=model, title="남의 것"),
        lambda: actions.submit(actor=world["stranger"], model=model),
        lambda: actions.withdraw(actor=world["stranger"], model=model, reason="이유"),
        lambda: actions.withdraw(actor=world["secretariat"], model=model, reason="이유"),
        lambda: actions.request_support(
            actor=world["secretariat"], model=model, kind="finance", content="융자"
        ),
        lambda: actions.screen(actor=world["demand_company"], model=model),
        lambda: actions.return_for_supplement(actor=world["ministry"], model=model, reason="이유"),
        lambda: actions.advance(actor=world["member"], model=model, step="put_on_agenda"),
        lambda: actions.advance(actor=world["sme"], model=model, step="approve"),
        lambda: actions.advance(actor=world["auditor"], model=model, step="approve"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert verbs(model) == ["proposals.draft"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title": "  "}, "title"),
        ({"title": "가" * 201}, "title"),
        ({"sector": "우주"}, "sector"),
        ({"origin": "별"}, "origin"),
    ],
)
def test_values_that_do_not_fit(world: World, fields: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        world.draft(**fields)
    assert list(refusal.value.message_dict) == [where]


def test_the_parties_are_two_of_the_right_kind_and_of_one_world(world: World) -> None:
    real = world.organisation("R", "실제 기업", "firm", demonstration=False)
    for fields, where in (
        ({"supplier": world.other_demand}, "supplier"),
        ({"demand_company": world.supplier}, "demand_company"),
        ({"supplier": real}, "supplier"),
    ):
        with pytest.raises(ValidationError) as refusal:
            world.draft(**fields)
        assert where in refusal.value.message_dict
    with pytest.raises(TypeError):
        world.draft(budget=1)


def test_submission_lists_what_is_missing(world: World) -> None:
    model = world.draft(**dict.fromkeys(PLAN, " "), item_text="")
    with pytest.raises(ValidationError) as refusal:
        actions.submit(actor=world["demand_company"], model=model)
    assert list(refusal.value.message_dict) == ["item", *actions.PLAN_FIELDS]
    model = actions.save_draft(actor=world["sme"], model=model, item_text="품목", **PLAN)
    assert actions.submit(actor=world["demand_company"], model=model).state == "submitted"


def test_a_submitted_model_is_closed_until_it_is_sent_back(world: World) -> None:
    model = world.model("submit")
    with pytest.raises(NotAllowed):
        actions.save_draft(actor=world["demand_company"], model=model, title="바꿈")
    with pytest.raises(ValidationError):
        actions.return_for_supplement(actor=world["secretariat"], model=model, reason="  ")
    model = actions.return_for_supplement(
        actor=world["secretariat"], model=model, reason="근거를 더 적으세요"
    )
    assert (model.state, model.state_note) == ("returned", "근거를 더 적으세요")
    model = actions.save_draft(actor=world["demand_company"], model=model, title="바꿈")
    assert model.title == "바꿈"
    assert Event.objects.latest("id").data == {"fields": ["title"]}
    count = Event.objects.count()
    actions.save_draft(actor=world["demand_company"], model=model, title="바꿈")
    assert Event.objects.count() == count


def test_the_secretariat_does_not_send_back_what_the_council_has(world: World) -> None:
    model = world.model("put_on_agenda")
    with pytest.raises(ValidationError, match="상정"):
        actions.return_for_supplement(actor=world["secretariat"], model=model, reason="이유")
    assert world.step(model, "return_for_supplement").state == "returned"


@pytest.mark.parametrize(
    ("kind", "content", "amount", "where"),
    [
        ("technology", "시제품", 2_000_000_001, "amount_krw"),
        ("technology", "시제품", 0, "amount_krw"),
        ("finance", "융자", -1, "amount_krw"),
        ("finance", "융자", True, "amount_krw"),
        ("finance", "융자", 1.5, "amount_krw"),
        ("finance", "융자", 10**18, "amount_krw"),
        ("regulation", "규제", 1, "amount_krw"),
        ("finance", " ", 1, "content"),
        ("finance", "가" * 301, 1, "content"),
        ("gift", "선물", 1, "kind"),
    ],
)
def test_requests_that_are_refused(world: World, kind: str, content: str, amount: Any, where: str) -> None:
    model = world.draft()
    with pytest.raises(ValidationError) as refusal:
        actions.request_support(
            actor=world["sme"], model=model, kind=kind, content=content, amount_krw=amount
        )
    assert list(refusal.value.message_dict) == [where]
    assert not RequestedSupport.objects.exists()


def test_a_request_of_a_kind_replaces_the_earlier_one(world: World) -> None:
    model, sme = world.draft(), world["sme"]
    assert technology_per_model().amount_krw == 2_000_000_000
    assert {source.key for source in technology_per_model().sources} >= {"boannews-2021-05-04"}
    actions.request_support(actor=sme, model=model, kind="technology", content="하나", amount_krw=1)
    actions.request_support(actor=sme, model=model, kind="technology", content="둘")
    assert [(r.content, r.amount_krw) for r in model.requested_support.all()] == [("둘", None)]
    actions.drop_request(actor=sme, model=model, kind="technology")
    actions.drop_request(actor=sme, model=model, kind="technology")
    assert not model.requested_support.exists()
    assert verbs(model).count("proposals.drop_request") == 1


@pytest.mark.parametrize("step", ["decline", "return_from_committee", "stop", "return_for_supplement"])
def test_some_steps_need_a_reason(world: World, step: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.advance(actor=world["secretariat"], model=world.draft(), step=step, reason=" ")
    assert list(refusal.value.message_dict) == ["reason"]


def test_advance_takes_only_the_steps_of_later_stages(world: World) -> None:
    for step in ("submit", "withdraw", "delete", "screen"):
        with pytest.raises(ValueError, match=step):
            actions.advance(actor=world["secretariat"], model=world.draft(), step=step)


def test_a_demonstration_account_cannot_act_on_a_real_model(world: World) -> None:
    demand = world.organisation("R1", "수요", "demand_company", demonstration=False)
    supplier = world.organisation("R2", "공급", "sme", demonstration=False)
    officer = world.person("real", "secretariat", demonstration=False)
    model = world.draft(actor=officer, demand_company=demand, supplier=supplier)
    model = actions.submit(actor=officer, model=model)
    with pytest.raises(NotAllowed):
        actions.screen(actor=world["secretariat"], model=model)
    assert actions.screen(actor=officer, model=model).state == "screened"
