"""Amounts as people write them are read to the won, or refused in words that say why."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.pages.formats import won as written
from sangsaeng.proposals.amounts import Unreadable, read_won
from sangsaeng.proposals.forms import WonField


@pytest.mark.parametrize(
    ("typed", "won"),
    [
        ("1,500,000,000", 1_500_000_000),
        ("15억", 1_500_000_000),
        ("15억 원", 1_500_000_000),
        ("1.5억", 150_000_000),
        ("1.5억원", 150_000_000),
        ("１.５억", 150_000_000),
        ("3,000만", 30_000_000),
        ("3천만 원", 30_000_000),
        ("천만 원", 10_000_000),
        ("2천5백억", 250_000_000_000),
        ("1억 5,000만 원", 150_000_000),
        ("1조 3,000억", 1_300_000_000_000),
        ("1조 2천억", 1_200_000_000_000),
        ("1조 2.5억", 1_000_250_000_000),
        ("1.00000001억", 100_000_001),
        ("0.3억", 30_000_000),
        ("5천", 5_000),
        ("KRW 2,000,000,000", 2_000_000_000),
        ("7", 7),
        ("0", 0),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(typed: str, won: int | None) -> None:
    assert WonField(required=False).clean(typed) == won


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *[
            (typed, "amount")
            for typed in ("열", "1e9", "억", "１억x", "원", "1,5억", "1 500", "1..5억", "NaN")
        ],
        *[(typed, "amount") for typed in ("5만 3억", "3억 3억", "1.5억 3만", "2백3천만", "-", "-열")],
        *[(typed, "negative") for typed in ("-1", "-1.5억", "△3억", "− 5만 원")],
        *[(typed, "fraction") for typed in ("0.5", "1.000000001억", "1.00001만")],
    ],
)
def test_amounts_nobody_can_read(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WonField(required=False).clean(typed)
    assert refusal.value.code == code


def test_a_blank_amount_is_asked_for() -> None:
    with pytest.raises(ValidationError, match="금액을 적으세요"):
        WonField().clean(" ")


@given(st.integers(min_value=0, max_value=10**18 - 1), st.sampled_from(["ko", "en"]))
def test_what_is_written_is_read_back(amount: int, language: str) -> None:
    with translation.override(language):
        assert read_won(written(amount)) == amount


@given(st.integers(min_value=0, max_value=10**18 - 1), st.sampled_from([("조", 12), ("억", 8), ("만", 4)]))
def test_decimals_of_a_unit_are_exact(amount: int, unit: tuple[str, int]) -> None:
    name, digits = unit
    whole, rest = divmod(amount, 10**digits)
    assert read_won(f"{whole}.{rest:0{digits}d}{name}") == amount
    with pytest.raises(Unreadable, match="fraction"):
        read_won(f"{whole}.{rest:0{digits}d}1{name}")
