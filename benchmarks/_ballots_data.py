"""A made-up sub-council in the middle of a vote, its members signed in; for the benchmark of ballots and its live test."""

import json
import sys
from datetime import timedelta


def fill(voters: int, method: str) -> None:
    """Make a sub-council of `voters` seats with one open vote, and print the address and each voter's session."""
    import django

    django.setup()
    from django.utils import timezone

    from sangsaeng.deliberation import actions
    from sangsaeng.deliberation.models import Attendance, Body, Seat
    from sangsaeng.parties.models import Role, User

    def person(name: str, role: str) -> User:
        user = User(username=name, role=role, display_name=f"시연 {name}", demonstration=True)
        user.set_unusable_password()
        return user

    secretariat = person("bench-secretariat", Role.SECRETARIAT)
    secretariat.save()
    people = User.objects.bulk_create(person(f"bench-{n}", Role.MEMBER) for n in range(voters))
    made_up = {"actor": secretariat, "demonstration": True}
    council = Body.objects.filter(kind="council", demonstration=True).first() or actions.establish_body(
        kind="council", name="시험 상생협의회", **made_up
    )
    body = actions.establish_body(
        kind="sub_council", name="시험 분과협의회", parent=council, sector="semiconductor", **made_up
    )
    seats = Seat.objects.bulk_create(
        Seat(body=body, label=f"시험 위원 {n}", capacity="other", user=user) for n, user in enumerate(people)
    )
    held_at = timezone.now() + timedelta(days=1)
    meeting = actions.call_meeting(actor=secretariat, body=body, held_at=held_at, place="시험 회의실")
    item = actions.put_motion(actor=secretariat, meeting=meeting, title="시험 안건", resolution="의결합니다.")
    Attendance.objects.bulk_create(Attendance(meeting=meeting, seat=seat, how="present") for seat in seats)
    _note_the_roll(secretariat, meeting, seats)
    actions.open_meeting(actor=secretariat, meeting=meeting)
    actions.open_vote(actor=secretariat, item=item, method=method)
    print(
        json.dumps(
            {"address": f"/meetings/{meeting.code}/items/{item.number}/vote/", "sessions": _sessions(people)}
        )
    )


def _note_the_roll(actor, meeting, seats) -> None:  # type: ignore[no-untyped-def]
    """The one event of the attendance written in bulk, so that the record is as sound as a real one."""
    from django.db import transaction

    from sangsaeng.records.actions import append

    with transaction.atomic():
        append(
            verb="deliberation.record_attendance",
            subject=meeting,
            actor=actor,
            data={"attendance": {seat.label: "present" for seat in seats}, "by_sheet": False},
        )


def _sessions(people) -> list[str]:  # type: ignore[no-untyped-def]
    """Everyone signed in, as the sign-in page would leave it in the database."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    keys = []
    for user in people:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def stored() -> None:
    """Print what the database holds of the vote: ballots, seats with a ballot, electors marked, events, findings."""
    import django

    django.setup()
    from sangsaeng.deliberation.invariants import findings
    from sangsaeng.deliberation.models import Ballot, Elector, SecretBallot
    from sangsaeng.records.models import Event

    ballots = Ballot.objects.filter(vote__agenda_item__title="시험 안건")
    secret = SecretBallot.objects.filter(vote__agenda_item__title="시험 안건").exclude(choice="")
    events = Event.objects.filter(verb="deliberation.cast", data__seat__startswith="시험 위원")
    print(
        json.dumps(
            {
                "ballots": ballots.count() + secret.count(),
                "voted": Elector.objects.filter(vote__agenda_item__title="시험 안건", voted=True).count(),
                "events": events.count(),
                "findings": [str(finding) for finding in findings()],
            }
        )
    )


if __name__ == "__main__":
    fill(int(sys.argv[2]), sys.argv[3]) if sys.argv[1] == "fill" else stored()
