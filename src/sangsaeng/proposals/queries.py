"""Reads of win-win models. What a person may not see is left out here, in the database, not in a template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import may
from sangsaeng.proposals.dependence import band_column, band_of
from sangsaeng.proposals.dependence import label as band_label
from sangsaeng.proposals.lifecycle import EDITABLE, State
from sangsaeng.proposals.models import RequestedSupport, WinWinModel
from sangsaeng.proposals.opening import opened_to
from sangsaeng.proposals.withholding import withheld_from

# The opposite of Q(): no row at all.
NOTHING = Q(pk__in=[])
PUBLIC_PART = Q(recommended_at__isnull=False) | Q(demonstration=True, submitted_at__isnull=False)


def whole_q(user: Any) -> Q:
    """The models whose every field `user` may read: the same rule as `proposals.see_whole`, for the database."""
    role = getattr(user, "role", None)
    if role is None or not getattr(user, "is_authenticated", False):
        return NOTHING
    seen = Q(created_by=user.pk)
    if role in (Role.DEMAND_COMPANY, Role.SME) and user.organisation_id:
        seen |= Q(demand_company=user.organisation_id) | Q(supplier=user.organisation_id)
    if role in (Role.SECRETARIAT, Role.AUDITOR):
        seen |= Q(submitted_at__isnull=False)
    if role == Role.MINISTRY:  # one of them may hold a seat on the committee
        seen |= Q(submitted_at__isnull=False) & ~withheld_from(user)
    if role in (Role.CHAIR, Role.MEMBER):
        seen |= Q(on_agenda_at__isnull=False) & ~withheld_from(user)
    if role == Role.AGENCY:
        seen |= Q(approved_at__isnull=False)
    if (opened := opened_to(user)) is not None:
        seen |= opened & ~withheld_from(user)  # a reviewer with a conflict does not read it either
    return seen & Q(demonstration=True) if user.demonstration else seen


def visible_to(user: Any) -> QuerySet[WinWinModel]:
    """The models whose existence `user` may know, whole or redacted.

    The public knows of those recommended at least once, and of demonstration ones from submission on.
    """
    return WinWinModel.objects.filter(whole_q(user) | PUBLIC_PART)


def whole_to(user: Any) -> QuerySet[WinWinModel]:
    """The models that `user` may read whole."""
    return WinWinModel.objects.filter(whole_q(user))


def listed(user: Any) -> QuerySet[WinWinModel]:
    """The rows of the list page: public fields, and `whole`, `seen_title`, `seen_demand`, `seen_supplier`,
    `seen_item`, which are empty where `user` may only see the public part; `band` of the item's dependence; and
    `seen_since`, the state's first moment, of the public part the first moment of its month.

    No hidden field is read at all, so that neither a cell, a search nor the order can give one away.
    """
    whole = whole_q(user)

    def seen(field: Any) -> Case:
        return Case(When(whole, then=field), default=Value(""), output_field=CharField())

    return (
        WinWinModel.objects.filter(whole | PUBLIC_PART)
        .only("code", "codename", "sector", "state", "state_since", "demonstration")
        .annotate(
            whole=Case(When(whole, then=Value(1)), default=Value(0)),
            seen_title=seen(F("title")),
            seen_demand=seen(F("demand_company__name")),
            seen_supplier=seen(F("supplier__name")),
            seen_item=seen(Coalesce(F("item__name_ko"), F("item_text"))),
            seen_since=Case(When(whole, then=F("state_since")), default=TruncMonth("state_since")),
            band=band_column(),
        )
    )


def month_of(at: datetime | None) -> str:
    """The month in Korea, as text: 2026-11; "" where there is no time."""
    return f"{timezone.localtime(at):%Y-%m}" if at else ""


@dataclass(frozen=True)
class PublicModel:
    """What everyone may know of a model; the fields withheld do not exist here. Times are months (2026-11): a day may
    be the day of a firm's press release.
    """

    code: str
    codename: str
    sector: str
    sector_label: str
    band: str
    band_label: str
    state: str
    state_label: str
    state_since: str
    demonstration: bool
    is_found: bool
    recommended: str
    approved: str


def redacted(model: WinWinModel) -> PublicModel:
    """The public part of a model."""
    band = band_of(model.item)
    return PublicModel(
        code=model.code,
        codename=model.codename,
        sector=model.sector,
        sector_label=model.get_sector_display(),
        band=band,
        band_label=band_label(band),
        state=model.state,
        state_label=model.state_label,
        state_since=month_of(model.state_since),
        demonstration=model.demonstration,
        is_found=model.is_found,
        recommended=month_of(model.recommended_at),
        approved=month_of(model.approved_at),
    )


def public_models(*, demonstration: bool) -> QuerySet[WinWinModel]:
    """The models that everyone may know of, of one world, with `band` and the month `seen_since`; no hidden field is read.

    In the order of their codes, which tells nothing of when each was begun.
    """
    return (
        WinWinModel.objects.filter(PUBLIC_PART, demonstration=demonstration)
        .only(
            "code",
            "codename",
            "sector",
            "state",
            "state_since",
            "recommended_at",
            "approved_at",
            "demonstration",
        )
        .annotate(band=band_column(), seen_since=TruncMonth("state_since"))
        .order_by("code")
    )


def find(user: Any, code: str) -> WinWinModel | PublicModel:
    """The model of that code: whole where `user` may read it whole, else its public part.

    Raises `WinWinModel.DoesNotExist` also where the model exists but `user` may not know of it.
    """
    if "\0" in code:  # PostgreSQL refuses to look for it
        raise WinWinModel.DoesNotExist
    model = (
        WinWinModel.objects.filter(whole_q(user) | PUBLIC_PART)
        .select_related("item", "need", "demand_company", "supplier", "created_by", "comparison")
        .get(code=code)
    )
    return model if may(user, "proposals.see_whole", model) else redacted(model)


def requested_support(model: WinWinModel) -> QuerySet[RequestedSupport]:
    """What the parties ask for, a row a kind; the amounts of different kinds are never added."""
    return model.requested_support.all()


def ready_for_agenda(user: Any = None) -> QuerySet[WinWinModel]:
    """Screened models, longest waiting first; of those that `user` may read whole where one is given."""
    rows = WinWinModel.objects if user is None else whole_to(user)
    return rows.filter(state=State.SCREENED).order_by("state_since", "code")


def ready_for_committee(user: Any = None) -> QuerySet[WinWinModel]:
    """Recommended models that are not yet at the committee, longest waiting first."""
    rows = WinWinModel.objects if user is None else whole_to(user)
    return rows.filter(state=State.RECOMMENDED).order_by("state_since", "code")


def waiting_for(user: Any) -> QuerySet[WinWinModel]:
    """The models on which this person acts next, longest waiting first."""
    states: dict[str, tuple[State, ...]] = {
        Role.SECRETARIAT: (State.SUBMITTED, State.SCREENED, State.RECOMMENDED),
        Role.AGENCY: (State.APPROVED, State.SUPPORTED, State.IN_PROGRESS),
        Role.MINISTRY: (State.AT_COMMITTEE,),
        Role.DEMAND_COMPANY: tuple(EDITABLE),
        Role.SME: tuple(EDITABLE),
    }
    waiting = Q(state__in=states.get(getattr(user, "role", ""), ()))
    own_drafts = Q(state__in=tuple(EDITABLE), created_by=getattr(user, "pk", None))
    return whole_to(user).filter(waiting | own_drafts).order_by("state_since", "code")
