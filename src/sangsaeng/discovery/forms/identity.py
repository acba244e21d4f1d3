"""Forms of identity: which record stays and why, a list of names, a new or former name, a number."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import FormerName, IdentityPair
from sangsaeng.pages.markup import korean_parts
from sangsaeng.parties.models import Organisation


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why; one line that explains the decision later."""

    reason = forms.CharField(
        label=_("판단한 이유"),
        max_length=500,
        help_text=_("예: 등기부등본에서 상호 변경 확인. 기록에 남습니다."),
        widget=forms.TextInput,
    )

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if optional:
            self.fields["reason"].required = False
            self.fields["reason"].help_text = _("등록번호가 같으면 비워 두어도 됩니다.")


class SplitForm(ReasonForm):
    """Why a merge is undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("예: 법인등록번호가 달라 다른 기업으로 확인. 기록에 남습니다.")


class MergeForm(ReasonForm):
    """Which of the two records stays."""

    keep = forms.ModelChoiceField(
        label=_("남길 기록"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("이름, 주소(URL), 프로필은 남길 기록의 것을 씁니다."),
    )
    field_order = ("keep", "reason")

    def __init__(self, *args: Any, pair: IdentityPair, **kwargs: Any) -> None:
        super().__init__(*args, optional=pair.has_equal_number, **kwargs)
        field = self.fields["keep"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        both = [key for key in (pair.one_id, pair.other_id) if key is not None]
        field.queryset = Organisation.objects.filter(pk__in=both).order_by("pk")


class NamesForm(forms.Form):
    file = forms.FileField(
        label=_("기업 이름 목록"),
        help_text=lazy(korean_parts, str)(
            _("XLSX나 CSV 파일, 20 MB, 5,000행까지. ‘기업명’ 열이 있어야 하고 ‘등록번호’ 열은 있으면 씁니다.")
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class RenameForm(forms.Form):
    name = forms.CharField(label=_("새 이름"), max_length=200)
    on = forms.DateField(label=_("바뀐 날"), required=False, widget=Day, help_text=_("모르면 비워 두세요."))
    source = forms.CharField(
        label=_("확인한 곳"), max_length=300, help_text=_("예: 등기부등본, 기업 공시, 기업의 정정 요청.")
    )


class FormerNameForm(forms.Form):
    name = forms.CharField(label=_("옛 이름이나 다른 표기"), max_length=200)
    kind = forms.ChoiceField(
        label=_("종류"),
        choices=FormerName.Kind.choices,
        initial=FormerName.Kind.FORMER,
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label=_("쓰기 시작한 날"), required=False, widget=Day)
    until = forms.DateField(label=_("마지막으로 쓴 날"), required=False, widget=Day)
    source = forms.CharField(
        label=_("확인한 곳"), max_length=300, help_text=_("예: 등기부등본, 기업 공시, 기업의 정정 요청.")
    )


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("등록번호"),
        max_length=30,
        help_text=_("사업자등록번호 10자리 또는 법인등록번호 13자리. 검증 숫자가 맞는지 확인합니다."),
    )
