"""The real meetings, as far as they are public: read-only facts, in one shape for page and API.

They stand in no table of ours. No vote of any of them is public, and none is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.pages.markup import english
from sangsaeng.proposals.models import Sector

KINDS = ("council", "committee")


def _either(korean: str | None, other: str | None) -> str:
    return (other if english() else korean) or ""


@dataclass(frozen=True)
class NamedModel:
    """A published model named at a meeting; firms are public of none."""

    key: str
    name: str
    disclosed: bool


@dataclass(frozen=True)
class PublishedMeeting:
    """One known meeting; an empty text or None says that nothing is public."""

    kind: str
    key: str
    number: int | None
    body: str
    date: date | None
    date_text: str | None
    venue: str
    agenda: str
    composition: str
    resolved: str
    plan: str
    note: str
    agenda_items: int | None
    cooperation_approved: int | None
    win_win_approved: int | None
    approved_together: int | None
    models: tuple[NamedModel, ...]
    confidence: str
    sources: tuple[facts.Source, ...]

    @property
    def is_one_meeting(self) -> bool:
        """Whether the row is one meeting, not «the eighth and later ones»."""
        return self.number is not None or self.date_text is not None

    @property
    def name(self) -> str:
        """제7차 회의; without a number its date; else what it stands for."""
        if self.number is not None:
            return _("제%(number)d차 회의") % {"number": self.number}
        if self.date_text is not None:
            return _("회차가 공개되지 않은 회의")
        return _("제8차와 그 뒤 회의")

    @property
    def result(self) -> str:
        """What is public of the outcome, in one sentence; empty where nothing is."""
        if self.resolved:
            return self.resolved
        parts = []
        if self.cooperation_approved:
            parts.append(_("협력모델 %(count)d건 승인") % {"count": self.cooperation_approved})
        if self.win_win_approved:
            parts.append(_("상생모델 %(count)d건 승인") % {"count": self.win_win_approved})
        if self.approved_together:
            parts.append(_("협력모델과 상생모델을 합쳐 %(count)d건 승인") % {"count": self.approved_together})
        return ", ".join(parts)


def _body(kind: str, on: date | None) -> str:
    """What the body was called on the day; where the day is not public, its latest name."""
    return facts.body_name(kind, on=on or date.max, language="en" if english() else "ko")


def _named(model: facts.NamedModel) -> NamedModel:
    if model.disclosure == "withheld":
        sector = Sector(model.sector).label if model.sector in Sector.values else ""
        return NamedModel(model.id, f"{_('비공개')} ({sector})" if sector else _("비공개"), False)
    return NamedModel(model.id, _either(model.item_ko, model.item_en), True)


def _sources(keys: tuple[str, ...]) -> tuple[facts.Source, ...]:
    return tuple(facts.source(key) for key in keys)


def _council(fact: facts.CouncilMeeting) -> PublishedMeeting:
    return PublishedMeeting(
        kind="council",
        key=fact.id,
        number=fact.number,
        body=_body("council", fact.date),
        date=fact.date,
        date_text=fact.date.isoformat() if fact.date else None,
        venue=_either(fact.venue_ko, fact.venue_en),
        agenda=_either(fact.agenda_ko, fact.agenda_en),
        composition=_either(fact.composition_ko, fact.composition_en),
        resolved=_either(fact.resolved_ko, fact.resolved_en),
        plan=_either(fact.plan_ko, fact.plan_en),
        note=_either(fact.note_ko, fact.note_en),
        agenda_items=None,
        cooperation_approved=None,
        win_win_approved=None,
        approved_together=None,
        models=tuple(_named(m) for m in facts.named_models() if m.id in fact.models),
        confidence=fact.confidence,
        sources=_sources(fact.sources),
    )


def _committee(fact: facts.CommitteeMeeting) -> PublishedMeeting:
    return PublishedMeeting(
        kind="committee",
        key=fact.id,
        number=fact.number,
        body=_body("committee", fact.date),
        date=fact.date,
        date_text=fact.date.isoformat() if fact.date else fact.year_month,
        venue=_either(fact.venue_ko, fact.venue_en),
        agenda="",
        composition="",
        resolved="",
        plan="",
        note=_either(fact.note_ko, fact.note_en),
        agenda_items=fact.agenda_items,
        cooperation_approved=fact.cooperation_models_approved,
        win_win_approved=fact.win_win_models_approved,
        approved_together=fact.models_approved_together,
        models=tuple(_named(m) for m in facts.named_models() if fact.date and m.committee_date == fact.date),
        confidence=fact.confidence,
        sources=_sources(fact.sources),
    )


def of_kind(kind: str) -> list[PublishedMeeting]:
    """Every known meeting of one body, in order of time."""
    if kind == "council":
        return [_council(fact) for fact in facts.council_meetings()]
    return [_committee(fact) for fact in facts.committee_meetings()]


def all_published() -> Iterator[PublishedMeeting]:
    for kind in KINDS:
        yield from of_kind(kind)


def find(kind: str, key: str) -> PublishedMeeting:
    """One known meeting; LookupError where there is none of that key."""
    for meeting in of_kind(kind):
        if meeting.key == key:
            return meeting
    raise LookupError(f"no published meeting {kind} {key}")
