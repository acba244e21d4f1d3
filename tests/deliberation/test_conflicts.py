"""A conflict of interest on the agenda: who is out at once, who comes back, what a party may ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.deliberation.conftest import HELD_AT, People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.counting import count
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Body,
    Exclusion,
    ExclusionRequest,
    Meeting,
    Seat,
    SiteVisit,
)
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.parties import actions as parties
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import Affiliation, Conflict, Message, Organisation, User
from sangsaeng.parties.rules import NotAllowed, may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
Firms = dict[str, Organisation]


def put(people: People, meeting: Meeting, model: WinWinModel) -> AgendaItem:
    return actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)


def tie(person: User, organisation: Organisation, relation: str = "officer", **given: object) -> Affiliation:
    return actions.add_tie(actor=person, person=person, organisation=organisation, relation=relation, **given)


def declare(person: User, model: WinWinModel, *reasons: str, note: str = "") -> None:
    actions.declare(actor=person, person=person, model=model, reasons=reasons, note=note)


def out(item: AgendaItem) -> dict[str, tuple[str, str]]:
    """Username → reason and code of the exclusion."""
    rows = Exclusion.objects.filter(agenda_item=item).select_related("seat__user")
    return {row.seat.user.username if row.seat.user else "": (row.reason, row.code) for row in rows}


def seat_of(person: User, meeting: Meeting) -> Seat:
    return meeting.body.seats.get(user=person)


def test_what_the_law_names_excludes_when_the_item_is_put_on(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    tie(people.member, firms["supplier"])
    tie(people.chair, firms["demand"], "shareholder")
    model = make_model()
    item = put(people, meeting, model)
    assert out(item) == {"member": ("by_law", "party")}
    assert interests.waiting_requests([item]).count() == 0
    [suggested] = conflicts.of_case(model).filter(person=people.chair)
    assert (suggested.reason, suggested.state) == ("equity", "suggested")
    model.refresh_from_db()
    assert not may(people.member, "proposals.see_whole", model)
    assert may(people.chair, "proposals.see_whole", model)
    [told] = Message.objects.filter(recipient=people.member)
    assert "이해관계" in told.title
    with_again = actions.exclude_standing(actor=people.secretariat, item=item)
    assert (with_again, Event.objects.filter(verb="deliberation.exclude").count()) == ([], 1)


@pytest.mark.parametrize(("days", "expected"), [(0, {"member": ("by_law", "employment")}), (-1, {})])
def test_the_look_back_is_counted_from_the_day_of_the_meeting_in_seoul(
    people: People, firms: Firms, council: Body, make_model: Make, days: int, expected: dict[str, object]
) -> None:
    late = HELD_AT.replace(hour=16)  # 01:00 of the next day in Seoul
    meeting = actions.call_meeting(actor=people.secretariat, body=council, held_at=late, place="시연 회의실")
    first = late.date().replace(year=late.year - 3) + timedelta(days=1)
    tie(people.member, firms["demand"], "employee", until=first + timedelta(days=days))
    assert out(put(people, meeting, make_model())) == expected


def test_the_bylaw_of_the_meeting_says_how_far_to_look_back(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    meeting.bylaw.look_back_years = 1
    meeting.bylaw.save()
    tie(people.member, firms["demand"], "employee", until=(HELD_AT - timedelta(days=700)).date())
    assert out(put(people, meeting, make_model())) == {}


def test_one_person_one_case_across_both_bodies(
    people: People, meeting: Meeting, committee: Body, firms: Firms, make_model: Make, run: Runner
) -> None:
    """The chair of the council sits on the committee; what excluded him there excludes him here."""
    model = make_model()
    [item] = run.open(meeting, [model], present=8)
    declare(people.chair, model, "advice", note="공정 자문")
    assert out(item) == {"chair": ("self_recusal", "advice")}
    run.vote(item, "-ffffff")
    run.close_vote(item)
    run.close(meeting)
    actions.send_to_committee(actor=people.secretariat, model=model)
    later = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT + timedelta(days=30), place="시연 회의실"
    )
    model.refresh_from_db()
    second = put(people, later, model)
    assert out(second) == {"chair": ("self_recusal", "advice")}
    assert out(item) == {"chair": ("self_recusal", "advice")}, "the decided item keeps what was"


def test_hosts_and_competitors_are_asked_about_not_excluded(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    rival = Organisation.objects.create(code="demo-r", name="시연 경쟁사", kind="sme", demonstration=True)
    host = Organisation.objects.create(code="demo-h", name="시연 주최사", kind="sme", demonstration=True)
    from sangsaeng.discovery.models import Need

    need = Need.objects.create(code="N-1", title="시연 수요", field="semiconductor", demonstration=True)
    make_model(need=need, supplier=rival)
    model = make_model(need=need)
    SiteVisit.objects.create(meeting=meeting, starts_at=HELD_AT, place="시연 공장", host=host)
    tie(people.member, rival)
    tie(people.chair, host)
    item = put(people, meeting, model)
    assert out(item) == {}
    found = {(c.person.username, c.reason, c.state) for c in conflicts.of_case(model)}
    assert found == {("member", "competitor", "suggested"), ("chair", "host", "suggested")}
    conflict = Conflict.objects.get(person=people.chair)
    with pytest.raises(NotAllowed):
        actions.uphold_conflict(actor=people.chair, conflict=conflict, reason="본인")
    actions.uphold_conflict(actor=people.secretariat, conflict=conflict, reason="주최사의 대표입니다.")
    assert out(item) == {"chair": ("by_law", "host")}
    actions.dismiss_conflict(actor=people.secretariat, conflict=conflict, reason="다른 회사였습니다.")
    assert out(item) == {}


def test_a_withdrawn_or_unsubmitted_model_makes_nobody_a_competitor(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    from sangsaeng.discovery.models import Need

    need = Need.objects.create(code="N-1", title="시연 수요", field="semiconductor", demonstration=True)
    make_model(State.WITHDRAWN, need=need, supplier=firms["other"])
    make_model(State.DRAFT, need=need, supplier=firms["other"], submitted_at=None)
    assert interests.facts_of(make_model(need=need), meeting).competitors == frozenset()


def test_stepping_out_in_the_room_follows_the_person(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = make_model(), make_model()
    one, two = run.open(meeting, [first, second], present=8)
    seats = list(meeting.body.seats.all())
    actions.recuse(actor=people.member, item=one, seat=seats[1], reason="self_recusal", code="family")
    actions.recuse(actor=people.secretariat, item=two, seat=seats[1], reason="by_law", code="agent")
    actions.recuse(actor=people.secretariat, item=two, seat=seats[5], reason="by_law")  # nobody by name
    kept = {(c.case_id, c.reason, c.origin, c.state) for c in Conflict.objects.all()}
    assert kept == {
        (first.code, "family", "declared", "stands"),
        (second.code, "agent", "found", "stands"),
    }
    assert conflicts.declared(first)[people.member.pk].reasons == ["family"]
    actions.take_off(actor=people.secretariat, item=one, reason="시간이 모자랐습니다.")
    actions.take_off(actor=people.secretariat, item=two, reason="시간이 모자랐습니다.")
    run.close(meeting)
    again = actions.call_meeting(
        actor=people.secretariat, body=meeting.body, held_at=HELD_AT + timedelta(days=9), place="시연 회의실"
    )
    first.refresh_from_db()
    assert out(put(people, again, first)) == {"member": ("self_recusal", "family")}


def test_a_deputy_with_a_conflict_keeps_the_seat_out(
    people: People, meeting: Meeting, firms: Firms, make_model: Make, run: Runner
) -> None:
    tie(people.second, firms["demand"])
    [item] = run.open(meeting, [make_model()], present=8)
    assert out(item) == {}
    Attendance.objects.filter(meeting=meeting, seat__user=people.member).update(
        how=Attendance.How.DEPUTY, deputy=people.second
    )
    run.open_vote(item)
    assert out(item) == {"member": ("by_law", "party")}
    vote = item.votes.get()
    assert (vote.electors.count(), count(item, vote).excluded) == (7, 1)


def test_who_declares_during_the_vote_leaves_it_unless_the_ballot_is_in(
    people: People, meeting: Meeting, firms: Firms, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model], present=8)
    run.open_vote(item)
    declare(people.member, model, "equity")
    assert item.votes.get().electors.get(seat__user=people.member).excluded_later
    actions.cast(actor=people.chair, item=item, choice="for")
    with pytest.raises(ValidationError, match="이미 표를 낸"):
        declare(people.chair, model, "equity")
    assert not conflicts.is_conflicted(people.chair, model), "refused whole: nothing half done"
    with pytest.raises(ValidationError, match="표결을 시작한"):
        declare(people.member, model, note="지분을 팔았습니다.")
    tie(people.chair, firms["demand"])  # a fact is never refused; the vote shows it to whoever looks
    assert conflicts.is_conflicted(people.chair, model)
    assert list(out(item)) == ["member"]
    Conflict.objects.filter(person=people.chair).delete()


def test_taking_a_reason_back_brings_the_seat_back(
    people: People, meeting: Meeting, make_model: Make
) -> None:
    model = make_model()
    item = put(people, meeting, model)
    declare(people.member, model, "equity", "host")
    assert out(item) == {"member": ("self_recusal", "equity")}
    declare(people.member, model, "host", note="지분을 팔았습니다.")
    assert out(item) == {"member": ("self_recusal", "equity")}, "still out, for the other reason"
    declare(people.member, model, note="주최사를 떠났습니다.")
    assert out(item) == {}
    assert Event.objects.filter(verb="deliberation.lift_exclusion").count() == 1
    with pytest.raises(NotAllowed):
        actions.declare(actor=people.chair, person=people.member, model=model, reasons=["equity"])


def test_an_exclusion_is_lifted_with_a_reason_and_only_before_a_vote(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model], present=8)
    seat = seat_of(people.member, meeting)
    given = {"actor": people.secretariat, "item": item, "seat": seat}
    actions.recuse(**given, reason="by_law", code="agent")  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.lift_exclusion(**given | {"actor": people.member}, reason="아님")  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="사유"):
        actions.lift_exclusion(**given, reason=" ")  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="빠진 위원이 아닙니다"):
        actions.lift_exclusion(**given | {"seat": seat_of(people.chair, meeting)}, reason="x")  # type: ignore[arg-type]
    actions.lift_exclusion(**given, reason="다른 위원의 일이었습니다.")  # type: ignore[arg-type]
    assert (out(item), Conflict.objects.get().state) == ({}, "dismissed")
    model.refresh_from_db()
    assert may(people.member, "proposals.see_whole", model)
    actions.recuse(**given, reason="by_law", code="agent")  # type: ignore[arg-type]
    run.open_vote(item)
    with pytest.raises(ValidationError, match="표결을 시작한"):
        actions.lift_exclusion(**given, reason="다시")  # type: ignore[arg-type]
    assert conflicts.is_conflicted(people.member, model)


def ask(
    people: People, item: AgendaItem, person: User, reason: str = "경쟁사 자문역입니다."
) -> ExclusionRequest:
    seat = seat_of(person, item.meeting)
    return actions.request_exclusion(actor=people.sme, item=item, seat=seat, reason=reason)


def decide(
    people: People, request: ExclusionRequest, for_: int, against: int, abstain: int = 0, **more: str
) -> ExclusionRequest:
    return actions.decide_request(
        actor=people.secretariat,
        request=request,
        for_=for_,
        against=against,
        abstain=abstain,
        reason=more.pop("reason", "공정성을 의심할 만합니다."),
        **more,
    )


def test_a_partys_request_is_decided_by_the_others(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    [item] = run.open(meeting, [model], present=7)
    request = ask(people, item, people.member)
    assert Message.objects.filter(recipient=people.secretariat, kind="exclusion_request").count() == 1
    with pytest.raises(ValidationError, match="기피 신청을 먼저"):
        run.open_vote(item)
    with pytest.raises(ValidationError, match="보다 많습니다"):
        decide(people, request, 7, 0)  # six are there without the member
    with pytest.raises(ValidationError, match="아무도"):
        decide(people, request, 0, 0)
    with pytest.raises(ValidationError, match="이유"):
        decide(people, request, 5, 1, reason=" ")
    decided = decide(people, request, 4, 1, 1)
    assert decided.outcome == "accepted"
    working = decided.working or {}
    assert (working["excluded"], working["needed"]) == (1, 4)
    assert out(item) == {"member": ("on_request", "")}
    [conflict] = conflicts.of_case(model)
    assert (conflict.origin, conflict.state) == ("requested", "stands")
    told = Message.objects.filter(kind="exclusion_decided").values_list("recipient__username", flat=True)
    assert set(told) == {"sme", "member"}
    with pytest.raises(ValidationError, match="이미 결정한 기피"):
        decide(people, request, 4, 1)
    run.open_vote(item)
    assert item.votes.get().electors.count() == 6


def test_a_request_that_is_not_carried_changes_nothing(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=7)
    request = ask(people, item, people.member)
    assert decide(people, request, 3, 3).outcome == "declined"
    assert (out(item), Conflict.objects.count()) == ({}, 0)
    run.open_vote(item)
    with pytest.raises(ValidationError, match="이미 표결 중"):
        run.open_vote(item)


def test_a_request_needs_session_and_quorum(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    model = make_model()
    item = put(people, meeting, model)
    request = ask(people, item, people.member)
    with pytest.raises(ValidationError, match="진행 중인 회의"):
        decide(people, request, 4, 0)
    run.attend(meeting, 5)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    with pytest.raises(ValidationError, match="의사정족수"):
        decide(people, request, 4, 0)  # four of eight are there


def test_a_tie_is_broken_by_the_chair_where_the_bylaw_says_so(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    meeting.bylaw.tie_rule = "chair"
    meeting.bylaw.save()
    [item] = run.open(meeting, [make_model()], present=7)
    request = ask(people, item, people.member)
    with pytest.raises(ValidationError, match="가부동수"):
        decide(people, request, 3, 3)
    assert decide(people, request, 3, 3, chair="for").outcome == "accepted"


def test_who_may_ask_and_for_whom(
    people: People, meeting: Meeting, committee: Body, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=8)
    seat = seat_of(people.member, meeting)
    for name in ("stranger", "member", "secretariat", "ministry", "agency", "auditor"):
        with pytest.raises(NotAllowed):
            actions.request_exclusion(actor=getattr(people, name), item=item, seat=seat, reason="이유")
    with pytest.raises(ValidationError, match="이유"):
        ask(people, item, people.member, reason=" ")
    with pytest.raises(ValidationError, match="위원이 아닙니다"):
        actions.request_exclusion(
            actor=people.sme, item=item, seat=committee.seats.get(user=people.member), reason="이유"
        )
    ask(people, item, people.member)
    with pytest.raises(ValidationError, match="이미 결정을 기다립니다"):
        actions.request_exclusion(actor=people.demand_company, item=item, seat=seat, reason="이유")
    with pytest.raises(NotAllowed):
        actions.decide_request(
            actor=people.chair,
            request=item.exclusion_requests.get(),
            for_=5,
            against=0,
            abstain=0,
            reason="이유",
        )
    actions.recuse(
        actor=people.chair, item=item, seat=seat_of(people.chair, meeting), reason="self_recusal", code="host"
    )
    with pytest.raises(ValidationError, match="이미 이 안건에서"):
        ask(people, item, people.chair)


def test_nothing_is_asked_once_the_item_is_decided(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()], present=8)
    run.vote(item, "ffffffff")
    run.close_vote(item)
    with pytest.raises(ValidationError, match="이미 결정"):
        ask(people, item, people.member)


def test_who_was_never_asked_is_known_to_the_desk(people: People, meeting: Meeting, make_model: Make) -> None:
    first, second = make_model(), make_model()
    one, two = put(people, meeting, first), put(people, meeting, second)

    def missing() -> set[tuple[str, int]]:
        rows = interests.undeclared(meeting)
        return {(seat.user.username, item.number) for seat, item in rows if seat.user}

    assert missing() == {("chair", 1), ("member", 1), ("chair", 2), ("member", 2)}
    declare(people.member, first)
    actions.recuse(actor=people.chair, item=two, seat=seat_of(people.chair, meeting), reason="self_recusal")
    assert missing() == {("chair", 1), ("member", 2)}
    assert [item.number for item in interests.to_declare(people.member)] == [2]
    assert [item.number for item in interests.to_declare(people.chair)] == [one.number]
    assert not interests.to_declare(people.second).exists()


def test_the_history_of_the_model_tells_nobody_who_stepped_out(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    tie(people.member, firms["supplier"])
    model = make_model()
    put(people, meeting, model)
    declare(people.chair, model, "equity")
    verbs = set(Event.objects.filter(subject_type="winwinmodel").values_list("verb", flat=True))
    assert not any("conflict" in verb or verb.startswith("parties.") for verb in verbs)


def test_a_seat_in_another_world_is_left_alone(
    people: People, meeting: Meeting, firms: Firms, make_model: Make
) -> None:
    real = User.objects.create(username="real", role="member", display_name="위원")
    body = Body.objects.create(kind="council", name="상생협의회")
    Seat.objects.create(body=body, label="위원 1", capacity="sme", user=real)
    put(people, meeting, make_model())
    assert real not in interests.concerned(meeting)
    with pytest.raises(ValidationError, match="시연 기관"):
        parties.add_affiliation(actor=real, person=real, organisation=firms["demand"], relation="officer")
