"""Forms of the ledger: record a programme, commit an amount, and every verb of a commitment and of a budget."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.forms import Suggested, WonField
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support import actions
from sangsaeng.support.actions.commitments import FIRMS
from sangsaeng.support.models import Account, Commitment, Entry, Kind, Programme
from sangsaeng.support.queries import ledger as queries

SUGGESTIONS = 300


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text, required=required)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=False)


def _reason(label: Any = None, help_text: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label or _("이유"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text or _("기록에 그대로 남습니다."),
    )


def _words(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


class ProgrammeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_kind_display()})"


class OncePerForm(forms.Form):
    """A form that counts once, however often it is sent: it carries the token of its first page."""

    token = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4().hex)
        if "on" in self.fields:
            self.initial.setdefault("on", timezone.localdate())


class _Commit(OncePerForm):
    """What committing to a model and to a firm share: the refusals of the action, all at once."""

    def given(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """Programme, model and recipient, or None where one of them is missing."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Everything that the action would refuse, also where a field is refused already; what was sent before is not."""
        data = super().clean() or {}
        given, token = self.given(data), data.get("token")
        if given is None or (token and Entry.objects.filter(token=token).exists()):
            return data
        found = actions.refusals(
            **given, amount_krw=data.get("amount_krw"), reason=data.get("reason", ""), on=data.get("on")
        )
        for name, errors in found.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, errors)
        return data


GROUND = _("확정 근거(결정이나 협약)")
GROUND_HELP = _(
    "무엇에 따라 확정하는지 날짜와 함께 적으세요. 예: 2026년 3월 2일 경쟁력강화위원회 승인, 3월 20일 협약 체결"
)
AMOUNT_HELP = _("예: 15억. 규제 개선에는 적지 않습니다.")


class Commit(_Commit):
    """A programme that may support the model, which of its firms, the amount in whole won, and on what ground."""

    programme = ProgrammeChoice(
        label=_("지원사업"), queryset=Programme.objects.none(), empty_label=_("고르세요"), widget=KoreanSelect
    )
    recipient = forms.ModelChoiceField(
        label=_("받는 기업"), queryset=Organisation.objects.none(), required=False, widget=KoreanSelect
    )
    amount_krw = WonField(label=_("금액(원)"), required=False, help_text=AMOUNT_HELP)
    on = _day(_("확정한 날"), required=False)
    reason = _reason(GROUND, GROUND_HELP)

    def __init__(self, *args: Any, model: WinWinModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme, recipient = self.fields["programme"], self.fields["recipient"]
        assert isinstance(programme, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(recipient, forms.ModelChoiceField)  # noqa: S101 - declared above
        programme.queryset = queries.programmes_for(model)
        recipient.queryset = Organisation.objects.filter(pk__in=[model.supplier_id, model.demand_company_id])
        recipient.empty_label = None
        self.initial.setdefault("recipient", model.supplier_id)
        self.model = model

    def given(self, data: dict[str, Any]) -> dict[str, Any] | None:
        programme = data.get("programme")
        if programme is None:
            return None
        recipient = data.get("recipient") or self.model.supplier
        return {"programme": programme, "model": self.model, "recipient": recipient}


class CommitFirm(_Commit):
    """A firm by its name or number, the amount in whole won, and on what ground."""

    recipient = forms.CharField(
        label=_("기업"),
        max_length=200,
        widget=Suggested,
        help_text=_("등록된 기업의 이름이나 번호를 적으세요."),
    )
    amount_krw = WonField(label=_("금액(원)"), required=False, help_text=AMOUNT_HELP)
    on = _day(_("확정한 날"), required=False)
    reason = _reason(GROUND, GROUND_HELP)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.firms = Organisation.objects.filter(demonstration=programme.demonstration, kind__in=FIRMS)
        widget = self.fields["recipient"].widget
        assert isinstance(widget, Suggested)  # noqa: S101 - declared above
        widget.suggestions = [
            (name, code) for name, code in self.firms.values_list("name", "code")[:SUGGESTIONS]
        ]

    def clean_recipient(self) -> Organisation:
        named = self.cleaned_data["recipient"].strip()
        found = list(self.firms.filter(Q(name=named) | Q(code=named))[:2])
        if not found:
            raise forms.ValidationError(_("그런 기업이 없습니다. 등록된 이름이나 번호를 그대로 적으세요."))
        if len(found) > 1:
            raise forms.ValidationError(_("이름이 같은 기업이 여럿입니다. 번호로 적으세요."))
        return found[0]

    def given(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if data.get("recipient") is None:
            return None
        return {"programme": self.programme, "model": None, "recipient": data["recipient"]}


class Reason(forms.Form):
    reason = _reason()


class Note(forms.Form):
    reason = forms.CharField(
        label=_("남길 말"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


# -- a programme ---------------------------------------------------------------------------------------------


class ProgrammeWords(forms.Form):
    """What of a programme may be put right later: words and the window."""

    name_ko = _words(_("이름(한국어)"), 200, required=True)
    name_en = _words(_("이름(영어)"), 200, required=True)
    owner = _words(_("주관"), 200, help_text=_("예: 중소벤처기업부"))
    legal_basis = _words(_("근거"), 300, help_text=_("예: 소부장특별법 제49조"))
    conditions_ko = _words(_("조건(한국어)"), 500)
    conditions_en = _words(_("조건(영어)"), 500)
    opens_at = _moment(_("신청 시작"))
    closes_at = _moment(_("신청 마감"))


class NewProgramme(ProgrammeWords):
    """A programme of one kind and year; what is not known stays empty and is shown as unknown."""

    code = forms.SlugField(
        label=_("사업 번호"), max_length=40, help_text=_("영문, 숫자, 붙임표. 주소가 됩니다. 예: rnd-2026")
    )
    kind = forms.ChoiceField(
        label=_("종류"),
        choices=[("", _("고르세요")), *((k.value, k.label) for k in Kind if k != Kind.FUND_INVESTED)],
        help_text=_("종류가 다른 금액은 더하지 않습니다. 펀드는 조성액을 적고, 투자는 확정할 때 적습니다."),
    )
    year = forms.IntegerField(label=_("연도"), min_value=2000, max_value=2100)
    budget_krw = WonField(
        label=_("예산(원)"),
        required=False,
        help_text=_("알려지지 않았으면 비워 두세요. 그러면 예산 한도 없이 확정할 수 있습니다."),
    )
    appropriated = forms.BooleanField(
        label=_("예산을 바로 모두 배정합니다"),
        required=False,
        initial=True,
        help_text=_("나누어 배정하려면 끄세요."),
    )
    cap_per_model_krw = WonField(label=_("상생모델 하나의 상한(원)"), required=False)
    cap_per_firm_krw = WonField(label=_("기업 하나의 상한(원)"), required=False)
    ratio_pct = forms.IntegerField(
        label=_("정부 지원 비율(%)"),
        required=False,
        help_text=_("총사업비 가운데 정부가 지원하는 가장 큰 비율"),
    )
    for_firms = forms.BooleanField(label=_("상생모델이 없는 기업도 지원합니다"), required=False)
    needs_approval = forms.BooleanField(
        label=_("위원회가 승인한 상생모델만 지원합니다"), required=False, initial=True
    )
    field_order = (
        "code", "name_ko", "name_en", "kind", "year", "owner", "budget_krw", "appropriated",
        "cap_per_model_krw", "cap_per_firm_krw", "ratio_pct", "for_firms", "needs_approval",
        "legal_basis", "conditions_ko", "conditions_en", "opens_at", "closes_at",
    )  # fmt: skip


class EditProgramme(ProgrammeWords):
    reason = _reason()


class Budget(OncePerForm):
    """Put into a programme, or taken from it."""

    amount_krw = WonField(label=_("금액(원)"), help_text=_("예: 15억"))
    on = _day(_("결정한 날"))
    reason = _reason()


class CarryOver(Budget):
    target = ProgrammeChoice(
        label=_("이월받는 지원사업"),
        queryset=Programme.objects.none(),
        empty_label=_("고르세요"),
        widget=KoreanSelect,
        help_text=_("종류가 같고 연도가 더 뒤인 지원사업"),
    )
    field_order = ("target", "amount_krw", "on", "reason")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        assert isinstance(target, forms.ModelChoiceField)  # noqa: S101 - declared above
        target.queryset = queries.later_years(programme)


# -- a commitment --------------------------------------------------------------------------------------------


class CommitmentForm(OncePerForm):
    """A form about one commitment, with what stands in its accounts; the amount that stands there is offered."""

    takes_from: tuple[Account, ...] = ()

    def __init__(self, *args: Any, commitment: Commitment, stands: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment
        there = sum(stands.get(account, 0) for account in self.takes_from)
        if there:
            self.initial.setdefault("amount_krw", f"{there:,}")


class _Numbers(CommitmentForm):
    number = _words(_("과제번호"), 60)
    agreement_number = _words(_("협약번호"), 60)
    guarantee_number = _words(_("보증번호"), 60)
    starts_on = _day(_("협약 시작일"), required=False)
    ends_on = _day(_("협약 종료일"), required=False)


class Contract(_Numbers):
    """The agreement with the official systems' numbers, and what the parties add."""

    takes_from = (Account.COMMITTED,)
    amount_krw = WonField(label=_("협약 금액(원)"), help_text=_("예: 15억"))
    on = _day(_("협약한 날"))
    matching_cash_krw = WonField(label=_("민간부담금, 현금(원)"), required=False)
    matching_in_kind_krw = WonField(label=_("민간부담금, 현물(원)"), required=False)
    field_order = (
        "amount_krw", "on", "number", "agreement_number", "guarantee_number",
        "starts_on", "ends_on", "matching_cash_krw", "matching_in_kind_krw",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement_number"].help_text = _("세 번호 가운데 하나는 적어야 합니다.")
        if (ratio := self.commitment.programme.ratio_pct) is not None:
            self.fields["matching_cash_krw"].help_text = _(
                "정부 지원은 총사업비의 %(ratio)d%%까지입니다."
            ) % {"ratio": ratio}


class EditAgreement(_Numbers):
    reason = _reason()
    token = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "agreement_number", "guarantee_number", "starts_on", "ends_on"):
            self.initial.setdefault(name, getattr(self.commitment, name))


class Disburse(CommitmentForm):
    takes_from = (Account.CONTRACTED,)
    amount_krw = WonField(label=_("지급한 금액(원)"), help_text=_("보증과 융자는 실행한 금액을 적습니다."))
    on = _day(_("지급한 날"))
    reference = _words(_("지급번호"), 60, help_text=_("공식 시스템의 번호"))
    reason = _words(_("남길 말"), 500, help_text=_("예: 1차년도 선급"))


class PayMatching(CommitmentForm):
    takes_from = (Account.MATCHING_PROMISED,)
    amount_krw = WonField(label=_("집행한 금액(원)"))
    in_kind = forms.TypedChoiceField(
        label=_("현금과 현물"),
        choices=(("cash", _("현금")), ("in_kind", _("현물"))),
        coerce=lambda value: value == "in_kind",
    )
    on = _day(_("집행한 날"))
    reference = _words(_("증빙 번호"), 60)


class GiveBack(CommitmentForm):
    takes_from = (Account.DISBURSED,)
    amount_krw = WonField(label=_("반납한 금액(원)"))
    on = _day(_("반납한 날"))
    reference = _words(_("납입번호"), 60)
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("amount_krw", None)  # seldom the whole


class ClawBack(GiveBack):
    amount_krw = WonField(label=_("환수할 금액(원)"))
    on = _day(_("결정한 날"))
    reference = _words(_("결정 문서번호"), 60)


class Recover(CommitmentForm):
    takes_from = (Account.CLAWBACK_DUE,)
    amount_krw = WonField(label=_("납입된 금액(원)"))
    on = _day(_("납입된 날"))
    reference = _words(_("납입번호"), 60)


class Release(CommitmentForm):
    takes_from = (Account.COMMITTED, Account.CONTRACTED)
    amount_krw = WonField(label=_("해제할 금액(원)"))
    on = _day(_("결정한 날"))
    reason = _reason()


class Cancel(CommitmentForm):
    token = None  # type: ignore[assignment]
    reason = _reason()
