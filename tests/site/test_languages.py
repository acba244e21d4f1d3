"""Every main page in English speaks English: no Hangul outside an element marked as Korean; and Korean ones Korean."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from sangsaeng.parties.models import User
from tests.site.addresses import PUBLIC_PAGES, SIGNED_IN_PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loaded")]

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = {"alt", "title", "aria-label", "placeholder", "data-label", "content", "value"}


class Hangul(HTMLParser):
    """Collects Korean text and spoken attributes that stand outside lang="ko"."""

    def __init__(self) -> None:
        super().__init__()
        self.korean: list[bool] = [False]
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inside = self.korean[-1]
        if given.get("lang"):
            inside = given["lang"] == "ko"
        elif (
            tag == "title"
        ):  # a title holds text only; names that exist in Korean alone stand there as they are
            inside = True
        for name in SPOKEN & set(given):
            if name == "value" and tag not in ("button",) and given.get("type") not in ("submit", "button"):
                continue
            if not inside and has_hangul(given[name] or ""):
                self.found.append(f"<{tag} {name}>: {given[name]}")
        if tag not in VOID:
            self.korean.append(inside)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.korean) > 1:
            self.korean.pop()

    def handle_data(self, data: str) -> None:
        if not self.korean[-1] and has_hangul(data):
            self.found.append(data.strip())


def has_hangul(text: str) -> bool:
    return any("가" <= c <= "힣" or "ㄱ" <= c <= "ㆎ" for c in text)


def korean_outside(html: str) -> list[str]:
    parser = Hangul()
    parser.feed(html)
    return parser.found


def test_the_checker_sees_what_it_must() -> None:
    assert korean_outside('<p>품목 <b lang="ko">네온</b></p><img alt="그림">') == ["품목", "<img alt>: 그림"]
    assert korean_outside('<html lang="en"><p lang="ko">품목<br>네온</p><p>items</p>') == []


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_public_page_in_english(loaded: dict[str, str], client: Client, name: str) -> None:
    answer = client.get("/en" + PUBLIC_PAGES[name].format(**loaded))
    assert answer.status_code == 200
    assert korean_outside(answer.content.decode()) == []


@pytest.mark.parametrize(("role", "name"), SIGNED_IN_PAGES)
def test_a_signed_in_page_in_english(loaded: dict[str, str], client: Client, role: str, name: str) -> None:
    client.force_login(User.objects.get(username=role), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/en" + SIGNED_IN_PAGES[role, name].format(**loaded))
    assert answer.status_code == 200
    assert korean_outside(answer.content.decode()) == []


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_public_page_in_korean(loaded: dict[str, str], client: Client, name: str) -> None:
    answer = client.get(PUBLIC_PAGES[name].format(**loaded))
    assert answer.status_code == 200
    assert '<html lang="ko">' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers
