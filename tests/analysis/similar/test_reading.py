"""What counts as a unit of a text, and that each knows where it stands."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.analysis.similar.reading import read, shingles


def standing(text: str) -> list[str]:
    units = read(text)
    return [text[start:end] for start, end in zip(units.starts, units.ends, strict=True)]


def test_a_syllable_a_word_and_a_number_are_units_and_blanks_and_stops_are_none() -> None:
    assert standing("고순도 HF, 99.9%·소재") == ["고", "순", "도", "HF", "99", "9", "소", "재"]
    assert read("고순도 HF").weights.tolist() == [1, 1, 1, 2]


@pytest.mark.parametrize("text", ["", "   \n\t", "😀🎉👍🏽", "…, · —", "\ufeff"])
def test_what_holds_no_letter_has_no_unit(text: str) -> None:
    assert len(read(text)) == 0
    assert len(shingles(read(text).codes, 3)) == 0


@pytest.mark.parametrize(
    "other",
    [
        unicodedata.normalize("NFD", "고순도 불화수소 ABC 12"),
        "고순도 불화수소 ＡＢＣ １２",
        "고순도불화수소\nabc\u200b 12 😀",
        "고·순·도 불화수소, Abc; 12",
    ],
)
def test_the_same_words_in_another_writing_are_the_same_units(other: str) -> None:
    plain = read("고순도 불화수소 ABC 12")
    same = read(other)
    assert same.codes.tolist() == plain.codes.tolist()
    assert unicodedata.normalize("NFC", other[same.starts[0] : same.ends[0]]) == "고"
    assert same.starts.tolist() == sorted(same.starts.tolist())


def test_letters_and_digits_part_and_two_words_are_not_one() -> None:
    assert standing("OLED용 3D x2") == ["OLED", "용", "3", "D", "x", "2"]
    assert read("ab cd").codes.tolist() != read("abcd").codes.tolist()
    assert len(read("ab cd")) == 2


@given(st.text())
def test_every_unit_lies_within_the_text_in_order(text: str) -> None:
    units = read(text)
    starts, ends = units.starts.tolist(), units.ends.tolist()
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert starts == sorted(starts)
    assert ends == sorted(ends)


def test_a_million_characters_are_read_at_once() -> None:
    text = "고순도 불화수소 정제 " * 90_000
    assert len(read(text)) == 9 * 90_000
