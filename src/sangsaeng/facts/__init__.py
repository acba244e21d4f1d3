"""The shipped facts and the one module that reads them: records with a source each, read once, no database.

Every reader returns a tuple of frozen records in the order of its file and keeps it. A file that does not fit
raises `FactsError` with file, row and field. What is not public is None.

>>> from sangsaeng import facts
>>> facts.item("hf").name_en
'hydrogen fluoride / hydrofluoric acid'
>>> [(f.partner, str(f.value), f.basis) for f in facts.figures_of("euv")]
[('NLD', '100', 'unspecified')]
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from .reading import DATA, FactsError, read_csv, read_list
from .records import (
    BodyName,
    CommitteeMeeting,
    CouncilMeeting,
    Figure,
    Firm,
    FirmSelection,
    Item,
    ModelTotal,
    NamedModel,
    Need,
    Pair,
    PolicyStep,
    Programme,
    SelectionFunnel,
    Source,
    StatutoryRule,
    SupplyEvent,
)

__all__ = [
    "BodyName",
    "CommitteeMeeting",
    "CouncilMeeting",
    "FactsError",
    "Figure",
    "Firm",
    "FirmSelection",
    "Item",
    "ModelTotal",
    "NamedModel",
    "Need",
    "Pair",
    "PolicyStep",
    "Programme",
    "SelectionFunnel",
    "Source",
    "StatutoryRule",
    "SupplyEvent",
    "body_name",
    "body_names",
    "committee_meetings",
    "council_meetings",
    "figures",
    "figures_of",
    "firm_selections",
    "firms",
    "item",
    "items",
    "model_totals",
    "named_models",
    "needs",
    "pairs",
    "policy_lineage",
    "selection_funnels",
    "source",
    "sources",
    "statutory_rule",
    "statutory_rules",
    "supply_events",
    "support_plan",
    "version",
]


@cache
def sources() -> tuple[Source, ...]:
    """Every page, paper or statute a shipped fact was read from, by key."""
    return read_csv("sources.csv", Source)


@cache
def _sources_by_key() -> Mapping[str, Source]:
    return MappingProxyType({each.key: each for each in sources()})


def source(key: str) -> Source:
    """The source of that key; KeyError where there is none."""
    return _sources_by_key()[key]


@cache
def items() -> tuple[Item, ...]:
    """Items, groups of items and statistics with at least one published figure."""
    return read_csv("items.csv", Item)


@cache
def _items_by_key() -> Mapping[str, Item]:
    return MappingProxyType({each.key: each for each in items()})


def item(key: str) -> Item:
    """The item of that key; KeyError where there is none."""
    return _items_by_key()[key]


def _published_early(row: Mapping[str, Any]) -> bool:
    """Whether the source appeared no later than the period's end, compared as precisely as it is dated."""
    published, end = source(row["source"]).published, row["period_end"]
    if published is None or end is None:
        return False
    return published <= str(end)[: len(published)]


@cache
def figures() -> tuple[Figure, ...]:
    """Published figures; shares in percent, values in USD, quantities in `unit`. Never averaged."""
    return read_csv("figures.csv", Figure, derive={"published_early": _published_early})


@cache
def _figures_by_item() -> Mapping[str, tuple[Figure, ...]]:
    grouped: dict[str, list[Figure]] = {}
    for each in figures():
        grouped.setdefault(each.item, []).append(each)
    return MappingProxyType({key: tuple(rows) for key, rows in grouped.items()})


def figures_of(item_key: str) -> tuple[Figure, ...]:
    """The published figures of one item, in the order of the file; empty where there is none."""
    return _figures_by_item().get(item_key, ())


@cache
def supply_events() -> tuple[SupplyEvent, ...]:
    """Supply events from 2017 on, in the order they were announced."""
    return read_csv("supply_events.csv", SupplyEvent)


@cache
def firms() -> tuple[Firm, ...]:
    """Firms selected by a public programme or reported to have localised an item."""
    return read_csv("firms.csv", Firm)


@cache
def firm_selections() -> tuple[FirmSelection, ...]:
    """Which firm was selected (or was a finalist) in which programme and when."""
    return read_csv("firm_selections.csv", FirmSelection)


@cache
def needs() -> tuple[Need, ...]:
    """Publicly posted needs of large companies and public buyers."""
    return read_csv("needs.csv", Need)


@cache
def pairs() -> tuple[Pair, ...]:
    """Publicly reported pairs of demand company and supplier; positives only."""
    return read_csv("pairs.csv", Pair)


@cache
def selection_funnels() -> tuple[SelectionFunnel, ...]:
    """Applied to selected, stage by stage, for the rounds that are known."""
    return read_csv("selection_funnels.csv", SelectionFunnel)


@cache
def council_meetings() -> tuple[CouncilMeeting, ...]:
    """The council's meetings as far as they are public, in order; unknown ones stand with their note."""
    return read_list("council.yaml", CouncilMeeting)


@cache
def committee_meetings() -> tuple[CommitteeMeeting, ...]:
    """The committee's meetings as far as they are public, in order."""
    return read_list("committee.yaml", CommitteeMeeting)


@cache
def named_models() -> tuple[NamedModel, ...]:
    """Win-win models of which something is public one by one; to be counted apart from `model_totals`."""
    return read_list("named_models.yaml", NamedModel)


@cache
def model_totals() -> tuple[ModelTotal, ...]:
    """Published counts of models: found 13 of 50 and approved 9 as of 2021-05-03 are two rows."""
    return read_list("model_totals.yaml", ModelTotal)


@cache
def policy_lineage() -> tuple[PolicyStep, ...]:
    """From the restriction of July 2019 to the plan of 2021."""
    return read_list("policy_lineage.yaml", PolicyStep)


@cache
def support_plan() -> tuple[Programme, ...]:
    """The programmes of the 2021 support plan as reported at the council's seventh meeting."""
    return read_list("support_plan_2021.yaml", Programme)


@cache
def statutory_rules() -> tuple[StatutoryRule, ...]:
    """Numbers and clocks set in law for the council, the committee and the requests; and where there is none."""
    return read_list("statutory_rules.yaml", StatutoryRule)


@cache
def _rules_by_key() -> Mapping[str, StatutoryRule]:
    return MappingProxyType({each.key: each for each in statutory_rules()})


def statutory_rule(key: str) -> StatutoryRule:
    """The statutory rule of that key; KeyError where there is none."""
    return _rules_by_key()[key]


@cache
def body_names() -> tuple[BodyName, ...]:
    """The names of public bodies with the days they held."""
    return read_csv("bodies.csv", BodyName)


def body_name(body: str, *, on: date, language: str = "ko") -> str:
    """What a body was called on that day, in Korean or (`language` en) English.

    LookupError where the body is not known or did not exist under a known name.

    >>> body_name("motie", on=date(2025, 9, 30)), body_name("motie", on=date(2025, 10, 1))
    ('산업통상자원부', '산업통상부')
    """
    for each in body_names():
        starts, ends = each.valid_from or date.min, each.valid_to or date.max
        if each.body == body and starts <= on <= ends:
            return each.name_en if language == "en" else each.name_ko
    raise LookupError(f"no name of {body!r} is known for {on.isoformat()}")


@cache
def version() -> str:
    """A hash of the shipped files (12 hex digits): it changes when, and only when, a fact does."""
    digest = hashlib.sha256()
    for path in sorted(DATA.iterdir()):
        if path.suffix in (".csv", ".yaml"):
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:12]
