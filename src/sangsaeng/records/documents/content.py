"""What a document says, without saying how it is drawn.

The dataclasses are frozen and hold plain text only: no field is read as markup by any renderer.
Numbers before headings and list items follow the office order of Korean public documents
(행정업무의 운영 및 혁신에 관한 규정 시행규칙 §2: 1. 가. 1) 가) (1) (가) ① ㉮) and are worked out here, once,
so that every format shows the same ones.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["ko", "en"]
Align = Literal["left", "center", "right"]
Size = Literal["body", "large", "display"]

# The mark of a made-up document. The English one keeps the Korean words: whoever is handed the sheet must
# be able to read them.
DEMONSTRATION_MARK: dict[Language, str] = {
    "ko": "시연 · 효력 없음",
    "en": "Demonstration · no legal effect (시연 · 효력 없음)",
}

# The sentence under the title of such a document, read out by a screen reader too (a page's header is not).
DEMONSTRATION_NOTE: dict[Language, str] = {
    "ko": "시연을 위해 만든 문서입니다. 등장하는 기업과 사람은 모두 가상이며, 법적 효력이 없습니다.",
    "en": "This document was made for a demonstration. Its companies and people are invented, "
    "and it has no legal effect.",
}

# The order after 하 is 거 너 … 허, then 고 노 … 호 (시행규칙 §2).
_HANGUL_LETTERS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
_HANGUL_CIRCLES = "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷㉸㉹㉺㉻"
DEEPEST_LEVEL = 8
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the highest (1.), 2 the next (가.). The number is added when drawn.

    With a `sign` of its own (제1호 의안, or nothing) it is not counted, and the office order under it starts
    again at 1.
    """

    text: str
    level: int = 1
    sign: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_LEVEL:
            raise ValueError(f"a heading's level is 1 to {DEEPEST_LEVEL}, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line feed in `text` stays a line break. `note` is drawn smaller.

    `large` is the size of a certificate's sentence, `display` that of an issuer's name. `keep` holds it on the
    page of what follows.
    """

    text: str
    align: Align = "left"
    note: bool = False
    size: Size = "body"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a numbered list, with the items under it."""

    text: str
    items: "tuple[ListItem, ...]" = ()


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items numbered in the office order, one level below the heading they stand under."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. The unit stands in the header, never in the cells.

    `width` is the column's share beside the others' (2.0 is twice as wide as 1.0).
    `number_format` is for spreadsheets only, in Excel's notation; without it the format follows the
    kind of each value.
    """

    header: str
    unit: str = ""
    align: Align = "left"
    width: float = 1.0
    number_format: str = ""

    def __post_init__(self) -> None:
        if not self.width > 0:
            raise ValueError(f"the width of column {self.header!r} is more than 0, not {self.width}")

    @property
    def label(self) -> str:
        """The header with its unit, as printed.

        >>> Column("수입액", unit="천 달러").label
        '수입액(천 달러)'
        """
        return f"{self.header}({self.unit})" if self.unit else self.header


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; every row has one cell for each column.

    `row_height` (mm) leaves room for writing by hand in empty cells; `total` makes the last row a sum.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    row_height: float = 0.0
    total: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table has at least one column")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Pairs of label and value, drawn as a ruled sheet (회의명 | 제1차 …), one or more `per_row`."""

    pairs: tuple[tuple[str, str], ...]
    per_row: int = 1

    def rows(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The pairs row by row; a last row that is not full is filled with empty pairs."""
        filled = (*self.pairs, *((("", ""),) * (-len(self.pairs) % self.per_row)))
        return tuple(filled[at : at + self.per_row] for at in range(0, len(filled), self.per_row))


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs: the role, and the name or seat as the record holds it.

    `signed` is what stands in the place of the signature once there is one (전자서명 2026. 11. 10. 14:02).
    """

    role: str
    name: str
    signed: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The place for signatures: a line of date (may be empty) and an empty place for each signatory."""

    dated: str
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG text. `alt` says what a person would say of it; it may not be empty."""

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs a text alternative (alt)")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Space:
    """An empty height, in mm."""

    height: float


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents: the headings down to `depth`, with their pages where the format knows them."""

    title: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Lines:
    """Pairs of label and value without rules, one under the other (수신 …, 제목 …)."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """What someone is to say, with the speaker beside it."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """붙임 1. … 1부. 2. … 1부.  끝. A single one has no number; none at all leaves the end sign alone."""

    items: tuple[str, ...]
    label: str = "붙임"
    end: str = "끝."

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each line as its number and its text; the last one carries the end sign.

        >>> Attachments(("의안집 1부.", "명단 1부.")).lines()
        (('1.', '의안집 1부.'), ('2.', '명단 1부.  끝.'))
        """
        last = len(self.items)
        return tuple(
            (f"{n}." if last > 1 else "", f"{text}  {self.end}" if n == last and self.end else text)
            for n, text in enumerate(self.items, start=1)
        )


Block = (
    Heading
    | Paragraph
    | NumberedList
    | Table
    | KeyValues
    | SignatureBlock
    | Figure
    | PageBreak
    | Space
    | Contents
    | Lines
    | Speech
    | Attachments
)


@dataclass(frozen=True, slots=True)
class Cover:
    """A first page of its own: lines over the title, lines under it, and the issuer at the foot."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    `author` is the body that issues it. `dated` (with a time zone) is the document's own time: it is the
    only time written into the file, so that the same content gives the same bytes. `summary` and
    `keywords` are the ones that an open document carries (행정업무의 운영 및 혁신에 관한 규정 §5: 요약과 핵심어); they
    stand in the file's properties. `demonstration` puts the mark on every page and in the properties.
    `stamp` stands in the header of every page (a copy's number and its holder). `shown_title` is what stands
    over the text where that is not the title (a letter shows who sends it); `title_size` is in pt.
    A certificate has no `page_numbers`.
    """

    title: str
    author: str
    dated: datetime
    blocks: tuple[Block, ...]
    language: Language = "ko"
    demonstration: bool = False
    subtitle: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    stamp: str = ""
    shown_title: str = ""
    cover: Cover | None = None
    title_size: float = 16.0
    page_numbers: bool = True

    def __post_init__(self) -> None:
        if not clean(self.title).strip():
            raise ValueError("a document needs a title")
        if self.dated.tzinfo is None:
            raise ValueError("a document's date needs its time zone")

    @property
    def mark(self) -> str:
        """The words that mark a demonstration, or nothing."""
        return DEMONSTRATION_MARK[self.language] if self.demonstration else ""

    @property
    def property_title(self) -> str:
        """The title for the file's properties: a demonstration says so here too."""
        return f"[{self.mark}] {clean(self.title)}" if self.mark else clean(self.title)

    @property
    def property_summary(self) -> str:
        """The summary for the file's properties."""
        return " ".join(part for part in (self.mark, clean(self.summary)) if part)

    @property
    def property_keywords(self) -> tuple[str, ...]:
        """The keywords for the file's properties, each once."""
        words = ((self.mark,) if self.mark else ()) + tuple(clean(word) for word in self.keywords)
        return tuple(dict.fromkeys(word for word in words if word.strip()))


def clean(text: str) -> str:
    """Text that every format can hold: NFC, LF line ends, no control characters, no half surrogates.

    Control characters carry no words and are not allowed in XML; they are left out. A tab becomes a space.

    >>> clean("가\\x07나\\r\\n다")
    '가나\\n다'
    """
    lines = _LINE_END.sub("\n", text).replace("\t", " ")
    kept = (c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    whole = "".join(c for c in kept if c not in "\ufffe\uffff")
    return unicodedata.normalize("NFC", whole)


def _hangul(number: int, letters: str) -> str:
    if number > len(letters):
        raise ValueError(f"no {number}th letter in the office order: split the list")
    return letters[number - 1]


def _latin(number: int) -> str:
    """a … z, aa, ab …: the English counterpart of 가 나 다."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _circled(number: int) -> str:
    """① … ㊿."""
    if number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    if number <= 50:
        return chr(0x32B1 + number - 36)
    raise ValueError(f"no circled {number}: split the list")


def office_number(level: int, number: int, language: Language = "ko") -> str:
    """The sign before item `number` (from 1) at `level` (1 to 8) in the office order.

    Raises ValueError for a level outside 1–8, a number below 1, or one past the last letter.

    >>> [office_number(level, 2) for level in range(1, 9)]
    ['2.', '나.', '2)', '나)', '(2)', '(나)', '②', '㉯']
    >>> office_number(2, 15), office_number(2, 2, "en")
    ('거.', 'b.')
    """
    if not 1 <= level <= DEEPEST_LEVEL:
        raise ValueError(f"the office order has {DEEPEST_LEVEL} levels, not {level}")
    if number < 1:
        raise ValueError(f"items are numbered from 1, not {number}")
    if level == 7:
        return _circled(number)
    if level == 8:
        return _hangul(number, _HANGUL_CIRCLES) if language == "ko" else f"[{_latin(number)}]"
    if level % 2:
        sign = str(number)
    else:
        sign = _hangul(number, _HANGUL_LETTERS) if language == "ko" else _latin(number)
    return (f"{sign}.", f"{sign})", f"({sign})")[(level - 1) // 2]


@dataclass(frozen=True, slots=True)
class NumberedItem:
    """A list item with its sign and level, as `numbered` gives it."""

    sign: str
    level: int
    text: str
    items: "tuple[NumberedItem, ...]"


@dataclass(frozen=True, slots=True)
class NumberedHeading:
    """A heading with its sign. `depth` is its level in the office order, 0 for one with its own sign on top."""

    sign: str
    level: int
    text: str
    depth: int = field(default=0, compare=False)

    @property
    def line(self) -> str:
        """The heading as printed."""
        return f"{self.sign} {self.text}".strip()


def _items(items: tuple[ListItem, ...], level: int, language: Language) -> tuple[NumberedItem, ...]:
    return tuple(
        NumberedItem(
            office_number(level, n, language), level, item.text, _items(item.items, level + 1, language)
        )
        for n, item in enumerate(items, start=1)
    )


def numbered(
    document: Document,
) -> tuple[NumberedHeading | tuple[NumberedItem, ...] | Block, ...]:
    """The blocks with every heading and list item numbered; other blocks pass as they are.

    Raises ValueError where a heading skips a level (1. straight to 1)): readers with a screen reader lose
    their way there, and PDF/UA forbids it.
    """
    counts = [0] * DEEPEST_LEVEL
    own = [False] * DEEPEST_LEVEL  # which of the headings above, by level, have a sign of their own
    current = depth = 0
    done: list[NumberedHeading | tuple[NumberedItem, ...] | Block] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level > current + 1:
                raise ValueError(f"heading {block.text!r} skips from level {current} to {block.level}")
            current = block.level
            own[current - 1 :] = [block.sign is not None] + [False] * (DEEPEST_LEVEL - current)
            depth = current - sum(own)
            counts[current - 1] += block.sign is None
            counts[current:] = [0] * (DEEPEST_LEVEL - current)
            sign = block.sign
            if sign is None:
                sign = office_number(depth, counts[current - 1], document.language)
            done.append(NumberedHeading(sign, current, block.text, depth))
        elif isinstance(block, NumberedList):
            done.append(_items(block.items, depth + 1, document.language))
        else:
            done.append(block)
    return tuple(done)


def signed_next(blocks: Sequence[object]) -> bool:
    """Whether `blocks` begin with the signatures, or with their heading."""
    rest = blocks[1:] if blocks and isinstance(blocks[0], NumberedHeading) else blocks
    return bool(rest) and isinstance(rest[0], SignatureBlock)
