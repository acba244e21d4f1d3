"""Forms about conflicts of interest: a tie, a declaration, a party's request and how it was decided."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.forms.meetings import KoreanSelect, SeatChoice
from sangsaeng.deliberation.models import Seat
from sangsaeng.parties.models import Affiliation, ConflictReason, Organisation

if TYPE_CHECKING:
    OrganisationField = forms.ModelChoiceField[Organisation]
else:  # the class takes no parameter when it runs
    OrganisationField = forms.ModelChoiceField

NONE = "none"
NO_NAMES = _("친족의 이름은 적지 마세요.")


class OrganisationChoice(OrganisationField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TieForm(forms.Form):
    organisation = OrganisationChoice(
        label=_("기관·기업"),
        queryset=Organisation.objects.none(),
        widget=KoreanSelect,
        help_text=_("목록에 없으면 사무국에 알려 주세요."),
    )
    relation = forms.ChoiceField(
        label=_("관계"), choices=Affiliation.Relation.choices, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("시작한 날"), required=False, widget=DayInput())
    until = forms.DateField(
        label=_("끝난 날"), required=False, widget=DayInput(), help_text=_("지금도 이어지면 비워 두세요.")
    )
    note = forms.CharField(
        label=_("맡은 일이나 품목"),
        required=False,
        max_length=200,
        help_text=_("예: 불화수소 정제 공정 자문. 자문·연구라면 품목을 적어 주세요."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class EndForm(forms.Form):
    until = forms.DateField(label=_("끝난 날"), widget=DayInput())


class DeclareForm(forms.Form):
    """Reasons as boxes, or «no conflict» alone: silence is no declaration."""

    reasons = forms.MultipleChoiceField(
        label=_("해당하는 것을 모두 고르세요"),
        choices=[*ConflictReason.choices, (NONE, _("이해관계 없음"))],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("설명"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "앞서 신고한 사유를 철회할 때에는 꼭 적어 주세요. 친족 관계에는 적지 않습니다. 친족의 이름은 저장하지 않습니다."
        ),
    )

    def clean_reasons(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["reasons"]
        if NONE in chosen and len(chosen) > 1:
            raise ValidationError(
                gettext("‘이해관계 없음’은 다른 사유와 함께 고를 수 없습니다. 하나만 남겨 주세요.")
            )
        return [reason for reason in chosen if reason != NONE]


class DecisionForm(forms.Form):
    """Why a conflict is dismissed, upheld, or an exclusion lifted."""

    reason = forms.CharField(
        label=_("판단한 이유"), widget=forms.Textarea(attrs={"rows": 3}), max_length=480, help_text=NO_NAMES
    )


class RequestForm(forms.Form):
    seat = SeatChoice(label=_("위원"), queryset=Seat.objects.none(), empty_label=None, widget=KoreanSelect)
    reason = forms.CharField(
        label=_("공정한 심의가 어려운 이유"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("예: 경쟁 기업의 사업을 맡고 있습니다."),
    )

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class RequestDecisionForm(forms.Form):
    for_ = forms.IntegerField(label=_("찬성(기피 인정)"), min_value=0, max_value=100)
    against = forms.IntegerField(label=_("반대(기피 기각)"), min_value=0, max_value=100)
    abstain = forms.IntegerField(label=_("기권"), min_value=0, max_value=100, initial=0)
    chair = forms.ChoiceField(
        label=_("가부동수일 때 위원장의 결정"),
        required=False,
        choices=[("", _("해당 없음")), ("for", _("찬성")), ("against", _("반대"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("결정한 이유"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("신청한 기업이 읽습니다."),
    )

    def __init__(self, *args: Any, chair_decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chair_decides:
            del self.fields["chair"]
