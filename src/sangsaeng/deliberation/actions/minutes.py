"""The minutes (회의록): made from the records, kept in versions, signed, and published without what must stay closed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import minutes as contents
from sangsaeng.deliberation.actions.locks import lock_meeting
from sangsaeng.deliberation.models import Meeting, Minutes, MinutesSignature
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.common import signed_at
from sangsaeng.records.documents.content import Document
from sangsaeng.records.documents.minutes import minutes_document
from sangsaeng.records.documents.minutes_content import AddedRemark
from sangsaeng.records.models import DocumentFile


def _draw(document: Document) -> list[tuple[str, bytes]]:
    """PDF and HWPX; outside a transaction, because drawing takes its time."""
    from sangsaeng.records.documents import hwpx, pdf

    return [("pdf", pdf.render_pdf(document)), ("hwpx", hwpx.render_hwpx(document))]


def _keep(
    actor: User,
    meeting: Meeting,
    document: Document,
    drawn: list[tuple[str, bytes]],
    kind: str,
    *,
    public: bool = False,
) -> list[DocumentFile]:
    return [
        keep_document(
            kind=kind,
            title=document.title,
            subject=meeting,
            format=format,
            content=content,
            actor=actor,
            public=public,
        )
        for format, content in drawn
    ]


def make_minutes(*, actor: User, meeting: Meeting, remark: str = "") -> Minutes:
    """Make the next version of the minutes of a closed meeting from its records, as PDF and HWPX.

    The records are not edited: what has to be added later is a `remark` (첨언), which makes a new version that shows
    it with who added it and when. Earlier versions, and what was signed of them, stay. Not public: they show
    every item whole. Tells chair and secretary that there is something to sign. Refuses (ValidationError) a
    meeting that is not closed, and a later version without a remark.
    """
    require(actor, "deliberation.make_minutes", meeting)
    meeting = Meeting.objects.select_related("body", "bylaw").get(pk=meeting.pk)
    if not meeting.is_closed:
        raise ValidationError(_("폐회한 회의의 회의록만 만들 수 있습니다."))
    earlier = list(meeting.minutes.select_related("made_by").order_by("version"))
    remark = remark.strip()
    if earlier and not remark:
        raise ValidationError({"remark": _("회의록이 이미 있습니다. 덧붙일 말을 적으면 새 판을 만듭니다.")})
    version = len(earlier) + 1
    added = AddedRemark(version, remark, actor.display_name, timezone.now()) if remark else None
    document = minutes_document(contents.minutes_of(meeting, version=version, earlier=earlier, remark=added))
    drawn = _draw(document)
    with transaction.atomic():
        lock_meeting(meeting)
        last = meeting.minutes.aggregate(last=Max("version"))["last"] or 0
        if last + 1 != version:
            raise ValidationError(_("그사이에 새 판이 만들어졌습니다. 다시 확인하세요."))
        pdf, hwpx = _keep(actor, meeting, document, drawn, "minutes")
        made = Minutes.objects.create(
            meeting=meeting, version=version, remark=remark, pdf=pdf, hwpx=hwpx, made_by=actor
        )
        append(
            verb="deliberation.make_minutes",
            subject=meeting,
            actor=actor,
            data={"version": version, "remark": remark, "sha256": pdf.sha256},
        )
        tell(
            actor=actor,
            recipients=_signers(meeting),
            kind="minutes",
            title=_("회의록 제%(version)d판에 서명해 주세요") % {"version": version},
            body=f"{meeting.body.name} {meeting.number}",
            about=meeting,
        )
    return made


def chair_of(meeting: Meeting) -> User | None:
    """Who held the chair's seat at the meeting, where that person has an account."""
    row = meeting.attendance.filter(seat__is_chair=True).select_related("seat__user").first()
    return row.seat.user if row else None


def _signers(meeting: Meeting) -> list[User]:
    return [person for person in (chair_of(meeting), meeting.secretary) if person is not None]


def may_sign(actor: User, meeting: Meeting, role: str) -> bool:
    """The chair signs as chair; who keeps the meeting (or the secretariat for a chair without account) for the rest."""
    chair = chair_of(meeting)
    if role == MinutesSignature.Role.CHAIR and chair is not None:
        return actor.pk == chair.pk
    return may(actor, "deliberation.make_minutes", meeting)


def sign_minutes(*, actor: User, minutes: Minutes, role: str) -> MinutesSignature:
    """Sign a version as chair or secretary: what is signed is the digest of its PDF.

    Once both have signed, a signed copy is drawn that shows both signatures with their times. Refuses (NotAllowed)
    signing for somebody else, (ValidationError) a version that is not the newest, and a second signature.
    """
    meeting = minutes.meeting
    if role not in MinutesSignature.Role.values:
        raise ValidationError(_("위원장이나 간사로 서명합니다."))
    if not may_sign(actor, meeting, role) or actor.demonstration != meeting.demonstration:
        raise NotAllowed(_("본인만 서명할 수 있습니다."))
    with transaction.atomic():
        lock_meeting(meeting)
        if meeting.minutes.filter(version__gt=minutes.version).exists():
            raise ValidationError(_("더 새로운 판이 있습니다. 새 판에 서명하세요."))
        if minutes.signatures.filter(role=role).exists():
            raise ValidationError(_("이미 서명했습니다."))
        signature = MinutesSignature.objects.create(
            minutes=minutes, role=role, signed_by=actor, sha256=minutes.pdf.sha256
        )
        append(
            verb="deliberation.sign_minutes",
            subject=meeting,
            actor=actor,
            data={"version": minutes.version, "role": role, "sha256": signature.sha256},
        )
        if minutes.signatures.count() == len(MinutesSignature.Role):
            _keep_signed(actor, minutes)
    return signature


def _keep_signed(actor: User, minutes: Minutes) -> None:
    """The copy that shows both signatures."""
    meeting = minutes.meeting
    earlier = list(
        meeting.minutes.filter(version__lte=minutes.version).select_related("made_by").order_by("version")
    )
    signed = {s.role: signed_at(s.signed_at) for s in minutes.signatures.all()}
    document = minutes_document(
        contents.minutes_of(meeting, version=minutes.version, earlier=earlier, signed=signed)
    )
    _keep(actor, meeting, document, _draw(document), "minutes_signed")


def publish_minutes(*, actor: User, minutes: Minutes) -> Minutes:
    """Publish the public edition (공개본): codenames, counts and decisions; no firm, no person, no remark, no reason.

    Refuses (ValidationError) minutes that chair and secretary have not both signed, and a second publication.
    """
    meeting = minutes.meeting
    require(actor, "deliberation.make_minutes", meeting)
    if minutes.signatures.count() < len(MinutesSignature.Role):
        raise ValidationError(_("위원장과 간사가 모두 서명한 뒤에 공개합니다."))
    document = minutes_document(contents.minutes_of(meeting, version=minutes.version, public=True))
    drawn = _draw(document)
    with transaction.atomic():
        lock_meeting(meeting)
        minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
        if minutes.public_pdf_id:
            raise ValidationError(_("이미 공개한 회의록입니다."))
        minutes.public_pdf, minutes.public_hwpx = _keep(
            actor, meeting, document, drawn, "minutes_public", public=True
        )
        minutes.save(update_fields=["public_pdf", "public_hwpx"])
        append(
            verb="deliberation.publish_minutes",
            subject=meeting,
            actor=actor,
            data={"version": minutes.version, "sha256": minutes.public_pdf.sha256},
        )
    return minutes


def withdraw_publication(*, actor: User, minutes: Minutes, reason: str) -> Minutes:
    """Take the public edition back, with a reason; the file stays on record, no longer open to everyone."""
    require(actor, "deliberation.make_minutes", minutes.meeting)
    if not reason.strip():
        raise ValidationError({"reason": _("사유를 적어 주세요.")})
    with transaction.atomic():
        lock_meeting(minutes.meeting)
        minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
        if minutes.public_pdf_id is None:
            raise ValidationError(_("공개한 회의록이 아닙니다."))
        kept = (minutes.public_pdf_id, minutes.public_hwpx_id)
        DocumentFile.objects.filter(pk__in=[pk for pk in kept if pk]).update(public=False)
        minutes.public_pdf = minutes.public_hwpx = None
        minutes.save(update_fields=["public_pdf", "public_hwpx"])
        append(
            verb="deliberation.withdraw_publication",
            subject=minutes.meeting,
            actor=actor,
            data={"version": minutes.version, "reason": reason.strip()},
        )
    return minutes
