"""Names linked to a register: the order of evidence, and when a link is refused."""

from __future__ import annotations

import time

import pytest

from sangsaeng.analysis.identity import Link, Register, RegisterRow

ROWS = (
    RegisterRow("1", "한빛전자", "124-81-00998", ("달빛전자",)),
    RegisterRow("2", "엘지하늘소재"),
    RegisterRow("3", "새벽"),
    RegisterRow("4", "㈜새벽"),
    RegisterRow("5", "노을건설"),
    RegisterRow("6", "시큐별"),
    RegisterRow("7", "씨큐별"),
    RegisterRow("8", "여명투자증권"),
    RegisterRow("9", "아침햇살로보틱스"),
    RegisterRow("10", "구름스팩3호"),
    RegisterRow("11", "NAVER"),
    RegisterRow("12", "가온누리소재"),
    RegisterRow("13", "가온누리화학"),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.build(ROWS)


@pytest.mark.parametrize(
    ("name", "match", "why"),
    [
        ("한빛전자", "1", "이름이 같음"),
        ("㈜한빛전자", "1", "법인 표기만 다름"),
        ("한빛 전자", "1", "띄어쓰기만 다름"),
        ("달빛전자", "1", "옛 이름·다른 이름으로 알려짐: 달빛전자→한빛전자"),
        ("주식회사 초승달(구 한빛전자)", "1", "옛 이름"),
        ("LG하늘소재", "2", "로마자 표기: LG→엘지"),
        ("노을건설산업", "5", "뒤에 붙은 말만 다름: 산업"),
        ("시큐별", "6", "이름이 같음"),
        ("씨큐별", "7", "이름이 같음"),
        ("여명증권", "8", "외래어·줄임 표기만 다름"),
        ("아침햇살", "9", "뒤에 붙은 말만 다름: 로보틱스"),
        ("구름제3호기업인수목적㈜", "10", "표기만 다름"),
        ("네이버", "11", "로마자 표기: NAVER→네이버"),
    ],
)
def test_what_is_linked_says_why(register: Register, name: str, match: str, why: str) -> None:
    link = register.link(name)
    assert link.match == match, link
    assert why in link.why


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("새벽", "같은 이름이 둘: 3 새벽, 4 ㈜새벽"),
        ("C큐별", "같은 이름이 둘"),
        ("구름스팩4호", "비슷한 이름 없음"),
        ("한빛전기", "비슷하지만 확인 필요: 한빛전자"),
        ("가온누리", "같은 말을 쓰는 기업이 2곳"),
        ("완전히다른곳", "비슷한 이름 없음"),
        ("", "읽을 글자가 없음"),
        ("🙂", "읽을 글자가 없음"),
        ("한빛" * 500_000, "200자를 넘음"),
    ],
)
def test_what_is_in_doubt_is_refused(register: Register, name: str, why: str) -> None:
    link = register.link(name)
    assert link.match is None
    assert why in link.why


def test_a_number_goes_before_the_name(register: Register) -> None:
    link = register.link("전혀 다른 이름", "1248100998")
    assert (link.match, link.score) == ("1", 1.0)
    assert link.why == "등록번호 일치(이름은 다름: 한빛전자)"
    assert register.link("한빛전자(주)", "124-81-00998").why == "등록번호 일치"


def test_a_wrong_number_is_said_and_the_name_is_used(register: Register) -> None:
    link = register.link("한빛전자", "124-81-00999")
    assert link.match == "1"
    assert "검증 숫자가 맞지 않습니다" in link.number_problem


def test_an_equal_name_with_another_number_is_refused(register: Register) -> None:
    link = register.link("한빛전자", "000-81-00009")
    assert link.match is None
    assert link.why.startswith("이름은 같으나 사업자등록번호가 다름: 124-81-00998")


def test_one_number_borne_by_two_rows_is_refused() -> None:
    register = Register.build(
        [RegisterRow("a", "하나", "124-81-00998"), RegisterRow("b", "두울", "1248100998")]
    )
    assert register.link("하나", "124-81-00998").why.startswith("같은 등록번호가 둘")


def test_a_wrong_number_of_the_register_is_named_by_row() -> None:
    register = Register.build([RegisterRow("a", "하나", "124-81-00999")])
    assert "124-81-00999" in register.problems["a"]
    assert register.link("하나", "000-81-00009").match == "a"


def test_likeness_does_not_take_a_firm_that_another_name_of_the_list_is(register: Register) -> None:
    assert register.link("노을건설산업").match == "5"
    both = register.link_all([("노을건설산업", ""), ("노을건설", "")])
    assert [link.match for link in both] == [None, "5"]
    assert "목록의 다른 이름이 이 기업과 같음" in both[0].why


def test_order_and_company_do_not_change_sure_links(register: Register) -> None:
    names = [row.name for row in ROWS]
    alone = [register.link(name).match for name in names]
    together: list[Link] = register.link_all([(name, "") for name in reversed(names)])
    assert [link.match for link in reversed(together)] == alone


def test_a_letter_or_number_at_the_end_tells_firms_of_a_series_apart() -> None:
    register = Register.build([RegisterRow("b", "새벽공급기업 B"), RegisterRow("2", "새벽수요기업 2")])
    assert register.link("새벽공급기업 D").candidates == ()
    assert register.link("새벽수요기업 3").candidates == ()


def test_an_empty_register_refuses() -> None:
    assert Register.build([]).link("한빛").why == "비슷한 이름 없음"


def test_a_thousand_unknown_names_are_quick() -> None:
    register = Register.build(RegisterRow(str(n), f"가나{n}다라전자") for n in range(2000))
    start = time.perf_counter()
    links = register.link_all([(f"마바{n}사아산업", "") for n in range(1000)])
    assert len(links) == 1000
    assert time.perf_counter() - start < 10
