"""A member's pages: vote on an item, step out of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions, forms, queries, words
from sangsaeng.deliberation.models import AgendaItem, Ballot, Exclusion, Seat
from sangsaeng.deliberation.running import attempt, confirm, find_item, home
from sangsaeng.parties.rules import may, require


def _view(request: HttpRequest, item: AgendaItem) -> tuple[queries.MeetingView, queries.ItemView]:
    view = queries.meeting_view(request.user, item.meeting)
    return view, next(each for each in view.items if each.pk == item.pk)


def _plan(item: AgendaItem) -> list[tuple[str, str]]:
    """The four statutory plan fields and the effects, as far as they are filled."""
    model = item.model
    fields = [
        (_("품목별 목표"), model.plan_targets),
        (_("기업 간 협력 내용"), model.plan_cooperation),
        (_("기술개발·시험평가·실증·생산·투자 계획"), model.plan_development),
        (_("필요한 지원과 규제 개선"), model.plan_support),
        (_("기대 효과"), model.expected_effects),
    ]
    return [(heading, text) for heading, text in fields if text]


def _onward(request: HttpRequest, item: AgendaItem) -> str:
    """After this vote: the next item of the meeting that waits for one's own, else the meeting."""
    waiting = list(
        queries.open_votes(request.user)
        .filter(meeting=item.meeting)
        .exclude(pk=item.pk)
        .values_list("number", flat=True)
    )
    if not waiting:
        return home(item.meeting)
    after = next((number for number in waiting if number > item.number), waiting[0])
    return reverse("deliberation:vote", args=(item.meeting.code, after))


def vote(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Three buttons; each leads to a page that says what follows and takes the vote."""
    item = find_item(code, number)
    require(request.user, "deliberation.cast", item)
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.cast(actor=request.user, item=item, choice=choice),  # type: ignore[arg-type]
            _("표를 냈습니다."),
            _onward(request, item),
        )
    view, seen = _view(request, item)
    if seen.recused or item.is_decided or not item.meeting.is_open:
        return redirect(home(item.meeting))
    context = {
        "meeting": item.meeting,
        "name": words.meeting_name(item.meeting),
        "item": seen,
        "plan": _plan(item),
        "support": queries.support_asked(item, seen.support),
        "choices": Ballot.Choice.choices,
        "there": any(seat == view.seat and noted and noted.is_there for seat, noted in view.roll),
        "ballot": seen.my_ballot,
        "cancel": home(item.meeting),
    }
    if choice in Ballot.Choice.values and context["there"] and seen.my_ballot is None:
        context |= {"choice": choice, "label": Ballot.Choice(choice).label}
        return render(request, "deliberation/vote_confirm.html", context)
    return render(request, "deliberation/vote.html", context)


def recuse(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A member steps out of an item (회피); the secretariat records what was declared or follows from law."""
    item = find_item(code, number)
    require(request.user, "deliberation.recuse", item)
    heading = _("제%(number)d호 안건 회피") % {"number": number}
    consequences = [
        _("이 안건의 자료와 논의를 볼 수 없고 표결하지 않습니다."),
        _("표결의 기준이 되는 위원 수에서 빠지고 회의록에 남습니다."),
        _("되돌릴 수 없습니다."),
    ]
    if may(request.user, "deliberation.run", item.meeting):
        taken = item.exclusions.values("seat")
        seats = Seat.objects.filter(body=item.meeting.body, is_active=True).exclude(pk__in=taken)
        form = forms.RecusalForm(request.POST or None, seats=seats)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            return attempt(
                request,
                lambda: actions.recuse(actor=request.user, item=item, **given),  # type: ignore[arg-type]
                _("기록했습니다."),
                home(item.meeting),
            )
        return confirm(
            request,
            item.meeting,
            heading=_("제%(number)d호 안건 회피·제척 기록") % {"number": number},
            consequences=consequences,
            form=form,
            submit=_("회피·제척 기록"),
            kind="danger",
        )
    if request.method == "POST":
        seat = Seat.objects.get(
            body=item.meeting.body, user__username=request.user.get_username(), is_active=True
        )
        return attempt(
            request,
            lambda: actions.recuse(
                actor=request.user,  # type: ignore[arg-type]
                item=item,
                seat=seat,
                reason=Exclusion.Reason.SELF_RECUSAL,
            ),
            _("이 안건에서 회피했습니다."),
            home(item.meeting),
        )
    return confirm(
        request, item.meeting, heading=heading, consequences=consequences, submit=_("회피하기"), kind="danger"
    )
