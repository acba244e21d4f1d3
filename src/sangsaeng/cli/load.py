"""`sangsaeng load`: make the tables and load facts, matches and the demonstration."""

import click

from sangsaeng.cli.start import fail, say
from sangsaeng.site import workspace


@click.command()
def load() -> None:
    """작업 공간에 표와 사실과 시연을 싣습니다."""
    try:
        workspace.load(say)
    except workspace.WorkspaceError as error:
        fail(str(error))
