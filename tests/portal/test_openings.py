"""A field is closed until the firms it belongs to agree and the secretariat decides; each step by who may, once, on the record."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from sangsaeng.parties.models import Message, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.portal.models import Opening
from sangsaeng.portal.openings import actions, queries
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.models import DocumentFile
from sangsaeng.records.queries import history
from tests.proposals.world import SECRETS, World

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PDF = ("동의서.pdf", b"%PDF-1.7 consent")


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    """A page asked for in English leaves its language behind in this thread."""
    with translation.override("ko"):
        yield


@pytest.fixture
def world() -> World:
    return World()


def client_of(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world[role], backend=BACKEND)
    return client


def asked(world: World, field: str = "item", by: str = "secretariat", **given: Any) -> Opening:
    model = given.pop("model", None) or world.model("recommend")
    return actions.propose_opening(
        actor=world[by], model=model, field=field, value_ko="노광기 모듈", value_en="exposure module", **given
    )


def agreed(world: World, opening: Opening) -> Opening:
    for role in ("demand_company", "sme"):
        missing = set(opening.owner_ids) - set(opening.consents.values_list("organisation", flat=True))
        if world[role].organisation_id in missing:
            opening = actions.consent(actor=world[role], opening=opening)
    return opening


def decided(world: World, opening: Opening, **given: Any) -> Opening:
    return actions.decide(actor=world["secretariat"], opening=agreed(world, opening), ground="근거", **given)


def public(code: str) -> str:
    return "".join(Client().get(f"{root}/models/{code}/").content.decode() for root in ("", "/en"))


def test_the_whole_way(world: World) -> None:
    opening = asked(world, by="demand_company")
    code = opening.model.code
    assert [c.organisation for c in opening.consents.all()] == [world.demand]  # who asks agrees
    assert opening.consented_at is None
    opening = actions.consent(actor=world["sme"], opening=opening, how="대표이사 결재")
    assert opening.consented_at is not None
    assert "노광기 모듈" not in public(code)
    opening = actions.decide(actor=world["secretariat"], opening=opening, ground="두 기업의 동의")
    page = public(code)
    assert "노광기 모듈" in page
    assert "exposure module" in page
    assert "공개 결정" in page
    shown = Client().get(f"/api/models/{code}").json()["opened"]
    assert shown == [
        {
            "field": "item",
            "value_ko": "노광기 모듈",
            "value_en": "exposure module",
            "opened_on": timezone.localdate().isoformat(),
        }
    ]
    assert not [secret for secret in SECRETS if secret in page]
    actions.withdraw(actor=world["sme"], opening=opening, reason="영업 비밀이 되었습니다")
    assert "노광기 모듈" not in public(code)
    verbs = [event.verb for event in history(opening.model) if event.verb.startswith("portal.")]
    assert verbs == [
        "portal.propose_opening",
        "portal.consent",
        "portal.consent",
        "portal.decide_opening",
        "portal.withdraw_opening",
    ]


def test_the_name_of_a_firm_needs_that_firm_alone(world: World) -> None:
    opening = asked(world, "supplier")
    assert opening.owner == world.supplier
    with pytest.raises(NotAllowed):
        actions.consent(actor=world["demand_company"], opening=opening)
    opening = actions.consent(actor=world["sme"], opening=opening)
    assert decided(world, opening).is_open()


def test_what_both_share_needs_both(world: World) -> None:
    opening = actions.consent(actor=world["sme"], opening=asked(world))
    with pytest.raises(ValidationError, match="아직 동의하지 않은"):
        actions.decide(actor=world["secretariat"], opening=opening, ground="근거")
    with pytest.raises(ValidationError, match="이미 동의"):
        actions.consent(actor=world["sme"], opening=opening)


def test_the_secretariat_enters_a_consent_with_its_paper(world: World) -> None:
    opening, office = asked(world, "supplier"), world["secretariat"]
    for given, field in (
        ({}, "organisation"),
        ({"organisation": world.demand}, "organisation"),
        ({"organisation": world.supplier}, "how"),
        ({"organisation": world.supplier, "how": "2026. 11. 2. 동의서"}, "paper"),
        ({"organisation": world.supplier, "how": "x", "paper": ("a.pdf", b"MZ")}, "paper"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.consent(actor=office, opening=opening, **given)  # type: ignore[arg-type]
        assert field in refused.value.message_dict
    actions.consent(
        actor=office, opening=opening, organisation=world.supplier, how="2026. 11. 2. 동의서", paper=PDF
    )
    given_paper = opening.consents.get()
    assert bytes(DocumentFile.objects.get(pk=given_paper.paper_id).content) == PDF[1]
    address = f"/openings/{opening.pk}/paper/{given_paper.pk}/"
    assert client_of(world, "sme").get(address).content == PDF[1]
    assert client_of(world, "secretariat").get(address).content == PDF[1]
    assert client_of(world, "demand_company").get(address).status_code == 404
    assert client_of(world, "stranger").get(address).status_code == 404


@pytest.mark.parametrize("role", ["stranger", "chair", "member", "ministry", "agency", "auditor"])
def test_nobody_else_may(world: World, role: str) -> None:
    opening = agreed(world, asked(world))
    with pytest.raises(NotAllowed):
        asked(world, "title", by=role, model=opening.model)
    for do in (
        lambda: actions.consent(actor=world[role], opening=opening),
        lambda: actions.decide(actor=world[role], opening=opening, ground="x"),
        lambda: actions.withdraw(actor=world[role], opening=opening, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            do()
    if role not in ("auditor", "stranger"):
        assert client_of(world, role).get("/openings/").status_code == 403
    if role == "stranger":
        assert client_of(world, role).get(f"/openings/{opening.pk}/").status_code == 404


def test_a_firm_does_not_decide(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.decide(actor=world["sme"], opening=agreed(world, asked(world)), ground="x")


def test_what_is_not_public_has_no_field_to_open(world: World) -> None:
    model = world.model("put_on_agenda")
    WinWinModel.objects.update(demonstration=False)
    world.people["secretariat"].demonstration = False
    model.refresh_from_db()
    with pytest.raises(ValidationError, match="아직 공개된 상생모델이 아닙니다"):
        asked(world, model=model)


def test_what_is_refused(world: World) -> None:
    opening = asked(world)
    model, office = opening.model, world["secretariat"]
    for field, value, named in (
        ("item", "x", "field"),
        ("nothing", "x", "field"),
        ("title", " ", "value_ko"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.propose_opening(actor=office, model=model, field=field, value_ko=value)
        assert named in refused.value.message_dict
    opening = agreed(world, opening)
    with pytest.raises(ValidationError):
        actions.decide(actor=office, opening=opening, ground=" ")
    with pytest.raises(ValidationError):
        actions.decide(
            actor=office, opening=opening, ground="x", opens_on=timezone.localdate() - timedelta(days=1)
        )
    opening = decided(world, opening)
    with pytest.raises(ValidationError):
        actions.decide(actor=office, opening=opening, ground="x")
    with pytest.raises(ValidationError):
        actions.consent(actor=world["sme"], opening=opening)
    with pytest.raises(ValidationError):
        actions.withdraw(actor=office, opening=opening, reason=" ")
    actions.withdraw(actor=office, opening=opening, reason="이유")
    with pytest.raises(ValidationError):
        actions.withdraw(actor=office, opening=opening, reason="이유")
    assert asked(world, model=model).pk != opening.pk  # what was withdrawn may be asked for again


def test_a_decision_for_a_later_day_shows_nothing_before_it(world: World) -> None:
    opening = decided(world, asked(world), opens_on=timezone.localdate() + timedelta(days=2))
    assert "노광기 모듈" not in public(opening.model.code)
    Opening.objects.filter(pk=opening.pk).update(opens_on=timezone.localdate())
    assert "노광기 모듈" in public(opening.model.code)


def test_the_database_refuses_an_opening_nobody_agreed_to(world: World) -> None:
    opening = asked(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(decided_at=timezone.now())


def test_the_words_of_the_record_are_offered(world: World) -> None:
    offered = queries.suggestions(world.model("recommend"))
    assert offered["title"][0] == "제목-비밀"
    assert offered["item"][0] == "품목-비밀"
    assert offered["supplier"][0] == "시연 공급기업 가"
    assert set(offered) == set(Opening.Field.values)


def test_who_is_told(world: World) -> None:
    opening = asked(world, by="sme")
    told = Message.objects.filter(kind="opening")
    assert {m.recipient.username for m in told} == {"demand_company"}
    actions.consent(actor=world["demand_company"], opening=opening)
    assert told.filter(recipient__username="secretariat").exists()
    assert not told.filter(recipient__username="stranger").exists()
    assert all(m.url.startswith("/openings/") for m in told)


def test_by_the_pages(world: World) -> None:
    model = world.model("recommend")
    firm, office = client_of(world, "demand_company"), client_of(world, "secretariat")
    assert f"/openings/new/{model.code}/" in firm.get(f"/models/{model.code}/").content.decode()
    new = f"/openings/new/{model.code}/"
    assert 'value="item"' in firm.get(new).content.decode()
    assert (
        "품목-비밀" in firm.get(f"{new}?field=item").content.decode()
    )  # the words of the record to begin with
    kept = firm.post(f"{new}?field=item", {"value_ko": "", "value_en": "kept words"})
    assert kept.status_code == 422
    assert "kept words" in kept.content.decode()
    assert firm.post(f"{new}?field=item", {"value_ko": "노광기 모듈", "value_en": ""}).status_code == 302
    opening = Opening.objects.get()
    address = f"/openings/{opening.pk}/"
    assert "아직 동의하지 않은 기업이 1곳" in office.get(address).content.decode()
    assert "공개 결정하기" not in office.get(address).content.decode()
    assert client_of(world, "sme").post(f"{address}consent/", {"how": ""}).status_code == 302
    assert "공개 결정하기" in office.get(address).content.decode()
    refused = office.post(f"{address}decide/", {"ground": "두 기업의 동의"})
    assert refused.status_code == 422  # nobody said that no law makes it a secret
    assert (
        office.post(f"{address}decide/", {"ground": "두 기업의 동의", "not_secret": "on"}).status_code == 302
    )
    assert "노광기 모듈" in public(model.code)
    listed = firm.get("/openings/?state=open").content.decode()
    assert model.codename in listed
    assert "1건이고" in listed
    assert office.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert office.post(f"{address}withdraw/", {"reason": "철회 요청"}).status_code == 302
    assert "노광기 모듈" not in public(model.code)
    assert "철회했습니다" in firm.get(f"/models/{model.code}/").content.decode()  # the history's sentence


def test_the_secretariats_form_takes_the_paper(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    opening, office = asked(world, "supplier"), client_of(world, "secretariat")
    address = f"/openings/{opening.pk}/consent/"
    assert office.post(address, {"organisation": world.supplier.pk, "how": "동의서"}).status_code == 422
    sent = {"organisation": world.supplier.pk, "how": "동의서", "paper": SimpleUploadedFile(*PDF)}
    assert office.post(address, sent).status_code == 302
    assert opening.consents.get().paper is not None


def test_what_waits_for_whom(world: World) -> None:
    opening = asked(world)
    assert list(queries.waiting_for(world["sme"])) == [opening]
    assert list(queries.waiting_for(world["secretariat"])) == []
    opening = actions.consent(actor=world["sme"], opening=opening)
    assert list(queries.waiting_for(world["sme"])) == []
    assert list(queries.waiting_for(world["demand_company"])) == [opening]
    actions.consent(actor=world["demand_company"], opening=opening)
    assert list(queries.waiting_for(world["secretariat"])) == [opening]
    assert list(queries.waiting_for(world["stranger"])) == []


def test_the_list_is_read_in_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = client_of(world, "secretariat")
    for _turn in range(3):
        asked(world)
        with django_assert_max_num_queries(12):
            assert client.get("/openings/").status_code == 200


def test_the_first_page_tells_whom_it_waits_for(world: World) -> None:
    from sangsaeng.desk.todos.portal import todos

    opening = asked(world, by="sme")
    assert [todo.href for todo in todos(world["demand_company"])] == [f"/openings/{opening.pk}/"]
    assert todos(world["sme"]) == todos(world["secretariat"]) == todos(world["member"]) == []
    agreed(world, opening)
    assert [todo.button for todo in todos(world["secretariat"])] == ["공개 결정하기"]


def test_the_home_tells_the_story_only_of_an_item_that_is_open(loaded: dict[str, str]) -> None:
    from sangsaeng.records.queries import _remembered

    model = WinWinModel.objects.get(code=loaded["model"])
    told = "한 품목을 따라가 보기"
    assert told in Client().get("/").content.decode()
    opening = Opening.objects.get(model=model, field="item")
    office = User.objects.get(username="secretariat")
    with transaction.atomic():
        actions.withdraw(actor=office, opening=opening, reason="시연")
        _remembered.clear()
        assert told not in Client().get("/").content.decode()
        transaction.set_rollback(True)
