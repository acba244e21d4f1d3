"""`sangsaeng learn` and `sangsaeng classify`: what they print and write, and what they refuse, row by row."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.analysis.coding.lists import CLASSES, KEYWORDS
from tests.conftest import missing

from sangsaeng.cli import cli

QUERIES = "id,text\nq1,홍차\nq2,\nq3,고압 케이블\nq4,🙂 12\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    rows = "".join(f'{each.id},"{each.name}",{each.code}\n' for each in CLASSES)
    (tmp_path / "c.csv").write_text("id,name,code\n" + rows)
    (tmp_path / "k.csv").write_text("text,class\n" + "".join(f"{t},{c}\n" for t, c in KEYWORDS))
    (tmp_path / "f.csv").write_text("id,name,products\n1,가,커피 원두\n2,나,변압기\n3,다,전선\n")
    (tmp_path / "l.csv").write_text("id,code\n1,107\n2,28X\n3,28301\n")
    (tmp_path / "q.csv").write_text(QUERIES)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def learn(at: Path, *more: str | Path) -> Result:
    return run("learn", "--classes", at / "c.csv", "--keywords", at / "k.csv", "-o", at / "m", *more)


def test_a_learned_model_classifies_as_the_lists_do_on_the_spot(lists: Path) -> None:
    result = learn(lists, "--firms", lists / "f.csv", "--labels", lists / "l.csv")
    assert result.exit_code == 0, result.output
    assert "교차 검증을 하지 않습니다" in result.stdout
    told = json.loads((lists / "m" / "model.json").read_text())
    assert told["learned_from"] == {"classes": 6, "keywords": 15, "firms": 3}
    assert set(told["inputs"]) == {"classes", "keywords", "firms", "labels"}
    for name, given in (("a", ("--model", "m")), ("b", ("--classes", "c.csv", "--keywords", "k.csv"))):
        given = [each if each.startswith("--") else lists / each for each in given]
        result = run(
            "classify", "--queries", lists / "q.csv", *given, "--top", "3", "-o", lists / f"{name}.csv"
        )
        assert result.exit_code == 0, result.output
        assert "2개(q2, q4)" in result.stderr
    rows = rows_of(lists / "a.csv")
    assert rows == rows_of(lists / "b.csv")
    assert [(row["query"], row["rank"]) for row in rows] == [
        (q, str(r)) for q in ("q1", "q3") for r in (1, 2, 3)
    ]
    assert [row["class"] for row in rows if row["rank"] == "1"] == ["a", "d"]
    assert all(0 <= float(row["score"]) <= 1 for row in rows)


def test_figures_are_printed_with_intervals_where_there_is_enough(lists: Path) -> None:
    rows = [f"{text} {extra},{key}" for text, key in KEYWORDS for extra in ("부품", "제조", "신형", "용품")]
    (lists / "k.csv").write_text("text,class\n" + "\n".join(rows) + "\n")
    result = learn(lists)
    assert result.exit_code == 0, result.output
    assert "다섯 겹 교차 검증" in result.stdout
    [line] = [line for line in result.stdout.splitlines() if "nDCG@10" in line]
    assert "~" in line
    mean, low, high = json.loads((lists / "m" / "model.json").read_text())["figures"]["classes"]["ndcg_10"]
    assert 0.5 < low <= mean <= high <= 1


def test_json_holds_the_explanation_when_asked(lists: Path) -> None:
    given = ("--classes", lists / "c.csv", "--keywords", lists / "k.csv", "-o", lists / "out.json")
    assert run("classify", "--queries", lists / "q.csv", *given, "--explain", "--top", "1").exit_code == 0
    found = json.loads((lists / "out.json").read_text())
    assert [each["query"] for each in found] == ["q1", "q2", "q3", "q4"]
    assert found[1]["classes"] == []
    best = found[2]["classes"][0]
    assert sum(word["contribution"] for word in best["words"]) == pytest.approx(best["score"], abs=1e-5)
    assert (
        run("classify", "--queries", lists / "q.csv", *given[:-1], lists / "o.csv", "--explain").exit_code
        == 2
    )


def test_without_a_model_the_shipped_one_is_used_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_bytes("id;text\n1;에칭가스\n".encode("cp949"))
    result = run("classify", "--queries", tmp_path / "q.csv")
    assert result.exit_code == 0, result.output
    assert "함께 온 모델" in result.stderr
    assert "확정된 품목분류가 아닙니다" in result.stderr
    assert result.stdout.splitlines()[1].split()[2] == "HS281111"


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("c.csv", "id,name\na,가\na,나\n", ["3행", "'id' 열", "2행에도"]),
        ("c.csv", "id,name\na,\n", ["2행", "'name' 열", "비어"]),
        ("c.csv", "id,name,code\na,커피,10A\n", ["2행", "'code' 열", "숫자"]),
        ("c.csv", "id,name,code\na,커피,1234567\n", ["2행", "'code' 열", "5자리"]),
        ("c.csv", "id\na\n", ["1행", "'name' 열", "없습니다"]),
        ("k.csv", "text,class\n원두,a\n\n빵,zz\n", ["4행", "'class' 열", "'zz'"]),
        ("k.csv", "text,class\n,a\n", ["2행", "'text' 열", "비어"]),
        ("k.csv", "", ["비어 있습니다"]),
        ("f.csv", "id,name,products\n1,가,커피\n1,나,차\n", ["3행", "'id' 열"]),
        ("l.csv", "id,code\n9,107\n", ["2행", "'id' 열", "'9'"]),
        ("l.csv", "id,code\n1,\n", ["2행", "'code' 열", "비어"]),
        ("l.csv", "id,code\n1,107\n1,108\n", ["3행", "'id' 열"]),
        ("l.csv", "id,code\n1,281111\n", ["2행", "'code' 열", "5자리"]),
    ],
)
def test_bad_input_is_one_line_with_its_place_and_leaves_nothing(
    lists: Path, file: str, content: str, words: list[str]
) -> None:
    (lists / file).write_text(content)
    before = sorted(lists.iterdir())
    result = learn(lists, "--firms", lists / "f.csv", "--labels", lists / "l.csv")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("오류: ")
    assert result.stderr.count("\n") == 1
    for word in [str(lists / file), *words]:
        assert word in result.stderr
    assert sorted(lists.iterdir()) == before


def test_what_does_not_go_together_is_refused(lists: Path) -> None:
    ask = ("classify", "--queries", lists / "q.csv")
    both = ("learn", "--classes", lists / "c.csv", "--keywords", lists / "k.csv")
    (lists / "dup.csv").write_text("id,text\n1,가구\n1,의자\n")
    (lists / "mine").mkdir()
    (lists / "mine" / "letter.txt").write_text("keep")
    for arguments, word in (
        ((*ask, "--model", lists / "m", "--classes", lists / "c.csv"), "함께 쓸 수 없습니다"),
        ((*ask, "--keywords", lists / "k.csv"), "--classes"),
        ((*ask, "--model", lists / "none"), "모델 폴더가 아닙니다"),
        ((*ask, "-o", lists / "out.doc"), ".xlsx"),
        (("classify", "--queries", lists / "dup.csv"), "3행"),
        (
            ("learn", "--classes", lists / "c.csv", "--keywords", lists / "k.csv", "-o", lists / "mine"),
            "덮어쓰지",
        ),
        (
            (*both, "-o", lists / "m", "--firms", lists / "f.csv"),
            "--labels",
        ),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, result.output
        assert word in result.stderr
        assert result.stderr.count("\n") == 1
    assert [path.name for path in (lists / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.shared
def test_the_development_list_is_learned_well_enough(shared: Path) -> None:
    """One fold of task B, a fifth of it: far above what letters and words alone reach (.51)."""
    from benchmarks._matching_classes import EVAL, task_b

    from sangsaeng.analysis.coding import figures
    from sangsaeng.analysis.coding.classes import ClassRanker

    if not EVAL.is_dir():
        missing("../shared/eval")
    classes, keywords = task_b()
    fold_of = figures._folds([each for _, each in keywords], 5)
    ranker = ClassRanker.fit(classes, [k for k, f in zip(keywords, fold_of, strict=True) if f])
    held = [k for k, f in zip(keywords, fold_of, strict=True) if not f]
    found = ranker.rank_many([text for text, _ in held], top=50)
    ids = [[ranker.classes[each.place].id for each in ranked] for ranked in found]
    gains = [1 / math.log2(r.index(c) + 2) if c in r[:10] else 0 for r, (_, c) in zip(ids, held, strict=True)]
    assert sum(gains) / len(gains) > 0.57
    assert sum(c in r for r, (_, c) in zip(ids, held, strict=True)) / len(held) > 0.87
