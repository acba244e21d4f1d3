"""The answer on paper: what was asked, what was decided, and under which item and until when something stays closed."""

from datetime import datetime, time

from django.utils.translation import override

from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.portal.disclosures.grounds import Ground, shown
from sangsaeng.portal.models import DisclosureRequest
from sangsaeng.records.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Table,
)


def end_of(ground: Ground) -> str:
    """Until when it stays closed; of deliberation the stage too."""
    parts = [
        f"단계: {ground.stage}" if ground.stage else "",
        (f"{day(ground.until)} 예정" if ground.stage else f"{day(ground.until)}까지") if ground.until else "",
        ground.when,
    ]
    return "\n".join(part for part in parts if part)


def answer_paper(asked: DisclosureRequest) -> Document:
    """The notice of the decision, in Korean; without the asker's contact."""
    with override("ko"):
        answered = asked.answered_on or asked.received_on
        state = str(asked.get_state_display())
        blocks: list[Block] = [
            KeyValues(
                (
                    ("접수번호", asked.code),
                    ("청구인", asked.name),
                    ("접수일", day(asked.received_on)),
                    ("결정일", day(answered)),
                    ("결정", state),
                )
            ),
            Heading("청구 내용"),
            Paragraph(asked.text),
            Heading("답변"),
            Paragraph(asked.answer),
        ]
        if asked.grounds:
            columns = (
                Column("공개하지 않는 것", width=3),
                Column("근거(정보공개법)", width=3),
                Column("언제까지", width=3),
            )
            rows = tuple((each.what, each.item.label, end_of(each)) for each in shown(asked.grounds))
            blocks += [
                Heading("공개하지 않는 것과 그 이유"),
                Table(columns, rows),
                Paragraph("사유가 없어지면 공개합니다.", note=True),
            ]
        return Document(
            title=f"정보공개 {state} 결정 통지",
            author="상생협의회 사무국",
            dated=datetime.combine(answered, time(), SEOUL),
            blocks=tuple(blocks),
            demonstration=asked.demonstration,
            summary=f"정보공개 청구 {asked.code}에 대한 결정: {state}",
            keywords=("정보공개", state),
        )
