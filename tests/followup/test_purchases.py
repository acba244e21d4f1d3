"""Purchase commitments: recorded, confirmed, moved, lapsed; nobody switches a reminder off silently."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.followup.purchase_world import PDF, PRICE, active, day, record, term
from tests.proposals.world import World

from sangsaeng.clocks.models import Clock
from sangsaeng.followup.actions import confirming, purchases
from sangsaeng.followup.actions.purchases import TermGiven
from sangsaeng.followup.models import PurchaseCommitment, TermMove
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event


def messages(world: World, role: str) -> list[str]:
    return list(
        Message.objects.filter(recipient=world[role], kind="purchase").values_list("title", flat=True)
    )


def test_a_commitment_is_recorded_with_its_terms_in_the_order_of_their_days(world: World) -> None:
    late, early = TermGiven(day(90), Decimal(50)), TermGiven(day(30), Decimal("12.5"), 1_000)
    made = record(world, terms=[late, early], paper=PDF)
    assert made.state == "draft"
    assert made.code.startswith("D-PU-")
    assert made.demonstration
    assert [(t.number, t.due_on, t.quantity) for t in made.terms.all()] == [
        (1, day(30), Decimal("12.5")),
        (2, day(90), 50),
    ]
    assert made.paper is not None
    assert Event.objects.get(verb="followup.record_purchase").subject_id == made.code
    assert not Clock.objects.exists()


def test_the_demand_company_records_its_own_and_nobody_elses(world: World) -> None:
    model = world.model("recommend")
    assert record(world, model, "demand_company").buyer == world.demand
    for role in ("sme", "stranger", "member", "chair", "agency", "ministry", "auditor"):
        with pytest.raises(NotAllowed):
            record(world, model, role, number=2)
    with pytest.raises(NotAllowed):
        record(world, model, "demand_company", number=2, buyer=world.other_demand)
    assert record(world, model, number=2, buyer=world.other_demand).buyer == world.other_demand


@pytest.mark.parametrize("upto", ["", "submit", "screen", "put_on_agenda"])
def test_before_the_recommendation_nothing_is_promised(world: World, upto: str) -> None:
    with pytest.raises(ValidationError, match="건의한"):
        record(world, world.model(upto))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item_text": " "}, "item_text"),
        ({"unit": ""}, "unit"),
        ({"basis": "rumour"}, "basis"),
        ({"promised_on": day(1)}, "promised_on"),
        ({"ends_on": day(-401)}, "ends_on"),
        ({"unit_price_krw": 0}, "unit_price_krw"),
        ({"contact_mail": "nowhere"}, "contact_mail"),
        ({"terms": []}, "terms"),
        ({"terms": [TermGiven(day(401), Decimal(1))]}, "terms"),
        ({"terms": [TermGiven(day(1), Decimal(0))]}, "terms"),
        ({"terms": [TermGiven(day(1), Decimal("0.0001"))]}, "terms"),
        ({"terms": [TermGiven(day(1), Decimal(1), -5)]}, "terms"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        record(world, **wrong)
    assert field in refused.value.message_dict
    assert not PurchaseCommitment.objects.exists()


def test_one_paper_makes_one_commitment(world: World) -> None:
    model = world.model("recommend")
    first = record(world, model)
    with pytest.raises(ValidationError, match="이미 있습니다"):
        record(world, model)
    purchases.lapse(actor=world["secretariat"], purchase=first, reason="잘못 적음")
    assert record(world, model).pk != first.pk


def test_the_worlds_do_not_mix(world: World) -> None:
    real = world.organisation("REAL", "실제 기업", "demand_company", demonstration=False)
    with pytest.raises(ValidationError):
        record(world, buyer=real)


def test_confirming_starts_a_clock_a_term_and_tells_both_sides(world: World) -> None:
    made = active(world)
    clocks = [t.clock for t in made.terms.select_related("clock")]
    assert [c.due_on >= t.due_on for c, t in zip(clocks, made.terms.all(), strict=True) if c] == [True] * 3
    assert {c.rule_key for c in clocks if c} == {"purchase_term"}
    assert all(str(t.quantity) not in c.title for c, t in zip(clocks, made.terms.all(), strict=True) if c)
    assert messages(world, "demand_company")
    assert messages(world, "sme")
    assert not messages(world, "secretariat")  # who acts is not told
    with pytest.raises(ValidationError, match="이미 확인한"):
        purchases.confirm(actor=world["secretariat"], purchase=made)


def test_the_demand_company_may_confirm_and_the_supplier_may_not(world: World) -> None:
    made = record(world)
    with pytest.raises(NotAllowed):
        purchases.confirm(actor=world["sme"], purchase=made)
    assert purchases.confirm(actor=world["demand_company"], purchase=made).state == "active"


def test_a_promise_without_a_paper_is_not_confirmed(world: World) -> None:
    made = record(world, basis_number="")
    with pytest.raises(ValidationError, match="근거 문서"):
        purchases.confirm(actor=world["secretariat"], purchase=made)
    purchases.correct(actor=world["secretariat"], purchase=made, paper=PDF)
    purchases.confirm(actor=world["secretariat"], purchase=made)


def test_a_draft_is_corrected_freely_and_a_confirmed_one_with_a_reason_both_are_told(world: World) -> None:
    made = record(world)
    made = purchases.correct(
        actor=world["secretariat"], purchase=made, unit="kg", terms=[TermGiven(day(10), Decimal(5))]
    )
    assert (made.unit, made.terms.count()) == ("kg", 1)
    made = purchases.confirm(actor=world["secretariat"], purchase=made)
    for wrong in (
        {"unit": "개"},
        {"terms": [TermGiven(day(11), Decimal(5))]},
        {"price_basis": "새 기준", "reason": ""},
    ):
        with pytest.raises(ValidationError):
            purchases.correct(actor=world["secretariat"], purchase=made, **{"reason": "이유", **wrong})
    Message.objects.all().delete()
    purchases.correct(actor=world["demand_company"], purchase=made, price_basis="새 기준", reason="계약 변경")
    changed = Event.objects.filter(verb="followup.correct_purchase").last()
    assert changed is not None
    assert changed.data["changed"] == {"price_basis": ["", "새 기준"]}
    assert messages(world, "sme")
    with pytest.raises(ValidationError, match="바뀐 것"):
        purchases.correct(actor=world["secretariat"], purchase=made, reason="이유")


def test_a_term_moves_only_with_a_reason_and_its_earlier_day_stays(world: World) -> None:
    made = active(world)
    moved = term(made, 2)
    old = moved.clock
    with pytest.raises(ValidationError):
        purchases.move_term(actor=world["secretariat"], term=moved, due_on=day(30), reason=" ")
    with pytest.raises(NotAllowed):
        purchases.move_term(actor=world["demand_company"], term=moved, due_on=day(30), reason="합의")
    Message.objects.all().delete()
    purchases.move_term(actor=world["secretariat"], term=moved, due_on=day(500), reason="두 회사 합의")
    moved = term(made, 2)
    assert old is not None
    old.refresh_from_db()
    assert (old.state, old.cancel_reason) == ("cancelled", "두 회사 합의")
    assert moved.clock is not None
    assert moved.clock.is_open
    assert moved.purchase.ends_on == day(500)
    row = TermMove.objects.get()
    assert (row.due_from, row.due_to) == (day(-5), day(500))
    assert messages(world, "demand_company")
    assert messages(world, "sme")
    with pytest.raises(DatabaseError), transaction.atomic():
        TermMove.objects.update(due_from=day(0))


def test_a_reminder_ends_only_with_a_reason_once_the_day_has_come(world: World) -> None:
    made = active(world)
    with pytest.raises(ValidationError):
        purchases.stop_reminding(actor=world["secretariat"], term=term(made, 1), reason="")
    with pytest.raises(ValidationError, match="기한이 오지 않은"):
        purchases.stop_reminding(actor=world["secretariat"], term=term(made, 3), reason="이유")
    with pytest.raises(NotAllowed):
        purchases.stop_reminding(actor=world["demand_company"], term=term(made, 1), reason="이유")
    Message.objects.all().delete()
    purchases.stop_reminding(actor=world["secretariat"], term=term(made, 1), reason="기업이 사업을 접음")
    clock = term(made, 1).clock
    assert clock is not None
    assert (clock.state, clock.cancel_reason) == ("cancelled", "기업이 사업을 접음")
    assert messages(world, "demand_company")
    assert messages(world, "sme")


def test_a_commitment_lapses_with_a_reason_and_its_clocks_and_links_end(world: World) -> None:
    made = active(world)
    link, _secret = confirming.make_link(actor=world["secretariat"], purchase=made, addressee="구매팀")
    with pytest.raises(ValidationError):
        purchases.lapse(actor=world["secretariat"], purchase=made, reason=" ")
    with pytest.raises(NotAllowed):
        purchases.lapse(actor=world["demand_company"], purchase=made, reason="이유")
    with pytest.raises(ValidationError):
        purchases.lapse(actor=world["secretariat"], purchase=made, reason="이유", on=day(1))
    Message.objects.all().delete()
    made = purchases.lapse(actor=world["secretariat"], purchase=made, reason="계약 해지")
    assert (made.state, made.lapsed_on) == ("lapsed", day(0))
    assert {t.clock.state for t in made.terms.select_related("clock") if t.clock} == {"cancelled"}
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert messages(world, "demand_company")
    assert messages(world, "sme")
    with pytest.raises(ValidationError, match="이미 끝난"):
        purchases.lapse(actor=world["secretariat"], purchase=made, reason="다시")


def test_the_database_refuses_a_lapse_without_a_reason(world: World) -> None:
    made = active(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        PurchaseCommitment.objects.filter(pk=made.pk).update(state="lapsed")


def test_remind_warns_and_escalates_terms_through_the_command(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from sangsaeng.cli import cli

    monkeypatch.setattr("sangsaeng.cli.remind.prepare", lambda: None)  # the test's database stands already
    active(world)
    Message.objects.all().delete()
    answer = CliRunner().invoke(cli, ["remind"])
    assert answer.exit_code == 0, answer.output
    told = Message.objects.filter(kind="reminder")
    # One term is 60 days late and has risen as far as the chair, one is 5 days late.
    assert {m.recipient.role for m in told} == {"secretariat", "chair"}
    assert all("구매이행 확인" in m.title and str(PRICE) not in m.body for m in told)
    before = told.count()
    CliRunner().invoke(cli, ["remind"])
    assert Message.objects.filter(kind="reminder").count() == before


def test_nobody_with_a_standing_conflict_is_reminded(world: World) -> None:
    from sangsaeng.clocks.reminding import remind
    from sangsaeng.parties.models import Conflict

    made = active(world)
    Conflict.objects.create(
        person=world["chair"],
        case_type="winwinmodel",
        case_id=made.model.code,
        reason="competitor",
        origin="found",
        state="stands",
        opened_by="secretariat",
        demonstration=True,
    )
    remind()
    assert not Message.objects.filter(kind="reminder", recipient=world["chair"]).exists()


def test_numbers_follow_one_another_within_a_year(world: World) -> None:
    model = world.model("recommend")
    codes = [record(world, model, number=n).code for n in (1, 2, 3)]
    assert [code[-4:] for code in codes] == ["0001", "0002", "0003"]


def test_ten_years_ahead_is_the_most(world: World) -> None:
    far = day(0) + timedelta(days=3651)
    with pytest.raises(ValidationError, match="10년"):
        record(world, ends_on=far, terms=[TermGiven(far, Decimal(1))])
