"""The demonstration's selection: reviewers assess the applications of a 시연 round stage by stage, to certificates and a hearing."""

from datetime import date, timedelta

from django.utils import timezone

from sangsaeng.parties.models import User
from sangsaeng.support import selection_rubrics
from sangsaeng.support.actions import assessments, certificates, deciding, selection
from sangsaeng.support.actions.rounds import begin_review
from sangsaeng.support.models import (
    Application,
    ApplicationState,
    Assessment,
    Certificate,
    Round,
    RoundState,
    Stage,
)

REVIEWERS = ("member", "member2", "member3", "member4", "member5")
A_FIRM = 2  # assessments of an application: enough for adjusted scores
# How much more lenient (+) or severe (−) each reviewer is: what the adjusted score evens out.
LENIENT = {"member": 0, "member2": 6, "member3": -5, "member4": 2, "member5": -2}
COMMENTS = (
    "핵심 공정 기술을 갖추었고 시험 설비도 있습니다(시연).",
    "사 줄 기업이 누구인지 더 구체적이어야 합니다(시연).",
    "양산 계획과 인력 계획이 잘 맞습니다(시연).",
)


def select(*, people: dict[str, User], round: Round) -> Round:
    """Play a round that is closed to applications to its end: assessed, decided, public, one certificate cancelled."""
    secretariat = people["secretariat"]
    if round.state == RoundState.CALLED:
        round = begin_review(actor=secretariat, round=round)
    reviewers = [people[name] for name in REVIEWERS if name in people]
    stages = list(round.stages.order_by("order"))
    for stage in stages:
        stage.round = round
        _assess(secretariat, stage, reviewers, decline=stage is stages[0])
        selection.close_stage(actor=secretariat, stage=stage)
        if stage is not stages[-1]:
            selection.tell_stage(actor=secretariat, stage=stage)
    round = deciding.decide(actor=secretariat, round=round)
    round = deciding.announce(actor=secretariat, round=round)
    _give_one_up(secretariat, round)
    _certify(secretariat, round)
    return round


def _assess(secretariat: User, stage: Stage, reviewers: list[User], *, decline: bool) -> None:
    """Assign, let one reviewer step out of one application, fill the gap, and have everything handed in."""
    given = selection.assign_reviewers(
        actor=secretariat, stage=stage, per_application=A_FIRM, reviewers=reviewers
    )
    if decline and given:
        first = _read(given[0].pk)
        assessments.decline_assessment(
            actor=first.reviewer, assessment=first, conflict="advice", reason="지난해 기술 자문을 했음(시연)"
        )
        selection.assign_reviewers(
            actor=secretariat, stage=stage, per_application=A_FIRM, reviewers=reviewers
        )
    sheet = selection_rubrics.sheet(stage)
    order = list(
        stage.assessments.order_by("application__code").values_list("application", flat=True).distinct()
    )
    there = stage.assessments.filter(declined_because="", handed_in_at__isnull=True)
    rows = there.select_related("application", "reviewer", "stage__round").order_by("pk")
    for number, each in enumerate(rows):
        base = 88 - 3 * order.index(each.application_id) + LENIENT.get(each.reviewer.username, 0)
        scores = {
            criterion.key: max(30, min(97, base + (number + at) % 4 - 1))
            for at, criterion in enumerate(sheet.criteria)
        }
        comment = COMMENTS[number % len(COMMENTS)]
        assessments.save_assessment(actor=each.reviewer, assessment=each, scores=scores, comment=comment)
        assessments.hand_in_assessment(actor=each.reviewer, assessment=each)


def _read(key: int) -> Assessment:
    return Assessment.objects.select_related("application", "reviewer", "stage__round").get(pk=key)


def _selected(round: Round) -> list[Application]:
    return list(
        Application.objects.filter(round=round, state=ApplicationState.SELECTED)
        .select_related("round")
        .order_by("final_rank")
    )


def _give_one_up(secretariat: User, round: Round) -> None:
    """The last of several selected gives its place up, and the first in reserve takes it."""
    chosen = _selected(round)
    reserve = round.applications.filter(state=ApplicationState.RESERVE).exists()
    if len(chosen) > 2 and reserve:
        deciding.give_up(
            actor=secretariat, application=chosen[-1], reason="사업 계획이 바뀌었다고 알려 옴(시연)"
        )
        deciding.promote_reserve(actor=secretariat, round=round)


def _certify(secretariat: User, round: Round) -> None:
    """Certificates for all, names published by consent, and the last one cancelled after its firm was heard."""
    issued_on, noticed_on, heard_on = _days(round)
    made = [
        certificates.issue_certificate(actor=secretariat, application=each, on=issued_on)
        for each in _selected(round)
    ]
    for certificate in made[:-1]:
        certificates.publish_certificate(
            actor=secretariat, certificate=certificate, consent="공개 동의서 접수(시연)"
        )
    if len(made) > 1:
        _cancel(secretariat, made[-1], noticed_on, heard_on)


def _days(round: Round) -> tuple[date, date, date]:
    """Issue, notice and hearing between the closing of the call and today, as far apart as there is room."""
    today = timezone.localdate()
    room = min(30, (today - timezone.localdate(round.closes_at)).days)
    issued_on = today - timedelta(days=room)
    return issued_on, issued_on + timedelta(days=room // 3), today - timedelta(days=room // 10)


def _cancel(secretariat: User, certificate: Certificate, noticed_on: date, heard_on: date) -> None:
    certificates.begin_hearing(
        actor=secretariat,
        certificate=certificate,
        ground_kind=Certificate.Ground.FRAUD,
        ground="제출한 시험 성적서가 발급된 적이 없다고 시험기관이 답함(시연)",
        noticed_on=noticed_on,
        hearing_on=heard_on,
    )
    certificates.record_hearing(
        actor=secretariat,
        certificate=certificate,
        heard_on=heard_on,
        opinion="다른 시험의 성적서를 잘못 냈다고 말함(시연)",
    )
    certificates.decide_cancellation(
        actor=secretariat,
        certificate=certificate,
        cancel=True,
        decision="제출 당시 성적서가 없었음을 확인했습니다(시연).",
    )
