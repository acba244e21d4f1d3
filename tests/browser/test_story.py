"""The story of the first hour, through the page: one model from a trade figure to support, read, then done anew."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Browsing

Visit = Callable[..., Page]

TITLE = "시연 반도체용 정밀 노즐의 국산화"
PLAN = {
    "plan_targets": "3년 안에 국내 조달 비율을 30%까지 올립니다.",
    "plan_cooperation": "수요기업은 규격을 내고 공급기업은 시제품을 만듭니다.",
    "plan_development": "1년 차 시제품, 2년 차 시험평가, 3년 차 양산 설비.",
    "plan_support": "기술개발비와 시험 설비가 필요합니다.",
}


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def press(page: Page, name: str) -> None:
    """Follow the first link or press the first button of exactly this name in the main part."""
    main = page.get_by_role("main")
    main.get_by_role("link", name=name, exact=True).or_(
        main.get_by_role("button", name=name, exact=True)
    ).first.click()


def said(page: Page, text: str) -> None:
    expect(page.locator(".messages")).to_contain_text(text)


def choose(page: Page, row: str, option: str) -> None:
    """Choose an option in the row of this seat."""
    page.get_by_role("radiogroup", name=row, exact=True).get_by_label(option, exact=True).check()


def named_rows(page: Page) -> list[str]:
    """The names of the rows of choices, as they are read aloud."""
    rows = page.get_by_role("radiogroup").all()
    return [page.locator(f"#{row.get_attribute('aria-labelledby')}").inner_text() for row in rows]


def code_of(page: Page) -> str:
    return page.url.rstrip("/").split("/")[-1]


def test_a_visitor_reads_the_story_from_the_figure_to_the_firm(visit: Visit) -> None:
    page = visit("/")
    story = page.locator("main ol.timeline li")
    item = story.nth(0).get_by_role("link")
    name = item.inner_text()
    item.click()
    assert heading(page) == name
    expect(page.locator("main figure svg").first).to_be_visible()
    expect(page.get_by_role("heading", name="규칙마다 어떻게 보나")).to_be_visible()
    page.locator("section[aria-labelledby=h-needs] a").first.click()
    expect(page.get_by_role("heading", name="공개자료 기반 후보 (추천·인증 아님)")).to_be_visible()
    firm = page.locator("section[aria-labelledby=h-firms] tbody a").first
    name = firm.inner_text()
    firm.click()
    assert heading(page) == name
    expect(page.get_by_role("heading", name="점수는 어디에서 왔나")).to_be_visible()
    expect(page.get_by_role("heading", name="아직 모르는 것")).to_be_visible()
    press(page, "기업 기록")
    assert re.search("/firms/[^/]+/$", page.url)
    assert heading(page) == name


def test_the_secretariat_reads_the_demonstration_to_its_end(visit: Visit, places: dict[str, str]) -> None:
    page = visit(f"/models/{places['model']}/", "secretariat")
    expect(page.locator("main")).to_contain_text("경쟁력강화 계획")
    expect(page.locator("main .page-title")).to_contain_text("시연")
    page.locator(f"main a[href^='/meetings/{places['council']}/']").first.click()
    expect(page.locator("main")).to_contain_text("회의록")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile(r"\(PDF\)")).first.click()
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 10_000
    page.goto(f"/models/{places['model']}/")
    page.locator(f"main a[href^='/meetings/{places['committee']}/']").first.click()
    expect(page.locator("main")).to_contain_text("승인")
    page.goto(f"/models/{places['model']}/")
    page.locator("main a[href^='/support/programmes/']").first.click()
    expect(page.locator("main")).to_contain_text("시연")


def test_a_model_goes_the_whole_way(browsing: Browsing, places: dict[str, str]) -> None:
    """Each role at its own page, in the order of the work."""
    code = drafted_and_submitted(browsing.page("demand"), places["item"])
    public_sees_the_codename_only(browsing.page(), code)
    secretariat = browsing.page("secretariat")
    screened(secretariat, code)

    council = called(secretariat, "시연 상생협의회", TITLE)
    opened_with_quorum_only(secretariat)
    for role in ("member", "chair", "member2", "member3", "member4"):
        vote_cast(browsing.page(role), council)
    ballots_entered(secretariat, against=["시연 위원 7"])
    vote_closed(secretariat, "건의")
    meeting_closed_with_minutes(secretariat)
    sent_to_the_committee(secretariat, code)

    called(secretariat, "시연 경쟁력강화위원회", TITLE)
    opened_with_quorum_only(secretariat)
    ballots_entered(secretariat, against=[])
    vote_closed(secretariat, "승인")
    meeting_closed_with_minutes(secretariat)

    supported_within_the_cap(browsing.page("agency"), code)
    public_sees_the_codename_only(browsing.page(), code)
    the_auditor_reads_it_all(browsing.page("auditor"), code, council)


def drafted_and_submitted(page: Page, item: str) -> str:
    page.goto(f"/items/{item}/")
    press(page, "이 품목으로 상생모델 초안 쓰기")
    assert page.locator("#id_item_name").input_value()  # the item came along
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_need_code").fill("N-없음")
    press(page, "저장하고 다음으로")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("그런 번호의 공개 수요가 없습니다.")
    expect(summary).to_contain_text("공급기업")
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.locator("#id_need_code").fill("")
    page.locator("#id_sector").select_option(label="반도체")
    page.locator("#id_supplier").select_option(label="시연 공급기업 B")
    press(page, "저장하고 다음으로")
    code = re.search("/models/([^/]+)/edit/", page.url)
    assert code
    for name, text in PLAN.items():
        page.locator(f"#id_{name}").fill(text)
    press(page, "저장하고 다음으로")
    page.locator("#id_technology").fill("시제품 제작과 신뢰성 평가")
    page.locator("#id_technology_krw").fill("21억")
    press(page, "확인으로")
    expect(page.locator(".error-summary")).to_be_visible()  # over the cap of a model
    expect(page.locator("#id_technology_krw")).to_have_value("21억")
    page.locator("#id_technology_krw").fill("15억")
    press(page, "확인으로")
    expect(page.locator("main")).to_contain_text("필요한 내용을 모두 적었습니다")
    press(page, "제출하기")
    press(page, "제출하기")
    said(page, "제출했습니다")
    return code[1]


def public_sees_the_codename_only(page: Page, code: str) -> None:
    for address in (f"/models/{code}/", "/models/", "/meetings/", "/"):
        page.goto(address)
        text = page.locator("html").inner_html()
        assert TITLE not in text
        assert not any(line in text for line in PLAN.values())
    page.goto(f"/models/{code}/")
    expect(page.locator("main")).to_contain_text("참여 기업과 품목은 공개하지 않습니다")
    expect(page.locator("main")).not_to_contain_text("시연 공급기업 B")


def screened(page: Page, code: str) -> None:
    page.goto("/desk/")
    page.locator(f"main a[href='/models/{code}/screen/'], main a[href='/models/{code}/']").first.click()
    if not page.url.endswith("/screen/"):
        press(page, "심사하기")
    expect(page.locator("main")).to_contain_text(PLAN["plan_targets"])
    press(page, "심사 마치기")
    said(page, "심사를 마쳤습니다")


def called(page: Page, body: str, title: str) -> str:
    page.goto("/meetings/")
    press(page, "회의 소집")
    page.locator("#id_body").select_option(label=body)
    page.locator("#id_held_at").fill("2027-03-02T10:00")
    press(page, "회의 소집")
    expect(page.locator(".error-summary")).to_contain_text("장소")
    expect(page.locator("#id_held_at")).to_have_value("2027-03-02T10:00")
    page.locator("#id_place").fill("시연 회의실")
    press(page, "회의 소집")
    said(page, "회의를 소집했습니다")
    press(page, "안건 올리기")
    page.get_by_label(title).check()
    press(page, "안건으로 올리기")
    said(page, "안건으로 올렸습니다")
    return code_of(page)


def opened_with_quorum_only(page: Page) -> None:
    press(page, "출석 기록")
    seats = named_rows(page)
    choose(page, seats[0], "출석")
    press(page, "출석 저장")
    press(page, "개회하기")
    press(page, "개회하기")
    said(page, "의사정족수에 미치지 못합니다. 출석 1명")
    press(page, "출석 기록")
    for seat in seats[:-1]:
        choose(page, seat, "출석")
    choose(page, seats[-1], "불참")
    press(page, "출석 저장")
    press(page, "개회하기")
    press(page, "개회하기")
    said(page, "회의를 열었습니다")
    press(page, "표결 시작")
    press(page, "표결 시작")
    said(page, "표결을 시작했습니다")


def vote_cast(page: Page, meeting: str) -> None:
    page.goto("/desk/")
    page.locator(f"main a[href^='/meetings/{meeting}/']").first.click()
    if "/vote/" not in page.url:
        press(page, "표결하기")
    expect(page.locator("main")).to_contain_text(PLAN["plan_targets"])
    press(page, "이해관계가 없습니다")
    press(page, "찬성")
    press(page, "찬성 표 내기")
    said(page, "표를 냈습니다")
    expect(page.locator("main")).to_contain_text("내가 낸 표")


def ballots_entered(page: Page, against: list[str]) -> None:
    page.reload()
    press(page, "표 입력")
    seats = named_rows(page)
    assert len(seats) >= 2
    assert "시연 위원장" not in seats  # votes from her own page
    for seat in seats:
        choose(page, seat, "반대" if seat in against else "찬성")
    press(page, "입력할 표 확인하기")
    press(page, "이대로 표 입력")
    said(page, f"표 {len(seats)}개를 입력했습니다")


def vote_closed(page: Page, word: str) -> None:
    press(page, "표결 마감")
    working = page.locator("main .page-head").inner_text()
    assert re.search("찬성", working)
    press(page, "표결 마감")
    said(page, "표결을 마감했습니다")
    item = page.locator("#item-1")
    expect(item).to_contain_text(word)
    expect(item).to_contain_text("찬성")
    assert re.search(r"출석 \d+명", item.inner_text())  # the working, not the outcome alone


def meeting_closed_with_minutes(page: Page) -> None:
    press(page, "폐회하기")
    press(page, "폐회하기")
    said(page, "폐회했습니다")
    press(page, "회의록 만들기")
    press(page, "회의록 만들기")
    said(page, "회의록을 만들었습니다")
    for suffix in ("PDF", "HWPX"):
        expect(page.get_by_role("link", name=f"({suffix})").first).to_be_visible()


def sent_to_the_committee(page: Page, code: str) -> None:
    page.goto(f"/models/{code}/")
    press(page, "위원회에 보내기")
    expect(page.locator("main")).to_contain_text("승인이 아닙니다")
    press(page, "위원회에 보내기")
    said(page, "위원회에 보냈습니다")


def supported_within_the_cap(page: Page, code: str) -> None:
    page.goto(f"/models/{code}/")
    press(page, "지원 확정하기")
    programme = page.locator("#id_programme option", has_text=re.compile("시연 정책지정과제(?!\\(전년도)"))
    page.locator("#id_programme").select_option(value=programme.get_attribute("value"))
    page.locator("#id_amount_krw").fill("25억")
    page.locator("#id_reason").fill("시연 협약 체결")
    press(page, "지원 확정하기")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_amount_krw")).to_have_value("25억")
    expect(page.locator("#id_reason")).to_have_value("시연 협약 체결")
    page.locator("#id_amount_krw").fill("15억")
    press(page, "지원 확정하기")
    said(page, "지원을 확정했습니다")
    expect(page.locator("main")).to_contain_text("15억 원")


def the_auditor_reads_it_all(page: Page, code: str, council: str) -> None:
    page.goto(f"/desk/record/?q={code}")
    rows = page.locator("main tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 9  # drafted … supported
    page.goto(f"/desk/record/?q={council}")
    text = page.locator("main table").inner_text()
    assert all(name in text for name in ("시연 위원장", "시연 위원 1", "시연 사무국"))


@pytest.mark.parametrize("role", ["sme", "ministry", "member"])
def test_what_is_not_ones_own_is_not_offered(visit: Visit, places: dict[str, str], role: str) -> None:
    page = visit(f"/meetings/{places['running']}/", role)
    for name in ("출석 기록", "안건 올리기", "폐회하기", "표 입력", "표결 마감"):
        assert page.get_by_role("main").get_by_role("link", name=name, exact=True).count() == 0
    answer = page.goto("/meetings/call/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("h1")).to_be_visible()
