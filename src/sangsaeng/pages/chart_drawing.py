"""Drawing a specification as SVG once, keeping it, and showing or serving it.

A drawing is kept by the hash of its specification in the workspace (cache/charts) and in memory. It carries no
style attribute, script or identifier, so the strict content security policy lets it stand in the page.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sangsaeng.pages import formats
from sangsaeng.pages.charts import Chart, Spec
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.pages.markup import in_korean

VEGA_LITE = "5.21"
DRAWING = "1"  # raise when the way of drawing changes: kept drawings are then made anew
KEEP = 4_000  # drawings in the workspace
NAMESPACE = "http://www.w3.org/2000/svg"
FORMATS = ("svg", "csv", "xlsx")
_NOT_KEPT = re.compile(r"^(aria-|role$|class$|pointer-events$|style$|id$|on)")


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    import vl_convert

    fonts = Path(settings.BUILD) / "fonts"
    if fonts.is_dir():
        vl_convert.register_font_directory(str(fonts))


def _cleaned(drawn: str) -> str:
    """The drawing without styles, scripts, inner roles and invisible paths; figures rounded to 0.01 px."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - drawn by ourselves a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            tag = child.tag.rpartition("}")[2]
            if tag in ("script", "style") or child.get("display") == "none" or child.get("d") == "":
                parent.remove(child)
    for element in root.iter():
        for declaration in element.attrib.pop("style", "").split(";"):
            name, colon, value = declaration.partition(":")
            if colon:
                element.set(name.strip(), value.strip())
        for name in [n for n in element.attrib if _NOT_KEPT.match(n)]:
            del element.attrib[name]
        for name, value in element.attrib.items():
            element.set(name, re.sub(r"-?\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}", value))
    root.attrib.pop("version", None)
    return ElementTree.tostring(root, encoding="unicode")


def _draw(canonical: str) -> str:
    import vl_convert

    _register_fonts()
    return _cleaned(vl_convert.vegalite_to_svg(json.loads(canonical), vl_version=VEGA_LITE))


def _prune(folder: Path) -> None:
    """Forget the oldest drawings beyond KEEP."""
    kept = sorted(folder.glob("*.svg"), key=lambda p: p.stat().st_mtime)
    for path in kept[:-KEEP]:
        path.unlink(missing_ok=True)


@lru_cache(maxsize=512)
def _drawing(canonical: str) -> str:
    """The drawing of a specification: from memory, else from the workspace, else made now and kept."""
    folder = Path(settings.HOME) / "cache" / "charts"
    name = hashlib.sha256(f"{DRAWING}\n{VEGA_LITE}\n{canonical}".encode()).hexdigest()
    path = folder / f"{name}.svg"
    try:
        kept = path.read_text(encoding="utf-8")
        if kept.startswith("<svg") and kept.endswith("</svg>"):
            return kept
    except OSError:
        pass
    drawn = _draw(canonical)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(drawn)
        os.replace(temporary, path)
        if name.startswith("00"):  # about every 256th
            _prune(folder)
    except OSError:  # a full or read-only disk costs speed, not the page
        pass
    return drawn


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a chart")


def svg(spec: Spec, *, alt: str = "", variant: str = "") -> str:
    """The drawing as SVG text with role="img" and `alt` as its name; `variant` is its class in the page."""
    bare = {key: value for key, value in spec.items() if key != "usermeta"}
    canonical = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_number)
    named = f' class="{escape(variant)}"' if variant else ""
    opening = f'<svg{named} role="img" aria-label="{escape(alt)}"'
    return opening + _drawing(canonical).removeprefix("<svg")


def _cell(value: Any, *, first: bool) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and not first:
        shown = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
        return f'<td class="num">{shown}</td>'
    shown = "–" if value is None else formats.day(value) if isinstance(value, date) else in_korean(value)
    return f'<th scope="row">{shown}</th>' if first else f"<td>{shown}</td>"


def _table(chart: Chart) -> str:
    numeric = [
        index > 0 and any(isinstance(row[index], int | float | Decimal) for row in chart.rows)
        for index in range(len(chart.header))
    ]
    head = "".join(
        f'<th scope="col"{" class=num" if is_number else ""}>{conditional_escape(label)}</th>'
        for label, is_number in zip(chart.header, numeric, strict=True)
    )
    body = "".join(
        f"<tr>{''.join(_cell(value, first=index == 0) for index, value in enumerate(row))}</tr>"
        for row in chart.rows
    )
    return (
        '<div class="table-frame"><table class="table compact auto">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _sources(chart: Chart) -> str:
    from sangsaeng.pages.templatetags.sangsaeng import source

    several = chart.source if isinstance(chart.source, list | tuple) else [chart.source]
    return "; ".join(text for text in (source(one) for one in several) if text)


def _as_of(value: date | str | None) -> str:
    if not value:
        return ""
    return escape(formats.day(value) if isinstance(value, date) else formats.day_of_text(value))


def _links(chart: Chart, request: HttpRequest | None) -> Iterable[str]:
    """Addresses of the downloads: the page's own, with what it was asked for."""
    for format in FORMATS:
        params = request.GET.copy() if request is not None else None
        if params is None:
            address = f"?chart={chart.key}&format={format}"
        else:
            params["chart"], params["format"] = chart.key, format
            address = f"?{params.urlencode()}"
        yield f'<a href="{escape(address)}">{format.upper()}</a>'


def figure_html(chart: Chart, request: HttpRequest | None = None) -> SafeString:
    """Both drawings (the style sheet shows the one that fits), source, date, downloads, data table."""
    narrow = chart.spec.get("usermeta", {}).get("narrow")
    drawings = svg(chart.spec, alt=chart.alt, variant="wide" if narrow else "")
    if narrow:
        drawings += svg(narrow, alt=chart.alt, variant="narrow")
    title = format_html('<p class="chart-title">{}</p>', chart.title) if chart.title else ""
    meta: list[str] = []
    if note := chart.note:
        meta.append(format_html('<p class="chart-note">{}</p>', note))
    meta.append('<p class="chart-meta">')
    if sources := _sources(chart):
        meta.append(f"<span>{escape(_('출처'))}: {sources}</span>")
    if as_of := _as_of(chart.as_of):
        meta.append(f"<span>{escape(_('기준일'))}: {as_of}</span>")
    meta.append(
        f'<span class="downloads">{escape(_("내려받기"))} {" ".join(_links(chart, request))}</span></p>'
    )
    return SafeString(
        f'<figure class="chart" id="chart-{escape(chart.key)}">{title}<div class="drawing">{drawings}</div>'
        f"<figcaption>{''.join(meta)}"
        f"<details><summary>{escape(_('자료를 표로 보기'))}</summary>{_table(chart)}</details></figcaption></figure>"
    )


def answer(request: HttpRequest, charts: Sequence[Chart]) -> HttpResponse | None:
    """The download that `?chart=key&format=…` asks for; None where the address asks for no chart."""
    key, format = request.GET.get("chart"), request.GET.get("format", "svg")
    if key is None:
        return None
    chart = next((one for one in charts if one.key == key), None)
    if chart is None or format not in FORMATS:
        raise Http404
    name = str(chart.title or chart.key)
    if format != "svg":
        return rows_response(name, [str(label) for label in chart.header], chart.rows, format)
    drawn = svg(chart.spec, alt=chart.alt)
    return file_response(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'.encode(), filename=f"{name}.svg", format="svg"
    )
