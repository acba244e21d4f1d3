"""Eligibility: the limits to the won, what is unknown stays unknown, and no figure turns a verdict the wrong way."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.round_world import business_number

from sangsaeng import facts
from sangsaeng.support import business_numbers, eligibility
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.eligibility import FigureError, State

GANGSO = eligibility.newest("gangso100")
STARTUP = eligibility.newest("startup100")
TODAY = date(2026, 11, 22)
GOOD: dict[str, Any] = {
    "sales_krw": 10_000_000_000,
    "sector_sales_krw": 5_000_000_000,
    "researchers": 2,
    "rnd_krw": 200_000_000,
    "invested_krw": 50_000_000,
}
NONE = {"researchers": 0, "rnd_krw": 0, "invested_krw": 0}


def states(rule: eligibility.Rule = GANGSO, **figures: Any) -> dict[str, str]:
    verdict = eligibility.judge(rule, eligibility.read(rule, figures, TODAY))
    return {each.criterion.key: each.state.value for each in verdict.results} | {"": verdict.state.value}


@pytest.mark.parametrize(
    ("changed", "criterion", "state"),
    [
        ({}, "", "met"),
        ({}, "sector_share", "met"),
        ({"sector_sales_krw": 4_999_999_999}, "sector_share", "not_met"),
        ({"sector_sales_krw": 4_999_999_999}, "", "not_met"),
        ({"sales_krw": 10_000_000_001}, "sector_share", "not_met"),
        ({"sector_sales_krw": 0}, "", "not_met"),
        ({"sector_sales_krw": None}, "", "unknown"),
        ({"sales_krw": None}, "", "unknown"),
        ({"sales_krw": 0, "sector_sales_krw": 0}, "sector_share", "unknown"),
        ({**NONE, "researchers": 1}, "", "not_met"),
        ({**NONE, "researchers": 2}, "", "met"),
        ({**NONE, "rnd_krw": 199_999_999}, "", "not_met"),
        ({**NONE, "rnd_krw": 200_000_000}, "", "met"),
        ({**NONE, "invested_krw": 49_999_999}, "", "not_met"),
        ({**NONE, "invested_krw": 50_000_000}, "", "met"),
        ({**NONE, "researchers": None}, "", "unknown"),
        ({"researchers": None, "rnd_krw": None, "invested_krw": None}, "", "unknown"),
        ({"sector_sales_krw": 0, "researchers": None, "rnd_krw": None, "invested_krw": None}, "", "not_met"),
    ],
)
def test_the_limits_of_gangso_to_the_won(changed: dict[str, Any], criterion: str, state: str) -> None:
    assert states(**{**GOOD, **changed})[criterion] == state


def test_a_startup_is_asked_for_its_sector_and_nothing_is_invented_about_its_age() -> None:
    assert states(STARTUP, in_sector=True, founded_on="1970-01-01")[""] == "met"
    assert states(STARTUP, in_sector=True)[""] == "met"
    assert states(STARTUP, in_sector=True, founded_on="1970-01-01")["founded"] == "unknown"
    assert states(STARTUP, in_sector=False, founded_on="2026-01-01")[""] == "not_met"
    assert states(STARTUP, founded_on="2026-01-01")[""] == "unknown"
    founded = STARTUP.criterion("founded")
    assert founded.origin == "ours"
    assert not founded.decides


figure = st.none() | st.integers(0, 10**13)


def figures_of(values: list[int | None]) -> dict[str, int | None]:
    found = dict(zip(GOOD, values, strict=True))
    whole, part = found["sales_krw"], found["sector_sales_krw"]
    if whole is not None and part is not None:
        found["sector_sales_krw"] = min(whole, part)
    return found


@given(st.lists(figure, min_size=5, max_size=5), st.lists(st.integers(0, 10**13), min_size=5, max_size=5))
def test_filling_in_what_is_unknown_never_turns_a_decided_verdict(
    some: list[int | None], rest: list[int]
) -> None:
    known = figures_of(some)
    before = states(**known)
    filled = {key: rest[n] if value is None else value for n, (key, value) in enumerate(known.items())}
    whole, part = filled["sales_krw"], filled["sector_sales_krw"]
    if part > whole:  # the part that was unknown gives way
        if known["sector_sales_krw"] is None:
            filled["sector_sales_krw"] = whole
        else:
            filled["sales_krw"] = part
    after = states(**filled)
    for key, state in before.items():
        if state != "unknown":
            assert after[key] == state, key


@given(st.integers(1, 10**13), st.integers(0, 10**13))
def test_a_share_is_compared_exactly_and_never_reads_as_the_limit_below_it(whole: int, part: int) -> None:
    part = min(part, whole)
    verdict = eligibility.judge(
        GANGSO, eligibility.read(GANGSO, {**GOOD, "sales_krw": whole, "sector_sales_krw": part}, TODAY)
    )
    result = verdict.results[0]
    assert (result.state is State.MET) == (2 * part >= whole)
    shown = words.percent(result.share or 0)  # type: ignore[arg-type]
    if result.state is State.NOT_MET:
        assert float(shown.removesuffix(" %")) < 50
    else:
        assert float(shown.removesuffix(" %")) >= 50


@given(st.lists(figure, min_size=5, max_size=5), st.sampled_from(["researchers", "rnd_krw", "invested_krw"]))
def test_more_of_a_good_thing_never_hurts(some: list[int | None], key: str) -> None:
    known = figures_of(some)
    order = ["not_met", "unknown", "met"]
    more = {**known, key: (known[key] or 0) + 10**13}
    assert order.index(states(**more)[""]) >= order.index(states(**known)[""])


@pytest.mark.parametrize(
    ("changed", "key", "code"),
    [
        ({"sales_krw": -1}, "sales_krw", "negative"),
        ({"sales_krw": 10**16}, "sales_krw", "large"),
        ({"researchers": "2"}, "researchers", "kind"),
        ({"researchers": True}, "researchers", "kind"),
        ({"researchers": 2.0}, "researchers", "kind"),
        ({"sector_sales_krw": 10_000_000_001}, "sector_sales_krw", "within"),
    ],
)
def test_figures_that_cannot_be_are_refused(changed: dict[str, Any], key: str, code: str) -> None:
    with pytest.raises(FigureError) as refused:
        eligibility.read(GANGSO, {**GOOD, **changed}, TODAY)
    assert (refused.value.key, refused.value.code) == (key, code)
    assert words.figure_error(GANGSO, refused.value)


def test_a_day_is_a_day_and_none_to_come() -> None:
    read = eligibility.read(STARTUP, {"founded_on": "2026-11-22"}, TODAY)
    assert read["founded_on"] == TODAY
    assert eligibility.read(STARTUP, eligibility.stored(read), TODAY) == read
    for value, code in ((str(TODAY + timedelta(1)), "future"), ("2026-13-01", "kind"), (20260101, "kind")):
        with pytest.raises(FigureError) as refused:
            eligibility.read(STARTUP, {"founded_on": value}, TODAY)
        assert refused.value.code == code


def test_every_rule_says_where_its_limits_come_from() -> None:
    known = {each.key for each in facts.sources()}
    for rule in eligibility.rules().values():
        assert "제24조" in rule.basis
        for criterion in rule.criteria:
            assert set(criterion.sources) <= known
            if criterion.origin == "published":
                assert criterion.sources
        verdict = eligibility.judge(rule, eligibility.read(rule, {}, TODAY))
        assert verdict.state is State.UNKNOWN
        assert all(line.state is State.UNKNOWN and line.origin for line in words.lines(verdict))


def test_the_reasons_name_the_numbers_and_the_limits() -> None:
    figures = eligibility.read(GANGSO, {**GOOD, "sector_sales_krw": 4_999_900_000, **NONE}, TODAY)
    text = words.reasons(eligibility.judge(GANGSO, figures))
    assert "49.99 %" in text
    assert "50 % 이상" in text
    assert "0명" in text
    assert "2명 이상" in text
    assert len(text.splitlines()) == 2


@given(st.integers(1, 10**9 - 1))
def test_the_check_digit_catches_every_single_wrong_digit(number: int) -> None:
    nine = f"{number:09d}"
    whole = f"{nine}{business_numbers.check_digit(nine)}"
    assert business_numbers.is_valid(whole)
    for place in range(10):
        if place == 8:
            continue  # the ninth digit counts one and a half times; its change can meet itself
        other = f"{whole[:place]}{(int(whole[place]) + 1) % 10}{whole[place + 1 :]}"
        assert not business_numbers.is_valid(other) or int(other) == 0


def test_published_business_numbers_are_valid() -> None:
    assert business_numbers.is_valid(business_numbers.digits("124-81-00998"))
    assert business_numbers.digits("１２４－８１－００９９８") == "1248100998"
    for wrong in ("", "124810099", "1248100999", "0000000000", "12481oo998", "12481009980"):
        assert not business_numbers.is_valid(wrong)
    assert business_numbers.written(business_number(7)).startswith("000-00-0007")
