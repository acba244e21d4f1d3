"""Reads of letters, of who is told of a step between the two bodies, and of answers that wait to be reported."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models import AgendaItem, Body, Exclusion, Letter, Meeting, Seat
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import may
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

# How far a letter has come: the word, the look of its chip, and the rows that have come so far.
STATES = {
    "draft": (_("초안"), "draft"),
    "sent": (_("보냄"), "submitted"),
    "received": (_("받음"), "completed"),
    "dropped": (_("쓰지 않음"), "stopped"),
}
STATE_Q = {
    "draft": Q(dropped_at__isnull=True, sent_on__isnull=True),
    "sent": Q(sent_on__isnull=False, received_on__isnull=True),
    "received": Q(received_on__isnull=False),
    "dropped": Q(dropped_at__isnull=False),
}
ANSWERS = (AgendaItem.Outcome.ADOPTED, AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED)


def state_of(letter: Letter) -> str:
    """draft, sent, received or dropped."""
    if letter.dropped_at is not None:
        return "dropped"
    if letter.received_on is not None:
        return "received"
    return "sent" if letter.is_sent else "draft"


def _joined() -> QuerySet[Letter]:
    return Letter.objects.select_related(
        "model", "meeting__body", "agenda_item__meeting__body", "clock", "owner"
    )


def readable(user: Any) -> QuerySet[Letter]:
    """The letters that `user` may read: of his world, and about a model only where he may read the model whole."""
    if not may(user, "deliberation.read_letters"):
        return Letter.objects.none()
    rows = _joined().filter(Q(model__isnull=True) | Q(model__in=whole_to(user)))
    return rows.filter(demonstration=True) if user.demonstration else rows


def letters_of(meeting: Meeting) -> QuerySet[Letter]:
    """The letters of a meeting and of its items, oldest first; the caller has asked who may read letters."""
    rows = _joined().filter(Q(meeting=meeting) | Q(agenda_item__meeting=meeting))
    return rows.order_by("drafted_at", "pk")


def letters_about(user: Any, model: WinWinModel) -> list[Letter]:
    """The letters about a model that `user` may read, oldest first."""
    return list(readable(user).filter(model=model).order_by("drafted_at", "pk"))


def council_item_of(model: WinWinModel) -> AgendaItem | None:
    """The council's adopted item that the committee's item on this model follows: the latest one, or None."""
    return (
        AgendaItem.objects.filter(
            model=model, meeting__body__kind=Body.Kind.COUNCIL, outcome=AgendaItem.Outcome.ADOPTED
        )
        .select_related("meeting__body", "meeting__bylaw", "model__demand_company", "model__supplier")
        .order_by("-decided_at", "-pk")
        .first()
    )


def waits_at_committee(model: WinWinModel) -> AgendaItem | None:
    """The undecided item of the committee on which the model waits, or None."""
    return (
        model.agenda_items.filter(meeting__body__kind=Body.Kind.COMMITTEE, outcome="")
        .select_related("meeting__body")
        .first()
    )


# Who is told


def _people(demonstration: bool) -> QuerySet[User]:
    return User.objects.filter(is_active=True, demonstration=demonstration).select_related("organisation")


def people_of_parties(model: WinWinModel) -> list[User]:
    """Those of the two firms who have an account."""
    firms = (model.demand_company_id, model.supplier_id)
    roles = (Role.DEMAND_COMPANY, Role.SME)
    return list(_people(model.demonstration).filter(organisation__in=firms, role__in=roles).order_by("pk"))


def secretariat(model: WinWinModel) -> list[User]:
    """The secretariat's people, without whoever has a conflict in the case."""
    rows = _people(model.demonstration).filter(role=Role.SECRETARIAT)
    return list(rows.exclude(pk__in=list(conflicts.standing(model))).order_by("pk"))


def members_concerned(model: WinWinModel, item: AgendaItem | None) -> list[User]:
    """The members of the council that recommended the model, without whoever stepped out of the case anywhere."""
    if item is None:
        return []
    stepped_out = Exclusion.objects.filter(agenda_item__model=model, seat__user__isnull=False)
    seats = Seat.objects.filter(body=item.meeting.body_id, is_active=True, user__isnull=False)
    return list(
        _people(model.demonstration)
        .filter(pk__in=seats.values("user"))
        .exclude(pk__in=stepped_out.values("seat__user"))
        .exclude(pk__in=list(conflicts.standing(model)))
        .order_by("pk")
    )


def told_of_sending(model: WinWinModel) -> list[User]:
    """Who learns that the recommendation went to the committee, or was taken back: the firms and the secretariat."""
    return _once([*people_of_parties(model), *secretariat(model)])


def told_of_answer(item: AgendaItem) -> list[User]:
    """Who learns of the committee's answer: the firms, the secretariat, the council's members not stepped out."""
    model = item.model
    if model is None:
        return []
    council = item.follows or council_item_of(model)
    return _once([*people_of_parties(model), *secretariat(model), *members_concerned(model, council)])


def _once(people: list[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())


# Answers that wait to be reported to the council


@dataclass(frozen=True, slots=True)
class Answer:
    """A committee's answer that the council has not been told of in a meeting: what the public may know of it."""

    item: AgendaItem
    code: str
    codename: str
    outcome: str


def committee_answers_waiting(meeting: Meeting) -> list[Answer]:
    """The committee's answers on models that this council recommended and that stand in no report to it yet.

    Oldest first; none for a body that is not a council. Two queries.
    """
    if meeting.body.kind != Body.Kind.COUNCIL:
        return []
    recommended = AgendaItem.objects.filter(
        model=OuterRef("model"), meeting__body=meeting.body_id, outcome=AgendaItem.Outcome.ADOPTED
    )
    items = (
        AgendaItem.objects.filter(Exists(recommended), meeting__body__kind=Body.Kind.COMMITTEE)
        .filter(outcome__in=ANSWERS, meeting__demonstration=meeting.demonstration)
        .select_related("meeting__body", "model")
        .order_by("decided_at", "pk")
    )
    reported = _reported(meeting)
    return [
        Answer(item, item.model.code, item.model.codename, item.outcome)
        for item in items
        if item.model is not None and _mark(item) not in reported
    ]


def _reported(meeting: Meeting) -> set[str]:
    """The answers that stand in a report of this council, unless its meeting was called off or the report deferred."""
    reports = (
        AgendaItem.objects.filter(kind=AgendaItem.Kind.REPORT, meeting__body=meeting.body_id)
        .exclude(meeting__state="cancelled")
        .exclude(outcome=AgendaItem.Outcome.DEFERRED)
    )
    return {
        mark
        for figures in reports.values_list("figures", flat=True)
        for table in figures
        for mark in table.get("answers", [])
    }


def _mark(item: AgendaItem) -> str:
    """An answer by its item and its time: one that was annulled and decided anew is another answer."""
    return f"{item.pk}@{item.decided_at.isoformat()}" if item.decided_at else ""


def mark(answer: Answer) -> str:
    return _mark(answer.item)
