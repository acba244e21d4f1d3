"""Where a clock is handled that belongs to something with a page of its own.

An answer, a pause or an end of such a clock is a step of the thing it belongs to: entered on the clock alone, the two would
part. Its page leads there instead.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import NoReverseMatch, reverse

from sangsaeng.clocks.models import Clock

# By the clock's rule: the relation to the thing, its page, and what the page is named by.
_REQUEST = ("support_request", "support:request", "code")
_MILESTONE = ("milestone", "followup:milestone", "code")
HOMES: dict[str, tuple[str, str, str]] = {
    "support_reply": _REQUEST,
    "regulation_reply": _REQUEST,
    "appeal_reply": ("support_appeal", "support:request", "code"),
    "purchase_term": ("purchase_term", "followup:purchase", "purchase.code"),
    "rate_reply": ("rate_statement", "followup:statement", "code"),
    "milestone": _MILESTONE,
    "regulation_report": _MILESTONE,
    "material": ("material_request", "followup:material", "code"),
    "disclosure": ("disclosure_request", "portal:disclosure", "code"),
}
# What is done there and not on the clock itself.
KEPT_THERE = frozenset({"answer", "pause", "resume", "cancel", "extend"})


def home_of(clock: Clock) -> str:
    """The page where this clock is handled; "" for one that stands by itself. One query, none where its rule has no home."""
    if clock.rule_key not in HOMES:
        return ""
    relation, page, key = HOMES[clock.rule_key]
    try:
        thing: Any = getattr(clock, relation)
        for part in key.split("."):
            thing = getattr(thing, part)
        return reverse(page, args=[thing])
    except (ObjectDoesNotExist, NoReverseMatch):
        return ""
