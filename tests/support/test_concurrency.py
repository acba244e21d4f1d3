"""Two agencies commit at the same moment: on PostgreSQL the row locks keep every cap."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from tests.proposals.world import World
from tests.support.test_actions import open_programme

from sangsaeng.proposals import actions as proposals
from sangsaeng.support import actions, queries
from sangsaeng.support.models import Commitment, Programme

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run every job in a thread and connection of its own, started together; results or refusals."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            results[number] = job()  # type: ignore[call-overload]
        except ValidationError as refusal:
            results[number] = refusal  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(results)


def test_commitments_at_the_same_moment_never_pass_the_budget() -> None:
    world = World()
    models = [world.model("approve") for _ in range(6)]
    programme = open_programme(world, budget_krw=3_000_000_000)

    def commit(number: int) -> Commitment:
        return actions.commit(
            actor=world["agency"],
            model=models[number],
            programme=Programme.objects.get(pk=programme.pk),
            amount_krw=1_000_000_000,
            reason="동시에",
        )

    results = at_once([lambda n=n: commit(n) for n in range(6)])  # type: ignore[misc]
    assert sum(isinstance(each, Commitment) for each in results) == 3
    assert sum(isinstance(each, ValidationError) for each in results) == 3
    assert queries.committed(programme=programme) == 3_000_000_000


def test_a_model_keeps_its_ceiling_over_two_programmes_at_once() -> None:
    world = World()
    model = world.model("approve")
    programmes = [open_programme(world, f"D-{n}") for n in range(4)]
    results = at_once(
        [
            lambda p=p: actions.commit(  # type: ignore[misc]
                actor=world["agency"], model=model, programme=p, amount_krw=1_500_000_000, reason="동시에"
            )
            for p in programmes
        ]
    )
    assert sum(isinstance(each, Commitment) for each in results) == 1
    assert queries.committed(kind="grant", model=model) == 1_500_000_000


def test_codes_drawn_at_once_are_all_different() -> None:
    world = World()
    drafts = at_once([world.draft for _ in range(6)])
    assert len({model.code for model in drafts}) == 6  # type: ignore[attr-defined]
    assert len({model.codename for model in drafts}) == 6  # type: ignore[attr-defined]


def test_a_step_taken_twice_at_once_is_taken_once() -> None:
    world = World()
    model = world.model("submit")
    results = at_once([lambda: proposals.screen(actor=world["secretariat"], model=model) for _ in range(4)])
    assert sum(isinstance(each, ValidationError) for each in results) == 3
