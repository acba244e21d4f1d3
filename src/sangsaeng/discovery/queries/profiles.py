"""Reads of capability profiles: one's own, what others may see of one, what may be ranked on, what waits to be checked."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from sangsaeng.discovery import profile_rules
from sangsaeng.discovery.choices import ListedFor, NeedState
from sangsaeng.discovery.models import Firm, Need, Profile, ProfileEntry
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may
from sangsaeng.records.models import Event
from sangsaeng.records.queries import history

Level, Visibility = ProfileEntry.Level, ProfileEntry.Visibility


def own_firm(user: Any) -> Firm | None:
    """The record of this person's organisation, shown or not."""
    organisation = getattr(user, "organisation_id", None)
    if organisation is None:
        return None
    return Firm.everything.select_related("organisation", "profile").filter(organisation=organisation).first()


def seen(user: Any, code: str) -> Firm | None:
    """The firm whose whole profile this person may read: its own people, the secretariat, auditors; else None."""
    found = (
        Firm.everything.select_related("organisation", "profile")
        .prefetch_related("registrations")
        .filter(code=code)
    )
    firm = found.first()
    return firm if firm is not None and may(user, profile_rules.READ, firm) else None


def live(today: Any = None) -> Q:
    """Entries that count: not withdrawn, not expired."""
    today = today or timezone.localdate()
    return Q(withdrawn_at__isnull=True) & (Q(valid_until__isnull=True) | Q(valid_until__gte=today))


def visible_entries(user: Any, firm: Firm) -> list[ProfileEntry]:
    """What this reader may see of a firm's profile on its page: public entries, to buyers of the firm's world theirs as well."""
    if not firm.is_shown:
        return []
    allowed = Q(visibility=Visibility.PUBLIC)
    buyer = getattr(user, "role", None) == Role.DEMAND_COMPANY
    if buyer and bool(user.demonstration) == firm.organisation.demonstration:
        allowed |= Q(visibility=Visibility.BUYERS)
    # Who checked it and the paper stay behind: only what is shown is read.
    return list(
        firm.entries.filter(live(), allowed)
        .only(
            "firm", "kind", "name", "detail", "number", "issuer", "on", "valid_until", "value", "unit", "kolas", "level",
        )
        .order_by("kind", "name", "pk")
    )  # fmt: skip


def matchable_text(firm: Firm) -> dict[str, str]:
    """What the firm lets be ranked on, by kind of entry; nothing of a hidden firm, an expired or a withdrawn entry."""
    return matchable_texts([firm]).get(firm.pk, {})


def matchable_texts(firms: Iterable[Firm]) -> dict[int, dict[str, str]]:
    """The same for many firms by primary key, in one query; a firm without such text is left out."""
    shown = [firm.pk for firm in firms if firm.is_shown]
    rows = (
        ProfileEntry.objects.filter(live(), firm__in=shown, matchable=True)
        .order_by("firm_id", "kind", "pk")
        .values_list("firm_id", "kind", "name", "detail")
    )
    found: dict[int, dict[str, list[str]]] = {}
    for firm, kind, name, detail in rows:
        found.setdefault(firm, {}).setdefault(kind, []).append(f"{name} ({detail})" if detail else name)
    return {firm: {kind: ", ".join(texts) for kind, texts in kinds.items()} for firm, kinds in found.items()}


def waiting(user: Any) -> QuerySet[ProfileEntry]:
    """Entries with a paper that nobody has checked, oldest change first; of this person's world."""
    return (
        ProfileEntry.objects.filter(
            live(),
            level=Level.EVIDENCED,
            returned_because="",
            firm__organisation__demonstration=bool(user.demonstration),
        )
        .select_related("firm__organisation")
        .order_by("changed_at", "pk")
    )


def registrations(user: Any) -> QuerySet[Profile]:
    """Firms that registered themselves and wait for their number to be checked."""
    return (
        Profile.objects.filter(
            checked_at__isnull=True,
            firm__listed_for=ListedFor.REGISTERED,
            firm__organisation__demonstration=bool(user.demonstration),
        )
        .select_related("firm__organisation")
        .prefetch_related("firm__registrations")
        .order_by("registered_at", "pk")
    )


def profiles(user: Any) -> QuerySet[Firm]:
    """Firms of this person's world that say something of themselves, with their entries; for those who check or audit."""
    return (
        Firm.everything.filter(
            profile__isnull=False, organisation__demonstration=bool(getattr(user, "demonstration", False))
        )
        .select_related("organisation", "profile")
        .prefetch_related(Prefetch("entries", ProfileEntry.objects.filter(withdrawn_at__isnull=True)))
        .order_by("organisation__name", "code")
    )


def hidden(user: Any) -> QuerySet[Firm]:
    """Firms whose record was taken out of the lists, but for those that wait to be accepted."""
    return (
        Firm.everything.filter(
            is_shown=False, organisation__demonstration=bool(getattr(user, "demonstration", False))
        )
        .exclude(listed_for=ListedFor.REGISTERED, profile__checked_at__isnull=True)
        .select_related("organisation")
        .order_by("organisation__name", "code")
    )


def events(firm: Firm) -> list[Event]:
    """What happened to the record and the profile, newest first, the last hundred."""
    return list(history(firm).filter(verb__startswith="discovery.").order_by("-id")[:100])


def hidden_firms() -> set[str]:
    """Codes of real firms whose record is not in the lists."""
    rows = Firm.everything.filter(is_shown=False, organisation__demonstration=False)
    return set(rows.values_list("code", flat=True))


def withdrawn_needs() -> set[str]:
    """Codes of published needs of the facts that were taken back here."""
    rows = Need.everything.filter(state=NeedState.WITHDRAWN, shipped=True)
    return set(rows.values_list("code", flat=True))
