"""`sangsaeng similar` through its door: pairs best first, passages in JSON, errors in one line."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.analysis.similar.test_index import prose

from sangsaeng.cli import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["similar", *arguments])


def lines(tmp_path: Path, *rows: Any, encoding: str = "utf-8") -> str:
    path = tmp_path / "docs.jsonl"
    text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_bytes((text + "\n").encode(encoding, "surrogatepass"))
    return str(path)


A, B, C = prose(1), prose(2), prose(3)


def test_pairs_best_first_as_csv(tmp_path: Path) -> None:
    file = lines(
        tmp_path, {"id": "가", "text": A}, {"id": "나", "text": A[:300] + B}, {"id": "다", "text": A}
    )
    found = run(file)
    assert found.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert [(row["a"], row["b"], row["kind"]) for row in rows] == [
        ("가", "다", "거의 같음"),
        ("가", "나", "일부 옮겨 씀"),
        ("나", "다", "일부 옮겨 씀"),
    ]
    assert (rows[0]["share_a"], rows[0]["share_b"]) == ("1.000", "1.000")
    assert "쌍 3개" in found.stderr
    assert run(file, "--min", "60%").stdout.count("\n") == 2
    assert run(file, "--min", "0.6").stdout == run(file, "--min", "60%").stdout


def test_json_holds_sections_and_passages_with_their_places(tmp_path: Path) -> None:
    file = lines(
        tmp_path,
        {"id": "가", "sections": {"목표": A, "계획": B}},
        {"id": "나", "sections": {"목표": C, "계획": A[:200] + C}},
    )
    found = json.loads(run(file, "--json").stdout)
    assert [(row["a"], row["b"]) for row in found] == [("가", "나")]
    assert {(row["section_a"], row["section_b"]) for row in found[0]["sections"]} == {("목표", "계획")}
    passage = found[0]["passages"][0]
    assert passage["a"]["text"] == A[passage["a"]["start"] : passage["a"]["end"]]
    assert passage["b"]["text"] == (A[:200] + C)[passage["b"]["start"] : passage["b"]["end"]]
    out = tmp_path / "out.json"
    assert run(file, "-o", str(out)).exit_code == 0
    assert json.loads(out.read_text()) == found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_files_are_written_whole(tmp_path: Path, ending: str) -> None:
    file, out = lines(tmp_path, {"id": "가", "text": A}, {"id": "나", "text": A}), tmp_path / f"out.{ending}"
    assert run(file, "-o", str(out)).exit_code == 0
    assert out.stat().st_size > 30
    if ending == "csv":
        assert out.read_text().splitlines() == ["a,b,share_a,share_b,kind", "가,나,1.000,1.000,거의 같음"]


def test_passages_side_by_side_with_the_same_parts_marked(tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": "가", "text": "앞말 " + A}, {"id": "나", "text": A + " 뒷말"})
    shown = run(file, "--show").stdout
    assert shown.startswith("가 – 나: 거의 같음 (")
    body = [line for line in shown.splitlines() if " | " in line]
    assert body[0].startswith("【")
    assert "】" in body[-1]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((), "파일이 비어 있습니다"),
        (({"id": "a", "text": "글"}, "{깨진"), "2행: JSON"),
        (({"id": "a", "text": "글"}, "", {"id": "a", "text": "글"}), "3행, 'id' 열: id 'a'이(가) 1행에도"),
        (({"id": "a"},), "1행, 'text' 열: 글이 없습니다"),
        (({"id": "a", "text": None},), "1행, 'text' 열: 글이 없습니다"),
        (({"text": "글"},), "1행, 'id' 열: id가 없습니다"),
        (({"id": True, "text": "글"},), "id가 없습니다"),
        (("[1, 2]",), "1행: 문서가 아닙니다"),
        (("[" * 100_000,), "1행: JSON"),
        (({"id": "a", "sections": []},), "1행, 'sections' 열: 항목이 없습니다"),
        (({"id": "a", "sections": {"목표": 3}},), "'목표' 항목이 글이 아닙니다"),
    ],
)
def test_bad_input_is_told_in_one_line_by_row(tmp_path: Path, rows: tuple[Any, ...], told: str) -> None:
    found = run(lines(tmp_path, *rows), "-o", str(tmp_path / "out.csv"))
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1
    assert "docs.jsonl" in found.stderr
    assert told in found.stderr
    assert not (tmp_path / "out.csv").exists()


def test_bad_options_and_missing_files_are_told_in_one_line(tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": "a", "text": A})
    for arguments in (
        (str(tmp_path / "none.jsonl"),),
        (file, "--min", "200%"),
        (file, "--min", "nan"),
        (file, "-o", str(tmp_path / "x.txt")),
        (file, "-o", str(tmp_path / "no" / "x.csv")),
        (file, "--json", "-o", str(tmp_path / "x.csv")),
    ):
        found = run(*arguments)
        assert (found.exit_code, found.stderr.count("\n"), found.stdout) == (2, 1, ""), arguments
    (tmp_path / "bytes.jsonl").write_bytes(b'{"id": 1, "text": "\xff\xfe\xff"}\n')
    assert "1행" in run(str(tmp_path / "bytes.jsonl")).stderr


def test_empty_texts_are_named_and_the_rest_is_compared(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": A},
        {"id": "b", "text": A},
        {"id": "빈", "text": " "},
        {"id": 7, "text": "😀"},
    ]
    found = run(lines(tmp_path, *rows))
    assert found.exit_code == 0
    assert "글이 없어 견주지 못한 문서 2건: 빈, 7" in found.stderr
    assert "a,b,1.000" in found.stdout


def test_other_writings_and_encodings(tmp_path: Path) -> None:
    first = {"doc_id": "a", "contents": A}
    decomposed = {"id": "b", "text": unicodedata.normalize("NFD", A)}
    assert "a,b,1.000,1.000" in run(lines(tmp_path, first, decomposed, encoding="utf-8-sig")).stdout
    plain = "고순도 불화수소 정제 공정을 개발하고 3년 안에 양산 설비를 갖추어 공급합니다. " * 2
    file = lines(tmp_path, {"id": "a", "text": plain}, {"id": "b", "text": plain}, encoding="cp949")
    assert "a,b,1.000,1.000" in run(file).stdout
    long = prose(5, 60_000)[:350_000]
    assert "a,b,1.000" in run(lines(tmp_path, {"id": "a", "text": long}, {"id": "b", "text": long})).stdout


def test_one_document_has_no_pair(tmp_path: Path) -> None:
    assert run(lines(tmp_path, {"id": "a", "text": A})).stdout == "a,b,share_a,share_b,kind\n"
    assert json.loads(run(lines(tmp_path, {"id": "a", "text": A}), "--json").stdout) == []
