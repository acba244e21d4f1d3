"""A selection: reviewers without a conflict, assessments, stages closed with stated ranks, the decision and who is told what."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support.selection_world import SelectionWorld

from sangsaeng.parties.models import Affiliation, Conflict, Message, Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.models import Event
from sangsaeng.support.actions import assessments, deciding, selection
from sangsaeng.support.models import Application, Assessment, StageResult
from sangsaeng.support.queries import selection as queries
from sangsaeng.support.queries import selection_pages as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SelectionWorld:
    return SelectionWorld()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"support:{name}", args=args)


# assigning


def test_every_application_gets_its_reviewers_and_they_are_told(world: SelectionWorld) -> None:
    made = world.assign(world.paper, 2)
    assert len(made) == 8
    for application in world.applications:
        assert application.assessments.count() == 2
    assert {m.recipient.username for m in Message.objects.filter(kind="assessment")} == {
        p.username for p in world.reviewers
    }
    world.paper.refresh_from_db()
    event = Event.objects.get(verb="support.assign_assessments")
    assert event.data["seed"] == world.paper.seed != ""
    assert world.assign(world.paper, 2) == []


def test_nobody_assesses_a_firm_he_is_tied_to(world: SelectionWorld) -> None:
    tied, employed, conflicted = world.reviewers
    first, second, third, _rest = world.applications
    Affiliation.objects.create(
        person=tied,
        organisation=first.organisation,
        relation="adviser",
        entered_by=world.secretariat,
        demonstration=True,
    )
    buyer = Organisation.objects.create(
        code="buyer", name="시연 추천기업", kind="demand_company", demonstration=True
    )
    employed.organisation = buyer
    employed.save()
    second.recommender = "시연 추천기업"
    second.save()
    Conflict.objects.create(
        person=conflicted,
        case_type="application",
        case_id=third.code,
        reason="advice",
        origin="found",
        state="suggested",
        opened_by="secretariat",
        demonstration=True,
    )
    world.assign(world.paper, 2)
    pairs = set(Assessment.objects.values_list("application__code", "reviewer__username"))
    assert (first.code, tied.username) not in pairs
    assert (second.code, employed.username) not in pairs
    assert (third.code, conflicted.username) not in pairs
    with pytest.raises(ValidationError, match="관계가 있어"):
        selection.assign_one(actor=world.secretariat, application=first, stage=world.paper, reviewer=tied)


def test_too_few_reviewers_without_a_conflict_are_said_and_nothing_is_written(world: SelectionWorld) -> None:
    with pytest.raises(ValidationError) as refused:
        world.assign(world.paper, 4)
    assert "3명만 맡을 수 있습니다" in " ".join(refused.value.messages)
    assert not Assessment.objects.exists()


def test_only_the_secretariat_assigns_and_only_who_can_be_asked(world: SelectionWorld) -> None:
    with pytest.raises(NotAllowed):
        selection.assign_reviewers(
            actor=world.reviewers[0], stage=world.paper, per_application=1, reviewers=world.reviewers
        )
    real = world.person("real", Role.MEMBER, demonstration=False)
    for person in (real, world.applications[0].applicant):
        with pytest.raises(ValidationError, match="맡을 수 있는 사람만"):
            selection.assign_reviewers(
                actor=world.secretariat, stage=world.paper, per_application=1, reviewers=[person]
            )


def test_a_later_stage_waits_for_the_one_before(world: SelectionWorld) -> None:
    with pytest.raises(ValidationError, match="앞 단계"):
        world.assign(world.final)


# assessing


def test_an_assessment_is_saved_as_one_goes_and_handed_in_when_complete(world: SelectionWorld) -> None:
    given = world.assign(world.paper)[0]
    given = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given.pk)
    me = given.reviewer
    assessments.save_assessment(actor=me, assessment=given, scores={"need": 0})
    with pytest.raises(ValidationError, match="기술력"):
        assessments.hand_in_assessment(actor=me, assessment=given)
    for scores, text in (({"need": 101}, "0점부터"), ({"other": 5}, "기준에 없는")):
        with pytest.raises(ValidationError, match=text):
            assessments.save_assessment(actor=me, assessment=given, scores=scores)
    world.assess(given, 70)
    with pytest.raises(ValidationError, match="이미 낸"):
        assessments.save_assessment(actor=me, assessment=given, scores={"need": 5})
    assessments.take_back_assessment(actor=me, assessment=given)
    assessments.save_assessment(actor=me, assessment=given, scores={"need": 5})
    other = next(p for p in world.reviewers if p != me)
    with pytest.raises(NotAllowed):
        assessments.save_assessment(actor=other, assessment=given, scores={})


def test_a_declared_conflict_takes_the_reviewer_out_of_every_stage_and_the_gap_is_filled(
    world: SelectionWorld,
) -> None:
    given = world.assign(world.paper, 2)[0]
    given = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given.pk)
    world.assess(given, 99)
    assessments.decline_assessment(actor=given.reviewer, assessment=given, conflict="advice")
    given.refresh_from_db()
    assert given.declined_because.startswith("이 안건에 자문")
    assert given.handed_in_at is None
    conflict = Conflict.objects.get()
    assert (conflict.case_id, conflict.person, conflict.stands) == (
        given.application.code,
        given.reviewer,
        True,
    )
    world.assign(world.paper, 2)
    serving = given.application.assessments.filter(declined_because="")
    assert serving.count() == 2
    assert not serving.filter(reviewer=given.reviewer).exists()
    given.delete()
    with pytest.raises(ValidationError, match="이해관계"):
        selection.assign_one(
            actor=world.secretariat,
            application=given.application,
            stage=world.paper,
            reviewer=given.reviewer,
        )


def test_no_relatives_name_is_kept(world: SelectionWorld) -> None:
    given = world.assign(world.paper)[0]
    given = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given.pk)
    with pytest.raises(ValidationError, match="친족"):
        assessments.decline_assessment(
            actor=given.reviewer, assessment=given, conflict="family", reason="사촌 김시연"
        )
    with pytest.raises(ValidationError, match="이유"):
        assessments.decline_assessment(actor=given.reviewer, assessment=given)


def test_what_a_conflicted_reviewer_said_does_not_count(world: SelectionWorld) -> None:
    for given in world.assign(world.paper, 3):
        world.assess(given, 100 if given.reviewer == world.reviewers[0] else 50)
    Conflict.objects.create(
        person=world.reviewers[0],
        case_type="application",
        case_id=world.applications[0].code,
        reason="equity",
        origin="found",
        state="stands",
        opened_by="secretariat",
        demonstration=True,
    )
    outcome = queries.outcome(world.paper)
    row = next(r for r in outcome.rows if r.application == world.applications[0])
    assert (row.score.reviews, row.score.raw) == (2, 50)


# closing


def test_a_stage_is_closed_with_scores_ranks_and_who_goes_on(world: SelectionWorld) -> None:
    world.run(world.paper)
    rows = list(StageResult.objects.order_by("rank").values_list("application__code", "rank", "goes_on"))
    assert [(code[-1], rank, on) for code, rank, on in rows] == [
        ("1", 1, True),
        ("2", 2, True),
        ("3", 3, True),
        ("4", 4, False),
    ]
    assert world.paper.ranked_by == "adjusted"
    last = StageResult.objects.get(rank=4)
    assert "70.00점으로 4건 가운데 4위" in last.reason
    assert "탈락" not in last.reason


def test_with_a_single_assessment_somewhere_raw_scores_rank_and_that_is_kept(world: SelectionWorld) -> None:
    world.run(world.paper, per_application=1)
    assert world.paper.ranked_by == "raw"
    assert not StageResult.objects.filter(adjusted__isnull=False).exists()


def test_the_lenient_reviewer_is_evened_out_beside_the_raw_score() -> None:
    world = SelectionWorld(applications=6, reviewers=3)
    for given in world.assign(world.paper, 2):
        number = int(given.application.code[-1])
        world.assess(given, 40 + number * 5 + (15 if given.reviewer == world.reviewers[0] else 0))
    selection.close_stage(actor=world.secretariat, stage=world.paper)
    adjusted = list(StageResult.objects.order_by("rank").values_list("application__code", flat=True))
    raw = list(StageResult.objects.order_by("-raw").values_list("application__code", flat=True))
    assert adjusted == sorted(adjusted, reverse=True)  # the true order: the higher the number the better
    assert all(r.raw != r.adjusted for r in StageResult.objects.all())
    assert len(raw) == 6


def test_what_is_missing_refuses_closing_unless_a_reason_is_given(world: SelectionWorld) -> None:
    given = world.assign(world.paper, 2)
    with pytest.raises(ValidationError, match="하나도 없는 신청이 4건"):
        selection.close_stage(actor=world.secretariat, stage=world.paper)
    seen = set()
    for each in given:
        if each.application_id not in seen:
            world.assess(each, 60)
            seen.add(each.application_id)
    with pytest.raises(ValidationError, match="4건 있습니다"):
        selection.close_stage(actor=world.secretariat, stage=world.paper)
    selection.close_stage(actor=world.secretariat, stage=world.paper, reason="평가위원이 입원함")
    world.paper.refresh_from_db()
    assert world.paper.close_reason == "평가위원이 입원함"
    with pytest.raises(ValidationError, match="이미 마감한"):
        world.assess(given[-1], 50)


def test_a_tie_is_broken_by_the_stated_rule_and_named(world: SelectionWorld) -> None:
    for given in world.assign(world.paper, 2):
        scores = {"need": 70, "technology": 70, "market": 70, "future": 70}
        given = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given.pk)
        if given.application == world.applications[3]:
            scores = {
                "need": 70,
                "technology": 74,
                "market": 63,
                "future": 70,
            }  # 0.35·4 = 0.20·7: the same score
        assessments.save_assessment(actor=given.reviewer, assessment=given, scores=scores, comment="의견")
        assessments.hand_in_assessment(actor=given.reviewer, assessment=given)
    selection.close_stage(actor=world.secretariat, stage=world.paper)
    rows = list(StageResult.objects.order_by("rank").values_list("application__code", "tie_break"))
    assert [(code[-1], why) for code, why in rows] == [
        ("4", "criterion"),
        ("1", "submitted"),
        ("2", "submitted"),
        ("3", ""),
    ]


def test_the_lot_is_drawn_from_the_seed_that_was_recorded_before_any_score(world: SelectionWorld) -> None:
    Application.objects.update(submitted_at=world.round.opens_at)
    world.run(world.paper, dict.fromkeys(range(1, 5), 70))
    seed = Event.objects.filter(verb="support.assign_assessments").first().data["seed"]  # type: ignore[union-attr]
    order = sorted(
        (a.code for a in world.applications), key=lambda c: hashlib.sha256(f"{seed}:{c}".encode()).hexdigest()
    )
    assert list(StageResult.objects.order_by("rank").values_list("application__code", flat=True)) == order
    assert StageResult.objects.get(rank=1).tie_break == "lot"


def test_the_least_score_holds_back_whoever_is_below_it(world: SelectionWorld) -> None:
    world.paper.least = 82
    world.paper.save()
    world.run(world.paper)
    assert list(StageResult.objects.filter(goes_on=True).values_list("application__code", flat=True)) == [
        "D-A-2026-0001"
    ]
    assert "최저 점수 82.00점" in StageResult.objects.get(rank=2).reason


def test_a_closed_stage_can_be_opened_again_until_somebody_was_told(world: SelectionWorld) -> None:
    world.run(world.paper)
    with pytest.raises(ValidationError, match="이유"):
        selection.reopen_stage(actor=world.secretariat, stage=world.paper, reason=" ")
    selection.reopen_stage(actor=world.secretariat, stage=world.paper, reason="점수를 잘못 옮김")
    assert not StageResult.objects.exists()
    assert Event.objects.get(verb="support.reopen_stage").data["were"][0] == ["D-A-2026-0001", 1]
    selection.close_stage(actor=world.secretariat, stage=world.paper)
    told = selection.tell_stage(actor=world.secretariat, stage=world.paper)
    assert [a.code for a in told] == ["D-A-2026-0004"]
    assert world.at(4).state == "not_selected"
    assert Message.objects.filter(recipient=world.applications[3].applicant, kind="selection_result").exists()
    with pytest.raises(ValidationError, match="이미 신청 기업에 알린"):
        selection.reopen_stage(actor=world.secretariat, stage=world.paper, reason="다시")


# deciding


def test_the_decision_selects_by_shares_and_everyone_is_told_why(world: SelectionWorld) -> None:
    world.run(world.paper)
    world.run(world.final, {1: 70, 2: 95, 3: 60})
    deciding.decide(actor=world.secretariat, round=world.round)
    states = {a.code[-1]: (a.state, a.final_rank) for a in Application.objects.all()}
    # 0.4·85 + 0.6·70 = 76; 0.4·80 + 0.6·95 = 89; 0.4·75 + 0.6·60 = 66, before leniency is evened out
    assert states == {
        "2": ("selected", 1),
        "1": ("reserve", 2),
        "3": ("not_selected", 3),
        "4": ("not_selected", None),
    }
    assert "3건 가운데 1위" in world.at(2).reason
    assert "예비" in world.at(1).reason
    assert "4건 가운데 4위" in world.at(4).reason
    assert all(a.told_at for a in Application.objects.all())
    told = Message.objects.filter(kind="selection_result").values_list("recipient__username", flat=True)
    assert sorted(told) == ["firm1", "firm2", "firm3", "firm4"]
    with pytest.raises(ValidationError):
        deciding.decide(actor=world.secretariat, round=world.round)


def test_fewer_than_the_places_need_a_reason(world: SelectionWorld) -> None:
    world.run(world.paper)
    with pytest.raises(ValidationError, match="모든 평가 단계"):
        deciding.decide(actor=world.secretariat, round=world.round)
    world.run(world.final)
    with pytest.raises(ValidationError, match="1곳까지"):
        deciding.decide(actor=world.secretariat, round=world.round, places=2)
    with pytest.raises(ValidationError, match="적게 선정하는"):
        deciding.decide(actor=world.secretariat, round=world.round, places=0)
    round = deciding.decide(
        actor=world.secretariat, round=world.round, places=0, reason="기준에 이른 기업이 없음"
    )
    assert (round.decided_places, round.decision) == (0, "기준에 이른 기업이 없음")
    assert not Application.objects.filter(state="selected").exists()


def test_a_place_given_up_goes_to_the_first_in_reserve(world: SelectionWorld) -> None:
    world.decide()
    with pytest.raises(ValidationError, match="빈자리가 없습니다"):
        deciding.promote_reserve(actor=world.secretariat, round=world.round)
    first = world.at(1)
    with pytest.raises(NotAllowed):
        deciding.give_up(actor=world.at(2).applicant, application=first, reason="남의 것")
    deciding.give_up(actor=first.applicant, application=first, reason="사업을 접음")
    promoted = deciding.promote_reserve(actor=world.secretariat, round=world.round)
    assert (promoted.code, promoted.state) == ("D-A-2026-0002", "selected")
    assert world.at(1).state == "withdrawn"
    with pytest.raises(ValidationError):
        deciding.promote_reserve(actor=world.secretariat, round=world.round)


# reading


@pytest.mark.parametrize("closed", [False, True])
def test_the_board_is_read_in_a_fixed_number_of_queries(world: SelectionWorld, closed: bool) -> None:
    for number in (5, 6, 7):
        world.application(number)
    for given in world.assign(world.paper):
        world.assess(given, 70)
    if closed:
        selection.close_stage(actor=world.secretariat, stage=world.paper)
        world.paper.refresh_from_db()
    pages.board(world.paper)  # the round of the stage is at hand, as on the page
    with CaptureQueriesContext(connection) as many:
        assert len(pages.board(world.paper).rows) == 7
    for table in (Assessment, StageResult):
        table.objects.exclude(application__in=world.applications[:2]).delete()
    Application.objects.exclude(pk__in=[a.pk for a in world.applications[:2]]).delete()
    with CaptureQueriesContext(connection) as few:
        assert len(pages.board(world.paper).rows) == 2
    assert len(few) == len(many) <= 7


def test_the_funnel_counts_who_was_left_after_each_step(world: SelectionWorld) -> None:
    world.decide()
    world.announce()
    (funnel,) = pages.funnels(demonstration=True)
    assert funnel.counts == {"applied": 4, "eligible": 4, "stage1": 3, "selected": 1}
    assert pages.funnels(demonstration=False) == []
