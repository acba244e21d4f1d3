"""The notice that calls a meeting (소집 통지서): as a letter's body, or by itself with a slip for the reply."""

from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.records.documents.common import (
    MATTERS,
    Attachment,
    Matter,
    Say,
    aware,
    item_sign,
    korean_day,
    korean_time,
    matter_sign,
    numbered_name,
    saying,
)
from sangsaeng.records.documents.content import (
    Attachments,
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    ListItem,
    PageBreak,
    Paragraph,
    Signatory,
    SignatureBlock,
    Space,
    Table,
)
from sangsaeng.records.documents.official_letter import OfficialLetter


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One item of the agenda as called."""

    number: int
    title: str
    matter: Matter = "deliberation"


@dataclass(frozen=True, slots=True)
class MeetingNotice:
    """What a notice says.

    `rule` is the provision of the bylaws under which it is called (운영세칙 제1판 제5조), `legal_basis` the law
    behind it. `remote` says how to attend from afar. `urgent` gives the reason of a call at short notice.
    `deputies` says whether a deputy may come. `conflict_note` is what is asked about conflicts of interest.
    """

    body: str
    issued_as: str
    recipients: tuple[str, ...]
    title: str
    held_at: datetime
    place: str
    agenda: tuple[NoticeItem, ...]
    rule: str
    written_at: datetime
    number: int | None = None
    legal_basis: str = ""
    remote: str = ""
    urgent: str = ""
    reply_by: date | None = None
    reply_to: str = ""
    deputies: bool = False
    conflict_note: str = ""
    attachments: tuple[Attachment, ...] = ()
    letter_number: str = ""
    issued_on: date | None = None
    officer: str = ""
    contact: str = ""
    disclosure: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")
        aware(self.written_at, "the time of a notice")


def _basis(data: MeetingNotice, say: Say) -> str:
    texts = [text for text in (data.rule, data.legal_basis) if text]
    return ", ".join(texts) or say("기록 없음", "not recorded")


def _item(item: NoticeItem, language: Language) -> str:
    return f"{matter_sign(item.number, item.matter, language)} {item.title}"


def _facts(data: MeetingNotice, say: Say, language: Language) -> list[tuple[str, str]]:
    """Label and value of everything but the basis and the agenda."""
    facts = [
        (say("회의명", "Meeting"), numbered_name(data.title, data.number, language)),
        (say("일시", "Time"), korean_time(data.held_at, language)),
        (say("장소", "Place"), data.place or say("미정", "not set")),
    ]
    if data.remote:
        facts.append((say("원격 참석", "Remote"), data.remote))
    if data.urgent:
        facts.append((say("긴급 소집 사유", "Why urgent"), data.urgent))
    return facts


def _reply(data: MeetingNotice, say: Say, language: Language) -> str:
    """The sentence that asks for the reply, or nothing where none is asked."""
    if data.reply_by is None:
        return ""
    day = korean_day(data.reply_by, language, weekday=True)
    to = say(f" 회신할 곳: {data.reply_to}.", f" Reply to: {data.reply_to}.") if data.reply_to else ""
    return say(
        f"참석 여부를 {day}까지 회신하여 주시기 바랍니다.{to}",
        f"Please reply by {day} whether you will attend.{to}",
    )


def notice_letter(data: MeetingNotice, language: Language = "ko") -> OfficialLetter:
    """The notice as an official letter."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    facts = [ListItem(f"{label}: {value}") for label, value in _facts(data, say, language)]
    items = tuple(ListItem(_item(item, language)) for item in data.agenda)
    facts.append(
        ListItem(say("안건", "Agenda"), items)
        if items
        else ListItem(say("안건: 정하지 않음", "Agenda: not set"))
    )
    call = say(
        "위 규정에 따라 다음과 같이 회의를 소집하오니 참석하여 주시기 바랍니다.",
        "Under this provision the meeting below is called. Please attend.",
    )
    asked = [text for text in (data.conflict_note, _reply(data, say, language)) if text]
    return OfficialLetter(
        sender=data.body,
        issued_as=data.issued_as,
        recipients=data.recipients,
        title=say(f"{meeting} 소집 통지", f"Notice of {meeting}"),
        body=(
            ListItem(say("관련: ", "Basis: ") + _basis(data, say)),
            ListItem(call, tuple(facts)),
            *(ListItem(text) for text in asked),
        ),
        written_at=data.written_at,
        attachments=data.attachments,
        number=data.letter_number,
        issued_on=data.issued_on,
        officer=data.officer,
        contact=data.contact,
        disclosure=data.disclosure,
        demonstration=data.demonstration,
    )


def _slip(data: MeetingNotice, say: Say, language: Language) -> list[Block]:
    """A page to send back: attendance, and whether there is a conflict of interest in an item."""
    kinds = [say("☐ 참석", "☐ in person"), say("☐ 원격 참석", "☐ remote") if data.remote else ""]
    if data.deputies:
        kinds.append(say("☐ 대리 참석(대리인:            )", "☐ by deputy (name:            )"))
    kinds.append(say("☐ 불참", "☐ absent"))
    columns = (
        Column(say("안건", "Item"), width=6),
        Column(say("이해관계", "Conflict of interest"), width=3, align="center"),
    )
    boxes = say("☐ 없음  ☐ 있음", "☐ no  ☐ yes")
    rows = tuple((f"{item_sign(i.number, language)} {i.title}", boxes) for i in data.agenda)
    return [
        PageBreak(),
        Heading(say("회신서", "Reply"), 1, sign=""),
        KeyValues(
            (
                (say("회의명", "Meeting"), numbered_name(data.title, data.number, language)),
                (say("참석 여부", "Attendance"), "   ".join(kind for kind in kinds if kind)),
            )
        ),
        *([Table(columns, rows, row_height=9)] if rows else []),
        SignatureBlock(say("20   .      .      .", "Date:"), (Signatory(say("위원", "Member"), ""),)),
    ]


def meeting_notice_document(data: MeetingNotice, language: Language = "ko") -> Document:
    """The notice by itself: what, when, where, under which rule, the agenda; with a slip where a reply is asked."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    facts = (*_facts(data, say, language), (say("소집 근거", "Called under"), _basis(data, say)))
    columns = (
        Column(say("번호", "No."), width=1, align="center"),
        Column(say("구분", "Kind"), width=1.6, align="center"),
        Column(say("안건명", "Title"), width=6),
    )
    rows = tuple((str(i.number), say(*MATTERS[i.matter]), i.title) for i in data.agenda)
    asked = [text for text in (data.conflict_note, _reply(data, say, language)) if text]
    texts = tuple(attachment.text(say) for attachment in data.attachments)
    blocks: list[Block] = [
        Paragraph(say("받는 분: ", "To: ") + ", ".join(data.recipients)),
        Paragraph(say("다음과 같이 회의를 소집합니다.", "The following meeting is called.")),
        KeyValues(facts),
        Heading(say("안건", "Agenda")),
        Table(columns, rows) if rows else Paragraph(say("정하지 않음", "not set")),
    ]
    if asked:
        blocks.append(Heading(say("회신", "Reply")))
        blocks += [Paragraph(text) for text in asked]
    if texts:
        blocks.append(Attachments(texts, say("붙임", "Attached"), say("끝.", "End.")))
    blocks += [
        Space(8),
        Paragraph(korean_day(data.issued_on, language) if data.issued_on else "", align="center"),
        Paragraph(data.issued_as, align="center", size="display"),
    ]
    if data.reply_by:
        blocks += _slip(data, say, language)
    return Document(
        title=say(f"{meeting} 소집 통지서", f"Notice of {meeting}"),
        author=data.body,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(
            f"{meeting}의 소집 통지입니다. 안건은 {len(data.agenda)}건입니다.",
            f"Notice of {meeting}. Agenda items: {len(data.agenda)}.",
        ),
        keywords=(say("소집 통지", "notice of meeting"), data.body),
    )
