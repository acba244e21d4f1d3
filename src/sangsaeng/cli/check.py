"""`sangsaeng check`: bring the workspace up to date, ask for every main page once, and print one JSON summary."""

import json
import time
from typing import Any

import click

from sangsaeng.cli.start import one_line, prepare


@click.command()
def check() -> None:
    """주요 화면을 한 번씩 불러 보고 요약을 JSON으로 냅니다."""
    started = time.perf_counter()
    prepare()
    with one_line("화면을 확인하지 못했습니다"):
        summary = _summary()
    summary["seconds"] = round(time.perf_counter() - started, 1)
    click.echo(json.dumps(summary, ensure_ascii=False))


def _summary() -> dict[str, Any]:
    import logging

    import django

    django.setup()
    from sangsaeng.site import checking

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # the one line says which page it was
    pages = checking.request_pages()
    return {**checking.counts(), "pages": pages}
