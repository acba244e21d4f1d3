"""Codes for a text (코드 찾기): the shipped model's candidates, each with the words that led there."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.discovery import indexing

LONGEST, SHOWN = 500, 10
#: A class is shown if one of its learned texts is at least so like the text (0–1), and it is at least so sure. Ours.
LIKE, SURE = 0.25, 0.005


@dataclass(frozen=True, slots=True)
class Candidate:
    """One class: its kind (HS, KSIC or a field), its number, its name, and what spoke for it."""

    kind: str
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
    found = indexing.aside(lambda: _explained(text))
    return [_candidate(each) for each in found if each["score"] >= SURE and _said(each)]


def _explained(text: str) -> list[dict[str, Any]]:
    model = indexing.model()
    return [] if model is None else list(model.explain(text, top=SHOWN)["classes"])


def _said(told: dict[str, Any]) -> str:
    """The learned texts that spoke for a class, each with the words of the text that are like it."""
    return "; ".join(
        f"{', '.join(each['words'])} → {each['text']}"
        for each in told["keywords"]
        if each["likeness"] >= LIKE and any(shares(word, each["text"]) for word in each["words"])
    )


def shares(word: str, text: str) -> bool:
    """Whether a word and a learned text have two letters in a row in common: a likeness that anybody can see."""
    word, text = word.casefold(), text.casefold()
    return any(word[at : at + 2] in text for at in range(len(word) - 1)) or word in text


def _candidate(told: dict[str, Any]) -> Candidate:
    code, key = str(told["code"]), str(told["class"])
    kind = "HS" if key.startswith("HS") else "KSIC" if code else str(_("분야"))
    return Candidate(kind, code, told["name"], _said(told))


def about() -> dict[str, Any] | None:
    """What the model is and what it was learned from; None where there is none."""
    model = indexing.aside(indexing.model)
    if model is None:
        return None
    counts = model.about.get("learned_from", {})
    return {
        "classes": counts.get("classes", 0),
        "keywords": counts.get("keywords", 0),
        "firms": counts.get("firms", 0),
        "facts": model.about.get("facts", ""),
        "shipped": bool(model.about.get("facts")),
        "industries": any(each.code and not each.id.startswith("HS") for each in model.ranker.classes),
        "headings": sum(each.id.startswith("HS") for each in model.ranker.classes),
        "fields": sum(not each.code for each in model.ranker.classes),
    }
