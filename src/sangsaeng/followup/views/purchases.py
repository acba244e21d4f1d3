"""Pages of purchase commitments: the list with its chart, one commitment, recording and correcting it, its terms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.followup import purchase_charts
from sangsaeng.followup.actions import purchases as actions
from sangsaeng.followup.forms import purchases as forms
from sangsaeng.followup.models import PurchaseCommitment, PurchaseState
from sangsaeng.followup.queries import purchases as queries
from sangsaeng.followup.queries.rates import shows_totals
from sangsaeng.followup.views.purchase_parts import (
    act,
    both_sides,
    deadline,
    download,
    find,
    find_term,
    frame,
    home,
)
from sangsaeng.followup.words import purchases as words
from sangsaeng.pages import charts as drawing
from sangsaeng.pages import listing
from sangsaeng.pages.markup import in_korean
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.models import Organisation
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to
from sangsaeng.records.queries import history

DUE = (
    ("late", gettext_lazy("기한이 지났는데 확인 전인 차수가 있음")),
    ("due", gettext_lazy("기한이 된 차수가 있음")),
    ("coming", gettext_lazy("앞으로 올 차수가 있음")),
)
TOLD = (
    ("both", gettext_lazy("두 회사 모두의 자료가 있음")),
    ("one", gettext_lazy("한쪽 자료만 있음")),
    ("none", gettext_lazy("자료가 없음")),
)
EXEMPT = (("asked", gettext_lazy("제외 신청을 기다림")), ("accepted", gettext_lazy("제외한 차수가 있음")))

LIST = listing.Listing(
    name="purchases",
    columns=(
        listing.Column(
            "code",
            gettext_lazy("약속 번호"),
            lambda row: row.code,
            link=lambda row: home(row),
            sort=("code",),
            width=12,
        ),
        listing.Column(
            "item",
            gettext_lazy("품목"),
            lambda row: row.item_text,
            html=lambda row: in_korean(row.item_text),
            sort=("item_text",),
            width=17,
        ),
        listing.Column(
            "model",
            gettext_lazy("상생모델"),
            lambda row: row.model.code,
            link=lambda row: reverse("proposals:model", args=(row.model.code,)),
            sort=("model__code",),
            main=False,
            width=10,
        ),
        listing.Column(
            "buyer",
            gettext_lazy("수요기업"),
            lambda row: row.buyer.name,
            html=lambda row: in_korean(row.buyer.name),
            sort=("buyer__name",),
            main=False,
            width=12,
        ),
        listing.Column(
            "supplier",
            gettext_lazy("공급기업"),
            lambda row: row.supplier.name,
            html=lambda row: in_korean(row.supplier.name),
            sort=("supplier__name",),
            main=False,
            width=12,
        ),
        listing.Column(
            "state",
            gettext_lazy("상태"),
            lambda row: row.get_state_display(),
            html=words.state_chip,
            sort=("state",),
            width=11,
        ),
        listing.Column("terms", gettext_lazy("차수"), words.waiting_words, width=13),
        listing.Column(
            "next",
            gettext_lazy("다음 기한"),
            lambda row: row.next_due,
            sort=("next_due",),
            main=False,
            width=13,
        ),
    ),
    filters=(
        listing.Filter("state", gettext_lazy("상태"), lambda: PurchaseState.choices, lambda v: Q(state=v)),
        listing.Filter("due", gettext_lazy("기한"), lambda: DUE, queries.due_as),
        listing.Filter("told", gettext_lazy("자료"), lambda: TOLD, queries.told_as),
        listing.Filter("exempt", gettext_lazy("제외"), lambda: EXEMPT, queries.exempt_as),
    ),
    search=("code", "item_text", "model__code", "buyer__name", "supplier__name"),
    search_label=gettext_lazy("약속 번호, 품목, 기업"),
    order="next",
    empty=gettext_lazy(
        "구매 약속이 없습니다. 수요기업이나 사무국이 건의된 상생모델의 화면에서 ‘구매 약속 적기’로 적습니다."
    ),
)


def _list_for(user: Any, rows: Any) -> listing.Listing:
    """The list with the companies of this viewer as a choice, where there are several."""
    buyers = Organisation.objects.filter(pk__in=rows.values("buyer")).order_by("name")
    choices = [(str(buyer.pk), buyer.name) for buyer in buyers]
    if len(choices) < 2:
        return LIST
    by_buyer = listing.Filter(
        "buyer", gettext_lazy("수요기업"), lambda: choices, lambda value: Q(buyer=int(value))
    )
    return replace(LIST, filters=(*LIST.filters, by_buyer))


def purchases(request: HttpRequest) -> HttpResponse:
    """Every commitment the viewer may know of, and where he may see it, due against honoured by quarter."""
    user: Any = request.user
    chart = None
    if shows_totals(user):
        chart = purchase_charts.by_quarter(queries.own_world(user), timezone.localdate())
        if chart is not None and (answer := drawing.answer(request, [chart])) is not None:
            return answer
    elif "chart" in request.GET:
        raise Http404
    rows = queries.listed(user)
    page = listing.page(_list_for(user, rows), rows, request)
    if isinstance(page, HttpResponse):
        return page
    context = {
        "page": page,
        "chart": chart,
        "counts": queries.counts(user),
        "may_statements": may(user, "followup.list_statements"),
        "may_upload": may(user, "followup.manage_purchase"),
    }
    return render(request, "followup/purchases.html", context)


def purchase(request: HttpRequest, code: str) -> HttpResponse:
    """One commitment: the promise in a sentence, its terms with what both sides told, what is to be done."""
    user: Any = request.user
    found = find(request, code)
    seen = queries.view(user, found)
    total = sum((row.term.quantity for row in seen.terms), Decimal(0)) if seen.is_open else None
    manages = may(user, "followup.manage_purchase", found)
    writes = may(user, "followup.write_purchase", found)
    context = {
        "purchase": found,
        "view": seen,
        "promise": words.promise(found, total, len(seen.terms)),
        "state": words.state_chip(found),
        "rows": [_row(user, row) for row in seen.terms],
        "manages": manages,
        "writes": writes,
        "answers": may(user, "followup.answer_purchase", found),
        "tells": may(user, "followup.add_evidence", found),
        "is_draft": found.state == PurchaseState.DRAFT,
        "is_active": found.state == PurchaseState.ACTIVE,
        "is_over": found.state in (PurchaseState.LAPSED,),
        "model_seen": whole_to(user).filter(pk=found.model_id).exists(),
        "lines": lines(history(found).exclude(verb__in=("parties.tell", "records.make_document")))
        if seen.is_open
        else [],
    }
    return render(request, "followup/purchase.html", context)


def _row(user: Any, shown: queries.TermView) -> dict[str, Any]:
    """A term as the template shows it; without what the viewer may not read."""
    facts = shown.facts
    unit = shown.term.purchase.unit
    return {
        "view": shown,
        "term": shown.term,
        "chip": words.standing_chip(shown),
        "promised": words.amount(shown.term.quantity, unit) if shown.is_open else "",
        "buyer": words.amount(facts.by_buyer, unit) if facts else "",
        "supplier": words.amount(facts.by_supplier, unit) if facts else "",
        "difference": words.difference(shown),
        "sides": [
            (_("수요기업"), [_evidence(row, unit) for row in shown.buyer]),
            (_("공급기업"), [_evidence(row, unit) for row in shown.supplier]),
            (_("사무국"), [_evidence(row, unit) for row in shown.secretariat]),
        ],
        "words": [(word, words.amount(word.quantity, unit)) for word in shown.words],
        "may_take_back": _sides(user, shown),
    }


def _sides(user: Any, shown: queries.TermView) -> list[str]:
    """Whose evidence this person may withdraw."""
    purchase = shown.term.purchase
    if may(user, "followup.manage_purchase", purchase):
        return ["buyer", "supplier", "secretariat"]
    if not may(user, "followup.add_evidence", purchase):
        return []
    return ["buyer" if user.organisation_id == purchase.buyer_id else "supplier"]


def _evidence(row: Any, unit: str) -> dict[str, Any]:
    return {
        "row": row,
        "quantity": words.amount(row.quantity, unit) if row.quantity is not None else "",
        "number": words.number_text(row),
    }


def _buyers(user: Any, model: WinWinModel) -> Any:
    """For the secretariat: other companies that may have promised to buy; None for a company, which speaks for itself."""
    if not may(user, "followup.manage_purchase", model):
        return None
    return (
        Organisation.objects.filter(kind=Organisation.Kind.DEMAND_COMPANY, demonstration=model.demonstration)
        .exclude(pk__in=(model.demand_company_id, model.supplier_id))
        .order_by("name")
    )


def purchase_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a promise with its terms."""
    user: Any = request.user
    model = get_object_or_404(whole_to(user).select_related("demand_company", "supplier"), code=code)
    if not may(user, "followup.record_purchase", model):
        raise Http404
    posted = request.POST if request.method == "POST" else None
    initial = {"item_text": model.item_text or model.title, "basis": PurchaseCommitment.Basis.CONTRACT}
    form = forms.PurchaseForm(posted, request.FILES or None, buyers=_buyers(user, model), initial=initial)
    rows = forms.TermRows(posted)
    if posted is not None and _is_valid(form, rows):
        try:
            made = actions.record(
                actor=user, model=model, terms=rows.given, paper=form.upload, **form.for_action()
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("구매 약속을 적었습니다. 내용을 살펴보고 확인하세요."))
            return redirect(home(made))
    context = {
        "model": model,
        "form": form,
        "rows": rows,
        "heading": _("구매 약속 적기"),
        "submit": _("초안으로 저장"),
        "cancel": reverse("proposals:model", args=(model.code,)),
    }
    return _promise_page(request, context)


def _is_valid(form: forms.PurchaseForm, rows: forms.TermRows | None) -> bool:
    sound = [form.is_valid()]
    if rows is not None:
        sound.append(rows.is_valid())
        if all(sound) and not rows.given:
            form.add_error(None, _("차수를 하나 이상 적으세요."))
            return False
    return all(sound)


def _promise_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    rows = context.get("rows")
    wrong = bool(context["form"].errors) or (
        rows is not None and any(row.errors for row in rows.rows if row.is_bound)
    )
    return render(request, "followup/purchase_promise.html", context, status=422 if wrong else 200)


def purchase_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Put right what is written: of a draft all of it, of a confirmed commitment what is not agreed anew, with a reason."""
    user: Any = request.user
    found = find(request, code)
    if not may(user, "followup.write_purchase", found) or found.state not in (
        PurchaseState.DRAFT,
        PurchaseState.ACTIVE,
    ):
        raise Http404
    is_draft = found.state == PurchaseState.DRAFT
    posted = request.POST if request.method == "POST" else None
    kind = forms.PurchaseForm if is_draft else forms.CorrectForm
    form = kind.of(found, posted, request.FILES or None)
    rows = forms.TermRows(posted, list(found.terms.all())) if is_draft else None
    if posted is not None and _is_valid(form, rows):
        try:
            actions.correct(
                actor=user,
                purchase=found,
                terms=rows.given if rows is not None else None,
                paper=form.upload,
                **form.for_action(),
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, _("구매 약속을 고쳤습니다."))
            return redirect(home(found))
    context = {
        "purchase": found,
        "model": found.model,
        "form": form,
        "rows": rows,
        "heading": _("구매 약속 고치기"),
        "submit": _("저장"),
        "cancel": home(found),
        "told": [] if is_draft else both_sides(found),
    }
    return _promise_page(request, context)


def purchase_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the promise; asks once, because terms are fixed from then on."""
    found = find(request, code)
    return act(
        request,
        forms.NothingForm(request.POST if request.method == "POST" else None),
        lambda given: actions.confirm(actor=request.user, purchase=found),
        done=_("구매 약속을 확인했습니다. 차수마다 기한을 알립니다."),
        back=home(found),
        **frame(
            found,
            _("구매 약속 확인"),
            consequences=[
                _("차수마다 기한이 시작되고, 기한 전과 뒤에 알립니다."),
                _("이제부터 단위와 차수는 고칠 수 없습니다. 기한은 이유를 적고 옮깁니다."),
            ],
            submit=_("구매 약속 확인하기"),
        ),
    )


def purchase_lapse(request: HttpRequest, code: str) -> HttpResponse:
    """End a commitment before its time, with a reason."""
    found = find(request, code)
    return act(
        request,
        forms.LapseForm(request.POST if request.method == "POST" else None),
        lambda given: actions.lapse(actor=request.user, purchase=found, **given),
        done=_("구매 약속의 효력이 없어졌습니다."),
        back=home(found),
        **frame(
            found,
            _("구매 약속 끝내기"),
            consequences=[
                _("남은 차수의 알림이 끝나고 확인 링크가 닫힙니다."),
                _("그날까지 기한이 된 차수는 그대로 셉니다. 되돌릴 수 없습니다."),
            ],
            submit=_("구매 약속 효력 없음 처리"),
            kind="danger",
        ),
    )


def term_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a term to another day, as both sides agreed."""
    term = find_term(request, pk)
    return act(
        request,
        forms.MoveForm(request.POST if request.method == "POST" else None, initial={"due_on": term.due_on}),
        lambda given: actions.move_term(actor=request.user, term=term, **given),
        done=_("기한을 옮기고 두 회사에 알렸습니다."),
        back=home(term.purchase),
        **frame(
            term.purchase,
            _("%(number)d차 기한 옮기기") % {"number": term.number},
            answer=deadline(term),
            consequences=[
                _("앞의 기한과 이유가 기록에 남습니다. 지난 기준일의 이행률은 앞의 기한으로 셉니다.")
            ],
            submit=_("기한 옮기기"),
        ),
    )


def term_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End the reminder of a term that will not be confirmed."""
    term = find_term(request, pk)
    return act(
        request,
        forms.ReasonForm(request.POST if request.method == "POST" else None),
        lambda given: actions.stop_reminding(actor=request.user, term=term, **given),
        done=_("알림을 끝내고 두 회사에 알렸습니다."),
        back=home(term.purchase),
        **frame(
            term.purchase,
            _("%(number)d차 알림 끝내기") % {"number": term.number},
            answer=deadline(term),
            consequences=[
                _("이 차수는 더 알리지 않습니다. 지금까지의 자료대로 그대로 셉니다."),
                _("되돌릴 수 없습니다."),
            ],
            submit=_("알림 끝내기"),
            kind="danger",
        ),
    )


def purchase_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The paper on which the promise rests, for who may read the commitment whole."""
    found = find(request, code)
    if found.paper is None or not queries.sees_amounts(request.user, found):
        raise Http404
    return download(found.paper)


def as_of_day(text: str) -> date:
    """The reference day in an address; today where there is none or it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return min(day, timezone.localdate())
