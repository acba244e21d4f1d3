"""What a model's page and its screening page say of plans that share passages with it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.parties.rules import may
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Panel
from sangsaeng.proposals.similarity import queries
from sangsaeng.proposals.similarity.words import kinds_sentence


def summary(user: Any, model: WinWinModel) -> dict[str, Any]:
    """For `_similar_panel.html`: whether the plan was compared as it stands, and what was found. One query at most."""
    context: dict[str, Any] = {"url": reverse("proposals:similar", args=[model.code])}
    if not queries.is_current(model):
        return {**context, "current": False}
    found = queries.counts(user, model)
    return {
        **context,
        "current": True,
        "total": found.total,
        "open": found.open,
        "kinds": kinds_sentence(found.kinds),
        "against": model.comparison.against,
    }


def panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """Only for those who screen, review or decide; the parties see nothing of it."""
    if not may(request.user, "proposals.similar_panel", model):
        return None
    return Panel(_("비슷한 계획서"), "proposals/_similar_panel.html", summary(request.user, model), order=15)
