"""Who may ask what companies need, answer, post a need without a name, publish it, signal interest."""

from typing import Any

import rules

from sangsaeng.parties.rules import (
    PUBLIC,
    SIGNED_IN,
    has_role,
    is_auditor,
    is_demand_company,
    is_secretariat,
    is_sme,
    same_world,
)

is_system = has_role("system")


@rules.predicate  # type: ignore[untyped-decorator]
def posted_it(user: Any, need: Any) -> bool:
    """The need is of the person's own company; asked of none, the role decides."""
    own = getattr(user, "organisation_id", None)
    return need is None or (own is not None and need.posted_by_id == own)


@rules.predicate  # type: ignore[untyped-decorator]
def was_asked(user: Any, survey: Any) -> bool:
    """The survey was sent to the person's company; asked of none, the role decides."""
    own = getattr(user, "organisation_id", None)
    return survey is None or (own is not None and survey.asked.filter(organisation=own).exists())


@rules.predicate  # type: ignore[untyped-decorator]
def is_the_supplier(user: Any, interest: Any) -> bool:
    own = getattr(user, "organisation_id", None)
    return interest is None or (own is not None and interest.firm.organisation_id == own)


@rules.predicate  # type: ignore[untyped-decorator]
def is_the_buyer(user: Any, interest: Any) -> bool:
    own = getattr(user, "organisation_id", None)
    return interest is None or (own is not None and interest.need.posted_by_id == own)


RUN, READ, ANSWER = "discovery.run_survey", "discovery.read_surveys", "discovery.answer_survey"
ADD, POST, OWN, PUBLISH = (
    "discovery.add_need",
    "discovery.post_need",
    "discovery.keep_need",
    "discovery.publish_need",
)
SIGNAL, FOLLOW, IDENTIFY = "discovery.signal_interest", "discovery.answer_interest", "discovery.identify"
OWN_INTERESTS = "discovery.own_interests"
READ_OR_ANSWER = "discovery.read_or_answer"

office = same_world & (is_secretariat | is_system)
rules.add_perm(RUN, office)
rules.add_perm(READ, same_world & (is_secretariat | is_auditor))
rules.add_perm(ANSWER, same_world & (is_secretariat | is_demand_company & was_asked))
rules.add_perm(READ_OR_ANSWER, is_secretariat | is_auditor | is_demand_company)
rules.add_perm(ADD, is_secretariat | is_system | is_demand_company)
rules.add_perm(POST, is_demand_company)
rules.add_perm(OWN, same_world & (is_secretariat | is_demand_company & posted_it))
rules.add_perm(PUBLISH, office)
rules.add_perm(SIGNAL, same_world & is_sme)
rules.add_perm(FOLLOW, same_world & is_sme & is_the_supplier)
rules.add_perm(IDENTIFY, same_world & (is_demand_company & is_the_buyer | is_secretariat))
rules.add_perm(OWN_INTERESTS, is_demand_company | is_sme | is_secretariat)

ACCESS: dict[str, str] = {
    "discovery:surveys": SIGNED_IN,
    "discovery:survey_new": RUN,
    "discovery:survey": READ_OR_ANSWER,
    "discovery:survey_form": READ_OR_ANSWER,
    "discovery:survey_file": READ_OR_ANSWER,
    "discovery:survey_answer": ANSWER,
    "discovery:survey_upload": ANSWER,
    "discovery:survey_nothing": ANSWER,
    "discovery:survey_remind": RUN,
    "discovery:survey_close": RUN,
    "discovery:postings": PUBLIC,
    "discovery:posting": PUBLIC,
    "discovery:posting_new": POST,
    "discovery:posting_interest": SIGNAL,
    "discovery:interests": FOLLOW,
    "discovery:interest_identify": IDENTIFY,
    "discovery:interest_accept": FOLLOW,
    "discovery:interest_end": OWN_INTERESTS,
    "discovery:own_needs": POST,
    "discovery:signal": READ_OR_ANSWER,
    "discovery:signal_edit": OWN,
    "discovery:signal_publish": PUBLISH,
    "discovery:signal_withdraw": OWN,
    "discovery:signal_restore": PUBLISH,
    "discovery:candidates": OWN,
}
