"""Requests for material: registered, answered in versions that are never overwritten, cleared, sent, withdrawn.

A request and its clock go together; the deadline (`due_at`) is the asker's, to the minute, and no holiday moves it: the
clock ends on that very day. Every answer rests on figures frozen as of the reference date.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_fsm import can_proceed

from sangsaeng.clocks import actions as clocks
from sangsaeng.followup import snapshots
from sangsaeng.followup.models import MaterialAnswer, MaterialRequest
from sangsaeng.followup.papers import material as papers
from sangsaeng.pages.formats import SEOUL, moment
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.proposals.codes import yearly
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.models import DocumentFile

LONGEST = 20_000  # characters of an answer


def _words(field: str, text: str, most: int, *, empty: bool = False) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    if (not text and not empty) or len(text) > most:
        raise ValidationError({field: _("%(most)d자 안에서 적으세요.") % {"most": most}})
    return text


def _past(field: str, on: date, since: date | None = None) -> date:
    if on > timezone.localdate():
        raise ValidationError({field: _("오늘보다 뒤의 날은 적을 수 없습니다.")})
    if since is not None and on < since:
        text = _("%(day)s보다 앞의 날은 적을 수 없습니다.") % {"day": since.isoformat()}
        raise ValidationError({field: text})
    return on


def _held(request: MaterialRequest) -> MaterialRequest:
    return MaterialRequest.objects.select_for_update(of=("self",)).select_related("clock").get(pk=request.pk)


def _check(request: MaterialRequest, step: str) -> None:
    if not can_proceed(getattr(request, step)):
        raise ValidationError(
            _("지금은 할 수 없는 일입니다. 자료요구의 상태는 ‘%(state)s’입니다.")
            % {"state": request.get_state_display()}
        )


def _searched(request: MaterialRequest) -> str:
    """Everything a search looks through, in one form: question, numbers, names, answers, digests."""
    parts = [
        request.code,
        request.asker_name,
        request.official_number,
        request.question,
        *(
            text
            for answer in request.answers.select_related("paper").order_by("version")
            for text in (answer.text, answer.sha256, answer.paper.title if answer.paper else "")
        ),
    ]
    return unicodedata.normalize("NFC", "\n".join(part for part in parts if part))


def _save(request: MaterialRequest) -> None:
    request.words = _searched(request)
    request.save()


def _note(actor: Any, verb: str, request: MaterialRequest, **data: Any) -> None:
    append(verb=f"followup.{verb}", subject=request, actor=actor, data=data)


def _tell(actor: Any, request: MaterialRequest, people: Sequence[User], title: str, body: str = "") -> None:
    tell(
        actor=actor,
        recipients=[person for person in people if person.username != actor.username],
        kind="material",
        title=(title % {"code": request.code})[:200],
        body=body,
        url=reverse("followup:material", args=[request.code]),
        about=request,
    )


def clearers(request: MaterialRequest, drafter: str) -> list[User]:
    """Who may look over what `drafter` wrote: the rest of the secretariat, else the ministries."""
    active = User.objects.filter(is_active=True, demonstration=request.demonstration)
    colleagues = list(active.filter(role=Role.SECRETARIAT).exclude(username=drafter))
    return colleagues or list(active.filter(role=Role.MINISTRY))


def is_alone(request: MaterialRequest, drafter: str) -> bool:
    """Nobody else in the secretariat could look over it."""
    rest = User.objects.filter(
        role=Role.SECRETARIAT, is_active=True, demonstration=request.demonstration
    ).exclude(username=drafter)
    return not rest.exists()


def _due(due_at: datetime, received_on: date) -> datetime:
    if due_at.astimezone(SEOUL).date() < received_on:
        raise ValidationError({"due_at": _("기한은 받은 날보다 앞일 수 없습니다.")})
    if (due_at.astimezone(SEOUL).date() - timezone.localdate()).days > 365:
        raise ValidationError({"due_at": _("기한은 오늘부터 1년 안이어야 합니다.")})
    return due_at


def _start_clock(actor: Any, request: MaterialRequest, owner: User | None) -> None:
    request.clock = clocks.start_until(
        actor=actor,
        rule_key="material",
        subject=request,
        title=f"{request.code} {request.asker_name}"[:200],
        addressee="사무국",  # who is to answer; the asker stands in the title
        until=request.due_at.astimezone(SEOUL).date(),
        owner=owner,
    )


@transaction.atomic
def register(
    *,
    actor: Any,
    asker: str,
    asker_name: str,
    question: str,
    received_on: date,
    due_at: datetime,
    reference_on: date,
    official_number: str = "",
    owner: User | None = None,
) -> MaterialRequest:
    """Enter a request in the register and start its clock; tells its owner. Appends «followup.register_material».

    Refuses (NotAllowed) who does not keep the register; (ValidationError) empty words, a day of receipt still to come, a
    deadline before it or more than a year away, an owner of the other world.
    """
    require(actor, "followup.keep_material")
    if asker not in MaterialRequest.Asker.values:
        raise ValidationError({"asker": _("누가 요구했는지 고르세요.")})
    request = MaterialRequest(
        asker=asker,
        asker_name=_words("asker_name", asker_name, 200),
        official_number=_words("official_number", official_number, 100, empty=True),
        question=_words("question", question, LONGEST),
        received_on=_past("received_on", received_on),
        due_at=_due(due_at, received_on),
        reference_on=reference_on,
        registered_by=actor.username,
        demonstration=bool(actor.demonstration),
    )
    request.code = yearly("M", demonstration=request.demonstration)
    request.save(force_insert=True)
    _start_clock(actor, request, owner or (actor if isinstance(actor, User) else None))
    _save(request)
    _note(
        actor,
        "register_material",
        request,
        asker=asker,
        received_on=received_on.isoformat(),
        due_at=due_at.isoformat(),
        reference_on=reference_on.isoformat(),
    )
    if owner is not None:
        _tell(actor, request, [owner], _("자료요구 %(code)s을(를) 맡았습니다."), request.question[:500])
    return request


@transaction.atomic
def draft(*, actor: Any, request: MaterialRequest, text: str, tables: Sequence[str] = ()) -> MaterialAnswer:
    """Write the next version of the answer and freeze its figures as of the reference date: → DRAFTED. Tells who may clear it.

    An earlier version stays as it is; one that was cleared must be cleared anew. Appends «followup.draft_material» with the
    digest of text and figures. Refuses (ValidationError) an empty text, a table nobody offers, a reference date still to
    come, a request that is over.
    """
    request = _held(request)
    require(actor, "followup.keep_material", request)
    _check(request, "draft")
    text = _words("text", text, LONGEST)
    if request.reference_on > timezone.localdate():
        raise ValidationError(_("기준일이 아직 오지 않았습니다. 그날의 수는 그날부터 셀 수 있습니다."))
    unknown = set(tables) - {key for key, _label in snapshots.tables()}
    if unknown:
        raise ValidationError({"tables": _("그런 표가 없습니다. 목록에서 고르세요.")})
    last = request.answers.order_by("-version").values_list("version", flat=True).first() or 0
    with override("ko"):  # the paper is Korean, whoever writes it
        frozen = snapshots.take(
            user=actor, as_of=request.reference_on, demonstration=request.demonstration, wished=tables
        )
    answer = MaterialAnswer.objects.create(
        request=request, version=last + 1, text=text, snapshot=frozen, drafted_by=actor.username
    )
    request.draft()
    _save(request)
    _note(
        actor,
        "draft_material",
        request,
        version=answer.version,
        event=frozen["event"],
        digest=snapshots.digest(text, frozen),
    )
    _tell(actor, request, clearers(request, actor.username), _("자료요구 %(code)s의 답변을 검토해 주세요."))
    return answer


def latest(request: MaterialRequest) -> MaterialAnswer:
    answer = request.answers.order_by("-version").first()
    if answer is None:
        raise ValidationError(_("먼저 답변의 초안을 쓰세요."))
    return answer


def _seen(answer: MaterialAnswer, version: int | None) -> None:
    """What was looked at is what is decided on."""
    if version is not None and version != answer.version:
        raise ValidationError(_("그사이에 새 판을 썼습니다. 새 판을 읽고 다시 하세요."))


@transaction.atomic
def clear(
    *, actor: Any, request: MaterialRequest, note: str = "", version: int | None = None
) -> MaterialAnswer:
    """Find the newest version fit to leave the house: DRAFTED → CLEARED; its paper and spreadsheet are made and kept. Tells the drafter.

    Cleared by another than its drafter; by the drafter only where the secretariat has nobody else, with a reason. Appends
    «followup.clear_material». Refuses (NotAllowed) the drafter who is not alone, (ValidationError) a missing reason,
    a version (`version`: the one looked at) that is not the newest.
    """
    request = _held(request)
    require(actor, "followup.clear_material", request)
    _check(request, "clear")
    answer = latest(request)
    _seen(answer, version)
    own = actor.username == answer.drafted_by
    if own and not is_alone(request, answer.drafted_by):
        raise NotAllowed(_("쓴 사람은 자기 답변을 검토할 수 없습니다. 다른 사람에게 부탁하세요."))
    answer.clearance_note = _words("note", note, 300, empty=not own)
    answer.cleared_by, answer.cleared_at = actor.username, timezone.now()
    kept = {
        format: keep_document(
            kind="material-answer",
            title=papers.title(request, answer),
            subject=request,
            format=format,
            content=make(request, answer),
            actor=actor,
        )
        for format, make in (("pdf", papers.pdf), ("xlsx", papers.xlsx))
    }
    answer.paper, answer.spreadsheet, answer.sha256 = kept["pdf"], kept["xlsx"], kept["pdf"].sha256
    answer.save()
    request.clear()
    _save(request)
    _note(
        actor,
        "clear_material",
        request,
        version=answer.version,
        sha256=answer.sha256,
        own=own,
        reason=answer.clearance_note,
    )
    drafter = User.objects.filter(username=answer.drafted_by)
    _tell(actor, request, list(drafter), _("자료요구 %(code)s의 답변 검토를 마쳤습니다. 제출하세요."))
    return answer


@transaction.atomic
def give_back(*, actor: Any, request: MaterialRequest, reason: str, version: int | None = None) -> None:
    """Ask the drafter for another version, with what is to change; the state stays DRAFTED. Appends «followup.return_material»."""
    request = _held(request)
    require(actor, "followup.clear_material", request)
    _check(request, "clear")
    answer = latest(request)
    _seen(answer, version)
    reason = _words("reason", reason, 1000)
    _note(actor, "return_material", request, version=answer.version, reason=reason)
    drafter = User.objects.filter(username=answer.drafted_by)
    _tell(actor, request, list(drafter), _("자료요구 %(code)s의 답변을 고쳐 주세요."), reason)


@transaction.atomic
def send(
    *,
    actor: Any,
    request: MaterialRequest,
    sent_on: date,
    how: str,
    copy: tuple[str, bytes] | None = None,
) -> MaterialAnswer:
    """Record that the cleared version left the house, on which day and how: CLEARED → SENT; the clock is answered.

    `copy` is (name, content) of the exact file that was sent where it was not the one made here: it is kept byte for byte
    and its digest counts. Appends «followup.send_material» with the SHA-256. Refuses (ValidationError) a day before the
    clearance or still to come, empty words, a kind of file that is not known.
    """
    request = _held(request)
    require(actor, "followup.keep_material", request)
    _check(request, "send")
    answer = latest(request)
    cleared_on = answer.cleared_at.astimezone(SEOUL).date() if answer.cleared_at else None
    answer.sent_on = _past("sent_on", sent_on, cleared_on)
    answer.sent_how = _words("how", how, 200)
    answer.sent_by = actor.username
    if copy is not None:
        answer.paper = _keep_copy(actor, request, *copy)
        answer.sha256 = answer.paper.sha256
    answer.save()
    if request.clock is not None and request.clock.is_open:
        request.clock = clocks.answer(
            actor=actor, clock=request.clock, answered_on=sent_on, text=answer.sent_how
        )
    request.send()
    _save(request)
    _note(
        actor,
        "send_material",
        request,
        version=answer.version,
        sent_on=sent_on.isoformat(),
        how=answer.sent_how,
        sha256=answer.sha256,
        own_copy=copy is not None,
    )
    return answer


def _keep_copy(actor: Any, request: MaterialRequest, name: str, content: bytes) -> DocumentFile:
    from sangsaeng.deliberation.actions.papers import kind_of

    return keep_document(
        kind="material-sent",
        title=unicodedata.normalize("NFC", name)[:200],
        subject=request,
        format=kind_of(content, name),
        content=content,
        actor=actor,
    )


@transaction.atomic
def change_due(*, actor: Any, request: MaterialRequest, due_at: datetime, reason: str) -> MaterialRequest:
    """The asker set another deadline: the old clock is cancelled, a new one runs. Appends «followup.change_material_due».

    Refuses (ValidationError) the same moment, a request that is over, an empty reason.
    """
    request = _held(request)
    require(actor, "followup.keep_material", request)
    _check(request, "withdraw")
    reason = _words("reason", reason, 300)
    if due_at == request.due_at:
        raise ValidationError({"due_at": _("지금 적혀 있는 기한과 같습니다.")})
    before, request.due_at = request.due_at, _due(due_at, request.received_on)
    owner = request.clock.owner if request.clock else None
    _cancel_clock(actor, request, reason)
    _start_clock(actor, request, owner)
    _save(request)
    _note(
        actor,
        "change_material_due",
        request,
        due_from=before.isoformat(),
        due_to=due_at.isoformat(),
        reason=reason,
    )
    if owner is not None:
        told = _("자료요구 %(code)s의 기한이 바뀌었습니다.")
        _tell(actor, request, [owner], told, _("새 기한: %(due)s") % {"due": moment(due_at)})
    return request


def _cancel_clock(actor: Any, request: MaterialRequest, reason: str) -> None:
    if request.clock is not None and request.clock.is_open:
        request.clock = clocks.cancel(actor=actor, clock=request.clock, reason=reason)


@transaction.atomic
def withdraw(*, actor: Any, request: MaterialRequest, reason: str) -> MaterialRequest:
    """The asker took the request back: → WITHDRAWN; its clock is cancelled. Appends «followup.withdraw_material».

    Refuses (ValidationError) one that was sent already, an empty reason.
    """
    request = _held(request)
    require(actor, "followup.keep_material", request)
    _check(request, "withdraw")
    request.closed_because = _words("reason", reason, 300)
    _cancel_clock(actor, request, request.closed_because)
    request.withdraw()
    _save(request)
    _note(actor, "withdraw_material", request, reason=request.closed_because)
    return request
