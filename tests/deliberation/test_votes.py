"""Voting: five ways, one electorate a round, one ballot a person, and what each comes to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.deliberation.conftest import HELD_AT, People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import (
    AgendaItem,
    Ballot,
    Body,
    BylawVersion,
    Elector,
    Meeting,
    Method,
    SecretBallot,
    Vote,
)
from sangsaeng.parties.models import Message, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import keep_document
from sangsaeng.records.models import DocumentFile, Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
Make = Callable[..., WinWinModel]


def rule(body: Body, **fields: Any) -> None:
    """Another rule for the body, before it calls a meeting."""
    assert BylawVersion.objects.filter(body=body).update(**fields) == 1


def call(people: People, body: Body, **fields: Any) -> Meeting:
    given = {"held_at": HELD_AT, "place": "시연 회의실"} | fields
    return actions.call_meeting(actor=people.secretariat, body=body, **given)


def electors(vote: Vote) -> list[str]:
    return [e.seat.label for e in vote.electors.select_related("seat").filter(excluded_later=False)]


@pytest.fixture
def written(people: People, council: Body, make_model: Make, run: Runner) -> AgendaItem:
    """The one item of an open written resolution."""
    called = call(people, council, held_at=timezone.now(), place="", form=Meeting.Form.WRITTEN)
    item = actions.put_on_agenda(actor=people.secretariat, meeting=called, model=make_model())
    actions.open_meeting(actor=people.secretariat, meeting=called)
    return AgendaItem.objects.get(pk=item.pk)


def scan_of(meeting: Meeting, people: People) -> DocumentFile:
    return keep_document(
        kind="ballot_scan",
        title="표결서",
        subject=meeting,
        format="pdf",
        content=b"%PDF-1.7 signed",
        actor=people.secretariat,
    )


@pytest.mark.parametrize("method", ["", "open", "named", "secret"])
def test_a_vote_in_session_is_counted_the_same_by_every_method(
    people: People, meeting: Meeting, make_model: Make, run: Runner, method: str
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.vote(item, "ffffsaa", method)
    closed = run.close_vote(item)
    vote = Vote.objects.get()
    assert vote.method == (method or "open")
    assert closed.tally is not None
    assert closed.tally.working() == (
        "재적 9명, 제척 0명, 출석 7명, 찬성 4명, 반대 2명, 기권 1명: 가결 (출석 과반수 4명)"
    )
    assert (vote.outcome, vote.rule_version, vote.working) == ("adopted", 1, closed.working)
    assert (Ballot.objects.count(), SecretBallot.objects.count()) == ((0, 7) if vote.is_secret else (7, 0))


def test_consent_counts_everyone_there_and_leaves_no_ballot(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model], present=6)
    seats = list(meeting.body.seats.all())
    actions.recuse(actor=people.secretariat, item=item, seat=seats[3], reason="by_law")
    decided = actions.resolve_by_consent(actor=people.secretariat, item=item, question="이의 있으십니까?")
    vote = Vote.objects.get()
    assert (vote.method, vote.question, vote.state) == (Method.CONSENT, "이의 있으십니까?", "closed")
    assert len(electors(vote)) == 5
    assert decided.tally is not None
    assert decided.tally.working() == (
        "재적 9명, 제척 1명, 출석 5명, 찬성 5명, 반대 0명, 기권 0명: 가결 (출석 과반수 3명)"
    )
    assert not Ballot.objects.exists()
    assert WinWinModel.objects.get(pk=model.pk).state == State.RECOMMENDED
    with pytest.raises(ValidationError, match="이미 결정"):
        actions.resolve_by_consent(actor=people.secretariat, item=item)


def test_an_objection_is_on_record_and_a_vote_follows(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    actions.record_objection(actor=people.secretariat, item=item, by=" 시연 위원 3 ")
    assert Event.objects.get(verb="deliberation.record_objection").data == {"item": 1, "by": "시연 위원 3"}
    run.open_vote(item)
    with pytest.raises(ValidationError, match="이미 표결 중"):
        actions.resolve_by_consent(actor=people.secretariat, item=item)
    run.vote(item, "ffffaaa")
    assert run.close_vote(item).outcome == "adopted"


def test_no_vote_without_an_open_one_nor_after_it(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    item = actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
    with pytest.raises(ValidationError, match="진행 중인 회의"):
        run.open_vote(item)
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    with pytest.raises(ValidationError, match="지금은 표결 중이 아닙니다"):
        actions.cast(actor=people.member, item=item, choice="for")
    for method in ("consent", "shouting"):
        with pytest.raises(ValidationError, match="표결 방법을 고르세요"):
            run.open_vote(item, method)
    with pytest.raises(ValidationError, match="서면이나 무기명"):
        run.open_vote(item, "written")
    run.open_vote(item)
    with pytest.raises(ValidationError, match="이미 표결 중"):
        run.open_vote(item)
    run.vote(item, "f-fffff")
    run.close_vote(item)
    with pytest.raises(ValidationError, match="이미 결정"):
        actions.cast(actor=people.member, item=item, choice="for")
    assert Ballot.objects.count() == 6


def test_the_electorate_is_frozen_when_the_vote_opens(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=6)
    seats = list(meeting.body.seats.all())
    vote = run.open_vote(item)
    run.there(meeting, seats[7], "present")
    with pytest.raises(ValidationError, match="표결을 시작할 때 출석하지 않은"):
        run.ballot(item, seats[7], "for")
    run.vote(item, "fffff")
    run.there(meeting, seats[1], "absent")  # left after voting: the ballot and the person count
    run.there(meeting, seats[5], "absent")  # left without voting: takes no part
    with pytest.raises(ValidationError, match="자리를 떠난"):
        run.ballot(item, seats[5], "against")
    closed = run.close_vote(item)
    assert closed.tally is not None
    assert (closed.tally.present, closed.tally.for_, closed.tally.silent) == (5, 5, 0)
    assert list(vote.electors.values_list("at_close", flat=True)) == [True] * 5 + [False]
    run.there(meeting, seats[5], "present")  # what happens later changes nothing any more
    assert Elector.objects.filter(vote=vote, at_close=True).count() == 5


def test_stepping_out_of_an_open_vote_leaves_its_electorate(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=6)
    vote = run.open_vote(item)
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=item, seat=seat, reason="self_recusal")
    assert seat.label not in electors(vote)
    with pytest.raises(ValidationError, match="빠진 위원"):
        actions.cast(actor=people.member, item=item, choice="for")
    run.vote(item, "f-fffa")
    closed = run.close_vote(item)
    assert closed.tally is not None
    assert (closed.tally.excluded, closed.tally.present, closed.tally.for_) == (1, 5, 4)


def test_a_tie_goes_to_the_chair_where_the_bylaw_says_so(
    people: People, council: Body, make_model: Make, run: Runner
) -> None:
    rule(council, tie_rule="chair")
    first, second = run.open(call(people, council), [make_model(), make_model()], present=6)
    run.vote(first, "fffaaa")
    with pytest.raises(ValidationError, match="가부동수"):
        run.close_vote(first)
    with pytest.raises(ValidationError, match="가부동수"):
        run.close_vote(first, chair_decides="perhaps")
    closed = run.close_vote(first, chair_decides="for")
    assert closed.tally is not None
    assert closed.tally.working().endswith("가부동수를 위원장이 결정)")
    assert (closed.outcome, Vote.objects.get(agenda_item=first).chair_decided) == ("adopted", "for")
    run.vote(second, "fffaaa", "secret")
    closed = run.close_vote(second, "rejected", "찬반이 같았습니다.", chair_decides="against")
    assert closed.outcome == "rejected"


def test_the_chair_decides_nothing_without_a_tie_or_the_rule(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = run.open(meeting, [make_model(), make_model()], present=6)
    run.vote(first, "fffaaa")
    with pytest.raises(ValidationError, match="부결"):
        run.close_vote(first, chair_decides="for")
    run.close_vote(first, "returned", "자료 보완", chair_decides="for")
    assert Vote.objects.get(agenda_item=first).chair_decided == ""
    run.vote(second, "ffffaa")
    assert run.close_vote(second, chair_decides="against").outcome == "adopted"


@pytest.mark.parametrize("manner", ["amended", "conditional"])
def test_what_is_amended_or_conditional_says_how(
    people: People, meeting: Meeting, make_model: Make, run: Runner, manner: str
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.vote(item, "fffffff")
    with pytest.raises(ValidationError, match="수정한 내용이나 조건"):
        run.close_vote(item, manner=manner, conditions="  ")
    with pytest.raises(ValidationError, match="원안, 수정, 조건부"):
        run.close_vote(item, manner="roughly", conditions="물량")
    assert Vote.objects.get().is_open  # a refusal leaves it as it was
    closed = run.close_vote(item, manner=manner, conditions=" 물량 확약서를 낼 것 ")
    assert (closed.outcome, closed.manner, closed.conditions) == ("adopted", manner, "물량 확약서를 낼 것")


def test_a_manner_belongs_to_what_was_adopted(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = run.open(meeting, [make_model(), make_model()])
    run.vote(first, "fffffff")
    assert run.close_vote(first, manner="as_proposed", conditions="조건").conditions == ""
    run.vote(second, "aaaaaaa")
    closed = run.close_vote(second, "rejected", "수요 없음", manner="conditional", conditions="조건")
    assert (closed.manner, closed.conditions) == ("", "")


def test_items_put_together_keep_their_own_exclusions(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    _first, second, third = run.open(meeting, [make_model() for _n in range(3)], present=7)
    with pytest.raises(ValidationError, match="둘 이상"):
        actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1])
    batch = actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2])
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=second, seat=seat, reason="self_recusal")
    resolved = actions.resolve_batch(actor=people.secretariat, meeting=meeting, batch=batch)
    counted = [item.tally for item in resolved]
    assert [(t.excluded, t.present, t.for_) for t in counted if t] == [(0, 7, 7), (1, 6, 6)]
    with pytest.raises(ValidationError, match="함께 의결할 안건이 없습니다"):
        actions.resolve_batch(actor=people.secretariat, meeting=meeting, batch=batch)
    third.refresh_from_db()
    assert (third.batch, third.outcome) == (None, "")


def test_a_batch_is_resolved_whole_or_not_at_all(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = run.open(meeting, [make_model(), make_model()])
    batch = actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2])
    run.open_vote(second)
    before = Event.objects.count()
    with pytest.raises(ValidationError, match="이미 표결 중"):
        actions.resolve_batch(actor=people.secretariat, meeting=meeting, batch=batch)
    first.refresh_from_db()
    assert (first.outcome, Event.objects.count()) == ("", before)
    with pytest.raises(ValidationError, match="이미 표결 중"):
        actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2])


def test_one_vote_is_cast_on_every_item_of_a_batch_one_may_vote_on(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    items = run.open(meeting, [make_model() for _n in range(3)])
    batch = actions.put_together(actor=people.secretariat, meeting=meeting, numbers=[1, 2, 3])
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=items[1], seat=seat, reason="self_recusal")
    with pytest.raises(ValidationError, match="표를 낼 수 있는 안건이 없습니다"):
        actions.cast_batch(actor=people.member, meeting=meeting, batch=batch, choice="for")
    for item in items:
        run.open_vote(item)
    voted = actions.cast_batch(actor=people.member, meeting=meeting, batch=batch, choice="against")
    assert [item.number for item in voted] == [1, 3]
    with pytest.raises(ValidationError, match="표를 낼 수 있는 안건이 없습니다"):
        actions.cast_batch(actor=people.member, meeting=meeting, batch=batch, choice="for")
    assert list(Ballot.objects.values_list("choice", flat=True)) == ["against"] * 2


def _deputy(name: str) -> User:
    return User.objects.create(
        username=name, role=Role.MEMBER, display_name=f"시연 {name}", demonstration=True
    )


def test_no_deputy_where_the_bylaw_has_none(people: People, meeting: Meeting) -> None:
    seat = meeting.body.seats.all()[2]
    with pytest.raises(ValidationError, match="대리 출석을 두지 않았습니다"):
        actions.record_attendance(
            actor=people.secretariat,
            meeting=meeting,
            attendance={seat: "deputy"},
            deputies={seat: people.second},
        )


def test_a_deputy_sits_and_votes_for_one_member_and_nobody_else(
    people: People, council: Body, make_model: Make, run: Runner
) -> None:
    rule(council, delegation_hops=1)
    meeting = call(people, council)
    seats = list(council.seats.all())
    deputise: Callable[..., Meeting] = lambda seat, deputy: actions.record_attendance(  # noqa: E731
        actor=people.secretariat, meeting=meeting, attendance={seat: "deputy"}, deputies={seat: deputy}
    )
    with pytest.raises(ValidationError, match="대리인을 고르세요"):
        actions.record_attendance(actor=people.secretariat, meeting=meeting, attendance={seats[1]: "deputy"})
    with pytest.raises(ValidationError, match="한 위원만 대리"):  # a member himself
        deputise(seats[2], people.chair)
    [item] = run.open(meeting, [make_model()])
    deputise(seats[1], people.second)
    with pytest.raises(ValidationError, match="한 위원만 대리"):  # two members by one
        deputise(seats[2], people.second)
    run.open_vote(item)
    with pytest.raises(NotAllowed, match="대리인이 표결합니다"):
        actions.cast(actor=people.member, item=item, choice="for")
    ballot = actions.cast(actor=people.second, item=item, choice="for")
    assert ballot is not None
    assert (ballot.seat, ballot.entered_by) == (seats[1], people.second)
    with pytest.raises(ValidationError, match="이미 표를 냈습니다"):
        actions.cast(actor=people.second, item=item, choice="against")
    with pytest.raises(NotAllowed):
        actions.cast(actor=_deputy("nobody"), item=item, choice="for")
    run.vote(item, "f-fffff")
    closed = run.close_vote(item)
    assert closed.tally is not None
    assert (closed.tally.present, closed.tally.for_) == (7, 7)


def test_a_signed_paper_is_entered_with_its_scan_and_the_member_is_told(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.open_vote(item)
    seat = meeting.body.seats.get(user=people.member)
    with pytest.raises(ValidationError, match="서명한 표결서"):
        actions.enter_ballot(actor=people.secretariat, item=item, seat=seat, choice="for")
    scan = scan_of(meeting, people)
    ballot = actions.enter_ballot(actor=people.secretariat, item=item, seat=seat, choice="against", scan=scan)
    assert ballot is not None
    assert (ballot.entered_by, ballot.scan) == (people.secretariat, scan)
    told = Message.objects.get(kind="ballot_entered")
    assert (told.recipient, "반대" in told.body) == (people.member, True)
    assert Event.objects.get(verb="deliberation.enter_ballot").data["scan"] == scan.sha256
    with pytest.raises(ValidationError, match="이미 표를 냈습니다"):
        actions.cast(actor=people.member, item=item, choice="for")
    actions.enter_ballot(actor=people.secretariat, item=item, seat=meeting.body.seats.all()[3], choice="for")
    assert Message.objects.count() == 1  # nobody is behind that seat


def test_a_written_resolution_waits_for_its_deadline_or_the_last_answer(
    people: People, written: AgendaItem, run: Runner, set_clock: Callable[[datetime], None]
) -> None:
    with pytest.raises(ValidationError, match="이의를 물을 수 없습니다"):
        actions.resolve_by_consent(actor=people.secretariat, item=written)
    with pytest.raises(ValidationError, match="서면이나 무기명"):
        run.open_vote(written, "open")
    vote = run.open_vote(written)
    assert (vote.method, vote.deadline) == (Method.WRITTEN, written.meeting.deadline)
    assert len(electors(vote)) == 9  # nobody has to be there
    run.vote(written, "ffff-fff-")
    with pytest.raises(ValidationError, match="회신하지 않은 위원"):
        run.close_vote(written)
    late = written.meeting.deadline + timedelta(seconds=1)  # type: ignore[operator]
    set_clock(late)
    with pytest.raises(ValidationError, match="기한이 지났습니다"):
        run.ballot(written, written.meeting.body.seats.all()[4], "for")
    closed = run.close_vote(written)
    assert closed.tally is not None
    assert (closed.outcome, closed.tally.present, closed.tally.for_) == ("adopted", 7, 7)


def test_a_written_resolution_that_all_answered_need_not_wait(written: AgendaItem, run: Runner) -> None:
    run.vote(written, "fffffffaa")
    assert run.close_vote(written).outcome == "adopted"


def test_a_written_resolution_too_few_answered_is_deferred(
    people: People, written: AgendaItem, run: Runner, set_clock: Callable[[datetime], None]
) -> None:
    run.vote(written, "ffff")
    late = written.meeting.deadline + timedelta(days=1)  # type: ignore[operator]
    set_clock(late)
    closed = run.close_vote(written)
    assert (closed.outcome, closed.note) == ("deferred", "회신이 의사정족수에 미치지 못했습니다.")
    assert closed.model is not None
    assert WinWinModel.objects.get(pk=closed.model.pk).state == State.SCREENED


def test_a_written_resolution_can_be_secret(
    people: People, written: AgendaItem, run: Runner, set_clock: Callable[[datetime], None]
) -> None:
    vote = run.open_vote(written, "secret")
    assert len(electors(vote)) == 9
    run.vote(written, "ffffaa")
    with pytest.raises(ValidationError, match="회신하지 않은 위원"):
        run.close_vote(written)
    late = written.meeting.deadline + timedelta(seconds=1)  # type: ignore[operator]
    set_clock(late)
    with pytest.raises(ValidationError, match="기한이 지났습니다"):
        actions.enter_papers(
            actor=people.secretariat,
            item=written,
            seats=list(written.meeting.body.seats.all())[6:],
            for_=3,
            against=0,
            abstain=0,
        )
    closed = run.close_vote(written)
    assert closed.tally is not None
    assert (closed.outcome, closed.tally.present) == ("adopted", 6)


def test_no_written_resolution_without_the_bylaws_leave(people: People, council: Body) -> None:
    rule(council, written_allowed=False)
    with pytest.raises(ValidationError, match="서면 의결을 두지 않았습니다"):
        call(people, council, form=Meeting.Form.WRITTEN)


def test_whoever_has_a_standing_conflict_and_voted_hinders_the_close(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    from sangsaeng.parties import actions as parties

    model = make_model()
    [item] = run.open(meeting, [model])
    run.vote(item, "fffffff")
    parties.declare(actor=people.member, person=people.member, case=model, reasons=["advice"])
    with pytest.raises(ValidationError, match="무효로 하고 다시"):
        run.close_vote(item)
    actions.annul_vote(
        actor=people.secretariat, vote=item.votes.get(), because="이해충돌", decided_by="출석위원 전원"
    )
    run.vote(item, "f-fffff")
    closed = run.close_vote(item)
    assert closed.tally is not None
    assert (closed.tally.excluded, closed.tally.for_) == (1, 6)
