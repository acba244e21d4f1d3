"""The buyer's word without an account: single-use links through the page itself, and the spreadsheet."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.followup.purchase_world import PRICE, active, day, record, term
from tests.proposals.world import World

from sangsaeng.followup.actions import confirming, evidence, spreadsheet
from sangsaeng.followup.actions.confirming import Answer
from sangsaeng.followup.models import Confirmation, ConfirmationLink, PurchaseCommitment
from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.documents import xlsx
from sangsaeng.records.models import DocumentFile, Event


def link_of(world: World, made: PurchaseCommitment, **more: Any) -> tuple[ConfirmationLink, str]:
    return confirming.make_link(actor=world["secretariat"], purchase=made, addressee="구매팀", **more)


def answers(**more: str) -> dict[str, str]:
    """The form with the first term confirmed."""
    return {"t1-says": "confirmed", "t2-says": "", "t3-says": "", "name": "구매팀 홍길동", **more}


def test_only_the_digest_of_the_secret_is_kept(world: World) -> None:
    link, secret = link_of(world, active(world))
    assert len(secret) >= 43
    assert link.digest == confirming.digest_of(secret)
    kept = [str(vars(row)) for row in ConfirmationLink.objects.all()]
    kept += [str(event.data) for event in Event.objects.all()] + [
        m.body + m.url for m in Message.objects.all()
    ]
    assert not any(secret in text for text in kept)


def test_the_link_shows_on_get_and_is_used_up_by_post(world: World) -> None:
    made = active(world)
    link, secret = link_of(world, made)
    client = Client(enforce_csrf_checks=True)
    page = f"/followup/confirm/{secret}/"
    for _time in range(3):  # mail programs fetch links before people do
        shown = client.get(page)
        assert shown.status_code == 200
    text = shown.content.decode()
    assert "100개" in text
    assert str(PRICE) not in text
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown["X-Robots-Tag"]
    assert "no-store" in shown["Cache-Control"]
    assert not shown.cookies
    Message.objects.all().delete()
    done = client.post(page, answers(), HTTP_ORIGIN="null")
    assert done.status_code == 200
    assert "잘 받았습니다" in done.content.decode()
    word = Confirmation.objects.get()
    assert (word.says, word.quantity, word.name, word.way, word.link) == (
        "confirmed",
        100,
        "구매팀 홍길동",
        "link",
        link,
    )
    clock = term(made).clock
    assert clock is not None
    assert clock.state == "answered"
    assert {m.recipient.role for m in Message.objects.filter(kind="purchase")} == {
        "demand_company",
        "sme",
        "secretariat",
    }
    again = client.post(page, answers())
    assert again.status_code == 410
    assert Confirmation.objects.count() == 1
    assert "이미 답을 보낸" in client.get(page).content.decode()


@pytest.mark.parametrize("how", ["unknown", "used", "expired", "revoked"])
def test_a_link_that_is_not_open_says_what_to_do_and_nothing_else(world: World, how: str) -> None:
    made = active(world)
    link, secret = link_of(world, made)
    if how == "unknown":
        secret = "x" * 43
    elif how == "expired":
        ConfirmationLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        confirming.revoke_link(actor=world["secretariat"], link=link)
    else:
        ConfirmationLink.objects.update(used_at=timezone.now())
    for ask in (Client().get, Client().post):
        answer = ask(f"/followup/confirm/{secret}/", answers())
        text = answer.content.decode()
        assert answer.status_code == (404 if how == "unknown" else 410)
        assert "사무국에 새 링크를 요청" in text
        for told in (made.code, made.item_text, "시연 수요기업", "시연 공급기업", "100개"):
            assert told not in text
        assert answer["Referrer-Policy"] == "no-referrer"
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"t1-says": ""}, "적어도 한 차수"),
        ({"name": " "}, "필수"),
        ({"t1-says": "corrected"}, "실제로 구매한 수량"),
        ({"t1-says": "confirmed", "t1-quantity": "80"}, "다른 수량을 구매"),
        ({"t1-says": "corrected", "t1-quantity": "-1"}, "0 이상"),
        ({"t1-says": "perhaps"}, "t1-says"),
    ],
)
def test_what_is_refused_keeps_the_link_open_and_what_was_typed(
    world: World, wrong: dict[str, str], said: str
) -> None:
    _link, secret = link_of(world, active(world))
    page = f"/followup/confirm/{secret}/"
    answer = Client().post(page, answers(**{"t2-comment": "적은 말", **wrong}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "적은 말" in answer.content.decode()
    assert Client().post(page, answers()).status_code == 200


def test_another_quantity_and_nothing_yet(world: World) -> None:
    made = active(world)
    _link, secret = link_of(world, made)
    sent = answers(**{"t1-says": "corrected", "t1-quantity": "1,080.5", "t2-says": "not_yet"})
    assert Client().post(f"/followup/confirm/{secret}/", sent).status_code == 200
    words = {w.term.number: (w.says, w.quantity) for w in Confirmation.objects.all()}
    assert words == {1: ("corrected", Decimal("1080.5")), 2: ("not_yet", None)}
    states = {n: term(made, n).clock.state for n in (1, 2)}  # type: ignore[union-attr]
    assert states == {1: "answered", 2: "running"}


def test_another_quantity_of_a_due_term_is_an_answer(world: World) -> None:
    from sangsaeng.followup.invariants_purchases import findings
    from sangsaeng.followup.queries.purchases import counts
    from sangsaeng.followup.queries.rates import rate_of

    made = active(world)
    assert counts(world["secretariat"]).late == 2

    def say(*said: Answer) -> list[str]:
        confirming.confirm_by_account(actor=world["demand_company"], purchase=made, answers=list(said))
        return [term(made, n).clock.state for n in (1, 2, 3)]  # type: ignore[union-attr]

    less = [Answer(term(made, n), "corrected", Decimal(40)) for n in (1, 2, 3)]
    # The third is due in 90 days: the rest of it may still be bought.
    assert say(*less) == ["answered", "answered", "running"]
    assert counts(world["secretariat"]).late == 0
    assert (rate_of(world.demand, day(0)).part, rate_of(world.demand, day(0)).full) == (2, 0)
    assert not list(findings())
    assert say(Answer(term(made, 2), "not_yet")) == ["answered", "running", "running"]
    assert counts(world["secretariat"]).late == 1


def test_the_chart_shows_one_sided_terms_apart(world: World) -> None:
    from sangsaeng.followup.purchase_charts import by_quarter
    from sangsaeng.followup.queries.purchase_facts import terms_of

    made = active(world)
    evidence.add_evidence(
        actor=world["sme"], term=term(made), kind="delivery", on=day(-60), quantity=Decimal(100)
    )
    chart = by_quarter(terms_of(PurchaseCommitment.objects.filter(pk=made.pk)), day(0))
    assert chart is not None
    assert "양쪽 확인 0개, 한쪽 자료만 1개" in chart.alt
    assert chart.header[3:5] == ["양쪽 확인", "한쪽 자료만"]
    assert sum(row[3] for row in chart.rows) == 0  # type: ignore[misc]
    assert sum(row[4] for row in chart.rows) == 1  # type: ignore[misc]


def test_a_new_link_closes_the_earlier_one(world: World) -> None:
    made = active(world)
    _link, first = link_of(world, made)
    _link, second = link_of(world, made)
    assert Client().get(f"/followup/confirm/{first}/").status_code == 410
    assert Client().get(f"/followup/confirm/{second}/").status_code == 200


def test_who_makes_links_and_for_what(world: World) -> None:
    made = active(world)
    for role in ("demand_company", "sme", "member", "auditor"):
        with pytest.raises(NotAllowed):
            confirming.make_link(actor=world[role], purchase=made, addressee="구매팀")
    for wrong in ({"addressee": " "}, {"days": 0}, {"days": 61}):
        with pytest.raises(ValidationError):
            link_of(world, made, **wrong) if "days" in wrong else confirming.make_link(
                actor=world["secretariat"],
                purchase=made,
                **wrong,  # type: ignore[arg-type]
            )
    with pytest.raises(ValidationError, match="아직 확인하지"):
        link_of(world, record(world, number=2))


def test_the_secretariat_sees_the_text_to_send_once(world: World, client: Client) -> None:
    made = active(world)
    client.force_login(world["secretariat"])
    page = f"/followup/purchases/{made.code}/link/"
    answer = client.post(page, {"addressee": "구매팀 홍길동", "days": "14"})
    secret = re.search(r"/followup/confirm/([\w-]{43})/", answer.content.decode())
    assert secret is not None
    assert Client().get(f"/followup/confirm/{secret[1]}/").status_code == 200
    assert secret[1] not in client.get(f"/followup/purchases/{made.code}/").content.decode()


def test_a_word_is_added_and_never_changed(world: World) -> None:
    made = active(world)
    for says in ("not_yet", "confirmed"):
        confirming.confirm_by_account(
            actor=world["demand_company"], purchase=made, answers=[Answer(term(made), says)]
        )
    assert [w.says for w in Confirmation.objects.all()] == ["not_yet", "confirmed"]
    for change in (Confirmation.objects.all().delete, lambda: Confirmation.objects.update(name="딴 사람")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_the_buyers_people_answer_and_only_for_its_own_terms(world: World) -> None:
    made, other = active(world), active(world, number=2)
    for role in ("sme", "stranger", "secretariat", "member"):
        with pytest.raises(NotAllowed):
            confirming.confirm_by_account(
                actor=world[role], purchase=made, answers=[Answer(term(made), "confirmed")]
            )
    with pytest.raises(ValidationError, match="이 약속의 차수"):
        confirming.confirm_by_account(
            actor=world["demand_company"], purchase=made, answers=[Answer(term(other), "confirmed")]
        )


# The spreadsheet.
def form(world: World, made: PurchaseCommitment) -> list[list[Any]]:
    content = spreadsheet.form_of(actor=world["secretariat"], purchase=made)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def sheet(rows: list[list[Any]]) -> bytes:
    return xlsx.render_xlsx([xlsx.Sheet("구매이행 확인", spreadsheet.COLUMNS, rows)])


def fill(rows: list[list[Any]], line: int, **cells: Any) -> list[list[Any]]:
    names = [column.header for column in spreadsheet.COLUMNS]
    for name, value in cells.items():
        rows[line - 1][names.index(name.replace("_", " "))] = value
    return rows


def take(world: World, rows: list[list[Any]], role: str = "secretariat") -> spreadsheet.Taken:
    return spreadsheet.take_in(actor=world[role], name="확인.xlsx", content=sheet(rows[1:]))


def test_the_form_holds_every_term_of_the_buyer_and_comes_back_filled(world: World) -> None:
    made, other = active(world), active(world, number=2)
    rows = form(world, made)
    assert [row[0] for row in rows[1:]] == [made.code] * 3 + [other.code] * 3
    rows = fill(rows, 2, 확인="맞음", 확인한_사람="홍길동")
    rows = fill(rows, 5, 확인="다름", 실제_수량=80, 의견="일부만", 확인한_사람="홍길동")
    taken = take(world, rows)
    assert (taken.kept, taken.same, taken.codes) == (2, 0, [made.code, other.code])
    words = {(w.term.purchase.code, w.says): w.quantity for w in Confirmation.objects.all()}
    assert words == {(made.code, "confirmed"): 100, (other.code, "corrected"): 80}
    assert Confirmation.objects.filter(way="spreadsheet", file__isnull=False).count() == 2


def test_the_same_file_again_changes_nothing(world: World) -> None:
    rows = fill(form(world, active(world)), 2, 확인="맞음", 확인한_사람="홍길동")
    take(world, rows)
    before = (Confirmation.objects.count(), Event.objects.count(), DocumentFile.objects.count())
    assert (take(world, rows).kept, take(world, rows).same) == (0, 1)
    assert (Confirmation.objects.count(), Event.objects.count(), DocumentFile.objects.count()) == before


def test_every_row_that_cannot_be_read_is_named_and_nothing_is_kept(world: World) -> None:
    rows = form(world, active(world))
    rows = fill(rows, 2, 확인="맞음", 확인한_사람="홍길동")
    rows = fill(rows, 3, 확인="글쎄", 확인한_사람="홍길동")
    rows = fill(rows, 4, 확인="다름", 실제_수량="여든", 확인한_사람="홍길동")
    with pytest.raises(ValidationError) as refused:
        take(world, rows)
    assert refused.value.messages == [
        "확인.xlsx 3행 확인: 맞음, 다름, 아직 가운데 하나를 적으세요.",
        "확인.xlsx 4행 실제 수량: ‘여든’는 수가 아닙니다.",
    ]
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"약속_번호": "D-P-1999-0001"}, "없는 약속"),
        ({"차수": 9}, "없는 약속"),
        ({"확인한_사람": ""}, "이름"),
        ({"확인": "다름"}, "실제로 구매한 수량"),
        ({"실제_금액": 1.5}, "원 단위"),
    ],
)
def test_rows_that_are_refused(world: World, cells: dict[str, Any], said: str) -> None:
    rows = fill(form(world, active(world)), 2, **{"확인": "맞음", "확인한_사람": "홍길동", **cells})
    with pytest.raises(ValidationError, match=said):
        take(world, rows)


def test_a_term_twice_in_a_file_is_refused(world: World) -> None:
    rows = fill(form(world, active(world)), 2, 확인="맞음", 확인한_사람="홍길동")
    with pytest.raises(ValidationError, match="두 번"):
        take(world, [*rows, list(rows[1])])


def test_files_that_are_no_form(world: World) -> None:
    active(world)
    with pytest.raises(ValidationError, match="서식"):
        spreadsheet.take_in(actor=world["secretariat"], name="a.pdf", content=b"%PDF-1.7")
    with pytest.raises(ValidationError, match="열이 없습니다"):
        spreadsheet.take_in(
            actor=world["secretariat"],
            name="a.xlsx",
            content=xlsx.render_xlsx([xlsx.Sheet("x", spreadsheet.COLUMNS[:3], [])]),
        )
    with pytest.raises(NotAllowed):
        take(world, [[]], "demand_company")


def test_the_page_names_the_rows(world: World, client: Client) -> None:
    rows = fill(form(world, active(world)), 2, 확인="글쎄", 확인한_사람="홍길동")
    client.force_login(world["secretariat"])
    file = io.BytesIO(sheet(rows[1:]))
    file.name = "확인.xlsx"
    answer = client.post("/followup/purchases/upload/", {"file": file})
    assert answer.status_code == 422
    assert "확인.xlsx 2행 확인" in answer.content.decode()


def test_not_yet_is_overtaken_by_a_later_delivery(world: World) -> None:
    from tests.followup.test_purchase_evidence import fact

    made = active(world)
    confirming.confirm_by_account(
        actor=world["demand_company"],
        purchase=made,
        answers=[Answer(term(made), "not_yet"), Answer(term(made, 3), "not_yet")],
    )
    assert fact(made, 1).by_buyer == 0
    assert fact(made, 3).by_buyer is None  # its day has not come: «not yet» is no refusal
    evidence.add_evidence(
        actor=world["sme"], term=term(made), kind="delivery", on=day(0), quantity=Decimal(100)
    )
    assert fact(made, 1).by_buyer == 0  # the same day: the buyer's word stands
