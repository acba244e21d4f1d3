"""Reads of the record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from sangsaeng.records.actions import subject_of
from sangsaeng.records.models import DocumentFile, Event


def history(subject: models.Model) -> models.QuerySet[Event]:
    """Everything that happened to `subject`, oldest first."""
    kind, key = subject_of(subject)
    return Event.objects.filter(subject_type=kind, subject_id=key)


def documents(subject: models.Model) -> models.QuerySet[DocumentFile]:
    """The papers made about `subject`, newest first, without their bytes."""
    kind, key = subject_of(subject)
    return DocumentFile.objects.filter(subject_type=kind, subject_id=key).defer("content")


T = TypeVar("T")
Stamp = tuple[int, datetime] | None
_remembered: dict[str, tuple[Stamp, Any]] = {}


def stamp() -> Stamp:
    """Number and time of the newest event: every change appends one, so it names the state of everything."""
    return Event.objects.order_by("-id").values_list("id", "at").first()


def remembered(key: str, make: Callable[[], T]) -> T:
    """What `make` returns, made again only when something has happened since; one query.

    For what everyone may see alike: the key must name everything else that it depends on.
    """
    now = stamp()
    kept = _remembered.get(key)
    if kept is None or kept[0] != now or now is None:
        kept = (now, make())
        _remembered[key] = kept
    made: T = kept[1]
    return made
