"""A word on stderr while something is read that cannot say itself how far it is."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

#: How long a run whose stderr is no terminal is silent, in seconds.
SILENT = 2.0


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say `text` at once where a person looks on (a terminal), else only once it has taken SILENT seconds."""
    stream = sys.stderr
    if stream.isatty():
        click.echo(text, file=stream)
        yield
        return
    timer = threading.Timer(SILENT, click.echo, args=(text,), kwargs={"file": stream})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
