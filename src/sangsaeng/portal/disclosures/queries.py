"""Reads of disclosure requests: the register, and what stayed closed although its reason may have lapsed."""

from typing import Any

from django.db.models import QuerySet

from sangsaeng.parties.rules import may
from sangsaeng.portal.disclosures.grounds import Ground, shown
from sangsaeng.portal.models import DisclosureRequest

State = DisclosureRequest.State


def register(user: Any) -> QuerySet[DisclosureRequest]:
    """The requests of the world of `user`; none to who does not answer them."""
    if not may(user, "portal.answer_disclosure"):
        return DisclosureRequest.objects.none()
    found = DisclosureRequest.objects.select_related("clock")
    return found.filter(demonstration=True) if getattr(user, "demonstration", False) else found


def waiting(user: Any) -> QuerySet[DisclosureRequest]:
    """The requests without an answer, the earliest end first."""
    return register(user).filter(state=State.RECEIVED).order_by("clock__due_on", "pk")


def lapsed(user: Any) -> list[tuple[DisclosureRequest, Ground]]:
    """What stays closed although its end has passed and nobody has looked at it again; one query."""
    closed = register(user).filter(state__in=[State.PARTLY, State.CLOSED]).order_by("answered_on", "pk")
    return [(asked, ground) for asked in closed for ground in shown(asked.grounds) if ground.is_over]
