"""Forms of requests for material: register one, write an answer, and what may happen to it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.deliberation.forms.meetings import KoreanSelect, moment_field
from sangsaeng.followup import snapshots
from sangsaeng.followup.models import MaterialRequest
from sangsaeng.parties.models import Role, User

if TYPE_CHECKING:
    UserField = forms.ModelChoiceField[User]
else:  # the class takes no parameter when it runs
    UserField = forms.ModelChoiceField


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class NewMaterial(forms.Form):
    """Who asks for what by when, and of which day the figures are to be."""

    asker = forms.ChoiceField(label=_("누가 요구했습니까"), choices=MaterialRequest.Asker.choices)
    asker_name = forms.CharField(
        label=_("요구한 곳"), max_length=200, help_text=_("예: 산업통상자원중소벤처기업위원회 ○○○ 의원실")
    )
    official_number = forms.CharField(
        label=_("문서번호"), max_length=100, required=False, help_text=_("요구서에 적힌 번호입니다.")
    )
    question = forms.CharField(
        label=_("요구한 내용"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("요구서의 글을 그대로 옮기세요. 나중에 이 글로 찾습니다."),
    )
    received_on = day_field(_("받은 날"), initial=timezone.localdate)
    due_at = moment_field(_("기한"))
    reference_on = day_field(
        _("기준일"),
        initial=timezone.localdate,
        help_text=_("이 날의 수로 답합니다. 요구서에 없으면 오늘로 두세요."),
    )
    owner = UserField(
        label=_("담당자"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("나"),
        widget=KoreanSelect,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(
            role=Role.SECRETARIAT, is_active=True, demonstration=user.demonstration
        ).exclude(pk=user.pk)
        self.fields["owner"].queryset = people.order_by("display_name", "pk")  # type: ignore[attr-defined]


class Draft(forms.Form):
    text = forms.CharField(
        label=_("답변"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("기업과 품목의 이름은 공개하기로 한 것만 적으세요."),
    )
    tables = forms.MultipleChoiceField(
        label=_("함께 낼 표"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "고른 것만 문서에 들어갑니다. 표에는 기업과 품목의 이름이 없습니다. 기준일의 모든 수는 따로 보관합니다."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tables"].choices = snapshots.tables()  # type: ignore[attr-defined]
        if not snapshots.tables():
            del self.fields["tables"]


class Clear(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("남길 말"),
        max_length=300,
        required=False,
        help_text=_("쓴 사람이 스스로 검토할 때는 그 이유를 꼭 적으세요."),
    )


class GiveBack(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("고칠 것"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class Send(forms.Form):
    sent_on = day_field(_("제출한 날"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("어떻게 제출했습니까"),
        max_length=200,
        help_text=_("예: 국회 의정자료전자유통시스템, 전자우편, 공문 시행번호"),
    )
    copy = forms.FileField(
        label=_("실제로 보낸 파일"),
        required=False,
        help_text=_(
            "여기에서 만든 PDF를 그대로 보냈으면 비워 두세요. 고쳐 보냈으면 보낸 파일을 올리세요. 20 MB까지."
        ),
    )

    def clean_copy(self) -> Any:
        given = self.cleaned_data["copy"]
        if given:
            too_big(given.size)
        return given


class Due(forms.Form):
    due_at = moment_field(_("새 기한"))
    reason = forms.CharField(
        label=_("이유"), max_length=300, help_text=_("예: 의원실과 2일 연장하기로 함(전화)")
    )


class Reason(forms.Form):
    reason = forms.CharField(label=_("이유"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
