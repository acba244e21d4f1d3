"""What a vote comes to: closing it, resolving without objection, receiving a report, annulling a wrong vote."""

import random
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions import escalation, letters
from sangsaeng.deliberation.actions.agenda import WAITING, off_the_agenda
from sangsaeng.deliberation.actions.conflicts import exclude_standing
from sangsaeng.deliberation.actions.locks import in_session, lock_item, lock_vote, undecided
from sangsaeng.deliberation.actions.votes import _new_vote, _votable, enough_there
from sangsaeng.deliberation.counting import count, roll, standing, tally_of
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting, Method, SecretBallot, Vote, VoteState
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.records.actions import append

# What an outcome is to the model: by body and outcome, the step of its lifecycle. A sub-council only advises.
STEP = {
    (Body.Kind.COUNCIL, AgendaItem.Outcome.ADOPTED): "recommend",
    (Body.Kind.COUNCIL, AgendaItem.Outcome.RETURNED): "return_for_supplement",
    (Body.Kind.COUNCIL, AgendaItem.Outcome.REJECTED): "not_recommend",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.ADOPTED): "approve",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.RETURNED): "return_from_committee",
    (Body.Kind.COMMITTEE, AgendaItem.Outcome.REJECTED): "decline",
}
WITHOUT_ADOPTION = (AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED)
REOPENED = {Body.Kind.COUNCIL: "reopen", Body.Kind.COMMITTEE: "reopen_at_committee"}


def close_vote(
    *,
    actor: User,
    item: AgendaItem,
    otherwise: str = "",
    reason: str = "",
    manner: str = "",
    conditions: str = "",
    chair_decides: str = "",
) -> AgendaItem:
    """Close the vote on an item: freeze who took part, compute the outcome under the bylaw, advance the model.

    Adopted where it is carried, as proposed, amended or conditional (`manner`, with `conditions`): the council then
    recommends, the committee approves. Where it is not carried, the item is returned for supplement or rejected
    as `otherwise` says, with `reason`. A tie goes to the chair where the bylaw says so (`chair_decides`). A written
    resolution that too few answered by its deadline is deferred. Stores the working, appends one event.
    Refuses (ValidationError) too few present, no ballot at all, a written resolution before its deadline while
    answers are out, a ballot of one with a standing conflict (the vote is annulled then), a model that was
    withdrawn meanwhile, and a missing reason or condition.
    """
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        in_session(item.meeting)
        undecided(item)
        vote = lock_vote(item)
        if vote is None:
            raise ValidationError(_("표결 중이 아닙니다. 먼저 표결을 시작하세요."))
        _still_waiting(item)
        exclude_standing(actor=actor, item=item)
        _no_ballot_in_conflict(item, vote)
        counted = tally_of(item, count(item, vote), chair_decides)
        _may_close(vote, counted)
        if counted.outcome == "no_quorum":
            outcome, note = AgendaItem.Outcome.DEFERRED, _("회신이 의사정족수에 미치지 못했습니다.")
        elif counted.outcome == "carried":
            outcome, note = AgendaItem.Outcome.ADOPTED, ""
        else:
            outcome, note = _without_adoption(item, otherwise, reason)
        _freeze(vote, item)
        vote.close()
        vote.chair_decided = counted.chair
        _decide(actor, item, vote, counted, outcome, note, manner, conditions)
    return item


def _still_waiting(item: AgendaItem) -> None:
    """The model still waits for this decision."""
    wanted = WAITING.get(Body.Kind(item.meeting.body.kind))
    if item.model is not None and wanted and item.model.state != wanted:
        raise ValidationError(_("더는 상정 상태가 아닌 모델입니다. 안건에서 내려 주세요."))


def _no_ballot_in_conflict(item: AgendaItem, vote: Vote) -> None:
    """Refuse where one who turned out to be conflicted has voted: that ballot can be neither counted nor taken out."""
    if item.model is None:
        return
    standing, acting = conflicts.standing(item.model), interests.people_of_seats(item.meeting)
    out = [seat for seat, people in acting.items() if any(standing.get(person) for person in people)]
    voted = vote.electors.filter(seat__in=out, voted=True).select_related("seat").first()
    if voted is not None:
        raise ValidationError(
            _("%(seat)s: 표를 낸 뒤 이해관계가 인정되었습니다. 이 표결을 무효로 하고 다시 표결하세요.")
            % {"seat": voted.seat.label}
        )


def _may_close(vote: Vote, counted: Tally) -> None:
    """Refuse a vote that cannot be closed yet."""
    if vote.agenda_item.meeting.is_written:
        out = vote.electors.filter(voted=False, excluded_later=False).exists()
        if out and vote.deadline is not None and timezone.now() < vote.deadline:
            raise ValidationError(
                _("회신하지 않은 위원이 있습니다. 기한이 지나거나 모두 회신하면 마감할 수 있습니다.")
            )
    else:
        enough_there(counted)
        if counted.for_ + counted.against + counted.abstain == 0:
            raise ValidationError(_("아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요."))
    if counted.outcome == "tie":
        raise ValidationError(_("가부동수입니다. 위원장이 정한 것을 고르세요."))


def _without_adoption(item: AgendaItem, otherwise: str, reason: str) -> tuple[AgendaItem.Outcome, str]:
    if item.model is None and not otherwise:
        otherwise = AgendaItem.Outcome.REJECTED
    if otherwise not in WITHOUT_ADOPTION or not reason.strip():
        raise ValidationError(
            _("부결되었습니다. 보완 요청과 미채택 가운데 하나를 고르고 사유를 적어 주세요.")
        )
    return AgendaItem.Outcome(otherwise), reason.strip()


def _freeze(vote: Vote, item: AgendaItem) -> None:
    """Write down who took part to the end, and rewrite the ballots of a secret vote in random order."""
    there = dict(standing(vote, roll(item.meeting)))
    for elector in vote.electors.all():
        elector.at_close = there.get(elector.seat_id, False)
        elector.save(update_fields=["at_close"])
    vote.excluded = len(item.exclusions.filter(seat__in=roll(item.meeting)).values("pk"))
    if vote.is_secret:
        _shuffle(vote)


def _shuffle(vote: Vote) -> None:
    """Write the ballots of a secret vote anew in random order: the places of rows on disk tell no order of casting."""
    mine = SecretBallot.objects.filter(vote=vote)
    choices = list(mine.exclude(choice="").values_list("choice", flat=True))
    random.SystemRandom().shuffle(choices)
    mine.delete()
    SecretBallot.objects.bulk_create(
        SecretBallot(id=uuid.uuid4(), vote=vote, choice=choice) for choice in choices
    )


def _decide(
    actor: User,
    item: AgendaItem,
    vote: Vote,
    counted: Tally,
    outcome: AgendaItem.Outcome,
    note: str,
    manner: str,
    conditions: str,
) -> None:
    """Store the outcome with vote and item, take the model its step, append the event, tell what follows."""
    meeting = item.meeting
    adopted = outcome == AgendaItem.Outcome.ADOPTED
    item.manner, item.conditions = _manner(manner, conditions) if adopted else ("", "")
    item.outcome, item.note = outcome, note
    item.working = vote.working = counted.as_data()
    item.decided_at = vote.closed_at = timezone.now()
    vote.outcome, vote.rule_version = outcome, meeting.bylaw.version
    vote.save()
    item.save(update_fields=["outcome", "manner", "conditions", "note", "working", "decided_at"])
    step = STEP.get((Body.Kind(meeting.body.kind), outcome))
    if item.model is not None and step:
        advance(actor=actor, model=item.model, step=step, reason=note or item.conditions)
    elif item.model is not None and outcome == AgendaItem.Outcome.DEFERRED:
        off_the_agenda(actor=actor, item=item, reason=note)
    append(
        verb="deliberation.close_vote",
        subject=meeting,
        actor=actor,
        data={
            "item": item.number,
            "model": item.model.code if item.model else "",
            "round": vote.round,
            "method": vote.method,
            "outcome": outcome.value,
            "manner": item.manner,
            "conditions": item.conditions,
            "support": item.support if adopted else [],
            "note": note,
            "working": item.working,
            "bylaw": meeting.bylaw.version,
        },
    )
    _what_follows(actor, item)


def _manner(manner: str, conditions: str) -> tuple[str, str]:
    manner = manner or AgendaItem.Manner.AS_PROPOSED
    if manner not in AgendaItem.Manner.values:
        raise ValidationError(_("원안, 수정, 조건부 가운데 하나를 고르세요."))
    if manner != AgendaItem.Manner.AS_PROPOSED and not conditions.strip():
        raise ValidationError(_("수정한 내용이나 조건을 적어 주세요."))
    return manner, "" if manner == AgendaItem.Manner.AS_PROPOSED else conditions.strip()


def _what_follows(actor: User, item: AgendaItem) -> None:
    """The letters that a decision brings: the council's recommendation, or the committee's answer to all concerned."""
    kind = item.meeting.body.kind
    if kind == Body.Kind.COUNCIL and item.is_adopted and item.model is not None:
        letters.draft_recommendations(actor, item)
    elif kind == Body.Kind.COMMITTEE:
        escalation.report_back(actor, item)


def resolve_by_consent(*, actor: User, item: AgendaItem, question: str = "") -> AgendaItem:
    """Resolve without objection (이의 없음): the chair asked, nobody objected; everyone there counts as for.

    Makes a closed vote of that method whose electorate is who is there and not excluded, and decides the
    item. Refuses as `open_vote` does, and (ValidationError) while a vote on the item is open.
    """
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        _votable(item)
        if item.meeting.is_written:
            raise ValidationError(_("서면 의결에서는 이의를 물을 수 없습니다. 표결을 시작하세요."))
        if lock_vote(item) is not None:
            raise ValidationError(_("이미 표결 중인 안건입니다."))
        _still_waiting(item)
        exclude_standing(actor=actor, item=item)
        enough_there(tally_of(item, count(item)))
        vote = _new_vote(actor, item, Method.CONSENT, question, None)
        _freeze(vote, item)
        counted = enough_there(tally_of(item, count(item, vote)))
        vote.close()
        _decide(actor, item, vote, counted, AgendaItem.Outcome.ADOPTED, "", "", "")
    return item


def record_objection(*, actor: User, item: AgendaItem, by: str) -> None:
    """Record that somebody objected when consent was asked; a vote has to be taken. `by` may be empty."""
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        _votable(item)
        append(
            verb="deliberation.record_objection",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "by": by.strip()},
        )


def resolve_batch(*, actor: User, meeting: Meeting, batch: int, question: str = "") -> list[AgendaItem]:
    """Resolve all items of a batch without objection (일괄의결); each keeps its own exclusions and count. All or none."""
    with transaction.atomic():
        waiting = meeting.agenda.filter(batch=batch, outcome="").select_related(
            "meeting__body", "meeting__bylaw"
        )
        items = [resolve_by_consent(actor=actor, item=item, question=question) for item in waiting]
        if not items:
            raise ValidationError(_("함께 의결할 안건이 없습니다."))
    return items


def note_report(*, actor: User, item: AgendaItem) -> AgendaItem:
    """Note that a report was received (보고 접수). Refuses (ValidationError) an item that is no report."""
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        in_session(item.meeting)
        undecided(item)
        if not item.is_report:
            raise ValidationError(_("보고 안건이 아닙니다."))
        item.outcome, item.decided_at = AgendaItem.Outcome.NOTED, timezone.now()
        item.save(update_fields=["outcome", "decided_at"])
        append(verb="deliberation.note_report", subject=item.meeting, actor=actor, data={"item": item.number})
    return item


def annul_vote(
    *, actor: User, vote: Vote, because: str, decided_by: str = "", by_item: AgendaItem | None = None
) -> AgendaItem:
    """Annul a wrong vote (의결 무효) by a recorded decision; nothing of it is deleted, and it can be taken again.

    In the meeting itself while it is in session, by its own decision, which `decided_by` says; later by an adopted
    item of a later meeting of the body (`by_item`). The item is undecided again (after the meeting: deferred), the
    model goes back to where it waited for this decision. Refuses (ValidationError) an annulled vote, a missing
    reason or decision, a meeting that is over without `by_item`, and a model that has gone on meanwhile.
    """
    require(actor, "deliberation.run", vote.agenda_item.meeting)
    because, decided_by = because.strip(), decided_by.strip()
    with transaction.atomic():
        item = lock_item(vote.agenda_item)
        vote = Vote.objects.select_for_update().get(pk=vote.pk)
        if vote.is_annulled:
            raise ValidationError(_("이미 무효로 한 표결입니다."))
        if by_item is not None:
            decided_by = _later_decision(item, by_item)
        elif not item.meeting.is_open:
            raise ValidationError(
                _("끝난 회의의 의결은 다음 회의의 의결로 무효로 합니다. 무효 안건을 먼저 의결하세요.")
            )
        if not because or not decided_by:
            raise ValidationError(_("무효로 하는 이유와 그렇게 정한 결정을 적어 주세요."))
        decided = vote.state == VoteState.CLOSED and item.is_decided
        if vote.is_open and vote.is_secret:
            _shuffle(vote)
        vote.annul()
        vote.annulled_at, vote.annulled_because, vote.annulled_by = timezone.now(), because, decided_by
        vote.save()
        if decided:
            _undecide(actor, item, because)
        append(
            verb="deliberation.annul_vote",
            subject=item.meeting,
            actor=actor,
            data={
                "item": item.number,
                "round": vote.round,
                "because": because,
                "decided_by": decided_by,
                "outcome": vote.outcome,
            },
        )
    return item


def _later_decision(item: AgendaItem, by_item: AgendaItem) -> str:
    """The adopted item of a later meeting of the same body, in words."""
    later = by_item.meeting
    same = later.body_id == item.meeting.body_id and later.held_at >= item.meeting.held_at
    if not same or by_item.pk == item.pk or not by_item.is_adopted:
        raise ValidationError(_("같은 회의체의 뒤 회의에서 의결한 안건이어야 합니다."))
    return f"{later.code} #{by_item.number} {by_item.name}"


def _undecide(actor: User, item: AgendaItem, because: str) -> None:
    """Take the outcome back: the model goes back, the item waits again or, in a meeting that is over, is deferred."""
    kind = Body.Kind(item.meeting.body.kind)
    had_step = STEP.get((kind, AgendaItem.Outcome(item.outcome)))
    item.outcome, item.manner, item.conditions, item.note = "", "", "", ""
    item.working, item.decided_at = None, None
    if item.model is not None and had_step:
        item.model = advance(actor=actor, model=item.model, step=REOPENED[kind], reason=because)
        letters.withdraw_letters(actor, item, because)
    if not item.meeting.is_open:
        item.outcome, item.note, item.decided_at = AgendaItem.Outcome.DEFERRED, because, timezone.now()
        off_the_agenda(actor=actor, item=item, reason=because)
    item.save(update_fields=["outcome", "manner", "conditions", "note", "working", "decided_at"])
