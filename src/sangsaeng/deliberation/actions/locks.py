"""The one order in which deliberation locks rows: the meeting, then the agenda item, then the model."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import AgendaItem, Meeting


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting, read anew and locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body", "bylaw").get(pk=meeting.pk)


def lock_item(item: AgendaItem) -> AgendaItem:
    """The agenda item with its meeting, both read anew and locked, the meeting first."""
    meeting = lock_meeting(item.meeting)
    locked = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    locked.meeting = meeting
    return locked


def undecided(item: AgendaItem) -> None:
    """Refuse what no longer can be done to an item that is decided."""
    if item.is_decided:
        raise ValidationError(_("이미 결정한 안건입니다."))


def in_session(meeting: Meeting) -> None:
    """Refuse what can only be done while the meeting is open."""
    if not meeting.is_open:
        raise ValidationError(_("진행 중인 회의에서만 할 수 있습니다."))


def not_over(meeting: Meeting) -> None:
    """Refuse what can no longer be done once the meeting is closed."""
    if meeting.is_closed:
        raise ValidationError(_("이미 폐회한 회의입니다."))
