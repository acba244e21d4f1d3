"""The numbers by which evidence is found again in the official systems: their form, as far as it is known. Pure."""

import re
from datetime import date

_GAPS = re.compile(r"[\s\-‐‑‒–—―−]")
_TAX_INVOICE = re.compile(r"(\d{4})(\d{2})(\d{2})[0-9A-Z]{16}")
_PROCUREMENT = re.compile(r"[0-9A-Z]{8,30}")


class NumberError(ValueError):
    """A number that cannot be one; `why` says what is wrong with it: «form» or «day»."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tax_invoice(text: str, *, today: date) -> str:
    """The number of an electronic tax invoice (전자세금계산서 승인번호) as it is kept: 24 characters, capitals, no dashes.

    It is made of a day (8 digits), 8 and 8 characters. Raises NumberError for another form, a day that is none, or one
    still to come.

    >>> tax_invoice("20260331-1000ab12-00000001", today=date(2026, 11, 22))
    '202603311000AB1200000001'
    """
    bare = _GAPS.sub("", text).upper()
    found = _TAX_INVOICE.fullmatch(bare)
    if found is None:
        raise NumberError("form")
    try:
        on = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise NumberError("day") from None
    if on > today:
        raise NumberError("day")
    return bare


def tax_invoice_shown(number: str) -> str:
    """As it is printed on the invoice.

    >>> tax_invoice_shown("202603311000AB1200000001")
    '20260331-1000AB12-00000001'
    """
    return f"{number[:8]}-{number[8:16]}-{number[16:]}" if len(number) == 24 else number


def procurement(text: str) -> str:
    """A contract number of the public procurement service (나라장터 계약번호), without dashes and blanks.

    Its form differs by year and system and is not checked further than its characters and length (ours).

    >>> procurement("20210112345-00")
    '2021011234500'
    """
    bare = _GAPS.sub("", text).upper()
    if not _PROCUREMENT.fullmatch(bare):
        raise NumberError("form")
    return bare
