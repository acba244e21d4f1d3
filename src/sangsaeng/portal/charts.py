"""The pictures of the public's pages."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sangsaeng import facts
from sangsaeng.pages import charts
from sangsaeng.portal.queries import cited, in_language
from sangsaeng.proposals.published import totals
from sangsaeng.support.queries.selection_pages import funnels
from sangsaeng.support.views.selection_parts import funnel_chart

STAGES = ("applied", "stage1", "stage2", "selected", "planned")


def stage_name(stage: str) -> str:
    return {
        "applied": _("신청"),
        "stage1": _("1단계 통과"),
        "stage2": _("2단계 통과"),
        "selected": _("선정"),
        "planned": _("선정 계획"),
    }[stage]


def programme_name(programme: str) -> str:
    names = {
        "gangso100": _("소부장 강소기업 100"),
        "gangso100plus": _("소부장 강소기업 100+"),
        "startup100": _("소부장 스타트업 100"),
    }
    return names.get(programme, programme)


def where_models_stand() -> charts.Chart:
    """Found and approved against the target of 50, as two bars; they are two counts and are not added."""
    published = totals()
    found, approved, target = published.found.count, published.approved.count, published.target.count
    return charts.Chart(
        key="models",
        title=_("상생모델 50개 가운데"),
        spec=charts.progress(
            [charts.Progress(_("발굴"), found, target), charts.Progress(_("승인"), approved, target)],
            unit=_("건"),
        ),
        alt=_("목표 %(target)d건 가운데 발굴 %(found)d건, 승인 %(approved)d건입니다.")
        % {"target": target, "found": found, "approved": approved},
        header=[_("구분"), _("건수 (건)"), _("목표 (건)")],
        rows=[[_("발굴"), found, target], [_("승인"), approved, target]],
        source=published.sources[0],
        as_of=published.as_of,
    )


def by_sector() -> charts.Chart:
    """The approved models by sector, as published."""
    published = totals()
    sectors = {
        "semiconductor": _("반도체"),
        "electric_electronics": _("전기전자"),
        "machinery_metal": _("기계금속"),
    }
    rows = [(sectors.get(key, key), count) for key, count in (published.approved.by_sector or {}).items()]
    return charts.Chart(
        key="sectors",
        title=_("승인된 상생모델의 분야"),
        spec=charts.bars([charts.Bar(name, count) for name, count in rows], unit=_("건")),
        alt=", ".join(_("%(name)s %(count)d건") % {"name": name, "count": count} for name, count in rows),
        header=[_("분야"), _("건수 (건)")],
        rows=[list(row) for row in rows],
        source=cited(published.approved.sources)[0],
        as_of=str(published.approved.as_of),
    )


def selection_rounds() -> list[tuple[str, list[facts.SelectionFunnel]]]:
    """The published rounds in order, each with its stages in order."""
    rounds: dict[tuple[str, int, str], list[facts.SelectionFunnel]] = defaultdict(list)
    for row in facts.selection_funnels():
        rounds[row.programme, row.year, row.round_ko].append(row)
    named = []
    for (programme, year, round_ko), rows in rounds.items():
        rows.sort(key=lambda row: STAGES.index(row.stage))
        name = programme_name(programme)
        if round_ko not in name:  # 100+ is the name of the programme and of its round
            name = f"{name} {round_name(round_ko)}"
        named.append((f"{name} ({year})", rows))
    return named


def round_name(round_ko: str) -> str:
    """1차 → 1차 or Round 1; what is not a number stays as published."""
    digits = round_ko.removesuffix("차")
    return _("%(number)s차") % {"number": digits} if digits.isdigit() else round_ko


def _beside(rows: list[facts.SelectionFunnel], at: int) -> str:
    """What stands beside a bar: its share of the stage right before it, or of the applications where that is not public."""
    row = rows[at]
    if row.stage == "planned":
        return _("계획이며 결과가 아님")
    if not at:
        return ""
    before = rows[at - 1]
    share = {"share": f"{100 * row.count / before.count:.0f} %"}
    if STAGES.index(row.stage) - STAGES.index(before.stage) == 1:
        return _("앞 단계의 %(share)s") % share
    return _("신청의 %(share)s") % {"share": f"{100 * row.count / rows[0].count:.0f} %"}


def funnel(number: int, title: str, rows: list[facts.SelectionFunnel]) -> charts.Chart:
    """From applications to selections in one round, as published: a stage nobody published is named, never drawn."""
    bars = [
        charts.Bar(stage_name(r.stage), r.count, note=_beside(rows, at), accent=r.stage != "planned")
        for at, r in enumerate(rows)
    ]
    there = {row.stage for row in rows}
    unknown = [stage_name(stage) for stage in STAGES[:-1] if stage not in there]
    said = ", ".join(f"{stage_name(row.stage)} {row.count:,}" for row in rows)
    return charts.Chart(
        key=f"round{number}",
        spec=charts.bars(bars, unit=_("개사")),
        alt=f"{title}: {said}",
        header=[_("단계"), _("기업 수 (개사)"), _("참고"), _("출처")],
        rows=[
            [
                stage_name(row.stage),
                row.count,
                in_language(row, "note"),
                "; ".join(source.key for source in cited(row.sources)),
            ]
            for row in rows
        ],
        source=cited(key for row in rows for key in row.sources),
        as_of=str(rows[0].year),
        note=_("공개자료 없음: %(stages)s") % {"stages": ", ".join(unknown)} if unknown else "",
    )


def own_rounds() -> list[tuple[bool, str, charts.Chart]]:
    """The funnels of rounds announced here: whether of the demonstration, title, chart; never in one chart with facts."""
    found = []
    for number, each in enumerate(funnels(), start=1):
        chart = funnel_chart(each, f"own{number}")
        found.append((each.round.demonstration, f"{each.round.name} ({each.round.year})", chart))
    return found


_kept: dict[tuple[str, str], SafeString] = {}


def kept(make: Callable[[], charts.Chart], name: str = "") -> SafeString:
    """The figure of a chart of shipped facts, drawn once a language: neither it nor its downloads ever change."""
    key = (name or make.__name__, get_language() or "ko")
    if key not in _kept:
        _kept[key] = charts.figure_html(make())
    return _kept[key]


def published_rounds() -> list[tuple[str, SafeString]]:
    """The funnels of the published rounds, each with its title."""
    return [
        (title, kept(partial(funnel, n, title, rows), f"round{n}"))
        for n, (title, rows) in enumerate(selection_rounds(), start=1)
    ]
