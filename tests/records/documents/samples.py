"""Invented minutes for the tests: every field filled with a text of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sangsaeng.records.documents.common import signed_at
from sangsaeng.records.documents.content import Signatory
from sangsaeng.records.documents.minutes import (
    AddedRemark,
    Adjournment,
    AgendaItem,
    Annulment,
    Attendee,
    Minutes,
    Observer,
    RecusalRecord,
    Vote,
    Withheld,
)

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


def full_minutes() -> Minutes:
    """A second version with all that a long meeting may have: an annulled vote, a secret one, one in writing."""
    wrong = Vote(
        9, 2, 6, 4, 2, 0, "carried", RULE, BASIS, method="open", question="원안대로 건의하는 것",
        annulled=Annulment("대리인의 표가 세어졌습니다.", "같은 회의에서 출석 위원 전원의 찬성으로 무효로 했습니다."),
    )  # fmt: skip
    votes = (
        wrong,
        replace(
            wrong, present=6, in_favour=3, against=3, outcome="not carried", method="secret", annulled=None
        ),
    )
    named = Vote(
        9,
        0,
        8,
        7,
        1,
        0,
        "carried",
        RULE,
        BASIS,
        method="named",
        ballots=(("시연 위원 1", "찬성"), ("시연 위원 2", "반대")),
    )
    written = Vote(
        9, 0, 9, 8, 0, 1, "carried", RULE, BASIS, method="written",
        deadline=datetime(2026, 11, 13, 9, 0, tzinfo=UTC), replies=9,
    )  # fmt: skip
    base = sample_minutes()
    agenda = (
        replace(base.agenda[2], number=1, matter="report"),
        replace(
            base.agenda[0], number=2, vote=None, votes=votes, closed=True,
            recusals=(RecusalRecord("시연 위원 3", "excluded", "당사자의 임원"), RecusalRecord("시연 위원 6", "withdrew", "연구 용역 수행")),
        ),
        replace(
            base.agenda[1], number=3, vote=named, form="conditional",
            amendments=("지원 기간을 3년으로 고칩니다.",), conditions=("구매 의향서를 먼저 냅니다.",),
        ),
        AgendaItem(4, "시찰 계획", vote=replace(written, method="consent", deadline=None, replies=None, in_favour=0, abstained=0)),
        AgendaItem(5, "운영세칙 개정", vote=written, form="original", decision="원안대로 의결합니다."),
    )  # fmt: skip
    start = datetime(2026, 11, 9, 5, 40, tzinfo=UTC)
    return replace(
        base,
        attendees=(
            *base.attendees[:7],
            replace(base.attendees[7], attendance="deputy", deputy="시연 대리인 1", by_sheet=True),
            base.attendees[8],
        ),
        agenda=agenda,
        proceedings=(
            "개회와 성원 보고(14:00)",
            Adjournment(start, datetime(2026, 11, 9, 6, 0, tzinfo=UTC), "수정안 마련"),
            "폐회(16:10)",
        ),
        signatories=(
            Signatory("위원장", "시연 위원 1", signed_at(datetime(2026, 11, 10, 5, 2, tzinfo=UTC))),
            Signatory("간사", "시연 간사"),
        ),
        version=2,
        added=(
            AddedRemark(
                2,
                "순도 기준은 99.9995 %로 말했습니다.",
                "시연 위원 5",
                datetime(2026, 11, 12, 1, 0, tzinfo=UTC),
            ),
        ),
    )


def public_minutes() -> Minutes:
    """The same for the public, as a caller would redact it."""
    full = full_minutes()
    hidden = (
        replace(
            item,
            title=item.title if item.matter == "report" else f"상생모델 {item.number}",
            model_code="",
            proposer="",
            remarks=(),
            recusals=tuple(replace(recusal, name="위원 1명", reason="") for recusal in item.recusals),
            vote=replace(item.vote, ballots=()) if item.vote else None,
        )
        for item in full.agenda
    )
    return replace(
        full,
        edition="public",
        agenda=tuple(hidden),
        added=(),
        withheld=(
            Withheld("기업과 품목의 이름", "제7호(경영상 비밀)"),
            Withheld("위원별 발언과 표", "제5호(의사결정 과정)", "승인 여부가 정해진 날"),
        ),
    )
