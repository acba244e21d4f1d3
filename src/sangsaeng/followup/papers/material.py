"""The paper and the spreadsheet of an answer to a request for material; always Korean, the same bytes for the same version."""

from datetime import date, datetime
from typing import Any

from sangsaeng.followup.models import MaterialAnswer, MaterialRequest
from sangsaeng.records.documents.common import korean_day, korean_time
from sangsaeng.records.documents.frozen import FrozenTable, MaterialPaper, material_document, sheets

BODY = "상생협의회 실무지원단(대·중소기업·농어업협력재단)"


def title(request: MaterialRequest, answer: MaterialAnswer) -> str:
    return f"자료요구 답변 {request.code} 제{answer.version}판"


def figures(snapshot: dict[str, Any], *, sent: bool = False) -> tuple[FrozenTable, ...]:
    """The figures of a snapshot, table by table; `sent`: of the chosen parts only, which go into the paper."""
    chosen = snapshot.get("chosen", [])
    found = []
    for section in snapshot.get("sections", []):
        if sent and section["key"] not in chosen:
            continue
        grids = section["grids"]
        for grid in grids:
            name = section["title"] if len(grids) == 1 else f"{section['title']} – {grid['title']}"
            found.append(FrozenTable(name, tuple(grid["header"]), tuple(tuple(row) for row in grid["rows"])))
    return tuple(found)


def tables(snapshot: dict[str, Any]) -> tuple[FrozenTable, ...]:
    """The tables that were laid beside them."""
    return tuple(
        FrozenTable(table["title"], tuple(table["header"]), tuple(tuple(row) for row in table["rows"]))
        for table in snapshot.get("tables", [])
    )


def _paper(request: MaterialRequest, answer: MaterialAnswer) -> MaterialPaper:
    snapshot = answer.snapshot
    taken = datetime.fromisoformat(snapshot["taken_at"])
    pairs = [
        ("접수번호", request.code),
        ("요구한 곳", f"{request.asker_name} ({request.get_asker_display()})"),
        ("문서번호", request.official_number or "없음"),
        ("받은 날", korean_day(request.received_on, weekday=True)),
        ("제출 기한", korean_time(request.due_at)),
        ("기준일", korean_day(date.fromisoformat(snapshot["as_of"]), weekday=True)),
    ]
    return MaterialPaper(
        title="자료요구 답변",
        body=BODY,
        pairs=tuple(pairs),
        question=request.question,
        answer=answer.text,
        figures=figures(snapshot, sent=True),
        tables=tables(snapshot),
        taken=f"표의 수는 {korean_time(taken)}에 뜬 것입니다(기록 번호 {snapshot['event']}). "
        f"답변 제{answer.version}판.",
        dated=answer.cleared_at or answer.drafted_at,
        demonstration=request.demonstration,
    )


def pdf(request: MaterialRequest, answer: MaterialAnswer) -> bytes:
    from sangsaeng.records.documents.pdf import render_pdf

    return render_pdf(material_document(_paper(request, answer)))


def xlsx(request: MaterialRequest, answer: MaterialAnswer) -> bytes:
    from sangsaeng.records.documents.content import DEMONSTRATION_MARK
    from sangsaeng.records.documents.xlsx import render_xlsx

    paper = _paper(request, answer)
    return render_xlsx(
        sheets(paper),
        title=title(request, answer),
        author=BODY,
        dated=paper.dated,
        comments=DEMONSTRATION_MARK["ko"] if request.demonstration else "",
    )
