"""The report on a year's plan: figures from the ledger, kinds apart, unknown left unknown, on the agenda once."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from tests.deliberation.papers_reading import in_pdf
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme

from sangsaeng.clocks import actions as clocks
from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.models import Meeting
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.actions import SYSTEM
from sangsaeng.records.models import Event
from sangsaeng.support import actions
from sangsaeng.support.actions.annual_report import put_annual_report
from sangsaeng.support.queries import annual_report as queries

BILLION = 1_000_000_000
THIS = timezone.localdate().year


def today(back: int = 0) -> date:
    return timezone.localdate() - timedelta(days=back)


@pytest.fixture
def supported(world: World) -> World:
    """Two loans of which one's budget is known, one grant, one fund, one regulation; a third of the grant is paid."""
    agency, model = world["agency"], world.model("approve")
    grant = open_programme(world, "D-grant", "grant", budget_krw=3 * BILLION, year=THIS, appropriated=False)
    actions.appropriate(
        actor=agency, programme=grant, amount_krw=3 * BILLION, reason="당초 예산", on=today(5)
    )
    loan = open_programme(world, "D-loan", "loan", budget_krw=10 * BILLION, year=THIS)
    open_programme(world, "D-loan-2", "loan", year=THIS)
    open_programme(world, "D-regulation", "regulation", year=THIS)
    fund = open_programme(world, "D-fund", "fund_formed", budget_krw=7 * BILLION, year=THIS)
    open_programme(world, "D-old", "grant", budget_krw=BILLION, year=THIS - 1)
    made = commit(world, model, grant, 1_500_000_000, on=today(3))
    actions.contract(
        actor=agency, commitment=made, amount_krw=1_500_000_000, on=today(2), agreement_number="협-1"
    )
    actions.disburse(actor=agency, commitment=made, amount_krw=BILLION, on=today(1))
    commit(world, model, loan, 2 * BILLION)
    commit(world, model, fund, BILLION)
    return world


def meeting(world: World) -> Meeting:
    body = council.establish_body(
        actor=world["secretariat"], kind="council", name="시연 협의회", name_en="Council", demonstration=True
    )
    return council.call_meeting(
        actor=world["secretariat"],
        body=body,
        title="",
        held_at=datetime.now(tz=timezone.get_current_timezone()) + timedelta(days=10),
        place="시연 회의실",
    )


def report(as_of: date | None = None, year: int = THIS) -> Any:
    return queries.report(year=year, as_of=as_of or today(), demonstration=True)


def test_the_figures_are_those_of_the_ledger(supported: World) -> None:
    kinds = {each.kind: each for each in report().kinds}
    grant = kinds["grant"].total
    assert (grant.planned_krw, grant.appropriated_krw, grant.committed_krw, grant.paid_krw) == (
        3 * BILLION, 3 * BILLION, 1_500_000_000, BILLION,
    )  # fmt: skip
    assert grant.rate == Decimal("33.3")
    loan = kinds["loan"]
    assert (loan.total.planned_krw, loan.total.appropriated_krw, loan.total.rate) == (None, None, None)
    assert loan.total.committed_krw == 2 * BILLION
    assert [line.rate for line in loan.lines] == [Decimal("0.0"), None]
    assert kinds["regulation"].total.committed_krw is None
    fund = kinds["fund_formed"].total
    assert (fund.planned_krw, fund.committed_krw, fund.rate) == (7 * BILLION, BILLION, None)


def test_cuts_and_carrying_over_change_what_was_appropriated(supported: World) -> None:
    agency = supported["agency"]
    grant = next(
        line.programme for each in report().kinds for line in each.lines if line.name.endswith("D-grant")
    )
    actions.reduce(actor=agency, programme=grant, amount_krw=BILLION, reason="감액")
    line = next(each for each in report().kinds if each.kind == "grant").total
    assert (line.planned_krw, line.appropriated_krw, line.rate) == (3 * BILLION, 2 * BILLION, Decimal("50.0"))


def test_as_of_an_earlier_day_later_movements_do_not_count(supported: World) -> None:
    grant = next(each for each in report(today(2)).kinds if each.kind == "grant").total
    assert (grant.paid_krw, grant.committed_krw) == (0, 1_500_000_000)


def test_the_year_before_stands_beside_it_where_it_is_recorded(supported: World) -> None:
    told = report()
    assert told.has_before
    kinds = {each.kind: each for each in told.kinds}
    assert kinds["grant"].before.planned_krw == BILLION
    assert kinds["loan"].before is None
    assert queries.years(demonstration=True) == [THIS, THIS - 1]
    assert queries.years(demonstration=False) == [THIS]


def test_worlds_do_not_mix(supported: World) -> None:
    assert queries.report(year=THIS, as_of=today(), demonstration=False).kinds == ()


def test_the_page_its_files_and_no_sum_across_kinds(supported: World) -> None:
    actions.load_programmes(actor=SYSTEM)
    client = visitor(supported, "secretariat")
    text = client.get("/support/annual/").content.decode()
    for words in ("33.3 %", "알 수 없음", "율을 내지 않음", "1조 원", "4월 30일", "보고 안건으로 올리기"):
        assert words in text, words
    for total in (13 * BILLION, 20 * BILLION, 4_500_000_000, 3_500_000_000):
        assert f"{total:,}" not in text
    content = client.get("/support/annual/?format=xlsx").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(cells) == 6
    assert [3 * BILLION, 3 * BILLION, 1_500_000_000, BILLION, 33.3] in [line[2:7] for line in cells]
    pdf = client.get("/support/annual/?format=pdf").content
    assert "시행령제4조" in in_pdf(pdf)
    assert "효력없음" in in_pdf(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= 3
    assert client.get("/support/annual/?as_of=2999-01-01").status_code == 422
    empty = client.get(f"/support/annual/?year={THIS - 1}").content.decode()
    assert f"{THIS - 1}년 시행계획 실적" in empty


def test_an_empty_year_says_what_to_do(world: World) -> None:
    assert "지원사업을 등록하면" in visitor(world, "secretariat").get("/support/annual/").content.decode()


def test_the_page_leads_to_the_clock_of_the_duty(supported: World) -> None:
    clock = clocks.start(
        actor=supported["secretariat"], rule_key="annual_plan", subject=None, title="시행계획 제출",
        addressee="시연 위원회", received_on=today(),
    )  # fmt: skip
    assert clock.code in visitor(supported, "secretariat").get("/support/annual/").content.decode()


def test_it_goes_on_an_agenda_once_and_stays_as_it_was_put(supported: World) -> None:
    held = meeting(supported)
    client = visitor(supported, "secretariat")
    page = f"/support/annual/agenda/?year={THIS}&as_of={today().isoformat()}"
    assert held.full_title in client.get(page).content.decode()
    assert client.post(page, {"meeting": ""}).status_code == 422
    assert client.post(page, {"meeting": held.pk})["Location"] == f"/meetings/{held.code}/"
    item = held.agenda.get()
    assert item.is_report
    assert [table["title"] for table in item.figures] == [
        f"{THIS}년 기술개발 출연금", f"{THIS}년 융자", f"{THIS}년 펀드 조성액",
    ]  # fmt: skip
    assert item.figures[0]["rows"][0][1:] == [
        "3,000,000,000", "3,000,000,000", "1,500,000,000", "1,000,000,000", "33.3",
    ]  # fmt: skip
    again = client.post(page, {"meeting": held.pk})
    assert again.status_code == 422
    assert "이미 올린 보고" in again.content.decode()
    assert held.agenda.count() == 1
    assert Event.objects.filter(verb="support.put_annual_report").count() == 1
    assert "33.3" in client.get(f"/meetings/{held.code}/").content.decode()


def test_refusals(supported: World) -> None:
    held = meeting(supported)
    with pytest.raises(NotAllowed):
        put_annual_report(actor=supported["agency"], meeting=held, year=THIS, as_of=today())
    with pytest.raises(ValidationError):
        put_annual_report(actor=supported["secretariat"], meeting=held, year=THIS - 2, as_of=today())
    with pytest.raises(ValidationError):
        put_annual_report(actor=supported["secretariat"], meeting=held, year=THIS, as_of=date(THIS - 1, 1, 1))
    assert not held.agenda.exists()


@pytest.mark.parametrize(
    ("role", "status"), [("", 302), ("sme", 403), ("demand_company", 403), ("member", 200), ("ministry", 200)]
)
def test_who_reads_it(supported: World, role: str, status: int) -> None:
    assert visitor(supported, role).get("/support/annual/").status_code == status
    assert visitor(supported, role).get("/support/annual/agenda/").status_code in (302, 403)


def test_english_pages_are_english(supported: World) -> None:
    actions.load_programmes(actor=SYSTEM)
    for page in ("/en/support/annual/", "/en/support/annual/agenda/"):
        text = visitor(supported, "secretariat").get(page).content.decode()
        assert korean_outside_korean(text.split("<main", 1)[1].split("</main>", 1)[0]) == []
