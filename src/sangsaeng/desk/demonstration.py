"""The demonstration: invented parties go the whole way, through the very actions that real ones would use.

Everything here is marked 시연 and names no real firm or person. The items and needs that the models point to are
published facts; the models, votes and sums are not.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.models import AgendaItem, Body, Meeting
from sangsaeng.desk.accounts import ACCOUNTS
from sangsaeng.desk.demonstration_texts import MODELS, PROGRAMMES, REMARKS, Plan
from sangsaeng.discovery.models import Item, Need
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals import actions as proposals
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support import actions as support
from sangsaeng.support.models import Programme

ORGANISATIONS = {
    "demo-a": ("시연 수요기업 A", "demand_company"),
    "demo-b": ("시연 공급기업 B", "sme"),
    "demo-c": ("시연 수요기업 C", "demand_company"),
    "demo-d": ("시연 공급기업 D", "sme"),
    "demo-e": ("시연 공급기업 E", "sme"),
    "demo-agency": ("시연 지원기관", "agency"),
    "demo-ministry": ("시연 부처", "ministry"),
}
WORKS_FOR = {"demand": "demo-a", "sme": "demo-b", "agency": "demo-agency", "ministry": "demo-ministry"}
CAPACITIES = ("large_firm", "sme", "academia", "research", "association", "sme", "academia", "association")


def is_built() -> bool:
    return WinWinModel.objects.filter(demonstration=True).exists()


@transaction.atomic
def build(*, password: str) -> None:
    """Make the demonstration once: accounts with `password`, parties, bodies, models in every stage, two meetings.

    In one transaction, so that a failure leaves nothing. Does nothing where there is one already.
    """
    if is_built():
        return
    organisations = {
        code: Organisation.objects.create(code=code, name=name, kind=kind, demonstration=True)
        for code, (name, kind) in ORGANISATIONS.items()
    }
    people = _accounts(password, organisations)
    bodies = _bodies(people)
    programmes = _programmes(people["agency"])
    models = {plan.key: _draft(plan, people, organisations) for plan in MODELS}
    for plan in MODELS:
        if plan.until != "draft":
            proposals.submit(actor=people["demand"], model=models[plan.key])
    _screen(people["secretariat"], models)
    _first_council(people, bodies["council"], models)
    _committee(people, bodies["committee"], models)
    _support(people["agency"], programmes, models)
    _second_council(people, bodies["council"], models)


def _accounts(password: str, organisations: dict[str, Organisation]) -> dict[str, User]:
    hashed = make_password(password)  # one password for all eight: hashing it eight times would take seconds
    return {
        account.username: User.objects.create(
            username=account.username,
            password=hashed,
            role=account.role,
            display_name=account.label,
            organisation=organisations.get(WORKS_FOR.get(account.username, "")),
            demonstration=True,
        )
        for account in ACCOUNTS
    }


def _bodies(people: dict[str, User]) -> dict[str, Body]:
    secretariat = people["secretariat"]
    made: dict[str, Body] = {}
    for kind, name, name_en in (
        ("council", "시연 상생협의회", "Demonstration council"),
        ("committee", "시연 경쟁력강화위원회", "Demonstration committee"),
    ):
        made[kind] = council.establish_body(
            actor=secretariat, kind=kind, name=name, name_en=name_en, demonstration=True
        )
    council.add_seat(
        actor=secretariat,
        body=made["council"],
        label="시연 위원장",
        capacity="large_firm",
        user=people["chair"],
        is_chair=True,
    )
    for number, capacity in enumerate(CAPACITIES, start=1):
        council.add_seat(
            actor=secretariat,
            body=made["council"],
            label=f"시연 위원 {number}",
            capacity=capacity,
            user=people["member"] if number == 1 else None,
        )
    for number in range(1, 8):
        council.add_seat(
            actor=secretariat,
            body=made["committee"],
            label=f"시연 위원회 위원 {number}",
            capacity="ex_officio" if number <= 3 else "academia",
            is_chair=number == 1,
        )
    return made


def _programmes(agency: User) -> dict[str, Programme]:
    return {
        values["code"]: support.open_programme(actor=agency, year=timezone.localdate().year, **values)
        for values in PROGRAMMES
    }


def _draft(plan: Plan, people: dict[str, User], organisations: dict[str, Organisation]) -> WinWinModel:
    need = Need.objects.filter(code=plan.need).first() if plan.need else None
    item = need.item if need and need.item else Item.objects.filter(key=plan.item).first()
    model = proposals.draft(
        actor=people["demand"],
        title=plan.title,
        sector=plan.sector,
        origin=plan.origin,
        demand_company=organisations["demo-a"],
        supplier=organisations[plan.supplier],
        item=item,
        need=need,
        item_text=plan.item_text or ("" if item else plan.title),
        **plan.texts,
    )
    for kind, (amount, content) in plan.support.items():
        proposals.request_support(
            actor=people["demand"], model=model, kind=kind, content=content, amount_krw=amount
        )
    model.refresh_from_db()
    return model


def _screen(secretariat: User, models: dict[str, WinWinModel]) -> None:
    for plan in MODELS:
        if plan.until == "returned":
            proposals.return_for_supplement(actor=secretariat, model=models[plan.key], reason=plan.note)
        elif plan.until not in ("draft", "submitted"):
            proposals.screen(actor=secretariat, model=models[plan.key], note="")


def _now() -> datetime:
    """This minute: what the demonstration says of its meetings agrees with what the record says of them."""
    return timezone.now().astimezone(SEOUL).replace(second=0, microsecond=0)


def _called(people: dict[str, User], body: Body, place: str, plans: list[str], models: Any) -> Meeting:
    secretariat = people["secretariat"]
    meeting = council.call_meeting(actor=secretariat, body=body, held_at=_now(), place=place)
    for key in plans:
        council.put_on_agenda(actor=secretariat, meeting=meeting, model=_fresh(models, key))
    return meeting


def _fresh(models: dict[str, WinWinModel], key: str) -> WinWinModel:
    models[key] = WinWinModel.objects.get(pk=models[key].pk)
    return models[key]


def _open(people: dict[str, User], meeting: Meeting, absent: tuple[str, ...]) -> None:
    seats = meeting.body.seats.filter(is_active=True)
    council.record_attendance(
        actor=people["secretariat"],
        meeting=meeting,
        attendance={seat: "absent" if seat.label in absent else "present" for seat in seats},
    )
    council.open_meeting(actor=people["secretariat"], meeting=meeting)


def _vote(
    people: dict[str, User], item: AgendaItem, against: tuple[str, ...], only_entered: bool = False
) -> None:
    """Everyone present votes: those with accounts for themselves, the others as the secretariat heard them."""
    excluded = set(item.exclusions.values_list("seat_id", flat=True))
    there = item.meeting.attendance.exclude(how="absent").select_related("seat__user")
    for row in there:
        if row.seat_id in excluded:
            continue
        choice = "against" if row.seat.label in against else "for"
        if row.seat.user is None:
            council.enter_ballot(actor=people["secretariat"], item=item, seat=row.seat, choice=choice)
        elif not only_entered:
            council.cast(actor=row.seat.user, item=item, choice=choice)


def _first_council(people: dict[str, User], body: Body, models: dict[str, WinWinModel]) -> None:
    """The first meeting: recommends the story's model and two more, and does not take up one."""
    secretariat = people["secretariat"]
    keys = [
        p.key
        for p in MODELS
        if p.until in ("supported", "approved", "committee", "recommended", "not_recommended")
    ]
    meeting = _called(people, body, "시연 회의실", keys, models)
    _open(people, meeting, absent=("시연 위원 7", "시연 위원 8"))
    for item in AgendaItem.objects.filter(meeting=meeting).select_related(
        "meeting__body", "meeting__bylaw", "model"
    ):
        plan = next(p for p in MODELS if p.key == keys[item.number - 1])
        council.write_remarks(actor=secretariat, item=item, remarks=REMARKS[plan.key])
        if plan.recused:
            seat = body.seats.get(label=plan.recused)
            council.recuse(actor=secretariat, item=item, seat=seat, reason="self_recusal")
        _vote(people, item, against=plan.against)
        refused = plan.until == "not_recommended"
        council.close_vote(
            actor=secretariat,
            item=item,
            otherwise="rejected" if refused else "",
            reason=plan.note if refused else "",
        )
    meeting.refresh_from_db()
    council.close_meeting(actor=secretariat, meeting=meeting)
    council.make_minutes(actor=secretariat, meeting=meeting)


def _committee(people: dict[str, User], body: Body, models: dict[str, WinWinModel]) -> None:
    """The committee's own meeting, its own vote: two models approved, one more waits on its next agenda."""
    secretariat = people["secretariat"]
    approved = [p.key for p in MODELS if p.until in ("supported", "approved")]
    for plan in MODELS:
        if plan.until in ("supported", "approved", "committee"):
            council.send_to_committee(actor=secretariat, model=_fresh(models, plan.key))
    meeting = _called(people, body, "시연 위원회 회의실", approved, models)
    _open(people, meeting, absent=("시연 위원회 위원 7",))
    for item in AgendaItem.objects.filter(meeting=meeting).select_related(
        "meeting__body", "meeting__bylaw", "model"
    ):
        _vote(people, item, against=())
        council.close_vote(actor=secretariat, item=item)
    meeting.refresh_from_db()
    council.close_meeting(actor=secretariat, meeting=meeting)
    council.make_minutes(actor=secretariat, meeting=meeting)


def _support(agency: User, programmes: dict[str, Programme], models: dict[str, WinWinModel]) -> None:
    """Support for the story's model, within the caps of model and programme; each kind stands by itself."""
    story = next(p for p in MODELS if p.until == "supported")
    for code, amount in story.commitments.items():
        support.commit(
            actor=agency,
            model=_fresh(models, story.key),
            programme=programmes[code],
            amount_krw=amount,
            reason="시연 위원회 승인에 따른 지원 확정(시연)",
        )


def _second_council(people: dict[str, User], body: Body, models: dict[str, WinWinModel]) -> None:
    """The second meeting is in session: the chair and member 1 have not voted yet, whoever signs in can."""
    keys = [p.key for p in MODELS if p.until == "on_agenda"]
    meeting = _called(people, body, "시연 회의실", keys, models)
    _open(people, meeting, absent=("시연 위원 8",))
    for item in AgendaItem.objects.filter(meeting=meeting).select_related(
        "meeting__body", "meeting__bylaw", "model"
    ):
        council.write_remarks(actor=people["secretariat"], item=item, remarks=REMARKS["on_agenda"])
        _vote(people, item, against=("시연 위원 4",), only_entered=True)
