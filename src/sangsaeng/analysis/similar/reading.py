"""A text as a row of units: one Korean syllable or ideograph, one Latin word, one number; blanks and stops are left out.

Each unit knows where it stands in the text as it was given, so that what is found can be marked there. Blanks do not
count because Korean is copied with other spacing; a Latin word is one unit because three Latin letters say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger]
Keys = NDArray[np.uint32]

#: Characters read of one section; what follows is left out, so that one file cannot stall the process.
MAX_CHARS = 2_000_000
_WORDS = 0x110000  # codes of Latin words and numbers begin after the last character
_MARKS = re.compile(
    r"[\s\S][\u0300-\u036f\u1160-\u11ff\u3099\u309a\ud7b0-\ud7ff\u200d\ufe00-\ufe0f\uff9e-\uffdc]*"
)
_DIGIT, _LETTER = 1, 2


@cache
def _folds() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Per character of the basic plane: its lower case (0 where it is left out), and whether it belongs to a word."""
    codes = np.zeros(0x10000, dtype=np.uint32)
    kinds = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x10000):
        char = chr(code)
        if not char.isalnum():
            continue
        low = char.lower()
        codes[code] = ord(low) if len(low) == 1 else code
        if char.isdigit() and code < 0x3000:
            kinds[code] = _DIGIT
        elif code < 0x1100:  # Latin, Greek, Cyrillic and the other alphabets of Europe and the Near East
            kinds[code] = _LETTER
    return codes, kinds


@dataclass(frozen=True)
class Units:
    """The units of a text: what each is, and from where to where it stands in the text as given."""

    codes: Keys
    starts: Ints
    ends: Ints
    weights: Ints

    def __len__(self) -> int:
        return len(self.codes)


def _composed(text: str) -> tuple[str, Ints | None, Ints | None]:
    """The text in NFKC, and for each of its characters where it began and ended in the text as given."""
    if unicodedata.is_normalized("NFKC", text):
        return text, None, None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, str] = {}
    for found in _MARKS.finditer(text):
        raw = found.group()
        made = known.get(raw)
        if made is None:
            made = known[raw] = unicodedata.normalize("NFKC", raw)
        parts.append(made)
        starts.extend([found.start()] * len(made))
        ends.extend([found.end()] * len(made))
    return "".join(parts), np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)


def read(text: str) -> Units:
    """The units of a text, in order; an empty text, or one of emoji only, has none.

    >>> len(read("ＦＭＭ 증착용 마스크, 0.1mm"))
    10
    """
    composed, begins, finishes = _composed(text)
    points = np.frombuffer(composed.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folds, kinds = _folds()
    low = np.minimum(points, 0xFFFF)
    codes = np.where(points < 0x10000, folds[low], np.where(points >= 0x20000, points, 0))
    kind = np.where(points < 0x10000, kinds[low], 0)
    kept = np.nonzero(codes)[0]
    codes, kind = codes[kept], kind[kept]
    if not len(kept):
        none = np.zeros(0, dtype=np.int32)
        return Units(np.zeros(0, dtype=np.uint32), none, none, none)
    # a unit begins at each syllable, and at each word's first letter: after a blank, or where letters turn to digits
    joined = (kind[1:] > 0) & (kind[1:] == kind[:-1]) & (np.diff(kept) == 1)
    firsts = np.nonzero(np.concatenate([[True], ~joined]))[0]
    weights = np.diff(np.concatenate([firsts, [len(codes)]]))
    units = codes[firsts].astype(np.uint32)
    of_words = kind[firsts] > 0
    if of_words.any():
        place = np.arange(len(codes)) - np.repeat(firsts, weights)
        spread = (codes.astype(np.uint64) + 17) * _powers(int(weights.max()))[place]
        sums = np.add.reduceat(spread, firsts)
        hashed = (sums ^ (sums >> np.uint64(29))) % np.uint64(0x200000 - _WORDS)
        units = np.where(of_words, hashed.astype(np.uint32) + np.uint32(_WORDS), units)
    lasts = kept[firsts + weights - 1]
    starts = kept[firsts] if begins is None else begins[kept[firsts]]
    ends = lasts + 1 if finishes is None else finishes[lasts]
    return Units(units, starts.astype(np.int32), ends.astype(np.int32), weights.astype(np.int32))


@cache
def _powers_of(size: int) -> NDArray[np.uint64]:
    return np.multiply.accumulate(np.full(size, 0x9E3779B97F4A7C15, dtype=np.uint64))


def _powers(longest: int) -> NDArray[np.uint64]:
    size = 64
    while size < longest:
        size *= 4
    return _powers_of(size)


def shingles(codes: Keys, size: int) -> Keys:
    """The key of each run of `size` units, by where it begins; none where there are fewer units.

    Keys are 32 bits, multiplied and mixed: of a million different runs about a hundred share one with another.
    """
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint32)
    key = np.full(count, size, dtype=np.uint64)
    for place in range(size):
        key = (key ^ codes[place : place + count].astype(np.uint64)) * np.uint64(0xFF51AFD7ED558CCD)
        key ^= key >> np.uint64(32)
    return (key & np.uint64(0xFFFFFFFF)).astype(np.uint32)
