"""A throw-away PostgreSQL on a free loopback port, where its binaries are on this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a new, empty database; the cluster is stopped and removed afterwards."""
    place = Path(tempfile.mkdtemp(prefix="sangsaeng-pg-"))
    place.chmod(0o755)
    root = os.getuid() == 0  # PostgreSQL refuses root
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []
    if root:
        shutil.chown(place, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def do(program: str, *arguments: str) -> None:
        with (place.parent / f"{place.name}.log").open("ab") as log:
            subprocess.run(
                [*become, str(folder / program), *arguments], check=True, stdout=log, stderr=log, cwd="/"
            )

    data = str(place / "data")
    try:
        do("initdb", "-D", data, "-U", "sangsaeng", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300"
        do("pg_ctl", "-D", data, "-w", "-l", str(place / "server.log"), "-o", options, "start")
        try:
            do("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "sangsaeng", "sangsaeng")
            yield f"postgresql://sangsaeng@127.0.0.1:{port}/sangsaeng"
        finally:
            do("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
        (place.parent / f"{place.name}.log").unlink(missing_ok=True)
