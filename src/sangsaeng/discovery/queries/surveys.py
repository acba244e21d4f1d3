"""Reads of need surveys: which there are for whom, how far one has come, what waits to be published."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from sangsaeng.discovery import survey_rules
from sangsaeng.discovery.choices import NeedOrigin, NeedState
from sangsaeng.discovery.models import Need, Survey, SurveyFile
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may


def surveys(user: Any) -> QuerySet[Survey]:
    """The surveys this person may know of: its own company's, all of its world for the secretariat and auditors."""
    mark = bool(user.demonstration)
    found = Survey.objects.filter(demonstration=mark)
    if not may(user, survey_rules.READ):
        own = getattr(user, "organisation_id", None)
        found = found.filter(asked__organisation=own) if own is not None else found.none()
    return found.annotate(
        asked_count=Count("asked", distinct=True),
        answered=Count("asked", filter=Q(asked__answered_at__isnull=False), distinct=True),
    ).order_by("-opens_on", "code")


def seen(user: Any, code: str) -> Survey | None:
    """One of these."""
    return surveys(user).filter(code=code).first()


@dataclass(frozen=True, slots=True)
class State:
    """How far a survey has come."""

    asked: int
    answered: int
    nothing: int
    rows: int
    waiting: int
    published: int
    withdrawn: int
    refused: int


def state(survey: Survey) -> State:
    """In three queries."""
    asked = survey.asked.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        nothing=Count("pk", filter=Q(nothing_needed=True)),
    )
    by_state = Counter(
        dict(
            survey.signals.order_by()
            .values_list("need__state")
            .annotate(n=Count("pk"))
            .values_list("need__state", "n")
        )
    )
    refused = sum(len(rows) for rows in survey.files.values_list("refused", flat=True))
    return State(
        **asked,
        rows=by_state.total(),
        waiting=by_state[NeedState.RECEIVED],
        published=by_state[NeedState.PUBLISHED],
        withdrawn=by_state[NeedState.WITHDRAWN],
        refused=refused,
    )


def needs_of(user: Any, survey: Survey) -> QuerySet[Need]:
    """The needs of a survey: all for the secretariat and auditors, a company's own for it."""
    found = Need.everything.filter(signal__survey=survey).select_related("signal")
    if not may(user, survey_rules.READ, survey):
        found = found.filter(posted_by=user.organisation_id, posted_by__isnull=False)
    return found.order_by("state", "code")


def files_of(user: Any, survey: Survey) -> QuerySet[SurveyFile]:
    found = survey.files.select_related("organisation", "file").defer("file__content")
    if not may(user, survey_rules.READ, survey):
        found = found.filter(organisation=user.organisation_id, organisation__isnull=False)
    return found


def unlinked(file: SurveyFile) -> list[str]:
    """Companies named in a file whose needs belong to no account: nobody is told of them."""
    rows = file.signals.filter(need__posted_by__isnull=True).order_by("company")
    return list(rows.values_list("company", flat=True).distinct())


def waiting(user: Any) -> QuerySet[Need]:
    """Needs from companies that the secretariat has yet to publish, of this person's world."""
    return (
        Need.everything.filter(state=NeedState.RECEIVED, demonstration=bool(user.demonstration))
        .exclude(origin=NeedOrigin.FACTS)
        .select_related("signal")
        .order_by("signal__made_at", "pk")
    )


def companies(user: Any) -> QuerySet[Organisation]:
    """Demand companies with an account, of this person's world: whom a survey can ask."""
    return (
        Organisation.objects.filter(
            people__role=Role.DEMAND_COMPANY, people__is_active=True, demonstration=bool(user.demonstration)
        )
        .distinct()
        .order_by("name")
    )


def open_for(user: Any) -> list[Survey]:
    """Open surveys that this person's company has not answered."""
    own = getattr(user, "organisation_id", None)
    if own is None:
        return []
    rows = Survey.objects.filter(asked__organisation=own, asked__answered_at__isnull=True)
    return [each for each in rows.order_by("closes_on") if each.window() == "open"]
