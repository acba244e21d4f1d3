"""Who sits in without a vote (배석), and inspections on site (시찰)."""

from typing import Any

from django.db import transaction

from sangsaeng.deliberation.actions.locks import lock_meeting, not_over
from sangsaeng.deliberation.models import AgendaItem, Guest, Meeting, SiteVisit
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append


def add_guest(
    *,
    actor: User,
    meeting: Meeting,
    name: str,
    category: str,
    position: str = "",
    items: list[AgendaItem] | None = None,
) -> Guest:
    """Note who sits in without a vote (배석), for the whole meeting or only for `items`."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        guest = Guest(meeting=meeting, name=name.strip(), category=category, position=position.strip())
        guest.full_clean()
        guest.save()
        guest.items.set(items or [])
        append(
            verb="deliberation.add_guest",
            subject=meeting,
            actor=actor,
            data={"name": guest.name, "position": guest.position, "category": category},
        )
    return guest


def remove_guest(*, actor: User, guest: Guest) -> None:
    """Take a guest off the list again, until the meeting is over; the event stays."""
    require(actor, "deliberation.run", guest.meeting)
    with transaction.atomic():
        meeting = lock_meeting(guest.meeting)
        not_over(meeting)
        append(verb="deliberation.remove_guest", subject=meeting, actor=actor, data={"name": guest.name})
        guest.delete()


def plan_visit(*, actor: User, meeting: Meeting, **fields: Any) -> SiteVisit:
    """Plan an inspection on site (시찰) beside the meeting: starts_at, place, host, purpose."""
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        not_over(meeting)
        visit = SiteVisit(meeting=meeting, **fields)
        visit.full_clean()
        visit.save()
        append(
            verb="deliberation.plan_visit",
            subject=meeting,
            actor=actor,
            data={"place": visit.place, "starts_at": visit.starts_at.isoformat()},
        )
    return visit


def record_visit(*, actor: User, visit: SiteVisit, findings: str) -> SiteVisit:
    """Write down what was seen on site."""
    require(actor, "deliberation.run", visit.meeting)
    with transaction.atomic():
        meeting = lock_meeting(visit.meeting)
        visit.findings = findings.strip()
        visit.save(update_fields=["findings"])
        append(
            verb="deliberation.record_visit",
            subject=meeting,
            actor=actor,
            data={"place": visit.place, "findings": visit.findings},
        )
    return visit
