"""`sangsaeng match`: needs and firms → the firms ranked for each need, by words and by industry codes, with the reasons."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import Row, check_output, read_table, write_rows
from sangsaeng.cli.waiting import waiting

if TYPE_CHECKING:
    from sangsaeng.analysis.matching import Firm, MatchIndex, Need

NAMES = ("need", "rank", "firm", "score", "band")
_SIZES = {"소기업": "small", "중소기업": "small", "중견기업": "mid", "대기업": "large"}
#: Needs read at a time, so that memory stays level; how long a run is silent, and how often it speaks then, in seconds.
_BLOCK, _SILENT, _EVERY = 250, 2.0, 5.0


@click.command()
@click.option("--needs", required=True, metavar="파일", help="수요: id, text[, hs][, ksic].")
@click.option(
    "--firms", required=True, metavar="파일", help="기업: id, name, products[, ksic][, region][, size]."
)
@click.option("--model", metavar="폴더", help="sangsaeng learn이 만든 모델 폴더. 없으면 함께 온 모델.")
@click.option(
    "--top", default=10, show_default=True, type=click.IntRange(1, 10_000), help="수요마다 기업 몇 곳."
)
@click.option("-o", "--output", metavar="파일", help="파일로 냅니다: .csv, .xlsx, .json(json은 설명까지).")
@click.option("--json", "as_json", is_flag=True, help="설명까지 JSON 목록으로 화면에 냅니다.")
def match(needs: str, firms: str, model: str | None, top: int, output: str | None, as_json: bool) -> None:
    """수요마다 맞는 기업을 순서대로 냅니다. 겹치는 낱말로, 모델이 산업 코드를 알면 두 쪽의 업종으로도 견줍니다.

    점수가 0보다 큰 기업만 냅니다. 점수는 한 수요 안에서만 견줄 수 있고, band(높음·보통·낮음)는 수요끼리도 견줄 수
    있습니다. ksic을 주면 확실한 것으로 씁니다. 공개자료로 찾은 후보일 뿐 추천이나 인증이 아닙니다.
    """
    try:
        _match(needs, firms, model, top, output, as_json)
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _match(needs: str, firms: str, model: str | None, top: int, output: str | None, as_json: bool) -> None:
    if as_json and output:
        raise InputError("--json과 -o는 함께 쓸 수 없습니다. 하나만 주세요.")
    if output:
        check_output(output)
    asked = read_table(needs, required=("id", "text"), optional=("hs", "ksic"))
    known = read_table(firms, required=("id", "name", "products"), optional=("ksic", "region", "size"))
    wanted, offered = [_need(row) for row in asked], [_firm(row) for row in known]
    say = _Progress()
    with waiting("모델과 기업을 읽습니다…"):
        index = _index(offered, model)
    explained = as_json or (output or "").lower().endswith(".json")
    found = _found(index, asked, wanted, top, say, explained=explained)
    if explained:
        _write_explained(output, _told(found, {row["id"]: row["name"] for row in known}))
    elif output:
        write_rows(output, NAMES, (line for _, lines in found for line in lines))
    else:
        names = {row["id"]: row["name"] for row in known}
        for row, lines in found:
            _show(row, lines, names)
    empty = [row["id"] for row in asked if row["id"] in say.nothing]
    if output:
        click.echo(f"수요 {len(asked):,}건의 순위를 {output}에 적었습니다.", err=True)
    if empty:
        few = ", ".join(empty[:5]) + (" 등" if len(empty) > 5 else "")
        click.echo(f"알림: {len(empty):,}건({few})은 견줄 낱말이 없거나 겹치는 기업이 없습니다.", err=True)


def _code(row: Row, column: str) -> str:
    """A code's digits; "" where the cell is empty."""
    code = "".join(sign for sign in row[column] if sign not in "-. ")
    if code and not (code.isascii() and code.isdigit()):
        raise row.error(f"코드는 숫자여야 합니다('{row[column][:40]}'). 모르면 비워 두세요.", column)
    return code


def _need(row: Row) -> Need:
    from sangsaeng.analysis.matching import Need

    _code(row, "hs")
    return Need(row["text"], ksic=_code(row, "ksic"))


def _firm(row: Row) -> Firm:
    from sangsaeng.analysis.matching import Firm

    size = row["size"]
    return Firm(
        row["id"],
        row["products"],
        region=row["region"] or None,
        size=_SIZES.get(size.replace(" ", ""), size) or None,
        # What the caller gives is taken as checked: a file says nothing of how it was verified.
        verification="sourced",
        ksic=_code(row, "ksic"),
    )


def _index(firms: Sequence[Firm], model: str | None) -> MatchIndex:
    from sangsaeng.analysis.coding.model import Model, default_model
    from sangsaeng.analysis.matching import MatchIndex

    if model is not None:
        read = Model.load(model)
        if read.posteriors is None:
            click.echo("알림: 모델이 산업 코드를 배우지 않아 낱말로만 견줍니다.", err=True)
        return MatchIndex.build(firms, model=read)
    found = default_model()
    if found.posteriors is None and any(firm.ksic for firm in firms):
        click.echo("알림: 산업 코드를 견주려면 --model을 주세요. 낱말로만 견줍니다.", err=True)
    return MatchIndex.build(firms, model=found)


class _Progress:
    """Says on stderr how far the work is, but only where it takes long. nothing: ids of needs without any firm."""

    def __init__(self) -> None:
        self.start = self.last = time.monotonic()
        self.nothing: set[str] = set()

    def __call__(self, text: str) -> None:
        now = time.monotonic()
        if now - self.start >= _SILENT and now - self.last >= _EVERY:
            click.echo(f"[{now - self.start:5.0f}초] {text}", err=True)
            self.last = now


Line = tuple[str, int, str, float, str]


def _found(
    index: MatchIndex,
    rows: Sequence[Row],
    needs: Sequence[Need],
    top: int,
    say: _Progress,
    *,
    explained: bool,
) -> Iterator[tuple[Row, list[Any]]]:
    """Each need with its lines, or with its matches as JSON objects."""
    from sangsaeng.analysis.matching import BAND_KO

    for start in range(0, len(needs), _BLOCK):
        block = needs[start : start + _BLOCK]
        for offset, (need, query) in enumerate(zip(block, index.read_many(block), strict=True)):
            row = rows[start + offset]
            lines: list[Any]
            if explained:
                lines = [m.as_json() for m in index.rank_read(need, query, top=top, everything=True)]
            else:
                ranked = index.brief(need, query, top=top, everything=True)
                lines = [
                    (row["id"], rank, firm, round(score, 6), BAND_KO[band])
                    for rank, (firm, score, band) in enumerate(ranked, start=1)
                ]
            if not lines:
                say.nothing.add(row["id"])
            yield row, lines
            say(f"수요 {start + offset + 1:,}/{len(needs):,}건")


def _told(found: Iterator[tuple[Row, list[Any]]], names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for row, lines in found:
        matches = [{**line, "need": row["id"], "name": names[line["firm"]]} for line in lines]
        yield {
            "need": row["id"],
            "text": row["text"],
            "hs": row["hs"],
            "ksic": row["ksic"],
            "matches": matches,
        }


def _write_explained(output: str | None, told: Iterator[dict[str, Any]]) -> None:
    """A JSON list of needs, written need by need, so that thousands of explanations are never held at once."""
    from pathlib import Path

    from sangsaeng.cli.tables import atomically

    def write(put: Callable[[str], Any]) -> None:
        put("[")
        for number, each in enumerate(told):
            put((",\n" if number else "\n") + json.dumps(each, ensure_ascii=False))
        put("\n]\n")

    if output is None:
        write(lambda text: click.echo(text, nl=False))
        return

    def into(path: Path) -> None:
        with path.open("w", encoding="utf-8") as handle:
            write(handle.write)

    atomically(Path(output), into)


def _show(row: Row, lines: Sequence[Line], names: dict[str, str]) -> None:
    text = " ".join(row["text"].split())
    click.echo(f"{row['id']} {text if len(text) <= 60 else text[:60] + '…'}")
    for _, rank, firm, score, band in lines:
        click.echo(f"  {rank:>3}  {band}  {score:8.4f}  {firm} {names[firm]}")
