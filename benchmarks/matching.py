"""How good and how fast the finding is: `python -m benchmarks.matching [--json] [--pairs] [--only NAME …]`.

A (same industry), B (keyword → class), C (passages), D (names → register), near-duplicates: development halves of
../shared/eval, left out with a word where that folder is missing. Published pairs: shipped facts. `--pairs` explains them
one by one. Nothing opens the held-out half.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import _matching_classes, _matching_firms, _matching_identity, _matching_similar
from sangsaeng import facts
from sangsaeng.analysis.coding.model import default_model
from sangsaeng.analysis.matching import ENGINE_VERSION, Firm, Match, MatchIndex, Need

EVAL = _matching_firms.EVAL
SKIPPED = {"skipped": "../shared/eval is missing"}


def quality() -> dict[str, Any]:
    """Tasks A and C."""
    return {"A": _task_a(), "C": _task_c()}


def _task_a() -> dict[str, Any]:
    return _matching_firms.task_a() if EVAL.is_dir() else SKIPPED


def _task_c() -> dict[str, Any]:
    return _matching_firms.task_c() if EVAL.is_dir() else SKIPPED


def _ranked_pairs() -> Iterator[tuple[Any, list[Match]]]:
    """Each published pair with a supplier, and the first ten: product texts only, the engine as it ships."""
    index = MatchIndex.build(
        [Firm(firm.id, firm.product_ko or "") for firm in facts.firms()], model=default_model()
    )
    for pair in facts.pairs():
        if pair.supplier is not None:
            yield pair, index.rank(pair.item_ko, top=10)


def pairs() -> dict[str, Any]:
    """Published pairs: the need is the item's text, the firms are ranked on their product text alone."""
    found: dict[str, int] = {"rank_1": 0, "rank_10": 0}
    bands: Counter[str] = Counter()
    total = 0
    for pair, ranked in _ranked_pairs():
        total += 1
        match = next((each for each in ranked if each.firm_id == pair.supplier), None)
        found["rank_1"] += match is not None and match.rank == 1
        found["rank_10"] += match is not None
        bands[match.band_by_fit if match else "not in the first ten"] += 1
    return {
        "pairs": total,
        **{f"recall_{key[5:]}": n / total for key, n in found.items()},
        "bands": dict(bands),
    }


def explained_pairs() -> Iterator[str]:
    """Pair by pair: where the known supplier stands and by which words; what stands before it."""
    names = {firm.id: firm.name_ko for firm in facts.firms()}
    for pair, ranked in _ranked_pairs():
        match = next((each for each in ranked if each.firm_id == pair.supplier), None)
        if match is None:
            yield f"{pair.item_ko} → {names[pair.supplier]}: 열 안에 없음"
            continue
        words = "; ".join(
            f"{each.need_word} ← {', '.join(word for quote in each.firm_words for word in quote.words)}"
            f" ({each.contribution:.2f}{'' if each.exact else ', 글자만'})"
            for each in match.evidence
        )
        before = ", ".join(names[each.firm_id] for each in ranked[: match.rank - 1])
        yield (
            f"{pair.item_ko} → {names[pair.supplier]}: {match.rank}위, {match.band_ko}, "
            f"{match.score:.2f} = {words}" + (f" | 앞: {before}" if before else "")
        )


def needs_listed() -> dict[str, Any]:
    """Shipped needs: how many firms are listed, and the best band of each."""
    index = MatchIndex.build(
        [
            Firm(
                firm.id,
                firm.product_ko or "",
                localised_item=firm.localised_ko or "",
                verification="sourced",
            )
            for firm in facts.firms()
        ],
        model=default_model(),
    )
    best: Counter[str] = Counter()
    listed = 0
    for need in facts.needs():
        ranked = index.rank(Need(need.title_ko, need.detail_ko or ""), top=20)
        listed += len(ranked)
        best[ranked[0].band_by_fit if ranked else "none"] += 1
    return {"needs": sum(best.values()), "listed": listed, "best_band": dict(best)}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "A": _task_a,
    "B": _matching_classes.quality,
    "C": _task_c,
    "D": _matching_identity.quality,
    "similar": _matching_similar.quality,
    "pairs": pairs,
    "needs": needs_listed,
    "speed": _matching_firms.speed,
    "batch": _matching_firms.batch,
}


def main() -> None:
    """Print the figures as lines, or as one JSON object with --json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--pairs", action="store_true", help="explain the published pairs one by one")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure these only")
    arguments = parser.parse_args()
    if arguments.pairs:
        print("\n".join(explained_pairs()))
        return
    result: dict[str, Any] = {"engine": ENGINE_VERSION}
    for name in arguments.only or PARTS:
        start = time.perf_counter()
        result[name] = PARTS[name]()
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        if not arguments.json:
            for key, value in result[name].items():
                print(f"{name:8} {key:20} {json.dumps(value, ensure_ascii=False)}", flush=True)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
