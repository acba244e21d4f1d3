"""The PDF: accessible, complete, literal, the same every time."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.records.documents.pdf_reading import alternatives, opened, squeezed, tags, words
from tests.records.documents.samples import sample_minutes
from tests.records.documents.test_minutes import texts

from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Figure,
    Heading,
    KeyValues,
    ListItem,
    NumberedList,
    Paragraph,
    Signatory,
    SignatureBlock,
    Table,
)
from sangsaeng.records.documents.fonts import (
    DEFAULT_FONTS,
    FONTS_VARIABLE,
    MissingFontError,
    fonts_folder,
)
from sangsaeng.records.documents.minutes import minutes_document
from sangsaeng.records.documents.pdf import render_pdf

NOW = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="200" height="40" fill="navy"/></svg>'


pytestmark = pytest.mark.usefixtures("fonts")


def document(*blocks: Block, **fields: object) -> Document:
    return replace(Document("시험 문서", "시연 사무국", NOW, blocks), **fields)  # type: ignore[arg-type]


def test_the_minutes_are_pdf_ua_tagged_titled_and_in_korean() -> None:
    pdf = render_pdf(minutes_document(sample_minutes()))
    reader = opened(pdf)
    root = reader.root_object
    assert root["/Lang"] == "ko"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "[시연 · 효력 없음] 제3차 시연 상생협의회 정기회의 회의록"
    assert reader.metadata.author == "시연 상생협의회"
    assert "시연 · 효력 없음" in str(reader.metadata.get("/Keywords"))
    assert "WM-2026-001" in str(reader.metadata.get("/Keywords"))
    assert str(reader.metadata.subject).startswith("시연 · 효력 없음")
    structure = tags(pdf)
    assert structure.count("/H1") == 8
    assert structure.count("/H2") == 3
    assert structure.count("/Table") == 4
    assert "/TH" in structure
    assert "/L" in structure
    assert "/Lbl" in structure
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)


def test_the_minutes_hold_every_field_and_the_mark_on_every_page() -> None:
    minutes = sample_minutes()
    content = minutes_document(minutes)
    pdf = render_pdf(content)
    everything = words(pdf)
    for text in texts(content):
        assert squeezed(text) in everything, text
    for signatory in minutes.signatories:
        assert squeezed(signatory.role + signatory.name + "(서명)") in everything
    pages = opened(pdf).pages
    assert 2 <= len(pages) <= 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "시연 · 효력 없음" in text
        assert f"– {number} –" in text


def test_a_real_document_carries_no_mark() -> None:
    pdf = render_pdf(minutes_document(sample_minutes(demonstration=False)))
    assert "효력없음" not in words(pdf)
    assert opened(pdf).metadata["/Title"] == "제3차 시연 상생협의회 정기회의 회의록"  # type: ignore[index]


def test_the_english_minutes_say_so_to_a_screen_reader() -> None:
    pdf = render_pdf(minutes_document(sample_minutes(), language="en"))
    assert opened(pdf).root_object["/Lang"] == "en"
    for page in opened(pdf).pages:
        assert "Demonstration · no legal effect (시연 · 효력 없음)" in page.extract_text()


HOSTILE = [
    '#include "/etc/hostname"', '#read("template.typ")', "$x^2$", "*굵게* _기울임_", "= 제목", "- 목록", "+ 번호",
    "/ 용어: 뜻", "`code`", "<label> @reference", "// 주석", "/* 주석 */", "\\u{41} \\", "~a~ --- ...",
    '"따옴표" \'x\'', "https://example.invalid/?a=1&b=2", "#{1 + 1}", "]#panic()[", '"; panic("x") //',
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_a_user_writes_is_read_as_markup(text: str) -> None:
    blocks = (
        KeyValues(((f"k{text}", f"v{text}"),)),
        Heading(f"h{text}"),
        Paragraph(f"p{text}"),
        Paragraph(f"n{text}", note=True),
        NumberedList((ListItem(f"l{text}", (ListItem(f"m{text}"),)),)),
        Table((Column(f"c{text}", unit=f"u{text}"),), ((f"t{text}",),), caption=f"x{text}"),
        SignatureBlock(f"d{text}", (Signatory(f"r{text}", f"s{text}"),)),
    )
    pdf = render_pdf(
        document(*blocks, title=f"T{text}", subtitle=f"S{text}", author=f"A{text}", keywords=(text,))
    )
    found = words(pdf)
    for before in "TkvhpnlmcutxdrsS":
        assert squeezed(before + text) in found, before
    metadata = opened(pdf).metadata
    assert metadata is not None
    assert metadata.title == f"T{text}"
    assert metadata.author == f"A{text}"


def test_letters_that_no_font_has_are_spelled_out_not_lost() -> None:
    pdf = render_pdf(
        document(Paragraph("끝😀 ◎ ☐ ① ㉮ 漢 1\u20e3 가\x07나 \ud800다"), Heading("😀"), Paragraph("한"))
    )
    found = words(pdf)
    for text in ("끝[U+1F600]", "◎☐①㉮漢1[U+20E3]가나다", "1.[U+1F600]", "한"):
        assert text in found


def test_very_long_words_break_inside_the_page() -> None:
    long = "W" * 300
    blocks = (
        Heading(long), Paragraph(long), Paragraph("가" * 300), NumberedList((ListItem(long, (ListItem(long),)),)),
        KeyValues(((long, long),)), Table((Column("a"), Column(long), Column("c")), (("b", long, "가" * 100),)),
        SignatureBlock("", (Signatory(long, long),)),
    )  # fmt: skip
    pdf = render_pdf(document(*blocks, title=long))
    assert words(pdf).count("W") >= 300 * 9
    for page in opened(pdf).pages:
        edges: list[float] = []
        page.extract_text(visitor_text=lambda _t, _c, tm, _f, _s, edges=edges: edges.append(tm[4]))  # type: ignore[misc]
        assert max(edges) < 210 / 25.4 * 72 - 25 / 25.4 * 72 + 1


def test_a_long_table_runs_over_pages_with_its_header_on_each() -> None:
    columns = (
        Column("순번", align="right"),
        Column("수입액", unit="천 달러", align="right", width=2),
        Column("비고"),
    )
    rows = tuple((str(n), f"{n * 1000:,}", f"줄-{n}-끝") for n in range(1, 201))
    pdf = render_pdf(document(Table(columns, rows, caption="표 1. 긴 표")))
    pages = opened(pdf).pages
    assert len(pages) >= 4
    for page in pages:
        assert "수입액(천 달러)" in page.extract_text()
    found = words(pdf)
    assert all(squeezed(row[2]) in found for row in rows)
    structure = tags(pdf)
    assert structure.count("/Table") == 1
    assert structure.count("/TH") == 3
    assert structure.count("/TR") == 201
    assert "/Caption" in structure


def test_a_figure_has_its_alternative_text() -> None:
    pdf = render_pdf(document(Figure(SVG, alt="중국이 41.9 %로 가장 큽니다.", caption="그림 1. 수입 비중")))
    assert "/Figure" in tags(pdf)
    assert alternatives(pdf) == ["중국이 41.9 %로 가장 큽니다."]
    assert "그림1.수입비중" in words(pdf)


def test_a_figures_lettering_is_text_and_a_broken_drawing_is_an_error() -> None:
    import typst

    lettered = SVG.replace(
        "</svg>", '<text x="5" y="55" font-family="Pretendard GOV">수입 41.9 %</text></svg>'
    )
    assert "수입41.9%" in words(render_pdf(document(Figure(lettered, alt="막대"))))
    with pytest.raises(typst.TypstError):
        render_pdf(document(Figure("<svg", alt="막대")))


def test_the_same_content_gives_the_same_bytes_dated_by_the_document() -> None:
    content = minutes_document(sample_minutes())
    first = render_pdf(content)
    assert first == render_pdf(minutes_document(sample_minutes()))
    metadata = opened(first).metadata
    assert metadata is not None
    assert metadata.creation_date == content.dated.astimezone(UTC)
    assert first != render_pdf(replace(content, title="다른 제목"))


def test_an_empty_document_and_empty_blocks_are_drawn() -> None:
    blocks = (
        KeyValues(()),
        NumberedList(()),
        Paragraph(""),
        SignatureBlock("", ()),
        Table((Column("열"),), ()),
    )
    assert "시험문서" in words(render_pdf(document()))
    assert "열" in words(render_pdf(document(*blocks)))


def test_missing_fonts_are_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingFontError, match=r"PretendardGOV-Regular\.otf.*\./run"):
        render_pdf(document(), fonts=tmp_path)
    monkeypatch.setenv(FONTS_VARIABLE, str(tmp_path))
    with pytest.raises(MissingFontError):
        fonts_folder()
    assert fonts_folder(DEFAULT_FONTS) == DEFAULT_FONTS


def test_the_template_evaluates_and_reads_nothing() -> None:
    template = (Path(render_pdf.__code__.co_filename).parent / "template.typ").read_text(encoding="utf-8")
    for command in ("#import", "#include", "read(", "eval("):
        assert command not in template
