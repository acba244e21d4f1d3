"""The one gate before every page: an address that stands in no table is refused to everyone."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import module_has_submodule

from sangsaeng.parties.rules import PUBLIC, SIGNED_IN, may


def access_table() -> dict[str, str]:
    """View name → PUBLIC, SIGNED_IN or a permission, gathered from every stage's `rules.ACCESS`."""
    table: dict[str, str] = {"set_language": PUBLIC}
    for app in settings.INSTALLED_APPS:
        if app.startswith("sangsaeng.") and module_has_submodule(import_module(app), "rules"):
            table |= getattr(import_module(f"{app}.rules"), "ACCESS", {})
    return table


class AccessMiddleware:
    """Asks the table before the view runs; whoever is not signed in is sent to sign in first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.table = access_table()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        need = self.table.get(name)
        if need == PUBLIC:
            return None
        if need is None:
            raise PermissionDenied(f"{name}: not in the access table")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if need == SIGNED_IN or may(request.user, need):
            return None
        raise PermissionDenied
