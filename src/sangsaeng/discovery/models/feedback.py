"""What the two sides said of a ranked pair, what was learned from it, and what has changed since firms were indexed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.discovery.models.published import Firm, Need
from sangsaeng.parties.models import Organisation


class MatchFeedback(models.Model):
    """One side's judgement of one pair; changed in place, withdrawn but never deleted.

    Read by the side that gave it and by the secretariat, by nobody else. `parts` and `fit` are what the engine said
    when it was given: the row that learning reads.
    """

    class Side(models.TextChoices):
        DEMAND = "demand", _("수요기업")
        SUPPLY = "supply", _("공급기업")

    class Verdict(models.TextChoices):
        FITS = "fits", pgettext_lazy("feedback", "맞음")
        UNFIT = "unfit", pgettext_lazy("feedback", "맞지 않음")
        CAN = "can", pgettext_lazy("feedback", "할 수 있음")
        CANNOT = "cannot", pgettext_lazy("feedback", "할 수 없음")
        UNINTERESTED = "uninterested", pgettext_lazy("feedback", "관심 없음")

    class Reason(models.TextChoices):
        MAKES = "makes", _("찾던 제품을 만듭니다")
        NEAR = "near", _("비슷한 제품이라 함께 개발할 만합니다")
        MAKING = "making", _("지금 만들고 있습니다")
        DEVELOPS = "develops", _("개발하면 할 수 있습니다")
        OTHER_PRODUCT = "other_product", _("다른 제품입니다")
        SPECIFICATION = "specification", _("사양이 맞지 않습니다")
        SCALE = "scale", _("물량이나 규모가 맞지 않습니다")
        KNOWN = "known", _("이미 거래했거나 검토했습니다")
        BUSY = "busy", _("지금은 여력이 없습니다")
        TERMS = "terms", _("거래 조건이 맞지 않습니다")
        OTHER = "other", _("그 밖의 이유")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="feedback")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="feedback")
    side = models.CharField(max_length=10, choices=Side)
    verdict = models.CharField(max_length=20, choices=Verdict)
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.CharField(max_length=150)
    # The secretariat wrote down what the side said (by telephone, at a fair).
    heard = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    fit = models.FloatField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    engine_version = models.CharField(max_length=80, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["need", "firm"]), models.Index(fields=["organisation", "-at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "firm", "side"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_judgement_a_side",
            ),
            models.CheckConstraint(
                condition=Q(side="demand", verdict__in=["fits", "unfit"])
                | Q(side="supply", verdict__in=["can", "cannot", "uninterested"]),
                name="each_side_judges_its_own_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} → {self.firm_id} {self.side}: {self.verdict}"

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_against(self) -> bool:
        """Whether this pair is not proposed again while the judgement stands."""
        return self.verdict in AGAINST


AGAINST = (
    MatchFeedback.Verdict.UNFIT,
    MatchFeedback.Verdict.CANNOT,
    MatchFeedback.Verdict.UNINTERESTED,
)
_R = MatchFeedback.Reason
#: Which reasons go with which answer.
REASONS: dict[str, tuple[MatchFeedback.Reason, ...]] = {
    MatchFeedback.Verdict.FITS: (_R.MAKES, _R.NEAR, _R.OTHER),
    MatchFeedback.Verdict.UNFIT: (_R.OTHER_PRODUCT, _R.SPECIFICATION, _R.SCALE, _R.KNOWN, _R.OTHER),
    MatchFeedback.Verdict.CAN: (_R.MAKING, _R.DEVELOPS, _R.OTHER),
    MatchFeedback.Verdict.CANNOT: (_R.OTHER_PRODUCT, _R.SPECIFICATION, _R.SCALE, _R.OTHER),
    MatchFeedback.Verdict.UNINTERESTED: (_R.BUSY, _R.TERMS, _R.KNOWN, _R.OTHER),
}


class MatchLearning(models.Model):
    """What was learned from judgements once: multipliers of the parts, what they were made from, held-out figures.

    At most one is in force in each world; without one every part counts as the engine has it.
    """

    code = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)
    version = models.CharField(max_length=40)
    engine_version = models.CharField(max_length=80)
    multipliers = models.JSONField(default=dict)
    made_from = models.JSONField(default=dict)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    enough = models.BooleanField()
    better = models.BooleanField()
    in_force = models.BooleanField(default=False)
    in_force_since = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["demonstration"], condition=Q(in_force=True), name="one_learning_in_force"
            ),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(enough=True), name="what_is_in_force_was_learned"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class IndexChange(models.Model):
    """Something that a ranking reads has changed; its number is the stamp by which every process notices.

    The process that takes it ranks anew what it touches; `done` of `total` needs tell how far it is.
    """

    class Kind(models.TextChoices):
        FIRM = "firm", _("기업")
        NEED = "need", pgettext_lazy("page", "수요")
        ALL = "all", pgettext_lazy("index", "전체")

    kind = models.CharField(max_length=10, choices=Kind)
    thing = models.BigIntegerField(null=True, blank=True)
    asked_by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    failed = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["done_at", "taken_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing or ''} {self.at:%Y-%m-%d %H:%M}"


class TextSearch(models.Model):
    """That a buyer searched firms by a text: what its daily budget counts. The text itself is not kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at:%Y-%m-%d}"
