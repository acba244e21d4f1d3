"""Pages of selection rounds: the list, the call, its one-page guide, and what those who run it do with it."""

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

from sangsaeng import facts
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.history import lines
from sangsaeng.records.queries import history
from sangsaeng.support import eligibility, selection_rubrics
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.actions import judging
from sangsaeng.support.actions import rounds as actions
from sangsaeng.support.forms import rounds as given
from sangsaeng.support.models import ROUND_CHIP, ApplicationState, Round, RoundState
from sangsaeng.support.queries import rounds as queries
from sangsaeng.support.round_words import exact, exact_time, window_sentence


def find(request: HttpRequest, code: str) -> Round:
    """The round, for whoever may know of it."""
    found = queries.seen(request.user).filter(code=code).first()
    if found is None:
        raise Http404(_("그런 공고가 없습니다."))
    return found


def home(round: Round) -> str:
    return reverse("support:round", args=[round.code])


def rounds(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    groups = queries.grouped(request.user, now)
    context = {
        "groups": [
            (
                key,
                label,
                [
                    (each, ROUND_CHIP[RoundState(each.state)], window_sentence(each, now))
                    for each in groups[key]
                ],
            )
            for key, label in (
                ("open", _("지금 신청할 수 있는 공고")),
                ("coming", _("곧 접수를 시작하는 공고")),
                ("under_way", _("평가 중인 공고")),
                ("past", _("끝난 공고")),
                ("draft", _("준비 중인 공고")),
            )
            if groups[key]
        ],
        "open": len(groups["open"]),
        "coming": len(groups["coming"]),
        "may_run": may(request.user, "support.run_round"),
        "may_apply": may(request.user, "support.apply"),
    }
    return render(request, "support/rounds.html", context)


def _terms(round: Round) -> dict[str, Any]:
    """What the page of a call and its guide both show."""
    rule = eligibility.of_round(round)
    keys = dict.fromkeys(key for each in rule.criteria for key in each.sources)
    return {
        "round": round,
        "rule": rule,
        "rule_name": words.label(rule),
        "basis": words.basis(rule),
        "criteria": [
            (
                words.label(group),
                [(words.label(c), words.limit(rule, c), words.origin_label(c)) for c in group.any],
            )
            for group in rule.groups
        ],
        "figures": [words.label(each) for each in rule.figures],
        "stages": list(round.stages.order_by("order")),
        "rubric": selection_rubrics.of_round(round),
        "window": round.window(timezone.now()),
        "sentence": window_sentence(round, timezone.now()),
        "opens": exact_time(round.opens_at),
        "closes": exact_time(round.closes_at),
        "closed_first": exact_time(round.closed_first_at),
        "now": exact_time(timezone.now()),
        "sources": [facts.source(key) for key in keys],
    }


def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """The call: terms, window, who may apply, stages, criteria, how to apply; for those who run it, what comes next."""
    found = find(request, code)
    user: Any = request.user
    context = _terms(found) | {
        "state": ROUND_CHIP[RoundState(found.state)],
        "may_apply": may(user, "support.apply") and bool(user.demonstration) == found.demonstration,
        "own": own_applications(user, found),
        "may_run": may(user, "support.run_round", found),
        "reads": may(user, "support.read_applications", found),
    }
    if context["reads"]:
        counted = queries.counts(found)
        context |= {
            "counts": counted,
            "received": queries.received(counted),
            "untold": queries.untold(found).count(),
            "acts": _acts(found, counted) if context["may_run"] else [],
            "history": lines(history(found)),
        }
    return render(request, "support/round.html", context)


def own_applications(user: Any, round: Round) -> list[tuple[str, str, str]]:
    """The viewer's own applications in this round: code, chip word, address."""
    if not may(user, "support.apply"):
        return []
    return [
        (
            each.code,
            str(queries.shown_state(user, each).label),
            reverse("support:application", args=[each.code]),
        )
        for each in queries.mine(user).filter(round=round)
    ]


def round_guide(request: HttpRequest, code: str) -> HttpResponse:
    """One page to print: what is called for, who may apply, what to have ready, how, until when."""
    return render(request, "support/round_guide.html", _terms(find(request, code)))


def round_new(request: HttpRequest) -> HttpResponse:
    tomorrow = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    initial = {
        "opens_at": tomorrow.replace(hour=9),
        "closes_at": tomorrow.replace(hour=18) + timedelta(days=30),
        "places": 20,
    }
    form = given.RoundForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_round(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("공고를 준비했습니다. 평가 단계와 안내를 확인하고 공고하세요."))
            return redirect(home(made))
    context = {
        "form": form,
        "heading": _("선정 공고 준비하기"),
        "answer": _("공고하기 전에는 무엇이든 고칠 수 있습니다. 평가 단계는 기본값으로 시작합니다."),
        "submit": _("준비하기"),
        "cancel": reverse("support:rounds"),
    }
    return render(request, "support/round_form.html", context, status=422 if form.errors else 200)


PARTS = {
    "terms": (given.TermsForm, gettext_lazy("기간과 규모 고치기")),
    "text": (given.TextForm, gettext_lazy("안내 고치기")),
    "stages": (given.StagesForm, gettext_lazy("평가 단계 고치기")),
}


def round_edit(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """One part of a round that was not called yet."""
    found = find(request, code)
    require(request.user, "support.run_round", found)
    if part not in PARTS:
        raise Http404
    if found.state != RoundState.DRAFT:
        messages.error(request, _("이미 공고해 고칠 수 없습니다. 공고를 취소하고 새로 만드세요."))
        return redirect(home(found))
    kind, heading = PARTS[part]
    stands = part == "stages"
    initial = (
        given.StagesForm.initial_of(actions.stages_of(found))
        if stands
        else {name: getattr(found, name) for name in kind.base_fields}
    )
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"stages": form.stages()} if isinstance(form, given.StagesForm) else form.cleaned_data
        try:
            actions.save_round(actor=request.user, round=found, **values)  # type: ignore[arg-type]
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("저장했습니다."))
            return redirect(home(found))
    context = {
        "round": found,
        "form": form,
        "stage_form": form if stands else None,
        "heading": heading,
        "submit": _("저장"),
        "cancel": home(found),
    }
    return render(request, "support/round_form.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Act:
    """One step of a round: the action, its form, the words of the page that asks once more."""

    do: Callable[..., Any]
    form: type[django_forms.Form] | None
    heading: Any
    submit: Any
    done: Any
    consequences: tuple[Any, ...]
    told: tuple[Any, ...] = ()
    kind: str = "primary"


ACTS = {
    "call": Act(
        do=actions.call_round,
        form=given.CallForm,
        heading=gettext_lazy("공고하기"),
        submit=gettext_lazy("공고하기"),
        done=gettext_lazy("공고했습니다."),
        consequences=(
            gettext_lazy(
                "누구나 공고를 볼 수 있고, 기간과 규모, 신청 자격, 평가 단계를 더 고칠 수 없습니다."
            ),
            gettext_lazy("마감은 지나기 전에 이유를 적어 미룰 수 있습니다."),
        ),
    ),
    "extend": Act(
        do=actions.extend_round,
        form=given.ExtendForm,
        heading=gettext_lazy("마감 미루기"),
        submit=gettext_lazy("마감 미루기"),
        done=gettext_lazy("마감을 미뤘습니다."),
        consequences=(gettext_lazy("처음 마감과 이유가 공고 화면에 남습니다. 다시 당길 수 없습니다."),),
        told=(gettext_lazy("신청서를 쓰고 있거나 낸 기업"),),
    ),
    "check": Act(
        do=judging.check_eligibility,
        form=None,
        heading=gettext_lazy("신청 자격 확인하기"),
        submit=gettext_lazy("신청 자격 확인하기"),
        done=gettext_lazy("신청 자격을 확인했습니다."),
        consequences=(
            gettext_lazy("기준을 충족한 신청은 평가로 갑니다."),
            gettext_lazy(
                "기준에 못 미친 신청은 ‘신청 자격 없음’이 되고, 이유를 수치와 함께 알립니다. 사무국이 이유를 적어 다시 인정할 수 있습니다."
            ),
            gettext_lazy("알 수 없는 수치가 있는 신청은 ‘확인 필요’로 남습니다."),
        ),
        told=(gettext_lazy("기준에 못 미친 기업"),),
    ),
    "begin": Act(
        do=actions.begin_review,
        form=None,
        heading=gettext_lazy("평가 시작하기"),
        submit=gettext_lazy("평가 시작하기"),
        done=gettext_lazy("평가를 시작했습니다."),
        consequences=(
            gettext_lazy("신청을 더 받지 않습니다. 접수 시스템의 파일도 더 올릴 수 없습니다."),
            gettext_lazy("심사위원을 배정할 수 있게 됩니다."),
        ),
    ),
    "cancel": Act(
        do=actions.cancel_round,
        form=given.CancelForm,
        heading=gettext_lazy("공고 취소하기"),
        submit=gettext_lazy("공고 취소하기"),
        done=gettext_lazy("공고를 취소했습니다."),
        consequences=(gettext_lazy("되돌릴 수 없습니다. 이유가 공고 화면에 남습니다."),),
        told=(gettext_lazy("신청서를 쓰고 있거나 낸 기업"),),
        kind="danger",
    ),
}


def _acts(round: Round, counted: dict[str, int]) -> list[tuple[str, Act]]:
    """What may be done now, the next step first."""
    now: list[str] = []
    if round.state == RoundState.DRAFT:
        now = ["call", "cancel"]
    elif round.state == RoundState.CALLED and round.window(timezone.now()) != "closed":
        now = ["extend", "cancel"]
    elif round.state == RoundState.CALLED:
        waiting = counted[ApplicationState.SUBMITTED] > 0
        now = [
            *(["check"] if waiting else []),
            *(["begin"] if not waiting and counted["under_review"] else []),
            "cancel",
        ]
    elif round.state == RoundState.REVIEWING:
        now = ["cancel"]
    return [(key, ACTS[key]) for key in now]


def round_act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Do one of ACTS, after saying what follows and who is told; what was typed is kept on refusal."""
    found = find(request, code)
    require(request.user, "support.run_round", found)
    if act not in ACTS:
        raise Http404
    step = ACTS[act]
    form = step.form(request.POST if request.method == "POST" else None) if step.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            came = step.do(actor=request.user, round=found, **(form.cleaned_data if form else {}))
        except ValidationError as refused:
            if form is None:
                messages.error(request, " ".join(refused.messages))
                return redirect(home(found))
            explain(form, refused)
        else:
            messages.success(request, _judged(came) if act == "check" else step.done)
            return redirect(home(found))
    context = {
        "round": found,
        "heading": step.heading,
        "question": found.name,
        "consequences": [*_counted(act, found), *step.consequences],
        "told": step.told,
        "form": form,
        "submit": step.submit,
        "kind": step.kind,
        "cancel": home(found),
    }
    return render(
        request,
        "support/round_confirm.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _counted(act: str, round: Round) -> list[str]:
    """What a step concerns, in figures."""
    if act == "call":
        when = {"opens": exact(round.opens_at), "closes": exact(round.closes_at)}
        return [_("%(opens)s부터 %(closes)s까지 신청을 받습니다.") % when]
    if act in ("check", "begin"):
        state = ApplicationState.SUBMITTED if act == "check" else ApplicationState.UNDER_REVIEW
        n = queries.counts(round)[state]
        text = _("확인할 신청은 %(n)d건입니다.") if act == "check" else _("평가할 신청은 %(n)d건입니다.")
        return [text % {"n": n}]
    return []


def _judged(came: dict[str, int]) -> str:
    return (
        _("신청 자격을 확인했습니다: 자격 있음 %(met)s건, 없음 %(not_met)s건, 확인 필요 %(unknown)s건.")
        % came
    )
