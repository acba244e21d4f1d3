"""How the events of reviews and opinions read in the record; no score, no answer and no reason stands in them."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.history import register

SENTENCES = {
    "deliberation.add_rubric": _("심사 기준의 새 판을 만들었습니다."),
    "deliberation.adopt_rubric": _("심사 기준을 채택한 의결을 적었습니다."),
    "deliberation.open_round": _("심사를 열었습니다."),
    "deliberation.choose_for_round": _("심사할 모델과 심사위원을 골랐습니다."),
    "deliberation.assign_reviews": _("심사위원을 배정했습니다."),
    "deliberation.unassign_review": _("심사 배정을 뺐습니다."),
    "deliberation.move_review_phase": _("심사 단계를 옮겼습니다."),
    "deliberation.save_review": _("심사표를 저장했습니다."),
    "deliberation.hand_in_review": _("심사표를 냈습니다."),
    "deliberation.take_back_review": _("심사표를 철회했습니다."),
    "deliberation.decline_review": _("심사를 사양했습니다."),
    "deliberation.ask_opinion": _("부처나 지원기관의 의견을 물었습니다."),
    "deliberation.answer_opinion": _("의견이 들어왔습니다."),
    "deliberation.dispose_opinion": _("의견 반영 결과를 적었습니다."),
    "deliberation.withdraw_opinion": _("의견 요청을 철회했습니다."),
}


def _said(text: Any, data: dict[str, Any]) -> str:
    return str(text)


def register_sentences() -> None:
    for verb, text in SENTENCES.items():
        register(verb, partial(_said, text))
