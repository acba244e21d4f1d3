"""The named rules and the groups of adjacent countries, as versioned data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade.errors import InputError

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rule:
    """One rule: `parameters` hold every threshold (shares and HHI 0–1, values in US dollars).

    `kind` names the function that judges; `version` goes into every verdict. `effective` is as exact as known: a
    day, a month, a half-year (`2022-H1`) or a year; None where no date is known.
    """

    name: str
    kind: str
    version: str
    title: str
    text: str
    source: str
    effective: str | None
    in_force: bool
    parameters: Mapping[str, Any]
    url: str | None = None


@dataclass(frozen=True)
class Groups:
    """Groups of adjacent countries: group name → area codes. Not defined in law, so versioned and ours."""

    version: str
    effective: datetime.date
    source: str
    groups: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def _all_rules() -> tuple[Rule, ...]:
    import yaml

    loaded = yaml.safe_load((_HERE / "rules.yaml").read_text(encoding="utf-8"))
    return tuple(Rule(**entry) for entry in loaded["rules"])


def load_rules(names: Sequence[str] | None = None) -> tuple[Rule, ...]:
    """The rules of `rules.yaml`, all of them or those named, in the order named.

    Raises:
        InputError: a name that is no rule.

    Example:
        >>> [rule.version for rule in load_rules(["ews"])]
        ['ews-2024-06-27']
    """
    if not names:
        return _all_rules()
    known = {rule.name: rule for rule in _all_rules()}
    for name in names:
        if name not in known:
            raise InputError(f"'{name}'이라는 규칙이 없습니다. {', '.join(known)} 가운데 고르세요.")
    return tuple(known[name] for name in dict.fromkeys(names))


def load_groups(path: str | Path | None = None) -> Groups:
    """The groups of adjacent countries: ours, or those of a YAML file of the same form.

    Raises:
        InputError: the file cannot be read, lacks a version, or puts a country in two groups.
    """
    import yaml

    place = _HERE / "groups.yaml" if path is None else Path(path)
    try:
        loaded = yaml.safe_load(place.read_text(encoding="utf-8"))
        groups = Groups(
            version=str(loaded["version"]),
            effective=loaded["effective"],
            source=str(loaded["source"]),
            groups={str(name): frozenset(codes) for name, codes in loaded["groups"].items()},
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        problem = (
            "인접 국가 묶음 파일을 읽을 수 없습니다. version, effective, source, groups가 있어야 합니다."
        )
        raise InputError(problem, file=str(place)) from error
    members = [code for codes in groups.groups.values() for code in codes]
    twice = next((code for code in members if members.count(code) > 1), None)
    if twice:
        raise InputError(
            f"{twice}이(가) 두 묶음에 있습니다. 한 묶음에만 두세요.", file=str(place), column="groups"
        )
    return groups
