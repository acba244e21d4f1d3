"""The shipped word lists: domain terms with their other spellings, and generic words that say little."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sangsaeng.analysis.text.normalise import fold, normalise


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `data/domain.txt` and `data/generic.txt` say.

    words: every spelling the analyser must keep whole, as written (it may hold a blank).
    canonical: folded spelling without blanks → the word it is read as.
    parts: such a word → the words inside it that count beside it.
    generic: folded words that carry little.
    digest: eight hexadecimal digits over both files, part of the engine version.
    """

    words: tuple[str, ...]
    canonical: dict[str, str]
    parts: dict[str, tuple[str, ...]]
    generic: frozenset[str]
    digest: str


def squeeze(word: str) -> str:
    """The key of a word: normalised, lower case, without blanks.

    >>> squeeze("파인 메탈 마스크"), squeeze("FMM")
    ('파인메탈마스크', 'fmm')
    """
    return "".join(fold(normalise(word)).split())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def parse(domain: str, generic: str) -> Lexicon:
    """A lexicon from the two texts, in the form their headers describe.

    ValueError names a spelling that stands for two words, or for a generic one.

    >>> parse("파인메탈마스크 = FMM", "개발").canonical["fmm"]
    '파인메탈마스크'
    """
    plain = [normalise(line) for line in _lines(generic)]
    generic_keys = frozenset(squeeze(word) for word in plain)
    words: list[str] = list(plain)
    canonical: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for line in _lines(domain):
        spellings, _, inside = line.partition(":")
        head, _, rest = spellings.partition("=")
        for spelling in [head, *filter(str.strip, rest.split(","))]:
            key = squeeze(spelling)
            if canonical.get(key, squeeze(head)) != squeeze(head) or key in generic_keys:
                raise ValueError(f"the lexicon reads {spelling.strip()!r} in two ways")
            canonical[key] = squeeze(head)
            words.append(normalise(spelling).strip())
        if inside.strip():
            parts[squeeze(head)] = tuple(squeeze(part) for part in inside.split(","))
    digest = hashlib.sha256(f"{domain}\0{generic}".encode()).hexdigest()[:8]
    return Lexicon(tuple(words), canonical, parts, generic_keys, digest)


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    folder = resources.files("sangsaeng.analysis.text") / "data"
    return parse(*((folder / name).read_text(encoding="utf-8") for name in ("domain.txt", "generic.txt")))
