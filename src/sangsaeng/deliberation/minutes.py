"""What the minutes of a recorded meeting hold, read from its records. The minutes are written in Korean."""

from django.utils.translation import override

from sangsaeng.deliberation.models import AgendaItem as Item
from sangsaeng.deliberation.models import Attendance, Body, BylawVersion, Exclusion, Meeting
from sangsaeng.deliberation.tally import BASE_WORDS, Language, Tally, fraction_words
from sangsaeng.pages.formats import SEOUL
from sangsaeng.proposals.models import RequestedSupport
from sangsaeng.records.documents.content import Signatory
from sangsaeng.records.documents.minutes import AgendaItem, Attendee, Minutes, Vote

HOW = {
    Attendance.How.PRESENT: "in person",
    Attendance.How.REMOTE: "remote",
    Attendance.How.ABSENT: "absent",
}
OUTCOME = {"carried": "carried", "not_carried": "not carried", "no_quorum": "no quorum"}

# The law has no rule for the council: where nobody adopted one, the minutes say whose rule was taken.
TEMPLATE_BASIS = "협의회 규정은 법에 없어 위원회 규정(시행령 제7조~제9조)을 본뜬 예시를 적용"


def rule_text(bylaw: BylawVersion, language: Language = "ko") -> str:
    """The rule in one line: 「재적 과반수 출석으로 열고 출석 과반수 찬성으로 의결」."""
    quorum = fraction_words(
        bylaw.quorum_numerator,
        bylaw.quorum_denominator,
        more_than=bylaw.quorum_more_than,
        language=language,
    )
    majority = fraction_words(
        bylaw.majority_numerator,
        bylaw.majority_denominator,
        more_than=bylaw.majority_more_than,
        language=language,
    )
    words = BASE_WORDS[language]
    if language == "ko":
        return (
            f"{words[bylaw.quorum_base]} {quorum} 출석으로 열고 "
            f"{words[bylaw.majority_base]} {majority} 찬성으로 의결"
        )
    return (
        f"opens with {quorum} {words[bylaw.quorum_base]}, resolves by {majority} {words[bylaw.majority_base]}"
    )


def bylaw_name(bylaw: BylawVersion) -> str:
    """제1판, with the mark of a template."""
    return f"운영세칙 제{bylaw.version}판" + ("(예시 규칙)" if bylaw.is_template else "")


def decision_text(item: Item, kind: str) -> str:
    """What was decided, as a sentence. The council recommends; only the committee approves."""
    outcomes = Item.Outcome
    if item.outcome == outcomes.ADOPTED and kind == Body.Kind.COUNCIL:
        kinds = ", ".join(str(RequestedSupport.Kind(k).label) for k in item.support)
        what = f" 지원 종류: {kinds}." if kinds else ""
        return f"정부 지원을 경쟁력강화위원회에 건의하기로 의결합니다.{what}"
    texts = {
        (Body.Kind.COUNCIL, outcomes.RETURNED): "보완을 요청하기로 합니다.",
        (Body.Kind.COUNCIL, outcomes.REJECTED): "건의하지 않기로 합니다.",
        (Body.Kind.COMMITTEE, outcomes.ADOPTED): "상생모델을 승인합니다.",
        (Body.Kind.COMMITTEE, outcomes.RETURNED): "보완을 요청하기로 합니다.",
        (Body.Kind.COMMITTEE, outcomes.REJECTED): "승인하지 않기로 합니다.",
        (Body.Kind.COUNCIL, outcomes.DEFERRED): "이번 회의에서 결정하지 않고 보류합니다.",
        (Body.Kind.COMMITTEE, outcomes.DEFERRED): "이번 회의에서 결정하지 않고 보류합니다.",
    }
    text = texts.get((Body.Kind(kind), outcomes(item.outcome)), "") if item.outcome else ""
    return f"{text} 사유: {item.note}" if text and item.note else text


def _vote(counted: Tally, bylaw: BylawVersion, noted: str) -> Vote:
    """The counts with their rule, and whose ballots were entered in the room: that belongs to the vote."""
    return Vote(
        entitled=counted.entitled,
        excluded=counted.excluded,
        present=counted.present,
        in_favour=counted.for_,
        against=counted.against,
        abstained=counted.abstain,
        outcome=OUTCOME[counted.outcome],  # type: ignore[arg-type]
        rule=f"{bylaw_name(bylaw)}: {rule_text(bylaw)}." + (f" {noted}." if noted else ""),
        legal_basis=TEMPLATE_BASIS if bylaw.is_template else bylaw.legal_basis,
    )


def _agenda_item(item: Item, meeting: Meeting) -> AgendaItem:
    model = item.model
    excluded = tuple(
        f"{e.seat.label}: {Exclusion.Reason(e.reason).label}. 이 안건의 심의와 표결에 참여하지 않았습니다."
        for e in item.exclusions.all()
    )
    vote = item.vote
    ballots = list(vote.ballots.all()) if vote else []
    entered = [b.seat.label for b in ballots if b.entered_by_id != b.seat.user_id]
    noted = f"사무국이 회의장에서 확인해 입력한 표: {', '.join(entered)}" if entered else ""
    counted = item.tally
    return AgendaItem(
        number=item.number,
        title=item.name,
        model_code=model.code if model else "",
        proposer=f"{model.demand_company.name}·{model.supplier.name}" if model else "",
        remarks=(*excluded, *item.remarks.splitlines()),
        decision=decision_text(item, meeting.body.kind),
        vote=_vote(counted, meeting.bylaw, noted) if counted else None,
        vote_note="" if counted else "표결을 마치지 않음" if ballots else "표결하지 않음",
    )


def _proceedings(meeting: Meeting) -> tuple[str, ...]:
    """The order of the meeting with the times on record, in Seoul time."""
    lines = []
    if meeting.opened_at:
        lines.append(f"개회와 성원 보고({meeting.opened_at.astimezone(SEOUL):%H:%M})")
    for item in meeting.agenda.all():
        when = f"({item.decided_at.astimezone(SEOUL):%H:%M} 결정)" if item.decided_at else ""
        lines.append(f"제{item.number}호 안건 심의와 의결{when}")
    if meeting.closed_at:
        lines.append(f"폐회({meeting.closed_at.astimezone(SEOUL):%H:%M})")
    return tuple(lines)


def minutes_of(meeting: Meeting) -> Minutes:
    """The minutes of a closed meeting; nothing in them that is not on record."""
    meeting = (
        Meeting.objects.select_related("body", "bylaw")
        .prefetch_related(
            "attendance__seat",
            "agenda__model__demand_company",
            "agenda__model__supplier",
            "agenda__exclusions__seat",
            "agenda__votes__ballots__seat",
        )
        .get(pk=meeting.pk)
    )
    with override("ko"):
        attendees = tuple(
            Attendee(
                seat=a.seat.label,
                role="위원장" if a.seat.is_chair else "위원",
                capacity=str(a.seat.get_capacity_display()),
                attendance=HOW[Attendance.How(a.how)],  # type: ignore[arg-type]
            )
            for a in meeting.attendance.all()
        )
        chair = next((a.seat for a in meeting.attendance.all() if a.seat.is_chair), None)
        host = {Body.Kind.COUNCIL: "실무지원단(사무국)", Body.Kind.COMMITTEE: "실무추진단(사무국)"}
        return Minutes(
            body=meeting.body.name,
            title=meeting.title,
            number=meeting.number,
            held_at=meeting.held_at,
            place=meeting.place,
            host=host[Body.Kind(meeting.body.kind)],
            attendees=attendees,
            agenda=tuple(_agenda_item(item, meeting) for item in meeting.agenda.all()),
            proceedings=_proceedings(meeting),
            signatories=(
                *((Signatory("위원장", chair.label),) if chair else ()),
                Signatory("간사", "사무국"),
            ),
            written_on=meeting.closed_at.astimezone(SEOUL).date() if meeting.closed_at else None,
            demonstration=meeting.demonstration,
        )
