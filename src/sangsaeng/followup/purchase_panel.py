"""What a model's page shows of purchase commitments (구매이행)."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.followup.queries.purchases import of_model
from sangsaeng.followup.words import purchases as words
from sangsaeng.parties.rules import may
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel


def purchases_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """The commitments under the model without prices and volumes; nothing before it was recommended."""
    if model.recommended_at is None:
        return None
    user = request.user
    rows = [
        {"purchase": row, "chip": words.state_chip(row), "words": words.waiting_words(row)}
        for row in of_model(user, model)
    ]
    actions: tuple[Action, ...] = ()
    if may(user, "followup.record_purchase", model) and State(model.state) is not State.WITHDRAWN:
        actions = (
            Action(
                reverse("followup:purchase_new", args=(model.code,)),
                _("구매 약속 적기"),
                _("수요기업이 언제까지 얼마를 사기로 했는지 적습니다."),
                kind="secondary",
            ),
        )
    if not rows and not actions:
        return None
    return Panel(_("구매이행"), "followup/_purchase_panel.html", {"rows": rows}, order=40, actions=actions)
