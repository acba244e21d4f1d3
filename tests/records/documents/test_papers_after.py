"""The papers around and after a meeting: appointment, report, press release, hand-over, fees."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.records.documents.later_samples import (
    AFTER,
    sample_appointment,
    sample_dismissal,
    sample_fees,
    sample_handover,
    sample_release,
    sample_report,
)
from tests.records.documents.pdf_reading import opened, squeezed
from tests.records.documents.reading import check_drawn, everything, headings, said
from tests.records.documents.test_xlsx import part, read

from sangsaeng.records.documents.appointment import (
    certificate_document,
    consent_document,
    dismissal_letter,
    pledge_document,
)
from sangsaeng.records.documents.content import Document, Paragraph, Table
from sangsaeng.records.documents.fee_sheet import FeeLine, fee_sheet_document, fee_sheet_xlsx
from sangsaeng.records.documents.handover import handover_document
from sangsaeng.records.documents.official_letter import official_letter_document
from sangsaeng.records.documents.press_release import Clearance, Quote, press_release_document
from sangsaeng.records.documents.result_report import result_report_document

pytestmark = pytest.mark.usefixtures("fonts")

MAKERS: dict[str, Callable[[str], Document]] = {
    "consent": lambda language: consent_document(sample_appointment(), language),  # type: ignore[arg-type]
    "pledge": lambda language: pledge_document(sample_appointment(), language),  # type: ignore[arg-type]
    "certificate": lambda language: certificate_document(sample_appointment(), language),  # type: ignore[arg-type]
    "dismissal": lambda language: official_letter_document(dismissal_letter(sample_dismissal(), language), language),  # type: ignore[arg-type]
    "report": lambda language: result_report_document(sample_report(), language),  # type: ignore[arg-type]
    "release": lambda language: press_release_document(sample_release(), language),  # type: ignore[arg-type]
    "handover": lambda language: handover_document(sample_handover(), language),  # type: ignore[arg-type]
    "fees": lambda language: fee_sheet_document(sample_fees(), language),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", MAKERS)
def test_each_paper_is_whole_marked_and_on_one_page(name: str, language: str) -> None:
    document = MAKERS[name](language)
    pdf, _ = check_drawn(document)
    assert len(opened(pdf).pages) == 1
    real = check_drawn(replace(document, demonstration=False))
    assert "효력 없음" not in everything(real[1])


# ---- appointment


def test_the_certificate_has_no_page_number_and_leaves_empty_what_is_unknown() -> None:
    data = sample_appointment()
    pdf, hwpx = check_drawn(certificate_document(data))
    text = squeezed(opened(pdf).pages[0].extract_text())
    assert "–1–" not in text
    assert b"pageNum" not in hwpx
    assert squeezed("시연 상생협의회 위원으로 위촉합니다.") in text
    assert "2026. 12. 1.부터 2028. 11. 30.까지" in "".join(said(certificate_document(data)))
    filled = said(
        certificate_document(replace(data, number="2026-5", issued_on=date(2026, 12, 1), until=None))
    )
    assert "제 2026-5 호" in filled
    assert "2026년 12월 1일" in filled
    assert "임기: 2026. 12. 1.부터(끝나는 날 정하지 않음)" in filled
    with pytest.raises(ValueError, match="before it begins"):
        replace(data, until=date(2026, 1, 1))


def test_the_pledge_says_on_what_it_rests_or_that_nothing_is_stated() -> None:
    assert "근거: 시연 상생협의회 운영세칙 제12조" in said(pledge_document(sample_appointment()))
    bare = replace(sample_appointment(), secrecy_basis="", pledges=("하나만 지킵니다.",))
    assert "근거: 적힌 근거 없음" in said(pledge_document(bare))
    assert "하나만 지킵니다." in said(pledge_document(bare))
    assert not any("영업비밀" in text for text in said(pledge_document(bare)))


def test_personal_data_are_asked_for_only_where_the_caller_says_which() -> None:
    assert "개인정보 수집·이용 동의" in headings(consent_document(sample_appointment()))
    assert headings(consent_document(replace(sample_appointment(), privacy=()))) == ["위촉 동의"]


# ---- report


def test_the_report_tells_results_decisions_and_what_comes_next() -> None:
    document = result_report_document(sample_report())
    assert headings(document) == ["회의 개요", "안건별 결과", "결정 내용", "주요 의견", "향후 계획"]
    found = said(document)
    assert "재적 20명, 제척 2명, 출석 15명, 찬성 11명, 반대 4명: 가결" in found
    assert "서명부 1부.  끝." in found
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert tables[1].rows[1] == ("보완 요청", "사무국", "미정")
    bare = said(result_report_document(replace(sample_report(), items=(), remarks=(), follow_ups=())))
    assert {"안건 없음", "기록된 의견 없음", "정해진 것 없음"} <= set(bare)


# ---- press release


def test_a_quote_needs_its_recorded_clearance() -> None:
    with pytest.raises(TypeError, match="clearance"):
        Quote("시연 위원 1", "말", None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="who gave it"):
        Clearance(" ", AFTER)
    assert "○ 시연 상생협의회 위원장 시연 위원 1은 “함께 만들고 함께 쓰는 길을 찾겠다”라고 밝혔다." in said(
        press_release_document(sample_release())
    )


def test_a_draft_says_so_and_an_embargo_that_is_not_set_too() -> None:
    draft = press_release_document(replace(sample_release(), embargo=None))
    assert draft.stamp == "초안"
    assert said(draft)[:2] == ["보도시점", "미정"]
    assert press_release_document(replace(sample_release(), draft=False)).stamp == ""


# ---- hand-over


def test_every_open_matter_is_counted_with_its_state_and_deadline() -> None:
    document = handover_document(sample_handover())
    assert "모두 3건입니다." in said(document)
    assert headings(document, 2) == ["안건 2건", "의견조회 1건", "건의 0건"]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert table.rows[0][2:4] == ("심의 중", "2026. 12. 1.")
    assert table.rows[1][3] == "없음"
    assert next(b for b in document.blocks if isinstance(b, Paragraph) and b.keep).text.startswith(
        "위와 같이"
    )


# ---- fees


def test_the_fees_are_summed_and_stay_numbers_in_the_spreadsheet() -> None:
    content = fee_sheet_xlsx(sample_fees())
    assert content == fee_sheet_xlsx(sample_fees())
    assert read(content)[0] == ["순번", "소속", "성명", "구분", "건수", "단가(원)", "금액(원)", "비고"]
    assert read(content)[2] == [2, "시연 연구원", "시연 위원 6", "심사", 3, 100_000, 300_000, "서면"]
    assert read(content)[3] == ["", "합계", "", "", 4, "", 500_000, "시연 · 효력 없음"]
    assert 'name="지급조서(시연·효력 없음)"' in part(content, "xl/workbook.xml")
    real = fee_sheet_xlsx(replace(sample_fees(), demonstration=False))
    assert read(real)[3][-1] == ""
    assert 'name="지급조서"' in part(real, "xl/workbook.xml")
    table = next(b for b in fee_sheet_document(sample_fees()).blocks if isinstance(b, Table))
    assert table.rows[-1][6] == "500,000"
    assert table.total


@pytest.mark.parametrize(
    "text",
    [
        "800101-1234567", "8001011234567", "800101 – 1234567", "８００１０１－１２３４５６７", "110-123-456789",
        "국민 123456 04 123456", "3333-01-1234567",
    ],
)  # fmt: skip
def test_a_text_like_a_resident_or_account_number_is_refused_everywhere(text: str) -> None:
    with pytest.raises(ValueError, match=r"resident|account"):
        FeeLine("기관", "이름", "attendance", 1, 1, note=text)
    for field in ("title", "purpose", "basis"):
        with pytest.raises(ValueError, match=r"resident|account"):
            replace(sample_fees(), **{field: text})


@pytest.mark.parametrize("text", ["제3차 회의(2026. 11. 9. 14:00)", "2026-11-09", "100,000원", "12345"])
def test_dates_and_amounts_are_no_such_numbers(text: str) -> None:
    assert FeeLine("기관", text, "review", 0, 0, note=text).note == text


def test_a_negative_fee_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        FeeLine("기관", "이름", "attendance", -1, 1)
