"""Each word of a need against a firm's text: met, partly met or unknown. A word that is not there is no «no»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sangsaeng.analysis.text import Analysis, analyse_many, fold, normalise


def read_words(title: str, detail: str) -> list[dict[str, Any]]:
    """The words of a need that name something, as written, in order: those of the title, then those only in the detail.

    Each: word, where (`title` or `detail`), purpose (it says only what the product is for), terms (the index terms in
    it). Generic words (국산화, 개발) are left out.

    >>> [(line["word"], line["where"]) for line in read_words("전해액 국산화", "분리막과 전해액")]
    [('전해액', 'title'), ('분리막', 'detail')]
    """
    found: dict[str, dict[str, Any]] = {}
    for where, analysis in zip(("title", "detail"), analyse_many([title, detail]), strict=True):
        _gather(found, where, analysis)
    named = {term for line in found.values() if line["where"] == "title" for term in line["terms"]}
    return [
        line for line in found.values() if line["where"] == "title" or not named.issuperset(line["terms"])
    ]


def common_words(title: str) -> list[str]:
    """The words of a need's title that are so common that nothing is asked of them: 고강도, 국산화.

    >>> common_words("전해액 국산화")
    ['국산화']
    """
    [analysis] = analyse_many([title])
    named = {s for term in analysis.terms if term.kind == "word" and not term.generic for s in term.surfaces}
    said = [s for term in analysis.terms if term.kind == "word" and term.generic for s in term.surfaces]
    return [word for word in dict.fromkeys(said) if word not in named]


def _gather(found: dict[str, dict[str, Any]], where: str, analysis: Analysis) -> None:
    for term in analysis.terms:
        if term.kind != "word" or term.generic:
            continue
        for surface in term.surfaces:
            line = found.setdefault(surface, {"word": surface, "where": where, "purpose": True, "terms": []})
            if line["where"] == where:
                line["terms"].append(term.text)
                line["purpose"] = line["purpose"] and term.purpose == term.count


def word_lines(
    words: Iterable[Mapping[str, Any]], terms: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each word of a need with its status for one firm, from the terms of `Match.as_json()`.

    met: the firm's text has the word, or terms that make up all of it (생분해 is not met by 전기분해); partial: some of
    it, or letters of it; unknown: none. Each line: word, where, purpose, status, letters (only letters are shared),
    firm_words (field, words).
    """
    shared = list(terms)
    whole = {term["term"]: term for term in shared if term["kind"] == "word"}
    lines = []
    for word in words:
        hits = [whole[term] for term in word["terms"] if term in whole]
        letters = (
            [] if hits else [t for t in shared if t["kind"] != "word" and word["word"] in t["need_words"]]
        )
        status = "met" if _whole(word, hits) else "partial" if hits or len(letters) > 1 else "unknown"
        quotes: dict[str, dict[str, None]] = {}
        for term in hits or (letters if status == "partial" else []):
            for quote in term["firm_words"]:
                quotes.setdefault(quote["field"], {}).update(dict.fromkeys(quote["words"]))
        lines.append(
            {
                "word": word["word"],
                "where": word["where"],
                "purpose": word["purpose"],
                "status": status,
                "letters": status == "partial" and not hits,
                "firm_words": [{"field": field, "words": list(found)} for field, found in quotes.items()],
            }
        )
    return lines


def _letters(word: str) -> str:
    """The letters of a word that name something: without blanks, and without the endings 용 and 성."""
    plain = fold(normalise(word)).replace(" ", "")
    return plain[:-1] if len(plain) > 2 and plain[-1] in "용성" else plain


def _whole(word: Mapping[str, Any], hits: list[Mapping[str, Any]]) -> bool:
    """Whether what is shared makes up the whole word: as written, or by terms that cover its letters."""
    if not hits:
        return False
    own = _letters(word["word"])
    written = (_letters(found) for term in hits for quote in term["firm_words"] for found in quote["words"])
    if any(own in each for each in written):
        return True
    return len(hits) == len(word["terms"]) and sum(len(term["term"]) for term in hits) >= len(own)
