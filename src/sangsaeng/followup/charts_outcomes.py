"""The pictures of outcomes: milestones by state, an indicator against its target, imports with what happened."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.analysis.trade.before_after import Change, Reading
from sangsaeng.discovery.charts import mark, part_year
from sangsaeng.discovery.choices import Basis, country, label, plain, span
from sangsaeng.discovery.models import Figure, Item
from sangsaeng.followup.models import MilestoneState
from sangsaeng.followup.queries.imports import Imports
from sangsaeng.followup.queries.milestones import is_late
from sangsaeng.followup.queries.outcomes import Measured
from sangsaeng.followup.words import outcomes as words
from sangsaeng.pages import charts
from sangsaeng.pages.formats import day

SOURCES = 3


def milestones_by_state(rows: Any) -> charts.Chart | None:
    """How many milestones stand where, of `queries.milestones.dated` rows; dropped ones are left out."""
    today = timezone.localdate()
    counted: Counter[str] = Counter()
    for row in rows.select_related(None).only("state", "due_on").exclude(state=MilestoneState.DROPPED):
        counted["late" if is_late(row, today) else row.state] += 1
    if not counted:
        return None
    names = {
        "accepted": str(MilestoneState.ACCEPTED.label),
        "reported": str(MilestoneState.REPORTED.label),
        "returned": str(MilestoneState.RETURNED.label),
        "planned": str(MilestoneState.PLANNED.label),
        "late": _("기한 지남"),
    }
    bars = [
        charts.Bar(name, counted[key], accent=key == "accepted", passed=False)
        for key, name in names.items()
        if counted[key]
    ]
    return charts.Chart(
        key="milestones",
        title=_("이정표의 상태"),
        spec=charts.bars(bars, unit=_("건")),
        alt=" ".join(f"{bar.label} {bar.value}." for bar in bars),
        header=[_("상태"), _("이정표(건)")],
        rows=[[bar.label, bar.value] for bar in bars],
        as_of=today,
    )


def indicator(row: Measured) -> charts.Chart | None:
    """Observed values against the line from baseline to target; None before there is a value, or with negative ones."""
    of = row.indicator
    known = (
        [each.value for each in row.current] + [of.target] + ([] if of.baseline is None else [of.baseline])
    )
    if not row.current or min(known) < 0:
        return None
    planned = [charts.Point(of.target_year, float(of.target))]
    if of.baseline is not None and of.baseline_year is not None and of.baseline_year < of.target_year:
        planned.insert(0, charts.Point(of.baseline_year, float(of.baseline)))
    seen = [
        charts.Point(each.year, float(each.value), partial=each.checked_at is None) for each in row.current
    ]
    table: list[list[Any]] = []
    if of.baseline is not None:
        table.append([str(of.baseline_year), pgettext("indicator", "기준값"), float(of.baseline), ""])
    table += [
        [str(each.year), _("잰 값"), float(each.value), words.observation_chip(each)[1]]
        for each in row.current
    ]
    table.append([str(of.target_year), _("목표"), float(of.target), ""])
    latest = row.current[-1]
    text = _(
        "%(year)d년 잰 값은 %(value)s, %(target_year)d년 목표는 %(target)s입니다. 목표까지 온 비율: %(way)s"
    )
    alt = text % {
        "year": latest.year,
        "value": words.amount(latest.value, of.unit, drawn=True),
        "target_year": of.target_year,
        "target": words.amount(of.target, of.unit, drawn=True),
        "way": words.way_text(row),
    }
    return charts.Chart(
        key=of.code.lower(),
        spec=charts.lines(
            [charts.Line(_("잰 값"), seen, accent=True), charts.Line(_("목표"), planned)],
            unit=words.unit_text(of.unit, drawn=True),
        ),
        alt=alt,
        header=[_("연도"), _("구분"), f"{_('값')} ({words.unit_text(of.unit)})", _("확인 여부")],
        rows=table,
        note=_("속이 빈 점은 아직 확인하지 않은 값입니다.")
        if any(each.checked_at is None for each in row.current)
        else "",
    )


def partner_name(found: Imports) -> str:
    return country(_partner(found))


def _partner(found: Imports) -> str:
    if found.comparison and found.comparison.partner:
        return found.comparison.partner
    shares = [f for f in found.figures if f.metric == "import_share" and f.partner]
    if any(f.partner == found.item.verdict_partner for f in shares):
        return found.item.verdict_partner
    counted = Counter(f.partner for f in shares)
    return max(counted, key=lambda code: (counted[code], code)) if counted else ""


def _shares(found: Imports) -> list[Figure]:
    """The dated import shares of the main partner; bounds are in the item's page, not in this line."""
    partner = _partner(found)
    return [
        f
        for f in found.figures
        if f.metric == "import_share"
        and f.partner == partner
        and partner
        and f.period_start
        and f.period_end
        and f.flag not in ("lower_bound", "upper_bound")
    ]


def _verticals(found: Imports, first: int, last: int) -> list[tuple[Any, str]]:
    """What happened in the years shown: supply events by number, the approval, milestones up to today, by time."""
    rows: list[tuple[Any, str]] = [
        (each.announced, mark(number))
        for number, each in enumerate(found.events, start=1)
        if str(first) <= each.announced[:4] <= str(last)
    ]
    if found.approved_on:
        rows.append((found.approved_on, pgettext("event", "승인")))
    today = timezone.localdate()
    for each in found.milestones:
        when: date = each.reached_on or each.due_on
        if when <= today:
            rows.append((when, str(each.get_kind_display())))
    return rows


def imports(found: Imports) -> charts.Chart | None:
    """The main partner's share over time, one line a basis, with events, approval and milestones; None without figures."""
    rows = _shares(found)
    if not rows:
        return None
    lines: list[charts.Line] = []
    bands: list[charts.Band] = []
    for basis in dict.fromkeys(f.basis for f in rows):
        of_basis = [f for f in rows if f.basis == basis]
        name = f"{country(_partner(found))} ({label(Basis, basis)})"
        years: dict[int, list[Figure]] = {}
        points: list[charts.Point] = []
        for f in of_basis:
            if f.is_full_year and f.year is not None:
                years.setdefault(f.year, []).append(f)
        for year, values in sorted(years.items()):
            low, high = min(v.value for v in values), max(v.value for v in values)
            points.append(charts.Point(year, float(high)))
            if low != high:
                bands.append(charts.Band(year, float(low), float(high)))
        last_year = max(years, default=0)
        later: dict[tuple[date, date], Figure] = {}
        for f in of_basis:
            start, end = f.period_start, f.period_end
            if start and end and start.year > last_year:
                held = later.get((start, end))
                later[start, end] = f if held is None or f.value > held.value else held
        points += [charts.Point(when, float(f.value), partial=True) for when, f in sorted(later.items())]
        if later:
            newest = later[max(later)]
            name = f"{country(_partner(found))} ({label(Basis, basis)}, {part_year(newest)})"
        if points:
            lines.append(charts.Line(name, points, accent=not lines))
    starts = [f.period_start.year for f in rows if f.period_start]
    ends = [f.period_end.year for f in rows if f.period_end]
    first, last = min(starts), max(ends)
    events = [charts.Event(when, text) for when, text in _verticals(found, first, last)]
    return charts.Chart(
        key="shares",
        title=_("%(partner)s 수입 비중과 있었던 일") % {"partner": country(_partner(found))},
        spec=charts.lines(
            lines,
            unit="%",
            top=100,
            thresholds=[charts.Threshold(50, _("조기경보: 한 나라 50 %"), inclusive=True)],
            events=events,
            bands=bands,
        ),
        alt=answer_sentence(found),
        header=[_("기간"), _("점유율 (%)"), _("한 해 전체"), _("기준"), _("출처 기관"), _("출처 주소")],
        rows=[
            [
                f.period,
                float(f.value),
                _("예") if f.is_full_year else _("아니요"),
                label(Basis, f.basis),
                f.source.organisation,
                f.source.url,
            ]
            for f in sorted(rows, key=lambda f: (f.period_start or date.min, f.basis, f.row))
        ],
        source=_cited(rows),
        as_of=str(last),
        note=_(
            "기준이 다른 값은 한 선에 잇지 않습니다. 굵은 띠는 출처마다 다른 값의 범위, 속이 빈 점은 부분 연도입니다. "
            "앞으로 올 이정표는 아래 표에 있습니다."
        ),
    )


def _cited(rows: Sequence[Figure], *, every: bool = False) -> list[dict[str, str]]:
    """The newest sources of the figures, or all of them; the table beside a chart names the source of each figure."""
    newest = sorted(rows, key=lambda f: f.source.published, reverse=True)
    return list({f.source_id: f.source.cited for f in newest}.values())[: None if every else SOURCES]


def _compared(found: Imports) -> list[Figure]:
    """The very figures that a comparison stands on, of the item and of the comparable ones."""
    compared = found.comparison
    if compared is None or compared.change is None:
        return []
    rows = []
    for change in (compared.change, *compared.comparable):
        of = found.figures if change is compared.change else found.others[change.series.item]
        years = (change.before.year, change.after.year)
        rows += [f for f in of if f.is_full_year and f.year in years and f.metric == "import_share"
                 and (f.partner, f.basis) == (compared.partner, compared.basis)]  # fmt: skip
    return rows


def numbered(found: Imports) -> list[dict[str, Any]]:
    """The verticals as a list: when, what, its mark in the picture (milestones to come have none)."""
    today = timezone.localdate()
    rows: list[dict[str, Any]] = [
        {"when": each.announced, "mark": mark(n), "text": each.title, "source": each.source.cited}
        for n, each in enumerate(found.events, start=1)
    ]
    if found.approved_on:
        rows.append({"when": found.approved_on.isoformat(), "mark": "", "text": _("경쟁력강화위원회 승인")})
    for each in found.milestones:
        when: date = each.reached_on or each.due_on
        kind = str(each.get_kind_display())
        state = (
            _("이룸")
            if each.reached_on
            else str(MilestoneState.PLANNED.label)
            if when > today
            else _("예정일 지남")
        )
        rows.append({"when": when.isoformat(), "mark": "", "text": kind, "title": each.title, "state": state})
    return sorted(rows, key=lambda row: row["when"])


def _reading(reading: Reading) -> str:
    return f"{span(reading.low, reading.high)} %"


def _points(low: Any, high: Any) -> str:
    """A change in percentage points with its sign: −29.3 %p, or its range."""
    shown = [("+" if value > 0 else "−" if value < 0 else "") + plain(abs(value)) for value in (low, high)]
    return f"{shown[0] if low == high else ' ~ '.join(shown)} %p"


def name_of(found: Imports, key: str) -> str:
    item: Item | None = found.items.get(key)
    return item.name if item else key


def _row(found: Imports, change: Change, *, own: bool) -> dict[str, Any]:
    key = change.series.item
    return {
        "key": key,
        "name": name_of(found, key),
        "own": own,
        "before": _reading(change.before),
        "before_year": change.before.year,
        "after": _reading(change.after),
        "after_year": change.after.year,
        "change": _points(change.low, change.high),
    }


def comparison_rows(found: Imports) -> list[dict[str, Any]]:
    """The item and its comparable items, each before and after; empty where there is nothing to compare."""
    compared = found.comparison
    if compared is None or compared.change is None:
        return []
    return [_row(found, compared.change, own=True)] + [
        _row(found, each, own=False) for each in compared.comparable
    ]


def before_after(found: Imports) -> charts.Chart | None:
    """Shares before and after as bars, the item first; the highest published value of each year, with its range in words."""
    compared = found.comparison
    if compared is None or compared.change is None:
        return None
    bars = []
    for change in (compared.change, *compared.comparable):
        own = change is compared.change
        for reading in (change.before, change.after):
            note = (
                ""
                if reading.low == reading.high
                else _("출처에 따라 %(range)s %%") % {"range": span(reading.low, reading.high)}
            )
            text = f"{name_of(found, change.series.item)} {reading.year}"
            bars.append(charts.Bar(text, float(reading.high), note=note, accent=own))
    rows = comparison_rows(found)
    return charts.Chart(
        key="comparison",
        title=_("승인 앞뒤의 %(partner)s 수입 비중") % {"partner": country(compared.partner)},
        spec=charts.bars(bars, unit="%", top=100),
        alt=" ".join(f"{row['name']}: {row['before']} → {row['after']}." for row in rows),
        header=[_("품목"), _("앞 연도"), _("앞 (%)"), _("뒤 연도"), _("뒤 (%)"), _("변화 (%p)")],
        rows=[
            [
                row["name"],
                str(row["before_year"]),
                row["before"],
                str(row["after_year"]),
                row["after"],
                row["change"],
            ]
            for row in rows
        ],
        source=_cited(_compared(found), every=True),
        note=_("비교일 뿐 증명이 아닙니다. 비중은 상생모델 밖의 일로도 바뀝니다."),
    )


def missing_sentences(found: Imports) -> list[str]:
    """Why there is no comparison: which figures are missing, in words."""
    compared = found.comparison
    if compared is None:
        return [_("아직 승인되지 않아 앞뒤를 나눌 날이 없습니다.")]
    if not compared.partner:
        return [_("나라별 수입 점유율이 한 해 전체로 공개된 적이 없습니다.")]
    years = {"year": compared.year, "span": compared.span}
    told = {
        "before": _("승인 앞 %(span)d년(%(first)d–%(last)d년)의 한 해 전체 수치가 없습니다.")
        % {**years, "first": compared.year - compared.span, "last": compared.year - 1},
        "after": _("승인 뒤 %(span)d년(%(first)d–%(last)d년)의 한 해 전체 수치가 없습니다.")
        % {**years, "first": compared.year + 1, "last": compared.year + compared.span},
    }
    found_missing = [told[side] for side in compared.missing]
    if not found_missing and not compared.comparable:
        found_missing = [
            _("같은 종류의 품목 가운데 같은 나라·같은 기준으로 앞뒤 수치가 모두 있는 것이 없습니다.")
        ]
    return found_missing


def answer_sentence(found: Imports) -> str:
    """What the page answers, in one or two sentences; no number where figures are missing."""
    compared = found.comparison
    partner = country(_partner(found))
    if compared is not None and compared.change is not None:
        change = compared.change
        text = _(
            "%(partner)s 비중은 승인 앞 %(before_year)d년 %(before)s에서 승인 뒤 %(after_year)d년 %(after)s로 바뀌었습니다(%(change)s)."
        )
        said = text % {
            "partner": partner,
            "before_year": change.before.year,
            "before": _reading(change.before),
            "after_year": change.after.year,
            "after": _reading(change.after),
            "change": _points(change.low, change.high),
        }
        between = compared.comparable_range
        if between is not None:
            more = _("견줄 만한 품목 %(n)d개의 변화는 %(range)s입니다.")
            said += " " + more % {"n": len(compared.comparable), "range": _points(*between)}
        return str(said)
    rows = sorted(
        (f for f in _shares(found) if f.is_full_year and f.year is not None),
        key=lambda f: (f.year or 0, f.value),
    )
    if not rows:
        return _("이 품목의 나라별 수입 점유율은 한 해 전체로 공개된 것이 없습니다.")
    newest = rows[-1]
    text = _("%(partner)s 비중은 %(year)d년 %(share)s %%였습니다. 승인 앞뒤를 견줄 수치는 아직 모자랍니다.")
    return text % {"partner": partner, "year": newest.year, "share": plain(newest.value)}


def approved_text(found: Imports) -> str:
    return day(found.approved_on)
