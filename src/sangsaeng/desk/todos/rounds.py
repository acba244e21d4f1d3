"""What waits in selection rounds: a firm's unsent application; for those who run rounds, eligibility, review, telling."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.parties.models import Role, User
from sangsaeng.support.models import ApplicationState, Round, RoundState
from sangsaeng.support.queries import rounds as queries


def todos(user: User) -> list[Todo]:
    """One query for a firm, one for secretariat and agency, none for anybody else."""
    if user.role == Role.SME:
        return _unsent(user)
    if user.role in (Role.SECRETARIAT, Role.AGENCY):
        return _rounds(user)
    return []


def _unsent(user: User) -> list[Todo]:
    drafts = queries.mine(user).filter(
        state=ApplicationState.DRAFT, round__state=RoundState.CALLED, round__closes_at__gt=timezone.now()
    )
    return [
        Todo(
            sentence=said(_("‘%(round)s’ 신청서를 내세요."), round=each.round.title),
            button=_("이어서 쓰기"),
            href=f"{reverse('support:application_edit', args=[each.code])}?step=check",
            since=each.begun_at,
            demonstration=each.demonstration,
            due=each.round.closes_at,
        )
        for each in drafts
    ]


def _rounds(user: User) -> list[Todo]:
    """Called rounds whose window has closed: judge, then begin; and whom nobody told yet."""
    state = ApplicationState
    closed = (
        queries.seen(user)
        .filter(state__in=[RoundState.CALLED, RoundState.REVIEWING], closes_at__lte=timezone.now())
        .annotate(
            waiting=Count("applications", filter=Q(applications__state=state.SUBMITTED)),
            admitted=Count("applications", filter=Q(applications__state=state.UNDER_REVIEW)),
            untold=Count(
                "applications",
                filter=Q(applications__state=state.INELIGIBLE, applications__told_at__isnull=True),
            ),
        )
    )
    found: list[Todo] = []
    for round in closed:
        if round.demonstration != user.demonstration:
            continue
        home = reverse("support:round", args=[round.code])
        if round.state == RoundState.CALLED and round.waiting:
            text, button = _("‘%(round)s’ 신청 %(count)s건의 자격을 확인하세요."), _("신청 자격 확인하기")
            found.append(_todo(round, text, button, home, round.waiting))
        elif round.state == RoundState.CALLED and round.admitted:
            text = _("‘%(round)s’의 평가를 시작하세요. 평가할 신청은 %(count)s건입니다.")
            found.append(_todo(round, text, _("평가 시작하기"), home, round.admitted))
        if round.untold:
            text = _("‘%(round)s’에서 자격이 없는 기업 %(count)s곳에 알리세요.")
            list_of = f"{reverse('support:applications', args=[round.code])}?told=no"
            found.append(_todo(round, text, _("알려야 할 기업 보기"), list_of, round.untold))
    return found


def _todo(round: Round, text: str, button: str, href: str, count: int) -> Todo:
    return Todo(
        sentence=said(text, round=round.title, count=count),
        button=button,
        href=href,
        since=round.closes_at,
        demonstration=round.demonstration,
    )
