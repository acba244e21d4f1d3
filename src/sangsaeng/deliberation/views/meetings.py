"""Reading pages: the list of meetings, a published one, a recorded one, and the papers."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation import published as facts_of
from sangsaeng.deliberation.models import MEETING_CHIP, Body, Meeting, MeetingState
from sangsaeng.deliberation.queries import letters as letter_queries
from sangsaeng.deliberation.queries import meetings as queries
from sangsaeng.deliberation.queries import seen
from sangsaeng.deliberation.queries.attached import attachments_by_item
from sangsaeng.deliberation.queries.checklist import checklist, next_step
from sangsaeng.deliberation.views.acting import find
from sangsaeng.deliberation.words import meetings as words
from sangsaeng.deliberation.words import votes as vote_words
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
        "may_read_letters": may(request.user, "deliberation.read_letters"),
    }
    return render(request, "deliberation/meetings.html", context)


def published(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One real meeting, as far as it is public."""
    try:
        found = facts_of.find(kind, key)
    except LookupError:
        raise Http404 from None
    return render(request, "deliberation/published.html", {"meeting": found})


def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One recorded meeting: agenda, attendance, rule, votes with their working, papers; the secretariat's desk too."""
    found = find(code)
    view = seen.meeting_view(request.user, found)
    context = _meeting_context(view)
    if view.proceedings and getattr(found, "has_files", False):
        laid = attachments_by_item(found, request.user)
        for row in context["items"]:
            row["files"] = laid.get(row["item"].pk, ())
    if view.runs:
        context["checklist"] = rows = checklist(found, view)
        context["next"] = next_step(rows)
        context["letters"] = [
            (letter, *letter_queries.STATES[letter_queries.state_of(letter)])
            for letter in letter_queries.letters_of(found)
        ]
    return render(request, "deliberation/meeting.html", context)


def _meeting_context(view: seen.MeetingView) -> dict[str, Any]:
    found = view.meeting
    return {
        "view": view,
        "meeting": found,
        "name": words.meeting_name(found),
        "plain_name": words.plain_meeting_name(found),
        "body": words.body_name(found.body.name, found.body.name_en),
        "state_chip": MEETING_CHIP[MeetingState(found.state)],
        "state_label": MeetingState(found.state).label,
        "items": [_item_context(found, item) for item in view.items],
        "rule": words.rule(found.bylaw),
        "legal_basis": words.legal_basis(found.bylaw),
        "adopted": sum(item.outcome == words.Outcome.ADOPTED for item in view.items),
        "quorum": queries.quorum(view),
        "may_resolve_together": sum(not i.is_decided and not i.is_report for i in view.items) > 1,
    }


def _item_context(found: Meeting, item: seen.ItemView) -> dict[str, Any]:
    kind = found.body.kind
    return {
        "item": item,
        "chip": words.chip_kind(kind, item.outcome, item.kind),
        "word": words.outcome_word(kind, item.outcome, item.kind),
        "sentence": words.decision_sentence(kind, item.outcome, item.support, item.kind),
        "manner": words.manner_sentence(item.manner),
        "working": words.working(item.tally),
        "bar": words.tally_bar(item.tally) if item.tally else "",
        "support": queries.support_labels(item.support),
        "method": vote_words.method_sentence(item.vote.method) if item.vote else "",
        "annulled": [(vote, words.working(vote.tally)) for vote in item.annulled],
    }


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
                reverse("deliberation:kept_file", args=(d.sha256,)),
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


def kept_file(request: HttpRequest, digest: str) -> HttpResponse:
    """The file by the digest of its bytes: the public's address, which tells nothing of how many papers there are."""
    rows = queries.readable_documents(request.user).defer(None).filter(sha256=digest)
    kept = rows.order_by("-public", "pk").first()
    if kept is None:
        raise Http404
    return file_response(bytes(kept.content), filename=kept.filename, format=kept.format)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself. Whoever may not read it learns not even that it exists."""
    kept = get_object_or_404(queries.readable_documents(request.user).defer(None), pk=pk)
    return file_response(bytes(kept.content), filename=kept.filename, format=kept.format)
