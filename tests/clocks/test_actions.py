"""What may be done to a clock, by whom and when, and that each thing leaves its event."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.proposals.world import World

from sangsaeng.clocks import actions, queries, statutory
from sangsaeng.clocks.models import Clock, ClockState
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event
from sangsaeng.records.queries import history

At = Callable[[str], datetime]
D = date.fromisoformat


@pytest.fixture(autouse=True)
def in_june(at: At) -> None:
    at("2026-06-30")


def begin(world: World, rule: str = "regulation_reply", received: str = "2026-06-01", **given: Any) -> Clock:
    return actions.start(
        actor=given.pop("actor", world["secretariat"]),
        rule_key=rule,
        subject=given.pop("subject", world.demand),
        title=given.pop("title", "시험 인증 기준 개선 요청"),
        addressee=given.pop("addressee", "산업통상부"),
        received_on=D(received),
        **given,
    )


def verbs(clock: Clock) -> list[str]:
    return [event.verb for event in history(clock)]


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages)


def test_a_clock_starts_on_the_day_of_receipt_not_of_the_click(world: World) -> None:
    clock = begin(world, received="2026-06-01")
    assert (clock.received_on, clock.due_on) == (D("2026-06-01"), D("2026-06-16"))
    assert (clock.code, clock.state) == ("D-C-2026-0001", ClockState.RUNNING)
    assert (clock.subject_type, clock.subject_id) == ("organisation", "DA")
    event = history(clock).get()
    assert event.verb == "clocks.start"
    assert (event.actor, event.demonstration) == ("secretariat", True)
    assert (event.data["due_on"], event.data["version"]) == ("2026-06-16", 1)


def test_codes_are_counted_apart_for_each_world(world: World) -> None:
    real = Organisation.objects.create(code="R1", name="기업", kind="firm")
    person = world.person("real", "secretariat", demonstration=False)
    assert [begin(world).code for _ in range(2)] == ["D-C-2026-0001", "D-C-2026-0002"]
    assert begin(world, subject=real, actor=person).code == "C-2026-0001"


def test_a_clock_keeps_the_limits_of_its_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = begin(world)
    from dataclasses import replace

    newer = replace(statutory.rule("regulation_reply"), version=2, length=10, extension=5)
    monkeypatch.setattr(statutory, "rule", lambda key, version=None: newer)
    actions.extend(actor=world["ministry"], clock=clock, extended_on=D("2026-06-10"), reason="협의")
    clock.refresh_from_db()
    assert (clock.rule_version, clock.extended_by, clock.due_on) == (1, 30, D("2026-07-16"))
    assert begin(world).length == 10


@pytest.mark.parametrize("role", ["chair", "member", "demand_company", "sme", "auditor"])
def test_only_those_who_run_clocks_may(world: World, role: str) -> None:
    clock = begin(world)
    with pytest.raises(NotAllowed):
        begin(world, actor=world[role])
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (actions.pause, {"from_on": D("2026-06-05"), "reason": "x"}),
        (actions.resume, {"until_on": D("2026-06-05")}),
        (actions.extend, {"extended_on": D("2026-06-05"), "reason": "x"}),
        (actions.answer, {"answered_on": D("2026-06-05")}),
        (actions.cancel, {"reason": "x"}),
        (actions.correct_received_on, {"received_on": D("2026-05-01"), "reason": "x"}),
        (actions.hand_over, {"owner": None}),
    ]
    for act, given in attempts:
        with pytest.raises(NotAllowed):
            act(actor=world[role], clock=clock, **given)
    with pytest.raises(NotAllowed):
        actions.remind(actor=world[role])
    assert verbs(clock) == ["clocks.start"]


def test_a_demonstration_account_keeps_to_its_world(world: World) -> None:
    real = Organisation.objects.create(code="R1", name="기업", kind="firm")
    person = world.person("real", "secretariat", demonstration=False)
    with pytest.raises(NotAllowed):
        begin(world, subject=real)
    clock = begin(world, subject=real, actor=person)
    with pytest.raises(NotAllowed):
        actions.answer(actor=world["secretariat"], clock=clock, answered_on=D("2026-06-05"))
    with pytest.raises(ValidationError, match="섞을 수 없습니다"):
        actions.hand_over(actor=person, clock=clock, owner=world["ministry"])
    assert clock not in queries.of_world(world["secretariat"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rule": "no_such"}, "그런 기한 규칙"),
        ({"received": "2026-07-01"}, "오늘보다 뒤"),
        ({"received": "1999-12-31"}, "보다 앞의 날"),
        ({"title": "  "}, "200자 안"),
        ({"addressee": "가" * 201}, "200자 안"),
        ({"length": 10}, "정해져 있어"),
        ({"rule": "opinion", "length": 15}, "14까지"),
        ({"rule": "opinion", "length": 0}, "14까지"),
    ],
)
def test_a_start_that_is_refused_leaves_nothing(world: World, given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        begin(world, **given)
    assert words in refused(error)
    assert not Clock.objects.exists()
    assert not Event.objects.filter(verb="clocks.start").exists()


def test_where_the_rule_is_a_maximum_less_may_be_set(world: World) -> None:
    clock = begin(world, "opinion", "2026-06-01", length=7)
    assert (clock.length, clock.due_on) == (7, D("2026-06-08"))


def test_a_yearly_duty_is_about_nothing_in_particular(world: World) -> None:
    clock = begin(world, "annual_plan", "2026-01-02", subject=None)
    assert (clock.subject_type, clock.due_on, clock.demonstration) == ("", D("2026-04-30"), True)


def test_time_for_a_supplement_does_not_count(world: World) -> None:
    clock = begin(world)
    clock = actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-06-08"), reason="시험 성적서")
    assert clock.is_paused
    assert clock not in queries.overdue(world["ministry"])
    clock = actions.resume(actor=world["ministry"], clock=clock, until_on=D("2026-06-12"))
    assert (clock.state, clock.due_on) == (ClockState.RUNNING, D("2026-06-22"))
    assert verbs(clock) == ["clocks.start", "clocks.pause", "clocks.resume"]


def test_what_a_pause_refuses(world: World) -> None:
    ministry = world["ministry"]
    clock = begin(world)

    def pause(day: str, reason: str = "보완", of: Clock = clock) -> str:
        with pytest.raises(ValidationError) as error:
            actions.pause(actor=ministry, clock=of, from_on=D(day), reason=reason)
        return refused(error)

    assert "앞의 날" in pause("2026-05-31")
    assert "기한이 지난 뒤" in pause("2026-06-17")
    assert "오늘보다 뒤" in pause("2026-07-01")
    assert "500자" in pause("2026-06-08", reason=" ")
    assert "규정이 없습니다" in pause("2026-06-08", of=begin(world, "support_reply"))
    actions.pause(actor=ministry, clock=clock, from_on=D("2026-06-08"), reason="보완")
    assert "이미 멈춘" in pause("2026-06-09")
    with pytest.raises(ValidationError, match="앞의 날"):
        actions.resume(actor=ministry, clock=clock, until_on=D("2026-06-07"))
    actions.resume(actor=ministry, clock=clock, until_on=D("2026-06-10"))
    assert "앞의 날" in pause("2026-06-09")
    with pytest.raises(ValidationError, match="멈춘 기한이 아닙니다"):
        actions.resume(actor=ministry, clock=clock, until_on=D("2026-06-11"))


def test_no_more_pauses_once_the_maximum_is_used_up(world: World, at: At) -> None:
    clock = begin(world)
    clock = actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-06-02"), reason="보완")
    at("2026-07-31")
    clock = actions.resume(actor=world["ministry"], clock=clock, until_on=D("2026-07-30"))
    assert clock.due_on == D("2026-07-31")  # 15 days and 45
    with pytest.raises(ValidationError, match="모두 썼습니다"):
        actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-07-30"), reason="보완")


def test_an_extension_counts_once(world: World) -> None:
    clock = begin(world)
    clock = actions.extend(
        actor=world["ministry"], clock=clock, extended_on=D("2026-06-15"), reason="관계 기관 협의"
    )
    assert clock.due_on == D("2026-07-16")  # 45 days
    with pytest.raises(ValidationError, match="한 번만"):
        actions.extend(actor=world["ministry"], clock=clock, extended_on=D("2026-06-16"), reason="또")
    clock.refresh_from_db()
    assert clock.due_on == D("2026-07-16")
    assert verbs(clock) == ["clocks.start", "clocks.extend"]


def test_an_extension_may_be_shorter_but_not_longer_or_late(world: World) -> None:
    def extend(clock: Clock, day: str, length: int | None) -> Clock:
        return actions.extend(
            actor=world["ministry"], clock=clock, extended_on=D(day), reason="협의", length=length
        )

    assert extend(begin(world), "2026-06-10", 10).due_on == D("2026-06-26")
    for length in (0, 31):
        with pytest.raises(ValidationError, match="30까지"):
            extend(begin(world), "2026-06-10", length)
    with pytest.raises(ValidationError, match="지난 뒤에는"):
        extend(begin(world), "2026-06-17", None)
    with pytest.raises(ValidationError, match="규정이 없습니다"):
        extend(begin(world, "revised_plan"), "2026-06-10", None)


def test_an_answer_ends_the_clock_and_says_whether_it_was_late(world: World) -> None:
    in_time = actions.answer(
        actor=world["ministry"], clock=begin(world), answered_on=D("2026-06-16"), text="수용"
    )
    late = actions.answer(actor=world["ministry"], clock=begin(world), answered_on=D("2026-06-17"))
    assert (in_time.is_late, late.is_late) == (False, True)
    assert (in_time.state, in_time.answer) == (ClockState.ANSWERED, "수용")
    for act in (
        lambda: actions.answer(actor=world["ministry"], clock=late, answered_on=D("2026-06-18")),
        lambda: actions.cancel(actor=world["ministry"], clock=late, reason="x"),
        lambda: actions.pause(actor=world["ministry"], clock=late, from_on=D("2026-06-05"), reason="x"),
        lambda: actions.extend(actor=world["ministry"], clock=late, extended_on=D("2026-06-05"), reason="x"),
        lambda: actions.hand_over(actor=world["ministry"], clock=late, owner=None),
    ):
        with pytest.raises(ValidationError, match="이미 끝난"):
            act()


def test_an_answer_during_a_pause_ends_the_pause(world: World) -> None:
    clock = begin(world)
    clock = actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-06-15"), reason="보완")
    with pytest.raises(ValidationError, match="앞의 날"):
        actions.answer(actor=world["ministry"], clock=clock, answered_on=D("2026-06-14"))
    clock = actions.answer(actor=world["ministry"], clock=clock, answered_on=D("2026-06-18"))
    assert clock.pauses.get().until_on == D("2026-06-18")
    assert not clock.is_late


def test_a_corrected_receipt_is_counted_anew(world: World) -> None:
    clock = begin(world)
    clock = actions.correct_received_on(
        actor=world["secretariat"], clock=clock, received_on=D("2026-06-03"), reason="접수 도장"
    )
    assert (clock.received_on, clock.due_on) == (D("2026-06-03"), D("2026-06-18"))
    event = history(clock).last()
    assert event is not None
    assert event.data["received_from"] == "2026-06-01"
    assert event.data["due_to"] == "2026-06-18"
    with pytest.raises(ValidationError, match="같습니다"):
        actions.correct_received_on(
            actor=world["secretariat"], clock=clock, received_on=D("2026-06-03"), reason="또"
        )
    actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-06-08"), reason="보완")
    with pytest.raises(ValidationError, match="뒤일 수 없습니다"):
        actions.correct_received_on(
            actor=world["secretariat"], clock=clock, received_on=D("2026-06-09"), reason="또"
        )


def test_cancelling_needs_a_reason_and_is_for_good(world: World) -> None:
    clock = begin(world)
    with pytest.raises(ValidationError, match="500자"):
        actions.cancel(actor=world["secretariat"], clock=clock, reason=" ")
    clock = actions.cancel(actor=world["secretariat"], clock=clock, reason="요청을 철회했습니다")
    assert clock.state == ClockState.CANCELLED
    with pytest.raises(ValidationError, match="이미 끝난"):
        actions.correct_received_on(
            actor=world["secretariat"], clock=clock, received_on=D("2026-05-01"), reason="x"
        )


def test_a_clock_changes_hands(world: World) -> None:
    clock = begin(world, owner=world["ministry"])
    assert list(queries.owned_by(world["ministry"])) == [clock]
    clock = actions.hand_over(actor=world["secretariat"], clock=clock, owner=world["agency"])
    assert list(queries.owned_by(world["agency"])) == [clock]
    assert actions.hand_over(actor=world["secretariat"], clock=clock, owner=world["agency"]) == clock
    assert verbs(clock) == ["clocks.start", "clocks.hand_over"]


def test_what_runs_what_is_near_and_what_has_passed(world: World, at: At) -> None:
    passed, near, far = (
        begin(world, received="2026-06-01"),
        begin(world, received="2026-06-16"),
        begin(world, "support_reply", "2026-06-25"),
    )
    done = actions.cancel(actor=world["secretariat"], clock=begin(world), reason="x")
    at("2026-06-26")
    assert list(queries.running(world["auditor"])) == [passed, near, far]
    assert list(queries.overdue(world["auditor"])) == [passed]
    assert list(queries.due_within(world["auditor"], 7)) == [near]  # 1 July
    assert list(queries.about(world.demand)) == [passed, done, near, far]
    assert not queries.running(world["sme"]).exists()


@pytest.mark.parametrize("bad", [{"extended_by": 5}, {"due_on": date(2026, 5, 1)}])
def test_the_database_refuses_what_cannot_be(world: World, bad: dict[str, Any]) -> None:
    from django.db import IntegrityError, transaction

    clock = begin(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(**bad)
