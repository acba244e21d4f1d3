"""Forms of surveys and postings: the survey itself, one need, a file, and what the two sides tell each other."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.actions.needs import Given
from sangsaeng.discovery.choices import Kind, Province, Sector
from sangsaeng.discovery.models import NeedSignal, Volume, WantedBy
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.models import Organisation
from sangsaeng.records.uploads import too_big

if TYPE_CHECKING:
    ManyOrganisations = forms.ModelMultipleChoiceField[Organisation]
    OneOrganisation = forms.ModelChoiceField[Organisation]
else:  # the classes take no parameter when they run
    ManyOrganisations, OneOrganisation = forms.ModelMultipleChoiceField, forms.ModelChoiceField


class Companies(ManyOrganisations):
    """Companies to tick; their names are Korean, also on an English page."""

    def label_from_instance(self, company: Organisation) -> str:
        return in_korean(company.name)


def _empty(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("고르세요")), *choices.choices]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class SurveyForm(forms.Form):
    title = forms.CharField(
        label=_("수요조사의 이름"), max_length=200, help_text=_("예: 2026년 하반기 반도체 소부장 수요조사")
    )
    text = forms.CharField(
        label=_("알리는 말"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("무엇에 쓰이는지, 언제 어떻게 알려 줄지 적으면 답이 늘어납니다."),
    )
    opens_on = _day(_("시작하는 날"))
    closes_on = _day(_("끝나는 날"), help_text=_("이날까지 받습니다."))
    contact = forms.CharField(label=_("물어볼 곳"), max_length=200, required=False)
    asked = Companies(
        label=_("조사할 기업"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("계정이 있는 수요기업입니다. 계정이 없는 기업의 답은 서식을 받아 사무국이 올립니다."),
    )

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asked"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = companies


class NeedForm(forms.Form):
    """One need as a company says it."""

    title = forms.CharField(
        label=_("품목명"), max_length=300, help_text=_("예: 반도체 식각 공정용 고순도 불화수소")
    )
    detail = forms.CharField(
        label=_("설명"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"}),
        help_text=_("쓰임새, 요구 성능, 지금 겪는 어려움. 자세할수록 알맞은 기업을 찾습니다."),
    )
    field = forms.ChoiceField(label=_("분야"), choices=_empty(Sector))
    kind = forms.ChoiceField(label=_("구분"), choices=_empty(Kind), required=False)
    hs_code = forms.CharField(
        label=_("HS 번호"), max_length=20, required=False, help_text=_("알 때만 적으세요. 예: 2811.11")
    )
    import_from = forms.CharField(label=_("현재 수입국"), max_length=100, required=False)
    volume = forms.ChoiceField(
        label=_("연간 구매액"), choices=_empty(Volume), required=False, help_text=_("구간만 고릅니다.")
    )
    wanted_by = forms.ChoiceField(label=_("희망 시기"), choices=_empty(WantedBy), required=False)
    province = forms.ChoiceField(label=_("납품받을 지역"), choices=_empty(Province), required=False)
    contact = forms.CharField(
        label=_("연락처"), max_length=200, required=False, help_text=_("사무국만 봅니다.")
    )
    anonymous = forms.BooleanField(
        label=_("이름을 밝히지 않고 게시"),
        required=False,
        help_text=_("기업 이름과 설명은 공개하지 않고, 다섯 곳 이상이 같은 것만 카드로 보입니다."),
    )

    def __init__(self, *args: Any, choose_anonymous: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not choose_anonymous:
            del self.fields["anonymous"]

    def given(self) -> Given:
        return Given(**self.cleaned_data)

    @staticmethod
    def initial_of(signal: NeedSignal) -> dict[str, Any]:
        need = signal.need
        own = {name: getattr(need, name) for name in ("title", "detail", "field", "hs_code", "anonymous")}
        beside = ("kind", "import_from", "volume", "wanted_by", "province", "contact")
        return own | {name: getattr(signal, name) for name in beside}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("작성한 서식"), help_text=_("XLSX나 CSV, 20 MB까지, 한 번에 5,000행까지 받습니다.")
    )

    def clean_file(self) -> tuple[str, bytes]:
        upload = self.cleaned_data["file"]
        too_big(upload.size)
        return upload.name, upload.read()


class OfficeUploadForm(UploadForm):
    organisation = OneOrganisation(
        label=_("누구의 답인가요"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.Select(attrs={"lang": "ko"}),
        empty_label=_("여러 기업: 행마다 ‘수요기업’ 칸에 적혀 있음"),
    )
    field_order = ("organisation", "file")

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = companies


class IdentifyForm(forms.Form):
    name = forms.CharField(label=_("알릴 기업 이름"), max_length=200)
    contact = forms.CharField(
        label=_("공급기업이 연락할 곳"), max_length=200, help_text=_("예: 구매팀 김○○ 02-000-0000")
    )


class AcceptForm(forms.Form):
    contact = forms.CharField(
        label=_("수요기업이 연락할 곳"), max_length=200, help_text=_("예: 영업팀 031-000-0000")
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        required=False,
        help_text=_("적지 않아도 됩니다. 상대에게 보이지 않습니다."),
    )
