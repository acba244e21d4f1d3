"""What ties a person to a case, computed from facts alone: no database, no clock.

The reasons are those of article 8 of the decree (소부장특별법 시행령 §8). What the article names outright is by
law; what only the house asks about (a share held, a competitor, a host) is a suggestion that somebody confirms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import override

from sangsaeng.parties.models import Affiliation, ConflictReason

Relation = Affiliation.Relation
WORKS_THERE = (Relation.OFFICER, Relation.EMPLOYEE)
ADVISED = (Relation.ADVISER, Relation.RESEARCHER)
EVIDENCE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Tie:
    """One affiliation as plain facts; an open end still holds, an open beginning has always held."""

    organisation: int
    name: str
    relation: str
    since: date | None = None
    until: date | None = None
    note: str = ""
    affiliation: int | None = None

    def has_begun(self, on: date) -> bool:
        return self.since is None or self.since <= on

    def holds(self, on: date) -> bool:
        """Whether it holds on that day; the last day still counts."""
        return self.has_begun(on) and (self.until is None or self.until >= on)

    def held_since(self, first: date, on: date) -> bool:
        """Whether it held on at least one day from `first` up to and with `on`."""
        return self.has_begun(on) and (self.until is None or self.until >= first)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Whom a case is about: keys of organisations, and the words by which its item is known."""

    parties: frozenset[int]
    competitors: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    subjects: tuple[str, ...] = field(default=())

    def names_the_item(self, note: str) -> bool:
        """Whether the note of an affiliation names the item of the case."""
        said = "".join(note.split()).casefold()
        return any(word and word in said for word in ("".join(s.split()).casefold() for s in self.subjects))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One reason for stepping out, the tie it rests on, and whether the law names it outright."""

    reason: str
    tie: Tie
    evidence: str
    is_by_law: bool


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; for 29 February the last day of that February (민법 §160③).

    >>> years_before(date(2026, 11, 9), 3), years_before(date(2028, 2, 29), 3)
    (datetime.date(2023, 11, 9), datetime.date(2025, 2, 28))
    """
    if years >= day.year:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def suggestions(ties: Iterable[Tie], case: CaseFacts, *, look_back_years: int, on: date) -> list[Suggestion]:
    """What speaks against this person taking part in the case on the day `on`, one line a tie and reason.

    By law: officer or employee of a party now (PARTY) or within the look-back (EMPLOYMENT); its agent, at any
    time (AGENT); advice, research or service where the note names the item and it ran within the look-back
    (ADVICE). To be confirmed: advice to a party whose item is not named, within the look-back; advice on the
    item named, before it; a share held now (EQUITY); a competitor in the same need (COMPETITOR); the host of the
    meeting or inspection (HOST). A tie that begins after the day is none; the day itself, and the same day
    so many years earlier, both count. The family of a person is never computed. A tie given once for each of several
    organisations that are one (`conflicts.ties_of`) is never one to a party and to its competitor at once.
    """
    first = years_before(on, look_back_years)
    found = []
    told = list(ties)
    of_parties = {(tie.affiliation, tie.name) for tie in told if tie.organisation in case.parties}
    for tie in told:
        if tie.organisation not in case.parties and (tie.affiliation, tie.name) in of_parties:
            continue
        for reason, is_by_law in _reasons(tie, case, first, on):
            found.append(Suggestion(reason, tie, evidence(tie), is_by_law))
    return found


def _reasons(tie: Tie, case: CaseFacts, first: date, on: date) -> list[tuple[str, bool]]:
    if not tie.has_begun(on):
        return []
    if tie.organisation in case.parties:
        reason = _of_a_party(tie, case, first, on)
        return [reason] if reason else []
    near = tie.holds(on) if tie.relation == Relation.SHAREHOLDER else tie.held_since(first, on)
    reasons: list[tuple[str, bool]] = []
    if near and tie.organisation in case.competitors:
        reasons.append((ConflictReason.COMPETITOR, False))
    if near and tie.organisation in case.hosts:
        reasons.append((ConflictReason.HOST, False))
    return reasons


def _of_a_party(tie: Tie, case: CaseFacts, first: date, on: date) -> tuple[str, bool] | None:
    near = tie.held_since(first, on)
    if tie.relation in WORKS_THERE and tie.holds(on):
        return ConflictReason.PARTY, True
    if tie.relation in WORKS_THERE and near:
        return ConflictReason.EMPLOYMENT, True
    if tie.relation == Relation.AGENT:
        return ConflictReason.AGENT, True
    if tie.relation in ADVISED and (near or case.names_the_item(tie.note)):
        return ConflictReason.ADVICE, near and case.names_the_item(tie.note)
    if tie.relation == Relation.SHAREHOLDER and tie.holds(on):
        return ConflictReason.EQUITY, False
    return None


def evidence(tie: Tie) -> str:
    """The tie in Korean, as it is kept with the conflict: 「시연 기업 임원, 2020. 1. 1.–현재」."""
    with override("ko"):
        relation = str(Relation(tie.relation).label)
    parts = [f"{tie.name} {relation}", _period(tie)]
    if tie.note:
        parts.append(tie.note)
    return ", ".join(part for part in parts if part)[:EVIDENCE_LENGTH]


def _period(tie: Tie) -> str:
    if tie.since is None and tie.until is None:
        return ""
    return f"{_day(tie.since)}–{_day(tie.until) or '현재'}"


def _day(day: date | None) -> str:
    return f"{day.year}. {day.month}. {day.day}." if day else ""
