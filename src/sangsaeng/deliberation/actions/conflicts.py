"""Who steps out of an item: by himself (회피), by law (제척), or on a party's request (기피)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_item, lock_vote, not_over, undecided
from sangsaeng.deliberation.models import AgendaItem, Exclusion, Seat
from sangsaeng.parties.models import Conflict, User
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.records.actions import append

# What a conflict is as an exclusion, by where it came from.
EXCLUDED_AS = {
    Conflict.Origin.DECLARED: Exclusion.Reason.SELF_RECUSAL,
    Conflict.Origin.COMPUTED: Exclusion.Reason.BY_LAW,
    Conflict.Origin.FOUND: Exclusion.Reason.BY_LAW,
    Conflict.Origin.REQUESTED: Exclusion.Reason.ON_REQUEST,
}


def recuse(*, actor: User, item: AgendaItem, seat: Seat, reason: str, code: str = "") -> Exclusion:
    """Exclude a seat from an item: it no longer sees it whole, does not vote, and leaves the base.

    A member recuses himself (회피); what the law excludes (제척) is recorded by the secretariat, which may also
    record a recusal declared in the room. Where a vote is open, the seat leaves its electorate. Refuses
    (NotAllowed) recusing someone else, (ValidationError) a decided item, a seat of another body, a second
    exclusion, and a seat whose ballot is in.
    """
    require(actor, "deliberation.recuse", item)
    if not may(actor, "deliberation.run", item.meeting) and (
        seat.user_id != actor.pk or reason != Exclusion.Reason.SELF_RECUSAL
    ):
        raise NotAllowed(_("본인의 회피만 신청할 수 있습니다."))
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        if seat.body_id != item.meeting.body_id:
            raise ValidationError(_("이 회의체의 위원이 아닙니다."))
        if item.exclusions.filter(seat=seat).exists():
            raise ValidationError(_("이미 이 안건에서 빠진 위원입니다."))
        _leave_the_vote(item, seat)
        exclusion = Exclusion(agenda_item=item, seat=seat, reason=reason, code=code, recorded_by=actor)
        exclusion.full_clean()
        exclusion.save()
        append(
            verb="deliberation.recuse",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "seat": seat.label, "reason": reason, "code": code},
        )
    return exclusion


def exclude_standing(*, actor: User, item: AgendaItem) -> list[Exclusion]:
    """Exclude every seat whose person has a conflict that stands in the item's model; idempotent.

    Call it inside the transaction of the act; appends one event for each new exclusion.
    """
    if item.model is None:
        return []
    standing = Conflict.objects.filter(
        case_type="winwinmodel", case_id=item.model.code, state=Conflict.State.STANDS
    )
    reasons = {conflict.person_id: conflict for conflict in standing}
    already = set(item.exclusions.values_list("seat_id", flat=True))
    seats = Seat.objects.filter(body_id=item.meeting.body_id, is_active=True, user__in=reasons)
    made = []
    for seat in seats:
        if seat.pk in already or seat.user_id is None:
            continue
        conflict = reasons[seat.user_id]
        made.append(
            Exclusion.objects.create(
                agenda_item=item,
                seat=seat,
                reason=EXCLUDED_AS[Conflict.Origin(conflict.origin)],
                code=conflict.reason,
                recorded_by=actor,
            )
        )
        append(
            verb="deliberation.exclude",
            subject=item.meeting,
            actor=actor,
            data={
                "item": item.number,
                "seat": seat.label,
                "reason": made[-1].reason,
                "code": conflict.reason,
            },
        )
    return made


def _leave_the_vote(item: AgendaItem, seat: Seat) -> None:
    """Take the seat out of the electorate of an open vote; refused once its ballot is in."""
    vote = lock_vote(item)
    elector = vote.electors.select_for_update().filter(seat=seat).first() if vote else None
    if elector is None:
        return
    if elector.voted:
        raise ValidationError(_("이미 표를 낸 위원은 이 안건에서 빠질 수 없습니다."))
    elector.excluded_later = True
    elector.save(update_fields=["excluded_later"])
