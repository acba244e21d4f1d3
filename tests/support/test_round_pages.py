"""Through the door: the call as the public reads it, an application from the first step to its receipt, the desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.proposals.test_pages import visitor
from tests.proposals.world import World
from tests.support.round_world import (
    GOOD,
    applicant,
    business_number,
    called,
    cells,
    close,
    draft,
    intake,
    make_round,
    row,
    submitted,
)

from sangsaeng.parties.models import User
from sangsaeng.support import actions, eligibility
from sangsaeng.support.intake_reading import header
from sangsaeng.support.models import Application, ApplicationState, Round, RoundState

FIRM = {"firm_name": "시연 기업 1", "business_number": "", "sector": "display", "item_text": "시연 품목"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_public_reads_the_call_to_the_second_and_nothing_of_who_applied(world: World) -> None:
    assert "아직 공고가 없습니다" in text_of(Client().get("/support/rounds/"))
    round = called(world)
    hidden = make_round(world)
    one = submitted(world, round, 1)
    listed = text_of(Client().get("/support/rounds/"))
    assert "지금 신청할 수 있는 공고는 1건입니다" in listed
    assert "100은 상한이 아니며" in listed
    assert hidden.code not in listed
    assert Client().get(f"/support/rounds/{hidden.code}/").status_code == 404
    page = text_of(Client().get(f"/support/rounds/{round.code}/"))
    assert f"{timezone.localtime(round.closes_at):%H:%M:%S}" in page
    assert "50 % 이상" in page
    assert "2명 이상" in page
    assert "5,000만 원 이상" in page
    assert "시행령 제24조" in page
    assert "공고를 보도한 기사의 수치입니다" in page
    guide = text_of(Client().get(f"/support/rounds/{round.code}/guide/"))
    for text in (listed, page, guide):
        assert one.firm_name not in text
        assert one.code not in text
        assert "건</small>" not in text
    for address in (f"applications/{one.code}/", f"rounds/{round.code}/applications/"):
        assert Client().get(f"/support/{address}").status_code == 302
    assert hidden.code in text_of(visitor(world, "secretariat").get("/support/rounds/"))


def test_a_firm_goes_from_the_first_step_to_the_receipt(world: World) -> None:
    round, user = called(world), applicant(world, 1)
    client = signed_in(user)
    page = text_of(client.get(f"/support/rounds/{round.code}/"))
    assert f"/support/rounds/{round.code}/apply/" in page
    form = text_of(client.get(f"/support/rounds/{round.code}/apply/"))
    token = re.search(r'name="token" value="([^"]+)"', form)[1]  # type: ignore[index]
    wrong = client.post(
        f"/support/rounds/{round.code}/apply/", {**FIRM, "token": token, "business_number": "123-45-67890"}
    )
    assert wrong.status_code == 422
    assert "123-45-67890" in text_of(wrong)
    assert not Application.objects.exists()
    sent = {**FIRM, "token": token, "business_number": business_number(1)}
    for _time in range(2):
        answer = client.post(f"/support/rounds/{round.code}/apply/", sent)
        assert answer.status_code == 302
    application = Application.objects.get()
    edit = f"/support/applications/{application.code}/edit/"
    assert answer["Location"] == f"{edit}?step=figures"
    assert "에 저장됨" in text_of(client.get(answer["Location"]))
    figures = {"sales_krw": "120억", "sector_sales_krw": "130억", "researchers": "4"}
    refused = client.post(f"{edit}?step=figures", figures)
    assert refused.status_code == 422
    assert 'value="130억"' in text_of(refused)
    assert "보다 클 수 없습니다" in text_of(refused)
    assert client.post(f"{edit}?step=figures", {**figures, "sector_sales_krw": "75억"}).status_code == 302
    check = text_of(client.get(f"{edit}?step=check"))
    assert "62.50 % (75억 원 ÷ 120억 원)" in check
    assert "1가지를 더 적어야 합니다" in check
    assert "제출하기" not in check
    assert client.post(f"{edit}?step=strategy", {"strategy": "5년 계획"}).status_code == 302
    paper = SimpleUploadedFile("성장전략서.pdf", b"%PDF-1.7 a")
    client.post(f"/support/applications/{application.code}/files/", {"file": paper})
    check = text_of(client.get(f"{edit}?step=check"))
    assert "성장전략서.pdf" in check
    assert "적은 수치로는 신청 자격이 있습니다" in check
    assert "다른 기준으로 충족" in check  # two figures are blank, and nothing hangs on them
    assert "확인 필요" not in check
    assert "하나만 충족하면" in check
    assert "덜 적음" not in check
    assert "제출하기" in check
    for _time in range(2):
        done = client.post(f"/support/applications/{application.code}/submit/", follow=True)
        assert "접수번호" in text_of(done)
        assert application.code in text_of(done)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    kept = application.files.get()
    assert client.get(f"/support/applications/{application.code}/files/{kept.pk}/").content == b"%PDF-1.7 a"
    assert application.code in text_of(client.get("/support/applications/"))
    # it may still change while the window is open
    changed = client.post(f"{edit}?step=strategy", {"strategy": "고친 계획"})
    assert changed.status_code == 302
    close(round)
    late = client.post(f"{edit}?step=strategy", {"strategy": "늦게 고친 계획"})
    assert late.status_code == 422
    assert "늦게 고친 계획" in text_of(late)
    assert Application.objects.get().strategy == "고친 계획"


def test_who_is_late_is_told_when_it_closed_and_when_it_came(world: World) -> None:
    round, user = called(world), applicant(world, 1)
    application = draft(world, round, user)
    round = close(round)
    answer = signed_in(user).post(f"/support/applications/{application.code}/submit/", follow=True)
    text = text_of(answer)
    assert f"접수는 {timezone.localtime(round.closes_at).year}" in text
    assert "에 도착했습니다" in text
    assert "쓴 내용은 저장되어 있습니다" in text
    assert 'class="button primary">제출하기' not in text
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_applicants_see_their_own_and_officials_see_what_was_submitted(world: World) -> None:
    round = called(world)
    one, other = submitted(world, round, 1), submitted(world, round, 2)
    unsent = draft(world, round, applicant(world, 3), 3)
    own = signed_in(one.applicant)
    assert own.get(f"/support/applications/{one.code}/").status_code == 200
    assert own.get(f"/support/applications/{other.code}/").status_code == 404
    assert own.get(f"/support/rounds/{round.code}/applications/").status_code == 403
    kept = actions.attach_to_application(
        actor=one.applicant, application=one, name="a.pdf", content=b"%PDF-1.7 a"
    )
    for act in ("edit", "submit", "withdraw", "files"):
        address = f"/support/applications/{one.code}/{act}/"
        assert signed_in(other.applicant).post(address).status_code == 404, act
    file = f"/support/applications/{one.code}/files/{kept.pk}/"
    assert signed_in(other.applicant).get(file).status_code == 404
    for role in ("secretariat", "agency", "auditor"):
        client = visitor(world, role)
        listed = text_of(client.get(f"/support/rounds/{round.code}/applications/"))
        assert one.code in listed
        assert unsent.code not in listed
        assert client.get(f"/support/applications/{one.code}/").status_code == 200
        assert client.get(f"/support/applications/{unsent.code}/").status_code == 404
        assert client.get(file).status_code == 200
    for role in ("member", "chair", "ministry", "demand_company"):
        assert visitor(world, role).get(f"/support/rounds/{round.code}/applications/").status_code == 403
        assert visitor(world, role).get(f"/support/applications/{one.code}/").status_code == 404
    found = visitor(world, "agency").get(
        f"/support/rounds/{round.code}/applications/?q={other.business_number}"
    )
    assert other.code in text_of(found)
    assert one.code not in text_of(found)
    table = cells(
        visitor(world, "agency").get(f"/support/rounds/{round.code}/applications/?format=xlsx").content
    )
    assert len(table) == 3
    assert GOOD["sales_krw"] in table[1]
    assert any(str(cell).startswith("000-00") for cell in table[1])


def test_a_result_is_not_seen_before_it_is_told(world: World) -> None:
    round = called(world)
    one = submitted(world, round, 1)
    close(round)
    actions.check_eligibility(actor=world["agency"], round=round)
    actions.begin_review(actor=world["agency"], round=round)
    one.refresh_from_db()
    one.not_select()
    one.reason = "점수가 모자람"
    one.save()
    page = text_of(signed_in(one.applicant).get(f"/support/applications/{one.code}/"))
    assert "평가 중" in page
    assert "미선정" not in page
    assert "점수가 모자람" not in page
    assert "미선정" not in text_of(signed_in(one.applicant).get("/support/applications/"))
    assert "미선정" not in text_of(signed_in(one.applicant).get(f"/support/rounds/{round.code}/"))
    Round.objects.filter(pk=round.pk).update(state=RoundState.ANNOUNCED)
    assert "미선정" in text_of(signed_in(one.applicant).get(f"/support/applications/{one.code}/"))


def test_the_secretariat_prepares_calls_checks_and_hands_over(world: World) -> None:
    client = visitor(world, "secretariat")
    now = timezone.localtime()
    form = {
        "programme": "gangso100",
        "year": "2026",
        "title": "시연 공고",
        "opens_at": f"{now - timedelta(days=2):%Y-%m-%dT%H:%M:%S}",
        "closes_at": f"{now - timedelta(days=9):%Y-%m-%dT%H:%M:%S}",
        "places": "5",
        "reserve_places": "",
    }
    refused = client.post("/support/rounds/new/", form)
    assert refused.status_code == 422
    assert "마감은 시작보다 뒤여야 합니다" in text_of(refused)
    form["closes_at"] = f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}"
    assert client.post("/support/rounds/new/", form).status_code == 302
    round = Round.objects.get()
    assert timezone.localtime(round.closes_at) == (now + timedelta(hours=1)).replace(microsecond=0)
    home = f"/support/rounds/{round.code}"
    stages = {"paper_held": "on", "paper_share": "30", "paper_advance": "10", "final_held": "on"}
    wrong = client.post(f"{home}/edit/stages/", {**stages, "final_share": "60"})
    assert wrong.status_code == 422
    assert "지금은 90입니다" in text_of(wrong)
    assert client.post(f"{home}/edit/stages/", {**stages, "final_share": "70"}).status_code == 302
    assert list(round.stages.values_list("kind", flat=True)) == ["paper", "final"]
    assert "시작 시각이 지났습니다" in text_of(client.post(f"{home}/do/call/", {"called_at": ""}))
    words = {"summary": "", "contact": "", "notice_number": "제1호", "certificate_years": "5", "title_en": ""}
    assert client.post(f"{home}/edit/text/", words).status_code == 302
    before = f"{now - timedelta(days=3):%Y-%m-%dT%H:%M:%S}"
    assert client.post(f"{home}/do/call/", {"called_at": before}).status_code == 302
    assert "뒤늦게 기록" in text_of(Client().get(f"{home}/"))
    submitted(world, round, 1)
    submitted(world, round, 2, figures={**GOOD, "sector_sales_krw": 0})
    assert "접수가 끝난 뒤" in text_of(client.post(f"{home}/do/check/", follow=True))
    later = f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M:%S}"
    assert client.post(f"{home}/do/extend/", {"closes_at": later, "reason": "장애"}).status_code == 302
    assert "처음 마감은" in text_of(Client().get(f"{home}/"))
    close(round)
    page = text_of(client.get(f"{home}/"))
    assert f"{home}/do/check/" in page
    assert f"{home}/do/begin/" not in page
    assert "확인할 신청은 2건" in text_of(client.get(f"{home}/do/check/"))
    assert "자격 있음 1건, 없음 1건" in text_of(client.post(f"{home}/do/check/", follow=True))
    refused_one = Application.objects.get(state="ineligible")
    page = text_of(signed_in(refused_one.applicant).get(f"/support/applications/{refused_one.code}/"))
    assert "0.00 %" in page
    judge = f"/support/applications/{refused_one.code}/judge/admit/"
    assert client.post(judge, {"reason": ""}).status_code == 422
    assert client.post(judge, {"reason": "자료를 다시 봄"}).status_code == 302
    assert client.post(f"{home}/do/begin/").status_code == 302
    round.refresh_from_db()
    assert round.state == RoundState.REVIEWING


def test_a_spreadsheet_goes_up_and_its_refused_rows_come_down(world: World) -> None:
    round = called(world)
    client = visitor(world, "agency")
    page = f"/support/rounds/{round.code}/intake/"
    template = cells(client.get(f"{page}template/").content)
    assert template == [header(eligibility.of_round(round))]
    at = timezone.now() - timedelta(hours=1)
    rows = [row(1, at), row(2, at, business_number="1")]
    file = SimpleUploadedFile("명단.xlsx", intake(round, rows, template[0]))
    done = text_of(client.post(page, {"file": file}, follow=True))
    assert "새로 받은 신청 1건, 이미 받은 신청 0건, 받지 못한 행 1개" in done
    kept = round.intake_files.get()
    refused = cells(client.get(f"{page}{kept.pk}/?refused=xlsx").content)
    assert refused[1][:2] == [3, "사업자등록번호"]
    file.seek(0)
    again = SimpleUploadedFile("명단.xlsx", client.get(f"{page}{kept.pk}/").content)
    assert "새로 받은 신청 0건, 이미 받은 신청 1건" in text_of(
        client.post(page, {"file": again}, follow=True)
    )
    wrong = client.post(page, {"file": SimpleUploadedFile("명단.pdf", b"%PDF-1.7")})
    assert wrong.status_code == 422
    assert "XLSX나 CSV" in text_of(wrong)
    for role in ("sme", "auditor", "ministry"):
        assert visitor(world, role).get(page).status_code == 403


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_a_fixed_number_of_queries(world: World) -> None:
    round = called(world)
    one = submitted(world, round, 1)
    agency, own = visitor(world, "agency"), signed_in(one.applicant)
    pages = [
        (Client(), "/support/rounds/"),
        (agency, "/support/rounds/"),
        (agency, f"/support/rounds/{round.code}/"),
        (agency, f"/support/rounds/{round.code}/applications/"),
        (own, "/support/applications/"),
    ]
    before = [queries_of(client, address) for client, address in pages]
    for number in (2, 3):
        submitted(world, round, number)
        submitted(world, called(world), number, actor=one.applicant)
    assert [queries_of(client, address) for client, address in pages] == before


def test_the_history_of_an_applicant_names_no_official(world: World) -> None:
    round = called(world)
    one = submitted(world, round, 1, figures={**GOOD, "sales_krw": None})
    close(round)
    actions.find_ineligible(actor=world["secretariat"], application=one, reason="자료 없음")
    page = text_of(signed_in(one.applicant).get(f"/support/applications/{one.code}/"))
    assert "자료 없음" in page
    assert str(world["secretariat"]) not in page
    assert str(world["secretariat"]) in text_of(
        visitor(world, "auditor").get(f"/support/applications/{one.code}/")
    )


def test_a_real_firm_and_a_demonstration_do_not_meet(world: World) -> None:
    round = called(world)
    one = submitted(world, round, 1)
    real = world.person("real", "sme", demonstration=False)
    assert signed_in(real).get(f"/support/applications/{one.code}/").status_code == 404
    page = text_of(signed_in(real).get(f"/support/rounds/{round.code}/"))
    assert f"/support/rounds/{round.code}/apply/" not in page
    answer = signed_in(real).post(
        f"/support/rounds/{round.code}/apply/", {**FIRM, "business_number": business_number(5)}
    )
    assert answer.status_code == 422
    assert Application.objects.count() == 1


@pytest.mark.parametrize("part", ["terms", "text", "stages"])
def test_a_called_round_is_not_edited(world: World, part: str) -> None:
    round = called(world)
    client = visitor(world, "secretariat")
    for method in (client.get, client.post):
        answer = method(f"/support/rounds/{round.code}/edit/{part}/", follow=True)
        assert "이미 공고해 고칠 수 없습니다" in text_of(answer)
        assert answer.redirect_chain[0][0] == f"/support/rounds/{round.code}/"
    assert client.get(f"/support/rounds/{make_round(world).code}/edit/{part}/").status_code == 200
