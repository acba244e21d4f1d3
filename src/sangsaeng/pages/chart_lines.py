"""The lay-out of lines over time: places in pixels, so that labels can be kept apart."""

import calendar
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.pages.charts import (
    ACCENT,
    INK,
    MUTED,
    PALE,
    PASSED,
    PLAIN,
    Band,
    Event,
    Line,
    Number,
    Point,
    Spec,
    Threshold,
    When,
    _pixels,
    _Plot,
    figure,
    fitted,
    text_width,
)

DASHES = ([1, 0], [6, 4], [2, 3], [8, 3, 2, 3])
LANE = 20  # pixels a row of event labels

Stroke = tuple[tuple[float, float], tuple[float, float]]  # something drawn, from one place to another


def place_in_time(when: When) -> float:
    """A time as years: 2019 and «2019» the middle of that year, «2019-07» of that month, a date that day, a
    pair of dates the middle between them. ValueError for anything else.

    >>> place_in_time(2019), place_in_time("2019-07-02")
    (2019.5, 2019.4986301369863)
    """
    if isinstance(when, tuple):
        return (place_in_time(when[0]) + place_in_time(when[1])) / 2
    if isinstance(when, date):
        days = 366 if calendar.isleap(when.year) else 365
        return when.year + (when.timetuple().tm_yday - 1) / days
    if isinstance(when, int):
        return when + 0.5
    if isinstance(when, float):
        return when
    parts = [int(part) for part in when.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    if len(parts) == 2 and 1 <= parts[1] <= 12:
        return parts[0] + (parts[1] - 0.5) / 12
    return place_in_time(date(*parts))


def _nice_top(highest: float) -> float:
    """The end of the scale: 1, 1.5, 2, 2.5 or 5 times a power of ten, four steps of which hold `highest`."""
    unit = 10.0 ** len(str(int(highest))) / 100 if highest >= 1 else 0.01
    for factor in (1, 2, 2.5, 5, 10, 15, 20, 25, 50, 100):
        if factor * unit * 4 >= highest:
            return factor * unit * 4
    return highest


def _spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved apart to at least `gap`, order kept, inside [low, high] where there is room."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    last = low - gap
    for i in order:
        out[i] = last = max(out[i], last + gap)
    limit = high + gap
    for i in reversed(order):
        out[i] = limit = min(out[i], limit - gap)
    return out


def _lanes(places: list[tuple[float, str]], width: float) -> list[tuple[float, str, int]]:
    """Where each event's label goes: (x of its text, text, row counted from the plot up), in the order given.

    A label stands right of its vertical, or left where the room ends. Labels are placed from the right, the
    ones before in higher rows, so that no vertical runs through a label; both orders are tried for the rest.
    """
    spans = []
    for x, label in places:
        text = fitted(label, width)
        wide = text_width(text)
        spans.append((x + 5 if x + 5 + wide <= width else max(0.0, x - 5 - wide), wide, text))
    indices = list(range(len(places)))
    tried = [_rows(order, places, spans) for order in (indices[::-1], indices)]
    rows = min(tried, key=lambda one: (one[0], max(one[1].values(), default=0)))[1]
    return [(spans[i][0], spans[i][2], rows[i]) for i in indices]


def _rows(order: list[int], places: list[tuple[float, str]],
          spans: list[tuple[float, float, str]]) -> tuple[int, dict[int, int]]:  # fmt: skip
    """Rows taken one by one in `order`, and how many verticals cross a label."""
    rows: dict[int, int] = {}
    for i in order:
        start, end = spans[i][0] - 6, spans[i][0] + spans[i][1] + 6
        row = 0
        while any(
            r == row and start < spans[j][0] + spans[j][1] and spans[j][0] < end for j, r in rows.items()
        ):
            row += 1
        rows[i] = row
    crossed = sum(
        1
        for i, row in rows.items()
        for j, other in rows.items()
        if other < row and spans[j][0] < places[i][0] < spans[j][0] + spans[j][1]
    )
    return crossed, rows


def _ends(series: list[Line], unit: str, thresholds: list[Threshold]) -> list[str]:
    """What stands at the end of each line: its name, its last value (with the year, where other lines go
    on), and whether it passes a threshold."""
    last_points = [max(line.points, key=lambda p: place_in_time(p.when)) for line in series]
    latest = max(int(place_in_time(point.when)) for point in last_points)
    words = []
    for line, point in zip(series, last_points, strict=True):
        year = int(place_in_time(point.when))
        dated = year >= latest or str(year) in line.name  # a name may already tell its part of a year
        said = f"{line.name} {figure(point.value, unit)}" + ("" if dated else f" ({year})")
        if any(t.passed_by(point.value) for t in thresholds):
            said += " · " + _("초과")
        words.append(said)
    return words


def _wrapped(text: str, room: float) -> list[str]:
    """A label on as many lines as its words need."""
    rows: list[str] = []
    for word in text.split(" "):
        if rows and text_width(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return [fitted(row, room) for row in rows]


def draw(total: int, series: list[Line], unit: str, thresholds: list[Threshold], events: list[Event],
         bands: list[Band], top: Number | None) -> Spec:  # fmt: skip
    """One drawing of `charts.lines`, `total` pixels wide."""
    narrow = total < 500
    series = [line for line in series if line.points]
    values = [float(p.value) for line in series for p in line.points] + [float(b.high) for b in bands]
    highest = float(top) if top else _nice_top(max([*values, *(float(t.value) for t in thresholds)]))
    times = [place_in_time(p.when) for line in series for p in line.points]
    times += [place_in_time(b.when) for b in bands] + [place_in_time(e.when) for e in events]
    first, last = int(min(times)), int(max(times)) + 1
    room = 92.0 if narrow else 190.0
    labels = [_wrapped(words, room) for words in _ends(series, unit, thresholds)]
    plot = _Plot(total, 220 if narrow else 280, bottom=28)
    marks = [highest * i / 4 for i in range(5)]
    plot.left = int(max(text_width(figure(_plain(m), unit)) for m in marks)) + 10
    plot.right = int(max(text_width(row) for rows in labels for row in rows)) + 14

    def x(when: When) -> float:
        return (place_in_time(when) - first) / (last - first) * plot.width

    def y(value: Number) -> float:
        return plot.height * (1 - float(value) / highest)

    _grid(plot, marks, [(year, x(year)) for year in range(first, last)], y, unit)
    _events(plot, sorted(((x(e.when), e.label) for e in events), key=lambda e: e[0]))
    beyond = any(t.passed_by(p.value) for t in thresholds for line in series for p in line.points)
    ink = [((x(p.when), y(p.value)), (x(q.when), y(q.value))) for line in series for p, q in _steps(line)]
    ink += [((x(e.when), 0.0), (x(e.when), float(plot.height))) for e in events]
    ink += [((x(b.when), y(b.low)), (x(b.when), y(b.high))) for b in bands]
    rules = [(y(t.value), t.label) for t in sorted(thresholds, key=lambda t: t.value)]
    _rules(plot, rules, beyond, ink, narrow)
    if bands:
        ranges = [{"px": x(b.when), "py": y(b.low), "y2": y(b.high)} for b in bands]
        plot.add({"type": "rule", "strokeWidth": 10, "opacity": 0.35, "color": PLAIN}, ranges,
                 x=_pixels("px"), y=_pixels("py"), y2={"field": "y2"})  # fmt: skip
    _series(plot, series, thresholds, x, y)
    _end_labels(plot, series, labels, y)
    return plot.spec()


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else value


def _grid(plot: _Plot, marks: list[float], years: list[tuple[int, float]], y: Any, unit: str) -> None:
    """Pale horizontals with their values; years below, as many as there is room for."""
    horizontals = [{"px": 0, "x2": plot.width, "py": y(m)} for m in marks]
    plot.add({"type": "rule", "color": PALE}, horizontals, x=_pixels("px"), x2={"field": "x2"},
             y=_pixels("py"))  # fmt: skip
    said = [{"px": -8, "py": y(m), "text": figure(_plain(m), unit)} for m in marks]
    plot.text(said, align="right", colour=MUTED)
    every = 1
    while len(years) > 1 and (years[1][1] - years[0][1]) * every < 46:
        every += 1
    shown = [{"px": place, "py": plot.height + 17, "text": str(year)}
             for year, place in years if (years[-1][0] - year) % every == 0]  # fmt: skip
    plot.text(shown, align="center", colour=MUTED)
    plot.add({"type": "rule", "color": PLAIN}, [{"px": 0, "x2": plot.width, "py": plot.height}],
             x=_pixels("px"), x2={"field": "x2"}, y=_pixels("py"))  # fmt: skip


def _events(plot: _Plot, events: list[tuple[float, str]]) -> None:
    """Verticals with their names in rows above the plot."""
    placed = _lanes(events, plot.width + plot.right)
    lanes = max((lane for _start, _text, lane in placed), default=-1) + 1
    plot.top = 12 + lanes * LANE
    if not placed:
        return
    verticals = [{"px": x, "py": -4 - (lane + 0.5) * LANE, "y2": plot.height}
                 for (x, _label), (_start, _text, lane) in zip(events, placed, strict=True)]  # fmt: skip
    plot.add({"type": "rule", "color": MUTED, "strokeWidth": 1}, verticals,
             x=_pixels("px"), y=_pixels("py"), y2={"field": "y2"})  # fmt: skip
    plot.text([{"px": start, "py": -4 - (lane + 0.5) * LANE, "text": text}
               for start, text, lane in placed], halo=True)  # fmt: skip


def _steps(line: Line) -> list[tuple[Point, Point]]:
    """The pieces of a line from point to point; of a single point, that point to itself."""
    points = sorted(line.points, key=lambda p: place_in_time(p.when))
    return list(pairwise(points)) or [(points[0], points[0])]


def _crosses(ends: Stroke, box: tuple[float, float, float, float]) -> bool:
    """Whether the straight line between two places touches the box (left, top, right, bottom).

    >>> _crosses(((0, 0), (10, 10)), (4, 4, 6, 6)), _crosses(((0, 0), (10, 0)), (4, 4, 6, 6))
    (True, False)
    """
    (x1, y1), (x2, y2) = ends
    enter, leave = 0.0, 1.0
    for start, move, low, high in ((x1, x2 - x1, box[0], box[2]), (y1, y2 - y1, box[1], box[3])):
        if move == 0:
            if not low <= start <= high:
                return False
            continue
        near, far = sorted(((low - start) / move, (high - start) / move))
        enter, leave = max(enter, near), min(leave, far)
    return enter <= leave


def _clear_place(wide: float, rule: float, width: float, ink: list[Stroke]) -> tuple[float, float] | None:
    """Where on a rule a name of this width touches nothing drawn: leftmost above it, else below it."""
    for middle in (rule - 9, rule + 10):
        left = 4.0
        while left + wide <= width:
            box = (left - 6, middle - 10, left + wide + 6, middle + 10)
            if not any(_crosses(stroke, box) for stroke in ink):
                return left, middle
            left += 8
    return None


def _rules(plot: _Plot, rules: list[tuple[float, str]], beyond: bool, ink: list[Stroke],
           narrow: bool) -> None:  # fmt: skip
    """Thresholds, lowest first: thin dashed horizontals, the rule's name on them where nothing is drawn, and
    under the years where there is no such place."""
    plot.add({"type": "rule", "strokeDash": [4, 3], "color": MUTED},
             [{"px": 0, "x2": plot.width, "py": place} for place, _label in rules],
             x=_pixels("px"), x2={"field": "x2"}, y=_pixels("py"))  # fmt: skip
    below = []
    for place, label in rules:
        clear = _clear_place(text_width(label), place, plot.width, ink)
        if clear is None:
            below.append((f"┄ {label}", MUTED))
        else:
            plot.text([{"px": clear[0], "py": clear[1], "text": label}], colour=MUTED, halo=True)
    if beyond and rules:  # what the red points mean, in a word
        said = f"◆ {_('기준 초과')}"
        if narrow:
            below.append((said, PASSED))
        else:
            plot.text([{"px": plot.width + 8, "py": plot.height + 17, "text": said}], colour=PASSED)
    for row, (text, colour) in enumerate(below, start=1):
        plot.text([{"px": 4 - plot.left, "py": plot.height + 17 + row * LANE,
                    "text": fitted(text, plot.total - 8)}], colour=colour)  # fmt: skip
    plot.bottom += LANE * len(below)


def _series(plot: _Plot, series: list[Line], thresholds: list[Threshold], x: Any, y: Any) -> None:
    """The lines and their points: accent, then greys with dashes of their own; hollow where partial."""
    chosen = any(line.accent for line in series)
    for index, line in enumerate(series):
        accent = line.accent or (not chosen and index == 0)
        colour = ACCENT if accent else MUTED
        points = sorted(line.points, key=lambda p: place_in_time(p.when))
        places = [{"px": x(p.when), "py": y(p.value), "n": n} for n, p in enumerate(points)]
        dash = DASHES[0] if accent else DASHES[1 + index % (len(DASHES) - 1)]
        plot.add({"type": "line", "color": colour, "strokeWidth": 2.5 if accent else 1.75, "strokeDash": dash},
                 places, x=_pixels("px"), y=_pixels("py"), order={"field": "n", "type": "quantitative"})  # fmt: skip
        for hollow in (False, True):
            for red in (False, True):
                some = [place for place, p in zip(places, points, strict=True)
                        if p.partial is hollow and any(t.passed_by(p.value) for t in thresholds) is red]  # fmt: skip
                if some:
                    edge = PASSED if red else colour
                    plot.add({"type": "point", "filled": True, "size": 60, "opacity": 1, "strokeWidth": 2,
                              "fill": "#fff" if hollow else edge, "stroke": edge,
                              "shape": "diamond" if red else "circle"},
                             some, x=_pixels("px"), y=_pixels("py"))  # fmt: skip


def _end_labels(plot: _Plot, series: list[Line], labels: list[list[str]], y: Any) -> None:
    """The name and last value of each line at the right, moved apart where lines end together."""
    ends = [max(line.points, key=lambda p: place_in_time(p.when)) for line in series]
    height = 17.0
    gap = height * max(len(rows) for rows in labels) + 2
    places = _spread([y(p.value) for p in ends], gap, height / 2, plot.height)
    chosen = any(line.accent for line in series)
    for index, (rows, place) in enumerate(zip(labels, places, strict=True)):
        accent = series[index].accent or (not chosen and index == 0)
        start = place - height * (len(rows) - 1) / 2
        plot.text([{"px": plot.width + 8, "py": start + height * n, "text": row} for n, row in enumerate(rows)],
                  weight=700 if accent else 400, colour=ACCENT if accent else INK)  # fmt: skip
