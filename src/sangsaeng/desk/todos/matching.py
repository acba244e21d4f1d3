"""Candidates that wait for a word of the buyer or the supplier; a ranking that failed, for the secretariat."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.discovery.models import Match, MatchFeedback
from sangsaeng.discovery.queries import matching as queries
from sangsaeng.parties.models import Role, User

SHOWN = 3  # of one kind; the need and the firm's record hold the rest
Side = MatchFeedback.Side
WORTH_ASKING = (Match.Band.STRONG, Match.Band.FAIR)


def todos(user: User) -> list[Todo]:
    """One query for a company or the secretariat; nothing for others."""
    if user.role == Role.DEMAND_COMPANY and user.organisation is not None:
        return _candidates(user)
    if user.role == Role.SME and user.organisation_id is not None:
        return _needs(user)
    if user.role == Role.SECRETARIAT:
        return _failed()
    return []


def _silent(side: str) -> Any:
    """Nothing was said of the pair by this side."""
    said_already = MatchFeedback.objects.filter(
        need=OuterRef("need"), firm=OuterRef("firm"), side=side, withdrawn_at__isnull=True
    )
    return ~Exists(said_already)


def _own(user: User) -> Q:
    """The person's own needs: by account, or by the name that the source gives; an unnamed need is nobody's."""
    organisation = user.organisation
    if organisation is None:
        return Q(pk__in=[])
    return Q(need__posted_by=organisation) | Q(
        need__posted_by__isnull=True, need__demand_firm=organisation.name
    )


def _candidates(user: User) -> list[Todo]:
    waiting = Match.objects.filter(
        _own(user), _silent(Side.DEMAND), band__in=WORTH_ASKING, need__demonstration=user.demonstration
    )
    rows = (
        waiting.order_by()
        .values("need__code", "need__title", "need__published_at", "need__demonstration")
        .annotate(n=Count("pk"))
        .order_by("need__code")[:SHOWN]
    )
    return [
        Todo(
            sentence=said(
                _("‘%(title)s’의 후보 %(n)s곳이 맞는지 알려 주세요."), title=row["need__title"], n=row["n"]
            ),
            button=_("후보 보기"),
            href=reverse("discovery:need", args=[row["need__code"]]),
            since=row["need__published_at"] or timezone.now(),
            demonstration=row["need__demonstration"],
        )
        for row in rows
    ]


def _needs(user: User) -> list[Todo]:
    waiting = (
        Match.objects.filter(
            _silent(Side.SUPPLY),
            firm__organisation=user.organisation_id,
            band__in=WORTH_ASKING,
            need__demonstration=user.demonstration,
        )
        .select_related("need", "firm")
        .defer("explanation")
        .order_by("rank", "need__code")[:SHOWN]
    )
    return [
        Todo(
            sentence=said(_("‘%(title)s’ 수요를 할 수 있는지 알려 주세요."), title=match.need.title),
            button=_("의견 남기기"),
            href=reverse("discovery:match", args=[match.need.code, match.firm.code]),
            since=match.need.published_at or timezone.now(),
            demonstration=match.need.demonstration,
        )
        for match in waiting
    ]


def _failed() -> list[Todo]:
    last = queries.last_asked()
    if last is None or not last.failed:
        return []
    return [
        Todo(
            sentence=said(_("순위를 끝까지 매기지 못했습니다. 다시 매겨 보세요.")),
            button=_("매칭 방식 보기"),
            href=reverse("discovery:matching"),
            since=last.done_at or last.at,
        )
    ]
