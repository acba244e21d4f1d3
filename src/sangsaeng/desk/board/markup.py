"""The markup of a board's tables, joined from escaped strings; every number is a link to its rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sangsaeng.desk.board.as_of import Scope
from sangsaeng.desk.board.figures import Cell, Column, Figure, Grid
from sangsaeng.pages.formats import day, won, won_exact
from sangsaeng.pages.markup import in_korean


def query(scope: Scope, **more: str) -> str:
    """The address of a board or of its rows; the world only where it can be chosen."""
    params = {**more, "as_of": scope.day.isoformat()}
    if scope.demonstration and not scope.user.demonstration:
        params["world"] = "demonstration"
    return f"?{urlencode(params)}"


def number(figure: Figure) -> SafeString:
    """The number of a figure as it is written, escaped."""
    if not figure.is_money:
        return SafeString(f"{figure.value:,}")
    if figure.value is None:
        return escape(_("알 수 없음"))
    exact = escape(won_exact(figure.value))
    return SafeString(f'<span title="{exact}">{escape(won(figure.value))}</span>')


def figure_link(figure: Figure, scope: Scope) -> SafeString:
    """The number as a link to its rows; what is not known is told beside it."""
    address = reverse("desk:board_rows") + query(scope, figure=figure.key)
    name = escape(f"{figure.label}: ")
    link = f'<a href="{escape(address)}"><span class="unseen">{name}</span>{number(figure)}</a>'
    if figure.unknown and figure.value is not None:
        told = _("알 수 없는 %(n)d건 빼고") % {"n": figure.unknown}
        link += f' <span class="note">({escape(told)})</span>'
    return SafeString(link)


def _cell(cell: Cell, scope: Scope) -> str:
    if isinstance(cell, Figure):
        return figure_link(cell, scope)
    if cell is None:
        return "–"
    return f"{cell:,}" if isinstance(cell, int) else in_korean(cell)


def grid(shown: Grid, scope: Scope, *, alone: bool = False) -> SafeString:
    """One table of figures with its caption, which is for the ear only where the section has but one; wide ones fold into cards."""
    first = conditional_escape(shown.first)
    cards = " cards-narrow" if len(shown.columns) > 3 else ""
    hidden = ' class="unseen"' if alone else ""
    out = [f'<div class="table-frame"><table class="table compact auto{cards}">']
    out.append(f"<caption{hidden}>{escape(shown.title)}</caption>")
    out.append(f'<thead><tr><th scope="col">{first}</th>')
    out += [f'<th scope="col" class="num">{escape(label)}</th>' for label in shown.columns]
    out.append("</tr></thead><tbody>")
    for line in shown.lines:
        out.append(f'<tr><th scope="row" data-label="{first}">{in_korean(line.label)}</th>')
        for label, cell in zip(shown.columns, line.cells, strict=True):
            out.append(f'<td class="num" data-label="{escape(label)}">{_cell(cell, scope)}</td>')
        out.append("</tr>")
    out.append("</tbody></table></div>")
    return SafeString("".join(out))


def value_text(column: Column, value: Any) -> str:
    """One cell of a row, escaped."""
    if value is None or value == "":
        return "–"
    if isinstance(value, date):
        return escape(day(value))
    if column.kind == "won":
        return f'<span title="{escape(won_exact(value))}">{escape(won(value))}</span>'
    return in_korean(value) if column.ko else conditional_escape(value)


def rows(columns: Sequence[Column], shown: Sequence[Any], hrefs: Sequence[str], caption: str) -> SafeString:
    """The rows behind a figure; `hrefs` says where the link column of each row leads ("" nowhere)."""
    out = ['<div class="table-frame"><table class="table auto cards-narrow">']
    out.append(f'<caption class="unseen">{escape(caption)}</caption><thead><tr>')
    for column in columns:
        out.append(f'<th scope="col"{_class(column)}>{escape(column.label)}</th>')
    out.append("</tr></thead><tbody>")
    for row, href in zip(shown, hrefs, strict=True):
        out.append("<tr>")
        for at, column in enumerate(columns):
            text = value_text(column, column.get(row))
            if column.kind == "link" and href:
                text = f'<a href="{escape(href)}">{text}</a>'
            tag, scoped = ("th", ' scope="row"') if at == 0 else ("td", "")
            out.append(f'<{tag}{scoped}{_class(column)} data-label="{escape(column.label)}">{text}</{tag}>')
        out.append("</tr>")
    out.append("</tbody></table></div>")
    return SafeString("".join(out))


def _class(column: Column) -> str:
    names = ("num " if column.kind == "won" else "") + ("" if column.main else "extra")
    return f' class="{names.strip()}"' if names.strip() else ""


def titled(columns: Sequence[Column], titles: Mapping[str, str], model: Any) -> tuple[Column, ...]:
    """The columns with the title of the model after its link, for the models whose title this person reads."""
    if not titles:
        return tuple(columns)
    title = Column(_("제목"), lambda row: titles.get(model(row), ""), ko=True)
    at = next((at for at, column in enumerate(columns) if column.kind == "link"), 0)
    return (*columns[: at + 1], title, *columns[at + 1 :])
