"""Pages of bodies, bylaws and seats through the door: who sees what, who may do what, in both languages."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.deliberation.conftest import People
from tests.deliberation.test_pages import address, signed_in, text
from tests.site.test_languages import korean_outside

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Body, Seat
from sangsaeng.deliberation.queries import bodies as body_queries
from sangsaeng.parties.models import Role, User
from sangsaeng.records.models import DocumentFile

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
BASIS = "시연 운영세칙 제5조"


def test_the_papers_of_an_appointment_are_made_from_the_seat_and_kept(
    people: People, council: Body, appointed: Seat
) -> None:
    client = signed_in(people.secretariat)
    page = text(client, address("seat", appointed.pk))
    for kind in ("consent", "pledge", "appointment"):
        assert address("seat_paper", appointed.pk, kind) in page
        sent = client.post(address("seat_paper", appointed.pk, kind), {"appointed_by": "시연 장관"})
        assert sent.headers["Location"] == address("seat", appointed.pk)
    kept = list(body_queries.appointment_papers(appointed))
    assert {(d.kind, d.format) for d in kept} == {
        (kind, format) for kind in ("consent", "pledge", "appointment") for format in ("pdf", "hwpx")
    }
    assert all(d.demonstration and not d.public for d in kept)
    whole = DocumentFile.objects.get(kind="appointment", format="pdf")
    file = address("seat_document", appointed.pk, whole.pk)
    assert client.get(file).content == bytes(whole.content)
    assert bytes(whole.content).startswith(b"%PDF")
    for who in (people.member, people.ministry):
        text(signed_in(who), file, 404)
    assert "시연 장관" in text(client, address("seat_paper", appointed.pk, "pledge"))  # kept for the next
    refused = client.post(address("seat_paper", appointed.pk, "pledge"), {"appointed_by": " "})
    assert refused.status_code == 400


def test_the_public_sees_composition_and_rule_but_no_names(
    people: People, council: Body, committee: Body, sub_council: Body
) -> None:
    listed = text(Client(), address("bodies"))
    assert "실제 0개, 시연 3개" in listed
    page = text(Client(), address("body", council.pk))
    assert "위원은 9명이고 25명까지 둘 수 있습니다." in page
    assert "예시 규칙" in page
    assert "7일 전까지, 긴급하면 1일 전까지" in page
    assert "시연 반도체 분과협의회" in page
    for hidden in ("시연 위원 1", "위원과 임기", "위원 위촉"):
        assert hidden not in page
        assert hidden not in listed
    assert "당연직" not in text(Client(), address("body", committee.pk)).split("<h2")[1]
    for role in ("sme", "agency"):
        assert "시연 위원 1" not in text(signed_in(getattr(people, role)), address("body", council.pk))
    for role in ("member", "ministry", "auditor"):
        assert "시연 위원 1" in text(signed_in(getattr(people, role)), address("body", council.pk))


def test_a_demonstration_account_reads_no_names_of_a_real_body(people: People) -> None:
    real = User.objects.create(username="real", role=Role.SECRETARIAT)
    body = actions.establish_body(actor=real, kind="council", name="상생협의회")
    seat = actions.appoint(actor=real, body=body, capacity="sme", name="실제 위원")
    assert "실제 위원" not in text(signed_in(people.secretariat), address("body", body.pk))
    text(signed_in(people.secretariat), address("seat", seat.pk), 404)
    text(signed_in(people.secretariat), address("appoint", body.pk), 403)
    assert "실제 위원" in text(signed_in(real), address("body", body.pk))


@pytest.mark.parametrize("role", ["chair", "member", "sme", "ministry", "agency", "auditor", None])
def test_only_the_secretariat_opens_the_forms(people: People, council: Body, role: str | None) -> None:
    seat = council.seats.first()
    client = signed_in(getattr(people, role) if role else None)
    pages = [address(name, council.pk) for name in ("bylaw_new", "appoint")] + [address("body_new")]
    pages += [
        address(name, seat.pk)
        for name in ("seat_papers", "seat_renew", "seat_chair", "seat_vice_chair", "seat_end")
    ]
    for page in pages:
        assert client.get(page).status_code == (403 if role else 302), page
        assert client.post(page, {}).status_code == (403 if role else 302), page


def test_the_secretariat_appoints_and_completes_the_papers_in_the_browser(
    people: People, committee: Body
) -> None:
    client = signed_in(people.secretariat)
    refused = client.post(
        address("appoint", committee.pk), {"capacity": "academia", "term_from": "2026-03-01"}
    )
    assert refused.status_code == 400
    assert 'value="2026-03-01"' in refused.content.decode()  # what was typed is kept
    answer = client.post(
        address("appoint", committee.pk),
        {"name": "시연 교수", "capacity": "academia", "term_from": "2026-03-01"},
    )
    seat = Seat.objects.get(label="시연 교수")
    assert answer.headers["Location"] == address("seat", seat.pk)
    assert "아직 없는 위촉 서류: 위촉동의서, 보안서약서, 위촉장" in text(client, address("seat", seat.pk))
    assert "위촉 서류가 모자란 위원" in text(client, address("body", committee.pk))
    days = {"consented_on": "2026-02-20", "pledged_on": "2026-02-20", "appointed_on": "2026-03-01"}
    client.post(address("seat_papers", seat.pk), days)
    assert "위촉 서류가 모두 있습니다." in text(client, address("seat", seat.pk))
    client.post(address("seat_renew", seat.pk), {})
    seat.refresh_from_db()
    assert seat.term_until == date(2028, 2, 29)
    client.post(address("seat_vice_chair", seat.pk), {})
    client.post(address("seat_chair", seat.pk), {"basis": "시연 법령"})
    seat.refresh_from_db()
    assert (seat.is_chair, seat.chair_by, seat.is_vice_chair) == (True, "ex_officio", False)
    asked = text(client, address("seat_end", seat.pk))
    assert "되돌릴 수 없습니다" in asked
    refused = client.post(address("seat_end", seat.pk), {"ended_by": "dismissed"})
    assert refused.status_code == 400
    client.post(address("seat_end", seat.pk), {"ended_by": "resigned"})
    seat.refresh_from_db()
    assert not seat.is_active
    assert "사임" in text(client, address("seat", seat.pk))
    assert "시연 교수" not in text(client, address("body", committee.pk))
    assert "시연 교수" in text(client, address("body", committee.pk) + "?seat=ended")


def test_a_sub_council_is_set_up_in_the_browser(people: People, council: Body) -> None:
    client = signed_in(people.secretariat)
    given = {"kind": "sub_council", "name": "시연 전자 분과", "parent": council.pk}
    refused = client.post(address("body_new"), given)
    assert refused.status_code == 400
    assert "분과협의회의 분야를 고르세요." in refused.content.decode()
    client.post(address("body_new"), given | {"sector": "electric_electronics"})
    made = Body.objects.get(name="시연 전자 분과")
    assert (made.parent, made.demonstration) == (council, True)


def test_a_new_version_is_shown_with_what_it_changes_before_it_is_adopted(
    people: People, council: Body
) -> None:
    client = signed_in(people.secretariat)
    page = address("bylaw_new", council.pk)
    form = client.get(page).context["form"]
    given = {
        bound.name: bound.value()
        for bound in form
        if bound.value() is not None and bound.value() is not False
    }
    given |= {
        "effective": "2026-03-02",
        "adopted_by": "시연 창립회의",
        "legal_basis": BASIS,
        "quorum": "2/3",
        "notice_days": "5",
    }
    del given["secrecy"]
    asked = client.post(page, given)
    shown = asked.content.decode()
    assert council.bylaws.count() == 1
    assert "소집 통지: 7일 전까지, 긴급하면 1일 전까지 → 5일 전까지, 긴급하면 1일 전까지" in shown
    assert "비밀유지" in shown
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', unescape(shown)))
    hidden.pop("csrfmiddlewaretoken", None)
    answer = client.post(page, hidden)
    assert answer.headers["Location"] == address("bylaws", council.pk)
    adopted = council.bylaws.get(version=2)
    assert (adopted.quorum_numerator, adopted.quorum_denominator, adopted.quorum_more_than) == (2, 3, False)
    assert (adopted.notice_days, adopted.secrecy, adopted.written_allowed) == (5, False, True)
    compared = text(Client(), address("bylaws", council.pk))
    assert compared.count("바뀜") == 3
    assert "시연 창립회의" in compared


def test_the_page_of_versions_says_where_the_resolution_no_longer_stands(
    people: People, council: Body, motion: Callable[[str], AgendaItem]
) -> None:
    item = motion("fffffff")
    actions.adopt_bylaw(
        actor=people.secretariat, body=council, effective=TODAY(), legal_basis=BASIS, item=item
    )
    assert "지금은 채택 상태가 아닙니다" not in text(Client(), address("bylaws", council.pk))
    AgendaItem.objects.filter(pk=item.pk).update(outcome="", decided_at=None)  # as an annulment leaves it
    assert "지금은 채택 상태가 아닙니다" in text(Client(), address("bylaws", council.pk))


def test_a_seat_is_read_by_the_secretariat_the_auditor_and_its_holder(people: People, council: Body) -> None:
    seat = council.seats.get(user=people.member)
    for who, status in (
        (people.member, 200),
        (people.auditor, 200),
        (people.chair, 404),
        (people.ministry, 404),
    ):
        text(signed_in(who), address("seat", seat.pk), status)
    assert address("seat_end", seat.pk) not in text(signed_in(people.member), address("seat", seat.pk))


def test_members_and_composition_can_be_taken_along(people: People, council: Body, appointed: Seat) -> None:
    from python_calamine import CalamineWorkbook

    page = address("body", council.pk)
    client = signed_in(people.secretariat)
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get(page + "?format=xlsx").content))
    table = rows.get_sheet_by_index(0).to_python()
    assert any("시연 교수" in str(row[0]) and "2026. 3. 1.–2028. 2. 29." in str(row) for row in table)
    assert "대기업,1" in Client().get(page + "?chart=composition&format=csv").content.decode()
    assert Client().get(page + "?format=csv").headers["Content-Type"].startswith("text/html")


def test_the_pages_speak_english(people: People, council: Body, sub_council: Body, appointed: Seat) -> None:
    client = signed_in(people.secretariat)
    seat_pages = ("seat", "seat_papers", "seat_renew", "seat_chair", "seat_vice_chair", "seat_end")
    pages = [address("bodies"), address("body_new")]
    pages += [address(name, council.pk) for name in ("body", "bylaws", "bylaw_new", "appoint")]
    pages += [address(name, appointed.pk) for name in seat_pages]
    for page in pages:
        answer = client.get("/en" + page)
        assert answer.status_code == 200, page
        assert korean_outside(answer.content.decode()) == [], page


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_asks_the_same_few_questions_however_many_there_are(
    people: People, council: Body, committee: Body, more: int
) -> None:
    for sector in ("display", "semiconductor", "automotive")[:more]:
        actions.establish_body(
            actor=people.secretariat,
            kind="sub_council",
            name=f"시연 {sector}",
            parent=council,
            sector=sector,
            demonstration=True,
        )
    client = signed_in(people.secretariat)
    with CaptureQueriesContext(connection) as asked:
        text(client, address("bodies"))
    assert len(asked) <= 8, [q["sql"][:80] for q in asked]
    with CaptureQueriesContext(connection) as asked:
        text(client, address("body", council.pk))
    assert len(asked) <= 16, [q["sql"][:80] for q in asked]
