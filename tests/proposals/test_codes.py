"""Codes of real models are drawn by lot: neither their order nor their gaps tell of drafts that nobody is to know of."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.proposals.world import World

from sangsaeng.proposals import codes
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db


def lots(monkeypatch: pytest.MonkeyPatch, *numbers: int) -> Iterator[int]:
    drawn = iter(numbers)
    monkeypatch.setattr(codes, "_draw", lambda below: next(drawn))
    return drawn


def test_a_draft_before_another_leaves_no_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = {
        "actor": world.person("real", "secretariat", demonstration=False),
        "demand_company": world.organisation("RA", "가", "demand_company", False),
        "supplier": world.organisation("RB", "나", "sme", False),
    }
    lots(monkeypatch, 4830, 6, 11, 300)
    first, second = world.draft(**real), world.draft(**real)
    assert (first.code[4:], first.codename) == ("-4831", "과제 가-07")
    assert (second.code[4:], second.codename) == ("-0012", "과제 라-04")


def test_a_lot_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lots(monkeypatch, 5, 5, 5, 8)
    with transaction.atomic():
        first = codes.next_code(demonstration=False)
        WinWinModel.objects.filter(pk=world.draft().pk).update(code=first)
        codes_given = {first, codes.next_code(demonstration=False)}
    assert {code[4:] for code in codes_given} == {"-0006", "-0009"}


def test_there_is_always_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once half of the numbers are given, they are drawn out of ten times as many."""
    asked: list[int] = []
    monkeypatch.setattr(codes, "_draw", lambda below: asked.append(below) or below - 1)  # type: ignore[func-returns-value]
    with transaction.atomic():
        model = world.draft()
        WinWinModel.objects.filter(pk=model.pk).update(code="x-1", codename="x 1")
        assert codes._lot("x", "code", lambda n: f"x-{n}", 2, "x-") == "x-20"
    assert asked == [20]


def test_those_of_the_demonstration_count_in_order(world: World) -> None:
    assert [world.draft().code[-3:] for _ in range(2)] == ["-01", "-02"]
