"""Each word of a need against a firm's text: met, partly met or unknown. A word that is not there is no «no»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sangsaeng.analysis.text import Analysis, analyse_many


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

    met: every term in the word stands in the firm's text; partial: some do, or letters of it do; unknown: none. Each
    line: word, where, purpose, status, letters (only letters are shared), firm_words (field, words).
    """
    shared = list(terms)
    whole = {term["term"]: term for term in shared if term["kind"] == "word"}
    lines = []
    for word in words:
        hits = [whole[term] for term in word["terms"] if term in whole]
        letters = (
            [] if hits else [t for t in shared if t["kind"] != "word" and word["word"] in t["need_words"]]
        )
        status = (
            "met" if len(hits) == len(word["terms"]) else "partial" if hits or len(letters) > 1 else "unknown"
        )
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
