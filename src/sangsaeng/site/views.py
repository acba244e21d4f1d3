"""The one page that speaks of every stage's addresses at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sangsaeng.site.api import api


def api_guide(request: HttpRequest) -> HttpResponse:
    """What the read API offers, address by address."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    rows = [
        {"path": path, "text": call.get("description") or call.get("summary", "")}
        for path, calls in schema["paths"].items()
        for call in calls.values()
    ]
    return render(request, "site/api.html", {"rows": rows})
