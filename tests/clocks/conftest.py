from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from tests.proposals.world import World

SEOUL = ZoneInfo("Asia/Seoul")


def noon(day: date) -> datetime:
    """Noon of a day in Seoul."""
    return datetime.combine(day, time(12), SEOUL).astimezone(UTC)


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """`at("2026-06-10")`: from now on it is noon of that day in Seoul."""

    def turn(text: str) -> datetime:
        moment = noon(date.fromisoformat(text))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return turn
