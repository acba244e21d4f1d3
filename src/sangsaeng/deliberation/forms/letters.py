"""Forms of letters: the draft, its number and dates, and why a date is put right or a draft not used."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models import Letter
from sangsaeng.deliberation.words.letters import MANY


def _day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text
    )


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LetterForm(forms.Form):
    """The words of a letter. One paragraph a line; a line with «- » before it stands under the one above."""

    addressee = forms.CharField(
        label=_("수신"),
        required=False,
        max_length=200,
        help_text=_("예: 중소벤처기업부장관. 여럿이면 쉼표로 나누세요. 아직 모르면 비워 둡니다."),
    )
    via = forms.CharField(label=_("경유"), required=False, max_length=200)
    title = forms.CharField(label=_("제목"), max_length=200)
    body = forms.CharField(
        label=_("본문"),
        widget=_lines(10),
        help_text=_("한 줄이 한 항목(1. 2.)입니다. ‘- ’로 시작하는 줄은 그 아래 항목(가. 나.)이 됩니다."),
    )
    enclosures = forms.CharField(
        label=_("붙임"), required=False, widget=_lines(3), help_text=_("한 줄에 하나씩. 예: 의안집 1부")
    )
    sender = forms.CharField(label=_("발신명의"), max_length=200, help_text=_("예: 상생협의회 위원장"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("addressee", "via", "title", "body", "enclosures", "sender"):
            self.fields[name].widget.attrs["lang"] = "ko"  # a letter is Korean on every page

    def fields_for_action(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["enclosures"] = values["enclosures"].splitlines()
        return values

    @classmethod
    def of(cls, letter: Letter, data: Any = None) -> "LetterForm":
        """The form of a letter that is there."""
        names = ("addressee", "via", "title", "body", "sender")
        initial = {name: getattr(letter, name) for name in names}
        form = cls(data, initial=initial | {"enclosures": "\n".join(letter.enclosures)})
        if letter.addressee == MANY:
            form.fields["addressee"].help_text = _(
                "‘수신자 참조’로 두면 받을 사람 모두가 공문 끝에 적힙니다."
            )
        return form


class NewLetterForm(LetterForm):
    kind = forms.ChoiceField(label=_("종류"), choices=Letter.Kind.choices)
    field_order = ["kind"]


class SentForm(forms.Form):
    official_number = forms.CharField(
        label=_("문서번호"), max_length=100, help_text=_("공문 시스템이 준 번호입니다. 예: 실무지원단-123")
    )
    sent_on = _day_field(_("보낸 날"), _("공문 시스템에서 시행한 날입니다."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = timezone.localdate


class ReceivedForm(forms.Form):
    received_on = _day_field(_("받은 날"), _("받는 기관이 접수한 날입니다. 법정 기한은 이날부터 셉니다."))


class CorrectForm(ReceivedForm):
    reason = forms.CharField(
        label=_("사유"), widget=_lines(3), max_length=300, help_text=_("기록에 그대로 남습니다.")
    )


class DropForm(forms.Form):
    reason = forms.CharField(label=_("사유"), widget=_lines(3), max_length=300)
