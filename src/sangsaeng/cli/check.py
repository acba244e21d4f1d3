"""`sangsaeng check`: bring the workspace up to date, ask for every main page once, check that the record is sound,
and print one JSON summary."""

import json
import sys
import time
from typing import Any

import click

from sangsaeng.cli.start import one_line, prepare, say


@click.command()
def check() -> None:
    """주요 화면을 한 번씩 불러 보고, 의결 기록이 어긋나지 않는지 살핀 뒤 요약을 JSON으로 냅니다."""
    started = time.perf_counter()
    prepare()
    with one_line("화면을 확인하지 못했습니다"):
        summary, findings = _summary()
    summary["seconds"] = round(time.perf_counter() - started, 1)
    click.echo(json.dumps(summary, ensure_ascii=False))
    for finding in findings:
        say(f"상생: {finding}")
    if findings:
        sys.exit(1)


def _summary() -> tuple[dict[str, Any], list[str]]:
    import logging

    import django

    django.setup()
    from sangsaeng.site import checking

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # the one line says which page it was
    pages = checking.request_pages()
    checks, findings = checking.invariant_findings()
    counted = {**checking.counts(), "pages": pages, "checks": checks, "findings": len(findings)}
    return counted, findings
