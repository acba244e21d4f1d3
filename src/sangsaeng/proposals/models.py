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
