"""Two do the same to one clock at the same moment: on PostgreSQL the row lock lets one of them."""

import pytest
from django.core.exceptions import ValidationError
from tests.clocks.conftest import noon
from tests.clocks.test_actions import D, begin
from tests.proposals.world import World
from tests.support.test_concurrency import at_once

from sangsaeng.clocks import actions
from sangsaeng.clocks.models import Clock
from sangsaeng.parties.models import Message

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_an_extension_asked_for_four_times_at_once_counts_once() -> None:
    world = World()
    clock = begin(world)
    results = at_once(
        [
            lambda: actions.extend(
                actor=world["ministry"], clock=clock, extended_on=D("2026-06-10"), reason="동시에"
            )
            for _ in range(4)
        ]
    )
    assert sum(isinstance(each, Clock) for each in results) == 1
    assert sum(isinstance(each, ValidationError) for each in results) == 3
    clock.refresh_from_db()
    assert clock.due_on == D("2026-07-16")


def test_reminders_run_at_once_tell_once() -> None:
    world = World()
    for _ in range(3):
        begin(world)
    at_once([lambda: actions.remind(now=noon(D("2026-06-11"))) for _ in range(4)])
    assert Message.objects.count() == 3


def test_codes_drawn_at_once_are_all_different() -> None:
    world = World()
    clocks = at_once([lambda: begin(world) for _ in range(6)])
    assert len({clock.code for clock in clocks}) == 6  # type: ignore[attr-defined]
