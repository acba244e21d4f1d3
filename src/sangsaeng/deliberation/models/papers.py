"""The papers of a meeting: books with numbered copies, minutes with versions and signatures, templates, quotes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models.bodies import Seat
from sangsaeng.deliberation.models.meetings import AgendaItem, Meeting
from sangsaeng.parties.models import User
from sangsaeng.records.models import DocumentFile


class Attachment(models.Model):
    """A file laid beside an agenda item or a meeting (scan, .hwp, spreadsheet); kept byte for byte, never converted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attachments")
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="attachments")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.title


class Book(models.Model):
    """One edition of the agenda book (의안집) of a meeting. Papers in it are those of the day it was made."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="books")
    edition = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "-edition"]
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="one_book_an_edition")]

    def __str__(self) -> str:
        return f"{self.meeting.code} {self.edition}"


class BookCopy(models.Model):
    """A numbered copy for one person; without the items that person was excluded from."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveSmallIntegerField()
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="book_copies"
    )
    recipient = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="book_copies"
    )
    name = models.CharField(max_length=100)
    omitted = models.JSONField(default=list)
    issued_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["book", "number"]
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="one_copy_a_number")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"


class Minutes(models.Model):
    """One version of the minutes, as made from the records; what is added later is a remark, never an edit.

    `content` holds what they say, whole and for the public, as read when the first version was made: a signed copy
    and a public edition say the same even where a name or a title has changed since.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    remark = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    pdf = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    hwpx = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    public_pdf = models.ForeignKey(
        DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_hwpx = models.ForeignKey(
        DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting", "-version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_version_of_minutes")]

    def __str__(self) -> str:
        return f"{self.meeting.code} {self.version}"


class MinutesSignature(models.Model):
    """Chair and secretary sign one version: what was signed is its PDF's digest."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("위원장")
        SECRETARY = "secretary", _("간사")

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10, choices=Role)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["minutes", "role"]
        constraints = [models.UniqueConstraint(fields=["minutes", "role"], name="one_signature_a_role")]

    def __str__(self) -> str:
        return f"{self.minutes} {self.role}"


class Quote(models.Model):
    """A sentence somebody may be quoted with in a press release; used only once it is cleared by that person."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="quotes")
    speaker = models.CharField(max_length=100)
    position = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=500)
    cleared_on = models.DateField(null=True, blank=True)
    cleared_how = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cleared_on__isnull=True) | ~models.Q(cleared_how=""),
                name="a_cleared_quote_says_how",
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text[:40]}"


class PaperTemplate(models.Model):
    """A ministry's own form as HWPX with named fields (누름틀), filled by the system; older ones stay."""

    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=30)
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="templates")
    fields = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    is_active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["purpose", "-uploaded_at"]

    def __str__(self) -> str:
        return self.name
