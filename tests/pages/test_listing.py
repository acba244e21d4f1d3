"""The one list page: what it shows, what the address holds, what its downloads hold."""

import csv
import io
import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html
from python_calamine import CalamineWorkbook

from sangsaeng.pages.listing import Column, Filter, Listing, Page, page
from sangsaeng.parties.models import Organisation

pytestmark = pytest.mark.django_db

KINDS = ("sme", "firm", "agency")
LISTING = Listing(
    name="기업",
    columns=(
        Column(
            "name", "이름", lambda o: o.name, sort=("name",), width=30, link=lambda o: f"/firms/{o.code}/"
        ),
        Column("kind", "종류", lambda o: o.get_kind_display(), width=15),
        Column(
            "length", "길이", lambda o: len(o.name) * 1000, numeric=True, unit="자", sort=("pk",), width=15
        ),
        Column("share", "비중", lambda o: 41.94, numeric=True, unit="%", main=False, width=10),
        Column("empty", "빈칸", lambda o: None, width=10),
        Column(
            "mark",
            "표시",
            lambda o: "표시",
            html=lambda o: format_html('<b class="chip">{}</b>', o.code),
            width=10,
        ),
        Column("raw", "그대로", lambda o: o.code, html=lambda o: f"<i>{o.code}</i>", width=10),
    ),
    filters=(Filter("kind", "종류", lambda: Organisation.Kind.choices, lambda v: Q(kind=v)),),
    search=("name",),
    order="name",
    empty="아직 기업이 없습니다. 자료를 들여오세요.",
    search_label="기업 이름",
)


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def make(count: int) -> None:
    Organisation.objects.bulk_create(
        Organisation(code=f"c{i}", name=f"시연 기업 {i:03}", kind=KINDS[i % 3]) for i in range(count)
    )


def ask(query: str = "") -> Page:
    answer = page(LISTING, Organisation.objects.all(), RequestFactory().get(f"/x/{query}"))
    assert isinstance(answer, Page)
    return answer


def shown(query: str = "") -> str:
    return render_to_string("pages/listing.html", {"page": ask(query)})


def download(query: str) -> HttpResponse:
    answer = page(LISTING, Organisation.objects.all(), RequestFactory().get(f"/x/{query}"))
    assert isinstance(answer, HttpResponse)
    return answer


def test_an_empty_list_says_why_and_shows_no_table() -> None:
    html = shown()
    assert "아직 기업이 없습니다. 자료를 들여오세요." in html
    assert "<table" not in html
    assert "format=csv" not in html


def test_nothing_found_offers_a_way_back() -> None:
    make(2)
    html = shown("?q=없는말")
    assert "조건에 맞는 것이 없습니다" in html
    assert 'href="?"' in html


def test_one_row() -> None:
    make(1)
    html = shown()
    assert "모두 1건입니다." in html
    assert '<th scope="row" data-label="이름"><a href="/firms/c0/">시연 기업 000</a></th>' in html
    assert '<td class="num" data-label="길이 (자)">9,000</td>' in html
    assert '<td class="num extra" data-label="비중 (%)">41.9</td>' in html
    assert '<td data-label="빈칸">–</td>' in html
    assert "pagination" not in html
    assert "style=" not in html


def test_markup_of_a_column_is_kept_only_when_it_is_safe() -> None:
    make(1)
    html = shown()
    assert '<b class="chip">c0</b>' in html
    assert "&lt;i&gt;c0&lt;/i&gt;" in html


def test_text_from_the_database_and_the_address_is_escaped() -> None:
    Organisation.objects.create(code="x", name="<script>alert(1)</script>", kind="sme")
    html = shown('?q=<script>&other="><script>')
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_sixty_rows_make_two_pages() -> None:
    make(60)
    first, second = shown(), shown("?page=2")
    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 11
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?page=1"' in second
    assert 'href="?page=2" aria-current="page"' in second


def test_headers_sort_and_say_so() -> None:
    make(3)
    html = shown()
    assert 'aria-sort="ascending"><a href="?sort=-name">' in html
    down = shown("?sort=-name")
    assert 'aria-sort="descending"><a href="?sort=name">' in down
    assert down.index("기업 002") < down.index("기업 000")
    heads = Tags(html).all("th")[:7]
    assert [h.get("class") for h in heads] == [
        "w-30",
        "w-15",
        "num w-15",
        "num extra w-10",
        "w-10",
        "w-10",
        "w-10",
    ]
    assert html.count("aria-sort") == 1


def test_the_narrow_screen_can_sort_too() -> None:
    make(3)
    html = shown("?sort=-length")
    assert '<option value="-length" selected>길이 ▼</option>' in html


def test_filters_are_chips_that_can_be_taken_away() -> None:
    make(9)
    asked = ask("?kind=sme&q=시연&sort=-name&page=1")
    assert asked.total == 3
    assert [chip.label for chip in asked.chips] == ["“시연”", "종류: 중소기업"]
    html = render_to_string("pages/listing.html", {"page": asked})
    assert "조건에 맞는 3건입니다." in html
    assert '<option value="sme" selected>중소기업</option>' in html
    # removing one keeps the rest, and starts from the first page again
    kind = next(chip for chip in asked.chips if chip.label.startswith("종류"))
    assert "kind=" not in kind.remove
    assert "page=" not in kind.remove
    assert "sort=-name" in kind.remove


def test_an_unknown_filter_value_filters_nothing() -> None:
    make(4)
    assert ask("?kind=nonsense").total == 4


def test_a_search_keeps_what_else_the_address_holds() -> None:
    make(1)
    assert '<input type="hidden" name="tab" value="facts">' in shown("?tab=facts&q=시연")


def test_every_control_has_a_name() -> None:
    make(1)
    html = shown()
    labels = re.findall(r"<label class=\"filter[^\"]*\"><span>([^<]+)</span>", html)
    controls = [a for a in Tags(html).all("input") + Tags(html).all("select") if a.get("type") != "hidden"]
    assert len(labels) == len(controls) == 3
    assert labels[0] == "기업 이름"


def test_downloads_hold_every_selected_row_as_shown() -> None:
    make(60)
    Organisation.objects.create(code="f", name="=HYPERLINK(1)", kind="sme")
    text = download("?format=csv&page=2").content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == ["이름", "종류", "길이 (자)", "비중 (%)", "빈칸", "표시", "그대로"]
    assert len(rows) == 62
    assert rows[1][0] == "'=HYPERLINK(1)"
    book = CalamineWorkbook.from_filelike(io.BytesIO(download("?format=xlsx&kind=sme").content))
    cells = book.get_sheet_by_index(0).to_python()
    assert len(cells) == 1 + 21
    assert cells[1][0] == "=HYPERLINK(1)"  # a text cell, not a formula: the reader gives its text
    assert cells[2][2] == 9000


def test_a_download_names_its_file() -> None:
    answer = download("?format=xlsx")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%EA%B8%B0%EC%97%85.xlsx"


def test_in_english() -> None:
    make(3)
    with translation.override("en"):
        html = shown("?kind=sme")
    assert "1 entry meets the conditions." in html
    assert ">Search</button>" in html
    assert "Download this list" in html


def test_fifty_rows_are_rendered_in_15_ms() -> None:
    make(50)
    asked = ask()

    def cost() -> float:
        start = time.process_time()
        render_to_string("pages/listing.html", {"page": asked})
        return time.process_time() - start

    assert min(cost() for _ in range(5)) < 0.015


def test_queries_do_not_grow_with_rows(django_assert_num_queries: Any) -> None:
    for more in (1, 2):
        make_more(more)
        with django_assert_num_queries(2):
            shown()


def make_more(count: int) -> None:
    start = Organisation.objects.count()
    Organisation.objects.bulk_create(
        Organisation(code=f"m{start + i}", name=f"시연 {start + i}", kind="sme") for i in range(count)
    )
