"""`sangsaeng screen`: what it prints, what it writes, and what it leaves behind when the input is bad."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from sangsaeng.cli import COMMANDS, cli

BACI = (
    "t,i,j,k,v,q\n2023,156,410,850511,90,1\n2023,392,410,850511,10,1\n"
    "2024,156,410,850511,30,1\n2024,490,410,850511,60,1\n2024,392,410,850511,10,1\n"
    "2024,410,156,850511,5,1\n2024,156,392,283691,7,\n"
)
ONE_PARTNER = (
    "year,statCd,hsCd,expWgt,expDlr,impWgt,impDlr,balPayments\n2019.06,JP,2811111000,0,1,0,5293070,0\n"
    "2019.07,JP,2811111000,0,1,0,961061,0\n"
)


@pytest.fixture
def baci(tmp_path: Path) -> Path:
    path = tmp_path / "trade.csv"
    path.write_text(BACI)
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["screen", *map(str, arguments)])


def rows_of(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_json_is_a_list_of_rows(baci: Path) -> None:
    rows = rows_of(run(baci, "--year", "2024", "--rule", "ews", "--rule", "kiet", "--json"))
    [row] = rows
    assert (row["item"], row["year"], row["import_usd"]) == ("850511", 2024, 100_000)
    assert (row["top_country"], row["top_share"], row["partners"]) == ("S19", 0.6, 3)
    assert row["hhi"] == pytest.approx(0.46)
    assert list(row["verdicts"]) == ["ews", "kiet"]
    assert row["verdicts"]["ews"]["flag"] is True
    assert "기타 아시아" in row["verdicts"]["ews"]["reason"]
    assert row["verdicts"]["kiet"]["level"] == "관심"


def test_all_years_and_all_rules_unless_asked(baci: Path) -> None:
    rows = rows_of(run(baci, "--json"))
    assert [(row["year"], row["item"]) for row in rows] == [(2023, "850511"), (2024, "850511")]
    assert list(rows[0]["verdicts"]) == ["ews", "kiet", "hri", "motie", "geodep", "eu"]
    assert [row["item"] for row in rows_of(run(baci, "--importer", "jp", "--json"))] == ["283691"]


def test_the_table_is_aligned_and_korean(baci: Path) -> None:
    result = run(baci, "--rule", "ews")
    lines = result.stdout.splitlines()
    assert lines[0].split() == [
        "품목",
        "연도",
        "수입액(달러)",
        "1위",
        "나라",
        "1위",
        "비중",
        "HHI",
        "상대국",
        "ews",
    ]
    assert lines[2].split() == ["850511", "2023", "100,000", "중국", "CHN", "90.0%", "0.820", "2", "해당"]
    widths = {
        sum(2 if ord(c) > 0x1100 else 1 for c in line.rsplit("  ", 1)[0]) for line in lines[:1] + lines[2:4]
    }
    assert len(widths) == 1
    assert "제15조" in lines[-1]


def test_one_partner_says_so_and_still_gives_totals(tmp_path: Path) -> None:
    path = tmp_path / "jp.csv"
    path.write_text(ONE_PARTNER)
    result = run(path, "--json")
    [row] = rows_of(result)
    assert row["import_usd"] == 6_254_131
    assert row["top_share"] is row["hhi"] is row["top_country"] is None
    assert "한 상대(일본 JPN)" in result.stderr
    assert "합계만" in result.stderr
    assert "–" in run(path).stdout


def test_output_files_hold_the_same_rows(baci: Path, tmp_path: Path) -> None:
    expected = rows_of(run(baci, "--json"))
    for suffix in ("csv", "xlsx", "parquet"):
        result = run(baci, "-o", tmp_path / f"out.{suffix}")
        assert result.exit_code == 0, result.output
        assert result.stdout == ""
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as handle:
        from_csv = list(csv.DictReader(handle))
    assert [(r["item"], int(r["year"]), float(r["top_share"])) for r in from_csv] == [
        (r["item"], r["year"], r["top_share"]) for r in expected
    ]
    assert [r["ews"] for r in from_csv] == ["true", "true"]
    assert [r["motie"] for r in from_csv] == ["", ""]
    assert from_csv[1]["ews_reason"] == expected[1]["verdicts"]["ews"]["reason"]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == list(from_csv[0])
    assert [line[0] for line in sheet[1:]] == ["850511", "850511"]
    assert [line[sheet[0].index("hhi")] for line in sheet[1:]] == [r["hhi"] for r in expected]
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected


def test_bad_input_is_one_line_exit_2_and_nothing_stored(baci: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(BACI + "2024,156,410,283691,-1,\n")
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(BACI.encode())[:-9])
    empty = tmp_path / "empty.csv"
    empty.touch()
    before = sorted(tmp_path.iterdir())
    for path, words in (
        (bad, [str(bad), "9행", "'v' 열", "0보다 작습니다"]),
        (cut, [str(cut), "행", "잘렸거나"]),
        (empty, [str(empty), "0바이트"]),
        (tmp_path / "none.csv", ["none.csv", "열 수 없습니다"]),
    ):
        result = run(path, "-o", tmp_path / "out.csv")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert all(word in result.stderr for word in words), result.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--rule", "law"], "규칙이 없습니다"),
        (["--year", "1999"], "1999년 자료가 없습니다"),
        (["--importer", "XXX"], "나라를 알 수 없습니다"),
        (["--engine", "sqlite"], "모르는 엔진"),
        (["-o", "out.txt"], ".parquet"),
        (["--json", "-o", "out.csv"], "함께 쓸 수 없습니다"),
        (["-o", "/nowhere/at/all/out.csv"], "쓸 수 없습니다"),
        (["--countries", "/nowhere.csv"], "열 수 없습니다"),
        (["--groups", "/nowhere.yaml"], "묶음 파일"),
    ],
)
def test_bad_options_are_one_line_too(baci: Path, arguments: list[str], says: str) -> None:
    result = run(baci, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_failed_run_leaves_an_older_output_alone(baci: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert run(baci, "-o", output).exit_code == 0
    before = output.read_bytes()
    baci.write_text(BACI + "2024,156,410,850511,1,\n")
    assert run(baci, "-o", output).exit_code == 2
    assert output.read_bytes() == before


def test_help_answers_at_once_and_every_command_is_there() -> None:
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "sangsaeng", "--help"], capture_output=True, text=True, check=True
        )
        seconds.append(time.perf_counter() - started)
    assert "screen" in done.stdout
    assert min(seconds) < 0.3
    for name, (place, text) in COMMANDS.items():
        assert text
        assert place.startswith("sangsaeng.cli.")
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sangsaeng.cli import cli; cli(['--help'], standalone_mode=False);"
        "heavy = {'ibis', 'pyarrow', 'duckdb', 'pandas', 'numpy', 'django', 'yaml'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.shared
def test_real_files_from_the_command_line(shared: Path) -> None:
    folder = shared / "data/baci"
    [path] = folder.glob("*Y2024*.csv.gz")
    rows = rows_of(run(path, "--countries", folder / "country_codes_V202601.csv", "--rule", "ews", "--json"))
    magnets = next(row for row in rows if row["item"] == "850511")
    assert (magnets["top_country"], round(magnets["top_share"], 3)) == ("CHN", 0.874)
    assert magnets["verdicts"]["ews"]["flag"] is True
