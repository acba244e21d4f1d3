"""The demonstration: invented parties go the whole way, through the very actions that real ones would use.

Everything here is marked 시연 and names no real firm or person. The items and needs that the models point to are
published facts; the models, votes and sums are not.
"""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from sangsaeng.deliberation import actions as council
from sangsaeng.deliberation.models import Body
from sangsaeng.desk.accounts import ACCOUNTS, Account
from sangsaeng.desk.demonstration import meetings, similar
from sangsaeng.desk.demonstration.after import follow
from sangsaeng.desk.demonstration.texts import MODELS, PROGRAMMES, Plan
from sangsaeng.discovery.models import Item, Need
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
# Members with an account that the sign-in page does not name; the others have none, as in real bodies.
MORE_MEMBERS = {f"member{number}": f"시연 위원 {number}" for number in range(2, 6)} | {
    "deputy": "시연 대리인"
}


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
    similar.carry_over(people=people, models=models)
    for plan in MODELS:
        if plan.until != "draft":
            proposals.submit(actor=people["demand"], model=models[plan.key])
    _screen(people["secretariat"], models)
    meetings.hold(
        people, bodies, models, before_the_last=lambda: _support(people["agency"], programmes, models)
    )
    follow(people=people, organisations=organisations, models=models, programmes=programmes)


def _accounts(password: str, organisations: dict[str, Organisation]) -> dict[str, User]:
    hashed = make_password(password)  # one password for all: hashing it for each would take seconds
    accounts = [
        *ACCOUNTS,
        *(Account(username, "member", label) for username, label in MORE_MEMBERS.items()),
    ]
    return {
        account.username: User.objects.create(
            username=account.username,
            password=hashed,
            role=account.role,
            display_name=account.label,
            organisation=organisations.get(WORKS_FOR.get(account.username, "")),
            demonstration=True,
        )
        for account in accounts
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
            user=people.get("member" if number == 1 else f"member{number}"),
        )
    for number in range(1, 8):
        council.add_seat(
            actor=secretariat,
            body=made["committee"],
            label=f"시연 위원회 위원 {number}",
            capacity="ex_officio" if number <= 3 else "academia",
            user=people["chair"]
            if number == 2
            else None,  # the council's chair sits there too (Decree, article 6)
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


def _support(agency: User, programmes: dict[str, Programme], models: dict[str, WinWinModel]) -> None:
    """Support for the story's model, within the caps of model and programme; each kind stands by itself."""
    story = next(p for p in MODELS if p.until == "supported")
    for code, amount in story.commitments.items():
        support.commit(
            actor=agency,
            model=WinWinModel.objects.get(pk=models[story.key].pk),
            programme=programmes[code],
            amount_krw=amount,
            reason="시연 위원회 승인에 따른 지원 확정(시연)",
        )
