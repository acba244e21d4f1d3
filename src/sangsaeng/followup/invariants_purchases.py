"""What must hold of purchase commitments, whatever was done and in whatever order: read anew from all rows.

`findings` is what `sangsaeng check` asks. Each check reads a fixed number of queries and says in words what it protects.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone

from sangsaeng.clocks.models import ClockState
from sangsaeng.followup.models import (
    Confirmation,
    ConfirmationLink,
    Evidence,
    Exemption,
    PurchaseCommitment,
    PurchaseState,
    PurchaseTerm,
    RateStatement,
    TermMove,
)
from sangsaeng.followup.queries.purchase_facts import facts, is_answered, last_words, terms_of
from sangsaeng.followup.queries.rates import FEWEST_COMPANIES, totals
from sangsaeng.followup.rates import rate
from sangsaeng.records.invariants import Checks
from sangsaeng.records.models import Event

# The state in which each verb leaves a commitment.
STATE_AFTER = {
    "followup.record_purchase": PurchaseState.DRAFT,
    "followup.confirm_purchase": PurchaseState.ACTIVE,
    "followup.finish_purchase": PurchaseState.FULFILLED,
    "followup.reopen_purchase": PurchaseState.ACTIVE,
    "followup.lapse_purchase": PurchaseState.LAPSED,
}


@dataclass
class Record:
    """The rows that several checks read: every term with what was told of it, and the verbs that befell each commitment."""

    purchases: list[PurchaseCommitment] = field(default_factory=list)
    terms: list[PurchaseTerm] = field(default_factory=list)
    verbs: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> "Record":
        rows = PurchaseCommitment.objects.select_related("model", "buyer", "supplier")
        record = cls(list(rows), terms_of(PurchaseCommitment.objects.all()))
        events = Event.objects.filter(subject_type="purchasecommitment", verb__in=STATE_AFTER).order_by("id")
        for code, verb in events.values_list("subject_id", "verb"):
            record.verbs[code].append(verb)
        return record


_check = Checks(Record.read)
CHECKS = _check.named
findings = _check.findings


@_check("구매 약속의 상태는 기록된 일의 결과여야 합니다.")
def states_follow_the_record(record: Record) -> Iterator[str]:
    for purchase in record.purchases:
        verbs = record.verbs.get(purchase.code, [])
        if not verbs or STATE_AFTER[verbs[-1]] != purchase.state:
            yield purchase.code


@_check("시연과 실제는 섞이지 않아야 합니다.")
def worlds_are_apart(record: Record) -> Iterator[str]:
    for purchase in record.purchases:
        marks = {
            purchase.demonstration,
            purchase.model.demonstration,
            purchase.buyer.demonstration,
            purchase.supplier.demonstration,
        }
        if len(marks) > 1:
            yield purchase.code


@_check("확인한 약속의 차수마다 기한이 있어야 합니다.")
def every_term_has_its_clock(record: Record) -> Iterator[str]:
    for term in record.terms:
        if (
            term.purchase.state in (PurchaseState.ACTIVE, PurchaseState.FULFILLED)
            and term.purchase.lapsed_on is None
            and term.clock_id is None
        ):
            yield str(term)


@_check("알림은 이유 없이 끝나지 않아야 합니다. 끝난 약속에는 가는 기한이 없어야 합니다.")
def no_reminder_ends_silently(record: Record) -> Iterator[str]:
    for term in record.terms:
        clock = term.clock
        if clock is None:
            continue
        silent = clock.state == ClockState.CANCELLED and not clock.cancel_reason
        over = clock.is_open and term.purchase.state not in (PurchaseState.ACTIVE,)
        if silent or over:
            yield str(term)


@_check("확인으로 끝난 알림은 수요기업이 구매한 수량을 답한 차수의 것이어야 합니다.")
def an_answered_clock_was_confirmed(record: Record) -> Iterator[str]:
    words = last_words(record.terms)
    for term in record.terms:
        if term.clock is None or term.clock.state != ClockState.ANSWERED:
            continue
        if term.purchase.state == PurchaseState.LAPSED:
            continue  # what was said after the lapse is not taken
        left_out = any(row.state == Exemption.State.ACCEPTED for row in term.exemptions.all())
        if not left_out and not is_answered(term, words.get(term.pk)):
            yield str(term)


@_check("한 세금계산서 승인번호는 한 차수에서만 셉니다.")
def an_invoice_belongs_to_one_term(record: Record) -> Iterator[str]:
    rows = Evidence.objects.filter(
        number_kind=Evidence.NumberKind.TAX_INVOICE, withdrawn_at__isnull=True
    ).values_list("number", "term_id")
    terms: dict[str, set[int]] = defaultdict(set)
    for number, term in rows:
        terms[number].add(term)
    yield from sorted(number for number, found in terms.items() if len(found) > 1)


@_check("제외를 인정하려면 근거 파일과 결정한 이유가 있어야 합니다.")
def an_exemption_has_its_paper(record: Record) -> Iterator[str]:
    bare = Q(file__isnull=True) | Q(decision="") | Q(decided_at__isnull=True)
    for row in Exemption.objects.filter(bare, state=Exemption.State.ACCEPTED).select_related(
        "term__purchase"
    ):
        yield f"{row.term} #{row.pk}"


@_check("링크로 받은 확인은 쓴 링크의 것이고, 쓴 링크에는 확인이나 의견이 있어야 합니다.")
def a_used_link_left_its_word(record: Record) -> Iterator[str]:
    words = Confirmation.objects.filter(way=Confirmation.Way.LINK)
    loose = words.filter(
        Q(link__isnull=True) | Q(link__used_at__isnull=True) | ~Q(link__purchase=F("term__purchase"))
    )
    for word in loose.select_related("term__purchase"):
        yield f"{word.term} #{word.pk}"
    empty = ConfirmationLink.objects.filter(used_at__isnull=False).filter(
        Q(purchase__isnull=False, confirmations__isnull=True)
        | Q(statement__replied_at__isnull=True, purchase=None)
    )
    for link in empty.distinct():
        yield f"link #{link.pk}"


@_check("기한을 옮긴 기록은 앞뒤가 이어지고, 마지막 날이 지금의 기한이어야 합니다.")
def moves_join(record: Record) -> Iterator[str]:
    days = {term.pk: term for term in record.terms}
    last: dict[int, TermMove] = {}
    for move in TermMove.objects.order_by("id"):
        before = last.get(move.term_id)
        if before is not None and before.due_to != move.due_from:
            yield str(days[move.term_id])
        last[move.term_id] = move
    for key, move in last.items():
        if days[key].due_on != move.due_to:
            yield str(days[key])


@_check("보낸 현황의 수치는 그 안에서 맞아야 하고, 의견 기한은 알림의 기한과 같아야 합니다.")
def statements_add_up(record: Record) -> Iterator[str]:
    for row in RateStatement.objects.select_related("clock"):
        figures = row.figures
        counted = figures["full"] + figures["part"] + figures["none"] + figures["unknown"]
        standing = Counter(term["standing"] for term in figures["terms"])
        sound = (
            counted == figures["counted"]
            and figures["due"] == counted + sum(figures["left_out"].values()) == len(figures["terms"])
            and figures["full"] == figures["full_by_both"] + figures["full_by_one"] == standing["full"]
        )
        if not sound or row.clock is None or row.clock.due_on != row.reply_by:
            yield row.code


@_check("이행률은 기한이 된 차수만 세고, 합계는 기업이 다섯 곳 이상일 때만 냅니다.")
def rates_hold(record: Record) -> Iterator[str]:
    today = timezone.localdate()
    for mark in (False, True):
        terms = [term for term in record.terms if term.purchase.demonstration is mark]
        rows = facts(terms, today)
        found = rate(rows, today)
        if found.due + found.not_due != len(rows) or found.counted > found.due:
            yield f"rate {mark}"
        shown = totals(today, demonstration=mark)
        buyers = {term.purchase.buyer_id for term in terms}
        if shown is not None and len(buyers) < FEWEST_COMPANIES:
            yield f"totals {mark}"
