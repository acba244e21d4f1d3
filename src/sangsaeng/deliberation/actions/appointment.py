"""The appointment papers (위촉동의서, 보안서약서, 위촉장, 해촉 통지) of a seat, made from the record and kept."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.documents.appointment import can_be_made, document_of
from sangsaeng.deliberation.models import Seat
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import keep_document
from sangsaeng.records.models import DocumentFile


def make_appointment_paper(*, actor: User, seat: Seat, kind: str, appointed_by: str) -> list[DocumentFile]:
    """Make one of the appointment papers of a seat from its record and keep it as PDF and HWPX.

    `appointed_by` is who appoints, or in whose name the dismissal goes out: no public rule of the council says.
    Made again, both are kept beside the earlier ones; each kept file appends its event. They are not public.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a paper that this seat cannot have now,
    and one that nobody issues.
    """
    from sangsaeng.records.documents import hwpx, pdf

    require(actor, "deliberation.set_up", seat)
    seat = Seat.objects.select_related("body__secretariat", "user__organisation").get(pk=seat.pk)
    if kind not in can_be_made(seat):
        raise ValidationError(_("이 자리에는 지금 만들 수 없는 문서입니다."))
    if not appointed_by.strip():
        raise ValidationError({"appointed_by": _("누구의 이름으로 내보낼지 적으세요.")})
    # drawn outside the transaction, because drawing takes its time
    document = document_of(seat, kind, appointed_by=appointed_by.strip(), written_at=timezone.now())
    drawn = [("pdf", pdf.render_pdf(document)), ("hwpx", hwpx.render_hwpx(document))]
    with transaction.atomic():
        return [
            keep_document(
                kind=kind, title=document.title, subject=seat, format=format, content=content, actor=actor
            )
            for format, content in drawn
        ]
