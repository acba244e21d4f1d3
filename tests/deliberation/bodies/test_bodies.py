"""Bodies, bylaws and seats: what may be set up, what the law bounds, and what each person sees of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.actions.seats import last_day_of_term
from sangsaeng.deliberation.models import AgendaItem, Attendance, Body, Seat
from sangsaeng.deliberation.queries import bodies as body_queries
from sangsaeng.parties.models import Message, Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event
from sangsaeng.records.queries import history

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
BASIS = "시연 운영세칙 제5조"


# Bodies


def test_each_kind_starts_with_what_the_law_says_of_it(
    council: Body, committee: Body, sub_council: Body
) -> None:
    first = {body.kind: body.bylaws.get() for body in (council, committee, sub_council)}
    assert {kind: (b.most_members, b.term_years, b.is_template) for kind, b in first.items()} == {
        "council": (25, None, True),
        "committee": (30, 1, False),
        "sub_council": (None, None, True),
    }
    rule = first["committee"]
    assert (rule.notice_days, rule.urgent_notice_days, rule.look_back_years) == (7, 1, 3)
    assert (rule.written_allowed, rule.delegation_hops, rule.secrecy) == (True, 0, True)
    assert {"written_days", "method", "tie_rule", "quorum_base"} <= set(rule.ours)
    # the Decree binds the committee's members to secrecy and does not name the council's
    assert ["secrecy" in first[kind].ours for kind in ("council", "committee", "sub_council")] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "sub_council", "sector": "semiconductor"}, "분과협의회를 둘 상생협의회"),
        (
            {"kind": "sub_council", "parent": "committee", "sector": "semiconductor"},
            "분과협의회를 둘 상생협의회",
        ),
        ({"kind": "sub_council", "parent": "council"}, "분야를 고르세요"),
        ({"kind": "sub_council", "parent": "council", "sector": "display"}, "이미 있습니다"),
        ({"kind": "committee", "parent": "council"}, "분과협의회에만"),
        ({"kind": "council", "sector": "display"}, "분과협의회에만"),
    ],
)
def test_a_sub_council_has_its_council_and_a_sector_of_its_own(
    people: People, council: Body, committee: Body, given: dict[str, str], message: str
) -> None:
    known = {"council": council, "committee": committee}
    make = {"actor": people.secretariat, "demonstration": True}
    actions.establish_body(
        **make, kind="sub_council", name="시연 디스플레이 분과협의회", parent=council, sector="display"
    )
    parent = known.get(given.get("parent", ""))
    with pytest.raises(ValidationError, match=message):
        actions.establish_body(
            **make, kind=given["kind"], name="시연 새 회의체", parent=parent, sector=given.get("sector", "")
        )


def test_the_worlds_do_not_mix_in_a_body(people: People, council: Body) -> None:
    real = User.objects.create(username="real", role=Role.SECRETARIAT)
    office = Organisation.objects.create(code="real-office", name="실제 기관", kind="agency")
    make = {"actor": real, "kind": "sub_council", "name": "분과협의회", "sector": "display"}
    with pytest.raises(ValidationError, match="섞을 수 없습니다"):
        actions.establish_body(**make, parent=council)
    with pytest.raises(ValidationError, match="섞을 수 없습니다"):
        actions.establish_body(**make, parent=council, secretariat=office, demonstration=True)
    with pytest.raises(NotAllowed):
        actions.establish_body(
            actor=people.member, kind="council", name="시연 둘째 협의회", demonstration=True
        )


# Bylaws


def test_before_its_first_meeting_a_body_adopts_by_a_text_and_takes_over_the_rest(
    people: People, council: Body
) -> None:
    adopted = actions.adopt_bylaw(
        actor=people.secretariat,
        body=council,
        effective=date(2026, 3, 2),
        adopted_by="시연 창립회의 의결",
        legal_basis=BASIS,
        notice_days=5,
        term_years=2,
    )
    first = council.bylaws.get(version=1)
    assert (adopted.version, adopted.notice_days, adopted.term_years) == (2, 5, 2)
    assert (adopted.look_back_years, adopted.most_members) == (first.look_back_years, 25)
    assert (adopted.is_template, adopted.ours) == (False, [])
    event = Event.objects.get(verb="deliberation.adopt_bylaw")
    assert event.data["changed"] == ["notice_days", "term_years"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"effective": date(2026, 1, 31)}, "앞 판의 시행일"),
        ({"adopted_by": " "}, "누가 언제 채택했는지"),
        ({"legal_basis": ""}, "법적 근거"),
        ({"most_members": 26}, "25명을 넘을 수 없습니다"),
        ({"most_members": None}, "25명을 넘을 수 없습니다"),
        ({"quorum_numerator": 3}, "."),
        ({"delegation_hops": 2}, "."),
    ],
)
def test_what_no_version_may_say(
    people: People, council: Body, given: dict[str, object], message: str
) -> None:
    make = {"effective": date(2026, 3, 2), "adopted_by": "시연 의결", "legal_basis": BASIS} | given
    with pytest.raises(ValidationError, match=message):
        actions.adopt_bylaw(actor=people.secretariat, body=council, **make)
    assert council.bylaws.count() == 1


def test_once_it_has_met_a_body_adopts_by_its_own_adopted_motion_once(
    people: People, council: Body, committee: Body, motion: Callable[[str], AgendaItem]
) -> None:
    item = motion("fffffaa")
    make = {"actor": people.secretariat, "legal_basis": BASIS}
    today = TODAY()
    with pytest.raises(ValidationError, match="의결 안건을 고르세요"):
        actions.adopt_bylaw(**make, body=council, effective=today, adopted_by="시연 의결")
    with pytest.raises(ValidationError, match="의결한 날"):
        actions.adopt_bylaw(**make, body=council, effective=today - timedelta(days=1), item=item)
    with pytest.raises(ValidationError, match="다른 회의체의 안건"):
        actions.adopt_bylaw(**make, body=committee, effective=today, item=item)
    adopted = actions.adopt_bylaw(**make, body=council, effective=today, item=item, notice_days=5)
    assert adopted.adopted_by == "시연 상생협의회 제1차 회의 제1호 안건"
    with pytest.raises(ValidationError, match="이미 운영세칙을 채택"):
        actions.adopt_bylaw(**make, body=council, effective=today, item=item, notice_days=4)


def test_a_motion_that_was_not_adopted_adopts_nothing(
    people: People, council: Body, motion: Callable[[str], AgendaItem]
) -> None:
    item = motion("ffaaaaa")
    with pytest.raises(ValidationError, match="채택된 의결 안건이 아닙니다"):
        actions.adopt_bylaw(
            actor=people.secretariat, body=council, effective=TODAY(), legal_basis=BASIS, item=item
        )


def test_a_council_adopts_for_its_sub_council(
    people: People, sub_council: Body, motion: Callable[[str], AgendaItem]
) -> None:
    item = motion("fffffff")
    assert list(body_queries.adopting_items(sub_council)) == [item]
    adopted = actions.adopt_bylaw(
        actor=people.secretariat, body=sub_council, effective=TODAY(), legal_basis=BASIS, item=item
    )
    assert adopted.adopted_at_item == item
    assert list(body_queries.adopting_items(sub_council)) == []


def test_the_committees_rule_follows_the_decree_and_keeps_what_is_ours(
    people: People, committee: Body
) -> None:
    make = {
        "actor": people.secretariat,
        "body": committee,
        "effective": date(2027, 1, 1),
        "adopted_by": "시연 시행령 개정",
        "legal_basis": "시연 시행령 제7조",
    }
    adopted = actions.adopt_bylaw(**make, written_days=10, notice_days=10)
    assert "written_days" not in adopted.ours
    assert "tie_rule" in adopted.ours
    with pytest.raises(ValidationError, match="달라진 내용이 없습니다"):  # posted twice
        actions.adopt_bylaw(**make, written_days=10, notice_days=10)


# Seats


def test_somebody_new_is_appointed_as_a_person_who_cannot_sign_in(
    people: People, council: Body, appointed: Seat
) -> None:
    person = appointed.user
    assert person is not None
    assert (person.role, person.demonstration, person.has_usable_password()) == (Role.MEMBER, True, False)
    assert appointed.label == "시연 교수"
    assert [e.verb for e in history(appointed)] == ["deliberation.appoint"]
    again = actions.appoint(
        actor=people.secretariat, body=council, capacity="sme", name="시연 교수", term_from=date(2026, 3, 1)
    )
    assert again.label == "시연 교수 (2)"
    assert again.term_until is None  # the law sets the council no term


def test_a_term_is_the_bylaws(people: People, committee: Body) -> None:
    make = {"actor": people.secretariat, "body": committee}
    private = actions.appoint(**make, capacity="academia", name="시연 민간위원", term_from=date(2026, 3, 1))
    assert private.term_until == date(2027, 2, 28)
    minister = actions.appoint(**make, capacity="ex_officio", name="시연 장관")
    assert (minister.term_from, minister.term_until) == (None, None)
    assert last_day_of_term(date(2028, 2, 29), 2) == date(2030, 2, 28)
    with pytest.raises(ValidationError, match="먼저 끝날 수 없습니다"):
        actions.appoint(
            **make,
            capacity="sme",
            name="시연 누구",
            term_from=date(2026, 3, 1),
            term_until=date(2026, 2, 28),
        )


def test_who_cannot_be_appointed(people: People, council: Body, appointed: Seat) -> None:
    real = User.objects.create(username="real", role=Role.MEMBER)
    wrong = {
        "이미 이 회의체의 위원": {"user": people.member},
        "위원 역할의 계정이 아닙니다": {"user": people.ministry},
        "섞을 수 없습니다": {"user": real},
        "고르거나 이름을": {"name": "  "},
        "하나만": {"user": people.second, "name": "시연 누구"},
    }
    for message, given in wrong.items():
        with pytest.raises(ValidationError, match=message):
            actions.appoint(actor=people.secretariat, body=council, capacity="sme", **given)
    with pytest.raises(NotAllowed):
        actions.appoint(actor=people.chair, body=council, capacity="sme", name="시연 누구")
    assert council.seats.count() == 10


def test_the_bylaws_may_bound_the_members_below_the_law(people: People, council: Body) -> None:
    actions.adopt_bylaw(
        actor=people.secretariat,
        body=council,
        effective=TODAY(),
        adopted_by="시연 창립회의",
        legal_basis=BASIS,
        most_members=10,
    )
    actions.appoint(actor=people.secretariat, body=council, capacity="sme", name="시연 열째")
    with pytest.raises(ValidationError, match="10명까지"):
        actions.appoint(actor=people.secretariat, body=council, capacity="sme", name="시연 열한째")


def test_papers_are_recorded_by_their_days(people: People, council: Body, appointed: Seat) -> None:
    assert appointed in body_queries.without_papers(council)
    actions.record_paper(actor=people.secretariat, seat=appointed, consented_on=date(2026, 2, 20))
    actions.record_paper(
        actor=people.secretariat, seat=appointed, consented_on=date(2026, 2, 21), pledged_on=date(2026, 2, 21)
    )
    assert Event.objects.filter(verb="deliberation.record_paper").last().data["consented_on"] == [
        "2026-02-20",
        "2026-02-21",
    ]
    assert appointed in body_queries.without_papers(council)
    actions.record_paper(actor=people.secretariat, seat=appointed, appointed_on=date(2026, 3, 1))
    assert appointed not in body_queries.without_papers(council)
    with pytest.raises(ValidationError, match="하나 이상"):
        actions.record_paper(actor=people.secretariat, seat=appointed)
    with pytest.raises(ValidationError, match="오지 않은 날"):
        actions.record_paper(actor=people.secretariat, seat=appointed, pledged_on=TODAY() + timedelta(days=1))


def test_the_old_chair_steps_down_as_the_new_one_is_elected(people: People, council: Body) -> None:
    old, new = council.seats.get(user=people.chair), council.seats.get(user=people.member)
    actions.name_vice_chair(actor=people.secretariat, seat=new, is_vice_chair=True)
    with pytest.raises(ValidationError, match="근거"):
        actions.elect_chair(actor=people.secretariat, body=council, seat=new, basis=" ")
    with pytest.raises(ValidationError, match="호선합니다"):
        actions.designate_chair(actor=people.secretariat, body=council, seat=new, basis="시연")
    actions.elect_chair(actor=people.secretariat, body=council, seat=new, basis="시연 제1차 회의에서 호선")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.is_chair, new.is_chair, new.chair_by, new.is_vice_chair) == (False, True, "elected", False)
    people.chair.refresh_from_db()
    people.member.refresh_from_db()
    assert (people.chair.role, people.member.role) == (Role.MEMBER, Role.CHAIR)
    assert set(Message.objects.values_list("recipient__username", flat=True)) == {"chair", "member"}
    assert Event.objects.get(verb="deliberation.elect_chair").data["basis"] == "시연 제1차 회의에서 호선"
    with pytest.raises(ValidationError, match="이미 위원장"):
        actions.elect_chair(actor=people.secretariat, body=council, seat=new, basis="시연")


def test_a_chair_of_two_bodies_stays_chair_until_the_last(
    people: People, council: Body, committee: Body
) -> None:
    seat = council.seats.get(user=people.member)
    actions.elect_chair(actor=people.secretariat, body=council, seat=seat, basis="시연 호선")
    people.chair.refresh_from_db()
    assert people.chair.role == Role.CHAIR  # of the committee
    other = committee.seats.get(user=people.member)
    with pytest.raises(ValidationError, match="당연직입니다"):
        actions.elect_chair(actor=people.secretariat, body=committee, seat=other, basis="시연")
    with pytest.raises(ValidationError, match="위원이 아닙니다"):
        actions.designate_chair(actor=people.secretariat, body=committee, seat=seat, basis="시연")


def test_a_renewed_term_follows_the_last_and_asks_for_a_new_letter(people: People, committee: Body) -> None:
    seat = actions.appoint(
        actor=people.secretariat,
        body=committee,
        capacity="sme",
        name="시연 위원 갑",
        term_from=date(2026, 3, 1),
    )
    day = date(2026, 3, 1)
    actions.record_paper(
        actor=people.secretariat, seat=seat, consented_on=day, pledged_on=day, appointed_on=day
    )
    with pytest.raises(ValidationError, match="다음에 시작"):
        actions.renew_term(actor=people.secretariat, seat=seat, term_from=date(2027, 2, 28))
    renewed = actions.renew_term(actor=people.secretariat, seat=seat)
    assert (renewed.term_from, renewed.term_until) == (date(2027, 3, 1), date(2028, 2, 29))
    assert (renewed.pledged_on, renewed.appointed_on) == (day, None)
    untimed = committee.seats.exclude(pk=seat.pk).first()
    with pytest.raises(ValidationError, match="임기가 정해지지 않은"):
        actions.renew_term(actor=people.secretariat, seat=untimed)


def test_terms_that_end_are_warned_of_in_time(people: People, council: Body) -> None:
    today = TODAY()
    for name, days in (("끝난", -1), ("곧", 60), ("나중", 61)):
        actions.appoint(
            actor=people.secretariat,
            body=council,
            capacity="sme",
            name=f"시연 {name}",
            term_from=today - timedelta(days=400),
            term_until=today + timedelta(days=days),
        )
    assert [seat.label for seat in body_queries.terms_ending(council, today)] == ["시연 끝난", "시연 곧"]


def test_an_ended_seat_stays_and_says_how(people: People, council: Body) -> None:
    seat = council.seats.get(user=people.member)
    today = TODAY()
    refused = [
        ({"ended_by": "term"}, "임기가 아직 끝나지 않았습니다"),
        ({"ended_by": "dismissed"}, "해촉하는 사유"),
        ({"ended_by": "resigned", "ended_on": today + timedelta(days=1)}, "오지 않은 날"),
        ({"ended_by": "left"}, "이유를 고르세요"),
    ]
    for given, message in refused:
        with pytest.raises(ValidationError, match=message):
            actions.end_seat(actor=people.secretariat, seat=seat, **given)
    ended = actions.end_seat(
        actor=people.secretariat, seat=seat, ended_by="dismissed", reason="시연: 비밀을 지키지 않음"
    )
    assert (ended.is_active, ended.ended_on, ended.end_reason) == (False, today, "시연: 비밀을 지키지 않음")
    assert Message.objects.get(recipient=people.member).body == "시연: 비밀을 지키지 않음"
    for again in (
        lambda: actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned"),
        lambda: actions.record_paper(actor=people.secretariat, seat=seat, pledged_on=today),
        lambda: actions.renew_term(actor=people.secretariat, seat=seat),
    ):
        with pytest.raises(ValidationError, match="이미 끝난 자리"):
            again()
    back = actions.appoint(
        actor=people.secretariat, body=council, capacity="sme", user=people.member, label=seat.label
    )
    assert back.label == f"{seat.label} (2)"


def test_a_term_that_is_over_ends_on_its_last_day(people: People, council: Body) -> None:
    last = TODAY() - timedelta(days=3)
    seat = actions.appoint(
        actor=people.secretariat,
        body=council,
        capacity="sme",
        name="시연 위원 을",
        term_from=last - timedelta(days=364),
        term_until=last,
    )
    assert actions.end_seat(actor=people.secretariat, seat=seat, ended_by="term").ended_on == last


def test_no_seat_changes_while_a_vote_is_open_and_the_open_roll_keeps_an_ended_one(
    people: People, council: Body, motion: Callable[[str], AgendaItem], run: Runner
) -> None:
    item = motion("")
    seat, other = council.seats.get(user=people.member), council.seats.last()
    with pytest.raises(ValidationError, match="표결을 마감한 뒤에"):
        actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned")
    with pytest.raises(ValidationError, match="표결을 마감한 뒤에"):
        actions.elect_chair(actor=people.secretariat, body=council, seat=other, basis="시연")
    run.vote(item, "fffffff")
    run.close_vote(item)
    actions.end_seat(actor=people.secretariat, seat=seat, ended_by="resigned")
    assert Attendance.objects.filter(meeting=item.meeting, seat=seat).exists()


def test_only_the_papers_that_fit_a_seat_are_made(people: People, council: Body, appointed: Seat) -> None:
    make = {"actor": people.secretariat, "seat": appointed, "appointed_by": "시연 장관"}
    with pytest.raises(ValidationError, match="만들 수 없는"):
        actions.make_appointment_paper(**make, kind="dismissal")
    with pytest.raises(NotAllowed):
        actions.make_appointment_paper(**(make | {"actor": people.member}), kind="pledge")
    actions.end_seat(actor=people.secretariat, seat=appointed, ended_by="dismissed", reason="시연 사유")
    with pytest.raises(ValidationError, match="만들 수 없는"):
        actions.make_appointment_paper(**make, kind="pledge")
    made = actions.make_appointment_paper(**make, kind="dismissal")
    assert [d.format for d in made] == ["pdf", "hwpx"]
