"""Texts as people really give them: empty, foreign, decomposed, half-width, far too long; each has a sensible answer."""

import time
import unicodedata
from types import SimpleNamespace

import pytest

from sangsaeng.analysis.coding.posteriors import Posteriors, read_texts
from sangsaeng.analysis.matching import Firm, MatchIndex, Need
from sangsaeng.analysis.text import MAX_CHARS

CLASSES = [
    ("C1", "축전지 제조업", "28202"),
    ("C2", "커피 가공업", "10792"),
    ("C3", "측정기기 제조업", "27213"),
]
KEYWORDS = [
    ("이차전지", "C1"),
    ("배터리", "C1"),
    ("커피", "C2"),
    ("OLED inspection", "C3"),
    ("검사장비", "C3"),
]
FIRMS = [
    Firm("F1", "이차전지용 전해액"),
    Firm("F2", "OLED 검사장비, FMM"),
    Firm("F3", "커피머신"),
    Firm("F4", "semiconductor valve"),
    Firm("F5", ""),
]


@pytest.fixture(scope="module", params=["words", "codes"])
def index(request: pytest.FixtureRequest) -> MatchIndex:
    model = (
        SimpleNamespace(posteriors=Posteriors.fit(CLASSES, KEYWORDS)) if request.param == "codes" else None
    )
    return MatchIndex.build(FIRMS, model=model)


def ids(index: MatchIndex, need: str) -> list[str]:
    return [match.firm_id for match in index.rank(need)]


@pytest.mark.parametrize(
    "need", ["", " \n\t ", "12345 67.8 %", "2026-11-23", "😀🔋", "!!! ??? ---", "\x00\ufeff"]
)
def test_a_need_that_names_nothing_finds_nobody(index: MatchIndex, need: str) -> None:
    assert index.rank(need) == []
    assert index.rank(need, everything=True) == []


def test_english_words_find_the_firms_that_write_them(index: MatchIndex) -> None:
    assert ids(index, "Semiconductor VALVE")[0] == "F4"
    assert ids(index, "FMM")[0] == "F2"


@pytest.mark.parametrize(
    "need", ["リチウムイオン電池の電解液", "литиевая батарея", "électrolyte pour batterie"]
)
def test_a_need_in_a_language_nobody_writes_finds_nobody_that_shares_words(
    index: MatchIndex, need: str
) -> None:
    assert all("code_only" in match.band_reasons for match in index.rank(need))


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_decomposed_letters_are_the_same_letters(index: MatchIndex, form: str) -> None:
    need = "이차전지용 전해액"
    assert [
        m.as_json() | {"evidence": 0, "terms": 0} for m in index.rank(unicodedata.normalize(form, need))
    ] == [m.as_json() | {"evidence": 0, "terms": 0} for m in index.rank(need)]


def test_half_and_full_width_forms_are_the_same(index: MatchIndex) -> None:
    assert ids(index, "ＯＬＥＤ 검사장비（ＦＭＭ）") == ids(index, "OLED 검사장비(FMM)")
    halfwidth = MatchIndex.build([Firm("A", "ﾡﾢ 전해액"), Firm("B", "커피")])
    assert ids(halfwidth, "전해액") == ["A"]


def test_a_megabyte_is_read_in_part_quickly_and_says_so(index: MatchIndex) -> None:
    long = "이차전지용 전해액과 분리막을 찾습니다. " * 45_000
    assert len(long.encode()) > 1_000_000
    start = time.monotonic()
    match = index.rank(long)[0]
    assert time.monotonic() - start < 20
    assert match.firm_id == "F1"
    assert "truncated" in match.band_reasons
    assert len(long) > MAX_CHARS
    firms = MatchIndex.build([Firm("L", "커피 원두 " * 200_000), Firm("S", "전해액")])
    assert ids(firms, "전해액") == ["S"]


def test_emoji_and_signs_inside_a_need_are_passed_over(index: MatchIndex) -> None:
    assert ids(index, "🔋이차전지용🔋 전해액!!!") == ids(index, "이차전지용 전해액")


def test_a_firm_twice_is_refused_by_name_and_twins_stay_in_order() -> None:
    with pytest.raises(ValueError, match="F1"):
        MatchIndex.build([Firm("F1", "전해액"), Firm("F1", "전해액")])
    twins = MatchIndex.build([Firm("B", "전해액"), Firm("A", "전해액")])
    assert ids(twins, "전해액") == ["A", "B"]


def test_texts_without_letters_have_no_code() -> None:
    model = Posteriors.fit(CLASSES, KEYWORDS)
    found = model.of(read_texts(["", "123", "😀", "%%%"]))
    assert not found.levels[3].any()


def test_markup_is_text_and_is_never_more(index: MatchIndex) -> None:
    found = {match.firm_id: match for match in index.rank(Need("<script>alert(1)</script> 전해액"))}
    assert [line.need_word for line in found["F1"].evidence] == ["전해액"]
