"""Reads of matching in use: judgements for those who may read them, learnings, the newest ranking, what quotes rest on."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from sangsaeng.discovery import match_rules
from sangsaeng.discovery.models import (
    Firm,
    IndexChange,
    MatchFeedback,
    MatchLearning,
    Need,
    ProfileEntry,
    Ranking,
    TextSearch,
)
from sangsaeng.discovery.queries.profiles import live
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may

Side = MatchFeedback.Side
#: How many different texts a company may search a day. Ours: bands and a budget make probing not worth while.
TEXTS_A_DAY = 30


def readable_feedback(user: Any) -> QuerySet[MatchFeedback]:
    """The judgements this person may read: all for the secretariat (of its world), else those of the own side and firm."""
    rows = MatchFeedback.objects.select_related("need", "firm__organisation", "organisation")
    if not may(user, match_rules.READ_FEEDBACK):
        return rows.none()
    if user.role == Role.SECRETARIAT:
        return rows.filter(demonstration=True) if user.demonstration else rows
    if user.organisation_id is None:
        return rows.none()
    if user.role == Role.SME:
        return rows.filter(side=Side.SUPPLY, firm__organisation=user.organisation_id)
    own = rows.filter(side=Side.DEMAND)
    return own.filter(need__posted_by=user.organisation_id) | own.filter(
        need__posted_by__isnull=True, need__demand_firm=user.organisation.name
    )


def feedback_of(user: Any, need: Need, firm: Firm) -> list[MatchFeedback]:
    """What stands of a pair and this person may read; no query for those who may read none."""
    if not may(user, match_rules.READ_FEEDBACK):
        return []
    return list(
        readable_feedback(user).filter(need=need, firm=firm, withdrawn_at__isnull=True).order_by("side")
    )


def left_out(user: Any, need: Need) -> list[MatchFeedback]:
    """Who is left out of a need's ranking for a judgement, and why; for the secretariat and the side that judged."""
    if not may(user, match_rules.READ_FEEDBACK):
        return []
    rows = readable_feedback(user).filter(need=need, withdrawn_at__isnull=True)
    return [row for row in rows.order_by("firm__organisation__name", "side") if row.is_against]


def is_left_out(user: Any, need: str, firm: str) -> bool:
    """Whether a judgement that this person may read, and change, leaves a pair out; both sides by their codes."""
    if not may(user, match_rules.READ_FEEDBACK):
        return False
    rows = readable_feedback(user).filter(need__code=need, firm__code=firm, withdrawn_at__isnull=True)
    return any(
        row.is_against and match_rules.sides(user, match_rules.Pair(row.need, row.firm)) for row in rows
    )


def quoted_entries(firm: Firm) -> list[ProfileEntry]:
    """What the firm says of itself that everybody may read and that is ranked on: where quotes may come from."""
    return list(
        firm.entries.filter(live(), matchable=True, visibility=ProfileEntry.Visibility.PUBLIC)
        .only("firm", "kind", "name", "detail", "level", "verified_at", "changed_at", "valid_until")
        .order_by("kind", "name", "pk")
    )


def whole_ranking() -> Ranking | None:
    """The newest ranking of all needs, with what spreading exposure cost and gave."""
    return Ranking.objects.filter(counts__has_key="exposure").first()


def learning_in_force(*, demonstration: bool = False) -> MatchLearning | None:
    return MatchLearning.objects.filter(in_force=True, demonstration=demonstration).first()


def learnings(user: Any) -> QuerySet[MatchLearning]:
    """All that was learned in this person's world, newest first."""
    return MatchLearning.objects.filter(demonstration=bool(user.demonstration))


def ranking_under_way() -> IndexChange | None:
    """The ranking of everything that somebody asked for and that is not done."""
    asked = IndexChange.objects.filter(kind=IndexChange.Kind.ALL, done_at__isnull=True)
    return asked.order_by("-id").first()


def last_asked() -> IndexChange | None:
    """The last ranking of everything that was asked for and is done, with its failure if it failed."""
    return (
        IndexChange.objects.filter(kind=IndexChange.Kind.ALL, done_at__isnull=False).order_by("-id").first()
    )


def texts_today(organisation: Organisation) -> set[str]:
    """The digests of the texts that a company searched by in the last day."""
    since = timezone.now() - timedelta(days=1)
    return set(
        TextSearch.objects.filter(organisation=organisation, at__gte=since).values_list("digest", flat=True)
    )


def firms_by_code(codes: list[str]) -> dict[str, Firm]:
    """Real firms in the lists, by code."""
    found = Firm.objects.filter(code__in=codes, organisation__demonstration=False)
    return {firm.code: firm for firm in found.select_related("organisation")}
