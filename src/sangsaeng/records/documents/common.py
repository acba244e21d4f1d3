"""What the papers of a meeting share: days and times as offices write them, two languages, kinds of votes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from sangsaeng.records.documents.content import Block, Language, ListItem, NumberedList, Paragraph

SEOUL = ZoneInfo("Asia/Seoul")
Method = Literal["consent", "open", "named", "secret", "written"]
Matter = Literal["report", "deliberation"]
Recusal = Literal["excluded", "challenged", "withdrew"]

_WEEKDAYS = {
    "ko": ("월", "화", "수", "목", "금", "토", "일"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

METHODS: dict[Method, tuple[str, str]] = {
    "consent": ("이의 없음", "by consent"),
    "open": ("거수", "show of hands"),
    "named": ("기명", "by name"),
    "secret": ("무기명", "secret"),
    "written": ("서면", "in writing"),
}
MATTERS: dict[Matter, tuple[str, str]] = {
    "report": ("보고", "Report"),
    "deliberation": ("심의·의결", "For decision"),
}
RECUSALS: dict[Recusal, tuple[str, str]] = {
    "excluded": ("제척", "excluded by rule"),
    "challenged": ("기피", "excluded on request"),
    "withdrew": ("회피", "withdrew"),
}

Say = Callable[[str, str], str]


def saying(language: Language) -> Say:
    """The function that chooses between the Korean and the English words of a paper.

    >>> saying("en")("일시", "Date and time")
    'Date and time'
    """
    return (lambda ko, _: ko) if language == "ko" else (lambda _, en: en)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One entry under 붙임: what it is and how many copies."""

    title: str
    copies: int = 1

    def text(self, say: Say) -> str:
        """의안집 1부."""
        copies = "copy" if self.copies == 1 else "copies"
        return f"{self.title} " + say(f"{self.copies}부.", f"({self.copies} {copies}).")


def korean_day(day: date, language: Language = "ko", *, weekday: bool = False) -> str:
    """The day in the office form.

    >>> korean_day(date(2021, 5, 3)), korean_day(date(2021, 5, 3), weekday=True)
    ('2021. 5. 3.', '2021. 5. 3.(월)')
    """
    name = _WEEKDAYS[language][day.weekday()]
    if language == "ko":
        return f"{day.year}. {day.month}. {day.day}." + (f"({name})" if weekday else "")
    return (f"{name} " if weekday else "") + f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_day(day: date, language: Language = "ko") -> str:
    """The day as under a certificate.

    >>> long_day(date(2021, 5, 3))
    '2021년 5월 3일'
    """
    return f"{day.year}년 {day.month}월 {day.day}일" if language == "ko" else korean_day(day, language)


def korean_time(moment: datetime, language: Language = "ko") -> str:
    """The moment in Korean time, in the office form.

    >>> from datetime import UTC
    >>> korean_time(datetime(2021, 5, 3, 5, 0, tzinfo=UTC))
    '2021. 5. 3.(월) 14:00'
    >>> korean_time(datetime(2021, 5, 3, 5, 0, tzinfo=UTC), "en")
    'Monday 3 May 2021, 14:00 (Korean time)'
    """
    local = moment.astimezone(SEOUL)
    shown = korean_day(local.date(), language, weekday=True)
    return f"{shown} {local:%H:%M}" if language == "ko" else f"{shown}, {local:%H:%M} (Korean time)"


def signed_at(moment: datetime, language: Language = "ko") -> str:
    """What stands in the place of a signature given electronically.

    >>> from datetime import UTC
    >>> signed_at(datetime(2021, 5, 3, 5, 0, tzinfo=UTC))
    '전자서명 2021. 5. 3. 14:00'
    """
    local = moment.astimezone(SEOUL)
    return f"{saying(language)('전자서명', 'signed electronically')} {korean_day(local.date(), language)} {local:%H:%M}"


def midnight(day: date) -> datetime:
    """The start of the day in Korea: the time of a document that knows its day only."""
    return datetime.combine(day, time(), SEOUL)


def aware(moment: datetime, what: str) -> None:
    """Raise ValueError where `moment` has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{what} needs its time zone")


def numbered_name(title: str, number: int | None, language: Language = "ko") -> str:
    """The meeting's name with its number, unless the title has it already.

    >>> numbered_name("상생협의회", 3), numbered_name("제3차 상생협의회", 3)
    ('제3차 상생협의회', '제3차 상생협의회')
    """
    if number is None or f"제{number}차" in title:
        return title
    return f"제{number}차 {title}" if language == "ko" else f"{title}, meeting {number}"


def item_sign(number: int, language: Language = "ko") -> str:
    """제1호 안건."""
    return f"제{number}호 안건" if language == "ko" else f"Item {number}"


def matter_sign(number: int, matter: Matter, language: Language = "ko") -> str:
    """제1호 안건(보고).

    >>> matter_sign(1, "report"), matter_sign(2, "deliberation", "en")
    ('제1호 안건(보고)', 'Item 2 (For decision)')
    """
    say = saying(language)
    kind = say(*MATTERS[matter])
    return item_sign(number, language) + say(f"({kind})", f" ({kind})")


def particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """The word with the particle that its last sound asks for; brackets and quotes at its end are passed over.

    >>> particle("제안 설명", "을", "를"), particle("‘보고’", "을", "를"), particle("ABC", "을", "를")
    ('제안 설명을', '‘보고’를', 'ABC을(를)')
    >>> particle("위원 1", "은", "는"), particle("위원 2", "은", "는")
    ('위원 1은', '위원 2는')
    """
    last = word.rstrip("’”」』)]} ")[-1:]
    if "가" <= last <= "힣":
        return word + (after_consonant if (ord(last) - ord("가")) % 28 else after_vowel)
    if last in "0123456789" and last:
        return word + (after_consonant if last in "013678" else after_vowel)
    return f"{word}{after_consonant}({after_vowel})"


def won(amount: int | None, language: Language = "ko") -> str:
    """An amount in whole won; what is not known is said to be so.

    >>> won(1_200_000), won(None)
    ('1,200,000', '미정')
    """
    return saying(language)("미정", "not set") if amount is None else f"{amount:,}"


def listed(texts: Iterable[str], instead: str) -> Block:
    """The texts as a numbered list, or one sentence where there are none."""
    items = tuple(ListItem(text) for text in texts)
    return NumberedList(items) if items else Paragraph(instead)
