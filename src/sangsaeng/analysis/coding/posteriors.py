"""Text → how probable each KSIC code is, learned from classes, their keywords, and firms whose code is known.

Two readers are averaged, because they err on different texts: the nearest index words (which can be quoted), and a
multinomial logistic regression on words, letter pairs and word vectors (which also speaks for words no index holds).
Both read codes of three digits; two digits are their sums, five digits divide them as the nearest index words do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.coding.labels import LEVELS, belongs, examples, levels_of, targets
from sangsaeng.analysis.coding.linear import Linear, fit, softmax
from sangsaeng.analysis.text import Analysis, analyse_many

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: What a letter pair and a generic word count for against a word, and the vectors against all words together.
BIGRAM, GENERIC, VECTOR = 0.5, 0.5, 0.5
#: What comes first in a list of products is the main one: the n-th word counts for 1 ÷ (1 + this · n).
LATER = 0.05
#: Nearest index words asked, the power of their likeness, and what a firm's own text counts for against a keyword.
NEAREST, POWER, FIRM_NEAR = 60, 3.0, 1.5
#: What a firm counts for in the regression against a keyword, how sharp its logits are read, and its share.
FIRM_WEIGHT, SHARPNESS, REGRESSION = 8.0, 1.5, 0.5
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Text:
    """One text as read: its terms, and (form, word of the text, vector) of each morpheme that has a vector."""

    analysis: Analysis
    meanings: tuple[tuple[str, str, Floats], ...]


def read_texts(texts: Sequence[str], analyses: Sequence[Analysis] | None = None) -> list[Text]:
    """Read texts for `Posteriors`; analyses: where they were read by `analyse_many` already."""
    from sangsaeng.analysis.text.vectors import word_vectors

    found = word_vectors().read_many(texts)
    return [
        Text(analysis, tuple((each.form, each.word, each.vector) for each in meanings))
        for analysis, meanings in zip(analyses or analyse_many(texts), found, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Codes:
    """Probabilities of codes: level → (texts, codes of the level). given: (texts,), the code was given, not read.

    A row is 0 throughout where nothing of the text is known.
    """

    levels: Mapping[int, Floats]
    given: NDArray[np.bool_]

    def rows(self, chosen: Any) -> Codes:
        """The same for some of the texts, by number."""
        return Codes({level: each[chosen] for level, each in self.levels.items()}, self.given[chosen])


@dataclass(frozen=True, slots=True)
class _Space:
    """Weights of terms and morphemes: key → column, rarity by column; the texts they were counted in."""

    keys: dict[str, int]
    rarity: Floats
    forms: dict[str, float]
    size: int

    @classmethod
    def of(cls, texts: Sequence[Text]) -> _Space:
        held: dict[str, int] = {}
        forms: dict[str, int] = {}
        for text in texts:
            for term in text.analysis.terms:
                held[term.key] = held.get(term.key, 0) + 1
            for form in {form for form, _, _ in text.meanings}:
                forms[form] = forms.get(form, 0) + 1
        size = len(texts)
        rarity = np.array([_rarity(size, number) for number in held.values()], np.float32)
        shares = {form: _rarity(size, number) for form, number in forms.items()}
        return cls({key: at for at, key in enumerate(held)}, rarity, shares, size)

    def words(self, texts: Sequence[Text]) -> Any:
        """(texts, keys) sparse, each row of length 1, shorter by the terms that the space does not know."""
        from scipy import sparse

        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        unknown = _rarity(self.size, 0)
        for row, text in enumerate(texts):
            found: list[tuple[int | None, float]] = []
            before = {"word": 0, "bigram": 0}
            for term in text.analysis.terms:
                at = self.keys.get(term.key)
                rarity = unknown if at is None else float(self.rarity[at])
                share = BIGRAM if term.kind == "bigram" else GENERIC if term.generic else 1.0
                share /= 1 + LATER * before[term.kind]
                before[term.kind] += 1
                found.append((at, float(np.log1p(term.count)) * rarity * share))
            length = float(np.sqrt(sum(value * value for _, value in found))) or 1.0
            for at, value in found:
                if at is not None:
                    rows.append(row)
                    columns.append(at)
                    values.append(value / length)
        shape = (len(texts), len(self.keys))
        return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)

    def vectors(self, texts: Sequence[Text]) -> Floats:
        """(texts, 256): the mean of the words' vectors weighted by rarity, of length 1 (0 where no word has one)."""
        from sangsaeng.analysis.text.vectors import SIZE

        result = np.zeros((len(texts), SIZE), np.float32)
        for row, text in enumerate(texts):
            for share, vector in self.meanings(text):
                result[row] += np.float32(share) * vector
        length = np.linalg.norm(result, axis=1, keepdims=True)
        length[length == 0] = 1
        result /= length
        return result

    def meanings(self, text: Text) -> list[tuple[float, Floats]]:
        """Of each morpheme with a vector: its weight and its vector."""
        from sangsaeng.analysis.text import lexicon

        generic, unknown = lexicon().generic, _rarity(self.size, 0)
        return [
            (
                self.forms.get(form, unknown) * (GENERIC if form in generic else 1.0) / (1 + 2 * LATER * at),
                vector,
            )
            for at, (form, _, vector) in enumerate(text.meanings)
        ]


def _rarity(size: int, held: int) -> float:
    return float(np.log1p((size - held + 0.5) / (held + 0.5)))


@dataclass(frozen=True)
class Posteriors:
    """A fitted reader of codes. Read-only; thread-safe; equal input gives equal output on one machine.

    codes: level → its codes in order. labels: (examples, codes of three digits) sparse, rows summing to 1. finer:
    (examples, codes of five digits) sparse, empty rows where unknown. quotes: the index word of each example, "" for a
    firm. near: (examples,) what each counts for among the nearest.
    """

    codes: Mapping[int, tuple[str, ...]]
    names: Mapping[str, str]
    space: _Space
    linear: Linear
    kept: Ints
    examples: Any
    labels: Any
    finer: Any
    quotes: tuple[str, ...]
    near: Floats

    @classmethod
    def fit(
        cls,
        classes: Iterable[tuple[str, str, str]],
        keywords: Iterable[tuple[str, str]] = (),
        firms: Iterable[tuple[str, str, str, str]] = (),
        *,
        memo: dict[str, Text] | None = None,
    ) -> Posteriors:
        """Learn from classes (id, name, code), keywords (text, class id) and firms (id, name, products, code).

        Codes may be of any length, and empty where unknown. memo: texts read before (and to be kept), so that learning
        again on another part of the same texts is fast. ValueError where nothing has a code of two digits or more.
        """
        known, names = examples(classes, keywords, firms)
        if not known:
            raise ValueError("no class and no firm has a code of two digits or more")
        texts = _remembered([each.text for each in known], memo)
        codes = levels_of([each.code for each in known])
        space = _Space.of(texts)
        words, vectors = space.words(texts), space.vectors(texts)
        held = np.asarray((words > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(held >= 2)
        firm = np.array([each.firm for each in known])
        labels = targets([each.code for each in known], codes[3], 3)
        linear = fit(
            words[:, kept], VECTOR * vectors, labels, np.where(firm, FIRM_WEIGHT, 1.0).astype(np.float32)
        )
        # Halved in precision as they are saved, so that a model read back gives the same scores.
        linear = Linear(linear.words.astype(np.float16).astype(np.float32), linear.vectors, linear.base)
        return cls(
            codes=codes,
            names=names,
            space=space,
            linear=linear,
            kept=kept,
            examples=words,
            labels=labels,
            finer=targets([each.code for each in known], codes[5], 5),
            quotes=tuple("" if each.firm else each.text for each in known),
            near=np.where(firm, FIRM_NEAR, 1.0).astype(np.float32),
        )

    def of(
        self,
        texts: Sequence[Text],
        *,
        given: Sequence[str] | None = None,
        levels: Sequence[int] = LEVELS,
    ) -> Codes:
        """The probabilities of codes for texts as read, in blocks; given: their known codes, "" where unknown."""
        words, vectors = self.space.words(texts), self.space.vectors(texts)
        found: dict[int, list[Floats]] = {level: [] for level in levels}
        for start in range(0, max(len(texts), 1), _BLOCK):
            part = slice(start, start + _BLOCK)
            for level, each in self._block(words[part], vectors[part], levels).items():
                found[level].append(each)
        joined = {level: np.concatenate(each) for level, each in found.items()}
        certain = np.array([self._knows(code) for code in given or [""] * len(texts)], dtype=bool)
        for row in np.flatnonzero(certain).tolist():
            self._settle(joined, row, (given or ())[row])
        return Codes(joined, certain)

    def _block(self, words: Any, vectors: Floats, levels: Sequence[int]) -> dict[int, Floats]:
        near = self._nearest(words)
        votes = np.asarray((near @ self.labels).todense(), dtype=np.float32)
        votes /= np.maximum(votes.sum(axis=1, keepdims=True), 1e-12)
        sharp = softmax(SHARPNESS * self.linear.logits(words[:, self.kept], VECTOR * vectors))
        third = REGRESSION * sharp + (1 - REGRESSION) * votes
        nothing = (np.diff(words.indptr) == 0) & ~vectors.any(axis=1)
        third /= np.maximum(third.sum(axis=1, keepdims=True), 1e-12)
        third[nothing] = 0
        result = {2: third @ self._upward, 3: third}
        if 5 in levels:
            result[5] = self._divided(third, np.asarray((near @ self.finer).todense(), dtype=np.float32))
        return {level: result[level] for level in levels}

    def _nearest(self, words: Any) -> Any:
        """(texts, examples) sparse: the votes of the nearest examples."""
        from scipy import sparse

        likeness = np.asarray((words @ self.examples.T).todense()) * self.near
        count = min(NEAREST, likeness.shape[1])
        if count < likeness.shape[1]:
            limit = np.partition(likeness, -count, axis=1)[:, -count][:, None]
            likeness[likeness < limit] = 0
        votes = sparse.csr_matrix(likeness)
        votes.data **= POWER
        return votes

    @cached_property
    def _upward(self) -> Any:
        """(codes of three digits, of two): which belongs to which."""
        return belongs(self.codes[3], self.codes[2])

    def _divided(self, third: Floats, five: Floats) -> Floats:
        """Codes of five digits: the share of their first three, divided by the votes (evenly where none)."""
        down = belongs(self.codes[5], self.codes[3])
        votes = five + np.float32(1e-3) * np.maximum(five.sum(axis=1, keepdims=True), np.float32(1e-3))
        total = votes @ down
        return np.asarray(((third / np.maximum(total, 1e-12)) @ down.T) * votes, dtype=np.float32)

    def _knows(self, code: str) -> bool:
        return any(len(code) >= level and code[:level] in self.codes[level] for level in LEVELS)

    def _settle(self, levels: Mapping[int, Floats], row: int, code: str) -> None:
        """A code that is given: certain as far as its digits go, divided as read below them."""
        for level in levels:
            found = levels[level][row]
            digits = min(level, len(code))
            under = np.array([each[:digits] == code[:digits] for each in self.codes[level]])
            inside = np.where(under, np.maximum(found, 1e-6), 0)
            levels[level][row] = inside / inside.sum() if under.any() else 0

    def explain(self, text: Text, code: str, *, most: int = 4) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of the text that spoke for the code, and the index words of the code that are nearest to it.

        Only index words at least half as near as the nearest are named. Best first, at most `most` each.
        """
        under = self._under(code)
        near = np.asarray((self.space.words([text]) @ self.examples.T).todense()).ravel()
        own = near * np.asarray(self.labels[:, under].sum(axis=1)).ravel()
        limit = max(0.15, float(own.max(initial=0.0)) / 2)
        order = [int(at) for at in np.argsort(-own, kind="stable")[: 8 * most] if own[at] >= limit]
        quotes = dict.fromkeys(self.quotes[at] for at in order if self.quotes[at])
        return self.words_for(self.spoken(text), code, most=most), tuple(quotes)[:most]

    def spoken(self, text: Text) -> dict[str, Floats]:
        """Each word of the text, as written → what it adds to the logit of each code of three digits."""
        said: dict[str, Floats] = {}
        for word, (columns, values, vector) in self._parts(text).items():
            logits = vector @ self.linear.vectors
            said[word] = logits + values @ self.linear.words[columns] if columns.size else logits
        return said

    def words_for(self, spoken: Mapping[str, Floats], code: str, *, most: int = 4) -> tuple[str, ...]:
        """The words of a text (`spoken`) that spoke for the code in the regression, best first.

        A word speaks for the code by what it adds to its logit over what it adds to all codes on average. Words that
        speak less than a quarter as loudly as the first are not named.
        """
        under = self._under(code)
        if not under.any():
            return ()
        loud = {word: float(logits[under].max() - logits.mean()) for word, logits in spoken.items()}
        limit = max(0.0, *loud.values()) / 4 if loud else 0.0
        words = [word for word in sorted(loud, key=lambda each: (-loud[each], each)) if loud[word] > limit]
        return tuple(words[:most])

    def _under(self, code: str) -> NDArray[np.bool_]:
        """(codes of three digits,): which begin with the first three digits of this one."""
        return np.array([each.startswith(code[:3]) for each in self.codes[3]], dtype=bool)

    def _parts(self, text: Text) -> dict[str, tuple[Ints, Floats, Floats]]:
        """Word as written → the regression's columns and values that it brought, and its part of the vector."""
        row = self.space.words([text])
        value = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        place = self._place
        found: dict[str, tuple[list[int], list[float], Floats]] = {}
        size = self.linear.vectors.shape[0]
        for term in text.analysis.terms:
            at = self.space.keys.get(term.key)
            if at is None or place[at] < 0 or not term.surfaces or term.generic:
                continue
            columns, values, _ = found.setdefault(term.surfaces[0], ([], [], np.zeros(size, np.float32)))
            columns.append(int(place[at]))
            values.append(value[at])
        weighted = self.space.meanings(text)
        total = sum((share * vector for share, vector in weighted), np.zeros(size, np.float32))
        length = float(np.linalg.norm(total)) or 1.0
        for (_, word, _), (share, vector) in zip(text.meanings, weighted, strict=True):
            name = next((each for each in found if each and (each in word or word in each)), word)
            _, _, held = found.setdefault(name, ([], [], np.zeros(size, np.float32)))
            held += np.float32(VECTOR * share / length) * vector
        return {
            word: (np.array(columns, np.int64), np.array(values, np.float32), held)
            for word, (columns, values, held) in found.items()
        }

    @cached_property
    def _place(self) -> Ints:
        """Column of the space → column of the regression, −1 where it has none."""
        result = np.full(len(self.space.keys), -1, np.int64)
        result[self.kept] = np.arange(len(self.kept))
        return result

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits over what was learned: equal learning gives an equal digest."""
        content = hashlib.sha256(repr((self.codes, self.quotes)).encode())
        content.update(self.linear.base.tobytes())
        content.update(self.examples.indices.astype(np.int64).tobytes())
        content.update(self.labels.indices.astype(np.int64).tobytes())
        return content.hexdigest()[:12]

    def name(self, code: str) -> str:
        """What the code is called: its class's name; for fewer digits, the names under it, or ""."""
        return self.names.get(code, "")

    def save(self, folder: Path) -> None:
        """Write `posteriors.json` (codes, names, index words) and `posteriors.npz` (numbers) into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "codes": {str(level): each for level, each in self.codes.items()},
            "names": self.names,
            "keys": list(self.space.keys),
            "forms": self.space.forms,
            "size": self.space.size,
            "quotes": self.quotes,
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / "posteriors.json").write_text(text, encoding="utf-8")
        arrays: dict[str, NDArray[Any]] = {
            "rarity": self.space.rarity,
            "words": self.linear.words.astype(np.float16),
            "vectors": self.linear.vectors,
            "base": self.linear.base,
            "kept": self.kept,
            "near": self.near,
        }
        for name, matrix in (("examples", self.examples), ("labels", self.labels), ("finer", self.finer)):
            arrays |= {f"{name}_{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
            arrays[f"{name}_shape"] = np.array(matrix.shape)
        np.savez_compressed(folder / "posteriors.npz", allow_pickle=False, **arrays)

    @classmethod
    def load(cls, folder: Path) -> Posteriors:
        """Read what `save` wrote; OSError, ValueError or KeyError where it is not there or not whole."""
        from scipy import sparse

        content = json.loads((folder / "posteriors.json").read_text(encoding="utf-8"))
        with np.load(folder / "posteriors.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}

        def matrix(name: str) -> Any:
            parts = tuple(arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
            return sparse.csr_matrix(parts, shape=tuple(arrays[f"{name}_shape"]))

        keys = {key: at for at, key in enumerate(content["keys"])}
        return cls(
            codes={int(level): tuple(each) for level, each in content["codes"].items()},
            names=content["names"],
            space=_Space(keys, arrays["rarity"], content["forms"], content["size"]),
            linear=Linear(arrays["words"].astype(np.float32), arrays["vectors"], arrays["base"]),
            kept=arrays["kept"],
            examples=matrix("examples"),
            labels=matrix("labels"),
            finer=matrix("finer"),
            quotes=tuple(content["quotes"]),
            near=arrays["near"],
        )


def _remembered(texts: Sequence[str], memo: dict[str, Text] | None) -> list[Text]:
    known = {} if memo is None else memo
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(fresh, read_texts(fresh), strict=True))
    return [known[text] for text in texts]


def cross_validate(
    classes: Sequence[tuple[str, str, str]],
    keywords: Sequence[tuple[str, str]],
    firms: Sequence[tuple[str, str, str, str]],
    *,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, tuple[float, float, float]]:
    """What learning from these would give on firms it has not seen: figure → (value, low, high), 95 % intervals.

    See `analysis.matching.checking.same_industry`.
    """
    from sangsaeng.analysis.matching.checking import same_industry

    return same_industry(classes, keywords, firms, progress=progress).figures()
