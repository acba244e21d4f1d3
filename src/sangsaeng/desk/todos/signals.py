"""What of profiles, surveys and blind postings waits: to answer, to check, to publish, to supplement, to say who one is."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.discovery.models import Interest, ProfileEntry
from sangsaeng.discovery.queries import profiles
from sangsaeng.discovery.queries import surveys as queries
from sangsaeng.parties.models import Role

SHOWN = 5
State = Interest.State


def todos(user: Any) -> list[Todo]:
    """A fixed number of queries for each role."""
    if user.role == Role.SECRETARIAT:
        return [*_registrations(user), *_entries(user), *_needs(user)]
    if user.role == Role.DEMAND_COMPANY:
        return [*_surveys(user), *_interests(user)]
    return [*_own_profile(user), *_identified(user)] if user.role == Role.SME else []


def _registrations(user: Any) -> list[Todo]:
    return [
        Todo(
            sentence=said(_("%(firm)s의 기업 등록을 확인하세요."), firm=each.firm.organisation.name),
            button=_("등록 확인하기"),
            href=reverse("discovery:profile", args=[each.firm.code]),
            since=each.registered_at,
            demonstration=each.firm.demonstration,
        )
        for each in profiles.registrations(user).prefetch_related(None)[:SHOWN]
    ]


def _entries(user: Any) -> list[Todo]:
    """One for all entries that wait."""
    found = profiles.waiting(user).order_by().aggregate(count=Count("pk"), since=Min("changed_at"))
    if found["since"] is None:
        return []
    return [
        Todo(
            sentence=said(_("증빙이 붙은 프로필 항목 %(count)s건을 확인하세요."), count=found["count"]),
            button=_("확인할 프로필 보기"),
            href=reverse("discovery:profiles"),
            since=found["since"],
            demonstration=user.demonstration,
        )
    ]


def _needs(user: Any) -> list[Todo]:
    """One for all needs that wait to be published."""
    found = queries.waiting(user).order_by().aggregate(count=Count("pk"), since=Min("signal__made_at"))
    if found["since"] is None:
        return []
    return [
        Todo(
            sentence=said(_("기업이 낸 수요 %(count)s건을 보고 게시할지 정하세요."), count=found["count"]),
            button=_("기다리는 수요 보기"),
            href=reverse("discovery:surveys"),
            since=found["since"],
            demonstration=user.demonstration,
        )
    ]


def _surveys(user: Any) -> list[Todo]:
    return [
        Todo(
            sentence=said(_("‘%(survey)s’에 답하세요."), survey=each.title),
            button=_("수요조사 보기"),
            href=reverse("discovery:survey", args=[each.code]),
            since=each.made_at,
            demonstration=each.demonstration,
            due=each.closes_on,
        )
        for each in queries.open_for(user)[:SHOWN]
    ]


def _interests(user: Any) -> list[Todo]:
    """Interests in one's own postings that wait for an answer."""
    waiting = Interest.objects.filter(
        need__posted_by=user.organisation_id, need__posted_by__isnull=False, state=State.SIGNALLED
    )
    return [
        Todo(
            sentence=said(_("익명 수요 %(code)s에 관심을 보인 공급기업에 답하세요."), code=each.need.code),
            button=_("관심 보기"),
            href=reverse("discovery:signal", args=[each.need.code]),
            since=each.at,
            demonstration=each.demonstration,
        )
        for each in waiting.select_related("need").order_by("at")[:SHOWN]
    ]


def _own_profile(user: Any) -> list[Todo]:
    """Entries to supplement, and entries whose validity ends soon or has ended."""
    rows = ProfileEntry.objects.filter(
        firm__organisation=user.organisation_id, firm__organisation__isnull=False, withdrawn_at__isnull=True
    ).select_related("firm__organisation")
    today = timezone.localdate()
    found = []
    for each in rows.order_by("changed_at"):
        if each.returned_because:
            text = _("프로필의 ‘%(name)s’ 항목을 보완하세요.")
        elif each.is_expired(today) or each.ends_soon(today):
            text = _("프로필의 ‘%(name)s’ 항목은 유효기간이 끝났거나 곧 끝납니다.")
        else:
            continue
        found.append(
            Todo(
                sentence=said(text, name=each.name),
                button=_("항목 고치기"),
                href=reverse("discovery:entry_edit", args=[each.firm.code, each.pk]),
                since=each.changed_at,
                demonstration=each.firm.demonstration,
                due=each.valid_until,
                overdue=each.is_expired(today),
            )
        )
    return found[:SHOWN]


def _identified(user: Any) -> list[Todo]:
    """Buyers that said who they are and wait for an answer."""
    waiting = Interest.objects.filter(
        firm__organisation=user.organisation_id, firm__organisation__isnull=False, state=State.IDENTIFIED
    )
    return [
        Todo(
            sentence=said(
                _("%(buyer)s이(가) 이름을 밝혔습니다. 우리 이름을 밝힐지 정하세요."), buyer=each.buyer_name
            ),
            button=_("답하기"),
            href=reverse("discovery:interests"),
            since=each.identified_at or each.at,
            demonstration=each.demonstration,
        )
        for each in waiting.select_related("need").order_by("identified_at")[:SHOWN]
    ]
