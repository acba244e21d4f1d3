"""Reads across the stages for the public: where the models stand, the one story, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.deliberation.models import AgendaItem
from sangsaeng.discovery.models import Firm, Item, Need
from sangsaeng.discovery.queries import newest_flagged
from sangsaeng.portal.models import Notice, Opening
from sangsaeng.portal.openings.queries import opened
from sangsaeng.proposals.lifecycle import CHIP, EVER_APPROVED, NEXT_ACTOR, State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import PUBLIC_PART, visible_to
from sangsaeng.records.queries import remembered
from sangsaeng.support.queries.small_cells import PublicKind, kinds_for_public


def in_language(thing: Any, name: str) -> str:
    """`thing.name_ko` or `thing.name_en`, as the page's language asks; the Korean where there is no English."""
    if (get_language() or "ko").startswith("en"):
        return getattr(thing, f"{name}_en") or getattr(thing, f"{name}_ko") or ""
    return getattr(thing, f"{name}_ko") or ""


@dataclass(frozen=True)
class Found:
    """What discovery holds: facts only."""

    items: int
    flagged: int
    needs: int
    firms: int


def found() -> Found:
    """Items, those that all sources flag, published needs and firms; three queries."""
    row = Item.objects.order_by().aggregate(
        items=Count("pk"), flagged=Count("pk", filter=Q(flag=Item.Flag.ALL))
    )
    return Found(
        items=row["items"],
        flagged=row["flagged"],
        needs=Need.objects.filter(demonstration=False).count(),
        firms=Firm.objects.filter(organisation__demonstration=False).count(),
    )


@dataclass(frozen=True)
class Story:
    """One way through the whole pipeline: a true need and item, then a demonstration model and its decisions."""

    code: str
    codename: str
    item_key: str
    item_name_ko: str
    item_name_en: str
    reason_ko: str
    reason_en: str
    need_code: str
    need_title: str
    need_firm: str
    need_year: int
    meetings: dict[str, str]
    """Body kind → code of the meeting that decided."""

    @property
    def item_name(self) -> str:
        return in_language(self, "item_name")

    @property
    def reason(self) -> str:
        return in_language(self, "reason")


def story() -> Story | None:
    """The demonstration model that got furthest from a published need, and whose item is open by decision; None without
    one. One query.
    """
    item_is_open = opened().filter(field=Opening.Field.ITEM).order_by().values("model")
    rows = list(
        AgendaItem.objects.filter(
            model__demonstration=True,
            model__state__in=EVER_APPROVED,
            model__need__item__isnull=False,
            model__in=item_is_open,
        )
        .order_by("model__code", "id")
        .values(
            "meeting__body__kind",
            "meeting__code",
            code=F("model__code"),
            codename=F("model__codename"),
            item_key=F("model__need__item__key"),
            item_name_ko=F("model__need__item__name_ko"),
            item_name_en=F("model__need__item__name_en"),
            reason_ko=F("model__need__item__reason_ko"),
            reason_en=F("model__need__item__reason_en"),
            need_code=F("model__need__code"),
            need_title=F("model__need__title"),
            need_firm=F("model__need__demand_firm"),
            need_year=F("model__need__year"),
        )[:4]
    )
    if not rows:
        return None
    of_one = [row for row in rows if row["code"] == rows[0]["code"]]
    meetings = {row["meeting__body__kind"]: row["meeting__code"] for row in of_one}
    told: dict[str, Any] = {key: value for key, value in of_one[0].items() if "__" not in key}
    return Story(**told, meetings=meetings)


@dataclass(frozen=True)
class Waiting:
    """How many models stand in a state in which somebody acts next, and who."""

    state: State
    count: int

    @property
    def chip(self) -> str:
        return CHIP[self.state]

    @property
    def actor(self) -> str:
        return str(NEXT_ACTOR[self.state])


def waiting(user: Any, **only: bool) -> list[Waiting]:
    """Where the models that `user` may know of stand, in the order of the way; one query.

    `demonstration=` keeps the marked ones or the real ones: the two are never in one count where it is public.
    """
    counted = dict(
        visible_to(user).filter(**only).order_by().values_list("state").annotate(count=Count("pk"))
    )
    return [Waiting(state, counted[state]) for state in State if state in counted and state in NEXT_ACTOR]


@dataclass(frozen=True)
class Standing:
    """How many public models stand in a state, the recorded ones and the invented ones apart."""

    state: State
    recorded: int
    demonstration: int

    @property
    def chip(self) -> str:
        return CHIP[self.state]


@dataclass(frozen=True)
class Board:
    """What the public's board shows besides the published counts; nothing in it counts what is not public."""

    standing: list[Standing]
    recorded: int
    demonstration: int
    support: list[tuple[bool, list[PublicKind]]]
    """Support by kind, of each world in which there is any: (whether it is invented, its rows)."""


def board() -> Board:
    """Made again only when something has happened in the system; otherwise one query."""
    return remembered("portal.board", _board)


def _board() -> Board:
    counted: dict[tuple[str, bool], int] = {}
    for state, demonstration in WinWinModel.objects.filter(PUBLIC_PART).values_list("state", "demonstration"):
        counted[state, demonstration] = counted.get((state, demonstration), 0) + 1
    rows = [
        Standing(state, counted.get((state.value, False), 0), counted.get((state.value, True), 0))
        for state in State
    ]
    support = [(world, kinds_for_public(demonstration=world)) for world in (False, True)]
    return Board(
        standing=[row for row in rows if row.recorded or row.demonstration],
        recorded=sum(row.recorded for row in rows),
        demonstration=sum(row.demonstration for row in rows),
        support=[(world, kinds) for world, kinds in support if kinds],
    )


@dataclass(frozen=True)
class Landing:
    """What the page that a visitor lands on shows besides the published counts."""

    found: Found
    newest: list[Item]
    story: Story | None
    waiting: list[Waiting]
    """Of the real models; of the demonstration where there are no real ones (`demonstration`)."""
    demonstration: bool
    calls: int
    """Notices and calls that are open now, the invented ones not among them."""


def landing() -> Landing:
    """Made again only when something has happened in the system or a quarter of an hour has passed; otherwise one query."""
    now = timezone.now()  # a call opens and closes by the clock, without any event
    return remembered(f"portal.landing.{now:%Y%m%d%H}{now.minute // 15}", _landing)


def _landing() -> Landing:
    anyone = AnonymousUser()
    real = waiting(anyone, demonstration=False)
    return Landing(
        found=found(),
        newest=list(newest_flagged()[:6]),
        story=story(),
        waiting=real or waiting(anyone, demonstration=True),
        demonstration=not real,
        calls=_open_calls(),
    )


def _open_calls() -> int:
    now = timezone.now()
    standing = Notice.objects.filter(
        demonstration=False, kind=Notice.Kind.CALL, published_at__isnull=False, withdrawn_at__isnull=True
    )
    begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    return standing.filter(begun, closes_at__gt=now).count()


def cited(keys: Iterable[str]) -> list[facts.Source]:
    """The sources of those keys, each once, in order."""
    return [facts.source(key) for key in dict.fromkeys(keys)]


def statutory_rules() -> list[tuple[str, list[facts.StatutoryRule]]]:
    """The numbers and limits set in law, in groups: council, committee, requests and reports, early warning."""
    names = {
        "council": _("상생협의회"),
        "committee": _("경쟁력강화위원회"),
        "clock": _("요청과 보고의 기한"),
        "ews": _("조기경보와 위기경보"),
    }
    return [
        (name, [rule for rule in facts.statutory_rules() if rule.subject == key])
        for key, name in names.items()
    ]
