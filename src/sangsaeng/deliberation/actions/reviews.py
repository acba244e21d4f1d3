"""What a reviewer does with a case assigned to him: decline, write, hand in, take back."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import rubrics
from sangsaeng.deliberation.actions.rounds import lock_round
from sangsaeng.deliberation.models import Review
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.withholding import withheld_from
from sangsaeng.records.actions import append


def save_review(
    *, actor: User, review: Review, scores: Mapping[str, int], comment: str = "", advice: str = ""
) -> Review:
    """Keep a draft of one's own review; nothing needs to be complete.

    Locks the round, then the review. Refuses (NotAllowed) anybody else's and a case with a conflict; (ValidationError)
    the wrong phase, a review declined or handed in, a question that is none, and a score beyond the scale.
    """
    with transaction.atomic():
        review = _lock(actor, review, "write")
        _unfinished(review)
        _write(review, scores, comment, advice)
        append(
            verb="deliberation.save_review",
            subject=review.round,
            actor=actor,
            data={"model": review.model.code},
        )
    return review


def hand_in(*, actor: User, review: Review) -> Review:
    """Hand in one's own review as it is kept; it then counts.

    Refuses as `save_review` does, and (ValidationError) while an answer, the comment or the advice is missing.
    """
    with transaction.atomic():
        review = _lock(actor, review, "hand_in")
        _unfinished(review)
        lacking = missing(review)
        if lacking:
            raise ValidationError(_("아직 적지 않은 것: %(what)s") % {"what": ", ".join(lacking)})
        review.handed_in_at = timezone.now()
        review.save(update_fields=["handed_in_at"])
        append(
            verb="deliberation.hand_in_review",
            subject=review.round,
            actor=actor,
            data={"model": review.model.code},
        )
    return review


def take_back(*, actor: User, review: Review) -> Review:
    """Take one's own review back to change it, while the phase allows; the draft stays.

    Refuses (NotAllowed) anybody else's and a case with a conflict, (ValidationError) the wrong phase, and one not in.
    """
    with transaction.atomic():
        review = _lock(actor, review, "take_back")
        if review.handed_in_at is None:
            raise ValidationError(_("아직 내지 않은 심사표입니다."))
        review.handed_in_at = None
        review.save(update_fields=["handed_in_at"])
        append(
            verb="deliberation.take_back_review",
            subject=review.round,
            actor=actor,
            data={"model": review.model.code},
        )
    return review


def decline_review(*, actor: User, review: Review, reason: str) -> Review:
    """Decline a case with a reason: the reviewer no longer reads it, and the secretariat finds another.

    Refuses (NotAllowed) anybody else's; (ValidationError) without a reason, the wrong phase, and one handed in.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("사양하는 이유를 적어 주세요.")})
    with transaction.atomic():
        review = _lock(actor, review, "decline", conflicted=True)
        _unfinished(review)
        review.declined_because = reason.strip()
        review.full_clean(exclude=["scores"])
        review.save(update_fields=["declined_because"])
        append(
            verb="deliberation.decline_review",
            subject=review.round,
            actor=actor,
            data={"model": review.model.code, "reason": reason.strip()},
        )
    return review


def missing(review: Review) -> list[str]:
    """What must still be written before a review can be handed in, in words."""
    lacking = [rubrics.label(q) for q in review.round.rubric.questions if q["key"] not in review.scores]
    if not review.comment.strip():
        lacking.append(_("의견"))
    if not review.advice:
        lacking.append(_("종합 판단"))
    return lacking


def _write(review: Review, scores: Mapping[str, int], comment: str, advice: str) -> None:
    keys, most = set(rubrics.weights(review.round.rubric)), review.round.rubric.most
    if set(scores) - keys:
        raise ValidationError(_("심사 기준에 없는 질문입니다."))
    if any(not 1 <= score <= most for score in scores.values()):
        raise ValidationError(_("점수는 1점부터 %(most)d점까지입니다.") % {"most": most})
    if advice and advice not in Review.Advice.values:
        raise ValidationError({"advice": _("종합 판단을 하나 고르세요.")})
    review.scores = dict(scores)
    review.comment = comment.strip()
    review.advice = advice
    review.saved_at = timezone.now()
    review.save(update_fields=["scores", "comment", "advice", "saved_at"])


def _lock(actor: User, review: Review, deed: str, *, conflicted: bool = False) -> Review:
    """The actor's own review, read anew and locked, its round first; refused in a case with a conflict."""
    require(actor, "deliberation.review", review)
    round = lock_round(review.round, deed)
    locked = Review.objects.select_for_update(of=("self",)).select_related("model").get(pk=review.pk)
    locked.round = round
    if not conflicted and WinWinModel.objects.filter(withheld_from(actor), pk=locked.model_id).exists():
        raise NotAllowed(_("이해관계가 있어 이 모델을 심사할 수 없습니다."))
    if locked.declined_because:
        raise ValidationError(_("사양한 심사입니다."))
    return locked


def _unfinished(review: Review) -> None:
    if review.handed_in_at is not None:
        raise ValidationError(_("이미 낸 심사표입니다. 고치려면 먼저 철회하세요."))
