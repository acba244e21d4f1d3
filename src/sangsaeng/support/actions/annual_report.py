"""Put the report on a year's plan on the agenda of a meeting."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation import actions as deliberation
from sangsaeng.deliberation.models import AgendaItem, Meeting
from sangsaeng.pages.formats import day
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support import annual_words
from sangsaeng.support.queries import annual_report as queries


def put_annual_report(*, actor: Any, meeting: Meeting, year: int, as_of: date) -> AgendaItem:
    """Put the report, as of a day, on the agenda as a report with one table a kind; nothing is voted on.

    The figures are those of now and stay as they are put. Appends «deliberation.put_on_agenda» and
    «support.put_annual_report», both about the meeting. Refuses who may not run the meeting, a meeting that is over, a year
    without programmes, and (ValidationError) the report of the same year on the same agenda a second time.
    """
    require(actor, "support.read_annual")
    if as_of.year < year:
        raise ValidationError({"as_of": _("기준일은 그해나 그 뒤의 날이어야 합니다.")})
    report = queries.report(year=year, as_of=as_of, demonstration=meeting.demonstration)
    if not report.kinds:
        raise ValidationError(_("이 해에 기록된 지원사업이 없어 올릴 것이 없습니다."))
    with override("ko"):
        title = annual_words.title(year)
        content, figures = annual_words.gist(report), annual_words.figures(report)
        told = day(as_of)
    with transaction.atomic():
        if (
            Meeting.objects.select_for_update(of=("self",))
            .get(pk=meeting.pk)
            .agenda.filter(title=title)
            .exists()
        ):
            raise ValidationError(
                {"meeting": _("이 회의에 이미 올린 보고입니다. 다시 올리려면 앞의 안건을 내리세요.")}
            )
        item = deliberation.put_report(
            actor=actor, meeting=meeting, title=title, content=f"{content} ({told} 기준)", figures=figures
        )
        append(
            verb="support.put_annual_report",
            subject=meeting,
            actor=actor,
            data={"item": item.number, "year": year, "as_of": as_of.isoformat()},
        )
    return item
