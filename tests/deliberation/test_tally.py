"""The outcome of a vote: golden cases, and what must hold for all counts."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.deliberation.tally import Tally, fraction_words, needed, quorum_needed, tally


def rule(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "quorum_numerator": 1,
        "quorum_denominator": 2,
        "quorum_more_than": True,
        "quorum_base": "eligible",
        "majority_numerator": 1,
        "majority_denominator": 2,
        "majority_more_than": True,
        "majority_base": "present",
        "tie_rule": "fails",
    }
    return SimpleNamespace(**(fields | changes))


TWO_THIRDS = {"majority_numerator": 2, "majority_denominator": 3, "majority_more_than": False}


@pytest.mark.parametrize(
    ("changes", "counts", "outcome", "enough"),
    [
        ({}, (9, 1, 7, 6, 1, 0), "carried", 4),
        ({}, (20, 2, 15, 11, 4, 0), "carried", 8),
        ({}, (9, 0, 8, 4, 4, 0), "not_carried", 5),  # a tie is no majority
        ({}, (9, 0, 8, 4, 0, 4), "not_carried", 5),  # abstentions count among those present
        ({"majority_base": "cast"}, (9, 0, 8, 4, 0, 4), "carried", 3),
        ({"majority_base": "cast"}, (9, 0, 8, 0, 0, 8), "not_carried", 1),
        ({"majority_base": "entitled"}, (9, 0, 5, 4, 1, 0), "not_carried", 5),
        ({"majority_base": "entitled"}, (9, 2, 5, 4, 1, 0), "carried", 4),  # the excluded leave the base
        (TWO_THIRDS, (9, 0, 9, 6, 3, 0), "carried", 6),
        (TWO_THIRDS, (10, 0, 10, 6, 4, 0), "not_carried", 7),
        ({}, (9, 0, 4, 4, 0, 0), "no_quorum", 3),
        ({}, (9, 0, 5, 5, 0, 0), "carried", 3),
        ({}, (8, 0, 4, 4, 0, 0), "no_quorum", 3),  # half is not more than half
        ({}, (9, 2, 4, 4, 0, 0), "carried", 3),  # 4 of 7
        ({"quorum_base": "entitled"}, (9, 2, 4, 4, 0, 0), "no_quorum", 3),  # 4 of 9
        ({}, (0, 0, 0, 0, 0, 0), "no_quorum", 1),
    ],
)
def test_golden_cases(changes: dict[str, Any], counts: tuple[int, ...], outcome: str, enough: int) -> None:
    entitled, excluded, present, for_, against, abstain = counts
    counted = tally(
        rule(**changes),
        entitled=entitled,
        excluded=excluded,
        present=present,
        for_=for_,
        against=against,
        abstain=abstain,
    )
    assert (counted.outcome, counted.needed) == (outcome, enough)


def test_the_working_is_written_out_in_both_languages() -> None:
    counted = tally(rule(), entitled=9, excluded=1, present=7, for_=6, against=1, abstain=0)
    assert (
        counted.working()
        == "재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명, 기권 0명: 가결 (출석 과반수 4명)"
    )
    assert counted.working("en") == (
        "9 members, 1 excluded, 7 present, 6 for, 1 against, 0 abstaining: "
        "carried (a majority of those present: 4)"
    )
    silent = tally(rule(**TWO_THIRDS), entitled=9, excluded=0, present=7, for_=4, against=1, abstain=0)
    assert silent.working().endswith("미투표 2명: 부결 (출석 3분의 2 이상 5명)")
    none = tally(rule(), entitled=9, excluded=0, present=3, for_=3, against=0, abstain=0)
    assert none.working().endswith("의사정족수 미달 (의사정족수 5명)")
    assert none.working("en").endswith("no quorum (quorum 5)")


@pytest.mark.parametrize(
    "counts",
    [(9, 0, 10, 0, 0, 0), (9, 5, 5, 0, 0, 0), (9, 0, 5, 3, 3, 0), (9, 0, 5, -1, 0, 0), (-1, 0, 0, 0, 0, 0)],
)
def test_impossible_counts_are_refused(counts: tuple[int, ...]) -> None:
    entitled, excluded, present, for_, against, abstain = counts
    with pytest.raises(ValueError, match=r"vote|members|excluded"):
        tally(
            rule(),
            entitled=entitled,
            excluded=excluded,
            present=present,
            for_=for_,
            against=against,
            abstain=abstain,
        )


def test_fractions() -> None:
    assert needed(9, 1, 2, more_than=True) == 5
    assert needed(8, 1, 2, more_than=False) == 4
    assert needed(0, 2, 3, more_than=False) == 1
    assert fraction_words(3, 4, more_than=True) == "4분의 3 초과"
    with pytest.raises(ValueError, match="fraction"):
        needed(9, 3, 2, more_than=True)


bases = st.sampled_from(["present", "entitled", "cast"])


@st.composite
def votes(draw: st.DrawFn) -> dict[str, int]:
    entitled = draw(st.integers(0, 60))
    excluded = draw(st.integers(0, entitled))
    present = draw(st.integers(0, entitled - excluded))
    for_ = draw(st.integers(0, present))
    against = draw(st.integers(0, present - for_))
    abstain = draw(st.integers(0, present - for_ - against))
    return {
        "entitled": entitled,
        "excluded": excluded,
        "present": present,
        "for_": for_,
        "against": against,
        "abstain": abstain,
    }


@given(votes(), bases, st.sampled_from(["entitled", "eligible"]))
def test_a_majority_is_more_than_half_and_never_a_tie(counts: dict[str, int], base: str, of: str) -> None:
    counted = tally(rule(majority_base=base, quorum_base=of), **counts)
    if counted.outcome == "carried":
        assert counted.for_ > counted.against or base == "entitled"
        assert 2 * counted.for_ > counted.base
        assert counted.present >= counted.quorum
    if counted.outcome == "not_carried":
        assert 2 * counted.for_ <= counted.base or counted.for_ == 0
    assert (counted.outcome == "no_quorum") == (
        counted.present
        < quorum_needed(rule(quorum_base=of), entitled=counts["entitled"], excluded=counts["excluded"])
    )


@given(votes(), bases)
def test_one_more_vote_for_never_loses(counts: dict[str, int], base: str) -> None:
    before = tally(rule(majority_base=base), **counts)
    if before.silent == 0 or before.outcome != "carried":
        return
    after = tally(rule(majority_base=base), **(counts | {"for_": counts["for_"] + 1}))
    assert after.outcome == "carried"


@given(votes(), bases)
def test_a_stored_tally_reads_back_the_same(counts: dict[str, int], base: str) -> None:
    counted = tally(rule(majority_base=base), **counts)
    assert Tally.from_data(counted.as_data()) == counted
    assert counted.working("ko").count("명") >= 7
