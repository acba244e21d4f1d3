"""Selection rounds (선정 공고): the call, the applications, what reviewers said of them, results, certificates."""

from datetime import datetime
from typing import Literal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import Sector
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.states import GuardedState


class RoundState(models.TextChoices):
    """Where a round stands. That the window is open or closed follows from the clock, not from a state."""

    DRAFT = "draft", pgettext_lazy("round", "준비 중")
    CALLED = "called", pgettext_lazy("round", "공고")
    REVIEWING = "reviewing", pgettext_lazy("round", "평가 중")
    DECIDED = "decided", pgettext_lazy("round", "선정 확정")
    ANNOUNCED = "announced", pgettext_lazy("round", "결과 공개")
    CANCELLED = "cancelled", pgettext_lazy("round", "공고 취소")


ROUND_CHIP = {
    RoundState.DRAFT: "draft",
    RoundState.CALLED: "submitted",
    RoundState.REVIEWING: "screened",
    RoundState.DECIDED: "recommended",
    RoundState.ANNOUNCED: "completed",
    RoundState.CANCELLED: "stopped",
}


class Round(GuardedState):
    """One call of a selection programme. The names 강소기업 100 and 스타트업 100 are names, not ceilings.

    Applications count while opens_at ≤ time < closes_at, to the second. `eligibility_key`/`_version` name the rule in
    `data/eligibility.yaml` and `rubric_key`/`_version` the criteria in `data/selection_rubrics.yaml` under which the round
    is held. `places` and `reserve_places` are set in the call; fewer may be selected: `decided_places` is how many were,
    and `decision` why where it was fewer. `notice_number` is the number of the official notice; a round `entered_late` was
    called there first, on `called_at`, and recorded here afterwards. A closing time that was put off keeps the first one
    in `closed_first_at`, with its reason.
    """

    class Programme(models.TextChoices):
        GANGSO = "gangso100", _("소부장 강소기업 100")
        STARTUP = "startup100", _("소부장 스타트업 100")

    code = models.CharField(max_length=40, unique=True)
    programme = models.CharField(max_length=12, choices=Programme)
    year = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    places = models.PositiveSmallIntegerField()
    reserve_places = models.PositiveSmallIntegerField(default=0)
    eligibility_key = models.CharField(max_length=40)
    eligibility_version = models.PositiveSmallIntegerField()
    rubric_key = models.CharField(max_length=40)
    rubric_version = models.PositiveSmallIntegerField()
    certificate_years = models.PositiveSmallIntegerField(default=5)
    contact = models.CharField(max_length=200, blank=True)
    notice_number = models.CharField(max_length=60, blank=True)
    entered_late = models.BooleanField(default=False)
    closed_first_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(max_length=500, blank=True)
    state = FSMField(default=RoundState.DRAFT, choices=RoundState.choices, protected=True, db_index=True)
    called_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    decided_places = models.PositiveSmallIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=150)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opens_at", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="a_call_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_round_has_places"),
            models.CheckConstraint(
                condition=Q(certificate_years__gte=1, certificate_years__lte=5),
                name="a_certificate_is_valid_five_years_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def name(self) -> str:
        english = (get_language() or "ko").startswith("en")
        return (self.title_en if english else "") or self.title

    def window(self, at: datetime) -> Literal["coming", "open", "closed"]:
        """Where a moment lies: the window holds its first moment and not its last."""
        if at < self.opens_at:
            return "coming"
        return "open" if at < self.closes_at else "closed"

    @transition(field=state, source=RoundState.DRAFT, target=RoundState.CALLED)
    def call(self) -> None: ...

    @transition(field=state, source=RoundState.CALLED, target=RoundState.REVIEWING)
    def begin_review(self) -> None: ...

    @transition(field=state, source=RoundState.REVIEWING, target=RoundState.DECIDED)
    def decide(self) -> None: ...

    @transition(field=state, source=RoundState.DECIDED, target=RoundState.ANNOUNCED)
    def announce(self) -> None: ...

    @transition(
        field=state,
        source=[RoundState.DRAFT, RoundState.CALLED, RoundState.REVIEWING],
        target=RoundState.CANCELLED,
    )
    def cancel(self) -> None: ...


class Stage(models.Model):
    """One stage of a round, in order: paper, then in depth or on site, then public final.

    `advance` is how many go on (None: all who are not below `least`, the final takes the places). `share` is the weight
    of this stage in the final score, in per cent; the shares of a round add to 100. Scores of the stage are on 0–100.
    `closed_at` is set when its results were fixed, `told_at` when those who do not go on were told. `seed` draws the lot
    where nothing else breaks a tie: it is drawn before the first score is given. `ranked_by` says which score ranks.
    """

    class RankedBy(models.TextChoices):
        RAW = "raw", _("원점수")
        ADJUSTED = "adjusted", _("보정 점수")

    class Kind(models.TextChoices):
        PAPER = "paper", pgettext_lazy("stage", "서면평가")
        DEPTH = "depth", pgettext_lazy("stage", "심층평가")
        SITE = "site", pgettext_lazy("stage", "현장평가")
        FINAL = "final", pgettext_lazy("stage", "공개 최종평가")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    advance = models.PositiveSmallIntegerField(null=True, blank=True)
    least = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    share = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=40, blank=True)
    ranked_by = models.CharField(max_length=10, choices=RankedBy, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="one_stage_a_place"),
            models.CheckConstraint(condition=Q(share__lte=100), name="a_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.order} {self.kind}"


class IntakeFile(models.Model):
    """A spreadsheet of applications from the intake system, kept byte for byte; its rows became applications, or say why not."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="intake_files")
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.CharField(max_length=150)
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)

    class Meta:
        ordering = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return self.name


class ApplicationState(models.TextChoices):
    """From draft to result. Whoever is not selected is 미선정."""

    DRAFT = "draft", pgettext_lazy("application", "작성 중")
    SUBMITTED = "submitted", pgettext_lazy("application", "접수")
    INELIGIBLE = "ineligible", pgettext_lazy("application", "신청 자격 없음")
    UNDER_REVIEW = "under_review", pgettext_lazy("application", "평가 중")
    SELECTED = "selected", pgettext_lazy("application", "선정")
    RESERVE = "reserve", pgettext_lazy("application", "예비")
    NOT_SELECTED = "not_selected", pgettext_lazy("application", "미선정")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "철회")


APPLICATION_CHIP = {
    ApplicationState.DRAFT: "draft",
    ApplicationState.SUBMITTED: "submitted",
    ApplicationState.INELIGIBLE: "not-adopted",
    ApplicationState.UNDER_REVIEW: "screened",
    ApplicationState.SELECTED: "approved",
    ApplicationState.RESERVE: "recommended",
    ApplicationState.NOT_SELECTED: "not-adopted",
    ApplicationState.WITHDRAWN: "stopped",
}


class Application(GuardedState):
    """One firm's application in one round. `business_number` (사업자등록번호, digits only) keeps one firm to one application.

    `figures` holds what the eligibility rule asks for (won, head counts, dates as text; null: unknown); `verdict` what the
    rule said of them, criterion by criterion. `submitted_at` is the server's time of receipt, to the microsecond; one that
    came by spreadsheet keeps the intake system's own time and number (`intake_number`).
    """

    code = models.CharField(max_length=40, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    applicant = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    firm_name = models.CharField(max_length=200)
    business_number = models.CharField(max_length=10)
    sector = models.CharField(max_length=30, choices=Sector, blank=True)
    item_text = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=dict)
    strategy = models.TextField(blank=True)
    recommender = models.CharField(max_length=200, blank=True)
    state = FSMField(
        default=ApplicationState.DRAFT, choices=ApplicationState.choices, protected=True, db_index=True
    )
    verdict = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    intake = models.ForeignKey(
        IntakeFile, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    intake_number = models.CharField(max_length=60, blank=True)
    final_rank = models.PositiveIntegerField(null=True, blank=True)
    final_score = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    final_tie_break = models.CharField(max_length=40, blank=True)
    token = models.CharField(max_length=64, blank=True, default="", editable=False)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["round", "code"]
        indexes = [models.Index(fields=["round", "state"]), models.Index(fields=["round", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "business_number"],
                condition=~Q(state__in=["draft", "withdrawn"]),
                name="one_application_a_firm",
            ),
            models.UniqueConstraint(
                fields=["round", "intake_number"],
                condition=~Q(intake_number=""),
                name="one_application_an_intake_number",
            ),
            models.UniqueConstraint(
                fields=["round", "token"], condition=~Q(token=""), name="one_application_a_form"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="an_application_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.firm_name}"

    @transition(field=state, source=ApplicationState.DRAFT, target=ApplicationState.SUBMITTED)
    def submit(self) -> None: ...

    @transition(
        field=state,
        source=[ApplicationState.DRAFT, ApplicationState.SUBMITTED],
        target=ApplicationState.WITHDRAWN,
    )
    def withdraw(self) -> None: ...

    @transition(field=state, source=ApplicationState.SUBMITTED, target=ApplicationState.INELIGIBLE)
    def find_ineligible(self) -> None: ...

    @transition(
        field=state,
        source=[ApplicationState.SUBMITTED, ApplicationState.INELIGIBLE],
        target=ApplicationState.UNDER_REVIEW,
    )
    def admit(self) -> None: ...

    @transition(
        field=state,
        source=[ApplicationState.UNDER_REVIEW, ApplicationState.RESERVE],
        target=ApplicationState.SELECTED,
    )
    def select(self) -> None: ...

    @transition(field=state, source=ApplicationState.UNDER_REVIEW, target=ApplicationState.RESERVE)
    def put_on_reserve(self) -> None: ...

    @transition(
        field=state,
        source=[ApplicationState.UNDER_REVIEW, ApplicationState.RESERVE],
        target=ApplicationState.NOT_SELECTED,
    )
    def not_select(self) -> None: ...

    @transition(
        field=state,
        source=[ApplicationState.UNDER_REVIEW, ApplicationState.SELECTED, ApplicationState.RESERVE],
        target=ApplicationState.WITHDRAWN,
    )
    def give_up(self) -> None: ...


class ApplicationFile(models.Model):
    """A paper that the applicant laid beside the application; kept byte for byte."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file.title


class Assessment(models.Model):
    """What one reviewer says of one application in one stage: an answer to each criterion of the round's rubric."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="assessments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assessments")
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["stage", "application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "application", "reviewer"], name="one_assessment_a_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.application_id} {self.reviewer_id}"


class StageResult(models.Model):
    """What a stage came to for one application: raw and leniency-adjusted score (0–100), rank, and whether it goes on.

    `tie_break` says by which stated rule it stands above those with the same score; "" where none was needed.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="results")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="results")
    raw = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    adjusted = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    reviews = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveIntegerField(null=True, blank=True)
    tie_break = models.CharField(max_length=40, blank=True)
    goes_on = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["stage", "rank", "id"]
        constraints = [models.UniqueConstraint(fields=["stage", "application"], name="one_result_a_stage")]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.application_id} {self.rank}"


class CertificateState(models.TextChoices):
    VALID = "valid", pgettext_lazy("certificate", "유효")
    HEARING = "hearing", pgettext_lazy("certificate", "의견 청취 중")
    CANCELLED = "cancelled", pgettext_lazy("certificate", "취소")


class Certificate(GuardedState):
    """The certificate of a firm that was selected, valid five years at most (시행령 §25); expiry follows from the day.

    It is cancelled only after the firm was heard (소부장특별법 §17): notice, the day of the hearing, what the firm said.
    `published_at`: since when the firm's name stands in the public list of results, with the firm's consent (`consent`).
    """

    class Ground(models.TextChoices):
        FRAUD = "fraud", _("거짓이나 부정한 방법으로 선정됨(반드시 취소)")
        OTHER = "other", _("그 밖의 사유(취소할 수 있음)")

    number = models.CharField(max_length=40, unique=True)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="certificate")
    issued_on = models.DateField()
    valid_until = models.DateField()
    paper = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=CertificateState.VALID, choices=CertificateState.choices, protected=True)
    published_at = models.DateTimeField(null=True, blank=True)
    consent = models.CharField(max_length=300, blank=True)
    ground_kind = models.CharField(max_length=8, choices=Ground, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    noticed_on = models.DateField(null=True, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    heard_on = models.DateField(null=True, blank=True)
    opinion = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.TextField(blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_on")), name="a_certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(heard_on__isnull=False, decided_on__isnull=False),
                name="a_certificate_is_cancelled_after_a_hearing",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def code(self) -> str:
        return self.number

    @transition(field=state, source=CertificateState.VALID, target=CertificateState.HEARING)
    def begin_hearing(self) -> None: ...

    @transition(field=state, source=CertificateState.HEARING, target=CertificateState.VALID)
    def keep(self) -> None: ...

    @transition(field=state, source=CertificateState.HEARING, target=CertificateState.CANCELLED)
    def cancel(self) -> None: ...
