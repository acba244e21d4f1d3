"""A document as HWPX (KS X 6101), the open format of Korean offices.

python-hwpx writes the package; here the content is laid out and the package is settled afterwards: serial
numbers instead of random ones, the document's own date instead of the library's, and properties that
the library leaves as its template had them. The numbers of headings and items are plain text, so that whoever
extracts the text gets them too.

How the file looks in the vendor's word processor has not been verified: it was checked by opening it again
with python-hwpx and by the package's own rules.
"""

import io
import struct
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sangsaeng.records.documents.content import (
    DEMONSTRATION_NOTE,
    Align,
    Attachments,
    Column,
    Contents,
    Cover,
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
from sangsaeng.records.documents.hwpx_package import settle

if TYPE_CHECKING:
    from hwpx import HwpxDocument

UNITS_PER_MM = 7200 / 25.4
TEXT_WIDTH_MM = 160.0
SHADE = "#E8E8E8"
RULE = "#6E6E6E"
RED = "#A61B1B"
SIGN_HERE = {"ko": "(서명)", "en": "(signature)"}
_ALIGNMENTS: dict[Align, str] = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a paragraph is set: measures in mm and pt, line spacing in percent."""

    align: Align | Literal["justify"] = "justify"
    left: float = 0.0
    hanging: float = 0.0
    before: float = 0.0
    after: float = 3.0
    spacing: int = 160
    size: float = 11.0
    bold: bool = False
    color: str | None = None
    keep: bool = False


_TITLE = _Shape(align="center", size=16, bold=True, after=8)
_MARK = _Shape(align="center", size=9.5, bold=True, color=RED, after=0)
_MARK_NOTE = _Shape(align="center", size=9.5, color=RED, after=8)
_NOTE = _Shape(size=9.5)
_CAPTION = _Shape(align="left", size=10, bold=True, before=4, keep=True)
_GAP = _Shape(size=5, after=0, spacing=100)
_COVER_LINE = _Shape(align="center", size=14, after=4)
_SIZES = {"body": 11.0, "large": 14.0, "display": 20.0}
_HEADER_CELL = _Shape(align="center", size=10, bold=True, after=0, spacing=140)


@dataclass
class _Sheet:
    """The HWPX document being written, and the shapes made so far."""

    hwpx: "HwpxDocument"
    document: Document
    shapes: dict[_Shape, tuple[str, str]] = field(default_factory=dict)
    new_page: bool = False

    def shape(self, paragraph: Any, shape: _Shape) -> None:
        """Give `paragraph` a shape; the first of its kind defines it, the others refer to it."""
        if shape not in self.shapes:
            self.hwpx.styles.apply_paragraph_format(
                paragraphs=[paragraph],
                alignment="JUSTIFY" if shape.align == "justify" else _ALIGNMENTS[shape.align],
                line_spacing_percent=shape.spacing,
                indent_left_mm=shape.left,
                first_line_indent_mm=-shape.hanging,
                spacing_before_pt=shape.before,
                spacing_after_pt=shape.after,
                keep_with_next=shape.keep,
            )
            letters = self.hwpx.styles.ensure_run(bold=shape.bold, size=shape.size, color=shape.color)
            self.shapes[shape] = (paragraph.para_pr_id_ref, letters)
        paragraph.para_pr_id_ref, paragraph.char_pr_id_ref = self.shapes[shape]

    def write(self, text: str, shape: _Shape, *, style: str | None = None) -> Any:
        """Add a paragraph to the body; a line feed becomes a line break."""
        style_id = self.hwpx.styles.resolve(style).id if style else "0"
        paragraph = self.hwpx.add_paragraph(
            clean(text), para_pr_id_ref="0", style_id_ref=style_id, char_pr_id_ref="0", inherit_style=False
        )
        self.shape(paragraph, shape)
        if self.new_page:
            paragraph.element.set("pageBreak", "1")
            self.new_page = False
        return paragraph

    def table(
        self, rows: list[list[str]], widths: list[float], shapes: list[list[_Shape]], shaded: Any
    ) -> Any:
        """Add a ruled table; `shaded(row, column)` says which cells are grey. It may run over pages."""
        if self.new_page:  # a table takes its page break from a paragraph before it
            self.write("", _GAP)
        plain = self.hwpx.styles.ensure_border_fill(border_color=RULE)
        grey = self.hwpx.styles.ensure_border_fill(border_color=RULE, fill_color=SHADE)
        width = round(TEXT_WIDTH_MM * UNITS_PER_MM)
        table = self.hwpx.add_table(
            len(rows), len(widths), width=width, border_fill_id_ref=plain, para_pr_id_ref="0"
        )
        table.set_column_widths(widths)
        table.set_treat_as_char(False)
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells.cells):
                cell.set_text(clean(rows[row][column]))
                self.shape(cell.paragraphs[0], shapes[row][column])
                if shaded(row, column):
                    cell.element.set("borderFillIDRef", grey)
        return table


def _cell_shape(align: Align) -> _Shape:
    return _Shape(align=align, size=10, after=0, spacing=140)


def _write_table(sheet: _Sheet, block: Table) -> None:
    if block.caption:
        sheet.write(block.caption, _CAPTION)
    columns: tuple[Column, ...] = block.columns
    rows = [[column.label for column in columns], *map(list, block.rows)]
    body = [_cell_shape(column.align) for column in columns]
    shapes = [[_HEADER_CELL] * len(columns), *[body] * len(block.rows)]
    grey = {0}
    if block.total and block.rows:
        grey.add(len(block.rows))
        shapes[-1] = [replace(shape, bold=True) for shape in body]
    table = sheet.table(rows, [column.width for column in columns], shapes, lambda row, _: row in grey)
    table.element.set("repeatHeader", "1")
    for cell in table.rows[0].cells:
        cell.element.set("header", "1")
    if block.row_height:
        height = str(round(block.row_height * UNITS_PER_MM))
        for row in table.rows[1:]:
            for cell in row.cells:
                cell.element.find("{*}cellSz").set("height", height)
    sheet.write("", _GAP)


def _write_pairs(sheet: _Sheet, block: KeyValues) -> None:
    if not block.pairs:
        return
    rows = [[text for pair in row for text in pair] for row in block.rows()]
    shapes = [[_HEADER_CELL, _cell_shape("left")] * block.per_row] * len(rows)
    widths = [1.0, 4.0 if block.per_row == 1 else 2.3] * block.per_row
    sheet.table(rows, widths, shapes, lambda row, column: column % 2 == 0 and rows[row][column] != "")
    sheet.write("", _GAP)


def _write_signatures(sheet: _Sheet, block: SignatureBlock) -> None:
    if block.dated:
        sheet.write(block.dated, _Shape(align="center", before=10, after=8, keep=True))
    if not block.signatories:
        return
    sign_here = SIGN_HERE[sheet.document.language]
    rows = [[entry.role, entry.name, entry.signed or sign_here] for entry in block.signatories]
    shapes = [[_HEADER_CELL, _cell_shape("center"), _cell_shape("right")]] * len(rows)
    sheet.table(rows, [2.0, 4.0, 4.0], shapes, lambda _, column: column == 0)


def _write_items(sheet: _Sheet, items: tuple[NumberedItem, ...], keep: bool = False) -> None:
    """The items; `keep` holds the last one, with what is under it, on the page of what follows."""
    for item in items:
        kept = keep and item is items[-1]
        shape = _Shape(left=(item.level - 1) * 4.0, hanging=6.0, after=2, keep=kept)
        sheet.write(f"{item.sign} {item.text}", shape)
        _write_items(sheet, item.items, kept)


def _write_heading(sheet: _Sheet, block: NumberedHeading) -> None:
    size, before = (14, 12) if block.depth == 0 else (12, 12) if block.depth == 1 else (11, 6)
    shape = _Shape(left=(max(1, block.depth) - 1) * 4.0, size=size, bold=True, before=before, keep=True)
    # The style is there for navigation; its automatic number would double ours, so the shape is our own.
    sheet.write(block.line, shape, style=f"개요 {block.level}")


def _png(svg: str, fonts: Path | None) -> tuple[bytes, int, int]:
    """The drawing as PNG with its width and height in pixels: word processors draw SVG unevenly."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts_folder(fonts)))
    png: bytes = vl_convert.svg_to_png(svg, scale=2.0)
    width, height = struct.unpack(">II", png[16:24])
    return png, width, height


def _write_figure(sheet: _Sheet, block: Figure, fonts: Path | None) -> None:
    png, width, height = _png(block.svg, fonts)
    picture = sheet.hwpx.add_picture(
        png, "png", width_mm=TEXT_WIDTH_MM, height_mm=TEXT_WIDTH_MM * height / width, align="CENTER"
    )
    element: Any = picture.element
    comment = element.makeelement(element.tag.replace("}pic", "}shapeComment"), {})
    comment.text = clean(block.alt)
    margin = next(child for child in element if child.tag.endswith("}outMargin"))
    margin.addnext(comment)
    if block.caption:
        sheet.write(block.caption, _Shape(align="center", size=10, bold=True))


def _write_paragraph(sheet: _Sheet, block: Paragraph, depth: int, keep: bool) -> None:
    align = "justify" if block.align == "left" else block.align
    left = max(0, depth - 1) * 4.0 if block.align == "left" else 0.0
    size = _NOTE.size if block.note else _SIZES[block.size]
    bold = block.size == "display"
    sheet.write(block.text, _Shape(align=align, left=left, size=size, bold=bold, keep=keep or block.keep))


def _write_contents(sheet: _Sheet, block: Contents) -> None:
    """The headings in their order. Without pages: only the word processor knows where they fall."""
    sheet.write(block.title, _Shape(align="left", size=14, bold=True, after=8, keep=True))
    for entry in numbered(sheet.document):
        if isinstance(entry, NumberedHeading) and entry.level <= block.depth:
            sheet.write(entry.line, _Shape(align="left", left=(entry.level - 1) * 4.0, after=2))


def _write_speech(sheet: _Sheet, block: Speech) -> None:
    shape = _Shape(left=20, hanging=20, size=12, spacing=170)
    sheet.write(f"{block.speaker}  {block.text}", shape)


def _write_attachments(sheet: _Sheet, block: Attachments) -> None:
    if not block.items:
        sheet.write(block.end, _Shape(before=10))
    for at, (sign, text) in enumerate(block.lines()):
        start = f"{block.label}  " if at == 0 else ""
        shape = _Shape(left=14 + (6 if sign else 0), hanging=20 if at == 0 and sign else 14 if at == 0 else 6)
        if at == 0:
            shape = replace(shape, before=10)
        sheet.write(f"{start}{sign} {text}" if sign else f"{start}{text}", shape)


def _write_block(sheet: _Sheet, block: Any, depth: int, fonts: Path | None, keep: bool = False) -> None:
    match block:
        case NumberedHeading():
            _write_heading(sheet, block)
        case tuple():
            _write_items(sheet, block, keep)
        case Paragraph():
            _write_paragraph(sheet, block, depth, keep)
        case Table():
            _write_table(sheet, block)
        case KeyValues():
            _write_pairs(sheet, block)
        case SignatureBlock():
            _write_signatures(sheet, block)
        case Figure():
            _write_figure(sheet, block, fonts)
        case PageBreak():
            sheet.new_page = True
        case Space():
            sheet.write("", _Shape(size=5, after=block.height * 72 / 25.4, spacing=100))
        case Contents():
            _write_contents(sheet, block)
        case Lines():
            for label, value in block.pairs:
                sheet.write(f"{label}  {value}", _Shape(left=16, hanging=16, after=2))
        case Speech():
            _write_speech(sheet, block)
        case Attachments():
            _write_attachments(sheet, block)
        case _:
            raise TypeError(f"no such block: {type(block).__name__}")


def _write_page(sheet: _Sheet) -> None:
    """The page's measures, its number (- 1 -) and the mark on every page of a demonstration."""
    sheet.hwpx.page.setup(
        paper_size="A4",
        margins_mm={"left": 25, "right": 25, "top": 20, "bottom": 20},
        header_margin_mm=8,
        footer_margin_mm=8,
    )
    first = sheet.hwpx.paragraphs[0]
    mark = sheet.document.mark
    if head := "   |   ".join(text for text in (clean(sheet.document.stamp), mark) if text):
        header = sheet.hwpx.page.set_header(text=head)
        color = RED if mark else None
        for paragraph in header.paragraphs:
            sheet.shape(paragraph, _Shape(align="right", size=9.5, bold=True, color=color, after=0))
    if not sheet.document.page_numbers:
        return
    run: Any = first.element.find("{*}run")
    prefix = run.tag.removesuffix("run")
    control = run.makeelement(f"{prefix}ctrl", {})
    number = {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"}
    control.append(run.makeelement(f"{prefix}pageNum", number))
    run.append(control)
    if sheet.document.cover:
        hiding = run.makeelement(f"{prefix}ctrl", {})
        parts = ("Header", "Footer", "MasterPage", "Border", "Fill")
        values = {f"hide{part}": "0" for part in parts} | {"hidePageNum": "1"}
        hiding.append(run.makeelement(f"{prefix}pageHiding", values))
        run.append(hiding)


def _write_top(sheet: _Sheet) -> None:
    """The title with what stands under it, or the cover."""
    document, cover = sheet.document, sheet.document.cover
    first = sheet.hwpx.paragraphs[0]
    if cover:
        first.text = ""
        sheet.shape(first, replace(_COVER_LINE, before=80))
        _write_page(sheet)
        for line in cover.above:
            sheet.write(line, _COVER_LINE)
        sheet.write(document.shown_title or document.title, replace(_TITLE, size=24, before=16))
    else:
        first.text = clean(document.shown_title or document.title)
        sheet.shape(first, replace(_TITLE, size=document.title_size))
        _write_page(sheet)
    if document.subtitle:
        sheet.write(document.subtitle, _COVER_LINE if cover else _Shape(align="center", after=8))
    below = cover or Cover()
    for at, line in enumerate(below.below):
        sheet.write(line, replace(_COVER_LINE, before=40) if at == 0 else _COVER_LINE)
    if document.mark:
        sheet.write(document.mark, replace(_MARK, before=24) if cover else _MARK)
        sheet.write(DEMONSTRATION_NOTE[document.language], _MARK_NOTE)
    if below.foot:
        sheet.write(below.foot, _Shape(align="center", size=18, bold=True, before=120))
    sheet.new_page = bool(cover)


def render_hwpx(document: Document, *, fonts: Path | None = None) -> bytes:
    """The document as HWPX, A4, with the same content as the PDF.

    A drawing goes in as PNG; its lettering should name the font Pretendard GOV, which is taken from `fonts`
    (see `fonts.fonts_folder`), or it falls back on what the machine has. The same document gives the same bytes.

    Raises ValueError for headings that skip a level, and MissingFontError for a drawing without the fonts.
    """
    from hwpx import HwpxDocument

    sheet = _Sheet(HwpxDocument.new(), document)
    _write_top(sheet)
    depth, blocks = 0, numbered(document)
    for at, block in enumerate(blocks):
        depth = block.depth if isinstance(block, NumberedHeading) else depth
        _write_block(sheet, block, depth, fonts, signed_next(blocks[at + 1 :]))
    stream = io.BytesIO()
    sheet.hwpx.parts.clear_preview()
    sheet.hwpx.save_to_stream(stream)
    return settle(
        stream.getvalue(),
        title=document.property_title,
        author=clean(document.author),
        summary=document.property_summary,
        keywords=document.property_keywords,
        language=document.language,
        dated=document.dated.astimezone(UTC),
    )
