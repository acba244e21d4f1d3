"""The demonstration's rounds through the users' own actions; what waits on the first page of whom; linking a firm."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.proposals.world import World
from tests.support.round_world import applicant, called, close, intake, row, submitted
from tests.support.test_round_pages import signed_in, text_of

from sangsaeng.desk.demonstration.rounds import call_and_apply
from sangsaeng.desk.todos.rounds import todos
from sangsaeng.proposals.history import sentence
from sangsaeng.records.models import Event
from sangsaeng.support import actions
from sangsaeng.support.models import Application, Round, RoundState


def test_the_demonstration_has_a_round_under_review_and_one_open_now(world: World) -> None:
    round = call_and_apply(people=world.people, organisations={"demo-b": world.supplier})
    states = list(round.applications.values_list("state", flat=True))
    assert (states.count("under_review"), states.count("ineligible")) == (10, 2)
    assert round.state == RoundState.REVIEWING
    assert len(round.intake_files.get().refused) == 2
    assert round.entered_late
    own = round.applications.get(organisation=world.supplier)
    assert own.code in text_of(signed_in(world["sme"]).get("/support/applications/"))
    now_open = Round.objects.get(state=RoundState.CALLED)
    assert now_open.window(timezone.now()) == "open"
    assert all(Round.objects.values_list("demonstration", flat=True))
    assert all(Application.objects.values_list("demonstration", flat=True))
    for verb, data in Event.objects.values_list("verb", "data"):
        if verb.startswith("support."):
            assert sentence(verb, data) != verb, verb
    assert [str(each.sentence) for each in todos(world["sme"])] == [
        "‘시연 스타트업 선정 공고’ 신청서를 내세요."
    ]
    waiting = todos(world["secretariat"])
    assert len(waiting) == 1
    assert "1곳에 알리세요" in waiting[0].sentence
    assert todos(world["member"]) == []


def test_what_waits_for_whom_in_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in (1, 2, 3):
        round = called(world)
        submitted(world, round, number)
        close(round)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = todos(world["agency"])
    assert len(found) == 3
    assert all("자격을 확인하세요" in each.sentence for each in found)
    actions.check_eligibility(actor=world["agency"], round=round)
    assert sum("평가를 시작하세요" in each.sentence for each in todos(world["secretariat"])) == 1
    assert todos(world.person("real", "secretariat", demonstration=False)) == []


def test_an_application_of_the_intake_system_is_linked_to_its_firm_once(world: World) -> None:
    round, actor = called(world), world["secretariat"]
    at = timezone.now()
    rows = [row(1, at), row(2, at)]
    actions.take_in(actor=actor, round=round, name="명단.xlsx", content=intake(round, rows))
    one, two = round.applications.order_by("code")
    firm = applicant(world, 1)
    client = signed_in(firm)
    assert client.get(f"/support/applications/{one.code}/").status_code == 404
    page = f"/support/applications/{one.code}/judge/link/"
    answer = signed_in(actor).post(page, {"organisation": firm.organisation_id})
    assert answer.status_code == 302
    assert client.get(f"/support/applications/{one.code}/").status_code == 200
    assert client.get(f"/support/applications/{two.code}/").status_code == 404
    with pytest.raises(ValidationError, match="아직 잇지 않은"):
        actions.link_firm(actor=actor, application=one, organisation=world.supplier)
    with pytest.raises(ValidationError):
        actions.link_firm(actor=actor, application=two, organisation=firm.organisation)
    real = world.organisation("real", "실제 기업", "sme", demonstration=False)
    with pytest.raises(ValidationError):
        actions.link_firm(actor=actor, application=two, organisation=real)
    by_form = submitted(world, round, 3)
    with pytest.raises(ValidationError):
        actions.link_firm(actor=actor, application=by_form, organisation=world.supplier)
