"""The only code that writes disclosure requests: ask, answer, withdraw, look again at what stayed closed."""

import hmac
from datetime import date
from secrets import token_urlsafe
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.clocks import actions as clocks
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.portal.actions import VISITOR
from sangsaeng.portal.disclosures.grounds import checked
from sangsaeng.portal.disclosures.paper import answer_paper
from sangsaeng.portal.models import DisclosureRequest
from sangsaeng.proposals.codes import yearly
from sangsaeng.records.actions import SYSTEM, append, keep_document

State = DisclosureRequest.State
RULE = "disclosure"
ANSWERS = (State.OPEN, State.PARTLY, State.CLOSED, State.ABSENT, State.TRANSFERRED)
MOST_TEXT, MOST_ANSWER = 4_000, 8_000


def is_only_demonstration() -> bool:
    """Whether nobody keeps a real register here: then what a visitor asks is part of the demonstration."""
    return not User.objects.filter(role=Role.SECRETARIAT, demonstration=False, is_active=True).exists()


@transaction.atomic
def ask_disclosure(*, name: str, contact: str, text: str, actor: Any = VISITOR) -> DisclosureRequest:
    """Take in a request for information from anybody, and start its clock (정보공개법 §11①: ten working days).

    The token is the asker's key to the answer. Appends «portal.ask_disclosure» without name, contact and text, which only
    the secretariat sees, and «clocks.start». Refuses (ValidationError, by field) what is empty or too long.
    """
    problems = {
        field: error
        for field, value, most, error in (
            ("name", name, 100, _("이름을 100자 안에서 적으세요.")),
            ("contact", contact, 200, _("연락처를 200자 안에서 적으세요.")),
            ("text", text, MOST_TEXT, _("어떤 정보를 원하는지 4,000자 안에서 적으세요.")),
        )
        if not value.strip() or len(value.strip()) > most
    }
    if problems:
        raise ValidationError(problems)
    demonstration = bool(getattr(actor, "demonstration", False)) or is_only_demonstration()
    asked = DisclosureRequest.objects.create(
        code=yearly("I", demonstration=demonstration),
        token=token_urlsafe(32),
        name=name.strip(),
        contact=contact.strip(),
        text=text.strip(),
        received_on=timezone.localdate(),
        demonstration=demonstration,
    )
    asked.clock = clocks.start(
        actor=SYSTEM,
        rule_key=RULE,
        subject=asked,
        title=f"정보공개 청구 {asked.code}",
        addressee="사무국",
        received_on=asked.received_on,
    )
    asked.save(update_fields=["clock"])
    append(verb="portal.ask_disclosure", subject=asked, actor=actor)
    return asked


def _hold(asked: DisclosureRequest) -> DisclosureRequest:
    asked = DisclosureRequest.objects.select_for_update(of=("self",)).select_related("clock").get(pk=asked.pk)
    if asked.state != State.RECEIVED:
        raise ValidationError(_("이미 끝난 청구입니다."))
    return asked


@transaction.atomic
def answer_disclosure(
    *,
    actor: Any,
    request: DisclosureRequest,
    state: str,
    answer: str,
    grounds: list[dict[str, Any]] | None = None,
    answered_on: date | None = None,
) -> DisclosureRequest:
    """Answer a request; keeps the answer as a paper, ends the clock, appends «portal.answer_disclosure».

    `grounds`: what stays closed, each with the item of 정보공개법 §9①, its end and, in deliberation, its stage. Refuses
    (ValidationError) a second answer, an answer without words, a partly or wholly closed one without a ground or a ground
    without its end, and grounds where nothing is closed.
    """
    require(actor, "portal.answer_disclosure", request)
    asked = _hold(request)
    if state not in ANSWERS:
        raise ValidationError({"state": _("어떻게 답하는지 고르세요.")})
    answer = answer.strip()
    if not answer or len(answer) > MOST_ANSWER:
        raise ValidationError({"answer": _("답변을 8,000자 안에서 적으세요.")})
    kept = checked(grounds or [])
    if state in (State.PARTLY, State.CLOSED) and not kept:
        raise ValidationError(_("공개하지 않는 것이 있으면 법의 근거와 그 끝을 적으세요."))
    if state not in (State.PARTLY, State.CLOSED) and kept:
        raise ValidationError({"state": _("비공개 사유를 적었습니다. 부분 공개나 비공개를 고르세요.")})
    day = answered_on or timezone.localdate()
    asked.state, asked.answer, asked.grounds = state, answer, kept
    asked.answered_on, asked.answered_by = day, actor.username
    if asked.clock is not None:
        clocks.answer(actor=actor, clock=asked.clock, answered_on=day, text=str(State(state).label))
    from sangsaeng.records.documents.pdf import render_pdf

    asked.paper = keep_document(
        kind="disclosure",
        title=f"정보공개 결정 통지 {asked.code}",
        subject=asked,
        format="pdf",
        content=render_pdf(answer_paper(asked)),
        actor=actor,
    )
    asked.save()
    data = {"state": state, "items": sorted({ground["item"] for ground in kept})}
    append(verb="portal.answer_disclosure", subject=asked, actor=actor, data=data)
    return asked


@transaction.atomic
def withdraw_disclosure(
    *, request: DisclosureRequest, reason: str = "", token: str = "", actor: Any = VISITOR
) -> DisclosureRequest:
    """Withdraw a request (취하): the asker by the token, or the secretariat with a reason; cancels the clock.

    Appends «portal.withdraw_disclosure». Refuses (NotAllowed) anybody else, (ValidationError) a request that is over.
    """
    reason = reason.strip()
    if not (token and hmac.compare_digest(token, request.token)):
        require(actor, "portal.answer_disclosure", request)
        if not reason or len(reason) > 300:
            raise ValidationError({"reason": _("이유를 300자 안에서 적으세요.")})
    asked = _hold(request)
    asked.state, asked.answered_on = State.WITHDRAWN, timezone.localdate()
    if asked.clock is not None and asked.clock.is_open:
        clocks.cancel(actor=SYSTEM, clock=asked.clock, reason=reason or "청구인이 취하함")
    asked.save(update_fields=["state", "answered_on"])
    append(verb="portal.withdraw_disclosure", subject=asked, actor=actor, data={"reason": reason})
    return asked


@transaction.atomic
def look_again(
    *, actor: Any, request: DisclosureRequest, number: int, opened: bool, note: str, until: date | None = None
) -> DisclosureRequest:
    """Look again at what stayed closed once its reason may have lapsed: it is open now, or closed until a later day.

    Appends «portal.look_again». Refuses (ValidationError) a ground that is not there or was opened, an empty note, and a
    new end that is not still to come.
    """
    require(actor, "portal.answer_disclosure", request)
    asked = DisclosureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not 1 <= number <= len(asked.grounds):
        raise ValidationError(_("그런 비공개 사유가 없습니다."))
    ground = dict(asked.grounds[number - 1])
    if ground["seen_on"]:
        raise ValidationError(_("이미 공개한 것입니다."))
    note = note.strip()
    if not note or len(note) > 500:
        raise ValidationError({"note": _("무엇을 어떻게 했는지 500자 안에서 적으세요.")})
    today = timezone.localdate()
    if opened:
        ground["seen_on"], ground["seen"] = today.isoformat(), note
    elif until is None or until <= today:
        raise ValidationError({"until": _("계속 공개하지 않으면 오늘보다 뒤의 끝날을 적으세요.")})
    else:
        ground["until"], ground["seen"] = until.isoformat(), note
    asked.grounds = [*asked.grounds[: number - 1], ground, *asked.grounds[number:]]
    asked.save(update_fields=["grounds"])
    data = {"number": number, "opened": opened, "until": ground["until"], "note": note}
    append(verb="portal.look_again", subject=asked, actor=actor, data=data)
    return asked


def by_token(token: str) -> DisclosureRequest:
    """The request of a secret address; refuses (NotAllowed) an address that is nobody's."""
    found = (
        DisclosureRequest.objects.filter(token=token).select_related("clock", "paper").first()
        if token
        else None
    )
    if found is None:
        raise NotAllowed(_("주소가 맞지 않습니다."))
    return found
