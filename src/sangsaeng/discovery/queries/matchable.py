"""What firms say of themselves that a public ranking may read and quote."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from sangsaeng.discovery.models import ProfileEntry


def public_texts(firms: Sequence[int]) -> dict[int, str]:
    """By primary key: the entries that may be matched on and that everybody may read, joined; one query.

    An entry that only buyers or nobody may read stays out of the index altogether, so that neither a place in a list
    nor an explanation tells of it. Withdrawn and expired entries count for nothing.
    """
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate())
    rows = ProfileEntry.objects.filter(
        valid,
        firm__in=firms,
        matchable=True,
        visibility=ProfileEntry.Visibility.PUBLIC,
        withdrawn_at__isnull=True,
    ).order_by("firm", "kind", "id")
    found: dict[int, list[str]] = {}
    for firm, name, detail in rows.values_list("firm_id", "name", "detail"):
        found.setdefault(firm, []).append(" ".join(part for part in (name, detail) if part))
    return {firm: ", ".join(parts) for firm, parts in found.items()}
