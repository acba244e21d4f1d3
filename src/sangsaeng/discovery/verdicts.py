"""The verdicts an item page shows: `ews` on published figures, and the rules that need the full statistics."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import Figure, Item

Text = str | Promise

#: Without which data a rule cannot be judged. The rules themselves are those of `analysis.trade`.
NEEDED: dict[str, Text] = {
    "ews": _("한 해 전체의 나라별 수입 점유율"),
    "kiet": _("같은 품목의 나라별 수출액과 수입액"),
    "hri": _("HS 6단위 한 해 전체의 나라별 수입 통계"),
    "motie": _("HSK 10단위 반기 나라별 수입 통계"),
    "geodep": _("전 세계 나라별 무역표 3년 치"),
    "eu": _("유럽연합의 역내·역외 수출입 통계(한국의 수입을 재는 규칙이 아님)"),
}


def rule_rows(item: Item) -> list[dict[str, Any]]:
    """Every named rule with its condition, its verdict on this item, and why or what would be needed."""
    from sangsaeng.analysis.trade.rules import load_rules

    rows = []
    for rule in load_rules():
        judged = rule.name == item.verdict_rule and item.flag != Item.Flag.UNKNOWN
        tested = rule.name == item.verdict_rule
        rows.append(
            {
                "name": rule.name,
                "title": gettext(rule.title),
                "text": gettext(rule.text),
                "source": gettext(rule.source),
                "url": rule.url,
                "version": rule.version,
                "in_force": rule.in_force,
                "kind": item.flag_kind if tested else "flag-unknown",
                "verdict": item.get_flag_display() if tested else Item.Flag.UNKNOWN.label,
                "why": item.reason if tested else gettext("공개 수치만으로는 판단할 수 없음"),
                "tested": tested,
                "needs": "" if judged else NEEDED.get(rule.name, ""),
            }
        )
    return rows


def cautions(item: Item, figures: list[Figure]) -> list[tuple[Text, int]]:
    """What limits the figures behind a verdict and how many of them: each a sentence of the page."""
    used = set(item.verdict_figures)
    behind = [f for f in figures if f.row in used]
    found: list[tuple[Text, int]] = [
        (_("기준(금액·중량)이 표시되지 않은 수치"), sum(f.basis == "unspecified" for f in behind)),
        (_("중량을 기준으로 한 수치"), sum(f.basis == "weight" for f in behind)),
        (_("하한으로만 공개된 수치(「90 % 이상」처럼)"), sum(f.flag == "lower_bound" for f in behind)),
        (_("상한으로만 공개된 수치(「10 % 미만」처럼)"), sum(f.flag == "upper_bound" for f in behind)),
        (_("근삿값으로 공개된 수치"), sum(f.flag == "approx" for f in behind)),
        (_("공개된 수치에서 셈한 값(파생)"), sum(f.flag == "derived" for f in behind)),
        (_("그해가 끝나기 전에 나온 출처의 수치"), sum(f.published_early for f in behind)),
        (_("부분 연도이거나 연도를 알 수 없어 판정에 쓰지 않은 점유율"), item.verdict_part_years),
    ]
    return [(text, number) for text, number in found if number]
