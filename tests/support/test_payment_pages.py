"""Payment files through the door: upload, mend, post, withdraw, take along; who sees them, in both languages."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.proposals.test_pages import korean_outside_korean, visitor
from tests.proposals.world import World
from tests.support.test_payments import MILLION, contracted, csv, paid, row, take, today

from sangsaeng.support import actions
from sangsaeng.support.actions import payments
from sangsaeng.support.models import Entry, PaymentFile


def upload(client: Client, content: bytes, name: str = "지급.csv", **more: Any) -> Any:
    return client.post("/support/payments/new/", {"file": SimpleUploadedFile(name, content), **more})


def test_the_agency_goes_through_the_pages(world: World) -> None:
    made = contracted(world)
    client = visitor(world, "agency")
    assert "아직 받은 지급 파일이 없습니다" in client.get("/support/payments/").content.decode()
    answer = upload(client, csv(row("A"), row("B"), row("C", number="없음")))
    file = PaymentFile.objects.get()
    page = f"/support/payments/{file.code}/"
    assert answer["Location"] == page
    text = client.get(page).content.decode()
    for words in (
        "3행 가운데 2행이 맞고 1행을 확인해야 합니다.",
        "대장에 없는 번호입니다.",
        "과제·협약·보증번호",
        "반영하기",
    ):
        assert words in text, words
    assert client.get(page + "?show=open").context["page"].total == 1
    assert client.get(page + "file/").content == csv(row("A"), row("B"), row("C", number="없음"))
    assert "2행이 대장에 지급으로 들어갑니다." in client.get(page + "post/").content.decode()
    assert paid(made) == 0
    assert client.post(page + "post/").status_code == 302
    assert paid(made) == 20 * MILLION
    assign = page + "rows/4/assign/"
    assert made.code in client.get(assign).content.decode()
    refused = client.post(assign, {"commitment": made.pk, "reason": " "})
    assert refused.status_code == 422
    assert f'value="{made.pk}" selected' in refused.content.decode()
    assert client.post(assign, {"commitment": made.pk, "reason": "번호가 바뀜"}).status_code == 302
    aside = page + "rows/4/set-aside/"
    assert client.post(aside, {"reason": "다른 사업"}).status_code == 302
    assert "되돌리기" in client.get(page).content.decode()
    assert client.post(page + "rows/4/bring-back/").status_code == 302
    assert client.post(page + "check/").status_code == 302
    assert client.get(page + "check/").status_code == 405
    text = client.get(page).content.decode()
    assert "지급 2건을 대장에 반영했습니다." in text
    assert "지급 파일 철회" not in text


def test_a_refused_upload_says_one_line_and_keeps_the_period(world: World) -> None:
    client = visitor(world, "agency")
    answer = upload(client, "지급번호,기업명\r\n1,가".encode(), period_from="2026-01-01")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "열이 없습니다" in text
    assert 'value="2026-01-01"' in text
    assert not PaymentFile.objects.exists()


def test_a_file_is_withdrawn_on_its_page(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A")))
    client = visitor(world, "secretariat")
    page = f"/support/payments/{file.code}/withdraw/"
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "잘못 올림"}).status_code == 302
    text = client.get(f"/support/payments/{file.code}/").content.decode()
    assert "잘못 올림" in text
    assert "반영하기</a>" not in text


@pytest.mark.parametrize("role", ["", "demand_company", "sme", "member", "chair", "ministry"])
def test_nobody_else_opens_the_pages(world: World, role: str) -> None:
    contracted(world)
    file = take(world, csv(row("A")))
    client = visitor(world, role)
    for page in (
        "",
        "new/",
        "export/",
        "template.xlsx",
        f"{file.code}/",
        f"{file.code}/file/",
        f"{file.code}/post/",
    ):
        assert client.get(f"/support/payments/{page}").status_code == (403 if role else 302), page


def test_the_auditor_reads_and_does_not_write(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A"), row("B", number="?")))
    client = visitor(world, "auditor")
    for page in ("", "export/", f"{file.code}/", f"{file.code}/file/"):
        assert client.get(f"/support/payments/{page}").status_code == 200, page
    text = client.get("/support/payments/").content.decode()
    one = client.get(f"/support/payments/{file.code}/").content.decode()
    for words in ("/payments/new/", "template", "/rows/", "/post/", "/check/", "/withdraw/"):
        assert words not in text + one, words
    for page in (
        "new/",
        "template.xlsx",
        *(
            f"{file.code}/{act}/"
            for act in ("post", "check", "withdraw", "rows/3/assign", "rows/3/set-aside")
        ),
    ):
        assert client.post(f"/support/payments/{page}").status_code == 403, page


def test_a_real_file_is_not_there_for_the_demonstration(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A")))
    PaymentFile.objects.filter(pk=file.pk).update(demonstration=False)
    client = visitor(world, "agency")
    assert client.get(f"/support/payments/{file.code}/").status_code == 404
    assert client.get("/support/payments/").context["page"].total == 0


def test_what_the_ledger_holds_and_the_file_does_not_is_listed(world: World) -> None:
    made = contracted(world)
    other = contracted(world, "RS-8")
    agency = world["agency"]
    actions.disburse(actor=agency, commitment=made, amount_krw=3 * MILLION, on=today(4), reference="HAND")
    actions.disburse(actor=agency, commitment=made, amount_krw=2 * MILLION, on=today(9), reference="EARLY")
    actions.disburse(actor=agency, commitment=other, amount_krw=MILLION, on=today(4), reference="ELSEWHERE")
    file = take(world, csv(row("A", on=today(5).isoformat()), row("B")))
    payments.post_payments(actor=agency, payments=file)
    client = visitor(world, "agency")
    answer = client.get(f"/support/payments/{file.code}/")
    assert [each.reference for each in answer.context["missing"]] == ["HAND"]
    assert "대장에는 있고 파일에는 없는 지급이 1건 있습니다." in answer.content.decode()
    assert "HAND" in client.get(f"/support/payments/{file.code}/?missing=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_can_be_taken_in_again(world: World, format: str) -> None:
    made = contracted(world)
    agency = world["agency"]
    payments.post_payments(actor=agency, payments=take(world, csv(row("A"), row("A", -MILLION), row("B"))))
    actions.disburse(actor=agency, commitment=made, amount_krw=MILLION, on=today(2))
    content = visitor(world, "agency").get(f"/support/payments/export/?format={format}").content
    again = take(world, content, name=f"대장.{format}")
    assert [each.finding for each in again.rows.all()] == ["repeated"] * 4
    assert {each.amount_krw for each in again.rows.all()} == {10 * MILLION, -MILLION, MILLION}
    before = Entry.objects.count()
    with pytest.raises(ValidationError):
        payments.post_payments(actor=agency, payments=again)
    assert Entry.objects.count() == before
    for each in Entry.objects.filter(movement="disburse"):
        day = each.on.isoformat()
        one = (
            visitor(world, "agency")
            .get(f"/support/payments/export/?since={day}&until={day}&format=xlsx")
            .content
        )
        cells = CalamineWorkbook.from_filelike(io.BytesIO(one)).get_sheet_by_index(0).to_python()
        assert each.amount_krw in {line[6] for line in cells[1:]}


def test_all_movements_are_exported_but_are_no_payments(world: World) -> None:
    contracted(world)
    content = visitor(world, "secretariat").get("/support/payments/export/?what=all&format=csv").content
    text = content.decode("utf-8-sig")
    for words in ("확정", "협약", "재원"):
        assert words in text, words
    with pytest.raises(ValidationError):
        take(world, content)


def test_the_template_is_read(world: World) -> None:
    for format in ("csv", "xlsx"):
        content = visitor(world, "agency").get(f"/support/payments/template.{format}").content
        with pytest.raises(ValidationError) as refusal:
            take(world, content, name=f"양식.{format}")
        assert "지급 행이 하나도 없습니다" in refusal.value.messages[0]


def test_pages_cost_the_same_for_more_rows(world: World) -> None:
    made = contracted(world)
    client = visitor(world, "agency")
    seen = []
    for count in (1, 3):
        actions.disburse(actor=world["agency"], commitment=made, amount_krw=MILLION, on=today(3))
        file = take(world, csv(*(row(f"{count}-{n}") for n in range(count)), row(f"{count}-X", number="?")))
        for page in ("/support/payments/", f"/support/payments/{file.code}/"):
            client.get(page)
            with CaptureQueriesContext(connection) as found:
                assert client.get(page).status_code == 200
            seen.append(len(found))
    assert seen[:2] == seen[2:]
    assert max(seen) <= 16


@pytest.mark.parametrize("role", ["agency", "secretariat"])
def test_english_pages_are_english(world: World, role: str) -> None:
    made = contracted(world)
    file = take(world, csv(row("A"), row("B", number="?"), row("C", "?"), row("D", name="다른 기업")))
    actions.disburse(actor=world["agency"], commitment=made, amount_krw=MILLION, on=today(3))
    client = visitor(world, role)
    pages = [
        "",
        "new/",
        f"{file.code}/",
        f"{file.code}/post/",
        f"{file.code}/withdraw/",
        f"{file.code}/rows/3/assign/",
    ]
    for page in pages:
        text = client.get(f"/en/support/payments/{page}").content.decode()
        own = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert korean_outside_korean(own) == [], page
