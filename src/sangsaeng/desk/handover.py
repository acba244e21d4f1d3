"""Hand-over when an official changes: what is open is listed, moved in one act, and written down (인수인계서)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks import queries as clock_queries
from sangsaeng.clocks.models import OPEN, Clock
from sangsaeng.deliberation.actions import passing
from sangsaeng.deliberation.models import Letter, Meeting, MeetingState, Opinion, Review, ReviewRound, Seat
from sangsaeng.deliberation.queries import letters as letter_queries
from sangsaeng.deliberation.review_phases import allowing, phase
from sangsaeng.parties import conflicts
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import Document
from sangsaeng.records.models import DocumentFile, Event

# Whoever takes over must be able to do the work: the same role, and a chair is a member too.
SAME_WORK = {Role.CHAIR: (Role.CHAIR, Role.MEMBER), Role.MEMBER: (Role.CHAIR, Role.MEMBER)}
SAID = 20  # matters of a kind named in the event; the paper names all


@dataclass(frozen=True, slots=True)
class Matter:
    """One open thing: what, how far, until when. `kept` says why it is not passed on, where it is not."""

    thing: Any
    title: str
    state: str = ""
    due: date | None = None
    href: str = ""
    kept: str = ""

    @property
    def key(self) -> str:
        return f"{self.thing._meta.model_name}:{self.thing.pk}"


@dataclass(frozen=True, slots=True)
class Group:
    """The open matters of one kind; `moves` is False for what is only told."""

    key: str
    label: str
    matters: list[Matter] = field(default_factory=list)
    moves: bool = True

    @property
    def passed(self) -> list[Any]:
        return [matter.thing for matter in self.matters if self.moves and not matter.kept]


def successors(person: User) -> QuerySet[User]:
    """Who can take over from a person: in use, of the same world and the same work."""
    roles = SAME_WORK.get(Role(person.role), (person.role,))
    rows = User.objects.filter(is_active=True, demonstration=person.demonstration, role__in=roles)
    return rows.exclude(pk=person.pk).order_by("display_name", "pk")


def open_matters(person: User, to: User | None = None) -> list[Group]:
    """Everything open that waits on a person, by kind; empty kinds too. A fixed number of queries.

    With `to`, what that person may not take (a conflict in the case, a review of his own) says so.
    """
    barred = set(conflicts.conflicted_cases(to, "winwinmodel")) if to else set()
    return [
        _meetings(person),
        _letters(person, barred),
        _clocks(person, barred),
        _rounds(person),
        _reviews(person, to, barred),
        _offices(person),
        _told(person),
    ]


def _bar(code: str | None, barred: set[str]) -> str:
    return _("인수자에게 이해관계가 있어 넘기지 않습니다.") if code in barred else ""


def _meetings(person: User) -> Group:
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    rows = Meeting.objects.filter(secretary=person).exclude(state__in=over).select_related("body")
    return Group(
        "meetings",
        _("간사를 맡은 회의"),
        [
            Matter(
                m,
                f"{m.body.name} 제{m.number}차 회의",
                str(MeetingState(m.state).label),
                timezone.localdate(m.deadline or m.held_at),
                reverse("deliberation:meeting", args=[m.code]),
            )
            for m in rows.order_by("held_at", "pk")
        ],
    )


def _letters(person: User, barred: set[str]) -> Group:
    waits = Q(received_on__isnull=True) | Q(clock__state__in=OPEN)
    rows = Letter.objects.filter(waits, owner=person, dropped_at__isnull=True).select_related(
        "model", "clock"
    )
    return Group(
        "letters",
        _("공문"),
        [
            Matter(
                x,
                x.title,
                str(letter_queries.STATES[letter_queries.state_of(x)][0]),
                x.clock.due_on if x.clock else None,
                reverse("deliberation:letter", args=[x.code]),
                _bar(x.model.code if x.model else None, barred),
            )
            for x in rows.order_by("drafted_at", "pk")
        ],
    )


def _clocks(person: User, barred: set[str]) -> Group:
    return Group(
        "clocks",
        _("기한"),
        [
            Matter(
                c,
                c.title,
                str(c.get_state_display()),
                c.due_on,
                c.get_absolute_url(),
                _bar(c.subject_id if c.subject_type == "winwinmodel" else None, barred),
            )
            for c in clock_queries.owned_by(person)
        ],
    )


def _rounds(person: User) -> Group:
    rows = ReviewRound.objects.filter(owner=person).exclude(phase="closed").order_by("due_on", "pk")
    return Group("rounds", _("심사"), [Matter(r, r.name, str(phase(r.phase).label), r.due_on) for r in rows])


def _reviews(person: User, to: User | None, barred: set[str]) -> Group:
    """The reviews an official has not handed in; whoever reviews as a person keeps his own."""
    if person.role not in (Role.MINISTRY, Role.AGENCY, Role.SECRETARIAT):
        return Group("reviews", _("내지 않은 심사표"))
    rows = Review.objects.filter(reviewer=person, handed_in_at__isnull=True, declined_because="").exclude(
        round__phase="closed"
    )
    his = set(Review.objects.filter(reviewer=to).values_list("round_id", "model_id")) if to else set()
    matters = []
    for review in rows.select_related("round", "model").order_by("round__due_on", "pk"):
        kept = _bar(review.model.code, barred)
        if (review.round_id, review.model_id) in his:
            kept = _("인수자가 이미 이 모델을 심사합니다.")
        elif review.round.phase not in allowing("assign"):
            kept = _("배정을 마친 단계라 넘기지 않습니다.")
        title = f"{review.round.name} {review.model.code}"
        matters.append(Matter(review, title, _("쓰는 중"), review.round.due_on, kept=kept))
    return Group("reviews", _("내지 않은 심사표"), matters)


def _offices(person: User) -> Group:
    rows = Seat.objects.filter(user=person, is_active=True, capacity=Seat.Capacity.EX_OFFICIO)
    return Group(
        "seats",
        _("당연직 자리"),
        [Matter(s, f"{s.body.name} {s.label}", _("재임 중")) for s in rows.select_related("body")],
    )


def _told(person: User) -> Group:
    """What stays where it is but must be known: the organisation's opinions, and seats of the person himself."""
    matters = []
    if person.role in (Role.MINISTRY, Role.AGENCY) and person.organisation_id:
        waiting = Opinion.objects.filter(
            organisation=person.organisation_id, answered_at__isnull=True, withdrawn_at__isnull=True
        ).select_related("model", "organisation")
        stays = _("기관에 온 것이라 그대로 둡니다.")
        matters += [
            Matter(o, f"의견조회 {o.model.code}", _("답변 전"), o.due_on, kept=stays) for o in waiting
        ]
    seats = Seat.objects.filter(user=person, is_active=True).exclude(capacity=Seat.Capacity.EX_OFFICIO)
    own = _("본인을 위촉한 자리라 그대로 둡니다.")
    matters += [
        Matter(s, f"{s.body.name} {s.label}", _("재임 중"), s.term_until, kept=own)
        for s in seats.select_related("body")
    ]
    return Group("told", _("넘기지 않고 알리기만 하는 것"), matters, moves=False)


def hand_over(
    *, actor: User, from_user: User, to_user: User, reason: str, deactivate: bool = False
) -> list[DocumentFile]:
    """Move what is open from one official to another in one act, and keep the paper as PDF and HWPX.

    Moves the meetings kept, letters, clocks, rounds and unfinished reviews owned, and the seats of office (the old
    ends, the new begins with its papers to do). Tells both, and ends the old account only where asked. Appends
    «desk.hand_over» beside the events of each thing moved. Refuses (NotAllowed) everyone but the secretariat;
    (ValidationError) an empty reason, one person or two worlds, another kind of work, an account not in use,
    ending one's own account, and what changed while the paper was drawn.
    """
    require(actor, "desk.hand_over", from_user)
    reason = reason.strip()
    _check(actor, from_user, to_user, reason, deactivate)
    with override("ko"):  # the paper is the office's
        listed = open_matters(from_user, to_user)
        drawn = _draw(paper(actor, from_user, to_user, reason, listed))
    with transaction.atomic():
        people = User.objects.select_for_update().filter(pk__in=(from_user.pk, to_user.pk)).order_by("pk")
        if sum(person.is_active for person in people) != 2:
            raise ValidationError(_("쓰고 있는 계정 사이에서만 인계할 수 있습니다."))
        with override("ko"):
            groups = open_matters(from_user, to_user)
        if _keys(groups) != _keys(listed):
            raise ValidationError(_("그사이 목록이 바뀌었습니다. 다시 확인하고 인계하세요."))
        _move(actor, {group.key: group.passed for group in groups}, to_user, reason)
        kept = [
            keep_document(
                kind="handover",
                title=f"업무 인수인계서({from_user} → {to_user})"[:200],
                subject=from_user,
                format=format,
                content=content,
                actor=actor,
            )
            for format, content in drawn.items()
        ]
        if deactivate:
            User.objects.filter(pk=from_user.pk).update(is_active=False, feed_token="")
        append(
            verb="desk.hand_over",
            subject=from_user,
            actor=actor,
            data={
                "from": from_user.username,
                "to": to_user.username,
                "reason": reason,
                "moved": {g.key: [m.key for m in g.matters if g.moves and not m.kept][:SAID] for g in groups},
                "count": sum(len(g.passed) for g in groups),
                "documents": [document.pk for document in kept],
                "deactivated": deactivate,
            },
        )
        _tell_both(actor, from_user, to_user, groups)
    return kept


def _check(actor: User, from_user: User, to_user: User, reason: str, deactivate: bool) -> None:
    if not reason or len(reason) > 300:
        raise ValidationError({"reason": _("사유를 300자 안에서 적으세요.")})
    if from_user.pk == to_user.pk:
        raise ValidationError(_("인계자와 인수자가 같습니다. 다른 사람을 고르세요."))
    if from_user.demonstration != to_user.demonstration:
        raise ValidationError(_("시연과 실제를 섞을 수 없습니다."))
    if not successors(from_user).filter(pk=to_user.pk).exists():
        raise ValidationError(_("같은 역할의 쓰고 있는 계정에만 인계할 수 있습니다."))
    if deactivate and actor.pk == from_user.pk:
        raise ValidationError(_("자기 계정은 스스로 멈출 수 없습니다. 다른 담당자에게 부탁하세요."))


def _keys(groups: Iterable[Group]) -> list[tuple[str, str, str]]:
    return [(group.key, matter.key, matter.kept) for group in groups for matter in group.matters]


def _move(actor: User, passed: dict[str, list[Any]], to: User, reason: str) -> None:
    """Each kind by its own action; meetings before the rest, as everywhere."""
    passing.pass_meetings(actor, passed["meetings"], to)
    for seat in passed["seats"]:
        passing.pass_office(actor, seat, to, reason)
    passing.pass_rounds(actor, passed["rounds"], to)
    passing.pass_reviews(actor, passed["reviews"], to)
    passing.pass_letters(actor, passed["letters"], to)
    given: list[Clock] = passed["clocks"]
    for clock in given:
        clocks.hand_over(actor=actor, clock=clock, owner=to)


def _tell_both(actor: User, from_user: User, to_user: User, groups: list[Group]) -> None:
    counted = [f"{g.label} {len(g.passed)}건" for g in groups if g.passed]
    body = "\n".join(["넘긴 것: " + (", ".join(counted) or "없음"), "인수인계서를 확인하세요."])
    with override("ko"):
        url = reverse("desk:handovers")
    tell(
        actor=actor,
        recipients=[from_user, to_user],
        kind="handover",
        title=f"업무를 인계했습니다: {from_user} → {to_user}"[:200],
        body=body,
        url=url,
        about=from_user,
    )


def paper(actor: User, from_user: User, to_user: User, reason: str, groups: list[Group]) -> Document:
    """The 인수인계서, in Korean."""
    from sangsaeng.records.documents.handover import (
        Handover,
        HandoverItem,
        HandoverList,
        Person,
        handover_document,
    )

    lists = tuple(
        HandoverList(
            group.label, tuple(HandoverItem(m.title, m.state or "–", m.due, m.kept) for m in group.matters)
        )
        for group in groups
    )
    role = str(Role(from_user.role).label)
    return handover_document(
        Handover(
            body=str(from_user.organisation or role),
            duty=role,
            giver=Person(str(from_user)),
            taker=Person(str(to_user)),
            handed_on=timezone.localdate(),
            lists=lists,
            witness=Person(str(actor)) if actor.pk not in (from_user.pk, to_user.pk) else None,
            reason=reason,
            demonstration=from_user.demonstration,
        )
    )


def _draw(document: Document) -> dict[str, bytes]:
    from sangsaeng.records.documents import hwpx, pdf

    return {"pdf": pdf.render_pdf(document), "hwpx": hwpx.render_hwpx(document)}


# What was handed over


@dataclass(frozen=True, slots=True)
class Done:
    """A hand-over that was done, with its papers."""

    event: Event
    from_name: str
    to_name: str
    documents: list[DocumentFile]


def done(user: User, may_see: Callable[[Event], bool]) -> list[Done]:
    """The hand-overs of the viewer's world that he may see, newest first; three queries."""
    events = [
        event
        for event in Event.objects.filter(verb="desk.hand_over", demonstration=user.demonstration).order_by(
            "-id"
        )[:200]
        if may_see(event)
    ]
    names = {e.data[side] for e in events for side in ("from", "to")}
    people = {p.username: str(p) for p in User.objects.filter(username__in=names)}
    keys = [pk for e in events for pk in e.data["documents"]]
    papers = DocumentFile.objects.filter(pk__in=keys, kind="handover").defer("content").in_bulk()
    return [
        Done(
            event,
            people.get(event.data["from"], event.data["from"]),
            people.get(event.data["to"], event.data["to"]),
            [papers[pk] for pk in event.data["documents"] if pk in papers],
        )
        for event in events
    ]
