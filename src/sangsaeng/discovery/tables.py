"""The three lists: items, needs, firms. Columns, filters and search over the querysets of `queries`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from sangsaeng.discovery import queries
from sangsaeng.discovery.choices import (
    Basis,
    Granularity,
    Kind,
    ListedFor,
    ProgrammeCode,
    Province,
    Scope,
    Sector,
    country,
    label,
)
from sangsaeng.discovery.models import Firm, Item, Need
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip


def basis_text(code: str) -> str:
    """금액 기준, 중량 기준, 기준 미표시; several joined where a verdict rests on both."""
    return " · ".join(label(Basis, part) for part in code.split("+") if part)


def in_cell(content: SafeString) -> SafeString:
    """Content of a cell as one piece, so that a card on a narrow screen does not stretch it."""
    return format_html("<span>{}</span>", content)


def flag_chip(item: Item) -> SafeString:
    return in_cell(chip(f"flag-{item.flag}", item.get_flag_display()))


def check_chip(firm: Firm) -> SafeString:
    """How the product text was checked: a mark where it is not, plain words where it is."""
    if firm.product_check == Firm.ProductCheck.SOURCED:
        return format_html('<span class="note">({})</span>', firm.get_product_check_display())
    return in_cell(chip("check", firm.get_product_check_display()))


def item_url(item: Item) -> str:
    return reverse("discovery:item", args=[item.key])


def items_listing() -> Listing:
    """Items: what Korea imports from whom, and the verdict; sorted by the largest share."""
    return Listing(
        name=pgettext("page", "품목"),
        columns=(
            Column(
                "name",
                _l("품목"),
                lambda i: i.name,
                html=lambda i: in_korean(i.name),
                sort=("name_ko",),
                width=25,
                link=item_url,
            ),
            Column("kind", _l("구분"), lambda i: i.get_kind_display(), sort=("kind",), width=10, main=False),
            Column(
                "partner", _l("최대 의존국"), lambda i: i.partner_names, sort=("verdict_partner",), width=13
            ),
            Column(
                "share",
                _l("점유율"),
                lambda i: i.share_text,
                sort=("share_high",),
                numeric=True,
                width=10,
                unit="%",
            ),
            Column(
                "year",
                _l("기준 연도"),
                lambda i: str(i.verdict_year or ""),
                sort=("verdict_year",),
                numeric=True,
                width=10,
                main=False,
            ),
            Column("basis", _l("수치의 기준"), lambda i: basis_text(i.verdict_basis), width=17, main=False),
            Column(
                "flag",
                _l("조기경보 판정"),
                lambda i: i.get_flag_display(),
                html=flag_chip,
                sort=("flag", "share_high"),
                width=15,
            ),
        ),
        filters=(
            Filter("kind", _l("구분"), lambda: Kind.choices, lambda v: Q(kind=v)),
            Filter("flag", _l("판정"), lambda: Item.Flag.choices, lambda v: Q(flag=v)),
            Filter(
                "partner",
                _l("최대 의존국"),
                lambda: sorted(
                    ((code, country(code)) for code in queries.item_partners()), key=lambda pair: pair[1]
                ),
                lambda v: Q(verdict_partner=v),
            ),
            Filter(
                "year",
                _l("기준 연도"),
                lambda: [(str(year), str(year)) for year in queries.item_years()],
                lambda v: Q(verdict_year=int(v)),
            ),
            Filter("scope", _l("범위"), lambda: Scope.choices, lambda v: Q(scope=v)),
        ),
        search=("name_ko", "name_en", "hs_code", "hs_written", "key"),
        order="-share",
        empty=_l("아직 실은 품목이 없습니다. 공개 사실을 실으면 여기에 나옵니다."),
        search_label=_l("품목 이름, HS 번호"),
        tiebreak="key",
    )


def items_sheet(rows: Iterable[Item]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the download: the columns of the page, then what a reader of the file computes with."""
    columns = items_listing().columns
    header = [f"{c.label} ({c.unit})" if c.unit else str(c.label) for c in columns]
    header += [
        _("열쇠"),
        _("HS 번호"),
        _("범위"),
        _("가장 낮은 값 (%)"),
        _("가장 높은 값 (%)"),
        _("판정의 이유"),
    ]
    return header, [
        [
            *(c.value(i) for c in columns),
            *(i.key, i.hs_code, i.get_scope_display(), i.share_low, i.share_high, i.reason),
        ]
        for i in rows
    ]


def _item_cell(need: Need) -> SafeString:
    if need.item is None:
        return conditional_escape(_("연결 품목 없음"))
    flag = chip(f"flag-{need.item.flag}", need.item.get_flag_display())
    return in_cell(format_html("{} {}", in_korean(need.item.name), flag))


def needs_listing() -> Listing:
    """Published needs, newest first, with the linked item and how many firms are ranked."""
    return Listing(
        name=pgettext("page", "수요"),
        columns=(
            Column(
                "title",
                _l("수요"),
                lambda n: n.title,
                html=lambda n: in_korean(n.title),
                sort=("title",),
                width=27,
                link=lambda n: reverse("discovery:need", args=[n.code]),
            ),
            Column(
                "buyer",
                _l("수요기업"),
                lambda n: n.demand_firm,
                html=lambda n: in_korean(n.demand_firm),
                sort=("demand_firm",),
                width=14,
            ),
            Column(
                "field", _l("분야"), lambda n: n.get_field_display(), sort=("field",), width=13, main=False
            ),
            Column(
                "year",
                _l("연도"),
                lambda n: str(n.year or ""),
                sort=("year",),
                numeric=True,
                width=8,
            ),
            Column(
                "granularity",
                _l("구체성"),
                lambda n: n.get_granularity_display(),
                sort=("granularity",),
                width=13,
                main=False,
            ),
            Column(
                "item",
                _l("연결 품목"),
                lambda n: n.item.name if n.item else "",
                html=_item_cell,
                width=15,
                main=False,
            ),
            Column(
                "candidates", _l("후보 기업"), lambda n: n.candidates, numeric=True, width=10, unit=_l("곳")
            ),
        ),
        filters=(
            Filter(
                "field",
                _l("분야"),
                lambda: [(code, label(Sector, code)) for code in queries.need_fields()],
                lambda v: Q(field=v),
            ),
            Filter(
                "year",
                _l("연도"),
                lambda: [(str(year), str(year)) for year in queries.need_years()],
                lambda v: Q(year=int(v)),
            ),
            Filter(
                "linked",
                _l("연결 품목"),
                lambda: [("yes", pgettext("filter", "있음")), ("no", pgettext("filter", "없음"))],
                lambda v: Q(item__isnull=v == "no"),
            ),
            Filter("granularity", _l("구체성"), lambda: Granularity.choices, lambda v: Q(granularity=v)),
        ),
        search=("title", "detail", "demand_firm", "programme_ko", "programme_en"),
        order="-year",
        empty=_l("아직 실은 수요가 없습니다. 공개 사실을 실으면 여기에 나옵니다."),
        search_label=_l("수요, 수요기업, 사업 이름"),
        tiebreak="code",
    )


def _selected(firm: Firm) -> str:
    return ", ".join(dict.fromkeys(str(s.get_programme_display()) for s in firm.selections.all()))


def firms_listing() -> Listing:
    """Real firms by name, with what they make as published and how that was checked."""
    return Listing(
        name=pgettext("page", "기업"),
        columns=(
            Column(
                "name",
                _l("기업"),
                lambda f: f.organisation.name,
                html=lambda f: in_korean(f.organisation.name),
                sort=("organisation__name",),
                width=14,
                link=lambda f: reverse("discovery:firm", args=[f.code]),
            ),
            Column(
                "products",
                _l("제품"),
                lambda f: f.products,
                html=lambda f: in_korean(f.products or "–"),
                width=22,
            ),
            Column(
                "check",
                _l("제품 확인"),
                lambda f: f.get_product_check_display(),
                html=check_chip,
                sort=("product_check",),
                width=14,
            ),
            Column(
                "sector", _l("분야"), lambda f: f.get_sector_display(), sort=("sector",), width=13, main=False
            ),
            Column("kind", _l("구분"), lambda f: f.get_kind_display(), sort=("kind",), width=9, main=False),
            Column(
                "region",
                _l("지역"),
                lambda f: f.region or _("알 수 없음"),
                html=lambda f: in_korean(f.region or _("알 수 없음")),
                sort=("region",),
                width=10,
            ),
            Column("selected", _l("선정 사업"), _selected, width=18, main=False),
        ),
        filters=(
            Filter(
                "sector",
                _l("분야"),
                lambda: [(code, label(Sector, code)) for code in queries.firm_sectors()],
                lambda v: Q(sector=v),
            ),
            Filter("kind", _l("구분"), lambda: Kind.choices, lambda v: Q(kind=v)),
            Filter(
                "programme",
                _l("선정 사업"),
                lambda: ProgrammeCode.choices,
                lambda v: Q(pk__in=Firm.objects.filter(selections__programme=v).order_by().values("pk")),
            ),
            Filter("check", _l("제품 확인"), lambda: Firm.ProductCheck.choices, lambda v: Q(product_check=v)),
            Filter(
                "region",
                _l("지역"),
                lambda: [
                    *((p, label(Province, p)) for p in queries.firm_provinces()),
                    ("unknown", _("알 수 없음")),
                ],
                lambda v: Q(region="") if v == "unknown" else Q(region__startswith=v),
            ),
            Filter("listed", _l("실은 이유"), lambda: ListedFor.choices, lambda v: Q(listed_for=v)),
        ),
        search=("organisation__name", "products", "localised_item"),
        order="name",
        empty=_l("아직 실은 기업이 없습니다. 공개 사실을 실으면 여기에 나옵니다."),
        search_label=_l("기업, 제품"),
        tiebreak="code",
    )
