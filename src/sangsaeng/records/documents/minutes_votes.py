"""The votes of the minutes: the counts in one table, then each vote's working with the rule that was used."""

from sangsaeng.records.documents.common import METHODS, korean_time, saying
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Heading,
    Language,
    ListItem,
    NumberedList,
    Paragraph,
    Table,
)
from sangsaeng.records.documents.minutes_content import AgendaItem, Minutes, Vote
from sangsaeng.records.documents.minutes_words import WORDS, Words

NOT_COUNTED = "–"


def item_name(item: AgendaItem, words: Words) -> str:
    """제1호 안건 with its title."""
    return f"{words.item.format(number=item.number)} {item.title}"


def working_line(vote: Vote, language: Language = "ko") -> str:
    """The vote on one line: 재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결.

    Exclusions and abstentions of nobody are left out. By consent nobody is counted for or against.

    >>> working_line(Vote(9, 1, 7, 6, 1, 0, "carried", "", ""))
    '재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명: 가결'
    >>> working_line(Vote(9, 0, 7, 0, 0, 0, "carried", "", "", "consent"))
    '재적 9명, 출석 7명, 이의 없음: 가결'
    """
    words = WORDS[language]
    parts = [(words.entitled, vote.entitled)]
    if vote.excluded:
        parts.append((words.excluded, vote.excluded))
    parts.append((words.present, vote.present))
    if vote.method != "consent":
        parts += [(words.in_favour, vote.in_favour), (words.against, vote.against)]
        if vote.abstained:
            parts.append((words.abstained, vote.abstained))
    counts = [f"{name} {count}명" if language == "ko" else f"{count} {name.lower()}" for name, count in parts]
    if vote.method == "consent":
        counts.append(saying(language)("이의 없음", "no objection"))
    return f"{', '.join(counts)}: {words.outcomes[vote.outcome]}"


def _row(item: AgendaItem, vote: Vote, words: Words, methods: bool) -> tuple[str, ...]:
    say = saying(words.language)
    cast = (vote.in_favour, vote.against, vote.abstained)
    shown = (NOT_COUNTED,) * 3 if vote.method == "consent" else tuple(map(str, cast))
    outcome = words.outcomes[vote.outcome]
    if vote.annulled:
        outcome = say(f"무효({outcome})", f"annulled ({outcome})")
    how = (say(*METHODS[vote.method]) if vote.method else NOT_COUNTED,) if methods else ()
    counts = (vote.entitled, vote.excluded, vote.present)
    return (words.item_cell.format(number=item.number), *how, *map(str, counts), *shown, outcome)


def _table(voted: list[tuple[AgendaItem, Vote]], words: Words) -> Table:
    names = (words.entitled, words.excluded, words.present, words.in_favour, words.against, words.abstained)
    methods = any(vote.method for _, vote in voted)
    how = (Column(saying(words.language)("방법", "Method"), width=1.7, align="center"),) if methods else ()
    columns = (
        Column(words.item_column, width=words.item_width, align="center"),
        *how,
        *(
            # a letter's share of the width: an English header stays whole
            Column(
                n, unit=words.persons, width=words.count_width + words.letter_width * len(n), align="right"
            )
            for n in names
        ),
        Column(words.outcome, width=1.9, align="center"),
    )
    return Table(columns, tuple(_row(item, vote, words, methods) for item, vote in voted))


def _lines(vote: Vote, words: Words) -> tuple[ListItem, ...]:
    """What belongs to one vote besides its counts."""
    say = saying(words.language)
    texts = []
    if vote.question:
        texts.append(say("물은 것: ", "Question: ") + vote.question)
    if vote.method:
        texts.append(say("방법: ", "Method: ") + say(*METHODS[vote.method]))
    if vote.deadline:
        texts.append(say("서면 회신 기한: ", "Replies by: ") + korean_time(vote.deadline, words.language))
    if vote.replies is not None:
        texts.append(say(f"회신: {vote.replies}명", f"Replies: {vote.replies}"))
    if vote.ballots:
        texts.append(say("기명 표결: ", "By name: ") + ", ".join(f"{who} {how}" for who, how in vote.ballots))
    texts.append(words.rule.format(rule=vote.rule, legal_basis=vote.legal_basis))
    if vote.annulled:
        texts.append(say("무효 사유: ", "Annulled because: ") + vote.annulled.reason)
        texts.append(say("무효로 한 결정: ", "Annulled by: ") + vote.annulled.decision)
    return tuple(ListItem(text) for text in texts)


def _item(item: AgendaItem, words: Words) -> ListItem:
    """An item with its vote, or with each of its votes where there were more."""
    say, name, votes = saying(words.language), item_name(item, words), item.taken
    if not votes:
        none = say("보고 안건으로 표결하지 않음", "a report, not voted on")
        return ListItem(f"{name}: {item.vote_note or (none if item.matter == 'report' else words.no_vote)}")
    if len(votes) == 1 and votes[0].annulled is None:
        return ListItem(name, (ListItem(working_line(votes[0], words.language)), *_lines(votes[0], words)))
    lines = []
    for at, vote in enumerate(votes, start=1):
        which = say(f"{at}차 표결", f"Vote {at}") + (say("(무효)", " (annulled)") if vote.annulled else "")
        lines.append(ListItem(f"{which}: {working_line(vote, words.language)}", _lines(vote, words)))
    if item.valid is None:
        lines.append(ListItem(say("효력 있는 표결 없음", "No valid vote")))
    return ListItem(name, tuple(lines))


def votes_blocks(minutes: Minutes, words: Words) -> list[Block]:
    """표결 내용: every vote, the annulled ones too."""
    voted = [(item, vote) for item in minutes.agenda for vote in item.taken]
    blocks: list[Block] = [Heading(words.votes)]
    if voted:
        blocks.append(_table(voted, words))
    lines = tuple(_item(item, words) for item in minutes.agenda)
    blocks.append(NumberedList(lines) if lines else Paragraph(words.no_vote))
    return blocks
