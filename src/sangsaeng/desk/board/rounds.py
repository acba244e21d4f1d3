"""Section «rounds»: from applications to selections, round by round. No applicant is named."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sangsaeng.desk.board.as_of import Scope, local
from sangsaeng.desk.board.figures import Cell, Column, Figure, Grid, Line, Section, Table
from sangsaeng.parties.models import Role
from sangsaeng.proposals.models import Sector
from sangsaeng.records.models import Event
from sangsaeng.support.models import Application, Round, Stage, StageResult

OFFICIALS = (Role.SECRETARIAT, Role.MINISTRY, Role.AGENCY, Role.AUDITOR)
VERBS = (
    "support.decide_round",
    "support.promote_reserve",
    "support.give_up",
    "support.withdraw_application",
    "support.cancel_round",
)


@dataclass
class ApplicationRow:
    """An application without its firm."""

    code: str
    round: str
    sector: str
    submitted_on: date


def _table() -> Table:
    return Table(
        "applications",
        _("신청"),
        (
            Column(pgettext("code", "번호"), lambda r: r.code),
            Column(_("공고"), lambda r: r.round, "link"),
            Column(_("업종"), lambda r: str(Sector(r.sector).label) if r.sector else None),
            Column(_("접수한 날"), lambda r: r.submitted_on, "day"),
        ),
        href=lambda r: reverse("support:round", args=[r.round]),
    )


@dataclass
class Told:
    """What the record had said of the results by then: codes of rounds and of applications."""

    selected: dict[str, set[str]]
    reserve: dict[str, set[str]]
    gone: set[str]
    withdrawn: set[str]
    cancelled: set[str]


def _told(scope: Scope) -> Told:
    found = Told(defaultdict(set), defaultdict(set), set(), set(), set())
    events = Event.objects.filter(
        subject_type__in=["round", "application"], verb__in=VERBS, at__lt=scope.end
    ).order_by("pk")
    for code, verb, data in events.values_list("subject_id", "verb", "data"):
        if verb == "support.decide_round":
            found.selected[code], found.reserve[code] = set(data["selected"]), set(data["reserve"])
        elif verb == "support.promote_reserve":
            found.selected[code].add(data["application"])
            found.reserve[code].discard(data["application"])
        elif verb == "support.give_up":
            found.gone.add(data["application"])
        elif verb == "support.withdraw_application":
            found.withdrawn.add(code)
        else:
            found.cancelled.add(code)
    return found


@dataclass
class StageThen:
    """A stage, and who went on from it where its results were fixed by then (None where they were not)."""

    went_on: list[ApplicationRow] | None


def _applied(scope: Scope, keys: list[int], withdrawn: set[str]) -> dict[int, ApplicationRow]:
    """By key: the applications received by then and not withdrawn; one query."""
    rows = Application.objects.filter(round__in=keys, submitted_at__lt=scope.end).order_by("code")
    return {
        pk: ApplicationRow(code, of, sector, local(at))
        for pk, code, of, sector, at in rows.values_list(
            "pk", "code", "round__code", "sector", "submitted_at"
        )
        if at is not None and code not in withdrawn
    }


def _stages(scope: Scope, keys: list[int], applied: dict[int, ApplicationRow]) -> dict[int, list[StageThen]]:
    """By round: its stages but the last, which is the final: who goes on from that is selected. Two queries."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = Stage.objects.filter(round__in=keys).order_by("round", "order")
    for pk, round_pk, closed_at in rows.values_list("pk", "round_id", "closed_at"):
        found[round_pk].append((pk, closed_at is not None and closed_at < scope.end))
    went_on: dict[int, list[ApplicationRow]] = defaultdict(list)
    results = StageResult.objects.filter(stage__round__in=keys, goes_on=True).order_by("application__code")
    for stage, application in results.values_list("stage_id", "application_id"):
        if application in applied:
            went_on[stage].append(applied[application])
    return {
        round_pk: [StageThen(went_on[pk] if closed else None) for pk, closed in stages[:-1]]
        for round_pk, stages in found.items()
    }


def _line(round: Round, rows: list[ApplicationRow], stages: list[StageThen], most: int, told: Told) -> Line:
    table = _table()

    def figure(key: str, label: str, of: list[ApplicationRow]) -> Figure:
        return Figure(f"rounds.{round.code}.{key}", f"{round.name} · {label}", of, table)

    cells: list[Cell] = [figure("applied", _("신청"), rows)]
    for at in range(most):
        went_on = stages[at].went_on if at < len(stages) else None
        label = _("%(n)d단계 통과") % {"n": at + 1}
        cells.append(None if went_on is None else figure(f"stage{at + 1}", label, went_on))
    for key, label, codes in (
        ("selected", pgettext("application", "선정"), told.selected.get(round.code)),
        ("reserve", pgettext("application", "예비"), told.reserve.get(round.code)),
    ):
        held = [row for row in rows if codes and row.code in codes and row.code not in told.gone]
        cells.append(None if codes is None else figure(key, label, held))
    return Line(round.name, tuple(cells))


def rounds_section(scope: Scope) -> Section:
    """Applied, gone on from each stage, selected, in reserve; for the council only once the result was public. 5 queries."""
    told = _told(scope)
    rounds = Round.objects.filter(demonstration=scope.demonstration, called_at__lt=scope.end)
    if scope.user.role not in OFFICIALS:
        rounds = rounds.filter(announced_at__lt=scope.end)
    called = [row for row in rounds.order_by("opens_at", "code") if row.code not in told.cancelled]
    keys = [row.pk for row in called]
    by_pk = _applied(scope, keys, told.withdrawn)
    stages = _stages(scope, keys, by_pk)
    applied: dict[str, list[ApplicationRow]] = defaultdict(list)
    for row in by_pk.values():
        applied[row.round].append(row)
    most = max((len(stages.get(row.pk, [])) for row in called), default=0)
    columns = (
        _("신청"),
        *(_("%(n)d단계 통과") % {"n": at + 1} for at in range(most)),
        pgettext("application", "선정"),
        pgettext("application", "예비"),
    )
    lines = tuple(_line(row, applied[row.code], stages.get(row.pk, []), most, told) for row in called)
    return Section(
        "rounds",
        _("선정 공고"),
        (Grid("rounds", _("신청에서 선정까지"), _("공고"), columns, lines),),
        note=_(
            "신청한 기업의 이름은 없습니다. 평가 전에 철회한 신청은 세지 않고, 평가가 시작된 뒤 포기한 신청은 선정과 예비에서 뺍니다."
        ),
    )
