"""The shapes of the shipped facts: one frozen record a row; what is not public is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
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
    def address(self) -> str | None:
        """Host and path, for telling two pages of one paper apart where neither shows a title."""
        parts = urlsplit(self.url) if self.url else None
        return f"{parts.hostname}{parts.path}".rstrip("/") if parts else None

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
    period_start: Date | None
    period_end: Date | None
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


@dataclass(frozen=True, slots=True)
class CouncilMeeting:
    """A known meeting of the council. No vote of any meeting is public (표결: 공개자료 없음)."""

    id: str
    number: int | None
    date: Date | None
    venue_ko: str | None
    venue_en: str | None
    composition_ko: str | None
    composition_en: str | None
    agenda_ko: str | None
    agenda_en: str | None
    resolved_ko: str | None
    resolved_en: str | None
    plan_ko: str | None
    plan_en: str | None
    models: tuple[str, ...]
    note_ko: str | None
    note_en: str | None
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitteeMeeting:
    """A known meeting of the committee; cooperation and win-win models it approved are counted apart."""

    id: str
    number: int | None
    date: Date | None
    year_month: str | None
    venue_ko: str | None
    venue_en: str | None
    agenda_items: int | None
    cooperation_models_approved: int | None
    win_win_models_approved: int | None
    models_approved_together: int | None
    """Where the source prints one number for both kinds."""
    note_ko: str | None
    note_en: str | None
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A win-win model of which the item, the field or only the sector is public. Firms never are."""

    id: str
    item_ko: str
    item_en: str
    disclosure: str
    """What `item_ko` is: the item, the field, or withheld."""
    sector: str | None
    demand_firm: str | None
    supply_firm: str | None
    council_number: int | None
    council_date: Date | None
    council_result: str | None
    committee_number: int | None
    committee_date: Date | None
    committee_status: str
    committee_note_ko: str | None
    committee_note_en: str | None
    dependence_ko: str | None
    dependence_en: str | None
    pattern_ko: str | None
    pattern_en: str | None
    mou: bool | None
    max_rnd_krw: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelTotal:
    """A published count. `what`: found, recommended, approved, target, cooperation_models; never merged."""

    id: str
    as_of: Date
    what: str
    count: int
    by_sector: Mapping[str, int] | None
    of: int | None
    by_year: int | None
    note_ko: str | None
    note_en: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyStep:
    """A step of the policy lineage, dated as precisely as it was published."""

    id: str
    date: str
    title_ko: str
    title_en: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the 2021 plan. Amounts in KRW; kinds (grant, loan, guarantee, fund) are never added."""

    id: str
    name_ko: str
    name_en: str
    kind: str
    amount_krw: int | None
    invested_krw: int | None
    cap_per_model_krw: int | None
    selected_to_date: int | None
    to_select: int | None
    apply_until: Date | None
    starts_ko: str | None
    starts_en: str | None
    period: str | None
    matching_ratio: str | None
    condition_ko: str | None
    condition_en: str | None
    note_ko: str | None
    note_en: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatutoryRule:
    """A number or a clock set in law, as read on 2026-06-08; `value` None where law sets none."""

    key: str
    subject: str
    value: int | None
    unit: str | None
    name_ko: str
    name_en: str
    basis_ko: str | None
    """The article, in Korean."""
    note_ko: str | None
    note_en: str | None
    source: str


@dataclass(frozen=True, slots=True)
class BodyName:
    """What a public body was called from one day to another (both included); None where open."""

    body: str
    name_ko: str
    name_en: str
    valid_from: Date | None
    valid_to: Date | None
    source: str
