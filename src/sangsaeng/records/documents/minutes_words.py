"""The words of the minutes, in Korean and in English."""

from dataclasses import dataclass, replace

from sangsaeng.records.documents.content import Language


@dataclass(frozen=True, slots=True)
class Words:
    """Every fixed word and sentence of the minutes in one language."""

    language: Language
    minutes: str
    document_title: str
    meeting: str
    body: str
    held_at: str
    place: str
    host: str
    not_recorded: str
    attendees: str
    head_count: str
    deputies: str
    no_attendees: str
    seat: str
    role: str
    capacity: str
    attendance: str
    attendances: dict[str, str]
    observers: str
    observer: str
    observer_role: str
    no_observers: str
    proceedings: str
    no_proceedings: str
    agenda: str
    no_agenda: str
    number: str
    item: str
    item_column: str
    item_cell: str
    item_title: str
    model_code: str
    proposer: str
    remarks: str
    no_remarks: str
    decisions: str
    no_decision: str
    votes: str
    no_vote: str
    entitled: str
    excluded: str
    present: str
    in_favour: str
    against: str
    abstained: str
    persons: str
    item_width: float
    count_width: float
    letter_width: float
    outcome: str
    outcomes: dict[str, str]
    rule: str
    signatures: str
    no_signatures: str
    summary: str

    def for_the_public(self, instead: str) -> "Words":
        """The words of a public edition: what is not in it may still be on record."""
        return replace(
            self,
            not_recorded=instead,
            no_attendees=instead,
            no_observers=instead,
            no_proceedings=instead,
            no_agenda=instead,
            no_remarks=instead,
            no_decision=instead,
            no_vote=instead,
            no_signatures=instead,
        )


KOREAN = Words(
    language="ko",
    minutes="회의록",
    document_title="{meeting} 회의록",
    meeting="회의명",
    body="회의체",
    held_at="일시",
    place="장소",
    host="주관",
    not_recorded="기록 없음",
    attendees="참석자",
    head_count="재적 {total}명 가운데 {present}명이 참석했습니다(원격 {remote}명, {deputies}불참 {absent}명).",
    deputies="대리 {count}명, ",
    no_attendees="기록된 참석자 없음",
    seat="위원",
    role="직위",
    capacity="자격",
    attendance="출석",
    attendances={"in person": "출석", "remote": "원격 출석", "deputy": "대리 출석", "absent": "불참"},
    observers="배석자",
    observer="배석자",
    observer_role="소속과 역할",
    no_observers="기록된 배석자 없음",
    proceedings="진행 순서",
    no_proceedings="기록된 진행 순서 없음",
    agenda="상정 안건",
    no_agenda="기록된 안건 없음",
    number="번호",
    item="제{number}호 안건",
    item_column="안건",
    item_cell="제{number}호 안건",
    item_title="안건명",
    model_code="모델 번호",
    proposer="제안자",
    remarks="발언 요지",
    no_remarks="기록된 발언 없음",
    decisions="결정 사항",
    no_decision="기록된 결정 없음",
    votes="표결 내용",
    no_vote="기록된 표결 없음",
    entitled="재적",
    excluded="제척",
    present="출석",
    in_favour="찬성",
    against="반대",
    abstained="기권",
    persons="명",
    item_width=1.9,
    count_width=1.5,
    letter_width=0.0,
    outcome="결과",
    outcomes={"carried": "가결", "not carried": "부결", "no quorum": "의사정족수 미달"},
    rule="적용 규칙: {rule} (근거: {legal_basis})",
    signatures="서명",
    no_signatures="기록된 서명자 없음",
    summary="{title}의 회의록입니다. 안건은 {items}건입니다. 표결 결과는 가결 {carried}건, 부결 {not_carried}건, "
    "의사정족수 미달 {no_quorum}건이고, 표결 기록이 없는 안건은 {unvoted}건입니다.",
)

ENGLISH = Words(
    language="en",
    minutes="Minutes",
    document_title="Minutes of {meeting}",
    meeting="Meeting",
    body="Body",
    held_at="Date and time",
    place="Place",
    host="Host",
    not_recorded="Not recorded",
    attendees="Attendees",
    head_count="Attended: {present} of {total} members ({remote} remotely{deputies}). Absent: {absent}.",
    deputies=", {count} by deputy",
    no_attendees="No attendees recorded",
    seat="Member",
    role="Role",
    capacity="Capacity",
    attendance="Attendance",
    attendances={"in person": "In person", "remote": "Remote", "deputy": "By deputy", "absent": "Absent"},
    observers="Observers",
    observer="Observer",
    observer_role="Affiliation and role",
    no_observers="No observers recorded",
    proceedings="Order of proceedings",
    no_proceedings="No order of proceedings recorded",
    agenda="Agenda",
    no_agenda="No agenda items recorded",
    number="No.",
    item="Item {number}",
    item_column="No.",
    item_cell="{number}",
    item_title="Title",
    model_code="Model no.",
    proposer="Proposed by",
    remarks="Gist of remarks",
    no_remarks="No remarks recorded",
    decisions="Decisions",
    no_decision="No decision recorded",
    votes="Votes",
    no_vote="No vote recorded",
    entitled="Members",
    excluded="Recused",
    present="Present",
    in_favour="For",
    against="Against",
    abstained="Abstained",
    persons="",
    item_width=0.9,
    count_width=0.55,
    letter_width=0.19,
    outcome="Outcome",
    outcomes={"carried": "carried", "not carried": "not carried", "no quorum": "no quorum"},
    rule="Rule applied: {rule} (basis: {legal_basis})",
    signatures="Signatures",
    no_signatures="No signatories recorded",
    summary="Minutes of {title}. Agenda items: {items}. Carried: {carried}; not carried: {not_carried}; "
    "no quorum: {no_quorum}; no vote recorded: {unvoted}.",
)  # fmt: skip

WORDS: dict[Language, Words] = {"ko": KOREAN, "en": ENGLISH}
