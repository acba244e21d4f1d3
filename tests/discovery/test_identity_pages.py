"""Pages of identity: the queue, side by side, confirmations, refusals that keep what was typed, who may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.discovery.identity_world import firm, number, pair_of, person

from sangsaeng.discovery.actions import identity as actions
from sangsaeng.discovery.actions import merging
from sangsaeng.discovery.models import Firm, FormerName, IdentityPair, IdentityState, Merge
from sangsaeng.parties.models import Organisation, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return person()


@pytest.fixture
def client(office: User) -> Client:
    made = Client()
    made.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture
def pair() -> IdentityPair:
    return pair_of(firm("시연 한빛전자", "FX1"), firm("㈜시연한빛전자", "FX2", nine="000812345"))


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return str(response.content.decode())


def test_an_empty_queue_says_what_to_do(client: Client) -> None:
    page = text(client.get("/identities/"))
    assert "같은 기업인지 확인할 것이 없습니다." in page
    assert "지금 찾기" in page


def test_the_search_fills_the_queue_and_the_pair_stands_side_by_side(client: Client) -> None:
    firm("시연 한빛전자", "FX1")
    firm("㈜시연한빛전자", "FX2", nine="000812345")
    page = text(client.post("/identities/find/", follow=True))
    assert "새로 확인할 것 1건" in page
    [pair] = IdentityPair.objects.all()
    assert f"/identities/{pair.code}/" in page
    page = text(client.get(f"/identities/{pair.code}/"))
    assert number("000812345") in page
    assert "한 기업으로 합치기" in page
    assert "다른 기업으로 두기" in page
    assert "새로 확인할 것이 없습니다." in text(client.post("/identities/find/", follow=True))


def test_a_merge_asks_once_says_what_follows_and_can_be_undone(client: Client, pair: IdentityPair) -> None:
    address = f"/identities/{pair.code}/merge/"
    page = text(client.get(address))
    assert "이렇게 됩니다" in page
    assert "등록번호 1" in page
    assert "다시 나누기" in page
    page = text(client.post(address, {"keep": pair.one_id, "reason": " "}), 422)
    assert "checked" in page
    assert not Merge.objects.exists()
    page = text(client.post(address, {"keep": pair.one_id, "reason": "등기부 확인"}, follow=True))
    assert "다시 나누기" in page
    assert "등기부 확인" in page
    gone = client.get("/firms/FX2/")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/firms/FX1/")
    assert number("000812345") in text(client.get("/firms/FX1/"))
    assert "이미 판단한 건" in text(client.post(address, {"keep": pair.one_id, "reason": "또"}), 422)
    page = text(client.get(f"/identities/{pair.code}/split/"))
    assert "법인등록번호가 달라" in page  # the example is of a parting, not of a merge
    assert "등록번호 1" in page
    assert "없음" in page
    page = text(client.post(f"/identities/{pair.code}/split/", {"reason": "다른 법인"}, follow=True))
    assert "다시 나누었습니다" in page
    assert client.get("/firms/FX2/").status_code == 200
    page = text(client.post(f"/identities/{pair.code}/reopen/", {"reason": "한 번 더"}, follow=True))
    assert "한 기업으로 합치기" in page


def test_two_are_kept_apart_with_a_reason(client: Client, pair: IdentityPair) -> None:
    address = f"/identities/{pair.code}/apart/"
    assert "다시 묻지 않습니다" in text(client.get(address))
    text(client.post(address, {"reason": ""}), 422)
    assert "주소가 다름" in text(client.post(address, {"reason": "주소가 다름"}, follow=True))
    pair.refresh_from_db()
    assert pair.state == IdentityState.DIFFERENT


def test_a_list_is_uploaded_and_its_wrong_rows_told(client: Client) -> None:
    firm("시연 한빛전자", "FX1")
    content = "﻿기업명;사업자등록번호\n(주)시연한빛전자산업;\n시연 한빛전자;000-81-00000\n".encode()
    page = text(client.post("/identities/names/", {"file": SimpleUploadedFile("명단.csv", content)}))
    assert "‘명단.csv’ 3행 등록번호" in page
    assert "확인할 것 1건" in page
    [pair] = IdentityPair.objects.all()
    page = text(client.get(f"/identities/{pair.code}/"))
    assert "명단.csv" in page
    done = client.post(f"/identities/{pair.code}/name/", {"reason": "명함"}, follow=True)
    assert "다른 표기로 적었습니다" in text(done)
    assert FormerName.objects.get().kind == FormerName.Kind.OTHER
    assert client.get(f"/identities/{pair.code}/merge/").status_code == 404
    page = text(client.post("/identities/names/", {"file": SimpleUploadedFile("빈.csv", b"x")}), 422)
    assert "‘기업명’ 열이 없습니다" in page


def test_names_and_numbers_of_a_firm(client: Client) -> None:
    made = firm("시연 한빛전자", "FX1")
    assert "적힌 옛 이름이 없습니다." in text(client.get("/firms/FX1/identity/"))
    page = text(client.post("/firms/FX1/identity/number/", {"number": "124-81-00999"}), 422)
    assert "검증 숫자가 맞지 않습니다" in page
    assert 'value="124-81-00999"' in page
    good = {"number": number("000811234")}
    assert good["number"] in text(client.post("/firms/FX1/identity/number/", good, follow=True))
    given = {"name": "시연 새벽", "on": "2025-01-02", "source": "공시"}
    page = text(client.post("/firms/FX1/identity/rename/", given, follow=True))
    assert "시연 한빛전자" in page
    made.organisation.refresh_from_db()
    assert made.organisation.name == "시연 새벽"
    given = {"name": "시연 더 옛날", "kind": "former", "since": "", "until": "2001-01-01", "source": "책"}
    assert "시연 더 옛날" in text(client.post("/firms/FX1/identity/name/", given, follow=True))
    public = text(Client().get("/firms/FX1/"))
    assert "시연 더 옛날" in public
    assert "/firms/FX1/identity/" not in public


def test_who_may_look_and_who_may_decide(pair: IdentityPair) -> None:
    anonymous = Client()
    for path in ("/identities/", f"/identities/{pair.code}/", "/firms/FX1/identity/"):
        assert anonymous.get(path).status_code in (302, 403)
    for role, reads in ((Role.AUDITOR, 200), (Role.SME, 403), (Role.MEMBER, 403)):
        other = Client()
        other.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
        assert other.get("/identities/").status_code == reads
        assert other.get(f"/identities/{pair.code}/").status_code in (reads, 404)
        assert other.get(f"/identities/{pair.code}/merge/").status_code in (403, 404)
        assert other.post("/identities/find/").status_code == 403
    assert not Merge.objects.exists()


def test_a_demonstration_account_does_not_see_real_pairs(client: Client) -> None:
    real = [firm("한빛전자", f"FR{n}", demonstration=False) for n in range(2)]
    Organisation.objects.filter(pk=real[1].organisation_id).update(name="㈜한빛전자")
    actions.find_identities(actor=person(demonstration=False, name="real"))
    [pair] = IdentityPair.objects.all()
    assert client.get(f"/identities/{pair.code}/").status_code == 404
    assert client.get("/firms/FR0/identity/").status_code == 403


def test_the_queue_reads_as_much_for_three_as_for_one(client: Client) -> None:
    from django.db import connection

    def count(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            text(client.get(path))
        return len(seen)

    first = pair_of(firm("시연 가", "FA1"), firm("시연 가가", "FA2"))
    client.get("/identities/")
    one, side = count("/identities/"), count(f"/identities/{first.code}/")
    for n in range(2):
        pair_of(firm(f"시연 나{n}", f"FB{n}"), firm(f"시연 다{n}", f"FC{n}"))
    for n in range(3):
        FormerName.objects.create(
            organisation=first.one, name=f"옛{n}", source="책", entered_by="x", demonstration=True
        )
    assert count("/identities/") == one
    assert count(f"/identities/{first.code}/") == side


def test_pages_stand_in_english_too(client: Client, pair: IdentityPair, office: User) -> None:
    merging.merge(actor=office, pair=pair, keep=pair.one, reason="같음")
    for path in ("identities/", f"identities/{pair.code}/", "identities/names/", "firms/FX1/identity/"):
        assert client.get(f"/en/{path}").status_code == 200
    assert Firm.everything.count() == 2
