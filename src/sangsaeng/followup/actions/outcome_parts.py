"""What the verbs on milestones, indicators and stories share: codes, checks, the model's lock, papers laid beside."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.papers import kind_of
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.records.models import DocumentFile

Upload = tuple[str, bytes]  # the name a file came with, and what is in it
MOST_FILES = 10


def held(model: WinWinModel) -> WinWinModel:
    """The model, read anew and locked until the transaction ends; every verb takes this lock first."""
    return (
        WinWinModel.objects.select_for_update(of=("self",))
        .select_related("demand_company", "supplier")
        .get(pk=model.pk)
    )


def words(field: str, text: str, most: int, *, empty: bool = False) -> str:
    """The text, stripped; refuses (ValidationError) an empty one unless that is allowed, and one too long."""
    text = text.strip()
    if not text and not empty:
        raise ValidationError({field: _("빈칸으로 둘 수 없습니다. 내용을 적으세요.")})
    if len(text) > most:
        raise ValidationError({field: _("%(most)d자 안에서 적으세요.") % {"most": most}})
    return text


def past_day(field: str, day: date | None) -> date:
    """A day of an official paper: today unless given; one still to come is refused."""
    today = timezone.localdate()
    if day is not None and day > today:
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    return day or today


def kept_files(actor: Any, subject: models.Model, kind: str, uploads: Iterable[Upload]) -> list[DocumentFile]:
    """The files as kept papers about `subject`; refuses (ValidationError, field «uploads») unknown kinds and too many."""
    given = list(uploads)
    if len(given) > MOST_FILES:
        raise ValidationError(
            {"uploads": _("파일은 한 번에 %(most)d개까지 올릴 수 있습니다.") % {"most": MOST_FILES}}
        )
    kept = []
    for name, content in given:
        try:
            format_ = kind_of(content, name)
        except ValidationError as refused:
            raise ValidationError({"uploads": refused.messages}) from None
        title = clean(name)[-200:]
        kept.append(
            keep_document(
                kind=kind, title=title, subject=subject, format=format_, content=content, actor=actor
            )
        )
    return kept


def note(actor: Any, verb: str, subject: Any, **data: Any) -> None:
    """One event about a milestone, an indicator or a story; its model stands in the data."""
    append(
        verb=f"followup.{verb}",
        subject=subject,
        actor=actor,
        data={"model": subject.model.code, "code": subject.code, **data},
    )


def tell_firms(actor: Any, about: Any, firms: Iterable[int], title: str, body: str, url: str) -> None:
    """A message to everyone who signs in for these firms; in Korean, the language of the office."""
    tell(
        actor=actor,
        recipients=User.objects.filter(organisation__in=set(firms), is_active=True),
        kind="outcome",
        title=title[:200],
        body=body,
        url=url,
        about=about,
    )
