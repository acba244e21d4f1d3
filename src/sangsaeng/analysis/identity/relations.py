"""How two names that are not equal in any form differ, and how far that difference is to be trusted.

Each kind of difference bears a score; the scores are ours. Their order, and which stay below the threshold, were
settled on the development half of the evaluation by folds (docs/reference/identity.md); no name of it stands here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from sangsaeng.analysis.identity.names import Name
from sangsaeng.analysis.identity.sounds import sound_alike
from sangsaeng.analysis.identity.words import FORMAL_TAILS

FORMAL, GROUP, SHORTER, LONGER, WITHIN, SOUND, SLIP = 0.93, 0.88, 0.84, 0.86, 0.85, 0.90, 0.84
#: What is lost where the shared part begins (or ends) more than one name of the register, or another name of the
#: list is exactly this firm, or the core is short: each alone takes a pair below the threshold.
DOUBT = 0.25
_SERIAL = re.compile(r"(.*[^a-z0-9])(?:[a-z]|\d+)")


@dataclass(frozen=True, slots=True)
class Relation:
    """One difference in words, its score before what speaks against it, and the part that both names share."""

    score: float
    why: str
    core: str = ""
    at_end: bool = False


class Ends:
    """How many names of the register begin or end with a given text; shares of the same firm count once."""

    def __init__(self, names: Iterable[str]) -> None:
        known = set(names)
        firms = [name for name in known if not is_share(name, known)]
        self._starts = sorted(firms)
        self._ends = sorted(name[::-1] for name in firms)

    def starting(self, text: str) -> int:
        return _count(self._starts, text)

    def ending(self, text: str) -> int:
        return _count(self._ends, text[::-1])


def is_share(name: str, known: set[str]) -> bool:
    """Whether a name is a preferred share of a firm that stands beside it («한빛2우b»)."""
    base = name.removesuffix("전환").rstrip("bc비시").removesuffix("우").rstrip("0123456789")
    return base != name and base in known and "우" in name[len(base) :]


def _count(ordered: list[str], start: str) -> int:
    return bisect_left(ordered, start + "\U0010ffff") - bisect_left(ordered, start)


def weight(core: str) -> int:
    """How much a shared part says: its syllables; letters count half, blanks in the script do not occur."""
    latin = sum(char.isascii() for char in core)
    return len(core) - latin + (latin + 1) // 2


def relation(asked: Name, kept: Name) -> Relation | None:
    """The difference between a name asked for and one of the register, the best reading of it; None where far."""
    a, b = asked.short, kept.short
    if not a or not b or a == b:
        return None
    if _only_the_serial_differs(asked.plain, kept.plain):
        return None
    if "스팩" in a or "스팩" in b or (asked.numbers and kept.numbers and asked.numbers != kept.numbers):
        return None
    if _sounds(asked.plain, kept.plain):
        return Relation(SOUND, "소리가 같음: " + _both(asked, kept))
    short, long = (a, b) if len(a) < len(b) else (b, a)
    asks_longer = short is b
    if long.startswith(short):
        return _tail(short, long[len(short) :], asks_longer)
    if long.endswith(short):
        head = long[: len(long) - len(short)]
        good = weight(short) >= 4 and not short.isascii()
        return Relation(GROUP if good else 0.6, f"앞에 붙은 말만 다름: {head}", short, at_end=True)
    return _inside(short, long, asks_longer) or _slip(asked, kept)


def _only_the_serial_differs(a: str, b: str) -> bool:
    """«공급기업B» and «공급기업D»: told apart by nothing but a letter or a number at the end."""
    one, other = _SERIAL.fullmatch(a), _SERIAL.fullmatch(b)
    return one is not None and other is not None and one.group(1) == other.group(1)


def _sounds(a: str, b: str) -> bool:
    """Whether what is left without a common beginning and end is one word in two scripts."""
    first = 0
    while first < min(len(a), len(b)) and a[first] == b[first]:
        first += 1
    a, b = a[first:], b[first:]
    last = 0
    while last < min(len(a), len(b)) and a[-1 - last] == b[-1 - last]:
        last += 1
    a, b = a[: len(a) - last], b[: len(b) - last]
    return sound_alike(a, b) or sound_alike(b, a)


def _tail(core: str, tail: str, asks_longer: bool) -> Relation:
    why = f"뒤에 붙은 말만 다름: {tail}"
    heavy = weight(core)
    if asks_longer and tail in FORMAL_TAILS and heavy >= 3:
        return Relation(FORMAL if heavy >= 4 else 0.85, why, core)
    if asks_longer:
        return Relation(SHORTER if (heavy >= 4 and len(tail) <= 3) or heavy >= 5 else 0.65, why, core)
    good = heavy >= 4 or len(core) >= 4 or (heavy == 3 and not any(char.isascii() for char in core))
    return Relation(LONGER if good else 0.6, why, core)


def _inside(short: str, long: str, asks_longer: bool) -> Relation | None:
    """A word stands within: «한빛식품» and «한빛종합식품»."""
    first = 0
    while first < len(short) and short[first] == long[first]:
        first += 1
    last = 0
    while last < len(short) - first and short[-1 - last] == long[-1 - last]:
        last += 1
    if first + last != len(short) or first < 2 or last < 2:
        return None
    within = long[first : len(long) - last]
    good = not asks_longer and weight(short) >= 4 and len(within) >= 2
    return Relation(WITHIN if good else 0.6, f"가운데 말만 다름: {within}", short[:first])


def _slip(asked: Name, kept: Name) -> Relation | None:
    """One letter of one syllable of a long name: a slip of the pen."""
    a, b = jamo(asked.loose), jamo(kept.loose)
    away = Levenshtein.distance(a, b, score_cutoff=1)
    if away <= 1:
        good = weight(kept.short) >= 5 and asked.short[:1] == kept.short[:1]
        return Relation(SLIP if good else 0.6, "한 글자만 다름: " + _both(asked, kept))
    likeness = fuzz.ratio(a, b) / 100
    return (
        Relation(round(0.6 * likeness, 3), "철자가 비슷함: " + _both(asked, kept))
        if likeness >= 0.75
        else None
    )


def jamo(text: str) -> str:
    """Hangul taken apart into letters, each one character."""
    import unicodedata

    return unicodedata.normalize("NFD", text)


def _both(asked: Name, kept: Name) -> str:
    return f"{asked.given[:40]}→{kept.given[:40]}"
