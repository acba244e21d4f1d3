"""Quorum and majority, computed exactly: pure integer arithmetic, no database.

A rule is a fraction and the base it is taken of. «More than» (과반수) and «at least» (3분의 2 이상) are two
different rules, so each fraction says which it is. The outcome is always shown with its working.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Outcome = Literal["carried", "not_carried", "no_quorum", "tie"]
Language = Literal["ko", "en"]

OUTCOME_WORDS: dict[Language, dict[Outcome, str]] = {
    "ko": {"carried": "가결", "not_carried": "부결", "no_quorum": "의사정족수 미달", "tie": "가부동수"},
    "en": {"carried": "carried", "not_carried": "not carried", "no_quorum": "no quorum", "tie": "tied"},
}
BASE_WORDS: dict[Language, dict[str, str]] = {
    "ko": {"entitled": "재적", "eligible": "제척을 뺀 재적", "present": "출석", "cast": "찬반 투표"},
    "en": {
        "entitled": "of all members",
        "eligible": "of members not excluded",
        "present": "of those present",
        "cast": "of votes for and against",
    },
}


class Rule(Protocol):
    """What a tally needs of a version of the bylaws (운영세칙): two fractions with their bases."""

    quorum_numerator: int
    quorum_denominator: int
    quorum_more_than: bool
    quorum_base: str
    majority_numerator: int
    majority_denominator: int
    majority_more_than: bool
    majority_base: str
    tie_rule: str


def needed(base: int, numerator: int, denominator: int, *, more_than: bool) -> int:
    """The smallest count that is more than (or at least) numerator/denominator of `base`; never below 1.

    >>> needed(9, 1, 2, more_than=True), needed(8, 1, 2, more_than=True), needed(9, 2, 3, more_than=False)
    (5, 5, 6)
    """
    if base < 0 or denominator < 1 or not 0 < numerator <= denominator:
        raise ValueError("a base is not negative, and a fraction lies above 0 and at most at 1")
    smallest = base * numerator // denominator + 1 if more_than else -(-base * numerator // denominator)
    return max(1, smallest)


def fraction_words(numerator: int, denominator: int, *, more_than: bool, language: Language = "ko") -> str:
    """과반수, 3분의 2 이상, …; in English «a majority», «at least 2/3».

    >>> fraction_words(1, 2, more_than=True), fraction_words(2, 3, more_than=False, language="en")
    ('과반수', 'at least 2/3')
    """
    if numerator == denominator:
        return "전원" if language == "ko" else "all"
    if (numerator, denominator, more_than) == (1, 2, True):
        return "과반수" if language == "ko" else "a majority"
    if language == "ko":
        return f"{denominator}분의 {numerator} {'초과' if more_than else '이상'}"
    return f"{'more than' if more_than else 'at least'} {numerator}/{denominator}"


def quorum_needed(rule: Rule, *, entitled: int, excluded: int = 0) -> int:
    """How many must be there for a valid meeting, or vote, in persons."""
    base = entitled - excluded if rule.quorum_base == "eligible" else entitled
    return needed(base, rule.quorum_numerator, rule.quorum_denominator, more_than=rule.quorum_more_than)


@dataclass(frozen=True, slots=True)
class Tally:
    """One counted vote. All counts are persons; `present` is without the excluded.

    `majority` and `majority_base` say the rule in force, so that the working can be written out later
    without the bylaw at hand.
    """

    entitled: int
    excluded: int
    present: int
    for_: int
    against: int
    abstain: int
    quorum: int
    base: int
    needed: int
    outcome: Outcome
    majority_numerator: int
    majority_denominator: int
    majority_more_than: bool
    majority_base: str
    chair: str = ""  # how the chair decided a tie, where the rule lets the chair decide

    @property
    def silent(self) -> int:
        """Present but without a ballot."""
        return self.present - self.for_ - self.against - self.abstain

    def working(self, language: Language = "ko") -> str:
        """The vote on one line: 「재적 9명, 제척 1명, …: 가결 (출석 과반수 4명)」."""
        words = OUTCOME_WORDS[language][self.outcome]
        fraction = fraction_words(
            self.majority_numerator,
            self.majority_denominator,
            more_than=self.majority_more_than,
            language=language,
        )
        base = BASE_WORDS[language][self.majority_base]
        if language == "ko":
            counts = [("재적", self.entitled), ("제척", self.excluded), ("출석", self.present)]
            counts += [("찬성", self.for_), ("반대", self.against), ("기권", self.abstain)]
            counts += [("미투표", self.silent)] if self.silent else []
            line = ", ".join(f"{name} {count}명" for name, count in counts)
            if self.outcome == "no_quorum":
                return f"{line}: {words} (의사정족수 {self.quorum}명)"
            if self.outcome == "tie":
                return f"{line}: {words} (위원장이 결정)"
            by_chair = ", 가부동수를 위원장이 결정" if self.chair else ""
            return f"{line}: {words} ({base} {fraction} {self.needed}명{by_chair})"
        counts = [("members", self.entitled), ("excluded", self.excluded), ("present", self.present)]
        counts += [("for", self.for_), ("against", self.against), ("abstaining", self.abstain)]
        counts += [("not voting", self.silent)] if self.silent else []
        line = ", ".join(f"{count} {name}" for name, count in counts)
        if self.outcome == "no_quorum":
            return f"{line}: {words} (quorum {self.quorum})"
        if self.outcome == "tie":
            return f"{line}: {words} (the chair decides)"
        by_chair = "; the chair decided the tie" if self.chair else ""
        return f"{line}: {words} ({fraction} {base}: {self.needed}{by_chair})"

    def as_data(self) -> dict[str, Any]:
        """What is stored with the decision; `from_data` reads it back."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Tally":
        return cls(**data)


def tally(
    bylaw: Rule,
    *,
    entitled: int,
    excluded: int,
    present: int,
    for_: int,
    against: int,
    abstain: int,
    chair: str = "",
) -> Tally:
    """The outcome of one vote under `bylaw`.

    `present` counts those in the room or on line who may vote on the item, so without the excluded. A vote
    cast is one for or against; an abstention counts among those present, not among those cast. Where the
    majority is of all members and some are excluded, they leave that base too. As many for as against is a
    tie (가부동수): it fails, or, where the bylaw says so, the chair decides («for» or «against» in `chair`);
    until then the outcome is «tie».

    Raises ValueError for counts that cannot be.

    >>> from types import SimpleNamespace
    >>> half = dict(quorum_numerator=1, quorum_denominator=2, quorum_more_than=True, quorum_base="eligible",
    ...     majority_numerator=1, majority_denominator=2, majority_more_than=True, majority_base="present", tie_rule="fails")
    >>> tally(SimpleNamespace(**half), entitled=9, excluded=1, present=7, for_=6, against=1, abstain=0).working()
    '재적 9명, 제척 1명, 출석 7명, 찬성 6명, 반대 1명, 기권 0명: 가결 (출석 과반수 4명)'
    """
    if min(entitled, excluded, present, for_, against, abstain) < 0:
        raise ValueError("no count of a vote is below 0")
    if excluded + present > entitled:
        raise ValueError("more are excluded or present than there are members")
    if for_ + against + abstain > present:
        raise ValueError("more votes are counted than members were present")
    quorum = quorum_needed(bylaw, entitled=entitled, excluded=excluded)
    base = {"present": present, "entitled": entitled - excluded, "cast": for_ + against}[bylaw.majority_base]
    enough = needed(
        base, bylaw.majority_numerator, bylaw.majority_denominator, more_than=bylaw.majority_more_than
    )
    tied = bylaw.tie_rule == "chair" and for_ == against > 0 and for_ < enough
    outcome: Outcome = "carried" if for_ >= enough else "not_carried"
    if present < quorum:
        outcome = "no_quorum"
    elif tied:
        outcome = {"for": "carried", "against": "not_carried"}.get(chair, "tie")  # type: ignore[assignment]
    return Tally(
        entitled=entitled,
        excluded=excluded,
        present=present,
        for_=for_,
        against=against,
        abstain=abstain,
        quorum=quorum,
        base=base,
        needed=enough,
        outcome=outcome,
        majority_numerator=bylaw.majority_numerator,
        majority_denominator=bylaw.majority_denominator,
        majority_more_than=bylaw.majority_more_than,
        majority_base=bylaw.majority_base,
        chair=chair if tied else "",
    )
