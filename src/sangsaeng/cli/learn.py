"""`sangsaeng learn`: classes and keywords (and firms with known codes) → a model folder, with figures printed."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import Row, read_table

if TYPE_CHECKING:
    from sangsaeng.analysis.coding.classes import Class

#: What a code may look like: KSIC, up to five digits, or HS of six or ten.
_LENGTHS = frozenset({1, 2, 3, 4, 5, 6, 10})
_FIGURES = {
    "ndcg_10": "nDCG@10",
    "recall_50": "R@50",
    "mrr_100": "MRR@100",
    "top_1": "첫째가 맞음",
    "top_1_3_digits": "첫째의 세 자리가 맞음",
    "top_1_2_digits": "첫째의 두 자리가 맞음",
}
#: Fewer keywords, or fewer firms, than this are not cross-validated: the intervals would say nothing.
_LEAST = 50


@click.command()
@click.option("--classes", required=True, metavar="파일", help="분류: id, name[, code].")
@click.option("--keywords", required=True, metavar="파일", help="검색어: text, class(분류의 id).")
@click.option("--firms", metavar="파일", help="기업: id, name, products. --labels와 함께.")
@click.option("--labels", metavar="파일", help="기업의 산업 코드: id, code(앞자리 몇 개든). --firms와 함께.")
@click.option("-o", "--output", required=True, metavar="폴더", help="모델 폴더. 있던 모델은 바꿉니다.")
@click.option("--no-check", is_flag=True, help="교차 검증을 하지 않습니다(빨라집니다).")
def learn(
    classes: str, keywords: str, firms: str | None, labels: str | None, output: str, no_check: bool
) -> None:
    """분류와 검색어에서 품목 분류를 배워 모델 폴더를 만듭니다.

    교차 검증한 수치를 95% 구간과 함께 냅니다. 잘못된 입력이면 어디가 잘못인지 한 줄로 알리고 2로 끝나며,
    아무것도 남기지 않습니다.
    """
    try:
        _learn(classes, keywords, firms, labels, Path(output), check=not no_check)
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)


def _learn(
    classes: str, keywords: str, firms: str | None, labels: str | None, output: Path, *, check: bool
) -> None:
    if (firms is None) != (labels is None):
        raise InputError("--firms와 --labels는 함께 주세요.")
    known = read_classes(classes)
    words = read_keywords(keywords, known)
    labelled = read_firms(firms, labels) if firms and labels else []
    from sangsaeng.analysis.coding.model import Model, check_place

    check_place(output)
    start = time.monotonic()

    def say(text: str) -> None:
        click.echo(f"[{time.monotonic() - start:5.0f}초] {text}", err=True)

    figures: dict[str, Any] = {}
    if check:
        figures = _checked(known, words, labelled, say)
    inputs = {"classes": classes, "keywords": keywords, "firms": firms, "labels": labels}
    digests = {
        name: hashlib.sha256(Path(path).read_bytes()).hexdigest() for name, path in inputs.items() if path
    }
    about = {"inputs": digests, "figures": figures}
    model = Model.learn(known, words, labelled, about=about, progress=say)
    model.save(output)
    say(f"모델을 {output}에 적었습니다(분류 {len(known):,}, 검색어 {len(words):,}, 기업 {len(labelled):,}).")


def _checked(
    known: list[Class], words: list[tuple[str, str]], labelled: list[tuple[str, str, str, str]], say: Any
) -> dict[str, Any]:
    from sangsaeng.analysis.coding import figures, posteriors

    found: dict[str, Any] = {}
    if len(words) >= _LEAST:
        ranks = figures.cross_validate(known, words, progress=say)
        found["classes"] = ranks.figures()
        _print(f"분류 순위(검색어 {len(words):,}개, 다섯 겹 교차 검증, 95% 구간)", found["classes"])
    else:
        click.echo(f"검색어가 {_LEAST}개보다 적어 교차 검증을 하지 않습니다.")
    if len(labelled) >= _LEAST:
        coded = [(each.id, each.name, each.code) for each in known if 2 <= len(each.code) <= 5]
        inside = {number for number, _, _ in coded}
        spoken = [each for each in words if each[1] in inside]
        found["firms"] = posteriors.cross_validate(coded, spoken, labelled, progress=say)
        _print(f"같은 업종 찾기(기업 {len(labelled):,}곳, 다섯 겹 교차 검증, 95% 구간)", found["firms"])
    elif labelled:
        click.echo(f"기업이 {_LEAST}곳보다 적어 같은 업종 찾기의 교차 검증을 하지 않습니다.")
    return found


def _print(title: str, figures: Mapping[str, Any]) -> None:
    click.echo(title)
    for name, value in figures.items():
        if isinstance(value, tuple | list) and len(value) == 3 and value[0] == value[0]:
            click.echo(f"  {_FIGURES.get(name, name)}: {value[0]:.3f} ({value[1]:.3f}~{value[2]:.3f})")


def _code(row: Row, *, empty: bool) -> str:
    # Where a register groups classes it writes X for the digits it leaves open: 59X is 59.
    code = row["code"].replace("-", "").replace(".", "").rstrip("Xx")
    if not code and empty:
        return ""
    if not (code.isascii() and code.isdigit()):
        raise row.error(f"코드는 숫자여야 합니다('{row['code'][:40]}').", "code")
    if len(code) not in _LENGTHS:
        raise row.error("코드는 한국표준산업분류 1~5자리나 HS 6·10자리여야 합니다.", "code")
    return code


def read_classes(path: str) -> list[Class]:
    """The classes of a table id, name[, code]; InputError by row for an empty name, a bad code, an id twice."""
    from sangsaeng.analysis.coding.classes import Class

    rows = read_table(path, required=("id", "name"), optional=("code",), filled=("id", "name"))
    return [Class(row["id"], row["name"], _code(row, empty=True)) for row in rows]


def read_keywords(path: str, classes: list[Class]) -> list[tuple[str, str]]:
    """The keywords of a table text, class; InputError by row for an empty text or a class that is not there."""
    known = {each.id for each in classes}
    found = []
    for row in read_table(path, required=("text", "class"), filled=("text", "class")):
        if row["class"] not in known:
            raise row.error(f"'{row['class'][:40]}'은(는) 분류 파일에 없는 id입니다.", "class")
        found.append((row["text"], row["class"]))
    return found


def read_firms(firms: str, labels: str) -> list[tuple[str, str, str, str]]:
    """Firms (id, name, products, code), those with a label only; InputError by row for a label without its firm."""
    rows = read_table(firms, required=("id", "name", "products"))
    named = {row["id"]: row for row in rows}
    found = []
    for label in read_table(labels, required=("id", "code"), filled=("id", "code")):
        firm = named.get(label["id"])
        if firm is None:
            raise label.error(f"'{label['id'][:40]}'은(는) 기업 파일에 없는 id입니다.", "id")
        code = _code(label, empty=False)
        if len(code) > 5:
            raise label.error("기업의 코드는 한국표준산업분류 1~5자리여야 합니다.", "code")
        if firm["products"]:
            found.append((firm["id"], firm["name"], firm["products"], code))
    return found
