"""The minutes' sections, sentences and refusals."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.records.documents.samples import BASIS, RULE, sample_minutes

from sangsaeng.records.documents.content import (
    Document,
    Heading,
    KeyValues,
    ListItem,
    NumberedList,
    Paragraph,
    Table,
)
from sangsaeng.records.documents.minutes import AgendaItem, Minutes, Vote, minutes_document, working_line

SECTIONS = ["참석자", "배석자", "진행 순서", "상정 안건", "발언 요지", "결정 사항", "표결 내용", "서명"]


def texts(document: Document) -> list[str]:
    """Every text of the document's blocks, in order."""
    found: list[str] = []

    def walk(items: tuple[ListItem, ...]) -> None:
        for item in items:
            found.append(item.text)
            walk(item.items)

    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, NumberedList):
            walk(block.items)
        elif isinstance(block, Table):
            found += [column.label for column in block.columns]
            found += [cell for row in block.rows for cell in row]
        elif isinstance(block, KeyValues):
            found += [text for pair in block.pairs for text in pair]
    return found


def test_the_sections_stand_in_the_order_of_the_decree() -> None:
    document = minutes_document(sample_minutes())
    assert [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1] == SECTIONS
    overview = document.blocks[0]
    assert isinstance(overview, KeyValues)
    assert [label for label, _ in overview.pairs] == ["회의명", "회의체", "일시", "장소", "주관"]
    assert overview.pairs[2][1] == "2026. 11. 9.(월) 14:00"
    assert document.title == "제3차 시연 상생협의회 정기회의 회의록"
    assert document.demonstration


def test_the_vote_is_told_on_one_line_with_its_rule() -> None:
    vote = Vote(9, 1, 7, 6, 1, 0, "carried", RULE, BASIS)
    assert working_line(vote) == "재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결"
    assert working_line(vote, "en") == "9 members, 1 recused, 7 present, 6 for, 1 against: carried"
    plain = Vote(9, 0, 8, 3, 4, 1, "not carried", RULE, BASIS)
    assert working_line(plain) == "재적 9명, 출석 8명, 찬성 3명, 반대 4명, 기권 1명: 부결"
    found = texts(minutes_document(sample_minutes()))
    assert working_line(vote) in found
    assert f"적용 규칙: {RULE} (근거: {BASIS})" in found


@pytest.mark.parametrize(
    "counts", [(9, 1, 9, 6, 1, 0), (9, 0, 7, 6, 1, 1), (9, 0, 7, -1, 1, 1), (3, 4, 0, 0, 0, 0)]
)
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"below 0|more"):
        Vote(*counts, "carried", RULE, BASIS)


def test_what_is_not_on_record_is_said_to_be_so() -> None:
    empty = Minutes(
        body="시연 상생협의회", title="임시회의", held_at=datetime(2026, 1, 1, tzinfo=UTC), place="", host="",
        attendees=(), agenda=(),
    )  # fmt: skip
    found = texts(minutes_document(empty))
    for sentence in (
        "기록된 참석자 없음", "기록된 배석자 없음", "기록된 진행 순서 없음", "기록된 안건 없음",
        "기록된 발언 없음", "기록된 결정 없음", "기록된 표결 없음", "기록된 서명자 없음", "기록 없음",
    ):  # fmt: skip
        assert sentence in found
    assert [b.text for b in minutes_document(empty).blocks if isinstance(b, Heading)] == SECTIONS


def test_a_real_meeting_says_that_its_vote_is_not_public() -> None:
    item = AgendaItem(1, "안건", vote_note="공개자료 없음")
    found = texts(minutes_document(replace(sample_minutes(demonstration=False), agenda=(item,))))
    assert "제1호 안건 안건: 공개자료 없음" in found
    assert not any("찬성" in text for text in found)


def test_the_number_is_not_said_twice() -> None:
    titled = replace(sample_minutes(), title="제3차 상생협의회")
    assert minutes_document(titled).title == "제3차 상생협의회 회의록"
    assert minutes_document(replace(titled, number=None, title="간담회")).title == "간담회 회의록"


def test_the_english_minutes_have_english_words_throughout() -> None:
    document = minutes_document(sample_minutes(), language="en")
    headings = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert headings == [
        "Attendees", "Observers", "Order of proceedings", "Agenda",
        "Gist of remarks", "Decisions", "Votes", "Signatures",
    ]  # fmt: skip
    found = texts(document)
    assert "Monday 9 November 2026, 14:00 (Korean time)" in found
    assert "Attended: 8 of 9 members (1 remotely). Absent: 1." in found
    assert "No remarks recorded" in found
    assert document.language == "en"


def test_summary_and_keywords_are_made_from_the_record() -> None:
    document = minutes_document(sample_minutes())
    assert "안건은 3건입니다" in document.summary
    assert "가결 1건, 부결 1건" in document.summary
    assert {"회의록", "시연 상생협의회", "WM-2026-001", "WM-2026-002"} <= set(document.keywords)


def test_a_meeting_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(sample_minutes(), held_at=datetime(2026, 1, 1))  # noqa: DTZ001
