"""Tags of the portal's own pages: facts in the page's language."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def in_language(thing: Any, name: str) -> SafeString | str:
    """`thing.name_ko` or `thing.name_en`; Korean without an English text is marked as Korean."""
    english = (get_language() or "ko").startswith("en")
    korean = getattr(thing, f"{name}_ko") or ""
    if not english:
        return str(korean)
    text = getattr(thing, f"{name}_en") or ""
    return text or (format_html('<span lang="ko">{}</span>', korean) if korean else "")


@register.simple_tag
def unit(name: str | None) -> str:
    """The unit of a statutory number in words."""
    words = {
        "days": _("일"),
        "months": _("개월"),
        "years": _("년"),
        "percent": "%",
        "people": _("명"),
        "countries": _("개국"),
        "times": _("회"),
    }
    return words.get(name or "", name or "")
