"""The sentences of the record of notices."""

from django.utils.translation import gettext as _

from sangsaeng.proposals import history


def register() -> None:
    history.register("portal.write_notice", lambda data: _("공고 초안을 썼습니다."))
    history.register("portal.change_notice", lambda data: _("공고를 고쳤습니다."))
    history.register("portal.publish_notice", lambda data: _("공고를 공개했습니다."))
    history.register("portal.withdraw_notice", lambda data: _("공고를 철회했습니다."))
