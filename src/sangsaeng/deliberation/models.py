"""The bodies that decide, their rules, meetings and votes. Recorded meetings only: published ones are facts."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel


class Body(models.Model):
    """The council (상생협의회) recommends; the committee (경쟁력강화위원회) approves. Two bodies, never one."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("상생협의회")
        COMMITTEE = "committee", _("경쟁력강화위원회")

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=100, unique=True)
    name_en = models.CharField(max_length=100, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.name


class BylawVersion(models.Model):
    """One version of the rules (운영세칙) of a body; a meeting keeps the one it was called under.

    Rows are never changed: a new rule is a new version. `is_template` marks a version that nobody adopted
    for this body and that was taken from the committee's statutory rule instead.
    """

    class QuorumBase(models.TextChoices):
        ENTITLED = "entitled", _("재적위원")
        ELIGIBLE = "eligible", _("제척을 뺀 재적위원")

    class MajorityBase(models.TextChoices):
        PRESENT = "present", _("출석위원")
        ENTITLED = "entitled", _("재적위원")
        CAST = "cast", _("찬반 투표수")

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
    legal_basis = models.TextField()
    legal_basis_en = models.TextField(blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.body.name} {self.version}"


class Seat(models.Model):
    """A place on a body; who sits on it signs in with `user`, or has no account."""

    class Capacity(models.TextChoices):
        LARGE_FIRM = "large_firm", _("대기업")
        SME = "sme", _("중소기업")
        ACADEMIA = "academia", _("학계")
        RESEARCH = "research", _("연구기관")
        ASSOCIATION = "association", _("협회·단체")
        EX_OFFICIO = "ex_officio", _("당연직")
        OTHER = "other", _("기타")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(max_length=60)
    capacity = models.CharField(max_length=20, choices=Capacity)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

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
        ]

    def __str__(self) -> str:
        return self.label


class MeetingState(models.TextChoices):
    CALLED = "called", _("소집")
    OPEN = "open", _("진행 중")
    CLOSED = "closed", _("폐회")


MEETING_CHIP = {
    MeetingState.CALLED: "submitted",
    MeetingState.OPEN: "on-agenda",
    MeetingState.CLOSED: "completed",
}


class Meeting(models.Model):
    """A meeting held in this system: called → open → closed."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    code = models.CharField(max_length=40, unique=True)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    bylaw = models.ForeignKey(BylawVersion, on_delete=models.PROTECT, related_name="meetings")
    state = FSMField(default=MeetingState.CALLED, choices=MeetingState.choices, protected=True, db_index=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="one_meeting_a_number")]

    def __str__(self) -> str:
        return f"{self.body.name} {self.number} ({self.code})"

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read again, the guarded state included."""
        fields = kwargs.get("fields", args[1] if len(args) > 1 else None)
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)  # the guard refuses to overwrite a value, not to load one
        super().refresh_from_db(*args, **kwargs)

    @transition(field=state, source=MeetingState.CALLED, target=MeetingState.OPEN)
    def open(self) -> None: ...

    @transition(field=state, source=MeetingState.OPEN, target=MeetingState.CLOSED)
    def close(self) -> None: ...

    @property
    def is_called(self) -> bool:
        return bool(self.state == MeetingState.CALLED)

    @property
    def is_open(self) -> bool:
        return bool(self.state == MeetingState.OPEN)

    @property
    def is_closed(self) -> bool:
        return bool(self.state == MeetingState.CLOSED)


class AgendaItem(models.Model):
    """A model on the agenda of a meeting, and what the meeting decided on it.

    What is voted on is adoption: recommending by the council, approving by the committee. Without adoption
    the meeting returns the model for supplement, or rejects it, with a reason. `support` holds the kinds of
    support that were asked for when the item was put on the agenda. `working` is the stored `Tally`.
    """

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("채택")
        RETURNED = "returned", _("보완 요청")
        REJECTED = "rejected", _("미채택")
        DEFERRED = "deferred", _("보류")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    model = models.ForeignKey(WinWinModel, on_delete=models.PROTECT, related_name="agenda_items")
    support = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.TextField(blank=True)
    working = models.JSONField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_agenda_item_a_number"),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(outcome=""), name="a_model_waits_on_one_agenda"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False)),
                name="a_decision_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting.code} #{self.number}"

    @property
    def is_decided(self) -> bool:
        return self.outcome != ""

    @property
    def is_adopted(self) -> bool:
        return self.outcome == self.Outcome.ADOPTED

    @property
    def tally(self) -> Tally | None:
        """The counted vote, or None where none was closed."""
        return Tally.from_data(self.working) if self.working else None


class Attendance(models.Model):
    """Whether the holder of a seat is there. At opening every active seat gets a row: that is the 재적."""

    class How(models.TextChoices):
        PRESENT = "present", _("출석")
        REMOTE = "remote", _("원격 출석")
        ABSENT = "absent", _("불참")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        ordering = ["seat_id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_attendance_a_seat")]

    def __str__(self) -> str:
        return f"{self.seat} {self.how}"

    @property
    def is_there(self) -> bool:
        return self.how != self.How.ABSENT


class Exclusion(models.Model):
    """A seat that has no part in an agenda item: it neither sees it whole nor votes, and leaves the base."""

    class Reason(models.TextChoices):
        SELF_RECUSAL = "self_recusal", _("회피(스스로 물러남)")
        BY_LAW = "by_law", _("제척(법정 사유)")

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="exclusions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=20, choices=Reason)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat_id"]
        constraints = [models.UniqueConstraint(fields=["agenda_item", "seat"], name="one_exclusion_a_seat")]

    def __str__(self) -> str:
        return f"{self.agenda_item} {self.seat} {self.reason}"


class Ballot(models.Model):
    """One vote of one seat on one agenda item; never changed, never deleted."""

    class Choice(models.TextChoices):
        FOR = "for", _("찬성")
        AGAINST = "against", _("반대")
        ABSTAIN = "abstain", _("기권")

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=10, choices=Choice)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat_id"]
        constraints = [models.UniqueConstraint(fields=["agenda_item", "seat"], name="one_ballot_a_seat")]

    def __str__(self) -> str:
        return f"{self.agenda_item} {self.seat}"
