"""The pages of discovery. Thin: what is read is in `queries`, what is said of it in the modules beside."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sangsaeng.discovery import (
    charts,
    explaining,
    figures,
    match_charts,
    match_rules,
    queries,
    rules,
    tables,
    verdicts,
)
from sangsaeng.discovery.actions.ranking import TOP
from sangsaeng.discovery.choices import country
from sangsaeng.discovery.models import Firm, Item, Match, Need, SupplyEvent
from sangsaeng.discovery.queries import identity, matching
from sangsaeng.discovery.views import profiles as profile_views
from sangsaeng.pages import listing
from sangsaeng.pages.charts import Chart
from sangsaeng.pages.charts import answer as chart_answer
from sangsaeng.pages.downloads import rows_response
from sangsaeng.parties.rules import may


def _or_404(found: Any, *keys: str) -> Any:
    try:
        return found(*keys)
    except ObjectDoesNotExist as gone:
        raise Http404(_("찾는 것이 없습니다.")) from gone


def _download(request: HttpRequest, *shown: Chart | None) -> HttpResponse | None:
    """The chart of this page that the address asks for as a file, if it asks for one."""
    file: HttpResponse | None = chart_answer(request, [chart for chart in shown if chart])
    return file


def _later_stage(name: str, **query: str) -> str:
    """The address of a page of a later stage, or nothing where that page is not there."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address


def _draft_url(request: HttpRequest, *, item: Item | None = None, need: Need | None = None) -> str:
    """Where this person may begin a draft from what the page shows; nothing for anyone else."""
    if not may(request.user, rules.OFFER):
        return ""
    query = {"item": item.key if item else "", "need": need.code if need else ""}
    return _later_stage("proposals:new", **{key: value for key, value in query.items() if value})


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Which items depend on one country, by the published figures."""
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        chosen = listing.select(tables.items_listing(), queries.items(), request.GET)[0]
        return rows_response(tables.items_listing().name, *tables.items_sheet(chosen), wanted)
    page = listing.page(tables.items_listing(), queries.items(), request)
    if isinstance(page, HttpResponse):
        return page
    return render(request, "discovery/items.html", {"page": page, "counts": queries.item_counts()})


@require_safe
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item: the verdict, the figures behind it, what happened, who needs it."""
    found: Item = _or_404(queries.item, key)
    rows = queries.figures(found)
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return rows_response(f"{found.key}-figures", *figures.sheet(rows), wanted)
    events = queries.events(found)
    partners = figures.latest_partners(found, rows)
    over_time, bars = charts.shares(found, rows, events), charts.partners(found, partners)
    if (file := _download(request, over_time, bars)) is not None:
        return file
    rules = verdicts.rule_rows(found)
    context = {
        "item": found,
        "shares": over_time,
        "bars": bars,
        "later": charts.later_part_year(found, rows),
        "cautions": verdicts.cautions(found, rows),
        "judged": [rule for rule in rules if rule["tested"]],
        "unjudged": [rule for rule in rules if not rule["tested"]],
        "partners": partners,
        "groups": figures.groups(found, rows),
        "events": [_event(number, event) for number, event in enumerate(events, start=1)],
        "needs": queries.needs_of(found),
        "pairs": queries.pairs_of(found),
        "figure_count": len(rows),
        "draft": _draft_url(request, item=found),
    }
    return render(request, "discovery/item.html", context)


def _event(number: int, event: SupplyEvent) -> dict[str, Any]:
    return {
        "mark": charts.mark(number),
        "event": event,
        "actors": ", ".join(country(code) for code in event.actors),
        "sources": [event.source.cited, *(s.cited for s in event.other_sources.all())],
    }


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What large companies and public buyers said in public that they need."""
    page = listing.page(tables.needs_listing(), queries.needs(), request)
    if isinstance(page, HttpResponse):
        return page
    return render(request, "discovery/needs.html", {"page": page, "counts": queries.need_counts()})


@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    """One need and the firms ranked for it: candidates from public data, no recommendation."""
    found: Need = _or_404(queries.need, code)
    ranked = queries.matches(found)
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return rows_response(f"{found.code}-matches", *_match_sheet(ranked), wanted)
    context = {
        "need": found,
        "matches": [
            {
                "match": match,
                "firm": match.firm,
                "band": match.band_kind,
                "words": explaining.matched_words(match),
                "check": tables.check_chip(match.firm),
                "moved": explaining.spread_line(match),
                "url": reverse("discovery:match", args=[found.code, match.firm.code]),
            }
            for match in ranked
        ],
        "bands": {band: sum(m.band == band for m in ranked) for band in Match.Band.values},
        "unchecked": sum(m.firm.product_check != Firm.ProductCheck.SOURCED for m in ranked),
        "engine": ranked[0].engine_version if ranked else "",
        "left_out": matching.left_out(request.user, found),
        "most": TOP,
        "finds": may(request.user, match_rules.FIND),
        "draft": _draft_url(request, item=found.item, need=found),
    }
    return render(request, "discovery/need.html", context)


def _match_sheet(ranked: list[Match]) -> tuple[list[str], list[list[Any]]]:
    header = [
        _("순위"), _("기업"), _("적합도"), _("점수"), _("겹친 말(수요 → 기업)"), _("제품"), _("제품 확인"), _("지역"),
        _("엔진 판"), _("성격"),
    ]  # fmt: skip
    rows = [
        [
            match.rank,
            match.firm.organisation.name,
            match.get_band_display(),
            round(match.score, 4),
            "; ".join(f"{a} → {b}" for a, b in explaining.matched_words(match)),
            match.firm.products,
            match.firm.get_product_check_display(),
            match.firm.region or _("알 수 없음"),
            match.engine_version,
            _("공개자료 기반 후보 (추천·인증 아님)"),
        ]
        for match in ranked
    ]
    return header, rows


@require_safe
def match(request: HttpRequest, code: str, firm: str) -> HttpResponse:
    """Why a firm stands where it stands for a need: blockers, each word, the evidence, the sum, who else there is.

    A pair that a judgement left out: those who may read the judgement are led to it.
    """
    try:
        found: Match = _or_404(queries.match, code, firm)
    except Http404:
        if not matching.is_left_out(request.user, code, firm):
            raise
        return redirect("discovery:judge", code, firm)
    summed = match_charts.parts(found)
    if (file := _download(request, summed)) is not None:
        return file
    pair = match_rules.Pair(found.need, found.firm)
    others = queries.alternatives(found)
    quoted = explaining.firm_words(found)
    context = {
        "match": found,
        "band": found.band_kind,
        "band_label": _("적합도 %(band)s") % {"band": found.get_band_display()},
        "need": found.need,
        "firm": found.firm,
        "blockers": explaining.blockers(found),
        "words": explaining.word_lines(found),
        "standing": explaining.standing(found),
        "unanswered": explaining.unanswered(found),
        "common": explaining.common_words(found),
        "scored_only": explaining.scored_only(found),
        "requirements": explaining.requirements(found),
        "reasons": explaining.band_reasons(found),
        "moved": explaining.spread_line(found),
        "learning": found.explanation.get("learning", ""),
        "codes": explaining.code_lines(found),
        "summed": summed,
        "legend": match_charts.legend(found),
        "need_title": explaining.marked(found.need.title, explaining.need_words(found)),
        "need_detail": explaining.marked(found.need.detail, explaining.need_words(found)),
        "products": explaining.marked(found.firm.products, quoted),
        "localised": explaining.marked(found.firm.localised_item, quoted),
        "entries": [
            (entry, explaining.marked(" ".join(filter(None, (entry.name, entry.detail))), quoted))
            for entry in matching.quoted_entries(found.firm)
        ],
        "unknowns": explaining.unknowns(found),
        "check": tables.check_chip(found.firm),
        "firm_sources": [source.cited for source in found.firm.sources.all()],
        "compared": explaining.compared(found, others) if others else [],
        "judgements": matching.feedback_of(request.user, found.need, found.firm),
        "judge": reverse("discovery:judge", args=[code, firm])
        if match_rules.sides(request.user, pair)
        else "",
        "model": found.explanation.get("model", ""),
        "draft": _draft_url(request, item=found.need.item, need=found.need),
        "correct": _later_stage("portal:correct", about=f"firm:{found.firm.code}"),
    }
    return render(request, "discovery/match.html", context)


@require_safe
def firms(request: HttpRequest) -> HttpResponse:
    """Firms that a public programme selected, or that were reported to have localised an item."""
    page = listing.page(tables.firms_listing(), queries.firms(), request)
    if isinstance(page, HttpResponse):
        return page
    return render(request, "discovery/firms.html", {"page": page, "counts": queries.firm_counts()})


@require_safe
def firm(request: HttpRequest, code: str) -> HttpResponse:
    """One record of one firm: what is published of it, and what is not known."""
    try:
        found: Firm = _or_404(queries.firm, code)
    except Http404:
        kept = identity.kept_firm(code)
        if kept is None:
            raise
        return redirect("discovery:firm", kept.code)
    sizes = list(found.sizes.all())
    context = {
        "firm": found,
        "check": tables.check_chip(found),
        "check_label": Firm.ProductCheck.UNCHECKED.label,
        "replaced": ", ".join(country(c) for c in found.replaced_countries),
        "sizes": [s for s in sizes if s.ground != s.Ground.ELIGIBILITY],
        "eligibility": next((s for s in sizes if s.ground == s.Ground.ELIGIBILITY), None),
        "registrations": list(found.registrations.all()),
        "sites": list(found.sites.all()),
        "selections": list(found.selections.all()),
        "pairs": list(found.pairs.all()),
        "matches": [(each, explaining.matched_words(each, number=3)) for each in queries.matches_of(found)],
        "sources": [source.cited for source in found.sources.all()],
        "names": identity.names_of(found.organisation),
        "may_identity": may(request.user, identity.READ, found.organisation),
        "region_unverified": "region_ko" in found.unverified_fields,
        "correct": _later_stage("portal:correct", about=f"firm:{found.code}"),
        "profile": profile_views.public_part(request.user, found),
    }
    return render(request, "discovery/firm.html", context)
