"""The read API against its own description: every answer conforms, odd input is refused, nothing hidden is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sangsaeng.parties.models import Organisation, User
from sangsaeng.portal.models import Opening
from sangsaeng.proposals.models import WinWinModel

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("loaded")]

ROLES = ("", "secretariat", "chair", "member", "demand", "sme", "ministry", "agency", "auditor")
PATHS = (
    "/api/items",
    "/api/items/{key}",
    "/api/needs",
    "/api/needs/{code}",
    "/api/needs/{code}/matches",
    "/api/firms",
    "/api/firms/{code}",
    "/api/models",
    "/api/models/{code}",
    "/api/meetings",
    "/api/meetings/{code}",
    "/api/documents",
    "/api/programmes",
)
BIG = "9" * 20
ODD = [
    "",
    "0",
    "-1",
    "x",
    "\x00",
    "a\x00b",
    "가",
    "%",
    "_",
    "'",
    "..",
    "null",
    "1e3",
    BIG,
    "-" + BIG,
    "2" * 300,
    "²",
    "\ud800",
]
QUIET = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,  # the same questions on every machine
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def signed_in(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        user = User.objects.get(username=role)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    from sangsaeng.site.api import api

    described: dict[str, Any] = schema_as_sent(api)
    return described


def schema_as_sent(api: Any) -> dict[str, Any]:
    import json

    from ninja.responses import NinjaJSONEncoder

    sent: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))
    return sent


@pytest.fixture(scope="module")
def operations(description: dict[str, Any]) -> dict[str, Any]:
    """Path → schemathesis' operation, which judges an answer."""
    schema = schemathesis.openapi.from_dict(description)
    return {path: schema[path]["GET"] for path in description["paths"]}


def judge(operation: Any, path: str, answer: Any) -> None:
    """Status, media type and body of a Django answer, as the description says them."""
    import requests

    heard = schemathesis.Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=requests.Request("GET", "http://testserver" + path).prepare(),
        elapsed=0,
        verify=True,
    )
    operation.validate_response(heard)


def sample(loaded: dict[str, str], path: str) -> Iterator[str]:
    """The addresses of a path that stand for something."""
    keys = {
        "/api/items/": [loaded["item"], "hf"],
        "/api/needs/": [loaded["need"]],
        "/api/firms/": [loaded["firm"]],
        "/api/models/": [loaded[name] for name in ("model", "submitted", "returned", "approved")],
        "/api/meetings/": [loaded[name] for name in ("council", "running", "committee", "published")],
    }
    if "{" not in path:
        yield path
    for start, values in keys.items():
        if path.startswith(start):
            yield from (re.sub(r"\{\w+\}", value, path) for value in values)


def test_the_description_names_every_path_and_only_reading(description: dict[str, Any]) -> None:
    assert set(description["paths"]) == set(PATHS)
    assert {method for methods in description["paths"].values() for method in methods} == {"get"}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_conforms_for_every_role(
    loaded: dict[str, str], operations: dict[str, Any], path: str
) -> None:
    answered = 0
    for role in ROLES:
        client = signed_in(role)
        for address in sample(loaded, path):
            answer = client.get(address)
            assert answer.status_code in (200, 404), (role, address)
            if answer.status_code == 200:
                judge(operations[path], address, answer)
                answered += 1
    assert answered >= len(ROLES)


def parameters(description: dict[str, Any], path: str) -> list[str]:
    return [p["name"] for p in description["paths"][path]["get"].get("parameters", []) if p["in"] == "query"]


def sent(text: str) -> str:
    """Percent-encoded as a client may send it, also what is no UTF-8."""
    from urllib.parse import quote

    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def assert_refused_or_conforms(operation: Any, address: str, answer: Any) -> None:
    assert answer.status_code in (200, 400, 404, 422), (address, answer.status_code)
    if answer.status_code == 200:
        judge(operation, address, answer)
    elif answer.status_code == 422:
        assert answer.json()["detail"], address


@pytest.mark.parametrize("path", PATHS)
def test_odd_values_are_refused_and_never_an_error_of_ours(
    loaded: dict[str, str], operations: dict[str, Any], description: dict[str, Any], path: str
) -> None:
    client = signed_in("")
    address = next(sample(loaded, path))
    faults = []
    for name in parameters(description, path):
        for odd in ODD:
            asked = f"{address}?{name}={sent(odd)}"
            try:
                assert_refused_or_conforms(operations[path], asked, client.get(asked))
            except AssertionError as fault:
                faults.append(str(fault)[:300])
    if "{" in path:
        for odd in ODD[1:]:
            asked = re.sub(r"\{\w+\}", lambda _: sent(odd), path)  # noqa: B023 - used at once
            answer = client.get(asked)
            if answer.status_code not in (400, 404):
                faults.append(f"{asked}: {answer.status_code}")
    assert faults == []


@pytest.mark.parametrize("path", PATHS)
def test_any_question_is_answered_as_described(
    loaded: dict[str, str], operations: dict[str, Any], description: dict[str, Any], path: str
) -> None:
    client = signed_in("secretariat")
    addresses = list(sample(loaded, path))
    names = parameters(description, path)
    text = st.one_of(st.text(max_size=12), st.integers().map(str), st.sampled_from(ODD))

    @QUIET
    @given(st.sampled_from(addresses), st.dictionaries(st.sampled_from(names or ["none"]), text, max_size=4))
    def ask(address: str, query: dict[str, str]) -> None:
        asked = address + "?" + "&".join(f"{name}={sent(value)}" for name, value in query.items())
        assert_refused_or_conforms(operations[path], asked, client.get(asked))

    ask()


def has_example(schema: dict[str, Any], parts: dict[str, Any], seen: frozenset[str] = frozenset()) -> bool:
    """The schema holds an example, or everything in it that must be there does."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return name in seen or has_example(parts[name], parts, seen | {name})
    if schema.get("example") is not None or schema.get("examples") or "enum" in schema or "const" in schema:
        return True
    if schema.get("type") in ("integer", "boolean"):
        return True  # a count or a yes says itself
    if schema.get("type") == "array":
        return has_example(schema["items"], parts, seen)
    if "anyOf" in schema:
        return any(has_example(each, parts, seen) for each in schema["anyOf"])
    if "properties" in schema:
        return all(has_example(each, parts, seen) for each in schema["properties"].values())
    return False


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_an_example(description: dict[str, Any], path: str) -> None:
    parts = description["components"]["schemas"]
    body = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    name = body.get("$ref", body.get("items", {}).get("$ref", "")).rsplit("/", 1)[-1]
    schema = parts[name]
    lacking = [field for field, each in schema.get("properties", {}).items() if not has_example(each, parts)]
    assert has_example(schema, parts), f"{name}: {lacking}"


def test_no_two_schemas_share_a_name(loaded: dict[str, str]) -> None:
    """Of two with one name the description would hold only one, for both."""
    from ninja import Schema

    names = [each.__name__ for each in below(Schema) if each.__module__.startswith("sangsaeng.")]
    assert len(names) > 20
    assert sorted(names) == sorted(set(names))


def below(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from below(each)


def hidden_texts() -> set[str]:
    """What stands in the demonstration models and must reach nobody outside."""
    texts: set[str] = set()
    for model in WinWinModel.objects.select_related("demand_company", "supplier"):
        texts |= {
            model.title,
            model.demand_company.name,
            model.supplier.name,
            model.item_text,
            model.state_note,
        }
        texts |= {getattr(model, name) for name in ("plan_targets", "plan_cooperation", "plan_development")}
        texts |= set(model.requested_support.values_list("content", flat=True))
    opened = Opening.objects.filter(decided_at__isnull=False, withdrawn_at__isnull=True)
    return {text for text in texts if len(text) > 3} - set(opened.values_list("value_ko", flat=True))


def test_a_visitor_is_told_nothing_of_a_model_but_its_public_part(loaded: dict[str, str]) -> None:
    client = signed_in("")
    public = {"code", "codename", "sector", "dependence", "state", "state_since", "demonstration"}
    rows = client.get("/api/models?limit=200").json()["results"]
    assert rows
    assert all(set(row) == public for row in rows)
    assert {row["code"] for row in rows} == set(
        WinWinModel.objects.filter(submitted_at__isnull=False).values_list("code", flat=True)
    )
    told = b""
    for model in WinWinModel.objects.all():
        answer = client.get(f"/api/models/{model.code}")
        assert answer.status_code == (404 if model.submitted_at is None else 200)
        if answer.status_code == 200:
            assert set(answer.json()) == public | {"opened"}
        told += answer.content
    for path in PATHS[7:]:
        for address in sample(loaded, path):
            told += client.get(address).content
    said = told.decode("unicode_escape", "ignore") + told.decode()
    assert len(hidden_texts()) > 20
    assert [text for text in hidden_texts() if text in said] == []
    papers = client.get("/api/documents").json()["results"]
    assert {paper["kind"] for paper in papers} == {"minutes_public"}


SEES_WHOLE = {
    "secretariat": lambda m: m.submitted_at is not None or m.created_by.username == "secretariat",
    "ministry": lambda m: m.submitted_at is not None,
    "auditor": lambda m: m.submitted_at is not None,
    "chair": lambda m: m.on_agenda_at is not None,
    "demand": lambda m: m.demand_company.code == "demo-a",
    "sme": lambda m: m.supplier.code == "demo-b",
    "agency": lambda m: m.approved_at is not None,
}


@pytest.mark.parametrize("role", SEES_WHOLE)
def test_each_role_reads_whole_what_it_may_and_no_more(loaded: dict[str, str], role: str) -> None:
    client = signed_in(role)
    rows = {row["code"]: row for row in client.get("/api/models?limit=200").json()["results"]}
    models = WinWinModel.objects.select_related("demand_company", "supplier", "created_by")
    whole = {model.code for model in models if SEES_WHOLE[role](model)}
    assert {code for code, row in rows.items() if "title" in row} == whole
    for model in models:
        answer = client.get(f"/api/models/{model.code}")
        if model.code in whole:
            assert answer.json()["title"] == model.title
            assert answer.json()["plan_targets"] == model.plan_targets
        elif answer.status_code == 200:
            assert "title" not in answer.json()
        else:
            assert model.code not in rows


def test_a_recused_member_is_not_told_what_the_others_are(loaded: dict[str, str]) -> None:
    from sangsaeng.deliberation.models import AgendaItem, Exclusion, Seat

    seat = Seat.objects.get(user__username="member")
    item = (
        AgendaItem.objects.filter(meeting__code=loaded["running"])
        .select_related("model")
        .order_by("number")[0]
    )
    before = signed_in("member").get(f"/api/meetings/{loaded['running']}").json()["agenda"][0]
    assert before["title"] == item.model.title
    secretariat = User.objects.get(username="secretariat")
    Exclusion.objects.create(agenda_item=item, seat=seat, reason="self_recusal", recorded_by=secretariat)
    for address in (f"/api/meetings/{loaded['running']}", f"/api/models/{item.model.code}", "/api/models"):
        assert item.model.title not in str(signed_in("member").get(address).json())
    page = signed_in("member").get(f"/models/{item.model.code}/").content.decode()
    assert item.model.title not in page
    assert item.model.codename in page
    after = signed_in("member").get(f"/api/meetings/{loaded['running']}").json()["agenda"][0]
    assert "vote" not in after
    assert item.model.title in str(signed_in("chair").get(f"/api/models/{item.model.code}").json())


def test_a_party_is_not_told_of_the_others_of_the_meeting(loaded: dict[str, str]) -> None:
    answer = signed_in("sme").get(f"/api/meetings/{loaded['council']}").json()
    mine = set(WinWinModel.objects.filter(supplier__code="demo-b").values_list("code", flat=True))
    assert mine
    for item in answer["agenda"]:
        if item.get("model"):
            assert ("title" in item) == (item["model"] in mine)
    others = Organisation.objects.filter(code__in=["demo-c", "demo-d", "demo-e"])
    assert not any(body.name in str(answer) for body in others)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_written(loaded: dict[str, str], path: str, method: str) -> None:
    from sangsaeng.records.models import Event

    before = Event.objects.count()
    for role in ("", "secretariat"):
        answer = getattr(signed_in(role), method)(
            next(sample(loaded, path)), {}, content_type="application/json"
        )
        assert answer.status_code in (403, 405)
    assert Event.objects.count() == before
