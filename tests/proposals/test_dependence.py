"""The band of dependence: drawn from data, the same in Python and in the database, and wide enough to name no item."""

from collections import Counter
from decimal import Decimal

import pytest
from django.test import Client
from tests.proposals.world import World

from sangsaeng.discovery.models import Item
from sangsaeng.proposals.dependence import UNKNOWN, band_of, bands, label
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import public_models

SHARES = [
    (None, None, UNKNOWN),
    ("0", "0", "below_50"),
    ("49.9999", "49.9999", "below_50"),
    ("50", "74.9999", "from_50"),
    ("75", "75", "from_75"),
    ("89.9999", "89.9999", "from_75"),
    ("90", "100", "from_90"),
    ("100", "100", "from_90"),
    ("74", "76", UNKNOWN),
    ("30", "95", UNKNOWN),
]


def test_the_bands_cover_every_share_once() -> None:
    for tenth in range(1001):
        share = Decimal(tenth) / 10
        assert sum(band.holds(share) for band in bands()) == 1, share


@pytest.mark.django_db
@pytest.mark.parametrize(("low", "high", "band"), SHARES)
def test_python_and_the_database_find_the_same_band(low: str | None, high: str | None, band: str) -> None:
    world = World()
    item = Item.objects.create(key="x", name_ko="품목-비밀", kind="material", share_low=low, share_high=high)
    item.refresh_from_db()
    model = world.model("recommend", item=item)
    assert band_of(item) == band
    row = public_models(demonstration=True).get()
    assert row.band == band  # type: ignore[attr-defined]
    page = Client().get(f"/models/{model.code}/").content.decode()
    assert label(band) in page
    assert "품목-비밀" not in page


@pytest.mark.django_db
def test_the_public_is_told_months_and_whoever_reads_the_model_days() -> None:
    world = World()
    model = world.model("recommend")
    WinWinModel.objects.filter(pk=model.pk).update(
        state_since="2026-03-31T16:00:00Z", recommended_at="2026-03-31T16:00:00Z"
    )
    assert Client().get(f"/api/models/{model.code}").json()["state_since"] == "2026-04"  # as in Korea
    assert "2026. 4." in (page := Client().get(f"/models/{model.code}/").content.decode())
    assert "2026. 4. 1." not in page
    assert "2026. 4. 1." not in Client().get("/models/").content.decode()
    own = Client()
    own.force_login(world["sme"], backend="django.contrib.auth.backends.ModelBackend")
    assert own.get(f"/api/models/{model.code}").json()["state_since"] == "2026-03-31T16:00:00Z"
    assert "2026. 4. 1." in own.get("/models/").content.decode()


@pytest.mark.django_db
def test_a_band_names_no_published_item(loaded: dict[str, str]) -> None:
    counted = Counter(band_of(item) for item in Item.objects.all())
    assert set(counted) == {UNKNOWN, *(band.key for band in bands())}
    assert min(counted.values()) >= 5
