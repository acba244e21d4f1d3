"""A member's pages: vote on an item or on several put together, step out of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms import meetings as forms
from sangsaeng.deliberation.models import AgendaItem, Ballot, Exclusion, Seat, Vote, VoteState
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries.seen import ItemView, MeetingView, acting_seat, meeting_view
from sangsaeng.deliberation.views.acting import attempt, confirm, find, find_item, home, posted, submit
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.deliberation.words import votes as vote_words
from sangsaeng.parties.rules import may, require


def _view(request: HttpRequest, item: AgendaItem) -> tuple[MeetingView, ItemView]:
    view = meeting_view(request.user, item.meeting)
    return view, next(each for each in view.items if each.pk == item.pk)


def _plan(item: AgendaItem) -> list[tuple[str, str]]:
    """The four statutory plan fields and the effects, as far as they are filled."""
    model = item.model
    if model is None:
        return []
    fields = [
        (_("품목별 목표"), model.plan_targets),
        (_("기업 간 협력 내용"), model.plan_cooperation),
        (_("기술개발·시험평가·실증·생산·투자 계획"), model.plan_development),
        (_("필요한 지원과 규제 개선"), model.plan_support),
        (_("기대 효과"), model.expected_effects),
    ]
    return [(heading, text) for heading, text in fields if text]


def _onward(request: HttpRequest, item: AgendaItem) -> str:
    """After this vote: the next item of the meeting that waits for one's own, else one's own page."""
    others = Vote.objects.filter(agenda_item__meeting=item.meeting_id, state=VoteState.OPEN)
    if not others.exclude(agenda_item=item).exists():  # the usual case, and everyone asks at once
        return home(item.meeting)
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


def _declares_first(request: HttpRequest, item: AgendaItem) -> bool:
    """Whether this person has to say first whether he has a conflict in the item's model."""
    return item.model is not None and not queries.declared_codes(request.user, [item.model.code])


def vote(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Three buttons; each leads to a page that says what follows and takes the vote."""
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    if request.method == "POST":  # everyone at once: read no more than the action needs, which asks who may
        item = get_object_or_404(
            AgendaItem.objects.select_related("meeting").only(
                "number", "model", "meeting__code", "meeting__body", "meeting__demonstration"
            ),
            meeting__code=code,
            number=number,
        )
    else:
        item = find_item(code, number)
        require(request.user, "deliberation.cast", item)
    if request.method == "POST" and request.POST.get("declare") == "none" and item.model is not None:
        model = item.model
        return attempt(
            request,
            lambda: actions.declare(actor=request.user, person=request.user, model=model, reasons=[]),  # type: ignore[arg-type]
            _("이해관계가 없다고 신고했습니다. 이제 표결하세요."),
            reverse("deliberation:vote", args=(code, number)),
        )
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.cast(actor=request.user, item=item, choice=choice),  # type: ignore[arg-type]
            _("표를 냈습니다."),
            _onward(request, item),
        )
    view, seen = _view(request, item)
    if seen.recused or not seen.whole or item.is_report or not item.meeting.is_open:
        return redirect(home(item.meeting))
    if item.is_decided and not (seen.vote and seen.vote.mine == "in"):
        return redirect(home(item.meeting))
    context = {
        "meeting": item.meeting,
        "name": words.meeting_name(item.meeting),
        "item": seen,
        "vote": seen.vote,
        "seat": view.seat,
        "is_deputy": view.is_deputy,
        "question": vote_words.question_of(item, seen.vote.question if seen.vote else ""),
        "method": vote_words.method_sentence(seen.vote.method) if seen.vote else "",
        "plan": _plan(item),
        "support": queries.support_asked(item, seen.support),
        "choices": Ballot.Choice.choices,
        "declare": seen.may_vote and _declares_first(request, item),
        "batch": len([each for each in view.items if each.batch == seen.batch and each.may_vote])
        if seen.batch
        else 0,
        "cancel": home(item.meeting),
    }
    if choice in Ballot.Choice.values and seen.may_vote:
        context |= {"choice": choice, "label": Ballot.Choice(choice).label}
        return render(request, "deliberation/vote_confirm.html", context)
    return render(request, "deliberation/vote.html", context)


def vote_batch(request: HttpRequest, code: str, batch: int) -> HttpResponse:
    """One choice for every item of a batch on which one may still vote; stepping out stays possible for each."""
    meeting = find(code)
    first = meeting.agenda.filter(batch=batch).select_related("meeting__body").first()
    if first is None:
        return redirect(home(meeting))
    require(request.user, "deliberation.cast", first)
    choice = request.POST.get("choice") or request.GET.get("choice", "")
    if request.method == "POST":
        return attempt(
            request,
            lambda: actions.cast_batch(actor=request.user, meeting=meeting, batch=batch, choice=choice),  # type: ignore[arg-type]
            _("표를 냈습니다."),
            home(meeting),
        )
    view = meeting_view(request.user, meeting)
    items = [each for each in view.items if each.batch == batch]
    mine = [each for each in items if each.may_vote]
    said = queries.declared_codes(request.user, [each.code for each in mine if each.code])
    context: dict[str, Any] = {
        "meeting": meeting,
        "name": words.meeting_name(meeting),
        "batch": batch,
        "items": [(each, each in mine and bool(each.code) and each.code not in said) for each in items],
        "mine": mine,
        "methods": sorted({vote_words.method_sentence(each.vote.method) for each in mine if each.vote}),
        "seat": view.seat,
        "is_deputy": view.is_deputy,
        "choices": Ballot.Choice.choices,
        "cancel": home(meeting),
    }
    if choice in Ballot.Choice.values and mine:
        context |= {"choice": choice, "label": Ballot.Choice(choice).label}
    return render(request, "deliberation/vote_batch.html", context)


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
        form = forms.RecusalForm(posted(request), seats=seats)
        done = submit(
            request,
            form,
            lambda given: actions.recuse(actor=request.user, item=item, **given),  # type: ignore[arg-type]
            _("기록했습니다."),
            home(item.meeting),
        )
        return done or confirm(
            request,
            item.meeting,
            heading=_("제%(number)d호 안건 회피·제척 기록") % {"number": number},
            consequences=consequences,
            form=form,
            submit=_("회피·제척 기록"),
            kind="danger",
        )
    if request.method == "POST":
        seat = _own_seat(request, item)
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


def _own_seat(request: HttpRequest, item: AgendaItem) -> Seat:
    """The seat this person may step out with: his own, or the one he is the deputy of."""
    seat, _deputy = acting_seat(request.user, item.meeting)
    if seat is None:
        seat = Seat.objects.get(
            body=item.meeting.body, user__username=request.user.get_username(), is_active=True
        )
    return seat
