"""The demonstration's fairs: one held two weeks ago with its results, one that takes applications now.

The first took its applications elsewhere and is entered afterwards, as a real fair of this month would be. Firms, needs
and results are invented.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.discovery.actions import fair_day, fair_plan, fairs
from sangsaeng.discovery.models import Desk, Fair, FairMeeting
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Organisation, User

# organisation, what it wants to buy, conditions, meetings at most, blind
DESKS: tuple[tuple[str, str, str, int | None, bool], ...] = (
    ("demo-a", "디스플레이 노광기용 광학 모듈", "정렬 오차 1㎛ 이내, 내년 상반기 시제품", None, False),
    ("demo-c", "반도체 식각 공정용 세라믹 부품", "질화알루미늄, 내플라즈마 코팅", None, False),
    ("demo-fair-f", "이차전지 분리막 코팅 소재", "내열 150도 이상", 4, True),
)
# organisation, product, strengths, sector, region
FIRMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("demo-b", "노광기 광학 모듈과 정렬 장치", "정렬 오차 0.8㎛ 시험 성적(시연)", "display", "경기 화성"),
    ("demo-d", "식각 장비용 세라믹 링", "질화알루미늄 소결 설비 보유(시연)", "semiconductor", "충남 천안"),
    ("demo-e", "분리막 세라믹 코팅재", "내열 170도 시험 성적(시연)", "electric_electronics", "충북 청주"),
    ("demo-fair-1", "반도체용 세라믹 히터", "8인치 납품 실적(시연)", "semiconductor", "경기 평택"),
    ("demo-fair-2", "디스플레이 검사 광학계", "렌즈 설계 인력 5명(시연)", "display", "충남 아산"),
    ("demo-fair-3", "정전척과 세라믹 부품", "재생 서비스(시연)", "semiconductor", "경기 용인"),
    ("demo-fair-4", "고분자 분리막 바인더", "월 2톤 생산(시연)", "basic_chemicals", "울산"),
    ("demo-fair-5", "정밀 스테이지와 모듈 조립", "클린룸 보유(시연)", "machinery_metal", "경남 창원"),
    ("demo-fair-6", "내플라즈마 코팅 가공", "이트리아 코팅(시연)", "semiconductor", "경기 안산"),
    ("demo-fair-7", "산업용 접착 필름", "소량 주문 가능(시연)", "basic_chemicals", "대구"),
)
# firm → the desks it wished for, dearest first; desk → the firms it wished for.
FIRM_WISHES = {1: [1], 2: [2], 3: [3], 4: [2, 1], 5: [1], 6: [2, 3], 7: [3], 8: [1, 2], 9: [2]}
DESK_WISHES = {1: [1, 5], 2: [2, 6, 4], 3: [3]}
# firm number → how it went on: outcome, note
LATER = {
    1: ("testing", "시제품 2대를 시험합니다(시연)."),
    2: ("talking", "값을 협의합니다(시연)."),
    3: ("contract", "소량 계약(시연)."),
}


def hold_fairs(
    *, people: dict[str, User], organisations: dict[str, Organisation], model_code: str = ""
) -> tuple[Fair, Fair]:
    """The fair that was held, closed with its results; and the one that is open. Everything marked 시연.

    model_code: the win-win model that a meeting led to.
    """
    every = organisations | _more()
    return _held(people, every, model_code), _open(people, every)


def _more() -> dict[str, Organisation]:
    """Further invented firms, so that a fair has more than a handful."""
    rows = [("demo-fair-f", "시연 수요기업 F", "demand_company")]
    rows += [
        (code, f"시연 상담 기업 {code[-1]}", "sme") for code, *_rest in FIRMS if code.startswith("demo-fair-")
    ]
    return {
        code: Organisation.objects.get_or_create(
            code=code, defaults={"name": name, "kind": kind, "demonstration": True}
        )[0]
        for code, name, kind in rows
    }


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(hour), SEOUL)


def _made(secretariat: User, title: str, title_en: str, days: int, closing: datetime) -> Fair:
    day = timezone.localdate() + timedelta(days=days)
    return fairs.make_fair(
        actor=secretariat,
        title=title,
        title_en=title_en,
        sector="semiconductor",
        place="시연 전시장 3층",
        summary="수요기업이 사려는 소재·부품·장비를 중소기업과 상담합니다. 지어낸 상담회입니다.",
        contact="시연 사무국",
        first_day=day,
        last_day=day,
        opens=time(10),
        closes=time(16),
        breaks=[["12:00", "13:00"]],
        slot_minutes=50,
        pause_minutes=10,
        wishes_until=closing,
    )


def _held(people: dict[str, User], every: dict[str, Organisation], model_code: str) -> Fair:
    desk = people["secretariat"]
    fair = _made(
        desk,
        "시연 반도체·디스플레이 기술구매상담회",
        "Demonstration technology-purchase fair",
        -14,
        _at(-19, 18),
    )
    fair = fairs.open_fair(actor=desk, fair=fair, late=True)
    desks: dict[int, Desk] = {}
    for code, topic, detail, most, blind in DESKS:
        made = fairs.take_desk(
            actor=desk, fair=fair, organisation=every[code], topic=topic, detail=detail, most=most, blind=blind,
            consent_public=code == "demo-a",
        )  # fmt: skip
        desks[made.number] = made
    for code, product, strength, sector, region in FIRMS:
        firm = fairs.join_fair(
            actor=desk, fair=fair, organisation=every[code], product=product, strength=strength, sector=sector,
            region=region, consent_public=code == "demo-b", away=[1] if code == "demo-d" else [],
        )  # fmt: skip
        if firm.number in FIRM_WISHES:
            fairs.wish(actor=desk, side=firm, ranked=FIRM_WISHES[firm.number])
    for number, ranked in DESK_WISHES.items():
        fairs.wish(actor=desk, side=desks[number], ranked=ranked)
    fair = fair_plan.allocate_fair(actor=desk, fair=fair)
    fair = fair_plan.publish_fair(actor=desk, fair=fair)
    fair = fair_day.hold(actor=desk, fair=fair)
    for meeting in list(
        fair.meetings.select_related("desk", "firm", "fair").order_by("slot__number", "desk__number")
    ):
        _talk(people, meeting, model_code)
    return fair_day.close_fair(
        actor=desk, fair=fair, summary="참가해 주셔서 고맙습니다. 다음 상담회는 신청을 받고 있습니다(시연)."
    )


def _talk(people: dict[str, User], meeting: FairMeeting, model_code: str) -> None:
    """Who came, what each side says; one firm stayed away, and the SME of the demonstration still owes one result."""
    desk = people["secretariat"]
    number = meeting.firm.number
    fair_day.note_attendance(actor=desk, meeting=meeting, firm_came=number != 8)
    if number == 8:
        return
    wanted = number in DESK_WISHES.get(meeting.desk.number, ())
    said: Any = (
        "prototype" if wanted and number == 1 else "quote" if wanted else "more" if number % 2 else "none"
    )
    fair_day.say_result(
        actor=desk, meeting=meeting, outcome=said, note="규격을 다시 보내기로 함(시연)", side="desk"
    )
    if number != 1:
        fair_day.say_result(actor=desk, meeting=meeting, outcome="interested", side="firm")
    if wanted and number in LATER:
        outcome, note = LATER[number]
        on = timezone.localdate() - timedelta(days=7)
        fair_day.follow_up(
            actor=desk,
            meeting=meeting,
            on=on,
            outcome=outcome,
            note=note,
            model_code=model_code if number == 1 else "",
        )


def _open(people: dict[str, User], every: dict[str, Organisation]) -> Fair:
    """A fair that takes applications: the buyer and the SME are in, and have yet to choose whom to meet."""
    fair = _made(
        people["secretariat"],
        "시연 소재·부품 기술구매상담회",
        "Demonstration fair for materials and parts",
        24,
        _at(12, 18),
    )
    fair = fairs.open_fair(actor=people["secretariat"], fair=fair)
    fairs.take_desk(
        actor=people["demand"],
        fair=fair,
        topic="디스플레이 노광기용 정렬 장치",
        detail="진공에서 쓰는 것",
        most=5,
    )
    fairs.take_desk(
        actor=people["secretariat"],
        fair=fair,
        organisation=every["demo-c"],
        topic="내플라즈마 코팅 부품",
        blind=True,
    )
    fairs.join_fair(
        actor=people["sme"],
        fair=fair,
        product="노광기 광학 모듈과 정렬 장치",
        sector="display",
        region="경기 화성",
    )
    for code, product, strength, sector, region in FIRMS[1:4]:
        fairs.join_fair(
            actor=people["secretariat"], fair=fair, organisation=every[code], product=product, strength=strength,
            sector=sector, region=region,
        )  # fmt: skip
    return fair
