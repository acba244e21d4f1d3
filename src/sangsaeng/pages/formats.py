"""How figures, money and times are written: Korean office style in Korean, plain English in English."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

SEOUL = ZoneInfo("Asia/Seoul")
WEEKDAYS = "월화수목금토일"


def _english() -> bool:
    return (get_language() or "ko").startswith("en")


def won(amount: int | None) -> str:
    """20억 원, 1조 3,000억 원, 1억 5,000만 원; in English «KRW 2,000,000,000».

    Written exactly: what does not come out in whole 만 is written to the won.
    """
    if amount is None:
        return "Unknown" if _english() else "알 수 없음"
    if _english():
        return f"KRW {amount:,}"
    sign, rest = ("-" if amount < 0 else ""), abs(amount)
    if rest % 10_000:
        return f"{sign}{rest:,}원"
    parts = []
    for unit, name in ((10**12, "조"), (10**8, "억"), (10**4, "만")):
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count:,}{name}")
    return f"{sign}{' '.join(parts) or '0'} 원" if parts else "0원"


def won_exact(amount: int | None) -> str:
    """2,000,000,000원: what stands in the title beside the short form; in English as `won` writes it."""
    if amount is None:
        return ""
    return f"KRW {amount:,}" if _english() else f"{amount:,}원"


def percent(value: Decimal | float | None, digits: int = 1) -> str:
    """41.9 %; the value is already in per cent."""
    return "–" if value is None else f"{value:,.{digits}f} %"


def day(value: date | datetime | None) -> str:
    """2021. 5. 3.(월), in Seoul's calendar; in English «3 May 2021»."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(SEOUL)
    if _english():
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}. {value.month}. {value.day}.({WEEKDAYS[value.weekday()]})"


def moment(value: datetime | None) -> str:
    """2021. 5. 3.(월) 14:00, Seoul time."""
    if value is None:
        return "–"
    if value.tzinfo:
        value = value.astimezone(SEOUL)
    return f"{day(value)} {value:%H:%M}" if not _english() else f"{day(value)}, {value:%H:%M} KST"


def day_of_text(text: str | None) -> str:
    """A published date that may be only a year or a month (2019, 2019-07, 2019-07-01), written out."""
    if not text:
        return "알려지지 않음" if not _english() else "Not public"
    parts = text.split("-")
    if len(parts) == 3 and all(p.isdigit() for p in parts):
        return day(date(int(parts[0]), int(parts[1]), int(parts[2])))
    if not _english():
        return " ".join(f"{int(p)}." if p.isdigit() else p for p in parts) if len(parts) > 1 else text
    if len(parts) == 2 and all(p.isdigit() for p in parts):
        return f"{date(int(parts[0]), int(parts[1]), 1):%B %Y}"
    return text
