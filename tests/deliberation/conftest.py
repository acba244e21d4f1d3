"""An invented council and committee with their people, and screened models between invented firms."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import pytest
from django.db import transaction
from django.utils import timezone, translation

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.invariants import findings
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting, Seat, Vote
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import RequestedSupport, WinWinModel
from sangsaeng.records.actions import append

HELD_AT = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
CAPACITIES = ["large_firm", "sme", "academia", "research", "association"]


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    """A page asked for in English leaves its language behind in this thread."""
    with translation.override("ko"):
        yield


@dataclass
class People:
    secretariat: User
    chair: User
    member: User
    second: User
    demand_company: User
    sme: User
    stranger: User
    ministry: User
    agency: User
    auditor: User


def _person(name: str, role: str, organisation: Organisation | None = None) -> User:
    return User.objects.create(
        username=name,
        role=role,
        display_name=f"시연 {name}",
        organisation=organisation,
        demonstration=True,
    )


@pytest.fixture
def firms(db: None) -> dict[str, Organisation]:
    kinds = {"demand": "demand_company", "supplier": "sme", "other": "demand_company"}
    return {
        key: Organisation.objects.create(
            code=f"demo-{key}", name=f"시연 기업 {key}", kind=kind, demonstration=True
        )
        for key, kind in kinds.items()
    }


@pytest.fixture
def people(firms: dict[str, Organisation]) -> People:
    return People(
        secretariat=_person("secretariat", Role.SECRETARIAT),
        chair=_person("chair", Role.CHAIR),
        member=_person("member", Role.MEMBER),
        second=_person("second", Role.MEMBER),
        demand_company=_person("demand", Role.DEMAND_COMPANY, firms["demand"]),
        sme=_person("sme", Role.SME, firms["supplier"]),
        stranger=_person("stranger", Role.DEMAND_COMPANY, firms["other"]),
        ministry=_person("ministry", Role.MINISTRY),
        agency=_person("agency", Role.AGENCY),
        auditor=_person("auditor", Role.AUDITOR),
    )


def _body(people: People, kind: str, name: str, name_en: str) -> Body:
    body = actions.establish_body(
        actor=people.secretariat, kind=kind, name=name, name_en=name_en, demonstration=True
    )
    holders: dict[int, User] = {1: people.chair, 2: people.member}
    for n in range(1, 10):
        actions.add_seat(
            actor=people.secretariat,
            body=body,
            label=f"시연 위원 {n}",
            capacity=CAPACITIES[n % 5],
            user=holders.get(n),
            is_chair=n == 1,
        )
    return body


@pytest.fixture
def council(people: People) -> Body:
    return _body(people, "council", "시연 상생협의회", "Demonstration council")


@pytest.fixture
def committee(people: People) -> Body:
    return _body(people, "committee", "시연 경쟁력강화위원회", "Demonstration committee")


@pytest.fixture
def make_model(people: People, firms: dict[str, Organisation]) -> Callable[..., WinWinModel]:
    made = 0

    def make(state: str = State.SCREENED, **fields: object) -> WinWinModel:
        nonlocal made
        made += 1
        now = timezone.now()
        given = {
            "code": f"D-2026-{made:03d}",
            "codename": f"시연 모델 {made}",
            "title": f"비밀 품목 {made} 국산화",
            "sector": "semiconductor",
            "item_text": f"비밀 소재 {made}",
            "demand_company": firms["demand"],
            "supplier": firms["supplier"],
            "created_by": people.sme,
            "state": state,
            "state_since": now,
            "submitted_at": now,
            "demonstration": True,
        }
        model = WinWinModel.objects.create(**(given | fields))
        for kind in RequestedSupport.Kind.values:
            RequestedSupport.objects.create(model=model, kind=kind, content="시연 요청")
        with transaction.atomic():  # where the record of this model begins
            append(verb="proposals.draft", subject=model, actor=people.sme, data={"to": model.state})
        return model

    return make


@pytest.fixture
def meeting(people: People, council: Body) -> Meeting:
    return actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT, place="시연 회의실", title="시연 정기회의"
    )


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock of this machine, for defaults of fields too."""

    def set_to(moment: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return moment.astimezone(tz)

        monkeypatch.setattr("django.utils.timezone.datetime", Stopped)

    return set_to


@pytest.fixture
def sound(db: None) -> Iterator[None]:
    """After the test, every invariant of the record holds."""
    yield
    assert [str(finding) for finding in findings()] == []


@pytest.fixture
def run(people: People) -> "Runner":
    return Runner(people)


@dataclass
class Runner:
    """The steps of a meeting that most tests need."""

    people: People

    def attend(self, meeting: Meeting, present: int) -> None:
        seats = list(meeting.body.seats.all())
        how = {seat: "present" if n < present else "absent" for n, seat in enumerate(seats)}
        actions.record_attendance(actor=self.people.secretariat, meeting=meeting, attendance=how)

    def there(self, meeting: Meeting, seat: Seat, how: str) -> None:
        """One member comes or goes."""
        actions.record_attendance(actor=self.people.secretariat, meeting=meeting, attendance={seat: how})

    def open(self, meeting: Meeting, models: list[WinWinModel], present: int = 7) -> list[AgendaItem]:
        items = [
            actions.put_on_agenda(actor=self.people.secretariat, meeting=meeting, model=model)
            for model in models
        ]
        self.attend(meeting, present)
        actions.open_meeting(actor=self.people.secretariat, meeting=meeting)
        meeting.refresh_from_db()
        return items

    def open_vote(self, item: AgendaItem, method: str = "") -> Vote:
        return actions.open_vote(actor=self.people.secretariat, item=item, method=method)

    def vote(self, item: AgendaItem, choices: str, method: str = "") -> None:
        """Open a vote unless one is open, then one letter a seat in order: f, a, s (abstains), – leaves the seat out.

        In a secret vote those without account put papers into the box, entered together at the end.
        """
        names = {"f": "for", "a": "against", "s": "abstain"}
        standing = Vote.objects.filter(agenda_item=item, state="open").first()
        vote = standing or self.open_vote(item, method)
        box: dict[Seat, str] = {}
        for seat, letter in zip(item.meeting.body.seats.all(), choices, strict=False):
            if letter not in names:
                continue
            if vote.is_secret and not seat.user:
                box[seat] = letter
            else:
                self.ballot(item, seat, names[letter])
        if box:
            papers = list(box.values())
            actions.enter_papers(
                actor=self.people.secretariat,
                item=item,
                seats=list(box),
                for_=papers.count("f"),
                against=papers.count("a"),
                abstain=papers.count("s"),
            )

    def ballot(self, item: AgendaItem, seat: Seat, choice: str) -> None:
        if seat.user:
            actions.cast(actor=seat.user, item=item, choice=choice)
        else:
            actions.enter_ballot(actor=self.people.secretariat, item=item, seat=seat, choice=choice)

    def close_vote(self, item: AgendaItem, otherwise: str = "", reason: str = "", **more: str) -> AgendaItem:
        return actions.close_vote(
            actor=self.people.secretariat, item=item, otherwise=otherwise, reason=reason, **more
        )

    def close(self, meeting: Meeting) -> None:
        actions.close_meeting(actor=self.people.secretariat, meeting=meeting)
        meeting.refresh_from_db()
