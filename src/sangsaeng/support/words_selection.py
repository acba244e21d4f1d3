"""The selection in words: tie-breaks, chips, and the sentences of the record; no score stands in them."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.history import register as say

TIE_BREAKS = {
    "last": _("마지막 단계 점수"),
    "criterion": _("비중이 가장 큰 기준의 점수"),
    "earlier": _("앞 단계 점수"),
    "submitted": _("먼저 낸 신청"),
    "lot": _("추첨"),
}

SENTENCES = {
    "support.assign_assessments": _("평가위원을 배정했습니다."),
    "support.unassign_assessment": _("평가 배정을 뺐습니다."),
    "support.save_assessment": _("평가표를 저장했습니다."),
    "support.hand_in_assessment": _("평가표를 냈습니다."),
    "support.take_back_assessment": _("평가표를 철회했습니다."),
    "support.decline_assessment": _("평가를 사양했습니다."),
    "support.close_stage": _("평가 단계를 마감했습니다."),
    "support.reopen_stage": _("마감한 평가 단계를 다시 열었습니다."),
    "support.tell_stage": _("다음 단계에 오르지 못한 기업에 결과를 알렸습니다."),
    "support.decide_round": _("선정을 확정하고 결과를 알렸습니다."),
    "support.announce_round": _("선정 결과를 공개했습니다."),
    "support.promote_reserve": _("예비 기업을 선정했습니다."),
    "support.give_up": _("신청 기업이 포기해 신청을 철회로 했습니다."),
    "support.issue_certificate": _("확인서를 냈습니다."),
    "support.publish_certificate": _("기업의 동의로 선정 기업의 이름을 공개했습니다."),
    "support.withdraw_name": _("선정 기업의 이름 공개를 철회했습니다."),
    "support.extend_certificate": _("확인서의 유효기간을 연장했습니다."),
    "support.begin_hearing": _("확인서 취소에 앞서 의견을 듣겠다고 알렸습니다."),
    "support.record_hearing": _("기업의 의견을 적었습니다."),
    "support.cancel_certificate": _("확인서를 취소했습니다."),
    "support.keep_certificate": _("확인서를 취소하지 않기로 했습니다."),
}


def tie_break(key: str) -> str:
    return str(TIE_BREAKS.get(key, key))


def _said(text: Any, data: dict[str, Any]) -> str:
    return str(text)


def register() -> None:
    for verb, text in SENTENCES.items():
        say(verb, partial(_said, text))
