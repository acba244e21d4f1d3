"""Reading pages: the list of meetings, a published one, a recorded one, and the papers."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation import published as facts_of
from sangsaeng.deliberation import queries, words
from sangsaeng.deliberation.models import MEETING_CHIP, Body, Meeting, MeetingState
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.listing import Column, Filter, Listing, page
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark, moment
from sangsaeng.parties.rules import may
from sangsaeng.records.models import DocumentFile


def _address(meeting: Meeting) -> str:
    return reverse("deliberation:meeting", args=(meeting.code,))


def _named(meeting: Meeting) -> str:
    name = format_html('<a href="{}">{}</a>', _address(meeting), words.meeting_name(meeting))
    return format_html("{} {}", name, demo_mark()) if meeting.demonstration else name


MEETINGS = Listing(
    name="meetings",
    columns=(
        Column(
            "meeting",
            _("회의"),
            words.plain_meeting_name,
            html=_named,
            sort=("body__kind", "number"),
            width=40,
        ),
        Column(
            "held_at",
            _("일시"),
            lambda m: m.held_at,
            html=lambda m: moment(m.held_at),
            sort=("held_at",),
            width=25,
        ),
        Column(
            "state",
            _("상태"),
            lambda m: str(MeetingState(m.state).label),
            html=lambda m: chip(MEETING_CHIP[MeetingState(m.state)], MeetingState(m.state).label),
            sort=("state",),
            width=15,
        ),
        Column("items", _("안건"), lambda m: m.items, sort=("items",), numeric=True, width=10),
        Column(
            "adopted",
            _("채택"),
            lambda m: m.adopted,
            sort=("adopted",),
            numeric=True,
            width=10,
            main=False,
        ),
    ),
    filters=(
        Filter("kind", _("회의체"), lambda: Body.Kind.choices, lambda v: Q(body__kind=v)),
        Filter("state", _("상태"), lambda: MeetingState.choices, lambda v: Q(state=v)),
    ),
    search=("body__name", "body__name_en", "title", "code", "place"),
    search_label=_("회의 찾기"),
    order="-held_at",
    empty=_("이 시스템에 기록된 회의가 없습니다."),
)


def meetings(request: HttpRequest) -> HttpResponse:
    """Published meetings and recorded ones, in sections and counts of their own."""
    listed = page(MEETINGS, queries.meetings(), request)
    if isinstance(listed, HttpResponse):
        return listed
    council, committee = facts_of.of_kind("council"), facts_of.of_kind("committee")
    context = {
        "page": listed,
        "council": council,
        "committee": committee,
        "council_known": sum(m.is_one_meeting for m in council),
        "council_dated": sum(m.date_text is not None for m in council),
        "committee_known": sum(m.is_one_meeting for m in committee),
        "committee_dated": sum(m.date_text is not None for m in committee),
        "later": next((m.name for m in council if not m.is_one_meeting), ""),
        "recorded": queries.recorded_counts(),
        "may_call": may(request.user, "deliberation.call"),
    }
    return render(request, "deliberation/meetings.html", context)


def published(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One real meeting, as far as it is public."""
    try:
        found = facts_of.find(kind, key)
    except LookupError:
        raise Http404 from None
    return render(request, "deliberation/published.html", {"meeting": found})


def find(code: str) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "bylaw"), code=code)


def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One recorded meeting: agenda, attendance, rule, votes with their working, papers."""
    found = find(code)
    view = queries.meeting_view(request.user, found)
    return render(request, "deliberation/meeting.html", _meeting_context(view))


def _meeting_context(view: queries.MeetingView) -> dict[str, Any]:
    found = view.meeting
    kind = found.body.kind
    items = [
        {
            "item": item,
            "chip": words.chip_kind(kind, item.outcome),
            "word": words.outcome_word(kind, item.outcome),
            "sentence": words.decision_sentence(kind, item.outcome, item.support),
            "working": words.working(item.tally),
            "bar": words.tally_bar(item.tally) if item.tally else "",
            "support": queries.support_labels(item.support),
            "may_vote": _may_vote(view, item),
            "all_in": item.counts is not None and 0 < item.counts.present <= item.counts.cast,
        }
        for item in view.items
    ]
    return {
        "view": view,
        "meeting": found,
        "name": words.meeting_name(found),
        "plain_name": words.plain_meeting_name(found),
        "body": words.body_name(found.body.name, found.body.name_en),
        "state_chip": MEETING_CHIP[MeetingState(found.state)],
        "state_label": MeetingState(found.state).label,
        "items": items,
        "rule": words.rule(found.bylaw),
        "legal_basis": words.legal_basis(found.bylaw),
        "adopted": sum(item.outcome == words.Outcome.ADOPTED for item in view.items),
        "quorum": queries.quorum(view),
    }


def _may_vote(view: queries.MeetingView, item: queries.ItemView) -> bool:
    """Whether the viewer's own vote is still out: in session, undecided, not recused."""
    return (
        view.seat is not None
        and view.meeting.is_open
        and not item.is_decided
        and not item.recused
        and item.my_ballot is None
    )


def _paper_meeting(row: DocumentFile) -> str:
    return reverse("deliberation:meeting", args=(row.subject_id,))


DOCUMENTS = Listing(
    name="documents",
    columns=(
        Column(
            "title",
            _("문서"),
            lambda d: d.title,
            html=lambda d: format_html(
                '<a href="{}">{}</a>{}',
                reverse("deliberation:document", args=(d.pk,)),
                in_korean(d.title),
                format_html(" {}", demo_mark()) if d.demonstration else "",
            ),
            sort=("title",),
            width=50,
        ),
        Column("format", _("형식"), lambda d: d.get_format_display(), sort=("format",), width=10),
        Column(
            "meeting", _("회의"), lambda d: d.subject_id, link=_paper_meeting, sort=("subject_id",), width=20
        ),
        Column(
            "made_at",
            _("만든 때"),
            lambda d: d.made_at,
            html=lambda d: moment(d.made_at),
            sort=("made_at",),
            width=20,
            main=False,
        ),
    ),
    search=("title", "subject_id"),
    search_label=_("문서 찾기"),
    order="-made_at",
    empty=_("볼 수 있는 회의 문서가 없습니다. 회의록은 안건을 모두 볼 수 있는 사람에게만 보입니다."),
)


def documents(request: HttpRequest) -> HttpResponse:
    """The papers of meetings that the viewer may read."""
    listed = page(DOCUMENTS, queries.readable_documents(request.user), request)
    if isinstance(listed, HttpResponse):
        return listed
    return render(request, "deliberation/documents.html", {"page": listed, "total": listed.total})


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself. Whoever may not read it learns not even that it exists."""
    kept = get_object_or_404(queries.readable_documents(request.user).defer(None), pk=pk)
    return file_response(bytes(kept.content), filename=kept.filename, format=kept.format)
