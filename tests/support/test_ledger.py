"""The verbs of the ledger, one by one: where each amount stands afterwards, and what each refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.proposals.world import World
from tests.support.test_actions import BILLION, commit, open_programme, today

from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event
from sangsaeng.support import actions, invariants
from sangsaeng.support.models import Account, Commitment, Entry, Programme
from sangsaeng.support.queries import ledger as queries


def before(days: int) -> date:
    return today() - timedelta(days=days)


def stands(commitment: Commitment) -> dict[str, int]:
    """The inner accounts in which something stands."""
    return {
        account: amount
        for account, amount in queries.stands(commitment).items()
        if amount and account not in ("source", "available", "parties")
    }


@pytest.fixture
def programme(world: World) -> Programme:
    return open_programme(world, budget_krw=10 * BILLION, ratio_pct=75, appropriated_on=before(90))


@pytest.fixture
def commitment(world: World, programme: Programme) -> Commitment:
    return commit(world, world.model("approve"), programme, 1_500, on=before(60))


def agree(world: World, commitment: Commitment, amount: int = 1_500, **more: Any) -> Entry:
    given: dict[str, Any] = {"on": before(50), "agreement_number": "협약-1", "matching_cash_krw": 500, **more}
    return actions.contract(actor=world["agency"], commitment=commitment, amount_krw=amount, **given)


def pay(world: World, commitment: Commitment, amount: int, days: int = 40, **more: Any) -> Entry:
    return actions.disburse(
        actor=world["agency"], commitment=commitment, amount_krw=amount, on=before(days), **more
    )


def test_from_the_agreement_to_the_claw_back(world: World, commitment: Commitment) -> None:
    agency = world["agency"]
    agree(world, commitment, number=" 과제-1 ", starts_on=before(50), ends_on=before(-700))
    commitment.refresh_from_db()
    assert (commitment.number, commitment.agreement_number) == ("과제-1", "협약-1")
    assert (commitment.agreed_on, commitment.starts_on) == (before(50), before(50))
    assert stands(commitment) == {"contracted": 1_500, "matching_promised": 500}
    pay(world, commitment, 1_000, reference="지급-1", reason="1차")
    actions.pay_matching(
        actor=agency, commitment=commitment, amount_krw=300, on=before(39), reference="입금-1"
    )
    actions.give_back(actor=agency, commitment=commitment, amount_krw=100, on=before(20), reason="쓰고 남음")
    actions.claw_back(
        actor=agency, commitment=commitment, amount_krw=400, on=before(10), reason="용도 밖 사용"
    )
    actions.recover(actor=agency, commitment=commitment, amount_krw=250, on=today(), reference="납입-1")
    assert stands(commitment) == {
        "contracted": 500,
        "disbursed": 500,
        "clawback_due": 150,
        "returned": 350,
        "matching_promised": 200,
        "matching_paid": 300,
    }
    row = queries.with_amounts(Commitment.objects.filter(pk=commitment.pk)).get()
    assert (row.committed_krw, row.contracted_krw, row.paid_krw) == (1_500, 1_500, 1_000)  # type: ignore[attr-defined]
    assert (row.returned_krw, row.due_krw) == (350, 150)  # type: ignore[attr-defined]
    assert (row.matching_krw, row.matching_paid_krw) == (500, 300)  # type: ignore[attr-defined]
    row = queries.with_amounts(Commitment.objects.filter(pk=commitment.pk), as_of=before(45)).get()
    assert (row.contracted_krw, row.paid_krw) == (1_500, 0)  # type: ignore[attr-defined]
    assert sum(queries.stands(commitment).values()) == 0
    told = [
        verb.removeprefix("support.") for verb in Event.objects.order_by("pk").values_list("verb", flat=True)
    ]
    assert told[-7:] == [
        "contract",
        "match_promise",
        "disburse",
        "match_pay",
        "return",
        "claw_back",
        "recover",
    ]
    assert invariants.findings() == []


@pytest.mark.parametrize(
    ("verb", "amount", "more"),
    [
        ("contract", 1_501, {"agreement_number": "2"}),
        ("disburse", 1, {}),
        ("pay_matching", 1, {}),
        ("give_back", 1, {"reason": "x"}),
        ("claw_back", 1, {"reason": "x"}),
        ("recover", 1, {}),
        ("release", 1_501, {"reason": "x"}),
    ],
)
@pytest.mark.parametrize("amount_of", [None, 0, -5, 1.5, True, "5"])
def test_no_verb_takes_more_than_there_is_nor_what_is_no_amount(
    world: World, commitment: Commitment, verb: str, amount: int, more: dict[str, Any], amount_of: Any
) -> None:
    given = {"actor": world["agency"], "commitment": commitment, "on": today(), **more}
    for wrong in (amount, amount_of):
        with pytest.raises(ValidationError) as refusal:
            getattr(actions, verb)(amount_krw=wrong, **given)
        assert "amount_krw" in refusal.value.message_dict
    assert Entry.objects.filter(commitment=commitment).count() == 1
    with pytest.raises(NotAllowed):
        getattr(actions, verb)(amount_krw=1, **{**given, "actor": world["secretariat"]})


def test_an_agreement_has_a_number_an_order_and_the_share_of_the_parties(
    world: World, commitment: Commitment
) -> None:
    for wrong, field in (
        ({"agreement_number": " "}, "agreement_number"),
        ({"agreement_number": "9" * 61}, "agreement_number"),
        ({"starts_on": today(), "ends_on": before(1)}, "ends_on"),
        ({"on": before(-1)}, "on"),
        ({"on": before(61)}, "on"),
        ({"matching_cash_krw": 499}, "matching_cash_krw"),
        ({"matching_cash_krw": -500}, "matching_cash_krw"),
        ({"matching_in_kind_krw": 1.5}, "matching_in_kind_krw"),
    ):
        with pytest.raises(ValidationError) as refusal:
            agree(world, commitment, **wrong)
        assert list(refusal.value.message_dict) == [field]
    commitment.refresh_from_db()
    assert commitment.agreed_on is None
    agree(world, commitment, 900, matching_cash_krw=200, matching_in_kind_krw=100)
    with pytest.raises(ValidationError, match="500원 이상"):
        agree(world, commitment, 600, matching_cash_krw=199)
    agree(world, commitment, 600, matching_cash_krw=200, agreement_number="")
    assert stands(commitment) == {"contracted": 1_500, "matching_promised": 500}


def test_matching_funds_in_cash_and_in_kind_are_kept_apart(world: World, commitment: Commitment) -> None:
    agree(world, commitment, matching_cash_krw=300, matching_in_kind_krw=200)
    paid = {"actor": world["agency"], "commitment": commitment, "on": today()}
    with pytest.raises(ValidationError, match="200원"):
        actions.pay_matching(amount_krw=201, in_kind=True, **paid)  # type: ignore[arg-type]
    actions.pay_matching(amount_krw=200, in_kind=True, **paid)  # type: ignore[arg-type]
    cash, in_kind = Entry.objects.filter(movement="match_promise").order_by("pk")
    with pytest.raises(ValidationError, match="뒤에 한 기록"):
        actions.correct(actor=world["agency"], entry=in_kind, reason="틀림")
    with pytest.raises(ValidationError, match="총사업비"):
        actions.correct(actor=world["agency"], entry=cash, reason="틀림")


def test_nothing_moves_before_it_was_there(world: World, commitment: Commitment) -> None:
    agree(world, commitment, on=before(30))
    with pytest.raises(ValidationError) as refusal:
        pay(world, commitment, 100, days=31)
    assert list(refusal.value.message_dict) == ["on"]
    pay(world, commitment, 1_400, days=5)
    with pytest.raises(ValidationError) as refusal:  # on that day it stood, but it was spent since
        pay(world, commitment, 101, days=20)
    assert list(refusal.value.message_dict) == ["amount_krw"]
    pay(world, commitment, 100, days=20)


def test_a_commitment_of_an_earlier_day_needs_the_money_of_that_day(world: World) -> None:
    programme = open_programme(world, budget_krw=1_000, appropriated_on=before(10))
    model = world.model("approve")
    with pytest.raises(ValidationError) as refusal:
        commit(world, model, programme, 1, on=before(11))
    assert list(refusal.value.message_dict) == ["on"]
    commitment = commit(world, model, programme, 600, on=before(10))
    assert commitment.committed_at.date() <= before(10)
    with pytest.raises(ValidationError):
        actions.reduce(actor=world["agency"], programme=programme, amount_krw=401, reason="x")
    actions.reduce(actor=world["agency"], programme=programme, amount_krw=400, reason="감액")
    assert queries.balance(Account.AVAILABLE, programme=programme) == 0
    assert queries.balance(Account.AVAILABLE, programme=programme, as_of=before(5)) == 400
    assert queries.lowest(Account.AVAILABLE, before(5), programme=programme) == 0


def test_release_takes_first_what_is_not_agreed(world: World, commitment: Commitment) -> None:
    agree(world, commitment, 900, matching_cash_krw=300)
    entries = actions.release(
        actor=world["agency"], commitment=commitment, amount_krw=800, reason="축소", token="t"
    )
    assert [(entry.from_account, entry.amount_krw) for entry in entries] == [
        ("committed", 600),
        ("contracted", 200),
    ]
    again = actions.release(
        actor=world["agency"], commitment=commitment, amount_krw=800, reason="축소", token="t"
    )
    assert again == entries
    assert stands(commitment) == {"contracted": 700, "matching_promised": 300}
    assert queries.room(commitment.programme, commitment.model).model == 2 * BILLION - 700


def test_a_cancelled_commitment_pays_nothing_more_but_gives_back(
    world: World, commitment: Commitment
) -> None:
    agency = world["agency"]
    agree(world, commitment)
    pay(world, commitment, 1_000)
    actions.pay_matching(actor=agency, commitment=commitment, amount_krw=200, on=today())
    actions.cancel(actor=agency, commitment=commitment, reason="중단")
    assert stands(commitment) == {"disbursed": 1_000, "matching_paid": 200}
    for refused in (
        lambda: pay(world, commitment, 1),
        lambda: agree(world, commitment, 1),
        lambda: actions.release(actor=agency, commitment=commitment, amount_krw=1, reason="x"),
    ):
        with pytest.raises(ValidationError, match="이미 취소한"):
            refused()
    actions.give_back(actor=agency, commitment=commitment, amount_krw=300, on=today(), reason="정산")
    actions.claw_back(actor=agency, commitment=commitment, amount_krw=700, on=today(), reason="정산")
    actions.recover(actor=agency, commitment=commitment, amount_krw=700, on=today())
    assert stands(commitment) == {"returned": 1_000, "matching_paid": 200}
    release = Entry.objects.filter(movement="release").earliest("pk")
    with pytest.raises(ValidationError, match="되살릴 수 없습니다"):
        actions.correct(actor=agency, entry=release, reason="다시")
    assert invariants.findings() == []


def test_a_correction_is_a_counter_entry(world: World, commitment: Commitment) -> None:
    agency = world["agency"]
    agree(world, commitment)
    paid = pay(world, commitment, 1_000, reference="지급-1")
    returned = actions.give_back(actor=agency, commitment=commitment, amount_krw=1, on=today(), reason="x")
    with pytest.raises(ValidationError, match="뒤에 한 기록"):
        actions.correct(actor=agency, entry=paid, reason="두 번 적음")
    actions.correct(actor=agency, entry=returned, reason="두 번 적음")
    counter = actions.correct(actor=agency, entry=paid, reason="두 번 적음")
    assert (counter.from_account, counter.to_account) == ("disbursed", "contracted")
    assert (counter.reverses, counter.amount_krw, counter.on) == (paid, 1_000, today())
    assert stands(commitment) == {"contracted": 1_500, "matching_promised": 500}
    for wrong, words in ((paid, "이미 바로잡은"), (counter, "다시 바로잡을 수 없습니다")):
        with pytest.raises(ValidationError, match=words):
            actions.correct(actor=agency, entry=wrong, reason="또")
    with pytest.raises(ValidationError):
        actions.correct(actor=agency, entry=commitment.entries.earliest("pk"), reason=" ")
    with pytest.raises(NotAllowed):
        actions.correct(actor=world["secretariat"], entry=commitment.entries.earliest("pk"), reason="이유")
    assert invariants.findings() == []


def test_taking_back_the_agreement_and_the_commitment(world: World, commitment: Commitment) -> None:
    agency = world["agency"]
    agree(world, commitment)
    promise = Entry.objects.get(movement="match_promise")
    with pytest.raises(
        ValidationError, match="총사업비"
    ):  # the agreement alone would leave nothing of the parties
        actions.correct(actor=agency, entry=promise, reason="틀림")
    actions.correct(actor=agency, entry=Entry.objects.get(movement="contract"), reason="틀림")
    actions.correct(actor=agency, entry=promise, reason="틀림")
    commitment.refresh_from_db()
    assert commitment.agreed_on is None
    assert stands(commitment) == {"committed": 1_500}
    actions.correct(actor=agency, entry=commitment.entries.earliest("pk"), reason="다른 모델이었음")
    commitment.refresh_from_db()
    assert (commitment.cancelled_at is not None, commitment.cancel_reason) == (True, "다른 모델이었음")
    assert stands(commitment) == {}
    assert list(queries.live(commitment.model)) == []  # type: ignore[arg-type]
    assert invariants.findings() == []


def test_a_release_is_taken_back_only_within_the_ceilings(world: World, commitment: Commitment) -> None:
    agency, model = world["agency"], commitment.model
    (released,) = actions.release(actor=agency, commitment=commitment, amount_krw=1_000, reason="줄임")
    commit(world, model, commitment.programme, 2 * BILLION - 600)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="한도를 넘습니다"):
        actions.correct(actor=agency, entry=released, reason="다시")
    actions.release(actor=agency, commitment=Commitment.objects.latest("pk"), amount_krw=900, reason="줄임")
    actions.correct(actor=agency, entry=released, reason="다시")
    assert stands(commitment) == {"committed": 1_500}
    assert invariants.findings() == []


def test_a_correction_on_cancelled_support_is_released_at_once(world: World, commitment: Commitment) -> None:
    agency = world["agency"]
    agree(world, commitment)
    paid = pay(world, commitment, 1_000)
    actions.cancel(actor=agency, commitment=commitment, reason="중단")
    actions.correct(actor=agency, entry=paid, reason="지급하지 않았음")
    assert stands(commitment) == {}
    assert queries.balance(Account.AVAILABLE, programme=commitment.programme) == 10 * BILLION
    assert invariants.findings() == []


def test_the_money_of_a_programme(world: World) -> None:
    agency, model = world["agency"], world.model("approve")
    old = open_programme(world, "D-25", year=2025, budget_krw=1_000)
    new = open_programme(world, "D-26", year=2026, budget_krw=500, appropriated=False)
    assert queries.room(new, model).programme == 0
    actions.appropriate(actor=world["secretariat"], programme=new, amount_krw=200, reason="1차", token="a")
    actions.appropriate(actor=world["secretariat"], programme=new, amount_krw=200, reason="1차", token="a")
    moved = actions.carry_over(actor=agency, source=old, target=new, amount_krw=300, reason="이월")
    assert (queries.room(old).programme, queries.room(new).programme) == (700, 500)
    commit(world, model, new, 500)
    with pytest.raises(ValidationError, match="이미 다른 지원에 확정"):
        actions.correct(actor=agency, entry=moved, reason="틀림")
    with pytest.raises(ValidationError, match="남은 금액은 700원"):
        actions.carry_over(actor=agency, source=old, target=new, amount_krw=701, reason="이월")
    with pytest.raises(ValidationError, match="뒤 연도"):
        actions.carry_over(actor=agency, source=new, target=old, amount_krw=1, reason="이월")
    loan = open_programme(world, "D-LOAN", "loan", year=2027, budget_krw=1)
    with pytest.raises(ValidationError, match="종류가 같은"):
        actions.carry_over(actor=agency, source=old, target=loan, amount_krw=1, reason="이월")
    for unknown in (open_programme(world, "D-U"), open_programme(world, "D-R", "regulation")):
        with pytest.raises(ValidationError):
            actions.appropriate(actor=agency, programme=unknown, amount_krw=1, reason="x")
    with pytest.raises(NotAllowed):
        actions.reduce(actor=world["sme"], programme=old, amount_krw=1, reason="x")
    rows = {each.code: each for each in queries.programmes()}
    assert (rows["D-25"].appropriated_krw, rows["D-25"].left_krw) == (700, 700)  # type: ignore[attr-defined]
    assert (rows["D-26"].appropriated_krw, rows["D-26"].left_krw) == (500, 0)  # type: ignore[attr-defined]
    assert invariants.findings() == []


def test_an_unknown_budget_sets_no_ceiling_and_stays_unknown(world: World) -> None:
    loan = open_programme(world, "D-LOAN", "loan")
    commitment = commit(world, world.model("recommend"), loan, 90 * BILLION)
    assert commitment.entries.get().from_account == "source"
    actions.cancel(actor=world["agency"], commitment=commitment, reason="취소")
    assert stands(commitment) == {}
    (row,) = queries.by_kind(demonstration=True)
    assert (row.planned_krw, row.appropriated_krw, row.rate, row.unknown_budgets) == (None, None, None, 1)


def test_support_of_a_firm_without_a_model(world: World) -> None:
    programme = open_programme(world, "D-MPT", "mass_production_test", for_firms=True, cap_per_firm_krw=300)
    only_models = open_programme(world, "D-LOAN", "loan")

    def firm(amount: int, **more: Any) -> Commitment:
        given = {"programme": programme, "recipient": world.supplier, "reason": "선정", **more}
        return actions.commit(actor=world["agency"], amount_krw=amount, **given)

    commitment = firm(200)
    assert (commitment.model, commitment.recipient) == (None, world.supplier)
    with pytest.raises(ValidationError, match="기업 하나의 한도"):
        firm(101)
    with pytest.raises(ValidationError, match="기업 하나의 한도"):  # also by way of a model
        commit(world, world.model("approve"), programme, 101)
    firm(300, recipient=world.other_supplier)
    with pytest.raises(ValidationError, match="상생모델에만"):
        firm(1, programme=only_models)
    with pytest.raises(ValidationError, match="기업이 아닌"):
        firm(1, recipient=world.organisation("AG", "시연 기관", "agency"))
    with pytest.raises(NotAllowed):
        firm(1, recipient=world.organisation("R", "실제 기업", "sme", demonstration=False))
    with pytest.raises(ValidationError, match="고르세요"):
        firm(1, recipient=None)
    with pytest.raises(ValidationError, match="참여 기업이 아닙니다"):
        commit(world, world.model("approve"), programme, 1, recipient=world.other_supplier)
    event = Event.objects.filter(verb="support.commit", subject_type="commitment").earliest("pk")
    assert event.subject_id == commitment.code
    mine = set(queries.seen(world["sme"]).filter(model=None))
    assert (mine, set(queries.seen(world["stranger"]))) == (
        {commitment},
        set(Commitment.objects.filter(recipient=world.other_supplier)),
    )
    assert set(queries.seen(world["member"])) == set()
    assert queries.seen(world["auditor"]).count() == Commitment.objects.count()
    assert invariants.findings() == []


def test_what_is_sent_twice_counts_once(world: World, programme: Programme) -> None:
    model, agency = world.model("approve"), world["agency"]
    first = commit(world, model, programme, 1_500, token="form-1")
    assert commit(world, model, programme, 1_500, token="form-1") == first
    with pytest.raises(ValidationError, match="다른 내용"):
        commit(world, model, programme, 1_501, token="form-1")
    with pytest.raises(ValidationError, match="다른 내용"):
        commit(world, world.model("approve"), programme, 1_500, token="form-1")
    made = [agree(world, first, on=today(), token="form-2") for _ in range(2)]
    made += [pay(world, first, 700, days=0, token="form-3") for _ in range(2)]
    assert len(set(made)) == 2
    with pytest.raises(ValidationError, match="다른 내용"):
        pay(world, first, 701, days=0, token="form-3")
    back = {"actor": agency, "commitment": first, "amount_krw": 5, "on": today(), "token": "form-4"}
    assert actions.give_back(reason="x", **back) == actions.give_back(reason="x", **back)  # type: ignore[arg-type]
    assert stands(first) == {"contracted": 800, "disbursed": 695, "returned": 5, "matching_promised": 500}
    assert Event.objects.filter(verb="support.disburse").count() == 1


def test_the_words_of_an_agreement_are_put_right_with_both_values_on_record(
    world: World, commitment: Commitment
) -> None:
    agency = world["agency"]
    given: dict[str, Any] = {"actor": agency, "commitment": commitment, "reason": "오기"}
    with pytest.raises(ValidationError, match="아직 협약이 없습니다"):
        actions.edit_agreement(agreement_number="협약-2", **given)
    agree(world, commitment, number="과제-1")
    with pytest.raises(ValidationError, match="하나를 적으세요"):
        actions.edit_agreement(**given)
    changed = actions.edit_agreement(agreement_number="협약-2", **given)
    assert (changed.number, changed.agreement_number) == ("", "협약-2")
    event = Event.objects.latest("pk")
    assert event.verb == "support.edit_agreement"
    assert event.data["changed"] == {"number": ["과제-1", ""], "agreement_number": ["협약-1", "협약-2"]}


def test_the_words_of_a_programme_are_put_right_and_its_money_is_not(
    world: World, programme: Programme
) -> None:
    given: dict[str, Any] = {"actor": world["secretariat"], "programme": programme, "reason": "오기"}
    changed = actions.edit_programme(owner="시연 기관", legal_basis="법 제48조", **given)
    assert (changed.owner, changed.legal_basis) == ("시연 기관", "법 제48조")
    with pytest.raises(TypeError):
        actions.edit_programme(budget_krw=1, **given)
    with pytest.raises(ValidationError):
        actions.edit_programme(name_ko="", **given)
    with pytest.raises(NotAllowed):
        actions.edit_programme(owner="x", **{**given, "actor": world["sme"]})


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"code": "new"}, "code"),
        ({"code": "띄어 쓰기"}, "code"),
        ({"kind": "fund_invested"}, "kind"),
        ({"kind": "regulation", "budget_krw": 1}, "budget_krw"),
        ({"budget_krw": 0}, "budget_krw"),
        ({"cap_per_firm_krw": -1}, "cap_per_firm_krw"),
        ({"needs_approval": False}, "needs_approval"),
        ({"ratio_pct": 101}, "ratio_pct"),
        ({"source": "가" * 201}, "source"),
    ],
)
def test_terms_that_no_programme_has(world: World, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        open_programme(world, **terms)
    assert field in refusal.value.message_dict
    assert not Programme.objects.exists()
