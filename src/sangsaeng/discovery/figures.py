"""Published figures as rows of a table: what was measured, when, on what basis, how sure, where it was read."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.discovery.choices import (
    Basis,
    FigureFlag,
    Metric,
    SourceClass,
    country,
    in_english,
    label,
    plain,
    span,
)
from sangsaeng.discovery.models import Figure, Item

UNITS = {"%": "%", "USD": "US$", "t": "t", "kg": "kg"}
#: A table of more rows is folded away at first.
LONG = 12
SHARE = Metric.IMPORT_SHARE
# Groups of the item page, in its order: import shares have a table of their own, so have domestic supply figures.
TRADE = (
    Metric.IMPORT_VALUE_TOTAL,
    Metric.IMPORT_VALUE,
    Metric.IMPORT_QUANTITY,
    Metric.TOP10_ORIGIN_SHARE,
    Metric.PARTNER_EXPORT_VALUE,
    Metric.PARTNER_EXPORT_QUANTITY,
    Metric.PARTNER_EXPORT_SHARE,
)


def unit_text(unit: str) -> str:
    return UNITS.get(unit) or (_("개 품목") if unit == "items" else unit)


def amount(figure: Figure) -> str:
    """The value with its unit: 41.9 %, US$ 64,790,000, 479.1 t."""
    unit = unit_text(figure.unit)
    return f"{unit} {plain(figure.value)}" if figure.unit == "USD" else f"{plain(figure.value)} {unit}"


def beside(figure: Figure) -> str:
    """What was printed beside the figure: a value in dollars and whose it is, a quantity."""
    parts = []
    if figure.with_usd is not None:
        scope = {
            "from_partner": _("이 나라에서의 수입액"),
            "total_imports": _("전체 수입액"),
        }.get(figure.with_usd_scope, _("범위 불명"))
        parts.append(f"US$ {plain(figure.with_usd)} ({scope})")
    if figure.with_quantity is not None:
        parts.append(f"{plain(figure.with_quantity)} {figure.with_quantity_unit}")
    return ", ".join(parts)


def row(figure: Figure, used: frozenset[str] = frozenset()) -> dict[str, Any]:
    """One figure as the page shows it. `note_lang` is given where the note is not in the page's language."""
    english = in_english()
    note = (figure.note_en or figure.note_ko) if english else (figure.note_ko or figure.note_en)
    other = (not figure.note_en) if english else (not figure.note_ko)
    return {
        "row": figure.row,
        "metric": label(Metric, figure.metric),
        "partner": country(figure.partner) or _("모든 나라"),
        "period": figure.period,
        "part_year": not figure.is_full_year,
        "early": figure.published_early,
        "amount": amount(figure),
        "basis": label(Basis, figure.basis),
        "flag": label(FigureFlag, figure.flag),
        "plain_flag": figure.flag == FigureFlag.AS_PUBLISHED,
        "beside": beside(figure),
        "note": note,
        "note_lang": ("ko" if english else "en") if note and other else "",
        "source": figure.source.cited,
        "source_class": label(SourceClass, figure.source.source_class) if figure.source.source_class else "",
        "used": figure.row in used,
    }


def groups(item: Item, figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """The tables of an item page: import shares, other trade figures, domestic supply and market; empty ones left out."""
    used = frozenset(item.verdict_figures)
    shares = [f for f in figures if f.metric == SHARE]
    trade = [f for f in figures if f.metric in TRADE]
    rest = [f for f in figures if f.metric != SHARE and f.metric not in TRADE]
    found = [
        ("shares", _("수입 점유율"), "", shares),
        (
            "trade",
            _("수입액·수입량과 상대국 통계"),
            _("상대국 통계는 상대국이 신고한 수출이라 한국 통계와 다를 수 있습니다."),
            trade,
        ),
        (
            "domestic",
            _("국산화율·시장 점유율 등"),
            _("수입 점유율이 아닙니다. 판정에 쓰지 않고 따로 보입니다."),
            rest,
        ),
    ]
    return [
        {
            "key": key,
            "title": title,
            "note": note,
            "long": len(rows) > LONG,
            "rows": [row(f, used) for f in _newest_first(rows)],
            "metrics": len({f.metric for f in rows}) > 1 or key == "domestic",
        }
        for key, title, note, rows in found
        if rows
    ]


def _newest_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(
        figures,
        key=lambda f: (
            -(f.period_end.toordinal() if f.period_end else 0),
            f.metric,
            -(f.value if f.unit == "%" else Decimal(0)),
            f.partner,
            f.row,
        ),
    )


def latest_partners(item: Item, figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The countries of the verdict's year: lowest and highest published share, with every source of it.

    Largest first; the range shows where sources disagree, and nothing is averaged. `bound`: published only as
    an upper bound; `reaches`: the largest share that is none (percent), which a threshold may be held against.
    """
    by_partner: dict[str, list[Figure]] = {}
    for figure in figures:
        if (
            figure.metric == SHARE
            and figure.partner
            and figure.is_full_year
            and figure.year is not None
            and figure.year == item.verdict_year
        ):
            by_partner.setdefault(figure.partner, []).append(figure)
    rows: list[dict[str, Any]] = []
    for partner, found in by_partner.items():
        low, high = min(f.value for f in found), max(f.value for f in found)
        bound = all(f.flag == FigureFlag.UPPER_BOUND for f in found)
        rows.append(
            {
                "partner": country(partner),
                "low": low,
                "high": high,
                "share": _("%(share)s 미만") % {"share": span(low, high)} if bound else span(low, high),
                "bound": bound,
                "reaches": max(
                    (f.value for f in found if f.flag != FigureFlag.UPPER_BOUND), default=Decimal(0)
                ),
                "disagree": low != high,
                "figures": [row(f) for f in sorted(found, key=lambda f: -f.value)],
            }
        )
    rows.sort(key=lambda r: (-r["high"], r["partner"]))
    return rows


def sheet(figures: Iterable[Figure]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the download: every figure of an item, the value as a number."""
    header = [
        _("번호"), _("지표"), _("나라"), _("기간"), _("한 해 전체"), _("값"), _("단위"), _("기준"), _("표시"),
        _("비고"), _("출처 기관"), _("출처 제목"), _("출처 주소"), _("출처 날짜"),
    ]  # fmt: skip
    rows = []
    for f in _newest_first(figures):
        shown = row(f)
        rows.append(
            [
                f.row, shown["metric"], shown["partner"], shown["period"], _("예") if f.is_full_year else _("아니요"),
                f.value, unit_text(f.unit), shown["basis"], shown["flag"], shown["note"], f.source.organisation,
                f.source.title, f.source.url, f.source.published,
            ]
        )  # fmt: skip
    return header, rows
