"""Unicode forms, separators and percentages of Korean product texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.analysis.text import MAX_CHARS, fold, normalise, split_products
from sangsaeng.analysis.text.normalise import cleaned


def test_nfd_hangul_and_width_forms_become_one_spelling() -> None:
    assert normalise(unicodedata.normalize("NFD", "전해액")) == "전해액"
    assert normalise("ＦＭＭ　１２인치") == "FMM 12인치"
    assert normalise("ﾡￂ") == "가"


@pytest.mark.parametrize("dot", "·ㆍ・･•‧")
def test_every_middle_dot_parts_a_list(dot: str) -> None:
    assert split_products(f"양극재{dot}음극재") == ["양극재", "음극재"]


def test_lists_are_split_and_percentages_dropped() -> None:
    text = "의약품(80.5%), 반도체 장비/부품 약 12 %，3,000톤급 펌프. 0.1mm 박판;기타 (7%)"
    assert split_products(text) == ["의약품", "반도체 장비", "부품", "3,000톤급 펌프", "0.1mm 박판", "기타"]


def test_a_percentage_glued_to_its_word_goes_and_a_grade_stays() -> None:
    assert split_products("전해액45%/분리막약 5.5％, SUS304 강판") == ["전해액", "분리막약", "SUS304 강판"]


def test_parts_without_a_letter_are_left_out() -> None:
    assert split_products("12, (3), 😀, %") == []


def test_fold_never_changes_the_length() -> None:
    assert fold("OLED İß") == "oled İß"


@given(st.text(max_size=300))
def test_cleaning_is_bounded_and_settles(text: str) -> None:
    once = normalise(text)
    assert len(once) <= MAX_CHARS
    assert normalise(once) == once
    assert len(cleaned(text)) <= len(once)
    assert all(char < "\ud800" or char > "\udfff" for char in once)


def test_a_megabyte_is_cut() -> None:
    assert len(normalise("가" * 1_000_000)) == MAX_CHARS
    assert normalise(unicodedata.normalize("NFD", "각" * 1_000_000)) == "각" * MAX_CHARS
