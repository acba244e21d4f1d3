"""Purchase commitments on the first page: a buyer's terms to confirm, a supplier's deliveries to tell, what the secretariat decides."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.followup.models import PurchaseCommitment, PurchaseState, PurchaseTerm
from sangsaeng.followup.queries import purchases as queries
from sangsaeng.followup.queries import rates
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Role, User

SHOWN = 6  # of one kind; the list holds the rest
SOON = 7  # days before a term's day in which its buyer is asked


def todos(user: User) -> list[Todo]:
    """At most four queries for a company, three for the secretariat; nothing for others."""
    if user.role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id is not None:
        return [*_drafts(user), *_terms(user), *_statements(user)]
    if user.role == Role.SECRETARIAT:
        return [*_drafts(user), *_exemptions(user), *_late(user), *_heard(user)]
    return []


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def _todo(
    sentence: Any, button: str, purchase: PurchaseCommitment, name: str = "purchase", **more: Any
) -> Todo:
    href = reverse(f"followup:{name}", args=[purchase.code])
    return Todo(sentence, button, href, demonstration=purchase.demonstration, **more)


def _drafts(user: User) -> list[Todo]:
    """Promises written down and not confirmed yet."""
    rows = queries.seen(user).filter(state=PurchaseState.DRAFT).order_by("entered_at")
    if user.role != Role.SECRETARIAT:
        rows = rows.filter(buyer=user.organisation_id)
    return [
        _todo(
            said(
                _("구매 약속 %(code)s(%(item)s)의 내용을 살펴보고 확인하세요."),
                code=row.code,
                item=row.item_text,
            ),
            _("약속 확인하기"),
            row,
            since=row.entered_at,
        )
        for row in rows[:SHOWN]
    ]


def _terms(user: User) -> list[Todo]:
    """Of what this company buys, the terms due within a week or past; of what it sells, those of which it told nothing."""
    today = timezone.localdate()
    near = [term for term in queries.untold(user)[: 10 * SHOWN] if (term.due_on - today).days <= SOON]
    buys = [term for term in near if term.purchase.buyer_id == user.organisation_id]
    sells = [
        term
        for term in near
        if term.purchase.supplier_id == user.organisation_id and not term.told_by_supplier  # type: ignore[attr-defined]
    ]
    return [
        *_by_purchase(
            buys,
            _("구매 약속 %(code)s의 %(terms)s차를 구매했는지 확인하세요."),
            _("구매 확인하기"),
            "purchase_answer",
        ),
        *_by_purchase(
            sells,
            _("구매 약속 %(code)s의 %(terms)s차를 납품했다면 자료를 더하세요."),
            _("자료 더하기"),
            "purchase",
        ),
    ]


def _by_purchase(terms: Iterable[PurchaseTerm], text: str, button: str, name: str) -> list[Todo]:
    """One line a commitment, whatever the number of its terms."""
    grouped: dict[int, list[PurchaseTerm]] = {}
    for term in terms:
        grouped.setdefault(term.purchase_id, []).append(term)
    today = timezone.localdate()
    found = []
    for rows in list(grouped.values())[:SHOWN]:
        purchase, due = rows[0].purchase, rows[0].due_on
        numbers = ", ".join(str(row.number) for row in rows)
        found.append(
            _todo(
                said(text, code=purchase.code, terms=numbers),
                button,
                purchase,
                name,
                since=_at(min(due, today)),
                due=due,
                overdue=due < today,
            )
        )
    return found


def _statements(user: User) -> list[Todo]:
    """Figures of this company to which it may still reply."""
    today = timezone.localdate()
    rows = rates.statements_seen(user).filter(replied_at__isnull=True, withdrawn_at__isnull=True)
    return [
        Todo(
            sentence=said(_("구매이행 현황 %(code)s을 확인하고 의견을 내세요."), code=row.code),
            button=_("의견 내기"),
            href=reverse("followup:statement", args=[row.code]),
            since=row.sent_at,
            demonstration=row.demonstration,
            due=row.reply_by,
        )
        for row in rows.filter(reply_by__gte=today).order_by("reply_by")[:SHOWN]
    ]


def _exemptions(user: User) -> list[Todo]:
    return [
        Todo(
            sentence=said(
                _("구매 약속 %(code)s %(number)s차의 제외 신청을 결정하세요."),
                code=row.term.purchase.code,
                number=row.term.number,
            ),
            button=_("결정하기"),
            href=reverse("followup:exemption_decide", args=[row.pk]),
            since=row.asked_at,
            demonstration=row.term.purchase.demonstration,
        )
        for row in queries.exemptions_to_decide(user)[:SHOWN]
    ]


def _late(user: User) -> list[Todo]:
    """One for all terms whose day has passed without the buyer's word."""
    today = timezone.localdate()
    late = list(queries.waiting_terms(user).filter(due_on__lt=today)[:100])
    if not late:
        return []
    return [
        Todo(
            sentence=said(
                _("기한이 지났는데 구매를 확인하지 않은 차수가 %(count)s개 있습니다."), count=len(late)
            ),
            button=_("구매 약속 보기"),
            href=f"{reverse('followup:purchases')}?due=late",
            since=_at(late[0].due_on),
            demonstration=all(term.purchase.demonstration for term in late),
            due=late[0].due_on,
            overdue=True,
        )
    ]


def _heard(user: User) -> list[Todo]:
    """Companies whose next model is on its way and whose figures were not sent for the present state of things."""
    return [
        Todo(
            sentence=said(
                _("%(company)s의 다음 상생모델이 심의를 기다립니다. 구매이행 현황을 보내 의견을 들으세요."),
                company=row.name,
            ),
            button=_("현황 보내기"),
            href=reverse("followup:statement_send", args=[row.pk]),
            since=row.waits_since,  # type: ignore[attr-defined]
            demonstration=row.demonstration,
        )
        for row in rates.to_hear(user)[:SHOWN]
    ]
