"""The reason of a result in one or two sentences, as the applicant reads it. Frozen with the result, in Korean."""

from decimal import Decimal

from sangsaeng.support.models import ApplicationState, Round, Stage
from sangsaeng.support.queries.selection import FinalRow, Outcome, Ranked


def points(score: Decimal | None) -> str:
    """Two decimals, as everywhere on the page."""
    return "–" if score is None else f"{score:.2f}"


def reason_of_stage(outcome: Outcome, row: Ranked) -> str:
    """Why one goes on or not: score, rank among how many, and the limit that decided."""
    stage: Stage = outcome.stage
    name = str(stage.get_kind_display())
    score = row.score.by(outcome.ranked_by)
    said = f"{name}에서 {points(score)}점으로 {len(outcome.rows)}건 가운데 {row.rank}위입니다."
    if row.goes_on:
        return said
    if stage.least is not None and score is not None and score < stage.least:
        return f"{said} 최저 점수 {points(stage.least)}점에 이르지 않아 선정하지 않았습니다."
    cut = outcome.cut
    text = f"{said} {stage.advance}위까지 다음 단계에 올랐고"
    return f"{text} 그 가운데 가장 낮은 점수는 {points(cut)}점입니다. 그래서 선정하지 않았습니다."


def reason_of_final(
    round: Round, row: FinalRow, *, places: int, finalists: int, cut: Decimal | None, reason: str
) -> str:
    """Why one was selected, stands in reserve, or was not selected."""
    said = f"최종 점수 {points(row.score)}점으로 {finalists}건 가운데 {row.rank}위입니다."
    if row.becomes == ApplicationState.SELECTED:
        return f"{said} {places}곳을 선정했습니다."
    fewer = f" 선정 규모 {round.places}곳보다 적게 선정한 이유: {reason}" if reason else ""
    limit = (
        f"{places}곳을 선정했고 선정된 기업의 가장 낮은 점수는 {points(cut)}점입니다."
        if places
        else "선정한 기업이 없습니다."
    )
    if row.becomes == ApplicationState.RESERVE:
        return f"{said} {limit} 예비 기업으로 두며, 선정된 기업이 포기하면 순서대로 선정합니다.{fewer}"
    return f"{said} {limit}{fewer}"
