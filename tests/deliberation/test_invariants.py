"""What `sangsaeng check` finds in a record that was tampered with, and that it finds it fast."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_votes import rule

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.invariants import CHECKS, findings
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Body,
    BylawVersion,
    Elector,
    Exclusion,
    Letter,
    Meeting,
    Minutes,
    MinutesSignature,
    SecretBallot,
    Vote,
)
from sangsaeng.parties.models import Conflict
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import keep_document
from sangsaeng.records.invariants import Finding
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


@pytest.fixture
def held(people: People, council: Body, meeting: Meeting, make_model: Make, run: Runner) -> Meeting:
    """A closed meeting: 1 open vote, 2 secret, 3 by consent, 4 annulled and taken again, 5 deferred."""
    items = run.open(meeting, [make_model() for _n in range(5)])
    seats = list(council.seats.all())
    actions.recuse(actor=people.secretariat, item=items[0], seat=seats[5], reason="by_law")
    run.vote(items[0], "ffffa-f", "named")
    run.vote(items[1], "ffffaaa", "secret")
    run.close_vote(items[0])
    run.close_vote(items[1])
    actions.resolve_by_consent(actor=people.secretariat, item=items[2])
    run.vote(items[3], "aaaaaaa")
    run.close_vote(items[3], "rejected", "잘못")
    actions.annul_vote(actor=people.secretariat, vote=items[3].votes.get(), because="잘못", decided_by="전원")
    run.vote(items[3], "fffffff")
    run.close_vote(items[3])
    actions.take_off(actor=people.secretariat, item=items[4], reason="다음에")
    run.close(meeting)
    assert findings() == []
    return meeting


def names() -> set[str]:
    return {finding.check for finding in findings()}


def vote(number: int, **more: Any) -> Any:
    return Vote.objects.filter(agenda_item__number=number, **more)


def drop_event(**lookup: Any) -> None:
    """Events cannot be deleted or changed: the workspace was restored without one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records_event'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    assert Event.objects.filter(**lookup).delete()[0]


def state(row: Any, value: str) -> None:
    """Guarded by the transitions; a hand in the database is not."""
    assert row.update(state=value)


def _another_secret_ballot() -> None:
    SecretBallot.objects.create(vote=vote(2).get(), choice="for")


def _a_ballot_of_nobody_there() -> None:
    seat = Elector.objects.filter(vote=vote(4, round=2).get()).first().seat  # type: ignore[union-attr]
    Ballot.objects.filter(vote=vote(1).get(), choice="against").update(
        seat=next(s for s in seat.body.seats.all() if not s.electorates.filter(vote=vote(1).get()).exists())
    )


def _a_vote_of_the_excluded() -> None:
    item = AgendaItem.objects.get(number=4)
    seat = item.meeting.body.seats.all()[3]
    Exclusion.objects.create(
        agenda_item=item, seat=seat, reason="by_law", recorded_by=seat.body.seats.all()[0].user
    )


def _a_conflict_passed_over() -> None:
    item = AgendaItem.objects.get(number=1)
    assert item.model is not None
    Conflict.objects.create(
        person=item.meeting.body.seats.all()[1].user,
        case_type="winwinmodel",
        case_id=item.model.code,
        reason="equity",
        origin="found",
        state="stands",
        opened_by="somebody",
        opened_at=timezone.now() - timedelta(days=3),
    )


def _a_second_standing_vote() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_standing_vote_an_item")
    state(vote(4, round=1), "closed")


def _a_letter_received_before_it_was_sent() -> None:
    _without("deliberation_letter", "a_letter_is_received_after_it_was_sent")
    meeting = Meeting.objects.get()
    Letter.objects.create(
        code="L-1",
        kind="other",
        addressee="시연",
        title="시연",
        body="시연",
        sender="시연",
        drafted_by=meeting.secretary,
        official_number="시연-1",
        sent_on=date(2026, 11, 9),
        received_on=date(2026, 11, 8),
    )


def _a_signature_of_another_file() -> None:
    from django.db import transaction

    meeting = Meeting.objects.get()
    assert meeting.secretary is not None
    with transaction.atomic():
        kept = keep_document(
            kind="minutes",
            title="회의록",
            subject=meeting,
            format="pdf",
            content=b"1",
            actor=meeting.secretary,
        )
    minutes = Minutes.objects.create(
        meeting=meeting, version=1, pdf=kept, hwpx=kept, made_by=meeting.secretary
    )
    MinutesSignature.objects.create(
        minutes=minutes, role="chair", signed_by=meeting.secretary, sha256=kept.sha256
    )
    assert findings() == []
    type(kept).objects.filter(pk=kept.pk).update(content=b"2")


def _without(table: str, constraint: str) -> None:
    """Lift a constraint that the database itself would refuse this by."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on the table
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")


@pytest.fixture(autouse=True)
def _constraints_again() -> Any:
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _no_reason_for_an_annulment() -> None:
    _without("deliberation_vote", "an_annulled_vote_says_why_and_by_whom")
    Vote.objects.filter(state="annulled").update(annulled_because="")


def _a_choice_in_an_event() -> None:
    drop_event(verb="deliberation.cast", data__item=2, data__seat="시연 위원 1")
    told = Event.objects.filter(verb="deliberation.cast").first()
    assert told is not None
    Event.objects.create(
        verb="deliberation.cast",
        subject_type="meeting",
        subject_id=told.subject_id,
        actor="chair",
        actor_role="chair",
        data={"item": 2, "round": 1, "seat": "시연 위원 1", "choice": "for"},
    )


TAMPERED: list[tuple[str, Callable[[], Any]]] = [
    ("one_ballot_a_voter", lambda: Ballot.objects.filter(vote=vote(1).get())[0].delete()),
    ("one_ballot_a_voter", _another_secret_ballot),
    ("ballots_stay_in_the_electorate", _a_ballot_of_nobody_there),
    ("no_ballot_of_the_excluded", _a_vote_of_the_excluded),
    ("no_ballot_of_the_absent", lambda: Elector.objects.filter(vote=vote(1).get()).update(at_close=False)),
    ("no_ballot_of_the_absent", lambda: drop_event(verb="deliberation.record_attendance")),
    ("every_ballot_has_its_event", lambda: drop_event(verb="deliberation.cast", data__item=1)),
    ("no_event_tells_a_secret_choice", _a_choice_in_an_event),
    (
        "outcome_is_what_is_recomputed",
        lambda: Ballot.objects.filter(vote=vote(1).get()).update(choice="against"),
    ),
    ("outcome_is_what_is_recomputed", lambda: BylawVersion.objects.update(majority_base="entitled")),
    ("outcome_is_what_is_recomputed", lambda: vote(3).update(rule_version=7)),
    ("the_base_is_the_roll", lambda: vote(1).update(entitled=10)),
    ("the_base_is_the_roll", lambda: Exclusion.objects.all().delete()),
    (
        "item_follows_its_standing_vote",
        lambda: AgendaItem.objects.filter(number=1).update(outcome="rejected"),
    ),
    ("item_follows_its_standing_vote", lambda: AgendaItem.objects.filter(number=5).update(outcome="adopted")),
    ("one_standing_vote_an_item", _a_second_standing_vote),
    ("annulled_votes_say_why", _no_reason_for_an_annulment),
    ("every_step_of_a_meeting_has_its_event", lambda: state(Meeting.objects.all(), "open")),
    ("every_step_of_a_meeting_has_its_event", lambda: drop_event(verb="deliberation.open_meeting")),
    ("every_step_of_a_vote_has_its_event", lambda: drop_event(verb="deliberation.open_vote", data__item=1)),
    ("every_decision_has_its_event", lambda: drop_event(verb="deliberation.take_off")),
    ("every_step_of_a_model_has_its_event", lambda: state(WinWinModel.objects.all(), "approved")),
    ("every_step_of_a_model_has_its_event", lambda: drop_event(verb="proposals.put_on_agenda")),
    ("the_roll_of_an_opened_meeting_is_complete", lambda: Attendance.objects.last().delete()),  # type: ignore[union-attr]
    ("no_vote_out_of_session", lambda: state(Meeting.objects.all(), "cancelled")),
    ("a_standing_conflict_has_its_exclusion", _a_conflict_passed_over),
    ("sent_letters_have_number_and_order", _a_letter_received_before_it_was_sent),
    ("signatures_match_the_minutes", _a_signature_of_another_file),
    ("a_meeting_keeps_its_bylaw", lambda: BylawVersion.objects.update(version=2)),
    ("a_milestone_is_a_decision", lambda: WinWinModel.objects.update(approved_at=timezone.now())),
]


@pytest.mark.parametrize(("check", "tamper"), TAMPERED)
def test_what_was_tampered_with_is_found(held: Meeting, check: str, tamper: Callable[[], Any]) -> None:
    tamper()
    assert check in names()


def test_every_check_has_a_tampering_that_it_finds() -> None:
    assert {check for check, _tamper in TAMPERED} == set(CHECKS)


def test_a_finding_is_one_line_that_says_what_it_protects() -> None:
    line = str(Finding("one_ballot_a_voter", "1인 1표.", tuple(f"m #{n}" for n in range(25))))
    assert line.startswith("one_ballot_a_voter: 1인 1표. m #0, m #1")
    assert line.endswith("m #19 외 5건")
    assert "\n" not in line
    assert all(meaning.endswith(".") and "\n" not in meaning for meaning, _check in CHECKS.values())


def test_a_thousand_votes_are_checked_in_two_seconds_and_no_more_queries(
    people: People, council: Body, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    rule(council, majority_base="present")
    motion = actions.put_motion(actor=people.secretariat, meeting=meeting, title="안건", resolution="의결")
    run.attend(meeting, 9)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    run.vote(motion, "fffffffff")
    run.close_vote(motion)
    with CaptureQueriesContext(connection) as few:
        assert findings() == []
    _copy(Vote.objects.get(), 1000)
    started = time.thread_time()
    with CaptureQueriesContext(connection) as many:
        assert findings() == []
    assert time.thread_time() - started < 2
    assert len(many) == len(few)


def _copy(first: Vote, times: int) -> None:
    """The same vote on many items of one meeting, with all its rows and events."""
    item = first.agenda_item
    meeting, told = item.meeting, list(Event.objects.filter(data__round=1).order_by("pk"))
    electors, ballots = list(first.electors.all()), list(first.ballots.all())
    fresh = AgendaItem.objects.get(pk=item.pk)
    fields = {f.attname: getattr(fresh, f.attname) for f in AgendaItem._meta.concrete_fields}
    items = AgendaItem.objects.bulk_create(
        AgendaItem(**(fields | {"id": None, "number": n})) for n in range(2, times + 1)
    )
    fields = {f.attname: getattr(first, f.attname) for f in Vote._meta.concrete_fields}
    votes = Vote.objects.bulk_create(Vote(**(fields | {"id": None, "agenda_item_id": i.pk})) for i in items)
    Elector.objects.bulk_create(
        Elector(vote=v, seat_id=e.seat_id, voted=e.voted, at_close=e.at_close)
        for v in votes
        for e in electors
    )
    Ballot.objects.bulk_create(
        Ballot(vote=v, seat_id=b.seat_id, choice=b.choice, entered_by_id=b.entered_by_id)
        for v in votes
        for b in ballots
    )
    Event.objects.bulk_create(
        Event(
            verb=e.verb,
            subject_type=e.subject_type,
            subject_id=meeting.code,
            actor=e.actor,
            actor_role=e.actor_role,
            data=e.data | {"item": i.number},
        )
        for i in items
        for e in told
    )


@pytest.mark.live
def test_check_says_what_does_not_hold_and_exits_with_1(tmp_path: Any) -> None:
    import json
    import os

    environment = {**os.environ, "SANGSAENG_HOME": str(tmp_path / "var"), "SANGSAENG_DATABASE_URL": ""}

    def check() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "sangsaeng", "check"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    done = check()
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout.strip().splitlines()[-1])
    assert summary["checks"] > len(CHECKS)
    assert summary["findings"] == 0
    import sqlite3

    with sqlite3.connect(tmp_path / "var" / "sangsaeng.sqlite3") as database:
        database.execute("UPDATE deliberation_vote SET entitled = entitled + 1 WHERE state = 'closed'")
    done = check()
    assert done.returncode == 1
    assert any(line.startswith("상생: the_base_is_the_roll: ") for line in done.stderr.splitlines())
    assert json.loads(done.stdout.strip().splitlines()[-1])["findings"] >= 1


def test_events_of_before_votes_had_rounds_belong_to_the_first(held: Meeting, people: People) -> None:
    """A workspace made when an item had one vote is checked like any other."""
    from sangsaeng.deliberation.invariant_rows import Record
    from sangsaeng.records.actions import append

    for verb in ("cast", "enter_ballot"):
        data = {"item": 1, "seat": "시연 위원 1", "choice": "for"}
        append(verb=f"deliberation.{verb}", subject=held, actor=people.member, data=data)
    told = [verb for verb, _data in Record().of_votes[held.code, 1, 1]]
    assert told[-2:] == ["cast", "enter_ballot"]
    assert len(findings()) == 1  # ballots that are on no paper, found and not stumbled over
