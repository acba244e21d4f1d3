"""Reads of interests: who has a conflict in which case, who has declared. Every stage asks here.

A case is any recorded thing; it is named as the record names it (`records.actions.subject_of`), so that a
conflict follows a model from its review to its minutes, at both bodies.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sangsaeng.parties.interests import Tie
from sangsaeng.parties.models import Affiliation, Conflict, ConflictReason, Declaration, User
from sangsaeng.parties.sameness import groups
from sangsaeng.records.actions import subject_of

State = Conflict.State


def of_case(case: models.Model) -> QuerySet[Conflict]:
    """Every conflict of a case, dismissed ones too, with the person."""
    case_type, case_id = subject_of(case)
    return Conflict.objects.filter(case_type=case_type, case_id=case_id).select_related(
        "person", "affiliation__organisation"
    )


def standing(case: models.Model) -> dict[int, list[Conflict]]:
    """Person's key → the conflicts that stand in the case: the hard mask of every stage."""
    found: dict[int, list[Conflict]] = defaultdict(list)
    for conflict in of_case(case).filter(state=State.STANDS):
        found[conflict.person_id].append(conflict)
    return dict(found)


def is_conflicted(user: Any, case: models.Model) -> bool:
    """Whether a conflict of this person stands in the case."""
    return of_case(case).filter(state=State.STANDS, person_id=getattr(user, "pk", None)).exists()


def conflicted_cases(user: Any, case_type: str) -> QuerySet[Any, Any]:
    """The ids of the cases of a kind in which a conflict of this person stands; to be used as a subquery."""
    return Conflict.objects.filter(
        person_id=getattr(user, "pk", None), case_type=case_type, state=State.STANDS
    ).values_list("case_id", flat=True)


def declared(case: models.Model) -> dict[int, Declaration]:
    """Person's key → what he declared last about the case; who is not in it was never asked, or never answered."""
    case_type, case_id = subject_of(case)
    rows = Declaration.objects.filter(case_type=case_type, case_id=case_id).order_by("id")
    return {row.person_id: row for row in rows}


def ties_of(people: Iterable[User]) -> dict[int, list[Tie]]:
    """Person's key → what ties each of them to organisations; the organisation of the account counts as a present one.

    A tie to an organisation that was merged with others is a tie to each of them, under the name it was entered with.
    """
    asked = {person.pk: person for person in people}
    ties: dict[int, list[Tie]] = {key: [] for key in asked}
    for row in Affiliation.objects.filter(person__in=asked).select_related("organisation").order_by("id"):
        ties[row.person_id].append(tie_of(row))
    for key, person in asked.items():
        if person.organisation_id and person.organisation:
            ties[key].append(
                Tie(person.organisation_id, person.organisation.name, Affiliation.Relation.EMPLOYEE)
            )
    same = groups()
    if same:
        for found in ties.values():
            found += [
                replace(tie, organisation=other)
                for tie in list(found)
                for other in sorted(same.get(tie.organisation, frozenset()) - {tie.organisation})
            ]
    return ties


def tie_of(row: Affiliation) -> Tie:
    return Tie(
        organisation=row.organisation_id,
        name=row.organisation.name,
        relation=row.relation,
        since=row.since,
        until=row.until,
        note=row.note,
        affiliation=row.pk,
    )


def reason_label(conflict: Conflict) -> str:
    """The reason in words; an exclusion on request needs none of the article's, and an old record may have none."""
    if conflict.reason:
        return str(ConflictReason(conflict.reason).label)
    if conflict.origin == Conflict.Origin.REQUESTED:
        return _("공정한 심의가 어렵다는 신청을 받아들임")
    return _("사유 코드 없음")
