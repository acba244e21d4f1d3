"""Requests to ministries that wait: the addressee's own to answer, the secretariat's whose period has passed."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Role, User
from sangsaeng.support.models import Request, RequestState
from sangsaeng.support.queries import requests as queries

SHOWN = 12


def todos(user: User) -> list[Todo]:
    """One for each request that this person's ministry or agency is to answer, or whose period has passed; one query."""
    if user.role in (Role.MINISTRY, Role.AGENCY):
        return [_todo(request) for request in queries.waiting_for_answer(user)[:SHOWN]]
    if user.role == Role.SECRETARIAT:
        late = queries.readable(user).filter(queries.overdue_q()).order_by("clock__due_on", "pk")
        return [_late(request) for request in late[:SHOWN]]
    return []


def _since(request: Request) -> datetime:
    day = request.appealed_on or request.received_on
    return datetime.combine(day, time(), SEOUL) if day else request.registered_at


def _todo(request: Request) -> Todo:
    clock = request.appeal_clock if request.state == RequestState.APPEALED else request.clock
    due = clock.due_on if clock is not None else None
    return Todo(
        sentence=said(_("‘%(title)s’ 요청에 회신하세요."), title=request.title),
        button=_("회신 적기"),
        href=reverse("support:request", args=[request.code]),
        since=_since(request),
        demonstration=request.demonstration,
        due=due,
        overdue=due is not None and due < timezone.localdate(),
    )


def _late(request: Request) -> Todo:
    clock = request.appeal_clock if request.state == RequestState.APPEALED else request.clock
    return Todo(
        sentence=said(
            _("%(addressee)s의 답변 기한이 지났습니다: ‘%(title)s’."),
            addressee=request.addressee,
            title=request.title,
        ),
        button=_("요청 보기"),
        href=reverse("support:request", args=[request.code]),
        since=_since(request),
        demonstration=request.demonstration,
        due=clock.due_on if clock is not None else None,
        overdue=True,
    )
