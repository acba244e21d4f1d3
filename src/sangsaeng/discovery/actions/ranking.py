"""Rank the firms for each need: the engine's score, what judgements left out or taught, exposure spread."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction

from sangsaeng.discovery import indexing, loading, rules
from sangsaeng.discovery.actions.facts import current_load
from sangsaeng.discovery.choices import NeedState
from sangsaeng.discovery.models import Firm, Match, MatchFeedback, MatchLearning, Need, Ranking
from sangsaeng.discovery.models.feedback import AGAINST
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import Actor, append

RANK = rules.RANK
#: How many firms a ranking keeps for a need; those after are too far to be of use.
TOP = 30
#: How many more are read, so that what judgements leave out or turn round does not shorten the list.
SPARE = 20
#: The part of a score that a complete profile adds (`completeness.BONUS`).
PROFILE_PART = "profile"
#: A lower band never passes a higher one when exposure is spread.
LEVEL = {"strong": 2, "fair": 1, "weak": 0}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Found:
    """One firm for one need before exposure is spread: what `Match.as_json()` said, reweighed."""

    firm: int
    told: dict[str, Any]


def rank_matches(
    *, actor: Actor, needs: Iterable[Need] | None = None, progress: Progress | None = None
) -> Ranking:
    """Rank the firms for each need (default: all that are not withdrawn) and append «discovery.rank_matches».

    Scores every firm, leaves out pairs that a side judged unfit, reweighs by the learning in force, keeps the best
    `TOP`, spreads exposure over all needs and replaces the matches that these needs had. Real firms are ranked for
    real needs, made-up ones for made-up ones. The result names candidates from public data; it recommends nobody.
    `progress` is told how many needs of how many are read. Raises NotAllowed for anyone but the secretariat and the
    system.
    """
    from sangsaeng.analysis.matching import ENGINE_VERSION

    require(actor, RANK)
    # Also those that nobody but their owner sees yet: who may read a match is decided where it is read.
    chosen = Need.everything.exclude(state=NeedState.WITHDRAWN).order_by("code")
    if needs is not None:
        chosen = chosen.filter(pk__in=[need.pk for need in needs])
    known = indexing.newest()
    asked = list(chosen)
    spreading = _Spreading(progress=progress, total=len(asked))
    worlds = {False: _World.read(False), True: _World.read(True)}
    rows: list[Match] = []
    trade: list[dict[str, Any]] = []
    for demonstration, world in worlds.items():
        own = [need for need in asked if need.demonstration is demonstration]
        found = spreading.read(world, own)
        if needs is None:
            rows += spreading.whole(found)
        else:  # beside what all the other needs show
            rows += spreading.beside(found, _seen(demonstration, without=[need.pk for need in own]))
        if not demonstration and needs is None:
            trade = spreading.trade_off(found)
    real = sum(not need.demonstration for need in asked)
    with transaction.atomic():
        kept = _replace(asked, rows)
        if needs is None:  # what waited to be ranked anew has been
            indexing.settle(known)
        load = current_load()
        counts = {"needs": real, "firms": len(worlds[False].ids), "matches": kept}
        ranking = Ranking.objects.create(
            code=f"ranking-{uuid4().hex[:12]}",
            engine_version=ENGINE_VERSION,
            facts_version=load.code if load else "",
            counts=counts | ({"exposure": trade, "spread": spreading.parameters.version} if trade else {}),
        )
        append(
            verb="discovery.rank_matches",
            subject=ranking,
            actor=actor,
            data=counts | {"engine": ENGINE_VERSION, "facts": ranking.facts_version},
        )
    return ranking


def refresh_matches(*, actor: Actor, needs: Iterable[Need]) -> int:
    """Rank a few needs anew after a change, beside what the others show; how many pairs they have now.

    Exposure is spread against what the other needs of the same world show at present. Appends
    «discovery.refresh_matches» to each need. Raises NotAllowed as `rank_matches` does.
    """
    require(actor, RANK)
    pks = [need.pk for need in needs]
    asked = list(Need.everything.filter(pk__in=pks).order_by("code"))
    spreading = _Spreading(progress=None, total=len(asked))
    rows: list[Match] = []
    for demonstration in {need.demonstration for need in asked}:
        own = [need for need in asked if need.demonstration is demonstration]
        live = [need for need in own if need.state != NeedState.WITHDRAWN]
        found = spreading.read(_World.read(demonstration), live)
        rows += spreading.beside(found, _seen(demonstration, without=[need.pk for need in own]))
    with transaction.atomic():
        kept = _replace(asked, rows)
        for need in asked:
            append(verb="discovery.refresh_matches", subject=need, actor=actor)
    return kept


def _replace(needs: Sequence[Need], rows: Iterable[Match]) -> int:
    """Put these matches in place of what the needs had, but for needs that are gone by now; how many real ones."""
    alive = dict(
        Need.everything.select_for_update()
        .filter(pk__in=[need.pk for need in needs])
        .values_list("pk", "demonstration")
    )
    kept = [row for row in rows if row.need_id in alive]
    Match.everything.filter(need__in=list(alive)).delete()
    Match.everything.bulk_create(kept, batch_size=loading.BATCH)
    return sum(not alive[row.need_id] for row in kept)


def _seen(demonstration: bool, *, without: Sequence[int]) -> dict[str, float]:
    """How much each firm is seen in the lists of the other needs, by primary key as text."""
    from sangsaeng.analysis.matching import exposure

    shown = Match.everything.filter(
        need__demonstration=demonstration, rank__lte=exposure.parameters().depth
    ).exclude(need__in=without)
    seen: dict[str, float] = {}
    for firm, rank in shown.order_by().values_list("firm_id", "rank"):
        seen[str(firm)] = seen.get(str(firm), 0.0) + exposure.worth(rank)
    return seen


@dataclass(frozen=True, slots=True)
class _World:
    """What a ranking reads of one world: the index, the learning in force, the pairs judged unfit."""

    index: Any
    ids: Mapping[str, int]
    learning: MatchLearning | None
    against: frozenset[tuple[int, int]]

    @classmethod
    def read(cls, demonstration: bool) -> "_World":
        held = indexing.current(demonstration=demonstration)
        standing = MatchFeedback.objects.filter(
            withdrawn_at__isnull=True, verdict__in=AGAINST, demonstration=demonstration
        )
        learning = MatchLearning.objects.filter(in_force=True, demonstration=demonstration).first()
        pairs = frozenset(standing.order_by().values_list("need_id", "firm_id"))
        return cls(held.index, held.ids, learning, pairs)


class _Spreading:
    """Reads what the engine finds and puts it in the order that is shown."""

    def __init__(self, *, progress: Progress | None, total: int) -> None:
        from sangsaeng.analysis.matching import exposure

        self.parameters = exposure.parameters()
        self._progress, self._total, self._done = progress, total, 0

    def read(self, world: _World, needs: Sequence[Need]) -> dict[Need, list[_Found]]:
        """Each need's firms by reweighed score, at most `TOP`, without the pairs judged unfit."""
        found = {}
        for need in needs:
            found[need] = _found(world, need)
            self._done += 1
            if self._progress is not None and (self._done % 10 == 0 or self._done == self._total):
                self._progress(self._done, self._total)
        return {need: _best(firms) for need, firms in _with_bonus(found).items()}

    def whole(self, found: Mapping[Need, Sequence[_Found]]) -> list[Match]:
        """Matches with exposure spread over all these needs."""
        from sangsaeng.analysis.matching import exposure

        p = self.parameters
        orders = exposure.spread(_candidates(found), tolerance=p.tolerance, depth=p.depth, rounds=p.rounds)
        return [row for need, firms in found.items() for row in self._matches(need, firms, orders[need.code])]

    def beside(self, found: Mapping[Need, Sequence[_Found]], seen: dict[str, float]) -> list[Match]:
        """Matches of a few needs, given how much each firm is seen elsewhere."""
        from sangsaeng.analysis.matching import exposure

        p = self.parameters
        rows = []
        for need, firms in found.items():
            candidates = _candidates({need: firms})[need.code]
            order = exposure.place(candidates, seen, tolerance=p.tolerance, depth=p.depth)
            for number, firm in enumerate(order[: p.depth], 1):
                seen[firm] = seen.get(firm, 0.0) + exposure.worth(number)
            rows += self._matches(need, firms, order)
        return rows

    def trade_off(self, found: Mapping[Need, Sequence[_Found]]) -> list[dict[str, Any]]:
        """What each setting would cost and give on this night's lists."""
        from dataclasses import asdict

        from sangsaeng.analysis.matching import exposure

        p, candidates = self.parameters, _candidates(found)
        return [
            asdict(exposure.trade_off(candidates, tolerance=setting, depth=p.depth, rounds=p.rounds))
            for setting in p.settings
        ]

    def _matches(self, need: Need, firms: Sequence[_Found], order: Sequence[str]) -> list[Match]:
        before = {str(each.firm): number for number, each in enumerate(firms, 1)}
        rows = []
        for rank, key in enumerate(order, 1):
            told = firms[before[key] - 1].told
            moved = {
                "version": self.parameters.version,
                "tolerance": self.parameters.tolerance,
                "rank_before": before[key],
            }
            rows.append(
                Match(
                    need_id=need.pk,
                    firm_id=int(key),
                    rank=rank,
                    score=told["score"],
                    band=told["band"],
                    explanation=told | {"rank": rank, "spread": moved},
                    engine_version=told["engine"][:80],
                )
            )
        return rows


def _candidates(found: Mapping[Need, Sequence[_Found]]) -> dict[str, list[Any]]:
    from sangsaeng.analysis.matching.exposure import Candidate

    return {
        need.code: [
            Candidate(str(each.firm), each.told["score"], LEVEL.get(each.told["band"], 0)) for each in firms
        ]
        for need, firms in found.items()
    }


def _found(world: _World, need: Need) -> list[_Found]:
    """The firms that share content with a need, without the pairs judged unfit; a few more than are kept."""
    from sangsaeng.analysis.matching import Need as Asked
    from sangsaeng.analysis.matching.learning import reweighed
    from sangsaeng.analysis.matching.wording import common_words, read_words, word_lines

    found, words, common = [], read_words(need.title, need.detail), common_words(need.title)
    asked = Asked(need.title, need.detail)
    for match in indexing.aside(lambda: world.index.rank(asked, top=TOP + SPARE)):
        firm = world.ids[match.firm_id]
        if (need.pk, firm) in world.against:
            continue
        told = match.as_json()
        told["words"], told["common"] = word_lines(words, told["terms"]), common
        if world.learning is not None:
            told = reweighed(told, world.learning.multipliers) | {"learning": world.learning.code}
        found.append(_Found(firm, told))
    return found


def _with_bonus(found: Mapping[Need, Sequence[_Found]]) -> dict[Need, list[_Found]]:
    """What a complete profile pays back, as one more part of the score."""
    from sangsaeng.discovery.completeness import bonus, of_firms

    firms = {each.firm for rows in found.values() for each in rows}
    paid = {firm: bonus(share) for firm, share in of_firms([Firm(pk=firm) for firm in firms]).items()}
    return {need: [_paid(each, paid[each.firm]) for each in rows] for need, rows in found.items()}


def _paid(each: _Found, share: float) -> _Found:
    if not share:
        return each
    told, more = each.told, each.told["score"] * share
    parts = told.get("parts") or {"lexical": told["score"]}
    return _Found(each.firm, told | {"score": told["score"] + more, "parts": parts | {PROFILE_PART: more}})


def _best(found: Sequence[_Found]) -> list[_Found]:
    """Best first, ties by primary key as text, at most `TOP`."""
    return sorted(found, key=lambda each: (-each.told["score"], str(each.firm)))[:TOP]
