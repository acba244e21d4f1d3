"""How the record says what happened about conflicts of interest: never whose reason, which stands in the conflict itself."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals import history

SENTENCES = {
    "parties.add_affiliation": _("소속이나 관계를 적었습니다."),
    "parties.end_affiliation": _("관계가 끝난 날을 적었습니다."),
    "parties.declare": _("이해관계를 신고했습니다."),
    "parties.suggest": _("소속에서 이해관계를 확인했습니다."),
    "parties.establish_conflict": _("이해관계를 기록했습니다."),
    "parties.dismiss_conflict": _("이해관계가 없다고 정했습니다."),
    "parties.uphold_conflict": _("이해관계를 인정했습니다."),
    "deliberation.exclude": _("제%(item)s호 안건에서 %(seat)s 자리를 제외했습니다."),
    "deliberation.lift_exclusion": _("제%(item)s호 안건에서 %(seat)s 자리의 제외를 철회했습니다."),
    "deliberation.request_exclusion": _("제%(item)s호 안건에서 %(seat)s 자리의 기피를 신청했습니다."),
    "deliberation.decide_request": _("제%(item)s호 안건에서 %(seat)s 자리의 기피 신청을 결정했습니다."),
}


def _sentence(text: Any, data: dict[str, Any]) -> str:
    return str(text) % {"item": data.get("item", "?"), "seat": data.get("seat", "?")}


def register_sentences() -> None:
    for verb, text in SENTENCES.items():
        history.register(verb, partial(_sentence, text))
