"""Mail only where the operator asked for it; a mail tells of a message, never what it says."""

import pytest
from django.core import mail as outbox

from sangsaeng.parties import mail
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import Message, Organisation, Role, User
from sangsaeng.records.actions import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[Message]:
    office = Organisation.objects.create(code="office", name="사무국", kind="agency")
    people = [
        User.objects.create(username=name, role=Role.MEMBER, display_name=name, email=address)
        for name, address in (("kim", "kim@example.org"), ("lee", ""), ("park", "park@example.org"))
    ]
    return tell(
        actor=SYSTEM,
        recipients=people,
        kind="notice",
        title="비밀 모델의 회의 소집",
        body="비밀 안건",
        url="/meetings/x/",
        about=office,
    )


def test_without_a_server_nothing_is_sent(told: list[Message]) -> None:
    assert not mail.is_set_up()
    assert mail.send_waiting() == 0
    assert outbox.outbox == []


def test_a_mail_says_that_there_is_a_message_and_nothing_of_it(told: list[Message], settings: object) -> None:
    settings.MAIL_FROM, settings.SITE_URL = "office@example.org", "https://council.example"  # type: ignore[attr-defined]
    assert mail.send_waiting() == 2
    assert {m.to[0] for m in outbox.outbox} == {"kim@example.org", "park@example.org"}
    assert all("비밀" not in m.body and "비밀" not in m.subject for m in outbox.outbox)
    assert "https://council.example/meetings/x/" in outbox.outbox[0].body
    assert mail.send_waiting() == 0  # none twice
    assert Message.objects.filter(mailed_at__isnull=False).count() == 2


def test_a_broken_server_loses_nothing(
    told: list[Message], settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_FROM = "office@example.org"  # type: ignore[attr-defined]
    took = []

    def send(self: outbox.EmailMessage, fail_silently: bool = False) -> int:
        if took:
            raise ConnectionRefusedError("gone")
        took.append(self)
        return 1

    with monkeypatch.context() as patched:
        patched.setattr(outbox.EmailMessage, "send", send)
        with pytest.raises(ConnectionRefusedError):
            mail.send_waiting()
    assert Message.objects.filter(mailed_at__isnull=False).count() == 1
    assert mail.send_waiting() == 1
