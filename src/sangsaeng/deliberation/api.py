"""Meetings and their papers for programs: published ones and recorded ones, never in one count."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from sangsaeng.deliberation import published
from sangsaeng.deliberation.models import Meeting
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries import seen
from sangsaeng.deliberation.tally import Tally

router = Router(tags=["meetings"])
Kind = Literal["published", "demonstration", "recorded"]


class MeetingRow(Schema):
    """A meeting. `kind`: published (a fact, read-only), demonstration (made up), recorded (held here)."""

    kind: Kind
    code: str
    body: Literal["council", "committee", "sub_council"]
    body_name: str
    number: int | None = None
    held: str | None = None
    """As precise as it is known: a year and month, a day, or a moment (UTC)."""
    place: str | None = None
    state: str | None = None

    model_config = {
        "json_schema_extra": {
            "example": {
                "kind": "published",
                "code": "council-7",
                "body": "council",
                "body_name": "대·중소기업 상생협의회",
                "number": 7,
                "held": "2021-05-03",
                "place": "경기 용인 주성엔지니어링 연구개발센터",
                "state": None,
            }
        }
    }


class MeetingList(Schema):
    published: int
    demonstration: int
    recorded: int
    results: list[MeetingRow]


class MeetingSourceOut(Schema):
    """Where a published meeting is written of; what the source does not say is left out."""

    organisation: str | None = Field(None, examples=["산업통상자원부"])
    title: str | None = Field(None, examples=["제7차 대·중소기업 상생협의회 개최"])
    url: str | None = Field(None, examples=["https://www.korea.kr/briefing/pressReleaseList.do"])
    published: str | None = Field(None, examples=["2021-05-03"])


class TallyOut(Schema):
    """Persons; `present` is without the excluded."""

    entitled: int
    excluded: int
    present: int
    in_favour: int
    against: int
    abstained: int
    needed: int
    outcome: str = Field(description="carried, not_carried or no_quorum", examples=["carried"])
    working: str = Field(examples=["출석 6명, 찬성 5명, 반대 1명, 기권 0명: 필요한 찬성 4명, 가결"])


class AgendaItemOut(Schema):
    """An agenda item; title, support, conditions and reason only for those who may see it whole."""

    number: int
    kind: str = Field(description="model, motion or report", examples=["model"])
    model: str | None = Field(None, description="Of an item about a model", examples=["D-2026-01"])
    codename: str | None = Field(None, examples=["시연 과제 가-01"])
    sector: str | None = Field(None, examples=["display"])
    outcome: str | None = Field(None, description="Left out until it is decided", examples=["adopted"])
    decided_at: datetime | None = Field(None, examples=["2026-11-20T05:00:00Z"])
    vote: TallyOut | None = None
    title: str | None = Field(None, examples=["디스플레이용 노광기 핵심 모듈"])
    support: list[str] | None = Field(None, examples=[["technology", "finance"]])
    manner: str | None = Field(
        None, description="as_proposed, amended or conditional", examples=["conditional"]
    )
    conditions: str | None = Field(None, examples=["시험 성적서를 석 달 안에 낸다."])
    note: str | None = Field(None, examples=["연도별 수요 물량을 밝혀 주세요."])


class MeetingOut(MeetingRow):
    agenda: list[AgendaItemOut] | None = None
    resolved: str | None = None
    agenda_text: str | None = None
    note: str | None = None
    vote: str | None = None
    """«not public» for every published meeting: no vote of any is public."""
    sources: list[MeetingSourceOut] | None = None


class DocumentRow(Schema):
    """A paper; its file stands under /meetings/files/{sha256}/."""

    meeting: str = Field(examples=["council-2026-001"])
    kind: str = Field(examples=["minutes"])
    title: str = Field(examples=["시연 상생협의회 제1차 회의록"])
    format: str = Field(description="pdf or hwpx", examples=["pdf"])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    made_at: datetime = Field(examples=["2026-11-20T05:00:00Z"])
    demonstration: bool


class DocumentList(Schema):
    count: int
    results: list[DocumentRow]


class DocumentFilter(Schema):
    """Which part of a list: at most 200 rows at a time."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


def _published_row(meeting: published.PublishedMeeting) -> dict[str, Any]:
    return {
        "kind": "published",
        "code": meeting.key,
        "body": meeting.kind,
        "body_name": meeting.body,
        "number": meeting.number,
        "held": meeting.date_text,
        "place": meeting.venue or None,
        "state": None,
    }


def _recorded_row(meeting: Meeting) -> dict[str, Any]:
    return {
        "kind": "demonstration" if meeting.demonstration else "recorded",
        "code": meeting.code,
        "body": meeting.body.kind,
        "body_name": meeting.body.name,
        "number": meeting.number,
        "held": meeting.held_at.isoformat(),
        "place": meeting.place,
        "state": meeting.state,
    }


@router.get("/meetings", response=MeetingList)
def list_meetings(request: HttpRequest) -> dict[str, Any]:
    """Published meetings (facts) and those held in this system, counted apart; the newest 200 of these."""
    with override("ko"):
        facts = [_published_row(m) for m in published.all_published() if m.is_one_meeting]
    counts = queries.recorded_counts()
    rows = [_recorded_row(m) for m in Meeting.objects.select_related("body")[:200]]
    return {
        "published": len(facts),
        "demonstration": counts.demonstration,
        "recorded": counts.real,
        "results": facts + rows,
    }


def _tally(counted: Tally | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    return {
        "entitled": counted.entitled,
        "excluded": counted.excluded,
        "present": counted.present,
        "in_favour": counted.for_,
        "against": counted.against,
        "abstained": counted.abstain,
        "needed": counted.needed,
        "outcome": counted.outcome,
        "working": counted.working(),
    }


def _item(item: seen.ItemView) -> dict[str, Any]:
    values: dict[str, Any] = {
        "number": item.number,
        "kind": item.kind,
        "model": item.code or None,
        "codename": item.codename or None,
        "sector": item.sector_code or None,
        "outcome": item.outcome or None,
        "decided_at": item.decided_at,
        "vote": _tally(item.tally),
    }
    if item.whole:
        values |= {
            "title": item.title,
            "support": item.support,
            "manner": item.manner or None,
            "conditions": item.conditions or None,
            "note": item.note,
        }
    return values


@router.get("/meetings/{code}", response=MeetingOut, exclude_none=True)
def get_meeting(request: HttpRequest, code: str) -> dict[str, Any]:
    """One meeting, published (council-7) or recorded (council-2026-001), as far as the caller may see it."""
    if "\0" in code:  # PostgreSQL refuses to look for it
        raise Http404
    meeting = Meeting.objects.select_related("body", "bylaw").filter(code=code).first()
    if meeting is not None:
        view = seen.meeting_view(request.user, meeting)
        return _recorded_row(meeting) | {"agenda": [_item(item) for item in view.items]}
    with override("ko"):
        fact = next((m for m in published.all_published() if m.key == code), None)
        if fact is None:
            raise Http404
        return _published_row(fact) | {
            "resolved": fact.result or None,
            "agenda_text": fact.agenda or None,
            "note": fact.note or None,
            "vote": "not public",
            "sources": [
                {
                    "organisation": s.organisation,
                    "title": s.title,
                    "url": s.url,
                    "published": s.published,
                }
                for s in fact.sources
            ],
        }


@router.get("/documents", response=DocumentList)
def list_documents(request: HttpRequest, paging: Query[DocumentFilter]) -> dict[str, Any]:
    """The papers of meetings that the caller may read, newest first; at most 200 at a time."""
    rows = queries.readable_documents(request.user)
    results = [
        {
            "meeting": row.subject_id,
            "kind": row.kind,
            "title": row.title,
            "format": row.format,
            "sha256": row.sha256,
            "made_at": row.made_at,
            "demonstration": row.demonstration,
        }
        for row in rows[paging.offset : paging.offset + paging.limit]
    ]
    return {"count": rows.count(), "results": results}
