"""`./run` says in one line what is wrong and leaves nothing half-made; asked as a user would, in a fresh copy."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.live


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone holds of the files that ./run touches before it installs anything."""
    target = tmp_path / "clone"
    target.mkdir()
    for name in (
        "run",
        "package.json",
        "package-lock.json",
        ".npmrc",
        *(p.name for p in PROJECT.glob("requirements*")),
    ):
        shutil.copy2(PROJECT / name, target / name)
    (target / "src" / "sangsaeng" / "cli").mkdir(parents=True)
    shutil.copy2(PROJECT / "src/sangsaeng/cli/static.py", target / "src/sangsaeng/cli/static.py")
    return target


def run(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SANGSAENG_", "PIP_", "UV_"))}
    return subprocess.run(
        [str(clone / "run"), *arguments],
        env={**kept, "SANGSAENG_PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def fake_python(folder: Path, refuses: str) -> str:
    """A python3 that fails on any command line holding `refuses`."""
    script = folder / "python3"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *"{refuses}"*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n'
    )
    script.chmod(0o755)
    return str(script)


def assert_one_line(done: subprocess.CompletedProcess[str], word: str) -> None:
    lines = [
        line for line in done.stderr.splitlines() if not line.endswith(("(1/4)", "(2/4)", "(3/4)", "(4/4)"))
    ]
    assert done.returncode == 1
    assert len(lines) == 1, done.stderr
    assert word in lines[0]


@pytest.mark.parametrize(("refuses", "word"), [("import venv", "python3-venv"), ("version_info", "3.11")])
def test_a_python_that_will_not_do(clone: Path, tmp_path: Path, refuses: str, word: str) -> None:
    done = run(clone, "--check", SANGSAENG_PYTHON=fake_python(tmp_path, refuses))
    assert_one_line(done, word)


def test_no_network_on_first_run_leaves_nothing(clone: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    done = run(clone, "--check", **nowhere)
    assert_one_line(done, "내려받지 못했습니다")
    assert not (clone / ".tools").exists()
    assert not (clone / ".venv").exists()
    assert not (clone / "var").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_an_unwritable_folder(clone: Path) -> None:
    for parent in (clone, *clone.parents):
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(clone / "run"), "--check"],
        env={"PATH": "/usr/bin:/bin", "SANGSAENG_PYTHON": "/usr/bin/python3", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert_one_line(done, "쓸 수 없습니다")


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sangsaeng", *arguments],
        env={**os.environ, "SANGSAENG_HOME": str(home), "SANGSAENG_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path / "var", "start", "--port", str(port))
    assert_one_line(done, str(port + 1))
    assert not (tmp_path / "var").exists()


def test_a_workspace_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = start(tmp_path / "file", "check")
    assert_one_line(done, "SANGSAENG_HOME")
