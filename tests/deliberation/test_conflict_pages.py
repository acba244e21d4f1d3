"""The pages about conflicts of interest, through the door."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.deliberation.conftest import People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Exclusion, ExclusionRequest, Meeting
from sangsaeng.parties import conflicts
from sangsaeng.parties.models import Affiliation, Conflict, Declaration, Organisation, User
from sangsaeng.proposals.models import WinWinModel

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
Firms = dict[str, Organisation]
HANGUL = re.compile("[가-힣]")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(user: User, path: str, status: int = 200) -> str:
    answer = signed_in(user).get(path)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return answer.content.decode()


def address(name: str, *args: object) -> str:
    return reverse(f"deliberation:{name}", args=args)


def send(user: User, path: str, **given: object) -> str:
    """POST and follow: the page that follows."""
    answer = signed_in(user).post(path, given, follow=True)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()


@pytest.fixture
def model(make_model: Make) -> WinWinModel:
    return make_model()


@pytest.fixture
def item(people: People, meeting: Meeting, model: WinWinModel) -> AgendaItem:
    return actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)


def test_a_member_declares_and_sees_what_follows(
    people: People, item: AgendaItem, model: WinWinModel
) -> None:
    page = text(people.member, address("conflicts"))
    assert "1건은 아직 신고하지 않았습니다" in page
    assert model.title in page
    path = address("conflict_declare", model.code)
    assert "시연 기업 supplier" in text(people.member, path)
    nothing = send(people.member, path, reasons=[])
    assert "필수" in nothing
    assert not Declaration.objects.exists()
    both = send(people.member, path, reasons=["none", "equity"], note="잊지 않을 설명")
    assert "함께 고를 수 없습니다" in both
    assert "잊지 않을 설명" in both
    assert "참여할 수 있습니다" in send(people.member, path, reasons=["none"])
    assert "모두 확인했습니다" in text(people.member, address("conflicts"))
    after = send(people.member, path, reasons=["equity"], note="지분 3 %")
    assert "제외되어" in after
    assert model.title not in after
    assert "시연 기업 supplier" not in after
    assert model.codename in after
    assert "당사자의 지분 보유" in after
    assert model.title not in text(people.member, path)
    refused = send(people.member, path, reasons=["none"])
    assert "바뀐 이유를 적어" in refused
    family = send(people.member, path, reasons=["family"], note="아무개")
    assert "친족의 이름은 저장하지 않습니다" in family


def test_a_member_keeps_his_ties(people: People, item: AgendaItem, model: WinWinModel, firms: Firms) -> None:
    path = address("conflict_tie")
    assert "시연 기업 supplier" in text(people.member, path)
    wrong = send(
        people.member, path, organisation=firms["supplier"].pk, relation="officer", since="2999-01-01"
    )
    assert "오늘까지의 날짜" in wrong
    page = send(
        people.member, path, organisation=firms["supplier"].pk, relation="officer", since="2020-01-02"
    )
    assert "시연 기업 supplier" in page
    assert "끝난 날 적기" in page
    assert "자동 확인(제척)" in page
    assert model.title not in page
    assert Exclusion.objects.get(agenda_item=item).code == "party"
    tie = Affiliation.objects.get()
    end = address("conflict_tie_end", tie.pk)
    text(people.chair, end, status=404)
    assert "끝난 날을 적었습니다" in send(people.member, end, until="2025-12-31")
    text(people.member, end, status=404)


def test_only_what_comes_before_me_can_be_declared(
    people: People, item: AgendaItem, make_model: Make
) -> None:
    text(people.second, address("conflict_declare", item.model.code), status=404)  # type: ignore[union-attr]
    text(people.member, address("conflict_declare", make_model().code), status=404)
    text(people.member, address("conflict_declare", "D-NONE"), status=404)
    assert "지금 신고할 안건이 없습니다" in text(people.second, address("conflicts"))


def test_the_secretariat_sees_the_matrix_and_decides_with_a_reason(
    people: People, meeting: Meeting, item: AgendaItem, model: WinWinModel, firms: Firms
) -> None:
    actions.add_tie(
        actor=people.member, person=people.member, organisation=firms["demand"], relation="shareholder"
    )
    listed = text(people.secretariat, address("conflict_cases"))
    assert "확인할 이해관계가 1건, 받지 못한 신고가 2건" in listed
    path = address("conflict_case", model.code)
    page = text(people.secretariat, path)
    assert "시연 기업 demand 지분 보유" in page
    assert "확인 필요" in page
    assert "2명은 아직 신고하지 않았습니다" in page
    conflict = Conflict.objects.get()
    assert "이유" in send(people.secretariat, address("conflict_uphold", conflict.pk), reason="")
    assert "인정했습니다" in send(
        people.secretariat, address("conflict_uphold", conflict.pk), reason="지분이 7 %입니다."
    )
    exclusion = Exclusion.objects.get()
    assert "지분이 7 %입니다." in text(people.secretariat, path)
    lift = address("conflict_lift", exclusion.pk)
    assert "모두 해당 없음" in text(people.secretariat, lift)
    assert "철회했습니다" in send(people.secretariat, lift, reason="동명이인입니다.")
    assert not Exclusion.objects.exists()
    again = send(people.secretariat, address("conflict_dismiss", conflict.pk), reason="다시")
    assert "이미 ‘해당 없음’" in again
    seat = meeting.body.seats.get(user=people.chair)
    heard = f"{address('conflict_declare', model.code)}?seat={seat.pk}"
    assert "말한 대로 적습니다" in text(people.secretariat, heard)
    send(people.secretariat, heard, reasons=["none"])
    assert conflicts.declared(model)[people.chair.pk].reasons == []
    assert "새로 제외한 위원은 0명" in send(people.secretariat, path)
    text(people.secretariat, address("conflict_declare", model.code), status=404)


def test_a_party_asks_from_the_models_page_and_reads_the_answer(
    people: People, meeting: Meeting, item: AgendaItem, model: WinWinModel, run: Runner
) -> None:
    path = address("conflict_request", model.code)
    assert path in text(people.sme, reverse("proposals:model", args=(model.code,)))
    page = text(people.sme, path)
    assert "시연 위원 2" in page
    assert people.member.display_name not in page
    seat = meeting.body.seats.get(user=people.member)
    assert "기피를 신청했습니다" in send(people.sme, path, seat=seat.pk, reason="경쟁사 자문역입니다.")
    asked = ExclusionRequest.objects.get()
    assert "결정 전" in text(people.sme, path)
    decide = address("conflict_decide", asked.pk)
    assert "회의를 연 뒤에" in send(people.secretariat, decide)
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    assert "경쟁사 자문역입니다." in text(people.secretariat, decide)
    wrong = send(people.secretariat, decide, for_=9, against=0, abstain=0, reason="남길 글")
    assert "보다 많습니다" in wrong
    assert "남길 글" in wrong
    assert "결정했습니다" in send(
        people.secretariat, decide, for_=5, against=1, abstain=0, reason="공정성을 의심할 만합니다."
    )
    page = text(people.sme, path)
    assert "기피 인정" in page
    assert "공정성을 의심할 만합니다." in page
    assert "찬성 5명" in page
    assert "기피 인정" in text(people.sme, reverse("proposals:model", args=(model.code,)))


MEMBERS = ("chair", "member")
PLACES = {
    "conflicts": MEMBERS,
    "conflict_tie": MEMBERS,
    "conflict_declare": (*MEMBERS,),
    "conflict_cases": ("secretariat",),
    "conflict_case": ("secretariat",),
    "conflict_request": ("demand_company", "sme"),
}


@pytest.mark.parametrize("name", PLACES)
def test_each_page_opens_for_its_role_and_no_other(people: People, item: AgendaItem, name: str) -> None:
    code = item.model.code  # type: ignore[union-attr]
    path = address(
        name, *((code,) if name in ("conflict_declare", "conflict_case", "conflict_request") else ())
    )
    for role in vars(people):
        status = signed_in(getattr(people, role)).get(path).status_code
        if role in PLACES[name]:
            assert status == 200, role
        else:
            assert status in (403, 404) or (role == "second" and name in ("conflicts", "conflict_tie")), role
    assert Client().get(path).status_code in (302, 403)


def test_pages_in_english_leave_no_korean_unmarked(
    people: People, meeting: Meeting, item: AgendaItem, model: WinWinModel, firms: Firms, run: Runner
) -> None:
    actions.add_tie(
        actor=people.member,
        person=people.member,
        organisation=firms["demand"],
        relation="officer",
        note="자문",
    )
    seat = meeting.body.seats.get(user=people.chair)
    asked = actions.request_exclusion(actor=people.sme, item=item, seat=seat, reason="이유")
    run.attend(meeting, 7)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    pages = [
        (people.member, "conflicts", ()),
        (people.member, "conflict_tie", ()),
        (people.chair, "conflict_declare", (model.code,)),
        (people.secretariat, "conflict_cases", ()),
        (people.secretariat, "conflict_case", (model.code,)),
        (people.secretariat, "conflict_dismiss", (Conflict.objects.get().pk,)),
        (people.secretariat, "conflict_lift", (Exclusion.objects.get().pk,)),
        (people.secretariat, "conflict_decide", (asked.pk,)),
        (people.sme, "conflict_request", (model.code,)),
    ]
    paths = [(user, name, "/en" + address(name, *args)) for user, name, args in pages]
    for user, name, path in paths:
        page = text(user, path)
        shown = re.sub(r'<(\w+)[^>]*lang="ko"[^>]*>.*?</\1>', "", page, flags=re.S)
        left = HANGUL.search(re.sub(r"<[^>]*>", " ", shown))
        assert left is None, f"{name}: {shown[max(0, left.start() - 80) : left.end() + 40]}" if left else ""


@pytest.mark.parametrize("name", ["conflicts", "conflict_cases"])
def test_the_number_of_queries_does_not_grow(
    people: People, meeting: Meeting, make_model: Make, name: str
) -> None:
    user = people.member if name == "conflicts" else people.secretariat

    def asked() -> int:
        client = signed_in(user)
        client.get(address(name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address(name))
        return len(queries)

    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    one = asked()
    for _model in range(3):
        actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    assert asked() == one
