"""How good and how fast the need → firm ranking is: `python -m benchmarks.matching [--json]`.

Quality: development tasks A and B of ../shared/eval (left out, with a word, where that folder is missing) against
words split on blanks in the same BM25, and the published pairs of the shipped facts. Speed: 10,000 generated firms.
"""

import argparse
import csv
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng import facts
from sangsaeng.analysis.matching import ENGINE_VERSION, Firm, MatchIndex, Need
from sangsaeng.analysis.matching.bm25 import Bm25, build
from sangsaeng.analysis.matching.index import K1, B, read, read_many, weigh
from sangsaeng.analysis.text import Analysis, Term, analyse_many

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
Labels = NDArray[np.str_]


def _rows(name: str) -> list[dict[str, str]]:
    with (EVAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _on_blanks(texts: Sequence[str]) -> list[Analysis]:
    """The baseline's reading of a text: its words as the blanks part them."""
    return [
        Analysis(
            tuple(Term(f"w:{w}", w, "word", n, False, (w,)) for w, n in Counter(text.split()).items()), ()
        )
        for text in texts
    ]


def _index(documents: Sequence[Analysis]) -> Bm25:
    return build([{t.key: float(t.count) for t in each.terms} for each in documents], k1=K1, b=B)


def _ndcg(relevant: Sequence[bool], total: int) -> float:
    gains = 1 / np.log2(np.arange(2, 12))
    return float(
        sum(g for g, hit in zip(gains, relevant, strict=False) if hit) / gains[: min(10, total)].sum()
    )


def _same_industry(reader: Any) -> dict[str, float]:
    """Task A: given one firm's product text, rank the other labelled firms; relevant: same 3-digit industry."""
    labels = {row["Code"]: row for row in _rows("kind_labels_dev.csv")}
    corpus = _rows("kind_corpus.csv")
    texts = reader([row["Products"] for row in corpus])
    index = _index(texts)
    industry = np.array([labels[row["Code"]]["k3"] if row["Code"] in labels else "" for row in corpus])
    many = Counter(industry.tolist())
    gains, recalls = [], []
    for place, row in enumerate(corpus):
        label = labels.get(row["Code"])
        if not label or (label["q_ok"], label["mfg"]) != ("True", "True") or many[label["k3"]] < 2:
            continue
        scores = index.scores(weigh(texts[place].terms))
        scores[place] = -1
        scores[industry == ""] = -1
        order = np.argsort(-scores, kind="stable")[:50]
        hits = ((industry[order] == label["k3"]) & (scores[order] > 0)).tolist()
        total = many[label["k3"]] - 1
        gains.append(_ndcg(hits, total))
        recalls.append(sum(hits) / min(50, total))
    return {"queries": len(gains), "ndcg_10": float(np.mean(gains)), "recall_50": float(np.mean(recalls))}


def _keyword_class(reader: Any, *, folds: int) -> dict[str, float]:
    """Task B: given a keyword, rank the classes, indexed by name and, with folds, by the other folds' keywords."""
    classes, keywords = _rows("ksic_classes.csv"), _rows("ksic_kw_dev.csv")
    place = {row["cid"]: number for number, row in enumerate(classes)}
    queries = reader([row["x"] for row in keywords])
    hits: list[tuple[int, ...]] = []
    for fold in range(max(1, folds)):
        texts = [[row["class_name"]] for row in classes]
        for number, row in enumerate(keywords):
            if folds and number % folds != fold:
                texts[place[row["cid"]]].append(row["x"])
        index = _index(reader([", ".join(each) for each in texts]))
        for number, row in enumerate(keywords):
            if folds and number % folds != fold:
                continue
            scores = index.scores(weigh(queries[number].terms))
            order = np.argsort(-scores, kind="stable")[:50]
            hits.append(tuple(np.flatnonzero((order == place[row["cid"]]) & (scores[order] > 0)).tolist()))
    gains = [1 / np.log2(hit[0] + 2) if hit and hit[0] < 10 else 0.0 for hit in hits]
    return {
        "queries": len(hits),
        "ndcg_10": float(np.mean(gains)),
        "recall_50": float(np.mean([bool(h) for h in hits])),
    }


def quality() -> dict[str, Any]:
    """The development figures of tasks A and B, ours and the baseline's; a word where the files are missing."""
    if not EVAL.is_dir():
        return {"skipped": "../shared/eval is missing"}
    readers = {"ours": analyse_many, "whitespace": _on_blanks}
    return {
        name: {
            "A": _same_industry(reader),
            "B_names": _keyword_class(reader, folds=0),
            "B_names_keywords": _keyword_class(reader, folds=5),
        }
        for name, reader in readers.items()
    }


def pairs() -> dict[str, Any]:
    """Published pairs: the need is the item's text, the firms are ranked on their product text alone."""
    index = MatchIndex.build([Firm(firm.id, firm.product_ko or "") for firm in facts.firms()])
    found: dict[str, int] = {"rank_1": 0, "rank_10": 0}
    bands: Counter[str] = Counter()
    total = 0
    for pair in facts.pairs():
        if pair.supplier is None:
            continue
        total += 1
        ranked = {match.firm_id: match for match in index.rank(pair.item_ko, top=10)}
        match = ranked.get(pair.supplier)
        found["rank_1"] += match is not None and match.rank == 1
        found["rank_10"] += match is not None
        bands[match.band_by_fit if match else "not in the first ten"] += 1
    return {
        "pairs": total,
        **{f"recall_{key[5:]}": n / total for key, n in found.items()},
        "bands": dict(bands),
    }


def speed(firms: int = 10_000, queries: int = 200) -> dict[str, float]:
    """Milliseconds a query on generated firms, the need's tokens already read: scores and choice, and in full."""
    random.seed(20261122)
    words = [word for firm in facts.firms() for word in (firm.product_ko or "").replace("·", " ").split()]
    made = [
        Firm(f"G{n:05}", " ".join(random.sample(words, 4)), " ".join(random.sample(words, 2)))
        for n in range(firms)
    ]
    start = time.perf_counter()
    index = MatchIndex.build(made)
    built = time.perf_counter() - start
    needs = [Need(" ".join(random.sample(words, 5))) for _ in range(queries)]
    bare, full = [], []
    for need, query in zip(needs, read_many(needs), strict=True):
        start = time.perf_counter()
        index.candidates(query, index.index.scores(query.weights), top=20)
        bare.append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        index.rank_read(need, query, top=20)
        full.append(1000 * (time.perf_counter() - start))
    reading = []
    for need in needs:
        start = time.perf_counter()
        read(need)
        reading.append(1000 * (time.perf_counter() - start))
    figures = {"firms": float(firms), "build_s": built}
    for name, values in (("rank", bare), ("explain_20", full), ("read", reading)):
        figures |= {
            f"{name}_p50_ms": float(np.percentile(values, 50)),
            f"{name}_p95_ms": float(np.percentile(values, 95)),
        }
    return figures


def main() -> None:
    """Print the figures as a table, or as one JSON object with --json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    result = {"engine": ENGINE_VERSION, "quality": quality(), "pairs": pairs(), "speed": speed()}
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(result["engine"])
    for name, part in result.items():
        if isinstance(part, dict):
            for key, value in part.items():
                print(f"{name:8} {key:20} {json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
