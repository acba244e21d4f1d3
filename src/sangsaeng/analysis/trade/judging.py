"""Judging one item and year by one rule: a flag, and the reason in words.

A rule that cannot be judged on the data at hand gives the flag None with the reason, never False.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sangsaeng.analysis.trade.areas import name_of
from sangsaeng.analysis.trade.rules import Groups, Rule


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one item and year.

    Attributes:
        flag: True, False, or None where the data cannot say.
        reason: why, in Korean, with the figures.
        level: the rule's own word for how far (관심, 취약 …), where it has one.
        version: the rule's version; for `ews` the version of the groups stands in the reason.
    """

    flag: bool | None
    reason: str
    version: str
    level: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"flag": self.flag, "level": self.level, "reason": self.reason, "version": self.version}


#: One year of an item for the rules that look back: HHI, world export HHI, imports, exports (US dollars).
Past = tuple[float | None, float | None, int, int | None]


@dataclass(frozen=True)
class Half:
    """Imports of one half-year (1 or 2) by partner, in US dollars; `complete` when all six months are there."""

    number: int
    imports: Mapping[str, int]
    complete: bool


@dataclass(frozen=True)
class Case:
    """All that the rules may look at for one importer, item and year.

    `imports` and `exports` are US dollars by partner; None where the source does not hold them. `past` holds, for
    the years of the source up to this one, (hhi, world export hhi, imports, exports) of the same item.
    `internal_imports`, `all_exports` are those of a bloc, trade among its members counted too.
    """

    importer: str
    item: str
    year: int
    period: str
    imports: Mapping[str, int] | None
    exports: Mapping[str, int] | None
    hhi: float | None
    import_usd: int
    export_usd: int | None
    halves: tuple[Half, ...] = ()
    monthly: bool = False
    past: Mapping[int, Past] = field(default_factory=dict)
    internal_imports: int | None = None
    all_exports: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    why_no_shares: str = ""

    def named(self, code: str) -> str:
        return name_of(code, names=self.names)


def judge(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """The verdict of one rule on one case."""
    return _JUDGES[rule.kind](case, rule, groups)


def _percent(share: float) -> str:
    """A share with one decimal; with more where rounding would lift it to a threshold that it misses."""
    rounded = round(share * 100, 1)
    lifted = rounded % 5 == 0 and share * 100 < rounded
    return f"{share * 100:.4f}%" if lifted else f"{rounded:.1f}%"


def _ranked(imports: Mapping[str, int]) -> list[tuple[str, int]]:
    """Partners by value, the largest first; equals by country code."""
    return sorted(((c, v) for c, v in imports.items() if v > 0), key=lambda pair: (-pair[1], pair[0]))


def _level(share: float, levels: Mapping[str, float]) -> str | None:
    """The highest level that a share reaches."""
    reached = [name for name, least in levels.items() if share >= least]
    return max(reached, key=lambda name: levels[name], default=None)


def _no_shares(case: Case, rule: Rule) -> Verdict | None:
    """The verdict where shares cannot be known at all."""
    if case.imports is None:
        return Verdict(None, case.why_no_shares, rule.version)
    if case.import_usd == 0:
        return Verdict(None, f"{case.period} 수입이 없어 비중을 알 수 없습니다.", rule.version)
    return None


def _share_or_group(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """EWS: the largest share, or two or more adjacent countries together (시행령 제15조 제1항)."""
    unknown = _no_shares(case, rule)
    if unknown or case.imports is None:
        return unknown or Verdict(None, case.why_no_shares, rule.version)
    ranked = _ranked(case.imports)
    country, value = ranked[0]
    share = value / case.import_usd
    least, together = rule.parameters["share"], rule.parameters["group_share"]
    shown = f"{case.period} 수입의 {_percent(share)}가 {case.named(country)}에서 왔습니다"
    if share >= least:
        return Verdict(True, f"{shown}(기준 {least:.0%} 이상).", rule.version)
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for name, members in sorted(groups.groups.items()):
        inside = [(c, v) for c, v in ranked if c in members and c != case.importer]
        total = sum(v for _, v in inside) / case.import_usd
        if len(inside) >= 2 and total > best[0]:
            best = (total, name, [c for c, _ in inside])
    ours = f"묶음은 법에 정의가 없어 우리가 정한 {groups.version}판입니다"
    if best[0] >= together:
        nations = "·".join(case.named(c) for c in best[2][:4])
        reason = f"{case.period} 수입의 {_percent(best[0])}가 {best[1]}({nations})에서 왔습니다"
        return Verdict(True, f"{reason}(인접국 기준 {together:.0%} 이상). {ours}.", rule.version)
    group = (
        f"인접국 합은 {best[1]} {_percent(best[0])}입니다" if best[2] else "둘 이상 든 인접국 묶음이 없습니다"
    )
    reason = f"{shown}(기준 {least:.0%} 미만). {group}(기준 {together:.0%} 미만). {ours}."
    return Verdict(False, reason, rule.version)


def _deficit_and_share(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """KIET: a trade deficit with the partner and a high share; of several partners, the one reaching highest."""
    unknown = _no_shares(case, rule)
    if unknown or case.imports is None:
        return unknown or Verdict(None, case.why_no_shares, rule.version)
    levels = rule.parameters["levels"]
    surplus = None
    ranked = _ranked(case.imports)
    for country, value in ranked:
        share = value / case.import_usd
        level = _level(share, levels)
        if level is None:
            break
        shown = f"{case.period} {case.named(country)} 비중이 {_percent(share)}"
        if case.exports is None:
            reason = f"{shown}이지만 수출 자료가 없어 교역이 적자인지 알 수 없습니다."
            return Verdict(None, reason, rule.version)
        balance = case.exports.get(country, 0) - value
        if balance < 0:
            reason = f"{shown}이고 교역이 {-balance:,}달러 적자입니다({level})."
            return Verdict(True, reason, rule.version, level)
        surplus = f"{shown}이지만 교역이 적자가 아닙니다."
    top, value = ranked[0]
    largest = _percent(value / case.import_usd)
    low = f"{case.period} 가장 큰 {case.named(top)} 비중이 {largest}로 기준({min(levels.values()):.0%})보다 낮습니다."
    return Verdict(False, surplus or low, rule.version)


def _named_country(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """HRI: the share of one country named in the rule."""
    unknown = _no_shares(case, rule)
    if unknown or case.imports is None:
        return unknown or Verdict(None, case.why_no_shares, rule.version)
    country = rule.parameters["country"]
    share = case.imports.get(country, 0) / case.import_usd
    level = _level(share, rule.parameters["levels"])
    least = min(rule.parameters["levels"].values())
    compared = f"기준 {level}" if level else f"기준 {least:.0%} 미만"
    reason = f"{case.period} {case.named(country)} 비중이 {_percent(share)}입니다({compared})."
    return Verdict(level is not None, reason, rule.version, level)


def _half_year(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """MOTIE: half-year imports of a ten-digit item and one country's share."""
    digits = rule.parameters["digits"]
    if len(case.item) != digits:
        reason = f"HSK {digits}단위 품목에만 쓰는 규칙입니다. 이 품목은 {len(case.item)}단위입니다."
        return Verdict(None, reason, rule.version)
    unknown = _no_shares(case, rule)
    if unknown:
        return unknown
    halves = [half for half in case.halves if half.complete]
    if not halves:
        what = "여섯 달이 다 있는 반기가 없어" if case.monthly else "월별 자료가 없어"
        return Verdict(None, f"{what} 반기로 판정할 수 없습니다.", rule.version)
    said, flagged = [], []
    for half in halves:
        total = sum(half.imports.values())
        ranked = _ranked(half.imports)
        name = "상반기" if half.number == 1 else "하반기"
        if not ranked:
            said.append(f"{case.year}년 {name} 수입이 없습니다.")
            continue
        share = ranked[0][1] / total
        level = _level(share, rule.parameters["levels"])
        shown = f"{case.year}년 {name} 수입 {total:,}달러, {case.named(ranked[0][0])} 비중 {_percent(share)}"
        if level and total >= rule.parameters["value_usd"]:
            flagged.append((share, level, f"{shown}입니다(기준 {level})."))
        else:
            low = "수입액이" if level else "비중이"
            said.append(f"{shown}로 {low} 기준보다 작습니다.")
    if flagged:
        _, level, reason = max(flagged)
        return Verdict(True, reason, rule.version, level)
    return Verdict(False, " ".join(said), rule.version)


def _three_tests(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """GeoDep: three tests a year, met in two of three years that end with this one."""
    unknown = _no_shares(case, rule)
    if unknown:
        return unknown
    p = rule.parameters
    years = range(case.year - p["window_years"] + 1, case.year + 1)
    met: list[int] = []
    open_years: list[int] = []
    for year in years:
        hhi, world, imports, exports = case.past.get(year, (None, None, 0, None))
        tests = (
            None if hhi is None else hhi > p["hhi"],
            None if world is None else world > p["world_hhi"],
            None if exports is None else imports > p["ratio"] * exports,
        )
        if None in tests and False not in tests:
            open_years.append(year)
        elif all(tests):
            met.append(year)
    listed = ", ".join(f"{year}년" for year in met) or "없음"
    if len(met) >= p["years_met"]:
        return Verdict(True, f"세 기준을 모두 넘은 해: {listed}.", rule.version)
    if len(met) + len(open_years) < p["years_met"]:
        return Verdict(False, f"세 기준을 모두 넘은 해: {listed}(기준 {p['years_met']}년).", rule.version)
    missing = ", ".join(f"{year}년" for year in open_years)
    reason = f"{missing}의 세계 자료나 수출입 자료가 없어 {p['window_years']}년 판정을 할 수 없습니다."
    return Verdict(None, f"{reason} 세 기준을 모두 넘은 해: {listed}.", rule.version)


def _bloc_tests(case: Case, rule: Rule, groups: Groups) -> Verdict:
    """EU: concentration of imports from outside, their share of all imports, and their ratio to exports."""
    p = rule.parameters
    if case.importer != p["bloc"]:
        reason = f"유럽연합을 한 수입국으로 볼 때 쓰는 규칙입니다(--importer {p['bloc']})."
        return Verdict(None, reason, rule.version)
    unknown = _no_shares(case, rule)
    if unknown:
        return unknown
    exports = case.all_exports if p["exports"] == "total" else case.export_usd
    if case.internal_imports is None or exports is None or case.hhi is None:
        return Verdict(None, "역내 교역이나 수출 자료가 없어 판정할 수 없습니다.", rule.version)
    outside = case.import_usd / (case.import_usd + case.internal_imports)
    tests = [
        (case.hhi > p["hhi"], f"역외 수입 HHI {case.hhi:.3f}(기준 {p['hhi']} 초과)"),
        (
            outside > p["external_share"],
            f"역외 비중 {_percent(outside)}(기준 {p['external_share']:.0%} 초과)",
        ),
        (
            case.import_usd > p["ratio"] * exports,
            f"역외 수입 {case.import_usd:,}달러, 수출 {exports:,}달러(기준 비 {p['ratio']:g} 초과)",
        ),
    ]
    reason = ", ".join(text for _, text in tests) + "."
    return Verdict(all(passed for passed, _ in tests), reason, rule.version)


_JUDGES: Mapping[str, Callable[[Case, Rule, Groups], Verdict]] = {
    "share_or_group": _share_or_group,
    "deficit_and_share": _deficit_and_share,
    "named_country": _named_country,
    "half_year": _half_year,
    "three_tests": _three_tests,
    "bloc_tests": _bloc_tests,
}
