"""What a reviewer does with an application assigned to him: write, hand in, take back, decline.

Lock order: the stage, then the assessment. The record names the application and never a score.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.actions import establish
from sangsaeng.parties.conflicts import is_conflicted
from sangsaeng.parties.models import Conflict, ConflictReason, User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import append
from sangsaeng.support import selection_rubrics
from sangsaeng.support.models import ApplicationState, Assessment, RoundState, Stage
from sangsaeng.support.selection_rubrics import HIGHEST, LOWEST


def hold_stage(stage: Stage) -> Stage:
    """The stage read anew with its round, and locked."""
    return Stage.objects.select_for_update(of=("self",)).select_related("round").get(pk=stage.pk)


@transaction.atomic
def save_assessment(
    *, actor: User, assessment: Assessment, scores: Mapping[str, int], comment: str = ""
) -> Assessment:
    """Keep a draft of one's own assessment; nothing needs to be complete. Appends «support.save_assessment».

    Refuses (NotAllowed) anybody else's and an application with a conflict; (ValidationError) a closed stage, one declined
    or handed in, a criterion that is none, and a score outside 0–100.
    """
    assessment = _hold(actor, assessment)
    _unfinished(assessment)
    keys = set(selection_rubrics.sheet(assessment.stage).weights)
    if set(scores) - keys:
        raise ValidationError(_("평가 기준에 없는 항목입니다."))
    if any(not LOWEST <= score <= HIGHEST for score in scores.values()):
        raise ValidationError(_("점수는 0점부터 100점까지입니다."))
    assessment.scores = dict(scores)
    assessment.comment = comment.strip()
    assessment.saved_at = timezone.now()
    assessment.save(update_fields=["scores", "comment", "saved_at"])
    _note(actor, "save_assessment", assessment)
    return assessment


@transaction.atomic
def hand_in_assessment(*, actor: User, assessment: Assessment) -> Assessment:
    """Hand in one's own assessment as it is kept; it then counts. Appends «support.hand_in_assessment».

    Refuses as `save_assessment` does, and (ValidationError) while a score or the comment is missing.
    """
    assessment = _hold(actor, assessment)
    _unfinished(assessment)
    if lacking := missing(assessment):
        raise ValidationError(_("아직 적지 않은 것: %(what)s") % {"what": ", ".join(lacking)})
    assessment.handed_in_at = timezone.now()
    assessment.save(update_fields=["handed_in_at"])
    _note(actor, "hand_in_assessment", assessment)
    return assessment


@transaction.atomic
def take_back_assessment(*, actor: User, assessment: Assessment) -> Assessment:
    """Take one's own assessment back to change it, while the stage is open; the draft stays.

    Refuses as `save_assessment` does, and (ValidationError) one that is not in.
    """
    assessment = _hold(actor, assessment)
    if assessment.handed_in_at is None:
        raise ValidationError(_("아직 내지 않은 평가표입니다."))
    assessment.handed_in_at = None
    assessment.save(update_fields=["handed_in_at"])
    _note(actor, "take_back_assessment", assessment)
    return assessment


@transaction.atomic
def decline_assessment(
    *, actor: User, assessment: Assessment, reason: str = "", conflict: str = ""
) -> Assessment:
    """Decline an application: for a conflict (one of ConflictReason), or for another reason in words.

    A conflict then stands for the whole application, in every stage. The secretariat finds another reviewer. Also what was
    handed in is given up by it. Appends «support.decline_assessment», and the conflict's own event.
    Refuses (NotAllowed) anybody else's; (ValidationError) neither reason nor conflict, a closed stage, a second time.
    """
    if conflict and conflict not in ConflictReason.values:
        raise ValidationError({"conflict": _("목록에 있는 사유를 고르세요.")})
    if conflict == ConflictReason.FAMILY and reason.strip():
        text = _("친족 관계에는 설명을 적지 않습니다. 친족의 이름은 저장하지 않습니다. 설명을 지워 주세요.")
        raise ValidationError({"reason": text})
    if not conflict and not reason.strip():
        raise ValidationError({"reason": _("사양하는 이유를 적어 주세요.")})
    assessment = _hold(actor, assessment, conflicted=True)
    if not conflict:
        _unfinished(assessment)
    said = [str(ConflictReason(conflict).label)] if conflict else []
    assessment.declined_because = ": ".join([*said, *filter(None, [reason.strip()])])[:300]
    assessment.handed_in_at = None
    assessment.save(update_fields=["declined_because", "handed_in_at"])
    if conflict:
        establish(
            actor=actor,
            person=actor,
            case=assessment.application,
            reason=conflict,
            origin=Conflict.Origin.DECLARED,
            evidence=reason.strip(),
        )
    _note(actor, "decline_assessment", assessment)
    return assessment


def missing(assessment: Assessment) -> list[str]:
    """What must still be written before an assessment can be handed in, in words."""
    criteria = selection_rubrics.sheet(assessment.stage).criteria
    lacking = [each.name for each in criteria if each.key not in assessment.scores]
    if not assessment.comment.strip():
        lacking.append(_("의견"))
    return lacking


def _hold(actor: User, assessment: Assessment, *, conflicted: bool = False) -> Assessment:
    """The actor's own assessment, read anew and locked, its stage first; refused in an application with a conflict."""
    require(actor, "support.assess", assessment)
    stage = hold_stage(assessment.stage)
    locked = (
        Assessment.objects.select_for_update(of=("self",)).select_related("application").get(pk=assessment.pk)
    )
    locked.stage, locked.reviewer = stage, actor
    if stage.closed_at is not None or stage.round.state != RoundState.REVIEWING:
        raise ValidationError(_("이미 마감한 평가 단계입니다."))
    if locked.application.state != ApplicationState.UNDER_REVIEW:
        raise ValidationError(_("이 신청은 더 평가하지 않습니다."))
    if not conflicted and is_conflicted(actor, locked.application):
        raise NotAllowed(_("이해관계가 있어 이 신청을 평가할 수 없습니다."))
    if locked.declined_because:
        raise ValidationError(_("사양한 평가입니다."))
    return locked


def _unfinished(assessment: Assessment) -> None:
    if assessment.handed_in_at is not None:
        raise ValidationError(_("이미 낸 평가표입니다. 고치려면 먼저 철회하세요."))


def _note(actor: User, verb: str, assessment: Assessment) -> None:
    append(
        verb=f"support.{verb}",
        subject=assessment.stage.round,
        actor=actor,
        data={"stage": assessment.stage.order, "application": assessment.application.code},
    )
