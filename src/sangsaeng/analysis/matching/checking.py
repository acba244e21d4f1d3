"""How well firms of one industry find each other, on firms whose codes the model has not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.matching import codes as beside
from sangsaeng.analysis.matching.asking import Need
from sangsaeng.analysis.matching.index import Firm, MatchIndex

if TYPE_CHECKING:
    from sangsaeng.analysis.coding.posteriors import Posteriors, Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FOLDS, SEED, DRAWS = 5, 20261123, 2000
#: The industry two firms share: the first digits of their codes.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One value for each query. ndcg, recall: nDCG@10 and recall@50 of firms of the same industry.

    right: digits → whether the most probable code was right (queries whose codes are that long).
    """

    ndcg: Floats
    recall: Floats
    right: dict[int, Floats]

    def figures(self) -> dict[str, tuple[float, float, float]]:
        """Figure → (mean, low, high): bootstrap over queries, 95 %."""
        named = {"ndcg_10": self.ndcg, "recall_50": self.recall}
        named |= {f"top_1_{digits}_digits": values for digits, values in self.right.items()}
        return {name: interval(values) for name, values in named.items() if len(values)}


def interval(values: Floats, *, seed: int = SEED) -> tuple[float, float, float]:
    """Mean and its 95 % bootstrap interval over queries.

    >>> interval(np.ones(5))
    (1.0, 1.0, 1.0)
    """
    drawn = np.random.default_rng(seed).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5))
    return float(values.mean()), float(low), float(high)


def gain(hits: Sequence[bool] | NDArray[np.bool_], total: int) -> float:
    """nDCG@10 of a ranking given as hits, best first, where `total` are relevant."""
    steps = 1 / np.log2(np.arange(2, 12))
    here = np.asarray(hits, dtype=bool)[:10]
    return float(steps[: len(here)][here].sum() / steps[: min(10, total)].sum())


def folds_of(count: int, *, folds: int = FOLDS, seed: int = SEED) -> Ints:
    """(count,): the fold of each labelled firm, drawn with the seed."""
    return np.random.default_rng(seed).permutation(count) % folds


def same_industry(
    classes: Sequence[tuple[str, str, str]],
    keywords: Sequence[tuple[str, str]],
    firms: Sequence[tuple[str, str, str, str]],
    *,
    asking: Sequence[bool] | None = None,
    strict: bool = True,
    progress: Callable[[str], None] = lambda text: None,
    memo: dict[str, Text] | None = None,
    models: dict[frozenset[int], Posteriors] | None = None,
) -> Found:
    """Each firm's product text ranks the other labelled firms; relevant: the same first three digits.

    strict: the model that scores a pair has seen neither the fold of the firm that asks nor that of the other one, so it
    learns from three fifths of the labels; else only the asking firm's fold is left out. The word part is the BM25 of all
    these firms, as in use. asking: which firms ask (all whose industry two firms share, where left out). memo, models:
    texts read and models learned before, for a second measurement of the same firms.
    """
    labelled = [firm for firm in firms if len(firm[3]) >= DIGITS]
    known = np.array([code[:DIGITS] for *_, code in labelled])
    many = Counter(known.tolist())
    wanted = np.ones(len(labelled), bool) if asking is None else np.asarray(asking, bool)
    queries = np.array([at for at in range(len(labelled)) if wanted[at] and many[known[at]] > 1], np.int64)
    fold = folds_of(len(labelled))
    index = MatchIndex.build([Firm(f"{at:07}", firm[2]) for at, firm in enumerate(labelled)])
    read = index.read_many([Need(labelled[at][2]) for at in queries])
    words = [index.scored(query).words for query in read]
    reachable = [index.reachable(query) for query in read]
    held = _Held(
        classes, keywords, labelled, fold, {} if memo is None else memo, {} if models is None else models
    )
    raw, right = _pairs(held, queries, known, strict=strict, progress=progress)
    gains, recalls = [], []
    for row, at in enumerate(queries):
        total = _mixed(words[row], reachable[row], {part: each[row] for part, each in raw.items()}, int(at))
        order = np.argsort(-total, kind="stable")[:50]
        hits = (known[order] == known[at]) & (total[order] > 0)
        relevant = many[known[at]] - 1
        gains.append(gain(hits, relevant))
        recalls.append(float(hits.sum()) / min(50, relevant))
    return Found(np.array(gains), np.array(recalls), right)


def _mixed(words: Floats, reachable: float, parts: dict[tuple[int, str], Floats], own: int) -> Floats:
    """The score as `MatchIndex.scored` makes it, over all firms but the asking one."""
    total = beside.FIT / reachable * words if reachable > 0 else np.zeros(len(words))
    for weight, part in [
        (beside.WORDS, words),
        *((beside.WEIGHTS[name], each) for name, each in parts.items()),
    ]:
        others = part.copy()
        others[own] = 0
        unit = beside.scale(others)
        if unit > 0:
            total += weight / unit * others
    total[own] = -1
    return total


@dataclass(frozen=True, slots=True)
class _Held:
    """What the models of the folds are learned from."""

    classes: Sequence[tuple[str, str, str]]
    keywords: Sequence[tuple[str, str]]
    firms: Sequence[tuple[str, str, str, str]]
    fold: Ints
    memo: dict[str, Text]
    models: dict[frozenset[int], Posteriors]

    def without(self, folds: frozenset[int]) -> Posteriors:
        """The model that has not seen these folds; those without one fold are kept."""
        from sangsaeng.analysis.coding.posteriors import Posteriors

        if folds in self.models:
            return self.models[folds]
        seen = [firm for firm, fold in zip(self.firms, self.fold, strict=True) if int(fold) not in folds]
        made = Posteriors.fit(self.classes, self.keywords, seen, memo=self.memo)
        if len(folds) == 1:
            self.models[folds] = made
        return made

    def texts(self) -> list[Text]:
        return [self.memo[firm[2]] for firm in self.firms]


def _pairs(
    held: _Held, queries: Ints, known: NDArray[np.str_], *, strict: bool, progress: Callable[[str], None]
) -> tuple[dict[tuple[int, str], Floats], dict[int, Floats]]:
    """(part of the score → (queries, firms)), and whether the most probable codes were right."""
    size = len(held.firms)
    raw = {part: np.zeros((len(queries), size)) for part in beside.WEIGHTS}
    right: dict[int, list[tuple[int, bool]]] = {2: [], 3: []}
    asked = held.fold[queries]
    pairs = (
        [(a, b) for a in range(FOLDS) for b in range(a, FOLDS)] if strict else [(a, a) for a in range(FOLDS)]
    )
    for number, (a, b) in enumerate(pairs, start=1):
        model = held.without(frozenset({a, b}))
        if number == 1:
            _remember(held)
        side = beside.side(model, texts := held.texts(), [""] * size)
        progress(f"같은 업종 찾기 {number}/{len(pairs)}")
        for one, other in {(a, b), (b, a)}:
            rows = np.flatnonzero(asked == one)
            columns = np.flatnonzero(held.fold == other) if strict else np.arange(size)
            _fill(raw, side, queries, rows, columns)
        if a == b:
            rows = queries[asked == a]
            found = model.of([texts[at] for at in rows])
            for digits, list_ in right.items():
                best = [model.codes[digits][at] for at in found.levels[digits].argmax(axis=1)]
                list_ += [(int(r), code == known[r][:digits]) for r, code in zip(rows, best, strict=True)]
    ordered = {digits: np.array([hit for _, hit in sorted(each)], float) for digits, each in right.items()}
    return raw, ordered


def _remember(held: _Held) -> None:
    """Read the firms of the folds that the first model was not learned from."""
    from sangsaeng.analysis.coding.posteriors import read_texts

    fresh = [text for text in dict.fromkeys(firm[2] for firm in held.firms) if text not in held.memo]
    held.memo.update(zip(fresh, read_texts(fresh), strict=True))


def _fill(
    raw: dict[tuple[int, str], Floats], side: beside.Side, queries: Ints, rows: Ints, columns: Ints
) -> None:
    for (level, how), table in raw.items():
        codes = side.levels[level].toarray()
        codes = codes if how == "same" else np.sqrt(codes)
        table[np.ix_(rows, columns)] = codes[:, queries[rows]].T @ codes[:, columns]
