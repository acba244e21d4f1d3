"""The rules of `data/statutory.yaml`: read once, strictly, and asked for by key."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from sangsaeng.clocks.counting import Unit


@dataclass(frozen=True)
class Rule:
    """One version of one period: how long, how often longer, what stops it, whom it warns, by which law."""

    key: str
    version: int
    effective: date
    is_statutory: bool
    name_ko: str
    name_en: str
    unit: Unit
    length: int
    extension: int
    extensions_max: int
    pause_allowed: bool
    pause_max_days: int | None
    warn_before: tuple[int, ...]
    escalate_after: tuple[tuple[str, int], ...]
    basis_ko: str
    basis_en: str
    source_url: str
    at_most: bool = False
    on: str = ""
    first_day_counts: bool = False
    moves: bool = True


def _rule(row: dict[str, Any]) -> Rule:
    unknown = set(row) - {field.name for field in fields(Rule)}
    if unknown:
        raise ValueError(f"statutory.yaml, {row.get('key')}: unknown {sorted(unknown)}")
    steps = tuple((str(step["role"]), int(step["days"])) for step in row["escalate_after"])
    rule = Rule(**{**row, "warn_before": tuple(row["warn_before"]), "escalate_after": steps})
    if rule.unit not in get_args(Unit) or (rule.unit == "date") != bool(rule.on):
        raise ValueError(f"statutory.yaml, {rule.key}: the unit does not fit")
    return rule


@cache
def _all() -> tuple[Rule, ...]:
    import yaml

    text = files("sangsaeng.clocks").joinpath("data/statutory.yaml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in yaml.safe_load(text))


@cache
def rules() -> dict[str, Rule]:
    """The newest version of every rule, by key, in the order of the file."""
    newest: dict[str, Rule] = {}
    for rule in _all():
        if rule.key not in newest or rule.version > newest[rule.key].version:
            newest[rule.key] = rule
    return newest


@cache
def rule(key: str, version: int | None = None) -> Rule:
    """One rule, in its newest version unless another is asked for; KeyError where there is none."""
    if version is None:
        return rules()[key]
    for each in _all():
        if (each.key, each.version) == (key, version):
            return each
    raise KeyError((key, version))
