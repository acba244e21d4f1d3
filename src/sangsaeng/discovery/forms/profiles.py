"""Forms of a profile: the firm as a whole, an entry by its kind, how an entry was checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sangsaeng.discovery.choices import Kind, Province, Sector
from sangsaeng.discovery.models import Profile, ProfileEntry
from sangsaeng.records.uploads import too_big

EntryKind = ProfileEntry.Kind
# What each kind asks for beside its name, and how name and issuer are called there.
ASKED = {
    EntryKind.PRODUCT: ("detail",),
    EntryKind.PROCESS: ("detail",),
    EntryKind.MATERIAL: ("detail",),
    EntryKind.EQUIPMENT: ("detail",),
    EntryKind.CERTIFICATE: ("number", "issuer", "valid_until"),
    EntryKind.PATENT: ("number", "on"),
    EntryKind.TEST: ("value", "unit", "issuer", "kolas", "on"),
    EntryKind.DELIVERY: ("issuer", "on", "detail"),
}
NAMES = {
    EntryKind.PRODUCT: (_("제품 이름"), _("예: 식각 장비용 세라믹 포커스링")),
    EntryKind.PROCESS: (_("공정 이름"), _("예: 세라믹 소결, 정밀 연마(Ra 0.1 μm)")),
    EntryKind.MATERIAL: (_("소재 이름"), _("예: 알루미나 99.8 %, 탄화규소")),
    EntryKind.EQUIPMENT: (_("설비 이름"), _("예: 5축 가공기, 진공 소결로")),
    EntryKind.CERTIFICATE: (_("인증 이름"), _("예: ISO 9001, IATF 16949, KC")),
    EntryKind.PATENT: (_("특허 제목"), _("등록된 제목을 그대로 적으세요.")),
    EntryKind.TEST: (_("시험 항목"), _("예: 내플라즈마 식각률")),
    EntryKind.DELIVERY: (_("납품한 것"), _("예: 시험 생산 라인용 포커스링 200개")),
}
ISSUERS = {
    EntryKind.CERTIFICATE: (_("인증 기관"), _("예: 한국표준협회")),
    EntryKind.TEST: (_("시험 기관"), _("성적서를 낸 곳입니다.")),
    EntryKind.DELIVERY: (_("납품처"), _("밝히기 어려우면 비워 두세요. 예: 디스플레이 제조사")),
}


def _empty(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("고르세요")), *choices.choices]


class BaseForm(forms.Form):
    """What the firm says of itself as a whole."""

    sector = forms.ChoiceField(label=_("분야"), choices=_empty(Sector), required=False)
    kind = forms.ChoiceField(label=_("구분"), choices=_empty(Kind), required=False)
    province = forms.ChoiceField(label=_("지역"), choices=_empty(Province), required=False)
    size = forms.ChoiceField(label=_("규모(상시 근로자)"), choices=_empty(Profile.Size), required=False)
    summary = forms.CharField(
        label=_("한 줄 소개"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ko"}),
        help_text=_("예: 반도체 식각 장비에 들어가는 세라믹 부품을 만듭니다."),
    )


class RegisterForm(BaseForm):
    business_number = forms.CharField(
        label=_("사업자등록번호"),
        max_length=20,
        help_text=_("숫자 10자리입니다. 사무국이 번호를 확인하면 기업 목록에 나옵니다."),
    )
    field_order = ("business_number", "sector", "kind", "province", "size", "summary")


class EntryForm(forms.Form):
    """An entry of one kind."""

    name = forms.CharField(label=_("이름"), max_length=200)
    detail = forms.CharField(
        label=_("설명"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=_("성능, 크기, 쓰이는 곳. 수요의 말과 견주는 자료가 됩니다."),
    )
    number = forms.CharField(label=_("번호"), max_length=100)
    value = forms.CharField(label=_("값"), max_length=60, help_text=_("예: 0.12, 1,200, 99.999"))
    unit = forms.CharField(
        label=_("단위"),
        max_length=30,
        required=False,
        help_text=_("예: %, ℃, MPa. 단위가 없으면 비워 두세요."),
    )
    issuer = forms.CharField(label=_("기관"), max_length=200, required=False)
    kolas = forms.TypedChoiceField(
        label=_("KOLAS 공인시험기관인가요"),
        required=False,
        choices=[("", _("모름")), ("yes", _("예")), ("no", _("아니요"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    on = forms.DateField(
        label=_("날짜"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=_("유효기간의 마지막 날"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("이날이 지나면 완성도와 매칭에서 저절로 빠집니다."),
    )
    evidence = forms.FileField(
        label=_("증빙 파일"),
        required=False,
        help_text=_("PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG. 20 MB까지. 기업과 사무국, 감사만 봅니다."),
    )
    matchable = forms.BooleanField(
        label=_("매칭에 쓰기"),
        required=False,
        help_text=_("수요와 견줄 때 이 항목의 이름과 설명을 씁니다. 언제든 끌 수 있습니다."),
    )
    visibility = forms.ChoiceField(
        label=_("누구에게 보일까요"),
        choices=ProfileEntry.Visibility.choices,
        help_text=_(
            "공개 매칭은 누구에게나 보이는 항목만 씁니다. 나머지는 수요기업이 자기 수요의 후보를 찾을 때만 쓰고 글은 보이지 않습니다."
        ),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = EntryKind(kind)
        asked = ("name", *ASKED[self.kind], "evidence", "matchable", "visibility")
        self.fields = {name: self.fields[name] for name in asked}
        self.fields["name"].label, self.fields["name"].help_text = NAMES[self.kind]
        if self.kind in ISSUERS:
            self.fields["issuer"].label, self.fields["issuer"].help_text = ISSUERS[self.kind]
            self.fields["issuer"].required = self.kind == EntryKind.TEST
        if not self.is_bound:
            self.initial.setdefault("matchable", self.kind == EntryKind.PRODUCT)
            shown = ProfileEntry.Visibility
            self.initial.setdefault(
                "visibility", shown.PUBLIC if self.kind == EntryKind.PRODUCT else shown.BUYERS
            )

    def clean_evidence(self) -> tuple[str, bytes] | None:
        upload = self.cleaned_data["evidence"]
        if not upload:
            return None
        too_big(upload.size)
        return upload.name, upload.read()

    @staticmethod
    def initial_of(entry: ProfileEntry) -> dict[str, Any]:
        found = {
            name: getattr(entry, name)
            for name in (
                "name", "detail", "number", "value", "unit", "issuer", "on", "valid_until", "matchable", "visibility",
            )
        }  # fmt: skip
        return found | {"kolas": {True: "yes", False: "no", None: ""}[entry.kolas]}


class CheckForm(forms.Form):
    """What the secretariat found of an entry."""

    outcome = forms.ChoiceField(
        label=_("결과"),
        choices=[
            ("confirmed", _("사무국 확인: 증빙의 원본이나 사본을 보았습니다")),
            ("register", _("공공 등록부 대조: 등록부에서 같은 내용을 찾았습니다")),
            ("return", _("보완: 기업에 더 물어봅니다")),
        ],
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        label=_("무엇으로 확인했나요"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("예: KOLAS 공인기관 검색 2026-11-20. 보완이면 무엇이 더 필요한지 적으세요."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("이유"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class HowForm(forms.Form):
    how = forms.CharField(
        label=_("무엇으로 확인했나요"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("예: 사업자등록증 사본, 국세청 상태 조회 2026-11-20"),
    )
