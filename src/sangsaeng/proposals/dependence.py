"""The band of dependence on one country: all that the public learns of the figure of a model's item.

The bands stand in `data/dependence_bands.yaml` and are ours. Where the published figures fall into more than one band, or
there is none, the band is unknown: a band that only one item can have would name the item.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Band:
    """At least `least` and less than `below` per cent; the highest band holds 100 as well."""

    key: str
    least: int
    below: int

    def holds(self, share: Decimal) -> bool:
        return self.least <= share < self.below or share == self.below == 100

    @property
    def label(self) -> str:
        if not self.least:
            return _("%(share)s %% 미만") % {"share": self.below}
        return f"{self.least}–{self.below} %"


@cache
def bands() -> tuple[Band, ...]:
    import yaml

    text = files("sangsaeng.proposals").joinpath("data/dependence_bands.yaml").read_text(encoding="utf-8")
    return tuple(Band(row["key"], row["from"], row["to"]) for row in yaml.safe_load(text))


def label(key: str) -> str:
    """The words of a band: 75–90 %, 50 % 미만, 알 수 없음."""
    return next((band.label for band in bands() if band.key == key), _("알 수 없음"))


def band_of(item: Any) -> str:
    """The band of an item's published shares; unknown without an item, without figures, and where they fall apart."""
    if item is None or item.share_low is None or item.share_high is None:
        return UNKNOWN
    for band in bands():
        if band.holds(item.share_low):
            return band.key if band.holds(item.share_high) else UNKNOWN
    return UNKNOWN


def band_column(item: str = "item") -> Case:
    """The same for the database: the band of the item that a row points to."""
    cases = []
    for band in bands():
        inside = Q(**{f"{item}__share_low__gte": band.least, f"{item}__share_high__lt": band.below})
        if band.below == 100:
            inside = Q(**{f"{item}__share_low__gte": band.least, f"{item}__share_high__lte": 100})
        cases.append(When(inside, then=Value(band.key)))
    return Case(*cases, default=Value(UNKNOWN), output_field=CharField())
