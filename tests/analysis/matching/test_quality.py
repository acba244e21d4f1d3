"""The ranking must not fall behind what was measured (docs/reference/matching.md)."""

from pathlib import Path

import pytest
from benchmarks import matching


def test_published_pairs_are_found() -> None:
    figures = matching.pairs()
    assert figures["pairs"] >= 50
    assert figures["recall_10"] >= 0.94
    assert figures["recall_1"] >= 0.75


@pytest.mark.shared
def test_development_tasks_stay_well_above_the_baseline(shared: Path) -> None:
    assert (shared / "eval").is_dir()
    figures = matching.quality()
    ours, base = figures["ours"], figures["whitespace"]
    assert ours["A"]["ndcg_10"] >= 0.29 > 2 * base["A"]["ndcg_10"]
    assert ours["A"]["recall_50"] >= 0.22
    assert ours["B_names"]["ndcg_10"] >= 0.38 > 2 * base["B_names"]["ndcg_10"]
