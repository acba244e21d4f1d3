"""The verbs on success stories: write, rewrite, agree, publish, withdraw. Nothing is told without evidence and consent.

A firm agrees to the very words: whoever changes them asks anew.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.followup.actions.outcome_parts import held, note, past_day, tell_firms, words
from sangsaeng.followup.models import Observation, PurchaseTerm, Story
from sangsaeng.followup.queries import stories as queries
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.proposals.codes import yearly
from sangsaeng.proposals.models import WinWinModel

SIDES = {"buyer": "agreed_by_buyer_on", "supplier": "agreed_by_supplier_on"}


@transaction.atomic
def write(
    *,
    actor: Any,
    model: WinWinModel,
    title: str,
    text: str,
    title_en: str = "",
    text_en: str = "",
    observations: Iterable[Observation] = (),
    terms: Iterable[PurchaseTerm] = (),
) -> Story:
    """Write a story of a model with the evidence it stands on; both firms are told and can agree to it.

    Appends «followup.write_story». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) empty words, evidence
    of another model, an English title without its text or the other way round.
    """
    require(actor, "followup.write_story", model)
    model = held(model)
    if model.approved_at is None:
        raise ValidationError(_("승인된 상생모델의 이야기만 쓸 수 있습니다."))
    story = Story(
        code=yearly("ST", demonstration=model.demonstration),
        model=model,
        written_by=actor.username,
        demonstration=model.demonstration,
    )
    _set_words(story, title, text, title_en, text_en)
    story.save(force_insert=True)
    _set_evidence(story, observations, terms)
    note(actor, "write_story", story)
    _tell(actor, story, "성공 사례의 공개에 동의를 구합니다", story.title)
    return story


def _set_words(story: Story, title: str, text: str, title_en: str, text_en: str) -> None:
    story.title, story.text = words("title", title, 200), words("text", text, 10_000)
    story.title_en = words("title_en", title_en, 200, empty=True)
    story.text_en = words("text_en", text_en, 10_000, empty=True)
    if bool(story.title_en) != bool(story.text_en):
        field = "text_en" if story.title_en else "title_en"
        raise ValidationError({field: _("영어는 제목과 글을 함께 적거나 둘 다 비워 두세요.")})


def _set_evidence(story: Story, observations: Iterable[Observation], terms: Iterable[PurchaseTerm]) -> None:
    observations, terms = list(observations), list(terms)
    if any(each.indicator.model_id != story.model_id for each in observations):
        raise ValidationError({"observations": _("이 상생모델의 값이 아닙니다.")})
    if any(each.purchase.model_id != story.model_id for each in terms):
        raise ValidationError({"terms": _("이 상생모델의 구매 약속이 아닙니다.")})
    story.observations.set(observations)
    story.terms.set(terms)


def _locked(story: Story) -> Story:
    model = held(story.model)
    found = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    found.model = model
    if found.withdrawn_at is not None:
        raise ValidationError(_("철회한 이야기입니다. 새로 쓰세요."))
    return found


def _not_published(story: Story) -> None:
    if story.published_at is not None:
        raise ValidationError(_("공개한 이야기는 고칠 수 없습니다. 철회하고 새로 쓰세요."))


@transaction.atomic
def rewrite(
    *,
    actor: Any,
    story: Story,
    title: str,
    text: str,
    title_en: str = "",
    text_en: str = "",
    observations: Iterable[Observation] = (),
    terms: Iterable[PurchaseTerm] = (),
) -> Story:
    """Change a story that is not published. Where its words change, consent to the old ones ends and both firms are told.

    Appends «followup.rewrite_story». Refuses (ValidationError) what `write` refuses, a story published or withdrawn.
    """
    require(actor, "followup.write_story", story.model)
    story = _locked(story)
    _not_published(story)
    before = (story.title, story.text, story.title_en, story.text_en)
    _set_words(story, title, text, title_en, text_en)
    ended = before != (story.title, story.text, story.title_en, story.text_en)
    if ended:
        story.agreed_by_buyer_on = story.agreed_by_supplier_on = None
    story.save()
    _set_evidence(story, observations, terms)
    note(actor, "rewrite_story", story, consent_ended=ended)
    if ended:
        _tell(actor, story, "성공 사례의 글이 바뀌어 다시 동의를 구합니다", story.title)
    return story


@transaction.atomic
def agree(*, actor: Any, story: Story, side: str, on: date | None = None) -> Story:
    """Record the consent of one firm («buyer» or «supplier») to these words, with its day (of a paper: the paper's).

    Appends «followup.agree_to_story». Refuses (NotAllowed) a firm for the other and strangers; (ValidationError) a day to come,
    consent given already, a story published or withdrawn.
    """
    require(actor, "followup.agree_to_story", story.model)
    story = _locked(story)
    _not_published(story)
    if side not in SIDES:
        raise ValidationError({"side": _("동의한 기업을 고르세요.")})
    firm = story.model.demand_company_id if side == "buyer" else story.model.supplier_id
    entered_for = actor.role == Role.SECRETARIAT
    if not entered_for and actor.organisation_id != firm:
        raise NotAllowed(_("자기 기업의 동의만 적을 수 있습니다."))
    if getattr(story, SIDES[side]) is not None:
        raise ValidationError(_("이미 동의했습니다."))
    day = past_day("on", on)
    setattr(story, SIDES[side], day)
    story.save(update_fields=[SIDES[side]])
    note(actor, "agree_to_story", story, side=side, on=day.isoformat(), entered_for=entered_for)
    return story


def refusals(story: Story) -> list[str]:
    """Everything that speaks against publishing the story as things stand; empty if nothing."""
    found = []
    if not queries.standing(story).is_enough:
        found.append(_("근거가 없습니다. 확인한 성과 값이나 양쪽이 확인한 구매를 하나 이상 고르세요."))
    if story.agreed_by_buyer_on is None:
        found.append(_("수요기업의 동의가 없습니다."))
    if story.agreed_by_supplier_on is None:
        found.append(_("공급기업의 동의가 없습니다."))
    return found


@transaction.atomic
def publish(*, actor: Any, story: Story) -> Story:
    """Publish a story: everyone may read its words, with the codename and the sector of its model. Both firms are told.

    Appends «followup.publish_story». Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without evidence that
    stands now, without the consent of both firms, and a story published or withdrawn.
    """
    require(actor, "followup.write_story", story.model)
    story = _locked(story)
    if story.published_at is not None:
        raise ValidationError(_("이미 공개한 이야기입니다."))
    if missing := refusals(story):
        raise ValidationError(missing)
    story.published_at, story.published_by = timezone.now(), actor.username
    story.save(update_fields=["published_at", "published_by"])
    now = queries.standing(story)
    note(actor, "publish_story", story, observations=now.observations, terms=now.terms)
    _tell(actor, story, "성공 사례를 공개했습니다", story.title)
    return story


@transaction.atomic
def withdraw(*, actor: Any, story: Story, reason: str) -> Story:
    """Withdraw a story with the reason; it is public no more. A firm may withdraw its consent at any time, so it may, too.

    Appends «followup.withdraw_story» and tells both firms. Refuses (ValidationError) an empty reason, one withdrawn already.
    """
    require(actor, "followup.agree_to_story", story.model)
    story = _locked(story)
    reason = words("reason", reason, 300)
    story.withdrawn_at, story.withdrawn_because = timezone.now(), reason
    story.save(update_fields=["withdrawn_at", "withdrawn_because"])
    note(actor, "withdraw_story", story, reason=reason, was_public=story.published_at is not None)
    _tell(actor, story, "성공 사례를 철회했습니다", reason)
    return story


def _tell(actor: Any, story: Story, title: str, body: str) -> None:
    firms = [story.model.demand_company_id, story.model.supplier_id]
    with override("ko"):
        url = reverse("followup:story", args=[story.code])
    tell_firms(actor, story, firms, f"{title}: {story.model.code}", body, url)
