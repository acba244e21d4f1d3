"""The right of reply: a company's rate is frozen and sent to it before the council sees it, and its reply stands beside it."""

import secrets
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import actions as clocks
from sangsaeng.followup.actions.confirming import (
    SECRET_BYTES,
    check_addressee,
    check_days,
    digest_of,
    find_link,
    take_link,
)
from sangsaeng.followup.actions.purchase_parts import clock_actor, reason_of
from sangsaeng.followup.models import ConfirmationLink, RateStatement
from sangsaeng.followup.queries.rates import figures_of
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.records.actions import SYSTEM, append

RULE = "rate_reply"
REPLY_DAYS = 14  # what the clock's rule gives; ours
LONGEST_REPLY = 3000


def hold(statement: RateStatement) -> RateStatement:
    """The statement read anew and locked until the transaction ends."""
    return (
        RateStatement.objects.select_for_update(of=("self",))
        .select_related("buyer", "clock")
        .get(pk=statement.pk)
    )


def _note(actor: Any, verb: str, statement: RateStatement, **data: Any) -> None:
    append(verb=f"followup.{verb}", subject=statement, actor=actor, data=data)


def _address(statement: RateStatement) -> str:
    with override("ko"):
        return reverse("followup:statement", args=[statement.code])


def _tell_company(actor: Any, statement: RateStatement, title: str, body: str) -> None:
    tell(
        actor=actor,
        recipients=User.objects.filter(organisation=statement.buyer_id, is_active=True),
        kind="rate",
        title=f"{title}: {statement.code}",
        body=body,
        url=_address(statement),
        about=statement,
    )


@transaction.atomic
def send_statement(*, actor: Any, buyer: Organisation, as_of: date | None = None) -> RateStatement:
    """Freeze a company's figures as of a day, send them to it, and start the 14 days of its reply.

    The council sees them once the company replied or the days ran out. Appends «followup.send_statement». Refuses
    (NotAllowed) everyone but the secretariat; (ValidationError) a day to come, a company with nothing due, and a second
    statement while it may still reply to the first.
    """
    require(actor, "followup.manage_statements", buyer)
    buyer = Organisation.objects.select_for_update().get(pk=buyer.pk)
    today = timezone.localdate()
    as_of = as_of or today
    if as_of > today:
        raise ValidationError({"as_of": _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    waiting = buyer.rate_statements.filter(
        withdrawn_at__isnull=True, replied_at__isnull=True, reply_by__gte=today
    )
    if waiting.exists():
        raise ValidationError(
            _("이 기업의 의견을 기다리는 현황이 있습니다. 의견을 받거나 철회한 뒤에 보내세요.")
        )
    figures = figures_of(buyer, as_of)
    if not figures["due"]:
        raise ValidationError(_("기한이 된 차수가 없어 보낼 현황이 없습니다."))
    statement = RateStatement.objects.create(
        code=yearly("PR", demonstration=buyer.demonstration),
        buyer=buyer,
        as_of=as_of,
        figures=figures,
        sent_by=actor.username,
        reply_by=today + timedelta(days=REPLY_DAYS),
        demonstration=buyer.demonstration,
    )
    clock = clocks.start_until(
        actor=actor,
        rule_key=RULE,
        subject=statement,
        title=f"{statement.code} 구매이행 현황에 대한 의견",
        addressee=buyer.name,
        until=statement.reply_by,
    )
    statement.clock, statement.reply_by = clock, clock.due_on  # the end moves off a holiday
    statement.save(update_fields=["clock", "reply_by"])
    _note(actor, "send_statement", statement, as_of=as_of.isoformat(), buyer=buyer.code)
    _tell_company(
        actor,
        statement,
        "구매이행 현황을 확인하고 의견을 내 주세요",
        f"기한: {clock.due_on.year}. {clock.due_on.month}. {clock.due_on.day}.\n"
        "의견은 협의회가 볼 때 현황 옆에 그대로 실립니다.",
    )
    return statement


@transaction.atomic
def reply(*, actor: Any, statement: RateStatement, text: str, name: str = "") -> RateStatement:
    """Keep the company's reply; it stands beside the figures wherever the council sees them. It may come late, and once.

    The company itself, or the secretariat that received it on paper, with the `name` of who wrote it. Appends
    «followup.reply_statement»; the clock is answered, the secretariat told. Refuses (NotAllowed) strangers;
    (ValidationError) a statement withdrawn or replied to, an empty reply or one over 3,000 characters.
    """
    statement = hold(statement)
    require(actor, "followup.reply_statement", statement)
    return _reply(actor, statement, text, name.strip() or str(actor))


@transaction.atomic
def reply_by_link(*, secret: str, name: str, text: str) -> RateStatement:
    """Keep a reply that came through a single-use link, and use the link up; refuses as `reply`, and a link not open."""
    found = find_link(secret)
    if found is None or found.statement is None:
        take_link(secret)
        raise ValidationError(
            _("쓸 수 없는 링크입니다. 링크를 보낸 사무국에 새 링크를 요청하세요."), code="link"
        )
    statement = hold(found.statement)
    link = take_link(secret)
    if not name.strip() or len(name.strip()) > 100:
        raise ValidationError({"name": _("확인하는 분의 이름을 100자 안에서 적으세요.")})
    done = _reply(SYSTEM, statement, text, name.strip())
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return done


def _reply(actor: Any, statement: RateStatement, text: str, name: str) -> RateStatement:
    if statement.withdrawn_at is not None:
        raise ValidationError(_("철회한 현황입니다."))
    if statement.replied_at is not None:
        raise ValidationError(_("이미 의견을 받았습니다."))
    statement.reply = reason_of(text, "text", LONGEST_REPLY)
    statement.replied_at, statement.replied_by = timezone.now(), name[:150]
    statement.save(update_fields=["reply", "replied_at", "replied_by"])
    if statement.clock is not None and statement.clock.is_open:
        statement.clock = clocks.answer(
            actor=clock_actor(actor, statement.clock), clock=statement.clock, answered_on=timezone.localdate()
        )
    _note(actor, "reply_statement", statement, name=statement.replied_by)
    tell(
        actor=actor,
        recipients=User.objects.filter(role=Role.SECRETARIAT, is_active=True).exclude(
            username=actor.username
        ),
        kind="rate",
        title=f"구매이행 현황에 의견이 들어왔습니다: {statement.code}",
        url=_address(statement),
        about=statement,
    )
    return statement


@transaction.atomic
def extend_reply(*, actor: Any, statement: RateStatement, days: int, reason: str) -> RateStatement:
    """Give the company up to seven more days, once, with a reason it is told; appends «followup.extend_statement».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) one that no longer waits, and what the clock
    refuses: a second time, after the end, more than seven days.
    """
    statement = hold(statement)
    require(actor, "followup.manage_statements", statement)
    reason = reason_of(reason)
    if statement.replied_at is not None or statement.withdrawn_at is not None or statement.clock is None:
        raise ValidationError(_("의견을 기다리는 현황이 아닙니다."))
    clock = clocks.extend(
        actor=actor, clock=statement.clock, extended_on=timezone.localdate(), reason=reason, length=days
    )
    statement.reply_by = clock.due_on
    statement.save(update_fields=["reply_by"])
    _note(actor, "extend_statement", statement, days=days, reason=reason)
    _tell_company(actor, statement, "의견을 낼 수 있는 기간이 늘었습니다", f"이유: {reason}")
    return statement


@transaction.atomic
def withdraw_statement(*, actor: Any, statement: RateStatement, reason: str) -> RateStatement:
    """Take back a statement whose figures were wrong, with a reason the company is told; nobody else sees it any more.

    Its clock is cancelled, its open links are closed. Appends «followup.withdraw_statement». Refuses (NotAllowed)
    everyone but the secretariat; (ValidationError) one withdrawn before, no reason.
    """
    statement = hold(statement)
    require(actor, "followup.manage_statements", statement)
    reason = reason_of(reason)
    if statement.withdrawn_at is not None:
        raise ValidationError(_("이미 철회한 현황입니다."))
    statement.withdrawn_at, statement.withdrawn_because = timezone.now(), reason
    statement.save(update_fields=["withdrawn_at", "withdrawn_because"])
    if statement.clock is not None and statement.clock.is_open:
        statement.clock = clocks.cancel(actor=actor, clock=statement.clock, reason=reason)
    _close_links(statement)
    _note(actor, "withdraw_statement", statement, reason=reason)
    _tell_company(actor, statement, "구매이행 현황을 철회했습니다", f"이유: {reason}")
    return statement


def _close_links(statement: RateStatement) -> None:
    waiting = statement.links.filter(used_at__isnull=True, revoked_at__isnull=True)
    waiting.update(revoked_at=timezone.now())


@transaction.atomic
def make_reply_link(
    *, actor: Any, statement: RateStatement, addressee: str, days: int = REPLY_DAYS
) -> tuple[ConfirmationLink, str]:
    """A single-use link by which a company without an account reads its figures and replies; as `confirming.make_link`."""
    statement = hold(statement)
    require(actor, "followup.manage_statements", statement)
    if statement.withdrawn_at is not None or statement.replied_at is not None:
        raise ValidationError(_("의견을 기다리는 현황이 아닙니다."))
    addressee = check_addressee(addressee)
    check_days(days)
    _close_links(statement)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = ConfirmationLink.objects.create(
        statement=statement,
        digest=digest_of(secret),
        addressee=addressee,
        made_by=actor.username,
        expires_at=timezone.now() + timedelta(days=days),
    )
    _note(actor, "make_link", statement, link=link.pk, days=days)
    return link, secret
