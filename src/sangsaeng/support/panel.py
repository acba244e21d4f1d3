"""What a model's page shows of its support: kind by kind, from the ledger."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.support.actions import SUPPORTABLE
from sangsaeng.support.models import MONEY, Kind
from sangsaeng.support.queries import ledger as queries
from sangsaeng.support.words import state_chip


@dataclass(frozen=True)
class KindOfModel:
    """The commitments of one kind, and their net amount (None for a kind without money)."""

    kind: Kind
    commitments: list[Any]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def amount_krw(self) -> int | None:
        return sum(each.committed_krw for each in self.commitments) if self.kind in MONEY else None

    @property
    def paid_krw(self) -> int | None:
        return sum(each.paid_krw for each in self.commitments) if self.kind in MONEY else None


def kinds_of(model: WinWinModel) -> list[KindOfModel]:
    """The ledger of a model, kind by kind; there is no sum across kinds."""
    found: dict[str, list[Any]] = {}
    for each in queries.ledger(model):
        each.chip = state_chip(each)  # type: ignore[attr-defined]
        found.setdefault(each.kind, []).append(each)
    return [KindOfModel(kind, found[kind]) for kind in Kind if kind in found]


def support_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """Support by kind with the agency's buttons; nothing before the model was recommended."""
    if model.recommended_at is None:
        return None
    may_act = may(request.user, "support.commit", model)
    actions: list[Action] = []
    state = State(model.state)
    if may_act and state in SUPPORTABLE:
        actions.append(Action(reverse("support:commit", args=[model.code]), _("지원 확정하기")))
    steps = {
        State.SUPPORTED: (("start", _("이행 시작하기"), ""), ("stop", _("지원 중단하기"), "danger")),
        State.IN_PROGRESS: (("complete", _("완료 처리하기"), ""), ("stop", _("지원 중단하기"), "danger")),
    }
    if may_act:
        actions += [
            Action(reverse("support:step", args=[model.code, step]), label, kind=kind or "secondary")
            for step, label, kind in steps.get(state, ())
        ]
    return Panel(
        _("지원"),
        "support/_panel.html",
        {"kinds": kinds_of(model), "may_act": may_act, "approved": model.is_approved},
        order=30,
        actions=tuple(actions),
    )
