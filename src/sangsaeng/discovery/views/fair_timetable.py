"""The plan of a fair and its day: the allocation's figures, the whole timetable, changes by hand, what is on now."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sangsaeng.discovery import fair_papers, fair_words
from sangsaeng.discovery.actions import fair_day, fair_plan
from sangsaeng.discovery.actions import fairs as actions
from sangsaeng.discovery.forms import fairs as given
from sangsaeng.discovery.models.fairs import Desk, FairFirm, FairMeeting, FairSlot, FairState, FairWish
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.discovery.views.fairs import find
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import NotAllowed, may, require

PLANNED = (FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD, FairState.CLOSED)


def plan(request: HttpRequest, code: str) -> HttpResponse:
    """How the allocation stands: what share of the wishes, who goes without and why, what must not meet."""
    fair = find(request, code)
    require(request.user, "discovery.read_fair", fair)
    desks, firms = queries.desks(fair), queries.firms(fair)
    by_number = {firm.number: firm for firm in firms}
    desk_by_number = {desk.number: desk for desk in desks}
    figures = fair.figures
    live = list(queries.meetings(fair))
    seated = {m.firm_id for m in live}
    spread = figures.get("spread") or {}
    # Who goes without is asked of the meetings as they stand now, also those changed by hand; why, of the allocation.
    why: dict[int, str] = dict(figures.get("without", []))
    context = {
        "fair": fair,
        "spread": spread,
        "rows": fair_words.spread_rows(figures),
        "takes": fair.takes_wishes(),
        "past": sum(m.slot.starts_at <= timezone.now() for m in live)
        if fair.state in (FairState.ALLOCATED, FairState.PUBLISHED)
        else 0,
        "meetings": len(live),
        "seated": len(seated),
        "firm_count": len(firms),
        "without": [
            (
                firm,
                fair_words.WHY.get(why.get(firm.number, ""), _("배정한 뒤에 상담이 취소되었습니다.")),
                fair_words.REMEDY.get(why.get(firm.number, ""), _("직접 상담을 더할 수 있습니다.")),
            )
            for firm in firms
            if firm.pk not in seated
        ]
        if fair.state in PLANNED
        else [],
        "rescued": [by_number[n] for n in figures.get("rescued", []) if n in by_number],
        "unplaced": [
            (by_number[f], desk_by_number[d])
            for f, d in figures.get("unplaced", [])
            if f in by_number and d in desk_by_number
        ],
        "empty": [
            desk for desk in desks if fair.state in PLANNED and not any(m.desk_id == desk.pk for m in live)
        ],
        "figures": figures,
        "barred": FairWish.objects.filter(desk__fair=fair, side="").select_related(
            "desk__organisation", "firm__organisation"
        ),
        "may_run": may(request.user, "discovery.run_fair", fair),
        "planned": fair.state in PLANNED,
    }
    return render(request, "discovery/fair_plan.html", context)


def timetable(request: HttpRequest, code: str) -> HttpResponse:
    """All meetings, slots by desks; ?format=pdf|xlsx, and ?format=desks|firms for the sheets to hand out."""
    fair = find(request, code)
    require(request.user, "discovery.read_fair", fair)
    desks, firms, slots = queries.desks(fair), queries.firms(fair), queries.slots(fair)
    meetings = list(queries.meetings(fair))
    names = queries.names(request.user, fair, desks, firms)
    wanted = request.GET.get("format")
    if wanted == "xlsx":
        content = fair_papers.whole_xlsx(fair, slots, desks, meetings, names)
        return fair_papers.paper(content, f"{fair.code}-timetable", "xlsx")
    if wanted == "pdf":
        content = fair_papers.whole_pdf(fair, slots, desks, meetings, names)
        return fair_papers.paper(content, f"{fair.code}-timetable", "pdf")
    if wanted in ("desks", "firms"):
        sides: Any = desks if wanted == "desks" else firms
        return fair_papers.paper(
            fair_papers.each_pdf(fair, sides, meetings, names), f"{fair.code}-{wanted}", "pdf"
        )
    context = {
        "fair": fair,
        "desks": [(desk, names.desk(desk)) for desk in desks],
        "grid": [
            (
                slot,
                given.slot_label(slot, fair.first_day != fair.last_day),
                index > 0 and slots[index - 1].session != slot.session,
                [(m, m and fair_papers.name_of(names, m.firm)) for m in row],
            )
            for index, (slot, row) in enumerate(fair_papers.grid(slots, desks, meetings))
        ],
        "meetings": len(meetings),
        "columns": len(desks) + 1,
        "may_run": may(request.user, "discovery.run_fair", fair)
        and fair.state in (FairState.ALLOCATED, FairState.PUBLISHED, FairState.HELD),
    }
    return render(request, "discovery/fair_timetable.html", context)


def bar(request: HttpRequest, code: str) -> HttpResponse:
    """The secretariat says who must not meet; a pair barred before can be freed."""
    fair = find(request, code)
    require(request.user, "discovery.run_fair", fair)
    back = reverse("discovery:fair_plan", args=[fair.code])
    if request.method == "POST" and (pk := request.POST.get("free", "")).isdigit():
        barred = get_object_or_404(FairWish, pk=pk, desk__fair=fair, side="")
        actions.unbar(actor=request.user, barred=barred)  # type: ignore[arg-type]
        messages.success(request, _("다시 만날 수 있게 했습니다."))
        return redirect(back)
    form = given.BarForm(request.POST if request.method == "POST" else None, fair=fair)
    if request.method == "POST" and form.is_valid():
        try:
            actions.bar(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("만나지 않게 했습니다. 배정했다면 다시 배정하세요."))
            return redirect(back)
    context = {
        "form": form,
        "fair": fair,
        "heading": _("만나지 않게 하기"),
        "submit": _("만나지 않게 하기"),
        "cancel": back,
    }
    return render(request, "discovery/fair_form.html", context, status=422 if form.errors else 200)


def meeting_add(request: HttpRequest, code: str) -> HttpResponse:
    fair = find(request, code)
    require(request.user, "discovery.run_fair", fair)
    back = reverse("discovery:fair_timetable", args=[fair.code])
    initial = {
        name: request.GET.get(name)
        for name in ("desk", "slot", "firm")
        if request.GET.get(name, "").isdigit()
    }
    form = given.AddForm(request.POST if request.method == "POST" else None, fair=fair, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            fair_plan.add_meeting(actor=request.user, fair=fair, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("상담을 더했습니다."))
            return redirect(back)
    context = {
        "form": form,
        "fair": fair,
        "heading": _("상담 더하기"),
        "submit": _("상담 더하기"),
        "cancel": back,
    }
    return render(request, "discovery/fair_form.html", context, status=422 if form.errors else 200)


def find_meeting(request: HttpRequest, code: str, pk: int) -> FairMeeting:
    """A meeting whose sides this person is one of, or which he runs or reads."""
    fair = find(request, code)
    meeting = get_object_or_404(queries.meetings(fair, cancelled=True), pk=pk)
    require(request.user, "discovery.see_meeting", meeting)
    if not fair.has_timetable and not may(request.user, "discovery.read_fair", fair):
        raise Http404(_("아직 시간표를 알리지 않았습니다."))
    return meeting


def meeting_act(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponse:
    """Move a meeting to a slot that is free on both sides, or take it out."""
    meeting = find_meeting(request, code, pk)
    require(request.user, "discovery.run_fair", meeting.fair)
    if act not in ("move", "cancel"):
        raise Http404
    back = reverse("discovery:fair_meeting", args=[code, pk])
    data = request.POST if request.method == "POST" else None
    form: Any = (
        given.SlotForm(data, fair=meeting.fair, slots=_free_slots(meeting))
        if act == "move"
        else given.ReasonForm(data)
    )
    if request.method == "POST" and form.is_valid():
        do: Any = fair_plan.move_meeting if act == "move" else fair_plan.cancel_meeting
        try:
            do(actor=request.user, meeting=meeting, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("상담을 옮겼습니다.") if act == "move" else _("상담을 취소했습니다."))
            return redirect(back)
    move = act == "move"
    context = {
        "fair": meeting.fair,
        "heading": _("상담 시간 옮기기") if move else _("상담 취소하기"),
        "question": _("상담석 %(desk)s번과 기업 %(firm)s번, 지금 %(when)s")
        % {"desk": meeting.desk.number, "firm": meeting.firm.number, "when": fair_words.span(meeting)},
        "consequences": [
            _("둘 다 비어 있는 시간만 보입니다.")
            if move
            else _("되돌릴 수 없습니다. 다시 만나게 하려면 상담을 새로 더하세요.")
        ],
        "told": [_("상담석과 기업")] if meeting.fair.has_timetable else [],
        "form": form,
        "submit": _("옮기기") if move else _("상담 취소하기"),
        "kind": "primary" if move else "danger",
        "cancel": back,
    }
    return render(request, "discovery/fair_confirm.html", context, status=422 if form.errors else 200)


def _free_slots(meeting: FairMeeting) -> list[FairSlot]:
    """The slots in which both sides are there and have no other meeting."""
    rows = queries.meetings(meeting.fair).exclude(pk=meeting.pk)
    busy = {m.slot_id for m in rows if m.desk_id == meeting.desk_id or m.firm_id == meeting.firm_id}
    away = {*meeting.desk.away, *meeting.firm.away}
    return [
        slot
        for slot in queries.slots(meeting.fair)
        if slot.pk not in busy and slot.number not in away and slot.pk != meeting.slot_id
    ]


def today(request: HttpRequest, code: str) -> HttpResponse:
    """What is on now and what comes next, for a phone: officials see every desk, a desk its own, a firm its way."""
    fair = find(request, code)
    reads = may(request.user, "discovery.read_fair", fair)
    own_desks, own_firm = queries.own_desks(request.user, fair), queries.own_firm(request.user, fair)
    if not (reads or own_desks or own_firm):
        raise NotAllowed(_("참가자만 보는 화면입니다."))
    if not fair.has_timetable:
        messages.info(request, _("아직 시간표를 알리지 않았습니다."))
        return redirect("discovery:fair", fair.code)
    desks, firms, slots = queries.desks(fair), queries.firms(fair), queries.slots(fair)
    names = queries.names(request.user, fair, desks, firms)
    now = timezone.now()
    current = next((slot for slot in slots if slot.starts_at <= now < slot.ends_at), None)
    following = next((slot for slot in slots if slot.starts_at > now), None)
    chosen = _chosen(request, slots) or current or following or (slots[-1] if slots else None)
    rows = [
        m
        for m in queries.meetings(fair)
        if reads or m.desk in own_desks or (own_firm and m.firm_id == own_firm.pk)
    ]
    if reads:
        rows = [m for m in rows if chosen and m.slot_id == chosen.pk]
    at = slots.index(chosen) if chosen else 0
    several = fair.first_day != fair.last_day
    context = {
        "fair": fair,
        "reads": reads,
        "chosen": chosen,
        "chosen_label": given.slot_label(chosen, several) if chosen else "",
        "is_now": chosen is not None and chosen == current,
        "before": slots[at - 1] if chosen and at else None,
        "after": slots[at + 1] if chosen and at + 1 < len(slots) else None,
        "rows": [_row(request, m, names, current, own_firm) for m in rows],
        "now": now,
        "running": fair_words.running(fair),
        "notes": fair.state == FairState.HELD,
        "own_firm": own_firm,
        "next": next((m for m in rows if not m.cancelled_at and m.slot.ends_at > now), None)
        if not reads
        else None,
    }
    return render(request, "discovery/fair_today.html", context)


def _chosen(request: HttpRequest, slots: list[FairSlot]) -> FairSlot | None:
    wanted = request.GET.get("slot", "")
    return next((slot for slot in slots if str(slot.number) == wanted), None)


def _row(
    request: HttpRequest,
    meeting: FairMeeting,
    names: queries.Names,
    current: FairSlot | None,
    own_firm: FairFirm | None,
) -> dict[str, Any]:
    other: Desk | FairFirm = meeting.desk if own_firm else meeting.firm
    return {
        "meeting": meeting,
        "span": fair_words.span(meeting),
        "other": fair_papers.name_of(names, other),
        "about": meeting.desk.topic if own_firm else meeting.firm.product,
        "desk_name": names.desk(meeting.desk),
        "state": fair_words.meeting_state(meeting),
        "now": current is not None and meeting.slot_id == current.pk,
        "notes": own_firm is None and may(request.user, "discovery.say_of_meeting", meeting),
    }


CAME = {
    "yes": (True, True),
    "firm": (False, True),
    "desk": (True, False),
    "both": (False, False),
    "undo": (None, None),
}


@require_POST
def attendance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One press at the desk: came, or did not; pressed again it is taken back."""
    meeting = find_meeting(request, code, pk)
    chosen = CAME.get(request.POST.get("came", ""))
    if chosen is None:
        raise Http404
    try:
        fair_day.note_attendance(
            actor=request.user,  # type: ignore[arg-type]
            meeting=meeting,
            firm_came=chosen[0],
            desk_came=chosen[1],
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    back = reverse("discovery:fair_today", args=[code])
    return redirect(f"{back}?slot={meeting.slot.number}#m{meeting.pk}")
