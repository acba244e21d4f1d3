"""The board: each figure equals what is counted another way, on any day; a number is its rows; nobody sees more than he may."""

import io
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.models import Clock
from sangsaeng.desk.board import as_of, papers
from sangsaeng.desk.board.as_of import Scope, Step, replay
from sangsaeng.desk.board.board import Board
from sangsaeng.desk.board.figures import Figure
from sangsaeng.followup.models import (
    Confirmation,
    Evidence,
    Exemption,
    Indicator,
    Milestone,
    Observation,
    PurchaseCommitment,
    PurchaseTerm,
    Report,
)
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Role, User
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import Sector, WinWinModel
from sangsaeng.records.models import Event
from sangsaeng.support import actions as support
from sangsaeng.support.models import Application, Commitment, Entry, Programme, Round, Stage, StageResult
from tests.proposals.world import World

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
At = Callable[[date], None]
START = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """From now on it is noon of that day, for rows and for the record."""
    state = {"now": noon(START)}

    def now() -> datetime:
        state["now"] += timedelta(seconds=1)
        return state["now"]

    monkeypatch.setattr(timezone, "now", now)
    monkeypatch.setitem(Event._meta.get_field("at").__dict__, "_get_default", now)
    for table in (Commitment, Clock):
        for field in table._meta.fields:
            if field.default is _real_now:
                monkeypatch.setitem(field.__dict__, "_get_default", now)

    def turn(day: date) -> None:
        state["now"] = noon(day)

    return turn


_real_now = timezone.now


@pytest.fixture
def world(db: None, at: At) -> World:
    return World()


def board(world: World, day: date | None = None, role: str = "secretariat") -> Board:
    return Board(Scope(world[role], day or timezone.localdate(), demonstration=True))


def value(of: Board, key: str) -> int | None:
    figure = of.figure(key)
    assert figure is not None, key
    return figure.value


# --- models as of a day ---------------------------------------------------------------------------------------------

WAYS = {
    State.SUBMITTED: ("screen",),
    State.SCREENED: ("put_on_agenda",),
    State.ON_AGENDA: ("recommend", "recommend", "recommend", "not_recommend", "return_for_supplement"),
    State.RECOMMENDED: ("send_to_committee", "send_to_committee", "reopen"),
    State.RETURNED: ("submit", "reopen"),
    State.NOT_RECOMMENDED: ("reopen",),
    State.AT_COMMITTEE: ("approve", "approve", "decline", "return_from_committee"),
    State.COMMITTEE_RETURNED: ("submit", "reopen_at_committee"),
    State.DECLINED: ("reopen_at_committee",),
    State.APPROVED: ("support", "reopen_at_committee"),
    State.SUPPORTED: ("start", "stop"),
    State.IN_PROGRESS: ("complete", "stop"),
}


@pytest.mark.parametrize("seed", range(4))
def test_every_past_day_stands_as_it_was_seen_on_that_day(world: World, at: At, seed: int) -> None:
    """A walk of six models over thirty days; each evening what stands in their rows is written down."""
    draw = random.Random(seed)
    models: list[WinWinModel] = []
    evenings: dict[date, dict[str, tuple[Any, ...]]] = {}
    for number in range(30):
        day = START + timedelta(days=number)
        at(day)
        if len(models) < 6 and draw.random() < 0.4:
            models.append(world.model(upto="submit", sector=draw.choice(Sector.values)))
        for at_index, model in enumerate(models):
            ways = WAYS.get(State(model.state), ())
            if ways and draw.random() < 0.6:
                step = draw.choice(ways)
                if step == "reopen" and model.state == State.RETURNED and not model.on_agenda_at:
                    continue
                models[at_index] = world.step(model, step)
        evenings[day] = {
            row.code: (
                row.state,
                row.recommended_at and timezone.localdate(row.recommended_at),
                row.approved_at and timezone.localdate(row.approved_at),
            )
            for row in WinWinModel.objects.filter(submitted_at__isnull=False)
        }
    at(START + timedelta(days=40))
    for day, expected in evenings.items():
        found = as_of.models(Scope(world["secretariat"], day, demonstration=True))
        assert {row.code: (row.state, row.recommended_on, row.approved_on) for row in found} == expected, day
        for row in found:  # and each model's own record, told from its beginning, says the same
            told = replay(
                Step(event.verb, event.data.get("from", ""), event.data["to"], event.at)
                for event in Event.objects.filter(subject_type="winwinmodel", subject_id=row.code)
                if "to" in event.data and event.at < noon(day) + timedelta(hours=12)
            )
            assert told.state == row.state
            for state, on in ((State.RECOMMENDED, row.recommended_on), (State.APPROVED, row.approved_on)):
                assert (told.first[state].astimezone(SEOUL).date() if state in told.first else None) == on
            for state, on in (
                (State.SUPPORTED, row.supported_on),
                (State.IN_PROGRESS, row.started_on),
                (State.COMPLETED, row.completed_on),
            ):
                assert (told.first[state].astimezone(SEOUL).date() if state in told.first else None) == on


def test_what_was_annulled_later_counts_until_then(world: World, at: At) -> None:
    model = world.model(upto="recommend")
    at(START + timedelta(days=1))
    model = world.step(model, "reopen")
    at(START + timedelta(days=2))
    world.step(model, "recommend")
    found = [value(board(world, START + timedelta(days=n)), "models.found") for n in range(3)]
    assert found == [1, 0, 1]


# --- a world with something of everything ---------------------------------------------------------------------------


def _money(world: World, model: WinWinModel, at: At) -> None:
    agency = world["agency"]
    given = {"name_en": "x", "owner": "x", "year": 2026}
    grant = support.open_programme(
        actor=agency, code="d-rnd", name_ko="가", kind="grant", budget_krw=9_000_000_000, **given
    )
    support.open_programme(actor=agency, code="d-loan", name_ko="나", kind="loan", **given)
    at(START + timedelta(days=2))
    support.reduce(actor=agency, programme=grant, amount_krw=1_000_000_000, reason="감액")
    made = support.commit(
        actor=agency, model=model, programme=grant, amount_krw=1_200_000_000, reason="승인에 따름"
    )
    commitment = made if isinstance(made, Commitment) else Commitment.objects.get()
    support.contract(
        actor=agency,
        commitment=commitment,
        amount_krw=1_000_000_000,
        on=timezone.localdate(),
        starts_on=START,
        ends_on=START + timedelta(days=6),
        agreement_number="협약-1",
    )
    at(START + timedelta(days=4))
    support.disburse(actor=agency, commitment=commitment, amount_krw=400_000_000, on=timezone.localdate())
    at(START + timedelta(days=5))
    support.give_back(
        actor=agency,
        commitment=commitment,
        amount_krw=100_000_000,
        on=timezone.localdate(),
        reason="정산",
    )
    second = support.commit(
        actor=agency, model=model, programme=grant, amount_krw=300_000_000, reason="추가 확정"
    )
    assert isinstance(second, Commitment)
    at(START + timedelta(days=7))
    support.cancel(actor=agency, commitment=second, reason="취소")


def _clocks(world: World, model: WinWinModel, at: At) -> None:
    def begin(title: str, rule: str = "regulation_reply") -> Clock:
        return clocks.start(
            actor=world["secretariat"],
            rule_key=rule,
            subject=model,
            title=title,
            addressee="부처",
            received_on=timezone.localdate(),
        )

    at(START)
    running, paused, answered, cancelled = (begin(word) for word in ("가", "나", "다", "라"))
    begin("마", "support_reply")
    at(START + timedelta(days=3))
    clocks.pause(actor=world["secretariat"], clock=paused, from_on=START + timedelta(days=3), reason="보완")
    at(START + timedelta(days=6))
    clocks.resume(actor=world["secretariat"], clock=paused, until_on=START + timedelta(days=6))
    clocks.cancel(actor=world["secretariat"], clock=cancelled, reason="그만둠")
    at(START + timedelta(days=12))
    clocks.extend(
        actor=world["secretariat"], clock=running, extended_on=START + timedelta(days=12), reason="연장"
    )
    at(START + timedelta(days=20))
    clocks.answer(actor=world["secretariat"], clock=answered, answered_on=START + timedelta(days=20))


def _milestones(world: World, model: WinWinModel) -> None:
    def plan(number: int, due: int, reached: int | None, state: str) -> Milestone:
        return Milestone.objects.create(
            code=f"D-MS-{number}",
            model=model,
            responsible=world.supplier,
            kind="annual",
            title="이정표",
            due_on=START + timedelta(days=due),
            first_due_on=START + timedelta(days=due),
            reached_on=None if reached is None else START + timedelta(days=reached),
            state=state,
            drop_reason="그만둠" if state == "dropped" else "",
            entered_by="x",
            entered_at=noon(START),
            demonstration=True,
        )

    def report(of: Milestone, reported: int, answered: int | None) -> None:
        Report.objects.create(
            milestone=of,
            number=of.reports.count() + 1,
            text="보고",
            reported_by="x",
            reported_at=noon(START + timedelta(days=reported)),
            answered_at=None if answered is None else noon(START + timedelta(days=answered)),
        )

    report(plan(1, 5, 4, "accepted"), 4, 8)
    late = plan(2, 3, 9, "accepted")
    report(late, 4, 5)
    report(late, 9, 10)
    report(plan(3, 6, None, "reported"), 7, None)
    plan(4, 4, None, "planned")
    plan(5, 60, None, "planned")
    dropped = plan(6, 2, None, "dropped")
    Event.objects.create(
        at=noon(START + timedelta(days=8)),
        verb="followup.drop_milestone",
        subject_type="milestone",
        subject_id=dropped.code,
        actor="x",
        actor_role="agency",
        demonstration=True,
    )
    moved = plan(7, 30, None, "planned")
    Event.objects.create(
        at=noon(START + timedelta(days=7)),
        verb="followup.move_milestone",
        subject_type="milestone",
        subject_id=moved.code,
        actor="x",
        actor_role="agency",
        data={"due_from": (START + timedelta(days=1)).isoformat(), "due_to": "2026-04-01"},
        demonstration=True,
    )


def _purchases(world: World, model: WinWinModel) -> None:
    purchase = PurchaseCommitment.objects.create(
        code="D-P-1",
        model=model,
        buyer=world.demand,
        supplier=world.supplier,
        basis="contract",
        promised_on=START,
        item_text="모듈",
        unit="개",
        starts_on=START,
        ends_on=START + timedelta(days=90),
        state="active",
        entered_by="x",
        entered_at=noon(START),
        demonstration=True,
    )

    def term(number: int, due: int) -> PurchaseTerm:
        return PurchaseTerm.objects.create(
            purchase=purchase, number=number, due_on=START + timedelta(days=due), quantity=10
        )

    def tell(of: PurchaseTerm, side: str, quantity: int, on: int) -> None:
        Evidence.objects.create(
            term=of,
            kind="delivery",
            side=side,
            on=START + timedelta(days=on),
            quantity=quantity,
            entered_by="x",
            entered_at=noon(START + timedelta(days=on)),
        )

    both, one, part, exempt, _unknown, _coming = (
        term(1, 2),
        term(2, 2),
        term(3, 3),
        term(4, 3),
        term(5, 4),
        term(6, 80),
    )
    tell(both, "buyer", 10, 2)
    tell(both, "supplier", 10, 6)
    tell(one, "supplier", 12, 3)
    tell(part, "buyer", 4, 3)
    Exemption.objects.create(
        term=exempt,
        ground="force_majeure",
        explanation="홍수",
        asked_by="x",
        state="accepted",
        decided_by="x",
        decided_at=noon(START + timedelta(days=8)),
        decision="인정",
    )
    Confirmation.objects.create(
        term=part, says="corrected", quantity=5, name="x", way="account", at=noon(START + timedelta(days=9))
    )


def _indicators(model: WinWinModel) -> None:
    def indicator(number: int, target: str, more: bool = True) -> Indicator:
        return Indicator.objects.create(
            code=f"D-I-{number}",
            model=model,
            kind="jobs" if number < 3 else "price",
            name=f"지표 {number}",
            unit="명",
            how="급여대장",
            more_is_better=more,
            target=Decimal(target),
            target_year=2028,
            entered_by="x",
            entered_at=noon(START),
            demonstration=True,
        )

    def observe(of: Indicator, value: str, entered: int, checked: int | None, corrects: Any = None) -> Any:
        return Observation.objects.create(
            indicator=of,
            year=2026,
            value=Decimal(value),
            evidence="급여대장",
            entered_by="x",
            entered_at=noon(START + timedelta(days=entered)),
            checked_by="y" if checked else "",
            checked_at=None if checked is None else noon(START + timedelta(days=checked)),
            corrects=corrects,
            correction_reason="틀림" if corrects else "",
        )

    observe(indicator(1, "10"), "12", 2, 6)
    wrong = observe(indicator(2, "10"), "30", 3, None)
    observe(wrong.indicator, "3", 7, 8, wrong)
    observe(indicator(3, "5", more=False), "4", 9, None)
    indicator(4, "5")


def _rounds(world: World) -> None:
    given = {
        "programme": "startup100",
        "year": 2026,
        "opens_at": noon(START),
        "closes_at": noon(START + timedelta(days=3)),
        "places": 2,
        "eligibility_key": "x",
        "eligibility_version": 1,
        "rubric_key": "x",
        "rubric_version": 1,
        "made_by": "x",
        "demonstration": True,
        "called_at": noon(START),
    }
    held = Round.objects.create(code="D-R-1", title="시연 공고", state="announced", **given)
    held.decided_at = held.announced_at = noon(START + timedelta(days=9))
    held.save()
    paper = Stage.objects.create(
        round=held, order=1, kind="paper", share=40, closed_at=noon(START + timedelta(days=6))
    )
    Stage.objects.create(
        round=held, order=2, kind="final", share=60, closed_at=noon(START + timedelta(days=9))
    )
    rows = [
        Application.objects.create(
            code=f"D-A-{number}",
            round=held,
            firm_name=f"비밀 기업 {number}",
            business_number=f"{number:010d}",
            state=state,
            submitted_at=noon(START + timedelta(days=2)),
            demonstration=True,
        )
        for number, state in enumerate(
            ["selected", "withdrawn", "selected", "not_selected", "withdrawn", "reserve"]
        )
    ]
    for row in rows[:4]:
        StageResult.objects.create(stage=paper, application=row, goes_on=True)

    def event(day: int, verb: str, subject: tuple[str, str], **data: Any) -> None:
        Event.objects.create(
            at=noon(START + timedelta(days=day)),
            verb=f"support.{verb}",
            subject_type=subject[0],
            subject_id=subject[1],
            actor="x",
            actor_role="secretariat",
            data=data,
            demonstration=True,
        )

    event(3, "withdraw_application", ("application", "D-A-4"))
    event(9, "decide_round", ("round", "D-R-1"), selected=["D-A-0", "D-A-1"], reserve=["D-A-2", "D-A-5"])
    event(12, "give_up", ("round", "D-R-1"), application="D-A-1", was="selected", reason="사업을 접음")
    event(13, "promote_reserve", ("round", "D-R-1"), application="D-A-2")
    Round.objects.create(code="D-R-2", title="취소한 공고", state="cancelled", **given)
    event(5, "cancel_round", ("round", "D-R-2"))


@pytest.fixture
def full(world: World, at: At) -> World:
    """Models in several states and a bit of everything else, over twenty days."""
    for upto, sector in (
        ("", "display"),
        ("submit", "display"),
        ("screen", "automotive"),
        ("put_on_agenda", "automotive"),
        ("recommend", "semiconductor"),
    ):
        world.model(upto=upto, sector=sector)
    model = world.model(upto="approve", sector="semiconductor")
    at(START + timedelta(days=2))
    _money(world, model, at)
    _clocks(world, model, at)
    _milestones(world, model)
    _purchases(world, model)
    _indicators(model)
    _rounds(world)
    at(START + timedelta(days=21))
    return world


DAYS = [START + timedelta(days=n) for n in (0, 2, 4, 5, 6, 7, 8, 9, 12, 13, 20, 21)]


def _end(day: date) -> datetime:
    return noon(day) + timedelta(hours=12)


# --- each figure, counted another way -------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_models_counted_row_by_row(full: World, day: date) -> None:
    shown = board(full, day)
    rows = [m for m in WinWinModel.objects.all() if m.submitted_at and m.submitted_at < _end(day)]
    assert value(shown, "models.all") == len(rows) == 5
    found = [m for m in rows if m.recommended_at and m.recommended_at < _end(day)]
    assert value(shown, "models.found") == len(found) == 2
    assert value(shown, "models.approved") == len([m for m in found if m.approved_at]) == 1
    for sector in Sector:
        of = [m for m in rows if m.sector == sector]
        assert value(shown, f"models.sector.{sector}.all") == len(of)
        assert value(shown, f"models.sector.{sector}.found") == len([m for m in of if m in found])
        assert value(shown, f"models.sector.{sector}.approved") == len([m for m in of if m.approved_at])
    section = shown.section("models")
    assert section is not None
    states = {f.key: f.value for f in section.figures() if f.key.startswith("models.state.")}
    assert sum(v or 0 for v in states.values()) == len(rows)
    supported = Event.objects.filter(verb="proposals.support", at__lt=_end(day)).count()
    assert states.get("models.state.supported", 0) == value(shown, "dates.supported") == supported


@pytest.mark.parametrize("day", DAYS)
def test_money_added_up_entry_by_entry(full: World, day: date) -> None:
    shown = board(full, day)
    entries = [e for e in Entry.objects.select_related("commitment") if e.on <= day]
    if day >= START + timedelta(days=2):
        assert value(shown, "support.grant.planned") == 9_000_000_000
        assert value(shown, "support.loan.planned") is None  # a budget nobody knows is not nought
    put = sum(
        (1 if e.to_account == "available" else -1) * e.amount_krw
        for e in entries
        if e.movement in ("appropriate", "reduce")
    )
    outside = {"available", "source"}
    committed = paid = 0
    for e in entries:
        if e.commitment is None:
            continue
        if e.from_account in outside and e.to_account not in outside:
            committed += e.amount_krw
        if e.to_account in outside and e.from_account not in outside:
            committed -= e.amount_krw
        before = {"committed", "contracted"}
        if e.from_account in before and e.to_account == "disbursed":
            paid += e.amount_krw
        if e.to_account in before and e.from_account == "disbursed":
            paid -= e.amount_krw
    live = [
        c
        for c in Commitment.objects.all()
        if c.committed_at < _end(day) and (c.cancelled_at is None or c.cancelled_at >= _end(day))
    ]
    if shown.figure("support.grant.planned") is None:
        assert not entries
        return
    assert value(shown, "support.grant.appropriated") == put
    assert value(shown, "support.grant.committed") == committed
    assert value(shown, "support.grant.paid") == paid
    assert value(shown, "support.grant.live") == len(live)


def test_money_on_known_days(full: World) -> None:
    """The same as said by the story itself, so that both ways of counting cannot be wrong together."""
    billion = 100_000_000
    told = {
        2: (80, 12, 0, 1),
        4: (80, 12, 4, 1),
        5: (80, 15, 4, 2),
        7: (80, 12, 4, 1),
        21: (80, 12, 4, 1),
    }
    for day, (put, committed, paid, live) in told.items():
        shown = board(full, START + timedelta(days=day))
        found = [
            value(shown, f"support.grant.{key}") for key in ("appropriated", "committed", "paid", "live")
        ]
        assert found == [put * billion, committed * billion, paid * billion, live], day


@pytest.mark.parametrize("day", DAYS)
def test_clocks_told_from_their_record(full: World, day: date) -> None:
    """State and end of each clock, from its events alone."""
    running = paused = answered = soon = overdue = 0
    for clock in Clock.objects.all():
        state, due = "", None
        for event in Event.objects.filter(subject_type="clock", subject_id=clock.code, at__lt=_end(day)):
            state = {
                "start": "running",
                "pause": "paused",
                "resume": "running",
                "answer": "answered",
                "cancel": "cancelled",
            }.get(event.verb.removeprefix("clocks."), state)
            due = date.fromisoformat(
                event.data.get("due_on") or event.data.get("due_to") or f"{due or clock.due_on}"
            )
        running += state == "running"
        paused += state == "paused"
        answered += state == "answered"
        assert due is not None or not state
        if state == "running" and due is not None:
            overdue += due < day
            soon += day <= due <= day + timedelta(days=7)
    shown = board(full, day)
    keys = ("running", "paused", "answered", "soon", "overdue")
    assert [value(shown, f"clocks.{key}") for key in keys] == [running, paused, answered, soon, overdue]
    section = shown.section("clocks")
    assert section is not None
    by_rule = [f for f in section.figures() if f.key.endswith(".running") and f.key.count(".") == 2]
    assert sum(f.value or 0 for f in by_rule) == running


def test_clocks_were_late_and_paused_on_the_days_of_the_story(full: World) -> None:
    assert value(board(full, START + timedelta(days=4)), "clocks.paused") == 1
    assert value(board(full, START + timedelta(days=6)), "clocks.paused") == 0
    assert value(board(full, START + timedelta(days=19)), "clocks.overdue") == 1
    assert value(board(full, START + timedelta(days=20)), "clocks.late") == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    # planned then: all, due, reached, late, waiting, returned, overdue
    [
        (0, (7, 0, 0, 0, 0, 0, 0)),
        (4, (7, 4, 0, 0, 2, 0, 2)),
        (7, (7, 5, 0, 0, 2, 1, 2)),
        (8, (6, 4, 1, 0, 1, 1, 1)),
        (9, (6, 4, 1, 0, 2, 0, 1)),
        (10, (6, 4, 2, 1, 1, 0, 1)),
    ],
)
def test_milestones_by_the_story(full: World, day: int, expected: tuple[int, ...]) -> None:
    shown = board(full, START + timedelta(days=day))
    keys = ("all", "due", "reached", "late", "waiting", "returned", "overdue")
    assert tuple(value(shown, f"milestones.{key}") for key in keys) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, {"all": 6, "due": 0}),
        (2, {"due": 2, "honoured": 1, "one_side": 1, "both": 0, "unknown": 1}),
        (4, {"due": 5, "honoured": 2, "one_side": 2, "part": 1, "unknown": 2, "left_out": 0}),
        (6, {"honoured": 2, "both": 1, "one_side": 1}),
        (8, {"due": 5, "left_out": 1, "unknown": 1}),
        (21, {"all": 6, "due": 5, "honoured": 2, "part": 1, "none": 0, "unknown": 1, "left_out": 1}),
    ],
)
def test_purchases_by_the_story(full: World, day: int, expected: dict[str, int]) -> None:
    shown = board(full, START + timedelta(days=day))
    assert {key: value(shown, f"purchases.{key}") for key in expected} == expected
    due, counted = value(shown, "purchases.due"), ("honoured", "part", "none", "unknown", "left_out")
    assert due == sum(value(shown, f"purchases.{key}") or 0 for key in counted)


@pytest.mark.parametrize(
    ("day", "expected"),
    # reached, of these checked, under way, of these checked, unknown
    [
        (1, (0, 0, 0, 0, 4)),
        (3, (2, 0, 0, 0, 2)),
        (7, (1, 1, 1, 0, 2)),
        (8, (1, 1, 1, 1, 2)),
        (9, (2, 1, 1, 1, 1)),
    ],
)
def test_outcomes_by_the_story(full: World, day: int, expected: tuple[int, ...]) -> None:
    shown = board(full, START + timedelta(days=day))
    keys = ("reached", "reached_checked", "under_way", "under_way_checked", "unknown")
    assert tuple(value(shown, f"outcomes.{key}") for key in keys) == expected
    assert value(shown, "outcomes.all") == Indicator.objects.count()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, (0, None, None)),
        (2, (6, None, None)),
        (3, (5, None, None)),
        (9, (5, 2, 2)),
        (12, (5, 1, 2)),
        (13, (5, 2, 1)),
    ],
)
def test_rounds_by_the_story(full: World, day: int, expected: tuple[int | None, ...]) -> None:
    shown = board(full, START + timedelta(days=day))
    figures = [shown.figure(f"rounds.D-R-1.{key}") for key in ("applied", "selected", "reserve")]
    assert tuple(figure.value if figure else None for figure in figures) == expected
    stage = shown.figure("rounds.D-R-1.stage1")
    assert (stage.value if stage else None) == (4 if day >= 6 else None)
    assert (shown.figure("rounds.D-R-2.applied") is None) == (day >= 5)


def test_the_days_between_steps(world: World, at: At) -> None:
    for wait in (2, 4, 9):
        at(START)
        model = world.model(upto="put_on_agenda")
        at(START + timedelta(days=wait))
        world.step(model, "recommend")
    section = board(world, START + timedelta(days=9)).section("dates")
    assert section is not None
    steps = {line.label: line.cells[1] for line in section.grids[0].lines}
    assert steps["건의"] == 4
    assert steps["승인"] is None


# --- a number is its rows -------------------------------------------------------------------------------------------


def opened(client: Client, user: User, address: str, status: int = 200) -> str:
    client.force_login(user, backend=BACKEND)
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.mark.parametrize("day", [START + timedelta(days=6), START + timedelta(days=21)])
def test_every_number_opens_to_as_many_rows(full: World, client: Client, day: date) -> None:
    page = opened(client, full["secretariat"], f"/desk/board/?as_of={day.isoformat()}")
    links = re.findall(r'<a href="(/desk/board/rows/[^"]+)">(.*?)</a>', page)
    assert len(links) > 80
    for href, inner in links:
        rows = client.get(href.replace("&amp;", "&")).content.decode()
        shown = re.sub(r"<[^>]+>", "", inner.rpartition("</span>")[2] or inner)
        body = rows.partition("<tbody>")[2].partition("</tbody>")[0]
        count = body.count("<tr>")
        if "title=" not in inner and shown.strip().replace(",", "").isdigit():
            assert count == int(shown.replace(",", "")), href
            assert f"{shown}건" in rows or "건입니다" in rows


def test_money_rows_add_up_to_the_number(full: World, client: Client) -> None:
    client.force_login(full["secretariat"], backend=BACKEND)
    answer = client.get("/desk/board/rows/?figure=support.grant.committed&format=xlsx")
    header, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    at = header.index("확정(원)")
    total = sum(int(row[at]) for row in rows)
    assert total == value(board(full), "support.grant.committed") == 1_200_000_000


def test_the_workbook_holds_the_same_figures(full: World, client: Client) -> None:
    client.force_login(full["secretariat"], backend=BACKEND)
    content = client.get("/desk/board/?format=xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = board(full)
    for section in shown.sections:
        rows = book.get_sheet_by_name(section.title).to_python()[1:]
        told = [row[3] for row in rows]
        cells = [cell for grid in section.grids for line in grid.lines for cell in line.cells]
        values = [
            cell.value if isinstance(cell, Figure) else cell for cell in cells if cell not in (None, "")
        ]
        expected = ["" if each is None else each for each in values]
        assert told == expected, section.title
    listed = book.get_sheet_by_name("상생모델 목록").to_python()
    assert len(listed) - 1 == value(shown, "models.all")
    whole = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert "비밀 기업" not in str(whole)


def test_the_paper_is_a_paper_of_that_day(full: World, client: Client) -> None:
    from pypdf import PdfReader

    client.force_login(full["secretariat"], backend=BACKEND)
    day = START + timedelta(days=6)
    answer = client.get(f"/en/desk/board/?as_of={day.isoformat()}&format=pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", " ")
    assert "2026. 3. 8.(일)" in text
    assert "1,500,000,000" in text  # committed on that day, and 300 million given up the day after
    for page in reader.pages:
        assert "시연 · 효력 없음" in page.extract_text()


def test_a_frozen_snapshot_does_not_follow_the_board(full: World, at: At) -> None:
    at(START + timedelta(days=6))
    taken = papers.snapshot(
        full["secretariat"], START + timedelta(days=6), True, ["models", "models.found", "purchases.due"]
    )
    assert taken["chosen"] == ["models"]
    assert [table["key"] for table in taken["tables"]] == ["models.found", "purchases.due"]
    assert len(taken["tables"][0]["rows"]) == 2
    whole = str(taken)
    for secret in ("제목-비밀", "시연 수요기업 A", "시연 공급기업 가", "품목-비밀", "비밀 기업"):
        assert secret not in whole
    rows = {
        row[0]: row[1] for section in taken["sections"] for grid in section["grids"] for row in grid["rows"]
    }
    assert rows["발굴(협의회 건의)"] == 2
    assert rows["기술개발 출연금"] == 9_000_000_000


# --- who sees what --------------------------------------------------------------------------------------------------

ROLES = [(role.value, 403 if role in (Role.DEMAND_COMPANY, Role.SME) else 200) for role in Role]


@pytest.mark.parametrize(("role", "status"), ROLES)
def test_who_opens_the_board(full: World, client: Client, role: str, status: int) -> None:
    opened(client, full[role], "/desk/board/", status)
    opened(client, full[role], "/desk/board/rows/?figure=models.found", status)
    client.logout()
    assert client.get("/desk/board/").status_code == 302


def test_who_does_not_read_a_model_whole_sees_its_codename_only(full: World, client: Client) -> None:
    assert "제목-비밀" in opened(client, full["secretariat"], "/desk/board/rows/?figure=models.all")
    page = opened(client, full["agency"], "/desk/board/rows/?figure=models.all")
    assert page.count("제목-비밀") == 1  # the approved one; of the others the public part
    assert page.count("시연 과제") >= 2
    for secret in ("품목-비밀", "시연 수요기업 A", "시연 공급기업 가"):
        assert secret not in page


def test_a_conflict_takes_the_model_out_of_ones_money_and_purchases(full: World) -> None:
    from sangsaeng.parties.models import Conflict

    model = WinWinModel.objects.get(approved_at__isnull=False)
    before = board(full, role="member")
    assert value(before, "support.grant.live") == 1
    assert value(before, "purchases.all") == 6
    Conflict.objects.create(
        person=full["member"],
        case_type="winwinmodel",
        case_id=model.code,
        reason="competitor",
        origin="found",
        state="stands",
        demonstration=True,
    )
    after = board(full, role="member")
    assert value(after, "support.grant.live") == 0
    assert value(after, "purchases.all") == 0
    assert value(after, "outcomes.all") == 0
    assert after.section("clocks") is None


def test_the_council_learns_of_a_round_once_its_result_is_public(full: World) -> None:
    day = START + timedelta(days=8)
    assert board(full, day).figure("rounds.D-R-1.applied") is not None
    assert board(full, day, role="chair").figure("rounds.D-R-1.applied") is None
    assert board(full, role="chair").figure("rounds.D-R-1.applied") is not None


def test_real_and_made_up_are_never_in_one_count(full: World, client: Client) -> None:
    real = full.person("real", Role.SECRETARIAT, demonstration=False)
    page = opened(client, real, "/desk/board/")
    assert "제출한 모델 0개" in page
    assert "목표 50개" in page
    shown = Board(Scope(real, timezone.localdate(), demonstration=False))
    for section in shown.sections:
        for figure in section.figures():
            assert not figure.rows, figure.key
    page = opened(client, real, "/desk/board/?world=demonstration")
    assert "제출한 모델 5개" in page
    # A demonstration account stays in its world whatever the address says.
    assert "제출한 모델 5개" in opened(client, full["secretariat"], "/desk/board/?world=")


def test_a_day_that_cannot_be_is_said(full: World, client: Client) -> None:
    for asked in ("2999-01-01", "1999-01-01", "nonsense", "2026-02-31"):
        assert "오늘의 현황을 보여 드립니다" in opened(client, full["auditor"], f"/desk/board/?as_of={asked}")
    opened(client, full["auditor"], "/desk/board/rows/?figure=models.nothing", 404)
    opened(client, full["auditor"], "/desk/board/rows/?figure=", 404)


def test_english_pages_mark_what_is_korean(full: World, client: Client) -> None:
    page = opened(client, full["secretariat"], "/en/desk/board/rows/?figure=models.found")
    assert '<span lang="ko">제목-비밀</span>' in page


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("past", [False, True])
def test_the_queries_do_not_grow(full: World, at: At, past: bool) -> None:
    day = START + timedelta(days=20 if past else 21)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            for section in Board(Scope(full["secretariat"], day, demonstration=True)).sections:
                assert all(figure.value is None or figure.value >= 0 for figure in section.figures())
        return len(captured)

    one = asked()
    at(START + timedelta(days=20))
    for _number in range(3):
        model = full.model(upto="approve")
        Milestone.objects.create(
            code=f"D-MS-X{model.pk}",
            model=model,
            responsible=full.supplier,
            kind="annual",
            title="이정표",
            due_on=START,
            first_due_on=START,
            entered_by="x",
            entered_at=noon(START),
            demonstration=True,
        )
    at(START + timedelta(days=21))
    assert asked() == one
    assert one <= 34, one
    assert Programme.objects.exists()


def test_the_headline_says_how_many_terms_are_left_out(full: World, client: Client) -> None:
    for days, said in (
        (4, "기한이 된 구매 5회 가운데 2회를 모두"),
        (21, "기한이 된 구매 5회 가운데 제외한 1회를 빼고 2회를 모두"),
    ):
        page = opened(client, full["secretariat"], f"/desk/board/?as_of={START + timedelta(days=days)}")
        assert said in page
