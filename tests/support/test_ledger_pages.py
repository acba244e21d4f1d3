"""The pages of programmes and of the ledger through the door: record, appropriate, commit, every verb, correct."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import World
from tests.support.test_actions import BILLION, commit, open_programme, today

from sangsaeng.support import actions, invariants
from sangsaeng.support.models import Commitment, Entry, Programme
from sangsaeng.support.queries import ledger as queries

DAY = "2026-01-02"


def fields(client: Client, address: str) -> dict[str, str]:
    """What a person would send who fills in nothing: the values that the form offers."""
    text = client.get(address).content.decode()
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*>', text)
    values = {}
    for name in found:
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
        value = re.search(r'value="([^"]*)"', tag.group(0)) if tag else None
        values[name] = value.group(1) if value else ""
    values.pop("csrfmiddlewaretoken", None)
    return values


def plain(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def post(client: Client, address: str, **typed: Any) -> Any:
    """The form of the address, sent with what was typed; a second sending of the same form changes nothing."""
    sent = fields(client, address) | typed
    answer = client.post(address, sent)
    if answer.status_code == 302 and sent.get("token"):
        entries = Entry.objects.count()
        client.post(address, sent)
        assert Entry.objects.count() == entries
    return answer


@pytest.fixture
def agency(world: World) -> Client:
    return visitor(world, "agency")


@pytest.fixture
def grant(world: World) -> Commitment:
    programme = open_programme(world, budget_krw=3 * BILLION, ratio_pct=75, cap_per_firm_krw=2 * BILLION)
    return commit(world, world.model("approve"), programme, BILLION)


def test_a_programme_is_recorded_and_what_is_not_known_stays_unknown(world: World, agency: Client) -> None:
    assert "/support/programmes/new/" in agency.get("/support/").content.decode()
    form = {
        "code": "rnd-2026",
        "name_ko": "시연 사업",
        "name_en": "Demonstration programme",
        "kind": "grant",
        "year": "2026",
        "budget_krw": "30억",
        "appropriated": "on",
        "cap_per_firm_krw": "5억",
        "ratio_pct": "101",
        "needs_approval": "on",
    }
    refused = agency.post("/support/programmes/new/", form)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["ratio_pct"]
    assert 'value="30억"' in refused.content.decode()
    made = agency.post("/support/programmes/new/", form | {"ratio_pct": "75"})
    assert made["Location"] == "/support/programmes/rnd-2026/"
    text = agency.get("/support/programmes/rnd-2026/").content.decode()
    for words in (
        "배정",
        "30억 원",
        "정부 지원 비율",
        "75",
        "적혀 있지 않음",
        "시연",
        "관리대장",
        "예산 감액",
    ):
        assert words in text, words
    assert Programme.objects.get().demonstration
    assert agency.get("/support/programmes/rnd-2026/carry-over/").status_code == 200
    edited = post(agency, "/support/programmes/rnd-2026/edit/", owner="시연 기관", reason="오기")
    assert edited.status_code == 302
    assert Programme.objects.get().owner == "시연 기관"
    for role in ("sme", "member", "auditor", "ministry"):
        client = visitor(world, role)
        assert client.get("/support/programmes/new/").status_code == 403
        assert "/support/programmes/new/" not in client.get("/support/").content.decode()
        assert client.get("/support/programmes/rnd-2026/appropriate/").status_code == 403


def test_the_budget_is_put_in_cut_and_carried_over(world: World, agency: Client) -> None:
    open_programme(world, "D-25", year=2025, budget_krw=BILLION)
    target = open_programme(world, "D-26", year=2026, budget_krw=BILLION)
    page = "/support/programmes/D-25/"
    text = agency.get(f"{page}reduce/").content.decode()
    assert "이렇게 됩니다" in text
    assert post(agency, f"{page}appropriate/", amount_krw="5억", reason="추경").status_code == 302
    too_much = post(agency, f"{page}reduce/", amount_krw="16억", reason="감액")
    assert too_much.status_code == 422
    assert "남은 금액은 15억 원" in too_much.content.decode()
    assert post(agency, f"{page}reduce/", amount_krw="3억", reason="감액").status_code == 302
    assert (
        post(agency, f"{page}carry-over/", target=target.pk, amount_krw="2억", reason="이월").status_code
        == 302
    )
    rows = {each.code: each for each in queries.programmes()}
    assert rows["D-25"].left_krw == BILLION  # type: ignore[attr-defined]
    assert rows["D-26"].left_krw == BILLION * 12 // 10  # type: ignore[attr-defined]
    text = agency.get(f"{page}ledger/").content.decode()
    for words in ("재원 → 배정 잔액", "배정 잔액 → 배정 잔액", "추경", "감액", "이월"):
        assert words in text, words
    wrong = Entry.objects.get(movement="reduce")
    assert (
        agency.post(f"/support/entries/{wrong.pk}/correct/", {"reason": "틀림"})["Location"]
        == f"{page}ledger/"
    )
    assert "감액 바로잡음" in agency.get(f"{page}ledger/").content.decode()
    cells = CalamineWorkbook.from_filelike(
        io.BytesIO(agency.get(f"{page}ledger/?format=xlsx").content)
    ).get_sheet_by_index(0)
    assert 300_000_000 in [cell for row in cells.to_python() for cell in row]
    for role, status in (("auditor", 200), ("secretariat", 200), ("sme", 403), ("member", 403)):
        assert visitor(world, role).get(f"{page}ledger/").status_code == status
    assert agency.get(f"{page}explode/").status_code == 404


def test_every_verb_of_a_commitment_through_its_page(world: World, agency: Client, grant: Commitment) -> None:
    page = f"/support/commitments/{grant.code}/"
    text = agency.get(page).content.decode()
    assert f"{page}contract/" in text
    assert f"{page}disburse/" not in text
    assert agency.get(f"{page}disburse/")["Location"] == page
    offered = fields(agency, f"{page}contract/")
    assert offered["amount_krw"] == f"{BILLION:,}"
    assert offered["on"] == today().isoformat()
    refused = post(agency, f"{page}contract/", number="과제-1")
    assert refused.status_code == 422
    assert "민간부담금은 모두" in refused.content.decode()
    given = {"number": "과제-1", "matching_cash_krw": "3억", "matching_in_kind_krw": "1억"}
    assert post(agency, f"{page}contract/", **given).status_code == 302
    steps = (
        ("disburse", {"amount_krw": "6억", "reference": "지급-1"}),
        ("matching", {"amount_krw": "2억", "in_kind": "cash"}),
        ("matching", {"amount_krw": "1억", "in_kind": "in_kind"}),
        ("return", {"amount_krw": "5천만", "reason": "남은 돈"}),
        ("claw-back", {"amount_krw": "1억", "reason": "정산"}),
        ("recover", {"amount_krw": "4천만", "reference": "납입-1"}),
        ("agreement", {"agreement_number": "협약-9", "reason": "빠뜨림"}),
        ("release", {"amount_krw": "1억", "reason": "축소"}),
    )
    for verb, typed in steps:
        answer = post(agency, f"{page}{verb}/", **typed)
        assert answer.status_code == 302, (verb, answer.context["form"].errors)
    text = plain(agency.get(page))
    for words in (
        "6억 원",
        "9억 원",
        "6,000만 원을 더 돌려받아야",
        "과제-1",
        "협약-9",
        "지급-1",
        "민간부담 집행",
        "환수 중",
    ):
        assert words in text, words
    paid = Entry.objects.get(movement="disburse")
    refused = agency.post(f"/support/entries/{paid.pk}/correct/", {"reason": "틀림"})
    assert refused.status_code == 422
    assert "뒤에 한 기록" in refused.content.decode()
    received = Entry.objects.get(movement="recover")
    assert "반대 방향의 기록" in agency.get(f"/support/entries/{received.pk}/correct/").content.decode()
    assert agency.post(f"/support/entries/{received.pk}/correct/", {"reason": "틀림"})["Location"] == page
    assert "환수금 납입 바로잡음" in agency.get(page).content.decode()
    assert agency.post(f"{page}cancel/", {"reason": "중단"}).status_code == 302
    text = agency.get(page).content.decode()
    assert f"{page}recover/" in text
    assert f"{page}disburse/" not in text
    csv = agency.get(f"{page}?format=csv").content.decode("utf-8-sig")
    assert "환수 예정" in csv
    assert agency.get(f"{page}?chart=course&format=svg").status_code == 200
    assert invariants.findings() == []


def test_who_sees_a_commitment(world: World, grant: Commitment) -> None:
    page = f"/support/commitments/{grant.code}/"
    entry = grant.entries.get()
    for role in ("secretariat", "auditor", "sme", "demand_company", "ministry", "agency"):
        text = visitor(world, role).get(page).content.decode()
        assert "10억 원" in text, role
        assert ("/contract/" in text) == (role == "agency")
        assert ("/entries/" in text) == (role == "agency")
    for role in ("stranger", "member"):
        if role == "member":
            grant.model.on_agenda_at = None  # type: ignore[union-attr]
            type(grant.model).objects.filter(pk=grant.model_id).update(on_agenda_at=None)  # type: ignore[misc,union-attr]
        assert visitor(world, role).get(page).status_code == 404
    assert "/accounts/login/" in Client().get(page)["Location"]
    for role in ("secretariat", "sme", "auditor"):
        assert visitor(world, role).post(f"{page}cancel/", {"reason": "x"}).status_code == 403
        answer = visitor(world, role).post(f"/support/entries/{entry.pk}/correct/", {"reason": "x"})
        assert answer.status_code == 403
    assert Entry.objects.count() == 2


def test_support_is_committed_to_a_firm_without_a_model(
    world: World, agency: Client, grant: Commitment
) -> None:
    programme = open_programme(
        world, "D-MPT", "mass_production_test", for_firms=True, cap_per_firm_krw=300_000_000
    )
    page = f"/support/programmes/{programme.code}/commit/"
    assert page in agency.get(f"/support/programmes/{programme.code}/").content.decode()
    assert "3억 원까지" in plain(agency.get(page))
    for typed, field in (
        ({"recipient": "없는 기업"}, "recipient"),
        ({"recipient": "시연 공급기업 나", "amount_krw": "4억"}, "amount_krw"),
        ({"recipient": "SB", "amount_krw": "1억", "reason": ""}, "reason"),
    ):
        answer = post(agency, page, **{"amount_krw": "1억", "reason": "선정", **typed})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    answer = post(agency, page, recipient="SB", amount_krw="1억", reason="선정")
    assert answer.status_code == 302
    made = Commitment.objects.get(model=None)
    assert answer["Location"] == f"/support/commitments/{made.code}/"
    assert "시연 공급기업 나" in agency.get(answer["Location"]).content.decode()
    assert visitor(world, "stranger").get(answer["Location"]).status_code == 200
    assert visitor(world, "sme").get(answer["Location"]).status_code == 404
    text = Client().get(f"/support/programmes/{programme.code}/").content.decode()
    assert "시연 공급기업 나" not in text
    assert agency.get(f"/support/programmes/{grant.programme.code}/commit/").status_code == 404


def test_what_the_api_and_the_downloads_tell_is_by_programme(world: World, grant: Commitment) -> None:
    agency = world["agency"]
    actions.contract(
        actor=agency, commitment=grant, amount_krw=BILLION, on=today(), number="1", matching_cash_krw=BILLION
    )
    actions.disburse(actor=agency, commitment=grant, amount_krw=BILLION // 2, on=today())
    open_programme(world, "D-LOAN", "loan")
    open_programme(world, "D-REG", "regulation")
    rows = {row["code"]: row for row in Client().get("/api/programmes").json()}
    row = rows["D-RND"]
    assert (row["appropriated_krw"], row["committed_krw"], row["paid_krw"]) == (
        3 * BILLION,
        BILLION,
        BILLION // 2,
    )
    assert (row["ratio_pct"], row["cap_per_firm_krw"]) == (75, 2 * BILLION)
    assert (rows["D-LOAN"]["appropriated_krw"], rows["D-LOAN"]["committed_krw"]) == (None, 0)
    assert rows["D-REG"]["committed_krw"] is None
    csv = Client().get("/support/?format=csv").content.decode("utf-8-sig")
    assert "16.7" in csv
    assert grant.code not in csv
    text = Client().get("/support/").content.decode()
    assert "16.7 %" in text
    assert "조성한 것은 투자한 것이 아닙니다" in text


def test_lists_of_the_ledger_cost_the_same_for_more_rows(world: World, agency: Client) -> None:
    programme = open_programme(world, budget_krw=9 * BILLION)
    seen: dict[str, list[int]] = {}
    for number in range(3):
        model = world.model("approve")
        made = commit(world, model, programme, 100_000_000 + number)
        actions.contract(actor=world["agency"], commitment=made, amount_krw=1, on=today(), number="1")
        if number == 1:
            continue
        for page in (
            "/support/programmes/D-RND/",
            "/support/programmes/D-RND/ledger/",
            f"/support/commitments/{made.code}/",
        ):
            agency.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert agency.get(page).status_code == 200
            seen.setdefault(re.sub(r"D-S-\d{4}-\d+", "", page), []).append(len(asked))
    for page, counts in seen.items():
        assert counts[0] == counts[1], page
        assert counts[0] <= 12, (page, counts)


def test_every_page_of_the_ledger_is_english_in_english(
    world: World, agency: Client, grant: Commitment
) -> None:
    actor = world["agency"]
    open_programme(world, "D-MPT", "mass_production_test", budget_krw=BILLION, for_firms=True, year=2026)
    actions.contract(
        actor=actor,
        commitment=grant,
        amount_krw=BILLION // 2,
        on=today(),
        number="1",
        matching_cash_krw=BILLION,
    )
    paid = actions.disburse(actor=actor, commitment=grant, amount_krw=1_000, on=today())
    actions.claw_back(actor=actor, commitment=grant, amount_krw=10, on=today(), reason="정산")
    own = f"/en/support/commitments/{grant.code}/"
    programme = "/en/support/programmes/D-MPT/"
    verbs = (
        "contract",
        "disburse",
        "matching",
        "return",
        "claw-back",
        "recover",
        "release",
        "agreement",
        "cancel",
    )
    pages = [own, *(f"{own}{verb}/" for verb in verbs), f"/en/support/entries/{paid.pk}/correct/"]
    pages += [
        programme,
        *(f"{programme}{act}/" for act in ("commit", "edit", "appropriate", "reduce", "carry-over")),
    ]
    pages += ["/en/support/programmes/new/", "/en/support/programmes/D-RND/ledger/", f"{programme}ledger/"]
    for page in pages:
        answer = agency.get(page)
        assert answer.status_code == 200, page
        main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        assert korean_outside_korean(main) == [], page
