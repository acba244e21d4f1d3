"""Learning from judgements: nothing from few, little from some, and what it gives told on needs it never saw."""

import random

import pytest

from sangsaeng.analysis.matching.learning import (
    HIGHEST,
    LOWEST,
    MINIMUM,
    Judged,
    learn,
    reweighed,
)


def made(number: int, *, seed: int = 1, by: str = "code", noise: float = 0.1) -> list[Judged]:
    """Pairs whose sides judge by one part only; the other part says nothing."""
    chance = random.Random(seed)
    found = []
    for at in range(number):
        parts = {"lexical": chance.uniform(0, 0.6), "code": chance.uniform(0, 0.4)}
        middle = 0.3 if by == "lexical" else 0.2
        fits = parts[by] + chance.gauss(0, noise) > middle
        found.append(Judged(f"N{at % 12}", f"F{at}", parts, fits))
    return found


def test_few_judgements_teach_nothing() -> None:
    learned = learn(made(MINIMUM - 1))
    assert not learned.enough
    assert set(learned.multipliers.values()) == {1.0}
    assert learned.before is None
    assert not learned.better


def test_judgements_of_one_kind_teach_nothing() -> None:
    assert not learn([Judged(f"N{n}", "F", {"lexical": 0.5}, True) for n in range(100)]).enough


@pytest.mark.parametrize("part", ["code", "lexical"])
def test_the_part_that_the_sides_go_by_gains_and_held_out_figures_show_it(part: str) -> None:
    learned = learn(made(300, by=part))
    other = "lexical" if part == "code" else "code"
    assert learned.enough
    assert learned.multipliers[part] > 1.2 * learned.multipliers[other]
    assert learned.before is not None
    assert learned.after is not None
    assert learned.after.loss < learned.before.loss
    assert learned.after.ordered > learned.before.ordered
    assert learned.better


def test_more_judgements_move_further_and_never_beyond_the_bounds() -> None:
    few, many = learn(made(60)), learn(made(900))
    assert abs(few.multipliers["code"] - 1) < abs(many.multipliers["code"] - 1)
    assert all(LOWEST <= value <= HIGHEST for value in many.multipliers.values())


def test_judgements_at_random_are_not_called_better_than_now() -> None:
    chance = random.Random(3)
    noise = [Judged(each.need, each.firm, each.parts, chance.random() < 0.5) for each in made(120, noise=0.0)]
    learned = learn(noise)
    assert all(0.6 < value < 1.7 for value in learned.multipliers.values())
    assert learned.after is not None
    assert 0.3 < learned.after.ordered < 0.7


def test_equal_judgements_in_another_order_teach_the_same() -> None:
    rows = made(80)
    assert learn(rows) == learn(rows[::-1])


def test_a_reweighed_match_still_sums() -> None:
    told = {
        "score": 5.0,
        "parts": {"lexical": 4.0, "code": 1.0},
        "evidence": [{"contribution": 3.0}, {"contribution": 1.0}],
        "terms": [{"contribution": 4.0, "by_field": {"product": 4.0}}],
        "codes": [{"contribution": 1.0}],
    }
    after = reweighed(told, {"lexical": 0.5, "code": 2.0})
    assert after["score"] == pytest.approx(4.0)
    assert sum(line["contribution"] for line in after["evidence"]) == pytest.approx(2.0)
    assert after["terms"][0]["by_field"] == {"product": 2.0}
    assert sum(line["contribution"] for line in after["codes"]) == pytest.approx(2.0)
    assert told["score"] == 5.0
    assert reweighed(told, {"lexical": 1.0}) == told
