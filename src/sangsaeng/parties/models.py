"""Who takes part: organisations and people with their roles, what ties them to a case, what they are told."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    # The record kept where two turned out to be one organisation (discovery.actions.identity); never the way back.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False
    )

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
    # The secret part of the address of this person's own calendar feed; empty until asked for.
    feed_token = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["feed_token"], condition=~models.Q(feed_token=""), name="one_person_a_feed"
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class Affiliation(models.Model):
    """What ties a person to an organisation, and from when until when; an open end still holds.

    Ended, never deleted: the look-back of a conflict (소부장특별법 시행령 §8, 3 years) needs what has been.
    """

    class Relation(models.TextChoices):
        OFFICER = "officer", _("임원")
        EMPLOYEE = "employee", _("직원")
        ADVISER = "adviser", _("자문")
        RESEARCHER = "researcher", _("연구·용역 수행")
        AGENT = "agent", _("대리인")
        SHAREHOLDER = "shareholder", _("지분 보유")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="affiliated")
    relation = models.CharField(max_length=20, choices=Relation)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["person_id", "-since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="an_affiliation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.organisation} {self.relation}"


class ConflictReason(models.TextChoices):
    """Why somebody may not take part in a case (시행령 §8; the last three are rules of the house)."""

    PARTY = "party", _("당사자이거나 당사자의 임원")
    FAMILY = "family", _("당사자와 친족 관계")
    ADVICE = "advice", _("이 안건에 자문·연구·용역을 했거나 증언함")
    AGENT = "agent", _("당사자의 대리인이거나 대리인이었음")
    EMPLOYMENT = "employment", _("최근 당사자의 임직원이었음")
    EQUITY = "equity", _("당사자의 지분 보유")
    COMPETITOR = "competitor", _("같은 수요의 경쟁 기업과 관련")
    HOST = "host", _("회의나 시찰을 주최하는 기업과 관련")


class Conflict(models.Model):
    """A conflict of interest of one person in one case, from whatever source; every stage asks for those that stand.

    The case is named as the record names it (`records.actions.subject_of`). No relative's name is stored:
    `evidence` says which tie, of which organisation, from when until when.
    """

    class Origin(models.TextChoices):
        DECLARED = "declared", _("본인 신고(회피)")
        COMPUTED = "computed", _("자동 확인(제척)")
        FOUND = "found", _("사무국 확인(제척)")
        REQUESTED = "requested", _("당사자 신청(기피)")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("확인 필요")
        STANDS = "stands", _("인정")
        DISMISSED = "dismissed", pgettext_lazy("conflict", "해당 없음")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    case_type = models.CharField(max_length=40)
    case_id = models.CharField(max_length=80)
    reason = models.CharField(max_length=20, choices=ConflictReason)
    origin = models.CharField(max_length=20, choices=Origin)
    state = models.CharField(max_length=20, choices=State, default=State.SUGGESTED)
    evidence = models.CharField(max_length=300, blank=True)
    affiliation = models.ForeignKey(
        Affiliation, null=True, blank=True, on_delete=models.PROTECT, related_name="conflicts"
    )
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["case_type", "case_id", "person_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_type", "case_id", "reason", "origin"], name="one_conflict_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed") | ~models.Q(decision=""),
                name="a_dismissed_conflict_has_its_reason",
            ),
        ]
        indexes = [models.Index(fields=["case_type", "case_id", "state"])]

    def __str__(self) -> str:
        return f"{self.case_type}:{self.case_id} {self.person} {self.reason}"

    @property
    def stands(self) -> bool:
        return self.state == self.State.STANDS


class Declaration(models.Model):
    """What a person declared about a case; `reasons` empty means «no conflict». Added only; the last one counts."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    case_type = models.CharField(max_length=40)
    case_id = models.CharField(max_length=80)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "case_type", "case_id", "-id"])]

    def __str__(self) -> str:
        return f"{self.person} {self.case_type}:{self.case_id}"


class Message(models.Model):
    """What a person was told, when, and when it was first opened: the proof of dispatch of a notice.

    It waits in the person's own box here; `mailed_at` is set only where the operator has set up mail.
    """

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages_received")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-sent_at"]),
            models.Index(fields=["subject_type", "subject_id", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.title}"
