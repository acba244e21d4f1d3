"""What waits in a selection: for the secretariat by stage, for reviewers, for a firm that is to be heard."""

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.deliberation.review_rules import REVIEWER_ROLES
from sangsaeng.deliberation.scoring import FEWEST
from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.parties.models import Role
from sangsaeng.support.models import (
    Application,
    ApplicationState,
    Assessment,
    Certificate,
    CertificateState,
    Round,
    RoundState,
    Stage,
)
from sangsaeng.support.queries.selection import my_assessments
from sangsaeng.support.selection_rules import whose


def todos(user: Any) -> list[Todo]:
    """At most four queries for the secretariat, one for a reviewer, one for a firm; none for the others."""
    role = getattr(user, "role", None)
    if role == Role.SECRETARIAT:
        return _of_stages(user) + _of_rounds(user) + _of_hearings(user)
    found = _of_reviewer(user) if role in REVIEWER_ROLES else []
    return found + _of_firm(user) if role == Role.SME else found


def _world(rows: QuerySet[Any], user: Any, name: str = "demonstration") -> QuerySet[Any]:
    return rows.filter(**{name: True}) if user.demonstration else rows


def _address(stage: Stage) -> str:
    return f"{reverse('support:selection', args=[stage.round.code])}?stage={stage.order}"


def _of_stages(user: Any) -> list[Todo]:
    """The first open stage of each round in review, or the decision where all are closed."""
    serving = Q(assessments__declined_because="")
    stages = list(
        _world(Stage.objects.filter(round__state=RoundState.REVIEWING), user, "round__demonstration")
        .select_related("round")
        .annotate(
            assigned=Count("assessments", filter=serving),
            out=Count("assessments", filter=serving & Q(assessments__handed_in_at__isnull=True)),
        )
        .order_by("round", "order")
    )
    gaps = _gaps()
    found, seen = [], set()
    last = {stage.round_id: stage for stage in stages}
    for stage in stages:
        if stage.closed_at is not None or stage.round_id in seen:
            continue
        seen.add(stage.round_id)
        found += _of_stage(stage, gaps[stage.pk])
    for key, stage in last.items():
        if key not in seen and stage.closed_at is not None:
            found.append(
                Todo(
                    said(
                        _("%(round)s: 모든 평가 단계를 마감했습니다. 선정을 확정하세요."),
                        round=stage.round.name,
                    ),
                    _("선정 미리보기와 확정"),
                    reverse("support:selection_decide", args=[stage.round.code]),
                    stage.closed_at,
                    stage.round.demonstration,
                )
            )
    return found


def _of_stage(stage: Any, gaps: int) -> list[Todo]:
    words = {"round": stage.round.name, "stage": stage.get_kind_display()}
    since = stage.round.closes_at
    if not stage.assigned:
        text, button = _("%(round)s: %(stage)s의 평가위원을 배정하세요."), _("평가위원 배정")
        return [Todo(said(text, **words), button, _address(stage), since, stage.round.demonstration)]
    found = []
    if gaps:
        text = _("%(round)s: 사양으로 평가위원이 두 명이 안 되는 신청이 %(count)d건 있습니다. 더 배정하세요.")
        sentence = said(text.replace("%(count)d", str(gaps)), **words)
        found.append(Todo(sentence, _("평가위원 더 배정"), _address(stage), since, stage.round.demonstration))
    elif not stage.out:
        text = _("%(round)s: %(stage)s의 평가표가 모두 들어왔습니다. 마감하세요.")
        href = reverse("support:selection_close", args=[stage.round.code, stage.order])
        found.append(Todo(said(text, **words), _("이 단계 마감하기"), href, since, stage.round.demonstration))
    return found


def _gaps() -> Counter[int]:
    """Stage → applications with a declined assessment and too few that serve."""
    serving = Q(application__assessments__stage=F("stage"), application__assessments__declined_because="")
    rows = (
        Assessment.objects.exclude(declined_because="")
        .filter(stage__closed_at__isnull=True, application__state=ApplicationState.UNDER_REVIEW)
        .order_by()
        .values("stage", "application")
        .annotate(serving=Count("application__assessments", filter=serving, distinct=True))
        .filter(serving__lt=FEWEST)
    )
    return Counter(row["stage"] for row in rows)


def _of_rounds(user: Any) -> list[Todo]:
    """A decision that is not public yet; a place given up that the reserve could fill."""
    taken = Q(applications__state=ApplicationState.SELECTED)
    rows = _world(Round.objects.filter(state__in=[RoundState.DECIDED, RoundState.ANNOUNCED]), user).annotate(
        taken=Count("applications", filter=taken, distinct=True),
        reserve=Count("applications", filter=Q(applications__state=ApplicationState.RESERVE), distinct=True),
    )
    found = []
    for round in rows:
        since = round.decided_at or round.closes_at
        if round.state == RoundState.DECIDED:
            text = _("%(round)s: 확정한 선정 결과를 공개하세요.")
            href = reverse("support:selection_announce", args=[round.code])
            found.append(
                Todo(said(text, round=round.name), _("결과 공개하기"), href, since, round.demonstration)
            )
        if round.reserve and round.taken < (round.decided_places or 0):
            text = _("%(round)s: 선정된 기업이 포기한 자리가 있습니다. 예비 기업을 선정하세요.")
            href = reverse("support:selection_promote", args=[round.code])
            found.append(
                Todo(said(text, round=round.name), _("예비 기업 선정하기"), href, since, round.demonstration)
            )
    return found


def _of_hearings(user: Any) -> list[Todo]:
    """Certificates on the way to a decision: heard but not decided, or the day of the hearing has come."""
    rows = _world(Certificate.objects.filter(state=CertificateState.HEARING), user).select_related(
        "application__round"
    )
    found = []
    for each in rows:
        if each.heard_on is not None:
            text, button, name = (
                _("확인서 %(number)s: 의견을 들었습니다. 취소할지 정하세요."),
                _("취소 여부 정하기"),
                "certificate_decision",
            )
        elif each.hearing_on is not None and each.hearing_on <= timezone.localdate():
            text, button, name = (
                _("확인서 %(number)s: 의견을 듣는 날이 되었습니다. 기업의 의견을 적으세요."),
                _("기업의 의견 적기"),
                "certificate_hearing",
            )
        else:
            continue
        href = reverse(f"support:{name}", args=[each.number])
        since = each.application.decided_at or each.application.round.closes_at
        found.append(
            Todo(said(text, number=each.number), button, href, since, each.demonstration, each.hearing_on)
        )
    return found


def _of_reviewer(user: Any) -> list[Todo]:
    """One line a stage: how many assessments this person still owes."""
    waiting: dict[int, list[Assessment]] = {}
    for each in my_assessments(user):
        waiting.setdefault(each.stage_id, []).append(each)
    found = []
    for given in waiting.values():
        stage = given[0].stage
        text = _("%(round)s %(stage)s: 낼 평가표가 %(count)d건 있습니다.")
        sentence = said(
            text.replace("%(count)d", str(len(given))), round=stage.round.name, stage=stage.get_kind_display()
        )
        since = min(each.assigned_at for each in given)
        found.append(
            Todo(
                sentence,
                _("평가할 신청"),
                reverse("support:my_assessments"),
                since,
                stage.round.demonstration,
            )
        )
    return found


def _of_firm(user: Any) -> list[Todo]:
    """A hearing to come on the firm's own certificate."""
    rows = _world(
        Certificate.objects.filter(
            state=CertificateState.HEARING,
            heard_on__isnull=True,
            application__in=Application.objects.filter(whose(user)),
        ),
        user,
    ).select_related("application__round")
    return [
        Todo(
            said(_("확인서 %(number)s의 취소에 앞서 의견을 낼 수 있습니다."), number=each.number),
            _("사유와 날짜 보기"),
            reverse("support:certificate", args=[each.number]),
            each.application.decided_at or each.application.round.closes_at,
            each.demonstration,
            each.hearing_on,
        )
        for each in rows
    ]
