"""A party asks that a member be excluded (기피 신청); the others decide, without that member (시행령 §8②)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.actions.conflicts import leave_the_vote
from sangsaeng.deliberation.actions.locks import in_session, lock_item, not_over, undecided
from sangsaeng.deliberation.counting import excluded_seats, roll
from sangsaeng.deliberation.models import AgendaItem, Exclusion, ExclusionRequest, Seat
from sangsaeng.deliberation.tally import Tally, tally
from sangsaeng.parties import actions as parties
from sangsaeng.parties.models import Conflict, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

Outcome = ExclusionRequest.Outcome


def request_exclusion(*, actor: User, item: AgendaItem, seat: Seat, reason: str) -> ExclusionRequest:
    """Ask that a seat have no part in one's own model's item; the secretariat is told. Appends one event.

    Refuses (NotAllowed) everyone but the parties of the model; (ValidationError) a missing reason, a decided
    item, a seat of another body or one that is excluded already, and a second request while one waits.
    """
    require(actor, "deliberation.request_exclusion", item)
    if not reason.strip():
        raise ValidationError({"reason": _("공정한 심의가 어려운 이유를 적어 주세요.")})
    with transaction.atomic():
        item = lock_item(item)
        not_over(item.meeting)
        undecided(item)
        if seat.body_id != item.meeting.body_id or not seat.is_active:
            raise ValidationError({"seat": _("이 회의체의 위원이 아닙니다.")})
        if item.exclusions.filter(seat=seat).exists():
            raise ValidationError({"seat": _("이미 이 안건에서 빠진 위원입니다.")})
        if item.exclusion_requests.filter(seat=seat, outcome=Outcome.WAITING).exists():
            raise ValidationError({"seat": _("이 위원에 대한 기피 신청이 이미 결정을 기다립니다.")})
        asked = ExclusionRequest(agenda_item=item, seat=seat, asked_by=actor, reason=reason.strip())
        asked.full_clean()
        asked.save()
        append(
            verb="deliberation.request_exclusion",
            subject=item.meeting,
            actor=actor,
            data={"item": item.number, "seat": seat.label, "request": asked.pk, "reason": asked.reason},
        )
        parties.tell(
            actor=actor,
            recipients=User.objects.filter(role=Role.SECRETARIAT, is_active=True),
            kind="exclusion_request",
            title=f"{item.meeting.code} 제{item.number}호 안건: 기피 신청이 들어왔습니다.",
            url=reverse("deliberation:conflict_decide", args=(asked.pk,)),
            about=item.meeting,
        )
    return asked


def count_request(
    asked: ExclusionRequest, *, for_: int, against: int, abstain: int, chair: str = ""
) -> Tally:
    """What the others' vote on a request comes to under the meeting's bylaw; who is asked about has no part in it.

    Raises ValueError for counts that cannot be.
    """
    item = asked.agenda_item
    seats = roll(item.meeting)
    out = (excluded_seats(item) | {asked.seat_id}) & set(seats)
    return tally(
        item.meeting.bylaw,
        entitled=len(seats),
        excluded=len(out),
        present=sum(there for seat, there in seats.items() if seat not in out),
        for_=for_,
        against=against,
        abstain=abstain,
        chair=chair,
    )


def decide_request(
    *,
    actor: User,
    request: ExclusionRequest,
    for_: int,
    against: int,
    abstain: int,
    reason: str,
    chair: str = "",
) -> ExclusionRequest:
    """Record how the others decided a request, in session; whether it is accepted is computed, not entered.

    In order: locks the item and the request, counts, stores the working and the reason; where it is carried the
    conflict stands for the whole case and the seat is excluded; appends one event; tells who asked and who is concerned.
    `chair` («for» or «against») breaks a tie where the bylaw lets the chair. Refuses (ValidationError) out of
    session, a decided item or request, no vote at all, more votes than members there, too few present, a tie the chair has not
    broken, a missing reason, and accepting where the member's ballot is in.
    """
    require(actor, "deliberation.run", request.agenda_item.meeting)
    if not reason.strip():
        raise ValidationError({"reason": _("결정한 이유를 적어 주세요.")})
    with transaction.atomic():
        item = lock_item(request.agenda_item)
        in_session(item.meeting)
        undecided(item)
        asked = ExclusionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if asked.outcome != Outcome.WAITING:
            raise ValidationError(_("이미 결정한 기피 신청입니다."))
        asked.agenda_item = item
        counted = _counted(asked, for_, against, abstain, chair)
        asked.outcome = Outcome.ACCEPTED if counted.outcome == "carried" else Outcome.DECLINED
        asked.working, asked.decision = counted.as_data(), reason.strip()
        asked.decided_at = timezone.now()
        asked.full_clean()
        asked.save()
        if asked.outcome == Outcome.ACCEPTED:
            _accept(actor, item, asked)
        append(
            verb="deliberation.decide_request",
            subject=item.meeting,
            actor=actor,
            data={
                "item": item.number,
                "seat": asked.seat.label,
                "request": asked.pk,
                "outcome": asked.outcome,
                "working": counted.working(),
                "reason": asked.decision,
            },
        )
        _tell(actor, item, asked)
    return asked


def _counted(asked: ExclusionRequest, for_: int, against: int, abstain: int, chair: str) -> Tally:
    if for_ + against + abstain == 0:
        raise ValidationError(_("아직 아무도 표결하지 않았습니다. 표결을 받은 뒤 마감하세요."))
    try:
        counted = count_request(asked, for_=for_, against=against, abstain=abstain, chair=chair)
    except ValueError:
        raise ValidationError(
            _("표의 합이 이 결정에 참여할 수 있는 출석위원보다 많습니다. 다시 세어 적어 주세요.")
        ) from None
    if counted.outcome == "no_quorum":
        raise ValidationError(
            _("의사정족수에 미치지 못합니다. 출석 %(present)d명, 필요한 출석 %(quorum)d명입니다.")
            % {"present": counted.present, "quorum": counted.quorum}
        )
    if counted.outcome == "tie":
        raise ValidationError(_("가부동수입니다. 위원장의 결정을 적어 주세요."))
    return counted


def _accept(actor: User, item: AgendaItem, asked: ExclusionRequest) -> None:
    if item.model is not None and asked.seat.user is not None:
        parties.establish(
            actor=actor,
            person=asked.seat.user,
            case=item.model,
            reason="",
            origin=Conflict.Origin.REQUESTED,
            evidence=f"{item.meeting.code} 제{item.number}호 안건",
        )
    if item.exclusions.filter(seat=asked.seat).exists():
        return  # stepped out meanwhile
    leave_the_vote(item, asked.seat)
    Exclusion.objects.create(
        agenda_item=item, seat=asked.seat, reason=Exclusion.Reason.ON_REQUEST, recorded_by=actor
    )


def _tell(actor: User, item: AgendaItem, asked: ExclusionRequest) -> None:
    label = Outcome(asked.outcome).label
    concerned = {
        asked.asked_by: reverse("deliberation:conflict_request", args=(item.model.code,))
        if item.model
        else "",
        asked.seat.user: reverse("deliberation:conflicts"),
    }
    for person, url in concerned.items():
        if person is not None:
            parties.tell(
                actor=actor,
                recipients=[person],
                kind="exclusion_decided",
                title=f"{item.meeting.code} 제{item.number}호 안건: {label}",
                url=url,
                about=item.meeting,
            )
