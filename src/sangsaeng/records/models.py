"""What happened, and the papers made from it. Rows of Event are never changed or deleted."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that someone did, appended in the same transaction as the change itself.

    The database itself refuses to change or delete a row (a trigger, in both databases). The actor is
    kept as text, so that the record outlives the account.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    actor = models.CharField(max_length=150)
    actor_role = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject_type}:{self.subject_id}"


class DocumentFile(models.Model):
    """A paper made from the records, or a file laid beside them, kept byte for byte with its digest."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        HWPX = "hwpx", "HWPX"
        HWP = "hwp", "HWP"
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        DOCX = "docx", "DOCX"
        PNG = "png", "PNG"
        JPEG = "jpg", "JPEG"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    format = models.CharField(max_length=8, choices=Format)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150)
    public = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display()})"

    @property
    def filename(self) -> str:
        return f"{self.subject_id}-{self.kind}.{self.format}"
