"""Nothing hidden can be inferred: two worlds that differ only in something hidden look the same to a visitor, byte for byte.

A visitor without an account follows every link from the public entries, feeds, data sets and the API. What he gets is compared:
addresses, states, headers (file names, ETag, Last-Modified), bodies. Only tokens of forms are left out. The clock stands still.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.models import Body, Seat
from sangsaeng.discovery.models import Item
from sangsaeng.portal.actions import ask_correction
from sangsaeng.portal.datasets.declared import all_datasets
from sangsaeng.portal.openings import actions as openings
from sangsaeng.proposals import codes
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import SYSTEM, keep_document
from sangsaeng.records.queries import _remembered
from sangsaeng.support.actions import load_programmes
from sangsaeng.support.models import Application, Certificate, Round
from tests.proposals.real_world import RealWorld
from tests.support.test_actions import commit, open_programme

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
ENTRIES = (
    "/", "/board/", "/models/", "/meetings/", "/meetings/documents/", "/meetings/calendar/?month=2026-11", "/support/",
    "/support/rounds/", "/library/", "/data/", "/notices/", "/stories/", "/feed.atom", "/feed.atom?demonstration=1",
    "/meetings/calendar.ics", "/sitemap.xml", "/robots.txt", "/data/catalog.jsonld", "/api/models", "/api/meetings",
    "/api/documents", "/api/programmes", "/api/openapi.json", "/models/?format=csv", "/models/?q=비밀", "/models/?sort=code",
    "/models/?sort=-name", "/meetings/?format=csv", "/support/?format=csv", "/en/models/", "/en/board/",
    *(f"/data/{each.key}.{format}" for each in all_datasets() if each.recorded for format in ("csv", "json", "xlsx")),
    *(f"/data/{each.key}.json?demonstration=1" for each in all_datasets() if each.recorded),
)  # fmt: skip
FACTS = tuple(f"/data/{each.key}" for each in all_datasets() if each.facts)
NOT_FOLLOWED = re.compile(
    r"^/(en/|static/|accounts/|library/(sources|api))|format=svg|format=xlsx&chart|month="
)
TOKEN = re.compile(rb'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]*')


@dataclass
class Hidden:
    """What the public is not to know; each test changes one of these."""

    supplier: str = "비밀 공급기업 가"
    demand: str = "비밀 수요기업"
    title: str = "제목-비밀"
    item: str = "one"
    plan: str = "목표"
    amount: int = 111_000_000
    stepped_out: int = 3
    against: int = 5
    passed_over: str = "비밀 신청기업"
    passed_over_state: str = "not_selected"
    unnamed: str = "비밀 선정기업"
    sector_not_public: str = "display"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    lots: list[int] = field(default_factory=lambda: [700, 7, 300, 9])
    dates: dict[str, datetime] = field(default_factory=dict)


class _World:
    """A real world: two models before the council, one recommended and approved with support; a round; papers."""

    def __init__(self, hidden: Hidden) -> None:
        self.hidden = hidden
        self.world = world = RealWorld()
        load_programmes(actor=SYSTEM)
        self.seat_of: dict[int, Seat] = {}
        for firm, name in ((world.supplier, hidden.supplier), (world.demand, hidden.demand)):
            firm.name = name
            firm.save()
        Item.objects.create(
            key="one", name_ko="불화수소", name_en="one", kind="material", share_low=80, share_high=80
        )
        Item.objects.create(
            key="two", name_ko="포토레지스트", name_en="two", kind="material", share_low=76, share_high=89
        )
        for what in hidden.before:
            self.besides(what)
        self.public = self.draft(
            title=hidden.title, plan_targets=hidden.plan, item=Item.objects.get(key=hidden.item)
        )
        self.closed = self.draft(title="둘째", sector=hidden.sector_not_public)
        self.meet()
        self.approve()
        self.select()
        for what in hidden.after:
            self.besides(what)
        for name, at in hidden.dates.items():
            WinWinModel.objects.filter(pk=self.public.pk).update(**{name: at})

    def draft(self, **given: Any) -> WinWinModel:
        model = self.world.draft(**given)
        for step in ("submit", "screen"):
            model = self.world.step(model, step)
        return model

    def body(self) -> Body:
        office = self.world["secretariat"]
        body = council.establish_body(
            actor=office, kind="council", name="상생협의회", name_en="Council", demonstration=False
        )
        for number in range(1, 10):
            self.seat_of[number] = council.add_seat(
                actor=office, body=body, label=f"위원 {number}", capacity="sme", is_chair=number == 1
            )
        return body

    def meet(self) -> None:
        """Both models are dealt with; one seat steps out of the first, one votes against; the second goes back."""
        office, hidden = self.world["secretariat"], self.hidden
        meeting = council.call_meeting(
            actor=office, body=self.body(), held_at=NOW, place="회의실", title="정기회의"
        )
        items = [
            council.put_on_agenda(actor=office, meeting=meeting, model=model)
            for model in (self.public, self.closed)
        ]
        there = dict.fromkeys(self.seat_of.values(), "present")
        council.record_attendance(actor=office, meeting=meeting, attendance=there)
        council.open_meeting(actor=office, meeting=meeting)
        council.recuse(
            actor=office, item=items[0], seat=self.seat_of[hidden.stepped_out], reason="self_recusal"
        )
        for item, out in zip(items, (hidden.stepped_out, None), strict=True):
            council.open_vote(actor=office, item=item)
            for number, seat in self.seat_of.items():
                if number != out:
                    choice = "against" if number == hidden.against or out is None else "for"
                    council.enter_ballot(actor=office, item=item, seat=seat, choice=choice)
            reason = "" if out else "더 확인합니다"
            council.close_vote(actor=office, item=item, otherwise="" if out else "returned", reason=reason)
        council.close_meeting(actor=office, meeting=meeting)
        council.make_minutes(actor=office, meeting=meeting)
        self.meeting = meeting

    def approve(self) -> None:
        self.public.refresh_from_db()
        for step in ("send_to_committee", "approve"):
            self.public = self.world.step(self.public, step)
        programme = open_programme(self.world, "loan-x", kind="loan", budget_krw=9_000_000_000)
        commit(self.world, self.public, programme, self.hidden.amount)

    def select(self) -> None:
        """An announced round: one selected who consented to be named, one who did not, one who was not selected."""
        round = Round.objects.create(
            code="R-2026-01", programme="gangso100", year=2026, title="1차", places=2, state="announced",
            opens_at=NOW - timedelta(days=40), closes_at=NOW - timedelta(days=20), called_at=NOW - timedelta(days=45),
            decided_at=NOW - timedelta(days=3), announced_at=NOW - timedelta(days=2), eligibility_key="gangso100",
            eligibility_version=1, rubric_key="gangso100", rubric_version=1, made_by="x",
        )  # fmt: skip
        rows = (
            ("공개 선정기업", "selected"),
            (self.hidden.unnamed, "selected"),
            (self.hidden.passed_over, self.hidden.passed_over_state),
        )
        for number, (name, state) in enumerate(rows):
            application = Application.objects.create(
                code=f"A-{number}", round=round, firm_name=name, business_number=f"{number:010d}", sector="display",
                state=state, submitted_at=NOW - timedelta(days=30),
            )  # fmt: skip
            if not number:
                Certificate.objects.create(
                    number="C-1", application=application, issued_on=date(2026, 11, 17), valid_until=date(2031, 11, 16),
                    published_at=NOW, consent="동의서",
                )  # fmt: skip

    def besides(self, what: str) -> None:
        """Something that happens out of the public's sight."""
        world = self.world
        if what == "draft":
            world.draft(title="숨은 초안")
        elif what == "submitted":
            world.step(world.draft(title="숨은 제출"), "submit")
        elif what == "opening asked":
            openings.propose_opening(
                actor=world["sme"], model=self.public, field="item", value_ko="비밀 품목"
            )
        elif what == "opening taken back":
            asked = openings.propose_opening(
                actor=world["sme"], model=self.public, field="title", value_ko="비밀 제목"
            )
            openings.withdraw(actor=world["sme"], opening=asked, reason="이유")
        elif what == "paper":
            keep_document(
                kind="minutes",
                title="비밀",
                subject=self.public,
                format="pdf",
                content=b"%PDF",
                actor=world["sme"],
            )
        elif what == "correction":
            ask_correction(kind="correct", text="비밀 요청")
        elif what == "application":
            Application.objects.create(
                code="A-9",
                round=Round.objects.get(),
                firm_name="비밀",
                business_number="9" * 10,
                state="draft",
            )
        else:
            raise ValueError(what)


def _links(body: str) -> Iterator[str]:
    for found in re.findall(r'href="([^"#]+)', body):
        path = found.replace("&amp;", "&").removeprefix("http://testserver")
        if path.startswith("/") and not path.startswith(FACTS) and not NOT_FOLLOWED.search(path):
            yield path


def _look() -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Everything a visitor can reach by links: address → state, headers, body."""
    client, seen = Client(), {}
    waiting = list(ENTRIES)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.items() if name not in ("Set-Cookie", "Vary")}
        seen[path] = (answer.status_code, headers, TOKEN.sub(rb"\1", body))
        if answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            # links of a filter or a sort lead to the same rows again; one step of them is enough
            base = path.partition("?")[0]
            waiting += [
                link for link in _links(body.decode()) if not ("?" in path and link.startswith(base + "?"))
            ]
    return seen


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return NOW.astimezone(tz)

    monkeypatch.setattr("django.utils.timezone.datetime", Stopped)


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> Callable[[Hidden], dict[str, Any]]:
    """What a visitor sees of the world with these hidden things; the world is gone afterwards."""

    def seen(hidden: Hidden) -> dict[str, Any]:
        drawn = iter(hidden.lots)
        monkeypatch.setattr(codes, "_draw", lambda below: next(drawn))
        _remembered.clear()
        with transaction.atomic(), translation.override("ko"):
            _count_anew()
            _World(hidden)
            found = _look()
            transaction.set_rollback(True)
        return found

    return seen


def _count_anew() -> None:
    """Numbers of rows go on where the table ends, as in a database of its own: a rolled-back world leaves PostgreSQL's counters."""
    statements = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_kept: dict[str, Any] = {}


@pytest.fixture
def plain(view: Callable[[Hidden], dict[str, Any]]) -> dict[str, Any]:
    """The world that the others are compared with; looked at once."""
    if not _kept:
        _kept.update(view(Hidden()))
    return _kept


VARIANTS: dict[str, Hidden] = {
    "the supplier": Hidden(supplier="전혀 다른 이름의 주식회사 나"),
    "the demand company": Hidden(demand="다른 대기업"),
    "title and plan": Hidden(title="훨씬 더 긴 다른 제목이 붙은 상생모델", plan="다른 목표" * 50),
    "the item, in the same band": Hidden(item="two"),
    "the sum of the only supported model": Hidden(amount=987_654_321),
    "who stepped out": Hidden(stepped_out=8),
    "who voted against": Hidden(against=6),
    "who was not selected": Hidden(passed_over="다른 신청기업 주식회사"),
    "the name of who did not consent": Hidden(unnamed="가나다 다른 선정기업"),
    "the model that went back": Hidden(sector_not_public="automotive"),
    "drafts begun before": Hidden(before=("draft", "submitted"), lots=[1, 1, 2, 2, 700, 7, 300, 9]),
    "drafts begun after": Hidden(after=("draft", "submitted"), lots=[700, 7, 300, 9, 1, 1, 2, 2]),
    "an opening asked for": Hidden(after=("opening asked",)),
    "an opening taken back": Hidden(after=("opening taken back",)),
    "papers kept before and after": Hidden(after=("paper", "paper")),
    "requests": Hidden(after=("correction",)),
    "an application in preparation": Hidden(after=("application",)),
    "the day within the month": Hidden(dates={"state_since": NOW - timedelta(days=9), "approved_at": NOW - timedelta(days=9), "changed_at": NOW}),
}  # fmt: skip


@pytest.mark.parametrize("what", VARIANTS)
def test_what_is_hidden_changes_nothing_that_is_seen(
    plain: dict[str, Any], view: Callable[[Hidden], dict[str, Any]], what: str
) -> None:
    other = view(VARIANTS[what])
    assert sorted(other) == sorted(plain), "addresses"
    for path, (state, headers, body) in plain.items():
        assert (other[path][0], other[path][1]) == (state, headers), path
        assert other[path][2] == body, path


def test_the_visitor_saw_what_there_is_to_see(plain: dict[str, Any]) -> None:
    """The comparison means something: the public things are there, and the hidden words are nowhere."""
    whole = b"".join(body for _state, _headers, body in plain.values()).decode(errors="replace")
    assert {state for state, _headers, _body in plain.values()} <= {200, 302, 404}
    missing = [path for path, (state, _headers, _body) in plain.items() if state == 404]
    assert missing == []
    for shown in ("과제 가-08", "2026-0701", "75–90 %", "공개 선정기업", "정기회의"):
        assert shown in whole, shown
    secrets = (Hidden.title, Hidden.supplier, Hidden.demand, Hidden.passed_over, Hidden.unnamed, "비밀 요청")
    for secret in (*secrets, "111000000", "1억 1,100만", "과제 라-", "2026-0301"):
        assert secret not in whole, secret
    assert len(plain) > 60
    assert "Last-Modified" not in {name for _state, headers, _body in plain.values() for name in headers}


def test_what_is_public_does_change_it(
    plain: dict[str, Any], view: Callable[[Hidden], dict[str, Any]]
) -> None:
    """The comparison can fail: a difference in something public is seen."""
    other = view(Hidden(lots=[701, 7, 300, 9]))
    assert other["/data/models.json"] != plain["/data/models.json"]


def test_a_hidden_address_answers_like_one_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([700, 7, 300, 9])
    monkeypatch.setattr(codes, "_draw", lambda below: next(drawn))
    world = _World(Hidden())
    hidden, none = world.closed.code, "2026-9999"
    for path in ("/models/{}/", "/en/models/{}/", "/api/models/{}"):
        there, absent = Client().get(path.format(hidden)), Client().get(path.format(none))
        assert there.status_code == absent.status_code == 404
        assert there.content.replace(hidden.encode(), b"") == absent.content.replace(none.encode(), b"")
