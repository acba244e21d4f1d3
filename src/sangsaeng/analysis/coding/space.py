"""The space that short texts are compared in: letters and words weighted by rarity, and what the words mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sangsaeng.analysis.text import Term, analyse_many, fold
from sangsaeng.analysis.text.normalise import cleaned
from sangsaeng.analysis.text.vectors import SIZE, Meaning, word_vectors

Floats = NDArray[np.float32]
Sparse = Any  # scipy.sparse.csr_matrix: (texts, keys)
_WORD = re.compile(r"[^\s,]+")
_LETTER = re.compile(r"[^\W\d_]")
_START, _END = "^", "$"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as read. words: as the blanks and separators part them, lower case, in order.

    pieces: (key, number of the word it belongs to) of every letter, pair of letters, word and Kiwi word; a pair that
    spans two words belongs to the first. meanings: the morphemes that have a vector, each with its word's number.
    """

    words: tuple[str, ...]
    pieces: tuple[tuple[str, int], ...]
    meanings: tuple[tuple[str, int, Floats], ...]

    def only(self, word: int) -> Reading:
        """The same text with the pieces of one word only."""
        return Reading(
            self.words,
            tuple(piece for piece in self.pieces if piece[1] == word),
            tuple(each for each in self.meanings if each[1] == word),
        )


def read_texts(texts: Sequence[str]) -> list[Reading]:
    """Read texts; one without a letter (empty, numbers, emoji) has no words at all.

    >>> [reading.words for reading in read_texts(["전해액(45 %), 분리막", "12.5", ""])]
    [('전해액', '분리막'), (), ()]
    """
    analyses = analyse_many(texts)
    meanings = word_vectors().read_many(texts)
    return [_read(*each) for each in zip(texts, (a.terms for a in analyses), meanings, strict=True)]


def _read(text: str, terms: Sequence[Term], meanings: Sequence[Meaning]) -> Reading:
    words = tuple(word for word in _WORD.findall(fold(cleaned(text))) if _LETTER.search(word))
    if not words:
        return Reading((), (), ())
    place: dict[str, int] = {}
    for number, word in enumerate(words):
        place.setdefault(word, number)
    pieces = [*_letters(words), *((f"e:{word}", number) for number, word in enumerate(words))]
    for term in terms:
        if term.kind == "word":
            pieces += [(term.key, _place_of(term.surfaces, words, place))] * term.count
    found = [(each.form, place.get(fold(each.word), 0), each.vector) for each in meanings]
    return Reading(words, tuple(pieces), tuple(found))


def _place_of(surfaces: Sequence[str], words: Sequence[str], place: dict[str, int]) -> int:
    for surface in surfaces:
        key = fold(surface)
        if key in place:
            return place[key]
        for number, word in enumerate(words):
            if word.startswith(key):
                return number
    return 0


def _letters(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Letters and pairs of letters of the text written together, its begin and end marked."""
    line = [(_START, 0)]
    for number, word in enumerate(words):
        line += [(letter, number) for letter in word]
    line.append((_END, len(words) - 1))
    for at, (letter, number) in enumerate(line):
        if letter not in (_START, _END):
            yield f"g:{letter}", number
        if at + 1 < len(line):
            yield f"g:{letter}{line[at + 1][0]}", number if letter != _START else 0


@dataclass(frozen=True, slots=True)
class Space:
    """The weights of keys and morphemes, learned from texts.

    keys: key → column. rarity: (keys,) ln((n + 1) / (texts that hold it + 1)). forms: morpheme → the texts that hold it.
    size: the number n of texts.
    """

    keys: dict[str, int]
    rarity: Floats
    forms: dict[str, int]
    size: int

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Space:
        """The space of these texts."""
        held: Counter[str] = Counter()
        forms: Counter[str] = Counter()
        for reading in readings:
            held.update({key for key, _ in reading.pieces})
            forms.update({form for form, _, _ in reading.meanings})
        keys = sorted(held)
        rarity = np.array([np.log((len(readings) + 1) / (held[key] + 1)) for key in keys], np.float32)
        return cls({key: at for at, key in enumerate(keys)}, rarity, dict(forms), len(readings))

    def _weights(self, reading: Reading) -> tuple[dict[str, float], float]:
        """Weight of each key of a text, (1 + ln count) · rarity, and their length; unknown keys lengthen it too."""
        unknown = float(np.log((self.size + 1) / 2)) if self.size else 0.0
        weights = {}
        for key, count in Counter(key for key, _ in reading.pieces).items():
            at = self.keys.get(key)
            rarity = unknown if at is None else float(self.rarity[at])
            weights[key] = (1 + np.log(count)) * rarity
        return weights, float(np.sqrt(sum(weight * weight for weight in weights.values())))

    def lexical(self, readings: Sequence[Reading]) -> Sparse:
        """(texts, keys), each row of length 1 (shorter by what the space does not know)."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, reading in enumerate(readings):
            weights, length = self._weights(reading)
            for key, weight in weights.items():
                at = self.keys.get(key)
                if at is not None and length:
                    rows.append(row)
                    columns.append(at)
                    values.append(weight / length)
        shape = (len(readings), len(self.keys))
        return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)

    def meaning(self, readings: Sequence[Reading]) -> Floats:
        """(texts, 256): the sum of rarity × vector over the morphemes, of length 1; 0 where none is known."""
        return np.array([self._meant(reading)[0] for reading in readings], np.float32).reshape(-1, SIZE)

    def _meant(self, reading: Reading) -> tuple[Floats, float]:
        total = np.zeros(SIZE, np.float32)
        for form, _, vector in reading.meanings:
            total += np.float32(np.log((self.size + 1) / max(self.forms.get(form, 1), 1))) * vector
        length = float(np.linalg.norm(total))
        return (total / length if length > 1e-9 else total), length

    def by_word(self, reading: Reading) -> tuple[Sparse, Floats]:
        """One text's row of `lexical` and of `meaning` as one row for each of its words; the rows sum to it."""
        weights, length = self._weights(reading)
        counts = Counter(key for key, _ in reading.pieces)
        shares = Counter(piece for piece in reading.pieces if piece[0] in self.keys)
        rows = [word for _, word in shares]
        columns = [self.keys[key] for key, _ in shares]
        values = [weights[key] / length * n / counts[key] for (key, _), n in shares.items()] if length else []
        shape = (len(reading.words), len(self.keys))
        lexical = sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)
        meant = np.zeros((len(reading.words), SIZE), np.float32)
        length = self._meant(reading)[1]
        for form, word, vector in reading.meanings:
            if length > 1e-9:
                rarity = np.log((self.size + 1) / max(self.forms.get(form, 1), 1))
                meant[word] += np.float32(rarity / length) * vector
        return lexical, meant
