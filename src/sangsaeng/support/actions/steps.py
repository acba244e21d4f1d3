"""The steps of a model while it is supported: begin, complete, break off."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import require
from sangsaeng.proposals.actions import advance
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support.queries import ledger as queries


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
