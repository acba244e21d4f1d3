"""Panels that later stages add to a model's page.

An earlier stage never knows a later one; so each later stage registers, in the `ready()` of its AppConfig, a
function of the request and the model that returns a `Panel`, or None where it has nothing to show:

    from sangsaeng.proposals import panels

    def meetings_panel(request, model):
        return panels.Panel(_("협의회"), "deliberation/_model_panel.html", {"items": ...}, order=10)

    panels.register(meetings_panel)          # in AppConfig.ready

The function is only asked for models that the viewer may read whole. `actions` are buttons of the stage for
this viewer, in this state; they stand with the page's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from sangsaeng.proposals.models import WinWinModel


@dataclass(frozen=True)
class Action:
    """A button: where it leads, its word, and what will follow."""

    url: str
    label: str
    consequence: str = ""
    kind: str = "primary"


@dataclass(frozen=True)
class Panel:
    """A section of the page: heading, template and its context; lower `order` stands higher."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50
    actions: tuple[Action, ...] = ()


MakePanel = Callable[[HttpRequest, WinWinModel], Panel | None]
_registered: list[MakePanel] = []


def register(make: MakePanel) -> MakePanel:
    """Add a function to the registry, once; usable as a decorator."""
    if make not in _registered:
        _registered.append(make)
    return make


def gather(request: HttpRequest, model: WinWinModel) -> list[Panel]:
    """The panels that have something to show for this viewer and model, in order."""
    found = (make(request, model) for make in _registered)
    return sorted((panel for panel in found if panel is not None), key=lambda panel: panel.order)
