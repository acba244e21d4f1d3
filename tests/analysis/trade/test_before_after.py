"""Before and after, beside comparable items: golden values looked up in the shipped figures, and what is never mixed."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng import facts
from sangsaeng.analysis.trade.before_after import SPAN, before_after, series_of


@dataclass(frozen=True)
class Row:
    partner: str | None
    year: int | None
    value: Decimal
    basis: str = "value"
    metric: str = "import_share"
    is_full_year: bool = True
    flag: str = "as_published"


def rows(partner: str, values: dict[int, str], **more: str) -> list[Row]:
    return [Row(partner, year, Decimal(value), **more) for year, value in values.items()]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shipped() -> tuple[dict[str, list[facts.Figure]], dict[str, tuple[str, str]]]:
    figures: dict[str, list[facts.Figure]] = defaultdict(list)
    for each in facts.figures():
        figures[each.item].append(each)
    return figures, {each.key: (each.kind, each.scope) for each in facts.items()}


def test_hydrogen_fluoride_around_2020(
    shipped: tuple[dict[str, list[facts.Figure]], dict[str, tuple[str, str]]],
) -> None:
    """TD0045 and TD0053: 32.2 % by value from Japan in 2019; TD0055: 12.9 % in 2021. Photoresist: TD0057 85.5, TD0058 79.3."""
    figures, kinds = shipped
    others = {key: figures[key] for key in figures if kinds[key] == kinds["hf"]}
    found = before_after("hf", figures["hf"], others, year=2020, partner="JPN")
    assert found.change is not None
    assert (found.partner, found.basis) == ("JPN", "unspecified")  # seven readings, more than by value
    assert (found.change.before.low, found.change.after.low) == (Decimal(43), Decimal(14))
    by_basis = {each.basis: each for each in series_of("hf", figures["hf"]) if each.partner == "JPN"}
    value = by_basis["value"]
    before, after = value.nearest_before(2020, SPAN), value.nearest_after(2020, SPAN)
    assert before is not None
    assert after is not None
    assert (before.year, before.low, before.high) == (2019, Decimal("32.2"), Decimal("32.2"))
    assert (after.year, after.low, after.high) == (2021, Decimal("12.9"), Decimal("12.9"))


def test_the_comparison_of_photoresist_is_that_of_the_published_figures(
    shipped: tuple[dict[str, list[facts.Figure]], dict[str, tuple[str, str]]],
) -> None:
    """TD0071: 93 % of photoresist from Japan in 2019, TD0072: 85 % in 2021; fluorinated polyimide TD0073 44, TD0074 40;
    hydrogen fluoride TD0069 43, TD0070 14. All without a printed basis."""
    figures, kinds = shipped
    others = {key: figures[key] for key in figures if kinds[key] == kinds["pr"]}
    found = before_after("pr", figures["pr"], others, year=2020, partner="JPN")
    assert found.basis == "unspecified"
    assert found.change is not None
    assert (found.change.low, found.change.high) == (Decimal(-8), Decimal(-8))
    assert [(each.series.item, each.low) for each in found.comparable] == [
        ("fpi", Decimal(-4)),
        ("hf", Decimal(-29)),
    ]
    assert found.comparable_range == (Decimal(-29), Decimal(-4))


def test_too_few_figures_give_no_number(
    shipped: tuple[dict[str, list[facts.Figure]], dict[str, tuple[str, str]]],
) -> None:
    """The exposure tool has one figure, of 2019 (TD0499): after 2026 nothing, and 2019 is too long before."""
    figures, _kinds = shipped
    found = before_after("tftexp", figures["tftexp"], figures, year=2026, partner="JPN")
    assert (found.change, found.missing, found.comparable) == (None, ("before", "after"), ())
    near = before_after("tftexp", figures["tftexp"], figures, year=2020, partner="JPN")
    assert (near.change, near.missing) == (None, ("after",))
    nothing = before_after("none", [], figures, year=2020)
    assert (nothing.series, nothing.partner, nothing.missing) == (None, "", ("before", "after"))


def test_what_is_never_mixed() -> None:
    own = rows("JPN", {2018: "50", 2022: "30"})
    others = {
        "same": rows("JPN", {2019: "60", 2021: "55"}),
        "other basis": rows("JPN", {2018: "50", 2022: "50"}, basis="weight"),
        "two bases": rows("JPN", {2018: "50"}) + rows("JPN", {2022: "50"}, basis="weight"),
        "other partner": rows("CHN", {2018: "50", 2022: "50"}),
        "other metric": rows("JPN", {2018: "50", 2022: "50"}, metric="top10_origin_share"),
        "part year": [*rows("JPN", {2018: "50"}), replace(rows("JPN", {2022: "9"})[0], is_full_year=False)],
        "a bound": rows("JPN", {2018: "50"}) + rows("JPN", {2022: "90"}, flag="lower_bound"),
        "the year itself": rows("JPN", {2019: "50", 2020: "40"}),
        "too far": rows("JPN", {2016: "50", 2024: "40"}),
        "x": own,
    }
    found = before_after("x", own, others, year=2020)
    assert [each.series.item for each in found.comparable] == ["same"]
    assert found.change is not None
    assert found.change.low == Decimal(-20)


def test_sources_that_disagree_give_a_range_and_the_nearest_share_comes_first() -> None:
    own = rows("JPN", {2019: "50", 2021: "30"}) + rows("JPN", {2019: "44", 2021: "35"})
    others = {name: rows("JPN", {2019: str(share), 2021: "10"}) for name, share in
              {"far": 90, "near": 49, "c": 40, "d": 60, "e": 70, "f": 80}.items()}  # fmt: skip
    found = before_after("x", own, others, year=2020)
    assert found.change is not None
    assert (found.change.before.low, found.change.before.high) == (Decimal(44), Decimal(50))
    assert (found.change.low, found.change.high) == (Decimal(-20), Decimal(-9))
    assert [each.series.item for each in found.comparable] == ["near", "c", "d", "e", "f"]


figures = st.lists(
    st.builds(
        Row,
        partner=st.sampled_from(["JPN", "CHN", None]),
        year=st.one_of(st.none(), st.integers(2015, 2025)),
        value=st.decimals(0, 100, places=1),
        basis=st.sampled_from(["value", "weight", "unspecified"]),
        metric=st.sampled_from(["import_share", "self_sufficiency"]),
        is_full_year=st.booleans(),
        flag=st.sampled_from(["as_published", "approx", "lower_bound"]),
    ),
    max_size=12,
)


@given(figures, st.lists(figures, max_size=4), st.integers(2014, 2026), st.sampled_from(["", "JPN"]))
def test_every_number_is_a_published_one(
    own: list[Row], rest: list[list[Row]], year: int, partner: str
) -> None:
    others = {str(number): each for number, each in enumerate(rest)}
    found = before_after("x", own, others, year=year, partner=partner)
    assert (found.change is None) == bool(found.missing)
    if found.change is None:
        assert not found.comparable
        return
    for change in (found.change, *found.comparable):
        source = own if change is found.change else others[change.series.item]
        assert (change.series.partner, change.series.basis) == (found.partner, found.basis)
        assert year - SPAN <= change.before.year < year < change.after.year <= year + SPAN
        for reading in (change.before, change.after):
            values = {r.value for r in source if r.year == reading.year and r.partner == found.partner
                      and r.basis == found.basis and r.is_full_year and r.metric == "import_share"
                      and r.flag != "lower_bound"}  # fmt: skip
            assert {reading.low, reading.high} == {min(values), max(values)}
