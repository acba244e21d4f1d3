"""Near-duplicate and partly copied texts: which documents share passages, how much, and where."""

from sangsaeng.analysis.similar.comparing import (
    KIND_EN,
    KIND_KO,
    Document,
    Kind,
    Pair,
    Passage,
    Share,
    compare,
    document,
)
from sangsaeng.analysis.similar.index import Index
from sangsaeng.analysis.similar.template import TEMPLATE

#: Changes whenever the same texts may give another answer.
ENGINE_VERSION = "similar-1"

__all__ = [
    "ENGINE_VERSION",
    "KIND_EN",
    "KIND_KO",
    "TEMPLATE",
    "Document",
    "Index",
    "Kind",
    "Pair",
    "Passage",
    "Share",
    "compare",
    "document",
]
