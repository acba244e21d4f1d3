"""What a firm says of itself (역량 프로필): a row an entry, each with how far it was checked, who sees it, what it is used for."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.discovery.choices import Kind, Province, Sector
from sangsaeng.discovery.models.published import Firm
from sangsaeng.records.models import DocumentFile

#: A certificate that ends within this many days is said to end soon, and its firm is reminded (our number).
ENDS_SOON = 60


class Profile(models.Model):
    """What the firm says of itself as a whole; its entries stand in `ProfileEntry`. Public facts stay in `Firm`."""

    class Size(models.TextChoices):
        UNDER_10 = "under10", _("10명 미만")
        UNDER_50 = "under50", _("10–49명")
        UNDER_300 = "under300", _("50–299명")
        FROM_300 = "from300", _("300명 이상")

    firm = models.OneToOneField(Firm, on_delete=models.CASCADE, related_name="profile")
    sector = models.CharField(max_length=60, choices=Sector, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    province = models.CharField(max_length=10, choices=Province, blank=True)
    size = models.CharField(max_length=10, choices=Size, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.CharField(max_length=150, blank=True)
    # A firm that registered itself is shown once the secretariat has checked its number.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.firm)

    @property
    def demonstration(self) -> bool:
        return self.firm.demonstration


class ProfileEntry(models.Model):
    """One product, process, certificate …: never deleted, only withdrawn. Expired or withdrawn, it counts for nothing.

    `level` says how far it was checked; changing what it says takes it back to what the firm states. `matchable`: whether
    its words may be ranked on. `visibility`: who may read it beside the firm and the secretariat.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("제품")
        PROCESS = "process", _("공정")
        MATERIAL = "material", _("다루는 소재")
        EQUIPMENT = "equipment", _("보유 설비")
        CERTIFICATE = "certificate", _("인증")
        PATENT = "patent", _("특허")
        TEST = "test", _("시험성적서")
        DELIVERY = "delivery", _("납품 실적")

    class Level(models.TextChoices):
        STATED = "stated", _("자기 기재")
        EVIDENCED = "evidenced", _("증빙 첨부")
        CONFIRMED = "confirmed", _("사무국 확인")
        REGISTER = "register", _("공공 등록부 대조")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("누구에게나")
        BUYERS = "buyers", _("로그인한 수요기업에만")
        NOBODY = "nobody", _("보이지 않음")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind, db_index=True)
    name = models.CharField(max_length=200)
    detail = models.CharField(max_length=1000, blank=True)
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    value = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    kolas = models.BooleanField(null=True, blank=True)
    evidence = models.ForeignKey(
        DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(max_length=12, choices=Level, default=Level.STATED)
    matchable = models.BooleanField(default=False)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    verified_by = models.CharField(max_length=150, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=300, blank=True)
    returned_because = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    reminded_for = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["firm", "kind", "id"]
        indexes = [models.Index(fields=["firm", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="evidenced") | Q(evidence__isnull=False), name="evidenced_has_its_paper"
            ),
            models.CheckConstraint(
                condition=~Q(level__in=["confirmed", "register"]) | ~Q(verified_how=""),
                name="a_checked_entry_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def demonstration(self) -> bool:
        return self.firm.demonstration

    def is_expired(self, today: date | None = None) -> bool:
        """Whether its validity has ended; the last day still counts."""
        return self.valid_until is not None and self.valid_until < (today or timezone.localdate())

    def ends_soon(self, today: date | None = None) -> bool:
        today = today or timezone.localdate()
        return self.valid_until is not None and today <= self.valid_until <= today + timedelta(days=ENDS_SOON)

    @property
    def is_checked(self) -> bool:
        return self.level in (self.Level.CONFIRMED, self.Level.REGISTER)


class Interest(models.Model):
    """A supplier's interest in a blind posting, and how far the two have come: the buyer says first who it is (L1)."""

    class State(models.TextChoices):
        SIGNALLED = "signalled", pgettext_lazy("interest", "관심 표시")
        IDENTIFIED = "identified", pgettext_lazy("interest", "수요기업이 이름을 밝힘")
        MUTUAL = "mutual", pgettext_lazy("interest", "서로 확인")
        DECLINED = "declined", pgettext_lazy("interest", "더 나아가지 않음")
        WITHDRAWN = "withdrawn", pgettext_lazy("interest", "철회")

    # Whose card it is; the address of an interest holds this and not its number in the table.
    code = models.CharField(max_length=20, unique=True)
    need = models.ForeignKey("discovery.Need", on_delete=models.PROTECT, related_name="interests")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="interests")
    state = models.CharField(max_length=12, choices=State, default=State.SIGNALLED)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)
    identified_at = models.DateTimeField(null=True, blank=True)
    buyer_name = models.CharField(max_length=200, blank=True)
    buyer_contact = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    supplier_contact = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "firm"],
                condition=Q(state__in=["signalled", "identified", "mutual"]),
                name="one_interest_a_firm",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["identified", "mutual"]) | ~Q(buyer_name=""),
                name="the_buyer_says_its_name_first",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Probe(models.Model):
    """One look of a buyer at the firms ranked for a text of its own: what its budget counts (against probing)."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey("discovery.Need", on_delete=models.CASCADE, related_name="probes")
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at:%Y-%m-%d}"
