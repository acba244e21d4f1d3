"""Reads of openings: what is open to everyone, what was asked, and the words a field would be opened with."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from sangsaeng.pages.formats import won
from sangsaeng.parties.models import Role
from sangsaeng.portal.models import Opening
from sangsaeng.proposals.additions import Addition
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import PUBLIC_PART
from sangsaeng.support.queries import ledger

OWN_FIELDS = {Opening.Field.DEMAND_COMPANY: "demand_company_id", Opening.Field.SUPPLIER: "supplier_id"}


def opened() -> QuerySet[Opening]:
    """The fields that everyone may read today, of models that are public; in the order of code and field."""
    public = WinWinModel.objects.filter(PUBLIC_PART)
    return (
        Opening.objects.filter(
            decided_at__isnull=False,
            withdrawn_at__isnull=True,
            opens_on__lte=timezone.localdate(),
            model__in=public,
        )
        .select_related("model")
        .only("field", "value_ko", "value_en", "opens_on", "demonstration", "model__code", "model__codename")
        .order_by("model__code", "field")
    )


def additions(code: str) -> list[Addition]:
    """What is open of one model, in the order in which the fields stand in its form."""
    order = list(Opening.Field.values)
    rows = sorted(opened().filter(model__code=code), key=lambda row: order.index(row.field))
    return [
        Addition(row.field, str(Opening.Field(row.field).label), row.value_ko, row.value_en, row.opens_on)
        for row in rows
        if row.opens_on is not None
    ]


def seen(user: Any) -> QuerySet[Opening]:
    """The openings that `user` may read about: all of his world for who keeps or watches the record, else of his own firm's models."""
    rows = Opening.objects.select_related("model", "model__demand_company", "model__supplier", "owner")
    rows = rows.filter(demonstration=True) if user.demonstration else rows
    if user.role in (Role.SECRETARIAT, Role.AUDITOR):
        return rows
    if user.role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id:
        own = Q(model__demand_company=user.organisation_id) | Q(model__supplier=user.organisation_id)
        return rows.filter(own)
    return rows.none()


def of_model(user: Any, model: WinWinModel) -> list[Opening]:
    """The openings of one model that were not withdrawn, for who may read about them."""
    rows = seen(user).filter(model=model, withdrawn_at__isnull=True)
    order = list(Opening.Field.values)
    return sorted(rows, key=lambda row: order.index(row.field))


def closed_fields(model: WinWinModel) -> list[Opening.Field]:
    """The fields that are neither open nor asked for."""
    asked = set(
        Opening.objects.filter(model=model, withdrawn_at__isnull=True).values_list("field", flat=True)
    )
    return [field for field in Opening.Field if field.value not in asked]


def waiting_for(user: Any) -> QuerySet[Opening]:
    """What waits for this person: his firm's consent, or for the secretariat the decision on what is agreed."""
    rows = seen(user).filter(decided_at__isnull=True, withdrawn_at__isnull=True)
    if user.role == Role.SECRETARIAT:
        return rows.filter(consented_at__isnull=False).order_by("consented_at", "pk")
    if user.role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id:
        mine = Q(owner__isnull=True) | Q(owner=user.organisation_id)
        return (
            rows.filter(mine)
            .exclude(consents__organisation=user.organisation_id)
            .order_by("proposed_at", "pk")
        )
    return rows.none()


def _support_words(model: WinWinModel, rows: list[Any]) -> str:
    """What stands committed kind by kind; the kinds are never added."""
    amounts: dict[str, int] = {}
    for row in rows:
        amounts[row.kind] = amounts.get(row.kind, 0) + (row.committed_krw or 0)
    labels = dict(rows[0]._meta.get_field("kind").choices) if rows else {}
    words = [
        f"{labels[kind]} {won(amount)}" if amount else str(labels[kind]) for kind, amount in amounts.items()
    ]
    return ", ".join(words)


def _words_of(model: WinWinModel, rows: list[Any], english: bool) -> dict[str, str]:
    item = model.item
    name = (item.name_en if english else item.name_ko) if item else ("" if english else model.item_text)
    plain = {
        "title": model.title,
        "demand_company": model.demand_company.name,
        "supplier": model.supplier.name,
        "targets": model.plan_targets,
        "effects": model.expected_effects,
        "outcome": "",
    }
    if english:
        plain = dict.fromkeys(plain, "")
    return {**plain, "item": name, "support": _support_words(model, rows)}


def suggestions(model: WinWinModel) -> dict[str, tuple[str, str]]:
    """For each field the words of the record, Korean and English, as a beginning; what is opened is what is agreed on."""
    rows = [row for row in ledger.ledger(model) if row.cancelled_at is None]
    with override("ko"):
        korean = _words_of(model, rows, english=False)
    with override("en"):
        english = _words_of(model, rows, english=True)
    return {field: (korean[field][:500], english[field][:500]) for field in Opening.Field.values}
