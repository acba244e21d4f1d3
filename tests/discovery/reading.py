"""Reading a page as a person does: its words, and on an English page the Korean that is not marked as Korean."""

import re
from html.parser import HTMLParser
from typing import Any

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "line", "rect", "circle"}


class Page(HTMLParser):
    """The text of a page, and apart from it the Hangul that no `lang="ko"` covers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.bare: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or (self.stack[-1][1] if self.stack else "")
        for name in ("title", "alt", "aria-label", "placeholder", "data-label", "content"):
            if HANGUL.search(given.get(name) or "") and lang != "ko":
                self.bare.append(f"{name}: {given[name]}")
        if tag not in VOID:
            self.stack.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] in ("script", "style"):
            return
        self.words.append(data)
        if HANGUL.search(data) and self.stack and self.stack[-1][1] != "ko":
            self.bare.append(data.strip())


def text_of(response: Any) -> str:
    return " ".join(" ".join(Page(response.content.decode()).words).split())


def main_part(response: Any) -> str:
    """The page's own part: the frame around it has tests of its own."""
    content: str = response.content.decode()
    return content[content.index("<main") : content.index("</main>") + len("</main>")]
