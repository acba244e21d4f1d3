"""English needs its compiled catalogues, which are never committed: made once for the run."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from sangsaeng.cli.static import compile_catalogues


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    assert compile_catalogues() >= 2


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _in_korean() -> Iterator[None]:
    with translation.override("ko"):
        yield
