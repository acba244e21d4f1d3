"""`sangsaeng classify`: short Korean texts → ranked classes (KSIC, HS or a list of one's own), with the words that spoke."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import Row, check_output, read_table, write_rows
from sangsaeng.cli.waiting import waiting

if TYPE_CHECKING:
    from sangsaeng.analysis.coding.model import Model

NAMES = ("query", "rank", "class", "score")


@click.command()
@click.option("--queries", required=True, metavar="파일", help="물을 글: id, text.")
@click.option("--model", metavar="폴더", help="sangsaeng learn이 만든 모델 폴더.")
@click.option("--classes", metavar="파일", help="모델 대신 분류(id, name[, code]). 그 자리에서 배웁니다.")
@click.option("--keywords", metavar="파일", help="--classes와 함께 쓰는 검색어(text, class).")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="분류를 몇 개까지.")
@click.option("--explain", is_flag=True, help="낱말마다의 몫과 가까운 검색어도 냅니다(.json으로 낼 때만).")
@click.option("-o", "--output", metavar="파일", help="파일로 냅니다: .csv, .xlsx, .json.")
def classify(
    queries: str,
    model: str | None,
    classes: str | None,
    keywords: str | None,
    top: int,
    explain: bool,
    output: str | None,
) -> None:
    """짧은 한국어 글(제품명, 품목명)이 어느 분류인지 순서대로 냅니다.

    --model도 --classes도 없으면 함께 온 모델(산업 분야와, 출처가 있는 HS 번호 몇 개)을 씁니다. 점수는 0~1이고 높을수록
    확실합니다(확률은 아닙니다). 아는 낱말이 하나도 없는 글은 분류를 내지 않고 그렇다고 알립니다.
    """
    try:
        _classify(queries, model, classes, keywords, top, explain, output)
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)


def _classify(
    queries: str,
    model: str | None,
    classes: str | None,
    keywords: str | None,
    top: int,
    explain: bool,
    output: str | None,
) -> None:
    if model and (classes or keywords):
        raise InputError("--model과 --classes·--keywords는 함께 쓸 수 없습니다. 하나만 주세요.")
    if keywords and not classes:
        raise InputError("--keywords는 --classes와 함께 주세요.")
    if output:
        check_output(output)
    if explain and not (output or "").lower().endswith(".json"):
        raise InputError("--explain은 -o로 .json 파일을 줄 때만 쓸 수 있습니다.")
    rows = read_table(queries, required=("id", "text"))
    with waiting("모델을 읽습니다…"):
        chosen = _model(model, classes, keywords)
    if explain and output:
        write_rows(output, ("query", "text", "words", "classes"), _explained(rows, chosen, top))
        return
    ranked = chosen.ranker.rank_many([row["text"] for row in rows], top=top)
    silent = [row for row, found in zip(rows, ranked, strict=True) if not found]
    if output:
        lines = (
            (row["id"], rank, chosen.ranker.classes[each.place].id, round(each.score, 6))
            for row, found in zip(rows, ranked, strict=True)
            for rank, each in enumerate(found, start=1)
        )
        write_rows(output, NAMES, lines)
        click.echo(f"글 {len(rows):,}개의 분류를 {output}에 적었습니다.", err=True)
    else:
        for line in _lines(rows, ranked, chosen):
            click.echo(line)
    if silent:
        few = ", ".join(row["id"] for row in silent[:5]) + (" 등" if len(silent) > 5 else "")
        click.echo(f"알림: {len(silent):,}개({few})는 아는 낱말이 없어 분류를 내지 않았습니다.", err=True)


def _model(model: str | None, classes: str | None, keywords: str | None) -> Model:
    from sangsaeng.analysis.coding.model import Model, default_model
    from sangsaeng.cli.learn import read_classes, read_keywords

    if model:
        return Model.load(model)
    if classes is None:
        found = default_model()
        coded = sum(bool(each.code) for each in found.ranker.classes)
        click.echo(
            f"알림: 함께 온 모델을 씁니다. 산업 분야 {len(found.ranker.classes) - coded}개와, 출처가 있는 HS 번호 "
            f"{coded}개만 압니다. 확정된 품목분류가 아닙니다.",
            err=True,
        )
        return found
    known = read_classes(classes)
    from sangsaeng.analysis.coding.classes import ClassRanker

    return Model(ClassRanker.fit(known, read_keywords(keywords, known) if keywords else []))


def _explained(rows: Sequence[Row], model: Model, top: int) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {"query": row["id"], **model.ranker.explain(row["text"], top=top)}


def _lines(rows: Sequence[Row], ranked: Sequence[Sequence[Any]], model: Model) -> Iterator[str]:
    for row, found in zip(rows, ranked, strict=True):
        shown = row["text"] if len(row["text"]) <= 60 else row["text"][:60] + "…"
        yield f"{row['id']} {shown}"
        for rank, each in enumerate(found, start=1):
            known = model.ranker.classes[each.place]
            code = f" {known.code}" if known.code and known.code != known.id else ""
            yield f"  {rank:>2}  {each.score:.3f}  {known.id}{code} {known.name}"
