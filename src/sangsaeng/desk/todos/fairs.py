"""What waits at fairs: wishes to choose, results to say; for the secretariat the next step of each fair."""

from collections import Counter
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.discovery.models import Desk, Fair, FairFirm, FairMeeting, FairResult, FairState, FairWish
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.parties.models import Role, User


def todos(user: User) -> list[Todo]:
    """One query for the secretariat, two for buyers and firms, none for anybody else."""
    if user.role == Role.SECRETARIAT:
        return _steps(user)
    if user.role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id:
        side = "desk" if user.role == Role.DEMAND_COMPANY else "firm"
        return [*_wishes(user, side), *_results(user, side)]
    return []


def _steps(user: User) -> list[Todo]:
    now, today = timezone.now(), timezone.localdate()
    rows = queries.seen(user).filter(demonstration=user.demonstration).order_by("first_day")
    found: list[Todo] = []
    for fair in rows.exclude(state__in=[FairState.CLOSED, FairState.CANCELLED, FairState.DRAFT]):
        step: tuple[str, str, str, Any] | None = None
        if fair.state == FairState.OPEN and not fair.takes_wishes(now):
            step = (
                _("‘%(fair)s’의 신청이 끝났습니다. 상담을 배정하세요."),
                _("상담 배정하기"),
                "allocate",
                fair.wishes_until,
            )
        elif fair.state == FairState.ALLOCATED:
            step = (
                _("‘%(fair)s’의 배정안을 살피고 시간표를 알리세요."),
                _("배정안 보기"),
                "",
                fair.allocated_at,
            )
        elif fair.state == FairState.PUBLISHED and today >= fair.first_day:
            step = _("‘%(fair)s’을(를) 여는 날입니다."), _("상담회 열기"), "hold", fair.published_at
        elif fair.state == FairState.HELD and today > fair.last_day:
            step = (
                _("‘%(fair)s’이(가) 끝났습니다. 요약을 적고 마치세요."),
                _("상담회 마치기"),
                "close",
                fair.published_at,
            )
        if step is None:
            continue
        text, button, act, since = step
        href = (
            reverse("discovery:fair_act", args=[fair.code, act])
            if act
            else reverse("discovery:fair_plan", args=[fair.code])
        )
        found.append(
            Todo(said(text, fair=fair.title), button, href, since or now, demonstration=fair.demonstration)
        )
    return found


def _wishes(user: User, side: str) -> list[Todo]:
    """Entries at an open fair that have chosen nobody yet."""
    rows: Any = Desk.objects if side == "desk" else FairFirm.objects
    chosen = FairWish.objects.filter(side=side, **{side: OuterRef("pk")})
    waiting = rows.filter(
        organisation=user.organisation_id,
        withdrawn_at__isnull=True,
        fair__state=FairState.OPEN,
        fair__wishes_until__gt=timezone.now(),
        fair__demonstration=user.demonstration,
    )
    text = (
        _("‘%(fair)s’에서 만날 기업을 고르세요.")
        if side == "desk"
        else _("‘%(fair)s’에서 만날 상담석을 고르세요.")
    )
    return [
        Todo(
            sentence=said(text, fair=each.fair.title),
            button=_("고르기"),
            href=reverse(f"discovery:fair_{side}_wishes", args=[each.fair.code, each.number]),
            since=each.entered_at,
            demonstration=each.fair.demonstration,
            due=each.fair.wishes_until,
        )
        for each in waiting.filter(~Exists(chosen))
        .select_related("fair")
        .order_by("fair__wishes_until", "number")
    ]


def _results(user: User, side: str) -> list[Todo]:
    """One for each fair where meetings took place of which this side has said nothing."""
    said_so = FairResult.objects.filter(meeting=OuterRef("pk"), side=side)
    rows = FairMeeting.objects.filter(
        Q(firm_came=True, desk_came=True),
        ~Exists(said_so),
        **{f"{side}__organisation": user.organisation_id},
        cancelled_at__isnull=True,
        fair__state__in=[FairState.HELD, FairState.CLOSED],
        fair__demonstration=user.demonstration,
    )
    of: dict[int, Fair] = {}
    first: dict[int, FairMeeting] = {}
    counted: Counter[int] = Counter()
    for each in rows.select_related("fair", "slot").order_by("slot__starts_at"):
        of[each.fair_id] = each.fair
        first.setdefault(each.fair_id, each)
        counted[each.fair_id] += 1
    return [
        Todo(
            sentence=said(
                _("‘%(fair)s’의 상담 결과 %(count)s건을 적으세요."), fair=fair.title, count=counted[pk]
            ),
            button=_("상담 결과 적기"),
            href=f"{reverse('discovery:fair_meeting', args=[fair.code, first[pk].pk])}#result",
            since=first[pk].slot.ends_at,
            demonstration=fair.demonstration,
        )
        for pk, fair in of.items()
    ]
