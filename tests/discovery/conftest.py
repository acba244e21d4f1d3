"""The shipped facts, loaded and ranked once for the pages to show; small made-up rows for the rest."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from sangsaeng.cli.static import compile_catalogues
from sangsaeng.parties.models import Role, User
from sangsaeng.records.actions import SYSTEM


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(autouse=True)
def _in_korean() -> Iterator[None]:
    """A page asked for in English leaves its language behind in this thread."""
    with translation.override("ko"):
        yield


@pytest.fixture(scope="module")
def shipped(django_db_setup: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Facts and matches for a whole module, undone at its end."""
    from django.db import transaction

    from sangsaeng.discovery.actions import load_facts, rank_matches

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            load_facts(actor=SYSTEM)
            rank_matches(actor=SYSTEM)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def person(db: None) -> Any:
    """A signed-in client in a role: `person(Role.SME)`."""

    def sign_in(role: Role) -> Client:
        user = User.objects.create(
            username=f"made-{role}", role=role, display_name="시연 이용자", demonstration=True
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
