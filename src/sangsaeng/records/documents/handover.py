"""The paper of a hand-over (인수인계서): what is open, list by list, with its state and its deadline."""

from dataclasses import dataclass
from datetime import date

from sangsaeng.records.documents.common import Say, korean_day, listed, midnight, saying
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    Paragraph,
    Signatory,
    SignatureBlock,
    Space,
    Table,
)


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """One open matter. `due` is None where there is no deadline."""

    title: str
    state: str
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverList:
    """The open matters of one kind (안건, 건의, 의견조회 …)."""

    kind: str
    items: tuple[HandoverItem, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Who hands over, takes over or is a witness."""

    name: str
    position: str = ""

    @property
    def line(self) -> str:
        return f"{self.position} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Handover:
    """The whole paper; `notes` is what the next one must know besides."""

    body: str
    duty: str
    giver: Person
    taker: Person
    handed_on: date
    lists: tuple[HandoverList, ...]
    witness: Person | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    demonstration: bool = False


def _list(entry: HandoverList, say: Say, language: Language) -> list[Block]:
    heading = Heading(say(f"{entry.kind} {len(entry.items)}건", f"{entry.kind} ({len(entry.items)})"), 2)
    if not entry.items:
        return [heading, Paragraph(say("넘길 것 없음", "Nothing to hand over"))]
    columns = (
        Column(say("순번", "No."), width=0.9, align="center"),
        Column(say("내용", "Matter"), width=4.4),
        Column(say("상태", "State"), width=2, align="center"),
        Column(say("기한", "Deadline"), width=2, align="center"),
        Column(say("비고", "Note"), width=2.2),
    )
    none = say("없음", "none")
    rows = tuple(
        (
            str(at),
            item.title,
            item.state,
            korean_day(item.due, language) if item.due else none,
            item.note or "–",
        )
        for at, item in enumerate(entry.items, start=1)
    )
    return [heading, Table(columns, rows)]


def handover_document(data: Handover, language: Language = "ko") -> Document:
    """The paper as a document, to be signed by both and by the witness."""
    say = saying(language)
    count = sum(len(entry.items) for entry in data.lists)
    pairs = [
        (say("담당 업무", "Duty"), data.duty),
        (say("인계자", "Handed over by"), data.giver.line),
        (say("인수자", "Taken over by"), data.taker.line),
        (say("인계일", "Handed over on"), korean_day(data.handed_on, language, weekday=True)),
    ]
    if data.reason:
        pairs.append((say("사유", "Reason"), data.reason))
    people = [
        Signatory(say("인계자", "Handed over by"), data.giver.name),
        Signatory(say("인수자", "Taken over by"), data.taker.name),
    ]
    if data.witness:
        people.append(Signatory(say("입회자", "Witness"), data.witness.name))
    blocks: list[Block] = [
        KeyValues(tuple(pairs)),
        Heading(say("진행 중인 업무", "Open matters")),
        Paragraph(say(f"모두 {count}건입니다.", f"In all: {count}.")),
    ]
    for entry in data.lists:
        blocks += _list(entry, say, language)
    blocks += [
        Heading(say("그 밖의 참고 사항", "Other notes")),
        listed(data.notes, say("없음", "None")),
        Space(6),
        Paragraph(
            say(
                "위와 같이 업무를 인계하고 인수하였습니다.",
                "The matters above were handed over and taken over.",
            ),
            align="center",
            keep=True,
        ),
        SignatureBlock(korean_day(data.handed_on, language), tuple(people)),
    ]
    return Document(
        title=say("업무 인수인계서", "Hand-over of duties"),
        author=data.body,
        dated=midnight(data.handed_on),
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=say(
            f"{data.duty} 업무의 인수인계서입니다. 진행 중인 것은 {count}건입니다.",
            f"Hand-over of {data.duty}. Open matters: {count}.",
        ),
        keywords=(say("인수인계서", "hand-over"), data.body, data.duty),
    )
