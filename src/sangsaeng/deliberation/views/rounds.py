"""The secretariat's pages of a round of review: open, choose, assign, change by hand, move on; and the rubric."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation import assigning, review_phases, rubrics
from sangsaeng.deliberation.actions import rounds as actions
from sangsaeng.deliberation.forms import reviews as forms
from sangsaeng.deliberation.models import Body, Review, ReviewRound, Rubric
from sangsaeng.deliberation.queries import reviews as queries
from sangsaeng.deliberation.views.reviews import find_round
from sangsaeng.pages.listing import Column, Listing, page
from sangsaeng.pages.markup import in_korean, korean_parts
from sangsaeng.pages.templatetags.sangsaeng import chip, day, demo_mark
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import WinWinModel

PHASE_CHIP = {"assigning": "draft", "reviewing": "screened", "discussing": "on-agenda", "closed": "completed"}


def home(round: ReviewRound) -> str:
    return reverse("deliberation:review_round", args=(round.code,))


def _named(round: ReviewRound) -> str:
    link = format_html('<a href="{}">{}</a>', home(round), in_korean(round.name))
    return format_html("{} {}", link, demo_mark()) if round.demonstration else link


ROUNDS = Listing(
    name="review-rounds",
    columns=(
        Column("name", gettext_lazy("심사"), lambda r: r.name, html=_named, sort=("name",), width=35),
        Column(
            "body",
            gettext_lazy("회의체"),
            lambda r: r.body.name,
            html=lambda r: in_korean(r.body.name),
            sort=("body__name",),
            width=25,
            main=False,
        ),
        Column(
            "due",
            gettext_lazy("기한"),
            lambda r: r.due_on,
            html=lambda r: day(r.due_on),
            sort=("due_on",),
            width=15,
        ),
        Column(
            "phase",
            gettext_lazy("단계"),
            lambda r: review_phases.phase(r.phase).label,
            html=lambda r: chip(PHASE_CHIP.get(r.phase, "draft"), review_phases.phase(r.phase).label),
            width=10,
        ),
        Column(
            "done",
            gettext_lazy("낸 심사"),
            lambda r: f"{r.done}/{r.assigned}",
            sort=("done",),
            numeric=True,
            width=15,
        ),
    ),
    search=("name", "code"),
    search_label=gettext_lazy("심사 찾기"),
    order="",
    empty=gettext_lazy("아직 심사가 없습니다."),
)


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of review."""
    listed = page(ROUNDS, queries.rounds(request.user), request)
    if isinstance(listed, HttpResponse):
        return listed
    manages = may(request.user, "deliberation.manage_reviews")
    return render(request, "deliberation/review_rounds.html", {"page": listed, "manages": manages})


def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """One round: where it stands, what is missing before it can go on, who sees what now."""
    found = find_round(request, code)
    require(request.user, "deliberation.read_board", found)
    phase = review_phases.phase(found.phase)
    rows = queries.board(request.user, found)
    order = list(review_phases.phases().values())
    now = order.index(phase)
    context = {
        "round": found,
        "phase": phase,
        "steps": [(each, n < now, n == now) for n, each in enumerate(order)],
        "next": review_phases.phases().get(phase.next),
        "back": review_phases.phases().get(phase.back),
        "cases": len(rows),
        "lacking": sum(row.assigned < found.per_model for row in rows),
        "assigned": sum(row.assigned for row in rows),
        "done": sum(row.done for row in rows),
        "declined": sum(row.declined for row in rows),
        "reviewers": found.reviewers.count(),
        "manages": may(request.user, "deliberation.manage_reviews", found),
        "sees": _who_sees(phase),
        "rubric": korean_parts(rubrics.standing(found.rubric)),
    }
    return render(request, "deliberation/review_round.html", context)


def _who_sees(phase: review_phases.Phase) -> list[tuple[str, list[str]]]:
    """The row of the phase in words: viewer, and what of names, others' reviews and averages is seen when."""
    when = {"no": _("보이지 않음"), "after_own": _("자기 것을 낸 뒤"), "yes": _("보임")}
    viewers = {
        "reviewer": _("심사위원"),
        "chair": _("위원장"),
        "secretariat": _("사무국"),
        "auditor": _("감사"),
    }
    things = ("names", "others", "averages")
    told = [
        (label, [when[phase.seen.get(key, {}).get(thing, "no")] for thing in things])
        for key, label in viewers.items()
    ]
    return [*told, (_("참여 기업·부처·지원기관"), [when["no"]] * 3)]


def _form_page(request: HttpRequest, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = 400 if form is not None and form.errors else 200
    return render(request, "deliberation/review_round_form.html", context, status=status)


def _refused(form: django_forms.Form, refused: ValidationError) -> None:
    known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
    form.add_error(None, refused if known else refused.messages)


def open_round(request: HttpRequest) -> HttpResponse:
    """Open a round of review for a body."""
    bodies = Body.objects.filter(ended_on__isnull=True).order_by("-kind", "pk")
    if getattr(request.user, "demonstration", False):
        bodies = bodies.filter(demonstration=True)
    form = forms.RoundForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("심사를 열었습니다. 이제 모델과 심사위원을 고르세요."))
            return redirect(reverse("deliberation:round_choose", args=(made.code,)))
    return _form_page(
        request,
        form=form,
        heading=_("심사 열기"),
        answer=_("심사를 열면 지금의 심사 기준이 이 심사에 고정됩니다."),
        submit=_("심사 열기"),
        cancel=reverse("deliberation:review_rounds"),
    )


def choose(request: HttpRequest, code: str) -> HttpResponse:
    """The cases and reviewers of a round."""
    found = find_round(request, code)
    cases = assigning.ready_cases(found)
    form = forms.ChooseForm(
        request.POST or None,
        cases=cases,
        reviewers=assigning.able_reviewers(found),
        initial={
            "cases": list(found.cases.values_list("pk", flat=True)),
            "reviewers": list(found.reviewers.values_list("pk", flat=True)),
            "per_model": found.per_model,
            "most_per_reviewer": found.most_per_reviewer,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(actor=request.user, round=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("모델과 심사위원을 골랐습니다. 이제 배정하세요."))
            return redirect(home(found))
    return _form_page(
        request,
        round=found,
        form=form,
        heading=_("모델과 심사위원 고르기"),
        answer=_("심사를 기다리는 모델은 %(count)d건입니다.") % {"count": cases.count()},
        submit=_("고른 대로 저장"),
        cancel=home(found),
    )


def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Propose an assignment with its loads, or say why there is none; saved only when sent."""
    found = find_round(request, code)
    if request.method == "POST":
        try:
            made = actions.save_assignment(
                actor=request.user,  # type: ignore[arg-type]
                round=found,
                pairs=_pairs(request.POST.getlist("pair")),
            )
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
        else:
            messages.success(request, _("심사 %(count)d건을 배정했습니다.") % {"count": len(made)})
            return redirect(home(found))
    proposal = assigning.propose(found)
    table = proposal.table
    new = set(proposal.new)
    loads = table.loads()
    loads.update(person for _case, person in new)
    by_case = {case.pk: [p for c, p in table.already | new if c == case.pk] for case in table.cases}
    context = {
        "round": found,
        "proposal": proposal,
        "open": "assign" in review_phases.phase(found.phase).may,
        "rows": [
            (
                case,
                sorted((str(table.people[p]), (case.pk, p) in new) for p in by_case[case.pk]),
            )
            for case in table.cases
        ],
        "loads": [(person, loads[person.pk]) for person in table.reviewers],
        "known": sum(bool(table.known.get(p.pk)) for p in table.reviewers),
        "barred": len(table.barred),
        "pairs": [f"{case}-{person}" for case, person in proposal.new],
    }
    return render(request, "deliberation/review_assign.html", context)


def _pairs(written: list[str]) -> list[assigning.Pair]:
    """«12-7» for case 12 and person 7; anything else was not sent by our page."""
    pairs = []
    for each in written:
        case, _sep, person = each.partition("-")
        if not (case.isdecimal() and person.isdecimal() and len(each) < 30):
            raise ValidationError(_("배정을 읽지 못했습니다. 화면을 다시 열어 주세요."))
        pairs.append((int(case), int(person)))
    return pairs


def case(request: HttpRequest, code: str, model: str) -> HttpResponse:
    """Change the reviewers of one case by hand."""
    found = find_round(request, code)
    chosen: WinWinModel = get_object_or_404(queries.seen_cases(request.user, found), code=model)
    table = assigning.table(found)
    held = {p for c, p in table.already if c == chosen.pk}
    free = [p for p in table.people if p not in held and (chosen.pk, p) not in table.barred]
    adding = request.method == "POST" and "remove" not in request.POST
    form = forms.AddReviewerForm(
        request.POST if adding else None,
        people=User.objects.filter(pk__in=free).order_by("display_name", "pk"),
    )
    here = reverse("deliberation:round_case", args=(code, model))
    if request.method == "POST":
        try:
            if not adding:
                review = get_object_or_404(
                    Review, pk=_number(request.POST["remove"]), round=found, model=chosen
                )
                actions.unassign(actor=request.user, review=review)  # type: ignore[arg-type]
                messages.success(request, _("배정을 뺐습니다."))
                return redirect(here)
            if form.is_valid():
                person = form.cleaned_data["reviewer"]
                actions.save_assignment(actor=request.user, round=found, pairs=[(chosen.pk, person.pk)])  # type: ignore[arg-type]
                messages.success(request, _("심사위원을 더했습니다."))
                return redirect(here)
        except ValidationError as refused:
            form.add_error(None, refused.messages) if adding else messages.error(request, refused.messages[0])
    rows = (
        Review.objects.filter(round=found, model=chosen)
        .select_related("reviewer")
        .order_by("reviewer__username")
    )
    context = {
        "round": found,
        "model": chosen,
        "rows": rows,
        "form": form,
        "free": len(free),
        "open": "assign" in review_phases.phase(found.phase).may,
        "kept_out": sorted(
            assigning.why_barred(table, c, p) for c, p in table.barred if c == chosen.pk and p not in held
        ),
        "cancel": home(found),
    }
    return render(request, "deliberation/review_assign_case.html", context)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move the round to another phase, after saying what follows."""
    found = find_round(request, code)
    now = review_phases.phase(found.phase)
    to = review_phases.phases().get(request.GET.get("to", now.next))
    if to is None or to.key not in (now.next, now.back):
        messages.error(request, _("이 단계에서 바로 갈 수 없는 단계입니다."))
        return redirect(home(found))
    back = to.key == now.back
    form = forms.BackForm(request.POST or None) if back else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form is not None else ""
        try:
            actions.move_phase(actor=request.user, round=found, to=to.key, reason=reason)  # type: ignore[arg-type]
        except ValidationError as refused:
            for text in refused.messages:
                messages.error(request, text)
        else:
            messages.success(request, _("‘%(phase)s’ 단계로 옮겼습니다.") % {"phase": to.label})
        return redirect(home(found))
    consequences = [to.note]
    told = []
    if now.key == "assigning":
        told = [_("배정된 심사위원")]
    out = found.reviews.filter(declined_because="", handed_in_at__isnull=True).count()
    if not back and now.key != "assigning" and out:
        consequences.append(_("아직 내지 않은 심사가 %(count)d건 있습니다.") % {"count": out})
    return render(
        request,
        "deliberation/review_round_confirm.html",
        {
            "round": found,
            "heading": _("‘%(phase)s’ 단계로 옮기기") % {"phase": to.label},
            "consequences": consequences,
            "told": told,
            "form": form,
            "submit": _("‘%(phase)s’ 단계로 옮기기") % {"phase": to.label},
            "kind": "danger" if back else "primary",
            "cancel": home(found),
        },
    )


def rubric(request: HttpRequest) -> HttpResponse:
    """The questions and their weights, whose they are, and a form for the next version."""
    mark = bool(getattr(request.user, "demonstration", False))
    newest = rubrics.newest(mark)
    manages = may(request.user, "deliberation.manage_reviews")
    shown = newest or Rubric(version=0, is_ours=True, **rubrics.shipped())
    initial = {"name": shown.name, "most": shown.most, "questions": forms.RubricForm.written(shown)}
    form = forms.RubricForm(request.POST or None, initial=initial) if manages else None
    if request.method == "POST":
        require(request.user, "deliberation.manage_reviews")
        if form is not None and form.is_valid():
            try:
                actions.add_rubric(actor=request.user, demonstration=mark, **form.cleaned_data)  # type: ignore[arg-type]
            except ValidationError as refused:
                _refused(form, refused)
            else:
                messages.success(request, _("심사 기준의 새 판을 만들었습니다. 다음에 여는 심사부터 씁니다."))
                return redirect(reverse("deliberation:rubric"))
    context = {
        "shown": shown,
        "kept": newest is not None,
        "questions": [(rubrics.label(q), q["weight"], rubrics.hint(q)) for q in shown.questions],
        "standing": korean_parts(rubrics.standing(shown)),
        "form": form,
        "manages": manages,
        "versions": Rubric.objects.filter(demonstration=mark).order_by("-version"),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "deliberation/review_rubric.html", context, status=status)


def adopt(request: HttpRequest, version: int) -> HttpResponse:
    """Record the resolution that adopted a version of the rubric."""
    mark = bool(getattr(request.user, "demonstration", False))
    found = get_object_or_404(Rubric, version=version, demonstration=mark)
    form = forms.AdoptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_rubric(actor=request.user, rubric=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            _refused(form, refused)
        else:
            messages.success(request, _("심사 기준을 채택한 의결을 적었습니다."))
            return redirect(reverse("deliberation:rubric"))
    return _form_page(
        request,
        form=form,
        heading=_("심사 기준 채택 적기"),
        answer=_("채택을 적으면 ‘우리가 정한 가중치’라는 표시가 의결로 바뀝니다. 되돌릴 수 없습니다."),
        submit=_("채택 적기"),
        cancel=reverse("deliberation:rubric"),
    )
