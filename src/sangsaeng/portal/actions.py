"""What visitors may write: a request for correction or removal, and its answer."""

from secrets import token_hex

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.portal import corrected
from sangsaeng.portal.models import CorrectionRequest
from sangsaeng.records.actions import Actor, append
from sangsaeng.records.queries import history


class _Visitor:
    username = "visitor"
    role = "public"


VISITOR = _Visitor()


def ask_correction(
    *, kind: str, text: str, about: str = "", contact: str = "", actor: Actor = VISITOR
) -> CorrectionRequest:
    """Take in a request to correct or remove what is shown; anybody may ask.

    Appends «portal.ask_correction» without the contact, which only the secretariat sees. Raises
    ValidationError where the text is empty.
    """
    if not text.strip():
        raise ValidationError({"text": _("무엇을 어떻게 고칠지 적어 주세요.")})
    with transaction.atomic():
        asked = CorrectionRequest.objects.create(
            code=f"R-{timezone.localdate():%Y%m%d}-{token_hex(4)}",
            about=about,
            kind=kind,
            text=text,
            contact=contact,
        )
        append(verb="portal.ask_correction", subject=asked, actor=actor, data={"about": about, "kind": kind})
    return asked


def answer_correction(
    *, actor: User, request: CorrectionRequest, state: str, answer: str, take_out: bool = False
) -> CorrectionRequest:
    """Close a request with what was done and why; with `take_out` the firm's record or entry it is about is taken out.

    Appends «portal.answer_correction» and tells whoever asked with an account. Raises ValidationError without a reason, when
    closed, and to take out what is refused, or what is neither a firm's record nor an entry of its profile.
    """
    require(actor, "portal.answer_correction", request)
    if not answer.strip():
        raise ValidationError({"answer": _("처리한 내용과 이유를 적어 주세요.")})
    if state not in (CorrectionRequest.State.DONE, CorrectionRequest.State.REFUSED):
        raise ValidationError({"state": _("반영 또는 반영하지 않음을 고르세요.")})
    with transaction.atomic():
        locked = CorrectionRequest.objects.select_for_update().get(pk=request.pk)
        if locked.state != CorrectionRequest.State.OPEN:
            raise ValidationError(_("이미 처리한 요청입니다."))
        locked.state, locked.answer, locked.answered_at = state, answer, timezone.now()
        locked.save(update_fields=["state", "answer", "answered_at"])
        found = corrected.subject(locked.about)
        if take_out:
            if state != CorrectionRequest.State.DONE or found is None:
                raise ValidationError(
                    {"take_out": _("반영하는 기업 기록이나 프로필 항목만 내릴 수 있습니다.")}
                )
            corrected.take_out(actor, found, answer)
        data = {"state": state} | ({"taken_out": True} if take_out else {})
        append(verb="portal.answer_correction", subject=locked, actor=actor, data=data)
        _tell_asker(actor, locked, found)
    return locked


def _tell_asker(actor: User, request: CorrectionRequest, found: corrected.Subject | None) -> None:
    """A message to the account that asked, where there is one; a visitor left a contact or nothing."""
    asked = history(request).filter(verb="portal.ask_correction").first()
    people = User.objects.filter(username=asked.actor if asked else "", is_active=True)
    tell(
        actor=actor,
        recipients=[each for each in people if each.pk != actor.pk],
        kind="correction",
        title=f"정정·삭제 요청에 답했습니다: {request.code}",
        body=request.answer,
        about=found.firm if found else request,
    )
