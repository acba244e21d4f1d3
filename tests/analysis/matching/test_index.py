"""The ranking on realistic cases, its explanation, its limits."""

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.analysis.matching import BAND_KO, ENGINE_VERSION, Firm, Match, MatchIndex, Need
from sangsaeng.analysis.text import MAX_CHARS

FIRMS = [
    Firm(
        "F01",
        "OLED 증착용 파인메탈마스크(FMM)·오픈마스크",
        "FMM",
        "경기 안산",
        "small",
        verification="sourced",
    ),
    Firm("F02", "OLED 발광소재·증착장비", verification="sourced"),
    Firm("F03", "반도체 검사·계측 장비", verification="sourced"),
    Firm("F04", "리튬이온전지용 전해액", region="충북", verification="sourced"),
    Firm("F05", "이차전지용 알루미늄 파우치 필름, 포장재"),
    Firm("F06", "전기차 구동모터용 희토류(네오디뮴) 영구자석", verification="partly"),
    Firm("F07", "고속철도 차량용 오일댐퍼 12종", verification="sourced"),
    Firm("F08", "자동차 부품 개발, 소재 국산화, 장비 제조", verification="sourced"),
    Firm("F09", "", verification="sourced"),
    Firm(
        "F10",
        "선박용 레벨 계측·원격밸브 제어 시스템",
        size="mid",
        size_certified=True,
        verification="sourced",
    ),
    Firm("F11", "반도체 박막 증착용 전구체", verification="sourced"),
    Firm("F12", "복합 중합박테리오신 사료", verification="sourced"),
]


@pytest.fixture(scope="module")
def index() -> MatchIndex:
    return MatchIndex.build(FIRMS)


def first(index: MatchIndex, need: Need | str) -> Match:
    return index.rank(need)[0]


def quoted(match: Match) -> set[str]:
    return {word for each in match.evidence for quote in each.firm_words for word in quote.words}


@pytest.mark.parametrize(
    ("need", "firm", "word"),
    [
        ("OLED 증착용 파인메탈마스크 국산화", "F01", "파인메탈마스크"),
        ("FMM 국산화", "F01", "파인메탈마스크"),
        ("파인 메탈 마스크", "F01", "파인메탈마스크"),
        ("이차전지 전해액 개발", "F04", "전해액"),
        ("배터리 파우치 소재", "F05", "파우치"),
        ("중희토 저감형 희토자석", "F06", "영구자석"),
        ("고속차량 오일 댐퍼", "F07", "오일댐퍼"),
        ("고성능 제어밸브", "F10", "원격밸브"),
        ("High-k 프리커서", "F11", "전구체"),
    ],
)
def test_the_maker_comes_first_and_its_own_word_is_quoted(
    index: MatchIndex, need: str, firm: str, word: str
) -> None:
    match = first(index, need)
    assert (match.firm_id, match.rank) == (firm, 1)
    assert any(word in each for each in quoted(match))


def test_evidence_names_need_word_firm_word_and_field(index: MatchIndex) -> None:
    best = first(index, "OLED 증착용 파인메탈마스크 국산화")
    top = best.evidence[0]
    assert (top.need_word, top.exact) == ("파인메탈마스크", True)
    assert {quote.field: quote.words[0] for quote in top.firm_words} == {
        "product": "파인메탈마스크",
        "localised_item": "FMM",
    }
    assert (best.band, BAND_KO[best.band], best.band_ko) == ("strong", "높음", "높음")


@pytest.mark.parametrize(
    "need", ["", "😀", "123 45%", "개발", "고성능 부품 국산화 개발", "드라마 시청 예측", "을를이가"]
)
def test_nothing_shared_is_no_match(index: MatchIndex, need: str) -> None:
    assert index.rank(need, top=50) == []


def test_three_letters_in_a_row_are_enough_two_are_not() -> None:
    index = MatchIndex.build([Firm("A", "쿼르질베츠"), Firm("B", "노카므")])
    assert [match.firm_id for match in index.rank("쿼르질")] == ["A"]
    loose = MatchIndex.build([Firm("A", "뷁쉛넧"), Firm("B", "모터")])
    assert loose.rank("뷁쉛, 쉛넧") == []


def test_the_list_is_not_filled_up(index: MatchIndex) -> None:
    assert len(index.rank("전해액", top=12)) == 1
    assert index.rank("전해액", top=0) == []
    with pytest.raises(ValueError, match="negative"):
        index.rank("전해액", top=-1)


def test_order_is_by_score_then_id_whatever_the_input_order() -> None:
    twins = [Firm(f"T{n:02}", "광섬유 절단기") for n in range(9)] + [Firm("U", "전동기")]
    shuffled = random.Random(3).sample(twins, len(twins))
    ranked = MatchIndex.build(shuffled).rank("광섬유 절단")
    assert [match.firm_id for match in ranked] == [f"T{n:02}" for n in range(9)]
    assert [match.as_json() for match in ranked] == [
        match.as_json() for match in MatchIndex.build(twins).rank("광섬유 절단")
    ]


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="F01"):
        MatchIndex.build([Firm("F01", "가"), Firm("F01", "나")])


def test_an_empty_index_ranks_nothing() -> None:
    assert MatchIndex.build([]).rank("전해액") == []
    assert MatchIndex.build([Firm("A", ""), Firm("B", "")]).rank("전해액") == []


def test_unchecked_text_lowers_the_band_by_one_and_says_so() -> None:
    others = [Firm(f"X{n}", "선박 도료") for n in range(9)]
    bands = {}
    for how in ("sourced", "unchecked"):
        built = MatchIndex.build([Firm("A", "이온교환막", verification=how), *others])
        bands[how] = first(built, "이온교환막")
    assert (bands["sourced"].band, bands["sourced"].band_reasons) == ("strong", ())
    low = bands["unchecked"]
    assert (low.band_by_fit, low.band, low.band_reasons) == ("strong", "fair", ("unchecked_lowered",))
    assert "확인 필요" in low.as_json()["band_reasons"][0]["ko"]
    assert {line.key: line.status for line in low.requirements}["verification"] == "unknown"


def test_a_word_of_half_the_firms_is_never_strong() -> None:
    firms = [Firm(f"S{n:02}", "반도체", verification="sourced") for n in range(20)]
    match = first(MatchIndex.build([*firms, *(Firm(f"Z{n:02}", "선박") for n in range(20))]), "반도체")
    assert (match.band_by_fit, match.band, match.band_reasons) == ("strong", "fair", ("common_words",))


def test_words_of_the_detail_count_less_than_those_of_the_title(index: MatchIndex) -> None:
    title, detail = first(index, Need("전해액")), first(index, Need("나사못", detail="전해액"))
    assert detail.firm_id == "F04"
    assert detail.score == pytest.approx(0.3 * title.score)


PURPOSE_FIRMS = [
    Firm("P1", "반도체 노광공정용 하드마스크"),
    Firm("P2", "반도체용 네온 원료가스"),
    *(Firm(f"P{n}", "반도체 공정 소재") for n in range(3, 9)),
]


def test_the_product_outweighs_its_purpose() -> None:
    index = MatchIndex.build(PURPOSE_FIRMS)
    # Without 용 the rarer words win; as a purpose they do not.
    assert first(index, "노광 공정 네온").firm_id == "P1"
    assert first(index, "노광 공정용 네온").firm_id == "P2"


def test_a_purpose_word_says_so_in_both_languages_and_counts_half() -> None:
    index = MatchIndex.build(PURPOSE_FIRMS)
    plain, lowered = (
        {match.firm_id: match for match in index.rank(need)}
        for need in ("노광 공정 네온", "노광 공정용 네온")
    )
    before = {term.term: term for term in plain["P1"].terms if term.kind == "word"}
    after = {term.term: term for term in lowered["P1"].terms if term.kind == "word"}
    assert after["노광"].contribution == pytest.approx(0.5 * before["노광"].contribution)
    assert (before["노광"].purpose, after["노광"].purpose) == (False, True)
    lines = {each["need_word"]: each for each in lowered["P1"].as_json()["evidence"]}
    assert "용도" in lines["노광"]["note"]
    assert "counts less" in lines["노광"]["note_en"]
    neon = {each.need_word: each.as_json() for each in lowered["P2"].evidence}["네온"]
    assert (neon["purpose"], neon["note"], neon["note_en"]) == (False, "", "")
    product = lowered["P2"].requirements[0]
    assert "용도를 나타내는 낱말은 덜 셉니다: 「노광」, 「공정용」" in product.detail
    assert "“노광”, “공정용”" in product.detail_en
    assert "용도" not in plain["P2"].requirements[0].detail


def test_a_word_that_also_names_the_product_keeps_its_weight() -> None:
    index = MatchIndex.build(FIRMS)
    assert first(index, "반도체용 반도체").score == pytest.approx(first(index, "반도체").score)
    title, detail = first(index, Need("전해액")), first(index, Need("나사못", detail="전해액용 나사못"))
    assert detail.score == pytest.approx(0.3 * title.score)


def test_a_need_too_long_says_what_was_read(index: MatchIndex) -> None:
    assert "truncated" in first(index, "전해액 " * MAX_CHARS).band_reasons


def test_json_is_plain_and_carries_the_engine(index: MatchIndex) -> None:
    made = first(index, Need("파인메탈마스크", regions=("경기도",), sizes=("small",))).as_json()
    assert json.loads(json.dumps(made, ensure_ascii=False)) == made
    assert made["engine"] == ENGINE_VERSION
    assert [line["key"] for line in made["requirements"]] == ["product", "region", "size", "verification"]
    assert "kiwi" in ENGINE_VERSION


VOCABULARY = [
    "OLED",
    "증착용",
    "차량용",
    "이차전지용",
    "파인메탈마스크",
    "FMM",
    "국산화",
    "전해액",
    "이차전지",
    "파우치",
    "필름",
    "영구자석",
    "희토류",
    "계측",
    "장비",
    "개발",
    "밸브",
    "제어",
    "오일댐퍼",
    "자동차",
]
needs = st.builds(
    Need,
    st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join),
    st.lists(st.sampled_from(VOCABULARY), max_size=4).map("·".join),
)


@settings(max_examples=80, deadline=None)
@given(need=needs)
def test_every_decomposition_sums_to_the_score(index: MatchIndex, need: Need) -> None:
    scores = index.scores(need)
    ranked = index.rank(need, top=100)
    assert [match.rank for match in ranked] == list(range(1, len(ranked) + 1))
    assert ranked == sorted(ranked, key=lambda match: (-match.score, match.firm_id))
    for match in ranked:
        place = [firm.firm_id for firm in FIRMS].index(match.firm_id)
        assert match.score == scores[place]
        assert math.fsum(term.contribution for term in match.terms) == pytest.approx(match.score, abs=1e-9)
        assert math.fsum(each.contribution for each in match.evidence) == pytest.approx(match.score, abs=1e-9)
        for term in match.terms:
            assert math.fsum(part for _, part in term.by_field) == pytest.approx(term.contribution, abs=1e-9)
        assert 0 < match.fit <= 1
