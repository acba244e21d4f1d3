"""What is found before there is a model: items, their published figures, needs, firms, matches."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sangsaeng.parties.models import Organisation


class Kind(models.TextChoices):
    MATERIAL = "material", _("소재")
    PART = "part", _("부품")
    EQUIPMENT = "equipment", _("장비")
    OTHER = "other", _("기타")


class Source(models.Model):
    """Where a fact was read: one published page."""

    key = models.CharField(max_length=40, unique=True)
    organisation = models.CharField(max_length=200)
    title = models.CharField(max_length=400)
    url = models.URLField(max_length=500)
    published = models.CharField(max_length=20, blank=True)
    source_class = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation}, {self.title}"


class Item(models.Model):
    """A material, part or piece of equipment with at least one published figure, and its latest verdict."""

    class Flag(models.TextChoices):
        ALL = "all", _("해당")
        SOME = "some", _("출처에 따라 다름")
        NONE = "none", _("해당 없음")
        UNKNOWN = "unknown", _("판단할 수 없음")

    key = models.SlugField(max_length=60, unique=True)
    name_ko = models.CharField(max_length=200, db_index=True)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    hs_code = models.CharField(max_length=20, blank=True)
    hs_hint = models.CharField(max_length=20, blank=True, help_text=_("출처에 없는 참고용 번호"))

    # The `ews` verdict on published figures, stored when the facts are loaded (actions.load_facts).
    flag = models.CharField(max_length=10, choices=Flag, default=Flag.UNKNOWN, db_index=True)
    verdict_rule = models.CharField(max_length=20, blank=True)
    verdict_version = models.CharField(max_length=40, blank=True)
    verdict_year = models.IntegerField(null=True, blank=True)
    verdict_partner = models.CharField(max_length=40, blank=True)
    share_low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    share_high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True, db_index=True)
    verdict_basis = models.CharField(max_length=20, blank=True)
    reason_ko = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return self.name_ko


class Figure(models.Model):
    """One published figure about an item, as printed; never averaged, never turned into another unit."""

    row = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="figures")
    partner = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=30)
    year = models.IntegerField(null=True)
    is_full_year = models.BooleanField()
    metric = models.CharField(max_length=40, db_index=True)
    basis = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=22, decimal_places=4)
    unit = models.CharField(max_length=20)
    flag = models.CharField(max_length=20)
    note_ko = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        ordering = ["item", "metric", "partner", "period", "row"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.partner} {self.period} {self.value}"


class SupplyEvent(models.Model):
    """A published supply event: a control, a shortage, a switch of suppliers, and what followed."""

    code = models.CharField(max_length=20, unique=True)
    announced = models.CharField(max_length=20)
    effective = models.CharField(max_length=20, blank=True)
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    measure_ko = models.TextField(blank=True)
    measure_en = models.TextField(blank=True)
    effect_ko = models.TextField(blank=True)
    effect_en = models.TextField(blank=True)
    items = models.ManyToManyField(Item, related_name="events")
    source = models.ForeignKey(Source, on_delete=models.PROTECT)

    class Meta:
        ordering = ["announced", "code"]

    def __str__(self) -> str:
        return self.title_ko


class Need(models.Model):
    """What a large company or public buyer published that it needs."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    demand_firm = models.CharField(max_length=200, blank=True)
    demand_firm_basis = models.CharField(max_length=40, blank=True)
    programme = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=60, db_index=True)
    year = models.IntegerField(null=True, db_index=True)
    granularity = models.CharField(max_length=20, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="needs")
    item_reason = models.CharField(max_length=200, blank=True)
    hs_code = models.CharField(max_length=20, blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Firm(models.Model):
    """One record a firm: what it makes, as published; what is not published stays unknown."""

    class ProductCheck(models.TextChoices):
        SOURCED = "sourced", _("출처 확인")
        PARTLY = "partly", _("일부 확인")
        UNCHECKED = "unchecked", _("확인 필요")

    code = models.CharField(max_length=20, unique=True)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="firm")
    sector = models.CharField(max_length=60, blank=True, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    products = models.TextField(blank=True)
    product_check = models.CharField(max_length=20, choices=ProductCheck)
    localised_item = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.organisation.name


class RegistrationNumber(models.Model):
    """A number under which a register knows the firm (사업자등록번호, 법인등록번호)."""

    class Register(models.TextChoices):
        BUSINESS = "business", _("사업자등록번호")
        CORPORATE = "corporate", _("법인등록번호")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="registrations")
    register = models.CharField(max_length=20, choices=Register)
    number = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="one_firm_a_number")]

    def __str__(self) -> str:
        return self.number


class Site(models.Model):
    """A place where the firm works."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="sites")
    address = models.CharField(max_length=300)
    use = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.address


class SizeStatus(models.Model):
    """A firm's size as a certificate states it, until when; never inferred."""

    class Size(models.TextChoices):
        SMALL = "small", _("소기업")
        MEDIUM = "medium", _("중기업")
        SME = "sme", _("중소기업")
        MIDSIZE = "midsize", _("중견기업")
        LARGE = "large", _("대기업")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="sizes")
    size = models.CharField(max_length=20, choices=Size)
    basis = models.CharField(max_length=200)
    certificate = models.CharField(max_length=100, blank=True)
    expires = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.get_size_display()


class Selection(models.Model):
    """A published selection of a firm (강소기업 100, 으뜸기업, 스타트업 100)."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="selections")
    programme = models.CharField(max_length=60)
    round = models.CharField(max_length=40, blank=True)
    date = models.CharField(max_length=20, blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.programme} {self.round}"


class Match(models.Model):
    """A firm ranked for a need, with the reasons, by one version of the engine."""

    class Band(models.TextChoices):
        STRONG = "strong", _("높음")
        FAIR = "fair", _("보통")
        WEAK = "weak", _("낮음")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="matches")
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="matches")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    band = models.CharField(max_length=10, choices=Band)
    explanation = models.JSONField()
    engine_version = models.CharField(max_length=40)

    class Meta:
        ordering = ["need", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["need", "firm"], name="one_match_a_pair"),
            models.UniqueConstraint(fields=["need", "rank"], name="one_firm_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} → {self.firm_id} #{self.rank}"
