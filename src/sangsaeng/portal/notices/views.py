"""Pages of notices: the public list, one with its guide and sheet, and the office's drafts."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.pages.downloads import file_response
from sangsaeng.parties.rules import may
from sangsaeng.portal.models import Notice
from sangsaeng.portal.notices import actions, forms, queries
from sangsaeng.portal.notices.guide import KEYS, LABELS, sheet
from sangsaeng.proposals.history import lines
from sangsaeng.proposals.models import Sector
from sangsaeng.records.queries import history


def _find(request: HttpRequest, code: str) -> Notice:
    return get_object_or_404(queries.seen(request.user), code=code)


def _own(request: HttpRequest, code: str) -> Notice:
    notice = _find(request, code)
    if not may(request.user, "portal.write_notices", notice):
        raise Http404
    return notice


def _try(form: django_forms.Form, do: Callable[[], Any]) -> Any:
    try:
        return do()
    except ValidationError as refused:
        known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
        form.add_error(None, refused if known else refused.messages)
        return None


def _row(row: queries.Shown, now: Any) -> dict[str, Any]:
    """A line of the list with its words."""
    phase = row.phase(now)
    return {
        "of": row,
        "href": _address(row),
        "closes": queries.to_second(row.closes_at),
        "opens": queries.to_second(row.opens_at),
        "left": queries.left_in_words(row.closes_at, now) if phase == "open" and row.closes_at else "",
        "sectors": [str(Sector(key).label) for key in row.sectors],
    }


def _address(row: queries.Shown) -> str:
    if not row.round:
        return reverse("portal:notice", args=[row.code])
    for name in ("support:round", "support:rounds"):
        for args in ([row.code], []):
            try:
                return reverse(name, args=args)
            except NoReverseMatch:
                continue
    return reverse("portal:notices")


def notices(request: HttpRequest) -> HttpResponse:
    kind, sector = request.GET.get("kind", ""), request.GET.get("sector", "")
    kinds, sectors = queries.kinds(), [(key, str(label)) for key, label in Sector.choices]
    kind = kind if kind in dict(kinds) else ""
    sector = sector if sector in dict(sectors) else ""
    found = queries.lists(
        request.user, kind=kind, sector=sector, everything=request.GET.get("closed") == "all"
    )
    context = {
        "lists": found,
        "groups": [
            (name, [_row(row, found.now) for row in rows])
            for name, rows in (
                ("open", found.open),
                ("coming", found.coming),
                ("told", found.told),
                ("closed", found.closed),
            )
            if rows
        ],
        "open_real": sum(not row.demonstration for row in found.open),
        "open_demonstration": sum(row.demonstration for row in found.open),
        "first": _row(found.open[0], found.now) if found.open else None,
        "kinds": kinds,
        "sectors": sectors,
        "kind": kind,
        "sector": sector,
        "may_write": may(request.user, "portal.write_notices"),
    }
    return render(request, "portal/notices.html", context)


def notice(request: HttpRequest, code: str) -> HttpResponse:
    """One notice: what it is, how long it is open, the guide; of a withdrawn one, why it was taken back."""
    found = _find(request, code)
    now = timezone.now()
    writes = may(request.user, "portal.write_notices", found)
    shown = queries._shown(found)
    changed = history(found).filter(verb="portal.change_notice").last() if found.published_at else None
    context = {
        "notice": found,
        "row": _row(shown, now),
        "phase": shown.phase(now),
        "guide": [(LABELS[key], found.guide[key]) for key in KEYS if found.guide.get(key)],
        "changed": changed if changed and found.published_at and changed.at > found.published_at else None,
        "writes": writes,
        "draft": found.published_at is None,
        "lines": lines(history(found)) if writes else [],
    }
    return render(request, "portal/notice.html", context)


def notice_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The guide as one sheet of A4."""
    from sangsaeng.records.documents.pdf import render_pdf

    found = _find(request, code)
    if found.withdrawn_at is not None or not found.guide:
        raise Http404
    with override("ko"):
        made = sheet(
            title=found.title,
            summary=found.text,
            guide=found.guide,
            issuer=found.programme.owner
            if found.programme and found.programme.owner
            else "상생협의회 사무국",
            dated=found.published_at or found.changed_at,
            demonstration=found.demonstration,
        )
    return file_response(render_pdf(made), filename=f"{found.title[:80]} 안내.pdf", format="pdf")


def notice_new(request: HttpRequest) -> HttpResponse:
    form = forms.NoticeForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.write_notice(actor=request.user, **form.given()))
        if made is not None:
            messages.success(request, _("초안을 저장했습니다. 아래 모습을 확인하고 공개하세요."))
            return redirect("portal:notice", made.code)
    return _form(request, form, heading=_("공고·안내 쓰기"), cancel=reverse("portal:notices"))


def notice_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = _own(request, code)
    form = forms.NoticeForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        notice=found,
        initial=forms.NoticeForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: actions.change_notice(actor=request.user, notice=found, **form.given()))
        if made is not None:
            messages.success(request, _("고쳤습니다."))
            return redirect("portal:notice", code)
    return _form(
        request,
        form,
        heading=_("공고·안내 고치기"),
        cancel=reverse("portal:notice", args=[code]),
        notice=found,
    )


def _form(request: HttpRequest, form: django_forms.Form, **context: Any) -> HttpResponse:
    return render(
        request,
        "portal/notice_form.html",
        {"form": form, "submit": _("저장하고 미리 보기")} | context,
        status=422 if form.errors else 200,
    )


def notice_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once, then publish."""
    found = _own(request, code)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _try(
        form, lambda: actions.publish_notice(actor=request.user, notice=found)
    ):
        messages.success(request, _("공개했습니다."))
        return redirect("portal:notice", code)
    context = {
        "heading": _("공개하기"),
        "question": found.title,
        "consequences": [
            _("누구나 이 글과 안내를 읽고 내려받을 수 있습니다."),
            _("공개한 뒤에 고치면 고친 날과 이유가 함께 보입니다. 철회할 때에도 이유가 보입니다."),
        ],
        "form": form,
        "submit": _("공개하기"),
        "kind": "primary",
    }
    return _confirm(request, found, form, context)


def notice_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    found = _own(request, code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if _try(form, lambda: actions.withdraw_notice(actor=request.user, notice=found, reason=reason)):
            messages.success(request, _("철회했습니다."))
            return redirect("portal:notices")
    context = {
        "heading": _("글 철회"),
        "question": found.title,
        "consequences": [
            _("목록에서 사라지고, 이 주소에는 철회한 이유만 남습니다."),
            _("되돌릴 수 없습니다. 필요하면 새로 쓰세요."),
        ],
        "form": form,
        "submit": _("글 철회"),
    }
    return _confirm(request, found, form, context)


def _confirm(
    request: HttpRequest, found: Notice, form: django_forms.Form, context: dict[str, Any]
) -> HttpResponse:
    frame = {"notice": found, "cancel": reverse("portal:notice", args=[found.code])}
    status = 422 if form.errors else 200
    return render(request, "portal/notice_confirm.html", frame | context, status=status)
