"""The pages: who sees which commitment and which figures, forms that keep what was typed, a fixed number of queries."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.followup.purchase_world import PDF, PRICE, active, day, record, term
from tests.proposals.world import World

from sangsaeng.followup.actions import confirming, evidence, statements
from sangsaeng.followup.actions.confirming import Answer
from sangsaeng.followup.models import Evidence, Exemption, PurchaseCommitment, PurchaseTerm, RateStatement
from sangsaeng.followup.queries import purchases as queries
from sangsaeng.parties.models import Affiliation, Conflict
from sangsaeng.proposals.models import WinWinModel

LIST = "/followup/purchases/"


def get(world: World, role: str, page: str) -> Any:
    client = Client()
    client.force_login(world[role])
    return client.get(page)


def post(world: World, role: str, page: str, data: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(world[role])
    return client.post(page, data)


def told(world: World, made: PurchaseCommitment) -> Evidence:
    return evidence.add_evidence(
        actor=world["sme"], term=term(made), kind="delivery", on=day(-30), quantity=Decimal(77), file=PDF
    )


def uploaded(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


READERS = ("secretariat", "auditor", "demand_company", "sme", "chair", "member", "ministry", "agency")


def test_who_sees_a_commitment(world: World) -> None:
    made = active(world, world.model("approve"))
    page = f"{LIST}{made.code}/"
    for role in READERS:
        assert get(world, role, page).status_code == 200, role
        assert made.code in get(world, role, LIST).content.decode()
    assert get(world, "stranger", page).status_code == 404
    assert made.code not in get(world, "stranger", LIST).content.decode()
    assert Client().get(page).status_code == 302
    assert Client().get(LIST).status_code == 302


def test_a_draft_is_seen_by_who_writes_it_alone(world: World) -> None:
    made = record(world, world.model("approve"))
    for role in READERS:
        expected = 200 if role in ("secretariat", "auditor", "demand_company") else 404
        assert get(world, role, f"{LIST}{made.code}/").status_code == expected, role


def test_the_page_says_what_both_sides_say(world: World) -> None:
    made = active(world)
    told(world, made)
    confirming.confirm_by_account(
        actor=world["demand_company"], purchase=made, answers=[Answer(term(made), "corrected", Decimal(60))]
    )
    text = get(world, "sme", f"{LIST}{made.code}/").content.decode()
    assert "공급기업 77개, 수요기업 60개" in text
    assert "일부 이행" in text
    assert f"{PRICE:,}" in text


def competitor(world: World, model: WinWinModel, state: str = "suggested") -> None:
    Conflict.objects.create(
        person=world["member"],
        case_type="winwinmodel",
        case_id=model.code,
        reason="competitor",
        origin="computed",
        state=state,
        decision="해당 없음" if state == "dismissed" else "",
        opened_by="system",
        demonstration=True,
    )


def everything_hidden(world: World, made: PurchaseCommitment, row: Evidence) -> bool:
    text = get(world, "member", f"{LIST}{made.code}/").content.decode()
    files = get(world, "member", f"/followup/purchases/evidence/{row.pk}/file/")
    paper = get(world, "member", f"{LIST}{made.code}/paper/")
    shown = [
        word for word in (f"{PRICE:,}", "77개", "100개", "계약-1", "시험성적서", "비밀 조건") if word in text
    ]
    hidden = not shown and files.status_code == paper.status_code == 404
    assert hidden or (files.status_code == 200 and "77개" in text and f"{PRICE:,}" in text)
    return hidden


def test_prices_and_volumes_are_hidden_from_who_is_tied_to_a_competitor(world: World) -> None:
    model = world.model("approve")
    made = active(world, model, paper=PDF, conditions="비밀 조건")
    row = told(world, made)
    assert not everything_hidden(world, made, row)
    competitor(world, model)
    assert everything_hidden(world, made, row)
    assert "상태만 보입니다" in get(world, "member", f"{LIST}{made.code}/").content.decode()
    Conflict.objects.update(state="dismissed", decision="해당 없음")
    assert not everything_hidden(world, made, row)


def test_a_tie_hides_them_before_anybody_looked_for_conflicts(world: World) -> None:
    from sangsaeng.discovery.models import Item

    item = Item.objects.create(key="시연품목", name_ko="시연품목", name_en="item")
    model = world.model("approve", item=item)
    made = active(world, model, paper=PDF)
    row = told(world, made)
    world.model("submit", item=item, supplier=world.other_supplier, title="경쟁 모델")
    tie = Affiliation.objects.create(
        person=world["member"],
        organisation=world.other_supplier,
        relation="adviser",
        until=day(-365 * 3 - 10),
        entered_by=world["secretariat"],
        demonstration=True,
    )
    assert not everything_hidden(world, made, row)  # longer ago than the years asked for
    tie.until = None
    tie.save()
    assert everything_hidden(world, made, row)
    assert queries.tied(world["secretariat"], [model]) == set()


def test_a_member_whose_conflict_stands_learns_nothing_at_all(world: World) -> None:
    model = world.model("approve")
    made = active(world, model)
    competitor(world, model, "stands")
    assert get(world, "member", f"{LIST}{made.code}/").status_code == 404
    assert made.code not in get(world, "member", LIST).content.decode()


def test_nobody_reads_a_companys_rate_from_the_list(world: World) -> None:
    active(world, world.model("approve"))
    for role in ("chair", "member", "ministry", "agency"):
        assert "chart=quarters" not in get(world, role, LIST).content.decode()
        assert get(world, role, f"{LIST}?chart=quarters&format=csv").status_code == 404
        assert get(world, role, "/followup/rates/").status_code == 403
    for role in ("secretariat", "auditor", "demand_company", "sme"):
        answer = get(world, role, f"{LIST}?chart=quarters&format=csv")
        assert answer.status_code == 200, role


def test_a_statement_is_read_by_the_company_the_secretariat_and_the_auditor(world: World) -> None:
    active(world)
    sent = statements.send_statement(actor=world["secretariat"], buyer=world.demand)
    page = f"/followup/rates/{sent.code}/"
    for role in ("secretariat", "auditor", "demand_company"):
        assert get(world, role, page).status_code == 200
    assert get(world, "sme", page).status_code == 404
    assert get(world, "member", page).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=active", True),
        ("state=draft", False),
        ("due=late", True),
        ("due=coming", True),
        ("told=none", False),
        ("told=one", True),
        ("told=both", False),
        ("exempt=asked", False),
        ("q=노광", True),
        ("q=없는말", False),
    ],
)
def test_filters(world: World, query: str, found: bool) -> None:
    made = active(world)
    told(world, made)
    assert (made.code in get(world, "secretariat", f"{LIST}?{query}").content.decode()) is found


def test_the_download_holds_no_price_and_no_volume(world: World) -> None:
    made = active(world)
    told(world, made)
    text = get(world, "member", f"{LIST}?format=csv").content.decode()
    assert str(PRICE) not in text
    text = get(world, "secretariat", f"{LIST}?format=csv").content.decode()
    assert made.code in text
    assert str(PRICE) not in text


FORM = {
    "item_text": "시연 모듈",
    "unit": "개",
    "basis": "contract",
    "basis_number": "제1호",
    "promised_on": "2026-01-01",
    "starts_on": "2026-01-01",
    "ends_on": "2028-12-31",
    "price_basis": "",
    "unit_price_krw": "1,200만",
    "conditions": "",
    "contact_name": "",
    "contact_mail": "",
    "rows": "6",
    "t0-due_on": "2026-03-31",
    "t0-quantity": "1,200.5",
    "t0-amount_krw": "",
    "t1-due_on": "2027-03-31",
    "t1-quantity": "100",
    "t1-amount_krw": "12억",
}


def test_a_promise_is_written_down_confirmed_and_answered_on_the_pages(world: World) -> None:
    model = world.model("approve")
    page = f"/followup/purchases/models/{model.code}/new/"
    assert "구매 약속 적기" in get(world, "demand_company", f"/models/{model.code}/").content.decode()
    assert get(world, "demand_company", page).status_code == 200
    answer = post(world, "demand_company", page, FORM)
    made = PurchaseCommitment.objects.get()
    assert answer.status_code == 302
    assert made.unit_price_krw == 12_000_000
    assert [t.quantity for t in made.terms.all()] == [Decimal("1200.5"), 100]
    home = f"{LIST}{made.code}/"
    assert post(world, "demand_company", f"{home}confirm/", {}).status_code == 302
    made.refresh_from_db()
    assert made.state == "active"
    sent = {"t1-says": "confirmed", "t2-says": ""}
    assert post(world, "demand_company", f"{home}answer/", sent).status_code == 302
    assert term(made).clock.state == "answered"  # type: ignore[union-attr]


def test_a_refused_promise_keeps_what_was_typed(world: World) -> None:
    model = world.model("approve")
    page = f"/followup/purchases/models/{model.code}/new/"
    wrong = {**FORM, "ends_on": "2025-12-31", "conditions": "적어 둔 조건"}
    answer = post(world, "secretariat", page, wrong)
    assert answer.status_code == 422
    for kept in ("적어 둔 조건", "1,200.5", "끝나는 날이 시작하는 날보다"):
        assert kept in answer.content.decode()
    half = {**FORM, "t1-quantity": ""}
    assert "기한과 수량을 함께" in post(world, "secretariat", page, half).content.decode()
    assert not PurchaseCommitment.objects.exists()
    for role in ("sme", "stranger"):
        assert get(world, role, page).status_code == 403


def test_evidence_exemptions_and_their_decisions_on_the_pages(world: World) -> None:
    made = active(world)
    first = term(made)
    page = f"/followup/purchases/terms/{first.pk}/evidence/"
    sent = {"kind": "delivery", "on": day(-3).isoformat(), "quantity": "80", "number_kind": "", "number": ""}
    assert post(world, "sme", page, {**sent, "file": uploaded(*PDF)}).status_code == 302
    row = Evidence.objects.get()
    assert (row.side, row.quantity, row.file is not None) == ("supplier", 80, True)
    assert get(world, "demand_company", f"/followup/purchases/evidence/{row.pk}/file/").content == PDF[1]
    wrong = post(world, "sme", page, {**sent, "on": day(3).isoformat(), "note_text": "적은 말"})
    assert wrong.status_code == 422
    assert "적은 말" in wrong.content.decode()
    assert get(world, "member", page).status_code == 403
    assert get(world, "stranger", page).status_code == 404
    ask = f"/followup/purchases/terms/{first.pk}/exempt/"
    data = {"ground": "performance", "explanation": "수율 미달", "file": uploaded(*PDF)}
    assert post(world, "demand_company", ask, data).status_code == 302
    asked = Exemption.objects.get()
    decide = f"/followup/purchases/exemptions/{asked.pk}/decide/"
    assert "수율 미달" in get(world, "secretariat", decide).content.decode()
    assert post(world, "secretariat", decide, {"accept": "yes", "decision": "확인"}).status_code == 302
    assert "제외: 성능 미달" in get(world, "member", f"{LIST}{made.code}/").content.decode()
    taken = f"/followup/purchases/evidence/{row.pk}/withdraw/"
    assert post(world, "sme", taken, {"reason": "틀림"}).status_code == 302


def test_the_secretariats_steps_on_the_pages(world: World) -> None:
    made = active(world)
    second = term(made, 2)
    move = f"/followup/purchases/terms/{second.pk}/move/"
    assert post(world, "secretariat", move, {"due_on": day(30).isoformat(), "reason": ""}).status_code == 422
    assert (
        post(world, "secretariat", move, {"due_on": day(30).isoformat(), "reason": "합의"}).status_code == 302
    )
    stop = f"/followup/purchases/terms/{term(made).pk}/stop/"
    assert post(world, "secretariat", stop, {"reason": "확인할 사람이 없음"}).status_code == 302
    assert get(world, "demand_company", stop).status_code == 403
    edit = f"{LIST}{made.code}/edit/"
    assert get(world, "secretariat", edit).status_code == 200
    lapse = f"{LIST}{made.code}/lapse/"
    data = {"on": day(0).isoformat(), "reason": "해지"}
    assert post(world, "secretariat", lapse, data).status_code == 302
    assert PurchaseCommitment.objects.get().state == "lapsed"
    assert get(world, "secretariat", f"{LIST}{made.code}/").status_code == 200


def test_statements_on_the_pages(world: World) -> None:
    active(world)
    assert "현황 보내기" in get(world, "secretariat", "/followup/rates/").content.decode()
    send = f"/followup/rates/companies/{world.demand.pk}/send/"
    assert get(world, "secretariat", send).status_code == 200
    assert post(world, "secretariat", send, {"as_of": day(0).isoformat()}).status_code == 302
    sent = RateStatement.objects.get()
    reply = f"/followup/rates/{sent.code}/reply/"
    assert get(world, "demand_company", reply).status_code == 200
    assert post(world, "demand_company", reply, {"text": "늦어졌습니다."}).status_code == 302
    page = get(world, "demand_company", f"/followup/rates/{sent.code}/").content.decode()
    assert "늦어졌습니다." in page


def queries_for(world: World, role: str, page: str) -> int:
    client = Client()
    client.force_login(world[role])
    client.get(page)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


@pytest.mark.parametrize("role", ["secretariat", "member", "demand_company"])
def test_pages_read_in_a_fixed_number_of_queries(world: World, role: str) -> None:
    model = world.model("approve")
    made = active(world, model)
    told(world, made)
    pages = [LIST, f"{LIST}{made.code}/", f"/models/{model.code}/"]
    if role != "member":
        pages.append("/followup/rates/")
    before = [queries_for(world, role, page) for page in pages]
    for number in (2, 3):
        told(world, active(world, model, number=number))
    for nth in (1, 2):
        evidence.add_evidence(
            actor=world["demand_company"],
            term=term(made, nth),
            kind="delivery",
            on=day(-1),
            quantity=Decimal(nth),
        )
    assert [queries_for(world, role, page) for page in pages] == before


def test_the_agenda_book_and_the_items_page_hold_the_record(world: World) -> None:
    from sangsaeng.deliberation import annexes

    active(world)
    sent = statements.send_statement(actor=world["secretariat"], buyer=world.demand)
    statements.reply(actor=world["demand_company"], statement=sent, text="점검 때문입니다.")
    following = [world.model("screen", title=f"다음 {number}") for number in range(3)]
    with CaptureQueriesContext(connection) as one:
        annexes.gather(None, following[:1])  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as three:
        found = annexes.gather(None, following)  # type: ignore[arg-type]
    assert len(one) == len(three)
    assert set(found) == {model.pk for model in following}
    assert "점검 때문입니다." in str(found[following[0].pk])


def test_terms_are_deleted_by_no_page(world: World) -> None:
    made = active(world)
    before = PurchaseTerm.objects.count()
    edit = f"{LIST}{made.code}/edit/"
    data = {**FORM, "reason": "고침", "price_basis": "새 기준", "basis_number": "계약-1"}
    answer = post(
        world,
        "secretariat",
        edit,
        data | {"starts_on": day(-400).isoformat(), "ends_on": day(400).isoformat()},
    )
    assert answer.status_code == 302
    assert PurchaseTerm.objects.count() == before


def test_what_is_typed_is_nowhere_markup(world: World) -> None:
    sharp = "<b>&"
    model = world.model("approve")
    made = active(
        world, model, unit=sharp, item_text=sharp, price_basis=sharp, conditions=sharp, contact_name=sharp
    )
    evidence.add_evidence(
        actor=world["sme"], term=term(made), kind="delivery", on=day(-3), quantity=Decimal(1), note_text=sharp
    )
    _link, secret = confirming.make_link(actor=world["secretariat"], purchase=made, addressee=sharp)
    said = [Answer(term(made), "corrected", Decimal(2), comment=sharp)]
    confirming.confirm_by_account(actor=world["demand_company"], purchase=made, answers=said)
    home = f"{LIST}{made.code}/"
    first = term(made).pk
    pages = [
        LIST,
        home,
        f"{home}link/",
        f"{home}edit/",
        f"{LIST}terms/{first}/evidence/",
        f"/models/{model.code}/",
    ]
    texts = [get(world, "secretariat", page).content.decode() for page in pages]
    texts.append(get(world, "demand_company", f"{home}answer/").content.decode())
    texts.append(Client().get(f"/followup/confirm/{secret}/").content.decode())
    for text in texts:
        assert "<b>" not in text
        assert "&lt;b&gt;&amp;" in text
