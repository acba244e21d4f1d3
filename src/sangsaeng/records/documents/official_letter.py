"""A draft of an official letter (공문) in the form of 행정업무의 운영 및 혁신에 관한 규정.

Number and date are given by the official document system: their places stay empty until the caller has them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sangsaeng.records.documents.common import Attachment, Say, aware, korean_day, saying
from sangsaeng.records.documents.content import (
    Attachments,
    Block,
    Document,
    KeyValues,
    Language,
    Lines,
    ListItem,
    NumberedList,
    Paragraph,
    Space,
    Table,
)


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """One letter.

    `sender` stands at the top (the body), `issued_as` at the end (발신명의: 시연 상생협의회 위원장). With more than
    one of `recipients` the head says 수신자 참조 and all stand under the sender's name. `body` is numbered
    1. 가. 1); a single item has no number. `tables` follow the body. `written_at` dates the file.
    `approvals` are roles with names (기안자, 검토자, 결재권자) where they are known.
    """

    sender: str
    issued_as: str
    recipients: tuple[str, ...]
    title: str
    body: tuple[ListItem, ...]
    written_at: datetime
    via: str = ""
    attachments: tuple[Attachment, ...] = ()
    tables: tuple[Table, ...] = ()
    number: str = ""
    issued_on: date | None = None
    received_number: str = ""
    received_on: date | None = None
    approvals: tuple[tuple[str, str], ...] = ()
    officer: str = ""
    contact: str = ""
    address: str = ""
    disclosure: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a letter")
        if not self.recipients:
            raise ValueError("a letter needs a recipient")
        if not self.body:
            raise ValueError("a letter needs a body")


def _ended(items: tuple[ListItem, ...], end: str) -> tuple[ListItem, ...]:
    """The items with the end sign after the last words of all."""
    last = items[-1]
    last = replace(last, items=_ended(last.items, end)) if last.items else replace(last, text=last.text + end)
    return (*items[:-1], last)


def _body(letter: OfficialLetter, say: Say) -> list[Block]:
    """The numbered body, the tables, 붙임 and the end sign, which stands exactly once."""
    end = say("끝.", "End.")
    items = letter.body
    if not letter.attachments and not letter.tables:
        items = _ended(items, f"  {end}")
    blocks: list[Block] = []
    if len(items) == 1:
        blocks.append(Paragraph(items[0].text))
        items = items[0].items
    if items:
        blocks.append(NumberedList(items))
    blocks += letter.tables
    if letter.attachments or letter.tables:
        texts = tuple(attachment.text(say) for attachment in letter.attachments)
        blocks.append(Attachments(texts, say("붙임", "Attached"), end))
    return blocks


def _foot(letter: OfficialLetter, say: Say, language: Language) -> list[Block]:
    """Who approved it, its number and dates (empty until given), and whom to ask."""

    def day(value: date | None) -> str:
        return korean_day(value, language) if value else ""

    pairs = [
        (say("문서번호", "Number"), letter.number),
        (say("시행일", "Issued on"), day(letter.issued_on)),
    ]
    if letter.received_number or letter.received_on:
        pairs.append((say("접수번호", "Received as"), letter.received_number))
        pairs.append((say("접수일", "Received on"), day(letter.received_on)))
    pairs += [
        pair
        for pair in (
            *letter.approvals,
            (say("담당자", "Officer"), letter.officer),
            (say("연락처", "Contact"), letter.contact),
            (say("주소", "Address"), letter.address),
            (say("공개 구분", "Disclosure"), letter.disclosure),
        )
        if pair[1]
    ]
    return [KeyValues(tuple(pairs), per_row=2)]


def official_letter_document(data: OfficialLetter, language: Language = "ko") -> Document:
    """The letter as a document: 수신, (경유), 제목, the body, 붙임, 발신명의, number and date."""
    say = saying(language)
    many = len(data.recipients) > 1
    to = say("수신자 참조", "see the list of recipients") if many else data.recipients[0]
    blocks: list[Block] = [
        Lines(
            (
                (say("수신", "To"), to),
                (say("(경유)", "(Via)"), data.via),
                (say("제목", "Subject"), data.title),
            )
        ),
        *_body(data, say),
        Space(8),
        Paragraph(data.issued_as, align="center", size="display"),
        Space(6),
    ]
    if many:
        blocks.append(Lines(((say("수신자", "Recipients"), ", ".join(data.recipients)),)))
    blocks += _foot(data, say, language)
    return Document(
        title=data.title,
        author=data.sender,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(f"공문. 발신명의: {data.issued_as}.", f"An official letter of {data.issued_as}."),
        keywords=(say("공문", "official letter"), data.sender, *data.recipients),
        shown_title=data.sender,
    )
