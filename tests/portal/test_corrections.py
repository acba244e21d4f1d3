"""Anyone may ask for a correction; the secretariat answers once; the contact stays with the secretariat."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.portal.actions import answer_correction, ask_correction
from sangsaeng.portal.models import CorrectionRequest
from sangsaeng.records.models import Event
from sangsaeng.records.queries import history

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def secretariat() -> User:
    return User.objects.create(username="s", role=Role.SECRETARIAT, display_name="사무국")


def test_a_visitor_asks_by_the_form(client: Client) -> None:
    page = client.get("/correct/?about=firm:F001")
    assert 'value="firm:F001"' in page.content.decode()
    sent = {"about": "firm:F001", "kind": "remove", "text": "지워 주세요", "contact": "a@example.org"}
    answer = client.post("/correct/", sent, follow=True)
    asked = CorrectionRequest.objects.get()
    assert asked.code in answer.content.decode()
    event = Event.objects.get(verb="portal.ask_correction")
    assert event.data == {"about": "firm:F001", "kind": "remove"}
    assert "example.org" not in str(event.data)


def test_an_empty_request_keeps_what_was_typed(client: Client) -> None:
    answer = client.post(
        "/correct/", {"about": "품목 hf", "kind": "correct", "text": " ", "contact": "02-123"}
    )
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "품목 hf" in html
    assert "02-123" in html
    assert not CorrectionRequest.objects.exists()


def test_the_secretariat_answers_once(secretariat: User) -> None:
    asked = ask_correction(kind="correct", text="틀렸습니다")
    with pytest.raises(ValidationError):
        answer_correction(actor=secretariat, request=asked, state="done", answer=" ")
    with pytest.raises(ValidationError):
        answer_correction(actor=secretariat, request=asked, state="open", answer="고쳤습니다")
    done = answer_correction(actor=secretariat, request=asked, state="done", answer="고쳤습니다")
    assert done.state == "done"
    with pytest.raises(ValidationError):
        answer_correction(actor=secretariat, request=asked, state="refused", answer="다시")
    assert [e.verb for e in history(asked)] == ["portal.ask_correction", "portal.answer_correction"]


@pytest.mark.parametrize("role", [r for r in Role.values if r != Role.SECRETARIAT])
def test_nobody_else_reads_or_answers_requests(client: Client, role: str) -> None:
    asked = ask_correction(kind="correct", text="틀렸습니다", contact="secret@example.org")
    user = User.objects.create(username="u", role=role)
    with pytest.raises(NotAllowed):
        answer_correction(actor=user, request=asked, state="done", answer="고쳤습니다")
    client.force_login(user, backend=BACKEND)
    for address in ("/corrections/", f"/corrections/{asked.code}/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "secret@example.org" not in answer.content.decode()


def test_the_answer_page(client: Client, secretariat: User) -> None:
    asked = ask_correction(kind="correct", text="틀렸습니다")
    client.force_login(secretariat, backend=BACKEND)
    assert asked.code in client.get("/corrections/").content.decode()
    address = f"/corrections/{asked.code}/"
    assert client.post(address, {"state": "done", "answer": ""}).status_code == 400
    assert client.post(address, {"state": "done", "answer": "고쳤습니다"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("done", "고쳤습니다")
    assert "고쳤습니다" in client.get(address).content.decode()
