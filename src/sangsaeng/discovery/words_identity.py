"""Identity in words: what the tables that move are called, the sentences of the record, the list of pairs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABLES = {
    "": pgettext_lazy("identity", "그 밖의 기록"),
    "match": pgettext_lazy("identity", "수요와의 매칭"),
    "supplypair": pgettext_lazy("identity", "공개된 공급 관계"),
    "selection": pgettext_lazy("identity", "공개된 선정"),
    "sizestatus": pgettext_lazy("identity", "기업 규모"),
    "site": pgettext_lazy("identity", "사업장"),
    "registrationnumber": pgettext_lazy("identity", "등록번호"),
    "firm_sources": pgettext_lazy("identity", "출처"),
    "profile": pgettext_lazy("identity", "역량 프로필"),
    "profileentry": pgettext_lazy("identity", "역량 항목"),
    "interest": pgettext_lazy("identity", "관심 표시"),
    "matchfeedback": pgettext_lazy("identity", "매칭 의견"),
    "fairfirm": pgettext_lazy("identity", "구매상담회 참가"),
}

SENTENCES = {
    "discovery.find_identities": _("같은 기업일 수 있는 기록을 찾았습니다."),
    "discovery.take_names": _("기업 이름 목록을 올려 명부와 맞추었습니다."),
    "discovery.merge": _("두 기록을 한 기업으로 합쳤습니다."),
    "discovery.know_name": _("목록의 이름을 이 기업의 다른 표기로 적었습니다."),
    "discovery.keep_apart": _("두 기록을 다른 기업으로 두었습니다."),
    "discovery.reopen_identity": _("같은 기업인지 다시 살피기로 했습니다."),
    "discovery.split": _("합친 기록을 다시 나누었습니다."),
    "discovery.rename": _("기업 이름을 바꾸었습니다."),
    "discovery.add_former_name": _("기업의 옛 이름을 적었습니다."),
    "discovery.add_number": _("기업의 등록번호를 적었습니다."),
}
