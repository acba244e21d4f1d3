"""Requests for material on the first page: what is due, what waits to be looked over, what waits to be sent."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.followup.actions.material import is_alone
from sangsaeng.followup.models import MaterialState
from sangsaeng.followup.queries import material as queries
from sangsaeng.parties.models import Role

SHOWN = 12  # as many as the first page holds of one sort
ROLES = (Role.SECRETARIAT, Role.MINISTRY)


def todos(user: Any) -> list[Todo]:
    """For the secretariat what to write, clear and send; for a ministry what to clear; nothing for others. At most three queries."""
    if user.role not in ROLES:
        return []
    alone: dict[bool, bool] = {}  # by world: whether this person is the whole secretariat there
    rows: Any = queries.with_drafter(queries.readable(user).filter(queries.open_q())).order_by("due_at", "pk")
    found = []
    for request in rows[:SHOWN]:
        told = _told(user, request, alone)
        if told is None:
            continue
        sentence, button, name, args = told
        found.append(
            Todo(
                sentence=said(sentence, asker=request.asker_name, code=request.code),
                button=button,
                href=reverse(f"followup:{name}", args=args),
                since=request.registered_at,
                demonstration=request.demonstration,
                due=request.due_at,
                overdue=request.due_at < timezone.now(),
            )
        )
    return found


def _told(user: Any, request: Any, alone: dict[bool, bool]) -> tuple[str, str, str, list[str]] | None:
    """Sentence, button and page of what this person does next with a request; None where another does."""
    code = request.code
    if request.state == MaterialState.DRAFTED:
        if request.drafter == user.username:
            if request.demonstration not in alone:
                alone[request.demonstration] = is_alone(request, user.username)
            if not alone[request.demonstration]:
                return None
        return _("%(asker)s 자료요구 %(code)s의 답변을 검토하세요."), _("검토하기"), "material", [code]
    if user.role != Role.SECRETARIAT:
        return None
    if request.state == MaterialState.CLEARED:
        told = _("%(asker)s 자료요구 %(code)s의 답변을 제출하세요.")
        return told, _("제출한 것으로 적기"), "material_act", [code, "send"]
    return _("%(asker)s 자료요구 %(code)s에 답변을 쓰세요."), _("답변 쓰기"), "material_draft", [code]
