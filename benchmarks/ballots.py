"""Ballots: 200 members vote at once over HTTP, each twice; on SQLite and on a PostgreSQL of its own.

A sub-council of 200 seats stands in the middle of a named vote in a workspace of its own, every member signed in, and
the server runs as `sangsaeng start` starts it. All vote in the same moment, and each sends the same ballot once more:
«lost» counts members without a ballot, «double» ballots beyond one a member, `cpu_ms` is the mean CPU time of the
first ballots (the budget is 15 ms), `p95_ms` how long 95 of 100 waited for their answer.

    ./run bench ballots [--json] [--voters 200]
"""

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import _postgresql

ROOT = Path(__file__).resolve().parents[1]
BUDGET_CPU_MS = 15
TOKEN = "b" * 32  # the same in cookie and header is what the form's protection asks for


@dataclass(frozen=True)
class Answer:
    status: int
    cpu_ms: float
    queries: int
    seconds: float


def environment(home: Path, url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SANGSAENG_")}
    return {
        **kept,
        "SANGSAENG_HOME": str(home),
        "SANGSAENG_DATABASE_URL": url,
        "SANGSAENG_DEMONSTRATION": "0",
        "SANGSAENG_MEASURE": "1",
        "DJANGO_SETTINGS_MODULE": "sangsaeng.site.settings",
    }


def _told(home: Path, url: str, *command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, *command],
        env=environment(home, url),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "{}")
    return told


def fill(home: Path, url: str, voters: int, method: str = "named") -> dict[str, Any]:
    """A workspace with an open vote: its address and the voters' sessions."""
    subprocess.run(
        [sys.executable, "-m", "sangsaeng", "load"],
        env=environment(home, url),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return _told(home, url, "-m", "benchmarks._ballots_data", "fill", str(voters), method)


def stored(home: Path, url: str) -> dict[str, Any]:
    """What the database holds of the vote, read by a process of its own."""
    return _told(home, url, "-m", "benchmarks._ballots_data", "stored")


@contextmanager
def server(home: Path, url: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """The server as `sangsaeng start` starts it, answering; stopped (or already killed) at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "sangsaeng", "start", "--port", str(port)],
        env=environment(home, url),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield process, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            for _warm in range(12):  # every worker has loaded the application
                _ask(port, "GET", "/account/login/", "none")
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise SystemExit("the server did not answer within two minutes")


def _ask(port: int, method: str, path: str, session: str, body: str = "") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    started = time.perf_counter()
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    cpu, queries = answer.headers.get("X-CPU-ms", "0"), answer.headers.get("X-Queries", "0")
    return Answer(answer.status, float(cpu), int(queries), time.perf_counter() - started)


def vote_at_once(port: int, address: str, sessions: list[str], times: int = 2) -> list[list[Answer | None]]:
    """Everyone votes in the same moment, `times` times in a row; what each was answered, None where nobody was."""
    answers: list[list[Answer | None]] = [[] for _voter in sessions]
    start = threading.Barrier(len(sessions))

    def voter(n: int) -> None:
        start.wait()
        for _time in range(times):
            choice = ("for", "against", "abstain")[n % 3]
            try:
                answers[n].append(_ask(port, "POST", address, sessions[n], f"choice={choice}"))
            except (OSError, http.client.HTTPException):
                answers[n].append(None)

    threads = [threading.Thread(target=voter, args=(n,)) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def measure(database: str, url: str, voters: int) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="sangsaeng-bench-"))
    try:
        given = fill(home, url, voters)
        with server(home, url) as (_process, port):
            answers = vote_at_once(port, given["address"], given["sessions"])
        held = stored(home, url)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    first = [each[0] for each in answers if each and each[0] is not None]
    waits = sorted(answer.seconds * 1000 for answer in first)
    return {
        "database": database,
        "voters": voters,
        "lost": voters - held["voted"],
        "double": held["ballots"] - held["voted"],
        "cpu_ms": round(statistics.mean(answer.cpu_ms for answer in first), 2),
        "p95_ms": round(waits[int(len(waits) * 0.95) - 1], 1),
        "queries": max(answer.queries for answer in first),
        "unanswered": sum(answer is None or answer.status != 302 for each in answers for answer in each),
        "findings": len(held["findings"]),
        "budget_cpu_ms": BUDGET_CPU_MS,
    }


def run(voters: int) -> list[dict[str, Any]]:
    runs = [measure("sqlite", "", voters)]
    folder = _postgresql.binaries()
    if folder is None:
        print("PostgreSQL이 이 컴퓨터에 없어 SQLite에서만 쟀습니다.", file=sys.stderr)
        return runs
    with _postgresql.cluster(folder) as url:
        runs.append(measure("postgresql", url, voters))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--voters", type=int, default=200)
    options = parser.parse_args()
    runs = run(options.voters)
    if options.json:
        print(json.dumps({"runs": runs}))
        return
    print(f"{'database':<12}{'voters':>8}{'lost':>6}{'double':>8}{'CPU ms':>9}{'budget':>8}{'p95 ms':>9}")
    for r in runs:
        print(
            f"{r['database']:<12}{r['voters']:>8}{r['lost']:>6}{r['double']:>8}{r['cpu_ms']:>9.1f}"
            f"{r['budget_cpu_ms']:>8}{r['p95_ms']:>9.0f}"
        )


if __name__ == "__main__":
    main()
