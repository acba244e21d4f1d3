"""The open data: every row fits its schema in every format, invented rows only where asked for, and the catalogue is DCAT."""

import csv
import io
import json
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from sangsaeng import facts
from sangsaeng.portal.datasets.declared import all_datasets
from sangsaeng.portal.models import Opening
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support.models import Programme

pytestmark = pytest.mark.django_db
DATASETS = [each.key for each in all_datasets()]
RECORDED = [each.key for each in all_datasets() if each.recorded]
CASES = [*((key, "") for key in DATASETS), *((key, "?demonstration=1") for key in RECORDED)]


@pytest.fixture
def client(loaded: dict[str, str]) -> Client:
    return Client()


def whole(client: Client, key: str, query: str = "") -> Any:
    answer = client.get(f"/data/{key}.json{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    return answer.json()


@pytest.mark.parametrize(("key", "query"), CASES)
def test_every_row_fits_the_schema(client: Client, key: str, query: str) -> None:
    schema = client.get(f"/data/{key}.schema.json").json()
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(whole(client, key, query))


@pytest.mark.parametrize("key", DATASETS)
def test_the_schema_refuses_what_does_not_fit(client: Client, key: str) -> None:
    schema = client.get(f"/data/{key}.schema.json").json()
    rule = jsonschema_rs.validator_for(schema, validate_formats=True)
    sound = whole(client, key)
    row = dict.fromkeys(schema["properties"]["rows"]["items"]["properties"])
    for broken in ([{}], [{**row, "more": 1}], [row]):  # no column, one too many, none of them known
        assert not rule.is_valid({**sound, "rows": broken})


@pytest.mark.parametrize(("key", "query"), CASES)
def test_the_three_formats_hold_the_same_rows(client: Client, key: str, query: str) -> None:
    rows = whole(client, key, query)["rows"]
    text = client.get(f"/data/{key}.csv{query}").content.decode("utf-8-sig")
    in_csv = list(csv.DictReader(io.StringIO(text)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/data/{key}.xlsx{query}").content))
    in_xlsx = book.get_sheet_by_index(0).to_python()
    names = list(all_datasets()[DATASETS.index(key)].names)
    assert text.splitlines()[0].split(",") == names == in_xlsx[0]
    assert len(in_csv) == len(rows) == len(in_xlsx) - 1
    for row, cells, line in zip(rows, in_csv, in_xlsx[1:], strict=True):
        for name, value, cell in zip(names, cells.values(), line, strict=True):
            given = row[name]
            if given is None:
                assert value == ""
                assert cell in ("", None)
            elif isinstance(given, str):
                assert value in (given, f"'{given}")
            elif isinstance(given, bool):
                assert value == cell == str(given).lower()
            elif isinstance(given, int | float):
                assert float(value) == given
                assert float(cell) == pytest.approx(given)
            elif isinstance(given, list):
                assert value == "; ".join(given)
    legend = {line[0] for line in book.get_sheet_by_index(1).to_python()}
    assert set(names) <= legend


def test_invented_rows_only_where_asked_for(client: Client) -> None:
    assert WinWinModel.objects.filter(demonstration=True).exists()
    for key in RECORDED:
        assert not [row for row in whole(client, key)["rows"] if row["demonstration"]], key
        assert whole(client, key)["demonstration"] is False
    for key in ("models", "meetings", "programmes", "support-by-kind"):
        rows = whole(client, key, "?demonstration=1")["rows"]
        assert rows, key
        assert all(row["demonstration"] for row in rows), key  # here nothing real is recorded
    disposition = client.get("/data/models.csv?demonstration=1")["Content-Disposition"]
    assert 'filename="models-demonstration.csv"' in disposition


def test_models_are_the_public_part_and_no_more(client: Client, loaded: dict[str, str]) -> None:
    rows = whole(client, "models", "?demonstration=1")["rows"]
    seen = {row["code"] for row in client.get("/api/models?limit=200").json()["results"]}
    assert {row["code"] for row in rows} == seen
    text = json.dumps(rows, ensure_ascii=False)
    for model in WinWinModel.objects.select_related("demand_company", "supplier", "item"):
        for secret in (model.title, model.demand_company.name, model.supplier.name):
            assert secret not in text


def test_an_opened_field_stands_in_its_data_set(client: Client, loaded: dict[str, str]) -> None:
    from django.utils import timezone

    model = WinWinModel.objects.get(code=loaded["approved"])
    now = timezone.now()
    opening = Opening.objects.create(
        model=model,
        field="targets",
        value_ko="3할까지",
        proposed_by="x",
        consented_at=now,
        decided_at=now,
        opens_on=timezone.localdate(),
        demonstration=True,
    )
    rows = whole(client, "opened-fields", "?demonstration=1")["rows"]
    assert [row["value_ko"] for row in rows if (row["code"], row["field"]) == (model.code, "targets")] == [
        "3할까지"
    ]
    assert whole(client, "opened-fields")["rows"] == []
    assert whole(client, "opened-fields", "?demonstration=1")["changed"] == timezone.localdate().isoformat()
    opening.delete()


def test_facts_are_the_shipped_ones(client: Client) -> None:
    assert len(whole(client, "figures")["rows"]) == len(facts.figures())
    funnel = whole(client, "selection-funnels")["rows"]
    assert [row["count"] for row in funnel] == [each.count for each in facts.selection_funnels()]
    assert "hs_hint" not in whole(client, "items")["rows"][0]  # our hint, no evidence
    keys = {row["key"] for row in whole(client, "sources")["rows"]}
    for key in ("figures", "needs", "items"):
        assert {row["source"] for row in whole(client, key)["rows"]} <= keys


def test_an_unknown_sum_is_missing_and_not_nought(client: Client) -> None:
    Programme.objects.create(code="unknown-sum", name_ko="가", name_en="a", kind="loan", budget_krw=None)
    row = next(r for r in whole(client, "programmes")["rows"] if r["code"] == "unknown-sum")
    assert row["budget_krw"] is None
    line = next(
        r
        for r in client.get("/data/programmes.csv").content.decode("utf-8-sig").splitlines()
        if "unknown-sum" in r
    )
    assert ",0," not in line
    Programme.objects.filter(code="unknown-sum").delete()


CATALOG: dict[str, Any] = {
    "type": "object",
    "required": [
        "@context",
        "@id",
        "@type",
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dcat:dataset",
        "dct:license",
    ],
    "properties": {
        "@context": {"required": ["dcat", "dct", "foaf", "xsd"]},
        "@type": {"const": "dcat:Catalog"},
        "dct:title": {"$ref": "#/$defs/both"},
        "dct:description": {"$ref": "#/$defs/both"},
        "dct:license": {"$ref": "#/$defs/link"},
        "foaf:homepage": {"$ref": "#/$defs/link"},
        "dct:publisher": {
            "required": ["@id", "@type", "foaf:name"],
            "properties": {"@type": {"const": "foaf:Agent"}},
        },
        "dcat:dataset": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/dataset"}},
    },
    "$defs": {
        "link": {
            "type": "object",
            "required": ["@id"],
            "properties": {"@id": {"type": "string", "format": "uri"}},
            "additionalProperties": False,
        },
        "text": {
            "type": "object",
            "required": ["@language", "@value"],
            "properties": {"@language": {"enum": ["ko", "en"]}, "@value": {"type": "string", "minLength": 1}},
        },
        "both": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/text"}},
        "date": {
            "type": "object",
            "required": ["@type", "@value"],
            "oneOf": [
                {"properties": {"@type": {"const": "xsd:date"}, "@value": {"format": "date"}}},
                {
                    "properties": {
                        "@type": {"const": "xsd:gYearMonth"},
                        "@value": {"pattern": r"^\d{4}-\d{2}$"},
                    }
                },
            ],
        },
        "dataset": {
            "type": "object",
            "required": [
                "@id",
                "@type",
                "dct:identifier",
                "dct:title",
                "dct:description",
                "dcat:keyword",
                "dct:publisher",
                "dct:license",
                "dct:issued",
                "dcat:landingPage",
                "dcat:distribution",
            ],
            "properties": {
                "@type": {"const": "dcat:Dataset"},
                "dct:title": {"$ref": "#/$defs/both"},
                "dct:description": {"$ref": "#/$defs/both"},
                "dcat:keyword": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/text"}},
                "dct:publisher": {"$ref": "#/$defs/link"},
                "dct:license": {"$ref": "#/$defs/link"},
                "dct:accessRights": {"$ref": "#/$defs/link"},
                "dct:spatial": {"$ref": "#/$defs/link"},
                "dct:issued": {"$ref": "#/$defs/date"},
                "dct:modified": {"$ref": "#/$defs/date"},
                "dcat:landingPage": {"$ref": "#/$defs/link"},
                "dct:conformsTo": {"$ref": "#/$defs/link"},
                "dcat:distribution": {
                    "type": "array",
                    "minItems": 3,
                    "items": {"$ref": "#/$defs/distribution"},
                },
            },
        },
        "distribution": {
            "type": "object",
            "required": [
                "@id",
                "@type",
                "dcat:accessURL",
                "dcat:downloadURL",
                "dcat:mediaType",
                "dct:license",
            ],
            "properties": {
                "@type": {"const": "dcat:Distribution"},
                "dcat:accessURL": {"$ref": "#/$defs/link"},
                "dcat:downloadURL": {"$ref": "#/$defs/link"},
                "dcat:mediaType": {
                    "properties": {
                        "@id": {"pattern": r"^https://www\.iana\.org/assignments/media-types/\w+/[\w.+-]+$"}
                    }
                },
                "dct:license": {"$ref": "#/$defs/link"},
            },
        },
    },
}


def test_the_catalogue_is_dcat(client: Client, settings: Any) -> None:
    answer = client.get("/data/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    catalog = answer.json()
    jsonschema_rs.validator_for(CATALOG, validate_formats=True).validate(catalog)
    assert [each["dct:identifier"] for each in catalog["dcat:dataset"]] == DATASETS
    assert catalog["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    publisher = catalog["dct:publisher"]["@id"]
    assert {each["dct:publisher"]["@id"] for each in catalog["dcat:dataset"]} == {publisher}
    names = {name for each in catalog["dcat:dataset"] for name in each} | set(catalog)
    assert {name.partition(":")[0] for name in names if ":" in name} <= set(catalog["@context"])


def test_every_address_of_the_catalogue_answers_as_it_says(client: Client) -> None:
    for dataset in client.get("/data/catalog.jsonld").json()["dcat:dataset"]:
        page = dataset["dcat:landingPage"]["@id"].removeprefix("http://testserver")
        assert client.get(page).status_code == 200
        for each in dataset["dcat:distribution"]:
            answer = client.get(each["dcat:downloadURL"]["@id"].removeprefix("http://testserver"))
            kind = each["dcat:mediaType"]["@id"].partition("media-types/")[2]
            assert answer["Content-Type"].partition(";")[0] == kind


def test_the_operator_names_licence_publisher_and_address(client: Client, settings: Any) -> None:
    settings.DATA_LICENCE = "https://example.org/licence"
    settings.DATA_PUBLISHER = ("운영 기관", "Operator")
    settings.SITE_URL = "https://sangsaeng.example.org"
    catalog = client.get("/data/catalog.jsonld").json()
    assert catalog["@id"] == "https://sangsaeng.example.org/data/"
    assert catalog["dct:publisher"]["foaf:name"][1]["@value"] == "Operator"
    assert whole(client, "items")["licence"] == "https://example.org/licence"
    assert "https://example.org/licence" in client.get("/data/items/").content.decode()


@pytest.mark.parametrize("key", DATASETS)
def test_the_page_of_a_data_set(client: Client, key: str) -> None:
    html = client.get(f"/data/{key}/").content.decode()
    for name in all_datasets()[DATASETS.index(key)].names:
        assert f"<code>{name}</code>" in html
    assert f"/data/{key}.csv" in html
    assert "creativecommons.org" in html


def test_the_list_names_every_data_set(client: Client) -> None:
    html = client.get("/data/").content.decode()
    assert f"{len(DATASETS)}가지" in html
    assert all(f'href="/data/{key}/"' in html for key in DATASETS)


def test_the_same_content_is_not_sent_twice(client: Client) -> None:
    first = client.get("/data/items.csv")
    assert "Last-Modified" not in first
    again = client.get("/data/items.csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/data/items.xlsx").content == client.get("/data/items.xlsx").content


@pytest.mark.parametrize(
    "path", ["nothing/", "nothing.csv", "items.pdf", "items.html", "nothing.schema.json"]
)
def test_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/data/{path}").status_code == 404


@pytest.mark.parametrize("key", RECORDED)
def test_a_data_set_is_read_in_a_fixed_number_of_queries(
    client: Client, key: str, django_assert_max_num_queries: Any
) -> None:
    from sangsaeng.records import queries

    queries._remembered.clear()
    with django_assert_max_num_queries(6):
        client.get(f"/data/{key}.json")
    with django_assert_max_num_queries(1):
        client.get(f"/data/{key}.json")
