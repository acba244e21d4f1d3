"""What is found before there is a model: items, their published figures, needs, firms, matches.

Rows that `actions.load_facts` carried over from the shipped facts have `shipped=True`; only those are replaced by
a new version. Dates of the facts are text as precise as the page is (`2021`, `2021-05`, `2021-05-03`).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.choices import (
    Basis,
    DemandBasis,
    Evidence,
    FigureFlag,
    Granularity,
    Kind,
    ListedFor,
    Metric,
    NeedOrigin,
    NeedState,
    Outcome,
    ProgrammeCode,
    Relation,
    Scope,
    Sector,
    SourceClass,
    country,
    hs,
    pick,
    plain,
    span,
)
from sangsaeng.discovery.models.managers import PublicMatches, PublicNeeds, ShownFirms
from sangsaeng.parties.models import Organisation


class FactsLoad(models.Model):
    """One loading of the shipped facts; `code` is the version of their files."""

    code = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.code


class Ranking(models.Model):
    """One run of the ranking over needs: which engine, over which facts, how many pairs."""

    code = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)
    engine_version = models.CharField(max_length=80)
    facts_version = models.CharField(max_length=40, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.code


class Source(models.Model):
    """Where a fact was read: one published page, paper or statute. `gist` is our own word for it."""

    key = models.CharField(max_length=60, unique=True)
    organisation = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=400, blank=True)
    gist = models.CharField(max_length=400, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    published = models.CharField(max_length=20, blank=True)
    source_class = models.CharField(max_length=40, choices=SourceClass, blank=True)
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.title}" if self.title else self.organisation or self.key

    @property
    def cited(self) -> dict[str, str]:
        """The source as a page cites it: a page without a title is linked by our word for it, or by its body."""
        title = self.title or self.gist
        return {
            "organisation": self.organisation if title else "",
            "title": title or self.organisation or self.key,
            "url": self.url,
            "published": self.published,
        }


class Item(models.Model):
    """A material, part or piece of equipment with at least one published figure, and its latest verdict."""

    class Flag(models.TextChoices):
        ALL = "all", _("해당")
        SOME = "some", _("출처에 따라 다름")
        NONE = "none", _("해당 없음")
        UNKNOWN = "unknown", _("판단할 수 없음")

    key = models.SlugField(max_length=60, unique=True)
    name_ko = models.CharField(max_length=200, db_index=True)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.ITEM)
    hs_code = models.CharField(max_length=20, blank=True)
    hs_code_source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="items_by_code"
    )
    hs_hint = models.CharField(max_length=20, blank=True, help_text=_("출처에 없는 참고용 번호"))
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT)
    shipped = models.BooleanField(default=False)

    # The `ews` verdict on published figures, stored when the facts are loaded (actions.load_facts).
    flag = models.CharField(max_length=10, choices=Flag, default=Flag.UNKNOWN, db_index=True)
    verdict_rule = models.CharField(max_length=20, blank=True)
    verdict_version = models.CharField(max_length=40, blank=True)
    verdict_year = models.IntegerField(null=True, blank=True, db_index=True)
    verdict_partner = models.CharField(max_length=40, blank=True)
    share_low = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    share_high = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True, db_index=True)
    verdict_partners = models.JSONField(default=list)
    verdict_basis = models.CharField(max_length=40, blank=True)
    verdict_grouping = models.CharField(max_length=40, blank=True)
    verdict_figures = models.JSONField(default=list)
    verdict_part_years = models.PositiveIntegerField(default=0)
    verdict_incomplete = models.BooleanField(default=False)
    reason_ko = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        ordering = ["name_ko", "key"]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """The name in the page's language, with a capital where it stands alone in English."""
        name = pick(self.name_ko, self.name_en)
        return name[:1].upper() + name[1:]

    @property
    def reason(self) -> str:
        return pick(self.reason_ko, self.reason_en)

    @property
    def flag_kind(self) -> str:
        return f"flag-{self.flag}"

    @property
    def hs_text(self) -> str:
        return hs(self.hs_code)

    @property
    def hs_hint_text(self) -> str:
        return hs(self.hs_hint)

    @property
    def partner_names(self) -> str:
        """The countries the verdict is about, joined."""
        return ", ".join(country(code) for code in self.verdict_partners)

    @property
    def share_text(self) -> str:
        """The share the verdict rests on in percent, or the range where sources disagree: «31.7–41.9»."""
        return span(self.share_low, self.share_high)


class Figure(models.Model):
    """One published figure about an item, as printed; never averaged, never turned into another unit."""

    row = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="figures")
    partner = models.CharField(max_length=40, blank=True, help_text=_("비어 있으면 모든 나라"))
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    period_ko = models.CharField(max_length=60)
    period_en = models.CharField(max_length=60)
    year = models.IntegerField(null=True, blank=True)
    is_full_year = models.BooleanField()
    metric = models.CharField(max_length=40, choices=Metric, db_index=True)
    basis = models.CharField(max_length=20, choices=Basis)
    value = models.DecimalField(max_digits=22, decimal_places=4)
    unit = models.CharField(max_length=20)
    flag = models.CharField(max_length=20, choices=FigureFlag)
    with_usd = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    with_usd_scope = models.CharField(max_length=20, blank=True)
    with_quantity = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    with_quantity_unit = models.CharField(max_length=20, blank=True)
    note_ko = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    published_early = models.BooleanField(default=False)
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "metric", "partner", "period_start", "row"]

    def __str__(self) -> str:
        return f"{self.row} {self.metric} {self.partner} {self.period_en} {self.value} {self.unit}"

    @property
    def period(self) -> str:
        return pick(self.period_ko, self.period_en)

    @property
    def partner_name(self) -> str:
        return country(self.partner)

    @property
    def value_text(self) -> str:
        return plain(self.value)


class SupplyEvent(models.Model):
    """A published supply event: a control, a shortage, a switch of suppliers, and what followed."""

    code = models.CharField(max_length=20, unique=True)
    announced = models.CharField(max_length=20)
    effective = models.CharField(max_length=20, blank=True)
    actors = models.JSONField(default=list)
    affected = models.JSONField(default=list)
    title_ko = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    measure_ko = models.TextField(blank=True)
    measure_en = models.TextField(blank=True)
    effect_ko = models.TextField(blank=True)
    effect_en = models.TextField(blank=True)
    note_ko = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    items = models.ManyToManyField(Item, related_name="events")
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    other_sources = models.ManyToManyField(Source, related_name="further_events")
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["announced", "code"]

    def __str__(self) -> str:
        return self.title_ko

    @property
    def title(self) -> str:
        return pick(self.title_ko, self.title_en)

    @property
    def measure(self) -> str:
        return pick(self.measure_ko, self.measure_en)

    @property
    def effect(self) -> str:
        return pick(self.effect_ko, self.effect_en)


class Need(models.Model):
    """What a buyer needs: as published by others (facts), or from a survey, a fair or a blind posting of ours.

    Ours is seen by nobody but its owner and the secretariat until the secretariat publishes it. An anonymous need never
    shows more than a generalised card (queries.postings); its `demand_firm` holds no name.
    """

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    demand_firm = models.CharField(max_length=200, blank=True)
    demand_firm_basis = models.CharField(max_length=40, choices=DemandBasis, blank=True)
    programme_ko = models.CharField(max_length=200, blank=True)
    programme_en = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=60, choices=Sector, db_index=True)
    year = models.IntegerField(null=True, blank=True, db_index=True)
    granularity = models.CharField(max_length=20, choices=Granularity, blank=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="needs")
    item_reason_ko = models.CharField(max_length=300, blank=True)
    item_reason_en = models.CharField(max_length=300, blank=True)
    hs_code = models.CharField(max_length=20, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT)
    shipped = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=NeedOrigin, default=NeedOrigin.FACTS, db_index=True)
    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.PUBLISHED, db_index=True)
    anonymous = models.BooleanField(default=False)
    posted_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="posted_needs"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = PublicNeeds()
    everything: ClassVar[Manager["Need"]] = Manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.state == NeedState.PUBLISHED and not self.anonymous

    @property
    def programme(self) -> str:
        return pick(self.programme_ko, self.programme_en)

    @property
    def item_reason(self) -> str:
        return pick(self.item_reason_ko, self.item_reason_en)


class Firm(models.Model):
    """One record a firm: what it makes, as published; what is not published stays unknown."""

    class ProductCheck(models.TextChoices):
        SOURCED = "sourced", _("출처 확인")
        PARTLY = "partly", _("일부 확인")
        UNCHECKED = "unchecked", _("확인 필요")

    code = models.CharField(max_length=20, unique=True)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="firm")
    listed_for = models.CharField(max_length=20, choices=ListedFor, blank=True)
    sector = models.CharField(max_length=60, choices=Sector, blank=True, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    products = models.TextField(blank=True)
    product_check = models.CharField(max_length=20, choices=ProductCheck)
    localised_item = models.CharField(max_length=300, blank=True)
    replaced_countries = models.JSONField(default=list)
    customers = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=60, blank=True)
    unverified_fields = models.JSONField(default=list)
    sources = models.ManyToManyField(Source, related_name="firms")
    shipped = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=True, db_index=True)
    hidden_because = models.CharField(max_length=300, blank=True)

    objects = ShownFirms()
    everything: ClassVar[Manager["Firm"]] = Manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def demonstration(self) -> bool:
        return self.organisation.demonstration


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
    """What is known of a firm's size and on what it rests; a certificate and its expiry where there is one.

    Only `certificate` and `published` state a size. `eligibility` says no more than that the programme was open
    to that size when it selected the firm; a page never turns it into a size.
    """

    class Size(models.TextChoices):
        SMALL = "small", _("소기업")
        MEDIUM = "medium", _("중기업")
        SME = "sme", _("중소기업")
        MIDSIZE = "midsize", _("중견기업")
        LARGE = "large", _("대기업")

    class Ground(models.TextChoices):
        CERTIFICATE = "certificate", _("확인서")
        PUBLISHED = "published", _("공개 자료")
        ELIGIBILITY = "eligibility", _("선정 사업의 신청 자격")

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="sizes")
    size = models.CharField(max_length=20, choices=Size)
    ground = models.CharField(max_length=20, choices=Ground)
    certificate = models.CharField(max_length=100, blank=True)
    expires = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT)
    shipped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.get_size_display()} ({self.get_ground_display()})"


class Selection(models.Model):
    """A published selection of a firm (강소기업 100, 으뜸기업, 스타트업 100), or its place in a final round."""

    code = models.CharField(max_length=60, unique=True)
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="selections")
    programme = models.CharField(max_length=60, choices=ProgrammeCode, db_index=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.SELECTED)
    round = models.CharField(max_length=60, blank=True)
    date = models.CharField(max_length=20, blank=True)
    sources = models.ManyToManyField(Source, related_name="selections")
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["date", "code"]

    def __str__(self) -> str:
        return f"{self.get_programme_display()} {self.round}".strip()


class SupplyPair(models.Model):
    """A publicly reported demand company and supplier; a pair that is absent is not a non-match."""

    code = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="pairs")
    item_text = models.CharField(max_length=300)
    demand_firm = models.CharField(max_length=200)
    supplier = models.CharField(max_length=200)
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.SET_NULL, related_name="pairs")
    relation = models.CharField(max_length=30, choices=Relation)
    relation_ko = models.CharField(max_length=100)
    relation_en = models.CharField(max_length=100)
    year = models.IntegerField(null=True, blank=True)
    replaced_countries = models.JSONField(default=list)
    item_checked = models.CharField(max_length=20, choices=Firm.ProductCheck)
    evidence = models.CharField(max_length=20, choices=Evidence)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    shipped = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "code"]

    def __str__(self) -> str:
        return f"{self.demand_firm} – {self.supplier}: {self.item_text}"

    @property
    def relation_text(self) -> str:
        return pick(self.relation_ko, self.relation_en)


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
    engine_version = models.CharField(max_length=80)

    objects = PublicMatches()
    everything: ClassVar[Manager["Match"]] = Manager()

    class Meta:
        ordering = ["need", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["need", "firm"], name="one_match_a_pair"),
            models.UniqueConstraint(fields=["need", "rank"], name="one_firm_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} → {self.firm_id} #{self.rank}"

    @property
    def band_kind(self) -> str:
        return f"band-{self.band}"
