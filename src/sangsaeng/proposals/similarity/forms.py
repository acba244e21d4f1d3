"""What the secretariat judges of two plans that share passages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.proposals.models import Likeness


class Judgement(forms.Form):
    texts = forms.CharField(required=False, widget=forms.HiddenInput)  # which texts were read
    judgement = forms.ChoiceField(
        label=_("사무국의 판단"),
        choices=Likeness.Judgement.choices,
        widget=forms.RadioSelect,
        help_text=_("두 계획서의 글이 바뀌면 다시 판단합니다. 먼저 한 판단은 기록에 남습니다."),
    )
    note = forms.CharField(
        label=_("메모"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("무엇을 보고 그렇게 판단했는지 적습니다. 참여 기업에는 보이지 않습니다."),
    )
