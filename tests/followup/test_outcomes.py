"""Indicators through their actions: defined, observed, corrected, checked; how far they are, and what may be added up."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.proposals.test_pages import visitor
from tests.proposals.world import World

from sangsaeng.followup import progress
from sangsaeng.followup.actions import milestones
from sangsaeng.followup.actions import outcomes as actions
from sangsaeng.followup.models import Indicator, Observation
from sangsaeng.followup.queries import outcomes as queries
from sangsaeng.followup.words.outcomes import SENTENCES, templates, way_text
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.history import sentence
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

YEAR = timezone.localdate().year


@pytest.fixture
def model(world: World) -> WinWinModel:
    return world.model("approve")


def define(world: World, model: WinWinModel, **fields: Any) -> Indicator:
    given: dict[str, Any] = {
        "kind": "localisation",
        "name": "국내 조달 비율",
        "unit": "%",
        "how": "연간 구매액에서 국산의 비율",
        "baseline": Decimal(0),
        "baseline_year": YEAR - 3,
        "target": Decimal(20),
        "target_year": YEAR + 2,
        **fields,
    }
    return actions.define(actor=given.pop("actor", world["agency"]), model=model, **given)


def observe(world: World, indicator: Indicator, value: str, year: int = YEAR, by: str = "sme") -> Observation:
    return actions.observe(
        actor=world[by], indicator=indicator, year=year, value=Decimal(value), evidence="구매실적 증명서"
    )


def measured(indicator: Indicator) -> queries.Measured:
    return next(row for row in queries.of_model(indicator.model) if row.indicator.pk == indicator.pk)


def test_defined_observed_and_checked(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    assert indicator.code.startswith("D-IN-")
    first = observe(world, indicator, "5")
    row = measured(indicator)
    assert (row.way, row.is_reached, row.latest, row.latest_checked) == (Decimal(25), False, first, None)
    actions.check(actor=world["agency"], observation=first)
    assert measured(indicator).latest_checked == first
    verbs = Event.objects.filter(subject_type="indicator", subject_id=indicator.code).order_by("id")
    assert [e.verb for e in verbs] == [
        "followup.define_indicator",
        "followup.observe",
        "followup.check_observation",
    ]


def test_a_correction_is_a_new_value_that_names_the_old(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    first = actions.check(actor=world["agency"], observation=observe(world, indicator, "5"))
    with pytest.raises(ValidationError) as refused:
        observe(world, indicator, "6")
    assert "year" in refused.value.error_dict
    second = actions.correct(
        actor=world["sme"], observation=first, value=Decimal(4), evidence="고친 증명서", reason="반품을 뺌"
    )
    first.refresh_from_db()
    assert (first.value, second.corrects, second.checked_at) == (Decimal(5), first, None)
    row = measured(indicator)
    assert (list(row.current), list(row.corrected)) == ([second], [first])
    assert row.way == Decimal(20)
    with pytest.raises(ValidationError):
        actions.correct(
            actor=world["sme"], observation=first, value=Decimal(3), evidence="또", reason="또 고침"
        )
    with pytest.raises(ValidationError):
        actions.check(actor=world["agency"], observation=first)


def test_nobody_checks_what_he_entered_and_nothing_is_checked_twice(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    own = observe(world, indicator, "5", by="agency")
    with pytest.raises(ValidationError):
        actions.check(actor=world["agency"], observation=own)
    actions.check(actor=world["secretariat"], observation=own)
    with pytest.raises(ValidationError):
        actions.check(actor=world["secretariat"], observation=own)


def test_who_may_not(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    observation = observe(world, indicator, "5")
    for role in ("stranger", "member", "chair", "auditor", "ministry"):
        with pytest.raises(NotAllowed):
            observe(world, indicator, "5", by=role)
    for role in ("sme", "demand_company", "stranger", "member", "auditor"):
        with pytest.raises(NotAllowed):
            define(world, model, actor=world[role], name="다른 것")
        with pytest.raises(NotAllowed):
            actions.check(actor=world[role], observation=observation)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "money"}, "kind"),
        ({"name": ""}, "name"),
        ({"unit": "가" * 21}, "unit"),
        ({"how": " "}, "how"),
        ({"baseline": Decimal(30)}, "target"),
        ({"baseline": Decimal(10), "more_is_better": False}, "target"),
        ({"baseline": None}, "baseline"),
        ({"baseline_year": None}, "baseline_year"),
        ({"target_year": YEAR - 4}, "target_year"),
        ({"target_year": 1999}, "target_year"),
        ({"target": Decimal("0.12345")}, "target"),
        ({"target": Decimal("Infinity")}, "target"),
        ({"target": Decimal(10) ** 15}, "target"),
    ],
)
def test_what_a_definition_refuses(
    world: World, model: WinWinModel, fields: dict[str, Any], name: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        define(world, model, **fields)
    assert name in refused.value.error_dict
    assert not Indicator.objects.exists()


def test_what_a_value_refuses(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    for year, value, evidence, name in (
        (YEAR + 1, "5", "근거", "year"),
        (1999, "5", "근거", "year"),
        (YEAR, "NaN", "근거", "value"),
        (YEAR, "5", "  ", "evidence"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.observe(
                actor=world["sme"], indicator=indicator, year=year, value=Decimal(value), evidence=evidence
            )
        assert name in refused.value.error_dict
    assert not Observation.objects.exists()


def test_a_changed_target_keeps_what_was_before(world: World, model: WinWinModel) -> None:
    indicator = define(world, model)
    same: dict[str, Any] = {
        "how": indicator.how,
        "baseline": Decimal(0),
        "baseline_year": YEAR - 3,
        "target_year": YEAR + 2,
    }
    with pytest.raises(ValidationError):
        actions.change(actor=world["agency"], indicator=indicator, reason="이유", target=Decimal(20), **same)
    with pytest.raises(ValidationError) as refused:
        actions.change(actor=world["agency"], indicator=indicator, reason="", target=Decimal(30), **same)
    assert "reason" in refused.value.error_dict
    changed = actions.change(
        actor=world["agency"], indicator=indicator, reason="계획 변경 승인", target=Decimal(30), **same
    )
    assert changed.target == Decimal(30)
    event = Event.objects.get(verb="followup.change_indicator")
    assert event.data["changed"] == {"target": ["20.0000", "30.0000"]}


def test_how_far_in_words(world: World, model: WinWinModel) -> None:
    def said(value: str, **fields: Any) -> str:
        indicator = define(world, model, **fields)
        observe(world, indicator, value)
        return way_text(measured(indicator))

    assert said("5") == "25 %"
    assert said("24", name="넘음") == "120 %(목표를 넘음)"
    assert said("60", name="작게", baseline=Decimal(80), target=Decimal(40), more_is_better=False) == "50 %"
    assert (
        said("90", name="나빠짐", baseline=Decimal(80), target=Decimal(40), more_is_better=False)
        == "-25 %(기준값보다 나빠짐)"
    )
    unknown: dict[str, Any] = {"baseline": None, "baseline_year": None}
    assert said("5", name="모름", **unknown) == "알 수 없음(기준값 없음)"
    assert said("25", name="모르지만 닿음", **unknown) == "목표에 닿음(기준값을 몰라 비율은 알 수 없음)"
    assert way_text(measured(define(world, model, name="아직"))) == "아직 잰 값이 없음"


numbers = st.decimals(-1000, 1000, places=2)


@given(numbers, numbers, numbers)
def test_the_way_is_nothing_at_the_baseline_and_all_at_the_target(
    baseline: Decimal, target: Decimal, value: Decimal
) -> None:
    way = progress.way(baseline, target, value)
    if baseline == target:
        assert way is None
        return
    assert way is not None
    assert progress.way(baseline, target, baseline) == 0
    assert progress.way(baseline, target, target) == 100
    more = target > baseline
    assert progress.is_reached(target, value, more_is_better=more) == (
        value >= target if more else value <= target
    )
    assert (way > 100) == (value > target if more else value < target) or abs(way - 100) < Decimal("1e-20")
    assert progress.way(None, target, value) is None


def test_only_like_things_are_added_and_unchecked_ones_apart(world: World, model: WinWinModel) -> None:
    other = world.model("approve", supplier=world.other_supplier)
    jobs: dict[str, Any] = {"kind": "jobs", "name": "새 일자리", "unit": "명", "target": Decimal(50)}
    one, two = define(world, model, **jobs), define(world, other, **jobs)
    define(world, other, **{**jobs, "name": "모든 일자리"})
    share = define(world, model)
    actions.check(actor=world["agency"], observation=observe(world, one, "10", YEAR - 1))
    observe(world, one, "15")
    observe(world, two, "7", by="agency")
    actions.check(actor=world["agency"], observation=observe(world, share, "5"))
    found = {total.name: total for total in queries.totals_seen(world["agency"], demonstration=True)}
    total = found["새 일자리"]
    assert (total.models, total.checked, total.checked_models) == (2, Decimal(10), 1)
    assert (total.unchecked, total.unchecked_models, total.span) == (
        Decimal(22),
        2,
        f"{YEAR - 1}–{YEAR}",
    )
    assert (found["모든 일자리"].models, found["모든 일자리"].checked) == (1, None)
    assert (found["국내 조달 비율"].checked, found["국내 조달 비율"].checked_models) == (None, 1)
    assert queries.totals_seen(world["agency"], demonstration=False) == []
    seen = {total.name for total in queries.totals_seen(world["stranger"], demonstration=True)}
    assert seen == {"새 일자리", "모든 일자리"}  # of its own model only


def test_the_proposals_are_whole_and_of_every_kind() -> None:
    assert {each.kind for each in templates()} == set(Indicator.Kind.values)
    for each in templates():
        assert len(each.name_ko) <= 100
        assert len(each.how_ko) <= 300
        assert len(each.unit) <= 20


def test_every_verb_has_its_sentence() -> None:
    for verb in SENTENCES:
        assert "?" not in sentence(verb, {"code": "D-IN-2026-0001", "year": 2026, "clock": "C-1"})


def test_lists_ask_as_often_for_three_as_for_one(world: World, model: WinWinModel) -> None:
    def asked(make: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            make()
        return len(found)

    def fill(of: WinWinModel, name: str) -> None:
        indicator = define(world, of, name=name)
        observe(world, indicator, "5", by="agency")
        observe(world, indicator, "6", YEAR - 1, by="agency")

    def read() -> None:
        for row in queries.under_way(world["agency"]):
            assert [queries.measured(each) for each in row.indicators.all()]
        for each in queries.of_model(model):
            assert each.current
        queries.totals_seen(world["agency"], demonstration=True)

    fill(model, "하나")
    first = asked(read)
    for number in range(2):
        more = world.model("approve", supplier=world.other_supplier)
        fill(more, f"더 {number}")
        fill(model, f"모델의 {number}")
    assert asked(read) == first


def test_the_queries_of_the_pages_do_not_grow(world: World) -> None:
    def fill(model: WinWinModel) -> None:
        for days in (10, 20):
            milestone = milestones.plan(
                actor=world["agency"],
                model=model,
                responsible=model.supplier,
                kind="progress",
                title=f"이정표 {days}",
                due_on=timezone.localdate() + timedelta(days=days),
            )
            milestones.report(
                actor=world["agency"],
                milestone=milestone,
                text="보고",
                uploads=[("가.pdf", b"%PDF-1.7 invented")],
            )

    def asked(client: Client, address: str) -> int:
        client.get(address)  # what is remembered from visit to visit
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    model = world.model("approve")
    fill(model)
    agency: Any = visitor(world, "agency")
    pages = ["/followup/outcomes/", f"/followup/outcomes/{model.code}/"]
    first = [asked(agency, page) for page in pages]
    for _number in range(2):
        fill(world.model("approve", supplier=world.other_supplier))
    fill(model)
    assert [asked(agency, page) for page in pages] == first
