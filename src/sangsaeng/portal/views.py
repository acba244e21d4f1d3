"""The public's pages: where the models stand, the facts behind it, and how to ask for a correction."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.discovery.models import Source
from sangsaeng.pages import charts as drawing
from sangsaeng.pages import listing
from sangsaeng.pages.refusals import explain
from sangsaeng.portal import actions, charts, corrected, queries
from sangsaeng.portal.forms import AnswerForm, CorrectionForm
from sangsaeng.portal.lists import CORRECTIONS, SOURCES
from sangsaeng.portal.models import CorrectionRequest
from sangsaeng.proposals import published


def _download(request: HttpRequest, *makers: Callable[[], drawing.Chart]) -> HttpResponse | None:
    """The chart that is asked for as a file; the charts are made only then."""
    return drawing.answer(request, [make() for make in makers]) if "chart" in request.GET else None


def home(request: HttpRequest) -> HttpResponse:
    if (answer := _download(request, charts.where_models_stand)) is not None:
        return answer
    context = {
        "published": published.totals(),
        "figure": charts.kept(charts.where_models_stand),
        "landing": queries.landing(),
    }
    return render(request, "portal/home.html", context)


def board(request: HttpRequest) -> HttpResponse:
    makers = (charts.where_models_stand, charts.by_sector)
    if (answer := _download(request, *makers)) is not None:
        return answer
    named = facts.named_models()
    context = {
        "published": published.totals(),
        "figures": [charts.kept(make) for make in makers],
        "named": len(named),
        "board": queries.board(),
    }
    return render(request, "portal/board.html", context)


def library(request: HttpRequest) -> HttpResponse:
    context = {
        "lineage": [(step, queries.cited(step.sources)) for step in facts.policy_lineage()],
        "rules": queries.statutory_rules(),
        "law": queries.cited(rule.source for rule in facts.statutory_rules()),
        "sources": len(facts.sources()),
    }
    return render(request, "portal/library.html", context)


def selection(request: HttpRequest) -> HttpResponse:
    rounds = charts.selection_rounds()
    own = charts.own_rounds()
    if "chart" in request.GET:
        drawn = [charts.funnel(n, title, rows) for n, (title, rows) in enumerate(rounds, start=1)]
        if (answer := drawing.answer(request, drawn + [chart for _mark, _title, chart in own])) is not None:
            return answer
    context = {
        "pictures": charts.published_rounds(),
        "own": own,
        "notes": [(title, row) for title, rows in rounds for row in rows if row.note_ko],
        "sources": queries.cited(key for _title, rows in rounds for row in rows for key in row.sources),
    }
    return render(request, "portal/selection.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    page = listing.page(SOURCES, Source.objects.all(), request)
    return page if isinstance(page, HttpResponse) else render(request, "portal/sources.html", {"page": page})


def correct(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("about", "")
    own = corrected.choices(request.user)
    if wanted and wanted not in dict(own):  # a person of a firm may also ask about what is not the firm's
        own = []
    form = CorrectionForm(request.POST or None, initial={"about": wanted}, own=own)
    if request.method == "POST" and form.is_valid():
        actor = request.user if request.user.is_authenticated else actions.VISITOR
        asked = actions.ask_correction(actor=actor, **form.cleaned_data)
        messages.success(request, _("접수했습니다. 접수번호는 %(code)s입니다.") % {"code": asked.code})
        return redirect("portal:correct")
    return render(request, "portal/correct.html", {"form": form}, status=400 if form.errors else 200)


def corrections(request: HttpRequest) -> HttpResponse:
    page = listing.page(CORRECTIONS, CorrectionRequest.objects.all(), request)
    return (
        page if isinstance(page, HttpResponse) else render(request, "portal/corrections.html", {"page": page})
    )


def correction(request: HttpRequest, code: str) -> HttpResponse:
    asked = get_object_or_404(CorrectionRequest, code=code)
    about = corrected.subject(asked.about)
    removable = asked.kind == CorrectionRequest.Kind.REMOVE and corrected.may_take_out(request.user, about)
    form = AnswerForm(request.POST or None, removable=removable, initial={"take_out": True})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_correction(actor=_user(request), request=asked, **form.cleaned_data)
        except ValidationError as error:
            explain(form, error)
        else:
            messages.success(request, _("처리했습니다."))
            return redirect("portal:correction", code=code)
    status = 400 if form.errors else 200
    context = {"asked": asked, "form": form, "about": about}
    return render(request, "portal/correction.html", context, status=status)


def _user(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        raise Http404
    return request.user
