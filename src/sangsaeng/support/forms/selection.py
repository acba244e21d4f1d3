"""Forms of the selection: assign, assess, decline, close, decide, certificates."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.models import ConflictReason, User
from sangsaeng.support import selection_rubrics
from sangsaeng.support.models import Assessment, Certificate, Round

if TYPE_CHECKING:
    PeopleField = forms.ModelMultipleChoiceField[User]
    PersonField = forms.ModelChoiceField[User]
else:  # the class takes no parameter when it runs
    PeopleField, PersonField = forms.ModelMultipleChoiceField, forms.ModelChoiceField


def _named(person: User) -> str:
    return in_korean(f"{person} ({person.organisation})" if person.organisation else str(person))


def text_area(label: Any, most: int, *, rows: int = 3, required: bool = True, help_text: Any = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required, help_text=help_text)


class PeopleChoice(PeopleField):
    def label_from_instance(self, person: User) -> str:
        return _named(person)


class PersonChoice(PersonField):
    def label_from_instance(self, person: User) -> str:
        return f"{person} ({person.organisation})" if person.organisation else str(person)


class AssignForm(forms.Form):
    per_application = forms.IntegerField(
        label=_("신청마다 평가위원 수"),
        min_value=1,
        max_value=20,
        initial=3,
        help_text=_("두 명 이상이어야 보정 점수를 낼 수 있습니다."),
    )
    reviewers = PeopleChoice(
        label=_("평가위원"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"].queryset = people  # type: ignore[attr-defined]


class OneReviewerForm(forms.Form):
    reviewer = PersonChoice(label=_("평가위원 더하기"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]


class AssessmentForm(forms.Form):
    """One criterion a field, then the comment; a draft may leave any of them open."""

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        initial = {f"c-{key}": score for key, score in assessment.scores.items()}
        kwargs["initial"] = initial | {"comment": assessment.comment}
        super().__init__(*args, **kwargs)
        self.sheet = selection_rubrics.sheet(assessment.stage)
        for each in self.sheet.criteria:
            self.fields[f"c-{each.key}"] = forms.IntegerField(
                label=in_korean(f"{each.name} ({each.weight} %)"),
                help_text=in_korean(each.help),
                min_value=selection_rubrics.LOWEST,
                max_value=selection_rubrics.HIGHEST,
                required=False,
            )
        self.fields["comment"] = text_area(
            _("의견"),
            3000,
            rows=6,
            required=False,
            help_text=_(
                "신청 기업이 이름 없이 읽습니다. 예: 시험 설비는 갖추었으나 양산 계획이 구체적이지 않습니다."
            ),
        )

    def scores(self) -> dict[str, int]:
        given = {c.key: self.cleaned_data.get(f"c-{c.key}") for c in self.sheet.criteria}
        return {key: score for key, score in given.items() if score is not None}


class DeclineForm(forms.Form):
    conflict = forms.ChoiceField(
        label=_("이해관계"),
        required=False,
        choices=[("", _("이해관계는 없음")), *ConflictReason.choices],
        help_text=_("고르면 이 신청의 모든 단계에서 빠집니다."),
    )
    reason = text_area(
        _("사양하는 이유"),
        200,
        required=False,
        help_text=_("이해관계를 고르지 않았으면 꼭 적으세요. 친족의 이름은 적지 마세요."),
    )


class CloseForm(forms.Form):
    reason = text_area(
        _("안 낸 평가표가 있는데도 마감하는 이유"),
        500,
        required=False,
        help_text=_("예: 평가위원 한 명이 입원해 다른 두 명의 평가로 마감합니다."),
    )


class ReasonForm(forms.Form):
    reason = text_area(_("이유"), 500)


class DecideForm(forms.Form):
    """Decides exactly the number that the page above it previews; another number is previewed first."""

    places = forms.IntegerField(label=_("선정할 기업 수"), min_value=0, widget=forms.HiddenInput())
    reason = text_area(
        _("공고한 것보다 적게 선정하는 이유"),
        500,
        required=False,
        help_text=_("적게 선정할 때만 적습니다. 신청 기업이 결과와 함께 읽습니다."),
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].max_value = round.places  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    on = day_field(_("확인서를 내는 날"))


class ConsentForm(forms.Form):
    consent = text_area(
        _("기업의 동의"), 300, help_text=_("언제 어떻게 동의했는지 적으세요. 예: 2026. 11. 20. 동의서 접수")
    )


class ExtendForm(forms.Form):
    until = day_field(_("새로 끝나는 날"))
    reason = text_area(_("연장하는 이유"), 500)


class HearingForm(forms.Form):
    ground_kind = forms.ChoiceField(
        label=_("취소 사유의 종류"), choices=Certificate.Ground.choices, widget=forms.RadioSelect
    )
    ground = text_area(_("취소하려는 이유"), 300, help_text=_("기업이 그대로 읽습니다."))
    noticed_on = day_field(_("기업에 알린 날"))
    hearing_on = day_field(
        _("의견을 듣는 날"), help_text=_("청문이면 열흘 전까지 알려야 합니다(행정절차법 제21조).")
    )


class HeardForm(forms.Form):
    heard_on = day_field(_("의견을 들은 날"))
    opinion = text_area(
        _("기업의 의견"), 5000, rows=6, help_text=_("오지 않았거나 말하지 않았으면 그렇게 적으세요.")
    )


class CancellationForm(forms.Form):
    cancel = forms.ChoiceField(
        label=_("결정"),
        choices=[("yes", _("확인서를 취소합니다")), ("no", _("취소하지 않습니다"))],
        widget=forms.RadioSelect,
    )
    decision = text_area(_("정한 이유"), 500, rows=4, help_text=_("기업이 그대로 읽습니다."))
    on = day_field(_("정한 날"))


class VerifyForm(forms.Form):
    number = forms.CharField(label=_("확인서 번호"), max_length=40, help_text=_("예: CE-2026-0001"))
