"""A round of review as the secretariat holds it: rubric, cases and reviewers, assignment, phases."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.deliberation import assigning, review_phases, rubrics
from sangsaeng.deliberation.models import Body, Review, ReviewRound, Rubric
from sangsaeng.deliberation.review_rules import REVIEWER_ROLES
from sangsaeng.pages.formats import day
from sangsaeng.parties.actions import tell
from sangsaeng.parties.models import User
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.actions import append

Pair = tuple[int, int]


def add_rubric(
    *, actor: User, name: str, questions: list[dict[str, Any]], most: int = 5, demonstration: bool = False
) -> Rubric:
    """Add the next version of the questions; earlier ones and the rounds opened under them stay.

    It is ours until it is adopted. Refuses (NotAllowed) everyone but the secretariat; (ValidationError) weights
    that do not add to 100, a key or label twice or empty, and fewer than two steps of the scale.
    """
    with transaction.atomic():
        last = Rubric.objects.select_for_update().filter(demonstration=demonstration).first()
        rubric = Rubric(
            version=(last.version if last else 0) + 1,
            name=name.strip(),
            questions=questions,
            most=most,
            demonstration=demonstration,
        )
        require(actor, "deliberation.manage_reviews", rubric)
        rubrics.check(questions, most)
        rubric.full_clean(exclude=["questions"])
        rubric.save()
        append(
            verb="deliberation.add_rubric",
            subject=rubric,
            actor=actor,
            data={"version": rubric.version, "weights": {q["key"]: q["weight"] for q in questions}},
        )
    return rubric


def adopt_rubric(*, actor: User, rubric: Rubric, adopted_by: str) -> Rubric:
    """Record the resolution that adopted a version: from then on its weights are no longer only ours.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) without the resolution, and a second time.
    """
    require(actor, "deliberation.manage_reviews", rubric)
    if not adopted_by.strip():
        raise ValidationError({"adopted_by": _("어느 의결로 채택했는지 적어 주세요.")})
    with transaction.atomic():
        rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
        if not rubric.is_ours:
            raise ValidationError(_("이미 채택한 심사 기준입니다."))
        rubric.is_ours = False
        rubric.adopted_by = adopted_by.strip()
        rubric.save(update_fields=["is_ours", "adopted_by"])
        append(
            verb="deliberation.adopt_rubric",
            subject=rubric,
            actor=actor,
            data={"version": rubric.version, "adopted_by": rubric.adopted_by},
        )
    return rubric


def open_round(
    *,
    actor: User,
    body: Body,
    name: str,
    due_on: date,
    per_model: int = 3,
    most_per_reviewer: int = 5,
    rubric: Rubric | None = None,
) -> ReviewRound:
    """Open a round of review for a body under the newest rubric (the shipped one where there is none yet).

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a day that is past, no reviewer a case or
    no case a reviewer, a rubric of the other world, and a second round of the same body and name.
    """
    require(actor, "deliberation.manage_reviews", body)
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("기한이 이미 지났습니다. 오늘이나 그 뒤의 날을 적어 주세요.")})
    if per_model < 1 or most_per_reviewer < 1:
        raise ValidationError(_("모델마다 심사위원 한 명 이상, 심사위원마다 모델 한 건 이상이어야 합니다."))
    with transaction.atomic():
        # all bodies, in one order, because they share one series of codes
        body = {each.pk: each for each in Body.objects.select_for_update().order_by("pk")}[body.pk]
        if rubric is None:
            rubric = rubrics.newest(body.demonstration)
        if rubric is None:
            rubric = add_rubric(actor=actor, demonstration=body.demonstration, **rubrics.shipped())
        if rubric.demonstration != body.demonstration:
            raise ValidationError(_("시연과 실제의 심사 기준을 섞을 수 없습니다."))
        if body.review_rounds.filter(name=name.strip()).exists():
            raise ValidationError({"name": _("같은 이름의 심사가 이미 있습니다. 다른 이름을 적어 주세요.")})
        round = ReviewRound(
            body=body,
            code=_next_code(body.demonstration),
            name=name.strip(),
            rubric=rubric,
            due_on=due_on,
            per_model=per_model,
            most_per_reviewer=most_per_reviewer,
            owner=actor,
            demonstration=body.demonstration,
        )
        round.full_clean()
        round.save()
        append(
            verb="deliberation.open_round",
            subject=round,
            actor=actor,
            data={"body": body.pk, "rubric": rubric.version, "due_on": due_on.isoformat()},
        )
    return round


def _next_code(demonstration: bool) -> str:
    """R-2026-01, of a demonstration D-R-2026-01; the caller holds the bodies' rows, so none is given twice."""
    prefix = f"{'D-' if demonstration else ''}R-{timezone.localdate().year}-"
    used = ReviewRound.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    return f"{prefix}{max((int(code.removeprefix(prefix)) for code in used), default=0) + 1:02d}"


def choose(
    *,
    actor: User,
    round: ReviewRound,
    cases: Collection[WinWinModel],
    reviewers: Collection[User],
    per_model: int | None = None,
    most_per_reviewer: int | None = None,
) -> ReviewRound:
    """Set the cases, the reviewers and the two limits of a round, while they are still being assigned.

    Locks the round. Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a later phase, a model
    that is not ready for the body, a person who cannot be asked, one of the other world, and leaving out a case
    or a reviewer that is assigned already.
    """
    require(actor, "deliberation.manage_reviews", round)
    with transaction.atomic():
        round = lock_round(round, "choose")
        ready = set(assigning.ready_cases(round).values_list("pk", flat=True))
        if any(case.pk not in ready for case in cases):
            raise ValidationError({"cases": _("심사를 기다리는 모델만 고를 수 있습니다.")})
        able = set(assigning.able_reviewers(round).values_list("pk", flat=True))
        if any(person.pk not in able for person in reviewers):
            raise ValidationError({"reviewers": _("심사를 맡을 수 있는 사람만 고를 수 있습니다.")})
        held = list(round.reviews.filter(declined_because="").values_list("model_id", "reviewer_id"))
        kept_cases, kept_people = {c.pk for c in cases}, {p.pk for p in reviewers}
        if any(case not in kept_cases or person not in kept_people for case, person in held):
            raise ValidationError(_("이미 배정한 모델이나 심사위원은 뺄 수 없습니다. 배정을 먼저 빼세요."))
        round.per_model = per_model or round.per_model
        round.most_per_reviewer = most_per_reviewer or round.most_per_reviewer
        round.save(update_fields=["per_model", "most_per_reviewer"])
        round.cases.set(cases)
        round.reviewers.set(reviewers)
        append(
            verb="deliberation.choose_for_round",
            subject=round,
            actor=actor,
            data={
                "cases": sorted(case.code for case in cases),
                "reviewers": sorted(person.username for person in reviewers),
                "per_model": round.per_model,
                "most_per_reviewer": round.most_per_reviewer,
            },
        )
    return round


def save_assignment(*, actor: User, round: ReviewRound, pairs: Iterable[Pair]) -> list[Review]:
    """Add the assignments (model key, person key) to what stands; all of them or none.

    Locks the round. Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a closed assignment, a
    case or a person that is not of the round, anyone who may not review the case (a conflict that stands or is not
    yet decided, his own organisation, excluded at a meeting, declined), and more cases than a person's limit.
    """
    require(actor, "deliberation.manage_reviews", round)
    with transaction.atomic():
        round = lock_round(round, "assign")
        table = assigning.table(round)
        new = [pair for pair in dict.fromkeys(pairs) if pair not in table.already]
        for case, person in new:
            if case not in table.case_names or person not in table.people:
                raise ValidationError(_("이 심사에서 고른 모델과 심사위원만 배정할 수 있습니다."))
            if (case, person) in table.barred:
                raise ValidationError(assigning.why_barred(table, case, person))
        loads = table.loads()
        for _case, person in new:
            loads[person] += 1
            if loads[person] > round.most_per_reviewer:
                raise ValidationError(
                    _("%(name)s: 이미 %(most)d건을 맡았습니다. 다른 위원을 고르세요.")
                    % {"name": table.people[person], "most": round.most_per_reviewer}
                )
        made = Review.objects.bulk_create(
            Review(round=round, model_id=case, reviewer_id=person) for case, person in new
        )
        append(
            verb="deliberation.assign_reviews",
            subject=round,
            actor=actor,
            data={"pairs": [[table.case_names[case], table.people[person].username] for case, person in new]},
        )
        if round.phase != "assigning":  # else they are told when the phase of reviewing begins
            _tell_reviewers(round, actor, [table.people[person] for _case, person in new])
    return made


def unassign(*, actor: User, review: Review) -> None:
    """Take an assignment back, before a review is handed in; the record keeps that it was.

    Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a closed assignment, and a review that is in.
    """
    require(actor, "deliberation.manage_reviews", review.round)
    with transaction.atomic():
        round = lock_round(review.round, "assign")
        review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.handed_in_at is not None:
            raise ValidationError(_("이미 낸 심사표의 배정은 뺄 수 없습니다."))
        append(
            verb="deliberation.unassign_review",
            subject=round,
            actor=actor,
            data={
                "model": review.model.code,
                "reviewer": review.reviewer.username,
                "declined": review.declined_because,
            },
        )
        review.delete()


def move_phase(*, actor: User, round: ReviewRound, to: str, reason: str = "") -> ReviewRound:
    """Move the round one phase on, or back with a reason; at the start of reviewing the reviewers are told.

    Locks the round. Refuses (NotAllowed) everyone but the secretariat; (ValidationError) a phase that is not next to
    this one, going back without a reason, and beginning to review while a case has no reviewer.
    """
    require(actor, "deliberation.manage_reviews", round)
    with transaction.atomic():
        round = lock_round(round)
        now = review_phases.phase(round.phase)
        if to not in (now.next, now.back) or not to:
            raise ValidationError(_("이 단계에서 바로 갈 수 없는 단계입니다."))
        if to == now.back and not reason.strip():
            raise ValidationError({"reason": _("앞 단계로 돌리는 이유를 적어 주세요.")})
        if now.key == "assigning":
            _ready_to_begin(round)
        round.phase = to
        round.save(update_fields=["phase"])
        append(
            verb="deliberation.move_review_phase",
            subject=round,
            actor=actor,
            data={"from": now.key, "to": to, "reason": reason.strip()},
        )
        if now.key == "assigning":
            waiting = round.reviews.filter(declined_because="", handed_in_at__isnull=True)
            _tell_reviewers(round, actor, User.objects.filter(reviews__in=waiting).distinct())
    return round


def _ready_to_begin(round: ReviewRound) -> None:
    served = round.reviews.filter(declined_because="").values("model")
    without = round.cases.exclude(pk__in=served).count()
    if without or not round.cases.exists():
        raise ValidationError(
            _("심사위원이 없는 모델이 %(count)d건 있습니다. 먼저 배정하세요.") % {"count": without}
            if without
            else _("심사할 모델이 없습니다. 먼저 모델을 고르세요.")
        )


def lock_round(round: ReviewRound, deed: str = "") -> ReviewRound:
    """The round, read anew and locked; refuses where its phase does not allow `deed`."""
    locked = ReviewRound.objects.select_for_update(of=("self",)).select_related("rubric").get(pk=round.pk)
    allow(locked, deed)
    return locked


def allow(round: ReviewRound, deed: str) -> None:
    """Refuse what the phase of the round does not allow."""
    phase = review_phases.phase(round.phase)
    if deed and deed not in phase.may:
        raise ValidationError(_("‘%(phase)s’ 단계에서는 할 수 없습니다.") % {"phase": phase.label})


def _tell_reviewers(round: ReviewRound, actor: User, people: Iterable[User]) -> None:
    """In Korean whatever the language of the sender."""
    with override("ko"):
        address, due = reverse("deliberation:my_reviews"), day(round.due_on)
    tell(
        actor=actor,
        recipients=[person for person in people if person.role in REVIEWER_ROLES],
        kind="review",
        title=f"심사를 맡았습니다: {round.name}",
        body=f"기한: {due}. 이해관계가 있으면 심사표를 쓰기 전에 사양하세요.",
        url=address,
        about=round,
    )
