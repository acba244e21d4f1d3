"""Technology-purchase fairs (기술구매상담회): the fair, desks and firms, wishes, meetings, what came of them."""

from datetime import datetime, time

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.discovery.choices import Sector
from sangsaeng.discovery.models.published import Firm, Need
from sangsaeng.parties.models import Organisation
from sangsaeng.records.states import GuardedState


class FairState(models.TextChoices):
    """Where a fair stands. Whether wishes are still taken follows from the clock."""

    DRAFT = "draft", pgettext_lazy("fair", "준비 중")
    OPEN = "open", pgettext_lazy("fair", "신청 받는 중")
    ALLOCATED = "allocated", pgettext_lazy("fair", "배정안 검토")
    PUBLISHED = "published", pgettext_lazy("fair", "시간표 확정")
    HELD = "held", pgettext_lazy("fair", "개최")
    CLOSED = "closed", pgettext_lazy("fair", "마침")
    CANCELLED = "cancelled", pgettext_lazy("fair", "취소")


FAIR_CHIP = {
    FairState.DRAFT: "draft",
    FairState.OPEN: "submitted",
    FairState.ALLOCATED: "screened",
    FairState.PUBLISHED: "approved",
    FairState.HELD: "supported",
    FairState.CLOSED: "completed",
    FairState.CANCELLED: "stopped",
}


class Fair(GuardedState):
    """One fair. Every day from `first_day` to `last_day` it lasts from `opens` to `closes`; `breaks` hold on each day.

    Desks and firms apply until `wishes_until`, by the server's clock; the secretariat may enter one that came on paper as
    long as nothing is allocated. One `entered_late` took its applications elsewhere. `figures` are those of the last
    allocation. Times of day are Seoul's.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=60, choices=Sector, blank=True)
    place = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(default=time(10))
    closes = models.TimeField(default=time(17))
    breaks = models.JSONField(default=list)
    slot_minutes = models.PositiveSmallIntegerField(default=25)
    pause_minutes = models.PositiveSmallIntegerField(default=5)
    wishes_until = models.DateTimeField()
    entered_late = models.BooleanField(default=False)
    first_meeting_for_all = models.BooleanField(default=True)
    state = FSMField(default=FairState.DRAFT, choices=FairState.choices, protected=True, db_index=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    allocated_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)
    public_summary = models.TextField(blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=150)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-first_day", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_fair_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="a_fair_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(slot_minutes__gte=5), name="a_slot_lasts_five_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def name(self) -> str:
        english = (get_language() or "ko").startswith("en")
        return (self.title_en if english else "") or self.title

    def takes_wishes(self, at: datetime | None = None) -> bool:
        """Whether firms and buyers may still apply and wish."""
        return self.state == FairState.OPEN and (at or timezone.now()) < self.wishes_until

    @property
    def has_timetable(self) -> bool:
        """Whether participants may see their meetings."""
        return self.state in (FairState.PUBLISHED, FairState.HELD, FairState.CLOSED)

    @transition(field=state, source=FairState.DRAFT, target=FairState.OPEN)
    def open(self) -> None: ...

    @transition(field=state, source=[FairState.OPEN, FairState.ALLOCATED], target=FairState.ALLOCATED)
    def allocate(self) -> None: ...

    @transition(field=state, source=FairState.ALLOCATED, target=FairState.OPEN)
    def reopen(self) -> None: ...

    @transition(field=state, source=FairState.ALLOCATED, target=FairState.PUBLISHED)
    def publish(self) -> None: ...

    @transition(field=state, source=FairState.PUBLISHED, target=FairState.HELD)
    def hold(self) -> None: ...

    @transition(field=state, source=FairState.HELD, target=FairState.CLOSED)
    def close(self) -> None: ...

    @transition(
        field=state,
        source=[FairState.DRAFT, FairState.OPEN, FairState.ALLOCATED, FairState.PUBLISHED],
        target=FairState.CANCELLED,
    )
    def cancel(self) -> None: ...


class FairSlot(models.Model):
    """One slot of the timetable. Slots of one session follow each other without a break."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField()
    session = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["fair", "number"]
        constraints = [models.UniqueConstraint(fields=["fair", "number"], name="one_slot_a_number")]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.number}"


class _Side(models.Model):
    """What a desk and a firm share: its number at the fair, how much it can take, when it is away, whether it withdrew.

    `away` holds the numbers of slots. `consent_public`: its name may stand on public pages of this fair.
    """

    number = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    away = models.JSONField(default=list)
    consent_public = models.BooleanField(default=False)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_in(self) -> bool:
        return self.withdrawn_at is None


class Desk(_Side):
    """The desk of a demand company: what it wants to buy, how many it can meet. A blind desk hides whose it is.

    The name of a blind desk is told to a firm once both wished to meet, or after the company said it to all (`revealed_at`).
    """

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="desks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fair_desks")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="fair_desks")
    topic = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    blind = models.BooleanField(default=False)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["fair", "number"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "number"], name="one_desk_a_number"),
            models.CheckConstraint(condition=Q(most__gte=1), name="a_desk_meets_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_id} D{self.number}"

    @property
    def demonstration(self) -> bool:
        return self.fair.demonstration


class FairFirm(_Side):
    """A small firm that takes part: what it offers, as the desks read it. Without `show_name` they read its number only."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="firms")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fair_firms")
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="fair_firms")
    product = models.CharField(max_length=300)
    strength = models.TextField(blank=True)
    sector = models.CharField(max_length=60, choices=Sector, blank=True)
    region = models.CharField(max_length=60, blank=True)
    show_name = models.BooleanField(default=True)

    class Meta:
        ordering = ["fair", "number"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "number"], name="one_fair_firm_a_number"),
            models.UniqueConstraint(
                fields=["fair", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_entry_a_firm_at_a_fair",
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="a_fair_firm_meets_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_id} F{self.number}"

    @property
    def demonstration(self) -> bool:
        return self.fair.demonstration


class Side(models.TextChoices):
    DESK = "desk", _("수요기업")
    FIRM = "firm", _("중소기업")


class FairWish(models.Model):
    """Whom one side wishes to meet, by rank; without a rank it must not meet. `side` empty: barred by the secretariat."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="wishes")
    firm = models.ForeignKey(FairFirm, on_delete=models.CASCADE, related_name="wishes")
    side = models.CharField(max_length=4, choices=Side, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["side", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "firm", "side"], name="one_wish_a_side"),
            models.CheckConstraint(
                condition=~Q(side="") | Q(rank__isnull=True), name="the_secretariat_only_bars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.firm_id} {self.side} {self.rank}"


class FairMeeting(models.Model):
    """One meeting: a desk, a firm, a slot; who came. A cancelled one stays, with its reason."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="meetings")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="meetings")
    firm = models.ForeignKey(FairFirm, on_delete=models.PROTECT, related_name="meetings")
    slot = models.ForeignKey(FairSlot, on_delete=models.PROTECT, related_name="meetings")
    by_hand = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    firm_came = models.BooleanField(null=True, blank=True)
    desk_came = models.BooleanField(null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["slot__number", "desk__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "slot"],
                condition=Q(cancelled_at__isnull=True),
                name="one_meeting_a_desk_and_slot",
            ),
            models.UniqueConstraint(
                fields=["firm", "slot"],
                condition=Q(cancelled_at__isnull=True),
                name="one_meeting_a_firm_and_slot",
            ),
            models.UniqueConstraint(
                fields=["desk", "firm"], condition=Q(cancelled_at__isnull=True), name="one_meeting_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fair_id} D{self.desk_id} F{self.firm_id} {self.slot_id}"

    @property
    def demonstration(self) -> bool:
        return self.fair.demonstration

    @property
    def took_place(self) -> bool | None:
        """Whether both came; None while one of the two is not noted and none stayed away."""
        if self.firm_came is False or self.desk_came is False:
            return False
        return True if self.firm_came and self.desk_came else None


class FairResult(models.Model):
    """What one side says came of a meeting. The note is read by that side and the secretariat only."""

    class Outcome(models.TextChoices):
        INTERESTED = "interested", _("관심 있음")
        MORE = "more", _("추가 협의")
        QUOTE = "quote", _("견적 요청")
        PROTOTYPE = "prototype", _("시제품 요청")
        NONE = "none", pgettext_lazy("fair", "해당 없음")

    meeting = models.ForeignKey(FairMeeting, on_delete=models.CASCADE, related_name="results")
    side = models.CharField(max_length=4, choices=Side)
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["meeting", "side"]
        constraints = [models.UniqueConstraint(fields=["meeting", "side"], name="one_result_a_side")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.side} {self.outcome}"


class FairFollowUp(models.Model):
    """How it went on after a meeting, on which day; added only, the last one counts.

    `model_code`: the win-win model it led to. The note is read by the side that wrote it and the secretariat.
    """

    class Outcome(models.TextChoices):
        TALKING = "talking", _("협의 중")
        TESTING = "testing", _("시험 중")
        CONTRACT = "contract", _("계약")
        STOPPED = "stopped", pgettext_lazy("fair", "중단")

    meeting = models.ForeignKey(FairMeeting, on_delete=models.CASCADE, related_name="follow_ups")
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    model_code = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=4, choices=Side, blank=True)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["meeting", "on", "id"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.on} {self.outcome}"
