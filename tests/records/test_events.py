"""The record: appended with its change, never changed, never deleted; on both databases."""

import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sangsaeng.parties.models import Organisation
from sangsaeng.records.actions import SYSTEM, append, keep_document
from sangsaeng.records.models import Event
from sangsaeng.records.queries import documents, history

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return Organisation.objects.create(code="o-1", name="시연 기업", kind="sme", demonstration=True)


def test_an_event_names_its_subject_actor_and_mark(organisation: Organisation) -> None:
    with transaction.atomic():
        event = append(verb="parties.register", subject=organisation, actor=SYSTEM, data={"k": 1})
    assert (event.subject_type, event.subject_id, event.actor) == ("organisation", "o-1", "system")
    assert event.demonstration is True
    assert list(history(organisation)) == [event]


@pytest.mark.parametrize("statement", ["UPDATE records_event SET verb = 'x'", "DELETE FROM records_event"])
def test_the_database_refuses_to_change_or_delete_an_event(
    organisation: Organisation, statement: str
) -> None:
    append(verb="a.b", subject=organisation, actor=SYSTEM)
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Event.objects.filter(verb="a.b").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    thing = Organisation(code="o-2", name="x", kind="sme")
    with pytest.raises(transaction.TransactionManagementError):
        append(verb="a.b", subject=thing, actor=SYSTEM)


def test_a_kept_document_has_its_digest_and_its_event(organisation: Organisation) -> None:
    kept = keep_document(
        kind="minutes", title="회의록", subject=organisation, format="pdf", content=b"%PDF", actor=SYSTEM
    )
    assert kept.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert list(documents(organisation)) == [kept]
    assert history(organisation).get().data["sha256"] == kept.sha256
