"""The read API: what each stage offers, and only what the caller may see."""

from ninja import NinjaAPI

from sangsaeng import __version__

api = NinjaAPI(title="Sangsaeng", version=__version__, urls_namespace="api")
