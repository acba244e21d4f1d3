"""Forms of the desk about clocks: start one by hand, and what may be done to one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.clocks.models import Clock
from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.desk.clock_words import length_text, rule_choices
from sangsaeng.parties.models import Role, User
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[User]
    WinWinModelField = forms.ModelChoiceField[WinWinModel]
else:  # the class takes no parameter when it runs
    PersonField = WinWinModelField = forms.ModelChoiceField


def _day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text
    )


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("이유"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("기록에 그대로 남습니다."),
    )


class ClockForm(forms.Form):
    """A form about one clock."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clock = clock


class PersonChoice(PersonField):
    def label_from_instance(self, person: User) -> str:
        return person.display_name or person.username


class ModelChoice(WinWinModelField):
    def label_from_instance(self, model: WinWinModel) -> str:
        return f"{model.code} {model.title}"


def _owner_field() -> PersonChoice:
    return PersonChoice(
        label=gettext_lazy("담당자"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("사무국"),
        widget=KoreanSelect,
        help_text=gettext_lazy("기한이 다가오면 이 사람에게 알립니다. 고르지 않으면 사무국에 알립니다."),
    )


def _people(demonstration: bool) -> QuerySet[User]:
    """Who may be in charge of a clock: the accounts in use, of one world, that run clocks."""
    runs = (Role.SECRETARIAT, Role.MINISTRY, Role.AGENCY)
    return User.objects.filter(is_active=True, role__in=runs, demonstration=demonstration).order_by(
        "display_name"
    )


class StartForm(forms.Form):
    """A clock that no official letter of this system starts: a yearly plan, a report after the project."""

    rule_key = forms.ChoiceField(label=gettext_lazy("규칙"), choices=rule_choices)
    title = forms.CharField(
        label=pgettext_lazy("clock", "무엇"),
        max_length=200,
        help_text=gettext_lazy("예: 시험 인증 기준 개선 요청에 대한 답변"),
    )
    addressee = forms.CharField(
        label=gettext_lazy("답할 곳"), max_length=200, help_text=gettext_lazy("예: 산업통상부")
    )
    received_on = _day_field(
        gettext_lazy("접수일"), gettext_lazy("공문을 받은 날입니다. 과제 뒤의 보고라면 과제가 끝난 날입니다.")
    )
    length = forms.IntegerField(
        label=gettext_lazy("길이"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("상한만 정해진 기한에서 더 짧게 정할 때만 적으세요. 단위는 규칙과 같습니다."),
    )
    model = ModelChoice(
        label=gettext_lazy("상생모델"),
        queryset=WinWinModel.objects.none(),
        required=False,
        widget=KoreanSelect,
    )
    owner = _owner_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = whole_to(user).filter(demonstration=user.demonstration).order_by("code")
        self.fields["model"].queryset = models  # type: ignore[attr-defined]
        self.fields["owner"].queryset = _people(user.demonstration)  # type: ignore[attr-defined]


class HandOverForm(ClockForm):
    owner = _owner_field()

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, clock=clock, **kwargs)
        self.fields["owner"].queryset = _people(clock.demonstration)  # type: ignore[attr-defined]
        self.fields["owner"].initial = clock.owner_id


class PauseForm(ClockForm):
    from_on = _day_field(gettext_lazy("보완을 요청한 날"), gettext_lazy("공문을 보낸 날입니다."))
    reason = _reason_field()


class ResumeForm(ClockForm):
    until_on = _day_field(gettext_lazy("보완이 들어온 날"), gettext_lazy("공문을 받은 날입니다."))


class ExtendForm(ClockForm):
    extended_on = _day_field(gettext_lazy("연장을 알린 날"), gettext_lazy("공문을 보낸 날입니다."))
    length = forms.IntegerField(label=gettext_lazy("연장하는 길이"), min_value=1)
    reason = _reason_field()

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, clock=clock, **kwargs)
        self.fields["length"].initial = clock.extension
        most = {"most": length_text(clock.unit, clock.extension)}
        self.fields["length"].help_text = _("길게는 %(most)s까지, 한 번만 할 수 있습니다.") % most


class AnswerForm(ClockForm):
    answered_on = _day_field(gettext_lazy("답이 온 날"), gettext_lazy("공문을 받은 날입니다."))
    text = forms.CharField(
        label=gettext_lazy("답의 요지"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectForm(ClockForm):
    received_on = _day_field(gettext_lazy("바른 접수일"), gettext_lazy("공문을 받은 날입니다."))
    reason = _reason_field()


class CancelForm(ClockForm):
    reason = _reason_field()
