"""The form of a notice: what it is, its window, and the seven answers of its guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.pages.markup import english
from sangsaeng.portal.models import Notice
from sangsaeng.portal.notices.guide import KEYS, LABELS
from sangsaeng.proposals.models import Sector
from sangsaeng.support.models import Programme, Round, RoundState

HELP = {
    "who": _("예: 소재·부품·장비를 만드는 중소기업. 업력 제한 없음"),
    "what": _("예: 기술개발비 최대 5억 원, 2년 이내. 정부 75%까지"),
    "hand_in": _("한 줄에 하나씩 적으세요. 예: 신청서, 구매동의서"),
    "by_when": _("비우면 마감을 그대로 적습니다."),
    "how": _("예: 이 화면의 신청하기, 또는 사무국에 방문"),
    "ask": _("예: 시연 지원기관 기술개발부 02-000-0000"),
    "law": _("예: 특별조치법 제49조"),
}


class Moment(forms.DateTimeInput):
    """A moment in Seoul, to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S", attrs={"step": "1"})


class ProgrammeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    widget = KoreanSelect

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("종류"), choices=Notice.Kind.choices, initial=Notice.Kind.CALL)
    title = forms.CharField(label=_("제목"), max_length=200)
    text = forms.CharField(
        label=_("내용"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("첫 문장에 누구를 위한 무엇인지 쓰세요."),
    )
    programme = ProgrammeChoice(
        label=_("지원사업"), queryset=Programme.objects.none(), required=False, empty_label=_("없음")
    )
    round = ProgrammeChoice(
        label=_("선정 공고"), queryset=Round.objects.none(), required=False, empty_label=_("없음")
    )
    sectors = forms.MultipleChoiceField(
        label=_("분야"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("고르지 않으면 모든 분야입니다."),
    )
    opens_at = forms.DateTimeField(label=_("접수 시작"), required=False, widget=Moment)
    closes_at = forms.DateTimeField(
        label=_("마감"),
        required=False,
        widget=Moment,
        help_text=_("서울 시각으로 초까지 셉니다. 이 시각부터는 늦은 것입니다."),
    )
    title_en = forms.CharField(label=_("영어 제목"), max_length=200, required=False)
    text_en = forms.CharField(
        label=_("영어 내용"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, user: Any, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = bool(user.demonstration)
        choices: Any = self.fields
        choices["programme"].queryset = Programme.objects.filter(published=False, demonstration=own)
        choices["round"].queryset = Round.objects.filter(demonstration=own).exclude(
            state=RoundState.CANCELLED
        )
        for key in KEYS:
            self.fields[f"guide_{key}"] = forms.CharField(
                label=LABELS[key],
                required=False,
                max_length=1_000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=HELP[key],
            )
        self.order_fields([name for name in self.fields if not name.endswith("_en")])  # English last
        if notice is not None and notice.published_at is not None:
            self.fields["reason"] = forms.CharField(
                label=_("고친 이유"), max_length=300, help_text=_("읽는 사람에게 그대로 보입니다.")
            )

    @staticmethod
    def initial_of(notice: Notice) -> dict[str, Any]:
        names = ("kind", "title", "text", "programme", "round", "sectors", "opens_at", "closes_at")
        given = {name: getattr(notice, name) for name in (*names, "title_en", "text_en")}
        return given | {f"guide_{key}": notice.guide.get(key, "") for key in KEYS}

    def given(self) -> dict[str, Any]:
        """What the actions take; an empty closing line of the guide is written from the window."""
        from sangsaeng.portal.notices.queries import to_second

        data = dict(self.cleaned_data)
        guide = {key: data.pop(f"guide_{key}") for key in KEYS}
        if not guide["by_when"] and data["closes_at"] and not english():
            guide["by_when"] = f"{to_second(data['closes_at'])}까지"
        return {**data, "guide": guide}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("이 글이 있던 자리에 그대로 보입니다."),
    )
