"""Pages: CPU time, queries and size of each main page, asked of the running server.

1,000 generated models, 5,000 firms and 5,000 items stand in a workspace of their own (SQLite). The server tells what
each request cost (SANGSAENG_MEASURE=1: CPU of the request's thread, queries); the median of the repetitions counts.

    ./run bench pages [--json] [--repeat 30]
"""

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

# page → (CPU ms, queries) that it may cost
BUDGETS = {
    "public": (10, 6),
    "board": (10, 6),
    "programmes": (10, 6),
    "open_data": (10, 6),
    "public_model": (10, 6),
    "home": (40, 12),
    "items": (60, 12),
    "needs": (60, 12),
    "firms": (60, 12),
    "models": (60, 12),
    "meetings": (60, 12),
    "item": (40, 12),
    "match": (40, 12),
    "model": (40, 12),
    "meeting": (40, 12),
    "desk": (60, 15),  # the secretariat's meeting desk: what is missing before a meeting opens and closes
    "review_board": (120, 12),
    "my_papers": (40, 12),  # a member's one page
}

PUBLIC = ("public", "board", "programmes", "open_data", "public_model")  # asked without signing in


def generate(home: Path) -> dict[str, str]:
    """Fill the workspace and tell the address of each page and a signed-in session; runs in its own process."""
    script = "import sys; from benchmarks._pages_data import fill; fill()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=_environment(home),
        cwd=Path(__file__).resolve().parents[1],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    addresses: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return addresses


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "SANGSAENG_DATABASE_URL"}
    return {
        **kept,
        "SANGSAENG_HOME": str(home),
        "SANGSAENG_MEASURE": "1",
        "DJANGO_SETTINGS_MODULE": "sangsaeng.site.settings",
    }


def serve(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "sangsaeng", "start", "--port", str(port), "--workers", "1"],
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(base + "/", timeout=20).read()
            return server, base
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    stop(server)
    raise SystemExit("the server did not answer within a minute")


def stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def measure(base: str, path: str, session: str | None, repeat: int) -> tuple[float, int, int]:
    """Median CPU ms, queries and bytes of one page, after a warm-up."""
    costs = []
    queries = size = 0
    for n in range(repeat + 3):
        request = urllib.request.Request(base + path)
        if session:
            request.add_header("Cookie", f"sessionid={session}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            size = len(answer.read())
            queries = int(answer.headers["X-Queries"])
            if n >= 3:
                costs.append(float(answer.headers["X-CPU-ms"]))
    return statistics.median(costs), queries, size


def run(repeat: int) -> list[dict[str, Any]]:
    home = Path(tempfile.mkdtemp(prefix="sangsaeng-bench-"))
    try:
        found = generate(home)
        member = found.pop("member_session")
        sessions = dict.fromkeys(PUBLIC) | {"meeting": member, "my_papers": member}
        session = found.pop("session")
        rows = {name: int(found.pop(f"{name}_rows", "0")) for name in BUDGETS}
        server, base = serve(home)
        try:
            pages = []
            for name, (cpu, most) in BUDGETS.items():
                spent, queries, size = measure(base, found[name], sessions.get(name, session), repeat)
                pages.append(
                    {
                        "page": name,
                        "rows": rows[name],
                        "queries": queries,
                        "cpu_ms": round(spent, 2),
                        "bytes": size,
                        "budget_cpu_ms": cpu,
                        "budget_queries": most,
                    }
                )
            return pages
        finally:
            stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--repeat", type=int, default=30)
    options = parser.parse_args()
    pages = run(options.repeat)
    if options.json:
        print(json.dumps({"pages": pages}))
        return
    print(f"{'page':<13}{'rows':>6}{'CPU ms':>9}{'budget':>8}{'queries':>9}{'budget':>8}{'bytes':>9}")
    for p in pages:
        print(
            f"{p['page']:<13}{p['rows']:>6}{p['cpu_ms']:>9.1f}{p['budget_cpu_ms']:>8}{p['queries']:>9}"
            f"{p['budget_queries']:>8}{p['bytes']:>9}"
        )


if __name__ == "__main__":
    main()
