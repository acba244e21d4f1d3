"""Pages of outcomes: the list of models under way, one model with its time line and indicators, imports, the forms."""

from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.followup import charts_outcomes as drawn
from sangsaeng.followup import progress
from sangsaeng.followup.actions import outcomes as actions
from sangsaeng.followup.forms import outcomes as forms
from sangsaeng.followup.models import Observation
from sangsaeng.followup.queries import imports as import_queries
from sangsaeng.followup.queries import milestones as milestone_queries
from sangsaeng.followup.queries import outcomes as queries
from sangsaeng.followup.queries import stories as story_queries
from sangsaeng.followup.views.milestones import acts
from sangsaeng.followup.views.outcome_parts import confirm_page, find_model, form_page, home, sent, submit
from sangsaeng.followup.words import outcomes as words
from sangsaeng.pages import charts, listing
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.lifecycle import CHIP, State
from sangsaeng.records.models import Event


def outcomes(request: HttpRequest) -> HttpResponse:
    """The models under way: what comes next, what is late, how far the indicators are; totals of like things."""
    user: Any = request.user
    rows = queries.under_way(user)
    page = listing.page(words.OUTCOMES, rows, request)
    if isinstance(page, HttpResponse):
        return page
    states = drawn.milestones_by_state(milestone_queries.seen(user))
    if (download := charts.answer(request, [states] if states else [])) is not None:
        return download
    totals = [
        (world, queries.totals_seen(user, demonstration=world))
        for world in ((True,) if user.demonstration else (False, True))
    ]
    seen = milestone_queries.seen(user)
    context = {
        "page": page,
        "models": rows.count(),
        "late": seen.filter(milestone_queries.late_q()).count(),
        "waiting": seen.filter(state="reported").count(),
        "chart": states,
        "totals": [(world, _total_rows(found)) for world, found in totals if found],
    }
    return render(request, "followup/outcomes.html", context)


def _total_rows(found: list[queries.Total]) -> list[dict[str, Any]]:
    return [
        {
            "total": each,
            "checked": words.amount(each.checked, each.unit) if each.checked is not None else "–",
            "unchecked": words.amount(each.unchecked, each.unit) if each.unchecked is not None else "–",
        }
        for each in found
    ]


def outcome(request: HttpRequest, code: str) -> HttpResponse:
    """One model: time line planned and real, indicators with charts, imports, orders, stories, what happened."""
    user: Any = request.user
    model = find_model(request, code)
    require(user, "followup.see_outcomes", model)
    measured = queries.of_model(model)
    pictures = {row.indicator.pk: drawn.indicator(row) for row in measured}
    if (file := charts.answer(request, [each for each in pictures.values() if each])) is not None:
        return file
    if request.GET.get("format") in ("csv", "xlsx"):
        return _sheet(model.code, measured, request.GET["format"])
    milestones = milestone_queries.of_model(model)
    moves = milestone_queries.moves(milestones)
    may_plan = may(user, "followup.plan_milestones", model)
    may_order = may(user, "followup.order_correction", model)
    context = {
        "model": model,
        "state": (CHIP[State(model.state)], model.state_label),
        "milestones": [_milestone(user, model, each, moves.get(each.code, [])) for each in milestones],
        "next": next((each for each in milestones if each.state in milestone_queries.OPEN), None),
        "late": sum(milestone_queries.is_late(each) for each in milestones),
        "accepted": sum(each.state == "accepted" for each in milestones),
        "standing": sum(each.state != "dropped" for each in milestones),
        "indicators": [_indicator(user, model, row, pictures[row.indicator.pk]) for row in measured],
        "reached": sum(bool(row.is_reached) for row in measured),
        "orders": milestone_queries.correction_orders(model),
        "stories": [(each, words.story_chip(each)) for each in story_queries.of_model(model)],
        "history": _history(model, milestones, measured),
        "may_plan": may_plan,
        "may_order": may_order,
        "may_keep": may(user, "followup.keep_indicators", model),
        "may_write": may(user, "followup.write_story", model) and model.approved_at is not None,
    }
    return render(request, "followup/outcome.html", context)


def _milestone(user: Any, model: Any, milestone: Any, moves: list[Any]) -> dict[str, Any]:
    milestone.model = model
    return {
        "milestone": milestone,
        "chip": words.milestone_chip(milestone),
        "moved": milestone_queries.days_moved(milestone),
        "moves": moves,
        "is_moved": milestone.due_on != milestone.first_due_on,
        "acts": _acts(user, milestone),
    }


def _acts(user: Any, milestone: Any) -> list[Any]:
    """What this person may do now, the likeliest first: a firm reports; an official enters a report on paper last."""
    found = [(name, act) for name, act in acts().items() if act.open_to(user, milestone)]
    entering = getattr(user, "organisation_id", None) != milestone.responsible_id
    return sorted(found, key=lambda each: entering and each[0] == "report")


def _indicator(user: Any, model: Any, row: queries.Measured, chart: Any) -> dict[str, Any]:
    indicator = row.indicator
    may_observe = may(user, "followup.observe", model)
    may_check = may(user, "followup.check_observation", model)
    values = [
        {
            "observation": each,
            "value": words.amount(each.value, indicator.unit),
            "chip": words.observation_chip(each),
            "may_check": may_check and each.checked_at is None and each.entered_by != user.username,
            "may_correct": may_observe,
        }
        for each in row.current
    ]
    gone = [
        {
            "observation": each,
            "value": words.amount(each.value, indicator.unit),
            "chip": words.observation_chip(each, corrected=True),
        }
        for each in row.corrected
    ]
    return {
        "row": row,
        "indicator": indicator,
        "baseline": words.amount(indicator.baseline, indicator.unit),
        "target": words.amount(indicator.target, indicator.unit),
        "latest": words.amount(row.latest.value, indicator.unit) if row.latest else "",
        "way": words.way_text(row),
        "bar": None if row.way is None else max(0, min(int(row.way), 100)),
        "chart": chart,
        "values": values + gone,
        "may_observe": may_observe,
    }


def _sheet(code: str, measured: list[queries.Measured], format: str) -> HttpResponse:
    """Every value of every indicator of a model, the corrected ones too."""
    header = [
        _("지표"),
        _("종류"),
        _("단위"),
        pgettext("indicator", "기준값"),
        pgettext("indicator", "기준 연도"),
        _("목표값"),
        _("목표 연도"),
        _("연도"),
        _("잰 값"),
        _("상태"),
        _("근거"),
        _("목표까지(%)"),
    ]
    rows: list[list[Any]] = []
    for row in measured:
        i = row.indicator
        base = [
            i.name,
            str(i.get_kind_display()),
            i.unit,
            i.baseline,
            i.baseline_year,
            i.target,
            i.target_year,
        ]
        for each in (*row.current, *row.corrected):
            chip = words.observation_chip(each, corrected=each in row.corrected)
            way = progress.way(i.baseline, i.target, each.value)
            rows.append(
                [*base, each.year, each.value, chip[1], each.evidence, None if way is None else round(way, 1)]
            )
        if not row.current:
            rows.append([*base, None, None, "", "", None])
    return rows_response(f"{code}-{_('성과')}", header, rows, format)


def _history(model: Any, milestones: list[Any], measured: list[queries.Measured]) -> list[Any]:
    """What happened to the milestones and indicators of a model, newest first; two queries."""
    kinds = Q(subject_type="milestone", subject_id__in=[each.code for each in milestones])
    kinds |= Q(subject_type="indicator", subject_id__in=[row.indicator.code for row in measured])
    kinds |= Q(subject_type="winwinmodel", subject_id=model.code, verb__startswith="followup.")
    events = Event.objects.filter(kinds, verb__startswith="followup.").order_by("-id")[:100]
    return lines(events)


def imports(request: HttpRequest, code: str) -> HttpResponse:
    """The import figures of the model's item on the time line, before and after beside comparable items."""
    model = find_model(request, code)
    require(request.user, "followup.see_outcomes", model)
    if model.item is None:
        return render(request, "followup/imports.html", {"model": model})
    found = import_queries.of_model(model)
    chart = drawn.imports(found)
    bars = drawn.before_after(found)
    if (file := charts.answer(request, [each for each in (chart, bars) if each])) is not None:
        return file
    context = {
        "model": model,
        "item": model.item,
        "found": found,
        "partner": drawn.partner_name(found),
        "chart": chart,
        "bars": bars,
        "rows": drawn.comparison_rows(found),
        "events": drawn.numbered(found),
        "missing": drawn.missing_sentences(found),
        "answer": drawn.answer_sentence(found),
    }
    return render(request, "followup/imports.html", context)


def indicator_new(request: HttpRequest, code: str) -> HttpResponse:
    """Define an indicator, from one of our proposals or from nothing."""
    model = find_model(request, code)
    require(request.user, "followup.keep_indicators", model)
    chosen = words.template(request.GET.get("template", ""))
    initial: dict[str, Any] = {}
    if chosen:
        way = "yes" if chosen.more_is_better else "no"
        initial |= {"kind": chosen.kind, "name": chosen.name_ko, "unit": chosen.unit, "how": chosen.how_ko}
        initial |= {"more_is_better": way}
    form = forms.DefineForm(sent(request)[0], initial=initial)

    def do(given: dict[str, Any]) -> Any:
        return actions.define(actor=request.user, model=model, **given)

    if answer := submit(request, form, do, _("성과 지표를 정했습니다."), lambda made: home(model, made.code)):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("성과 지표 정하기"),
        answer=_(
            "기준값에서 목표값까지 얼마나 왔는지를 해마다 잽니다. 단위와 이름은 나중에 바꿀 수 없습니다."
        ),
        submit=_("성과 지표 정하기"),
        templates=words.templates(),
        chosen=chosen,
    )


def indicator_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change baseline, target or how it is measured, with the reason."""
    indicator = get_object_or_404(queries.seen(request.user), code=code)
    model = indicator.model
    require(request.user, "followup.keep_indicators", model)
    fields = ("how", "baseline", "baseline_year", "target", "target_year")
    initial = {name: getattr(indicator, name) for name in fields}
    for name in ("baseline", "target"):
        if initial[name] is not None:
            initial[name] = initial[name].normalize()
    form = forms.ChangeForm(sent(request)[0], initial=initial)

    def do(given: dict[str, Any]) -> Any:
        return actions.change(actor=request.user, indicator=indicator, **given)

    if answer := submit(request, form, do, _("성과 지표를 바꿨습니다."), home(model, indicator.code)):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("성과 지표 바꾸기"),
        indicator=indicator,
        answer=_("앞의 기준값과 목표값은 기록에 남습니다."),
        submit=_("성과 지표 바꾸기"),
    )


def observe(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a measured value with its evidence."""
    indicator = get_object_or_404(queries.seen(request.user), code=code)
    model = indicator.model
    require(request.user, "followup.observe", model)
    form = forms.ObserveForm(*sent(request), unit=indicator.unit, initial={"year": timezone.localdate().year})

    def do(given: dict[str, Any]) -> Any:
        return actions.observe(actor=request.user, indicator=indicator, **given)

    done = _("잰 값을 적었습니다. 사무국이나 지원기관이 확인합니다.")
    if answer := submit(request, form, do, done, home(model, indicator.code)):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("잰 값 적기"),
        indicator=indicator,
        answer=_("적은 값은 고치지 않습니다. 틀리면 바로잡은 값을 새로 적고, 앞의 값도 기록에 남습니다."),
        submit=_("잰 값 적기"),
    )


def observation_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another value in the place of one."""
    observation = get_object_or_404(queries.observations_seen(request.user), pk=pk)
    indicator = observation.indicator
    model = indicator.model
    require(request.user, "followup.observe", model)
    form = forms.CorrectForm(
        *sent(request), unit=indicator.unit, initial={"value": observation.value.normalize()}
    )

    def do(given: dict[str, Any]) -> Any:
        return actions.correct(actor=request.user, observation=observation, **given)

    done = _("값을 바로잡았습니다. 새 값은 다시 확인을 받습니다.")
    if answer := submit(request, form, do, done, home(model, indicator.code)):
        return answer
    return form_page(
        request,
        model,
        form,
        heading=_("%(year)d년 값 바로잡기") % {"year": observation.year},
        indicator=indicator,
        answer=_("앞의 값은 지워지지 않고 ‘바로잡음’으로 남습니다."),
        submit=_("값 바로잡기"),
    )


def observation_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the evidence bears the value out."""
    observation = get_object_or_404(queries.observations_seen(request.user), pk=pk)
    indicator = observation.indicator
    model = indicator.model
    require(request.user, "followup.check_observation", model)
    if observation.checked_at is not None:
        return redirect(home(model, indicator.code))
    form = Form(sent(request)[0])

    def do(given: dict[str, Any]) -> Observation:
        return actions.check(actor=request.user, observation=observation)

    if answer := submit(request, form, do, _("값을 확인했습니다."), home(model, indicator.code)):
        return answer
    return confirm_page(
        request,
        model,
        form,
        heading=_("%(year)d년 값 확인하기") % {"year": observation.year},
        indicator=indicator,
        observation=observation,
        value=words.amount(observation.value, indicator.unit),
        consequences=[
            _("확인한 값은 바꿀 수 없고, 바로잡은 새 값으로만 대신합니다."),
            _("확인한 값은 성공 사례의 근거가 될 수 있습니다."),
        ],
        submit=_("값 확인하기"),
        kind="primary",
    )


def outcome_file(request: HttpRequest, pk: int) -> HttpResponse:
    """An evidence file, for whoever may read its model whole; who may not learns not even that it exists."""
    kept = get_object_or_404(queries.files_seen(request.user), pk=pk)
    return file_response(bytes(kept.content), filename=kept.title, format=kept.format)
