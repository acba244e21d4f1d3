"""Forms of a win-win model, a step each: parties and item, plan, support; and the reasons."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.models import Item, Need
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.proposals.amounts import Unreadable, read_won
from sangsaeng.proposals.models import Origin, RequestedSupport, Sector, WinWinModel

SUGGESTIONS = 300


class WonField(forms.CharField):
    """Whole won, written as digits with or without commas, or in office style: 20억, 1.5억, 1조 2천억 원."""

    default_error_messages = {
        "required": _("금액을 적으세요."),
        "amount": _("금액을 알아볼 수 없습니다. 예: 1,500,000,000 또는 15억"),
        "negative": _("금액에는 빼기 표시를 쓸 수 없습니다."),
        "fraction": _("1원보다 작은 금액은 적을 수 없습니다."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_won(text)
        except Unreadable as error:
            raise forms.ValidationError(self.error_messages[error.code], code=error.code) from None


class Suggested(forms.TextInput):
    """A text field that offers known values; anything else may be typed as well, and no script is needed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: list[tuple[str, str]] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known = f"{name}_known"
        field = super().render(name, value, {**(attrs or {}), "list": known}, renderer)
        options = format_html_join("", '<option value="{}" label="{}"></option>', self.suggestions)
        return format_html('{}<datalist id="{}" lang="ko">{}</datalist>', field, known, options)


class Parties(forms.Form):
    """Who works with whom on what: the first step."""

    title = forms.CharField(
        label=_("제목"), max_length=200, help_text=_("예: 시연 수요기업 A와 함께하는 정밀 밸브 국산화")
    )
    sector = forms.ChoiceField(label=_("업종"), choices=[("", _("고르세요")), *Sector.choices])
    origin = forms.ChoiceField(
        label=_("출발점"), choices=Origin.choices, help_text=_("누가 먼저 제안했는지 고르세요.")
    )
    item_name = forms.CharField(
        label=_("품목"),
        max_length=200,
        required=False,
        widget=Suggested,
        help_text=_("목록에 있는 품목이면 그 이름을 고르세요. 없으면 이름을 그대로 적으세요."),
    )
    need_code = forms.CharField(
        label=_("공개 수요 번호"),
        max_length=20,
        required=False,
        widget=Suggested,
        help_text=_("공개 수요에서 출발했을 때만 적으세요."),
    )
    demand_company = forms.ModelChoiceField(
        label=_("수요기업"), queryset=Organisation.objects.none(), empty_label=_("고르세요")
    )
    supplier = forms.ModelChoiceField(
        label=_("공급기업"), queryset=Organisation.objects.none(), empty_label=_("고르세요")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.role == Role.AGENCY:
            self.fields["origin"].help_text = _("지원기관이 쓰는 초안은 ‘기관 제안’입니다.")
        kinds = Organisation.Kind
        known = Organisation.objects.filter(demonstration=user.demonstration)
        demand = Q(kind__in=[kinds.DEMAND_COMPANY, kinds.FIRM])
        supplier = Q(kind__in=[kinds.SME, kinds.FIRM])
        if user.role == Role.DEMAND_COMPANY:
            demand &= Q(pk=user.organisation_id)
        if user.role == Role.SME:
            supplier &= Q(pk=user.organisation_id)
        self._choose("demand_company", known.filter(demand))
        self._choose("supplier", known.filter(supplier))
        self._suggest(
            "item_name", [(name, "") for name in Item.objects.values_list("name_ko", flat=True)[:SUGGESTIONS]]
        )
        self._suggest("need_code", list(Need.objects.values_list("code", "title")[:SUGGESTIONS]))

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = rows
        field.widget.attrs["lang"] = "ko"
        if rows.count() == 1:
            field.initial = rows.get().pk

    def _suggest(self, name: str, values: list[tuple[str, str]]) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, Suggested)  # noqa: S101 - declared above
        widget.suggestions = values

    def clean_need_code(self) -> Need | None:
        code = self.cleaned_data["need_code"].strip()
        if not code:
            return None
        need = Need.objects.filter(code=code).first()
        if need is None:
            raise forms.ValidationError(_("그런 번호의 공개 수요가 없습니다."))
        return need

    def values(self) -> dict[str, Any]:
        """What the action takes: a known item by its record, anything else by its name."""
        data = dict(self.cleaned_data)
        name = data.pop("item_name").strip()
        item = Item.objects.filter(name_ko=name).first() if name else None
        need = data.pop("need_code")
        return {**data, "need": need, "item": item, "item_text": "" if item else name}

    @staticmethod
    def initial_of(model: WinWinModel) -> dict[str, Any]:
        return {
            "title": model.title,
            "sector": model.sector,
            "origin": model.origin,
            "item_name": model.item.name_ko if model.item else model.item_text,
            "need_code": model.need.code if model.need else "",
            "demand_company": model.demand_company_id,
            "supplier": model.supplier_id,
        }


class NewParties(Parties):
    """The first step of a model that does not exist yet; its token says which form it was."""

    token = forms.RegexField(
        r"\A[A-Za-z0-9_-]{22,64}\Z", required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )


def _long(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class Plan(forms.Form):
    """The four fields of the competitiveness plan (소부장특별법 §49②) and what is expected of it."""

    plan_targets = _long(_("품목별 목표"), _("예: 2028년까지 순도 99.999 %를 이루고 월 10톤을 생산합니다."))
    plan_cooperation = _long(
        _("기업 간 협력 내용"), _("예: 수요기업은 규격과 시험 설비를 내고, 공급기업은 시제품을 만듭니다.")
    )
    plan_development = _long(
        _("기술개발·시험평가·실증·생산·투자 계획"), _("예: 1년 차 시제품, 2년 차 양산 시험, 3년 차 공급.")
    )
    plan_support = _long(
        _("필요한 지원과 규제 개선"), _("예: 기술개발비 일부와 시험 설비 사용, 시설 인허가 기간 단축.")
    )
    expected_effects = _long(
        _("기대 효과"), _("적지 않아도 됩니다. 예: 수입하던 물량의 절반을 국내에서 공급합니다.")
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, model: WinWinModel) -> dict[str, Any]:
        return {name: getattr(model, name) for name in cls.base_fields}


class Support(forms.Form):
    """What the parties ask for, a kind at a time; amounts of different kinds are never added."""

    technology = forms.CharField(
        label=_("기술개발 지원 내용"),
        required=False,
        max_length=300,
        help_text=_("예: 시제품 제작과 신뢰성 평가"),
    )
    technology_krw = WonField(
        label=_("기술개발 지원 금액(원)"),
        required=False,
        help_text=_("상생모델 하나에 20억 원까지입니다. 예: 15억"),
    )
    finance = forms.CharField(
        label=_("정책금융 지원 내용"), required=False, max_length=300, help_text=_("예: 양산 설비 자금 융자")
    )
    finance_krw = WonField(label=_("정책금융 지원 금액(원)"), required=False, help_text=_("예: 30억"))
    regulation = forms.CharField(
        label=_("규제 개선 내용"),
        required=False,
        max_length=300,
        help_text=_("예: 시험용 물질 등록 절차의 기간 단축"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in ("technology", "finance"):
            if data.get(f"{kind}_krw") is not None and not data.get(kind):
                self.add_error(kind, _("금액을 적었으면 내용도 적으세요."))
        return data

    def requests(self) -> dict[str, tuple[str, int | None]]:
        """Kind → (content, amount in won or None); kinds left empty are not in it."""
        data = self.cleaned_data
        return {
            kind: (data[kind], data.get(f"{kind}_krw"))
            for kind in RequestedSupport.Kind.values
            if data.get(kind)
        }

    @staticmethod
    def initial_of(model: WinWinModel) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for request in model.requested_support.all():
            initial[request.kind] = request.content
            if request.amount_krw is not None:
                initial[f"{request.kind}_krw"] = f"{request.amount_krw:,}"
        return initial


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("참여 기업이 그대로 읽습니다."),
    )


class Note(forms.Form):
    note = forms.CharField(
        label=_("심사 의견"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("남길 말이 있을 때만 적으세요."),
    )
