"""Forms of requests: register one, and what may happen to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.support.models import Request


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


def text_field(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=most, widget=area, required=required, help_text=help_text)


class ModelChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.title}"


class NewRequest(forms.Form):
    """A request that no letter of this system became: what was sent, to whom, and when it arrived."""

    model = ModelChoice(
        label=_("상생모델"),
        queryset=WinWinModel.objects.none(),
        empty_label=_("고르세요"),
        widget=KoreanSelect,
    )
    kind = forms.ChoiceField(label=_("종류"), choices=Request.Kind.choices)
    addressee = forms.CharField(label=_("받는 기관"), max_length=200, help_text=_("예: 산업통상부"))
    organisation = forms.ModelChoiceField(
        label=_("이 시스템의 기관"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("없음"),
        widget=KoreanSelect,
        help_text=_("고르면 그 기관의 담당자가 직접 회신할 수 있습니다."),
    )
    title = forms.CharField(label=_("제목"), max_length=200)
    content = text_field(_("요청 내용"), 4000, required=False)
    official_number = forms.CharField(label=_("문서번호"), max_length=100, required=False)
    sent_on = day_field(_("보낸 날"), required=False)
    received_on = day_field(
        _("받은 날"),
        required=False,
        help_text=_("받는 기관이 접수한 날입니다. 적으면 그날부터 법정 기한이 시작됩니다."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models, organisations = self.fields["model"], self.fields["organisation"]
        assert isinstance(models, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(organisations, forms.ModelChoiceField)  # noqa: S101 - declared above
        models.queryset = whole_to(user).filter(recommended_at__isnull=False).order_by("code")
        organisations.queryset = Organisation.objects.filter(
            kind__in=["ministry", "agency"], demonstration=user.demonstration
        )


class Received(forms.Form):
    received_on = day_field(
        _("받은 날"), help_text=_("받는 기관이 접수한 날입니다. 단추를 누른 때가 아닙니다.")
    )


class AskSupplement(forms.Form):
    on = day_field(_("보완을 요청한 날"))
    what = text_field(_("보완할 것"), 500)


class HandIn(forms.Form):
    on = day_field(_("보완이 들어온 날"))
    what = text_field(_("낸 것"), 500, required=False)


class Extend(forms.Form):
    on = day_field(_("연장을 알린 날"))
    length = forms.IntegerField(
        label=_("늘린 날수"), min_value=1, required=False, help_text=_("비우면 법이 정한 만큼 늘립니다.")
    )
    reason = text_field(_("이유"), 500)


class Reply(forms.Form):
    reply = forms.ChoiceField(label=_("결과"), choices=Request.Reply.choices, widget=forms.RadioSelect)
    text = text_field(_("회신 내용"), 4000)
    on = day_field(_("회신한 날"))
    number = forms.CharField(label=_("회신 문서번호"), max_length=100, required=False)
    paper = forms.FileField(
        label=_("회신 문서"), required=False, help_text=_("PDF, HWPX, HWP, XLSX, DOCX, 그림. 20 MB까지.")
    )


class ReplyAppeal(forms.Form):
    reply = forms.ChoiceField(label=_("결과"), choices=Request.Reply.choices, widget=forms.RadioSelect)
    text = text_field(_("결정 내용"), 4000)
    on = day_field(_("결정한 날"))


class Appeal(forms.Form):
    on = day_field(pgettext_lazy("appeal", "이의신청을 한 날"))
    text = text_field(_("이의의 내용과 이유"), 4000)


class Reason(forms.Form):
    reason = text_field(_("이유"), 300)
