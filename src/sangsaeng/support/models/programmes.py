"""Support programmes: by whom, of which kind, how much at most and until when; money in whole KRW."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of support. Amounts of different kinds are different things and are never added."""

    GRANT = "grant", _("기술개발 출연금")
    PURCHASE_CONDITIONAL = "purchase_conditional", _("구매조건부 기술개발")
    MASS_PRODUCTION_TEST = "mass_production_test", _("양산성능평가")
    LOAN = "loan", _("융자")
    GUARANTEE_EXPOSURE = "guarantee_exposure", _("보증 규모")
    FUND_FORMED = "fund_formed", _("펀드 조성액")
    FUND_INVESTED = "fund_invested", _("펀드 투자액")
    REGULATION = "regulation", _("규제 개선")


# What a commitment on a programme is: of the programme's own kind, but money out of a fund is an investment.
COMMITTED_AS = {kind: kind for kind in Kind} | {Kind.FUND_FORMED: Kind.FUND_INVESTED}
# Kinds on which an agency commits an amount; the amount a fund was formed with is never one of them.
MONEY = frozenset(Kind) - {Kind.FUND_FORMED, Kind.REGULATION}


class Programme(models.Model):
    """A support programme of one kind and year. What is not known of it is null, never nought.

    `published` marks a fact of the plan of 2021: shown with its source, and nothing is committed on it.
    `budget_krw` is what was planned; what was appropriated, committed and paid stands in the ledger. An unknown budget
    sets no ceiling. `ratio_pct` is the government's share at most; `for_firms` allows support without a model.
    Applications are taken from `opens_at` to `closes_at`.
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
    cap_per_firm_krw = models.BigIntegerField(null=True, blank=True)
    ratio_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    for_firms = models.BooleanField(default=False)
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
                | Q(budget_krw__isnull=True, cap_per_model_krw__isnull=True, cap_per_firm_krw__isnull=True),
                name="regulation_has_no_money",
            ),
            models.CheckConstraint(
                condition=Q(cap_per_firm_krw__isnull=True) | Q(cap_per_firm_krw__gt=0),
                name="cap_per_firm_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(ratio_pct__isnull=True) | Q(ratio_pct__gte=1, ratio_pct__lte=100),
                name="ratio_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FUND_INVESTED), name="no_programme_is_an_investment"
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
