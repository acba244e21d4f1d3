"""`sangsaeng bench NAME`: run one of the benchmarks, which stand beside the source in benchmarks/."""

import runpy
import sys
from pathlib import Path

import click

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"


def names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(name: str, arguments: tuple[str, ...]) -> None:
    """성능을 잽니다. --json을 주면 수치를 JSON으로 냅니다."""
    if name not in names():
        raise click.UsageError(f"{name}이라는 벤치마크가 없습니다. 있는 것: {', '.join(names())}")
    sys.path.insert(0, str(FOLDER.parent))
    sys.argv = [name, *arguments]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
