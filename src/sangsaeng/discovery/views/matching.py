"""Matching in use: how it is done and how well, judgements of both sides, search by text, codes of a text, learnings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sangsaeng.discovery import coding, indexing, match_charts, match_rules, match_words, tables
from sangsaeng.discovery.actions import feedback as actions
from sangsaeng.discovery.actions import searching
from sangsaeng.discovery.forms.matching import Judgement, TextQuery
from sangsaeng.discovery.models import Firm, Match, MatchFeedback, MatchLearning, Need
from sangsaeng.discovery.queries import matching as queries
from sangsaeng.discovery.views.published import _later_stage
from sangsaeng.pages import listing
from sangsaeng.pages.charts import answer as chart_answer
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may, require


@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """How firms are matched to needs, in words; how well, with the date; how exposure is spread; how to object."""
    from sangsaeng.analysis.matching import exposure

    ranking, settings = queries.whole_ranking(), exposure.parameters()
    chart = match_charts.exposure(ranking, tolerance=settings.tolerance) if ranking else None
    if (file := chart_answer(request, [chart] if chart else [])) is not None:
        return file
    user: Any = request.user
    runs = may(user, match_rules.RANK_NOW)
    under_way = queries.ranking_under_way() if runs else None
    context = {
        "ranking": ranking,
        "chart": chart,
        "settings": settings,
        "tolerance": f"{100 * settings.tolerance:g}",
        "measured": match_words.measured(),
        "by_codes": indexing.ranks_by_codes(),
        "weights": match_words.weights(queries.learning_in_force()),
        "runs": runs,
        "finds": may(user, match_rules.FIND),
        "judges": may(user, match_rules.READ_FEEDBACK),
        "under_way": under_way,
        "last": queries.last_asked() if runs and under_way is None else None,
        "correct": _later_stage("portal:correct"),
    }
    response = render(request, "discovery/matching.html", context)
    if under_way is not None:
        response["Refresh"] = "2"  # the page tells how far it is without a script
    return response


@require_POST
def rank_now(request: HttpRequest) -> HttpResponse:
    """Ask for everything to be ranked anew in the background; once is enough."""
    user: Any = request.user
    require(user, match_rules.RANK_NOW)
    if queries.ranking_under_way() is not None:
        messages.info(request, _("이미 순위를 매기고 있습니다."))
    else:
        indexing.all_changed(asked_by=user.username)
        messages.success(request, _("순위를 다시 매기기 시작했습니다."))
    return redirect("discovery:matching")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Text in, ranked firms out at once, with what of the text each answers; bands, never scores."""
    user: Any = request.user
    form = TextQuery(request.GET if "q" in request.GET else None)
    found: list[dict[str, Any]] | None = None
    left = None
    if form.is_bound and form.is_valid():
        try:
            search = searching.search_firms(actor=user, text=form.cleaned_data["q"])
        except ValidationError as refused:
            explain(form, refused)
        else:
            left = search.left
            firms = queries.firms_by_code([told["firm"] for told in search.found])
            found = [
                match_words.found_line(told, firms[told["firm"]])
                for told in search.found
                if told["firm"] in firms
            ]
    context = {
        "form": form,
        "found": found,
        "left": left,
        "limited": user.role != Role.SECRETARIAT,
        "most": queries.TEXTS_A_DAY,
        "shown": searching.SHOWN,
    }
    return render(request, "discovery/find.html", context, status=422 if form.errors else 200)


@require_safe
def code_finder(request: HttpRequest) -> HttpResponse:
    """Text in, candidate codes out, each with the index words that led there; what the model was learned from."""
    form = TextQuery(request.GET if "q" in request.GET else None)
    result = None
    if form.is_bound and form.is_valid():
        try:
            result = coding.candidates(form.cleaned_data["q"])
        except ValidationError as refused:
            explain(form, refused)
    context = {"form": form, "result": result, "about": coding.about()}
    return render(request, "discovery/coding.html", context, status=422 if form.errors else 200)


@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """The judgements of the own side, or all for the secretariat: what was said, why, and what follows from it."""
    user: Any = request.user
    rows = queries.readable_feedback(user)
    page = listing.page(match_words.feedback_listing(), rows, request)
    if isinstance(page, HttpResponse):
        return page
    standing = rows.filter(withdrawn_at__isnull=True).order_by()
    against = standing.filter(verdict__in=match_words.AGAINST).values("need", "firm").distinct().count()
    context = {
        "page": page,
        "standing": standing.count(),
        "against": against,
        "office": user.role == Role.SECRETARIAT,
    }
    return render(request, "discovery/feedback.html", context)


def _pair(request: HttpRequest, need: str, firm: str) -> match_rules.Pair:
    pair = match_rules.Pair(
        get_object_or_404(Need.everything.select_related("posted_by"), code=need),
        get_object_or_404(Firm.everything.select_related("organisation"), code=firm),
    )
    if not match_rules.sides(request.user, pair):
        raise Http404(_("찾는 것이 없습니다."))  # whether there is such a pair is not told to others
    return pair


def judge(request: HttpRequest, need: str, firm: str) -> HttpResponse:
    """Say, or say anew, whether a pair fits, and why; one's own side only, the secretariat for both."""
    user: Any = request.user
    pair = _pair(request, need, firm)
    sides = match_rules.sides(user, pair)
    given = {row.side: row for row in queries.feedback_of(user, pair.need, pair.firm)}
    wanted = request.GET.get("side")
    initial_row = given.get(wanted if wanted in sides else sides[0])
    initial = {"side": wanted if wanted in sides else sides[0]}
    if initial_row is not None:
        initial |= {name: getattr(initial_row, name) for name in ("verdict", "reason", "note")}
    form = Judgement(
        request.POST if request.method == "POST" else None,
        sides=sides,
        answers=actions.ANSWERS,
        initial=initial,
    )
    back = reverse("discovery:feedback")
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_match(actor=user, need=pair.need, firm=pair.firm, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("의견을 적었습니다. 언제든 고치거나 철회할 수 있습니다."))
            return redirect(back)
    context = {
        "pair": pair,
        "form": form,
        "heading": _("의견 고치기") if initial_row else _("이 후보가 맞나요"),
        "submit": _("의견 저장"),
        "kind": "primary",
        "cancel": back,
        "consequences": match_words.consequences(),
        "match": Match.objects.filter(need=pair.need, firm=pair.firm).exists(),
        "check": tables.check_chip(pair.firm),
        "against": [row for row in given.values() if row.is_against],
    }
    return render(request, "discovery/judge.html", context, status=422 if form.errors else 200)


def withdraw_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a judgement back, after saying what follows."""
    user: Any = request.user
    row: MatchFeedback = get_object_or_404(queries.readable_feedback(user), pk=pk)
    back = reverse("discovery:feedback")
    if request.method == "POST":
        try:
            actions.withdraw_feedback(actor=user, feedback=row)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("의견을 철회했습니다."))
        return redirect(back)
    context = {
        "row": row,
        "heading": _("의견 철회"),
        "submit": _("의견 철회"),
        "kind": "danger",
        "cancel": back,
        "consequences": [
            _("이 쌍은 다음 순위에서 다시 후보가 될 수 있습니다."),
            _("다음 학습부터 이 의견을 쓰지 않습니다. 철회한 의견은 기록에 남습니다."),
        ],
    }
    return render(request, "discovery/withdraw_feedback.html", context)


@require_safe
def learnings(request: HttpRequest) -> HttpResponse:
    """What was learned from judgements, from how many, with held-out figures before and after; which is in force."""
    from sangsaeng.analysis.matching import learning as method

    user: Any = request.user
    rows = list(queries.learnings(user)[:50])
    judged = actions.judged(demonstration=bool(user.demonstration))
    context = {
        "rows": [match_words.learning_line(row) for row in rows],
        "in_force": next((row for row in rows if row.in_force), None),
        "judged": len(judged),
        "fitting": sum(row.fits for row in judged),
        "minimum": method.MINIMUM,
        "minimum_each": method.MINIMUM_EACH,
        "minimum_needs": method.MINIMUM_NEEDS,
        "enough": method.enough(judged),
        "lowest": f"{method.LOWEST:.2f}",
        "highest": f"{method.HIGHEST:g}",
    }
    return render(request, "discovery/learnings.html", context)


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Learn once from all standing judgements; nothing changes until it is put in force."""
    user: Any = request.user
    made = actions.learn_weights(actor=user)
    if not made.enough:
        messages.warning(request, _("의견이 모자라 배우지 않았습니다. 무게는 그대로입니다."))
    elif made.better:
        messages.success(request, _("배웠습니다. 수치를 보고 쓸지 정하세요."))
    else:
        messages.info(request, _("배웠지만 따로 남긴 의견에서 나아지지 않아 쓰지 않습니다."))
    return redirect("discovery:learnings")


def use_learning(request: HttpRequest, code: str) -> HttpResponse:
    """Put a learning in force, or take back the one that is, after saying what follows."""
    user: Any = request.user
    row: MatchLearning = get_object_or_404(queries.learnings(user), code=code)
    back = reverse("discovery:learnings")
    if request.method == "POST":
        step = actions.take_back_learning if row.in_force else actions.use_learning
        try:
            step(actor=user, learning=row)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            done = _("학습을 되돌렸습니다.") if row.in_force else _("학습을 쓰기 시작했습니다.")
            messages.success(request, done)
        return redirect(back)
    heading = _("학습 되돌리기") if row.in_force else _("학습 쓰기")
    context = {
        "heading": heading,
        "submit": heading,
        "kind": "danger" if row.in_force else "primary",
        "cancel": back,
        "consequences": [
            _("모든 수요의 순위를 다시 매깁니다."),
            _("언제든 되돌릴 수 있습니다. 쓰기 시작한 때와 되돌린 때가 기록에 남습니다."),
        ],
    }
    return render(request, "discovery/use_learning.html", context)
