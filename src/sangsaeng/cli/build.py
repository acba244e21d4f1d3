"""`sangsaeng build-static`: look, fonts and catalogues into ./build; ./run calls it."""

import sys
from pathlib import Path

import click


@click.command()
@click.argument("node_modules", required=False, type=click.Path(file_okay=False, path_type=Path))
def command(node_modules: Path | None) -> None:
    """화면 파일을 만듭니다. NODE_MODULES를 주면 글꼴과 색도 새로 옮깁니다."""
    from sangsaeng.cli import static

    try:
        if node_modules is None:
            static.refresh_static()
        else:
            static.build_static(node_modules)
    except (OSError, ValueError) as error:
        click.echo(f"상생: {error}", err=True)
        sys.exit(1)
