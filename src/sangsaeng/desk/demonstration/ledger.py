"""The demonstration's ledger: what was committed to the story's model is agreed, paid, partly given back and put right.

Every account of the ledger has something in it afterwards. Sums, numbers and reasons are invented; the days are today,
since the committee approved today.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support import actions as support
from sangsaeng.support.models import Commitment, Programme

EOK = 100_000_000


def support_story(
    *,
    people: dict[str, User],
    programmes: dict[str, Programme],
    models: dict[str, WinWinModel],
    organisations: dict[str, Organisation],
) -> None:
    """Play the agency's part on the story's model, after its support was committed and before any payment file comes in."""
    agency, today = people["agency"], timezone.localdate()
    story = WinWinModel.objects.select_related("supplier").get(pk=models["story"].pk)
    _grant(agency, Commitment.objects.get(model=story, programme=programmes["demo-rnd"]))
    loan = Commitment.objects.get(model=story, programme=programmes["demo-loan"])
    given: dict[str, Any] = {"actor": agency, "on": today}
    support.contract(commitment=loan, amount_krw=20 * EOK, agreement_number="시연-융자-0001", **given)
    support.disburse(commitment=loan, amount_krw=20 * EOK, reference="시연-실행-0001", **given)
    _guarantee(agency, story, programmes["demo-guarantee"])
    invested = _committed(agency, programmes["demo-fund"], 5 * EOK, "시연 투자심의 결과(시연)", model=story)
    support.contract(commitment=invested, amount_krw=5 * EOK, agreement_number="시연-투자-0001", **given)
    support.disburse(commitment=invested, amount_krw=5 * EOK, reference="시연-납입-0001", **given)
    tested = _committed(
        agency,
        programmes["demo-test"],
        2 * EOK,
        "시연 양산성능평가 선정 결과(시연)",
        recipient=organisations["demo-d"],
    )
    support.contract(commitment=tested, amount_krw=EOK, number="시연-평가-0001", **given)
    _earlier_year(agency, programmes["demo-rnd"])


def _committed(agency: User, programme: Programme, amount: int, reason: str, **whom: Any) -> Commitment:
    return support.commit(actor=agency, programme=programme, amount_krw=amount, reason=reason, **whom)


def _grant(agency: User, grant: Commitment) -> None:
    """Agreed with matching funds, paid in part; one payment was entered with a nought too many and put right."""
    today = timezone.localdate()
    given: dict[str, Any] = {"actor": agency, "commitment": grant, "on": today}
    support.contract(
        amount_krw=15 * EOK,
        number="시연-과제-0001",
        agreement_number="시연-협약-0001",
        starts_on=today,
        ends_on=today + timedelta(days=3 * 365 - 1),
        matching_cash_krw=4 * EOK,
        matching_in_kind_krw=1 * EOK,
        **given,
    )
    support.disburse(amount_krw=6 * EOK, reference="시연-지급-0001", reason="1차년도 선급(시연)", **given)
    wrong = support.disburse(
        amount_krw=5 * EOK, reference="시연-지급-0002", reason="시험 장비(시연)", **given
    )
    support.correct(actor=agency, entry=wrong, reason="5천만 원을 5억 원으로 잘못 적음(시연)")
    support.disburse(amount_krw=EOK // 2, reference="시연-지급-0002", reason="시험 장비(시연)", **given)
    support.pay_matching(amount_krw=2 * EOK, reference="시연-입금-0001", **given)
    support.pay_matching(amount_krw=EOK // 2, in_kind=True, reference="시연-현물-0001", **given)
    support.give_back(amount_krw=EOK * 3 // 10, reason="시험 장비를 싸게 사고 남은 돈(시연)", **given)
    support.claw_back(amount_krw=EOK // 5, reason="쓸 수 없는 비목으로 쓴 돈(시연)", **given)
    support.recover(amount_krw=EOK // 10, reference="시연-환수-0001", **given)


def _guarantee(agency: User, story: WinWinModel, programme: Programme) -> None:
    """Committed, cut, agreed and executed."""
    today = timezone.localdate()
    made = _committed(agency, programme, 12 * EOK, "시연 보증심사 결과(시연)", model=story)
    support.release(actor=agency, commitment=made, amount_krw=2 * EOK, reason="기업이 신청액을 줄임(시연)")
    given: dict[str, Any] = {"actor": agency, "commitment": made, "on": today}
    support.contract(amount_krw=10 * EOK, guarantee_number="시연-보증-0001", **given)
    support.disburse(amount_krw=10 * EOK, reference="시연-보증서-0001", **given)


def _earlier_year(agency: User, programme: Programme) -> None:
    """What was left of the year before is carried over."""
    before = support.open_programme(
        actor=agency,
        code="demo-rnd-before",
        name_ko="시연 정책지정과제(전년도)",
        name_en="Demonstration designated R&D (year before)",
        kind=programme.kind,
        owner=programme.owner,
        year=(programme.year or timezone.localdate().year) - 1,
        budget_krw=30 * EOK,
        cap_per_model_krw=programme.cap_per_model_krw,
        appropriated_on=timezone.localdate() - timedelta(days=365),
    )
    support.reduce(actor=agency, programme=before, amount_krw=10 * EOK, reason="연말 감액(시연)")
    support.carry_over(
        actor=agency, source=before, target=programme, amount_krw=20 * EOK, reason="남은 예산 이월(시연)"
    )
