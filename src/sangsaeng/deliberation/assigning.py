"""Who could review what in a round: expertise that is known, who is barred and why, what is assigned; and the proposal."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import Body, Exclusion, Review, ReviewRound, Seat
from sangsaeng.deliberation.review_rules import REVIEWER_ROLES
from sangsaeng.parties.models import Affiliation, Conflict, User
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel

if TYPE_CHECKING:
    from sangsaeng.analysis.matching.assignment import Assignment, Infeasible

Pair = tuple[int, int]  # (model key, person key)
# What is known of expertise, in two steps; both are ours. Unknown is 0, never a guess.
OF_THE_SECTOR = 1.0  # sits on a sub-council of the sector
NEAR_THE_SECTOR = 0.5  # belongs or is tied to an organisation that takes part in a model of the sector
NAMED_AT_MOST = 5


@dataclass
class Table:
    """The round as the assignment sees it. barred: pair → why («conflict», «own», «excluded», «declined»)."""

    round: ReviewRound
    cases: list[WinWinModel]
    reviewers: list[User]
    known: dict[int, dict[str, float]]  # person key → sector → expertise
    barred: dict[Pair, str]
    already: set[Pair]
    done: set[Pair] = field(default_factory=set)

    @property
    def case_names(self) -> dict[int, str]:
        return {case.pk: case.code for case in self.cases}

    @property
    def people(self) -> dict[int, User]:
        return {person.pk: person for person in self.reviewers}

    def loads(self) -> Counter[int]:
        return Counter({p.pk: 0 for p in self.reviewers} | Counter(person for _c, person in self.already))

    def expertise(self, case: WinWinModel, person: int) -> float:
        return self.known.get(person, {}).get(case.sector, 0.0)


def ready_cases(round: ReviewRound) -> QuerySet[WinWinModel]:
    """Models that wait for the body of the round and are of its world; of a sub-council those of its sector."""
    states = [State.AT_COMMITTEE] if round.body.kind == Body.Kind.COMMITTEE else [State.SCREENED]
    rows = WinWinModel.objects.filter(state__in=[*states, State.ON_AGENDA], demonstration=round.demonstration)
    if round.body.sector:
        rows = rows.filter(sector=round.body.sector)
    return rows.order_by("state_since", "code")


def able_reviewers(round: ReviewRound) -> QuerySet[User]:
    """Who can be asked to review: by role, active, of the world of the round."""
    return User.objects.filter(
        role__in=REVIEWER_ROLES, is_active=True, demonstration=round.demonstration
    ).order_by("display_name", "pk")


def table(round: ReviewRound) -> Table:
    """Everything an assignment needs, in a fixed number of queries."""
    cases = list(round.cases.order_by("code"))
    reviewers = list(round.reviewers.order_by("username"))
    held = list(Review.objects.filter(round=round))
    found = Table(
        round=round,
        cases=cases,
        reviewers=reviewers,
        known=_known(round, reviewers),
        barred=barred(cases, reviewers),
        already={(r.model_id, r.reviewer_id) for r in held if not r.declined_because},
        done={(r.model_id, r.reviewer_id) for r in held if r.handed_in_at},
    )
    found.barred |= {(r.model_id, r.reviewer_id): "declined" for r in held if r.declined_because}
    return found


def barred(cases: list[WinWinModel], reviewers: list[User]) -> dict[Pair, str]:
    """Who may not review which case, and why: a conflict that is not dismissed, his own case, excluded at a meeting."""
    people = {person.pk for person in reviewers}
    codes = {case.code: case.pk for case in cases}
    found: dict[Pair, str] = {}
    for person in reviewers:
        for case in cases:
            if case.created_by_id == person.pk or (
                person.organisation_id
                and person.organisation_id in (case.demand_company_id, case.supplier_id)
            ):
                found[case.pk, person.pk] = "own"
    excluded = Exclusion.objects.filter(agenda_item__model__in=cases, seat__user__in=people)
    for case_pk, user in excluded.values_list("agenda_item__model", "seat__user"):
        found[case_pk, user] = "excluded"
    conflicts = Conflict.objects.filter(
        Q(state=Conflict.State.STANDS) | Q(state=Conflict.State.SUGGESTED),
        case_type="winwinmodel",
        case_id__in=codes,
        person__in=people,
    )
    for code, user in conflicts.values_list("case_id", "person_id"):
        found[codes[code], user] = "conflict"
    return found


def _known(round: ReviewRound, reviewers: list[User]) -> dict[int, dict[str, float]]:
    people = [person.pk for person in reviewers]
    known: dict[int, dict[str, float]] = {key: {} for key in people}
    ties: dict[int, set[int]] = {p.pk: {p.organisation_id} if p.organisation_id else set() for p in reviewers}
    for person, organisation in Affiliation.objects.filter(person__in=people).values_list(
        "person", "organisation"
    ):
        ties[person].add(organisation)
    tied = set().union(*ties.values()) if ties else set()
    sectors: dict[int, set[str]] = {}
    models = WinWinModel.objects.filter(
        Q(demand_company__in=tied) | Q(supplier__in=tied), demonstration=round.demonstration
    )
    for demand, supplier, sector in models.order_by().values_list("demand_company", "supplier", "sector"):
        sectors.setdefault(demand, set()).add(sector)
        sectors.setdefault(supplier, set()).add(sector)
    for person, organisations in ties.items():
        for organisation in organisations:
            known[person] |= dict.fromkeys(sectors.get(organisation, ()), NEAR_THE_SECTOR)
    seats = Seat.objects.filter(user__in=people, is_active=True).exclude(body__sector="")
    for user, sector in seats.values_list("user", "body__sector"):
        if user is not None:
            known[user][sector] = OF_THE_SECTOR
    return known


@dataclass(frozen=True)
class Proposal:
    """What the solver proposes: the new pairs and what they come to, or why there is none (`reasons`)."""

    table: Table
    result: "Assignment | Infeasible"
    new: list[Pair]
    reasons: list[str]

    @property
    def feasible(self) -> bool:
        return self.result.feasible


def propose(round: ReviewRound) -> Proposal:
    """Fill the round up to its number of reviewers a case; what stands is kept. Nothing is written."""
    import numpy as np

    from sangsaeng.analysis.matching.assignment import Infeasible, assign

    found = table(round)
    shape = (len(found.cases), len(found.reviewers))
    expertise, conflict, already = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    for c, case in enumerate(found.cases):
        for r, person in enumerate(found.reviewers):
            pair = (case.pk, person.pk)
            expertise[c, r] = found.expertise(case, person.pk)
            already[c, r] = pair in found.already
            # what stands may meanwhile be barred: it is shown on the board and taken out by hand, not here
            conflict[c, r] = pair in found.barred and not already[c, r]
    result = assign(
        expertise,
        conflict,
        per_case=round.per_model,
        most_per_reviewer=round.most_per_reviewer,
        already=already,
    )
    if isinstance(result, Infeasible):
        return Proposal(found, result, [], explain(found, result))
    pairs = [(found.cases[c].pk, found.reviewers[r].pk) for c, r in result.pairs()]
    return Proposal(found, result, [pair for pair in pairs if pair not in found.already], [])


def explain(found: Table, lack: "Infeasible") -> list[str]:
    """Why there is no assignment, in sentences: the smallest group of models, what they lack, why, and what helps."""
    cases = [found.cases[c] for c in lack.cases]
    named = ", ".join(case.code for case in cases[:NAMED_AT_MOST])
    if len(cases) > NAMED_AT_MOST:
        named = _("%(named)s 등 %(count)d건") % {"named": named, "count": len(cases)}
    lines = [
        _(
            "%(named)s에는 심사가 모두 %(needed)d건 필요한데 %(available)d건까지만 됩니다. %(lacking)d건이 모자랍니다."
        )
        % {
            "named": named,
            "needed": lack.needed,
            "available": lack.available,
            "lacking": lack.lacking,
        }
    ]
    total = len(found.reviewers)
    barred_some = [(case, free) for case, free in zip(cases, lack.free, strict=True) if free < total]
    for case, free in barred_some[:NAMED_AT_MOST]:
        lines.append(
            _(
                "%(code)s: 심사위원 %(total)d명 가운데 %(barred)d명은 이해관계나 사양으로 맡을 수 없고 %(free)d명이 맡을 수 있습니다."
            )
            % {"code": case.code, "total": total, "barred": total - free, "free": free}
        )
    if lack.overall > lack.lacking:
        lines.append(_("모든 모델을 합치면 적어도 %(count)d건이 모자랍니다.") % {"count": lack.overall})
    if lack.by_conflict_alone:
        lines.append(_("심사위원을 더 고르거나, 모델마다 필요한 심사위원 수를 줄이세요."))
    else:
        busy = ", ".join(str(found.reviewers[r]) for r in lack.busy[:NAMED_AT_MOST])
        lines.append(
            _("한 사람이 맡는 한도(%(most)d건)에 걸린 심사위원이 %(count)d명입니다: %(names)s")
            % {"most": found.round.most_per_reviewer, "count": len(lack.busy), "names": busy}
        )
        lines.append(_("심사위원을 더 고르거나, 한 사람이 맡는 한도를 늘리세요."))
    return lines


def why_barred(found: Table, case: int, person: int) -> str:
    """Why this person may not review this case, without saying what the conflict is."""
    words = {"name": str(found.people[person]), "code": found.case_names[case]}
    reasons = {
        "conflict": _("%(name)s: %(code)s에 이해관계가 있거나 아직 확인하지 않아 배정할 수 없습니다."),
        "own": _("%(name)s: %(code)s의 당사자와 같은 기관이라 배정할 수 없습니다."),
        "excluded": _("%(name)s: 회의에서 %(code)s의 심의에서 빠져 배정할 수 없습니다."),
        "declined": _("%(name)s: %(code)s의 심사를 사양했습니다. 다른 위원을 고르세요."),
    }
    return reasons[found.barred[case, person]] % words
