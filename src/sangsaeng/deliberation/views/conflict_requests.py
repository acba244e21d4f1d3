"""Pages about a party's request that a member be excluded (기피 신청): asking, deciding, and the panel of a model."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms.conflicts import RequestDecisionForm, RequestForm
from sangsaeng.deliberation.models import AgendaItem, BylawVersion, ExclusionRequest, Seat
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.tally import Tally
from sangsaeng.deliberation.views.conflicts import REQUEST_CHIP, ask_once, attempt
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.proposals.queries import whole_to


def _asked_about(user: Any, code: str) -> tuple[WinWinModel, AgendaItem | None]:
    """A model of the person's own side, with the item on which something can be asked."""
    model = whole_to(user).filter(code=code).first()
    if model is None:
        raise Http404
    return model, interests.undecided_items(model).first()


def ask(request: HttpRequest, code: str) -> HttpResponse:
    """A party asks that a member be excluded, and sees what became of it."""
    user: User = request.user  # type: ignore[assignment]
    model, item = _asked_about(user, code)
    require(user, "deliberation.request_exclusion", item or model)
    form = RequestForm(request.POST or None, seats=_seats_to_name(item)) if item else None
    if (
        request.method == "POST"
        and form is not None
        and item is not None
        and attempt(form, lambda given: actions.request_exclusion(actor=user, item=item, **given))
    ):
        messages.success(request, _("기피를 신청했습니다. 다른 위원들이 회의에서 결정합니다."))
        return redirect("deliberation:conflict_request", code=code)
    context = {
        "model": model,
        "item": item,
        "meeting": words.meeting_name(item.meeting) if item else "",
        "form": form,
        "requests": [
            (asked, REQUEST_CHIP[asked.outcome], words.working(asked.tally) if asked.working else "")
            for asked in _with_tally(interests.requests_of(user, model))
        ],
    }
    return render(request, "deliberation/conflict_request.html", context)


def _seats_to_name(item: AgendaItem) -> QuerySet[Seat]:
    """The seats of the body; which of them are out already is not told to the parties."""
    return Seat.objects.filter(body_id=item.meeting.body_id, is_active=True)


def _with_tally(rows: Any) -> list[Any]:
    asked = list(rows)
    for row in asked:
        row.tally = Tally.from_data(row.working) if row.working else None
    return asked


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter how the others decided a request; what it comes to is computed."""
    asked = get_object_or_404(
        ExclusionRequest.objects.select_related(
            "seat",
            "asked_by__organisation",
            "agenda_item__meeting__body",
            "agenda_item__meeting__bylaw",
            "agenda_item__model",
        ),
        pk=pk,
    )
    item = asked.agenda_item
    require(request.user, "deliberation.run", item.meeting)
    back = reverse("deliberation:conflict_case", args=(item.model.code,)) if item.model else "/meetings/"
    if asked.outcome or not item.meeting.is_open:
        messages.warning(
            request,
            _("이미 결정한 기피 신청입니다.")
            if asked.outcome
            else _("기피 신청은 회의를 연 뒤에 다른 위원들이 결정합니다."),
        )
        return redirect(back)
    chair_decides = item.meeting.bylaw.tie_rule == BylawVersion.TieRule.CHAIR
    form = RequestDecisionForm(request.POST or None, chair_decides=chair_decides)
    if request.method == "POST" and attempt(
        form,
        lambda given: actions.decide_request(actor=request.user, request=asked, **given),  # type: ignore[arg-type]
    ):
        messages.success(request, _("기피 신청을 결정했습니다."))
        return redirect(back)
    return ask_once(
        request,
        heading=_("기피 신청 결정"),
        question=f"{asked.seat.label}: {asked.reason}",
        consequences=[
            _("신청된 위원을 뺀 위원들의 표만 적습니다. 지금 출석한 사람은 %(present)d명입니다.")
            % {"present": actions.count_request(asked, for_=0, against=0, abstain=0).present},
            _("인정되는지는 이 회의의 운영세칙으로 계산합니다."),
            _("인정되면 그 위원은 두 회의체 모두에서 이 모델에 참여하지 않습니다."),
            _("신청한 기업과 그 위원에게 결과를 알립니다. 되돌릴 수 없습니다."),
        ],
        form=form,
        submit=_("기피 신청 결정"),
        cancel=back,
        case=item.model.code if item.model else "",
        demonstration=item.meeting.demonstration,
    )


def panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """On a model's page: a party may ask for an exclusion, the secretariat sees who is conflicted."""
    if may(request.user, "deliberation.decide_conflict", model):
        if not model.submitted_at:
            return None
        url = reverse("deliberation:conflict_case", args=(model.code,))
        actions_ = (Action(url, _("이해관계 보기"), _("위원마다 신고와 확인된 사유를 봅니다."), "secondary"),)
        return Panel(
            _("이해관계"), "deliberation/_conflict_panel.html", {"rows": []}, order=35, actions=actions_
        )
    if not may(request.user, "deliberation.request_exclusion", model):
        return None
    asked = list(interests.requests_of(request.user, model))
    item = interests.undecided_items(model).first()
    if item is None and not asked:
        return None
    buttons: tuple[Action, ...] = ()
    if item is not None:
        url = reverse("deliberation:conflict_request", args=(model.code,))
        hint = _("공정한 심의가 어려운 위원이 있으면 신청합니다.")
        buttons = (Action(url, _("기피 신청"), hint, "secondary"),)
    rows = [(row, REQUEST_CHIP[row.outcome]) for row in asked]
    return Panel(
        _("기피 신청"), "deliberation/_conflict_panel.html", {"rows": rows}, order=35, actions=buttons
    )
