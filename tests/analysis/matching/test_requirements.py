"""Requirement lines: what is known, what is not, what contradicts."""

import pytest

from sangsaeng.analysis.matching import Firm, MatchIndex
from sangsaeng.analysis.matching.requirements import product, region, size, verification


@pytest.mark.parametrize(
    ("asked", "has", "status"),
    [
        (["경기"], "경기 화성", "met"),
        (["경기도 화성시"], "경기 화성", "met"),
        (["충청남도"], "충남 당진(공장)", "met"),
        (["충북 청주"], "충북", "partial"),
        (["부산", "충북 청주"], "충북 제천", "conflict"),
        (["경기"], "대구 달서", "conflict"),
        (["대구 중구"], "대구 중구", "met"),
        (["경기"], "", "unknown"),
        (["경기"], None, "unknown"),
    ],
)
def test_region(asked: list[str], has: str | None, status: str) -> None:
    line = region(asked, has)
    assert line is not None
    assert line.status == status
    assert line.need_words == tuple(asked)


@pytest.mark.parametrize(
    ("has", "certified", "status"),
    [
        ("small", True, "met"),
        ("small", False, "partial"),
        ("large", True, "conflict"),
        ("large", False, "unknown"),
        ("", True, "unknown"),
        (None, False, "unknown"),
    ],
)
def test_size(has: str | None, certified: bool, status: str) -> None:
    line = size(["small", "mid"], has, certified=certified)
    assert line is not None
    assert line.status == status
    assert line.need_words == ("중소기업", "중견기업")


def test_what_was_not_asked_has_no_line() -> None:
    assert region([], "경기") is None
    assert size([], "small", certified=True) is None


def test_a_missing_word_is_partial_and_named_never_a_conflict() -> None:
    index = MatchIndex.build([Firm("A", "파우치 필름"), Firm("B", "선박")])
    line = index.rank("알루미늄 파우치 필름 소재")[0].requirements[0]
    assert (line.status, line.need_words) == ("partial", ("파우치 필름",))
    assert "「알루미늄」" in line.detail
    assert "만들지 않는다는 뜻은 아닙니다" in line.detail


def test_product_without_a_whole_word_is_unknown() -> None:
    assert product([], ["쿼르질"], ["쿼르질베츠"]).status == "unknown"
    assert product([], [], []).status == "unknown"


def test_verification_says_each_state() -> None:
    assert [verification(how).status for how in ("sourced", "partly", "unchecked")] == [
        "met",
        "partial",
        "unknown",
    ]
    assert "확인 필요" in verification("unchecked").detail
