"""What judgements teach: how much each part of the score should count, drawn towards what it counts now.

Simple on purpose, so that it can be checked by hand. Each judged pair gives one row: the parts of its fit, and whether
the sides found that it fits. A logistic regression with one multiplier a part is fitted; a penalty on the logarithm of
each multiplier draws it towards 1, so that few judgements change little. Nothing is learned from fewer judgements than
`MINIMUM`, and what is learned is told with figures on judgements of needs it was not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

VERSION = "learning 1"
#: The least judgements, of each kind, and needs. Ours.
MINIMUM, MINIMUM_EACH, MINIMUM_NEEDS = 40, 10, 5
#: How strongly a multiplier is drawn to 1, and between what it may lie. Ours.
SHRINKAGE, LOWEST, HIGHEST = 4.0, 1 / 3, 3.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged pair: the parts of its fit (they sum to the fit, 0–1) and whether it was found to fit."""

    need: str
    firm: str
    parts: Mapping[str, float]
    fits: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Figures on held-out judgements: mean log loss (less is better), and how often a fitting pair stands before an unfit one."""

    loss: float
    ordered: float


@dataclass(frozen=True, slots=True)
class Learned:
    """multipliers: part → what it is multiplied by (all 1 where nothing was learned). better: held-out loss fell, order not."""

    multipliers: Mapping[str, float]
    judgements: int
    fitting: int
    needs: int
    before: Held | None
    after: Held | None
    enough: bool
    version: str = VERSION

    @property
    def better(self) -> bool:
        return (
            self.before is not None
            and self.after is not None
            and self.after.loss < self.before.loss
            and self.after.ordered >= self.before.ordered
        )


def enough(judged: Sequence[Judged]) -> bool:
    """Whether there are judgements enough to learn from."""
    fitting = sum(each.fits for each in judged)
    return (
        len(judged) >= MINIMUM
        and min(fitting, len(judged) - fitting) >= MINIMUM_EACH
        and len({each.need for each in judged}) >= MINIMUM_NEEDS
    )


def learn(judged: Sequence[Judged]) -> Learned:
    """Multipliers of the parts from judgements, with held-out figures before and after; equal input gives equal results.

    The folds part the needs, not the pairs: a need's own judgements never speak for it.
    """
    ordered = sorted(judged, key=lambda each: (each.need, each.firm))
    names = sorted({name for each in ordered for name in each.parts})
    needs = sorted({each.need for each in ordered})
    counts = (len(ordered), sum(each.fits for each in ordered), len(needs))
    same = dict.fromkeys(names, 1.0)
    if not enough(ordered) or not names:
        return Learned(same, *counts, before=None, after=None, enough=False)
    rows, fits = _table(ordered, names)
    fold_of = {need: number % FOLDS for number, need in enumerate(needs)}
    before, after = _held_out(rows, fits, [fold_of[each.need] for each in ordered])
    multipliers = dict(zip(names, _fit(rows, fits, free=True)[0], strict=True))
    return Learned(multipliers, *counts, before=before, after=after, enough=True)


def _table(judged: Sequence[Judged], names: Sequence[str]) -> tuple[Floats, Floats]:
    import numpy as np

    rows = np.array([[each.parts.get(name, 0.0) for name in names] for each in judged], dtype=float)
    return rows, np.array([each.fits for each in judged], dtype=float)


def _fit(rows: Floats, fits: Floats, *, free: bool) -> tuple[list[float], float, float]:
    """The multipliers (all 1 unless `free`), the slope and the start of the logistic curve."""
    import numpy as np
    from scipy.optimize import minimize

    count = rows.shape[1] if free else 0

    def cost(values: Floats) -> tuple[float, Floats]:
        slope, start, logs = math.exp(values[0]), values[1], values[2:]
        by = np.exp(logs) if free else np.ones(rows.shape[1])
        total = rows @ by
        reach = slope * total + start
        loss = float(np.logaddexp(0, reach).sum() - (fits * reach).sum())
        wrong = 1 / (1 + np.exp(-np.clip(reach, -60, 60))) - fits
        steps = [float(wrong @ total) * slope, float(wrong.sum())]
        if free:
            steps += list(slope * (rows.T @ wrong) * by + 2 * SHRINKAGE * logs)
        # The slope is drawn a little too, so that judgements that are cleanly parted do not send it away.
        loss += SHRINKAGE * float((logs**2).sum()) + 0.05 * values[0] ** 2
        steps[0] += 0.1 * values[0]
        return loss, np.array(steps)

    bounds = [(-3, 5), (-20, 20), *[(math.log(LOWEST), math.log(HIGHEST))] * count]
    found = minimize(cost, np.zeros(2 + count), jac=True, method="L-BFGS-B", bounds=bounds).x
    by = (
        [min(HIGHEST, max(LOWEST, math.exp(value))) for value in found[2:]] if free else [1.0] * rows.shape[1]
    )
    return by, math.exp(found[0]), float(found[1])


def _held_out(rows: Floats, fits: Floats, folds: Sequence[int]) -> tuple[Held, Held]:
    """The figures with multipliers of 1 and with learned ones, each fold judged by a fit on the others."""
    import numpy as np

    number = np.array(folds)
    told: dict[bool, tuple[Any, Any]] = {
        free: (np.zeros(len(fits)), np.zeros(len(fits))) for free in (False, True)
    }
    for fold in sorted(set(folds)):
        out = number == fold
        for free, (reach, strength) in told.items():
            by, slope, start = _fit(rows[~out], fits[~out], free=free)
            strength[out] = rows[out] @ np.array(by)
            reach[out] = slope * strength[out] + start
    before, after = (_held(fits, *told[free]) for free in (False, True))
    return before, after


def _held(fits: Floats, reach: Floats, strength: Floats) -> Held:
    import numpy as np

    loss = float((np.logaddexp(0, reach) - fits * reach).mean())
    good, bad = strength[fits == 1], strength[fits == 0]
    over = (good[:, None] > bad[None, :]).mean() + 0.5 * (good[:, None] == bad[None, :]).mean()
    return Held(loss, float(over))


def reweighed(explanation: Mapping[str, Any], multipliers: Mapping[str, float]) -> dict[str, Any]:
    """A match as `Match.as_json()` gives it, with its parts multiplied: what made up the score is multiplied alike.

    The parts still sum to the score, as do the lines beneath each part.
    """
    result = dict(explanation)
    parts = dict(result.get("parts") or {"lexical": result["score"]})
    if not any(abs(multipliers.get(name, 1.0) - 1) > 1e-12 for name in parts):
        return result
    result["parts"] = {name: value * multipliers.get(name, 1.0) for name, value in parts.items()}
    result["score"] = sum(result["parts"].values())
    for field, part in (("evidence", "lexical"), ("terms", "lexical"), ("codes", "code")):
        by = multipliers.get(part, 1.0)
        result[field] = [_times(line, by) for line in result.get(field, [])]
    return result


def _times(line: Mapping[str, Any], by: float) -> dict[str, Any]:
    told = dict(line) | {"contribution": line["contribution"] * by}
    if "by_field" in told:
        told["by_field"] = {field: value * by for field, value in told["by_field"].items()}
    return told
