"""The page of the report on a year's plan, its files, and the form that puts it on an agenda."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sangsaeng.deliberation.forms.meetings import KoreanSelect
from sangsaeng.deliberation.models import Meeting
from sangsaeng.pages import charts
from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.pages.formats import moment
from sangsaeng.parties.rules import may
from sangsaeng.support import annual_words as words
from sangsaeng.support.actions.annual_report import put_annual_report
from sangsaeng.support.forms.payments import Day
from sangsaeng.support.plan import plan_rows
from sangsaeng.support.queries import annual_report as queries


class WhichForm(forms.Form):
    """The year, and the day as of which (기준일)."""

    year = forms.TypedChoiceField(label=gettext_lazy("연도"), coerce=int, required=False)
    as_of = forms.DateField(label=gettext_lazy("기준일"), required=False, widget=Day)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [(year, str(year)) for year in years]

    def clean_as_of(self) -> date | None:
        as_of: date | None = self.cleaned_data["as_of"]
        if as_of and as_of > timezone.localdate():
            raise ValidationError(_("오늘보다 뒤의 날은 적을 수 없습니다."))
        return as_of


class PutForm(forms.Form):
    meeting = forms.ModelChoiceField(
        label=gettext_lazy("회의"),
        queryset=Meeting.objects.none(),
        empty_label=gettext_lazy("고르세요"),
        widget=KoreanSelect,
    )

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Meeting.objects.filter(pk__in=[each.pk for each in meetings])
        named = [(each.pk, f"{each.full_title} · {moment(each.held_at)}") for each in meetings]
        field.choices = [("", _("고르세요")), *named]


def _asked(request: HttpRequest) -> tuple[WhichForm, Any]:
    """The form and the report that the address asks for; what cannot be is left out and said in the form."""
    user: Any = request.user
    years = queries.years(demonstration=user.demonstration)
    given = request.GET if {"year", "as_of"} & set(request.GET) else None
    form = WhichForm(given, years=years)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    year = chosen.get("year") or years[0]
    as_of = chosen.get("as_of") or queries.default_day(year)
    if not form.is_bound:
        form.initial = {"year": year, "as_of": as_of}
    return form, queries.report(year=year, as_of=as_of, demonstration=user.demonstration)


def annual_report(request: HttpRequest) -> HttpResponse:
    """Planned, appropriated, committed, paid and the rate, kind by kind; the plan of 2021 as facts apart."""
    form, report = _asked(request)
    drawn = [chart] if (chart := words.chart(report)) else []
    if (download := charts.answer(request, drawn)) is not None:
        return download
    name = words.title(report.year)
    wanted = request.GET.get("format")
    if wanted in ("csv", "xlsx"):
        return rows_response(name, words.header(), words.rows(report), wanted)
    if wanted == "pdf":
        from sangsaeng.records.documents.pdf import render_pdf

        return file_response(render_pdf(words.document(report)), filename=f"{name}.pdf", format="pdf")
    user: Any = request.user
    context = {
        "form": form,
        "report": report,
        "gist": words.gist(report),
        "kinds": [
            {
                "of": each,
                "before": words.before_text(each, report),
                "note": words.note_of(each.kind),
                "rates": [(line, words.rate_text(line)) for line in each.lines],
                "total_rate": words.rate_text(each.total),
            }
            for each in report.kinds
        ],
        "charts": drawn,
        "plan": plan_rows(),
        "clock": queries.clock(user),
        "asked": f"year={report.year}&as_of={report.as_of.isoformat()}",
        "may_put": bool(report.kinds) and may(user, "deliberation.run"),
    }
    return render(request, "support/annual_report.html", context, status=422 if form.errors else 200)


def put(request: HttpRequest) -> HttpResponse:
    """Choose the meeting on whose agenda the report is put."""
    _form, report = _asked(request)
    meetings = queries.meetings(request.user)
    form = PutForm(request.POST if request.method == "POST" else None, meetings=meetings)
    back = f"{reverse('support:annual_report')}?year={report.year}&as_of={report.as_of.isoformat()}"
    if request.method == "POST" and form.is_valid():
        meeting = form.cleaned_data["meeting"]
        try:
            put_annual_report(actor=request.user, meeting=meeting, year=report.year, as_of=report.as_of)
        except ValidationError as refused:
            known = hasattr(refused, "error_dict") and set(refused.error_dict) <= set(form.fields)
            form.add_error(None, refused if known else refused.messages)
        else:
            messages.success(request, _("보고 안건으로 올렸습니다."))
            return redirect("deliberation:meeting", meeting.code)
    context = {"form": form, "report": report, "gist": words.gist(report), "meetings": meetings, "back": back}
    return render(request, "support/annual_put.html", context, status=422 if form.errors else 200)
