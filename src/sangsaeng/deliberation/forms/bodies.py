"""Forms of the secretariat for bodies, bylaws and seats."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.actions.bodies import RULE_FIELDS
from sangsaeng.deliberation.models import AgendaItem, Body, BylawVersion, Method, Seat
from sangsaeng.deliberation.tally import fraction_words
from sangsaeng.deliberation.words.bodies import plain_name
from sangsaeng.deliberation.words.meetings import language, plain_meeting_name
from sangsaeng.pages.markup import HANGUL, english, in_korean
from sangsaeng.parties.models import Organisation, User
from sangsaeng.proposals.models import Sector

if TYPE_CHECKING:
    BodyField = forms.ModelChoiceField[Body]
    ItemField = forms.ModelChoiceField[AgendaItem]
    PersonField = forms.ModelChoiceField[User]
    OrganisationField = forms.ModelChoiceField[Organisation]
else:  # the class takes no parameter when it runs
    BodyField = ItemField = PersonField = OrganisationField = forms.ModelChoiceField


class KoreanSelect(forms.Select):
    """A drop-down whose Korean options say so on an English page."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if english() and HANGUL.search(str(option["label"])):
            option["attrs"]["lang"] = "ko"
        return option


class Day(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class BodyChoice(BodyField):
    def label_from_instance(self, body: Body) -> str:
        return plain_name(body)


class ItemChoice(ItemField):
    def label_from_instance(self, item: AgendaItem) -> str:
        return format_html("{} #{} {}", plain_meeting_name(item.meeting), item.number, in_korean(item.title))


class PersonChoice(PersonField):
    def label_from_instance(self, person: User) -> str:
        return f"{person} ({person.organisation})" if person.organisation else str(person)


class BodyForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("회의체"),
        choices=Body.Kind.choices,
        widget=forms.RadioSelect,
        initial=Body.Kind.SUB_COUNCIL,
    )
    name = forms.CharField(
        label=_("회의체 이름"),
        max_length=100,
        help_text=_("예: 반도체 분과협의회. 다른 회의체와 달라야 합니다."),
    )
    name_en = forms.CharField(label=_("영어 이름"), max_length=100, required=False)
    parent = BodyChoice(
        label=_("상위 협의회"),
        queryset=Body.objects.none(),
        required=False,
        widget=KoreanSelect,
        help_text=_("분과협의회만 고릅니다."),
    )
    sector = forms.ChoiceField(
        label=_("분야"),
        required=False,
        choices=[("", "–"), *Sector.choices],
        help_text=_("분과협의회만 고릅니다."),
    )
    secretariat = OrganisationField(
        label=_("사무국을 둔 기관"), queryset=Organisation.objects.none(), required=False, widget=KoreanSelect
    )

    def __init__(self, *args: Any, demonstration: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = Body.objects.filter(kind=Body.Kind.COUNCIL, ended_on__isnull=True)
        kinds = (Organisation.Kind.AGENCY, Organisation.Kind.MINISTRY, Organisation.Kind.ASSOCIATION)
        offices = Organisation.objects.filter(kind__in=kinds)
        self.fields["parent"].queryset = councils.filter(demonstration=demonstration)  # type: ignore[attr-defined]
        self.fields["secretariat"].queryset = offices.filter(demonstration=demonstration)  # type: ignore[attr-defined]


# The fractions a bylaw may take, as «numerator/denominator» with > for more than.
FRACTIONS = ((1, 2, True), (1, 2, False), (3, 5, False), (2, 3, False), (3, 4, False), (1, 1, False))


def fraction_key(bylaw: BylawVersion, name: str) -> str:
    """1/2> for a majority, 2/3 for at least two thirds."""
    more = ">" if getattr(bylaw, f"{name}_more_than") else ""
    return f"{getattr(bylaw, f'{name}_numerator')}/{getattr(bylaw, f'{name}_denominator')}{more}"


def _fraction_choices(current: str) -> list[tuple[str, str]]:
    choices = [
        (f"{n}/{d}{'>' if more else ''}", fraction_words(n, d, more_than=more, language=language()))
        for n, d, more in FRACTIONS
    ]
    if current and current not in dict(choices):
        n, d = current.rstrip(">").split("/")
        words = fraction_words(int(n), int(d), more_than=current.endswith(">"), language=language())
        choices.append((current, words))
    return choices


class BylawForm(forms.Form):
    """A new version of the bylaws, filled in with the one before it."""

    effective = Day(label=_("시행일"))
    item = ItemChoice(
        label=_("채택한 안건"),
        queryset=AgendaItem.objects.none(),
        required=False,
        widget=KoreanSelect,
        help_text=_("회의에서 채택된 ‘그 밖의 의결’ 안건입니다."),
    )
    adopted_by = forms.CharField(
        label=_("채택한 의결"),
        required=False,
        max_length=200,
        help_text=_("안건을 고르지 않을 때 적습니다. 예: 2026. 3. 2. 창립회의 의결"),
    )
    legal_basis = forms.CharField(
        label=_("법적 근거"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("예: 시행령 제14조, 협의회 운영세칙 제6조"),
    )
    quorum = forms.ChoiceField(
        label=_("의사정족수"), help_text=_("회의를 열고 표결하는 데 필요한 출석입니다.")
    )
    quorum_base = forms.ChoiceField(label=_("의사정족수의 기준"), choices=BylawVersion.QuorumBase.choices)
    majority = forms.ChoiceField(label=_("의결정족수"))
    majority_base = forms.ChoiceField(label=_("의결정족수의 기준"), choices=BylawVersion.MajorityBase.choices)
    tie_rule = forms.ChoiceField(label=_("가부동수"), choices=BylawVersion.TieRule.choices)
    method = forms.ChoiceField(label=_("표결 방법"), choices=Method.choices)
    notice_days = forms.IntegerField(label=_("소집 통지(일 전)"), min_value=0, max_value=90)
    urgent_notice_days = forms.IntegerField(label=_("긴급 소집 통지(일 전)"), min_value=0, max_value=90)
    written_allowed = forms.BooleanField(label=_("서면의결을 할 수 있음"), required=False)
    written_days = forms.IntegerField(label=_("서면의결 기한(일)"), min_value=1, max_value=90)
    delegation_hops = forms.TypedChoiceField(
        label=_("대리 출석"), coerce=int, choices=[(0, _("두지 않음")), (1, _("한 사람에게 한 번"))]
    )
    look_back_years = forms.IntegerField(label=_("제척을 돌아보는 기간(년)"), min_value=0, max_value=20)
    secrecy = forms.BooleanField(label=_("위원은 비밀을 지켜야 함"), required=False)
    term_years = forms.IntegerField(
        label=_("위원 임기(년)"),
        required=False,
        min_value=1,
        max_value=10,
        help_text=_("비우면 정하지 않습니다."),
    )
    most_members = forms.IntegerField(
        label=_("위원 수 상한(명)"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("비우면 정하지 않습니다."),
    )

    # how the page lays them out, a heading each
    PARTS = (
        (_("채택과 근거"), ("effective", "item", "adopted_by", "legal_basis")),
        (_("정족수와 표결"), ("quorum", "quorum_base", "majority", "majority_base", "tie_rule", "method")),
        (
            _("소집과 서면의결"),
            ("notice_days", "urgent_notice_days", "written_allowed", "written_days", "delegation_hops"),
        ),
        (_("위원"), ("look_back_years", "secrecy", "term_years", "most_members")),
    )

    def __init__(self, *args: Any, items: QuerySet[AgendaItem], latest: BylawVersion, **kwargs: Any) -> None:
        before = {name: getattr(latest, name) for name in RULE_FIELDS if name in self.base_fields}
        before |= {name: fraction_key(latest, name) for name in ("quorum", "majority")}
        if not latest.is_template:
            before["legal_basis"] = latest.legal_basis
        kwargs["initial"] = before | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        for name in ("quorum", "majority"):
            self.fields[name].choices = _fraction_choices(str(before[name]))  # type: ignore[attr-defined]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(str(heading), [self[name] for name in names]) for heading, names in self.PARTS]

    def rule(self) -> dict[str, Any]:
        """The fields of the version that was filled in."""
        given = dict(self.cleaned_data)
        for name in ("quorum", "majority"):
            key = given.pop(name)
            numerator, denominator = key.rstrip(">").split("/")
            given |= {
                f"{name}_numerator": int(numerator),
                f"{name}_denominator": int(denominator),
                f"{name}_more_than": key.endswith(">"),
            }
        return given


class AppointForm(forms.Form):
    user = PersonChoice(
        label=_("위원 계정"),
        queryset=User.objects.none(),
        required=False,
        widget=KoreanSelect,
        help_text=_("계정이 있는 사람이면 고르세요."),
    )
    name = forms.CharField(
        label=_("새 위원의 이름"),
        required=False,
        max_length=60,
        help_text=_(
            "계정이 없는 사람이면 적으세요. 로그인할 수 없는 사람으로 두고, 표는 사무국이 서명받아 입력합니다."
        ),
    )
    organisation = OrganisationField(
        label=_("새 위원의 소속"), queryset=Organisation.objects.none(), required=False, widget=KoreanSelect
    )
    capacity = forms.ChoiceField(label=_("자격"), choices=Seat.Capacity.choices)
    is_vice_chair = forms.BooleanField(label=_("부위원장"), required=False)
    term_from = Day(
        label=_("임기 시작"), required=False, help_text=_("비우면 오늘부터입니다. 당연직은 비웁니다.")
    )
    term_until = Day(label=_("임기 끝"), required=False, help_text=_("비우면 운영세칙의 임기로 계산합니다."))

    def __init__(self, *args: Any, people: QuerySet[User], demonstration: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people.select_related("organisation")  # type: ignore[attr-defined]
        known = Organisation.objects.filter(demonstration=demonstration)
        self.fields["organisation"].queryset = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("user") and not given.get("name", "").strip():
            self.add_error("name", _now("위원이 될 사람을 고르거나 이름을 적으세요."))
        return given


class PapersForm(forms.Form):
    consented_on = Day(label=_("위촉동의서를 받은 날"), required=False)
    pledged_on = Day(label=_("보안서약서를 받은 날"), required=False)
    appointed_on = Day(label=_("위촉장을 준 날"), required=False)


class IssuerForm(forms.Form):
    appointed_by = forms.CharField(
        label=_("위촉하는 사람"),
        max_length=100,
        help_text=_("문서를 내는 이름입니다. 예: 중소벤처기업부장관. 공개된 협의회 규정에는 없습니다."),
    )


class ChairForm(forms.Form):
    basis = forms.CharField(
        label=_("근거"),
        max_length=300,
        help_text=_("예: 제3차 회의에서 위원 호선, 위원장 인사 발령 2026. 3. 2."),
    )


class TermForm(forms.Form):
    term_from = Day(
        label=_("새 임기 시작"), required=False, help_text=_("비우면 지금 임기가 끝난 다음 날입니다.")
    )
    term_until = Day(
        label=_("새 임기 끝"), required=False, help_text=_("비우면 운영세칙의 임기로 계산합니다.")
    )


class EndForm(forms.Form):
    ended_by = forms.ChoiceField(label=_("끝난 이유"), choices=Seat.EndedBy.choices, widget=forms.RadioSelect)
    ended_on = Day(
        label=_("끝난 날"),
        required=False,
        help_text=_("비우면 임기 만료는 임기 마지막 날, 그 밖에는 오늘입니다."),
    )
    reason = forms.CharField(
        label=_("사유"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("해촉할 때는 꼭 적습니다. 해당 위원에게 그대로 알립니다."),
    )
