"""Requests to ministries and agencies: support (지원·우대 요청) or regulatory improvement, from receipt to reply and appeal."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.models import Letter
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.states import GuardedState


class RequestState(models.TextChoices):
    SENT = "sent", pgettext_lazy("request", "보냄")
    RECEIVED = "received", pgettext_lazy("request", "검토 중")
    SUPPLEMENT = "supplement", pgettext_lazy("request", "보완 중")
    REPLIED = "replied", pgettext_lazy("request", "회신")
    APPEALED = "appealed", pgettext_lazy("request", "이의신청")
    CLOSED = "closed", pgettext_lazy("request", "종결")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "철회")


class Request(GuardedState):
    """One request about a model to one ministry or agency; its clock runs from the day it was received there.

    `reply` says what became of it, in whole or in part; an appeal has a clock of its own (`appeal_clock`).
    """

    class Kind(models.TextChoices):
        SUPPORT = "support", pgettext_lazy("request", "지원")
        PREFERENCE = "preference", pgettext_lazy("request", "우대")
        REGULATION = "regulation", pgettext_lazy("request", "규제 개선")

    class Reply(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("request", "수용")
        PARTLY = "partly", pgettext_lazy("request", "일부 수용")
        REFUSED = "refused", pgettext_lazy("request", "수용하지 않음")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="support_requests")
    addressee = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="support_requests"
    )
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True)
    letter = models.OneToOneField(
        Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="support_request"
    )
    official_number = models.CharField(max_length=100, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="support_request"
    )
    state = FSMField(default=RequestState.SENT, choices=RequestState.choices, protected=True, db_index=True)
    reply = models.CharField(max_length=10, choices=Reply, blank=True)
    reply_text = models.TextField(blank=True)
    reply_number = models.CharField(max_length=100, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    appeal_text = models.TextField(blank=True)
    appealed_on = models.DateField(null=True, blank=True)
    appeal_clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="support_appeal"
    )
    appeal_reply = models.CharField(max_length=10, choices=Reply, blank=True)
    appeal_reply_text = models.TextField(blank=True)
    appeal_replied_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=300, blank=True)
    registered_by = models.CharField(max_length=150)
    registered_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-registered_at", "-id"]
        indexes = [models.Index(fields=["model", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "withdrawn"]) | Q(received_on__isnull=False),
                name="a_request_under_way_was_received",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | ~Q(reply=""),
                name="a_replied_request_says_what_became_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @transition(field=state, source=RequestState.SENT, target=RequestState.RECEIVED)
    def receive(self) -> None: ...

    @transition(field=state, source=RequestState.RECEIVED, target=RequestState.SUPPLEMENT)
    def ask_supplement(self) -> None: ...

    @transition(field=state, source=RequestState.SUPPLEMENT, target=RequestState.RECEIVED)
    def hand_in_supplement(self) -> None: ...

    @transition(
        field=state, source=[RequestState.RECEIVED, RequestState.SUPPLEMENT], target=RequestState.REPLIED
    )
    def take_reply(self) -> None: ...

    @transition(field=state, source=RequestState.REPLIED, target=RequestState.APPEALED)
    def appeal(self) -> None: ...

    @transition(field=state, source=[RequestState.REPLIED, RequestState.APPEALED], target=RequestState.CLOSED)
    def close(self) -> None: ...

    @transition(
        field=state,
        source=[RequestState.SENT, RequestState.RECEIVED, RequestState.SUPPLEMENT],
        target=RequestState.WITHDRAWN,
    )
    def withdraw(self) -> None: ...


REQUEST_CHIP = {
    RequestState.SENT: "draft",
    RequestState.RECEIVED: "submitted",
    RequestState.SUPPLEMENT: "returned",
    RequestState.REPLIED: "approved",
    RequestState.APPEALED: "at-committee",
    RequestState.CLOSED: "completed",
    RequestState.WITHDRAWN: "stopped",
}
REQUEST_OPEN = (RequestState.SENT, RequestState.RECEIVED, RequestState.SUPPLEMENT, RequestState.APPEALED)
