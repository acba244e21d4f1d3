"""The meetings of the demonstration: what a council and a committee can meet with, through the very actions of users.

The first council meeting has a recusal, a secret ballot, a resolution without objection and a vote that is annulled and taken
again; then a written resolution; the committee approves two models and returns one; the last meeting is in session.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.actions import conflicts, papers
from sangsaeng.deliberation.models import AgendaItem, Body, Exclusion, Letter, Meeting, Seat
from sangsaeng.desk.demonstration import reviews as before
from sangsaeng.desk.demonstration.texts import MODELS, REMARKS, Plan
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import User
from sangsaeng.proposals.models import WinWinModel

People = dict[str, User]
Models = dict[str, WinWinModel]
AT_FIRST = ("supported", "approved", "committee", "recommended", "not_recommended")
TO_COMMITTEE = ("supported", "approved", "committee_returned")


def hold(
    people: People, bodies: dict[str, Body], models: Models, *, before_the_last: Callable[[], None]
) -> None:
    """All meetings in their order; `before_the_last` does what the agency does after the approvals."""
    first_council(people, bodies["council"], models)
    written_council(people, bodies["council"], models)
    committee(people, bodies["committee"], models)
    requests_received(people)
    before_the_last()
    council_in_session(people, bodies["council"], models)


def _now() -> datetime:
    """This minute: what the demonstration says of its meetings agrees with what the record says of them."""
    return timezone.now().astimezone(SEOUL).replace(second=0, microsecond=0)


def _fresh(models: Models, key: str) -> WinWinModel:
    models[key] = WinWinModel.objects.get(pk=models[key].pk)
    return models[key]


def _plan(item: AgendaItem, models: Models) -> Plan:
    return next(plan for plan in MODELS if models[plan.key].pk == item.model_id)


def _items(meeting: Meeting) -> list[AgendaItem]:
    rows = AgendaItem.objects.filter(meeting=meeting, kind="model")
    return list(rows.select_related("meeting__body", "meeting__bylaw", "model"))


def _call(
    people: People,
    body: Body,
    place: str,
    keys: list[str],
    models: Models,
    *,
    report: str = "",
    form: str = "in_person",
) -> Meeting:
    """Call, put the models (and a report) on, write their papers, send the notice."""
    secretariat = people["secretariat"]
    meeting = council.call_meeting(
        actor=secretariat,
        body=body,
        held_at=_now(),
        place=place,
        form=form,
        urgent_reason="시연은 하루에 이어서 진행합니다.",
    )
    if report:
        council.put_report(
            actor=secretariat,
            meeting=meeting,
            title=report,
            content="시연을 위해 만든 계획입니다.",
            figures=[
                {
                    "title": "시연 지원계획",
                    "unit": "백만 원",
                    "as_of": f"{_now():%Y-%m-%d}",
                    "columns": ["구분", "계획"],
                    "rows": [["시연 정책지정과제", "10,000"], ["시연 정책금융", "20,000"]],
                }
            ],
        )
    for key in keys:
        item = council.put_on_agenda(actor=secretariat, meeting=meeting, model=_fresh(models, key))
        _write_paper(people, item)
    council.send_notice(actor=secretariat, meeting=meeting)
    return meeting


def _write_paper(people: People, item: AgendaItem) -> None:
    model = item.model
    if model is None:
        return
    recommends = item.meeting.body.recommends
    council.write_paper(
        actor=people["secretariat"],
        item=item,
        resolution=f"‘{model.title}’ 상생모델에 대한 정부 지원을 경쟁력강화위원회에 건의한다."
        if recommends
        else f"‘{model.title}’ 상생모델을 승인한다.",
        grounds="수요기업과 공급기업이 함께 제안한 모델로, 국내 조달을 늘리려는 것입니다(시연).",
        content=model.plan_targets,
    )


def _open(people: People, meeting: Meeting, absent: tuple[str, ...]) -> None:
    seats = meeting.body.seats.filter(is_active=True)
    council.record_attendance(
        actor=people["secretariat"],
        meeting=meeting,
        attendance={seat: "absent" if seat.label in absent else "present" for seat in seats},
        by_sheet=True,
    )
    council.open_meeting(actor=people["secretariat"], meeting=meeting)


def _electors(item: AgendaItem) -> list[Seat]:
    vote = AgendaItem.objects.get(pk=item.pk).vote
    rows = vote.electors.filter(voted=False, excluded_later=False) if vote else []
    return [elector.seat for elector in rows]


def _vote(
    people: People, item: AgendaItem, against: tuple[str, ...], *, waiting: tuple[str, ...] = ()
) -> None:
    """Everyone who may votes, except `waiting`: those with accounts themselves, the others as was heard in the room."""
    for seat in _electors(item):
        if seat.label in waiting:
            continue
        choice = "against" if seat.label in against else "for"
        if seat.user is None:
            council.enter_ballot(actor=people["secretariat"], item=item, seat=seat, choice=choice)
        else:
            council.cast(actor=seat.user, item=item, choice=choice)


def _secret_vote(people: People, item: AgendaItem) -> None:
    """Those with accounts vote themselves; the papers of the ballot box are entered together."""
    council.open_vote(actor=people["secretariat"], item=item, method="secret")
    papers = []
    for number, seat in enumerate(_electors(item)):
        if seat.user is None:
            papers.append(seat)
        else:
            council.cast(actor=seat.user, item=item, choice="abstain" if number == 1 else "for")
    council.enter_papers(
        actor=people["secretariat"], item=item, seats=papers, for_=len(papers) - 1, against=1, abstain=0
    )
    council.close_vote(actor=people["secretariat"], item=item)


def _named_vote(people: People, item: AgendaItem, plan: Plan) -> None:
    refused = plan.until == "not_recommended"
    conditional = plan.until == "supported"
    council.open_vote(actor=people["secretariat"], item=item, method="named")
    _vote(people, item, plan.against)
    council.close_vote(
        actor=people["secretariat"],
        item=item,
        otherwise="rejected" if refused else "",
        reason=plan.note if refused else "",
        manner="" if refused or not conditional else "conditional",
        conditions="" if refused or not conditional else "성능 평가 결과를 해마다 협의회에 보고한다.",
    )


def _annulled_and_taken_again(people: People, item: AgendaItem) -> None:
    """A member notices after the vote that he worked for the supplier two years ago: annulled, taken again without him.

    His affiliation, once it is on record, excludes him by law when the next vote is opened.
    """
    secretariat = people["secretariat"]
    council.open_vote(actor=secretariat, item=item, method="named")
    _vote(people, item, ())
    council.close_vote(actor=secretariat, item=item)
    item = AgendaItem.objects.select_related("meeting__body", "meeting__bylaw", "model").get(pk=item.pk)
    vote = item.vote
    if vote is None:
        return
    council.annul_vote(
        actor=secretariat,
        vote=vote,
        because="최근 3년 안에 공급기업에서 일한 위원이 표결에 참여했습니다.",
        decided_by="출석위원 전원의 이의 없음으로 무효로 하고 다시 표결하기로 함",
    )
    item.refresh_from_db()
    if item.model is not None:
        left = timezone.localdate() - timedelta(days=700)
        conflicts.add_tie(
            actor=people["member4"],
            person=people["member4"],
            organisation=item.model.supplier,
            relation="employee",
            since=left - timedelta(days=1500),
            until=left,
        )
    _secret_vote(people, item)


def _minutes(people: People, meeting: Meeting) -> None:
    """Minutes from the records, signed by chair and secretary, and their public edition."""
    made = council.make_minutes(actor=people["secretariat"], meeting=meeting)
    chair = people["chair"] if meeting.body.recommends else people["secretariat"]
    council.sign_minutes(actor=chair, minutes=made, role="chair")
    council.sign_minutes(actor=people["secretariat"], minutes=made, role="secretary")
    council.publish_minutes(actor=people["secretariat"], minutes=made)


def first_council(people: People, body: Body, models: Models) -> None:
    """Recommends three models and one more after an annulled vote, does not take up one; a report and a guest."""
    secretariat = people["secretariat"]
    keys = [plan.key for plan in MODELS if plan.until in AT_FIRST]
    meeting = _call(people, body, "시연 회의실", keys, models, report="시연 연간 지원계획 보고")
    council.add_guest(
        actor=secretariat, meeting=meeting, name="시연 공급기업 B 대표", category="sme", position="제안 설명"
    )
    council.plan_visit(
        actor=secretariat,
        meeting=meeting,
        starts_at=_now() - timedelta(hours=2),
        place="시연 평가 라인",
        purpose="시연 수요기업의 평가 라인을 둘러봅니다.",
    )
    _open(people, meeting, absent=())
    report = meeting.agenda.get(kind="report")
    council.note_report(actor=secretariat, item=report)
    for item in _items(meeting):
        plan = _plan(item, models)
        council.write_remarks(actor=secretariat, item=item, remarks=REMARKS[plan.key])
        if plan.recused:
            seat = body.seats.get(label=plan.recused)
            council.recuse(
                actor=secretariat, item=item, seat=seat, reason=Exclusion.Reason.SELF_RECUSAL, code="advice"
            )
        if plan.key == "pouch":
            _annulled_and_taken_again(people, item)
        elif plan.key == "neon":
            council.resolve_by_consent(
                actor=secretariat, item=item, question="원안대로 의결하는 데 이의가 있습니까?"
            )
        else:
            _named_vote(people, item, plan)
    meeting.refresh_from_db()
    council.close_meeting(actor=secretariat, meeting=meeting)
    _minutes(people, meeting)


def written_council(people: People, body: Body, models: Models) -> None:
    """A written resolution: every member answers before the deadline."""
    secretariat = people["secretariat"]
    keys = [plan.key for plan in MODELS if plan.until == "committee_returned"]
    meeting = _call(people, body, "서면", keys, models, form="written")
    council.open_meeting(actor=secretariat, meeting=meeting)
    for item in _items(meeting):
        council.open_vote(actor=secretariat, item=item, method="written")
        _vote(people, item, ("시연 위원 3",))
        council.close_vote(actor=secretariat, item=item)
    meeting.refresh_from_db()
    council.close_meeting(actor=secretariat, meeting=meeting)
    _minutes(people, meeting)


def committee(people: People, body: Body, models: Models) -> None:
    """The committee's own meeting: two models approved, one returned with questions; one more waits for the next."""
    secretariat = people["secretariat"]
    keys = [plan.key for plan in MODELS if plan.until in TO_COMMITTEE]
    for key in [*keys, *(plan.key for plan in MODELS if plan.until == "committee")]:
        council.send_to_committee(actor=secretariat, model=_fresh(models, key))
    meeting = _call(people, body, "시연 위원회 회의실", keys, models)
    _open(people, meeting, absent=("시연 위원회 위원 7",))
    for item in _items(meeting):
        plan = _plan(item, models)
        returned = plan.until == "committee_returned"
        council.open_vote(actor=secretariat, item=item, method="open")
        against = tuple(f"시연 위원회 위원 {number}" for number in range(2, 7)) if returned else ()
        _vote(people, item, against)
        council.close_vote(
            actor=secretariat,
            item=item,
            otherwise="returned" if returned else "",
            reason=plan.note if returned else "",
        )
    meeting.refresh_from_db()
    council.close_meeting(actor=secretariat, meeting=meeting)
    _minutes(people, meeting)


def requests_received(people: People) -> None:
    """The requests for support went out and came in: their statutory clocks run from the day received."""
    today = timezone.localdate()
    requests = Letter.objects.filter(
        demonstration=True, kind__in=(Letter.Kind.REQUEST, Letter.Kind.REGULATION), dropped_at=None
    )
    for number, letter in enumerate(requests.exclude(addressee="").order_by("pk"), start=1):
        sent = council.record_sent(
            actor=people["secretariat"], letter=letter, official_number=f"시연-{number}", sent_on=today
        )
        council.record_received(actor=people["secretariat"], letter=sent, received_on=today)


def council_in_session(people: People, body: Body, models: Models) -> None:
    """In session, after reviews and declarations: the chair and member 1 have not voted yet, the others' votes are in."""
    keys = [plan.key for plan in MODELS if plan.until == "on_agenda"]
    cases = [_fresh(models, key) for key in keys]
    before.review(people, body, cases)
    before.ask_the_ministry(people, cases[0])
    meeting = _call(people, body, "시연 회의실", keys, models)
    before.declare(people, before.REVIEWERS, cases)
    papers.make_book(actor=people["secretariat"], meeting=meeting)
    _open(people, meeting, absent=("시연 위원 8",))
    for item in _items(meeting):
        council.write_remarks(actor=people["secretariat"], item=item, remarks=REMARKS["on_agenda"])
        council.open_vote(actor=people["secretariat"], item=item, method="named")
        _vote(people, item, ("시연 위원 4",), waiting=("시연 위원장", "시연 위원 1"))
