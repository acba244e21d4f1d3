"""Each word of a need against a firm's text, as the engine shares terms."""

import pytest

from sangsaeng.analysis.matching import Firm, MatchIndex, Need
from sangsaeng.analysis.matching.wording import common_words, read_words, word_lines


def told(title: str, product: str, detail: str = "") -> dict[str, str]:
    index = MatchIndex.build([Firm("F", product), Firm("G", "전혀 다른 것")])
    matches = index.rank(Need(title, detail), top=1)
    terms = matches[0].as_json()["terms"] if matches else []
    return {line["word"]: line["status"] for line in word_lines(read_words(title, detail), terms)}


@pytest.mark.parametrize(
    ("title", "product", "word", "status"),
    [
        ("이차전지 전해액", "전해액 첨가제", "전해액", "met"),
        ("이차전지 전해액", "전해액 첨가제", "이차전지", "unknown"),
        ("생분해 포장재", "전기분해 포장재", "생분해", "partial"),
        ("EUV용 블랭크마스크", "EUV 블랭크마스크", "EUV용", "met"),
        ("파인메탈마스크", "OLED용 FMM", "파인메탈마스크", "met"),
        ("배터리 파우치 필름", "파우치 소재", "파우치 필름", "partial"),
    ],
)
def test_a_word_is_met_only_in_full(title: str, product: str, word: str, status: str) -> None:
    assert told(title, product)[word] == status


def test_common_words_ask_for_nothing() -> None:
    assert common_words("전해액 국산화 개발") == ["국산화", "개발"]
    assert [line["word"] for line in read_words("전해액 국산화", "전해액과 분리막")] == ["전해액", "분리막"]


@pytest.mark.parametrize("text", ["", "only english", "12345", "😀", "가" * 30_000])
def test_odd_texts_are_read(text: str) -> None:
    assert isinstance(read_words(text, text), list)
