"""After the window: who may apply at all. The rule judges, people admit or refuse with a reason, each firm is told why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.actions.applications import LIVE, hold, verdict_of
from sangsaeng.support.actions.posting import check_reason
from sangsaeng.support.actions.rounds import hold_round, is_over
from sangsaeng.support.eligibility import FigureError, State
from sangsaeng.support.models import Application, ApplicationState, Round, RoundState

WRITTEN = ["state", "verdict", "reason", "decided_at", "told_at"]


@transaction.atomic
def check_eligibility(*, actor: User, round: Round) -> dict[str, int]:
    """Judge every submitted application by the round's rule; returns how many were met, not met, unknown.

    Those who meet it are admitted to the review; those who do not are found ineligible and told why; where a figure is
    unknown the application stays as it is («확인 필요») until `admit` or `find_ineligible`. Appends «support.check_eligibility»
    on the round and «support.find_ineligible» on each refused. Asked again, it judges those still waiting. Refuses
    (ValidationError) while the window is open.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    is_over(round)
    now, counts, admitted = timezone.now(), dict.fromkeys(("met", "not_met", "unknown"), 0), []
    waiting = list(
        round.applications.filter(state=ApplicationState.SUBMITTED)
        .select_related("applicant", "organisation")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for application in waiting:
        application.round = round
        try:
            verdict = verdict_of(application)
        except FigureError:  # stored under another version of the rule: a person looks at it
            counts["unknown"] += 1
            continue
        counts[verdict.state.value] += 1
        application.verdict = words.kept(verdict)
        if verdict.state is State.MET:
            application.admit()
            application.reason, application.decided_at = "", now
            admitted.append(application.code)
        elif verdict.state is State.NOT_MET:
            _refuse(actor, application, words.reasons(verdict))
    Application.objects.bulk_update(waiting, WRITTEN, batch_size=200)
    if waiting:
        data = {**counts, "admitted": admitted}
        append(verb="support.check_eligibility", subject=round, actor=actor, data=data)
    return counts


@transaction.atomic
def admit(*, actor: User, application: Application, reason: str) -> Application:
    """Admit an application to the review against or without the rule's word, with a reason; tell the applicant.

    SUBMITTED or INELIGIBLE → UNDER_REVIEW, once the window has closed and until the first stage's results were fixed.
    Appends «support.admit». Refuses (ValidationError) any other state, and an empty reason.
    """
    application = hold(application)
    require(actor, "support.run_round", application)
    _may_be_judged(application.round)
    if application.state not in (ApplicationState.SUBMITTED, ApplicationState.INELIGIBLE):
        raise ValidationError(_("자격을 확인하는 중이거나 자격이 없다고 정한 신청만 인정할 수 있습니다."))
    reason = check_reason(reason)
    application.admit()
    application.verdict = {**application.verdict, "admitted_because": reason}
    application.reason, application.decided_at = "", timezone.now()
    append(verb="support.admit", subject=application, actor=actor, data={"reason": reason})
    _tell(actor, application, _("신청 자격을 인정했습니다"), _("이유: %(reason)s") % {"reason": reason})
    application.save(update_fields=WRITTEN)
    return application


@transaction.atomic
def find_ineligible(*, actor: User, application: Application, reason: str) -> Application:
    """Say of a submitted application, after the window closed, why the firm may not apply; the applicant reads it.

    SUBMITTED → INELIGIBLE. Appends «support.find_ineligible». Refuses (ValidationError) any other state, an empty reason.
    """
    application = hold(application)
    require(actor, "support.run_round", application)
    _may_be_judged(application.round)
    if application.state != ApplicationState.SUBMITTED:
        raise ValidationError(_("자격을 확인하는 중인 신청만 자격 없음으로 정할 수 있습니다."))
    _refuse(actor, application, check_reason(reason))
    application.save(update_fields=WRITTEN)
    return application


@transaction.atomic
def note_told(*, actor: User, application: Application, reason: str) -> Application:
    """Note that a firm without an account here was told its result by another way (`reason` says which).

    Appends «support.note_told». Refuses (ValidationError) where there is nothing to tell, and where it was told already.
    """
    application = hold(application)
    require(actor, "support.run_round", application)
    if application.state != ApplicationState.INELIGIBLE:
        raise ValidationError(_("자격 없음으로 정한 신청만 알린 것을 적습니다."))
    if application.told_at is not None:
        raise ValidationError(_("이미 알린 신청입니다."))
    reason = check_reason(reason, _("어떻게 알렸는지 500자 안에서 적으세요."))
    application.told_at = timezone.now()
    application.save(update_fields=["told_at"])
    append(verb="support.note_told", subject=application, actor=actor, data={"reason": reason})
    return application


@transaction.atomic
def link_firm(*, actor: User, application: Application, organisation: Organisation) -> Application:
    """Say which firm with accounts here sent an application that came by spreadsheet; its people then read it.

    Appends «support.link_firm». Refuses (ValidationError) one that came by form or was linked already, and a firm of the
    other world or one that has another application in this round.
    """
    application = hold(application)
    require(actor, "support.run_round", application)
    if application.intake_id is None or application.organisation_id is not None:
        raise ValidationError(_("접수 시스템에서 왔고 아직 잇지 않은 신청만 이을 수 있습니다."))
    if organisation.demonstration != application.demonstration:
        raise ValidationError({"organisation": _("시연과 실제를 섞을 수 없습니다.")})
    if application.round.applications.filter(LIVE, organisation=organisation).exists():
        raise ValidationError({"organisation": _("이 공고에 다른 신청이 있는 기업입니다.")})
    application.organisation = organisation
    application.save(update_fields=["organisation"])
    append(
        verb="support.link_firm",
        subject=application,
        actor=actor,
        data={"organisation": organisation.code},
    )
    return application


def _may_be_judged(round: Round) -> None:
    if round.state == RoundState.CALLED:
        is_over(round)
    elif round.state != RoundState.REVIEWING or round.stages.filter(closed_at__isnull=False).exists():
        raise ValidationError(_("첫 평가 단계가 끝나 자격을 다시 정할 수 없습니다."))


def _refuse(actor: User, application: Application, reason: str) -> None:
    application.find_ineligible()
    application.reason, application.decided_at = reason, timezone.now()
    append(verb="support.find_ineligible", subject=application, actor=actor, data={"reason": reason})
    with override("ko"):
        _tell(actor, application, _("신청 자격이 없습니다"), _("이유: %(reason)s") % {"reason": reason})


def _tell(actor: User, application: Application, title: str, body: str) -> None:
    """A message to the people of the firm; `told_at` stays empty where nobody of it has an account here."""
    people: dict[int, Any] = {}
    if application.organisation_id is not None:
        firm = User.objects.filter(organisation=application.organisation_id, role=Role.SME, is_active=True)
        people = {each.pk: each for each in firm}
    if application.applicant is not None:
        people[application.applicant.pk] = application.applicant
    sent = tell(
        actor=actor,
        recipients=people.values(),
        kind="application_judged",
        title=f"{application.code}: {title}"[:200],
        body=body,
        url=reverse("support:application", args=[application.code]),
        about=application,
    )
    application.told_at = timezone.now() if sent else None
