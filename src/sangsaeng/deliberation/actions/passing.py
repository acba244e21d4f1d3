"""Passing on what is open when an official changes: each kind by itself, inside the caller's transaction.

The desk's hand-over asks the permission, says what is passed on before it is, and writes the paper; nothing here
asks again. Lock order: meetings → round → review → letter; seats are ended and filled by their own actions.
"""

from django.utils import timezone

from sangsaeng.deliberation.actions.seats import appoint, designate_chair, end_seat
from sangsaeng.deliberation.models import Letter, Meeting, Review, ReviewRound, Seat
from sangsaeng.parties.models import User
from sangsaeng.records.actions import append


def pass_meetings(actor: User, meetings: list[Meeting], to: User) -> None:
    """The meetings get another secretary (간사); one event each."""
    keys = [meeting.pk for meeting in meetings]
    for meeting in Meeting.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        before = meeting.secretary
        meeting.secretary = to
        meeting.save(update_fields=["secretary"])
        append(
            verb="deliberation.pass_meeting",
            subject=meeting,
            actor=actor,
            data={"from": before.username if before else "", "to": to.username},
        )


def pass_rounds(actor: User, rounds: list[ReviewRound], to: User) -> None:
    """The rounds of review get another owner; one event each."""
    keys = [round.pk for round in rounds]
    for round in ReviewRound.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        before = round.owner
        round.owner = to
        round.save(update_fields=["owner"])
        append(
            verb="deliberation.pass_round",
            subject=round,
            actor=actor,
            data={"from": before.username if before else "", "to": to.username},
        )


def pass_reviews(actor: User, reviews: list[Review], to: User) -> None:
    """Reviews not handed in wait on another person, who begins anew: an unfinished draft was its writer's own."""
    keys = [review.pk for review in reviews]
    rows = Review.objects.select_for_update(of=("self",)).select_related("round", "model", "reviewer")
    for review in rows.filter(pk__in=keys, handed_in_at__isnull=True).order_by("pk"):
        before, review.reviewer = review.reviewer, to
        review.scores, review.comment, review.advice = {}, "", ""
        review.saved_at, review.assigned_at = None, timezone.now()
        review.save()
        review.round.reviewers.add(to)
        append(
            verb="deliberation.pass_review",
            subject=review.round,
            actor=actor,
            data={"model": review.model.code, "from": before.username, "to": to.username},
        )


def pass_letters(actor: User, letters: list[Letter], to: User) -> None:
    """Letters get another owner, sent ones too: their receipt and answer are still waited for; one event each."""
    keys = [letter.pk for letter in letters]
    for letter in Letter.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
        before = letter.owner
        letter.owner = to
        letter.save(update_fields=["owner"])
        append(
            verb="deliberation.pass_letter",
            subject=letter,
            actor=actor,
            data={"from": before.username if before else "", "to": to.username},
        )


def pass_office(actor: User, seat: Seat, to: User, reason: str) -> Seat:
    """A seat that belongs to an office: the old holder's ends, the new one's begins with its papers still to do.

    Refuses (ValidationError) as ending and appointing do: an open vote, a successor who sits there already.
    """
    chair = seat.is_chair
    ended = end_seat(actor=actor, seat=seat, ended_by=Seat.EndedBy.OFFICE, reason=reason)
    begun = appoint(
        actor=actor,
        body=ended.body,
        capacity=Seat.Capacity.EX_OFFICIO,
        user=to,
        label=ended.label,
        is_vice_chair=ended.is_vice_chair,
    )
    return designate_chair(actor=actor, body=begun.body, seat=begun, basis=reason) if chair else begun
