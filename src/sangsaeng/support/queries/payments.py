"""Reads of payment files: who sees them, how many rows match, what the ledger holds that no row tells of, and exports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import may
from sangsaeng.support.models import MONEY, Commitment, Entry, Movement, PaymentFile, PaymentRow
from sangsaeng.support.payment_matching import prefix_of

Finding, State = PaymentRow.Finding, PaymentRow.State
READY = Q(state=State.WAITING, finding=Finding.MATCHED)
OPEN = Q(state=State.WAITING) & ~Q(finding=Finding.MATCHED)
REPEATED = Q(state=State.SET_ASIDE, finding=Finding.REPEATED)
PAYMENTS = (Movement.DISBURSE, Movement.RETURN)
# The columns of the template and of the exports: what is exported can be taken in again.
COLUMNS = (
    "지급번호",
    "과제번호",
    "협약번호",
    "보증번호",
    "기업명",
    "지급일",
    "지급액(원)",
    "구분",
    "지원번호",
    "지원사업",
)


def files(user: Any) -> QuerySet[PaymentFile]:
    """The payment files of the world of `user`, each with its counts; none to who may not read them."""
    if not may(user, "support.read_payments"):
        return PaymentFile.objects.none()
    found = PaymentFile.objects.select_related("agency").annotate(
        lines=Count("rows"),
        ready=Count("rows", filter=_of_rows(READY)),
        open=Count("rows", filter=_of_rows(OPEN)),
        posted=Count("rows", filter=Q(rows__state=State.POSTED)),
    )
    return found.filter(demonstration=True) if getattr(user, "demonstration", False) else found


def _of_rows(condition: Q) -> Q:
    """The same condition, asked of the rows of a file."""
    made = Q(rows__state=State.WAITING)
    matched = Q(rows__finding=Finding.MATCHED)
    return made & matched if condition is READY else made & ~matched


@dataclass(frozen=True)
class Counts:
    """Rows of a file: all, those that match, wait to be looked at, are posted, stand in the ledger already, were left out."""

    all: int
    ready: int
    open: int
    posted: int
    repeated: int
    left_out: int

    @property
    def right(self) -> int:
        """Rows that match, posted or not."""
        return self.ready + self.posted


def counts(payments: PaymentFile) -> Counts:
    return Counts(
        **payments.rows.aggregate(
            all=Count("pk"),
            ready=Count("pk", filter=READY),
            open=Count("pk", filter=OPEN),
            posted=Count("pk", filter=Q(state=State.POSTED)),
            repeated=Count("pk", filter=REPEATED),
            left_out=Count("pk", filter=Q(state=State.SET_ASIDE) & ~Q(finding=Finding.REPEATED)),
        )
    )


def rows(payments: PaymentFile) -> QuerySet[PaymentRow]:
    return payments.rows.select_related("commitment__recipient", "commitment__programme", "entry")


def not_in_file(payments: PaymentFile) -> list[Entry]:
    """Payments and returns of the ledger within the file's period that no row tells of (대장에는 있고 파일에는 없음).

    Only of the programmes that occur in the file, and not those that came in with another agency's file. What was taken
    back is left out. Two queries.
    """
    if payments.period_from is None or payments.period_to is None:
        return []
    programmes = payments.rows.order_by().values("commitment__programme").distinct()
    booked = list(
        Entry.objects.filter(
            Q(payment_row__isnull=True) | ~Q(payment_row__payments=payments),
            movement__in=PAYMENTS,
            demonstration=payments.demonstration,
            on__range=(payments.period_from, payments.period_to),
            from_programme__in=programmes.filter(commitment__isnull=False),
            reverses__isnull=True,
            reversed_by__isnull=True,
        )
        .select_related("commitment__recipient", "from_programme")
        .order_by("on", "pk")
    )
    mine: set[Any] = set()
    for reference, commitment in payments.rows.values_list("reference", "commitment") if booked else ():
        mine |= {reference, (reference, commitment)}
    own = prefix_of(payments.agency_id)

    def is_told(entry: Entry) -> bool:
        if f"원장-{entry.pk}" in mine:
            return True
        if entry.token.startswith(own):
            return entry.reference in mine
        return entry.token.startswith("pay:") or (entry.reference, entry.commitment_id) in mine

    return [entry for entry in booked if not is_told(entry)]


def choices(payments: PaymentFile) -> QuerySet[Commitment]:
    """The commitments to which a row of this file can be assigned."""
    found = Commitment.objects.filter(demonstration=payments.demonstration, kind__in=MONEY)
    return found.select_related("programme", "recipient", "model").order_by("-pk")


def agencies(user: Any) -> QuerySet[Organisation]:
    """The agencies whose payments `user` may take in."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.AGENCY, demonstration=bool(getattr(user, "demonstration", False))
    )


def booked(user: Any, since: date | None, until: date | None, *, everything: bool) -> QuerySet[Entry]:
    """The entries of the ledger that `user` may take along: payments and returns, or every movement of every account."""
    if not may(user, "support.read_payments"):
        return Entry.objects.none()
    found = Entry.objects.filter(demonstration=bool(getattr(user, "demonstration", False)))
    if since:
        found = found.filter(on__gte=since)
    if until:
        found = found.filter(on__lte=until)
    if not everything:
        found = found.filter(movement__in=PAYMENTS, reverses__isnull=True, reversed_by__isnull=True)
    return found.select_related(
        "commitment", "recipient", "from_programme", "to_programme", "reverses"
    ).order_by("on", "pk")


def exported(entries: Iterable[Entry]) -> list[list[Any]]:
    """The rows of an export in the columns of a payment file; an entry without a number is named by its own."""
    made = []
    for each in entries:
        back = each.movement == Movement.RETURN
        commitment = each.commitment
        made.append(
            [
                each.reference or f"원장-{each.pk}",
                commitment.number if commitment else "",
                commitment.agreement_number if commitment else "",
                commitment.guarantee_number if commitment else "",
                each.recipient.name if each.recipient else "",
                each.on,
                -each.amount_krw if back else each.amount_krw,
                "반납" if back else "지급",
                commitment.code if commitment else "",
                each.from_programme.name_ko,
            ]
        )
    return made


def everything(entries: Iterable[Entry]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of all movements: the same columns, and from where to where each amount went."""
    header = [
        *(name if name != "지급액(원)" else _("금액(원)") for name in COLUMNS),
        _("나온 계정"),
        _("들어간 계정"),
        _("현물"),
        _("바로잡은 기록"),
        _("이유"),
    ]
    made = []
    entries = list(entries)
    for each, row in zip(entries, exported(entries), strict=True):
        row[6], row[7] = each.amount_krw, str(each.get_movement_display())
        made.append(
            [
                *row,
                str(each.get_from_account_display()),
                str(each.get_to_account_display()),
                each.in_kind,
                f"원장-{each.reverses_id}" if each.reverses_id else "",
                each.reason,
            ]
        )
    return header, made
