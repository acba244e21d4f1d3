"""`sangsaeng check`: bring the workspace up to date, ask for every main page once, and print one JSON summary."""

import json
import time
from typing import Any

import click

from sangsaeng.cli.start import fail, prepare


@click.command()
def check() -> None:
    """주요 화면을 한 번씩 불러 보고 요약을 JSON으로 냅니다."""
    started = time.perf_counter()
    prepare()
    import django

    django.setup()
    from sangsaeng.site import checking

    try:
        pages = checking.request_pages()
    except checking.PageError as error:
        fail(str(error))
        return
    summary: dict[str, Any] = {**checking.counts(), "pages": pages}
    summary["seconds"] = round(time.perf_counter() - started, 1)
    click.echo(json.dumps(summary, ensure_ascii=False))
