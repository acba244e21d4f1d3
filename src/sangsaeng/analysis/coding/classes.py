"""Which class a short text belongs to: learned from class names and keywords, explained by word and by keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.coding import fitting
from sangsaeng.analysis.coding.fitting import Floats, Ints, nearness
from sangsaeng.analysis.coding.space import Reading, Space, read_texts

#: Up to so many texts (class names and keywords), and texts × classes, the weights are fitted; beyond, every keyword
#: counts alike by its nearness alone.
MOST_TEXTS, MOST_CELLS = 12_000, 25_000_000
#: How much the log-linear part counts against the nearest keywords, each divided by its largest.
LOG_LINEAR = 1.5
#: A text whose best class is supported by less than this is not stretched to a full score.
LEAST = 0.05
#: Turns the combined score into one that says how sure it is; from held-out keywords. No probability.
SHARPNESS = 8.0
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Class:
    """One class: id, Korean name, and code (KSIC up to 5 digits, HS 6 or 10), "" where it has none."""

    id: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One class ranked for a text.

    place: its number in `ClassRanker.classes`. score: 0 to 1, higher where surer; no probability.
    """

    place: int
    score: float


@dataclass
class ClassRanker:
    """Classes ranked for texts. Read-only once made; thread-safe.

    texts: the class names in the order of the classes, then the keywords. labels: (texts,) the class of each.
    fitted: whether the weights were learned, or every keyword counts alike.
    nearest: (texts, classes) what likeness to each text says for each class (dense where fitted, sparse else). axes, weights: the log-linear part.
    """

    classes: tuple[Class, ...]
    texts: tuple[str, ...]
    labels: Ints
    fitted: bool
    space: Space
    lexical: Any
    meaning: Floats
    nearest: Any
    axes: Floats
    weights: Floats

    @classmethod
    def fit(
        cls,
        classes: Sequence[Class],
        keywords: Sequence[tuple[str, str]],
        *,
        fitted: bool | None = None,
        readings: Mapping[str, Reading] | None = None,
        progress: Callable[[str], None] = lambda text: None,
    ) -> ClassRanker:
        """Learn from classes and keywords (text, class id); equal input gives an equal ranking.

        fitted: False to let every keyword count alike (fast, no arrays to keep); by default only beyond `MOST_TEXTS`
        texts, or without any keyword. readings: texts that are read already. KeyError for an unknown class.
        """
        place = {each.id: number for number, each in enumerate(classes)}
        texts = (*(each.name for each in classes), *(text for text, _ in keywords))
        labels = np.array([*range(len(classes)), *(place[each] for _, each in keywords)], np.int64)
        if fitted is None:
            size = len(texts)
            fitted = bool(keywords) and size <= MOST_TEXTS and size * len(classes) <= MOST_CELLS
        given = readings or {}
        progress(f"글 {len(texts):,}개를 읽습니다.")
        missing = list(dict.fromkeys(text for text in texts if text not in given))
        read = dict(zip(missing, read_texts(missing), strict=True))
        return cls._of(
            tuple(classes), texts, labels, [given.get(t) or read[t] for t in texts], fitted, progress
        )

    @classmethod
    def _of(
        cls,
        classes: tuple[Class, ...],
        texts: tuple[str, ...],
        labels: Ints,
        readings: Sequence[Reading],
        fitted: bool,
        progress: Callable[[str], None],
    ) -> ClassRanker:
        space = Space.of(readings)
        lexical, meaning = space.lexical(readings), space.meaning(readings)
        kin = fitting.Kin([each.code for each in classes])
        axes = weights = np.zeros((0, 0), np.float32)
        names = np.arange(len(texts)) < len(classes)
        if fitted:
            progress("가까운 검색어의 무게를 배웁니다.")
            alike = _alike(lexical, meaning, lexical, meaning)
            alike *= nearness(alike, fitted=True)
            nearest = kin.spread(fitting.nearest_weights(alike, labels, names, len(classes)))
            del alike
            progress("낱말의 무게를 배웁니다.")
            axes = fitting.lexical_axes(lexical)
            weights = fitting.log_linear(np.hstack([lexical @ axes, meaning]), labels, names, kin)
            # As they are kept in a model's folder, so that a learned model and one in memory rank alike.
            nearest, axes, weights = (_kept(each) for each in (nearest, axes, weights))
        else:
            from scipy import sparse

            counts = fitting.text_weights(labels, names, len(classes)).astype(np.float32)
            shape = (len(texts), len(classes))
            nearest = sparse.csr_matrix((counts, (np.arange(len(texts)), labels)), shape=shape)
        return cls(classes, texts, labels, fitted, space, lexical, meaning, nearest, axes, weights)

    def rank(self, text: str, *, top: int = 10) -> list[Ranked]:
        """The classes for one text, best first; empty where the text says nothing that was learned.

        >>> ranker = ClassRanker.fit([Class("a", "커피 제조업"), Class("b", "변압기 제조업")], [("원두", "a")])
        >>> [ranker.classes[each.place].id for each in ranker.rank("볶은 커피", top=1)]
        ['a']
        """
        return self.rank_many([text], top=top)[0]

    def rank_many(self, texts: Sequence[str], *, top: int = 10) -> list[list[Ranked]]:
        """The classes for each text, best first, at most `top` of them."""
        return self.rank_read(read_texts(texts), top=top)

    def rank_read(self, readings: Sequence[Reading], *, top: int = 10) -> list[list[Ranked]]:
        """As `rank_many`, of texts read already."""
        return [ranked for block in _blocks(readings) for ranked in self._best(block, top)]

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """(texts, classes): the combined score before it is made a probability; 0 where nothing was learned."""
        return np.vstack([self._combined(block)[0] for block in _blocks(readings)])

    def _combined(self, readings: Sequence[Reading]) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Combined score, its two parts as they enter it, and which texts say anything at all."""
        lexical, meaning = self.space.lexical(readings), self.space.meaning(readings)
        alike = _alike(lexical, meaning, self.lexical, self.meaning)
        alike *= nearness(alike, fitted=self.fitted)
        says = alike.max(axis=1, initial=0) > 1e-6
        near = np.asarray(alike @ self.nearest, np.float32)
        if not self.fitted:
            near = self._kin.spread(near)
        near /= np.maximum(near.max(axis=1, keepdims=True), LEAST)
        if not self.fitted:
            return near, near, np.zeros_like(near), says
        linear = fitting.softmax(np.hstack([lexical @ self.axes, meaning]) @ self.weights)
        linear /= np.maximum(linear.max(axis=1, keepdims=True), LEAST)
        near, linear = near / (1 + LOG_LINEAR), linear * (LOG_LINEAR / (1 + LOG_LINEAR))
        return near + linear, near, linear, says

    def _best(self, readings: Sequence[Reading], top: int) -> Iterator[list[Ranked]]:
        combined, _, _, says = self._combined(readings)
        order = np.argsort(-combined, axis=1, kind="stable")[:, :top]
        sure = fitting.softmax(combined * np.float32(SHARPNESS))
        for row, any_ in enumerate(says):
            yield [Ranked(int(at), float(sure[row, at])) for at in order[row]] if any_ else []

    @cached_property
    def _kin(self) -> fitting.Kin:
        return fitting.Kin([each.code for each in self.classes])

    def _column(self, place: int) -> Floats:
        """(texts,): what each learned text says for one class."""
        if self.fitted:
            return np.asarray(self.nearest[:, place], np.float32)
        one = np.zeros((1, len(self.classes)), np.float32)
        one[0, place] = 1
        return np.asarray(self.nearest @ self._kin.spread(one)[0], np.float32)

    def explain(self, text: str, *, top: int = 3, keywords: int = 3) -> dict[str, Any]:
        """Why the best classes are what they are, in plain types.

        `words`: each word of the text with its part of the class's score; the parts sum to the score.
        `keywords`: the learned texts (a keyword or the class's own name) that spoke most for the class, with how like
        they are (0 to 1), the class they stand in, and the words of the text that are like them.
        """
        [reading] = read_texts([text])
        found: dict[str, Any] = {"text": text, "words": list(reading.words), "classes": []}
        for rank, each in enumerate(self.rank_read([reading], top=top)[0], start=1):
            known = self.classes[each.place]
            found["classes"].append(
                {
                    "rank": rank,
                    "class": known.id,
                    "name": known.name,
                    "code": known.code,
                    "score": each.score,
                    "words": self._words(reading, each),
                    "keywords": self._keywords(reading, each.place, keywords),
                }
            )
        return found

    def _shares(self, reading: Reading) -> tuple[Floats, Floats, Any, Floats]:
        """Kernel by word (words, texts), likeness (texts,), and the rows of the words."""
        lexical, meaning = self.space.by_word(reading)
        meant = meaning @ self.meaning.T
        # Where the whole text's meaning points away it counts nothing, so neither do its words.
        meant[:, meant.sum(axis=0) < 0] = 0
        by_word = np.asarray((lexical @ self.lexical.T).todense(), np.float32) + meant
        likeness = by_word.sum(axis=0)
        return by_word * nearness(likeness, fitted=self.fitted), likeness, lexical, meaning

    def _words(self, reading: Reading, ranked: Ranked) -> list[dict[str, Any]]:
        """The score split over the words: exactly for the nearest keywords, and for the log-linear part by what each
        word adds to the class's logit above the mean class."""
        by_word, _, lexical, meaning = self._shares(reading)
        parts = by_word @ self._column(ranked.place)
        _, near, linear, _ = self._combined([reading])
        if float(parts.sum()) > 0:
            parts = parts / parts.sum() * float(near[0, ranked.place])
        if self.fitted:
            logits = np.hstack([lexical @ self.axes, meaning]) @ self.weights
            added = np.maximum(logits[:, ranked.place] - logits.mean(axis=1), 0)
            share = added / added.sum() if added.sum() > 0 else np.full(len(added), 1 / len(added))
            parts = parts + share * float(linear[0, ranked.place])
        whole = float(parts.sum())
        scale = ranked.score / whole if whole > 1e-9 else 0.0
        return [
            {"word": word, "contribution": float(part) * scale}
            for word, part in zip(reading.words, parts, strict=True)
        ]

    def _keywords(self, reading: Reading, place: int, most: int) -> list[dict[str, Any]]:
        by_word, likeness, _, _ = self._shares(reading)
        spoke = by_word.sum(axis=0) * self._column(place)
        order = [int(at) for at in np.argsort(-spoke, kind="stable")[:most] if spoke[at] > 0]
        return [
            {
                "text": self.texts[at],
                "class": self.classes[int(self.labels[at])].id,
                "likeness": min(1.0, float(likeness[at]) / 2),
                "words": [
                    word
                    for word, part in zip(reading.words, by_word[:, at], strict=True)
                    if part > 0.2 * by_word[:, at].max()
                ],
            }
            for at in order
        ]


def _blocks(readings: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    for start in range(0, len(readings), _BLOCK):
        yield readings[start : start + _BLOCK]


def _alike(lexical: Any, meaning: Floats, others: Any, meant: Floats) -> Floats:
    """(texts, others): likeness 0 to 2, shared letters and words plus like meaning (never below 0)."""
    result: Floats = np.maximum(meaning @ meant.T, 0)
    turned = others.T.tocsc()
    for start in range(0, lexical.shape[0], 1000):
        result[start : start + 1000] += (lexical[start : start + 1000] @ turned).toarray()
    return result


def _kept(values: Floats) -> Floats:
    return values.astype(np.float16).astype(np.float32)
