"""How the events of fairs read in the record."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.history import register as register_sentence

SENTENCES = {
    "discovery.make_fair": _("상담회를 준비하기 시작했습니다."),
    "discovery.save_fair": _("상담회 안내를 고쳤습니다."),
    "discovery.open_fair": _("상담회의 신청을 받기 시작했습니다."),
    "discovery.close_wishes": _("상담회의 신청을 예정보다 일찍 마감했습니다."),
    "discovery.cancel_fair": _("상담회를 취소했습니다."),
    "discovery.take_desk": _("상담석 %(desk)s번이 신청했습니다."),
    "discovery.join_fair": _("기업 %(firm)s번이 상담회에 참가를 신청했습니다."),
    "discovery.save_fair_side": _("상담회 신청 내용을 고쳤습니다."),
    "discovery.reveal_desk": _("상담석 %(desk)s번이 이름을 밝혔습니다."),
    "discovery.wish": _("상담회에서 만날 상대를 골랐습니다."),
    "discovery.bar_pair": _("상담석 %(desk)s번과 기업 %(firm)s번을 만나지 않게 했습니다."),
    "discovery.unbar_pair": _("상담석 %(desk)s번과 기업 %(firm)s번을 다시 만날 수 있게 했습니다."),
    "discovery.allocate_fair": _(
        "상담 %(meetings)s건을 배정했습니다. 상담이 없는 기업은 %(without)s곳입니다."
    ),
    "discovery.reopen_fair": _("배정안을 버리고 신청을 더 받기로 했습니다."),
    "discovery.publish_fair": _("상담 시간표를 확정하고 알렸습니다."),
    "discovery.add_meeting": _("상담석 %(desk)s번과 기업 %(firm)s번의 상담을 더했습니다."),
    "discovery.move_meeting": _("상담석 %(desk)s번과 기업 %(firm)s번의 상담 시간을 옮겼습니다."),
    "discovery.cancel_meeting": _("상담석 %(desk)s번과 기업 %(firm)s번의 상담을 취소했습니다."),
    "discovery.withdraw_from_fair": _("상담회 참가를 철회했습니다. 취소된 상담은 %(meetings)s건입니다."),
    "discovery.fill_place": _("빈자리에 상담석 %(desk)s번과 기업 %(firm)s번의 상담을 잡았습니다."),
    "discovery.hold_fair": _("상담회를 열었습니다."),
    "discovery.note_attendance": _("상담석 %(desk)s번과 기업 %(firm)s번의 출석을 적었습니다."),
    "discovery.say_result": _("상담석 %(desk)s번과 기업 %(firm)s번의 상담 결과를 적었습니다."),
    "discovery.follow_up_meeting": _("상담석 %(desk)s번과 기업 %(firm)s번의 후속 경과를 적었습니다."),
    "discovery.close_fair": _("상담회를 마쳤습니다."),
}
NAMED = ("desk", "firm", "meetings", "without")


def _filled(text: Any, data: dict[str, Any]) -> str:
    return str(text) % {name: data.get(name, "?") for name in NAMED}


def register() -> None:
    for verb, text in SENTENCES.items():
        register_sentence(verb, partial(_filled, text))
