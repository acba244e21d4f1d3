"""The tag library, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from sangsaeng.pages.templatetags.sangsaeng import CHIP_KINDS
from sangsaeng.proposals.lifecycle import CHIP, State

SOURCE = SimpleNamespace(
    organisation="한국무역협회",
    title="K-stat <1>",
    url="https://example.org/a?b=1&c=2",
    published="2019-07-03",
)


def render(text: str, **names: Any) -> str:
    return Template("{% load sangsaeng %}" + text).render(Context(names))


@pytest.mark.parametrize(
    ("text", "names", "korean", "english"),
    [
        (
            "{{ x|won }}",
            {"x": 2_000_000_000},
            '<span class="won" title="2,000,000,000원">20억 원</span>',
            '<span class="won" title="KRW 2,000,000,000">KRW 2,000,000,000</span>',
        ),
        ("{{ x|won }}", {"x": None}, "알 수 없음", "Unknown"),
        ("{{ x|won_exact }}", {"x": 1234}, "1,234원", "KRW 1,234"),
        ("{{ x|percent }}", {"x": Decimal("41.94")}, "41.9 %", "41.9 %"),
        ("{{ x|percent:2 }}", {"x": 41.944}, "41.94 %", "41.94 %"),
        ("{{ x|percent }}", {"x": None}, "–", "–"),
        (
            "{{ x|day }}",
            {"x": date(2021, 5, 3)},
            '<time datetime="2021-05-03">2021. 5. 3.(월)</time>',
            '<time datetime="2021-05-03">3 May 2021</time>',
        ),
        (
            "{{ x|moment }}",
            {"x": datetime(2021, 5, 3, 5, 0, tzinfo=UTC)},
            '<time datetime="2021-05-03T05:00:00+00:00">2021. 5. 3.(월) 14:00</time>',
            '<time datetime="2021-05-03T05:00:00+00:00">3 May 2021, 14:00 KST</time>',
        ),
        ("{{ x|day }}{{ x|moment }}", {"x": None}, "––", "––"),
        ("{{ x|day_text }}", {"x": "2019-07"}, "2019. 7.", "July 2019"),
        ("{{ x|ko }}", {"x": "<일본>"}, "&lt;일본&gt;", '<span lang="ko">&lt;일본&gt;</span>'),
        ("{{ x|ko }}", {"x": "Japan"}, "Japan", "Japan"),
        (
            "{% chip 'approved' x %}",
            {"x": "<승인>"},
            '<span class="chip chip-approved">&lt;승인&gt;</span>',
            '<span class="chip chip-approved">&lt;승인&gt;</span>',
        ),
        ("{% chip 'odd kind' 'x' %}", {}, '<span class="chip chip-draft">x</span>', '<span class="chip chip-draft">x</span>'),
        ("{% demo_mark %}", {}, "시연</span>", "Demonstration</span>"),
        (
            "{% source x %}",
            {"x": SOURCE},
            '<span class="cited">한국무역협회 · <a href="https://example.org/a?b=1&amp;c=2" '
            'rel="noopener noreferrer">K-stat &lt;1&gt;</a> · 2019. 7. 3.(수)</span>',
            '<span class="cited"><span lang="ko">한국무역협회</span> · <a href="https://example.org/a?b=1&amp;c=2" '
            'rel="noopener noreferrer">K-stat &lt;1&gt;</a> · 3 July 2019</span>',
        ),
        ("{% source x %}", {"x": None}, "", ""),
        (
            "{% confirm_button '/go/' '의결 무효 처리' '되돌릴 수 없습니다.' 'danger' %}",
            {},
            '<span class="confirm"><a class="button danger" href="/go/">의결 무효 처리</a> '
            '<span class="note">되돌릴 수 없습니다.</span></span>',
            '<span class="confirm"><a class="button danger" href="/go/">의결 무효 처리</a> '
            '<span class="note">되돌릴 수 없습니다.</span></span>',
        ),
        ("{% filled 'source' %} {% endfilled %}", {}, "", ""),
        ("{% filled 'source' %}x{% endfilled %}", {}, ">출처</h2>x</section>", ">Source</h2>x</section>"),
    ],
)  # fmt: skip
def test_each_tag_in_both_languages(text: str, names: dict[str, Any], korean: str, english: str) -> None:
    for language, wanted in (("ko", korean), ("en", english)):
        with translation.override(language):
            shown = render(text, **names)
        assert shown == wanted or (wanted and wanted in shown and text.startswith(("{% demo", "{% filled")))


def test_a_source_with_a_script_address_is_no_link() -> None:
    odd = {"organisation": "x", "title": "y", "url": "javascript:alert(1)", "published": None}
    assert render("{% source x %}", x=odd) == '<span class="cited">x · y</span>'


def test_every_state_has_a_chip_of_its_own_look() -> None:
    assert set(CHIP) == set(State)
    assert set(CHIP.values()) <= CHIP_KINDS


def test_chips_differ_in_shape_not_only_in_colour() -> None:
    import re
    from pathlib import Path

    import sangsaeng.site

    css = (Path(sangsaeng.site.__file__).parent / "static/site/components.css").read_text(encoding="utf-8")
    shapes = dict(re.findall(r'\.chip-([\w-]+)::before \{ content: "([^"]+)"', css))
    states = set(CHIP.values()) - {"draft"}  # the draft keeps the plain ring
    assert states <= set(shapes)
    assert len({shapes[kind] for kind in states}) == len(states)


def test_a_page_leaves_no_trace_of_empty_blocks() -> None:
    request = RequestFactory().get("/x/")
    html = render_to_string("404.html", {}, request=request)
    for absent in ('class="crumbs"', 'class="tools"', 'class="marks"', 'class="method"', 'class="sources"'):
        assert absent not in html
    assert '<div class="answer">' in html
