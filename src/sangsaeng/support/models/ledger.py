"""The ledger of support: what was committed to whom, and every won of it as a movement between two accounts.

Double entry in one row: an entry takes an amount from one account and puts it to another, so the books are balanced by
construction. Rows are never changed or deleted (a trigger, in both databases); a correction is a counter-entry.
It is a management register beside the official systems: rows carry the numbers that those gave.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile
from sangsaeng.support.models.programmes import Kind, Programme


class Commitment(models.Model):
    """Support that was committed (지원 확정) to a model, to a firm, or to a firm in a model; its amounts stand in the ledger.

    `number`, `agreement_number` and `guarantee_number` are those of the official systems (과제번호, 협약번호, 보증번호).
    """

    code = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(
        WinWinModel, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    recipient = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Kind)
    committed_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500)
    number = models.CharField(max_length=60, blank=True, db_index=True)
    agreement_number = models.CharField(max_length=60, blank=True, db_index=True)
    guarantee_number = models.CharField(max_length=60, blank=True, db_index=True)
    agreed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["programme", "model"]),
            models.Index(fields=["programme", "recipient"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(model__isnull=False) | Q(recipient__isnull=False),
                name="a_commitment_has_a_model_or_a_firm",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FUND_FORMED), name="a_fund_formed_is_not_committed"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="an_agreement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="a_cancelled_commitment_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.programme_id} {self.kind}"


class Account(models.TextChoices):
    """Where an amount stands. `SOURCE` and `PARTIES` are the outside: their balances are what came in, negative."""

    SOURCE = "source", pgettext_lazy("account", "재원")
    AVAILABLE = "available", pgettext_lazy("account", "배정 잔액")
    COMMITTED = "committed", pgettext_lazy("account", "확정(협약 전)")
    CONTRACTED = "contracted", pgettext_lazy("account", "협약(지급 전)")
    DISBURSED = "disbursed", pgettext_lazy("account", "지급")
    CLAWBACK_DUE = "clawback_due", pgettext_lazy("account", "환수 예정")
    RETURNED = "returned", pgettext_lazy("account", "반납·환수 완료")
    PARTIES = "parties", pgettext_lazy("account", "참여기업")
    MATCHING_PROMISED = "matching_promised", pgettext_lazy("account", "민간부담 약정")
    MATCHING_PAID = "matching_paid", pgettext_lazy("account", "민간부담 집행")


class Movement(models.TextChoices):
    """Why an amount moved."""

    APPROPRIATE = "appropriate", pgettext_lazy("movement", "배정")
    REDUCE = "reduce", pgettext_lazy("movement", "감액")
    CARRY_OVER = "carry_over", pgettext_lazy("movement", "이월")
    COMMIT = "commit", pgettext_lazy("movement", "확정")
    RELEASE = "release", pgettext_lazy("movement", "확정 해제")
    CONTRACT = "contract", pgettext_lazy("movement", "협약")
    DISBURSE = "disburse", pgettext_lazy("movement", "지급")
    RETURN = "return", pgettext_lazy("movement", "반납")
    CLAW_BACK = "claw_back", pgettext_lazy("movement", "환수 결정")
    RECOVER = "recover", pgettext_lazy("movement", "환수금 납입")
    MATCH_PROMISE = "match_promise", pgettext_lazy("movement", "민간부담 약정")
    MATCH_PAY = "match_pay", pgettext_lazy("movement", "민간부담 집행")


# From which accounts to which each movement may lead; a counter-entry leads back.
MOVES: dict[str, frozenset[tuple[str, str]]] = {
    Movement.APPROPRIATE: frozenset({(Account.SOURCE, Account.AVAILABLE)}),
    Movement.REDUCE: frozenset({(Account.AVAILABLE, Account.SOURCE)}),
    Movement.CARRY_OVER: frozenset({(Account.AVAILABLE, Account.AVAILABLE)}),
    # Where the budget is unknown there is no appropriation to take from.
    Movement.COMMIT: frozenset({(Account.AVAILABLE, Account.COMMITTED), (Account.SOURCE, Account.COMMITTED)}),
    Movement.RELEASE: frozenset(
        (held, free)
        for held in (Account.COMMITTED, Account.CONTRACTED)
        for free in (Account.AVAILABLE, Account.SOURCE)
    )
    # Of a cancelled commitment also what the parties promised to add and did not pay.
    | {(Account.MATCHING_PROMISED, Account.PARTIES)},
    Movement.CONTRACT: frozenset({(Account.COMMITTED, Account.CONTRACTED)}),
    Movement.DISBURSE: frozenset({(Account.CONTRACTED, Account.DISBURSED)}),
    Movement.RETURN: frozenset({(Account.DISBURSED, Account.RETURNED)}),
    Movement.CLAW_BACK: frozenset({(Account.DISBURSED, Account.CLAWBACK_DUE)}),
    Movement.RECOVER: frozenset({(Account.CLAWBACK_DUE, Account.RETURNED)}),
    Movement.MATCH_PROMISE: frozenset({(Account.PARTIES, Account.MATCHING_PROMISED)}),
    Movement.MATCH_PAY: frozenset({(Account.MATCHING_PROMISED, Account.MATCHING_PAID)}),
}


class Entry(models.Model):
    """One movement of whole won: `amount_krw` leaves `from_account` of `from_programme` and reaches `to_account` of `to_programme`.

    The two programmes differ only where an amount is carried over between years. `on` is the day of the payment or
    decision, `at` the moment of entry. `kind`, `model`, `recipient` and `demonstration` are copied, so that the ledger
    stands by itself. A counter-entry names the entry it `reverses` and has its accounts the other way round.
    `in_kind` marks matching funds that are not cash. `token` makes a form or file that is sent twice count once.
    """

    at = models.DateTimeField(default=timezone.now)
    on = models.DateField(db_index=True)
    movement = models.CharField(max_length=15, choices=Movement)
    from_account = models.CharField(max_length=20, choices=Account)
    to_account = models.CharField(max_length=20, choices=Account)
    from_programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries_out")
    to_programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries_in")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    model = models.ForeignKey(
        WinWinModel, null=True, blank=True, on_delete=models.PROTECT, related_name="support_entries"
    )
    recipient = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="support_entries"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    amount_krw = models.BigIntegerField()
    in_kind = models.BooleanField(default=False)
    reference = models.CharField(max_length=60, blank=True, db_index=True)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    token = models.CharField(max_length=80, blank=True, default="")
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["from_programme", "from_account", "amount_krw"]),
            models.Index(fields=["to_programme", "to_account", "amount_krw"]),
            models.Index(fields=["commitment", "id"]),
            models.Index(fields=["model", "kind"]),
            models.Index(fields=["recipient", "from_programme"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_krw__gt=0), name="an_entry_is_positive"),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")) | ~Q(from_programme=F("to_programme")),
                name="an_entry_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(from_programme=F("to_programme")) | Q(movement=Movement.CARRY_OVER),
                name="only_carrying_over_changes_the_programme",
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=False)
                | Q(movement__in=[Movement.APPROPRIATE, Movement.REDUCE, Movement.CARRY_OVER]),
                name="an_entry_has_its_commitment",
            ),
            models.CheckConstraint(condition=~Q(kind=Kind.REGULATION), name="regulation_has_no_entries"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="one_entry_a_token"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.on} {self.movement} {self.amount_krw}"


class PaymentFile(models.Model):
    """A payment file of an agency as it came in, kept byte for byte; its rows are posted or set aside one by one.

    A payment is known by its agency and its number (지급번호), so that it never counts twice.
    """

    code = models.CharField(max_length=40, unique=True)
    agency = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="payment_files"
    )
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.CharField(max_length=150)
    posted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PaymentRow(models.Model):
    """One row of a payment file: what it says, to which commitment it belongs, and what speaks against it."""

    class Finding(models.TextChoices):
        MATCHED = "matched", pgettext_lazy("payment", "맞음")
        UNKNOWN_NUMBER = "unknown_number", pgettext_lazy("payment", "번호를 찾지 못함")
        AMBIGUOUS = "ambiguous", pgettext_lazy("payment", "번호가 여러 지원에 있음")
        OTHER_RECIPIENT = "other_recipient", pgettext_lazy("payment", "받는 기업이 다름")
        OVER_CONTRACT = "over_contract", pgettext_lazy("payment", "협약 잔액을 넘음")
        REPEATED = "repeated", pgettext_lazy("payment", "이미 있는 지급번호")
        DIFFERENT = "different", pgettext_lazy("payment", "같은 지급번호, 다른 내용")
        UNREADABLE = "unreadable", pgettext_lazy("payment", "읽을 수 없음")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("payment", "확인 필요")
        POSTED = "posted", pgettext_lazy("payment", "반영함")
        SET_ASIDE = "set_aside", pgettext_lazy("payment", "제외함")

    payments = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    reference = models.CharField(max_length=60, blank=True, db_index=True)
    number = models.CharField(max_length=60, blank=True)
    recipient_name = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    amount_krw = models.BigIntegerField(null=True, blank=True)
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="payment_rows"
    )
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="payment_row"
    )
    finding = models.CharField(max_length=20, choices=Finding)
    detail = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_because = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["payments", "line"]
        constraints = [
            models.UniqueConstraint(fields=["payments", "line"], name="one_row_a_line"),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(entry__isnull=False), name="a_posted_row_has_its_entry"
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(decided_because=""), name="a_row_set_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payments_id}:{self.line}"
