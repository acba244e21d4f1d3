"""The support plan of 2021 as published: programmes, and what is not known of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.pages.markup import english
from sangsaeng.proposals.published import cite
from sangsaeng.support.models import Kind

# The facts speak of guarantees and funds; the ledger says what kind of amount it is.
KIND_OF_FACT = {
    "grant": Kind.GRANT,
    "loan": Kind.LOAN,
    "guarantee": Kind.GUARANTEE_EXPOSURE,
    "fund": Kind.FUND_FORMED,
}
YEAR = 2021


def code_of(fact: facts.Programme) -> str:
    return f"plan-{YEAR}-{fact.id.replace('_', '-')}"


def published_programmes() -> dict[str, dict[str, Any]]:
    """Code → fields of `Programme` for each programme of the plan that is support (selections are not)."""
    return {
        code_of(fact): {
            "name_ko": fact.name_ko,
            "name_en": fact.name_en,
            "kind": KIND_OF_FACT[fact.kind],
            "owner": "중소벤처기업부",
            "year": YEAR,
            "budget_krw": fact.amount_krw,
            "cap_per_model_krw": fact.cap_per_model_krw,
            "needs_approval": fact.kind == "grant",
            "conditions_ko": fact.condition_ko or "",
            "conditions_en": fact.condition_en or "",
            "source": ";".join(fact.sources),
            "published": True,
            "demonstration": False,
        }
        for fact in facts.support_plan()
        if fact.kind in KIND_OF_FACT
    }


@dataclass(frozen=True)
class PlanRow:
    """A programme of the plan as the page shows it."""

    code: str
    name: str
    kind: str
    amount_krw: int | None
    cap_per_model_krw: int | None
    meaning: str
    note: str
    sources: list[dict[str, str]]


def _meaning(fact: facts.Programme) -> str:
    """What the amount is, so that nobody reads an exposure as money spent."""
    return {
        "grant": _("상생모델 하나의 상한"),
        "loan": _("융자 규모"),
        "guarantee": _("보증 규모(지출이 아님)"),
        "fund": _("조성액(투자액이 아님)"),
    }.get(fact.kind, "")


def plan_rows() -> list[PlanRow]:
    """The support programmes of the plan, in the reader's language."""
    return [
        PlanRow(
            code=code_of(fact),
            name=fact.name_en if english() else fact.name_ko,
            kind=str(KIND_OF_FACT[fact.kind].label),
            amount_krw=fact.amount_krw,
            cap_per_model_krw=fact.cap_per_model_krw,
            meaning=_meaning(fact),
            note=(fact.note_en if english() else fact.note_ko) or "",
            sources=[cite(key) for key in fact.sources],
        )
        for fact in facts.support_plan()
        if fact.kind in KIND_OF_FACT
    ]


@dataclass(frozen=True)
class SelectionRow:
    """A selection programme of the plan: how many were selected so far, and how many were to be."""

    name: str
    selected_to_date: int | None
    to_select: int | None
    when: str
    note: str
    sources: list[dict[str, str]]


def selection_rows() -> list[SelectionRow]:
    """The programmes of the plan that select firms; they are no support to a model."""
    from sangsaeng.pages.formats import day

    rows = []
    for fact in facts.support_plan():
        if fact.kind != "selection":
            continue
        starts = (fact.starts_en if english() else fact.starts_ko) or ""
        when = _("%(day)s까지 신청") % {"day": day(fact.apply_until)} if fact.apply_until else starts
        rows.append(
            SelectionRow(
                name=fact.name_en if english() else fact.name_ko,
                selected_to_date=fact.selected_to_date,
                to_select=fact.to_select,
                when=when,
                note=(fact.note_en if english() else fact.note_ko) or "",
                sources=[cite(key) for key in fact.sources],
            )
        )
    return rows
