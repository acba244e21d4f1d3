"""A document as PDF/UA-1: tagged, titled, in its language, the same bytes for the same content.

typst sets the type. The content goes in as JSON and is only placed as text, so nothing a user writes is
read as markup. System fonts are left aside: the look is the same on every machine.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sangsaeng.records.documents.content import (
    DEMONSTRATION_NOTE,
    Attachments,
    Block,
    Contents,
    Document,
    Figure,
    KeyValues,
    Lines,
    NumberedHeading,
    NumberedItem,
    PageBreak,
    Paragraph,
    SignatureBlock,
    Space,
    Speech,
    Table,
    clean,
    numbered,
    signed_next,
)
from sangsaeng.records.documents.fonts import fonts_folder

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("template.typ")
SIGN_HERE = {"ko": "(서명)", "en": "(signature)"}

# The same font list as the template's: the second one comes inside typst and has the signs (◎ ☐ ✔) that
# the first lacks.
_PROBE = b"""#set document(title: "x")
#set text(font: ("Pretendard GOV", "DejaVu Sans Mono"))
#sys.inputs.text"""
# Printable ASCII and the Hangul syllables are in the font; only others need asking.
_UNSURE = re.compile(r"[^\n -~가-힣]")
_NOT_DRAWN = "could not be displayed"


@lru_cache(maxsize=4)
def _loaded(folder: Path) -> "typst.Fonts":
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[folder],
    )


@lru_cache(maxsize=4096)
def _drawable(folder: Path, text: str) -> bool:
    """Whether the fonts have a glyph for everything in `text`; PDF/UA forbids an empty box."""
    import typst

    try:
        typst.compile(_PROBE, font_paths=_loaded(folder), sys_inputs={"text": text}, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if _NOT_DRAWN in error.message:
            return False
        raise
    return True


def _clusters(text: str) -> list[str]:
    """Characters, each with the marks that combine with it."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character).startswith("M"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _spelled(folder: Path, cluster: str) -> str:
    """The cluster with what cannot be drawn as code points, such as [U+1F600]."""
    base, marks = cluster[0], cluster[1:]
    kept = base if _drawable(folder, base) else f"[U+{ord(base):04X}]"
    return kept + "".join(f"[U+{ord(mark):04X}]" for mark in marks)


def _replacements(folder: Path, texts: Iterable[str]) -> dict[str, str]:
    """For every cluster no font can draw: what to set in its place."""
    unsure = sorted({cluster for text in texts for cluster in _clusters(text) if _UNSURE.search(cluster)})
    if not unsure or _drawable(folder, " ".join(unsure)):
        return {}
    return {cluster: _spelled(folder, cluster) for cluster in unsure if not _drawable(folder, cluster)}


def _list_data(items: tuple[NumberedItem, ...]) -> list[dict[str, Any]]:
    return [
        {"sign": item.sign, "level": item.level, "text": item.text, "items": _list_data(item.items)}
        for item in items
    ]


def _block_data(
    block: NumberedHeading | tuple[NumberedItem, ...] | Block, document: Document
) -> dict[str, Any]:
    """One block as the template reads it."""
    match block:
        case NumberedHeading():
            return {"kind": "heading", "level": block.level, "text": block.line}
        case tuple():
            return {"kind": "list", "items": _list_data(block)}
        case Paragraph():
            return {
                "kind": "paragraph", "text": block.text, "align": block.align,
                "size": "note" if block.note else block.size,
            }  # fmt: skip
        case Table():
            columns = [{"label": c.label, "align": c.align, "width": c.width} for c in block.columns]
            return {
                "kind": "table", "columns": columns, "rows": block.rows, "caption": block.caption,
                "row-height": block.row_height, "total": block.total,
            }  # fmt: skip
        case KeyValues():
            pairs = [pair for row in block.rows() for pair in row]
            return {"kind": "pairs", "pairs": pairs, "per-row": block.per_row}
        case SignatureBlock():
            sign_here = SIGN_HERE[document.language]
            signatories = [
                {"role": s.role, "name": s.name, "sign": s.signed or sign_here} for s in block.signatories
            ]
            return {"kind": "signatures", "dated": block.dated, "signatories": signatories}
        case Figure():
            return {"kind": "figure", "svg": block.svg, "alt": block.alt, "caption": block.caption}
        case PageBreak():
            return {"kind": "page-break"}
        case Space():
            return {"kind": "space", "height": block.height}
        case Contents():
            return {"kind": "contents", "title": block.title, "levels": block.depth}
        case Lines():
            return {"kind": "lines", "pairs": block.pairs}
        case Speech():
            return {"kind": "speech", "speaker": block.speaker, "text": block.text}
        case Attachments():
            return {"kind": "attachments", "label": block.label, "lines": block.lines(), "end": block.end}
    raise TypeError(f"no such block: {type(block).__name__}")


def _blocks_data(document: Document) -> list[dict[str, Any]]:
    """All blocks, each with the depth of the heading over it (0 before the first).

    `keep` holds the text right before the signatures on their page: signatures never stand alone on one.
    """
    depth, done = 0, []
    blocks = numbered(document)
    for at, block in enumerate(blocks):
        depth = block.depth if isinstance(block, NumberedHeading) else depth
        keep = (isinstance(block, Paragraph) and block.keep) or signed_next(blocks[at + 1 :])
        done.append(_block_data(block, document) | {"depth": depth, "keep": keep})
    return done


def _document_data(document: Document) -> dict[str, Any]:
    moment = document.dated.astimezone(UTC)
    return {
        "title": document.title,
        "title-property": document.property_title,
        "subtitle": document.subtitle,
        "author": document.author,
        "summary": document.property_summary,
        "keywords": document.property_keywords,
        "date": {
            "year": moment.year, "month": moment.month, "day": moment.day,
            "hour": moment.hour, "minute": moment.minute, "second": moment.second,
        },
        "language": document.language,
        "mark": document.mark,
        "note": DEMONSTRATION_NOTE[document.language],
        "stamp": document.stamp,
        "shown-title": document.shown_title or document.title,
        "page-numbers": document.page_numbers,
        "title-size": document.title_size,
        "cover": asdict(document.cover) if document.cover else None,
        "blocks": _blocks_data(document),
    }  # fmt: skip


def _mapped(value: Any, change: Any, key: str = "") -> Any:
    """The same JSON value with every text changed; a drawing's SVG stays as it is."""
    if isinstance(value, str):
        return value if key == "svg" else change(value)
    if isinstance(value, dict):
        return {name: _mapped(entry, change, name) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(entry, change) for entry in value]
    return value


def render_pdf(document: Document, *, fonts: Path | None = None) -> bytes:
    """The document as PDF/UA-1, A4.

    `fonts` is the folder of the two Pretendard GOV files (see `fonts.fonts_folder`). A character that no font
    has (an emoji, say) is spelled out as its code point, [U+1F600]: PDF/UA allows no empty boxes.
    The same document gives the same bytes.

    Raises MissingFontError without the fonts, ValueError for headings that skip a level, and
    typst.TypstError for a drawing that is no valid SVG.
    """
    import typst

    folder = fonts_folder(fonts)
    data = _mapped(_document_data(document), clean)
    texts: list[str] = []
    _mapped(data, texts.append)
    replace = _replacements(folder, texts)
    if replace:
        data = _mapped(
            data, lambda text: "".join(replace.get(cluster, cluster) for cluster in _clusters(text))
        )
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_loaded(folder),
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=document.dated.astimezone(UTC).replace(microsecond=0),
    )
