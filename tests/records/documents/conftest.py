"""The fonts that drawn documents need."""

import pytest
from tests.conftest import missing

from sangsaeng.records.documents.fonts import DEFAULT_FONTS, FONT_FILES, FONTS_VARIABLE


@pytest.fixture
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two font files in build/fonts, and no other folder named by the environment."""
    monkeypatch.delenv(FONTS_VARIABLE, raising=False)
    if not all((DEFAULT_FONTS / name).is_file() for name in FONT_FILES):
        missing("build/fonts (./run makes it)")
