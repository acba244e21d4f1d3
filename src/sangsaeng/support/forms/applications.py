"""Forms of an application, a step each: the firm, its figures as the rule asks for them, its strategy, its papers."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.parties.models import Organisation, Role
from sangsaeng.proposals.forms import WonField
from sangsaeng.proposals.models import Sector
from sangsaeng.support import business_numbers
from sangsaeng.support import eligibility_words as words
from sangsaeng.support.eligibility import Figure, Rule
from sangsaeng.support.models import Application

if TYPE_CHECKING:
    OrganisationField = forms.ModelChoiceField[Organisation]
else:  # the class takes no parameter when it runs
    OrganisationField = forms.ModelChoiceField


class FirmForm(forms.Form):
    """Who applies with what."""

    firm_name = forms.CharField(label=_("기업 이름"), max_length=200, help_text=_("예: 시연 정밀소재"))
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=20,
        required=False,
        help_text=_("예: 000-00-00000. 숫자 10자리입니다."),
    )
    sector = forms.ChoiceField(
        label=_("업종"), required=False, choices=[("", _("고르세요")), *Sector.choices]
    )
    item_text = forms.CharField(
        label=_("대표 품목"),
        max_length=200,
        required=False,
        help_text=_("예: 반도체 식각 공정용 세라믹 부품"),
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @staticmethod
    def initial_of(application: Application) -> dict[str, Any]:
        return {
            "firm_name": application.firm_name,
            "business_number": business_numbers.written(application.business_number),
            "sector": application.sector,
            "item_text": application.item_text,
        }


class NewFirmForm(FirmForm):
    """The first step of an application that does not exist yet; its token says which form it was."""

    token = forms.RegexField(
        r"\A[A-Za-z0-9_-]{22,64}\Z", required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )


class FiguresForm(forms.Form):
    """The figures that the rule asks for; what is left empty is unknown."""

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for figure in rule.figures:
            self.fields[figure.key] = _field(figure)

    def values(self) -> dict[str, Any]:
        answers = {"yes": True, "no": False}
        return {
            "figures": {
                figure.key: answers.get(self.cleaned_data[figure.key])
                if figure.kind == "yes"
                else self.cleaned_data[figure.key]
                for figure in self.rule.figures
            }
        }

    @staticmethod
    def initial_of(application: Application) -> dict[str, Any]:
        return {key: _shown(value) for key, value in application.figures.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else value


def _field(figure: Figure) -> forms.Field:
    given: dict[str, Any] = {
        "label": words.label(figure),
        "help_text": words.help_text(figure),
        "required": False,
    }
    if figure.kind == "won":
        return WonField(**{**given, "label": _("%(name)s(원)") % {"name": given["label"]}})
    if figure.kind == "day":
        return forms.DateField(
            widget=forms.DateInput(
                attrs={"type": "date", "max": date.today().isoformat()},  # noqa: DTZ011 - only a hint
                format="%Y-%m-%d",
            ),
            **given,
        )
    if figure.kind == "yes":
        return forms.ChoiceField(
            widget=forms.RadioSelect, choices=[("yes", _("예")), ("no", _("아니요"))], **given
        )
    return forms.IntegerField(min_value=0, max_value=1_000_000, **given)


class StrategyForm(forms.Form):
    strategy = forms.CharField(
        label=_("기술혁신 성장전략"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10, "lang": "ko"}),
        help_text=_(
            "앞으로 5년의 계획입니다. 예: 1–2년 차 순도 99.999 % 달성, 3년 차 수요기업 평가, 5년 차 매출의 30 %를 이 품목으로."
        ),
    )
    recommender = forms.CharField(
        label=_("추천하는 수요기업"),
        required=False,
        max_length=200,
        help_text=_("추천서가 있을 때만 적고, 추천서는 다음 단계에서 붙이세요. 예: 시연 수요기업 A"),
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @staticmethod
    def initial_of(application: Application) -> dict[str, Any]:
        return {"strategy": application.strategy, "recommender": application.recommender}


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("파일"),
        required=False,
        help_text=_("PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG, 20 MB까지. 예: 성장전략서, 재무제표, 추천서"),
    )


class LinkForm(forms.Form):
    organisation = OrganisationField(
        label=_("기업"), queryset=Organisation.objects.none(), empty_label=_("고르세요")
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Organisation.objects.filter(
            kind__in=[Organisation.Kind.SME, Organisation.Kind.FIRM],
            demonstration=application.demonstration,
            people__role=Role.SME,
        ).distinct()
        field.widget.attrs["lang"] = "ko"


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"), required=False, max_length=500, help_text=_("적지 않아도 됩니다.")
    )
