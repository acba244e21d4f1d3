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
from functools import cache
from types import MappingProxyType
from typing import Any

from .reading import DATA, FactsError, read_csv
from .records import (
    Figure,
    Firm,
    FirmSelection,
    Item,
    Need,
    Pair,
    SelectionFunnel,
    Source,
    SupplyEvent,
)

__all__ = [
    "FactsError",
    "Figure",
    "Firm",
    "FirmSelection",
    "Item",
    "Need",
    "Pair",
    "SelectionFunnel",
    "Source",
    "SupplyEvent",
    "figures",
    "figures_of",
    "firm_selections",
    "firms",
    "item",
    "items",
    "needs",
    "pairs",
    "selection_funnels",
    "source",
    "sources",
    "supply_events",
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
def version() -> str:
    """A hash of the shipped files (12 hex digits): it changes when, and only when, a fact does."""
    digest = hashlib.sha256()
    for path in sorted(DATA.iterdir()):
        if path.suffix in (".csv", ".yaml"):
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:12]
