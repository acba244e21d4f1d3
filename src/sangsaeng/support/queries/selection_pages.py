"""What the pages of a selection show: the board, one result, the public list, the funnel. Each in a fixed number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.models import User
from sangsaeng.proposals.models import Sector
from sangsaeng.support import ranking, selection_rubrics
from sangsaeng.support.models import (
    Application,
    ApplicationState,
    Assessment,
    Certificate,
    CertificateState,
    Round,
    RoundState,
    Stage,
    StageResult,
)
from sangsaeng.support.queries import selection
from sangsaeng.support.selection_rubrics import Criterion, Sheet
from sangsaeng.support.selection_rules import whose

State = ApplicationState
SECTORS = dict(Sector.choices)
# Rounds whose selection has begun: the board is empty before.
BEGUN = (RoundState.REVIEWING, RoundState.DECIDED, RoundState.ANNOUNCED)


@dataclass
class BoardRow:
    """An application on the board of a stage; a figure that is not to be seen yet is None."""

    code: str
    firm_name: str
    sector: str
    sector_label: str
    state: str = ""
    assigned: int = 0
    done: int = 0
    declined: int = 0
    raw: Decimal | None = None
    adjusted: Decimal | None = None
    spread: Decimal | None = None
    rank: int | None = None
    tie_break: str = ""
    goes_on: bool | None = None

    @property
    def waiting(self) -> int:
        return self.assigned - self.done


@dataclass
class Board:
    stage: Stage
    rows: list[BoardRow]
    waiting: list[tuple[User, int]]
    """Who has assessments still to hand in, and how many; the most first."""
    ranked_by: str = ""
    cut: Decimal | None = None
    on: int = 0
    scored: bool = False
    """Whether scores are shown: the stage is closed, or everything assigned is in."""

    @property
    def missing(self) -> int:
        return sum(count for _person, count in self.waiting)

    @property
    def lacking(self) -> int:
        return sum(row.assigned == 0 for row in self.rows)

    @property
    def assigned(self) -> int:
        return sum(row.assigned for row in self.rows)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)


def rounds(user: Any) -> QuerySet[Round]:
    """The rounds whose selection this person reads."""
    rows = Round.objects.filter(state__in=BEGUN)
    return rows.filter(demonstration=True) if getattr(user, "demonstration", False) else rows


def board(stage: Stage) -> Board:
    """The board of a stage, in at most seven queries however many applications there are."""
    given = selection.held(stage)
    if stage.closed_at is not None:
        results = list(stage.results.select_related("application").order_by("rank", "application__code"))
        found = Board(stage, [_closed_row(stage, r) for r in results], [], stage.ranked_by, scored=True)
        if selection.has_limit(stage):
            found.cut = ranking.cut(_ranking(stage, r) for r in results if r.goes_on)
        found.on = sum(r.goes_on for r in results)
        spread = {key: score.spread for key, score in selection.scores(stage, given).items()}
        by_key = {r.application_id: row for r, row in zip(results, found.rows, strict=True)}
        for key, row in by_key.items():
            row.spread = spread.get(key)
    else:
        outcome = selection.outcome(stage, given)
        found = Board(stage, [_open_row(r) for r in outcome.rows], [])
        by_key = {r.application.pk: row for r, row in zip(outcome.rows, found.rows, strict=True)}
        people = {a.reviewer_id: a.reviewer for a in outcome.waiting}
        owed = Counter(a.reviewer_id for a in outcome.waiting)
        found.waiting = [(people[key], count) for key, count in owed.most_common()]
        found.scored = bool(outcome.rows) and not outcome.waiting and not outcome.unscored
        if found.scored:
            found.ranked_by, found.cut, found.on = outcome.ranked_by, outcome.cut, outcome.on
            for ranked, row in zip(outcome.rows, found.rows, strict=True):
                _score(row, ranked)
        else:
            found.rows.sort(key=lambda row: row.code)
    for each in given:
        if (at := by_key.get(each.application_id)) is not None:
            _count(at, each)
    return found


def _open_row(ranked: selection.Ranked) -> BoardRow:
    a = ranked.application
    return BoardRow(a.code, a.firm_name, a.sector, str(SECTORS.get(a.sector, "")), a.state)


def _score(row: BoardRow, ranked: selection.Ranked) -> None:
    row.raw, row.adjusted, row.spread = ranked.score.raw, ranked.score.adjusted, ranked.score.spread
    row.rank, row.tie_break, row.goes_on = ranked.rank, ranked.tie_break, ranked.goes_on


def _ranking(stage: Stage, result: StageResult) -> Decimal | None:
    return result.adjusted if stage.ranked_by == Stage.RankedBy.ADJUSTED else result.raw


def _closed_row(stage: Stage, result: StageResult) -> BoardRow:
    a = result.application
    return BoardRow(
        a.code,
        a.firm_name,
        a.sector,
        str(SECTORS.get(a.sector, "")),
        a.state,
        raw=result.raw,
        adjusted=result.adjusted,
        rank=result.rank,
        tie_break=result.tie_break,
        goes_on=result.goes_on,
    )


def _count(row: BoardRow, given: Assessment) -> None:
    if given.declined_because or given.barred:  # type: ignore[attr-defined]
        row.declined += 1
        return
    row.assigned += 1
    row.done += given.handed_in_at is not None


@dataclass
class StageView:
    """A stage as one applicant may see it: own scores, the cut, the means by criterion, comments in no telling order."""

    stage: Stage
    sheet: Sheet
    raw: Decimal | None
    adjusted: Decimal | None
    rank: int | None
    of: int
    cut: Decimal | None
    goes_on: bool
    tie_break: str
    criteria: list[tuple[Criterion, Decimal | None]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass
class ResultView:
    application: Application
    round: Round
    stages: list[StageView]
    certificate: Certificate | None
    finalists: int
    final_cut: Decimal | None

    @property
    def decided(self) -> bool:
        return self.application.state in selection.DECIDED


def result(user: Any, code: str, *, office: bool) -> ResultView | None:
    """The result of one application; None where there is none for this person.

    With `office` (secretariat, auditor) also before the applicant was told; else one's own, once told.
    """
    rows = Application.objects.select_related("round", "applicant", "organisation").filter(code=code)
    if getattr(user, "demonstration", False):
        rows = rows.filter(demonstration=True)
    if not office:
        rows = rows.filter(whose(user), told_at__isnull=False)
    application = rows.first()
    if application is None or application.round.state not in BEGUN:
        return None
    own = list(
        StageResult.objects.filter(application=application).select_related("stage").order_by("stage__order")
    )
    stages = [r.stage for r in own]
    others: dict[int, list[tuple[Decimal | None, bool]]] = defaultdict(list)
    for each in StageResult.objects.filter(stage__in=stages).only("stage_id", "raw", "adjusted", "goes_on"):
        at = next(s for s in stages if s.pk == each.stage_id)
        others[each.stage_id].append((_ranking(at, each), each.goes_on))
    given: dict[int, list[Assessment]] = defaultdict(list)
    for one in Assessment.objects.filter(application=application, stage__in=stages).annotate(
        barred=selection.in_conflict()
    ):
        if selection.counts(one):
            given[one.stage_id].append(one)
    for each in own:
        each.stage.round = application.round
    finals = Application.objects.filter(round=application.round_id, final_rank__isnull=False)
    told = list(finals.values_list("state", "final_score"))
    return ResultView(
        application=application,
        round=application.round,
        stages=[_stage_view(each, others[each.stage_id], given[each.stage_id]) for each in own],
        certificate=Certificate.objects.filter(application=application).first(),
        finalists=len(told),
        final_cut=ranking.cut(score for state, score in told if state == State.SELECTED),
    )


def _stage_view(
    row: StageResult, others: list[tuple[Decimal | None, bool]], given: list[Assessment]
) -> StageView:
    sheet = selection_rubrics.sheet(row.stage)
    means = []
    for criterion in sheet.criteria:
        answers = [a.scores[criterion.key] for a in given if criterion.key in a.scores]
        mean = ranking.rounded(sum(answers) / len(answers)) if answers else None
        means.append((criterion, mean))
    return StageView(
        stage=row.stage,
        sheet=sheet,
        raw=row.raw,
        adjusted=row.adjusted,
        rank=row.rank,
        of=len(others),
        cut=ranking.cut(score for score, on in others if on) if selection.has_limit(row.stage) else None,
        goes_on=row.goes_on,
        tie_break=row.tie_break,
        criteria=means,
        comments=sorted(a.comment for a in given if a.comment),
    )


def my_results(user: Any) -> QuerySet[Application]:
    """The applications of this person or his firm whose result was told, the newest first; one query."""
    rows = Application.objects.filter(whose(user), told_at__isnull=False).select_related(
        "round", "certificate"
    )
    if getattr(user, "demonstration", False):
        rows = rows.filter(demonstration=True)
    return rows.order_by("-told_at", "code")


@dataclass(frozen=True)
class SelectedRow:
    """A selected firm as the public sees it: its name only where its certificate was published."""

    name: str
    sector_label: str
    number: str
    standing: str


def standing_of(certificate: Certificate, on: date | None = None) -> str:
    """valid, expired or cancelled: all that the public page says. Until it is decided, a certificate stays valid."""
    if certificate.state == CertificateState.CANCELLED:
        return "cancelled"
    return "expired" if certificate.valid_until < (on or timezone.localdate()) else "valid"


def selected(round: Round) -> list[SelectedRow]:
    """The selected of an announced round for the public, by name, those without a published name last; one query."""
    rows = (
        Application.objects.filter(round=round, state=State.SELECTED)
        .select_related("certificate")
        .order_by("firm_name")
    )
    found = []
    for application in rows:
        certificate = getattr(application, "certificate", None)
        sector = str(SECTORS.get(application.sector, ""))
        if certificate is not None and certificate.published_at is not None:
            found.append(
                SelectedRow(application.firm_name, sector, certificate.number, standing_of(certificate))
            )
        else:
            found.append(SelectedRow("", sector, "", ""))
    return sorted(found, key=lambda row: (not row.name, row.name, row.sector_label))


@dataclass
class Funnel:
    """How many of a round were left after each step: (key, label, count)."""

    round: Round
    steps: list[tuple[str, str, int]]

    @property
    def counts(self) -> dict[str, int]:
        return {key: count for key, _label, count in self.steps}


def funnels(**only: Any) -> list[Funnel]:
    """The funnels of announced rounds, in three queries; `demonstration=` keeps one world."""
    there = list(
        Round.objects.filter(state=RoundState.ANNOUNCED, **only).order_by("programme", "opens_at", "code")
    )
    return _funnels(there)


def funnel(round: Round) -> Funnel:
    """The funnel of one round so far, for its board."""
    return _funnels([round])[0]


def _funnels(there: list[Round]) -> list[Funnel]:
    # who withdrew before the first stage closed did not apply in the end; who gave up later did
    applied = Q(submitted_at__isnull=False) & (~Q(state=State.WITHDRAWN) | Q(results__isnull=False))
    counted = {
        row["round"]: row
        for row in Application.objects.filter(round__in=there)
        .order_by()
        .values("round")
        .annotate(
            applied=Count("pk", filter=applied, distinct=True),
            ineligible=Count("pk", filter=Q(state=State.INELIGIBLE), distinct=True),
            selected=Count("pk", filter=Q(state=State.SELECTED), distinct=True),
        )
    }
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in (
        Stage.objects.filter(round__in=there, closed_at__isnull=False)
        .annotate(on=Count("results", filter=Q(results__goes_on=True)))
        .order_by("order")
    ):
        stages[stage.round_id].append(stage)
    found = []
    for round in there:
        row = counted.get(round.pk, {"applied": 0, "ineligible": 0, "selected": 0})
        steps = [
            ("applied", _("신청"), row["applied"]),
            ("eligible", _("자격 확인(인정 포함)"), row["applied"] - row["ineligible"]),
        ]
        decided = round.state in (RoundState.DECIDED, RoundState.ANNOUNCED)
        closed = (
            stages[round.pk][:-1] if decided else stages[round.pk]
        )  # after the last stage come the places
        steps += [
            (f"stage{s.order}", _("%(stage)s 통과") % {"stage": s.get_kind_display()}, s.on)  # type: ignore[attr-defined]
            for s in closed
        ]
        if decided:
            steps.append(("selected", _("선정"), row["selected"]))
        found.append(Funnel(round, steps))
    return found
