"""What the pages of purchase commitments share: find the thing, show a form, do it, say what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.followup.models import ConfirmationLink, PurchaseCommitment, PurchaseTerm
from sangsaeng.followup.queries.purchases import seen
from sangsaeng.followup.words import purchases as words
from sangsaeng.pages.downloads import file_response
from sangsaeng.pages.formats import day, moment
from sangsaeng.pages.markup import korean_parts
from sangsaeng.pages.refusals import explain
from sangsaeng.records.models import DocumentFile


def find(request: HttpRequest, code: str) -> PurchaseCommitment:
    """The commitment; who may not know of it learns not even that it exists."""
    rows = seen(request.user).select_related("model", "buyer", "supplier", "paper").defer("paper__content")
    return get_object_or_404(rows, code=code)


def find_term(request: HttpRequest, pk: int) -> PurchaseTerm:
    rows = PurchaseTerm.objects.filter(purchase__in=seen(request.user))
    return get_object_or_404(
        rows.select_related("purchase__model", "purchase__buyer", "purchase__supplier", "clock"), pk=pk
    )


def home(purchase: PurchaseCommitment) -> str:
    return reverse("followup:purchase", args=(purchase.code,))


def attempt(form: BaseForm, do: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether a valid form's content was taken; what the action refuses stands in the form."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except ValidationError as refused:
        explain(form, refused)
        return False
    return True


def act(
    request: HttpRequest,
    form: BaseForm,
    do: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """The page of a form: shown, taken and left with a word, or shown again with what was typed (status 422)."""
    if request.method == "POST" and attempt(form, do):
        messages.success(request, done)
        return redirect(back)
    frame = {"form": form, "cancel": back, "kind": "primary"} | context
    return render(request, "followup/purchase_act.html", frame, status=422 if form.errors else 200)


def frame(purchase: PurchaseCommitment, heading: str, **more: Any) -> dict[str, Any]:
    """What `purchase_act.html` needs of a commitment."""
    return {"purchase": purchase, "heading": heading, "told": both_sides(purchase)} | more


def both_sides(purchase: PurchaseCommitment) -> list[str]:
    return [purchase.buyer.name, purchase.supplier.name]


def download(file: DocumentFile) -> HttpResponse:
    """A kept file under the name it came with."""
    return file_response(bytes(file.content), filename=file.title, format=file.format)


def whole_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def deadline(term: PurchaseTerm) -> SafeString:
    """A term in one line, above a form about it."""
    told = _("%(code)s %(number)d차, 기한 %(day)s, 약속 %(quantity)s") % {
        "code": term.purchase.code,
        "number": term.number,
        "day": day(term.due_on),
        "quantity": words.amount(term.quantity, term.purchase.unit),
    }
    return korean_parts(told)


def once(response: HttpResponse) -> HttpResponse:
    """A page that shows a secret is kept by no browser."""
    response["Cache-Control"] = "no-store, private"
    return response


def mail_text(request: HttpRequest, link: ConfirmationLink, secret: str) -> str:
    """The words to send, in Korean whatever the language of the page."""
    with override("ko"):
        address = request.build_absolute_uri(reverse("followup:confirm", args=(secret,)))
        about = (
            f"구매 약속 {link.purchase.code}의 구매 여부를 확인해 주시기 바랍니다."
            if link.purchase
            else "귀사의 구매이행 현황을 확인하고 의견을 내 주시기 바랍니다."
        )
        return (
            f"{link.addressee} 귀하\n\n{about}\n아래 주소는 한 번만 쓸 수 있으며 {moment(link.expires_at)}까지 열립니다. "
            f"계정이나 로그인은 필요 없습니다.\n\n{address}\n\n다른 사람에게 전달하지 마세요. 문의: 상생협의회 사무국"
        )
