"""Pages about conflicts of interest: a member's own, and the secretariat's for a case."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms.conflicts import (
    NONE,
    DecisionForm,
    DeclareForm,
    EndForm,
    TieForm,
)
from sangsaeng.deliberation.models import AgendaItem, Exclusion, ExclusionRequest, Seat
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import Affiliation, Conflict, Declaration, Organisation, User
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

CHIP = {
    Conflict.State.SUGGESTED: "check",
    Conflict.State.STANDS: "flag-all",
    Conflict.State.DISMISSED: "flag-none",
}
REQUEST_CHIP = {"": "submitted", "accepted": "approved", "declined": "not-adopted"}


def told(conflict: Conflict) -> dict[str, Any]:
    """A conflict in the words of a page."""
    return {
        "pk": conflict.pk,
        "reason": conflicts.reason_label(conflict),
        "origin": _origin(conflict),
        "chip": CHIP[Conflict.State(conflict.state)],
        "state": conflict.get_state_display(),
        "stands": conflict.stands,
        "dismissed": conflict.state == Conflict.State.DISMISSED,
        "evidence": conflict.evidence,
        "decision": conflict.decision,
        "decided_by": conflict.decided_by,
        "decided_at": conflict.decided_at,
    }


def _origin(conflict: Conflict) -> str:
    """Where it came from; what the system found and nobody confirmed is no exclusion yet."""
    if conflict.origin == Conflict.Origin.COMPUTED and not conflict.stands:
        return _("자동 확인")
    return str(conflict.get_origin_display())


def ask_once(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    """A page that asks once, under the pages about conflicts."""
    return render(request, "deliberation/conflict_confirm.html", {"kind": "primary"} | context, status=status)


def attempt(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Do it with what the form holds; what is refused stands at the field it is about, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except ValidationError as refused:
        known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
        form.add_error(None, refused if known else refused.messages)
        return False
    return True


def own(request: HttpRequest) -> HttpResponse:
    """나의 이해관계: my ties, the cases that come before me, what was found about me and what follows."""
    user: User = request.user  # type: ignore[assignment]
    items = list(interests.on_agendas_of(user))
    whole = set(whole_to(user).filter(pk__in=[item.model_id for item in items]).values_list("pk", flat=True))
    mine = {"person": user, "case_type": interests.CASE}
    said = {row.case_id: row for row in Declaration.objects.filter(**mine).order_by("id")}
    found: dict[str, list[Conflict]] = {}
    for conflict in Conflict.objects.filter(**mine):
        found.setdefault(conflict.case_id, []).append(conflict)
    rows = [
        _own_row(item, item.model_id in whole, said.get(item.model.code), found.get(item.model.code, []))
        for item in items
        if item.model is not None
    ]
    waiting = sum(row["declaration"] is None and not row["out"] for row in rows)
    ties = user.affiliations.select_related("organisation")
    return render(
        request, "deliberation/conflicts.html", {"rows": rows, "waiting": waiting, "ties": ties, "user": user}
    )


def _own_row(
    item: AgendaItem, whole: bool, declaration: Declaration | None, found: list[Conflict]
) -> dict[str, Any]:
    return {
        "item": item,
        "model": item.model,
        "whole": whole,
        "meeting": words.meeting_name(item.meeting),
        "declaration": declaration,
        "reasons": _labels(declaration),
        "conflicts": [told(conflict) for conflict in found if conflict.state != Conflict.State.DISMISSED],
        "out": any(conflict.stands for conflict in found),
    }


def _labels(declaration: Declaration | None) -> list[str]:
    names = dict(interests.REASONS)
    return [str(names.get(reason, reason)) for reason in declaration.reasons] if declaration else []


def tie(request: HttpRequest) -> HttpResponse:
    """Add what ties me to a firm or body."""
    user: User = request.user  # type: ignore[assignment]
    organisations = Organisation.objects.filter(demonstration=user.demonstration)
    form = TieForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and attempt(
        form, lambda given: actions.add_tie(actor=user, person=user, **given)
    ):
        messages.success(request, _("관계를 적었습니다."))
        return redirect("deliberation:conflicts")
    return ask_once(
        request,
        heading=_("소속·관계 추가"),
        question=_("기업이나 기관과의 관계를 적으면 안건마다 이해관계를 자동으로 확인합니다."),
        form=form,
        submit=_("관계 저장"),
        cancel=reverse("deliberation:conflicts"),
        demonstration=user.demonstration,
    )


def tie_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day a tie ended."""
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(
        Affiliation.objects.select_related("organisation"), pk=pk, person=user, until=None
    )
    form = EndForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda given: actions.end_tie(actor=user, affiliation=found, until=given["until"])
    ):
        messages.success(request, _("끝난 날을 적었습니다."))
        return redirect("deliberation:conflicts")
    return ask_once(
        request,
        heading=_("끝난 관계 적기"),
        question=f"{found.organisation.name} · {found.get_relation_display()}",
        consequences=[
            _("기록은 지워지지 않습니다. 운영세칙의 기간 안에 끝난 관계는 여전히 제척 사유입니다.")
        ],
        form=form,
        submit=_("끝난 날 저장"),
        cancel=reverse("deliberation:conflicts"),
        demonstration=user.demonstration,
    )


def _item_to_declare(user: Any, code: str) -> AgendaItem:
    """The waiting item about that model, of those that come before this person; the secretariat's are all."""
    rows = interests.undecided_items() if _decides(user) else interests.on_agendas_of(user)
    item = rows.filter(model__code=code).first()
    if item is None:
        raise Http404
    require(user, "deliberation.declare", item.model)
    return item


def _decides(user: Any) -> bool:
    return may(user, "deliberation.decide_conflict")


def declare(request: HttpRequest, code: str) -> HttpResponse:
    """Declare about one case; the secretariat records what a member said (`?seat=`)."""
    user: User = request.user  # type: ignore[assignment]
    item = _item_to_declare(user, code)
    model = item.model
    if model is None:
        raise Http404
    person, back = user, reverse("deliberation:conflicts")
    if _decides(user):
        seats = Seat.objects.filter(
            is_active=True, user__isnull=False, body__demonstration=model.demonstration
        )
        seat = get_object_or_404(seats.select_related("user"), pk=_number(request.GET.get("seat")))
        person, back = seat.user or user, reverse("deliberation:conflict_case", args=(code,))
    last = conflicts.declared(model).get(person.pk)
    initial = {"reasons": (last.reasons or [NONE]) if last else []}
    form = DeclareForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda given: actions.declare(actor=user, person=person, model=model, **given)
    ):
        out = conflicts.is_conflicted(person, model)
        messages.success(
            request,
            _("신고했습니다. 이 안건에서 제외되어 자료를 볼 수 없고 표결하지 않습니다.")
            if out
            else _("신고했습니다. 이 안건에 참여할 수 있습니다."),
        )
        return redirect(back)
    whole = _decides(user) or whole_to(user).filter(pk=model.pk).exists()
    found = conflicts.of_case(model).filter(person=person).exclude(state=Conflict.State.DISMISSED)
    context = {
        "form": form,
        "row": _own_row(item, whole, last, list(found)),
        "person": person if person != user else None,
        "cancel": back,
    }
    return render(request, "deliberation/conflict_declare.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def cases(request: HttpRequest) -> HttpResponse:
    """The cases on coming agendas, for the secretariat: who has not declared, what is to be confirmed."""
    rows = interests.open_cases(demonstration_only=bool(getattr(request.user, "demonstration", False)))
    shown = [{"case": row, "meeting": words.meeting_name(row.item.meeting)} for row in rows]
    context = {
        "rows": shown,
        "silent": sum(row.silent for row in rows),
        "to_confirm": sum(row.to_confirm for row in rows),
    }
    return render(request, "deliberation/conflict_cases.html", context)


def _model(request: HttpRequest, code: str) -> WinWinModel:
    model = get_object_or_404(
        WinWinModel.objects.select_related("demand_company", "supplier", "item"), code=code
    )
    require(request.user, "deliberation.decide_conflict", model)
    return model


def case(request: HttpRequest, code: str) -> HttpResponse:
    """One case: members by reasons, with the evidence, and what the secretariat decides. A POST computes anew."""
    model = _model(request, code)
    items = list(interests.undecided_items(model))
    if request.method == "POST":
        made = [e for item in items for e in actions.recheck(actor=request.user, item=item)]  # type: ignore[arg-type]
        messages.success(
            request, _("다시 확인했습니다. 새로 제외한 위원은 %(count)d명입니다.") % {"count": len(made)}
        )
        return redirect("deliberation:conflict_case", code=code)
    rows = interests.matrix(model)
    excluded = Exclusion.objects.filter(agenda_item__in=items).select_related("seat", "agenda_item__meeting")
    context = {
        "model": model,
        "items": [(item, words.meeting_name(item.meeting)) for item in items],
        "reasons": interests.REASONS,
        "rows": [_matrix_row(row) for row in rows],
        "silent": [row for row in rows if row.declaration is None and row.seats],
        "standing": sum(row.stands for row in rows),
        "excluded": excluded,
        "requests": [
            (asked, REQUEST_CHIP[asked.outcome])
            for asked in ExclusionRequest.objects.filter(agenda_item__model=model).select_related(
                "seat", "asked_by__organisation", "agenda_item__meeting"
            )
        ],
    }
    return render(request, "deliberation/conflict_case.html", context)


def _matrix_row(row: interests.Row) -> dict[str, Any]:
    cells = []
    for reason, label in interests.REASONS:
        worst = row.worst(reason)
        cells.append((label, told(worst) if worst else None))
    return {
        "row": row,
        "cells": cells,
        "seat": row.seats[0] if row.seats else None,
        "declared": _labels(row.declaration),
        "conflicts": [told(conflict) for conflict in row.conflicts],
    }


def _conflict(request: HttpRequest, pk: int) -> Conflict:
    found = get_object_or_404(Conflict.objects.select_related("person"), pk=pk, case_type=interests.CASE)
    require(request.user, "deliberation.decide_conflict", found)
    return found


def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a conflict is none."""
    return _decide(
        request,
        _conflict(request, pk),
        actions.dismiss_conflict,
        heading=_("해당 없음으로 정하기"),
        consequences=[
            _("다른 사유가 없으면 위원이 이 안건에 다시 참여합니다."),
            _("판단한 사람과 이유가 기록에 남습니다."),
        ],
        submit=_("해당 없음으로 정하기"),
        done=_("해당 없음으로 정했습니다."),
    )


def uphold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a conflict stands."""
    return _decide(
        request,
        _conflict(request, pk),
        actions.uphold_conflict,
        heading=_("이해관계 인정"),
        consequences=[
            _("위원은 두 회의체 모두에서 이 모델의 자료를 볼 수 없고 표결하지 않습니다."),
            _("판단한 사람과 이유가 기록에 남습니다."),
        ],
        submit=_("이해관계 인정"),
        done=_("이해관계를 인정했습니다."),
    )


def _decide(
    request: HttpRequest, found: Conflict, act: Callable[..., Any], *, done: str, **page: Any
) -> HttpResponse:
    back = reverse("deliberation:conflict_case", args=(found.case_id,))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda given: act(actor=request.user, conflict=found, reason=given["reason"])
    ):
        messages.success(request, done)
        return redirect(back)
    question = f"{found.person.display_name}: {conflicts.reason_label(found)}"
    return ask_once(
        request,
        question=question,
        form=form,
        cancel=back,
        case=found.case_id,
        demonstration=found.demonstration,
        **page,
    )


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift an exclusion that was recorded wrongly."""
    found = get_object_or_404(
        Exclusion.objects.select_related("seat", "agenda_item__meeting", "agenda_item__model"), pk=pk
    )
    item = found.agenda_item
    if item.model is None:
        raise Http404
    require(request.user, "deliberation.decide_conflict", item.model)
    back = reverse("deliberation:conflict_case", args=(item.model.code,))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and attempt(
        form,
        lambda given: actions.lift_exclusion(
            actor=request.user,  # type: ignore[arg-type]
            item=item,
            seat=found.seat,
            reason=given["reason"],
        ),
    ):
        messages.success(request, _("제외를 철회했습니다."))
        return redirect(back)
    return ask_once(
        request,
        heading=_("제외 철회"),
        question=_("%(meeting)s 제%(number)d호 안건 · %(seat)s")
        % {"meeting": item.meeting.code, "number": item.number, "seat": found.seat.label},
        consequences=[
            _("이 모델에 대한 이 위원의 이해관계가 모두 해당 없음이 됩니다."),
            _("위원은 이 안건의 자료를 보고 표결합니다."),
            _("판단한 사람과 이유가 기록에 남습니다."),
        ],
        form=form,
        submit=_("제외 철회"),
        kind="danger",
        cancel=back,
        case=item.model.code,
        demonstration=item.meeting.demonstration,
    )
