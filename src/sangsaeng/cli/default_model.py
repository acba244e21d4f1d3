"""The model that ships, made anew from the shipped facts: `python -m sangsaeng.cli.default_model`.

Nothing but `sangsaeng.facts` goes in: the fields (분야) of firms and needs as the programmes name them, learned from
product texts and titles, and the HS codes that a source prints for an item, with the item's Korean name. The folder
holds lists and no arrays, so that it comes out the same on every machine; a test compares it with what stands here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sangsaeng import facts
from sangsaeng.analysis.coding.classes import Class
from sangsaeng.analysis.coding.model import DEFAULT, Model
from sangsaeng.analysis.text import split_products

#: The programmes' fields, by the name that the pages show (`discovery.choices.Sector`).
FIELDS = {
    "semiconductor": "반도체",
    "display": "디스플레이",
    "electric_electronics": "전기전자",
    "machinery_metal": "기계금속",
    "automotive": "자동차",
    "basic_chemicals": "기초화학",
    "environment_energy": "환경·에너지",
    "bio": "바이오",
    "ict_software": "정보통신·소프트웨어",
}
#: A field with fewer texts than this is left out: too few to learn from.
LEAST = 5


def lists() -> tuple[list[Class], list[tuple[str, str]]]:
    """Classes and keywords from the facts, in the order of their files."""
    told = [(firm.product_ko, firm.sector) for firm in facts.firms()]
    told += [(need.title_ko, need.sector) for need in facts.needs()]
    texts = list(dict.fromkeys((text, field) for text, field in told if text and field in FIELDS))
    enough = Counter(field for _, field in texts)
    classes = [Class(key, name) for key, name in FIELDS.items() if enough[key] >= LEAST]
    kept = {each.id for each in classes}
    keywords = [(text, str(field)) for text, field in texts if field in kept]
    coded = [item for item in facts.items() if item.hs_code and item.hs_code_source]
    classes += [Class(f"HS{item.hs_code}", item.name_ko, str(item.hs_code)) for item in coded]
    keywords += [
        (part, f"HS{item.hs_code}")
        for item in coded
        for part in split_products(item.name_ko)
        if part != item.name_ko
    ]
    return classes, keywords


def make() -> Model:
    """The model that ships."""
    classes, keywords = lists()
    about = {"made_by": "python -m sangsaeng.cli.default_model", "facts": facts.version()}
    return Model.learn(classes, keywords, fitted=False, about=about)


def main(folder: Path = DEFAULT) -> None:
    """Write the folder."""
    make().save(folder)


if __name__ == "__main__":
    main()
