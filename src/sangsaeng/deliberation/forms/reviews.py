"""Forms of reviews and opinions."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation import rubrics
from sangsaeng.deliberation.forms.meetings import BodyChoice, KoreanSelect
from sangsaeng.deliberation.models import Body, Opinion, Review, Rubric
from sangsaeng.pages.markup import in_korean
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel

if TYPE_CHECKING:
    OrganisationField = forms.ModelChoiceField[Organisation]
    ModelsField = forms.ModelMultipleChoiceField[WinWinModel]
    PeopleField = forms.ModelMultipleChoiceField[User]
    PersonField = forms.ModelChoiceField[User]
else:  # the class takes no parameter when it runs
    OrganisationField = PersonField = forms.ModelChoiceField
    ModelsField = PeopleField = forms.ModelMultipleChoiceField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _named(person: User) -> str:
    return in_korean(f"{person} ({person.organisation})" if person.organisation else str(person))


class OrganisationChoice(OrganisationField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class ModelsChoice(ModelsField):
    def label_from_instance(self, model: WinWinModel) -> str:
        return in_korean(f"{model.code} · {model.title}")


class PeopleChoice(PeopleField):
    def label_from_instance(self, person: User) -> str:
        return _named(person)


class PersonChoice(PersonField):
    def label_from_instance(self, person: User) -> str:
        return str(person)


class RoundForm(forms.Form):
    body = BodyChoice(label=_("회의체"), queryset=Body.objects.none(), empty_label=None, widget=KoreanSelect)
    name = forms.CharField(label=_("심사 이름"), max_length=100, help_text=_("예: 2026년 하반기 심사"))
    due_on = forms.DateField(label=_("심사 기한"), widget=DayInput())
    per_model = forms.IntegerField(label=_("모델마다 심사위원 수"), min_value=1, max_value=20, initial=3)
    most_per_reviewer = forms.IntegerField(
        label=_("한 사람이 맡는 한도"), min_value=1, max_value=250, initial=5, help_text=_("모델 수입니다.")
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class ChooseForm(forms.Form):
    cases = ModelsChoice(
        label=_("심사할 모델"), queryset=WinWinModel.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reviewers = PeopleChoice(
        label=_("심사위원"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    per_model = forms.IntegerField(label=_("모델마다 심사위원 수"), min_value=1, max_value=20)
    most_per_reviewer = forms.IntegerField(
        label=_("한 사람이 맡는 한도"), min_value=1, max_value=250, help_text=_("모델 수입니다.")
    )

    def __init__(
        self, *args: Any, cases: QuerySet[WinWinModel], reviewers: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]
        self.fields["reviewers"].queryset = reviewers.select_related("organisation")  # type: ignore[attr-defined]


class AddReviewerForm(forms.Form):
    reviewer = PersonChoice(
        label=_("심사위원"), queryset=User.objects.none(), empty_label=None, widget=KoreanSelect
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """One question of the rubric a field, then the comment and the advice; a draft may leave any of them open."""

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        rubric = review.round.rubric
        initial = {f"q-{key}": score for key, score in review.scores.items()}
        kwargs["initial"] = initial | {"comment": review.comment, "advice": review.advice}
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        for question in rubric.questions:
            self.fields[f"q-{question['key']}"] = forms.TypedChoiceField(
                label=in_korean(f"{rubrics.label(question)} ({question['weight']} %)"),
                help_text=in_korean(rubrics.hint(question)),
                choices=[(n, str(n)) for n in range(1, rubric.most + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = forms.CharField(
            label=_("의견"),
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 6}),
            help_text=_("의안집에 이름 없이 실립니다. 예: 2027년 구매 물량이 적혀 있지 않습니다."),
        )
        self.fields["advice"] = forms.ChoiceField(
            label=_("종합 판단"), choices=Review.Advice.choices, required=False, widget=forms.RadioSelect
        )

    def scores(self) -> dict[str, int]:
        given = {q["key"]: self.cleaned_data.get(f"q-{q['key']}") for q in self.rubric.questions}
        return {key: score for key, score in given.items() if score is not None}


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("사양하는 이유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("예: 지난해까지 이 수요기업의 자문을 맡았습니다. 친족의 이름은 적지 마세요."),
    )


class BackForm(forms.Form):
    reason = forms.CharField(
        label=_("앞 단계로 돌리는 이유"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AdoptForm(forms.Form):
    adopted_by = forms.CharField(
        label=_("채택한 의결"), max_length=200, help_text=_("예: 제3차 상생협의회 의결(2026. 11. 9.)")
    )


class RubricForm(forms.Form):
    """A new version; a line a question."""

    name = forms.CharField(label=_("심사 기준 이름"), max_length=100)
    most = forms.IntegerField(label=_("가장 높은 점수"), min_value=2, max_value=10)
    questions = forms.CharField(
        label=_("질문"),
        widget=forms.Textarea(attrs={"rows": 8, "lang": "ko"}),
        help_text=_(
            "한 줄에 질문 하나를 ‘이름 | 가중치 | 설명’으로 적으세요. 가중치의 합은 100입니다. "
            "예: 수요의 확실성 | 25 | 언제 얼마나 살지 밝혔나요?"
        ),
    )

    def clean_questions(self) -> list[dict[str, Any]]:
        made = []
        for n, line in enumerate(
            filter(None, map(str.strip, self.cleaned_data["questions"].splitlines())), 1
        ):
            parts = [part.strip() for part in line.split("|")]
            if len(parts) < 2 or not re.fullmatch(r"[0-9]{1,3}", parts[1]):
                raise ValidationError(
                    _t("%(number)d번째 줄을 ‘이름 | 가중치 | 설명’으로 적어 주세요.") % {"number": n}
                )
            made.append(
                {
                    "key": f"q{n}",
                    "label": parts[0],
                    "weight": int(parts[1]),
                    "hint": parts[2] if len(parts) > 2 else "",
                }
            )
        return made

    @staticmethod
    def written(rubric: Rubric) -> str:
        return "\n".join(f"{q['label']} | {q['weight']} | {q.get('hint', '')}" for q in rubric.questions)


class AskForm(forms.Form):
    organisation = OrganisationChoice(
        label=_("부처·지원기관"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=KoreanSelect,
    )
    due_on = forms.DateField(label=_("기한"), widget=DayInput())
    question = forms.CharField(
        label=_("물을 것"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("예: 요청한 시험 인증 지원이 귀 기관의 사업으로 가능한지요?"),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("의견"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    none = forms.BooleanField(label=_("의견 없음"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("none") and (given.get("answer") or "").strip():
            raise ValidationError(_t("의견을 적었으면 ‘의견 없음’을 지우세요."))
        return given


class DisposeForm(forms.Form):
    disposition = forms.ChoiceField(
        label=_("반영 여부"), choices=Opinion.Disposition.choices, widget=forms.RadioSelect
    )
    action = forms.CharField(
        label=_("조치 내용"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("예: 계획의 시험 인증 일정을 2027년 상반기로 고치도록 참여 기업에 요청했습니다."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("철회하는 이유"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
