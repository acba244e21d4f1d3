"""What an ordinary read may see: the default managers leave out what is hidden, not published, anonymous or withdrawn.

`objects` is what everybody may see; `everything` is for the actions and for those who may see more. A relation that is
followed forward (`match.firm`) reads without a filter, a list never does.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    Base = models.Manager[Any]
else:  # the class takes no parameter when it runs
    Base = models.Manager


class ShownFirms(Base):
    """Firms whose record is in the lists: neither hidden at their request nor waiting for their number to be checked."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_shown=True)


class PublicNeeds(Base):
    """Needs that everybody may read whole: published, not withdrawn, not anonymous."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(state="published", anonymous=False)


class PublicMatches(Base):
    """Ranked pairs of which everybody may read both sides."""

    def get_queryset(self) -> Any:
        both = Q(need__state="published", need__anonymous=False, firm__is_shown=True)
        return super().get_queryset().filter(both)
