"""Signing in and out, as a user meets it: a wrong password, too many of them, and the way back."""

from playwright.sync_api import expect
from tests.browser.conftest import Browsing, sign_in

TRIES = 10


def test_a_page_for_people_asks_to_sign_in_and_leads_back(browsing: Browsing) -> None:
    page = browsing.fresh()
    page.goto("/desk/record/")
    assert "/accounts/login/" in page.url
    sign_in(page, "auditor", browsing.site.password)
    page.wait_for_url("**/desk/record/")
    expect(page.locator("h1")).to_have_text("기록")


def test_a_wrong_password_is_told_and_the_name_kept(browsing: Browsing) -> None:
    page = browsing.fresh()
    page.goto("/accounts/login/")
    sign_in(page, "chair", "not the password")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_login")).to_have_value("chair")
    expect(page.locator("#id_password")).to_have_value("")
    sign_in(page, "chair", browsing.site.password)
    page.wait_for_url("**/desk/")


def test_too_many_wrong_passwords_lock_the_account_for_a_while(browsing: Browsing) -> None:
    signed_in = browsing.page("sme")  # who is in stays in
    page = browsing.fresh()
    page.goto("/accounts/login/")
    for _ in range(TRIES - 1):
        sign_in(page, "sme", "not the password")
        expect(page.locator(".error-summary")).to_contain_text("올바르지 않습니다")
    sign_in(page, "sme", "not the password")
    expect(page.locator("h1")).to_have_text("잠시 로그인할 수 없습니다")
    page.goto("/accounts/login/")
    sign_in(page, "sme", browsing.site.password)
    expect(page.locator("h1")).to_have_text("잠시 로그인할 수 없습니다")
    expect(page.locator(".site-footer")).to_contain_text("비공식")
    signed_in.goto("/desk/")
    expect(signed_in.locator("h1")).to_have_text("지금 할 일")


def test_signing_out_ends_the_session(browsing: Browsing) -> None:
    page = browsing.fresh()
    page.goto("/accounts/login/")
    sign_in(page, "agency", browsing.site.password)
    page.wait_for_url("**/desk/")
    expect(page.locator(".site-header")).to_contain_text("시연 지원기관 담당자")
    page.get_by_role("button", name="로그아웃").click()
    expect(page.get_by_role("link", name="로그인")).to_be_visible()
    page.goto("/desk/")
    assert "/accounts/login/" in page.url
