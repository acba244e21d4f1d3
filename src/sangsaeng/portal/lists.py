"""The portal's list pages, declared."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.choices import SourceClass
from sangsaeng.discovery.models import Source
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.templatetags.sangsaeng import chip, day_text
from sangsaeng.portal.models import CorrectionRequest


def _address(source: Source) -> str | None:
    return source.url or None


SOURCES = Listing(
    name="sources",
    columns=(
        Column(
            "title",
            _("자료"),
            value=lambda s: s.title or s.gist or s.organisation or s.key,
            link=_address,
            sort=("title", "key"),
            width=50,
            lang="ko",
        ),
        Column(
            "organisation",
            _("펴낸 곳"),
            value=lambda s: s.organisation or None,
            sort=("organisation",),
            width=20,
            lang="ko",
        ),
        Column(
            "published",
            _("날짜"),
            value=lambda s: s.published,
            html=lambda s: day_text(s.published),
            sort=("published",),
            width=15,
        ),
        Column(
            "class",
            _("종류"),
            value=lambda s: s.get_source_class_display() or None,
            sort=("source_class",),
            width=15,
        ),
    ),
    filters=(
        Filter(
            "class", _("종류"), choices=lambda: SourceClass.choices, apply=lambda value: Q(source_class=value)
        ),
    ),
    search=("title", "gist", "organisation", "url"),
    order="-published",
    empty=_("찾는 출처가 없습니다. 검색어를 바꿔 보세요."),
    search_label=_("제목이나 펴낸 곳"),
)

_CHIP = {"open": "submitted", "done": "approved", "refused": "not-adopted"}

CORRECTIONS = Listing(
    name="corrections",
    columns=(
        Column(
            "code",
            _("접수번호"),
            value=lambda r: r.code,
            link=lambda r: reverse("portal:correction", args=[r.code]),
            sort=("code",),
            width=20,
        ),
        Column("kind", _("요청"), value=lambda r: r.get_kind_display(), width=10),
        Column("about", _("대상"), value=lambda r: r.about or None, width=20, lang="ko"),
        Column("text", _("내용"), value=lambda r: r.text[:80], width=25, lang="ko", main=False),
        Column("received", _("접수일"), value=lambda r: r.received_at, sort=("received_at",), width=15),
        Column(
            "state",
            _("상태"),
            value=lambda r: r.get_state_display(),
            html=lambda r: chip(_CHIP[r.state], r.get_state_display()),
            sort=("state",),
            width=10,
        ),
    ),
    filters=(
        Filter(
            "state",
            _("상태"),
            choices=lambda: CorrectionRequest.State.choices,
            apply=lambda value: Q(state=value),
        ),
    ),
    search=("code", "about", "text"),
    order="-received",
    empty=_("들어온 요청이 없습니다."),
    search_label=_("접수번호나 내용"),
)
