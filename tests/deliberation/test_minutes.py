"""The minutes hold what happened, are kept in versions, signed, and published without names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.deliberation.conftest import HELD_AT, People, Runner
from tests.deliberation.papers_reading import flat, in_hwpx, in_pdf

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.documents import frozen
from sangsaeng.deliberation.documents.minutes import minutes_of
from sangsaeng.deliberation.models import (
    AgendaItem,
    Body,
    BylawVersion,
    Meeting,
    Minutes,
    MinutesSignature,
    Seat,
)
from sangsaeng.pages.formats import moment
from sangsaeng.parties.models import Message, Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.documents import minutes_content
from sangsaeng.records.documents.minutes import minutes_document, working_line
from sangsaeng.records.models import DocumentFile, Event
from sangsaeng.records.queries import documents

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


@pytest.fixture
def closed(people: People, meeting: Meeting, make_model: Make, run: Runner) -> Meeting:
    items = run.open(meeting, [make_model(), make_model()], present=8)
    actions.write_remarks(
        actor=people.secretariat, item=items[0], remarks="시연 위원 4: 시험 일정을 앞당기자고 했습니다."
    )
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[0], seat=seat, reason="self_recusal")
    run.vote(items[0], "f-fffffa", "named")
    run.close_vote(items[0])
    run.vote(items[1], "fffaaaas")
    run.close_vote(items[1], "rejected", "수요가 확인되지 않았습니다.")
    run.close(meeting)
    return meeting


@pytest.fixture
def made(people: People, closed: Meeting) -> Minutes:
    return actions.make_minutes(actor=people.secretariat, meeting=closed)


def sign_both(people: People, made: Minutes) -> None:
    actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")


def newest(meeting: Meeting, kind: str, format: str = "pdf") -> DocumentFile:
    found = DocumentFile.objects.filter(subject_id=meeting.code, kind=kind, format=format).latest("pk")
    found.content = bytes(found.content)
    return found


EXPECTED = [
    "회의록",
    "시연 상생협의회",
    "제1차 시연 상생협의회 시연 정기회의",
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


def test_minutes_hold_attendance_votes_decisions_and_the_mark(made: Minutes) -> None:
    assert (made.pdf.format, made.hwpx.format, made.pdf.public) == ("pdf", "hwpx", False)
    assert made.pdf.demonstration
    drawn, written = in_pdf(bytes(made.pdf.content)), in_hwpx(bytes(made.hwpx.content))
    # called for another day than it was opened on: the minutes tell the day it took place
    for expected in (*EXPECTED, str(moment(made.meeting.opened_at))):
        assert flat(expected) in drawn, expected
        assert flat(expected) in written, expected


def test_the_council_never_approves_in_its_minutes(closed: Meeting) -> None:
    minutes = minutes_of(closed)
    assert not any("승인" in item.decision for item in minutes.agenda)
    vote = minutes.agenda[0].valid
    assert vote is not None
    assert vote.excluded == 1
    assert [a.attendance for a in minutes.attendees].count("absent") == 1
    assert "사무국이 확인해 입력한 표: 시연 위원 3" in vote.rule
    assert ("시연 위원 8", "반대") in vote.ballots
    assert minutes.demonstration


def test_a_vote_begun_and_then_deferred_is_said_to_be_unfinished(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    begun, untouched = run.open(meeting, [make_model(), make_model()])
    run.vote(begun, "ff")
    standing = AgendaItem.objects.prefetch_related("votes").get(pk=begun.pk).vote
    assert standing is not None
    actions.annul_vote(
        actor=people.secretariat, vote=standing, because="정족수가 모자랍니다.", decided_by="회의의 결정"
    )
    for item in (begun, untouched):
        actions.take_off(actor=people.secretariat, item=item, reason="정족수가 모자랍니다.")
    run.close(meeting)
    agenda = minutes_of(meeting).agenda
    assert [item.vote_note for item in agenda] == ["표결을 마치지 않음", "표결하지 않음"]


# What happened, case by case


def test_an_annulled_vote_stands_beside_the_one_taken_again(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.vote(item, "fffffff", "named")
    run.close_vote(item)
    first = AgendaItem.objects.prefetch_related("votes").get(pk=item.pk).vote
    assert first is not None
    actions.annul_vote(
        actor=people.secretariat,
        vote=first,
        because="제척할 위원이 표결했습니다.",
        decided_by="출석위원 전원의 결정",
    )
    item.refresh_from_db()
    run.vote(item, "fffffaa", "secret")
    run.close_vote(item)
    run.close(meeting)
    [shown] = minutes_of(meeting).agenda
    assert [vote.annulled is not None for vote in shown.votes] == [True, False]
    secret = shown.votes[1]
    assert (secret.method, secret.ballots, secret.in_favour, secret.against) == ("secret", (), 5, 2)
    assert "확인해 입력한" not in secret.rule
    text = flat(" ".join(str(block) for block in minutes_document(minutes_of(meeting)).blocks))
    assert flat("제척할 위원이 표결했습니다.") in text
    [public] = minutes_of(meeting, public=True).agenda
    assert "제척할" not in str(public)
    assert "출석위원 전원" not in str(public)
    assert [vote.in_favour for vote in public.votes] == [7, 5]


def test_a_written_resolution_has_no_room_but_replies_and_a_deadline(
    people: People, council: Body, make_model: Make, run: Runner
) -> None:
    called = actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=timezone.now(),
        place="",
        title="시연 서면 의결",
        form=Meeting.Form.WRITTEN,
    )
    item = actions.put_on_agenda(actor=people.secretariat, meeting=called, model=make_model())
    actions.open_meeting(actor=people.secretariat, meeting=called)
    item = AgendaItem.objects.get(pk=item.pk)
    run.vote(item, "fffffffaa")
    run.close_vote(item)
    called.refresh_from_db()
    run.close(called)
    minutes = minutes_of(called)
    [vote] = minutes.agenda[0].votes
    assert minutes.attendees == ()
    assert (vote.method, vote.replies, vote.deadline) == ("written", 9, called.deadline)
    assert len(vote.ballots) == 9
    made = actions.make_minutes(actor=people.secretariat, meeting=called)
    sign_both(people, made)
    assert flat("전자서명") in in_pdf(newest(called, "minutes_signed").content)


def test_a_deputy_an_adjournment_a_report_conditions_and_a_guest_are_told(
    people: People, council: Body, make_model: Make, run: Runner
) -> None:
    BylawVersion.objects.filter(body=council).update(delegation_hops=1)
    called = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT, place="시연 회의실", title="시연 회의"
    )
    report = actions.put_report(
        actor=people.secretariat, meeting=called, title="시연 지원계획 보고", content="요지"
    )
    actions.add_guest(
        actor=people.secretariat, meeting=called, name="시연 배석 국장", category="ministry", position="담당"
    )
    seat = council.seats.get(user=people.member)
    deputy = User.objects.create(
        username="deputy", role=Role.MEMBER, display_name="시연 대리인 가", demonstration=True
    )
    run.attend(called, 9)
    actions.record_attendance(
        actor=people.secretariat,
        meeting=called,
        attendance={seat: "deputy"},
        deputies={seat: deputy},
        by_sheet=True,
    )
    model_item = actions.put_on_agenda(actor=people.secretariat, meeting=called, model=make_model())
    actions.open_meeting(actor=people.secretariat, meeting=called)
    actions.note_report(actor=people.secretariat, item=report)
    actions.adjourn(actor=people.secretariat, meeting=called, reason="비밀 기업의 자료를 기다림")
    actions.resume(actor=people.secretariat, meeting=called)
    item = AgendaItem.objects.get(pk=model_item.pk)
    vote = run.open_vote(item)
    for place in vote.electors.select_related("seat__user"):
        if place.seat == seat:
            actions.cast(actor=deputy, item=item, choice="for")
        else:
            run.ballot(item, place.seat, "for")
    run.close_vote(item, manner="conditional", conditions="비밀 조건을 지킨다.")
    called.refresh_from_db()
    run.close(called)

    minutes = minutes_of(called)
    attendee = next(a for a in minutes.attendees if a.deputy)
    assert (attendee.seat, attendee.deputy, attendee.by_sheet) == ("시연 위원 2", "시연 대리인 가", True)
    [pause] = [row for row in minutes.proceedings if isinstance(row, minutes_content.Adjournment)]
    assert (pause.reason, pause.until is not None) == ("비밀 기업의 자료를 기다림", True)
    told, decided = minutes.agenda
    assert (told.matter, told.decision) == ("report", "보고를 받았습니다. 보고 내용: 요지")
    assert (decided.form, decided.conditions) == ("conditional", ("비밀 조건을 지킨다.",))
    assert minutes.observers[0].name == "시연 배석 국장"
    made = actions.make_minutes(actor=people.secretariat, meeting=called)
    sign_both(people, made)
    actions.publish_minutes(actor=people.secretariat, minutes=made)
    for text in (
        in_pdf(newest(called, "minutes_public").content),
        in_hwpx(newest(called, "minutes_public", "hwpx").content),
    ):
        for secret in ("대리인", "배석국장", "비밀", "지원계획", "시연위원2"):
            assert secret not in text, secret
        assert "보고" in text


# Versions


def test_a_meeting_that_is_not_closed_has_no_minutes(people: People, meeting: Meeting) -> None:
    with pytest.raises(ValidationError, match="폐회한"):
        actions.make_minutes(actor=people.secretariat, meeting=meeting)
    with pytest.raises(NotAllowed):
        actions.make_minutes(actor=people.chair, meeting=meeting)


def test_what_was_kept_is_never_read_anew(people: People, closed: Meeting, made: Minutes) -> None:
    WinWinModel.objects.update(title="회의 뒤에 바꾼 제목")
    Organisation.objects.update(name="회의 뒤에 바꾼 이름")
    with pytest.raises(ValidationError, match="덧붙일 말"):
        actions.make_minutes(actor=people.secretariat, meeting=closed)
    second = actions.make_minutes(actor=people.secretariat, meeting=closed, remark=" 오타를 알립니다. ")
    with pytest.raises(ValidationError, match="같은 말"):
        actions.make_minutes(actor=people.secretariat, meeting=closed, remark="오타를 알립니다.")
    third = actions.make_minutes(actor=people.secretariat, meeting=closed, remark="둘째 첨언")
    assert [m.version for m in closed.minutes.all()] == [3, 2, 1]
    text = in_pdf(bytes(third.pdf.content))
    assert "회의뒤에바꾼" not in text
    for expected in ("제3판", "[제2판첨언]오타를알립니다.", "[제3판첨언]둘째첨언", "비밀품목1국산화"):
        assert expected in text, expected
    assert "첨언" not in in_pdf(bytes(made.pdf.content))
    assert documents(closed).filter(kind="minutes").count() == 6
    assert second.pdf.sha256 != made.pdf.sha256


def test_the_content_comes_back_from_json_as_it_was(closed: Meeting) -> None:
    import json

    for public in (False, True):
        minutes = minutes_of(closed, public=public)
        again = frozen.restored(minutes_content.Minutes, json.loads(json.dumps(frozen.plain(minutes))))
        assert again == minutes


def test_a_version_made_meanwhile_refuses_the_one_drawn_before(
    people: People, closed: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sangsaeng.deliberation.actions import minutes as module

    draw = module._draw

    def slow(document: Any) -> Any:
        monkeypatch.setattr(module, "_draw", draw)
        actions.make_minutes(actor=people.secretariat, meeting=closed)
        return draw(document)

    monkeypatch.setattr(module, "_draw", slow)
    with pytest.raises(ValidationError, match="그사이에"):
        actions.make_minutes(actor=people.secretariat, meeting=closed)
    assert closed.minutes.count() == 1


def test_chair_and_secretary_are_told_to_sign(people: People, made: Minutes) -> None:
    told = Message.objects.filter(kind="minutes")
    assert {m.recipient.username for m in told} >= {"chair"}
    assert {m.body for m in told} == {"시연 상생협의회 제1차 회의"}


# Signatures


def test_both_signatures_make_a_signed_copy_of_the_same_digest(
    people: People, closed: Meeting, made: Minutes
) -> None:
    actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    assert not documents(closed).filter(kind="minutes_signed").exists()
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")
    assert {s.sha256 for s in made.signatures.all()} == {made.pdf.sha256}
    text = in_pdf(newest(closed, "minutes_signed").content)
    assert text.count("전자서명") == 2
    assert "시연위원1" in text
    assert "시연secretariat" in text
    assert documents(closed).filter(kind="minutes_signed").count() == 2


@pytest.mark.parametrize("name", ["secretariat", "member", "second", "ministry", "auditor", "sme"])
def test_nobody_signs_for_the_chair(people: People, made: Minutes, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.sign_minutes(actor=getattr(people, name), minutes=made, role="chair")


@pytest.mark.parametrize("name", ["chair", "member", "ministry", "auditor"])
def test_only_the_secretariat_signs_as_secretary(people: People, made: Minutes, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.sign_minutes(actor=getattr(people, name), minutes=made, role="secretary")


def test_a_signature_is_given_once_to_the_newest_version(
    people: People, closed: Meeting, made: Minutes
) -> None:
    actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    with pytest.raises(ValidationError, match="이미 서명"):
        actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    with pytest.raises(ValidationError, match="위원장이나 간사"):
        actions.sign_minutes(actor=people.chair, minutes=made, role="witness")
    second = actions.make_minutes(actor=people.secretariat, meeting=closed, remark="첨언")
    with pytest.raises(ValidationError, match="더 새로운 판"):
        actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")
    sign_both(people, second)
    assert MinutesSignature.objects.filter(minutes=second).count() == 2


def test_for_a_chair_without_account_the_copy_says_that_he_signed_on_paper(
    people: People, closed: Meeting, made: Minutes
) -> None:
    Seat.objects.filter(body=closed.body, is_chair=True).update(user=None)
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="chair")
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")
    text = in_pdf(newest(closed, "minutes_signed").content)
    assert "종이서명확인" in text
    assert text.count("전자서명") == 1


def test_for_a_chair_who_stepped_out_the_vice_chair_signs(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    seats = list(meeting.body.seats.all())
    Seat.objects.filter(pk=seats[1].pk).update(is_vice_chair=True)
    [item] = run.open(meeting, [make_model()], present=9)
    actions.recuse(actor=people.chair, item=item, seat=seats[0], reason="self_recusal")
    run.vote(item, "-ffffffff")
    run.close_vote(item)
    run.close(meeting)
    made = actions.make_minutes(actor=people.secretariat, meeting=meeting)
    with pytest.raises(NotAllowed):
        actions.sign_minutes(actor=people.chair, minutes=made, role="chair")
    actions.sign_minutes(actor=people.member, minutes=made, role="chair")
    actions.sign_minutes(actor=people.secretariat, minutes=made, role="secretary")
    assert "부위원장" in in_pdf(newest(meeting, "minutes_signed").content)


# The public edition


def names_in(meeting: Meeting) -> set[str]:
    """Every name of a firm, an item and a person in the meeting."""
    found = {seat.label for seat in meeting.body.seats.all()}
    found |= set(User.objects.exclude(display_name="").values_list("display_name", flat=True))
    found |= set(Organisation.objects.values_list("name", flat=True))
    for item in meeting.agenda.select_related("model"):
        assert item.model is not None
        found |= {item.model.title, item.model.item_text, item.note, *item.remarks.splitlines()}
    return {flat(name) for name in found if name}


@pytest.fixture
def published(people: People, made: Minutes) -> Minutes:
    sign_both(people, made)
    return actions.publish_minutes(actor=people.secretariat, minutes=made)


@pytest.mark.parametrize("format", ["pdf", "hwpx"])
def test_the_public_edition_names_no_firm_no_item_and_no_person(
    closed: Meeting, published: Minutes, format: str
) -> None:
    kept = newest(closed, "minutes_public", format)
    text = (in_pdf if format == "pdf" else in_hwpx)(kept.content)
    assert kept.public
    assert [name for name in names_in(closed) if name in text] == []
    for expected in ("시연모델1", "찬성6명", "공개본", "제7호", "제6호", "제5호"):
        assert expected in text, expected


def test_a_place_or_title_that_names_a_firm_is_not_told(
    people: People, council: Body, make_model: Make, run: Runner
) -> None:
    called = actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=HELD_AT,
        place="시연 기업 demand 연구소",
        title="시연 기업 supplier 현장 회의",
    )
    [item] = run.open(called, [make_model()])
    run.vote(item, "fffffff")
    run.close_vote(item)
    run.close(called)
    public = minutes_of(called, public=True)
    assert (public.place, public.title) == ("비공개", "회의")
    assert minutes_of(called).place == "시연 기업 demand 연구소"


def test_only_the_newest_version_with_both_signatures_is_published_and_only_once(
    people: People, closed: Meeting, made: Minutes
) -> None:
    with pytest.raises(ValidationError, match="모두 서명"):
        actions.publish_minutes(actor=people.secretariat, minutes=made)
    sign_both(people, made)
    with pytest.raises(NotAllowed):
        actions.publish_minutes(actor=people.chair, minutes=made)
    actions.publish_minutes(actor=people.secretariat, minutes=made)
    with pytest.raises(ValidationError, match="이미 공개"):
        actions.publish_minutes(actor=people.secretariat, minutes=made)
    second = actions.make_minutes(actor=people.secretariat, meeting=closed, remark="첨언")
    with pytest.raises(ValidationError, match="더 새로운 판"):
        actions.publish_minutes(actor=people.secretariat, minutes=made)
    sign_both(people, second)
    actions.publish_minutes(actor=people.secretariat, minutes=second)
    made.refresh_from_db()
    second.refresh_from_db()
    assert made.public_pdf is None
    public = DocumentFile.objects.filter(kind="minutes_public", public=True)
    assert {d.pk for d in public} == {second.public_pdf_id, second.public_hwpx_id}
    assert "제2판" in in_pdf(newest(closed, "minutes_public").content)
    assert "첨언" not in in_pdf(newest(closed, "minutes_public").content)


def test_a_publication_is_taken_back_with_a_reason(
    people: People, closed: Meeting, published: Minutes
) -> None:
    with pytest.raises(ValidationError, match="사유"):
        actions.withdraw_publication(actor=people.secretariat, minutes=published, reason=" ")
    with pytest.raises(NotAllowed):
        actions.withdraw_publication(actor=people.auditor, minutes=published, reason="시연")
    actions.withdraw_publication(actor=people.secretariat, minutes=published, reason="오기")
    with pytest.raises(ValidationError, match="공개한 회의록이 아닙니다"):
        actions.withdraw_publication(actor=people.secretariat, minutes=published, reason="오기")
    assert not DocumentFile.objects.filter(public=True).exists()
    event = Event.objects.get(verb="deliberation.withdraw_publication")
    assert event.data["reason"] == "오기"
    assert DocumentFile.objects.filter(pk__in=event.data["documents"]).count() == 2


def test_the_working_is_on_one_line(closed: Meeting) -> None:
    vote = minutes_of(closed).agenda[1].valid
    assert vote is not None
    assert working_line(vote) == "재적 9명, 출석 8명, 찬성 3명, 반대 4명, 기권 1명: 부결"
