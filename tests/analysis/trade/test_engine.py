"""Shares, concentration and totals: against plain Python, run to run, and on Spark."""

from __future__ import annotations

import os
import random
import shutil
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.conftest import missing

from sangsaeng.analysis.trade import InputError, Trade, concentration, screen
from sangsaeng.analysis.trade.engine import duckdb_connection
from sangsaeng.analysis.trade.schema import arrow_schema

COUNTRIES = ["CHN", "JPN", "KOR", "S19", "USA"]
Flow = tuple[int, int | None, str, str, str, int]


def trade_of(flows: list[Flow], *, monthly: bool = False) -> Trade:
    names = ("year", "month", "importer", "exporter", "item", "value_usd")
    empty = {"revision": None, "quantity": None, "quantity_unit": None}
    table = pa.Table.from_pylist(
        [dict(zip(names, flow, strict=True)) | empty for flow in flows],
        schema=pa.schema(
            [
                pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
                for f in arrow_schema()
            ]
        ),
    )
    return Trade(data=table.cast(arrow_schema()), source="tidy", monthly=monthly)


def by_hand(flows: list[Flow]) -> list[dict[str, Any]]:
    """The same figures in exact arithmetic."""
    pairs: dict[tuple[int, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sold: dict[tuple[int, str, str], int] = defaultdict(int)
    world: dict[tuple[int, str], int] = defaultdict(int)
    for year, _, importer, exporter, item, value in flows:
        pairs[year, importer, item][exporter] += value
        sold[year, exporter, item] += value
        world[year, item] += value
    found = []
    for (year, importer, item), partners in sorted(pairs.items()):
        total = sum(partners.values())
        top = min(partners, key=lambda c: (-partners[c], c))
        exports = sold[year, importer, item]
        exporters = [v for (y, _, i), v in sold.items() if (y, i) == (year, item)]
        whole = world[year, item]
        found.append(
            {
                "year": year,
                "importer": importer,
                "item": item,
                "import_usd": total,
                "top_country": top if total else None,
                "top_share": float(Fraction(partners[top], total)) if total else None,
                "hhi": float(sum(Fraction(v, total) ** 2 for v in partners.values())) if total else None,
                "partners": sum(v > 0 for v in partners.values()),
                "export_usd": exports,
                "tsi": float(Fraction(exports - total, exports + total)) if exports + total else None,
                "world_usd": whole,
                "world_export_hhi": float(sum(Fraction(v, whole) ** 2 for v in exporters)) if whole else None,
            }
        )
    return found


def flows_of(*, monthly: bool) -> st.SearchStrategy[list[Flow]]:
    value = st.one_of(st.integers(0, 5), st.integers(0, 10**12))
    month = st.integers(1, 3) if monthly else st.none()
    flow = st.tuples(
        st.sampled_from([2023, 2024]),
        month,
        st.sampled_from(COUNTRIES),
        st.sampled_from(COUNTRIES),
        st.sampled_from(["2811111000", "850511"]),
        value,
    ).filter(lambda f: f[2] != f[3])
    return st.lists(flow, min_size=1, max_size=40, unique_by=lambda f: f[:5])


def assert_same(got: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert len(got) == len(expected)
    for ours, theirs in zip(got, expected, strict=True):
        for name, value in theirs.items():
            if isinstance(value, float):
                assert ours[name] == pytest.approx(value, rel=1e-14, abs=1e-15), (name, ours, theirs)
            else:
                assert ours[name] == value, (name, ours, theirs)


SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(flows_of(monthly=False))
@example([(2023, None, "CHN", "JPN", "2811111000", 5489238312)])
def test_every_figure_is_that_of_exact_arithmetic(flows: list[Flow]) -> None:
    got = concentration(trade_of(flows)).to_pylist()
    assert_same(got, by_hand(flows))
    for row in got:
        if row["import_usd"] == 0:
            assert row["top_share"] is row["hhi"] is row["top_country"] is None
            continue
        assert 0 < row["hhi"] <= row["top_share"] <= 1
        assert row["hhi"] >= row["top_share"] ** 2 - 1e-15
        assert row["hhi"] >= 1 / row["partners"] - 1e-15
        assert row["import_usd"] <= row["world_usd"]


@SLOW
@given(flows_of(monthly=True))
def test_months_are_added_up_before_shares_are_taken(flows: list[Flow]) -> None:
    assert_same(
        concentration(trade_of(flows, monthly=True), year=2024).to_pylist(), by_hand_year(flows, 2024)
    )


def by_hand_year(flows: list[Flow], year: int) -> list[dict[str, Any]]:
    return [row for row in by_hand(flows) if row["year"] == year]


def test_equals_are_settled_by_country_code() -> None:
    flows: list[Flow] = [(2024, None, "KOR", c, "850511", 7) for c in ("USA", "S19", "JPN", "CHN", "DEU")]
    for _ in range(5):
        random.shuffle(flows)
        [row] = concentration(trade_of(flows), importer="KOR").to_pylist()
        assert row["top_country"] == "CHN"
        assert row["top_share"] == 0.2


def test_one_importer_keeps_the_worlds_totals() -> None:
    flows: list[Flow] = [
        (2024, None, "KOR", "CHN", "850511", 60),
        (2024, None, "KOR", "JPN", "850511", 40),
        (2024, None, "USA", "KOR", "850511", 300),
    ]
    [row] = concentration(trade_of(flows), importer="KOR").to_pylist()
    assert (row["world_usd"], row["export_usd"], row["tsi"]) == (400, 300, 0.5)
    assert row == next(r for r in concentration(trade_of(flows)).to_pylist() if r["importer"] == "KOR")


def test_a_parquet_file_is_computed_on_where_it_lies(tmp_path: Path) -> None:
    flows: list[Flow] = [(2024, None, "KOR", "CHN", "850511", 60), (2024, None, "KOR", "JPN", "850511", 40)]
    trade = trade_of(flows)
    pq.write_table(trade.table, tmp_path / "t.parquet")
    kept = Trade.from_parquet(tmp_path / "t.parquet")
    assert concentration(kept).equals(concentration(trade))
    assert kept.table.num_rows == 2
    (tmp_path / "bad.parquet").write_text("no")
    with pytest.raises(InputError, match="Parquet"):
        Trade.from_parquet(tmp_path / "bad.parquet")
    pq.write_table(trade.table.drop_columns(["item"]), tmp_path / "less.parquet")
    with pytest.raises(InputError, match="'item' 열이 없습니다"):
        Trade.from_parquet(tmp_path / "less.parquet")


def test_the_union_as_one_importer_leaves_out_its_inner_trade() -> None:
    flows: list[Flow] = [
        (2024, None, "DEU", "FRA", "850511", 500),
        (2024, None, "DEU", "CHN", "850511", 60),
        (2024, None, "FRA", "CHN", "850511", 30),
        (2024, None, "FRA", "JPN", "850511", 10),
        (2024, None, "USA", "DEU", "850511", 25),
    ]
    [row] = concentration(trade_of(flows), importer="EU27").to_pylist()
    assert (row["import_usd"], row["export_usd"], row["top_share"], row["partners"]) == (100, 25, 0.9, 2)


def test_duckdb_never_fetches_an_extension() -> None:
    connection = duckdb_connection()
    for name in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert connection.execute(f"select current_setting('{name}')").fetchone() == (False,)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError, match="모르는 엔진"):
        concentration(trade_of([(2024, None, "KOR", "CHN", "850511", 1)]), engine="sqlite")


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_spark_gives_the_same_rows() -> None:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        missing("a Java runtime")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        missing("PySpark")
    source = random.Random(7)
    keys = {
        (year, month, a, b, item)
        for year in (2022, 2023)
        for month in (1, 2)
        for a in COUNTRIES
        for b in COUNTRIES
        for item in ("850511", "2811111000", "000001")
        if a != b and source.random() < 0.6
    }
    flows = [(*key, source.choice([0, 5, 5, source.randrange(10**12)])) for key in sorted(keys)]
    for monthly in (True, False):
        rows = [f for f in flows if monthly or f[1] == 1]
        trade = trade_of(rows, monthly=monthly)
        here, there = concentration(trade), concentration(trade, engine="spark")
        assert there.schema.names == here.schema.names
        assert_same(there.to_pylist(), here.to_pylist())
        rules = ["ews", "kiet", "geodep"]
        ours, theirs = screen(trade, rules=rules), screen(trade, rules=rules, engine="spark")
        assert [row.verdicts for row in theirs] == [row.verdicts for row in ours]
