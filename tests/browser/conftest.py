"""The real program in a process of its own, and a real Chromium that looks at it as a user does."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.conftest import missing

PROJECT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 300  # seconds: a fresh workspace, on a machine that does other work
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STATE_OF_THE_NETWORK = "Failed to load resource"  # Chromium says so of every answer from 400 on


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """The running program: its address, and the password of the demonstration accounts."""

    url: str
    password: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the program did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`sangsaeng start` on a fresh workspace (SQLite), once a session."""
    if not (PROJECT / "build" / "static" / "staticfiles.json").is_file():
        missing("build/static (./run --prepare)")
    home = tmp_path_factory.mktemp("home")
    url = f"http://127.0.0.1:{_free_port()}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SANGSAENG_", "DJANGO_", "DATABASE_"))}
    log = tmp_path_factory.mktemp("log") / "start.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "sangsaeng", "start", "--port", str(urlsplit(url).port)],
            env={**kept, "SANGSAENG_HOME": str(home / "var"), "PYTHONPATH": str(PROJECT / "src")},
            cwd=PROJECT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(url, process, log)
        yield Site(url, (home / "var" / "demonstration-sign-ins.txt").read_text().strip())
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Faults:
    """What a page must never do, whatever is done on it."""

    host: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(STATE_OF_THE_NETWORK):
            self.found.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.found.append(f"asked elsewhere: {request.url}")

    def _response(self, answer: Any) -> None:
        document = answer.request.resource_type == "document"
        if answer.status >= (500 if document else 400):
            self.found.append(f"{answer.status}: {answer.url}")
        if document and "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
            downloads = "attachment" in answer.headers.get("content-disposition", "")
            if not downloads and answer.status not in (301, 302, 303):
                self.found.append(f"no content security policy: {answer.url}")


class Browsing:
    """Pages of visitors and of signed-in people; each role signs in once, through the form."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium = chromium
        self.site = site
        self.kept: dict[str, BrowserContext] = {}
        self.contexts: list[BrowserContext] = []
        self.faults = Faults(urlsplit(site.url).netloc)

    def context(self, **options: Any) -> BrowserContext:
        made = self.chromium.new_context(
            base_url=self.site.url,
            locale="ko-KR",
            viewport=options.pop("viewport", {"width": 1280, "height": 900}),
            **options,
        )
        made.set_default_timeout(15_000)
        made.on("page", self.faults.watch)
        return made

    def page(self, role: str = "") -> Page:
        """A new page; `role` is the name of a demonstration account, "" a visitor.

        The pages of a role share their cookies and what the browser keeps of fonts and styles.
        """
        if role not in self.kept:
            self.kept[role] = self.context()
            if role:
                page = self.kept[role].new_page()
                page.goto("/accounts/login/")
                sign_in(page, role, self.site.password)
                page.wait_for_url("**/desk/")
                page.close()
        return self.kept[role].new_page()

    def fresh(self, **options: Any) -> Page:
        """A page in a context of its own, for what must not touch the others; `options` as of Playwright."""
        self.contexts.append(self.context(**options))
        return self.contexts[-1].new_page()

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        for context in self.kept.values():
            for page in context.pages:
                page.close()


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill and send the sign-in form of the open page."""
    page.locator("#id_login").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("main form button").click()


@pytest.fixture(scope="session")
def _browsing(chromium: Browser, site: Site) -> Browsing:
    return Browsing(chromium, site)


@pytest.fixture
def browsing(_browsing: Browsing) -> Iterator[Browsing]:
    """Pages for one test; at its end nothing may have gone wrong on any of them."""
    _browsing.faults.found.clear()
    yield _browsing
    _browsing.close()
    assert _browsing.faults.found == []


@pytest.fixture
def visit(browsing: Browsing) -> Callable[..., Page]:
    """`visit(address, role="")` → the page, open."""

    def go(address: str, role: str = "") -> Page:
        page = browsing.page(role)
        page.goto(address)
        return page

    return go


@pytest.fixture(scope="session")
def places(_browsing: Browsing) -> dict[str, str]:
    """What stands where in the workspace, found as a reader finds it: through the pages and the API."""
    visitor = _browsing.page()
    visitor.goto("/")
    story = [a.get_attribute("href") or "" for a in visitor.locator("main ol.timeline a[href]").all()]
    paths = {name: next(h for h in story if re.search(p, h)) for name, p in STORY.items()}
    found = {name: path.split("#")[0].rstrip("/").split("/")[-1] for name, path in paths.items()}
    ask = _browsing.page("secretariat").context.request
    meetings = ask.get("/api/meetings").json()["results"]
    found["running"] = next(m["code"] for m in meetings if m["state"] == "open")
    found["published"] = next(
        m["code"] for m in meetings if m["kind"] == "published" and m["body"] == "council" and m["held"]
    )
    found["firm"] = ask.get(f"/api/needs/{found['need']}/matches").json()["results"][0]["firm"]
    for state in ("submitted", "returned", "approved"):
        found[state] = ask.get(f"/api/models?state={state}").json()["results"][0]["code"]
    visitor.goto("/meetings/bodies/")
    body = visitor.locator("main section h2 a, main section h3 a").first.get_attribute("href") or ""
    found["body"] = body.rstrip("/").split("/")[-1]
    office = _browsing.page("secretariat")
    for name, (address, words) in LISTED.items():
        office.goto(address)
        row = office.locator("main tbody tr", has_text=words).first
        href = row.locator("a[href]").first.get_attribute("href") or ""
        found[name] = href.rstrip("/").split("/")[-1]
    office.goto("/profiles/")
    listed = office.locator('main a[href^="/profiles/D-"]').last.get_attribute("href") or ""
    found["profile"] = listed.split("/")[2]
    buyer = _browsing.page("demand")
    buyer.goto("/surveys/needs/")
    own = buyer.locator("main tbody a[href]").first.get_attribute("href") or ""
    found["posting"] = own.rstrip("/").split("/")[-1]
    _browsing.close()
    return found


#: What is found in a list: its name in `tests/site/addresses.py` → the list, and words of its row.
LISTED = {
    "survey": ("/surveys/", "시연 반도체"),
    "open_round": ("/support/rounds/", "시연 스타트업"),
    "round": ("/support/rounds/", "시연 강소기업"),
    "request": ("/support/requests/", "시험 설비 인허가"),
    "purchase": ("/followup/purchases/", "D-PU-2026-0001"),
}
STORY = {
    "item": "^/items/",
    "need": "^/needs/",
    "model": "^/models/",
    "council": "^/meetings/council",
    "committee": "^/meetings/committee",
}
