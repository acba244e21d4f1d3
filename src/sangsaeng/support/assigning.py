"""Who could assess which application: expertise that is known, who is barred and why, what is assigned; and the proposal.

The solver and its aims are those of the reviews of win-win models (`analysis.matching.assignment`): no conflict and enough
reviewers are hard, then expertise, then even loads. Applications go in by blocks, because 1,100 at once take a minute.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.assigning import NEAR_THE_SECTOR, OF_THE_SECTOR
from sangsaeng.deliberation.models import Seat
from sangsaeng.deliberation.review_rules import REVIEWER_ROLES
from sangsaeng.parties.conflicts import ties_of
from sangsaeng.parties.interests import Tie, years_before
from sangsaeng.parties.models import Conflict, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support.models import Application, Assessment, Stage
from sangsaeng.support.queries.selection import candidates

Pair = tuple[int, int]  # (application key, person key)
LOOK_BACK_YEARS = 3  # as 시행령 §8 has it for the committee
BLOCK = 200
NAMED_AT_MOST = 5


@dataclass
class Table:
    """A stage as the assignment sees it. barred: pair → why («conflict», «tie», «recommended», «declined»)."""

    stage: Stage
    cases: list[Application]
    reviewers: list[User]
    known: dict[int, dict[str, float]]  # person key → sector → expertise
    barred: dict[Pair, str]
    already: set[Pair] = field(default_factory=set)

    def loads(self) -> Counter[int]:
        return Counter(person for _case, person in self.already)

    def free(self, case: Application) -> int:
        return sum((case.pk, person.pk) not in self.barred for person in self.reviewers)


def able_reviewers(demonstration: bool) -> QuerySet[User]:
    """Who can be asked to assess: by role, active, of the world of the round."""
    return (
        User.objects.filter(role__in=REVIEWER_ROLES, is_active=True, demonstration=demonstration)
        .select_related("organisation")
        .order_by("display_name", "pk")
    )


def table(stage: Stage, reviewers: Sequence[User]) -> Table:
    """Everything an assignment needs, in a fixed number of queries."""
    cases = list(candidates(stage))
    people = list(
        User.objects.filter(pk__in=[p.pk for p in reviewers])
        .select_related("organisation")
        .order_by("username")
    )
    held = list(Assessment.objects.filter(stage=stage, application__in=cases))
    return Table(
        stage=stage,
        cases=cases,
        reviewers=people,
        known=_known(stage.round.demonstration, people),
        barred=barred(cases, people)
        | {(a.application_id, a.reviewer_id): "declined" for a in held if a.declined_because},
        already={(a.application_id, a.reviewer_id) for a in held if not a.declined_because},
    )


def barred(cases: Sequence[Application], reviewers: Sequence[User]) -> dict[Pair, str]:
    """Who may not assess which application, and why: tied to the firm or to who recommends it, or a conflict not dismissed."""
    since = years_before(timezone.localdate(), LOOK_BACK_YEARS)
    firms: dict[int, list[Application]] = defaultdict(list)
    names: dict[str, list[Application]] = defaultdict(list)
    recommended: dict[str, list[Application]] = defaultdict(list)
    for case in cases:
        if case.organisation_id:
            firms[case.organisation_id].append(case)
        names[case.firm_name].append(case)
        if case.recommender:
            recommended[case.recommender].append(case)
    found: dict[Pair, str] = {}
    for person, ties in ties_of(reviewers).items():
        for tie in ties:
            if not _recent(tie, since):
                continue
            for case in recommended.get(tie.name, ()):
                found[case.pk, person] = "recommended"
            for case in (*firms.get(tie.organisation, ()), *names.get(tie.name, ())):
                found[case.pk, person] = "tie"
    for case in cases:
        if case.applicant_id:
            found[case.pk, case.applicant_id] = "tie"
    codes = {case.code: case.pk for case in cases}
    standing = Conflict.objects.filter(
        Q(state=Conflict.State.STANDS) | Q(state=Conflict.State.SUGGESTED),
        case_type="application",
        case_id__in=codes,
        person__in=[p.pk for p in reviewers],
    )
    for code, person in standing.values_list("case_id", "person_id"):
        found[codes[code], person] = "conflict"
    return found


def _recent(tie: Tie, since: date) -> bool:
    return tie.until is None or tie.until >= since


def _known(demonstration: bool, reviewers: Sequence[User]) -> dict[int, dict[str, float]]:
    """Expertise by sector: a seat on its sub-council, or a tie to a firm of a model of the sector. Unknown is 0."""
    ties = {key: {t.organisation for t in each} for key, each in ties_of(reviewers).items()}
    tied = set().union(*ties.values()) if ties else set()
    sectors: dict[int, set[str]] = defaultdict(set)
    models = WinWinModel.objects.filter(
        Q(demand_company__in=tied) | Q(supplier__in=tied), demonstration=demonstration
    )
    for demand, supplier, sector in models.order_by().values_list("demand_company", "supplier", "sector"):
        sectors[demand].add(sector)
        sectors[supplier].add(sector)
    known: dict[int, dict[str, float]] = {person.pk: {} for person in reviewers}
    for person, organisations in ties.items():
        for organisation in organisations:
            known[person] |= dict.fromkeys(sectors.get(organisation, ()), NEAR_THE_SECTOR)
    seats = Seat.objects.filter(user__in=known, is_active=True).exclude(body__sector="")
    for user, sector in seats.values_list("user", "body__sector"):
        if user is not None:
            known[user][sector] = OF_THE_SECTOR
    return known


@dataclass(frozen=True)
class Proposal:
    """The new pairs, or the sentences that say why there are none."""

    table: Table
    new: list[Pair]
    reasons: list[str]


def propose(stage: Stage, per_application: int, reviewers: Sequence[User]) -> Proposal:
    """Fill every application up to `per_application`; what stands is kept. Nothing is written."""
    found = table(stage, reviewers)
    if not found.cases or not found.reviewers:
        return Proposal(found, [], [_("평가할 신청과 평가위원이 있어야 합니다.")])
    per_person = ceil(len(found.cases) * per_application / len(found.reviewers)) + 1
    new: list[Pair] = []
    loads = found.loads()
    for start in range(0, len(found.cases), BLOCK):
        block = found.cases[start : start + BLOCK]
        share = ceil(per_person * (start + len(block)) / len(found.cases)) + 1
        pairs = _solve(found, block, per_application, [max(0, share - loads[p.pk]) for p in found.reviewers])
        if pairs is None:  # even loads cannot be had: let everyone carry what it takes
            pairs = _solve(found, block, per_application, [len(block)] * len(found.reviewers))
        if pairs is None:
            return Proposal(found, [], _explain(found, block, per_application))
        new += pairs
        loads.update(person for _case, person in pairs)
    return Proposal(found, new, [])


def _solve(
    found: Table, block: Sequence[Application], per_application: int, limits: list[int]
) -> list[Pair] | None:
    import numpy as np

    from sangsaeng.analysis.matching.assignment import Infeasible, assign

    shape = (len(block), len(found.reviewers))
    expertise, conflict, already = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    for c, case in enumerate(block):
        for r, person in enumerate(found.reviewers):
            pair = (case.pk, person.pk)
            expertise[c, r] = found.known[person.pk].get(case.sector, 0.0)
            already[c, r] = pair in found.already
            # what stands may meanwhile be barred: it is shown and taken out by hand, not here
            conflict[c, r] = pair in found.barred and not already[c, r]
    kept = already.sum(axis=0)
    most: list[int] = [int(limit + k) for limit, k in zip(limits, kept, strict=True)]
    result: Any = assign(
        expertise, conflict, per_case=per_application, most_per_reviewer=most, already=already
    )
    if isinstance(result, Infeasible):
        return None
    pairs = [(block[c].pk, found.reviewers[r].pk) for c, r in result.pairs()]
    return [pair for pair in pairs if pair not in found.already]


def _explain(found: Table, block: Sequence[Application], per_application: int) -> list[str]:
    """Which applications cannot have enough reviewers, and what helps."""
    short = [case for case in block if found.free(case) < per_application]
    lines = [
        _("%(code)s: 평가위원 %(total)d명 가운데 %(free)d명만 맡을 수 있습니다. %(needed)d명이 필요합니다.")
        % {
            "code": case.code,
            "total": len(found.reviewers),
            "free": found.free(case),
            "needed": per_application,
        }
        for case in short[:NAMED_AT_MOST]
    ]
    if len(short) > NAMED_AT_MOST:
        lines.append(_("이런 신청이 모두 %(count)d건입니다.") % {"count": len(short)})
    lines.append(_("평가위원을 더 고르거나, 신청마다 필요한 평가위원 수를 줄이세요."))
    return lines


def why_barred(why: str, *, name: str, code: str) -> str:
    """Why this person may not assess this application, without saying what the conflict is."""
    reasons = {
        "conflict": _("%(name)s: %(code)s에 이해관계가 있거나 아직 확인하지 않아 배정할 수 없습니다."),
        "tie": _("%(name)s: %(code)s의 신청 기업과 관계가 있어 배정할 수 없습니다."),
        "recommended": _("%(name)s: %(code)s을(를) 추천한 기업과 관계가 있어 배정할 수 없습니다."),
        "declined": _("%(name)s: %(code)s의 평가를 사양했습니다. 다른 사람을 고르세요."),
    }
    return reasons[why] % {"name": name, "code": code}
