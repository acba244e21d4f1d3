"""Pages of the open data, its files, schemas and catalogue."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response

from sangsaeng.portal.datasets.catalog import address, catalog
from sangsaeng.portal.datasets.declared import Dataset, all_datasets, find
from sangsaeng.portal.datasets.files import FORMATS, Content, as_json, as_table, content
from sangsaeng.records.queries import remembered


def base_of(request: HttpRequest) -> str:
    """Where the site is reached: as its operator says, else as it was asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def answer(request: HttpRequest, body: bytes, kind: str, filename: str = "") -> HttpResponse:
    """Open data for any page and program: named by its content, so that nothing tells when it was made."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=kind, headers={"ETag": etag})
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "public, max-age=600"
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=etag, response=response) or response


def _find(key: str) -> Dataset:
    try:
        return find(key)
    except LookupError:
        raise Http404 from None


def _content(request: HttpRequest, dataset: Dataset) -> Content:
    invented = request.GET.get("demonstration") == "1"
    return content(dataset, demonstration=invented, base=base_of(request))


def datasets(request: HttpRequest) -> HttpResponse:
    """Every data set: what is recorded here, and the facts that were published elsewhere."""
    base = base_of(request)

    def make() -> list[tuple[Dataset, int, str | None]]:
        found = []
        for dataset in all_datasets():
            now = content(dataset, demonstration=False, base=base)
            found.append((dataset, len(now.rows), now.changed))
        return found

    rows = remembered(f"portal.data.{base}.{timezone.localdate()}", make)
    recorded = [row for row in rows if row[0].recorded]
    context = {
        "recorded": recorded,
        "facts": [row for row in rows if row[0].facts],
        "count": len(rows),
        "licence": settings.DATA_LICENCE,
    }
    return render(request, "portal/data.html", context)


def dataset(request: HttpRequest, key: str) -> HttpResponse:
    """One data set: what it is, under which licence, its columns, and the files."""
    found = _find(key)
    now = _content(request, found)
    context = {
        "dataset": found,
        "count": len(now.rows),
        "changed": now.changed,
        "demonstration": now.demonstration,
        "formats": list(FORMATS),
        "licence": settings.DATA_LICENCE,
    }
    return render(request, "portal/dataset.html", context)


def file(request: HttpRequest, key: str, format: str) -> HttpResponse:
    found = _find(key)
    if format not in FORMATS:
        raise Http404
    now = _content(request, found)
    if format == "json":
        body = as_json(now, address(base_of(request), "portal:dataset_schema", key))
    else:
        body = as_table(now, format)
    name = f"{key}-demonstration.{format}" if now.demonstration else f"{key}.{format}"
    return answer(request, body, FORMATS[format], name)


def schema(request: HttpRequest, key: str) -> HttpResponse:
    found = _find(key)
    rule = found.schema(address(base_of(request), "portal:dataset_schema", key))
    body = json.dumps(rule, ensure_ascii=False, indent=1).encode()
    return answer(request, body, "application/schema+json")


def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue in DCAT, as JSON-LD."""
    base = base_of(request)
    key = f"portal.catalog.{base}.{settings.DATA_LICENCE}.{settings.DATA_PUBLISHER}.{timezone.localdate()}"
    body = remembered(key, lambda: json.dumps(catalog(base), ensure_ascii=False, indent=1).encode())
    return answer(request, body, "application/ld+json")
