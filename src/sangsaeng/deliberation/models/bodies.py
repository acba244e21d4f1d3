"""The bodies that decide, the versions of their rules, and who sits on them."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from sangsaeng.parties.models import Organisation, User


class Body(models.Model):
    """The council (상생협의회) recommends; the committee (경쟁력강화위원회) approves. Two bodies, never one.

    A sub-council (분과협의회) prepares for its council, by sector; it has the council as its parent.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", _("상생협의회")
        COMMITTEE = "committee", _("경쟁력강화위원회")
        SUB_COUNCIL = "sub_council", _("분과협의회")

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=100, unique=True)
    name_en = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sub_councils"
    )
    sector = models.CharField(max_length=30, blank=True)
    secretariat = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="secretariat_of"
    )
    ended_on = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="sub_council", parent__isnull=False)
                | ~models.Q(kind="sub_council") & models.Q(parent__isnull=True),
                name="a_sub_council_has_its_council",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def recommends(self) -> bool:
        """Whether its resolutions are recommendations; only the committee approves."""
        return self.kind != self.Kind.COMMITTEE


class Method(models.TextChoices):
    """How a vote is taken."""

    CONSENT = "consent", _("이의 없음")
    OPEN = "open", _("거수(공개)")
    NAMED = "named", _("기명")
    SECRET = "secret", _("무기명(비밀)")
    WRITTEN = "written", _("서면")


class BylawVersion(models.Model):
    """One version of the rules (운영세칙) of a body; a meeting keeps the one it was called under.

    Rows are never changed: a new rule is a new version. `is_template` marks a version that nobody adopted
    for this body and that was taken from the committee's statutory rule instead. Days are calendar days.
    `ours` names the fields whose value is a rule of the house, because the law is silent.
    """

    class QuorumBase(models.TextChoices):
        ENTITLED = "entitled", _("재적위원")
        ELIGIBLE = "eligible", _("제척을 뺀 재적위원")

    class MajorityBase(models.TextChoices):
        PRESENT = "present", _("출석위원")
        ENTITLED = "entitled", _("재적위원")
        CAST = "cast", _("찬반 투표수")

    class TieRule(models.TextChoices):
        FAILS = "fails", _("가부동수는 부결")
        CHAIR = "chair", _("가부동수는 위원장이 결정")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="bylaws")
    version = models.PositiveSmallIntegerField()
    effective = models.DateField()
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=2)
    quorum_more_than = models.BooleanField(default=True)
    quorum_base = models.CharField(max_length=10, choices=QuorumBase, default=QuorumBase.ELIGIBLE)
    majority_numerator = models.PositiveSmallIntegerField(default=1)
    majority_denominator = models.PositiveSmallIntegerField(default=2)
    majority_more_than = models.BooleanField(default=True)
    majority_base = models.CharField(max_length=10, choices=MajorityBase, default=MajorityBase.PRESENT)
    tie_rule = models.CharField(max_length=10, choices=TieRule, default=TieRule.FAILS)
    method = models.CharField(max_length=10, choices=Method, default=Method.OPEN)
    notice_days = models.PositiveSmallIntegerField(default=7)
    urgent_notice_days = models.PositiveSmallIntegerField(default=1)
    written_allowed = models.BooleanField(default=True)
    written_days = models.PositiveSmallIntegerField(default=7)
    delegation_hops = models.PositiveSmallIntegerField(default=0)
    look_back_years = models.PositiveSmallIntegerField(default=3)
    secrecy = models.BooleanField(default=True)
    term_years = models.PositiveSmallIntegerField(null=True, blank=True)
    most_members = models.PositiveSmallIntegerField(null=True, blank=True)
    ours = models.JSONField(default=list)
    legal_basis = models.TextField()
    legal_basis_en = models.TextField(blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    adopted_at_item = models.ForeignKey(
        "AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="adopted_bylaws"
    )
    is_template = models.BooleanField(default=False)

    class Meta:
        ordering = ["body", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["body", "version"], name="one_bylaw_a_version"),
            models.CheckConstraint(
                condition=models.Q(quorum_numerator__gte=1, majority_numerator__gte=1)
                & models.Q(quorum_numerator__lte=models.F("quorum_denominator"))
                & models.Q(majority_numerator__lte=models.F("majority_denominator")),
                name="bylaw_fractions_lie_between_0_and_1",
            ),
            models.CheckConstraint(
                condition=models.Q(delegation_hops__lte=1), name="a_delegation_goes_one_hop_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name} {self.version}"


class Seat(models.Model):
    """A place on a body; who sits on it is `user`, or nobody is known by name here.

    A seat is ended, never deleted. The appointment papers are the consent (위촉동의서), the pledge of secrecy
    (보안서약서) and the letter of appointment (위촉장): the days on which they came in or went out.
    """

    class Capacity(models.TextChoices):
        LARGE_FIRM = "large_firm", _("대기업")
        SME = "sme", _("중소기업")
        ACADEMIA = "academia", _("학계")
        RESEARCH = "research", _("연구기관")
        ASSOCIATION = "association", _("협회·단체")
        EX_OFFICIO = "ex_officio", _("당연직")
        OTHER = "other", _("기타")

    class ChairBy(models.TextChoices):
        ELECTED = "elected", _("호선")
        EX_OFFICIO = "ex_officio", _("당연직")

    class EndedBy(models.TextChoices):
        TERM = "term", _("임기 만료")
        RESIGNED = "resigned", _("사임")
        DISMISSED = "dismissed", _("해촉")
        OFFICE = "office", _("직위 변동")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(max_length=60)
    capacity = models.CharField(max_length=20, choices=Capacity)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField(default=False)
    chair_by = models.CharField(max_length=12, choices=ChairBy, blank=True)
    is_vice_chair = models.BooleanField(default=False)
    term_from = models.DateField(null=True, blank=True)
    term_until = models.DateField(null=True, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    pledged_on = models.DateField(null=True, blank=True)
    appointed_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.CharField(max_length=12, choices=EndedBy, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "label"], name="one_seat_a_label"),
            models.UniqueConstraint(
                fields=["body", "user"], condition=models.Q(is_active=True), name="one_active_seat_a_person"
            ),
            models.UniqueConstraint(
                fields=["body"], condition=models.Q(is_chair=True, is_active=True), name="one_chair_a_body"
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True)
                | models.Q(ended_on__isnull=False) & ~models.Q(ended_by=""),
                name="an_ended_seat_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def can_vote_alone(self) -> bool:
        """Whether the holder of the seat has an account to vote with."""
        return self.user is not None and self.user.is_active and self.user.has_usable_password()

    def term_ends_within(self, days: int, on: date) -> bool:
        """Whether the term ends within `days` days of `on`, or has ended."""
        return self.term_until is not None and (self.term_until - on).days <= days

    @property
    def demonstration(self) -> bool:
        """A seat is in the world of its body."""
        return self.body.demonstration

    @property
    def has_papers(self) -> bool:
        """Whether consent, pledge and letter of appointment are all there."""
        return None not in (self.consented_on, self.pledged_on, self.appointed_on)
