"""Index terms: domain words whole, spellings unified, surfaces kept, odd input survived."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.analysis.text import MAX_CHARS, Term, analyse, analyse_many, fold, lexicon, terms
from sangsaeng.analysis.text.lexicon import parse, squeeze


def words(text: str) -> dict[str, Term]:
    return {term.text: term for term in terms(text) if term.kind == "word"}


def bigrams(text: str) -> list[str]:
    return [term.text for term in terms(text) if term.kind == "bigram"]


def test_the_shipped_lexicon_is_large_and_consistent() -> None:
    shipped = lexicon()
    assert len(set(shipped.canonical.values())) >= 150
    assert all(shipped.canonical.get(word) == word for word in shipped.canonical.values())
    assert set(shipped.parts) <= set(shipped.canonical.values())
    assert not shipped.generic & shipped.canonical.keys()


@pytest.mark.parametrize("ending", ["", "용", "을", " 국산화"])
def test_every_domain_spelling_is_read_whole(ending: str) -> None:
    shipped = lexicon()
    spellings = [word for word in shipped.words if squeeze(word) in shipped.canonical]
    missed = [word for word in spellings if shipped.canonical[squeeze(word)] not in words(word + ending)]
    assert missed == []


def test_a_word_remembers_the_words_it_came_from() -> None:
    found = words("OLED 증착용 파인메탈마스크(FMM)를 만듭니다")
    assert found["파인메탈마스크"].surfaces == ("파인메탈마스크", "FMM")
    assert found["증착"].surfaces == ("증착용",)
    assert found["oled"].surfaces == ("OLED",)
    assert words("에칭 가스를 쓰는 공정")["불화수소"].surfaces == ("에칭 가스",)


def test_compounds_count_their_parts_beside_them() -> None:
    assert {"영구자석", "자석"} <= words("희토류 영구자석").keys()


def test_latin_and_mixed_words_stay_and_numbers_go() -> None:
    assert {"빌드업필름", "m15x", "필름"} == words("ABF, M15X, 12, 3.5").keys()


def test_generic_words_are_marked_and_leave_no_bigrams() -> None:
    found = words("고성능 부품 국산화 개발")
    assert found.keys() == {"고성능", "부품", "국산화", "개발"}
    assert all(term.generic for term in found.values())
    assert bigrams("고성능 부품 국산화 개발") == []


def test_bigrams_pass_over_blanks_and_stop_at_separators_particles_and_yong() -> None:
    assert bigrams("파인 메탈") == ["파인", "인메", "메탈"]
    assert bigrams("동박,박판") == ["동박", "박판"]
    assert bigrams("증착용 동박을") == ["증착", "동박"]


def purposes(text: str) -> set[str]:
    return {term.text for term in terms(text) if term.kind == "word" and term.purpose}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("노광 공정용 네온 재활용", {"노광", "공정"}),
        ("디스플레이용 노광기", {"디스플레이"}),
        ("EUV용 블랭크마스크", {"euv"}),
        ("자동차용 구조용 접착제", {"자동차", "구조"}),
        ("공기분리설비에서 추출한 반도체용 네온", {"반도체"}),
        ("파우치 필름, 반도체용 네온", {"반도체"}),
    ],
)
def test_what_stands_before_yong_is_a_purpose(text: str, named: set[str]) -> None:
    assert purposes(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "네온 재활용",
        "OLED 적용 소프트웨어",
        "발전용수 분석",
        "웨이퍼 이송용기",
        "반도체 장비용 부품 국산화",
        "반도체용",
        "반도체용, 네온",
    ],
)
def test_no_purpose_without_yong_as_a_suffix_and_a_noun_it_serves(text: str) -> None:
    assert purposes(text) == set()


def test_a_word_counts_how_often_it_names_a_purpose() -> None:
    found = words("반도체용 네온, 반도체 검사장비")["반도체"]
    assert (found.count, found.purpose) == (2, 1)
    assert {term.text: term.purpose for term in terms("노광용 네온") if term.kind == "bigram"} == {
        "노광": 1,
        "네온": 0,
    }


def test_decomposed_and_full_width_text_reads_the_same() -> None:
    plain = "FMM 전해액·분리막"
    assert terms(unicodedata.normalize("NFD", plain)) == terms("ＦＭＭ 전해액ㆍ분리막") == terms(plain)


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "12345 67%", "()··//", "\x00\ud800\n\t", "ㄱㄴㄷ" * 50])
def test_text_without_words_has_no_words(text: str) -> None:
    assert words(text) == {}


def test_english_alone_and_emoji_between() -> None:
    assert list(words("Photoresist for EUV")) == ["photoresist", "for", "euv"]
    assert "전해액" in words("😀전해액😀")


@pytest.mark.parametrize("piece", ["가", "반도체 장비용 부품을 만든다 ", "a", "1,", "ㄱ", "( "])
def test_a_megabyte_is_read_only_to_the_bound(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert analyse(text) == analyse(text[:MAX_CHARS])


def test_threads_read_the_same_as_one() -> None:
    texts = [f"전해액 {n}인치 파인메탈마스크 분리막용 M{n}X" for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(analyse, texts)) == analyse_many(texts)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("전해액분리막용을 FMxk12·,()%😀ㄱ각\u1100\u1161-’'"), max_size=60))
def test_surfaces_stand_in_the_text(text: str) -> None:
    from sangsaeng.analysis.text.normalise import cleaned

    clean = " ".join(cleaned(text).split())
    for term in terms(text):
        assert term.count >= 1
        assert 0 <= term.purpose <= term.count
        assert term.surfaces
        assert all(surface and surface in clean for surface in term.surfaces)
        assert term.text == fold(term.text)


def test_a_lexicon_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="감광액"):
        parse("포토레지스트 = 감광액\n현상액 = 감광액", "")
    with pytest.raises(ValueError, match="개발"):
        parse("개발", "개발")
