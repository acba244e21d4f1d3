"""Pages by which a buyer confirms: signed in, through a single-use link, or by a form the secretariat takes in.

The page behind a link is open to whoever holds its secret, and to nobody else: it is found by the digest of the secret
alone, tells nothing of a link that is not open, sends no referrer and stays out of search engines and caches.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from sangsaeng.followup.actions import confirming, spreadsheet, statements
from sangsaeng.followup.forms import purchases as forms
from sangsaeng.followup.models import ConfirmationLink, PurchaseState
from sangsaeng.followup.queries.purchases import PurchaseView, for_buyer
from sangsaeng.followup.views.purchase_parts import attempt, find, frame, home, mail_text, once
from sangsaeng.followup.views.statements import table_of
from sangsaeng.followup.words import purchases as words
from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.rules import may


def _rows(form: forms.AnswerForm, view: PurchaseView) -> list[dict[str, Any]]:
    """Each term to answer: its form, what was promised, what the supplier told."""
    shown = {row.term.pk: row for row in view.terms}
    unit = view.purchase.unit
    found = []
    for term, row in form.rows:
        told = shown[term.pk]
        supplier = told.facts.by_supplier if told.facts else None
        found.append(
            {
                "term": term,
                "form": row,
                "promised": words.amount(term.quantity, unit),
                "supplier": words.amount(supplier, unit) if supplier is not None else "",
                "evidence": [e for e in told.supplier if e.withdrawn_at is None],
                "word": told.word,
                "said": words.amount(told.word.quantity, unit) if told.word else "",
            }
        )
    return found


def purchase_answer(request: HttpRequest, code: str) -> HttpResponse:
    """The buyer's word, signed in."""
    found = find(request, code)
    if not may(request.user, "followup.answer_purchase", found) or found.state not in (
        PurchaseState.ACTIVE,
        PurchaseState.FULFILLED,
    ):
        raise Http404
    view = for_buyer(found)
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, view_terms(view), named=False)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.confirm_by_account(actor=request.user, purchase=found, answers=form.answers)
        except ValidationError as refused:
            form.problems += refused.messages
        else:
            messages.success(request, _("구매를 확인했습니다. 공급기업과 사무국에 알렸습니다."))
            return redirect(home(found))
    context = {
        "purchase": found,
        "form": form,
        "rows": _rows(form, view),
        "cancel": home(found),
        "promise": words.promise(found, None, len(view.terms)),
    }
    return render(request, "followup/confirm_account.html", context, status=422 if form.has_errors else 200)


def view_terms(view: PurchaseView) -> list[Any]:
    """The terms a buyer is asked about: all that are not left out."""
    return [row.term for row in view.terms if not (row.facts and row.facts.exempt)]


def _private(respond: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nothing of this page goes on to other sites, to search engines or into a cache."""

    def answer(request: HttpRequest, secret: str) -> HttpResponse:
        response = respond(request, secret)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store, private"
        return response

    return answer


@csrf_exempt
@_private
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind a link: shows on GET, uses the link up on POST.

    No cookie stands behind it, so nothing is to be guarded by a CSRF token: whoever posts here holds the secret. A browser
    that sends no referrer also sends no origin, and such a token would be refused.
    """
    link = confirming.find_link(secret)
    state = confirming.state_of(link)
    if link is None or state != "open":
        return gone(request, state)
    return _confirm_purchase(request, link, secret) if link.purchase else _reply(request, link, secret)


def gone(request: HttpRequest, state: str) -> HttpResponse:
    """What to do where a link is not open; it says nothing of what the link was for."""
    status = 404 if state == "unknown" else 410
    return render(request, "followup/confirm_gone.html", {"state": state}, status=status)


def _confirm_purchase(request: HttpRequest, link: ConfirmationLink, secret: str) -> HttpResponse:
    purchase = link.purchase
    assert purchase is not None  # noqa: S101 - asked by the caller
    view = for_buyer(purchase)
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, view_terms(view), named=True)
    if request.method == "POST" and form.is_valid() and form.name is not None:
        try:
            confirming.confirm_by_link(
                secret=secret, name=form.name.cleaned_data["name"], answers=form.answers
            )
        except ValidationError as refused:
            if getattr(refused, "code", "") == "link":
                return gone(request, confirming.state_of(confirming.find_link(secret)))
            form.problems += refused.messages
        else:
            return render(request, "followup/confirm_done.html", {"purchase": purchase})
    context = {
        "link": link,
        "purchase": purchase,
        "form": form,
        "rows": _rows(form, view),
        "promise": words.promise(
            purchase, sum((row.term.quantity for row in view.terms), Decimal(0)), len(view.terms)
        ),
    }
    return render(request, "followup/confirm.html", context, status=422 if form.has_errors else 200)


def _reply(request: HttpRequest, link: ConfirmationLink, secret: str) -> HttpResponse:
    """A company without an account reads its figures and replies."""
    statement = link.statement
    assert statement is not None  # noqa: S101 - asked by the caller
    form = forms.ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda given: statements.reply_by_link(secret=secret, **given)
    ):
        return render(request, "followup/confirm_done.html", {"statement": statement})
    context = {"link": link, "statement": statement, "form": form, "table": table_of(statement)}
    return render(request, "followup/confirm_reply.html", context, status=422 if form.errors else 200)


def purchase_link(request: HttpRequest, code: str) -> HttpResponse:
    """Make a single-use link; its text is shown once, for the secretariat's own mail."""
    found = find(request, code)
    initial = {"addressee": " ".join(part for part in (found.contact_name, found.contact_mail) if part)}
    form = forms.LinkForm(request.POST if request.method == "POST" else None, initial=initial)
    made: list[Any] = []
    if request.method == "POST" and attempt(
        form,
        lambda given: made.append(confirming.make_link(actor=request.user, purchase=found, **given)),
    ):
        link, secret = made[0]
        context = {
            "purchase": found,
            "link": link,
            "text": mail_text(request, link, secret),
            "back": home(found),
        }
        return once(render(request, "followup/purchase_link.html", context))
    context = frame(
        found,
        _("확인 링크 만들기"),
        form=form,
        cancel=home(found),
        kind="primary",
        told=[],
        answer=_(
            "계정이 없는 수요기업이 한 번 쓰는 링크입니다. 이 시스템은 보내지 않습니다. 문구를 복사해 사무국 전자우편으로 보내세요."
        ),
        consequences=[
            _("링크를 아는 사람은 이 약속의 수량과 기한을 볼 수 있습니다. 담당자에게만 보내세요."),
            _("앞서 만든, 쓰지 않은 링크는 닫힙니다."),
        ],
        submit=_("확인 링크 만들기"),
    )
    return render(request, "followup/purchase_act.html", context, status=422 if form.errors else 200)


def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a link that nobody used."""
    link = get_object_or_404(ConfirmationLink.objects.select_related("purchase", "statement"), pk=pk)
    about: Any = link.purchase or link.statement
    if not may(request.user, "followup.manage_purchase", about):
        raise Http404
    back = home(link.purchase) if link.purchase else reverse("followup:statement", args=(about.code,))
    if request.method == "POST":
        try:
            confirming.revoke_link(actor=request.user, link=link)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("확인 링크를 닫았습니다."))
    return redirect(back)


def purchase_form(request: HttpRequest, code: str) -> HttpResponse:
    """The form for the buyer, with what was promised filled in."""
    found = find(request, code)
    content = spreadsheet.form_of(actor=request.user, purchase=found)
    return file_response(content, filename=spreadsheet.filename(found), format="xlsx")


def confirmations_upload(request: HttpRequest) -> HttpResponse:
    """Take in a filled form."""
    form = forms.SheetForm(request.POST if request.method == "POST" else None, request.FILES or None)
    taken: list[spreadsheet.Taken] = []

    def take(given: dict[str, Any]) -> None:
        name, content = form.upload or ("", b"")
        taken.append(spreadsheet.take_in(actor=request.user, name=name, content=content))

    if request.method == "POST" and attempt(form, take):
        found = taken[0]
        if found.kept:
            messages.success(
                request,
                _("확인 %(kept)d건을 받았습니다. 이미 아는 내용 %(same)d건은 그대로 두었습니다.")
                % {"kept": found.kept, "same": found.same},
            )
        else:
            messages.info(request, _("새로운 내용이 없습니다. 바뀐 것은 없습니다."))
        return redirect("followup:purchases")
    context = {
        "heading": _("구매 확인 서식 올리기"),
        "answer": _("수요기업이 채워 보낸 XLSX 서식을 올리면 확인을 차수마다 적습니다."),
        "consequences": [
            _("한 행이라도 읽을 수 없으면 아무것도 받지 않고, 고칠 행을 알려 드립니다."),
            _("같은 파일을 다시 올려도 바뀌는 것은 없습니다."),
        ],
        "form": form,
        "submit": _("서식 올리기"),
        "kind": "primary",
        "cancel": reverse("followup:purchases"),
    }
    return render(request, "followup/purchase_act.html", context, status=422 if form.errors else 200)
