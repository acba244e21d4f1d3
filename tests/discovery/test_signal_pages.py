"""Pages of profiles, surveys and blind postings as each role opens them, over the demonstration."""

import pytest
from django.test import Client

from sangsaeng.desk import queries as desk
from sangsaeng.discovery.models import Firm, Interest, Match, Need, ProfileEntry, Survey
from sangsaeng.parties.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loaded")]
BACKEND = "django.contrib.auth.backends.ModelBackend"
EVERYBODY = ("secretariat", "chair", "member", "demand", "sme", "ministry", "agency", "auditor", "")


def signed_in(name: str) -> Client:
    client = Client()
    if name:
        client.force_login(User.objects.get(username=name), backend=BACKEND)
    return client


def places() -> dict[str, str]:
    firm = Firm.everything.get(organisation__code="demo-b")
    survey = Survey.objects.get()
    return {
        "f": firm.code,
        "s": survey.code,
        "x": str(survey.files.get().pk),
        "n": Need.everything.get(origin="posting").code,
        "w": Need.everything.get(origin="survey", anonymous=False).code,
        "i": Interest.objects.get().code,
        "e": str(ProfileEntry.objects.get(level="evidenced").pk),
    }


OFFICE, READ = ("secretariat",), ("secretariat", "auditor")
TABLE = {
    "/profiles/": (*READ, "sme"),
    "/profiles/{f}/": (*READ, "sme"),
    "/profiles/{f}/edit/": ("sme",),
    "/profiles/{f}/add/certificate/": ("sme",),
    "/profiles/{f}/add/test/": ("sme",),
    "/profiles/{f}/entries/{e}/": ("sme",),
    "/profiles/{f}/entries/{e}/withdraw/": ("secretariat", "sme"),
    "/profiles/{f}/entries/{e}/check/": OFFICE,
    "/profiles/{f}/entries/{e}/file/": (*READ, "sme"),
    "/profiles/{f}/hide/": OFFICE,
    "/surveys/new/": OFFICE,
    "/surveys/{s}/": (*READ, "demand"),
    "/surveys/{s}/form/": (*READ, "demand"),
    "/surveys/{s}/answer/": ("secretariat", "demand"),
    "/surveys/{s}/upload/": ("secretariat", "demand"),
    "/surveys/{s}/files/{x}/": READ,
    "/surveys/{s}/remind/": OFFICE,
    "/surveys/{s}/close/": OFFICE,
    "/surveys/needs/": ("demand",),
    "/surveys/needs/{n}/": (*READ, "demand"),
    "/surveys/needs/{w}/": READ,
    "/surveys/needs/{w}/publish/": OFFICE,
    "/surveys/needs/{n}/withdraw/": ("secretariat", "demand"),
    "/surveys/posts/": EVERYBODY,
    "/surveys/posts/{n}/": EVERYBODY,
    "/surveys/posts/new/": ("demand",),
    "/surveys/posts/{n}/interest/": ("sme",),
    "/surveys/interests/": ("sme",),
    "/surveys/interests/{i}/identify/": ("secretariat", "demand"),
    "/surveys/interests/{i}/accept/": ("sme",),
    "/firms/{f}/": EVERYBODY,
}


def test_each_page_opens_for_whom_it_is_and_for_nobody_else(loaded: dict[str, str]) -> None:
    known = places()
    wrong = []
    for name in EVERYBODY:
        client = signed_in(name)
        for address, who in TABLE.items():
            path = address.format(**known)
            got = client.get(path, follow=name != "").status_code
            if (got == 200) != (name in who):
                wrong.append((name, path, got))
    assert not wrong


def test_what_waits_is_said_on_the_first_page(loaded: dict[str, str]) -> None:
    for name, words in {
        "secretariat": ("프로필 항목 1건", "게시할지"),
        "demand": ("수요조사", "관심을 보인 공급기업"),
        "sme": ("ISO 14001",),
    }.items():
        said = " ".join(todo.sentence for todo in desk.todos(User.objects.get(username=name)))
        for word in words:
            assert word in said, (name, word)


def test_a_card_tells_neither_name_nor_words(loaded: dict[str, str]) -> None:
    known = places()
    for name in ("", "sme", "member"):
        for address in ("/surveys/posts/", f"/surveys/posts/{known['n']}/"):
            text = signed_in(name).get(address).content.decode().split("<main")[1]
            assert "HS 8486" in text
            for word in ("시연 수요기업", "노광기 광학 모듈", "조명 광학계", "시연 구매팀"):
                assert word not in text, (name, address, word)


def test_the_buyer_does_not_learn_which_supplier_it_is(loaded: dict[str, str]) -> None:
    known = places()
    page = signed_in("demand").get(f"/surveys/needs/{known['n']}/").content.decode().split("<main")[1]
    assert known["i"] in page
    assert "시연 공급기업 B" not in page
    assert known["f"] not in page


def test_only_buyers_read_what_is_for_buyers(loaded: dict[str, str]) -> None:
    address = f"/firms/{places()['f']}/"
    assert "세라믹 소결" in signed_in("demand").get(address).content.decode()
    for name in ("", "member", "agency"):
        text = signed_in(name).get(address).content.decode()
        assert "정밀 연마" in text
        assert "세라믹 소결" not in text
        assert "5축 가공기" not in text


def test_a_form_that_is_refused_keeps_what_was_typed(loaded: dict[str, str]) -> None:
    known = places()
    answer = signed_in("sme").post(
        f"/profiles/{known['f']}/add/certificate/", {"name": "KC 인증", "number": "", "visibility": "public"}
    )
    assert answer.status_code == 422
    assert "KC 인증" in answer.content.decode()
    answer = signed_in("demand").post(
        "/surveys/posts/new/", {"title": "펌프", "field": "", "detail": "조용한"}
    )
    assert answer.status_code == 422
    assert "조용한" in answer.content.decode()


def test_a_profile_is_read_in_a_fixed_number_of_queries(loaded: dict[str, str]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    known = places()
    client = signed_in("sme")
    counts = []
    for entries in (0, 3):
        firm = Firm.everything.get(code=known["f"])
        for n in range(entries):
            ProfileEntry.objects.create(firm=firm, kind="product", name=f"더한 제품 {n}", made_by="sme")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/profiles/{known['f']}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_ministry_reads_the_record_without_who_stands_behind_an_anonymous_need(
    loaded: dict[str, str],
) -> None:
    known = places()
    for name, reads in (("auditor", True), ("ministry", False)):
        text = "".join(
            signed_in(name).get(f"/desk/record/?q={known[key]}").content.decode().split("<main")[1]
            for key in ("n", "i")
        )
        assert ("익명 수요에 관심을 표시했습니다" in text) is reads
        assert ("수요를 접수했습니다" in text) is reads


def main_of(name: str, address: str) -> str:
    return signed_in(name).get(address).content.decode().split("<main")[1]


def test_made_up_needs_are_not_promised_to_the_list_nor_denied_on_their_firms(loaded: dict[str, str]) -> None:
    known = places()
    page = main_of("secretariat", f"/surveys/needs/{known['w']}/publish/")
    assert "수요 목록과 API에 나오지 않습니다" in page
    assert "누구에게나 보입니다" not in page
    need = Need.everything.get(code=known["w"])
    firm = Firm.everything.get(code=known["f"])
    Need.everything.filter(pk=need.pk).update(state="published")
    Match.everything.filter(need=need, firm=firm).delete()
    Match.everything.create(
        need=need, firm=firm, rank=1, score=1.0, band="weak", explanation={}, engine_version="x"
    )
    page = main_of("", f"/firms/{firm.code}/")
    assert need.title in page
    assert "말이 겹치는 공개 수요가 없습니다" not in page
    assert "출처에 적혀 있지 않습니다" not in main_of("", f"/needs/{need.code}/")
    assert "언론에 나온 곳뿐" not in main_of("", f"/needs/{need.code}/")


def test_products_told_by_the_firm_itself_are_not_denied_above_them(loaded: dict[str, str]) -> None:
    firm = Firm.everything.get(code=places()["f"])
    Firm.everything.filter(pk=firm.pk).update(products="")
    ProfileEntry.objects.create(firm=firm, kind="product", name="새 제품", made_by="sme")
    page = main_of("", f"/firms/{firm.code}/")
    assert "제품이 공개되지 않았습니다" not in page
    assert "제품은 아래" in page


def test_an_entry_that_has_ended_is_saved_with_a_warning_and_is_not_said_to_be_matched(
    loaded: dict[str, str],
) -> None:
    address = f"/profiles/{places()['f']}/"
    told = {
        "name": "옛 인증",
        "number": "1",
        "valid_until": "2020-01-01",
        "visibility": "buyers",
        "matchable": "on",
    }
    page = signed_in("sme").post(f"{address}add/certificate/", told, follow=True).content.decode()
    assert "이미 끝난 유효기간입니다" in page
    row = next(part for part in page.split("<tr>") if "옛 인증" in part)
    assert "매칭에 쓰지 않음" in row


def test_the_tabs_name_what_they_open(loaded: dict[str, str]) -> None:
    tabs = {
        name: main_of(name, "/firms/").split('aria-label="기업과 매칭"')[1].split("</nav>")[0]
        for name in ("sme", "demand", "secretariat", "")
    }
    assert "역량 프로필" in tabs["sme"]
    assert "수요조사" not in tabs["sme"]
    assert [name for name, text in tabs.items() if "글로 찾기" in text] == ["demand", "secretariat"]
