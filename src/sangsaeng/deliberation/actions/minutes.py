"""The minutes (회의록): made from the records, kept in versions, signed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.deliberation import minutes
from sangsaeng.deliberation.models import Meeting
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import keep_document
from sangsaeng.records.models import DocumentFile


def make_minutes(*, actor: User, meeting: Meeting) -> list[DocumentFile]:
    """Make the minutes (회의록) of a closed meeting from its records and keep them as PDF and HWPX.

    Made again, both are kept beside the earlier ones. Each kept file appends its event. They are not public:
    they show every item whole. Refuses (ValidationError) a meeting that is not closed.
    """
    from sangsaeng.records.documents import hwpx, pdf
    from sangsaeng.records.documents.minutes import minutes_document

    require(actor, "deliberation.make_minutes", meeting)
    meeting = Meeting.objects.select_related("body", "bylaw").get(pk=meeting.pk)
    if not meeting.is_closed:
        raise ValidationError(_("폐회한 회의의 회의록만 만들 수 있습니다."))
    # drawn outside the transaction: a closed meeting no longer changes, and drawing takes its time
    document = minutes_document(minutes.minutes_of(meeting))
    drawn = [("pdf", pdf.render_pdf(document)), ("hwpx", hwpx.render_hwpx(document))]
    with transaction.atomic():
        return [
            keep_document(
                kind="minutes",
                title=document.title,
                subject=meeting,
                format=format,
                content=content,
                actor=actor,
            )
            for format, content in drawn
        ]
