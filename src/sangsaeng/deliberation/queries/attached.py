"""Files laid beside agenda items, for who may see the item whole; lists never read a file's bytes."""

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from sangsaeng.deliberation.models import AgendaItem, Attachment, Attendance, Exclusion, Meeting
from sangsaeng.parties.rules import may
from sangsaeng.proposals.queries import whole_to


def items_to(user: Any, meeting: Meeting) -> QuerySet[AgendaItem]:
    """The items of a meeting whose papers `user` may read: not those he, or the member he acts for, stepped out of."""
    if not may(user, "deliberation.read_proceedings", meeting):
        return AgendaItem.objects.none()
    acts_for = Attendance.objects.filter(meeting=meeting, deputy=user).values("seat")
    kept_from = Exclusion.objects.filter(
        Q(seat__user=user) | Q(seat__in=acts_for), agenda_item__meeting=meeting
    )
    return meeting.agenda.filter(Q(model__isnull=True) | Q(model__in=whole_to(user))).exclude(
        pk__in=kept_from.values("agenda_item")
    )


def attachments(user: Any, meeting: Meeting) -> QuerySet[Attachment]:
    """The files of a meeting that `user` may read; what was taken off again is for the secretariat alone."""
    rows = Attachment.objects.filter(meeting=meeting).select_related("file").defer("file__content")
    if may(user, "deliberation.run", meeting):
        return rows
    return rows.filter(removed_at__isnull=True, agenda_item__in=items_to(user, meeting))


def attachments_by_item(meeting: Meeting, user: Any) -> dict[int, list[Attachment]]:
    """Item's key → the files that lie beside it now, for a whole agenda in one query."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for laid in attachments(user, meeting).filter(removed_at__isnull=True, agenda_item__isnull=False):
        found[laid.agenda_item_id or 0].append(laid)
    return dict(found)


def attachments_of(item: AgendaItem, user: Any) -> list[Attachment]:
    """The files that lie beside one item now, as far as `user` may read them."""
    return list(attachments(user, item.meeting).filter(removed_at__isnull=True, agenda_item=item))
