"""Charts: what is drawn, said, tabled, kept and downloaded."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import Http404
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from python_calamine import CalamineWorkbook

from sangsaeng.pages import chart_drawing, charts
from sangsaeng.pages.chart_lines import _lanes, _nice_top, _spread, place_in_time
from sangsaeng.pages.charts import Band, Bar, Chart, Event, Line, Point, Progress, Threshold

SOURCE = {
    "organisation": "한국무역협회",
    "title": "K-stat",
    "url": "https://example.org/",
    "published": "2019-07-03",
}
SHARE = charts.lines(
    [
        Line("일본", [Point(2018, 41.9), Point("2019-06", Decimal("43.9"), True), Point(2020, 12.8)]),
        Line("중국", [Point(2018, 52.0), Point(2020, 74.5)]),
    ],
    unit="%",
    top=100,
    thresholds=[Threshold(50, "조기경보 50 %"), Threshold(75, "고의존 75 %")],
    events=[Event("2019-07-01", "수출 규제"), Event("2019-08-28", "백색국가 제외")],
    bands=[Band(2019, 28.0, 43.9)],
)
BARS = charts.bars(
    [Bar("가 <나>", 93.7, passed=True), Bar("다", 41.9), Bar("라", None)],
    unit="%",
    top=100,
    thresholds=[Threshold(50, "조기경보 50 %")],
)
CHART = Chart(
    key="share",
    title="일본 비중",
    spec=SHARE,
    alt='일본 비중은 "41.9 %"에서 낮아졌습니다.',
    header=["연도", "비중 (%)", "적요"],
    rows=[["2018", 41.9, "=1+1"], ["2020", Decimal("12.8"), None]],
    source=SOURCE,
    as_of="2020-12",
)


@pytest.fixture(autouse=True)
def _workspace(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    chart_drawing._drawing.cache_clear()


def texts(drawn: str) -> str:
    root = ElementTree.fromstring(drawn)
    return " ".join(root.itertext())


@pytest.mark.parametrize(
    "spec",
    [
        SHARE,
        BARS,
        charts.funnel([("신청", 100), ("선정", 5)], unit="개"),
        charts.progress([Progress("발굴", 13, 50)]),
    ],
)
def test_a_drawing_is_fit_for_a_strict_page(spec: charts.Spec) -> None:
    for one, width in ((spec, "720"), (spec["usermeta"]["narrow"], "340")):
        drawn = charts.svg(one, alt='말 <과> "따옴표"')
        root = ElementTree.fromstring(drawn)
        assert root.get("role") == "img"
        assert root.get("aria-label") == '말 <과> "따옴표"'
        assert root.get("width") == width
        assert not re.search(r"style=|<script|<style|\sid=|\son\w+=|<image|xlink", drawn)
        assert drawn.count("role=") == 1
        assert not re.findall(r"https?://(?!www\.w3\.org/)", drawn)
        assert len(drawn) < 20_000


def test_lines_label_everything_directly() -> None:
    said = texts(charts.svg(SHARE))
    for words in (
        "일본 12.8 %",
        "중국 74.5 % · 초과",
        "조기경보 50 %",
        "고의존 75 %",
        "수출 규제",
        "2018",
        "100 %",
    ):
        assert words in said
    drawn = charts.svg(SHARE)
    assert charts.PASSED in drawn  # 52.0 and 74.5 pass 50 %
    assert "◆ 기준 초과" in said  # and a word says what red means


def test_a_line_that_ends_early_says_when() -> None:
    spec = charts.lines(
        [Line("중국", [Point(2022, 80)]), Line("미국", [Point(2018, 17.4)])], unit="%", top=100
    )
    said = texts(charts.svg(spec))
    assert "미국 17.4 % (2018)" in said
    assert "중국 80 %" in said
    assert "(2022)" not in said


def test_no_red_where_nothing_passes() -> None:
    calm = charts.lines(
        [Line("일본", [Point(2018, 41.9)])], unit="%", top=100, thresholds=[Threshold(50, "50 %")]
    )
    assert charts.PASSED not in charts.svg(calm)


def test_a_threshold_is_passed_above_it_or_from_it_on() -> None:
    assert not Threshold(50, "").passed_by(50)
    assert Threshold(50, "").passed_by(50.1)
    assert Threshold(50, "", inclusive=True).passed_by(Decimal(50))


def test_bars_say_passed_in_a_word_and_unknown_as_unknown() -> None:
    said = texts(charts.svg(BARS))
    for words in ("가 <나>", "93.7 % · 기준 초과", "41.9 %", "알 수 없음", "조기경보 50 %"):
        assert words in said


def test_bars_are_to_scale() -> None:
    spec = charts.bars([Bar("가", 10), Bar("나", 5), Bar("다", 0)])
    drawn = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "rect")
    lengths = [bar["x2"] for bar in drawn["data"]["values"]]
    assert lengths[0] == pytest.approx(2 * lengths[1])
    assert lengths[2] == 0


def test_words_stay_inside_the_drawing() -> None:
    rows = [
        Bar(
            "아주 긴 이름의 반도체용 고순도 화학 기계 연마 슬러리 첨가제 " * 2,
            100,
            note="두 자료가 서로 다름",
        )
    ]
    for spec in (charts.bars(rows, unit="%"), charts.bars(rows, unit="%")["usermeta"]["narrow"]):
        room = spec["width"] + spec["padding"]["right"]
        for layer in spec["layer"]:
            if layer["mark"]["type"] != "text":
                continue
            for value in layer["data"]["values"]:
                if layer["mark"]["align"] == "left":
                    assert value["px"] + charts.text_width(value["text"]) <= room + 1


def test_funnel_and_progress_say_their_shares() -> None:
    assert "301개 · 앞 단계의 28 %" in texts(
        charts.svg(charts.funnel([("신청", 1064), ("서류", 301)], unit="개"))
    )
    assert "13 / 50개 (26 %)" in texts(charts.svg(charts.progress([Progress("발굴", 13, 50)], unit="개")))


@pytest.mark.parametrize(
    "build",
    [
        lambda: charts.bars([]),
        lambda: charts.bars([Bar("가", -1)]),
        lambda: charts.lines([]),
        lambda: charts.lines([Line("가", [])]),
        lambda: charts.lines([Line("가", [Point("soon", 1)])]),
        lambda: charts.progress([]),
    ],
)
def test_what_cannot_be_drawn_is_refused(build: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        build()


def test_places_in_time() -> None:
    assert place_in_time(2019) == place_in_time("2019") == 2019.5
    assert place_in_time("2019-07") == pytest.approx(2019 + 6.5 / 12)
    assert place_in_time(date(2020, 1, 1)) == 2020
    assert place_in_time((date(2019, 1, 1), date(2019, 12, 31))) == pytest.approx(2019.5, abs=0.002)


def test_labels_are_kept_apart() -> None:
    assert _spread([10, 12, 11], 20, 0, 200) == [10, 50, 30]
    assert _spread([195, 199], 20, 0, 200) == [180, 200]
    placed = _lanes([(100, "가나다라마"), (120, "바사아자차"), (400, "카")], 500)
    assert [row for _start, _text, row in placed] == [
        1,
        0,
        0,
    ]  # the earlier one above, so no line runs through


@pytest.mark.parametrize(("highest", "top"), [(0.4, 0.4), (7, 8), (41.9, 80), (1064, 2000), (93, 100)])
def test_the_scale_ends_on_a_round_figure(highest: float, top: float) -> None:
    assert _nice_top(highest) >= highest
    assert _nice_top(highest) <= top * 1.01


def test_a_drawing_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = charts.svg(SHARE)
    kept = list((tmp_path / "cache" / "charts").iterdir())
    assert len(kept) == 1
    monkeypatch.setattr(chart_drawing, "_draw", lambda canonical: pytest.fail("drawn again"))
    assert charts.svg(SHARE) == first  # from memory
    chart_drawing._drawing.cache_clear()
    assert charts.svg(SHARE) == first  # from the workspace
    assert charts.svg(SHARE, alt="다른 말") != first  # the words are no part of the drawing


def test_half_a_drawing_on_disk_is_not_used(tmp_path: Path) -> None:
    first = charts.svg(BARS)
    (kept,) = (tmp_path / "cache" / "charts").iterdir()
    kept.write_text("<svg half", encoding="utf-8")
    chart_drawing._drawing.cache_clear()
    assert charts.svg(BARS) == first


def test_a_disk_that_refuses_costs_no_page(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.HOME = tmp_path / "file"  # no folder can be made under a file
    assert charts.svg(BARS).startswith("<svg")


def figure(chart: Chart, query: str = "") -> str:
    request = RequestFactory().get(f"/items/hf/{query}")
    return Template("{% load sangsaeng %}{% figure chart %}").render(
        Context({"chart": chart, "request": request})
    )


def test_a_figure_holds_drawing_source_date_table_and_downloads() -> None:
    html = figure(CHART, "?year=2020")
    assert html.count('role="img"') == 2
    assert 'class="wide"' in html
    assert 'class="narrow"' in html
    assert html.count('aria-label="일본 비중은 &quot;41.9 %&quot;에서 낮아졌습니다."') == 2
    assert "출처: " in html
    assert 'href="https://example.org/"' in html
    assert "기준일: 2020. 12." in html
    assert '<th scope="row">2018</th><td class="num">41.9</td><td>=1+1</td>' in html
    assert '<th scope="row">2020</th><td class="num">12.8</td><td>–</td>' in html
    assert 'href="?year=2020&amp;chart=share&amp;format=csv"' in html
    assert "style=" not in html


def test_a_figure_in_english() -> None:
    with translation.override("en"):
        html = figure(CHART)
    assert "Source: " in html
    assert "As of: " in html
    assert "Show the data as a table" in html
    assert '<span lang="ko">한국무역협회</span>' in html


def ask(query: str) -> Any:
    return charts.answer(RequestFactory().get(f"/x/{query}"), [CHART, replace(CHART, key="other")])


def test_downloads() -> None:
    assert ask("") is None
    assert ask("?format=csv") is None  # the list's own download, not a chart's
    drawn = ask("?chart=share&format=svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "일본 12.8 %" in texts(drawn.content.decode())
    rows = list(csv.reader(io.StringIO(ask("?chart=share&format=csv").content.decode("utf-8-sig"))))
    assert rows == [["연도", "비중 (%)", "적요"], ["2018", "41.9", "'=1+1"], ["2020", "12.8", ""]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(ask("?chart=share&format=xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[1] == ["2018", 41.9, "=1+1"]


@pytest.mark.parametrize("query", ["?chart=nothing&format=csv", "?chart=share&format=pdf"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    with pytest.raises(Http404):
        ask(query)
