"""The pages of a selection, through the doors of those who use them; what each must not see is not there."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.selection_world import SelectionWorld

from sangsaeng.parties.models import Role, User
from sangsaeng.support.actions import certificates, deciding, selection
from sangsaeng.support.models import Application, Assessment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SelectionWorld:
    return SelectionWorld()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"support:{name}", args=args)


def html(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_a_round_goes_from_assignment_to_the_public_result_through_the_pages(world: SelectionWorld) -> None:
    office, code = signed_in(world.secretariat), world.round.code
    board = address("selection", code)
    assert "평가위원이 없는 신청이 4건" in html(office, board)
    for order, stage in ((1, world.paper), (2, world.final)):
        form = {"per_application": 2, "reviewers": [p.pk for p in world.reviewers]}
        assert office.post(address("selection_assign", code, order), form).status_code == 302
        assert "점수는 모두 들어온 뒤에" in html(office, f"{board}?stage={order}")
        for given in Assessment.objects.filter(stage=stage):
            reviewer = signed_in(given.reviewer)
            sheet = address("assessment", given.pk)
            keys = ("need", "technology", "market", "future")
            score = 90 - 5 * int(given.application.code[-1])
            filled = {f"c-{key}": score for key in keys} | {"comment": "비밀 아닌 의견", "hand_in": "1"}
            assert reviewer.post(sheet, filled).url == address("assessment_hand_in", given.pk)
            reviewer.post(address("assessment_hand_in", given.pk))
        said = "다음으로 갑니다" if order == 1 else "3건의 순위를 정합니다"
        assert said in html(office, address("selection_close", code, order))
        assert office.post(address("selection_close", code, order)).status_code == 302
        shown = html(office, f"{board}?stage={order}")
        assert "<svg" in shown
        assert "보정 점수로 순위를 정합니다" in shown
    preview = html(office, address("selection_decide", code))
    assert "선정 1건, 예비 1건, 미선정 2건" in preview
    assert not Application.objects.exclude(state="under_review").exists()
    assert "선정 0건" in html(office, address("selection_decide", code) + "?places=0")
    assert office.post(address("selection_decide", code), {"places": 0}).status_code == 422
    assert office.post(address("selection_decide", code), {"places": 1}).status_code == 302
    assert html(Client(), address("selected", code), 404)
    office.post(address("selection_announce", code))
    assert "1곳을 선정했습니다" in html(Client(), address("selected", code))


def test_a_draft_is_kept_and_what_is_wrong_is_said(world: SelectionWorld) -> None:
    given = world.assign(world.paper)[0]
    me = signed_in(User.objects.get(pk=given.reviewer_id))
    sheet = address("assessment", given.pk)
    assert me.post(sheet, {"c-need": "55", "save": "1"}).status_code == 302
    assert 'value="55"' in html(me, sheet)
    answer = me.post(sheet, {"c-need": "155", "comment": "남아 있어야 합니다", "save": "1"})
    assert answer.status_code == 422
    assert "남아 있어야 합니다" in answer.content.decode()
    assert (
        "아직 낼 수 없습니다"
        in me.post(sheet, {"c-need": "55", "hand_in": "1"}, follow=True).content.decode()
    )
    assert "이어서 쓰기" in html(me, address("my_assessments"))


def test_a_reviewer_reads_only_what_is_assigned_to_him_and_nothing_after_a_conflict(
    world: SelectionWorld,
) -> None:
    mine = world.assign(world.paper)[0]
    application = Application.objects.get(pk=mine.application_id)
    application.strategy = "전략-비밀"
    application.save()
    me = signed_in(User.objects.get(pk=mine.reviewer_id))
    other = signed_in(next(p for p in world.reviewers if p.pk != mine.reviewer_id))
    sheet = address("assessment", mine.pk)
    assert "전략-비밀" in html(me, sheet)
    assert html(other, sheet, 404)
    assert me.get(address("selection", world.round.code)).status_code == 403
    answer = me.post(address("assessment_decline", mine.pk), {"conflict": "equity", "reason": "주식을 가짐"})
    assert answer.status_code == 302
    assert "전략-비밀" not in html(me, sheet)
    assert "사양" in html(
        signed_in(world.secretariat), address("selection_case", world.round.code, 1, application.code)
    )


def test_an_applicant_sees_his_own_result_once_told_without_names(world: SelectionWorld) -> None:
    world.run(world.paper)
    last, first = world.at(4), world.at(1)
    firm = signed_in(last.applicant)
    assert html(firm, address("result", last.code), 404)
    selection.tell_stage(actor=world.secretariat, stage=world.paper)
    shown = html(firm, address("result", last.code))
    assert "미선정" in shown
    assert "탈락" not in shown
    assert "기술력" in shown
    assert "70.00" in shown  # his mean
    assert "75.00" in shown  # the cut
    assert "비밀 의견 4" in shown
    assert "비밀 의견 1" not in shown
    assert not any(p.display_name in shown for p in world.reviewers)
    assert "37조의2" in shown
    assert html(firm, address("result", first.code), 404)
    assert html(signed_in(first.applicant), address("result", first.code), 404)
    assert last.code in html(firm, address("my_results"))
    paper = firm.get(address("result_notice", last.code))
    assert paper.content.startswith(b"%PDF")


def test_neither_reserve_nor_not_selected_is_ever_public(world: SelectionWorld) -> None:
    world.decide()
    assert html(Client(), address("selected", world.round.code), 404)
    world.announce()
    chosen = world.at(1)
    public = html(Client(), address("selected", world.round.code))
    assert not any(a.firm_name in public or a.code in public for a in world.applications)
    certificate = certificates.issue_certificate(actor=world.secretariat, application=chosen)
    assert chosen.firm_name not in html(Client(), address("selected", world.round.code))
    certificates.publish_certificate(actor=world.secretariat, certificate=certificate, consent="동의서")
    public = html(Client(), address("selected", world.round.code))
    assert chosen.firm_name in public
    assert not any(a.firm_name in public or a.code in public for a in world.applications[1:])


@pytest.mark.parametrize("role", [None, *Role.values])
def test_the_board_is_for_the_secretariat_and_the_auditor_only(
    world: SelectionWorld, role: str | None
) -> None:
    world.run(world.paper)
    named = {Role.SECRETARIAT: world.secretariat, Role.AUDITOR: world.auditor}
    user = None if role is None else named.get(Role(role)) or world.person(f"other-{role}", role)
    client = Client() if user is None else signed_in(user)
    may = role in (Role.SECRETARIAT, Role.AUDITOR)
    for url in (
        address("selection", world.round.code),
        address("selection_case", world.round.code, 1, world.applications[0].code),
    ):
        assert (client.get(url).status_code == 200) == may
    for name in ("selection_close", "selection_assign", "selection_tell", "selection_reopen"):
        assert (client.get(address(name, world.round.code, 1)).status_code == 200) == (
            role == Role.SECRETARIAT
        )


def test_a_real_round_is_not_there_for_a_demonstration_account(world: SelectionWorld) -> None:
    from sangsaeng.support.models import Round

    Round.objects.filter(pk=world.round.pk).update(demonstration=False)
    assert html(signed_in(world.secretariat), address("selection", world.round.code), 404)


def test_a_place_given_up_is_said_on_the_board_and_filled_there(world: SelectionWorld) -> None:
    world.decide()
    first = world.at(1)
    firm = signed_in(first.applicant)
    firm.post(address("give_up", first.code), {"reason": "사업을 접음"})
    office = signed_in(world.secretariat)
    assert "1자리가 비었습니다" in html(office, address("selection", world.round.code))
    office.post(address("selection_promote", world.round.code))
    assert world.at(2).state == "selected"
    assert deciding.queries.vacancies(world.round) == 0


def test_every_page_of_the_secretariat_opens_in_english(world: SelectionWorld) -> None:
    world.decide()
    office = signed_in(world.secretariat)
    for url in (address("selection", world.round.code), address("result", world.at(1).code)):
        assert office.get(f"/en{url}").status_code == 200


def test_once_decided_the_board_says_what_became_of_each(world: SelectionWorld) -> None:
    for stage in (world.paper, world.final):
        world.run(stage)
    office, board = signed_in(world.secretariat), address("selection", world.round.code)
    assert "선정 대상" in html(office, board)
    world.round = deciding.decide(actor=world.secretariat, round=world.round)
    first = world.at(1)
    signed_in(first.applicant).post(address("give_up", first.code), {"reason": "사업을 접음"})
    shown = html(office, board)
    assert "선정 대상" not in shown
    cells = re.findall(r'<td[^>]*data-label="결과"[^>]*>(.*?)</td>', shown, re.DOTALL)
    assert sorted(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells) == ["미선정", "예비", "철회"]


def test_an_application_leads_to_its_result_once_that_was_told(world: SelectionWorld) -> None:
    world.run(world.paper)
    first, office = world.at(1), signed_in(world.secretariat)
    page, to = address("application", first.code), address("result", first.code)
    assert to not in html(signed_in(first.applicant), page)
    assert to in html(office, page)
    world.run(world.final)
    world.round = deciding.decide(actor=world.secretariat, round=world.round)
    world.announce()
    certificate = certificates.issue_certificate(actor=world.secretariat, application=world.at(1))
    for client in (office, signed_in(first.applicant)):
        shown = html(client, page)
        for url in (to, address("result_notice", first.code), address("certificate", certificate.number)):
            assert url in shown
            assert client.get(url).status_code == 200
        assert f"최종 점수: {world.at(1).final_score:.2f}" in shown


def test_what_was_received_is_one_number_with_what_was_withdrawn(world: SelectionWorld) -> None:
    world.decide()
    first = world.at(1)
    signed_in(first.applicant).post(address("give_up", first.code), {"reason": "사업을 접음"})
    office = signed_in(world.secretariat)
    shown = html(office, address("round", world.round.code))
    assert "4<small>건</small>" in shown
    assert "그 가운데 철회 1건" in shown
    shown = html(office, address("applications", world.round.code))
    assert "접수한 신청은 4건입니다" in shown
    assert "접수한 신청 가운데 철회 1건" in shown
