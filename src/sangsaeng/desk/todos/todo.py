"""One thing to do, as the first page tells it; each subject has a module beside this one that finds its own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from sangsaeng.pages.markup import in_korean


def said(sentence: str, **names: Any) -> SafeString:
    """The sentence with its names in place; names that are Korean are marked so on an English page."""
    return SafeString(escape(sentence) % {key: in_korean(str(name)) for key, name in names.items()})


@dataclass(frozen=True)
class Todo:
    """One thing that waits for this person: what, since when, and where to do it."""

    sentence: SafeString
    button: str
    href: str
    since: datetime
    demonstration: bool = False
    due: datetime | date | None = None
    overdue: bool = False
