"""Stages of a round: reviewers assigned, a stage closed and its ranks fixed, opened again, those who stay behind told.

Lock order: the round, the stage, then applications.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append
from sangsaeng.support import assigning
from sangsaeng.support.actions.assessments import hold_stage
from sangsaeng.support.actions.rounds import hold_round
from sangsaeng.support.models import (
    Application,
    ApplicationState,
    Assessment,
    Round,
    RoundState,
    Stage,
    StageResult,
)
from sangsaeng.support.queries import selection as queries
from sangsaeng.support.selection_reasons import reason_of_stage

MOST_REVIEWERS = 20


def assign_reviewers(
    *, actor: User, stage: Stage, per_application: int, reviewers: Sequence[User]
) -> list[Assessment]:
    """Fill every application of an open stage up to `per_application` reviewers; all of it or nothing; they are told.

    What stands is kept, so the same call fills the gaps that a declined assessment leaves. The first assignment draws the
    seed of the stage, before any score is given. Appends «support.assign_assessments» with the pairs and the seed.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a closed stage or one that has not begun, people
    who cannot be asked, and, with the reasons, where conflicts leave too few reviewers.
    """
    require(actor, "support.select", stage.round)
    if not 1 <= per_application <= MOST_REVIEWERS:
        raise ValidationError({"per_application": _("평가위원 수는 1부터 20까지로 적으세요.")})
    able = set(assigning.able_reviewers(stage.round.demonstration).values_list("pk", flat=True))
    if not reviewers or any(person.pk not in able for person in reviewers):
        raise ValidationError({"reviewers": _("평가를 맡을 수 있는 사람만 고를 수 있습니다.")})
    with transaction.atomic():
        round, stage = _hold_open(stage)
        proposal = assigning.propose(stage, per_application, reviewers)
        if proposal.reasons:
            raise ValidationError(proposal.reasons)
        return _assign(actor, round, stage, proposal.table, proposal.new)


def assign_one(*, actor: User, application: Application, stage: Stage, reviewer: User) -> Assessment:
    """Assign one more reviewer by hand to one application of an open stage; he is told.

    Refuses as `assign_reviewers` does, and (ValidationError) whoever may not assess it, with the kind of reason.
    """
    require(actor, "support.select", stage.round)
    with transaction.atomic():
        round, stage = _hold_open(stage)
        if reviewer.pk not in assigning.able_reviewers(round.demonstration).values_list("pk", flat=True):
            raise ValidationError({"reviewer": _("평가를 맡을 수 있는 사람만 고를 수 있습니다.")})
        table = assigning.table(stage, [reviewer])
        pair = (application.pk, reviewer.pk)
        if application.pk not in {case.pk for case in table.cases}:
            raise ValidationError(_("이 단계에서 평가하는 신청이 아닙니다."))
        if pair in table.already:
            raise ValidationError({"reviewer": _("이미 이 신청을 맡은 사람입니다.")})
        if pair in table.barred:
            text = assigning.why_barred(table.barred[pair], name=str(reviewer), code=application.code)
            raise ValidationError({"reviewer": text})
        return _assign(actor, round, stage, table, [pair])[0]


def _assign(
    actor: User, round: Round, stage: Stage, table: assigning.Table, pairs: Iterable[assigning.Pair]
) -> list[Assessment]:
    pairs = list(pairs)
    if not stage.seed:
        stage.seed = secrets.token_hex(16)
        stage.save(update_fields=["seed"])
    made = Assessment.objects.bulk_create(
        [Assessment(stage=stage, application_id=case, reviewer_id=person) for case, person in pairs],
        batch_size=500,
    )
    codes = {case.pk: case.code for case in table.cases}
    people = {person.pk: person for person in table.reviewers}
    append(
        verb="support.assign_assessments",
        subject=round,
        actor=actor,
        data={
            "stage": stage.order,
            "seed": stage.seed,
            "pairs": [[codes[case], people[person].username] for case, person in pairs],
        },
    )
    with override("ko"):
        address, kind = reverse("support:my_assessments"), stage.get_kind_display()
    tell(
        actor=actor,
        recipients=[people[person] for person in dict.fromkeys(person for _case, person in pairs)],
        kind="assessment",
        title=f"평가를 맡았습니다: {round.title}"[:200],
        body=f"{kind}입니다. 신청 기업과 이해관계가 있으면 평가표를 쓰기 전에 신고하고 사양하세요.",
        url=address,
        about=round,
    )
    return made


@transaction.atomic
def unassign(*, actor: User, assessment: Assessment) -> None:
    """Take an assignment back before it is handed in; the record keeps that it was. Appends «support.unassign_assessment».

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a closed stage, and an assessment that is in.
    """
    require(actor, "support.select", assessment.stage.round)
    round, stage = _hold_open(assessment.stage)
    held = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("application", "reviewer")
        .get(pk=assessment.pk)
    )
    if held.handed_in_at is not None:
        raise ValidationError(_("이미 낸 평가표의 배정은 뺄 수 없습니다."))
    data = {
        "stage": stage.order,
        "application": held.application.code,
        "reviewer": held.reviewer.username,
        "declined": held.declined_because,
    }
    append(verb="support.unassign_assessment", subject=round, actor=actor, data=data)
    held.delete()


@transaction.atomic
def close_stage(*, actor: User, stage: Stage, reason: str = "") -> list[StageResult]:
    """Fix what a stage came to: a row for each application with scores, rank, tie-break, and whether it goes on.

    Adjusted scores rank where every application has at least two assessments, else the raw means; the stage keeps which.
    Appends «support.close_stage». Nobody is told yet: `tell_stage` or `decide` does.
    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a stage before this one that is open, a closed one,
    one without applications, an application without any assessment, and assessments still to come unless `reason` says why.
    """
    require(actor, "support.select", stage.round)
    round, stage = _hold_open(stage)
    there = queries.outcome(stage)
    if not there.rows:
        raise ValidationError(_("이 단계에서 평가할 신청이 없습니다."))
    if there.unscored:
        named = ", ".join(a.code for a in there.unscored[: assigning.NAMED_AT_MOST])
        raise ValidationError(
            _("낸 평가표가 하나도 없는 신청이 %(count)d건 있습니다(%(codes)s). 먼저 평가를 받으세요.")
            % {"count": len(there.unscored), "codes": named}
        )
    if there.waiting and not reason.strip():
        text = _("아직 내지 않은 평가표가 %(count)d건 있습니다. 그래도 마감하려면 이유를 적으세요.")
        raise ValidationError({"reason": text % {"count": len(there.waiting)}})
    stage.closed_at, stage.ranked_by = timezone.now(), there.ranked_by
    stage.close_reason = reason.strip()[:500]
    stage.seed = stage.seed or secrets.token_hex(16)
    stage.save(update_fields=["closed_at", "ranked_by", "close_reason", "seed"])
    with override("ko"):
        made = StageResult.objects.bulk_create(
            [
                StageResult(
                    stage=stage,
                    application=row.application,
                    raw=row.score.raw,
                    adjusted=row.score.adjusted,
                    reviews=row.score.reviews,
                    rank=row.rank,
                    tie_break=row.tie_break,
                    goes_on=row.goes_on,
                    reason=reason_of_stage(there, row),
                )
                for row in there.rows
            ],
            batch_size=500,
        )
    append(
        verb="support.close_stage",
        subject=round,
        actor=actor,
        data={
            "stage": stage.order,
            "ranked_by": stage.ranked_by,
            "seed": stage.seed,
            "applications": len(made),
            "going_on": there.on,
            "missing": len(there.waiting),
            "reason": stage.close_reason,
        },
    )
    return made


@transaction.atomic
def reopen_stage(*, actor: User, stage: Stage, reason: str) -> Stage:
    """Open a closed stage again, for a mistake: its results are taken out, the assessments stay and can be taken back.

    Appends «support.reopen_stage» with the ranks as they were. Refuses (NotAllowed) everyone but the secretariat;
    (ValidationError) without a reason, a stage that is open, one whose results applicants know, and one after which
    reviewers were assigned to the next.
    """
    require(actor, "support.select", stage.round)
    if not reason.strip():
        raise ValidationError({"reason": _("다시 여는 이유를 적어 주세요.")})
    round, stage = _hold(stage)
    if stage.closed_at is None or round.state != RoundState.REVIEWING:
        raise ValidationError(_("마감한 단계만, 선정을 확정하기 전에 다시 열 수 있습니다."))
    if stage.told_at is not None:
        raise ValidationError(_("이미 신청 기업에 알린 결과라 다시 열 수 없습니다."))
    after = queries.following(stage)
    if after is not None and after.assessments.exists():
        raise ValidationError(_("다음 단계의 평가위원을 이미 배정했습니다. 그 배정을 먼저 빼세요."))
    were = list(stage.results.order_by("rank").values_list("application__code", "rank"))
    stage.results.all().delete()
    stage.closed_at, stage.ranked_by, stage.close_reason = None, "", ""
    stage.save(update_fields=["closed_at", "ranked_by", "close_reason"])
    append(
        verb="support.reopen_stage",
        subject=round,
        actor=actor,
        data={"stage": stage.order, "reason": reason.strip(), "were": [list(each) for each in were]},
    )
    return stage


@transaction.atomic
def tell_stage(*, actor: User, stage: Stage) -> list[Application]:
    """Tell those who do not go on after a closed stage: 미선정, with the reason; the stage can then not be opened again.

    Of the last stage `decide` tells everyone. Appends «support.tell_stage». Refuses (NotAllowed) everyone but the
    secretariat; (ValidationError) an open or the last stage, and a second time.
    """
    require(actor, "support.select", stage.round)
    round, stage = _hold(stage)
    if stage.closed_at is None or round.state != RoundState.REVIEWING:
        raise ValidationError(_("마감한 단계의 결과만 알릴 수 있습니다."))
    if stage.told_at is not None:
        raise ValidationError(_("이미 알린 결과입니다."))
    if queries.following(stage) is None:
        raise ValidationError(_("마지막 단계의 결과는 선정을 확정하면서 알립니다."))
    now = timezone.now()
    stage.told_at = now
    stage.save(update_fields=["told_at"])
    behind = list(
        Application.objects.select_for_update(of=("self",))
        .filter(state=ApplicationState.UNDER_REVIEW, results__stage=stage, results__goes_on=False)
        .select_related("applicant")
        .order_by("code")
    )
    reasons = dict(stage.results.values_list("application_id", "reason"))
    for application in behind:
        application.not_select()
        application.reason, application.decided_at, application.told_at = reasons[application.pk], now, now
    write(behind, "state", "reason", "decided_at", "told_at")
    append(
        verb="support.tell_stage",
        subject=round,
        actor=actor,
        data={"stage": stage.order, "applications": [a.code for a in behind]},
    )
    tell_results(actor, round, behind)
    return behind


def write(applications: list[Application], *fields: str) -> None:
    Application.objects.bulk_update(applications, fields, batch_size=200)


def tell_results(actor: User, round: Round, applications: Sequence[Application]) -> None:
    """One message to the people of each firm that its result is there; nothing of the result stands in the message."""
    people: dict[int, User] = {a.applicant.pk: a.applicant for a in applications if a.applicant}
    firms = {a.organisation_id for a in applications if a.organisation_id}
    people |= {u.pk: u for u in User.objects.filter(organisation__in=firms, is_active=True)}
    with override("ko"):
        address = reverse("support:my_results")
    tell(
        actor=actor,
        recipients=people.values(),
        kind="selection_result",
        title=f"평가 결과가 나왔습니다: {round.title}"[:200],
        body="결과와 이유, 기준별 점수를 볼 수 있습니다.",
        url=address,
        about=round,
    )


def _hold(stage: Stage) -> tuple[Round, Stage]:
    """The round, then the stage, locked and read anew."""
    round = hold_round(stage.round)
    stage = hold_stage(stage)
    stage.round = round
    return round, stage


def _hold_open(stage: Stage) -> tuple[Round, Stage]:
    """The same; refused unless the round is in review, this stage is open and those before it are closed."""
    round, stage = _hold(stage)
    if round.state != RoundState.REVIEWING:
        raise ValidationError(
            _("평가 중인 공고에서만 할 수 있습니다. 지금은 ‘%(state)s’입니다.") % _state(round)
        )
    if stage.closed_at is not None:
        raise ValidationError(_("이미 마감한 평가 단계입니다."))
    before = queries.previous(stage)
    if before is not None and before.closed_at is None:
        raise ValidationError(_("앞 단계를 먼저 마감하세요."))
    return round, stage


def _state(round: Round) -> dict[str, Any]:
    return {"state": RoundState(round.state).label}
