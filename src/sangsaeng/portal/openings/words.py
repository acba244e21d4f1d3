"""How the events of openings read in a model's history."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.portal.models import Opening
from sangsaeng.proposals import history


def _sentence(verb: str, data: dict[str, Any]) -> str:
    name = data.get("field", "")
    told = {"field": str(Opening.Field(name).label) if name in Opening.Field.values else name}
    sentences = {
        "portal.propose_opening": _("‘%(field)s’ 항목을 공개하자고 제안했습니다."),
        "portal.consent": _("‘%(field)s’ 항목의 공개에 동의했습니다."),
        "portal.decide_opening": _("‘%(field)s’ 항목을 공개하기로 결정했습니다."),
        "portal.withdraw_opening": _("‘%(field)s’ 항목의 공개나 제안을 철회했습니다."),
    }
    return sentences[verb] % told


def register() -> None:
    for verb in ("propose_opening", "consent", "decide_opening", "withdraw_opening"):
        history.register(f"portal.{verb}", partial(_sentence, f"portal.{verb}"))
