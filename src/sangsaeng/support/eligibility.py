"""Whether an applicant may apply at all: figures in, a verdict on each criterion out, with the numbers it was judged by.

Pure: knows neither tables nor the clock. What is unknown stays unknown («확인 필요») and is never a «no»; shares are
compared exactly, so that 49.999 % is not 50 %.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Value = int | bool | date | None
Figures = Mapping[str, Value]
LARGEST = 10**16


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class FigureError(ValueError):
    """A figure that cannot be so: `key` names it, `code` says why (kind, negative, large, future, within)."""

    def __init__(self, key: str, code: str, other: str = "") -> None:
        super().__init__(f"{key}: {code} {other}".strip())
        self.key, self.code, self.other = key, code, other


@dataclass(frozen=True)
class Figure:
    key: str
    kind: Literal["won", "count", "day", "yes"]
    label: str
    label_en: str
    help: str = ""
    help_en: str = ""
    unit: str = ""
    unit_en: str = ""
    within: str = ""


@dataclass(frozen=True)
class Criterion:
    key: str
    test: Literal["share", "least", "yes", "open"]
    figure: str
    label: str
    label_en: str
    origin: Literal["law", "published", "ours"]
    of: str = ""
    least: int = 0
    sources: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        return self.test != "open"


@dataclass(frozen=True)
class Group:
    label: str
    label_en: str
    any: tuple[Criterion, ...]


@dataclass(frozen=True)
class Rule:
    key: str
    version: int
    programme: str
    name: str
    name_en: str
    basis: str
    basis_en: str
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(each for group in self.groups for each in group.any)

    def figure(self, key: str) -> Figure:
        return next(each for each in self.figures if each.key == key)

    def criterion(self, key: str) -> Criterion:
        return next(each for each in self.criteria if each.key == key)


@dataclass(frozen=True)
class Result:
    """What one criterion said: of which numbers, and the share in per cent where it is one."""

    criterion: Criterion
    state: State
    numbers: dict[str, Value]
    share: Fraction | None = None


@dataclass(frozen=True)
class Verdict:
    rule: Rule
    state: State
    results: tuple[Result, ...]
    groups: tuple[tuple[Group, State], ...]


def read(rule: Rule, raw: Mapping[str, Any], on: date) -> dict[str, Value]:
    """The rule's figures out of what was stored or read; what is not stated is None.

    Raises FigureError for what cannot be: another kind of value, below nought, a day after `on`, a part larger than its
    whole.
    """
    found: dict[str, Value] = {each.key: _value(each, raw.get(each.key), on) for each in rule.figures}
    for each in rule.figures:
        part, whole = found[each.key], found.get(each.within)
        if each.within and isinstance(part, int) and isinstance(whole, int) and part > whole:
            raise FigureError(each.key, "within", each.within)
    return found


def _value(figure: Figure, value: Any, on: date) -> Value:
    if value is None or value == "":
        return None
    if figure.kind == "yes":
        if not isinstance(value, bool):
            raise FigureError(figure.key, "kind")
        return value
    if figure.kind == "day":
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except (TypeError, ValueError):
            raise FigureError(figure.key, "kind") from None
        if day > on:
            raise FigureError(figure.key, "future")
        return day
    if isinstance(value, bool) or not isinstance(value, int):
        raise FigureError(figure.key, "kind")
    if value < 0:
        raise FigureError(figure.key, "negative")
    if value >= LARGEST:
        raise FigureError(figure.key, "large")
    return value


def stored(figures: Figures) -> dict[str, int | bool | str | None]:
    """The figures as JSON keeps them."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in figures.items()}


def judge(rule: Rule, figures: Figures) -> Verdict:
    """The verdict on figures that `read` gave: all groups must be met, and of a group one criterion."""
    results = {each.key: _test(each, figures) for each in rule.criteria}
    groups = tuple((group, _any(results[each.key] for each in group.any)) for group in rule.groups)
    deciding = [state for group, state in groups if any(each.decides for each in group.any)]
    return Verdict(rule, _all(deciding), tuple(results.values()), groups)


def _test(criterion: Criterion, figures: Figures) -> Result:
    names = [name for name in (criterion.figure, criterion.of) if name]
    numbers = {name: figures.get(name) for name in names}
    value = numbers[criterion.figure]
    state, share = State.UNKNOWN, None
    if criterion.test == "share":
        whole = numbers[criterion.of]
        if isinstance(value, int) and isinstance(whole, int) and whole > 0:
            share = Fraction(100 * value, whole)
            state = State.MET if share >= criterion.least else State.NOT_MET
    elif criterion.test == "least" and isinstance(value, int):
        state = State.MET if value >= criterion.least else State.NOT_MET
    elif criterion.test == "yes" and isinstance(value, bool):
        state = State.MET if value else State.NOT_MET
    return Result(criterion, state, numbers, share)


def _any(results: Iterable[Result]) -> State:
    states = {each.state for each in results}
    for state in (State.MET, State.UNKNOWN):
        if state in states:
            return state
    return State.NOT_MET


def _all(states: Iterable[State]) -> State:
    found = set(states)
    for state in (State.NOT_MET, State.UNKNOWN):
        if state in found:
            return state
    return State.MET


def _rule(row: dict[str, Any]) -> Rule:
    groups = tuple(
        Group(
            group["label"],
            group["label_en"],
            tuple(Criterion(**{**each, "sources": tuple(each.get("sources", ()))}) for each in group["any"]),
        )
        for group in row["groups"]
    )
    figures = tuple(Figure(**each) for each in row["figures"])
    known = {each.key for each in figures}
    for criterion in (each for group in groups for each in group.any):
        if not {criterion.figure, criterion.of or criterion.figure} <= known:
            raise ValueError(f"{row['key']}: {criterion.key} asks for a figure that is not there")
    named = {key: row[key] for key in ("key", "version", "programme", "name", "name_en", "basis", "basis_en")}
    return Rule(**named, figures=figures, groups=groups)


@cache
def rules() -> dict[tuple[str, int], Rule]:
    """(key, version) → the rule; ValueError where the shipped file is not in order."""
    import yaml

    text = files("sangsaeng.support").joinpath("data/eligibility.yaml").read_text(encoding="utf-8")
    return {(row["key"], row["version"]): _rule(row) for row in yaml.safe_load(text)}


def newest(programme: str) -> Rule:
    """The newest version for a programme: what a new round is called under."""
    return max((each for each in rules().values() if each.programme == programme), key=lambda r: r.version)


def of_round(round: Any) -> Rule:
    """The version under which the round was called."""
    return rules()[round.eligibility_key, round.eligibility_version]
