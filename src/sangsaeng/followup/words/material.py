"""Requests for material in words: the columns of the register, one sentence about the deadline, the sentences of the record."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.followup.models import MATERIAL_CHIP, MaterialRequest, MaterialState
from sangsaeng.followup.queries.material import open_q, overdue_q
from sangsaeng.pages.formats import SEOUL, day, moment
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.proposals import history

SHOWN = 80  # letters of a question in a list


def state_chip(request: MaterialRequest) -> SafeString:
    return chip(MATERIAL_CHIP[MaterialState(request.state)], request.get_state_display())


def short(text: str, most: int = SHOWN) -> str:
    """The first line's beginning, cut with …."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def sentence(request: Any) -> str:
    """Until when it is to be answered, or when it was, in one sentence."""
    values = {"due": moment(request.due_at)}
    if request.state == MaterialState.SENT:
        return _("%(day)s에 제출했습니다.") % {"day": day(request.sent_on)}
    if request.state == MaterialState.WITHDRAWN:
        return _("요구한 곳이 철회했습니다.")
    now = timezone.now()
    if request.due_at < now:
        return _("%(due)s까지였습니다. 기한이 지났습니다.") % values
    left = (request.due_at.astimezone(SEOUL).date() - timezone.localdate()).days
    if left == 0:
        return _("오늘 %(time)s까지 제출해야 합니다.") % {"time": f"{request.due_at.astimezone(SEOUL):%H:%M}"}
    return _("%(due)s까지 제출해야 합니다. %(n)d일 남았습니다.") % {**values, "n": left}


def _titled(request: MaterialRequest) -> SafeString:
    address = reverse("followup:material", args=[request.code])
    name = format_html('<a href="{}">{}</a>', address, in_korean(short(request.question)))
    return format_html("{} {}", name, demo_mark()) if request.demonstration else name


MATERIALS = Listing(
    name="materials",
    columns=(
        Column(
            "question",
            gettext_lazy("요구한 내용"),
            lambda r: r.question,
            html=_titled,
            width=30,
        ),
        Column(
            "asker",
            gettext_lazy("요구한 곳"),
            lambda r: r.asker_name,
            sort=("asker_name",),
            width=13,
            lang="ko",
        ),
        Column("code", gettext_lazy("접수번호"), lambda r: r.code, sort=("code",), width=12, main=False),
        Column(
            "reference",
            gettext_lazy("기준일"),
            lambda r: r.reference_on,
            sort=("reference_on",),
            width=12,
            main=False,
        ),
        Column("due", gettext_lazy("기한"), lambda r: r.due_at, sort=("over", "due_at"), width=13),
        Column(
            "state",
            gettext_lazy("상태"),
            lambda r: r.get_state_display(),
            html=state_chip,
            sort=("state",),
            width=9,
        ),
        Column(
            "sent",
            gettext_lazy("제출한 날"),
            lambda r: r.sent_on,
            sort=("sent_on",),
            width=11,
            main=False,
        ),
    ),
    filters=(
        Filter(
            "asker",
            gettext_lazy("요구한 곳"),
            lambda: MaterialRequest.Asker.choices,
            lambda v: Q(asker=v),
        ),
        Filter("state", gettext_lazy("상태"), lambda: MaterialState.choices, lambda v: Q(state=v)),
        Filter(
            "waiting",
            gettext_lazy("기다리는 것"),
            lambda: [
                ("open", pgettext_lazy("material", "제출하지 않은 것")),
                ("overdue", pgettext_lazy("material", "기한이 지난 것")),
            ],
            lambda v: overdue_q() if v == "overdue" else open_q(),
        ),
    ),
    search=("words",),
    search_label=gettext_lazy("내용, 기관, 번호, 답변, SHA-256"),
    order="due",
    empty=gettext_lazy("자료요구가 없습니다. 국회나 감사기관의 요구를 받으면 등록하세요."),
)

SENTENCES = {
    "followup.register_material": gettext_lazy("자료요구를 등록했습니다."),
    "followup.return_material": gettext_lazy("답변을 고쳐 달라고 했습니다."),
    "followup.change_material_due": gettext_lazy("자료요구의 기한을 바꾸었습니다."),
    "followup.withdraw_material": gettext_lazy("요구한 곳이 자료요구를 철회했습니다."),
}


def _version(text: Any) -> Any:
    return lambda data: text % {"version": data.get("version", "?")}


def register() -> None:
    for verb, text in SENTENCES.items():
        history.register(verb, lambda data, text=text: str(text))  # type: ignore[misc]
    for verb, told in {
        "followup.draft_material": gettext_lazy("답변 제%(version)s판을 썼습니다."),
        "followup.clear_material": gettext_lazy("답변 제%(version)s판의 검토를 마쳤습니다."),
        "followup.send_material": gettext_lazy("답변 제%(version)s판을 제출했습니다."),
    }.items():
        history.register(verb, _version(told))
