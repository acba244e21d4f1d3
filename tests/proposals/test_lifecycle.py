"""The state chart: every step that is declared, every one that is refused, and the page drawn from it."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from tests.proposals.world import World

from sangsaeng.proposals import actions
from sangsaeng.proposals.chart import lifecycle_page
from sangsaeng.proposals.lifecycle import (
    ANNULLING,
    BEFORE_APPROVAL,
    CHIP,
    EVER_APPROVED,
    FOUND,
    MAIN_LINE,
    STEP_LABEL,
    State,
    edges,
)
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.steps import step_line
from sangsaeng.records.models import Event

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lifecycle.md"
ALLOWED = {(edge.source, edge.step): edge.target for edge in edges()}


def put_into(model: WinWinModel, state: State) -> WinWinModel:
    """Force a state, past the guard, to try every step from it."""
    WinWinModel.objects.filter(pk=model.pk).update(state=state)
    return WinWinModel.objects.get(pk=model.pk)


def test_the_committed_page_is_the_drawn_one() -> None:
    if os.environ.get("SANGSAENG_WRITE_DOCS") == "1":
        PAGE.write_text(lifecycle_page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == lifecycle_page()


def test_the_chart_is_whole() -> None:
    assert {edge.step for edge in edges()} == set(STEP_LABEL)
    assert {edge.target for edge in edges()} == set(State) - {State.DRAFT}
    assert set(CHIP) == set(State)
    ends = set(State) - {edge.source for edge in edges() if edge.step not in ANNULLING}
    assert ends == {
        State.NOT_RECOMMENDED,
        State.DECLINED,
        State.COMPLETED,
        State.STOPPED,
        State.WITHDRAWN,
    }
    for before, after in pairwise(MAIN_LINE):
        assert after in {edge.target for edge in edges() if edge.source is before}


def test_withdrawal_is_open_before_approval_and_never_after() -> None:
    open_from = {edge.source for edge in edges() if edge.step == "withdraw"}
    assert open_from == BEFORE_APPROVAL
    assert not open_from & EVER_APPROVED
    assert State.NOT_RECOMMENDED not in FOUND
    assert {State.APPROVED, State.DECLINED} < FOUND


@pytest.mark.parametrize("step", sorted(STEP_LABEL))
@pytest.mark.parametrize("state", list(State))
def test_every_step_from_every_state(world: World, state: State, step: str) -> None:
    model = put_into(world.draft(), state)
    target = ALLOWED.get((state, step))
    # the secretariat may not send back what stands on the council's agenda, the council itself may
    events = Event.objects.count()
    if target is None:
        with pytest.raises(ValidationError) as refusal:
            world.step(model, step)
        text = " ".join(refusal.value.messages)
        wanted = next(edge.target for edge in edges() if edge.step == step)
        assert f"‘{state.label}’" in text
        assert f"‘{wanted.label}’" in text
        assert Event.objects.count() == events
        model.refresh_from_db()
        assert model.state == state
        return
    before = model.state_since
    after = world.step(model, step)
    assert after.state == target
    assert after.state_since > before
    event = Event.objects.latest("id")
    assert (event.verb, event.data["from"], event.data["to"]) == (f"proposals.{step}", state, target)


def test_the_state_cannot_be_set_by_hand_but_is_read_anew(world: World) -> None:
    model = world.draft()
    with pytest.raises(AttributeError):
        model.state = State.APPROVED
    actions.submit(actor=world["demand_company"], model=model)
    assert model.state == State.DRAFT
    model.refresh_from_db()
    assert model.state == State.SUBMITTED
    model.refresh_from_db(fields=["state"])
    assert model.state == State.SUBMITTED


@pytest.mark.parametrize("state", list(State))
def test_the_line_of_steps_shows_where_a_model_stands(world: World, state: State) -> None:
    line = step_line(put_into(world.model("recommend"), state))
    current = [step for step in line.steps if step.current]
    assert [step.label for step in current] == [state.label]
    assert len(line.steps) == len(MAIN_LINE)
    assert bool(line.next_actor) == any(
        edge.source is state and edge.step not in ANNULLING | {"withdraw"} for edge in edges()
    )


def test_milestones_are_kept_when_a_model_goes_back(world: World) -> None:
    model = world.model("send_to_committee")
    model = world.step(model, "return_from_committee")
    first = model.recommended_at
    assert model.is_found
    assert not model.is_approved
    model = world.step(model, "submit")
    assert model.recommended_at == first
    assert model.is_found
    for step in ("screen", "put_on_agenda", "recommend"):
        model = world.step(model, step)
    assert model.recommended_at == first


def test_a_milestone_that_an_annulled_decision_set_is_forgotten(world: World) -> None:
    model = world.model("recommend")
    assert model.is_found
    model = world.step(model, "reopen")
    assert model.state == State.ON_AGENDA
    assert not model.is_found


def test_a_milestone_of_an_earlier_decision_survives_an_annulment(world: World) -> None:
    model = world.model("recommend")
    first = model.recommended_at
    for step in ("send_to_committee", "return_from_committee", "submit", "screen", "put_on_agenda"):
        model = world.step(model, step)
    model = world.step(world.step(model, "recommend"), "reopen")
    assert model.recommended_at == first
