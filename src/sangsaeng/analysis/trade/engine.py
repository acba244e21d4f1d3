"""Shares, concentration and totals for every importer, item and year: one ibis expression, two engines.

Sums are exact, so rows are identical from run to run: values are whole dollars, added as integers (in doubles
below 2^53, where the order of adding does not matter), and squares as decimals. The largest partner is found as
one integer, value·1024 + place, in which the place is higher the earlier the country's code stands: so equals
are settled by code. Two engines may differ in the last bit of `hhi`, where a 38-digit sum becomes a double.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sangsaeng.analysis.trade.areas import own_areas
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.schema import Trade

ENGINES = ("duckdb", "spark")
RESULT: tuple[str, ...] = (
    "year",
    "importer",
    "item",
    "import_usd",
    "top_country",
    "top_share",
    "hhi",
    "partners",
    "export_usd",
    "tsi",
    "world_usd",
    "world_export_hhi",
)
_PLACE_BITS = 10
_PLACES = (
    1 << _PLACE_BITS
)  # more than there are area codes: a country's place in the alphabet fits below a value


def duckdb_connection(*, memory: str = "1GB") -> Any:
    """A DuckDB connection in memory that never fetches or loads an extension."""
    import duckdb

    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory,
            "temp_directory": tempfile.gettempdir(),
            "preserve_insertion_order": "false",
        }
    )


def concentration_expression(
    trade: Any, *, monthly: bool, importer: str | None = None, years: Sequence[int] | None = None
) -> Any:
    """The screening figures as one ibis expression over a table of `schema.COLUMNS`.

    Args:
        trade: an ibis table of any backend, unique by year, month, importer, exporter, item, revision.
        monthly: whether rows are months, to be added up to years first.
        importer: rows of this importer only; its exports and the world's totals still use every row.
        years: these years only.

    Returns:
        An ibis table of `RESULT`, one row per year × importer × item, unordered:
        `import_usd`, `export_usd`, `world_usd` whole US dollars; `top_share`, `hhi`, `world_export_hhi` 0–1;
        `tsi` −1–1; `partners` a count of countries with imports above 0. A zero total gives null, never NaN.
        `world_usd` is the sum of all importers' imports of the item; `world_export_hhi` is the concentration of
        its exporters. The top country among equals is the first by code.
    """
    import ibis

    pairs = trade if years is None else trade.filter(trade.year.isin(list(years)))
    if monthly:
        pairs = pairs.group_by("year", "importer", "exporter", "item").aggregate(
            value_usd=pairs.value_usd.sum()
        )
    places = pairs.select("exporter").distinct()
    places = places.mutate(place=_PLACES - 1 - ibis.row_number().over(order_by=places.exporter))
    exports = pairs.group_by("year", "exporter", "item").aggregate(
        export_usd=pairs.value_usd.sum().cast("int64")
    )
    world = _world(exports)
    wanted = pairs if importer is None else pairs.filter(pairs.importer == importer)
    imports = _imports(wanted.join(places, "exporter"))
    if importer is not None:
        exports = exports.filter(exports.exporter == importer)
    exports = exports.select(x_year="year", x_item="item", x_country="exporter", export_usd="export_usd")
    joined = imports.left_join(
        exports,
        [
            imports.year == exports.x_year,
            imports.item == exports.x_item,
            imports.importer == exports.x_country,
        ],
    )
    joined = joined.left_join(world, [joined.year == world.w_year, joined.item == world.w_item])
    named = places.select(t_country="exporter", t_place="place")
    joined = joined.left_join(named, joined.top_place == named.t_place)
    exported = joined.export_usd.fill_null(0)
    total = (exported + joined.import_usd).cast("float64")
    tsi = (exported - joined.import_usd).cast("float64") / total.nullif(0.0)
    return joined.mutate(export_usd=exported, top_country=joined.t_country, tsi=tsi).select(*RESULT)


def _imports(pairs: Any) -> Any:
    """Per year, importer and item: the total, the sum of squares, the largest with its country's place."""
    import ibis

    value = pairs.value_usd
    exact = value.cast("decimal(19, 0)")
    sums = pairs.group_by("year", "importer", "item").aggregate(
        total=value.cast("float64").sum(),
        squares=(exact * exact).sum(),
        top=(value * _PLACES + pairs.place).max(),
        partners=pairs.count(where=value > 0),
    )
    total = sums.total.nullif(0.0)
    top_share = (sums.top >> _PLACE_BITS).cast("float64") / total
    hhi = sums.squares.cast("float64") / (total * total)
    return sums.select(
        "year",
        "importer",
        "item",
        partners=sums.partners.cast("int64"),
        import_usd=sums.total.cast("int64"),
        top_share=top_share,
        hhi=ibis.least(hhi, top_share),  # rounding may carry it one bit above what it can be
        top_place=ibis.ifelse(sums.total > 0, sums.top & (_PLACES - 1), None).cast("int64"),
    )


def _world(exports: Any) -> Any:
    """Per year and item: the world's total and the concentration of its exporters."""
    exact = exports.export_usd.cast("decimal(19, 0)")
    sums = exports.group_by("year", "item").aggregate(
        world_usd=exports.export_usd.sum().cast("int64"), squares=(exact * exact).sum()
    )
    total = sums.world_usd.cast("float64").nullif(0.0)
    return sums.select(
        w_year="year",
        w_item="item",
        world_usd="world_usd",
        world_export_hhi=(sums.squares.cast("float64") / (total * total)).clip(upper=1.0),
    )


def fold(trade: Any, bloc: str, members: Sequence[str]) -> Any:
    """The same trade with the members of a bloc as one country and the trade among them left out.

    Rows are then no longer unique by key: compute with `monthly=True`.
    """
    import ibis

    folded = trade.mutate(
        importer=ibis.ifelse(trade.importer.isin(list(members)), bloc, trade.importer),
        exporter=ibis.ifelse(trade.exporter.isin(list(members)), bloc, trade.exporter),
    )
    return folded.filter(folded.importer != folded.exporter)


def partners_expression(trade: Any, *, importer: str, years: Sequence[int] | None = None) -> Any:
    """What one country buys from and sells to each partner, per half-year.

    Returns:
        An ibis table: `year`, `half` (1, 2; 0 for annual rows), `item`, `partner`, `import_usd`, `export_usd`.
    """
    import ibis

    rows = trade if years is None else trade.filter(trade.year.isin(list(years)))
    half = ibis.ifelse(rows.month.isnull(), 0, ibis.ifelse(rows.month <= 6, 1, 2)).cast("int8")
    rows = rows.mutate(half=half)
    zero = ibis.literal(0, "int64")
    bought = rows.filter(rows.importer == importer)
    bought = bought.select(
        "year", "half", "item", partner="exporter", import_usd="value_usd", export_usd=zero
    )
    sold = rows.filter(rows.exporter == importer)
    sold = sold.select("year", "half", "item", partner="importer", import_usd=zero, export_usd="value_usd")
    both = bought.union(sold)
    return both.group_by("year", "half", "item", "partner").aggregate(
        import_usd=both.import_usd.sum().cast("int64"), export_usd=both.export_usd.sum().cast("int64")
    )


class Session:
    """One engine with the trade table loaded: `table` is the ibis table, `run` computes an expression."""

    def __init__(self, connection: Any, table: Any) -> None:
        self._connection = connection
        self.table = table

    def run(self, expression: Any, *, order: Sequence[str]) -> Any:
        """The rows of an expression as a pyarrow Table, sorted by `order`."""
        return self._connection.to_pyarrow(expression.order_by(list(order)))


@contextmanager
def session(trade: Trade, *, engine: str = "duckdb") -> Iterator[Session]:
    """Load the trade into `duckdb` (this machine) or `spark` (the active session, else a local one).

    Raises:
        InputError: the engine is unknown, or PySpark or Java is missing.
    """
    if engine == "duckdb":
        with _duckdb(trade) as opened:
            yield opened
    elif engine == "spark":
        with _spark(trade) as opened:
            yield opened
    else:
        raise InputError(f"모르는 엔진입니다('{engine}'). {' 또는 '.join(ENGINES)}를 쓰세요.")


@contextmanager
def _duckdb(trade: Trade) -> Iterator[Session]:
    import ibis

    raw = duckdb_connection()
    connection = ibis.duckdb.from_connection(raw)
    try:
        if isinstance(trade.data, Path):
            table = connection.read_parquet(str(trade.data), table_name="trade")
        else:
            raw.register("trade", trade.data)
            table = connection.table("trade")
        yield Session(connection, table)
    finally:
        raw.close()


@contextmanager
def _spark(trade: Trade) -> Iterator[Session]:
    import ibis

    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError("PySpark가 없습니다. pip install 'sangsaeng[spark]'로 설치해 주세요.") from error
    running = SparkSession.getActiveSession()
    try:
        spark = running or _local_spark(SparkSession)
    except (PySparkException, RuntimeError, OSError) as error:
        raise InputError("Spark를 시작하지 못했습니다. 자바 17 이상이 있는지 확인해 주세요.") from error
    with tempfile.TemporaryDirectory() as folder:
        path = trade.data if isinstance(trade.data, Path) else Path(folder) / "trade.parquet"
        if path is not trade.data:
            _write_plain(trade.data, path)
        connection = ibis.pyspark.connect(spark)
        try:
            yield Session(connection, connection.read_parquet(str(path)))
        finally:
            if running is None:
                spark.stop()


def _local_spark(builder: Any) -> Any:
    return (
        builder.builder.master("local[*]")
        .appName("sangsaeng")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def _write_plain(table: Any, path: Path) -> None:
    """Parquet that any engine reads: text columns as plain text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = pa.schema(
        [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    )
    pq.write_table(table.cast(plain), path)


def concentration(
    trade: Trade, *, importer: str | None = None, year: int | None = None, engine: str = "duckdb"
) -> Any:
    """Share, concentration and totals for every importer, item and year (or for one importer, one year).

    Args:
        trade: what `read` or `Trade.from_parquet` gave.
        importer: alpha-3 code; None for every importer. `EU27` takes the Union as one importer: its imports from
            outside, its exports to outside.
        year: one calendar year; None for all.
        engine: `duckdb` or `spark`; the rows are the same.

    Returns:
        A pyarrow Table of `RESULT` (see `concentration_expression` for units), sorted by year, importer, item.
        Figures that the source cannot give (world totals or exports of a one-country source) are computed from
        the rows at hand here; `screen` sets them to null.

    Source: shares and Herfindahl–Hirschman index as in CEPII GeoDep and KIET (2021); TSI = (X−M)/(X+M).

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "x.csv"
        >>> _ = path.write_text("t,i,j,k,v,q\\n2022,156,410,850511,3,\\n2022,392,410,850511,1,\\n")
        >>> from sangsaeng.analysis.trade import read
        >>> concentration(read(path)).select(["top_country", "top_share", "hhi"]).to_pylist()
        [{'top_country': 'CHN', 'top_share': 0.75, 'hhi': 0.625}]
    """
    years = None if year is None else [year]
    with session(trade, engine=engine) as opened:
        return run_concentration(opened, trade, importer=importer, years=years)


def run_concentration(
    opened: Session, trade: Trade, *, importer: str | None, years: Sequence[int] | None
) -> Any:
    """`concentration` in a session that is already open."""
    bloc = own_areas()["blocs"].get(importer)
    table = opened.table if bloc is None else fold(opened.table, str(importer), bloc["members"])
    expression = concentration_expression(
        table, monthly=trade.monthly or bloc is not None, importer=importer, years=years
    )
    return opened.run(expression, order=("year", "importer", "item"))
