"""The frame of every page, the error pages, sign-in, and the static build."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from sangsaeng.cli.static import build_static, compile_catalogues, squeeze_css
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.site.context import address, menu

PAGES = Path(__file__).resolve().parents[2] / "src/sangsaeng"
HANGUL = re.compile("[\uac00-\ud7a3]")


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture
def person(db: None) -> User:
    body = Organisation.objects.create(code="o", name="시연 사무국", kind="association", demonstration=True)
    return User.objects.create_user(
        "secretary",
        password="a long password 1",
        role=Role.SECRETARIAT,
        display_name="시연 사무국 담당 1",
        organisation=body,
        demonstration=True,
    )


def without_korean_elements(html: str) -> str:
    """The page's text where nothing says that it is Korean."""
    html = re.sub(r"<(\w+)[^>]*\slang=\"ko\"[^>]*>.*?</\1>", "", html, flags=re.DOTALL)
    return html


@pytest.mark.django_db
def test_the_frame_in_korean(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert '<html lang="ko">' in html
    assert '<a class="skip" href="#content">본문 바로가기</a>' in html
    assert '<main id="content" tabindex="-1">' in html
    assert html.count("<h1>") == 1
    labels = re.findall(r"<li><a href=\"[^\"]*\"[^>]*>([^<]+)</a></li>", html[: html.index("</header>")])
    assert labels[:6] == ["품목", "수요", "기업과 매칭", "상생모델", "협의회", "지원과 성과"]
    assert "비공식" in html[html.index("<footer") :]
    assert 'href="/en/accounts/login/" lang="en" hreflang="en"' in html
    assert "emblem" not in html


@pytest.mark.django_db
def test_the_frame_in_english_has_no_stray_korean(client: Client) -> None:
    html = client.get("/en/accounts/login/").content.decode()
    assert '<html lang="en">' in html
    assert 'href="/accounts/login/" lang="ko"' in html
    assert "Win-win models" in html
    assert not HANGUL.search(without_korean_elements(html))


@pytest.mark.django_db
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(client: Client, person: User) -> None:
    client.force_login(person)
    for path in ("/accounts/login/", "/accounts/2fa/", "/accounts/password/change/"):
        html = client.get(path, follow=True).content.decode()
        assert not re.search(r"<(?:link|img|script|iframe|form)[^>]*=\"(?:https?:)?//", html), path
        assert "style=" not in html, path
        assert "<style" not in html, path
        scripts = re.findall(r"<script[^>]*>.*?</script>", html, flags=re.S)
        assert len(scripts) == 1, path
        assert re.fullmatch(r'<script src="/static/site/unsaved[\w.]*\.js" defer></script>', scripts[0]), path
        assert not re.search(r"\son\w+=", html), path


@pytest.mark.django_db
def test_the_content_security_policy_is_strict(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_menu_marks_where_one_is() -> None:
    links = {"library": "/library/"}
    entries = menu("/items/hf/", links)
    assert [e["href"] for e in entries if e["current"]] == ["/items/"]
    assert len(entries) == 7
    assert entries[-1]["href"] == "/library/"
    with translation.override("en"):
        assert [e["href"] for e in menu("/en/models/", links) if e["current"]] == ["/en/models/"]
    assert len(menu("/", {"library": ""})) == 6  # a page that is not installed is no link
    assert address("nobody:knows") == ""


@pytest.mark.django_db
def test_a_signed_in_person_sees_name_role_and_the_way_out(client: Client, person: User) -> None:
    client.force_login(person)
    html = client.get("/accounts/2fa/").content.decode()
    head = html[: html.index("</header>")]
    assert "시연 사무국 담당 1" in head
    assert "사무국" in head
    assert '<form method="post" action="/accounts/logout/">' in head
    assert "로그인" not in head
    assert "시연 사무국</dd>" in html
    english = client.get("/en/accounts/2fa/").content.decode()
    assert '<span lang="ko">시연 사무국 담당 1</span>' in english


@pytest.mark.django_db
def test_signing_in_and_out(client: Client, person: User) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "password 1" not in page
    assert "/password/reset/" not in page  # the operator does that
    wrong = client.post("/accounts/login/", {"login": "secretary", "password": "wrong"})
    assert "error-summary" in wrong.content.decode()
    assert 'value="secretary"' in wrong.content.decode()
    right = client.post("/accounts/login/", {"login": "secretary", "password": "a long password 1"})
    assert right.status_code == 302
    assert client.get("/accounts/logout/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/2fa/").status_code == 302


@pytest.mark.django_db
def test_the_security_pages_wear_the_same_look(client: Client, person: User) -> None:
    client.post("/accounts/login/", {"login": "secretary", "password": "a long password 1"})
    for path in ("/accounts/password/change/", "/accounts/2fa/totp/activate/", "/accounts/reauthenticate/"):
        for prefix in ("", "/en"):
            answer = client.get(prefix + path, follow=True)
            html = answer.content.decode()
            assert answer.status_code == 200, path
            assert "site-header" in html, path
            assert "data:" not in html, path  # the policy lets no picture in that way
            if prefix:
                assert not HANGUL.search(without_korean_elements(html)), path
    client.post("/accounts/reauthenticate/", {"password": "a long password 1"})
    activate = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert '<div class="qr" role="img"' in activate
    assert "style=" not in activate


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", ["400", "403", "404", "403_csrf", "500"])
def test_error_pages_stand_with_and_without_a_request(name: str, language: str) -> None:
    with translation.override(language):
        bare = render_to_string(f"{name}.html")
        framed = render_to_string(f"{name}.html", {}, request=RequestFactory().get("/x/"))
    for html in (bare, framed):
        assert f'<html lang="{language}">' in html
        assert html.count("<h1>") == 1
        if language == "en":
            assert not HANGUL.search(without_korean_elements(html))
    assert "main-menu" in framed
    assert "main-menu" not in bare


@pytest.mark.django_db
def test_an_unknown_address_is_not_found_in_the_house_look(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "찾는 화면이 없습니다" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_the_house_look() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "보낸 내용을 받지 못했습니다" in answer.content.decode()


def test_every_word_of_the_frame_is_translated() -> None:
    from babel.messages.pofile import read_po

    for app in ("site", "pages"):
        with (PAGES / app / "locale/en/LC_MESSAGES/django.po").open("rb") as stream:
            catalogue = read_po(stream, locale="en")
        known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id and m.string}
        for path in [*(PAGES / app).rglob("*.html"), *(PAGES / app).rglob("*.py")]:
            text = path.read_text(encoding="utf-8")
            found = re.findall(r"\{% translate (?:\"([^\"]+)\"|'([^']+)')", text)
            found += re.findall(r"\b_\((?:\"([^\"]+)\"|'([^']+)')\)", text)
            assert {a or b for a, b in found} <= known, path.name


def packages(folder: Path) -> Path:
    """npm packages with as little in them as the build needs."""
    css = folder / "krds-uiux/resources/css/token"
    css.mkdir(parents=True)
    (css / "krds_tokens.css").write_text(
        '@charset "utf-8";\n:root {\n  --krds-color-light-gray-90: #1e2124;\n  --krds-number-1: 0.1rem;\n}'
    )
    web = folder / "pretendard-gov/dist/web/variable"
    (web / "woff2-dynamic-subset").mkdir(parents=True)
    (web / "woff2-dynamic-subset/a.woff2").write_bytes(b"font")
    (web / "pretendardvariable-gov-dynamic-subset.css").write_text(
        "/* [0] */\n@font-face {\n  src: url(./woff2-dynamic-subset/a.woff2) format('woff2');\n}"
    )
    static = folder / "pretendard-gov/dist/public/static"
    static.mkdir(parents=True)
    for weight in ("Regular", "Bold"):
        (static / f"PretendardGOV-{weight}.otf").write_bytes(weight.encode())
    (folder / "pretendard-gov/dist/LICENSE.txt").write_text("OFL")
    return folder


def test_the_static_build_takes_only_what_is_needed_and_may_run_again(tmp_path: Path) -> None:
    node_modules, build = packages(tmp_path / "node_modules"), tmp_path / "build"
    for _time in range(2):
        build_static(node_modules, build=build)
        assert sorted(p.name for p in build.iterdir()) == ["fonts", "static", "vendor"]
    assert (build / "vendor/krds/tokens.css").read_text() == ":root{--krds-color-light-gray-90:#1e2124}\n"
    assert sorted(p.name for p in (build / "fonts").iterdir()) == [
        "LICENSE.txt", "PretendardGOV-Bold.otf", "PretendardGOV-Regular.otf",
    ]  # fmt: skip
    manifest = json.loads((build / "static/staticfiles.json").read_text())["paths"]
    for name in ("site/site.css", "site/components.css", "krds/tokens.css", "pretendard/pretendard.css"):
        assert (build / "static" / manifest[name]).is_file()
    font_css = (build / "static" / manifest["pretendard/pretendard.css"]).read_text()
    assert manifest["pretendard/woff2-dynamic-subset/a.woff2"].rpartition("/")[2] in font_css
    packed = build / "static" / (manifest["site/site.css"] + ".gz")
    assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()


def test_a_build_that_cannot_be_made_leaves_the_last_one(tmp_path: Path) -> None:
    node_modules, build = packages(tmp_path / "node_modules"), tmp_path / "build"
    build_static(node_modules, build=build)
    before = sorted(build.rglob("*"))
    (node_modules / "pretendard-gov/dist/LICENSE.txt").unlink()
    with pytest.raises(FileNotFoundError):
        build_static(node_modules, build=build)
    assert sorted(build.rglob("*")) == before
    with pytest.raises(FileNotFoundError, match="krds_tokens"):
        build_static(tmp_path / "nothing", build=build)


def test_our_scripts_reach_nowhere_else_and_make_no_code() -> None:
    scripts = {p.name: p.read_text(encoding="utf-8") for p in (PAGES / "site/static/site").glob("*.js")}
    assert sorted(scripts) == ["live.js", "unsaved.js"]
    assert "beforeunload" in scripts["unsaved.js"]
    assert not re.search(r"fetch\(|innerHTML", scripts["unsaved.js"])
    # the live page asks for its own part only, at the address that the server wrote into it
    assert re.findall(r"fetch\(([^,]+),", scripts["live.js"]) == ["place.dataset.live"]
    for text in scripts.values():
        code = re.sub(r"//.*", "", text)
        assert not re.search(r"XMLHttp|eval\(|Function\(|import|https?:|//\w", code)


def test_our_style_sheets_reach_nowhere() -> None:
    for path in (PAGES / "site/static/site").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "url(" not in text
        assert "@import" not in text
        assert text.count("{") == text.count("}")


def test_squeezing_keeps_what_matters() -> None:
    assert squeeze_css("a > b , c { x : 1px  2px ; }") == "a > b,c{x:1px 2px}"


def test_text_colours_have_enough_contrast() -> None:
    """WCAG 2.1 AA: 4.5 to 1, for every pair of text and ground that the style sheets name."""

    def light(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(a: str, b: str) -> float:
        high, low = sorted((light(a), light(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    css = (PAGES / "site/static/site/components.css").read_text(encoding="utf-8").replace("#fff;", "#ffffff;")
    checked = 0
    for kind, body in re.findall(r"\.chip-([\w-]+) \{([^}]*)\}", css):
        names: dict[str, Any] = dict(re.findall(r"(?<![\w-])(--c|background|color): (#[0-9a-f]{6})", body))
        ink = names.get("color") or names.get("--c")
        if ink:
            checked += 1
            assert contrast(ink, names.get("background", "#ffffff")) >= 4.5, kind
    assert checked >= 18
    for ink, ground in (
        ("#58616a", "#f4f5f6"),
        ("#0b50d0", "#ffffff"),
        ("#0b50d0", "#f4f5f6"),
        ("#bd2c0f", "#ffffff"),
    ):
        assert contrast(ink, ground) >= 4.5
