"""Telling people: a message to each, in the transaction of what it is about."""

from collections.abc import Iterable

from django.db import models, transaction

from sangsaeng.parties.models import Message, User
from sangsaeng.records.actions import Actor, append, subject_of


def tell(
    *,
    actor: Actor,
    recipients: Iterable[User],
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    about: models.Model,
) -> list[Message]:
    """Put one message into the box of each recipient (once a person), and append one event that names them.

    `kind` says what it is («notice», «vote_entered», «reminder», …); `about` is the thing it is about. Call it
    inside the transaction of the change. People of the other world (demonstration or not) are left out.
    """
    mark = bool(getattr(about, "demonstration", False))
    subject_type, subject_id = subject_of(about)
    people = {p.pk: p for p in recipients if p.demonstration == mark}
    with transaction.atomic():
        sent = Message.objects.bulk_create(
            Message(
                recipient=person,
                kind=kind,
                title=title,
                body=body,
                url=url,
                subject_type=subject_type,
                subject_id=subject_id,
                sent_by=actor.username,
                demonstration=mark,
            )
            for person in people.values()
        )
        if sent:
            append(
                verb="parties.tell",
                subject=about,
                actor=actor,
                data={"kind": kind, "title": title, "to": sorted(p.username for p in people.values())},
            )
    return sent
