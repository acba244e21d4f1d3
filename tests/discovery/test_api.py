"""The read API: the same facts, paged and filtered, described with examples."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from sangsaeng import facts
from sangsaeng.analysis.published import ews_verdict
from sangsaeng.discovery.models import Match, Need

pytestmark = pytest.mark.usefixtures("shipped", "db")


def read(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"/api/{path}")
    assert response.status_code == status, response.content[:300]
    return response.json()


def test_items_are_counted_paged_and_filtered(client: Client) -> None:
    first = read(client, "items?limit=10")
    assert first["count"] == len(facts.items())
    second = read(client, "items?limit=10&offset=10")
    assert not {row["key"] for row in first["results"]} & {row["key"] for row in second["results"]}
    flags = [ews_verdict(facts.figures_of(item.key), scope=item.scope).flagged for item in facts.items()]
    assert read(client, "items?flag=all")["count"] == flags.count("all")
    assert [row["key"] for row in read(client, "items?q=hydrofluoric")["results"]] == ["hf"]


@pytest.mark.parametrize("query", ["limit=201", "limit=0", "offset=-1", "year=x"])
def test_paging_has_bounds(client: Client, query: str) -> None:
    read(client, f"items?{query}", 422)


def test_an_item_holds_its_figures_with_sources(client: Client) -> None:
    item = read(client, "items/hf")
    verdict = ews_verdict(facts.figures_of("hf"))
    assert (item["flag"], item["year"], item["partners"]) == ("all", verdict.year, list(verdict.partners))
    assert Decimal(item["share_high"]) == verdict.high
    assert item["incomplete"] is False
    assert (read(client, "items/xe")["incomplete"], read(client, "items/xe")["flag"]) == (True, "unknown")
    assert {f["row"] for f in item["figures"]} == {f.id for f in facts.figures_of("hf")}
    assert {f["row"] for f in item["figures"] if f["used_in_verdict"]} == set(verdict.figures)
    assert all(f["source"]["url"] for f in item["figures"])


def test_needs_firms_and_matches(client: Client) -> None:
    need = read(client, "needs/N017")
    assert need["item"] == "ndfeb"
    assert need["candidates"] == Match.objects.filter(need__code="N017").count()
    ranked = read(client, "needs/N017/matches")["results"]
    assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))
    assert all(row["nature"] == "공개자료 기반 후보 (추천·인증 아님)" for row in ranked)
    firm = read(client, f"firms/{ranked[0]['firm']}")
    assert firm["name_ko"] == ranked[0]["firm_name_ko"]
    assert read(client, "firms?product_check=unchecked")["count"] == sum(
        f.product_checked == "unchecked" for f in facts.firms()
    )


def test_what_is_not_known_is_null_or_empty(client: Client) -> None:
    firm = next(f for f in facts.firms() if f.size_basis != "sourced" and f.region_ko is None)
    shown = read(client, f"firms/{firm.id}")
    assert shown["region_ko"] is None
    assert shown["sizes"] == []
    assert shown["registration_numbers"] == []


def test_made_up_needs_are_not_listed(client: Client) -> None:
    Need.objects.create(code="DN1", title="시연 수요", field="display", demonstration=True)
    assert read(client, "needs")["count"] == len(facts.needs())
    assert read(client, "needs/DN1")["demonstration"] is True


@pytest.mark.parametrize("path", ["items/nothing", "needs/N999", "needs/N999/matches", "firms/F999"])
def test_unknown_keys_are_not_found(client: Client, path: str) -> None:
    read(client, path, 404)


def test_the_description_has_examples(client: Client) -> None:
    schema = read(client, "openapi.json")
    for path in (
        "items",
        "items/{key}",
        "needs",
        "needs/{code}",
        "needs/{code}/matches",
        "firms",
        "firms/{code}",
    ):
        assert f"/api/{path}" in schema["paths"]
    assert schema["components"]["schemas"]["ItemRow"]["properties"]["key"]["examples"] == ["hf"]
