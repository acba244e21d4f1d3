"""A ranked pair in words: the stored explanation of the engine, told in the language of the page."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
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
    """The strongest pairs of words, need then firm, for one line of a list; where only letters are shared, it is said."""
    lines = match.explanation.get("evidence", [])
    exact = [each for each in lines if each["exact"]]
    found = []
    for each in (exact or lines)[:number]:
        words = ", ".join(dict.fromkeys(word for quote in each["firm_words"] for word in quote["words"]))
        found.append((each["need_word"], words if each["exact"] else f"{words} ({_('글자 일부만 같음')})"))
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


def part_text(name: str) -> str:
    """겹친 말, 업종·품목 코드, 뜻이 가까움 or 역량 프로필: what a part of the score is called."""
    known = {
        "lexical": _("겹친 말"),
        "code": _("업종·품목 코드"),
        "embedding": _("뜻이 가까움(임베더)"),
        "embedder": _("뜻이 가까움(임베더)"),
        "profile": _("채운 역량 프로필"),
    }
    return known.get(name, name)


def parts(match: Match) -> dict[str, float]:
    """The parts that the score is the sum of; of an engine without codes only one."""
    return match.explanation.get("parts") or {"lexical": match.score}


def blockers(match: Match) -> list[dict[str, Any]]:
    """The requirements that the firm does not meet by what is on file, to be read first."""
    return [line for line in requirements(match) if line["status"] == "conflict"]


def word_lines(match: Match) -> list[dict[str, Any]]:
    """Each word of the need: met, partly met or unknown in the firm's text, with what answers it.

    The words of the title, and those only in the detail that the firm's text answers: a detail also tells why and
    whence, so a word of it that is not there asks for nothing (`unanswered`).
    """
    return [
        {
            "word": line["word"],
            "status": line["status"],
            "status_text": status_text(line["status"]),
            "chip": STATUS_CHIP[line["status"]],
            "detail": _word_detail(line),
            "firm_words": list(dict.fromkeys(w for q in line["firm_words"] for w in q["words"])),
        }
        for line in match.explanation.get("words", [])
        if line["where"] == "title" or line["status"] != "unknown"
    ]


def unanswered(match: Match) -> list[str]:
    """The words only in the need's detail that the firm's text does not have."""
    words = match.explanation.get("words", [])
    return [line["word"] for line in words if line["where"] != "title" and line["status"] == "unknown"]


def common_words(match: Match) -> list[str]:
    """The words of the need's title that were too common to compare, without those that count here as shared."""
    shared = {line["need_word"] for line in match.explanation.get("evidence", [])}
    return [word for word in match.explanation.get("common", []) if word not in shared]


def scored_only(match: Match) -> list[str]:
    """The shared words that are in the score though no requirement line is made of them (부품, 장비)."""
    lines = {line["word"] for line in match.explanation.get("words", [])}
    shared = [line["need_word"] for line in match.explanation.get("evidence", []) if line["exact"]]
    return [word for word in shared if word not in lines]


def standing(match: Match) -> dict[str, Any]:
    """How many of the words of the need's title stand in the firm's text, and which."""
    words = [line for line in match.explanation.get("words", []) if line["where"] == "title"]
    met = [line["word"] for line in words if line["status"] == "met"]
    return {"of": len(words), "met": len(met), "words": ", ".join(f"「{word}」" for word in met)}


def _word_detail(line: dict[str, Any]) -> str:
    said = {
        "met": _("기업의 글에 있습니다."),
        "partial": _("글자 일부만 같습니다.") if line["letters"] else _("말의 일부만 있습니다."),
        "unknown": _("기업의 글에 없습니다. 하지 못한다는 뜻은 아닙니다."),
    }[line["status"]]
    if line["purpose"]:
        said += " " + _("용도를 나타내는 말이라 덜 셉니다.")
    if line["where"] == "detail":
        said += " " + _("내용에만 나온 말이라 적게 셉니다.")
    return said


def level_text(level: int, code: str) -> str:
    """Which classification and how fine: KSIC 3자리, HS 6자리."""
    kind = "HS" if code.isdigit() and level in (4, 6, 10) else "KSIC"
    return _("%(kind)s %(level)d자리") % {"kind": kind, "level": level}


def code_lines(match: Match) -> list[dict[str, Any]]:
    """The codes that both sides were read as, finest first, with the words of each side that led there."""
    found = [
        {
            "code": each["code"],
            "name": each.get("name", ""),
            "level": each["level"],
            "level_text": level_text(each["level"], each["code"]),
            "contribution": each["contribution"],
            "need_words": _("수요에 적힌 번호") if each.get("need_given") else ", ".join(each["need_words"]),
            "firm_words": _("기업에 적힌 번호") if each.get("firm_given") else ", ".join(each["firm_words"]),
        }
        for each in match.explanation.get("codes") or []
    ]
    return sorted(found, key=lambda each: (-each["contribution"], each["code"]))


def spread_line(match: Match) -> str:
    """That spreading exposure moved the firm, from where to where and at what cost; empty where it did not."""
    told = match.explanation.get("spread") or {}
    before = told.get("rank_before", match.rank)
    if before == match.rank:
        return ""
    values = {"before": before, "now": match.rank, "tolerance": f"{100 * told['tolerance']:g}"}
    if before > match.rank:
        return (
            _(
                "같은 기업만 계속 나오지 않도록 %(before)d순위에서 %(now)d순위로 앞당겼습니다. 점수가 %(tolerance)s %% 안에서 비슷할 때만 옮깁니다."
            )
            % values
        )
    return (
        _(
            "점수가 %(tolerance)s %% 안에서 비슷한 다른 기업이 덜 보였으므로 %(before)d순위에서 %(now)d순위로 옮겼습니다."
        )
        % values
    )


def sum_lines(match: Match) -> list[dict[str, Any]]:
    """Everything the score is the sum of, largest first: words, codes, other parts; `share` in per cent of the score."""
    lines = [
        {
            "label": line["need_word"],
            "kind": part_text("lexical"),
            "need": line["need_word"],
            "firm": ", ".join(dict.fromkeys(word for quote in line["quotes"] for word in quote["words"])),
            "exact": line["exact"],
            "value": line["contribution"],
        }
        for line in decomposition(match)
    ]
    codes = code_lines(match)
    lines += [
        {
            "label": f"{line['code']} {line['name']}".strip(),
            "kind": line["level_text"],
            "need": line["need_words"],
            "firm": line["firm_words"],
            "exact": True,
            "value": line["contribution"],
        }
        for line in codes
    ]
    told = {"lexical": bool(match.explanation.get("evidence")), "code": bool(codes)}
    lines += [
        {
            "label": part_text(name),
            "kind": part_text(name),
            "need": "",
            "firm": "",
            "exact": True,
            "value": value,
        }
        for name, value in parts(match).items()
        if value and not told.get(name)
    ]
    total = match.score or 1.0
    for line in lines:
        line["share"] = 100 * line["value"] / total
    return sorted(lines, key=lambda line: (-line["value"], line["label"]))


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with the words that count marked, wherever they stand in it as written."""
    found = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if not found or not text:
        return format_html("{}", text)
    pieces = re.split("(" + "|".join(map(re.escape, found)) + ")", text)
    return SafeString(
        "".join(
            format_html("<mark>{}</mark>", piece) if number % 2 else conditional_escape(piece)
            for number, piece in enumerate(pieces)
        )
    )


def _listed(match: Match) -> list[dict[str, Any]]:
    """The evidence that lists show: whole words, or letters where there is no whole word; no chance pair of letters."""
    lines: list[dict[str, Any]] = match.explanation.get("evidence", [])
    return [line for line in lines if line["exact"]] or lines


def _answered(match: Match) -> list[dict[str, Any]]:
    """The need's words that have a line of their own and are met or partly met."""
    return [line for line in match.explanation.get("words", []) if line["status"] in ("met", "partial")]


def firm_words(match: Match) -> list[str]:
    """The firm's words, as written, that count for this need: by shared words and by codes."""
    told = match.explanation
    listed = [*_listed(match), *_answered(match)]
    words = [w for line in listed for q in line["firm_words"] for w in q["words"]]
    return list(dict.fromkeys([*words, *(w for c in told.get("codes") or [] for w in c["firm_words"])]))


def need_words(match: Match) -> list[str]:
    """The need's words, as written, that count for this firm."""
    told = match.explanation
    words = [line["need_word"] for line in _listed(match)] + [line["word"] for line in _answered(match)]
    return list(dict.fromkeys([*words, *(w for c in told.get("codes") or [] for w in c["need_words"])]))


def compared(match: Match, others: Sequence[Match]) -> list[dict[str, Any]]:
    """This firm and its alternatives side by side: what each answers of the need, and what the others do not."""
    rows = [match, *others]
    answered = [
        [line["word"] for line in each.explanation.get("words", []) if line["status"] == "met"]
        for each in rows
    ]
    return [
        {
            "match": each,
            "firm": each.firm,
            "this": each.pk == match.pk,
            "band": each.band_kind,
            "words": ", ".join(f"{a} → {b}" for a, b in matched_words(each, number=3)),
            "only": ", ".join(
                word
                for word in own
                if not any(word in other for n, other in enumerate(answered) if rows[n] is not each)
            ),
            "lacks": ", ".join(
                dict.fromkeys(word for other in answered for word in other if word not in own)
            ),
            "codes": ", ".join(f"{line['code']} {line['name']}" for line in code_lines(each)[:2]),
            "check": each.firm.get_product_check_display(),
            "region": each.firm.region,
        }
        for each, own in zip(rows, answered, strict=True)
    ]
