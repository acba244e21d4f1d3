"""The shapes of the shipped facts: one frozen record a row; what is not public is None, never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `title` is None where the page shows none; `gist` is then our own description."""

    key: str
    organisation: str | None
    title: str | None
    gist: str | None
    url: str | None
    published: str | None
    """As precise as the page is: `2021`, `2021-05` or `2021-05-03`."""
    source_class: str

    @property
    def host(self) -> str | None:
        """The web host of the address, for a link whose page has neither organisation nor title."""
        return urlsplit(self.url).hostname if self.url else None

    @property
    def label(self) -> str:
        """What a link to the source can be called: its organisation, else its host, else its key."""
        return self.organisation or self.host or self.key


@dataclass(frozen=True, slots=True)
class Item:
    """A traded item (`scope` item), a sum of several (`group`), or a count of items (`statistic`)."""

    key: str
    name_ko: str
    name_en: str
    kind: str
    scope: str
    hs_code: str | None
    """Digits, only where a source prints them."""
    hs_code_source: str | None
    hs_hint: str | None
    """A hint of ours, not evidence: never shown as the item's code."""
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure, as printed. Contradicting figures are rows of their own."""

    id: str
    item: str
    partner: str | None
    """ISO 3166 alpha-3; None where the figure is of all origins."""
    period_start: date | None
    period_end: date | None
    period_label_ko: str
    period_label_en: str
    is_full_year: bool
    metric: str
    basis: str
    value: Decimal
    unit: str
    flag: str
    with_usd: Decimal | None
    """A value in USD printed beside the figure, and whose it is (`with_usd_scope`)."""
    with_usd_scope: str | None
    with_quantity: Decimal | None
    with_quantity_unit: str | None
    note_ko: str | None
    note_en: str | None
    source: str
    published_early: bool
    """The source is no younger than the period's end, so a year's figure may not be the whole year's."""

    @property
    def year(self) -> int | None:
        """The calendar year the period lies in; None where it is unknown or spans several."""
        start, end = self.period_start, self.period_end
        return start.year if start and end and start.year == end.year else None


@dataclass(frozen=True, slots=True)
class SupplyEvent:
    """An announcement, control or shortage, and what followed as far as it was published."""

    id: str
    announced: str
    effective: str | None
    actors: tuple[str, ...]
    affected: tuple[str, ...]
    items: tuple[str, ...]
    items_ko: str
    items_en: str
    title_ko: str
    title_en: str
    measure_ko: str
    measure_en: str
    effect_ko: str
    effect_en: str
    note_ko: str | None
    note_en: str | None
    source: str
    other_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm named in public. `product_checked` is sourced, partly or unchecked (확인 필요)."""

    id: str
    name_ko: str
    listed_for: str
    sector: str | None
    kind: str | None
    product_ko: str | None
    product_checked: str
    region_ko: str | None
    size_class: str
    size_basis: str
    localised_ko: str | None
    replaced_countries: tuple[str, ...]
    customers_ko: str | None
    unverified_fields: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirmSelection:
    """One selection of one firm by one programme; `finalist` is not `selected`."""

    id: str
    firm: str
    programme: str
    outcome: str
    round_ko: str | None
    date: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A need a large company or public buyer made public. `item` only where it is really the same item."""

    id: str
    demand_firm_ko: str
    demand_firm_basis: str
    programme_ko: str
    programme_en: str
    title_ko: str
    detail_ko: str
    sector: str
    year: int
    granularity: str
    item: str | None
    item_reason_ko: str
    """Why the item is the same, or why there is none."""
    item_reason_en: str
    hs_code: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A publicly reported demand company and supplier. An absent pair is not a non-match."""

    id: str
    item: str | None
    item_ko: str
    demand_firm_ko: str
    supplier_ko: str
    supplier: str | None
    relation: str
    relation_ko: str
    relation_en: str
    year: int | None
    replaced_countries: tuple[str, ...]
    item_checked: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class SelectionFunnel:
    """How many firms passed a stage of a selection round."""

    programme: str
    round_ko: str
    year: int
    stage: str
    count: int
    note_ko: str | None
    note_en: str | None
    sources: tuple[str, ...]
