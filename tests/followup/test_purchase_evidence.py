"""Evidence from both sides, its numbers, exemptions, and what follows for the rate and the clocks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.followup.purchase_world import PDF, active, day, term
from tests.proposals.world import World

from sangsaeng.followup.actions import confirming, evidence, purchases
from sangsaeng.followup.actions.confirming import Answer
from sangsaeng.followup.evidence_numbers import NumberError, procurement, tax_invoice
from sangsaeng.followup.models import Evidence, PurchaseCommitment
from sangsaeng.followup.queries.purchase_facts import facts, terms_of
from sangsaeng.followup.queries.rates import rate_of
from sangsaeng.followup.rates import Level, TermFacts
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed

INVOICE = f"{day(-30):%Y%m%d}-10000000-0000abcd"


def add(world: World, made: PurchaseCommitment, role: str = "sme", nth: int = 1, **more: Any) -> Evidence:
    told = {"kind": "delivery", "on": day(-30), "quantity": Decimal(100), **more}
    return evidence.add_evidence(actor=world[role], term=term(made, nth), **told)


def invoice(world: World, made: PurchaseCommitment, role: str = "sme", nth: int = 1, **more: Any) -> Evidence:
    more = {"kind": "invoice", "number_kind": "tax_invoice", "number": INVOICE, **more}
    return add(world, made, role, nth, **more)


def fact(made: PurchaseCommitment, number: int = 1, as_of: date | None = None) -> TermFacts:
    rows = facts(terms_of(PurchaseCommitment.objects.filter(pk=made.pk)), as_of or day(0))
    return next(row for row in rows if row.number == number)


def test_each_side_tells_for_itself_and_the_other_is_told(world: World) -> None:
    made = active(world)
    Message.objects.all().delete()
    assert add(world, made, "sme").side == "supplier"
    assert add(world, made, "demand_company").side == "buyer"
    assert add(world, made, "secretariat").side == "secretariat"
    assert add(world, made, "secretariat", quantity=Decimal(1), side="supplier").side == "supplier"
    assert Message.objects.filter(recipient=world["demand_company"]).exists()
    assert Message.objects.filter(recipient=world["sme"]).exists()
    with pytest.raises(NotAllowed):
        add(world, made, "sme", side="buyer")
    for role in ("stranger", "member", "auditor", "agency"):
        with pytest.raises(NotAllowed):
            add(world, made, role)


def test_both_sides_stand_side_by_side_and_a_difference_is_seen(world: World) -> None:
    made = active(world)
    add(world, made, "sme")
    assert (fact(made).level, fact(made).by_buyer) == (Level.ONE, None)
    add(world, made, "demand_company", quantity=Decimal(80))
    found = fact(made)
    assert (found.level, found.by_supplier, found.by_buyer, found.honoured) == (Level.DIFFERENT, 100, 80, 80)


def test_deliveries_count_before_invoices_and_orders_never(world: World) -> None:
    made = active(world)
    add(world, made, kind="order", quantity=Decimal(999))
    assert fact(made).by_supplier is None
    invoice(world, made, quantity=Decimal(70))
    assert fact(made).by_supplier == 70
    add(world, made, quantity=Decimal(40))
    add(world, made, quantity=Decimal(20))
    assert fact(made).by_supplier == 60


def test_evidence_counts_from_its_own_day(world: World) -> None:
    made = active(world)
    add(world, made, on=day(-10))
    assert fact(made, as_of=day(-11)).by_supplier is None
    assert fact(made, as_of=day(-10)).by_supplier == 100


def test_an_invoice_counts_once_in_the_whole_register(world: World) -> None:
    first, second = active(world), active(world, number=2)
    row = invoice(world, first)
    assert row.number == INVOICE.replace("-", "").upper()
    with pytest.raises(ValidationError, match="이미 적은 번호"):
        invoice(world, first, number=INVOICE.lower().replace("-", " "))
    invoice(world, first, "demand_company")  # the other side tells of the same paper at the same term
    for role in ("sme", "demand_company", "secretariat"):
        for made, number in ((first, 2), (second, 1)):
            with pytest.raises(ValidationError, match="한 번만"):
                add(world, made, role, number, kind="invoice", number_kind="tax_invoice", number=INVOICE)
    for each in Evidence.objects.filter(number=row.number):
        evidence.withdraw_evidence(actor=world["secretariat"], evidence=each, reason="잘못 적음")
    invoice(world, second)


def test_the_database_itself_keeps_a_sides_invoice_single(world: World) -> None:
    made = active(world)
    row = invoice(world, made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            term=term(made, 2), kind="invoice", side="supplier", on=day(-1), number_kind="tax_invoice",
            number=row.number, entered_by="sme",
        )  # fmt: skip


def test_a_procurement_contract_may_cover_terms_of_one_commitment_only(world: World) -> None:
    first, second = active(world), active(world, number=2)
    told = {"kind": "order", "number_kind": "procurement", "number": "20260112345-00"}
    add(world, first, **told)
    evidence.add_evidence(actor=world["sme"], term=term(first, 2), on=day(-30), **told)
    with pytest.raises(ValidationError, match="한 번만"):
        evidence.add_evidence(actor=world["sme"], term=term(second, 1), on=day(-30), **told)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": day(1)}, "on"),
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"amount_krw": 0}, "amount_krw"),
        ({"kind": "gift"}, "kind"),
        ({"number": "X"}, "number_kind"),
        ({"number_kind": "own"}, "number"),
        ({"number_kind": "tax_invoice", "number": INVOICE}, "kind"),
        ({"kind": "invoice", "number_kind": "tax_invoice", "number": "123"}, "number"),
        (
            {"kind": "invoice", "number_kind": "tax_invoice", "number": f"{day(2):%Y%m%d}" + "0" * 16},
            "number",
        ),
        ({"number_kind": "procurement", "number": "!"}, "number"),
        ({"file": ("virus.exe", b"MZ")}, "file"),
    ],
)
def test_evidence_that_cannot_be(world: World, wrong: dict[str, Any], field: str) -> None:
    made = active(world)
    with pytest.raises(ValidationError) as refused:
        evidence.add_evidence(
            actor=world["sme"],
            term=term(made),
            **{"kind": "delivery", "on": day(-1), "quantity": Decimal(1), **wrong},
        )
    assert list(refused.value.message_dict) == [field]
    assert not Evidence.objects.exists()


def test_the_same_file_is_taken_once_a_term(world: World) -> None:
    made = active(world)
    add(world, made, file=PDF)
    with pytest.raises(ValidationError, match="이미 올린"):
        add(world, made, file=PDF)


def test_evidence_is_withdrawn_with_a_reason_and_stays_on_record(world: World) -> None:
    made = active(world)
    row = add(world, made)
    with pytest.raises(ValidationError):
        evidence.withdraw_evidence(actor=world["sme"], evidence=row, reason="")
    with pytest.raises(NotAllowed):
        evidence.withdraw_evidence(actor=world["demand_company"], evidence=row, reason="이유")
    evidence.withdraw_evidence(actor=world["sme"], evidence=row, reason="수량이 틀림")
    assert fact(made).by_supplier is None
    assert Evidence.objects.get().withdrawn_because == "수량이 틀림"
    with pytest.raises(ValidationError, match="이미 철회한"):
        evidence.withdraw_evidence(actor=world["sme"], evidence=row, reason="다시")


def test_nothing_is_told_of_a_draft_or_of_what_lapsed(world: World) -> None:
    from tests.followup.purchase_world import record

    draft = record(world)
    with pytest.raises(ValidationError, match="아직 확인하지 않은"):
        add(world, draft)
    made = active(world, number=2)
    purchases.lapse(actor=world["secretariat"], purchase=made, reason="해지")
    with pytest.raises(ValidationError, match="효력"):
        add(world, made)


def test_an_exemption_needs_its_paper_and_the_secretariats_reason(world: World) -> None:
    made = active(world)
    ask = {"term": term(made), "ground": "performance", "explanation": "수율이 합의에 못 미침"}
    with pytest.raises(ValidationError, match="근거 파일"):
        evidence.ask_exemption(actor=world["demand_company"], file=None, **ask)
    with pytest.raises(NotAllowed):
        evidence.ask_exemption(actor=world["sme"], file=PDF, **ask)
    row = evidence.ask_exemption(actor=world["demand_company"], file=PDF, **ask)
    assert Message.objects.filter(recipient=world["secretariat"], kind="purchase").exists()
    assert rate_of(world.demand, day(0)).left_out == {}  # until it is decided, the term counts
    with pytest.raises(ValidationError, match="이미 제외를"):
        evidence.ask_exemption(actor=world["demand_company"], file=PDF, **ask)
    with pytest.raises(NotAllowed):
        evidence.decide_exemption(actor=world["demand_company"], exemption=row, accept=True, decision="이유")
    with pytest.raises(ValidationError):
        evidence.decide_exemption(actor=world["secretariat"], exemption=row, accept=True, decision=" ")
    evidence.decide_exemption(actor=world["secretariat"], exemption=row, accept=True, decision="성적서 확인")
    assert rate_of(world.demand, day(0)).left_out == {"performance": 1}
    assert rate_of(world.demand, day(-1)).left_out == {}  # yesterday it was not decided yet
    clock = term(made).clock
    assert clock is not None
    assert clock.state == "cancelled"
    assert "성적서 확인" in clock.cancel_reason


def test_a_refused_exemption_leaves_everything_as_it_was_and_may_be_asked_again(world: World) -> None:
    made = active(world)
    ask = {"term": term(made), "ground": "force_majeure", "explanation": "공장 침수", "file": PDF}
    row = evidence.ask_exemption(actor=world["demand_company"], **ask)
    evidence.decide_exemption(
        actor=world["secretariat"], exemption=row, accept=False, decision="근거가 다른 공장"
    )
    clock = term(made).clock
    assert clock is not None
    assert clock.is_open
    evidence.ask_exemption(actor=world["demand_company"], **ask)


def test_what_the_buyer_confirmed_as_bought_whole_is_not_left_out(world: World) -> None:
    made = active(world)
    ask = {"term": term(made), "ground": "performance", "explanation": "미달", "file": PDF}
    row = evidence.ask_exemption(actor=world["demand_company"], **ask)

    def say(says: str, quantity: Decimal | None = None, number: int = 1) -> None:
        said = [Answer(term(made, number), says, quantity)]
        confirming.confirm_by_account(actor=world["demand_company"], purchase=made, answers=said)

    say("confirmed")
    decide = {"actor": world["secretariat"], "exemption": row, "decision": "확인"}
    with pytest.raises(ValidationError, match="모두 구매했다고 확인한 차수"):
        evidence.decide_exemption(accept=True, **decide)
    evidence.decide_exemption(accept=False, **decide)
    with pytest.raises(ValidationError, match="모두 구매했다고 확인한 차수"):
        evidence.ask_exemption(actor=world["demand_company"], **ask)
    say("corrected", Decimal(80))  # the last word counts: not all was bought
    row = evidence.ask_exemption(actor=world["demand_company"], **ask)
    evidence.decide_exemption(actor=world["secretariat"], exemption=row, accept=True, decision="확인")
    assert fact(made).exempt == "performance"


def test_a_commitment_has_run_its_course_when_no_term_waits(world: World) -> None:
    made = active(world)
    row = evidence.ask_exemption(
        actor=world["demand_company"], term=term(made), ground="performance", explanation="미달", file=PDF
    )
    evidence.decide_exemption(actor=world["secretariat"], exemption=row, accept=True, decision="확인")
    said = [Answer(term(made, 2), "confirmed"), Answer(term(made, 3), "confirmed")]
    confirming.confirm_by_account(actor=world["demand_company"], purchase=made, answers=said)
    assert PurchaseCommitment.objects.get().state == "fulfilled"
    back = [Answer(term(made, 2), "not_yet")]
    confirming.confirm_by_account(actor=world["demand_company"], purchase=made, answers=back)
    assert PurchaseCommitment.objects.get().state == "active"
    clock = term(made, 2).clock
    assert clock is not None
    assert clock.is_open


def test_a_move_does_not_rewrite_the_rate_of_an_earlier_day(world: World) -> None:
    made = active(world)
    assert rate_of(world.demand, day(-1)).due == 2
    purchases.move_term(actor=world["secretariat"], term=term(made, 2), due_on=day(60), reason="합의")
    assert rate_of(world.demand, day(0)).due == 1
    assert rate_of(world.demand, day(-1)).due == 2


def test_what_fell_due_before_the_lapse_still_counts(world: World) -> None:
    made = active(world)
    purchases.lapse(actor=world["secretariat"], purchase=made, reason="해지", on=day(-20))
    assert rate_of(world.demand, day(0)).due == 1
    assert rate_of(world.demand, day(100)).due == 1


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    for read in (lambda: tax_invoice(text, today=date(2026, 11, 22)), lambda: procurement(text)):
        try:
            kept = read()
        except NumberError:
            continue
        assert kept.isascii()
        assert kept.isalnum()


@given(
    st.dates(date(2011, 1, 1), date(2026, 11, 22)),
    st.text("0123456789abcdefABCDEF", min_size=16, max_size=16),
)
def test_every_day_and_tail_is_an_invoice_however_it_is_written(on: date, tail: str) -> None:
    plain = f"{on:%Y%m%d}{tail}"
    dashed = f" {plain[:8]}-{plain[8:16]}–{plain[16:]} "
    assert (
        tax_invoice(plain, today=date(2026, 11, 22))
        == tax_invoice(dashed, today=date(2026, 11, 22))
        == plain.upper()
    )


@given(st.dates(date(2026, 11, 23), date(2030, 1, 1)))
def test_an_invoice_of_tomorrow_is_none(on: date) -> None:
    with pytest.raises(NumberError):
        tax_invoice(f"{on:%Y%m%d}{'0' * 16}", today=date(2026, 11, 22))
