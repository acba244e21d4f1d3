"""What is kept after a meeting: quotes with their clearance, templates of ministries, papers sent out."""

import hashlib
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_meeting
from sangsaeng.deliberation.models import Meeting, PaperTemplate, Quote
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append, keep_document


def add_quote(*, actor: User, meeting: Meeting, speaker: str, text: str, position: str = "") -> Quote:
    """Note what somebody might be quoted with; it enters no press release before it is cleared.

    Refuses (ValidationError) a meeting called off, a missing name or text, and the same words of the same person twice.
    """
    require(actor, "deliberation.run", meeting)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if meeting.is_cancelled:
            raise ValidationError(_("소집을 취소한 회의입니다."))
        if meeting.quotes.filter(speaker=speaker.strip(), text=text.strip()).exists():
            raise ValidationError(_("이미 적어 둔 말입니다."))
        quote = Quote(
            meeting=meeting,
            speaker=speaker.strip(),
            position=position.strip(),
            text=text.strip(),
            entered_by=actor,
        )
        quote.full_clean()
        quote.save()
        append(
            verb="deliberation.add_quote",
            subject=meeting,
            actor=actor,
            data={"quote": quote.pk, "speaker": quote.speaker},
        )
    return quote


def clear_quote(*, actor: User, quote: Quote, how: str, on: date) -> Quote:
    """Record that the person quoted agreed, when and how (통화, 전자우편, …).

    Refuses (ValidationError) without how, a day to come, and a quote that is gone or cleared already.
    """
    require(actor, "deliberation.run", quote.meeting)
    if not how.strip():
        raise ValidationError({"how": _("어떻게 확인받았는지 적어 주세요.")})
    if on > timezone.localdate():
        raise ValidationError({"on": _("오늘이나 지난 날을 적어 주세요.")})
    with transaction.atomic():
        meeting = lock_meeting(quote.meeting)
        waiting = meeting.quotes.filter(pk=quote.pk, cleared_on__isnull=True).first()
        if waiting is None:
            raise ValidationError(_("이미 확인했거나 지운 말입니다."))
        quote = waiting
        quote.cleared_on, quote.cleared_how = on, how.strip()
        quote.save(update_fields=["cleared_on", "cleared_how"])
        append(
            verb="deliberation.clear_quote",
            subject=meeting,
            actor=actor,
            data={
                "quote": quote.pk,
                "speaker": quote.speaker,
                "how": quote.cleared_how,
                "on": on.isoformat(),
            },
        )
    return quote


def remove_quote(*, actor: User, quote: Quote) -> None:
    """Take a quote away again; the event stays."""
    require(actor, "deliberation.run", quote.meeting)
    with transaction.atomic():
        meeting = lock_meeting(quote.meeting)
        if not meeting.quotes.filter(pk=quote.pk).exists():
            return
        append(
            verb="deliberation.remove_quote",
            subject=meeting,
            actor=actor,
            data={"quote": quote.pk, "speaker": quote.speaker, "text": quote.text},
        )
        quote.delete()


def add_template(
    *, actor: User, name: str, content: bytes, filename: str, demonstration: bool
) -> PaperTemplate:
    """Keep a ministry's own form as HWPX, with the names of its fields (누름틀).

    Refuses (ValidationError) what is no HWPX (a binary .hwp says what to do), is damaged or too large, a form
    without a named field, and a form that is kept already; (NotAllowed) a real form of a demonstration account.
    """
    from sangsaeng.records.documents import template_fill

    require(actor, "deliberation.set_up", PaperTemplate(demonstration=demonstration))
    try:
        fields = template_fill.fields(content)
    except template_fill.TemplateError as wrong:
        raise ValidationError({"file": WRONG[wrong.code]}) from wrong
    if not fields:
        raise ValidationError(
            {"file": _("이름 붙인 누름틀이 없습니다. 채울 자리에 누름틀을 넣고 이름을 지어 주세요.")}
        )
    with transaction.atomic():
        template = PaperTemplate(
            name=name.strip(),
            purpose="meeting",
            fields=fields,
            uploaded_by=actor,
            demonstration=demonstration,
        )
        template.full_clean(exclude=["file"])
        digest = hashlib.sha256(content).hexdigest()
        kept = PaperTemplate.objects.filter(demonstration=demonstration, is_active=True)
        if kept.filter(file__sha256=digest).exists():
            raise ValidationError({"file": _("이미 올린 서식입니다.")})
        template.file = keep_document(
            kind="template",
            title=filename[:200],
            subject=actor,
            format="hwpx",
            content=content,
            actor=actor,
        )
        template.save()
        append(
            verb="deliberation.add_template",
            subject=template,
            actor=actor,
            data={"name": template.name, "fields": fields, "sha256": template.file.sha256},
        )
    return template


def retire_template(*, actor: User, template: PaperTemplate) -> PaperTemplate:
    """Offer a template no longer; it stays on record. Done twice, it changes nothing more."""
    require(actor, "deliberation.set_up", template)
    with transaction.atomic():
        if PaperTemplate.objects.filter(pk=template.pk, is_active=True).update(is_active=False):
            template.is_active = False
            append(
                verb="deliberation.retire_template",
                subject=template,
                actor=actor,
                data={"name": template.name},
            )
    return template


class _Wrong(dict[str, str]):
    """What to do about a template that cannot be used, in the reader's language."""

    def __missing__(self, code: str) -> str:
        return {
            "hwp_binary": _("HWP 파일은 채울 수 없습니다. 한글에서 HWPX로 저장해 올려 주세요."),
            "too_large": _("20 MB보다 큰 파일은 올릴 수 없습니다."),
            "damaged": _("파일을 읽을 수 없습니다. 한글에서 열어 다시 저장해 올려 주세요."),
        }.get(code, _("HWPX 파일이 아닙니다. 한글에서 HWPX로 저장해 올려 주세요."))


WRONG = _Wrong()
