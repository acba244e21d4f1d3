"""Names of firms in their comparable forms: what is folded, what is not, and that each form is stable."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.analysis.identity.names import MAX_CHARS, folded, loosen, plain, read, shortened, strip_form
from sangsaeng.analysis.identity.sounds import sound_alike

NAMES = st.lists(
    st.sampled_from(
        [
            *"한빛전자에이치엔앤씨시이비지피케이스팩제호가 \t·&-.,()",
            "㈜",
            "(주)",
            "주식회사",
            "유한회사",
            "Co.,Ltd",
            "Inc.",
            "LG",
            "Tech",
            "HOLDINGS",
            "테크놀러지",
            "자동차",
            "네트웍스",
            "12호",
            "1",
            "🙂",
            "구 ",
            "(구 달빛)",
            "시스템즈",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("㈜한빛전자", "한빛전자 주식회사"),
        ("(주) 한빛전자", "한빛전자(주)"),
        ("유한책임회사 한빛", "한빛유한회사"),
        ("한빛홀딩스", "한빛 Holdings Co., Ltd."),
        ("LG하늘소재", "엘지하늘소재"),
        ("HB이노베이션", "에이치비이노베이션"),
        ("한빛Tech", "한빛테크"),
        ("HB&S", "에이치비앤에스"),
        ("한빛이앤씨", "한빛이엔시"),
        ("HB파마", "에이취비파마"),
        ("LIFE DESIGN", "라이프디자인"),
        ("S-Power", "에쓰파워"),
        ("ＬＧ하늘소재", "LG하늘소재"),
        (unicodedata.normalize("NFD", "한빛전자"), "한빛전자"),
        ("ﾡￂﾾ", "ㄱㅏㄱ"),
    ],
)
def test_two_ways_of_writing_one_name_are_folded_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("한빛홀딩스", "한빛지주"),
        ("한빛홀딩스", "한빛"),
        ("한빛전자", "한빛전기"),
        ("한빛1호스팩", "한빛2호스팩"),
        ("HBC", "HBI"),
    ],
)
def test_another_firm_stays_another(one: str, other: str) -> None:
    assert loosen(folded(one)) != loosen(folded(other))


@given(st.one_of(st.text(max_size=60), NAMES))
def test_every_form_is_stable(text: str) -> None:
    for form in (strip_form, plain, folded):
        once = form(text)
        assert form(once) == once
    loose = read(text).loose
    assert loosen(loose) == loose


@given(NAMES, st.sampled_from(["㈜{}", "{}㈜", "주식회사 {}", "{} 주식회사", "{}(유)", "(주) {}"]))
def test_a_legal_form_more_changes_nothing(name: str, frame: str) -> None:
    name = "한빛" + name
    assert plain(frame.format(name)) == plain(name)


def test_a_name_in_brackets_is_the_former_one() -> None:
    name = read("㈜한빛전자(구 달빛전자)")
    assert (name.plain, name.former) == ("한빛전자", "달빛전자")
    assert read("한빛(전자)").former == ""


def test_numbers_stay_and_serials_of_one_kind_are_one() -> None:
    assert read("한빛제12호기업인수목적 주식회사").loose == read("한빛스팩12호").loose
    assert read("한빛스팩12호").numbers == ("12",)


def test_letters_said_one_after_another_are_letters() -> None:
    assert shortened("에이치비하늘소리") == "hb하늘소리"
    assert shortened("이노베이션") == "이노베이션"


def test_a_latin_name_sounds_like_its_korean_one() -> None:
    assert sound_alike("hanbitec", "한비텍")
    assert not sound_alike("hanbitec", "달빛텍")


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "\x00\x01", "---", "\ufeff\u200b"])
def test_what_holds_no_letters_is_empty(text: str) -> None:
    assert read(text).is_empty


def test_a_megabyte_is_cut_and_said() -> None:
    start = time.perf_counter()
    for text in ("한빛" * 500_000, "ᄒ" * 1_000_000, "A" * 1_000_000, " " * 1_000_000):
        name = read(text)
        assert name.too_long
        assert len(name.given) <= MAX_CHARS
    assert time.perf_counter() - start < 1
