"""Who has a conflict of interest in a model does not read it, at any time."""

import pytest
from django.db.models import Q
from django.test import Client
from tests.proposals.world import SECRETS, World

from sangsaeng.parties import actions as parties
from sangsaeng.parties.models import Conflict, User
from sangsaeng.parties.rules import may
from sangsaeng.proposals import opening
from sangsaeng.proposals.queries import listed, whole_to

pytestmark = pytest.mark.django_db


def page(user: User, path: str) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(path).content.decode()


@pytest.mark.parametrize("role", ["member", "chair", "ministry"])
def test_a_standing_conflict_withholds_the_model_from_its_person_alone(world: World, role: str) -> None:
    model, other = world.model("put_on_agenda"), world.model("put_on_agenda", title="다른 모델")
    person = world[role]
    assert may(person, "proposals.see_whole", model)
    parties.establish(actor=world["secretariat"], person=person, case=model, reason="equity", origin="found")
    assert not may(person, "proposals.see_whole", model)
    assert list(whole_to(person)) == [other]
    assert listed(person).filter(seen_title__contains="제목-비밀").count() == 0  # type: ignore[misc]
    assert may(world["secretariat"], "proposals.see_whole", model)
    shown = page(person, f"/models/{model.code}/")
    assert not any(secret in shown for secret in SECRETS)
    assert model.code not in page(person, "/models/?q=제목-비밀"), "nor does a search tell its title"
    parties.dismiss(actor=world["secretariat"], conflict=Conflict.objects.get(), reason="동명이인입니다.")
    assert may(person, "proposals.see_whole", model)


def test_a_conflict_outweighs_being_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later stage may open a model to its reviewer; a conflict that stands closes it again."""
    model = world.model("screen")
    monkeypatch.setattr(opening, "_registered", [lambda user: Q(pk=model.pk)])
    assert may(world["member"], "proposals.see_whole", model)
    assert list(whole_to(world["member"])) == [model]
    parties.establish(
        actor=world["secretariat"], person=world["member"], case=model, reason="agent", origin="found"
    )
    assert not may(world["member"], "proposals.see_whole", model)
    assert not whole_to(world["member"]).exists()


def test_a_suggestion_alone_withholds_nothing(world: World) -> None:
    model = world.model("put_on_agenda")
    Conflict.objects.create(
        person=world["member"],
        case_type="winwinmodel",
        case_id=model.code,
        reason="equity",
        origin="computed",
        opened_by="system",
        demonstration=True,
    )
    assert may(world["member"], "proposals.see_whole", model)


def test_the_withheld_page_still_opens_with_its_public_part(world: World) -> None:
    model = world.model("recommend")
    parties.establish(
        actor=world["secretariat"], person=world["member"], case=model, reason="equity", origin="found"
    )
    shown = page(world["member"], f"/models/{model.code}/")
    assert model.codename in shown
    assert not any(secret in shown for secret in SECRETS)
