"""What a model's page shows of its milestones and indicators, with the way to their own page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.followup.actions.milestones import UNDER_WAY
from sangsaeng.followup.models import MilestoneState
from sangsaeng.followup.queries import milestones, outcomes
from sangsaeng.followup.words.outcomes import way_text
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel


def outcome_panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """Milestones and outcomes in a few lines; nothing before the council's recommendation."""
    if model.recommended_at is None:
        return None
    rows = list(milestones.dated().filter(model=model).select_related("clock").order_by("deadline", "code"))
    measured = outcomes.of_model(model)
    if not rows and not measured and State(model.state) not in UNDER_WAY:
        return None
    context = {
        "standing": sum(each.state != MilestoneState.DROPPED for each in rows),
        "accepted": sum(each.state == MilestoneState.ACCEPTED for each in rows),
        "late": sum(milestones.is_late(each) for each in rows),
        "next": next((each for each in rows if each.state in milestones.OPEN), None),
        "indicators": [{"name": row.indicator.name, "way": way_text(row)} for row in measured],
    }
    address = reverse("followup:outcome", args=[model.code])
    return Panel(
        _("이정표와 성과"),
        "followup/_outcome_panel.html",
        context,
        order=50,
        actions=(Action(address, _("이정표와 성과 보기"), kind="secondary"),),
    )
