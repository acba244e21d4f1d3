"""How the events of profiles, surveys and blind postings read in the record."""

from functools import partial
from typing import Any

from sangsaeng.discovery.words import SENTENCES
from sangsaeng.proposals.history import register as register_sentence


def _plain(text: Any, data: dict[str, Any]) -> str:
    return str(text)


def register() -> None:
    for verb, text in SENTENCES.items():
        register_sentence(verb, partial(_plain, text))
