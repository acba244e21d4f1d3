"""Forms of the support agency: commit an amount, and the reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.forms import WonField
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support import actions
from sangsaeng.support.models import Programme
from sangsaeng.support.queries import ledger as queries


class ProgrammeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class Commit(forms.Form):
    """A programme that may support the model, the amount in whole won, and on what ground."""

    programme = ProgrammeChoice(
        label=_("지원사업"), queryset=Programme.objects.none(), empty_label=_("고르세요")
    )
    amount_krw = WonField(
        label=_("금액(원)"), required=False, help_text=_("예: 15억. 규제 개선에는 적지 않습니다.")
    )
    reason = forms.CharField(
        label=_("확정 근거(결정이나 협약)"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "무엇에 따라 확정하는지 날짜와 함께 적으세요. "
            "예: 2026년 3월 2일 경쟁력강화위원회 승인, 3월 20일 협약 체결"
        ),
    )

    def __init__(self, *args: Any, model: WinWinModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = queries.programmes_for(model)
        self.model = model

    def clean(self) -> dict[str, Any]:
        """Everything that the action would refuse, also where a field is refused already."""
        data = super().clean() or {}
        programme = data.get("programme")
        if programme is None:
            return data
        found = actions.refusals(
            programme=programme,
            model=self.model,
            amount_krw=data.get("amount_krw"),
            reason=data.get("reason", ""),
        )
        for name, errors in found.items():
            if name not in self.errors:
                self.add_error(name, errors)
        return data


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("기록에 그대로 남습니다."),
    )


class Note(forms.Form):
    reason = forms.CharField(
        label=_("남길 말"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
