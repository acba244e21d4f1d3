"""The only code that writes win-win models: draft, save, ask for support, submit, screen, withdraw, advance."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.proposals.codes import next_code, next_codename
from sangsaeng.proposals.lifecycle import ANNULLING, MILESTONE, REASONED, State, edges
from sangsaeng.proposals.limits import technology_per_model
from sangsaeng.proposals.models import Origin, RequestedSupport, Sector, WinWinModel
from sangsaeng.proposals.similarity.actions import refresh_later
from sangsaeng.records.actions import Actor, append

PLAN_FIELDS = ("plan_targets", "plan_cooperation", "plan_development", "plan_support")
TEXT_FIELDS = ("title", "item_text", *PLAN_FIELDS, "expected_effects")
FIELDS = (*TEXT_FIELDS, "sector", "origin", "item", "need", "demand_company", "supplier")
# The steps that later stages take through `advance`.
ADVANCED = (
    "put_on_agenda",
    "take_off_agenda",
    "recommend",
    "not_recommend",
    "return_for_supplement",
    "send_to_committee",
    "take_back_from_committee",
    "reopen",
    "reopen_at_committee",
    "approve",
    "decline",
    "return_from_committee",
    "support",
    "start",
    "complete",
    "stop",
)


def _locked(model: WinWinModel) -> WinWinModel:
    """The row as it stands now, held until the transaction ends."""
    return WinWinModel.objects.select_for_update().get(pk=model.pk)


def _check_parties(
    actor: Any, demand_company: Organisation, supplier: Organisation, demonstration: bool
) -> None:
    """Two organisations of the right kinds and of one world, one of them the drafting firm's own."""
    problems: dict[str, str] = {}
    kinds = Organisation.Kind
    if demand_company.pk == supplier.pk:
        problems["supplier"] = _("수요기업과 공급기업은 서로 다른 기업이어야 합니다.")
    if demand_company.kind not in (kinds.DEMAND_COMPANY, kinds.FIRM):
        problems["demand_company"] = _("수요기업을 고르세요.")
    if supplier.kind not in (kinds.SME, kinds.FIRM):
        problems["supplier"] = _("공급기업은 중소기업이어야 합니다.")
    for field, organisation in (("demand_company", demand_company), ("supplier", supplier)):
        if organisation.demonstration != demonstration:
            problems[field] = (
                _("시연 계정은 시연 기업만 고를 수 있습니다.")
                if demonstration
                else _("시연 기업은 실제 상생모델에 참여할 수 없습니다.")
            )
    if problems:
        raise ValidationError(problems)
    if actor.role in (Role.DEMAND_COMPANY, Role.SME) and actor.organisation_id not in (
        demand_company.pk,
        supplier.pk,
    ):
        raise NotAllowed(_("소속 기업이 참여하는 상생모델만 작성할 수 있습니다."))


def _assign(model: WinWinModel, values: dict[str, Any]) -> list[str]:
    """Set the given fields, refuse what does not fit, and return the names of those that changed."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such field of a win-win model: {', '.join(sorted(unknown))}")
    changed = []
    for name, value in values.items():
        value = value.strip() if name in TEXT_FIELDS else value
        if getattr(model, name) != value:
            setattr(model, name, value)
            changed.append(name)
    problems: dict[str, str] = {}
    if not model.title:
        problems["title"] = _("제목을 적으세요.")
    if model.sector not in Sector.values:
        problems["sector"] = _("업종을 고르세요.")
    if model.origin not in Origin.values:
        problems["origin"] = _("출발점을 고르세요.")
    for name in ("title", "item_text"):
        if len(getattr(model, name)) > 200:
            problems[name] = _("200자까지 적을 수 있습니다.")
    if problems:
        raise ValidationError(problems)
    return changed


@transaction.atomic
def draft(
    *,
    actor: Any,
    title: str,
    sector: str,
    demand_company: Organisation,
    supplier: Organisation,
    origin: str = Origin.COMPANY,
    token: str = "",
    **fields: Any,
) -> WinWinModel:
    """Start a model in the state DRAFT and append «proposals.draft».

    `fields`: item, item_text, need, the four plan fields, expected_effects. The mark 시연 follows the actor.
    `token`: of the form; where this person has begun a draft with it already, that one is returned as it is.
    Refuses with NotAllowed who may not draft, or a firm drafting for others; with ValidationError parties
    that are one, of the wrong kind or of the other world, and values that do not fit.
    """
    require(actor, "proposals.draft")
    if token:
        # One draft of a person at a time: two posts of one form cannot both find nothing.
        User.objects.select_for_update().get(pk=actor.pk)
        begun = WinWinModel.objects.filter(created_by=actor, draft_token=token).first()
        if begun is not None:
            return begun
    demonstration = bool(actor.demonstration)
    _check_parties(actor, demand_company, supplier, demonstration)
    model = WinWinModel(
        demand_company=demand_company,
        supplier=supplier,
        created_by=actor,
        demonstration=demonstration,
        state_since=timezone.now(),
        draft_token=token,
    )
    _assign(model, {"title": title, "sector": sector, "origin": origin, **fields})
    model.code = next_code(demonstration=demonstration)
    model.codename = next_codename(demonstration=demonstration)
    model.save(force_insert=True)
    append(verb="proposals.draft", subject=model, actor=actor, data={"to": State.DRAFT})
    return model


@transaction.atomic
def save_draft(*, actor: Any, model: WinWinModel, **fields: Any) -> WinWinModel:
    """Change fields of an editable model and append «proposals.save_draft» with their names; nothing changed,
    nothing appended. Refuses like `draft`; a model that is not editable with NotAllowed.
    """
    model = _locked(model)
    require(actor, "proposals.edit", model)
    if "demand_company" in fields or "supplier" in fields:
        demand_company = fields.get("demand_company", model.demand_company)
        supplier = fields.get("supplier", model.supplier)
        _check_parties(actor, demand_company, supplier, model.demonstration)
    changed = _assign(model, fields)
    if changed:
        model.save()
        append(verb="proposals.save_draft", subject=model, actor=actor, data={"fields": sorted(changed)})
    return model


@transaction.atomic
def request_support(
    *, actor: Any, model: WinWinModel, kind: str, content: str, amount_krw: int | None = None
) -> RequestedSupport:
    """Ask for one kind of support (technology, finance, regulation), replacing an earlier request of the kind,
    and append «proposals.request_support». `amount_krw` in whole won; None says that it is not fixed yet.

    Refuses with ValidationError an empty content, an amount of regulation, an amount that is not positive, and
    technology above the published ceiling of a model (2bn KRW, support plan of 2021).
    """
    from sangsaeng.pages.formats import won

    model = _locked(model)
    require(actor, "proposals.edit", model)
    kinds = RequestedSupport.Kind
    content = content.strip()
    if kind not in kinds.values:
        raise ValidationError({"kind": _("지원의 종류를 고르세요.")})
    if not content or len(content) > 300:
        raise ValidationError({"content": _("어떤 지원이 필요한지 300자 안에서 적으세요.")})
    if amount_krw is not None:
        if kind == kinds.REGULATION:
            raise ValidationError({"amount_krw": _("규제 개선에는 금액을 적지 않습니다.")})
        if isinstance(amount_krw, bool) or not isinstance(amount_krw, int) or amount_krw <= 0:
            raise ValidationError({"amount_krw": _("금액은 0보다 큰 원 단위 정수로 적으세요.")})
        if amount_krw >= 10**18:
            raise ValidationError({"amount_krw": _("금액이 너무 큽니다.")})
        limit = technology_per_model()
        if kind == kinds.TECHNOLOGY and amount_krw > limit.amount_krw:
            text = _(
                "기술개발 지원은 상생모델 하나에 %(limit)s까지입니다. 근거: 2021년 지원계획(제7차 협의회)."
            )
            raise ValidationError({"amount_krw": text % {"limit": won(limit.amount_krw)}})
    request, _created = RequestedSupport.objects.update_or_create(
        model=model, kind=kind, defaults={"content": content, "amount_krw": amount_krw}
    )
    append(
        verb="proposals.request_support",
        subject=model,
        actor=actor,
        data={"kind": kind, "amount_krw": amount_krw},
    )
    return request


@transaction.atomic
def drop_request(*, actor: Any, model: WinWinModel, kind: str) -> None:
    """Take back the request of one kind and append «proposals.drop_request»; none there, nothing happens."""
    model = _locked(model)
    require(actor, "proposals.edit", model)
    gone, _rows = RequestedSupport.objects.filter(model=model, kind=kind).delete()
    if gone:
        append(verb="proposals.drop_request", subject=model, actor=actor, data={"kind": kind})


def missing(model: WinWinModel) -> list[tuple[str, str]]:
    """What a submission still lacks, as (field, what to do): the item and the four plan fields (§49②)."""
    wanted = {
        "plan_targets": _("품목별 목표를 적으세요."),
        "plan_cooperation": _("기업 간 협력 내용을 적으세요."),
        "plan_development": _("기술개발·시험평가·실증·생산·투자 계획을 적으세요."),
        "plan_support": _("필요한 지원과 규제 개선을 적으세요."),
    }
    found = [(name, text) for name, text in wanted.items() if not getattr(model, name).strip()]
    if model.item_id is None and not model.item_text.strip():
        found.insert(0, ("item", _("품목을 고르거나 이름을 적으세요.")))
    return found


def _target(step: str) -> State:
    return next(edge.target for edge in edges() if edge.step == step)


def _forget_milestone(model: WinWinModel, annulled: State) -> None:
    """A state reached for the first time by a decision that was void was never reached."""
    milestone = MILESTONE.get(annulled)
    if milestone and getattr(model, milestone) == model.state_since:
        setattr(model, milestone, None)


def _step(model: WinWinModel, step: str, actor: Actor, reason: str, data: dict[str, Any]) -> WinWinModel:
    """Take one step of a locked model: transition, time and note, milestone, event."""
    reason = reason.strip()
    if step in REASONED and not reason:
        raise ValidationError({"reason": _("이유를 적으세요.")})
    before = State(model.state)
    try:
        getattr(model, step)()
    except TransitionNotAllowed:
        raise ValidationError(
            _("‘%(before)s’ 상태에서 ‘%(after)s’ 상태로 갈 수 없습니다.")
            % {"before": before.label, "after": _target(step).label},
            code="step_not_allowed",
        ) from None
    after = State(model.state)
    if step in ANNULLING:
        _forget_milestone(model, before)
    model.state_since = timezone.now()
    model.state_note = reason
    milestone = MILESTONE.get(after)
    if milestone and getattr(model, milestone) is None:
        setattr(model, milestone, model.state_since)
    model.save()
    data = {"from": before.value, "to": after.value, **({"reason": reason} if reason else {}), **data}
    append(verb=f"proposals.{step}", subject=model, actor=actor, data=data)
    return model


@transaction.atomic
def submit(*, actor: Any, model: WinWinModel) -> WinWinModel:
    """Hand the model in: DRAFT, RETURNED or COMMITTEE_RETURNED → SUBMITTED.

    Refuses with ValidationError listing by field what is missing of the plan, or a step that is not open. Afterwards the
    plan is compared with the others (`similarity`), for who screens it.
    """
    model = _locked(model)
    require(actor, "proposals.submit", model)
    lacks = missing(model)
    if lacks:
        raise ValidationError(dict(lacks))
    refresh_later(model)
    return _step(model, "submit", actor, "", {})


@transaction.atomic
def screen(*, actor: Any, model: WinWinModel, note: str = "") -> WinWinModel:
    """The secretariat finds the model complete: SUBMITTED → SCREENED."""
    model = _locked(model)
    require(actor, "proposals.screen", model)
    return _step(model, "screen", actor, note, {})


@transaction.atomic
def return_for_supplement(*, actor: Any, model: WinWinModel, reason: str) -> WinWinModel:
    """The secretariat sends the model back with a written reason: SUBMITTED or SCREENED → RETURNED.

    From the agenda only the council's own decision sends it back (`advance`).
    """
    model = _locked(model)
    require(actor, "proposals.screen", model)
    if State(model.state) is State.ON_AGENDA:
        raise ValidationError(
            _("상정된 상생모델은 상생협의회가 의결로 보완을 요청합니다. 먼저 상정을 취소하세요."),
            code="step_not_allowed",
        )
    return _step(model, "return_for_supplement", actor, reason, {})


@transaction.atomic
def withdraw(*, actor: Any, model: WinWinModel, reason: str) -> WinWinModel:
    """The parties or the secretariat take the model back, before approval, with a reason: → WITHDRAWN."""
    model = _locked(model)
    require(actor, "proposals.withdraw", model)
    return _step(model, "withdraw", actor, reason, {})


@transaction.atomic
def advance(
    *,
    actor: Any,
    model: WinWinModel,
    step: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> WinWinModel:
    """Take a step that a later stage decided (one of `ADVANCED`), after that stage asked its own permission.

    Locks the row, runs the transition, sets state_since and state_note, keeps the first time of a milestone,
    and appends «proposals.<step>» with from, to, reason and `data`. Returns the model as it now stands; the
    object passed in keeps its old state. A reason is a must for the steps in `lifecycle.REASONED`.
    Raises ValidationError (code «step_not_allowed») naming both states where the step is not open,
    NotAllowed where the person's role takes no such steps.
    """
    if step not in ADVANCED:
        raise ValueError(f"not a step of a later stage: {step}")
    model = _locked(model)
    require(actor, "proposals.advance", model)
    return _step(model, step, actor, reason, data or {})
