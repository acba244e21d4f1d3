"""Opinions of ministries and agencies (의견조회): asked, answered, disposed of, or withdrawn."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation.models import Opinion
from sangsaeng.deliberation.review_rules import ASKED_KINDS, NOT_OPEN
from sangsaeng.pages.formats import day
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import may, require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append


def ask_opinion(
    *, actor: User, model: WinWinModel, organisation: Organisation, due_on: date, question: str = ""
) -> Opinion:
    """Ask a ministry or agency for its opinion on a model, by a day, and tell its people; they may then read it.

    Locks the model. Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a model that is being
    written or was withdrawn, an organisation that is neither or belongs to the other world, a day that is past,
    and a second question to the same organisation while the first waits.
    """
    require(actor, "deliberation.ask_opinion", model)
    with transaction.atomic():
        model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
        if model.state in NOT_OPEN:
            raise ValidationError(_("심사를 마친 모델만 의견을 물을 수 있습니다."))
        if organisation.kind not in ASKED_KINDS or organisation.demonstration != model.demonstration:
            raise ValidationError({"organisation": _("부처나 지원기관에만 의견을 물을 수 있습니다.")})
        if due_on < timezone.localdate():
            raise ValidationError({"due_on": _("기한이 이미 지났습니다. 오늘이나 그 뒤의 날을 적어 주세요.")})
        waiting = Opinion.objects.filter(
            model=model, organisation=organisation, answered_at__isnull=True, withdrawn_at__isnull=True
        )
        if waiting.exists():
            raise ValidationError({"organisation": _("이 기관의 의견을 이미 기다리고 있습니다.")})
        opinion = Opinion.objects.create(
            model=model, organisation=organisation, question=question.strip(), asked_by=actor, due_on=due_on
        )
        _note("deliberation.ask_opinion", opinion, actor, due_on=due_on.isoformat())
        _tell(opinion, actor, "의견을 요청합니다", opinion.question)
    return opinion


def answer_opinion(*, actor: User, opinion: Opinion, answer: str) -> Opinion:
    """Write the answer down: the ministry or agency itself, or the secretariat that received a letter.

    Who wrote it is kept. It may come late, and once: a later word is a new question. Refuses (NotAllowed) people of
    another organisation, (ValidationError) an empty answer, and a question answered or withdrawn.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("의견을 적어 주세요. 의견이 없으면 ‘의견 없음’을 고르세요.")})
    return _answered(actor=actor, opinion=opinion, answer=answer.strip())


def no_opinion(*, actor: User, opinion: Opinion) -> Opinion:
    """Answer that there is none (의견 없음); refuses as `answer_opinion` does."""
    return _answered(actor=actor, opinion=opinion, answer="")


def _answered(*, actor: User, opinion: Opinion, answer: str) -> Opinion:
    require(actor, "deliberation.answer_opinion", opinion)
    with transaction.atomic():
        opinion = _lock(opinion)
        if opinion.answered_at is not None:
            raise ValidationError(_("이미 의견을 받았습니다."))
        opinion.answer = answer
        opinion.has_no_opinion = not answer
        opinion.answered_by = actor
        opinion.answered_at = timezone.now()
        opinion.save(update_fields=["answer", "has_no_opinion", "answered_by", "answered_at"])
        _note(
            "deliberation.answer_opinion",
            opinion,
            actor,
            none=opinion.has_no_opinion,
            entered_for=may(actor, "deliberation.ask_opinion", opinion),
        )
    return opinion


def dispose(*, actor: User, opinion: Opinion, disposition: str, action: str) -> Opinion:
    """Say what became of an opinion (수용, 일부 수용, 미수용) and what is done about it, and tell the organisation.

    It can be said anew until the model is decided; the record keeps each. Refuses (NotAllowed) everyone but the
    secretariat; (ValidationError) an opinion that has not come, that says there is none, or without an action.
    """
    require(actor, "deliberation.ask_opinion", opinion)
    with transaction.atomic():
        opinion = _lock(opinion)
        if opinion.answered_at is None:
            raise ValidationError(_("아직 의견이 오지 않았습니다."))
        if opinion.has_no_opinion:
            raise ValidationError(_("‘의견 없음’이라 반영할 것이 없습니다."))
        if disposition not in Opinion.Disposition.values:
            raise ValidationError({"disposition": _("수용, 일부 수용, 미수용 가운데 하나를 고르세요.")})
        if not action.strip():
            raise ValidationError({"action": _("어떻게 조치했는지 적어 주세요.")})
        opinion.disposition = disposition
        opinion.action = action.strip()
        opinion.disposed_at = timezone.now()
        opinion.save(update_fields=["disposition", "action", "disposed_at"])
        _note("deliberation.dispose_opinion", opinion, actor, disposition=disposition)
        with override("ko"):
            word = str(Opinion.Disposition(disposition).label)
        _tell(opinion, actor, f"의견 반영 결과({word})", opinion.action)
    return opinion


def withdraw_opinion(*, actor: User, opinion: Opinion, reason: str) -> Opinion:
    """Withdraw a question that was not answered: the organisation no longer reads the model on its account.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without a reason, or once it is answered.
    """
    require(actor, "deliberation.ask_opinion", opinion)
    if not reason.strip():
        raise ValidationError({"reason": _("철회하는 이유를 적어 주세요.")})
    with transaction.atomic():
        opinion = _lock(opinion)
        if opinion.answered_at is not None:
            raise ValidationError(_("이미 온 의견은 철회할 수 없습니다."))
        opinion.withdrawn_at = timezone.now()
        opinion.save(update_fields=["withdrawn_at"])
        _note("deliberation.withdraw_opinion", opinion, actor, reason=reason.strip())
        _tell(opinion, actor, "의견 요청을 철회했습니다", reason.strip())
    return opinion


def _lock(opinion: Opinion) -> Opinion:
    """The opinion, read anew and locked, its model first; refuses one that was withdrawn."""
    model = WinWinModel.objects.select_for_update(of=("self",)).get(pk=opinion.model_id)
    locked = Opinion.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=opinion.pk)
    locked.model = model
    if locked.withdrawn_at is not None:
        raise ValidationError(_("철회한 의견 요청입니다."))
    return locked


def _note(verb: str, opinion: Opinion, actor: User, **data: object) -> None:
    append(
        verb=verb,
        subject=opinion,  # not the model: its history is read by its parties
        actor=actor,
        data={"model": opinion.model.code, "organisation": opinion.organisation.code, **data},
    )


def _tell(opinion: Opinion, actor: User, title: str, body: str) -> None:
    """To the people of the organisation who sign in for it, in Korean whatever the language of the sender."""
    people = User.objects.filter(organisation=opinion.organisation_id, is_active=True)
    with override("ko"):
        due = _("기한: %(day)s") % {"day": day(opinion.due_on)} if opinion.answered_at is None else ""
        address = reverse("deliberation:opinion", args=(opinion.pk,))
    tell(
        actor=actor,
        recipients=people,
        kind="opinion",
        title=f"{title}: {opinion.model.code}",
        body="\n".join(part for part in (body, due) if part),
        url=address,
        about=opinion,
    )
