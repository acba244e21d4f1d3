"""Invented papers around and after a meeting for the tests."""

from datetime import UTC, date, datetime

from tests.records.documents.paper_samples import BODY, HELD, MADE, MEETING, MODEL, PLACE, SECOND

from sangsaeng.records.documents.appointment import Appointment, Dismissal
from sangsaeng.records.documents.common import Attachment
from sangsaeng.records.documents.content import Signatory
from sangsaeng.records.documents.fee_sheet import FeeLine, FeeSheet
from sangsaeng.records.documents.handover import Handover, HandoverItem, HandoverList, Person
from sangsaeng.records.documents.press_release import Clearance, Contact, PressRelease, Quote
from sangsaeng.records.documents.result_report import FollowUp, ResultItem, ResultReport

AFTER = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


def sample_appointment() -> Appointment:
    return Appointment(
        body=BODY,
        name="시연 위원 5",
        legal_basis="시연 상생협의회 운영세칙 제3조",
        since=date(2026, 12, 1),
        until=date(2028, 11, 30),
        written_at=MADE,
        appointed_by="시연 상생협의회 위원장",
        affiliation="시연 대학교",
        position="교수",
        capacity="위촉직(학계)",
        secrecy_basis="시연 상생협의회 운영세칙 제12조",
        privacy=(
            ("수집 항목", "성명, 소속, 직위, 연락처"),
            ("목적", "위원 위촉과 회의 운영"),
            ("보유 기간", "임기가 끝난 뒤 3년"),
        ),
        demonstration=True,
    )


def sample_dismissal() -> Dismissal:
    return Dismissal(
        BODY, "시연 위원 5", "시연 상생협의회 위원장", date(2027, 3, 1), "본인이 그만두기를 원함", "운영세칙 제4조", MADE, demonstration=True
    )  # fmt: skip


def sample_report() -> ResultReport:
    return ResultReport(
        BODY,
        MEETING,
        HELD,
        PLACE,
        "재적 20명, 출석 15명(원격 2명), 배석 6명",
        (
            ResultItem(1, "2026년 지원계획", "보고", "report", "보고를 받았습니다."),
            ResultItem(2, MODEL, "가결", decision="경쟁력강화위원회에 건의하기로 했습니다.", working="재적 20명, 제척 2명, 출석 15명, 찬성 11명, 반대 4명: 가결"),
            ResultItem(3, SECOND, "보완", decision="보완하여 다시 올리기로 했습니다."),
        ),
        AFTER,
        number=3,
        chair="시연 위원 1",
        gist="상생모델 2건을 심의하여 1건을 건의하기로 했습니다.",
        remarks=("시험 일정을 앞당기자는 의견이 있었습니다.",),
        follow_ups=(FollowUp("건의 공문 발송", "사무국", date(2026, 11, 13)), FollowUp("보완 요청", "사무국")),
        attachments=(Attachment("회의록"), Attachment("서명부")),
        reported_by="시연 협의회 사무국",
        demonstration=True,
    )  # fmt: skip


def sample_release() -> PressRelease:
    return PressRelease(
        BODY,
        "시연 상생협의회, 상생모델 1건 건의",
        (
            "시연 상생협의회는 9일 제3차 회의를 열어 상생모델 1건을 경쟁력강화위원회에 건의하기로 했다.",
            Quote("시연 위원 1", "함께 만들고 함께 쓰는 길을 찾겠다", Clearance("시연 위원 1", AFTER), "시연 상생협의회 위원장"),
            "이번 건의는 승인과 다르며, 승인 여부는 경쟁력강화위원회가 정한다.",
        ),
        "시연 협의회 사무국",
        AFTER,
        subtitles=("보완 1건은 다음 회의에서 다시 논의",),
        embargo=datetime(2026, 11, 10, 3, 0, tzinfo=UTC),
        contacts=(Contact("책임자", "시연 담당자 2", "02-000-0000"), Contact("담당자", "시연 담당자 1")),
        reference=("상생모델: 대기업과 중소기업이 함께 이익을 얻도록 역할을 나누는 협력모델",),
        attachments=(Attachment("회의 개요"),),
        demonstration=True,
    )  # fmt: skip


def sample_handover() -> Handover:
    return Handover(
        BODY,
        "상생협의회 운영",
        Person("시연 담당자 1", "주무관"),
        Person("시연 담당자 3", "주무관"),
        date(2026, 11, 20),
        (
            HandoverList("안건", (HandoverItem(MODEL, "심의 중", date(2026, 12, 1)), HandoverItem(SECOND, "보완 요청"))),
            HandoverList("의견조회", (HandoverItem("시연 산업통상부 의견", "회신 기다림", date(2026, 11, 27), "1회 연장"),)),
            HandoverList("건의", ()),
        ),
        witness=Person("시연 담당자 2", "과장"),
        reason="인사이동",
        notes=("시찰 일정은 공급기업과 다시 정해야 합니다.",),
        demonstration=True,
    )  # fmt: skip


def sample_fees() -> FeeSheet:
    return FeeSheet(
        BODY,
        "제3차 회의 참석·심사 수당 지급조서",
        "제3차 회의 참석과 안건 심사",
        (
            FeeLine("시연 대학교", "시연 위원 5", "attendance", 1, 200_000),
            FeeLine("시연 연구원", "시연 위원 6", "review", 3, 100_000, "서면"),
        ),
        AFTER,
        basis="시연 수당 지급 기준",
        signatories=(Signatory("작성자", "시연 담당자 1"), Signatory("확인자", "시연 담당자 2")),
        demonstration=True,
    )
