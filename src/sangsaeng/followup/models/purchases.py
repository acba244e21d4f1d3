"""Purchase commitments (구매이행): what a demand company promised to buy, what came of it, and what it says to that.

A register of what was agreed and done, never a blame list: only what is due counts, what fell short of the agreed
performance or was prevented by force majeure is left out with its evidence, and a company is heard before its rate is shown.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.clocks.models import Clock
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.states import GuardedState


class PurchaseState(models.TextChoices):
    """`ACTIVE` until no term waits any more, or it lapsed. How far it was honoured is worked out from the evidence, never set."""

    DRAFT = "draft", pgettext_lazy("purchase", "확인 전")
    ACTIVE = "active", pgettext_lazy("purchase", "이행 중")
    FULFILLED = "fulfilled", pgettext_lazy("purchase", "이행 끝")
    LAPSED = "lapsed", pgettext_lazy("purchase", "효력 없음")


PURCHASE_CHIP = {
    PurchaseState.DRAFT: "draft",
    PurchaseState.ACTIVE: "supported",
    PurchaseState.FULFILLED: "completed",
    PurchaseState.LAPSED: "stopped",
}


class PurchaseCommitment(GuardedState):
    """What one buyer promised to buy under a model: item, quantity, price basis, period and conditions.

    `unit_price_krw` and the quantities are business secrets: people tied to a competitor do not read them.
    `terms` are the parts it falls due in. Unknown amounts stay None.
    """

    class Basis(models.TextChoices):
        CONTRACT = "contract", pgettext_lazy("purchase basis", "구매계약서")
        CONSENT = "consent", pgettext_lazy("purchase basis", "구매동의서")
        MEMORANDUM = "memorandum", pgettext_lazy("purchase basis", "양해각서")
        PLAN = "plan", pgettext_lazy("purchase basis", "경쟁력강화 계획서")

    code = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="purchase_commitments")
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="promised_purchases")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="promised_sales")
    basis = models.CharField(max_length=12, choices=Basis)
    basis_number = models.CharField(max_length=100, blank=True)
    paper = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    promised_on = models.DateField()
    item_text = models.CharField(max_length=200)
    unit = models.CharField(max_length=20)
    price_basis = models.CharField(max_length=300, blank=True)
    unit_price_krw = models.BigIntegerField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    contact_name = models.CharField(max_length=100, blank=True)
    contact_mail = models.EmailField(blank=True)
    state = FSMField(
        default=PurchaseState.DRAFT, choices=PurchaseState.choices, protected=True, db_index=True
    )
    lapse_reason = models.CharField(max_length=500, blank=True)
    lapsed_on = models.DateField(null=True, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-promised_on", "code"]
        indexes = [models.Index(fields=["buyer", "state"]), models.Index(fields=["model"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_purchase_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(unit_price_krw__isnull=True) | Q(unit_price_krw__gt=0), name="a_price_is_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="lapsed") | ~Q(lapse_reason=""), name="a_lapsed_purchase_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.item_text}"

    @transition(field=state, source=PurchaseState.DRAFT, target=PurchaseState.ACTIVE)
    def confirm(self) -> None: ...

    @transition(field=state, source=PurchaseState.ACTIVE, target=PurchaseState.FULFILLED)
    def finish(self) -> None: ...

    @transition(field=state, source=PurchaseState.FULFILLED, target=PurchaseState.ACTIVE)
    def reopen(self) -> None: ...

    @transition(field=state, source=[PurchaseState.DRAFT, PurchaseState.ACTIVE], target=PurchaseState.LAPSED)
    def lapse(self) -> None: ...


class PurchaseTerm(models.Model):
    """One part of a purchase commitment: so much until `due_on`. Its clock reminds and escalates until it is confirmed."""

    purchase = models.ForeignKey(PurchaseCommitment, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(db_index=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="purchase_term"
    )

    class Meta:
        ordering = ["purchase", "number"]
        constraints = [
            models.UniqueConstraint(fields=["purchase", "number"], name="one_term_a_number"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_term_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.purchase.code}-{self.number}"


class TermMove(models.Model):
    """A term's day as it was before it was moved, and why. Added only, so that a rate of an earlier day counts as it stood then."""

    term = models.ForeignKey(PurchaseTerm, on_delete=models.PROTECT, related_name="moves")
    due_from = models.DateField()
    due_to = models.DateField()
    reason = models.CharField(max_length=500)
    moved_by = models.CharField(max_length=150)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["term", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_moved_term_says_why")]

    def __str__(self) -> str:
        return f"{self.term_id} {self.due_from} → {self.due_to}"


class Evidence(models.Model):
    """An order, a delivery or an invoice, as one side told of it. Added only; a wrong one is withdrawn with a reason.

    `number` is the order's, the 24 digits of the electronic tax invoice (전자세금계산서 승인번호), or the contract number of the
    public procurement service (나라장터 계약번호).
    """

    class Kind(models.TextChoices):
        ORDER = "order", pgettext_lazy("evidence", "발주")
        DELIVERY = "delivery", pgettext_lazy("evidence", "납품")
        INVOICE = "invoice", pgettext_lazy("evidence", "세금계산서")

    class Side(models.TextChoices):
        BUYER = "buyer", pgettext_lazy("evidence", "수요기업")
        SUPPLIER = "supplier", pgettext_lazy("evidence", "공급기업")
        SECRETARIAT = "secretariat", pgettext_lazy("evidence", "사무국")

    class NumberKind(models.TextChoices):
        NONE = "", pgettext_lazy("evidence", "번호 없음")
        TAX_INVOICE = "tax_invoice", pgettext_lazy("evidence", "전자세금계산서 승인번호")
        PROCUREMENT = "procurement", pgettext_lazy("evidence", "나라장터 계약번호")
        OWN = "own", pgettext_lazy("evidence", "회사 문서번호")

    term = models.ForeignKey(PurchaseTerm, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=12, choices=Side)
    on = models.DateField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    number_kind = models.CharField(max_length=12, choices=NumberKind, blank=True)
    number = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["term", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="evidence_has_a_positive_quantity",
            ),
            models.CheckConstraint(
                condition=Q(amount_krw__isnull=True) | Q(amount_krw__gt=0),
                name="evidence_has_a_positive_amount",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="withdrawn_evidence_says_why",
            ),
            models.UniqueConstraint(
                fields=["term", "kind", "side", "number_kind", "number"],
                condition=~Q(number="") & Q(withdrawn_at__isnull=True),
                name="a_number_counts_once",
            ),
            # Of one side only: the other side may tell of the same invoice at the same term (actions/evidence.py).
            models.UniqueConstraint(
                fields=["side", "number"],
                condition=Q(number_kind="tax_invoice", withdrawn_at__isnull=True),
                name="a_side_tells_of_an_invoice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.kind} {self.on}"


class Exemption(models.Model):
    """Why a term does not count: performance below what was agreed, or force majeure; with its evidence, decided by the secretariat."""

    class Ground(models.TextChoices):
        PERFORMANCE = "performance", pgettext_lazy("exemption", "성능 미달")
        FORCE_MAJEURE = "force_majeure", pgettext_lazy("exemption", "불가항력")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("exemption", "확인 필요")
        ACCEPTED = "accepted", pgettext_lazy("exemption", "인정")
        REFUSED = "refused", pgettext_lazy("exemption", "인정하지 않음")

    term = models.ForeignKey(PurchaseTerm, on_delete=models.PROTECT, related_name="exemptions")
    ground = models.CharField(max_length=15, choices=Ground)
    explanation = models.TextField()
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["term", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | ~Q(decision=""), name="a_decided_exemption_says_why"
            ),
            models.UniqueConstraint(
                fields=["term"], condition=Q(state="accepted"), name="one_accepted_exemption_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.ground} {self.state}"


class ConfirmationLink(models.Model):
    """A single-use link by which a buyer without an account confirms what was bought, or replies to its rate (`statement`).

    Only the digest of its secret is kept.
    """

    purchase = models.ForeignKey(
        PurchaseCommitment, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    statement = models.ForeignKey(
        "RateStatement", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    digest = models.CharField(max_length=64, unique=True)
    addressee = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purchase__isnull=True) ^ Q(statement__isnull=True), name="a_link_is_for_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="a_link_is_used_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id or self.statement_id} {self.addressee}"


class Confirmation(models.Model):
    """What the buyer said of a term: confirmed, corrected or not bought, by link, spreadsheet or account. Added only."""

    class Says(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("confirmation", "맞음")
        CORRECTED = "corrected", pgettext_lazy("confirmation", "다름")
        NOT_YET = "not_yet", pgettext_lazy("confirmation", "아직 구매하지 않음")

    class Way(models.TextChoices):
        LINK = "link", pgettext_lazy("confirmation", "확인 링크")
        SPREADSHEET = "spreadsheet", pgettext_lazy("confirmation", "XLSX 서식")
        ACCOUNT = "account", pgettext_lazy("confirmation", "계정")

    term = models.ForeignKey(PurchaseTerm, on_delete=models.PROTECT, related_name="confirmations")
    says = models.CharField(max_length=10, choices=Says)
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    name = models.CharField(max_length=100)
    way = models.CharField(max_length=12, choices=Way)
    link = models.ForeignKey(
        ConfirmationLink, null=True, blank=True, on_delete=models.PROTECT, related_name="confirmations"
    )
    file = models.ForeignKey(DocumentFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["term", "id"]

    def __str__(self) -> str:
        return f"{self.term_id} {self.says}"


class RateStatement(models.Model):
    """A company's rate as it stood on a day, sent to it for its reply; the council sees it once it replied or the period ran out.

    `figures` holds due, honoured, left out, rate and the codes of the terms. The reply period is a clock (`clock`).
    """

    code = models.CharField(max_length=40, unique=True)
    buyer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rate_statements")
    as_of = models.DateField()
    figures = models.JSONField(default=dict)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.CharField(max_length=150)
    reply_by = models.DateField()
    clock = models.OneToOneField(
        Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="rate_statement"
    )
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.buyer}"
