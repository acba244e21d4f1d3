"""What a document says, for the tests: the text of its blocks, and of its PDF and HWPX."""

import io
import zipfile

from tests.records.documents.pdf_reading import opened, squeezed, words

from sangsaeng.records.documents.content import (
    Attachments,
    Document,
    Heading,
    KeyValues,
    Lines,
    ListItem,
    NumberedList,
    Paragraph,
    SignatureBlock,
    Speech,
    Table,
)
from sangsaeng.records.documents.hwpx import render_hwpx
from sangsaeng.records.documents.pdf import render_pdf


def _items(items: tuple[ListItem, ...]) -> list[str]:
    return [text for item in items for text in (item.text, *_items(item.items))]


def said(document: Document) -> list[str]:
    """Every text of the document's blocks, in order."""
    found: list[str] = []
    for block in document.blocks:
        match block:
            case Heading():
                found += [block.sign or "", block.text]
            case Paragraph():
                found.append(block.text)
            case NumberedList():
                found += _items(block.items)
            case Table():
                found += [block.caption, *(column.label for column in block.columns)]
                found += [cell for row in block.rows for cell in row]
            case KeyValues() | Lines():
                found += [text for pair in block.pairs for text in pair]
            case Speech():
                found += [block.speaker, block.text]
            case Attachments():
                found += [text for line in block.lines() for text in line]
            case SignatureBlock():
                found += [text for s in block.signatories for text in (s.role, s.name, s.signed)]
    return [text for text in found if text]


def headings(document: Document, level: int = 1) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == level]


def plain(hwpx: bytes) -> str:
    """The text of an HWPX, opened again with the library."""
    from hwpx import HwpxDocument

    text: str = HwpxDocument.open(io.BytesIO(hwpx)).text.plain()
    return text


def everything(hwpx: bytes) -> str:
    """All text of the HWPX's body, the header of its pages too."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(hwpx)) as package:
        return "".join(str(t) for t in etree.fromstring(package.read("Contents/section0.xml")).itertext())


def check_drawn(document: Document) -> tuple[bytes, bytes]:
    """Draw both formats and hold them to what every paper must keep: whole, marked, the same every time."""
    from hwpx import HwpxDocument

    pdf, hwpx = render_pdf(document), render_hwpx(document)
    in_pdf, in_hwpx = words(pdf), squeezed(plain(hwpx))
    for text in said(document):
        assert squeezed(text) in in_pdf, text
        assert squeezed(text) in in_hwpx, text
    assert pdf == render_pdf(document)
    assert hwpx == render_hwpx(document)
    assert HwpxDocument.open(io.BytesIO(hwpx)).validate().issues == ()
    for page in opened(pdf).pages:
        text = squeezed(page.extract_text())
        assert (squeezed("시연 · 효력 없음") in text) is document.demonstration
        assert squeezed(document.stamp) in text
    assert document.stamp in everything(hwpx)
    return pdf, hwpx
