"""The only code that writes the record: append what happened, keep a paper."""

import hashlib
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models, transaction

from sangsaeng.records.models import DocumentFile, Event


class Actor(Protocol):
    """Whoever acts: a signed-in person, or SYSTEM for an automatic step."""

    @property
    def username(self) -> str: ...

    @property
    def role(self) -> str: ...


class _System:
    username = "system"
    role = "system"


SYSTEM = _System()


def subject_of(thing: models.Model) -> tuple[str, str]:
    """How the record names a thing: its kind, and its public code (or key) that never changes."""
    return thing._meta.model_name or "", str(getattr(thing, "code", None) or thing.pk)


def append(
    *,
    verb: str,
    subject: models.Model,
    actor: Actor,
    data: dict[str, Any] | None = None,
    demonstration: bool | None = None,
) -> Event:
    """Append one event about `subject`; call it inside the transaction that made the change.

    `demonstration` follows the subject's own mark unless it is given.
    Raises `TransactionManagementError` outside a transaction: an event without its change, or a change
    without its event, must not be possible.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("append an event inside the transaction of its change")
    kind, key = subject_of(subject)
    mark = bool(getattr(subject, "demonstration", False)) if demonstration is None else demonstration
    return Event.objects.create(
        verb=verb,
        subject_type=kind,
        subject_id=key,
        actor=actor.username,
        actor_role=actor.role,
        data=data or {},
        demonstration=mark,
    )


def append_all(*, actor: Actor, events: Iterable[tuple[str, models.Model, dict[str, Any]]]) -> list[Event]:
    """Append many events (verb, subject, data) in one statement, as `append` does one; for a file of thousands of rows."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("append an event inside the transaction of its change")
    rows = []
    for verb, subject, data in events:
        kind, key = subject_of(subject)
        rows.append(
            Event(
                verb=verb,
                subject_type=kind,
                subject_id=key,
                actor=actor.username,
                actor_role=actor.role,
                data=data,
                demonstration=bool(getattr(subject, "demonstration", False)),
            )
        )
    return Event.objects.bulk_create(rows)


def keep_document(
    *,
    kind: str,
    title: str,
    subject: models.Model,
    format: str,
    content: bytes,
    actor: Actor,
    public: bool = False,
) -> DocumentFile:
    """Keep a paper made about `subject` byte for byte, and append the event «records.make_document»."""
    subject_type, subject_id = subject_of(subject)
    with transaction.atomic():
        kept = DocumentFile.objects.create(
            kind=kind,
            title=title,
            subject_type=subject_type,
            subject_id=subject_id,
            format=format,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            made_by=actor.username,
            public=public,
            demonstration=bool(getattr(subject, "demonstration", False)),
        )
        append(
            verb="records.make_document",
            subject=subject,
            actor=actor,
            data={"document": kept.pk, "kind": kind, "format": format, "sha256": kept.sha256},
        )
    return kept
