"""Forms of milestones, indicators and stories."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.followup.actions.milestones import SUPPLEMENT_DAYS
from sangsaeng.followup.actions.outcome_parts import MOST_FILES, Upload
from sangsaeng.followup.models import Indicator, Milestone, Observation, PurchaseTerm
from sangsaeng.pages.markup import korean_parts
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.support.models import Commitment


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each read only where its size allows; gives (name, content) pairs."""

    def __init__(self, *, several: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", FilesInput(attrs={"multiple": True}) if several else forms.ClearableFileInput()
        )
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG. 하나에 20 MB까지."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:  # before any of them is read
            text = _("파일은 한 번에 %(most)d개까지 올릴 수 있습니다.")
            raise ValidationError(text, params={"most": MOST_FILES})
        found: list[Upload] = []
        for one in given:
            clean = super().clean(one, initial)
            if clean:
                too_big(clean.size)
                found.append((clean.name, clean.read()))
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return found


class FirmChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the two parties of a model."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.Select(attrs={"lang": "ko"})
        )  # names of firms are Korean on every page
        super().__init__(queryset=Organisation.objects.none(), empty_label=None, **kwargs)

    def parties_of(self, model: WinWinModel) -> None:
        self.queryset = Organisation.objects.filter(pk__in=(model.demand_company_id, model.supplier_id))
        self.initial = model.supplier_id


def area(rows: int, lang: str = "ko") -> forms.Textarea:
    """A field for longer words; what is kept is Korean on every page, so that a voice reads it as such."""
    return forms.Textarea(attrs={"rows": rows, "lang": lang})


class OfModel(forms.Form):
    """A form that is about one model; its field `responsible`, if there is one, offers the parties."""

    def __init__(self, *args: Any, model: WinWinModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model = model
        if "responsible" in self.fields:
            firm = self.fields["responsible"]
            assert isinstance(firm, FirmChoice)  # noqa: S101 - declared below
            firm.parties_of(model)


class Plan(OfModel):
    kind = forms.ChoiceField(
        label=_("종류"),
        choices=[(kind.value, kind.label) for kind in Milestone.Kind if kind != Milestone.Kind.REGULATION],
    )
    title = forms.CharField(label=_("이름"), max_length=200, help_text=_("예: 시제품 시험평가 마침"))
    responsible = FirmChoice(label=_("보고할 기업"))
    due_on = forms.DateField(label=_("예정일"), widget=DayInput())
    expected = forms.CharField(
        label=_("무엇이 되면 이룬 것인가요"),
        required=False,
        max_length=2000,
        widget=area(3),
        help_text=_("예: 수요기업 평가 라인에서 규격 5개를 모두 통과한 시험성적서"),
    )


class Edit(OfModel):
    title = forms.CharField(label=_("이름"), max_length=200)
    responsible = FirmChoice(label=_("보고할 기업"))
    expected = forms.CharField(
        label=_("무엇이 되면 이룬 것인가요"), required=False, max_length=2000, widget=area(3)
    )


class CommitmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        period = f" ({obj.starts_on} – {obj.ends_on})" if obj.starts_on and obj.ends_on else ""
        return f"{obj.programme.name}{period}"


class Schedule(OfModel):
    commitment = CommitmentChoice(label=_("지원"), queryset=Commitment.objects.none(), empty_label=None)
    responsible = FirmChoice(label=_("보고할 기업"))

    def __init__(self, *args: Any, commitments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]


class Move(forms.Form):
    due_on = forms.DateField(label=_("새 예정일"), widget=DayInput())
    reason = forms.CharField(
        label=_("옮기는 이유"), max_length=300, widget=area(3), help_text=_("예: 시험 설비가 늦게 들어옴")
    )


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("이유"), max_length=300, widget=area(3), help_text=_("기록에 그대로 남습니다.")
    )


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("보고 내용"),
        max_length=5000,
        widget=area(8),
        help_text=_("무엇을 했고, 무엇이 남았는지 적으세요. 표와 시험성적서는 파일로 붙이세요."),
    )
    reached_on = forms.DateField(
        label=_("이룬 날"), required=False, widget=DayInput(), help_text=_("아직이면 비워 두세요.")
    )
    uploads = FilesField(label=_("근거 파일"))


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("보완할 것"),
        max_length=2000,
        widget=area(5),
        help_text=_("기업이 이 글만 보고 고칠 수 있게 적으세요."),
    )
    days = forms.IntegerField(
        label=_("보완 기간(근무일)"),
        min_value=1,
        max_value=SUPPLEMENT_DAYS,
        initial=SUPPLEMENT_DAYS,
        help_text=_("이 시스템이 정한 기간입니다. 20근무일까지 줄 수 있습니다."),
    )


class AcceptForm(forms.Form):
    reached_on = forms.DateField(
        label=_("이룬 날"),
        required=False,
        widget=DayInput(),
        help_text=_("비우면 보고에 적힌 날이나 보고한 날입니다."),
    )
    answer = forms.CharField(label=_("남길 말"), required=False, max_length=2000, widget=area(3))


class RegulationForm(OfModel):
    responsible = FirmChoice(label=_("보고할 기업"))
    ended_on = forms.DateField(
        label=_("사업이 끝난 날"),
        widget=DayInput(),
        help_text=_("이 날부터 3개월 안에 보고합니다(시행령 제76조제2항)."),
    )


class ExtendForm(forms.Form):
    extended_on = forms.DateField(label=_("연장한 날"), widget=DayInput(), initial=timezone.localdate)
    reason = forms.CharField(label=_("이유"), max_length=500, widget=area(3))


class OrderForm(OfModel):
    responsible = FirmChoice(label=_("시정명령을 받는 기업"))
    ordered_on = forms.DateField(label=_("시정명령을 한 날"), widget=DayInput(), initial=timezone.localdate)
    months = forms.IntegerField(
        label=_("기간(개월)"), min_value=1, max_value=6, initial=6, help_text=_("6개월까지 정할 수 있습니다.")
    )
    reason = forms.CharField(label=_("시정할 것"), max_length=500, widget=area(4))


class ReliefForm(forms.Form):
    heard_on = forms.DateField(
        label=_("청문한 날"),
        widget=DayInput(),
        help_text=_("청문을 하지 않았으면 취소할 수 없습니다(시행령 제76조제6항)."),
    )
    hearing = forms.CharField(label=_("청문에서 나온 말"), max_length=2000, widget=area(5))
    reason = forms.CharField(label=_("취소하는 이유"), max_length=300, widget=area(3))


class NumberField(forms.DecimalField):
    """A number with at most four decimals; commas are read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_digits=19, decimal_places=4, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


def year_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, **kwargs)


class WayForm(forms.Form):
    """Baseline and target, shared by defining and changing."""

    how = forms.CharField(
        label=_("어떻게 재나요"),
        max_length=300,
        widget=area(2),
        help_text=_("누가 다시 재도 같은 값이 나오게 적으세요."),
    )
    baseline = NumberField(
        label=pgettext_lazy("indicator", "기준값"),
        required=False,
        help_text=_("모르면 비워 두세요. 그러면 달성률은 ‘알 수 없음’입니다."),
    )
    baseline_year = year_field(pgettext_lazy("indicator", "기준 연도"), required=False)
    target = NumberField(label=_("목표값"))
    target_year = year_field(_("목표 연도"))


class DefineForm(WayForm):
    field_order = ("kind", "name", "unit", "more_is_better", "how")
    kind = forms.ChoiceField(label=_("종류"), choices=Indicator.Kind.choices)
    name = forms.CharField(label=_("지표 이름"), max_length=100)
    unit = forms.CharField(label=_("단위"), max_length=20, help_text=_("예: %, 명, 백만 원"))
    more_is_better = forms.TypedChoiceField(
        label=_("방향"),
        choices=[("yes", _("클수록 좋음")), ("no", _("작을수록 좋음"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )


class ChangeForm(WayForm):
    reason = forms.CharField(label=_("바꾸는 이유"), max_length=300, widget=area(3))


class ObserveForm(forms.Form):
    year = year_field(_("연도"))
    value = NumberField(label=_("잰 값"))
    evidence = forms.CharField(
        label=_("근거"), max_length=300, help_text=_("예: 2026년 구매실적 증명서, 수요기업 구매팀 발행")
    )
    uploads = FilesField(label=_("근거 파일"), several=False)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from sangsaeng.followup.words.outcomes import unit_text

        if said := unit_text(unit, drawn=True):
            self.fields["value"].label = f"{self.fields['value'].label} ({said})"


class CorrectForm(ObserveForm):
    year = None  # type: ignore[assignment]  # the year is that of the value corrected
    reason = forms.CharField(label=_("바로잡는 이유"), max_length=300, widget=area(3))
    field_order = ("value", "evidence", "reason", "uploads")


class ObservationChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        from sangsaeng.followup.words.outcomes import amount

        return korean_parts(f"{obj.indicator.name} {obj.year}: {amount(obj.value, obj.indicator.unit)}")


class TermChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return korean_parts(f"{obj.purchase.code}-{obj.number} {obj.purchase.item_text} ({obj.due_on})")


class StoryForm(forms.Form):
    title = forms.CharField(label=_("제목"), max_length=200)
    text = forms.CharField(
        label=_("글"),
        max_length=10_000,
        widget=area(12),
        help_text=_(
            "공개되는 것은 이 글과 과제 이름, 업종입니다. 기업 이름과 품목은 두 기업이 동의할 때만 글에 쓰세요."
        ),
    )
    observations = ObservationChoices(
        label=_("근거: 확인한 성과 값"),
        queryset=Observation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    terms = TermChoices(
        label=_("근거: 양쪽이 확인한 구매"),
        queryset=PurchaseTerm.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    title_en = forms.CharField(label=_("영어 제목"), max_length=200, required=False)
    text_en = forms.CharField(label=_("영어 글"), max_length=10_000, required=False, widget=area(8, "en"))

    def __init__(self, *args: Any, observations: Any, terms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Sequence[tuple[str, Any]] = (("observations", observations), ("terms", terms))
        for name, rows in choices:
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if not rows.exists():
                del self.fields[name]


class AgreeForm(forms.Form):
    on = forms.DateField(label=_("동의한 날"), widget=DayInput(), initial=timezone.localdate)
