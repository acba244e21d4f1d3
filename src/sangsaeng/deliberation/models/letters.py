"""Official letters (공문): what was drafted here and how the official document system sent and received it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.models.meetings import AgendaItem, Meeting
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile


class Letter(models.Model):
    """A draft (수신, 제목, 본문, 붙임), and the number and dates that the official document system gave it.

    Nothing is sent from here. A statutory clock starts from `received_on`, which is entered by staff, never from a click.
    `clock_rule` names the clock that starts then (clocks/data/statutory.yaml), or nothing; `clock` is the one that did.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("회의 소집 통지")
        RECOMMENDATION = "recommendation", _("건의")
        REFERRAL = "referral", _("위원회 상정 요청")
        REPLY = "reply", _("위원회 결과 통지")
        REQUEST = "request", _("지원 요청")
        REGULATION = "regulation", _("규제 개선 요청")
        OPINION = "opinion", _("의견조회")
        APPOINTMENT = "appointment", _("위촉·해촉")
        OTHER = "other", _("그 밖")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    addressee = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    via = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    enclosures = models.JSONField(default=list)
    sender = models.CharField(max_length=200)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    model = models.ForeignKey(
        WinWinModel, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    support_kind = models.CharField(max_length=20, blank=True)
    clock_rule = models.CharField(max_length=40, blank=True)
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="letter"
    )
    draft = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="letters_owned"
    )
    official_number = models.CharField(max_length=100, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True) | ~models.Q(official_number=""),
                name="a_sent_letter_has_its_number",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True)
                | models.Q(sent_on__isnull=False, received_on__gte=models.F("sent_on")),
                name="a_letter_is_received_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_sent(self) -> bool:
        return self.sent_on is not None
