"""Where two texts say the same: runs of equal units, joined over small gaps into passages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.similar.reading import Ints, Keys, shingles

#: All three are ours, chosen on edited passages (docs/reference/similar.md).
SEED = 3  # units a run must have in common to begin a passage
GAP = 20  # units that may differ, on either side, between two runs of one passage
SHIFT = 8  # by how many units the two gaps may differ: a word was put in or taken out
#: A seed that stands this often on both sides together is no evidence of a place.
REPEATED = 64


@dataclass(frozen=True)
class Chain:
    """One passage, in units: its runs as (place in a, place in b, length), in the order of a."""

    runs: tuple[tuple[int, int, int], ...]

    @property
    def matched(self) -> int:
        return sum(run[2] for run in self.runs)

    @property
    def span_a(self) -> tuple[int, int]:
        return self.runs[0][0], self.runs[-1][0] + self.runs[-1][2]

    @property
    def span_b(self) -> tuple[int, int]:
        return self.runs[0][1], self.runs[-1][1] + self.runs[-1][2]


@dataclass(frozen=True)
class Seeds:
    """The runs of SEED units of a text: by place, and sorted, with how often each stands in the text."""

    ordered: Keys
    places: Ints
    times: Ints

    @classmethod
    def of(cls, codes: Keys) -> Seeds:
        keys = shingles(codes, SEED)
        places = np.argsort(keys, kind="stable")
        ordered = keys[places]
        firsts = np.nonzero(np.diff(ordered, prepend=ordered[:1] + np.uint32(1)))[0]
        sizes = np.diff(np.append(firsts, len(ordered)))
        return cls(ordered, places.astype(np.int32), np.repeat(sizes, sizes).astype(np.int32))


def _meetings(a: Seeds, b: Seeds) -> tuple[Ints, Ints]:
    """Every place in a and place in b with the same key, but for keys that stand everywhere."""
    low = np.searchsorted(b.ordered, a.ordered, "left")
    met = np.nonzero(b.ordered[np.minimum(low, len(b.ordered) - 1)] == a.ordered)[0]
    low = low[met]
    count = b.times[low]
    few = count * a.times[met] <= REPEATED
    met, low, count = met[few], low[few], count[few]
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return a.places[np.repeat(met, count)], b.places[np.repeat(low, count) + step]


def runs(a: Seeds, b: Seeds, barred_a: NDArray[np.bool_], barred_b: NDArray[np.bool_]) -> list[list[int]]:
    """The longest runs of at least SEED equal units, as (place in a, place in b, length), in the order of a.

    What is barred (common text, the border between two sections) is in no run.
    """
    if not len(a.ordered) or not len(b.ordered):
        return []
    at_a, at_b = _meetings(a, b)
    bad_a, bad_b = np.cumsum(np.append(0, barred_a)), np.cumsum(np.append(0, barred_b))
    free = (bad_a[at_a + SEED] == bad_a[at_a]) & (bad_b[at_b + SEED] == bad_b[at_b])
    at_a, at_b = at_a[free].astype(np.int64), at_b[free].astype(np.int64)
    if not len(at_a):
        return []
    order = np.argsort((at_b - at_a) << 32 | at_a)
    at_a, at_b = at_a[order], at_b[order]
    follows = (np.diff(at_b - at_a) == 0) & (np.diff(at_a) == 1)
    firsts = np.nonzero(np.append(True, ~follows))[0]
    sizes = np.diff(np.append(firsts, len(at_a))) + SEED - 1
    rows = np.stack([at_a[firsts], at_b[firsts], sizes], axis=1)
    made: list[list[int]] = rows[np.argsort(rows[:, 0] << 32 | rows[:, 1])].tolist()
    return made


def chains(rows: list[list[int]], section_a: Ints, section_b: Ints, least: int) -> list[Chain]:
    """The runs joined into passages of `least` equal units or more: each run takes the earlier run on both sides that
    gives most, within GAP and SHIFT. A passage stays in one section on both sides.
    """
    best = [n for _i, _j, n in rows]
    back = [-1] * len(rows)
    window = 0
    for here, (i, j, n) in enumerate(rows):
        while rows[window][0] + max(rows[window][2], SEED) + GAP < i and window < here:
            window += 1
        for earlier in range(here - 1, max(window, here - 200) - 1, -1):
            ei, ej, en = rows[earlier]
            overlap = max(0, ei + en - i, ej + en - j)
            gap_a, gap_b = i - ei - en + overlap, j - ej - en + overlap
            if overlap >= n or ej >= j or not (0 <= gap_a <= GAP and 0 <= gap_b <= GAP):
                continue
            if abs(gap_a - gap_b) > SHIFT:
                continue
            if section_a[ei] != section_a[i] or section_b[ej] != section_b[j]:
                continue
            worth = best[earlier] + n - overlap
            if worth > best[here]:
                best[here], back[here] = worth, earlier
    return [chain for chain in _taken(rows, best, back, least) if chain.matched >= least]


def _taken(rows: list[list[int]], best: list[int], back: list[int], least: int) -> list[Chain]:
    """The chains from the best on, each run in one chain only, runs that overlap cut at the front."""
    used = [False] * len(rows)
    made = []
    ends = [at for at in range(len(rows)) if best[at] >= least]
    for end in sorted(ends, key=lambda at: -best[at]):
        if used[end]:
            continue
        path = []
        at = end
        while at >= 0 and not used[at]:
            used[at] = True
            path.append(at)
            at = back[at]
        trimmed: list[tuple[int, int, int]] = []
        for i, j, n in (rows[at] for at in reversed(path)):
            if trimmed:
                pi, pj, pn = trimmed[-1]
                cut = max(0, pi + pn - i, pj + pn - j)
                i, j, n = i + cut, j + cut, n - cut
            if n > 0:
                trimmed.append((i, j, n))
        made.append(Chain(tuple(trimmed)))
    return made
