"""Invented minutes for the tests: every field filled with a text of its own."""

from datetime import UTC, date, datetime

from sangsaeng.records.documents.content import Signatory
from sangsaeng.records.documents.minutes import AgendaItem, Attendee, Minutes, Observer, Vote

RULE = "시연 의결 규칙 1판"
BASIS = "시연 협의회 운영 규정 제5조"


def sample_minutes(*, demonstration: bool = True) -> Minutes:
    """Two to three pages of realistic minutes with one recusal, one abstention and one item without a vote."""
    attendees = (
        Attendee("시연 위원 1", "위원장", "당연직", "in person"),
        Attendee("시연 위원 2", "위원", "당연직(소관 부처)", "in person"),
        Attendee("시연 위원 3", "위원", "위촉직(대기업)", "in person"),
        Attendee("시연 위원 4", "위원", "위촉직(중소기업)", "in person"),
        Attendee("시연 위원 5", "위원", "위촉직(학계)", "remote"),
        Attendee("시연 위원 6", "위원", "위촉직(연구기관)", "in person"),
        Attendee("시연 위원 7", "위원", "위촉직(금융)", "in person"),
        Attendee("시연 위원 8", "위원", "위촉직(협회)", "in person"),
        Attendee("시연 위원 9", "위원", "위촉직(지원기관)", "absent"),
    )
    agenda = (
        AgendaItem(
            1, "고순도 염화수소 국산화 상생모델 건의(안)", "WM-2026-001", "시연 수요기업 A·시연 공급기업 B",
            (
                "시연 위원 4는 수요기업이 시제품 평가 일정을 먼저 밝히면 공급기업이 설비 투자를 앞당길 수 있다고 말했습니다.",
                "시연 위원 5는 시험 성적서의 항목과 순도 기준을 계약 전에 정해야 한다고 말했습니다. "
                "순도 99.999 %를 평가 기준으로 제안했습니다.",
            ),
            "기술개발, 정책금융, 규제 개선을 지원하도록 경쟁력강화위원회에 건의합니다.",
            Vote(9, 1, 7, 6, 1, 0, "carried", RULE, BASIS),
        ),
        AgendaItem(
            2, "반도체용 석영 유리관 공동 개발 상생모델 건의(안)", "WM-2026-002", "시연 협회 C",
            (), "수요 물량을 보완하여 다시 상정합니다.", Vote(9, 0, 8, 3, 4, 1, "not carried", RULE, BASIS),
        ),
        AgendaItem(3, "지난 회의 건의 사항의 이행 현황 보고", "", "시연 간사", ("이행 현황을 보고받았습니다.",), "보고를 접수합니다."),
    )  # fmt: skip
    return Minutes(
        body="시연 상생협의회",
        title="시연 상생협의회 정기회의",
        number=3,
        held_at=datetime(2026, 11, 9, 5, 0, tzinfo=UTC),
        place="시연 회의실 301호(원격 병행)",
        host="시연 협의회 사무국",
        attendees=attendees,
        agenda=agenda,
        observers=(
            Observer("시연 담당자 1", "협의회 사무국 기록 담당"),
            Observer("시연 담당자 2", "지원기관 심사 담당"),
        ),
        proceedings=("개회와 성원 보고", "제척 사유 확인", "안건 심의와 표결", "결정 사항 확인", "폐회"),
        decisions=("다음 회의는 2027년 1월에 엽니다.",),
        signatories=(
            Signatory("위원장", "시연 위원 1"),
            Signatory("간사", "시연 간사"),
            Signatory("기록", "시연 담당자 1"),
        ),
        written_on=date(2026, 11, 10),
        demonstration=demonstration,
    )
