"""Which records are of one firm: names it bore, pairs that wait for a person's decision, merges and how to undo them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from sangsaeng.parties.models import Organisation


class FormerName(models.Model):
    """A name that an organisation bore, or by which a list calls it; its alias history. Never deleted."""

    class Kind(models.TextChoices):
        FORMER = "former", _("옛 이름")
        OTHER = "other", _("다른 표기")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FORMER)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    entered_by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["organisation_id", "-until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_row_a_former_name"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="a_former_name_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IdentityState(models.TextChoices):
    WAITING = "waiting", _("확인 필요")
    SAME = "same", pgettext_lazy("identity", "같은 기업")
    DIFFERENT = "different", pgettext_lazy("identity", "다른 기업")


class IdentityPair(models.Model):
    """Two records that may be of one organisation, or a record and a name of a list; a person decides.

    `evidence` holds what speaks for it, each {kind, text}; `weighed` the kinds that were on the table at the last
    decision, so that only a new kind of evidence brings a pair back that was kept apart.
    """

    code = models.CharField(max_length=20, unique=True)
    one = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identity_pairs")
    other = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="identity_pairs_as_other"
    )
    listed_name = models.CharField(max_length=200, blank=True)
    listed_number = models.CharField(max_length=20, blank=True)
    listed_in = models.CharField(max_length=200, blank=True)
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    weighed = models.JSONField(default=list)
    state = FSMField(max_length=10, choices=IdentityState, default=IdentityState.WAITING)
    found_at = models.DateTimeField(default=timezone.now)
    found_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-score", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(other__isnull=False), name="one_identity_pair_of_two"
            ),
            models.UniqueConstraint(
                fields=["one", "listed_name"],
                condition=Q(other__isnull=True),
                name="one_identity_pair_a_name",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | Q(one__lt=models.F("other")),
                name="an_identity_pair_in_order",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False) | ~Q(listed_name=""), name="an_identity_pair_has_two_sides"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | ~Q(decision=""), name="an_identity_decision_has_its_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"])]

    def __str__(self) -> str:
        return f"{self.code} {self.one_id} {self.other_id or self.listed_name}"

    @transition(field=state, source=IdentityState.WAITING, target=IdentityState.SAME)
    def find_same(self) -> None:
        """A person found that they are one."""

    @transition(field=state, source=IdentityState.WAITING, target=IdentityState.DIFFERENT)
    def keep_apart(self) -> None:
        """A person found that they are two."""

    @transition(field=state, source=IdentityState.SAME, target=IdentityState.DIFFERENT)
    def split(self) -> None:
        """A merge was undone."""

    @transition(field=state, source=IdentityState.DIFFERENT, target=IdentityState.WAITING)
    def reopen(self) -> None:
        """There is new evidence, or somebody wants it looked at again."""

    @property
    def is_waiting(self) -> bool:
        return bool(self.state == IdentityState.WAITING)

    @property
    def has_equal_number(self) -> bool:
        return any(each.get("kind") == "number" for each in self.evidence)


class Merge(models.Model):
    """One merge: the record that now only points on, the one kept, every row that moved, and its undoing."""

    class Ground(models.TextChoices):
        NUMBER = "number", _("등록번호 일치")
        PERSON = "person", _("담당자 확인")

    pair = models.ForeignKey(IdentityPair, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_away")
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_here")
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    # What changed: [model, field, key, value before]; rows that could not move: [model, field, key].
    moved = models.JSONField(default=list)
    stayed = models.JSONField(default=list)
    # The newest key of each table that may move, when it was merged: what is newer was added since.
    newest = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_because = models.CharField(max_length=500, blank=True)
    # What was added to the kept record after the merge and stays with it: [model, key].
    added_since = models.JSONField(default=list)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="one_standing_merge_a_record"
            ),
            models.CheckConstraint(condition=~Q(merged=models.F("kept")), name="no_merge_into_itself"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_because=""), name="an_undoing_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
