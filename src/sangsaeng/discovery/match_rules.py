"""Who may say whether a pair fits, read what was said, search by text, learn from judgements, rank anew."""

from dataclasses import dataclass
from typing import Any

import rules

from sangsaeng.discovery.models import Firm, MatchFeedback, Need
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import PUBLIC, is_demand_company, is_secretariat, is_sme, same_world

Side = MatchFeedback.Side


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and a firm, as the rules are asked about them."""

    need: Need
    firm: Firm

    @property
    def demonstration(self) -> bool:
        return self.need.demonstration and self.firm.demonstration


@rules.predicate  # type: ignore[untyped-decorator]
def is_the_buyer(user: Any, pair: Any) -> bool:
    """The need is of the person's own company, by account or by the name that its source gives; asked of none, the role decides."""
    if pair is None:
        return True
    organisation = getattr(user, "organisation", None)
    if organisation is None:
        return False
    if pair.need.posted_by_id is not None:
        return bool(pair.need.posted_by_id == organisation.pk)
    return bool(pair.need.demand_firm) and pair.need.demand_firm == organisation.name


@rules.predicate  # type: ignore[untyped-decorator]
def is_the_supplier(user: Any, pair: Any) -> bool:
    """The firm is the person's own; asked of none, the role decides."""
    own = getattr(user, "organisation_id", None)
    return pair is None or (own is not None and pair.firm.organisation_id == own)


buys, supplies = is_demand_company & is_the_buyer, is_sme & is_the_supplier
JUDGE, READ_FEEDBACK = "discovery.judge_match", "discovery.read_feedback"
FIND, LEARN, RANK_NOW = "discovery.find_firms", "discovery.learn_weights", "discovery.rank_now"

rules.add_perm(JUDGE, same_world & (is_secretariat | buys | supplies))
# Which rows a person reads is decided where they are read: the own side's, or all for the secretariat.
rules.add_perm(READ_FEEDBACK, is_secretariat | is_demand_company | is_sme)
rules.add_perm(FIND, is_secretariat | is_demand_company)
rules.add_perm(LEARN, same_world & is_secretariat)
rules.add_perm(RANK_NOW, is_secretariat)


def sides(user: Any, pair: Pair) -> tuple[MatchFeedback.Side, ...]:
    """The sides this person may speak for: the own one; the secretariat writes down what either said."""
    if not rules.has_perm(JUDGE, user, pair):
        return ()
    if user.role == Role.SECRETARIAT:
        return (Side.DEMAND, Side.SUPPLY)
    return (Side.DEMAND,) if user.role == Role.DEMAND_COMPANY else (Side.SUPPLY,)


ACCESS: dict[str, str] = {
    "discovery:matching": PUBLIC,
    "discovery:coding": PUBLIC,
    "discovery:find": FIND,
    "discovery:feedback": READ_FEEDBACK,
    "discovery:judge": JUDGE,
    "discovery:withdraw_feedback": READ_FEEDBACK,
    "discovery:rank_now": RANK_NOW,
    "discovery:learnings": LEARN,
    "discovery:learn": LEARN,
    "discovery:use_learning": LEARN,
}
