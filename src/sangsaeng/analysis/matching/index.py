"""The index of firms and the ranking of firms for a need."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sangsaeng.analysis.matching import bm25, codes, requirements
from sangsaeng.analysis.matching.asking import Firm, Need, Query, read, read_many, weigh
from sangsaeng.analysis.matching.explain import evidence, matched_terms, need_words, purpose_words
from sangsaeng.analysis.matching.match import FIELD_KO, Band, Match
from sangsaeng.analysis.text import MAX_CHARS, Analysis, analyse_many, lexicon

if TYPE_CHECKING:
    from sangsaeng.analysis.coding.posteriors import Posteriors, Text
    from sangsaeng.analysis.matching.embedder import Embedder, Vectors

K1, B = 1.2, 0.75
#: The bands, ours: a fit at or above the first is strong (높음), at or above the second fair (보통), else weak (낮음).
STRONG, FAIR = 0.6, 0.3
#: Strong also needs one shared word that at most this share of the firms uses (or at most three firms).
SPECIFIC_SHARE, SPECIFIC_FIRMS = 0.05, 3
#: What an embedder's likeness, divided by its scale, counts for beside words that count for `codes.WORDS`.
EMBEDDER_WEIGHT = 0.3
__all__ = ["ENGINE_VERSION", "Firm", "MatchIndex", "Need", "Query", "read", "read_many", "weigh"]

#: Changes with the code, the constants, the word lists and the analyser: equal versions give equal results.
ENGINE_VERSION = (
    f"match 3 / lexicon {lexicon().digest} / kiwi {version('kiwipiepy')}+{version('kiwipiepy_model')}"
)

_LOWER: dict[Band, Band] = {"strong": "fair", "fair": "weak", "weak": "weak"}


class Model(Protocol):
    """What an index needs of a model of codes (`analysis.coding.model.Model`)."""

    @property
    def posteriors(self) -> "Posteriors | None": ...


@dataclass(frozen=True, slots=True)
class _Row:
    """One firm as read: each field's terms, and what the index counts of them all."""

    fields: dict[str, Analysis]
    counts: dict[str, float]

    @property
    def words(self) -> int:
        return sum(term.count for each in self.fields.values() for term in each.terms if term.kind == "word")

    def whole(self) -> Analysis:
        """All fields as one text."""
        held = [each for each in self.fields.values() if each.terms]
        if len(held) == 1:
            return held[0]
        return Analysis(
            tuple(t for each in held for t in each.terms), tuple(r for each in held for r in each.runs)
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The score of every firm for one need, and what it is made of: each part sums with the others to `total`.

    words: the BM25 sums behind the lexical part. lexical: what they are multiplied by. code: the code part.
    """

    total: bm25.Floats
    words: bm25.Floats
    lexical: float
    code: codes.CodeScores | None = None
    embedder: bm25.Floats | None = None


def _trigrams(runs: Iterable[str]) -> set[str]:
    return {run[at : at + 3] for run in runs for at in range(len(run) - 2)}


def _read_rows(firms: Sequence[Firm]) -> list[_Row]:
    names = list(FIELD_KO)
    read = iter(analyse_many(getattr(firm, name) for firm in firms for name in names))
    rows = []
    for _ in firms:
        fields = {name: next(read) for name in names}
        counts: dict[str, float] = {}
        for analysis in fields.values():
            for term in analysis.terms:
                counts[term.key] = counts.get(term.key, 0.0) + term.count
        rows.append(_Row(fields, counts))
    return rows


def _text_of(firm: Firm) -> str:
    return ", ".join(filter(None, (firm.product, firm.localised_item)))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What counts beside the words: the firms' codes as a model reads them, and their places by an embedder."""

    posteriors: "Posteriors | None" = None
    digest: str = ""
    embedder: "Embedder | None" = None
    firms: codes.Side | None = None
    vectors: "Vectors | None" = None
    fade: float = 1.0

    def reading(self, firms: Sequence[Firm], rows: Sequence[_Row]) -> "_Beside":
        """The same with the codes and places of these firms in place of those held."""
        side, vectors = None, None
        if self.posteriors is not None:
            texts = codes.texts_of([(_text_of(f), row.whole()) for f, row in zip(firms, rows, strict=True)])
            side = codes.side(self.posteriors, texts, [firm.ksic for firm in firms])
        if self.embedder is not None:
            vectors = self.embedder.embed([_text_of(firm) for firm in firms])
        return replace(self, firms=side, vectors=vectors, fade=codes.fading([row.words for row in rows]))


class MatchIndex:
    """Firms indexed by the words and letter pairs of their product texts. Read-only once built; thread-safe."""

    def __init__(
        self, firms: Sequence[Firm], rows: Sequence[_Row], index: bm25.Bm25, beside: _Beside | None = None
    ) -> None:
        self._firms = firms
        self._rows = rows
        self._index = index
        self._beside = beside or _Beside()
        # Texts of firms as the model reads them, kept once a firm was explained.
        self._texts: dict[int, Text] = {}

    @classmethod
    def build(
        cls, firms: Iterable[Firm], model: Model | None = None, embedder: "Embedder | None" = None
    ) -> "MatchIndex":
        """The index of the firms, in the order of their ids; ValueError for an id given twice.

        With a model the industry codes of both sides count beside the words, with an embedder the likeness of texts.

        >>> MatchIndex.build([Firm("F1", "전해액"), Firm("F2", "분리막")]).rank("전해액 국산화")[0].firm_id
        'F1'
        """
        ordered = sorted(firms, key=lambda firm: firm.firm_id)
        for first, second in pairwise(ordered):
            if first.firm_id == second.firm_id:
                raise ValueError(f"firm {first.firm_id} is given twice")
        rows = _read_rows(ordered)
        known = model.posteriors if model is not None else None
        beside = _Beside(known, "" if known is None else known.digest, embedder)
        return cls(ordered, rows, _weighed(rows), beside.reading(ordered, rows))

    def with_firm(self, firm: Firm) -> "MatchIndex":
        """The index with this firm put in, in place of the one with its id; as if it had been built so.

        Reads one text; the rest is counted anew (10,000 firms: below half a second).
        """
        base = self.without(firm.firm_id)
        at = bisect_left([each.firm_id for each in base._firms], firm.firm_id)
        row = _read_rows([firm])
        firms = [*base._firms[:at], firm, *base._firms[at:]]
        rows = [*base._rows[:at], *row, *base._rows[at:]]
        old, new = base._beside, base._beside.reading([firm], row)
        side = None if old.firms is None or new.firms is None else old.firms.joined(new.firms, at)
        vectors = None if new.vectors is None else np.insert(_held(old.vectors), [at], new.vectors, axis=0)
        beside = replace(old, firms=side, vectors=vectors, fade=codes.fading([each.words for each in rows]))
        return MatchIndex(firms, rows, _weighed(rows), beside)

    def without(self, firm_id: str) -> "MatchIndex":
        """The index without this firm; the same index where it is not in it."""
        at = bisect_left([each.firm_id for each in self._firms], firm_id)
        if at == len(self._firms) or self._firms[at].firm_id != firm_id:
            return self
        rows = [*self._rows[:at], *self._rows[at + 1 :]]
        beside = replace(
            self._beside,
            firms=None if self._beside.firms is None else self._beside.firms.without(at),
            vectors=None if self._beside.vectors is None else np.delete(self._beside.vectors, at, axis=0),
            fade=codes.fading([each.words for each in rows]),
        )
        return MatchIndex([*self._firms[:at], *self._firms[at + 1 :]], rows, _weighed(rows), beside)

    def __len__(self) -> int:
        return len(self._firms)

    @property
    def index(self) -> bm25.Bm25:
        """The weights behind the lexical part of the scores."""
        return self._index

    @property
    def engine(self) -> str:
        """`ENGINE_VERSION`, and the model and the embedder where there are any."""
        parts = [ENGINE_VERSION]
        if self._beside.posteriors is not None:
            parts.append(f"model {self._beside.digest}")
        if self._beside.embedder is not None:
            parts.append(f"embedder {self._beside.embedder.name} {self._beside.embedder.version}")
        return " / ".join(parts)

    def read_many(self, needs: Sequence[Need]) -> list[Query]:
        """Needs as read for this index: `read_many` and, with a model, their codes."""
        queries = read_many(needs)
        beside = self._beside
        if beside.posteriors is not None and beside.fade > 0:
            title = [(need, query) for need, query in zip(needs, queries, strict=True)]
            sources = [
                (need.text, query.title) if query.title.terms else (need.detail, query.whole)
                for need, query in title
            ]
            found = codes.need_codes(
                beside.posteriors, codes.texts_of(sources), [need.ksic.strip() for need in needs]
            )
            queries = [replace(query, codes=each) for query, each in zip(queries, found, strict=True)]
        if beside.embedder is not None:
            vectors = beside.embedder.embed([need.text or need.detail for need in needs])
            queries = [replace(query, vector=each) for query, each in zip(queries, vectors, strict=True)]
        return queries

    def scores(self, need: Need) -> bm25.Floats:
        """(firms,): the score of every firm in the order of ids, before any firm is left out."""
        return self.scored(self.read_many([need])[0]).total

    def scored(self, query: Query) -> Scores:
        """The score of every firm for a need as read, part by part.

        Without a model and an embedder the score is the BM25 sum. With them each part is divided by its `scale` and
        weighted, so that parts of different units add up; the fit counts besides.
        """
        words = self._index.scores(query.weights)
        beside = self._beside
        if beside.posteriors is None and beside.embedder is None:
            return Scores(words, words, 1.0)
        unit = codes.scale(words)
        lexical = codes.WORDS / unit + codes.FIT / self.reachable(query) if unit > 0 else 0.0
        total = lexical * words
        code, likeness = None, None
        if query.codes is not None and beside.firms is not None:
            code = codes.score(query.codes, beside.firms, beside.fade)
            total = total + code.total
        if query.vector is not None and beside.vectors is not None:
            alike = np.maximum(beside.vectors.astype(np.float64) @ query.vector.astype(np.float64), 0.0)
            unit = codes.scale(alike)
            likeness = alike * (EMBEDDER_WEIGHT / unit) if unit > 0 else alike
            total = total + likeness
        return Scores(total, words, lexical, code, likeness)

    def rank(self, need: Need | str, *, top: int = 20, everything: bool = False) -> list[Match]:
        """The firms that share content with the need, best first, at most `top`; ties by id; an empty list if none.

        A firm is left out unless it shares a content word (not a generic one) or three letters in a row with the
        need, or a model finds the same industry probable; so the list may be shorter than `top`. everything: no firm
        with a score above 0 is left out. ValueError for a negative `top`.
        """
        need = Need(need) if isinstance(need, str) else need
        return self.rank_read(need, self.read_many([need])[0], top=top, everything=everything)

    def rank_read(self, need: Need, query: Query, *, top: int = 20, everything: bool = False) -> list[Match]:
        """`rank` for a need already read by `read_many`."""
        scores = self.scored(query)
        chosen = self.candidates(query, scores, top=top, everything=everything)
        memo: dict[Any, Any] = {}
        return [self._match(need, query, at, rank, scores, memo) for rank, at in enumerate(chosen, 1)]

    def brief(
        self, need: Need, query: Query, *, top: int = 20, everything: bool = False
    ) -> list[tuple[str, float, Band]]:
        """(firm id, score, band) of what `rank_read` returns, without the explanation: for many needs at once."""
        scores, yardstick = self.scored(query), self._yardstick(query)
        return [
            (
                self._firms[at].firm_id,
                float(scores.total[at]),
                self._band(need, query, at, scores, yardstick).band,
            )
            for at in self.candidates(query, scores, top=top, everything=everything)
        ]

    def candidates(self, query: Query, scores: Scores, *, top: int, everything: bool = False) -> list[int]:
        """The places of the firms to show, by score, then id; at most `top`."""
        if top < 0:
            raise ValueError("top must not be negative")
        chosen: list[int] = []
        # Firms stand in the order of ids, so a stable sort breaks ties by id.
        for number in _best_first(scores.total, top if everything else None):
            if len(chosen) == top or scores.total[number] <= 0:
                break
            if everything or self._shares(query, int(number)) or _same_industry(scores, int(number)):
                chosen.append(int(number))
        return chosen

    def _shares(self, query: Query, number: int) -> bool:
        """Whether need and firm share a content word, or three letters in a row."""
        counts = self._rows[number].counts
        if any(t.kind == "word" and not t.generic and t.key in counts for t in query.whole.terms):
            return True
        trigrams = _trigrams(query.whole.runs)
        fields = self._rows[number].fields.values()
        return any(not trigrams.isdisjoint(_trigrams(each.runs)) for each in fields)

    def reachable(self, query: Query) -> float:
        """What the words of a text of average length that names each term of the need once would sum to."""
        return sum(weight * self._index.rarity(key) for key, weight in query.weights.items()) / (1 + K1)

    def _yardstick(self, query: Query) -> "_Yardstick":
        """What the fit of a need is measured by, the same for every firm."""
        reachable = self.reachable(query)
        limit = max(SPECIFIC_FIRMS, SPECIFIC_SHARE * len(self._firms))
        specific = frozenset(
            term.key
            for term in query.title.terms
            if term.kind == "word" and not term.generic and self._index.frequency(term.key) <= limit
        )
        return _Yardstick(reachable, specific)

    def _band(
        self, need: Need, query: Query, number: int, scores: Scores, yardstick: "_Yardstick"
    ) -> "_Banded":
        fit = min(1.0, float(scores.words[number]) / yardstick.reachable) if yardstick.reachable > 0 else 0.0
        specific = not yardstick.specific.isdisjoint(self._rows[number].counts)
        by_fit: Band = "strong" if fit >= STRONG else "fair" if fit >= FAIR else "weak"
        firm = self._firms[number]
        truncated = max(len(need.text), len(need.detail)) > MAX_CHARS
        if scores.code is not None and by_fit == "weak" and not self._shares(query, number):
            return _Banded(fit, by_fit, "weak", ("code_only", *(("truncated",) if truncated else ())))
        band, reasons = self._limited(by_fit, specific=specific, firm=firm, truncated=truncated)
        return _Banded(fit, by_fit, band, reasons)

    def _match(
        self, need: Need, query: Query, number: int, rank: int, scores: Scores, memo: dict[Any, Any]
    ) -> Match:
        firm, row = self._firms[number], self._rows[number]
        weights = query.weights
        if scores.lexical != 1.0:
            weights = {key: scores.lexical * weight for key, weight in weights.items()}
        shared = matched_terms(self._index, weights, query.whole, row.fields, number, purposes=query.purposes)
        banded = self._band(need, query, number, scores, self._yardstick(query))
        found, missing = need_words(query.title, shared)
        quotes = tuple(
            dict.fromkeys(word for term in shared for quote in term.firm_words for word in quote.words)
        )
        matched = self._codes(query, number, scores, memo)
        likely = 0.0 if scores.code is None else float(scores.code.same[number])
        lines = (
            requirements.product(found, missing, quotes, purposes=purpose_words(query.title, query.purposes)),
            requirements.industry(need.ksic.strip(), firm.ksic.strip(), probability=likely),
            requirements.region(need.regions, firm.region),
            requirements.size(need.sizes, firm.size, certified=firm.size_certified),
            requirements.verification(firm.verification),
        )
        return Match(
            firm_id=firm.firm_id,
            rank=rank,
            score=float(scores.total[number]),
            fit=banded.fit,
            band=banded.band,
            band_by_fit=banded.by_fit,
            band_reasons=banded.reasons,
            terms=shared,
            evidence=evidence(shared),
            requirements=tuple(line for line in lines if line is not None),
            engine=self.engine,
            parts=_parts(scores, number),
            codes=matched,
            model=self._beside.digest,
        )

    def _codes(
        self, query: Query, number: int, scores: Scores, memo: dict[Any, Any]
    ) -> tuple[codes.MatchedCode, ...]:
        beside, need = self._beside, query.codes
        if scores.code is None or need is None or beside.posteriors is None or beside.firms is None:
            return ()
        found = codes.matched(
            beside.posteriors, need, beside.firms, number, scores.code.factors, fade=beside.fade
        )
        if number not in self._texts:
            source = (_text_of(self._firms[number]), self._rows[number].whole())
            self._texts[number] = codes.texts_of([source])[0]
        return codes.with_words(found, beside.posteriors, need.text, self._texts[number], memo)

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


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """What a text of average length with each term of the need once would score, and the need's rare words."""

    reachable: float
    specific: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Banded:
    """The fit of one pair and its band."""

    fit: float
    by_fit: Band
    band: Band
    reasons: tuple[str, ...]


def _weighed(rows: Sequence[_Row]) -> bm25.Bm25:
    return bm25.build([row.counts for row in rows], k1=K1, b=B)


def _held(vectors: "Vectors | None") -> Any:
    return np.empty((0, 0), np.float32) if vectors is None else vectors


def _best_first(scores: bm25.Floats, few: int | None) -> Any:
    """Places by falling score, then by place; where only a few are wanted, only so many (and their equals) are sorted."""
    if few is None or few * 4 >= len(scores) or few == 0:
        return np.argsort(-scores, kind="stable")
    limit = np.partition(scores, len(scores) - few)[len(scores) - few]
    places = np.flatnonzero(scores >= limit)
    return places[np.argsort(-scores[places], kind="stable")]


def _same_industry(scores: Scores, number: int) -> bool:
    return scores.code is not None and float(scores.code.same[number]) >= codes.EVIDENCE


def _parts(scores: Scores, number: int) -> tuple[tuple[str, float], ...]:
    """What makes up the score of one firm; the parts sum to it."""
    parts = [("lexical", scores.lexical * float(scores.words[number]))]
    if scores.code is not None:
        parts.append(("code", float(scores.code.total[number])))
    if scores.embedder is not None:
        parts.append(("embedder", float(scores.embedder[number])))
    return tuple(parts)
