"""Default deny: every address stands in the role table, and the gate follows the table."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sangsaeng.parties.models import Role, User
from sangsaeng.parties.rules import PUBLIC, SIGNED_IN, may
from sangsaeng.site.access import access_table

# Addresses that packages bring along and that stay shut: nobody signs up, resets by mail or adds third parties.
SHUT = {
    "account_signup",
    "account_signup_by_passkey",
    "account_inactive",
    "account_email",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_set_password",
    "account_change_phone",
    "account_verify_phone",
}


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace or ""]))
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield ":".join(filter(None, [namespace, pattern.name]))


def test_every_address_stands_in_the_role_table() -> None:
    known = set(names(get_resolver().url_patterns))
    missing = known - set(access_table()) - SHUT
    assert not missing, f"in no stage's rules.ACCESS: {sorted(missing)}"


def test_the_table_names_no_address_that_does_not_exist() -> None:
    known = set(names(get_resolver().url_patterns)) | {"set_language"}
    assert set(access_table()) <= known


def test_every_permission_of_the_table_is_registered() -> None:
    import rules

    for name, need in access_table().items():
        assert need in (PUBLIC, SIGNED_IN) or rules.perm_exists(need), f"{name}: {need}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_what_stands_in_no_table_is_refused(client: Client, name: str) -> None:
    from django.urls import reverse

    assert client.get(reverse(name)).status_code == 403


def test_a_permission_nobody_registered_is_refused() -> None:
    assert may(User(username="x", role=Role.SECRETARIAT), "nothing.such") is False
