"""Forms of purchase commitments: the promise and its terms, evidence, exemptions, the buyer's word, statements and replies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.actions.papers import too_big
from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.followup.actions.confirming import LINK_DAYS, MOST_LINK_DAYS, Answer
from sangsaeng.followup.actions.outcome_parts import Upload
from sangsaeng.followup.actions.purchases import TermGiven
from sangsaeng.followup.models import Confirmation, Evidence, Exemption, PurchaseCommitment, PurchaseTerm
from sangsaeng.pages.markup import korean_parts
from sangsaeng.parties.models import Organisation
from sangsaeng.proposals.forms import WonField

FEWEST_ROWS, SPARE_ROWS = 6, 3
FILE_KINDS = _("PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG, 20 MB까지. 올린 그대로 보관합니다.")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class QuantityField(forms.DecimalField):
    """A quantity as it is written on paper: 1,200 or 12.5."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace(",", "").strip() if value else value)


def quantity(label: Any, **more: Any) -> QuantityField:
    return QuantityField(
        label=label,
        max_digits=18,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **more,
    )


class _FileForm(forms.Form):
    """A form with one file; `upload` is its name and bytes, or None."""

    file_name = "file"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = data.get(self.file_name)
        if given:
            try:
                too_big(given.size)
            except forms.ValidationError as refused:
                self.add_error(self.file_name, refused.messages)
        return data

    @property
    def upload(self) -> Upload | None:
        given = self.cleaned_data.get(self.file_name)
        if not given:
            return None
        given.seek(0)
        return given.name, given.read()


class BuyerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class PurchaseForm(_FileForm):
    """What was promised; the terms stand in `TermRows` beside it."""

    file_name = "paper"
    buyer = BuyerChoice(
        label=_("살 기업"), queryset=Organisation.objects.none(), required=False, widget=KoreanSelect,
        empty_label=_("이 상생모델의 수요기업"),
        help_text=_("수요기업이 여럿이면 기업마다 약속을 따로 적습니다."),
    )  # fmt: skip
    item_text = forms.CharField(
        label=_("품목"), max_length=200, help_text=_("예: 디스플레이 노광 모듈 1세대")
    )
    unit = forms.CharField(label=_("수량 단위"), max_length=20, help_text=_("예: 개, kg, 세트"))
    basis = forms.ChoiceField(label=_("근거 문서"), choices=PurchaseCommitment.Basis.choices)
    basis_number = forms.CharField(
        label=_("문서 번호"),
        max_length=100,
        required=False,
        help_text=_("번호나 파일 가운데 하나는 있어야 약속을 확인할 수 있습니다."),
    )
    paper = forms.FileField(label=_("문서 파일"), required=False, help_text=FILE_KINDS)
    promised_on = forms.DateField(
        label=_("약속한 날"), widget=DayInput(), help_text=_("근거 문서의 날짜입니다.")
    )
    starts_on = forms.DateField(label=_("구매 기간 시작"), widget=DayInput())
    ends_on = forms.DateField(label=_("구매 기간 끝"), widget=DayInput())
    price_basis = forms.CharField(
        label=_("가격 기준"),
        max_length=300,
        required=False,
        help_text=_("예: 시제품 평가 뒤 협의, 수입품 가격의 90 %"),
    )
    unit_price_krw = WonField(label=_("단가(원)"), required=False, help_text=_("모르면 비워 둡니다."))
    conditions = forms.CharField(
        label=_("조건"), required=False, max_length=4000, widget=_lines(3),
        help_text=_("예: 성능 시험 합격 뒤 구매"),
    )  # fmt: skip
    contact_name = forms.CharField(label=_("확인할 담당자"), max_length=100, required=False)
    contact_mail = forms.EmailField(label=_("담당자 전자우편"), required=False)

    def __init__(self, *args: Any, buyers: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if buyers is None:
            del self.fields["buyer"]
        else:
            field = self.fields["buyer"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = buyers
        for name in ("item_text", "unit", "price_basis", "conditions", "contact_name"):
            self.fields[name].widget.attrs["lang"] = "ko"

    MAIN = (
        "buyer",
        "item_text",
        "unit",
        "basis",
        "basis_number",
        "paper",
        "promised_on",
        "starts_on",
        "ends_on",
    )
    MORE = ("price_basis", "unit_price_krw", "conditions", "contact_name", "contact_mail")

    @property
    def main(self) -> list[str]:
        return [name for name in self.MAIN if name in self.fields]

    @property
    def more(self) -> list[str]:
        return list(self.MORE)

    @property
    def more_is_open(self) -> bool:
        """The folded part is open where it holds something, or an error."""
        return any(self.errors.get(name) or self[name].value() for name in self.MORE)

    def for_action(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values.pop("paper")
        if values.get("buyer") is None:
            values.pop("buyer", None)
        return values

    @classmethod
    def of(cls, purchase: PurchaseCommitment, *args: Any) -> "PurchaseForm":
        names = (*cls.MAIN[1:], *cls.MORE)
        initial = {name: getattr(purchase, name) for name in names if name != "paper"}
        return cls(*args, initial=initial)


class TermRow(forms.Form):
    """One term; a row left empty is none."""

    due_on = forms.DateField(label=_("기한"), widget=DayInput(), required=False)
    quantity = quantity(_("수량"), required=False)
    amount_krw = WonField(label=_("금액(원)"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) is not None for name in self.fields):
            for name in ("due_on", "quantity"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("기한과 수량을 함께 적으세요."))
        return data

    @property
    def given(self) -> TermGiven | None:
        data = self.cleaned_data
        if data.get("due_on") is None or data.get("quantity") is None:
            return None
        return TermGiven(data["due_on"], data["quantity"], data.get("amount_krw"))


class TermRows:
    """The rows of a commitment's terms, with some to spare; no script, so more come with the next edit."""

    def __init__(self, data: Any = None, terms: Sequence[PurchaseTerm] = ()) -> None:
        count = max(FEWEST_ROWS, len(terms) + SPARE_ROWS)
        if data is not None:
            asked = str(data.get("rows", ""))
            count = min(int(asked), 100) if asked.isdecimal() and len(asked) < 4 else count
        self.rows = []
        for number in range(count):
            initial = None
            if number < len(terms):
                term = terms[number]
                initial = {
                    "due_on": term.due_on,
                    "quantity": trimmed(term.quantity),
                    "amount_krw": term.amount_krw,
                }
            row = TermRow(data, prefix=f"t{number}", initial=initial)
            for name, field in row.fields.items():
                words = gettext("%(number)d차 %(label)s") % {"number": number + 1, "label": field.label}
                field.widget.attrs["aria-label"] = words
                field.widget.attrs["id"] = f"id_t{number}-{name}"
            self.rows.append(row)

    @property
    def count(self) -> int:
        return len(self.rows)

    def is_valid(self) -> bool:
        sound = [row.is_valid() for row in self.rows]  # each row tells its own errors
        return all(sound)

    @property
    def given(self) -> list[TermGiven]:
        return [given for row in self.rows if (given := row.given) is not None]


def trimmed(value: Any) -> Any:
    """A quantity without the noughts behind its point: 100.000 is 100.

    >>> from decimal import Decimal
    >>> str(trimmed(Decimal("100.000"))), str(trimmed(Decimal("12.500")))
    ('100', '12.5')
    """
    if value is None:
        return None
    return value.quantize(1) if value == value.to_integral_value() else value.normalize()


class NothingForm(forms.Form):
    """A page that only asks once more."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("이유"),
        max_length=300,
        widget=_lines(3),
        help_text=_("기록에 남고 두 회사에 그대로 알립니다."),
    )


class CorrectForm(PurchaseForm):
    """What is put right in a confirmed commitment; its unit, day and terms stay."""

    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "promised_on"):
            del self.fields[name]

    @property
    def main(self) -> list[str]:
        return [*super().main, "reason"]


class LapseForm(forms.Form):
    on = forms.DateField(label=_("효력이 없어진 날"), widget=DayInput(), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("이유"),
        max_length=500,
        widget=_lines(3),
        help_text=_("기록에 남고 두 회사에 그대로 알립니다."),
    )


class MoveForm(forms.Form):
    due_on = forms.DateField(
        label=_("새 기한"), widget=DayInput(), help_text=_("두 회사가 합의한 날을 적으세요.")
    )
    reason = ReasonForm.base_fields["reason"]


class EvidenceForm(_FileForm):
    """An order, a delivery or an invoice."""

    side = forms.ChoiceField(label=_("어느 쪽 자료인가요"), choices=Evidence.Side.choices)
    kind = forms.ChoiceField(label=_("종류"), choices=Evidence.Kind.choices, initial=Evidence.Kind.DELIVERY)
    on = forms.DateField(
        label=pgettext_lazy("evidence", "날짜"), widget=DayInput(), initial=timezone.localdate
    )
    quantity = quantity(_("수량"), required=False)
    amount_krw = WonField(label=_("금액(원)"), required=False)
    number_kind = forms.ChoiceField(
        label=_("번호의 종류"), choices=Evidence.NumberKind.choices, required=False
    )
    number = forms.CharField(
        label=pgettext_lazy("evidence", "번호"), max_length=60, required=False,
        help_text=_("전자세금계산서 승인번호는 24자입니다. 예: 20260331-10000000-00000001"),
    )  # fmt: skip
    file = forms.FileField(label=_("파일"), required=False, help_text=FILE_KINDS)
    note_text = forms.CharField(label=_("남길 말"), max_length=300, required=False)

    def __init__(self, *args: Any, unit: str, picks_side: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not picks_side:
            del self.fields["side"]
        # A help text is written into the page as it stands, and the unit is what somebody typed: escaped here.
        self.fields["quantity"].help_text = korean_parts(gettext("단위: %(unit)s") % {"unit": unit})

    def for_action(self) -> dict[str, Any]:
        return self.cleaned_data | {"file": self.upload}


class ExemptionForm(_FileForm):
    ground = forms.ChoiceField(
        label=_("제외하는 이유"), choices=Exemption.Ground.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("설명"), max_length=4000, widget=_lines(5),
        help_text=_("무엇이 합의한 성능에 못 미쳤는지, 또는 어떤 일로 구매할 수 없었는지 적으세요."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("근거 파일"),
        help_text=_("예: 시험성적서, 재난 확인서. PDF, HWPX, HWP, XLSX, DOCX, PNG, JPEG, 20 MB까지."),
    )

    def for_action(self) -> dict[str, Any]:
        return self.cleaned_data | {"file": self.upload}


class DecideForm(forms.Form):
    accept = forms.TypedChoiceField(
        label=_("결정"),
        choices=(
            ("yes", pgettext_lazy("exemption", "인정")),
            ("no", pgettext_lazy("exemption", "인정하지 않음")),
        ),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    decision = forms.CharField(
        label=_("이유"),
        max_length=500,
        widget=_lines(3),
        help_text=_("기록에 남고 두 회사에 그대로 알립니다."),
    )


class LinkForm(forms.Form):
    addressee = forms.CharField(
        label=_("받을 사람"), max_length=200, help_text=_("예: 구매팀 담당자 이름과 전자우편")
    )
    days = forms.IntegerField(
        label=_("쓸 수 있는 기간(일)"), initial=LINK_DAYS, min_value=1, max_value=MOST_LINK_DAYS
    )


class SheetForm(_FileForm):
    file = forms.FileField(
        label=_("채운 서식(XLSX)"), help_text=_("구매 약속 화면에서 내려받은 서식을 기업이 채운 파일입니다.")
    )


NO_ANSWER = ("", lazy(lambda: gettext("지금은 답하지 않음"), str)())


class AnswerRow(forms.Form):
    """The buyer's word on one term."""

    says = forms.ChoiceField(
        label=_("구매하셨습니까?"),
        choices=[
            ("confirmed", _("약속한 수량을 모두 구매했습니다")),
            ("corrected", _("다른 수량을 구매했습니다")),
            ("not_yet", _("아직 구매하지 않았습니다")),
            NO_ANSWER,
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    quantity = quantity(_("실제로 구매한 수량"), required=False, help_text=_("‘다른 수량’일 때만 적습니다."))
    comment = forms.CharField(label=_("남길 말"), required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("says") == Confirmation.Says.CORRECTED and data.get("quantity") is None:
            if "quantity" not in self.errors:
                self.add_error("quantity", gettext("실제로 구매한 수량을 적으세요."))
        elif data.get("says") != Confirmation.Says.CORRECTED and data.get("quantity") is not None:
            self.add_error("says", gettext("수량을 적었다면 ‘다른 수량을 구매했습니다’를 고르세요."))
        return data


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("확인하는 분의 이름"),
        max_length=100,
        help_text=_("소속과 이름을 적어 주세요. 예: 구매팀 홍길동"),
    )


class AnswerForm:
    """The buyer's words on several terms, and who gives them where nobody is signed in."""

    def __init__(self, data: Any, terms: Sequence[PurchaseTerm], *, named: bool) -> None:
        self.rows = [(term, AnswerRow(data, prefix=f"t{term.number}")) for term in terms]
        self.name = NameForm(data) if named else None
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        sound = [row.is_valid() for _term, row in self.rows]
        if self.name is not None:
            sound.append(self.name.is_valid())
        if all(sound) and not self.answers:
            self.problems.append(gettext("적어도 한 차수에는 답해 주세요."))
        return all(sound) and not self.problems

    @property
    def has_errors(self) -> bool:
        bound = [row for _term, row in self.rows] + ([self.name] if self.name else [])
        return bool(self.problems) or any(form.is_bound and form.errors for form in bound)

    @property
    def answers(self) -> list[Answer]:
        return [
            Answer(
                term,
                row.cleaned_data["says"],
                row.cleaned_data.get("quantity"),
                None,
                row.cleaned_data["comment"],
            )
            for term, row in self.rows
            if row.cleaned_data.get("says")
        ]


class ReplyForm(forms.Form):
    name = NameForm.base_fields["name"]
    text = forms.CharField(
        label=_("의견"), max_length=3000, widget=_lines(8),
        help_text=_("협의회가 볼 때 현황 옆에 그대로 실립니다. 낸 뒤에는 고칠 수 없습니다."),
    )  # fmt: skip

    def __init__(self, *args: Any, named: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["name"]


class SendForm(forms.Form):
    as_of = forms.DateField(label=_("기준일"), widget=DayInput(), initial=timezone.localdate)


class ExtendForm(forms.Form):
    days = forms.IntegerField(label=_("더 주는 날수"), min_value=1, max_value=7, initial=7)
    reason = ReasonForm.base_fields["reason"]
