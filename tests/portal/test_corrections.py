"""Anyone may ask for a correction; the secretariat answers once; the contact stays with the secretariat."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from sangsaeng.discovery.models import Firm
from sangsaeng.parties.models import Organisation, Role, User
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


def _firm() -> Firm:
    owner = Organisation.objects.create(code="a-firm", name="지울 기업", kind="sme")
    return Firm.objects.create(code="F900", organisation=owner, product_check="sourced", products="밸브")


def test_a_removal_takes_the_record_out_and_can_be_undone(client: Client, secretariat: User) -> None:
    from sangsaeng.discovery.actions.profiles import show_firm

    firm = _firm()
    asked = ask_correction(kind="remove", text="지워 주세요", about="firm:F900")
    client.force_login(secretariat, backend=BACKEND)
    address = f"/corrections/{asked.code}/"
    assert "take_out" in client.get(address).content.decode()
    answer = client.post(address, {"state": "refused", "answer": "공개 자료입니다", "take_out": "on"})
    assert answer.status_code == 400
    answer = client.post(address, {"state": "done", "answer": "요청에 따라 내립니다", "take_out": "on"})
    assert answer.status_code == 302
    for gone in ("/firms/F900/", "/api/firms/F900"):
        assert client.get(gone).status_code == 404
    assert "지울 기업" not in client.get("/firms/").content.decode()
    firm.refresh_from_db()
    assert (firm.is_shown, firm.hidden_because) == (False, "요청에 따라 내립니다")
    assert "F900" in client.get(address).content.decode()
    show_firm(actor=secretariat, firm=firm)
    assert client.get("/firms/F900/").status_code == 200


def test_a_person_of_a_firm_chooses_its_record_and_is_told(client: Client, secretariat: User) -> None:
    firm = _firm()
    person = User.objects.create(username="p", role=Role.SME, organisation=firm.organisation)
    client.force_login(person, backend=BACKEND)
    assert "우리 기업의 기록 전체" in client.get("/correct/").content.decode()
    sent = {"about": "firm:F900", "kind": "correct", "text": "제품이 다릅니다", "contact": ""}
    assert client.post("/correct/", sent).status_code == 302
    asked = CorrectionRequest.objects.get()
    answer_correction(actor=secretariat, request=asked, state="done", answer="고쳤습니다")
    assert person.messages_received.get(kind="correction").body == "고쳤습니다"


def test_what_is_no_record_is_not_taken_out(secretariat: User) -> None:
    asked = ask_correction(kind="remove", text="지워 주세요", about="firm:none")
    with pytest.raises(ValidationError):
        answer_correction(actor=secretariat, request=asked, state="done", answer="내립니다", take_out=True)
    asked.refresh_from_db()
    assert asked.state == "open"
