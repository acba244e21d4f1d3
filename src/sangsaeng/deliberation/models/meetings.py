"""Meetings: what is held, who is there, what is dealt with, who steps out."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from sangsaeng.deliberation.models.bodies import Body, BylawVersion, Seat
from sangsaeng.deliberation.tally import Tally
from sangsaeng.parties.models import ConflictReason, Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.states import GuardedState

if TYPE_CHECKING:
    from sangsaeng.deliberation.models.votes import Vote


class MeetingState(models.TextChoices):
    CALLED = "called", _("소집")
    OPEN = "open", _("진행 중")
    ADJOURNED = "adjourned", _("정회")
    CLOSED = "closed", _("폐회")
    CANCELLED = "cancelled", _("소집 취소")


MEETING_CHIP = {
    MeetingState.CALLED: "submitted",
    MeetingState.OPEN: "on-agenda",
    MeetingState.ADJOURNED: "returned",
    MeetingState.CLOSED: "completed",
    MeetingState.CANCELLED: "stopped",
}


class Meeting(GuardedState):
    """A meeting held in this system: called → open (⇄ adjourned) → closed, or called → cancelled.

    Postponing changes `held_at` while it is called; the event keeps the earlier time. A written resolution
    (서면의결) is a meeting of form «written»: it is opened by sending the papers and ends at `deadline`.
    """

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("대면")
        REMOTE = "remote", _("원격")
        HYBRID = "hybrid", _("대면·원격 병행")
        WRITTEN = "written", _("서면")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    code = models.CharField(max_length=40, unique=True)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    form = models.CharField(max_length=12, choices=Form, default=Form.IN_PERSON)
    is_urgent = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=300, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    host = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_meetings"
    )
    secretary = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings_kept"
    )
    bylaw = models.ForeignKey(BylawVersion, on_delete=models.PROTECT, related_name="meetings")
    state = FSMField(default=MeetingState.CALLED, choices=MeetingState.choices, protected=True, db_index=True)
    called_at = models.DateTimeField(default=timezone.now)
    notified_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_meeting_a_number"),
            models.CheckConstraint(
                condition=~models.Q(form="written") | models.Q(deadline__isnull=False),
                name="a_written_resolution_has_its_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name} {self.number} ({self.code})"

    @transition(field=state, source=MeetingState.CALLED, target=MeetingState.OPEN)
    def open(self) -> None: ...

    @transition(field=state, source=MeetingState.OPEN, target=MeetingState.ADJOURNED)
    def adjourn(self) -> None: ...

    @transition(field=state, source=MeetingState.ADJOURNED, target=MeetingState.OPEN)
    def resume(self) -> None: ...

    @transition(field=state, source=MeetingState.OPEN, target=MeetingState.CLOSED)
    def close(self) -> None: ...

    @transition(field=state, source=MeetingState.CALLED, target=MeetingState.CANCELLED)
    def cancel(self) -> None: ...

    @property
    def is_called(self) -> bool:
        return bool(self.state == MeetingState.CALLED)

    @property
    def is_open(self) -> bool:
        return bool(self.state == MeetingState.OPEN)

    @property
    def is_adjourned(self) -> bool:
        return bool(self.state == MeetingState.ADJOURNED)

    @property
    def is_closed(self) -> bool:
        return bool(self.state == MeetingState.CLOSED)

    @property
    def is_cancelled(self) -> bool:
        return bool(self.state == MeetingState.CANCELLED)

    @property
    def is_over(self) -> bool:
        """Nothing of it changes any more."""
        return self.is_closed or self.is_cancelled

    @property
    def full_title(self) -> str:
        """The name for papers: with the body's, which a name such as 정기회의 leaves out."""
        return self.title if self.body.name in self.title else f"{self.body.name} {self.title}"

    @property
    def took_place_at(self) -> datetime:
        """When it was held: as called, or, where it was opened on another day (in Korea), when it was opened."""
        if self.opened_at is None or localdate(self.opened_at) == localdate(self.held_at):
            return self.held_at
        return self.opened_at

    @property
    def is_written(self) -> bool:
        return self.form == self.Form.WRITTEN


class AgendaItem(models.Model):
    """One item of an agenda: a model to decide on, another motion, or a report.

    On a model, what is voted on is adoption: recommending by the council, approving by the committee. Without
    adoption the meeting returns the model for supplement, or rejects it, with a reason; adoption may be
    as proposed, amended or conditional. `support` holds the kinds of support asked for when the item was put on.
    `working` is the stored `Tally` of the vote that decided. Items with the same `batch` are put together
    (일괄상정); each keeps its own exclusions, electorate and outcome. `figures` holds the tables attached to a
    report: [{"title", "unit", "columns": [...], "rows": [[...]], "as_of"}].
    """

    class Kind(models.TextChoices):
        MODEL = "model", _("상생모델 심의·의결")
        MOTION = "motion", _("그 밖의 의결")
        REPORT = "report", _("보고")

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("채택")
        RETURNED = "returned", _("보완 요청")
        REJECTED = "rejected", _("미채택")
        DEFERRED = "deferred", _("보류")
        NOTED = "noted", _("보고 접수")

    class Manner(models.TextChoices):
        AS_PROPOSED = "as_proposed", _("원안")
        AMENDED = "amended", _("수정")
        CONDITIONAL = "conditional", _("조건부")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MODEL)
    model = models.ForeignKey(
        WinWinModel, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items"
    )
    title = models.CharField(max_length=200, blank=True)
    batch = models.PositiveSmallIntegerField(null=True, blank=True)
    added_urgently = models.BooleanField(default=False)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    paper_number = models.CharField(max_length=40, blank=True)
    resolution = models.TextField(blank=True)
    grounds = models.TextField(blank=True)
    content = models.TextField(blank=True)
    figures = models.JSONField(default=list)
    support = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    manner = models.CharField(max_length=12, choices=Manner, blank=True)
    conditions = models.TextField(blank=True)
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
            models.CheckConstraint(
                condition=models.Q(kind="model", model__isnull=False)
                | (~models.Q(kind="model") & ~models.Q(title="")),
                name="an_item_has_a_model_or_a_title",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting.code} #{self.number}"

    @property
    def name(self) -> str:
        """What the item is called: the model's title, or its own."""
        return self.model.title if self.model else self.title

    @property
    def is_decided(self) -> bool:
        return self.outcome != ""

    @property
    def is_adopted(self) -> bool:
        return self.outcome == self.Outcome.ADOPTED

    @property
    def is_report(self) -> bool:
        return self.kind == self.Kind.REPORT

    @property
    def tally(self) -> Tally | None:
        """The counted vote that decided, or None where none was closed."""
        return Tally.from_data(self.working) if self.working else None

    @property
    def vote(self) -> "Vote | None":
        """The vote that stands: the last one that was not annulled (open or closed); from prefetched `votes`."""
        standing = [vote for vote in self.votes.all() if not vote.is_annulled]
        return max(standing, key=lambda vote: vote.round, default=None)


class Attendance(models.Model):
    """Whether the holder of a seat is there. At opening every active seat gets a row: that is the 재적.

    `deputy` acts for the holder where the bylaw allows it; `by_sheet` says that the signed sheet (서명부) shows it.
    """

    class How(models.TextChoices):
        PRESENT = "present", _("출석")
        REMOTE = "remote", _("원격 출석")
        DEPUTY = "deputy", _("대리 출석")
        ABSENT = "absent", _("불참")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    how = models.CharField(max_length=10, choices=How)
    deputy = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="deputised"
    )
    by_sheet = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat_id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="one_attendance_a_seat"),
            models.CheckConstraint(
                condition=models.Q(how="deputy", deputy__isnull=False)
                | ~models.Q(how="deputy") & models.Q(deputy__isnull=True),
                name="a_deputy_is_named",
            ),
        ]

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
        ON_REQUEST = "on_request", _("기피(당사자 신청)")

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="exclusions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=20, choices=Reason)
    code = models.CharField(max_length=20, choices=ConflictReason, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["seat_id"]
        constraints = [models.UniqueConstraint(fields=["agenda_item", "seat"], name="one_exclusion_a_seat")]

    def __str__(self) -> str:
        return f"{self.agenda_item} {self.seat} {self.reason}"


class ExclusionRequest(models.Model):
    """A party asks that a member be excluded (기피 신청); the others decide, without that member (시행령 §8②)."""

    class Outcome(models.TextChoices):
        WAITING = "", _("결정 전")
        ACCEPTED = "accepted", _("기피 인정")
        DECLINED = "declined", _("기피 신청 기각")

    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="exclusion_requests")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="exclusion_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exclusion_requests")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.WAITING)
    working = models.JSONField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda_item", "seat"],
                condition=models.Q(outcome=""),
                name="one_waiting_exclusion_request_a_seat",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agenda_item} {self.seat} {self.outcome}"


class Guest(models.Model):
    """One who sits in without a vote (배석)."""

    class Category(models.TextChoices):
        MINISTER = "minister", _("장관·차관")
        MINISTRY = "ministry", _("부처")
        AGENCY = "agency", _("기관")
        SME = "sme", _("중소기업 대표")
        COMPANY = "company", _("수요기업")
        STAFF = "staff", _("사무국")
        OTHER = "other", _("그 밖")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=100)
    position = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=10, choices=Category)
    items = models.ManyToManyField(AgendaItem, blank=True, related_name="guests")
    item_numbers: tuple[int, ...] = ()  # of `items`, where a query filled it in

    class Meta:
        ordering = ["category", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name", "position"], name="one_guest_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class SiteVisit(models.Model):
    """An inspection on site (시찰), a part of its own of a meeting: not deliberation, so no vote and no quorum."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="site_visits")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    host = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="site_visits"
    )
    purpose = models.CharField(max_length=300, blank=True)
    findings = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.meeting.code} {self.place}"
