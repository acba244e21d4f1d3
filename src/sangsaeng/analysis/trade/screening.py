"""Screening one importer's items: the figures, and what each rule says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sangsaeng.analysis.trade import engine as engines
from sangsaeng.analysis.trade.areas import name_of, own_areas
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.judging import Case, Half, Past, Verdict, judge
from sangsaeng.analysis.trade.rules import Groups, load_groups, load_rules
from sangsaeng.analysis.trade.schema import Trade


@dataclass(frozen=True)
class Row:
    """One item in one year.

    Attributes:
        item: HS code.
        year: calendar year.
        months: how many months of the year the source holds; None where its rows are whole years.
        import_usd: imports in whole US dollars.
        top_country: the country that most comes from, alpha-3 where ISO has one; the first by code of equals.
        top_share, hhi: 0–1. These, `top_country` and `partners` are None where the source holds one partner only,
            and the first three where nothing was imported.
        partners: countries with imports above 0.
        export_usd: exports in whole US dollars, None where the source does not hold them.
        tsi: (X−M)/(X+M), −1 to 1; None where both are 0 or exports are unknown.
        world_usd: the world's imports of the item, None where the source is one country's.
        verdicts: rule name → `Verdict`.
    """

    item: str
    year: int
    months: int | None
    import_usd: int
    top_country: str | None
    top_share: float | None
    hhi: float | None
    partners: int | None
    export_usd: int | None
    tsi: float | None
    world_usd: int | None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "verdicts"}
        return plain | {"verdicts": {name: v.as_dict() for name, v in self.verdicts.items()}}


def one_partner(trade: Trade, importer: str) -> str | None:
    """The only partner that the source holds for this importer, or None where shares can be taken.

    World trade always holds all partners; a one-country source holds one when it was asked for one.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if trade.world:
        return None
    table = trade.select("importer", "exporter")
    exporters = pc.unique(
        table.filter(pc.equal(pc.cast(table["importer"], pa.string()), importer))["exporter"]
    )
    if len(exporters) == 1:
        return str(exporters[0].as_py())
    return None if trade.reports_imports(importer) else "?"


def screen(
    trade: Trade,
    *,
    importer: str = "KOR",
    year: int | None = None,
    rules: Sequence[str] | None = None,
    groups: Groups | None = None,
    engine: str = "duckdb",
) -> list[Row]:
    """The figures and verdicts of every item that one country imports.

    Args:
        trade: what `read` gave.
        importer: alpha-3 code, or `EU27` for the Union as one importer.
        year: one calendar year; None for every year of the source.
        rules: rule names of `rules.yaml`; None for all.
        groups: groups of adjacent countries for `ews`; None for ours (`groups.yaml`).
        engine: `duckdb` or `spark`.

    Returns:
        Rows sorted by year and item. A rule that cannot be judged has the flag None and says why. Where the
        source holds one partner only, the totals stand and shares are None.

    Raises:
        InputError: an unknown rule or engine, a year or importer that the source does not hold.

    Source: 공급망기본법 시행령 §15(1) and the reports named in `rules.yaml`.

    Example:
        >>> import tempfile, pathlib
        >>> from sangsaeng.analysis.trade import read
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "x.csv"
        >>> _ = path.write_text("t,i,j,k,v,q\\n2022,156,410,850511,3,\\n2022,392,410,850511,1,\\n")
        >>> [row] = screen(read(path), rules=["hri"])
        >>> row.top_country, row.top_share, row.verdicts["hri"].flag
        ('CHN', 0.75, False)
    """
    chosen = load_rules(rules)
    _check_year(trade, year)
    longest = max(rule.parameters.get("window_years", 1) for rule in chosen)
    span = None if year is None else list(range(year - longest + 1, year + 1))
    asked = None if year is None else [year]
    with engines.session(trade, engine=engine) as opened:
        figures = engines.run_concentration(opened, trade, importer=importer, years=span).to_pylist()
        if not any(year in (None, row["year"]) for row in figures):
            when = "" if year is None else f" {year}년"
            problem = f"{importer}의{when} 수입이 없습니다. 수입국과 연도를 확인해 주세요."
            raise InputError(problem, file=_file(trade))
        partners = _partners(opened, importer, asked)
        internal = _internal(opened, importer, asked)
    source, adjacent = _Source.of(trade, importer), groups or load_groups()
    past = source.past(figures)
    rows = []
    for f in figures:
        if year not in (None, f["year"]):
            continue
        key = (f["year"], f["item"])
        case = source.case(f, partners.get(key, []), internal.get(key, 0), past[f["item"]])
        rows.append(source.row(f, case, {rule.name: judge(case, rule, adjacent) for rule in chosen}))
    return rows


def _file(trade: Trade) -> str | None:
    return trade.files[0] if trade.files else None


def _check_year(trade: Trade, year: int | None) -> None:
    if year is None:
        return
    years = _months(trade)
    if year not in years:
        held = ", ".join(str(y) for y in sorted(years))
        raise InputError(
            f"{year}년 자료가 없습니다. 있는 해는 {held}입니다.", file=_file(trade), column="year"
        )


def _months(trade: Trade) -> dict[int, frozenset[int]]:
    """Year → the months that the source holds (none for annual rows)."""
    pairs = trade.select("year", "month").group_by(["year", "month"]).aggregate([]).to_pylist()
    found: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        found[pair["year"]].update(() if pair["month"] is None else (pair["month"],))
    return {year: frozenset(months) for year, months in found.items()}


Key = tuple[int, str]
Partner = dict[str, Any]


def _partners(opened: Any, importer: str, years: Sequence[int] | None) -> dict[Key, list[Partner]]:
    bloc = own_areas()["blocs"].get(importer)
    table = opened.table if bloc is None else engines.fold(opened.table, importer, bloc["members"])
    expression = engines.partners_expression(table, importer=importer, years=years)
    found: dict[Key, list[Partner]] = defaultdict(list)
    for row in opened.run(expression, order=("year", "item", "half", "partner")).to_pylist():
        found[row["year"], row["item"]].append(row)
    return found


def _internal(opened: Any, importer: str, years: Sequence[int] | None) -> dict[Key, int]:
    """Trade among a bloc's own members, US dollars by year and item; empty for a single country."""
    bloc = own_areas()["blocs"].get(importer)
    if bloc is None:
        return {}
    rows = opened.table if years is None else opened.table.filter(opened.table.year.isin(list(years)))
    rows = rows.filter(rows.importer.isin(bloc["members"]) & rows.exporter.isin(bloc["members"]))
    summed = rows.group_by("year", "item").aggregate(internal=rows.value_usd.sum().cast("int64"))
    return {
        (r["year"], r["item"]): r["internal"] for r in opened.run(summed, order=("year", "item")).to_pylist()
    }


def why_no_shares(only: str, importer: str) -> str:
    """The sentence for a source that holds one partner (`one_partner`'s answer)."""
    if only == "?":
        return f"이 자료에는 {importer}의 수입이 다 들어 있지 않아 비중을 계산할 수 없습니다."
    return f"자료에 한 상대({name_of(only)} {only})와의 거래만 있어 비중을 계산할 수 없습니다."


@dataclass(frozen=True)
class _Source:
    """What the source can tell of one importer, asked once for all rows."""

    trade: Trade
    importer: str
    months: Mapping[int, frozenset[int]]
    only: str | None
    exports_known: bool
    is_bloc: bool

    @classmethod
    def of(cls, trade: Trade, importer: str) -> _Source:
        bloc = own_areas()["blocs"].get(importer)
        members = [importer] if bloc is None else bloc["members"]
        known = all(trade.reports_exports(member) for member in members) and _sells(trade, members)
        return cls(trade, importer, _months(trade), one_partner(trade, importer), known, bloc is not None)

    def past(self, figures: Sequence[Mapping[str, Any]]) -> dict[str, dict[int, Past]]:
        """Item → year → what the rules that look back need."""
        found: dict[str, dict[int, Past]] = defaultdict(dict)
        for f in figures:
            world = f["world_export_hhi"] if self.trade.world else None
            exports = f["export_usd"] if self.exports_known else None
            found[f["item"]][f["year"]] = (f["hhi"], world, f["import_usd"], exports)
        return found

    def case(
        self, f: Mapping[str, Any], partners: Sequence[Partner], internal: int, past: Mapping[int, Past]
    ) -> Case:
        """All that the rules may look at for one row of figures."""
        imports: dict[str, int] = defaultdict(int)
        exports: dict[str, int] = defaultdict(int)
        halves: dict[int, dict[str, int]] = {1: {}, 2: {}}
        for p in partners:
            imports[p["partner"]] += p["import_usd"]
            exports[p["partner"]] += p["export_usd"]
            if p["half"]:
                halves[p["half"]][p["partner"]] = p["import_usd"]
        months = self.months[f["year"]]
        return Case(
            importer=self.importer,
            item=f["item"],
            year=f["year"],
            period=_period(f["year"], months),
            imports=None if self.only else imports,
            exports=exports if self.exports_known else None,
            hhi=None if self.only else f["hhi"],
            import_usd=f["import_usd"],
            export_usd=f["export_usd"] if self.exports_known else None,
            halves=tuple(
                Half(number, found, months >= set(range(6 * number - 5, 6 * number + 1)))
                for number, found in halves.items()
            ),
            monthly=self.trade.monthly,
            past=past,
            internal_imports=internal if self.is_bloc else None,
            all_exports=f["export_usd"] + internal if self.is_bloc and self.exports_known else None,
            names=self.trade.names,
            why_no_shares=why_no_shares(self.only, self.importer) if self.only else "",
        )

    def row(self, f: Mapping[str, Any], case: Case, verdicts: Mapping[str, Verdict]) -> Row:
        """The row as it is handed out: what the source cannot tell is None."""
        months = self.months[f["year"]]
        return Row(
            item=f["item"],
            year=f["year"],
            months=len(months) or None,
            import_usd=f["import_usd"],
            top_country=None if self.only else f["top_country"],
            top_share=None if self.only else f["top_share"],
            hhi=case.hhi,
            partners=None if self.only else f["partners"],
            export_usd=case.export_usd,
            tsi=None if case.export_usd is None else f["tsi"],
            world_usd=f["world_usd"] if self.trade.world else None,
            verdicts=verdicts,
        )


def _sells(trade: Trade, members: Sequence[str]) -> bool:
    """Whether any of these countries stands as an exporter at all.

    A file cut down to one country's imports says nothing of its exports, and nothing is not zero.
    """
    import pyarrow.compute as pc

    return not set(members).isdisjoint(pc.unique(trade.select("exporter")["exporter"]).to_pylist())


def _period(year: int, months: frozenset[int]) -> str:
    """`2024년`, or the months where the source holds only a part of the year."""
    if not months or len(months) == 12:
        return f"{year}년"
    first, last = min(months), max(months)
    if last - first + 1 == len(months):
        return f"{year}년 {first}월" if first == last else f"{year}년 {first}~{last}월"
    return f"{year}년 " + "·".join(str(month) for month in sorted(months)) + "월"
