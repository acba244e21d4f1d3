"""What is opened to the public by decision, what the public is told, and what it may ask of us."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sangsaeng.clocks.models import Clock
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile
from sangsaeng.support.models import Programme, Round


class CorrectionRequest(models.Model):
    """Someone's request to correct or remove a fact; the contact is for the answer only."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("정정")
        REMOVE = "remove", _("삭제")

    class State(models.TextChoices):
        OPEN = "open", _("접수")
        DONE = "done", _("반영")
        REFUSED = "refused", _("반영하지 않음")

    code = models.CharField(max_length=20, unique=True)
    about = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CORRECT)
    text = models.TextField(max_length=4000)
    contact = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.code


class Opening(models.Model):
    """One field of one model that is open to the public, by the owner's consent and the secretariat's decision, both recorded.

    `value_ko` and `value_en` are what is shown: a field is opened with the words agreed on, not by lifting a veil from the
    record. A withdrawn opening stays as a row; the field is closed again from then on. The name of a firm belongs to that firm
    (`owner`); every other field to both firms (`owner` is None). `consented_at` is when the last of them had agreed.
    """

    class Field(models.TextChoices):
        TITLE = "title", _("제목")
        ITEM = "item", _("품목")
        DEMAND_COMPANY = "demand_company", _("수요기업")
        SUPPLIER = "supplier", _("공급기업")
        TARGETS = "targets", _("목표")
        EFFECTS = "effects", _("기대 효과")
        SUPPORT = "support", _("지원 규모")
        OUTCOME = "outcome", _("성과")

    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="openings")
    field = models.CharField(max_length=20, choices=Field)
    value_ko = models.CharField(max_length=500)
    value_en = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="openings"
    )
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(default=timezone.now)
    consented_by = models.CharField(max_length=150, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_how = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["model", "field", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "field"], condition=Q(withdrawn_at__isnull=True), name="one_opening_a_field"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(consented_at__isnull=False),
                name="opened_after_consent",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="a_closed_field_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model.code} {self.field}"

    @property
    def owner_ids(self) -> tuple[int, ...]:
        """The firms that have to agree."""
        if self.owner_id is not None:
            return (self.owner_id,)
        return (self.model.demand_company_id, self.model.supplier_id)

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_open(self, today: date | None = None) -> bool:
        """Whether everyone may read it today (in Korea)."""
        if self.opens_on is None or self.is_withdrawn:
            return False
        return self.opens_on <= (today or timezone.localdate())


class OpeningConsent(models.Model):
    """One firm's consent to one opening: by a person of the firm, or entered by the secretariat with the paper that came."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=300, blank=True)
    paper = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["opening", "organisation"], name="one_consent_a_firm")]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.organisation_id}"


class Notice(models.Model):
    """A call or a notice to the public (공고·안내), with the one-page guide that a small firm needs.

    `guide` holds a text each of who, what, hand_in, by_when, how, ask, law. `sectors` are those it is for; none: all.
    """

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("notice", "공고")
        GUIDE = "guide", pgettext_lazy("notice", "안내")
        RESULT = "result", pgettext_lazy("notice", "결과")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    round = models.ForeignKey(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    guide = models.JSONField(default=dict, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def name(self) -> str:
        english = (get_language() or "ko").startswith("en")
        return (self.title_en if english else "") or self.title


class DisclosureRequest(models.Model):
    """A request under the Information Disclosure Act (정보공개 청구), and its answer: open, in part, or closed by which item of §9①.

    `grounds` is a list of {"item", "what", "until", "stage"}: the item of §9① under which something stays closed, what it is,
    until when, and, for deliberation in progress (§9①5), the stage and its expected end. `token` is the asker's key to the answer.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("disclosure", "접수")
        OPEN = "open", pgettext_lazy("disclosure", "공개")
        PARTLY = "partly", pgettext_lazy("disclosure", "부분 공개")
        CLOSED = "closed", pgettext_lazy("disclosure", "비공개")
        ABSENT = "absent", pgettext_lazy("disclosure", "정보 없음")
        TRANSFERRED = "transferred", pgettext_lazy("disclosure", "이송")
        WITHDRAWN = "withdrawn", pgettext_lazy("disclosure", "취하")

    code = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    name = models.CharField(max_length=100)
    contact = models.CharField(max_length=200)
    received_on = models.DateField()
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosure_request"
    )
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED, db_index=True)
    grounds = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    paper = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_on", "-id"]

    def __str__(self) -> str:
        return self.code
