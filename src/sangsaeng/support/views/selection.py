"""Pages of the secretariat on a selection: the board by stage, assigning, closing, deciding, making public; the public list."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.pages import charts
from sangsaeng.pages.listing import page
from sangsaeng.parties.rules import may, require
from sangsaeng.support import assigning, ranking, selection_rubrics
from sangsaeng.support.actions import deciding
from sangsaeng.support.actions import selection as actions
from sangsaeng.support.forms import selection as forms
from sangsaeng.support.models import (
    APPLICATION_CHIP,
    ROUND_CHIP,
    Application,
    ApplicationState,
    Assessment,
    Round,
    RoundState,
    Stage,
)
from sangsaeng.support.queries import selection as queries
from sangsaeng.support.queries import selection_pages as pages
from sangsaeng.support.views.selection_parts import (
    Rows,
    act,
    board_chart,
    board_listing,
    explain,
    funnel_chart,
    points,
)
from sangsaeng.support.words_selection import tie_break


def find_round(request: HttpRequest, code: str, permission: str = "support.read_selection") -> Round:
    found = get_object_or_404(pages.rounds(request.user), code=code)
    require(request.user, permission, found)
    return found


def find_stage(request: HttpRequest, code: str, order: int, permission: str = "support.select") -> Stage:
    round = find_round(request, code, permission)
    stage = get_object_or_404(round.stages, order=order)
    stage.round = round
    return stage


def board_address(stage: Stage) -> str:
    return f"{reverse('support:selection', args=[stage.round.code])}?stage={stage.order}"


def selection(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a round: a tab a stage, the applications with both scores, who is missing, what to do next."""
    round = find_round(request, code)
    stages = list(round.stages.order_by("order"))
    if not stages:
        raise Http404
    for each in stages:
        each.round = round
    wanted = request.GET.get("stage", "")
    current = next((s for s in stages if s.closed_at is None), stages[-1])
    stage = next((s for s in stages if str(s.order) == wanted), current)
    board = pages.board(stage)
    last = stage.order == stages[-1].order
    chart = board_chart(board)
    drawn = [chart] if chart is not None else []
    funnel = funnel_chart(pages.funnel(round), "funnel") if stages[0].closed_at else None
    drawn += [funnel] if funnel is not None else []
    if (download := charts.answer(request, drawn)) is not None:
        return download
    listed = page(board_listing(board, last=last), Rows(board.rows), request)  # type: ignore[arg-type]
    if isinstance(listed, HttpResponse):
        return listed
    context = {
        "round": round,
        "chip": (ROUND_CHIP[RoundState(round.state)], round.get_state_display()),
        "stages": stages,
        "stage": stage,
        "last": last,
        "board": board,
        "sheet": selection_rubrics.sheet(stage),
        "cut": points(board.cut),
        "page": listed,
        "chart": chart,
        "funnel": funnel,
        **_possible(request, round, stages, stage, board),
    }
    return render(request, "support/selection.html", context)


def _possible(
    request: HttpRequest, round: Round, stages: list[Stage], stage: Stage, board: pages.Board
) -> dict[str, Any]:
    """What can be done on the board now; nothing for who only reads."""
    manages = may(request.user, "support.select", round)
    reviewing = manages and round.state == RoundState.REVIEWING
    before = [s for s in stages if s.order < stage.order]
    open_now = reviewing and stage.closed_at is None and all(s.closed_at for s in before)
    last = stage.order == stages[-1].order
    decided = round.state in (RoundState.DECIDED, RoundState.ANNOUNCED)
    vacant = queries.vacancies(round) if manages and decided else 0
    return {
        "manages": manages,
        "waits_for_before": stage.closed_at is None and not all(s.closed_at for s in before),
        "may_assign": open_now and bool(board.rows),
        "may_close": open_now and bool(board.rows) and board.lacking == 0,
        "may_tell": reviewing and stage.closed_at is not None and stage.told_at is None and not last,
        "may_reopen": reviewing and stage.closed_at is not None and stage.told_at is None,
        "may_decide": reviewing and all(s.closed_at for s in stages),
        "may_announce": manages and round.state == RoundState.DECIDED,
        "vacant": vacant,
        "next_reserve": queries.next_on_reserve(round) if vacant else None,
        "decided": decided,
    }


def assign(request: HttpRequest, code: str, order: int) -> HttpResponse:
    """Choose reviewers and how many an application gets; conflicts are kept out by themselves."""
    stage = find_stage(request, code, order)
    people = assigning.able_reviewers(stage.round.demonstration)
    already = list(
        stage.assessments.filter(declined_because="").values_list("reviewer", flat=True).distinct()
    )
    initial: dict[str, Any] = {"reviewers": already}
    if serving := Counter(
        stage.assessments.filter(declined_because="").values_list("application", flat=True)
    ):
        initial["per_application"] = max(serving.values())
    form = forms.AssignForm(request.POST or None, people=people, initial=initial)

    def deed(per_application: int, reviewers: Any) -> None:
        actions.assign_reviewers(
            actor=request.user,  # type: ignore[arg-type]
            stage=stage,
            per_application=per_application,
            reviewers=list(reviewers),
        )

    return act(
        request,
        deed,
        done=_("평가위원을 배정하고 알렸습니다."),
        to=board_address(stage),
        form=form,
        round=stage.round,
        heading=_("평가위원 배정"),
        consequences=[
            _("신청 %(count)d건에 평가위원이 고르게 배정됩니다. 이미 배정한 것은 그대로 둡니다.")
            % {"count": queries.candidates(stage).count()},
            _("신청 기업이나 추천 기업과 관계가 있는 사람은 그 신청을 맡지 않습니다."),
        ],
        told=[_("새로 배정된 평가위원")],
        submit=_("배정하기"),
    )


def case(request: HttpRequest, code: str, order: int, application: str) -> HttpResponse:
    """One application in one stage: who assesses it, what is in, what was declined; add one more reviewer."""
    stage = find_stage(request, code, order, "support.read_selection")
    found = get_object_or_404(Application, round=stage.round, code=application)
    manages = may(request.user, "support.select", stage.round)
    given = list(
        Assessment.objects.filter(stage=stage, application=found)
        .select_related("reviewer")
        .annotate(barred=queries.in_conflict())
        .order_by("reviewer__display_name")
    )
    open_now = manages and stage.closed_at is None and stage.round.state == RoundState.REVIEWING
    people = assigning.able_reviewers(stage.round.demonstration).exclude(
        pk__in=[a.reviewer_id for a in given]
    )
    form = forms.OneReviewerForm(request.POST or None, people=people) if open_now else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            actions.assign_one(
                actor=request.user,  # type: ignore[arg-type]
                application=found,
                stage=stage,
                reviewer=form.cleaned_data["reviewer"],
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect("support:selection_case", code, order, application)
    sheet = selection_rubrics.sheet(stage)
    everything_in = all(a.handed_in_at or a.declined_because for a in given)
    context = {
        "round": stage.round,
        "stage": stage,
        "application": found,
        "chip": (APPLICATION_CHIP[ApplicationState(found.state)], found.get_state_display()),
        "lines": [
            {
                "given": a,
                "score": points(ranking.rounded(sheet.score(a.scores)))
                if a.handed_in_at and (stage.closed_at or everything_in)
                else None,
            }
            for a in given
        ],
        "shown": bool(stage.closed_at or everything_in),
        "open_now": open_now,
        "form": form,
        "back": board_address(stage),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "support/selection_case.html", context, status=status)


def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one assignment back, after asking once."""
    given = get_object_or_404(
        Assessment.objects.select_related("stage__round", "application", "reviewer"), pk=pk
    )
    find_round(request, given.stage.round.code, "support.select")
    to = reverse(
        "support:selection_case", args=[given.stage.round.code, given.stage.order, given.application.code]
    )
    return act(
        request,
        lambda: actions.unassign(actor=request.user, assessment=given),  # type: ignore[arg-type]
        done=_("배정을 뺐습니다."),
        to=to,
        round=given.stage.round,
        heading=_("배정 빼기"),
        question=f"{given.application.code} · {given.reviewer}",
        consequences=[_("이 사람은 이 신청을 더 평가하지 않습니다. 쓰던 평가표는 지워집니다.")],
        submit=_("배정 빼기"),
        kind="danger",
    )


def close(request: HttpRequest, code: str, order: int) -> HttpResponse:
    """Close a stage, after saying what it comes to and who is missing."""
    stage = find_stage(request, code, order)
    outcome = queries.outcome(stage)
    missing = len(outcome.waiting)
    form = forms.CloseForm(request.POST or None) if missing else None
    by = (
        _("모든 신청에 평가가 두 건 이상이라 보정 점수로 순위를 정합니다.")
        if outcome.ranked_by == Stage.RankedBy.ADJUSTED
        else _("평가가 두 건이 안 되는 신청이 있어 원점수로 순위를 정합니다.")
    )
    comes = (
        _("신청 %(count)d건 가운데 %(on)d건이 다음으로 갑니다. 그 가장 낮은 점수는 %(cut)s점입니다.")
        if queries.has_limit(stage)
        else _("신청 %(count)d건의 순위를 정합니다.")
    )
    said = [
        comes % {"count": len(outcome.rows), "on": outcome.on, "cut": points(outcome.cut) or "–"},
        by,
        _("마감하면 평가표를 고칠 수 없습니다. 결과를 알리기 전에는 이유를 적고 다시 열 수 있습니다."),
    ]
    if missing:
        said.insert(0, _("아직 내지 않은 평가표가 %(count)d건 있습니다.") % {"count": missing})
    return act(
        request,
        lambda **given: actions.close_stage(actor=request.user, stage=stage, **given),  # type: ignore[arg-type]
        done=_("평가 단계를 마감했습니다."),
        to=board_address(stage),
        form=form,
        round=stage.round,
        heading=_("%(stage)s 마감") % {"stage": stage.get_kind_display()},
        consequences=said,
        told=[_("아직 아무에게도 알리지 않습니다.")],
        submit=_("이 단계 마감하기"),
    )


def reopen(request: HttpRequest, code: str, order: int) -> HttpResponse:
    stage = find_stage(request, code, order)
    return act(
        request,
        lambda reason: actions.reopen_stage(actor=request.user, stage=stage, reason=reason),  # type: ignore[arg-type]
        done=_("평가 단계를 다시 열었습니다."),
        to=board_address(stage),
        form=forms.ReasonForm(request.POST or None),
        round=stage.round,
        heading=_("%(stage)s 다시 열기") % {"stage": stage.get_kind_display()},
        consequences=[
            _(
                "정한 순위가 없어지고 평가위원이 평가표를 철회해 고칠 수 있습니다. 앞서 정한 순위는 기록에 남습니다."
            )
        ],
        submit=_("이 단계 다시 열기"),
        kind="danger",
    )


def tell(request: HttpRequest, code: str, order: int) -> HttpResponse:
    stage = find_stage(request, code, order)
    behind = stage.results.filter(goes_on=False, application__state=ApplicationState.UNDER_REVIEW).count()
    return act(
        request,
        lambda: actions.tell_stage(actor=request.user, stage=stage),  # type: ignore[arg-type]
        done=_("결과를 알렸습니다."),
        to=board_address(stage),
        round=stage.round,
        heading=_("%(stage)s 결과 알리기") % {"stage": stage.get_kind_display()},
        consequences=[
            _("다음 단계에 오르지 못한 신청 %(count)d건이 미선정으로 정해집니다. 되돌릴 수 없습니다.")
            % {"count": behind},
            _("이유와 기준별 점수, 통과 최저 점수를 보여 줍니다. 평가위원 이름은 보이지 않습니다."),
        ],
        told=[_("다음 단계에 오르지 못한 신청 기업")],
        submit=_("결과 알리기"),
        kind="danger",
    )


def decide(request: HttpRequest, code: str) -> HttpResponse:
    """The preview of the decision with so many places, and the decision itself."""
    round = find_round(request, code, "support.select")
    try:
        deciding.ready_to_decide(round)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("support:selection", code)
    wanted = request.POST.get("places") or request.GET.get("places") or ""
    places = min(int(wanted), round.places) if wanted.isdecimal() and len(wanted) < 5 else round.places
    form = forms.DecideForm(request.POST or None, round=round, initial={"places": places})
    rows, stages = queries.finalists(round, places=places), list(round.stages.order_by("order"))
    counted = {key: sum(row.becomes == key for row in rows) for key in queries.DECIDED}
    others = round.applications.filter(state=ApplicationState.UNDER_REVIEW).count() - len(rows)
    return act(
        request,
        lambda **given: deciding.decide(actor=request.user, round=round, **given),  # type: ignore[arg-type]
        done=_("선정을 확정하고 신청 기업에 결과를 알렸습니다."),
        to=reverse("support:selection", args=[code]),
        form=form,
        template="support/selection_decide.html",
        round=round,
        rows=[
            (
                row,
                points(row.score),
                [(stage, points(s)) for stage, s in zip(stages, row.by_stage, strict=True)],
                tie_break(row.tie_break),
                _row_chip(row),
            )
            for row in rows
        ],
        stages=stages,
        places=places,
        selected=counted[ApplicationState.SELECTED],
        reserve=counted[ApplicationState.RESERVE],
        rest=counted[ApplicationState.NOT_SELECTED] + others,
        submit=_("선정 확정하고 결과 알리기"),
        kind="danger",
    )


def _row_chip(row: queries.FinalRow) -> tuple[str, str]:
    return APPLICATION_CHIP[ApplicationState(row.becomes)], row.becomes_label


def announce(request: HttpRequest, code: str) -> HttpResponse:
    round = find_round(request, code, "support.select")
    return act(
        request,
        lambda: deciding.announce(actor=request.user, round=round),  # type: ignore[arg-type]
        done=_("선정 결과를 공개했습니다."),
        to=reverse("support:selection", args=[code]),
        round=round,
        heading=_("선정 결과 공개"),
        consequences=[
            _("누구나 선정된 기업의 수와 분야, 단계별 기업 수를 봅니다."),
            _(
                "기업 이름은 확인서를 내고 기업이 동의한 뒤에만 공개됩니다. 예비와 미선정은 공개하지 않습니다."
            ),
        ],
        submit=_("결과 공개하기"),
    )


def promote(request: HttpRequest, code: str) -> HttpResponse:
    round = find_round(request, code, "support.select")
    first = queries.next_on_reserve(round)
    return act(
        request,
        lambda: deciding.promote_reserve(actor=request.user, round=round),  # type: ignore[arg-type]
        done=_("예비 기업을 선정하고 알렸습니다."),
        to=reverse("support:selection", args=[code]),
        round=round,
        heading=_("예비 기업 선정"),
        question=f"{first.code} {first.firm_name}" if first else "",
        consequences=[_("예비 순서가 가장 앞선 기업이 선정됩니다. 되돌릴 수 없습니다.")],
        told=[_("새로 선정된 기업")],
        submit=_("예비 기업 선정하기"),
    )


def selected(request: HttpRequest, code: str) -> HttpResponse:
    """The public result of an announced round; before, it is not there."""
    round = get_object_or_404(Round, code=code, state=RoundState.ANNOUNCED)
    funnel = funnel_chart(pages.funnel(round), "funnel")
    if (download := charts.answer(request, [funnel])) is not None:
        return download
    rows = pages.selected(round)
    context = {
        "round": round,
        "rows": rows,
        "named": sum(bool(row.name) for row in rows),
        "funnel": funnel,
        "programme": round.get_programme_display(),
    }
    return render(request, "support/selection_public.html", context)
