"""The phases of a round of review, read from data: what may be done in each, and who sees what."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from sangsaeng.pages.markup import english
from sangsaeng.parties.models import Role

Thing = Literal["names", "others", "averages"]
WHEN = ("no", "after_own", "yes")
DEEDS = frozenset({"choose", "assign", "decline", "write", "hand_in", "take_back"})
# In whose row of the data a person reads who reviews nothing himself; every other role stands in no row.
VIEWERS: dict[str, str] = {Role.SECRETARIAT: "secretariat", Role.CHAIR: "chair", Role.AUDITOR: "auditor"}


@dataclass(frozen=True)
class Phase:
    """One row of data/review_phases.yaml."""

    key: str
    label_ko: str
    label_en: str
    note_ko: str
    note_en: str
    may: frozenset[str]
    next: str
    back: str
    seen: dict[str, dict[str, str]]

    @property
    def label(self) -> str:
        return self.label_en if english() else self.label_ko

    @property
    def note(self) -> str:
        return self.note_en if english() else self.note_ko

    def sees(self, viewer: str, thing: Thing, *, own_in: bool = False) -> bool:
        """Whether `viewer` («reviewer», «chair», …) sees a thing of a case; `own_in`: his own review is in."""
        when = self.seen.get(viewer, {}).get(thing, "no")
        return when == "yes" or (when == "after_own" and own_in)


def _phase(row: dict[str, Any]) -> Phase:
    phase = Phase(
        key=row["key"],
        label_ko=row["label"],
        label_en=row["label_en"],
        note_ko=row["note"],
        note_en=row["note_en"],
        may=frozenset(row["may"]),
        next=row["next"],
        back=row["back"],
        seen=row["sees"],
    )
    if phase.may - DEEDS:
        raise ValueError(f"{phase.key}: unknown deed {sorted(phase.may - DEEDS)}")
    if any(when not in WHEN for row in phase.seen.values() for when in row.values()):
        raise ValueError(f"{phase.key}: a thing is seen no, after_own or yes")
    return phase


@cache
def phases() -> dict[str, Phase]:
    """Every phase by key, in order."""
    import yaml

    text = files("sangsaeng.deliberation").joinpath("data/review_phases.yaml").read_text(encoding="utf-8")
    return {row["key"]: _phase(row) for row in yaml.safe_load(text)["phases"]}


def phase(key: str) -> Phase:
    return phases()[key]


def allowing(deed: str) -> list[str]:
    """The keys of the phases in which `deed` may be done."""
    return [each.key for each in phases().values() if deed in each.may]


def showing(viewer: str, thing: Thing) -> list[str]:
    """The keys of the phases in which `viewer` sees a thing without condition."""
    return [each.key for each in phases().values() if each.sees(viewer, thing)]
