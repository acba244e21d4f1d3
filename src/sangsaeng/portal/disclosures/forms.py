"""Forms of disclosure requests: the public's own, the answer with its grounds, and the second look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.portal.disclosures.actions import ANSWERS, MOST_ANSWER, MOST_TEXT
from sangsaeng.portal.disclosures.grounds import items

GROUNDS = 4


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("어떤 정보를 원하나요"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("문서 이름이나 시기를 알면 함께 적으세요. 예: 제7차 상생협의회 회의록"),
    )
    name = forms.CharField(
        label=_("이름"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("연락처"),
        max_length=200,
        help_text=_("전자우편이나 전화번호. 답하는 데에만 쓰고 사무국만 봅니다."),
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("결정"), choices=[("", _("고르세요")), *((s.value, s.label) for s in ANSWERS)]
    )
    answer = forms.CharField(
        label=_("답변"),
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("공개하는 것을 적거나 어디에서 볼 수 있는지 적으세요. 이송이면 받을 기관을 적으세요."),
    )
    answered_on = forms.DateField(
        label=_("결정일"), required=False, widget=Day, help_text=_("비우면 오늘입니다.")
    )


def _items() -> list[tuple[str, Any]]:
    return [("", _("없음")), *((str(each.item), each.label) for each in items().values())]


class GroundForm(forms.Form):
    """One thing that stays closed; nothing filled in means that there is none."""

    item = forms.ChoiceField(label=_("법의 근거"), required=False)
    what = forms.CharField(label=_("공개하지 않는 것"), max_length=300, required=False)
    until = forms.DateField(label=_("언제까지"), required=False, widget=Day)
    when = forms.CharField(
        label=_("날을 정할 수 없으면 무엇이 끝날 때까지"),
        max_length=200,
        required=False,
        help_text=_("예: 기업이 제품을 공개할 때까지"),
    )
    stage = forms.CharField(
        label=_("의사결정 과정의 단계(제5호)"),
        max_length=200,
        required=False,
        help_text=_("예: 협의회 심의 중. 위의 날은 끝날 예정일로 알립니다."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = _items()

    def given(self) -> dict[str, Any] | None:
        """What `answer_disclosure` takes; None where nothing was filled in."""
        data = self.cleaned_data
        if not any(data.get(name) for name in self.fields):
            return None
        return {**data, "item": int(data["item"]) if data.get("item") else None}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("기록에 그대로 남습니다."),
    )


class AgainForm(forms.Form):
    opened = forms.TypedChoiceField(
        label=_("이제 어떻게 하나요"),
        choices=[("yes", _("공개했습니다")), ("no", _("계속 공개하지 않습니다"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("새로 정한 끝날"),
        required=False,
        widget=Day,
        help_text=_("계속 공개하지 않을 때만 적으세요."),
    )
    note = forms.CharField(
        label=_("한 일이나 이유"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
