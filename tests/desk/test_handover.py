"""Hand-over: everything open moves in one act, is written down, and both are told; nobody else may."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from sangsaeng.clocks import actions as clocks
from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Letter, Meeting, Opinion, Review, ReviewRound, Rubric, Seat
from sangsaeng.desk import handover
from sangsaeng.parties.models import Conflict, Message, Organisation, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile, Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_korean() -> None:
    translation.activate("ko")


def _person(name: str, role: str, organisation: Organisation | None = None) -> User:
    return User.objects.create(
        username=name, role=role, display_name=f"시연 {name}", organisation=organisation, demonstration=True
    )


@dataclass
class Office:
    """An official with one of everything open, and who comes after."""

    lead: User
    old: User
    new: User
    meeting: Meeting
    letter: Letter
    clock: Clock
    round: ReviewRound


@pytest.fixture
def model() -> WinWinModel:
    firms = [
        Organisation.objects.create(code=f"demo-{n}", name=f"시연 기업 {n}", kind=kind, demonstration=True)
        for n, kind in enumerate(("demand_company", "sme"))
    ]
    return WinWinModel.objects.create(
        code="D-2026-1",
        codename="시연 과제",
        title="시연 국산화",
        sector="semiconductor",
        demand_company=firms[0],
        supplier=firms[1],
        created_by=_person("author", "sme", firms[1]),
        state="screened",
        state_since=timezone.now(),
        submitted_at=timezone.now(),
        demonstration=True,
    )


@pytest.fixture
def office(model: WinWinModel) -> Office:
    lead, old, new = (_person(name, "secretariat") for name in ("lead", "old", "new"))
    council = actions.establish_body(actor=old, kind="council", name="시연 협의회", demonstration=True)
    meeting = actions.call_meeting(
        actor=old,
        body=council,
        held_at=timezone.now() + timedelta(days=9),
        place="시연 회의실",
        secretary=old,
    )
    letter = actions.draft_letter(
        actor=old, kind="other", addressee="시연", title="시연 공문", body="알립니다.", sender="시연 위원장"
    )
    clock = clocks.start(
        actor=old,
        rule_key="supplement",
        subject=model,
        title="시연 보완",
        addressee="시연 기업",
        received_on=timezone.localdate(),
        owner=old,
    )
    rubric = Rubric.objects.create(version=1, name="시연", questions=[], demonstration=True)
    round_ = ReviewRound.objects.create(
        body=council,
        code="D-R-1",
        name="시연 심사",
        rubric=rubric,
        phase="reviewing",
        due_on=date(2026, 12, 20),
        owner=old,
        demonstration=True,
    )
    return Office(lead, old, new, meeting, letter, clock, round_)


def _hand_over(office: Office, **more: object) -> list[DocumentFile]:
    return handover.hand_over(
        actor=office.lead,
        from_user=office.old,
        to_user=office.new,
        reason="시연 인사이동",
        **more,  # type: ignore[arg-type]
    )


def test_what_is_open_moves_in_one_act_and_is_written_down(office: Office) -> None:
    kept = _hand_over(office)
    for thing, field in (
        (office.meeting, "secretary"),
        (office.letter, "owner"),
        (office.clock, "owner"),
        (office.round, "owner"),
    ):
        thing.refresh_from_db()
        assert getattr(thing, field) == office.new
    assert {paper.format for paper in kept} == {"pdf", "hwpx"}
    assert all(p.demonstration for p in kept)
    data = Event.objects.get(verb="desk.hand_over").data
    assert (data["from"], data["to"], data["count"]) == ("old", "new", 4)
    assert {m.recipient for m in Message.objects.filter(kind="handover")} == {office.old, office.new}
    office.old.refresh_from_db()
    assert office.old.is_active
    assert all(not group.matters for group in handover.open_matters(office.old))


def test_what_is_over_stays_with_whom_it_was(office: Office) -> None:
    actions.cancel_meeting(actor=office.old, meeting=office.meeting, reason="시연")
    actions.drop_letter(actor=office.old, letter=office.letter, reason="시연")
    clocks.cancel(actor=office.old, clock=office.clock, reason="시연")
    _hand_over(office)
    for thing in (office.meeting, office.letter, office.clock):
        thing.refresh_from_db()
    assert (office.meeting.secretary, office.letter.owner, office.clock.owner) == (office.old,) * 3


def test_the_old_account_ends_only_where_asked(office: Office) -> None:
    _hand_over(office, deactivate=True)
    office.old.refresh_from_db()
    assert not office.old.is_active
    assert office.old.feed_token == ""
    with pytest.raises(ValidationError, match="같은 역할의 쓰고 있는"):
        handover.hand_over(actor=office.lead, from_user=office.new, to_user=office.old, reason="되돌림")


def test_nobody_ends_his_own_account(office: Office) -> None:
    with pytest.raises(ValidationError, match="스스로 멈출 수"):
        handover.hand_over(
            actor=office.old, from_user=office.old, to_user=office.new, reason="시연", deactivate=True
        )
    office.meeting.refresh_from_db()
    assert office.meeting.secretary == office.old


@pytest.mark.parametrize("role", ["ministry", "agency", "chair", "member", "auditor", "sme"])
def test_only_the_secretariat_hands_over(office: Office, role: str) -> None:
    other = _person("other", role)
    with pytest.raises(NotAllowed):
        handover.hand_over(actor=other, from_user=office.old, to_user=office.new, reason="시연")
    with pytest.raises(ValidationError, match="같은 역할"):
        handover.hand_over(actor=office.lead, from_user=office.old, to_user=other, reason="시연")


def test_it_is_refused_without_reason_to_oneself_or_across_worlds(office: Office) -> None:
    real = User.objects.create(username="real", role="secretariat", display_name="담당자")
    for to_user, reason, said in (
        (office.new, " ", "사유"),
        (office.old, "시연", "같습니다"),
        (real, "시연", "섞을 수 없습니다"),
    ):
        with pytest.raises(ValidationError, match=said):
            handover.hand_over(actor=office.lead, from_user=office.old, to_user=to_user, reason=reason)


def test_a_conflict_of_the_successor_keeps_the_case_from_him(office: Office, model: WinWinModel) -> None:
    Conflict.objects.create(
        person=office.new,
        case_type="winwinmodel",
        case_id=model.code,
        reason="equity",
        origin="declared",
        state="stands",
        opened_by="new",
        demonstration=True,
    )
    _hand_over(office)
    office.clock.refresh_from_db()
    office.letter.refresh_from_db()
    assert office.clock.owner == office.old
    assert office.letter.owner == office.new


def test_reviews_of_an_official_move_without_the_draft_and_opinions_stay_with_the_organisation(
    office: Office, model: WinWinModel
) -> None:
    ministry = Organisation.objects.create(
        code="demo-m", name="시연 부처", kind="ministry", demonstration=True
    )
    old, new = _person("m1", "ministry", ministry), _person("m2", "ministry", ministry)
    review = Review.objects.create(
        round=office.round, model=model, reviewer=old, comment="쓰던 글", saved_at=timezone.now()
    )
    Opinion.objects.create(
        model=model, organisation=ministry, asked_by=office.lead, due_on=date(2026, 12, 1), question="시연"
    )
    groups = {group.key: group for group in handover.open_matters(old, new)}
    assert [m.kept for m in groups["told"].matters] == ["기관에 온 것이라 그대로 둡니다."]
    handover.hand_over(actor=office.lead, from_user=old, to_user=new, reason="시연")
    review.refresh_from_db()
    assert (review.reviewer, review.comment, review.saved_at) == (new, "", None)
    assert Opinion.objects.get().organisation == ministry


def test_the_seat_of_an_office_ends_and_begins_anew_and_a_personal_seat_stays(office: Office) -> None:
    old, new = _person("c1", "member"), _person("c2", "member")
    body = office.meeting.body
    actions.appoint(actor=office.lead, body=body, capacity="ex_officio", user=old, label="시연 국장")
    handover.hand_over(actor=office.lead, from_user=old, to_user=new, reason="시연 인사이동")
    ended, begun = Seat.objects.get(user=old), Seat.objects.get(user=new)
    assert (ended.is_active, ended.ended_by, ended.end_reason) == (False, "office", "시연 인사이동")
    assert begun.is_active
    assert begun.capacity == "ex_officio"
    assert not begun.has_papers
    personal = actions.appoint(actor=office.lead, body=body, capacity="academia", user=old, label="시연 교수")
    handover.hand_over(actor=office.lead, from_user=old, to_user=new, reason="시연")
    personal.refresh_from_db()
    assert personal.is_active
    assert personal.user == old


def test_a_refusal_on_the_way_moves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks come last: what was moved before them comes back with the transaction."""

    def refuse(**_given: object) -> Clock:
        raise ValidationError("refused")

    monkeypatch.setattr(clocks, "hand_over", refuse)
    with pytest.raises(ValidationError, match="refused"):
        _hand_over(office)
    office.meeting.refresh_from_db()
    assert office.meeting.secretary == office.old
    assert not DocumentFile.objects.filter(kind="handover").exists()


def test_the_pages_list_everything_first_and_give_the_papers_to_those_concerned(
    office: Office, client: Client
) -> None:
    client.force_login(office.lead)
    address = f"/desk/handover/{office.old.pk}/{office.new.pk}/"
    chosen = client.get("/desk/handover/", {"giver": office.old.pk, "taker": office.new.pk})
    assert chosen.status_code == 302
    assert chosen["Location"] == address
    page = client.get(address).content.decode()
    for words in ("진행 중인 일 4건", "시연 공문", "시연 보완", "시연 심사"):
        assert words in page
    refused = client.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert client.post(address, {"reason": "시연 인사이동"}).status_code == 302
    paper = DocumentFile.objects.filter(kind="handover", format="pdf").get()
    for user, status in ((office.lead, 200), (office.old, 200), (office.new, 200)):
        client.force_login(user)
        assert client.get(f"/desk/handover/papers/{paper.pk}/").status_code == status
    client.force_login(_person("stranger", "ministry"))
    assert client.get(f"/desk/handover/papers/{paper.pk}/").status_code == 404
    assert client.get(address).status_code == 403
    assert "시연 old" not in client.get("/desk/handover/").content.decode()
