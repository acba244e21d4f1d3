"""The examples in the docstrings run, and importing the package loads nothing heavy."""

import doctest
import importlib
import subprocess
import sys

import pytest

MODULES = [
    "text.normalise",
    "text.lexicon",
    "text.terms",
    "matching.bm25",
    "matching.explain",
    "matching.index",
    "matching.requirements",
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"sangsaeng.analysis.{name}")).failed == 0


def test_importing_loads_neither_the_analyser_nor_django() -> None:
    code = (
        "import sys, sangsaeng.analysis.matching; print({'kiwipiepy', 'django', 'scipy'} & set(sys.modules))"
    )
    path = importlib.import_module("sangsaeng").__path__[0].removesuffix("sangsaeng")
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.returncode) == ("set()", 0)
