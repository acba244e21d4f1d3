"""The model's folder: written whole, read back equal, refused when it is another's or was touched."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.coding.lists import CLASSES, KEYWORDS

from sangsaeng.analysis.coding.classes import ClassRanker
from sangsaeng.analysis.coding.model import DEFAULT, Model, default_model
from sangsaeng.analysis.trade.errors import InputError
from sangsaeng.cli.default_model import FIELDS, make
from sangsaeng.discovery.choices import Sector

FIRMS = [("1", "가", "커피 원두", "107"), ("2", "나", "변압기", "281"), ("3", "다", "전선", "283")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models") / "m"
    Model.learn(CLASSES, KEYWORDS, FIRMS, weights={"codes": 0.5}, about={"figures": {"x": [1, 0, 2]}}).save(
        place
    )
    return place


def test_a_saved_model_ranks_and_explains_as_the_one_in_memory(folder: Path, ranker: ClassRanker) -> None:
    model = Model.load(folder)
    for text in ("홍차", "고압 케이블", "", "쿠키 상자"):
        assert model.ranker.rank(text) == ranker.rank(text)
        assert model.ranker.explain(text) == ranker.explain(text)
    assert model.weights == {"codes": 0.5}
    assert model.about["figures"] == {"x": [1, 0, 2]}
    assert model.posteriors is not None
    assert model.explain("홍차")["learned_from"] == {"classes": 6, "keywords": 15, "firms": 3}


def test_the_folder_tells_what_it_is(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"model.json", "README.txt", "classes.csv", "keywords.csv", "ranker.npz"} <= names
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib"))]
    content = json.loads((folder / "model.json").read_text())
    assert set(content["files"]) == names - {"model.json"}
    assert "손으로 고치지 마세요" in (folder / "README.txt").read_text()
    with np.load(folder / "ranker.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_saving_again_replaces_a_model_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    model = Model.load(folder)
    place = tmp_path / "m"
    place.mkdir()
    model.save(place)
    model.save(place)
    assert Model.load(place).ranker.texts == model.ranker.texts
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
    other = tmp_path / "papers"
    other.mkdir()
    (other / "letter.txt").write_text("keep")
    file = tmp_path / "file"
    file.write_text("keep")
    for taken in (other, file, tmp_path / "no" / "m"):
        with pytest.raises(InputError):
            model.save(taken)
    assert (other / "letter.txt").read_text() == file.read_text() == "keep"


def damage(content: dict[str, object], **changed: object) -> str:
    return json.dumps({**content, **changed})


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("no folder", "모델 폴더가 아닙니다"),
        ("not json", "모델 폴더가 아닙니다"),
        ("another's", "모델 폴더가 아닙니다"),
        ("format", "다른 판"),
        ("engine", "형태소 분석기"),
        ("anchors", "형태소 분석기"),
        ("keyword changed", "keywords.csv"),
        ("file gone", "ranker.npz"),
    ],
)
def test_a_folder_that_does_not_fit_is_refused_in_one_line(
    folder: Path, tmp_path: Path, what: str, word: str
) -> None:
    place = tmp_path / "m"
    Model.load(folder).save(place)
    told = place / "model.json"
    content = json.loads(told.read_text())
    if what == "no folder":
        place = tmp_path / "none"
    elif what == "not json":
        told.write_text("{")
    elif what == "another's":
        told.write_text('{"format": 1}')
    elif what == "keyword changed":
        (place / "keywords.csv").write_text("text,class\n커피,b\n")
    elif what == "file gone":
        (place / "ranker.npz").unlink()
    else:
        told.write_text(damage(content, **{what: 99 if what == "format" else "older"}))
    with pytest.raises(InputError) as caught:
        Model.load(place)
    assert word in str(caught.value)
    assert str(place) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shipped_model_is_what_its_script_makes(tmp_path: Path) -> None:
    make().save(tmp_path / "default")
    made = {path.name: path.read_bytes() for path in (tmp_path / "default").iterdir()}
    assert made == {path.name: path.read_bytes() for path in DEFAULT.iterdir()}


def test_the_shipped_model_names_fields_as_the_pages_do() -> None:
    assert {key: str(Sector(key).label) for key in FIELDS} == FIELDS


def test_the_shipped_model_knows_fields_and_sourced_codes() -> None:
    model = default_model()
    best = {
        text: model.ranker.rank(text, top=1)[0].place
        for text in ("에칭가스", "리튬이온 축전지", "웨이퍼 세정")
    }
    ids = {text: model.ranker.classes[place].id for text, place in best.items()}
    assert ids == {"에칭가스": "HS281111", "리튬이온 축전지": "HS850760", "웨이퍼 세정": "semiconductor"}
    assert model.posteriors is None
    assert not model.weights
