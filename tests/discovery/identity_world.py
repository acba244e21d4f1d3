"""Made-up firms of the demonstration for the tests of identity."""

from typing import Any

from sangsaeng.analysis.identity.numbers import business_check_digit, written
from sangsaeng.discovery.models import Firm, IdentityPair, Match, Need, RegistrationNumber
from sangsaeng.parties.models import Organisation, Role, User


def number(nine: str) -> str:
    return written(f"{nine}{business_check_digit(nine)}")


def organisation(name: str, code: str, *, demonstration: bool = True, **values: Any) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, kind=values.pop("kind", Organisation.Kind.FIRM), demonstration=demonstration
    )


def firm(name: str, code: str, *, demonstration: bool = True, nine: str = "") -> Firm:
    """A firm with a record; with a number where nine digits are given."""
    made = Firm.everything.create(
        code=code,
        organisation=organisation(name, f"org-{code}", demonstration=demonstration),
        product_check=Firm.ProductCheck.UNCHECKED,
    )
    if nine:
        RegistrationNumber.objects.create(
            firm=made, register=RegistrationNumber.Register.BUSINESS, number=number(nine)
        )
    return made


def person(role: str = Role.SECRETARIAT, *, name: str = "", demonstration: bool = True, **more: Any) -> User:
    return User.objects.create(
        username=name or f"made-{role}-{demonstration}",
        role=role,
        display_name="시연 이용자",
        demonstration=demonstration,
        **more,
    )


def match(need: Need, which: Firm, rank: int) -> Match:
    return Match.objects.create(
        need=need, firm=which, rank=rank, score=1.0, band=Match.Band.FAIR, explanation={}, engine_version="t"
    )


def need(code: str) -> Need:
    return Need.objects.create(
        code=code, title="시연 수요", field="semiconductor", demonstration=True, state="published"
    )


def pair_of(one: Firm, other: Firm, **values: Any) -> IdentityPair:
    keys = sorted((one.organisation_id, other.organisation_id))
    return IdentityPair.objects.create(
        code=values.pop("code", f"I-{keys[0]}-{keys[1]}"),
        one_id=keys[0],
        other_id=keys[1],
        score=0.9,
        evidence=values.pop("evidence", [{"kind": "name", "text": "법인 표기만 다름"}]),
        found_by="system",
        demonstration=True,
        **values,
    )
