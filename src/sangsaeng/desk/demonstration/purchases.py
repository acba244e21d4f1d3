"""The demonstration's purchase commitments, made through the very actions that real parties would use.

The story's model goes from the promise to deliveries: a contract with four terms, one delivered and confirmed by both with
its invoice, one told by the supplier alone, one left out because the module fell short of what was agreed, one to come. The
buyer's people used a single-use link, and the company replied to its figures. Everything is invented and marked so.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from sangsaeng.followup.actions import confirming, evidence, statements
from sangsaeng.followup.actions import purchases as actions
from sangsaeng.followup.actions.purchases import TermGiven
from sangsaeng.followup.models import PurchaseCommitment, PurchaseTerm
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel

PDF = b"%PDF-1.4\n% invented, without effect\n"
PRICE = 42_000_000
LOT = 25
EACH = 100  # days between the terms


def purchases(
    *,
    people: Mapping[str, User],
    models: Mapping[str, WinWinModel],
    organisations: Mapping[str, Organisation],
) -> None:
    """The story's contract with its four terms, a promise of the magnet's model still to be confirmed, a statement replied to."""
    story = WinWinModel.objects.get(pk=models["story"].pk)
    made = _contract(people, story)
    _confirmed_by_both(people, made)
    _told_by_the_supplier(people, made)
    _left_out(people, made)
    sent = statements.send_statement(actor=people["secretariat"], buyer=organisations["demo-a"])
    statements.reply(
        actor=people["demand"],
        statement=sent,
        text="2차분은 검수가 끝나지 않아 아직 확인하지 않았습니다. 검수를 마치는 대로 확인하겠습니다.",
    )
    _promised(people, WinWinModel.objects.get(pk=models["magnet"].pk))


def _contract(people: Mapping[str, User], model: WinWinModel) -> PurchaseCommitment:
    """Four terms: two past, one past and short of the agreed performance, one to come."""
    today = timezone.localdate()
    days = [today + timedelta(days=EACH * at - 10) for at in (-2, -1, 0, 1)]
    made = actions.record(
        actor=people["secretariat"],
        model=model,
        item_text="노광기 핵심 모듈 1세대(시연)",
        unit="개",
        basis="contract",
        basis_number="시연-구매-2026-01",
        promised_on=days[0] - timedelta(days=90),
        starts_on=days[0] - timedelta(days=90),
        ends_on=days[-1],
        price_basis="평가 라인 합격품 기준, 수입품 가격의 85 %",
        unit_price_krw=PRICE,
        conditions="평가 라인에서 같은 기판으로 재어 합의한 성능을 넘은 제품만 구매합니다.",
        contact_name="시연 구매 담당자",
        contact_mail="purchase@example.com",
        paper=("시연-구매계약서.pdf", PDF),
        terms=[TermGiven(day, Decimal(LOT), LOT * PRICE) for day in days],
    )
    return actions.confirm(actor=people["secretariat"], purchase=made)


def _term(made: PurchaseCommitment, number: int) -> PurchaseTerm:
    return PurchaseTerm.objects.select_related("purchase", "clock").get(purchase=made, number=number)


def _delivered(people: Mapping[str, User], term: PurchaseTerm, on: date) -> None:
    evidence.add_evidence(
        actor=people["sme"],
        term=term,
        kind="delivery",
        on=on,
        quantity=Decimal(LOT),
        number_kind="own",
        number=f"시연-납품-{term.number:02d}",
        file=(f"시연-거래명세서-{term.number}차.pdf", PDF + str(term.number).encode()),
    )


def _confirmed_by_both(people: Mapping[str, User], made: PurchaseCommitment) -> None:
    """The first term: delivered, invoiced, and confirmed by the buyer's people through a link."""
    term = _term(made, 1)
    day = term.due_on - timedelta(days=6)
    _delivered(people, term, day)
    evidence.add_evidence(
        actor=people["sme"],
        term=term,
        kind="invoice",
        on=day,
        quantity=Decimal(LOT),
        amount_krw=LOT * PRICE,
        number_kind="tax_invoice",
        number=f"{day:%Y%m%d}-00000000-00000001",
    )
    _link, secret = confirming.make_link(
        actor=people["secretariat"], purchase=made, addressee="시연 구매 담당자 purchase@example.com"
    )
    confirming.confirm_by_link(
        secret=secret,
        name="시연 구매 담당자",
        answers=[confirming.Answer(term, "confirmed", comment="검수 합격")],
    )


def _told_by_the_supplier(people: Mapping[str, User], made: PurchaseCommitment) -> None:
    term = _term(made, 2)
    _delivered(people, term, term.due_on + timedelta(days=3))


def _left_out(people: Mapping[str, User], made: PurchaseCommitment) -> None:
    """The third term: the evaluation line found it short of the agreed performance."""
    asked = evidence.ask_exemption(
        actor=people["demand"],
        term=_term(made, 3),
        ground="performance",
        explanation="3차분 시제품의 정렬 정밀도가 합의한 값에 미치지 못했습니다. 공급기업과 개선 일정을 정했습니다.",
        file=("시연-평가성적서-3차.pdf", PDF + b"3rd"),
    )
    evidence.decide_exemption(
        actor=people["secretariat"],
        exemption=asked,
        accept=True,
        decision="평가 성적서와 두 회사의 개선 합의를 확인했습니다(시연).",
    )


def _promised(people: Mapping[str, User], model: WinWinModel) -> None:
    """A promise that the demand company wrote down itself and nobody has confirmed yet."""
    today = timezone.localdate()
    actions.record(
        actor=people["demand"],
        model=model,
        item_text="저희토류 영구자석(시연)",
        unit="kg",
        basis="consent",
        basis_number="시연-구매동의-2026-02",
        promised_on=today - timedelta(days=20),
        starts_on=today,
        ends_on=today + timedelta(days=720),
        price_basis="모터 실증을 마친 뒤 협의",
        terms=[
            TermGiven(today + timedelta(days=360), Decimal(500)),
            TermGiven(today + timedelta(days=720), Decimal(1_500)),
        ],
    )
