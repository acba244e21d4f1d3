"""The English catalogues agree with each other, say everything, and keep the places for values.

Django merges the catalogues of all apps into one and the earlier app wins, so one Korean text (in one context) must
have one English text wherever it stands; a plural heading has the context «heading» or «menu».
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import sangsaeng

SOURCE = Path(sangsaeng.__file__).parent
CATALOGUES = sorted(SOURCE.glob("*/locale/en/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[diouxXeEfFgGcrs%]|\{\w*\}")
TAG = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?P<q>["'])(?P<text>.+?)(?P=q)(?P<rest>[^%]*)%\}""")
CONTEXT = re.compile(r"""context\s+["'](\w+)["']""")
PLAIN = {"_", "_l", "gettext", "gettext_lazy", "gettext_noop"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}

Key = tuple[str | None, str]


def entries(path: Path) -> list[Message]:
    with path.open("rb") as opened:
        return [message for message in read_po(opened, locale="en") if message.id]


def texts(one: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [one] if isinstance(one, str) else list(one or [""])


def key(message: Message) -> Key:
    return message.context, texts(message.id)[0]


def two_ways(catalogues: list[list[Message]]) -> dict[Key, set[tuple[str, ...]]]:
    """Every Korean text that has more than one English text, with those."""
    found: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
    for catalogue in catalogues:
        for message in catalogue:
            found[key(message)].add(tuple(texts(message.string)))
    return {one: said for one, said in found.items() if len(said) > 1}


def lost_places(message: Message) -> list[str]:
    """The English texts whose places for values are not those of the Korean."""
    wanted = [sorted(PLACE.findall(text)) for text in texts(message.id)]
    return [text for text in texts(message.string) if sorted(PLACE.findall(text)) not in wanted]


def used_in_code(path: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if node.func.id in PLAIN and len(said) == 1:
            yield None, said[0]
        elif node.func.id in WITH_CONTEXT and len(said) == 2:
            yield said[0], said[1]


def used_in_template(path: Path) -> Iterator[Key]:
    for found in TAG.finditer(path.read_text(encoding="utf-8")):
        context = CONTEXT.search(found["rest"])
        yield (context[1] if context else None), found["text"].replace("%", "%%")


def used() -> set[Key]:
    """The Korean texts that code and templates ask for by name (blocks of text are seen by the page tests)."""
    found = {one for path in SOURCE.rglob("*.py") for one in used_in_code(path)}
    found |= {one for path in SOURCE.rglob("*.html") for one in used_in_template(path)}
    return {(context, text) for context, text in found if any("가" <= letter <= "힣" for letter in text)}


def test_the_checks_see_what_they_must() -> None:
    twice = [
        [Message("품목", "Item")],
        [Message("품목", "Items")],
        [Message("품목", "Items", context="menu")],
    ]
    assert two_ways(twice) == {(None, "품목"): {("Item",), ("Items",)}}
    assert lost_places(Message("%(count)s건", "%(number)s cases")) == ["%(number)s cases"]
    assert lost_places(Message(("%(n)s건", "%(n)s건"), ("one case", "%(n)s cases"))) == ["one case"]
    assert lost_places(Message("50 %%", "50 %%")) == []


def test_there_are_catalogues() -> None:
    assert {path.parents[3].name for path in CATALOGUES} >= {"discovery", "proposals", "deliberation", "site"}


def test_one_english_text_for_one_korean() -> None:
    assert two_ways([entries(path) for path in CATALOGUES]) == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_every_entry_is_whole(path: Path) -> None:
    found = entries(path)
    assert [key(m) for m in found if m.fuzzy or not all(text.strip() for text in texts(m.string))] == []
    assert [(key(m), lost) for m in found if (lost := lost_places(m))] == []


def test_every_text_asked_for_has_an_english_one() -> None:
    known = {key(message) for path in CATALOGUES for message in entries(path)}
    asked = used()
    assert len(asked) > 500
    assert sorted((asked - known), key=str) == []
