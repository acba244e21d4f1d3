"""A fair in sentences: what it asks of whom now, why somebody goes without a meeting, how a meeting stands."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from sangsaeng.discovery.models.fairs import Fair, FairMeeting, FairState
from sangsaeng.pages.formats import SEOUL, day, moment


def days(fair: Fair) -> str:
    """2026. 11. 30.(월), or from – to."""
    if fair.first_day == fair.last_day:
        return day(fair.first_day)
    return f"{day(fair.first_day)} – {day(fair.last_day)}"


def hours(fair: Fair) -> str:
    return f"{fair.opens:%H:%M}–{fair.closes:%H:%M}"


def span(meeting: FairMeeting) -> str:
    """10:00–10:25."""
    start, end = (each.astimezone(SEOUL) for each in (meeting.slot.starts_at, meeting.slot.ends_at))
    return f"{start:%H:%M}–{end:%H:%M}"


def state_label(fair: Fair, at: datetime | None = None) -> str:
    """The word of the chip: one that is open says whether applications still come in."""
    if fair.state == FairState.OPEN and not fair.takes_wishes(at):
        return pgettext("fair", "신청 옮겨 적는 중") if fair.entered_late else pgettext("fair", "신청 마감")
    return str(fair.get_state_display())


def running(fair: Fair) -> str:
    """The name of the page of the day: «today» only on a day of the fair."""
    today = timezone.localdate()
    return _("오늘 진행") if fair.first_day <= today <= fair.last_day else _("상담 진행")


def sentence(fair: Fair, at: datetime | None = None) -> str:
    """What a fair asks of those who take part, now."""
    at = at or timezone.now()
    if fair.state == FairState.DRAFT:
        return _("준비하고 있습니다. 아직 사무국만 볼 수 있습니다.")
    if fair.state == FairState.OPEN:
        if fair.takes_wishes(at):
            return _("%(when)s까지 상담석과 참가 기업의 신청을 받습니다.") % {
                "when": moment(fair.wishes_until)
            }
        if fair.entered_late:
            return _("신청은 다른 곳에서 받았습니다. 사무국이 옮겨 적은 뒤 상담을 배정합니다.")
        return _("신청을 마쳤습니다. 사무국이 상담을 배정합니다.")
    if fair.state == FairState.ALLOCATED:
        return _("사무국이 배정안을 살피고 있습니다. 곧 시간표를 알립니다.")
    if fair.state == FairState.PUBLISHED:
        return _("시간표가 나왔습니다. 참가자는 로그인해 내 시간표를 보세요.")
    if fair.state == FairState.HELD:
        return _("상담회가 열렸습니다. 상담 결과를 적어 주세요.")
    if fair.state == FairState.CLOSED:
        return _("상담회를 마쳤습니다.")
    return _("취소된 상담회입니다. 이유: %(reason)s") % {"reason": fair.cancel_reason}


WHY = {
    "no_wish": gettext_lazy("희망이 없고, 적합도가 보통 이상인 상담석도 없습니다."),
    "barred": gettext_lazy("희망한 곳이 모두 만나지 않기로 한 짝입니다."),
    "no_time": gettext_lazy("희망한 상담석과 함께 있을 수 있는 시간이 없습니다."),
    "full": gettext_lazy("희망한 상담석이 다른 기업으로 모두 찼습니다."),
    "no_slot": gettext_lazy("만날 상대는 있으나 남은 시간이 없습니다."),
}
REMEDY = {
    "no_wish": gettext_lazy("희망을 받아 적거나 직접 상담을 더하세요."),
    "barred": gettext_lazy("다른 희망을 받아 적으세요."),
    "no_time": gettext_lazy("자리를 비우는 시간을 줄일 수 있는지 물어보세요."),
    "full": gettext_lazy("그 상담석이 상담 수를 늘릴 수 있는지 물어보세요."),
    "no_slot": gettext_lazy("어느 쪽이 시간을 더 낼 수 있는지 물어보세요."),
}


def meeting_state(meeting: FairMeeting) -> tuple[str, str]:
    """The chip of a meeting: its kind and its word."""
    if meeting.cancelled_at:
        return "stopped", pgettext("meeting of a fair", "취소")
    took = meeting.took_place
    if took:
        return "completed", _("상담함")
    if meeting.firm_came is False and meeting.desk_came is False:
        return "returned", _("둘 다 오지 않음")
    if meeting.firm_came is False:
        return "returned", _("기업이 오지 않음")
    if meeting.desk_came is False:
        return "returned", _("상담석이 비어 있었음")
    return "submitted", pgettext("meeting of a fair", "예정")


def desk_label(number: int) -> str:
    return _("상담석 %(number)s") % {"number": number}


def firm_label(number: int) -> str:
    return _("기업 %(number)s") % {"number": number}


HIDDEN = gettext_lazy("이름 비공개")
FORMATS = (("pdf", "PDF"), ("xlsx", "XLSX"), ("ics", pgettext_lazy("fair", "내 달력에 넣기")))


def share(part: int, whole: int) -> float | None:
    """Per cent; None where there is nothing to have a share of."""
    return round(100 * part / whole, 1) if whole else None


def spread_rows(figures: dict[str, Any]) -> list[tuple[str, str, float | None]]:
    """The figures of an allocation: label, count, per cent."""
    of = figures.get("spread") or {}
    if not of:
        return []

    def row(label: str, part: str, whole: str) -> tuple[str, str, float | None]:
        return label, f"{of[part]:,} / {of[whole]:,}", share(of[part], of[whole])

    return [
        row(_("상담이 하나 이상 있는 기업"), "suppliers_meeting", "suppliers"),
        row(_("상담이 하나 이상 있는 상담석"), "desks_meeting", "desks"),
        row(_("이루어진 기업의 희망"), "wishes_met", "wishes"),
        row(_("이루어진 1순위 희망"), "first_wishes_met", "first_wishes"),
        row(_("이루어진 상담석의 희망"), "desk_wishes_met", "desk_wishes"),
        row(_("이루어진 서로의 희망"), "mutual_met", "mutual"),
    ]
