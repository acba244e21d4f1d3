"""The ranking must not fall behind what was measured (docs/reference/matching.md)."""

from pathlib import Path

import pytest
from benchmarks import _matching_firms, matching


def test_published_pairs_are_found() -> None:
    figures = matching.pairs()
    assert figures["pairs"] >= 50
    assert figures["recall_10"] >= 0.94
    assert figures["recall_1"] >= 0.75


@pytest.mark.shared
def test_development_tasks_stay_where_they_were_measured(shared: Path) -> None:
    assert (shared / "eval").is_dir()
    # The strict figures take a minute more; python -m benchmarks.matching --only A gives both.
    found = _matching_firms.task_a(kinds=("simple",))
    assert found["simple"]["ndcg_10"][0] >= 0.37
    assert found["simple"]["recall_50"][0] >= 0.38
    assert found["words_alone"]["ndcg_10"][0] >= 0.29 > 2 * found["whitespace"]["ndcg_10"][0]
    assert found["simple"]["over_words_alone"]["ndcg_10"][1] > 0.04


@pytest.mark.shared
def test_long_passages_are_found_by_the_same_engine(shared: Path) -> None:
    assert (shared / "eval").is_dir()
    assert _matching_firms.task_c()["ndcg_10"][0] >= 0.94
