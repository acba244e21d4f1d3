"""A signed-in person's pages: what to do now, and the record."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sangsaeng.desk import queries
from sangsaeng.desk.lists import RECORD
from sangsaeng.desk.todos.todo import Todo
from sangsaeng.pages import charts as drawing
from sangsaeng.pages import listing
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may
from sangsaeng.portal import charts
from sangsaeng.portal.queries import landing, waiting
from sangsaeng.proposals import published


def home(request: HttpRequest) -> HttpResponse:
    chart = charts.where_models_stand()
    if (answer := drawing.answer(request, [chart])) is not None:
        return answer
    user = cast(User, request.user)
    todos = queries.todos(user)
    context = {
        "todos": todos[: queries.SHOWN],
        "more": max(0, len(todos) - queries.SHOWN),
        "chart": chart,
        "published": published.totals(),
        "waiting": waiting(user),
        "newest": landing().newest,
        "perms_draft": may(user, "proposals.draft_offered"),
        "may_read_record": may(user, "desk.read_record"),
        "may_hand_over": may(user, "desk.hand_over"),
        "may_read_clocks": may(user, "clocks.read"),
        "answer": _said(todos),
    }
    return render(request, "desk/home.html", context)


def _said(todos: Sequence[Todo]) -> str:
    """How much waits, and how much of it is late."""
    if not todos:
        return _("지금 기다리는 일이 없습니다.")
    late = sum(todo.overdue for todo in todos)
    waiting = _("기다리는 일이 %(n)s가지 있습니다.") % {"n": len(todos)}
    return f"{waiting} {_('기한이 지난 일이 %(n)s가지입니다.') % {'n': late}}" if late else waiting


def record(request: HttpRequest) -> HttpResponse:
    page = listing.page(RECORD, queries.events(request.user), request)
    return page if isinstance(page, HttpResponse) else render(request, "desk/record.html", {"page": page})
