"""Forms of payment files: take one in, assign a row, and the reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.support.models import Commitment, PaymentRow
from sangsaeng.support.payment_reading import same_name
from sangsaeng.support.queries import payments as queries


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TakeForm(forms.Form):
    """The file, and whose payments it holds; an agency's people need not say."""

    file = forms.FileField(
        label=_("지급 파일"),
        help_text=_(
            "XLSX나 CSV 파일, 20 MB까지. 지급번호, 과제번호(또는 협약번호·보증번호), 기업명, 지급일, 지급액 열이 있어야 합니다."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    agency = forms.ModelChoiceField(
        label=_("지급한 기관"),
        queryset=Organisation.objects.none(),
        empty_label=_("고르세요"),
        widget=KoreanSelect,
    )
    period_from = forms.DateField(
        label=_("기간의 시작"),
        required=False,
        widget=Day,
        help_text=_("비우면 파일에서 가장 이른 지급일입니다. 이 기간의 대장 기록과 맞추어 봅니다."),
    )
    period_to = forms.DateField(label=_("기간의 끝"), required=False, widget=Day)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = queries.agencies(user)
        if user.role == Role.AGENCY and user.organisation_id:
            del self.fields["agency"]
            return
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = agencies
        if not agencies.exists():
            field.required = False
            field.help_text = _("등록된 지원기관이 없으면 비워 두세요.")


class CommitmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        names = (obj.code, obj.recipient.name if obj.recipient else "", obj.programme.name)
        numbers = (obj.number, obj.agreement_number, obj.guarantee_number)
        return " · ".join(text for text in (*names, *numbers) if text)


class AssignForm(forms.Form):
    """To which commitment a row belongs, those of the same firm first."""

    commitment = CommitmentChoice(
        label=_("지원"), queryset=Commitment.objects.none(), empty_label=_("고르세요"), widget=KoreanSelect
    )
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("예: 협약 변경으로 과제번호가 바뀜. 기록에 그대로 남습니다."),
    )

    def __init__(self, *args: Any, row: PaymentRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commitment"]
        assert isinstance(field, CommitmentChoice)  # noqa: S101 - declared above
        field.queryset = queries.choices(row.payments)
        found = list(field.queryset)
        found.sort(
            key=lambda each: not (each.recipient and same_name(each.recipient.name, row.recipient_name))
        )
        named = [(each.pk, field.label_from_instance(each)) for each in found]
        field.choices = [("", _("고르세요")), *named]
        if row.commitment_id:
            self.initial.setdefault("commitment", row.commitment_id)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("기록에 그대로 남습니다."),
    )


class PeriodForm(forms.Form):
    """Of which days the ledger is to be taken along."""

    since = forms.DateField(label=_("시작"), required=False, widget=Day)
    until = forms.DateField(label=_("끝"), required=False, widget=Day)
