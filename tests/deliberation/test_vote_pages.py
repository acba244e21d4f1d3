"""Votes through the door: secret, written, together, by deputy, by a signed paper, annulled; and who sees what of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.deliberation.conftest import People, Runner
from tests.deliberation.test_pages import address, signed_in, text

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Ballot, Body, BylawVersion, Exclusion, Meeting, Vote
from sangsaeng.parties.models import Message, Role, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]
PDF = b"%PDF-1.7\n%%EOF\n"


def motions(people: People, meeting: Meeting, count: int) -> list[AgendaItem]:
    return [
        actions.put_motion(
            actor=people.secretariat, meeting=meeting, title=f"비밀 안건 {n}", resolution="시연 의결주문"
        )
        for n in range(1, count + 1)
    ]


def start(people: People, meeting: Meeting, run: Runner, present: int = 7) -> None:
    run.attend(meeting, present)
    actions.open_meeting(actor=people.secretariat, meeting=meeting)
    meeting.refresh_from_db()


def test_a_secret_vote_shows_how_many_voted_and_nothing_else(
    people: People, meeting: Meeting, run: Runner
) -> None:
    [item] = motions(people, meeting, 1)
    start(people, meeting, run)
    run.open_vote(item, "secret")
    member = signed_in(people.member)
    path = address("vote", meeting.code, 1)
    assert "누가 무엇을 골랐는지 어디에도 남지 않습니다" in text(member, path)
    member.post(path, {"choice": "against"})
    after = text(member, path)
    assert "이미 표를 냈습니다." in after
    assert "무엇을 골랐는지는 남지 않습니다" in after
    assert "반대" not in after
    office = signed_in(people.secretariat)
    for page in (
        text(office, address("meeting", meeting.code)),
        text(office, address("live", meeting.code)),
        text(office, address("close_vote", meeting.code, 1)),
        text(signed_in(people.auditor), address("meeting", meeting.code)),
    ):
        assert "반대 1" not in page
        assert "반대</li>" not in page
        assert "시연 위원 2</th><td data-label" not in page
    assert "7명 가운데 1명이 표를 냈습니다" in text(office, address("meeting", meeting.code))
    assert 'name="otherwise"' not in text(
        office, address("close_vote", meeting.code, 1)
    )  # no model to return
    assert 'name="reason"' in text(office, address("close_vote", meeting.code, 1))


def test_the_ballot_box_is_checked_once_more_and_entered_at_once(
    people: People, meeting: Meeting, run: Runner
) -> None:
    [item] = motions(people, meeting, 1)
    start(people, meeting, run)
    run.open_vote(item, "secret")
    office, path = signed_in(people.secretariat), address("ballot_box", meeting.code, 1)
    assert office.get(address("ballots", meeting.code, 1)).headers["Location"] == path
    seats = [seat.pk for seat in meeting.body.seats.all()[2:7]]
    wrong = office.post(path, {"seats": seats, "for_": 4, "against": 0, "abstain": 0}).content.decode()
    assert "더한 수가 표를 낸 위원 수와 같아야 합니다" in wrong
    few = office.post(path, {"seats": seats[:2], "for_": 2, "against": 0, "abstain": 0}).content.decode()
    assert "3장 이상을 함께 입력하세요" in few  # said on the form, which keeps what was typed
    given = {"seats": seats, "for_": 4, "against": 1, "abstain": 0}
    asked = office.post(path, given).content.decode()
    assert "표 5장을 입력합니다" in asked
    assert not item.votes.get().electors.filter(voted=True).exists()
    office.post(path, given | {"confirmed": "1"})
    assert item.votes.get().electors.filter(voted=True).count() == 5
    closing = {"manner": "as_proposed", "reason": "부결되면 다시 올립니다."}
    office.post(address("close_vote", meeting.code, 1), closing)
    assert "찬성 4명, 반대 1명" in text(office, address("meeting", meeting.code))
    assert "찬성 4명, 반대 1명" in text(signed_in(None), address("meeting", meeting.code))
    assert "비밀 안건" not in text(signed_in(None), address("meeting", meeting.code))


def test_a_recused_chair_sees_the_running_item_only_as_one_he_left(
    people: People, meeting: Meeting, run: Runner
) -> None:
    first, _second = motions(people, meeting, 2)
    start(people, meeting, run)
    seat = meeting.body.seats.get(user=people.chair)
    actions.recuse(actor=people.secretariat, item=first, seat=seat, reason=Exclusion.Reason.BY_LAW)
    run.open_vote(first, "named")
    chair = signed_in(people.chair)
    for path in (address("live", meeting.code), address("live_part", meeting.code)):
        page = text(chair, path)
        assert "회피하신 안건" in page
        assert "비밀 안건 1" not in page
        assert "비밀 안건 2" in page
        assert "/ 6명" not in page
        assert "live-voters" not in page
    others = text(signed_in(people.member), address("live", meeting.code))
    assert "비밀 안건 1" in others
    assert "/ 6명" in others
    assert "빠진 위원 1명" in others
    assert signed_in(people.sme).get(address("live_part", meeting.code)).status_code == 403


def test_a_signed_paper_is_told_by_its_bytes_and_the_member_is_told(
    people: People, meeting: Meeting, run: Runner
) -> None:
    people.member.set_password("시연 비밀번호")
    people.member.save()
    [item] = motions(people, meeting, 1)
    start(people, meeting, run)
    run.open_vote(item, "named")
    office, path = signed_in(people.secretariat), address("ballot_paper", meeting.code, 1)
    seat = meeting.body.seats.get(user=people.member)
    given = {"seat": seat.pk, "choice": "for", "checked": "on"}
    for scan, why in (
        (SimpleUploadedFile("vote.pdf", b"not a scan", "application/pdf"), "PDF, PNG, JPEG 파일만"),
        (SimpleUploadedFile("vote.pdf", PDF + b"0" * 10 * 1024 * 1024), "10 MB보다 큽니다"),
        (None, "필수"),
    ):
        page = office.post(path, given | ({"scan": scan} if scan else {})).content.decode()
        assert why in page
    assert not Ballot.objects.exists()
    assert not DocumentFile.objects.filter(kind="ballot_paper").exists()
    office.post(path, given | {"scan": SimpleUploadedFile("whatever.exe", PDF)})
    ballot = Ballot.objects.get()
    assert ballot.scan is not None
    assert (ballot.scan.format, bytes(ballot.scan.content)) == ("pdf", PDF)
    told = Message.objects.get(recipient=people.member, kind="ballot_entered")
    assert "찬성" in told.body
    kept = address("document", ballot.scan.pk)
    for user, status in ((people.secretariat, 200), (people.auditor, 200), (people.chair, 404), (None, 302)):
        assert signed_in(user).get(kept).status_code == status


def test_one_choice_for_several_items_leaves_out_the_one_he_steps_out_of(
    people: People, meeting: Meeting, run: Runner
) -> None:
    items = motions(people, meeting, 3)
    start(people, meeting, run)
    office, member = signed_in(people.secretariat), signed_in(people.member)
    office.post(address("together", meeting.code), {"items": [item.pk for item in items]})
    office.post(address("open_batch", meeting.code, 1), {"method": "named"})
    assert Vote.objects.count() == 3
    member.post(address("recuse", meeting.code, 2))
    path = address("vote_batch", meeting.code, 1)
    page = text(member, f"{path}?choice=for")
    assert "안건 2건에 찬성 표 내기" in page
    assert "회피하신 안건" in page
    assert "비밀 안건 2" not in page
    member.post(path, {"choice": "for"})
    assert sorted(Ballot.objects.values_list("vote__agenda_item__number", flat=True)) == [1, 3]
    again = member.post(path, {"choice": "for"}, follow=True).content.decode()
    assert "지금 표를 낼 수 있는 안건이 없습니다." in again


def test_a_batch_is_resolved_without_objection_in_the_browser(
    people: People, meeting: Meeting, run: Runner
) -> None:
    items = motions(people, meeting, 2)
    start(people, meeting, run)
    office = signed_in(people.secretariat)
    office.post(address("together", meeting.code), {"items": [item.pk for item in items]})
    assert "한 안건이라도 의결할 수 없으면" in text(office, address("consent_batch", meeting.code, 1))
    office.post(address("consent_batch", meeting.code, 1))
    assert set(meeting.agenda.values_list("outcome", flat=True)) == {"adopted"}


def test_a_deputy_votes_for_the_seat_and_the_member_does_not(
    people: People, council: Body, run: Runner
) -> None:
    BylawVersion.objects.filter(body=council).update(delegation_hops=1)
    meeting = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=timezone.now(), place="시연 회의실"
    )
    [item] = motions(people, meeting, 1)
    office, seat = signed_in(people.secretariat), council.seats.get(user=people.member)
    here = {f"seat-{each.pk}": "present" for each in council.seats.all()}
    asked = text(office, address("attendance", meeting.code))
    assert f'name="deputy-{seat.pk}"' in asked
    refused = office.post(
        address("attendance", meeting.code), here | {f"seat-{seat.pk}": "deputy"}
    ).content.decode()
    assert "대리인을 고르세요" in refused
    office.post(
        address("attendance", meeting.code),
        here | {f"seat-{seat.pk}": "deputy", f"deputy-{seat.pk}": people.second.pk, "by_sheet": "on"},
    )
    assert meeting.attendance.get(seat=seat).by_sheet
    office.post(address("open", meeting.code))
    run.open_vote(AgendaItem.objects.get(pk=item.pk), "named")
    path = address("vote", meeting.code, 1)
    page = text(signed_in(people.second), path)
    assert "자리의 대리인으로 표결합니다" in page
    refused = signed_in(people.member).post(path, {"choice": "for"})
    assert refused.status_code == 403
    signed_in(people.second).post(path, {"choice": "for"})
    assert Ballot.objects.get().seat == seat
    assert not signed_in(people.member).get(address("mine")).context["votes"]


def test_a_written_resolution_runs_in_the_browser(people: People, council: Body) -> None:
    office = signed_in(people.secretariat)
    start_at = timezone.localtime() - timedelta(minutes=5)
    called = office.post(
        address("call"),
        {"body": council.pk, "form": "written", "held_at": start_at.strftime("%Y-%m-%dT%H:%M")},
        follow=True,
    ).content.decode()
    assert "서면" in called
    meeting = Meeting.objects.get()
    motions(people, meeting, 1)
    office.post(address("open", meeting.code))
    office.post(address("open_vote", meeting.code, 1), {"method": "written"})
    mine = text(signed_in(people.member), address("mine"))
    assert "기한" in mine
    assert "남았습니다" in text(office, address("live", meeting.code))
    signed_in(people.member).post(address("vote", meeting.code, 1), {"choice": "for"})
    early = office.post(
        address("close_vote", meeting.code, 1), {"manner": "as_proposed"}, follow=True
    ).content.decode()
    assert "회신하지 않은 위원이 있습니다" in early
    Vote.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    assert "기한이 지났습니다" in text(office, address("live", meeting.code))
    late = signed_in(people.chair).post(address("vote", meeting.code, 1), {"choice": "for"}, follow=True)
    assert "표결 기한이 지났습니다." in late.content.decode()
    office.post(address("close_vote", meeting.code, 1))
    assert meeting.agenda.get().outcome == "deferred"  # one of nine is no quorum


def test_conditions_are_kept_and_a_wrong_vote_is_annulled_and_taken_again(
    people: People, meeting: Meeting, make_model: Make, run: Runner
) -> None:
    [item] = run.open(meeting, [make_model()])
    office, closing = signed_in(people.secretariat), address("close_vote", meeting.code, 1)
    run.vote(item, "ffffffa")
    refused = office.post(closing, {"manner": "conditional", "conditions": ""}).content.decode()
    assert "수정한 내용이나 조건을 적어 주세요." in refused
    office.post(closing, {"manner": "conditional", "conditions": "시험 성적서를 냅니다."})
    for user in (people.secretariat, people.sme):
        assert "시험 성적서를 냅니다." in text(signed_in(user), address("meeting", meeting.code))
    assert "시험 성적서를 냅니다." not in text(signed_in(None), address("meeting", meeting.code))
    annul = address("annul", meeting.code, 1)
    assert "이 결정을 기다리던 상태로 돌아갑니다" in text(office, annul)
    office.post(annul, {"because": "잘못 들었습니다.", "decided_by": "출석위원 전원 동의"})
    page = text(office, address("meeting", meeting.code))
    assert "무효로 한 1차 표결" in page
    assert "잘못 들었습니다." in page
    office.post(address("open_vote", meeting.code, 1), {"method": "secret"})
    assert item.votes.count() == 2


def test_a_vote_of_a_closed_meeting_is_annulled_by_a_later_one_only(
    people: People, meeting: Meeting, council: Body, run: Runner
) -> None:
    motions(people, meeting, 1)
    start(people, meeting, run)
    office = signed_in(people.secretariat)
    office.post(address("consent", meeting.code, 1))
    run.close(meeting)
    told = office.get(address("annul", meeting.code, 1), follow=True).content.decode()
    assert "다음 회의의 의결로 무효로 합니다" in told
    later = actions.call_meeting(
        actor=people.secretariat,
        body=council,
        held_at=meeting.held_at + timedelta(days=1),
        place="시연 회의실",
    )
    [by_item] = motions(people, later, 1)
    start(people, later, run)
    office.post(address("consent", later.code, 1))
    page = text(office, address("annul", meeting.code, 1))
    assert f'value="{by_item.pk}"' in page
    office.post(address("annul", meeting.code, 1), {"because": "잘못되었습니다.", "by_item": by_item.pk})
    assert meeting.agenda.get().outcome == "deferred"


def test_an_objection_leads_to_a_vote(people: People, meeting: Meeting, run: Runner) -> None:
    motions(people, meeting, 1)
    start(people, meeting, run)
    office = signed_in(people.secretariat)
    page = office.post(address("objection", meeting.code, 1), {"by": "시연 위원 3"}, follow=True)
    assert "이제 표결을 시작하세요" in page.content.decode()


def test_only_who_sits_there_opens_the_vote_page(people: People, meeting: Meeting, run: Runner) -> None:
    [item] = motions(people, meeting, 1)
    start(people, meeting, run)
    run.open_vote(item, "open")
    outsider = User.objects.create(
        username="third", role=Role.MEMBER, display_name="시연 셋째", demonstration=True
    )
    for name in ("vote", "vote_batch"):
        assert signed_in(outsider).get(address(name, meeting.code, 1)).status_code in (302, 403)
    assert signed_in(outsider).post(address("vote", meeting.code, 1), {"choice": "for"}).status_code == 403
