"""An application of a firm: begun, saved as one goes, submitted while the window is open, changed, withdrawn.

A firm has one application a round (by its business number). A submission counts by the moment it reached the server; one
that came late is refused, the attempt stands on the record, and what was typed stays as a draft.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.papers import kind_of
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import next_number
from sangsaeng.proposals.models import Sector
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import clean
from sangsaeng.support import business_numbers, eligibility
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.actions.rounds import hold_round
from sangsaeng.support.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Round,
    RoundState,
)
from sangsaeng.support.round_words import exact

TEXTS = {"firm_name": 200, "item_text": 200, "strategy": 10_000, "recommender": 200}
FIELDS = frozenset({*TEXTS, "business_number", "sector", "figures"})
MOST_FILES = 10
LIVE = ~Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])


def hold(application: Application) -> Application:
    """The application read anew, with its round and itself held, in this order."""
    round = hold_round(application.round)
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    held.round = round
    return held


def own(actor: User, round: Round) -> QuerySet[Application]:
    """The applications of this person or his organisation in a round that were not withdrawn."""
    mine = Q(applicant=actor)
    if actor.organisation_id is not None:
        mine |= Q(organisation=actor.organisation_id)
    return round.applications.filter(mine).exclude(state=ApplicationState.WITHDRAWN)


@transaction.atomic
def begin_application(*, actor: User, round: Round, token: str = "", **values: Any) -> Application:
    """Begin an application as a draft; append «support.begin_application». The same form (`token`) sent twice begins one.

    A firm that has one already is led to it: that one is returned unchanged. Refuses with NotAllowed who is no SME, with
    ValidationError a round that takes none, one of the other world, and values that do not fit.
    """
    round = hold_round(round)
    require(actor, "support.apply", round)
    if bool(actor.demonstration) != round.demonstration:
        raise ValidationError(_("시연 계정은 시연 공고에만, 실제 계정은 실제 공고에만 신청합니다."))
    if token and (same := round.applications.filter(token=token).first()):
        require(actor, "support.keep_application", same)
        return same
    if standing := own(actor, round).order_by("pk").first():
        return standing
    _takes(round)
    if round.window(timezone.now()) == "closed":
        raise ValidationError(
            _("접수가 끝났습니다. 마감은 %(when)s였습니다.") % {"when": exact(round.closes_at)}
        )
    organisation = actor.organisation
    given = _checked(round, {"firm_name": organisation.name if organisation else "", **values})
    application = Application(
        code=f"{round.code}-{next_number(f'A-{round.code}'):04d}",
        round=round,
        organisation=organisation,
        applicant=actor,
        token=token,
        demonstration=round.demonstration,
        **given,
    )
    application.save(force_insert=True)
    append(verb="support.begin_application", subject=application, actor=actor, data={"round": round.code})
    return application


def save_application(
    *, actor: User, application: Application, arrived_at: datetime | None = None, **values: Any
) -> Application:
    """Save a step of an application. A draft may be incomplete, and may be saved after the window closed, too.

    One that was submitted can be changed while the window is open and must stay complete; «support.change_application»
    then says which fields changed and what they were. Refuses (ValidationError) values that do not fit, a round that is
    past its call, and a change of a submitted one outside the window (that attempt stays on the record).
    """
    arrived_at = arrived_at or timezone.now()
    with transaction.atomic():
        application = hold(application)
        require(actor, "support.keep_application", application)
        _takes(application.round)
        submitted = application.state == ApplicationState.SUBMITTED
        if not submitted and application.state != ApplicationState.DRAFT:
            raise ValidationError(_("‘%(state)s’ 상태라 고칠 수 없습니다.") % _state(application))
        late = _late(actor, application, arrived_at) if submitted else None
        if late is None:
            _save(actor, application, values, submitted=submitted)
    if late is not None:
        raise late
    return application


def _save(actor: User, application: Application, values: Mapping[str, Any], *, submitted: bool) -> None:
    given = _checked(application.round, values, application.figures)
    before = {name: getattr(application, name) for name in given}
    changed = sorted(name for name, value in given.items() if value != before[name])
    for name in changed:
        setattr(application, name, given[name])
    application.saved_at = timezone.now()
    fields = [*changed, "saved_at"]
    if submitted:
        _complete(application)
        _one_a_firm(application)
        application.verdict = words.kept(verdict_of(application))
        fields.append("verdict")
    application.save(update_fields=fields)
    if changed:
        # Of a draft the record keeps that it was saved; of what was submitted, also what stood there before.
        data: dict[str, Any] = {"changed": changed}
        if submitted:
            data["before"] = {name: before[name] for name in changed}
        verb = "change" if submitted else "save"
        append(verb=f"support.{verb}_application", subject=application, actor=actor, data=data)


def submit_application(
    *, actor: User, application: Application, arrived_at: datetime | None = None
) -> Application:
    """Submit: DRAFT → SUBMITTED, with the time of receipt; append «support.submit_application» and tell the applicant.

    `arrived_at` is when the server took the request up, so that nobody is late for having waited in a queue. Sent
    once more, it changes nothing. Refuses (ValidationError) outside opens_at ≤ time < closes_at: the attempt is kept
    as «support.arrive_late» and the draft stays; an application with gaps, by field; a firm that has one already.
    """
    arrived_at = arrived_at or timezone.now()
    with transaction.atomic():
        application = hold(application)
        require(actor, "support.keep_application", application)
        if application.state == ApplicationState.SUBMITTED:
            return application
        if application.state != ApplicationState.DRAFT:
            raise ValidationError(_("‘%(state)s’ 상태라 낼 수 없습니다.") % _state(application))
        late = _late(actor, application, arrived_at)
        if late is None:
            _submit(actor, application, arrived_at)
    if late is not None:
        raise late
    return application


def _submit(actor: User, application: Application, arrived_at: datetime) -> None:
    _takes(application.round)
    _complete(application)
    _one_a_firm(application)
    application.verdict = words.kept(verdict_of(application))
    application.submit()
    application.submitted_at = arrived_at
    application.save(update_fields=["state", "submitted_at", "verdict"])
    when = {"code": application.code, "when": exact(arrived_at)}
    append(
        verb="support.submit_application",
        subject=application,
        actor=actor,
        data={"round": application.round.code, "at": arrived_at.isoformat(timespec="microseconds")},
    )
    tell(
        actor=actor,
        recipients=[actor],
        kind="application_received",
        title=_("신청을 접수했습니다: %(code)s") % when,
        body=_("접수번호 %(code)s, 접수 시각 %(when)s") % when,
        url=reverse("support:application", args=[application.code]),
        about=application,
    )


def _late(actor: User, application: Application, arrived_at: datetime) -> ValidationError | None:
    """The refusal of what came outside the window, its attempt on the record; None where it came in time."""
    round = application.round
    window = round.window(arrived_at)
    if window == "open":
        return None
    if window == "coming":
        return ValidationError(
            _("접수는 %(when)s부터입니다. 쓴 내용은 저장되어 있습니다.") % {"when": exact(round.opens_at)}
        )
    data = {"at": arrived_at.isoformat(timespec="microseconds"), "closed": round.closes_at.isoformat()}
    append(verb="support.arrive_late", subject=application, actor=actor, data=data)
    text = _("접수는 %(closed)s에 끝났고, 이 신청은 %(arrived)s에 도착했습니다. 쓴 내용은 저장되어 있습니다.")
    return ValidationError(
        text % {"closed": exact(round.closes_at), "arrived": exact(arrived_at)}, code="late"
    )


@transaction.atomic
def withdraw_application(*, actor: User, application: Application, reason: str = "") -> Application:
    """Withdraw a draft or a submitted application, until the review begins; append «support.withdraw_application».

    The firm may apply anew while the window is open. Refuses (ValidationError) any other state.
    """
    application = hold(application)
    require(actor, "support.keep_application", application)
    _takes(application.round)
    if application.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        raise ValidationError(_("‘%(state)s’ 상태라 철회할 수 없습니다.") % _state(application))
    reason = reason.strip()[:500]
    application.withdraw()
    application.save(update_fields=["state"])
    append(verb="support.withdraw_application", subject=application, actor=actor, data={"reason": reason})
    return application


@transaction.atomic
def attach_to_application(
    *, actor: User, application: Application, name: str, content: bytes
) -> ApplicationFile:
    """Lay a file beside an application, kept byte for byte; append «support.attach_to_application».

    Refuses (ValidationError) what is no paper or larger than 20 MB, more than MOST_FILES, a submitted application
    outside the window. The same file a second time is the file that is there.
    """
    kind = kind_of(content, name)
    application = hold(application)
    require(actor, "support.keep_application", application)
    _is_open_to_change(application)
    digest = hashlib.sha256(content).hexdigest()
    standing = application.files.filter(removed_at__isnull=True)
    if same := standing.filter(file__sha256=digest).first():
        return same
    if standing.count() >= MOST_FILES:
        raise ValidationError(_("파일은 %(count)d개까지 붙일 수 있습니다.") % {"count": MOST_FILES})
    title = clean(name)
    file = keep_document(
        kind="application",
        title=title if len(title) <= 200 else f"{title[:190]}.{kind}",
        subject=application,
        format=kind,
        content=content,
        actor=actor,
    )
    made = ApplicationFile.objects.create(application=application, file=file)
    append(
        verb="support.attach_to_application",
        subject=application,
        actor=actor,
        data={"document": file.pk, "sha256": digest},
    )
    return made


@transaction.atomic
def detach_from_application(*, actor: User, file: ApplicationFile) -> None:
    """Take a file from an application's side; it stays on record. Append «support.detach_from_application»."""
    application = hold(file.application)
    require(actor, "support.keep_application", application)
    _is_open_to_change(application)
    if application.files.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=timezone.now()):
        append(
            verb="support.detach_from_application",
            subject=application,
            actor=actor,
            data={"document": file.file_id},
        )


def missing(application: Application) -> list[tuple[str, str]]:
    """What must be written before submitting: (field, sentence)."""
    asked = (
        ("firm_name", _("기업 이름을 적으세요.")),
        ("business_number", _("사업자등록번호를 적으세요.")),
        ("sector", _("업종을 고르세요.")),
        ("item_text", _("품목을 적으세요.")),
        ("strategy", _("기술혁신 성장전략을 적으세요.")),
    )
    return [(name, text) for name, text in asked if not getattr(application, name)]


def verdict_of(application: Application) -> eligibility.Verdict:
    """What the round's rule says of the figures as they stand."""
    rule = eligibility.of_round(application.round)
    return eligibility.judge(rule, eligibility.read(rule, application.figures, timezone.localdate()))


def _complete(application: Application) -> None:
    if gaps := missing(application):
        raise ValidationError({name: [text] for name, text in gaps})


def _one_a_firm(application: Application) -> None:
    """Refuse a second application of a firm; the caller holds the round, so that none comes between."""
    others = application.round.applications.filter(LIVE, business_number=application.business_number)
    if others.exclude(pk=application.pk).exists():
        text = _("이 사업자등록번호로 접수한 신청이 이미 있습니다. 한 기업은 한 번만 신청합니다.")
        contact = application.round.contact
        if contact:
            text = f"{text} {_('문의: %(contact)s') % {'contact': contact}}"
        raise ValidationError({"business_number": [text]})


def _takes(round: Round) -> None:
    if round.state == RoundState.CANCELLED:
        raise ValidationError(_("취소된 공고입니다."))
    if round.state != RoundState.CALLED:
        raise ValidationError(_("신청을 받는 공고가 아닙니다."))


def _is_open_to_change(application: Application) -> None:
    _takes(application.round)
    if application.state == ApplicationState.DRAFT:
        return
    if application.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("‘%(state)s’ 상태라 고칠 수 없습니다.") % _state(application))
    if application.round.window(timezone.now()) != "open":
        raise ValidationError(_("접수가 끝나 고칠 수 없습니다."))


def _state(application: Application) -> dict[str, Any]:
    return {"state": ApplicationState(application.state).label}


def _checked(
    round: Round, values: Mapping[str, Any], figures: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The values as they are kept; refuses, by field, what does not fit. Gaps are allowed: a draft may have them."""
    if unknown := set(values) - FIELDS:
        raise TypeError(f"no fields of an application: {sorted(unknown)}")
    found: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, most in TEXTS.items():
        if name in values:
            found[name] = values[name].strip()
            if len(found[name]) > most:
                refused[name] = _("%(most)d자까지 적을 수 있습니다.") % {"most": most}
    if "business_number" in values:
        number = found["business_number"] = business_numbers.digits(values["business_number"])
        if number and not business_numbers.is_valid(number):
            refused["business_number"] = _("맞지 않는 사업자등록번호입니다. 숫자 10자리를 다시 확인하세요.")
    if "sector" in values:
        found["sector"] = values["sector"]
        if found["sector"] and found["sector"] not in Sector.values:
            refused["sector"] = _("업종을 고르세요.")
    if "figures" in values:
        rule = eligibility.of_round(round)
        try:
            read = eligibility.read(rule, {**(figures or {}), **values["figures"]}, timezone.localdate())
            found["figures"] = eligibility.stored(read)
        except eligibility.FigureError as error:
            refused[error.key] = words.figure_error(rule, error)
    if refused:
        raise ValidationError(refused)
    return found
