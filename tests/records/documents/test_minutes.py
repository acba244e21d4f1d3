"""The minutes' sections, sentences and refusals."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.records.documents.pdf_reading import opened, squeezed
from tests.records.documents.reading import check_drawn, headings, said
from tests.records.documents.samples import BASIS, RULE, full_minutes, public_minutes, sample_minutes

from sangsaeng.records.documents.content import (
    Document,
    Heading,
    KeyValues,
    ListItem,
    NumberedList,
    Paragraph,
    Table,
)
from sangsaeng.records.documents.minutes import (
    AgendaItem,
    Attendee,
    Minutes,
    Vote,
    minutes_document,
    working_line,
)

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


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("minutes", [full_minutes(), public_minutes()], ids=["full", "public"])
def test_full_and_public_minutes_are_whole_in_both_formats(minutes: Minutes, language: str) -> None:
    check_drawn(minutes_document(minutes, language=language))  # type: ignore[arg-type]


def test_deputies_adjournments_and_signing_times_are_told() -> None:
    found = said(minutes_document(full_minutes()))
    assert "재적 9명 가운데 8명이 참석했습니다(원격 1명, 대리 1명, 불참 1명)." in found
    assert "대리 출석(시연 대리인 1)\n서명부" in found
    assert "정회(14:40부터 15:00까지): 수정안 마련" in found
    assert "전자서명 2026. 11. 10. 14:02" in found


def test_an_annulled_vote_stays_with_its_reason_before_the_new_one() -> None:
    found = said(minutes_document(full_minutes()))
    first = found.index("1차 표결(무효): 재적 9명, 제척 2명, 출석 6명, 찬성 4명, 반대 2명: 가결")
    again = found.index("2차 표결: 재적 9명, 제척 2명, 출석 6명, 찬성 3명, 반대 3명: 부결")
    between = found[first:again]
    assert "무효 사유: 대리인의 표가 세어졌습니다." in between
    assert "무효로 한 결정: 같은 회의에서 출석 위원 전원의 찬성으로 무효로 했습니다." in between
    assert "무효(가결)" in found
    # the summary counts the vote that stands
    assert "가결 3건, 부결 1건" in minutes_document(full_minutes()).summary


def test_each_way_of_voting_is_named_and_consent_counts_nobody() -> None:
    found = said(minutes_document(full_minutes()))
    for line in (
        "방법: 무기명", "방법: 기명", "기명 표결: 시연 위원 1 찬성, 시연 위원 2 반대", "방법: 서면",
        "서면 회신 기한: 2026. 11. 13.(금) 18:00", "회신: 9명", "재적 9명, 출석 9명, 이의 없음: 가결",
        "제1호 안건 지난 회의 건의 사항의 이행 현황 보고: 보고 안건으로 표결하지 않음",
    ):  # fmt: skip
        assert line in found, line
    table = next(
        b
        for b in minutes_document(full_minutes()).blocks
        if isinstance(b, Table) and "방법" in [c.label for c in b.columns]
    )
    assert next(row for row in table.rows if row[1] == "이의 없음")[5:8] == ("–", "–", "–")


def test_conditions_amendments_and_recusals_stand_with_their_item() -> None:
    document = minutes_document(full_minutes())
    found = said(document)
    assert any("[조건부] 수요 물량을 보완하여" in text for text in found)
    assert "수정한 내용: 지원 기간을 3년으로 고칩니다." in found
    assert "조건: 구매 의향서를 먼저 냅니다." in found
    table = next(b for b in document.blocks if isinstance(b, Table) and b.columns[-1].label == "사유")
    assert table.rows == (
        ("제2호 안건", "시연 위원 3", "제척", "당사자의 임원"),
        ("제2호 안건", "시연 위원 6", "회피", "연구 용역 수행"),
    )


def test_a_later_version_marks_what_was_added_and_changes_nothing_else() -> None:
    document = minutes_document(full_minutes())
    assert document.subtitle == document.stamp == "제2판"
    assert "[제2판 첨언] 순도 기준은 99.9995 %로 말했습니다. (시연 위원 5, 2026. 11. 12.(목) 10:00)" in said(
        document
    )
    first = minutes_document(replace(full_minutes(), version=None, added=()))
    assert first.subtitle == ""
    assert [text for text in said(document) if "첨언" not in text] == said(first)


def test_the_public_edition_is_marked_and_says_by_which_article_something_is_missing() -> None:
    document = minutes_document(public_minutes())
    assert document.stamp == "공개본 · 제2판"
    found = said(document)
    assert "제7호(경영상 비밀)" in found
    assert "승인 여부가 정해진 날" in found
    assert "사유" not in found
    assert "기록된 발언 없음" not in found  # there may be some on record
    assert found.count("이 공개본에 싣지 않음") == 5
    everything = "".join([*found, document.summary, *document.keywords])
    for secret in ("염화수소", "시연 수요기업", "WM-2026-001", "당사자의 임원", "연구 용역"):
        assert secret not in everything
    nothing = minutes_document(replace(public_minutes(), withheld=()))
    assert "공개본입니다. 뺀 내용이 없습니다." in said(nothing)


def test_what_would_tell_a_secret_is_refused() -> None:
    ballots = (("시연 위원 1", "찬성"),)
    with pytest.raises(ValueError, match="who voted how"):
        Vote(9, 0, 9, 9, 0, 0, "carried", RULE, BASIS, method="secret", ballots=ballots)
    with pytest.raises(ValueError, match="reasons of recusal"):
        replace(full_minutes(), edition="public")
    named = replace(full_minutes(), agenda=full_minutes().agenda[2:3])
    with pytest.raises(ValueError, match="ballots by name"):
        replace(named, edition="public")
    with pytest.raises(ValueError, match="public edition"):
        replace(public_minutes(), edition="full")
    with pytest.raises(ValueError, match="one vote or several"):
        replace(full_minutes().agenda[1], vote=full_minutes().agenda[2].vote)
    with pytest.raises(ValueError, match="deputy"):
        Attendee("시연 위원 1", "위원", "당연직", "in person", deputy="시연 대리인")


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("remarks", range(0, 24, 2))
def test_signatures_never_stand_alone_on_a_page(remarks: int) -> None:
    from sangsaeng.records.documents.pdf import render_pdf

    base = sample_minutes()
    item = replace(base.agenda[0], remarks=tuple(f"{n}번째 발언" for n in range(remarks)))
    document = minutes_document(replace(base, agenda=(item, *base.agenda[1:])))
    assert headings(document)[-1] == "서명"
    last = squeezed(opened(render_pdf(document)).pages[-1].extract_text())
    assert squeezed("제3호 안건 지난 회의 건의 사항의 이행 현황 보고: 기록된 표결 없음") in last
