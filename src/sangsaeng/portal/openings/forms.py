"""Forms of openings: what is to be read by everyone, a consent that came on paper, the decision, the reason to close again."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.deliberation.forms.bodies import Day
from sangsaeng.parties.models import Organisation
from sangsaeng.portal.models import Opening

if TYPE_CHECKING:
    OrganisationField = forms.ModelChoiceField[Organisation]
else:  # the class takes no parameter when it runs
    OrganisationField = forms.ModelChoiceField


class ProposeForm(forms.Form):
    value_ko = forms.CharField(
        label=_("공개할 말"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=_(
            "적은 그대로 누구에게나 보입니다. 기록의 내용을 옮겨 두었으니 알려도 되는 만큼만 남기세요."
        ),
    )
    value_en = forms.CharField(
        label=_("영문 화면에 보일 말"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
        help_text=_("비워 두면 영문 화면에도 우리말로 보입니다."),
    )


class FieldForm(forms.Form):
    """Which field: asked first, so that its words can be filled in."""

    field = forms.ChoiceField(label=_("공개할 항목"))

    def __init__(self, *args: Any, fields: list[Opening.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["field"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 narrows the type
        choice.choices = [(each.value, each.label) for each in fields]


class ConsentForm(forms.Form):
    """Of a person of the firm: nothing to fill in but what he wants to add."""

    how = forms.CharField(
        label=_("덧붙일 말"),
        max_length=300,
        required=False,
        help_text=_("예: 2026. 11. 20. 대표이사 결재. 비워 두어도 됩니다."),
    )


class PaperConsentForm(forms.Form):
    """Of the secretariat, which enters a consent that came on paper."""

    organisation = OrganisationField(
        label=_("동의한 기업"), queryset=Organisation.objects.none(), empty_label=None
    )
    how = forms.CharField(
        label=_("동의서의 날짜와 문서번호"),
        max_length=300,
        help_text=_("예: 2026. 11. 20. 시연-123호 동의서"),
    )
    paper = forms.FileField(
        label=_("동의서 파일"), help_text=_("PDF, HWPX, HWP, DOCX, PNG, JPEG. 20 MB까지 올릴 수 있습니다.")
    )

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 narrows the type
        choice.queryset = owners

    def clean_paper(self) -> tuple[str, bytes]:
        upload = self.cleaned_data["paper"]
        too_big(upload.size)
        return upload.name, upload.read()


class DecideForm(forms.Form):
    ground = forms.CharField(
        label=_("공개하는 근거"),
        max_length=300,
        help_text=_("예: 참여 기업 두 곳의 동의. 이 상생모델의 기록에 남습니다."),
    )
    opens_on = Day(
        label=_("공개하는 날"),
        required=False,
        help_text=_("비워 두면 오늘부터 보입니다. 뒤의 날을 적을 수 있습니다."),
    )
    not_secret = forms.BooleanField(
        label=_("법이 비밀로 한 품목이 아님을 확인했습니다"),
        help_text=_(
            "공급망안정품목 등(소부장특별법 제12조의2제3항, 공급망안정법 제13조제6항)은 공개할 수 없습니다."
        ),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("철회하는 이유"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
