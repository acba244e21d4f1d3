"""Recusal and voting: one ballot a seat, never changed, and an outcome that is computed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.agenda import WAITING
from sangsaeng.deliberation.actions.locks import in_session, lock_item, not_over, undecided
from sangsaeng.deliberation.counting import count, tally_of
from sangsaeng.deliberation.models import AgendaItem, Attendance, Ballot, Body, Exclusion, Seat
from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.proposals.actions import advance
from sangsaeng.records.actions import append

# What an outcome is to the model: by body and outcome, the step of its lifecycle.
STEP = {
    (Body.Kind.COUNCIL, AgendaItem.Outcome.ADOPTED): "recommend",
    (Body.Kind.COUNCIL, AgendaItem.Outcome.RETURNED): "return_for_supplement",
    (Body.Kind.COUNCIL, AgendaItem.Outcome.REJECTED): "not_recommend",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.ADOPTED): "approve",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.RETURNED): "return_from_committee",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.REJECTED): "decline",
}
WITHOUT_ADOPTION = (AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED)


def _put_in_ballot(*, actor: User, item: AgendaItem, seat: Seat, choice: str, verb: str) -> Ballot:
    """Lock, check, and put the one ballot of `seat` in; the caller has checked who acts."""
    with transaction.atomic():
        item = lock_item(item)
        in_session(item.meeting)
        undecided(item)
        if choice not in Ballot.Choice.values:
            raise ValidationError(_("찬성, 반대, 기권 가운데 하나를 고르세요."))
        there = item.meeting.attendance.filter(seat=seat).exclude(how=Attendance.How.ABSENT)
        if not there.exists():
            raise ValidationError(_("출석하지 않은 위원은 표결할 수 없습니다."))
        if item.exclusions.filter(seat=seat).exists():
            raise ValidationError(_("이 안건에서 빠진 위원은 표결할 수 없습니다."))
        _quorum(item)
        if item.ballots.filter(seat=seat).exists():
            raise ValidationError(_("이미 표를 냈습니다. 낸 표는 고칠 수 없습니다."))
        ballot = Ballot.objects.create(agenda_item=item, seat=seat, choice=choice, entered_by=actor)
        append(
            verb=verb,
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "seat": seat.label, "choice": choice},
        )
    return ballot


def _quorum(item: AgendaItem) -> Tally:
    """The count so far; refuses where too few are there for a vote on this item."""
    counted = tally_of(item, count(item))
    if counted.outcome == "no_quorum":
        raise ValidationError(
            _("의사정족수에 미치지 못합니다. 출석 %(present)d명, 필요한 출석 %(quorum)d명입니다.")
            % {"present": counted.present, "quorum": counted.quorum}
        )
    return counted


def cast(*, actor: User, item: AgendaItem, choice: str) -> Ballot:
    """Cast one's own vote on an item, once; a ballot is never changed.

    Locks meeting and item. Refuses (NotAllowed) whoever holds no seat on the body, (ValidationError) a
    meeting not in session, a decided item, an absent or excluded member, a vote without quorum, and a
    second ballot.
    """
    require(actor, "deliberation.cast", item)
    seat = Seat.objects.get(body_id=item.meeting.body_id, user=actor, is_active=True)
    return _put_in_ballot(actor=actor, item=item, seat=seat, choice=choice, verb="deliberation.cast")


def enter_ballot(*, actor: User, item: AgendaItem, seat: Seat, choice: str) -> Ballot:
    """Enter what a member without an account said in the room; the ballot keeps who entered it.

    Refuses as `cast` does, and also (ValidationError) a seat whose holder can vote for himself.
    """
    require(actor, "deliberation.enter_ballot", item)
    if seat.user_id is not None:
        raise ValidationError(_("계정이 있는 위원은 직접 표결합니다."))
    return _put_in_ballot(actor=actor, item=item, seat=seat, choice=choice, verb="deliberation.enter_ballot")


def close_vote(*, actor: User, item: AgendaItem, otherwise: str = "", reason: str = "") -> AgendaItem:
    """Close the vote on an item: compute the outcome under the meeting's bylaw and advance the model.

    Adopted where it is carried: the council then recommends, the committee approves. Where it is not
    carried, the item is returned for supplement or rejected as `otherwise` says, with `reason`.
    Stores the working, advances the model, appends one event. Refuses (ValidationError) without quorum,
    without any ballot, when the model was withdrawn meanwhile, and without `otherwise` and `reason` where
    it is not carried.
    """
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        in_session(item.meeting)
        undecided(item)
        kind = Body.Kind(item.meeting.body.kind)
        if item.model.state != WAITING[kind]:
            raise ValidationError(_("더는 상정 상태가 아닌 모델입니다. 안건에서 내려 주세요."))
        counted = _quorum(item)
        if counted.for_ + counted.against + counted.abstain == 0:
            raise ValidationError(_("아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요."))
        if counted.outcome == "carried":
            outcome, note = AgendaItem.Outcome.ADOPTED, ""
        else:
            if otherwise not in WITHOUT_ADOPTION or not reason.strip():
                raise ValidationError(
                    _("부결되었습니다. 보완 요청과 미채택 가운데 하나를 고르고 사유를 적어 주세요.")
                )
            outcome, note = AgendaItem.Outcome(otherwise), reason.strip()
        item.outcome, item.note = outcome, note
        item.working = counted.as_data()
        item.decided_at = timezone.now()
        item.save(update_fields=["outcome", "note", "working", "decided_at"])
        advance(actor=actor, model=item.model, step=STEP[kind, outcome], reason=note)
        append(
            verb="deliberation.close_vote",
            subject=item.meeting,
            actor=actor,
            data={
                "item": item.number,
                "model": item.model.code,
                "outcome": outcome.value,
                "support": item.support if outcome == AgendaItem.Outcome.ADOPTED else [],
                "note": note,
                "working": item.working,
                "bylaw": item.meeting.bylaw.version,
            },
        )
    return item
