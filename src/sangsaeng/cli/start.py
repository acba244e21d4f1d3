"""`sangsaeng start`: bring the workspace up to date, say where it is and with which sign-ins, and serve."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sangsaeng.site import workspace


def say(line: str) -> None:
    click.echo(line, err=True)


def fail(line: str) -> None:
    """One line on what went wrong, exit 1."""
    click.echo(f"상생: {line}", err=True)
    sys.exit(1)


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def one_line(what: str) -> Iterator[None]:
    """Whatever goes wrong inside is told in one line, exit 1; SANGSAENG_DEBUG=1 shows the rest."""
    try:
        yield
    except workspace.WorkspaceError as error:
        fail(str(error))
    except Exception as error:
        if os.environ.get("SANGSAENG_DEBUG") == "1":
            raise
        fail(f"{what}: {type(error).__name__}: {' '.join(str(error).split())}")


def prepare() -> None:
    """The workspace, ready; or one line on what went wrong and exit 1."""
    with one_line("작업 공간을 갖추지 못했습니다"):
        workspace.prepare(say)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="주소")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="포트 번호")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="일하는 프로세스 수")
def start(host: str, port: int, workers: int) -> None:
    """웹 서버를 엽니다."""
    if not _port_is_free(host, port):
        fail(f"{host}:{port}를 다른 프로그램이 쓰고 있습니다. 다른 번호로 여세요: ./run --port {port + 1}")
    prepare()
    _announce(host, port)

    # Linear algebra needs more than the 2 MB that the server's threads have: one that overran killed its process.
    os.environ.setdefault("RUST_MIN_STACK", str(16 * 2**20))

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "sangsaeng.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
    ).serve()


def _announce(host: str, port: int) -> None:
    from sangsaeng.desk.accounts import ACCOUNTS

    click.echo(f"\n  상생이 열립니다: http://{host}:{port}/   (끝내기: Ctrl+C)\n")
    password = workspace.demonstration_password()
    if password:
        click.echo("  시연용 로그인 (비밀번호는 모두 같습니다)")
        click.echo(f"  비밀번호  {password}")
        for account in ACCOUNTS:
            click.echo(f"  {account.username:<12}{account.label}")
        click.echo("")
