"""Rank the firms for each published need."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django.db import transaction

from sangsaeng.discovery import loading, rules
from sangsaeng.discovery.actions.facts import current_load
from sangsaeng.discovery.choices import NeedState
from sangsaeng.discovery.models import Firm, Match, Need, Ranking
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import Actor, append

RANK = rules.RANK
#: How many firms a ranking keeps for a need; those after are too far to be of use.
TOP = 30


def rank_matches(*, actor: Actor, needs: Iterable[Need] | None = None) -> Ranking:
    """Rank the firms for each need (default: all that are not withdrawn) and append «discovery.rank_matches».

    Scores every firm, keeps the best `TOP` that share content with the need, and replaces the matches that these
    needs had. Made-up needs are left out: a real firm never stands beside one. The result names candidates from
    public data; it recommends nobody. Raises NotAllowed for anyone but the secretariat and the system.
    """
    from sangsaeng.analysis.matching import ENGINE_VERSION

    require(actor, RANK)
    # Also those that nobody but their owner sees yet: who may read a match is decided where it is read.
    chosen = Need.everything.filter(demonstration=False).exclude(state=NeedState.WITHDRAWN)
    if needs is not None:
        chosen = chosen.filter(pk__in=[need.pk for need in needs])
    index, ids = _index()
    with transaction.atomic():
        asked = list(chosen.select_for_update())
        rows = [row for need in asked for row in _ranked(index, ids, need)]
        Match.everything.filter(need__in=[need.pk for need in asked]).delete()
        Match.everything.bulk_create(rows, batch_size=loading.BATCH)
        load = current_load()
        counts = {"needs": len(asked), "firms": len(ids), "matches": len(rows)}
        ranking = Ranking.objects.create(
            code=f"ranking-{uuid4().hex[:12]}",
            engine_version=ENGINE_VERSION,
            facts_version=load.code if load else "",
            counts=counts,
        )
        append(
            verb="discovery.rank_matches",
            subject=ranking,
            actor=actor,
            data=counts | {"engine": ENGINE_VERSION, "facts": ranking.facts_version},
        )
    return ranking


def _index() -> tuple[Any, dict[str, int]]:
    """The index over all real firms, and their primary keys by code."""
    from sangsaeng.analysis import matching

    firms = Firm.objects.filter(organisation__demonstration=False).order_by("code")
    ids = {firm.code: firm.pk for firm in firms}
    index = matching.MatchIndex.build(
        matching.Firm(
            firm_id=firm.code,
            product=firm.products,
            localised_item=firm.localised_item,
            region=firm.region or None,
            verification=cast(matching.Verification, firm.product_check),
        )
        for firm in firms
    )
    return index, ids


def _ranked(index: Any, ids: dict[str, int], need: Need) -> list[Match]:
    from sangsaeng.analysis.matching import Need as Asked

    return [
        Match(
            need_id=need.pk,
            firm_id=ids[match.firm_id],
            rank=match.rank,
            score=match.score,
            band=match.band,
            explanation=match.as_json(),
            engine_version=match.engine,
        )
        for match in index.rank(Asked(need.title, need.detail), top=TOP)
    ]
