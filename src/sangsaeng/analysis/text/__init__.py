"""Korean text: one Unicode form, product lists split, index terms that remember the words they came from."""

from sangsaeng.analysis.text.lexicon import Lexicon, lexicon
from sangsaeng.analysis.text.normalise import MAX_CHARS, fold, normalise, split_products
from sangsaeng.analysis.text.terms import Analysis, Term, analyse, analyse_many, terms

__all__ = [
    "MAX_CHARS",
    "Analysis",
    "Lexicon",
    "Term",
    "analyse",
    "analyse_many",
    "fold",
    "lexicon",
    "normalise",
    "split_products",
    "terms",
]
