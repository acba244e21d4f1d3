"""Ranks: a total order that the order of the input cannot change, with every tie broken by a stated rule."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.support import ranking, selection_rubrics
from sangsaeng.support.models import Round, Stage
from sangsaeng.support.ranking import Place, Standing

NAMES = ("criterion", "earlier")
few = st.one_of(st.none(), st.integers(0, 3).map(Decimal))  # few values, so that ties are the rule


@st.composite
def fields(draw: st.DrawFn) -> list[Standing]:
    keys = draw(st.lists(st.text("ABCDEF0123", min_size=1, max_size=4), unique=True, max_size=12))
    return [
        Standing(key, draw(few), (draw(few), draw(few)), draw(st.sampled_from([None, 1.0, 2.0])))
        for key in keys
    ]


@given(fields(), st.randoms(use_true_random=False), st.text(max_size=8))
def test_the_order_of_the_input_changes_nothing(entries: list[Standing], chance: object, seed: str) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranking.rank(entries, names=NAMES, seed=seed) == ranking.rank(shuffled, names=NAMES, seed=seed)


@given(fields())
def test_the_order_is_total_and_higher_scores_stand_above(entries: list[Standing]) -> None:
    places = ranking.rank(entries, names=NAMES, seed="s")
    assert ranking.is_total(places)
    assert {p.key for p in places} == {e.key for e in entries}
    scores = {e.key: e.score for e in entries}
    known = [scores[p.key] for p in places if p.rank is not None]
    assert all(a >= b for a, b in pairwise(known))  # type: ignore[operator]
    assert all((p.rank is None) == (scores[p.key] is None) for p in places)


@given(fields())
def test_a_tie_break_is_named_exactly_where_two_have_the_same_score(entries: list[Standing]) -> None:
    places = ranking.rank(entries, names=NAMES, seed="s")
    by_key = {e.key: e for e in entries}
    for above, below in pairwise(places):
        tied = above.rank is not None and by_key[above.key].score == by_key[below.key].score
        assert bool(above.tie_break) == tied
        if above.tie_break == "criterion":
            assert by_key[above.key].further[0] != by_key[below.key].further[0]
        if above.tie_break == "lot":
            assert by_key[above.key].further == by_key[below.key].further
            assert by_key[above.key].submitted == by_key[below.key].submitted
            assert ranking.lot("s", above.key) < ranking.lot("s", below.key)


@given(fields(), st.integers(1, 6), st.integers(0, 4))
def test_places_are_kept(entries: list[Standing], selected: int, reserve: int) -> None:
    places = ranking.rank(entries, names=NAMES, seed="s")
    found = ranking.outcome(places, selected=selected, reserve=reserve)
    known = sum(e.score is not None for e in entries)
    assert list(found.values()).count("selected") == min(selected, known)
    assert list(found.values()).count("reserve") == min(reserve, max(0, known - selected))
    assert all(found[e.key] == "not_selected" for e in entries if e.score is None)


@given(fields(), st.one_of(st.none(), st.integers(1, 5)), few)
def test_who_goes_on_is_among_the_best_and_not_below_the_least(
    entries: list[Standing], advance: int | None, least: Decimal | None
) -> None:
    places = ranking.rank(entries, names=NAMES, seed="s")
    scores = {e.key: e.score for e in entries}
    on = ranking.going_on(places, scores, advance=advance, least=least)
    assert advance is None or len(on) <= advance
    for place in places:
        should = (
            place.rank is not None
            and (advance is None or place.rank <= advance)
            and (least is None or scores[place.key] >= least)  # type: ignore[operator]
        )
        assert (place.key in on) == should


def test_the_stated_order_decides_one_after_the_other() -> None:
    def of(key: str, criterion: int, earlier: int, submitted: float) -> Standing:
        return Standing(key, Decimal(80), (Decimal(criterion), Decimal(earlier)), submitted)

    entries = [of("A", 70, 60, 2.0), of("B", 70, 60, 1.0), of("C", 70, 65, 9.0), of("D", 75, 0, 9.0)]
    assert ranking.rank(entries, names=NAMES, seed="") == [
        Place("D", 1, "criterion"),
        Place("C", 2, "earlier"),
        Place("B", 3, "submitted"),
        Place("A", 4, ""),
    ]


def test_another_seed_draws_another_lot_and_the_same_seed_the_same() -> None:
    entries = [Standing(key, Decimal(80)) for key in "ABCDEFGH"]
    drawn = {tuple(p.key for p in ranking.rank(entries, seed=str(n))) for n in range(20)}
    assert len(drawn) > 10
    assert ranking.rank(entries, seed="x") == ranking.rank(entries, seed="x")


@pytest.mark.parametrize("programme", Round.Programme.values)
def test_every_stage_of_every_programme_has_criteria_that_add_to_100(programme: str) -> None:
    rubric = selection_rubrics.newest(programme)
    assert set(rubric.stages) == set(Stage.Kind.values)
    for sheet in rubric.stages.values():
        assert sum(sheet.weights.values()) == 100
        assert sheet.score(dict.fromkeys(sheet.weights, 100)) == 100
        assert sheet.score(dict.fromkeys(sheet.weights, 0)) == 0
        assert sheet.score({}) is None


def test_weights_are_ours_except_where_a_source_published_them() -> None:
    sourced = {
        (rubric.programme, kind)
        for rubric in selection_rubrics.rubrics().values()
        for kind, sheet in rubric.stages.items()
        if sheet.source
    }
    assert sourced == {("startup100", "depth")}
    assert selection_rubrics.newest("startup100").stages["depth"].weights == {"presentation": 60, "ktrs": 40}
    assert "공식 배점이 아닙니다" in selection_rubrics.newest("gangso100").stages["paper"].standing
