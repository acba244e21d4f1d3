"""The minutes hold what happened, and the mark of what is made up."""

import io
import zipfile
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.minutes import minutes_of
from sangsaeng.deliberation.models import Meeting
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(people: People, meeting: Meeting, make_model: Callable[..., WinWinModel], run: Runner) -> Meeting:
    items = run.open(meeting, [make_model(), make_model()], present=8)
    actions.write_remarks(
        actor=people.secretariat, item=items[0], remarks="시연 위원 4: 시험 일정을 앞당기자고 했습니다."
    )
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    run.vote(items[0], "f-fffffa")
    run.close_vote(items[0])
    run.vote(items[1], "fffaaaas")
    run.close_vote(items[1], "rejected", "수요가 확인되지 않았습니다.")
    run.close(meeting)
    return meeting


EXPECTED = [
    "회의록",
    "시연 상생협의회",
    "제1차 시연 정기회의",
    "2026. 11. 9.(월) 14:00",
    "시연 위원 9",
    "불참",
    "비밀 품목 1 국산화",
    "시험 일정을 앞당기자고",
    "회피",
    "건의하기로 의결합니다",
    "기술개발, 정책금융, 규제 개선",
    "재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명",
    "수요가 확인되지 않았습니다.",
    "부결",
    "협의회 규정은 법에 없어 위원회 규정(시행령 제7조~제9조)을 본뜬 예시를 적용",
    "시연 · 효력 없음",
]


def flat(text: str) -> str:
    """Line breaks of the page say nothing."""
    return "".join(text.split())


def test_minutes_hold_attendance_votes_decisions_and_the_mark(people: People, closed: Meeting) -> None:
    pdf, hwpx = actions.make_minutes(actor=people.secretariat, meeting=closed)
    assert (pdf.format, hwpx.format) == ("pdf", "hwpx")
    assert pdf.demonstration
    assert not pdf.public
    drawn = flat("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages))
    with zipfile.ZipFile(io.BytesIO(hwpx.content)) as package:
        import re

        names = [n for n in package.namelist() if n.startswith("Contents/") and n.endswith(".xml")]
        written = flat(re.sub(r"<[^>]+>", "", "".join(package.read(n).decode() for n in names)))
    for expected in EXPECTED:
        assert flat(expected) in drawn, expected
        assert flat(expected) in written, expected


def test_the_council_never_approves_in_its_minutes(closed: Meeting) -> None:
    minutes = minutes_of(closed)
    assert not any("승인" in item.decision for item in minutes.agenda)
    assert minutes.agenda[0].vote is not None
    assert minutes.agenda[0].vote.excluded == 1
    assert [a.attendance for a in minutes.attendees].count("absent") == 1
    assert not any("사무국이 회의장에서" in line for line in minutes.agenda[0].remarks)
    assert "사무국이 회의장에서 확인해 입력한 표: 시연 위원 3" in minutes.agenda[0].vote.rule
    assert minutes.demonstration


def test_minutes_made_again_keep_the_earlier_ones(people: People, closed: Meeting) -> None:
    from sangsaeng.records.queries import documents

    first = actions.make_minutes(actor=people.secretariat, meeting=closed)
    second = actions.make_minutes(actor=people.secretariat, meeting=closed)
    assert documents(closed).count() == 4
    assert [f.sha256 for f in first] == [f.sha256 for f in second]  # the same records, the same bytes


def test_a_vote_begun_and_then_deferred_is_said_to_be_unfinished(
    people: People, meeting: Meeting, make_model: Callable[..., WinWinModel], run: Runner
) -> None:
    begun, untouched = run.open(meeting, [make_model(), make_model()])
    run.vote(begun, "ff")
    for item in (begun, untouched):
        actions.take_off(actor=people.secretariat, item=item, reason="정족수가 모자랍니다.")
    run.close(meeting)
    notes = [item.vote_note for item in minutes_of(meeting).agenda]
    assert notes == ["표결을 마치지 않음", "표결하지 않음"]
