"""Index terms of a Korean text: morphemes and character bigrams, each with the words it was seen in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Literal

from sangsaeng.analysis.text.lexicon import lexicon, squeeze
from sangsaeng.analysis.text.normalise import cleaned, fold

Kind = Literal["word", "bigram"]

_NOUNS = frozenset({"NNG", "NNP", "XR", "SH"})
_EOJEOL = re.compile(r"[^\s,]+")
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ӿ]+")
_CJK = re.compile(r"[가-힣一-鿿㐀-䶿]")
_WORDLIKE = re.compile(r"[0-9A-Za-zÀ-ɏͰ-ӿ가-힣一-鿿㐀-䶿]")
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Term:
    """One index term of one text.

    key: unique over both kinds (`w:전해액`, `b:전해`). text: the token itself, lower case, spelling unified.
    count: occurrences, ≥ 1. generic: on the list of words that carry little.
    surfaces: the words of the text, as written (particles cut off), where the token was seen, in order, each once.
    purpose: how many of the occurrences stand in a purpose phrase (「노광 공정용 네온」: 노광, 공정), at most count.
    """

    key: str
    text: str
    kind: Kind
    count: int
    generic: bool
    surfaces: tuple[str, ...]
    purpose: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was read of one text: its terms in order of first sight, and the letter runs the bigrams came from."""

    terms: tuple[Term, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    generic: bool


@cache
def _kiwi_once() -> Any:
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    for word in lexicon().words:
        if _CJK.search(word) and " " not in word:
            kiwi.add_user_word(word, "NNG")
    return kiwi


@cache
def _listed_words() -> re.Pattern[str]:
    """The listed Hangul words of three syllables or more, blanks between their letters allowed.

    Kiwi alone still splits a few of them (질화갈륨) or glues a suffix on (수산화리튬용), and reads no word across a
    blank. Shorter ones are left to Kiwi: found anywhere in a text, 인바 would be seen inside other words.
    """
    keys = {squeeze(word) for word in lexicon().words if _CJK.search(word)}
    longest = sorted((key for key in keys if len(key) >= 3), key=lambda key: (-len(key), key))
    return re.compile("|".join(" ?".join(map(re.escape, key)) for key in longest))


def _kiwi() -> Any:
    """The one analyser of this process; made under a lock, since two threads may ask for it first."""
    with _lock:
        return _kiwi_once()


def _words(text: str, morphs: Sequence[Any]) -> Iterator[_Token]:
    """Content tokens of the cleaned text: nouns, roots, Chinese characters; Latin runs with at least two signs."""
    known = lexicon()
    folded = fold(text)
    taken = bytearray(len(text))

    def read(key: str, start: int, end: int) -> Iterator[_Token]:
        taken[start:end] = b"\1" * (end - start)
        word = known.canonical.get(key, key)
        yield _Token(word, start, end, word in known.generic)
        for part in known.parts.get(word, ()):
            yield _Token(part, start, end, part in known.generic)

    for match in _listed_words().finditer(folded):
        yield from read(squeeze(match.group()), *match.span())
    for morph in morphs:
        start, end = morph.start, morph.start + morph.len
        key = squeeze(text[start:end])
        ordinary = morph.tag in _NOUNS and len(key) >= 2 and _CJK.search(key)
        if (ordinary or key in known.canonical) and not any(taken[start:end]):
            yield from read(key, start, end)
    for match in _LATIN.finditer(folded):
        key = match.group()
        if len(key) >= 2 and not key.isdigit() and not any(taken[match.start() : match.end()]):
            yield from read(key, *match.span())


def _particles_start(morphs: Sequence[Any]) -> int | None:
    """Where the particles (`을`) and verb endings (`하는`) at the end of one eojeol begin; None if it has none."""
    index = len(morphs)
    while index and morphs[index - 1].tag.startswith("J"):
        index -= 1
    verb = index
    while verb and morphs[verb - 1].tag.startswith("E"):
        verb -= 1
    # An ending is cut off only together with its suffix: alone it is often a misread part of a new word.
    if verb < index and verb and morphs[verb - 1].tag[:3] in ("XSV", "XSA", "VCP"):
        index = verb - 1
    return int(morphs[index].start) if 0 < index < len(morphs) else None


@dataclass(slots=True)
class _Layout:
    """Where the words of a cleaned text lie, which letters take no part in bigrams, which name a purpose."""

    surface_at: list[str]
    blocked: bytearray
    purpose: bytearray


def _purposes(text: str, morphs: Sequence[Any], tokens: Iterable[_Token]) -> bytearray:
    """1 for each letter of a purpose phrase: a noun phrase that ends in 용 and stands before the noun it serves.

    The phrase begins after the last separator, particle or verb ending. Where no content word follows before the
    next separator (반도체 장비용 부품; 반도체용), the purpose is all that is said of the product, and none is marked.
    """
    marked = bytearray(len(text))
    content = [token.start for token in tokens if not token.generic]
    begin = 0
    for morph in morphs:
        end = morph.start + morph.len
        if morph.tag == "SP" or morph.tag[0] in "JE":
            begin = end
        elif morph.tag == "XSN" and morph.form == "용":
            stop = text.find(",", end)
            if any(end <= place < (stop if stop >= 0 else len(text)) for place in content):
                marked[begin:end] = b"\1" * (end - begin)
    return marked


def _layout(text: str, morphs: Sequence[Any], tokens: Iterable[_Token]) -> _Layout:
    surface_at = [""] * len(text)
    blocked = bytearray(len(text))
    cursor = 0
    for match in _EOJEOL.finditer(text):
        start, end = match.span()
        while cursor < len(morphs) and morphs[cursor].start < start:
            cursor += 1
        first = cursor
        while cursor < len(morphs) and morphs[cursor].start < end:
            cursor += 1
        cut = _particles_start(morphs[first:cursor])
        if cut is not None and start < cut < end:
            blocked[cut:end] = b"\1" * (end - cut)
            end = cut
        surface = text[start:end].strip("-+*#&=_'!?^$@`")
        surface_at[start : match.end()] = [surface] * (match.end() - start)
    for morph in morphs:
        if morph.tag == "XSN" and morph.form == "용":
            blocked[morph.start : morph.end] = b"\1" * morph.len
    for token in tokens:
        if token.generic:
            blocked[token.start : token.end] = b"\1" * (token.end - token.start)
    return _Layout(surface_at, blocked, _purposes(text, morphs, tokens))


def _runs(text: str, blocked: bytearray) -> Iterator[list[int]]:
    """Positions of the letters of each run: blanks are passed over, everything else ends the run."""
    run: list[int] = []
    for position, char in enumerate(text):
        if not blocked[position] and _CJK.match(char):
            run.append(position)
        elif char != " " and run:
            yield run
            run = []
    if run:
        yield run


def _analyse(text: str, morphs: Sequence[Any]) -> Analysis:
    tokens = list(_words(text, morphs))
    layout = _layout(text, morphs, tokens)
    seen: dict[str, tuple[str, Kind, bool, list[str], list[int]]] = {}

    def add(token: str, kind: Kind, generic: bool, start: int, end: int) -> None:
        entry = seen.setdefault(f"{kind[0]}:{token}", (token, kind, generic, [], []))
        # A word written with a blank (에칭 가스) is quoted with all its parts.
        entry[3].append(" ".join(dict.fromkeys(filter(None, layout.surface_at[start:end]))))
        entry[4].append(layout.purpose[start])

    for token in sorted(tokens, key=lambda each: each.start):
        add(token.text, "word", token.generic, token.start, token.end)
    folded = fold(text)
    runs = []
    for run in _runs(text, layout.blocked):
        letters = "".join(folded[position] for position in run)
        runs.append(letters)
        for offset in range(len(letters) - 1):
            add(letters[offset : offset + 2], "bigram", False, run[offset], run[offset] + 1)
    terms = tuple(
        Term(key, token, kind, len(surfaces), generic, tuple(dict.fromkeys(surfaces)), sum(purpose))
        for key, (token, kind, generic, surfaces, purpose) in seen.items()
    )
    return Analysis(terms, tuple(runs))


def analyse_many(texts: Iterable[str]) -> list[Analysis]:
    """`analyse` of each text, in order; the one call to use for a whole register of firms."""
    clean = [cleaned(text) for text in texts]
    kiwi = _kiwi() if any(_WORDLIKE.search(text) for text in clean) else None
    result = []
    for text in clean:
        if kiwi is None or not _WORDLIKE.search(text):
            result.append(Analysis((), ()))
            continue
        with _lock:
            morphs = kiwi.tokenize(text)
        result.append(_analyse(text, morphs))
    return result


def analyse(text: str) -> Analysis:
    """The terms and letter runs of one text (its first `MAX_CHARS` characters); empty for an empty text.

    >>> analyse("전해액 45 %, 분리막").runs
    ('전해액', '분리막')
    """
    return analyse_many([text])[0]


def terms(text: str) -> list[Term]:
    """The index terms of one text, in order of first sight: words first, then character bigrams.

    Words are Kiwi's nouns, roots and Chinese characters of at least two letters, domain words whole and with their
    spelling unified, and Latin or mixed runs such as `FMM` or `M15X`; bare numbers are left out. Bigrams pass over
    blanks and leave out particles, `용` and generic words. Kiwi is loaded at the first call (about 3 s).

    >>> [(term.key, *term.surfaces) for term in terms("ABF용 동박을") if term.kind == "word"]
    [('w:빌드업필름', 'ABF용'), ('w:필름', 'ABF용'), ('w:동박', '동박')]
    """
    return list(analyse(text).terms)
