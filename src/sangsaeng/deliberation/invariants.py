"""What must hold for every meeting on record, whatever was done and in whatever order: read anew from all rows.

`findings` is what `sangsaeng check` asks of a live workspace and the state machine of the tests after every step.
Each check reads a fixed number of queries, however many votes there are, and says in words what it protects.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db.models import F, Q

from sangsaeng.deliberation.invariant_rows import Record, VoteRow
from sangsaeng.deliberation.models import (
    AgendaItem,
    Body,
    Letter,
    Meeting,
    MeetingState,
    Method,
    MinutesSignature,
    VoteState,
)
from sangsaeng.deliberation.tally import Tally, tally
from sangsaeng.parties.models import Conflict
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.invariants import Checks
from sangsaeng.records.models import DocumentFile, Event

# The events of a meeting, by the state that each leads to.
MEETING_STEPS = {
    "open_meeting": (MeetingState.CALLED, MeetingState.OPEN),
    "adjourn": (MeetingState.OPEN, MeetingState.ADJOURNED),
    "resume": (MeetingState.ADJOURNED, MeetingState.OPEN),
    "close_meeting": (MeetingState.OPEN, MeetingState.CLOSED),
    "cancel_meeting": (MeetingState.CALLED, MeetingState.CANCELLED),
}
VOTE_VERBS = ("open_vote", "close_vote", "annul_vote")
BALLOT_VERBS = ("cast", "enter_ballot", "enter_papers")
_check = Checks(Record)
CHECKS = _check.named
findings = _check.findings


@_check("표의 수는 표를 낸 위원의 수와 같아야 합니다(1인 1표).")
def one_ballot_a_voter(record: Record) -> Iterator[str]:
    for row in record.votes:
        if row.vote.method == Method.CONSENT:
            sound = not row.ballots and not row.secret and not row.voted
        elif row.vote.is_secret:
            sound = len(row.secret) == len(row.voted) and not row.ballots
        else:
            sound = sorted(seat for seat, _choice in row.ballots) == sorted(row.voted) and not row.secret
        if not sound:
            yield row.name


@_check("표는 표결을 시작할 때 고정된 선거인만 낼 수 있습니다.")
def ballots_stay_in_the_electorate(record: Record) -> Iterator[str]:
    for row in record.votes:
        electorate = {elector.seat_id for elector in row.electors}
        on_roll = set(record.roll[row.vote.agenda_item.meeting_id])
        if not {seat for seat, _choice in row.ballots} <= electorate or not electorate <= on_roll:
            yield row.name


@_check("제척·회피·기피한 위원은 그 안건의 표결에 참여할 수 없습니다(시행령 제8조).")
def no_ballot_of_the_excluded(record: Record) -> Iterator[str]:
    for row in record.votes:
        out = {elector.seat_id for elector in row.electors if elector.excluded_later}
        if not row.vote.is_annulled:
            out |= record.excluded[row.vote.agenda_item_id]
        stepped_out = {e.seat_id for e in row.electors if e.at_close} & out
        if row.voted & out or stepped_out:
            yield row.name


@_check("출석하지 않은 위원의 표는 셀 수 없습니다.")
def no_ballot_of_the_absent(record: Record) -> Iterator[str]:
    for row in record.votes:
        closed = row.vote.is_closed
        if closed and any(e.at_close is None or (e.voted and not e.at_close) for e in row.electors):
            yield row.name
        elif row.vote.method == Method.WRITTEN or row.vote.agenda_item.meeting.is_written:
            continue
        elif not {record.labels[e.seat_id] for e in row.electors} <= record.present.get(row.key, set()):
            yield row.name


@_check("표마다 그 표를 냈다는 기록이 하나씩 있어야 합니다.")
def every_ballot_has_its_event(record: Record) -> Iterator[str]:
    for row in record.votes:
        told: list[str] = []
        for verb, data in record.of_votes[row.key]:
            if verb in BALLOT_VERBS:
                told += data.get("seats") or [data["seat"]]
        if sorted(told) != sorted(record.labels[seat] for seat in row.voted):
            yield row.name


@_check("무기명 표결의 기록에는 누가 무엇을 골랐는지 남지 않아야 합니다.")
def no_event_tells_a_secret_choice(record: Record) -> Iterator[str]:
    for row in record.votes:
        if row.vote.is_secret and any(
            verb in BALLOT_VERBS and "choice" in data for verb, data in record.of_votes[row.key]
        ):
            yield row.name


def recomputed(row: VoteRow) -> Tally:
    """The tally of a closed vote from its electors, its ballots and the version of the bylaws, and nothing else."""
    choices, meeting = row.choices, row.vote.agenda_item.meeting
    return tally(
        meeting.bylaw,
        entitled=row.vote.entitled,
        excluded=row.vote.excluded or 0,
        present=sum(bool(elector.at_close) for elector in row.electors),
        for_=choices["for"],
        against=choices["against"],
        abstain=choices["abstain"],
        chair=row.vote.chair_decided,
    )


OUTCOMES = {
    "carried": (AgendaItem.Outcome.ADOPTED,),
    "not_carried": (AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED),
    "no_quorum": (AgendaItem.Outcome.DEFERRED,),
    "tie": (),
}


def _whole(working: dict[str, Any] | None) -> dict[str, Any] | None:
    """A stored tally with every figure a tally has now; older ones lack what was not counted then."""
    return Tally.from_data(working).as_data() if working else None


@_check("의결 결과는 선거인, 표, 적용한 운영세칙으로 다시 계산한 결과와 같아야 합니다.")
def outcome_is_what_is_recomputed(record: Record) -> Iterator[str]:
    for row in record.votes:
        vote = row.vote
        if vote.closed_at is None:
            continue
        try:
            counted = recomputed(row)
        except ValueError:  # counts that cannot be
            yield row.name
            continue
        told = next((d for verb, d in record.of_votes[row.key] if verb == "close_vote"), {})
        sound = (
            _whole(vote.working) == counted.as_data() == _whole(told.get("working"))
            and vote.rule_version == vote.agenda_item.meeting.bylaw.version == told.get("bylaw")
            and vote.outcome in OUTCOMES[counted.outcome]
            and vote.outcome == told.get("outcome")
        )
        if not sound:
            yield row.name


@_check("표결의 재적은 개회 때 고정한 명부와 같고, 선거인과 빠진 위원은 그 안에 있어야 합니다.")
def the_base_is_the_roll(record: Record) -> Iterator[str]:
    for row in record.votes:
        vote, roll = row.vote, record.roll[row.vote.agenda_item.meeting_id]
        out = vote.excluded or 0
        opened = next((d for verb, d in record.of_votes[row.key] if verb == "open_vote"), None)
        sound = vote.entitled == len(roll) and sum(not e.excluded_later for e in row.electors) + out <= len(
            roll
        )
        if opened is not None:
            sound = sound and (opened["entitled"], opened["electors"]) == (vote.entitled, len(row.electors))
        if vote.is_closed:
            sound = sound and out == len(record.excluded[vote.agenda_item_id] & set(roll))
        if not sound:
            yield row.name


@_check("안건의 결과는 유효한 표결의 결과와 같아야 합니다.")
def item_follows_its_standing_vote(record: Record) -> Iterator[str]:
    decided = {AgendaItem.Outcome.ADOPTED, AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED}
    for item in record.items:
        row = record.standing.get(item.pk)
        if row is not None and row.vote.is_closed:
            sound = item.outcome == row.vote.outcome and item.working == row.vote.working
        elif row is not None:
            sound = item.outcome == "" and item.working is None and item.meeting.is_open
        else:
            sound = item.outcome not in decided and item.working is None
        if not sound:
            yield str(item)


@_check("한 안건에 유효한 표결은 하나뿐이어야 합니다.")
def one_standing_vote_an_item(record: Record) -> Iterator[str]:
    items = Counter(row.vote.agenda_item_id for row in record.votes if not row.vote.is_annulled)
    names = {row.vote.agenda_item_id: str(row.vote.agenda_item) for row in record.votes}
    yield from (names[item] for item, count in items.items() if count > 1)


@_check("무효로 한 표결에는 이유와 그렇게 정한 결정이 있어야 합니다.")
def annulled_votes_say_why(record: Record) -> Iterator[str]:
    for row in record.votes:
        vote = row.vote
        said = vote.annulled_at and vote.annulled_because and vote.annulled_by
        told = [d for verb, d in record.of_votes[row.key] if verb == "annul_vote"]
        if vote.is_annulled and not (said and [d["because"] for d in told] == [vote.annulled_because]):
            yield row.name


@_check("회의의 모든 단계는 기록에 남아야 합니다.")
def every_step_of_a_meeting_has_its_event(record: Record) -> Iterator[str]:
    for code, state in Meeting.objects.order_by("pk").values_list("code", "state"):
        stands = None
        for verb, _data in record.events[code]:
            if verb == "call_meeting":
                stands = MeetingState.CALLED if stands is None else None
            elif verb in MEETING_STEPS:
                source, target = MEETING_STEPS[verb]
                stands = target if stands == source else None
                if stands is None:
                    break
        if stands != state:
            yield code


@_check("표결의 시작, 마감, 무효는 기록에 남아야 합니다.")
def every_step_of_a_vote_has_its_event(record: Record) -> Iterator[str]:
    for row in record.votes:
        expected = [] if row.vote.method == Method.CONSENT else ["open_vote"]
        expected += ["close_vote"] if row.vote.closed_at else []
        expected += ["annul_vote"] if row.vote.is_annulled else []
        told = [verb for verb, _data in record.of_votes[row.key] if verb in VOTE_VERBS]
        if any(data.get("moved") for _verb, data in record.of_votes[row.key]):
            told.sort(key=VOTE_VERBS.index)  # its opening was noted when it was moved here, after its close
        if told != expected or (row.vote.state == VoteState.CLOSED) != (expected[-1:] == ["close_vote"]):
            yield row.name


@_check("안건의 결정은 기록에 남아야 합니다.")
def every_decision_has_its_event(record: Record) -> Iterator[str]:
    stands: dict[tuple[str, int], str] = {}
    for code, events in record.events.items():
        for verb, data in events:
            if verb == "close_vote":
                stands[code, data["item"]] = data["outcome"]
            elif verb in ("take_off", "note_report"):
                stands[code, data["item"]] = "noted" if verb == "note_report" else "deferred"
            elif verb == "annul_vote" and data["outcome"]:
                stands[code, data["item"]] = "annulled"
    for item in record.items:
        told = stands.get((item.meeting.code, item.number), "")
        if told == "annulled":  # in session it waits again, after the meeting it is put off
            told = AgendaItem.Outcome.DEFERRED if item.meeting.is_over else ""
        elif not told and item.meeting.is_cancelled:
            told = AgendaItem.Outcome.DEFERRED
        if item.outcome != told:
            yield str(item)


@_check("상생모델의 상태는 기록된 단계를 이은 것과 같아야 합니다.")
def every_step_of_a_model_has_its_event(record: Record) -> Iterator[str]:
    steps: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
    rows = Event.objects.filter(
        subject_type="winwinmodel", verb__startswith="proposals.", data__to__isnull=False
    ).order_by("pk")
    for code, data in rows.values_list("subject_id", "data"):
        steps[code].append((data.get("from"), data["to"]))
    for code, state in WinWinModel.objects.order_by("pk").values_list("code", "state"):
        stands: str | None = None
        for source, target in steps[code]:
            if stands is not None and source != stands:
                stands = "?"
                break
            stands = target
        if (stands or State.DRAFT) != state:
            yield code


@_check("개회한 회의의 명부는 개회 때의 재적과 같아야 합니다.")
def the_roll_of_an_opened_meeting_is_complete(record: Record) -> Iterator[str]:
    for pk, code, opened in Meeting.objects.order_by("pk").values_list("pk", "code", "opened_at"):
        told = [d["entitled"] for verb, d in record.events[code] if verb == "open_meeting"]
        if opened is not None and told != [len(record.roll[pk])]:
            yield code


@_check("열리지 않았거나 취소된 회의에는 표결이 없어야 합니다.")
def no_vote_out_of_session(record: Record) -> Iterator[str]:
    for row in record.votes:
        meeting = row.vote.agenda_item.meeting
        if meeting.opened_at is None or meeting.is_called or meeting.is_cancelled:
            yield row.name


@_check("인정된 이해충돌이 있는 위원은 그 뒤에 의결한 안건에서 빠져 있어야 합니다(시행령 제8조).")
def a_standing_conflict_has_its_exclusion(record: Record) -> Iterator[str]:
    stood: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in Conflict.objects.filter(case_type="winwinmodel", state=Conflict.State.STANDS):
        stood[conflict.case_id].append(conflict)
    if not stood:
        return
    for item in record.items:
        row = record.standing.get(item.pk)
        if item.model is None or row is None or not row.vote.is_closed or item.decided_at is None:
            continue
        roll = record.roll[item.meeting_id]
        for conflict in stood[item.model.code]:
            seats = {seat for seat, holder in roll.items() if holder == conflict.person_id}
            since = conflict.decided_at or conflict.opened_at
            if since < item.decided_at and not seats <= record.excluded[item.pk]:
                yield str(item)
                break


@_check("발송한 공문에는 문서번호가 있고, 접수일은 발송일보다 빠를 수 없습니다.")
def sent_letters_have_number_and_order(record: Record) -> Iterator[str]:
    wrong = Letter.objects.filter(
        Q(sent_on__isnull=False, official_number="")
        | Q(received_on__isnull=False, sent_on__isnull=True)
        | Q(received_on__lt=F("sent_on"))
    )
    yield from wrong.order_by("pk").values_list("code", flat=True)


@_check("회의록의 서명은 서명한 그 파일의 것이어야 합니다(공공기록물법 시행령 제18조).")
def signatures_match_the_minutes(record: Record) -> Iterator[str]:
    signed = MinutesSignature.objects.order_by("pk").select_related("minutes__meeting")
    rows = list(signed.defer("minutes__remark"))
    files = DocumentFile.objects.filter(pk__in={row.minutes.pdf_id for row in rows})
    digests = {
        pk: (stored, sha256(bytes(content)).hexdigest())
        for pk, stored, content in files.values_list("pk", "sha256", "content").iterator(chunk_size=20)
    }
    for row in rows:
        if set(digests[row.minutes.pdf_id]) != {row.sha256}:
            yield str(row)


@_check("회의는 소집할 때 시행 중이던 그 회의체의 운영세칙을 끝까지 따릅니다.")
def a_meeting_keeps_its_bylaw(record: Record) -> Iterator[str]:
    rows = Meeting.objects.order_by("pk").values_list("code", "body_id", "bylaw__body_id", "bylaw__version")
    for code, body, of, version in rows:
        told = [data["bylaw"] for verb, data in record.events[code] if verb == "call_meeting"]
        if of != body or told != [version]:
            yield code


@_check(
    "건의는 협의회가, 승인은 위원회가 의결한 상생모델에만 있고 어느 쪽도 건너뛸 수 없습니다(법 제8조, 제49조)."
)
def a_milestone_is_a_decision(record: Record) -> Iterator[str]:
    adopted: dict[str, set[int]] = defaultdict(set)
    for item in record.items:
        if item.model_id and item.is_adopted:
            adopted[item.meeting.body.kind].add(item.model_id)
    rows = WinWinModel.objects.order_by("pk").values_list("pk", "code", "recommended_at", "approved_at")
    for pk, code, recommended, approved in rows:
        said = (recommended is not None, approved is not None)
        if said != (pk in adopted[Body.Kind.COUNCIL], pk in adopted[Body.Kind.COMMITTEE]):
            yield code
