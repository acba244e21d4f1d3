"""The questions reviewers answer: the shipped version, and what every version must keep to."""

from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import Rubric
from sangsaeng.pages.markup import english


@cache
def _loaded() -> list[dict[str, Any]]:
    import yaml

    text = files("sangsaeng.deliberation").joinpath("data/rubric.yaml").read_text(encoding="utf-8")
    versions: list[dict[str, Any]] = yaml.safe_load(text)
    return versions


def shipped() -> dict[str, Any]:
    """name, questions and most of the newest shipped version, as `actions.add_rubric` takes them."""
    row = max(_loaded(), key=lambda each: int(each["version"]))
    return {"name": row["name"], "questions": [dict(q) for q in row["questions"]], "most": row["most"]}


def newest(demonstration: bool) -> Rubric | None:
    """The newest version of this world; None where none was ever used."""
    return Rubric.objects.filter(demonstration=demonstration).order_by("-version").first()


def check(questions: list[dict[str, Any]], most: int) -> None:
    """Refuse (ValidationError) weights that do not add to 100, an empty or repeated key or label, a scale of one step."""
    keys, labels = [q.get("key", "") for q in questions], [q.get("label", "") for q in questions]
    if not questions or not all(keys) or not all(labels):
        raise ValidationError(_("질문마다 이름이 있어야 합니다."))
    if len(set(keys)) < len(keys) or len(set(labels)) < len(labels):
        raise ValidationError(_("같은 질문이 두 번 있습니다."))
    weights = [q.get("weight") for q in questions]
    if not all(isinstance(weight, int) and weight > 0 for weight in weights):
        raise ValidationError(_("가중치는 1 이상의 정수로 적어 주세요."))
    total = sum(weight for weight in weights if weight)
    if total != 100:
        raise ValidationError(_("가중치의 합이 100이어야 합니다. 지금은 %(total)d입니다.") % {"total": total})
    if most < 2:
        raise ValidationError(_("점수는 2점 이상까지 있어야 합니다."))


def weights(rubric: Rubric) -> dict[str, int]:
    return {question["key"]: int(question["weight"]) for question in rubric.questions}


def label(question: dict[str, Any]) -> str:
    return str(question.get("label_en") or question["label"]) if english() else str(question["label"])


def hint(question: dict[str, Any]) -> str:
    written = question.get("hint", "")
    return str(question.get("hint_en") or written) if english() else str(written)


def standing(rubric: Rubric) -> str:
    """Whose weights they are: ours, until a resolution adopted them."""
    if rubric.is_ours:
        return _("우리가 정한 가중치이며 공식 배점이 아닙니다.")
    return _("채택한 의결: %(by)s") % {"by": rubric.adopted_by}
