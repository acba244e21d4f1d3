"""What is still missing before a meeting can be notified, opened, closed and its minutes made; reads only."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation import notice
from sangsaeng.deliberation.models import Meeting, MinutesSignature
from sangsaeng.deliberation.queries import conflicts as interests
from sangsaeng.deliberation.queries import letters as letter_queries
from sangsaeng.deliberation.queries.dispatch import sent_and_opened
from sangsaeng.deliberation.queries.seen import ItemView, MeetingView
from sangsaeng.deliberation.tally import quorum_needed
from sangsaeng.parties.models import Declaration

DONE, WAITING, BLOCKED, OPTIONAL = "done", "waiting", "blocked", "optional"
CHIP = {DONE: "approved", WAITING: "check", BLOCKED: "flag-all", OPTIONAL: "draft"}


@dataclass(frozen=True)
class Check:
    """One thing that has to be there: how it stands, one sentence, one button."""

    state: str
    sentence: str
    button: str = ""
    href: str = ""

    @property
    def chip(self) -> str:
        return CHIP[self.state]

    @property
    def word(self) -> str:
        return {
            DONE: _("됨"),
            WAITING: _("아직"),
            BLOCKED: _("막힘"),
            OPTIONAL: _("없어도 됨"),
        }[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in (WAITING, BLOCKED)


def _to(name: str, meeting: Meeting, *more: object) -> str:
    """The address of a page of the meeting; empty where that page is not installed."""
    try:
        return reverse(f"deliberation:{name}", args=(meeting.code, *more))
    except NoReverseMatch:
        return ""


def _numbers(items: list[ItemView]) -> str:
    return ", ".join(_("제%(number)d호") % {"number": item.number} for item in items)


def checklist(meeting: Meeting, view: MeetingView) -> list[Check]:
    """The rows for the meeting as it stands, in the order in which they are dealt with."""
    if meeting.is_cancelled:
        return []
    if meeting.is_closed:
        return [_minutes(meeting)]
    rows = [_agenda(meeting, view), _papers(meeting, view)]
    if meeting.is_called:
        rows += [_book(meeting), _notice(meeting, view)]
    rows += [_conflicts(view), _attendance(meeting, view), _guests(meeting, view)]
    if not meeting.is_called:
        rows += [_votes(meeting, view), _undecided(meeting, view)]
    return [*rows, *_answers(meeting)]


def _agenda(meeting: Meeting, view: MeetingView) -> Check:
    href = _to("agenda_add", meeting)
    if not view.items:
        return Check(
            BLOCKED, _("안건이 없습니다. 하나 이상 올려야 통지하고 열 수 있습니다."), _("안건 올리기"), href
        )
    return Check(DONE, _("안건 %(count)d건을 올렸습니다.") % {"count": len(view.items)}, _("더 올리기"), href)


def _papers(meeting: Meeting, view: MeetingView) -> Check:
    missing = [item for item in view.items if not item.has_paper and not item.is_decided]
    if not view.items:
        return Check(WAITING, _("안건을 올리면 의안을 쓸 수 있습니다."))
    if not missing:
        return Check(DONE, _("안건마다 의안을 썼습니다."))
    return Check(
        WAITING,
        _("의결주문이나 보고 내용을 쓰지 않은 안건: %(numbers)s") % {"numbers": _numbers(missing)},
        _("의안 쓰기"),
        _to("paper", meeting, missing[0].number),
    )


def _book(meeting: Meeting) -> Check:
    href = _to("books", meeting)
    edition = getattr(meeting, "latest_book", None)
    if edition is None:
        return Check(WAITING, _("의안집을 아직 만들지 않았습니다."), _("의안집 만들기") if href else "", href)
    return Check(
        DONE, _("의안집 제%(edition)d판을 만들었습니다.") % {"edition": edition}, _("의안집 보기"), href
    )


def _notice(meeting: Meeting, view: MeetingView) -> Check:
    href = _to("notice", meeting)
    needed = notice.days_needed(meeting.bylaw, urgent=meeting.is_urgent)
    at = meeting.notified_at or timezone.now()
    given = notice.days_given(meeting.held_at, at)
    days = {"given": given, "needed": needed}
    if meeting.notified_at is None:
        if not view.items:
            return Check(BLOCKED, _("안건을 올려야 소집을 통지할 수 있습니다."), _("통지 보기"), href)
        text = (
            _("통지하지 않았습니다. 지금 보내면 회의 %(given)d일 전이고 %(needed)d일 전까지 보내야 합니다.")
            if given >= needed
            else _(
                "통지 기한이 지났습니다. 지금 보내면 회의 %(given)d일 전인데 %(needed)d일 전까지여야 합니다."
            )
        )
        return Check(WAITING, text % days, _("소집 통지"), href)
    to, opened = sent_and_opened(meeting)
    figures = days | {"to": to, "opened": opened}
    text = _("회의 %(given)d일 전에 %(to)d명에게 통지했고 %(opened)d명이 열어 보았습니다.")
    if given < needed:
        text = _(
            "회의 %(given)d일 전에 통지해 %(needed)d일보다 짧습니다. %(to)d명에게 보냈고 %(opened)d명이 열어 보았습니다."
        )
    return Check(WAITING if given < needed else DONE, text % figures, _("통지 증명 보기"), href)


def _conflicts(view: MeetingView) -> Check:
    """Who with an account has not said whether he has a conflict, in which undecided item he still takes part in."""
    items = [item for item in view.items if item.is_model and not item.is_decided]
    said = set(
        Declaration.objects.filter(
            case_type=interests.CASE, case_id__in=[item.code for item in items]
        ).values_list("person_id", "case_id")
    )
    missing = [
        (seat, item)
        for item in items
        for seat, _noted in view.roll
        if seat.user_id is not None
        and (seat.user_id, item.code) not in said
        and all(e.seat_id != seat.pk for e in item.exclusions)
    ]
    if not missing:
        return Check(DONE, _("계정이 있는 위원이 모두 이해관계를 신고했습니다."))
    return Check(
        WAITING,
        _("위원 %(people)d명이 안건 %(items)d건의 이해관계를 아직 신고하지 않았습니다.")
        % {
            "people": len({seat.pk for seat, _item in missing}),
            "items": len({item.pk for _seat, item in missing}),
        },
        _("이해관계 보기"),
        reverse("deliberation:conflict_case", args=(missing[0][1].code,)),
    )


def _attendance(meeting: Meeting, view: MeetingView) -> Check:
    if meeting.is_written:
        return Check(
            DONE, _("서면 의결이라 출석을 적지 않습니다. 기한까지 회신한 위원이 참여한 것이 됩니다.")
        )
    quorum = quorum_needed(meeting.bylaw, entitled=view.entitled)
    figures = {"entitled": view.entitled, "present": view.present, "quorum": quorum}
    enough = view.present >= quorum
    text = (
        _("재적 %(entitled)d명 가운데 %(present)d명이 출석해 의사정족수 %(quorum)d명을 채웠습니다.")
        if enough
        else _("재적 %(entitled)d명 가운데 %(present)d명이 출석했습니다. 의사정족수는 %(quorum)d명입니다.")
    )
    state = DONE if enough else (WAITING if _is_to_come(meeting) else BLOCKED)
    return Check(state, text % figures, _("출석 기록"), _to("attendance", meeting))


def _guests(meeting: Meeting, view: MeetingView) -> Check:
    href = _to("guest_add", meeting)
    if not view.guests:
        return Check(OPTIONAL, _("배석자를 적지 않았습니다."), _("배석자 적기"), href)
    return Check(
        DONE, _("배석자 %(count)d명을 적었습니다.") % {"count": len(view.guests)}, _("배석자 적기"), href
    )


def _votes(meeting: Meeting, view: MeetingView) -> Check:
    open_now = [item for item in view.items if item.vote is not None and item.vote.is_open]
    if not open_now:
        return Check(DONE, _("진행 중인 표결이 없습니다."))
    first = next((item for item in open_now if item.vote and item.vote.all_in), open_now[0])
    counts = ", ".join(
        _("제%(number)d호 %(voted)d/%(electors)d명")
        % {"number": item.number, "voted": item.vote.voted, "electors": item.vote.electors}
        for item in open_now
        if item.vote is not None
    )
    text = _("표결 중입니다: %(counts)s") % {"counts": counts}
    return Check(BLOCKED, text, _("표결 마감"), _to("close_vote", meeting, first.number))


def _undecided(meeting: Meeting, view: MeetingView) -> Check:
    left = [item for item in view.items if not item.is_decided]
    if not left:
        return Check(
            DONE,
            _("안건을 모두 결정했습니다. 이제 폐회할 수 있습니다."),
            _("폐회하기"),
            _to("close", meeting),
        )
    return Check(
        BLOCKED,
        _("결정하지 않은 안건이 있어 폐회할 수 없습니다: %(numbers)s") % {"numbers": _numbers(left)},
        _("안건으로 가기"),
        f"#item-{left[0].number}",
    )


def _minutes(meeting: Meeting) -> Check:
    """Whether the minutes are made, and both have signed the latest version."""
    of = MinutesSignature.objects.filter(minutes=OuterRef("pk"))
    last = (
        meeting.minutes.annotate(
            chair=Exists(of.filter(role=MinutesSignature.Role.CHAIR)),
            secretary=Exists(of.filter(role=MinutesSignature.Role.SECRETARY)),
        )
        .values("version", *MinutesSignature.Role.values)
        .order_by("-version")
        .first()
    )
    if last is None:
        return Check(WAITING, _("아직 만든 회의록이 없습니다."), _("회의록 만들기"), _to("minutes", meeting))
    waiting = [str(role.label) for role in MinutesSignature.Role if not last[role.value]]
    href = _to("results", meeting)
    if waiting:
        return Check(
            WAITING,
            _("회의록 제%(version)d판이 서명을 기다립니다: %(roles)s")
            % {"version": last["version"], "roles": ", ".join(waiting)},
            _("회의록과 결과 보기"),
            href,
        )
    return Check(
        DONE,
        _("회의록 제%(version)d판에 위원장과 간사가 서명했습니다.") % {"version": last["version"]},
        _("회의록과 결과 보기"),
        href,
    )


def _answers(meeting: Meeting) -> list[Check]:
    """The committee's answers that this council has not been told of in a meeting yet."""
    if meeting.is_closed:
        return []
    waiting = letter_queries.committee_answers_waiting(meeting)
    if not waiting:
        return []
    return [
        Check(
            WAITING,
            _("위원회의 답 %(count)d건을 아직 이 회의체에 보고하지 않았습니다.") % {"count": len(waiting)},
            _("보고 안건으로 올리기"),
            _to("answers", meeting),
        )
    ]


def _is_to_come(meeting: Meeting) -> bool:
    """Whether the day of a called meeting is still to come."""
    return meeting.is_called and notice.days_given(meeting.held_at, timezone.now()) > 0


def next_step(rows: list[Check]) -> Check | None:
    """What to do now: what blocks first, else the first thing that is still missing."""
    blocked = next((row for row in rows if row.state == BLOCKED), None)
    return blocked or next((row for row in rows if row.is_open), None)
