"""From the shipped facts to rows: which field of a fact goes where, and how a table takes on a new version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from sangsaeng import facts
from sangsaeng.discovery.models import (
    Figure,
    Firm,
    FormerName,
    Item,
    Need,
    Selection,
    SizeStatus,
    Source,
    SupplyEvent,
    SupplyPair,
)
from sangsaeng.parties.models import Organisation

Ids = Mapping[str, int]
BATCH = 500
#: How the code of an organisation begins that was made for a shipped firm.
FIRM_CODE = "firm-"

# What belongs to a row and goes with it; any other reference keeps the row.
OWNED: dict[type[models.Model], frozenset[str]] = {
    Item: frozenset({"figures", "events"}),
    SupplyEvent: frozenset(),
    Need: frozenset({"matches"}),
    Firm: frozenset({"selections", "matches", "pairs"}),
}
SIZES = {"small": SizeStatus.Size.SME, "mid": SizeStatus.Size.MIDSIZE, "large": SizeStatus.Size.LARGE}
GROUNDS = {
    "sourced": SizeStatus.Ground.PUBLISHED,
    "programme_eligibility": SizeStatus.Ground.ELIGIBILITY,
}


# What people decided about a row here; a new version of the facts leaves it as it is.
DECIDED: dict[type[models.Model], frozenset[str]] = {
    Need: frozenset({"origin", "state", "anonymous", "posted_by", "published_at", "withdrawn_because"}),
    Firm: frozenset({"is_shown", "hidden_because"}),
    Organisation: frozenset({"merged_into"}),
}


def upsert(rows: Sequence[models.Model], *, key: str) -> dict[str, int]:
    """Insert `rows`, or bring the rows of the same `key` up to date; returns key → primary key of all of them."""
    model = type(rows[0])
    decided = DECIDED.get(model, frozenset())
    fields = [
        f.name
        for f in model._meta.concrete_fields
        if not f.primary_key and f.name != key and f.name not in decided
    ]
    manager = model._base_manager  # also what is hidden
    manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
    wanted = {getattr(row, key) for row in rows}
    return {name: pk for name, pk in manager.values_list(key, "pk") if name in wanted}


def retire(model: type[models.Model], *, key: str, keep: Iterable[str]) -> tuple[int, int]:
    """Delete the shipped rows that the facts no longer hold, unless something of another stage points to them.

    Returns how many were deleted and how many were kept for what points to them; a kept row loses its `shipped`
    mark, which says that the facts no longer hold it.
    """
    keys = set(keep)
    gone = [row for row in model._base_manager.filter(shipped=True) if getattr(row, key) not in keys]
    referenced = drop(model, [row.pk for row in gone])
    model._base_manager.filter(pk__in=referenced).update(shipped=False)
    return len(gone) - len(referenced), len(referenced)


def drop(model: type[models.Model], gone: Sequence[Any]) -> set[Any]:
    """Delete the rows of these primary keys that nothing but what they own points to; returns the others."""
    owned = OWNED.get(model, frozenset())
    referenced: set[Any] = set()
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() in owned or not gone:
            continue
        name = relation.field.name
        found = relation.related_model._base_manager.filter(**{f"{name}__in": list(gone)})
        referenced |= set(found.values_list(name, flat=True))
    model._base_manager.filter(pk__in=[pk for pk in gone if pk not in referenced]).delete()
    return referenced


def drop_organisations(keep: Iterable[str]) -> None:
    """Delete the organisations made for firms that are gone, unless anything else points to them."""
    shipped = Organisation.objects.filter(code__startswith=FIRM_CODE, demonstration=False)
    drop(Organisation, list(shipped.exclude(code__in=set(keep)).values_list("pk", flat=True)))


def relink(
    through: Any, pairs: Iterable[tuple[int, int]], *, left: str, right: str, of: Iterable[int]
) -> None:
    """Replace the many-to-many rows of the left-hand rows `of` by `pairs`."""
    manager = through._default_manager
    manager.filter(**{f"{left}__in": list(of)}).delete()
    manager.bulk_create([through(**{left: a, right: b}) for a, b in dict.fromkeys(pairs)], batch_size=BATCH)


def source_rows() -> list[Source]:
    return [
        Source(
            key=s.key,
            organisation=s.label,
            title=s.title or "",
            gist=s.gist or "",
            url=s.url or "",
            published=s.published or "",
            source_class=s.source_class,
            shipped=True,
        )
        for s in facts.sources()
    ]


def item_rows(sources: Ids) -> list[Item]:
    return [
        Item(
            key=i.key,
            name_ko=i.name_ko,
            name_en=i.name_en,
            kind=i.kind,
            scope=i.scope,
            hs_code=i.hs_code or "",
            hs_code_source_id=sources[i.hs_code_source] if i.hs_code_source else None,
            hs_hint=i.hs_hint or "",
            source_id=sources[i.source],
            shipped=True,
            **verdict_fields(facts.figures_of(i.key), scope=i.scope),
        )
        for i in facts.items()
    ]


def verdict_fields(figures: Iterable[facts.Figure], *, scope: str = "item") -> dict[str, Any]:
    """What an item stores of its `ews` verdict on published figures."""
    from sangsaeng.analysis.published import ews_verdict

    verdict = ews_verdict(figures, scope=scope)
    return {
        "flag": verdict.flagged,
        "verdict_rule": verdict.rule,
        "verdict_version": verdict.rule_version,
        "verdict_grouping": verdict.grouping_version,
        "verdict_year": verdict.year,
        "verdict_partner": verdict.partners[0] if verdict.partners else "",
        "verdict_partners": list(verdict.partners),
        "share_low": verdict.low,
        "share_high": verdict.high,
        "verdict_basis": verdict.basis or "",
        "verdict_figures": list(verdict.figures),
        "verdict_part_years": verdict.part_year_figures,
        "verdict_incomplete": verdict.incomplete,
        "reason_ko": verdict.reason_ko,
        "reason_en": verdict.reason_en,
    }


def figure_rows(items: Ids, sources: Ids) -> list[Figure]:
    return [
        Figure(
            row=f.id,
            item_id=items[f.item],
            partner=f.partner or "",
            period_start=f.period_start,
            period_end=f.period_end,
            period_ko=f.period_label_ko,
            period_en=f.period_label_en,
            year=f.year,
            is_full_year=f.is_full_year,
            metric=f.metric,
            basis=f.basis,
            value=f.value,
            unit=f.unit,
            flag=f.flag,
            with_usd=f.with_usd,
            with_usd_scope=f.with_usd_scope or "",
            with_quantity=f.with_quantity,
            with_quantity_unit=f.with_quantity_unit or "",
            note_ko=f.note_ko or "",
            note_en=f.note_en or "",
            source_id=sources[f.source],
            published_early=f.published_early,
            shipped=True,
        )
        for f in facts.figures()
    ]


def event_rows(sources: Ids) -> list[SupplyEvent]:
    return [
        SupplyEvent(
            code=e.id,
            announced=e.announced,
            effective=e.effective or "",
            actors=list(e.actors),
            affected=list(e.affected),
            title_ko=e.title_ko,
            title_en=e.title_en,
            measure_ko=e.measure_ko,
            measure_en=e.measure_en,
            effect_ko=e.effect_ko,
            effect_en=e.effect_en,
            note_ko=e.note_ko or "",
            note_en=e.note_en or "",
            source_id=sources[e.source],
            shipped=True,
        )
        for e in facts.supply_events()
    ]


def need_rows(items: Ids, sources: Ids) -> list[Need]:
    return [
        Need(
            code=n.id,
            title=n.title_ko,
            detail=n.detail_ko,
            demand_firm=n.demand_firm_ko,
            demand_firm_basis=n.demand_firm_basis,
            programme_ko=n.programme_ko,
            programme_en=n.programme_en,
            field=n.sector,
            year=n.year,
            granularity=n.granularity,
            item_id=items[n.item] if n.item else None,
            item_reason_ko=n.item_reason_ko,
            item_reason_en=n.item_reason_en,
            hs_code=n.hs_code or "",
            source_id=sources[n.source],
            shipped=True,
        )
        for n in facts.needs()
    ]


def organisation_rows() -> list[Organisation]:
    """The organisations of the shipped firms; one that was renamed here keeps its new name."""
    kind = Organisation.Kind.FIRM
    former = FormerName.objects.filter(kind=FormerName.Kind.FORMER, demonstration=False)
    renamed = {
        (code, name): now
        for code, name, now in former.values_list("organisation__code", "name", "organisation__name")
    }
    return [
        Organisation(
            code=f"{FIRM_CODE}{f.id}",
            name=renamed.get((f"{FIRM_CODE}{f.id}", f.name_ko), f.name_ko),
            kind=kind,
        )
        for f in facts.firms()
    ]


def firm_rows(organisations: Ids) -> list[Firm]:
    return [
        Firm(
            code=f.id,
            organisation_id=organisations[f"{FIRM_CODE}{f.id}"],
            listed_for=f.listed_for,
            sector=f.sector or "",
            kind=f.kind or "",
            products=f.product_ko or "",
            product_check=f.product_checked,
            localised_item=f.localised_ko or "",
            replaced_countries=list(f.replaced_countries),
            customers=", ".join((f.customers_ko or "").split(";")),
            region=f.region_ko or "",
            unverified_fields=list(f.unverified_fields),
            shipped=True,
        )
        for f in facts.firms()
    ]


def size_rows(firms: Ids, sources: Ids) -> list[SizeStatus]:
    """Sizes that a page states, and what a programme was open to; an unchecked size stays unknown: no row."""
    return [
        SizeStatus(
            firm_id=firms[f.id],
            size=SIZES[f.size_class],
            ground=GROUNDS[f.size_basis],
            source_id=sources[f.sources[0]] if f.sources else None,
            shipped=True,
        )
        for f in facts.firms()
        if f.size_basis in GROUNDS
    ]


def selection_rows(firms: Ids) -> list[Selection]:
    return [
        Selection(
            code=s.id,
            firm_id=firms[s.firm],
            programme=s.programme,
            outcome=s.outcome,
            round=s.round_ko or "",
            date=s.date or "",
            shipped=True,
        )
        for s in facts.firm_selections()
    ]


def pair_rows(items: Ids, firms: Ids, sources: Ids) -> list[SupplyPair]:
    return [
        SupplyPair(
            code=p.id,
            item_id=items[p.item] if p.item else None,
            item_text=p.item_ko,
            demand_firm=p.demand_firm_ko,
            supplier=p.supplier_ko,
            firm_id=firms[p.supplier] if p.supplier else None,
            relation=p.relation,
            relation_ko=p.relation_ko,
            relation_en=p.relation_en,
            year=p.year,
            replaced_countries=list(p.replaced_countries),
            item_checked=p.item_checked,
            evidence=p.evidence,
            source_id=sources[p.source],
            shipped=True,
        )
        for p in facts.pairs()
    ]
