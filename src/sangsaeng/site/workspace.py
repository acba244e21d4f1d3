"""The workspace: the folder that holds one installation's database, key and demonstration sign-ins.

Made in a folder beside its place and moved there whole, so that a set-up that fails leaves nothing behind.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sangsaeng.site.place import HOME

SIGN_INS = "demonstration-sign-ins.txt"
STAMP = ".ready"


class WorkspaceError(Exception):
    """The workspace cannot be made or used; the message is one line that says what to do."""


def _version() -> str:
    """Changes when the code's tables, the shipped facts or the demonstration change."""
    from sangsaeng import __version__, facts

    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(f"{__version__} {facts.version()}".encode())
    parts = [
        *package.glob("*/migrations/*.py"),
        *package.glob("analysis/**/*.py"),
        *package.glob("desk/demonstration/*.py"),
    ]
    for part in sorted(parts):
        digest.update(part.read_bytes())
    return digest.hexdigest()


def is_ready() -> bool:
    """Whether the workspace was made by this very version (SQLite only; a server's state is always asked)."""
    stamp = HOME / STAMP
    return (
        not os.environ.get("SANGSAENG_DATABASE_URL")
        and stamp.is_file()
        and stamp.read_text().strip() == _version()
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One set-up at a time, so that two starts do not make the same tables."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("w")
    except OSError as error:
        raise WorkspaceError(
            f"작업 폴더 {folder}에 쓸 수 없습니다 ({error.strerror}). SANGSAENG_HOME에 쓸 수 있는 폴더를 지정하세요."
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(say: Callable[[str], None]) -> None:
    """Make or bring up to date the workspace; does nothing where it is ready.

    Raises WorkspaceError with one line when the folder cannot be written or a step fails.
    """
    if is_ready():
        return
    folder = HOME
    with _locked(folder):
        if is_ready():
            return
        if os.environ.get("SANGSAENG_DATABASE_URL") or (folder / "sangsaeng.sqlite3").exists():
            load(say)
        else:
            _make_beside(folder, say)


def _make_beside(folder: Path, say: Callable[[str], None]) -> None:
    making = folder / ".making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sangsaeng", "load"],
            env={**os.environ, "SANGSAENG_HOME": str(making)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise WorkspaceError(
                f"작업 공간을 만들지 못했습니다: {(done.stderr.strip().splitlines() or ['?'])[-1]}"
            )
        for part in sorted(making.iterdir()):
            if part.name != STAMP:
                _move(part, folder / part.name)
        _move(making / STAMP, folder / STAMP)  # last: what is not stamped is not ready
    finally:
        shutil.rmtree(making, ignore_errors=True)
    say(done.stderr.strip())


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def load(say: Callable[[str], None]) -> None:
    """Tables, facts, matches, programmes and the demonstration, into the database of the settings."""
    folder = HOME
    _write_key(folder)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from sangsaeng.desk import demonstration
    from sangsaeng.discovery.actions import load_facts, rank_matches
    from sangsaeng.records.actions import SYSTEM
    from sangsaeng.support.actions import load_programmes

    say("표를 만듭니다")
    call_command("migrate", verbosity=0, interactive=False)
    say("공개 사실을 싣습니다")
    load_facts(actor=SYSTEM)
    load_programmes(actor=SYSTEM)
    say("수요와 기업을 맞춰 봅니다")
    rank_matches(actor=SYSTEM)
    if os.environ.get("SANGSAENG_DEMONSTRATION", "1") == "1":
        say("시연을 만듭니다")
        demonstration.build(password=_demonstration_password(folder))
    connection.close()
    (folder / STAMP).write_text(_version())


def _write_key(folder: Path) -> None:
    key = folder / "secret.key"
    if not key.exists():
        from django.core.management.utils import get_random_secret_key

        _write_secret(key, get_random_secret_key())


def _demonstration_password(folder: Path) -> str:
    kept = folder / SIGN_INS
    if not kept.exists():
        _write_secret(kept, f"demo-{secrets.token_hex(4)}")
    return kept.read_text().strip()


def demonstration_password() -> str | None:
    """The one password of the demonstration accounts of this workspace; None where there are none."""
    kept = HOME / SIGN_INS
    return kept.read_text().strip() if kept.is_file() else None


def _write_secret(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
