"""Office numbering, cleaning of text, and what the content refuses."""

import doctest
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.records.documents import content, minutes_votes, xlsx
from sangsaeng.records.documents.content import (
    DEMONSTRATION_MARK,
    Column,
    Document,
    Figure,
    Heading,
    ListItem,
    NumberedHeading,
    NumberedItem,
    NumberedList,
    Table,
    clean,
    numbered,
    office_number,
)

NOW = datetime(2026, 11, 9, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("module", [content, minutes_votes, xlsx])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_the_office_order_has_eight_levels_and_goes_on_after_ha() -> None:
    assert [office_number(level, 1) for level in range(1, 9)] == [
        "1.",
        "가.",
        "1)",
        "가)",
        "(1)",
        "(가)",
        "①",
        "㉮",
    ]
    assert [office_number(2, n) for n in (14, 15, 28, 29)] == ["하.", "거.", "허.", "고."]
    assert [office_number(7, n) for n in (20, 21, 35, 36, 50)] == ["⑳", "㉑", "㉟", "㊱", "㊿"]
    assert [office_number(2, n, "en") for n in (1, 26, 27)] == ["a.", "z.", "aa."]


@pytest.mark.parametrize(("level", "number"), [(0, 1), (9, 1), (1, 0), (7, 51), (8, 15), (2, 43)])
def test_a_number_outside_the_office_order_is_refused(level: int, number: int) -> None:
    with pytest.raises(ValueError, match=r"level|from 1|split the list"):
        office_number(level, number)


def test_headings_count_by_level_and_lists_stand_one_level_below() -> None:
    blocks = (
        Heading("a"),
        Heading("b", 2),
        Heading("c", 2),
        NumberedList((ListItem("x", (ListItem("y"),)),)),
        Heading("d"),
        Heading("e", 2),
        NumberedList((ListItem("z"),)),
    )
    done = numbered(Document("t", "a", NOW, blocks))
    signs = [block.sign for block in done if isinstance(block, NumberedHeading)]
    assert signs == ["1.", "가.", "나.", "2.", "가."]
    assert done[3] == (NumberedItem("1)", 3, "x", (NumberedItem("가)", 4, "y", ()),)),)


def test_a_heading_may_not_skip_a_level() -> None:
    with pytest.raises(ValueError, match="skips from level 1 to 3"):
        numbered(Document("t", "a", NOW, (Heading("a"), Heading("b", 3))))


def test_what_cannot_be_drawn_is_refused_when_it_is_built() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells for 2 columns"):
        Table((Column("a"), Column("b")), (("1", "2"), ("3",)))
    with pytest.raises(ValueError, match="at least one column"):
        Table((), ())
    with pytest.raises(ValueError, match="text alternative"):
        Figure("<svg/>", alt=" ")
    with pytest.raises(ValueError, match="width of column"):
        Column("a", width=0)
    with pytest.raises(ValueError, match="needs a title"):
        Document(" \x07", "a", NOW, ())
    with pytest.raises(ValueError, match="time zone"):
        Document("t", "a", datetime(2026, 1, 1), ())  # noqa: DTZ001


def test_a_demonstration_is_marked_in_every_property() -> None:
    document = Document(
        "제목", "저자", NOW, (), demonstration=True, summary="요약", keywords=("가", "가", "")
    )
    mark = DEMONSTRATION_MARK["ko"]
    assert mark == "시연 · 효력 없음"
    assert document.property_title == f"[{mark}] 제목"
    assert document.property_summary == f"{mark} 요약"
    assert document.property_keywords == (mark, "가")
    assert Document("제목", "저자", NOW, (), summary="요약").property_title == "제목"
    assert "시연 · 효력 없음" in DEMONSTRATION_MARK["en"]


@given(st.text())
def test_cleaned_text_can_be_held_by_xml_and_stays_clean(text: str) -> None:
    from lxml import etree

    cleaned = clean(text)
    element = etree.Element("t")
    element.text = cleaned
    assert clean(cleaned) == cleaned
    assert etree.fromstring(etree.tostring(element)).text in (cleaned, None)
