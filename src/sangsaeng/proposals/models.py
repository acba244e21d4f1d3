"""The win-win model (상생모델): who works with whom, on which item, by what plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import Item, Need
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.lifecycle import Lifecycle, State


class Sector(models.TextChoices):
    SEMICONDUCTOR = "semiconductor", _("반도체")
    DISPLAY = "display", _("디스플레이")
    ELECTRIC_ELECTRONICS = "electric_electronics", _("전기전자")
    MACHINERY_METAL = "machinery_metal", _("기계금속")
    AUTOMOTIVE = "automotive", _("자동차")
    BASIC_CHEMICALS = "basic_chemicals", _("기초화학")
    OTHER = "other", _("기타")


class Origin(models.TextChoices):
    """Where a model starts from; figures help, but voluntary demand of the field comes first."""

    NEED = "need", _("공개 수요")
    COMPANY = "company", _("기업 제안")
    ASSOCIATION = "association", _("협회·단체 제안")
    AGENCY = "agency", _("기관 제안")


class WinWinModel(Lifecycle):
    """One model from draft to completion.

    `code` and `codename` tell neither firm nor item: the public sees them with sector, state and dates only,
    because firms and items of approved models were withheld in 2020 as well. The four plan fields are those
    of the competitiveness plan (경쟁력강화 계획서, 소부장특별법 §49②).
    Each of the four `…_at` is the first time its state was reached, kept even if the model goes back.
    """

    code = models.CharField(max_length=40, unique=True)
    codename = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    sector = models.CharField(max_length=30, choices=Sector)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.COMPANY)
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="win_win_models"
    )
    item_text = models.CharField(max_length=200, blank=True)
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="win_win_models"
    )
    demand_company = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="models_as_demand"
    )
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="models_as_supplier")

    plan_targets = models.TextField(blank=True)
    plan_cooperation = models.TextField(blank=True)
    plan_development = models.TextField(blank=True)
    plan_support = models.TextField(blank=True)
    expected_effects = models.TextField(blank=True)

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafted_models")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    state_since = models.DateTimeField()
    state_note = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    on_agenda_at = models.DateTimeField(null=True, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    # The one-time token of the form that began the draft: the same form sent again makes no second one.
    draft_token = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ["-changed_at", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "draft_token"],
                condition=~models.Q(draft_token=""),
                name="one_draft_a_form",
            ),
            models.CheckConstraint(
                condition=~models.Q(demand_company=models.F("supplier")),
                name="demand_company_is_not_its_own_supplier",
            ),
        ]
        indexes = [models.Index(fields=["state", "-state_since"])]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_found(self) -> bool:
        """발굴: the council resolved to recommend it, whatever the committee did later."""
        return self.recommended_at is not None

    @property
    def is_approved(self) -> bool:
        """The committee approved it, whatever became of it later."""
        return self.approved_at is not None

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


class RequestedSupport(models.Model):
    """What the parties ask the government for; sums of different kinds are never added."""

    class Kind(models.TextChoices):
        TECHNOLOGY = "technology", _("기술개발")
        FINANCE = "finance", _("정책금융")
        REGULATION = "regulation", _("규제 개선")

    model = models.ForeignKey(WinWinModel, on_delete=models.CASCADE, related_name="requested_support")
    kind = models.CharField(max_length=20, choices=Kind)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    content = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["model", "kind"], name="one_request_a_kind"),
            models.CheckConstraint(
                condition=models.Q(amount_krw__isnull=True) | models.Q(amount_krw__gt=0),
                name="request_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.content}"


class Series(models.Model):
    """The last number given out in a series of codes; its row is the lock that keeps them apart."""

    key = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class Comparison(models.Model):
    """That a model's plan was compared with every other of its world, and with which text (`digest`)."""

    model = models.OneToOneField(WinWinModel, on_delete=models.CASCADE, related_name="comparison")
    digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    against = models.PositiveIntegerField()
    compared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.model_id}: {self.against}"


class Likeness(models.Model):
    """Two models whose plans share passages; computed, and made anew where either text changes.

    `passages` holds places in the texts, not the words: what is shown is read from the models themselves, and only by
    those who may read both. What the secretariat judged stands for the two texts in `judged_texts`.
    """

    class Judgement(models.TextChoices):
        SAME_FIRM = "same_firm", _("같은 기업의 재신청")
        QUOTATION = "quotation", _("인용")
        COMMON = "common", _("흔히 쓰는 표현")
        TO_CHECK = "to_check", _("확인 필요")

    first = models.ForeignKey(WinWinModel, on_delete=models.CASCADE, related_name="likenesses_as_first")
    second = models.ForeignKey(WinWinModel, on_delete=models.CASCADE, related_name="likenesses_as_second")
    kind = models.CharField(max_length=10)
    share_first = models.FloatField()
    share_second = models.FloatField()
    sections = models.JSONField(default=list)
    passages = models.JSONField(default=list)
    digest_first = models.CharField(max_length=64)
    digest_second = models.CharField(max_length=64)
    judgement = models.CharField(max_length=20, choices=Judgement, blank=True)
    note = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="judged_likenesses"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_texts = models.CharField(max_length=130, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_likeness_a_pair"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="likeness_in_one_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}: {self.kind}"

    @property
    def texts(self) -> str:
        """Names the two texts that were compared."""
        return f"{self.digest_first}:{self.digest_second}"

    @property
    def is_judged(self) -> bool:
        """The secretariat judged these two texts, not earlier ones."""
        return bool(self.judgement) and self.judged_texts == self.texts
