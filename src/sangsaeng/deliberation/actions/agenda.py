"""The agenda of a meeting: models, other motions and reports put on it, its papers, what is said on each item."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.conflicts import exclude_standing
from sangsaeng.deliberation.actions.locks import lock_item, lock_meeting, lock_vote, not_over, undecided
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append

# The state in which a model can be put on the agenda of each body; a sub-council looks at it before its council.
READY = {
    Body.Kind.COUNCIL: State.SCREENED,
    Body.Kind.SUB_COUNCIL: State.SCREENED,
    Body.Kind.COMMITTEE: State.AT_COMMITTEE,
}
# The state in which it then waits for the decision.
WAITING = {
    Body.Kind.COUNCIL: State.ON_AGENDA,
    Body.Kind.SUB_COUNCIL: State.SCREENED,
    Body.Kind.COMMITTEE: State.AT_COMMITTEE,
}


def _new_item(meeting: Meeting, **fields: Any) -> AgendaItem:
    """The next item of a locked meeting; once the meeting has opened it is an urgent one (긴급 안건)."""
    number = (meeting.agenda.aggregate(last=Max("number"))["last"] or 0) + 1
    item = AgendaItem(
        meeting=meeting,
        number=number,
        paper_number=f"{meeting.number}-{number}",
        added_urgently=not meeting.is_called,
        **fields,
    )
    item.full_clean(exclude=["figures", "support"])  # an empty list is nothing missing
    item.save()
    return item


def put_on_agenda(*, actor: User, meeting: Meeting, model: WinWinModel) -> AgendaItem:
    """Put a model on the agenda; before the council this advances the model to «on agenda».

    Locks meeting and model, writes the item with the kinds of support asked for, advances the model, excludes
    whoever has a standing conflict in it, appends one event. Before the committee the item follows the council's.
    Refuses (ValidationError) a meeting that is over, a model that is not ready for this body
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
        item = _new_item(
            meeting,
            kind=AgendaItem.Kind.MODEL,
            model=model,
            follows=_council_item(model) if kind == Body.Kind.COMMITTEE else None,
            support=list(model.requested_support.values_list("kind", flat=True)),
        )
        if kind == Body.Kind.COUNCIL:
            advance(actor=actor, model=model, step="put_on_agenda", reason="")
        append(
            verb="deliberation.put_on_agenda",
            subject=meeting,
            actor=actor,
            data={"item": item.number, "model": model.code, "urgent": item.added_urgently},
        )
        exclude_standing(actor=actor, item=item)
    return item


def _council_item(model: WinWinModel) -> AgendaItem | None:
    """The council's item by which the model was recommended; the last one, where there are several."""
    adopted = model.agenda_items.filter(
        meeting__body__kind=Body.Kind.COUNCIL, outcome=AgendaItem.Outcome.ADOPTED
    )
    return adopted.order_by("-decided_at").first()


def put_motion(
    *, actor: User, meeting: Meeting, title: str, resolution: str, grounds: str = "", content: str = ""
) -> AgendaItem:
    """Put another motion on the agenda: bylaws, an election, an annulment. Refuses (ValidationError) one without text."""
    if not resolution.strip():
        raise ValidationError({"resolution": _("의결주문을 적어 주세요.")})
    return _put_text(
        actor,
        meeting,
        AgendaItem.Kind.MOTION,
        title=title,
        resolution=resolution.strip(),
        grounds=grounds.strip(),
        content=content.strip(),
    )


def put_report(
    *,
    actor: User,
    meeting: Meeting,
    title: str,
    content: str = "",
    figures: list[dict[str, Any]] | None = None,
) -> AgendaItem:
    """Put a report on the agenda with its tables of figures (as `AgendaItem.figures`); it is not voted on."""
    return _put_text(
        actor,
        meeting,
        AgendaItem.Kind.REPORT,
        title=title,
        content=content.strip(),
        figures=figures or [],
    )


def _put_text(actor: User, meeting: Meeting, kind: str, *, title: str, **fields: Any) -> AgendaItem:
    require(actor, "deliberation.run", meeting)
    if not title.strip():
        raise ValidationError({"title": _("안건 이름을 적어 주세요.")})
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        item = _new_item(meeting, kind=kind, title=title.strip(), **fields)
        append(
            verb="deliberation.put_on_agenda",
            subject=meeting,
            actor=actor,
            data={"item": item.number, "kind": kind, "title": item.title, "urgent": item.added_urgently},
        )
    return item


def write_paper(
    *, actor: User, item: AgendaItem, resolution: str, grounds: str, content: str, paper_number: str = ""
) -> AgendaItem:
    """Write the paper of an item (의안): 의결주문, 제안이유, 주요내용, and its number. Refuses (ValidationError) a decided item, and one
    that is being voted on: what is put to the vote must not change under it.
    """
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        if lock_vote(item) is not None:
            raise ValidationError(
                _("표결 중에는 의안을 고칠 수 없습니다. 고치려면 표결을 무효로 하고 다시 표결하세요.")
            )
        before = item.resolution
        item.resolution, item.grounds, item.content = resolution.strip(), grounds.strip(), content.strip()
        item.paper_number = paper_number.strip() or item.paper_number
        item.full_clean(exclude=["figures", "support"])
        item.save(update_fields=["resolution", "grounds", "content", "paper_number"])
        append(
            verb="deliberation.write_paper",
            subject=item.meeting,
            actor=actor,
            data={
                "item": item.number,
                "paper": item.paper_number,
                "resolution": item.resolution,
                **({"before": before} if before and before != item.resolution else {}),
            },
        )
    return item


def put_together(*, actor: User, meeting: Meeting, numbers: list[int]) -> int:
    """Put undecided items together (일괄상정) and return the number of the batch; each keeps its own recusals.

    Refuses (ValidationError) fewer than two, a report, an item that is decided, and one with an open vote.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        items = list(meeting.agenda.select_for_update(of=("self",)).filter(number__in=numbers))
        if len(items) < 2 or any(item.is_decided or item.is_report for item in items):
            raise ValidationError(_("아직 결정하지 않은 의결 안건을 둘 이상 고르세요."))
        if any(lock_vote(item) for item in items):
            raise ValidationError(_("이미 표결 중인 안건입니다."))
        batch = (meeting.agenda.aggregate(last=Max("batch"))["last"] or 0) + 1
        meeting.agenda.filter(number__in=numbers).update(batch=batch)
        append(
            verb="deliberation.put_together",
            subject=meeting,
            actor=actor,
            data={"items": sorted(numbers), "batch": batch},
        )
    return batch


def take_apart(*, actor: User, meeting: Meeting, batch: int) -> None:
    """Deal with the items of a batch one by one again."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        numbers = sorted(meeting.agenda.filter(batch=batch, outcome="").values_list("number", flat=True))
        meeting.agenda.filter(number__in=numbers).update(batch=None)
        append(verb="deliberation.take_apart", subject=meeting, actor=actor, data={"items": numbers})


def take_off(*, actor: User, item: AgendaItem, reason: str) -> None:
    """Take an undecided item off the agenda; a model before the council goes back to «screened».

    Before the opening the item is gone from the agenda (the event stays). In session it stays on the
    agenda as deferred, with the reason, for the minutes. A model that was withdrawn meanwhile keeps its
    state. Refuses (ValidationError) a decided item, one with an open vote, an item of a meeting that is over,
    and a missing reason.
    """
    require(actor, "deliberation.run", item.meeting)
    if not reason.strip():
        raise ValidationError(_("사유를 적어 주세요."))
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        if lock_vote(item) is not None:
            raise ValidationError(_("표결 중인 안건은 내릴 수 없습니다. 표결을 마감하거나 무효로 하세요."))
        off_the_agenda(actor=actor, item=item, reason=reason)
        append(
            verb="deliberation.take_off",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "model": item.model.code if item.model else "", "reason": reason},
        )
        if item.meeting.is_called:
            item.delete()
        else:
            item.outcome = AgendaItem.Outcome.DEFERRED
            item.note = reason
            item.decided_at = timezone.now()
            item.save(update_fields=["outcome", "note", "decided_at"])


def off_the_agenda(*, actor: User, item: AgendaItem, reason: str) -> None:
    """A model that was not decided goes back to «screened»; before the committee it waits where it is."""
    if item.model_id is None:
        return
    model = WinWinModel.objects.select_for_update().get(pk=item.model_id)
    if model.state == State.ON_AGENDA:
        advance(actor=actor, model=model, step="take_off_agenda", reason=reason)


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
