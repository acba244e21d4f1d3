"""The shipped rules say what the law says, and agree with the facts that the library shows."""

import pytest

from sangsaeng import facts
from sangsaeng.clocks import statutory
from sangsaeng.parties.models import Role


@pytest.mark.parametrize(
    ("key", "unit", "length", "extension", "pause"),
    [
        ("support_reply", "days", 30, 15, None),
        ("regulation_reply", "days", 15, 30, 45),
        ("regulation_report", "months", 3, 1, None),
        ("correction_order", "months", 6, 3, None),
        ("annual_plan", "date", 0, 0, None),
        ("revised_plan", "days", 20, 0, None),
    ],
)
def test_the_statutory_periods(key: str, unit: str, length: int, extension: int, pause: int | None) -> None:
    rule = statutory.rule(key)
    assert (rule.unit, rule.length, rule.extension, rule.pause_max_days) == (unit, length, extension, pause)
    assert rule.extensions_max == (1 if extension else 0)
    assert rule.pause_allowed == (pause is not None)
    assert rule.is_statutory
    assert rule.source_url.startswith("https://www.law.go.kr/법령/")


def test_only_days_that_somebody_else_set_do_not_move() -> None:
    fixed = {rule.key for rule in statutory.rules().values() if not rule.moves}
    assert fixed == {"material", "purchase_term", "milestone"}
    assert not any(statutory.rule(key).is_statutory for key in fixed)
    assert statutory.rule("material", 1).moves  # a clock that runs keeps the version it was started under


def test_they_agree_with_the_facts_of_the_library() -> None:
    known = {fact.key: fact for fact in facts.statutory_rules()}
    for key in ("support_reply", "regulation_reply", "regulation_report", "correction_order"):
        rule = statutory.rule(key)
        assert (known[key].value, known[key].unit) == (rule.length, rule.unit)
        assert (known[f"{key}_extension"].value, known[f"{key}_extension"].unit) == (
            rule.extension,
            rule.unit,
        )
    assert known["regulation_supplement"].value == statutory.rule("regulation_reply").pause_max_days


def test_what_is_ours_says_so() -> None:
    for rule in statutory.rules().values():
        if not rule.is_statutory:
            assert rule.source_url == ""
            assert "이 시스템이 정한" in rule.basis_ko
            assert "no law" in rule.basis_en


def test_every_rule_warns_and_escalates_to_roles_that_exist() -> None:
    for rule in statutory.rules().values():
        assert list(rule.warn_before) == sorted(rule.warn_before, reverse=True)
        assert rule.escalate_after == ((Role.SECRETARIAT, 0), (Role.CHAIR, 7))
        assert len(rule.key) <= 40


def test_an_older_version_is_still_there_and_an_unknown_one_is_not() -> None:
    assert statutory.rule("support_reply", 1) == statutory.rule("support_reply")
    with pytest.raises(KeyError):
        statutory.rule("support_reply", 99)


def test_a_row_that_does_not_fit_is_refused() -> None:
    import dataclasses

    row = dataclasses.asdict(statutory.rule("support_reply"))
    row["escalate_after"] = []
    with pytest.raises(ValueError, match="unknown"):
        statutory._rule({**row, "colour": "red"})
    with pytest.raises(ValueError, match="unit"):
        statutory._rule({**row, "unit": "date"})
    with pytest.raises(ValueError, match="unit"):
        statutory._rule({**row, "unit": "weeks"})
