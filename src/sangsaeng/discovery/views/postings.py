"""Pages of blind postings: the board of cards, a company's own needs, interest and what follows it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sangsaeng.discovery import survey_rules
from sangsaeng.discovery.actions import interests as actions
from sangsaeng.discovery.actions import needs
from sangsaeng.discovery.anonymity import K
from sangsaeng.discovery.choices import NeedOrigin, Sector
from sangsaeng.discovery.forms import surveys as given
from sangsaeng.discovery.models import Interest
from sangsaeng.discovery.queries import postings as queries
from sangsaeng.discovery.views.profiles import _confirmed
from sangsaeng.discovery.views.surveys import _page, _signal, card_words, need_row
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may, require

State = Interest.State
STATE_CHIP = {
    State.SIGNALLED: "submitted",
    State.IDENTIFIED: "screened",
    State.MUTUAL: "approved",
    State.DECLINED: "stopped",
    State.WITHDRAWN: "stopped",
}


@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    """The board: what five or more share of each anonymous need, in the order of codes drawn by lot."""
    field = request.GET.get("field", "")
    real = queries.cards(demonstration=False)
    made_up = queries.cards(demonstration=True)
    shown = [card for card in [*real, *made_up] if field in ("", card.shown.get("field"))]
    fields = sorted({card.shown["field"] for card in [*real, *made_up] if card.shown.get("field")})
    context = {
        "cards": [{"card": card, "words": card_words(card)} for card in shown],
        "real": len(real),
        "made_up": len(made_up),
        "field": field,
        "fields": [(code, Sector(code).label) for code in fields],
        "k": K,
        "posts": may(request.user, survey_rules.POST),
        "signals": may(request.user, survey_rules.SIGNAL),
    }
    return render(request, "discovery/postings.html", context)


@require_safe
def posting(request: HttpRequest, code: str) -> HttpResponse:
    """One card, and how one comes to know more of it."""
    card = queries.card(code)
    if card is None:
        raise Http404(_("지금은 볼 수 없는 수요입니다."))
    user: Any = request.user
    own = [
        each for each in queries.own_interests(user) if each.need.code == code and each.state in actions.LIVE
    ]
    context = {
        "card": card,
        "words": card_words(card),
        "k": K,
        "signals": may(user, survey_rules.SIGNAL) and not own,
        "own": own[0] if own else None,
    }
    return render(request, "discovery/posting.html", context)


def posting_new(request: HttpRequest) -> HttpResponse:
    """A company posts a need without its name."""
    user: Any = request.user
    form = given.NeedForm(request.POST or None, choose_anonymous=False)
    if request.method == "POST" and form.is_valid():
        try:
            need = needs.add_need(actor=user, given=form.given(), origin=NeedOrigin.POSTING)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("접수했습니다. 사무국이 확인하고 게시하면 카드로 보입니다."))
            return redirect("discovery:signal", need.code)
    return _page(
        request,
        form,
        _("이름을 밝히지 않고 수요 올리기"),
        reverse("discovery:own_needs"),
        submit=_("수요 올리기"),
        blind=True,
        k=K,
    )


def own_needs(request: HttpRequest) -> HttpResponse:
    """What one's company needs: from surveys, fairs and postings, with what waits in each."""
    user: Any = request.user
    rows = [
        need_row(each)
        | {"new": sum(one.state in (State.SIGNALLED, State.MUTUAL) for one in each.interests.all())}
        for each in queries.own_needs(user)
    ]
    context = {"rows": rows, "posts": may(user, survey_rules.POST)}
    return render(request, "discovery/own_needs.html", context)


def interests(request: HttpRequest) -> HttpResponse:
    """What one's firm signalled, and where each stands."""
    rows = [
        {"interest": each, "chip": STATE_CHIP[State(each.state)], "card": queries.card(each.need.code)}
        for each in queries.own_interests(request.user)
    ]
    return render(request, "discovery/interests.html", {"rows": rows})


def posting_interest(request: HttpRequest, code: str) -> HttpResponse:
    card = queries.card(code)
    if card is None:
        raise Http404(_("지금은 볼 수 없는 수요입니다."))
    user: Any = request.user
    return _confirmed(
        request,
        None,
        lambda: actions.signal_interest(actor=user, code=code),
        reverse("discovery:interests"),
        heading=_("관심 표시하기"),
        question=f"{card.code} · {card.field}",
        consequences=[
            _("수요기업은 공급기업 한 곳이 관심을 보였다는 것만 압니다. 기업 이름은 알리지 않습니다."),
            _("수요기업이 먼저 이름을 밝히면, 그때 우리 이름을 밝힐지 정합니다."),
            _("언제든 철회할 수 있습니다."),
        ],
        submit=_("관심 표시하기"),
        kind="primary",
        done=_("관심을 표시했습니다."),
    )


def _interest(request: HttpRequest, code: str, permission: str) -> Interest:
    found = get_object_or_404(Interest.objects.select_related("need", "firm__organisation"), code=code)
    if not may(request.user, permission, found):
        raise Http404(_("찾는 것이 없습니다."))
    return found


def interest_identify(request: HttpRequest, code: str) -> HttpResponse:
    """The buyer says first who it is."""
    found = _interest(request, code, survey_rules.IDENTIFY)
    user: Any = request.user
    name = user.organisation.name if user.organisation else ""
    form = given.IdentifyForm(request.POST or None, initial={"name": name})
    return _confirmed(
        request,
        form,
        lambda **values: actions.identify(actor=user, interest=found, **values),
        reverse("discovery:signal", args=[found.need.code]),
        heading=_("이 공급기업에 이름 밝히기"),
        question=_("이 공급기업 한 곳에만 밝힙니다. 되돌릴 수 없습니다."),
        consequences=[
            _("공급기업이 우리 이름과 연락처를 봅니다."),
            _("공급기업의 이름은 공급기업이 동의한 뒤에 보입니다."),
        ],
        submit=_("우리 이름 밝히기"),
        kind="primary",
        done=_("이름을 밝혔습니다."),
    )


def interest_accept(request: HttpRequest, code: str) -> HttpResponse:
    found = _interest(request, code, survey_rules.FOLLOW)
    user: Any = request.user
    return _confirmed(
        request,
        given.AcceptForm(request.POST or None),
        lambda contact: actions.accept(actor=user, interest=found, contact=contact),
        reverse("discovery:interests"),
        heading=_("수요기업에 우리 이름 밝히기"),
        question=in_korean(found.buyer_name),
        consequences=[
            _("수요기업이 우리 이름과 연락처를 봅니다. 되돌릴 수 없습니다."),
            _("기술 자료를 주고받기 전에 비밀유지계약을 맺으세요(상생협력법 제21조의2)."),
        ],
        submit=_("우리 이름 밝히기"),
        kind="primary",
        done=_("이름을 밝혔습니다."),
    )


def interest_end(request: HttpRequest, code: str) -> HttpResponse:
    user: Any = request.user
    supplier = user.role == Role.SME
    found = _interest(request, code, survey_rules.FOLLOW if supplier else survey_rules.IDENTIFY)
    back = reverse("discovery:interests") if supplier else reverse("discovery:signal", args=[found.need.code])
    return _confirmed(
        request,
        given.EndForm(request.POST or None),
        lambda reason: actions.end_interest(actor=user, interest=found, reason=reason),
        back,
        heading=_("관심 철회") if supplier else _("더 나아가지 않기"),
        consequences=[_("상대에게 알림이 갑니다. 이유는 알리지 않습니다.")],
        submit=_("관심 철회") if supplier else _("더 나아가지 않기"),
        done=_("상대에게 알렸습니다."),
    )


def candidates(request: HttpRequest, code: str) -> HttpResponse:
    """The firms that may fit one's own need: asked for by a button, because a new text costs one of the budget."""
    need = _signal(request, code)
    user: Any = request.user
    require(user, survey_rules.OWN, need)
    home = reverse("discovery:signal", args=[code])
    if request.method != "POST":
        return redirect(home)
    try:
        found = actions.look_for(actor=user, need=need)
    except ValidationError as refused:
        for text in refused.messages:
            messages.error(request, text)
        return redirect(home)
    context = {
        "need": need,
        "found": [
            {"firm": each.firm, "band": f"band-{each.band}", "text": band_text(each.band)} for each in found
        ],
        "left": actions.left(need.posted_by) if need.posted_by else None,
        "budget": actions.BUDGET,
        "days": actions.WITHIN.days,
    }
    return render(request, "discovery/candidates.html", context)


def band_text(band: str) -> str:
    from sangsaeng.discovery.models import Match

    return str(Match.Band(band).label)
