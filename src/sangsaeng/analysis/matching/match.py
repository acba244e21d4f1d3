"""What a ranking returns: each firm with its score, the score taken apart, and the words behind it."""

from dataclasses import dataclass
from typing import Any, Literal

from sangsaeng.analysis.matching.codes import MatchedCode
from sangsaeng.analysis.matching.requirements import Requirement
from sangsaeng.analysis.text import MAX_CHARS

Band = Literal["strong", "fair", "weak"]
BAND_KO: dict[Band, str] = {"strong": "높음", "fair": "보통", "weak": "낮음"}
BAND_EN: dict[Band, str] = {"strong": "High", "fair": "Medium", "weak": "Low"}
#: Why a band is what it is beyond the fit: code → Korean, English.
BAND_REASONS = {
    "common_words": (
        "흔한 낱말만 겹쳐 「높음」으로 보지 않았습니다.",
        "Only common words are shared, so not “High”.",
    ),
    "unchecked_lowered": (
        "제품 설명이 확인 필요라서 적합도를 한 단계 낮췄습니다.",
        "Lowered by one: the product text is unchecked.",
    ),
    "unchecked_lowest": (
        "제품 설명이 확인 필요입니다. 적합도는 이미 가장 낮은 단계입니다.",
        "The product text is unchecked; the band is already the lowest.",
    ),
    "code_only": (
        "겹치는 낱말이 없고 업종이 같아 보여 찾은 기업입니다. 그래서 「낮음」입니다.",
        "No word is shared; found because the industry seems the same, hence “Low”.",
    ),
    "truncated": (
        f"수요 글이 길어 앞 {MAX_CHARS:,}자만 읽었습니다.",
        f"Only the first {MAX_CHARS:,} characters of the need were read.",
    ),
}
#: What is said of a word of the need that names the purpose of the product: Korean, English.
PURPOSE_NOTE = (
    "제품이 아니라 용도를 나타내는 낱말이라 덜 셉니다.",
    "Names what the product is for, not the product, so it counts less.",
)
FIELD_KO = {"product": "제품", "localised_item": "국산화 품목"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the firm, as written, and the field they stand in (`product` or `localised_item`)."""

    field: str
    words: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain types: field, field_ko, words."""
        return {
            "field": self.field,
            "field_ko": FIELD_KO.get(self.field, self.field),
            "words": list(self.words),
        }


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """One index term shared by need and firm; contribution is its part of the score, by_field its parts by field.

    purpose: the need names it only as a purpose (용도), so it counts less.
    """

    term: str
    kind: str
    contribution: float
    by_field: tuple[tuple[str, float], ...]
    need_words: tuple[str, ...]
    firm_words: tuple[Quote, ...]
    purpose: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain types: term, kind, contribution, by_field, need_words, firm_words, purpose."""
        return {
            "term": self.term,
            "kind": self.kind,
            "contribution": self.contribution,
            "by_field": dict(self.by_field),
            "need_words": list(self.need_words),
            "firm_words": [quote.as_json() for quote in self.firm_words],
            "purpose": self.purpose,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """One word of the need with the firm's words that answer it: the terms summed up for a reader.

    exact: a whole word is shared, not only letters. contribution: the sum over the word's terms.
    purpose: the need names it only as a purpose (용도); `PURPOSE_NOTE` says that it counts less.
    """

    need_word: str
    contribution: float
    exact: bool
    firm_words: tuple[Quote, ...]
    purpose: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain types: need_word, contribution, exact, firm_words, purpose, note, note_en (empty if no purpose)."""
        note, note_en = PURPOSE_NOTE if self.purpose else ("", "")
        return {
            "need_word": self.need_word,
            "contribution": self.contribution,
            "exact": self.exact,
            "firm_words": [quote.as_json() for quote in self.firm_words],
            "purpose": self.purpose,
            "note": note,
            "note_en": note_en,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """One firm ranked for one need.

    firm_id; rank from 1. score: ≥ 0, comparable within one ranking only; without a model the BM25 sum. parts: what makes
    it up (`lexical`, and with a model `code`, with an embedder `embedder`). fit: the lexical score against what a text of
    average length naming each term of the need once would score, 0–1, comparable across needs.
    band: the fit in words after the limits; band_by_fit: before them; band_reasons: keys of `BAND_REASONS`.
    terms: sorted by contribution, largest first; their contributions sum to the lexical part, as do those of evidence.
    codes: sorted likewise; they sum to the code part. engine: `ENGINE_VERSION` of the run. model: its digest, or "".
    """

    firm_id: str
    rank: int
    score: float
    fit: float
    band: Band
    band_by_fit: Band
    band_reasons: tuple[str, ...]
    terms: tuple[MatchedTerm, ...]
    evidence: tuple[Evidence, ...]
    requirements: tuple[Requirement, ...]
    engine: str
    parts: tuple[tuple[str, float], ...] = ()
    codes: tuple[MatchedCode, ...] = ()
    model: str = ""

    @property
    def band_ko(self) -> str:
        """높음, 보통 or 낮음."""
        return BAND_KO[self.band]

    def as_json(self) -> dict[str, Any]:
        """The match in plain types, as documented in docs/reference/matching.md; floats are not rounded."""
        return {
            "engine": self.engine,
            "model": self.model,
            "firm": self.firm_id,
            "rank": self.rank,
            "score": self.score,
            "fit": self.fit,
            "band": self.band,
            "band_ko": self.band_ko,
            "band_en": BAND_EN[self.band],
            "band_by_fit": self.band_by_fit,
            "band_reasons": [
                {"code": code, "ko": BAND_REASONS[code][0], "en": BAND_REASONS[code][1]}
                for code in self.band_reasons
            ],
            "evidence": [each.as_json() for each in self.evidence],
            "requirements": [each.as_json() for each in self.requirements],
            "terms": [each.as_json() for each in self.terms],
            "parts": dict(self.parts),
            "codes": [each.as_json() for each in self.codes],
        }
