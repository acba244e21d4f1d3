"""Why a firm was ranked: shared terms with their parts of the score, and the words of both sides."""

from collections.abc import Mapping, Sequence, Set

from sangsaeng.analysis.matching.bm25 import Bm25
from sangsaeng.analysis.matching.match import Evidence, MatchedTerm, Quote
from sangsaeng.analysis.text import Analysis, Term


def matched_terms(
    index: Bm25,
    weights: Mapping[str, float],
    need: Analysis,
    fields: Mapping[str, Analysis],
    number: int,
    *,
    purposes: Set[str] = frozenset(),
) -> tuple[MatchedTerm, ...]:
    """The terms shared by the need and firm `number`, largest contribution first, then by key.

    The contributions sum to the firm's score. A term that stands in several fields is divided among them by its
    counts there. purposes: the keys of the terms that the need names only as a purpose; they are marked so.
    """
    held = {name: {term.key: term for term in analysis.terms} for name, analysis in fields.items()}
    shared: list[tuple[str, MatchedTerm]] = []
    for term in need.terms:
        contribution = weights[term.key] * index.weight(term.key, number)
        if not contribution:
            continue
        seen = {name: terms[term.key] for name, terms in held.items() if term.key in terms}
        total = sum(each.count for each in seen.values())
        by_field = tuple((name, contribution * each.count / total) for name, each in seen.items())
        quotes = tuple(Quote(name, each.surfaces) for name, each in seen.items())
        purpose = term.key in purposes
        made = MatchedTerm(term.text, term.kind, contribution, by_field, term.surfaces, quotes, purpose)
        shared.append((term.key, made))
    return tuple(each for _, each in sorted(shared, key=lambda pair: (-pair[1].contribution, pair[0])))


def _joined(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    words: dict[str, dict[str, None]] = {}
    for quote in quotes:
        words.setdefault(quote.field, {}).update(dict.fromkeys(quote.words))
    return tuple(Quote(field, tuple(each)) for field, each in words.items())


def evidence(shared: Sequence[MatchedTerm]) -> tuple[Evidence, ...]:
    """The shared terms gathered by the word of the need they came from, largest contribution first.

    Each term goes to the first word it was seen in, so the contributions still sum to the score. Where a whole word
    is shared, only its places are quoted; else the places of the shared letters.
    """
    groups: dict[str, list[MatchedTerm]] = {}
    for term in shared:
        groups.setdefault(term.need_words[0], []).append(term)
    result = []
    for need_word, terms in groups.items():
        whole = [term for term in terms if term.kind == "word"]
        quotes = _joined([quote for term in whole or terms for quote in term.firm_words])
        contribution = sum(term.contribution for term in terms)
        purpose = all(term.purpose for term in terms)
        result.append(Evidence(need_word, contribution, bool(whole), quotes, purpose))
    return tuple(sorted(result, key=lambda each: (-each.contribution, each.need_word)))


def need_words(need: Analysis, shared: Sequence[MatchedTerm]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The content words of the need, as written, parted into those the firm's text has and those it lacks.

    A written word that holds several content words (레이저가공) counts as found only when all of them are.
    """
    present = {term.term for term in shared if term.kind == "word"}
    content: list[Term] = [term for term in need.terms if term.kind == "word" and not term.generic]
    lacking = {surface for term in content if term.text not in present for surface in term.surfaces}
    written = list(dict.fromkeys(surface for term in content for surface in term.surfaces))
    return tuple(word for word in written if word not in lacking), tuple(
        word for word in written if word in lacking
    )


def purpose_words(title: Analysis, purposes: Set[str]) -> tuple[str, ...]:
    """The words of the need's title, as written, that name a purpose; generic ones left out."""
    named = [
        term for term in title.terms if term.kind == "word" and not term.generic and term.key in purposes
    ]
    return tuple(dict.fromkeys(surface for term in named for surface in term.surfaces))
