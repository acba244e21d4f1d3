"""Pages of a reviewer, «나의 심사», and what a case came to; the board of a round."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import review_phases, rubrics
from sangsaeng.deliberation.actions import reviews as actions
from sangsaeng.deliberation.forms import reviews as forms
from sangsaeng.deliberation.models import Review, ReviewRound
from sangsaeng.deliberation.queries import reviews as queries
from sangsaeng.deliberation.review_rules import UNDER_DELIBERATION
from sangsaeng.deliberation.views import review_board
from sangsaeng.pages.formats import moment
from sangsaeng.pages.listing import page
from sangsaeng.pages.markup import korean_parts
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Panel
from sangsaeng.proposals.queries import whole_to


def state(review: Review) -> tuple[str, str]:
    """The chip of a review: its kind and its word."""
    if review.declined_because:
        return "stopped", _("사양")
    if review.handed_in_at is not None:
        return "approved", _("냄")
    if review.round.phase not in review_phases.allowing("write"):
        return "stopped", _("내지 않고 마감")
    if review.round.due_on < timezone.localdate():
        return "returned", _("기한 지남")
    return ("submitted", _("저장됨")) if review.saved_at else ("draft", _("아직 안 씀"))


def mine(request: HttpRequest) -> HttpResponse:
    """What this person reviews: first what waits, the nearest day first."""
    held = list(queries.reviews_of(request.user))
    writing = review_phases.allowing("write")
    waiting = [
        r for r in held if r.handed_in_at is None and not r.declined_because and r.round.phase in writing
    ]
    rest = [r for r in held if r not in waiting]
    whole = set(whole_to(request.user).filter(pk__in=[r.model_id for r in held]).values_list("pk", flat=True))
    context = {
        "waiting": [(r, state(r), r.model_id in whole) for r in waiting],
        "rest": [(r, state(r), r.model_id in whole) for r in rest],
        "done": sum(r.handed_in_at is not None for r in held),
    }
    return render(request, "deliberation/reviews_mine.html", context)


def find(request: HttpRequest, pk: int) -> Review:
    """One's own review; a case withheld from the person does not exist for him."""
    return get_object_or_404(
        queries.reviews_of(request.user).select_related(
            "model__demand_company", "model__supplier", "model__item"
        ),
        pk=pk,
    )


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the plan, answer the questions; kept as a draft until it is handed in."""
    found = find(request, pk)
    phase = review_phases.phase(found.round.phase)
    writable = "write" in phase.may and not found.declined_because and found.handed_in_at is None
    form = forms.ReviewForm(request.POST or None, review=found) if writable else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            saved = actions.save_review(
                actor=request.user,  # type: ignore[arg-type]
                review=found,
                scores=form.scores(),
                comment=form.cleaned_data["comment"],
                advice=form.cleaned_data["advice"],
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return _after_saving(request, saved)
    whole = whole_to(request.user).filter(pk=found.model_id).exists()
    context = {
        "review": found,
        "model": found.model,
        "round": found.round,
        "whole": whole,
        "chip": state(found),
        "phase": phase,
        "form": form,
        "rubric": korean_parts(rubrics.standing(found.round.rubric)),
        "answers": [
            (rubrics.label(q), q["weight"], found.scores.get(q["key"])) for q in found.round.rubric.questions
        ],
        "may_decline": "decline" in phase.may and not found.declined_because and found.handed_in_at is None,
        "may_take_back": "take_back" in phase.may and found.handed_in_at is not None,
        "sees_others": phase.sees("reviewer", "others", own_in=found.handed_in_at is not None),
    }
    return render(
        request, "deliberation/review_form.html", context, status=400 if form and form.errors else 200
    )


def _after_saving(request: HttpRequest, saved: Review) -> HttpResponse:
    here = reverse("deliberation:my_review", args=(saved.pk,))
    if "hand_in" not in request.POST:
        messages.success(request, _("%(when)s에 저장됨") % {"when": moment(saved.saved_at)})
        return redirect(here)
    lacking = actions.missing(saved)
    if lacking:
        messages.warning(
            request,
            _("저장했지만 아직 낼 수 없습니다. 적지 않은 것: %(what)s") % {"what": ", ".join(lacking)},
        )
        return redirect(here)
    return redirect(reverse("deliberation:review_hand_in", args=(saved.pk,)))


def _confirm(request: HttpRequest, found: Review, **context: Any) -> HttpResponse:
    frame = {
        "cancel": reverse("deliberation:my_review", args=(found.pk,)),
        "review": found,
        "kind": "primary",
    }
    form = context.get("form")
    return render(
        request,
        "deliberation/review_confirm.html",
        frame | context,
        status=400 if form is not None and form.errors else 200,
    )


def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in, after saying what follows."""
    found = find(request, pk)
    if request.method == "POST":
        try:
            actions.hand_in(actor=request.user, review=found)  # type: ignore[arg-type]
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
            return redirect(reverse("deliberation:my_review", args=(pk,)))
        messages.success(request, _("심사표를 냈습니다."))
        return redirect(reverse("deliberation:my_reviews"))
    phase = review_phases.phase(found.round.phase)
    consequences = [_("점수와 종합 판단이 심사 결과에 들어갑니다."), _("의견은 이름 없이 의안집에 실립니다.")]
    if "take_back" in phase.may:
        consequences.append(_("‘심사’ 단계가 끝날 때까지 철회해 고칠 수 있습니다."))
    else:
        consequences.append(_("낸 심사표는 고칠 수 없습니다."))
    return _confirm(
        request, found, heading=_("심사표 내기"), consequences=consequences, submit=_("심사표 내기")
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back, after saying what follows."""
    found = find(request, pk)
    if request.method == "POST":
        try:
            actions.take_back(actor=request.user, review=found)  # type: ignore[arg-type]
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
        else:
            messages.success(request, _("심사표를 철회했습니다. 고친 뒤 다시 내세요."))
        return redirect(reverse("deliberation:my_review", args=(pk,)))
    return _confirm(
        request,
        found,
        heading=_("심사표 철회"),
        consequences=[_("다시 낼 때까지 심사 결과에서 빠집니다."), _("적은 내용은 그대로 남습니다.")],
        submit=_("심사표 철회"),
    )


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a case, with a reason."""
    found = find(request, pk)
    form = forms.DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_review(actor=request.user, review=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("심사를 사양했습니다. 사무국이 다른 위원을 정합니다."))
            return redirect(reverse("deliberation:my_reviews"))
    return _confirm(
        request,
        found,
        heading=_("심사 사양하기"),
        consequences=[
            _("이 모델을 심사위원으로서 더 읽을 수 없습니다."),
            _("이해관계가 있으면 ‘이해관계’에서 회피도 신고하세요."),
        ],
        told=[_("사무국")],
        form=form,
        submit=_("심사 사양하기"),
        kind="danger",
    )


def find_round(request: HttpRequest, code: str) -> ReviewRound:
    """A round whose board the person reads; else it does not exist for him."""
    return get_object_or_404(queries.rounds(request.user), code=code)


def board(request: HttpRequest, code: str) -> HttpResponse:
    """The cases of a round in one table."""
    found = find_round(request, code)
    require(request.user, "deliberation.read_board", found)
    phase, who = review_phases.phase(found.phase), queries.viewer(request.user)
    rows = queries.board(request.user, found)
    listing = review_board.board_listing(code, most=found.rubric.most, names=phase.sees(who, "names"))
    listed = page(listing, review_board.Rows(rows), request)  # type: ignore[arg-type]
    if isinstance(listed, HttpResponse):
        return listed
    context = {
        "round": found,
        "phase": phase,
        "page": listed,
        "cases": len(rows),
        "complete": sum(row.assigned > 0 and row.waiting == 0 for row in rows),
        "assigned": sum(row.assigned for row in rows),
        "done": sum(row.done for row in rows),
        "averages": phase.sees(who, "averages"),
        "rubric": korean_parts(rubrics.standing(found.rubric)),
    }
    return render(request, "deliberation/review_board.html", context)


def case(request: HttpRequest, code: str, model: str) -> HttpResponse:
    """The reviews of one case, as far as the phase and the viewer's own review let him see them."""
    if getattr(request.user, "role", "") in (Role.DEMAND_COMPANY, Role.SME):
        raise NotAllowed
    found = get_object_or_404(ReviewRound.objects.select_related("rubric", "body"), code=code)
    if getattr(request.user, "demonstration", False) and not found.demonstration:
        raise Http404
    view = queries.case_view(request.user, found, model)
    if view is None:
        raise Http404
    advice = [(label, view.advice[value]) for value, label in Review.Advice.choices]
    context = {
        "view": view,
        "round": found,
        "model": view.model,
        "name": view.model.title if view.whole else view.model.codename,
        "advice": advice,
        "reads_board": may(request.user, "deliberation.read_board", found),
        "rubric": korean_parts(rubrics.standing(found.rubric)),
    }
    return render(request, "deliberation/review_case.html", context)


def panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """What the reviews came to, on the model's page, for who reads the board; names never stand here."""
    user = request.user
    if getattr(user, "role", "") not in (Role.SECRETARIAT, Role.AUDITOR):
        return None
    if State(model.state) not in UNDER_DELIBERATION:  # afterwards the agenda book has it
        return None
    found = queries.summary(model)
    if found is None:
        return None
    return Panel(
        _("심사"),
        "deliberation/_review_panel.html",
        {"summary": found, "code": model.code, "rubric": korean_parts(found.rubric)},
        order=11,
    )
