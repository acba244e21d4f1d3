"""What is asked and of whom: firms and needs, and a need's terms with what each counts for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sangsaeng.analysis.matching import requirements
from sangsaeng.analysis.matching.codes import NeedCodes
from sangsaeng.analysis.text import Analysis, Term, analyse_many

if TYPE_CHECKING:
    import numpy as np

#: What one shared bigram, and one shared generic word, counts for against one shared content word.
BIGRAM_WEIGHT, GENERIC_WEIGHT = 0.5, 0.5
#: What a term that a need's title names only as a purpose (「노광 공정용 네온」: 노광, 공정) counts for.
PURPOSE_WEIGHT = 0.5
#: What a term that stands only in a need's detail counts for against one in its title.
DETAIL_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of one firm; give only fields that the viewer may see and that the firm let be matched on.

    product, localised_item: Korean text, may be empty. verification: how the product text was verified.
    region: 시·도 and 시·군·구. size: small, mid or large, with size_certified if a certificate stands behind it.
    ksic: its industry code, any number of leading digits; with a model it counts as certain. "" where unknown.
    """

    firm_id: str
    product: str
    localised_item: str = ""
    region: str | None = None
    size: str | None = None
    size_certified: bool = False
    verification: requirements.Verification = "unchecked"
    ksic: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A need: its title or text, its detail, and the regions and sizes asked for.

    Words that stand only in the detail count for `DETAIL_WEIGHT`. Any one region and size will do; empty: nothing
    asked. ksic: the industry code asked for, any number of leading digits.
    """

    text: str
    detail: str = ""
    regions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    ksic: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A need as read: its title, title and detail together, and the multiplier of each term.

    weights: sorted by key, so that sums come out the same each time. purposes: the keys of the terms that the title
    names only as a purpose. codes: what an index with a model reads besides (`MatchIndex.read_many`).
    """

    title: Analysis
    whole: Analysis
    weights: dict[str, float]
    purposes: frozenset[str]
    codes: NeedCodes | None = None
    vector: "np.ndarray[tuple[int], np.dtype[np.float32]] | None" = None


def _plain_weight(term: Term) -> float:
    return BIGRAM_WEIGHT if term.kind == "bigram" else GENERIC_WEIGHT if term.generic else 1.0


def _names_purpose(term: Term) -> bool:
    return term.purpose == term.count


def weigh(terms: Iterable[Term]) -> dict[str, float]:
    """Term key → multiplier: 1 for a content word, less for a bigram, a generic word or a purpose.

    A term counts as a purpose only where every occurrence stands in a purpose phrase.
    """
    return {
        term.key: _plain_weight(term) * (PURPOSE_WEIGHT if _names_purpose(term) else 1.0) for term in terms
    }


def read_many(needs: Sequence[Need]) -> list[Query]:
    """The terms of needs and what each counts for, in order.

    >>> read_many([Need("전해액 개발", detail="분리막")])[0].weights["w:분리막"]
    0.3
    """
    analyses = iter(analyse_many(text for need in needs for text in (need.text, need.detail)))
    return [_query(title, detail) for title, detail in zip(analyses, analyses, strict=True)]


def read(need: Need) -> Query:
    """The terms of one need and what each counts for."""
    return read_many([need])[0]


def _query(title: Analysis, detail: Analysis) -> Query:
    merged = {term.key: term for term in title.terms}
    weights = weigh(title.terms)
    for term in detail.terms:
        first = merged.get(term.key)
        if first is None:
            merged[term.key] = term
            # The detail is context already: lowering its purposes too lost the firms that serve that use.
            weights[term.key] = DETAIL_WEIGHT * _plain_weight(term)
        else:
            surfaces = tuple(dict.fromkeys(first.surfaces + term.surfaces))
            merged[term.key] = replace(first, count=first.count + term.count, surfaces=surfaces)
    whole = Analysis(tuple(merged.values()), title.runs + detail.runs)
    purposes = frozenset(term.key for term in title.terms if _names_purpose(term))
    return Query(title, whole, dict(sorted(weights.items())), purposes)
