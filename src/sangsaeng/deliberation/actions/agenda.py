"""Putting models on an agenda, taking them off, sending a recommendation on to the committee."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_item, lock_meeting, not_over, undecided
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append

# The state in which a model can be put on the agenda of each body.
READY = {Body.Kind.COUNCIL: State.SCREENED, Body.Kind.COMMITTEE: State.AT_COMMITTEE}
# The state in which it then waits for the decision.
WAITING = {Body.Kind.COUNCIL: State.ON_AGENDA, Body.Kind.COMMITTEE: State.AT_COMMITTEE}


def put_on_agenda(*, actor: User, meeting: Meeting, model: WinWinModel) -> AgendaItem:
    """Put a model on the agenda; before the council this advances the model to «on agenda».

    Locks meeting and model, writes the item with the kinds of support asked for, advances the model,
    appends one event. Refuses (ValidationError) a closed meeting, a model that is not ready for this body
    or already waits on an agenda, and mixing what is made up with what is not.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        model = WinWinModel.objects.select_for_update().get(pk=model.pk)
        kind = Body.Kind(meeting.body.kind)
        if model.demonstration != meeting.demonstration:
            raise ValidationError(_("시연 모델은 시연 회의에만, 실제 모델은 실제 회의에만 상정합니다."))
        if model.state != READY[kind]:
            raise ValidationError(
                _("‘%(state)s’ 상태의 모델만 이 회의에 상정할 수 있습니다.") % {"state": READY[kind].label}
            )
        if model.agenda_items.filter(outcome="").exists():
            raise ValidationError(_("이미 다른 안건으로 올라 있는 모델입니다."))
        last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
        item = AgendaItem.objects.create(
            meeting=meeting,
            number=last + 1,
            model=model,
            support=list(model.requested_support.values_list("kind", flat=True)),
        )
        if kind == Body.Kind.COUNCIL:
            advance(actor=actor, model=model, step="put_on_agenda", reason="")
        append(
            verb="deliberation.put_on_agenda",
            subject=meeting,
            actor=actor,
            data={"item": item.number, "model": model.code},
        )
    return item


def take_off(*, actor: User, item: AgendaItem, reason: str) -> None:
    """Take an undecided item off the agenda; a model before the council goes back to «screened».

    Before the opening the item is gone from the agenda (the event stays). In session it stays on the
    agenda as deferred, with the reason, for the minutes. A model that was withdrawn meanwhile keeps its
    state. Refuses (ValidationError) a decided item, an item of a closed meeting, and a missing reason.
    """
    require(actor, "deliberation.run", item.meeting)
    if not reason.strip():
        raise ValidationError(_("사유를 적어 주세요."))
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        model = WinWinModel.objects.select_for_update().get(pk=item.model_id)
        if model.state == State.ON_AGENDA:
            advance(actor=actor, model=model, step="take_off_agenda", reason=reason)
        append(
            verb="deliberation.take_off",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "model": model.code, "reason": reason},
        )
        if item.meeting.is_called:
            item.delete()
        else:
            item.outcome = AgendaItem.Outcome.DEFERRED
            item.note = reason
            item.decided_at = timezone.now()
            item.save(update_fields=["outcome", "note", "decided_at"])


def write_remarks(*, actor: User, item: AgendaItem, remarks: str) -> AgendaItem:
    """Write the gist of what was said (발언 요지), one remark a line, until the meeting is closed."""
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        item.remarks = "\n".join(line.strip() for line in remarks.splitlines() if line.strip())
        item.save(update_fields=["remarks"])
        append(
            verb="deliberation.write_remarks",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "remarks": item.remarks},
        )
    return item


def send_to_committee(*, actor: User, model: WinWinModel) -> WinWinModel:
    """Send the council's recommendation on to the committee; the step's own event is the record of it.

    It is not a decision of the committee. Refuses (ValidationError) a model that the council
    has not recommended.
    """
    require(actor, "deliberation.send_to_committee", model)
    with transaction.atomic():
        model = WinWinModel.objects.select_for_update().get(pk=model.pk)
        if model.state != State.RECOMMENDED:
            raise ValidationError(_("협의회가 건의한 모델만 위원회에 보낼 수 있습니다."))
        return advance(actor=actor, model=model, step="send_to_committee")
