"""Pages of support: the plan as published, what was committed by kind, one programme, its ledger, one commitment."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.pages import charts, listing
from sangsaeng.pages.downloads import rows_response
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.published import cite
from sangsaeng.records.models import Event
from sangsaeng.records.queries import remembered
from sangsaeng.support.charts import commitment_chart, kind_charts
from sangsaeng.support.ledger_acts import ACTS, BUDGET_ACTS
from sangsaeng.support.ledger_lists import COMMITMENTS, ENTRIES, KEPT_ENTRIES, movement_word, way
from sangsaeng.support.models import COMMITTED_AS, MONEY, Commitment, Kind, Programme
from sangsaeng.support.plan import plan_rows, selection_rows
from sangsaeng.support.queries import ledger as queries
from sangsaeng.support.queries.small_cells import programmes_for, totals_for
from sangsaeng.support.words import budget_word, state_chip


def rate(programme: Any) -> float | None:
    """Per cent paid of what was appropriated; None where the budget is unknown or nothing was appropriated."""
    if programme.budget_krw is None or programme.paid_krw is None or not programme.appropriated_krw:
        return None
    return float(100 * programme.paid_krw / programme.appropriated_krw)


def _dress(rows: list[Any]) -> list[Any]:
    """What the table shows of each programme besides its sums (whether its kind has money, the rate), in the kinds' order."""
    for each in rows:
        each.has_money = COMMITTED_AS[Kind(each.kind)] in MONEY and not each.withheld
        each.rate = rate(each) if each.has_money else None
    return sorted(rows, key=lambda each: list(Kind).index(Kind(each.kind)))


def _programme_rows(rows: list[Any]) -> list[list[Any]]:
    return [
        [
            each.code,
            each.name,
            str(each.get_kind_display()),
            each.year,
            each.budget_krw,
            each.appropriated_krw if each.budget_krw is not None else None,
            each.committed_krw if each.has_money else None,
            each.paid_krw if each.has_money else None,
            each.returned_krw if each.has_money else None,
            None if each.rate is None else round(each.rate, 1),
            each.models,
            each.firms,
            _("시연") if each.demonstration else "",
        ]
        for each in rows
    ]


def _download(rows: list[Any], wanted: str) -> HttpResponse:
    header = [
        pgettext("code", "번호"),
        _("지원사업"),
        _("종류"),
        _("연도"),
        _("예산(원)"),
        _("배정(원)"),
        _("확정(원)"),
        _("지급(원)"),
        _("반납·환수(원)"),
        _("집행률(%)"),
        _("상생모델 수"),
        _("상생모델 없이 지원한 기업 수"),
        _("시연"),
    ]
    return rows_response(str(_("지원사업")), header, _programme_rows(rows), wanted)


def _figures(user: Any) -> dict[str, Any]:
    """What the list shows of the ledger to this person; for the public made again only when something has happened."""
    recorded = _dress(programmes_for(user, queries.programmes().filter(published=False)))
    drawn = [chart for world in (False, True) for chart in kind_charts(recorded, demonstration=world)]
    return {
        "recorded": recorded,
        "masked": any(each.withheld for each in recorded),
        "charts": drawn,
        "figures": [charts.figure_html(chart) for chart in drawn],
        "kinds": totals_for(user, demonstration=False),
        "demonstration_kinds": totals_for(user, demonstration=True),
    }


def programmes(request: HttpRequest) -> HttpResponse:
    """The plan of 2021 as facts; beside it, never in one sum, what was committed here kind by kind."""
    user = request.user
    if user.is_authenticated:
        figures = _figures(user)
    else:
        figures = remembered(f"support.programmes.{get_language()}", lambda: _figures(user))
    if (download := charts.answer(request, figures["charts"])) is not None:
        return download
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return _download(figures["recorded"], wanted)
    context = {
        **figures,
        "plan": plan_rows(),
        "selections": selection_rows(),
        "sources": [cite(key) for key in _plan_sources()],
        "may_open": may(request.user, "support.open_programme"),
    }
    return render(request, "support/programmes.html", context)


def _plan_sources() -> list[str]:
    return list(dict.fromkeys(key for each in facts.support_plan() for key in each.sources))


def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: its terms, what is left of it, and the commitments that the viewer may see."""
    found: Any = get_object_or_404(queries.programmes(), code=code)
    page = listing.page(COMMITMENTS, queries.seen_ledger(request.user, found), request)
    if isinstance(page, HttpResponse):
        return page
    keeps = not found.published and may(request.user, "support.keep_programme", found)
    _dress(programmes_for(request.user, [found]))
    context = {
        "programme": found,
        "budget_word": budget_word(found.kind),
        "page": page,
        "sources": [cite(key) for key in found.source.split(";") if key],
        "may_read": not found.published and may(request.user, "support.read_ledger", found),
        "may_keep": keeps,
        "may_commit_firm": keeps and found.for_firms and may(request.user, "support.commit", found),
        "acts": [(act, words) for act, words in BUDGET_ACTS.items() if keeps and words.open_to(found)],
    }
    return render(request, "support/programme.html", context)


def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """Every entry of a programme with the names of its accounts, for who keeps or audits the ledger."""
    found: Any = get_object_or_404(queries.programmes(), code=code, published=False)
    if not may(request.user, "support.read_ledger", found):
        raise Http404
    keeps = may(request.user, "support.keep_programme", found)
    rows = queries.seen_entries(request.user, found)
    page = listing.page(KEPT_ENTRIES if keeps else ENTRIES, rows, request)
    if isinstance(page, HttpResponse):
        return page
    return render(request, "support/ledger.html", {"programme": found, "page": page})


def find(user: Any, code: str) -> Commitment:
    """A commitment that this person may read, with its amounts; to anyone else it is not there."""
    found = queries.with_amounts(queries.seen(user)).filter(code=code).first()
    if found is None:
        raise Http404(_("그런 지원 확정이 없습니다."))
    return found


def commitment(request: HttpRequest, code: str) -> HttpResponse:
    """One commitment: how far its amount has come, matching funds, official numbers, entries, and what may be done."""
    found: Any = find(request.user, code)
    chart = commitment_chart(found)
    if chart is not None and (download := charts.answer(request, [chart])) is not None:
        return download
    entries = list(queries.entries_of(found))
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return _entries_download(found, entries, wanted)
    may_act = may(request.user, "support.commit", found.model or found.recipient)
    stands = queries.stands(found)
    rows = [(entry, movement_word(entry), way(entry)) for entry in entries]
    context = {
        "commitment": found,
        "has_money": found.kind in MONEY,
        "state": state_chip(found),
        "chart": chart,
        "steps": _steps(found),
        "rows": rows,
        "may_act": may_act,
        "unpaid": found.committed_krw - found.paid_krw,
        "acts": [(act, words) for act, words in ACTS.items() if may_act and words.open_to(found, stands)],
        "lines": lines(_events(found)),
    }
    return render(request, "support/commitment.html", context)


def _events(found: Commitment) -> list[Event]:
    """What is on record about this commitment, under its model's name or its own, besides what its entries tell."""
    about = found.model or found
    rows = Event.objects.filter(
        subject_type=about._meta.model_name,
        subject_id=about.code,
        verb__in=[f"support.{verb}" for verb in ("commit", "cancel", "edit_agreement", "correct")],
        data__commitment=found.code,
    )
    return list(rows.order_by("pk"))


def _steps(found: Any) -> list[tuple[str, int | None, str]]:
    """The line from committing to coming back: word, amount, and whether it was reached."""
    if found.kind not in MONEY:
        return []
    names = (
        (_("확정"), found.committed_krw),
        (_("협약"), found.contracted_krw),
        (_("지급"), found.paid_krw),
        (_("반납·환수"), found.returned_krw),
    )
    return [(name, amount, "done" if amount else "") for name, amount in names]


def _entries_download(found: Commitment, entries: list[Any], wanted: str) -> HttpResponse:
    header = [
        pgettext("code", "번호"),
        _("날짜"),
        _("이유"),
        _("나간 계정"),
        _("들어온 계정"),
        _("금액(원)"),
        _("현물"),
        _("공식 번호"),
        _("근거"),
        _("바로잡은 기록"),
    ]
    rows = [
        [
            entry.pk,
            entry.on,
            movement_word(entry),
            entry.get_from_account_display(),
            entry.get_to_account_display(),
            entry.amount_krw,
            entry.in_kind,
            entry.reference or None,
            entry.reason or None,
            entry.reverses_id,
        ]
        for entry in entries
    ]
    return rows_response(found.code, header, rows, wanted)


def rooms(model: Any) -> list[tuple[Programme, queries.Room]]:
    """What may still be committed to a model, on each programme that may support it."""
    return [(each, queries.room(each, model, model.supplier)) for each in queries.programmes_for(model)]
