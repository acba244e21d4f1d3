"""Every shipped row is whole: its source exists, its keys are unique, its words are known ones."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from sangsaeng import facts

ALLOWED: dict[tuple[str, str], set[str | None]] = {
    ("sources", "source_class"): {"institution_page", "press", "repost_or_secondary", "statute"},
    ("items", "kind"): {"material", "part", "equipment", "other"},
    ("items", "scope"): {"item", "group", "statistic"},
    ("figures", "metric"): {
        "import_share",
        "import_value",
        "import_value_total",
        "import_quantity",
        "partner_export_share_to_KR",
        "partner_export_quantity",
        "partner_export_value",
        "self_sufficiency",
        "overseas_dependence",
        "domestic_market_share",
        "top10_origin_share",
        "single_country_share_avg",
        "aggregate_count",
    },
    ("figures", "basis"): {"value", "weight", "unspecified"},
    ("figures", "flag"): {"as_published", "lower_bound", "upper_bound", "approx", "derived"},
    ("figures", "unit"): {"%", "USD", "t", "kg", "items"},
    ("figures", "with_usd_scope"): {None, "from_partner", "total_imports", "unclear"},
    ("firms", "listed_for"): {"selection", "press_case"},
    ("firms", "kind"): {None, "material", "part", "equipment"},
    ("firms", "product_checked"): {"sourced", "partly", "unchecked"},
    ("firms", "size_class"): {"small", "mid", "large"},
    ("firms", "size_basis"): {"programme_eligibility", "sourced", "unchecked"},
    ("firm_selections", "outcome"): {"selected", "finalist"},
    ("needs", "granularity"): {"specific", "field", "program"},
    ("needs", "demand_firm_basis"): {"explicit", "inferred", "undisclosed", "consortium"},
    ("pairs", "evidence"): {"high", "medium", "low"},
    ("pairs", "item_checked"): {"sourced", "partly", "unchecked"},
    ("selection_funnels", "stage"): {"applied", "stage1", "stage2", "selected", "planned"},
}
READERS = (
    "sources",
    "items",
    "figures",
    "supply_events",
    "firms",
    "firm_selections",
    "needs",
    "pairs",
    "selection_funnels",
)


@pytest.mark.parametrize(("reader", "field"), sorted(ALLOWED))
def test_words_are_known(reader: str, field: str) -> None:
    found = {getattr(row, field) for row in getattr(facts, reader)()}
    assert found <= ALLOWED[reader, field]


@pytest.mark.parametrize("reader", READERS)
def test_keys_are_unique_and_sources_exist(reader: str) -> None:
    known = {each.key for each in facts.sources()}
    rows = getattr(facts, reader)()
    keys = Counter(getattr(row, "key", None) or getattr(row, "id", None) for row in rows)
    if reader != "selection_funnels":
        assert None not in keys
        assert max(keys.values()) == 1
    if reader == "sources":
        return
    for row in rows:
        named = row.sources if hasattr(row, "sources") else (row.source,)
        assert named, row
        assert set(named) <= known, row


def test_counts_are_those_carried_over() -> None:
    counts = {name: len(getattr(facts, name)()) for name in READERS[1:]}
    assert counts == {
        "items": 175,
        "figures": 583,
        "supply_events": 32,
        "firms": 222,
        "firm_selections": 195,
        "needs": 108,
        "pairs": 54,
        "selection_funnels": 17,
    }


def test_links_between_rows_hold() -> None:
    items = {each.key for each in facts.items()}
    firms = {each.id for each in facts.firms()}
    assert {each.item for each in facts.figures()} == items
    assert {key for event in facts.supply_events() for key in event.items} <= items
    assert {each.item for each in facts.needs() if each.item} <= items
    assert {each.item for each in facts.pairs() if each.item} <= items
    assert {each.firm for each in facts.firm_selections()} <= firms
    assert {each.supplier for each in facts.pairs() if each.supplier} <= firms
    selected = {each.firm for each in facts.firm_selections()}
    assert selected == {each.id for each in facts.firms() if each.listed_for == "selection"}


def test_figures_are_in_their_bounds() -> None:
    for figure in facts.figures():
        assert figure.value >= 0, figure.id
        if figure.unit == "%":
            assert figure.value <= Decimal(100), figure.id
        if figure.partner:
            assert re.fullmatch("[A-Z]{3}", figure.partner), figure.id
        if figure.period_start and figure.period_end:
            assert figure.period_start <= figure.period_end, figure.id
        if figure.is_full_year:
            assert (str(figure.period_start)[4:], str(figure.period_end)[4:]) == ("-01-01", "-12-31")


def test_hs_codes_are_only_those_printed() -> None:
    printed = {each.key: each.hs_code for each in facts.items() if each.hs_code}
    assert printed == {"hf": "281111", "ureaall": "310210", "lib": "850760", "drone": "880622"}
    assert all(facts.item(key).hs_code_source for key in printed)
    assert not any(need.hs_code for need in facts.needs())


def test_every_need_says_why_it_has_an_item_or_none() -> None:
    for need in facts.needs():
        assert need.item_reason_ko.endswith("니다."), need.id
        assert need.item_reason_en.endswith("."), need.id


def test_notes_of_figures_are_in_both_languages() -> None:
    for figure in facts.figures():
        assert bool(figure.note_ko) == bool(figure.note_en), figure.id
        assert not re.search("[가-힣]", (figure.note_en or "") + figure.period_label_en), figure.id


def test_what_is_shown_is_in_both_languages() -> None:
    for event in facts.supply_events():
        assert bool(event.note_ko) == bool(event.note_en), event.id
        for text in (event.title_ko, event.measure_ko, event.effect_ko):
            assert re.search("[가-힣]", text), event.id
        assert not re.search("[가-힣]", event.title_en + event.measure_en + event.effect_en), event.id


def test_a_product_text_is_missing_only_where_it_is_unchecked() -> None:
    missing = [each for each in facts.firms() if each.product_ko is None]
    assert len(missing) == 13
    assert {each.product_checked for each in missing} == {"unchecked"}


def test_version_is_short_and_stable() -> None:
    assert re.fullmatch("[0-9a-f]{12}", facts.version())
    assert facts.version() == facts.version.__wrapped__()


def test_no_lawmaker_is_named_as_an_organisation() -> None:
    for each in facts.sources():
        assert not re.search("[가-힣]{2,4} 의원", each.organisation or ""), each.key
