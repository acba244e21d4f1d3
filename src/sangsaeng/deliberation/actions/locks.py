"""The one order in which deliberation locks rows: the meeting, the agenda item, its vote, then the model."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import AgendaItem, Meeting, Vote, VoteState

# What is read of a meeting, and of a vote and its item, to put a ballot in: 200 members do so at once.
MEETING_OF_A_BALLOT = ("body", "code", "state", "form", "demonstration")
VOTE_OF_A_BALLOT = (
    *("round", "method", "state", "deadline"),
    *("agenda_item__meeting", "agenda_item__number", "agenda_item__outcome", "agenda_item__model"),
)


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting, read anew and locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body", "bylaw").get(pk=meeting.pk)


def lock_item(item: AgendaItem) -> AgendaItem:
    """The agenda item with its meeting, both read anew and locked, the meeting first."""
    meeting = lock_meeting(item.meeting)
    locked = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    locked.meeting = meeting
    return locked


def lock_vote(item: AgendaItem) -> Vote | None:
    """The vote of a locked item that is open now, locked too; None where none is."""
    vote = Vote.objects.select_for_update(of=("self",)).filter(agenda_item=item, state=VoteState.OPEN).first()
    if vote is not None:
        vote.agenda_item = item
    return vote


def lock_for_ballot(item: AgendaItem) -> tuple[AgendaItem, Vote | None]:
    """The item and its open vote as `lock_item` and `lock_vote` lock them, reading no more than a ballot needs."""
    meetings = Meeting.objects.select_for_update(of=("self",)).only(*MEETING_OF_A_BALLOT)
    meeting = meetings.get(pk=item.meeting_id)
    # one query for both: whoever locks either holds the meeting already
    votes = Vote.objects.select_for_update(of=("self", "agenda_item")).select_related("agenda_item")
    vote = votes.only(*VOTE_OF_A_BALLOT).filter(agenda_item=item, state=VoteState.OPEN).first()
    locked = vote.agenda_item if vote else AgendaItem.objects.get(pk=item.pk)
    locked.meeting = meeting
    return locked, vote


def undecided(item: AgendaItem) -> None:
    """Refuse what no longer can be done to an item that is decided."""
    if item.is_decided:
        raise ValidationError(_("이미 결정한 안건입니다."))


def in_session(meeting: Meeting) -> None:
    """Refuse what can only be done while the meeting is open."""
    if not meeting.is_open:
        raise ValidationError(_("진행 중인 회의에서만 할 수 있습니다."))


def not_over(meeting: Meeting) -> None:
    """Refuse what can no longer be done once the meeting is closed or was called off."""
    if meeting.is_closed:
        raise ValidationError(_("이미 폐회한 회의입니다."))
    if meeting.is_cancelled:
        raise ValidationError(_("소집을 취소한 회의입니다."))
