"""Rank anew what changed: the background's part of keeping rankings up to date."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from sangsaeng.discovery import indexing
from sangsaeng.discovery.actions.ranking import rank_matches, refresh_matches
from sangsaeng.discovery.models import IndexChange, Match, Need
from sangsaeng.parties.models import User
from sangsaeng.records.actions import SYSTEM, Actor

Kind = IndexChange.Kind
#: Work that a process took and did not finish for so long is taken by another.
LOST = timedelta(minutes=10)
#: Changes that are done and older than this many rows are of no use to anybody.
KEPT = 2000


def take_changes() -> list[IndexChange]:
    """What waits, now this process's to do; no two processes get the same. Nothing waits: an empty list, one query."""
    now = timezone.now()
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - LOST)
    if not IndexChange.objects.filter(free, done_at__isnull=True).exists():
        return []
    IndexChange.objects.filter(free, done_at__isnull=True).update(taken_at=now)
    return list(IndexChange.objects.filter(taken_at=now, done_at__isnull=True).order_by("id"))


def refresh_changes() -> int:
    """Take what waits and rank anew the needs it touches; returns how many changes that were.

    A change to everything ranks every need, with its progress on the row. What fails is said on the row, in one line.
    """
    taken = take_changes()
    if not taken:
        return 0
    try:
        whole = next((change for change in taken if change.kind == Kind.ALL), None)
        if whole is not None:
            _rank_all(whole)
        else:
            _rank_touched(taken)
    except Exception as error:
        told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
        IndexChange.objects.filter(pk__in=[c.pk for c in taken]).update(failed=told, done_at=timezone.now())
        raise
    IndexChange.objects.filter(pk__in=[c.pk for c in taken]).update(done_at=timezone.now())
    newest = taken[-1].pk
    IndexChange.objects.filter(pk__lt=newest - KEPT, done_at__isnull=False).delete()
    return len(taken)


def _rank_all(change: IndexChange) -> None:
    asked: Actor = User.objects.filter(username=change.asked_by).first() or SYSTEM

    def progress(done: int, total: int) -> None:
        IndexChange.objects.filter(pk=change.pk).update(done=done, total=total)

    rank_matches(actor=asked, progress=progress)


def _rank_touched(changes: Iterable[IndexChange]) -> None:
    firms = {c.thing for c in changes if c.kind == Kind.FIRM and c.thing is not None}
    needs = {c.thing for c in changes if c.kind == Kind.NEED and c.thing is not None}
    if firms:
        needs |= touched_needs(firms)
    for demonstration in (False, True):
        chosen = Need.everything.filter(pk__in=needs, demonstration=demonstration)
        if found := list(chosen):
            refresh_matches(actor=SYSTEM, needs=found)


def touched_needs(firms: set[int]) -> set[int]:
    """The needs that list one of these firms, and those that share content with what is now said of them.

    An index of these few firms alone says which; what only the codes bring together waits for the nightly ranking.
    """
    from sangsaeng.analysis.matching import Need as Asked

    touched = set(Match.everything.filter(firm__in=firms).values_list("need_id", flat=True))
    for demonstration in (False, True):
        few = list(indexing.indexed(demonstration=demonstration).filter(pk__in=firms))
        if not few:
            continue
        index = indexing.build(indexing.documents(few))
        others = Need.everything.filter(demonstration=demonstration).exclude(pk__in=touched)
        for pk, title, detail in others.values_list("pk", "title", "detail"):
            if index.rank(Asked(title, detail), top=1):
                touched.add(pk)
    return touched


def waiting() -> IndexChange | None:
    """The ranking of everything that is waiting or under way, if there is one."""
    return IndexChange.objects.filter(kind=Kind.ALL, done_at__isnull=True).order_by("-id").first()
