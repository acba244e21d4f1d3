"""Invented papers of one meeting for the tests: every field filled with a text of its own."""

from datetime import UTC, date, datetime

from sangsaeng.records.documents.agenda_book import (
    AgendaBook,
    AgendaPaper,
    FigureTable,
    Opinion,
    PlanField,
    Review,
    SupportRequest,
)
from sangsaeng.records.documents.common import Attachment
from sangsaeng.records.documents.content import Column, ListItem, Table
from sangsaeng.records.documents.meeting_notice import MeetingNotice, NoticeItem
from sangsaeng.records.documents.official_letter import OfficialLetter
from sangsaeng.records.documents.scenario import Leaving, Scenario, ScenarioItem
from sangsaeng.records.documents.signature_sheet import SignatureSheet, Signer

BODY = "시연 상생협의회"
MEETING = "시연 상생협의회 정기회의"
HELD = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)
MADE = datetime(2026, 10, 30, 1, 0, tzinfo=UTC)
PLACE = "시연 회의실 301호"
MODEL = "고순도 염화수소 국산화 상생모델 건의(안)"
SECOND = "반도체용 석영 유리관 공동 개발 상생모델 건의(안)"


def sample_letter() -> OfficialLetter:
    return OfficialLetter(
        sender=BODY,
        issued_as="시연 상생협의회 위원장",
        recipients=("시연 중소벤처기업부장관",),
        title="상생모델 지원 건의",
        body=(
            ListItem("관련: 소재ㆍ부품ㆍ장비산업 경쟁력 강화 및 공급망 안정화를 위한 특별조치법 제49조"),
            ListItem(
                "위 호와 관련하여 시연 상생협의회 제3차 회의에서 의결한 상생모델의 지원을 다음과 같이 건의합니다.",
                (
                    ListItem("모델: WM-2026-001 고순도 염화수소 국산화"),
                    ListItem("지원 종류", (ListItem("기술개발"), ListItem("정책금융"))),
                ),
            ),
        ),
        written_at=MADE,
        via="시연 대ㆍ중소기업협력재단",
        attachments=(Attachment("의결서"), Attachment("경쟁력강화 계획서", 2)),
        officer="시연 담당자 1",
        contact="02-000-0000",
        disclosure="비공개(제5호, 제7호)",
        demonstration=True,
    )


def sample_paper() -> AgendaPaper:
    figures = Table(
        (Column("연도", align="center"), Column("국내 수요", align="right"), Column("수입", align="right")),
        (("2024", "1,200", "1,150"), ("2025", "1,310", "1,240")),
        caption="고순도 염화수소의 국내 수요와 수입",
    )
    return AgendaPaper(
        1,
        MODEL,
        proposer="시연 수요기업 A·시연 공급기업 B",
        model_code="WM-2026-001",
        submitted_on=date(2026, 10, 20),
        resolution="고순도 염화수소 국산화 상생모델에 대한 정부 지원을 경쟁력강화위원회에 건의한다.",
        reason="수입에 기대던 품목을 국내에서 만들 공급기업과 이를 살 수요기업이 함께 계획을 냈습니다.",
        content=(
            ListItem("협력 내용", (ListItem("수요기업: 시험 장비와 평가 제공"), ListItem("공급기업: 정제 공정 개발"))),
            ListItem("구매 약속: 평가를 통과하면 3년 동안 사기로 합니다."),
        ),
        plan=(PlanField("품목별 목표", "순도 99.999 %"), PlanField("사업 기간", "2027년 1월부터 2029년 12월까지")),
        supports=(
            SupportRequest("기술개발", "정제 공정 개발", 1_800_000_000, "시연 중소벤처기업부"),
            SupportRequest("규제 개선", "시험 시설의 취급 허가 기간을 줄입니다."),
        ),
        reviews=(
            Review("검토위원 1", "수요가 분명하고 시험 계획이 구체적입니다.", "82"),
            Review("검토위원 2", "양산 시점의 가격 가정을 보완해야 합니다.", "74"),
        ),
        review_note="배점은 이 시스템이 제안한 것으로, 협의회가 정한 것이 아닙니다.",
        opinions=(
            Opinion("시연 산업통상부", "다른 연구개발 과제와 겹치지 않는지 확인이 필요합니다.", "accepted", "과제 목록을 견주어 붙였습니다."),
            Opinion("시연 기후에너지환경부", "취급 시설의 기준을 낮출 수 없습니다.", "partly", "기간만 줄이는 것으로 고쳤습니다."),
            Opinion("시연 재정경제부", "지원 규모를 줄여 주시기 바랍니다.", "not accepted", "규모는 그대로 두고 사유를 적었습니다."),
        ),
        figures=(FigureTable(figures, "톤", "시연 통계"),),
        references=("소재ㆍ부품ㆍ장비산업 경쟁력 강화 및 공급망 안정화를 위한 특별조치법 제49조, 제50조",),
        closed=True,
    )  # fmt: skip


def sample_book(**changes: object) -> AgendaBook:
    values: dict[str, object] = {
        "body": BODY,
        "title": MEETING,
        "number": 3,
        "held_at": HELD,
        "place": PLACE,
        "papers": (
            sample_paper(),
            AgendaPaper(2, SECOND, proposer="시연 협회 C", model_code="WM-2026-002", resolution="보완하여 다시 올린다."),
            AgendaPaper(3, "2026년 지원계획 보고", "report", proposer="시연 간사", resolution="올해의 지원계획을 보고합니다."),
        ),
        "prepared_at": MADE,
        "order": ("성원 보고", "개회", "보고사항", "심의·의결", "폐회"),
        "closed": True,
        "copy_number": 3,
        "copies": 20,
        "recipient": "시연 위원 4",
        "handling": "비공개 자료입니다. 복사하지 말고 회의가 끝나면 사무국에 돌려주십시오.",
        "issuer": "시연 협의회 사무국",
        "demonstration": True,
    }  # fmt: skip
    return AgendaBook(**(values | changes))  # type: ignore[arg-type]


def sample_scenario(**changes: object) -> Scenario:
    values: dict[str, object] = {
        "body": BODY,
        "title": MEETING,
        "number": 3,
        "held_at": HELD,
        "place": PLACE,
        "entitled": 20,
        "quorum": 11,
        "items": (
            ScenarioItem(1, "2026년 지원계획", "report", presenter="시연 간사"),
            ScenarioItem(2, MODEL, presenter="시연 수요기업 A", leaving=(Leaving("시연 위원 3", "excluded"), Leaving("시연 위원 5", "withdrew")), method="secret", closed=True, batch="가"),
            ScenarioItem(3, SECOND, method="consent", batch="가"),
        ),
        "prepared_at": MADE,
        "rule": "재적 과반수 출석으로 열고",
        "majority": "출석 과반수 찬성으로 의결합니다.",
        "chair": "시연 위원 1",
        "secretary": "시연 간사",
        "greetings": ("시연 차관",),
        "others": ("다음 시찰 일정",),
        "next_meeting": "2027년 1월",
        "demonstration": True,
    }  # fmt: skip
    return Scenario(**(values | changes))  # type: ignore[arg-type]


def sample_sheet() -> SignatureSheet:
    members = tuple(
        Signer(f"시연 기관 {n}", "위원장" if n == 1 else "위원", f"시연 위원 {n}") for n in range(1, 20)
    )
    remote = Signer("시연 대학교", "위원", "시연 위원 20", "원격 출석")
    guests = (
        Signer("시연 중소벤처기업부", "차관", "시연 배석자 1"),
        Signer("시연 공급기업 B", "대표", "시연 배석자 2"),
    )
    return SignatureSheet(
        BODY, MEETING, HELD, PLACE, (*members, remote), guests, number=3, empty_lines=3, demonstration=True
    )


def sample_notice(**changes: object) -> MeetingNotice:
    values: dict[str, object] = {
        "body": BODY,
        "issued_as": "시연 상생협의회 위원장",
        "recipients": ("시연 위원 1", "시연 위원 2"),
        "title": MEETING,
        "number": 3,
        "held_at": HELD,
        "place": PLACE,
        "agenda": (NoticeItem(1, "2026년 지원계획", "report"), NoticeItem(2, MODEL)),
        "rule": "운영세칙 제1판 제5조(예시 규칙)",
        "written_at": MADE,
        "legal_basis": "같은 법 시행령 제14조",
        "remote": "화상회의 주소는 따로 보냅니다.",
        "urgent": "지원 공고의 마감이 가깝습니다.",
        "reply_by": date(2026, 11, 5),
        "reply_to": "협의회 사무국",
        "conflict_note": "안건과 이해관계가 있으면 회신에 적어 주시기 바랍니다.",
        "attachments": (Attachment("의안집"),),
        "letter_number": "상생협의회-12",
        "issued_on": date(2026, 10, 30),
        "demonstration": True,
    }
    return MeetingNotice(**(values | changes))  # type: ignore[arg-type]
