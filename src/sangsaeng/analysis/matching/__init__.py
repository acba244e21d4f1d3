"""Need → firm: one BM25 index of words and bigrams, a fit band, and an explanation that sums to the score."""

from sangsaeng.analysis.matching.index import ENGINE_VERSION, Firm, MatchIndex, Need
from sangsaeng.analysis.matching.match import (
    BAND_EN,
    BAND_KO,
    BAND_REASONS,
    PURPOSE_NOTE,
    Band,
    Evidence,
    Match,
    MatchedTerm,
    Quote,
)
from sangsaeng.analysis.matching.requirements import STATUS_KO, Requirement, Status, Verification

__all__ = [
    "BAND_EN",
    "BAND_KO",
    "BAND_REASONS",
    "ENGINE_VERSION",
    "PURPOSE_NOTE",
    "STATUS_KO",
    "Band",
    "Evidence",
    "Firm",
    "Match",
    "MatchIndex",
    "MatchedTerm",
    "Need",
    "Quote",
    "Requirement",
    "Status",
    "Verification",
]
