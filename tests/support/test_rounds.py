"""A round: made, changed while a draft, called, put off, cancelled; judged after its window, handed to reviewers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.proposals.world import World
from tests.support.round_world import (
    GOOD,
    applicant,
    called,
    close,
    draft,
    intake,
    make_round,
    row,
    submitted,
)

from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.queries import history
from sangsaeng.support import actions
from sangsaeng.support.actions.rounds import stages_of
from sangsaeng.support.models import ApplicationState, Round, RoundState


def verbs(thing: Any) -> list[str]:
    return list(history(thing).values_list("verb", flat=True))


def test_a_round_begins_with_the_stages_of_its_programme(world: World) -> None:
    round = make_round(world, places=20)
    assert round.code.startswith("D-SR-")
    assert round.state == RoundState.DRAFT
    assert round.demonstration
    assert [each["kind"] for each in stages_of(round)] == ["paper", "depth", "final"]
    assert sum(each["share"] for each in stages_of(round)) == 100
    assert (round.eligibility_key, round.rubric_key) == ("gangso100", "gangso100")
    startup = make_round(world, programme="startup100", places=20)
    assert [each["advance"] for each in stages_of(startup)] == [160, 60, None]
    assert startup.code != round.code


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"programme": "other"}, "programme"),
        ({"title": " "}, "title"),
        ({"places": 0}, "places"),
        ({"closes_at": timezone.now() + timedelta(days=1)}, "closes_at"),
        ({"closes_at": timezone.now() + timedelta(days=500)}, "closes_at"),
        ({"certificate_years": 6}, "__all__"),
    ],
)
def test_terms_that_do_not_fit_are_refused_by_field(world: World, given: dict[str, Any], field: str) -> None:
    now = timezone.now()
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=2)}
    with pytest.raises(Exception) as refused:  # noqa: PT011 - the constraint of the database speaks for the years
        make_round(world, **{**times, **given})
    if field != "__all__":
        assert field in refused.value.error_dict  # type: ignore[attr-defined]
    if "certificate_years" not in given:
        assert not Round.objects.exists()


PAPER, FINAL = {"kind": "paper", "share": 40}, {"kind": "final", "share": 60}


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [PAPER],
        [{**PAPER, "share": 60}, {**FINAL, "share": 60}],
        [{**PAPER, "share": -10}, {**FINAL, "share": 110}],
        [PAPER, {**PAPER, "share": 60}],
        [{**PAPER, "kind": "lottery"}, FINAL],
        [{**PAPER, "advance": 3}, {**FINAL, "advance": 4}],
        [{**PAPER, "advance": 0}, FINAL],
        [{**PAPER, "least": 101}, FINAL],
    ],
)
def test_stages_that_do_not_fit_together_are_refused(world: World, stages: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        make_round(world, stages=stages)


def test_a_draft_changes_and_a_call_stands(world: World) -> None:
    round = make_round(world)
    actor = world["secretariat"]
    round = actions.save_round(actor=actor, round=round, title="바뀐 이름", stages=[PAPER, FINAL])
    assert [each["kind"] for each in stages_of(round)] == ["paper", "final"]
    actions.save_round(actor=actor, round=round, title="바뀐 이름")
    assert verbs(round).count("support.save_round") == 1
    with pytest.raises(TypeError):
        actions.save_round(actor=actor, round=round, state="announced")
    round = actions.call_round(actor=actor, round=round)
    assert round.called_at is not None
    assert not round.entered_late
    with pytest.raises(ValidationError, match="이미 공고해"):
        actions.save_round(actor=actor, round=round, places=9)
    with pytest.raises(ValidationError, match="이미 공고해"):
        actions.call_round(actor=actor, round=round)


def test_a_window_in_the_past_needs_the_official_notice(world: World) -> None:
    now, actor = timezone.now(), world["secretariat"]
    window = {"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=3)}
    round = make_round(world, **window)
    with pytest.raises(ValidationError, match="시작 시각이 지났습니다"):
        actions.call_round(actor=actor, round=round)
    with pytest.raises(ValidationError, match="공고 번호"):
        actions.call_round(actor=actor, round=round, called_at=now - timedelta(days=40))
    actions.save_round(actor=actor, round=round, notice_number="공고 제1호")
    for wrong in (now + timedelta(days=1), now - timedelta(days=29)):
        with pytest.raises(ValidationError):
            actions.call_round(actor=actor, round=round, called_at=wrong)
    round = actions.call_round(actor=actor, round=round, called_at=now - timedelta(days=40))
    assert round.entered_late
    assert round.called_at == now - timedelta(days=40)
    assert history(round).get(verb="support.call_round").data["entered_late"] is True


def test_only_secretariat_and_agency_run_a_round_and_only_in_their_world(world: World) -> None:
    for role in ("chair", "member", "demand_company", "sme", "ministry", "auditor"):
        with pytest.raises(NotAllowed):
            make_round(world, actor=world[role])
    real = world.person("real", "agency", demonstration=False)
    round = make_round(world, actor=real)
    assert round.code.startswith("SR-")
    assert not round.demonstration
    with pytest.raises(NotAllowed):
        actions.call_round(actor=world["secretariat"], round=round)


def test_the_closing_time_is_put_off_once_more_with_a_reason_and_everyone_is_told(world: World) -> None:
    round, actor = called(world), world["secretariat"]
    was = round.closes_at
    draft(world, round, applicant(world, 1))
    submitted(world, round, 2)
    with pytest.raises(ValidationError) as refused:
        actions.extend_round(actor=actor, round=round, closes_at=was, reason="이유")
    assert "closes_at" in refused.value.error_dict
    with pytest.raises(ValidationError):
        actions.extend_round(actor=actor, round=round, closes_at=was + timedelta(hours=1), reason=" ")
    round = actions.extend_round(actor=actor, round=round, closes_at=was + timedelta(hours=1), reason="장애")
    round = actions.extend_round(actor=actor, round=round, closes_at=was + timedelta(hours=2), reason="장애")
    assert round.closed_first_at == was
    told = Message.objects.filter(kind="round_extended")
    assert told.count() == 4
    assert "장애" in told[0].body
    close(round)
    with pytest.raises(ValidationError, match="이미 끝나"):
        actions.extend_round(actor=actor, round=round, closes_at=was + timedelta(days=9), reason="늦음")


def test_a_cancelled_round_takes_nothing_more_and_says_why(world: World) -> None:
    round = called(world)
    waiting = draft(world, round, applicant(world, 1))
    with pytest.raises(ValidationError):
        actions.cancel_round(actor=world["secretariat"], round=round, reason="")
    round = actions.cancel_round(actor=world["secretariat"], round=round, reason="예산이 줄었습니다")
    assert round.state == RoundState.CANCELLED
    assert "예산이 줄었습니다" in Message.objects.get(kind="round_cancelled").body
    with pytest.raises(ValidationError, match="취소된 공고"):
        actions.submit_application(actor=waiting.applicant, application=waiting)
    with pytest.raises(ValidationError):
        actions.cancel_round(actor=world["secretariat"], round=round, reason="또")


@pytest.fixture
def judged(world: World) -> World:
    """One that meets the rule, one that does not, one with an unknown figure; the window is over."""
    round = called(world)
    world.good = submitted(world, round, 1)  # type: ignore[attr-defined]
    world.bad = submitted(world, round, 2, figures={**GOOD, "sector_sales_krw": 1})  # type: ignore[attr-defined]
    world.open = submitted(world, round, 3, figures={**GOOD, "sales_krw": None})  # type: ignore[attr-defined]
    draft(world, round, applicant(world, 4), 4)
    world.round = close(round)  # type: ignore[attr-defined]
    return world


def test_the_rule_judges_and_each_ineligible_firm_is_told_why(judged: Any) -> None:
    actor = judged["agency"]
    assert actions.check_eligibility(actor=actor, round=judged.round) == {
        "met": 1,
        "not_met": 1,
        "unknown": 1,
    }
    for each in (judged.good, judged.bad, judged.open):
        each.refresh_from_db()
    assert judged.good.state == ApplicationState.UNDER_REVIEW
    assert judged.bad.state == ApplicationState.INELIGIBLE
    assert "0.00 %" in judged.bad.reason
    assert judged.bad.told_at is not None
    message = Message.objects.get(recipient=judged.bad.applicant, kind="application_judged")
    assert judged.bad.reason in message.body
    assert judged.open.state == ApplicationState.SUBMITTED
    assert judged.open.verdict["state"] == "unknown"
    assert Message.objects.filter(kind="application_judged").count() == 1
    # once more: only what still waits
    assert actions.check_eligibility(actor=actor, round=judged.round) == {
        "met": 0,
        "not_met": 0,
        "unknown": 1,
    }
    with pytest.raises(ValidationError, match="1건"):
        actions.begin_review(actor=actor, round=judged.round)
    actions.find_ineligible(actor=actor, application=judged.open, reason="재무제표가 없습니다")
    admitted = actions.admit(actor=actor, application=judged.bad, reason="결산 자료를 다시 확인했습니다")
    assert admitted.state == ApplicationState.UNDER_REVIEW
    assert admitted.reason == ""
    assert admitted.verdict["admitted_because"] == "결산 자료를 다시 확인했습니다"
    round = actions.begin_review(actor=actor, round=judged.round)
    assert round.state == RoundState.REVIEWING
    assert history(round).get(verb="support.begin_review").data["applications"] == 2
    # a firm that objects in time still comes in
    assert (
        actions.admit(actor=actor, application=judged.open, reason="이의를 받아들임").state == "under_review"
    )
    round.stages.filter(order=1).update(closed_at=timezone.now())
    with pytest.raises(ValidationError, match="첫 평가"):
        actions.find_ineligible(actor=actor, application=judged.open, reason="늦음")


def test_nothing_is_judged_while_the_window_is_open(world: World) -> None:
    round = called(world)
    waiting = submitted(world, round)
    for act in (actions.check_eligibility, actions.begin_review):
        with pytest.raises(ValidationError, match="접수가 끝난 뒤"):
            act(actor=world["secretariat"], round=round)
    with pytest.raises(ValidationError, match="접수가 끝난 뒤"):
        actions.admit(actor=world["secretariat"], application=waiting, reason="이유")
    with pytest.raises(NotAllowed):
        actions.check_eligibility(actor=world["ministry"], round=round)
    round = close(round)
    with pytest.raises(ValidationError):
        actions.admit(actor=world["secretariat"], application=waiting, reason=" ")
    with pytest.raises(NotAllowed):
        actions.admit(actor=waiting.applicant, application=waiting, reason="나")


def test_a_round_without_eligible_applications_is_not_reviewed(world: World) -> None:
    round = close(called(world))
    assert actions.check_eligibility(actor=world["secretariat"], round=round)["met"] == 0
    with pytest.raises(ValidationError, match="평가할 신청이 없습니다"):
        actions.begin_review(actor=world["secretariat"], round=round)


def test_a_firm_without_an_account_is_told_by_another_way_and_that_is_noted(world: World) -> None:
    round, actor = called(world), world["secretariat"]
    at = timezone.now() - timedelta(hours=1)
    rows = [row(1, at, sector_sales_krw=1)]
    actions.take_in(actor=actor, round=round, name="명단.xlsx", content=intake(round, rows))
    close(round)
    actions.check_eligibility(actor=actor, round=round)
    refused = round.applications.get()
    assert refused.state == ApplicationState.INELIGIBLE
    assert refused.told_at is None
    with pytest.raises(ValidationError):
        actions.note_told(actor=actor, application=refused, reason="")
    told = actions.note_told(actor=actor, application=refused, reason="접수 시스템의 문자로 알림")
    assert told.told_at is not None
    with pytest.raises(ValidationError, match="이미"):
        actions.note_told(actor=actor, application=told, reason="다시")


def test_judging_many_takes_a_bounded_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    round, actor = called(world), world["secretariat"]
    at = timezone.now() - timedelta(hours=1)
    rows = [row(n, at) for n in range(1, 301)]
    actions.take_in(actor=actor, round=round, name="명단.xlsx", content=intake(round, rows))
    close(round)
    with django_assert_max_num_queries(20):
        assert actions.check_eligibility(actor=actor, round=round)["met"] == 300


def test_every_verb_has_a_sentence() -> None:
    from sangsaeng.proposals.history import sentence
    from sangsaeng.support.round_words import SENTENCES

    for verb in SENTENCES:
        assert sentence(verb, {}) != verb
