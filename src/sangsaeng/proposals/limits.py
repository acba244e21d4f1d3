"""Published limits that a request must keep, read from the shipped facts with their sources."""

from dataclasses import dataclass
from functools import cache

from sangsaeng import facts


@dataclass(frozen=True)
class Limit:
    """A ceiling in whole KRW, and the published sources that state it."""

    amount_krw: int
    sources: tuple[facts.Source, ...]


@cache
def technology_per_model() -> Limit:
    """The ceiling of one model's R&D: a policy-designated project (정책지정과제) of at most 2bn KRW.

    Source: the support plan of 2021, reported at the council's seventh meeting on 2021-05-03.
    """
    programme = next(each for each in facts.support_plan() if each.id == "designated_rnd")
    if programme.cap_per_model_krw is None:
        raise facts.FactsError(
            file="support_plan_2021.yaml", row="designated_rnd", field="cap_per_model_krw", problem="empty"
        )
    return Limit(programme.cap_per_model_krw, tuple(facts.source(key) for key in programme.sources))
