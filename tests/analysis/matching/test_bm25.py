"""The index against sums worked out by hand and against another implementation."""

import math

import numpy as np
import pytest

from sangsaeng.analysis.matching.bm25 import build


def test_golden_values_by_hand() -> None:
    # Two documents of length 2 (mean 2), so the length factor is 1; then one of length 4 shifts it.
    index = build([{"a": 1, "b": 1}, {"b": 2}], k1=1.2, b=0.75)
    scores = index.scores({"a": 1.0, "b": 0.5})
    assert scores[0] == pytest.approx(math.log(2) / 2.2 + 0.5 * math.log(1.2) / 2.2, abs=1e-12)
    assert scores[1] == pytest.approx(0.5 * math.log(1.2) * 2 / 3.2, abs=1e-12)

    index = build([{"a": 1}, {"b": 3}], k1=1.2, b=0.75)
    assert index.weight("a", 0) == pytest.approx(math.log(2) / (1 + 1.2 * (0.25 + 0.75 * 1 / 2)), abs=1e-12)
    assert index.weight("b", 1) == pytest.approx(
        math.log(2) * 3 / (3 + 1.2 * (0.25 + 0.75 * 3 / 2)), abs=1e-12
    )
    assert index.weight("b", 0) == index.weight("c", 0) == 0.0
    assert (index.frequency("a"), index.frequency("c")) == (1, 0)
    assert index.rarity("c") == pytest.approx(math.log(2))


def test_the_same_scores_as_bm25s() -> None:
    import bm25s

    rng = np.random.default_rng(1)
    corpus = [[f"t{n}" for n in rng.integers(0, 30, rng.integers(1, 12))] for _ in range(60)]
    counts = [{token: float(document.count(token)) for token in document} for document in corpus]
    ours = build(counts, k1=1.2, b=0.75).scores({"t1": 1.0, "t2": 1.0, "t7": 1.0})
    other = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    other.index(corpus, show_progress=False)
    np.testing.assert_allclose(ours, other.get_scores(["t1", "t2", "t7"]), rtol=1e-5, atol=1e-6)


def test_empty_indexes_score_nothing() -> None:
    assert build([], k1=1.2, b=0.75).scores({"a": 1.0}).shape == (0,)
    assert build([{}, {}], k1=1.2, b=0.75).scores({"a": 1.0}).tolist() == [0.0, 0.0]
