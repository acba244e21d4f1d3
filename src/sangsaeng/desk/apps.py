"""The desk reads the whole record; here stand the sentences of verbs that belong to no model's history."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext as _


def _facts_loaded(data: dict[str, Any]) -> str:
    return _("공개 사실을 실었습니다: 품목 %(items)s개.") % {"items": data.get("items", "?")}


class DeskConfig(AppConfig):
    name = "sangsaeng.desk"
    verbose_name = "업무"

    def ready(self) -> None:
        from sangsaeng.proposals.history import register

        register("discovery.load_facts", _facts_loaded)
        register("discovery.rank_matches", lambda data: _("수요마다 기업의 순위를 매겼습니다."))
        register("portal.ask_correction", lambda data: _("정정·삭제 요청이 들어왔습니다."))
        register("portal.answer_correction", lambda data: _("정정·삭제 요청에 답했습니다."))
