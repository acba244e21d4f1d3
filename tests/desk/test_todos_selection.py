"""What waits in a selection stands on the first page of who is to do it, and goes when it is done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sangsaeng.desk.demonstration.selection import REVIEWERS, select
from sangsaeng.desk.todos.selection import todos
from sangsaeng.parties.models import Role, User
from sangsaeng.support.actions import assessments, certificates, deciding, selection
from sangsaeng.support.models import Assessment, Certificate
from tests.support.selection_world import SelectionWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SelectionWorld:
    return SelectionWorld()


def said(user: User) -> list[str]:
    return [f"{todo.sentence} → {todo.button}" for todo in todos(user)]


def test_the_secretariat_is_led_from_stage_to_stage(world: SelectionWorld) -> None:
    office = world.secretariat
    assert ["평가위원을 배정하세요" in line for line in said(office)] == [True]
    given = world.assign(world.paper)
    assert said(office) == []
    assert "낼 평가표가" in said(given[0].reviewer)[0]
    first = Assessment.objects.select_related("stage__round", "application", "reviewer").get(pk=given[0].pk)
    assessments.decline_assessment(actor=first.reviewer, assessment=first, conflict="advice")
    assert "신청이 1건 있습니다. 더 배정하세요" in said(office)[0]
    for each in [*given[1:], *world.assign(world.paper)]:
        world.assess(each, 70)
    assert "모두 들어왔습니다" in said(office)[0]
    selection.close_stage(actor=office, stage=world.paper)
    world.run(world.final)
    assert "선정을 확정하세요" in said(office)[0]
    round = deciding.decide(actor=office, round=world.round)
    assert "공개하세요" in said(office)[0]
    chosen = world.applications[0].__class__.objects.get(state="selected")
    deciding.announce(actor=office, round=round)
    assert said(office) == []
    deciding.give_up(actor=office, application=chosen, reason="접음")
    assert "예비 기업을 선정하세요" in said(office)[0]


def test_a_hearing_waits_for_the_firm_then_for_the_secretariat(world: SelectionWorld) -> None:
    world.decide()
    world.announce()
    firm, office = world.at(1), world.secretariat
    certificate = certificates.issue_certificate(actor=office, application=firm)
    today = timezone.localdate()
    certificates.begin_hearing(
        actor=office,
        certificate=certificate,
        ground_kind="other",
        ground="요건을 잃음",
        hearing_on=today + timedelta(days=14),
    )
    assert said(office) == []
    assert "의견을 낼 수 있습니다" in said(firm.applicant)[0]
    assert said(world.at(2).applicant) == []
    Certificate.objects.update(hearing_on=today)
    assert "의견을 듣는 날이 되었습니다" in said(office)[0]
    certificates.record_hearing(actor=office, certificate=certificate, heard_on=today, opinion="말함")
    assert "취소할지 정하세요" in said(office)[0]
    assert said(firm.applicant) == []


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.DEMAND_COMPANY, Role.AUDITOR])
def test_others_are_asked_nothing_and_no_query_is_made(world: SelectionWorld, role: str) -> None:
    other = world.person(f"other-{role}", role)
    with CaptureQueriesContext(connection) as asked:
        assert todos(other) == []
    assert len(asked) == 0


def test_the_demonstration_goes_from_assessments_to_a_cancelled_certificate() -> None:
    world = SelectionWorld(applications=8, reviewers=0, places=3)
    world.paper.advance = 6
    world.paper.save()
    people = {"secretariat": world.secretariat} | {
        name: world.person(name, Role.MEMBER) for name in REVIEWERS
    }
    round = select(people=people, round=world.round)
    assert round.state == "announced"
    states = list(Certificate.objects.order_by("number").values_list("state", flat=True))
    assert states == ["valid", "valid", "cancelled"]
    assert Certificate.objects.filter(demonstration=False).count() == 0
    assert round.applications.filter(state="withdrawn").count() == 1
    assert round.applications.filter(state="selected").count() == 3
    assert Assessment.objects.exclude(declined_because="").count() == 1
