"""Labelled texts for learning codes: codes of any number of digits, cut to the levels that are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Levels of KSIC read: digits.
LEVELS = (2, 3, 5)


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its code, any number of leading digits. firm: a firm's text, never quoted; else an index word."""

    text: str
    code: str
    firm: bool = False


def examples(
    classes: Iterable[tuple[str, str, str]],
    keywords: Iterable[tuple[str, str]],
    firms: Iterable[tuple[str, str, str, str]],
) -> tuple[list[Example], dict[str, str]]:
    """Everything with a code of two digits or more, and the names of codes."""
    rows = list(classes)
    coded = {number: code for number, _, code in rows if len(code) >= 2}
    found = [Example(name, coded[number]) for number, name, _ in rows if number in coded]
    found += [Example(text, coded[number]) for text, number in keywords if number in coded]
    found += [Example(products, code, firm=True) for _, _, products, code in firms if len(code) >= 2]
    names: dict[str, list[str]] = {}
    for number, name, _ in rows:
        for level in LEVELS:
            if len(code := coded.get(number, "")) >= level:
                names.setdefault(code[:level], []).append(name)
    return found, {code: _title(each) for code, each in names.items()}


def _title(names: Sequence[str]) -> str:
    """What a group of classes is called: the first two, and that there are more."""
    shown = ", ".join(names[:2])
    return f"{shown} 등 {len(names)}개 업종" if len(names) > 2 else shown


def levels_of(codes: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Level → codes: a code shorter than a level stands for itself there only where no longer one begins with it."""
    result: dict[int, tuple[str, ...]] = {}
    for level in LEVELS:
        cut = {code[:level] for code in codes}
        result[level] = tuple(
            sorted(c for c in cut if not any(len(o) > len(c) and o.startswith(c) for o in cut))
        )
    return result


def targets(codes: Sequence[str], known: Sequence[str], level: int) -> Any:
    """(texts, known codes) sparse: 1 for the code, evenly shared among those it may be; at five digits only whole ones."""
    from scipy import sparse

    place = {code: at for at, code in enumerate(known)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, code in enumerate(codes):
        at = place.get(code[:level])
        may = [at] if at is not None else [n for n, each in enumerate(known) if each.startswith(code)]
        if level == 5 and len(may) > 1:
            continue
        rows += [row] * len(may)
        columns += may
        values += [1 / len(may)] * len(may)
    shape = (len(codes), len(known))
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)


def belongs(fine: Sequence[str], coarse: Sequence[str]) -> Any:
    """(fine, coarse) sparse: 1 where the finer code begins with the coarser one."""
    from scipy import sparse

    place = {code: at for at, code in enumerate(coarse)}
    lengths = sorted({len(code) for code in coarse}, reverse=True)
    pairs = [
        (row, next((place[code[:n]] for n in lengths if code[:n] in place), None))
        for row, code in enumerate(fine)
    ]
    kept = [(row, at) for row, at in pairs if at is not None]
    shape = (len(fine), len(coarse))
    values = np.ones(len(kept), np.float32)
    return sparse.csr_matrix((values, ([r for r, _ in kept], [c for _, c in kept])), shape=shape)
