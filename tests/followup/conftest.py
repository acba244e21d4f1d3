from collections.abc import Iterator

import pytest
from django.utils import translation
from tests.proposals.world import World


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    """A page asked for in English leaves its language behind in this thread."""
    with translation.override("ko"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()
