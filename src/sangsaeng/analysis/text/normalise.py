"""Korean text made comparable: one Unicode form, product lists split, percentages dropped."""

import re
import unicodedata

#: Characters read of one text; a longer text is cut here, so that one field cannot stall the process.
MAX_CHARS = 20_000

# U+318D is typed as a middle dot on Korean keyboards, but NFKC turns it into a vowel; U+FF65 is its half-width cousin.
_DOTS = dict.fromkeys(map(ord, "·ㆍ・･•‧∙⋅●■□▪◦※"), "·")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
_UNUSABLE = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff\U00010000-\U0010ffff]")
_PERCENT = re.compile(r"(?<![\d.A-Za-z])(?:(?<!\w)약\s?)?\d{1,3}(?:[.,]\d{1,6})?\s{0,3}%")
# A full stop or a comma between two digits belongs to a number and is no separator.
_SEPARATOR = re.compile(
    r"[、;:|()\[\]{}<>〈〉《》「」『』【】·/\\\n\"“”‘’~]|(?<!\d),|,(?!\d)|(?<!\d)\.|\.(?!\d)"
)


def normalise(text: str) -> str:
    """The text in NFKC with middle dots unified, case kept; characters outside the basic plane become blanks.

    NFKC joins NFD Hangul, widens half-width kana and Hangul and narrows full-width Latin letters. At most
    `MAX_CHARS` characters are returned. Source: Unicode Standard Annex 15.

    >>> normalise("ＦＭＭ ㆍ 전해액")
    'FMM · 전해액'
    """
    # The raw text is cut first: a decomposed syllable takes up to three characters, so four times is enough.
    raw = text[: 4 * MAX_CHARS].translate(_DOTS).translate(_ZERO_WIDTH)
    return _UNUSABLE.sub(" ", unicodedata.normalize("NFKC", raw))[:MAX_CHARS]


def fold(text: str) -> str:
    """Lower case, character by character, never changing the length (so that positions stay true).

    >>> fold("OLED용 İ")
    'oled용 İ'
    """
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def cleaned(text: str) -> str:
    """The normalised text with percentages dropped and each separator of a product list as one comma.

    >>> cleaned("전해액(45.3%)·분리막/음극재")
    '전해액, ,,분리막,음극재'
    """
    return _SEPARATOR.sub(",", _PERCENT.sub(" ", normalise(text)))


def split_products(text: str) -> list[str]:
    """The parts of a product list, in order: split on commas, parentheses, dots and slashes, percentages dropped.

    Numbers keep their inner stops and commas. Parts without a letter are left out.

    >>> split_products("OLED 증착용 파인메탈마스크(FMM)·오픈마스크 45 %, 0.1mm 박판")
    ['OLED 증착용 파인메탈마스크', 'FMM', '오픈마스크', '0.1mm 박판']
    """
    parts = (" ".join(part.split()) for part in re.split(r"(?<!\d),|,(?!\d)", cleaned(text)))
    return [part for part in parts if any(char.isalpha() for char in part)]
