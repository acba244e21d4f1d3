"""A fair until its meetings are chosen: made, opened, desks and firms taken in, wishes, withdrawals, cancellation.

Every verb holds the fair first. Whether wishes are still taken is asked of the server's clock alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery.fair_problem import slots_of
from sangsaeng.discovery.models.fairs import (
    Desk,
    Fair,
    FairFirm,
    FairMeeting,
    FairSlot,
    FairState,
    FairWish,
    Side,
)
from sangsaeng.discovery.queries import fairs as queries
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

TERMS = (
    "title", "title_en", "sector", "place", "summary", "contact", "first_day", "last_day", "opens", "closes", "breaks",
    "slot_minutes", "pause_minutes", "wishes_until", "first_meeting_for_all",
)  # fmt: skip
#: What may still change once the fair is open; its participants are told.
LATER_TERMS = ("title", "title_en", "place", "summary", "contact", "wishes_until", "first_meeting_for_all")
#: Ours: a fair lasts a week at most, and nobody ranks more than ten.
MOST_DAYS, MOST_SLOTS, MOST_WISHES = 5, 60, 10
DEFAULT_FIRM_MOST = 3


def hold_fair(fair: Fair) -> Fair:
    """The fair, locked until the transaction ends."""
    return Fair.objects.select_for_update().get(pk=fair.pk)


@transaction.atomic
def make_fair(*, actor: User, **terms: Any) -> Fair:
    """Prepare a fair (DRAFT) with any of TERMS; append «discovery.make_fair». Refuses terms that do not fit together."""
    require(actor, "discovery.run_fair")
    given = _known(terms)
    fair = Fair(made_by=actor.username, demonstration=actor.demonstration, **given)
    fair.code = _next_code(fair)
    _check_terms(fair)
    fair.save()
    _write_slots(fair)
    append(verb="discovery.make_fair", subject=fair, actor=actor, data={"day": fair.first_day.isoformat()})
    return fair


@transaction.atomic
def save_fair(*, actor: User, fair: Fair, **terms: Any) -> Fair:
    """Change a fair; append «discovery.save_fair» with what changed.

    In preparation anything; once open only LATER_TERMS, and everybody who takes part is told. Refuses (ValidationError)
    other changes, a closing of wishes that has passed, and anything once the fair is held.
    """
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    given = _known(terms)
    changed = sorted(name for name, value in given.items() if getattr(fair, name) != value)
    if fair.state not in (FairState.DRAFT, FairState.OPEN, FairState.ALLOCATED, FairState.PUBLISHED):
        raise ValidationError(_("이미 열었거나 취소한 상담회라 고칠 수 없습니다."))
    if fair.state != FairState.DRAFT:
        if kept := [name for name in changed if name not in LATER_TERMS]:
            raise ValidationError(
                {
                    kept[0]: _(
                        "신청을 받기 시작한 뒤에는 날짜와 시간을 바꿀 수 없습니다. 취소하고 새로 여세요."
                    )
                }
            )
        if "wishes_until" in changed and (
            fair.state != FairState.OPEN or given["wishes_until"] <= timezone.now()
        ):
            raise ValidationError(
                {"wishes_until": _("신청 마감은 신청을 받는 동안, 지금보다 뒤로만 바꿀 수 있습니다.")}
            )
    for name in changed:
        setattr(fair, name, given[name])
    _check_terms(fair)
    if not changed:
        return fair
    fair.save(update_fields=changed)
    if fair.state == FairState.DRAFT:
        fair.slots.all().delete()
        _write_slots(fair)
    append(verb="discovery.save_fair", subject=fair, actor=actor, data={"changed": changed})
    if fair.state != FairState.DRAFT and {"place", "wishes_until"} & set(changed):
        tell_all(
            actor, fair, "fair_changed", _("상담회 안내가 바뀌었습니다"), _("장소나 신청 마감을 확인하세요.")
        )
    return fair


@transaction.atomic
def open_fair(*, actor: User, fair: Fair, late: bool = False) -> Fair:
    """Take desks, firms and wishes: DRAFT → OPEN. Appends «discovery.open_fair».

    `late`: applications were taken elsewhere and are entered here by the secretariat. Refuses (ValidationError) a closing
    that has passed without it.
    """
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state != FairState.DRAFT:
        raise ValidationError(_("이미 신청을 받기 시작한 상담회입니다."))
    if fair.wishes_until <= timezone.now() and not late:
        raise ValidationError(
            _("신청 마감이 이미 지났습니다. 마감을 고치거나, 다른 곳에서 신청을 받았다면 그렇게 표시하세요.")
        )
    fair.entered_late, fair.opened_at = late, timezone.now()
    fair.open()
    fair.save(update_fields=["entered_late", "opened_at", "state"])
    append(verb="discovery.open_fair", subject=fair, actor=actor, data={"late": late})
    return fair


@transaction.atomic
def close_wishes(*, actor: User, fair: Fair) -> Fair:
    """End applications and wishes now: sets the closing to this moment; all are told. Appends «discovery.close_wishes».

    Refuses (ValidationError) a fair that takes none any more.
    """
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if not fair.takes_wishes():
        raise ValidationError(_("지금은 신청을 받지 않는 상담회입니다."))
    fair.wishes_until = timezone.now()
    fair.save(update_fields=["wishes_until"])
    append(verb="discovery.close_wishes", subject=fair, actor=actor)
    tell_all(
        actor,
        fair,
        "fair_changed",
        _("신청을 마감했습니다"),
        _("사무국이 상담을 배정한 뒤 시간표를 알립니다."),
    )
    return fair


@transaction.atomic
def cancel_fair(*, actor: User, fair: Fair, reason: str) -> Fair:
    """Cancel a fair that was not held; everybody who takes part is told why. Appends «discovery.cancel_fair»."""
    fair = hold_fair(fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state in (FairState.HELD, FairState.CLOSED, FairState.CANCELLED):
        raise ValidationError(_("이미 열렸거나 취소한 상담회입니다."))
    fair.cancel_reason = check_reason(reason)
    fair.cancel()
    fair.save(update_fields=["state", "cancel_reason"])
    append(verb="discovery.cancel_fair", subject=fair, actor=actor, data={"reason": fair.cancel_reason})
    body = _("이유: %(reason)s") % {"reason": fair.cancel_reason}
    tell_all(actor, fair, "fair_cancelled", _("상담회가 취소되었습니다"), body)
    return fair


DESK_VALUES = ("need", "topic", "detail", "most", "away", "blind", "consent_public")
FIRM_VALUES = (
    "firm",
    "product",
    "strength",
    "sector",
    "region",
    "most",
    "away",
    "show_name",
    "consent_public",
)


@transaction.atomic
def take_desk(*, actor: User, fair: Fair, organisation: Organisation | None = None, **values: Any) -> Desk:
    """A demand company takes a desk, or the secretariat enters one for `organisation`; append «discovery.take_desk».

    Refuses (ValidationError) a fair that takes none, an organisation of another kind or world, values that do not fit.
    """
    fair, organisation = _entering(
        actor, fair, organisation, "discovery.take_desk", Organisation.Kind.DEMAND_COMPANY
    )
    desk = Desk(
        fair=fair,
        organisation=organisation,
        number=queries.next_number(fair.desks.all()),
        entered_by=actor.username,
    )
    _set(desk, values, DESK_VALUES)
    desk.save()
    append(
        verb="discovery.take_desk", subject=fair, actor=actor, data={"desk": desk.number, "blind": desk.blind}
    )
    return desk


@transaction.atomic
def join_fair(
    *, actor: User, fair: Fair, organisation: Organisation | None = None, **values: Any
) -> FairFirm:
    """A small firm applies, or the secretariat enters one for `organisation`; append «discovery.join_fair».

    Refuses (ValidationError) a fair that takes none, a firm that is in already, values that do not fit.
    """
    fair, organisation = _entering(actor, fair, organisation, "discovery.join_fair", Organisation.Kind.SME)
    if fair.firms.filter(organisation=organisation, withdrawn_at__isnull=True).exists():
        raise ValidationError(_("이미 신청한 기업입니다. 신청 내용을 고치세요."))
    firm = FairFirm(
        fair=fair,
        organisation=organisation,
        number=queries.next_number(fair.firms.all()),
        entered_by=actor.username,
    )
    firm.firm = getattr(organisation, "firm", None)
    _set(firm, values, FIRM_VALUES)
    firm.save()
    append(verb="discovery.join_fair", subject=fair, actor=actor, data={"firm": firm.number})
    return firm


@transaction.atomic
def save_side(*, actor: User, side: Desk | FairFirm, **values: Any) -> Desk | FairFirm:
    """Change a desk or a firm's entry while wishes are taken; append «discovery.save_fair_side»."""
    fair = hold_fair(side.fair)
    side = _again(side)
    require(actor, _keeps(side), side)
    _open_for(actor, fair)
    _is_in(side)
    _set(side, values, DESK_VALUES if isinstance(side, Desk) else FIRM_VALUES)
    side.save()
    append(verb="discovery.save_fair_side", subject=fair, actor=actor, data=_named(side))
    return side


@transaction.atomic
def reveal_desk(*, actor: User, desk: Desk) -> Desk:
    """Tell whose blind desk it is to every firm of the fair; it cannot be taken back. Appends «discovery.reveal_desk»."""
    hold_fair(desk.fair)
    desk = Desk.objects.select_related("fair").get(pk=desk.pk)
    require(actor, "discovery.keep_desk", desk)
    _is_in(desk)
    if not desk.blind or desk.revealed_at:
        raise ValidationError(_("이미 이름을 밝힌 상담석입니다."))
    desk.revealed_at = timezone.now()
    desk.save(update_fields=["revealed_at"])
    append(verb="discovery.reveal_desk", subject=desk.fair, actor=actor, data={"desk": desk.number})
    return desk


@transaction.atomic
def wish(
    *, actor: User, side: Desk | FairFirm, ranked: Sequence[int], refused: Iterable[int] = ()
) -> Desk | FairFirm:
    """Set whom this side wishes to meet, dearest first, and whom it must not meet; numbers of the other side.

    Replaces what it wished before; append «discovery.wish» with how many (not with whom). Refuses (ValidationError) once
    wishes are closed, more than MOST_WISHES, somebody twice, somebody who is not in.
    """
    fair = hold_fair(side.fair)
    side = _again(side)
    require(actor, _keeps(side), side)
    _open_for(actor, fair)
    _is_in(side)
    barred = list(dict.fromkeys(refused))
    if len(ranked) > MOST_WISHES:
        raise ValidationError(_("희망은 %(most)d곳까지 고를 수 있습니다.") % {"most": MOST_WISHES})
    if len(set(ranked)) < len(ranked) or set(ranked) & set(barred):
        raise ValidationError(_("한 곳에는 희망 순위나 ‘만나지 않음’ 가운데 하나만 고르세요."))
    own = Side.DESK if isinstance(side, Desk) else Side.FIRM
    there: Any = queries.firms(fair) if isinstance(side, Desk) else queries.desks(fair)
    others = {other.number: other for other in there}
    if unknown := [n for n in (*ranked, *barred) if n not in others]:
        raise ValidationError(_("목록에 없는 번호입니다: %(number)s") % {"number": unknown[0]})
    side.wishes.filter(side=own).delete()
    FairWish.objects.bulk_create(
        FairWish(side=own, rank=rank, **_ends(side, others[number]))
        for number, rank in [(n, r) for r, n in enumerate(ranked, start=1)] + [(n, None) for n in barred]
    )
    append(
        verb="discovery.wish",
        subject=fair,
        actor=actor,
        data=_named(side) | {"wishes": len(ranked), "refused": len(barred)},
    )
    return side


@transaction.atomic
def bar(*, actor: User, desk: Desk, firm: FairFirm, reason: str) -> FairWish:
    """The secretariat says that a pair must not meet (interests, a dispute); append «discovery.bar_pair». Until allocated."""
    fair = hold_fair(desk.fair)
    require(actor, "discovery.run_fair", fair)
    if fair.state not in (FairState.OPEN, FairState.ALLOCATED) or firm.fair_id != fair.pk:
        raise ValidationError(_("배정을 확정하기 전에만 할 수 있습니다."))
    made, new = FairWish.objects.get_or_create(
        desk=desk, firm=firm, side="", defaults={"reason": check_reason(reason)}
    )
    if not new:
        raise ValidationError(_("이미 만나지 않게 한 짝입니다."))
    append(
        verb="discovery.bar_pair", subject=fair, actor=actor, data={"desk": desk.number, "firm": firm.number}
    )
    return made


@transaction.atomic
def unbar(*, actor: User, barred: FairWish) -> None:
    """Take back what the secretariat barred; append «discovery.unbar_pair»."""
    fair = hold_fair(barred.desk.fair)
    require(actor, "discovery.run_fair", fair)
    if barred.side:
        raise ValidationError(_("참가자가 스스로 정한 것은 사무국이 바꾸지 않습니다."))
    data = {"desk": barred.desk.number, "firm": barred.firm.number}
    barred.delete()
    append(verb="discovery.unbar_pair", subject=fair, actor=actor, data=data)


def people(*sides: Desk | FairFirm) -> list[User]:
    """Those who sign in for the organisations of these desks and firms, in the role that takes part; one query."""
    roles = {Role.DEMAND_COMPANY if isinstance(side, Desk) else Role.SME for side in sides}
    organisations = {side.organisation_id for side in sides}
    return list(User.objects.filter(organisation__in=organisations, role__in=roles, is_active=True))


def tell_all(actor: User, fair: Fair, kind: str, title: str, body: str, url: str = "") -> None:
    """One message to everybody who takes part and has not withdrawn."""
    tell(
        actor=actor,
        recipients=people(*queries.desks(fair), *queries.firms(fair)),
        kind=kind,
        title=f"{fair.title}: {title}"[:200],
        body=body,
        url=url or reverse("discovery:fair", args=[fair.code]),
        about=fair,
    )


def check_reason(reason: str) -> str:
    """The reason, trimmed; refuses an empty one."""
    if not (reason := reason.strip()):
        raise ValidationError({"reason": _("이유를 적어 주세요.")})
    return reason[:500]


def _entering(
    actor: User, fair: Fair, organisation: Organisation | None, permission: str, kind: str
) -> tuple[Fair, Organisation]:
    """The held fair and for whom; the secretariat enters for others, also after the closing, until it is allocated."""
    fair = hold_fair(fair)
    if organisation is None:
        require(actor, permission, fair)
        organisation = actor.organisation
        if organisation is None:
            raise ValidationError(_("계정에 기업이 이어져 있지 않습니다. 사무국에 알려 주세요."))
    else:
        require(actor, "discovery.run_fair", fair)
        if organisation.kind not in (kind, Organisation.Kind.FIRM):
            raise ValidationError({"organisation": _("다른 종류의 기관입니다. 목록에서 고르세요.")})
    if organisation.demonstration != fair.demonstration:
        raise ValidationError(_("시연 상담회에는 시연 기업만, 실제 상담회에는 실제 기업만 참가합니다."))
    _open_for(actor, fair)
    return fair, organisation


def _open_for(actor: User, fair: Fair) -> None:
    if fair.state != FairState.OPEN:
        raise ValidationError(_("지금은 신청을 받지 않는 상담회입니다."))
    if not fair.takes_wishes() and actor.role != Role.SECRETARIAT:
        raise ValidationError(_("신청 마감이 지났습니다. 사무국에 문의하세요."))


def _keeps(side: Desk | FairFirm) -> str:
    return "discovery.keep_desk" if isinstance(side, Desk) else "discovery.keep_fair_firm"


def _again(side: Any) -> Any:
    return type(side).objects.select_related("fair", "organisation").get(pk=side.pk)


def _is_in(side: Desk | FairFirm) -> None:
    if not side.is_in:
        raise ValidationError(_("참가를 철회했습니다. 다시 참가하려면 새로 신청하세요."))


def _named(side: Desk | FairFirm) -> dict[str, Any]:
    return {"desk" if isinstance(side, Desk) else "firm": side.number}


def _ends(side: Desk | FairFirm, other: Any) -> dict[str, Any]:
    return {"desk": side, "firm": other} if isinstance(side, Desk) else {"desk": other, "firm": side}


def _set(side: Any, values: Mapping[str, Any], known: Sequence[str]) -> None:
    """Write the values; refuses unknown absences, a limit below one, an empty topic or product."""
    if unknown := set(values) - set(known):
        raise TypeError(f"nothing of a fair's participant: {sorted(unknown)}")
    for name, value in values.items():
        setattr(side, name, value.strip() if isinstance(value, str) else value)
    numbers = set(side.fair.slots.values_list("number", flat=True))
    side.away = sorted({int(number) for number in side.away})
    if side.most is None:
        side.most = len(numbers) if isinstance(side, Desk) else DEFAULT_FIRM_MOST
    found: dict[str, str] = {}
    if not set(side.away) <= numbers:
        found["away"] = _("없는 시간입니다. 목록에서 고르세요.")
    elif len(side.away) == len(numbers):
        found["away"] = _("모든 시간에 자리를 비우면 상담할 수 없습니다.")
    if not 1 <= side.most <= MOST_SLOTS:
        found["most"] = _("상담 수는 1 이상이어야 합니다.")
    main = "topic" if isinstance(side, Desk) else "product"
    if not getattr(side, main):
        found[main] = (
            _("사려는 것을 적어 주세요.") if main == "topic" else _("팔려는 제품이나 기술을 적어 주세요.")
        )
    need = side.need if isinstance(side, Desk) else None
    if need is not None and need.demonstration and not side.fair.demonstration:
        found["need"] = _("시연 수요는 실제 상담회에 낼 수 없습니다.")
    if found:
        raise ValidationError(found)
    side.clean_fields(exclude=["fair", "organisation", "entered_by", "away"])


def _known(terms: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"no terms of a fair: {sorted(unknown)}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in terms.items()}


def _check_terms(fair: Fair) -> None:
    found: dict[str, str] = {}
    for name, text in (("title", _("상담회의 이름을 적으세요.")), ("place", _("장소를 적으세요."))):
        if not getattr(fair, name):
            found[name] = text
    if fair.last_day < fair.first_day:
        found["last_day"] = _("끝나는 날은 첫날보다 빠를 수 없습니다.")
    elif fair.last_day - fair.first_day >= timedelta(days=MOST_DAYS):
        found["last_day"] = _("상담회는 %(most)d일까지 열 수 있습니다.") % {"most": MOST_DAYS}
    if fair.closes <= fair.opens:
        found["closes"] = _("끝나는 시각은 시작보다 뒤여야 합니다.")
    if fair.slot_minutes < 5:
        found["slot_minutes"] = _("상담 한 번은 5분 이상이어야 합니다.")
    for start, end in fair.breaks:
        if time.fromisoformat(start) >= time.fromisoformat(end):
            found["breaks"] = _("쉬는 시간의 끝은 시작보다 뒤여야 합니다.")
    if found:
        raise ValidationError(found)
    slots = slots_of(fair)
    if not slots:
        raise ValidationError(
            {"slot_minutes": _("이 시간에는 상담을 한 번도 할 수 없습니다. 시간을 늘리세요.")}
        )
    if len(slots) > MOST_SLOTS:
        raise ValidationError(
            {
                "slot_minutes": _("상담 시간이 %(count)d개로 너무 많습니다. %(most)d개까지 됩니다.")
                % {"count": len(slots), "most": MOST_SLOTS}
            }
        )
    if timezone.localtime(fair.wishes_until).date() > fair.last_day:
        raise ValidationError({"wishes_until": _("신청 마감은 상담회보다 빨라야 합니다.")})
    fair.clean_fields(exclude=["code", "state", "made_by", "breaks", "figures"])


def _write_slots(fair: Fair) -> None:
    FairSlot.objects.bulk_create(
        FairSlot(fair=fair, number=n, session=slot.session, starts_at=slot.start, ends_at=slot.end)
        for n, slot in enumerate(slots_of(fair), start=1)
    )


def _next_code(fair: Fair) -> str:
    """F-2026-01, of a demonstration D-F-2026-01; the unique column refuses a number that two take at once."""
    start = f"{'D-' if fair.demonstration else ''}F-{timezone.localdate().year}-"
    last = (
        Fair.objects.select_for_update()
        .filter(code__startswith=start)
        .order_by("code")
        .values_list("code", flat=True)
    )
    return f"{start}{max((int(code.rsplit('-', 1)[1]) for code in last), default=0) + 1:02d}"


def live_meetings(side: Desk | FairFirm) -> list[FairMeeting]:
    """The meetings of a desk or firm that stand."""
    rows = side.meetings.filter(cancelled_at__isnull=True)
    return list(rows.select_related("desk__organisation", "firm__organisation", "slot", "fair"))
