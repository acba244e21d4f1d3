"""`sangsaeng load`: make the tables and load facts, matches and the demonstration."""

import click

from sangsaeng.cli.start import one_line, say
from sangsaeng.site import workspace


@click.command()
def load() -> None:
    """작업 공간에 표와 사실과 시연을 싣습니다."""
    with one_line("작업 공간을 만들지 못했습니다"):
        workspace.load(say)
