"""Minutes of a meeting as a document.

The sections are those that 공공기록물 관리에 관한 법률 시행령 §18 asks for: name of the meeting, host, time and
place, attendees and observers, order, agenda, gist of remarks, decisions, and what the vote was.
The caller fills `Minutes` from its records; nothing is looked up or invented here. What is not on record is
said to be so.
"""

from sangsaeng.records.documents.common import (
    MATTERS,
    RECUSALS,
    SEOUL,
    Say,
    korean_day,
    korean_time,
    midnight,
    numbered_name,
    saying,
)
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
    SignatureBlock,
    Table,
)
from sangsaeng.records.documents.minutes_content import (
    AddedRemark,
    Adjournment,
    AgendaItem,
    Annulment,
    Attendance,
    Attendee,
    Edition,
    Form,
    Minutes,
    Observer,
    Outcome,
    RecusalRecord,
    Vote,
    Withheld,
)
from sangsaeng.records.documents.minutes_votes import item_name, votes_blocks, working_line
from sangsaeng.records.documents.minutes_words import WORDS, Words

__all__ = [
    "AddedRemark",
    "Adjournment",
    "AgendaItem",
    "Annulment",
    "Attendance",
    "Attendee",
    "Edition",
    "Form",
    "Minutes",
    "Observer",
    "Outcome",
    "RecusalRecord",
    "Vote",
    "Withheld",
    "korean_time",
    "minutes_document",
    "working_line",
]

FORMS: dict[Form, tuple[str, str]] = {
    "": ("", ""),
    "original": ("원안", "as proposed"),
    "amended": ("수정", "as amended"),
    "conditional": ("조건부", "with conditions"),
}


def _presence(attendee: Attendee, words: Words) -> str:
    """대리 출석(시연 대리인), and 서명부 on a line of its own."""
    text = words.attendances[attendee.attendance]
    if attendee.deputy:
        text += saying(words.language)(f"({attendee.deputy})", f" ({attendee.deputy})")
    return text + (saying(words.language)("\n서명부", "\nsignature sheet") if attendee.by_sheet else "")


def _in_writing(minutes: Minutes) -> bool:
    """Whether every vote was taken in writing."""
    votes = [vote for item in minutes.agenda for vote in item.taken]
    return bool(votes) and all(vote.method == "written" for vote in votes)


def _people(minutes: Minutes, words: Words) -> list[Block]:
    """참석자 and 배석자."""
    columns = (
        Column(words.seat, width=3),
        Column(words.role, width=2, align="center"),
        Column(words.capacity, width=3, align="center"),
        Column(words.attendance, width=3, align="center"),
    )
    rows = tuple((a.seat, a.role, a.capacity, _presence(a, words)) for a in minutes.attendees)
    total = len(minutes.attendees)
    absent = sum(a.attendance == "absent" for a in minutes.attendees)
    deputies = sum(a.attendance == "deputy" for a in minutes.attendees)
    remote = sum(a.attendance == "remote" for a in minutes.attendees)
    blocks: list[Block] = [Heading(words.attendees)]
    if rows:
        blocks.append(
            Paragraph(
                words.head_count.format(
                    total=total,
                    present=total - absent,
                    remote=remote,
                    absent=absent,
                    deputies=words.deputies.format(count=deputies) if deputies else "",
                )
            )
        )
        blocks.append(Table(columns, rows))
    elif _in_writing(minutes):
        told = ("서면 의결이라 모이지 않았습니다.", "Resolved in writing: nobody met.")
        blocks.append(Paragraph(saying(words.language)(*told)))
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


def _step(step: str | Adjournment, say: Say) -> str:
    """One step of the order; an adjournment with its times and its reason."""
    if isinstance(step, str):
        return step
    since = f"{step.since.astimezone(SEOUL):%H:%M}"
    if step.until:
        until = f"{step.until.astimezone(SEOUL):%H:%M}"
        text = say(f"정회({since}부터 {until}까지)", f"Adjourned ({since} to {until})")
    else:
        text = say(f"정회({since}, 속개하지 않음)", f"Adjourned ({since}, not resumed)")
    return f"{text}: {step.reason}" if step.reason else text


def _recusals(minutes: Minutes, words: Words) -> list[Block]:
    """Who took no part in which item, by which way and (in the full edition) why."""
    say = saying(words.language)
    recused = [(item, recusal) for item in minutes.agenda for recusal in item.recusals]
    if not recused:
        return []
    columns: tuple[Column, ...] = (
        Column(words.item_column, width=2, align="center"),
        Column(words.seat, width=3),
        Column(say("구분", "Kind"), width=2, align="center"),
    )
    full = minutes.edition == "full"
    if full:
        columns = (*columns, Column(say("사유", "Reason"), width=4))
    rows = tuple(
        (
            words.item_cell.format(number=item.number),
            r.name,
            say(*RECUSALS[r.kind]),
            *((r.reason or words.not_recorded,) if full else ()),
        )
        for item, r in recused
    )
    return [Heading(say("제척·기피·회피", "Recusals"), 2), Table(columns, rows)]


def _agenda(minutes: Minutes, words: Words) -> list[Block]:
    """진행 순서, 상정 안건 and 발언 요지."""
    say = saying(words.language)
    steps = tuple(_step(step, say) for step in minutes.proceedings)
    blocks: list[Block] = [Heading(words.proceedings), _listed(steps, words.no_proceedings)]
    blocks.append(Heading(words.agenda))
    if not minutes.agenda:
        return [*blocks, Paragraph(words.no_agenda), Heading(words.remarks), Paragraph(words.no_remarks)]
    columns = (
        Column(words.number, width=1, align="center"),
        Column(say("구분", "Kind"), width=1.8, align="center"),
        Column(words.item_title, width=4.6),
        Column(words.model_code, width=2.6, align="center"),
        Column(words.proposer, width=3, align="center"),
    )
    closed = say("\n(비공개)", "\n(closed)")
    rows = tuple(
        (
            str(i.number),
            say(*MATTERS[i.matter]) + (closed if i.closed else ""),
            i.title,
            i.model_code or "–",
            i.proposer or "–",
        )
        for i in minutes.agenda
    )
    blocks += [Table(columns, rows), *_recusals(minutes, words), Heading(words.remarks)]
    for item in minutes.agenda:
        blocks += [Heading(item_name(item, words), 2), _listed(item.remarks, words.no_remarks)]
    return blocks


def _decided(item: AgendaItem, words: Words) -> ListItem:
    """What was decided on an item: as proposed, amended or with conditions, which stand under it."""
    say = saying(words.language)
    form = say(*FORMS[item.form])
    text = (
        f"{item_name(item, words)}: " + (f"[{form}] " if form else "") + (item.decision or words.no_decision)
    )
    under = [say("수정한 내용: ", "Amended: ") + amendment for amendment in item.amendments]
    under += [say("조건: ", "Condition: ") + condition for condition in item.conditions]
    return ListItem(text, tuple(ListItem(line) for line in under))


def _decisions(minutes: Minutes, words: Words) -> list[Block]:
    """결정 사항: what was decided on each item, then what was decided besides."""
    items = [_decided(item, words) for item in minutes.agenda]
    items += [ListItem(text) for text in minutes.decisions]
    return [Heading(words.decisions), NumberedList(tuple(items)) if items else Paragraph(words.no_decision)]


def _left_out(minutes: Minutes, say: Say) -> list[Block]:
    """What the public edition leaves out, and by which article."""
    if minutes.edition == "full":
        return []
    if not minutes.withheld:
        return [Paragraph(say("공개본입니다. 뺀 내용이 없습니다.", "Public edition. Nothing was left out."))]
    columns = (
        Column(say("공개하지 않는 내용", "Left out"), width=4),
        Column(
            say("근거(정보공개법 제9조제1항)", "By (Information Disclosure Act, art. 9(1))"),
            width=3,
            align="center",
        ),
        Column(say("다시 공개하는 때", "Opened again"), width=3, align="center"),
    )
    rows = tuple((w.what, w.article, w.until or say("정하지 않음", "not set")) for w in minutes.withheld)
    told = say("공개본입니다. 다음 내용을 뺐습니다.", "Public edition. The following was left out.")
    return [Paragraph(told, keep=True), Table(columns, rows)]


def _added(minutes: Minutes, words: Words) -> list[Block]:
    """첨언: what was added after the first version; what stood before is never changed."""
    if not minutes.added:
        return []
    say = saying(words.language)
    items = tuple(
        ListItem(
            say(f"[제{remark.version}판 첨언] ", f"[added in version {remark.version}] ")
            + f"{remark.text} ({remark.author}, {korean_time(remark.added_at, words.language)})"
        )
        for remark in minutes.added
    )
    return [Heading(say("첨언", "Remarks added later")), NumberedList(items)]


def _edition(minutes: Minutes, say: Say) -> str:
    """공개본 · 제2판, or nothing."""
    public = say("공개본", "Public edition") if minutes.edition == "public" else ""
    version = say(f"제{minutes.version}판", f"Version {minutes.version}") if minutes.version else ""
    return " · ".join(text for text in (public, version) if text)


def _summary(minutes: Minutes, title: str, words: Words) -> str:
    outcomes = [item.valid.outcome for item in minutes.agenda if item.valid is not None]
    return words.summary.format(
        title=title,
        items=len(minutes.agenda),
        carried=outcomes.count("carried"),
        not_carried=outcomes.count("not carried"),
        no_quorum=outcomes.count("no quorum"),
        unvoted=len(minutes.agenda) - len(outcomes),
    )


def minutes_document(minutes: Minutes, *, language: Language = "ko") -> Document:
    """The minutes as a document, with Korean or English words around what the record says.

    What the record says (names, remarks, decisions) stays in the language in which it was written. The file
    is dated by `written_on` (midnight, Korean time) or, without it, by the time of the meeting.
    """
    say = saying(language)
    words = WORDS[language]
    if minutes.edition == "public":
        words = words.for_the_public(say("이 공개본에 싣지 않음", "Not in this public edition"))
    meeting = numbered_name(minutes.title, minutes.number, language)
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
        *_left_out(minutes, say),
        *_people(minutes, words),
        *_agenda(minutes, words),
        *_decisions(minutes, words),
        *votes_blocks(minutes, words),
        *_added(minutes, words),
        Heading(words.signatures),
        SignatureBlock(korean_day(signed, language) if signed else "", minutes.signatories)
        if minutes.signatories
        else Paragraph(words.no_signatures),
    ]
    title = words.document_title.format(meeting=meeting)
    codes = (item.model_code for item in minutes.agenda)
    dated = midnight(signed) if signed else minutes.held_at
    return Document(
        title=title,
        author=minutes.body,
        dated=dated,
        blocks=tuple(blocks),
        language=language,
        demonstration=minutes.demonstration,
        subtitle=_edition(minutes, say),
        stamp=_edition(minutes, say),
        summary=_summary(minutes, meeting, words),
        keywords=(
            words.minutes,
            minutes.body,
            *(code for code in codes if code),
            *(i.title for i in minutes.agenda),
        ),
    )
