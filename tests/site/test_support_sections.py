"""Every tab of «support and results» that a role is offered opens for it."""

import re

import pytest

from sangsaeng.parties.models import Role
from tests.proposals.test_pages import visitor
from tests.proposals.world import World


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", *Role.values])
def test_every_tab_opens(role: str) -> None:
    client = visitor(World(), role)
    text = client.get("/support/").content.decode()
    tabs = re.search(r'<ul class="tabs">(.*?)</ul>', text, re.S)
    assert tabs
    addresses = re.findall(r'href="([^"]+)"', tabs[1])
    assert {each: client.get(each).status_code for each in addresses} == dict.fromkeys(addresses, 200)
    assert ("/desk/board/" in addresses) == (role not in ("", Role.SME, Role.DEMAND_COMPANY))
