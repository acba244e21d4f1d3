"""How applications of the selection rounds name firms, for the scan for records of one firm."""

from collections.abc import Iterator

from sangsaeng.discovery import identity_sources
from sangsaeng.discovery.identity_sources import Mention
from sangsaeng.support.models import Application


def mentions(demonstration: bool) -> Iterator[Mention]:
    """The firm of every application handed in: its name, its number where it gave one, its organisation where that is known. One query."""
    rows = Application.objects.filter(demonstration=demonstration, submitted_at__isnull=False).order_by("pk")
    for name, number, organisation, code in rows.values_list(
        "firm_name", "business_number", "organisation_id", "code"
    ):
        yield Mention(name, f"선정 신청 {code}", number, organisation)


def register() -> None:
    identity_sources.register(mentions)
