"""The markup of a list page, joined from escaped strings: a template a cell would cost 40 times as much."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sangsaeng.pages import formats

if TYPE_CHECKING:
    from sangsaeng.pages.listing import Column, Page


def cell_text(value: Any, *, numeric: bool) -> str:
    """What a plain value looks like in a cell, escaped: dates in office style, counts with commas."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if numeric and isinstance(value, int | Decimal):
        return f"{value:,}"
    if numeric and isinstance(value, float):
        return f"{value:,.1f}"
    return conditional_escape(value)


def _classes(column: "Column") -> str:
    names = [
        name
        for name, wanted in (
            ("num", column.numeric),
            ("extra", not column.main),
            (f"w-{column.width}", column.width),
        )
        if wanted
    ]
    return f' class="{" ".join(names)}"' if names else ""


def _header(header: dict[str, Any]) -> str:
    column, direction, href = header["column"], header["direction"], header["href"]
    unit = f' <span class="unit">({conditional_escape(column.unit)})</span>' if column.unit else ""
    words = f"{conditional_escape(column.label)}{unit}"
    sorted_as = {"up": ' aria-sort="ascending"', "down": ' aria-sort="descending"'}.get(direction, "")
    if href:
        arrow = {"up": "▲", "down": "▼"}.get(direction, "↕")
        words = f'<a href="{escape(href)}">{words}<span class="arrow" aria-hidden="true">{arrow}</span></a>'
    return f'<th scope="col"{_classes(column)}{sorted_as}>{words}</th>'


def _openings(columns: "tuple[Column, ...]") -> list[str]:
    """The opening tag of each column's cells; the label stands in it for the cards of a narrow screen."""
    openings = []
    for index, column in enumerate(columns):
        names = ("num " if column.numeric else "") + ("" if column.main else "extra")
        label = str(column.label) + (f" ({column.unit})" if column.unit else "")
        openings.append(
            ('<th scope="row"' if index == 0 else "<td")
            + (f' class="{names.strip()}"' if names else "")
            + (f' lang="{escape(column.lang)}"' if column.lang else "")
            + f' data-label="{escape(label)}">'
        )
    return openings


def table(page: "Page") -> SafeString:
    columns = page.listing.columns
    openings = _openings(columns)
    out = ['<div class="table-frame"><table class="table cards-narrow"><thead><tr>']
    out.extend(_header(header) for header in page.headers)
    out.append("</tr></thead><tbody>")
    for row in page.rows:
        out.append("<tr>")
        for index, cell in enumerate(row):
            html, href = cell["html"], cell["href"]
            text = (
                conditional_escape(html)
                if html is not None
                else cell_text(cell["text"], numeric=columns[index].numeric)
            )
            out.append(openings[index])
            out.append(f'<a href="{escape(href)}">{text}</a>' if href else text)
            out.append("</th>" if index == 0 else "</td>")
        out.append("</tr>")
    out.append("</tbody></table></div>")
    return SafeString("".join(out))


def _select(name: str, label: Any, choices: Any, value: str, first: Any) -> str:
    options = [f'<option value="">{conditional_escape(first)}</option>'] if first else []
    for key, words in choices:
        chosen = " selected" if str(key) == value else ""
        options.append(f'<option value="{escape(key)}"{chosen}>{conditional_escape(words)}</option>')
    return (
        f'<label class="filter"><span>{conditional_escape(label)}</span>'
        f'<select name="{escape(name)}">{"".join(options)}</select></label>'
    )


def _sorting(page: "Page") -> str:
    """The sort as a choice too: a narrow screen shows no column headers to press."""
    choices, value = [], ""
    for header in page.headers:
        column = header["column"]
        if not column.sort:
            continue
        choices += [(column.key, f"{column.label} ▲"), (f"-{column.key}", f"{column.label} ▼")]
        if header["direction"]:
            value = ("-" if header["direction"] == "down" else "") + column.key
    if not choices:
        return ""
    return f'<div class="only-narrow">{_select("sort", _("정렬"), choices, value, "" if value else _("기본"))}</div>'


def tools(page: "Page") -> SafeString:
    """Search box, filters, chips, and the sentence that counts."""
    out = []
    if page.listing.search or page.filters:
        out.append('<form class="filters" method="get" role="search">')
        if page.listing.search:
            label = escape(str(page.listing.search_label) or _("찾는 말"))
            out.append(
                f'<label class="filter search"><span>{label}</span>'
                f'<input type="search" name="q" value="{escape(page.query)}"></label>'
            )
        for entry in page.filters:
            filter = entry["filter"]
            out.append(_select(filter.key, filter.label, entry["choices"], entry["value"], _("전체")))
        out += [
            f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in page.kept
        ]
        out.append(_sorting(page))
        out.append(f'<button class="button primary">{escape(_("찾기"))}</button></form>')
    out.append('<div class="listing-head"><p class="count">')
    out.append(escape(_count(page)))
    out.append("</p>")
    if page.chips:
        out.append(f'<ul class="chips" aria-label="{escape(_("적용한 조건"))}">')
        for chip in page.chips:
            out.append(
                f'<li><a href="{escape(chip.remove)}">{escape(chip.label)}<span class="unseen"> '
                f'{escape(_("조건 빼기"))}</span><span aria-hidden="true">×</span></a></li>'
            )
        if len(page.chips) > 1:
            out.append(f'<li><a class="clear" href="?">{escape(_("모두 지우기"))}</a></li>')
        out.append("</ul>")
    out.append("</div>")
    return SafeString("".join(out))


def _count(page: "Page") -> str:
    total = f"{page.total:,}"
    if page.chips:
        return ngettext("조건에 맞는 %(total)s건입니다.", "조건에 맞는 %(total)s건입니다.", page.total) % {
            "total": total
        }
    return ngettext("모두 %(total)s건입니다.", "모두 %(total)s건입니다.", page.total) % {"total": total}


def foot(page: "Page") -> SafeString:
    """Paging and downloads."""
    links, out = page.links, ['<div class="listing-foot">']
    if page.paginator.num_pages > 1:
        out.append(f'<nav class="pagination" aria-label="{escape(_("쪽"))}"><ul>')
        if links["previous"]:
            out.append(
                f'<li><a rel="prev" href="{escape(links["previous"])}">{escape(pgettext("page", "이전"))}</a></li>'
            )
        for number, href in links["pages"]:
            if href is None:
                out.append(f"<li><span>{escape(number)}</span></li>")
            elif number == page.number:
                out.append(f'<li><a href="{escape(href)}" aria-current="page">{number}</a></li>')
            else:
                out.append(f'<li><a href="{escape(href)}">{number}</a></li>')
        if links["next"]:
            out.append(
                f'<li><a rel="next" href="{escape(links["next"])}">{escape(pgettext("page", "다음"))}</a></li>'
            )
        out.append("</ul></nav>")
    out.append(
        format_html(
            '<p class="downloads"><span>{}</span> <a href="{}">CSV</a> <a href="{}">XLSX</a></p></div>',
            _("지금 조건의 목록 내려받기"),
            links["csv"],
            links["xlsx"],
        )
    )
    return SafeString("".join(out))


def empty(page: "Page") -> SafeString:
    """Why nothing is shown, and what to do."""
    if page.chips:
        return format_html(
            '<div class="empty"><p>{}</p><p><a class="button" href="?">{}</a></p></div>',
            _("조건에 맞는 것이 없습니다. 조건을 줄이거나 다른 말로 찾아보세요."),
            _("모든 조건 지우기"),
        )
    return format_html(
        '<div class="empty"><p>{}</p></div>', page.listing.empty or _("아직 아무것도 없습니다.")
    )
