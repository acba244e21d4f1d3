"""Names of firms made comparable, in steps of growing looseness; every step says what it did away with.

`plain`: one Unicode form, no legal form, no blanks or signs, lower case. `folded`: Latin letters and digits as they
are said in Korean, spellings of one sound made one. `loose`: variants of loan words and common shortenings made one.
Each step is idempotent. 홀딩스 and 지주 stay words of their own: a holding is another firm than the one it holds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sangsaeng.analysis.identity.words import (
    ENGLISH_DIGITS,
    KOREAN_DIGITS,
    LETTERS,
    SOUNDS,
    SPELLINGS,
    VARIANTS,
)

#: Characters read of one name; a longer one is no name, and a megabyte must not stall the process.
MAX_CHARS = 200

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"), None)
_FORMER = re.compile(
    r"[(\[{<]\s*(?:구|舊|옛|이전\s?상호|구\s?상호)(?:\s*[.:]\s*|\s+|(?=[가-힣]))([^)\]}>]{2,80})[)\]}>]"
)
# Legal forms: those no name has within it are dropped wherever they stand, the rest only at an end.
_ANYWHERE = re.compile(
    r"주식\s?회사|유한\s?책임\s?회사|유한\s?회사|합자\s?회사|합명\s?회사|농업회사\s?법인|어업회사\s?법인|영농조합\s?법인"
    r"|영어조합\s?법인|(?:사단|재단|의료|학교)\s?법인|[(\[]\s?(?:주|유|사|재|합|학|의|자)\s?[)\]]"
)
_LATIN_FORM = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=[A-Z])(?=C[oO]\.))"
    r"(?:co\b[\s.,]*(?:ltd|limited|inc)\b|company[\s,]+(?:ltd|limited)\b|ltd\b|limited\b|inc\b|incorporated\b"
    r"|corp\b|corporation\b|co\b|llc\b|l\.l\.c\b|plc\b|gmbh\b|pty\b|pte\b)[^0-9A-Za-z가-힣\u4e00-\u9fff]*$",
    re.IGNORECASE,
)
_KEPT = re.compile(r"[^0-9a-z가-힣ㄱ-ㆎ\u4e00-\u9fff\u3040-\u30ff]")
_RUNS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_LETTER_NAMES = re.compile(
    "(?:" + "|".join(sorted(set(LETTERS.values()), key=lambda each: (-len(each), each))) + "){2,}"
)
_LETTER_NAME = re.compile("|".join(sorted(set(LETTERS.values()), key=lambda each: (-len(each), each))))
_LETTER_OF = {heard: letter for letter, heard in LETTERS.items()}
_SERIAL = re.compile(r"제?(\d{1,3})호")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Name:
    """One name, read. `given` is what was typed, cut to what is read; `former` a name in brackets («구 한빛전자»)."""

    given: str
    plain: str
    folded: str
    loose: str
    short: str
    others: tuple[str, ...]
    numbers: tuple[str, ...]
    former: str = ""
    too_long: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.plain


def _unicode(text: str) -> str:
    """NFKC without characters of no width; ㈜ becomes (주), half-width and decomposed Hangul become syllables."""
    # A decomposed syllable takes up to three characters; the raw text is cut first so that NFKC stays cheap.
    raw = text[: 4 * MAX_CHARS].translate(_ZERO_WIDTH).replace("ㆍ", "·")
    return unicodedata.normalize("NFKC", raw)[: MAX_CHARS + 1]


def strip_form(text: str) -> str:
    """The name without its legal forms; a name that is nothing else is left as it is.

    >>> strip_form("㈜한빛전자"), strip_form("HANBIT ELECTRONICS CO.,LTD."), strip_form("한빛 유한책임회사")
    ('한빛전자', 'HANBIT ELECTRONICS', '한빛')
    """
    text = _unicode(text)
    while True:
        without = _ANYWHERE.sub(" ", text)
        without = " ".join(_LATIN_FORM.sub("", without).split()).strip(" ,.·-")
        if not _signs(without):
            return text
        if without == text:
            return without
        text = without


def plain(text: str) -> str:
    """The name as it is compared first: one Unicode form, no legal form, no blanks or signs, lower case.

    >>> plain("㈜ 한빛 앤 솔"), plain("HB&S Corporation"), plain("주식회사")
    ('한빛앤솔', 'hb앤s', '주식회사')
    """
    while (done := _signs(strip_form(text))) != text:
        text = done
    return done


def _signs(text: str) -> str:
    """Ampersands said, every other sign dropped, lower case, NFC once more (a lower-cased letter may come apart)."""
    return _KEPT.sub("", unicodedata.normalize("NFKC", re.sub(r"[&+]", "앤", text).lower()))


def folded(text: str) -> str:
    """The name with Latin letters, digits and spellings as they sound in Korean.

    >>> folded("HB CNS"), folded("에이치비씨앤에스"), folded("HB Telecom Co., Ltd.")
    ('에이치비시엔에스', '에이치비시엔에스', '에이치비텔레콤')
    """
    return read(text).folded


@lru_cache(maxsize=200_000)
def _said(run: str) -> str:
    """A run of Latin letters as it is heard: whole words where it is made of them, else letter by letter.

    A name of a few letters before words is said by letters («kcgreen» 케이시그린).
    """
    if run in SOUNDS:
        return SOUNDS[run]
    for head in range(min(5, len(run))):
        words = _words(run[head:])
        if words:
            return "".join(LETTERS[letter] for letter in run[:head]) + "".join(SOUNDS[w] for w in words)
    return "".join(LETTERS[letter] for letter in run)


def _words(run: str) -> list[str] | None:
    """The run cut into known words, the longest first; None where it is not made of them alone."""
    if not run:
        return []
    for length in range(len(run), 2, -1):
        if run[:length] in SOUNDS:
            rest = _words(run[length:])
            if rest is not None:
                return [run[:length], *rest]
    return None


def _spell(text: str) -> str:
    """Spellings of one sound made one, until nothing changes."""
    while True:
        before = text
        for written, becomes in SPELLINGS:
            text = text.replace(written, becomes)
        if text == before:
            return text


def loosen(text: str) -> str:
    """A folded name with variants of loan words and common shortenings made one.

    >>> loosen("한빛자동차"), loosen("한빛테크놀러지"), loosen("한빛네트워크")
    ('한빛차', '한빛테크놀로지', '한빛네트웍')
    """
    while True:
        before = text
        for written, becomes in VARIANTS:
            text = text.replace(written, becomes)
        text = _serial(_spell(text))
        if text == before:
            return text


def _serial(text: str) -> str:
    """A special-purpose company's number stands behind its kind, however it was written.

    >>> _serial("한빛제12호스팩"), _serial("한빛스팩12호")
    ('한빛스팩12호', '한빛스팩12호')
    """
    found = _SERIAL.search(text)
    if "스팩" not in text or found is None:
        return text
    rest = text[: found.start()] + text[found.end() :]
    return rest.replace("스팩", "") + f"스팩{found.group(1)}호"


def shortened(text: str) -> str:
    """A folded name with two or more letter names on end as the letters themselves: what one letter is, counts as one.

    >>> shortened("에이치비하늘소리"), shortened("와이엑스텍")
    ('hb하늘소리', 'yx텍')
    """
    return _LETTER_NAMES.sub(lambda run: _LETTER_NAME.sub(lambda m: _LETTER_OF[m.group()], run.group()), text)


def _spaced_runs(text: str) -> list[str]:
    """The name cut where blanks, signs and scripts change, lower case: so that «LIFE DESIGN» is two words."""
    spaced = re.sub(r"[&+]", " 앤 ", text).lower()
    spaced = unicodedata.normalize("NFKC", spaced)
    return [
        run
        for part in re.split(r"[^0-9a-z가-힣ㄱ-ㆎ\u4e00-\u9fff\u3040-\u30ff]+", spaced)
        for run in _RUNS.findall(part)
    ]


def _say(runs: list[str], digits: dict[str, str] | None) -> str:
    return _spell(
        "".join(
            _said(run)
            if "a" <= run[0] <= "z"
            else "".join(digits.get(d, d) for d in run)
            if digits and run.isdecimal()
            else run
            for run in runs
        )
    )


def read(text: str) -> Name:
    """A name in every form in which it is compared.

    `others`: further ways to say it (a single digit beside letters in English or Korean: «3S», «E1»).
    """
    start = _unicode(text)
    too_long = len(text) > 4 * MAX_CHARS or len(start) > MAX_CHARS
    start = start[:MAX_CHARS]
    former = ""
    found = _FORMER.search(start)
    if found:
        rest = start[: found.start()] + " " + start[found.end() :]
        if _signs(strip_form(rest)):
            former, start = found.group(1).strip(), rest
    bare = strip_form(start)
    runs = _spaced_runs(bare)
    said = _say(runs, None)
    others = []
    if any(run.isdecimal() and len(run) <= 2 for run in runs) and len(runs) > 1:
        others = [_say(runs, table) for table in (ENGLISH_DIGITS, KOREAN_DIGITS)]
    return Name(
        given=" ".join(start.split()),
        plain=plain(bare),
        folded=said,
        loose=(loose := loosen(said)),
        short=shortened(loose),
        others=tuple(other for other in others if other != said),
        numbers=tuple(_DIGITS.findall(said)),
        former=former,
        too_long=too_long,
    )
