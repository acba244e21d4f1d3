"""Support through the door: the plan as facts, programmes, the agency's forms, the API; no sum across kinds."""

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import PATH, SECRETS, World
from tests.support.test_actions import commit, open_programme

from sangsaeng.pages.formats import day, won
from sangsaeng.proposals.actions import request_support
from sangsaeng.records.actions import SYSTEM
from sangsaeng.support import actions
from sangsaeng.support.models import Commitment

# Chosen so that no sum of two or more of them is the amount or budget of anything on the page.
GRANT, LOAN, GUARANTEE = 1_110_000_000, 3_330_000_000, 7_770_000_000
SUMS = (GRANT + LOAN, GRANT + GUARANTEE, LOAN + GUARANTEE, GRANT + LOAN + GUARANTEE)


@pytest.fixture
def supported(world: World) -> World:
    """One model with a grant, a loan, a guarantee and a regulatory improvement."""
    actions.load_programmes(actor=SYSTEM)
    world.supported = world.model("approve")  # type: ignore[attr-defined]
    kinds = {"grant": GRANT, "loan": LOAN, "guarantee_exposure": GUARANTEE, "regulation": None}
    for kind, amount in kinds.items():
        programme = open_programme(world, f"D-{kind}", kind)
        commit(world, world.supported, programme, amount)  # type: ignore[attr-defined]
    return world


def spellings(amount: int) -> set[str]:
    return {won(amount), f"{amount:,}", str(amount), f"{amount / 1e8:.1f}", f"{amount / 1e8:,.0f}억"}


def code_of(world: World) -> str:
    return str(world.supported.code)  # type: ignore[attr-defined]


def test_no_sum_across_kinds_anywhere(supported: World) -> None:
    code = code_of(supported)
    client = visitor(supported, "agency")
    pages = ["/support/", f"/models/{code}/", f"/support/models/{code}/commit/", "/api/programmes"]
    for page in [*pages, "/en/support/", f"/en/models/{code}/", "/support/?format=csv"]:
        text = client.get(page).content.decode()
        assert any(part in text for part in spellings(GRANT) | spellings(GRANT * 1)) or "commit" in page
        for total in SUMS:
            assert not [words for words in spellings(total) if words in text], page
    content = client.get("/support/?format=xlsx").content
    cells = [
        cell
        for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert GRANT in cells
    assert LOAN in cells
    assert not set(SUMS) & set(cells)


def test_the_plan_is_shown_as_published(client: Client, db: None) -> None:
    actions.load_programmes(actor=SYSTEM)
    text = client.get("/support/").content.decode()
    for words in ("1조 원", "1,300억 원", "20억 원", "공개자료 없음", "조성액(투자액이 아님)", "지출이 아님"):
        assert words in text, words
    assert "아직 확정된 지원이 없습니다" in text
    assert "보안뉴스" in text
    fund = client.get("/support/programmes/plan-2021-venture-fund/").content.decode()
    assert "조성액(투자액이 아님)" in fund
    loans = client.get("/support/programmes/plan-2021-policy-loans/").content.decode()
    assert "알 수 없음" in loans
    assert client.get("/support/programmes/none/").status_code == 404


def test_demonstration_is_marked_and_stands_apart(supported: World) -> None:
    text = Client().get("/support/").content.decode()
    assert "지어낸 기록" in text
    assert "<h3>실제</h3>" not in text
    assert text.count("chip-demonstration") >= 5


@pytest.mark.parametrize("page", ["/en/support/", "/en/support/programmes/D-grant/", "/en/models/{code}/"])
@pytest.mark.parametrize("role", ["", "agency"])
def test_english_pages_are_english(supported: World, page: str, role: str) -> None:
    answer = visitor(supported, role).get(page.format(code=code_of(supported)))
    assert answer.status_code == 200
    own = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert korean_outside_korean(own) == []


def test_the_public_learns_no_models_amount(supported: World) -> None:
    text = Client().get("/support/programmes/D-grant/").content.decode()
    assert code_of(supported) not in text
    assert not [secret for secret in SECRETS if secret in text]
    assert (
        code_of(supported) in visitor(supported, "sme").get("/support/programmes/D-grant/").content.decode()
    )
    assert won(GRANT) not in Client().get(f"/models/{code_of(supported)}/").content.decode()


def test_the_agency_commits_and_cancels_through_the_forms(world: World) -> None:
    programme = open_programme(world, budget_krw=3_000_000_000)
    code = world.model("approve").code
    client = visitor(world, "agency")
    assert f"/support/models/{code}/commit/" in client.get(f"/models/{code}/").content.decode()
    page = client.get(f"/support/models/{code}/commit/").content.decode()
    assert "30억 원" in page
    assert "20억 원" in page
    form = {"programme": programme.pk, "amount_krw": "21억", "reason": "협약 체결", "token": "t1"}
    refused = client.post(f"/support/models/{code}/commit/", form)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="21억"' in text
    assert "협약 체결" in text
    assert "20억 원" in text
    both = client.post(f"/support/models/{code}/commit/", {**form, "reason": ""})
    assert both.status_code == 422
    assert set(both.context["form"].errors) == {"amount_krw", "reason"}
    blank = client.post(f"/support/models/{code}/commit/", {**form, "amount_krw": " "}).content.decode()
    assert "금액을 적으세요." in blank
    for _twice in range(2):
        answer = client.post(f"/support/models/{code}/commit/", {**form, "amount_krw": "15억"})
        assert answer.status_code == 302
    commitment = Commitment.objects.get()
    own = f"/support/commitments/{commitment.code}/"
    assert answer["Location"] == own
    assert commitment.entries.get().amount_krw == 1_500_000_000
    page = client.get(f"/support/models/{code}/commit/").content.decode()
    assert "5억 원" in page
    assert own in client.get(f"/models/{code}/").content.decode()
    assert "취소" in client.get(f"{own}cancel/").content.decode()
    assert client.post(f"{own}cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"{own}cancel/", {"reason": "협약 변경"}).status_code == 302
    text = client.get(own).content.decode()
    assert "지원 확정을 취소했습니다." in text
    assert "협약 변경" in text
    assert f"{own}cancel/" not in text
    assert client.get(f"{own}cancel/").status_code == 302


def test_the_agency_follows_the_work(supported: World) -> None:
    code, client = code_of(supported), visitor(supported, "agency")
    assert client.post(f"/support/models/{code}/complete/", {"reason": ""}).status_code == 422
    assert client.get(f"/support/models/{code}/start/").status_code == 200
    assert client.post(f"/support/models/{code}/start/", {"reason": ""}).status_code == 302
    assert "되돌릴 수 없습니다" in client.get(f"/support/models/{code}/stop/").content.decode()
    assert client.post(f"/support/models/{code}/stop/", {"reason": ""}).status_code == 422
    assert client.post(f"/support/models/{code}/stop/", {"reason": "시험 중단"}).status_code == 302
    supported.supported.refresh_from_db()  # type: ignore[attr-defined]
    assert supported.supported.state == "stopped"  # type: ignore[attr-defined]
    assert client.get(f"/support/models/{code}/explode/").status_code == 404


def test_nobody_else_reaches_the_forms(supported: World) -> None:
    code, entry = code_of(supported), Commitment.objects.earliest("id")
    pages = (
        f"/support/models/{code}/commit/",
        f"/support/commitments/{entry.code}/cancel/",
        "/support/programmes/D-grant/commit/",
        f"/support/models/{code}/start/",
    )
    for role in ("secretariat", "sme", "member", "ministry", "auditor"):
        client = visitor(supported, role)
        assert {client.get(page).status_code for page in pages} == {403}
        assert "/commit/" not in client.get(f"/models/{code}/").content.decode()
    assert "/accounts/login/" in Client().get(pages[0])["Location"]
    early = supported.model("recommend")
    assert visitor(supported, "agency").get(f"/support/models/{early.code}/commit/").status_code == 404


def test_pages_cost_the_same_for_more_rows(world: World) -> None:
    client = visitor(world, "agency")
    counts: dict[str, list[int]] = {}
    for number in range(3):
        model = world.model("approve")
        commit(world, model, open_programme(world, f"D-{number}"), 100_000_000)
        if number == 1:
            continue
        for page in ("/support/", "/support/programmes/D-0/", f"/models/{model.code}/"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.setdefault(re.sub(r"D-\d{4}-\d+", "", page), []).append(len(queries))
    for page, seen in counts.items():
        assert seen[0] == seen[1], page
        assert 0 < seen[0] <= (16 if page.startswith("/models/") else 12), (
            page
        )  # there every stage has its panel


def test_charts_are_a_kind_each_and_can_be_taken_along(supported: World) -> None:
    client = Client()
    text = client.get("/support/").content.decode()
    keys = set(re.findall(r"chart=([a-z-]+)", text))
    assert keys == {"grant-demonstration", "loan-demonstration", "guarantee-exposure-demonstration"}
    answer = client.get("/support/?chart=grant-demonstration&format=csv")
    assert str(GRANT) in answer.content.decode("utf-8-sig")
    assert client.get("/support/?chart=all&format=csv").status_code == 404


def test_the_api_lists_programmes(supported: World) -> None:
    rows = {row["code"]: row for row in Client().get("/api/programmes").json()}
    assert rows["plan-2021-policy-loans"]["budget_krw"] is None
    assert rows["plan-2021-designated-rnd"]["cap_per_model_krw"] == 2_000_000_000
    assert (rows["D-grant"]["committed_krw"], rows["D-grant"]["demonstration"]) == (GRANT, True)


def test_the_commit_form_shows_what_was_asked_for_and_when_it_was_approved(world: World) -> None:
    open_programme(world, kind="loan", needs_approval=False)
    model = world.draft()
    wanted = {"kind": "technology", "content": "시제품 제작"}
    request_support(actor=world["sme"], model=model, amount_krw=1_500_000_000, **wanted)
    for step in PATH:
        model = world.step(model, step)
    text = visitor(world, "agency").get(f"/support/models/{model.code}/commit/").content.decode()
    for words in ("시제품 제작", "15억 원", day(model.approved_at), "에 승인했습니다."):
        assert words in text, words
    english = visitor(world, "agency").get(f"/en/support/models/{model.code}/commit/").content.decode()
    assert "committee approved it on" in english
    assert korean_outside_korean(english.split("<main", 1)[1].split("</main>", 1)[0]) == []
