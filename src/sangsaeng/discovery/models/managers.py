"""What an ordinary read may see: the default managers leave out what is hidden, not published, anonymous or withdrawn.

`objects` is what everybody may see; `everything` is for the actions and for those who may see more. A relation that is
followed forward (`match.firm`) reads without a filter, a list never does.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from sangsaeng.discovery.models.published import Firm, Match, Need


class ShownFirms(models.Manager["Firm"]):
    """Firms whose record is in the lists: neither hidden at their request nor waiting for their number to be checked."""

    def get_queryset(self) -> "QuerySet[Firm]":
        return super().get_queryset().filter(is_shown=True)


class PublicNeeds(models.Manager["Need"]):
    """Needs that everybody may read whole: published, not withdrawn, not anonymous."""

    def get_queryset(self) -> "QuerySet[Need]":
        return super().get_queryset().filter(state="published", anonymous=False)


class PublicMatches(models.Manager["Match"]):
    """Ranked pairs of which everybody may read both sides."""

    def get_queryset(self) -> "QuerySet[Match]":
        both = Q(need__state="published", need__anonymous=False, firm__is_shown=True)
        return super().get_queryset().filter(both)
