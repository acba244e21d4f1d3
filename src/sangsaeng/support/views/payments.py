"""Pages of payment files: the list, taking one in, what was found in it, posting, rows one by one, exports."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sangsaeng.pages import listing
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.parties.rules import may
from sangsaeng.proposals.history import lines
from sangsaeng.records.documents import xlsx
from sangsaeng.records.documents.content import Column
from sangsaeng.records.queries import history
from sangsaeng.support import words_payments as words
from sangsaeng.support.actions import payments as actions
from sangsaeng.support.forms import payments as forms
from sangsaeng.support.models import PaymentFile, PaymentRow
from sangsaeng.support.queries import payments as queries

SHOWN = 50  # payments of the ledger that stand in no row, on the page; the download holds all


def _found(request: HttpRequest, code: str) -> Any:
    return get_object_or_404(queries.files(request.user).defer("file__content"), code=code)


def _row(request: HttpRequest, code: str, line: int) -> tuple[Any, PaymentRow]:
    payments = _found(request, code)
    row = get_object_or_404(queries.rows(payments), line=line)
    row.payments = payments
    return payments, row


def _try(form: Form, do: Callable[[], Any]) -> Any:
    """What the action returns, or None with its refusal in the form."""
    try:
        return do()
    except ValidationError as refused:
        known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
        form.add_error(None, refused if known else refused.messages)
        return None


def payments(request: HttpRequest) -> HttpResponse:
    page = listing.page(words.FILES, queries.files(request.user), request)
    if isinstance(page, HttpResponse):
        return page
    today = timezone.localdate()
    waiting: Any = queries.files(request.user).filter(withdrawn_at__isnull=True)
    told = {"open": sum(each.open for each in waiting), "ready": sum(each.ready for each in waiting)}
    may_take = may(request.user, "support.take_payments")
    period = forms.PeriodForm(initial={"since": today.replace(month=1, day=1), "until": today})
    return render(
        request, "support/payments.html", {"page": page, "told": told, "period": period, "may_take": may_take}
    )


def take(request: HttpRequest) -> HttpResponse:
    """Take a file in; a wrong one is told in one line and leaves nothing."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.TakeForm(*sent, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = _try(
            form,
            lambda: actions.take_payments(
                actor=request.user,
                name=given["file"].name,
                content=_content(given["file"]),
                agency=given.get("agency"),
                period_from=given["period_from"],
                period_to=given["period_to"],
            ),
        )
        if made is not None:
            messages.success(request, words.sentence(queries.counts(made)))
            return redirect("support:payment", made.code)
    context = {
        "form": form,
        "heading": _("지급 파일 올리기"),
        "submit": _("올리고 대조하기"),
        "cancel": reverse("support:payments"),
        "template_too": True,
    }
    return render(request, "support/payment_form.html", context, status=422 if form.errors else 200)


def _content(file: Any) -> bytes:
    if file.size > actions.MOST_BYTES:
        raise ValidationError({"file": _("20 MB보다 큰 파일은 올릴 수 없습니다.")})
    return bytes(file.read())


def payment(request: HttpRequest, code: str) -> HttpResponse:
    """What was found in a file: the sentence, the rows, and what the ledger holds that no row tells of."""
    found = _found(request, code)
    may_act = found.withdrawn_at is None and may(request.user, "support.take_payments", found)
    shown = words.ROWS if may_act else words.ROWS_READ
    page = listing.page(shown, queries.rows(found).select_related("payments"), request)
    if isinstance(page, HttpResponse):
        return page
    missing = queries.not_in_file(found)
    if request.GET.get("missing") in ("csv", "xlsx"):
        name = f"{found.code} {_('대장에는 있고 파일에는 없음')}"
        return rows_response(name, queries.COLUMNS, queries.exported(missing), request.GET["missing"])
    counts = queries.counts(found)
    context = {
        "payments": found,
        "page": page,
        "counts": counts,
        "sentence": words.sentence(counts),
        "chip": words.file_chip(found),
        "missing": missing[:SHOWN],
        "missing_count": len(missing),
        "may_act": may_act,
        "may_post": found.withdrawn_at is None and may(request.user, "support.post_payments", found),
        "lines": lines(history(found).exclude(verb="records.make_document")),
    }
    return render(request, "support/payment.html", context)


def file(request: HttpRequest, code: str) -> HttpResponse:
    """The file as it came in, byte for byte."""
    found = get_object_or_404(queries.files(request.user).select_related("file"), code=code)
    return file_response(bytes(found.file.content), filename=found.name, format=found.file.format)


def post(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once, with how many and how much; then post."""
    found = _found(request, code)
    counts = queries.counts(found)
    if request.method == "POST":
        try:
            count = actions.post_payments(actor=request.user, payments=found)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("지급 %(n)s건을 대장에 반영했습니다.") % {"n": f"{count:,}"})
        return redirect("support:payment", code)
    consequences = [
        _("맞는 %(n)s행이 대장에 지급으로 들어갑니다.") % {"n": f"{counts.ready:,}"},
        _("대장의 기록은 지울 수 없습니다. 잘못된 것은 반대 기록으로 바로잡습니다."),
        _("같은 지급번호는 다시 올려도 한 번만 셉니다."),
    ]
    if counts.open:
        consequences.append(
            _("확인할 %(n)s행은 그대로 남습니다. 정리한 뒤 다시 반영할 수 있습니다.")
            % {"n": f"{counts.open:,}"}
        )
    return _confirm(
        request,
        found,
        heading=_("대장에 반영"),
        consequences=consequences,
        submit=_("반영하기"),
        kind="primary",
    )


def _confirm(request: HttpRequest, found: PaymentFile, *, status: int = 200, **context: Any) -> HttpResponse:
    frame = {"payments": found, "cancel": reverse("support:payment", args=[found.code])}
    return render(request, "support/payment_confirm.html", frame | context, status=status)


@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    found = _found(request, code)
    try:
        actions.check_payments(actor=request.user, payments=found)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("다시 대조했습니다.") + " " + words.sentence(queries.counts(found)))
    return redirect("support:payment", code)


def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = _found(request, code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        do = lambda: actions.withdraw_payments(  # noqa: E731
            actor=request.user, payments=found, reason=form.cleaned_data["reason"]
        )
        if _try(form, do) is not None:
            messages.success(request, _("지급 파일을 철회했습니다."))
            return redirect("support:payments")
    consequences = [
        _("이 파일의 행은 대장에 들어가지 않습니다. 파일과 철회한 이유는 기록에 남습니다."),
        _("같은 파일을 나중에 다시 올릴 수 있습니다."),
    ]
    return _confirm(
        request,
        found,
        heading=_("지급 파일 철회"),
        consequences=consequences,
        form=form,
        submit=_("지급 파일 철회"),
        status=422 if form.errors else 200,
    )


def assign(request: HttpRequest, code: str, line: int) -> HttpResponse:
    """Say by hand to which commitment a row belongs."""
    found, row = _row(request, code, line)
    form = forms.AssignForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.assign_payment(actor=request.user, row=row, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("%(line)s행의 지원을 지정했습니다.") % {"line": line})
            return redirect("support:payment", code)
    return _row_form(request, found, row, form, heading=_("지원 지정하기"), submit=_("지정하기"))


def set_aside(request: HttpRequest, code: str, line: int) -> HttpResponse:
    """Leave a row out, with a reason."""
    found, row = _row(request, code, line)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.set_aside_payment(actor=request.user, row=row, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("%(line)s행을 제외했습니다. 되돌릴 수 있습니다.") % {"line": line})
            return redirect("support:payment", code)
    return _row_form(request, found, row, form, heading=_("행 제외하기"), submit=_("제외하기"))


def bring_back(request: HttpRequest, code: str, line: int) -> HttpResponse:
    """Undo a setting aside, after asking once."""
    found, row = _row(request, code, line)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.bring_back_payment(actor=request.user, row=row))
        if made is not None:
            messages.success(request, _("%(line)s행을 되돌렸습니다.") % {"line": line})
            return redirect("support:payment", code)
    return _row_form(request, found, row, form, heading=_("행 되돌리기"), submit=_("되돌리기"))


def _row_form(
    request: HttpRequest, found: PaymentFile, row: PaymentRow, form: Form, **context: Any
) -> HttpResponse:
    frame = {
        "payments": found,
        "row": row,
        "cells": row.raw.get("cells", {}).items(),
        "todo": words.TO_DO[PaymentRow.Finding(row.finding)],
        "form": form,
        "cancel": reverse("support:payment", args=[found.code]),
    }
    return render(request, "support/payment_form.html", frame | context, status=422 if form.errors else 200)


def template(request: HttpRequest, format: str) -> HttpResponse:
    """An empty file with the columns that are read, and one line of example in the sheet beside it."""
    columns = tuple(Column(name) for name in queries.COLUMNS[:8])
    if format == "csv":
        content = xlsx.render_csv(columns, [])
    else:
        example: list[Any] = [
            "EX-2026-0001",
            "RS-2026-00000001",
            "",
            "",
            "예시 기업",
            timezone.localdate(),
            10_000_000,
            "지급",
        ]
        guide = [
            ["지급번호", "기관이 지급 한 건에 붙인 번호. 같은 번호는 한 번만 셉니다."],
            ["과제번호·협약번호·보증번호", "대장에 적힌 번호 가운데 하나 이상"],
            ["지급액(원)", "원 단위 정수. 돌려받은 돈은 빼기로 적거나 구분에 ‘반납’을 적습니다."],
            ["지급일", "2026-11-20처럼 적습니다."],
        ]
        content = xlsx.render_xlsx(
            [
                xlsx.Sheet("지급", columns, []),
                xlsx.Sheet("예시", tuple(Column(f"{c.header} 예") for c in columns), [example]),
                xlsx.Sheet("설명", (Column("열"), Column("적는 법")), guide),
            ],
            title="지급 파일 양식",
        )
    return file_response(content, filename=f"지급 파일-양식.{format}", format=format)


def export(request: HttpRequest) -> HttpResponse:
    """Payments and returns of a period, or every movement, as a file that can be taken in again."""
    form = forms.PeriodForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {"since": None, "until": None}
    everything = request.GET.get("what") == "all"
    format = "csv" if request.GET.get("format") == "csv" else "xlsx"
    entries = queries.booked(request.user, given["since"], given["until"], everything=everything)
    if everything:
        header, rows = queries.everything(entries)
        return rows_response(_("지원 대장 전체 기록"), header, rows, format)
    return rows_response(_("지원 대장 지급 기록"), queries.COLUMNS, queries.exported(entries), format)
