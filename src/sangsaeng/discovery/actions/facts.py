"""Load the shipped facts into the tables."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from sangsaeng import facts
from sangsaeng.discovery import indexing, loading, rules
from sangsaeng.discovery.actions.merging import hold_together
from sangsaeng.discovery.models import (
    FactsLoad,
    Figure,
    Firm,
    Item,
    Need,
    Selection,
    SizeStatus,
    Source,
    SupplyEvent,
    SupplyPair,
)
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import Actor, append

LOAD = rules.LOAD


def current_load() -> FactsLoad | None:
    """The loading that is in force: the newest."""
    return FactsLoad.objects.first()


def load_facts(*, actor: Actor) -> FactsLoad:
    """Bring the tables to the shipped facts, with each item's `ews` verdict, and append «discovery.load_facts».

    One transaction. The same version of facts and of the rule changes nothing and appends nothing. A new version
    updates rows by their key, adds new ones, and deletes those that are gone, except rows that a later stage
    points to: these stay and lose their `shipped` mark. Raises NotAllowed for anyone but the secretariat and
    the system, FactsError for a shipped file that cannot be read.
    """
    require(actor, LOAD)
    version, rule = facts.version(), _rule_version()
    with transaction.atomic():
        newest = FactsLoad.objects.select_for_update().first()
        if newest and newest.code == version and newest.counts.get("rule") == rule:
            return newest
        counts = _carry_over() | {"rule": rule}
        hold_together()
        load, _ = FactsLoad.objects.update_or_create(
            code=version, defaults={"at": timezone.now(), "counts": counts}
        )
        append(verb="discovery.load_facts", subject=load, actor=actor, data=counts)
        indexing.all_changed()
    return load


def _rule_version() -> str:
    """The rule, its version and that of the grouping of neighbours, as every verdict carries them."""
    from sangsaeng.analysis.published import ews_verdict

    verdict = ews_verdict([])
    return f"{verdict.rule} {verdict.rule_version} / {verdict.grouping_version}"


def _carry_over() -> dict[str, Any]:
    """Write every table in the order of its references; returns how many rows of each, deleted and kept."""
    sources = loading.upsert(loading.source_rows(), key="key")
    items = loading.upsert(loading.item_rows(sources), key="key")
    loading.upsert(loading.figure_rows(items, sources), key="row")
    events = loading.upsert(loading.event_rows(sources), key="code")
    needs = loading.upsert(loading.need_rows(items, sources), key="code")
    organisations = loading.upsert(loading.organisation_rows(), key="code")
    firms = loading.upsert(loading.firm_rows(organisations), key="code")
    SizeStatus.objects.filter(shipped=True).delete()
    SizeStatus.objects.bulk_create(loading.size_rows(firms, sources), batch_size=loading.BATCH)
    selections = loading.upsert(loading.selection_rows(firms), key="code")
    pairs = loading.upsert(loading.pair_rows(items, firms, sources), key="code")
    _link(items, sources, events, firms, selections)
    figures = [f.id for f in facts.figures()]
    deleted, kept = 0, 0
    for model, key, keep in (
        (SupplyPair, "code", pairs),
        (Selection, "code", selections),
        (Figure, "row", figures),
        (SupplyEvent, "code", events),
        (Need, "code", needs),
        (Firm, "code", firms),
        (Item, "key", items),
        (Source, "key", sources),
    ):
        gone, stayed = loading.retire(model, key=key, keep=keep)
        deleted, kept = deleted + gone, kept + stayed
    loading.drop_organisations(organisations)
    return {
        "sources": len(sources),
        "items": len(items),
        "figures": len(figures),
        "events": len(events),
        "needs": len(needs),
        "firms": len(firms),
        "selections": len(selections),
        "pairs": len(pairs),
        "deleted": deleted,
        "kept": kept,
    }


def _link(
    items: loading.Ids, sources: loading.Ids, events: loading.Ids, firms: loading.Ids, selections: loading.Ids
) -> None:
    """The many-to-many tables: an event's items and further sources, a firm's and a selection's sources."""
    told = [(events[e.id], e) for e in facts.supply_events()]
    loading.relink(
        SupplyEvent.items.through,
        [(pk, items[key]) for pk, e in told for key in e.items],
        left="supplyevent_id",
        right="item_id",
        of=events.values(),
    )
    loading.relink(
        SupplyEvent.other_sources.through,
        [(pk, sources[key]) for pk, e in told for key in e.other_sources],
        left="supplyevent_id",
        right="source_id",
        of=events.values(),
    )
    loading.relink(
        Firm.sources.through,
        [(firms[f.id], sources[key]) for f in facts.firms() for key in f.sources],
        left="firm_id",
        right="source_id",
        of=firms.values(),
    )
    loading.relink(
        Selection.sources.through,
        [(selections[s.id], sources[key]) for s in facts.firm_selections() for key in s.sources],
        left="selection_id",
        right="source_id",
        of=selections.values(),
    )
