"""An application: drafted, submitted to the second, once a firm; seen by its own firm and by officials alone."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from tests.proposals.world import World
from tests.support.round_world import (
    GOOD,
    applicant,
    business_number,
    called,
    close,
    draft,
    make_round,
    submitted,
)

from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.queries import history
from sangsaeng.support import actions
from sangsaeng.support.models import Application, ApplicationState, Round

MOMENT = timedelta(microseconds=1)


def test_a_draft_is_saved_as_one_goes_and_submitted_once_with_a_receipt(world: World) -> None:
    round, actor = called(world), applicant(world, 1)
    application = actions.begin_application(actor=actor, round=round, token="a" * 22)
    assert application.state == ApplicationState.DRAFT
    assert application.firm_name == "시연 기업 1"
    again = actions.begin_application(actor=actor, round=round, token="a" * 22, firm_name="다른 이름")
    assert again.pk == application.pk
    with pytest.raises(ValidationError) as refused:
        actions.submit_application(actor=actor, application=application)
    assert set(refused.value.error_dict) == {"business_number", "sector", "item_text", "strategy"}
    application = draft(world, round, actor)
    with pytest.raises(ValidationError):
        actions.submit_application(actor=actor, application=application)
    application = actions.save_application(
        actor=actor,
        application=application,
        business_number=business_number(1),
        sector="display",
        item_text="품목",
    )
    at = timezone.now()
    first = actions.submit_application(actor=actor, application=application, arrived_at=at)
    second = actions.submit_application(actor=actor, application=application)
    assert (first.submitted_at, second.submitted_at) == (at, at)
    assert first.code.startswith(round.code)
    assert Application.objects.count() == 1
    receipt = Message.objects.get(recipient=actor)
    assert first.code in receipt.body
    assert [e.verb for e in history(first)].count("support.submit_application") == 1
    assert first.verdict["state"] == "met"


@pytest.mark.parametrize(
    ("after_opening", "before_closing", "counts"),
    [(-MOMENT, None, False), (timedelta(0), None, True), (None, MOMENT, True), (None, timedelta(0), False)],
)
def test_the_window_holds_its_first_moment_and_not_its_last(
    world: World, after_opening: Any, before_closing: Any, counts: bool
) -> None:
    round = called(world)
    actor = applicant(world, 1)
    application = draft(world, round, actor)
    at = round.opens_at + after_opening if after_opening is not None else round.closes_at - before_closing
    if counts:
        assert (
            actions.submit_application(actor=actor, application=application, arrived_at=at).submitted_at == at
        )
        return
    with pytest.raises(ValidationError):
        actions.submit_application(actor=actor, application=application, arrived_at=at)
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT
    assert application.strategy == "시연 성장전략"


def test_late_is_late_says_when_and_stays_on_record_with_what_was_typed(world: World) -> None:
    round = called(world)
    actor = applicant(world, 1)
    application = draft(world, round, actor)
    round = close(round)
    with pytest.raises(ValidationError) as refused:
        actions.submit_application(
            actor=actor, application=application, arrived_at=round.closes_at + timedelta(seconds=3)
        )
    (text,) = refused.value.messages
    closed = timezone.localtime(round.closes_at)
    assert f"{closed:%H:%M:%S}" in text
    assert f"{closed + timedelta(seconds=3):%H:%M:%S}" in text
    assert history(application).filter(verb="support.arrive_late").count() == 1
    saved = actions.save_application(actor=actor, application=application, strategy="더 쓴 내용")
    assert Application.objects.get(pk=saved.pk).strategy == "더 쓴 내용"
    with pytest.raises(ValidationError, match="접수가 끝났습니다"):
        actions.begin_application(actor=applicant(world, 2), round=round)


def test_one_firm_one_application_whatever_account_it_comes_from(world: World) -> None:
    round = called(world)
    first = submitted(world, round, 1)
    other = applicant(world, 2)
    rival = draft(
        world, round, other, business_number=f"{first.business_number[:3]}-{first.business_number[3:]}"
    )
    with pytest.raises(ValidationError) as refused:
        actions.submit_application(actor=other, application=rival)
    assert "business_number" in refused.value.error_dict
    assert "시연 지원기관" in refused.value.messages[0]
    # a colleague is led to what the firm has already
    colleague = world.person("colleague", "sme", first.organisation)
    assert actions.begin_application(actor=colleague, round=round).pk == first.pk
    # after a withdrawal the number is free again
    actions.withdraw_application(actor=first.applicant, application=first, reason="다시 씁니다")
    assert actions.submit_application(actor=other, application=rival).state == ApplicationState.SUBMITTED
    anew = draft(world, round, first.applicant, 3)
    assert anew.pk != first.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"business_number": "123"}, "business_number"),
        ({"business_number": "0000000001"}, "business_number"),
        ({"sector": "magic"}, "sector"),
        ({"firm_name": "가" * 201}, "firm_name"),
        ({"figures": {"sales_krw": 1, "sector_sales_krw": 2}}, "sector_sales_krw"),
        ({"figures": {"researchers": -1}}, "researchers"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(world: World, values: dict[str, Any], field: str) -> None:
    round, actor = called(world), applicant(world, 1)
    application = draft(world, round, actor, figures={})
    with pytest.raises(ValidationError) as refused:
        actions.save_application(actor=actor, application=application, **values)
    assert set(refused.value.error_dict) == {field}


def test_a_submitted_application_changes_while_the_window_is_open_and_the_record_keeps_what_it_was(
    world: World,
) -> None:
    round = called(world)
    application = submitted(world, round)
    actor, received = application.applicant, application.submitted_at
    with pytest.raises(ValidationError):
        actions.save_application(actor=actor, application=application, strategy="")
    changed = actions.save_application(
        actor=actor, application=application, figures={"sector_sales_krw": 1}, strategy="고친 전략"
    )
    assert changed.verdict["state"] == "not_met"
    assert changed.submitted_at == received
    event = history(changed).get(verb="support.change_application")
    assert event.data["before"]["strategy"] == "시연 성장전략"
    assert event.data["before"]["figures"]["sector_sales_krw"] == GOOD["sector_sales_krw"]
    close(round)
    with pytest.raises(ValidationError, match="끝났고"):
        actions.save_application(actor=actor, application=changed, strategy="늦게 고친 전략")
    assert Application.objects.get().strategy == "고친 전략"
    assert history(changed).filter(verb="support.arrive_late").exists()


def test_files_lie_beside_the_application_once_each(world: World) -> None:
    round = called(world)
    application = submitted(world, round)
    actor = application.applicant
    put = {"actor": actor, "application": application, "name": "성장전략서.pdf", "content": b"%PDF-1.7 a"}
    first = actions.attach_to_application(**put)
    assert actions.attach_to_application(**put).pk == first.pk
    with pytest.raises(ValidationError):
        actions.attach_to_application(**{**put, "content": b"MZ"})
    actions.detach_from_application(actor=actor, file=first)
    assert not application.files.filter(removed_at__isnull=True).exists()
    for number in range(10):
        actions.attach_to_application(**{**put, "content": b"%PDF-1.7 " + str(number).encode()})
    with pytest.raises(ValidationError, match="10개"):
        actions.attach_to_application(**{**put, "content": b"%PDF-1.7 more"})
    close(round)
    with pytest.raises(ValidationError, match="접수가 끝나"):
        actions.detach_from_application(actor=actor, file=application.files.last())


def test_nobody_touches_the_application_of_another_firm(world: World) -> None:
    round = called(world)
    application = submitted(world, round)
    stranger = applicant(world, 2)
    for actor in (stranger, world["demand_company"], world["secretariat"]):
        with pytest.raises(NotAllowed):
            actions.save_application(actor=actor, application=application, strategy="남의 것")
        with pytest.raises(NotAllowed):
            actions.withdraw_application(actor=actor, application=application)
        with pytest.raises(NotAllowed):
            actions.submit_application(actor=actor, application=application)
    with pytest.raises(NotAllowed):
        actions.begin_application(actor=world["member"], round=round)


def test_the_two_worlds_do_not_mix(world: World) -> None:
    round = called(world)
    real = world.person("real", "sme", demonstration=False)
    with pytest.raises(ValidationError, match="시연 계정은 시연 공고에만"):
        actions.begin_application(actor=real, round=round)
    agency = world.person("real-agency", "agency", demonstration=False)
    now = timezone.now()
    other = make_round(world, actor=agency, opens_at=now + timedelta(hours=1))
    actions.call_round(actor=agency, round=other)
    with pytest.raises(NotAllowed):
        actions.begin_application(actor=applicant(world, 1), round=other)


def test_a_draft_round_takes_nothing_and_before_the_window_one_may_only_prepare(world: World) -> None:
    round, actor = make_round(world), applicant(world, 1)
    with pytest.raises(ValidationError, match="신청을 받는 공고가 아닙니다"):
        actions.begin_application(actor=actor, round=round)
    actions.call_round(actor=world["secretariat"], round=round)
    application = draft(world, round, actor)
    with pytest.raises(ValidationError, match=r"접수는 .*부터"):
        actions.submit_application(actor=actor, application=application)
    assert Application.objects.get().strategy == "시연 성장전략"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_accounts_submit_for_one_firm_at_the_same_moment_and_one_counts() -> None:
    from django.utils import translation

    translation.activate("ko")
    world = World()
    round = called(world)
    people = [applicant(world, n) for n in range(1, 7)]
    drafts = [draft(world, round, person, business_number=business_number(1)) for person in people]
    barrier, results = threading.Barrier(len(people)), []

    def submit(n: int) -> None:
        try:
            barrier.wait(10)
            results.append(actions.submit_application(actor=people[n], application=drafts[n]).state)
        except ValidationError as refused:
            results.append(set(refused.error_dict))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results.count("submitted") == 1
    assert results.count({"business_number"}) == 5
    assert Round.objects.get().applications.filter(state="submitted").count() == 1
