"""The `ews` verdict on published shares: golden cases of the shipped facts, then every kind of bound."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

import pytest

from sangsaeng import facts
from sangsaeng.analysis.published import COUNTRIES, AdjacentGroups, Verdict, ews_verdict, judge

_ids = count(1)


@dataclass(frozen=True)
class Made:
    """A figure made for a test."""

    partner: str | None
    value: Decimal
    year: int | None = 2021
    is_full_year: bool = True
    metric: str = "import_share"
    basis: str = "value"
    flag: str = "as_published"
    source: str = "a"
    published_early: bool = False
    id: str = ""


def made(partner: str | None, value: float | str, **more: object) -> Made:
    return Made(partner, Decimal(str(value)), id=f"M{next(_ids)}", **more)  # type: ignore[arg-type]


def until(item: str, year: int) -> Verdict:
    """The verdict as it was at the end of `year`: later periods left out."""
    return ews_verdict(
        f for f in facts.figures_of(item) if f.period_end is not None and f.period_end.year <= year
    )


def test_hf_2018_keeps_both_published_shares_of_japan_apart() -> None:
    japan = {
        f.id: f.value
        for f in facts.figures_of("hf")
        if f.partner == "JPN" and f.year == 2018 and f.metric == "import_share" and f.is_full_year
    }
    assert japan == {"TD0031": Decimal("31.7"), "TD0035": Decimal("41.91"), "TD0037": Decimal("41.9")}
    only_japan = ews_verdict(f for f in facts.figures_of("hf") if f.id in japan)
    assert (only_japan.low, only_japan.high, only_japan.flagged) == (
        Decimal("31.7"),
        Decimal("41.91"),
        "unknown",
    )
    assert only_japan.incomplete
    assert only_japan.basis == "value+unspecified"
    assert "31.7~41.91%" in only_japan.reason_ko


def test_hf_2018_some_sources_flag_china() -> None:
    verdict = until("hf", 2018)
    assert (verdict.year, verdict.partners, verdict.flagged) == (2018, ("CHN",), "some")
    assert (verdict.low, verdict.high) == (Decimal("26.1"), Decimal("52"))
    assert "일부 출처에서만 50% 이상" in verdict.reason_ko
    assert "only some sources" in verdict.reason_en


def test_photoresist_2021_shows_the_range_of_both_sources() -> None:
    verdict = until("pr", 2021)
    assert (verdict.year, verdict.partners, verdict.flagged) == (2021, ("JPN",), "all")
    assert (verdict.low, verdict.high) == (Decimal("79.3"), Decimal("85"))
    assert set(verdict.figures) == {"TD0058", "TD0072"}
    assert "before the year ended" in verdict.reason_en


def test_industrial_urea_2021_uses_the_year_not_the_nine_months() -> None:
    rows = [f for f in facts.figures_of("urea") if f.id in ("TD0315", "TD0318")]
    assert {f.value for f in rows} == {Decimal("97.6"), Decimal("83.4")}
    verdict = ews_verdict(rows)
    assert (verdict.year, verdict.low, verdict.high, verdict.flagged) == (
        2021,
        Decimal("83.4"),
        Decimal("83.4"),
        "all",
    )
    assert verdict.figures == ("TD0318",)
    assert verdict.part_year_figures == 1
    assert "97.6" not in verdict.reason_ko + verdict.reason_en
    assert "부분 연도이거나 연도를 알 수 없는 수치 1건" in verdict.reason_ko


def test_the_latest_full_year_decides_even_when_it_no_longer_flags() -> None:
    verdict = ews_verdict(facts.figures_of("urea"))
    assert (verdict.year, verdict.flagged, verdict.high) == (2024, "unknown", Decimal("27.1"))
    assert verdict.incomplete
    assert "72.9%" in verdict.reason_ko
    assert verdict.reason_ko.endswith("나머지 원산지가 공개되지 않아 판단할 수 없습니다.")


@pytest.mark.parametrize("item", ["cathode", "pvcell", "gtblade", "hrcoil"])
def test_self_sufficiency_and_market_shares_are_no_import_shares(item: str) -> None:
    verdict = ews_verdict(facts.figures_of(item))
    assert (verdict.flagged, verdict.year, verdict.low) == ("unknown", None, None)
    assert "수입 비중이 아닌 수치" in verdict.reason_ko


def test_part_years_alone_leave_it_unknown() -> None:
    verdict = ews_verdict(facts.figures_of("pvwafer"))
    assert (verdict.flagged, verdict.part_year_figures) == ("unknown", 2)
    assert verdict.figures == ()


def test_weight_only_where_the_year_has_nothing_else() -> None:
    both = ews_verdict([made("CHN", 40), made("JPN", 20), made("CHN", 60, basis="weight", source="b")])
    assert (both.flagged, both.basis, both.high) == ("none", "value", Decimal(40))
    alone = ews_verdict(facts.figures_of("br"))
    assert (alone.flagged, alone.basis) == ("all", "weight")
    assert "중량 기준" in alone.reason_ko
    assert "by weight" in alone.reason_en


@pytest.mark.parametrize(
    ("value", "flag", "expected"),
    [
        (60, "lower_bound", "all"),
        (40, "lower_bound", "unknown"),
        (60, "upper_bound", "unknown"),
        (40, "upper_bound", "none"),
        (50, "as_published", "all"),
        ("49.9", "as_published", "none"),
        (50, "approx", "unknown"),
        (47, "approx", "none"),
        (60, "approx", "all"),
    ],
)
def test_bounds(value: float | str, flag: str, expected: str) -> None:
    # With the shares of two others, so that the origin of less than half is unpublished.
    others = [made("VNM", 15, source="b"), made("IND", 15, source="b")]
    verdict = ews_verdict([made("CHN", value, flag=flag), *others])
    assert verdict.flagged == expected
    shown = {"lower_bound": "하한", "upper_bound": "상한", "approx": "어림값", "as_published": "금액 기준"}
    assert shown[flag] in verdict.reason_ko


def test_a_source_that_cannot_be_judged_does_not_spoil_one_that_flags() -> None:
    verdict = ews_verdict([made("CHN", 60, flag="upper_bound"), made("CHN", 70, source="b")])
    assert verdict.flagged == "all"
    assert judge(made("CHN", 60, flag="upper_bound")) is None


def test_sources_on_another_country_are_no_contradiction() -> None:
    verdict = ews_verdict([made("CHN", 80), made("JPN", 8, source="b")])
    assert (verdict.flagged, verdict.partners) == ("all", ("CHN",))


def test_sources_that_name_different_leading_countries_are_both_said() -> None:
    verdict = ews_verdict(facts.figures_of("robotdrive"))
    assert (verdict.flagged, verdict.partners) == ("some", ("JPN", "CHN"))
    assert "일본 97.8%, 중국 80.3%" in verdict.reason_ko
    assert "합이 178.1%여서 출처가 서로 어긋납니다" in verdict.reason_ko
    assert "contradict each other" in verdict.reason_en


@pytest.mark.parametrize(
    ("second", "flag", "expected"),
    [(45, "as_published", "all"), (46, "as_published", "some"), (46, "upper_bound", "all")],
)
def test_shares_that_sum_beyond_rounding_contradict_each_other(second: int, flag: str, expected: str) -> None:
    verdict = ews_verdict(
        [made("CHN", 60), made("CHN", 70, source="c"), made("IND", second, flag=flag, source="b")]
    )
    assert verdict.flagged == expected
    assert ("어긋납니다" in verdict.reason_ko) == (expected == "some")


def test_an_upper_bound_is_said_to_be_one() -> None:
    verdict = ews_verdict(facts.figures_of("euvpr"))
    assert verdict.flagged == "unknown"
    assert "일본 50% 미만으로만 공개되어" in verdict.reason_ko
    assert "below 50% from Japan (an upper bound" in verdict.reason_en


def test_a_statistic_over_chosen_items_is_never_judged() -> None:
    chosen = [made("JPN", 98)]
    assert ews_verdict(chosen).flagged == "all"
    verdict = ews_verdict(chosen, scope="statistic")
    assert (verdict.flagged, verdict.year, verdict.figures) == ("unknown", None, ())
    assert verdict.reason_ko == "골라 묶은 통계라 판정하지 않습니다."


def test_the_shipped_items_by_verdict() -> None:
    flags = Counter(ews_verdict(facts.figures_of(i.key), scope=i.scope).flagged for i in facts.items())
    assert flags == {"all": 62, "some": 1, "none": 5, "unknown": 107}


def test_neighbours_flag_together_within_one_source_only() -> None:
    groups = AdjacentGroups("test-1", {"north": frozenset({"CHN", "JPN"})})
    together = ews_verdict([made("CHN", 40), made("JPN", 36)], adjacent=groups)
    assert (together.flagged, together.partners, together.high) == ("all", ("CHN", "JPN"), Decimal(76))
    assert together.grouping_version == "test-1"
    assert "인접국 합계 76%" in together.reason_ko
    apart = ews_verdict([made("CHN", 40), made("JPN", 36, source="b")], adjacent=groups)
    assert apart.flagged == "none"
    short = ews_verdict([made("CHN", 40), made("JPN", "34.9")], adjacent=groups)
    assert short.flagged == "none"


def test_neighbours_with_an_upper_bound_cannot_be_judged() -> None:
    groups = AdjacentGroups("test-1", {"north": frozenset({"CHN", "JPN"})})
    verdict = ews_verdict([made("CHN", 40), made("JPN", 36, flag="upper_bound")], adjacent=groups)
    assert (verdict.flagged, verdict.partners) == ("unknown", ("CHN", "JPN"))
    assert "75%" in verdict.reason_ko


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = list(facts.figures_of("hf"))
    expected = ews_verdict(rows)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        again = ews_verdict(rows)
        assert (again.partners, again.low, again.high, again.flagged) == (
            expected.partners,
            expected.low,
            expected.high,
            expected.flagged,
        )


def test_every_item_gets_one_plain_sentence_in_each_language() -> None:
    for item in facts.items():
        verdict = ews_verdict(facts.figures_of(item.key))
        assert verdict.rule == "ews"
        assert verdict.reason_ko.rstrip(".").count("니다") == 1 + verdict.incomplete, item.key
        assert verdict.reason_ko.endswith(".")
        assert verdict.reason_en.endswith("."), item.key
        assert (verdict.flagged == "unknown" and verdict.year is None) == (verdict.figures == ())
        if "unspecified" in (verdict.basis or ""):
            assert "미표시" in verdict.reason_ko, item.key


def test_every_country_in_the_figures_has_both_names() -> None:
    named = {f.partner for f in facts.figures() if f.partner}
    named |= {code for e in facts.supply_events() for code in (*e.actors, *e.affected)}
    named |= {code for f in facts.firms() for code in f.replaced_countries}
    assert named <= set(COUNTRIES)
