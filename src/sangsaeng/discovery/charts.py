"""The pictures of an item: shares over time, and the countries of the latest year."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.discovery.choices import Basis, FigureFlag, country, in_english, label, plain, span
from sangsaeng.discovery.figures import SHARE
from sangsaeng.discovery.models import Figure, Item, SupplyEvent
from sangsaeng.pages import charts

EWS_LINE, NEIGHBOURS_LINE = 50, 75
LINES, SOURCES, NAMED = 4, 3, 2
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _open_bound(figure: Figure) -> bool:
    """An upper bound on or above a line: below it or not, nobody knows, so it is no point that could pass it."""
    return figure.flag == FigureFlag.UPPER_BOUND and figure.value >= EWS_LINE


def _shares(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    """Import shares with a partner and a date, by partner; those with most figures first."""
    figures = [f for f in figures if not _open_bound(f)]
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.metric == SHARE and figure.partner and figure.period_start and figure.period_end:
            found.setdefault(figure.partner, []).append(figure)
    order = sorted(found, key=lambda code: (-len(found[code]), -max(f.value for f in found[code]), code))
    return {code: found[code] for code in order[:LINES]}


def _hollow(figure: Figure) -> bool:
    return not figure.is_full_year or figure.flag in (FigureFlag.LOWER_BOUND, FigureFlag.UPPER_BOUND)


def _by_year(figures: Sequence[Figure]) -> dict[int, list[Figure]]:
    """Full-year figures by year, oldest first."""
    found: dict[int, list[Figure]] = {}
    for figure in sorted(figures, key=lambda f: (f.year or 0, f.value)):
        if figure.is_full_year and figure.year is not None:
            found.setdefault(figure.year, []).append(figure)
    return found


def _points(figures: Sequence[Figure]) -> list[charts.Point]:
    """The highest figure of each full year, and the part years after the last of them (all, where there is none).

    A year on which sources disagree gets a band as well (`_bands`); nothing is averaged.
    """
    years = _by_year(figures)
    highest = [(year, rows[-1]) for year, rows in years.items()]
    points = [charts.Point(year, float(f.value), partial=_hollow(f)) for year, f in highest]
    last = max(years, default=0)
    latest: dict[tuple[date, date], Figure] = {}
    for figure in figures:
        start, end = figure.period_start, figure.period_end
        if start and end and start.year > last and not (figure.is_full_year and figure.year):
            held = latest.get((start, end))
            latest[start, end] = figure if held is None or figure.value > held.value else held
    return points + [charts.Point(when, float(f.value), partial=True) for when, f in sorted(latest.items())]


def _line_name(code: str, figures: Sequence[Figure]) -> str:
    """The country, with the period of the newest point where that is not a whole year: 중국 (2023. 1.–7.)."""
    last = max(_by_year(figures), default=0)
    later = [f for f in figures if f.period_start and f.period_start.year > last]
    if not later:
        return country(code)
    # The point that `_points` puts last: the latest start, then end, then the highest.
    newest = max(later, key=lambda f: (f.period_start or date.min, f.period_end or date.min, f.value))
    return f"{country(code)} ({part_year(newest)})"


def part_year(figure: Figure) -> str:
    """A period that is no whole year, in short: 2023. 1.–7. in Korean, Jan–Jul 2023 in English."""
    start, end = figure.period_start, figure.period_end
    if start is None or end is None:
        return figure.period
    if in_english():
        first, last = MONTHS[start.month - 1], MONTHS[end.month - 1]
        if start.year == end.year:
            return f"{first} {end.year}" if first == last else f"{first}–{last} {end.year}"
        return f"{first} {start.year}–{last} {end.year}"
    if start.year == end.year:
        return f"{start.year}. {start.month}." + ("" if start.month == end.month else f"–{end.month}.")
    return f"{start.year}. {start.month}.–{end.year}. {end.month}."


def _bands(figures: Sequence[Figure]) -> list[charts.Band]:
    """The years for which full-year figures differ, with the lowest and the highest of them."""
    return [
        charts.Band(year, float(rows[0].value), float(rows[-1].value))
        for year, rows in _by_year(figures).items()
        if rows[0].value != rows[-1].value
    ]


def mark(number: int) -> str:
    """①, ②, …: how an event is called in the chart and in the list below it."""
    return chr(0x2460 + number - 1) if number <= 20 else f"({number})"


def _events(events: Sequence[SupplyEvent], first: int, last: int) -> list[charts.Event]:
    """The events of the years shown: by number and name, or by number alone where they are many."""
    near = [(mark(n), e) for n, e in enumerate(events, start=1) if str(first) <= e.announced[:4] <= str(last)]
    named = len(near) <= NAMED
    return [charts.Event(e.announced, f"{number} {e.title}" if named else number) for number, e in near]


def shares(item: Item, figures: Sequence[Figure], events: Sequence[SupplyEvent]) -> charts.Chart | None:
    """Import shares over time, a line a country, with both lines of the rule and the supply events; None for fewer than two times."""
    found = _shares(figures)
    if not found:
        return None
    dated = [f for rows in found.values() for f in rows]
    if len({(f.period_start, f.period_end) for f in dated}) < 2:
        return None
    first = min(f.period_start for f in dated if f.period_start)
    last = max(f.period_end for f in dated if f.period_end)
    lead = item.verdict_partner if item.verdict_partner in found else next(iter(found))
    shown = _events(events, first.year, last.year)
    table = sorted(dated, key=lambda f: (f.period_start or first, f.partner, f.value))
    return charts.Chart(
        key="shares",
        spec=charts.lines(
            [
                charts.Line(_line_name(code, rows), _points(rows), accent=code == lead)
                for code, rows in found.items()
            ],
            unit="%",
            top=100,
            thresholds=[
                charts.Threshold(EWS_LINE, _("조기경보: 한 나라 50 %"), inclusive=True),
                charts.Threshold(NEIGHBOURS_LINE, _("조기경보: 인접국 합계 75 %"), inclusive=True),
            ],
            events=shown,
            bands=[band for rows in found.values() for band in _bands(rows)],
        ),
        alt=_alt(found),
        header=[
            _("나라"),
            _("기간"),
            _("점유율 (%)"),
            _("한 해 전체"),
            _("기준"),
            _("표시"),
            _("출처 기관"),
            _("출처 주소"),
        ],
        rows=[_row(f) for f in table],
        source=_cited(table),
        as_of=f"{last:%Y-%m}",
        note=" ".join(
            [
                _(
                    "선은 해마다 공개된 값 가운데 가장 높은 값을 잇습니다. 굵은 띠는 출처마다 다른 값의 범위입니다."
                ),
                _("속이 빈 점은 부분 연도이거나 하한·상한입니다. 그 밖의 부분 연도 값은 표에 있습니다."),
                _("번호를 붙인 세로선은 아래 공급 사건의 번호입니다.") if shown else "",
            ]
        ).strip(),
    )


def _row(figure: Figure) -> list[Any]:
    return [
        country(figure.partner),
        figure.period,
        float(figure.value),
        _("예") if figure.is_full_year else _("아니요"),
        label(Basis, figure.basis),
        label(FigureFlag, figure.flag),
        figure.source.organisation,
        figure.source.url,
    ]


def _cited(figures: Sequence[Figure]) -> list[dict[str, str]]:
    """The newest sources behind a chart, `SOURCES` at most; its table names the source of every figure."""
    newest = sorted(figures, key=lambda f: f.source.published, reverse=True)
    return list({f.source_id: f.source.cited for f in newest}.values())[:SOURCES]


def _alt(found: dict[str, list[Figure]]) -> str:
    """What a person would say of the lines: the first and last full year of each, with the range."""
    parts = []
    for code, rows in found.items():
        years: dict[int, list[Figure]] = {}
        for figure in rows:
            if figure.is_full_year and figure.year is not None:
                years.setdefault(figure.year, []).append(figure)
        if not years:
            parts.append(_("%(country)s: 한 해 전체의 수치가 없습니다.") % {"country": country(code)})
            continue
        told = {
            year: span(min(f.value for f in years[year]), max(f.value for f in years[year]))
            for year in (min(years), max(years))
        }
        if len(told) == 1:
            text = _("%(country)s의 점유율은 %(year)s년 %(share)s %%입니다.")
            parts.append(text % {"country": country(code), "year": min(years), "share": told[min(years)]})
        else:
            text = _("%(country)s의 점유율은 %(first)s년 %(from)s %%, %(last)s년 %(to)s %%입니다.")
            values = {
                "first": min(years),
                "last": max(years),
                "from": told[min(years)],
                "to": told[max(years)],
            }
            parts.append(text % ({"country": country(code)} | values))
    return " ".join(parts)


def later_part_year(item: Item, figures: Sequence[Figure]) -> str:
    """The highest share of a part year after the verdict's year that reaches the line: «중국 67.1 % (2023. 1.–7.)».

    Empty where the item is flagged already, and where no such figure is published.
    """
    if item.verdict_year is None or item.flag in (Item.Flag.ALL, Item.Flag.SOME):
        return ""
    later = [
        f
        for rows in _shares(figures).values()
        for f in rows
        if not f.is_full_year and f.period_start and f.period_start.year > item.verdict_year
    ]
    reaching = [f for f in later if f.value >= EWS_LINE and f.flag != FigureFlag.UPPER_BOUND]
    if not reaching:
        return ""
    newest = max(reaching, key=lambda f: (f.period_end or date.min, f.value, f.partner))
    return f"{country(newest.partner)} {plain(newest.value)} % ({part_year(newest)})"


def _bound_text(row: dict[str, Any]) -> str:
    return _("%(share)s %% 미만") % {"share": plain(row["high"])}


def _bar_note(row: dict[str, Any]) -> str:
    """What a bar's number does not say: that it is an upper bound, or that sources disagree."""
    if row["bound"]:
        return _bound_text(row)
    return _("출처에 따라 %(range)s %%") % {"range": row["share"]} if row["disagree"] else ""


def partners(item: Item, rows: Sequence[dict[str, Any]]) -> charts.Chart | None:
    """The countries of the verdict's year as bars: the highest published share, with the range where sources differ."""
    if not rows or item.verdict_year is None:
        return None
    year = item.verdict_year
    return charts.Chart(
        key="partners",
        spec=charts.bars(
            [
                charts.Bar(
                    r["partner"],
                    None if r["bound"] else float(r["high"]),  # a bound is no length
                    note=_bar_note(r),
                    passed=r["reaches"] >= EWS_LINE,
                    accent=index == 0,
                )
                for index, r in enumerate(rows)
            ],
            unit="%",
            thresholds=[charts.Threshold(EWS_LINE, _("조기경보: 한 나라 50 %"), inclusive=True)],
            top=100,
        ),
        alt=_("%(year)s년: ") % {"year": year}
        + ", ".join(f"{r['partner']} {_bound_text(r) if r['bound'] else r['share'] + ' %'}" for r in rows),
        header=[_("나라"), _("가장 낮은 값 (%)"), _("가장 높은 값 (%)"), _("출처 수")],
        rows=[
            [
                r["partner"],
                *(("", r["share"]) if r["bound"] else (float(r["low"]), float(r["high"]))),
                len(r["figures"]),
            ]
            for r in rows
        ],
        source=[f["source"] for f in {f["source"]["url"]: f for r in rows for f in r["figures"]}.values()][
            :SOURCES
        ],
        as_of=str(year),
    )
