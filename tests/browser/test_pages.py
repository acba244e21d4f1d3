"""Every main page at three widths: no sideways scroll, quiet, self-contained, readable by anyone, with a script or without."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.conftest import Browsing
from tests.site.addresses import PUBLIC_PAGES, SIGNED_IN_PAGES

WIDTHS = (1280, 390, 320)
WCAG = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
}
PAGES = [
    *[("", name, address) for name, address in PUBLIC_PAGES.items()],
    *[(role, name, address) for (role, name), address in SIGNED_IN_PAGES.items()],
]
NAMES = [f"{role or 'public'}: {name}" for role, name, _ in PAGES]

# English changes words and marks of language, not structure: one page of each kind is judged in it.
JUDGED_IN_ENGLISH = {
    "home",
    "item",
    "need",
    "match",
    "models",
    "model",
    "meeting",
    "support",
    "new model",
    "record",
}

# What reaches beyond the right edge of the window, innermost first; a table in a frame of its own may.
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.table-frame'))
    .slice(-3).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 60));
}"""
SCROLLS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"

Visit = Callable[..., Page]


def sideways(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    return (
        [f"{width} px: {what}" for what in page.evaluate(TOO_WIDE) or ["?"]] if page.evaluate(SCROLLS) else []
    )


def barriers(page: Page, width: int) -> list[str]:
    """What axe-core calls serious or critical, each with the first elements it is about."""
    found: list[Any] = Axe().run(page, options=WCAG).response["violations"]
    return [
        f"{width} px: {rule['id']}: {json.dumps([n['html'][:160] for n in rule['nodes'][:3]], ensure_ascii=False)}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("role", "name", "address"), PAGES, ids=NAMES)
def test_a_page_fits_and_has_no_barrier(
    visit: Visit, places: dict[str, str], role: str, name: str, address: str, language: str
) -> None:
    prefix = "/en" if language == "en" else ""
    page = visit(prefix + address.format(**places), role)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    faults = barriers(page, 1280) if language == "ko" or name in JUDGED_IN_ENGLISH else []
    for width in WIDTHS:
        faults += sideways(page, width)
        if width == 390 and language == "ko":  # the narrow layout is the same in both
            faults += barriers(page, width)
    assert faults == []


def test_the_checks_see_what_they_must(visit: Visit) -> None:
    page = visit("/")
    page.evaluate(
        "() => { const i = document.createElement('img'); i.src = document.querySelector('link[rel=icon]').href;"
        " i.style.width = '700px'; i.style.maxWidth = 'none'; document.querySelector('main').append(i); }"
    )
    assert "IMG" in sideways(page, 390)[0]
    assert any("image-alt" in line for line in barriers(page, 390))


READING = [name for name in PUBLIC_PAGES if name != "sign in"]


@pytest.mark.parametrize("name", READING)
def test_reading_needs_no_script(browsing: Browsing, places: dict[str, str], name: str) -> None:
    address = PUBLIC_PAGES[name].format(**places)
    texts = []
    for script in (True, False):
        page = browsing.page() if script else browsing.fresh(java_script_enabled=False)
        page.goto(address)
        # a round shows the server's clock to the second
        texts.append(re.sub(r"\d\d:\d\d:\d\d", "", page.locator("body").inner_text()))
    assert texts[0] == texts[1]
    assert len(texts[1]) > 200
