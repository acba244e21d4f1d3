"""Two documents beside each other: which passages they share, how much of each that is, and what to call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sangsaeng.analysis.similar.passages import Chain, Seeds, chains, runs
from sangsaeng.analysis.similar.reading import MAX_CHARS, Ints, Keys, read

#: The thresholds are ours, no official measure; docs/reference/similar.md says what each gave.
LEAST = 24  # units that a passage must have in common: about half a sentence
DENSE = 0.4  # of the units between a passage's first and last
NEARLY_ALL = 0.7  # of both documents lies within shared passages
A_PART = 0.1  # of one of them lies within shared passages
LONG = 120  # or a passage alone is this long: about three sentences
_BORDER = np.uint32(0xFFFFFFFF)


class Kind(StrEnum):
    """What a pair is called; neutral words, since a copy may be one's own or a quotation."""

    NEAR = "near"
    PART = "part"
    SOME = "some"


KIND_KO = {Kind.NEAR: "거의 같음", Kind.PART: "일부 옮겨 씀", Kind.SOME: "비슷한 부분 있음"}
KIND_EN = {Kind.NEAR: "nearly the same", Kind.PART: "partly copied", Kind.SOME: "some similar parts"}


@dataclass(frozen=True)
class Document:
    """A document as it was given, and its sections' units one after the other with a border between two."""

    id: str
    sections: Mapping[str, str]
    codes: Keys
    section: Ints
    starts: Ints
    ends: Ints
    weights: Ints

    @property
    def names(self) -> list[str]:
        return list(self.sections)

    @cached_property
    def seeds(self) -> Seeds:
        """Its shortest runs in order, made once however many documents it is compared with."""
        return Seeds.of(self.codes)


def document(id: str, sections: Mapping[str, str]) -> Document:
    """Read a document's sections; a text without sections is one section with an empty name."""
    texts = [text[:MAX_CHARS] for text in sections.values()]
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    begins = np.cumsum(lengths + 1) - lengths - 1
    units = read(
        "\n".join(texts)
    )  # at once: a plan has five short sections, and there are thousands of plans
    of = np.searchsorted(begins, units.starts, "right") - 1
    # a letter that only stands on another, first in its section, would reach back over the line's end
    starts = np.clip(units.starts - begins[of], 0, lengths[of]) if len(of) else units.starts
    ends = np.clip(units.ends - begins[of], 0, lengths[of]) if len(of) else units.ends
    borders = np.append(np.searchsorted(of, np.arange(1, len(texts))), len(of))
    return Document(
        id=id,
        sections=dict(sections),
        codes=np.insert(units.codes, borders, _BORDER),
        section=np.insert(of, borders, -1).astype(np.int32),
        starts=np.insert(starts, borders, 0).astype(np.int32),
        ends=np.insert(ends, borders, 0).astype(np.int32),
        weights=np.insert(units.weights, borders, 0),
    )


@dataclass(frozen=True)
class Passage:
    """A passage that stands in both: its place in each section's own text, and the parts that are the same there."""

    section_a: str
    start_a: int
    end_a: int
    marks_a: tuple[tuple[int, int], ...]
    section_b: str
    start_b: int
    end_b: int
    marks_b: tuple[tuple[int, int], ...]
    matched: int


@dataclass(frozen=True)
class Share:
    """Two sections: how much of each one's own words stands in the other (0 to 1)."""

    section_a: str
    section_b: str
    share_a: float
    share_b: float


@dataclass(frozen=True)
class Pair:
    """Two documents that have passages in common; shares are of own words, common text not counted."""

    a: str
    b: str
    share_a: float
    share_b: float
    kind: Kind
    sections: tuple[Share, ...]
    passages: tuple[Passage, ...]

    @property
    def share(self) -> float:
        return max(self.share_a, self.share_b)


def compare(
    a: Document,
    b: Document,
    common_a: NDArray[np.bool_] | None = None,
    common_b: NDArray[np.bool_] | None = None,
) -> Pair | None:
    """What two documents share, or None where that is less than a passage.

    `common_a`, `common_b`: the units that belong to common text (the form's own words, text of many documents); they are
    in no passage and in no share.
    """
    barred_a = a.section < 0 if common_a is None else (a.section < 0) | common_a
    barred_b = b.section < 0 if common_b is None else (b.section < 0) | common_b
    rows = runs(a.seeds, b.seeds, barred_a, barred_b)
    found = [chain for chain in chains(rows, a.section, b.section, LEAST) if _is_dense(chain)]
    if not found:
        return None
    own_a, own_b = np.where(barred_a, 0, a.weights), np.where(barred_b, 0, b.weights)
    same_a, same_b = _covered(a, b, found, exact=True)
    within_a, within_b = _covered(a, b, found, exact=False)
    share_a, share_b = _share(same_a, own_a), _share(same_b, own_b)
    longest = max(chain.matched for chain in found)
    kind = _kind(_share(within_a, own_a), _share(within_b, own_b), longest)
    return Pair(
        a.id, b.id, share_a, share_b, kind, _by_section(a, b, found, own_a, own_b), _shown(a, b, found)
    )


def _is_dense(chain: Chain) -> bool:
    length = min(chain.span_a[1] - chain.span_a[0], chain.span_b[1] - chain.span_b[0])
    return chain.matched >= DENSE * length


def _kind(within_a: float, within_b: float, longest: int) -> Kind:
    if min(within_a, within_b) >= NEARLY_ALL:
        return Kind.NEAR
    if max(within_a, within_b) >= A_PART or longest >= LONG:
        return Kind.PART
    return Kind.SOME


def _covered(
    a: Document, b: Document, found: list[Chain], *, exact: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which units of each stand in a passage; `exact`: only those that are the same in both."""
    in_a, in_b = np.zeros(len(a.codes), dtype=bool), np.zeros(len(b.codes), dtype=bool)
    for chain in found:
        if exact:
            for i, j, n in chain.runs:
                in_a[i : i + n] = in_b[j : j + n] = True
        else:
            in_a[slice(*chain.span_a)] = in_b[slice(*chain.span_b)] = True
    return in_a, in_b


def _share(inside: NDArray[np.bool_], own: Ints) -> float:
    total = int(own.sum())
    return float(own[inside].sum()) / total if total else 0.0


def _by_section(a: Document, b: Document, found: list[Chain], own_a: Ints, own_b: Ints) -> tuple[Share, ...]:
    """The shares of each two sections that have a passage in common, in the order of a's sections."""
    met: dict[tuple[int, int], list[Chain]] = {}
    for chain in found:
        key = int(a.section[chain.runs[0][0]]), int(b.section[chain.runs[0][1]])
        met.setdefault(key, []).append(chain)
    rows = []
    for (of_a, of_b), some in sorted(met.items()):
        same_a, same_b = _covered(a, b, some, exact=True)
        rows.append(
            Share(
                a.names[of_a],
                b.names[of_b],
                _share(same_a, np.where(a.section == of_a, own_a, 0)),
                _share(same_b, np.where(b.section == of_b, own_b, 0)),
            )
        )
    return tuple(rows)


def _shown(a: Document, b: Document, found: list[Chain]) -> tuple[Passage, ...]:
    """The passages in the order of a's text; one that only repeats what better ones show is left out."""
    seen_a, seen_b = np.zeros(len(a.codes), dtype=bool), np.zeros(len(b.codes), dtype=bool)
    kept = []
    for chain in sorted(found, key=lambda each: -each.matched):
        old_a = sum(int(seen_a[i : i + n].sum()) for i, _j, n in chain.runs)
        old_b = sum(int(seen_b[j : j + n].sum()) for _i, j, n in chain.runs)
        if min(old_a, old_b) > chain.matched / 2 or max(old_a, old_b) > 0.9 * chain.matched:
            continue
        for i, j, n in chain.runs:
            seen_a[i : i + n] = seen_b[j : j + n] = True
        kept.append(chain)
    return tuple(_passage(a, b, chain) for chain in sorted(kept, key=lambda each: each.span_a))


def _passage(a: Document, b: Document, chain: Chain) -> Passage:
    def marks(of: Document, places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((int(of.starts[at]), int(of.ends[at + n - 1])) for at, n in places)

    in_a, in_b = marks(a, [(i, n) for i, _j, n in chain.runs]), marks(b, [(j, n) for _i, j, n in chain.runs])
    return Passage(
        section_a=a.names[int(a.section[chain.runs[0][0]])],
        start_a=in_a[0][0],
        end_a=in_a[-1][1],
        marks_a=in_a,
        section_b=b.names[int(b.section[chain.runs[0][1]])],
        start_b=in_b[0][0],
        end_b=in_b[-1][1],
        marks_b=in_b,
        matched=chain.matched,
    )
