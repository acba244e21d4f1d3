"""A meeting between call and close: notice, postponement, adjournment, motions and reports, and a vote annulled."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.deliberation.conftest import HELD_AT, People, Runner
from tests.deliberation.test_votes import call

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Attendance, Body, Meeting, SiteVisit, Vote
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
Make = Callable[..., WinWinModel]
BECAUSE = {"because": "표를 잘못 셌습니다.", "decided_by": "출석위원 전원 동의"}


def at(model: WinWinModel) -> str:
    return str(WinWinModel.objects.get(pk=model.pk).state)


def last(verb: str) -> dict[str, object]:
    event = Event.objects.filter(verb=f"deliberation.{verb}").last()
    assert event is not None
    return dict(event.data)


@pytest.fixture
def motion(people: People, meeting: Meeting) -> AgendaItem:
    return actions.put_motion(
        actor=people.secretariat, meeting=meeting, title="운영세칙 개정", resolution="개정안대로 의결합니다."
    )


def test_the_notice_reaches_every_member_once_and_proves_it(
    people: People, meeting: Meeting, make_model: Make
) -> None:
    with pytest.raises(ValidationError, match="안건을 하나 이상"):
        actions.send_notice(actor=people.secretariat, meeting=meeting)
    model = make_model()
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
    with pytest.raises(NotAllowed):
        actions.send_notice(actor=people.chair, meeting=meeting)
    sent = actions.send_notice(actor=people.secretariat, meeting=meeting)
    assert {message.recipient for message in sent} == {people.chair, people.member}
    assert all(model.codename in m.body and model.title not in m.body for m in sent)
    meeting.refresh_from_db()
    assert meeting.notified_at is not None
    assert last("send_notice")["to"] == 2


def test_a_postponed_meeting_needs_a_new_notice_and_keeps_its_bylaw(
    people: People, meeting: Meeting, motion: AgendaItem, run: Runner
) -> None:
    actions.send_notice(actor=people.secretariat, meeting=meeting)
    later = HELD_AT + timedelta(days=14)
    with pytest.raises(ValidationError, match="사유"):
        actions.postpone(actor=people.secretariat, meeting=meeting, held_at=later, reason=" ")
    with pytest.raises(ValidationError, match="시간대"):
        actions.postpone(
            actor=people.secretariat, meeting=meeting, held_at=later.replace(tzinfo=None), reason="장소"
        )
    moved = actions.postpone(
        actor=people.secretariat, meeting=meeting, held_at=later, reason="장소 공사", place=" 시연 2층 "
    )
    assert (moved.held_at, moved.place, moved.notified_at, moved.bylaw) == (
        later,
        "시연 2층",
        None,
        meeting.bylaw,
    )
    assert last("postpone") == {
        "from": HELD_AT.isoformat(),
        "to": later.isoformat(),
        "reason": "장소 공사",
    }
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    with pytest.raises(ValidationError, match="아직 열지 않은"):
        actions.postpone(actor=people.secretariat, meeting=meeting, held_at=HELD_AT, reason="늦음")


def test_a_postponed_written_resolution_keeps_its_days(people: People, council: Body) -> None:
    called = call(people, council, held_at=HELD_AT, form="written")
    assert called.deadline is not None
    days = called.deadline - called.held_at
    moved = actions.postpone(
        actor=people.secretariat, meeting=called, held_at=HELD_AT + timedelta(days=3), reason="자료"
    )
    assert moved.deadline is not None
    assert moved.deadline - moved.held_at == days


def test_a_cancelled_meeting_gives_its_models_back_and_tells_who_had_notice(
    people: People, meeting: Meeting, make_model: Make
) -> None:
    model = make_model()
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
    actions.send_notice(actor=people.secretariat, meeting=meeting)
    with pytest.raises(ValidationError, match="사유"):
        actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="")
    called_off = actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="정족수 부족")
    assert called_off.is_cancelled
    assert at(model) == State.SCREENED
    assert meeting.agenda.get().outcome == "deferred"
    assert Message.objects.filter(title__contains="소집 취소").count() == 2
    for act in (
        lambda: actions.open_meeting(actor=people.secretariat, meeting=meeting),
        lambda: actions.cancel_meeting(actor=people.secretariat, meeting=meeting, reason="다시"),
        lambda: actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model),
        lambda: actions.send_notice(actor=people.secretariat, meeting=meeting),
    ):
        with pytest.raises(ValidationError):
            act()


def test_an_adjourned_meeting_stands_still_until_it_has_quorum_again(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=5)
    run.open_vote(item)
    with pytest.raises(ValidationError, match="표결 중인 안건"):
        actions.adjourn(actor=people.secretariat, meeting=meeting)
    run.vote(item, "fffff")
    run.close_vote(item)
    actions.adjourn(actor=people.secretariat, meeting=meeting, reason="점심")
    with pytest.raises(ValidationError, match="진행 중인 회의"):
        run.close(meeting)
    with pytest.raises(ValidationError, match="진행 중인 회의"):
        actions.adjourn(actor=people.secretariat, meeting=meeting)
    seat = meeting.body.seats.all()[0]
    run.there(meeting, seat, Attendance.How.ABSENT)
    with pytest.raises(ValidationError, match="출석 4명, 필요한 출석 5명"):
        actions.resume(actor=people.secretariat, meeting=meeting)
    run.there(meeting, seat, Attendance.How.REMOTE)
    assert actions.resume(actor=people.secretariat, meeting=meeting).is_open
    with pytest.raises(ValidationError, match="정회한 회의만"):
        actions.resume(actor=people.secretariat, meeting=meeting)
    run.close(meeting)


def test_a_motion_is_voted_on_and_a_report_is_noted(
    people: People, meeting: Meeting, motion: AgendaItem, run: Runner
) -> None:
    with pytest.raises(ValidationError, match="의결주문"):
        actions.put_motion(actor=people.secretariat, meeting=meeting, title="빈 안건", resolution=" ")
    with pytest.raises(ValidationError, match="안건 이름"):
        actions.put_report(actor=people.secretariat, meeting=meeting, title=" ")
    figures = [{"title": "지원 실적", "unit": "억원", "columns": ["연도", "금액"], "rows": [["2025", "12"]]}]
    report = actions.put_report(
        actor=people.secretariat, meeting=meeting, title="지원계획 보고", figures=figures
    )
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    with pytest.raises(ValidationError, match="보고 안건은 표결하지 않습니다"):
        run.open_vote(report)
    with pytest.raises(ValidationError, match="보고 안건은 표결하지 않습니다"):
        actions.resolve_by_consent(actor=people.secretariat, item=report)
    with pytest.raises(ValidationError, match="보고 안건이 아닙니다"):
        actions.note_report(actor=people.secretariat, item=motion)
    with pytest.raises(ValidationError, match="의결 안건을 둘 이상"):
        actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2])
    noted = actions.note_report(actor=people.secretariat, item=report)
    assert (noted.outcome, noted.figures, noted.tally) == ("noted", figures, None)
    run.vote(motion, "ffaaaaa")
    with pytest.raises(ValidationError, match="부결"):
        run.close_vote(motion)
    assert run.close_vote(motion, reason="더 논의합니다.").outcome == "rejected"
    run.close(meeting)


def test_an_item_put_on_in_session_is_urgent_and_its_paper_can_be_written(
    people: People, meeting: Meeting, motion: AgendaItem, run: Runner
) -> None:
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    urgent = actions.put_motion(actor=people.secretariat, meeting=meeting, title="긴급", resolution="의결")
    assert (motion.added_urgently, urgent.added_urgently, urgent.paper_number) == (False, True, "1-2")
    written = actions.write_paper(
        actor=people.secretariat,
        item=urgent,
        resolution=" 바꾼 주문 ",
        grounds="이유",
        content="내용",
        paper_number="의안 7",
    )
    assert (written.resolution, written.paper_number) == ("바꾼 주문", "의안 7")
    run.vote(urgent, "fffffff")
    run.close_vote(urgent)
    with pytest.raises(ValidationError, match="이미 결정"):
        actions.write_paper(actor=people.secretariat, item=urgent, resolution="늦음", grounds="", content="")


def test_guests_and_visits_stand_beside_the_meeting(
    people: People, meeting: Meeting, motion: AgendaItem
) -> None:
    guest = actions.add_guest(
        actor=people.secretariat, meeting=meeting, name=" 시연 장관 ", category="minister", items=[motion]
    )
    assert (guest.name, list(guest.items.all())) == ("시연 장관", [motion])
    with pytest.raises(ValidationError):
        actions.add_guest(actor=people.secretariat, meeting=meeting, name="시연 장관", category="minister")
    visit = actions.plan_visit(
        actor=people.secretariat, meeting=meeting, starts_at=HELD_AT, place="시연 공장", purpose="현장 확인"
    )
    actions.record_visit(actor=people.secretariat, visit=visit, findings=" 설비 2기 확인 ")
    assert SiteVisit.objects.get().findings == "설비 2기 확인"
    actions.remove_guest(actor=people.secretariat, guest=guest)
    assert not meeting.guests.exists()
    assert last("remove_guest") == {"name": "시연 장관"}


@pytest.mark.parametrize(
    ("kind", "start", "choices", "otherwise", "reached", "back"),
    [
        ("council", State.SCREENED, "fffffff", "", State.RECOMMENDED, State.ON_AGENDA),
        ("council", State.SCREENED, "aaaaaaa", "returned", State.RETURNED, State.ON_AGENDA),
        ("council", State.SCREENED, "aaaaaaa", "rejected", State.NOT_RECOMMENDED, State.ON_AGENDA),
        ("committee", State.AT_COMMITTEE, "fffffff", "", State.APPROVED, State.AT_COMMITTEE),
        (
            "committee",
            State.AT_COMMITTEE,
            "aaaaaaa",
            "returned",
            State.COMMITTEE_RETURNED,
            State.AT_COMMITTEE,
        ),
        ("committee", State.AT_COMMITTEE, "aaaaaaa", "rejected", State.DECLINED, State.AT_COMMITTEE),
    ],
)
def test_a_wrong_vote_is_annulled_in_session_and_taken_again(
    request: pytest.FixtureRequest,
    people: People,
    make_model: Make,
    run: Runner,
    kind: str,
    start: State,
    choices: str,
    otherwise: str,
    reached: State,
    back: State,
) -> None:
    called = call(people, request.getfixturevalue(kind))
    model = make_model(start)
    [item] = run.open(called, [model])
    run.vote(item, choices)
    run.close_vote(item, otherwise, "사유" if otherwise else "")
    assert at(model) == reached
    first = Vote.objects.get()
    with pytest.raises(ValidationError, match="이유와 그렇게 정한 결정"):
        actions.annul_vote(actor=people.secretariat, vote=first, because=" ", decided_by="위원장")
    with pytest.raises(ValidationError, match="이유와 그렇게 정한 결정"):
        actions.annul_vote(actor=people.secretariat, vote=first, because="잘못", decided_by="")
    with pytest.raises(NotAllowed):
        actions.annul_vote(actor=people.chair, vote=first, **BECAUSE)
    undone = actions.annul_vote(actor=people.secretariat, vote=first, **BECAUSE)
    assert (undone.outcome, undone.working, undone.decided_at) == ("", None, None)
    stands = WinWinModel.objects.get(pk=model.pk)
    assert (stands.state, stands.recommended_at, stands.approved_at) == (back, None, None)
    first = Vote.objects.get()
    assert (first.annulled_because, first.annulled_by) == (BECAUSE["because"], BECAUSE["decided_by"])
    assert first.working is not None  # what was counted stays
    assert first.ballots.count() == 7
    with pytest.raises(ValidationError, match="이미 무효"):
        actions.annul_vote(actor=people.secretariat, vote=first, **BECAUSE)
    run.vote(item, "ffffaaa")
    run.close_vote(item)
    assert [(v.round, v.state) for v in item.votes.order_by("round")] == [(1, "annulled"), (2, "closed")]
    run.close(called)


def test_an_open_vote_is_annulled_without_touching_the_model(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model])
    run.vote(item, "fff")
    actions.annul_vote(actor=people.secretariat, vote=item.votes.get(), **BECAUSE)
    assert at(model) == State.ON_AGENDA
    actions.take_off(actor=people.secretariat, item=item, reason="다음 회의")
    assert at(model) == State.SCREENED


def test_a_vote_of_a_meeting_that_is_over_is_annulled_by_a_later_resolution(
    people: People, council: Body, committee: Body, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model])
    run.vote(item, "fffffff")
    run.close_vote(item)
    run.close(meeting)
    vote = Vote.objects.get()
    with pytest.raises(ValidationError, match="다음 회의의 의결로 무효"):
        actions.annul_vote(actor=people.secretariat, vote=vote, **BECAUSE)
    later = call(people, council, held_at=HELD_AT + timedelta(days=30))
    motion = actions.put_motion(
        actor=people.secretariat, meeting=later, title="의결 무효", resolution="제1호 의결을 무효로 한다."
    )
    other = actions.put_motion(actor=people.secretariat, meeting=later, title="다른 안건", resolution="의결")
    elsewhere = call(people, committee, held_at=HELD_AT + timedelta(days=31))
    theirs = actions.put_motion(
        actor=people.secretariat, meeting=elsewhere, title="의결 무효", resolution="무효로 한다."
    )
    for each in (later, elsewhere):
        run.attend(each, 7)
        actions.open_meeting(actor=people.secretariat, meeting=each)
    run.vote(other, "aaaaaaa")
    other = run.close_vote(other, reason="반대")
    run.vote(theirs, "fffffff")
    theirs = run.close_vote(theirs)
    for wrong in (motion, other, theirs):  # not decided, not adopted, not of this body
        with pytest.raises(ValidationError, match="같은 회의체의 뒤 회의"):
            actions.annul_vote(actor=people.secretariat, vote=vote, because="잘못", by_item=wrong)
    run.vote(motion, "fffffff")
    motion = run.close_vote(motion)
    undone = actions.annul_vote(actor=people.secretariat, vote=vote, because="잘못", by_item=motion)
    assert (undone.outcome, undone.note, at(model)) == ("deferred", "잘못", State.SCREENED)
    assert Vote.objects.get(pk=vote.pk).annulled_by == "council-2026-002 #1 의결 무효"
    again = actions.put_on_agenda(actor=people.secretariat, meeting=later, model=model)
    run.vote(again, "fffffff")
    run.close_vote(again)
    assert at(model) == State.RECOMMENDED


def test_no_annulment_once_the_model_has_gone_on(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model])
    run.vote(item, "fffffff")
    run.close_vote(item)
    actions.send_to_committee(actor=people.secretariat, model=model)
    before = Event.objects.count()
    with pytest.raises(ValidationError, match="갈 수 없습니다"):
        actions.annul_vote(actor=people.secretariat, vote=item.votes.get(), **BECAUSE)
    assert (item.votes.get().state, Event.objects.count()) == ("closed", before)


def test_a_clock_that_was_set_back_changes_no_order(
    people: People, meeting: Meeting, make_model: Make, run: Runner, set_clock: Callable[[datetime], None]
) -> None:
    """Rounds and events are ordered by number, never by time; a deadline is a moment, whatever the date in Seoul."""
    real = timezone.now()
    [item] = run.open(meeting, [make_model()])
    first = run.open_vote(item)
    run.vote(item, "fff")
    set_clock(real - timedelta(hours=3))
    actions.annul_vote(actor=people.secretariat, vote=first, **BECAUSE)
    run.vote(item, "fffffff")
    closed = run.close_vote(item)
    assert closed.vote is not None
    assert closed.vote.round == 2
    assert closed.vote.opened_at < Vote.objects.get(pk=first.pk).opened_at
    run.close(meeting)
    verbs = [e.verb for e in Event.objects.filter(subject_id=meeting.code).order_by("pk")]
    assert verbs[-1] == "deliberation.close_meeting"


def test_the_last_minute_of_a_deadline_is_midnight_in_seoul(
    people: People, council: Body, make_model: Make, run: Runner, set_clock: Callable[[datetime], None]
) -> None:
    called = call(people, council, held_at=HELD_AT, form="written")  # 14:00 on the 9th in Seoul, 7 days
    assert called.deadline is not None
    assert called.deadline.isoformat() == "2026-11-16T23:59:59+09:00"
    item = actions.put_on_agenda(actor=people.secretariat, meeting=called, model=make_model())
    set_clock(HELD_AT)
    actions.open_meeting(actor=people.secretariat, meeting=called)
    run.open_vote(item)
    seats = list(council.seats.all())
    set_clock(called.deadline)
    run.ballot(item, seats[0], "for")
    set_clock(called.deadline + timedelta(seconds=1))
    with pytest.raises(ValidationError, match="기한이 지났습니다"):
        run.ballot(item, seats[1], "for")
    set_clock(called.deadline - timedelta(days=1))  # the clock was wrong
    run.ballot(item, seats[1], "for")
    assert item.votes.get().ballots.count() == 2


def test_a_paper_does_not_change_under_its_vote(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    """What is put to the vote stands until it is decided or annulled; a change before keeps what was there."""
    [item] = run.open(meeting, [make_model()])
    words = {"grounds": "", "content": ""}
    actions.write_paper(actor=people.secretariat, item=item, resolution="건의한다", **words)
    actions.write_paper(actor=people.secretariat, item=item, resolution="조건부로 건의한다", **words)
    assert Event.objects.latest("id").data["before"] == "건의한다"
    vote = actions.open_vote(actor=people.secretariat, item=item)
    with pytest.raises(ValidationError, match="표결 중에는 의안을 고칠 수 없습니다"):
        actions.write_paper(actor=people.secretariat, item=item, resolution="건의하지 아니한다", **words)
    actions.annul_vote(actor=people.secretariat, vote=vote, because="문안 잘못", decided_by="전원")
    actions.write_paper(actor=people.secretariat, item=item, resolution="건의하지 아니한다", **words)


def test_papers_tell_the_day_a_meeting_took_place(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    run.open(meeting, [make_model()])
    meeting.refresh_from_db()
    assert meeting.opened_at is not None
    Meeting.objects.filter(pk=meeting.pk).update(held_at=meeting.opened_at + timedelta(days=14))
    meeting.refresh_from_db()
    assert meeting.took_place_at == meeting.opened_at
    Meeting.objects.filter(pk=meeting.pk).update(held_at=meeting.opened_at)
    meeting.refresh_from_db()
    assert meeting.took_place_at == meeting.held_at
