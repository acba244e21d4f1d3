"""Affiliations, declarations and conflicts of people in cases."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.proposals.world import World

from sangsaeng.parties import actions, conflicts
from sangsaeng.parties.interests import CaseFacts
from sangsaeng.parties.models import Affiliation, Conflict, Declaration, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def member(world: World) -> User:
    return world["member"]


@pytest.fixture
def model(world: World) -> WinWinModel:
    return world.model("put_on_agenda")


def declare(who: User, model: WinWinModel, *reasons: str, note: str = "") -> Declaration:
    return actions.declare(actor=who, person=who, case=model, reasons=reasons, note=note)


def states(model: WinWinModel, person: User) -> dict[tuple[str, str], str]:
    rows = conflicts.of_case(model).filter(person=person)
    return {(row.reason, row.origin): row.state for row in rows}


def compute(
    world: World, model: WinWinModel, *people: User, competitors: frozenset[int] = frozenset()
) -> list[Conflict]:
    facts = CaseFacts(frozenset({world.demand.pk, world.supplier.pk}), competitors)
    return actions.suggest(case=model, facts=facts, people=people, look_back_years=3, on=timezone.localdate())


def test_a_reason_declared_stands_at_once_for_the_whole_case(member: User, model: WinWinModel) -> None:
    declare(member, model, "equity", "host")
    assert states(model, member) == {("equity", "declared"): "stands", ("host", "declared"): "stands"}
    assert conflicts.is_conflicted(member, model)
    assert [c.reason for c in conflicts.standing(model)[member.pk]] == ["equity", "host"]
    assert list(conflicts.conflicted_cases(member, "winwinmodel")) == [model.code, model.code]
    assert conflicts.declared(model)[member.pk].reasons == ["equity", "host"]


def test_no_conflict_is_a_declaration_too(world: World, member: User, model: WinWinModel) -> None:
    assert conflicts.declared(model) == {}
    declare(member, model)
    assert conflicts.declared(model)[member.pk].reasons == []
    assert not conflicts.is_conflicted(member, model)
    assert world["chair"].pk not in conflicts.declared(model)


def test_a_reason_is_taken_back_only_with_a_note(member: User, model: WinWinModel) -> None:
    declare(member, model, "equity", "advice", note="지분 2 %")
    with pytest.raises(ValidationError, match="바뀐 이유"):
        declare(member, model, "advice")
    declare(member, model, "advice", note="지분을 모두 팔았습니다.")
    assert states(model, member) == {("equity", "declared"): "dismissed", ("advice", "declared"): "stands"}
    gone = Conflict.objects.get(person=member, reason="equity")
    assert gone.decision == "본인이 신고를 바꿈: 지분을 모두 팔았습니다."
    declare(member, model, "equity", "advice")
    assert states(model, member)["equity", "declared"] == "stands"
    assert Declaration.objects.count() == 3, "declarations are added, never changed"


def test_no_text_stands_beside_family(member: User, model: WinWinModel) -> None:
    with pytest.raises(ValidationError, match="친족의 이름은 저장하지 않습니다"):
        declare(member, model, "family", note="누구누구")
    declare(member, model, "equity")
    declare(member, model, "family")
    assert states(model, member) == {("equity", "declared"): "dismissed", ("family", "declared"): "stands"}
    assert Conflict.objects.get(reason="equity").decision == "본인이 신고를 바꿈"
    assert "누구누구" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_same_declaration_twice_is_one(member: User, model: WinWinModel) -> None:
    assert declare(member, model, "equity") == declare(member, model, "equity")
    assert Event.objects.filter(verb="parties.declare").count() == 1
    actions.dismiss(actor=secretariat(), conflict=Conflict.objects.get(), reason="다른 회사입니다.")
    declare(member, model, "equity")
    assert conflicts.is_conflicted(member, model), "who declares again means it"


def secretariat() -> User:
    return User.objects.get(username="secretariat")


def test_who_may_declare(world: World, member: User, model: WinWinModel) -> None:
    for role in ("chair", "demand_company", "ministry", "auditor"):
        with pytest.raises(NotAllowed):
            actions.declare(actor=world[role], person=member, case=model, reasons=["equity"])
    actions.declare(actor=world["secretariat"], person=member, case=model, reasons=["equity"])
    assert Conflict.objects.get().opened_by == "secretariat"
    with pytest.raises(ValidationError, match="목록"):
        declare(member, model, "friendship")
    real = world.person("real", "member", demonstration=False)
    with pytest.raises(ValidationError, match="시연 계정은 시연 안건"):
        declare(real, model, "equity")


def test_computed_by_law_stands_and_the_rest_waits(world: World, member: User, model: WinWinModel) -> None:
    add = actions.add_affiliation
    add(actor=member, person=member, organisation=world.demand, relation="officer")
    add(actor=member, person=member, organisation=world.supplier, relation="shareholder")
    add(actor=member, person=member, organisation=world.other_supplier, relation="employee")
    rivals = frozenset({world.other_supplier.pk})
    assert len(compute(world, model, member, world["chair"], competitors=rivals)) == 3
    assert states(model, member) == {
        ("party", "computed"): "stands",
        ("equity", "computed"): "suggested",
        ("competitor", "computed"): "suggested",
    }
    assert "시연 수요기업 A 임원" in Conflict.objects.get(reason="party").evidence
    assert states(model, world["chair"]) == {}
    events = Event.objects.filter(verb="parties.suggest")
    assert (events.count(), {e.actor for e in events}, {e.subject_type for e in events}) == (
        3,
        {"system"},
        {"user"},
    )
    assert compute(world, model, member, competitors=rivals) == [], "a second time nothing changes"
    assert events.count() == 3
    declare(member, model)
    assert states(model, member)["party", "computed"] == "stands", (
        "«no conflict» does not undo what the law says"
    )


def test_the_organisation_of_the_account_is_a_tie(world: World, model: WinWinModel) -> None:
    insider = world.person("insider", "member", world.demand)
    compute(world, model, insider)
    assert states(model, insider) == {("party", "computed"): "stands"}


def test_a_dismissed_one_comes_back_only_with_a_new_tie(
    world: World, member: User, model: WinWinModel
) -> None:
    actions.add_affiliation(actor=member, person=member, organisation=world.demand, relation="shareholder")
    [conflict] = compute(world, model, member)
    actions.dismiss(actor=world["secretariat"], conflict=conflict, reason="상장 주식 1주입니다.")
    assert compute(world, model, member) == []
    actions.add_affiliation(actor=member, person=member, organisation=world.supplier, relation="shareholder")
    assert [c.state for c in compute(world, model, member)] == ["suggested"]


def test_a_suggestion_becomes_certain_when_the_law_names_it(
    world: World, member: User, model: WinWinModel
) -> None:
    tie = {"actor": member, "person": member, "organisation": world.demand, "relation": "adviser"}
    actions.add_affiliation(**tie)  # type: ignore[arg-type]
    assert [c.state for c in compute(world, model, member)] == ["suggested"]
    actions.add_affiliation(**tie, note="품목-비밀 자문")  # type: ignore[arg-type]
    facts = CaseFacts(frozenset({world.demand.pk}), subjects=("품목-비밀",))
    [changed] = actions.suggest(
        case=model, facts=facts, people=[member], look_back_years=3, on=timezone.localdate()
    )
    assert (changed.state, changed.reason) == ("stands", "advice")


def test_only_the_secretariat_decides_with_a_reason_and_never_on_itself(
    world: World, member: User, model: WinWinModel
) -> None:
    actions.add_affiliation(actor=member, person=member, organisation=world.demand, relation="shareholder")
    [conflict] = compute(world, model, member)
    for role in ("member", "chair", "demand_company", "ministry", "auditor"):
        with pytest.raises(NotAllowed):
            actions.dismiss(actor=world[role], conflict=conflict, reason="아님")
    for act in (actions.dismiss, actions.uphold):
        with pytest.raises(ValidationError, match="이유"):
            act(actor=world["secretariat"], conflict=conflict, reason=" ")
    actions.uphold(actor=world["secretariat"], conflict=conflict, reason="지분이 5 %입니다.")
    with pytest.raises(ValidationError, match="이미"):
        actions.uphold(actor=world["secretariat"], conflict=conflict, reason="다시")
    actions.dismiss(actor=world["secretariat"], conflict=conflict, reason="모두 팔았습니다.")
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decision, conflict.decided_by) == (
        "dismissed",
        "모두 팔았습니다.",
        "secretariat",
    )
    own = actions.establish(
        actor=world["auditor"], person=world["secretariat"], case=model, reason="equity", origin="found"
    )
    with pytest.raises(NotAllowed, match="다른 담당자"):
        actions.dismiss(actor=world["secretariat"], conflict=own, reason="괜찮음")


def test_affiliations_are_ones_own_dated_and_ended_not_deleted(world: World, member: User) -> None:
    today = timezone.localdate()
    given = {"actor": member, "person": member, "organisation": world.demand, "relation": "officer"}
    with pytest.raises(NotAllowed):
        actions.add_affiliation(**given | {"actor": world["chair"]})  # type: ignore[arg-type]
    real = world.organisation("R", "실제 기업", "firm", demonstration=False)
    with pytest.raises(ValidationError, match="시연 계정은 시연 기관"):
        actions.add_affiliation(**given | {"organisation": real})  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="오늘까지"):
        actions.add_affiliation(**given, until=today + timedelta(days=1))  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="빠를 수 없습니다"):
        actions.add_affiliation(**given, since=today, until=today - timedelta(days=1))  # type: ignore[arg-type]
    tie = actions.add_affiliation(**given, since=today - timedelta(days=9))  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="이미 적은"):
        actions.add_affiliation(**given, since=today - timedelta(days=9))  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="빠를 수 없습니다"):
        actions.end_affiliation(actor=member, affiliation=tie, until=today - timedelta(days=10))
    with pytest.raises(NotAllowed):
        actions.end_affiliation(actor=world["chair"], affiliation=tie, until=today)
    actions.end_affiliation(actor=world["secretariat"], affiliation=tie, until=today)
    with pytest.raises(ValidationError, match="이미 끝난"):
        actions.end_affiliation(actor=member, affiliation=tie, until=today)
    assert Affiliation.objects.get().until == today
    assert list(Event.objects.filter(subject_type="user").values_list("verb", flat=True)) == [
        "parties.add_affiliation",
        "parties.end_affiliation",
    ]
