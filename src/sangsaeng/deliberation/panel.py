"""What the page of a model shows of the meetings: the council's recommendation and the committee's decision, apart."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import AgendaItem, Body
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel


def _row(item: AgendaItem, kind: str) -> dict[str, Any]:
    counted = item.tally
    return {
        "code": item.meeting.code,
        "number": item.number,
        "name": words.meeting_name(item.meeting),
        "demonstration": item.meeting.demonstration,
        "chip": words.chip_kind(kind, item.outcome),
        "word": words.outcome_word(kind, item.outcome),
        "sentence": words.decision_sentence(kind, item.outcome, item.support),
        "decided_at": item.decided_at,
        "working": words.working(counted),
        "bar": words.tally_bar(counted) if counted else "",
        "note": item.note,
        "manner": words.manner_sentence(item.manner),
        "conditions": item.conditions,
    }


def _panel(
    request: HttpRequest, model: WinWinModel, kind: str, title: str, order: int, actions: tuple[Action, ...]
) -> Panel | None:
    items = [item for item in _items(request, model) if item.meeting.body.kind == kind]
    decided = [_row(item, kind) for item in items if item.is_decided]
    waiting = next((_row(item, kind) for item in items if not item.is_decided), None)
    if not decided and waiting is None and not actions:
        return None
    context = {"rows": decided, "waiting": waiting, "kind": kind}
    return Panel(title, "deliberation/_panel.html", context, order=order, actions=actions)


def _items(request: HttpRequest, model: WinWinModel) -> list[AgendaItem]:
    """The agenda items of the model, read once a request for both panels; none for a recused member."""
    kept: dict[int, list[AgendaItem]] = request.__dict__.setdefault("_agenda_items", {})
    if model.pk not in kept:
        kept[model.pk] = queries.decisions_seen(request.user, model)
    return kept[model.pk]


def _to_agenda(request: HttpRequest, model: WinWinModel, kind: str) -> tuple[Action, ...]:
    """For the secretariat: onto the agenda of the next meeting that is called, or else to call one."""
    if not may(request.user, "deliberation.run", model):
        return ()
    if any(not item.is_decided for item in _items(request, model)):
        return ()  # it already waits on an agenda
    meeting = queries.next_called(model, kind)
    if meeting is None:
        return (
            Action(
                reverse("deliberation:call"),
                _("회의에 상정하기"),
                _("열 회의가 없습니다. 먼저 회의를 소집합니다."),
            ),
        )
    return (
        Action(
            f"{reverse('deliberation:agenda_add', args=(meeting.code,))}?model={model.code}",
            _("회의에 상정하기"),
            _("%(number)d차 회의의 안건으로 올립니다.") % {"number": meeting.number},
        ),
    )


def council_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """The council's recommendation (건의)."""
    actions: tuple[Action, ...] = ()
    if model.state == State.RECOMMENDED and may(request.user, "deliberation.send_to_committee", model):
        actions = (
            Action(
                reverse("deliberation:send_to_committee", args=(model.code,)),
                _("위원회에 보내기"),
                _("승인이 아닙니다. 위원회가 따로 결정합니다."),
            ),
        )
    if model.state == State.SCREENED:
        actions = _to_agenda(request, model, Body.Kind.COUNCIL)
    return _panel(request, model, Body.Kind.COUNCIL, _("상생협의회의 건의"), 20, actions)


def committee_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """The committee's decision (승인)."""
    actions: tuple[Action, ...] = ()
    if model.state == State.AT_COMMITTEE:
        actions = _to_agenda(request, model, Body.Kind.COMMITTEE)
    return _panel(request, model, Body.Kind.COMMITTEE, _("경쟁력강화위원회의 결정"), 30, actions)
