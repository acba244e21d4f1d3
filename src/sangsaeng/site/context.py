"""What every page's frame needs."""

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url

from sangsaeng import __version__


def frame(request: HttpRequest) -> dict[str, Any]:
    path = request.get_full_path()
    return {"version": __version__, "url_ko": translate_url(path, "ko"), "url_en": translate_url(path, "en")}
