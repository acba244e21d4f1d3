"""Pages of the hand-over: choose who hands over to whom, see everything first, do it, read the papers."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.desk import handover
from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import may
from sangsaeng.records.models import DocumentFile, Event

if TYPE_CHECKING:
    UserField = forms.ModelChoiceField[User]
else:  # the class takes no parameter when it runs
    UserField = forms.ModelChoiceField


class PersonChoice(UserField):
    def label_from_instance(self, person: User) -> str:
        return f"{person} ({person.get_role_display()})"


class ChooseForm(forms.Form):
    """Who hands over; then who takes over, among those who can."""

    giver = PersonChoice(
        label=gettext_lazy("인계자"),
        queryset=User.objects.none(),
        widget=KoreanSelect,
        empty_label=gettext_lazy("고르세요"),
    )
    taker = PersonChoice(
        label=gettext_lazy("인수자"),
        queryset=User.objects.none(),
        widget=KoreanSelect,
        empty_label=gettext_lazy("고르세요"),
        help_text=gettext_lazy("인계자와 같은 역할의 쓰고 있는 계정이어야 합니다."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("giver", "taker"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        giver, taker = values.get("giver"), values.get("taker")
        if giver and taker and not handover.successors(giver).filter(pk=taker.pk).exists():
            self.add_error("taker", _("같은 역할의 쓰고 있는 계정에만 인계할 수 있습니다."))
        return values


class HandOverForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("사유"), max_length=300, help_text=gettext_lazy("예: 2027년 1월 1일 인사이동")
    )
    deactivate = forms.BooleanField(
        label=gettext_lazy("인계자의 계정을 멈춥니다."),
        required=False,
        help_text=gettext_lazy("멈춘 계정으로는 로그인할 수 없습니다. 기록은 남습니다."),
    )


def _may_see(user: User) -> Any:
    def see(event: Event) -> bool:
        return may(user, "desk.hand_over") or user.username in (event.data["from"], event.data["to"])

    return see


def handovers(request: HttpRequest) -> HttpResponse:
    """What was handed over: all of it for the secretariat, his own for everyone else; and where to begin."""
    user = cast(User, request.user)
    may_do = may(user, "desk.hand_over")
    form = None
    if may_do:
        people = User.objects.filter(is_active=True, demonstration=user.demonstration)
        form = ChooseForm(request.GET or None, people=people.order_by("display_name", "pk"))
        if request.GET and form.is_valid():
            giver, taker = form.cleaned_data["giver"], form.cleaned_data["taker"]
            return redirect("desk:handover", giver.pk, taker.pk)
    return render(request, "desk/handovers.html", {"form": form, "done": handover.done(user, _may_see(user))})


def hand_over(request: HttpRequest, giver: int, taker: int) -> HttpResponse:
    """Everything that would move, then one button."""
    user = cast(User, request.user)
    people = User.objects.filter(demonstration=user.demonstration).select_related("organisation")
    from_user, to_user = people.filter(pk=giver).first(), people.filter(pk=taker).first()
    if from_user is None or to_user is None or not may(user, "desk.hand_over", from_user):
        raise Http404
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            handover.hand_over(actor=user, from_user=from_user, to_user=to_user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, _("업무를 인계하고 인수인계서를 만들었습니다."))
            return redirect("desk:handovers")
    groups = handover.open_matters(from_user, to_user)
    context = {
        "giver": from_user,
        "taker": to_user,
        "groups": [group for group in groups if group.matters],
        "count": sum(len(group.passed) for group in groups),
        "form": form,
        "cancel": reverse("desk:handovers"),
    }
    return render(request, "desk/handover.html", context, status=422 if form.errors else 200)


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper, for the secretariat and the two people it is about; nobody else learns that it exists."""
    user = cast(User, request.user)
    for each in handover.done(user, _may_see(user)):
        if pk in [document.pk for document in each.documents]:
            kept = DocumentFile.objects.get(pk=pk)
            name = f"handover-{each.event.pk}.{kept.format}"
            return file_response(bytes(kept.content), filename=name, format=kept.format)
    raise Http404
