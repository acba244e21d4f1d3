"""Section «purchases»: terms due, honoured, left out, unknown; counts only, and no company stands in any row.

What a term counts as is worked out where purchases are followed (`followup.queries.purchase_facts`, `followup.rates`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Column, Figure, Grid, Line, Section, Table
from sangsaeng.followup.models import Confirmation, Evidence, Exemption, PurchaseTerm, TermMove
from sangsaeng.followup.queries.purchase_facts import facts_of, stands
from sangsaeng.followup.queries.purchases import seen
from sangsaeng.followup.rates import Level, Standing, TermFacts


@dataclass
class TermRow:
    """A term of a confirmed commitment: when it fell due, what it counts as, and how many sides told of it."""

    purchase: str
    number: int
    model: str
    codename: str
    due_on: date
    facts: TermFacts
    standing: Standing

    @property
    def level(self) -> Level:
        return self.facts.level


def standing_label(standing: Standing) -> str:
    return {
        Standing.NOT_DUE: _("기한 전"),
        Standing.LEFT_OUT: _("셈에서 뺌"),
        Standing.FULL: _("이행"),
        Standing.PART: _("일부 이행"),
        Standing.NONE: _("구매하지 않음"),
        Standing.UNKNOWN: _("알 수 없음"),
    }[standing]


def level_label(level: Level) -> str:
    return {
        Level.BOTH: _("양쪽이 같게 말함"),
        Level.DIFFERENT: _("양쪽이 다르게 말함"),
        Level.ONE: _("한쪽만 말함"),
        Level.UNKNOWN: _("아무도 말하지 않음"),
    }[level]


def _table() -> Table:
    return Table(
        "terms",
        _("구매 약속의 차수"),
        (
            Column(_("구매 약속"), lambda r: f"{r.purchase}-{r.number}"),
            Column(_("상생모델"), lambda r: r.model, "link"),
            Column(_("과제명"), lambda r: r.codename, main=False, ko=True),
            Column(_("구매 기한"), lambda r: r.due_on, "day"),
            Column(_("이행"), lambda r: standing_label(r.standing)),
            Column(_("확인"), lambda r: level_label(r.level), main=False),
        ),
        model=lambda r: r.model,
        href=lambda r: reverse("proposals:model", args=[r.model]),
    )


class _Few(list[Any]):
    """Rows that are at hand already; `all` as a relation has it."""

    def all(self) -> "_Few":
        return self


class _Told(NamedTuple):
    side: str
    kind: str
    on: date
    quantity: Decimal | None
    withdrawn_at: datetime | None


class _Word(NamedTuple):
    says: str
    quantity: Decimal | None
    at: datetime


class _LeftOut(NamedTuple):
    ground: str
    state: str
    decided_at: datetime | None


class _Moved(NamedTuple):
    moved_at: datetime
    due_from: date


class _Purchase(NamedTuple):
    code: str
    unit: str
    state: str
    promised_on: date
    lapsed_on: date | None
    model: str
    codename: str


@dataclass
class _Term:
    """What `purchase_facts` reads of a term; at a thousand models whole rows would take ten times as long."""

    number: int
    due_on: date
    quantity: Decimal
    purchase: _Purchase
    evidence: _Few = field(default_factory=_Few)
    confirmations: _Few = field(default_factory=_Few)
    exemptions: _Few = field(default_factory=_Few)
    moves: _Few = field(default_factory=_Few)


def _terms(scope: Scope) -> list[_Term]:
    """Every confirmed term that the user may see, with all that was told of it, oldest first; 5 queries."""
    rows = PurchaseTerm.objects.filter(
        ~Q(purchase__state="lapsed") | Q(clock__isnull=False),
        purchase__in=seen(scope.user),
        purchase__demonstration=scope.demonstration,
    ).order_by("due_on", "purchase__code", "number")
    of = ("code", "unit", "state", "promised_on", "lapsed_on", "model__code", "model__codename")
    found = {
        row[0]: _Term(row[1], row[2], row[3], _Purchase(*row[4:]))
        for row in rows.values_list(
            "pk", "number", "due_on", "quantity", *(f"purchase__{name}" for name in of)
        )
    }
    parts: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
        ("evidence", Evidence, _Told, ("side", "kind", "on", "quantity", "withdrawn_at")),
        ("confirmations", Confirmation, _Word, ("says", "quantity", "at")),
        ("exemptions", Exemption, _LeftOut, ("ground", "state", "decided_at")),
        ("moves", TermMove, _Moved, ("moved_at", "due_from")),
    )
    for name, table, make, fields in parts:
        told = table.objects.filter(term__purchase__demonstration=scope.demonstration).order_by("id")
        for term, *values in told.values_list("term_id", *fields):
            if term in found:
                getattr(found[term], name).append(make(*values))
    return list(found.values())


def terms(scope: Scope) -> list[TermRow]:
    """The terms that stood on the day, of commitments that the user may see; 5 queries."""
    found = []
    for term in _terms(scope):
        if stands(cast(PurchaseTerm, term), scope.day):
            facts = facts_of(cast(PurchaseTerm, term), scope.day)
            of = term.purchase
            found.append(
                TermRow(
                    of.code,
                    term.number,
                    of.model,
                    of.codename,
                    facts.due_on,
                    facts,
                    facts.standing(scope.day),
                )
            )
    return found


def purchases_section(scope: Scope) -> Section:
    table, rows = _table(), terms(scope)
    full = [row for row in rows if row.standing == Standing.FULL]
    lines: list[tuple[str, str, list[TermRow]]] = [
        ("all", _("약속한 차수"), rows),
        ("due", _("기한이 된 것"), [row for row in rows if row.standing != Standing.NOT_DUE]),
        ("left_out", _("셈에서 뺀 것(성능 미달, 불가항력)"), _of(rows, Standing.LEFT_OUT)),
        ("honoured", _("모두 이행한 것"), full),
        ("both", _("그 가운데 양쪽이 같게 말한 것"), [row for row in full if row.level == Level.BOTH]),
        ("one_side", _("그 가운데 한쪽만 말한 것"), [row for row in full if row.level == Level.ONE]),
        ("part", _("일부 이행한 것"), _of(rows, Standing.PART)),
        ("none", _("아직 구매하지 않은 것"), _of(rows, Standing.NONE)),
        ("unknown", _("이행을 알 수 없는 것"), _of(rows, Standing.UNKNOWN)),
    ]
    return Section(
        "purchases",
        _("구매이행"),
        (
            Grid(
                "purchases",
                _("구매이행"),
                _("구분"),
                (pgettext("purchase", "차수"),),
                tuple(
                    Line(label, (Figure(f"purchases.{key}", label, of, table),)) for key, label, of in lines
                ),
            ),
        ),
        note=_("기한이 된 차수만 셉니다. 알 수 없는 것은 이행하지 않은 것이 아닙니다. 기업별 수는 없습니다."),
    )


def _of(rows: list[TermRow], standing: Standing) -> list[Any]:
    return [row for row in rows if row.standing == standing]
