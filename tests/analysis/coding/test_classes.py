"""Classes ranked for short texts: what is learned, what is explained, and what is said of texts that say nothing."""

import json
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.coding.lists import CLASSES, KEYWORDS

from sangsaeng.analysis.coding import figures, fitting
from sangsaeng.analysis.coding.classes import Class, ClassRanker
from sangsaeng.analysis.coding.space import read_texts


def first(ranker: ClassRanker, text: str) -> str:
    return ranker.classes[ranker.rank(text, top=1)[0].place].id


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("원두커피", "a"),
        ("홍차", "a"),  # shares no word with a keyword: only its meaning is near
        ("쿠키", "b"),
        ("주상변압기", "c"),
        ("고압 케이블", "d"),
        ("반도체 식각 장치", "e"),
        ("의자", "f"),
    ],
)
def test_the_class_of_a_text_stands_first(ranker: ClassRanker, text: str, best: str) -> None:
    assert first(ranker, text) == best


def test_scores_fall_lie_between_0_and_1_and_every_class_is_ranked_once(ranker: ClassRanker) -> None:
    ranked = ranker.rank("녹차 과자", top=50)
    scores = [each.score for each in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] < 1
    assert sum(scores) == pytest.approx(1, abs=1e-4)
    assert sorted(each.place for each in ranked) == list(range(len(CLASSES)))
    assert len(ranker.rank("녹차 과자", top=2)) == 2


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([text for text, _ in KEYWORDS] + ["공정용", "신형", "12", "OLED"]), max_size=5)
)
def test_the_words_shares_sum_to_the_score(words: list[str]) -> None:
    ranker = _RANKERS.setdefault(True, ClassRanker.fit(CLASSES, KEYWORDS))
    plain = _RANKERS.setdefault(False, ClassRanker.fit(CLASSES, KEYWORDS, fitted=False))
    for each in (ranker, plain):
        for found in each.explain(" ".join(words), top=2)["classes"]:
            assert sum(part["contribution"] for part in found["words"]) == pytest.approx(
                found["score"], abs=1e-5
            )


_RANKERS: dict[bool, ClassRanker] = {}


def test_an_explanation_names_words_and_keywords_and_is_plain(ranker: ClassRanker) -> None:
    found = ranker.explain("신형 광케이블", top=1)
    json.dumps(found)
    [best] = found["classes"]
    assert (best["class"], best["code"], best["rank"]) == ("d", "28301", 1)
    assert max(best["words"], key=lambda each: each["contribution"])["word"] == "광케이블"
    assert best["keywords"][0]["text"] == "광케이블"
    assert best["keywords"][0]["words"] == ["광케이블"]
    assert 0 < best["keywords"][0]["likeness"] <= 1


@pytest.mark.parametrize("text", ["", "   ", "12345 6.7 %", "🙂🙂🙂", "①②", "---"])
def test_a_text_that_says_nothing_has_no_class(ranker: ClassRanker, text: str) -> None:
    assert ranker.rank(text) == []
    assert ranker.explain(text)["classes"] == []


def test_forms_of_letters_do_not_matter(ranker: ClassRanker) -> None:
    plain = ranker.rank("전력용 변압기 OLED")
    assert ranker.rank(unicodedata.normalize("NFD", "전력용 변압기 OLED")) == plain
    assert ranker.rank("전력용 변압기 ＯＬＥＤ") == plain
    assert first(ranker, "ﾸ ﾡ 커피") == "a"


def test_english_and_a_very_long_text_are_answered(ranker: ClassRanker) -> None:
    assert all(np.isfinite(each.score) for each in ranker.rank("power transformer"))
    assert first(ranker, "볶은 원두 커피 " * 120_000) == "a"


def test_equal_input_gives_an_equal_ranking(ranker: ClassRanker) -> None:
    again = ClassRanker.fit(CLASSES, KEYWORDS)
    for text in ("홍차", "고압 케이블"):
        assert again.rank(text) == ranker.rank(text)
    one, many = ranker.rank("홍차"), ranker.rank_many(["홍차", "책상", ""])[0]
    assert [each.place for each in one] == [each.place for each in many]


def test_names_alone_are_enough_and_an_unknown_class_is_refused() -> None:
    ranker = ClassRanker.fit(CLASSES, [])
    assert not ranker.fitted
    assert first(ranker, "변압기 부품") == "c"
    with pytest.raises(KeyError):
        ClassRanker.fit(CLASSES, [("원두", "없음")])


def test_a_class_without_code_does_not_fall_behind() -> None:
    classes = [
        Class("x", "변압기 제조업"),
        Class("y", "커피 제조업", "10791"),
        Class("z", "과자 제조업", "10711"),
    ]
    assert first(ClassRanker.fit(classes, [("변류기", "x"), ("원두", "y"), ("식빵", "z")]), "변압기") == "x"


def test_a_class_borrows_from_its_siblings() -> None:
    kin = fitting.Kin(["26110", "26121", "28110"]).spread(np.eye(3))
    assert kin[0, 1] > 0
    assert kin[0, 2] == 0
    assert np.allclose(kin, kin.T)
    assert np.allclose(kin.sum(axis=1), 1 + sum(fitting.BORROWED))


def test_cross_validation_holds_keywords_out() -> None:
    keywords = KEYWORDS * 1
    ranks = figures.cross_validate(CLASSES, keywords, folds=3)
    assert len(ranks.ranks) == len(keywords)
    found = ranks.figures()
    for mean, low, high in found.values():
        assert low <= mean <= high
    # «책상» shares nothing with its class's other words: held out, it cannot be first with certainty.
    assert found["top_1"][0] < 1


def test_by_word_sums_to_the_whole(ranker: ClassRanker) -> None:
    [reading] = read_texts(["전력용 변압기와 광케이블, 원두"])
    lexical, meaning = ranker.space.by_word(reading)
    assert np.allclose(lexical.sum(axis=0), ranker.space.lexical([reading]).toarray(), atol=1e-6)
    assert np.allclose(meaning.sum(axis=0), ranker.space.meaning([reading])[0], atol=1e-6)
