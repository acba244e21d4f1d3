"""The demonstration's selection rounds: one whose applications came from an intake system, and one that is open now.

The first was called on paper before this system knew of it: it is entered afterwards, and the times of receipt are those
of the intake system's file, as a real round of last month would be. The second takes applications here.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import Sector
from sangsaeng.records.documents.content import Column
from sangsaeng.records.documents.xlsx import Sheet, render_xlsx
from sangsaeng.support import actions, eligibility
from sangsaeng.support.business_numbers import check_digit
from sangsaeng.support.intake_reading import header
from sangsaeng.support.models import ApplicationState, Round

CONTACT = "시연 지원기관 선정팀"
MILLION = 1_000_000
# firm, sector, item, then in millions of won: sales, sales of the sector; researchers; R&D and investment in millions.
FIRMS: tuple[tuple[str, str, str, int | None, int | None, int | None, int | None, int | None], ...] = (
    ("시연 공급기업 B", "display", "노광기 광학 모듈", 18_400, 15_200, 9, 1_150, 0),
    ("시연 기업 2", "semiconductor", "식각 공정용 세라믹 부품", 32_000, 21_500, 14, 1_900, 0),
    ("시연 기업 3", "semiconductor", "고순도 전구체", 9_600, 9_100, 6, 820, 1_500),
    ("시연 기업 4", "electric_electronics", "이차전지 분리막 코팅재", 24_500, 12_250, 3, 490, 0),
    ("시연 기업 5", "machinery_metal", "정밀 감속기", 41_200, 20_500, 8, 1_240, 0),
    ("시연 기업 6", "automotive", "구동모터용 영구자석", 15_800, 12_900, 1, 350, 0),
    ("시연 기업 7", "basic_chemicals", "반도체용 초순수 수지", 7_300, 6_100, 1, 90, 300),
    ("시연 기업 8", "basic_chemicals", "불소계 윤활제", 5_200, 4_800, 1, 60, 0),
    ("시연 기업 9", "display", "플렉서블 커버 필름", 12_700, 11_400, None, None, None),
    ("시연 기업 10", "machinery_metal", "고압 밸브 씰", 6_900, 5_700, 4, 310, 0),
    ("시연 기업 11", "electric_electronics", "초소형 커넥터", 21_300, 16_900, 5, 640, 200),
    ("시연 기업 12", "semiconductor", "검사용 프로브 핀", 10_400, 9_900, 7, 730, 0),
)


def call_and_apply(*, people: dict[str, User], organisations: dict[str, Organisation]) -> Round:
    """A round of last month, judged and under review, which is returned; and one open now with a draft of the SME's."""
    round = _closed(people["secretariat"])
    _take_in(people["agency"], round)
    own = round.applications.get(firm_name=FIRMS[0][0])
    actions.link_firm(actor=people["agency"], application=own, organisation=organisations["demo-b"])
    _judge(people["secretariat"], round)
    round = actions.begin_review(actor=people["secretariat"], round=round)
    _open(people["secretariat"], people["sme"])
    return round


def _six_o_clock(days: int) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(18), SEOUL)


def _closed(secretariat: User) -> Round:
    opens = _six_o_clock(-40) - timedelta(hours=9)
    round = actions.make_round(
        actor=secretariat,
        programme=Round.Programme.GANGSO,
        year=timezone.localdate().year,
        title="시연 강소기업 선정 공고",
        title_en="Demonstration call for strong SMEs",
        opens_at=opens,
        closes_at=_six_o_clock(-10),
        places=3,
        reserve_places=1,
        summary="핵심 소재·부품·장비를 스스로 만들 수 있는 중소기업을 찾습니다. 지어낸 공고입니다.",
        contact=CONTACT,
        notice_number="시연 공고 제1호",
    )
    return actions.call_round(actor=secretariat, round=round, called_at=opens - timedelta(days=10))


def _take_in(agency: User, round: Round) -> None:
    """The intake system's file: twelve firms, one that came a second late, one with a mistyped number."""
    rows = [
        _row(n, firm, round.closes_at - timedelta(hours=30 - 2 * n, seconds=7 * n))
        for n, firm in enumerate(FIRMS, 1)
    ]
    late = _row(13, ("시연 기업 13", *FIRMS[1][1:]), round.closes_at + timedelta(seconds=1))
    wrong = _row(14, ("시연 기업 14", *FIRMS[2][1:]), round.closes_at - timedelta(hours=1))
    wrong[3] = "000-00-00000"
    columns = tuple(Column(label) for label in header(eligibility.of_round(round)))
    content = render_xlsx([Sheet("신청", columns, [*rows, late, wrong])], title="시연 신청 명단")
    actions.take_in(actor=agency, round=round, name="시연-신청-명단.xlsx", content=content)


def _row(number: int, firm: tuple[Any, ...], at: datetime) -> list[Any]:
    name, sector, item, sales, own, researchers, rnd, invested = firm
    nine = f"000{number:06d}"  # no tax office has the code 000, so that no firm has such a number
    return [
        f"시연-{number:04d}",
        f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}",
        name,
        f"{nine}{check_digit(nine)}",
        Sector(sector).value,
        item,
        f"5년 안에 {item}의 국산화율을 높이고 수요기업의 평가를 마칩니다.",
        "시연 수요기업 A" if number % 3 == 1 else "",
        *(None if value is None else value * MILLION for value in (sales, own)),
        researchers,
        *(None if value is None else value * MILLION for value in (rnd, invested)),
    ]


def _judge(secretariat: User, round: Round) -> None:
    """The rule judges; one whose figures were missing showed papers, and those refused are told by another way."""
    actions.check_eligibility(actor=secretariat, round=round)
    for waiting in round.applications.filter(state=ApplicationState.SUBMITTED):
        reason = "연구개발 전담부서 인정서로 전담 인력 3명을 확인했습니다."
        actions.admit(actor=secretariat, application=waiting, reason=reason)
    refused = round.applications.filter(state=ApplicationState.INELIGIBLE, told_at__isnull=True)
    for application in refused.order_by("code")[:1]:
        actions.note_told(
            actor=secretariat, application=application, reason="접수 시스템의 알림으로 이유를 보냈습니다."
        )


def _open(secretariat: User, sme: User) -> Round:
    """A round that is open now, with a draft that is not finished."""
    opens = _six_o_clock(-5) - timedelta(hours=9)
    round = actions.make_round(
        actor=secretariat,
        programme=Round.Programme.STARTUP,
        year=timezone.localdate().year,
        title="시연 스타트업 선정 공고",
        title_en="Demonstration call for startups",
        opens_at=opens,
        closes_at=_six_o_clock(9),
        places=20,
        reserve_places=5,
        summary="새로운 소재·부품·장비 기술을 가진 창업기업을 찾습니다. 지어낸 공고입니다.",
        contact=CONTACT,
        notice_number="시연 공고 제2호",
    )
    round = actions.call_round(actor=secretariat, round=round, called_at=opens - timedelta(days=7))
    nine = "000000001"
    draft = actions.begin_application(
        actor=sme,
        round=round,
        business_number=f"{nine}{check_digit(nine)}",
        sector=Sector.DISPLAY,
        item_text="노광기 광학 모듈",
    )
    actions.save_application(
        actor=sme,
        application=draft,
        figures={"in_sector": True, "researchers": 9, "founded_on": "2019-03-04"},
    )
    return round
