"""Meetings, models, the plan and the law: what is public is kept apart, what is not stays empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sangsaeng import facts
from sangsaeng.facts.reading import read_csv, read_list

LISTS = (
    "council_meetings",
    "committee_meetings",
    "named_models",
    "model_totals",
    "policy_lineage",
    "support_plan",
    "statutory_rules",
    "body_names",
)


@pytest.mark.parametrize("reader", LISTS)
def test_sources_exist_and_keys_are_unique(reader: str) -> None:
    known = {each.key for each in facts.sources()}
    rows = getattr(facts, reader)()
    for row in rows:
        named = set(row.sources) if hasattr(row, "sources") else {row.source}
        assert named <= known, row
        assert named or row.confidence == "unknown", row
    if reader != "body_names":
        keys = [getattr(row, "id", None) or row.key for row in rows]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("reader", LISTS)
def test_every_korean_text_has_its_english(reader: str) -> None:
    for row in getattr(facts, reader)():
        for name in row.__slots__:
            if name.endswith("_ko") and name != "basis_ko":
                korean, english = getattr(row, name), getattr(row, name.removesuffix("_ko") + "_en")
                assert (korean is None) == (english is None), (row, name)


def test_found_and_approved_are_two_counts() -> None:
    totals = {each.id: each for each in facts.model_totals()}
    found, approved = totals["found-2021-05-03"], totals["approved-2021-05-03"]
    assert (found.what, found.count, found.of, found.as_of) == ("found", 13, 50, date(2021, 5, 3))
    assert (approved.what, approved.count, approved.of) == ("approved", 9, None)
    assert sum((approved.by_sector or {}).values()) == 9
    assert {each.what for each in totals.values()} == {
        "found",
        "recommended",
        "approved",
        "target",
        "cooperation_models",
    }


def test_named_models_are_those_of_the_meetings() -> None:
    models = {each.id: each for each in facts.named_models()}
    assert len(models) == 14
    for meeting in facts.council_meetings():
        for key in meeting.models:
            assert models[key].council_number == meeting.number
            assert models[key].council_date == meeting.date
            assert models[key].council_result == "recommended"
    assert all(each.demand_firm is None and each.supply_firm is None for each in models.values())
    assert sum(each.committee_status == "approved" for each in models.values()) == 6
    assert {each.disclosure for each in models.values()} == {"item", "field", "withheld"}


def test_two_meetings_of_the_council_are_dated_with_models_and_none_has_a_vote() -> None:
    meetings = facts.council_meetings()
    assert [each.number for each in meetings] == [1, 2, 3, 4, 5, 6, 7, None]
    assert [each.number for each in meetings if each.date] == [1, 3, 7]
    assert not any("vote" in name for name in facts.CouncilMeeting.__slots__)


def test_kinds_of_support_are_kept_apart() -> None:
    plan = {each.id: each for each in facts.support_plan()}
    assert plan["designated_rnd"].cap_per_model_krw == 2_000_000_000
    assert plan["special_guarantee"].amount_krw == 1_000_000_000_000
    assert (plan["venture_fund"].amount_krw, plan["venture_fund"].invested_krw) == (130_000_000_000, None)
    assert plan["policy_loans"].amount_krw is None
    assert {each.kind for each in plan.values()} == {"selection", "loan", "guarantee", "fund", "grant"}


def test_law_sets_no_quorum_for_the_council() -> None:
    assert facts.statutory_rule("council_quorum").value is None
    assert facts.statutory_rule("council_max_members").value == 25
    assert facts.statutory_rule("support_reply").value == 30
    assert facts.statutory_rule("ews_adjacent").value == 75


@pytest.mark.parametrize(
    ("body", "day", "name"),
    [
        ("motie", date(2021, 5, 3), "산업통상자원부"),
        ("motie", date(2025, 9, 30), "산업통상자원부"),
        ("motie", date(2025, 10, 1), "산업통상부"),
        ("mofe", date(2021, 5, 3), "기획재정부"),
        ("mofe", date(2026, 1, 2), "재정경제부"),
        ("mss", date(2021, 5, 3), "중소벤처기업부"),
    ],
)
def test_bodies_have_the_name_of_the_date(body: str, day: date, name: str) -> None:
    assert facts.body_name(body, on=day) == name


def test_a_body_that_did_not_exist_yet_has_no_name() -> None:
    with pytest.raises(LookupError, match="2025-12-31"):
        facts.body_name("mpb", on=date(2025, 12, 31))
    assert facts.body_name("motie", on=date(2026, 1, 1), language="en").startswith("Ministry of Trade")


def copy_of(file: str, folder: Path) -> Path:
    target = folder / file
    target.write_bytes((Path(facts.__file__).parent / "data" / file).read_bytes())
    return target


@pytest.mark.parametrize(
    ("old", "new", "row", "field"),
    [
        (",72.2,%", ",much,%", 2, "value"),
        (",true,import_share", ",yes,import_share", 2, "is_full_year"),
        ("2010-01-01", "2010-13-01", 2, "period_start"),
        ("TD0001,hf,", "TD0001,,", 2, "item"),
        ("partner,", "country,", 1, "country"),
        ("TD0002,pr,", "TD0002,pr,one,too,many,", 3, "id"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, old: str, new: str, row: int, field: str) -> None:
    file = copy_of("figures.csv", tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(facts.FactsError) as caught:
        read_csv("figures.csv", facts.Figure, derive={"published_early": lambda _: False}, folder=tmp_path)
    assert (caught.value.file, caught.value.row, caught.value.field) == ("figures.csv", row, field)
    assert f"row {row}, field {field}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("number: 1", "number: one", "number"),
        ("  confidence: sourced\n", "", "confidence"),
        ("date: 2019-10-16", "date: '2019-10-99'", "date"),
        ("confidence: sourced", "confidence: null", "confidence"),
        ("models: []", "models: some", "models"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    file = copy_of("council.yaml", tmp_path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(facts.FactsError, match=field) as caught:
        read_list("council.yaml", facts.CouncilMeeting, folder=tmp_path)
    assert (caught.value.row, caught.value.field) == ("council-1", field)


def test_yaml_that_does_not_parse_is_named(tmp_path: Path) -> None:
    (tmp_path / "council.yaml").write_text("- id: [", encoding="utf-8")
    with pytest.raises(facts.FactsError, match=r"council\.yaml, row"):
        read_list("council.yaml", facts.CouncilMeeting, folder=tmp_path)
