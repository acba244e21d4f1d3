"""Voting: a round is opened with its electorate, each elector has one ballot, the outcome is computed.

A ballot is never changed. A wrong vote is annulled (`actions.annulment`) and taken again.
"""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.conflicts import exclude_standing
from sangsaeng.deliberation.actions.locks import (
    in_session,
    lock_for_ballot,
    lock_item,
    lock_vote,
    undecided,
)
from sangsaeng.deliberation.counting import count, excluded_seats, roll, tally_of
from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Ballot,
    Elector,
    Meeting,
    Method,
    Seat,
    SecretBallot,
    Vote,
)
from sangsaeng.deliberation.tally import Tally
from sangsaeng.pages.formats import SEOUL
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import append
from sangsaeng.records.models import DocumentFile

# The fewest paper ballots entered in one go into a secret vote: fewer would tell who voted what (our rule).
FEWEST_PAPERS = 3


def enough_there(counted: Tally) -> Tally:
    """Refuse (ValidationError) where too few are there for a vote on the item."""
    if counted.outcome == "no_quorum":
        raise ValidationError(
            _("의사정족수에 미치지 못합니다. 출석 %(present)d명, 필요한 출석 %(quorum)d명입니다.")
            % {"present": counted.present, "quorum": counted.quorum}
        )
    return counted


def _votable(item: AgendaItem) -> None:
    in_session(item.meeting)
    undecided(item)
    if item.is_report:
        raise ValidationError(_("보고 안건은 표결하지 않습니다."))


def _new_vote(actor: User, item: AgendaItem, method: str, question: str, deadline: datetime | None) -> Vote:
    """The next round on a locked item, with everyone who may vote on it now as its electorate."""
    vote = Vote(
        agenda_item=item,
        round=item.votes.count() + 1,
        method=method,
        question=question.strip(),
        entitled=len(roll(item.meeting)),
        opened_by=actor,
        deadline=deadline,
    )
    vote.full_clean(exclude=["state"])
    vote.save()
    excluded = excluded_seats(item)
    written = item.meeting.is_written
    Elector.objects.bulk_create(
        Elector(vote=vote, seat_id=seat)
        for seat, there in roll(item.meeting).items()
        if seat not in excluded and (there or written)
    )
    return vote


def open_vote(
    *, actor: User, item: AgendaItem, method: str = "", question: str = "", deadline: datetime | None = None
) -> Vote:
    """Open the vote on an item and freeze who may vote: those there and not excluded; in writing, all not excluded.

    `method` is open, named, secret or written; without one it is the bylaw's, or written in a written resolution.
    Excludes whoever has a standing conflict first. Appends one event. Refuses (ValidationError) out of session,
    a report, a decided item, a second open vote, a vote in writing outside a written resolution, and too
    few present.
    """
    require(actor, "deliberation.run", item.meeting)
    with transaction.atomic():
        item = lock_item(item)
        _votable(item)
        if lock_vote(item) is not None:
            raise ValidationError(_("이미 표결 중인 안건입니다."))
        meeting = item.meeting
        method = method or (Method.WRITTEN if meeting.is_written else meeting.bylaw.method)
        if method not in Method.values or method == Method.CONSENT:
            raise ValidationError(_("표결 방법을 고르세요."))
        if meeting.is_written != (method == Method.WRITTEN) and method != Method.SECRET:
            raise ValidationError(
                _("서면 의결에서는 서면이나 무기명으로, 회의에서는 거수·기명·무기명으로 표결합니다.")
            )
        exclude_standing(actor=actor, item=item)
        if not meeting.is_written:
            enough_there(tally_of(item, count(item)))
        vote = _new_vote(actor, item, method, question, deadline or meeting.deadline)
        electors = vote.electors.count()
        if vote.is_secret:
            SecretBallot.objects.bulk_create(SecretBallot(vote=vote) for _slot in range(electors))
        append(
            verb="deliberation.open_vote",
            subject=meeting,
            actor=actor,
            data={
                "item": item.number,
                "round": vote.round,
                "method": method,
                "question": vote.question,
                "entitled": vote.entitled,
                "electors": electors,
            },
        )
        if meeting.is_written:
            _ask_in_writing(actor, item, vote)
    return vote


def _ask_in_writing(actor: User, item: AgendaItem, vote: Vote) -> None:
    """Tell everyone who may answer that an answer is asked, and until when: nobody is in a room to hear it."""
    electors = vote.electors.filter(seat__user__isnull=False).select_related("seat__user")
    until = f"{vote.deadline.astimezone(SEOUL):%Y. %-m. %-d. %H:%M}" if vote.deadline else ""
    tell(
        actor=actor,
        recipients=[elector.seat.user for elector in electors if elector.seat.user],
        kind="vote",
        title=_("제%(number)d호 안건에 서면으로 표결해 주세요") % {"number": item.number},
        body=_("기한: %(until)s") % {"until": until},
        url=reverse("deliberation:vote", args=(item.meeting.code, item.number)),
        about=item.meeting,
    )


def seat_of(actor: User, meeting: Meeting) -> Seat:
    """The seat for which this person votes: one's own, or the one whose deputy he is at this meeting.

    Refuses (NotAllowed) whoever has none, and a member for whom a deputy sits.
    """
    noted = meeting.attendance.filter(Q(deputy=actor) | Q(seat__user=actor)).select_related("seat")
    rows = sorted(noted, key=lambda row: (row.deputy_id != actor.pk, not row.seat.is_active))
    if not rows:  # not on the roll: not there when the meeting opened
        own = Seat.objects.filter(body_id=meeting.body_id, user=actor).order_by("-is_active").first()
        if own is None:
            raise NotAllowed(_("이 회의체의 위원이 아닙니다."))
        return own
    if rows[0].deputy_id != actor.pk and rows[0].how == Attendance.How.DEPUTY:
        raise NotAllowed(_("대리인이 출석한 회의에서는 대리인이 표결합니다."))
    return rows[0].seat


def _put_in(
    *, actor: User, item: AgendaItem, seat: Seat, choice: str, verb: str, scan: DocumentFile | None = None
) -> Ballot | None:
    """Lock, check, and put the one ballot of `seat` in; None where the vote is secret. The caller checked who acts."""
    with transaction.atomic():
        item, vote = lock_for_ballot(item)
        in_session(item.meeting)
        undecided(item)
        if choice not in Ballot.Choice.values:
            raise ValidationError(_("찬성, 반대, 기권 가운데 하나를 고르세요."))
        if vote is None:
            raise ValidationError(
                _("지금은 표결 중이 아닙니다. 사무국이 표결을 시작하면 표를 낼 수 있습니다.")
            )
        _in_time(vote)
        elector = vote.electors.select_for_update().filter(seat=seat).first()
        _may_still_vote(item, elector, seat)
        if elector is None:  # said in _may_still_vote; for the type checker
            return None
        elector.voted = True
        elector.save(update_fields=["voted"])
        data = {"item": item.number, "round": vote.round, "seat": seat.label}
        ballot = None
        if vote.is_secret:
            _fill_a_slot(vote, choice)
        else:
            ballot = Ballot.objects.create(vote=vote, seat=seat, choice=choice, entered_by=actor, scan=scan)
            data["choice"] = choice
        if scan is not None:
            data["scan"] = scan.sha256
        append(verb=verb, subject=item.meeting, actor=actor, data=data)
    return ballot


def _in_time(vote: Vote) -> None:
    if vote.deadline is not None and timezone.now() > vote.deadline:
        raise ValidationError(_("표결 기한이 지났습니다."))


def _may_still_vote(item: AgendaItem, elector: Elector | None, seat: Seat) -> None:
    # who was excluded before the vote opened is no elector, who stepped out since is marked
    if elector.excluded_later if elector else item.exclusions.filter(seat=seat).exists():
        raise ValidationError(_("이 안건에서 빠진 위원은 표결할 수 없습니다."))
    if elector is None:
        raise ValidationError(_("표결을 시작할 때 출석하지 않은 위원은 표결할 수 없습니다."))
    if elector.voted:
        raise ValidationError(_("이미 표를 냈습니다. 낸 표는 고칠 수 없습니다."))
    gone = item.meeting.attendance.filter(seat=seat, how=Attendance.How.ABSENT)
    if not item.meeting.is_written and gone.exists():
        raise ValidationError(_("자리를 떠난 위원은 표결할 수 없습니다. 돌아오면 출석을 다시 기록하세요."))


def _fill_a_slot(vote: Vote, choice: str) -> None:
    """Write the choice into an empty slot picked at random: neither id nor place tells the order."""
    empty = list(SecretBallot.objects.filter(vote=vote, choice="").values_list("pk", flat=True))
    SecretBallot.objects.filter(pk=secrets.choice(empty)).update(choice=choice)


def cast(*, actor: User, item: AgendaItem, choice: str) -> Ballot | None:
    """Cast one's own vote (or, as deputy, that of the seat) on an item, once; None where the vote is secret.

    Locks meeting, item, vote and elector. Refuses (NotAllowed) whoever holds no seat on the body, (ValidationError)
    a meeting not in session, no open vote, a passed deadline, whoever was not there when it opened, has left or is
    excluded, and a second ballot.
    """
    require(actor, "deliberation.cast", item)
    seat = seat_of(actor, item.meeting)
    return _put_in(actor=actor, item=item, seat=seat, choice=choice, verb="deliberation.cast")


def cast_batch(*, actor: User, meeting: Meeting, batch: int, choice: str) -> list[AgendaItem]:
    """Cast the same vote on every item of a batch (일괄) on which one may still vote; all or none.

    Returns the items voted on. Refuses as `cast` does, and (ValidationError) where none is left.
    """
    with transaction.atomic():
        items = []
        seat = seat_of(actor, meeting)
        for item in meeting.agenda.filter(batch=batch, outcome="").select_related(
            "meeting__body", "meeting__bylaw"
        ):
            vote = item.vote
            if vote is None or not vote.is_open:
                continue
            if not vote.electors.filter(seat=seat, voted=False, excluded_later=False).exists():
                continue
            cast(actor=actor, item=item, choice=choice)
            items.append(item)
        if not items:
            raise ValidationError(_("지금 표를 낼 수 있는 안건이 없습니다."))
    return items


def enter_ballot(
    *, actor: User, item: AgendaItem, seat: Seat, choice: str, scan: DocumentFile | None = None
) -> Ballot | None:
    """Enter the ballot of a member (대리입력): what one without an account said in the room, or a signed paper.

    The ballot keeps who entered it and the scan; a member with an account is told at once. Refuses as `cast` does,
    (ValidationError) a paper without scan for a member who could vote himself, and any such entry in a secret vote.
    """
    require(actor, "deliberation.enter_ballot", item)
    vote = item.vote
    if vote is not None and vote.is_secret:
        raise ValidationError(
            _("무기명 표결의 표는 한 사람씩 대신 입력할 수 없습니다. 투표함을 열어 함께 입력하세요.")
        )
    if seat.can_vote_alone and scan is None:
        raise ValidationError(_("계정이 있는 위원의 표를 대신 입력하려면 서명한 표결서의 사본을 올리세요."))
    with transaction.atomic():
        ballot = _put_in(
            actor=actor, item=item, seat=seat, choice=choice, verb="deliberation.enter_ballot", scan=scan
        )
        if seat.user is not None:
            tell(
                actor=actor,
                recipients=[seat.user],
                kind="ballot_entered",
                title=_("제%(number)d호 안건에 표가 대신 입력되었습니다") % {"number": item.number},
                body=_(
                    "서명하신 표결서에 따라 사무국이 ‘%(choice)s’ 표를 입력했습니다. 사실과 다르면 바로 사무국에 알려 주세요."
                )
                % {"choice": Ballot.Choice(choice).label},
                about=item.meeting,
            )
    return ballot


def enter_papers(
    *, actor: User, item: AgendaItem, seats: list[Seat], for_: int, against: int, abstain: int
) -> Vote:
    """Enter the papers of the ballot box of a secret vote: who put one in, and how many said what, never which.

    At least three at once, so that none can be told (our rule). Refuses (ValidationError) counts that do not add
    up to the seats, a seat that cannot vote or has voted, and a vote that is not secret.
    """
    require(actor, "deliberation.enter_ballot", item)
    seats = list({seat.pk: seat for seat in seats}.values())  # one paper a seat, however often it is named
    with transaction.atomic():
        item = lock_item(item)
        in_session(item.meeting)
        vote = lock_vote(item)
        if vote is None or not vote.is_secret:
            raise ValidationError(_("진행 중인 무기명 표결이 아닙니다."))
        _in_time(vote)
        if len(seats) < FEWEST_PAPERS:
            raise ValidationError(
                _("누가 어떻게 표결했는지 드러나지 않도록 %(least)d장 이상을 함께 입력하세요.")
                % {"least": FEWEST_PAPERS}
            )
        if min(for_, against, abstain) < 0 or for_ + against + abstain != len(seats):
            raise ValidationError(_("찬성, 반대, 기권을 더한 수가 표를 낸 위원 수와 같아야 합니다."))
        electors = {e.seat_id: e for e in vote.electors.select_for_update().filter(seat__in=seats)}
        for seat in seats:
            _may_still_vote(item, electors.get(seat.pk), seat)
        vote.electors.filter(seat__in=seats).update(voted=True)
        for choice, papers in (("for", for_), ("against", against), ("abstain", abstain)):
            for _paper in range(papers):
                _fill_a_slot(vote, choice)
        append(
            verb="deliberation.enter_papers",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "round": vote.round, "seats": sorted(s.label for s in seats)},
        )
    return vote
