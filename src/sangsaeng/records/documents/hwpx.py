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
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sangsaeng.records.documents.content import (
    DEMONSTRATION_NOTE,
    Align,
    Column,
    Document,
    Figure,
    KeyValues,
    NumberedHeading,
    NumberedItem,
    Paragraph,
    SignatureBlock,
    Table,
    clean,
    numbered,
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
_HEADER_CELL = _Shape(align="center", size=10, bold=True, after=0, spacing=140)


@dataclass
class _Sheet:
    """The HWPX document being written, and the shapes made so far."""

    hwpx: "HwpxDocument"
    document: Document
    shapes: dict[_Shape, tuple[str, str]] = field(default_factory=dict)

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
        return paragraph

    def table(
        self, rows: list[list[str]], widths: list[float], shapes: list[list[_Shape]], shaded: Any
    ) -> Any:
        """Add a ruled table; `shaded(row, column)` says which cells are grey. It may run over pages."""
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
    table = sheet.table(rows, [column.width for column in columns], shapes, lambda row, _: row == 0)
    table.element.set("repeatHeader", "1")
    for cell in table.rows[0].cells:
        cell.element.set("header", "1")
    sheet.write("", _Shape(size=5, after=0, spacing=100))


def _write_pairs(sheet: _Sheet, block: KeyValues) -> None:
    if not block.pairs:
        return
    rows = [list(pair) for pair in block.pairs]
    shapes = [[_HEADER_CELL, _cell_shape("left")]] * len(rows)
    sheet.table(rows, [1.0, 4.0], shapes, lambda _, column: column == 0)
    sheet.write("", _Shape(size=5, after=0, spacing=100))


def _write_signatures(sheet: _Sheet, block: SignatureBlock) -> None:
    if block.dated:
        sheet.write(block.dated, _Shape(align="center", before=10, after=8, keep=True))
    if not block.signatories:
        return
    sign_here = SIGN_HERE[sheet.document.language]
    rows = [[entry.role, entry.name, sign_here] for entry in block.signatories]
    shapes = [[_HEADER_CELL, _cell_shape("center"), _cell_shape("right")]] * len(rows)
    sheet.table(rows, [2.0, 4.0, 4.0], shapes, lambda _, column: column == 0)


def _write_items(sheet: _Sheet, items: tuple[NumberedItem, ...]) -> None:
    for item in items:
        shape = _Shape(left=(item.level - 1) * 4.0, hanging=6.0, after=2)
        sheet.write(f"{item.sign} {item.text}", shape)
        _write_items(sheet, item.items)


def _write_heading(sheet: _Sheet, block: NumberedHeading) -> None:
    size, before = (12, 12) if block.level == 1 else (11, 6)
    shape = _Shape(left=(block.level - 1) * 4.0, size=size, bold=True, before=before, keep=True)
    # The style is there for navigation; its automatic number would double ours, so the shape is our own.
    sheet.write(f"{block.sign} {block.text}", shape, style=f"개요 {block.level}")


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


def _write_block(sheet: _Sheet, block: Any, depth: int, fonts: Path | None) -> None:
    match block:
        case NumberedHeading():
            _write_heading(sheet, block)
        case tuple():
            _write_items(sheet, block)
        case Paragraph():
            align = "justify" if block.align == "left" else block.align
            size = _NOTE.size if block.note else 11.0
            sheet.write(block.text, _Shape(align=align, left=max(0, depth - 1) * 4.0, size=size))
        case Table():
            _write_table(sheet, block)
        case KeyValues():
            _write_pairs(sheet, block)
        case SignatureBlock():
            _write_signatures(sheet, block)
        case Figure():
            _write_figure(sheet, block, fonts)
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
    if sheet.document.mark:
        header = sheet.hwpx.page.set_header(text=sheet.document.mark)
        for paragraph in header.paragraphs:
            sheet.shape(paragraph, _Shape(align="right", size=9.5, bold=True, color=RED, after=0))
    run: Any = first.element.find("{*}run")
    prefix = run.tag.removesuffix("run")
    control = run.makeelement(f"{prefix}ctrl", {})
    number = {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"}
    control.append(run.makeelement(f"{prefix}pageNum", number))
    run.append(control)


def render_hwpx(document: Document, *, fonts: Path | None = None) -> bytes:
    """The document as HWPX, A4, with the same content as the PDF.

    A drawing goes in as PNG; its lettering should name the font Pretendard GOV, which is taken from `fonts`
    (see `fonts.fonts_folder`), or it falls back on what the machine has. The same document gives the same bytes.

    Raises ValueError for headings that skip a level, and MissingFontError for a drawing without the fonts.
    """
    from hwpx import HwpxDocument

    sheet = _Sheet(HwpxDocument.new(), document)
    first = sheet.hwpx.paragraphs[0]
    first.text = clean(document.title)
    sheet.shape(first, _TITLE)
    _write_page(sheet)
    if document.subtitle:
        sheet.write(document.subtitle, _Shape(align="center", after=8))
    if document.mark:
        sheet.write(document.mark, _MARK)
        sheet.write(DEMONSTRATION_NOTE[document.language], _MARK_NOTE)
    depth = 0
    for block in numbered(document):
        depth = block.level if isinstance(block, NumberedHeading) else depth
        _write_block(sheet, block, depth, fonts)
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
