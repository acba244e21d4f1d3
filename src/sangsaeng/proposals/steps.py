"""The lifecycle as a line of steps: what is done, where a model stands, who acts next."""

from dataclasses import dataclass
from typing import Any

from sangsaeng.proposals.lifecycle import CHIP, MAIN_LINE, NEXT_ACTOR, STANDS_AT, State


@dataclass(frozen=True)
class StepOnLine:
    label: str
    done: bool
    current: bool


@dataclass(frozen=True)
class StepLine:
    """The steps, the chip of the present state, and who acts next («» where nobody does)."""

    steps: tuple[StepOnLine, ...]
    state_label: str
    chip: str
    next_actor: str


def _stands_at(model: Any) -> State:
    """The step of the main line at which a model stands; one that left the line stands where it left it."""
    state = State(model.state)
    if state is State.STOPPED:
        return State.IN_PROGRESS
    if state is State.WITHDRAWN:
        return State.RECOMMENDED if model.is_found else State.DRAFT
    return STANDS_AT.get(state, state)


def step_line(model: Any) -> StepLine:
    """The line for a model or its public part (`state`, `is_found`)."""
    state, stands_at = State(model.state), _stands_at(model)
    here = MAIN_LINE.index(stands_at)
    steps = tuple(
        StepOnLine(
            label=str(state.label if index == here else step.label),
            done=index < here or (index == here and state is State.COMPLETED),
            current=index == here,
        )
        for index, step in enumerate(MAIN_LINE)
    )
    return StepLine(steps, str(state.label), CHIP[state], str(NEXT_ACTOR.get(state, "")))
