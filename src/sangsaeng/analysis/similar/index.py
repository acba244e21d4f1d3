"""Which documents may share a passage with one: an exact inverted index of rare shingles, with their places.

A pair is worth a closer look where enough rare shingles of one meet the other *at one place*. That finds a copied passage
in a long text as well as a whole copy, and passes over documents that only use the same terms. Exact counting found more
than MinHash LSH on every kind of edit, and costs less (docs/reference/similar.md).

A shingle, its document and its place are one 64-bit number (30 + 20 + 14 bits), so that the index is one sorted row of
numbers; what is added waits beside it until the next question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.similar.comparing import Document, Pair, compare, document
from sangsaeng.analysis.similar.reading import Ints, Keys, read, shingles
from sangsaeng.analysis.similar.template import TEMPLATE

SHINGLE = 3
COMMON_RUN = 8  # units of a run that makes common text of what stands in many documents
#: Rare shingles that must meet within WINDOW units of one text and DRIFT units of shift; ours.
MEET = 8
WINDOW, DRIFT = 128, 64
#: At most so many documents are compared with one word by word; the nearest first.
CANDIDATES = 60
_STEP = 16  # places are kept to 16 units
_BLOCK = 200  # documents asked about at once
Numbers = NDArray[np.uint64]
_u = np.uint64


def many(count: int) -> int:
    """From how many documents on a text is common: one in twenty, six at least and fifty at most."""
    return max(6, min(50, count // 20))


class _Rows:
    """Sorted 64-bit numbers, and those that wait to be sorted in."""

    def __init__(self) -> None:
        self._sorted: Numbers = np.zeros(0, dtype=np.uint64)
        self._waiting: list[Numbers] = []

    def add(self, rows: Numbers) -> None:
        self._waiting.append(rows)

    def drop(self, numbers: Sequence[int], shift: int, bits: int) -> None:
        """Take out the rows of these documents, whose number stands `shift` bits up and is `bits` wide."""
        rows = self.all()
        of = (rows >> _u(shift)) & _u((1 << bits) - 1)
        self._sorted = rows[~np.isin(of, np.array(numbers, dtype=np.uint64))]

    def all(self) -> Numbers:
        if self._waiting:  # stable: a sorted row and sorted additions are merged, not sorted anew
            self._sorted = np.sort(np.concatenate([self._sorted, *self._waiting]), kind="stable")
            self._waiting = []
        return self._sorted


class Index:
    """Documents to be compared with one another, or with a new one.

    >>> index = Index([("a", {"": "고순도 불화수소 정제 공정을 개발하고 3년 안에 양산 설비를 갖추어 공급한다"})])
    >>> index.like("b", {"": "우리는 고순도 불화수소 정제 공정을 개발하고, 3년 안에 양산 설비를 갖추어 공급한다"})[0].kind
    <Kind.NEAR: 'near'>
    """

    def __init__(
        self, documents: Iterable[tuple[str, Mapping[str, str]]] = (), template: Sequence[str] = TEMPLATE
    ) -> None:
        self._numbers: dict[str, int] = {}
        self._documents: list[Document | None] = []
        self._twins: dict[bytes, set[int]] = {}
        self._dead: list[int] = []
        self._free: list[int] = []
        self._short, self._long = _Rows(), _Rows()
        known = [shingles(read(text).codes, COMMON_RUN) for text in template]
        self._template = np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *known]))
        self._widespread = self._template
        self._fresh = False
        for id, sections in documents:
            self.add(id, sections)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, id: str) -> bool:
        return id in self._numbers

    def is_empty(self, id: str) -> bool:
        """Whether a document of the index has no unit at all: no text, or only stops and signs."""
        return not (self._there(self._numbers[id]).section >= 0).any()

    def add(self, id: str, sections: Mapping[str, str]) -> Document:
        """Put a document in; one of the same id is replaced."""
        self.remove(id)
        made = document(id, sections)
        number = self._free.pop() if self._free else len(self._documents)
        if number >= 1 << 20:
            raise ValueError("an index holds a million documents at most")
        self._documents[number : number + 1] = [made]
        self._numbers[id] = number
        self._twins.setdefault(_digest(made), set()).add(number)
        keys, places = _placed(made)
        packed = _u(number) << _u(14) | (places // _STEP).astype(np.uint64) & _u(0x3FFF)
        self._short.add(np.sort((keys.astype(np.uint64) << _u(34)) | packed))
        runs = np.unique(_within(made, COMMON_RUN)[0]).astype(np.uint64)
        self._long.add((runs << _u(32)) | _u(number))
        self._fresh = False
        return made

    def remove(self, id: str) -> None:
        """Take a document out; unknown ids are passed over."""
        if id not in self._numbers:
            return
        number = self._numbers.pop(id)
        self._twins[_digest(self._there(number))].discard(number)
        self._documents[number] = None
        self._dead.append(number)
        self._fresh = False

    def _settle(self) -> None:
        """Before a question: rows of documents taken out go, and common text is counted anew."""
        if self._fresh:
            return
        if self._dead:
            self._short.drop(self._dead, 14, 20)
            self._long.drop(self._dead, 0, 32)
            self._free, self._dead = [*self._free, *self._dead], []
        runs = self._long.all() >> _u(32)
        firsts = np.nonzero(np.diff(runs, prepend=runs[:1] + _u(1)))[0]
        times = np.diff(np.append(firsts, len(runs)))
        spread = runs[firsts[times > many(len(self))]].astype(np.uint32)
        self._widespread = np.unique(np.concatenate([self._template, spread]))
        self._fresh = True

    def common(self, of: Document) -> NDArray[np.bool_]:
        """The units of a document that stand in runs of COMMON_RUN units of many documents, or of the form's own text."""
        self._settle()
        found = np.zeros(len(of.codes), dtype=bool)
        for at in np.nonzero(np.isin(shingles(of.codes, COMMON_RUN), self._widespread))[0]:
            found[at : at + COMMON_RUN] = True
        return found

    def candidates(self, of: Document) -> list[Document]:
        """The documents in which enough rare shingles of one meet at one place, the nearest first; never itself."""
        return [self._there(number) for number in self._candidates([of])[0]]

    def _candidates(self, asked: Sequence[Document]) -> list[list[int]]:
        """For each of the asked, the numbers of its candidates: those whose whole text is the same first of all."""
        found: list[dict[int, int]] = [{} for _each in asked]
        for which, met, worth in self._meet(asked):
            found[which][met] = worth
        for each, met_by in zip(asked, found, strict=True):
            met_by.update(dict.fromkeys(self._twins.get(_digest(each), ()), 1 << 40))
            met_by.pop(self._numbers.get(each.id, -1), None)
        return [sorted(met, key=lambda number: (-met[number], number))[:CANDIDATES] for met in found]

    def _meet(self, asked: Sequence[Document]) -> list[tuple[int, int, int]]:
        """(which of the asked, number of the document met, shingles that meet) for every pair that is close enough."""
        self._settle()
        keys, which, places = _together(asked)
        rows = self._short.all()
        wide = keys.astype(np.uint64) << _u(34)
        low = np.searchsorted(rows, wide, "left")
        high = np.searchsorted(rows, wide + _u(0x3FFFFFFFF), "right")
        count = high - low
        count = np.where(count > many(len(self)), 0, count)
        if not count.any():
            return []
        step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        hit = rows[np.repeat(low, count) + step]
        met = ((hit >> _u(14)) & _u(0xFFFFF)).astype(np.int64)
        there = (hit & _u(0x3FFF)).astype(np.int64) * _STEP
        return _close(np.repeat(which, count), met, np.repeat(places, count), there)

    def like(self, id: str, sections: Mapping[str, str] | None = None) -> list[Pair]:
        """The pairs of one document with those of the index, best first; without `sections`, of one that is in it."""
        this = self._there(self._numbers[id]) if sections is None else document(id, sections)
        common = self.common(this)
        found = (self._compared(this, self._there(number), common) for number in self._candidates([this])[0])
        return sorted((pair for pair in found if pair is not None), key=_order)

    def pairs(self) -> list[Pair]:
        """Every pair of the index that shares a passage, best first; a is the one that was put in first."""
        numbers = list(self._numbers.values())
        place = {number: at for at, number in enumerate(numbers)}
        wanted: set[tuple[int, int]] = set()
        for start in range(0, len(numbers), _BLOCK):
            block = [self._there(number) for number in numbers[start : start + _BLOCK]]
            for at, met in enumerate(self._candidates(block), start):
                wanted |= {(min(at, place[number]), max(at, place[number])) for number in met}
        found: list[Pair] = []
        common: tuple[int, NDArray[np.bool_]] | None = None
        for one, other in sorted(wanted):
            this = self._there(numbers[one])
            if common is None or common[0] != one:
                common = one, self.common(this)
            pair = self._compared(this, self._there(numbers[other]), common[1])
            if pair is not None:
                found.append(pair)
        return sorted(found, key=_order)

    def _compared(self, a: Document, b: Document, common: NDArray[np.bool_]) -> Pair | None:
        """Two documents compared without the common text; where all of both is the same, common text counts too."""
        if _digest(a) == _digest(b):
            return compare(a, b)
        return compare(a, b, common, self.common(b))

    def _there(self, number: int) -> Document:
        found = self._documents[number]
        assert found is not None  # noqa: S101 - asked only of documents that were not taken out
        return found


def _order(pair: Pair) -> tuple[float, float, str, str]:
    return -pair.share, -min(pair.share_a, pair.share_b), pair.a, pair.b


def _digest(of: Document) -> bytes:
    return hashlib.blake2b(of.codes.tobytes(), digest_size=16).digest()


def _within(of: Document, size: int) -> tuple[Keys, Ints]:
    """The shingles of a document that stay within a section, and where each begins."""
    keys = shingles(of.codes, size)
    if not len(keys):
        return keys, np.zeros(0, dtype=np.int64)
    borders = np.cumsum(np.append(0, of.section < 0))
    places = np.nonzero(borders[size:] == borders[:-size])[0]
    return keys[places], places.astype(np.int64)


def _placed(of: Document) -> tuple[Keys, Ints]:
    """The rare-shingle keys of a document (30 bits), each once, with the first place where it stands."""
    keys, places = _within(of, SHINGLE)
    found, first = np.unique(keys >> np.uint32(2), return_index=True)
    return found, places[first]


def _together(asked: Sequence[Document]) -> tuple[Keys, Ints, Ints]:
    """The keys of several documents in one sorted row, with which document and where: a sorted search is a fast one."""
    parts = [_placed(each) for each in asked]
    keys = np.concatenate([part[0] for part in parts])
    which = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    places = np.concatenate([part[1] for part in parts])
    order = np.argsort(keys, kind="stable")
    return keys[order], which[order], places[order]


def _close(which: Ints, met: Ints, here: Ints, there: Ints) -> list[tuple[int, int, int]]:
    """Pairs with MEET shingles or more in one window at one shift, counted in two rasters laid half a cell apart."""
    pair = which << 20 | met
    worth: dict[int, int] = {}
    for half in (0, 1):
        window = (here + half * WINDOW // 2) // WINDOW
        shift = (there - here + half * DRIFT // 2) // DRIFT
        cells, counts = np.unique(pair << 24 | (window * 4099 + shift) & 0xFFFFFF, return_counts=True)
        full = counts >= MEET
        for cell, count in zip(cells[full] >> 24, counts[full], strict=True):
            worth[int(cell)] = worth.get(int(cell), 0) + int(count)
    return [(key >> 20, key & 0xFFFFF, count) for key, count in worth.items()]
