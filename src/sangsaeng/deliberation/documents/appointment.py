"""The appointment papers of a seat, from what is recorded. They are written in Korean."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from sangsaeng.deliberation.models import BylawVersion, Seat
from sangsaeng.deliberation.template import basis, secrecy_basis
from sangsaeng.records.documents.appointment import (
    Appointment,
    Dismissal,
    certificate_document,
    consent_document,
    dismissal_letter,
    pledge_document,
)
from sangsaeng.records.documents.content import Document
from sangsaeng.records.documents.official_letter import official_letter_document

KINDS: dict[str, Promise] = {
    "consent": _("위촉동의서"),
    "pledge": _("보안서약서"),
    "appointment": _("위촉장"),
    "dismissal": _("해촉 통지"),
}
DRAWN = {"consent": consent_document, "pledge": pledge_document, "appointment": certificate_document}


def can_be_made(seat: Seat) -> list[str]:
    """The papers that can be made for this seat now: none of appointment for who sits by office."""
    if seat.is_active:
        return [] if seat.capacity == Seat.Capacity.EX_OFFICIO else list(DRAWN)
    return ["dismissal"] if seat.ended_by == Seat.EndedBy.DISMISSED else []


def document_of(seat: Seat, kind: str, *, appointed_by: str, written_at: datetime) -> Document:
    """The paper, from the seat. Number and day of issue stay empty where they are not known."""
    with override("ko"):
        if kind == "dismissal":
            return official_letter_document(dismissal_letter(_dismissal(seat, appointed_by, written_at)))
        return DRAWN[kind](_appointment(seat, appointed_by, written_at))


def _appointment(seat: Seat, appointed_by: str, written_at: datetime) -> Appointment:
    person = seat.user
    return Appointment(
        body=seat.body.name,
        name=str(person) if person else seat.label,
        affiliation=str(person.organisation) if person and person.organisation else "",
        capacity=str(seat.get_capacity_display()),
        since=seat.term_from or seat.appointed_on or timezone.localdate(),
        until=seat.term_until,
        legal_basis=basis(seat.body.kind),
        secrecy_basis=secrecy_basis(seat.body.kind) or _bylaw_name(seat, secrecy=True),
        appointed_by=appointed_by,
        issued_on=seat.appointed_on,
        written_at=written_at,
        demonstration=seat.demonstration,
    )


def _dismissal(seat: Seat, appointed_by: str, written_at: datetime) -> Dismissal:
    return Dismissal(
        body=seat.body.name,
        name=str(seat.user) if seat.user else seat.label,
        issued_as=appointed_by,
        effective_on=seat.ended_on or timezone.localdate(),
        reason=seat.end_reason,
        legal_basis=_bylaw_name(seat),
        written_at=written_at,
        demonstration=seat.demonstration,
    )


def _bylaw_name(seat: Seat, *, secrecy: bool = False) -> str:
    """The bylaws in force, with the mark of a template; empty where there are none, or none on secrecy."""
    bylaw: BylawVersion | None = (
        seat.body.bylaws.filter(effective__lte=timezone.localdate()).order_by("-version").first()
    )
    if bylaw is None or (secrecy and not bylaw.secrecy):
        return ""
    mark = "(예시 규칙)" if bylaw.is_template else ""
    return f"{seat.body.name} 운영세칙 제{bylaw.version}판{mark}"
