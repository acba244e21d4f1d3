"""The HWPX file: opens again, holds every sentence, keeps the package's rules."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
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
    clean,
)
from sangsaeng.records.documents.fonts import MissingFontError
from sangsaeng.records.documents.hwpx import render_hwpx
from sangsaeng.records.documents.minutes import minutes_document

NOW = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="200" height="40" fill="navy"/></svg>'


def document(*blocks: Block, **fields: object) -> Document:
    return replace(Document("시험 문서", "시연 사무국", NOW, blocks), **fields)  # type: ignore[arg-type]


def plain(hwpx: bytes) -> str:
    from hwpx import HwpxDocument

    text: str = HwpxDocument.open(io.BytesIO(hwpx)).text.plain()
    return text


def section(hwpx: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(hwpx)) as package:
        return etree.fromstring(package.read("Contents/section0.xml"))


def test_the_minutes_hold_every_sentence_and_their_numbers() -> None:
    minutes = sample_minutes()
    content = minutes_document(minutes)
    found = plain(render_hwpx(content))
    for text in texts(content):
        assert text in found, text
    for line in (
        "1. 참석자",
        "8. 서명",
        "가. 개회와 성원 보고",
        "1) 재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결",
    ):
        assert line in found.splitlines()
    for signatory in minutes.signatories:
        assert f"{signatory.role}\t{signatory.name}\t(서명)" in found.splitlines()


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_file_passes_the_validators_and_opens_again(language: str, tmp_path: Path) -> None:
    from hwpx import HwpxDocument
    from hwpx.tools.package_validator import validate_editor_open_safety, validate_package

    figure = Figure(SVG, alt="막대 하나", caption="그림 1. 막대")
    content = minutes_document(sample_minutes(), language=language)  # type: ignore[arg-type]
    hwpx = render_hwpx(replace(content, blocks=(*content.blocks, figure), subtitle="부제목"))
    path = tmp_path / "minutes.hwpx"
    path.write_bytes(hwpx)
    assert validate_package(path).errors == ()
    report = validate_editor_open_safety(path)
    assert report.ok, report.summary
    opened = HwpxDocument.open(path)
    assert opened.validate().issues == ()
    assert "부제목" in opened.text.plain()


def test_the_package_keeps_the_rules_of_the_format() -> None:
    hwpx = render_hwpx(minutes_document(sample_minutes()))
    with zipfile.ZipFile(io.BytesIO(hwpx)) as package:
        assert package.testzip() is None
        entries = package.infolist()
        assert entries[0].filename == "mimetype"
        assert entries[0].compress_type == zipfile.ZIP_STORED
        assert package.read("mimetype") == b"application/hwp+zip"
        assert {entry.date_time for entry in entries} == {(2026, 11, 9, 15, 0, 0)}
        for entry in entries:
            if entry.filename.endswith((".xml", ".hpf", ".rdf")):
                etree.fromstring(package.read(entry.filename))
        assert "회의록" in package.read("Preview/PrvText.txt").decode()


def test_the_properties_are_the_documents_own() -> None:
    from hwpx import HwpxDocument

    properties = HwpxDocument.open(io.BytesIO(render_hwpx(minutes_document(sample_minutes())))).parts.metadata
    assert properties is not None
    assert properties.title == "[시연 · 효력 없음] 제3차 시연 상생협의회 정기회의 회의록"
    assert properties.creator == properties.lastsaveby == "시연 상생협의회"
    assert properties.created_date == properties.modified_date == "2026-11-09T15:00:00Z"
    assert properties.language == "ko"
    assert str(properties.keyword).startswith("시연 · 효력 없음, 회의록")
    assert str(properties.description).startswith("시연 · 효력 없음 ")


def test_a_demonstration_is_marked_at_the_top_and_in_the_header_of_every_page() -> None:
    hwpx = render_hwpx(minutes_document(sample_minutes()))
    assert plain(hwpx).splitlines()[1] == "시연 · 효력 없음"
    header = section(hwpx).find(f".//{HP}header[@applyPageType='BOTH']")
    assert header is not None
    assert "시연 · 효력 없음" in "".join(header.itertext())
    real = render_hwpx(minutes_document(sample_minutes(demonstration=False)))
    assert "효력 없음" not in plain(real)
    assert section(real).find(f".//{HP}header") is None


def test_the_page_is_a4_with_office_margins_and_a_page_number() -> None:
    root = section(render_hwpx(document()))
    page = root.find(f".//{HP}pagePr")
    margin = root.find(f".//{HP}pagePr/{HP}margin")
    assert page is not None
    assert margin is not None
    millimetres = {
        side: round(int(margin.get(side, "0")) / 7200 * 25.4) for side in ("left", "right", "top", "bottom")
    }
    assert millimetres == {"left": 25, "right": 25, "top": 20, "bottom": 20}
    assert (round(int(page.get("width", "0")) / 283.46), round(int(page.get("height", "0")) / 283.46)) == (
        210,
        297,
    )
    assert len(root.findall(f".//{HP}pageNum[@pos='BOTTOM_CENTER']")) == 1


def test_a_table_has_a_shaded_repeated_header_and_may_run_over_pages() -> None:
    rows = tuple((str(n), f"줄-{n}-끝") for n in range(200))
    hwpx = render_hwpx(
        document(
            Table((Column("순번", width=1), Column("값", unit="명", width=3)), rows, caption="표 1. 긴 표")
        )
    )
    table = section(hwpx).find(f".//{HP}tbl")
    assert table is not None
    assert (table.get("repeatHeader"), table.get("rowCnt"), table.get("colCnt")) == ("1", "201", "2")
    position = table.find(f"{HP}pos")
    assert position is not None
    assert position.get("treatAsChar") == "0"
    cells = table.findall(f".//{HP}tc")
    assert [cell.get("header") for cell in cells[:4]] == ["1", "1", "0", "0"]
    assert cells[0].get("borderFillIDRef") != cells[2].get("borderFillIDRef")
    widths = [int(size.get("width", "0")) for size in table.findall(f".//{HP}cellSz")[:2]]
    assert widths[1] == pytest.approx(3 * widths[0], abs=3)
    found = plain(hwpx)
    assert "값(명)" in found
    assert all(row[1] in found for row in rows)


@pytest.mark.parametrize(
    "text", ["<hp:t>&amp; ]]>", "😀 ◎ 漢", "가\x07나\ud800다", "첫 줄\n둘째 줄", "W" * 400, "=1+1"]
)
def test_any_text_comes_out_as_it_was_written(text: str) -> None:
    blocks = (
        KeyValues(((f"k{text}", f"v{text}"),)),
        Heading(f"h{text}"),
        Paragraph(f"p{text}", align="right"),
        Paragraph(f"n{text}", note=True),
        NumberedList((ListItem(f"l{text}", (ListItem(f"m{text}"),)),)),
        Table((Column(f"c{text}", unit="명"),), ((f"t{text}",),), caption=f"x{text}"),
        SignatureBlock(f"d{text}", (Signatory(f"r{text}", f"s{text}"),)),
    )
    found = plain(render_hwpx(document(*blocks, title=f"T{text}", subtitle=f"S{text}")))
    for before in "TSkvhpnlmctxdrs":
        assert clean(f"{before}{text}") in found, before


@pytest.mark.usefixtures("fonts")
def test_a_figure_is_embedded_with_its_alternative_text() -> None:
    hwpx = render_hwpx(document(Figure(SVG, alt="중국이 41.9 %로 가장 큽니다.", caption="그림 1")))
    with zipfile.ZipFile(io.BytesIO(hwpx)) as package:
        pictures = [name for name in package.namelist() if name.startswith("BinData/")]
        assert len(pictures) == 1
        assert package.read(pictures[0]).startswith(b"\x89PNG")
    picture = section(hwpx).find(f".//{HP}pic")
    assert picture is not None
    assert picture.findtext(f"{HP}shapeComment") == "중국이 41.9 %로 가장 큽니다."


def test_a_figure_without_the_fonts_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(MissingFontError, match=r"\./run"):
        render_hwpx(document(Figure(SVG, alt="막대")), fonts=tmp_path)


def test_the_same_content_gives_the_same_bytes() -> None:
    content = minutes_document(sample_minutes())
    first = render_hwpx(content)
    assert first == render_hwpx(minutes_document(sample_minutes()))
    assert first != render_hwpx(replace(content, title="다른 제목"))


def test_an_empty_document_and_empty_blocks_are_written() -> None:
    blocks = (
        NumberedList(()),
        Paragraph(""),
        SignatureBlock("", ()),
        Table((Column("열"),), ()),
        KeyValues(()),
    )
    assert plain(render_hwpx(document())).strip() == "시험 문서"
    assert "열" in plain(render_hwpx(document(*blocks)))
