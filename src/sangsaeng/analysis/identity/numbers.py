"""Registration numbers of firms: form, check digit, how they are written, and what is wrong with one, said in words.

사업자등록번호: ten digits; weights 1, 3, 7, 1, 3, 7, 1, 3, 5 over nine, plus the tens of the ninth times five.
법인등록번호: thirteen digits; weights 1, 2, 1, 2, … over twelve. A check digit finds a slip of the pen; it does not
prove that the number was given to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["business", "corporate"]
LENGTHS: dict[int, Kind] = {10: "business", 13: "corporate"}
LABELS: dict[Kind, str] = {"business": "사업자등록번호", "corporate": "법인등록번호"}
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
#: No tax office has this number and no court either: numbers of demonstrations begin with it.
DEMONSTRATION_HEAD = "000"
#: Characters read of one cell; a longer one is no number.
_MAX_CHARS = 40
_BETWEEN = re.compile(r"[\s\-‐-―−.]")


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it was read; `problem` is empty where it may be used as an identifier."""

    kind: Kind
    digits: str
    problem: str = ""

    @property
    def written(self) -> str:
        return written(self.digits)


def digits(text: str) -> str:
    """What was typed without hyphens, stops and blanks; full-width digits become plain ones.

    >>> digits(" 000－81－00009 ")
    '0008100009'
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:_MAX_CHARS]))


def business_check_digit(nine: str) -> int:
    """The tenth digit that belongs to nine.

    >>> business_check_digit("000810000")
    9
    """
    figures = [int(each) for each in nine]
    total = sum(figure * weight for figure, weight in zip(figures, _WEIGHTS, strict=True))
    return -(total + figures[8] * 5 // 10) % 10


def corporate_check_digit(twelve: str) -> int:
    """The thirteenth digit that belongs to twelve.

    >>> corporate_check_digit("130111000624")
    6
    """
    if len(twelve) != 12:
        raise ValueError("twelve digits are needed")
    return -sum(int(each) * (1 + place % 2) for place, each in enumerate(twelve)) % 10


def is_business_number(number: str) -> bool:
    """Ten plain digits, not all nought, whose check digit agrees."""
    return _is_digits(number, 10) and business_check_digit(number[:9]) == int(number[9])


def is_corporate_number(number: str) -> bool:
    """Thirteen plain digits, not all nought, whose check digit agrees."""
    return _is_digits(number, 13) and corporate_check_digit(number[:12]) == int(number[12])


def is_demonstration(number: str) -> bool:
    """Whether a number is one of a demonstration, which no firm can bear."""
    return number.startswith(DEMONSTRATION_HEAD)


def _is_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdecimal() and int(number) > 0


def written(number: str) -> str:
    """The number as it stands on papers.

    >>> written("0008100009"), written("1301110006246"), written("12")
    ('000-81-00009', '130111-0006246', '12')
    """
    if len(number) == 10:
        return f"{number[:3]}-{number[3:5]}-{number[5:]}"
    return f"{number[:6]}-{number[6:]}" if len(number) == 13 else number


def read_number(text: str) -> Number | None:
    """The number in a cell, None where it is empty; what is wrong with it stands in `problem`, in Korean.

    A number lost to a spreadsheet's noughts (nine digits whose tenth, put in front, makes the check agree) is not
    repaired: it is named.

    >>> read_number("124-81-00999").problem
    '사업자등록번호 124-81-00999의 검증 숫자가 맞지 않습니다.'
    """
    found = digits(text)
    if not found:
        return None
    shown = " ".join(text[:_MAX_CHARS].split())
    if not found.isascii() or not found.isdecimal():
        return Number("business", "", f"등록번호 '{shown}'에 숫자가 아닌 글자가 있습니다.")
    kind = LENGTHS.get(len(found))
    if kind is None:
        return Number(
            "business", "", f"등록번호 '{shown}'이(가) {len(found)}자리입니다(사업자 10, 법인 13자리)."
        )
    valid = is_business_number(found) if kind == "business" else is_corporate_number(found)
    problem = "" if valid else f"{LABELS[kind]} {written(found)}의 검증 숫자가 맞지 않습니다."
    return Number(kind, found, problem)
