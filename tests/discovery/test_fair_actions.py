"""The verbs of a fair: what each changes, whom it tells, what it refuses."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.discovery.fair_world import FairWorld, six_o_clock

from sangsaeng.discovery.actions import fair_day, fair_plan, fairs
from sangsaeng.discovery.models import Fair, FairSlot, FairState, FairWish
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.parties.models import Message, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> FairWorld:
    return FairWorld()


def verbs(fair: Fair) -> list[str]:
    return list(Event.objects.filter(subject_id=fair.code).order_by("id").values_list("verb", flat=True))


def test_a_fair_goes_its_whole_way(world: FairWorld) -> None:
    fair = world.published()
    assert fair.state == FairState.PUBLISHED
    assert fair.figures["spread"]["meetings"] == len(world.meetings(fair))
    assert fair.figures["without"] == []
    fair = fair_day.hold(actor=world.secretariat, fair=fair)
    first = next(m for m in world.meetings(fair) if m.desk.number == 1 and m.firm.number == 1)
    came = fair_day.note_attendance(actor=world.buyer, meeting=first, firm_came=True)
    assert came.took_place is True
    fair_day.say_result(actor=world.buyer, meeting=first, outcome="prototype", note="값만 맞으면 됩니다")
    fair_day.say_result(actor=world.sme, meeting=first, outcome="more")
    fair_day.follow_up(
        actor=world.sme, meeting=first, on=timezone.localdate(), outcome="testing", model_code="2026-1"
    )
    other = next(m for m in world.meetings(fair) if m.firm.number == 2)
    fair_day.note_attendance(actor=world.secretariat, meeting=other, firm_came=False)
    with pytest.raises(ValidationError, match="이루어지지 않아"):
        fair_day.say_result(actor=world.other_sme, meeting=other, outcome="more")
    counted = queries.results(fair)
    assert (counted.held, counted.away_firms, counted.wanted, counted.models) == (1, 1, 1, 1)
    assert counted.said["desk"]["prototype"] == counted.said["firm"]["more"] == counted.last["testing"] == 1
    fair = fair_day.close_fair(actor=world.secretariat, fair=fair, summary="고맙습니다")
    assert fair.state == FairState.CLOSED
    assert verbs(fair)[0] == "discovery.make_fair"
    assert verbs(fair)[-1] == "discovery.close_fair"
    told = Event.objects.filter(verb__in=["discovery.say_result", "discovery.follow_up_meeting"])
    assert all("note" not in event.data for event in told)


def test_who_wished_meets_first_and_nobody_goes_without(world: FairWorld) -> None:
    fair = world.allocated()
    per_firm: dict[int, list[int]] = {}
    for meeting in world.meetings(fair):
        per_firm.setdefault(meeting.firm.number, []).append(meeting.desk.number)
    assert set(per_firm) == {1, 2, 3, 4}
    assert (
        1 in per_firm[4]
    )  # the desk's place of a firm with other wishes was given to the one with this wish only
    slots = [(m.firm_id, m.slot_id) for m in world.meetings(fair)]
    assert len(slots) == len(set(slots))


def test_wishes_are_taken_until_the_closing_only(world: FairWorld) -> None:
    fair = world.open(day=5)
    desk = fairs.take_desk(actor=world.buyer, fair=fair, topic="광학 모듈", most=2)
    firm = fairs.join_fair(actor=world.sme, fair=fair, product="광학 모듈")
    assert (desk.number, firm.number, firm.most) == (1, 1, 3)
    fairs.wish(actor=world.sme, side=firm, ranked=[1])
    fairs.wish(actor=world.buyer, side=desk, ranked=[], refused=[1])
    with pytest.raises(ValidationError, match="이미 신청"):
        fairs.join_fair(actor=world.sme, fair=fair, product="다른 것")
    with pytest.raises(ValidationError, match="아직 신청을 받고"):
        fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    Fair.objects.filter(pk=fair.pk).update(wishes_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ValidationError, match="마감이 지났습니다"):
        fairs.wish(actor=world.sme, side=firm, ranked=[])
    fairs.wish(actor=world.secretariat, side=firm, ranked=[1])  # what came on paper
    fair.refresh_from_db()
    fair = fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    assert fair.figures["without"] == [[1, "barred"]]
    with pytest.raises(ValidationError, match="배정한 상담이 없습니다"):
        fair_plan.publish_fair(actor=world.secretariat, fair=fair)


@pytest.mark.parametrize(
    ("ranked", "refused", "words"),
    [
        ([1, 1], [], "하나만"),
        ([1], [1], "하나만"),
        ([9], [], "없는 번호"),
        (list(range(1, 12)), [], "10곳까지"),
    ],
)
def test_wishes_that_cannot_be_are_refused(
    world: FairWorld, ranked: list[int], refused: list[int], words: str
) -> None:
    fair = world.open()
    world.desk(fair)
    firm = world.firm(fair)
    with pytest.raises(ValidationError, match=words):
        fairs.wish(actor=world.sme, side=firm, ranked=ranked, refused=refused)
    assert not FairWish.objects.exists()


def test_others_change_nothing_of_mine(world: FairWorld) -> None:
    fair = world.open()
    desk, firm = world.desk(fair), world.firm(fair)
    for wrong in (world.other_buyer, world.sme, world.agency, world.auditor, world.member):
        with pytest.raises(NotAllowed):
            fairs.wish(actor=wrong, side=desk, ranked=[1])
        with pytest.raises(NotAllowed):
            fairs.open_fair(actor=wrong, fair=fair)
    with pytest.raises(NotAllowed):
        fairs.save_side(actor=world.other_sme, side=firm, product="남의 것")
    with pytest.raises(NotAllowed):
        fairs.join_fair(actor=world.buyer, fair=fair, product="x")


def test_the_worlds_do_not_mix(world: FairWorld) -> None:
    fair = world.open()
    made_up = made_up_firm(world)
    with pytest.raises(NotAllowed):
        fairs.join_fair(actor=made_up, fair=fair, product="x")


def made_up_firm(world: FairWorld) -> User:
    user = world.person("demo", "sme", world.firms[3])
    user.demonstration = True
    user.save()
    return user


def test_a_withdrawal_changes_only_what_it_touches(world: FairWorld) -> None:
    fair = world.published()
    before = {m.pk: m.slot_id for m in world.meetings(fair)}
    gone = fair.firms.get(number=1)
    Message.objects.all().delete()
    side, filled = fair_plan.withdraw(actor=world.sme, side=gone, reason="출장")
    assert not side.is_in
    after = {m.pk: m.slot_id for m in world.meetings(fair)}
    kept = set(before) & set(after)
    assert all(before[pk] == after[pk] for pk in kept)
    assert len(after) == len(kept) + filled
    lost = fair.meetings.filter(cancelled_at__isnull=False)
    assert {m.firm_id for m in lost} == {gone.pk}
    told = set(Message.objects.values_list("recipient__username", flat=True))
    assert "buyer" in told
    with pytest.raises(ValidationError, match="이미 철회"):
        fair_plan.withdraw(actor=world.sme, side=gone, reason="x")


def test_a_freed_place_goes_to_a_firm_that_wished_for_it(world: FairWorld) -> None:
    fair = world.open(day=0)
    world.desk(fair, 0, most=1)
    for n in (0, 1):
        fairs.wish(actor=world.secretariat, side=world.firm(fair, n), ranked=[1])
    fair = fair_plan.publish_fair(
        actor=world.secretariat, fair=fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    )
    (only,) = world.meetings(fair)
    _side, filled = fair_plan.withdraw(actor=world.secretariat, side=only.firm, reason="철회")
    assert filled == 1
    (now,) = world.meetings(fair)
    assert now.firm_id != only.firm_id


def test_a_meeting_is_moved_by_hand_only_where_it_can_be(world: FairWorld) -> None:
    fair = world.allocated()
    meetings = world.meetings(fair)
    first = meetings[0]
    taken = next(m.slot for m in meetings if m.desk_id == first.desk_id and m.pk != first.pk)
    with pytest.raises(ValidationError):
        fair_plan.move_meeting(actor=world.secretariat, meeting=first, slot=taken)
    busy = {m.slot_id for m in meetings if first.desk_id == m.desk_id or first.firm_id == m.firm_id}
    free = FairSlot.objects.filter(fair=fair).exclude(pk__in=busy).first()
    assert free is not None
    moved = fair_plan.move_meeting(actor=world.secretariat, meeting=first, slot=free)
    assert moved.by_hand
    assert moved.slot_id == free.pk
    with pytest.raises(NotAllowed):
        fair_plan.move_meeting(actor=world.agency, meeting=first, slot=taken)
    fair_plan.cancel_meeting(actor=world.secretariat, meeting=moved, reason="양쪽이 원함")
    made = fair_plan.add_meeting(
        actor=world.secretariat, fair=fair, desk=first.desk, firm=first.firm, slot=free
    )
    assert made.by_hand


def test_a_barred_pair_never_meets(world: FairWorld) -> None:
    fair = world.filled()
    desk, firm = fair.desks.get(number=1), fair.firms.get(number=4)
    made = fairs.bar(actor=world.secretariat, desk=desk, firm=firm, reason="분쟁 중")
    fair = fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    assert [4, "barred"] in fair.figures["without"]
    slot = fair.slots.get(number=1)
    with pytest.raises(ValidationError, match="만나지 않기로"):
        fair_plan.add_meeting(actor=world.secretariat, fair=fair, desk=desk, firm=firm, slot=slot)
    fairs.unbar(actor=world.secretariat, barred=made)
    fair = fair_plan.allocate_fair(actor=world.secretariat, fair=fair)
    assert fair.figures["without"] == []


def test_names_are_told_as_the_fair_says(world: FairWorld) -> None:
    fair = world.filled()
    desks, firms = queries.desks(fair), queries.firms(fair)
    blind = desks[1]

    def name(user: object, side: object) -> str:
        of = queries.names(user, fair, desks, firms)
        return of.desk(side) if side in desks else of.firm(side)  # type: ignore[arg-type]

    assert name(world.sme, desks[0]) == "수요기업 1"
    assert name(world.sme, blind) == ""
    assert name(world.secretariat, blind) == name(world.other_buyer, blind) == "수요기업 2"
    assert name(world.sme, firms[1]) == ""
    assert name(world.buyer, firms[1]) == "중소기업 2"
    assert name(world.member, desks[0]) == ""
    fairs.wish(actor=world.other_buyer if fair.takes_wishes() else world.secretariat, side=blind, ranked=[1])
    assert name(world.sme, blind) == "수요기업 2"  # both wished
    assert name(world.other_sme, blind) == ""
    fairs.reveal_desk(actor=world.other_buyer, desk=blind)
    blind.refresh_from_db()
    assert name(world.other_sme, blind) == "수요기업 2"


def test_a_card_without_a_name_tells_no_region_that_would_name_it(world: FairWorld) -> None:
    fair = world.open()
    world.desk(fair)
    firm = world.firm(fair, 0, show_name=False)
    desks, firms = queries.desks(fair), queries.firms(fair)
    of = queries.names(world.buyer, fair, desks, firms)
    assert (of.firm(firm), of.region(firm), of.sector(firm)) == ("", "", "")
    assert queries.names(world.sme, fair, desks, firms).region(firm) == "경기 화성"


def test_a_fair_that_is_open_keeps_its_times(world: FairWorld) -> None:
    fair = world.open()
    with pytest.raises(ValidationError, match="날짜와 시간"):
        fairs.save_fair(actor=world.secretariat, fair=fair, slot_minutes=40)
    fair = fairs.save_fair(actor=world.secretariat, fair=fair, place="킨텍스", wishes_until=six_o_clock(8))
    assert fair.place == "킨텍스"


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"title": " "}, "이름"),
        ({"opens": time(15)}, "끝나는 시각"),
        ({"slot_minutes": 3}, "5분"),
        ({"slot_minutes": 200}, "한 번도"),
        ({"breaks": [["12:00", "11:00"]]}, "쉬는 시간"),
        ({"wishes_until": six_o_clock(40)}, "신청 마감"),
    ],
)
def test_terms_that_do_not_fit_are_refused(world: FairWorld, terms: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        world.draft(**terms)


def test_a_cancelled_fair_tells_everybody(world: FairWorld) -> None:
    fair = world.published()
    Message.objects.all().delete()
    fairs.cancel_fair(actor=world.secretariat, fair=fair, reason="장소 사정")
    told = Message.objects.values_list("recipient__username", flat=True)
    assert {"buyer", "buyer2", "sme", "sme2"} == set(told)


def test_nothing_is_noted_before_the_day(world: FairWorld) -> None:
    fair = world.published(day=0)
    meeting = world.meetings(fair)[0]
    with pytest.raises(ValidationError, match="열린"):
        fair_day.note_attendance(actor=world.secretariat, meeting=meeting, firm_came=True)
    Fair.objects.filter(pk=fair.pk).update(
        first_day=timezone.localdate() + timedelta(days=1), last_day=timezone.localdate() + timedelta(days=1)
    )
    with pytest.raises(ValidationError, match="첫날"):
        fair_day.hold(actor=world.secretariat, fair=fair)


def test_a_result_needs_the_attendance_noted(world: FairWorld) -> None:
    fair = fair_day.hold(actor=world.secretariat, fair=world.published())
    meeting = next(m for m in world.meetings(fair) if m.desk.number == 1)
    with pytest.raises(ValidationError, match="출석을 먼저"):
        fair_day.say_result(actor=world.buyer, meeting=meeting, outcome="more")
    with pytest.raises(ValidationError, match="출석을 먼저"):
        fair_day.follow_up(actor=world.buyer, meeting=meeting, on=timezone.localdate(), outcome="contract")
    fair_day.note_attendance(actor=world.buyer, meeting=meeting, firm_came=True)
    fair_day.follow_up(actor=world.buyer, meeting=meeting, on=timezone.localdate(), outcome="contract")
    counted = queries.results(fair)
    assert (counted.held, counted.wanted, counted.last["contract"]) == (1, 1, 1)
    fair_day.note_attendance(actor=world.buyer, meeting=meeting, firm_came=None)
    counted = queries.results(fair)
    assert (counted.held, counted.wanted, counted.last["contract"]) == (0, 0, 0)
    fair = fair_day.close_fair(actor=world.secretariat, fair=fair)
    with pytest.raises(ValidationError, match="출석을 적지 않고 마친"):
        fair_day.say_result(actor=world.buyer, meeting=meeting, outcome="more")
