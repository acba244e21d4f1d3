"""The papers made before and for a meeting: letter, notice, agenda book, script, signature sheet."""

import doctest
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from tests.records.documents.paper_samples import (
    MADE,
    MODEL,
    SECOND,
    sample_book,
    sample_letter,
    sample_notice,
    sample_paper,
    sample_scenario,
    sample_sheet,
)
from tests.records.documents.pdf_reading import opened, squeezed, tags, words
from tests.records.documents.reading import check_drawn, everything, headings, plain, said

from sangsaeng.records.documents import agenda_book, common
from sangsaeng.records.documents.agenda_book import AgendaPaper, agenda_book_document, omitted_paper
from sangsaeng.records.documents.content import (
    Attachments,
    Document,
    KeyValues,
    ListItem,
    NumberedList,
    Speech,
    Table,
)
from sangsaeng.records.documents.hwpx import render_hwpx
from sangsaeng.records.documents.meeting_notice import meeting_notice_document, notice_letter
from sangsaeng.records.documents.official_letter import official_letter_document
from sangsaeng.records.documents.pdf import render_pdf
from sangsaeng.records.documents.scenario import ScenarioItem, scenario_document
from sangsaeng.records.documents.signature_sheet import signature_sheet_document

pytestmark = pytest.mark.usefixtures("fonts")

MAKERS: dict[str, Callable[[str], Document]] = {
    "letter": lambda language: official_letter_document(sample_letter(), language),  # type: ignore[arg-type]
    "book": lambda language: agenda_book_document(sample_book(), language),  # type: ignore[arg-type]
    "script": lambda language: scenario_document(sample_scenario(), language),  # type: ignore[arg-type]
    "sheet": lambda language: signature_sheet_document(sample_sheet(), language),  # type: ignore[arg-type]
    "notice": lambda language: meeting_notice_document(sample_notice(), language),  # type: ignore[arg-type]
    "notice letter": lambda language: official_letter_document(notice_letter(sample_notice(), language), language),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", MAKERS)
def test_each_paper_is_whole_marked_and_the_same_every_time(name: str, language: str) -> None:
    document = MAKERS[name](language)
    assert document.language == language
    check_drawn(document)


def test_examples_in_the_docstrings_hold() -> None:
    for module in (common, agenda_book):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


# ---- letter


def letter(**changes: object) -> Document:
    return official_letter_document(replace(sample_letter(), **changes))  # type: ignore[arg-type]


def test_a_letter_has_its_parts_in_the_order_of_the_form() -> None:
    text = plain(render_hwpx(letter()))
    order = ["시연 상생협의회", "수신  ", "(경유)  ", "제목  상생모델 지원 건의", "1. 관련:", "가. 모델", "1) 기술개발", "붙임  1. 의결서 1부.", "2. 경쟁력강화 계획서 2부.  끝.", "시연 상생협의회 위원장", "문서번호"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_number_and_date_stay_empty_until_they_are_known() -> None:
    foot = letter().blocks[-1]
    assert isinstance(foot, KeyValues)
    assert dict(foot.pairs)["문서번호"] == dict(foot.pairs)["시행일"] == ""
    assert "접수번호" not in dict(foot.pairs)
    filled = letter(number="상생-7", issued_on=MADE.date(), received_on=MADE.date()).blocks[-1]
    assert isinstance(filled, KeyValues)
    assert dict(filled.pairs)["문서번호"] == "상생-7"
    assert dict(filled.pairs)["접수일"] == "2026. 10. 30."


def test_the_end_sign_stands_once_wherever_the_letter_ends() -> None:
    one = ListItem("참석하여 주시기 바랍니다.", (ListItem("일시"), ListItem("장소")))
    alone = letter(body=(ListItem("알려 드립니다."),), attachments=())
    assert [t for t in said(alone) if "끝." in t] == ["알려 드립니다.  끝."]
    assert not any(isinstance(block, NumberedList) for block in alone.blocks)
    nested = letter(body=(one,), attachments=())
    assert [t for t in said(nested) if "끝." in t] == ["장소  끝."]
    assert "1. 일시" in plain(render_hwpx(nested)).splitlines()
    table = sample_paper().figures[0].table
    tabled = letter(tables=(table,), attachments=())
    assert isinstance(tabled.blocks[tabled.blocks.index(table) + 1], Attachments)
    assert words(render_pdf(tabled)).count("끝.") == 1
    assert "끝." in plain(render_hwpx(tabled)).splitlines()


def test_more_than_one_recipient_stand_under_the_senders_name() -> None:
    text = said(letter(recipients=("갑 기관장", "을 기관장")))
    assert text[1] == "수신자 참조"
    assert "갑 기관장, 을 기관장" in text


@pytest.mark.parametrize("changes", [{"recipients": ()}, {"body": ()}, {"written_at": datetime(2026, 1, 1)}])  # noqa: DTZ001
def test_a_letter_without_recipient_body_or_time_zone_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a letter"):
        replace(sample_letter(), **changes)  # type: ignore[arg-type]


# ---- notice


def test_a_notice_says_under_which_rule_and_until_when_to_reply() -> None:
    text = said(meeting_notice_document(sample_notice()))
    assert "운영세칙 제1판 제5조(예시 규칙), 같은 법 시행령 제14조" in text
    assert any("2026. 11. 5.(목)까지 회신" in line for line in text)
    assert "회신서" in text
    quiet = meeting_notice_document(sample_notice(reply_by=None))
    assert "회신서" not in said(quiet)
    assert len(opened(render_pdf(quiet)).pages) == 1


# ---- agenda book


def test_a_numbered_copy_says_whose_it_is_on_every_page() -> None:
    document = agenda_book_document(sample_book())
    assert document.stamp == "비공개 · 부수 번호 3/20 · 시연 위원 4"
    pdf, hwpx = check_drawn(document)
    assert len(opened(pdf).pages) >= 5
    cover = squeezed(opened(pdf).pages[0].extract_text())
    assert squeezed("부수 번호 3/20 · 시연 위원 4") in cover.removeprefix(squeezed(document.stamp))
    assert squeezed("– 1 –") not in cover
    assert 'hidePageNum="1"' in str(_section(hwpx))
    plain_copy = agenda_book_document(sample_book(copy_number=None, copies=None, recipient="", closed=False))
    assert plain_copy.stamp == ""
    with pytest.raises(ValueError, match="copy 21 of 20"):
        sample_book(copy_number=21)


def _section(hwpx: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(hwpx)) as package:
        return package.read("Contents/section0.xml")


def test_nothing_of_a_left_out_item_reaches_the_file() -> None:
    papers = sample_book().papers
    pdf, hwpx = check_drawn(
        agenda_book_document(sample_book(papers=(papers[0], omitted_paper(2), papers[2])))
    )
    found = words(pdf) + everything(hwpx) + str(opened(pdf).metadata)
    assert squeezed("제2호 안건: 이해관계로 배부하지 않음") in found
    assert "석영" not in found
    assert "WM-2026-002" not in found
    page = next(
        p for p in opened(pdf).pages if "배부하지" in p.extract_text() and "차례" not in p.extract_text()
    )
    left = squeezed(page.extract_text())
    for known in (
        "비공개 · 부수 번호 3/20 · 시연 위원 4",
        "시연 · 효력 없음",
        "제2호 안건: 이해관계로 배부하지 않음",
    ):
        left = left.replace(squeezed(known), "")
    assert left == "–5–"
    for held in ({"title": SECOND}, {"resolution": "의결"}, {"model_code": "WM-2026-002"}):
        with pytest.raises(ValueError, match="number only"):
            AgendaPaper(**({"number": 2, "title": "", "omitted": True} | held))  # type: ignore[arg-type]


def test_the_contents_name_every_paper_with_its_page() -> None:
    pdf = render_pdf(agenda_book_document(sample_book()))
    contents = squeezed(opened(pdf).pages[1].extract_text())
    assert squeezed(f"제1호 안건 {MODEL}") in contents
    assert squeezed(f"제2호 안건 {SECOND}") in contents
    assert "/TOC" in tags(pdf)


def test_a_paper_has_its_sections_numbered_from_one_and_its_tables() -> None:
    document = agenda_book_document(sample_book())
    assert headings(document, 2)[:9] == [
        "의결주문", "제안이유", "주요내용", "계획의 내용", "요청 지원", "검토 요약", "관계 기관 의견과 반영 여부", "붙임 자료", "참고",
    ]  # fmt: skip
    lines = plain(render_hwpx(document)).splitlines()
    assert lines.count("1. 의결주문") == 2
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [row[2] for row in tables[2].rows] == ["수용", "일부 수용", "미수용"]
    assert tables[0].rows[1][2:] == ("미정", "미정")
    assert tables[3].caption == "표 1. 고순도 염화수소의 국내 수요와 수입 (단위: 톤)"
    assert "보고 요지" in headings(document, 2)
    assert "적지 않음" in said(document)


# ---- script


def test_the_script_says_who_leaves_and_offers_both_declarations() -> None:
    document = scenario_document(sample_scenario())
    assert headings(document) == ["성원 보고", "개회", "보고사항", "심의·의결 사항", "기타", "폐회"]
    spoken = [block.text for block in document.blocks if isinstance(block, Speech)]
    assert all(text.startswith("「") and text.endswith("」") and text.count("「") == 1 for text in spoken)
    assert any("시연 위원 3(제척), 시연 위원 5(회피) 위원께서" in text for text in spoken)
    assert any("제2호부터 제3호 안건까지 일괄하여 상정합니다" in text for text in spoken)
    assert any("무기명으로 표결하겠습니다" in text for text in spoken)
    assert any("이의가 있습니까?" in text for text in spoken)
    assert sum("가결되었음을 선포" in text for text in spoken) == 2
    assert sum("부결되었음을 선포" in text for text in spoken) == 2
    assert sum("상정합니다" in text for text in spoken) == 2  # the report, and the batch once


def test_the_quorum_is_reported_as_counted() -> None:
    def report(present: int | None) -> str:
        document = scenario_document(sample_scenario(present=present))
        return next(block.text for block in document.blocks if isinstance(block, Speech))

    assert "○○명이 출석하여" in report(None)
    assert "15명이 출석하여 의사정족수 11명을 채웠습니다" in report(15)
    assert "10명이 출석하여 의사정족수 11명에 미치지 못합니다" in report(10)


@pytest.mark.parametrize("method", ["consent", "open", "named", "secret", "written"])
def test_every_way_of_voting_has_its_words(method: str) -> None:
    item = ScenarioItem(
        1, MODEL, method=method, question="조건부로 의결하는 것", carried="조건부로 가결합니다."
    )  # type: ignore[arg-type]
    text = said(scenario_document(sample_scenario(items=(item,))))
    assert f"※ 표결 방법: {common.METHODS[item.method][0]}" in text
    assert any("조건부로 의결하는 것" in line for line in text)
    assert "「조건부로 가결합니다.」" in text


# ---- signature sheet


def test_guests_sign_apart_from_the_members_and_rows_leave_room() -> None:
    document = signature_sheet_document(sample_sheet())
    members, guests = (block for block in document.blocks if isinstance(block, Table))
    assert (len(members.rows), len(guests.rows)) == (20, 5)
    assert members.rows[0] == ("1", "시연 기관 1", "위원장", "시연 위원 1", "")
    assert members.rows[-1][-1] == "원격 출석"
    assert guests.rows[-1] == ("5", "", "", "", "")
    pdf, hwpx = check_drawn(document)
    assert len(opened(pdf).pages) == 2
    assert "배석자" in opened(pdf).pages[1].extract_text()
    assert b'height="2551"' in _section(hwpx)
