"""Support programmes, and the ledger of what was committed to which model; money in whole KRW."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.models import WinWinModel


class Kind(models.TextChoices):
    """Kinds of support. Amounts of different kinds are different things and are never added."""

    GRANT = "grant", _("기술개발 출연금")
    LOAN = "loan", _("융자")
    GUARANTEE_EXPOSURE = "guarantee_exposure", _("보증 규모")
    FUND_FORMED = "fund_formed", _("펀드 조성액")
    REGULATION = "regulation", _("규제 개선")


# Kinds on which an agency commits an amount. A fund that was formed is not money invested in a model.
MONEY = frozenset({Kind.GRANT, Kind.LOAN, Kind.GUARANTEE_EXPOSURE})
COMMITTABLE = MONEY | {Kind.REGULATION}


class Programme(models.Model):
    """A support programme of one kind and year. What is not known of it is null, never nought.

    `published` marks a fact of the plan of 2021: shown with its source, and nothing is committed on it.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_ko = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    year = models.PositiveIntegerField(null=True, blank=True)
    budget_krw = models.BigIntegerField(null=True, blank=True)
    cap_per_model_krw = models.BigIntegerField(null=True, blank=True)
    needs_approval = models.BooleanField(default=True)
    conditions_ko = models.CharField(max_length=500, blank=True)
    conditions_en = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text=_("출처의 열쇠, ;로 나눔"))
    published = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "-year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_krw__isnull=True) | Q(budget_krw__gt=0), name="budget_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(cap_per_model_krw__isnull=True) | Q(cap_per_model_krw__gt=0),
                name="cap_per_model_is_positive",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.GRANT) | Q(needs_approval=True),
                name="research_and_development_needs_approval",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.REGULATION)
                | Q(budget_krw__isnull=True, cap_per_model_krw__isnull=True),
                name="regulation_has_no_money",
            ),
            models.CheckConstraint(
                condition=~Q(published=True, demonstration=True), name="a_fact_is_no_demonstration"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "ko").startswith("en") else self.name_ko

    @property
    def conditions(self) -> str:
        return self.conditions_en if (get_language() or "ko").startswith("en") else self.conditions_ko


class Commitment(models.Model):
    """One entry of the ledger: an amount committed, or (with `reverses`) its counter-entry.

    Rows are never changed or deleted; the database refuses both. A cancellation is a row of its own with the
    opposite amount. `kind` and `demonstration` are copied, so that the ledger stands without its programme.
    """

    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="commitments")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Kind)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    committed_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["programme", "model"]), models.Index(fields=["kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.REGULATION, amount_krw__isnull=True)
                | (
                    ~Q(kind=Kind.REGULATION)
                    & Q(amount_krw__isnull=False)  # an unknown amount would pass any comparison
                    & (
                        Q(reverses__isnull=True, amount_krw__gt=0)
                        | Q(reverses__isnull=False, amount_krw__lt=0)
                    )
                ),
                name="commitment_is_positive_and_its_counter_entry_negative",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FUND_FORMED), name="a_fund_formed_is_not_committed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.programme_id} {self.kind} {self.amount_krw}"
