"""`sangsaeng similar`: documents → pairs that share passages, section by section, with the passages side by side."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sangsaeng.analysis.similar import KIND_KO, Index, Pair, Passage
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.tables import MAX_BYTES, check_output, write_rows

COLUMNS = ("a", "b", "share_a", "share_b", "kind")
#: Passages shown of one pair with --show; the longest first.
SHOWN = 5


@click.command()
@click.argument("file", metavar="문서.jsonl")
@click.option(
    "-o", "--output", help="파일로 냅니다: .csv, .xlsx, .json(대목까지). 없으면 화면에 CSV로 냅니다."
)
@click.option("--json", "as_json", is_flag=True, help="항목별 비율과 대목까지 JSON 목록으로 냅니다.")
@click.option("--show", is_flag=True, help="같은 대목을 나란히 보여 줍니다. 같은 부분은 【 】 안에 둡니다.")
@click.option("--min", "least", default="0", help="한쪽이라도 이 비율을 넘는 쌍만: 0.3 또는 30%.")
def similar(file: str, output: str | None, as_json: bool, show: bool, least: str) -> None:
    """거의 같거나 일부를 옮겨 쓴 문서의 쌍을 찾습니다. 많이 겹치는 쌍이 먼저입니다.

    한 줄에 문서 하나: {"id": "가", "text": "글"} 또는 {"id": "가", "sections": {"제목": "글", …}}.
    share_a는 a의 글 가운데 b에도 있는 비율, share_b는 그 반대입니다. 서식의 문구와 여러 문서에 있는 글은 세지 않습니다.
    잘못된 입력이면 어디가 잘못인지 한 줄로 알리고 2로 끝나며, 아무것도 남기지 않습니다.
    """
    try:
        if output is not None:
            if as_json:
                raise InputError("--json과 -o는 함께 쓸 수 없습니다. 하나만 주세요.")
            check_output(output)
        floor = _share(least)
        documents = dict(read_documents(file))
        index = Index(documents.items())
        pairs = [pair for pair in index.pairs() if pair.share >= floor]
        _tell_the_empty(index, documents)
        if output is not None:
            _write(output, pairs, documents)
        elif as_json:
            click.echo(json.dumps([as_dict(pair, documents) for pair in pairs], ensure_ascii=False, indent=1))
        elif not show:
            _print([_flat(pair) for pair in pairs])
        if show and not as_json:
            for pair in pairs:
                click.echo(side_by_side(pair, documents))
        where = "" if output is None else f" {output}에 적었습니다."
        click.echo(
            f"문서 {len(documents):,}건에서 같은 대목이 있는 쌍 {len(pairs):,}개를 찾았습니다.{where}",
            err=True,
        )
    except InputError as error:
        click.echo(f"오류: {error}", err=True)
        sys.exit(2)


def _write(output: str, pairs: Sequence[Pair], documents: Mapping[str, Mapping[str, str]]) -> None:
    """CSV and XLSX hold a row a pair; JSON holds sections and passages as well."""
    if Path(output).suffix.lower() == ".json":
        names = ("a", "b", "share_a", "share_b", "kind", "kind_ko", "sections", "passages")
        write_rows(output, names, [as_dict(pair, documents) for pair in pairs])
    else:
        write_rows(output, COLUMNS, [_flat(pair) for pair in pairs])


def _share(text: str) -> float:
    try:
        number = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise InputError(f"--min은 0과 1 사이의 수나 백분율입니다('{text}'). 0.3이나 30%처럼 주세요.")
    return number


def read_documents(path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Id and sections of each line; a text without sections is one section with an empty name.

    InputError names file and line: no such file, unreadable letters, no JSON object, no id, an id twice, no text.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        id, sections = _document(path, number, line)
        if id in seen:
            problem = f"id '{id[:40]}'이(가) {seen[id]}행에도 있습니다. 하나만 남겨 주세요."
            raise InputError(problem, file=path, row=number, column="id")
        seen[id] = number
        yield id, sections
    if not seen:
        raise InputError("파일이 비어 있습니다. 한 줄에 문서 하나를 넣어 주세요.", file=path)


def _text(path: str) -> str:
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise InputError("파일이 너무 큽니다(500 MB까지). 나누어 주세요.", file=path)
        content = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise InputError("파일이 없습니다. 경로를 확인해 주세요.", file=path) from error
    except OSError as error:
        raise InputError(f"파일을 열 수 없습니다({error.strerror}).", file=path) from error
    at = 0
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            at = max(at, error.start)
    row = content[:at].count(b"\n") + 1
    raise InputError("글자를 읽을 수 없습니다. UTF-8로 저장해 주세요.", file=path, row=row)


def _document(path: str, number: int, line: str) -> tuple[str, dict[str, str]]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("JSON 한 줄로 읽을 수 없습니다.", file=path, row=number) from error
    if not isinstance(row, dict):
        problem = '문서가 아닙니다. {"id": …, "text": …}처럼 적어 주세요.'
        raise InputError(problem, file=path, row=number)
    id = row.get("id", row.get("doc_id"))
    if isinstance(id, bool) or not isinstance(id, str | int) or not str(id).strip():
        raise InputError("id가 없습니다.", file=path, row=number, column="id")
    sections = row.get("sections")
    if sections is None:
        text = row.get("text", row.get("contents"))
        if not isinstance(text, str):
            raise InputError(
                "글이 없습니다. text나 sections를 적어 주세요.", file=path, row=number, column="text"
            )
        return str(id).strip(), {"": text}
    if not isinstance(sections, dict) or not sections:
        problem = '항목이 없습니다. {"제목": "글"}처럼 적어 주세요.'
        raise InputError(problem, file=path, row=number, column="sections")
    for name, text in sections.items():
        if not isinstance(text, str):
            raise InputError(f"'{name[:40]}' 항목이 글이 아닙니다.", file=path, row=number, column="sections")
    return str(id).strip(), sections


def _tell_the_empty(index: Index, documents: Mapping[str, Mapping[str, str]]) -> None:
    empty = [id for id in documents if index.is_empty(id)]
    if empty:
        shown = ", ".join(empty[:5]) + (" 등" if len(empty) > 5 else "")
        click.echo(f"알림: 글이 없어 견주지 못한 문서 {len(empty):,}건: {shown}.", err=True)


def _flat(pair: Pair) -> tuple[str, ...]:
    return pair.a, pair.b, f"{pair.share_a:.3f}", f"{pair.share_b:.3f}", KIND_KO[pair.kind]


def as_dict(pair: Pair, documents: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A pair with its shares by section and its passages; `start` and `end` count characters of the section as given."""

    def side(id: str, section: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> dict[str, Any]:
        return {
            "section": section,
            "start": start,
            "end": end,
            "text": documents[id][section][start:end],
            "same": [list(mark) for mark in marks],
        }

    return {
        "a": pair.a,
        "b": pair.b,
        "share_a": round(pair.share_a, 4),
        "share_b": round(pair.share_b, 4),
        "kind": pair.kind.value,
        "kind_ko": KIND_KO[pair.kind],
        "sections": [
            {
                "section_a": each.section_a,
                "section_b": each.section_b,
                "share_a": round(each.share_a, 4),
                "share_b": round(each.share_b, 4),
            }
            for each in pair.sections
        ],
        "passages": [
            {
                "a": side(pair.a, each.section_a, each.start_a, each.end_a, each.marks_a),
                "b": side(pair.b, each.section_b, each.start_b, each.end_b, each.marks_b),
                "matched": each.matched,
            }
            for each in pair.passages
        ],
    }


def _print(lines: Sequence[Sequence[str]]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    click.echo(text.getvalue(), nl=False)


def side_by_side(pair: Pair, documents: Mapping[str, Mapping[str, str]], width: int | None = None) -> str:
    """A pair for the terminal: its figures, then its longest passages in two columns, the same parts in 【 】."""
    half = max(20, ((width or shutil.get_terminal_size((100, 24)).columns) - 3) // 2)
    lines = [f"{pair.a} – {pair.b}: {KIND_KO[pair.kind]} ({pair.share_a:.1%} / {pair.share_b:.1%})"]
    for each in sorted(pair.passages, key=lambda passage: -passage.matched)[:SHOWN]:
        left = _wrapped(_marked(documents[pair.a], each, "a"), half)
        right = _wrapped(_marked(documents[pair.b], each, "b"), half)
        if each.section_a or each.section_b:
            left.insert(0, f"[{each.section_a}]")
            right.insert(0, f"[{each.section_b}]")
        lines.append("-" * (2 * half + 3))
        for row in range(max(len(left), len(right))):
            one, other = (column[row] if row < len(column) else "" for column in (left, right))
            lines.append(f"{one}{' ' * (half - _columns(one))} | {other}".rstrip())
    rest = len(pair.passages) - SHOWN
    if rest > 0:
        lines.append(f"… 대목 {rest}개 더 있습니다(--json).")
    return "\n".join([*lines, ""])


def _marked(sections: Mapping[str, str], passage: Passage, side: str) -> str:
    text = sections[passage.section_a if side == "a" else passage.section_b]
    marks = passage.marks_a if side == "a" else passage.marks_b
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    parts, at = [], marks[0][0]
    for start, end in joined:
        start = max(start, at)  # one sign may be several letters ("¼")
        parts += [text[at:start], "【", text[start:end], "】"]
        at = end
    plain = "".join(parts).replace("】【", "")
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())


def _columns(text: str) -> int:
    """Columns a terminal gives to a text: two for Korean letters, none for marks that stand on another letter."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _wrapped(text: str, width: int) -> list[str]:
    lines, line, used = [], "", 0
    for char in text:
        size = _columns(char)
        if used + size > width:
            lines.append(line)
            line, used = "", 0
            if char == " ":
                continue
        line, used = line + char, used + size
    return [*lines, line]
