"""What ties a person to a case: the reasons of article 8 of the decree, exact at the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.parties.interests import CaseFacts, Tie, evidence, suggestions, years_before
from sangsaeng.parties.models import Affiliation

DAY = date(2026, 11, 9)
PARTY, RIVAL, HOST, OTHER = 1, 2, 3, 4
CASE = CaseFacts(frozenset({PARTY}), frozenset({RIVAL}), frozenset({HOST}), ("고순도 불화수소", ""))


def found(tie: Tie, years: int = 3, on: date = DAY) -> list[tuple[str, bool]]:
    return [(s.reason, s.is_by_law) for s in suggestions([tie], CASE, look_back_years=years, on=on)]


def tie(relation: str, organisation: int = PARTY, **given: object) -> Tie:
    return Tie(organisation, "시연 기업", relation, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("relation", ["officer", "employee"])
def test_who_works_for_a_party_now_is_out_by_law(relation: str) -> None:
    assert found(tie(relation)) == [("party", True)]
    assert found(tie(relation, until=DAY)) == [("party", True)], "the last day still counts"
    assert found(tie(relation, since=DAY + timedelta(days=1))) == [], "what begins later is no tie"


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (DAY - timedelta(days=1), [("employment", True)]),
        (date(2023, 11, 10), [("employment", True)]),
        (date(2023, 11, 9), [("employment", True)]),
        (date(2023, 11, 8), []),
    ],
)
def test_the_look_back_is_exact_at_the_day(until: date, reason: list[tuple[str, bool]]) -> None:
    assert found(tie("officer", until=until)) == reason


def test_the_look_back_from_a_leap_day() -> None:
    leap = date(2028, 2, 29)
    assert years_before(leap, 3) == date(2025, 2, 28)
    assert years_before(leap, 4) == date(2024, 2, 29)
    assert years_before(DAY, 5000) == date.min
    assert found(tie("employee", until=date(2025, 2, 28)), on=leap) == [("employment", True)]
    assert found(tie("employee", until=date(2025, 2, 27)), on=leap) == []
    ended = date(2024, 2, 29)
    assert found(tie("employee", until=ended), on=date(2027, 2, 28)) == [("employment", True)]
    assert found(tie("employee", until=ended), on=date(2027, 3, 1)) == []


def test_an_agent_is_out_whenever_it_was() -> None:
    assert found(tie("agent", until=date(1999, 1, 1))) == [("agent", True)]


@pytest.mark.parametrize("relation", ["adviser", "researcher"])
def test_advice_counts_by_law_only_where_it_names_the_item(relation: str) -> None:
    named = "고순도 불화수소 정제 자문"
    assert found(tie(relation, note=named)) == [("advice", True)]
    assert found(tie(relation, note="고순도불화수소 자문")) == [("advice", True)], "spaces do not matter"
    assert found(tie(relation, note="인사 제도 자문")) == [("advice", False)]
    assert found(tie(relation, until=date(2020, 1, 1), note=named)) == [("advice", False)]
    assert found(tie(relation, until=date(2020, 1, 1))) == []


def test_what_the_house_asks_is_only_suggested() -> None:
    assert found(tie("shareholder")) == [("equity", False)]
    assert found(tie("shareholder", until=DAY - timedelta(days=1))) == []
    assert found(tie("employee", RIVAL)) == [("competitor", False)]
    assert found(tie("employee", RIVAL, until=date(2020, 1, 1))) == []
    assert found(tie("officer", HOST)) == [("host", False)]
    assert found(tie("officer", OTHER)) == []


def test_the_evidence_says_which_tie_from_when_until_when() -> None:
    whole = Tie(1, "시연 기업", "officer", date(2020, 1, 2), date(2023, 5, 3), "생산 총괄")
    assert evidence(whole) == "시연 기업 임원, 2020. 1. 2.–2023. 5. 3., 생산 총괄"
    assert evidence(tie("agent", since=date(2020, 1, 2))) == "시연 기업 대리인, 2020. 1. 2.–현재"
    assert evidence(tie("agent")) == "시연 기업 대리인"
    assert len(evidence(tie("agent", note="가" * 400))) == 300


days = st.none() | st.dates(date(1990, 1, 1), date(2040, 12, 31))
ties = st.builds(
    Tie,
    organisation=st.sampled_from([PARTY, RIVAL, HOST, OTHER]),
    name=st.just("시연 기업"),
    relation=st.sampled_from(Affiliation.Relation.values),
    since=days,
    until=days,
    note=st.sampled_from(["", "고순도 불화수소", "다른 일"]),
)


@given(
    st.lists(ties, max_size=6),
    st.integers(0, 10),
    st.integers(0, 10),
    st.dates(date(2000, 1, 1), date(2035, 12, 31)),
)
def test_a_wider_look_back_never_loses_a_suggestion(held: list[Tie], years: int, more: int, on: date) -> None:
    def keys(look_back: int) -> set[tuple[str, Tie]]:
        return {(s.reason, s.tie) for s in suggestions(held, CASE, look_back_years=look_back, on=on)}

    def by_law(look_back: int) -> set[tuple[str, Tie]]:
        lines = suggestions(held, CASE, look_back_years=look_back, on=on)
        return {(s.reason, s.tie) for s in lines if s.is_by_law}

    assert keys(years) <= keys(years + more)
    assert by_law(years) <= by_law(years + more)
