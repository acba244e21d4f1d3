"""How well names are linked to a register (task D of ../shared/eval, development half) and how fast.

Figures with 95 % bootstrap intervals, against plain fuzzy match (`rapidfuzz.fuzz.ratio` over names without legal forms);
the threshold of each is chosen on four folds and used on the fifth. Everything is left out, with a word, without the files.
"""

import csv
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from sangsaeng.analysis.identity import Register, RegisterRow
from sangsaeng.analysis.identity.linking import MARGIN, THRESHOLD, Link
from sangsaeng.analysis.identity.names import folded, plain

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
FOLDS, SEED, RESAMPLED = 5, 20261123, 2000
PRECISION = 0.985
GRID = (0.60, 0.65, 0.70, 0.75, 0.80, 0.84, 0.86, 0.90, 0.94, 0.96)

#: Of one query: the id answered (None refused), the truth (None: no counterpart), whether the two names differ.
Answer = tuple[str | None, str | None, bool]


def _rows(name: str) -> list[dict[str, str]]:
    with (EVAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _figures(answers: Sequence[Answer]) -> dict[str, float]:
    linked = [a for a in answers if a[0] is not None]
    there = [a for a in answers if a[1] is not None]
    differing = [a for a in there if a[2]]
    return {
        "precision": sum(a[0] == a[1] for a in linked) / max(1, len(linked)),
        "recall": sum(a[0] == a[1] for a in there) / max(1, len(there)),
        "differing_top1": sum(a[0] == a[1] for a in differing) / max(1, len(differing)),
    }


def _with_intervals(answers: Sequence[Answer]) -> dict[str, Any]:
    """Each figure with its 95 % interval, queries drawn anew."""
    drawn = np.random.default_rng(SEED)
    right = np.array([a[0] == a[1] for a in answers])
    linked = np.array([a[0] is not None for a in answers])
    there = np.array([a[1] is not None for a in answers])
    differing = there & np.array([a[2] for a in answers])
    of = {"precision": linked, "recall": there, "differing_top1": differing}
    samples: dict[str, list[float]] = {name: [] for name in of}
    for _ in range(RESAMPLED):
        picked = drawn.integers(0, len(answers), len(answers))
        for name, mask in of.items():
            chosen = mask[picked]
            samples[name].append(float((right[picked] & chosen).sum() / max(1, chosen.sum())))
    told = _figures(answers)
    return {
        name: {
            "value": round(told[name], 4),
            "interval": [round(float(q), 4) for q in np.quantile(samples[name], (0.025, 0.975))],
        }
        for name in of
    }


def _at(link: Link, threshold: float) -> str | None:
    """What a link would answer at another threshold: sure links stay, refusals of equal names too."""
    if link.match is not None and link.score > 0.93:
        return link.match
    best = link.candidates[0] if link.candidates else None
    if best is None or link.why.startswith(("같은 ", "이름은 같으나")) or best.score < threshold:
        return None
    second = link.candidates[1] if len(link.candidates) > 1 else None
    return None if second and best.score - second.score < MARGIN else best.id


def _crossed(answer: Callable[[int, float], Answer], count: int, grid: Sequence[float]) -> list[Answer]:
    """Each query answered with the threshold that four other fifths chose: most recall at the precision asked for."""
    order = list(range(count))
    random.Random(SEED).shuffle(order)
    made: dict[int, Answer] = {}
    for fold in range(FOLDS):
        rest = [n for place, n in enumerate(order) if place % FOLDS != fold]
        told = {t: _figures([answer(n, t) for n in rest]) for t in grid}
        good = [t for t in grid if told[t]["precision"] >= PRECISION]
        best = max(good or [max(grid)], key=lambda t: (told[t]["recall"], told[t]["precision"], -t))
        made |= {n: answer(n, best) for place, n in enumerate(order) if place % FOLDS == fold}
    return [made[n] for n in range(count)]


def quality() -> dict[str, Any]:
    """Task D: ours as shipped, ours and plain fuzzy match with thresholds chosen across folds, and the pair compared."""
    if not EVAL.is_dir():
        return {"skipped": "../shared/eval is missing"}
    rows, asked = _rows("er_gallery_kind.csv"), _rows("er_dev.csv")
    name_of = {row["Code"]: row["Name"] for row in rows}
    truths = [row["Code"] or None for row in asked]
    differs = [t is not None and name_of[t] != row["dart_name"] for t, row in zip(truths, asked, strict=True)]
    register = Register.build(RegisterRow(row["Code"], row["Name"]) for row in rows)
    links = register.link_all([(row["dart_name"], "") for row in asked])

    keys = [row["Code"] for row in rows]

    def ours(n: int, threshold: float) -> Answer:
        return _at(links[n], threshold), truths[n], differs[n]

    def fuzzy(form: Callable[[str], str]) -> list[Answer]:
        known = [form(row["Name"]) for row in rows]
        tops = [process.extractOne(form(row["dart_name"]), known, scorer=fuzz.ratio) for row in asked]

        def answer(n: int, threshold: float) -> Answer:
            _name, score, place = tops[n]
            return keys[place] if score >= 100 * threshold else None, truths[n], differs[n]

        return _crossed(answer, len(asked), [each / 100 for each in range(70, 101, 2)])

    shipped = [(link.match, t, d) for link, t, d in zip(links, truths, differs, strict=True)]
    crossed = _crossed(ours, len(asked), GRID)
    plain_match, folded_match = fuzzy(plain), fuzzy(folded)
    no_trace = sum(d and link.score == 0 for link, d in zip(links, differs, strict=True))
    return {
        "queries": len(asked),
        "register": len(rows),
        "differing": sum(differs),
        "differing_without_any_likeness": no_trace,
        "threshold": THRESHOLD,
        "ours": _with_intervals(shipped),
        "ours_threshold_across_folds": _with_intervals(crossed),
        "plain_fuzzy": _with_intervals(plain_match),
        "fuzzy_after_letters_to_hangul": _with_intervals(folded_match),
        "difference_on_differing": {
            "to_plain_fuzzy": _paired(crossed, plain_match),
            "to_fuzzy_after_letters_to_hangul": _paired(crossed, folded_match),
        },
        "speed": speed(),
    }


def _paired(one: Sequence[Answer], other: Sequence[Answer]) -> dict[str, Any]:
    """Differing names got right more often than by the other, with the paired bootstrap interval."""
    gains = np.array([int(a[0] == a[1]) - int(b[0] == b[1]) for a, b in zip(one, other, strict=True) if a[2]])
    drawn = np.random.default_rng(SEED)
    means = [float(drawn.choice(gains, len(gains)).mean()) for _ in range(RESAMPLED)]
    return {
        "value": round(float(gains.mean()), 4),
        "interval": [round(float(q), 4) for q in np.quantile(means, (0.025, 0.975))],
    }


def speed(names: int = 5000, register: int = 5000) -> dict[str, Any]:
    """Seconds to build a register and to link a list none of which is in it: the slowest case."""
    drawn = random.Random(SEED)
    syllables, kinds = (
        "가나다라마바사아자차카타파하한빛대동신성진원일현유정수영",
        ("전자", "산업", "테크", "LG", "바이오"),
    )

    def made() -> str:
        return "".join(drawn.choices(syllables, k=drawn.randint(2, 5))) + drawn.choice(kinds)

    rows = [RegisterRow(str(n), made()) for n in range(register)]
    start = time.perf_counter()
    built = Register.build(rows)
    ready = time.perf_counter()
    built.link_all([(made() + "기", "") for _ in range(names)])
    end = time.perf_counter()
    return {
        "names": names,
        "register": register,
        "build_seconds": round(ready - start, 2),
        "link_seconds": round(end - ready, 2),
    }


if __name__ == "__main__":
    import json

    print(json.dumps(quality(), ensure_ascii=False, indent=1))
