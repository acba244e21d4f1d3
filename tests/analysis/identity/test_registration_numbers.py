"""Registration numbers: the check digits, the forms in which they are written, what is wrong said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.analysis.identity.numbers import (
    business_check_digit,
    corporate_check_digit,
    digits,
    is_business_number,
    is_corporate_number,
    is_demonstration,
    read_number,
    written,
)

NINE = st.text("0123456789", min_size=9, max_size=9).filter(lambda text: int(text) > 0)
TWELVE = st.text("0123456789", min_size=12, max_size=12).filter(lambda text: int(text) > 0)


def test_published_numbers_are_right_and_a_slip_is_not() -> None:
    assert is_business_number("1248100998")
    assert not is_business_number("1248100999")
    assert is_corporate_number("1301110006246")
    assert not is_corporate_number("1301110006247")


@given(NINE, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_business_number_is_found_where_the_rule_can(
    nine: str, place: int, by: int
) -> None:
    whole = f"{nine}{business_check_digit(nine)}"
    assert is_business_number(whole)
    other = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    # The ninth digit counts five times and its tens once more: by the rule itself every slip there changes the sum.
    assert not is_business_number(other)


@given(TWELVE, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_a_corporate_number(twelve: str, place: int, by: int) -> None:
    whole = f"{twelve}{corporate_check_digit(twelve)}"
    assert is_corporate_number(whole)
    other = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    weight = 1 + place % 2 if place < 12 else 1
    if (weight * by) % 10:  # twice five is ten: that slip the rule cannot see
        assert not is_corporate_number(other)


@given(NINE)
def test_reading_is_indifferent_to_how_it_was_written(nine: str) -> None:
    whole = f"{nine}{business_check_digit(nine)}"
    for text in (whole, written(whole), f" {written(whole)} ", written(whole).replace("-", "－"), whole.translate(
        {ord(str(n)): chr(0xFF10 + n) for n in range(10)}
    )):  # fmt: skip
        assert digits(text) == whole
        number = read_number(text)
        assert number is not None
        assert (number.digits, number.problem) == (whole, "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("124-81-00999", "검증 숫자"),
        ("130111-0006247", "법인등록번호 130111-0006247"),
        ("12345", "5자리"),
        ("없음", "숫자가 아닌"),
        ("٣" * 10, "숫자가 아닌"),
        ("0" * 10, "검증 숫자"),
        ("1" * 1_000_000, "자리입니다"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    number = read_number(text)
    assert number is not None
    assert says in number.problem
    assert len(number.problem) < 120


def test_an_empty_cell_is_no_number() -> None:
    assert read_number("") is None
    assert read_number(" - ") is None


def test_numbers_of_the_demonstration_begin_with_noughts() -> None:
    assert is_demonstration("0008100009")
    assert not is_demonstration("1248100998")
