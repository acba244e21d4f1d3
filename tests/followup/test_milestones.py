"""Milestones through their actions: planned, moved, reported, returned, accepted, dropped; clocks, messages, refusals."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.proposals.world import World

from sangsaeng.clocks import counting
from sangsaeng.clocks.models import Clock, ClockState
from sangsaeng.followup.actions import milestones as actions
from sangsaeng.followup.actions import regulation
from sangsaeng.followup.models import Milestone, MilestoneState
from sangsaeng.followup.queries import milestones as queries
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event
from sangsaeng.support import actions as support
from sangsaeng.support.models import Commitment

PDF = ("보고서.pdf", b"%PDF-1.7 invented")


@pytest.fixture
def model(world: World) -> WinWinModel:
    return world.model("approve")


def today() -> date:
    return timezone.localdate()


def plan(world: World, model: WinWinModel, **fields: Any) -> Milestone:
    given: dict[str, Any] = {
        "responsible": world.supplier,
        "kind": "progress",
        "title": "시험평가 마침",
        "due_on": today() + timedelta(days=60),
        **fields,
    }
    return actions.plan(actor=given.pop("actor", world["agency"]), model=model, **given)


def state(milestone: Milestone) -> str:
    return str(Milestone.objects.values_list("state", flat=True).get(pk=milestone.pk))


def verbs(milestone: Milestone) -> list[str]:
    return list(
        Event.objects.filter(subject_type="milestone", subject_id=milestone.code)
        .exclude(verb__in=("parties.tell", "records.make_document"))
        .order_by("id")
        .values_list("verb", flat=True)
    )


def committed(world: World, model: WinWinModel, starts: date | None, ends: date | None) -> Commitment:
    programme = support.open_programme(
        actor=world["agency"],
        code="D-rnd",
        name_ko="시연 과제",
        name_en="Demonstration R&D",
        kind="grant",
        owner="시연 지원기관",
        year=2026,
        budget_krw=10**10,
    )
    support.commit(
        actor=world["agency"], model=model, programme=programme, amount_krw=10**9, reason="시연 승인"
    )
    commitment = Commitment.objects.get(model=model)
    Commitment.objects.filter(pk=commitment.pk).update(starts_on=starts, ends_on=ends)
    commitment.refresh_from_db()
    return commitment


def test_a_milestone_is_planned_with_its_clock_and_the_firm_is_told(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    assert milestone.code.startswith("D-MS-")
    assert (milestone.state, milestone.first_due_on) == ("planned", milestone.due_on)
    assert milestone.clock is not None
    assert milestone.clock.rule_key == "milestone"
    assert milestone.clock.due_on == counting.moved(milestone.due_on)
    assert (milestone.clock.subject_type, milestone.clock.subject_id) == ("winwinmodel", model.code)
    told = set(Message.objects.filter(kind="outcome").values_list("recipient__username", flat=True))
    assert told == {"sme"}
    assert verbs(milestone) == ["followup.plan_milestone"]


def test_reported_returned_reported_again_and_accepted(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    first = actions.report(actor=world["sme"], milestone=milestone, text="시험을 마쳤습니다.", uploads=[PDF])
    assert (state(milestone), first.number, first.files.count()) == ("reported", 1, 1)
    milestone = actions.return_report(
        actor=world["agency"], milestone=milestone, reason="성적서를 붙여 주세요.", days=10
    )
    assert milestone.clock is not None
    assert (milestone.clock.rule_key, milestone.clock.length) == ("supplement", 10)
    assert [c.state for c in Clock.objects.order_by("pk")] == [ClockState.ANSWERED, ClockState.RUNNING]
    second = actions.report(
        actor=world["sme"],
        milestone=milestone,
        text="성적서를 붙였습니다.",
        reached_on=today() - timedelta(days=3),
    )
    assert second.number == 2
    accepted = actions.accept(actor=world["secretariat"], milestone=milestone, answer="확인했습니다.")
    assert (accepted.state, accepted.reached_on) == ("accepted", today() - timedelta(days=3))
    assert queries.days_moved(accepted) == -63
    reports = list(milestone.reports.order_by("number"))
    assert [r.answer for r in reports] == ["성적서를 붙여 주세요.", "확인했습니다."]
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()
    assert verbs(milestone) == [
        "followup.plan_milestone",
        "followup.report_milestone",
        "followup.return_report",
        "followup.report_milestone",
        "followup.accept_milestone",
    ]
    for again in (
        lambda: actions.accept(actor=world["secretariat"], milestone=milestone),
        lambda: actions.return_report(actor=world["secretariat"], milestone=milestone, reason="또"),
        lambda: actions.report(actor=world["sme"], milestone=milestone, text="또"),
        lambda: actions.drop(actor=world["agency"], milestone=milestone, reason="또"),
    ):
        with pytest.raises(ValidationError):
            again()


def test_what_was_forgotten_follows_before_the_answer(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    actions.report(actor=world["sme"], milestone=milestone, text="하나")
    actions.report(actor=world["sme"], milestone=milestone, text="붙임을 빠뜨렸습니다.", uploads=[PDF])
    assert [r.number for r in milestone.reports.all()] == [1, 2]
    assert actions.accept(actor=world["agency"], milestone=milestone).reached_on == today()


def test_moved_with_its_reason_and_the_first_day_stays(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    first = milestone.due_on
    later = first + timedelta(days=30)
    with pytest.raises(ValidationError) as refused:
        actions.move(actor=world["agency"], milestone=milestone, due_on=later, reason=" ")
    assert "reason" in refused.value.error_dict
    moved = actions.move(actor=world["agency"], milestone=milestone, due_on=later, reason="설비가 늦게 옴")
    assert (moved.first_due_on, moved.due_on) == (first, later)
    assert queries.days_moved(moved) == 30
    assert [c.state for c in Clock.objects.order_by("pk")] == [ClockState.CANCELLED, ClockState.RUNNING]
    event = Event.objects.get(verb="followup.move_milestone")
    assert event.data["due_from"] == first.isoformat()
    assert event.data["reason"] == "설비가 늦게 옴"
    assert "설비가 늦게 옴" in Message.objects.latest("pk").body


def test_dropped_with_its_reason(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    with pytest.raises(ValidationError):
        actions.drop(actor=world["agency"], milestone=milestone, reason="")
    dropped = actions.drop(actor=world["agency"], milestone=milestone, reason="계획이 바뀜")
    assert (dropped.state, dropped.drop_reason) == ("dropped", "계획이 바뀜")
    assert Clock.objects.get().state == ClockState.CANCELLED
    assert queries.days_moved(dropped) is None


def test_late_from_the_day_after_the_one_agreed_holiday_or_not(world: World, model: WinWinModel) -> None:
    day = today() - timedelta(days=1)
    while counting.is_working_day(day):
        day -= timedelta(days=1)
    milestone = plan(world, model, due_on=day)
    row = queries.dated().get(pk=milestone.pk)
    assert row.deadline == day  # the day of the plan: no holiday moves it
    assert not queries.is_late(row, row.deadline)
    assert queries.is_late(row, row.deadline + timedelta(days=1))
    assert queries.dated().filter(queries.late_q(row.deadline + timedelta(days=1))).count() == 1
    assert queries.dated().filter(queries.late_q(row.deadline)).count() == 0


def test_who_may_not(world: World, model: WinWinModel) -> None:
    milestone = plan(world, model)
    for role in ("sme", "demand_company", "member", "chair", "ministry", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            plan(world, model, actor=world[role])
        with pytest.raises(NotAllowed):
            actions.drop(actor=world[role], milestone=milestone, reason="이유")
    for role in ("stranger", "demand_company", "member", "auditor"):
        with pytest.raises(NotAllowed):
            actions.report(actor=world[role], milestone=milestone, text="보고")
    real = world.person("real agency", "agency", demonstration=False)
    assert plan(world, model, actor=real, title="둘째").demonstration
    before = Event.objects.count()
    unapproved = world.model("screen")
    with pytest.raises(NotAllowed):
        plan(world, unapproved)
    with pytest.raises(ValidationError):
        plan(world, unapproved, actor=world["secretariat"])
    assert Event.objects.count() > before  # only what the drafting itself wrote
    assert not Milestone.objects.filter(model=unapproved).exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": " "}, "title"),
        ({"title": "가" * 201}, "title"),
        ({"kind": "none"}, "kind"),
        ({"kind": "regulation"}, "kind"),
        ({"due_on": date(2099, 1, 1)}, "due_on"),
    ],
)
def test_what_a_plan_refuses(world: World, model: WinWinModel, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        plan(world, model, **fields)
    assert name in refused.value.error_dict
    assert not Milestone.objects.exists()


def test_a_firm_that_is_no_party_and_a_file_of_unknown_kind(world: World, model: WinWinModel) -> None:
    with pytest.raises(ValidationError) as refused:
        plan(world, model, responsible=world.other_supplier)
    assert "responsible" in refused.value.error_dict
    milestone = plan(world, model)
    with pytest.raises(ValidationError) as refused:
        actions.report(actor=world["sme"], milestone=milestone, text="보고", uploads=[("a.exe", b"MZ")])
    assert "uploads" in refused.value.error_dict
    assert state(milestone) == MilestoneState.PLANNED
    assert not milestone.reports.exists()


def test_the_default_schedule_of_an_agreement(world: World, model: WinWinModel) -> None:
    commitment = committed(world, model, date(2026, 4, 1), date(2029, 3, 31))
    lines = actions.default_schedule(commitment)
    assert [(line.kind, line.due_on) for line in lines] == [
        ("annual", date(2027, 3, 31)),
        ("annual", date(2028, 3, 31)),
        ("final", date(2029, 3, 31)),
        ("use", date(2030, 3, 31)),
        ("use", date(2031, 3, 31)),
        ("use", date(2032, 3, 31)),
    ]
    made = actions.plan_default(
        actor=world["agency"], model=model, commitment=commitment, responsible=world.supplier
    )
    assert len(made) == 6
    assert all(each.commitment_id == commitment.pk for each in made)
    with pytest.raises(ValidationError):
        actions.plan_default(
            actor=world["agency"], model=model, commitment=commitment, responsible=world.supplier
        )
    actions.drop(actor=world["agency"], milestone=made[0], reason="한 번만 보고")
    again = actions.plan_default(
        actor=world["agency"], model=model, commitment=commitment, responsible=world.supplier
    )
    assert [each.due_on for each in again] == [date(2027, 3, 31)]


def test_no_schedule_without_dates(world: World, model: WinWinModel) -> None:
    commitment = committed(world, model, None, None)
    assert actions.default_schedule(commitment) == []
    with pytest.raises(ValidationError) as refused:
        actions.plan_default(
            actor=world["agency"], model=model, commitment=commitment, responsible=world.supplier
        )
    assert "commitment" in refused.value.error_dict


def test_the_report_on_relief_has_three_months_and_one_more(world: World, model: WinWinModel) -> None:
    ended = today() - timedelta(days=10)
    milestone = regulation.plan_report(
        actor=world["secretariat"], model=model, responsible=world.supplier, ended_on=ended
    )
    three = counting.due(ended, "months", 3)
    four = counting.due(ended, "months", 3, extended_by=1)
    assert milestone.clock is not None
    assert (milestone.due_on, milestone.clock.is_statutory) == (three, True)
    with pytest.raises(ValidationError):
        regulation.plan_report(
            actor=world["secretariat"], model=model, responsible=world.supplier, ended_on=ended
        )
    with pytest.raises(ValidationError):
        actions.move(actor=world["secretariat"], milestone=milestone, due_on=four, reason="늦음")
    longer = regulation.extend_report(
        actor=world["secretariat"], milestone=milestone, extended_on=today(), reason="시험이 늦음"
    )
    assert (longer.due_on, longer.first_due_on) == (four, three)
    with pytest.raises(ValidationError):
        regulation.extend_report(
            actor=world["secretariat"], milestone=longer, extended_on=today(), reason="또 늦음"
        )
    actions.report(actor=world["sme"], milestone=longer, text="결과를 보고합니다.")
    assert Clock.objects.get().state == ClockState.ANSWERED
    with pytest.raises(ValidationError) as refused:
        regulation.plan_report(
            actor=world["secretariat"],
            model=model,
            responsible=world.demand,
            ended_on=today() + timedelta(days=1),
        )
    assert "ended_on" in refused.value.error_dict


def test_relief_is_taken_back_only_after_a_hearing(world: World, model: WinWinModel) -> None:
    ordered = today() - timedelta(days=30)
    clock = regulation.order_correction(
        actor=world["secretariat"],
        model=model,
        responsible=world.supplier,
        ordered_on=ordered,
        months=4,
        reason="조건을 지키지 않음",
    )
    assert (clock.rule_key, clock.due_on) == ("correction_order", counting.due(ordered, "months", 4))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"heard_on": None, "hearing": "들음"}, "heard_on"),
        ({"heard_on": ordered - timedelta(days=1), "hearing": "들음"}, "heard_on"),
        ({"heard_on": today() + timedelta(days=1), "hearing": "들음"}, "heard_on"),
        ({"heard_on": today(), "hearing": " "}, "hearing"),
    ]
    for given, name in wrong:
        with pytest.raises(ValidationError) as refused:
            regulation.take_back_relief(
                actor=world["secretariat"],
                model=model,
                clock=clock,
                reason="고치지 않음",
                **given,
            )
        assert name in refused.value.error_dict
    with pytest.raises(ValidationError):
        regulation.order_correction(
            actor=world["secretariat"],
            model=model,
            responsible=world.supplier,
            ordered_on=ordered,
            months=4,
            reason="또",
        )
    with pytest.raises(NotAllowed):
        regulation.take_back_relief(
            actor=world["agency"],
            model=model,
            clock=clock,
            heard_on=today(),
            hearing="들음",
            reason="고치지 않음",
        )
    ended = regulation.take_back_relief(
        actor=world["secretariat"],
        model=model,
        clock=clock,
        heard_on=today(),
        hearing="고칠 뜻이 없다고 함",
        reason="고치지 않음",
    )
    assert ended.state == ClockState.CANCELLED
    event = Event.objects.get(verb="followup.take_back_relief")
    assert event.data["heard_on"] == today().isoformat()


def test_more_than_six_months_is_refused_by_field(world: World, model: WinWinModel) -> None:
    with pytest.raises(ValidationError) as refused:
        regulation.order_correction(
            actor=world["secretariat"],
            model=model,
            responsible=world.supplier,
            ordered_on=today(),
            months=7,
            reason="조건",
        )
    assert "months" in refused.value.error_dict


def test_what_waits_for_whom(world: World, model: WinWinModel) -> None:
    soon = plan(world, model, due_on=today() + timedelta(days=5))
    plan(world, model, due_on=today() + timedelta(days=300), title="먼 것")
    assert [m.pk for m in queries.waiting_for(world["sme"])] == [soon.pk]
    assert not queries.waiting_for(world["demand_company"]).exists()
    assert not queries.waiting_for(world["agency"]).exists()
    actions.report(actor=world["sme"], milestone=soon, text="보고")
    assert [m.pk for m in queries.waiting_for(world["agency"])] == [soon.pk]
    assert not queries.waiting_for(world["sme"]).exists()
    assert not queries.waiting_for(world["stranger"]).exists()
