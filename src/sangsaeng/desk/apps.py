"""The desk reads the whole record; here stand the sentences of verbs that belong to no model's history."""

from functools import partial
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _facts_loaded(data: dict[str, Any]) -> str:
    return str(_("공개 사실을 실었습니다: 품목 %(items)s개.") % {"items": data.get("items", "?")})


# What was voted is not in the sentence: the record says that a vote was cast, the ballot itself says which.
SENTENCES = {
    "discovery.rank_matches": _("수요마다 기업의 순위를 매겼습니다."),
    "discovery.refresh_matches": _("바뀐 것이 있어 이 수요의 순위를 다시 매겼습니다."),
    "discovery.judge_match": _("후보에 의견을 적었습니다."),
    "discovery.withdraw_feedback": _("후보에 적은 의견을 철회했습니다."),
    "discovery.learn_weights": _("의견에서 무게를 배웠습니다."),
    "discovery.use_learning": _("의견에서 배운 무게를 쓰기 시작했습니다."),
    "discovery.take_back_learning": _("의견에서 배운 무게를 되돌렸습니다."),
    "deliberation.establish_body": _("심의 기구를 만들었습니다."),
    "deliberation.adopt_bylaw": _("운영세칙을 채택했습니다."),
    "deliberation.add_seat": _("위원 자리를 두었습니다."),
    "deliberation.appoint": _("위원을 위촉했습니다."),
    "deliberation.record_paper": _("위촉 서류를 적었습니다."),
    "deliberation.elect_chair": _("위원장을 호선했습니다."),
    "deliberation.designate_chair": _("당연직 위원장을 정했습니다."),
    "deliberation.name_vice_chair": _("부위원장을 고쳤습니다."),
    "deliberation.renew_term": _("연임을 적었습니다."),
    "deliberation.end_seat": _("위원 자리를 끝냈습니다."),
    "deliberation.call_meeting": _("회의를 소집했습니다."),
    "deliberation.take_off": _("안건에서 내렸습니다."),
    "deliberation.record_attendance": _("출석을 적었습니다."),
    "deliberation.open_meeting": _("회의를 열었습니다."),
    "deliberation.send_to_committee": _("위원회에 보냈습니다."),
    "deliberation.draft_letter": _("공문 초안을 만들었습니다."),
    "deliberation.edit_letter": _("공문을 고쳤습니다."),
    "deliberation.send_letter": _("공문을 보낸 것으로 기록했습니다."),
    "deliberation.receive_letter": _("공문을 받은 날을 적었습니다."),
    "deliberation.correct_letter": _("공문을 받은 날을 바로잡았습니다."),
    "deliberation.drop_letter": _("공문을 쓰지 않기로 했습니다."),
    "deliberation.report_back": _("위원회의 결정을 알렸습니다."),
    "deliberation.put_answers_on_agenda": _("위원회의 결정을 보고 안건으로 올렸습니다."),
    "deliberation.pass_meeting": _("회의의 간사를 바꿨습니다."),
    "deliberation.pass_letter": _("공문의 담당자를 바꿨습니다."),
    "deliberation.pass_round": _("심사의 담당자를 바꿨습니다."),
    "deliberation.pass_review": _("심사를 다른 사람에게 넘겼습니다."),
    "desk.hand_over": _("업무를 인계했습니다."),
    "parties.tell": _("관련된 사람에게 알렸습니다."),
    "parties.renew_feed": _("나만의 달력 주소를 새로 만들었습니다."),
    "deliberation.close_meeting": _("회의를 마쳤습니다."),
    "deliberation.send_notice": _("회의 소집을 통지했습니다."),
    "deliberation.postpone": _("회의를 미뤘습니다."),
    "deliberation.cancel_meeting": _("회의 소집을 취소했습니다."),
    "deliberation.adjourn": _("정회했습니다."),
    "deliberation.resume": _("속개했습니다."),
    "deliberation.put_together": _("안건을 함께 올렸습니다."),
    "deliberation.take_apart": _("함께 올린 안건을 하나씩 다루기로 했습니다."),
    "deliberation.add_guest": _("배석자를 적었습니다."),
    "deliberation.remove_guest": _("배석자를 지웠습니다."),
    "deliberation.plan_visit": _("시찰을 적었습니다."),
    "deliberation.record_visit": _("시찰 결과를 적었습니다."),
    "deliberation.make_book": _("의안집을 만들어 나누었습니다."),
    "deliberation.issue_copy": _("의안집 사본을 더했습니다."),
    "deliberation.open_copy": _("의안집 사본을 열어 보았습니다."),
    "deliberation.recall_book": _("의안집을 회수했습니다."),
    "deliberation.recall_copy": _("의안집 사본을 회수했습니다."),
    "deliberation.return_copy": _("의안집 사본을 돌려받았습니다."),
    "deliberation.attach": _("안건에 파일을 붙였습니다."),
    "deliberation.remove_attachment": _("안건에 붙인 파일을 뺐습니다."),
    "deliberation.make_minutes": _("회의록 새 판을 만들었습니다."),
    "deliberation.sign_minutes": _("회의록에 서명했습니다."),
    "deliberation.publish_minutes": _("회의록 공개본을 공개했습니다."),
    "deliberation.withdraw_publication": _("회의록 공개를 철회했습니다."),
    "deliberation.add_quote": _("인용할 말을 적었습니다."),
    "deliberation.clear_quote": _("인용을 확인받았습니다."),
    "deliberation.remove_quote": _("인용할 말을 지웠습니다."),
    "deliberation.add_template": _("부처 서식을 올렸습니다."),
    "deliberation.retire_template": _("부처 서식을 더 쓰지 않습니다."),
    "parties.open_message": _("알림을 처음 열어 보았습니다."),
    "support.load_programmes": _("공개된 지원사업을 실었습니다."),
    "support.open_programme": _("지원사업을 열었습니다."),
    "portal.ask_correction": _("정정·삭제 요청이 들어왔습니다."),
    "portal.answer_correction": _("정정·삭제 요청에 답했습니다."),
}


ABOUT_AN_ITEM = {
    "deliberation.put_on_agenda": _("%(model)s 모델을 제%(item)s호 안건으로 상정했습니다."),
    "deliberation.write_remarks": _("제%(item)s호 안건의 발언 요지를 적었습니다."),
    "deliberation.recuse": _("제%(item)s호 안건에서 %(seat)s 자리를 제외했습니다."),
    "deliberation.cast": _("제%(item)s호 안건에 표결했습니다. 자리: %(seat)s"),
    "deliberation.enter_ballot": _("제%(item)s호 안건에 위원의 표를 대신 입력했습니다. 자리: %(seat)s"),
    "deliberation.close_vote": _("제%(item)s호 안건(%(model)s)의 표결을 마감하고 결정했습니다."),
    "deliberation.write_paper": _("제%(item)s호 안건의 의안을 썼습니다."),
    "deliberation.open_vote": _("제%(item)s호 안건의 표결을 시작했습니다."),
    "deliberation.enter_papers": _("제%(item)s호 안건의 투표함을 열어 표를 입력했습니다."),
    "deliberation.record_objection": _("제%(item)s호 안건에 이의가 있었습니다."),
    "deliberation.note_report": _("제%(item)s호 보고를 접수했습니다."),
    "deliberation.annul_vote": _("제%(item)s호 안건의 표결을 무효로 했습니다."),
}
# The same of an item that is about no model.
WITHOUT_A_MODEL = {
    "deliberation.put_on_agenda": _("제%(item)s호 안건을 올렸습니다."),
    "deliberation.close_vote": _("제%(item)s호 안건의 표결을 마감하고 결정했습니다."),
}


def _plain(text: Any, data: dict[str, Any]) -> str:
    return str(text)


def _about_an_item(verb: str, data: dict[str, Any]) -> str:
    text = ABOUT_AN_ITEM[verb] if data.get("model") else WITHOUT_A_MODEL.get(verb, ABOUT_AN_ITEM[verb])
    told = {"item": data.get("item", "?"), "model": data.get("model", "?"), "seat": data.get("seat", "?")}
    return str(text) % told


class DeskConfig(AppConfig):
    name = "sangsaeng.desk"
    verbose_name = "업무"

    def ready(self) -> None:
        import_module("sangsaeng.desk.rules")  # permissions must stand before the first action asks
        from sangsaeng.desk.board import papers
        from sangsaeng.desk.clock_words import register_sentences
        from sangsaeng.discovery import words_identity
        from sangsaeng.followup import snapshots
        from sangsaeng.proposals.history import register

        snapshots.register(papers.snapshot, tables=papers.offered)
        register_sentences()
        import_module("sangsaeng.desk.words_fairs").register()
        import_module("sangsaeng.desk.words_signals").register()
        register("discovery.load_facts", _facts_loaded)
        for verb, text in SENTENCES.items():
            register(verb, partial(_plain, text))
        for verb, text in words_identity.SENTENCES.items():
            register(verb, partial(_plain, text))
        for verb in ABOUT_AN_ITEM:
            register(verb, partial(_about_an_item, verb))
