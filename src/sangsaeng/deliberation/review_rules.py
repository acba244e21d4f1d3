"""Who may run a round of review, review, read the board, ask for an opinion and answer; and which models that opens."""

from collections.abc import Callable
from typing import Any

import rules
from django.db.models import Q

from sangsaeng.deliberation.models import Opinion, Review
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import (
    SIGNED_IN,
    has_role,
    is_agency,
    is_auditor,
    is_chair,
    is_ministry,
    is_secretariat,
)
from sangsaeng.proposals.lifecycle import State

predicate: Callable[[Callable[[Any, Any], bool]], Any] = rules.predicate

# Who can be asked to review: members of the bodies and experts of agencies, never a party.
REVIEWER_ROLES = (Role.CHAIR, Role.MEMBER, Role.AGENCY)
ASKED_ROLES = (Role.MINISTRY, Role.AGENCY)
ASKED_KINDS = (Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY)
BEFORE_DECISION = (State.SCREENED, State.ON_AGENDA, State.RECOMMENDED, State.AT_COMMITTEE)
UNDER_DELIBERATION = (*BEFORE_DECISION, State.RETURNED, State.COMMITTEE_RETURNED)
# A model that is still being written, or was taken back, is open to no reviewer and to nobody who was asked.
NOT_OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.COMMITTEE_RETURNED, State.WITHDRAWN)


@predicate
def same_world(user: Any, thing: Any) -> bool:
    """A demonstration account only touches what is marked as demonstration."""
    return thing is None or bool(thing.demonstration) or not getattr(user, "demonstration", False)


@predicate
def is_its_reviewer(user: Any, review: Any) -> bool:
    return review is None or review.reviewer_id == user.pk


@predicate
def is_the_bodys_chair(user: Any, round: Any) -> bool:
    """The person holds the chair of the body for which the round is held; asked of none, the role decides."""
    return round is None or bool(
        user.seats.filter(body_id=round.body_id, is_chair=True, is_active=True).exists()
    )


@predicate
def is_asked(user: Any, opinion: Any) -> bool:
    """The person belongs to the ministry or agency that was asked; asked of none, the role decides."""
    return opinion is None or (
        user.organisation_id is not None and user.organisation_id == opinion.organisation_id
    )


asked = is_ministry | is_agency
reads_board = is_secretariat | is_auditor | is_chair & is_the_bodys_chair

rules.add_perm("deliberation.manage_reviews", same_world & is_secretariat)
rules.add_perm("deliberation.read_board", same_world & reads_board)
rules.add_perm("deliberation.review", same_world & has_role(*REVIEWER_ROLES) & is_its_reviewer)
rules.add_perm("deliberation.ask_opinion", same_world & is_secretariat)
rules.add_perm("deliberation.answer_opinion", same_world & (is_secretariat | asked & is_asked))
rules.add_perm("deliberation.read_opinions", same_world & (is_secretariat | is_auditor | asked & is_asked))

ACCESS: dict[str, str] = {
    "deliberation:my_reviews": "deliberation.review",
    "deliberation:my_review": "deliberation.review",
    "deliberation:review_hand_in": "deliberation.review",
    "deliberation:review_take_back": "deliberation.review",
    "deliberation:review_decline": "deliberation.review",
    "deliberation:review_rounds": "deliberation.read_board",
    "deliberation:review_round": "deliberation.read_board",
    "deliberation:review_board": "deliberation.read_board",
    "deliberation:review_case": SIGNED_IN,
    "deliberation:round_open": "deliberation.manage_reviews",
    "deliberation:round_choose": "deliberation.manage_reviews",
    "deliberation:round_assign": "deliberation.manage_reviews",
    "deliberation:round_case": "deliberation.manage_reviews",
    "deliberation:round_phase": "deliberation.manage_reviews",
    "deliberation:rubric": "deliberation.read_board",
    "deliberation:rubric_adopt": "deliberation.manage_reviews",
    "deliberation:opinions": "deliberation.read_opinions",
    "deliberation:opinion": "deliberation.read_opinions",
    "deliberation:opinion_ask": "deliberation.ask_opinion",
    "deliberation:opinion_answer": "deliberation.answer_opinion",
    "deliberation:opinion_dispose": "deliberation.ask_opinion",
    "deliberation:opinion_withdraw": "deliberation.ask_opinion",
}


def opened_for_review(user: Any) -> Q | None:
    """The models this person reviews, from the round's phase of reviewing on; not those he declined."""
    if getattr(user, "role", None) not in REVIEWER_ROLES:
        return None
    mine = Review.objects.filter(reviewer=user.pk, declined_because="").exclude(round__phase="assigning")
    return Q(pk__in=mine.values("model")) & ~Q(state__in=NOT_OPEN)


def opened_for_opinion(user: Any) -> Q | None:
    """The models on which the ministry or agency of this person was asked and the question was not withdrawn."""
    if getattr(user, "role", None) not in ASKED_ROLES or not getattr(user, "organisation_id", None):
        return None
    put = Opinion.objects.filter(organisation=user.organisation_id, withdrawn_at__isnull=True)
    return Q(pk__in=put.values("model")) & ~Q(state__in=NOT_OPEN)
