"""Fixtures shared by every test: the folder of test-only data, and what may be missing where."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tests.loaded"]

# Tests never touch the workspace of a user; set before Django reads its settings.
os.environ["SANGSAENG_HOME"] = tempfile.mkdtemp(prefix="sangsaeng-test-")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def missing(what: str) -> None:
    """Skip the test for want of `what`; under CI nothing may be missing, so it fails there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI lets nothing be skipped")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared, beside the project: data for tests only."""
    if not SHARED.is_dir():
        missing("../shared")
    return SHARED


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What pages remember of the state of one test's database must not reach the next test."""
    from sangsaeng.records import queries

    queries._remembered.clear()
    indexing = sys.modules.get("sangsaeng.discovery.indexing")
    if indexing is not None:
        indexing.forget()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On SQLite the tests about row locks say why they are skipped; ./test runs them on PostgreSQL."""
    if os.environ.get("SANGSAENG_DATABASE_URL"):
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL (SANGSAENG_DATABASE_URL)"))
