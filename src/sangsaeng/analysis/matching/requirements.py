"""What a need asks, line by line: met, partial, unknown or conflict. What no field says is unknown, never no."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["met", "partial", "unknown", "conflict"]
Verification = Literal["sourced", "partly", "unchecked"]

STATUS_KO: dict[Status, str] = {
    "met": "충족",
    "partial": "일부 충족",
    "unknown": "확인 필요",
    "conflict": "불일치",
}
LABELS = {
    "product": ("제품", "Product"),
    "industry": ("업종", "Industry"),
    "region": ("지역", "Region"),
    "size": ("기업 규모", "Company size"),
    "verification": ("제품 설명의 확인", "Verification of the product text"),
}
SIZE_KO = {"small": "중소기업", "mid": "중견기업", "large": "대기업"}
_PROVINCES = {
    "서울특별시": "서울", "부산광역시": "부산", "대구광역시": "대구", "인천광역시": "인천", "광주광역시": "광주",
    "대전광역시": "대전", "울산광역시": "울산", "세종특별자치시": "세종", "경기도": "경기", "강원도": "강원",
    "강원특별자치도": "강원", "충청북도": "충북", "충청남도": "충남", "전라북도": "전북", "전북특별자치도": "전북",
    "전라남도": "전남", "경상북도": "경북", "경상남도": "경남", "제주도": "제주", "제주특별자치도": "제주",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the table: key (product, region, size, verification), status, and one or two sentences why.

    detail, detail_en: Korean and English. need_words, firm_words: what was asked and what was found, quoted; empty
    where there is nothing to quote.
    """

    key: str
    status: Status
    detail: str
    detail_en: str
    need_words: tuple[str, ...] = ()
    firm_words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain types: key, label, label_en, status, status_ko, detail, detail_en, need_words, firm_words."""
        label, label_en = LABELS[self.key]
        return {
            "key": self.key,
            "label": label,
            "label_en": label_en,
            "status": self.status,
            "status_ko": STATUS_KO[self.status],
            "detail": self.detail,
            "detail_en": self.detail_en,
            "need_words": list(self.need_words),
            "firm_words": list(self.firm_words),
        }


def _quoted(words: Sequence[str]) -> tuple[str, str]:
    return ", ".join(f"「{word}」" for word in words), ", ".join(f"“{word}”" for word in words)


def product(
    found: Sequence[str], missing: Sequence[str], firm_words: Sequence[str], *, purposes: Sequence[str] = ()
) -> Requirement:
    """The product words of the need: all found, some found, or none that could be looked for.

    A word that the firm's text lacks is not a conflict: the text is short and need not name everything. purposes:
    the words among them that say what the product is for; the line says that they count less.

    >>> product(["파인메탈마스크"], [], ["FMM"]).status
    'met'
    """
    words, words_en = _quoted(missing)
    status: Status
    shown: Sequence[str] = firm_words
    if not found and not missing:
        status, shown = "unknown", ()
        detail = "수요에 제품을 가리키는 낱말이 없어 견줄 수 없습니다."
        detail_en = "The need names no product word to compare."
    elif not missing:
        status = "met"
        detail = "수요의 제품 낱말이 기업 글에 모두 있습니다."
        detail_en = "Every product word of the need stands in the company's text."
    elif not found:
        status = "unknown"
        detail = f"낱말이 온전히 겹치지 않습니다. 확인하지 못한 낱말: {words}."
        detail_en = f"No word is shared in full. Not confirmed: {words_en}."
    else:
        status = "partial"
        detail = f"일부만 있습니다. 기업 글에 적혀 있지 않은 낱말: {words}. 만들지 않는다는 뜻은 아닙니다."
        detail_en = f"Only some are there. The company's text does not mention {words_en}; that is not a no."
    if purposes:
        named, named_en = _quoted(purposes)
        detail += f" 용도를 나타내는 낱말은 덜 셉니다: {named}."
        detail_en += f" Words that name the purpose count less: {named_en}."
    return Requirement("product", status, detail, detail_en, tuple(found), tuple(shown))


def _place(text: str) -> tuple[str, str]:
    """Province in its short form, and the rest: 경기도 화성시 → (경기, 화성)."""
    head, _, rest = " ".join(text.split("(")[0].split()).partition(" ")
    rest = rest.split(" ")[0]
    return _PROVINCES.get(head, head), rest[:-1] if len(rest) > 2 and rest[-1] in "시군구" else rest


def region(asked: Sequence[str], has: str | None) -> Requirement | None:
    """Where the firm is against the regions asked for (any of them will do); None if none was asked for.

    >>> region(["경기도 화성시"], "경기 화성").status, region(["충북"], "").status
    ('met', 'unknown')
    """
    if not asked:
        return None
    if not has or not has.strip():
        detail = f"기업의 지역이 자료에 없습니다. 요구: {' 또는 '.join(asked)}."
        return Requirement("region", "unknown", detail, "The company's region is not on file.", tuple(asked))
    province, city = _place(has)
    status: Status = "conflict"
    for wanted_province, wanted_city in map(_place, asked):
        if wanted_province == province and wanted_city in ("", city):
            status = "met"
        elif wanted_province == province and not city and status == "conflict":
            status = "partial"
    detail, detail_en = {
        "met": ("요구한 지역에 있습니다.", "In a region asked for."),
        "partial": ("시·도는 같고 시·군·구는 자료에 없습니다.", "Same province; the city is not on file."),
    }.get(status, ("요구한 지역과 다릅니다.", "Not in a region asked for."))
    return Requirement("region", status, detail, detail_en, tuple(asked), (has.strip(),))


def industry(asked: str, has: str, *, probability: float) -> Requirement | None:
    """The firm's KSIC code against the one asked for; None if none was asked for.

    has: the firm's code on file, or "". probability: where it is not on file, how probable its product text makes the
    first three digits asked for.

    >>> industry("26110", "26121", probability=0.0).status, industry("26110", "", probability=0.8).status
    ('partial', 'unknown')
    """
    if not asked:
        return None
    shared = next((n for n in range(min(len(asked), len(has), 5), 1, -1) if asked[:n] == has[:n]), 0)
    status: Status
    if not has:
        status = "unknown"
        likely = probability >= 0.5
        detail = "업종 코드가 자료에 없습니다." + (
            " 제품 설명으로는 같은 업종으로 보입니다." if likely else ""
        )
        detail_en = "No industry code on file." + (
            " By its product text the same industry." if likely else ""
        )
    elif shared == min(len(asked), 5):
        status = "met"
        detail, detail_en = f"업종 코드가 {shared}자리까지 같습니다.", f"The same code to {shared} digits."
    elif shared:
        status = "partial"
        detail = f"업종 코드가 앞 {shared}자리만 같습니다."
        detail_en = f"Only the first {shared} digits of the code are the same."
    else:
        status, detail, detail_en = "conflict", "업종 코드가 다릅니다.", "Another industry code."
    return Requirement("industry", status, detail, detail_en, (asked,), (has,) if has else ())


def size(asked: Sequence[str], has: str | None, *, certified: bool) -> Requirement | None:
    """The firm's size class (small, mid, large) against those asked for; None if none was asked for.

    A size that rests on no certificate is known only in part: it meets a requirement in part and is no conflict.

    >>> size(["small"], "small", certified=False).status, size(["small"], "mid", certified=True).status
    ('partial', 'conflict')
    """
    if not asked:
        return None
    want = tuple(SIZE_KO.get(each, each) for each in asked)
    if not has or not has.strip():
        detail = f"기업 규모가 자료에 없습니다. 요구: {' 또는 '.join(want)}."
        return Requirement("size", "unknown", detail, "The company's size is not on file.", want)
    status: Status
    if certified:
        status = "met" if has in asked else "conflict"
        detail, detail_en = (
            ("확인서로 확인된 규모입니다.", "The size is certified.")
            if status == "met"
            else ("확인서의 규모가 요구한 규모와 다릅니다.", "The certified size is not one asked for.")
        )
    else:
        status = "partial" if has in asked else "unknown"
        detail, detail_en = (
            (
                "자료에는 요구한 규모로 적혀 있으나 확인서가 없습니다.",
                "As asked for on file, but without a certificate.",
            )
            if status == "partial"
            else (
                "자료에는 다른 규모로 적혀 있고 확인서가 없습니다.",
                "Another size on file, without a certificate.",
            )
        )
    return Requirement("size", status, detail, detail_en, want, (SIZE_KO.get(has, has),))


def verification(how: Verification) -> Requirement:
    """How the firm's product text was verified.

    >>> verification("unchecked").status
    'unknown'
    """
    if how == "sourced":
        detail = "출처가 있는 제품 설명입니다."
        return Requirement("verification", "met", detail, "The product text has a source.")
    if how == "partly":
        detail = "제품 설명의 일부만 출처로 확인했습니다. 나머지는 확인 필요입니다."
        return Requirement("verification", "partial", detail, "Part of the product text has a source.")
    detail = "제품 설명의 출처를 확인하지 못했습니다(확인 필요)."
    detail_en = "The product text has no confirmed source."
    return Requirement("verification", "unknown", detail, detail_en)
