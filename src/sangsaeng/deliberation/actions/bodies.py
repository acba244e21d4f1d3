"""Setting up the council and the committee: the body, its rules, its seats."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import Body, BylawVersion, Seat
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

# The Decree lets the council have 25 members at most (§14) and the committee 30 (the Act, §8).
MOST_SEATS = {Body.Kind.COUNCIL: 25, Body.Kind.COMMITTEE: 30}


@cache
def template_rule() -> dict[str, Any]:
    """The committee's statutory rule, shipped as data."""
    import yaml

    text = files("sangsaeng.deliberation").joinpath("data/committee_rule.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def establish_body(
    *, actor: User, kind: str, name: str, name_en: str = "", demonstration: bool = False
) -> Body:
    """Make a body with the statutory rule as its first version of the bylaws.

    For the committee this is its own rule; for the council it is marked as a template, because no rule of
    the council is public. Refuses (NotAllowed) everyone but the secretariat.
    """
    body = Body(kind=kind, name=name, name_en=name_en, demonstration=demonstration)
    require(actor, "deliberation.set_up", body)
    rule = template_rule()
    with transaction.atomic():
        body.full_clean()
        body.save()
        BylawVersion.objects.create(
            body=body,
            version=rule["version"],
            effective=rule["effective"],
            quorum_numerator=rule["quorum"]["numerator"],
            quorum_denominator=rule["quorum"]["denominator"],
            quorum_more_than=rule["quorum"]["more_than"],
            quorum_base=rule["quorum"]["base"],
            majority_numerator=rule["majority"]["numerator"],
            majority_denominator=rule["majority"]["denominator"],
            majority_more_than=rule["majority"]["more_than"],
            majority_base=rule["majority"]["base"],
            legal_basis=rule["legal_basis"],
            legal_basis_en=rule["legal_basis_en"],
            source_url=rule["source_url"],
            is_template=kind == Body.Kind.COUNCIL,
        )
        append(
            verb="deliberation.establish_body", subject=body, actor=actor, data={"kind": kind, "name": name}
        )
    return body


def adopt_bylaw(*, actor: User, body: Body, effective: date, adopted_by: str, **rule: Any) -> BylawVersion:
    """Add the next version of the bylaws; earlier versions and the meetings called under them stay.

    `rule` holds fields of BylawVersion (quorum_numerator, majority_base, legal_basis, …). Refuses (NotAllowed)
    everyone but the secretariat, and (ValidationError) fractions that are none.
    """
    require(actor, "deliberation.set_up", body)
    with transaction.atomic():
        body = Body.objects.select_for_update().get(pk=body.pk)
        latest = body.bylaws.order_by("-version").first()
        version = (latest.version if latest else 0) + 1
        bylaw = BylawVersion(body=body, version=version, effective=effective, adopted_by=adopted_by, **rule)
        bylaw.full_clean()
        bylaw.save()
        append(
            verb="deliberation.adopt_bylaw",
            subject=body,
            actor=actor,
            data={"version": version, "effective": effective.isoformat(), "adopted_by": adopted_by},
        )
    return bylaw


def add_seat(
    *, actor: User, body: Body, label: str, capacity: str, user: User | None = None, is_chair: bool = False
) -> Seat:
    """Add a seat; refuses (ValidationError) more seats than the law allows, or a second chair."""
    require(actor, "deliberation.set_up", body)
    with transaction.atomic():
        body = Body.objects.select_for_update().get(pk=body.pk)
        most = MOST_SEATS[Body.Kind(body.kind)]
        if body.seats.filter(is_active=True).count() >= most:
            raise ValidationError(_("위원은 %(most)d명까지 둘 수 있습니다.") % {"most": most})
        seat = Seat(body=body, label=label, capacity=capacity, user=user, is_chair=is_chair)
        seat.full_clean()
        seat.save()
        append(
            verb="deliberation.add_seat",
            subject=body,
            actor=actor,
            data={"seat": seat.pk, "label": label, "capacity": capacity, "chair": is_chair},
        )
    return seat
