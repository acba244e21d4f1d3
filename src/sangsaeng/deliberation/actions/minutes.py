"""The minutes (회의록): made from the records, kept in versions, signed, and published without what must stay closed."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_meeting
from sangsaeng.deliberation.documents import minutes as contents
from sangsaeng.deliberation.models import Meeting, Minutes, MinutesSignature
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, may, require
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.common import korean_day, signed_at
from sangsaeng.records.documents.content import Document, Signatory, clean
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


def _remarks(versions: Iterable[Minutes]) -> list[AddedRemark]:
    return [AddedRemark(v.version, v.remark, v.made_by.display_name, v.made_at) for v in versions if v.remark]


def _said(minutes: Minutes) -> dict[str, Any]:
    """What a version says; minutes made before that was kept are read from the records."""
    return minutes.content or contents.frozen_of(minutes.meeting)


def make_minutes(*, actor: User, meeting: Meeting, remark: str = "") -> Minutes:
    """Make the next version of the minutes of a closed meeting, as PDF and HWPX: the first from its records.

    What they say is kept with the first version and never edited: what has to be added later is a `remark` (첨언),
    which makes a new version that shows it with who added it and when. Earlier versions, and what was signed of
    them, stay. Not public: they show every item whole. Tells who signs as chair, and the secretary, that there is
    something to sign. Refuses (ValidationError) a meeting that is not closed, a later version without a remark, and
    the same remark twice in a row.
    """
    require(actor, "deliberation.make_minutes", meeting)
    meeting = Meeting.objects.select_related("body", "bylaw").get(pk=meeting.pk)
    if not meeting.is_closed:
        raise ValidationError(_("폐회한 회의의 회의록만 만들 수 있습니다."))
    earlier = list(meeting.minutes.select_related("made_by").order_by("version"))
    remark = clean(remark).strip()
    if earlier and not remark:
        raise ValidationError({"remark": _("회의록이 이미 있습니다. 덧붙일 말을 적으면 새 판을 만듭니다.")})
    if earlier and earlier[-1].remark == remark:
        raise ValidationError({"remark": _("같은 말을 이미 덧붙였습니다.")})
    made = Minutes(meeting=meeting, version=len(earlier) + 1, remark=remark, made_by=actor)
    made.content = _said(earlier[0]) if earlier else contents.frozen_of(meeting)
    document = minutes_document(
        contents.of_version(made.version, made.content, added=_remarks([*earlier, made]))
    )
    drawn = _draw(document)
    with transaction.atomic():
        lock_meeting(meeting)
        last = meeting.minutes.aggregate(last=Max("version"))["last"] or 0
        if last + 1 != made.version:
            raise ValidationError(_("그사이에 새 판이 만들어졌습니다. 다시 확인하세요."))
        made.pdf, made.hwpx = _keep(actor, meeting, document, drawn, "minutes")
        made.save()
        append(
            verb="deliberation.make_minutes",
            subject=meeting,
            actor=actor,
            data={"version": made.version, "remark": remark, "sha256": made.pdf.sha256},
        )
        signer = chair_of(meeting)
        tell(
            actor=actor,
            recipients=[person for person in (signer, meeting.secretary) if person is not None],
            kind="minutes",
            title=_("회의록 제%(version)d판에 서명해 주세요") % {"version": made.version},
            body=_("%(body)s 제%(number)d차 회의") % {"body": meeting.body.name, "number": meeting.number},
            url=reverse("deliberation:results", args=(meeting.code,)),
            about=meeting,
        )
    return made


def chair_of(meeting: Meeting) -> User | None:
    """Who signs as chair, where that person has an account that is in use."""
    seat = contents.signer_of(meeting)
    return seat.user if seat and seat.user and seat.user.is_active else None


def may_sign(actor: User, meeting: Meeting, role: str) -> bool:
    """The chair (or vice chair in his place) signs as chair; the secretariat as secretary, and for a chair without account."""
    if actor.demonstration != meeting.demonstration:
        return False
    chair = chair_of(meeting)
    if role == MinutesSignature.Role.CHAIR and chair is not None:
        return actor.pk == chair.pk
    return may(actor, "deliberation.make_minutes", meeting)


def sign_minutes(*, actor: User, minutes: Minutes, role: str) -> MinutesSignature:
    """Sign a version as chair or secretary: what is signed is the digest of its PDF.

    For a chair without account the secretariat records that he signed on paper, and the signed copy says so. Once
    both have signed, a signed copy is drawn that shows both signatures with their times; it is drawn before
    anything is locked. Refuses (NotAllowed) signing for somebody else, (ValidationError) a version that is
    not the newest, and a second signature.
    """
    meeting = minutes.meeting
    if role not in MinutesSignature.Role.values:
        raise ValidationError(_("위원장이나 간사로 서명합니다."))
    if not may_sign(actor, meeting, role):
        raise NotAllowed(_("본인만 서명할 수 있습니다."))
    signature = MinutesSignature(minutes=minutes, role=role, signed_by=actor, sha256=minutes.pdf.sha256)
    before = list(minutes.signatures.select_related("signed_by"))
    copy = _signed_copy([*before, signature]) if before else None
    with transaction.atomic():
        lock_meeting(meeting)
        if meeting.minutes.filter(version__gt=minutes.version).exists():
            raise ValidationError(_("더 새로운 판이 있습니다. 새 판에 서명하세요."))
        now = set(minutes.signatures.values_list("role", flat=True))
        if role in now:
            raise ValidationError(_("이미 서명했습니다."))
        if now != {each.role for each in before}:
            raise ValidationError(_("그사이에 다른 사람이 서명했습니다. 다시 서명하세요."))
        signature.save()
        append(
            verb="deliberation.sign_minutes",
            subject=meeting,
            actor=actor,
            data={"version": minutes.version, "role": role, "sha256": signature.sha256},
        )
        if copy is not None:
            _keep(actor, meeting, *copy, "minutes_signed")
    return signature


def _signed_copy(signatures: list[MinutesSignature]) -> tuple[Document, list[tuple[str, bytes]]]:
    """The version with its signatures, drawn."""
    minutes = signatures[0].minutes
    meeting = minutes.meeting
    until = meeting.minutes.filter(version__lte=minutes.version).select_related("made_by").order_by("version")
    signed = {}
    for each in signatures:
        words = signed_at(each.signed_at)
        if each.role == MinutesSignature.Role.SECRETARY:
            signed[each.role] = Signatory(contents.SECRETARY, each.signed_by.display_name, words)
        elif chair_of(meeting) is not None and (seat := contents.signer_of(meeting)) is not None:
            signed[each.role] = Signatory(contents.role_of(seat), seat.label, words)
        else:
            label = contents.chair_label(meeting)
            words = f"종이 서명 확인 {korean_day(each.signed_at.astimezone(SEOUL).date())}"
            signed[each.role] = Signatory("위원장", label, words)
    document = minutes_document(
        contents.of_version(minutes.version, _said(minutes), added=_remarks(until), signed=signed)
    )
    return document, _draw(document)


def publish_minutes(*, actor: User, minutes: Minutes) -> Minutes:
    """Publish the public edition (공개본): codenames, counts and decisions; no firm, no person, no remark, no reason.

    The public edition of an earlier version is taken back: there is one at a time. Refuses (ValidationError) minutes
    that chair and secretary have not both signed, a version that is not the newest, and a second publication.
    """
    meeting = minutes.meeting
    require(actor, "deliberation.make_minutes", meeting)
    if minutes.signatures.count() < len(MinutesSignature.Role):
        raise ValidationError(_("위원장과 간사가 모두 서명한 뒤에 공개합니다."))
    document = minutes_document(contents.of_version(minutes.version, _said(minutes), public=True))
    drawn = _draw(document)
    with transaction.atomic():
        lock_meeting(meeting)
        minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
        if meeting.minutes.filter(version__gt=minutes.version).exists():
            raise ValidationError(_("더 새로운 판이 있습니다. 새 판에 서명하고 공개하세요."))
        if minutes.public_pdf_id:
            raise ValidationError(_("이미 공개한 회의록입니다."))
        for old in meeting.minutes.filter(public_pdf__isnull=False):
            _withdraw(actor, old, "새 판을 냄")
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
        return _withdraw(actor, minutes, reason.strip())


def _withdraw(actor: User, minutes: Minutes, reason: str) -> Minutes:
    kept = [pk for pk in (minutes.public_pdf_id, minutes.public_hwpx_id) if pk]
    DocumentFile.objects.filter(pk__in=kept).update(public=False)
    minutes.public_pdf = minutes.public_hwpx = None
    minutes.save(update_fields=["public_pdf", "public_hwpx"])
    append(
        verb="deliberation.withdraw_publication",
        subject=minutes.meeting,
        actor=actor,
        data={"version": minutes.version, "documents": kept, "reason": reason},
    )
    return minutes
