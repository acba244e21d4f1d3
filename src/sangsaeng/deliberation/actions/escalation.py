"""The way to the committee and back: the referral, taking it back, the answer, and its report to the council."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation.actions import letters
from sangsaeng.deliberation.actions.agenda import put_report
from sangsaeng.deliberation.actions.locks import lock_meeting
from sangsaeng.deliberation.models import AgendaItem, Body, Letter, Meeting
from sangsaeng.deliberation.queries import letters as queries
from sangsaeng.deliberation.words import letters as texts
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Message, User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append
from sangsaeng.records.documents.common import korean_day

Outcome = AgendaItem.Outcome


def send_to_committee(*, actor: User, model: WinWinModel) -> WinWinModel:
    """Send the council's recommendation on to the committee: the model's step, the letter that refers it, the messages.

    It is not a decision of the committee. Locks the model. Refuses (ValidationError) a model that the council has
    not recommended, and one whose adopted item is not on record.
    """
    require(actor, "deliberation.send_to_committee", model)
    with transaction.atomic():
        model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
        item = queries.council_item_of(model)
        if model.state != State.RECOMMENDED:
            raise ValidationError(_("협의회가 건의한 모델만 위원회에 보낼 수 있습니다."))
        if item is None:
            raise ValidationError(_("건의하기로 의결한 협의회 안건이 없어 위원회에 보낼 수 없습니다."))
        model = advance(actor=actor, model=model, step="send_to_committee")
        letters.draft_referral(actor, item)
        _tell(
            actor,
            model,
            queries.told_of_sending(model),
            "sent_to_committee",
            f"{model.code} 모델을 위원회에 보냈습니다",
            "상생협의회의 건의를 경쟁력강화위원회에 보냈습니다. 승인 여부는 위원회가 따로 결정합니다.",
        )
    return model


def take_back_from_committee(*, actor: User, model: WinWinModel, reason: str) -> WinWinModel:
    """Take a model back from the committee before it stands on one of its agendas; it is recommended again.

    A referral that was not sent yet is dropped with the same reason. Refuses (ValidationError) an empty reason, a
    model that is not with the committee, and one on an agenda that is not decided.
    """
    require(actor, "deliberation.send_to_committee", model)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("사유를 적어 주세요.")})
    with transaction.atomic():
        model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
        if model.state != State.AT_COMMITTEE:
            raise ValidationError(_("위원회에 가 있는 모델이 아닙니다."))
        if queries.waits_at_committee(model) is not None:
            raise ValidationError(_("위원회 안건으로 올라 있습니다. 먼저 안건에서 내리세요."))
        model = advance(actor=actor, model=model, step="take_back_from_committee", reason=reason)
        letters.drop_unsent(actor, model, Letter.Kind.REFERRAL, reason)
        _tell(
            actor,
            model,
            queries.told_of_sending(model),
            "taken_back",
            f"{model.code} 모델을 위원회에서 거두어들였습니다",
            f"사유: {reason}",
        )
    return model


def report_back(actor: User, item: AgendaItem) -> Letter | None:
    """Bring the committee's answer back: messages to all concerned, the draft of the reply, requests after approval.

    Call it in the transaction that decided the item. A deferred item is no answer: nothing happens and None is
    returned. The council hears of it at its next meeting (`put_answers_on_agenda`).
    """
    model = item.model
    if item.meeting.body.kind != Body.Kind.COMMITTEE or item.outcome not in queries.ANSWERS or model is None:
        return None
    with transaction.atomic():
        reply = letters.draft_reply(actor, item)
        if item.outcome == Outcome.ADOPTED:
            letters.draft_requests(actor, item)
        word = texts.ANSWER[Outcome(item.outcome)]
        said = [f"{item.meeting.body.name} 제{item.meeting.number}차 회의의 결정: {word}."]
        said += [f"조건: {item.conditions}"] if item.conditions else []
        said += [f"사유: {item.note}"] if item.note else []
        _tell(
            actor,
            model,
            queries.told_of_answer(item),
            "committee_answer",
            f"{model.code} 모델에 대한 위원회의 결정: {word}",
            "\n".join(said),
        )
        append(
            verb="deliberation.report_back",
            subject=model,
            actor=actor,
            data={
                "meeting": item.meeting.code,
                "item": item.number,
                "outcome": item.outcome,
                "reply": reply.code,
            },
        )
    return reply


def put_answers_on_agenda(*, actor: User, meeting: Meeting) -> AgendaItem:
    """Put one report on the council's agenda with every answer of the committee that was not reported to it yet.

    Its table holds what the public may know (code, codename, decision, day): a report is for the whole council, and
    whoever stepped out of a case reads no more of it there. Locks the meeting. Refuses (ValidationError) a meeting
    that is not just called or not of a council, and where nothing waits.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if meeting.body.kind != Body.Kind.COUNCIL:
            raise ValidationError(_("위원회의 결정은 상생협의회 회의에 보고합니다."))
        if not meeting.is_called:
            raise ValidationError(_("소집한 회의에만 보고 안건을 올릴 수 있습니다."))
        answers = queries.committee_answers_waiting(meeting)
        if not answers:
            raise ValidationError(_("협의회에 보고할 위원회의 결정이 없습니다."))
        item = put_report(
            actor=actor,
            meeting=meeting,
            title=f"경쟁력강화위원회의 결정 보고({len(answers)}건)",
            content="협의회가 건의한 상생모델에 대한 경쟁력강화위원회의 결정을 보고합니다.",
            figures=[_table(answers)],
        )
        append(
            verb="deliberation.put_answers_on_agenda",
            subject=meeting,
            actor=actor,
            data={"item": item.number, "models": [answer.code for answer in answers]},
        )
    return item


def _table(answers: list[queries.Answer]) -> dict[str, object]:
    days = [a.item.decided_at.astimezone(SEOUL).date() for a in answers if a.item.decided_at]
    return {
        "title": "위원회의 결정",
        "unit": "",
        "columns": ["번호", "과제", "결정", "결정한 날"],
        "rows": [
            [answer.code, answer.codename, texts.ANSWER[Outcome(answer.outcome)], korean_day(day)]
            for answer, day in zip(answers, days, strict=True)
        ],
        "as_of": max(days).isoformat(),
        "answers": [queries.mark(answer) for answer in answers],
    }


def _tell(
    actor: User, model: WinWinModel, people: list[User], kind: str, title: str, body: str
) -> list[Message]:
    with override("ko"):  # whoever reads it may have another language than who acts
        url = reverse("proposals:model", args=[model.code])
    return tell(actor=actor, recipients=people, kind=kind, title=title, body=body, url=url, about=model)
