"""How the events of signals (profiles, surveys, postings) read, for the profile's own history and for the record."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "discovery.register_firm": _("기업을 등록했습니다."),
    "discovery.accept_firm": _("기업 등록을 확인했습니다."),
    "discovery.describe_firm": _("프로필의 기본 사항을 고쳤습니다."),
    "discovery.add_entry": _("프로필에 항목을 더했습니다."),
    "discovery.change_entry": _("프로필 항목을 고쳤습니다."),
    "discovery.withdraw_entry": _("프로필 항목을 철회했습니다."),
    "discovery.restore_entry": _("철회한 프로필 항목을 되살렸습니다."),
    "discovery.check_entry": _("프로필 항목을 확인했습니다."),
    "discovery.return_entry": _("프로필 항목의 보완을 요청했습니다."),
    "discovery.remind_of_end": _("유효기간이 곧 끝난다고 알렸습니다."),
    "discovery.hide_firm": _("기업의 기록을 목록과 매칭에서 내렸습니다."),
    "discovery.show_firm": _("기업의 기록을 다시 보이게 했습니다."),
    "discovery.make_survey": _("수요조사를 시작했습니다."),
    "discovery.remind_asked": _("답하지 않은 기업에 수요조사를 다시 알렸습니다."),
    "discovery.close_survey": _("수요조사를 일찍 마쳤습니다."),
    "discovery.answer_survey": _("수요조사에 답했습니다."),
    "discovery.take_in_survey": _("수요조사 서식을 받았습니다."),
    "discovery.add_need": _("수요를 접수했습니다."),
    "discovery.change_need": _("수요를 고쳤습니다."),
    "discovery.publish_need": _("수요를 게시했습니다."),
    "discovery.withdraw_need": _("수요를 철회했습니다."),
    "discovery.restore_need": _("철회한 수요를 되살렸습니다."),
    "discovery.signal_interest": _("익명 수요에 관심을 표시했습니다."),
    "discovery.identify": _("수요기업이 공급기업에 이름을 밝혔습니다."),
    "discovery.accept_interest": _("공급기업이 수요기업에 이름을 밝혔습니다."),
    "discovery.end_interest": _("더 나아가지 않기로 했습니다."),
    "discovery.look_for": _("수요에 맞는 기업을 찾아보았습니다."),
}
