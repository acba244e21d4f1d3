"""What waits for whom: one sentence and one button for each thing, oldest first."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sangsaeng.clocks import queries as clocks
from sangsaeng.deliberation.models import Seat
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.queries import meetings as deliberation
from sangsaeng.deliberation.queries.bodies import WARN_DAYS
from sangsaeng.deliberation.queries.reviews import my_reviews, waiting_opinions
from sangsaeng.desk.todos import (
    board,
    fairs,
    identity,
    ledger,
    matching,
    outcomes,
    payments,
    portal,
    purchases,
    requests,
    rounds,
    selection,
    signals,
)
from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import may
from sangsaeng.portal.models import CorrectionRequest
from sangsaeng.proposals import queries as proposals
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

SOON = 7  # days in which a deadline is told on this page
SHOWN = 30  # what waits longest stands first, so a shorter list would hide what has just come


# What each subject after the decisions finds for this person; a module a subject.
OF_SUBJECTS: tuple[Callable[[User], list[Todo]], ...] = (
    ledger.todos,
    purchases.todos,
    requests.todos,
    rounds.todos,
    selection.todos,
    payments.todos,
    outcomes.todos,
    board.todos,
    portal.todos,
    signals.todos,
    matching.todos,
    fairs.todos,
    identity.todos,
)


def todos(user: User) -> list[Todo]:
    """What waits for `user`, longest waiting first; a fixed number of queries for each role."""
    found = [
        *_signatures(user),
        *_votes(user),
        *_declarations(user),
        *_reviews(user),
        *_opinions(user),
        *_models(user),
    ]
    if user.role == Role.SECRETARIAT:
        found += [*_meetings(user), *_minutes(user), *_corrections(user), *_clocks(user), *_terms(user)]
    found += [todo for of_subject in OF_SUBJECTS for todo in of_subject(user)]
    return sorted(found, key=lambda todo: todo.since)


def _signatures(user: User) -> list[Todo]:
    """Minutes whose newest version waits for this person's signature, as chair or as secretary."""
    if user.role not in (Role.CHAIR, Role.MEMBER, Role.SECRETARIAT):
        return []
    return [
        Todo(
            sentence=said(
                _("%(meeting)s의 회의록 제%(version)s판에 서명하세요."),
                meeting=minutes.meeting.full_title,
                version=minutes.version,
            ),
            button=_("서명하기"),
            href=reverse("deliberation:results", args=[minutes.meeting.code]),
            since=minutes.made_at,
            demonstration=minutes.meeting.demonstration,
        )
        for minutes in deliberation.unsigned_minutes(user)
    ]


def _votes(user: User) -> list[Todo]:
    if user.role not in (Role.CHAIR, Role.MEMBER):
        return []
    return [
        Todo(
            sentence=said(
                _("%(meeting)s의 %(number)s번 안건 ‘%(title)s’에 아직 표결하지 않았습니다."),
                meeting=item.meeting.title,
                number=item.number,
                title=item.name,
            ),
            button=_("표결하기"),
            href=reverse("deliberation:vote", args=[item.meeting.code, item.number]),
            since=item.meeting.opened_at or item.meeting.held_at,
            demonstration=item.meeting.demonstration,
            due=item.vote.deadline if item.vote else None,
        )
        for item in deliberation.open_votes(user)
    ]


def _declarations(user: User) -> list[Todo]:
    """One for all items about which nothing is declared."""
    if user.role not in (Role.CHAIR, Role.MEMBER):
        return []
    items = list(interests.to_declare(user))
    if not items:
        return []
    return [
        Todo(
            sentence=said(_("안건 %(count)s건에 이해관계가 있는지 신고하세요."), count=len(items)),
            button=_("신고하기"),
            href=reverse("deliberation:conflicts"),
            since=min(item.meeting.called_at for item in items),
            demonstration=user.demonstration,
            due=min(item.meeting.held_at for item in items),
        )
    ]


def _reviews(user: User) -> list[Todo]:
    """One for all reviews that are not handed in."""
    if user.role not in (Role.CHAIR, Role.MEMBER, Role.AGENCY):
        return []
    reviews = list(my_reviews(user))
    if not reviews:
        return []
    due = min(review.round.due_on for review in reviews)
    return [
        Todo(
            sentence=said(_("심사할 모델이 %(count)s건 있습니다."), count=len(reviews)),
            button=_("심사하기"),
            href=reverse("deliberation:my_reviews"),
            since=min(review.assigned_at for review in reviews),
            demonstration=user.demonstration,
            due=due,
            overdue=due < timezone.localdate(),
        )
    ]


def _opinions(user: User) -> list[Todo]:
    """One for all questions of the secretariat to this person's ministry or agency."""
    if user.role not in (Role.MINISTRY, Role.AGENCY):
        return []
    asked = list(waiting_opinions(user))
    if not asked:
        return []
    due = min(opinion.due_on for opinion in asked)
    return [
        Todo(
            sentence=said(_("의견조회 %(count)s건에 답하세요."), count=len(asked)),
            button=_("답하기"),
            href=reverse("deliberation:opinions"),
            since=min(opinion.asked_at for opinion in asked),
            demonstration=user.demonstration,
            due=due,
            overdue=due < timezone.localdate(),
        )
    ]


def _next_step(user: User, model: WinWinModel) -> tuple[SafeString, str, str]:
    """Sentence, button and address of what this person does next with a model."""
    state = State(model.state)
    page = reverse("proposals:model", args=[model.code])
    steps = {
        State.DRAFT: (_("‘%(title)s’ 초안을 마저 쓰고 제출하세요."), _("이어서 쓰기"), "proposals:edit"),
        State.RETURNED: (_("‘%(title)s’ 모델의 보완을 요청받았습니다."), _("보완하기"), "proposals:edit"),
        State.COMMITTEE_RETURNED: (
            _("위원회가 ‘%(title)s’ 모델의 보완을 요청했습니다."),
            _("보완하기"),
            "proposals:edit",
        ),
        State.SUBMITTED: (_("제출된 ‘%(title)s’ 모델을 심사하세요."), _("심사하기"), "proposals:screen"),
        State.SCREENED: (
            _("심사를 마친 ‘%(title)s’ 모델을 회의에 상정하세요."),
            _("회의 고르기"),
            "deliberation:meetings",
        ),
        State.RECOMMENDED: (
            _("협의회가 건의한 ‘%(title)s’ 모델을 위원회에 보내세요."),
            _("위원회에 보내기"),
            "deliberation:send_to_committee",
        ),
        State.AT_COMMITTEE: (_("‘%(title)s’ 모델이 위원회의 결정을 기다립니다."), _("살펴보기"), ""),
        State.APPROVED: (
            _("승인된 ‘%(title)s’ 모델의 지원을 확정하세요."),
            _("지원 확정하기"),
            "support:commit",
        ),
        State.SUPPORTED: (_("‘%(title)s’ 모델의 이행을 시작하세요."), _("살펴보기"), ""),
        State.IN_PROGRESS: (_("‘%(title)s’ 모델이 이행 중입니다."), _("살펴보기"), ""),
    }
    sentence, button, name = steps[state]
    told = said(sentence, title=model.title)
    if not name:
        return told, button, page
    takes_no_code = name == "deliberation:meetings"
    return told, button, reverse(name) if takes_no_code else reverse(name, args=[model.code])


def _models(user: User) -> list[Todo]:
    found = []
    for model in proposals.waiting_for(user)[:SHOWN]:
        sentence, button, href = _next_step(user, model)
        found.append(Todo(sentence, button, href, model.state_since, model.demonstration))
    return found


def _meetings(user: User) -> list[Todo]:
    found = []
    for meeting in deliberation.running(user)[:SHOWN]:
        sentence = (
            _("%(title)s 제%(number)s차 회의가 열려 있습니다. 표결을 마치고 폐회하세요.")
            if meeting.is_open
            else _("%(title)s 제%(number)s차 회의가 정회 중입니다. 속개하세요.")
            if meeting.is_adjourned
            else _("%(title)s 제%(number)s차 회의를 준비하세요.")
        )
        found.append(
            Todo(
                sentence=said(sentence, title=meeting.title, number=meeting.number),
                button=_("회의 열기") if meeting.is_called else _("회의 진행"),
                href=reverse("deliberation:meeting", args=[meeting.code]),
                since=meeting.held_at,
                demonstration=meeting.demonstration,
            )
        )
    return found


def _minutes(user: User) -> list[Todo]:
    return [
        Todo(
            sentence=said(
                _("%(title)s 제%(number)s차 회의의 회의록을 만드세요."),
                title=meeting.title,
                number=meeting.number,
            ),
            button=_("회의록 만들기"),
            href=reverse("deliberation:meeting", args=[meeting.code]),
            since=meeting.closed_at or meeting.held_at,
            demonstration=meeting.demonstration,
        )
        for meeting in deliberation.without_minutes(user)[:SHOWN]
    ]


def _clocks(user: User) -> list[Todo]:
    """One for all deadlines that have passed or end within a week."""
    today = timezone.localdate()
    soon = [
        (clock.due_on, clock)
        for clock in clocks.running(user)
        if clock.due_on and clock.due_on <= today + timedelta(days=SOON)
    ]
    if not soon:
        return []
    late = sum(due < today for due, _clock in soon)
    due, first = soon[0]
    return [
        Todo(
            sentence=said(
                _("지난 기한이 %(late)s건, 7일 안에 끝나는 기한이 %(soon)s건 있습니다."),
                late=late,
                soon=len(soon) - late,
            ),
            button=_("기한 보기"),
            href=reverse("desk:clocks"),
            since=timezone.make_aware(datetime.combine(first.received_on, time())),
            demonstration=user.demonstration,
            due=due,
            overdue=bool(late),
        )
    ]


def _terms(user: User) -> list[Todo]:
    """One for all members whose term has ended or ends soon."""
    ending = Seat.objects.filter(
        is_active=True,
        term_until__lte=timezone.localdate() + timedelta(days=WARN_DAYS),
        body__demonstration=user.demonstration,
        body__ended_on=None,
    )
    seat = ending.order_by("term_until").first()
    if seat is None or seat.term_until is None:
        return []
    until = seat.term_until
    return [
        Todo(
            sentence=said(_("임기가 끝났거나 60일 안에 끝나는 위원이 있습니다.")),
            button=_("위원 보기"),
            href=reverse("deliberation:body", args=[seat.body_id]),
            since=timezone.make_aware(datetime.combine(until - timedelta(days=WARN_DAYS), time())),
            demonstration=user.demonstration,
            due=until,
            overdue=until < timezone.localdate(),
        )
    ]


def _corrections(user: User) -> list[Todo]:
    if not may(user, "portal.answer_correction"):
        return []
    waiting = CorrectionRequest.objects.filter(state=CorrectionRequest.State.OPEN).order_by("received_at")[
        :SHOWN
    ]
    return [
        Todo(
            sentence=said(
                _("%(code)s %(kind)s 요청에 답하세요."), code=asked.code, kind=asked.get_kind_display()
            ),
            button=_("답하기"),
            href=reverse("portal:correction", args=[asked.code]),
            since=asked.received_at,
        )
        for asked in waiting
    ]


# Subjects whose events tell which company stands behind an anonymous need; ministries read the rest of the record.
NAMELESS = ("need", "survey", "interest")


def events(user: Any) -> Any:
    """The record, newest first; `name` is who the account belongs to now, empty for the system."""
    person = User.objects.filter(username=OuterRef("actor")).values("display_name")
    rows = Event.objects.order_by("-id").annotate(name=Subquery(person))
    return rows.exclude(subject_type__in=NAMELESS) if user.role == Role.MINISTRY else rows
