"""Requests for material (국회·감사 자료요구): who asks, by when, as of which day, what was answered, and the exact copy sent."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.clocks.models import Clock
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.states import GuardedState


class MaterialState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("material", "접수")
    DRAFTED = "drafted", pgettext_lazy("material", "작성")
    CLEARED = "cleared", pgettext_lazy("material", "검토 마침")
    SENT = "sent", pgettext_lazy("material", "제출")
    WITHDRAWN = "withdrawn", pgettext_lazy("material", "요구 철회")


MATERIAL_CHIP = {
    MaterialState.RECEIVED: "submitted",
    MaterialState.DRAFTED: "screened",
    MaterialState.CLEARED: "approved",
    MaterialState.SENT: "completed",
    MaterialState.WITHDRAWN: "stopped",
}


class MaterialRequest(GuardedState):
    """One request for material by the National Assembly, an auditor or a ministry; a register apart from information-disclosure requests.

    `reference_on` is the day the figures are to be of. `words` is what a search looks through: question, answers and names of the papers.
    """

    class Asker(models.TextChoices):
        ASSEMBLY = "assembly", pgettext_lazy("material", "국회")
        AUDIT = "audit", pgettext_lazy("material", "감사원·자체감사")
        MINISTRY = "ministry", pgettext_lazy("material", "부처")
        OTHER = "other", pgettext_lazy("material", "그 밖")

    code = models.CharField(max_length=40, unique=True)
    asker = models.CharField(max_length=10, choices=Asker)
    asker_name = models.CharField(max_length=200)
    official_number = models.CharField(max_length=100, blank=True)
    question = models.TextField()
    received_on = models.DateField()
    due_at = models.DateTimeField()
    reference_on = models.DateField()
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="material_request"
    )
    state = FSMField(
        default=MaterialState.RECEIVED, choices=MaterialState.choices, protected=True, db_index=True
    )
    words = models.TextField(blank=True)
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField(default=timezone.now)
    closed_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_on", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.asker_name}"

    @transition(
        field=state,
        source=[MaterialState.RECEIVED, MaterialState.DRAFTED, MaterialState.CLEARED],
        target=MaterialState.DRAFTED,
    )
    def draft(self) -> None: ...

    @transition(field=state, source=MaterialState.DRAFTED, target=MaterialState.CLEARED)
    def clear(self) -> None: ...

    @transition(field=state, source=MaterialState.CLEARED, target=MaterialState.SENT)
    def send(self) -> None: ...

    @transition(
        field=state,
        source=[MaterialState.RECEIVED, MaterialState.DRAFTED, MaterialState.CLEARED],
        target=MaterialState.WITHDRAWN,
    )
    def withdraw(self) -> None: ...


class MaterialAnswer(models.Model):
    """One version of an answer: its text, the snapshot of figures it rests on, who cleared it, and the copy that was sent.

    `snapshot` holds the figures as of the request's reference date, frozen; `paper` is the exact file that left the house,
    `sha256` its digest. A later version never overwrites an earlier one.
    """

    request = models.ForeignKey(MaterialRequest, on_delete=models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    snapshot = models.JSONField(default=dict)
    snapshot_at = models.DateTimeField(default=timezone.now)
    paper = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spreadsheet = models.ForeignKey(
        DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField(default=timezone.now)
    cleared_by = models.CharField(max_length=150, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    clearance_note = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.CharField(max_length=150, blank=True)
    sent_how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["request", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="one_version_of_an_answer"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True)
                | Q(cleared_at__isnull=False, paper__isnull=False) & ~Q(sha256=""),
                name="a_sent_answer_was_cleared_and_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request.code} {self.version}"
