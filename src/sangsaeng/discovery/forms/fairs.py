"""Forms of a fair: its terms, a desk, a firm, wishes, a meeting, what came of it."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sangsaeng.discovery.actions.fairs import DEFAULT_FIRM_MOST, MOST_WISHES
from sangsaeng.discovery.choices import Sector
from sangsaeng.discovery.models import Need
from sangsaeng.discovery.models.fairs import Desk, Fair, FairFirm, FairFollowUp, FairResult, FairSlot, Side
from sangsaeng.pages.formats import SEOUL, day
from sangsaeng.parties.models import Organisation

Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def slot_label(slot: FairSlot, several_days: bool = False) -> str:
    """10:00–10:25, with the day where the fair lasts more than one."""
    start, end = slot.starts_at.astimezone(SEOUL), slot.ends_at.astimezone(SEOUL)
    span = f"{start:%H:%M}–{end:%H:%M}"
    return f"{day(start)} {span}" if several_days else span


class LaterForm(forms.Form):
    """What may still change once the fair is open."""

    title = forms.CharField(
        label=_("상담회 이름"), max_length=200, help_text=_("예: 반도체 장비 기술구매상담회")
    )
    place = forms.CharField(
        label=_("장소"),
        max_length=200,
        help_text=_("예: 코엑스 3층 컨퍼런스룸. 온라인이면 ‘온라인’이라고 적으세요."),
    )
    wishes_until = forms.DateTimeField(
        label=_("신청 마감"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("이때까지 상담석과 기업이 신청하고 만나고 싶은 상대를 고릅니다."),
    )
    summary = forms.CharField(
        label=_("안내"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "ko"}),
    )
    contact = forms.CharField(label=_("문의"), required=False, max_length=200)
    first_meeting_for_all = forms.BooleanField(
        label=_("첫 상담을 먼저 고르게 나누기"),
        required=False,
        initial=True,
        help_text=_("희망한 기업이 한 번도 상담하지 못하는 일을 줄입니다. 끄면 희망 순위만 봅니다."),
    )


class FairForm(LaterForm):
    """All terms of a fair in preparation."""

    sector = forms.ChoiceField(
        label=_("분야"), required=False, choices=[("", _("여러 분야")), *Sector.choices]
    )
    first_day = forms.DateField(label=_("첫날"), widget=Day)
    last_day = forms.DateField(
        label=_("끝나는 날"), widget=Day, required=False, help_text=_("하루면 비워 두세요.")
    )
    opens = forms.TimeField(label=_("시작 시각"), widget=Clock, initial=time(10))
    closes = forms.TimeField(label=_("끝나는 시각"), widget=Clock, initial=time(17))
    breaks = forms.CharField(
        label=_("쉬는 시간"),
        required=False,
        initial="12:00-13:00",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("한 줄에 하나씩, 예: 12:00-13:00"),
    )
    slot_minutes = forms.IntegerField(label=_("상담 한 번 (분)"), min_value=5, max_value=240, initial=25)
    pause_minutes = forms.IntegerField(
        label=_("자리를 옮기는 시간 (분)"),
        min_value=0,
        max_value=60,
        initial=5,
        help_text=_("상담과 상담 사이"),
    )
    title_en = forms.CharField(label=_("영문 이름"), required=False, max_length=200)
    field_order = (
        "title", "sector", "place", "first_day", "last_day", "opens", "closes", "slot_minutes", "pause_minutes",
        "breaks", "wishes_until", "first_meeting_for_all", "summary", "contact", "title_en",
    )  # fmt: skip

    def clean_breaks(self) -> list[list[str]]:
        found = []
        for line in filter(str.strip, self.cleaned_data["breaks"].splitlines()):
            try:
                start, end = (
                    time.fromisoformat(part.strip().zfill(5)) for part in line.replace("–", "-").split("-")
                )
            except ValueError as error:
                raise ValidationError(
                    _now("‘%(line)s’을(를) 읽을 수 없습니다. 12:00-13:00처럼 적으세요.")
                    % {"line": line.strip()}
                ) from error
            found.append([f"{start:%H:%M}", f"{end:%H:%M}"])
        return found

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("first_day") and not values.get("last_day"):
            values["last_day"] = values["first_day"]
        return values

    @staticmethod
    def initial_of(fair: Fair) -> dict[str, Any]:
        values = {name: getattr(fair, name) for name in FairForm.base_fields}
        return values | {"breaks": "\n".join(f"{start}-{end}" for start, end in fair.breaks)}


class OpenForm(forms.Form):
    late = forms.BooleanField(
        label=_("신청은 다른 곳에서 이미 받았습니다"),
        required=False,
        help_text=_("사무국이 상담석과 기업, 희망을 옮겨 적습니다."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("이유"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    summary = forms.CharField(
        label=_("공개할 요약"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "ko"}),
        help_text=_("기업 이름은 적지 마세요. 수치는 자동으로 함께 보입니다."),
    )


class _SideForm(forms.Form):
    """What a desk and a firm both say; the secretariat also says of which organisation it is."""

    organisation = forms.ModelChoiceField(label=_("기업"), queryset=Organisation.objects.none())
    most = forms.IntegerField(label=_("상담할 수 있는 횟수"), min_value=1, max_value=60, required=False)
    away = forms.TypedMultipleChoiceField(
        label=_("자리를 비우는 시간"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("이 시간에는 상담을 잡지 않습니다."),
    )
    consent_public = forms.BooleanField(
        label=_("공개 화면에 기업 이름을 보여도 됩니다"),
        required=False,
        help_text=_("동의하지 않으면 수만 공개합니다."),
    )
    kind = ""

    def __init__(self, *args: Any, fair: Fair, enters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = list(fair.slots.all())
        several = fair.first_day != fair.last_day
        away = self.fields["away"]
        assert isinstance(away, forms.TypedMultipleChoiceField)  # noqa: S101 - declared above
        away.choices = [(slot.number, slot_label(slot, several)) for slot in slots]
        if not enters:
            del self.fields["organisation"]
            return
        choose = self.fields["organisation"]
        assert isinstance(choose, forms.ModelChoiceField)  # noqa: S101 - declared above
        kinds = [self.kind, Organisation.Kind.FIRM]
        choose.queryset = Organisation.objects.filter(kind__in=kinds, demonstration=fair.demonstration)


class DeskForm(_SideForm):
    """A desk: what the company wants to buy."""

    kind = Organisation.Kind.DEMAND_COMPANY
    topic = forms.CharField(
        label=_("사려는 것"),
        max_length=200,
        help_text=_("예: 8인치 웨이퍼용 정전척. 참가 기업이 이 글을 보고 고릅니다."),
    )
    detail = forms.CharField(
        label=_("조건"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("규격, 수량, 필요한 때. 밝히기 어려운 것은 적지 마세요."),
    )
    need = forms.ModelChoiceField(
        label=_("등록한 수요"), queryset=Need.objects.none(), required=False, empty_label=_("없음")
    )
    blind = forms.BooleanField(
        label=_("기업 이름을 가리기"),
        required=False,
        help_text=_("서로 만나기를 원한 기업에만 이름을 밝힙니다. 나중에 모두에게 밝힐 수 있습니다."),
    )
    field_order = ("organisation", "topic", "detail", "need", "most", "away", "blind", "consent_public")

    def __init__(self, *args: Any, fair: Fair, enters: bool, organisation: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, fair=fair, enters=enters, **kwargs)
        self.fields["most"].help_text = _("비우면 모든 시간에 상담합니다.")
        need = self.fields["need"]
        assert isinstance(need, forms.ModelChoiceField)  # noqa: S101 - declared above
        if organisation is None:
            del self.fields["need"]
        else:
            own = Q(posted_by=organisation) | Q(demand_firm=organisation.name)
            need.queryset = Need.everything.filter(own, demonstration=fair.demonstration).exclude(
                state="withdrawn"
            )


class FirmForm(_SideForm):
    """A firm's entry: what it offers, as the desks read it."""

    kind = Organisation.Kind.SME
    product = forms.CharField(
        label=_("팔려는 제품·기술"), max_length=300, help_text=_("예: 정전척용 질화알루미늄 소결체")
    )
    strength = forms.CharField(
        label=_("강점"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("인증, 시험 결과, 납품 실적. 상담석의 담당자가 읽습니다."),
    )
    sector = forms.ChoiceField(label=_("분야"), required=False, choices=[("", "–"), *Sector.choices])
    region = forms.CharField(label=_("지역"), required=False, max_length=60, help_text=_("예: 경기 화성"))
    show_name = forms.BooleanField(
        label=_("수요기업에 우리 이름을 보이기"),
        required=False,
        initial=True,
        help_text=_("끄면 상담이 잡힌 상담석에만 이름을 보입니다."),
    )
    field_order = (
        "organisation", "product", "strength", "sector", "region", "most", "away", "show_name", "consent_public",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["most"].help_text = _("비우면 %(count)d번입니다.") % {"count": DEFAULT_FIRM_MOST}


REFUSED = "no"


class WishesForm(forms.Form):
    """One choice a row of the other side: a rank, «must not meet», or nothing."""

    def __init__(
        self,
        *args: Any,
        others: Sequence[Desk | FairFirm],
        ranks: dict[int, str],
        named: dict[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("–")),
            *((str(n), _("%(rank)d순위") % {"rank": n}) for n in range(1, min(MOST_WISHES, len(others)) + 1)),
            (REFUSED, pgettext_lazy("fair", "만나지 않음")),
        ]
        self.numbers = [other.number for other in others]
        for other in others:
            self.fields[f"w{other.number}"] = forms.ChoiceField(
                label=_("%(other)s: 희망 순위") % {"other": self._told(other, named)},
                choices=choices,
                required=False,
                initial=ranks.get(other.number, ""),
            )

    @staticmethod
    def _told(other: Desk | FairFirm, named: dict[int, str]) -> str:
        """Number, name where it is told, and what is bought or sold: whom a choice concerns."""
        what = other.topic if isinstance(other, Desk) else other.product
        return " · ".join(filter(None, (str(other.number), named.get(other.number, ""), what)))

    def clean(self) -> dict[str, Any]:
        """Two of the same rank are refused; gaps between ranks are closed."""
        seen: dict[str, int] = {}
        for number in self.numbers:
            chosen = self.cleaned_data.get(f"w{number}", "")
            if chosen and chosen != REFUSED:
                if chosen in seen:
                    text = _now("%(rank)s순위를 두 번 골랐습니다.") % {"rank": chosen}
                    self.add_error(f"w{number}", text)
                seen[chosen] = number
        return self.cleaned_data

    def wishes(self) -> tuple[list[int], list[int]]:
        """The numbers wished, dearest first, and the numbers refused."""
        given = {number: self.cleaned_data.get(f"w{number}", "") for number in self.numbers}
        ranked = sorted((int(of), number) for number, of in given.items() if of and of != REFUSED)
        return [number for _rank, number in ranked], [n for n, of in given.items() if of == REFUSED]


class _Numbered(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A desk or firm by its number and name."""

    def label_from_instance(self, obj: Any) -> str:
        main = obj.topic if isinstance(obj, Desk) else obj.product
        return f"{obj.number} · {obj.organisation.name} · {main}"


class BarForm(forms.Form):
    desk = _Numbered(label=_("상담석"), queryset=Desk.objects.none())
    firm = _Numbered(label=_("기업"), queryset=FairFirm.objects.none())
    reason = forms.CharField(label=_("이유"), max_length=300)

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("desk", fair.desks), ("firm", fair.firms)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = rows.filter(withdrawn_at__isnull=True).select_related("organisation")


class SlotForm(forms.Form):
    """A slot in which both sides are there and free; `slots` are those."""

    slot = forms.ModelChoiceField(label=_("시간"), queryset=FairSlot.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, fair: Fair, slots: Iterable[FairSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(slots)
        field = self.fields["slot"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = fair.slots.filter(pk__in=[slot.pk for slot in rows])
        several = fair.first_day != fair.last_day
        field.choices = [(slot.pk, slot_label(slot, several)) for slot in rows]


class AddForm(BarForm):
    """A meeting by hand: who and when; the action says what stands against it."""

    slot = forms.ModelChoiceField(label=_("시간"), queryset=FairSlot.objects.none())
    field_order = ("desk", "firm", "slot")

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, fair=fair, **kwargs)
        del self.fields["reason"]
        field = self.fields["slot"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = fair.slots.all()
        several = fair.first_day != fair.last_day
        field.choices = [("", _("고르세요")), *((s.pk, slot_label(s, several)) for s in fair.slots.all())]


class ResultForm(forms.Form):
    side = forms.ChoiceField(label=_("어느 쪽"), choices=Side.choices)
    outcome = forms.ChoiceField(
        label=_("상담 결과"), choices=FairResult.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("메모"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("우리 쪽과 사무국만 읽습니다. 상대에게는 보이지 않습니다."),
    )

    def __init__(self, *args: Any, speaks_for: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if speaks_for:
            del self.fields["side"]


class FollowForm(forms.Form):
    on = forms.DateField(label=_("날짜"), widget=Day)
    outcome = forms.ChoiceField(
        label=_("후속 경과"), choices=FairFollowUp.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("메모"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("우리 쪽과 사무국만 읽습니다. 상대에게는 보이지 않습니다."),
    )  # fmt: skip
    model_code = forms.CharField(
        label=_("상생모델 번호"),
        required=False,
        max_length=40,
        help_text=_("이 상담에서 상생모델을 쓰기 시작했으면 그 번호, 예: 2026-0123"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
