"""What came of a fair: one meeting with its results and follow-ups, and the page of counts that everybody reads."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sangsaeng.discovery import fair_papers, fair_words, rules
from sangsaeng.discovery.actions import fair_day
from sangsaeng.discovery.forms import fairs as given
from sangsaeng.discovery.models.fairs import (
    Fair,
    FairFollowUp,
    FairMeeting,
    FairResult,
    FairState,
    Side,
)
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.discovery.views.fair_timetable import find_meeting
from sangsaeng.discovery.views.fairs import find
from sangsaeng.pages import charts
from sangsaeng.pages.downloads import rows_response
from sangsaeng.pages.formats import SEOUL
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may

#: Ours: the public reads what came of the meetings only where this many desks and firms met, so that no count names one.
LEAST_DESKS, LEAST_FIRMS = 3, 5
SAYING = (FairState.HELD, FairState.CLOSED)


def meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One meeting: when, who, what each side says, how it went on; from here a win-win model begins."""
    found = find_meeting(request, code, pk)
    fair = found.fair
    user: Any = request.user
    side = fair_day.side_of(user, found)
    may_say = may(user, "discovery.say_of_meeting", found) and fair.state in SAYING
    may_say = may_say and found.cancelled_at is None and bool(found.took_place)
    asked = request.POST.get("form") if request.method == "POST" else None
    own = next((r for r in found.results.all() if r.side == side), None)
    initial = {"outcome": own.outcome, "note": own.note} if own else {}
    result = given.ResultForm(request.POST if asked == "result" else None, speaks_for=side, initial=initial)
    follow = given.FollowForm(request.POST if asked == "follow" else None)
    if asked and (answer := _said(request, found, asked, result, follow)) is not None:
        return answer
    names = queries.names(user, fair, queries.desks(fair), queries.firms(fair))
    whole = user.role == Role.SECRETARIAT
    context = {
        "meeting": found,
        "fair": fair,
        "span": fair_words.span(found),
        "state": fair_words.meeting_state(found),
        "desk": fair_papers.name_of(names, found.desk),
        "firm": fair_papers.name_of(names, found.firm),
        "results": [
            (r, r.note if whole or r.side == side else "")
            for r in found.results.all()
            if _reads(user, r, side)
        ],
        "follow_ups": [(f, f.note if whole or f.side == side else "") for f in found.follow_ups.all()],
        "result_form": result if may_say or result.errors else None,
        "follow_form": follow if may_say or follow.errors else None,
        "own": own,
        "unnoted": fair.state == FairState.HELD and found.cancelled_at is None and found.took_place is None,
        "may_change": may(user, "discovery.run_fair", fair)
        and fair.state in (FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD)
        and found.cancelled_at is None
        and found.took_place is None,
        "draft": _draft_url(request, found) if may_say else "",
        "is_party": bool(side),
    }
    status = 422 if result.errors or follow.errors else 200
    return render(request, "discovery/fair_meeting.html", context, status=status)


def _reads(user: Any, result: FairResult, side: str) -> bool:
    """The outcome of both sides is read by both once both said it; officials read what there is."""
    if user.role in (Role.SECRETARIAT, Role.AGENCY, Role.AUDITOR) or result.side == side:
        return True
    return bool(result.meeting.results.filter(side=side).exists())


def _said(
    request: HttpRequest, found: FairMeeting, asked: str, result: Any, follow: Any
) -> HttpResponse | None:
    form = result if asked == "result" else follow
    if not form.is_valid():
        return None
    do: Any = fair_day.say_result if asked == "result" else fair_day.follow_up
    try:
        do(actor=request.user, meeting=found, **form.cleaned_data)
    except ValidationError as refused:
        explain(form, refused)
        return None
    messages.success(request, _("저장했습니다."))
    return redirect("discovery:fair_meeting", found.fair.code, found.pk)


def _draft_url(request: HttpRequest, found: FairMeeting) -> str:
    """Where a win-win model begins from this meeting, with its need and its supplier; nothing for who may not."""
    if not may(request.user, rules.OFFER):
        return ""
    try:
        address = reverse("proposals:new")
    except NoReverseMatch:
        return ""
    query = {
        "need": found.desk.need.code if found.desk.need else "",
        "firm": found.firm.organisation.code,
    }
    return f"{address}?{urlencode({k: v for k, v in query.items() if v})}"


def results(request: HttpRequest, code: str) -> HttpResponse:
    """Counts of what came of a fair; who reads the fair may download the meetings behind them."""
    fair = find(request, code)
    reads = may(request.user, "discovery.read_fair", fair)
    shown = fair.state == FairState.CLOSED or (reads and fair.state == FairState.HELD)
    counted = queries.results(fair) if shown else None
    few = counted is not None and (counted.desks_met < LEAST_DESKS or counted.firms_met < LEAST_FIRMS)
    small = few and not reads
    chart = _chart(fair, counted) if counted and counted.held and not small else None
    if chart and (download := charts.answer(request, [chart])) is not None:
        return download
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx") and reads:
        return rows_response(f"{fair.code}-results", *_sheet(request, fair), wanted)
    context = {
        "fair": fair,
        "counted": counted,
        "chart": chart,
        "small": small,
        "said": [
            (label, counted.said[Side.DESK][value], counted.said[Side.FIRM][value])
            for value, label in FairResult.Outcome.choices
        ]
        if counted
        else [],
        "last": [(label, counted.last[value]) for value, label in FairFollowUp.Outcome.choices]
        if counted
        else [],
        "reads": reads,
        "days": fair_words.days(fair),
        "desk_count": fair.desks.filter(withdrawn_at__isnull=True).count(),
        "firm_count": fair.firms.filter(withdrawn_at__isnull=True).count(),
    }
    return render(request, "discovery/fair_results.html", context)


def _chart(fair: Fair, counted: queries.Results) -> charts.Chart:
    """From the meetings planned to those that led to a contract: each step a part of the one before."""
    contracts = counted.last[FairFollowUp.Outcome.CONTRACT]
    steps = [
        (_("계획한 상담"), counted.planned),
        (_("한 상담"), counted.held),
        (_("관심을 보인 상담"), counted.wanted),
        (_("계약"), contracts),
    ]
    return charts.Chart(
        key="results",
        title=_("상담에서 계약까지"),
        spec=charts.funnel(steps, unit=_("건")),
        alt=", ".join(f"{label} {count}" for label, count in steps),
        header=[_("단계"), _("건수")],
        rows=[[label, count] for label, count in steps],
        as_of=fair.last_day,
    )


def _sheet(request: HttpRequest, fair: Fair) -> tuple[list[str], list[list[Any]]]:
    """One row a meeting; notes are not in the file."""
    names = queries.names(request.user, fair, queries.desks(fair), queries.firms(fair))
    header = [
        _("날짜"), _("시간"), _("상담석"), _("사려는 것"), _("기업"), _("팔려는 제품·기술"), _("출석"), _("수요기업의 결과"),
        _("중소기업의 결과"), _("마지막 후속 경과"), _("상생모델 번호"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    found = queries.meetings(fair, cancelled=True).prefetch_related("results", "follow_ups")
    for each in found:
        said = {r.side: r.get_outcome_display() for r in each.results.all()}
        follow = list(each.follow_ups.all())
        rows.append(
            [
                each.slot.starts_at.astimezone(SEOUL).date(),
                fair_words.span(each),
                fair_papers.name_of(names, each.desk),
                each.desk.topic,
                fair_papers.name_of(names, each.firm),
                each.firm.product,
                fair_words.meeting_state(each)[1],
                said.get(Side.DESK, ""),
                said.get(Side.FIRM, ""),
                follow[-1].get_outcome_display() if follow else "",
                next((f.model_code for f in reversed(follow) if f.model_code), ""),
            ]
        )
    return header, rows
