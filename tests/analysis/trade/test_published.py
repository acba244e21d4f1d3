"""Published figures reproduced from real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sangsaeng.analysis.trade import Row, read, screen

pytestmark = pytest.mark.shared


def by_key(rows: list[Row]) -> dict[tuple[str, int], Row]:
    return {(row.item, row.year): row for row in rows}


def test_korea_customs_hydrogen_fluoride(shared: Path) -> None:
    trade = read(shared / "data/kcs/hsk10_monthly_partner_2008_2021.csv.gz")
    months: dict[tuple[int, int], int] = {}
    for r in trade.table.to_pylist():
        if (r["item"], r["importer"], r["exporter"]) == ("2811111000", "KOR", "JPN"):
            months[r["year"], r["month"]] = r["value_usd"]
    years = {y: sum(v for (year, _), v in months.items() if year == y) for y in (2018, 2019, 2020)}
    assert {y: round(v / 1e6, 2) for y, v in years.items()} == {2018: 66.86, 2019: 36.34, 2020: 9.38}
    in_2019 = {m: round(months[2019, m] / 1e6, 3) for m in (6, 7, 8, 9, 10)}
    assert in_2019 == {6: 5.293, 7: 0.961, 8: 0, 9: 0, 10: 0.106}
    rows = by_key(screen(trade))
    shares = {y: round(100 * years[y] / rows["2811111000", y].import_usd, 1) for y in years}
    assert shares == {2018: 41.9, 2019: 32.2, 2020: 12.9}
    hhi = rows["2811111000", 2019].hhi
    assert hhi is not None
    assert round(hhi * 10000) == 3878
    photoresist = rows["3707901010", 2020].verdicts["ews"]
    assert photoresist.flag is True
    assert "일본" in photoresist.reason


def test_baci_critical_minerals_2024(shared: Path) -> None:
    folder = shared / "data/baci"
    files = sorted(folder.glob("BACI_*.csv.gz"))
    trade = read(*files, countries=folder / "country_codes_V202601.csv")
    assert trade.table.num_rows == 23_167 + 21_723
    assert trade.table.equals(read(*files).table)  # our own list of numbers says the same
    assert trade.names["S19"] == "Other Asia, nes"
    rows = by_key(screen(trade, year=2024, rules=["ews", "kiet"]))
    got = {
        item: (row.top_country, round(100 * (row.top_share or 0), 1))
        for item in ("850511", "810194", "810411", "283691")
        for row in [rows[item, 2024]]
    }
    assert got == {
        "850511": ("CHN", 87.4),
        "810194": ("CHN", 96.7),
        "810411": ("CHN", 99.9),
        "283691": ("CHL", 74.9),
    }
    assert all(rows[item, 2024].verdicts["ews"].flag for item in got)
    assert rows["283691", 2024].verdicts["kiet"].level == "취약"


def test_comtrade_one_partner_gives_totals_only(shared: Path) -> None:
    trade = read(shared / "data/comtrade/KOR_from_JPN_HS6_2018_2020.csv.gz")
    rows = screen(trade, rules=["ews"])
    totals = {y: sum(r.import_usd for r in rows if r.year == y) for y in (2018, 2019, 2020)}
    assert {y: round(v / 1e9, 2) for y, v in totals.items()} == {2018: 54.60, 2019: 47.58, 2020: 46.02}
    found = by_key(rows)
    fluoride = {y: round(found["281111", y].import_usd / 1e6, 2) for y in totals}
    assert fluoride == {2018: 73.14, 2019: 44.98, 2020: 12.05}
    resist = {y: round(found["370790", y].import_usd / 1e6, 1) for y in totals}
    assert resist == {2018: 398.2, 2019: 365.3, 2020: 436.9}
    assert all(r.top_share is None and r.verdicts["ews"].flag is None for r in rows)


def test_korea_customs_service_rows(shared: Path) -> None:
    trade = read(shared / "data/kcs/nitemtrade_10hs4_202301_202606.csv.gz")
    assert trade.table.num_rows == 2 * 16_128
    rows = screen(trade, rules=["ews"])
    assert {len(row.item) for row in rows} == {6}
    assert {row.months for row in rows if row.year == 2026} == {6}
    assert "2026년 1~6월" in next(row for row in rows if row.year == 2026).verdicts["ews"].reason
