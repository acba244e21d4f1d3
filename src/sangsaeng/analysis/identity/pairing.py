"""Pairs of one register that may be the same firm: what speaks for each and what against it, for a person to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from sangsaeng.analysis.identity.linking import BY_ALIAS, BY_NUMBER, FOLDED, LOOSE, SAME, Register
from sangsaeng.analysis.identity.numbers import LABELS
from sangsaeng.analysis.identity.relations import DOUBT

#: From this score on a pair is worth a person's look; lower than the threshold of a link, for nothing is merged by it.
PROPOSE = 0.65


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing on the table: its kind (number, name, alias, likeness, against) and a Korean clause."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: str
    score: float
    evidence: tuple[Evidence, ...]


def pairs(register: Register, *, at_least: float = PROPOSE) -> list[Pair]:
    """The pairs of rows that may be one firm, the surest first. Different numbers of one kind speak against a pair."""
    found: dict[tuple[int, int], dict[str, tuple[float, str]]] = {}

    def put(one: int, other: int, kind: str, score: float, text: str) -> None:
        if one != other:
            held = found.setdefault((min(one, other), max(one, other)), {})
            if kind not in held or held[kind][0] < score:
                held[kind] = (score, text)

    for (_, _digits), places in register.numbers.items():
        for one, other in combinations(places, 2):
            number = register.number_of[one]
            put(one, other, "number", BY_NUMBER, f"{LABELS[number.kind]}가 같음: {number.written}")
    for table, score in (
        (register.now.plain, SAME),
        (register.now.folded, FOLDED),
        (register.now.loose, LOOSE),
    ):
        for one, other in _within(table.values()):
            text = register.why_equal(register.names[one], register.names[other], score)
            put(one, other, "name", score, text)
    for form, bearers in register.then.folded.items():
        for other in register.now.folded.get(form, ()):
            for one in bearers:
                put(one, other, "alias", BY_ALIAS, f"옛 이름과 같음: {register.names[other].given[:40]}")
    _likenesses(register, put, at_least)
    made = [_pair(register, places, held) for places, held in found.items()]
    return sorted(
        (pair for pair in made if pair is not None and pair.score >= at_least),
        key=lambda pair: (-pair.score, pair.one, pair.other),
    )


def _within(groups: Iterable[list[int]]) -> Iterable[tuple[int, int]]:
    for places in groups:
        yield from combinations(sorted(places), 2)


def _likenesses(
    register: Register, put: Callable[[int, int, str, float, str], None], at_least: float
) -> None:
    for one, places in enumerate(register.near(register.names)):
        for other in places:
            if other == one:
                continue
            likely = register.candidate(register.names[one], other, None, frozenset(), sharers=2)
            if likely is not None and likely.score >= at_least:
                put(one, other, "likeness", likely.score, likely.why)


def _pair(register: Register, places: tuple[int, int], held: dict[str, tuple[float, str]]) -> Pair | None:
    one, other = places
    score = max(each for each, _ in held.values())
    evidence = [
        Evidence(kind, text) for kind, (_, text) in sorted(held.items(), key=lambda each: -each[1][0])
    ]
    a, b = register.number_of.get(one), register.number_of.get(other)
    if a and b and a.kind == b.kind and a.digits != b.digits:
        score -= DOUBT
        text = f"{LABELS[a.kind]}가 다름: {a.written}, {b.written}"
        evidence.append(Evidence("against", text))
    return Pair(register.rows[one].id, register.rows[other].id, round(score, 3), tuple(evidence))
