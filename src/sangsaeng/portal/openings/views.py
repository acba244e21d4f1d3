"""Pages of openings: what is open and what was asked, one opening, and the forms that propose, consent, decide, withdraw."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.listing import Column, Filter, Listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.templatetags.sangsaeng import chip, demo_mark
from sangsaeng.parties.models import Organisation, Role
from sangsaeng.parties.rules import may, require
from sangsaeng.portal.models import Opening, OpeningConsent
from sangsaeng.portal.openings import actions, forms, queries
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.panels import Action, Panel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.proposals.rules import is_public
from sangsaeng.proposals.tables import public_name

STATES = {
    "asked": (pgettext_lazy("opening", "동의 대기"), "submitted"),
    "agreed": (pgettext_lazy("opening", "결정 대기"), "screened"),
    "later": (pgettext_lazy("opening", "공개 예정"), "recommended"),
    "open": (pgettext_lazy("opening", "공개 중"), "approved"),
    "withdrawn": (pgettext_lazy("opening", "철회"), "stopped"),
}


def state_of(opening: Opening) -> str:
    if opening.is_withdrawn:
        return "withdrawn"
    if opening.is_decided:
        return "open" if opening.is_open() else "later"
    return "agreed" if opening.consented_at else "asked"


def _state_q(state: str) -> Q:
    standing, today = Q(withdrawn_at__isnull=True), timezone.localdate()
    return {
        "withdrawn": Q(withdrawn_at__isnull=False),
        "asked": standing & Q(consented_at__isnull=True),
        "agreed": standing & Q(consented_at__isnull=False, decided_at__isnull=True),
        "later": standing & Q(opens_on__gt=today),
        "open": standing & Q(opens_on__lte=today),
    }[state]


def state_chip(opening: Opening) -> str:
    word, kind = STATES[state_of(opening)]
    return chip(kind, str(word))


def _name(opening: Opening) -> str:
    return f"{public_name(opening.model.codename)} · {Opening.Field(opening.field).label}"


def _name_html(opening: Opening) -> str:
    name = format_html(
        "{} · {}", in_korean(public_name(opening.model.codename)), Opening.Field(opening.field).label
    )
    return format_html("{} {}", name, demo_mark()) if opening.demonstration else name


OPENINGS = Listing(
    name="openings",
    columns=(
        Column(
            "name",
            gettext_lazy("상생모델과 항목"),
            _name,
            html=_name_html,
            link=lambda o: reverse("portal:opening", args=[o.pk]),
            sort=("model__codename", "field"),
            width=35,
        ),
        Column("value", gettext_lazy("공개할 말"), lambda o: o.value_ko, width=30, main=False, lang="ko"),
        Column("state", gettext_lazy("상태"), lambda o: str(STATES[state_of(o)][0]), html=state_chip, width=15),
        Column("proposed", gettext_lazy("제안일"), lambda o: timezone.localdate(o.proposed_at), sort=("proposed_at",), width=20),
    ),
    filters=(
        Filter("state", gettext_lazy("상태"), lambda: [(key, word) for key, (word, _kind) in STATES.items()], _state_q),
        Filter("field", gettext_lazy("항목"), lambda: Opening.Field.choices, lambda value: Q(field=value)),
    ),
    search=("model__code", "model__codename", "value_ko"),
    search_label=gettext_lazy("번호, 이름, 공개할 말"),
    order="-proposed",
    empty=gettext_lazy("아직 공개하자고 제안한 항목이 없습니다. 상생모델 화면에서 제안할 수 있습니다."),
)  # fmt: skip


def openings(request: HttpRequest) -> HttpResponse:
    """What is open to everyone and what was asked, of all models or of one's own firm's."""
    user: Any = request.user
    rows = queries.seen(user)
    page = listing.page(OPENINGS, rows, request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "open": rows.filter(_state_q("open")).count(),
        "waiting": rows.filter(withdrawn_at__isnull=True, decided_at__isnull=True).count(),
    }
    return render(request, "portal/openings.html", context)


def _find(request: HttpRequest, pk: int) -> Opening:
    return get_object_or_404(queries.seen(request.user), pk=pk)


def _owners(opening: Opening) -> list[dict[str, Any]]:
    """The firms that have to agree, each with its consent or None."""
    given = {consent.organisation_id: consent for consent in opening.consents.select_related("paper")}
    firms = {
        firm.pk: firm
        for firm in (opening.model.demand_company, opening.model.supplier)
        if firm.pk in opening.owner_ids
    }
    return [{"firm": firm, "consent": given.get(pk)} for pk, firm in firms.items()]


def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening: the words, who agreed and how, what was decided, and what may be done now."""
    found, user = _find(request, pk), request.user
    owners = _owners(found)
    undecided = not (found.is_withdrawn or found.is_decided)
    missing = [row["firm"].pk for row in owners if row["consent"] is None]
    own = getattr(user, "organisation_id", None)
    is_office = getattr(user, "role", "") == Role.SECRETARIAT
    context = {
        "opening": found,
        "field": Opening.Field(found.field).label,
        "name": public_name(found.model.codename),
        "chip": state_chip(found),
        "state": state_of(found),
        "owners": owners,
        "missing": len(missing),
        "whole": whole_to(user).filter(pk=found.model_id).exists(),
        "may_consent": undecided
        and bool(missing)
        and may(user, "portal.consent", found)
        and (is_office or own in missing),
        "may_decide": undecided and not missing and may(user, "portal.decide_opening", found),
        "may_withdraw": not found.is_withdrawn and may(user, "portal.withdraw_opening", found),
    }
    return render(request, "portal/opening.html", context)


def _refuse(form: Form, error: ValidationError) -> None:
    known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else error.messages)


def _form_page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    return render(
        request, "portal/opening_form.html", {"form": form, **context}, status=422 if form.errors else 200
    )


def new(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a field of a model: first which one, then with which words."""
    user: Any = request.user
    rows = whole_to(user).select_related("demand_company", "supplier", "item")
    model = get_object_or_404(rows, code=code)
    require(user, "portal.propose_opening", model)
    fields = queries.closed_fields(model)
    field = request.GET.get("field", "")
    frame = {
        "heading": _("항목 공개 제안하기"),
        "model": model,
        "name": public_name(model.codename),
        "cancel": reverse("proposals:model", args=[code]),
    }
    if field not in [each.value for each in fields]:
        context = {**frame, "form": forms.FieldForm(fields=fields), "fields": fields}
        return render(request, "portal/opening_field.html", context)
    ko, en = queries.suggestions(model)[field]
    form = forms.ProposeForm(
        request.POST if request.method == "POST" else None, initial={"value_ko": ko, "value_en": en}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_opening(actor=user, model=model, field=field, **form.cleaned_data)
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("제안했습니다. 동의해야 하는 기업과 사무국에 알렸습니다."))
            return redirect("portal:opening", made.pk)
    return _form_page(
        request,
        form,
        **frame,
        field=Opening.Field(field).label,
        answer=_("두 기업이 동의하고 사무국이 결정하면 누구에게나 보입니다.")
        if field not in queries.OWN_FIELDS
        else _("그 기업이 동의하고 사무국이 결정하면 누구에게나 보입니다."),
        submit=_("공개 제안하기"),
    )


def _frame(found: Opening) -> dict[str, Any]:
    return {
        "opening": found,
        "model": found.model,
        "name": public_name(found.model.codename),
        "field": Opening.Field(found.field).label,
        "cancel": reverse("portal:opening", args=[found.pk]),
    }


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent for one's firm, or enter the consent that came on paper."""
    user: Any = request.user
    found = _find(request, pk)
    require(user, "portal.consent", found)
    sent = request.POST if request.method == "POST" else None
    form: Form
    if user.role == Role.SECRETARIAT:
        missing = [row["firm"].pk for row in _owners(found) if row["consent"] is None]
        owners = Organisation.objects.filter(pk__in=missing)
        form = forms.PaperConsentForm(sent, request.FILES or None, owners=owners)
    else:
        form = forms.ConsentForm(sent)
    if request.method == "POST" and form.is_valid():
        try:
            actions.consent(actor=user, opening=found, **form.cleaned_data)
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("동의를 기록했습니다."))
            return redirect("portal:opening", pk)
    return _form_page(
        request,
        form,
        **_frame(found),
        heading=_("동의 입력하기") if user.role == Role.SECRETARIAT else _("공개에 동의하기"),
        answer=_("동의는 아래에 적힌 말에만 해당합니다. 말이 바뀌면 다시 제안하고 동의해야 합니다."),
        submit=_("동의 입력하기") if user.role == Role.SECRETARIAT else _("공개에 동의하기"),
    )


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that the field is open, after saying what will follow."""
    user: Any = request.user
    found = _find(request, pk)
    form = forms.DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("ground", "opens_on")}
        try:
            actions.decide(actor=user, opening=found, **given)
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("공개하기로 결정했습니다."))
            return redirect("portal:opening", pk)
    return _form_page(
        request,
        form,
        **_frame(found),
        heading=_("공개 결정하기"),
        answer=_("공개한 말은 누구나 내려받을 수 있어, 철회해도 이미 읽은 사람에게는 남습니다."),
        consequences=[
            _("공개용 모델 화면, 새 소식, 데이터 내려받기에 이 말이 나타납니다."),
            _("두 참여 기업에 알립니다."),
        ],
        submit=_("공개 결정하기"),
    )


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal or an opening back, with a reason."""
    user: Any = request.user
    found = _find(request, pk)
    require(user, "portal.withdraw_opening", found)
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(actor=user, opening=found, **form.cleaned_data)
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("철회했습니다."))
            return redirect("portal:opening", pk)
    return _form_page(
        request,
        form,
        **_frame(found),
        heading=_("공개 철회") if found.is_decided else _("동의하지 않거나 제안 철회"),
        answer=_("철회하면 이 항목은 다시 비공개입니다. 기록은 남습니다."),
        consequences=[
            _("공개용 화면과 데이터에서 이 말이 사라집니다. 이미 내려받은 것은 철회할 수 없습니다."),
            _("두 참여 기업과 사무국에 알립니다."),
        ],
        submit=_("공개 철회") if found.is_decided else _("제안 철회"),
        kind="danger",
    )


def paper(request: HttpRequest, pk: int, consent: int) -> HttpResponse:
    """The paper of a consent, for who may read about the opening: the firm's own, or the office."""
    user: Any = request.user
    found = _find(request, pk)
    given = get_object_or_404(
        OpeningConsent.objects.select_related("paper"), pk=consent, opening=found, paper__isnull=False
    )
    if user.role not in (Role.SECRETARIAT, Role.AUDITOR) and user.organisation_id != given.organisation_id:
        raise Http404
    kept: Any = given.paper
    return file_response(bytes(kept.content), filename=kept.title, format=kept.format)


def panel(request: HttpRequest, model: WinWinModel) -> Panel | None:
    """What of this model is open to everyone, and what was asked; for the firms and the office."""
    user = request.user
    if not may(user, "portal.read_openings"):
        return None
    rows = queries.of_model(user, model)
    actions_: tuple[Action, ...] = ()
    if (
        is_public(user, model)
        and may(user, "portal.propose_opening", model)
        and len(rows) < len(Opening.Field)
    ):
        actions_ = (
            Action(
                reverse("portal:opening_new", args=[model.code]),
                _("항목 공개 제안하기"),
                _("두 기업이 동의하고 사무국이 결정하면 누구에게나 보입니다."),
                kind="secondary",
            ),
        )
    if not rows and not actions_:
        return None
    shown = [{"row": row, "field": Opening.Field(row.field).label, "chip": state_chip(row)} for row in rows]
    return Panel(_("누구에게나 보이는 항목"), "portal/_openings_panel.html", {"rows": shown}, 80, actions_)
