"""Requests to ministries and agencies: registered, received, supplemented, extended, replied to, appealed, closed.

A request and its clock go together: every verb here moves the clock too, and the pages of clocks lead back here for what
would part the two. Days are those of the official papers, not of the click.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.models import Letter
from sangsaeng.deliberation.queries.letters import people_of_parties
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.models import DocumentFile
from sangsaeng.support.models import Request, RequestState

# The clock that runs from the day of receipt (clocks/data/statutory.yaml).
CLOCK = {
    Request.Kind.SUPPORT: "support_reply",
    Request.Kind.PREFERENCE: "support_reply",
    Request.Kind.REGULATION: "regulation_reply",
}
KIND_OF_LETTER = {
    Letter.Kind.REQUEST: Request.Kind.SUPPORT,
    Letter.Kind.REGULATION: Request.Kind.REGULATION,
}


def _words(field: str, text: str, most: int) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise ValidationError({field: _("%(most)d자 안에서 적으세요.") % {"most": most}})
    return text


def _day(field: str, on: date, since: date | None) -> date:
    if on > timezone.localdate():
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    if since is not None and on < since:
        text = _("%(day)s보다 앞의 날은 적을 수 없습니다.") % {"day": since.isoformat()}
        raise ValidationError({field: text})
    return on


def _held(request: Request) -> Request:
    """The model held first, then the request, read anew."""
    WinWinModel.objects.select_for_update().get(pk=request.model_id)
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("model", "clock", "appeal_clock", "organisation")
        .get(pk=request.pk)
    )


def _check(request: Request, step: str) -> None:
    if not can_proceed(getattr(request, step)):
        raise ValidationError(
            _("지금은 할 수 없는 일입니다. 요청의 상태는 ‘%(state)s’입니다.")
            % {"state": request.get_state_display()}
        )


def _note(actor: Any, verb: str, request: Request, **data: Any) -> None:
    append(verb=f"support.{verb}", subject=request, actor=actor, data={"model": request.model.code, **data})


@transaction.atomic
def register_request(
    *,
    actor: Any,
    model: WinWinModel,
    kind: str,
    addressee: str,
    title: str,
    content: str = "",
    organisation: Organisation | None = None,
    official_number: str = "",
    sent_on: date | None = None,
    received_on: date | None = None,
) -> Request:
    """Register a request that was sent by the official document system; with a day of receipt its clock starts.

    Appends «support.register_request». Refuses (NotAllowed) who does not keep the register; (ValidationError) a model the
    council has not recommended, mixed worlds, empty words, days out of order.
    """
    model = WinWinModel.objects.select_for_update().get(pk=model.pk)
    require(actor, "support.keep_requests", model)
    if model.recommended_at is None:
        raise ValidationError({"model": _("상생협의회가 건의한 상생모델만 요청할 수 있습니다.")})
    if organisation is not None and organisation.demonstration != model.demonstration:
        raise ValidationError({"organisation": _("시연과 실제를 섞을 수 없습니다.")})
    request = Request(
        code=yearly("Q", demonstration=model.demonstration),
        kind=kind,
        model=model,
        addressee=_words("addressee", addressee, 200),
        organisation=organisation,
        title=_words("title", title, 200),
        content=content.strip(),
        official_number=official_number.strip(),
        sent_on=sent_on and _day("sent_on", sent_on, None),
        registered_by=actor.username,
        demonstration=model.demonstration,
    )
    request.full_clean(exclude=["letter", "state"])
    request.save(force_insert=True)
    _note(actor, "register_request", request, kind=kind, addressee=request.addressee)
    return receive(actor=actor, request=request, received_on=received_on) if received_on else request


@transaction.atomic
def take_letter(actor: Any, letter: Letter) -> Request | None:
    """What a letter of request becomes once it was received: a request with the letter's clock; None for other letters.

    Called again where the day of receipt is put right: the request follows its letter.
    """
    kind = KIND_OF_LETTER.get(Letter.Kind(letter.kind))
    if kind is None or letter.model is None or letter.received_on is None:
        return None
    request = Request.objects.filter(letter=letter).first()
    if request is not None:
        request = _held(request)
        request.received_on = letter.received_on
        request.save(update_fields=["received_on"])
        return request
    request = Request(
        code=yearly("Q", demonstration=letter.demonstration),
        kind=kind,
        model=letter.model,
        addressee=letter.addressee,
        organisation=letter.organisation,
        title=letter.title,
        content=letter.body,
        letter=letter,
        official_number=letter.official_number,
        sent_on=letter.sent_on,
        received_on=letter.received_on,
        clock=letter.clock,
        registered_by=actor.username,
        demonstration=letter.demonstration,
    )
    request.receive()
    request.save(force_insert=True)
    _note(actor, "register_request", request, kind=kind, addressee=request.addressee, letter=letter.code)
    return request


@transaction.atomic
def receive(*, actor: Any, request: Request, received_on: date) -> Request:
    """Record the day of receipt; the statutory clock starts that day: SENT → RECEIVED. Appends «support.receive_request»."""
    request = _held(request)
    require(actor, "support.keep_requests", request.model)
    _check(request, "receive")
    request.received_on = _day("received_on", received_on, request.sent_on)
    request.clock = clocks.start(
        actor=actor,
        rule_key=CLOCK[Request.Kind(request.kind)],
        subject=request.model,
        title=request.title,
        addressee=request.addressee,
        received_on=received_on,
    )
    request.receive()
    request.save()
    _note(actor, "receive_request", request, received_on=received_on.isoformat(), clock=request.clock.code)
    return request


@transaction.atomic
def ask_supplement(*, actor: Any, request: Request, on: date, what: str) -> Request:
    """The addressee asked for a supplement: RECEIVED → SUPPLEMENT; the clock stops where the law lets it. Tells the parties.

    Only the time for a supplement to a regulatory request is left out (특별조치법 §51③); the clock of a support request
    goes on, and the page says so. Appends «support.ask_supplement».
    """
    request = _held(request)
    require(actor, "support.answer_requests", request)
    _check(request, "ask_supplement")
    what = _words("what", what, 500)
    _day("on", on, request.received_on)
    if request.clock is not None and request.clock.can_pause:
        request.clock = clocks.pause(actor=actor, clock=request.clock, from_on=on, reason=what)
    request.ask_supplement()
    request.save()
    _note(actor, "ask_supplement", request, on=on.isoformat(), reason=what)
    _tell_parties(actor, request, _("보완 요청: %(title)s"), what)
    return request


@transaction.atomic
def hand_in_supplement(*, actor: Any, request: Request, on: date, what: str = "") -> Request:
    """The supplement came in on a day: SUPPLEMENT → RECEIVED; a stopped clock runs again. Appends «support.hand_in_supplement»."""
    request = _held(request)
    require(actor, "support.answer_requests", request)
    _check(request, "hand_in_supplement")
    _day("on", on, request.received_on)
    if request.clock is not None and request.clock.is_paused:
        request.clock = clocks.resume(actor=actor, clock=request.clock, until_on=on)
    request.hand_in_supplement()
    request.save()
    _note(actor, "hand_in_supplement", request, on=on.isoformat(), reason=what.strip()[:500])
    return request


@transaction.atomic
def extend(*, actor: Any, request: Request, on: date, reason: str, length: int | None = None) -> Request:
    """The addressee lengthened its period, once: +15 days of a support request, up to +30 of a regulatory one. Tells the parties."""
    request = _held(request)
    require(actor, "support.answer_requests", request)
    clock = _running(request)
    clock = clocks.extend(actor=actor, clock=clock, extended_on=on, reason=reason, length=length)
    _note(actor, "extend_request", request, due_on=clock.due_on.isoformat(), reason=reason.strip())
    _tell_parties(actor, request, _("기한 연장: %(title)s"), reason)
    return request


def _running(request: Request) -> Clock:
    clock = request.appeal_clock if request.state == RequestState.APPEALED else request.clock
    if clock is None or not clock.is_open:
        raise ValidationError(_("진행 중인 기한이 없습니다."))
    return clock


@transaction.atomic
def reply(
    *, actor: Any, request: Request, reply: str, text: str, on: date, number: str = "", paper: Any = None
) -> Request:
    """The addressee replied: accepted, in part, or not, in its words: → REPLIED; the clock ends. Tells the parties and the secretariat.

    `paper` is (name, content) of the reply as it came. Appends «support.reply_request». Refuses (ValidationError) an
    empty text, a day before the receipt.
    """
    request = _held(request)
    require(actor, "support.answer_requests", request)
    _check(request, "take_reply")
    request.reply = _choice(reply)
    request.reply_text = _words("text", text, 4000)
    request.replied_on = _day("on", on, request.received_on)
    request.reply_number = number.strip()
    if request.clock is not None and request.clock.is_open:
        request.clock = clocks.answer(
            actor=actor, clock=request.clock, answered_on=on, text=request.get_reply_display()
        )
    request.take_reply()
    request.save()
    if paper is not None:
        keep_paper(actor=actor, request=request, name=paper[0], content=paper[1])
    _note(actor, "reply_request", request, reply=reply, on=on.isoformat(), number=request.reply_number)
    _tell_parties(actor, request, _("회신: %(title)s"), request.reply_text, secretariat=True)
    return request


def _choice(reply: str) -> str:
    if reply not in Request.Reply.values:
        raise ValidationError({"reply": _("수용, 일부 수용, 수용하지 않음 가운데 하나를 고르세요.")})
    return reply


def keep_paper(*, actor: Any, request: Request, name: str, content: bytes) -> DocumentFile:
    """Keep a paper that came with a request, byte for byte; refuses (ValidationError) kinds of files that are not known."""
    from sangsaeng.deliberation.actions.papers import kind_of

    return keep_document(
        kind="request-paper",
        title=name[:200],
        subject=request,
        format=kind_of(content, name),
        content=content,
        actor=actor,
    )


@transaction.atomic
def appeal(*, actor: Any, request: Request, on: date, text: str) -> Request:
    """Object to a reply that did not accept the whole: REPLIED → APPEALED; the clock of the appeal starts that day.

    Whether the reply is an administrative disposition, against which 행정기본법 §36 gives 30 days, is a legal question:
    the period of this clock is ours. Appends «support.appeal_request».
    """
    request = _held(request)
    require(actor, "support.appeal_request", request.model)
    _check(request, "appeal")
    if request.reply == Request.Reply.ACCEPTED:
        raise ValidationError(_("모두 수용한 회신에는 이의신청을 하지 않습니다."))
    request.appeal_text = _words("text", text, 4000)
    request.appealed_on = _day("on", on, request.replied_on)
    request.appeal_clock = clocks.start(
        actor=_register(actor),
        rule_key="appeal_reply",
        subject=request.model,
        title=_("이의신청: %(title)s") % {"title": request.title}
        if len(request.title) < 180
        else request.title,
        addressee=request.addressee,
        received_on=on,
    )
    request.appeal()
    request.save()
    _note(actor, "appeal_request", request, on=on.isoformat(), clock=request.appeal_clock.code)
    _tell_parties(actor, request, _("이의신청: %(title)s"), request.appeal_text, secretariat=True)
    return request


def _register(actor: Any) -> Any:
    """A firm may appeal, but runs no clocks: the system starts that one."""
    from sangsaeng.parties.rules import may
    from sangsaeng.records.actions import SYSTEM

    return actor if may(actor, "clocks.start") else SYSTEM


@transaction.atomic
def reply_appeal(*, actor: Any, request: Request, reply: str, text: str, on: date) -> Request:
    """The addressee decided on the appeal: APPEALED → CLOSED, with what became of it. Tells the parties and the secretariat."""
    request = _held(request)
    require(actor, "support.answer_requests", request)
    if request.state != RequestState.APPEALED:
        _check(request, "appeal")
        raise ValidationError(_("이의신청이 없습니다."))
    request.appeal_reply = _choice(reply)
    request.appeal_reply_text = _words("text", text, 4000)
    request.appeal_replied_on = _day("on", on, request.appealed_on)
    if request.appeal_clock is not None and request.appeal_clock.is_open:
        label = str(Request.Reply(reply).label)
        clock = clocks.answer(actor=actor, clock=request.appeal_clock, answered_on=on, text=label)
        request.appeal_clock = clock
    request.close()
    request.save()
    _note(actor, "reply_appeal", request, reply=reply, on=on.isoformat())
    _tell_parties(actor, request, _("이의신청 결과: %(title)s"), request.appeal_reply_text, secretariat=True)
    return request


@transaction.atomic
def close(*, actor: Any, request: Request, reason: str) -> Request:
    """Close a request whose reply stands: REPLIED → CLOSED. Appends «support.close_request»."""
    request = _held(request)
    require(actor, "support.keep_requests", request.model)
    if request.state != RequestState.REPLIED:
        raise ValidationError(_("회신을 받은 요청만 종결할 수 있습니다."))
    request.closed_because = _words("reason", reason, 300)
    request.close()
    request.save()
    _note(actor, "close_request", request, reason=request.closed_because)
    return request


@transaction.atomic
def withdraw(*, actor: Any, request: Request, reason: str) -> Request:
    """Take a request back before its reply: → WITHDRAWN; its clock is cancelled with the same reason. Tells the parties."""
    request = _held(request)
    require(actor, "support.keep_requests", request.model)
    _check(request, "withdraw")
    request.closed_because = _words("reason", reason, 300)
    if request.clock is not None and request.clock.is_open:
        request.clock = clocks.cancel(actor=actor, clock=request.clock, reason=request.closed_because)
    request.withdraw()
    request.save()
    _note(actor, "withdraw_request", request, reason=request.closed_because)
    _tell_parties(actor, request, _("요청 철회: %(title)s"), request.closed_because)
    return request


def _tell_parties(actor: Any, request: Request, title: str, body: str, *, secretariat: bool = False) -> None:
    from django.urls import reverse

    from sangsaeng.deliberation.queries.letters import secretariat as offices

    people: list[User] = people_of_parties(request.model)
    if secretariat:
        people += offices(request.model)
    tell(
        actor=actor,
        recipients=[person for person in people if person.username != actor.username],
        kind="request",
        title=(title % {"title": request.title})[:200],
        body=body,
        url=reverse("support:request", args=[request.code]),
        about=request,
    )
