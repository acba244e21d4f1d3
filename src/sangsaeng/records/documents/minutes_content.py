"""What the minutes of a meeting hold, as the caller fills it from its records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sangsaeng.records.documents.common import Matter, Method, Recusal, aware
from sangsaeng.records.documents.content import Signatory

Attendance = Literal["in person", "remote", "deputy", "absent"]
Outcome = Literal["carried", "not carried", "no quorum"]
Form = Literal["", "original", "amended", "conditional"]
Edition = Literal["full", "public"]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member: the seat as the record names it, the role (위원장), in what capacity (당연직), and presence.

    `deputy` is who came in the member's place; `by_sheet` says that presence rests on the signature sheet.
    """

    seat: str
    role: str
    capacity: str
    attendance: Attendance
    deputy: str = ""
    by_sheet: bool = False

    def __post_init__(self) -> None:
        if self.deputy and self.attendance != "deputy":
            raise ValueError("only who is present by deputy has a deputy")


@dataclass(frozen=True, slots=True)
class Observer:
    """One who sat in without a vote (배석자)."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Annulment:
    """Why a vote does not count, and the decision that said so."""

    reason: str
    decision: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote's counts, in persons, and the version of the rule under which the outcome was computed.

    `entitled` 재적, `excluded` 제척, `present` 출석 (without the excluded), `in_favour` 찬성, `against` 반대,
    `abstained` 기권. By `consent` nobody is counted for or against. `ballots` (member and choice, in words) are
    for a vote by name only. A vote `written` has its `deadline` and the number of `replies`.
    Raises ValueError where more are counted than can be, and for names beside a vote that has none.
    """

    entitled: int
    excluded: int
    present: int
    in_favour: int
    against: int
    abstained: int
    outcome: Outcome
    rule: str
    legal_basis: str
    method: Method | None = None
    question: str = ""
    ballots: tuple[tuple[str, str], ...] = ()
    deadline: datetime | None = None
    replies: int | None = None
    annulled: Annulment | None = None

    def __post_init__(self) -> None:
        counts = (self.entitled, self.excluded, self.present, self.in_favour, self.against, self.abstained)
        if min(counts) < 0:
            raise ValueError("no count of a vote is below 0")
        if self.excluded + self.present > self.entitled:
            raise ValueError("more are excluded or present than are entitled to sit")
        if self.in_favour + self.against + self.abstained > self.present:
            raise ValueError("more votes are counted than members were present")
        if self.ballots and self.method not in ("named", "written"):
            raise ValueError("only a vote by name or in writing shows who voted how")
        if self.deadline is not None:
            aware(self.deadline, "the deadline of a vote in writing")


@dataclass(frozen=True, slots=True)
class RecusalRecord:
    """A member who took no part in an item: by which way, and the reason in words (empty where not told)."""

    name: str
    kind: Recusal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of the agenda.

    `remarks` is the gist of what was said, one a remark. `vote` is None where there was no vote or none is
    known; `vote_note` then says which (공개자료 없음), and without it the minutes say that no vote is recorded.
    `votes` holds more than one in their order (an annulled one and the one taken again), in place of `vote`.
    `form` says whether it was adopted as proposed, amended or with conditions. `closed` marks an item that is
    not public.
    """

    number: int
    title: str
    model_code: str = ""
    proposer: str = ""
    remarks: tuple[str, ...] = ()
    decision: str = ""
    vote: Vote | None = None
    vote_note: str = ""
    matter: Matter = "deliberation"
    votes: tuple[Vote, ...] = ()
    recusals: tuple[RecusalRecord, ...] = ()
    form: Form = ""
    amendments: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    closed: bool = False

    def __post_init__(self) -> None:
        if self.vote is not None and self.votes:
            raise ValueError("an item has one vote or several, not both")

    @property
    def taken(self) -> tuple[Vote, ...]:
        """All votes on the item, in their order."""
        return self.votes or ((self.vote,) if self.vote else ())

    @property
    def valid(self) -> Vote | None:
        """The vote that counts: the last one that was not annulled."""
        return next((vote for vote in reversed(self.taken) if vote.annulled is None), None)


@dataclass(frozen=True, slots=True)
class Adjournment:
    """정회: from when, until when (None: not resumed) and why. It stands in `proceedings` where it happened."""

    since: datetime
    until: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        aware(self.since, "the time of an adjournment")


@dataclass(frozen=True, slots=True)
class AddedRemark:
    """A remark added after the first version (첨언): in which version, by whom, when."""

    version: int
    text: str
    author: str
    added_at: datetime

    def __post_init__(self) -> None:
        aware(self.added_at, "the time of a remark")


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the public edition leaves out, by which item of 정보공개법 §9① (제7호), and when it is opened again."""

    what: str
    article: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes hold. `held_at` has a time zone; it is shown in Korean time.

    `decisions` are the ones that belong to no single item. `written_on` is the day beside the signatures.
    `version` with `added` are the minutes as they stand after remarks. A `public` edition is filled by the
    caller with what may be public; `withheld` says what was left out. It is refused with ballots by name or
    reasons of recusal in it.
    """

    body: str
    title: str
    held_at: datetime
    place: str
    host: str
    attendees: tuple[Attendee, ...]
    agenda: tuple[AgendaItem, ...]
    number: int | None = None
    observers: tuple[Observer, ...] = ()
    proceedings: tuple[str | Adjournment, ...] = ()
    decisions: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    written_on: date | None = None
    demonstration: bool = False
    edition: Edition = "full"
    withheld: tuple[Withheld, ...] = ()
    version: int | None = None
    added: tuple[AddedRemark, ...] = ()

    def __post_init__(self) -> None:
        aware(self.held_at, "the time of a meeting")
        if self.edition == "full":
            if self.withheld:
                raise ValueError("only a public edition leaves something out")
            return
        if any(recusal.reason for item in self.agenda for recusal in item.recusals):
            raise ValueError("a public edition holds no reasons of recusal")
        if any(vote.ballots for item in self.agenda for vote in item.taken):
            raise ValueError("a public edition holds no ballots by name")
