"""Opinions of ministries and agencies: who is asked, who reads, who answers, what becomes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.deliberation.conftest import People

from sangsaeng.deliberation import actions
from sangsaeng.deliberation.models import Opinion
from sangsaeng.deliberation.queries import reviews as queries
from sangsaeng.parties.models import Message, Organisation, Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.proposals.lifecycle import State
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.proposals.rules import sees_whole
from sangsaeng.records.models import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., WinWinModel]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def agency(people: People) -> Organisation:
    """An agency with the one person that `people` knows."""
    made = Organisation.objects.create(
        code="demo-agency", name="시연 시험인증원", kind="agency", demonstration=True
    )
    people.agency.organisation = made
    people.agency.save()
    return made


@pytest.fixture
def other(people: People) -> User:
    made = Organisation.objects.create(
        code="demo-agency-2", name="시연 다른 기관", kind="agency", demonstration=True
    )
    return User.objects.create(
        username="other", role=Role.AGENCY, display_name="시연 other", organisation=made, demonstration=True
    )


def ask(people: People, model: WinWinModel, organisation: Organisation, days: int = 7) -> Opinion:
    return actions.ask_opinion(
        actor=people.secretariat,
        model=model,
        organisation=organisation,
        due_on=timezone.localdate() + timedelta(days=days),
        question="시험 인증이 가능한가요?",
    )


def test_who_is_asked_reads_the_model_and_is_told(
    people: People, agency: Organisation, other: User, make_model: Make
) -> None:
    model, unasked = make_model(), make_model()
    assert not whole_to(people.agency).exists()
    opinion = ask(people, model, agency)
    assert list(whole_to(people.agency)) == [model]
    assert sees_whole(people.agency, model)
    assert not sees_whole(people.agency, unasked)
    assert not whole_to(other).exists()
    told = Message.objects.get()
    assert told.recipient == people.agency
    assert told.url == reverse("deliberation:opinion", args=(opinion.pk,))
    assert told.demonstration
    assert model.title not in told.title + told.body  # the message names no more than the code


def test_a_model_under_repair_or_in_conflict_is_shut_again(
    people: People, agency: Organisation, make_model: Make
) -> None:
    from sangsaeng.parties.models import Conflict

    model = make_model()
    ask(people, model, agency)
    Conflict.objects.create(
        person=people.agency,
        case_type="winwinmodel",
        case_id=model.code,
        reason="advice",
        origin="found",
        state="stands",
        opened_by="secretariat",
        demonstration=True,
    )
    assert not whole_to(people.agency).exists()
    assert not sees_whole(people.agency, model)
    Conflict.objects.all().delete()
    assert whole_to(people.agency).exists()
    WinWinModel.objects.filter(pk=model.pk).update(state=State.RETURNED)
    assert not whole_to(people.agency).exists()


def test_asking_is_refused_where_it_makes_no_sense(
    people: People, agency: Organisation, firms: dict[str, Organisation], make_model: Make
) -> None:
    model = make_model()
    with pytest.raises(NotAllowed):
        actions.ask_opinion(
            actor=people.member, model=model, organisation=agency, due_on=timezone.localdate()
        )
    with pytest.raises(ValidationError, match="기한"):
        ask(people, model, agency, days=-1)
    with pytest.raises(ValidationError, match="부처나 지원기관"):
        ask(people, model, firms["other"])
    real = Organisation.objects.create(code="real", name="기관", kind="ministry")
    with pytest.raises(ValidationError, match="부처나 지원기관"):
        ask(people, model, real)
    with pytest.raises(ValidationError, match="심사를 마친"):
        ask(people, make_model(State.SUBMITTED), agency)
    ask(people, model, agency)
    with pytest.raises(ValidationError, match="이미 기다리고"):
        ask(people, model, agency)
    assert Opinion.objects.count() == 1


def test_an_answer_comes_once_and_is_disposed_of_with_its_action(
    people: People, agency: Organisation, other: User, make_model: Make
) -> None:
    opinion = ask(people, make_model(), agency)
    with pytest.raises(NotAllowed):
        actions.answer_opinion(actor=other, opinion=opinion, answer="가능합니다.")
    with pytest.raises(NotAllowed):
        actions.answer_opinion(actor=people.demand_company, opinion=opinion, answer="가능합니다.")
    with pytest.raises(ValidationError, match="오지 않았"):
        actions.dispose(actor=people.secretariat, opinion=opinion, disposition="accepted", action="조치")
    answered = actions.answer_opinion(actor=people.agency, opinion=opinion, answer="가능합니다.")
    assert answered.answered_by == people.agency
    with pytest.raises(ValidationError, match="이미 의견"):
        actions.no_opinion(actor=people.agency, opinion=opinion)
    with pytest.raises(ValidationError, match="조치"):
        actions.dispose(actor=people.secretariat, opinion=opinion, disposition="accepted", action=" ")
    with pytest.raises(ValidationError, match="온 의견"):
        actions.withdraw_opinion(actor=people.secretariat, opinion=opinion, reason="잘못 물음")
    done = actions.dispose(
        actor=people.secretariat, opinion=opinion, disposition="partly", action="일정을 고쳤습니다."
    )
    assert (done.disposition, done.action) == ("partly", "일정을 고쳤습니다.")
    assert Message.objects.filter(recipient=people.agency).count() == 2


def test_the_secretariat_enters_a_letter_and_no_opinion_needs_no_disposition(
    people: People, agency: Organisation, make_model: Make
) -> None:
    opinion = ask(people, make_model(), agency)
    entered = actions.no_opinion(actor=people.secretariat, opinion=opinion)
    assert entered.has_no_opinion
    assert entered.answered_by == people.secretariat
    with pytest.raises(ValidationError, match="의견 없음"):
        actions.dispose(actor=people.secretariat, opinion=opinion, disposition="accepted", action="조치")


def test_a_question_withdrawn_opens_nothing_and_can_be_put_again(
    people: People, agency: Organisation, make_model: Make
) -> None:
    model = make_model()
    opinion = ask(people, model, agency)
    with pytest.raises(ValidationError, match="이유"):
        actions.withdraw_opinion(actor=people.secretariat, opinion=opinion, reason="")
    actions.withdraw_opinion(actor=people.secretariat, opinion=opinion, reason="다른 기관에 묻습니다.")
    assert not whole_to(people.agency).exists()
    with pytest.raises(ValidationError, match="철회한"):
        actions.answer_opinion(actor=people.agency, opinion=opinion, answer="가능합니다.")
    assert list(queries.opinions_of(model)) == []
    client = signed_in(people.agency)
    listed = client.get(reverse("deliberation:opinions")).content.decode()
    assert model.code in listed
    assert model.title not in listed
    searched = client.get(reverse("deliberation:opinions"), {"q": model.title}).content.decode()
    assert f">{model.code}<" not in searched
    shut = client.get(reverse("deliberation:opinion", args=(opinion.pk,))).content.decode()
    assert model.title not in shut
    ask(people, model, agency)
    assert queries.waiting_opinions(people.agency).count() == 1


def test_the_parties_learn_nothing_of_it(people: People, agency: Organisation, make_model: Make) -> None:
    model = make_model()
    opinion = ask(people, model, agency)
    actions.answer_opinion(actor=people.agency, opinion=opinion, answer="비밀 의견입니다.")
    client = signed_in(people.sme)
    page = client.get(reverse("proposals:model", args=(model.code,))).content.decode()
    assert model.title in page
    assert "비밀 의견" not in page
    assert "부처나 지원기관의 의견" not in page  # nor does its history tell
    assert client.get(reverse("deliberation:opinions")).status_code == 403
    assert client.get(reverse("deliberation:opinion", args=(opinion.pk,))).status_code == 403
    assert not Event.objects.filter(subject_type="winwinmodel", verb__contains="opinion").exists()


def test_the_whole_way_through_the_pages(
    people: People, agency: Organisation, other: User, make_model: Make
) -> None:
    model = make_model()
    office, asked = signed_in(people.secretariat), signed_in(people.agency)
    page = office.get(reverse("proposals:model", args=(model.code,))).content.decode()
    address = reverse("deliberation:opinion_ask", args=(model.code,))
    assert address in page
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    answer = office.post(address, {"organisation": agency.pk, "due_on": day, "question": "가능한가요?"})
    opinion = Opinion.objects.get()
    here = reverse("deliberation:opinion", args=(opinion.pk,))
    assert answer.url == here
    again = office.post(address, {"organisation": agency.pk, "due_on": day, "question": "가능한가요?"})
    assert again.status_code == 400  # sent twice: what was typed is kept, nothing is asked twice
    assert "가능한가요?" in again.content.decode()
    listed = asked.get(reverse("deliberation:opinions")).content.decode()
    assert here in listed
    assert "1건" in listed
    assert signed_in(other).get(here).status_code == 404
    assert "가능한가요?" in asked.get(here).content.decode()
    answering = reverse("deliberation:opinion_answer", args=(opinion.pk,))
    both = asked.post(answering, {"answer": "가능합니다.", "none": "on"})
    assert both.status_code == 400
    assert asked.post(answering, {"answer": "가능합니다."}).url == here
    assert asked.get(reverse("deliberation:opinion_dispose", args=(opinion.pk,))).status_code == 403
    office.post(
        reverse("deliberation:opinion_dispose", args=(opinion.pk,)),
        {"disposition": "not_accepted", "action": "다른 방법을 씁니다."},
    )
    shown = asked.get(here).content.decode()
    assert "미수용" in shown
    assert "다른 방법을 씁니다." in shown


def test_what_is_late_says_so(people: People, agency: Organisation, make_model: Make) -> None:
    opinion = ask(people, make_model(), agency)
    Opinion.objects.filter(pk=opinion.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = signed_in(people.secretariat).get(reverse("deliberation:opinions")).content.decode()
    assert "1건은 기한이 지났습니다" in page
    late = signed_in(people.secretariat).get(reverse("deliberation:opinions") + "?state=overdue")
    assert "시연 시험인증원" in late.content.decode()
    assert queries.is_overdue(Opinion.objects.get())
