"""Items, needs, firms and ranked pairs for programs: published facts, each with its source.

Shares are in per cent, values in the unit beside them. What is not published is null, never a guess. A ranked pair
is a candidate from public data, no recommendation.
"""

from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from sangsaeng.discovery import queries
from sangsaeng.discovery.models import Figure, Firm, Item, Match, Need, SupplyEvent

router = Router(tags=["discovery"])
# A text to look for: a database refuses a NUL in it, and nothing longer than this can match.
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
NATURE = "공개자료 기반 후보 (추천·인증 아님)"


class Paging(Schema):
    """Which part of a list: at most 200 rows at a time."""

    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)


class SourceOut(Schema):
    organisation: str = Field(examples=["NSP통신(국회의원·산업부)"])
    title: str = Field(examples=["반도체 원자재 중국 의존도"])
    url: str = Field(examples=["https://www.nspna.com/news/"])
    published: str = Field(
        description="As precise as the page: 2021, 2021-05 or 2021-05-03", examples=["2023-09-19"]
    )


class ItemRow(Schema):
    key: str = Field(examples=["hf"])
    name_ko: str = Field(examples=["불화수소(에칭가스·불산)"])
    name_en: str = Field(examples=["hydrogen fluoride / hydrofluoric acid"])
    kind: str = Field(examples=["material"])
    scope: str = Field(description="item, group or statistic", examples=["item"])
    hs_code: str | None = Field(description="Only where a source prints it", examples=["281111"])
    flag: str = Field(
        description="all, some or none of the sources reach the line; some also where they contradict; unknown",
        examples=["all"],
    )
    rule: str = Field(examples=["ews"])
    rule_version: str = Field(examples=["2"])
    year: int | None = Field(examples=[2022])
    partners: list[str] = Field(description="ISO 3166 alpha-3", examples=[["CHN"]])
    share_low: Decimal | None = Field(description="Per cent", examples=["80"])
    share_high: Decimal | None = Field(description="Per cent", examples=["80"])
    basis: str | None = Field(examples=["value"])
    incomplete: bool = Field(
        description="Below the line as published, but half or more of the imports has no published origin",
        examples=[False],
    )
    reason_ko: str = Field(examples=["2022년 수입 비중은 중국 80%로 50% 이상입니다(금액 기준)."])
    reason_en: str = Field(
        examples=["In 2022 the import share was 80% from China, at or above the 50% line (by value)."]
    )


class FigureOut(Schema):
    row: str = Field(examples=["TD0083"])
    metric: str = Field(examples=["import_share"])
    partner: str | None = Field(description="ISO 3166 alpha-3; null: all origins", examples=["CHN"])
    period: str = Field(examples=["2022"])
    full_year: bool = Field(examples=[True])
    value: Decimal = Field(examples=["80"])
    unit: str = Field(examples=["%"])
    basis: str = Field(examples=["value"])
    flag: str = Field(
        description="as_published, lower_bound, upper_bound, approx or derived", examples=["as_published"]
    )
    note_en: str | None = Field(examples=["MOTIE data via lawmaker"])
    used_in_verdict: bool = Field(examples=[True])
    source: SourceOut


class EventOut(Schema):
    code: str = Field(examples=["EV02"])
    announced: str = Field(examples=["2019-07-01"])
    effective: str | None = Field(examples=["2019-07-04"])
    title_ko: str = Field(examples=["일본, 한국행 소재 3종을 건별 허가로 전환"])
    title_en: str = Field(examples=["Japan moves three materials to per-contract export licences"])
    source: SourceOut


class ItemOut(ItemRow):
    figures: list[FigureOut]
    events: list[EventOut]
    needs: list[str] = Field(description="Codes of the needs for this item", examples=[["N017"]])


class NeedRow(Schema):
    code: str = Field(examples=["N017"])
    title_ko: str = Field(examples=["전기차 구동모터용 희토류 영구자석"])
    demand_company_ko: str = Field(examples=["비공개"])
    demand_company_basis: str = Field(examples=["undisclosed"])
    field: str = Field(examples=["automotive"])
    year: int | None = Field(examples=[2021])
    granularity: str = Field(examples=["specific"])
    item: str | None = Field(description="Key of the linked item", examples=["ndfeb"])
    candidates: int = Field(description="How many firms are ranked", examples=[7])
    demonstration: bool = Field(description="Made up, without effect", examples=[False])


class NeedOut(NeedRow):
    detail_ko: str = Field(examples=["친환경차 구동모터의 영구자석을 국산화하려는 수요"])
    programme_ko: str = Field(examples=["수요조사"])
    programme_en: str = Field(examples=["demand survey"])
    item_reason_ko: str = Field(examples=["전기차 구동모터용 희토류 영구자석은 네오디뮴 자석입니다."])
    item_reason_en: str = Field(examples=["A rare-earth magnet for traction motors is a neodymium magnet."])
    hs_code: str | None = Field(description="Only where a source prints it", examples=["850511"])
    source: SourceOut | None


class FirmRow(Schema):
    code: str = Field(examples=["F003"])
    name_ko: str = Field(examples=["풍원정밀"])
    sector: str | None = Field(examples=["display"])
    kind: str | None = Field(examples=["part"])
    products_ko: str | None = Field(examples=["OLED 증착용 파인메탈마스크(FMM)·오픈마스크"])
    product_check: str = Field(description="sourced, partly or unchecked", examples=["partly"])
    region_ko: str | None = Field(examples=["경기 안산"])


class SelectionOut(Schema):
    programme: str = Field(examples=["gangso100"])
    outcome: str = Field(examples=["selected"])
    round_ko: str = Field(examples=["1차(2019)"])
    date: str | None = Field(examples=["2019-12-09"])


class SizeOut(Schema):
    size: str = Field(examples=["midsize"])
    ground: str = Field(description="certificate or published", examples=["published"])
    certificate: str | None = Field(None, examples=["제2021-0001호"])
    expires: str | None = Field(None, examples=["2026-03-31"])


class FirmOut(FirmRow):
    localised_item_ko: str | None = Field(examples=["OLED용 파인메탈마스크"])
    registration_numbers: list[str] = Field(description="Empty: not published", examples=[["124-81-00000"]])
    sites_ko: list[str] = Field(examples=[["경기 안산시"]])
    sizes: list[SizeOut] = Field(description="Empty: not known; never inferred")
    selections: list[SelectionOut]
    sources: list[SourceOut]


class MatchOut(Schema):
    rank: int = Field(examples=[1])
    firm: str = Field(examples=["F013"])
    firm_name_ko: str = Field(examples=["성림첨단산업"])
    band: str = Field(description="strong, fair or weak", examples=["strong"])
    score: float = Field(description="Comparable within one need only", examples=[9.87])
    product_check: str = Field(examples=["sourced"])
    evidence: list[dict[str, Any]] = Field(
        description="Words that need and firm share, each with its part of the score",
        examples=[
            [
                {
                    "need_word": "노광기",
                    "contribution": 6.33,
                    "exact": True,
                    "firm_words": [{"field": "product", "field_ko": "제품", "words": ["노광기"]}],
                    "purpose": False,
                    "note": "",
                    "note_en": "",
                }
            ]
        ],
    )
    requirements: list[dict[str, Any]] = Field(
        description="What is met, partly met or not known",
        examples=[
            [
                {
                    "key": "verification",
                    "label": "제품 설명의 확인",
                    "label_en": "Verification of the product text",
                    "status": "met",
                    "status_ko": "충족",
                    "detail": "출처가 있는 제품 설명입니다.",
                    "detail_en": "The product text has a source.",
                    "need_words": [],
                    "firm_words": [],
                }
            ]
        ],
    )
    engine_version: str = Field(examples=["match 2 / lexicon b0942e2c / kiwi 0.24.1+0.24.0"])
    nature: str = Field(NATURE, description="What such a pair is", examples=[NATURE])


class ItemPage(Schema):
    count: int
    results: list[ItemRow]


class NeedPage(Schema):
    count: int
    results: list[NeedRow]


class FirmPage(Schema):
    count: int
    results: list[FirmRow]


class MatchPage(Schema):
    count: int
    results: list[MatchOut]


class ItemFilter(Paging):
    q: Text = ""
    kind: Text = ""
    flag: Text = ""
    partner: Text = ""
    year: int | None = None
    scope: Text = ""


class NeedFilter(Paging):
    q: Text = ""
    field: Text = ""
    year: int | None = None
    item: Text = ""
    granularity: Text = ""


class FirmFilter(Paging):
    q: Text = ""
    sector: Text = ""
    kind: Text = ""
    product_check: Text = ""


def _page(rows: QuerySet[Any], paging: Paging, show: Any) -> dict[str, Any]:
    part = rows[paging.offset : paging.offset + paging.limit]
    return {"count": rows.count(), "results": [show(row) for row in part]}


def _chosen(rows: QuerySet[Any], **wanted: Any) -> QuerySet[Any]:
    return rows.filter(**{name: value for name, value in wanted.items() if value not in ("", None)})


def _found(read: Any, *keys: str) -> Any:
    if any("\0" in key for key in keys):  # PostgreSQL refuses to look for it
        raise Http404
    try:
        return read(*keys)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone


def _item(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "name_ko": item.name_ko,
        "name_en": item.name_en,
        "kind": item.kind,
        "scope": item.scope,
        "hs_code": item.hs_code or None,
        "flag": item.flag,
        "rule": item.verdict_rule,
        "rule_version": item.verdict_version,
        "year": item.verdict_year,
        "partners": item.verdict_partners,
        "share_low": item.share_low,
        "share_high": item.share_high,
        "basis": item.verdict_basis or None,
        "incomplete": item.verdict_incomplete,
        "reason_ko": item.reason_ko,
        "reason_en": item.reason_en,
    }


def _figure(figure: Figure, used: frozenset[str]) -> dict[str, Any]:
    return {
        "row": figure.row,
        "metric": figure.metric,
        "partner": figure.partner or None,
        "period": figure.period_en,
        "full_year": figure.is_full_year,
        "value": figure.value,
        "unit": figure.unit,
        "basis": figure.basis,
        "flag": figure.flag,
        "note_en": figure.note_en or None,
        "used_in_verdict": figure.row in used,
        "source": figure.source.cited,
    }


def _event(event: SupplyEvent) -> dict[str, Any]:
    return {
        "code": event.code,
        "announced": event.announced,
        "effective": event.effective or None,
        "title_ko": event.title_ko,
        "title_en": event.title_en,
        "source": event.source.cited,
    }


def _need(need: Need, candidates: int) -> dict[str, Any]:
    return {
        "code": need.code,
        "title_ko": need.title,
        "demand_company_ko": need.demand_firm,
        "demand_company_basis": need.demand_firm_basis,
        "field": need.field,
        "year": need.year,
        "granularity": need.granularity,
        "item": need.item.key if need.item else None,
        "candidates": candidates,
        "demonstration": need.demonstration,
    }


def _firm(firm: Firm) -> dict[str, Any]:
    return {
        "code": firm.code,
        "name_ko": firm.organisation.name,
        "sector": firm.sector or None,
        "kind": firm.kind or None,
        "products_ko": firm.products or None,
        "product_check": firm.product_check,
        "region_ko": firm.region or None,
    }


@router.get("/items", response=ItemPage, summary="Items with their verdict")
def list_items(request: HttpRequest, wanted: Query[ItemFilter]) -> dict[str, Any]:
    rows = _chosen(
        Item.objects.order_by("key"),
        kind=wanted.kind,
        flag=wanted.flag,
        verdict_partner=wanted.partner,
        verdict_year=wanted.year,
        scope=wanted.scope,
    )
    if wanted.q:
        rows = rows.filter(
            Q(name_ko__icontains=wanted.q) | Q(name_en__icontains=wanted.q) | Q(hs_code=wanted.q)
        )
    return _page(rows, wanted, _item)


@router.get("/items/{key}", response=ItemOut, summary="One item with every published figure")
def get_item(request: HttpRequest, key: str) -> dict[str, Any]:
    item: Item = _found(queries.item, key)
    used = frozenset(item.verdict_figures)
    return _item(item) | {
        "figures": [_figure(figure, used) for figure in queries.figures(item)],
        "events": [_event(event) for event in queries.events(item)],
        "needs": [need.code for need in queries.needs_of(item)],
    }


@router.get("/needs", response=NeedPage, summary="Published needs")
def list_needs(request: HttpRequest, wanted: Query[NeedFilter]) -> dict[str, Any]:
    rows = _chosen(
        queries.needs().order_by("code"),
        field=wanted.field,
        year=wanted.year,
        item__key=wanted.item,
        granularity=wanted.granularity,
    )
    if wanted.q:
        rows = rows.filter(Q(title__icontains=wanted.q) | Q(detail__icontains=wanted.q))
    return _page(rows, wanted, lambda need: _need(need, need.candidates))


@router.get("/needs/{code}", response=NeedOut, summary="One published need")
def get_need(request: HttpRequest, code: str) -> dict[str, Any]:
    need: Need = _found(queries.need, code)
    return _need(need, need.matches.count()) | {
        "detail_ko": need.detail,
        "programme_ko": need.programme_ko,
        "programme_en": need.programme_en,
        "item_reason_ko": need.item_reason_ko,
        "item_reason_en": need.item_reason_en,
        "hs_code": need.hs_code or None,
        "source": need.source.cited if need.source else None,
    }


@router.get(
    "/needs/{code}/matches",
    response=MatchPage,
    summary="Firms ranked for a need (candidates only)",
)
def list_matches(request: HttpRequest, code: str, paging: Query[Paging]) -> dict[str, Any]:
    need: Need = _found(queries.need, code)
    rows = Match.objects.filter(need=need).select_related("firm__organisation").order_by("rank")
    return _page(rows, paging, _match)


def _match(match: Match) -> dict[str, Any]:
    return {
        "rank": match.rank,
        "firm": match.firm.code,
        "firm_name_ko": match.firm.organisation.name,
        "band": match.band,
        "score": match.score,
        "product_check": match.firm.product_check,
        "evidence": match.explanation.get("evidence", []),
        "requirements": match.explanation.get("requirements", []),
        "engine_version": match.engine_version,
        "nature": NATURE,
    }


@router.get("/firms", response=FirmPage, summary="Firms named in public")
def list_firms(request: HttpRequest, wanted: Query[FirmFilter]) -> dict[str, Any]:
    rows = _chosen(
        queries.firms().prefetch_related(None).order_by("code"),
        sector=wanted.sector,
        kind=wanted.kind,
        product_check=wanted.product_check,
    )
    if wanted.q:
        rows = rows.filter(Q(organisation__name__icontains=wanted.q) | Q(products__icontains=wanted.q))
    return _page(rows, wanted, _firm)


@router.get("/firms/{code}", response=FirmOut, summary="One firm, as published")
def get_firm(request: HttpRequest, code: str) -> dict[str, Any]:
    firm: Firm = _found(queries.firm, code)
    return _firm(firm) | {
        "localised_item_ko": firm.localised_item or None,
        "registration_numbers": [r.number for r in firm.registrations.all()],
        "sites_ko": [site.address for site in firm.sites.all()],
        "sizes": [
            {
                "size": size.size,
                "ground": size.ground,
                "certificate": size.certificate or None,
                "expires": size.expires.isoformat() if size.expires else None,
            }
            for size in firm.sizes.all()
            if size.ground != size.Ground.ELIGIBILITY
        ],
        "selections": [
            {"programme": s.programme, "outcome": s.outcome, "round_ko": s.round, "date": s.date or None}
            for s in firm.selections.all()
        ],
        "sources": [source.cited for source in firm.sources.all()],
    }
