"""Reads of notices: what is open, what comes, what has closed, and what only its office sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.pages.markup import english
from sangsaeng.parties.rules import may
from sangsaeng.portal.models import Notice
from sangsaeng.support.models import Kind, Round, RoundState

CLOSED_SHOWN = 30


def seen(user: Any) -> QuerySet[Notice]:
    """Published notices for everybody, withdrawn ones with their reason; drafts for the office that writes them."""
    published = Q(published_at__isnull=False)
    if may(user, "portal.write_notices"):
        own = Q(demonstration=True) if user.demonstration else Q()
        published |= own
    return Notice.objects.filter(published).select_related("programme", "round")


def to_second(moment: datetime | None) -> str:
    """2026. 11. 30.(월) 18:00:00, Seoul time: a closing counts to the second."""
    if moment is None:
        return "–"
    local = moment.astimezone(SEOUL)
    return f"{day(moment)} {local:%H:%M:%S}" if not english() else f"{day(moment)}, {local:%H:%M:%S} KST"


def left_in_words(until: datetime, now: datetime) -> str:
    """3일 4시간 남음; under a day 4시간 20분 남음; under an hour 12분 남음."""
    seconds = max(0, int((until - now).total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    told = {"d": days, "h": hours, "m": minutes}
    if days:
        return (_("%(d)d일 %(h)d시간 남음") if hours else _("%(d)d일 남음")) % told
    if hours:
        return (_("%(h)d시간 %(m)d분 남음") if minutes else _("%(h)d시간 남음")) % told
    return _("%(m)d분 남음") % told if minutes else _("1분이 남지 않았습니다")


@dataclass(frozen=True)
class Shown:
    """One line of the public list: a notice, or a selection round that was called without one."""

    code: str
    title: str
    kind: str
    kind_label: str
    programme: str
    programme_kind: str
    sectors: tuple[str, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    demonstration: bool
    round: bool = False

    def phase(self, now: datetime) -> str:
        """open, coming, closed, or told (no window)."""
        if self.closes_at is None:
            return "told"
        if self.opens_at is not None and now < self.opens_at:
            return "coming"
        return "open" if now < self.closes_at else "closed"


@dataclass(frozen=True)
class Lists:
    """The public list in the order in which a firm needs it."""

    now: datetime
    open: list[Shown]
    coming: list[Shown]
    told: list[Shown]
    closed: list[Shown]
    more_closed: int
    drafts: list[Notice]

    @property
    def any(self) -> bool:
        return bool(self.open or self.coming or self.told or self.closed)


def lists(user: Any, *, kind: str = "", sector: str = "", everything: bool = False) -> Lists:
    """Every notice that the public sees, those that close first on top; the filters keep kind of support and sector.

    Two queries, and one for the drafts of who writes them.
    """
    now = timezone.now()
    standing = Notice.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    rows = [_shown(each) for each in standing.select_related("programme")]
    rows += [_called(each) for each in _rounds()]
    rows = [row for row in rows if _is_for(row, kind, sector)]
    by_phase: dict[str, list[Shown]] = {"open": [], "coming": [], "told": [], "closed": []}
    for row in rows:
        by_phase[row.phase(now)].append(row)
    far = datetime.max.replace(tzinfo=SEOUL)
    by_phase["open"].sort(key=lambda row: row.closes_at or far)
    by_phase["coming"].sort(key=lambda row: row.opens_at or far)
    by_phase["told"].sort(key=lambda row: row.published_at or far, reverse=True)
    by_phase["closed"].sort(key=lambda row: row.closes_at or far, reverse=True)
    closed = by_phase["closed"] if everything else by_phase["closed"][:CLOSED_SHOWN]
    drafts = (
        list(seen(user).filter(published_at__isnull=True, withdrawn_at__isnull=True))
        if may(user, "portal.write_notices")
        else []
    )
    return Lists(
        now=now,
        open=by_phase["open"],
        coming=by_phase["coming"],
        told=by_phase["told"],
        closed=closed,
        more_closed=len(by_phase["closed"]) - len(closed),
        drafts=drafts,
    )


def _rounds() -> Iterable[Round]:
    """Selection rounds that were called and have no notice of their own."""
    return Round.objects.filter(
        state__in=[RoundState.CALLED, RoundState.REVIEWING, RoundState.DECIDED, RoundState.ANNOUNCED]
    ).exclude(notices__published_at__isnull=False, notices__withdrawn_at__isnull=True)


def _shown(notice: Notice) -> Shown:
    return Shown(
        code=notice.code,
        title=notice.name,
        kind=notice.kind,
        kind_label=str(notice.get_kind_display()),
        programme=notice.programme.name if notice.programme else "",
        programme_kind=notice.programme.kind if notice.programme else "",
        sectors=tuple(notice.sectors),
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
        published_at=notice.published_at,
        demonstration=notice.demonstration,
    )


def _called(called: Round) -> Shown:
    return Shown(
        code=called.code,
        title=called.name,
        kind="call",
        kind_label=str(Notice.Kind.CALL.label),
        programme=str(called.get_programme_display()),
        programme_kind="selection",
        sectors=(),
        opens_at=called.opens_at,
        closes_at=called.closes_at,
        published_at=called.called_at,
        demonstration=called.demonstration,
        round=True,
    )


def _is_for(row: Shown, kind: str, sector: str) -> bool:
    """A notice for all sectors is for each of them."""
    return (not kind or row.programme_kind == kind) and (
        not sector or not row.sectors or sector in row.sectors
    )


def kinds() -> list[tuple[str, str]]:
    return [
        *((kind.value, str(kind.label)) for kind in Kind if kind is not Kind.FUND_INVESTED),
        ("selection", _("기업 선정")),
    ]


def open_count(*, demonstration: bool) -> int:
    """How many calls are open now, of one world: for the public's first page."""
    now = timezone.now()
    return (
        Notice.objects.filter(
            published_at__isnull=False,
            withdrawn_at__isnull=True,
            closes_at__gt=now,
            demonstration=demonstration,
        )
        .exclude(opens_at__gt=now)
        .count()
    )
