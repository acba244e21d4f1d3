"""Charts in the house style, as Vega-Lite specifications; `chart_drawing` draws them on the server.

Horizontal bars for ranks, lines for time with events as labelled verticals; thresholds as thin lines with
their rule's name; direct labels, one accent colour, greys for the rest, red only beyond a threshold and
always with a word. A specification is a plain dict for the wide page; its `usermeta["narrow"]` is the same
chart laid out for a screen of 390 px, so that text stays legible there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sangsaeng.pages.markup import english

Spec = dict[str, Any]
Number = int | float | Decimal
When = int | float | str | date | tuple[date, date]

WIDE, NARROW = 720, 340  # pixels
FONT = "Pretendard GOV"
ACCENT, PASSED, PLAIN, PALE = "#0b50d0", "#bd2c0f", "#8a949e", "#e6e8ea"
INK, MUTED, LINE = "#1e2124", "#58616a", "#cdd1d5"
SIZE = 14  # of all text, in pixels at the drawn width
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched


@dataclass(frozen=True)
class Chart:
    """One chart as a page shows it: `spec` from a builder below, `alt` as a person would say it, `header` and
    `rows` the data as a table (and as CSV and XLSX), `source` one Source-like object or several, `as_of` a
    date or a published text such as 2020-12. `key` names it in the address of its downloads."""

    key: str
    spec: Spec
    alt: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    source: Any = None
    as_of: date | str | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Threshold:
    """A thin line at `value` (in the unit shown), with its rule's name; passed means more than, or with
    `inclusive` at least."""

    value: Number
    label: str
    inclusive: bool = False

    def passed_by(self, value: Number) -> bool:
        return value >= self.value if self.inclusive else value > self.value


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number | None
    note: str = ""
    passed: bool = False
    accent: bool = False


@dataclass(frozen=True)
class Progress:
    label: str
    done: int | float
    target: int | float | None = None


@dataclass(frozen=True)
class Point:
    """A value at a time; `partial` (part of a year, a lower bound) is drawn hollow."""

    when: When
    value: Number
    partial: bool = False


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[Point]
    accent: bool = False


@dataclass(frozen=True)
class Event:
    when: When
    label: str


@dataclass(frozen=True)
class Band:
    """The range over which sources disagree at one time."""

    when: When
    low: Number
    high: Number


@dataclass
class _Plot:
    """The layers of one drawing of a given total width, and the room around them."""

    total: int
    height: int
    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0
    layers: list[Spec] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.total - self.left - self.right

    def add(self, mark: Spec, values: list[Spec] | None = None, **encoding: Spec) -> None:
        layer: Spec = {"mark": mark, "encoding": encoding, "data": {"values": values or [{}]}}
        self.layers.append(layer)

    def text(self, values: list[Spec], *, align: str = "left", weight: int = 400, colour: str = INK,
             halo: bool = False) -> None:  # fmt: skip
        """Texts at pixel places: every value has px, py, text. A halo keeps lines out of the letters."""
        mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": SIZE, "fontWeight": weight}
        places = {"x": _pixels("px"), "y": _pixels("py"), "text": {"field": "text", "type": "nominal"}}
        if halo and values:
            self.add(mark | {"stroke": "#fff", "strokeWidth": 5, "strokeJoin": "round", "color": "#fff"}, values,
                     **places)  # fmt: skip
        if values:
            self.add(mark | {"color": colour}, values, **places)

    def spec(self) -> Spec:
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": self.height,
            "padding": {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom},
            "autosize": {"type": "none"},
            "layer": self.layers,
            "config": {"font": FONT, "view": {"stroke": None}, "background": None},
        }


def _pixels(name: str) -> Spec:
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


def text_width(text: str, size: int = SIZE) -> float:
    """Room a text needs, in pixels, a little generous: Hangul nearly a full square, Latin about half.

    >>> text_width("가나") > text_width("ab")
    True
    """
    return sum(0.9 if ord(c) > 0x10FF else 0.32 if c in " .,·:()" else 0.62 for c in text) * size


def fitted(text: str, room: float) -> str:
    """`text`, cut with … where it needs more than `room` pixels."""
    if text_width(text) <= room:
        return text
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def figure(value: Number, unit: str = "") -> str:
    """A value with its unit: 41.9 %, 1,234개; in English 1,234 firms.

    >>> figure(41.94, "%")
    '41.9 %'
    """
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    gap = " " if unit and (unit == "%" or english()) else ""
    return f"{shown}{gap}{unit}"


def _both(draw: Any, *arguments: Any) -> Spec:
    spec: Spec = draw(WIDE, *arguments)
    spec["usermeta"] = {"narrow": draw(NARROW, *arguments)}
    return spec


def bars(
    rows: Sequence[Bar],
    *,
    unit: str = "",
    thresholds: Sequence[Threshold] = (),
    top: Number | None = None,
) -> Spec:
    """Ranks as horizontal bars, in the order given. A `passed` bar is red and says so; `top` is the end of
    the scale (100 for shares). ValueError for no rows or a negative value."""
    if not rows:
        raise ValueError("a chart of bars needs at least one row")
    if any(row.value is not None and row.value < 0 for row in rows):
        raise ValueError("a bar has no negative length")
    return _both(_bars, list(rows), unit, list(thresholds), top)


def _bar_words(row: Bar, unit: str) -> str:
    words = [figure(row.value, unit) if row.value is not None else _("알 수 없음")]
    if row.passed:
        words.append(_("기준 초과"))
    if row.note:
        words.append(row.note)
    return " · ".join(words)


def _bar_scale(rows: list[Bar], words: list[str], highest: float, width: int) -> float:
    """Pixels a unit, such that every bar's words fit behind its end or, on a long bar, inside it."""
    scale = width / highest
    for row, said in zip(rows, words, strict=True):
        value, room = float(row.value or 0), text_width(said) + 16
        if value and value * scale + room > width and value * scale < room:
            scale = min(scale, max(width - room, width * 0.3) / value)
    return scale


def _bars(total: int, rows: list[Bar], unit: str, thresholds: list[Threshold], top: Number | None) -> Spec:
    narrow = total < 500
    step, thick = (56, 22) if narrow else (38, 24)
    words = [_bar_words(row, unit) for row in rows]
    label_room = 2 if narrow else min(260, max(text_width(r.label) for r in rows) + 14)
    plot = _Plot(total, step * len(rows), left=int(label_room), right=2, bottom=6)
    plot.top = 26 if thresholds else 6
    highest = float(
        top or max([float(r.value or 0) for r in rows] + [float(t.value) for t in thresholds]) or 1
    )
    scale = _bar_scale(rows, words, highest, plot.width)
    lone = not any(row.accent or row.passed for row in rows)
    drawn, names, beside, within = [], [], [], []
    for index, row in enumerate(rows):
        middle = index * step + (step - thick / 2 - 8 if narrow else step / 2)
        length = max(float(row.value or 0) * scale, 1.5 if row.value else 0)
        colour = PASSED if row.passed else ACCENT if row.accent or lone else PLAIN
        drawn.append({"px": 0, "x2": length, "py": middle - thick / 2, "y2": middle + thick / 2, "c": colour})
        if narrow:
            names.append({"px": 0, "py": index * step + 12, "text": fitted(row.label, plot.width)})
        else:
            names.append({"px": -12, "py": middle, "text": fitted(row.label, plot.left - 12)})
        if length + 8 + text_width(words[index]) > plot.width and length > text_width(words[index]) + 16:
            within.append({"px": length - 10, "py": middle, "text": words[index], "c": colour})
        else:
            beside.append(
                {"px": length + 8, "py": middle, "text": fitted(words[index], plot.width - length - 8)}
            )
    _thin_lines(plot, [(float(t.value) * scale, t.label) for t in thresholds])
    colours = {"field": "c", "type": "nominal", "scale": None, "legend": None}
    plot.add({"type": "rect"}, drawn, x=_pixels("px"), x2={"field": "x2"},
             y=_pixels("py"), y2={"field": "y2"}, color=colours)  # fmt: skip
    plot.text(names, align="left" if narrow else "right", halo=narrow)
    plot.text(beside, weight=700, halo=True)
    for colour, ink in ((PASSED, "#fff"), (ACCENT, "#fff"), (PLAIN, INK)):
        inside = [place for place in within if place["c"] == colour]
        plot.text(inside, align="right", weight=700, colour=ink)
    return plot.spec()


def _thin_lines(plot: _Plot, lines: list[tuple[float, str]]) -> None:
    """Thresholds across bars: a thin dashed vertical, its rule's name above."""
    if not lines:
        return
    values = [{"px": x, "py": -4, "y2": plot.height} for x, _label in lines]
    plot.add({"type": "rule", "strokeDash": [3, 3], "color": MUTED, "strokeWidth": 1}, values,
             x=_pixels("px"), y=_pixels("py"), y2={"field": "y2"})  # fmt: skip
    end = -float(plot.left)
    for x, label in sorted(lines):
        width = text_width(label)
        start = min(max(x - width / 2, end), plot.width + plot.right - width)
        plot.text([{"px": max(start, -plot.left), "py": -14, "text": label}], colour=MUTED)
        end = start + width + 8


def funnel(steps: Sequence[tuple[str, int]], *, unit: str = "") -> Spec:
    """How many remain after each step, as bars; each says what share of the step before it is."""
    rows = [Bar(label, count, accent=True) for label, count in steps[:1]]
    for (_before, earlier), (label, count) in pairwise(steps):
        note = _("앞 단계의 %(share)s") % {"share": f"{100 * count / earlier:.0f} %"} if earlier else ""
        rows.append(Bar(label, count, note=note, accent=True))
    return bars(rows, unit=unit)


def progress(rows: Sequence[Progress], *, unit: str = "") -> Spec:
    """How far each thing is on its way to its target: a bar on a pale track, with both figures in words."""
    if not rows:
        raise ValueError("a chart of progress needs at least one row")
    return _both(_progress, list(rows), unit)


def _progress(total: int, rows: list[Progress], unit: str) -> Spec:
    narrow = total < 500
    words = []
    for row in rows:
        if row.target:
            share = f"{100 * row.done / row.target:.0f} %"
            words.append(f"{row.done:,} / {figure(row.target, unit)} ({share})")
        else:
            words.append(figure(row.done, unit))
    label_room = 0 if narrow else min(280, max(text_width(r.label) for r in rows) + 14)
    both = max(text_width(r.label) + text_width(said) for r, said in zip(rows, words, strict=True))
    below = (
        20 if narrow and both + 16 > total else 0
    )  # a value that finds no room beside its name stands below
    step, thick = (52 + below, 16) if narrow else (40, 20)
    plot = _Plot(total, step * len(rows), left=int(label_room) or 2, top=4, bottom=4)
    plot.right = 2 if narrow else int(max(text_width(w) for w in words)) + 14
    highest = max(max(row.done, row.target or 0) for row in rows) or 1
    tracks, drawn, names, beside = [], [], [], []
    for index, (row, said) in enumerate(zip(rows, words, strict=True)):
        middle = index * step + (step - thick / 2 - 8 if narrow else step / 2)
        place = {"px": 0, "py": middle - thick / 2, "y2": middle + thick / 2}
        tracks.append(place | {"x2": plot.width * (row.target or 0) / highest})
        drawn.append(place | {"x2": plot.width * row.done / highest})
        if narrow:
            names.append({"px": 0, "py": index * step + 12, "text": fitted(row.label, plot.width)})
            beside.append({"px": plot.width, "py": index * step + 12 + below, "text": said})
        else:
            names.append({"px": -12, "py": middle, "text": fitted(row.label, plot.left - 12)})
            beside.append({"px": plot.total - plot.left, "py": middle, "text": said})
    for values, colour in ((tracks, PALE), (drawn, ACCENT)):
        plot.add({"type": "rect", "color": colour}, values, x=_pixels("px"), x2={"field": "x2"},
                 y=_pixels("py"), y2={"field": "y2"})  # fmt: skip
    plot.text(names, align="left" if narrow else "right")
    plot.text(beside, align="right", weight=700)
    return plot.spec()


def lines(
    series: Sequence[Line],
    *,
    unit: str = "",
    thresholds: Sequence[Threshold] = (),
    events: Sequence[Event] = (),
    bands: Sequence[Band] = (),
    top: Number | None = None,
) -> Spec:
    """Values over time, every point visible because the data are sparse. The first line is the accent unless
    one says so. Points beyond a threshold are red and the line's label says so. ValueError without a point."""
    from sangsaeng.pages.chart_lines import draw

    if not any(line.points for line in series):
        raise ValueError("a chart of lines needs at least one point")
    return _both(draw, list(series), unit, list(thresholds), list(events), list(bands), top)


def svg(spec: Spec, *, alt: str = "", variant: str = "") -> str:
    """The drawing of a specification as SVG text; see `chart_drawing.svg`."""
    from sangsaeng.pages import chart_drawing

    return chart_drawing.svg(spec, alt=alt, variant=variant)


def figure_html(chart: Chart, request: Any = None) -> Any:
    """The chart as a page shows it; see `chart_drawing.figure_html`."""
    from sangsaeng.pages import chart_drawing

    return chart_drawing.figure_html(chart, request)


def answer(request: HttpRequest, charts: Sequence[Chart]) -> HttpResponse | None:
    """The download `?chart=key&format=svg|csv|xlsx` asks for, or None for an ordinary view of the page.

    Raises Http404 for a chart the page does not have or a format there is not.
    """
    from sangsaeng.pages import chart_drawing

    return chart_drawing.answer(request, charts)
