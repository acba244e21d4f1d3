"""What became of a model: reports on their schedule, indicators against their targets, stories with evidence behind them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.clocks.models import Clock
from sangsaeng.followup.models.purchases import PurchaseTerm
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.states import GuardedState
from sangsaeng.support.models import Commitment


class MilestoneState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("milestone", "예정")
    REPORTED = "reported", pgettext_lazy("milestone", "보고")
    RETURNED = "returned", pgettext_lazy("milestone", "보완")
    ACCEPTED = "accepted", pgettext_lazy("milestone", "확인")
    DROPPED = "dropped", pgettext_lazy("milestone", "취소")


MILESTONE_CHIP = {
    MilestoneState.PLANNED: "draft",
    MilestoneState.REPORTED: "submitted",
    MilestoneState.RETURNED: "returned",
    MilestoneState.ACCEPTED: "approved",
    MilestoneState.DROPPED: "stopped",
}


class Milestone(GuardedState):
    """Something that is to be reached or reported by a day; `clock` reminds of it (of a regulatory report, by law).

    `first_due_on` is the day first planned: it stays when `due_on` is moved. After a report was returned, `clock` is that of
    the supplement.
    Annual, stage, final and use reports are those of 국가연구개발혁신법 §12; the regulatory report is 시행령 §76②.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", pgettext_lazy("milestone", "중간 이정표")
        ANNUAL = "annual", pgettext_lazy("milestone", "연차보고")
        STAGE = "stage", pgettext_lazy("milestone", "단계보고")
        FINAL = "final", pgettext_lazy("milestone", "최종보고")
        USE = "use", pgettext_lazy("milestone", "성과활용보고")
        REGULATION = "regulation", pgettext_lazy("milestone", "규제특례 결과 보고")

    code = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="milestones")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    responsible = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    expected = models.TextField(blank=True)
    due_on = models.DateField(db_index=True)
    first_due_on = models.DateField()
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="milestone"
    )
    reached_on = models.DateField(null=True, blank=True)
    state = FSMField(
        default=MilestoneState.PLANNED, choices=MilestoneState.choices, protected=True, db_index=True
    )
    drop_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(reached_on__isnull=False),
                name="an_accepted_milestone_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""), name="a_dropped_milestone_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @transition(
        field=state,
        source=[MilestoneState.PLANNED, MilestoneState.RETURNED, MilestoneState.REPORTED],
        target=MilestoneState.REPORTED,
    )
    def report(self) -> None:
        """Also once more before it is answered: what was forgotten is handed in after it."""

    @transition(field=state, source=MilestoneState.REPORTED, target=MilestoneState.RETURNED)
    def give_back(self) -> None: ...

    @transition(field=state, source=MilestoneState.REPORTED, target=MilestoneState.ACCEPTED)
    def accept(self) -> None: ...

    @transition(
        field=state, source=[MilestoneState.PLANNED, MilestoneState.RETURNED], target=MilestoneState.DROPPED
    )
    def drop(self) -> None: ...


class Report(models.Model):
    """One report on a milestone with its papers; a returned one is followed by another, never overwritten."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    reached_on = models.DateField(null=True, blank=True)
    files = models.ManyToManyField(DocumentFile, related_name="+", blank=True)
    reported_by = models.CharField(max_length=150)
    reported_at = models.DateTimeField(default=timezone.now)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["milestone", "number"]
        constraints = [models.UniqueConstraint(fields=["milestone", "number"], name="one_report_a_number")]

    def __str__(self) -> str:
        return f"{self.milestone.code} {self.number}"


class Indicator(models.Model):
    """What is measured of a model: baseline, target, year, and how it is measured. A sum over models is made of like units only."""

    class Kind(models.TextChoices):
        LOCALISATION = "localisation", pgettext_lazy("indicator", "국산화")
        SUPPLY = "supply", pgettext_lazy("indicator", "공급 안정")
        PRICE = "price", pgettext_lazy("indicator", "가격")
        CAPABILITY = "capability", pgettext_lazy("indicator", "중소기업 역량")
        INVESTMENT = "investment", pgettext_lazy("indicator", "투자")
        JOBS = "jobs", pgettext_lazy("indicator", "일자리")
        EXPORTS = "exports", pgettext_lazy("indicator", "수출")
        WORLD_SHARE = "world_share", pgettext_lazy("indicator", "세계시장 점유")

    code = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="indicators")
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    how = models.CharField(max_length=300)
    more_is_better = models.BooleanField(default=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveIntegerField(null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4)
    target_year = models.PositiveIntegerField()
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["model", "kind", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Observation(models.Model):
    """A measured value of an indicator in a year, with what it rests on. Added only; `corrects` names the one it takes the place of."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    year = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    evidence = models.CharField(max_length=300)
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    checked_by = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    correction_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["indicator", "year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""), name="a_correction_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {self.value}"


class Story(models.Model):
    """A success story; published only with evidence behind it (a checked observation or a confirmed delivery)."""

    code = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="stories")
    title = models.CharField(max_length=200)
    text = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    observations = models.ManyToManyField(Observation, related_name="stories", blank=True)
    terms = models.ManyToManyField(PurchaseTerm, related_name="stories", blank=True)
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField(default=timezone.now)
    agreed_by_buyer_on = models.DateField(null=True, blank=True)
    agreed_by_supplier_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(agreed_by_buyer_on__isnull=False, agreed_by_supplier_on__isnull=False),
                name="a_published_story_was_agreed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
