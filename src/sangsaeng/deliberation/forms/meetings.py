"""Forms of the secretariat's desk in a meeting: call it, its agenda, who is there, who sits in, what is visited."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.models import (
    AgendaItem,
    Attendance,
    Body,
    Exclusion,
    Guest,
    Meeting,
    Seat,
)
from sangsaeng.pages.markup import HANGUL, english, in_korean
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import WinWinModel

if TYPE_CHECKING:
    BodyField = forms.ModelChoiceField[Body]
    WinWinModelField = forms.ModelChoiceField[WinWinModel]
    SeatField = forms.ModelChoiceField[Seat]
    UserField = forms.ModelChoiceField[User]
    OrganisationField = forms.ModelChoiceField[Organisation]
    ItemsField = forms.ModelMultipleChoiceField[AgendaItem]
else:  # the class takes no parameter when it runs
    BodyField = WinWinModelField = SeatField = UserField = OrganisationField = forms.ModelChoiceField
    ItemsField = forms.ModelMultipleChoiceField

AGENDA_ITEM = _("제%(number)d호 안건: %(name)s")


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


class ItemsChoice(ItemsField):
    def label_from_instance(self, item: AgendaItem) -> str:
        return format_html(str(AGENDA_ITEM) % {"number": item.number, "name": "{}"}, in_korean(item.name))


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A day and a time in Seoul."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        **{"help_text": _("한국 시각입니다."), **more},
    )


class CallForm(forms.Form):
    body = BodyChoice(label=_("회의체"), queryset=Body.objects.none(), empty_label=None, widget=KoreanSelect)
    form = forms.ChoiceField(
        label=_("회의 방식"),
        choices=Meeting.Form.choices,
        initial=Meeting.Form.IN_PERSON,
        required=False,
        help_text=_("서면은 모이지 않고 기한까지 표를 받는 서면 의결입니다."),
    )
    number = forms.IntegerField(
        label=_("차수"), required=False, min_value=1, help_text=_("비우면 다음 차수를 씁니다.")
    )
    title = forms.CharField(
        label=_("회의 이름"),
        required=False,
        max_length=200,
        help_text=_("예: 정기회의. 비우면 회의체 이름을 씁니다."),
    )
    held_at = moment_field(_("일시"))
    place = forms.CharField(
        label=_("장소"),
        required=False,
        max_length=200,
        help_text=_("예: 협력재단 대회의실. 서면 의결에는 적지 않아도 됩니다."),
    )
    deadline = moment_field(
        _("서면 의결 기한"),
        required=False,
        help_text=_("서면 의결에만 적습니다. 비우면 운영세칙의 기간을 씁니다. 한국 시각입니다."),
    )
    urgent_reason = forms.CharField(
        label=_("긴급 소집 사유"),
        required=False,
        max_length=300,
        help_text=_("긴급한 회의에만 적습니다. 짧은 통지 기간을 씁니다."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_form(self) -> str:
        return self.cleaned_data["form"] or Meeting.Form.IN_PERSON


class PostponeForm(forms.Form):
    held_at = moment_field(_("새 일시"))
    place = forms.CharField(
        label=_("새 장소"), required=False, max_length=200, help_text=_("비우면 그대로 둡니다.")
    )
    reason = forms.CharField(label=_("사유"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class AgendaForm(forms.Form):
    model = ModelChoice(
        label=_("상생모델"), queryset=WinWinModel.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, models: QuerySet[WinWinModel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = models  # type: ignore[attr-defined]


def _text(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    # a paper is Korean on every page
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows, "lang": "ko"}), **more)


class PaperForm(forms.Form):
    """The paper of an item."""

    paper_number = forms.CharField(
        label=_("의안 번호"), required=False, max_length=40, help_text=_("예: 3-1. 비우면 그대로 둡니다.")
    )
    resolution = _text(
        _("의결주문"),
        required=False,
        help_text=_(
            "의결할 내용을 한 문장으로 적습니다. 예: 붙임의 상생모델에 대한 지원을 위원회에 건의한다."
        ),
    )
    grounds = _text(_("제안이유"), required=False)
    content = _text(_("주요내용"), 8, required=False)


class MotionForm(forms.Form):
    title = forms.CharField(label=_("안건 이름"), max_length=200, help_text=_("예: 운영세칙 개정안"))
    resolution = _text(_("의결주문"), help_text=_("의결할 내용을 한 문장으로 적습니다."))
    grounds = _text(_("제안이유"), required=False)
    content = _text(_("주요내용"), 8, required=False)


class ReportForm(forms.Form):
    """A report, with one table of figures as it is copied from a spreadsheet."""

    title = forms.CharField(label=_("안건 이름"), max_length=200, help_text=_("예: 올해 지원계획 보고"))
    content = _text(_("보고 내용"), 8, required=False)
    table_title = forms.CharField(label=_("표 제목"), required=False, max_length=200)
    table_unit = forms.CharField(label=_("단위"), required=False, max_length=40, help_text=_("예: 백만 원"))
    table_as_of = forms.CharField(
        label=_("기준일"), required=False, max_length=40, help_text=_("예: 2026. 9. 30.")
    )
    table = _text(
        _("표"),
        8,
        required=False,
        help_text=_(
            "스프레드시트에서 복사해 붙여 넣으세요. 첫 줄은 열 제목이고, 칸은 탭이나 쉼표로 나눕니다."
        ),
    )

    def clean_table(self) -> list[list[str]]:
        """The lines of the table; each as long as the first."""
        text = self.cleaned_data["table"].strip()
        if not text:
            return []
        reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",", skipinitialspace=True)
        lines = [[cell.strip() for cell in line] for line in reader if any(cell.strip() for cell in line)]
        if len(lines) < 2 or any(len(line) != len(lines[0]) for line in lines):
            raise forms.ValidationError(_("둘째 줄부터 첫 줄과 같은 수의 칸을 적어 주세요."))
        return lines

    def figures(self) -> list[dict[str, Any]]:
        lines = self.cleaned_data["table"]
        if not lines:
            return []
        given = self.cleaned_data
        return [
            {
                "title": given["table_title"],
                "unit": given["table_unit"],
                "as_of": given["table_as_of"],
                "columns": lines[0],
                "rows": lines[1:],
            }
        ]


class TogetherForm(forms.Form):
    items = ItemsChoice(
        label=_("함께 올릴 안건"),
        queryset=AgendaItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("한 번에 의결을 묻습니다. 회피와 집계는 안건마다 따로 합니다."),
    )

    def __init__(self, *args: Any, items: QuerySet[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("사유"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class AdjournForm(forms.Form):
    reason = forms.CharField(label=_("사유"), required=False, max_length=300)


class RemarksForm(forms.Form):
    remarks = forms.CharField(
        label=_("발언 요지"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("발언 하나를 한 줄에 적으세요. 회의록에 그대로 들어갑니다."),
    )


class GuestForm(forms.Form):
    name = forms.CharField(label=_("이름"), max_length=100)
    position = forms.CharField(label=_("소속과 직위"), required=False, max_length=200)
    category = forms.ChoiceField(label=_("구분"), choices=Guest.Category.choices)
    items = ItemsChoice(
        label=_("배석할 안건"),
        queryset=AgendaItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("고르지 않으면 회의 전체에 배석합니다."),
    )

    def __init__(self, *args: Any, items: QuerySet[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]


class OrganisationChoice(OrganisationField):
    def label_from_instance(self, organisation: Organisation) -> str:
        return organisation.name


class VisitForm(forms.Form):
    starts_at = moment_field(_("시찰 일시"))
    place = forms.CharField(label=_("시찰 장소"), max_length=200)
    host = OrganisationChoice(
        label=_("맞이하는 기업"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("없음"),
        widget=KoreanSelect,
        help_text=_("이 기업과 이해관계가 있는 위원을 찾는 데 씁니다."),
    )
    purpose = forms.CharField(label=_("목적"), required=False, max_length=300)

    def __init__(self, *args: Any, hosts: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts  # type: ignore[attr-defined]


class FindingsForm(forms.Form):
    findings = _text(_("시찰 결과"), 8, help_text=_("본 것을 적습니다. 심의나 표결은 적지 않습니다."))


class RecusalForm(forms.Form):
    seat = SeatChoice(label=_("위원"), queryset=Seat.objects.none(), empty_label=None, widget=KoreanSelect)
    reason = forms.ChoiceField(label=_("이유"), choices=Exclusion.Reason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


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


class DeputyChoice(UserField):
    def label_from_instance(self, user: User) -> str:
        return user.display_name


class AttendanceForm(SeatsForm):
    """Who is there; where the bylaw allows deputies, who sits for whom; whether the signed sheet shows it."""

    def __init__(
        self,
        *args: Any,
        seats: Iterable[Seat],
        initial: dict[int, str],
        deputies: QuerySet[User] | None,
        named: dict[int, int],
        by_sheet: bool,
        **kwargs: Any,
    ) -> None:
        choices = [c for c in ATTENDANCE if deputies is not None or c[0] != Attendance.How.DEPUTY]
        super().__init__(*args, seats=seats, choices=choices, initial=initial, **kwargs)
        self.has_deputies = deputies is not None
        if deputies is not None:
            for seat in self.seats:
                self.fields[f"deputy-{seat.pk}"] = DeputyChoice(
                    label=seat.label,
                    queryset=deputies,
                    required=False,
                    empty_label=_("대리인 없음"),
                    initial=named.get(seat.pk),
                    widget=KoreanSelect,
                )
        self.fields["by_sheet"] = forms.BooleanField(
            label=_("참석자 서명부로 확인했습니다"), required=False, initial=by_sheet
        )

    def deputies(self) -> dict[Seat, User]:
        named = {seat: self.cleaned_data.get(f"deputy-{seat.pk}") for seat in self.seats}
        return {seat: user for seat, user in named.items() if user is not None}

    def deputy_rows(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField | None]]:
        return [
            (seat, field, self[f"deputy-{seat.pk}"] if self.has_deputies else None)
            for seat, field in self.rows()
        ]


ATTENDANCE = list(Attendance.How.choices)
