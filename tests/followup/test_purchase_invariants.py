"""The demonstration's purchases hold every invariant; each invariant finds what breaks it; first pages tell what waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.followup.purchase_world import PDF, active, day, record, term
from tests.proposals.world import World

from sangsaeng.clocks.models import Clock
from sangsaeng.desk.demonstration.purchases import purchases as demonstration
from sangsaeng.desk.todos.purchases import todos
from sangsaeng.followup.actions import confirming, evidence, statements
from sangsaeng.followup.invariants_purchases import CHECKS, findings
from sangsaeng.followup.models import (
    ConfirmationLink,
    Evidence,
    Exemption,
    PurchaseCommitment,
    RateStatement,
)
from sangsaeng.followup.queries.rates import rate_of
from sangsaeng.parties.models import User
from sangsaeng.proposals import history
from sangsaeng.records.models import Event


def play(world: World) -> PurchaseCommitment:
    people = {"secretariat": world["secretariat"], "demand": world["demand_company"], "sme": world["sme"]}
    models = {key: world.model("approve", title=key) for key in ("story", "magnet")}
    demonstration(people=people, models=models, organisations={"demo-a": world.demand})
    return PurchaseCommitment.objects.get(state="active")


def test_the_demonstration_tells_the_story_and_holds_every_invariant(world: World) -> None:
    made = play(world)
    assert findings() == []
    found = rate_of(world.demand, timezone.localdate())
    assert (found.due, found.full_by_both, found.full_by_one, found.left_out) == (3, 1, 1, {"performance": 1})
    assert made.terms.count() == 4
    assert RateStatement.objects.get().replied_at is not None
    assert ConfirmationLink.objects.get().used_at is not None
    assert PurchaseCommitment.objects.filter(state="draft").count() == 1
    assert not PurchaseCommitment.objects.filter(demonstration=False).exists()


def test_every_verb_of_it_has_a_sentence(world: World) -> None:
    play(world)
    events = Event.objects.filter(verb__startswith="followup.")
    assert events.count() > 10
    for event in events:
        assert history.sentence(event.verb, event.data) != event.verb


def _update(model: Any, **values: Any) -> Callable[[PurchaseCommitment], Any]:
    return lambda made: model.objects.update(**values)


def _move(made: PurchaseCommitment) -> None:
    from sangsaeng.followup.models import TermMove

    first = made.terms.first()
    assert first is not None
    TermMove.objects.create(term=first, due_from=day(-1), due_to=day(-2), reason="이유", moved_by="x")


BREAKING: dict[str, Callable[[PurchaseCommitment], Any]] = {
    "states_follow_the_record": lambda made: PurchaseCommitment.objects.filter(pk=made.pk).update(
        state="fulfilled"
    ),
    "worlds_are_apart": lambda made: PurchaseCommitment.objects.filter(pk=made.pk).update(
        demonstration=False
    ),
    "every_term_has_its_clock": lambda made: made.terms.update(clock=None),
    "no_reminder_ends_silently": lambda made: Clock.objects.filter(purchase_term__purchase=made).update(
        state="cancelled", cancel_reason="", answered_on=None
    ),
    "an_answered_clock_was_confirmed": lambda made: Clock.objects.filter(
        purchase_term__purchase=made, purchase_term__number=2
    ).update(state="answered", answered_on=day(0)),  # the supplier alone told of it
    "an_invoice_belongs_to_one_term": lambda made: Evidence.objects.create(
        term=made.terms.get(number=2),
        kind="invoice",
        side="buyer",
        on=day(-1),
        number_kind="tax_invoice",
        number=Evidence.objects.get(number_kind="tax_invoice").number,
        entered_by="x",
    ),
    "an_exemption_has_its_paper": _update(Exemption, file=None),
    "a_used_link_left_its_word": _update(ConfirmationLink, used_at=None),
    "moves_join": _move,
    "statements_add_up": _update(RateStatement, reply_by=day(99)),
}


@pytest.mark.parametrize("name", [name for name in CHECKS if name != "rates_hold"])
def test_each_invariant_finds_what_breaks_it(world: World, name: str) -> None:
    made = play(world)
    BREAKING[name](made)
    assert name in {finding.check for finding in findings()}


def test_the_invariants_read_a_fixed_number_of_queries(world: World) -> None:
    active(world)
    with CaptureQueriesContext(connection) as one:
        findings()
    active(world, number=2)
    active(world, number=3)
    with CaptureQueriesContext(connection) as three:
        findings()
    assert len(one) == len(three)


def said(user: User) -> str:
    return " ".join(str(todo.sentence) for todo in todos(user))


def test_the_first_pages_say_what_waits(world: World) -> None:
    draft = record(world)
    assert draft.code in said(world["secretariat"])
    assert draft.code in said(world["demand_company"])
    assert draft.code not in said(world["sme"])
    made = active(world, number=2)
    assert "1, 2차를 구매했는지" in said(world["demand_company"])
    assert "1, 2차를 납품했다면" in said(world["sme"])
    assert "확인하지 않은 차수가 2개" in said(world["secretariat"])
    evidence.add_evidence(actor=world["sme"], term=term(made), kind="delivery", on=day(-1), file=PDF)
    assert "2차를 납품했다면" in said(world["sme"])
    assert "1, 2차를 납품" not in said(world["sme"])
    evidence.ask_exemption(
        actor=world["demand_company"], term=term(made), ground="performance", explanation="미달", file=PDF
    )
    assert "제외 신청을 결정" in said(world["secretariat"])
    confirming.confirm_by_account(
        actor=world["demand_company"], purchase=made, answers=[confirming.Answer(term(made, 2), "confirmed")]
    )
    assert "1차를 구매했는지" in said(world["demand_company"])
    for role in ("member", "chair", "auditor", "agency", "ministry"):
        assert todos(world[role]) == []


def test_a_company_is_to_be_heard_before_its_next_model_is_voted_on(world: World) -> None:
    active(world)
    assert "다음 상생모델" not in said(world["secretariat"])  # its own first model is no next one
    world.model("screen", title="다음")
    assert "다음 상생모델" in said(world["secretariat"])
    sent = statements.send_statement(actor=world["secretariat"], buyer=world.demand)
    assert "다음 상생모델" not in said(world["secretariat"])
    assert sent.code in said(world["demand_company"])


@pytest.mark.parametrize("role", ["secretariat", "demand_company", "sme"])
def test_first_pages_read_a_fixed_number_of_queries(world: World, role: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            todos(world[role])
        return len(asked)

    active(world)
    record(world, number=9)
    before = count()
    for number in (2, 3):
        active(world, number=number)
        record(world, number=10 + number)
    assert count() == before
