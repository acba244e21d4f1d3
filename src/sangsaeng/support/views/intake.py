"""The intake system's spreadsheet: its template, the upload, and what became of each file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.pages.downloads import file_response, rows_response
from sangsaeng.pages.refusals import explain
from sangsaeng.parties.rules import require
from sangsaeng.support import eligibility, intake_reading
from sangsaeng.support.actions.intake import take_in
from sangsaeng.support.forms.rounds import IntakeForm
from sangsaeng.support.queries import rounds as queries
from sangsaeng.support.round_words import exact_time
from sangsaeng.support.views.rounds import find

EXAMPLES = {
    "intake_number": "KIBO-2026-000123",
    "submitted_at": "2026-11-30 17:59:58",
    "firm_name": "시연 정밀소재",
    "business_number": "000-00-00019",
    "sector": "반도체",
    "item_text": "세라믹 부품",
    "strategy": "5년 안에 국산화율 50 %",
    "recommender": "시연 수요기업 A",
}


def intake(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a file; the files taken so far, each with its refused rows."""
    round = find(request, code)
    user: Any = request.user
    require(user, "support.run_round", round)
    form = IntakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > intake_reading.MOST_BYTES:
                raise ValidationError(_("20 MB보다 큰 파일은 올릴 수 없습니다."))
            came = take_in(actor=user, round=round, name=file.name, content=file.read())
        except ValidationError as refused:
            explain(form, refused)
        else:
            counted = {"taken": came.taken, "known": came.known, "refused": len(came.refused)}
            text = _(
                "새로 받은 신청 %(taken)d건, 이미 받은 신청 %(known)d건, 받지 못한 행 %(refused)d개입니다."
            )
            (messages.warning if came.refused else messages.success)(request, text % counted)
            return redirect(reverse("support:intake", args=[code]))
    context = {
        "round": round,
        "form": form,
        "opens": exact_time(round.opens_at),
        "closes": exact_time(round.closes_at),
        "files": [(each, exact_time(each.taken_at)) for each in queries.intake_files(round)],
    }
    return render(request, "support/intake.html", context, status=422 if form.errors else 200)


def intake_template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty table with the right header, and a second sheet that says how each column is written."""
    from sangsaeng.records.documents.content import Column
    from sangsaeng.records.documents.xlsx import Sheet, render_xlsx

    round = find(request, code)
    require(request.user, "support.run_round", round)
    rule = eligibility.of_round(round)
    head = intake_reading.header(rule)
    needed = {intake_reading.COLUMNS[key] for key in intake_reading.NEEDED}
    examples = [*EXAMPLES.values(), *(each.help.split(".")[0].removeprefix("예: ") for each in rule.figures)]
    how = [
        [label, "꼭 적음" if label in needed else "비워 두면 ‘확인 필요’", example]
        for label, example in zip(head, examples, strict=True)
    ]
    columns = (Column("열"), Column("적는 법"), Column("예"))
    content = render_xlsx(
        [Sheet("신청", tuple(Column(label) for label in head), []), Sheet("작성 요령", columns, how)],
        title=f"{round.code} 신청 서식",
    )
    return file_response(content, filename=f"{round.code}-신청-서식.xlsx", format="xlsx")


def intake_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A file that was taken in: itself, or with `?refused=csv|xlsx` the rows that were not taken."""
    round = find(request, code)
    require(request.user, "support.read_applications", round)
    found = get_object_or_404(round.intake_files.select_related("file"), pk=pk)
    wanted = request.GET.get("refused")
    if wanted in ("csv", "xlsx"):
        rows = [(each["row"], each["column"], each["text"]) for each in found.refused]
        name = f"{round.code}-{_('받지 못한 행')}"
        return rows_response(name, [_("행"), _("열"), _("이유")], rows, wanted)
    return file_response(bytes(found.file.content), filename=found.name, format=found.file.format)
