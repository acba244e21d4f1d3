"""Desks and firms of a fair: the lists each may read, taking part, wishes, withdrawing, one's own timetable."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.discovery import fair_fit, fair_papers, fair_words
from sangsaeng.discovery.actions import fair_plan
from sangsaeng.discovery.actions import fairs as actions
from sangsaeng.discovery.forms import fairs as given
from sangsaeng.discovery.models.fairs import Desk, Fair, FairFirm, FairState, FairWish, Side
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.discovery.views.fairs import find
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import NotAllowed, may, require

IN_PROGRESS = (FairState.OPEN, FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD)


def _takes_part(request: HttpRequest, fair: Fair) -> None:
    """Real people read real fairs, those of the demonstration its own; officials both as their role lets them."""
    user: Any = request.user
    if not (may(user, "discovery.read_fair", fair) or user.demonstration == fair.demonstration):
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))


def url_of(side: Desk | FairFirm, page: str = "") -> str:
    """discovery:fair_desk[_edit …] of this desk or firm."""
    kind = "desk" if isinstance(side, Desk) else "firm"
    name = f"discovery:fair_{kind}{page}"
    return reverse(name, args=[side.fair.code, side.number])


def desks(request: HttpRequest, code: str) -> HttpResponse:
    """What each desk wants to buy: firms read it to choose, officials to run the fair."""
    fair = find(request, code)
    _takes_part(request, fair)
    rows, firms = queries.desks(fair), queries.firms(fair)
    names = queries.names(request.user, fair, rows, firms)
    own = queries.own_firm(request.user, fair)
    fits = fair_fit.fits(rows, [own]) if own else {}
    wished = {
        w.desk_id: w for w in queries.wishes(fair) if own and w.firm_id == own.pk and w.side == Side.FIRM
    }
    counted = _wish_counts(fair) if may(request.user, "discovery.read_fair", fair) else {}
    context = {
        "fair": fair,
        "rows": [
            (
                desk,
                names.desk(desk),
                fits.get((own.pk, desk.pk)) if own else None,
                wished.get(desk.pk),
                counted.get(desk.pk, 0),
            )
            for desk in rows
        ],
        "own": own,
        "counted": bool(counted) or may(request.user, "discovery.read_fair", fair),
        "may_enter": _may_enter(request, fair),
        "may_take": fair.takes_wishes() and may(request.user, "discovery.take_desk", fair),
        "own_organisation": getattr(request.user, "organisation_id", None) or 0,
    }
    return render(request, "discovery/fair_desks.html", context)


def _may_enter(request: HttpRequest, fair: Fair) -> bool:
    return fair.state == FairState.OPEN and may(request.user, "discovery.run_fair", fair)


def _wish_counts(fair: Fair) -> dict[int, int]:
    counts: dict[int, int] = {}
    for each in queries.wishes(fair):
        if each.side == Side.FIRM and each.rank is not None:
            counts[each.desk_id] = counts.get(each.desk_id, 0) + 1
    return counts


def firms(request: HttpRequest, code: str) -> HttpResponse:
    """The cards of the firms: for those who have a desk here, and for officials; firms do not read each other."""
    fair = find(request, code)
    _takes_part(request, fair)
    own = queries.own_desks(request.user, fair)
    if not own and not may(request.user, "discovery.read_fair", fair):
        raise NotAllowed(_("참가 기업의 목록은 상담석을 낸 기업이 봅니다."))
    rows, of_desks = queries.firms(fair), queries.desks(fair)
    names = queries.names(request.user, fair, of_desks, rows)
    context = {
        "fair": fair,
        "rows": [(firm, names.firm(firm), names.sector(firm), names.region(firm)) for firm in rows],
        "own": own,
        "may_enter": _may_enter(request, fair),
        "officials": names.whole,
    }
    return render(request, "discovery/fair_firms.html", context)


def enter(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Take a desk or join with a firm; the secretariat enters one for an organisation."""
    fair = find(request, code)
    is_desk = kind == "desk"
    runs = may(request.user, "discovery.run_fair", fair)
    if not runs:
        require(request.user, "discovery.take_desk" if is_desk else "discovery.join_fair", fair)
    user: Any = request.user
    make: Any = given.DeskForm if is_desk else given.FirmForm
    more = {"organisation": None if runs else user.organisation} if is_desk else {}
    initial = {} if runs or is_desk else _from_profile(user.organisation)
    form = make(
        request.POST if request.method == "POST" else None, fair=fair, enters=runs, initial=initial, **more
    )
    if request.method == "POST" and form.is_valid():
        do: Any = actions.take_desk if is_desk else actions.join_fair
        try:
            made = do(actor=request.user, fair=fair, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("신청했습니다. 이제 만나고 싶은 상대를 고르세요."))
            return redirect(url_of(made, "" if runs else "_wishes"))
    context = {
        "form": form,
        "fair": fair,
        "heading": _("상담석 신청하기") if is_desk else _("참가 신청하기"),
        "submit": _("신청하기"),
        "cancel": reverse("discovery:fair", args=[fair.code]),
        "deadline": fair.takes_wishes(),
    }
    return render(request, "discovery/fair_form.html", context, status=422 if form.errors else 200)


def _from_profile(organisation: Any) -> dict[str, Any]:
    """What is known of the firm already, so that it need not type it again."""
    firm = getattr(organisation, "firm", None)
    if firm is None:
        return {}
    return {"product": firm.products[:300], "sector": firm.sector, "region": firm.region}


def _find_side(request: HttpRequest, code: str, number: int, kind: str) -> Any:
    fair = find(request, code)
    _takes_part(request, fair)
    rows: Any = fair.desks if kind == "desk" else fair.firms
    side = (
        rows.select_related("organisation", "need", "fair")
        if kind == "desk"
        else rows.select_related("organisation", "fair")
    )
    found = side.filter(number=number).first()
    if found is None:
        raise Http404(_("찾는 것이 없습니다."))
    return found


def _keeps(request: HttpRequest, side: Desk | FairFirm) -> bool:
    return may(
        request.user, "discovery.keep_desk" if isinstance(side, Desk) else "discovery.keep_fair_firm", side
    )


def side_page(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse:
    """A desk or firm: what it says, whom it wished, its timetable; each reader gets what the fair tells him."""
    side = _find_side(request, code, number, kind)
    fair, is_desk = side.fair, kind == "desk"
    of_desks, of_firms = queries.desks(fair), queries.firms(fair)
    names = queries.names(request.user, fair, of_desks, of_firms)
    keeps = _keeps(request, side)
    reads = may(request.user, "discovery.read_fair", fair)
    if not (keeps or reads or is_desk or queries.own_desks(request.user, fair)):
        raise NotAllowed(_("참가 기업의 정보는 상담석을 낸 기업이 봅니다."))
    shows = (keeps and fair.has_timetable) or (reads and fair.state != FairState.OPEN)
    meetings = list(queries.meetings(fair).filter(**{kind: side})) if shows else []
    wanted = request.GET.get("format")
    if wanted in ("pdf", "xlsx", "ics") and shows:
        return _download(request, side, meetings, names, wanted)
    own_wishes = [
        (wish, other, names.firm(other) if is_desk else names.desk(other))
        for wish in queries.wishes(fair)
        if (keeps or reads)
        and wish.side == kind
        and getattr(wish, f"{kind}_id") == side.pk
        and (other := _other(wish, of_desks, of_firms, is_desk)) is not None
    ]
    context = {
        "side": side,
        "fair": fair,
        "is_desk": is_desk,
        "label": fair_words.desk_label(number) if is_desk else fair_words.firm_label(number),
        "name": names.desk(side) if is_desk else names.firm(side),
        "region": "" if is_desk else names.region(side),
        "sector": "" if is_desk else names.sector(side),
        "keeps": keeps,
        "inside": keeps or reads,
        "shows": shows,
        "meetings": [
            (
                m,
                fair_words.span(m),
                fair_papers.name_of(names, m.firm if is_desk else m.desk),
                fair_words.meeting_state(m),
            )
            for m in meetings
        ],
        "wishes": sorted((w for w in own_wishes if w[0].rank is not None), key=lambda w: w[0].rank or 0),
        "refused": [w for w in own_wishes if w[0].rank is None],
        "may_change": keeps and side.is_in and (fair.takes_wishes() or _may_enter(request, fair)),
        "may_withdraw": keeps and side.is_in and fair.state in IN_PROGRESS,
        "may_reveal": keeps and is_desk and side.blind and not side.revealed_at and side.is_in,
        "several": fair.first_day != fair.last_day,
        "need": side.need
        if is_desk and side.need and (keeps or reads or not side.blind) and side.need.is_public
        else None,
    }
    return render(request, "discovery/fair_side.html", context)


def _other(wish: FairWish, desks: list[Desk], firms: list[FairFirm], is_desk: bool) -> Any:
    key, rows = (wish.firm_id, firms) if is_desk else (wish.desk_id, desks)
    return next((row for row in rows if row.pk == key), None)


def _download(
    request: HttpRequest, side: Any, meetings: list[Any], names: queries.Names, wanted: str
) -> HttpResponse:
    fair, is_desk = side.fair, isinstance(side, Desk)
    name = f"{fair.code}-{'desk' if is_desk else 'firm'}-{side.number}"
    if wanted == "ics":
        rows = list(queries.meetings(fair, cancelled=True).filter(**{"desk" if is_desk else "firm": side}))
        content = fair_papers.calendar(request, fair, rows, names, is_desk=is_desk)
        return fair_papers.calendar_response(content, name)
    if wanted == "pdf":
        return fair_papers.paper(fair_papers.each_pdf(fair, [side], meetings, names), name, "pdf")
    content = fair_papers.whole_xlsx(
        fair,
        queries.slots(fair),
        [side] if is_desk else sorted({m.desk for m in meetings}, key=lambda d: d.number),
        meetings,
        names,
    )
    return fair_papers.paper(content, name, "xlsx")


def mine(request: HttpRequest, code: str) -> HttpResponse:
    """Where a participant's own timetable is; officials get the whole."""
    fair = find(request, code)
    if firm := queries.own_firm(request.user, fair):
        return redirect(url_of(firm))
    own = queries.own_desks(request.user, fair)
    if len(own) == 1:
        return redirect(url_of(own[0]))
    if own:
        return redirect("discovery:fair_today", fair.code)
    if may(request.user, "discovery.read_fair", fair):
        return redirect("discovery:fair_timetable", fair.code)
    return redirect("discovery:fair", fair.code)


def edit(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse:
    side = _find_side(request, code, number, kind)
    require(request.user, "discovery.keep_desk" if kind == "desk" else "discovery.keep_fair_firm", side)
    fair = side.fair
    make: Any = given.DeskForm if kind == "desk" else given.FirmForm
    more = {"organisation": side.organisation} if kind == "desk" else {}
    names = [n for n in make.base_fields if n != "organisation"]
    initial = {name: getattr(side, name) for name in names}
    form = make(
        request.POST if request.method == "POST" else None, fair=fair, enters=False, initial=initial, **more
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_side(actor=request.user, side=side, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("저장했습니다."))
            return redirect(url_of(side))
    context = {
        "form": form,
        "fair": fair,
        "heading": _("신청 내용 고치기"),
        "submit": _("저장"),
        "cancel": url_of(side),
    }
    return render(request, "discovery/fair_form.html", context, status=422 if form.errors else 200)


def wishes(request: HttpRequest, code: str, number: int, kind: str) -> HttpResponse:
    """Rank whom to meet; the best fitting stand first, with the words that fit."""
    side = _find_side(request, code, number, kind)
    require(request.user, "discovery.keep_desk" if kind == "desk" else "discovery.keep_fair_firm", side)
    fair, is_desk = side.fair, kind == "desk"
    of_desks, of_firms = queries.desks(fair), queries.firms(fair)
    names = queries.names(request.user, fair, of_desks, of_firms)
    fits = fair_fit.fits([side], of_firms) if is_desk else fair_fit.fits(of_desks, of_firms)
    others: list[Any] = [
        other
        for other in (of_firms if is_desk else of_desks)
        if other.organisation_id != side.organisation_id
    ]

    def fit(other: Any) -> fair_fit.Fit | None:
        return fits.get((other.pk, side.pk) if is_desk else (side.pk, other.pk))

    others.sort(key=lambda other: (-(found.fit if (found := fit(other)) else 0), other.number))
    mine_now = [w for w in queries.wishes(fair) if w.side == kind and getattr(w, f"{kind}_id") == side.pk]
    key = "firm_id" if is_desk else "desk_id"
    numbers = {other.pk: other.number for other in others}
    standing = [w for w in mine_now if getattr(w, key) in numbers]
    ranks = {numbers[getattr(w, key)]: given.REFUSED for w in standing if w.rank is None}
    # One that withdrew leaves no gap: who came after moves up.
    wished = sorted((w for w in standing if w.rank is not None), key=lambda w: w.rank or 0)
    ranks |= {numbers[getattr(w, key)]: str(rank) for rank, w in enumerate(wished, start=1)}
    told = {other.number: names.firm(other) if is_desk else names.desk(other) for other in others}
    form = given.WishesForm(
        request.POST if request.method == "POST" else None, others=others, ranks=ranks, named=told
    )
    if request.method == "POST" and form.is_valid():
        ranked, refused_numbers = form.wishes()
        try:
            actions.wish(actor=request.user, side=side, ranked=ranked, refused=refused_numbers)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("희망을 저장했습니다. 마감까지 고칠 수 있습니다."))
            return redirect(url_of(side))
    context = {
        "side": side,
        "fair": fair,
        "is_desk": is_desk,
        "form": form,
        "rows": [
            (
                other,
                told[other.number],
                fit(other),
                form[f"w{other.number}"],
                names.region(other) if is_desk else "",
            )
            for other in others
        ],
        "cancel": url_of(side),
        "most": min(actions.MOST_WISHES, len(others)),
    }
    return render(request, "discovery/fair_wishes.html", context, status=422 if form.errors else 200)


def act(request: HttpRequest, code: str, number: int, kind: str, act: str) -> HttpResponse:
    """Withdraw, or tell whose blind desk it is; asks once, says who is told."""
    side = _find_side(request, code, number, kind)
    require(request.user, "discovery.keep_desk" if kind == "desk" else "discovery.keep_fair_firm", side)
    fair = side.fair
    if act not in ("withdraw", "reveal") or (act == "reveal" and kind != "desk"):
        raise Http404
    lost = len(actions.live_meetings(side))
    needs_reason = act == "withdraw" and fair.state != FairState.OPEN
    form = given.ReasonForm(request.POST if request.method == "POST" else None) if needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if act == "reveal":
                actions.reveal_desk(actor=request.user, desk=side)  # type: ignore[arg-type]
                messages.success(request, _("상담석의 이름을 모든 참가 기업에 밝혔습니다."))
            else:
                reason = form.cleaned_data["reason"] if form else ""
                _side, filled = fair_plan.withdraw(actor=request.user, side=side, reason=reason)  # type: ignore[arg-type]
                text = _("참가를 철회했습니다. 빈자리 가운데 %(filled)d개를 다른 상담으로 채웠습니다.")
                messages.success(request, text % {"filled": filled} if lost else _("참가를 철회했습니다."))
        except ValidationError as refused:
            if form is None:
                messages.error(request, " ".join(refused.messages))
            else:
                explain(form, refused)
        if form is None or not form.errors:
            return redirect(url_of(side) if act == "reveal" else reverse("discovery:fair", args=[fair.code]))
    context = _asked(side, act, lost) | {"fair": fair, "form": form, "cancel": url_of(side)}
    status = 422 if form is not None and form.errors else 200
    return render(request, "discovery/fair_confirm.html", context, status=status)


def _asked(side: Any, act: str, lost: int) -> dict[str, Any]:
    question = side.topic if isinstance(side, Desk) else side.product
    if act == "reveal":
        return {
            "heading": _("상담석의 이름 밝히기"),
            "question": question,
            "submit": _("이름 밝히기"),
            "kind": "primary",
            "consequences": [_("이 상담회의 모든 참가 기업이 이름을 봅니다. 다시 가릴 수 없습니다.")],
        }
    return {
        "heading": _("참가 철회하기"),
        "question": question,
        "submit": _("철회하기"),
        "kind": "danger",
        "consequences": [
            _("잡힌 상담 %(lost)d개가 취소됩니다.") % {"lost": lost} if lost else _("잡힌 상담은 없습니다."),
            _("빈자리는 희망한 다른 참가자로 채웁니다. 나머지 상담의 시간은 그대로입니다."),
        ],
        "told": [_("취소된 상담의 상대"), _("새로 상담이 잡힌 참가자")] if side.fair.has_timetable else [],
    }
