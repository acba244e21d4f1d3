"""The ranker that the tests of coding share, learned once."""

import pytest
from tests.analysis.coding.lists import CLASSES, KEYWORDS

from sangsaeng.analysis.coding.classes import ClassRanker


@pytest.fixture(scope="session")
def ranker() -> ClassRanker:
    return ClassRanker.fit(CLASSES, KEYWORDS)
