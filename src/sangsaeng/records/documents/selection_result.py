"""The notice of a result to one applicant (평가 결과 통지서): result, reasons, own scores by stage and criterion, the limit.

No reviewer's name and no other applicant stands in it.
"""

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.records.documents.common import aware, korean_time, saying
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
    Table,
)


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as it went: figures are texts with two decimals, – where unknown."""

    name: str
    ranked_by: str
    raw: str
    adjusted: str
    rank: str
    cut: str
    criteria: tuple[tuple[str, str, str], ...]  # name, share in per cent, own mean
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectionResult:
    """What one applicant is told. `objection` says in words how to ask for an explanation."""

    round_title: str
    code: str
    firm: str
    result: str
    reason: str
    told_at: datetime
    written_at: datetime
    issued_as: str
    stages: tuple[StageLine, ...]
    objection: tuple[str, ...]
    final_score: str = ""
    final_rank: str = ""
    demonstration: bool = False

    def __post_init__(self) -> None:
        aware(self.written_at, "the time of a notice")


def _stage(line: StageLine, language: Language) -> list[Block]:
    say = saying(language)
    blocks: list[Block] = [
        Heading(line.name),
        Table(
            columns=(
                Column(say("원점수", "Raw score"), align="right", width=1),
                Column(say("보정 점수", "Adjusted score"), align="right", width=1),
                Column(say("순위를 정한 점수", "Ranked by"), align="left", width=1),
                Column(say("순위", "Rank"), align="right", width=1),
                Column(say("통과 최저 점수", "Lowest that went on"), align="right", width=1),
            ),
            rows=((line.raw, line.adjusted, line.ranked_by, line.rank, line.cut),),
        ),
        Table(
            columns=(
                Column(say("기준", "Criterion"), align="left", width=3),
                Column(say("비중(%)", "Share (%)"), align="right", width=1),
                Column(say("평균 점수(0–100)", "Mean score (0–100)"), align="right", width=1),
            ),
            rows=line.criteria,
            caption=say("기준별 점수(평가위원 평균)", "Scores by criterion (means of the reviewers)"),
        ),
    ]
    if line.comments:
        blocks.append(Paragraph(say("평가 의견", "Comments"), keep=True))
        blocks.append(NumberedList(tuple(ListItem(text) for text in line.comments)))
    return blocks


def selection_result_document(data: SelectionResult, language: Language = "ko") -> Document:
    """평가 결과 통지서."""
    say = saying(language)
    pairs = [
        (say("공고", "Call"), data.round_title),
        (say("신청 번호", "Application"), data.code),
        (say("기업", "Firm"), data.firm),
        (say("결과", "Result"), data.result),
        (say("통지한 때", "Told"), korean_time(data.told_at, language)),
    ]
    if data.final_score:
        pairs.append(
            (say("최종 점수와 순위", "Final score and rank"), f"{data.final_score} · {data.final_rank}")
        )
    blocks: list[Block] = [
        KeyValues(tuple(pairs)),
        Heading(say("이유", "Reason")),
        Paragraph(data.reason),
    ]
    for line in data.stages:
        blocks += _stage(line, language)
    blocks += [
        Heading(say("설명을 요청하려면", "To ask for an explanation")),
        NumberedList(tuple(ListItem(text) for text in data.objection)),
    ]
    title = say("평가 결과 통지서", "Notice of the result")
    return Document(
        title=f"{title} {data.code}",
        author=data.issued_as,
        dated=data.written_at,
        blocks=tuple(blocks),
        language=language,
        demonstration=data.demonstration,
        summary=f"{data.round_title} {data.code}: {data.result}.",
        keywords=(title, data.round_title),
        shown_title=title,
    )
