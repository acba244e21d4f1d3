"""Word vectors out of the analyser's own language model: which words are used alike, with nothing downloaded.

Kiwi carries a language model («cong») in which every morpheme has 256 numbers. Its interface gives only the cosine of
two morphemes, in half a microsecond; from the cosines to 256 anchors that are far from each other, the numbers come
back exactly (in another basis, which changes no cosine). What all words have in common, the mean and the first
principal direction of frequent nouns, is taken out: with it, every two words look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.text.lexicon import lexicon
from sangsaeng.analysis.text.normalise import cleaned
from sangsaeng.analysis.text.terms import _kiwi, _lock

Vector = NDArray[np.float32]
#: Length of a vector: the rank of the model's table.
SIZE = 256
#: Morphemes by rising rarity among which the anchors are sought, and every how many of them one is tried.
_RANGE, _STEP = (300, 9000), 3
#: Where the numbers of the model's morphemes begin (below stand signs and unknown words) and surely end.
_FIRST, _LAST = 10, 120_000
#: Only these parts of speech carry meaning of their own.
_TAGS = frozenset({"NNG", "NNP", "XR", "SL", "SH", "VV", "VA"})
_WORD = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One morpheme of a text: its form, the word of the text it stands in, and its vector of length 1."""

    form: str
    word: str
    vector: Vector


class WordVectors:
    """Vectors of words; equal words give equal vectors in one version of the analyser. Thread-safe.

    anchors: (256,) morpheme numbers. solve: (256, 256), cosines to the anchors → coordinates. common: (256,) the mean
    taken out. first: (256,) the direction taken out after it, of length 1.
    """

    def __init__(self) -> None:
        kiwi = _kiwi()
        with _lock:
            nouns = [n for n in range(*_RANGE, _STEP) if kiwi.morpheme(n).tag == "NNG"]
            self.anchors, lower = _far_apart(kiwi, nouns)
            self.solve: NDArray[Any] = np.linalg.inv(lower)
            self._numbers = _numbers(kiwi)
            sample = np.array([self._raw(kiwi, number) for number in nouns[::2]])
        self.common: NDArray[Any] = sample.mean(axis=0)
        # Only the outer product of the direction is used, so its sign does not matter.
        self.first: NDArray[Any] = np.linalg.svd(sample - self.common, full_matrices=False)[2][0]
        self._known: dict[tuple[str, str], Vector] = {}
        from kiwipiepy import MorphemeSet

        listed = [
            word for word in lexicon().words if " " not in word and any("가" <= c <= "힣" for c in word)
        ]
        unknown = [(word, "NNG") for word in listed if (word, "NNG") not in self._numbers]
        # A listed word that the model does not know (전해액) is read as the parts that it does know.
        self._blocked = MorphemeSet(kiwi, unknown)

    def _raw(self, kiwi: Any, number: int) -> NDArray[np.float64]:
        cosine = kiwi.morpheme_similarity
        near = np.array([cosine(number, int(anchor)) for anchor in self.anchors])
        result: NDArray[np.float64] = self.solve @ near
        return result

    def _parts(self, form: str, tag: str) -> list[tuple[str, str]]:
        """The morpheme itself if the model knows it, else the known nouns that cover it: 히트펌프 → 히트, 펌프.

        Longest first from the left, at least two letters each, at most one letter left over; else nothing.
        """
        if (form, tag) in self._numbers:
            return [(form, tag)]
        parts, at, left = [], 0, 0
        while at < len(form):
            for end in range(len(form), at + 1, -1):
                known = next((t for t in ("NNG", "NNP") if (form[at:end], t) in self._numbers), None)
                if known and end - at < len(form):
                    parts.append((form[at:end], known))
                    at = end
                    break
            else:
                at, left = at + 1, left + 1
        return parts if left <= 1 else []

    def _vector(self, kiwi: Any, form: str, tag: str) -> Vector:
        if (form, tag) not in self._known:
            raw = self._raw(kiwi, self._numbers[form, tag]) - self.common
            raw -= (raw @ self.first) * self.first
            self._known[form, tag] = (raw / max(float(np.linalg.norm(raw)), 1e-9)).astype(np.float32)
        return self._known[form, tag]

    def read_many(self, texts: Iterable[str]) -> list[list[Meaning]]:
        """The morphemes of each text that mean something and have a vector, in order.

        A compound that the model does not know is read as the nouns it is made of.

        >>> [(each.form, each.word) for each in word_vectors().read_many(["커피머신 부품"])[0]]
        [('커피', '커피머신'), ('머신', '커피머신'), ('부품', '부품')]
        """
        kiwi = _kiwi()
        result = []
        for text in texts:
            clean = cleaned(text)
            with _lock:
                tokens = kiwi.tokenize(clean, blocklist=self._blocked) if clean.strip() else []
                found = [
                    (form, token.start, self._vector(kiwi, form, tag))
                    for token in tokens
                    if token.tag in _TAGS
                    for form, tag in self._parts(token.form, token.tag)
                ]
            words = [match.span() for match in _WORD.finditer(clean)]
            at, meanings = 0, []
            for form, start, vector in found:
                while at < len(words) - 1 and words[at][1] <= start:
                    at += 1
                meanings.append(Meaning(form, clean[slice(*words[at])], vector))
            result.append(meanings)
        return result


def _numbers(kiwi: Any) -> dict[tuple[str, str], int]:
    """(form, part of speech) → number of every morpheme of the language model.

    A word that our list added to the analyser has a new number of its own; by this table it gets its old one back.
    """
    found: dict[tuple[str, str], int] = {}
    for number in range(_FIRST, _LAST):
        if kiwi.morpheme_similarity(number, number) > 0.5:
            morpheme = kiwi.morpheme(number)
            found.setdefault((morpheme.form, morpheme.tag), number)
    return found


def _far_apart(kiwi: Any, numbers: list[int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """256 morphemes far from each other, and the lower triangle L with L · Lᵀ = their cosines (pivoted Cholesky)."""
    rest = np.ones(len(numbers))
    columns = np.zeros((SIZE, len(numbers)))
    chosen: list[int] = []
    for step in range(SIZE):
        pivot = int(np.argmax(rest))
        chosen.append(pivot)
        row = np.array([kiwi.morpheme_similarity(numbers[pivot], other) for other in numbers])
        row -= columns[:step, pivot] @ columns[:step]
        columns[step] = row / np.sqrt(rest[pivot])
        rest -= columns[step] ** 2
        rest[chosen] = -1
    return np.array([numbers[at] for at in chosen]), np.tril(columns[:, chosen].T)


@cache
def word_vectors() -> WordVectors:
    """The vectors of this process, made at the first call (about 1 s beyond loading the analyser)."""
    return WordVectors()
