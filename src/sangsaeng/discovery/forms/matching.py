"""Forms of matching in use: a judgement of a pair, a text to search firms by, a text to find codes of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import MatchFeedback
from sangsaeng.discovery.models.feedback import REASONS

Side = MatchFeedback.Side


class Judgement(forms.Form):
    """Whether the pair fits, why, and a word on it; the questions are those of the side."""

    side = forms.ChoiceField(label=_("누구의 판단인가요"), widget=forms.RadioSelect)
    verdict = forms.ChoiceField(label=_("판단"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("이유"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("덧붙일 말"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=_("같은 쪽과 사무국만 봅니다. 공개하지 않습니다."),
    )

    def __init__(self, *args: Any, sides: tuple[str, ...], answers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdicts = [verdict for side in sides for verdict in answers[side]]
        listed = dict.fromkeys(reason for verdict in verdicts for reason in REASONS[verdict])
        reasons = sorted(listed, key=lambda reason: reason == MatchFeedback.Reason.OTHER)  # the rest last
        for name, choices in (("side", sides), ("verdict", verdicts), ("reason", reasons)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            kinds: Any = {
                "side": Side,
                "verdict": MatchFeedback.Verdict,
                "reason": MatchFeedback.Reason,
            }[name]
            field.choices = [(value, kinds(value).label) for value in choices]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.fields["side"].initial = sides[0]


class TextQuery(forms.Form):
    """A text to look for; sent with GET, so that the address can be kept."""

    q = forms.CharField(
        label=_("찾는 것"), widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}), required=False
    )
