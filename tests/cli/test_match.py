"""`sangsaeng match` as somebody at a desk calls it: files in, a ranking out, one line where something is wrong."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sangsaeng.cli import cli

NEEDS = "id,text\nN1,이차전지 전해액\nN2,커피 원두\nN3,\n"
FIRMS = "id,name,products,region,size\nF1,가,리튬이온전지용 전해액,충북,중소기업\nF2,나,커피머신,,\nF3,다,축전지,,\n"
CLASSES = "id,name,code\nC1,축전지 제조업,28202\nC2,커피 가공업,10792\n"
KEYWORDS = "text,class\n이차전지,C1\n배터리,C1\n커피,C2\n원두,C2\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, text in {"n": NEEDS, "f": FIRMS, "c": CLASSES, "k": KEYWORDS}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["match", "--needs", str(place / "n.csv"), "--firms", str(place / "f.csv"), *arguments]
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def model(place: Path) -> str:
    made = CliRunner().invoke(
        cli,
        [
            "learn",
            "--classes",
            str(place / "c.csv"),
            "--keywords",
            str(place / "k.csv"),
            "-o",
            str(place / "m"),
        ],
    )
    assert made.exit_code == 0, made.output
    return str(place / "m")


def test_a_ranking_as_csv_has_the_promised_columns(place: Path) -> None:
    done = run(place, "-o", str(place / "out.csv"))
    assert done.exit_code == 0, done.output
    found = rows(place / "out.csv")
    assert list(found[0]) == ["need", "rank", "firm", "score", "band"]
    firsts = [(row["need"], row["firm"]) for row in found if row["rank"] == "1"]
    assert firsts == [("N1", "F1"), ("N2", "F2")]
    assert found[0]["band"] in ("높음", "보통", "낮음")
    assert "N3" in done.stderr
    assert "견줄 낱말이 없거나" in done.stderr


def test_with_a_model_firms_of_the_same_industry_follow_and_top_is_kept(place: Path, model: str) -> None:
    assert run(place, "--model", model, "-o", str(place / "out.csv")).exit_code == 0
    found = [row["firm"] for row in rows(place / "out.csv") if row["need"] == "N1"]
    assert found[:2] == ["F1", "F3"]
    assert run(place, "--model", model, "--top", "1", "-o", str(place / "out.csv")).exit_code == 0
    assert [row["firm"] for row in rows(place / "out.csv")] == ["F1", "F2"]


def test_json_holds_the_whole_explanation_and_sums(place: Path, model: str) -> None:
    done = run(place, "--model", model, "--json")
    told = json.loads(done.stdout)
    assert [each["need"] for each in told] == ["N1", "N2", "N3"]
    for need in told:
        for match in need["matches"]:
            assert sum(match["parts"].values()) == pytest.approx(match["score"], rel=1e-9)
            assert sum(c["contribution"] for c in match["codes"]) == pytest.approx(
                match["parts"]["code"], rel=1e-9
            )
            assert {"need", "name", "firm", "rank", "band", "evidence", "terms", "requirements"} <= set(match)
    assert run(place, "--model", model, "-o", str(place / "out.json")).exit_code == 0
    assert json.loads((place / "out.json").read_text(encoding="utf-8")) == told


def test_codes_given_in_the_files_are_used(place: Path, model: str) -> None:
    (place / "n.csv").write_text("id,text,ksic,hs\nN1,쿼르질,28-202,8507\n", encoding="utf-8")
    (place / "f.csv").write_text(
        "id,name,products,ksic\nF1,가,뷁쉛,28202\nF2,나,뷁쉛,10792\n", encoding="utf-8"
    )
    done = run(place, "--model", model, "--json")
    first = json.loads(done.stdout)[0]["matches"][0]
    assert (first["firm"], first["codes"][0]["firm_given"]) == ("F1", True)
    assert first["requirements"][1]["status"] == "met"


def test_on_the_terminal_it_reads_as_a_list(place: Path) -> None:
    done = run(place)
    assert "N1 이차전지 전해액" in done.stdout
    assert "F1 가" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_files_of_an_office_are_read(place: Path, encoding: str) -> None:
    (place / "n.csv").write_bytes("ID;Text\nN1;이차전지 전해액\n".encode(encoding))
    (place / "f.csv").write_bytes(FIRMS.replace(",", "\t").encode(encoding))
    assert "F1 가" in run(place).stdout


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("n", "id,word\nN1,가\n", "'text' 열"),
        ("n", "id,text\nN1,가\nN1,나\n", "3행, 'id' 열"),
        ("n", "", "비어 있습니다"),
        ("f", "id,name,products\n", "자료가 없습니다"),
        ("f", "id,name,products\nF1,가,나\nF1,가,나\n", "F1"),
        ("f", "id,name,products,ksic\nF1,가,나,28a\n", "2행, 'ksic' 열"),
        ("n", "id,text,ksic\nN1,가,이십팔\n", "2행, 'ksic' 열"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(
    place: Path, name: str, text: str, said: str
) -> None:
    (place / f"{name}.csv").write_text(text, encoding="utf-8")
    done = run(place, "-o", str(place / "out.csv"))
    assert done.exit_code == 2
    assert said in done.stderr
    assert f"{name}.csv" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (place / "out.csv").exists()


def test_ways_of_calling_that_contradict_are_refused(place: Path) -> None:
    assert "--json과 -o" in run(place, "--json", "-o", str(place / "out.csv")).stderr
    assert run(place, "-o", str(place / "out.docx")).exit_code == 2
    assert run(place, "-o", str(place / "nowhere" / "out.csv")).exit_code == 2
    assert "모델" in run(place, "--model", str(place)).stderr
    assert run(place, "--top", "0").exit_code == 2


def test_odd_texts_do_not_stop_a_run(place: Path) -> None:
    odd = [("A", ""), ("B", "😀"), ("C", "123"), ("D", "only English"), ("E", "전해액 " * 60_000)]
    with (place / "n.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *odd])
    done = run(place, "-o", str(place / "out.csv"))
    assert done.exit_code == 0, done.output
    assert {row["need"] for row in rows(place / "out.csv")} == {"E"}
