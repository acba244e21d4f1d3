"""Running periods: by when whom is to do what, under which rule, and what stopped or lengthened them."""

from datetime import date, timedelta

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.clocks import counting, statutory
from sangsaeng.parties.models import User
from sangsaeng.records.states import GuardedState


class ClockState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("clock", "진행 중")
    PAUSED = "paused", pgettext_lazy("clock", "멈춤")
    ANSWERED = "answered", pgettext_lazy("clock", "답변함")
    CANCELLED = "cancelled", pgettext_lazy("clock", "취소됨")


CHIP = {
    ClockState.RUNNING: "submitted",
    ClockState.PAUSED: "returned",
    ClockState.ANSWERED: "completed",
    ClockState.CANCELLED: "stopped",
}
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


class Unit(models.TextChoices):
    DAYS = "days", pgettext_lazy("unit", "일")
    WORKING_DAYS = "working_days", pgettext_lazy("unit", "근무일")
    MONTHS = "months", pgettext_lazy("unit", "개월")
    DATE = "date", pgettext_lazy("unit", "정한 날")


class Clock(GuardedState):
    """One period that runs about one thing, from the day of receipt to `due_on`.

    The limits of the rule are copied, so that a clock keeps the version it was started under. The thing is
    named as the record names it (`records.actions.subject_of`). `due_on` is stored and worked out anew by
    every action; while a clock is paused it is the end without the pause that is open.
    `told` counts the steps of warning and escalation already told for the present end.
    """

    code = models.CharField(max_length=40, unique=True)
    rule_key = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    is_statutory = models.BooleanField()
    unit = models.CharField(max_length=15, choices=Unit)
    length = models.PositiveSmallIntegerField()
    day_of_year = models.CharField(max_length=5, blank=True)
    extension = models.PositiveSmallIntegerField(default=0)
    extensions_max = models.PositiveSmallIntegerField(default=0)
    pause_allowed = models.BooleanField(default=False)
    pause_max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    warn_before = models.JSONField(default=list)
    escalate_after = models.JSONField(default=list)

    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    addressee = models.CharField(max_length=200)
    received_on = models.DateField()
    due_on = models.DateField(db_index=True)
    extended_by = models.PositiveSmallIntegerField(default=0)
    extended_on = models.DateField(null=True, blank=True)
    extension_reason = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    state = FSMField(default=ClockState.RUNNING, choices=ClockState.choices, protected=True, db_index=True)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks")
    told = models.PositiveSmallIntegerField(default=0)
    last_told_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["subject_type", "subject_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("received_on")), name="a_clock_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(extended_on__isnull=True, extended_by=0)
                | models.Q(extended_on__isnull=False, extended_by__gte=1),
                name="an_extension_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state="answered", answered_on__isnull=False)
                | (~models.Q(state="answered") & models.Q(answered_on__isnull=True)),
                name="an_answer_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page on the desk; "" where no desk is installed."""
        try:
            return reverse("desk:clock", args=[self.code])
        except NoReverseMatch:
            return ""

    @transition(field=state, source=ClockState.RUNNING, target=ClockState.PAUSED)
    def pause(self) -> None: ...

    @transition(field=state, source=ClockState.PAUSED, target=ClockState.RUNNING)
    def resume(self) -> None: ...

    @transition(field=state, source=list(OPEN), target=ClockState.ANSWERED)
    def take_answer(self) -> None: ...

    @transition(field=state, source=list(OPEN), target=ClockState.CANCELLED)
    def cancel(self) -> None: ...

    @property
    def is_running(self) -> bool:
        return bool(self.state == ClockState.RUNNING)

    @property
    def is_paused(self) -> bool:
        return bool(self.state == ClockState.PAUSED)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Answered after its end."""
        return self.answered_on is not None and self.answered_on > self.due_on

    @property
    def can_extend(self) -> bool:
        return self.is_open and self.extensions_max > 0 and self.extended_on is None

    @property
    def can_pause(self) -> bool:
        return self.is_running and self.pause_allowed

    @property
    def rule_name(self) -> str:
        rule = statutory.rule(self.rule_key, self.rule_version)
        return rule.name_en if _english() else rule.name_ko

    @property
    def basis(self) -> str:
        rule = statutory.rule(self.rule_key, self.rule_version)
        return rule.basis_en if _english() else rule.basis_ko

    @property
    def source_url(self) -> str:
        return statutory.rule(self.rule_key, self.rule_version).source_url

    @property
    def moves(self) -> bool:
        """A holiday moves its end; not so where parties or an asker set the day."""
        return statutory.rule(self.rule_key, self.rule_version).moves

    def days_left(self, today: date) -> int:
        """Calendar days to the end; negative once it has passed."""
        return (self.due_on - today).days

    def work_out(self, pauses: list["Pause"]) -> date:
        """The end, from the clock's own limits and its pauses; one still open leaves nothing out yet."""
        spans = [counting.Span(p.from_on, p.until_on) for p in pauses if p.until_on is not None]
        return counting.due(
            self.received_on,
            self.unit,  # type: ignore[arg-type]  # the choices are those of counting.Unit
            self.length,
            extended_by=self.extended_by,
            pauses=spans,
            pause_most=self.pause_max_days,
            day_of_year=self.day_of_year,
            first_day_counts=statutory.rule(self.rule_key, self.rule_version).first_day_counts,
            moves=self.moves,
        )

    def pause_days_left(self, pauses: list["Pause"]) -> int | None:
        """How many more days may be left out; None where there is no maximum."""
        if self.pause_max_days is None:
            return None
        spans = [counting.Span(p.from_on, p.until_on) for p in pauses if p.until_on is not None]
        return self.pause_max_days - len(counting.left_out(self.received_on, spans, self.pause_max_days))

    def steps(self) -> list[tuple[date, str]]:
        """Days on which someone is told, in order, with the role told of a missed end («» for a warning)."""
        before = [(self.due_on - timedelta(days=int(n)), "") for n in self.warn_before]
        after = [(self.due_on + timedelta(days=int(n)), str(role)) for role, n in self.escalate_after]
        return sorted(before) + sorted(after, key=lambda step: step[0])


class Pause(models.Model):
    """Days that do not count, both ends included: from the day a supplement was asked for to the day it came in."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["clock", "from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=models.Q(until_on__isnull=True), name="one_open_pause_a_clock"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="a_pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock.code} {self.from_on} – {self.until_on or ''}"


class ClockSeries(models.Model):
    """The last number given to a clock in a year; its row is the lock that keeps two apart."""

    key = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


def _english() -> bool:
    return (get_language() or "ko").startswith("en")
