"""Reading a PDF for the tests: its words without line ends, and its structure tree."""

import io
import re

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def squeezed(text: str) -> str:
    """The text without blanks: where lines break is of no matter."""
    return re.sub(r"\s+", "", text)


def words(pdf: bytes) -> str:
    """All words of all pages, squeezed."""
    return squeezed("".join(page.extract_text() for page in opened(pdf).pages))


def _nodes(pdf: bytes) -> list[DictionaryObject]:
    """The nodes of the structure tree in reading order."""
    found: list[DictionaryObject] = []

    def walk(node: object) -> None:
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child.get_object())
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    tree = opened(pdf).root_object["/StructTreeRoot"]
    assert isinstance(tree, DictionaryObject)
    walk(tree["/K"])
    return found


def tags(pdf: bytes) -> list[str]:
    """The structure types in reading order, such as /Document /Title /H1 /Table /TR /TH."""
    return [str(node["/S"]) for node in _nodes(pdf)]


def alternatives(pdf: bytes) -> list[str]:
    """The alternative texts of the figures."""
    return [str(node["/Alt"]) for node in _nodes(pdf) if "/Alt" in node]
