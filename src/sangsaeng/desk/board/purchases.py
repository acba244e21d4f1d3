"""Section «purchases»: terms due, honoured, left out, unknown; counts only, and no company stands in any row.

What a term counts as is worked out where purchases are followed (`followup.queries.purchase_facts`, `followup.rates`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Column, Figure, Grid, Line, Section, Table
from sangsaeng.followup.models import Confirmation, Evidence, Exemption, PurchaseTerm, TermMove
from sangsaeng.followup.queries.purchase_facts import due_as_of, facts_of, stands
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
        _("구매 약속의 회차"),
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


def terms(scope: Scope) -> list[TermRow]:
    """The terms that stood on the day, of commitments that the user may see; 5 queries."""
    rows = (
        PurchaseTerm.objects.filter(
            purchase__in=seen(scope.user), purchase__demonstration=scope.demonstration
        )
        .select_related("purchase__model")
        .only(
            "number", "due_on", "quantity", "clock_id", "purchase__code", "purchase__unit", "purchase__state",
            "purchase__promised_on", "purchase__lapsed_on", "purchase__model__code",
            "purchase__model__codename",
        )
        .prefetch_related(
            Prefetch(
                "evidence",
                Evidence.objects.only("term", "kind", "side", "on", "quantity", "withdrawn_at").order_by("id"),
            ),
            Prefetch(
                "confirmations", Confirmation.objects.only("term", "says", "quantity", "at").order_by("id")
            ),
            Prefetch(
                "exemptions",
                Exemption.objects.only("term", "ground", "state", "decided_at").order_by("id"),
            ),
            Prefetch("moves", TermMove.objects.order_by("id")),
        )
        .order_by("due_on", "purchase__code", "number")
    )  # fmt: skip
    found = []
    for term in rows.filter(~Q(purchase__state="lapsed") | Q(clock__isnull=False)):
        if stands(term, scope.day):
            facts = facts_of(term, scope.day)
            model = term.purchase.model
            found.append(
                TermRow(
                    facts.purchase, facts.number, model.code, model.codename, due_as_of(term, scope.day),
                    facts, facts.standing(scope.day),
                )
            )  # fmt: skip
    return found


def purchases_section(scope: Scope) -> Section:
    table, rows = _table(), terms(scope)
    full = [row for row in rows if row.standing == Standing.FULL]
    lines: list[tuple[str, str, list[TermRow]]] = [
        ("all", _("약속한 회차"), rows),
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
                (pgettext("purchase", "회차"),),
                tuple(
                    Line(label, (Figure(f"purchases.{key}", label, of, table),)) for key, label, of in lines
                ),
            ),
        ),
        note=_("기한이 된 회차만 셉니다. 알 수 없는 것은 이행하지 않은 것이 아닙니다. 기업별 수는 없습니다."),
    )


def _of(rows: list[TermRow], standing: Standing) -> list[Any]:
    return [row for row in rows if row.standing == standing]
