"""Screening 11 million bilateral rows: the ibis expression against the same job in hand-written DuckDB SQL.

The table is generated as BACI is built: 5 years × 5,000 items × 440 pairs of 221 countries, each pair once, in BACI's
order (year, exporter, importer, item); an item has from 5 to 40 exporters. Each job runs in a process of its own and
writes its rows to Parquet, so that the peak memory is that job's alone. Jobs alternate, and the ratio is the median
of the ratios within each round, because the machine may be busy with other work; the ratio of CPU time stands
beside it. Both sides' rows are compared.

    python -m benchmarks.screening [--json] [--repeat 5]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade import Trade
from sangsaeng.analysis.trade.engine import concentration_expression, duckdb_connection

YEARS, ITEMS, PAIRS = 5, 5000, 440
ROWS = YEARS * ITEMS * PAIRS
RATIO_BUDGET, MEMORY_BUDGET_MB, YEAR_BUDGET_S = 1.2, 1500, 1.0
JOBS = ("scan", "sql", "ibis", "year")

GENERATE = """
copy (
    with cell as (
        select 2018 + n // {per_year} as y, n // {pairs} % {items} as k, n % {pairs} as p, hash(n) as h
        from range({rows}) t(n)
    ),
    pair as (
        select y, k, h, ((p % e) * 7 + k) % 221 as x, (p // e * 9 + k * 3 + 1) % 221 as m
        from (select *, 5 + hash(k) % 36 as e from cell)
    )
    select y::smallint as "year", null::tinyint as "month",
           chr(65 + (m // 26)::int) || chr(65 + (m % 26)::int) || 'A' as importer,
           chr(65 + (x // 26)::int) || chr(65 + (x % 26)::int) || 'A' as exporter,
           lpad((10000 + k * 97)::varchar, 6, '0') as item, 'HS2017' as revision,
           exp(4 + h % 1000000 / 1000000.0 * 14)::bigint as value_usd,
           h % 100000 / 10.0 as quantity, 't' as quantity_unit
    from pair order by y, x, m, k
) to '{path}' (format parquet, compression zstd)
"""

SCAN = """select sum(value_usd), max("year"), max(importer), max(exporter), max(item) from trade"""

# What one would write by hand for the same figures; equals are settled by arg_max as it pleases.
BY_HAND = """
with imports as (
    select "year", importer, item, sum(value_usd) as import_usd, arg_max(exporter, value_usd) as top_country,
           max(value_usd) as top_usd, sum(value_usd::double * value_usd) as squares,
           count(*) filter (value_usd > 0) as partners
    from trade group by all
),
exports as (select "year", exporter, item, sum(value_usd) as export_usd from trade group by all),
world as (
    select "year", item, sum(export_usd) as world_usd,
           sum(export_usd::double * export_usd) / sum(export_usd)::double ** 2 as world_export_hhi
    from exports group by all
)
select m."year", m.importer, m.item, m.import_usd::bigint as import_usd, m.top_country,
       m.top_usd / m.import_usd::double as top_share, m.squares / m.import_usd::double ** 2 as hhi, m.partners,
       coalesce(x.export_usd, 0)::bigint as export_usd,
       (coalesce(x.export_usd, 0) - m.import_usd)::double / (coalesce(x.export_usd, 0) + m.import_usd) as tsi,
       w.world_usd::bigint as world_usd, w.world_export_hhi
from imports m
left join exports x on x."year" = m."year" and x.item = m.item and x.exporter = m.importer
left join world w on w."year" = m."year" and w.item = m.item
"""


def generate(path: Path) -> None:
    """Write the table of `ROWS` rows."""
    sql = GENERATE.format(per_year=ITEMS * PAIRS, pairs=PAIRS, items=ITEMS, rows=ROWS, path=path)
    duckdb_connection(memory="3GB").execute(sql)


def run_job(job: str, path: Path, output: Path) -> dict[str, float]:
    """One job, timed from building the expression to the rows on disk; with this process's peak memory in MB."""
    import ibis

    trade = Trade.from_parquet(path)
    raw = duckdb_connection()
    raw.execute(f"create view trade as select * from read_parquet('{path}')")
    connection = ibis.duckdb.from_connection(raw)
    first = time.perf_counter()
    connection.compile(concentration_expression(connection.table("trade"), monthly=False))
    built = time.perf_counter() - first  # mostly ibis importing its parts: once a process, reported apart
    started, cpu = time.perf_counter(), time.process_time()
    if job == "scan":
        raw.execute(SCAN).fetchall()
    else:
        if job == "sql":
            sql = BY_HAND
        else:
            years = [2018 + YEARS - 1] if job == "year" else None
            expression = concentration_expression(
                connection.table("trade"), monthly=trade.monthly, years=years
            )
            sql = connection.compile(expression)
        raw.execute(f"copy ({sql}) to '{output}' (format parquet)")
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    status = Path("/proc/self/status").read_text(encoding="ascii")  # ru_maxrss would count the parent too
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return {"seconds": seconds, "cpu": cpu, "first_build": built, "peak_mb": peak}


def differing(by_hand: Path, ours: Path) -> int:
    """How many rows differ beyond 1e-12, or in a top country that is not one of equals."""
    sql = f"""
        select count(*) from read_parquet('{by_hand}') a full join read_parquet('{ours}') b
        using ("year", importer, item)
        where a.import_usd is distinct from b.import_usd or a.partners is distinct from b.partners
           or a.export_usd is distinct from b.export_usd or a.world_usd is distinct from b.world_usd
           or a.top_share is distinct from b.top_share or b.top_country > a.top_country
           or not abs(a.hhi - b.hhi) <= 1e-12 or not abs(a.tsi - b.tsi) <= 1e-12
           or not abs(a.world_export_hhi - b.world_export_hhi) <= 1e-12
    """
    row = duckdb_connection().execute(sql).fetchone()
    return int(row[0])


def measure(repeat: int) -> dict[str, Any]:
    """All jobs, alternated `repeat` times, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "trade.parquet"
        generate(path)
        seen: dict[str, list[dict[str, float]]] = {job: [] for job in JOBS}
        for _ in range(repeat):
            for job in JOBS:
                command = [sys.executable, "-m", "benchmarks.screening", "--job", job, str(folder)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                seen[job].append(json.loads(done.stdout))
        different = differing(folder / "sql.parquet", folder / "ibis.parquet")
        groups = (
            duckdb_connection().execute(f"select count(*) from '{folder / 'ibis.parquet'}'").fetchone()[0]
        )
        size = path.stat().st_size / 1e6
    seconds = {job: statistics.median(run["seconds"] for run in runs) for job, runs in seen.items()}
    peak = {job: max(run["peak_mb"] for run in runs) for job, runs in seen.items()}
    pairs = list(zip(seen["ibis"], seen["sql"], strict=True))
    ratio = statistics.median(ours["seconds"] / by_hand["seconds"] for ours, by_hand in pairs)
    cpu_ratio = statistics.median(ours["cpu"] / by_hand["cpu"] for ours, by_hand in pairs)
    return {
        "rows": ROWS,
        "groups": groups,
        "parquet_mb": round(size, 1),
        "repeat": repeat,
        "scan_seconds": round(seconds["scan"], 3),
        "sql_seconds": round(seconds["sql"], 3),
        "ibis_seconds": round(seconds["ibis"], 3),
        "ratio": round(ratio, 3),
        "ratio_budget": RATIO_BUDGET,
        "cpu_ratio": round(cpu_ratio, 3),
        "first_build_seconds": round(statistics.median(run["first_build"] for run in seen["ibis"]), 3),
        "times_the_scan": round(seconds["ibis"] / seconds["scan"], 2),
        "one_year_seconds": round(seconds["year"], 3),
        "one_year_budget_seconds": YEAR_BUDGET_S,
        "peak_rss_mb": round(peak["ibis"]),
        "peak_rss_budget_mb": MEMORY_BUDGET_MB,
        "sql_peak_rss_mb": round(peak["sql"]),
        "differing_rows": different,
        "within_budget": bool(
            ratio <= RATIO_BUDGET
            and peak["ibis"] <= MEMORY_BUDGET_MB
            and seconds["year"] <= YEAR_BUDGET_S
            and different == 0
        ),
    }


def main(json_output: bool = False, *, repeat: int = 5) -> int:
    """Measure and print; 0 when every budget holds, 1 when one does not."""
    figures = measure(repeat)
    if json_output:
        print(json.dumps(figures, indent=1))
    else:
        width = max(map(len, figures))
        for name, value in figures.items():
            print(
                f"{name:<{width}}  {value:>12,}"
                if not isinstance(value, bool)
                else f"{name:<{width}}  {value!s:>12}"
            )
    return 0 if figures["within_budget"] else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--repeat", type=int, default=5, help="repetitions of each job (median taken)")
    parser.add_argument("--job", nargs=2, metavar=("JOB", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        job, folder = arguments.job[0], Path(arguments.job[1])
        print(json.dumps(run_job(job, folder / "trade.parquet", folder / f"{job}.parquet")))
    else:
        sys.exit(main(arguments.json, repeat=arguments.repeat))
