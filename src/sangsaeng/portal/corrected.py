"""What a request for correction or removal is about, where that is a firm's record or an entry of its profile."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.discovery import profile_rules
from sangsaeng.discovery.actions import profiles as actions
from sangsaeng.discovery.models import Firm, ProfileEntry
from sangsaeng.discovery.queries import profiles as queries
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may

REASON = 300


@dataclass(frozen=True, slots=True)
class Subject:
    """A firm's record, or one entry of its profile."""

    firm: Firm
    entry: ProfileEntry | None

    @property
    def profile(self) -> str:
        return reverse("discovery:profile", args=[self.firm.code])

    @property
    def page(self) -> str:
        return reverse("discovery:firm", args=[self.firm.code]) if self.firm.is_shown else ""

    @property
    def is_out(self) -> bool:
        """Whether it was taken out already."""
        return self.entry.withdrawn_at is not None if self.entry else not self.firm.is_shown


def subject(about: str) -> Subject | None:
    """The record that «firm:F003» or «entry:F003/12» names, shown or not; None for anything else."""
    kind, _colon, key = about.strip().partition(":")
    code, _slash, number = key.partition("/")
    if kind not in ("firm", "entry") or "\0" in code:
        return None
    firm = Firm.everything.select_related("organisation").filter(code=code).first()
    if firm is None or kind == "firm":
        return Subject(firm, None) if firm else None
    found = firm.entries.filter(pk=int(number)).first() if number.isascii() and number.isdecimal() else None
    return Subject(firm, found) if found else None


def choices(user: Any) -> list[tuple[str, str]]:
    """What a person of a firm may choose: the record, each entry of the profile, or something else."""
    firm = queries.own_firm(user) if getattr(user, "is_authenticated", False) else None
    if firm is None:
        return []
    entries = firm.entries.filter(withdrawn_at__isnull=True).order_by("kind", "pk")[:200]
    return [
        (f"firm:{firm.code}", _("우리 기업의 기록 전체")),
        *(
            (f"entry:{firm.code}/{entry.pk}", f"{entry.get_kind_display()}: {entry.name}")
            for entry in entries
        ),
        ("", _("다른 자료")),
    ]


def may_take_out(user: Any, found: Subject | None) -> bool:
    """Whether this person may take the record out of the lists, and it still stands there."""
    return found is not None and not found.is_out and may(user, profile_rules.HIDE, found.firm)


def take_out(actor: User, found: Subject, answer: str) -> None:
    """Hide the firm's record, or withdraw the entry, for the reason given; each can be undone on the profile's page."""
    reason = answer[:REASON]
    if found.entry is not None:
        actions.withdraw_entry(actor=actor, entry=found.entry, reason=reason)
    else:
        actions.hide_firm(actor=actor, firm=found.firm, reason=reason)
