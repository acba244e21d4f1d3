"""Pages of milestones, indicators, imports and stories, through the door a user uses; each in both languages."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.site.test_languages import korean_outside

from sangsaeng.desk.demonstration import outcomes
from sangsaeng.desk.todos.outcomes import todos
from sangsaeng.discovery.models import Item
from sangsaeng.followup import invariants_outcomes
from sangsaeng.followup.actions import milestones
from sangsaeng.followup.models import Indicator, Milestone, Observation, Story
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loaded")]
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def played(loaded: dict[str, str]) -> WinWinModel:
    """The demonstration's model with its milestones, indicators and story."""
    model = WinWinModel.objects.get(code=loaded["model"])
    if not model.milestones.exists():
        people = {user.username: user for user in User.objects.filter(demonstration=True)}
        organisations = {each.code: each for each in Organisation.objects.filter(demonstration=True)}
        outcomes.outcomes(people=people, models={"story": model}, organisations=organisations)
    return model


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses(model: WinWinModel) -> list[tuple[str, str]]:
    """Every page of this subject that the demonstration fills, with somebody who works there."""
    code = model.code
    waiting = Milestone.objects.get(model=model, state="reported").code
    coming = Milestone.objects.get(model=model, state="planned").code
    jobs = Indicator.objects.get(model=model, kind="jobs")
    value = Observation.objects.get(indicator=jobs)
    story = Story.objects.get(model=model)
    at = f"/followup/outcomes/{code}/"
    return [
        ("agency", "/followup/outcomes/"),
        ("sme", "/followup/outcomes/"),
        ("auditor", at),
        ("secretariat", at),
        ("sme", at),
        ("agency", f"{at}imports/"),
        ("agency", f"{at}milestones/new/"),
        ("agency", f"{at}schedule/"),
        ("agency", f"{at}regulation/"),
        ("secretariat", f"{at}correction/"),
        ("agency", f"{at}indicators/new/?template=jobs_new"),
        ("secretariat", f"{at}stories/new/"),
        ("sme", f"/followup/milestones/{waiting}/report/"),
        ("agency", f"/followup/milestones/{waiting}/accept/"),
        ("agency", f"/followup/milestones/{waiting}/return/"),
        ("agency", f"/followup/milestones/{coming}/move/"),
        ("agency", f"/followup/milestones/{coming}/edit/"),
        ("agency", f"/followup/milestones/{coming}/drop/"),
        ("agency", f"/followup/indicators/{jobs.code}/change/"),
        ("sme", f"/followup/indicators/{jobs.code}/observe/"),
        ("sme", f"/followup/observations/{value.pk}/correct/"),
        ("agency", f"/followup/observations/{value.pk}/check/"),
        ("sme", f"/followup/stories/{story.code}/"),
        ("secretariat", f"/followup/stories/{story.code}/withdraw/"),
        ("demand", "/stories/"),
        ("demand", f"/stories/{story.code}/"),
    ]


def test_every_page_opens_in_korean_and_speaks_english_in_english(played: WinWinModel) -> None:
    for who, address in [*addresses(played), ("secretariat", f"/models/{played.code}/")]:
        client = signed_in(who)
        assert client.get(address).status_code == 200, address
        answer = client.get(f"/en{address}")
        assert answer.status_code == 200, address


def test_english_pages_have_no_stray_korean(played: WinWinModel) -> None:
    stray = {
        address: korean_outside(signed_in(who).get(f"/en{address}").content.decode())
        for who, address in addresses(played)
    }
    assert {address: found for address, found in stray.items() if found} == {}


def test_the_demonstration_is_sound_and_every_verb_reads(played: WinWinModel) -> None:
    from sangsaeng.proposals.history import sentence

    assert invariants_outcomes.findings() == []
    assert sorted(played.milestones.values_list("state", flat=True)) == [
        "accepted",
        "accepted",
        "planned",
        "reported",
    ]
    for event in Event.objects.filter(verb__startswith="followup."):
        assert sentence(event.verb, event.data) != event.verb


def test_the_page_says_how_far_the_model_is(played: WinWinModel) -> None:
    text = signed_in("agency").get(f"/followup/outcomes/{played.code}/").content.decode()
    for words in (
        "이정표 4건 가운데 2건을 확인했습니다",
        "성과 지표 3개 가운데 0개",
        "30 %",
        "알 수 없음(기준값 없음)",
    ):
        assert words in text, words
    assert "평가 설비가 늦게 들어옴" in text  # the reason of the move
    assert "옮긴 예정일" in text
    assert "바로잡음" in text
    sheet = signed_in("agency").get(f"/followup/outcomes/{played.code}/?format=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    values = {(row[0], row[8], row[9]) for row in rows[1:]}
    assert ("국내 조달 비율", 6, "확인함") in values
    assert ("국내 조달 비율", 8, "바로잡음") in values
    code = Indicator.objects.get(model=played, kind="jobs").code.lower()
    chart = signed_in("agency").get(f"/followup/outcomes/{played.code}/?chart={code}&format=csv")
    assert "새 일자리" in chart.content.decode() or "잰 값" in chart.content.decode()


def test_a_stranger_learns_nothing(played: WinWinModel, client: Client) -> None:
    stranger = Organisation.objects.get(code="demo-e")
    User.objects.create(username="other firm", role="sme", organisation=stranger, demonstration=True)
    paper = Milestone.objects.filter(model=played, reports__files__isnull=False)[0].reports.first()
    assert paper is not None
    files = [f"/followup/outcome-files/{file.pk}/" for file in paper.files.all()]
    assert files
    story = f"/followup/stories/{Story.objects.get(model=played).code}/"
    for address in (f"/followup/outcomes/{played.code}/", *files, story):
        assert signed_in("sme").get(address).status_code == 200
        assert signed_in("other firm").get(address).status_code == 404, address
        assert client.get(address).status_code == 302
    listed = signed_in("other firm").get("/followup/outcomes/").content.decode()
    assert played.title not in listed
    assert "볼 수 있는 이행 중인 상생모델이 없습니다" in listed
    assert signed_in("sme").get(files[0]).content.startswith(b"%PDF")


def test_who_may_not_act_is_refused(played: WinWinModel) -> None:
    at = f"/followup/outcomes/{played.code}/"
    for who, address in (
        ("sme", f"{at}milestones/new/"),
        ("auditor", f"{at}indicators/new/"),
        ("agency", f"{at}stories/new/"),
        ("agency", f"{at}correction/"),
        ("chair", f"{at}schedule/"),
    ):
        assert signed_in(who).get(address).status_code == 403, address
        assert signed_in(who).post(address, {}).status_code == 403, address


def test_the_list_is_filtered_by_the_address(played: WinWinModel) -> None:
    agency = signed_in("agency")
    assert played.code in agency.get("/followup/outcomes/?show=waiting").content.decode()
    assert played.code not in agency.get("/followup/outcomes/?show=late").content.decode()
    sheet = agency.get("/followup/outcomes/?format=csv").content.decode("utf-8-sig")
    assert played.title in sheet
    total = agency.get("/followup/outcomes/").content.decode()
    assert "지표의 합계" in total
    assert "더하지 않음" in total


def test_a_firm_reports_and_the_agency_answers(played: WinWinModel) -> None:
    coming = Milestone.objects.get(model=played, state="planned")
    address = f"/followup/milestones/{coming.code}/"
    sme, agency = signed_in("sme"), signed_in("agency")
    empty = sme.post(f"{address}report/", {"text": "", "reached_on": "2020-13-01"})
    assert empty.status_code == 422
    bad = SimpleUploadedFile("a.pdf", b"not a pdf")
    refused = sme.post(f"{address}report/", {"text": "보고합니다", "uploads": [bad]})
    assert refused.status_code == 422
    assert "보고합니다" in refused.content.decode()
    papers = [SimpleUploadedFile("하나.pdf", PDF), SimpleUploadedFile("둘.pdf", PDF)]
    sent = sme.post(f"{address}report/", {"text": "보고합니다", "uploads": papers})
    assert sent.status_code == 302
    coming.refresh_from_db()
    assert coming.state == "reported"
    report = coming.reports.get()
    assert [file.title for file in report.files.order_by("pk")] == ["하나.pdf", "둘.pdf"]
    assert agency.post(f"{address}return/", {"reason": "더", "days": "99"}).status_code == 422
    assert agency.post(f"{address}return/", {"reason": "더 적어 주세요", "days": "5"}).status_code == 302
    page = sme.get(f"/followup/outcomes/{played.code}/").content.decode()
    assert "더 적어 주세요" in page
    again = agency.get(f"{address}accept/", follow=True).content.decode()
    assert "지금은 할 수 없는 일입니다" in again


def test_an_indicator_from_our_proposal_and_a_value(played: WinWinModel) -> None:
    at = f"/followup/outcomes/{played.code}/indicators/new/"
    agency, sme = signed_in("agency"), signed_in("sme")
    assert 'value="등록 특허(누적)"' in agency.get(f"{at}?template=capability_patents").content.decode()
    given = {
        "kind": "capability",
        "name": "등록 특허(누적)",
        "unit": "건",
        "more_is_better": "yes",
        "how": "특허청 등록원부",
        "baseline": "1,000",
        "baseline_year": "2025",
        "target": "10",
        "target_year": "2030",
    }
    wrong = agency.post(at, given)
    assert wrong.status_code == 422
    assert "기준값보다 커야 합니다" in wrong.content.decode()
    assert agency.post(at, {**given, "baseline": "0"}).status_code == 302
    made = Indicator.objects.get(model=played, kind="capability")
    year = timezone.localdate().year
    value = {"year": str(year), "value": "2", "evidence": "등록증 두 장"}
    assert sme.post(f"/followup/indicators/{made.code}/observe/", value).status_code == 302
    twice = sme.post(f"/followup/indicators/{made.code}/observe/", value)
    assert twice.status_code == 422
    assert "그 해의 값이 이미 있습니다" in twice.content.decode()
    observation = made.observations.get()
    assert agency.post(f"/followup/observations/{observation.pk}/check/").status_code == 302
    observation.refresh_from_db()
    assert observation.checked_by == "agency"


def test_what_waits_stands_on_the_first_page(played: WinWinModel) -> None:
    def said(name: str) -> str:
        return " ".join(str(todo.sentence) for todo in todos(User.objects.get(username=name)))

    assert "1년차 연차보고’ 보고에 답하세요" in said("agency")
    assert "성과 값 2건을 확인하세요" in said("agency")
    assert said("member") == said("auditor") == ""
    coming = Milestone.objects.get(model=played, state="planned")
    milestones.move(
        actor=User.objects.get(username="agency"),
        milestone=coming,
        due_on=timezone.localdate() + timedelta(days=3),
        reason="앞당김",
    )
    assert "최종보고’을 보고할 때입니다" in said("sme")
    for name, most in (("sme", 2), ("agency", 2), ("secretariat", 2), ("chair", 0)):
        user = User.objects.get(username=name)
        with CaptureQueriesContext(connection) as asked:
            todos(user)
        assert len(asked) <= most, name


def approved_on(model: WinWinModel, item: str, day: date) -> WinWinModel:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Seoul"))
    WinWinModel.objects.filter(pk=model.pk).update(item=Item.objects.get(key=item), approved_at=at)
    model.refresh_from_db()
    return model


def test_imports_before_and_after_as_published(played: WinWinModel) -> None:
    """Photoresist from Japan, approval on 13 May 2020: 93 % (2019, TD0071), 85 % (2021, TD0072), change −8 %p."""
    approved_on(played, "pr", date(2020, 5, 13))
    address = f"/followup/outcomes/{played.code}/imports/"
    text = signed_in("agency").get(address).content.decode()
    for words in (
        "93 %",
        "85 %",
        "−8 %p",
        "2019년",
        "2021년",
        "−29 ~ −4 %p",
        "증명이 아닙니다",
        "승인",
        "우리가 정했습니다",
    ):
        assert words in text, words
    english = signed_in("agency").get(f"/en{address}").content.decode()
    assert korean_outside(english) == []
    sheet = signed_in("agency").get(f"{address}?chart=comparison&format=csv").content.decode("utf-8-sig")
    assert "−8 %p" in sheet


def test_too_few_figures_say_which_are_missing(played: WinWinModel) -> None:
    approved_on(played, "tftexp", date(2020, 5, 13))
    text = signed_in("agency").get(f"/followup/outcomes/{played.code}/imports/").content.decode()
    assert "승인 뒤 3년(2021–2023년)의 한 해 전체 수치가 없습니다" in text
    assert "%p" not in text.replace("(%p)", "")
    WinWinModel.objects.filter(pk=played.pk).update(item=None, item_text="품목")
    text = signed_in("agency").get(f"/followup/outcomes/{played.code}/imports/").content.decode()
    assert "품목이 연결되어 있지 않아" in text


def test_an_invariant_names_what_breaks_it(played: WinWinModel) -> None:
    milestone = Milestone.objects.get(model=played, state="planned")
    Milestone.objects.filter(pk=milestone.pk).update(state="reported")
    found = {finding.check: finding.rows for finding in invariants_outcomes.findings()}
    assert found["a_milestone_is_what_happened_to_it"] == (milestone.code,)
    assert found["no_clock_runs_after_the_report"] == (milestone.code,)
    Milestone.objects.filter(pk=milestone.pk).update(state="planned")
    value = Observation.objects.filter(checked_at__isnull=False)[0]
    Observation.objects.filter(pk=value.pk).update(entered_by=value.checked_by)
    found = {finding.check: finding.rows for finding in invariants_outcomes.findings()}
    assert set(found) == {"a_value_is_checked_by_another"}
