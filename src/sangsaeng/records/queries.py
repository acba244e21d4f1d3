"""Reads of the record."""

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
