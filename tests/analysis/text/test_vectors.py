"""Word vectors out of the analyser's language model: words used alike are near, and nothing is invented."""

import unicodedata

import numpy as np
import pytest

from sangsaeng.analysis.text.vectors import SIZE, word_vectors


def vector_of(text: str) -> np.ndarray:
    [found] = word_vectors().read_many([text])
    total = np.sum([each.vector for each in found], axis=0)
    return np.asarray(total / np.linalg.norm(total))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("커피", "녹차", "변압기"),
        ("배터리", "충전기", "보육원"),
        ("배추", "양파", "반도체"),
        ("도금", "코팅", "여행"),
    ],
)
def test_words_used_alike_are_nearer(word: str, near: str, far: str) -> None:
    assert vector_of(word) @ vector_of(near) > 0.2 + vector_of(word) @ vector_of(far)


def test_the_coordinates_give_the_models_own_cosine() -> None:
    """The anchors' coordinates, before the common part is taken out, reproduce every cosine."""
    from sangsaeng.analysis.text.terms import _kiwi

    vectors, kiwi = word_vectors(), _kiwi()
    numbers = [vectors._numbers[form, "NNG"] for form in ("커피", "변압기", "배추", "보육원")]
    raw = np.array([vectors._raw(kiwi, number) for number in numbers])
    cosines = [[kiwi.morpheme_similarity(a, b) for b in numbers] for a in numbers]
    assert np.allclose(raw @ raw.T, cosines, atol=2e-3)


def test_a_compound_is_read_as_its_parts_and_belongs_to_its_word() -> None:
    [found] = word_vectors().read_many(["히트펌프 부품, 전해액"])
    assert [(each.form, each.word) for each in found[:3]] == [
        ("히트", "히트펌프"),
        ("펌프", "히트펌프"),
        ("부품", "부품"),
    ]
    assert {each.word for each in found} <= {"히트펌프", "부품", "전해액"}
    assert all(each.vector.shape == (SIZE,) for each in found)
    assert all(abs(float(np.linalg.norm(each.vector)) - 1) < 1e-5 for each in found)


@pytest.mark.parametrize("text", ["", "   ", "12345 6.7", "🙂🙂", "qwxzkj", "을를이가"])
def test_a_text_without_known_words_has_no_vector(text: str) -> None:
    assert word_vectors().read_many([text]) == [[]]


def test_decomposed_and_half_width_letters_read_the_same() -> None:
    plain, decomposed, half = word_vectors().read_many(
        ["커피", unicodedata.normalize("NFD", "커피"), "ﾡ 커피"]
    )
    assert [each.form for each in plain] == [each.form for each in decomposed] == ["커피"]
    assert "커피" in [each.form for each in half]
