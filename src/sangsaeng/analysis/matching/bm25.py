"""One BM25 index over words and bigrams, kept as columns so that a score can be taken apart exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bm25:
    """A weight for each (term, document) pair that is not zero, term by term.

    vocabulary: term key → column. starts: (terms + 1,), where the column of each term begins in `documents` and
    `weights`. documents: document numbers, rising within a column. weights: idf × saturated count, no unit.
    idf: (terms,). size: number of documents.
    """

    vocabulary: dict[str, int]
    starts: Ints
    documents: Ints
    weights: Floats
    idf: Floats
    size: int
    k1: float
    b: float

    def column(self, key: str) -> tuple[Ints, Floats]:
        """The documents that hold the term and its weight in each; two empty arrays for an unknown term."""
        number = self.vocabulary.get(key)
        if number is None:
            return np.empty(0, np.int64), np.empty(0, np.float64)
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.documents[part], self.weights[part]

    def weight(self, key: str, document: int) -> float:
        """The weight of one term in one document, 0.0 where it is absent."""
        documents, weights = self.column(key)
        place = int(np.searchsorted(documents, document))
        return float(weights[place]) if place < len(documents) and documents[place] == document else 0.0

    def frequency(self, key: str) -> int:
        """The number of documents that hold the term."""
        return len(self.column(key)[0])

    def rarity(self, key: str) -> float:
        """The term's idf; for a term that no document holds, that of a term held by one."""
        number = self.vocabulary.get(key)
        return idf(self.size, 1) if number is None else float(self.idf[number])

    def scores(self, query: Mapping[str, float]) -> Floats:
        """(size,): for each document, the sum over the query's terms of its multiplier × the term's weight."""
        total = np.zeros(self.size)
        for key, multiplier in query.items():
            documents, weights = self.column(key)
            total[documents] += multiplier * weights
        return total


def idf(size: int, frequency: int) -> float:
    """ln(1 + (N − n + ½) / (n + ½)): the weight of a term held by n of N documents, never negative.

    >>> round(idf(3, 1), 6)
    0.980829
    """
    return float(np.log1p((size - frequency + 0.5) / (frequency + 0.5)))


def build(documents: Sequence[Mapping[str, float]], *, k1: float, b: float) -> Bm25:
    """The index of documents given as term key → count.

    weight = idf · tf / (tf + k1 · (1 − b + b · length / mean length)), length = the sum of the counts.
    Source: Robertson and Zaragoza 2009, without the constant factor k1 + 1, which changes no order (as in Lucene).

    >>> index = build([{"a": 1.0}, {"b": 1.0}], k1=1.2, b=0.75)
    >>> float(index.scores({"a": 1.0})[1])
    0.0
    """
    lengths = np.array([sum(document.values()) for document in documents], dtype=np.float64)
    mean = float(lengths.mean()) if len(lengths) and lengths.sum() else 1.0
    vocabulary: dict[str, int] = {}
    terms: list[int] = []
    rows: list[int] = []
    counts: list[float] = []
    for row, document in enumerate(documents):
        for key, count in document.items():
            terms.append(vocabulary.setdefault(key, len(vocabulary)))
            rows.append(row)
            counts.append(count)
    order = np.argsort(np.array(terms, dtype=np.int64), kind="stable")
    held = np.array(rows, dtype=np.int64)[order]
    tf = np.array(counts, dtype=np.float64)[order]
    frequencies = np.bincount(np.array(terms, dtype=np.int64), minlength=len(vocabulary))
    starts = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
    rarity = np.log1p((len(documents) - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float64)
    saturated = tf / (tf + k1 * (1 - b + b * lengths[held] / mean))
    return Bm25(
        vocabulary, starts, held, np.repeat(rarity, frequencies) * saturated, rarity, len(documents), k1, b
    )
