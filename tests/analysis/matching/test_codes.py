"""Ranking with a model of codes: what it adds, how it is taken apart, one firm put in or out, texts too long for it."""

import json
import math
import random
from types import SimpleNamespace

import numpy as np
import pytest

from sangsaeng.analysis.coding.posteriors import Posteriors
from sangsaeng.analysis.matching import Firm, Match, MatchIndex, Need
from sangsaeng.analysis.matching.checking import folds_of, gain, interval, same_industry

CLASSES = [("C1", "전동기 제조업", "28111"), ("C2", "축전지 제조업", "28202"), ("C3", "커피 가공업", "10792")]
KEYWORDS = [
    ("서보모터", "C1"),
    ("전동기", "C1"),
    ("이차전지", "C2"),
    ("리튬이온 배터리", "C2"),
    ("축전지", "C2"),
    ("볶은 커피", "C3"),
    ("원두", "C3"),
]
FIRMS = [
    Firm("F1", "이차전지", verification="sourced"),
    Firm("F2", "축전지", verification="sourced"),
    Firm("F3", "서보모터", verification="sourced"),
    Firm("F4", "원두", verification="sourced"),
    Firm("F5", "", verification="sourced"),
    Firm("F6", "이차전지용 나사", localised_item="배터리 나사", verification="sourced"),
]


@pytest.fixture(scope="module")
def model() -> SimpleNamespace:
    return SimpleNamespace(posteriors=Posteriors.fit(CLASSES, KEYWORDS))


@pytest.fixture(scope="module")
def index(model: SimpleNamespace) -> MatchIndex:
    return MatchIndex.build(FIRMS, model=model)


def by_firm(index: MatchIndex, need: Need | str, **how: bool) -> dict[str, Match]:
    return {match.firm_id: match for match in index.rank(need, top=50, **how)}


def sums(match: Match) -> None:
    parts = dict(match.parts)
    assert math.fsum(parts.values()) == pytest.approx(match.score, rel=1e-9)
    assert math.fsum(t.contribution for t in match.terms) == pytest.approx(
        parts["lexical"], rel=1e-9, abs=1e-12
    )
    assert math.fsum(e.contribution for e in match.evidence) == pytest.approx(
        parts["lexical"], rel=1e-9, abs=1e-12
    )
    assert math.fsum(c.contribution for c in match.codes) == pytest.approx(
        parts.get("code", 0), rel=1e-9, abs=1e-12
    )
    for term in match.terms:
        assert math.fsum(part for _, part in term.by_field) == pytest.approx(term.contribution, rel=1e-9)


def test_a_firm_of_the_same_industry_is_found_without_a_shared_word_and_says_so(index: MatchIndex) -> None:
    found = by_firm(index, "리튬이온 배터리")
    match = found["F2"]
    assert (match.band, match.band_reasons) == ("weak", ("code_only",))
    told = match.as_json()
    assert told["codes"][0]["code"] in ("28", "282")
    assert told["codes"][0]["need_words"]
    assert told["codes"][0]["firm_words"] == ["축전지"]
    assert "F4" not in found
    assert list(MatchIndex.build(FIRMS).rank("리튬이온 배터리")[0].codes) == []


@pytest.mark.parametrize(
    "need", ["이차전지", "배터리 셀", "커피 원두", "서보모터 이차전지용", "쿼르질 배터리", "나사"]
)
def test_every_decomposition_sums_to_the_score(index: MatchIndex, need: str) -> None:
    for everything in (False, True):
        ranked = index.rank(need, top=50, everything=everything)
        assert [match.score for match in ranked] == sorted((match.score for match in ranked), reverse=True)
        for match in ranked:
            sums(match)


def test_everything_lists_every_firm_that_scores(index: MatchIndex) -> None:
    scores = index.scores(Need("배터리"))
    assert len(by_firm(index, "배터리", everything=True)) == int((scores > 0).sum())


def test_codes_that_are_given_count_as_certain(model: SimpleNamespace) -> None:
    firms = [*FIRMS, Firm("G1", "쿼르질", ksic="10792"), Firm("G2", "뷁쉛", ksic="28111")]
    index = MatchIndex.build(firms, model=model)
    found = by_firm(index, Need("쿼츠 뭉치", ksic="10792"), everything=True)
    first = next(iter(found.values()))
    assert first.firm_id == "G1"
    assert {(c.code, c.level, c.need_given, c.firm_given) for c in first.codes} >= {
        ("107", 3, True, True),
        ("10792", 5, True, True),
    }
    assert first.codes[0].need_words == ()
    lines = {line.key: line.status for line in first.requirements}
    assert lines["industry"] == "met"
    assert {line.key: line.status for line in found["F4"].requirements}["industry"] == "unknown"
    for match in found.values():
        sums(match)


def test_what_was_shown_without_a_model_stays_as_it_was() -> None:
    plain = MatchIndex.build(FIRMS)
    match = plain.rank("이차전지")[0]
    assert (match.parts, match.codes, match.model) == ((("lexical", match.score),), (), "")
    without = SimpleNamespace(posteriors=None)
    assert MatchIndex.build(FIRMS, model=without).rank("이차전지") == plain.rank("이차전지")


def test_the_model_is_part_of_the_engine(index: MatchIndex, model: SimpleNamespace) -> None:
    match = index.rank("이차전지")[0]
    assert match.model == model.posteriors.digest
    assert match.model in match.engine
    assert json.loads(json.dumps(match.as_json(), ensure_ascii=False)) == match.as_json()


def test_one_firm_in_or_out_equals_building_anew(model: SimpleNamespace) -> None:
    rng = random.Random(20261123)
    words = ["이차전지", "원두", "서보모터", "나사", "배터리", "커피", "전동기", "쿼르질"]
    firms = {f"X{n:02}": Firm(f"X{n:02}", " ".join(rng.sample(words, 2))) for n in range(12)}
    for given in (model, None):
        index = MatchIndex.build(firms.values(), model=given)
        held = dict(firms)
        for _ in range(12):
            name = f"X{rng.randrange(16):02}"
            if name in held and rng.random() < 0.5:
                del held[name]
                index = index.without(name)
            else:
                held[name] = Firm(name, " ".join(rng.sample(words, 3)), ksic=rng.choice(["", "28202"]))
                index = index.with_firm(held[name])
            anew = MatchIndex.build(held.values(), model=given)
            need = Need("배터리 원두 나사")
            assert [(m.firm_id, m.band) for m in index.rank(need)] == [
                (m.firm_id, m.band) for m in anew.rank(need)
            ]
            assert np.allclose(index.scores(need), anew.scores(need), rtol=1e-6)


def test_taking_out_who_is_not_there_changes_nothing(index: MatchIndex) -> None:
    assert index.without("nobody") is index
    assert len(MatchIndex.build([]).with_firm(FIRMS[0])) == 1
    assert len(MatchIndex.build(FIRMS[:1]).without("F1")) == 0


def test_pages_of_text_are_ranked_by_words_alone(model: SimpleNamespace) -> None:
    pages = [
        Firm(f"P{n}", "원두 볶는 기계의 온도와 시간을 재는 방법 " * 20 + word)
        for n, word in enumerate("가나다")
    ]
    index = MatchIndex.build([*pages, Firm("P9", "배터리 교환 방법 " * 30)], model=model)
    for match in index.rank("배터리 교환", everything=True):
        assert dict(match.parts).get("code", 0) == 0
        sums(match)


def test_an_embedder_is_a_part_of_its_own() -> None:
    class Places:
        name, version, dims = "made", "1", 2

        def embed(self, texts: list[str]) -> np.ndarray:
            return np.array([[1, 0] if "배터리" in t or "전지" in t else [0, 1] for t in texts], np.float32)

    index = MatchIndex.build(FIRMS, embedder=Places())
    match = by_firm(index, "배터리", everything=True)["F2"]
    assert dict(match.parts)["embedder"] > 0
    sums(match)
    assert "embedder made 1" in match.engine
    again = index.without("F2").with_firm(FIRMS[1])
    assert np.allclose(again.scores(Need("배터리")), index.scores(Need("배터리")))


def test_the_check_of_the_model_never_lets_it_see_the_pair() -> None:
    rng = random.Random(5)
    firms = []
    for n in range(60):
        code, words = rng.choice(
            [
                ("281", ["전동기", "서보모터", "모터"]),
                ("282", ["배터리", "이차전지", "전지"]),
                ("107", ["커피", "원두"]),
            ]
        )
        firms.append((f"F{n}", "", f"{rng.choice(words)} {n}", code))
    found = same_industry(CLASSES, KEYWORDS, firms)
    figures = found.figures()
    assert len(found.ndcg) == 60
    assert figures["ndcg_10"][0] > 0.6
    assert all(low <= value <= high for value, low, high in figures.values())
    # With codes dealt out at random nothing can be found: whatever is above chance would be a label that leaked.
    codes = [code for *_, code in firms]
    rng.shuffle(codes)
    mixed = [
        (a, b, f"쿼르질{n}", code) for n, ((a, b, _, _), code) in enumerate(zip(firms, codes, strict=True))
    ]
    chance = same_industry(CLASSES, KEYWORDS, mixed).figures()
    assert chance["top_1_3_digits"][0] < 0.6
    assert sorted(np.bincount(folds_of(60))) == [12] * 5
    assert gain([True, False], 1) == 1.0
    assert interval(np.array([0.0, 1.0]))[0] == 0.5
