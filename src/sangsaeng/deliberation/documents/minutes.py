"""What the minutes of a recorded meeting hold, read from its records; whole, or as the public may read them.

The minutes are written in Korean. What 공공기록물법 시행령 §18 asks for is all there; nothing is in them that is not on record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import override

from sangsaeng.deliberation.documents.frozen import plain, restored
from sangsaeng.deliberation.models import AgendaItem as Item
from sangsaeng.deliberation.models import (
    Attendance,
    Ballot,
    Body,
    BylawVersion,
    Exclusion,
    Meeting,
    Method,
    Seat,
)
from sangsaeng.deliberation.models import Vote as Round
from sangsaeng.deliberation.tally import BASE_WORDS, Language, fraction_words
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import ConflictReason
from sangsaeng.proposals.models import RequestedSupport
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.documents.content import Signatory
from sangsaeng.records.documents.minutes_content import (
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
from sangsaeng.records.queries import history

HOW = {
    Attendance.How.PRESENT: "in person",
    Attendance.How.REMOTE: "remote",
    Attendance.How.DEPUTY: "deputy",
    Attendance.How.ABSENT: "absent",
}
OUTCOME = {"carried": "carried", "not_carried": "not carried", "no_quorum": "no quorum"}
RECUSAL = {
    Exclusion.Reason.BY_LAW: "excluded",
    Exclusion.Reason.ON_REQUEST: "challenged",
    Exclusion.Reason.SELF_RECUSAL: "withdrew",
}
SECRETARY = "간사"
MANNER = {"": "", "as_proposed": "original", "amended": "amended", "conditional": "conditional"}
HOST = {
    Body.Kind.COUNCIL: "실무지원단(사무국)",
    Body.Kind.SUB_COUNCIL: "실무지원단(사무국)",
    Body.Kind.COMMITTEE: "실무추진단(사무국)",
}
# What the public edition leaves out, and by which item of 정보공개법 §9①.
WITHHELD = (
    Withheld("참여 기업과 품목의 이름, 모델이 아닌 안건의 제목, 조건의 내용", "제7호"),
    Withheld("위원의 이름과 회피·제척·기피의 사유", "제6호"),
    Withheld("발언 요지와 위원별 표결", "제5호", until="상생모델의 심의가 모두 끝날 때"),
)

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


DECISION = {
    (Body.Kind.COUNCIL, Item.Outcome.RETURNED): "보완을 요청하기로 합니다.",
    (Body.Kind.COUNCIL, Item.Outcome.REJECTED): "건의하지 않기로 합니다.",
    (Body.Kind.SUB_COUNCIL, Item.Outcome.ADOPTED): "상생협의회에 올리는 것이 알맞다고 봅니다.",
    (Body.Kind.SUB_COUNCIL, Item.Outcome.RETURNED): "보완이 필요하다고 봅니다.",
    (Body.Kind.SUB_COUNCIL, Item.Outcome.REJECTED): "상생협의회에 올리는 것이 알맞지 않다고 봅니다.",
    (Body.Kind.COMMITTEE, Item.Outcome.ADOPTED): "상생모델을 승인합니다.",
    (Body.Kind.COMMITTEE, Item.Outcome.RETURNED): "보완을 요청하기로 합니다.",
    (Body.Kind.COMMITTEE, Item.Outcome.REJECTED): "승인하지 않기로 합니다.",
}
# Motions without a model, reports, and what was put off: the same before every body.
DECISION_OF_OTHERS = {
    Item.Outcome.ADOPTED: "의결주문대로 의결합니다.",
    Item.Outcome.REJECTED: "부결합니다.",
    Item.Outcome.RETURNED: "보완을 요청하기로 합니다.",
    Item.Outcome.DEFERRED: "이번 회의에서 결정하지 않고 보류합니다.",
    Item.Outcome.NOTED: "보고를 받았습니다.",
}


def decision_text(item: Item, kind: str, *, public: bool = False) -> str:
    """What was decided, as a sentence. The council recommends; only the committee approves.

    The public reads no reasons: they may tell of firms.
    """
    if not item.outcome:
        return ""
    outcome = Item.Outcome(item.outcome)
    if item.is_adopted and item.model_id and kind == Body.Kind.COUNCIL:
        kinds = ", ".join(str(RequestedSupport.Kind(k).label) for k in item.support)
        what = f" 지원 종류: {kinds}." if kinds else ""
        return f"정부 지원을 경쟁력강화위원회에 건의하기로 의결합니다.{what}"
    text = DECISION.get((Body.Kind(kind), outcome)) if item.model_id else None
    text = text or DECISION_OF_OTHERS[outcome]
    if item.is_adopted and not item.model_id and not public:
        text = f"{text} 의결주문: {item.resolution}"
    if item.is_report and item.content and not public:
        text = f"{text} 보고 내용: {' '.join(item.content.split())}"
    return f"{text} 사유: {item.note}" if item.note and not public else text


def _vote(round: Round, bylaw: BylawVersion, public: bool) -> Vote | None:
    """One closed or annulled round with its counts, its rule and, in the whole edition, who voted how by name."""
    counted = round.tally
    if counted is None:
        return None
    ballots = [] if public else list(round.ballots.all())
    entered = [b.seat.label for b in ballots if b.entered_by_id != b.seat.user_id]
    noted = f" 사무국이 확인해 입력한 표: {', '.join(entered)}." if entered else ""
    by_name = round.method in (Method.NAMED, Method.WRITTEN)
    written = round.method == Method.WRITTEN
    return Vote(
        entitled=counted.entitled,
        excluded=counted.excluded,
        present=counted.present,
        in_favour=counted.for_,
        against=counted.against,
        abstained=counted.abstain,
        outcome=OUTCOME[counted.outcome],  # type: ignore[arg-type]
        rule=f"{bylaw_name(bylaw)}: {rule_text(bylaw)}.{noted}",
        legal_basis=TEMPLATE_BASIS if bylaw.is_template else bylaw.legal_basis,
        method=round.method,  # type: ignore[arg-type]
        question="" if public else round.question,
        ballots=tuple((b.seat.label, str(Ballot.Choice(b.choice).label)) for b in ballots) if by_name else (),
        deadline=round.deadline if written else None,
        replies=counted.for_ + counted.against + counted.abstain if written else None,
        annulled=_annulment(round, public),
    )


def _annulment(round: Round, public: bool) -> Annulment | None:
    """Why a vote does not count; the words may tell of a person, so the public reads only that it was decided."""
    if not round.is_annulled:
        return None
    if public:
        return Annulment("이 공개본에 싣지 않음", "회의의 결정")
    return Annulment(round.annulled_because, round.annulled_by)


def _recusal(exclusion: Exclusion, public: bool) -> RecusalRecord:
    reason = str(ConflictReason(exclusion.code).label) if exclusion.code and not public else ""
    return RecusalRecord(
        name="위원 1명" if public else exclusion.seat.label,
        kind=RECUSAL[Exclusion.Reason(exclusion.reason)],  # type: ignore[arg-type]
        reason=reason,
    )


def _agenda_item(item: Item, meeting: Meeting, public: bool) -> AgendaItem:
    model, bylaw = item.model, meeting.bylaw
    rounds = sorted(item.votes.all(), key=lambda round: round.round)
    votes = tuple(vote for vote in (_vote(round, bylaw, public) for round in rounds) if vote)
    conditions = tuple(line for line in item.conditions.splitlines() if line.strip()) if not public else ()
    proposer = f"{model.demand_company.name}·{model.supplier.name}" if model and not public else ""
    return AgendaItem(
        number=item.number,
        title=_public_title(item) if public else item.name,
        model_code=model.code if model else "",
        proposer=proposer,
        remarks=() if public else tuple(item.remarks.splitlines()),
        decision=decision_text(item, meeting.body.kind, public=public),
        vote_note="" if votes else "표결을 마치지 않음" if rounds else "표결하지 않음",
        matter="report" if item.is_report else "deliberation",
        votes=votes,
        recusals=tuple(_recusal(exclusion, public) for exclusion in item.exclusions.all()),
        form=MANNER[item.manner],  # type: ignore[arg-type]
        amendments=conditions if item.manner == Item.Manner.AMENDED else (),
        conditions=conditions if item.manner == Item.Manner.CONDITIONAL else (),
        closed=item.kind == Item.Kind.MODEL and public,
    )


def _public_title(item: Item) -> str:
    """The codename of a model; of a report or motion only what kind it is: its title may name a firm."""
    return item.model.codename if item.model else str(Item.Kind(item.kind).label)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(SEOUL):%H:%M}"


def _proceedings(meeting: Meeting, public: bool) -> tuple[str | Adjournment, ...]:
    """The order of the meeting with the times on record, in Seoul time: visits, opening, pauses, items, close."""
    rows: list[tuple[datetime, str | Adjournment]] = []
    for visit in meeting.site_visits.all():
        where = "" if public else f": {visit.place}"
        rows.append((visit.starts_at, f"시찰({_clock(visit.starts_at)}){where}"))
    if meeting.opened_at:
        begun = "서면 의결 시작" if meeting.is_written else "개회와 성원 보고"
        rows.append((meeting.opened_at, f"{begun}({_clock(meeting.opened_at)})"))
    since: datetime | None = None
    reason = ""
    for event in history(meeting).filter(verb__in=("deliberation.adjourn", "deliberation.resume")):
        if event.verb == "deliberation.adjourn":
            since, reason = event.at, event.data.get("reason", "")
        elif since is not None:
            rows.append((since, Adjournment(since, event.at, "" if public else reason)))
            since = None
    if since is not None:
        rows.append((since, Adjournment(since, None, "" if public else reason)))
    for item in meeting.agenda.all():
        what = "보고" if item.is_report else "심의와 의결"
        urgent = " (긴급 안건)" if item.added_urgently else ""
        when = item.decided_at or meeting.closed_at
        if when is not None:
            rows.append((when, f"제{item.number}호 안건 {what}{urgent}({_clock(when)})"))
    rows.sort(key=lambda row: row[0])
    if meeting.closed_at:
        over = "서면 의결 마침" if meeting.is_written else "폐회"
        rows.append((meeting.closed_at, f"{over}({_clock(meeting.closed_at)})"))
    return tuple(text for _when, text in rows)


def _attendees(meeting: Meeting, public: bool) -> tuple[Attendee, ...]:
    if meeting.is_written:
        return ()  # nobody attends a written resolution; who answered stands with the vote
    return tuple(
        Attendee(
            seat="비공개" if public else a.seat.label,
            role=role_of(a.seat),
            capacity=str(a.seat.get_capacity_display()),
            attendance=HOW[Attendance.How(a.how)],  # type: ignore[arg-type]
            deputy="" if public or a.deputy is None else a.deputy.display_name,
            by_sheet=a.by_sheet and a.is_there,
        )
        for a in meeting.attendance.all()
    )


def _observers(meeting: Meeting, public: bool) -> tuple[Observer, ...]:
    return tuple(
        Observer(
            "비공개" if public else guest.name,
            str(guest.get_category_display())
            + (f", {guest.position}" if guest.position and not public else ""),
        )
        for guest in meeting.guests.all()
    )


def whole(meeting: Meeting) -> Meeting:
    """The meeting with all that its minutes need, in a fixed number of queries."""
    return (
        Meeting.objects.select_related("body", "bylaw", "secretary")
        .prefetch_related(
            "attendance__seat",
            "attendance__deputy",
            "guests",
            "site_visits",
            "agenda__model__demand_company",
            "agenda__model__supplier",
            "agenda__exclusions__seat",
            "agenda__votes__ballots__seat",
        )
        .get(pk=meeting.pk)
    )


def role_of(seat: Seat) -> str:
    """위원장, 부위원장 or 위원."""
    return "위원장" if seat.is_chair else "부위원장" if seat.is_vice_chair else "위원"


def signer_of(meeting: Meeting) -> Seat | None:
    """Whose signature as chair the minutes wait for: the chair's if he was there and read every item, else the vice
    chair's. Who stepped out of an item reads no minutes of it and signs none. In a written resolution nobody is «there».
    """
    rows = meeting.attendance.select_related("seat__user")
    led = [row.seat for row in rows if (row.is_there or meeting.is_written) and role_of(row.seat) != "위원"]
    led.sort(key=lambda seat: not seat.is_chair)
    return next((seat for seat in led if not _kept_from(seat, meeting)), None)


def chair_label(meeting: Meeting) -> str:
    """The name beside the signature as chair: of who signs, or where nobody can, of the chair at the meeting."""
    signer = signer_of(meeting)
    chair = signer or next(
        (row.seat for row in meeting.attendance.select_related("seat") if row.seat.is_chair), None
    )
    return chair.label if chair else ""


def _kept_from(seat: Seat, meeting: Meeting) -> bool:
    """Whether some item of the meeting is withheld from the holder of a seat."""
    if meeting.agenda.filter(exclusions__seat=seat).exists():
        return True
    models = meeting.agenda.filter(model__isnull=False)
    return seat.user is not None and models.exclude(model__in=whole_to(seat.user)).exists()


def minutes_of(meeting: Meeting, *, public: bool = False) -> Minutes:
    """The minutes of a closed meeting from its records; nothing in them that is not on record.

    A public edition names neither firms nor persons.
    """
    meeting = whole(meeting)
    with override("ko"):
        signer = signer_of(meeting)
        chair = Signatory(role_of(signer) if signer else "위원장", chair_label(meeting))
        secretary = meeting.secretary.display_name if meeting.secretary else "사무국"
        names = _names(meeting) if public else frozenset()
        return Minutes(
            body=meeting.body.name,
            title=_unless_it_names(meeting.full_title, names, "회의"),
            number=meeting.number,
            held_at=meeting.took_place_at,
            place=_place(meeting, names, public),
            host=HOST[Body.Kind(meeting.body.kind)],
            attendees=_attendees(meeting, public),
            observers=_observers(meeting, public),
            agenda=tuple(_agenda_item(item, meeting, public) for item in meeting.agenda.all()),
            proceedings=_proceedings(meeting, public),
            signatories=()
            if public
            else (*((chair,) if chair.name else ()), Signatory(SECRETARY, secretary)),
            written_on=meeting.closed_at.astimezone(SEOUL).date() if meeting.closed_at else None,
            demonstration=meeting.demonstration,
            edition="public" if public else "full",
            withheld=WITHHELD if public else (),
        )


def _names(meeting: Meeting) -> frozenset[str]:
    """Every name of a firm, an item and a person in the meeting."""
    found = {seat.seat.label for seat in meeting.attendance.all()} | {g.name for g in meeting.guests.all()}
    found |= {row.deputy.display_name for row in meeting.attendance.all() if row.deputy}
    for item in meeting.agenda.all():
        if item.model is None:
            found.add(item.title)
        else:
            model = item.model
            found |= {model.title, model.item_text, model.demand_company.name, model.supplier.name}
    return frozenset(name for name in found if name)


def _place(meeting: Meeting, names: frozenset[str], public: bool) -> str:
    """Where it met; the public is not told the company that played host."""
    return "비공개" if public and meeting.host_id else _unless_it_names(meeting.place, names, "비공개")


def _unless_it_names(text: str, names: frozenset[str], instead: str) -> str:
    return instead if any(name in text for name in names) else text


def frozen_of(meeting: Meeting) -> dict[str, Any]:
    """What the minutes say, whole and for the public, to be kept with their first version."""
    return {"full": plain(minutes_of(meeting)), "public": plain(minutes_of(meeting, public=True))}


def of_version(
    version: int,
    content: dict[str, Any],
    *,
    added: Sequence[AddedRemark] = (),
    signed: Mapping[str, Signatory] | None = None,
    public: bool = False,
) -> Minutes:
    """The minutes as a version says them: what was kept, the remarks of this version and those before, signatures.

    `signed` holds, by role, who signed and the words that stand in the place of the signature.
    """
    held: Minutes = restored(Minutes, content["public" if public else "full"])
    if public:
        return replace(held, version=version)
    signed = signed or {}
    signatories = tuple(
        signed.get("secretary" if each.role == SECRETARY else "chair", each) for each in held.signatories
    )
    return replace(held, version=version, added=tuple(added), signatories=signatories)
