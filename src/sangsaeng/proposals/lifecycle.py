"""The states of a win-win model and every step between them, declared once.

The council recommends (건의) and the committee approves (승인): two decisions, two bodies, never one word for
both (소부장특별법 §8, §49). Withdrawal is a step of its own, open until approval.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.records.states import GuardedState


class State(models.TextChoices):
    DRAFT = "draft", _("초안")
    SUBMITTED = "submitted", _("제출")
    SCREENED = "screened", _("심사 완료")
    ON_AGENDA = "on_agenda", _("상정")
    RECOMMENDED = "recommended", _("건의")
    RETURNED = "returned", _("보완")
    NOT_RECOMMENDED = "not_recommended", _("미채택")
    AT_COMMITTEE = "at_committee", _("위원회")
    APPROVED = "approved", _("승인")
    COMMITTEE_RETURNED = "committee_returned", _("위원회 보완")
    DECLINED = "declined", _("미승인")
    SUPPORTED = "supported", _("지원 확정")
    IN_PROGRESS = "in_progress", _("이행 중")
    COMPLETED = "completed", _("완료")
    STOPPED = "stopped", _("중단")
    WITHDRAWN = "withdrawn", _("철회")


# How each state looks: the CSS kind of its chip (site/static), the same everywhere.
CHIP = {
    State.DRAFT: "draft",
    State.SUBMITTED: "submitted",
    State.SCREENED: "screened",
    State.ON_AGENDA: "on-agenda",
    State.RECOMMENDED: "recommended",
    State.RETURNED: "returned",
    State.NOT_RECOMMENDED: "not-adopted",
    State.AT_COMMITTEE: "at-committee",
    State.APPROVED: "approved",
    State.COMMITTEE_RETURNED: "returned",
    State.DECLINED: "not-adopted",
    State.SUPPORTED: "supported",
    State.IN_PROGRESS: "supported",
    State.COMPLETED: "completed",
    State.STOPPED: "stopped",
    State.WITHDRAWN: "stopped",
}

# Sets of states that pages and rules speak of; nothing else compares states.
EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.COMMITTEE_RETURNED})
BEFORE_APPROVAL = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.SCREENED,
        State.ON_AGENDA,
        State.RECOMMENDED,
        State.RETURNED,
        State.AT_COMMITTEE,
        State.COMMITTEE_RETURNED,
    }
)
EVER_APPROVED = frozenset(
    {State.APPROVED, State.SUPPORTED, State.IN_PROGRESS, State.COMPLETED, State.STOPPED}
)
# Found (발굴): the council resolved to recommend it, whatever the committee did later.
FOUND = EVER_APPROVED | {State.RECOMMENDED, State.AT_COMMITTEE, State.COMMITTEE_RETURNED, State.DECLINED}


# Steps that need a reason in words: whoever is concerned reads it.
REASONED = frozenset(
    {
        "return_for_supplement",
        "return_from_committee",
        "decline",
        "stop",
        "withdraw",
        "reopen",
        "reopen_at_committee",
    }
)

# The steps that take a decision back because it was annulled: not a way of the model, a repair of the record.
ANNULLING = frozenset({"reopen", "reopen_at_committee"})

# The word for each step, as it stands on buttons and in messages.
STEP_LABEL = {
    "submit": _("제출"),
    "screen": _("심사 완료"),
    "return_for_supplement": _("보완 요청"),
    "put_on_agenda": _("상정"),
    "take_off_agenda": _("상정 취소"),
    "recommend": _("건의"),
    "not_recommend": _("미채택"),
    "send_to_committee": _("위원회 제출"),
    "take_back_from_committee": _("위원회 제출 취소"),
    "reopen": _("의결 무효"),
    "reopen_at_committee": _("위원회 의결 무효"),
    "approve": _("승인"),
    "return_from_committee": _("위원회 보완 요청"),
    "decline": _("미승인"),
    "support": _("지원 확정"),
    "start": _("이행 시작"),
    "complete": _("완료"),
    "stop": _("중단"),
    "withdraw": _("철회"),
}

# Who acts next in a state, in words; nobody in an end state.
NEXT_ACTOR = {
    State.DRAFT: _("참여 기업"),
    State.SUBMITTED: _("사무국"),
    State.SCREENED: _("사무국"),
    State.ON_AGENDA: _("상생협의회"),
    State.RECOMMENDED: _("사무국"),
    State.RETURNED: _("참여 기업"),
    State.AT_COMMITTEE: _("경쟁력강화위원회"),
    State.COMMITTEE_RETURNED: _("참여 기업"),
    State.APPROVED: _("지원기관"),
    State.SUPPORTED: _("지원기관"),
    State.IN_PROGRESS: _("지원기관"),
}

# The way a model goes when nothing sends it back; a page draws it as a line of steps.
MAIN_LINE = (
    State.DRAFT,
    State.SUBMITTED,
    State.SCREENED,
    State.ON_AGENDA,
    State.RECOMMENDED,
    State.AT_COMMITTEE,
    State.APPROVED,
    State.SUPPORTED,
    State.IN_PROGRESS,
    State.COMPLETED,
)

# How far along the line a state off it stands.
STANDS_AT = {
    State.RETURNED: State.DRAFT,
    State.COMMITTEE_RETURNED: State.DRAFT,
    State.NOT_RECOMMENDED: State.ON_AGENDA,
    State.DECLINED: State.AT_COMMITTEE,
}

# The first time a model reaches one of these states is kept in a field of its own: who may see what, and
# what has been found or approved, must not change when a model is sent back later.
MILESTONE = {
    State.SUBMITTED: "submitted_at",
    State.ON_AGENDA: "on_agenda_at",
    State.RECOMMENDED: "recommended_at",
    State.APPROVED: "approved_at",
}


@dataclass(frozen=True)
class Edge:
    """One step from one state to another, as declared."""

    step: str
    source: State
    target: State


def edges() -> tuple[Edge, ...]:
    """Every declared step, in the order of the states it leads from, then of the declaration."""
    from sangsaeng.proposals.models import WinWinModel

    field: Any = WinWinModel._meta.get_field("state")
    order = list(State)
    steps = list(STEP_LABEL)
    found = [
        Edge(each.name, State(each.source), State(each.target))
        for each in field.get_all_transitions(WinWinModel)
    ]
    return tuple(sorted(found, key=lambda e: (order.index(e.source), steps.index(e.step))))


class Lifecycle(GuardedState):
    """The state field and its transitions; `WinWinModel` inherits them, and only actions call them."""

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True, db_index=True)

    class Meta:
        abstract = True

    @transition(
        field=state, source=[State.DRAFT, State.RETURNED, State.COMMITTEE_RETURNED], target=State.SUBMITTED
    )
    def submit(self) -> None: ...

    @transition(field=state, source=State.SUBMITTED, target=State.SCREENED)
    def screen(self) -> None: ...

    @transition(field=state, source=[State.SUBMITTED, State.SCREENED, State.ON_AGENDA], target=State.RETURNED)
    def return_for_supplement(self) -> None: ...

    @transition(field=state, source=State.SCREENED, target=State.ON_AGENDA)
    def put_on_agenda(self) -> None: ...

    @transition(field=state, source=State.ON_AGENDA, target=State.SCREENED)
    def take_off_agenda(self) -> None: ...

    @transition(field=state, source=State.ON_AGENDA, target=State.RECOMMENDED)
    def recommend(self) -> None: ...

    @transition(field=state, source=State.ON_AGENDA, target=State.NOT_RECOMMENDED)
    def not_recommend(self) -> None: ...

    @transition(field=state, source=State.RECOMMENDED, target=State.AT_COMMITTEE)
    def send_to_committee(self) -> None: ...

    @transition(field=state, source=State.AT_COMMITTEE, target=State.RECOMMENDED)
    def take_back_from_committee(self) -> None: ...

    @transition(field=state, source=State.AT_COMMITTEE, target=State.APPROVED)
    def approve(self) -> None: ...

    @transition(field=state, source=State.AT_COMMITTEE, target=State.COMMITTEE_RETURNED)
    def return_from_committee(self) -> None: ...

    @transition(field=state, source=State.AT_COMMITTEE, target=State.DECLINED)
    def decline(self) -> None: ...

    @transition(
        field=state, source=[State.RECOMMENDED, State.RETURNED, State.NOT_RECOMMENDED], target=State.ON_AGENDA
    )
    def reopen(self) -> None:
        """The council's decision was annulled: the model waits for a new one."""

    @transition(
        field=state,
        source=[State.APPROVED, State.COMMITTEE_RETURNED, State.DECLINED],
        target=State.AT_COMMITTEE,
    )
    def reopen_at_committee(self) -> None:
        """The committee's decision was annulled: the model waits for a new one."""

    @transition(field=state, source=State.APPROVED, target=State.SUPPORTED)
    def support(self) -> None: ...

    @transition(field=state, source=State.SUPPORTED, target=State.IN_PROGRESS)
    def start(self) -> None: ...

    @transition(field=state, source=State.IN_PROGRESS, target=State.COMPLETED)
    def complete(self) -> None: ...

    @transition(field=state, source=[State.SUPPORTED, State.IN_PROGRESS], target=State.STOPPED)
    def stop(self) -> None: ...

    @transition(field=state, source=sorted(BEFORE_APPROVAL), target=State.WITHDRAWN)
    def withdraw(self) -> None: ...
