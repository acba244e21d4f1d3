"""`{% load sangsaeng %}`: what page authors use; docs/reference/look.md lists it with examples.

Every tag builds its markup directly (no include per cell or chip), so that a list of 50 rows stays cheap.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BaseForm
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sangsaeng.pages import formats, forms_markup, listing_markup
from sangsaeng.pages.markup import in_korean

if TYPE_CHECKING:
    from sangsaeng.pages.charts import Chart
    from sangsaeng.pages.listing import Page

register = template.Library()

# Everything a chip may be; an unknown kind still shows its word, in grey.
# fmt: off
CHIP_KINDS = frozenset(
    {
        "draft", "submitted", "screened", "on-agenda", "recommended", "at-committee",
        "approved", "returned", "not-adopted", "supported", "completed", "stopped", "demonstration",
        "flag-all", "flag-some", "flag-none", "flag-unknown",
        "band-strong", "band-fair", "band-weak", "check",
    }
)
# fmt: on
BUTTON_KINDS = frozenset({"primary", "secondary", "danger"})


@register.filter
def won(amount: int | None) -> SafeString:
    """20억 원, with the exact won in the title."""
    exact = formats.won_exact(amount)
    if not exact:
        return format_html("{}", formats.won(amount))
    return format_html('<span class="won" title="{}">{}</span>', exact, formats.won(amount))


register.filter("won_exact", formats.won_exact)
register.filter("ko", in_korean)


@register.filter
def percent(value: Decimal | float | None, digits: int = 1) -> str:
    """41.9 %; the value is already in per cent."""
    return formats.percent(value, digits)


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """2021. 5. 3.(월), as a <time>."""
    if value is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.day(value))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """2021. 5. 3.(월) 14:00, as a <time>."""
    if value is None:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.moment(value))


@register.filter
def day_text(text: str | None) -> str:
    """A published date that may be only a year or a month."""
    return formats.day_of_text(text)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; before the static build has run, its plain address."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return f"/static/{path}"


@register.simple_tag
def chip(kind: Any, label: Any) -> SafeString:
    """A state in word, shape and colour."""
    known = str(kind) if str(kind) in CHIP_KINDS else "draft"
    return format_html('<span class="chip chip-{}">{}</span>', known, label)


@register.simple_tag
def demo_mark() -> SafeString:
    """시연: what stands here is made up and has no effect."""
    return format_html(
        '<span class="chip chip-demonstration" title="{}">{}</span>',
        _("지어낸 자료입니다. 아무런 효력이 없습니다."),
        _("시연"),
    )


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


@register.simple_tag
def source(source: Any) -> SafeString:
    """Where a fact comes from: body, title as a link, date of publication."""
    if not source:
        return SafeString("")
    url, organisation = _get(source, "url"), _get(source, "organisation") or ""
    named = _get(source, "title") or _get(source, "gist") or ""
    if not named:  # a page that shows no title is linked by who published it
        named, organisation = organisation or _get(source, "label") or "", ""
    title = in_korean(named)
    if url and str(url).startswith(("https://", "http://")):
        title = format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, title)
    parts = [in_korean(organisation), title]
    if published := _get(source, "published"):
        written = (
            formats.day(published) if isinstance(published, date) else formats.day_of_text(str(published))
        )
        parts.append(conditional_escape(written))
    inner = SafeString(" · ".join(p for p in parts if p))
    return format_html('<span class="cited">{}</span>', inner)


@register.simple_tag(takes_context=True)
def figure(context: dict[str, Any], chart: "Chart") -> SafeString:
    """A chart with its alternative text, source, date, data table and downloads."""
    from sangsaeng.pages import charts

    return SafeString(charts.figure_html(chart, context.get("request")))


@register.simple_tag
def confirm_button(url: str, label: Any, consequence: Any = "", kind: str = "danger") -> SafeString:
    """A link to the page that asks once more, with what will follow written beside it."""
    look = kind if kind in BUTTON_KINDS else "secondary"
    link = format_html('<a class="button {}" href="{}">{}</a>', look, url, label)
    if not consequence:
        return link
    return format_html('<span class="confirm">{} <span class="note">{}</span></span>', link, consequence)


WRAPPERS = {
    "crumbs": '<nav class="crumbs" aria-label="{label}"><ol>{content}</ol></nav>',
    "marks": '<div class="marks">{content}</div>',
    "tools": '<div class="tools">{content}</div>',
    "answer": '<div class="answer">{content}</div>',
    "method": '<section class="method" aria-labelledby="method"><h2 id="method">{label}</h2>{content}</section>',
    "source": '<section class="sources" aria-labelledby="source"><h2 id="source">{label}</h2>{content}</section>',
}


@register.simple_block_tag
def filled(content: str, part: str) -> SafeString:
    """A part of the page's frame, left out altogether where the page gives it nothing."""
    if not content.strip():
        return SafeString("")
    labels = {"crumbs": _("현재 위치"), "method": _("어떻게 계산했나요"), "source": _("출처")}
    return format_html(WRAPPERS[part], label=labels.get(part, ""), content=SafeString(content))


@register.simple_tag
def listing_tools(page: "Page") -> SafeString:
    return listing_markup.tools(page)


@register.simple_tag
def listing_table(page: "Page") -> SafeString:
    return listing_markup.table(page)


@register.simple_tag
def listing_foot(page: "Page") -> SafeString:
    return listing_markup.foot(page)


@register.simple_tag
def listing_empty(page: "Page") -> SafeString:
    return listing_markup.empty(page)


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What is wrong, on top, with links to the fields."""
    return forms_markup.error_summary(form)


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """Every field of the form: label, required mark, help, error, what was typed."""
    return mark_safe(  # noqa: S308 - joined from escaped parts
        "".join([str(field) for field in form.hidden_fields()])
        + "".join(forms_markup.field(form, bound) for bound in form.visible_fields())
    )


@register.simple_tag
def form_field(form: BaseForm, name: str, help: bool = True) -> SafeString:
    """One field of the form, for pages that lay their form out themselves."""
    return forms_markup.field(form, form[name], with_help=help)
