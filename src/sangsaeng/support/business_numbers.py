"""Business registration numbers (사업자등록번호): ten digits, the last of which checks the other nine."""

import re

LENGTH = 10
WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def digits(text: str) -> str:
    """What was typed without hyphens and blanks; full-width digits become plain ones.

    >>> digits(" 000-81-00009 ")
    '0008100009'
    """
    import unicodedata

    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text))


def check_digit(nine: str) -> int:
    """The tenth digit that belongs to nine.

    >>> check_digit("000810000")
    9
    """
    numbers = [int(each) for each in nine]
    total = sum(number * weight for number, weight in zip(numbers, WEIGHTS, strict=True))
    return -(total + numbers[8] * 5 // 10) % 10


def is_valid(number: str) -> bool:
    """Ten digits, not all nought, whose check digit agrees."""
    return (
        len(number) == LENGTH
        and number.isascii()
        and number.isdecimal()
        and int(number) > 0
        and check_digit(number[:9]) == int(number[9])
    )


def written(number: str) -> str:
    """000-81-00009, as it is written on papers."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}" if len(number) == LENGTH else number
