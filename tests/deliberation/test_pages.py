"""Pages through the door: who sees what, who may do what, in both languages, in few queries."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.deliberation.conftest import HELD_AT, People, Runner

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Ballot, Body, Meeting
from sangsaeng.parties.models import User
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
HANGUL = re.compile("[가-힣]")


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return answer.content.decode()


def address(name: str, *args: object) -> str:
    return reverse(f"deliberation:{name}", args=args)


@pytest.fixture
def voted(meeting: Meeting, make_model: Make, run: Runner) -> Meeting:
    """A closed meeting: one item recommended, one returned, one deferred."""
    items = run.open(meeting, [make_model(), make_model(), make_model()])
    actions.write_remarks(
        actor=run.people.secretariat, item=items[0], remarks="시연 위원 4가 시험 일정을 물었습니다."
    )
    run.vote(items[0], "ffffffa")
    run.close_vote(items[0])
    run.vote(items[1], "ffaaass")
    run.close_vote(items[1], "returned", "수요 물량을 밝혀 주세요.")
    actions.take_off(actor=run.people.secretariat, item=items[2], reason="시간이 모자랐습니다.")
    run.close(meeting)
    return meeting


def test_the_list_counts_published_and_recorded_meetings_apart(voted: Meeting) -> None:
    page = text(Client(), address("meetings"))
    assert "상생협의회 회의 7건과 경쟁력강화위원회 회의 11건" in page
    assert "실제 0건, 시연 1건" in page
    assert address("published", "council", "council-7") in page
    assert address("published", "committee", "committee-4") in page
    assert address("meeting", voted.code) in page
    assert address("call") not in page


def test_a_published_meeting_shows_what_is_public_and_says_what_is_not() -> None:
    page = text(Client(), address("published", "council", "council-7"))
    assert "공개자료 없음" in page
    assert "2021. 5. 3.(월)" in page
    assert "용인" in page
    assert 'href="https://hankyung.com/economy/article/2021050346861"' in page
    assert "찬성" not in page
    second = text(Client(), address("published", "council", "council-2"))
    assert "알려지지 않음" in second
    assert "공개된 자료를 찾지 못했습니다." in second
    fourth = text(Client(), address("published", "committee", "committee-4"))
    assert "상생모델 3건 승인" in fourth
    assert "비공개 (반도체)" in fourth
    text(Client(), address("published", "council", "council-99"), 404)


def test_the_public_sees_codename_outcome_and_working_only(voted: Meeting) -> None:
    page = text(Client(), address("meeting", voted.code))
    assert "시연 모델 1" in page
    assert "재적 9명, 제척 0명, 출석 7명, 찬성 6명, 반대 1명, 기권 0명: 가결 (출석 과반수 4명)" in page
    for secret in (
        "비밀 품목",
        "비밀 소재",
        "시연 기업",
        "시험 일정",
        "수요 물량",
        "시연 위원 4",
        "기술개발",
    ):
        assert secret not in page
    assert 'aria-label="찬성 6, 반대 1"' in page


@pytest.mark.parametrize("role", ["secretariat", "chair", "member", "ministry", "auditor"])
def test_those_who_take_part_see_the_item_whole(voted: Meeting, people: People, role: str) -> None:
    page = text(signed_in(getattr(people, role)), address("meeting", voted.code))
    for seen in (
        "비밀 품목 1",
        "비밀 소재 1",
        "시연 기업 demand",
        "시험 일정",
        "수요 물량",
        "기술개발, 정책금융, 규제 개선",
    ):
        assert seen in page


def test_the_parties_see_their_item_and_decision_but_not_what_was_said(
    voted: Meeting, people: People
) -> None:
    page = text(signed_in(people.sme), address("meeting", voted.code))
    assert "비밀 품목 1" in page
    assert "수요 물량을 밝혀 주세요." in page
    assert "시험 일정" not in page
    assert "시연 위원 4" not in page
    other = text(signed_in(people.stranger), address("meeting", voted.code))
    assert "비밀 품목" not in other


def test_a_recused_member_sees_neither_papers_nor_counts(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    first, second = run.open(meeting, [make_model(), make_model()], present=9)
    seat = meeting.body.seats.get(user=people.member)
    actions.recuse(actor=people.member, item=first, seat=seat, reason="self_recusal")
    client = signed_in(people.member)
    page = text(client, address("meeting", meeting.code))
    assert "비밀 품목 1" not in page
    assert "비밀 품목 2" in page
    assert address("vote", meeting.code, 1) not in page
    assert client.get(address("vote", meeting.code, 1)).status_code == 302
    for item in (first, second):
        run.vote(item, "f-fffffff")
        run.close_vote(item)
    run.close(meeting)
    actions.make_minutes(actor=people.secretariat, meeting=meeting)
    page = text(client, address("meeting", meeting.code))
    assert "제척 1명" not in page
    paper = DocumentFile.objects.first()
    assert paper is not None
    assert client.get(address("kept_file", paper.sha256)).status_code == 404
    assert signed_in(people.chair).get(address("document", paper.pk)).status_code == 200


RUNNING = ("agenda_add", "attendance", "open", "close", "minutes")
ITEM = ("agenda_off", "remarks", "ballots", "close_vote")


def test_only_the_secretariat_runs_a_meeting(people: People, meeting: Meeting, make_model: Make) -> None:
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    pages = [address(name, meeting.code) for name in RUNNING]
    pages += [address(name, meeting.code, 1) for name in ITEM]
    pages.append(address("call"))
    for path in pages:
        assert signed_in(people.secretariat).get(path).status_code in (200, 302)
        assert Client().get(path).status_code == 302  # to sign in
        for role in ("chair", "member", "demand_company", "sme", "ministry", "agency", "auditor"):
            assert signed_in(getattr(people, role)).get(path).status_code == 403, (role, path)
            assert signed_in(getattr(people, role)).post(path).status_code == 403, (role, path)
    for role in ("secretariat", "demand_company", "ministry", "auditor", "second"):
        assert signed_in(getattr(people, role)).get(address("vote", meeting.code, 1)).status_code == 403


def test_a_meeting_runs_in_the_browser_from_call_to_minutes(
    people: People, council: Body, make_model: Make
) -> None:
    office, model = signed_in(people.secretariat), make_model()
    called = office.post(
        address("call"),
        {"body": council.pk, "held_at": "2026-11-09T14:00", "place": "시연 회의실", "title": "시연 임시회의"},
    )
    code = Meeting.objects.get().code
    assert called.headers["Location"] == address("meeting", code)
    assert Meeting.objects.get().held_at == HELD_AT
    office.post(address("agenda_add", code), {"model": model.pk})
    seats = list(council.seats.all())
    here = {f"seat-{seat.pk}": "present" for seat in seats[:6]} | {f"seat-{seats[6].pk}": "remote"}
    office.post(address("attendance", code), here)
    assert "9명 가운데 7명이 출석했습니다" in text(office, address("open", code))
    office.post(address("open", code))
    office.post(address("open_vote", code, 1), {"method": "open"})
    voter = signed_in(people.member)
    assert "?choice=against" not in text(voter, address("vote", code, 1))  # declares first
    voter.post(address("vote", code, 1), {"declare": "none"})
    assert "?choice=against" in text(voter, address("vote", code, 1))
    assert "고치거나 철회할 수 없습니다" in text(voter, address("vote", code, 1) + "?choice=against")
    voter.post(address("vote", code, 1), {"choice": "against"})
    assert "이미 표를 냈습니다." in text(voter, address("vote", code, 1))
    again = voter.post(address("vote", code, 1), {"choice": "for"}, follow=True)
    assert "낸 표는 고칠 수 없습니다." in again.content.decode()
    given = {f"seat-{seat.pk}": "for" for seat in seats[2:7]}
    asked = office.post(address("ballots", code, 1), given).content.decode()
    assert "표 5개를 입력합니다" in asked
    assert Ballot.objects.count() == 1
    office.post(address("ballots", code, 1), given | {"confirmed": "1"})
    assert Ballot.objects.filter(entered_by=people.secretariat).count() == 5
    asked = text(office, address("close_vote", code, 1))
    assert "찬성 5명, 반대 1명, 기권 0명, 미투표 1명: 가결" in asked
    assert "위원회에 건의하게 됩니다" in asked
    assert "지금 마감하면 1명의 표 없이 결정됩니다" in asked
    assert "의결했습니다" not in asked
    office.post(address("close_vote", code, 1))
    office.post(address("close", code))
    office.post(address("minutes", code))
    page = text(office, address("meeting", code))
    assert "안건 1건 가운데 1건을 건의하기로 의결했습니다." in page
    assert DocumentFile.objects.count() == 2
    assert WinWinModel.objects.get().state == State.RECOMMENDED
    office.post(address("send_to_committee", model.code))
    assert WinWinModel.objects.get().state == State.AT_COMMITTEE


def test_what_an_action_refuses_is_said_on_the_page(
    people: People, meeting: Meeting, make_model: Make
) -> None:
    office = signed_in(people.secretariat)
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=make_model())
    answer = office.post(address("open", meeting.code), follow=True).content.decode()
    assert "의사정족수에 미치지 못합니다. 출석 0명, 필요한 출석 5명입니다." in answer
    kept = office.post(address("call"), {"body": meeting.body_id, "held_at": "", "place": "여기"})
    assert 'value="여기"' in kept.content.decode()


def test_not_carried_asks_for_return_or_rejection(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    run.vote(item, "ffaaaaa")
    office = signed_in(people.secretariat)
    asked = text(office, address("close_vote", meeting.code, 1))
    assert "부결" in asked
    assert 'name="otherwise"' in asked
    office.post(address("close_vote", meeting.code, 1), {"otherwise": "returned", "reason": ""})
    assert WinWinModel.objects.get().state == State.ON_AGENDA
    office.post(address("close_vote", meeting.code, 1), {"otherwise": "returned", "reason": "물량"})
    assert WinWinModel.objects.get().state == State.RETURNED


def test_minutes_are_for_those_who_may_read_every_item(voted: Meeting, people: People) -> None:
    paper = actions.make_minutes(actor=people.secretariat, meeting=voted).pdf
    path = address("kept_file", paper.sha256)
    for role in ("secretariat", "chair", "member", "ministry", "auditor"):
        answer = signed_in(getattr(people, role)).get(path)
        assert answer.status_code == 200
        assert bytes(answer.content) == bytes(paper.content)
        assert "council-2026-001-minutes.pdf" in answer.headers["Content-Disposition"]
        assert path in text(signed_in(getattr(people, role)), address("documents"))
    for user in (None, people.sme, people.stranger, people.agency):
        assert signed_in(user).get(path).status_code == 404
        assert path not in text(signed_in(user), address("documents"))
    DocumentFile.objects.filter(pk=paper.pk).update(public=True)
    assert Client().get(path).status_code == 200


def test_the_panels_of_a_model_keep_recommendation_and_approval_apart(
    people: People, voted: Meeting, committee: Body, run: Runner
) -> None:
    model = WinWinModel.objects.get(code="D-2026-001")
    client = signed_in(people.ministry)
    page = text(client, reverse("proposals:model", args=(model.code,)))
    assert "상생협의회의 건의" in page
    assert "경쟁력강화위원회의 결정" not in page
    assert "승인했습니다" not in page
    assert "위원회에 보내기" in text(
        signed_in(people.secretariat), reverse("proposals:model", args=(model.code,))
    )
    actions.send_to_committee(actor=people.secretariat, model=model)
    second = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT, place="시연 청사"
    )
    [item] = run.open(second, [model])
    run.vote(item, "fffffff")
    run.close_vote(item)
    page = text(client, reverse("proposals:model", args=(model.code,)))
    assert "경쟁력강화위원회의 결정" in page
    assert "상생모델을 승인했습니다." in page
    assert "찬성 7명" in page


def visible_hangul(page: str) -> list[str]:
    """Korean text outside elements marked as Korean, the frame of the page left out."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(r'<(\w+)[^>]*\blang="ko"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    return HANGUL.findall(re.sub(r"<[^>]+>", "", main))


def test_english_pages_are_english(people: People, voted: Meeting) -> None:
    actions.make_minutes(actor=people.secretariat, meeting=voted)
    paths = [
        address("meetings"),
        address("documents"),
        address("meeting", voted.code),
        address("results", voted.code),
        address("call"),
        address("published", "council", "council-7"),
        address("published", "council", "council-2"),
        address("published", "committee", "committee-4"),
        address("published", "committee", "committee-2024-04-03"),
    ]
    for path in paths:
        page = text(signed_in(people.secretariat), f"/en{path}")
        assert not visible_hangul(page), (path, "".join(visible_hangul(page))[:200])


def test_english_pages_of_an_open_meeting_are_english(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    items = run.open(meeting, [make_model(), make_model(), make_model()])
    run.open_vote(items[0])
    run.open_vote(items[2], "secret")
    office = ["agenda_add", "agenda_motion", "agenda_report", "attendance", "open", "close", "adjourn"]
    office += ["meeting", "live", "notice", "together", "guest_add", "visit_add", "postpone", "cancel"]
    paths = [(people.secretariat, address(name, meeting.code)) for name in office]
    more = ("recuse", "ballot_paper", "annul", "paper", "consent", "objection", "note_report", "open_vote")
    paths += [(people.secretariat, address(name, meeting.code, 1)) for name in (*ITEM, *more)]
    paths += [(people.secretariat, address(name, meeting.code, 3)) for name in ("ballot_box", "close_vote")]
    paths += [(people.member, address("mine")), (people.member, address("vote", meeting.code, 3))]
    vote = address("vote", meeting.code, 1)
    paths += [
        (people.member, path) for path in (vote, f"{vote}?choice=for", address("recuse", meeting.code, 1))
    ]
    paths += [(people.member, address("meeting", meeting.code))]
    for user, path in paths:
        page = signed_in(user).get(f"/en{path}", follow=True).content.decode()
        assert not visible_hangul(page), (path, "".join(visible_hangul(page))[:200])


@pytest.mark.parametrize("role", [None, "secretariat", "member"])
def test_a_longer_agenda_takes_no_more_queries(
    people: People, council: Body, make_model: Make, run: Runner, role: str | None
) -> None:
    counts = []
    for models in (1, 3):
        called = actions.call_meeting(
            actor=people.secretariat, body=council, held_at=HELD_AT, place="시연 회의실"
        )
        items = run.open(called, [make_model() for _ in range(models)])
        for item in items:
            run.vote(item, "ffffffa")
            run.close_vote(item)
        run.close(called)
        actions.make_minutes(actor=people.secretariat, meeting=called)
        client = signed_in(getattr(people, role) if role else None)
        text(client, address("meeting", called.code))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            text(client, address("meeting", called.code))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= (15 if role == "secretariat" else 12)  # the desk checks more
    with CaptureQueriesContext(connection) as captured:
        text(client, address("meetings"))
    assert len(captured) <= 8


def test_the_api_tells_facts_from_what_is_recorded(people: People, voted: Meeting) -> None:
    listed = Client().get("/api/meetings").json()
    assert (listed["published"], listed["demonstration"], listed["recorded"]) == (18, 1, 0)
    assert {row["kind"] for row in listed["results"]} == {"published", "demonstration"}
    fact = Client().get("/api/meetings/council-7").json()
    assert (fact["kind"], fact["vote"], fact["held"]) == ("published", "not public", "2021-05-03")
    public = Client().get(f"/api/meetings/{voted.code}").json()
    assert public["agenda"][0]["vote"]["in_favour"] == 6
    assert "title" not in public["agenda"][0]
    whole = signed_in(people.member).get(f"/api/meetings/{voted.code}").json()
    assert whole["agenda"][0]["title"] == "비밀 품목 1 국산화"
    actions.make_minutes(actor=people.secretariat, meeting=voted)
    assert Client().get("/api/documents").json()["count"] == 0
    assert signed_in(people.chair).get("/api/documents").json()["count"] == 2
    assert Client().get("/api/meetings/council-99").status_code == 404
