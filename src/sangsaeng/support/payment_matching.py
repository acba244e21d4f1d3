"""Which commitment a row of a payment file belongs to, and what speaks against it: judged against what the ledger holds.

The ledger is read once for the whole file, in a fixed number of queries a few thousand rows; judging itself asks nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from sangsaeng.pages.formats import won
from sangsaeng.support.models import (
    MONEY,
    Account,
    Commitment,
    Entry,
    Movement,
    PaymentFile,
    PaymentRow,
)
from sangsaeng.support.payment_reading import key_of, same_name

Finding = PaymentRow.Finding
State = PaymentRow.State
OF_LEDGER = re.compile(r"원장-(\d{1,18})")  # how an export names an entry that bears no number of its own
TOGETHER = 5_000  # values in one question to the database
ALREADY = "이미 대장에 있는 지급입니다."


@dataclass(frozen=True)
class Booked:
    """A payment or return in the ledger."""

    pk: int
    token: str
    reference: str
    commitment: int
    movement: str
    amount_krw: int
    on: date
    taken_back: bool


@dataclass
class Known:
    """What the ledger knows of a world: commitments by their numbers, what moved day by day, payments by their number."""

    commitments: dict[int, Commitment] = field(default_factory=dict)
    numbers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    contracted: dict[int, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    disbursed: dict[int, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    tokens: dict[str, Booked] = field(default_factory=dict)
    references: dict[tuple[str, int, str], Booked] = field(default_factory=dict)
    entries: dict[int, Booked] = field(default_factory=dict)


def token_of(agency_id: int | None, reference: str, *, back: bool) -> str:
    """What makes a payment count once: its agency and its number; a return may bear the number of its payment."""
    return f"{prefix_of(agency_id)}{reference}{':R' if back else ''}"


def prefix_of(agency_id: int | None) -> str:
    return f"pay:{agency_id or 0}:"


def known(rows: Sequence[PaymentRow], *, demonstration: bool) -> Known:
    """What the ledger holds about these rows, of one world."""
    found = Known()
    commitments = Commitment.objects.filter(demonstration=demonstration, kind__in=MONEY)
    for each in commitments.select_related("programme", "recipient", "model"):
        found.commitments[each.pk] = each
        for number in (each.code, each.number, each.agreement_number, each.guarantee_number):
            if number:
                found.numbers[key_of(number)].add(each.pk)
    _balances(found, demonstration)
    _booked(found, rows, demonstration)
    return found


def _balances(found: Known, demonstration: bool) -> None:
    entries = Entry.objects.filter(demonstration=demonstration, commitment__isnull=False)
    sums = {
        f"{side}_{account.value}": Sum("amount_krw", filter=Q(**{f"{side}_account": account}))
        for side in ("to", "from")
        for account in (Account.CONTRACTED, Account.DISBURSED)
    }
    days: Any = entries.order_by().values("commitment", "on").annotate(**sums)
    for row in days:
        pk, on = row["commitment"], row["on"]
        found.contracted[pk][on] = (row["to_contracted"] or 0) - (row["from_contracted"] or 0)
        found.disbursed[pk][on] = (row["to_disbursed"] or 0) - (row["from_disbursed"] or 0)


def lowest(days: dict[date, int], on: date) -> int:
    """The least that stands in an account from the end of a day on, given what moved on each day: what may leave it then.

    >>> moved = {date(2026, 1, 1): 10, date(2026, 2, 1): -7}
    >>> lowest(moved, date(2026, 1, 5)), lowest(moved, date(2025, 12, 31))
    (3, 0)
    """
    balance = sum(amount for day, amount in days.items() if day <= on)
    least = balance
    for day in sorted(day for day in days if day > on):
        balance += days[day]
        least = min(least, balance)
    return least


def _booked(found: Known, rows: Sequence[PaymentRow], demonstration: bool) -> None:
    names = sorted({row.reference for row in rows if row.reference})
    own = [int(match[1]) for name in names if (match := OF_LEDGER.fullmatch(name))]
    fields = ("pk", "token", "reference", "commitment", "movement", "amount_krw", "on", "reversed_by")
    entries = Entry.objects.filter(demonstration=demonstration, reverses__isnull=True)
    money = entries.filter(movement__in=[Movement.DISBURSE, Movement.RETURN])
    for start in range(0, len(names), TOGETHER):
        part = Q(reference__in=names[start : start + TOGETHER])
        told: Any = money.filter(part).values_list(*fields)
        for values in told:
            booked = _told(values)
            if booked.token:
                found.tokens[booked.token] = booked
            found.references[booked.reference, booked.commitment, booked.movement] = booked
    for start in range(0, len(own), TOGETHER):
        named: Any = entries.filter(pk__in=own[start : start + TOGETHER]).values_list(*fields)
        for values in named:
            found.entries[values[0]] = _told(values)


def _told(values: tuple[Any, ...]) -> Booked:
    pk, token, reference, commitment, movement, amount_krw, on, reversed_by = values
    return Booked(pk, token, reference, commitment, movement, amount_krw, on, reversed_by is not None)


def judge(rows: Iterable[PaymentRow], payments: PaymentFile, found: Known) -> list[PaymentRow]:
    """Set finding, detail and commitment of every waiting row anew, in the order of the file; returns those that changed.

    A row that repeats a payment of the ledger needs nobody: it is set aside by itself. What a person assigned stays.
    """
    rows = sorted(rows, key=lambda row: row.line)
    clashes = _clashes(rows)
    seen: set[tuple[str, bool]] = set()
    changed = []
    for row in rows:
        key = (row.reference, _is_back(row))
        if row.state == State.POSTED:
            seen.add(key)
        if row.state != State.WAITING or row.raw.get("field"):
            continue
        before = (row.finding, row.detail, row.commitment_id, row.state)
        row.detail = ""
        if not row.decided_by:
            row.commitment = None
        row.finding = _finding(row, payments, found, clashes, seen)
        if row.finding == Finding.REPEATED:
            row.state, row.decided_because = State.SET_ASIDE, ALREADY
        else:
            seen.add(key)
        if (row.finding, row.detail, row.commitment_id, row.state) != before:
            changed.append(row)
    return changed


def _is_back(row: PaymentRow) -> bool:
    return row.amount_krw is not None and row.amount_krw < 0


def _said(row: PaymentRow) -> tuple[Any, ...]:
    return (row.number, row.paid_on, row.amount_krw)


def _clashes(rows: Iterable[PaymentRow]) -> set[tuple[str, bool]]:
    """Numbers that stand in the file more than once with different content."""
    told: dict[tuple[str, bool], set[tuple[Any, ...]]] = defaultdict(set)
    for row in rows:
        if row.state != State.SET_ASIDE and not row.raw.get("field"):
            told[row.reference, _is_back(row)].add(_said(row))
    return {key for key, said in told.items() if len(said) > 1}


def _finding(
    row: PaymentRow,
    payments: PaymentFile,
    found: Known,
    clashes: set[tuple[str, bool]],
    seen: set[tuple[str, bool]],
) -> Finding:
    finding = _assigned(row, found) if row.decided_by else _matched(row, found)
    if (booked := _find(row, payments, found)) is not None:
        return _again(row, booked)
    key = (row.reference, _is_back(row))
    if key in clashes:
        row.detail = "이 파일에 같은 지급번호가 다른 내용으로 두 번 이상 있습니다."
        return Finding.DIFFERENT
    if key in seen:
        row.detail = "이 파일의 앞줄과 같은 지급입니다."
        return Finding.REPEATED
    if row.paid_on is not None and row.paid_on > timezone.localdate():
        row.detail = "지급일이 오늘보다 뒤입니다."
        return Finding.UNREADABLE
    return finding if finding != Finding.MATCHED else _covered(row, found)


def _assigned(row: PaymentRow, found: Known) -> Finding:
    """A person has said to which commitment it belongs."""
    if row.commitment_id is None or row.commitment_id not in found.commitments:
        return Finding.UNKNOWN_NUMBER
    row.commitment = found.commitments[row.commitment_id]
    return Finding.MATCHED


def _matched(row: PaymentRow, found: Known) -> Finding:
    """Find the commitment by the official numbers, between several by the firm; set it, or say what is wrong."""
    numbers = list(dict.fromkeys(row.raw.get("numbers", {}).values()))
    hits = [found.numbers[number] for number in numbers if number in found.numbers]
    if not hits:
        row.detail = f"{', '.join(numbers)}: 대장에 없는 번호입니다."[:300]
        return Finding.UNKNOWN_NUMBER
    several = set.intersection(*hits)
    if not several:
        row.detail = f"{', '.join(numbers)}: 번호들이 서로 다른 지원을 가리킵니다."[:300]
        return Finding.AMBIGUOUS
    named = {pk for pk in several if _is_recipient(found.commitments[pk], row.recipient_name)}
    if len(several) > 1 and len(named) != 1:
        codes = sorted(found.commitments[pk].code for pk in (named or several))
        row.detail = f"지원 {len(codes)}건이 이 번호를 씁니다: {', '.join(codes)}"[:300]
        return Finding.AMBIGUOUS
    commitment = found.commitments[next(iter(named or several))]
    row.commitment = commitment
    if not named:
        recipient = commitment.recipient.name if commitment.recipient else "없음"
        row.detail = f"파일에는 ‘{row.recipient_name}’, 대장에는 ‘{recipient}’입니다."[:300]
        return Finding.OTHER_RECIPIENT
    return Finding.MATCHED


def _is_recipient(commitment: Commitment, name: str) -> bool:
    return commitment.recipient is not None and same_name(commitment.recipient.name, name)


def _find(row: PaymentRow, payments: PaymentFile, found: Known) -> Booked | None:
    """The payment of the ledger that this row tells of, if there is one."""
    if match := OF_LEDGER.fullmatch(row.reference):
        return found.entries.get(int(match[1]))
    back = _is_back(row)
    booked = found.tokens.get(token_of(payments.agency_id, row.reference, back=back))
    if booked is None and row.commitment_id is not None:  # entered by hand, with the same number
        movement = Movement.RETURN if back else Movement.DISBURSE
        booked = found.references.get((row.reference, row.commitment_id, movement))
        if booked is not None and booked.token:
            return None  # of another agency
    return booked


def _again(row: PaymentRow, booked: Booked) -> Finding:
    if booked.taken_back:
        row.detail = (
            f"대장에서 바로잡아 철회한 지급입니다({booked.on.isoformat()}, {won(booked.amount_krw)})."
        )
        return Finding.DIFFERENT
    same = (abs(row.amount_krw or 0), row.paid_on) == (booked.amount_krw, booked.on)
    if same and row.commitment_id in (None, booked.commitment):
        row.detail = ALREADY
        return Finding.REPEATED
    row.detail = f"대장에는 {booked.on.isoformat()}, {won(booked.amount_krw)}으로 있습니다."
    return Finding.DIFFERENT


def _covered(row: PaymentRow, found: Known) -> Finding:
    """Whether the agreement holds so much, on that day and since; what the rows before took is counted."""
    commitment, amount, on = row.commitment_id or 0, row.amount_krw or 0, row.paid_on or timezone.localdate()
    contracted, disbursed = found.contracted[commitment], found.disbursed[commitment]
    account, word = (disbursed, "지급") if amount < 0 else (contracted, "협약")
    whole = sum(account.values())
    if abs(amount) > whole:
        row.detail = (
            f"돌려받은 금액이 지급한 금액 {won(whole)}을 넘습니다."
            if amount < 0
            else f"협약에서 지급하지 않고 남은 금액은 {won(whole)}입니다."
        )
        return Finding.OVER_CONTRACT
    if abs(amount) > lowest(account, on):
        row.detail = f"{on.isoformat()}에는 {word}된 금액이 그만큼 없었습니다. 날짜를 확인하세요."
        return Finding.OVER_CONTRACT
    account[on] = account.get(on, 0) - abs(amount)
    if amount > 0:
        disbursed[on] = disbursed.get(on, 0) + amount
    return Finding.MATCHED
