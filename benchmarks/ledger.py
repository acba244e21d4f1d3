"""The ledger: 16 writers commit on one programme until its budget is used up; on SQLite and on a PostgreSQL of its own.

Each writer is a process with a connection of its own and a model of its own, and commits the same amount again and again
until it is refused. «over_commit» is what was committed beyond the budget, in won, and must be 0; `entries_per_s` counts
commitments (each with its entry and its event) by the wall clock; `p95_ms` is how long 95 of 100 took, waiting included.

    ./run bench ledger [--json] [--writers 16] [--commitments 800]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import _postgresql

ROOT = Path(__file__).resolve().parents[1]
WRITERS, COMMITMENTS = 16, 800


def environment(home: Path, url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SANGSAENG_")}
    return {
        **kept,
        "SANGSAENG_HOME": str(home),
        "SANGSAENG_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "sangsaeng.site.settings",
    }


def _told(home: Path, url: str, *command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment(home, url),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def write_at_once(home: Path, url: str, models: list[str]) -> list[dict[str, Any]]:
    """Every writer in a process of its own, all beginning at one sign; what each tells."""
    go = home / "go"
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks._ledger_data", "write", code, str(go)],
            env=environment(home, url),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for code in models
    ]
    deadline = time.monotonic() + 300
    while not all(Path(f"{go}.{code}").exists() for code in models):
        if time.monotonic() > deadline or any(process.poll() for process in processes):
            raise SystemExit("a writer did not begin")
        time.sleep(0.05)
    go.touch()
    return [json.loads(process.communicate(timeout=600)[0].strip().splitlines()[-1]) for process in processes]


def measure(database: str, url: str, writers: int, commitments: int) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="sangsaeng-bench-"))
    try:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "-v0"],
            env=environment(home, url),
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        given = _told(home, url, "benchmarks._ledger_data", "fill", str(commitments), str(writers))
        told = write_at_once(home, url, given["models"])
        held = _told(home, url, "benchmarks._ledger_data", "stored")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    took = sorted(seconds * 1000 for each in told for seconds in each["took"])
    seconds = max(each["ended"] for each in told) - min(each["began"] for each in told)
    return {
        "database": database,
        "writers": writers,
        "over_commit": max(0, held["committed"] - held["budget"]),
        "entries_per_s": round(len(took) / seconds, 1),
        "p95_ms": round(took[int(len(took) * 0.95) - 1], 1),
        "commitments": held["commitments"],
        "lost": len(took) - held["commitments"],
        "findings": len(held["findings"]),
    }


def run(writers: int, commitments: int) -> list[dict[str, Any]]:
    runs = [measure("sqlite", "", writers, commitments)]
    folder = _postgresql.binaries()
    if folder is None:
        print("PostgreSQL이 이 컴퓨터에 없어 SQLite에서만 쟀습니다.", file=sys.stderr)
        return runs
    with _postgresql.cluster(folder) as url:
        runs.append(measure("postgresql", url, writers, commitments))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--commitments", type=int, default=COMMITMENTS)
    options = parser.parse_args()
    runs = run(options.writers, options.commitments)
    if options.json:
        print(json.dumps({"runs": runs}))
        return
    print(f"{'database':<12}{'writers':>8}{'over':>6}{'entries/s':>11}{'p95 ms':>9}{'lost':>6}")
    for r in runs:
        print(
            f"{r['database']:<12}{r['writers']:>8}{r['over_commit']:>6}{r['entries_per_s']:>11.1f}"
            f"{r['p95_ms']:>9.0f}{r['lost']:>6}"
        )


if __name__ == "__main__":
    main()
