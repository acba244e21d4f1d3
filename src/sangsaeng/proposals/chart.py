"""The state chart of a win-win model, drawn as Mermaid from its declarations.

docs/reference/lifecycle.md is what `lifecycle_page` returns; a test holds it so, and writes it anew where
SANGSAENG_WRITE_DOCS=1 is set.
"""

from django.utils.translation import override

from sangsaeng.proposals.lifecycle import (
    ANNULLING,
    BEFORE_APPROVAL,
    EDITABLE,
    NEXT_ACTOR,
    REASONED,
    STEP_LABEL,
    Edge,
    State,
    edges,
)

PAGE = """# The lifecycle of a win-win model

Generated from `src/sangsaeng/proposals/lifecycle.py` by `proposals/chart.py`; a test holds this page to it.

The council recommends (건의), the committee approves (승인): two bodies, two decisions.
Withdrawal (철회) is open from every state before approval and is left out of the drawing: {withdrawable}.

```mermaid
{chart}
```

## States

| state | Korean | editable | who acts next |
| --- | --- | --- | --- |
{states}

## Steps

| step | Korean | from | to | needs a reason |
| --- | --- | --- | --- | --- |
{steps}
"""


def _drawn() -> list[Edge]:
    return [edge for edge in edges() if edge.target is not State.WITHDRAWN and edge.step not in ANNULLING]


def state_chart() -> str:
    """The chart without withdrawal and annulment, as Mermaid `stateDiagram-v2`, labels in Korean."""
    with override("ko"):
        lines = ["stateDiagram-v2", "    direction TB"]
        lines += [
            f'    state "{state.label}" as {state.value}' for state in State if state is not State.WITHDRAWN
        ]
        lines.append(f"    [*] --> {State.DRAFT.value}")
        lines += [
            f"    {edge.source.value} --> {edge.target.value} : {STEP_LABEL[edge.step]}" for edge in _drawn()
        ]
        leaving = {edge.source for edge in edges() if edge.step not in ANNULLING}
        lines += [
            f"    {state.value} --> [*]"
            for state in State
            if state not in leaving and state is not State.WITHDRAWN
        ]
    return "\n".join(lines)


def lifecycle_page() -> str:
    """The whole page: the chart, the states, the steps."""
    with override("ko"):
        states = "\n".join(
            f"| `{state.value}` | {state.label} | {'yes' if state in EDITABLE else ''} |"
            f" {NEXT_ACTOR.get(state, '–')} |"
            for state in State
        )
        steps = []
        for step, label in STEP_LABEL.items():
            taken = [edge for edge in edges() if edge.step == step]
            sources = ", ".join(f"`{edge.source.value}`" for edge in taken)
            steps.append(
                f"| `{step}` | {label} | {sources} | `{taken[0].target.value}` |"
                f" {'yes' if step in REASONED else ''} |"
            )
        withdrawable = ", ".join(str(state.label) for state in State if state in BEFORE_APPROVAL)
    return PAGE.format(chart=state_chart(), states=states, steps="\n".join(steps), withdrawable=withdrawable)
