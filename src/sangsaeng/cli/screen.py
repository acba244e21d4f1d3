"""`sangsaeng screen`: trade files → import dependence and verdicts, on the terminal, as JSON or as a file."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sangsaeng.analysis.trade.areas import from_alpha2, from_alpha3, name_of, own_areas
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.analysis.trade.rules import load_groups, load_rules
from sangsaeng.analysis.trade.screening import Row, one_partner, why_no_shares
from sangsaeng.analysis.trade.screening import screen as screen_rows

FLAT = (
    "item",
    "year",
    "months",
    "import_usd",
    "top_country",
    "top_share",
    "hhi",
    "partners",
    "export_usd",
    "tsi",
    "world_usd",
)
_FLAGS = {True: "해당", False: "아님", None: "판정 불가"}
_HEADS = ("품목", "연도", "수입액(달러)", "1위 나라", "1위 비중", "HHI", "상대국")
_RIGHT = (False, False, True, False, True, True, True)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="파일...")
@click.option("--importer", default="KOR", show_default=True, help="수입국(ISO 3166 세 글자, 또는 EU27).")
@click.option("--year", type=int, help="한 해만 냅니다. 없으면 파일의 모든 해를 냅니다.")
@click.option("--rule", "rules", multiple=True, help="규칙 하나(여러 번 쓸 수 있습니다). 없으면 모두.")
@click.option("--countries", help="CEPII BACI의 country_codes 파일.")
@click.option("--groups", help="ews의 인접 국가 묶음 파일(YAML). 없으면 우리 판.")
@click.option("--engine", default="duckdb", show_default=True, help="duckdb 또는 spark.")
@click.option("--json", "as_json", is_flag=True, help="JSON 목록으로 냅니다.")
@click.option("-o", "--output", help="파일로 냅니다: .csv, .xlsx, .parquet.")
def screen(
    files: tuple[str, ...],
    importer: str,
    year: int | None,
    rules: tuple[str, ...],
    countries: str | None,
    groups: str | None,
    engine: str,
    as_json: bool,
    output: str | None,
) -> None:
    """무역 통계 파일에서 품목별 수입 의존도를 내고, 이름 있는 규칙으로 판정합니다.

    CEPII BACI, 관세청 nitemtrade(CSV·XML), UN Comtrade 파일을 그대로 읽습니다(gz, zip도 됩니다).
    잘못된 입력이면 어디가 잘못인지 한 줄로 알리고 2로 끝나며, 아무것도 남기지 않습니다.
    """
    try:
        write = _writer(output, as_json)
        country = _importer(importer)
        chosen, adjacent = load_rules(rules), load_groups(groups)
        from sangsaeng.analysis.trade.reading import read

        trade = read(*files, countries=countries)
        rows = screen_rows(
            trade,
            importer=country,
            year=year,
            rules=[rule.name for rule in chosen],
            groups=adjacent,
            engine=engine,
        )
        only = one_partner(trade, country)
        if only:
            click.echo(f"알림: {why_no_shares(only, country)} 합계만 냅니다.", err=True)
        if write is not None and output is not None:
            _atomically(Path(output), lambda path: write(path, rows))
            click.echo(f"{len(rows):,}줄을 {output}에 적었습니다.", err=True)
        elif as_json:
            click.echo(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=1))
        else:
            click.echo(table_text(rows, trade.names))
            for rule in chosen:
                click.echo(f"{rule.name}: {rule.text} ({rule.source}; {rule.version})")
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)


def _importer(text: str) -> str:
    code = text.strip().upper()
    found = code if code in own_areas()["blocs"] else from_alpha3(code) or from_alpha2(code)
    if found is None:
        raise InputError(f"--importer의 나라를 알 수 없습니다('{text}'). KOR처럼 세 글자로 주세요.")
    return found


Writer = Callable[[Path, Sequence[Row]], None]


def _writer(output: str | None, as_json: bool) -> Writer | None:
    if output is None:
        return None
    if as_json:
        raise InputError("--json과 -o는 함께 쓸 수 없습니다. 하나만 주세요.")
    writers: Mapping[str, Writer] = {".csv": _write_csv, ".xlsx": _write_xlsx, ".parquet": _write_parquet}
    writer = writers.get(Path(output).suffix.lower())
    if writer is None:
        raise InputError(f"-o 파일은 {', '.join(writers)} 가운데 하나여야 합니다.", file=output)
    return writer


def _atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target and rename, so that the file is there whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=f".{path.stem}.", dir=path.parent)
    except OSError as error:
        problem = f"파일을 쓸 수 없습니다({error.strerror}). 폴더를 확인해 주세요."
        raise InputError(problem, file=str(path)) from error
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        problem = f"파일을 쓸 수 없습니다({error.strerror}). 폴더를 확인해 주세요."
        raise InputError(problem, file=str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _flat_names(rows: Sequence[Row]) -> list[str]:
    rules = list(rows[0].verdicts) if rows else []
    return [*FLAT, *(f"{rule}{part}" for rule in rules for part in ("", "_level", "_reason", "_version"))]


def _flat(row: Row) -> list[Any]:
    cells = [getattr(row, name) for name in FLAT]
    for verdict in row.verdicts.values():
        cells += [verdict.flag, verdict.level, verdict.reason, verdict.version]
    return cells


def _write_csv(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(_flat_names(rows))
        for row in rows:
            writer.writerow(
                "" if c is None else str(c).lower() if isinstance(c, bool) else c for c in _flat(row)
            )


def _write_xlsx(path: Path, rows: Sequence[Row]) -> None:
    import xlsxwriter

    names = _flat_names(rows)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("screen")
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, names, bold)
        sheet.freeze_panes(1, 1)
        share = names.index("top_share")
        for number, row in enumerate(rows, start=1):
            cells = _flat(row)
            sheet.write_row(number, 0, cells)
            if cells[share] is not None:
                sheet.write_number(number, share, cells[share], percent)
        sheet.set_column(0, len(FLAT) - 1, 14)


def _write_parquet(path: Path, rows: Sequence[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    verdict = pa.struct([("flag", pa.bool_()), ("level", text), ("reason", text), ("version", text)])
    types = [text, pa.int16(), pa.int8(), whole, text, real, real, whole, whole, real, whole]
    rules = list(rows[0].verdicts) if rows else []
    verdicts = pa.struct([(rule, verdict) for rule in rules])
    schema = pa.schema([*zip(FLAT, types, strict=True), ("verdicts", verdicts)])
    pq.write_table(pa.Table.from_pylist([row.as_dict() for row in rows], schema=schema), path)


def _width(text: str) -> int:
    """Columns a terminal gives to a text: two for Korean letters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def table_text(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """The rows as an aligned table with Korean heads; one column a rule."""
    rules = list(rows[0].verdicts) if rows else []
    cells = [[*_HEADS, *rules]]
    for row in rows:
        top = "–" if row.top_country is None else f"{name_of(row.top_country, names=names)} {row.top_country}"
        year = str(row.year) if row.months in (None, 12) else f"{row.year}({row.months}개월)"
        cells.append(
            [
                row.item,
                year,
                f"{row.import_usd:,}",
                top,
                "–" if row.top_share is None else f"{row.top_share:.1%}",
                "–" if row.hhi is None else f"{row.hhi:.3f}",
                "–" if row.partners is None else str(row.partners),
                *(v.level or _FLAGS[v.flag] for v in row.verdicts.values()),
            ]
        )
    widths = [max(_width(line[column]) for line in cells) for column in range(len(cells[0]))]
    rights = [*_RIGHT, *(False for _ in rules)]
    lines = [
        "  ".join(
            _padded(cell, width, right) for cell, width, right in zip(line, widths, rights, strict=True)
        )
        for line in cells
    ]
    return "\n".join(
        [lines[0].rstrip(), "-" * (sum(widths) + 2 * (len(widths) - 1)), *map(str.rstrip, lines[1:])]
    )
