"""What of the ledger waits for an agency: commitments without an agreement, agreements unpaid, claw-backs not yet in."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.pages.formats import won
from sangsaeng.parties.models import Role
from sangsaeng.support.models import MONEY
from sangsaeng.support.queries import ledger as queries

# Ours, in no law: how long a commitment may stand without an agreement before it is told here.
WITHOUT_AGREEMENT = timedelta(days=30)
SHOWN = 12


def todos(user: Any) -> list[Todo]:
    """One for each commitment that waits, the claw-backs first; one query."""
    if user.role != Role.AGENCY:
        return []
    rows: Any = queries.with_amounts(queries.seen(user)).filter(
        kind__in=MONEY, demonstration=user.demonstration
    )
    live = Q(cancelled_at__isnull=True)
    old = Q(committed_at__lt=timezone.now() - WITHOUT_AGREEMENT, contracted_krw=0, committed_krw__gt=0)
    begun = Q(starts_on__lte=timezone.localdate(), contracted_krw__gt=0, paid_krw=0)
    waiting = rows.filter(Q(due_krw__gt=0) | live & (old | begun)).order_by("-due_krw", "committed_at")[
        :SHOWN
    ]
    return [_todo(each) for each in waiting]


def _todo(commitment: Any) -> Todo:
    names = {"code": commitment.code, "programme": commitment.programme.name}
    act, since = "", commitment.committed_at
    if commitment.due_krw:
        text = _("%(programme)s %(code)s의 환수금 %(amount)s이 아직 납입되지 않았습니다.")
        sentence = said(text, **names, amount=won(commitment.due_krw))
        act, button = "recover", _("납입 적기")
    elif not commitment.contracted_krw:
        sentence = said(_("%(programme)s %(code)s: 확정한 뒤 30일이 지났는데 협약이 없습니다."), **names)
        act, button = "contract", _("협약 적기")
    else:
        sentence = said(_("%(programme)s %(code)s: 협약 기간이 시작됐는데 지급한 금액이 없습니다."), **names)
        act, button = "disburse", _("지급 적기")
        since = timezone.make_aware(datetime.combine(commitment.starts_on, time.min))
    return Todo(
        sentence=sentence,
        button=button,
        href=reverse("support:act", args=[commitment.code, act]),
        since=since,
        demonstration=commitment.demonstration,
    )
