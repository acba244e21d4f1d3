"""The only code that writes support: open programmes, commit, cancel by counter-entry, follow the model's steps."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.pages.formats import won
from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append
from sangsaeng.support import queries
from sangsaeng.support.models import COMMITTABLE, MONEY, Commitment, Kind, Programme

SUPPORTABLE = frozenset({State.APPROVED, State.SUPPORTED, State.IN_PROGRESS})
SUPPORTABLE_EARLY = SUPPORTABLE | {State.RECOMMENDED, State.AT_COMMITTEE}


@transaction.atomic
def load_programmes(*, actor: Any) -> int:
    """Bring the published programmes of the plan of 2021 into step with the shipped facts; returns how many.

    They are facts: read-only, with their sources, unknown amounts stay unknown, nothing is committed on them.
    Appends «support.load_programmes» on each programme that is new or changed. Selection programmes are not
    support and stay with the facts.
    """
    from sangsaeng.support.plan import published_programmes

    require(actor, "support.load")
    wanted = published_programmes()
    for code, values in wanted.items():
        programme = Programme.objects.select_for_update().filter(code=code).first()
        if programme and all(getattr(programme, name) == value for name, value in values.items()):
            continue
        programme, _created = Programme.objects.update_or_create(code=code, defaults=values)
        append(verb="support.load_programmes", subject=programme, actor=actor)
    return len(wanted)


@transaction.atomic
def open_programme(
    *,
    actor: Any,
    code: str,
    name_ko: str,
    name_en: str,
    kind: str,
    owner: str = "",
    year: int | None = None,
    budget_krw: int | None = None,
    cap_per_model_krw: int | None = None,
    needs_approval: bool = True,
    legal_basis: str = "",
    conditions_ko: str = "",
    conditions_en: str = "",
    source: str = "",
) -> Programme:
    """Record a programme on which support can be committed, and append «support.open_programme».

    The mark 시연 follows the actor. Raises ValidationError where a value does not fit or the code is taken.
    """
    require(actor, "support.open_programme")
    programme = Programme(
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        kind=kind,
        owner=owner,
        year=year,
        budget_krw=budget_krw,
        cap_per_model_krw=cap_per_model_krw,
        needs_approval=needs_approval,
        legal_basis=legal_basis,
        conditions_ko=conditions_ko,
        conditions_en=conditions_en,
        source=source,
        demonstration=bool(actor.demonstration),
    )
    programme.full_clean()
    programme.save(force_insert=True)
    append(
        verb="support.open_programme",
        subject=programme,
        actor=actor,
        data={"kind": kind, "budget_krw": budget_krw, "cap_per_model_krw": cap_per_model_krw},
    )
    return programme


def _locked(programme: Programme, model: WinWinModel) -> tuple[Programme, WinWinModel]:
    """Both rows, held until the transaction ends; always the programme first, so that two never wait in a ring."""
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    return held, WinWinModel.objects.select_for_update().get(pk=model.pk)


def _check_amount(programme: Programme, amount_krw: int | None) -> None:
    if programme.kind not in MONEY:
        if amount_krw is not None:
            raise ValidationError({"amount_krw": _("규제 개선에는 금액을 적지 않습니다.")})
        return
    if amount_krw is None:
        raise ValidationError({"amount_krw": _("금액을 적으세요.")})
    if isinstance(amount_krw, bool) or not isinstance(amount_krw, int) or amount_krw <= 0:
        raise ValidationError({"amount_krw": _("금액은 0보다 큰 원 단위 정수로 적으세요.")})
    if amount_krw >= 10**18:
        raise ValidationError({"amount_krw": _("금액이 너무 큽니다.")})


def _check_open(programme: Programme, model: WinWinModel) -> None:
    """Whether this programme may support this model at all, in the model's present state."""
    if programme.published:
        raise ValidationError(
            {"programme": _("공개된 계획의 사실입니다. 여기에는 지원을 확정할 수 없습니다.")}
        )
    if programme.kind not in COMMITTABLE:
        raise ValidationError(
            {"programme": _("펀드 조성액은 투자액이 아닙니다. 여기에는 지원을 확정할 수 없습니다.")}
        )
    if programme.demonstration != model.demonstration:
        raise ValidationError({"programme": _("시연과 실제를 섞을 수 없습니다.")})
    needs_approval = programme.needs_approval or programme.kind == Kind.GRANT
    if State(model.state) not in (SUPPORTABLE if needs_approval else SUPPORTABLE_EARLY):
        text = (
            _("위원회가 승인한 상생모델만 지원할 수 있습니다. 지금 상태는 ‘%(state)s’입니다.")
            if needs_approval
            else _("상생협의회가 건의한 상생모델만 지원할 수 있습니다. 지금 상태는 ‘%(state)s’입니다.")
        )
        raise ValidationError({"programme": text % {"state": State(model.state).label}})


def _check_room(programme: Programme, model: WinWinModel, amount_krw: int) -> None:
    room = queries.room(programme, model)
    if room.programme is not None and amount_krw > room.programme:
        raise ValidationError(
            {
                "amount_krw": ValidationError(
                    _("사업 예산을 넘습니다. 남은 금액은 %(left)s입니다.") % {"left": won(room.programme)},
                    code="over_budget",
                )
            }
        )
    if room.model is not None and amount_krw > room.model:
        raise ValidationError(
            {
                "amount_krw": ValidationError(
                    _("상생모델 하나의 한도를 넘습니다. 남은 금액은 %(left)s입니다.")
                    % {"left": won(room.model)},
                    code="over_cap",
                )
            }
        )


def refusals(
    *, programme: Programme, model: WinWinModel, amount_krw: int | None, reason: str
) -> dict[str, list[ValidationError]]:
    """Everything that speaks against a commitment, by field (programme, amount_krw, reason); empty if nothing.

    All at once, so that a person mends a form in one go; `commit` asks the same under its locks.
    """
    found: dict[str, list[ValidationError]] = {}

    def collect(check: Callable[[], None]) -> None:
        try:
            check()
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                found.setdefault(name, []).extend(errors)

    if not reason.strip() or len(reason.strip()) > 500:
        text = _("지원을 확정하는 근거를 500자 안에서 적으세요.")
        found["reason"] = [ValidationError(text)]
    collect(lambda: _check_open(programme, model))
    collect(lambda: _check_amount(programme, amount_krw))
    if amount_krw is not None and "amount_krw" not in found:
        room_for = amount_krw
        collect(lambda: _check_room(programme, model, room_for))
    return found


@transaction.atomic
def commit(
    *, actor: Any, model: WinWinModel, programme: Programme, amount_krw: int | None, reason: str
) -> Commitment:
    """Commit support to a model: lock programme, then model; check; append to the ledger and to the record.

    `amount_krw` in whole won, None for regulation. The first commitment on an approved model moves it to
    SUPPORTED. Appends «support.commit». Refuses with NotAllowed who is not an agency; with ValidationError an
    amount that is not positive, a published or fund programme, mixed worlds, a model whose state does not
    allow it (R&D only once the committee approved), and whatever would pass the programme's budget, its
    ceiling a model, or the published ceiling of a model's R&D.
    """
    programme, model = _locked(programme, model)
    require(actor, "support.commit", model)
    reason = reason.strip()
    if problems := refusals(programme=programme, model=model, amount_krw=amount_krw, reason=reason):
        raise ValidationError(problems)
    entry = Commitment.objects.create(
        model=model,
        programme=programme,
        kind=programme.kind,
        amount_krw=amount_krw,
        committed_at=timezone.now(),
        by=actor.username,
        reason=reason,
        demonstration=model.demonstration,
    )
    _append("support.commit", entry, actor)
    if State(model.state) is State.APPROVED:
        advance(actor=actor, model=model, step="support", data={"commitment": entry.pk})
    return entry


@transaction.atomic
def cancel(*, actor: Any, commitment: Commitment, reason: str) -> Commitment:
    """Cancel a commitment by a counter-entry of the opposite amount, and append «support.cancel».

    The entry itself is never changed. Refuses with ValidationError an entry already cancelled, a counter-entry,
    and an empty reason. The model keeps its state.
    """
    _programme, model = _locked(commitment.programme, commitment.model)
    require(actor, "support.commit", model)
    commitment = Commitment.objects.select_related("programme").get(pk=commitment.pk)
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise ValidationError({"reason": _("취소하는 이유를 500자 안에서 적으세요.")})
    if commitment.reverses_id is not None:
        raise ValidationError(_("취소 기록은 다시 취소할 수 없습니다."))
    if Commitment.objects.filter(reverses=commitment).exists():
        raise ValidationError(_("이미 취소한 지원입니다."))
    entry = Commitment.objects.create(
        model=model,
        programme=commitment.programme,
        kind=commitment.kind,
        amount_krw=None if commitment.amount_krw is None else -commitment.amount_krw,
        committed_at=timezone.now(),
        by=actor.username,
        reason=reason,
        reverses=commitment,
        demonstration=commitment.demonstration,
    )
    _append("support.cancel", entry, actor)
    return entry


def _append(verb: str, entry: Commitment, actor: Any) -> None:
    append(
        verb=verb,
        subject=entry.model,
        actor=actor,
        data={
            "commitment": entry.pk,
            "programme": entry.programme.code,
            "programme_ko": entry.programme.name_ko,
            "programme_en": entry.programme.name_en,
            "kind": entry.kind,
            "amount_krw": entry.amount_krw,
            "reason": entry.reason,
        },
    )


@transaction.atomic
def start(*, actor: Any, model: WinWinModel, reason: str = "") -> WinWinModel:
    """The supported work begins: SUPPORTED → IN_PROGRESS; refused while nothing is committed.

    A model supported before its approval passes through SUPPORTED here.
    """
    model = WinWinModel.objects.select_for_update().get(pk=model.pk)
    require(actor, "support.commit", model)
    if State(model.state) in (State.APPROVED, State.SUPPORTED) and not queries.live(model).exists():
        raise ValidationError(_("확정된 지원이 없습니다. 먼저 지원을 확정하세요."))
    if State(model.state) is State.APPROVED:
        model = advance(actor=actor, model=model, step="support")
    return advance(actor=actor, model=model, step="start", reason=reason)


@transaction.atomic
def complete(*, actor: Any, model: WinWinModel, reason: str = "") -> WinWinModel:
    """The supported work is done: IN_PROGRESS → COMPLETED."""
    require(actor, "support.commit", model)
    return advance(actor=actor, model=model, step="complete", reason=reason)


@transaction.atomic
def stop(*, actor: Any, model: WinWinModel, reason: str) -> WinWinModel:
    """The supported work is broken off, with a reason: SUPPORTED or IN_PROGRESS → STOPPED."""
    require(actor, "support.commit", model)
    return advance(actor=actor, model=model, step="stop", reason=reason)
