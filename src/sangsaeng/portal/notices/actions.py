"""The only code that writes notices: write, change, publish, withdraw."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import require
from sangsaeng.portal.models import Notice
from sangsaeng.portal.notices.guide import KEYS, LABELS, MOST_LINES, fits, lines_needed
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import Sector
from sangsaeng.records.actions import append
from sangsaeng.support.models import Programme, Round

TEXTS = ("title", "title_en", "text", "text_en")
# Without these a small firm cannot do anything with a call.
NEEDED = ("who", "what", "hand_in", "by_when", "how", "ask")


@transaction.atomic
def write_notice(
    *,
    actor: Any,
    kind: str,
    title: str,
    text: str,
    guide: dict[str, str],
    title_en: str = "",
    text_en: str = "",
    programme: Programme | None = None,
    round: Round | None = None,
    sectors: list[str] | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Notice:
    """Write a notice as a draft that only its office sees; appends «portal.write_notice».

    Refuses (ValidationError, by field) what `_check` refuses, and a programme or round of the other world.
    """
    require(actor, "portal.write_notices")
    demonstration = bool(actor.demonstration)
    notice = Notice(
        code=yearly("N", demonstration=demonstration),
        kind=kind,
        programme=programme,
        round=round,
        guide=_clean(guide),
        sectors=list(sectors or []),
        opens_at=opens_at,
        closes_at=closes_at,
        demonstration=demonstration,
    )
    _set_texts(notice, title=title, title_en=title_en, text=text, text_en=text_en)
    _check(notice)
    notice.save(force_insert=True)
    append(
        verb="portal.write_notice", subject=notice, actor=actor, data={"kind": kind, "title": notice.title}
    )
    return notice


@transaction.atomic
def change_notice(*, actor: Any, notice: Notice, reason: str = "", **given: Any) -> Notice:
    """Change a notice; one that is published only with a reason, which the public reads. Appends «portal.change_notice».

    The event keeps what stood there before. Refuses (ValidationError) a withdrawn notice, and what `_check` refuses.
    """
    notice = _hold(actor, notice)
    reason = reason.strip()
    if notice.published_at is not None and not 0 < len(reason) <= 300:
        raise ValidationError({"reason": _("공개한 뒤에 고치려면 이유를 300자 안에서 적으세요.")})
    before: dict[str, Any] = {}
    given["guide"] = _clean(given.get("guide", notice.guide))
    for name, value in given.items():
        old = getattr(notice, name)
        value = value.strip() if name in TEXTS else value
        if old != value:
            before[name] = _plain(old)
            setattr(notice, name, value)
    if not before:
        raise ValidationError(_("바뀐 것이 없습니다."))
    _check(notice)
    if notice.published_at is not None:
        _check_whole(notice)
    notice.save()
    append(
        verb="portal.change_notice", subject=notice, actor=actor, data={"before": before, "reason": reason}
    )
    return notice


@transaction.atomic
def publish_notice(*, actor: Any, notice: Notice) -> Notice:
    """Show a notice to everybody from now on; appends «portal.publish_notice».

    Refuses (ValidationError) a second time, a call whose window has closed, and a guide that is not whole or does not fit
    on one sheet.
    """
    notice = _hold(actor, notice)
    if notice.published_at is not None:
        raise ValidationError(_("이미 공개한 글입니다."))
    _check_whole(notice)
    if notice.closes_at is not None and notice.closes_at <= timezone.now():
        raise ValidationError(_("마감이 지난 글은 공개할 수 없습니다. 마감을 고치세요."))
    notice.published_at, notice.published_by = timezone.now(), actor.username
    notice.save()
    append(verb="portal.publish_notice", subject=notice, actor=actor, data={"title": notice.title})
    return notice


@transaction.atomic
def withdraw_notice(*, actor: Any, notice: Notice, reason: str) -> Notice:
    """Take a notice back, with a reason that stays where it stood; appends «portal.withdraw_notice»."""
    notice = _hold(actor, notice)
    reason = reason.strip()
    if not 0 < len(reason) <= 300:
        raise ValidationError({"reason": _("이유를 300자 안에서 적으세요.")})
    notice.withdrawn_at, notice.withdrawn_because = timezone.now(), reason
    notice.save()
    append(verb="portal.withdraw_notice", subject=notice, actor=actor, data={"reason": reason})
    return notice


def _hold(actor: Any, notice: Notice) -> Notice:
    require(actor, "portal.write_notices", notice)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.withdrawn_at is not None:
        raise ValidationError(_("철회한 글입니다. 필요하면 새로 쓰세요."))
    return notice


def _clean(guide: dict[str, str]) -> dict[str, str]:
    return {key: text for key in KEYS if (text := str(guide.get(key, "")).strip().replace("\r\n", "\n"))}


def _set_texts(notice: Notice, **texts: str) -> None:
    for name, text in texts.items():
        setattr(notice, name, text.strip())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "code", value)


def _check(notice: Notice) -> None:
    """A title, a text, a window the right way round, known sectors, one world."""
    problems: dict[str, Any] = {}
    if not notice.title or len(notice.title) > 200:
        problems["title"] = _("제목을 200자 안에서 적으세요.")
    if not notice.text:
        problems["text"] = _("내용을 적으세요.")
    if notice.kind not in Notice.Kind.values:
        problems["kind"] = _("종류를 고르세요.")
    if notice.opens_at and notice.closes_at and notice.closes_at <= notice.opens_at:
        problems["closes_at"] = _("마감은 접수 시작보다 뒤여야 합니다.")
    if set(notice.sectors) - set(Sector.values):
        problems["sectors"] = _("목록에 있는 분야를 고르세요.")
    for name in ("programme", "round"):
        thing = getattr(notice, name)
        if thing is not None and thing.demonstration != notice.demonstration:
            problems[name] = _("시연과 실제를 섞을 수 없습니다.")
    if problems:
        raise ValidationError(problems)


def _check_whole(notice: Notice) -> None:
    """Before the public sees it: a call has its window and a guide that is whole; a guide fits on one sheet."""
    if notice.kind == Notice.Kind.CALL:
        if notice.opens_at is None or notice.closes_at is None:
            raise ValidationError({"closes_at": _("공고에는 접수 시작과 마감이 있어야 합니다.")})
        missing = [str(LABELS[key]) for key in NEEDED if not notice.guide.get(key)]
        if missing:
            text = _("안내에서 아직 적지 않은 것이 있습니다: %(names)s") % {"names": ", ".join(missing)}
            raise ValidationError(text)
    if not fits(notice.guide):
        text = _("안내가 A4 한 쪽을 넘습니다. %(n)d줄쯤 줄이세요.")
        raise ValidationError(text % {"n": lines_needed(notice.guide) - MOST_LINES})
