"""The named rules: their thresholds, what they cannot judge, and the versions they state."""

from __future__ import annotations

from pathlib import Path

import pytest

from sangsaeng.analysis.trade import InputError, Row, Trade, load_groups, load_rules, read, screen

ITEM = "2811111000"


def baci(folder: Path, rows: list[tuple[int, str, str, int]], *, item: str = "281111") -> Trade:
    """World trade: (year, importer, exporter, thousand dollars)."""
    numbers = {"KOR": 410, "CHN": 156, "JPN": 392, "TWN": 490, "USA": 842, "DEU": 276, "FRA": 251, "VNM": 704}
    lines = [f"{y},{numbers[x]},{numbers[m]},{item},{v}," for y, m, x, v in rows]
    path = folder / "b.csv"
    path.write_text("t,i,j,k,v,q\n" + "\n".join(lines) + "\n")
    return read(path)


def customs(folder: Path, rows: list[tuple[str, str, int, int]], *, item: str = ITEM) -> Trade:
    """Korea's trade: (YYYY.MM, partner, imports, exports) in dollars."""
    lines = [f"{when},{c},{item},0,{sold},0,{bought},{sold - bought}" for when, c, bought, sold in rows]
    path = folder / "k.csv"
    path.write_text("year,statCd,hsCd,expWgt,expDlr,impWgt,impDlr,balPayments\n" + "\n".join(lines) + "\n")
    return read(path)


def one(trade: Trade, rule: str, **asked: object) -> Row:
    [row] = screen(trade, rules=[rule], **asked)  # type: ignore[arg-type]
    return row


@pytest.mark.parametrize(
    ("shares", "flag", "word"),
    [
        ({"CHN": 50, "USA": 50}, True, "중국"),
        ({"CHN": 49, "USA": 49, "DEU": 2}, False, "미만"),
        ({"CHN": 40, "JPN": 35, "USA": 25}, True, "동아시아"),
        ({"CHN": 40, "JPN": 34, "USA": 26}, False, "동아시아 74.0%"),
        ({"USA": 49, "DEU": 26, "FRA": 25}, False, "서유럽 51.0%"),
        ({"CHN": 30, "TWN": 45, "USA": 25}, True, "기타 아시아"),
        ({"CHN": 499999, "USA": 499999, "DEU": 2}, False, "49.9999%"),
    ],
)
def test_ews_one_country_or_adjacent_ones(
    tmp_path: Path, shares: dict[str, int], flag: bool, word: str
) -> None:
    verdict = one(baci(tmp_path, [(2024, "KOR", c, v) for c, v in shares.items()]), "ews").verdicts["ews"]
    assert verdict.flag is flag
    assert word in verdict.reason
    assert verdict.version == "ews-2024-06-27"
    if max(shares.values()) * 2 < sum(shares.values()):
        assert load_groups().version in verdict.reason


def test_ews_with_groups_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_text("version: mine-1\neffective: 2026-01-01\nsource: test\ngroups: {태평양: [JPN, USA]}\n")
    trade = baci(tmp_path, [(2024, "KOR", "CHN", 25), (2024, "KOR", "JPN", 40), (2024, "KOR", "USA", 35)])
    verdict = one(trade, "ews", groups=load_groups(path)).verdicts["ews"]
    assert verdict.flag is True
    assert "태평양" in verdict.reason
    assert "mine-1" in verdict.reason
    path.write_text("groups: {a: [JPN]}\n")
    with pytest.raises(InputError, match="version"):
        load_groups(path)


@pytest.mark.parametrize(
    ("china", "sold", "flag", "level"),
    [
        (70, 0, True, "취약"),
        (69, 0, True, "관심"),
        (50, 0, True, "관심"),
        (49, 0, False, None),
        (70, 70, False, None),
    ],
)
def test_kiet_needs_a_deficit_with_the_partner(
    tmp_path: Path, china: int, sold: int, flag: bool, level: str | None
) -> None:
    flows = [(2024, "KOR", "CHN", china), (2024, "KOR", "USA", 30), (2024, "KOR", "JPN", 70 - china)]
    trade = baci(tmp_path, [*flows, (2024, "CHN", "KOR", sold)])
    verdict = one(trade, "kiet").verdicts["kiet"]
    assert (verdict.flag, verdict.level) == (flag, level)


def test_kiet_without_exports_is_unknown_not_false(tmp_path: Path) -> None:
    text = (
        "refYear,reporterISO,partnerISO,flowCode,classificationCode,cmdCode,primaryValue\n"
        "2020,KOR,JPN,M,H5,281111,{}\n2020,KOR,CHN,M,H5,281111,40\n2020,KOR,USA,M,H5,281111,40\n"
    )
    path = tmp_path / "c.csv"
    path.write_text(text.format(90))
    row = one(read(path), "kiet")
    assert row.verdicts["kiet"].flag is None
    assert "수출 자료가 없어" in row.verdicts["kiet"].reason
    assert row.export_usd is row.tsi is row.world_usd is None
    path.write_text(text.format(30))
    assert one(read(path), "kiet").verdicts["kiet"].flag is False  # too small a share, whatever the exports


@pytest.mark.parametrize(
    ("japan", "level"), [(90, "90% 이상"), (89, "50% 이상"), (50, "50% 이상"), (49, None)]
)
def test_hri_looks_at_japan(tmp_path: Path, japan: int, level: str | None) -> None:
    trade = baci(tmp_path, [(2024, "KOR", "JPN", japan), (2024, "KOR", "CHN", 100 - japan)])
    verdict = one(trade, "hri").verdicts["hri"]
    assert (verdict.flag, verdict.level) == (level is not None, level)


def half_year(months: range, china: int, total: int) -> list[tuple[str, str, int, int]]:
    """Imports spread over months, so that China has `china` of `total` dollars over six of them."""
    return [
        (f"2022.{month:02d}", country, value // 6, 0)
        for month in months
        for country, value in (("CN", china), ("US", total - china))
    ]


@pytest.mark.parametrize(
    ("china", "total", "flag", "level"),
    [
        (9_000_000, 12_000_000, True, "75% 이상"),
        (10_800_000, 12_000_000, True, "90% 이상"),
        (8_999_994, 12_000_000, False, None),
        (9_000_000, 9_999_996, False, None),
    ],
)
def test_motie_is_by_half_years(
    tmp_path: Path, china: int, total: int, flag: bool, level: str | None
) -> None:
    row = one(customs(tmp_path, half_year(range(1, 7), china, total)), "motie")
    assert (row.verdicts["motie"].flag, row.verdicts["motie"].level) == (flag, level)
    assert row.months == 6


def test_motie_takes_the_half_that_reaches_highest(tmp_path: Path) -> None:
    first = half_year(range(1, 7), 9_600_000, 12_000_000)
    second = half_year(range(7, 13), 11_400_000, 12_000_000)
    verdict = one(customs(tmp_path, first + second), "motie").verdicts["motie"]
    assert verdict.level == "90% 이상"
    assert "하반기" in verdict.reason


def test_motie_says_why_it_cannot_judge(tmp_path: Path) -> None:
    part = customs(tmp_path, half_year(range(1, 6), 12_000_000, 12_000_000))
    six = customs(tmp_path, half_year(range(1, 7), 12_000_000, 12_000_000), item="281111")
    annual = tmp_path / "a.csv"
    annual.write_text(
        "year,importer,exporter,item,value_usd\n2022,KOR,CHN,2811111000,9\n2022,JPN,CHN,2811111000,9\n"
    )
    for trade, word in ((part, "여섯 달"), (six, "10단위"), (read(annual), "월별 자료가 없어")):
        verdict = one(trade, "motie").verdicts["motie"]
        assert verdict.flag is None
        assert word in verdict.reason


def test_geodep_is_met_in_two_of_three_years(tmp_path: Path) -> None:
    def year(y: int, korea_buys_from: str) -> list[tuple[int, str, str, int]]:
        return [
            (y, "KOR", korea_buys_from, 90),
            (y, "KOR", "USA", 1),
            (y, "JPN", "CHN", 50),
            (y, "CHN", "KOR", 2),
        ]

    flat = [(2022, "KOR", c, 25) for c in ("CHN", "JPN", "USA", "DEU")]
    hit = year(2023, "CHN") + year(2024, "CHN")
    assert one(baci(tmp_path, flat + hit), "geodep", year=2024).verdicts["geodep"].flag is True
    assert one(baci(tmp_path, flat + hit), "geodep", year=2023).verdicts["geodep"].flag is None
    assert one(baci(tmp_path, hit), "geodep", year=2023).verdicts["geodep"].flag is None
    lone = [(2023, m, x, v) for _, m, x, v in flat] + [(2024, m, x, v) for _, m, x, v in flat]
    assert one(baci(tmp_path, lone), "geodep", year=2024).verdicts["geodep"].flag is False
    assert one(baci(tmp_path, flat + lone), "geodep", year=2024).verdicts["geodep"].flag is False


@pytest.mark.parametrize(
    ("inner", "sold", "flag"),
    [(50, 20, True), (50, 60, False), (101, 0, False)],
)
def test_eu_counts_what_comes_from_outside(tmp_path: Path, inner: int, sold: int, flag: bool) -> None:
    flows = [
        (2024, "DEU", "CHN", 90),
        (2024, "FRA", "JPN", 10),
        (2024, "DEU", "FRA", inner),
        (2024, "USA", "DEU", sold),
    ]
    row = one(baci(tmp_path, flows), "eu", importer="EU27")
    assert row.import_usd == 100_000
    assert row.verdicts["eu"].flag is flag
    assert one(baci(tmp_path, flows), "eu", importer="USA").verdicts["eu"].flag is None


def test_one_partner_gives_totals_and_says_why_no_shares(tmp_path: Path) -> None:
    trade = customs(tmp_path, [("2022.01", "JP", 5, 1), ("2022.02", "JP", 7, 1)])
    [row] = screen(trade)
    assert (row.import_usd, row.export_usd, row.months) == (12, 2, 2)
    assert row.top_country is row.top_share is row.hhi is row.partners is None
    assert all(v.flag is None and v.reason for v in row.verdicts.values())
    assert "한 상대(일본 JPN)" in row.verdicts["ews"].reason


def test_a_country_whose_imports_were_not_reported_has_no_shares(tmp_path: Path) -> None:
    trade = customs(tmp_path, [("2022.01", "JP", 5, 1), ("2022.01", "CN", 5, 1)])
    [row] = screen(trade, importer="JPN")
    assert (row.import_usd, row.top_share) == (1, None)


def test_a_part_of_a_year_is_called_so(tmp_path: Path) -> None:
    rows = [(f"2022.{m:02d}", c, 5, 1) for m in (1, 2, 3) for c in ("JP", "CN")]
    row = one(customs(tmp_path, rows), "ews")
    assert row.months == 3
    assert "2022년 1~3월" in row.verdicts["ews"].reason


def test_nothing_imported_cannot_be_judged(tmp_path: Path) -> None:
    row = one(customs(tmp_path, [("2022.01", "JP", 0, 4), ("2022.01", "CN", 0, 4)]), "ews")
    assert (row.import_usd, row.partners, row.tsi, row.top_share) == (0, 0, 1.0, None)
    assert row.verdicts["ews"].flag is None


def test_what_the_file_does_not_hold_is_refused(tmp_path: Path) -> None:
    trade = baci(tmp_path, [(2024, "KOR", "CHN", 1), (2024, "JPN", "CHN", 1)])
    with pytest.raises(InputError, match=r"2023년 자료가 없습니다.*2024"):
        screen(trade, year=2023)
    with pytest.raises(InputError, match="USA의 수입이 없습니다"):
        screen(trade, importer="USA")
    with pytest.raises(InputError, match=r"규칙이 없습니다.*ews"):
        screen(trade, rules=["law"])


def test_every_rule_states_version_source_and_date() -> None:
    rules = load_rules()
    assert [rule.name for rule in rules] == ["ews", "kiet", "hri", "motie", "geodep", "eu"]
    for rule in rules:
        assert rule.version
        assert rule.source
        assert rule.text
        assert rule.effective is None or rule.effective[:4] in {"2019", "2021", "2022", "2024"}
    assert [rule.name for rule in rules if rule.in_force] == ["ews"]
    assert "제15조" in rules[0].source
