"""The page of all clocks, a clock's own page, and the forms that pause, resume, extend, answer, correct, cancel it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.clocks import actions, queries
from sangsaeng.clocks.models import Clock, ClockState
from sangsaeng.desk import clock_forms as forms
from sangsaeng.desk.clock_homes import KEPT_THERE, home_of
from sangsaeng.desk.clock_words import CLOCKS, days_text, length_text, state_chip, term_text
from sangsaeng.pages import listing
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.queries import history

SOON = 7  # days; what ends within them is counted in the first sentence
PAGES = {"winwinmodel": "proposals:model", "meeting": "deliberation:meeting", "letter": "deliberation:letter"}


def shown_to(user: Any) -> QuerySet[Clock]:
    """The clocks that `user` may see: of his world, and about a model only where he may read the model whole.

    An agency sees clocks about anything else only where they wait on its own people.
    """
    about_models = Q(subject_type="winwinmodel")
    seen = about_models & Q(subject_id__in=whole_to(user).values("code"))
    rest = ~about_models
    if user.role == Role.AGENCY:
        own = Q(owner=user)
        if user.organisation_id is not None:
            own |= Q(owner__organisation=user.organisation_id)
        rest &= own
    rank = Case(
        When(state=ClockState.RUNNING, then=Value(0)),
        When(state=ClockState.PAUSED, then=Value(1)),
        default=Value(2),
    )
    return queries.of_world(user).filter(seen | rest).annotate(rank=rank)


def clocks(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    rows = shown_to(user)
    page = listing.page(CLOCKS, rows, request)
    if isinstance(page, HttpResponse):
        return page
    own = rows.filter(demonstration=user.demonstration)
    context = {
        "page": page,
        "overdue": own.filter(pk__in=queries.overdue(user)).count(),
        "soon": own.filter(pk__in=queries.due_within(user, SOON)).count(),
        "days": SOON,
        "may_start": may(user, "clocks.start"),
    }
    return render(request, "desk/clocks.html", context)


def clock(request: HttpRequest, code: str) -> HttpResponse:
    """One clock: until when, by which rule, what happened to it, and what may be done now."""
    found = get_object_or_404(shown_to(request.user), code=code)
    pauses = list(found.pauses.all())
    may_run = may(request.user, "clocks.run", found)
    home = home_of(found)
    context = {
        "clock": found,
        "state": state_chip(found),
        "days": days_text(found),
        "term": term_text(found),
        "extension": length_text(found.unit, found.extension) if found.extensions_max else "",
        "extended": length_text(found.unit, found.extended_by) if found.extended_by else "",
        "pauses": pauses,
        "pause_left": found.pause_days_left(pauses) if found.pause_allowed else None,
        "subject": _subject_page(found),
        "lines": lines(history(found).exclude(verb="parties.tell")),  # the reminder itself says whom it told
        "home": home,
        "acts": _acts(found, home) if may_run else [],
    }
    return render(request, "desk/clock.html", context)


def _subject_page(found: Clock) -> str:
    """The page of what a clock is about; "" where it has none."""
    name = PAGES.get(found.subject_type)
    try:
        return reverse(name, args=[found.subject_id]) if name else ""
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Act:
    """One thing to do to a clock: the action, its form, when it is open, and the words of its page."""

    do: Callable[..., Clock]
    form: type[forms.ClockForm]
    open_to: Callable[[Clock], bool]
    heading: Any
    submit: Any
    done: Any
    consequences: tuple[Any, ...]
    kind: str = "primary"


ACTS = {
    "answer": Act(
        do=actions.answer,
        form=forms.AnswerForm,
        open_to=lambda c: c.is_open,
        heading=gettext_lazy("답변 적기"),
        submit=gettext_lazy("답변 적기"),
        done=gettext_lazy("답변을 적었습니다."),
        consequences=(gettext_lazy("기한이 끝나고 더는 알리지 않습니다. 되돌릴 수 없습니다."),),
    ),
    "pause": Act(
        do=actions.pause,
        form=forms.PauseForm,
        open_to=lambda c: c.can_pause,
        heading=gettext_lazy("기한 멈추기"),
        submit=gettext_lazy("기한 멈추기"),
        done=gettext_lazy("기한을 멈췄습니다."),
        consequences=(
            gettext_lazy("보완을 요청한 날부터 보완이 들어온 날까지는 세지 않습니다."),
            gettext_lazy("뺄 수 있는 날을 모두 쓰면 기한이 다시 갑니다."),
        ),
    ),
    "resume": Act(
        do=actions.resume,
        form=forms.ResumeForm,
        open_to=lambda c: c.is_paused,
        heading=gettext_lazy("기한 다시 시작"),
        submit=gettext_lazy("기한 다시 시작하기"),
        done=gettext_lazy("기한을 다시 시작했습니다."),
        consequences=(gettext_lazy("멈춘 날만큼 기한이 뒤로 갑니다."),),
    ),
    "extend": Act(
        do=actions.extend,
        form=forms.ExtendForm,
        open_to=lambda c: c.can_extend,
        heading=gettext_lazy("기한 연장"),
        submit=gettext_lazy("기한 연장하기"),
        done=gettext_lazy("기한을 연장했습니다."),
        consequences=(gettext_lazy("연장은 한 번뿐이고 되돌릴 수 없습니다."),),
    ),
    "hand_over": Act(
        do=actions.hand_over,
        form=forms.HandOverForm,
        open_to=lambda c: c.is_open,
        heading=gettext_lazy("담당자 바꾸기"),
        submit=gettext_lazy("담당자 바꾸기"),
        done=gettext_lazy("담당자를 바꾸었습니다."),
        consequences=(gettext_lazy("이제부터 새 담당자에게 알립니다."),),
    ),
    "correct": Act(
        do=actions.correct_received_on,
        form=forms.CorrectForm,
        open_to=lambda c: c.state != ClockState.CANCELLED,
        heading=gettext_lazy("접수일 바로잡기"),
        submit=gettext_lazy("접수일 바로잡기"),
        done=gettext_lazy("접수일을 바로잡았습니다."),
        consequences=(gettext_lazy("기한을 처음부터 다시 계산합니다. 앞의 날짜도 기록에 남습니다."),),
    ),
    "cancel": Act(
        do=actions.cancel,
        form=forms.CancelForm,
        open_to=lambda c: c.is_open,
        heading=gettext_lazy("기한 취소"),
        submit=gettext_lazy("기한 취소하기"),
        done=gettext_lazy("기한을 취소했습니다."),
        consequences=(gettext_lazy("기한이 끝나고 더는 알리지 않습니다. 되돌릴 수 없습니다."),),
        kind="danger",
    ),
}


def _acts(found: Clock, home: str) -> list[tuple[str, Act]]:
    """What may be done to the clock itself now; what belongs to the thing it runs for is done there."""
    return [
        (act, words)
        for act, words in ACTS.items()
        if words.open_to(found) and not (home and act in KEPT_THERE)
    ]


def clock_new(request: HttpRequest) -> HttpResponse:
    """Start a clock by hand, for a duty that no letter of this system starts."""
    user: Any = request.user
    form = forms.StartForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            started = actions.start(actor=user, subject=given.pop("model"), **given)
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("기한을 시작했습니다."))
            return redirect("desk:clock", started.code)
    return render(request, "desk/clock_new.html", {"form": form}, status=422 if form.errors else 200)


def clock_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of ACTS to a clock, after saying what will follow; what was typed is kept on refusal."""
    found = get_object_or_404(shown_to(request.user), code=code)
    words = ACTS.get(act)
    if words is None:
        raise Http404
    page = redirect("desk:clock", code)
    if act in KEPT_THERE and (home := home_of(found)):
        messages.info(request, _("이 기한은 여기에서 처리합니다."))
        return redirect(home)
    if not words.open_to(found):
        messages.error(request, _("지금은 할 수 없는 일입니다. 기한의 상태를 확인하세요."))
        return page
    form = words.form(request.POST if request.method == "POST" else None, clock=found)
    if request.method == "POST" and form.is_valid():
        try:
            words.do(actor=request.user, clock=found, **form.cleaned_data)
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, words.done)
            return page
    context = {
        "clock": found,
        "form": form,
        "heading": words.heading,
        "consequences": words.consequences,
        "submit": words.submit,
        "kind": words.kind,
        "cancel": reverse("desk:clock", args=[code]),
    }
    return render(request, "desk/clock_act.html", context, status=422 if form.errors else 200)
