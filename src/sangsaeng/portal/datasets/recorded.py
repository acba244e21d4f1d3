"""The rows of what is recorded here and everyone may read; each function is one data set of `data/datasets.yaml`.

Nothing is read that the public does not see. The order is that of public codes and names, never of keys or times of entry.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sangsaeng.deliberation.models import AgendaItem, Meeting
from sangsaeng.portal.models import Notice
from sangsaeng.portal.openings.queries import opened
from sangsaeng.proposals.queries import month_of, public_models
from sangsaeng.records.models import DocumentFile
from sangsaeng.support.models import Application, ApplicationState, Certificate, Programme, Round, RoundState
from sangsaeng.support.queries import selection_pages as selection
from sangsaeng.support.queries.small_cells import kinds_for_public

Rows = list[dict[str, Any]]


def _day(at: datetime | None) -> str | None:
    return timezone.localtime(at).date().isoformat() if at else None


def _moment(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None


def meetings(demonstration: bool, base: str) -> Rows:
    """Every meeting that was called; two queries."""
    rows = list(
        Meeting.objects.filter(demonstration=demonstration)
        .select_related("body")
        .annotate(
            items=Count("agenda"),
            adopted=Count("agenda", filter=Q(agenda__outcome=AgendaItem.Outcome.ADOPTED)),
        )
        .order_by("code")
    )
    papers = DocumentFile.objects.filter(
        subject_type="meeting", subject_id__in=[row.code for row in rows], public=True, format="pdf"
    )
    with override("ko"):
        public = {
            code: base + reverse("deliberation:kept_file", args=[digest])
            for code, digest in papers.order_by("pk").values_list("subject_id", "sha256")
        }
    return [
        {
            "code": row.code,
            "body": row.body.kind,
            "body_name": row.body.name,
            "number": row.number,
            "held_on": _day(row.took_place_at),
            "form": row.form,
            "state": row.state,
            "items": row.items,
            "adopted": row.adopted,
            "minutes": public.get(row.code),
            "demonstration": row.demonstration,
        }
        for row in rows
    ]


def models(demonstration: bool, base: str) -> Rows:
    return [
        {
            "code": row.code,
            "codename": row.codename,
            "sector": row.sector,
            "dependence": row.band,
            "state": row.state,
            "state_since": month_of(row.state_since),
            "recommended": month_of(row.recommended_at) or None,
            "approved": month_of(row.approved_at) or None,
            "demonstration": row.demonstration,
        }
        for row in _any(public_models(demonstration=demonstration))
    ]


def _any(rows: Any) -> Any:
    """Rows with annotations, of which the type checker does not know."""
    return rows


def opened_fields(demonstration: bool, base: str) -> Rows:
    return [
        {
            "code": row.model.code,
            "codename": row.model.codename,
            "field": row.field,
            "value_ko": row.value_ko,
            "value_en": row.value_en or None,
            "opened_on": row.opens_on.isoformat() if row.opens_on else None,
            "demonstration": row.demonstration,
        }
        for row in opened().filter(demonstration=demonstration)
    ]


def programmes(demonstration: bool, base: str) -> Rows:
    """The terms; the facts of the plan of 2021 are a data set of their own."""
    return [
        {
            "code": row.code,
            "name_ko": row.name_ko,
            "name_en": row.name_en,
            "kind": row.kind,
            "year": row.year,
            "owner": row.owner or None,
            "legal_basis": row.legal_basis or None,
            "budget_krw": row.budget_krw,
            "cap_per_model_krw": row.cap_per_model_krw,
            "cap_per_firm_krw": row.cap_per_firm_krw,
            "ratio_pct": row.ratio_pct,
            "opens_at": _moment(row.opens_at),
            "closes_at": _moment(row.closes_at),
            "demonstration": row.demonstration,
        }
        for row in Programme.objects.filter(published=False, demonstration=demonstration).order_by("code")
    ]


def support_by_kind(demonstration: bool, base: str) -> Rows:
    """Without small cells: the kinds are never added, so that what is left out cannot be worked out from the rest."""
    return [
        {
            "kind": row.kind.value,
            "supported": row.supported,
            "committed_krw": row.committed_krw,
            "paid_krw": row.paid_krw,
            "paid_pct": row.paid_pct,
            "withheld": row.withheld,
            "demonstration": demonstration,
        }
        for row in kinds_for_public(demonstration=demonstration)
    ]


SEEN_STATE = {
    RoundState.CALLED: "called",
    RoundState.REVIEWING: "reviewing",
    RoundState.DECIDED: "reviewing",  # until the results are announced nobody is to know that they are there
    RoundState.ANNOUNCED: "announced",
    RoundState.CANCELLED: "cancelled",
}


def selection_rounds(demonstration: bool, base: str) -> Rows:
    """Calls that were published; how many were selected only of announced ones."""
    selected = Q(applications__state=ApplicationState.SELECTED)
    rows = (
        Round.objects.filter(demonstration=demonstration, called_at__isnull=False)
        .annotate(selected=Count("applications", filter=selected))
        .order_by("code")
    )
    return [
        {
            "code": row.code,
            "programme": row.programme,
            "year": row.year,
            "title": row.title,
            "opened_on": _day(row.opens_at),
            "closes_at": _moment(row.closes_at),
            "places": row.places,
            "state": SEEN_STATE[RoundState(row.state)],
            "selected": row.selected if row.state == RoundState.ANNOUNCED else None,
            "announced_on": _day(row.announced_at),
            "demonstration": row.demonstration,
        }
        for row in rows
    ]


def selected_firms(demonstration: bool, base: str) -> Rows:
    """Who was selected in announced rounds, named where the firm consented; nobody else who applied.

    By name; of those without one by sector, so that their places tell nothing of their names.
    """
    rows = Application.objects.filter(
        round__demonstration=demonstration,
        round__state=RoundState.ANNOUNCED,
        state=ApplicationState.SELECTED,
    ).select_related("round", "certificate")
    found = []
    for row in rows:
        certificate: Certificate | None = getattr(row, "certificate", None)
        named = certificate is not None and certificate.published_at is not None
        found.append(
            {
                "round": row.round.code,
                "programme": row.round.programme,
                "year": row.round.year,
                "firm": row.firm_name if named else None,
                "sector": row.sector or None,
                "certificate": selection.standing_of(certificate) if certificate and named else None,
                "announced_on": _day(row.round.announced_at),
                "demonstration": row.round.demonstration,
            }
        )
    return sorted(
        found, key=lambda row: (row["round"], not row["firm"], row["firm"] or "", row["sector"] or "")
    )


def selection_steps(demonstration: bool, base: str) -> Rows:
    return [
        {
            "round": funnel.round.code,
            "programme": funnel.round.programme,
            "year": funnel.round.year,
            "order": order,
            "step": key,
            "count": count,
            "announced_on": _day(funnel.round.announced_at),
            "demonstration": funnel.round.demonstration,
        }
        for funnel in selection.funnels(demonstration=demonstration)
        for order, (key, _label, count) in enumerate(funnel.steps, start=1)
    ]


def notices(demonstration: bool, base: str) -> Rows:
    rows = Notice.objects.filter(
        demonstration=demonstration, published_at__isnull=False, withdrawn_at__isnull=True
    )
    return [
        {
            "code": row.code,
            "kind": row.kind,
            "title": row.title,
            "title_en": row.title_en or None,
            "published_on": _day(row.published_at),
            "opens_at": _moment(row.opens_at),
            "closes_at": _moment(row.closes_at),
            "demonstration": row.demonstration,
        }
        for row in rows.order_by("code")
    ]


MAKERS: dict[str, Callable[[bool, str], Rows]] = {
    make.__name__: make
    for make in (
        meetings,
        models,
        opened_fields,
        programmes,
        support_by_kind,
        selection_rounds,
        selected_firms,
        selection_steps,
        notices,
    )
}
