"""What waits for agency and secretariat: rows of payment files, disclosure requests, what stayed closed past its end."""

from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Role
from sangsaeng.portal.disclosures import queries as disclosures
from sangsaeng.support.queries import payments

SHOWN = 5  # of a kind; the lists hold the rest


def todos(user: Any) -> list[Todo]:
    """One for each payment file with rows that wait, one for each request without an answer; three queries at most."""
    if user.role not in (Role.AGENCY, Role.SECRETARIAT):
        return []
    found = _payments(user)
    if user.role == Role.SECRETARIAT:
        found += [*_requests(user), *_lapsed(user)]
    return found


def _payments(user: Any) -> list[Todo]:
    waiting: Any = payments.files(user).filter(withdrawn_at__isnull=True).order_by("taken_at")
    if user.role == Role.AGENCY and user.organisation_id:
        waiting = waiting.filter(agency=user.organisation_id)
    made = []
    for each in [row for row in waiting if row.open or row.ready][:SHOWN]:
        text = (
            _("지급 파일 ‘%(name)s’에서 확인할 행이 %(n)s개 있습니다.")
            if each.open
            else _("지급 파일 ‘%(name)s’의 맞는 행 %(n)s개를 대장에 반영하세요.")
        )
        made.append(
            Todo(
                sentence=said(text, name=each.name, n=each.open or each.ready),
                button=_("확인하기") if each.open else _("반영하기"),
                href=reverse("support:payment", args=[each.code]) + ("?show=open" if each.open else ""),
                since=each.taken_at,
                demonstration=each.demonstration,
            )
        )
    return made


def _moment(day: Any) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def _requests(user: Any) -> list[Todo]:
    today = timezone.localdate()
    return [
        Todo(
            sentence=said(_("정보공개 청구 %(code)s에 답하세요."), code=asked.code),
            button=_("답하기"),
            href=reverse("portal:disclosure", args=[asked.code]),
            since=_moment(asked.received_on),
            demonstration=asked.demonstration,
            due=asked.clock.due_on if asked.clock else None,
            overdue=bool(asked.clock and asked.clock.due_on < today),
        )
        for asked in disclosures.waiting(user)[:SHOWN]
    ]


def _lapsed(user: Any) -> list[Todo]:
    return [
        Todo(
            sentence=said(
                _("정보공개 청구 %(code)s: ‘%(what)s’을 공개하지 않을 사유의 끝날이 지났습니다."),
                code=asked.code,
                what=ground.what,
            ),
            button=_("다시 살피기"),
            href=reverse("portal:disclosure_ground", args=[asked.code, ground.number]),
            since=_moment(ground.until),
            demonstration=asked.demonstration,
        )
        for asked, ground in disclosures.lapsed(user)[:SHOWN]
    ]
