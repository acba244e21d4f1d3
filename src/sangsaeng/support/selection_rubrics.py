"""The criteria of selection rounds: versioned, shipped as data, and said to be ours where no weight is public."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.deliberation.scoring import weighted
from sangsaeng.pages.markup import english
from sangsaeng.support.models import Round, Stage

LOWEST, HIGHEST = 0, 100


@dataclass(frozen=True)
class Criterion:
    key: str
    label: str
    label_en: str
    weight: int
    hint: str = ""
    hint_en: str = ""

    @property
    def name(self) -> str:
        return (self.label_en if english() else "") or self.label

    @property
    def help(self) -> str:
        return (self.hint_en if english() else "") or self.hint


@dataclass(frozen=True)
class Sheet:
    """The criteria of one stage; `source` names where the weights were published, "" where they are ours."""

    criteria: tuple[Criterion, ...]
    source: str = ""

    @property
    def weights(self) -> dict[str, int]:
        return {each.key: each.weight for each in self.criteria}

    @property
    def main(self) -> Criterion:
        """The criterion of the largest share, of equal ones the first: it breaks a tie."""
        return max(self.criteria, key=lambda each: each.weight)

    @property
    def standing(self) -> str:
        """Whose weights they are."""
        if self.source:
            return _("2020년 공고로 알려진 배점입니다.")
        return _("우리가 정한 가중치이며 공식 배점이 아닙니다.")

    def score(self, scores: Mapping[str, int]) -> float | None:
        """The weighted mean of the answers on 0–100; None where one is missing."""
        return weighted(scores, self.weights)


@dataclass(frozen=True)
class SelectionRubric:
    key: str
    version: int
    programme: str
    label: str
    label_en: str
    stages: dict[str, Sheet]

    @property
    def name(self) -> str:
        return (self.label_en if english() else "") or self.label


def _sheet(row: dict[str, Any]) -> Sheet:
    sheet = Sheet(tuple(Criterion(**each) for each in row["criteria"]), row.get("source", ""))
    keys = [each.key for each in sheet.criteria]
    if sum(sheet.weights.values()) != HIGHEST or len(set(keys)) < len(keys):
        raise ValueError("the weights of a stage add to 100, and each criterion stands once")
    return sheet


@cache
def rubrics() -> dict[tuple[str, int], SelectionRubric]:
    """(key, version) → the criteria; ValueError where the shipped file is not in order."""
    import yaml

    text = files("sangsaeng.support").joinpath("data/selection_rubrics.yaml").read_text(encoding="utf-8")
    return {
        (row["key"], row["version"]): SelectionRubric(
            key=row["key"],
            version=row["version"],
            programme=row["programme"],
            label=row["name"],
            label_en=row["name_en"],
            stages={kind: _sheet(sheet) for kind, sheet in row["stages"].items()},
        )
        for row in yaml.safe_load(text)
    }


def newest(programme: str) -> SelectionRubric:
    """The newest version for a programme: what a new round is called under."""
    return max((r for r in rubrics().values() if r.programme == programme), key=lambda r: r.version)


def of_round(round: Round) -> SelectionRubric:
    """The version under which the round was called."""
    return rubrics()[round.rubric_key, round.rubric_version]


def sheet(stage: Stage) -> Sheet:
    """The criteria of a stage."""
    return of_round(stage.round).stages[stage.kind]
