"""The items of article 9(1) of the Information Disclosure Act under which something stays closed, and until when."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sangsaeng.pages.markup import english

LAW = "https://www.law.go.kr/법령/공공기관의정보공개에관한법률"
IN_PROGRESS = 5
"""Of deliberation in progress the stage and its expected end are told too (제9조제1항제5호)."""
MOST = 12


@dataclass(frozen=True)
class Item:
    """One item (호); `gist` is empty where the text of the Act is to be read."""

    item: int
    gist_ko: str = ""
    gist_en: str = ""

    @property
    def gist(self) -> str:
        return self.gist_en if english() else self.gist_ko

    @property
    def label(self) -> str:
        """제9조제1항제7호(법인·단체·개인의 경영상·영업상 비밀)"""
        name = _("제9조제1항제%(item)d호") % {"item": self.item}
        return f"{name}({self.gist})" if self.gist else name


@cache
def items() -> dict[int, Item]:
    import yaml

    text = files("sangsaeng.portal.disclosures").joinpath("grounds.yaml").read_text(encoding="utf-8")
    return {row["item"]: Item(**row) for row in yaml.safe_load(text)}


def checked(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The grounds as they are kept; refuses (ValidationError) one without item, what it is, or its end.

    The end is a day, or in words what must have happened; of deliberation in progress a day and the stage.
    """
    kept = []
    for number, ground in enumerate(given, start=1):
        item = ground.get("item")
        what, stage, when = (str(ground.get(name) or "").strip() for name in ("what", "stage", "when"))
        until = ground.get("until")
        if item not in items():
            raise ValidationError(_("비공개 %(n)d: 제9조제1항의 몇 호인지 고르세요.") % {"n": number})
        if not what:
            raise ValidationError(_("비공개 %(n)d: 무엇을 공개하지 않는지 적으세요.") % {"n": number})
        if item == IN_PROGRESS and not (stage and isinstance(until, date)):
            raise ValidationError(
                _("비공개 %(n)d: 의사결정 과정의 단계와 끝날 예정일을 적으세요(제5호).") % {"n": number}
            )
        if not isinstance(until, date) and not when:
            raise ValidationError(
                _("비공개 %(n)d: 언제까지 또는 무엇이 끝나면 공개하는지 적으세요.") % {"n": number}
            )
        kept.append(
            {
                "item": item,
                "what": what[:300],
                "until": until.isoformat() if isinstance(until, date) else "",
                "when": when[:200],
                "stage": stage[:200],
                "seen_on": "",
                "seen": "",
            }
        )
    if len(kept) > MOST:
        raise ValidationError(_("비공개 사유는 %(most)d개까지 적습니다.") % {"most": MOST})
    return kept


@dataclass(frozen=True)
class Ground:
    """One ground of a request as pages and papers show it."""

    number: int
    item: Item
    what: str
    until: date | None
    when: str
    stage: str
    seen_on: date | None
    seen: str

    @property
    def is_over(self) -> bool:
        """Its end has passed and nobody has looked at it since."""
        from django.utils import timezone

        return self.until is not None and self.until < timezone.localdate() and self.seen_on is None


def shown(kept: list[dict[str, Any]]) -> list[Ground]:
    return [
        Ground(
            number=number,
            item=items()[each["item"]],
            what=each["what"],
            until=date.fromisoformat(each["until"]) if each["until"] else None,
            when=each["when"],
            stage=each["stage"],
            seen_on=date.fromisoformat(each["seen_on"]) if each["seen_on"] else None,
            seen=each["seen"],
        )
        for number, each in enumerate(kept, start=1)
    ]
