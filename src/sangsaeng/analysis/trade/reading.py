"""Reading trade files: open, recognise, convert, and check the rows as a whole."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from sangsaeng.analysis.trade import areas
from sangsaeng.analysis.trade.batch import Batch
from sangsaeng.analysis.trade.decode import Utf8Stream, open_members
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.formats import EXPORTER_SAYS, IMPORTER_SAYS, WORLD, Form, recognise
from sangsaeng.analysis.trade.schema import COLUMNS, Trade, arrow_schema

_XML_FIELDS = ("year", "statCd", "hsCd", "expWgt", "expDlr", "impWgt", "impDlr")
_BLOCK = 16 << 20


@dataclass
class _Gathered:
    """What has been read so far, over all files."""

    form: Form | None = None
    parts: list[Any] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    countries: areas.Countries = field(default_factory=areas.Countries)


def read(*files: str | Path, countries: str | Path | None = None) -> Trade:
    """Read trade files of one source into the one schema (`schema.COLUMNS`).

    Read are CEPII BACI (thousand USD, tonnes), Korea Customs `nitemtrade` (CSV and XML), UN Comtrade CSV, and
    this schema itself as CSV; each plain, gz or zip, in UTF-8, UTF-16 or CP949. The form is recognised by
    content. BACI's country file is taken from `countries`, from among `files`, or from inside the zip; without
    one its numbers are read as UN M49 and UN Comtrade numbers.

    Rows that are totals are left out: Korea Customs' 총계, Comtrade's World partner (kept where it is the
    only partner) and its subtotals by transport or customs procedure. Where both sides of a flow are reported,
    the importer's report counts. Values are rounded to whole US dollars.

    Args:
        files: one or more files, all of one source.
        countries: CEPII BACI's `country_codes` file.

    Returns:
        A `Trade`; `Trade.table` is a pyarrow Table of n rows × 9 columns.

    Raises:
        InputError: anything wrong, naming file, row and column; nothing is kept then.

    Example:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "any.csv"
        >>> _ = path.write_text("t,i,j,k,v,q\\n2022,156,410,850511,1.5,0.2\\n")
        >>> read(path).table.select(["importer", "exporter", "value_usd"]).to_pylist()
        [{'importer': 'KOR', 'exporter': 'CHN', 'value_usd': 1500}]
    """
    if not files:
        raise InputError("파일을 하나 이상 주세요.")
    gathered = _Gathered()
    if countries is not None:
        gathered.countries = areas.read_countries(countries)
    else:
        gathered.countries = _country_files(files)
    for path in files:
        _read_file(Path(path), gathered)
    if gathered.form is None:
        raise InputError(
            "나라 코드만 있고 거래 자료가 없습니다. 거래 파일을 함께 주세요.", file=str(files[0])
        )
    return _finish(gathered)


def _country_files(files: Sequence[str | Path]) -> areas.Countries:
    """A country file among the files or inside a zip, if there is one (only its first bytes are looked at)."""
    for path in files:
        for name, stream in open_members(Path(path)):
            if areas.is_country_file(stream.head):
                return areas.parse_countries(stream.read().decode(), name)
    return areas.Countries()


def _read_file(path: Path, gathered: _Gathered) -> None:
    refused: InputError | None = None
    found = 0
    for name, stream in open_members(path):
        if areas.is_country_file(stream.head):
            found += 1
            continue
        inside_zip = name != str(path)
        try:
            rows = _rows(name, stream)
            form, header = next(rows)
        except InputError as error:
            if not inside_zip or error.row not in (None, 1):
                raise
            refused = error  # a readme or product list beside the data
            continue
        found += 1
        _take(name, form, header, rows, gathered)
    if refused is not None and not found:
        raise refused


def _take(name: str, form: Form, header: list[str], rows: Iterator[Any], gathered: _Gathered) -> None:
    import pyarrow as pa

    if gathered.form is not None and gathered.form is not form:
        both = f"{gathered.form.title}와(과) {form.title}"
        raise InputError(f"출처가 다른 파일은 더할 수 없습니다({both}). 따로 돌려 주세요.", file=name)
    gathered.form = form
    columns = form.resolve(header, name)
    file_index = len(gathered.files)
    gathered.files.append(name)
    for batch in rows:
        batch.check_currency(gathered.currencies)
        for part in form.convert(batch, columns, gathered.countries):
            if not len(part["year"]):
                continue
            length = len(part["year"])
            part["_by"] = pa.array([part["_by"]], pa.int8()).take(pa.array([0] * length, pa.int8()))
            part["_file"] = pa.array([file_index], pa.int16()).take(pa.array([0] * length, pa.int8()))
            gathered.parts.append(pa.table(part).select(_names()).cast(_schema()))
        gathered.names.update(batch.names)


def _names() -> list[str]:
    return [*COLUMNS, "_by", "_row", "_file"]


def _schema() -> Any:
    import pyarrow as pa

    extra = [("_by", pa.int8()), ("_row", pa.int32()), ("_file", pa.int16())]
    return pa.schema([*arrow_schema(), *(pa.field(name, kind) for name, kind in extra)])


def _rows(name: str, stream: Utf8Stream) -> Iterator[Any]:
    """First the form and the header, then batches of text rows."""
    if stream.head.lstrip().startswith(b"<"):
        yield from _xml_rows(name, stream)
    else:
        yield from _csv_rows(name, stream)


def _csv_rows(name: str, stream: Utf8Stream) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.csv as pc

    line = stream.head.split(b"\n", 1)[0].decode(errors="replace").strip("\r")
    delimiter = max(",\t;|", key=line.count)
    header = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    form = recognise(header, name)
    twice = next((cell for cell in header if cell and header.count(cell) > 1), None)
    if twice:
        raise InputError(
            f"'{twice}' 열이 두 번 있습니다. 하나만 남겨 주세요.", file=name, row=1, column=twice
        )
    form.resolve(header, name)
    yield form, header
    first_row = 2
    try:
        reader = pc.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=pc.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=header, skip_rows=1
            ),
            parse_options=pc.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pc.ConvertOptions(
                column_types={cell: pa.string() for cell in header}, strings_can_be_null=False
            ),
        )
        for record in reader:
            if not len(record):
                continue
            columns = dict(zip(record.schema.names, record.columns, strict=True))
            yield Batch(name, first_row, columns)
            first_row += len(record)
    except pa.ArrowInvalid as error:
        _explain(error, name, first_row)
    if first_row == 2:
        raise InputError("제목 줄만 있고 자료가 없습니다. 파일을 확인해 주세요.", file=name, row=2)


def _explain(error: Exception, name: str, first_row: int) -> NoReturn:
    """Turn pyarrow's complaint into ours."""
    message = str(error)
    number = re.search(r"Row #(\d+)", message)
    counts = re.search(r"Expected (\d+) columns, got (\d+)", message)
    problem = f"열이 {counts[1]}개여야 하는데 {counts[2]}개입니다." if counts else "줄을 나눌 수 없습니다."
    row = int(number[1]) if number else first_row
    raise InputError(problem + " 그 줄을 고쳐 주세요.", file=name, row=row) from error


def _xml_rows(name: str, stream: Utf8Stream) -> Iterator[Any]:
    """Korea Customs' XML: `response/body/items/item`; row 1 is the first item."""
    import xml.etree.ElementTree as ET

    import pyarrow as pa

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", stream.read().decode(), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError("문서형 선언이 있는 XML은 읽지 않습니다.", file=name, row=1)
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities to expand
    except ET.ParseError as error:
        problem = "XML이 중간에 잘렸거나 깨졌습니다. 다시 받아 주세요."
        raise InputError(problem, file=name, row=error.position[0]) from error
    _check_answer(root, name)
    items = [{child.tag: (child.text or "").strip() for child in item} for item in root.iter("item")]
    if not items:
        raise InputError("XML에 자료(item)가 없습니다. 조회 조건을 확인해 주세요.", file=name)
    header = sorted({key for item in items for key in item}, key=str)
    form = recognise(header, name)
    form.resolve(header, name)
    for row, item in enumerate(items, start=1):
        missing = next((key for key in _XML_FIELDS if key not in item), None)
        if missing:
            raise InputError(f"'{missing}' 항목이 없습니다.", file=name, row=row, column=missing)
    yield form, header
    columns = {key: pa.array([item.get(key, "") for item in items], pa.string()) for key in header}
    yield Batch(name, 1, columns)


def _check_answer(root: Any, name: str) -> None:
    """Fail on the service's own error answers."""
    message = root.findtext(".//returnAuthMsg") or root.findtext(".//errMsg")
    code = root.findtext(".//resultCode")
    if message or (code is not None and code.strip() not in {"", "0", "00", "0000"}):
        shown = message or root.findtext(".//resultMsg") or code
        problem = f"관세청이 오류로 답했습니다({shown}). 인증키와 조회 조건을 확인해 주세요."
        raise InputError(problem, file=name)


def _finish(gathered: _Gathered) -> Trade:
    import pyarrow as pa
    import pyarrow.compute as pc

    form = gathered.form
    if form is None or not gathered.parts:
        raise InputError(
            "자료 줄이 없습니다. 파일을 확인해 주세요.", file=gathered.files[0] if gathered.files else None
        )
    table = pa.concat_tables(gathered.parts).unify_dictionaries()
    gathered.parts.clear()
    reporters = export_reporters = None
    if form.name in {"kcs", "comtrade"}:
        table = _without_world(table)
        by_importer = pc.equal(table["_by"], IMPORTER_SAYS)
        reporters = frozenset(pc.unique(table.filter(by_importer)["importer"]).to_pylist())
        by_exporter = pc.equal(table["_by"], EXPORTER_SAYS)
        export_reporters = frozenset(pc.unique(table.filter(by_exporter)["exporter"]).to_pylist())
        table = _importers_report_first(table)
    _refuse_doubles(table, gathered.files)
    importers = len(pc.unique(table["importer"]))
    table = table.select(list(COLUMNS))
    return Trade(
        data=table,
        source=form.name,
        files=tuple(gathered.files),
        world=importers > 1 if reporters is None else len(reporters) >= 100,
        reporters=reporters,
        export_reporters=export_reporters,
        monthly=table["month"].null_count < len(table),
        names={**gathered.countries.names, **gathered.names},
    )


def _without_world(table: Any) -> Any:
    """Leave out the World partner, unless the file has no other."""
    import pyarrow.compute as pc

    world = pc.or_(_is(table["importer"], WORLD), _is(table["exporter"], WORLD))
    rest = table.filter(pc.invert(world))
    return rest if len(rest) else table


def _is(column: Any, code: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.equal(pc.cast(column, pa.string()), code)


def _importers_report_first(table: Any) -> Any:
    """Leave out an exporter's report of a flow whose importer reported its imports of that year."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mirror = table.filter(pc.equal(table["_by"], EXPORTER_SAYS))
    direct = table.filter(pc.equal(table["_by"], IMPORTER_SAYS))
    if not len(mirror) or not len(direct):
        return table
    reported = {
        (r["year"], r["importer"]) for r in direct.group_by(["year", "importer"]).aggregate([]).to_pylist()
    }
    keys = mirror.group_by(["year", "importer"]).aggregate([]).to_pylist()
    for key in keys:
        if (key["year"], key["importer"]) in reported:
            same = pc.and_(pc.equal(mirror["year"], key["year"]), _is(mirror["importer"], key["importer"]))
            mirror = mirror.filter(pc.invert(same))
    return pa.concat_tables([direct, mirror])


_ANY_DOUBLE = """
    select 1 from (select hash(year, month, importer, exporter, item, revision) as key from trade)
    group by key having count(*) > 1 limit 1
"""
_DOUBLES = """
    select min(_file * 10000000000 + _row) first, max(_file * 10000000000 + _row) last
    from trade group by year, month, importer, exporter, item, revision having count(*) > 1
    order by last limit 1
"""
_MIXED = """
    select year, count(distinct revision) editions,
           count(*) filter (month is null) annual, count(month) monthly
    from trade group by year, importer having editions > 1 or (annual > 0 and monthly > 0) order by year limit 1
"""


def _refuse_doubles(table: Any, files: Sequence[str]) -> None:
    """Refuse what would be counted twice: the same row again, whole years beside months, two editions."""
    from sangsaeng.analysis.trade.engine import duckdb_connection

    connection = duckdb_connection()
    connection.register("trade", table)
    mixed = connection.execute(_MIXED).fetchone()
    double = connection.execute(_ANY_DOUBLE).fetchone()  # cheap: one key; the full key settles what it finds
    if double is not None:
        double = connection.execute(_DOUBLES).fetchone()
    connection.close()
    if mixed is not None:
        what = "품목 분류판이 둘 이상" if mixed[1] > 1 else "연간 자료와 월별 자료가 함께"
        problem = f"{mixed[0]}년에 {what} 있습니다. 하나만 남겨 주세요."
        raise InputError(problem, file=files[-1], column="revision" if mixed[1] > 1 else "month")
    if double is not None:
        before, place = divmod(double[0], 10**10), divmod(double[1], 10**10)
        problem = f"같은 거래가 이미 {files[before[0]]} {before[1]}행에 있습니다. 한 줄만 남겨 주세요."
        raise InputError(problem, file=files[place[0]], row=place[1])
