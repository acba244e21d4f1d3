"""Who takes part: organisations and people with their roles."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A firm, ministry, agency or association, under the name it bears."""

    class Kind(models.TextChoices):
        DEMAND_COMPANY = "demand_company", _("수요기업")
        SME = "sme", _("중소기업")
        MINISTRY = "ministry", _("부처")
        AGENCY = "agency", _("지원기관")
        ASSOCIATION = "association", _("협회·단체")
        RESEARCH = "research", _("대학·연구기관")
        FIRM = "firm", _("기업")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    SECRETARIAT = "secretariat", _("사무국")
    CHAIR = "chair", _("위원장")
    MEMBER = "member", _("위원")
    DEMAND_COMPANY = "demand_company", _("수요기업")
    SME = "sme", _("중소기업")
    MINISTRY = "ministry", _("부처")
    AGENCY = "agency", _("지원기관")
    AUDITOR = "auditor", _("감사")


class User(AbstractUser):
    """A person who signs in, in one role, for one organisation (or none)."""

    role = models.CharField(max_length=20, choices=Role)
    display_name = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.display_name or self.username
