"""Success stories: nothing is told without evidence and consent; what everyone sees is the words, codename and sector."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests.followup.test_outcomes import define, observe
from tests.proposals.world import SECRETS, World

from sangsaeng.followup.actions import outcomes
from sangsaeng.followup.actions import stories as actions
from sangsaeng.followup.models import (
    Confirmation,
    Evidence,
    Observation,
    PurchaseCommitment,
    PurchaseTerm,
    Story,
)
from sangsaeng.followup.queries import stories as queries
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import Event


@pytest.fixture
def model(world: World) -> WinWinModel:
    return world.model("approve")


def checked(world: World, model: WinWinModel) -> Observation:
    return outcomes.check(actor=world["agency"], observation=observe(world, define(world, model), "5"))


def write(world: World, model: WinWinModel, **more: object) -> Story:
    given = {"title": "함께 만든 부품", "text": "두 기업이 함께 만들었습니다.", **more}
    return actions.write(actor=world["secretariat"], model=model, **given)  # type: ignore[arg-type]


def agree(world: World, story: Story) -> Story:
    story = actions.agree(actor=world["demand_company"], story=story, side="buyer")
    return actions.agree(actor=world["sme"], story=story, side="supplier")


def term(world: World, model: WinWinModel) -> PurchaseTerm:
    today = timezone.localdate()
    purchase = PurchaseCommitment.objects.create(
        code="D-P-1",
        model=model,
        buyer=world.demand,
        supplier=world.supplier,
        basis="contract",
        promised_on=today,
        item_text="품목",
        unit="개",
        starts_on=today,
        ends_on=today,
        entered_by="agency",
        demonstration=True,
    )
    return PurchaseTerm.objects.create(purchase=purchase, number=1, due_on=today, quantity=Decimal(10))


def public(code: str, address: str = "/stories/") -> str:
    return Client().get(f"{address}{code}").content.decode()


def test_published_with_a_checked_value_and_both_consents(world: World, model: WinWinModel) -> None:
    story = agree(world, write(world, model, observations=[checked(world, model)]))
    assert story.agreed_by_buyer_on == timezone.localdate()
    assert Client().get(f"/stories/{story.code}/").status_code == 404
    actions.publish(actor=world["secretariat"], story=story)
    page = public(f"{story.code}/")
    assert "두 기업이 함께 만들었습니다." in page
    assert model.codename in page
    listed = public("")
    assert "함께 만든 부품" in listed
    assert "시연 이야기 1편은 지어낸 것" in listed
    for secret in (*SECRETS, model.title):
        assert secret not in page, secret
        assert secret not in listed, secret
    event = Event.objects.get(verb="followup.publish_story")
    assert (event.data["observations"], event.data["terms"]) == (1, 0)
    assert Message.objects.filter(title__startswith="성공 사례를 공개했습니다").count() == 2


def test_no_story_without_evidence(world: World, model: WinWinModel) -> None:
    story = agree(world, write(world, model))
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=world["secretariat"], story=story)
    assert "근거가 없습니다" in refused.value.messages[0]
    unchecked = observe(world, define(world, model), "5")
    story = actions.rewrite(
        actor=world["secretariat"],
        story=story,
        title=story.title,
        text=story.text,
        observations=[unchecked],
    )
    assert story.agreed_by_buyer_on is not None  # the words are the same
    with pytest.raises(ValidationError):
        actions.publish(actor=world["secretariat"], story=story)
    outcomes.check(actor=world["agency"], observation=unchecked)
    outcomes.correct(
        actor=world["sme"], observation=unchecked, value=Decimal(4), evidence="고침", reason="반품"
    )
    assert queries.standing(story).fallen == 1
    with pytest.raises(ValidationError):
        actions.publish(actor=world["secretariat"], story=story)
    story.refresh_from_db()
    assert story.published_at is None


def test_a_purchase_counts_only_when_both_sides_confirmed_it(world: World, model: WinWinModel) -> None:
    one = term(world, model)
    story = agree(world, write(world, model, terms=[one]))

    def stands() -> bool:
        return queries.standing(story).is_enough

    today = timezone.localdate()
    assert not stands()
    delivery = Evidence.objects.create(
        term=one, kind="delivery", side="supplier", on=today, quantity=Decimal(10), entered_by="sme"
    )
    assert not stands()
    Confirmation.objects.create(term=one, says="confirmed", name="담당", way="account")
    assert stands()
    Confirmation.objects.create(term=one, says="corrected", quantity=Decimal(1), name="담당", way="account")
    assert not stands()
    Confirmation.objects.create(term=one, says="confirmed", name="담당", way="account")
    assert stands()
    Evidence.objects.filter(pk=delivery.pk).update(withdrawn_at=timezone.now(), withdrawn_because="틀림")
    assert not stands()
    with pytest.raises(ValidationError):
        actions.publish(actor=world["secretariat"], story=story)


def test_no_story_without_the_consent_of_both(world: World, model: WinWinModel) -> None:
    story = write(world, model, observations=[checked(world, model)])
    story = actions.agree(actor=world["sme"], story=story, side="supplier", on=date(2026, 1, 5))
    assert story.agreed_by_supplier_on == date(2026, 1, 5)
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=world["secretariat"], story=story)
    assert refused.value.messages == ["수요기업의 동의가 없습니다."]
    with pytest.raises(NotAllowed):
        actions.agree(actor=world["sme"], story=story, side="buyer")
    with pytest.raises(NotAllowed):
        actions.agree(actor=world["stranger"], story=story, side="buyer")
    with pytest.raises(ValidationError):
        actions.agree(actor=world["sme"], story=story, side="supplier")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as late:
        actions.agree(actor=world["demand_company"], story=story, side="buyer", on=tomorrow)
    assert "on" in late.value.error_dict


def test_changed_words_end_the_consent(world: World, model: WinWinModel) -> None:
    observation = checked(world, model)
    story = agree(world, write(world, model, observations=[observation]))
    story = actions.rewrite(
        actor=world["secretariat"],
        story=story,
        title=story.title,
        text="기업 이름을 더했습니다.",
        observations=[observation],
    )
    assert (story.agreed_by_buyer_on, story.agreed_by_supplier_on) == (None, None)
    with pytest.raises(ValidationError):
        actions.publish(actor=world["secretariat"], story=story)


def test_withdrawn_it_is_public_no_more(world: World, model: WinWinModel) -> None:
    story = agree(world, write(world, model, observations=[checked(world, model)]))
    actions.publish(actor=world["secretariat"], story=story)
    with pytest.raises(ValidationError):
        actions.rewrite(actor=world["secretariat"], story=story, title="다른", text="글")
    with pytest.raises(NotAllowed):
        actions.withdraw(actor=world["stranger"], story=story, reason="이유")
    with pytest.raises(ValidationError):
        actions.withdraw(actor=world["sme"], story=story, reason=" ")
    actions.withdraw(actor=world["sme"], story=story, reason="동의를 철회합니다.")
    assert Client().get(f"/stories/{story.code}/").status_code == 404
    assert "함께 만든 부품" not in public("")
    with pytest.raises(ValidationError):
        actions.withdraw(actor=world["sme"], story=story, reason="또")


def test_who_may_not_write_or_publish(world: World, model: WinWinModel) -> None:
    story = agree(world, write(world, model, observations=[checked(world, model)]))
    for role in ("sme", "demand_company", "agency", "member", "auditor", "stranger"):
        with pytest.raises(NotAllowed):
            actions.publish(actor=world[role], story=story)
        with pytest.raises(NotAllowed):
            actions.write(actor=world[role], model=model, title="제목", text="글")
    with pytest.raises(ValidationError):
        write(world, world.model("recommend"))


def test_english_words_are_shown_only_where_they_were_agreed_to(world: World, model: WinWinModel) -> None:
    with pytest.raises(ValidationError) as refused:
        write(world, model, title_en="A part made together")
    assert "text_en" in refused.value.error_dict
    observation = checked(world, model)
    both = {"title_en": "A part made together", "text_en": "Two firms made it together."}
    story = agree(world, write(world, model, observations=[observation], **both))
    actions.publish(actor=world["secretariat"], story=story)
    korean = agree(world, write(world, model, title="국문 이야기", observations=[observation]))
    actions.publish(actor=world["secretariat"], story=korean)
    page = public(f"{story.code}/", "/en/stories/")
    assert "Two firms made it together." in page
    assert "함께 만들었습니다" not in page
    assert '<span lang="ko">국문 이야기</span>' in public(f"{korean.code}/", "/en/stories/")


def test_evidence_of_another_model_is_refused(world: World, model: WinWinModel) -> None:
    other = world.model("approve", supplier=world.other_supplier)
    foreign = observe(world, define(world, other), "5", by="agency")
    with pytest.raises(ValidationError) as refused:
        write(world, model, observations=[foreign])
    assert "observations" in refused.value.error_dict
