"""What every page's frame needs: the menu, the two language addresses, the version."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy

from sangsaeng import __version__
from sangsaeng.parties.models import Message

# The order of the pipeline; the paths are fixed by site/urls.py, so a stage without pages yet breaks nothing.
MENU = (
    ("items/", pgettext_lazy("menu", "품목")),
    ("needs/", pgettext_lazy("menu", "수요")),
    ("firms/", pgettext_lazy("menu", "기업과 매칭")),
    ("models/", pgettext_lazy("menu", "상생모델")),
    ("meetings/", pgettext_lazy("menu", "협의회")),
    ("support/", pgettext_lazy("menu", "지원과 성과")),
)
# What stands elsewhere and belongs to an entry all the same.
ALSO = {
    "firms/": ("fairs/", "surveys/", "matching/", "identities/", "profiles/"),
    "support/": ("followup/", "notices/", "stories/", "desk/board/"),
}
LIBRARY = pgettext_lazy("menu", "자료")
FRAME_LINKS = {
    "home": "portal:home",
    "library": "portal:library",
    "sources": "portal:sources",
    "correct": "portal:correct",
    "desk": "desk:home",
    "messages": "desk:messages",
    "login": "account_login",
    "logout": "account_logout",
    "password": "account_change_password",
    "mfa": "mfa_index",
}


def address(name: str) -> str:
    """The address of a named page, or "" where no such page is installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu(path: str, links: dict[str, str]) -> list[dict[str, Any]]:
    """The main menu: label, address, and whether `path` lies under it."""
    root = "/en/" if (get_language() or "ko").startswith("en") else "/"
    entries = [(root + part, label, (part, *ALSO.get(part, ()))) for part, label in MENU]
    if links["library"]:
        entries.append((links["library"], LIBRARY, (links["library"].removeprefix(root),)))
    return [
        {"href": href, "label": label, "current": path.startswith(tuple(root + each for each in under))}
        for href, label, under in entries
    ]


def unread(request: HttpRequest) -> int:
    """How many messages whoever is signed in has not opened; one query, asked only where the frame shows it."""
    user: Any = request.user
    return Message.objects.filter(recipient=user, read_at=None).count() if user.is_authenticated else 0


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names of the base template: `version`, `url_ko`, `url_en`, `menu`, `frame` (addresses by name), `unread`."""
    path = request.get_full_path()
    links = {key: address(name) for key, name in FRAME_LINKS.items()}
    links["home"] = links["home"] or ("/en/" if (get_language() or "ko").startswith("en") else "/")
    return {
        "version": __version__,
        "url_ko": translate_url(path, "ko"),
        "url_en": translate_url(path, "en"),
        "menu": menu(request.path, links),
        "frame": links,
        "at_home": request.path == links["home"],
        "unread": SimpleLazyObject(lambda: unread(request)),
    }
