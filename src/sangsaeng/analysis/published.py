"""The `ews` verdict on published import shares, as they were printed: a range where sources disagree.

Rule: one country holds at least 50 % of the imports, or two or more adjacent countries of one source together
at least 75 % (경제안보를 위한 공급망 안정화 지원 기본법 시행령 제15조제1항). The decree does not say which
countries are adjacent: the grouping is a parameter with a version of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

RULE = "ews"
RULE_VERSION = "2"
ONE_COUNTRY = Decimal(50)
ADJACENT_COUNTRIES = Decimal(75)
CONTRADICTION = Decimal(105)
"""Lowest shares of all countries of a year above this sum (percent) cannot all be true; 5 is left for rounding."""
APPROX_MARGIN = Decimal(2)
"""An approximate share this close to the threshold (percentage points) is not judged."""

STATISTIC_EN = "A statistic over items chosen for it, so it is not judged."

COUNTRIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "BEL": ("벨기에", "Belgium"),
        "CHL": ("칠레", "Chile"),
        "CHN": ("중국", "China"),
        "DEU": ("독일", "Germany"),
        "DNK": ("덴마크", "Denmark"),
        "FIN": ("핀란드", "Finland"),
        "IDN": ("인도네시아", "Indonesia"),
        "IND": ("인도", "India"),
        "IRN": ("이란", "Iran"),
        "ISR": ("이스라엘", "Israel"),
        "JPN": ("일본", "Japan"),
        "KOR": ("한국", "Korea"),
        "NLD": ("네덜란드", "the Netherlands"),
        "PHL": ("필리핀", "the Philippines"),
        "QAT": ("카타르", "Qatar"),
        "RUS": ("러시아", "Russia"),
        "SAU": ("사우디아라비아", "Saudi Arabia"),
        "THA": ("태국", "Thailand"),
        "TWN": ("대만", "Taiwan"),
        "UKR": ("우크라이나", "Ukraine"),
        "USA": ("미국", "the United States"),
        "VNM": ("베트남", "Viet Nam"),
        "ZAF": ("남아프리카공화국", "South Africa"),
    }
)
"""Names of the countries in published figures, Korean and English; another code is shown as it is."""


class PublishedFigure(Protocol):
    """What the verdict needs of a published figure; `sangsaeng.facts.Figure` has it."""

    @property
    def id(self) -> str: ...
    @property
    def partner(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def is_full_year(self) -> bool: ...
    @property
    def metric(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def flag(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def published_early(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class AdjacentGroups:
    """A grouping of neighbours: name → ISO alpha-3 codes, with the version that a verdict records."""

    version: str
    groups: Mapping[str, frozenset[str]]


@cache
def adjacent_groups() -> AdjacentGroups:
    """The grouping shipped with the screening rules: one and the same for published and for computed shares."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (Path(__file__).parent / "trade" / "groups.yaml").open(encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    groups = {name: frozenset(codes) for name, codes in content["groups"].items()}
    return AdjacentGroups(version=content["version"], groups=MappingProxyType(groups))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one item.

    `low` and `high` are the smallest and largest share printed for `partners[0]` in `year`, in percent (a bound
    counts as the number printed). Where adjacent countries flag together they are the sums.
    `flagged`: all, some or none of the sources flag (some, too, where they contradict each other on which country
    it is); unknown where nothing published can be judged, or too little of the imports is.
    `basis` of the shares shown: value, unspecified, value+unspecified, or weight (only where the year has
    neither of the others). `figures`: ids of all the year's shares that were weighed.
    `incomplete`: below the line as published, yet a country without a published share could still hold 50 %; the
    verdict is then unknown.
    """

    rule: str
    rule_version: str
    grouping_version: str
    year: int | None
    partners: tuple[str, ...]
    low: Decimal | None
    high: Decimal | None
    flagged: str
    basis: str | None
    reason_ko: str
    reason_en: str
    figures: tuple[str, ...]
    part_year_figures: int
    incomplete: bool


@dataclass(slots=True)
class _Findings:
    """What the sources of one year say: by source, whether a partner (or a group) flags."""

    partners: tuple[str, ...] = ()
    flagged: str = "none"
    low: Decimal | None = None
    high: Decimal | None = None
    together: bool = False
    shown: list[PublishedFigure] = field(default_factory=list)
    impossible_sum: Decimal | None = None


def judge(figure: PublishedFigure, threshold: Decimal = ONE_COUNTRY) -> bool | None:
    """Whether a printed share reaches the threshold; None where its bound leaves that open.

    A lower bound of 60 flags, an upper bound of 40 does not, an upper bound of 60 cannot be judged.
    """
    reaches = figure.value >= threshold
    if figure.flag == "lower_bound":
        return True if reaches else None
    if figure.flag == "upper_bound":
        return None if reaches else False
    if figure.flag == "approx" and abs(figure.value - threshold) <= APPROX_MARGIN:
        return None
    return reaches


def country_name(code: str, language: str) -> str:
    """The Korean (`ko`) or English name of a country in the figures; the code itself where it has none here."""
    names = COUNTRIES.get(code, (code, code))
    return names[0] if language == "ko" else names[1]


def ews_verdict(
    figures: Iterable[PublishedFigure], *, adjacent: AdjacentGroups | None = None, scope: str = "item"
) -> Verdict:
    """Judge one item by its latest full-year import shares.

    Shares by value and shares whose basis is not printed are read together, and the range says where they
    differ; shares by weight only where the year has neither. Part years and undated figures are counted, never
    judged. Self-sufficiency, market shares and mirror statistics are no import shares. A `scope` of "statistic"
    (items chosen by their dependence, counts, averages) is never judged: its share says how it was chosen.

    >>> from sangsaeng.facts import figures_of
    >>> verdict = ews_verdict(figures_of("ne"))
    >>> verdict.year, verdict.partners, verdict.flagged
    (2021, ('CHN',), 'all')
    """
    adjacent = adjacent or adjacent_groups()
    everything = list(figures)
    if scope == "statistic":
        return _unjudged("골라 묶은 통계라 판정하지 않습니다.", STATISTIC_EN, 0, adjacent.version)
    shares = [f for f in everything if f.metric == "import_share" and f.partner]
    full = [f for f in shares if f.is_full_year and f.year is not None]
    part_years = len(shares) - len(full)
    if not full:
        return _no_full_year(len(everything) - len(shares), part_years, adjacent.version)
    year = max(f.year for f in full if f.year is not None)
    of_year = [f for f in full if f.year == year]
    used = [f for f in of_year if f.basis != "weight"] or of_year
    found = _by_partner(used)
    if found.flagged in ("none", "unknown"):
        together = _by_group(used, adjacent)
        if together and (found.flagged == "none" or together.flagged != "unknown"):
            found = together
    if found.flagged in ("all", "some"):
        _mark_contradiction(found, used)
    incomplete = found.flagged == "none" and _unpublished(used) >= ONE_COUNTRY
    ko, en = _reasons(found, used, year, part_years, incomplete)
    return Verdict(
        rule=RULE,
        rule_version=RULE_VERSION,
        grouping_version=adjacent.version,
        year=year,
        partners=found.partners,
        low=found.low,
        high=found.high,
        flagged="unknown" if incomplete else found.flagged,
        basis=_basis(found.shown),
        reason_ko=ko,
        reason_en=en,
        figures=tuple(f.id for f in used),
        part_year_figures=part_years,
        incomplete=incomplete,
    )


def _partner(figure: PublishedFigure) -> str:
    return figure.partner or ""


def _basis(used: Sequence[PublishedFigure]) -> str:
    return "+".join(name for name in ("value", "unspecified", "weight") if any(f.basis == name for f in used))


def _unpublished(used: Sequence[PublishedFigure]) -> Decimal:
    """The part of the imports (percent) of which no source of the year says whose it is."""
    largest: dict[str, Decimal] = {}
    for f in used:
        largest[_partner(f)] = max(f.value, largest.get(_partner(f), Decimal(0)))
    return max(Decimal(0), Decimal(100) - sum(largest.values(), Decimal(0)))


def _mark_contradiction(found: _Findings, used: Sequence[PublishedFigure]) -> None:
    """Where even the lowest shares sum to more than all imports, the sources cannot all be right: some, not all."""
    lowest: dict[str, Decimal] = {}
    for f in used:
        least = Decimal(0) if f.flag == "upper_bound" else f.value
        lowest[_partner(f)] = min(least, lowest.get(_partner(f), least))
    total = sum(lowest.values(), Decimal(0))
    if total > CONTRADICTION:
        found.flagged, found.impossible_sum = "some", total


def _spread(verdicts: Mapping[str, bool | None]) -> str:
    """All, some or none of the sources that can be judged; unknown where none of them flags and one is open."""
    judged = [v for v in verdicts.values() if v is not None]
    if any(judged):
        return "all" if all(judged) else "some"
    return "none" if len(judged) == len(verdicts) else "unknown"


def _merge(old: bool | None, new: bool | None) -> bool | None:
    """Two judgements of one source: one that flags wins, then one that is open."""
    if old or new:
        return True
    return None if old is None or new is None else False


def _by_partner(used: Sequence[PublishedFigure]) -> _Findings:
    rows: dict[str, list[PublishedFigure]] = {}
    for f in used:
        rows.setdefault(_partner(f), []).append(f)
    # The largest printed share first, then the code, so that the order never depends on the file's.
    order = sorted(rows, key=lambda code: (-max(f.value for f in rows[code]), code))
    flagging = [code for code in order if any(judge(f) for f in rows[code])]
    open_ones = [code for code in order if any(judge(f) is None for f in rows[code])]
    partners = flagging or open_ones[:1] or order[:1]
    shown = [f for code in partners for f in rows[code]]
    by_source: dict[str, bool | None] = {}
    for f in shown:
        by_source[f.source] = _merge(by_source.get(f.source, False), judge(f))
    lead = [f.value for f in rows[partners[0]]]
    return _Findings(tuple(partners), _spread(by_source), min(lead), max(lead), shown=shown)


def _by_group(used: Sequence[PublishedFigure], adjacent: AdjacentGroups) -> _Findings | None:
    """Neighbours whose shares in one source reach (or, with a bound, may reach) 75 % together.

    Sums across sources would mix scopes; a source with two figures of one country has no clear sum.
    """
    findings = []
    for name in sorted(adjacent.groups):
        members = [f for f in used if _partner(f) in adjacent.groups[name]]
        sums: dict[str, Decimal] = {}
        verdicts: dict[str, bool | None] = {}
        for source in sorted({f.source for f in members}):
            rows = [f for f in members if f.source == source]
            partners = {_partner(f) for f in rows}
            if 2 <= len(partners) == len(rows):
                sums[source] = sum((f.value for f in rows), Decimal(0))
                verdicts[source] = _judge_together(rows)
        spread = _spread(verdicts)
        if spread != "none":
            shown = [f for f in members if f.source in sums]
            codes = tuple(sorted({_partner(f) for f in shown}))
            low, high = min(sums.values()), max(sums.values())
            findings.append(_Findings(codes, spread, low, high, together=True, shown=shown))
    return max(findings, key=lambda f: (f.flagged != "unknown", f.high or Decimal(0)), default=None)


def _judge_together(rows: Sequence[PublishedFigure]) -> bool | None:
    """Whether the neighbours' shares in one source sum to 75 %; None where a bound leaves that open."""
    if sum((f.value for f in rows if f.flag != "upper_bound"), Decimal(0)) >= ADJACENT_COUNTRIES:
        return True
    may_be_more = any(f.flag == "lower_bound" for f in rows)
    may_be_less = sum((f.value for f in rows), Decimal(0)) >= ADJACENT_COUNTRIES
    return None if may_be_more or may_be_less else False


def _no_full_year(others: int, part_years: int, grouping: str) -> Verdict:
    ko, en = [], []
    if part_years:
        ko.append(f"부분 연도이거나 연도를 알 수 없는 수치 {part_years}건은 쓰지 않음")
        en.append(f"{_count(part_years, 'part-year or undated figure')} not used")
    if others:
        ko.append(f"수입 비중이 아닌 수치 {others}건은 쓰지 않음")
        en.append(f"{_count(others, 'figure')} of another kind, not an import share")
    return _unjudged(
        f"한 해 전체의 수입 비중이 공개되지 않아 판정할 수 없습니다{_brackets(ko, 'ko')}.",
        f"No import share of a full year is published, so it cannot be judged{_brackets(en, 'en')}.",
        part_years,
        grouping,
    )


def _unjudged(ko: str, en: str, part_years: int, grouping: str) -> Verdict:
    return Verdict(
        rule=RULE,
        rule_version=RULE_VERSION,
        grouping_version=grouping,
        year=None,
        partners=(),
        low=None,
        high=None,
        flagged="unknown",
        basis=None,
        reason_ko=ko,
        reason_en=en,
        figures=(),
        part_year_figures=part_years,
        incomplete=False,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _brackets(parts: Sequence[str], language: str) -> str:
    if not parts:
        return ""
    return f"({', '.join(parts)})" if language == "ko" else f" ({'; '.join(parts)})"


def _plain(value: Decimal | None) -> str:
    return f"{(value or Decimal(0)).normalize():f}"


def _range(low: Decimal | None, high: Decimal | None, dash: str) -> str:
    return f"{_plain(low)}%" if low == high else f"{_plain(low)}{dash}{_plain(high)}%"


def _shares(found: _Findings, language: str) -> str:
    """Each named partner with its printed share or range, in words."""
    parts = []
    for code in found.partners:
        rows = [f for f in found.shown if _partner(f) == code]
        values = [f.value for f in rows]
        text = _range(min(values), max(values), "~" if language == "ko" else "–")
        if all(f.flag == "upper_bound" for f in rows):
            text = f"{text} 미만" if language == "ko" else f"below {text}"
        name = country_name(code, language)
        parts.append(f"{name} {text}" if language == "ko" else f"{text} from {name}")
    return (", " if language == "ko" else " and ").join(parts)


def _reasons(
    found: _Findings, used: Sequence[PublishedFigure], year: int, part_years: int, incomplete: bool
) -> tuple[str, str]:
    """One sentence in Korean and one in English: the figures, the line, and in brackets what limits them."""
    ko_notes, en_notes = _limits(found.shown, used, part_years, incomplete)
    ko_shares, en_shares = _shares(found, "ko"), _shares(found, "en")
    several = len({f.source for f in found.shown}) > 1
    line = f"{_plain(ADJACENT_COUNTRIES if found.together else ONE_COUNTRY)}%"
    if found.together:
        ko_shares += f", 인접국 합계 {_range(found.low, found.high, '~')}"
        en_shares += f", {_range(found.low, found.high, '–')} together as neighbours"
    ko_end, en_end = {
        "all": (
            f"로 {'모든 출처에서 ' if several else ''}{line} 이상입니다",
            f", at or above the {line} line{' in every source' if several else ''}",
        ),
        "some": (f"로 일부 출처에서만 {line} 이상입니다", f", and only some sources reach the {line} line"),
        "none": (f"로 {line}에 미치지 않습니다", f", below the {line} line"),
        "unknown": (
            f"로만 공개되어 {line} 기준을 판정할 수 없습니다",
            f" as far as published, which leaves the {line} line open",
        ),
    }[found.flagged]
    if found.impossible_sum is not None:
        total = _plain(found.impossible_sum)
        ko_end = f"로 {line} 이상이라지만, 나라별 비중의 합이 {total}%여서 출처가 서로 어긋납니다"
        en_end = f", but the countries' shares sum to {total}%, so the sources contradict each other"
    elif found.flagged == "unknown" and all(f.flag == "upper_bound" for f in found.shown):
        ko_end = f"으로만 공개되어(상한) {line} 기준을 판정할 수 없습니다"
        en_end = f" (an upper bound, no more is published), which leaves the {line} line open"
    ko_more = " 나머지 원산지가 공개되지 않아 판단할 수 없습니다." if incomplete else ""
    en_more = " The rest of the origins is not published, so it cannot be judged." if incomplete else ""
    opening_ko = "공개된 가장 큰 수입 비중은" if found.flagged == "none" else "수입 비중은"
    opening_en = (
        "the largest published import share was" if found.flagged == "none" else "the import share was"
    )
    return (
        f"{year}년 {opening_ko} {ko_shares}{ko_end}{_brackets(ko_notes, 'ko')}.{ko_more}",
        f"In {year} {opening_en} {en_shares}{en_end}{_brackets(en_notes, 'en')}.{en_more}",
    )


def _limits(
    shown: Sequence[PublishedFigure], used: Sequence[PublishedFigure], part_years: int, incomplete: bool
) -> tuple[list[str], list[str]]:
    """What limits the figures shown: their basis, bounds, dates, and what was left aside."""
    basis = {
        "value": ("금액 기준", "by value"),
        "unspecified": ("금액·중량 기준 미표시", "basis not printed"),
        "weight": ("중량 기준", "by weight"),
        "value+unspecified": (
            "일부는 금액 기준, 일부는 기준 미표시",
            "some by value, some with no basis printed",
        ),
    }[_basis(shown)]
    ko, en = [basis[0]], [basis[1]]
    for flag, ko_text, en_text in (
        ("lower_bound", "하한으로만 공개된 수치", "published only as a lower bound"),
        ("upper_bound", "상한으로만 공개된 수치", "published only as an upper bound"),
        ("approx", "어림값", "approximate"),
        ("derived", "공개된 수치에서 계산한 값", "derived from printed figures"),
    ):
        number = sum(f.flag == flag for f in shown)
        if number:
            ko.append(f"{ko_text} {number}건")
            en.append(f"{_count(number, 'figure')} {en_text}")
    early = sum(f.published_early for f in shown)
    if early:
        ko.append(f"그해가 끝나기 전에 나온 출처의 수치 {early}건")
        en.append(f"{_count(early, 'figure')} from a source published before the year ended")
    if part_years:
        ko.append(f"부분 연도이거나 연도를 알 수 없는 수치 {part_years}건은 쓰지 않음")
        en.append(f"{_count(part_years, 'part-year or undated figure')} not used")
    if incomplete:
        rest = _plain(_unpublished(used))
        ko.append(f"나머지 {rest}%의 나라는 공개되지 않음")
        en.append(f"the origin of the other {rest}% not published")
    return ko, en
