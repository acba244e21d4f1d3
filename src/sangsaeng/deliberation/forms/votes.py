"""Forms of votes: how one is opened, entered, closed and annulled."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from sangsaeng.deliberation.actions.votes import FEWEST_PAPERS
from sangsaeng.deliberation.forms.meetings import KoreanSelect, SeatChoice, moment_field
from sangsaeng.deliberation.models import AgendaItem, Ballot, Method, Seat
from sangsaeng.deliberation.words.meetings import outcome_word
from sangsaeng.pages.markup import in_korean
from sangsaeng.records.models import DocumentFile

if TYPE_CHECKING:
    ItemField = forms.ModelChoiceField[AgendaItem]
    SeatsField = forms.ModelMultipleChoiceField[Seat]
else:  # the class takes no parameter when it runs
    ItemField = forms.ModelChoiceField
    SeatsField = forms.ModelMultipleChoiceField

CHOICES = list(Ballot.Choice.choices)
MOST_BYTES = 10 * 1024 * 1024
# What a scan may be, told from its first bytes, never from its name.
SCANS = {
    b"%PDF-": DocumentFile.Format.PDF,
    b"\x89PNG\r\n\x1a\n": DocumentFile.Format.PNG,
    b"\xff\xd8\xff": DocumentFile.Format.JPEG,
}


class OpenVoteForm(forms.Form):
    method = forms.ChoiceField(label=_("표결 방법"), widget=forms.RadioSelect)
    question = forms.CharField(
        label=_("묻는 말"),
        required=False,
        max_length=500,
        help_text=_("비우면 안건의 내용을 그대로 묻습니다."),
    )

    def __init__(self, *args: Any, written: bool, deadline: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = (
            (Method.WRITTEN, Method.SECRET)
            if written
            else (
                Method.OPEN,
                Method.NAMED,
                Method.SECRET,
            )
        )
        self.fields["method"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        if written:
            self.fields["deadline"] = moment_field(_("기한"), required=False, initial=deadline)


class ObjectionForm(forms.Form):
    by = forms.CharField(
        label=_("이의를 말한 사람"), required=False, max_length=100, help_text=_("밝히지 않아도 됩니다.")
    )


class CloseVoteForm(forms.Form):
    """What is to be decided with the close, as far as the outcome leaves it open."""

    def __init__(
        self,
        *args: Any,
        item: AgendaItem,
        carried: bool,
        not_carried: bool,
        tied: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        both = carried and not_carried
        if tied:
            self._ask_the_chair()
        if carried:
            self._ask_how()
        if not_carried:
            self._ask_what_else(item, both=both, required=not tied)

    def _ask_the_chair(self) -> None:
        self.fields["chair_decides"] = forms.ChoiceField(
            label=_("가부동수일 때 위원장의 결정"),
            choices=[("for", _("가결")), ("against", _("부결"))],
            widget=forms.RadioSelect,
        )

    def _ask_how(self) -> None:
        self.fields["manner"] = forms.ChoiceField(
            label=_("가결될 때"),
            choices=AgendaItem.Manner.choices,
            initial=AgendaItem.Manner.AS_PROPOSED,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["conditions"] = forms.CharField(
            label=_("수정한 내용이나 조건"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("수정이나 조건부를 골랐을 때 적습니다. 예: 시험 성적서를 석 달 안에 낸다."),
        )

    def _ask_what_else(self, item: AgendaItem, *, both: bool, required: bool) -> None:
        if item.model is not None:
            kind = item.meeting.body.kind
            outcomes = (AgendaItem.Outcome.RETURNED, AgendaItem.Outcome.REJECTED)
            self.fields["otherwise"] = forms.ChoiceField(
                label=_("부결 뒤의 결정"),
                choices=[(o.value, outcome_word(kind, o)) for o in outcomes],
                widget=forms.RadioSelect,
                required=required,
                initial=AgendaItem.Outcome.RETURNED if both else None,
            )
        self.fields["reason"] = forms.CharField(
            label=_("부결될 때의 사유") if both else _("사유"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=1000,
            required=required,
            help_text=_("참여 기업이 읽습니다. 예: 연도별 수요 물량을 밝혀 주세요.")
            if item.model is not None
            else "",
        )


class BallotPaperForm(forms.Form):
    """A signed paper entered for a member, with its scan."""

    seat = SeatChoice(label=_("위원"), queryset=Seat.objects.none(), empty_label=None, widget=KoreanSelect)
    choice = forms.ChoiceField(label=_("표"), choices=CHOICES, widget=forms.RadioSelect)
    scan = forms.FileField(
        label=_("서명한 표결서의 사본"), help_text=_("PDF, PNG, JPEG 파일, 10 MB까지 올릴 수 있습니다.")
    )
    checked = forms.BooleanField(
        label=_("사본과 같은 표입니다. 입력하면 고칠 수 없고 위원에게 바로 알립니다.")
    )

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = Seat.objects.filter(pk__in=[s.pk for s in seats])  # type: ignore[attr-defined]

    def clean_scan(self) -> tuple[bytes, str]:
        """The bytes and their format. Refuses what is larger than 10 MB, empty, or none of the three kinds."""
        given = self.cleaned_data["scan"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("파일이 10 MB보다 큽니다. 더 작게 만들어 올려 주세요."))
        content = given.read()
        found = next((format for magic, format in SCANS.items() if content.startswith(magic)), None)
        if found is None:
            raise forms.ValidationError(_("PDF, PNG, JPEG 파일만 올릴 수 있습니다."))
        return content, found.value


class SeatsChoice(SeatsField):
    def label_from_instance(self, seat: Seat) -> str:
        return in_korean(seat.label)


class BoxForm(forms.Form):
    """The papers of the ballot box: who put one in, and how many of each there are."""

    seats = SeatsChoice(
        label=_("표를 넣은 위원"),
        queryset=Seat.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("누가 어떻게 표결했는지 드러나지 않도록 3장 이상을 함께 입력합니다."),
    )
    for_ = forms.IntegerField(label=_("찬성 (장)"), min_value=0, initial=0)
    against = forms.IntegerField(label=_("반대 (장)"), min_value=0, initial=0)
    abstain = forms.IntegerField(label=_("기권 (장)"), min_value=0, initial=0)

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seats"].queryset = Seat.objects.filter(pk__in=[s.pk for s in seats])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"seats", "for_", "against", "abstain"} <= set(given):
            if len(given["seats"]) < FEWEST_PAPERS:
                raise forms.ValidationError(
                    _("누가 어떻게 표결했는지 드러나지 않도록 %(least)d장 이상을 함께 입력하세요.")
                    % {"least": FEWEST_PAPERS}
                )
            papers = given["for_"] + given["against"] + given["abstain"]
            if papers != len(given["seats"]):
                raise forms.ValidationError(
                    _("찬성, 반대, 기권을 더한 수가 표를 낸 위원 수와 같아야 합니다.")
                )
        return given


class AnnulForm(forms.Form):
    because = forms.CharField(
        label=_("무효로 하는 이유"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("예: 표결할 수 없는 위원의 표가 들어갔습니다."),
    )


class AnnulNowForm(AnnulForm):
    decided_by = forms.CharField(
        label=_("무효로 정한 결정"),
        max_length=300,
        help_text=_("누가 어떻게 정했는지 적습니다. 예: 출석위원 전원의 동의로 위원장이 선포했습니다."),
    )


class DecisionChoice(ItemField):
    def label_from_instance(self, item: AgendaItem) -> str:
        return format_html("{} #{} {}", item.meeting.code, item.number, in_korean(item.name))


class AnnulLaterForm(AnnulForm):
    by_item = DecisionChoice(
        label=_("무효로 정한 뒤 회의의 의결"),
        queryset=AgendaItem.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, items: QuerySet[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_item"].queryset = items  # type: ignore[attr-defined]
