"""A sub-council, a member without an account, and a motion voted on: what tests of bodies share."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting, Seat


@pytest.fixture
def sub_council(people: People, council: Body) -> Body:
    return actions.establish_body(
        actor=people.secretariat,
        kind="sub_council",
        name="시연 반도체 분과협의회",
        name_en="Demonstration sub-council for semiconductors",
        parent=council,
        sector="semiconductor",
        demonstration=True,
    )


@pytest.fixture
def appointed(people: People, council: Body) -> Seat:
    """A member without an account, appointed for two years."""
    return actions.appoint(
        actor=people.secretariat,
        body=council,
        capacity="academia",
        name="시연 교수",
        term_from=date(2026, 3, 1),
        term_until=date(2028, 2, 29),
    )


@pytest.fixture
def motion(people: People, meeting: Meeting, run: Runner) -> Callable[[str], AgendaItem]:
    """A motion put to the council's meeting and voted on, one letter a seat."""

    def put(choices: str) -> AgendaItem:
        item = actions.put_motion(
            actor=people.secretariat, meeting=meeting, title="운영세칙 개정", resolution="개정한다."
        )
        run.attend(meeting, 7)
        actions.open_meeting(actor=people.secretariat, meeting=meeting)
        actions.open_vote(actor=people.secretariat, item=item)
        item.refresh_from_db()
        run.vote(item, choices)
        if choices:
            run.close_vote(item, "" if choices.count("f") > 3 else "rejected", "반대가 많았습니다.")
        item.refresh_from_db()
        return item

    return put
