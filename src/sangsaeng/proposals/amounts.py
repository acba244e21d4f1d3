"""Amounts of won as people write them in an office, read exactly or not at all."""

import re
import unicodedata
from decimal import Decimal, localcontext

LARGE = {"조": 10**12, "억": 10**8, "만": 10**4}
SMALL = {"천": 1_000, "백": 100, "십": 10}
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
TOKEN = re.compile(rf"{NUMBER}|[천백십조억만]")
MINUS = ("-", "−", "–", "△", "▲")


class Unreadable(ValueError):
    """The text is no amount of whole won; `code` says why: amount, negative or fraction."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _tokens(text: str) -> list[str]:
    """Numbers and units of a text that holds nothing else; blanks may stand beside a unit, not in a number."""
    bare = re.sub(r"(?<=[천백십조억만])\s+|\s+(?=[천백십조억만])", "", text)
    found = TOKEN.findall(bare)
    if not found or "".join(found) != bare:
        raise Unreadable("amount")
    # Only the last number may have decimals: 1조 2.5억, not 1.5억 3만.
    numbers = [each for each in found if each[0].isdigit()]
    if any("." in each for each in numbers[:-1]):
        raise Unreadable("amount")
    return found


def _sum(tokens: list[str]) -> Decimal:
    """The amount of the tokens: sections in falling order of 조, 억, 만, in each of them 천, 백, 십."""
    total, section, number = Decimal(0), Decimal(0), None
    large, small, empty = 10**16, 10**4, True
    for token in tokens:
        if token in SMALL:
            if SMALL[token] >= small:
                raise Unreadable("amount")
            small, empty = SMALL[token], False
            section, number = section + (Decimal(1) if number is None else number) * small, None
        elif token in LARGE:
            section += number or 0
            if LARGE[token] >= large or (empty and number is None):
                raise Unreadable("amount")
            large, small, empty = LARGE[token], 10**4, True
            total, section, number = total + section * large, Decimal(0), None
        elif number is not None:
            raise Unreadable("amount")
        else:
            number = Decimal(token.replace(",", ""))
    return total + section + (number or 0)


def read_won(text: str) -> int:
    """The whole won that a text says; raises `Unreadable` for anything else.

    >>> read_won("1.5억"), read_won("3,000만"), read_won("1조 2천억 원")
    (150000000, 30000000, 1200000000000)
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    bare = re.sub(r"^(?:KRW|₩)\s*|\s*원$", "", bare, flags=re.IGNORECASE)
    negative = bare.startswith(MINUS)
    if negative:
        bare = bare[1:].lstrip()
    with localcontext() as exact:
        exact.prec = 80  # more than a field of 40 letters can need
        amount = _sum(_tokens(bare))
        if negative:
            raise Unreadable("negative")
        if amount != amount.to_integral_value():
            raise Unreadable("fraction")
        return int(amount)
