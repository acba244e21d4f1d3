"""A selection round: made, called, put off, cancelled; after its window closed, handed to the reviewers.

Every verb holds the round first, then applications. Whether the window is open is asked of the server's clock alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.codes import yearly
from sangsaeng.records.actions import append
from sangsaeng.support import eligibility, round_defaults, selection_rubrics
from sangsaeng.support.actions.posting import check_reason
from sangsaeng.support.models import ApplicationState, Round, RoundState, Stage
from sangsaeng.support.round_words import exact

TERMS = (
    "title",
    "title_en",
    "summary",
    "opens_at",
    "closes_at",
    "places",
    "reserve_places",
    "certificate_years",
    "contact",
    "notice_number",
)
FULL = 100
MOST_STAGES = 6


def hold_round(round: Round) -> Round:
    """The round read anew and locked until the transaction ends; what refers to it may still be written."""
    return Round.objects.select_for_update(no_key=True).get(pk=round.pk)


@transaction.atomic
def make_round(
    *,
    actor: User,
    programme: str,
    year: int,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    places: int,
    reserve_places: int = 0,
    stages: Sequence[Mapping[str, Any]] | None = None,
    **terms: Any,
) -> Round:
    """Prepare a round: its terms and stages (`stages` or the programme's default); append «support.make_round».

    It is held under the newest eligibility rule and criteria of the programme; both can still change until the call.
    `terms` may hold the others of TERMS. The mark 시연 follows the actor. Refuses with ValidationError, by field, a closing
    time that is not after the opening, no places, and stages whose shares do not add to 100.
    """
    require(actor, "support.run_round")
    if programme not in Round.Programme.values:
        raise ValidationError({"programme": _("선정 사업을 고르세요.")})
    round = Round(
        programme=programme,
        year=year,
        title=title.strip(),
        opens_at=opens_at,
        closes_at=closes_at,
        places=places,
        reserve_places=reserve_places,
        made_by=actor.username,
        demonstration=bool(actor.demonstration),
        **_known(terms),
    )
    _bind(round)
    _check_terms(round)
    wanted = _check_stages(
        stages if stages is not None else round_defaults.stages(programme, places), round.programme
    )
    round.code = yearly("SR", demonstration=round.demonstration, width=2)
    round.save(force_insert=True)
    _write_stages(round, wanted)
    append(verb="support.make_round", subject=round, actor=actor, data={"programme": programme, "year": year})
    return round


@transaction.atomic
def save_round(
    *, actor: User, round: Round, stages: Sequence[Mapping[str, Any]] | None = None, **terms: Any
) -> Round:
    """Change a round that was not called yet: any of TERMS, or its stages; append «support.save_round» with what changed.

    Refuses (ValidationError) once it was called: from then its terms stand.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    _is_draft(round)
    given = _known(terms)
    changed = sorted(name for name, value in given.items() if getattr(round, name) != value)
    for name in changed:
        setattr(round, name, given[name])
    _check_terms(round)
    if changed:
        round.save(update_fields=changed)
    if stages is not None:
        wanted = _check_stages(stages, round.programme)
        if wanted != stages_of(round):
            round.stages.all().delete()
            _write_stages(round, wanted)
            changed.append("stages")
    if changed:
        append(verb="support.save_round", subject=round, actor=actor, data={"changed": changed})
    return round


@transaction.atomic
def call_round(*, actor: User, round: Round, called_at: datetime | None = None) -> Round:
    """Call for applications (공고): DRAFT → CALLED. From now on its terms stand. Appends «support.call_round».

    `called_at` says when the official notice appeared elsewhere; the round is then marked as entered here afterwards, and
    its window may lie in the past. Refuses (ValidationError) a window that has begun without such a time, one that has
    closed without a notice number, and a `called_at` that is still to come or after the window opened.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    _is_draft(round)
    now = timezone.now()
    if called_at is None:
        if round.opens_at < now:
            raise ValidationError(
                _(
                    "접수 시작 시각이 지났습니다. 시작 시각을 고치거나, 다른 곳에 이미 공고했으면 공고한 때를 적으세요."
                )
            )
    else:
        if called_at > now:
            raise ValidationError({"called_at": _("지금보다 뒤의 때는 적을 수 없습니다.")})
        if called_at > round.opens_at:
            raise ValidationError({"called_at": _("공고한 때는 접수 시작보다 뒤일 수 없습니다.")})
        if not round.notice_number:
            raise ValidationError({"called_at": _("다른 곳에 한 공고면 공고 번호를 먼저 적으세요.")})
    _bind(round)
    round.called_at, round.entered_late = called_at or now, called_at is not None
    round.call()
    round.save()
    data = {"opens_at": round.opens_at.isoformat(), "closes_at": round.closes_at.isoformat()}
    append(
        verb="support.call_round",
        subject=round,
        actor=actor,
        data={**data, "entered_late": round.entered_late},
    )
    return round


@transaction.atomic
def extend_round(*, actor: User, round: Round, closes_at: datetime, reason: str) -> Round:
    """Put the closing time off, before it passes; everyone who began an application is told. Appends «support.extend_round».

    Refuses (ValidationError) a round that is not called or whose window has closed, an earlier time, an empty reason.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    if round.state != RoundState.CALLED:
        raise ValidationError(_("공고한 뒤에만 마감을 미룰 수 있습니다."))
    if timezone.now() >= round.closes_at:
        raise ValidationError(_("접수가 이미 끝나 마감을 미룰 수 없습니다. 새로 공고하세요."))
    if closes_at <= round.closes_at:
        raise ValidationError({"closes_at": _("지금 마감보다 뒤의 때를 적으세요.")})
    reason = check_reason(reason)
    was = round.closes_at
    round.closed_first_at = round.closed_first_at or was
    round.closes_at, round.extension_reason = closes_at, reason
    round.save(update_fields=["closes_at", "closed_first_at", "extension_reason"])
    data = {"from": was.isoformat(), "to": closes_at.isoformat(), "reason": reason}
    append(verb="support.extend_round", subject=round, actor=actor, data=data)
    text = _("접수 마감이 %(from)s에서 %(to)s로 바뀌었습니다. 이유: %(reason)s")
    body = text % {"from": exact(was), "to": exact(closes_at), "reason": reason}
    _tell_applicants(actor, round, "round_extended", _("접수 마감을 미뤘습니다"), body)
    return round


@transaction.atomic
def cancel_round(*, actor: User, round: Round, reason: str) -> Round:
    """Cancel a round that has no result yet; applicants are told why. Appends «support.cancel_round».

    Refuses (ValidationError) one whose result was fixed, and an empty reason.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    if round.state not in (RoundState.DRAFT, RoundState.CALLED, RoundState.REVIEWING):
        raise ValidationError(_("선정이 확정되었거나 이미 취소한 공고입니다."))
    reason = check_reason(reason)
    round.cancel()
    round.cancel_reason = reason
    round.save(update_fields=["state", "cancel_reason"])
    append(verb="support.cancel_round", subject=round, actor=actor, data={"reason": reason})
    _tell_applicants(
        actor,
        round,
        "round_cancelled",
        _("공고가 취소되었습니다"),
        _("이유: %(reason)s") % {"reason": reason},
    )
    return round


@transaction.atomic
def begin_review(*, actor: User, round: Round) -> Round:
    """Hand the eligible applications to the reviewers: CALLED → REVIEWING. Appends «support.begin_review».

    Refuses (ValidationError) while the window is open, while an application waits for its eligibility to be judged, and
    where none is eligible.
    """
    round = hold_round(round)
    require(actor, "support.run_round", round)
    is_over(round)
    waiting = round.applications.filter(state=ApplicationState.SUBMITTED).count()
    if waiting:
        raise ValidationError(
            _("신청 자격을 아직 정하지 않은 신청이 %(count)d건 있습니다. 먼저 정하세요.") % {"count": waiting}
        )
    admitted = round.applications.filter(state=ApplicationState.UNDER_REVIEW).count()
    if not admitted:
        raise ValidationError(_("평가할 신청이 없습니다."))
    round.begin_review()
    round.save(update_fields=["state"])
    append(verb="support.begin_review", subject=round, actor=actor, data={"applications": admitted})
    return round


def is_over(round: Round) -> None:
    """Refuse unless the round is called and its window has closed."""
    if round.state != RoundState.CALLED:
        raise ValidationError(_("공고 중인 때만 할 수 있습니다. 지금은 ‘%(state)s’입니다.") % _state(round))
    if round.window(timezone.now()) != "closed":
        raise ValidationError(
            _("접수가 끝난 뒤에 할 수 있습니다. 마감은 %(when)s입니다.") % {"when": exact(round.closes_at)}
        )


def _state(round: Round) -> dict[str, Any]:
    return {"state": RoundState(round.state).label}


def _is_draft(round: Round) -> None:
    if round.state != RoundState.DRAFT:
        raise ValidationError(_("이미 공고해 고칠 수 없습니다. 공고를 취소하고 새로 만드세요."))


def _known(terms: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"no terms of a round: {sorted(unknown)}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in terms.items()}


def _bind(round: Round) -> None:
    """The newest rule and criteria of the programme."""
    rule = eligibility.newest(round.programme)
    rubric = selection_rubrics.newest(round.programme)
    round.eligibility_key, round.eligibility_version = rule.key, rule.version
    round.rubric_key, round.rubric_version = rubric.key, rubric.version


def _check_terms(round: Round) -> None:
    found: dict[str, str] = {}
    if not round.title:
        found["title"] = _("공고의 이름을 적으세요.")
    if round.closes_at <= round.opens_at:
        found["closes_at"] = _("마감은 시작보다 뒤여야 합니다.")
    elif round.closes_at - round.opens_at > timedelta(days=366):
        found["closes_at"] = _("접수 기간이 1년을 넘습니다. 날짜를 확인하세요.")
    if round.places < 1:
        found["places"] = _("선정 규모는 1 이상이어야 합니다.")
    if found:
        raise ValidationError(found)
    round.clean_fields(exclude=["code", "state", "rubric_key"])


def _check_stages(stages: Iterable[Mapping[str, Any]], programme: str) -> list[dict[str, Any]]:
    """The stages in order, each a dict of kind, advance, least, share; refuses what does not fit together."""
    wanted = [{name: each.get(name) for name in ("kind", "advance", "least", "share")} for each in stages]
    kinds = [each["kind"] for each in wanted]
    if not wanted or len(wanted) > MOST_STAGES or not set(kinds) <= set(Stage.Kind.values):
        raise ValidationError(_("평가 단계를 하나 이상 적으세요."))
    if not set(kinds) <= set(selection_rubrics.newest(programme).stages):
        raise ValidationError(_("평가 기준이 없는 단계가 있습니다."))
    if len(set(kinds)) < len(kinds):
        raise ValidationError(_("같은 평가 단계가 두 번 있습니다."))
    total = sum(each["share"] or 0 for each in wanted)
    if total != FULL or any((each["share"] or 0) < 0 for each in wanted):
        raise ValidationError(
            _("단계별 반영 비율의 합이 100이어야 합니다. 지금은 %(total)d입니다.") % {"total": total}
        )
    going = [each["advance"] for each in wanted if each["advance"] is not None]
    if any(each < 1 for each in going) or going != sorted(going, reverse=True):
        raise ValidationError(_("다음 단계로 가는 기업 수는 뒤로 갈수록 늘 수 없습니다."))
    for each in wanted:
        if each["least"] is not None:
            each["least"] = Decimal(each["least"])
            if not 0 <= each["least"] <= FULL:
                raise ValidationError(_("최저 점수는 0에서 100 사이입니다."))
    return wanted


def stages_of(round: Round) -> list[dict[str, Any]]:
    """The stages in order, as `make_round` takes them."""
    rows = round.stages.order_by("order").values("kind", "advance", "least", "share")
    return [dict(row) for row in rows]


def _write_stages(round: Round, stages: Iterable[Mapping[str, Any]]) -> None:
    Stage.objects.bulk_create(Stage(round=round, order=n, **each) for n, each in enumerate(stages, start=1))


def _tell_applicants(actor: User, round: Round, kind: str, title: str, body: str) -> None:
    """One message to everyone who began or submitted an application and did not withdraw it."""
    people = User.objects.filter(
        applications__in=round.applications.exclude(state=ApplicationState.WITHDRAWN), is_active=True
    ).distinct()
    tell(
        actor=actor,
        recipients=people,
        kind=kind,
        title=f"{round.title}: {title}"[:200],
        body=body,
        url=reverse("support:round", args=[round.code]),
        about=round,
    )
