"""Warning before and escalation after: the right people, once, whatever is run when and how often."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.clocks.conftest import SEOUL, noon
from tests.clocks.test_actions import D, begin, verbs
from tests.proposals.world import World

from sangsaeng.clocks import actions, counting
from sangsaeng.clocks.actions import Reminded, remind
from sangsaeng.clocks.models import Clock
from sangsaeng.parties.models import Conflict, ConflictReason, Message

At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def in_june(at: At) -> None:
    at("2026-06-01")


def told(day: str) -> list[tuple[str, str]]:
    """Run on a day; whom it told what."""
    before = set(Message.objects.values_list("pk", flat=True))
    remind(now=noon(date.fromisoformat(day)))
    fresh = Message.objects.exclude(pk__in=before).select_related("recipient").order_by("recipient__username")
    return [(message.recipient.username, message.title.split(":")[0]) for message in fresh]


def test_each_step_is_told_once_to_whom_it_concerns(world: World) -> None:
    begin(world, owner=world["ministry"])  # ends on 16 June; warned 5, 2 and 1 days before
    assert told("2026-06-10") == []
    assert told("2026-06-11") == [("ministry", "기한 5일 전")]
    assert told("2026-06-11") == []
    assert told("2026-06-14") == [("ministry", "기한 2일 전")]
    assert told("2026-06-15") == [("ministry", "기한 1일 전")]
    assert told("2026-06-16") == [("ministry", "오늘이 기한입니다"), ("secretariat", "오늘이 기한입니다")]
    assert told("2026-06-22") == []
    assert told("2026-06-23") == [("chair", "기한이 7일 지났습니다"), ("ministry", "기한이 7일 지났습니다")]
    assert told("2027-06-23") == []


def test_what_is_nobodys_waits_on_the_secretariat(world: World) -> None:
    begin(world)
    assert told("2026-06-11") == [("secretariat", "기한 5일 전")]


def test_an_owner_who_left_is_replaced_by_the_secretariat(world: World) -> None:
    begin(world, owner=world["ministry"])
    world["ministry"].is_active = False
    world["ministry"].save()
    assert told("2026-06-11") == [("secretariat", "기한 5일 전")]


def test_steps_missed_are_told_in_one_message_to_all_they_concern(world: World) -> None:
    clock = begin(world, owner=world["ministry"])
    assert [name for name, _ in told("2026-07-01")] == ["chair", "ministry", "secretariat"]
    assert told("2026-07-02") == []
    assert verbs(clock) == ["clocks.start", "parties.tell", "clocks.escalate"]


def test_the_message_says_what_is_due_and_where(world: World) -> None:
    clock = begin(world)
    told("2026-06-11")
    message = Message.objects.get()
    assert message.title == "기한 5일 전: 시험 인증 기준 개선 요청"
    assert "2026. 6. 16.(화)" in message.body
    assert "산업통상부" in message.body
    assert (message.subject_type, message.subject_id) == ("clock", clock.code)
    assert message.url in ("", f"/desk/clocks/{clock.code}/")
    assert message.demonstration


def test_nobody_of_the_other_world_is_told(world: World) -> None:
    world.person("real", "secretariat", demonstration=False)
    begin(world)
    assert told("2026-06-11") == [("secretariat", "기한 5일 전")]


def test_who_stepped_out_of_the_case_is_not_told(world: World) -> None:
    begin(world)
    Conflict.objects.create(
        person=world["chair"],
        case_type="organisation",
        case_id="DA",
        reason=ConflictReason.PARTY,
        origin=Conflict.Origin.DECLARED,
        state=Conflict.State.STANDS,
        opened_by="chair",
        demonstration=True,
    )
    assert [name for name, _ in told("2026-06-30")] == ["secretariat"]


def test_a_new_end_is_warned_of_anew(world: World, at: At) -> None:
    clock = begin(world, owner=world["ministry"])
    told("2026-06-15")
    at("2026-06-16")
    actions.extend(actor=world["ministry"], clock=clock, extended_on=D("2026-06-16"), reason="협의")
    assert told("2026-06-16") == []  # now 16 July
    assert told("2026-07-11") == [("ministry", "기한 5일 전")]


def test_a_paused_clock_is_quiet_until_its_allowance_is_used_up(world: World, at: At) -> None:
    clock = begin(world, owner=world["ministry"])
    at("2026-06-08")
    actions.pause(actor=world["ministry"], clock=clock, from_on=D("2026-06-08"), reason="보완")
    assert told("2026-07-22") == []  # the 45th day
    clock.refresh_from_db()
    assert clock.is_paused
    assert remind(now=noon(D("2026-07-23"))) == Reminded(resumed=1)
    clock.refresh_from_db()
    assert (clock.is_running, clock.due_on) == (True, D("2026-07-31"))
    assert clock.pauses.get().until_on == D("2026-07-22")
    assert verbs(clock)[-1] == "clocks.resume"
    assert told("2026-07-26") == [("ministry", "기한 5일 전")]


def test_a_holiday_declared_later_moves_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = begin(world)
    known = dict.fromkeys([*counting._holidays(), D("2026-06-16")], "임시공휴일")
    monkeypatch.setattr(counting, "_holidays", lambda: known)
    assert remind(now=noon(D("2026-06-02"))) == Reminded(moved=1)
    clock.refresh_from_db()
    assert clock.due_on == D("2026-06-17")
    assert remind(now=noon(D("2026-06-02"))) == Reminded()
    assert verbs(clock)[-1] == "clocks.recount"


def test_what_is_over_is_never_told(world: World, at: At) -> None:
    at("2026-06-10")
    actions.answer(actor=world["ministry"], clock=begin(world), answered_on=D("2026-06-10"))
    actions.cancel(actor=world["secretariat"], clock=begin(world), reason="x")
    assert told("2026-07-30") == []


def test_one_broken_clock_does_not_take_the_others_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that breaks off keeps what it did, and the next goes on where it stopped."""
    from sangsaeng.clocks import reminding

    first, second = begin(world), begin(world)
    real = reminding._title

    def breaks(clock: Clock, day: date) -> str:
        if clock.pk == second.pk:
            raise RuntimeError("the server died")
        return real(clock, day)

    monkeypatch.setattr(reminding, "_title", breaks)
    with pytest.raises(RuntimeError):
        remind(now=noon(D("2026-06-11")))
    monkeypatch.setattr(reminding, "_title", real)
    assert len(told("2026-06-11")) == 1
    assert Message.objects.filter(subject_id=first.code).count() == 1
    assert Message.objects.filter(subject_id=second.code).count() == 1


def test_the_day_is_seouls(world: World) -> None:
    begin(world)
    almost = datetime(2026, 6, 10, 23, 59, 59, tzinfo=SEOUL)
    assert remind(now=almost) == Reminded()
    assert remind(now=datetime(2026, 6, 11, tzinfo=SEOUL)) == Reminded(warned=1)


def test_the_command_says_in_one_line_what_it_did(
    world: World, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from sangsaeng.cli import remind as command

    begin(world)
    at("2026-06-11")
    monkeypatch.setattr(command, "prepare", lambda: None)
    answer = CliRunner().invoke(command.remind)
    assert answer.exit_code == 0
    assert answer.output == "기한 알림: 미리 알림 1건, 지난 기한 0건, 다시 시작 0건, 다시 계산 0건\n"
