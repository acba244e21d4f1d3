"""What waits of milestones, values and stories: a firm's reports, an official's answers, consents to give."""

from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.followup.models import MilestoneState
from sangsaeng.followup.queries import milestones, outcomes, stories
from sangsaeng.parties.models import Role, User

SHOWN = 5  # of one kind; the page of outcomes holds the rest


def todos(user: User) -> list[Todo]:
    """Reports to hand in or to answer, values to check, stories to agree to; at most three queries."""
    if user.role in (Role.DEMAND_COMPANY, Role.SME):
        return [*_milestones(user), *_consents(user)]
    if user.role in (Role.SECRETARIAT, Role.AGENCY):
        return [*_milestones(user), *_values(user)]
    return []


def _at(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _milestones(user: User) -> list[Todo]:
    today = timezone.localdate()
    sentences = {
        MilestoneState.PLANNED: (
            _("%(model)s의 이정표 ‘%(title)s’을 보고할 때입니다."),
            _("보고하기"),
            "report",
        ),
        MilestoneState.RETURNED: (
            _("%(model)s의 이정표 ‘%(title)s’ 보고를 보완하세요."),
            _("보완하기"),
            "report",
        ),
        MilestoneState.REPORTED: (
            _("%(model)s의 이정표 ‘%(title)s’ 보고에 답하세요."),
            _("보고 확인하기"),
            "accept",
        ),
    }
    found = []
    for each in milestones.waiting_for(user)[:SHOWN]:
        sentence, button, act = sentences[MilestoneState(each.state)]
        waits_on_us = each.state == MilestoneState.REPORTED
        found.append(
            Todo(
                sentence=said(sentence, model=each.model.code, title=each.title),
                button=button,
                href=reverse("followup:milestone_act", args=[each.code, act]),
                since=each.entered_at,
                demonstration=each.demonstration,
                due=None if waits_on_us else each.deadline,
                overdue=not waits_on_us and each.deadline < today,
            )
        )
    return found


def _values(user: User) -> list[Todo]:
    """One for all values of a model that wait for a check."""
    models: dict[str, list[Any]] = {}
    for each in outcomes.unchecked(user):
        models.setdefault(each.indicator.model.code, []).append(each)
    return [
        Todo(
            sentence=said(_("%(model)s의 성과 값 %(count)s건을 확인하세요."), model=code, count=len(rows)),
            button=_("값 확인하기"),
            href=f"{reverse('followup:outcome', args=[code])}#{rows[0].indicator.code}",
            since=rows[0].entered_at,
            demonstration=rows[0].indicator.demonstration,
        )
        for code, rows in list(models.items())[:SHOWN]
    ]


def _consents(user: User) -> list[Todo]:
    """Stories that wait for the consent of this person's firm."""
    if user.organisation_id is None:
        return []
    buyer = Q(model__demand_company=user.organisation_id, agreed_by_buyer_on__isnull=True)
    supplier = Q(model__supplier=user.organisation_id, agreed_by_supplier_on__isnull=True)
    waiting = stories.seen(user).filter(
        buyer | supplier, published_at__isnull=True, withdrawn_at__isnull=True
    )
    return [
        Todo(
            sentence=said(
                _("%(model)s의 성공 사례 ‘%(title)s’에 동의하는지 정하세요."),
                model=each.model.code,
                title=each.title,
            ),
            button=_("읽고 정하기"),
            href=reverse("followup:story", args=[each.code]),
            since=each.written_at,
            demonstration=each.demonstration,
        )
        for each in waiting.order_by("written_at")[:SHOWN]
    ]
