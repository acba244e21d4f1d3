"""The ledger: what may be committed, by whom, when, and never past a cap."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from tests.proposals.world import World

from sangsaeng import facts
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import Event
from sangsaeng.support import actions
from sangsaeng.support.models import Commitment, Entry, Kind, Programme
from sangsaeng.support.queries import ledger as queries

BILLION = 1_000_000_000


def today() -> date:
    return timezone.localdate()


def open_programme(world: World, code: str = "D-RND", kind: str = "grant", **terms: Any) -> Programme:
    terms.setdefault("needs_approval", kind == "grant")
    return actions.open_programme(
        actor=world["agency"],
        code=code,
        name_ko=f"시연 {code}",
        name_en=f"Demonstration {code}",
        kind=kind,
        **terms,
    )


def commit(world: World, model: WinWinModel, programme: Programme, amount: Any, **more: Any) -> Commitment:
    given = {"actor": world["agency"], "reason": "협약 체결", **more}
    return actions.commit(model=model, programme=programme, amount_krw=amount, **given)


def test_the_first_commitment_moves_the_model_and_leaves_events(world: World) -> None:
    model, programme = world.model("approve"), open_programme(world, budget_krw=3 * BILLION)
    commitment = commit(world, model, programme, BILLION)
    model.refresh_from_db()
    assert model.state == "supported"
    assert (commitment.kind, commitment.by, commitment.demonstration) == ("grant", "agency", True)
    assert (commitment.code[:4], commitment.recipient) == ("D-S-", model.supplier)
    entry = commitment.entries.get()
    assert (entry.movement, entry.from_account, entry.to_account) == ("commit", "available", "committed")
    assert (entry.amount_krw, entry.model, entry.recipient) == (BILLION, model, model.supplier)
    verbs = list(Event.objects.filter(subject_id=model.code).values_list("verb", flat=True))
    assert verbs[-2:] == ["support.commit", "proposals.support"]
    commit(world, model, programme, BILLION)
    assert queries.committed(from_programme=programme) == 2 * BILLION
    assert Event.objects.filter(verb="proposals.support").count() == 1


@pytest.mark.parametrize("amount", [0, -1, None, True, 1.5, "5", 10**18])
def test_amounts_that_are_none(world: World, amount: Any) -> None:
    model, programme = world.model("approve"), open_programme(world)
    with pytest.raises(ValidationError) as refusal:
        commit(world, model, programme, amount)
    assert list(refusal.value.message_dict) == ["amount_krw"]
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "가" * 501])
def test_a_commitment_has_a_ground(world: World, reason: str) -> None:
    model, programme = world.model("approve"), open_programme(world)
    with pytest.raises(ValidationError):
        commit(world, model, programme, BILLION, reason=reason)


@pytest.mark.parametrize("upto", ["", "submit", "screen", "put_on_agenda", "recommend", "send_to_committee"])
def test_research_and_development_waits_for_the_approval(world: World, upto: str) -> None:
    model, programme = world.model(upto), open_programme(world)
    with pytest.raises(ValidationError, match="위원회가 승인한"):
        commit(world, model, programme, 1)
    with pytest.raises(ValidationError), transaction.atomic():
        open_programme(world, "D-EARLY", needs_approval=False)
    programme.needs_approval = False
    with pytest.raises(IntegrityError), transaction.atomic():
        programme.save()


def test_a_loan_may_come_with_the_recommendation_but_not_before(world: World) -> None:
    loan = open_programme(world, "D-LOAN", "loan")
    with pytest.raises(ValidationError, match="건의한"):
        commit(world, world.model("put_on_agenda"), loan, 1)
    model = world.model("recommend")
    commit(world, model, loan, 1)
    model.refresh_from_db()
    assert model.state == "recommended"
    for step in ("send_to_committee", "approve"):
        model = world.step(model, step)
    assert actions.start(actor=world["agency"], model=model).state == "in_progress"


def test_a_loan_that_needs_approval_waits_as_well(world: World) -> None:
    loan = open_programme(world, "D-LOAN", "loan", needs_approval=True)
    with pytest.raises(ValidationError, match="승인"):
        commit(world, world.model("recommend"), loan, 1)


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
def test_nothing_for_a_model_that_ended(world: World, ending: str) -> None:
    loan = open_programme(world, "D-LOAN", "loan")
    model = world.step(world.model("send_to_committee"), ending)
    with pytest.raises(ValidationError):
        commit(world, model, loan, 1)


@pytest.mark.parametrize(
    "role", ["secretariat", "chair", "member", "demand_company", "sme", "ministry", "auditor"]
)
def test_only_the_agency_commits_and_cancels(world: World, role: str) -> None:
    model, programme = world.model("approve"), open_programme(world)
    with pytest.raises(NotAllowed):
        commit(world, model, programme, 1, actor=world[role])
    entry = commit(world, model, programme, 1)
    with pytest.raises(NotAllowed):
        actions.cancel(actor=world[role], commitment=entry, reason="이유")
    with pytest.raises(NotAllowed):
        actions.start(actor=world[role], model=model)


def test_the_budget_and_the_caps(world: World) -> None:
    first, second = world.model("approve"), world.model("approve")
    programme = open_programme(world, budget_krw=3 * BILLION, cap_per_model_krw=BILLION * 18 // 10)
    with pytest.raises(ValidationError, match=r"한도를 넘습니다.*18억"):
        commit(world, first, programme, BILLION * 18 // 10 + 1)
    commit(world, first, programme, BILLION * 18 // 10)
    with pytest.raises(ValidationError, match=r"예산을 넘습니다.*12억"):
        commit(world, second, programme, BILLION * 12 // 10 + 1)
    commit(world, second, programme, BILLION * 12 // 10)
    assert queries.room(programme, second) == queries.Room(programme=0, model=BILLION * 6 // 10)


def test_a_models_grants_together_keep_the_published_ceiling(world: World) -> None:
    model = world.model("approve")
    first, second = open_programme(world, "D-1"), open_programme(world, "D-2")
    commit(world, model, first, BILLION * 15 // 10)
    assert queries.room(second, model).model == BILLION // 2
    with pytest.raises(ValidationError, match="5억"):
        commit(world, model, second, BILLION // 2 + 1)
    commit(world, model, second, BILLION // 2)
    loan = open_programme(world, "D-LOAN", "loan")
    assert queries.room(loan, model) == queries.Room(programme=None, model=None)
    commit(world, model, loan, 90 * BILLION)


def test_a_cancellation_frees_what_is_not_paid(world: World) -> None:
    model, programme = world.model("approve"), open_programme(world, budget_krw=BILLION)
    first = commit(world, model, programme, BILLION)
    cancelled = actions.cancel(actor=world["agency"], commitment=first, reason="협약 변경")
    assert cancelled.cancelled_at is not None
    assert [entry.movement for entry in first.entries.all()] == ["commit", "release"]
    assert queries.committed(from_programme=programme) == 0
    assert list(queries.live(model)) == []
    with pytest.raises(ValidationError, match="이미 취소한"):
        actions.cancel(actor=world["agency"], commitment=first, reason="또")
    second = commit(world, model, programme, BILLION)
    with pytest.raises(ValidationError):
        actions.cancel(actor=world["agency"], commitment=second, reason=" ")
    model.refresh_from_db()
    assert model.state == "supported"
    assert Commitment.objects.count() == 2


def test_the_database_refuses_to_change_the_ledger(world: World) -> None:
    model, programme = world.model("approve"), open_programme(world)
    entry = commit(world, model, programme, 5).entries.get()
    for change in (
        lambda: Entry.objects.filter(pk=entry.pk).update(amount_krw=6),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    values = {
        "on": entry.on,
        "movement": "commit",
        "from_account": "source",
        "to_account": "committed",
        "from_programme": programme,
        "to_programme": programme,
        "commitment": entry.commitment,
        "kind": "grant",
        "amount_krw": 1,
        "by": "x",
    }
    other = open_programme(world, "D-OTHER")
    for wrong in (
        {"amount_krw": -1},
        {"amount_krw": 0},
        {"to_account": "source"},
        {"to_programme": other},
        {"commitment": None},
        {"kind": "regulation"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**(values | wrong))
    Entry.objects.create(**values, token="once")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**values, token="once")
    for wrong in ({"model": None, "recipient": None}, {"kind": "fund_formed"}):
        given = {
            "code": "X",
            "model": model,
            "programme": programme,
            "kind": "grant",
            "by": "x",
            "reason": "x",
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.create(**(given | wrong))


def test_regulation_has_no_money(world: World) -> None:
    model, rule = world.model("approve"), open_programme(world, "D-REG", "regulation")
    with pytest.raises(ValidationError):
        commit(world, model, rule, 1)
    commitment = commit(world, model, rule, None)
    assert not commitment.entries.exists()
    with pytest.raises(ValidationError, match="금액을 적지"):
        actions.release(actor=world["agency"], commitment=commitment, amount_krw=1, reason="x")
    actions.cancel(actor=world["agency"], commitment=commitment, reason="회신 철회")
    assert list(queries.live(model)) == []
    with pytest.raises(ValidationError):
        open_programme(world, "D-REG2", "regulation", budget_krw=1)


def test_facts_are_not_committed_on_and_worlds_do_not_mix(world: World) -> None:
    model = world.model("approve")
    assert actions.load_programmes(actor=SYSTEM) == 4
    published = Programme.objects.filter(published=True)
    assert published.count() == 4
    for programme in published:
        with pytest.raises(ValidationError, match="사실"):
            commit(world, model, programme, 1)
    real = Programme.objects.create(code="R", name_ko="실제", name_en="real", kind="grant")
    with pytest.raises(ValidationError, match="시연과 실제"):
        commit(world, model, real, 1)
    assert not set(queries.programmes_for(model)) & {real, *published}


def test_money_out_of_a_fund_is_invested_and_what_formed_it_is_not(world: World) -> None:
    model, agency = world.model("approve"), world["agency"]
    fund = open_programme(world, "D-FUND", "fund_formed", budget_krw=130 * BILLION)
    invested = commit(world, model, fund, 2 * BILLION)
    assert invested.kind == Kind.FUND_INVESTED
    with pytest.raises(ValidationError):
        open_programme(world, "D-INVESTED", "fund_invested")
    actions.contract(
        actor=agency, commitment=invested, amount_krw=BILLION, on=today(), agreement_number="F-1"
    )
    actions.disburse(actor=agency, commitment=invested, amount_krw=BILLION, on=today())
    formed, spent = queries.by_kind(demonstration=True)
    assert (formed.kind, formed.planned_krw, formed.amount_krw, formed.paid_krw) == (
        Kind.FUND_FORMED,
        130 * BILLION,
        None,
        None,
    )
    assert (spent.kind, spent.planned_krw, spent.amount_krw, spent.paid_krw) == (
        Kind.FUND_INVESTED,
        None,
        2 * BILLION,
        BILLION,
    )
    assert formed.rate is None
    assert round(spent.rate or 0, 2) == 0.77


def test_the_published_plan_as_it_was_reported(db: None) -> None:
    actions.load_programmes(actor=SYSTEM)
    events = Event.objects.count()
    actions.load_programmes(actor=SYSTEM)
    assert Event.objects.count() == events
    plan = {each.kind: each for each in Programme.objects.filter(published=True)}
    assert plan["grant"].cap_per_model_krw == 2 * BILLION
    assert plan["grant"].budget_krw is None
    assert plan["loan"].budget_krw is None
    assert plan["guarantee_exposure"].budget_krw == 1_000 * BILLION
    assert plan["fund_formed"].budget_krw == 130 * BILLION
    for programme in plan.values():
        assert [facts.source(key) for key in programme.source.split(";")]
        assert not programme.demonstration
    Programme.objects.filter(kind="loan").update(budget_krw=1)
    actions.load_programmes(actor=SYSTEM)
    assert Programme.objects.get(kind="loan").budget_krw is None
    assert Event.objects.count() == events + 1


def test_the_steps_after_the_commitment(world: World) -> None:
    model, programme, agency = world.model("approve"), open_programme(world), world["agency"]
    with pytest.raises(ValidationError, match="확정된 지원이 없습니다"):
        actions.start(actor=agency, model=model)
    entry = commit(world, model, programme, 1)
    actions.cancel(actor=agency, commitment=entry, reason="취소")
    with pytest.raises(ValidationError, match="확정된 지원이 없습니다"):
        actions.start(actor=agency, model=model)
    commit(world, model, programme, 1)
    model = actions.start(actor=agency, model=model)
    with pytest.raises(ValidationError):
        actions.stop(actor=agency, model=model, reason="")
    assert actions.complete(actor=agency, model=model).state == "completed"
    with pytest.raises(ValidationError, match="위원회가 승인한"):
        commit(world, model, programme, 1)


def test_totals_are_kind_by_kind_and_world_by_world(world: World) -> None:
    model = world.model("approve")
    amounts = {"grant": 3, "loan": 50, "guarantee_exposure": 700}
    for kind, amount in amounts.items():
        commit(world, model, open_programme(world, f"D-{kind}", kind), amount)
    commit(world, model, open_programme(world, "D-R", "regulation"), None)
    totals = queries.by_kind(demonstration=True)
    assert {each.kind.value: each.amount_krw for each in totals} == {**amounts, "regulation": None}
    assert queries.by_kind(demonstration=False) == []
