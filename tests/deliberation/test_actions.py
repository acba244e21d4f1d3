"""A meeting through its actions: what each does, leaves on record, and refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.deliberation.conftest import HELD_AT, People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Attendance, Ballot, Body, Meeting, MeetingState, Vote
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event
from sangsaeng.records.queries import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
Make = Callable[..., WinWinModel]


def state(model: WinWinModel) -> str:
    return str(WinWinModel.objects.get(pk=model.pk).state)


def test_a_body_starts_with_the_statutory_rule_marked_as_template_for_the_council(
    council: Body, committee: Body
) -> None:
    ours, theirs = council.bylaws.get(), committee.bylaws.get()
    assert (ours.is_template, theirs.is_template) == (True, False)
    assert "제7조부터 제9조까지" in theirs.legal_basis
    assert (ours.quorum_numerator, ours.quorum_denominator, ours.quorum_more_than) == (1, 2, True)


def test_a_meeting_keeps_the_bylaw_it_was_called_under(
    people: People, council: Body, meeting: Meeting
) -> None:
    from datetime import date

    adopted = actions.adopt_bylaw(
        actor=people.secretariat,
        body=council,
        effective=date(2026, 11, 1),
        adopted_by="시연 협의회 제1차 회의 의결",
        legal_basis="시연 운영세칙 제5조",
        majority_numerator=2,
        majority_denominator=3,
        majority_more_than=False,
    )
    later = actions.call_meeting(actor=people.secretariat, body=council, held_at=HELD_AT, place="시연 회의실")
    assert Meeting.objects.get(pk=meeting.pk).bylaw.version == 1
    assert later.bylaw == adopted
    assert (meeting.code, later.code, later.number) == ("council-2026-001", "council-2026-002", 2)


def test_the_council_recommends_and_the_committee_approves_apart(
    people: People, council: Body, committee: Body, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model])
    assert state(model) == State.ON_AGENDA
    run.vote(item, "ffffffa")
    item = run.close_vote(item)
    assert state(model) == State.RECOMMENDED
    assert item.support == ["technology", "finance", "regulation"]
    assert item.tally is not None
    assert item.tally.working().startswith("재적 9명, 제척 0명, 출석 7명, 찬성 6명, 반대 1명, 기권 0명: 가결")
    with pytest.raises(ValidationError, match="위원회"):
        actions.put_on_agenda(
            actor=people.secretariat,
            meeting=actions.call_meeting(
                actor=people.secretariat, body=committee, held_at=HELD_AT, place="시연 청사"
            ),
            model=model,
        )
    run.close(meeting)
    sent = actions.send_to_committee(actor=people.secretariat, model=model)
    assert sent.state == State.AT_COMMITTEE
    second = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT, place="시연 청사"
    )
    [item] = run.open(second, [model])
    assert state(model) == State.AT_COMMITTEE
    run.vote(item, "fffff")
    run.close_vote(item)
    assert state(model) == State.APPROVED


@pytest.mark.parametrize(
    ("kind", "otherwise", "expected"),
    [
        ("council", "returned", State.RETURNED),
        ("council", "rejected", State.NOT_RECOMMENDED),
        ("committee", "returned", State.COMMITTEE_RETURNED),
        ("committee", "rejected", State.DECLINED),
    ],
)
def test_without_a_majority_the_item_is_returned_or_rejected_with_a_reason(
    request: pytest.FixtureRequest,
    people: People,
    make_model: Make,
    run: Runner,
    kind: str,
    otherwise: str,
    expected: str,
) -> None:
    body = request.getfixturevalue(kind)
    called = actions.call_meeting(actor=people.secretariat, body=body, held_at=HELD_AT, place="시연 회의실")
    model = make_model(State.SCREENED if kind == "council" else State.AT_COMMITTEE)
    [item] = run.open(called, [model])
    run.vote(item, "fffaaas")  # 3 of 7 present
    with pytest.raises(ValidationError, match="부결"):
        run.close_vote(item)
    with pytest.raises(ValidationError, match="부결"):
        run.close_vote(item, otherwise, "  ")
    closed = run.close_vote(item, otherwise, "수요 물량을 밝혀 주세요.")
    assert (closed.outcome, closed.note) == (otherwise, "수요 물량을 밝혀 주세요.")
    assert state(model) == expected
    assert WinWinModel.objects.get(pk=model.pk).state_note == "수요 물량을 밝혀 주세요."


def test_opening_is_refused_without_quorum_or_agenda(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    run.attend(meeting, 9)
    with pytest.raises(ValidationError, match="안건이 없는"):
        actions.open_meeting(actor=people.secretariat, meeting=meeting)
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    run.attend(meeting, 4)
    with pytest.raises(ValidationError, match="출석 4명, 필요한 출석 5명"):
        actions.open_meeting(actor=people.secretariat, meeting=meeting)
    run.attend(meeting, 5)
    opened = actions.open_meeting(actor=people.secretariat, meeting=meeting)
    assert opened.state == MeetingState.OPEN
    assert opened.attendance.count() == 9


def test_quorum_is_checked_again_when_the_vote_is_closed(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=5)
    run.vote(item, "ffff")
    seats = list(meeting.body.seats.all())
    run.there(meeting, seats[4], Attendance.How.ABSENT)
    with pytest.raises(ValidationError, match="출석 4명, 필요한 출석 5명"):
        run.close_vote(item)
    run.there(meeting, seats[5], Attendance.How.REMOTE)
    with pytest.raises(ValidationError, match="출석 4명"):  # who came later has no part in the running vote
        run.close_vote(item)
    run.there(meeting, seats[4], Attendance.How.REMOTE)
    closed = run.close_vote(item)
    assert closed.tally is not None
    assert (closed.outcome, closed.tally.present, closed.tally.silent) == ("adopted", 5, 1)


def test_no_vote_is_opened_without_quorum(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=5)
    seats = list(meeting.body.seats.all())
    run.there(meeting, seats[4], Attendance.How.ABSENT)
    with pytest.raises(ValidationError, match="의사정족수"):
        run.open_vote(item)
    with pytest.raises(ValidationError, match="의사정족수"):
        actions.resolve_by_consent(actor=people.secretariat, item=item)
    with pytest.raises(ValidationError, match="지금은 표결 중이 아닙니다"):
        run.ballot(item, seats[0], "for")
    assert not Vote.objects.exists()
    assert not Ballot.objects.exists()


def test_one_ballot_a_seat_never_changed(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    vote = run.open_vote(item)
    actions.cast(actor=people.member, item=item, choice="against")
    with pytest.raises(ValidationError, match="이미 표를 냈습니다"):
        actions.cast(actor=people.member, item=item, choice="for")
    seat = meeting.body.seats.get(user=people.member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(vote=vote, seat=seat, choice="for", entered_by=people.member)
    assert Ballot.objects.get().choice == "against"
    with pytest.raises(ValidationError, match="찬성, 반대, 기권"):
        actions.cast(actor=people.chair, item=item, choice="perhaps")


def test_the_secretariat_enters_only_what_a_member_without_account_said(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.open_vote(item)
    seats = list(meeting.body.seats.all())
    entered = actions.enter_ballot(actor=people.secretariat, item=item, seat=seats[3], choice="for")
    assert entered is not None
    assert entered.entered_by == people.secretariat
    with pytest.raises(ValidationError, match="서명한 표결서"):
        actions.enter_ballot(actor=people.secretariat, item=item, seat=seats[1], choice="for")
    with pytest.raises(NotAllowed):
        actions.enter_ballot(actor=people.chair, item=item, seat=seats[4], choice="for")
    with pytest.raises(NotAllowed):  # a member, but of no seat on this body
        actions.cast(actor=people.second, item=item, choice="for")
    with pytest.raises(NotAllowed):
        actions.cast(actor=people.secretariat, item=item, choice="for")


def test_a_recused_seat_cannot_vote_and_leaves_the_base(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=8)
    seats = list(meeting.body.seats.all())
    with pytest.raises(NotAllowed):
        actions.recuse(actor=people.member, item=item, seat=seats[4], reason="self_recusal")
    with pytest.raises(NotAllowed):
        actions.recuse(actor=people.member, item=item, seat=seats[1], reason="by_law")
    actions.recuse(actor=people.member, item=item, seat=seats[1], reason="self_recusal")
    run.open_vote(item)
    with pytest.raises(ValidationError, match="빠진 위원"):
        actions.cast(actor=people.member, item=item, choice="for")
    with pytest.raises(ValidationError, match="이미 이 안건에서"):
        actions.recuse(actor=people.secretariat, item=item, seat=seats[1], reason="by_law")
    run.vote(item, "f-fffffa")
    with pytest.raises(ValidationError, match="이미 표를 낸"):
        actions.recuse(actor=people.secretariat, item=item, seat=seats[3], reason="by_law")
    counted = run.close_vote(item).tally
    assert counted is not None
    assert (
        counted.working()
        == "재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명, 기권 0명: 가결 (출석 과반수 4명)"
    )


def test_taking_off_is_undone_before_the_opening_and_deferral_after(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = make_model(), make_model()
    item = actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=first)
    with pytest.raises(ValidationError, match="사유"):
        actions.take_off(actor=people.secretariat, item=item, reason="")
    actions.take_off(actor=people.secretariat, item=item, reason="자료 보완")
    assert state(first) == State.SCREENED
    assert not meeting.agenda.exists()
    [item] = run.open(meeting, [second])
    actions.take_off(actor=people.secretariat, item=item, reason="정족수가 부족합니다.")
    item.refresh_from_db()
    assert (item.outcome, state(second)) == ("deferred", State.SCREENED)
    with pytest.raises(ValidationError, match="이미 결정"):
        run.ballot(item, meeting.body.seats.first(), "for")  # type: ignore[arg-type]
    run.close(meeting)


def test_a_model_withdrawn_meanwhile_is_not_voted_on(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    from sangsaeng.proposals.actions import withdraw

    model = make_model()
    [item] = run.open(meeting, [model])
    run.vote(item, "fffffff")
    withdraw(actor=people.sme, model=WinWinModel.objects.get(pk=model.pk), reason="사업 계획이 바뀌었습니다.")
    with pytest.raises(ValidationError, match="더는 상정 상태가 아닌"):
        run.close_vote(item)
    with pytest.raises(ValidationError, match="표결 중인 안건은 내릴 수 없습니다"):
        actions.take_off(actor=people.secretariat, item=item, reason="철회")
    actions.annul_vote(
        actor=people.secretariat, vote=item.votes.get(), because="모델 철회", decided_by="출석위원 전원"
    )
    actions.take_off(actor=people.secretariat, item=item, reason="철회")
    assert state(model) == State.WITHDRAWN


def test_what_is_not_ready_or_not_of_this_world_stays_off_the_agenda(
    people: People, meeting: Meeting, make_model: Make
) -> None:
    with pytest.raises(ValidationError, match="상태의 모델만"):
        actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model(State.SUBMITTED))
    with pytest.raises(ValidationError, match="시연"):
        actions.put_on_agenda(
            actor=people.secretariat, meeting=meeting, model=make_model(demonstration=False)
        )
    with pytest.raises(ValidationError, match="건의한 모델만"):
        actions.send_to_committee(actor=people.secretariat, model=make_model())
    with pytest.raises(NotAllowed):
        actions.put_on_agenda(actor=people.member, meeting=meeting, model=make_model())


def test_a_demonstration_account_sets_up_nothing_real(people: People) -> None:
    with pytest.raises(NotAllowed):
        actions.establish_body(actor=people.secretariat, kind="council", name="상생협의회")


def test_the_law_bounds_the_seats(people: People, council: Body) -> None:
    for n in range(10, 26):
        actions.add_seat(actor=people.secretariat, body=council, label=f"시연 위원 {n}", capacity="sme")
    with pytest.raises(ValidationError, match="25명까지"):
        actions.add_seat(actor=people.secretariat, body=council, label="시연 위원 26", capacity="sme")


def test_closing_waits_for_every_item(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    items = run.open(meeting, [make_model(), make_model()])
    run.vote(items[0], "fffffff")
    run.close_vote(items[0])
    with pytest.raises(ValidationError, match="결정하지 않은 안건이 있습니다: 제2호 안건"):
        run.close(meeting)
    with pytest.raises(ValidationError, match="먼저 표결을 시작하세요"):
        run.close_vote(items[1])
    run.open_vote(items[1])
    with pytest.raises(ValidationError, match="아직 아무도 표결하지 않았습니다"):
        run.close_vote(items[1])
    with pytest.raises(ValidationError, match="표결 중인 안건이 있습니다"):
        run.close(meeting)
    with pytest.raises(ValidationError, match="폐회한"):
        actions.make_minutes(actor=people.secretariat, meeting=meeting)
    run.vote(items[1], "fffffff")
    run.close_vote(items[1])
    run.close(meeting)
    with pytest.raises(ValidationError, match="이미 폐회"):
        actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    with pytest.raises(ValidationError, match="이미 폐회"):
        run.attend(meeting, 9)


def test_every_step_leaves_one_event(people: People, meeting: Meeting, make_model: Make, run: Runner) -> None:
    [item] = run.open(meeting, [make_model()], present=5)
    seats = list(meeting.body.seats.all())
    actions.write_remarks(actor=people.secretariat, item=item, remarks=" 물량을 물었습니다. \n\n")
    run.vote(item, "fffff")
    run.close_vote(item)
    run.close(meeting)
    verbs = [event.verb.removeprefix("deliberation.") for event in history(meeting)]
    assert verbs == [
        "call_meeting",
        "put_on_agenda",
        "record_attendance",
        "open_meeting",
        "write_remarks",
        "open_vote",
        *["cast"] * 2,
        *["enter_ballot"] * 3,
        "close_vote",
        "close_meeting",
    ]
    assert all(event.demonstration for event in history(meeting))
    data: dict[str, Any] = Event.objects.get(verb="deliberation.close_vote").data
    assert (data["outcome"], data["working"]["for_"], data["bylaw"]) == ("adopted", 5, 1)
    # nothing changed, nothing appended
    before = Event.objects.count()
    item.meeting.refresh_from_db()
    assert len(seats) == 9
    assert Event.objects.count() == before


def test_who_can_vote_now_is_who_is_there_not_excluded_and_without_a_ballot(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    from sangsaeng.deliberation.queries.meetings import candidates, open_votes, running

    waiting = make_model()
    assert list(candidates(meeting, people.secretariat)) == [waiting]
    assert list(running(people.secretariat)) == [meeting]
    assert not running(people.member).exists()
    first, second, third = run.open(meeting, [waiting, make_model(), make_model()])
    assert not candidates(meeting, people.secretariat).exists()
    assert not open_votes(people.member).exists()  # nothing is open yet
    for item in (first, second, third):
        run.open_vote(item)
    assert list(open_votes(people.member)) == [first, second, third]
    actions.cast(actor=people.member, item=first, choice="for")
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=second, seat=seat, reason="self_recusal")
    assert list(open_votes(people.member)) == [third]
    assert not open_votes(people.secretariat).exists()
    actions.record_attendance(
        actor=people.secretariat,
        meeting=meeting,
        attendance={meeting.body.seats.get(user=people.chair): Attendance.How.ABSENT},
    )
    assert not open_votes(people.chair).exists()
