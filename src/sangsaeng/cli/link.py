"""`sangsaeng link`: names of firms → the register's id, or a refusal with its reason."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import click

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import Row, check_output, read_table, write_rows

COLUMNS = ("name", "match", "score", "why")
EMPTY = "이름이 비어 있음"
#: How many rows with an unusable number are named one by one; the rest are counted.
NAMED = 20


@click.command()
@click.option(
    "--register", required=True, metavar="A.csv", help="명부: id,name[,number][,aliases(; 로 나눔)]."
)
@click.option("--names", required=True, metavar="B.csv", help="이을 이름: name[,number].")
@click.option("-o", "--output", help="파일로 냅니다: .csv, .xlsx, .json. 없으면 화면에 CSV로 냅니다.")
def link(register: str, names: str, output: str | None) -> None:
    """기업 이름을 명부의 기업과 잇습니다. 확실하지 않으면 잇지 않고 이유를 적습니다.

    등록번호가 있으면 먼저 보고, 그다음 옛 이름, 같은 이름, 표기만 다른 이름의 차례로 봅니다.
    이름만으로 이은 것은 제안입니다. 두 기록을 합치려면 사람이 확인하거나 등록번호가 같아야 합니다.
    잘못된 입력이면 어디가 잘못인지 한 줄로 알리고 2로 끝나며, 아무것도 남기지 않습니다.
    """
    from sangsaeng.analysis.identity import Register, RegisterRow

    try:
        if output is not None:
            check_output(output)
        rows = read_table(register, required=("id", "name"), optional=("number", "aliases"))
        asked = read_table(names, required=("name",), optional=("number",), blanks=True)
        known = Register.build(
            RegisterRow(row["id"], row["name"], row["number"], _aliases(row["aliases"])) for row in rows
        )
        links = known.link_all([(row["name"], row["number"]) for row in asked])
        _warn([(row, known.problems[row["id"]]) for row in rows if row["id"] in known.problems])
        _warn(
            [
                (row, each.number_problem)
                for row, each in zip(asked, links, strict=True)
                if each.number_problem
            ]
        )
        lines = [
            (
                row["name"],
                each.match or "",
                f"{each.score:.3f}",
                each.why if row["name"] or each.match else EMPTY,
            )
            for row, each in zip(asked, links, strict=True)
        ]
        if output is None:
            _print(lines)
        else:
            write_rows(output, COLUMNS, lines)
        linked = sum(each.match is not None for each in links)
        where = "" if output is None else f" {output}에 적었습니다."
        click.echo(
            f"이름 {len(links):,}개 가운데 {linked:,}개를 이었고 {len(links) - linked:,}개는 잇지 않았습니다.{where}",
            err=True,
        )
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)


def _aliases(text: str) -> tuple[str, ...]:
    return tuple(part for part in (each.strip() for each in re.split(r"[;|\n]", text)) if part)


def _warn(found: Sequence[tuple[Row, str]]) -> None:
    """Name each row whose number was not used; the row itself was."""
    for row, problem in found[:NAMED]:
        click.echo(f"알림: {row.error(problem, 'number')} 번호 없이 이름만 봅니다.", err=True)
    if len(found) > NAMED:
        click.echo(
            f"알림: 등록번호가 맞지 않는 행이 {len(found) - NAMED:,}개 더 있습니다({found[0][0].file}).",
            err=True,
        )


def _print(lines: Sequence[Sequence[str]]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    click.echo(text.getvalue(), nl=False)
