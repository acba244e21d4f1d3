"""Setting up the bodies and their rules: the council, its sub-councils, the committee, versions of the bylaws."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.locks import lock_item
from sangsaeng.deliberation.models import AgendaItem, Body, BylawVersion
from sangsaeng.deliberation.template import first_version, most_members, template_rule
from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import Sector
from sangsaeng.records.actions import append

__all__ = ["RULE_FIELDS", "adopt_bylaw", "bylaw_in_force", "establish_body", "template_rule"]

# What a version of the bylaws says; a new version takes over what it does not change.
RULE_FIELDS = (
    "quorum_numerator",
    "quorum_denominator",
    "quorum_more_than",
    "quorum_base",
    "majority_numerator",
    "majority_denominator",
    "majority_more_than",
    "majority_base",
    "tie_rule",
    "method",
    "notice_days",
    "urgent_notice_days",
    "written_allowed",
    "written_days",
    "delegation_hops",
    "look_back_years",
    "secrecy",
    "term_years",
    "most_members",
)


def establish_body(
    *,
    actor: User,
    kind: str,
    name: str,
    name_en: str = "",
    parent: Body | None = None,
    sector: str = "",
    secretariat: Organisation | None = None,
    demonstration: bool = False,
) -> Body:
    """Make a body with the statutory rule as its first version of the bylaws.

    For the committee this is its own rule; for the council and its sub-councils it is marked as a template,
    because no rule of the council is public. A sub-council (분과협의회) has its council as `parent`, and a sector.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a name in use, a sub-council without its
    council or sector or beside another of the same sector, a parent or sector of any other body, and an
    organisation of the other world as its secretariat.
    """
    body = Body(
        kind=kind,
        name=name.strip(),
        name_en=name_en.strip(),
        parent=parent,
        sector=sector,
        secretariat=secretariat,
        demonstration=demonstration,
    )
    require(actor, "deliberation.set_up", body)
    with transaction.atomic():
        _fits(body)
        body.full_clean()
        body.save()
        BylawVersion.objects.create(body=body, **first_version(kind))
        append(
            verb="deliberation.establish_body",
            subject=body,
            actor=actor,
            data={
                "kind": kind,
                "name": body.name,
                "parent": parent.pk if parent else None,
                "sector": sector,
                "secretariat": secretariat.code if secretariat else "",
            },
        )
    return body


def _fits(body: Body) -> None:
    """Refuse a parent, sector or secretariat that does not fit the kind of body."""
    parent = body.parent
    if body.kind == Body.Kind.SUB_COUNCIL:
        if parent is None or parent.kind != Body.Kind.COUNCIL:
            raise ValidationError({"parent": _("분과협의회를 둘 상생협의회를 고르세요.")})
        if parent.demonstration != body.demonstration:
            raise ValidationError({"parent": _("시연 자료와 실제 자료는 섞을 수 없습니다.")})
        if body.sector not in Sector.values:
            raise ValidationError({"sector": _("분과협의회의 분야를 고르세요.")})
        if parent.sub_councils.filter(sector=body.sector, ended_on__isnull=True).exists():
            raise ValidationError({"sector": _("이 분야의 분과협의회가 이미 있습니다.")})
    elif parent is not None or body.sector:
        raise ValidationError(_("상위 협의회와 분야는 분과협의회에만 정합니다."))
    if body.secretariat is not None and body.secretariat.demonstration != body.demonstration:
        raise ValidationError({"secretariat": _("시연 자료와 실제 자료는 섞을 수 없습니다.")})


def bylaw_in_force(body: Body, on: date) -> BylawVersion | None:
    """The version of the bylaws in force on that day."""
    return body.bylaws.filter(effective__lte=on).order_by("-version").first()


def adopt_bylaw(
    *,
    actor: User,
    body: Body,
    effective: date,
    legal_basis: str,
    adopted_by: str = "",
    item: AgendaItem | None = None,
    **rule: Any,
) -> BylawVersion:
    """Add the next version of the bylaws; earlier versions and the meetings called under them stay.

    `rule` holds fields of BylawVersion (RULE_FIELDS, legal_basis_en, source_url, ours); what it does not name
    is taken over from the version before. `item` is the motion by which the body, or for a sub-council its
    council, adopted it. Without an item `adopted_by` says who adopted it: only before the body opened its first
    meeting here, or for the committee, whose rule the Decree changes.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) an item that is no adopted motion of the
    body or that already adopted a version, a day before the version before it or before the decision, a missing
    basis, more members than the law allows, fractions that are none, and a version that changes nothing.
    """
    require(actor, "deliberation.set_up", body)
    if not legal_basis.strip():
        raise ValidationError({"legal_basis": _("법적 근거를 적으세요.")})
    with transaction.atomic():
        if item is not None:
            item = lock_item(item)
        body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        adopted_by = _adopted_by(body, item, adopted_by.strip())
        latest = body.bylaws.order_by("-version").first()
        _not_back_in_time(effective, latest, item)
        taken_over = {name: getattr(latest, name) for name in RULE_FIELDS} if latest else {}
        bylaw = BylawVersion(
            body=body,
            version=(latest.version if latest else 0) + 1,
            effective=effective,
            legal_basis=legal_basis.strip(),
            adopted_by=adopted_by,
            adopted_at_item=item,
            **(taken_over | {"ours": _still_ours(body, latest, rule)} | rule),
        )
        _within_the_law(body, bylaw)
        changed = changed_fields(latest, bylaw)
        if latest and not latest.is_template and not changed:
            raise ValidationError(_("지금 운영세칙과 달라진 내용이 없습니다."))
        bylaw.full_clean(exclude=["ours"])  # an empty list: nothing of it is a rule of the house
        bylaw.save()
        append(
            verb="deliberation.adopt_bylaw",
            subject=body,
            actor=actor,
            data={
                "version": bylaw.version,
                "effective": effective.isoformat(),
                "adopted_by": adopted_by,
                "item": item.pk if item else None,
                "changed": changed,
            },
        )
    return bylaw


def changed_fields(before: BylawVersion | None, after: BylawVersion) -> list[str]:
    """The fields of the rule in which two versions differ."""
    return [name for name in RULE_FIELDS if before is None or getattr(before, name) != getattr(after, name)]


def _adopted_by(body: Body, item: AgendaItem | None, text: str) -> str:
    """Who adopted the version, in words; refuses what cannot adopt one."""
    if item is None:
        if body.kind != Body.Kind.COMMITTEE and body.meetings.filter(opened_at__isnull=False).exists():
            raise ValidationError(
                {"item": _("이미 회의를 연 회의체입니다. 운영세칙을 채택한 의결 안건을 고르세요.")}
            )
        if not text:
            raise ValidationError({"adopted_by": _("누가 언제 채택했는지 적으세요.")})
        return text
    if item.kind != AgendaItem.Kind.MOTION or not item.is_adopted:
        raise ValidationError({"item": _("채택된 의결 안건이 아닙니다. 먼저 회의에서 의결하세요.")})
    if item.meeting.body_id not in (body.pk, body.parent_id):
        raise ValidationError({"item": _("다른 회의체의 안건입니다. 이 회의체가 의결한 안건을 고르세요.")})
    if item.adopted_bylaws.filter(body=body).exists():
        raise ValidationError({"item": _("이 안건으로 이미 운영세칙을 채택했습니다.")})
    return text or f"{item.meeting.body.name} 제{item.meeting.number}차 회의 제{item.number}호 안건"


def _not_back_in_time(effective: date, latest: BylawVersion | None, item: AgendaItem | None) -> None:
    if latest and effective < latest.effective:
        raise ValidationError(
            {
                "effective": _("시행일은 앞 판의 시행일 %(day)s보다 빠를 수 없습니다.")
                % {"day": day(latest.effective)}
            }
        )
    decided = item.decided_at.astimezone(SEOUL).date() if item and item.decided_at else None
    if decided and effective < decided:
        raise ValidationError(
            {"effective": _("시행일은 의결한 날 %(day)s보다 빠를 수 없습니다.") % {"day": day(decided)}}
        )


def _within_the_law(body: Body, bylaw: BylawVersion) -> None:
    most = most_members(body.kind)
    if most is not None and (bylaw.most_members is None or bylaw.most_members > most):
        raise ValidationError(
            {"most_members": _("법이 정한 위원 수 %(most)d명을 넘을 수 없습니다.") % {"most": most}}
        )


def _still_ours(body: Body, latest: BylawVersion | None, rule: dict[str, Any]) -> list[str]:
    """What the body adopted is its own rule; of the committee's, set by the Decree, ours stays what it leaves open."""
    if latest is None or body.kind != Body.Kind.COMMITTEE:
        return []
    return [name for name in latest.ours if name not in rule or rule[name] == getattr(latest, name)]
