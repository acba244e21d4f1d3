"""Everything can be reached and sent by keyboard, in an order that makes sense, and the focus is seen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Browsing

Visit = Callable[..., Page]

FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
  const rings = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  return {
    tag: e.tagName, text: (e.innerText || e.value || '').trim(), href: e.getAttribute('href') || '',
    id: e.id, name: e.name || '', place: e.closest('header') ? 'header' : e.closest('main') ? 'main' : 'rest',
    menu: !!e.closest('.main-menu, .narrow-menu'), seen: rings || s.boxShadow !== 'none',
    inside: box.width > 0 && box.left >= -1 && box.right <= innerWidth + 1,
  };
}"""


def tab(page: Page) -> dict[str, Any]:
    page.keyboard.press("Tab")
    found: dict[str, Any] = page.evaluate(FOCUSED)
    return found


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/", "/items/", "/needs/{need}/", "/meetings/{council}/"])
def test_the_order_is_skip_link_header_menu_content(
    visit: Visit, places: dict[str, str], address: str, width: int
) -> None:
    page = visit(address.format(**places))
    page.set_viewport_size({"width": width, "height": 900})
    first = tab(page)
    assert (first["href"], first["seen"], first["inside"]) == ("#content", True, True)
    stops = []
    while len(stops) < 16 and (stop := tab(page))["tag"] != "BODY":  # a short page ends before
        stops.append(stop)
    assert [stop for stop in stops if not stop["seen"]] == []
    order = [stop["place"] for stop in stops if stop["place"] != "rest"]
    assert order == sorted(order)  # the header before the content, and never back
    menu = [n for n, stop in enumerate(stops) if stop["menu"]]
    content = [n for n, stop in enumerate(stops) if stop["place"] == "main"]
    assert menu
    assert content
    assert max(menu) < min(content)


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    page = visit("/items/")
    assert tab(page)["text"] == "본문 바로가기"
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()
    assert tab(page)["place"] == "main"


def test_the_narrow_menu_opens_by_keyboard(visit: Visit) -> None:
    page = visit("/")
    page.set_viewport_size({"width": 390, "height": 900})
    summary = page.locator(".narrow-menu summary")
    for _ in range(12):
        tab(page)
        if summary.evaluate("e => e === document.activeElement"):
            break
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    assert tab(page)["text"] == "품목"
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/")


def reach(page: Page, field: str) -> None:
    for _ in range(40):
        if tab(page)["id"] == field:
            return
    pytest.fail(f"{field} cannot be reached by Tab")


def test_a_form_is_filled_and_sent_by_keyboard(browsing: Browsing) -> None:
    page = browsing.fresh()
    page.goto("/accounts/login/")
    reach(page, "id_login")
    page.keyboard.type("ministry")
    assert tab(page)["id"] == "id_password"
    page.keyboard.type(browsing.site.password)
    button = tab(page)
    assert (button["tag"], button["seen"]) == ("BUTTON", True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_a_choice_is_made_by_keyboard(browsing: Browsing, places: dict[str, str]) -> None:
    """Attendance is a grid of radio buttons: arrows choose within a row, Tab goes to the next."""
    page = browsing.page("secretariat")
    page.goto(f"/meetings/{places['running']}/attendance/")
    row = page.get_by_role("radiogroup").first.get_by_role("radio")
    chosen = next(n for n in range(row.count()) if row.nth(n).is_checked())
    reach(page, row.nth(chosen).get_attribute("id") or "")
    page.keyboard.press("ArrowRight")
    expect(row.nth((chosen + 1) % row.count())).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(row.nth(chosen)).to_be_checked()
    following = page.get_by_role("radiogroup").nth(1).get_by_role("radio")
    names = {following.nth(n).get_attribute("id") for n in range(following.count())}
    assert tab(page)["id"] in names


def test_an_error_leads_to_its_field(visit: Visit) -> None:
    page = visit("/models/new/", "demand")
    page.locator("#id_title").press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_visible()
    summary.locator("a[href='#id_title']").press("Enter")
    expect(page.locator("#id_title")).to_be_focused()
