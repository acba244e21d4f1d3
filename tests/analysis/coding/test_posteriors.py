"""Codes read from texts: learned from few examples, explained by words, the same after saving; partial and odd codes."""

from pathlib import Path

import numpy as np
import pytest

from sangsaeng.analysis.coding.posteriors import Posteriors, read_texts

CLASSES = [
    ("C1", "전동기 및 발전기 제조업", "28111"),
    ("C2", "변압기 제조업", "28112"),
    ("C3", "축전지 제조업", "28202"),
    ("C4", "빵류 제조업", "10711"),
    ("C5", "커피 가공업", "10792"),
    ("C6", "이름뿐인 업", ""),
]
KEYWORDS = [
    ("전동기", "C1"),
    ("서보모터", "C1"),
    ("변압기", "C2"),
    ("리튬이온 배터리", "C3"),
    ("이차전지", "C3"),
    ("식빵", "C4"),
    ("케이크", "C4"),
    ("볶은 커피", "C5"),
    ("커피믹스", "C5"),
    ("아무것", "C6"),
]
FIRMS = [
    ("F1", "가", "전기차용 배터리 셀", "282"),
    ("F2", "나", "제과점 빵", "10"),
    ("F3", "다", "필라멘트", "59X"),
]


@pytest.fixture(scope="module")
def model() -> Posteriors:
    return Posteriors.fit(CLASSES, KEYWORDS, FIRMS)


def best(model: Posteriors, text: str, level: int = 3) -> str:
    found = model.of(read_texts([text])).levels[level][0]
    return model.codes[level][int(found.argmax())]


@pytest.mark.parametrize(
    ("text", "code"), [("커피", "107"), ("이차전지 소재", "282"), ("서보모터", "281"), ("녹차", "107")]
)
def test_a_text_gets_the_code_of_its_words(model: Posteriors, text: str, code: str) -> None:
    assert best(model, text) == code


def test_levels_agree_and_sum_to_one(model: Posteriors) -> None:
    found = model.of(read_texts(["볶은 커피", "배터리 케이크", ""]))
    for level in (2, 3, 5):
        assert found.levels[level][:2].sum(axis=1) == pytest.approx(1, abs=1e-4)
        assert not found.levels[level][2].any()
    upward = [code[:2] for code in model.codes[3]]
    for at, code in enumerate(model.codes[2]):
        own = [number for number, each in enumerate(upward) if each == code]
        assert found.levels[3][:, own].sum(axis=1) == pytest.approx(found.levels[2][:, at], abs=1e-5)


def test_nearest_keywords_tell_the_last_digits(model: Posteriors) -> None:
    assert best(model, "커피믹스", 5) == "10792"
    assert best(model, "식빵", 5) == "10711"


def test_a_given_code_is_certain_as_far_as_it_goes(model: Posteriors) -> None:
    found = model.of(read_texts(["식빵"] * 4), given=["28202", "107", "10", "99999"])
    assert found.given.tolist() == [True, True, True, False]
    three, five = ({code: at for at, code in enumerate(model.codes[level])} for level in (3, 5))
    assert found.levels[3][0, three["282"]] == pytest.approx(1)
    assert found.levels[5][0, five["28202"]] == pytest.approx(1)
    assert found.levels[3][1, three["107"]] == pytest.approx(1)
    assert found.levels[5][1, five["10711"]] > found.levels[5][1, five["10792"]]
    assert found.levels[2][2].max() == pytest.approx(1)
    # An unknown code is no code: the text is read.
    assert found.levels[3][3] == pytest.approx(model.of(read_texts(["식빵"])).levels[3][0])


def test_it_is_explained_by_words_of_the_text_and_of_the_index(model: Posteriors) -> None:
    [text] = read_texts(["커피믹스와 일회용 컵"])
    words, index_words = model.explain(text, "107")
    assert words[0] == "커피믹스"
    assert "커피믹스" in index_words
    assert not {"전기차용 배터리 셀", "제과점 빵"} & set(index_words)  # a firm's own text is never quoted
    assert model.explain(text, "999") == ((), ())


def test_saved_and_read_it_gives_the_same(model: Posteriors, tmp_path: Path) -> None:
    model.save(tmp_path / "model")
    again = Posteriors.load(tmp_path / "model")
    texts = read_texts(["볶은 커피", "변압기 부품", "필라멘트"])
    for level, found in model.of(texts).levels.items():
        assert np.allclose(again.of(texts).levels[level], found, atol=1e-7)
    assert again.digest == model.digest
    assert again.explain(texts[0], "107") == model.explain(texts[0], "107")
    assert "전기차용 배터리 셀" not in (tmp_path / "model" / "posteriors.json").read_text(encoding="utf-8")


def test_equal_learning_gives_equal_results() -> None:
    first, second = (Posteriors.fit(CLASSES, KEYWORDS, FIRMS) for _ in range(2))
    assert first.digest == second.digest
    texts = read_texts(["커피", "배터리"])
    assert np.array_equal(first.of(texts).levels[3], second.of(texts).levels[3])


def test_more_labels_change_what_is_read() -> None:
    odd = [(f"G{n}", "", f"쿼르질 {n}호", "282") for n in range(4)]
    assert best(Posteriors.fit(CLASSES, KEYWORDS, FIRMS + odd), "쿼르질") == "282"


def test_nothing_with_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="code"):
        Posteriors.fit([("C6", "이름뿐인 업", "")], [("아무것", "C6")])
