"""How good the ranking of classes is: task B of ../shared/eval, and HS headings from Korean names.

Task B: keywords of the other folds and class names are learned from, five folds, classes dealt out evenly. The baseline
is words split on blanks in one BM25 over the same class documents; the difference is bootstrapped over the same keywords.
HS: of the customs' ten-digit names, one in five is held out; the rest and the names of the headings are learned from.
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.coding import figures
from sangsaeng.analysis.coding.classes import Class, ClassRanker
from sangsaeng.analysis.matching import bm25
from sangsaeng.analysis.text import fold, normalise

SHARED = Path(__file__).resolve().parents[2] / "shared"
EVAL = SHARED / "eval"
HS_NAMES = SHARED / "data" / "class" / "kcs_hsk10_2022_ko_names_temper.parquet"
#: Of the bootstrap, of the log-linear model and of the held-out HS names.
SEED = figures.SEED
FOLDS = 5


def _rows(name: str) -> list[dict[str, str]]:
    with (EVAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def task_b() -> tuple[list[Class], list[tuple[str, str]]]:
    """The classes and keywords of task B."""
    classes = [
        Class(row["cid"], row["class_name"], row["ksic10_5"] or "") for row in _rows("ksic_classes.csv")
    ]
    return classes, [(row["x"], row["cid"]) for row in _rows("ksic_kw_dev.csv")]


def _whitespace(classes: list[Class], keywords: list[tuple[str, str]]) -> NDArray[np.int64]:
    """Rank of each held-out keyword's class by words split on blanks, in the folds of the cross-validation."""
    place = {each.id: number for number, each in enumerate(classes)}
    fold_of = figures._folds([each for _, each in keywords], FOLDS)
    ranks = np.zeros(len(keywords), np.int64)
    for part in range(FOLDS):
        words = [Counter(fold(normalise(each.name)).split()) for each in classes]
        for at in np.flatnonzero(fold_of != part).tolist():
            words[place[keywords[at][1]]].update(fold(normalise(keywords[at][0])).split())
        index = bm25.build([{w: float(n) for w, n in each.items()} for each in words], k1=1.2, b=0.75)
        for at in np.flatnonzero(fold_of == part).tolist():
            scores = index.scores(dict.fromkeys(fold(normalise(keywords[at][0])).split(), 1.0))
            own = scores[place[keywords[at][1]]]
            ranks[at] = int((scores >= own).sum()) if own > 0 else 0
    return ranks


def _rounded(figure: figures.Interval) -> list[float]:
    return [round(each, 4) for each in figure]


def keywords_to_classes() -> dict[str, Any]:
    """Task B, ours and the baseline, each with its 95 % interval, and the paired difference."""
    classes, keywords = task_b()
    start = time.perf_counter()
    ours = figures.cross_validate(classes, keywords, folds=FOLDS)
    took = time.perf_counter() - start
    plain = figures.Ranks(_whitespace(classes, keywords), ours.digits2, ours.digits3)
    result: dict[str, Any] = {"queries": len(keywords), "seed": SEED, "seconds": round(took, 1)}
    result["ours"] = {name: _rounded(value) for name, value in ours.figures().items()}
    result["whitespace"] = {
        name: _rounded(plain.figures()[name]) for name in ("ndcg_10", "recall_50", "mrr_100")
    }
    gain = figures.gains(ours.ranks) - figures.gains(plain.ranks)
    result["ndcg_10_over_whitespace"] = _rounded(figures.interval(gain))
    return result


def hs_headings() -> dict[str, Any]:
    """HS headings (4 digits) and subheadings (6) of held-out ten-digit Korean names: found first, in ten, in fifty."""
    import pyarrow.parquet as pq

    rows = pq.read_table(HS_NAMES).to_pylist()
    named = [(row["세번10단위품명"], row["HSK10"], row["세번4단위품명"]) for row in rows]
    named = [each for each in named if each[0] and not each[0].startswith("기타")]
    # A name that stands under several headings (새끼, 암컷) says nothing by itself: counted as it is, left in.
    held = np.random.default_rng(SEED).random(len(named)) < 0.2
    result: dict[str, Any] = {"names": len(named), "held_out": int(held.sum()), "seed": SEED}
    for digits in (4, 6):
        names = {code[:digits]: heading or "" for _, code, heading in named}
        classes = [Class(code, name, code.ljust(6, "0")) for code, name in names.items()]
        learned = [(n, c[:digits]) for (n, c, _), out in zip(named, held, strict=True) if not out]
        start = time.perf_counter()
        ranker = ClassRanker.fit(classes, learned)
        asked = [each for each, out in zip(named, held, strict=True) if out]
        ranked = ranker.rank_many([name for name, _, _ in asked], top=50)
        found = [[ranker.classes[each.place].id for each in top] for top in ranked]
        truth = [code[:digits] for _, code, _ in asked]
        hits = {
            f"recall_{k}": _rounded(
                figures.interval(np.array([t in f[:k] for t, f in zip(truth, found, strict=True)], float))
            )
            for k in (1, 10, 50)
        }
        took = round(time.perf_counter() - start, 1)
        result[f"{digits}_digits"] = {
            "classes": len(classes),
            "fitted": ranker.fitted,
            **hits,
            "seconds": took,
        }
    return result


def quality() -> dict[str, Any]:
    """The figures of both; a word where their files are missing."""
    missing = "../shared is missing"
    return {
        "B": keywords_to_classes() if EVAL.is_dir() else {"skipped": missing},
        "HS": hs_headings() if HS_NAMES.is_file() else {"skipped": missing},
    }


if __name__ == "__main__":
    print(json.dumps(quality(), ensure_ascii=False, indent=1))
