"""Minutes of a meeting as a document.

The sections are those that 공공기록물 관리에 관한 법률 시행령 §18 asks for: name of the meeting, host, time and
place, attendees and observers, order, agenda, gist of remarks, decisions, and what the vote was.
The caller fills `Minutes` from its records; nothing is looked up or invented here. What is not on record is
said to be so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sangsaeng.records.documents.common import SEOUL, korean_day, korean_time
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Language,
    ListItem,
    NumberedList,
    Paragraph,
    Signatory,
    SignatureBlock,
    Table,
)
from sangsaeng.records.documents.minutes_words import WORDS, Words

Attendance = Literal["in person", "remote", "absent"]
Outcome = Literal["carried", "not carried", "no quorum"]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member: the seat as the record names it, the role (위원장), in what capacity (당연직), and presence."""

    seat: str
    role: str
    capacity: str
    attendance: Attendance


@dataclass(frozen=True, slots=True)
class Observer:
    """One who sat in without a vote (배석자)."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote's counts, in persons, and the version of the rule under which the outcome was computed.

    `entitled` 재적, `excluded` 제척, `present` 출석 (without the excluded), `in_favour` 찬성, `against` 반대,
    `abstained` 기권. Raises ValueError where more are counted than can be.
    """

    entitled: int
    excluded: int
    present: int
    in_favour: int
    against: int
    abstained: int
    outcome: Outcome
    rule: str
    legal_basis: str

    def __post_init__(self) -> None:
        counts = (self.entitled, self.excluded, self.present, self.in_favour, self.against, self.abstained)
        if min(counts) < 0:
            raise ValueError("no count of a vote is below 0")
        if self.excluded + self.present > self.entitled:
            raise ValueError("more are excluded or present than are entitled to sit")
        if self.in_favour + self.against + self.abstained > self.present:
            raise ValueError("more votes are counted than members were present")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of the agenda.

    `remarks` is the gist of what was said, one a remark. `vote` is None where there was no vote or none is
    known; `vote_note` then says which (공개자료 없음), and without it the minutes say that no vote is recorded.
    """

    number: int
    title: str
    model_code: str = ""
    proposer: str = ""
    remarks: tuple[str, ...] = ()
    decision: str = ""
    vote: Vote | None = None
    vote_note: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes hold. `held_at` has a time zone; it is shown in Korean time.

    `decisions` are the ones that belong to no single item. `written_on` is the day beside the signatures.
    """

    body: str
    title: str
    held_at: datetime
    place: str
    host: str
    attendees: tuple[Attendee, ...]
    agenda: tuple[AgendaItem, ...]
    number: int | None = None
    observers: tuple[Observer, ...] = ()
    proceedings: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    written_on: date | None = None
    demonstration: bool = False

    def __post_init__(self) -> None:
        if self.held_at.tzinfo is None:
            raise ValueError("the time of a meeting needs its time zone")


def working_line(vote: Vote, language: Language = "ko") -> str:
    """The vote on one line: 재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결.

    Exclusions and abstentions of nobody are left out.

    >>> working_line(Vote(9, 1, 7, 6, 1, 0, "carried", "", ""))
    '재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결'
    """
    words = WORDS[language]
    parts = [(words.entitled, vote.entitled)]
    if vote.excluded:
        parts.append((words.excluded, vote.excluded))
    parts += [(words.present, vote.present), (words.in_favour, vote.in_favour), (words.against, vote.against)]
    if vote.abstained:
        parts.append((words.abstained, vote.abstained))
    counts = [f"{name} {count}명" if language == "ko" else f"{count} {name.lower()}" for name, count in parts]
    return f"{', '.join(counts)}: {words.outcomes[vote.outcome]}"


def _item_name(item: AgendaItem, words: Words) -> str:
    return f"{words.item.format(number=item.number)} {item.title}"


def _people(minutes: Minutes, words: Words) -> list[Block]:
    """참석자 and 배석자."""
    columns = (
        Column(words.seat, width=3),
        Column(words.role, width=2, align="center"),
        Column(words.capacity, width=3, align="center"),
        Column(words.attendance, width=2, align="center"),
    )
    rows = tuple((a.seat, a.role, a.capacity, words.attendances[a.attendance]) for a in minutes.attendees)
    total = len(minutes.attendees)
    absent = sum(a.attendance == "absent" for a in minutes.attendees)
    remote = sum(a.attendance == "remote" for a in minutes.attendees)
    blocks: list[Block] = [Heading(words.attendees)]
    if rows:
        blocks.append(
            Paragraph(
                words.head_count.format(total=total, present=total - absent, remote=remote, absent=absent)
            )
        )
        blocks.append(Table(columns, rows))
    else:
        blocks.append(Paragraph(words.no_attendees))
    blocks.append(Heading(words.observers))
    if minutes.observers:
        two = (Column(words.observer, width=4), Column(words.observer_role, width=6))
        blocks.append(Table(two, tuple((o.name, o.role) for o in minutes.observers)))
    else:
        blocks.append(Paragraph(words.no_observers))
    return blocks


def _listed(texts: tuple[str, ...], instead: str) -> Block:
    return NumberedList(tuple(ListItem(text) for text in texts)) if texts else Paragraph(instead)


def _agenda(minutes: Minutes, words: Words) -> list[Block]:
    """진행 순서, 상정 안건 and 발언 요지."""
    blocks: list[Block] = [Heading(words.proceedings), _listed(minutes.proceedings, words.no_proceedings)]
    blocks.append(Heading(words.agenda))
    if not minutes.agenda:
        return [*blocks, Paragraph(words.no_agenda), Heading(words.remarks), Paragraph(words.no_remarks)]
    columns = (
        Column(words.number, width=1, align="center"),
        Column(words.item_title, width=5),
        Column(words.model_code, width=2, align="center"),
        Column(words.proposer, width=3, align="center"),
    )
    rows = tuple((str(i.number), i.title, i.model_code or "–", i.proposer or "–") for i in minutes.agenda)
    blocks += [Table(columns, rows), Heading(words.remarks)]
    for item in minutes.agenda:
        blocks += [Heading(_item_name(item, words), 2), _listed(item.remarks, words.no_remarks)]
    return blocks


def _decisions(minutes: Minutes, words: Words) -> list[Block]:
    """결정 사항: what was decided on each item, then what was decided besides."""
    items = [ListItem(f"{_item_name(i, words)}: {i.decision or words.no_decision}") for i in minutes.agenda]
    items += [ListItem(text) for text in minutes.decisions]
    return [Heading(words.decisions), NumberedList(tuple(items)) if items else Paragraph(words.no_decision)]


def _votes(minutes: Minutes, words: Words) -> list[Block]:
    """표결 내용: the counts in one table, then each item's line with the rule that was used."""
    voted = [(item, item.vote) for item in minutes.agenda if item.vote is not None]
    blocks: list[Block] = [Heading(words.votes)]
    if voted:
        names = (
            words.entitled,
            words.excluded,
            words.present,
            words.in_favour,
            words.against,
            words.abstained,
        )
        columns = (
            Column(words.item_column, width=words.count_width + 0.4, align="center"),
            *(
                Column(n, unit=words.persons, width=max(words.count_width, len(n) * 0.22), align="right")
                for n in names
            ),
            Column(words.outcome, width=2, align="center"),
        )
        rows = tuple(
            (
                words.item.format(number=item.number),
                *map(str, (v.entitled, v.excluded, v.present, v.in_favour, v.against, v.abstained)),
                words.outcomes[v.outcome],
            )
            for item, v in voted
        )
        blocks.append(Table(columns, rows))
    lines = []
    for item in minutes.agenda:
        if item.vote is None:
            lines.append(ListItem(f"{_item_name(item, words)}: {item.vote_note or words.no_vote}"))
        else:
            rule = words.rule.format(rule=item.vote.rule, legal_basis=item.vote.legal_basis)
            line = working_line(item.vote, words.language)
            lines.append(ListItem(_item_name(item, words), (ListItem(line), ListItem(rule))))
    blocks.append(NumberedList(tuple(lines)) if lines else Paragraph(words.no_vote))
    return blocks


def _summary(minutes: Minutes, title: str, words: Words) -> str:
    outcomes = [item.vote.outcome for item in minutes.agenda if item.vote is not None]
    return words.summary.format(
        title=title,
        items=len(minutes.agenda),
        carried=outcomes.count("carried"),
        not_carried=outcomes.count("not carried"),
        no_quorum=outcomes.count("no quorum"),
        unvoted=len(minutes.agenda) - len(outcomes),
    )


def _meeting(minutes: Minutes, words: Words) -> str:
    """The meeting's name with its number, unless the title has it already."""
    if minutes.number is None or f"제{minutes.number}차" in minutes.title:
        return minutes.title
    return words.meeting_number.format(number=minutes.number, title=minutes.title)


def minutes_document(minutes: Minutes, *, language: Language = "ko") -> Document:
    """The minutes as a document, with Korean or English words around what the record says.

    What the record says (names, remarks, decisions) stays in the language in which it was written. The file
    is dated by `written_on` (midnight, Korean time) or, without it, by the time of the meeting.
    """
    words = WORDS[language]
    meeting = _meeting(minutes, words)
    overview = KeyValues(
        (
            (words.meeting, meeting),
            (words.body, minutes.body),
            (words.held_at, korean_time(minutes.held_at, language)),
            (words.place, minutes.place or words.not_recorded),
            (words.host, minutes.host or words.not_recorded),
        )
    )
    signed = minutes.written_on
    blocks: list[Block] = [
        overview,
        *_people(minutes, words),
        *_agenda(minutes, words),
        *_decisions(minutes, words),
        *_votes(minutes, words),
        Heading(words.signatures),
        SignatureBlock(korean_day(signed, language) if signed else "", minutes.signatories)
        if minutes.signatories
        else Paragraph(words.no_signatures),
    ]
    title = words.document_title.format(meeting=meeting)
    codes = (item.model_code for item in minutes.agenda)
    dated = datetime(signed.year, signed.month, signed.day, tzinfo=SEOUL) if signed else minutes.held_at
    return Document(
        title=title,
        author=minutes.body,
        dated=dated,
        blocks=tuple(blocks),
        language=language,
        demonstration=minutes.demonstration,
        summary=_summary(minutes, meeting, words),
        keywords=(
            words.minutes,
            minutes.body,
            *(code for code in codes if code),
            *(i.title for i in minutes.agenda),
        ),
    )
