"""Payment files: read as they come, judged against the ledger, posted once, found again."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.proposals.world import World
from tests.support.test_actions import commit, open_programme

from sangsaeng.parties.rules import NotAllowed
from sangsaeng.records.documents import xlsx
from sangsaeng.records.documents.content import Column
from sangsaeng.records.models import Event
from sangsaeng.support import actions, invariants
from sangsaeng.support.actions import payments
from sangsaeng.support.models import Account, Commitment, Entry, PaymentFile, PaymentRow
from sangsaeng.support.payment_reading import amount_of, day_of, read
from sangsaeng.support.queries import ledger

HEADER = ("지급번호", "과제번호", "기업명", "지급일", "지급액(원)")
MILLION = 1_000_000
Finding, State = PaymentRow.Finding, PaymentRow.State


def today(back: int = 0) -> date:
    return timezone.localdate() - timedelta(days=back)


def csv(*rows: Any, header: Any = HEADER, encoding: str = "utf-8-sig") -> bytes:
    lines = [",".join(str(cell) for cell in row) for row in (header, *rows)]
    return "\r\n".join(lines).encode(encoding)


def row(reference: str, amount: Any = 10 * MILLION, **other: Any) -> tuple[Any, ...]:
    given = {"number": "RS-1", "name": "시연 공급기업 가", "on": today(3).isoformat(), **other}
    return (reference, given["number"], given["name"], given["on"], amount)


def contracted(world: World, number: str = "RS-1", amount: int = 100 * MILLION, **more: Any) -> Commitment:
    programme = more.pop("programme", None) or open_programme(world, f"D-{number}", "loan")
    model = more.pop("model", None) or world.model("approve")
    made = commit(world, model, programme, amount, on=today(10))
    actions.contract(
        actor=world["agency"], commitment=made, amount_krw=amount, on=today(10), number=number, **more
    )
    return made


def take(world: World, content: bytes, name: str = "지급.csv", **more: Any) -> PaymentFile:
    given = {"actor": world["agency"], **more}
    return payments.take_payments(name=name, content=content, **given)


def findings(file: PaymentFile) -> dict[str, str]:
    return {each.reference: each.finding for each in file.rows.all()}


def paid(commitment: Commitment) -> int:
    return ledger.balance(Account.DISBURSED, commitment=commitment)


def test_matched_rows_are_posted_once_and_the_rest_waits(world: World) -> None:
    made = contracted(world)
    file = take(world, csv(row("A-1"), row("A-2", "5,000,000원".replace(",", "")), row("A-3", number="없음")))
    assert file.code.startswith("D-P-")
    assert findings(file) == {"A-1": "matched", "A-2": "matched", "A-3": "unknown_number"}
    assert paid(made) == 0
    assert payments.post_payments(actor=world["agency"], payments=file) == 2
    assert paid(made) == 15 * MILLION
    assert {each.state for each in file.rows.filter(finding="matched")} == {"posted"}
    assert file.rows.get(reference="A-3").state == "waiting"
    posted = Entry.objects.get(reference="A-1")
    assert posted.payment_row.line == 2
    assert (posted.on, posted.demonstration, posted.movement) == (today(3), True, "disburse")
    told = Event.objects.filter(verb="support.disburse")
    assert {(each.subject_type, each.subject_id) for each in told} == {("winwinmodel", made.model.code)}
    assert [each.data["amount_krw"] for each in told] == [10 * MILLION, 5 * MILLION]
    assert Event.objects.filter(verb="support.post_payments").get().data == {"rows": 2}
    with pytest.raises(ValidationError):
        payments.post_payments(actor=world["agency"], payments=file)
    assert paid(made) == 15 * MILLION


def test_what_disburse_writes_by_hand_is_what_a_file_writes(world: World) -> None:
    one, other = contracted(world, "RS-1"), contracted(world, "RS-2")
    actions.disburse(actor=world["agency"], commitment=one, amount_krw=MILLION, on=today(3), reference="H-1")
    file = take(world, csv(row("H-2", MILLION, number="RS-2")))
    payments.post_payments(actor=world["agency"], payments=file)
    skip = {"id", "_state", "at", "from_programme_id", "to_programme_id", "commitment_id", "model_id"}
    skip |= {"reference", "token", "reason"}
    kept = [
        {
            key: value
            for key, value in vars(Entry.objects.get(movement="disburse", commitment=each)).items()
            if key not in skip
        }
        for each in (one, other)
    ]
    assert kept[0] == kept[1]
    keys = [set(e.data) for e in Event.objects.filter(verb="support.disburse")]
    assert keys[0] == keys[1]


def test_the_same_file_and_an_overlapping_one_change_nothing(world: World) -> None:
    made = contracted(world)
    content = csv(row("A-1"), row("A-2"))
    file = take(world, content)
    with pytest.raises(ValidationError) as refusal:
        take(world, content)
    assert file.code in refusal.value.messages[0]
    assert PaymentFile.objects.count() == 1
    payments.post_payments(actor=world["agency"], payments=file)
    again = take(world, csv(row("A-1"), row("A-2"), row("A-3")), name="누적.csv")
    assert findings(again) == {"A-1": "repeated", "A-2": "repeated", "A-3": "matched"}
    assert {each.state for each in again.rows.filter(finding="repeated")} == {"set_aside"}
    payments.post_payments(actor=world["agency"], payments=again)
    assert paid(made) == 30 * MILLION


def test_two_files_taken_before_either_is_posted_count_once(world: World) -> None:
    made = contracted(world)
    one, two = take(world, csv(row("A-1"))), take(world, csv(row("A-1"), row("A-2")), name="둘.csv")
    assert findings(two) == {"A-1": "matched", "A-2": "matched"}
    payments.post_payments(actor=world["agency"], payments=one)
    assert payments.post_payments(actor=world["agency"], payments=two) == 1
    assert findings(two) == {"A-1": "repeated", "A-2": "matched"}
    assert paid(made) == 20 * MILLION


def test_a_payment_entered_by_hand_is_known_again(world: World) -> None:
    made = contracted(world)
    actions.disburse(
        actor=world["agency"], commitment=made, amount_krw=10 * MILLION, on=today(3), reference="A-1"
    )
    assert findings(take(world, csv(row("A-1")))) == {"A-1": "repeated"}
    other = take(world, csv(row("A-1", 9 * MILLION)), name="둘.csv").rows.get()
    assert other.finding == "different"
    assert "1,000만 원" in other.detail


def test_the_same_number_of_two_agencies_are_two_payments(world: World) -> None:
    made = contracted(world)
    agencies = [world.organisation(f"AG{n}", f"시연 기관 {n}", "agency") for n in (1, 2)]
    for agency in agencies:
        file = take(world, csv(row("A-1")), actor=world["secretariat"], agency=agency)
        payments.post_payments(actor=world["secretariat"], payments=file)
    assert paid(made) == 20 * MILLION


def test_each_finding(world: World) -> None:
    contracted(world)
    contracted(world, "RS-2", 5 * MILLION)
    model = world.model("approve")
    for _n in range(2):
        contracted(world, "RS-3", model=model, programme=open_programme(world, f"D-3-{_n}", "loan"))
    actions.disburse(
        actor=world["agency"], commitment=Commitment.objects.get(number="RS-1"), amount_krw=7 * MILLION,
        on=today(9), reference="F",
    )  # fmt: skip
    file = take(
        world,
        csv(
            row("A"),
            row("B", number="RS-9"),
            row("C", number="RS-3"),
            row("D", name="다른 기업"),
            row("E", 6 * MILLION, number="RS-2"),
            row("F", 8 * MILLION),
            row("G", "금액"),
            row("H", on="2026-13-01"),
            row("", MILLION),
            row("I"),
            row("I", 11 * MILLION),
            row("J", MILLION),
            row("J", MILLION),
            row("K", on=(today() + timedelta(days=2)).isoformat()),
        ),
    )
    got = [(each.reference, each.finding, each.state) for each in file.rows.all()]
    assert got == [
        ("A", "matched", "waiting"),
        ("B", "unknown_number", "waiting"),
        ("C", "ambiguous", "waiting"),
        ("D", "other_recipient", "waiting"),
        ("E", "over_contract", "waiting"),
        ("F", "different", "waiting"),
        ("G", "unreadable", "waiting"),
        ("H", "unreadable", "waiting"),
        ("", "unreadable", "waiting"),
        ("I", "different", "waiting"),
        ("I", "different", "waiting"),
        ("J", "matched", "waiting"),
        ("J", "repeated", "set_aside"),
        ("K", "unreadable", "waiting"),
    ]
    assert all(each.detail for each in file.rows.exclude(finding="matched"))
    assert payments.post_payments(actor=world["agency"], payments=file) == 2


def test_one_number_of_two_firms_is_told_apart_by_the_name(world: World) -> None:
    model = world.model("approve")
    programme = open_programme(world, "D-X", "loan")
    for recipient in (world.supplier, world.demand):
        made = commit(world, model, programme, 10 * MILLION, recipient=recipient, on=today(9))
        actions.contract(
            actor=world["agency"],
            commitment=made,
            amount_krw=10 * MILLION,
            on=today(9),
            agreement_number="협-1",
        )
    file = take(
        world,
        csv(
            ("A", "협-1", "㈜시연 수요기업A", today(1), MILLION),
            ("B", "협-1", "시연공급기업 가", today(1), MILLION),
            header=("지급번호", "협약번호", "업체명", "지급일자", "지급금액"),
        ),
    )
    firms = {
        each.reference: each.commitment.recipient
        for each in file.rows.select_related("commitment__recipient")
    }
    assert firms == {"A": world.demand, "B": world.supplier}


def test_the_rows_before_use_up_what_is_left(world: World) -> None:
    contracted(world, amount=25 * MILLION)
    file = take(world, csv(row("A"), row("B"), row("C")))
    assert findings(file) == {"A": "matched", "B": "matched", "C": "over_contract"}
    assert "500만 원" in file.rows.get(reference="C").detail


def test_a_return_goes_back_or_waits(world: World) -> None:
    made = contracted(world)
    file = take(world, csv(row("A", 10 * MILLION), row("A", -4 * MILLION), row("R", "△7000000")))
    assert [each.finding for each in file.rows.all()] == ["matched", "matched", "over_contract"]
    assert payments.post_payments(actor=world["agency"], payments=file) == 2
    assert (paid(made), ledger.balance(Account.RETURNED, commitment=made)) == (6 * MILLION, 4 * MILLION)
    assert Event.objects.filter(verb="support.return").count() == 1
    again = take(world, csv(row("A", -4 * MILLION)), name="둘.csv")
    assert findings(again) == {"A": "repeated"}


def test_a_row_is_assigned_set_aside_and_brought_back(world: World) -> None:
    made = contracted(world)
    file = take(world, csv(row("A", number="옛번호"), row("B", name="옛 이름"), row("C", number="?")))
    a, b, c = file.rows.all()
    agency = world["agency"]
    for reason in ("", "가" * 301):
        with pytest.raises(ValidationError):
            payments.assign_payment(actor=agency, row=a, commitment=made, reason=reason)
    assert (
        payments.assign_payment(actor=agency, row=a, commitment=made, reason="번호가 바뀜").finding
        == "matched"
    )
    assert (
        payments.assign_payment(actor=agency, row=b, commitment=made, reason="이름이 바뀜").finding
        == "matched"
    )
    payments.set_aside_payment(actor=agency, row=c, reason="다른 사업의 지급")
    assert payments.bring_back_payment(actor=agency, row=c).finding == "unknown_number"
    payments.set_aside_payment(actor=agency, row=c, reason="다른 사업의 지급")
    assert payments.post_payments(actor=agency, payments=file) == 2
    assert paid(made) == 20 * MILLION
    with pytest.raises(ValidationError):
        payments.set_aside_payment(actor=agency, row=file.rows.get(reference="A"), reason="늦음")
    verbs = set(Event.objects.filter(subject_type="paymentfile").values_list("verb", flat=True))
    assert verbs >= {
        "support.assign_payment", "support.set_aside_payment", "support.bring_back_payment", "support.post_payments",
    }  # fmt: skip


def test_an_unreadable_row_is_not_assigned_and_worlds_do_not_mix(world: World) -> None:
    made = contracted(world)
    file = take(world, csv(row("A", "?"), row("B", number="?")))
    with pytest.raises(ValidationError):
        payments.assign_payment(
            actor=world["agency"], row=file.rows.get(line=2), commitment=made, reason="손으로"
        )
    Commitment.objects.filter(pk=made.pk).update(demonstration=False)
    made.refresh_from_db()
    with pytest.raises(ValidationError):
        payments.assign_payment(
            actor=world["agency"], row=file.rows.get(line=3), commitment=made, reason="손으로"
        )
    assert findings(take(world, csv(row("C")))) == {"C": "unknown_number"}


def test_what_was_put_right_in_the_ledger_is_matched_by_checking_again(world: World) -> None:
    made = contracted(world, amount=5 * MILLION)
    file = take(world, csv(row("A"), row("B", MILLION, number="RS-7")))
    assert findings(file) == {"A": "over_contract", "B": "unknown_number"}
    Commitment.objects.filter(pk=made.pk).update(agreement_number="rs-7")
    payments.check_payments(actor=world["agency"], payments=file)
    assert findings(file) == {"A": "over_contract", "B": "matched"}


def test_a_file_is_withdrawn_before_posting_only(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A")))
    with pytest.raises(ValidationError):
        payments.withdraw_payments(actor=world["agency"], payments=file, reason=" ")
    payments.withdraw_payments(actor=world["agency"], payments=file, reason="잘못된 달의 파일")
    with pytest.raises(ValidationError):
        payments.post_payments(actor=world["agency"], payments=file)
    again = take(world, csv(row("A")))
    payments.post_payments(actor=world["agency"], payments=again)
    with pytest.raises(ValidationError):
        payments.withdraw_payments(actor=world["agency"], payments=again, reason="늦음")


def test_a_corrected_payment_does_not_come_back_by_itself(world: World) -> None:
    made = contracted(world)
    file = take(world, csv(row("A")))
    payments.post_payments(actor=world["agency"], payments=file)
    actions.correct(actor=world["agency"], entry=Entry.objects.get(reference="A"), reason="잘못 적음")
    again = take(world, csv(row("A"), row("B")), name="둘.csv")
    assert findings(again) == {"A": "different", "B": "matched"}
    assert "철회한 지급" in again.rows.get(reference="A").detail
    assert paid(made) == 0


@pytest.mark.parametrize("role", ["demand_company", "sme", "member", "chair", "ministry", "auditor"])
def test_nobody_else_takes_or_posts(world: World, role: str) -> None:
    contracted(world)
    with pytest.raises(NotAllowed):
        take(world, csv(row("A")), actor=world[role])
    file = take(world, csv(row("A")))
    for act in (payments.post_payments, payments.check_payments):
        with pytest.raises(NotAllowed):
            act(actor=world[role], payments=file)
    assert not Entry.objects.filter(movement="disburse").exists()


def test_a_demonstration_account_does_not_touch_a_real_file(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A")))
    PaymentFile.objects.filter(pk=file.pk).update(demonstration=False)
    file.refresh_from_db()
    with pytest.raises(NotAllowed):
        payments.post_payments(actor=world["agency"], payments=file)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("빈.csv", b"  ", "빈 파일"),
        ("그림.png", b"\x89PNG\r\n\x1a\n", "XLSX나 CSV"),
        ("가짜.xlsx", b"PK\x03\x04" + bytes(50), "XLSX나 CSV"),
        ("이상.csv", "지급번호,과제번호\r\n".encode() + b"\xff\xfe\xfd", "UTF-8"),
        ("글.csv", "안녕하세요\r\n표가 아닙니다".encode(), "찾지 못했습니다"),
        ("열.csv", "지급번호,기업명,지급일\r\n1,가,2026-01-01".encode(), "지급액"),
        ("행.csv", csv(), "하나도 없습니다"),
        ("큰.csv", b"0" * (20 * 1024 * 1024 + 1), "20 MB"),
    ],
)
def test_a_wrong_file_is_one_line_and_nothing_is_taken(
    world: World, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        take(world, content, name=name)
    assert len(refusal.value.messages) == 1
    assert words in refusal.value.messages[0]
    assert not PaymentFile.objects.exists()
    assert not Event.objects.filter(verb="records.make_document").exists()


def test_files_as_agencies_write_them(world: World) -> None:
    _kind, rows = read(csv(row("A"), encoding="cp949"), "지급.csv")
    assert rows[0].recipient == "시연 공급기업 가"
    title = "2026년 11월 지급 내역,,,,\r\n작성: 시연 지원기관,,,,\r\n"
    whole = title.encode("utf-8-sig") + csv(
        (1, "P-1", "RS-1", "㈜가", "2026. 11. 2.", 1.5), ("", "합계", "", "", "", 1.5),
        header=("연번", "지급결의번호", "과제 번호", "수령기업", "집행일자", "집행금액(천원)"), encoding="utf-8",
    )  # fmt: skip
    _kind, rows = read(whole, "제목.csv")
    assert [(r.line, r.reference, r.paid_on, r.amount_krw) for r in rows] == [
        (4, "P-1", date(2026, 11, 2), 1_500)
    ]
    sheet = xlsx.Sheet(
        "지급", tuple(Column(name) for name in HEADER), [("A", 20260001, "가", date(2026, 11, 2), 1_000_000)]
    )
    kind, rows = read(xlsx.render_xlsx([sheet]), "지급.xlsx")
    assert (kind, rows[0].numbers, rows[0].amount_krw) == ("xlsx", {"number": "20260001"}, 1_000_000)


@given(
    st.integers(min_value=-(10**17), max_value=10**17), st.sampled_from(["{}", "{:,}", "{}원", " {:,} 원 "])
)
def test_every_amount_that_can_be_written_is_read(amount: int, form: str) -> None:
    assert amount_of(form.format(amount)) == amount


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_way_to_write_a_day(day: date) -> None:
    for form in (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day.year}. {day.month}. {day.day}.",
        f"{day:%Y/%m/%d}",
        f"{day.year}년 {day.month}월 {day.day}일",
    ):
        assert day_of(form) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    amount_of(text)
    day_of(text)
    with suppress(ValidationError):
        read(csv((text.replace("\n", " "), "RS-1", "가", "2026-01-01", text)), "지급.csv")


def test_taking_and_posting_cost_the_same_for_more_rows(world: World) -> None:
    contracted(world, amount=10_000 * MILLION)
    costs = []
    for count in (2, 40):
        with CaptureQueriesContext(connection) as found:
            file = take(world, csv(*(row(f"{count}-{n}") for n in range(count))))
            payments.post_payments(actor=world["agency"], payments=file)
        costs.append(len(found))
    assert costs[1] - costs[0] <= 3  # rows go in by the fifty on SQLite


def test_what_a_file_posts_keeps_the_ledgers_invariants(world: World) -> None:
    contracted(world)
    file = take(world, csv(row("A"), row("A", -MILLION), row("B"), row("C", 200 * MILLION)))
    payments.post_payments(actor=world["agency"], payments=file)
    assert [str(each) for each in invariants.findings()] == []
