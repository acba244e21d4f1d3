"""Which industry codes both sides probably have: the part of a score that a model of codes adds, and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.text import Analysis

if TYPE_CHECKING:
    from sangsaeng.analysis.coding.posteriors import Posteriors, Text

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

#: What counts beside the words: at three and at two digits, the probability that both sides have the same code
#: (`same`: Σ p·q) and how alike the two readings are (`alike`, Bhattacharyya: Σ √(p·q)). Each is divided by `scale`
#: first. Fitted on development data in coarse steps; docs/reference/matching.md says what they gave.
WORDS = 0.6
#: What the fit (0–1) counts for besides: a firm whose text names what the need names stands before its whole industry.
FIT = 1.0
WEIGHTS: Mapping[tuple[int, str], float] = {
    (3, "same"): 0.9,
    (3, "alike"): 0.6,
    (2, "same"): 0.45,
    (2, "alike"): 0.3,
}
#: Where both sides' codes were given to five digits: what their being equal adds.
FIVE = 0.3
#: Codes kept of one text at each level, and the least probability kept.
KEPT, LEAST = 24, 0.003
#: A text of this many words and more is no product text; between the two the codes fade out.
SHORT_WORDS, LONG_WORDS = 30, 60
#: A need whose Σ p² is below this has no clear code: its codes count for less in proportion.
SURE = 0.05
#: How probable the same three-digit code must be for a firm to be shown that shares no word with the need.
EVIDENCE = 0.25
#: For how many codes of a match the words that spoke for them are told.
TOLD = 3
_LEVELS = (2, 3)


@dataclass(frozen=True, slots=True)
class Side:
    """The codes of some texts, code by code: level → (codes, texts) sparse. given: the code of each text, "" where read."""

    levels: Mapping[int, Any]
    given: tuple[str, ...]

    def joined(self, other: Side, at: int) -> Side:
        """These with the texts of `other` put in before place `at`."""
        from scipy import sparse

        levels = {
            level: sparse.hstack([each[:, :at], other.levels[level], each[:, at:]], format="csr")
            for level, each in self.levels.items()
        }
        return Side(levels, (*self.given[:at], *other.given, *self.given[at:]))

    def without(self, at: int) -> Side:
        """These without the text at a place."""
        from scipy import sparse

        levels = {
            level: sparse.hstack([each[:, :at], each[:, at + 1 :]], format="csr")
            for level, each in self.levels.items()
        }
        return Side(levels, (*self.given[:at], *self.given[at + 1 :]))

    def row(self, level: int, code: int) -> tuple[NDArray[np.int32], Floats]:
        """The texts that may have a code, rising, and how probable it is in each."""
        held = self.levels[level]
        part = slice(int(held.indptr[code]), int(held.indptr[code + 1]))
        return held.indices[part], held.data[part]

    def value(self, level: int, code: int, at: int) -> float:
        """How probable a code is in one text."""
        texts, values = self.row(level, code)
        place = int(np.searchsorted(texts, at))
        return float(values[place]) if place < len(texts) and texts[place] == at else 0.0


@dataclass(frozen=True, slots=True)
class NeedCodes:
    """The codes of one need: level → number of the code → probability. text: as read for the model. given: or ""."""

    levels: Mapping[int, Mapping[int, float]]
    text: Text
    given: str = ""


@dataclass(frozen=True, slots=True)
class MatchedCode:
    """One code both sides may have. contribution: its part of the score. need_words, firm_words: what spoke for it.

    need_probability, firm_probability: 0–1, how probable the code is; need_given, firm_given: it was given, not read.
    """

    code: str
    level: int
    name: str
    contribution: float
    need_probability: float
    firm_probability: float
    need_given: bool = False
    firm_given: bool = False
    need_words: tuple[str, ...] = ()
    firm_words: tuple[str, ...] = ()
    index_words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain types, by the names of the fields."""
        return {
            "code": self.code,
            "level": self.level,
            "name": self.name,
            "contribution": self.contribution,
            "need_probability": self.need_probability,
            "firm_probability": self.firm_probability,
            "need_given": self.need_given,
            "firm_given": self.firm_given,
            "need_words": list(self.need_words),
            "firm_words": list(self.firm_words),
            "index_words": list(self.index_words),
        }


@dataclass(frozen=True, slots=True)
class CodeScores:
    """The code part for every firm. total: (firms,). factors: (level, how) → weight ÷ `scale`.

    same: (firms,) the probability of the same three-digit code.
    """

    total: Floats
    factors: Mapping[tuple[int, str], float]
    same: Floats


def texts_of(sources: Sequence[tuple[str, Analysis]]) -> list[Text]:
    """Texts read for the model: (text, its analysis)."""
    from sangsaeng.analysis.coding.posteriors import read_texts

    return read_texts([text for text, _ in sources], [analysis for _, analysis in sources])


def side(posteriors: Posteriors, texts: Sequence[Text], given: Sequence[str]) -> Side:
    """The codes of firms, only the most probable ones of each."""
    found = posteriors.of(texts, given=given, levels=_LEVELS)
    levels = {level: _by_code(_trimmed(found.levels[level])) for level in _LEVELS}
    known = tuple(code if certain else "" for code, certain in zip(given, found.given, strict=True))
    return Side(levels, known)


def need_codes(posteriors: Posteriors, texts: Sequence[Text], given: Sequence[str]) -> list[NeedCodes]:
    """The codes of needs."""
    read = side(posteriors, texts, given)
    by_text = {level: each.T.tocsr() for level, each in read.levels.items()}
    found = []
    for at, (text, code) in enumerate(zip(texts, read.given, strict=True)):
        rows = {level: each[at] for level, each in by_text.items()}
        levels = {
            level: dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
            for level, row in rows.items()
        }
        found.append(NeedCodes(levels, text, code))
    return found


def _by_code(found: Singles) -> Any:
    from scipy import sparse

    result = sparse.csr_matrix(found.T, dtype=np.float64)
    result.sort_indices()
    return result


def _trimmed(found: Singles) -> Singles:
    kept = found.copy()
    if kept.shape[1] > KEPT:
        limit = np.partition(kept, -KEPT, axis=1)[:, -KEPT][:, None]
        kept[kept < limit] = 0
    kept[kept < LEAST] = 0
    return kept


def fading(words: Sequence[int]) -> float:
    """1 where the texts are product texts, 0 where they are whole pages, by the mean number of words.

    >>> fading([5, 7]), fading([45]), fading([200, 90])
    (1.0, 0.5, 0.0)
    """
    held = [count for count in words if count]
    mean = sum(held) / len(held) if held else 0.0
    return float(min(1.0, max(0.0, (LONG_WORDS - mean) / (LONG_WORDS - SHORT_WORDS))))


def scale(values: Floats) -> float:
    """What a part is divided by: its second largest value over the firms (the largest where only one is above 0).

    The largest alone would let one near-copy of the need, such as the firm that asks, flatten all the others.

    >>> scale(np.array([9.0, 2.0, 1.0])), scale(np.array([3.0, 0.0])), scale(np.zeros(2))
    (2.0, 3.0, 0.0)
    """
    if not len(values):
        return 0.0
    first = int(values.argmax())
    second = max(values[:first].max(initial=0.0), values[first + 1 :].max(initial=0.0))
    return float(second if second > 0 else values[first])


def score(need: NeedCodes, firms: Side, fade: float) -> CodeScores:
    """The code part of every firm for one need."""
    size = len(firms.given)
    raw: dict[tuple[int, str], Floats] = {}
    for level in _LEVELS:
        same, alike = np.zeros(size), np.zeros(size)
        for code, probability in need.levels[level].items():
            texts, values = firms.row(level, code)
            same[texts] += probability * values
            alike[texts] += np.sqrt(probability) * np.sqrt(values)
        raw[level, "same"], raw[level, "alike"] = same, alike
    sure = min(1.0, sum(p * p for p in need.levels[3].values()) / SURE)
    total, factors = np.zeros(size), {}
    for part, weight in WEIGHTS.items():
        unit = scale(raw[part])
        factors[part] = fade * sure * weight / unit if unit > 0 else 0.0
        total += factors[part] * raw[part]
    if len(need.given) >= 5:
        total += (
            fade * FIVE * np.array([_same_five(need.given, code) for code in firms.given], dtype=np.float64)
        )
    return CodeScores(total, factors, raw[3, "same"])


def _same_five(first: str, second: str) -> bool:
    return len(first) >= 5 and first[:5] == second[:5]


def matched(
    posteriors: Posteriors,
    need: NeedCodes,
    firms: Side,
    at: int,
    factors: Mapping[tuple[int, str], float],
    *,
    fade: float,
) -> list[MatchedCode]:
    """The codes both sides may have, largest contribution first; they sum to the firm's code part."""
    found: list[MatchedCode] = []
    given = firms.given[at]
    for level in _LEVELS:
        for number, probability in need.levels[level].items():
            other = firms.value(level, number, at)
            contribution = factors[level, "same"] * probability * other
            contribution += factors[level, "alike"] * float(np.sqrt(probability) * np.sqrt(other))
            if not contribution:
                continue
            code = posteriors.codes[level][number]
            found.append(
                MatchedCode(
                    code,
                    level,
                    posteriors.name(code),
                    contribution,
                    probability,
                    other,
                    _is_given(need.given, code),
                    _is_given(given, code),
                )
            )
    if _same_five(need.given, given):
        code = given[:5]
        found.append(MatchedCode(code, 5, posteriors.name(code), fade * FIVE, 1.0, 1.0, True, True))
    return sorted(found, key=lambda each: (-each.contribution, each.level, each.code))


def _is_given(given: str, code: str) -> bool:
    return bool(given) and given.startswith(code)


def with_words(
    found: Sequence[MatchedCode], posteriors: Posteriors, need: Text, firm: Text, memo: dict[Any, Any]
) -> tuple[MatchedCode, ...]:
    """The same with the words of both sides that spoke for the first codes. memo: what was told of this need before."""
    told: list[MatchedCode] = list(found)
    spoken = posteriors.spoken(firm)
    for place, each in enumerate(told[:TOLD]):
        if each.code not in memo:
            memo[each.code] = posteriors.explain(need, each.code)
        words, index_words = memo[each.code]
        told[place] = replace(
            each,
            need_words=() if each.need_given else words,
            firm_words=() if each.firm_given else posteriors.words_for(spoken, each.code),
            index_words=index_words,
        )
    return tuple(told)
