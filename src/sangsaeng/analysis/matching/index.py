"""The index of firms and the ranking of firms for a need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise

import numpy as np

from sangsaeng.analysis.matching import bm25, requirements
from sangsaeng.analysis.matching.explain import evidence, matched_terms, need_words, purpose_words
from sangsaeng.analysis.matching.match import FIELD_KO, Band, Match
from sangsaeng.analysis.text import MAX_CHARS, Analysis, Term, analyse_many, lexicon

K1, B = 1.2, 0.75
#: What one shared bigram, and one shared generic word, counts for against one shared content word.
BIGRAM_WEIGHT, GENERIC_WEIGHT = 0.5, 0.5
#: What a term that a need's title names only as a purpose (「노광 공정용 네온」: 노광, 공정) counts for.
PURPOSE_WEIGHT = 0.5
#: What a term that stands only in a need's detail counts for against one in its title.
DETAIL_WEIGHT = 0.3
#: The bands, ours: a fit at or above the first is strong (높음), at or above the second fair (보통), else weak (낮음).
STRONG, FAIR = 0.6, 0.3
#: Strong also needs one shared word that at most this share of the firms uses (or at most three firms).
SPECIFIC_SHARE, SPECIFIC_FIRMS = 0.05, 3
#: Changes with the code, the constants, the word lists and the analyser: equal versions give equal results.
ENGINE_VERSION = (
    f"match 2 / lexicon {lexicon().digest} / kiwi {version('kiwipiepy')}+{version('kiwipiepy_model')}"
)

_LOWER: dict[Band, Band] = {"strong": "fair", "fair": "weak", "weak": "weak"}


@dataclass(frozen=True, slots=True)
class Firm:
    """What is known of one firm; give only fields that the viewer may see and that the firm let be matched on.

    product, localised_item: Korean text, may be empty. verification: how the product text was verified.
    region: 시·도 and 시·군·구. size: small, mid or large, with size_certified if a certificate stands behind it.
    """

    firm_id: str
    product: str
    localised_item: str = ""
    region: str | None = None
    size: str | None = None
    size_certified: bool = False
    verification: requirements.Verification = "unchecked"


@dataclass(frozen=True, slots=True)
class Need:
    """A need: its title or text, its detail, and the regions and sizes asked for.

    Words that stand only in the detail count for `DETAIL_WEIGHT`. Any one region and size will do; empty: nothing
    asked.
    """

    text: str
    detail: str = ""
    regions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A need as read: its title, title and detail together, and the multiplier of each term.

    weights: sorted by key, so that sums come out the same each time. purposes: the keys of the terms that the title
    names only as a purpose.
    """

    title: Analysis
    whole: Analysis
    weights: dict[str, float]
    purposes: frozenset[str]


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


def _trigrams(runs: Iterable[str]) -> set[str]:
    return {run[at : at + 3] for run in runs for at in range(len(run) - 2)}


class MatchIndex:
    """Firms indexed by the words and letter pairs of their product texts. Read-only once built; thread-safe."""

    def __init__(
        self, firms: Sequence[Firm], fields: Sequence[dict[str, Analysis]], index: bm25.Bm25
    ) -> None:
        self._firms = firms
        self._fields = fields
        self._index = index

    @classmethod
    def build(cls, firms: Iterable[Firm]) -> "MatchIndex":
        """The index of the firms, in the order of their ids; ValueError for an id given twice.

        >>> MatchIndex.build([Firm("F1", "전해액"), Firm("F2", "분리막")]).rank("전해액 국산화")[0].firm_id
        'F1'
        """
        ordered = sorted(firms, key=lambda firm: firm.firm_id)
        for first, second in pairwise(ordered):
            if first.firm_id == second.firm_id:
                raise ValueError(f"firm {first.firm_id} is given twice")
        names = list(FIELD_KO)
        read = iter(analyse_many(getattr(firm, name) for firm in ordered for name in names))
        fields = [{name: next(read) for name in names} for _ in ordered]
        documents: list[dict[str, float]] = []
        for by_field in fields:
            counts: dict[str, float] = {}
            for analysis in by_field.values():
                for term in analysis.terms:
                    counts[term.key] = counts.get(term.key, 0.0) + term.count
            documents.append(counts)
        return cls(ordered, fields, bm25.build(documents, k1=K1, b=B))

    def __len__(self) -> int:
        return len(self._firms)

    @property
    def index(self) -> bm25.Bm25:
        """The weights behind the scores."""
        return self._index

    def scores(self, need: Need) -> bm25.Floats:
        """(firms,): the score of every firm in the order of ids, before any firm is left out."""
        return self._index.scores(read(need).weights)

    def rank(self, need: Need | str, *, top: int = 20) -> list[Match]:
        """The firms that share content with the need, best first, at most `top`; ties by id; an empty list if none.

        A firm is left out unless it shares a content word (not a generic one) or three letters in a row with the
        need, so the list may be shorter than `top`. ValueError for a negative `top`.
        """
        need = Need(need) if isinstance(need, str) else need
        return self.rank_read(need, read(need), top=top)

    def rank_read(self, need: Need, query: Query, *, top: int = 20) -> list[Match]:
        """`rank` for a need already read by `read` or `read_many`."""
        if top < 0:
            raise ValueError("top must not be negative")
        scores = self._index.scores(query.weights)
        chosen = self.candidates(query, scores, top=top)
        return [self._match(need, query, at, rank, float(scores[at])) for rank, at in enumerate(chosen, 1)]

    def candidates(self, query: Query, scores: bm25.Floats, *, top: int) -> list[int]:
        """The places of the firms that share content with the need, by score, then id; at most `top`."""
        sharing = np.zeros(len(self._firms), dtype=bool)
        for term in query.whole.terms:
            if term.kind == "word" and not term.generic:
                sharing[self._index.column(term.key)[0]] = True
        trigrams = _trigrams(query.whole.runs)
        chosen: list[int] = []
        # Firms stand in the order of ids, so a stable sort breaks ties by id.
        for number in np.argsort(-scores, kind="stable"):
            if len(chosen) == top or scores[number] <= 0:
                break
            if sharing[number] or self._shares_letters(int(number), trigrams):
                chosen.append(int(number))
        return chosen

    def _shares_letters(self, number: int, trigrams: set[str]) -> bool:
        return any(not trigrams.isdisjoint(_trigrams(each.runs)) for each in self._fields[number].values())

    def _fit(self, query: Query, number: int, score: float) -> tuple[float, bool]:
        """The score against a text of average length with each term once, and whether a specific word is shared."""
        reachable = sum(weight * self._index.rarity(key) for key, weight in query.weights.items()) / (1 + K1)
        limit = max(SPECIFIC_FIRMS, SPECIFIC_SHARE * len(self._firms))
        specific = any(
            term.kind == "word"
            and not term.generic
            and self._index.frequency(term.key) <= limit
            and self._index.weight(term.key, number) > 0
            for term in query.title.terms
        )
        return min(1.0, score / reachable), specific

    def _match(self, need: Need, query: Query, number: int, rank: int, score: float) -> Match:
        firm = self._firms[number]
        shared = matched_terms(
            self._index, query.weights, query.whole, self._fields[number], number, purposes=query.purposes
        )
        fit, specific = self._fit(query, number, score)
        by_fit: Band = "strong" if fit >= STRONG else "fair" if fit >= FAIR else "weak"
        truncated = max(len(need.text), len(need.detail)) > MAX_CHARS
        band, reasons = self._limited(by_fit, specific=specific, firm=firm, truncated=truncated)
        found, missing = need_words(query.title, shared)
        quotes = tuple(
            dict.fromkeys(word for term in shared for quote in term.firm_words for word in quote.words)
        )
        lines = (
            requirements.product(found, missing, quotes, purposes=purpose_words(query.title, query.purposes)),
            requirements.region(need.regions, firm.region),
            requirements.size(need.sizes, firm.size, certified=firm.size_certified),
            requirements.verification(firm.verification),
        )
        return Match(
            firm_id=firm.firm_id,
            rank=rank,
            score=score,
            fit=fit,
            band=band,
            band_by_fit=by_fit,
            band_reasons=reasons,
            terms=shared,
            evidence=evidence(shared),
            requirements=tuple(line for line in lines if line is not None),
            engine=ENGINE_VERSION,
        )

    @staticmethod
    def _limited(
        by_fit: Band, *, specific: bool, firm: Firm, truncated: bool
    ) -> tuple[Band, tuple[str, ...]]:
        """The band after its limits, and the key of each limit that applied."""
        band, reasons = by_fit, []
        if band == "strong" and not specific:
            band = "fair"
            reasons.append("common_words")
        if firm.verification == "unchecked":
            reasons.append("unchecked_lowest" if band == "weak" else "unchecked_lowered")
            band = _LOWER[band]
        if truncated:
            reasons.append("truncated")
        return band, tuple(reasons)
