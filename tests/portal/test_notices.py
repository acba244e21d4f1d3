"""Notices and calls: drafts for the office, a window to the second, a guide on one sheet, withdrawn with a reason."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sangsaeng.parties.rules import NotAllowed
from sangsaeng.portal.models import Notice
from sangsaeng.portal.notices import actions, queries
from sangsaeng.portal.notices.guide import KEYS, MOST_LINES, fits, lines_needed, sheet
from sangsaeng.records.documents.pdf import render_pdf
from sangsaeng.records.models import Event
from tests.deliberation.papers_reading import in_pdf
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import World
from tests.support.test_actions import open_programme

GUIDE = {
    "who": "소재·부품·장비를 만드는 중소기업",
    "what": "기술개발비 최대 5억 원, 2년 이내",
    "hand_in": "신청서\n구매동의서",
    "by_when": "2026. 11. 30.(월) 18:00:00까지",
    "how": "이 화면에서 신청하기",
    "ask": "시연 지원기관 기술개발부",
    "law": "특별조치법 제49조",
}


@pytest.fixture(autouse=True)
def in_korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


def soon(**delta: float) -> datetime:
    return timezone.now() + timedelta(**delta)


def write(world: World, **more: Any) -> Notice:
    given: dict[str, Any] = {
        "actor": world["agency"],
        "kind": "call",
        "title": "시연 구매조건부 기술개발 공고",
        "text": "소부장 중소기업의 기술개발을 돕습니다.",
        "guide": GUIDE,
        "opens_at": soon(days=-1),
        "closes_at": soon(days=3, hours=4, minutes=30),
        **more,
    }
    return actions.write_notice(**given)


def published(world: World, **more: Any) -> Notice:
    return actions.publish_notice(actor=world["agency"], notice=write(world, **more))


def test_a_draft_is_for_its_office_only(world: World) -> None:
    notice = write(world)
    assert notice.code.startswith("D-N-")
    assert notice.demonstration
    page = f"/notices/{notice.code}/"
    for role in ("", "sme", "member"):
        client = visitor(world, role)
        assert client.get(page).status_code == 404
        assert client.get(page + "guide.pdf").status_code == 404
        assert notice.title not in client.get("/notices/").content.decode()
    text = visitor(world, "secretariat").get(page).content.decode()
    assert "공개하면 이렇게 보입니다" in text
    assert "소재·부품·장비를 만드는 중소기업" in text
    assert notice.title in visitor(world, "agency").get("/notices/").content.decode()


def test_published_it_stands_open_with_its_closing_second(world: World) -> None:
    closes = datetime(2099, 11, 30, 9, 0, 7, tzinfo=UTC)
    notice = published(world, closes_at=closes)
    text = Client().get("/notices/").content.decode()
    for words in (
        notice.title,
        "2099. 11. 30.(월) 18:00:07",
        "남음",
        "지금 신청",
        "공고가 1건 있습니다. 모두 시연 공고",
    ):
        assert words in text, words
    assert "지금 신청할 수 있는 공고가 없습니다." not in text
    published(world)
    Notice.objects.filter(pk=notice.pk).update(demonstration=False)
    text = Client().get("/notices/").content.decode()
    assert "공고가 2건 있습니다. 실제 공고 1건, 시연 공고 1건입니다." in text
    Notice.objects.filter(pk=notice.pk).update(demonstration=True)
    page = Client().get(f"/notices/{notice.code}/").content.decode()
    for words in (*GUIDE.values(), "한 장 안내 PDF", "18:00:07"):
        assert words.split("\n")[0] in page, words
    assert Event.objects.filter(verb="portal.publish_notice").exists()


def test_the_second_of_closing_is_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    closes = datetime(2099, 11, 30, 9, 0, 7, tzinfo=UTC)
    published(world, closes_at=closes)
    for moment, phase in ((closes - timedelta(microseconds=1), "open"), (closes, "closed")):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert len(getattr(queries.lists(world["sme"]), phase)) == 1


def test_open_first_then_those_that_come_and_are_over(world: World) -> None:
    late = published(world, title="늦은 마감", closes_at=soon(days=9))
    first = published(world, title="이른 마감")
    coming = published(world, title="곧 시작", opens_at=soon(days=2), closes_at=soon(days=5))
    over = published(world, title="지난 공고")
    Notice.objects.filter(pk=over.pk).update(closes_at=soon(hours=-1))
    told = published(world, kind="guide", title="안내", opens_at=None, closes_at=None)
    found = queries.lists(world["sme"])
    assert [row.code for row in found.open] == [first.code, late.code]
    assert ([r.code for r in found.coming], [r.code for r in found.closed], [r.code for r in found.told]) == (
        [coming.code], [over.code], [told.code],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=4), "3일 4시간 남음"),
        (timedelta(days=1), "1일 남음"),
        (timedelta(hours=4, minutes=20), "4시간 20분 남음"),
        (timedelta(minutes=12, seconds=59), "12분 남음"),
        (timedelta(seconds=59), "1분이 남지 않았습니다"),
    ],
)
def test_how_long_is_left_in_words(left: timedelta, words: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert queries.left_in_words(now + left, now) == words


def test_filters_by_kind_and_sector(world: World) -> None:
    loan = open_programme(world, "D-loan", "loan")
    display = published(world, title="디스플레이", sectors=["display"])
    everyone = published(world, title="모든 분야", programme=loan)
    client = Client()
    for address, wanted in (
        ("?sector=display", {display.title, everyone.title}),
        ("?sector=automotive", {everyone.title}),
        ("?kind=loan", {everyone.title}),
        ("?kind=grant", set()),
        ("?kind=nonsense", {display.title, everyone.title}),
    ):
        text = client.get(f"/notices/{address}").content.decode()
        cards = text.split('<ul class="cards">', 1)[-1] if '<ul class="cards">' in text else ""
        assert {title for title in (display.title, everyone.title) if title in cards} == wanted, address
    assert "조건을 줄여 보세요" in client.get("/notices/?kind=grant").content.decode()


def test_a_call_without_its_guide_or_window_is_not_published(world: World) -> None:
    for more in (
        {"guide": {**GUIDE, "ask": ""}},
        {"closes_at": None},
        {"guide": {**GUIDE, "who": "가나다 " * 600}},
    ):
        with pytest.raises(ValidationError):
            published(world, **more)
    late = write(world, closes_at=soon(minutes=-1), opens_at=soon(days=-2))
    with pytest.raises(ValidationError):
        actions.publish_notice(actor=world["agency"], notice=late)
    assert not Notice.objects.filter(published_at__isnull=False).exists()


@pytest.mark.parametrize(
    "more",
    [
        {"title": " "},
        {"text": ""},
        {"kind": "other"},
        {"sectors": ["nonsense"]},
        {"opens_at": datetime(2030, 1, 2, tzinfo=UTC), "closes_at": datetime(2030, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_a_notice_cannot_be(world: World, more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        write(world, **more)
    assert set(refusal.value.message_dict) & {*more}


def test_a_change_after_publication_says_why(world: World) -> None:
    notice = published(world)
    given = {"actor": world["agency"], "notice": notice, "title": "바뀐 제목", "guide": GUIDE}
    with pytest.raises(ValidationError):
        actions.change_notice(**given)
    actions.change_notice(**given, reason="제목의 틀린 글자")
    text = Client().get(f"/notices/{notice.code}/").content.decode()
    assert "바뀐 제목" in text
    assert "제목의 틀린 글자" in text
    assert Event.objects.get(verb="portal.change_notice").data["before"] == {"title": notice.title}
    with pytest.raises(ValidationError):
        actions.change_notice(**given, reason="같은 것")


def test_withdrawn_only_its_reason_remains(world: World) -> None:
    notice = published(world)
    with pytest.raises(ValidationError):
        actions.withdraw_notice(actor=world["agency"], notice=notice, reason="")
    actions.withdraw_notice(actor=world["agency"], notice=notice, reason="예산이 바뀌어 다시 공고합니다.")
    client = Client()
    assert notice.title not in client.get("/notices/").content.decode()
    text = client.get(f"/notices/{notice.code}/").content.decode()
    assert "예산이 바뀌어" in text
    assert GUIDE["who"] not in text
    assert client.get(f"/notices/{notice.code}/guide.pdf").status_code == 404
    with pytest.raises(ValidationError):
        actions.publish_notice(actor=world["agency"], notice=notice)


@pytest.mark.parametrize("role", ["demand_company", "sme", "member", "chair", "ministry", "auditor"])
def test_nobody_else_writes(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        write(world, actor=world[role])
    notice = published(world)
    for act in ("edit", "publish", "withdraw"):
        assert visitor(world, role).get(f"/notices/{notice.code}/{act}/").status_code == 403
    assert visitor(world, role).get("/notices/new/").status_code == 403


def test_a_demonstration_account_does_not_touch_a_real_notice(world: World) -> None:
    notice = published(world)
    Notice.objects.filter(pk=notice.pk).update(demonstration=False)
    notice.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.withdraw_notice(actor=world["agency"], notice=notice, reason="이유")
    assert visitor(world, "agency").get(f"/notices/{notice.code}/edit/").status_code == 404


def form(**more: Any) -> dict[str, Any]:
    return {
        "kind": "call",
        "title": "시연 공고",
        "text": "소부장 중소기업을 돕습니다.",
        "opens_at": "2026-01-01T09:00:00",
        "closes_at": "2099-11-30T18:00:07",
        **{f"guide_{key}": text for key, text in GUIDE.items() if key != "by_when"},
        **more,
    }


def test_the_office_goes_through_the_pages(world: World) -> None:
    client = visitor(world, "agency")
    refused = client.post("/notices/new/", form(title="", guide_who="남은 글"))
    assert refused.status_code == 422
    assert "남은 글" in refused.content.decode()
    page = client.post("/notices/new/", form())["Location"]
    notice = Notice.objects.get()
    assert notice.closes_at == datetime(2099, 11, 30, 9, 0, 7, tzinfo=UTC)
    assert notice.guide["by_when"] == "2099. 11. 30.(월) 18:00:07까지"
    assert 'value="2099-11-30T18:00:07"' in client.get(page + "edit/").content.decode()
    assert client.post(page + "edit/", form(title="시연 공고 2")).status_code == 302
    assert "누구나 이 글과 안내를" in client.get(page + "publish/").content.decode()
    assert client.post(page + "publish/").status_code == 302
    assert client.post(page + "publish/").status_code == 422
    assert client.post(page + "edit/", form(title="셋")).status_code == 422
    assert client.post(page + "edit/", form(title="셋", reason="다시 씀")).status_code == 302
    assert client.post(page + "withdraw/", {"reason": ""}).status_code == 422
    assert client.post(page + "withdraw/", {"reason": "끝"})["Location"] == "/notices/"


def test_the_guide_is_one_sheet(world: World) -> None:
    notice = published(world)
    content = Client().get(f"/notices/{notice.code}/guide.pdf").content
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    for words in ("신청대상", "기술개발비최대5억원", "효력없음"):
        assert words in in_pdf(content)


def pages_of(guide: dict[str, str]) -> int:
    made = sheet(
        title="시연 구매조건부 신제품개발 하반기 공고", summary="소부장 중소기업의 기술개발을 돕습니다. " * 8, guide=guide,
        issuer="시연", dated=datetime(2026, 1, 1, tzinfo=UTC), demonstration=True,
    )  # fmt: skip
    return len(PdfReader(io.BytesIO(render_pdf(made))).pages)


PARTS = st.one_of(
    st.text(alphabet="가나다라 ", min_size=1, max_size=500),
    st.text(alphabet="abcDEF 0123,.", min_size=1, max_size=500),
    st.lists(st.text(alphabet="가a ", min_size=1, max_size=30), max_size=12).map("\n".join),
)


@hypothesis_settings(max_examples=12, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(KEYS, PARTS)))
def test_whatever_is_said_to_fit_does(guide: dict[str, str]) -> None:
    whole = {key: text.strip() for key, text in guide.items() if text.strip()}
    if fits(whole):
        assert pages_of(whole) == 1


def test_the_fullest_guides_fit() -> None:
    line = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
    for text in (f"{line}\n", "가 "):
        guide = dict.fromkeys(KEYS, "가")
        while fits({**guide, "who": guide["who"] + text}):
            guide["who"] += text
        assert lines_needed(guide) == MOST_LINES
        assert pages_of(guide) == 1


def test_the_list_costs_the_same_for_more_rows(world: World) -> None:
    seen = []
    for count in (1, 3):
        for _n in range(count):
            published(world)
        with CaptureQueriesContext(connection) as found:
            assert Client().get("/notices/").status_code == 200
        seen.append(len(found))
    assert seen[0] == seen[1] <= 6


@pytest.mark.parametrize("role", ["", "agency"])
def test_english_pages_are_english(world: World, role: str) -> None:
    notice = published(world)
    pages = ["", f"{notice.code}/"] + (
        ["new/", f"{notice.code}/edit/", f"{notice.code}/withdraw/"] if role else []
    )
    for page in pages:
        text = visitor(world, role).get(f"/en/notices/{page}").content.decode()
        own = text.split("<main", 1)[1].split("</main>", 1)[0]
        own = own if "edit" not in page else own.split("<form", 1)[0]
        assert korean_outside_korean(own) == [], page
