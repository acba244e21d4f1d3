"""The public sees of the ledger sums by kind from three supported models on, and no programme's sum; the office sees all."""

import pytest
from django.test import Client
from tests.proposals.real_world import RealWorld
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme

from sangsaeng.support.queries.small_cells import FEWEST, kinds_for_public

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def real(db: None) -> RealWorld:
    return RealWorld()


def support(world: World, count: int) -> None:
    """So many models supported by loans of one programme."""
    programme = open_programme(world, "loan-x", kind="loan", budget_krw=9_000_000_000)
    for number in range(count):
        commit(world, world.model("approve"), programme, 111_000_000 + number)


def public_texts() -> str:
    pages = (
        "/support/",
        "/support/programmes/loan-x/",
        "/api/programmes",
        "/support/?format=csv",
        "/data/support-by-kind.json",
    )
    return "".join(Client().get(page).content.decode() for page in pages)


@pytest.mark.parametrize("count", [1, 2])
def test_a_sum_over_too_few_is_not_shown(real: RealWorld, count: int) -> None:
    support(real, count)
    total = sum(111_000_000 + number for number in range(count))
    text = public_texts()
    for shown in (f"{total:,}", str(total), "1억 1,1", "111000000"):
        assert shown not in text
    (row,) = kinds_for_public(demonstration=False)
    assert (row.withheld, row.supported, row.committed_krw, row.paid_pct) == (True, None, None, None)


def test_from_three_on_the_kind_is_shown_but_no_programme(real: RealWorld) -> None:
    support(real, FEWEST)
    total = sum(111_000_000 + number for number in range(FEWEST))
    (row,) = kinds_for_public(demonstration=False)
    assert (row.withheld, row.supported, row.committed_krw) == (False, FEWEST, total)
    assert f"{total:,}" in Client().get("/support/").content.decode()
    assert Client().get("/data/support-by-kind.json").json()["rows"][0]["committed_krw"] == total
    programme = Client().get("/support/programmes/loan-x/").content.decode()
    assert f"{total:,}" not in programme
    assert "종류별로만 공개합니다" in programme
    api = {row["code"]: row for row in Client().get("/api/programmes").json()}["loan-x"]
    assert (api["committed_krw"], api["paid_krw"]) == (None, None)
    assert api["budget_krw"] == 9_000_000_000


@pytest.mark.parametrize(
    ("role", "sees"), [("agency", True), ("secretariat", True), ("auditor", True), ("stranger", False)]
)
def test_who_keeps_the_ledger_sees_it_whole(real: RealWorld, role: str, sees: bool) -> None:
    support(real, 1)
    client = Client()
    client.force_login(real[role], backend=BACKEND)
    assert ("1억 1,100만 원" in client.get("/support/").content.decode()) == sees


def test_invented_sums_hide_nobody(world: World) -> None:
    commit(world, world.model("approve"), open_programme(world, "D-x", kind="loan"), 50_000_000)
    (row,) = kinds_for_public(demonstration=True)
    assert (row.withheld, row.committed_krw) == (False, 50_000_000)
