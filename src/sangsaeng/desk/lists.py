"""The record as a list page: who did what, when, to what."""

import re

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean, korean_parts
from sangsaeng.pages.templatetags.sangsaeng import demo_mark, moment
from sangsaeng.parties.models import Role
from sangsaeng.proposals.history import sentence
from sangsaeng.records.models import Event

STAGES = (
    ("discovery.", pgettext_lazy("stage", "발굴")),
    ("proposals.", _("상생모델")),
    ("deliberation.", _("심의")),
    ("support.", _("지원")),
    ("followup.", pgettext_lazy("stage", "이행과 성과")),
    ("clocks.", _("기한")),
    ("records.", _("문서")),
    ("portal.", _("공개")),
    ("parties.", pgettext_lazy("stage", "사람과 알림")),
)

_ROLES = {**dict(Role.choices), "system": _("시스템"), "public": _("방문자")}
_SUBJECTS = {
    "winwinmodel": _("상생모델"),
    "likeness": _("비슷한 계획서"),
    "meeting": _("회의"),
    "body": _("기구"),
    "programme": _("지원사업"),
    "factsload": _("공개 사실"),
    "ranking": _("매칭"),
    "clock": _("기한"),
    "letter": _("공문"),
    "user": _("사람"),
    "correctionrequest": _("정정·삭제 요청"),
    "reviewround": _("심사"),
    "opinion": pgettext_lazy("subject", "의견조회"),
    "message": _("알림"),
    "rubric": pgettext_lazy("subject", "심사 기준"),
    "papertemplate": pgettext_lazy("subject", "부처 서식"),
    "commitment": pgettext_lazy("subject", "지원 확정"),
    "paymentfile": _("지급 파일"),
    "request": _("지원·규제 요청"),
    "round": _("선정 공고"),
    "application": pgettext_lazy("subject", "신청"),
    "certificate": _("확인서"),
    "purchasecommitment": _("구매약속"),
    "ratestatement": _("구매이행 현황"),
    "milestone": _("이정표"),
    "indicator": _("성과지표"),
    "story": _("성공 사례"),
    "materialrequest": _("자료요구"),
    "opening": _("공개 결정"),
    "notice": pgettext_lazy("subject", "공고·안내"),
    "disclosurerequest": _("정보공개 청구"),
    "firm": pgettext_lazy("subject", "기업"),
    "need": pgettext_lazy("subject", "수요"),
    "survey": _("수요조사"),
    "interest": pgettext_lazy("subject", "관심"),
}


def _role(event: Event) -> str:
    return str(_ROLES.get(event.actor_role, event.actor_role))


def _subject(event: Event) -> str:
    return f"{_SUBJECTS.get(event.subject_type, event.subject_type)} {event.subject_id}"


# A number that this system gives: S-2026-0001, D-C-2026-0001. Nothing else is looked for in the data of events: a price or a
# name there must not be found out by trying, and the whole data is read only for such a word.
_NUMBER = re.compile(r"(?:[A-Z]{1,3}-){1,2}\d{4}-\d{2,8}", re.IGNORECASE)


def _named_in_data(word: str) -> Q:
    """Events about something else whose data names this number."""
    if not _NUMBER.fullmatch(word):
        return Q()
    return Q(IContains(Cast("data", TextField()), word))


RECORD = Listing(
    name="record",
    columns=(
        Column("id", _("번호"), value=lambda e: e.pk, sort=("id",), numeric=True, width=7),
        Column(
            "at", _("일시"), value=lambda e: e.at, html=lambda e: moment(e.at), sort=("at", "id"), width=17
        ),
        Column(
            "verb",
            _("한 일"),
            value=lambda e: sentence(e.verb, e.data),
            html=lambda e: korean_parts(sentence(e.verb, e.data)),
            width=26,
        ),
        Column("subject", _("대상"), value=_subject, sort=("subject_type", "subject_id"), width=16),
        Column(
            "actor",
            _("입력한 사람"),
            value=lambda e: e.name or e.actor,
            html=lambda e: in_korean(e.name or e.actor),
            sort=("actor",),
            width=11,
            main=False,
        ),
        Column("role", _("역할"), value=_role, width=10, main=False),
        Column(
            "mark",
            _("시연"),
            value=lambda e: _("시연") if e.demonstration else "",
            html=lambda e: demo_mark() if e.demonstration else "",
            width=13,
            main=False,
        ),
    ),
    filters=(
        Filter("stage", _("단계"), choices=lambda: STAGES, apply=lambda value: Q(verb__startswith=value)),
        Filter("role", _("역할"), choices=lambda: Role.choices, apply=lambda value: Q(actor_role=value)),
        Filter(
            "mark",
            _("시연"),
            choices=lambda: (("yes", _("시연만")), ("no", _("시연 빼고"))),
            apply=lambda value: Q(demonstration=value == "yes"),
        ),
    ),
    search=("subject_id", "actor", "verb"),
    also=_named_in_data,
    order="-id",
    empty=_("기록이 없습니다."),
    search_label=_("대상 번호나 사람"),
)
