"""What is said before the meeting: opinions of ministries and agencies, reviews by assigned reviewers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models.bodies import Body
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel


class Opinion(models.Model):
    """The opinion of a ministry or agency on a model (의견조회), and what became of it."""

    class Disposition(models.TextChoices):
        ACCEPTED = "accepted", _("수용")
        PARTLY = "partly", _("일부 수용")
        NOT_ACCEPTED = "not_accepted", _("미수용")

    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="opinions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="opinions")
    question = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    has_no_opinion = models.BooleanField(default=False)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=15, choices=Disposition, blank=True)
    action = models.TextField(blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["model_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "organisation"],
                condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="one_waiting_opinion_an_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(disposition="") | ~models.Q(action=""),
                name="a_disposed_opinion_has_its_action",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model.code} {self.organisation}"

    @property
    def demonstration(self) -> bool:
        return self.model.demonstration


class Rubric(models.Model):
    """A version of the questions reviewers answer: [{"key", "label", "label_en", "weight", "hint"}]; weights add to 100.

    `is_ours` until the council adopts it: no official scoring sheet is public.
    """

    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    questions = models.JSONField()
    most = models.PositiveSmallIntegerField(default=5)
    is_ours = models.BooleanField(default=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["version", "demonstration"], name="one_rubric_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ReviewRound(models.Model):
    """A round of review of some models for a body. `phase` names a row of data/review_phases.yaml: who sees what."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="review_rounds")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="rounds")
    phase = models.CharField(max_length=20, default="assigning")
    due_on = models.DateField()
    per_model = models.PositiveSmallIntegerField(default=3)
    most_per_reviewer = models.PositiveSmallIntegerField(default=5)
    cases = models.ManyToManyField(WinWinModel, related_name="review_rounds")
    reviewers = models.ManyToManyField(User, related_name="review_rounds")
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="rounds_owned"
    )
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Review(models.Model):
    """One reviewer's assignment, and the review once it is handed in. Scores: question key → 1…most."""

    class Advice(models.TextChoices):
        RECOMMEND = "recommend", _("건의 적합")
        SUPPLEMENT = "supplement", _("보완 필요")
        NOT_NOW = "not_now", _("이번에는 부적합")

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="reviews")
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    assigned_at = models.DateTimeField(default=timezone.now)
    declined_because = models.CharField(max_length=300, blank=True)
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    advice = models.CharField(max_length=12, choices=Advice, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round_id", "model_id", "reviewer_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "model", "reviewer"], name="one_review_a_reviewer")
        ]

    def __str__(self) -> str:
        return f"{self.round.code} {self.model.code} {self.reviewer}"

    @property
    def demonstration(self) -> bool:
        return self.round.demonstration
