"""The one-page guide: what it tells, how much of it fits on one sheet of A4, and the sheet itself."""

import unicodedata
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from sangsaeng.records.documents.content import Document, KeyValues, Paragraph

KEYS = ("who", "what", "hand_in", "by_when", "how", "ask", "law")
LABELS = {
    "who": _("누가 신청하나요"),
    "what": _("무엇을 받나요"),
    "hand_in": _("무엇을 내나요"),
    "by_when": _("언제까지 내나요"),
    "how": _("어떻게 신청하나요"),
    "ask": _("어디에 물어보나요"),
    "law": _("근거"),
}
ON_PAPER = {
    "who": "신청 대상",
    "what": "지원 내용",
    "hand_in": "제출 서류",
    "by_when": "신청 기한",
    "how": "신청 방법",
    "ask": "문의",
    "law": "근거",
}
MOST_LINES = 34  # lines of the right column that fit on A4 under the title and two lines of summary, seven parts with their air
LINE_WIDTH = 62  # half-width characters on a line of that column; Hangul takes two


def lines_of(text: str) -> int:
    """How many lines a text takes on the sheet; a little generous, because words are not broken."""
    return sum(max(1, -(-_width(line) // (LINE_WIDTH - 6))) for line in text.splitlines()) if text else 0


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line)


def lines_needed(guide: dict[str, str]) -> int:
    """Lines of the whole guide, each part with the air around it."""
    return sum(lines_of(guide.get(key, "")) for key in KEYS if guide.get(key))


def fits(guide: dict[str, str]) -> bool:
    return lines_needed(guide) <= MOST_LINES


def sheet(
    *, title: str, summary: str, guide: dict[str, Any], issuer: str, dated: datetime, demonstration: bool
) -> Document:
    """The guide on one sheet: the title, one sentence, and a row a question."""
    pairs = tuple((ON_PAPER[key], guide[key]) for key in KEYS if guide.get(key))
    first = summary.strip().splitlines()[0] if summary.strip() else ""
    blocks = [Paragraph(first[:120] + ("…" if len(first) > 120 else ""))] if first else []
    return Document(
        title=f"{title} 안내",
        author=issuer,
        dated=dated,
        blocks=(*blocks, KeyValues(pairs)),
        demonstration=demonstration,
        summary=first or title,
        keywords=("안내", "중소기업", title),
        page_numbers=False,
    )
