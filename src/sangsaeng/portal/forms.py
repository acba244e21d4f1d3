from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.portal.models import CorrectionRequest


class CorrectionForm(forms.Form):
    about = forms.CharField(
        label=_("어느 자료인가요"),
        max_length=120,
        required=False,
        help_text=_("예: 기업 F001, 품목 hf, 또는 화면 주소"),
    )
    kind = forms.ChoiceField(
        label=_("무엇을 바라나요"), choices=CorrectionRequest.Kind.choices, initial="correct"
    )
    text = forms.CharField(
        label=_("내용"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("틀린 곳과 바른 내용, 확인할 수 있는 자료를 적어 주세요."),
    )
    contact = forms.CharField(
        label=_("답을 받을 연락처"),
        max_length=200,
        required=False,
        help_text=_("전자우편이나 전화번호. 답하는 데에만 쓰고 사무국만 봅니다."),
    )

    def __init__(self, *args: Any, own: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`own`: what a person of a firm may choose instead of writing it."""
        super().__init__(*args, **kwargs)
        if own:
            self.fields["about"] = forms.ChoiceField(
                label=_("어느 자료인가요"),
                choices=own,
                required=False,
                widget=forms.Select(attrs={"lang": "ko"}),
                help_text=_("다른 자료면 내용에 화면 주소를 적어 주세요."),
            )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=_("처리"), choices=CorrectionRequest.State.choices[1:], initial="done")
    answer = forms.CharField(
        label=_("처리 내용과 이유"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )
    take_out = forms.BooleanField(
        label=_("목록, 검색, 매칭, API에서 내립니다"),
        required=False,
        help_text=_("‘반영’일 때만 내립니다. 기록은 남고, 역량 프로필 화면에서 다시 보이게 할 수 있습니다."),
    )

    def __init__(self, *args: Any, removable: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not removable:
            del self.fields["take_out"]
