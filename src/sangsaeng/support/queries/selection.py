"""Reads of the selection: who is in a stage, what was said of them, what it comes to, and who may see which of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sangsaeng.deliberation import scoring
from sangsaeng.parties.models import Conflict
from sangsaeng.support import ranking, selection_rubrics
from sangsaeng.support.models import Application, ApplicationState, Assessment, Round, Stage, StageResult

RankedBy = Stage.RankedBy
IN_REVIEW = ApplicationState.UNDER_REVIEW
DECIDED = (ApplicationState.SELECTED, ApplicationState.RESERVE, ApplicationState.NOT_SELECTED)
TIES = ("criterion", "earlier")
FINAL_TIES = ("last", "criterion", "earlier")


def candidates(stage: Stage) -> QuerySet[Application]:
    """Who stands in a stage that is open: under review, and sent on by the stage before."""
    rows = Application.objects.filter(round=stage.round_id, state=IN_REVIEW)
    before = previous(stage)
    if before is not None:
        rows = rows.filter(results__stage=before, results__goes_on=True)
    return rows.order_by("code")


def previous(stage: Stage) -> Stage | None:
    return Stage.objects.filter(round=stage.round_id, order__lt=stage.order).order_by("-order").first()


def following(stage: Stage) -> Stage | None:
    return Stage.objects.filter(round=stage.round_id, order__gt=stage.order).order_by("order").first()


def has_limit(stage: Stage) -> bool:
    """Whether the stage itself holds anybody back; the last one usually leaves that to the places."""
    return stage.advance is not None or stage.least is not None


def in_conflict() -> Exists:
    """For Assessment: a conflict of the reviewer stands in the application, so what he said does not count."""
    return Exists(
        Conflict.objects.filter(
            case_type="application",
            case_id=OuterRef("application__code"),
            person=OuterRef("reviewer"),
            state=Conflict.State.STANDS,
        )
    )


def held(stage: Stage) -> list[Assessment]:
    """Every assessment of a stage, with whether a conflict stands (`barred`), in a stable order; one query."""
    return list(
        Assessment.objects.filter(stage=stage)
        .select_related("reviewer")
        .annotate(barred=in_conflict())
        .order_by("application_id", "reviewer_id")
    )


def counts(given: Assessment) -> bool:
    """Whether an assessment that `held` read is in and counts."""
    return given.handed_in_at is not None and not given.declined_because and not given.barred  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Score:
    """What the assessments of one application come to: raw and adjusted mean, and the mean of the main criterion."""

    reviews: int = 0
    raw: Decimal | None = None
    adjusted: Decimal | None = None
    spread: Decimal | None = None
    criterion: Decimal | None = None

    def by(self, ranked_by: str) -> Decimal | None:
        return self.adjusted if ranked_by == RankedBy.ADJUSTED else self.raw


def scores(stage: Stage, given: Iterable[Assessment]) -> dict[int, Score]:
    """Application key → its score, from the assessments that count, in whatever order they come."""
    sheet = selection_rubrics.sheet(stage)
    counting = sorted((a for a in given if counts(a)), key=lambda a: (a.application_id, a.reviewer_id))
    told = [(a.application_id, a.reviewer_id, sheet.score(a.scores)) for a in counting]
    by_case = scoring.by_case([(case, who, score) for case, who, score in told if score is not None])
    main: dict[int, list[int]] = {}
    for each in counting:
        if (answer := each.scores.get(sheet.main.key)) is not None:
            main.setdefault(each.application_id, []).append(answer)
    return {
        case: Score(
            reviews=found.count,
            raw=ranking.rounded(found.mean),
            adjusted=ranking.rounded(found.adjusted),
            spread=ranking.rounded(found.spread),
            criterion=ranking.rounded(sum(main[case]) / len(main[case])),
        )
        for case, found in by_case.items()
    }


@dataclass
class Ranked:
    """One application in a stage as it stands, or as it was fixed."""

    application: Application
    score: Score
    rank: int | None = None
    tie_break: str = ""
    goes_on: bool = False


@dataclass
class Outcome:
    """What a stage comes to now. `cut` is the lowest score that goes on, where the stage has a limit. `ranked_by` says which score ranks: the adjusted one only where all have enough reviews."""

    stage: Stage
    ranked_by: str
    rows: list[Ranked]
    waiting: list[Assessment] = field(default_factory=list)
    """Assessments assigned and not handed in."""

    @property
    def unscored(self) -> list[Application]:
        return [row.application for row in self.rows if row.score.raw is None]

    @property
    def cut(self) -> Decimal | None:
        if not has_limit(self.stage):
            return None
        return ranking.cut(row.score.by(self.ranked_by) for row in self.rows if row.goes_on)

    @property
    def on(self) -> int:
        return sum(row.goes_on for row in self.rows)


def result_score(result: StageResult) -> Decimal | None:
    """The score by which the stage of a result ranked; the stage must be at hand."""
    return result.adjusted if result.stage.ranked_by == RankedBy.ADJUSTED else result.raw


def outcome(stage: Stage, given: list[Assessment] | None = None) -> Outcome:
    """Rank an open stage as it stands now; four queries, nothing written."""
    given = held(stage) if given is None else given
    there = list(candidates(stage))
    found = scores(stage, given)
    enough = bool(there) and all(
        (score := found.get(a.pk)) is not None and score.reviews >= scoring.FEWEST for a in there
    )
    ranked_by = RankedBy.ADJUSTED if enough else RankedBy.RAW
    before = previous(stage)
    earlier = {}
    if before is not None:
        rows = StageResult.objects.filter(stage=before).select_related("stage")
        earlier = {row.application_id: result_score(row) for row in rows}
    standing = {a.code: found.get(a.pk, Score()).by(ranked_by) for a in there}
    places = ranking.rank(
        [
            ranking.Standing(
                key=a.code,
                score=standing[a.code],
                further=(found.get(a.pk, Score()).criterion, earlier.get(a.pk)),
                submitted=a.submitted_at.timestamp() if a.submitted_at else None,
            )
            for a in there
        ],
        names=TIES,
        seed=stage.seed,
    )
    on = ranking.going_on(places, standing, advance=stage.advance, least=stage.least)
    by_code = {a.code: a for a in there}
    ranked = [
        Ranked(by_code[p.key], found.get(by_code[p.key].pk, Score()), p.rank, p.tie_break, p.key in on)
        for p in places
    ]
    keys = {a.pk for a in there}
    waiting = [
        a
        for a in given
        if a.handed_in_at is None and not a.declined_because and not a.barred and a.application_id in keys  # type: ignore[attr-defined]
    ]
    return Outcome(stage, ranked_by, ranked, waiting)


@dataclass(frozen=True)
class FinalRow:
    """One finalist: the score of all stages by their shares, the place, and what becomes of it."""

    application: Application
    score: Decimal | None
    rank: int | None
    tie_break: str
    becomes: str
    by_stage: tuple[Decimal | None, ...]

    @property
    def becomes_label(self) -> str:
        return str(ApplicationState(self.becomes).label)


def finalists(round: Round, *, places: int) -> list[FinalRow]:
    """What deciding comes to with so many places: rank by the shares of the stages; three queries, nothing written."""
    stages = list(round.stages.order_by("order"))
    last = stages[-1]
    results: dict[int, dict[int, StageResult]] = {}
    for row in StageResult.objects.filter(stage__in=stages).select_related("stage", "application"):
        results.setdefault(row.application_id, {})[row.stage_id] = row
    there = {
        key: by_stage
        for key, by_stage in results.items()
        if last.pk in by_stage
        and by_stage[last.pk].goes_on
        and by_stage[last.pk].application.state == IN_REVIEW
    }
    main = {key: score.criterion for key, score in scores(last, held(last)).items()}
    standings, told = [], {}
    for key, by_stage in there.items():
        application = by_stage[last.pk].application
        given = tuple(result_score(by_stage[stage.pk]) if stage.pk in by_stage else None for stage in stages)
        score = _shared(stages, given)
        told[application.code] = (application, score, given)
        earlier = given[-2] if len(given) > 1 else None
        standings.append(
            ranking.Standing(
                key=application.code,
                score=score,
                further=(given[-1], main.get(key), earlier),
                submitted=application.submitted_at.timestamp() if application.submitted_at else None,
            )
        )
    ranked = ranking.rank(standings, names=FINAL_TIES, seed=last.seed)
    becomes = ranking.outcome(ranked, selected=places, reserve=round.reserve_places)
    return [
        FinalRow(told[p.key][0], told[p.key][1], p.rank, p.tie_break, becomes[p.key], told[p.key][2])
        for p in ranked
    ]


def _shared(stages: list[Stage], given: tuple[Decimal | None, ...]) -> Decimal | None:
    """The score of all stages by their shares; None where one that counts is unknown."""
    total = Decimal(0)
    for stage, score in zip(stages, given, strict=True):
        if stage.share and score is None:
            return None
        total += Decimal(stage.share) * (score or Decimal(0)) / 100
    return ranking.rounded(total)


def vacancies(round: Round) -> int:
    """Places that were decided and are not taken any more, because a selected firm gave its place up."""
    if round.decided_places is None:
        return 0
    taken = Application.objects.filter(round=round, state=ApplicationState.SELECTED).count()
    return max(0, round.decided_places - taken)


def next_on_reserve(round: Round) -> Application | None:
    return (
        Application.objects.filter(round=round, state=ApplicationState.RESERVE).order_by("final_rank").first()
    )


def assessments_of(user: Any) -> QuerySet[Assessment]:
    """Everything assigned to this person, of his world."""
    rows = Assessment.objects.filter(reviewer=user.pk).select_related("stage__round", "application")
    if getattr(user, "demonstration", False):
        rows = rows.filter(application__demonstration=True)
    return rows.order_by("stage__round__closes_at", "stage__order", "application__code")


def my_assessments(user: Any) -> QuerySet[Assessment]:
    """What waits for this person: not handed in, not declined, in an open stage."""
    return assessments_of(user).filter(
        handed_in_at__isnull=True,
        declined_because="",
        stage__closed_at__isnull=True,
        application__state=IN_REVIEW,
    )
