"""The right of reply: frozen figures, the period, the reply beside them, and who sees a rate when."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests.followup.purchase_world import active, day, term
from tests.proposals.world import World

from sangsaeng.followup.actions import evidence, statements
from sangsaeng.followup.models import RateStatement
from sangsaeng.followup.queries import rates
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed


def send(world: World, **more: Any) -> RateStatement:
    return statements.send_statement(actor=world["secretariat"], buyer=world.demand, **more)


def test_the_figures_are_frozen_and_sent_with_fourteen_days(world: World) -> None:
    made = active(world)
    Message.objects.all().delete()
    sent = send(world)
    assert sent.reply_by >= day(14)
    assert sent.clock is not None
    assert sent.clock.rule_key == "rate_reply"
    assert (sent.figures["due"], sent.figures["unknown"], sent.figures["low"], sent.figures["high"]) == (
        2,
        2,
        "0.0",
        "100.0",
    )
    assert [m.recipient.role for m in Message.objects.filter(kind="rate")] == ["demand_company"]
    evidence.add_evidence(
        actor=world["sme"], term=term(made), kind="delivery", on=day(-1), quantity=Decimal(100)
    )
    sent.refresh_from_db()
    assert sent.figures["full"] == 0
    assert rates.rate_of(world.demand, day(0)).full == 1


def test_who_sends_and_when(world: World) -> None:
    with pytest.raises(ValidationError, match="기한이 된 차수가 없어"):
        send(world)
    active(world)
    for role in ("demand_company", "sme", "chair", "member", "auditor"):
        with pytest.raises(NotAllowed):
            statements.send_statement(actor=world[role], buyer=world.demand)
    with pytest.raises(ValidationError):
        send(world, as_of=day(1))
    first = send(world)
    with pytest.raises(ValidationError, match="기다리는 현황"):
        send(world)
    statements.withdraw_statement(actor=world["secretariat"], statement=first, reason="수치가 틀림")
    assert send(world).pk != first.pk


def book(world: World) -> dict[str, Any] | None:
    return rates.for_book(world.model("put_on_agenda", title="다음 모델"))


def test_the_council_sees_the_rate_only_once_the_company_was_heard(world: World) -> None:
    assert book(world) is None  # nothing was ever promised
    active(world)
    assert "듣기 전" in str(book(world))
    sent = send(world)
    assert "듣기 전" in str(book(world))
    statements.reply(actor=world["demand_company"], statement=sent, text="설비 점검으로 늦어졌습니다.")
    table = book(world)
    assert table is not None
    cells = dict(table["rows"])
    assert cells["기업의 의견"] == "설비 점검으로 늦어졌습니다."
    assert cells["기한이 된 차수"] == "2개"
    assert set(table) == {"title", "unit", "columns", "rows", "as_of"}
    assert "100개" not in str(table)  # neither volumes nor prices


def test_or_once_the_period_ran_out(world: World) -> None:
    active(world)
    sent = send(world)
    RateStatement.objects.filter(pk=sent.pk).update(reply_by=day(0))
    assert "듣기 전" in str(book(world))  # the last day is still the company's
    RateStatement.objects.filter(pk=sent.pk).update(reply_by=day(-1))
    assert "의견을 내지 않았습니다" in str(book(world))
    statements.withdraw_statement(actor=world["secretariat"], statement=sent, reason="틀림")
    assert "듣기 전" in str(book(world))


def test_a_company_replies_once_and_only_for_itself(world: World) -> None:
    active(world)
    sent = send(world)
    for role in ("sme", "stranger", "member"):
        with pytest.raises(NotAllowed):
            statements.reply(actor=world[role], statement=sent, text="의견")
    with pytest.raises(ValidationError):
        statements.reply(actor=world["demand_company"], statement=sent, text="  ")
    Message.objects.all().delete()
    sent = statements.reply(actor=world["demand_company"], statement=sent, text="의견")
    assert sent.clock is not None
    assert sent.clock.state == "answered"
    assert [m.recipient.role for m in Message.objects.filter(kind="rate")] == ["secretariat"]
    with pytest.raises(ValidationError, match="이미 의견"):
        statements.reply(actor=world["secretariat"], statement=sent, text="다시", name="홍길동")


def test_a_reply_through_a_link(world: World) -> None:
    active(world)
    sent = send(world)
    _link, secret = statements.make_reply_link(actor=world["secretariat"], statement=sent, addressee="구매팀")
    page = f"/followup/confirm/{secret}/"
    shown = Client().get(page)
    assert "이행률" in shown.content.decode()
    assert Client().post(page, {"name": "홍길동", "text": ""}).status_code == 422
    done = Client(enforce_csrf_checks=True).post(
        page, {"name": "홍길동", "text": "늦어졌습니다."}, HTTP_ORIGIN="null"
    )
    assert done.status_code == 200
    sent.refresh_from_db()
    assert (sent.reply, sent.replied_by) == ("늦어졌습니다.", "홍길동")
    assert Client().get(page).status_code == 410


def test_more_time_once(world: World) -> None:
    active(world)
    sent = send(world)
    with pytest.raises(ValidationError):
        statements.extend_reply(actor=world["secretariat"], statement=sent, days=8, reason="담당자 부재")
    longer = statements.extend_reply(actor=world["secretariat"], statement=sent, days=7, reason="담당자 부재")
    assert longer.reply_by >= sent.reply_by + timedelta(days=6)
    with pytest.raises(ValidationError):
        statements.extend_reply(actor=world["secretariat"], statement=longer, days=7, reason="또")


def test_totals_stand_only_over_five_companies(world: World) -> None:
    def company(number: int) -> None:
        buyer = world.organisation(f"B{number}", f"시연 구매기업 {number}", "demand_company")
        active(world, world.model("recommend", title=f"모델 {number}"), buyer=buyer)

    for number in range(4):
        company(number)
    assert rates.totals(day(0), demonstration=True) is None
    company(4)
    found = rates.totals(day(0), demonstration=True)
    assert found is not None
    assert found.due == 10
    assert rates.totals(day(0), demonstration=False) is None


def test_a_company_whose_terms_are_all_left_out_does_not_make_up_the_five(world: World) -> None:
    from tests.followup.purchase_world import PDF

    for number in range(5):
        buyer = world.organisation(f"B{number}", f"시연 구매기업 {number}", "demand_company")
        made = active(world, world.model("recommend", title=f"모델 {number}"), buyer=buyer)
    for nth in (1, 2):
        row = evidence.ask_exemption(
            actor=world["secretariat"],
            term=term(made, nth),
            ground="performance",
            explanation="미달",
            file=PDF,
        )
        evidence.decide_exemption(actor=world["secretariat"], exemption=row, accept=True, decision="확인")
    assert rates.totals(timezone.localdate(), demonstration=True) is None
