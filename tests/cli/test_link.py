"""`sangsaeng link`: what it writes, what it says, and what it leaves behind when the input is bad."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from sangsaeng.cli import cli

REGISTER = "id,name,number,aliases\nA1,한빛전자,124-81-00998,달빛전자;별빛전자\nA2,LG하늘소재,,\nA3,새벽,,\nA4,㈜새벽,,\n"
NAMES = "name,number\n㈜한빛전자,\n별빛전자,\n엘지하늘소재,\n새벽,\n없는기업,\n다른이름,1248100998\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    register, names = tmp_path / "register.csv", tmp_path / "names.csv"
    register.write_text(REGISTER, encoding="utf-8")
    names.write_text(NAMES, encoding="utf-8")
    return register, names


def run(register: Path, names: Path, *more: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["link", "--register", str(register), "--names", str(names), *map(str, more)]
    )


def test_each_name_has_a_row_in_order(files: tuple[Path, Path]) -> None:
    result = run(*files)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["name"], row["match"]) for row in rows] == [
        ("㈜한빛전자", "A1"),
        ("별빛전자", "A1"),
        ("엘지하늘소재", "A2"),
        ("새벽", ""),
        ("없는기업", ""),
        ("다른이름", "A1"),
    ]
    assert rows[0]["why"] == "법인 표기만 다름"
    assert rows[2]["why"] == "로마자 표기: LG→엘지"
    assert rows[3]["why"].startswith("같은 이름이 둘: A3 새벽, A4 ㈜새벽")
    assert rows[5]["why"].startswith("등록번호 일치")
    assert "4개를 이었고 2개는 잇지 않았습니다" in result.stderr


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_the_file_is_written_by_its_ending(files: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"links{ending}"
    assert run(*files, "-o", output).exit_code == 0
    rows: list[list[object]]
    if ending == ".csv":
        rows = [list(row) for row in csv.reader(output.read_text(encoding="utf-8").splitlines())]
    elif ending == ".xlsx":
        rows = [
            list(row) for row in CalamineWorkbook.from_path(str(output)).get_sheet_by_index(0).to_python()
        ]
    else:
        rows = [
            ["name", "match", "score", "why"],
            *(list(r.values()) for r in json.loads(output.read_text())),
        ]
    assert rows[0] == ["name", "match", "score", "why"]
    assert rows[1][:2] == ["㈜한빛전자", "A1"]
    assert len(rows) == 7


def test_a_wrong_check_digit_is_named_by_row_and_the_row_kept(files: tuple[Path, Path]) -> None:
    register, names = files
    names.write_text("name,number\n한빛전자,124-81-00999\n엘지하늘소재,12\n", encoding="utf-8")
    register.write_text(
        REGISTER.replace("A2,LG하늘소재,,", "A2,LG하늘소재,130111-0006247,"), encoding="utf-8"
    )
    result = run(register, names)
    assert result.exit_code == 0
    assert (
        f"{register}, 3행, 'number' 열: 법인등록번호 130111-0006247의 검증 숫자가 맞지 않습니다."
        in result.stderr
    )
    assert (
        f"{names}, 2행, 'number' 열: 사업자등록번호 124-81-00999의 검증 숫자가 맞지 않습니다."
        in result.stderr
    )
    assert f"{names}, 3행" in result.stderr
    assert [row["match"] for row in csv.DictReader(result.stdout.splitlines())] == ["A1", "A2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_tables_as_an_office_saves_them(tmp_path: Path, encoding: str, sign: str) -> None:
    register, names = tmp_path / "r.csv", tmp_path / "n.csv"
    register.write_bytes(f"ID{sign}Name\r\n1{sign}한빛전자\r\n".encode(encoding))
    names.write_bytes(f"NAME{sign}number\r\n(주)한빛전자{sign}\r\n".encode(encoding))
    rows = list(csv.DictReader(run(register, names).stdout.splitlines()))
    assert [row["match"] for row in rows] == ["1"]


def test_decomposed_half_width_and_empty_names(tmp_path: Path) -> None:
    register, names = tmp_path / "r.csv", tmp_path / "n.csv"
    register.write_text("id,name\n1,한빛LG\n", encoding="utf-8")
    lines = [unicodedata.normalize("NFD", "㈜한빛LG"), "한빛ＬＧ", '""', "🙂", '"' + "한" * 1_000_000 + '"']
    names.write_text("name,number\n" + "".join(f"{line},\n" for line in lines), encoding="utf-8")
    result = run(register, names, "-o", tmp_path / "o.json")
    assert result.exit_code == 0, result.output
    rows = json.loads((tmp_path / "o.json").read_text())
    assert [row["match"] for row in rows[:2]] == ["1", "1"]
    assert [row["match"] for row in rows[2:]] == [""] * (len(rows) - 2)
    assert all(len(row["why"]) < 200 for row in rows)


@pytest.mark.parametrize(
    ("register", "names", "says"),
    [
        ("id,name\n", "name\nㄱ\n", "자료가 없습니다"),
        ("id,nam\n1,a\n", "name\nㄱ\n", "'name' 열"),
        ("id,name\n1,a\n1,b\n", "name\nㄱ\n", "3행, 'id' 열"),
        ("id,name\n1,a\n", "", "비어 있습니다"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    tmp_path: Path, register: str, names: str, says: str
) -> None:
    one, two, output = tmp_path / "r.csv", tmp_path / "n.csv", tmp_path / "o.csv"
    one.write_text(register, encoding="utf-8")
    two.write_text(names, encoding="utf-8")
    result = run(one, two, "-o", output)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert not output.exists()


def test_a_file_that_cannot_be_written_is_said_first(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run(*files, "-o", tmp_path / "o.pdf").exit_code == 2
    assert run(*files, "-o", tmp_path / "none" / "o.csv").exit_code == 2


def test_a_row_without_a_name_keeps_its_place(files: tuple[Path, Path], tmp_path: Path) -> None:
    register, _ = files
    names = tmp_path / "gaps.csv"
    names.write_text("name,number\n한빛전자,\n,\n새벽빛,\n\n,1248100998\n,\n", encoding="utf-8")
    result = run(register, names)
    assert result.exit_code == 0, result.output
    rows = [(r["name"], r["match"], r["why"]) for r in csv.DictReader(result.stdout.splitlines())]
    assert [row[:2] for row in rows] == [("한빛전자", "A1"), ("", ""), ("새벽빛", ""), ("", ""), ("", "A1")]
    assert rows[1][2] == rows[3][2] == "이름이 비어 있음"
