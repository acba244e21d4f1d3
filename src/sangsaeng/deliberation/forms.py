"""Forms of the secretariat's desk in a meeting, and of a member's vote."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models import AgendaItem, Attendance, Ballot, Body, Exclusion, Seat
from sangsaeng.deliberation.words import outcome_word
from sangsaeng.pages.markup import HANGUL, english, in_korean
from sangsaeng.proposals.models import WinWinModel

if TYPE_CHECKING:
    BodyField = forms.ModelChoiceField[Body]
    WinWinModelField = forms.ModelChoiceField[WinWinModel]
    SeatField = forms.ModelChoiceField[Seat]
else:  # the class takes no parameter when it runs
    BodyField = WinWinModelField = SeatField = forms.ModelChoiceField


class KoreanSelect(forms.Select):
    """A drop-down whose Korean options say so on an English page."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if english() and HANGUL.search(str(option["label"])):
            option["attrs"]["lang"] = "ko"
        return option


class BodyChoice(BodyField):
    def label_from_instance(self, body: Body) -> str:
        return body.name_en if english() and body.name_en else body.name


class ModelChoice(WinWinModelField):
    def label_from_instance(self, model: WinWinModel) -> str:
        return format_html("{} · {}", model.code, in_korean(model.title))


class SeatChoice(SeatField):
    def label_from_instance(self, seat: Seat) -> str:
        return seat.label


class CallForm(forms.Form):
    body = BodyChoice(label=_("회의체"), queryset=Body.objects.none(), empty_label=None, widget=KoreanSelect)
    number = forms.IntegerField(
        label=_("차수"), required=False, min_value=1, help_text=_("비우면 다음 차수를 씁니다.")
    )
    title = forms.CharField(
        label=_("회의 이름"),
        required=False,
        max_length=200,
        help_text=_("예: 정기회의. 비우면 회의체 이름을 씁니다."),
    )
    held_at = forms.DateTimeField(
        label=_("일시"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("한국 시각입니다."),
    )
    place = forms.CharField(label=_("장소"), max_length=200, help_text=_("예: 협력재단 대회의실"))

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class AgendaForm(forms.Form):
    model = ModelChoice(
        label=_("상생모델"), queryset=WinWinModel.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, models: QuerySet[WinWinModel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = models  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("사유"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class RemarksForm(forms.Form):
    remarks = forms.CharField(
        label=_("발언 요지"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("발언 하나를 한 줄에 적으세요. 회의록에 그대로 들어갑니다."),
    )


class RecusalForm(forms.Form):
    seat = SeatChoice(label=_("위원"), queryset=Seat.objects.none(), empty_label=None, widget=KoreanSelect)
    reason = forms.ChoiceField(label=_("까닭"), choices=Exclusion.Reason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class NotCarriedForm(forms.Form):
    """Without adoption the meeting returns the model or rejects it, with a reason."""

    otherwise = forms.ChoiceField(label=_("부결 뒤의 결정"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("사유"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("참여 기업이 읽습니다. 예: 연도별 수요 물량을 밝혀 주세요."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = (AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED)
        self.fields["otherwise"].choices = [(o.value, outcome_word(kind, o)) for o in outcomes]  # type: ignore[attr-defined]


class SeatsForm(forms.Form):
    """One row a seat, one choice a row; `values()` gives what was chosen."""

    def __init__(
        self,
        *args: Any,
        seats: Iterable[Seat],
        choices: list[tuple[str, Any]],
        initial: dict[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        for seat in self.seats:
            self.fields[f"seat-{seat.pk}"] = forms.ChoiceField(
                label=seat.label,
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                initial=(initial or {}).get(seat.pk),
            )

    def values(self) -> dict[Seat, str]:
        chosen = {seat: self.cleaned_data.get(f"seat-{seat.pk}", "") for seat in self.seats}
        return {seat: value for seat, value in chosen.items() if value}

    def rows(self) -> list[tuple[Seat, forms.BoundField]]:
        return [(seat, self[f"seat-{seat.pk}"]) for seat in self.seats]


ATTENDANCE = list(Attendance.How.choices)
CHOICES = list(Ballot.Choice.choices)
