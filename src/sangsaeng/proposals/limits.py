"""Published limits that a request must keep, with where they were read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A ceiling in whole KRW, and the published source that states it."""

    amount_krw: int
    source: str


# An approved model's R&D is a policy-designated project (정책지정과제) of at most 2bn KRW: support plan of 2021.
TECHNOLOGY_PER_MODEL = Limit(2_000_000_000, "2021년 소부장 지원계획(제7차 상생협의회, 2021-05-03)")
