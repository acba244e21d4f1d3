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
_PROVINCES = {
    "서울특별시": "서울", "부산광역시": "부산", "대구광역시": "대구", "인천광역시": "인천", "광주광역시": "광주",
    "대전광역시": "대전", "울산광역시": "울산", "세종특별자치시": "세종", "경기도": "경기", "강원도": "강원",
    "강원특별자치도": "강원", "충청북도": "충북", "충청남도": "충남", "전라북도": "전북", "전북특별자치도": "전북",
    "전라남도": "전남", "경상북도": "경북", "경상남도": "경남", "제주도": "제주", "제주특별자치도": "제주",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the table: key (product, region, size, verification), status, and one Korean sentence why.

    need_words, firm_words: what was asked and what was found, quoted; empty where there is nothing to quote.
    """

    key: str
    label: str
    status: Status
    detail: str
    need_words: tuple[str, ...] = ()
    firm_words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain types: key, label, status, status_ko, detail, need_words, firm_words."""
        return {
            "key": self.key,
            "label": self.label,
            "status": self.status,
            "status_ko": STATUS_KO[self.status],
            "detail": self.detail,
            "need_words": list(self.need_words),
            "firm_words": list(self.firm_words),
        }


def product(found: Sequence[str], missing: Sequence[str], firm_words: Sequence[str]) -> Requirement:
    """The product words of the need: all found, some found, or none that could be looked for.

    A word that the firm's text lacks is not a conflict: the text is short and need not name everything.

    >>> product(["파인메탈마스크"], [], ["FMM"]).status
    'met'
    """
    quoted = tuple(found), tuple(firm_words)
    if found and not missing:
        return Requirement("product", "제품", "met", "수요의 제품 낱말이 기업 글에 모두 있습니다.", *quoted)
    words = ", ".join(f"「{word}」" for word in missing)
    if found:
        detail = (
            f"일부만 있습니다. 기업 글에 없는 낱말: {words}. 없다는 뜻이 아니라 적혀 있지 않다는 뜻입니다."
        )
        return Requirement("product", "제품", "partial", detail, *quoted)
    if not missing:
        return Requirement(
            "product", "제품", "unknown", "수요에 제품을 가리키는 낱말이 없어 견줄 수 없습니다."
        )
    return Requirement(
        "product", "제품", "unknown", f"글자 일부만 겹칩니다. 확인하지 못한 낱말: {words}.", (), quoted[1]
    )


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
    want = " 또는 ".join(asked)
    if not has or not has.strip():
        return Requirement(
            "region", "지역", "unknown", f"기업의 지역이 자료에 없습니다. 요구: {want}.", tuple(asked)
        )
    province, city = _place(has)
    status: Status = "conflict"
    for wanted_province, wanted_city in map(_place, asked):
        if wanted_province != province:
            continue
        if wanted_city in ("", city):
            status = "met"
        elif not city and status == "conflict":
            status = "partial"
    detail = {
        "met": "요구한 지역에 있습니다.",
        "partial": "시·도는 같고 시·군·구는 자료에 없습니다.",
        "conflict": f"요구한 지역({want})과 다릅니다.",
    }[status]
    return Requirement("region", "지역", status, detail, tuple(asked), (has.strip(),))


def size(asked: Sequence[str], has: str | None, *, certified: bool) -> Requirement | None:
    """The firm's size class against those asked for; None if none was asked for.

    A size that rests on no certificate is only partly known, so it meets a requirement in part and never conflicts
    outright.

    >>> size(["중소"], "중소", certified=False).status, size(["중소"], "중견", certified=True).status
    ('partial', 'conflict')
    """
    if not asked:
        return None
    want = " 또는 ".join(asked)
    if not has or not has.strip():
        return Requirement(
            "size", "기업 규모", "unknown", f"기업 규모가 자료에 없습니다. 요구: {want}.", tuple(asked)
        )
    quoted = tuple(asked), (has.strip(),)
    if has.strip() in asked:
        if certified:
            return Requirement("size", "기업 규모", "met", "확인서로 확인된 규모입니다.", *quoted)
        detail = "자료에는 요구한 규모로 적혀 있으나 확인서로 확인하지 못했습니다."
        return Requirement("size", "기업 규모", "partial", detail, *quoted)
    if certified:
        return Requirement("size", "기업 규모", "conflict", f"요구한 규모({want})와 다릅니다.", *quoted)
    detail = f"자료에는 요구한 규모({want})와 다르게 적혀 있으나 확인서로 확인하지 못했습니다."
    return Requirement("size", "기업 규모", "unknown", detail, *quoted)


def verification(how: Verification) -> Requirement:
    """How the firm's product text was verified.

    >>> verification("unchecked").status
    'unknown'
    """
    label = "제품 설명의 확인"
    if how == "sourced":
        return Requirement("verification", label, "met", "출처가 있는 제품 설명입니다.")
    if how == "partly":
        detail = "제품 설명의 일부만 출처로 확인했습니다. 나머지는 확인 필요입니다."
        return Requirement("verification", label, "partial", detail)
    detail = "제품 설명의 출처를 확인하지 못했습니다(확인 필요). 그래서 적합도를 한 단계 낮췄습니다."
    return Requirement("verification", label, "unknown", detail)
