"""Rounds: 1,100 firms apply in the last hour over HTTP, in bursts, each twice; on SQLite and on a PostgreSQL of its own.

A call that closes within the hour stands in a workspace of its own with a finished draft of each firm, every firm signed
in, and the server runs as `sangsaeng start` starts it. Firms submit in bursts of `--burst`, all of a burst in the same
moment, and each sends the same submission once more: «lost» counts firms whose application is not stored, «double»
submissions recorded beyond one a firm, `cpu_ms` is the mean CPU time of the first submissions, `p95_ms` how long 95 of
100 waited for their answer.

    ./run bench rounds [--json] [--firms 1100] [--burst 100]
"""

import argparse
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from benchmarks import _postgresql, ballots


def fill(home: Path, url: str, firms: int) -> dict[str, Any]:
    """A workspace with a round in its last hour: the addresses to submit at, and the firms' sessions."""
    subprocess.run(
        [sys.executable, "-m", "sangsaeng", "load"],
        env=ballots.environment(home, url),
        cwd=ballots.ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return ballots._told(home, url, "-m", "benchmarks._rounds_data", "fill", str(firms))


def stored(home: Path, url: str) -> dict[str, Any]:
    """What the database holds of the round, read by a process of its own."""
    return ballots._told(home, url, "-m", "benchmarks._rounds_data", "stored")


def apply_in_bursts(
    port: int, addresses: list[str], sessions: list[str], burst: int, times: int = 2
) -> list[list[ballots.Answer | None]]:
    """Submit in bursts, everyone of a burst in the same moment and `times` in a row; what each was answered."""
    answers: list[list[ballots.Answer | None]] = [[] for _firm in sessions]
    for first in range(0, len(sessions), burst):
        numbers = range(first, min(first + burst, len(sessions)))
        start = threading.Barrier(len(numbers))

        def firm(n: int, start: threading.Barrier = start) -> None:
            start.wait()
            for _time in range(times):
                try:
                    answers[n].append(ballots._ask(port, "POST", addresses[n], sessions[n]))
                except (OSError, http.client.HTTPException):
                    answers[n].append(None)

        threads = [threading.Thread(target=firm, args=(n,)) for n in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return answers


def measure(database: str, url: str, firms: int, burst: int) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="sangsaeng-bench-"))
    try:
        given = fill(home, url, firms)
        with ballots.server(home, url) as (_process, port):
            answers = apply_in_bursts(port, given["addresses"], given["sessions"], burst)
        held = stored(home, url)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    first = [each[0] for each in answers if each and each[0] is not None]
    waits = sorted(answer.seconds * 1000 for answer in first)
    return {
        "database": database,
        "sent": firms,
        "stored": held["stored"],
        "lost": firms - held["stored"],
        "double": held["events"] - held["stored"],
        "receipts": held["receipts"],
        "burst": burst,
        "cpu_ms": round(statistics.mean(answer.cpu_ms for answer in first), 2),
        "p95_ms": round(waits[max(0, int(len(waits) * 0.95) - 1)], 1),
        "queries": max(answer.queries for answer in first),
        "unanswered": sum(answer is None or answer.status != 302 for each in answers for answer in each),
    }


def run(firms: int, burst: int) -> list[dict[str, Any]]:
    runs = [measure("sqlite", "", firms, burst)]
    folder = _postgresql.binaries()
    if folder is None:
        print("PostgreSQL이 이 컴퓨터에 없어 SQLite에서만 쟀습니다.", file=sys.stderr)
        return runs
    with _postgresql.cluster(folder) as url:
        runs.append(measure("postgresql", url, firms, burst))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--firms", type=int, default=1100)
    parser.add_argument("--burst", type=int, default=100)
    options = parser.parse_args()
    runs = run(options.firms, options.burst)
    if options.json:
        print(json.dumps({"runs": runs}))
        return
    print(f"{'database':<12}{'sent':>6}{'stored':>8}{'lost':>6}{'double':>8}{'CPU ms':>9}{'p95 ms':>9}")
    for r in runs:
        print(
            f"{r['database']:<12}{r['sent']:>6}{r['stored']:>8}{r['lost']:>6}{r['double']:>8}"
            f"{r['cpu_ms']:>9.1f}{r['p95_ms']:>9.0f}"
        )


if __name__ == "__main__":
    main()
