"""Section «support»: planned, appropriated, committed and paid, kind by kind; kinds are never added."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Cell, Column, Figure, Grid, Line, Section, Table
from sangsaeng.parties.rules import may
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.models import Event
from sangsaeng.support.models import MONEY, Account, Commitment, Entry, Kind, Movement, Programme
from sangsaeng.support.queries.ledger import HELD

PAID = (Account.DISBURSED, Account.CLAWBACK_DUE, Account.RETURNED)


@dataclass
class ProgrammeRow:
    """A programme that was open by then; `planned` is None where the budget is not known."""

    code: str
    name: str
    kind: str
    year: int | None
    planned: int | None
    appropriated: int


@dataclass
class CommitmentRow:
    """A commitment as it stood; `model` is "" for support to a firm without a model."""

    code: str
    model: str
    codename: str
    programme: str
    kind: str
    committed: int
    paid: int
    live: bool


def _programme_table() -> Table:
    return Table(
        "programmes",
        _("지원사업"),
        (
            Column(_("지원사업"), lambda r: r.name, "link", ko=True),
            Column(_("종류"), lambda r: str(Kind(r.kind).label)),
            Column(_("연도"), lambda r: str(r.year or ""), main=False),
            Column(_("계획(원)"), lambda r: r.planned, "won"),
            Column(_("배정(원)"), lambda r: r.appropriated, "won"),
        ),
        href=lambda r: reverse("support:programme", args=[r.code]),
    )


def _commitment_table() -> Table:
    return Table(
        "commitments",
        _("지원"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code),
            Column(_("상생모델"), lambda r: r.model or "–", "link"),
            Column(_("과제명"), lambda r: r.codename, main=False, ko=True),
            Column(_("지원사업"), lambda r: r.programme, ko=True),
            Column(_("종류"), lambda r: str(Kind(r.kind).label), main=False),
            Column(_("확정(원)"), lambda r: r.committed if r.kind in MONEY else None, "won"),
            Column(_("지급(원)"), lambda r: r.paid if r.kind in MONEY else None, "won"),
        ),
        model=lambda r: r.model,
        href=lambda r: reverse("proposals:model", args=[r.model]) if r.model else "",
    )


def programmes(scope: Scope) -> list[ProgrammeRow]:
    """The programmes opened by then (published plans apart), with what was put into them; 3 queries."""
    from django.utils.translation import get_language

    english = (get_language() or "ko").startswith("en")
    later = set(
        Event.objects.filter(
            subject_type="programme", verb="support.open_programme", at__gte=scope.end
        ).values_list("subject_id", flat=True)
    )
    budget = Entry.objects.filter(
        movement__in=[Movement.APPROPRIATE, Movement.REDUCE],
        on__lte=scope.day,
        demonstration=scope.demonstration,
    )
    put = {
        pk: came - left
        for pk, came, left in budget.order_by()
        .values_list("to_programme")
        .annotate(
            came=Coalesce(Sum("amount_krw", filter=Q(to_account=Account.AVAILABLE)), 0),
            left=Coalesce(Sum("amount_krw", filter=Q(from_account=Account.AVAILABLE)), 0),
        )
    }
    rows = Programme.objects.filter(published=False, demonstration=scope.demonstration).order_by(
        "kind", "code"
    )
    return [
        ProgrammeRow(
            code, name_en if english and name_en else name_ko, kind, year, budget_krw, put.get(pk, 0)
        )
        for pk, code, name_ko, name_en, kind, year, budget_krw in rows.values_list(
            "pk", "code", "name_ko", "name_en", "kind", "year", "budget_krw"
        )
        if code not in later
    ]


def commitments(scope: Scope) -> list[CommitmentRow]:
    """The commitments of models that the user reads whole (of firms: who keeps the ledger), with their amounts; 2 queries."""
    seen = Q(model__in=whole_to(scope.user))
    if may(scope.user, "support.read_ledger"):
        seen |= Q(model__isnull=True)
    entries = Entry.objects.filter(
        commitment__isnull=False, on__lte=scope.day, demonstration=scope.demonstration
    )
    amounts: dict[int, tuple[int, int]] = {
        pk: (held_in - held_out, paid_in - paid_out)
        for pk, held_in, held_out, paid_in, paid_out in entries.order_by()
        .values_list("commitment")
        .annotate(
            held_in=Coalesce(Sum("amount_krw", filter=Q(to_account__in=HELD)), 0),
            held_out=Coalesce(Sum("amount_krw", filter=Q(from_account__in=HELD)), 0),
            paid_in=Coalesce(Sum("amount_krw", filter=Q(to_account__in=PAID)), 0),
            paid_out=Coalesce(Sum("amount_krw", filter=Q(from_account__in=PAID)), 0),
        )
    }
    rows = Commitment.objects.filter(seen, demonstration=scope.demonstration).order_by("pk")
    found = []
    for pk, code, model, codename, programme, kind, committed_at, cancelled_at in rows.values_list(
        "pk",
        "code",
        "model__code",
        "model__codename",
        "programme__name_ko",
        "kind",
        "committed_at",
        "cancelled_at",
    ):
        committed, paid = amounts.get(pk, (0, 0))
        # The day on the decision may lie before the day it was entered; support without money has only the latter.
        made = committed_at < scope.end or committed > 0
        if made or paid:
            live = made and (cancelled_at is None or cancelled_at >= scope.end)
            found.append(
                CommitmentRow(code, model or "", codename or "", programme, kind, committed, paid, live)
            )
    return found


def support_section(scope: Scope) -> Section:
    """Kind by kind, each in its own figures; a kind that nothing is known of is left out. 5 queries."""
    programme_table, commitment_table = _programme_table(), _commitment_table()
    opened: dict[str, list[Any]] = defaultdict(list)
    made: dict[str, list[Any]] = defaultdict(list)
    for programme in programmes(scope):
        opened[programme.kind].append(programme)
    for commitment in commitments(scope):
        made[commitment.kind].append(commitment)
    lines = []
    for kind in Kind:
        if not opened[kind] and not made[kind]:
            continue

        def figure(
            key: str, label: str, rows: list[Any], table: Table, amount: Any, kind: Kind = kind
        ) -> Figure:
            return Figure(f"support.{kind}.{key}", f"{kind.label} · {label}", rows, table, amount)

        live = [row for row in made[kind] if row.live]
        cells: tuple[Cell, ...] = (None, None, None, None)
        if kind in MONEY or (opened[kind] and kind != Kind.REGULATION):
            cells = (
                figure("planned", _("계획"), opened[kind], programme_table, lambda r: r.planned),
                figure("appropriated", _("배정"), opened[kind], programme_table, lambda r: r.appropriated),
                figure(
                    "committed", _("확정"), [r for r in made[kind] if r.committed], commitment_table,
                    lambda r: r.committed,
                ),
                figure("paid", _("지급"), [r for r in made[kind] if r.paid], commitment_table, lambda r: r.paid),
            )  # fmt: skip
        count = Figure(f"support.{kind}.live", f"{kind.label} · {_('지원 건수')}", live, commitment_table)
        lines.append(Line(str(kind.label), (*cells, count)))
    columns = (_("계획"), _("배정"), _("확정"), _("지급"), _("지원 건수"))
    return Section(
        "support",
        _("종류별 지원"),
        (Grid("support", _("종류별 지원"), _("종류"), columns, tuple(lines)),),
        note=_(
            "출연금, 융자, 보증, 펀드는 서로 다른 돈이라 더하지 않습니다. 돈은 결정하거나 지급한 날로 셉니다."
        ),
    )
