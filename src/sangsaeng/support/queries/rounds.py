"""Reads of selection rounds and applications, each in a fixed number of queries; who may not see gets nothing."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sangsaeng.parties.rules import may
from sangsaeng.support.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    IntakeFile,
    Round,
    RoundState,
)

RESULTS = (ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.NOT_SELECTED)


def seen(user: Any) -> QuerySet[Round]:
    """The rounds this person may know of: called ones everyone, those in preparation only who runs or audits them."""
    if not may(user, "support.read_applications"):
        return Round.objects.exclude(state=RoundState.DRAFT).exclude(
            state=RoundState.CANCELLED, called_at__isnull=True
        )
    rounds = Round.objects.all()
    if user.demonstration:
        hidden = Q(state=RoundState.DRAFT) | Q(state=RoundState.CANCELLED, called_at__isnull=True)
        rounds = rounds.exclude(hidden, demonstration=False)
    return rounds


def grouped(user: Any, at: datetime | None = None) -> dict[str, list[Round]]:
    """The rounds as a visitor looks for them: in preparation, open now, coming, under way, past."""
    at = at or timezone.now()
    groups: dict[str, list[Round]] = {"draft": [], "open": [], "coming": [], "under_way": [], "past": []}
    for round in seen(user).order_by("-closes_at", "code"):
        groups[_group(round, at)].append(round)
    groups["open"].sort(key=lambda round: round.closes_at)
    groups["coming"].sort(key=lambda round: round.opens_at)
    return groups


def _group(round: Round, at: datetime) -> str:
    if round.state == RoundState.DRAFT:
        return "draft"
    if round.state in (RoundState.ANNOUNCED, RoundState.CANCELLED):
        return "past"
    if round.state == RoundState.CALLED and (window := round.window(at)) != "closed":
        return window
    return "under_way"


def counts(round: Round) -> dict[str, int]:
    """How many applications stand in each state, a withdrawn one only where it was submitted before; one query."""
    never = Q(state=ApplicationState.WITHDRAWN, submitted_at__isnull=True)
    rows = round.applications.exclude(never).values("state").annotate(n=Count("pk")).order_by()
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state, 0) for state in ApplicationState.values}


def received(counted: dict[str, int]) -> int:
    """Everything that was ever submitted, as the list of applications shows it; also what was withdrawn later."""
    return sum(n for state, n in counted.items() if state != ApplicationState.DRAFT)


def untold(round: Round) -> QuerySet[Application]:
    """Found ineligible, and nobody of the firm was told yet."""
    return round.applications.filter(state=ApplicationState.INELIGIBLE, told_at__isnull=True)


def applications(user: Any, round: Round) -> QuerySet[Application]:
    """The applications of a round that officials read: drafts are the firms' own until they are submitted."""
    if not may(user, "support.read_applications", round):
        return Application.objects.none()
    return (
        round.applications.exclude(state=ApplicationState.DRAFT)
        .exclude(state=ApplicationState.WITHDRAWN, submitted_at__isnull=True)
        .select_related("round", "intake")
        .defer("strategy")
        .order_by("submitted_at", "code")
    )


def mine(user: Any) -> QuerySet[Application]:
    """What this person's firm applied for, newest first."""
    own = Q(applicant=user)
    if user.organisation_id is not None:
        own |= Q(organisation=user.organisation_id)
    return Application.objects.filter(own).select_related("round").order_by("-begun_at", "-pk")


def one(user: Any, code: str) -> Application | None:
    """An application by its code, for its own firm and for officials (who do not read drafts); None for anybody else."""
    found = (
        Application.objects.select_related("round", "organisation", "applicant", "intake")
        .filter(code=code)
        .first()
    )
    if found is None or not may(user, "support.see_application", found):
        return None
    official = may(user, "support.read_applications", found)
    if official and found.submitted_at is None:
        return None
    return found


def shown_state(user: Any, application: Application) -> ApplicationState:
    """The state as this person may know it: a result is the firm's to know once it was told or announced."""
    state = ApplicationState(application.state)
    if (
        state in RESULTS
        and application.told_at is None
        and application.round.state != RoundState.ANNOUNCED
        and not may(user, "support.read_applications", application)
    ):
        return ApplicationState.UNDER_REVIEW
    return state


def files(application: Application) -> QuerySet[ApplicationFile]:
    return application.files.filter(removed_at__isnull=True).select_related("file").defer("file__content")


def intake_files(round: Round) -> QuerySet[IntakeFile]:
    return round.intake_files.select_related("file").defer("file__content")
