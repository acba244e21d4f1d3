"""The verbs on openings: propose, consent, decide, withdraw. Every verb holds the model first, then the opening."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation.actions.papers import kind_of
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.portal.models import Opening, OpeningConsent
from sangsaeng.portal.openings.queries import OWN_FIELDS
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.rules import is_public
from sangsaeng.records.actions import append, keep_document
from sangsaeng.records.documents.content import clean

LONGEST_VALUE, LONGEST_REASON = 500, 300


def _held(opening: Opening) -> Opening:
    """The opening read anew, with its model held."""
    model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=opening.model_id)
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    opening.model = model
    return opening


def _text(name: str, text: str, most: int, empty: str = "") -> str:
    text = clean(text).strip()
    if not text and empty:
        raise ValidationError({name: empty})
    if len(text) > most:
        raise ValidationError({name: _("%(most)d자 안에서 적으세요.") % {"most": most}})
    return text


def _note(actor: Any, verb: str, opening: Opening, **data: Any) -> None:
    append(
        verb=f"portal.{verb}",
        subject=opening.model,
        actor=actor,
        data={"opening": opening.pk, "field": opening.field, **data},
    )


def _tell(actor: Any, opening: Opening, what: str, *, firms: tuple[int, ...], office: bool = False) -> None:
    """A message to the people of these firms (and of the secretariat) but whoever acts; in Korean, as all messages are."""
    with override("ko"):
        field = str(Opening.Field(opening.field).label)
        url = reverse("portal:opening", args=[opening.pk])
    people = list(User.objects.filter(organisation__in=firms, is_active=True))
    if office:
        people += User.objects.filter(role=Role.SECRETARIAT, is_active=True)
    others = [person for person in people if person.pk != getattr(actor, "pk", None)]
    tell(
        actor=actor,
        recipients=others,
        kind="opening",
        title=f"{what}: {opening.model.codename} {field}",
        url=url,
        about=opening.model,
    )


@transaction.atomic
def propose_opening(
    *, actor: User, model: WinWinModel, field: str, value_ko: str, value_en: str = ""
) -> Opening:
    """Ask that a field of a public model be opened with these words; append «portal.propose_opening» and tell the firms.

    Where a person of a firm that has to agree asks, this is that firm's consent. Refuses (NotAllowed) anyone but the firms of
    the model and the secretariat; (ValidationError) a model that is not public, an unknown field, one that is open or asked
    for already, and no words.
    """
    require(actor, "portal.propose_opening", model)
    model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
    if not is_public(actor, model):
        raise ValidationError(
            _("아직 공개된 상생모델이 아닙니다. 협의회가 건의한 뒤에 항목을 공개할 수 있습니다.")
        )
    if field not in Opening.Field.values:
        raise ValidationError({"field": _("공개할 항목을 고르세요.")})
    value_ko = _text("value_ko", value_ko, LONGEST_VALUE, _("공개할 말을 적으세요. 적은 그대로 보입니다."))
    value_en = _text("value_en", value_en, LONGEST_VALUE)
    if Opening.objects.filter(model=model, field=field, withdrawn_at__isnull=True).exists():
        raise ValidationError(
            {"field": _("이미 공개했거나 제안한 항목입니다. 고치려면 먼저 철회하고 다시 제안하세요.")}
        )
    own = OWN_FIELDS.get(Opening.Field(field))
    opening = Opening.objects.create(
        model=model,
        field=field,
        value_ko=value_ko,
        value_en=value_en,
        owner_id=getattr(model, own) if own else None,
        proposed_by=actor.username,
        demonstration=model.demonstration,
    )
    _note(actor, "propose_opening", opening)
    mine = actor.organisation_id
    if mine is not None and mine in opening.owner_ids and actor.role != Role.SECRETARIAT:
        _agree(actor, opening, Organisation.objects.get(pk=mine), "")
    waiting = tuple(pk for pk in opening.owner_ids if pk != mine)
    _tell(actor, opening, "공개에 동의하는지 알려 주세요", firms=waiting, office=not waiting)
    return opening


def _agree(
    actor: User,
    opening: Opening,
    organisation: Organisation,
    how: str,
    paper: tuple[str, bytes] | None = None,
) -> None:
    kept = None
    if paper is not None:
        name, content = paper
        try:
            format_ = kind_of(content, name)
        except ValidationError as refused:
            raise ValidationError({"paper": refused.messages}) from None
        kept = keep_document(
            kind="opening_consent",
            title=clean(name)[-200:],
            subject=opening,
            format=format_,
            content=content,
            actor=actor,
        )
    OpeningConsent.objects.create(
        opening=opening, organisation=organisation, by=actor.username, how=how, paper=kept
    )
    _note(actor, "consent", opening, organisation=organisation.code)
    agreed = set(opening.consents.values_list("organisation", flat=True))
    if agreed >= set(opening.owner_ids):
        opening.consented_by, opening.consented_at, opening.consent_how = (
            actor.username,
            timezone.now(),
            how,
        )
        opening.save(update_fields=["consented_by", "consented_at", "consent_how"])


@transaction.atomic
def consent(
    *,
    actor: User,
    opening: Opening,
    how: str = "",
    organisation: Organisation | None = None,
    paper: tuple[str, bytes] | None = None,
) -> Opening:
    """Record a firm's consent to exactly these words; append «portal.consent», and tell the secretariat when all agreed.

    A person of the firm consents for it. The secretariat enters the consent of the firm it names, with how and on which day it
    came and the paper (name, content). Refuses (NotAllowed) everyone else; (ValidationError) what is decided or withdrawn, a
    firm that has agreed already or need not, and the secretariat's entry without words or paper.
    """
    require(actor, "portal.consent", opening)
    opening = _held(opening)
    if opening.is_withdrawn or opening.is_decided:
        raise ValidationError(_("이미 결정했거나 철회한 제안입니다."))
    if actor.role == Role.SECRETARIAT:
        if organisation is None or organisation.pk not in opening.owner_ids:
            raise ValidationError({"organisation": _("동의한 기업을 고르세요.")})
        how = _text("how", how, LONGEST_REASON, _("동의서의 날짜와 문서번호를 적으세요."))
        if paper is None:
            raise ValidationError({"paper": _("동의서 파일을 올리세요.")})
    else:
        organisation = actor.organisation
        how, paper = _text("how", how, LONGEST_REASON), None
    if organisation is None or opening.consents.filter(organisation=organisation).exists():
        raise ValidationError(_("이미 동의했습니다."))
    _agree(actor, opening, organisation, how, paper)
    if opening.consented_at is not None:
        _tell(actor, opening, "동의를 모두 받았습니다. 공개를 결정하세요", firms=(), office=True)
    return opening


@transaction.atomic
def decide(*, actor: User, opening: Opening, ground: str, opens_on: date | None = None) -> Opening:
    """Decide that the field is open from a day on (today unless given); append «portal.decide_opening» and tell the firms.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) an opening to which not every firm has agreed, that is
    decided or withdrawn, without a ground, and a day that is past.
    """
    require(actor, "portal.decide_opening", opening)
    opening = _held(opening)
    if opening.is_withdrawn or opening.is_decided:
        raise ValidationError(_("이미 결정했거나 철회한 제안입니다."))
    if opening.consented_at is None:
        raise ValidationError(_("아직 동의하지 않은 기업이 있습니다. 동의를 먼저 받으세요."))
    ground = _text("ground", ground, LONGEST_REASON, _("공개하는 근거를 적으세요."))
    today = timezone.localdate()
    if opens_on is not None and opens_on < today:
        raise ValidationError(
            {"opens_on": _("지난 날부터 공개할 수 없습니다. 오늘이나 그 뒤의 날을 적으세요.")}
        )
    opening.decided_by, opening.decided_at = actor.username, timezone.now()
    opening.ground, opening.opens_on = ground, opens_on or today
    opening.save(update_fields=["decided_by", "decided_at", "ground", "opens_on"])
    _note(actor, "decide_opening", opening, opens_on=opening.opens_on.isoformat(), reason=ground)
    firms = (opening.model.demand_company_id, opening.model.supplier_id)
    _tell(actor, opening, "공개하기로 결정했습니다", firms=firms)
    return opening


@transaction.atomic
def withdraw(*, actor: User, opening: Opening, reason: str) -> Opening:
    """Take a proposal, a consent or an opening back: the field is closed from now on; append «portal.withdraw_opening».

    The row stays. Refuses (NotAllowed) anyone but the firms that had to agree and the secretariat; (ValidationError) what is
    withdrawn already, and no reason.
    """
    require(actor, "portal.withdraw_opening", opening)
    opening = _held(opening)
    if opening.is_withdrawn:
        raise ValidationError(_("이미 철회한 제안입니다."))
    reason = _text("reason", reason, LONGEST_REASON, _("철회하는 이유를 적으세요."))
    opening.withdrawn_at, opening.withdrawn_because = timezone.now(), reason
    opening.save(update_fields=["withdrawn_at", "withdrawn_because"])
    _note(actor, "withdraw_opening", opening, reason=reason, was_open=opening.is_decided)
    firms = (opening.model.demand_company_id, opening.model.supplier_id)
    _tell(actor, opening, "공개를 철회했습니다", firms=firms, office=True)
    return opening
