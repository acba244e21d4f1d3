"""A ranked pair in words: the stored explanation of the engine, told in the language of the page."""

from typing import Any

from django.utils.translation import gettext as _

from sangsaeng.discovery.choices import pick
from sangsaeng.discovery.models import Match

STATUS_CHIP = {"met": "approved", "partial": "returned", "unknown": "flag-unknown", "conflict": "not-adopted"}


def field_text(field: str, fallback: str = "") -> str:
    """제품 or 국산화 품목: the field of the firm's record that a quotation stands in."""
    known = {"product": _("제품"), "localised_item": _("국산화 품목")}
    return known.get(field, fallback or field)


def status_text(status: str) -> str:
    """충족, 일부 충족, 확인 필요 or 불일치."""
    known = {
        "met": _("충족"),
        "partial": _("일부 충족"),
        "unknown": _("확인 필요"),
        "conflict": _("불일치"),
    }
    return known.get(status, status)


def requirements(match: Match) -> list[dict[str, Any]]:
    """Requirement by requirement: met, partial, unknown or conflict, why, and the words of both sides."""
    return [
        {
            "label": pick(each["label"], each["label_en"]),
            "status": each["status"],
            "status_text": status_text(each["status"]),
            "chip": STATUS_CHIP.get(each["status"], "flag-unknown"),
            "detail": pick(each["detail"], each["detail_en"]),
            "need_words": each["need_words"],
            "firm_words": each["firm_words"],
        }
        for each in match.explanation.get("requirements", [])
    ]


def band_reasons(match: Match) -> list[str]:
    """Why the band is lower than the fit alone would give; empty where nothing limited it."""
    return [pick(reason["ko"], reason["en"]) for reason in match.explanation.get("band_reasons", [])]


def decomposition(match: Match) -> list[dict[str, Any]]:
    """The score word by word; the parts sum to the score. `share` is each part in per cent of it."""
    total = match.score or 1.0
    return [
        {
            "need_word": each["need_word"],
            "exact": each["exact"],
            "contribution": each["contribution"],
            "share": 100 * each["contribution"] / total,
            "quotes": [
                {"field": field_text(quote["field"], quote["field_ko"]), "words": quote["words"]}
                for quote in each["firm_words"]
            ],
        }
        for each in match.explanation.get("evidence", [])
    ]


def matched_words(match: Match, *, number: int = 4) -> list[tuple[str, str]]:
    """The strongest pairs of words, need then firm, for one line of a list."""
    found = []
    for each in match.explanation.get("evidence", [])[:number]:
        words = [word for quote in each["firm_words"] for word in quote["words"]]
        found.append((each["need_word"], ", ".join(dict.fromkeys(words))))
    return found


def unknowns(match: Match) -> list[str]:
    """What nobody has looked at yet for this pair; unknown is not no."""
    firm = match.firm
    found = []
    if firm.product_check != firm.ProductCheck.SOURCED:
        found.append(_("제품 설명 가운데 출처로 확인하지 못한 부분이 있습니다."))
    if not firm.region:
        found.append(_("사업장이 어디인지 알 수 없습니다."))
    found.append(_("생산 능력, 품질 수준, 납기, 가격은 공개 자료에 없습니다."))
    found.append(_("기업이 이 수요에 관심이 있는지 묻지 않았습니다."))
    if not match.need.detail:
        found.append(_("수요의 자세한 사양이 공개되지 않았습니다."))
    return found
