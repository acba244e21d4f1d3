"""A draft of a press release (보도자료). A quote stands in it only with its recorded clearance."""

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.records.documents.common import Attachment, Say, aware, korean_time, particle, saying
from sangsaeng.records.documents.content import (
    Attachments,
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    Paragraph,
    Space,
    Table,
)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Who allowed a quote, and when."""

    by: str
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at, "the time of a clearance")
        if not self.by.strip():
            raise ValueError("a clearance needs the one who gave it")


@dataclass(frozen=True, slots=True)
class Quote:
    """What someone said, word for word. Without its clearance it cannot be made."""

    speaker: str
    text: str
    clearance: Clearance
    position: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.clearance, Clearance):
            raise TypeError("a quote needs its recorded clearance")


@dataclass(frozen=True, slots=True)
class Contact:
    """An officer whom the press may ask."""

    role: str
    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PressRelease:
    """The draft. `embargo` 보도시점 is None until it is set. Quotes stand among the paragraphs, where they are read."""

    body: str
    title: str
    paragraphs: tuple[str | Quote, ...]
    department: str
    written_at: datetime
    subtitles: tuple[str, ...] = ()
    embargo: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    tables: tuple[Table, ...] = ()
    reference: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    draft: bool = True
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a press release")
        if self.embargo is not None:
            aware(self.embargo, "the embargo of a press release")


def _paragraph(entry: str | Quote, say: Say) -> Paragraph:
    if isinstance(entry, str):
        return Paragraph(f"□ {entry}")
    who = f"{entry.position} {entry.speaker}".strip()
    return Paragraph(
        "○ " + say(f"{particle(who, '은', '는')} “{entry.text}”라고 밝혔다.", f"{who} said: “{entry.text}”")
    )


def press_release_document(data: PressRelease, language: Language = "ko") -> Document:
    """The release as a document; a draft says 초안 on every page."""
    say = saying(language)
    embargo = korean_time(data.embargo, language) if data.embargo else say("미정", "not set")
    blocks: list[Block] = [
        KeyValues(
            ((say("보도시점", "Embargo"), embargo), (say("담당부서", "Department"), data.department)),
            per_row=2,
        ),
        Space(4),
        Paragraph(data.title, align="center", size="display"),
        *(Paragraph(f"– {text} –", align="center", size="large") for text in data.subtitles),
        Space(4),
        *(_paragraph(entry, say) for entry in data.paragraphs),
        *data.tables,
    ]
    if data.reference:
        blocks.append(Heading(say("참고", "Notes"), 1, sign=""))
        blocks += [Paragraph(f"○ {text}") for text in data.reference]
    if data.contacts:
        columns = (
            Column(say("담당", "Contact"), width=2, align="center"),
            Column(say("성명", "Name"), width=3, align="center"),
            Column(say("연락처", "Phone"), width=3, align="center"),
        )
        rows = tuple((c.role, c.name, c.phone or "–") for c in data.contacts)
        blocks.append(Table(columns, rows))
    if data.attachments:
        texts = tuple(attachment.text(say) for attachment in data.attachments)
        blocks.append(Attachments(texts, say("붙임", "Attached"), say("끝.", "End.")))
    return Document(
        title=data.title,
        author=data.body,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say("보도자료 초안입니다.", "A draft press release.") if data.draft else "",
        keywords=(say("보도자료", "press release"), data.body),
        shown_title=say("보도자료", "Press release"),
        subtitle=say("[초안]", "[Draft]") if data.draft else "",
        stamp=say("초안", "Draft") if data.draft else "",
    )
