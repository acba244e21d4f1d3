"""Need surveys (수요조사): what was asked of whom, the files that came, and what each answer said beside its need."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.choices import Kind, Province
from sangsaeng.discovery.models.published import Need
from sangsaeng.parties.models import Organisation
from sangsaeng.records.models import DocumentFile


class Volume(models.TextChoices):
    """How much is bought a year, in bands (ours), so that the figure itself is never asked for."""

    UNDER_100M = "under1", _("1억 원 미만")
    UNDER_1B = "under10", _("1억–10억 원")
    UNDER_10B = "under100", _("10억–100억 원")
    FROM_10B = "from100", _("100억 원 이상")


class WantedBy(models.TextChoices):
    NOW = "now", _("바로")
    YEAR = "year", _("1년 안")
    THREE = "three", _("3년 안")
    LATER = "later", _("그 뒤")


class Survey(models.Model):
    """One survey: its words, its first and last day. That it is open follows from the calendar."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    contact = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    closed_early_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opens_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="a_survey_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def window(self, today: date | None = None) -> str:
        """coming, open or closed; its last day still counts."""
        today = today or timezone.localdate()
        if self.closed_early_at is not None or today > self.closes_on:
            return "closed"
        return "coming" if today < self.opens_on else "open"


class SurveyAsked(models.Model):
    """A company that was asked; when it was reminded, and when it answered that it needs nothing."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asked")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    nothing_needed = models.BooleanField(default=False)

    class Meta:
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "organisation"], name="a_company_is_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.organisation_id}"


class SurveyFile(models.Model):
    """A form that came back, kept as it came, and what became of its rows; `refused` names row, column and reason."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="files")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)
    taken = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class NeedSignal(models.Model):
    """What came with a need from a survey, a fair or a posting and is not in its published part: whose, how much, when."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="signal")
    survey = models.ForeignKey(
        Survey, null=True, blank=True, on_delete=models.PROTECT, related_name="signals"
    )
    file = models.ForeignKey(
        SurveyFile, null=True, blank=True, on_delete=models.PROTECT, related_name="signals"
    )
    line = models.PositiveIntegerField(null=True, blank=True)
    company = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    import_from = models.CharField(max_length=100, blank=True)
    volume = models.CharField(max_length=10, choices=Volume, blank=True)
    wanted_by = models.CharField(max_length=10, choices=WantedBy, blank=True)
    province = models.CharField(max_length=10, choices=Province, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    # One need of one company: its name and the item's, without blanks and case.
    key = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.need_id)
