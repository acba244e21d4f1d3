"""The sheet on which those present sign (참석자 서명부); guests stand apart from the members."""

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.records.documents.common import aware, korean_time, numbered_name, saying
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    Paragraph,
    Table,
)

ROW_HEIGHT = 9.0  # mm: room for a signature, and twenty members on one page


@dataclass(frozen=True, slots=True)
class Signer:
    """One line. `note` stands in the place of the signature where none is asked (원격 출석)."""

    affiliation: str
    position: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SignatureSheet:
    """The sheet of one meeting; `empty_lines` are for guests who come unannounced."""

    body: str
    title: str
    held_at: datetime
    place: str
    members: tuple[Signer, ...]
    guests: tuple[Signer, ...] = ()
    number: int | None = None
    empty_lines: int = 0
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")


def _table(signers: tuple[Signer, ...], empty: int, language: Language) -> Table:
    say = saying(language)
    columns = (
        Column(say("순번", "No."), width=1, align="center"),
        Column(say("소속", "Affiliation"), width=3.4),
        Column(say("직위", "Position"), width=2, align="center"),
        Column(say("성명", "Name"), width=2, align="center"),
        Column(say("서명", "Signature"), width=2.6, align="center"),
    )
    rows = [(str(n), s.affiliation, s.position, s.name, s.note) for n, s in enumerate(signers, start=1)]
    rows += [(str(len(signers) + n), "", "", "", "") for n in range(1, empty + 1)]
    return Table(columns, tuple(rows), row_height=ROW_HEIGHT)


def signature_sheet_document(data: SignatureSheet, language: Language = "ko") -> Document:
    """The sheet as a document, with an empty place for every signature."""
    say = saying(language)
    meeting = numbered_name(data.title, data.number, language)
    blocks: list[Block] = [
        KeyValues(
            (
                (say("회의명", "Meeting"), meeting),
                (say("일시", "Time"), korean_time(data.held_at, language)),
                (say("장소", "Place"), data.place or say("미정", "not set")),
            )
        ),
        Heading(say("위원", "Members")),
        _table(data.members, 0, language)
        if data.members
        else Paragraph(say("명단에 있는 위원 없음", "No members on the list")),
    ]
    if data.guests or data.empty_lines:
        blocks.append(Heading(say("배석자", "Guests")))
        blocks.append(_table(data.guests, data.empty_lines, language))
    return Document(
        title=say(f"{meeting} 참석자 서명부", f"Signatures of those present, {meeting}"),
        author=data.body,
        dated=data.held_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(
            f"위원 {len(data.members)}명과 배석자 {len(data.guests)}명의 서명부입니다.",
            f"Signature sheet of {len(data.members)} members and {len(data.guests)} guests.",
        ),
        keywords=(say("참석자 서명부", "signature sheet"), data.body),
        shown_title=say("참석자 서명부", "Signatures of those present"),
    )
