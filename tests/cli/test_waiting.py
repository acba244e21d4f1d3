"""The word said while a model is read: at once to a person at a terminal, elsewhere only where it takes long."""

import io
import sys
import time

import pytest

from sangsaeng.cli import waiting as module


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    with module.waiting("모델을 읽습니다…"):
        assert "모델을 읽습니다…" in seen.getvalue()


def test_a_pipe_is_told_only_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", seen)
    with module.waiting("모델을 읽습니다…"):
        pass
    assert seen.getvalue() == ""
    monkeypatch.setattr(module, "SILENT", 0.01)
    with module.waiting("모델을 읽습니다…"):
        limit = time.monotonic() + 5
        while not seen.getvalue() and time.monotonic() < limit:
            time.sleep(0.01)
    assert "모델을 읽습니다…" in seen.getvalue()
