"""Pages of the way to the committee and back: each says first what will follow and who will be told."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.forms.letters import DropForm
from sangsaeng.deliberation.models import Body, Meeting
from sangsaeng.deliberation.queries import letters as queries
from sangsaeng.deliberation.views.letters import step
from sangsaeng.deliberation.words import letters as texts
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.queries import documents


def _told(people: Iterable[User]) -> list[SafeString]:
    """Who will be told, each with the role; shown before the step."""
    return [format_html("{} ({})", in_korean(str(person)), person.get_role_display()) for person in people]


def _model(request: HttpRequest, code: str) -> WinWinModel:
    return get_object_or_404(whole_to(request.user), code=code)


def send_to_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Send a recommended model on to the committee, after showing what goes and who is told."""
    model = _model(request, code)
    back = reverse("proposals:model", args=(code,))
    if request.method == "POST":
        return step(
            request,
            lambda: actions.send_to_committee(actor=cast(User, request.user), model=model),
            _("위원회에 보냈습니다. 상정 요청 공문의 초안을 만들었습니다."),
            back,
        )
    item = queries.council_item_of(model)
    papers = ", ".join(texts.referral(item).enclosures) if item else ""
    consequences = [
        _("모델은 위원회 상태가 됩니다. 승인이 아닙니다."),
        _("승인은 위원회가 따로 회의를 열어 결정합니다."),
    ]
    if papers:
        consequences.append(
            format_html("{} {}", _("위원회 상정 요청 공문의 초안을 만듭니다. 붙임:"), in_korean(papers))
        )
    if item is not None and not documents(item.meeting).filter(kind="minutes").exists():
        consequences.append(_("아직 회의록을 만들지 않았습니다. 공문을 보내기 전에 만드세요."))
    context = {
        "heading": _("위원회에 보내기"),
        "question": _("%(code)s: 협의회의 건의를 경쟁력강화위원회에 보냅니다.") % {"code": model.code},
        "consequences": consequences,
        "told": _told(queries.told_of_sending(model)),
        "submit": _("위원회에 보내기"),
        "kind": "primary",
    }
    return _confirm(request, model, back, context)


def take_back_from_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Take a model back that stands on no agenda of the committee yet."""
    model = _model(request, code)
    back = reverse("proposals:model", args=(code,))
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return step(
            request,
            lambda: actions.take_back_from_committee(
                actor=cast(User, request.user), model=model, reason=form.cleaned_data["reason"]
            ),
            _("위원회에서 거두어들였습니다."),
            back,
        )
    context = {
        "heading": _("위원회에서 철회"),
        "question": _("%(code)s: 위원회에 보낸 것을 거두어들입니다.") % {"code": model.code},
        "consequences": [
            _("모델은 건의 상태로 돌아가고 다시 보낼 수 있습니다."),
            _("아직 보내지 않은 상정 요청 공문은 쓰지 않게 됩니다."),
        ],
        "told": _told(queries.told_of_sending(model)),
        "form": form,
        "submit": _("위원회에서 철회"),
        "kind": "danger",
    }
    return _confirm(request, model, back, context)


def answers(request: HttpRequest, code: str) -> HttpResponse:
    """Put the committee's answers on the agenda of a council's meeting as one report."""
    meeting = get_object_or_404(Meeting.objects.select_related("body", "bylaw"), code=code)
    back = reverse("deliberation:meeting", args=(code,))
    if request.method == "POST":
        return step(
            request,
            lambda: actions.put_answers_on_agenda(actor=cast(User, request.user), meeting=meeting),
            _("보고 안건으로 올렸습니다."),
            back,
        )
    waiting = queries.committee_answers_waiting(meeting)
    if not waiting:
        messages.error(request, _("협의회에 보고할 위원회의 결정이 없습니다."))
        return redirect(back)
    context = {
        "heading": _("위원회의 결정 보고하기"),
        "question": _("협의회에 보고할 위원회의 결정은 %(count)d건입니다. 보고 안건 하나로 올립니다.")
        % {"count": len(waiting)},
        "consequences": [
            format_html(
                "{} {}: {}",
                answer.code,
                in_korean(answer.codename),
                words.outcome_word(Body.Kind.COMMITTEE, answer.outcome),
            )
            for answer in waiting
        ],
        "submit": _("보고 안건으로 올리기"),
        "kind": "primary",
    }
    frame = {"cancel": back, "name": words.meeting_name(meeting), "demonstration": meeting.demonstration}
    return render(request, "deliberation/confirm.html", frame | context)


def _confirm(request: HttpRequest, model: WinWinModel, back: str, context: dict[str, Any]) -> HttpResponse:
    frame = {"cancel": back, "name": model.code, "demonstration": model.demonstration}
    return render(request, "deliberation/confirm.html", frame | context)
