"""The selection decided, made public, and what follows when a selected firm gives its place up.

Lock order: the round, then applications by code.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support import ranking
from sangsaeng.support.actions.rounds import hold_round
from sangsaeng.support.actions.selection import tell_results, write
from sangsaeng.support.models import Application, ApplicationState, Round, RoundState, StageResult
from sangsaeng.support.queries import selection as queries
from sangsaeng.support.selection_reasons import reason_of_final

State = ApplicationState


def ready_to_decide(round: Round) -> None:
    """Refuse (ValidationError) unless the round is in review and every stage is closed."""
    if round.state != RoundState.REVIEWING:
        raise ValidationError(_("평가 중인 공고에서만 선정을 확정할 수 있습니다."))
    if round.stages.filter(closed_at__isnull=True).exists() or not round.stages.exists():
        raise ValidationError(_("모든 평가 단계를 마감한 뒤에 선정을 확정하세요."))


@transaction.atomic
def decide(*, actor: User, round: Round, places: int | None = None, reason: str = "") -> Round:
    """Decide the selection: REVIEWING → DECIDED; the best by the stages' shares are selected, the next stand in reserve.

    `places` may be fewer than the call's, with a reason. Every applicant still in review gets score, rank and reason and is
    told; nothing changes afterwards but by `promote_reserve` and `give_up`. Appends «support.decide_round».
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) an open stage, more places than were called, and
    fewer than could be filled without a reason.
    """
    require(actor, "support.select", round)
    round = hold_round(round)
    ready_to_decide(round)
    places = round.places if places is None else places
    rows = queries.finalists(round, places=places)
    _check_places(round, places, len(rows), reason)
    now, reason = timezone.now(), reason.strip()[:500]
    selected = [row for row in rows if row.becomes == State.SELECTED]
    reserve = [row for row in rows if row.becomes == State.RESERVE]
    cut = ranking.cut(row.score for row in selected)
    there = {
        a.pk: a
        for a in Application.objects.select_for_update(of=("self",))
        .filter(round=round, state=State.UNDER_REVIEW)
        .select_related("applicant")
        .order_by("code")
    }
    with override("ko"):
        said = {
            row.application.pk: reason_of_final(
                round, row, places=len(selected), finalists=len(rows), cut=cut, reason=reason
            )
            for row in rows
        }
    last_said = _last_reasons(round, there)
    final = {row.application.pk: row for row in rows}
    for key, application in there.items():
        row = final.get(key)
        step = {State.SELECTED: application.select, State.RESERVE: application.put_on_reserve}
        step.get(State(row.becomes) if row else State.NOT_SELECTED, application.not_select)()
        if row is not None:
            application.final_rank, application.final_score = row.rank, row.score
            application.final_tie_break = row.tie_break
        application.reason = said.get(key) or last_said.get(key, "")
        application.decided_at = application.told_at = now
    write(
        list(there.values()),
        *("state", "reason", "decided_at", "told_at", "final_rank", "final_score", "final_tie_break"),
    )
    round.decide()
    round.decided_at, round.decided_places, round.decision = now, len(selected), reason
    round.save(update_fields=["state", "decided_at", "decided_places", "decision"])
    append(
        verb="support.decide_round",
        subject=round,
        actor=actor,
        data={
            "selected": [row.application.code for row in selected],
            "reserve": [row.application.code for row in reserve],
            "places": places,
            "reason": reason,
        },
    )
    tell_results(actor, round, list(there.values()))
    return round


def _check_places(round: Round, places: int, finalists: int, reason: str) -> None:
    if not 0 <= places <= round.places:
        text = _("공고한 %(places)d곳까지 선정할 수 있습니다.")
        raise ValidationError({"places": text % {"places": round.places}})
    if places < min(round.places, finalists) and not reason.strip():
        raise ValidationError({"reason": _("공고한 것보다 적게 선정하는 이유를 적으세요.")})


def _last_reasons(round: Round, there: dict[int, Application]) -> dict[int, str]:
    """What the last stage that an application reached said of it."""
    rows = StageResult.objects.filter(stage__round=round, application__in=there).order_by("stage__order")
    return dict(rows.values_list("application_id", "reason"))


@transaction.atomic
def announce(*, actor: User, round: Round) -> Round:
    """Make the result public: DECIDED → ANNOUNCED. Public are the counts and the selected, each firm's name only once its
    certificate was published; never who stands in reserve or was not selected. Appends «support.announce_round».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a round that is not decided or is announced.
    """
    require(actor, "support.select", round)
    round = hold_round(round)
    if round.state != RoundState.DECIDED:
        raise ValidationError(_("선정을 확정한 뒤에 한 번만 공개합니다."))
    round.announce()
    round.announced_at = timezone.now()
    round.save(update_fields=["state", "announced_at"])
    append(verb="support.announce_round", subject=round, actor=actor, data={"selected": round.decided_places})
    return round


@transaction.atomic
def promote_reserve(*, actor: User, round: Round) -> Application:
    """Select the first in reserve for a place that was given up; it is told. Appends «support.promote_reserve».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) before the decision, without a free place, and
    with nobody in reserve.
    """
    require(actor, "support.select", round)
    round = hold_round(round)
    if round.state not in (RoundState.DECIDED, RoundState.ANNOUNCED):
        raise ValidationError(_("선정을 확정한 뒤에 할 수 있습니다."))
    if not queries.vacancies(round):
        raise ValidationError(_("빈자리가 없습니다. 선정된 기업이 포기했을 때 예비 기업을 선정합니다."))
    first = queries.next_on_reserve(round)
    if first is None:
        raise ValidationError(_("남은 예비 기업이 없습니다."))
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("applicant").get(pk=first.pk)
    )
    application.select()
    application.reason = f"{application.reason} 선정된 기업이 포기해 예비 순서에 따라 선정했습니다."
    application.decided_at = application.told_at = timezone.now()
    application.save(update_fields=["state", "reason", "decided_at", "told_at"])
    append(verb="support.promote_reserve", subject=round, actor=actor, data={"application": application.code})
    tell_results(actor, round, [application])
    return application


@transaction.atomic
def give_up(*, actor: User, application: Application, reason: str) -> Application:
    """The firm gives its application or its place up after review has begun: → WITHDRAWN. Appends «support.give_up».

    By the firm itself, or by the secretariat on its word. Refuses (NotAllowed) anyone else; (ValidationError) without a
    reason, one that is not in review, selected or in reserve, and one that holds a certificate.
    """
    require(actor, "support.give_up", application)
    if not reason.strip():
        raise ValidationError({"reason": _("포기하는 이유를 적어 주세요.")})
    round = hold_round(application.round)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state not in (State.UNDER_REVIEW, State.SELECTED, State.RESERVE):
        raise ValidationError(_("평가 중이거나 선정·예비인 신청만 포기할 수 있습니다."))
    if hasattr(application, "certificate"):
        raise ValidationError(
            _("확인서를 받은 뒤에는 포기할 수 없습니다. 사무국에 확인서 취소를 요청하세요.")
        )
    was = application.state
    application.give_up()
    application.save(update_fields=["state"])
    append(
        verb="support.give_up",
        subject=round,
        actor=actor,
        data={"application": application.code, "was": was, "reason": reason.strip()},
    )
    return application
