"""Asks for every main page once through the whole application, counts what the workspace holds, checks its record."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from sangsaeng import facts
from sangsaeng.deliberation import invariants as deliberation
from sangsaeng.deliberation.models import Meeting
from sangsaeng.discovery.models import Firm, Item, Match, Need
from sangsaeng.followup import invariants_outcomes, invariants_purchases
from sangsaeng.followup.models import PurchaseCommitment
from sangsaeng.parties.models import Role, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.published import totals as published
from sangsaeng.records.models import DocumentFile
from sangsaeng.support import invariants as support
from sangsaeng.support.models import Request, Round

HOST = "127.0.0.1"
INVARIANTS = (deliberation, support, invariants_purchases, invariants_outcomes)


class PageError(Exception):
    """A page did not answer as it must; the message names it in one line."""


def public_addresses() -> Iterator[str]:
    """Every main page that anyone may open, with one example of each kind."""
    for name in (
        "portal:home",
        "portal:board",
        "portal:library",
        "portal:selection",
        "portal:sources",
        "api_guide",
        "portal:correct",
        "discovery:items",
        "discovery:needs",
        "discovery:firms",
        "discovery:postings",
        "discovery:fairs",
        "discovery:matching",
        "discovery:coding",
        "proposals:models",
        "deliberation:meetings",
        "deliberation:documents",
        "deliberation:bodies",
        "deliberation:calendar",
        "support:programmes",
        "support:rounds",
        "support:verify_certificate",
        "portal:notices",
        "portal:disclose",
        "portal:stories",
        "account_login",
    ):
        yield reverse(name)
    if item := Item.objects.filter(flag=Item.Flag.ALL).order_by("-verdict_year", "key").first():
        yield reverse("discovery:item", args=[item.key])
    match = Match.objects.filter(rank=1).select_related("need", "firm").order_by("need__code").first()
    if match:
        yield reverse("discovery:need", args=[match.need.code])
        yield reverse("discovery:match", args=[match.need.code, match.firm.code])
        yield reverse("discovery:firm", args=[match.firm.code])
    meeting = next(m for m in facts.council_meetings() if m.date)
    yield reverse("deliberation:published", args=["council", meeting.id])
    for model in WinWinModel.objects.filter(recommended_at__isnull=False).order_by("code")[:1]:
        yield reverse("proposals:model", args=[model.code])
    for held in Meeting.objects.order_by("code"):
        yield reverse("deliberation:meeting", args=[held.code])
    for call in Round.objects.filter(called_at__isnull=False).order_by("code"):
        yield reverse("support:round", args=[call.code])
        yield reverse("support:round_guide", args=[call.code])


def signed_in_addresses() -> Iterator[tuple[str, str]]:
    """Each role's own first page, the secretariat's working pages, and the auditor's record."""
    for role in Role.values:
        yield role, reverse("desk:home")
    yield Role.AUDITOR, reverse("desk:record")
    yield Role.DEMAND_COMPANY, reverse("proposals:new")
    for name in (
        "portal:corrections",
        "discovery:feedback",
        "discovery:learnings",
        "discovery:find",
        "deliberation:letters",
        "deliberation:conflict_cases",
        "desk:clocks",
        "desk:board",
        "followup:materials",
        "followup:purchases",
        "followup:outcomes",
        "support:requests",
        "support:payments",
        "support:annual_report",
        "support:round_new",
        "support:certificates",
        "portal:disclosures",
        "discovery:surveys",
        "discovery:profiles",
    ):
        yield Role.SECRETARIAT, reverse(name)
    for held in Meeting.objects.filter(demonstration=True).order_by("code"):
        yield Role.SECRETARIAT, reverse("deliberation:meeting", args=[held.code])
        yield Role.SECRETARIAT, reverse("deliberation:results", args=[held.code])
    yield Role.MEMBER, reverse("deliberation:conflicts")
    yield Role.AGENCY, reverse("followup:outcomes")
    yield Role.SME, reverse("support:my_applications")
    yield Role.MEMBER, reverse("support:my_assessments")
    for call in Round.objects.order_by("code"):
        yield Role.SECRETARIAT, reverse("support:applications", args=[call.code])
    for judged in Round.objects.filter(state__in=("reviewing", "decided", "announced")).order_by("code"):
        yield Role.SECRETARIAT, reverse("support:selection", args=[judged.code])
    yield Role.SECRETARIAT, reverse("followup:statements")
    for promise in PurchaseCommitment.objects.order_by("code")[:1]:
        yield Role.SECRETARIAT, reverse("followup:purchase", args=[promise.code])
    for asked in Request.objects.order_by("code")[:1]:
        yield Role.SECRETARIAT, reverse("support:request", args=[asked.code])
    for model in WinWinModel.objects.order_by("code")[:1]:
        yield Role.SECRETARIAT, reverse("proposals:model", args=[model.code])


def request_pages() -> int:
    """Request every main page once, in Korean and in English; how many there were.

    Raises PageError at the first page that does not answer 200.
    """
    asked = 0
    client = Client(SERVER_NAME=HOST)
    for language in ("ko", "en"):
        with translation.override(language):
            addresses, personal = list(public_addresses()), list(signed_in_addresses())
        for address in addresses:
            asked += _ask(client, address)
        if language == "ko":
            for document in DocumentFile.objects.filter(kind__startswith="minutes").defer("content"):
                asked += _ask(_signed_in(Role.SECRETARIAT), f"/meetings/documents/{document.pk}/")
        for role, address in personal:
            if (person := _signed_in(role)) is not None:
                asked += _ask(person, address)
    asked += _ask(client, "/api/openapi.json")
    return asked


_clients: dict[str, Client] = {}


def _signed_in(role: str) -> Client | None:
    if role not in _clients:
        user = User.objects.filter(role=role, demonstration=True).order_by("pk").first()
        if user is None:
            return None
        client = Client(SERVER_NAME=HOST)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        _clients[role] = client
    return _clients[role]


def _ask(client: Client | None, address: str) -> int:
    if client is None:
        return 0
    try:
        answer = client.get(address)
    except Exception as error:  # what a visitor would see as a broken page, whatever its cause
        raise PageError(f"{address}: {type(error).__name__}: {error}") from error
    if answer.status_code != 200:
        raise PageError(f"{address}: {answer.status_code}로 답했습니다. 200이어야 합니다.")
    return 1


def counts() -> dict[str, Any]:
    """What the workspace holds; facts and demonstration are counted apart."""
    totals = published()
    return {
        "items": Item.objects.filter(figures__isnull=False).distinct().count(),
        "flagged": Item.objects.filter(flag__in=[Item.Flag.ALL, Item.Flag.SOME]).count(),
        "firms": Firm.objects.filter(organisation__demonstration=False).count(),
        "needs": Need.objects.filter(demonstration=False).count(),
        "matches": Match.objects.count(),
        "models": {
            "published_found": totals.found.count,
            "published_approved": totals.approved.count,
            "named": len(facts.named_models()),
            "demonstration": WinWinModel.objects.filter(demonstration=True).count(),
        },
        "meetings": {
            "facts": len(facts.council_meetings()) + len(facts.committee_meetings()),
            "demonstration": Meeting.objects.filter(demonstration=True).count(),
        },
        "documents": DocumentFile.objects.count(),
    }


def invariant_findings() -> tuple[int, list[str]]:
    """How many invariants of the record there are, and one line for each that does not hold."""
    return (
        sum(len(subject.CHECKS) for subject in INVARIANTS),
        [str(finding) for subject in INVARIANTS for finding in subject.findings()],
    )
