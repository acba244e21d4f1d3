"""Pages of fairs: the list, the notice, and what the secretariat does with a fair."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.discovery import fair_words as words
from sangsaeng.discovery.actions import fair_day, fair_plan
from sangsaeng.discovery.actions import fairs as actions
from sangsaeng.discovery.forms import fairs as given
from sangsaeng.discovery.models.fairs import FAIR_CHIP, Fair, FairState
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.pages.formats import moment
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import may, require


def find(request: HttpRequest, code: str) -> Fair:
    """The fair, for whoever may know of it."""
    found = queries.seen(request.user).filter(code=code).first()
    if found is None:
        raise Http404(_("그런 상담회가 없습니다."))
    return found


def home(fair: Fair) -> str:
    return reverse("discovery:fair", args=[fair.code])


def chip_of(fair: Fair) -> str:
    return FAIR_CHIP[FairState(fair.state)]


def fairs(request: HttpRequest) -> HttpResponse:
    rows = queries.listed(request.user)
    past = (FairState.CLOSED, FairState.CANCELLED)
    shown = [
        (fair, chip_of(fair), words.days(fair), words.sentence(fair), words.state_label(fair))
        for fair in rows
    ]
    context = {
        "coming": [row for row in shown if row[0].state not in past],
        "past": [row for row in shown if row[0].state in past],
        "open": sum(fair.takes_wishes() for fair in rows),
        "may_run": may(request.user, "discovery.run_fair"),
    }
    return render(request, "discovery/fairs.html", context)


def fair_page(request: HttpRequest, code: str) -> HttpResponse:
    """The notice: when, where, how many; for those who take part their own entry; for the secretariat what comes next."""
    found = find(request, code)
    user: Any = request.user
    desks, firms = queries.desks(found), queries.firms(found)
    reads = may(user, "discovery.read_fair", found)
    same = getattr(user, "demonstration", None) == found.demonstration
    named_desks, named_firms = queries.consenting(found)
    context = {
        "fair": found,
        "state": chip_of(found),
        "state_label": words.state_label(found),
        "running": words.running(found),
        "days": words.days(found),
        "hours": words.hours(found),
        "breaks": ", ".join(f"{start}–{end}" for start, end in found.breaks),
        "sentence": words.sentence(found),
        "desk_count": len(desks),
        "firm_count": len(firms),
        "named_desks": named_desks,
        "named_firms": named_firms,
        "slot_count": found.slots.count(),
        "takes": found.takes_wishes(),
        "own_desks": queries.own_desks(user, found),
        "own_firm": queries.own_firm(user, found),
        "may_take": found.takes_wishes() and same and may(user, "discovery.take_desk", found),
        "may_join": found.takes_wishes() and same and may(user, "discovery.join_fair", found),
        "sees_desks": (same and may(user, "discovery.see_desks")) or reads,
        "reads": reads,
        "may_run": may(user, "discovery.run_fair", found),
    }
    if reads:
        context |= {
            "wishes": sum(wish.rank is not None for wish in queries.wishes(found)),
            "meetings": queries.meetings(found).count(),
            "acts": _acts(found) if context["may_run"] else [],
        }
    return render(request, "discovery/fair.html", context)


def fair_new(request: HttpRequest) -> HttpResponse:
    first = timezone.localdate() + timedelta(days=30)
    close = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=20)
    form = given.FairForm(
        request.POST if request.method == "POST" else None,
        initial={"first_day": first, "wishes_until": close},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_fair(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("상담회를 준비했습니다. 확인한 뒤 신청을 받으세요."))
            return redirect(home(made))
    return _form(request, form, _("상담회 준비하기"), _("준비하기"), reverse("discovery:fairs"))


def fair_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = find(request, code)
    require(request.user, "discovery.run_fair", found)
    kind = given.FairForm if found.state == FairState.DRAFT else given.LaterForm
    initial = given.FairForm.initial_of(found)
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_fair(actor=request.user, fair=found, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("저장했습니다."))
            return redirect(home(found))
    return _form(request, form, _("상담회 고치기"), _("저장"), home(found), found)


def _form(
    request: HttpRequest, form: Any, heading: str, submit: str, cancel: str, fair: Fair | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit": submit, "cancel": cancel, "fair": fair}
    return render(request, "discovery/fair_form.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Act:
    """One step of a fair: the action, its form, the words of the page that asks once more."""

    do: Callable[..., Any]
    heading: Any
    done: Any
    consequences: tuple[Any, ...]
    form: type[django_forms.Form] | None = None
    told: tuple[Any, ...] = ()
    kind: str = "primary"
    then: str = "discovery:fair"


ACTS = {
    "open": Act(
        do=actions.open_fair,
        form=given.OpenForm,
        heading=gettext_lazy("신청 받기"),
        done=gettext_lazy("신청을 받기 시작했습니다."),
        consequences=(
            gettext_lazy("누구나 상담회 안내를 보고, 수요기업과 중소기업이 로그인해 신청합니다."),
            gettext_lazy("날짜와 상담 시간은 더 바꿀 수 없습니다. 장소와 신청 마감은 바꿀 수 있습니다."),
        ),
    ),
    "close-wishes": Act(
        do=actions.close_wishes,
        heading=gettext_lazy("지금 신청 마감"),
        done=gettext_lazy("신청을 마감했습니다. 이제 상담을 배정할 수 있습니다."),
        consequences=(
            gettext_lazy("상담석과 기업은 더 신청하거나 희망을 고칠 수 없습니다."),
            gettext_lazy(
                "사무국은 배정하기 전까지 신청과 희망을 옮겨 적을 수 있습니다. 마감은 되돌릴 수 없습니다."
            ),
        ),
        told=(gettext_lazy("상담석을 낸 수요기업과 참가 기업"),),
        kind="secondary",
        then="discovery:fair_plan",
    ),
    "allocate": Act(
        do=fair_plan.allocate_fair,
        heading=gettext_lazy("상담 배정하기"),
        done=gettext_lazy("상담을 배정했습니다. 배정안을 살펴보세요."),
        consequences=(
            gettext_lazy("희망 순위와 적합도로 누가 언제 만날지 정합니다. 몇 초 걸립니다."),
            gettext_lazy(
                "앞선 배정안과 손으로 옮긴 상담은 지워집니다. 확정하기 전에는 다시 배정할 수 있습니다."
            ),
        ),
        then="discovery:fair_plan",
    ),
    "reopen": Act(
        do=fair_plan.reopen_fair,
        heading=gettext_lazy("배정안 버리고 신청 더 받기"),
        done=gettext_lazy("배정안을 버렸습니다. 신청과 희망을 더 적을 수 있습니다."),
        consequences=(gettext_lazy("배정안이 지워집니다. 참가자는 아직 아무것도 받지 않았습니다."),),
        kind="danger",
    ),
    "publish": Act(
        do=fair_plan.publish_fair,
        heading=gettext_lazy("시간표 확정하고 알리기"),
        done=gettext_lazy("시간표를 확정하고 알렸습니다."),
        consequences=(
            gettext_lazy(
                "참가자가 저마다의 시간표를 봅니다. 다시 배정할 수 없고, 상담을 하나씩 옮길 수 있습니다."
            ),
        ),
        told=(gettext_lazy("상담석을 낸 수요기업과 참가 기업"),),
        then="discovery:fair_plan",
    ),
    "hold": Act(
        do=fair_day.hold,
        heading=gettext_lazy("상담회 열기"),
        done=gettext_lazy("상담회를 열었습니다."),
        consequences=(gettext_lazy("상담석에서 출석과 결과를 적을 수 있게 됩니다."),),
        then="discovery:fair_today",
    ),
    "close": Act(
        do=fair_day.close_fair,
        form=given.CloseForm,
        heading=gettext_lazy("상담회 마치기"),
        done=gettext_lazy("상담회를 마쳤습니다."),
        consequences=(
            gettext_lazy("누구나 상담 수와 결과의 수를 봅니다. 기업 이름은 동의한 곳만 보입니다."),
            gettext_lazy("결과와 후속 경과는 뒤에도 적을 수 있습니다. 출석은 더 적을 수 없습니다."),
        ),
        then="discovery:fair_results",
    ),
    "cancel": Act(
        do=actions.cancel_fair,
        form=given.ReasonForm,
        heading=gettext_lazy("상담회 취소하기"),
        done=gettext_lazy("상담회를 취소했습니다."),
        consequences=(gettext_lazy("되돌릴 수 없습니다. 이유가 안내 화면에 남습니다."),),
        told=(gettext_lazy("상담석을 낸 수요기업과 참가 기업"),),
        kind="danger",
    ),
}


def _acts(fair: Fair) -> list[tuple[str, Act]]:
    """What may be done now, the next step first."""
    now = {
        FairState.DRAFT: ["open", "cancel"],
        FairState.OPEN: ["close-wishes", "cancel"] if fair.takes_wishes() else ["allocate", "cancel"],
        FairState.ALLOCATED: ["publish", "allocate", "reopen", "cancel"],
        FairState.PUBLISHED: ["hold", "cancel"] if timezone.localdate() >= fair.first_day else ["cancel"],
        FairState.HELD: ["close"] if timezone.localdate() >= fair.last_day else [],
    }
    return [(key, ACTS[key]) for key in now.get(FairState(fair.state), [])]


def fair_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of ACTS, after saying what follows and who is told."""
    found = find(request, code)
    require(request.user, "discovery.run_fair", found)
    if act not in ACTS:
        raise Http404
    step = ACTS[act]
    if request.method == "GET" and act == "allocate" and found.takes_wishes():
        text = _("%(when)s까지 신청을 받습니다. 마감한 뒤에 배정하세요.") % {
            "when": moment(found.wishes_until)
        }
        messages.error(request, text)
        return redirect("discovery:fair_plan", found.code)
    form = step.form(request.POST if request.method == "POST" else None) if step.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            made = step.do(actor=request.user, fair=found, **(form.cleaned_data if form else {}))
        except ValidationError as refused:
            if form is None:
                messages.error(request, " ".join(refused.messages))
                return redirect(home(found))
            explain(form, refused)
        else:
            messages.success(request, _done(act, step, made))
            return redirect(step.then, found.code)
    context = {
        "fair": found,
        "heading": step.heading,
        "question": found.name,
        "consequences": [*_counted(act, found), *step.consequences],
        "told": step.told,
        "form": form,
        "submit": step.heading,
        "kind": step.kind,
        "cancel": home(found),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "discovery/fair_confirm.html", context, status=status)


def _done(act: str, step: Act, fair: Fair) -> Any:
    """What happened; a fair whose applications came elsewhere takes none here."""
    if act == "open" and not fair.takes_wishes():
        return _("이제 다른 곳에서 받은 신청과 희망을 옮겨 적을 수 있습니다.")
    return step.done


def _counted(act: str, fair: Fair) -> list[str]:
    """What a step concerns, in figures."""
    if act == "close":
        unnoted = queries.results(fair).unnoted
        text = _("출석을 적지 않은 상담이 %(count)d건 있습니다. 마치면 그 상담의 결과는 적을 수 없습니다.")
        return [text % {"count": unnoted}] if unnoted else []
    if act != "allocate":
        return []
    counts = {
        "desks": len(queries.desks(fair)),
        "firms": len(queries.firms(fair)),
        "slots": fair.slots.count(),
    }
    return [_("상담석 %(desks)d개, 참가 기업 %(firms)d곳, 상담 시간 %(slots)d개입니다.") % counts]
