"""What is public about the real models: read-only facts, never in one count with recorded ones."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.pages.markup import english
from sangsaeng.proposals.models import Sector


def cite(key: str) -> dict[str, str]:
    """A source as a page cites it; a page without a title is linked by its address."""
    source = facts.source(key)
    title = source.title or source.address or ""
    return {
        "organisation": (source.organisation or "") if title else "",
        "title": title or source.label,
        "url": source.url or "",
        "published": source.published or "",
    }


@dataclass(frozen=True)
class PublishedTotals:
    """The newest published counts: found of the target, approved, and recommended at the last meeting."""

    found: facts.ModelTotal
    approved: facts.ModelTotal
    recommended: facts.ModelTotal
    target: facts.ModelTotal

    @property
    def as_of(self) -> str:
        """The day of the counts, as published."""
        return str(self.found.as_of)

    @property
    def sources(self) -> list[dict[str, str]]:
        keys = dict.fromkeys((*self.found.sources, *self.approved.sources, *self.target.sources))
        return [cite(key) for key in keys]


@cache
def totals() -> PublishedTotals:
    """Found 13 of 50 and approved 9, as of 2021-05-03."""

    def newest(what: str) -> facts.ModelTotal:
        return max((each for each in facts.model_totals() if each.what == what), key=lambda each: each.as_of)

    return PublishedTotals(newest("found"), newest("approved"), newest("recommended"), newest("target"))


@dataclass(frozen=True)
class NamedRow:
    """A model of which the item, the field or only the sector is public."""

    id: str
    item: str
    sector: str
    council: str
    committee: str
    note: str
    sources: list[dict[str, str]]


def named() -> list[NamedRow]:
    """The models that were named in public, in the reader's language; what is not public says so."""
    rows = []
    unknown = _("공개자료 없음")
    for each in facts.named_models():
        council = (
            _("제%(number)s차 건의") % {"number": each.council_number} if each.council_result else unknown
        )
        committee = _("승인") if each.committee_status == "approved" else unknown
        if each.committee_number:
            committee = _("제%(number)s차 승인") % {"number": each.committee_number}
        note = (each.committee_note_en if english() else each.committee_note_ko) or ""
        rows.append(
            NamedRow(
                id=each.id,
                item=each.item_en if english() else each.item_ko,
                sector=str(Sector(each.sector).label) if each.sector else unknown,
                council=council,
                committee=committee,
                note=note,
                sources=[cite(key) for key in each.sources],
            )
        )
    return rows
