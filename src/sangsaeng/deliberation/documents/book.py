"""The agenda book (의안집) from the records: each item as a paper, kept with its edition as plain data."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import override

from sangsaeng.deliberation import annexes
from sangsaeng.deliberation.documents.frozen import plain, restored
from sangsaeng.deliberation.models import AgendaItem, Attachment, Book, BookCopy, Exclusion, Meeting, Opinion
from sangsaeng.deliberation.queries import reviews as review_queries
from sangsaeng.deliberation.queries.conflicts import CASE
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Conflict
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.documents import agenda_book as papers
from sangsaeng.records.documents.content import Column, ListItem, Table

PLAN = (
    ("plan_targets", "품목별 목표"),
    ("plan_cooperation", "기업 간 협력 내용"),
    ("plan_development", "기술개발·시험평가·실증·생산·투자 계획"),
    ("plan_support", "필요한 지원과 규제 개선"),
    ("expected_effects", "기대 효과"),
)
ANSWER = {
    Opinion.Disposition.ACCEPTED: "accepted",
    Opinion.Disposition.PARTLY: "partly",
    Opinion.Disposition.NOT_ACCEPTED: "not accepted",
}
HANDLING = "이 의안집은 비공개 심의 자료입니다. 회의가 끝나면 돌려주세요."


def paper_of(item: AgendaItem, added: Sequence[dict[str, Any]] = ()) -> papers.AgendaPaper:
    """One item as a paper, in Korean, with the tables of later stages; what nobody wrote stays empty."""
    model = item.model
    given: dict[str, Any] = {
        "number": item.number,
        "title": item.name,
        "matter": "report" if item.is_report else "deliberation",
        "resolution": item.resolution,
        "reason": item.grounds,
        "content": tuple(ListItem(line) for line in item.content.splitlines() if line.strip()),
        "figures": tuple(_figures(table) for table in (*item.figures, *added)),
        "references": tuple(
            f"붙임 파일: {laid.file.title}" for laid in item.attachments.all() if laid.removed_at is None
        ),
    }
    if model is not None:
        given |= {
            "proposer": f"{model.demand_company.name}·{model.supplier.name}",
            "model_code": model.code,
            "submitted_on": model.submitted_at.astimezone(SEOUL).date() if model.submitted_at else None,
            "plan": tuple(papers.PlanField(label, text) for label, text in _plan(model) if text),
            "supports": tuple(
                papers.SupportRequest(str(row.get_kind_display()), row.content, row.amount_krw)
                for row in model.requested_support.all()
            ),
            "opinions": tuple(_opinion(opinion) for opinion in model.opinions.all() if _is_told(opinion)),
            **_reviews(item),
        }
    return papers.AgendaPaper(**given)


def _plan(model: WinWinModel) -> list[tuple[str, str]]:
    item = model.item.name_ko if model.item else model.item_text
    return [("대상 품목", item), *((label, getattr(model, name)) for name, label in PLAN)]


def _is_told(opinion: Opinion) -> bool:
    return opinion.answered_at is not None and opinion.withdrawn_at is None


def _opinion(opinion: Opinion) -> papers.Opinion:
    return papers.Opinion(
        agency=opinion.organisation.name,
        opinion="의견 없음" if opinion.has_no_opinion else opinion.answer,
        answer=ANSWER[Opinion.Disposition(opinion.disposition)] if opinion.disposition else "pending",  # type: ignore[arg-type]
        action=opinion.action,
    )


def _reviews(item: AgendaItem) -> dict[str, Any]:
    """What reviewers said, without names, once the review is over; the note says whose weights the mean rests on."""
    told = review_queries.summary(item.model) if item.model else None
    if told is None or not told.closed or not told.handed_in:
        return {}
    reviews = tuple(
        papers.Review(f"검토위원 의견 {number}", comment)
        for number, comment in enumerate(told.comments, start=1)
    )
    advice = ", ".join(f"{label} {count}명" for label, count in told.advice_labels if count)
    note = f"배정 {told.assigned}명 가운데 {told.handed_in}명 제출. 종합 의견: {advice}."
    if told.mean is not None:
        adjusted = f", 심사자 성향을 보정하면 {told.adjusted:.2f}" if told.adjusted is not None else ""
        note += f" 평균 {told.mean:.2f}/{told.most}{adjusted}. {str(told.rubric).rstrip('.')}."
    return {"reviews": reviews, "review_note": note}


def _figures(table: dict[str, Any]) -> papers.FigureTable:
    columns = table["columns"]
    as_of = f"{table['as_of']} 기준" if table.get("as_of") else ""
    return papers.FigureTable(
        Table(
            tuple(
                Column(name, align="left" if number == 0 else "right") for number, name in enumerate(columns)
            ),
            tuple(tuple(str(cell) for cell in row) for row in table["rows"]),
            caption=table.get("title", ""),
        ),
        unit=table.get("unit", ""),
        source=as_of,
    )


def papers_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Every item of the meeting as it stands now, as JSON; `item` says which it is, because numbers can be given again."""
    laid = Prefetch("attachments", Attachment.objects.select_related("file").defer("file__content"))
    items = meeting.agenda.select_related(
        "model__demand_company", "model__supplier", "model__item"
    ).prefetch_related("model__requested_support", "model__opinions__organisation", laid)
    with override("ko"):
        added = annexes.gather(meeting, [item.model for item in items if item.model is not None])
        return [
            plain(paper_of(item, added.get(item.model_id or 0, ()))) | {"item": item.pk} for item in items
        ]


def left_out(book: Book) -> dict[int, frozenset[int]]:
    """Seat's key → the numbers of the papers that its holder does not get, as the conflicts stand now.

    A paper is kept from who is excluded from its item, and from whose holder a conflict in its model stands, be
    the item still on the agenda or not. Three queries, whatever the number of seats and papers.
    """
    numbers_of_item = {data["item"]: data["number"] for data in book.items}
    numbers_of_case: dict[str, list[int]] = defaultdict(list)
    for data in book.items:
        if data["model_code"]:
            numbers_of_case[data["model_code"]].append(data["number"])
    out: dict[int, set[int]] = defaultdict(set)
    excluded = Exclusion.objects.filter(agenda_item__in=numbers_of_item)
    for seat, item in excluded.values_list("seat_id", "agenda_item_id"):
        out[seat].add(numbers_of_item[item])
    conflicts = Conflict.objects.filter(
        case_type=CASE, case_id__in=numbers_of_case, state=Conflict.State.STANDS
    )
    cases: dict[int, set[str]] = defaultdict(set)
    for person, case in conflicts.values_list("person_id", "case_id"):
        cases[person].add(case)
    held = book.meeting.body.seats.filter(user__in=cases).values_list("pk", "user_id")
    for seat, person in held:
        out[seat].update(number for case in cases[person] for number in numbers_of_case[case])
    return {seat: frozenset(numbers) for seat, numbers in out.items()}


def book_of(
    book: Book, copy: BookCopy | None = None, omitted: frozenset[int] = frozenset()
) -> papers.AgendaBook:
    """The edition as it was made, or one numbered copy of it without the `omitted` items (by number)."""
    meeting = book.meeting
    whole: list[papers.AgendaPaper] = [restored(papers.AgendaPaper, data) for data in book.items]
    shown = [papers.omitted_paper(p.number) if p.number in omitted else p for p in whole]
    order = tuple(f"제{p.number}호 안건" + (f" {p.title}" if p.title else "") for p in shown)
    return papers.AgendaBook(
        body=meeting.body.name,
        title=meeting.full_title,
        number=meeting.number,
        held_at=meeting.held_at,
        place=meeting.place,
        papers=tuple(shown),
        prepared_at=book.made_at,
        order=("성원 보고와 개회", *order, "폐회"),
        closed=True,
        handling=HANDLING,
        issuer=f"{meeting.body.name} 사무국",
        demonstration=meeting.demonstration,
        copy_number=copy.number if copy else None,
        copies=book.copies.count() if copy else None,
        recipient=copy.name if copy else "",
    )
