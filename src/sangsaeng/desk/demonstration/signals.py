"""The demonstration's signals: a profile with entries checked to different degrees, a survey answered by files, a blind posting.

Six invented companies answer, so that five share what a card shows; nothing here names a real firm, paper or number.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.analysis.identity.numbers import business_check_digit
from sangsaeng.discovery.actions import interests, needs, profiles, surveys
from sangsaeng.discovery.actions.needs import Given
from sangsaeng.discovery.models import Firm, Need, Survey
from sangsaeng.discovery.survey_form import COLUMNS
from sangsaeng.parties.models import Organisation, User
from sangsaeng.records.documents.content import Column
from sangsaeng.records.documents.xlsx import Sheet, render_xlsx

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# company, item, detail, HS, volume, anonymous
ROWS = (
    (
        "시연 수요기업 1",
        "식각 공정용 세라믹 포커스링",
        "내플라즈마 특성이 필요합니다.",
        "8486",
        "10억–100억 원",
        "예",
    ),
    ("시연 수요기업 2", "고순도 불소계 냉매", "누설이 적어야 합니다.", "8486", "10억–100억 원", "예"),
    ("시연 수요기업 3", "증착 장비용 샤워헤드", "가공 정밀도 10 μm 이하.", "8486", "10억–100억 원", "예"),
    ("시연 수요기업 4", "웨이퍼 이송 로봇 감속기", "저분진 구조.", "8486", "10억–100억 원", "예"),
    (
        "시연 수요기업 5",
        "노광기용 광학 모듈",
        "수입품 대신 쓸 제품을 찾습니다.",
        "8486",
        "10억–100억 원",
        "예",
    ),
    ("시연 수요기업 6", "진공 펌프 베어링", "수명 2만 시간.", "", "1억–10억 원", "아니요"),
    ("시연 수요기업 7", "", "이름을 빠뜨린 행입니다.", "", "", "아니요"),
)


def signals(*, people: dict[str, User], organisations: dict[str, Organisation]) -> None:
    """A firm's profile, a survey and what came of it, a posting with an interest that waits for the buyer."""
    _profile(people)
    survey = _survey(people, organisations)
    _publish(people["secretariat"], survey)
    need = _posting(people)
    interests.signal_interest(actor=people["sme"], code=need.code)


def _profile(people: dict[str, User]) -> Firm:
    """Registered, checked; entries as stated, with a paper, confirmed, held against a register, soon to end."""
    sme, office = people["sme"], people["secretariat"]
    nine = "000000002"
    firm = profiles.register_firm(
        actor=sme,
        business_number=f"{nine}{business_check_digit(nine)}",
        sector="display",
        kind="part",
        province="경기",
        size="under50",
        summary="노광기와 증착기에 들어가는 광학·세라믹 부품을 만듭니다(시연).",
    )
    firm = profiles.accept_firm(actor=office, firm=firm, how="시연 등록증과 대조")
    today = timezone.localdate()

    def add(kind: str, name: str, **values: Any) -> Any:
        return profiles.add_entry(actor=sme, firm=firm, kind=kind, name=name, **values)

    add("product", "노광기 광학 모듈", detail="디스플레이 노광기의 조명 광학계", matchable=True)
    add("product", "세라믹 포커스링", detail="식각 장비용", matchable=True)
    add("process", "정밀 연마", detail="표면 거칠기 Ra 0.1 μm", matchable=True)
    add("process", "세라믹 소결", visibility="buyers", matchable=True)
    add("equipment", "5축 가공기", detail="최대 800 mm", visibility="nobody")
    paper = ("시연-인증서.pdf", PAPER)
    quality = add(
        "certificate", "ISO 9001", number="시연-QMS-001", issuer="시연 인증원", evidence=paper,
        valid_until=today + timedelta(days=500),
    )  # fmt: skip
    profiles.check_entry(actor=office, entry=quality, level="confirmed", how="시연 인증서 사본")
    add(
        "certificate", "ISO 14001", number="시연-EMS-001", issuer="시연 인증원",
        valid_until=today + timedelta(days=40),
    )  # fmt: skip
    test = add(
        "test", "내플라즈마 식각률", value="0.12", unit="μm/h", issuer="시연 시험원", kolas=True, evidence=paper,
        on=today - timedelta(days=90),
    )  # fmt: skip
    profiles.check_entry(actor=office, entry=test, level="register", how="시연 성적서 조회")
    add("test", "열충격 시험", value="1,000", unit="회", issuer="시연 시험원", evidence=paper)
    return firm


def _survey(people: dict[str, User], organisations: dict[str, Organisation]) -> Survey:
    """Two companies are asked; an association's file brings seven rows, of which one cannot be read."""
    today = timezone.localdate()
    survey = surveys.make_survey(
        actor=people["secretariat"],
        title="시연 반도체 소부장 수요조사",
        text="국산으로 바꾸고 싶은 품목을 알려 주세요. 지어낸 조사입니다.",
        opens_on=today - timedelta(days=5),
        closes_on=today + timedelta(days=20),
        contact="시연 사무국",
        asked=[organisations["demo-a"], organisations["demo-c"]],
    )
    columns = tuple(Column(label) for label in COLUMNS.values())
    rows = [
        [str(number), company, title, detail, "반도체", "부품", hs, "", volume, "1년 안", "", anonymous, ""]
        for number, (company, title, detail, hs, volume, anonymous) in enumerate(ROWS, start=1)
    ]
    content = render_xlsx([Sheet("수요", columns, rows)], title="시연 수요조사 답")
    surveys.take_in(actor=people["secretariat"], survey=survey, name="시연-협회-수요.xlsx", content=content)
    return survey


def _publish(office: User, survey: Survey) -> None:
    """All but the one that is named."""
    for need in Need.everything.filter(signal__survey=survey, anonymous=True).order_by("pk"):
        needs.publish_need(actor=office, need=need)


def _posting(people: dict[str, User]) -> Need:
    need = needs.add_need(
        actor=people["demand"],
        origin="posting",
        given=Given(
            title="노광기 광학 모듈",
            detail="디스플레이 노광기의 조명 광학계를 국산으로 바꾸려고 합니다.",
            field="semiconductor",
            kind="part",
            hs_code="8486",
            volume="under100",
            wanted_by="year",
            contact="시연 구매팀",
        ),
    )
    return needs.publish_need(actor=people["secretariat"], need=need)
