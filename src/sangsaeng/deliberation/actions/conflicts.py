"""Who steps out of an item: by himself (회피), by law (제척), or on a party's request (기피).

The conflict itself is kept by `parties` for the whole case; here it becomes the exclusion of a seat from an item.
Lock order: meeting, item, vote, then the person.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_item, lock_vote, not_over, undecided
from sangsaeng.deliberation.models import AgendaItem, Exclusion, Meeting, Seat, VoteState
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.parties import actions as parties
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import Affiliation, Conflict, Declaration, Organisation, User
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append

# What a conflict is as an exclusion, by where it came from; what the law says weighs more than what was declared.
EXCLUDED_AS = {
    Conflict.Origin.COMPUTED: Exclusion.Reason.BY_LAW,
    Conflict.Origin.FOUND: Exclusion.Reason.BY_LAW,
    Conflict.Origin.DECLARED: Exclusion.Reason.SELF_RECUSAL,
    Conflict.Origin.REQUESTED: Exclusion.Reason.ON_REQUEST,
}
ORIGIN = {
    Exclusion.Reason.SELF_RECUSAL: Conflict.Origin.DECLARED,
    Exclusion.Reason.BY_LAW: Conflict.Origin.FOUND,
    Exclusion.Reason.ON_REQUEST: Conflict.Origin.REQUESTED,
}
Changed = TypeVar("Changed", Conflict, Declaration)


def recuse(*, actor: User, item: AgendaItem, seat: Seat, reason: str, code: str = "") -> Exclusion:
    """Exclude a seat from an item: it no longer sees it whole, does not vote, and leaves the base.

    A member recuses himself (회피); what the law excludes (제척) is recorded by the secretariat, which may also
    record a recusal declared in the room. Where a vote is open, the seat leaves its electorate. The conflict
    then stands for the whole case: at later meetings and before the other body. Refuses
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
        leave_the_vote(item, seat)
        exclusion = Exclusion(agenda_item=item, seat=seat, reason=reason, code=code, recorded_by=actor)
        exclusion.full_clean()
        exclusion.save()
        _let_it_stand(actor, item, seat, exclusion)
        append(
            verb="deliberation.recuse",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "seat": seat.label, "reason": reason, "code": code},
        )
    return exclusion


def _let_it_stand(actor: User, item: AgendaItem, seat: Seat, exclusion: Exclusion) -> None:
    """Write the conflict behind an exclusion; what a person says of himself is a declaration too."""
    if item.model is None or seat.user is None:
        return
    if exclusion.reason == Exclusion.Reason.SELF_RECUSAL and exclusion.code:
        last = conflicts.declared(item.model).get(seat.user.pk)
        reasons = {*(last.reasons if last else ()), exclusion.code}
        parties.declare(actor=actor, person=seat.user, case=item.model, reasons=reasons)
        return
    parties.establish(
        actor=actor,
        person=seat.user,
        case=item.model,
        reason=exclusion.code,
        origin=ORIGIN[Exclusion.Reason(exclusion.reason)],
        evidence=f"{item.meeting.code} 제{item.number}호 안건",
    )


def suggest_for(
    *, model: WinWinModel, meeting: Meeting, people: Iterable[User] | None = None
) -> list[Conflict]:
    """Compute the conflicts in a model of everyone who sits on a body, of `people` where given; an automatic step.

    Counted on the day of the meeting with the look-back of its bylaw. What is by law stands at once, for both bodies;
    the rest waits for the secretariat. Returns what is new or changed.
    """
    return parties.suggest(
        case=model,
        facts=interests.facts_of(model, meeting),
        people=interests.concerned(meeting) if people is None else people,
        look_back_years=meeting.bylaw.look_back_years,
        on=interests.on_the_day(meeting),
    )


def exclude_standing(*, actor: User, item: AgendaItem) -> list[Exclusion]:
    """Compute the conflicts in the item's model and exclude every seat whose person has one that stands.

    Idempotent. Call it inside the transaction of the act, with the item locked. A seat is out as well where its
    deputy has a conflict. A seat whose ballot is in stays in the vote: that has to be annulled. Appends one event and
    tells the person, for each new exclusion. Refuses (ValidationError) while a party's request for
    exclusion is not decided (시행령 §8②).
    """
    if item.model is None:
        return []
    if interests.waiting_requests([item]).exists():
        raise ValidationError(_("당사자의 기피 신청을 먼저 결정하세요."))
    suggest_for(model=item.model, meeting=item.meeting)
    return _exclude(actor, item)


def recheck(*, actor: User, item: AgendaItem) -> list[Exclusion]:
    """Compute the conflicts in a waiting item's model anew and exclude accordingly: a host or a tie may have come since."""
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        if item.model is None:
            return []
        suggest_for(model=item.model, meeting=item.meeting)
        return _exclude(actor, item)


def _exclude(
    actor: User, item: AgendaItem, only: User | None = None, *, insist: bool = False
) -> list[Exclusion]:
    """Exclude the seats of who has a standing conflict; `insist` refuses where a ballot is in instead of passing over."""
    if item.model is None:
        return []
    standing = conflicts.standing(item.model)
    out = set(item.exclusions.values_list("seat_id", flat=True))
    acting = interests.people_of_seats(item.meeting)
    seats = Seat.objects.select_related("user").in_bulk(acting)
    made = []
    for key, people in acting.items():
        found = [
            c for person in people if only is None or person == only.pk for c in standing.get(person, [])
        ]
        if key in out or not found or not _still_counts(item.meeting, seats[key]):
            continue
        if not insist and _has_voted(item, seats[key]):
            continue
        leave_the_vote(item, seats[key])
        made.append(_write_exclusion(actor, item, seats[key], found))
    return made


def _still_counts(meeting: Meeting, seat: Seat) -> bool:
    return seat.is_active or meeting.attendance.filter(seat=seat).exists()


def _write_exclusion(actor: User, item: AgendaItem, seat: Seat, found: list[Conflict]) -> Exclusion:
    weight = list(EXCLUDED_AS)
    conflict = min(found, key=lambda each: weight.index(Conflict.Origin(each.origin)))
    exclusion = Exclusion.objects.create(
        agenda_item=item,
        seat=seat,
        reason=EXCLUDED_AS[Conflict.Origin(conflict.origin)],
        code=conflict.reason,
        recorded_by=actor,
    )
    append(
        verb="deliberation.exclude",
        subject=item.meeting,
        actor=actor,
        data={"item": item.number, "seat": seat.label, "reason": exclusion.reason, "code": conflict.reason},
    )
    if conflict.origin != Conflict.Origin.DECLARED:
        parties.tell(
            actor=actor,
            recipients=[conflict.person],
            kind="excluded",
            title=f"{item.meeting.code} 제{item.number}호 안건: 이해관계가 있어 제외되었습니다.",
            url=reverse("deliberation:conflicts"),
            about=item.meeting,
        )
    return exclusion


def declare(
    *, actor: User, person: User, model: WinWinModel, reasons: Iterable[str], note: str = ""
) -> Declaration:
    """Declare about a model, and step out at once of the item that waits at a body; one's own, or as heard.

    In order: locks the waiting item, declares in `parties`, brings back a seat whose last reason was taken back,
    excludes the seat where a reason stands. Refuses what `parties.declare` refuses, and (ValidationError) a reason
    named after one's ballot is in, or taken back while a vote stands.
    """
    require(actor, "deliberation.declare", model)
    return _and_the_seats(
        actor,
        model,
        person,
        lambda: parties.declare(actor=actor, person=person, case=model, reasons=reasons, note=note),
        because=parties.CHANGED_HIS_MIND,
    )


def dismiss_conflict(*, actor: User, conflict: Conflict, reason: str) -> Conflict:
    """Dismiss a conflict in a model; where nothing else stands against the person his seat comes back to a waiting item.

    Refuses what `parties.dismiss` refuses, and (ValidationError) while a vote on the item stands.
    """
    require(actor, "deliberation.decide_conflict", conflict)
    return _and_the_seats(
        actor,
        _model_of(conflict),
        conflict.person,
        lambda: parties.dismiss(actor=actor, conflict=conflict, reason=reason),
        because=reason,
    )


def uphold_conflict(*, actor: User, conflict: Conflict, reason: str) -> Conflict:
    """Let a conflict in a model stand, and exclude the seat from the waiting item at once.

    Refuses what `parties.uphold` refuses, and (ValidationError) where the person's ballot is in.
    """
    require(actor, "deliberation.decide_conflict", conflict)
    return _and_the_seats(
        actor,
        _model_of(conflict),
        conflict.person,
        lambda: parties.uphold(actor=actor, conflict=conflict, reason=reason),
        because=reason,
    )


def lift_exclusion(*, actor: User, item: AgendaItem, seat: Seat, reason: str) -> None:
    """Lift an exclusion that was recorded wrongly: every conflict behind it is dismissed, with the reason.

    Appends one event for the exclusion and one for each conflict. Refuses (ValidationError) a seat that is not
    excluded, a missing reason, a decided item, and an item on which a vote stands: that is annulled first.
    """
    require(actor, "deliberation.run", item.meeting)
    if not reason.strip():
        raise ValidationError({"reason": _("사유를 적어 주세요.")})
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        exclusion = item.exclusions.select_related("seat").filter(seat=seat).first()
        if exclusion is None:
            raise ValidationError(_("이 안건에서 빠진 위원이 아닙니다."))
        if item.model is not None:
            people = interests.people_of_seats(item.meeting).get(seat.pk, [])
            for conflict in conflicts.of_case(item.model).filter(
                person__in=people, state=Conflict.State.STANDS
            ):
                parties.dismiss(actor=actor, conflict=conflict, reason=reason)
        _lift(actor, item, exclusion, reason)


def add_tie(*, actor: User, person: User, **given: Any) -> Affiliation:
    """Record an affiliation (`parties.add_affiliation`) and see at once what it means for the items that wait."""
    organisation: Organisation = given.pop("organisation")
    with transaction.atomic():
        made = parties.add_affiliation(actor=actor, person=person, organisation=organisation, **given)
        _see_anew(actor, person)
    return made


def end_tie(*, actor: User, affiliation: Affiliation, until: date) -> Affiliation:
    """End an affiliation (`parties.end_affiliation`) and see at once what it means for the items that wait."""
    with transaction.atomic():
        ended = parties.end_affiliation(actor=actor, affiliation=affiliation, until=until)
        _see_anew(actor, affiliation.person)
    return ended


def _see_anew(actor: User, person: User) -> None:
    """Compute the person's conflicts in every waiting item and exclude him where one stands and he has not voted."""
    for waiting in interests.on_agendas_of(person).order_by("meeting_id", "number"):
        if waiting.model is None:
            continue
        item = lock_item(waiting)
        suggest_for(model=waiting.model, meeting=item.meeting, people=[person])
        _exclude(actor, item, person)


def _and_the_seats(
    actor: User, model: WinWinModel, person: User, change: Callable[[], Changed], *, because: str
) -> Changed:
    """Change what is known of a person in a model, then set the exclusions of its waiting item right."""
    with transaction.atomic():
        items = [lock_item(item) for item in interests.undecided_items(model)]
        changed = change()
        for item in items:
            _come_back(actor, item, person, because)
            _exclude(actor, item, person, insist=True)
    return changed


def _come_back(actor: User, item: AgendaItem, person: User, because: str) -> None:
    """Lift the exclusions of this person's seats where nothing stands against who acts for them any more."""
    if item.model is None:
        return
    standing = conflicts.standing(item.model)
    acting = interests.people_of_seats(item.meeting)
    mine = [key for key, people in acting.items() if person.pk in people]
    for exclusion in item.exclusions.select_related("seat").filter(seat__in=mine):
        if not any(standing.get(key) for key in acting[exclusion.seat_id]):
            _lift(actor, item, exclusion, because)


def _lift(actor: User, item: AgendaItem, exclusion: Exclusion, reason: str) -> None:
    if item.votes.exclude(state=VoteState.ANNULLED).exists():
        raise ValidationError(
            _("표결을 시작한 안건에서는 제외를 철회할 수 없습니다. 먼저 표결을 무효로 하세요.")
        )
    data = {
        "item": item.number,
        "seat": exclusion.seat.label,
        "code": exclusion.code,
        "reason": reason.strip(),
    }
    exclusion.delete()
    append(verb="deliberation.lift_exclusion", subject=item.meeting, actor=actor, data=data)


def _model_of(conflict: Conflict) -> WinWinModel:
    if conflict.case_type != interests.CASE:
        raise ValidationError(_("상생모델의 이해관계가 아닙니다."))
    return WinWinModel.objects.get(code=conflict.case_id)


def _has_voted(item: AgendaItem, seat: Seat) -> bool:
    vote = lock_vote(item)
    return vote is not None and vote.electors.filter(seat=seat, voted=True).exists()


def leave_the_vote(item: AgendaItem, seat: Seat) -> None:
    """Take the seat out of the electorate of an open vote; refused once its ballot is in."""
    vote = lock_vote(item)
    elector = vote.electors.select_for_update().filter(seat=seat).first() if vote else None
    if elector is None:
        return
    if elector.voted:
        raise ValidationError(_("이미 표를 낸 위원은 이 안건에서 빠질 수 없습니다."))
    elector.excluded_later = True
    elector.save(update_fields=["excluded_later"])
