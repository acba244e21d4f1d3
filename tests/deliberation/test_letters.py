"""Letters from draft to receipt, and the way to the committee and back: each step, and each wrong order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.deliberation.conftest import HELD_AT, People, Runner

from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import AgendaItem, Body, Letter, Meeting
from sangsaeng.deliberation.queries import letters as queries
from sangsaeng.deliberation.words import letters as texts
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile, Event

pytestmark = pytest.mark.django_db
MakeModel = Callable[..., WinWinModel]


def _decided(meeting: Meeting, model: WinWinModel, outcome: str, **fields: object) -> AgendaItem:
    """A decided item as close_vote leaves it; the tests of voting take the whole way."""
    given = {"number": 1, "support": list(model.requested_support.values_list("kind", flat=True))}
    return AgendaItem.objects.create(
        meeting=meeting, model=model, outcome=outcome, decided_at=timezone.now(), **(given | fields)
    )


@pytest.fixture
def recommended(meeting: Meeting, make_model: MakeModel) -> AgendaItem:
    model = make_model(State.RECOMMENDED, recommended_at=timezone.now(), on_agenda_at=timezone.now())
    return _decided(meeting, model, "adopted")


@pytest.fixture
def at_committee(people: People, committee: Body, recommended: AgendaItem) -> Meeting:
    """The model was sent, and a meeting of the committee is called."""
    assert recommended.model
    actions.send_to_committee(actor=people.secretariat, model=recommended.model)
    recommended.model.refresh_from_db()
    return actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=HELD_AT + timedelta(days=7), place="시연 회의실"
    )


def _letter(people: People, **fields: object) -> Letter:
    given: dict[str, object] = {
        "kind": "request",
        "addressee": "시연 부처장관",
        "title": "시연 지원 요청",
        "body": "다음과 같이 요청합니다.\n- 내용: 시연",
        "enclosures": ["계획서 2부"],
        "sender": "시연 상생협의회 위원장",
    }
    return actions.draft_letter(actor=people.secretariat, **(given | fields))  # type: ignore[arg-type]


def _sent(people: People, letter: Letter, on: date = date(2026, 11, 2)) -> Letter:
    return actions.record_sent(actor=people.secretariat, letter=letter, official_number="시연-1", sent_on=on)


# Drafts


def test_a_recommendation_makes_a_letter_for_each_kind_of_support(
    people: People, recommended: AgendaItem
) -> None:
    made = actions.draft_recommendations(people.secretariat, recommended)
    assert [(m.support_kind, m.addressee, m.clock_rule) for m in made] == [
        ("technology", "중소벤처기업부장관", ""),
        ("finance", "", ""),
        ("regulation", "", ""),
    ]
    assert all(m.kind == Letter.Kind.RECOMMENDATION and m.demonstration for m in made)
    assert "이 건의는 승인이 아니며" in made[0].body
    assert actions.draft_recommendations(people.secretariat, recommended) == []


def test_only_an_adopted_item_of_the_council_makes_recommendations(
    people: People, meeting: Meeting, make_model: MakeModel
) -> None:
    item = _decided(meeting, make_model(State.RETURNED), "returned")
    with pytest.raises(ValidationError, match="건의하기로 의결한"):
        actions.draft_recommendations(people.secretariat, item)


def test_the_notice_goes_to_everyone_on_the_body_and_names_no_model(
    people: People, meeting: Meeting, make_model: MakeModel
) -> None:
    model = make_model()
    actions.put_on_agenda(actor=people.secretariat, meeting=meeting, model=model)
    letter = actions.draft_notice(people.secretariat, meeting)
    assert letter.addressee == "수신자 참조"
    assert len(texts.recipients(letter)) == 9
    assert "심의·의결 1건" in letter.body
    assert model.title not in letter.body
    assert actions.draft_notice(people.secretariat, meeting) == letter


def test_a_letter_is_changed_while_it_is_unsent_and_the_kept_file_is_no_longer_its_draft(
    people: People,
) -> None:
    letter = actions.keep_letter(actor=people.secretariat, letter=_letter(people))
    assert letter.draft is not None
    assert letter.draft.format == "hwpx"
    assert set(DocumentFile.objects.filter(subject_id=letter.code).values_list("format", flat=True)) == {
        "pdf",
        "hwpx",
    }
    changed = actions.edit_letter(actor=people.secretariat, letter=letter, title="바뀐 제목")
    assert changed.draft is None
    events = Event.objects.filter(subject_id=letter.code, verb="deliberation.edit_letter")
    assert events.get().data["fields"] == ["title"]
    actions.edit_letter(actor=people.secretariat, letter=letter, title="바뀐 제목")
    assert events.count() == 1
    with pytest.raises(ValidationError, match="제목"):
        actions.edit_letter(actor=people.secretariat, letter=letter, title="  ")


def test_only_the_secretariat_writes_letters(people: People) -> None:
    letter = _letter(people)
    for who in (people.chair, people.member, people.ministry, people.auditor, people.agency, people.sme):
        with pytest.raises(NotAllowed):
            actions.edit_letter(actor=who, letter=letter, title="x")
        with pytest.raises(NotAllowed):
            actions.record_sent(actor=who, letter=letter, official_number="1", sent_on=date(2026, 11, 2))
        with pytest.raises(NotAllowed):
            actions.drop_letter(actor=who, letter=letter, reason="x")


# Sent, received, put right, dropped


def test_the_clock_starts_from_the_day_of_receipt(people: People, recommended: AgendaItem) -> None:
    letter = _sent(people, _letter(people, model=recommended.model))
    assert letter.draft is not None
    assert letter.draft.title == letter.title
    received = actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 5))
    clock = received.clock
    assert clock is not None
    assert clock.rule_key == "support_reply"
    assert clock.is_statutory
    assert clock.received_on == date(2026, 11, 5)
    assert clock.due_on == date(2026, 12, 7)  # 30 days end on a Saturday, so on Monday
    assert (clock.subject_type, clock.owner) == ("winwinmodel", people.secretariat)
    with pytest.raises(ValidationError, match="이미 적혀"):
        actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 6))
    assert Clock.objects.count() == 1


def test_a_recommendation_starts_no_clock(people: People, recommended: AgendaItem) -> None:
    letter = _sent(people, actions.draft_recommendations(people.secretariat, recommended)[0])
    actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 5))
    assert not Clock.objects.exists()


def test_each_kind_of_letter_names_a_period_that_there_is() -> None:
    from sangsaeng.clocks import statutory

    assert {kind: texts.clock_of(kind) for kind in ("request", "regulation", "opinion", "notice")} == {
        "request": "support_reply",
        "regulation": "regulation_reply",
        "opinion": "opinion",
        "notice": "",
    }
    assert set(texts.rules()["clocks"].values()) <= set(statutory.rules())


def test_a_letter_without_addressee_cannot_be_sent(people: People) -> None:
    letter = _letter(people, addressee="")
    with pytest.raises(ValidationError, match="수신 기관을 고르세요"):
        _sent(people, letter)
    letter = actions.edit_letter(actor=people.secretariat, letter=letter, addressee="시연 기관")
    assert _sent(people, letter).is_sent


def test_dates_come_in_their_order(people: People) -> None:
    letter = _letter(people)
    with pytest.raises(ValidationError, match="먼저 문서번호"):
        actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 5))
    with pytest.raises(ValidationError, match="오늘보다 뒤"):
        _sent(people, letter, timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="문서번호"):
        actions.record_sent(
            actor=people.secretariat, letter=letter, official_number=" ", sent_on=date(2026, 11, 2)
        )
    letter = _sent(people, letter)
    with pytest.raises(ValidationError, match="앞일 수 없습니다"):
        actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 1))
    with pytest.raises(ValidationError, match="이미 보낸"):
        actions.edit_letter(actor=people.secretariat, letter=letter, title="x")
    with pytest.raises(ValidationError, match="이미 보낸"):
        actions.drop_letter(actor=people.secretariat, letter=letter, reason="x")
    with pytest.raises(ValidationError, match="이미 보낸"):
        _sent(people, letter)


def test_a_wrong_day_of_receipt_is_put_right_with_its_reason(people: People) -> None:
    letter = _sent(people, _letter(people))
    with pytest.raises(ValidationError, match="아직 없습니다"):
        actions.correct_received_on(
            actor=people.secretariat, letter=letter, received_on=date(2026, 11, 4), reason="오기"
        )
    actions.record_received(actor=people.secretariat, letter=letter, received_on=date(2026, 11, 5))
    with pytest.raises(ValidationError, match="사유"):
        actions.correct_received_on(
            actor=people.secretariat, letter=letter, received_on=date(2026, 11, 4), reason=" "
        )
    letter = actions.correct_received_on(
        actor=people.secretariat, letter=letter, received_on=date(2026, 11, 4), reason="접수 대장과 다름"
    )
    assert letter.received_on == date(2026, 11, 4)
    clock = Clock.objects.get()
    assert clock.received_on == date(2026, 11, 4)
    assert clock.due_on == date(2026, 12, 4)
    data = Event.objects.get(verb="deliberation.correct_letter").data
    assert data == {
        "received_from": "2026-11-05",
        "received_to": "2026-11-04",
        "reason": "접수 대장과 다름",
    }


def test_a_dropped_letter_stays_on_record_and_does_nothing_more(people: People) -> None:
    letter = _letter(people)
    with pytest.raises(ValidationError, match="사유"):
        actions.drop_letter(actor=people.secretariat, letter=letter, reason=" ")
    letter = actions.drop_letter(actor=people.secretariat, letter=letter, reason="두 번 만들었습니다.")
    assert queries.state_of(letter) == "dropped"
    with pytest.raises(ValidationError, match="쓰지 않기로"):
        _sent(people, letter)
    with pytest.raises(ValidationError, match="쓰지 않기로"):
        actions.edit_letter(actor=people.secretariat, letter=letter, title="x")
    with pytest.raises(ValidationError, match="쓰지 않기로"):
        actions.keep_letter(actor=people.secretariat, letter=letter)


# To the committee


def test_the_referral_lists_its_papers_and_the_firms_are_told(
    people: People, committee: Body, recommended: AgendaItem
) -> None:
    model = recommended.model
    assert model
    told = {p.username for p in queries.told_of_sending(model)}
    actions.send_to_committee(actor=people.secretariat, model=model)
    model.refresh_from_db()
    assert model.state == State.AT_COMMITTEE
    letter = Letter.objects.get(kind=Letter.Kind.REFERRAL)
    assert letter.addressee == "시연 경쟁력강화위원회 위원장"
    assert [e.split("(")[0] for e in letter.enclosures] == ["의안", "회의록", "경쟁력강화 계획서 1부"]
    sent = Message.objects.filter(kind="sent_to_committee")
    assert {m.recipient.username for m in sent} == told == {"demand", "sme", "secretariat"}


@pytest.mark.parametrize(
    "state",
    [
        State.DRAFT,
        State.SUBMITTED,
        State.SCREENED,
        State.ON_AGENDA,
        State.RETURNED,
        State.NOT_RECOMMENDED,
        State.AT_COMMITTEE,
        State.APPROVED,
        State.DECLINED,
    ],
)
def test_no_step_before_the_committee_is_skipped(people: People, make_model: MakeModel, state: State) -> None:
    with pytest.raises(ValidationError, match="협의회가 건의한 모델만"):
        actions.send_to_committee(actor=people.secretariat, model=make_model(state))


def test_without_the_councils_item_nothing_goes_to_the_committee(
    people: People, make_model: MakeModel
) -> None:
    model = make_model(State.RECOMMENDED)
    with pytest.raises(ValidationError, match="협의회 안건이 없어"):
        actions.send_to_committee(actor=people.secretariat, model=model)
    assert not Letter.objects.exists()
    assert not Message.objects.exists()


def test_it_is_sent_once(people: People, at_committee: Meeting, recommended: AgendaItem) -> None:
    assert recommended.model
    with pytest.raises(ValidationError):
        actions.send_to_committee(actor=people.secretariat, model=recommended.model)
    assert Letter.objects.filter(kind=Letter.Kind.REFERRAL).count() == 1


def test_it_is_taken_back_while_it_is_on_no_agenda(
    people: People, at_committee: Meeting, recommended: AgendaItem
) -> None:
    model = recommended.model
    assert model
    with pytest.raises(ValidationError, match="사유"):
        actions.take_back_from_committee(actor=people.secretariat, model=model, reason=" ")
    item = actions.put_on_agenda(actor=people.secretariat, meeting=at_committee, model=model)
    assert item.follows == recommended
    with pytest.raises(ValidationError, match="안건으로 올라"):
        actions.take_back_from_committee(actor=people.secretariat, model=model, reason="자료 오류")
    actions.take_off(actor=people.secretariat, item=item, reason="자료 오류")
    actions.take_back_from_committee(actor=people.secretariat, model=model, reason="자료 오류")
    model.refresh_from_db()
    assert model.state == State.RECOMMENDED
    referral = Letter.objects.get(kind=Letter.Kind.REFERRAL)
    assert referral.dropped_because == "자료 오류"
    with pytest.raises(ValidationError, match="위원회에 가 있는"):
        actions.take_back_from_committee(actor=people.secretariat, model=model, reason="다시")
    actions.send_to_committee(actor=people.secretariat, model=model)
    assert Letter.objects.filter(kind=Letter.Kind.REFERRAL, dropped_at=None).count() == 1


# And back


def test_the_answer_comes_back_to_all_concerned_but_not_to_who_stepped_out(
    people: People, council: Body, at_committee: Meeting, recommended: AgendaItem
) -> None:
    model = recommended.model
    assert model
    out = council.seats.get(user=people.member)
    recommended.exclusions.create(seat=out, reason="self_recusal", recorded_by=people.secretariat)
    item = _decided(at_committee, model, "returned", note="연도별 수요를 밝혀 주세요.", follows=recommended)
    reply = actions.report_back(people.secretariat, item)
    told = {m.recipient.username for m in Message.objects.filter(kind="committee_answer")}
    assert told == {"demand", "sme", "secretariat", "chair"}
    assert reply is not None
    assert reply.kind == Letter.Kind.REPLY
    assert texts.recipients(reply) == ("시연 상생협의회 위원장", "시연 기업 demand", "시연 기업 supplier")
    assert "사유: 연도별 수요를 밝혀 주세요." in reply.body
    assert not Letter.objects.filter(kind__in=("request", "regulation")).exists()


def test_after_approval_the_requests_are_drafted(
    people: People, at_committee: Meeting, recommended: AgendaItem
) -> None:
    assert recommended.model
    item = _decided(at_committee, recommended.model, "adopted", follows=recommended)
    actions.report_back(people.secretariat, item)
    made = Letter.objects.exclude(clock_rule="").order_by("pk")
    assert [(m.kind, m.support_kind, m.clock_rule) for m in made] == [
        ("request", "technology", "support_reply"),
        ("request", "finance", "support_reply"),
        ("regulation", "regulation", "regulation_reply"),
    ]
    assert "30일 안에" in made[0].body
    assert "15일의 범위" in made[0].body
    assert "15일 안에" in made[2].body
    assert "30일의 범위" in made[2].body


def test_a_deferred_item_is_no_answer(people: People, at_committee: Meeting, recommended: AgendaItem) -> None:
    assert recommended.model
    item = _decided(at_committee, recommended.model, "deferred", follows=recommended)
    assert actions.report_back(people.secretariat, item) is None
    assert not Letter.objects.filter(kind=Letter.Kind.REPLY).exists()


def test_an_annulled_decision_takes_its_unsent_letters_with_it(
    people: People, at_committee: Meeting, recommended: AgendaItem
) -> None:
    assert recommended.model
    item = _decided(at_committee, recommended.model, "returned", note="x", follows=recommended)
    first = actions.report_back(people.secretariat, item)
    assert first
    actions.withdraw_letters(people.secretariat, item, "의결을 무효로 했습니다.")
    first.refresh_from_db()
    assert queries.state_of(first) == "dropped"
    item.outcome, item.decided_at = "rejected", timezone.now()
    item.save()
    again = actions.report_back(people.secretariat, item)
    assert again
    assert again != first
    assert "미승인" in again.title


def test_answers_are_reported_to_the_next_meeting_of_the_council_once(
    people: People, council: Body, at_committee: Meeting, recommended: AgendaItem
) -> None:
    model = recommended.model
    assert model
    coming = actions.call_meeting(
        actor=people.secretariat, body=council, held_at=HELD_AT + timedelta(days=30), place="시연 회의실"
    )
    with pytest.raises(ValidationError, match="보고할 위원회의 결정이 없습니다"):
        actions.put_answers_on_agenda(actor=people.secretariat, meeting=coming)
    _decided(at_committee, model, "returned", note="비밀 사유", follows=recommended)
    with pytest.raises(ValidationError, match="상생협의회 회의에"):
        actions.put_answers_on_agenda(actor=people.secretariat, meeting=at_committee)
    assert [a.code for a in queries.committee_answers_waiting(coming)] == [model.code]
    report = actions.put_answers_on_agenda(actor=people.secretariat, meeting=coming)
    assert report.is_report
    assert report.figures[0]["rows"][0][:3] == [model.code, model.codename, "보완 요청"]
    assert "비밀" not in str(report.figures)
    assert model.title not in str(report.figures)
    assert queries.committee_answers_waiting(coming) == []
    actions.take_off(actor=people.secretariat, item=report, reason="다음 회의로")
    assert len(queries.committee_answers_waiting(coming)) == 1


def test_the_whole_way_through_the_votes(
    people: People, meeting: Meeting, committee: Body, make_model: MakeModel, run: Runner
) -> None:
    """From the council's vote to the committee's answer, each letter drafted by the act it belongs to."""
    model = make_model()
    (item,) = run.open(meeting, [model])
    run.vote(item, "fffffff")
    run.close_vote(item)
    assert Letter.objects.filter(kind=Letter.Kind.RECOMMENDATION).count() == 3
    model.refresh_from_db()
    actions.send_to_committee(actor=people.secretariat, model=model)
    second = actions.call_meeting(
        actor=people.secretariat, body=committee, held_at=datetime(2026, 11, 16, 5, tzinfo=UTC), place="시연"
    )
    model.refresh_from_db()
    (item,) = run.open(second, [model])
    run.vote(item, "fffffff")
    run.close_vote(item)
    assert Message.objects.filter(kind="committee_answer", recipient=people.sme).exists()
    assert Letter.objects.filter(kind=Letter.Kind.REPLY).count() == 1
