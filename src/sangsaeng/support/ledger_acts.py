"""What may be done to a commitment and to a programme's budget: the action, its form, when it is open, and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.support import actions
from sangsaeng.support.forms import ledger as forms
from sangsaeng.support.models import Account, Kind
from sangsaeng.support.queries import ledger as queries


@dataclass(frozen=True)
class Act:
    """One thing to do: the action, its form, when it is open, and the words of its page."""

    do: Callable[..., Any]
    form: type[Any]
    open_to: Callable[..., bool]
    heading: Any
    submit: Promise
    done: Promise
    consequences: tuple[Promise, ...]
    kind: str = "primary"


def _holds(*accounts: Account, cancelled_too: bool = False) -> Callable[[Any, dict[str, int]], bool]:
    def is_open(commitment: Any, stands: dict[str, int]) -> bool:
        live = cancelled_too or commitment.cancelled_at is None
        return live and any(stands.get(account, 0) for account in accounts)

    return is_open


KEPT = _("기록은 지우거나 고칠 수 없습니다. 잘못 적으면 바로잡는 기록을 더합니다.")
ACTS: dict[str, Act] = {
    "contract": Act(
        do=actions.contract,
        form=forms.Contract,
        open_to=_holds(Account.COMMITTED),
        heading=pgettext_lazy("heading", "협약 기록"),
        submit=_("협약 기록하기"),
        done=_("협약을 기록했습니다."),
        consequences=(_("확정한 금액 가운데 적은 만큼이 협약 금액이 됩니다."), KEPT),
    ),
    "disburse": Act(
        do=actions.disburse,
        form=forms.Disburse,
        open_to=_holds(Account.CONTRACTED),
        heading=pgettext_lazy("heading", "지급 기록"),
        submit=_("지급 기록하기"),
        done=_("지급을 기록했습니다."),
        consequences=(_("돈은 공식 시스템에서 지급합니다. 여기에는 지급한 사실을 적습니다."), KEPT),
    ),
    "matching": Act(
        do=actions.pay_matching,
        form=forms.PayMatching,
        open_to=_holds(Account.MATCHING_PROMISED),
        heading=pgettext_lazy("heading", "민간부담금 집행 기록"),
        submit=_("민간부담금 집행 기록하기"),
        done=_("민간부담금 집행을 기록했습니다."),
        consequences=(KEPT,),
    ),
    "return": Act(
        do=actions.give_back,
        form=forms.GiveBack,
        open_to=_holds(Account.DISBURSED, cancelled_too=True),
        heading=pgettext_lazy("heading", "반납 기록"),
        submit=_("반납 기록하기"),
        done=_("반납을 기록했습니다."),
        consequences=(_("반납한 금액은 이 지원사업에서 다시 확정할 수 없습니다."), KEPT),
    ),
    "recover": Act(
        do=actions.recover,
        form=forms.Recover,
        open_to=_holds(Account.CLAWBACK_DUE, cancelled_too=True),
        heading=pgettext_lazy("heading", "환수금 납입 기록"),
        submit=_("환수금 납입 기록하기"),
        done=_("환수금 납입을 기록했습니다."),
        consequences=(KEPT,),
    ),
    "agreement": Act(
        do=actions.edit_agreement,
        form=forms.EditAgreement,
        open_to=lambda commitment, _stands: commitment.agreed_on is not None,
        heading=pgettext_lazy("heading", "협약 번호와 기간 고치기"),
        submit=_("협약 번호와 기간 고치기"),
        done=_("협약의 번호와 기간을 고쳤습니다."),
        consequences=(_("고치기 전의 값도 기록에 남습니다. 금액은 바뀌지 않습니다."),),
        kind="secondary",
    ),
    "claw-back": Act(
        do=actions.claw_back,
        form=forms.ClawBack,
        open_to=_holds(Account.DISBURSED, cancelled_too=True),
        heading=pgettext_lazy("heading", "환수 결정 기록"),
        submit=_("환수 결정 기록하기"),
        done=_("환수 결정을 기록했습니다."),
        consequences=(_("적은 금액이 ‘환수 예정’이 되고, 납입될 때까지 할 일에 남습니다."), KEPT),
        kind="danger",
    ),
    "release": Act(
        do=actions.release,
        form=forms.Release,
        open_to=_holds(*queries.UNPAID),
        heading=pgettext_lazy("heading", "확정 금액 줄이기"),
        submit=_("확정 금액 줄이기"),
        done=_("확정 금액을 줄였습니다."),
        consequences=(
            _("협약하지 않은 금액부터 줄이고, 남은 예산과 한도가 그만큼 늘어납니다."),
            KEPT,
        ),
        kind="danger",
    ),
    "cancel": Act(
        do=actions.cancel,
        form=forms.Cancel,
        open_to=lambda commitment, _stands: commitment.cancelled_at is None,
        heading=pgettext_lazy("heading", "지원 확정 취소"),
        submit=_("지원 확정 취소하기"),
        done=_("지원 확정을 취소했습니다."),
        consequences=(
            _("지급하지 않은 금액과 민간부담 약정이 모두 해제됩니다. 확정 기록은 지워지지 않습니다."),
            _("이미 지급한 금액은 반납이나 환수를 따로 기록해야 합니다."),
            _("남은 예산과 한도가 그만큼 늘어납니다. 상생모델의 상태는 바뀌지 않습니다."),
        ),
        kind="danger",
    ),
}


def _has_budget(programme: Any) -> bool:
    return programme.kind != Kind.REGULATION and programme.budget_krw is not None


BUDGET_ACTS: dict[str, Act] = {
    "appropriate": Act(
        do=actions.appropriate,
        form=forms.Budget,
        open_to=_has_budget,
        heading=pgettext_lazy("heading", "예산 배정"),
        submit=_("예산 배정하기"),
        done=_("예산을 배정했습니다."),
        consequences=(_("이 지원사업에서 확정할 수 있는 금액이 그만큼 늘어납니다."), KEPT),
    ),
    "reduce": Act(
        do=actions.reduce,
        form=forms.Budget,
        open_to=lambda programme: _has_budget(programme) and programme.left_krw > 0,
        heading=pgettext_lazy("heading", "예산 감액"),
        submit=_("예산 감액하기"),
        done=_("예산을 줄였습니다."),
        consequences=(_("확정하지 않은 배정 잔액에서만 줄일 수 있습니다."), KEPT),
        kind="danger",
    ),
    "carry-over": Act(
        do=actions.carry_over,
        form=forms.CarryOver,
        open_to=lambda programme: _has_budget(programme) and bool(programme.year) and programme.left_krw > 0,
        heading=pgettext_lazy("heading", "다음 연도로 이월"),
        submit=_("이월하기"),
        done=_("이월했습니다."),
        consequences=(_("이 사업의 배정 잔액이 줄고, 고른 사업의 배정 잔액이 그만큼 늘어납니다."), KEPT),
        kind="danger",
    ),
}
