"""Forms of a selection round: its terms, its words, its stages, and what is asked once more before a step."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.support.models import Round, Stage

MOST_PLACES = 1_000


def second_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A time in Seoul to the second."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        **{"help_text": _("한국 시각이며 초까지 셉니다."), **more},
    )


def reason_field(**more: Any) -> forms.CharField:
    return forms.CharField(label=_("이유"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **more)


class TermsForm(forms.Form):
    """When and how many: what the call is about."""

    title = forms.CharField(
        label=_("공고 이름"), max_length=200, help_text=_("예: 2026년 소부장 강소기업 선정 공고")
    )
    opens_at = second_field(_("접수 시작"))
    closes_at = second_field(
        _("접수 마감"), help_text=_("이 시각에 도착한 신청은 받지 않습니다. 18시까지면 18:00:00을 적으세요.")
    )
    places = forms.IntegerField(
        label=_("선정 규모"),
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("이보다 적게 선정할 수 있습니다. 사업 이름의 100은 상한이 아닙니다."),
    )
    reserve_places = forms.IntegerField(
        label=_("예비 기업 수"), min_value=0, max_value=MOST_PLACES, initial=0, required=False
    )

    def clean_reserve_places(self) -> int:
        return self.cleaned_data.get("reserve_places") or 0


class RoundForm(TermsForm):
    """A new round: also of which programme and year, which stay."""

    programme = forms.ChoiceField(label=_("선정 사업"), choices=Round.Programme.choices)
    year = forms.IntegerField(label=_("연도"), min_value=2019, max_value=2100)
    field_order = ("programme", "year", "title", "opens_at", "closes_at", "places", "reserve_places")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class TextForm(forms.Form):
    """What applicants read beside the terms."""

    summary = forms.CharField(
        label=_("무엇을 뽑나요"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "ko"}),
        help_text=_("예: 핵심 소재·부품·장비를 스스로 만들 수 있는 중소기업을 찾습니다."),
    )
    contact = forms.CharField(
        label=_("문의"), required=False, max_length=200, help_text=_("예: 시연 지원기관 선정팀 02-000-0000")
    )
    notice_number = forms.CharField(
        label=_("공고 번호"),
        required=False,
        max_length=60,
        help_text=_("예: 중소벤처기업부 공고 제2026-000호"),
    )
    certificate_years = forms.IntegerField(
        label=_("확인서 유효기간(년)"),
        min_value=1,
        max_value=5,
        help_text=_("5년까지입니다(소부장특별법 시행령 제25조)."),
    )
    title_en = forms.CharField(label=_("영어 이름"), required=False, max_length=200)


class StagesForm(forms.Form):
    """The stages in their order, a row each; a row that is not ticked is not held."""

    ROWS = (Stage.Kind.PAPER, Stage.Kind.DEPTH, Stage.Kind.SITE, Stage.Kind.FINAL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in self.ROWS:
            name = kind.label
            self.fields[f"{kind}_held"] = forms.BooleanField(
                label=_("%(stage)s 실시") % {"stage": name}, required=False
            )
            self.fields[f"{kind}_share"] = forms.IntegerField(
                label=_("%(stage)s 반영 비율(%%)") % {"stage": name},
                required=False,
                min_value=0,
                max_value=100,
            )
            self.fields[f"{kind}_advance"] = forms.IntegerField(
                label=_("%(stage)s 통과 기업 수") % {"stage": name},
                required=False,
                min_value=1,
                max_value=10_000,
            )
            self.fields[f"{kind}_least"] = forms.DecimalField(
                label=_("%(stage)s 최저 점수") % {"stage": name},
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
            )

    def rows(self) -> list[tuple[Any, ...]]:
        """Of each stage its label and the fields held, share, advance, least."""
        names = ("held", "share", "advance", "least")
        return [(kind.label, *(self[f"{kind}_{name}"] for name in names)) for kind in self.ROWS]

    def stages(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        return [
            {
                "kind": kind.value,
                "share": data[f"{kind}_share"] or 0,
                "advance": data[f"{kind}_advance"],
                "least": data[f"{kind}_least"],
            }
            for kind in self.ROWS
            if data[f"{kind}_held"]
        ]

    @classmethod
    def initial_of(cls, stages: list[dict[str, Any]]) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for each in stages:
            initial[f"{each['kind']}_held"] = True
            for name in ("share", "advance", "least"):
                initial[f"{each['kind']}_{name}"] = each[name]
        return initial


class CallForm(forms.Form):
    called_at = second_field(
        _("이미 공고한 때"),
        required=False,
        help_text=_(
            "다른 곳에 이미 공고했을 때만 적으세요. 그때부터 공고한 것으로 기록하고 ‘뒤늦게 기록’이라고 표시합니다."
        ),
    )


class ExtendForm(forms.Form):
    closes_at = second_field(pgettext_lazy("window", "새 마감"))
    reason = reason_field(help_text=_("공고 화면에 그대로 보입니다."))


class CancelForm(forms.Form):
    reason = reason_field(help_text=_("공고 화면에 그대로 보이고 신청한 기업이 읽습니다."))


class ReasonForm(forms.Form):
    reason = reason_field()


class IntakeForm(forms.Form):
    file = forms.FileField(
        label=_("신청 명단"),
        help_text=_("XLSX나 CSV. 서식의 첫째 시트와 같은 제목 줄이 있어야 합니다."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
