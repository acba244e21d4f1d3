"""What the two sides say of a ranked pair, and what is learned from it.

The record says that somebody judged a pair, never how: judgements are read by the own side and the secretariat alone.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery import indexing, match_rules
from sangsaeng.discovery.actions.ranking import PROFILE_PART
from sangsaeng.discovery.models import Firm, Match, MatchFeedback, MatchLearning, Need
from sangsaeng.discovery.models.feedback import REASONS
from sangsaeng.parties.models import Role
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import Actor, append
from sangsaeng.records.documents.content import clean

Verdict, Reason, Side = MatchFeedback.Verdict, MatchFeedback.Reason, MatchFeedback.Side
ANSWERS: Mapping[str, tuple[MatchFeedback.Verdict, ...]] = {
    Side.DEMAND: (Verdict.FITS, Verdict.UNFIT),
    Side.SUPPLY: (Verdict.CAN, Verdict.CANNOT, Verdict.UNINTERESTED),
}
#: A firm that is known already may fit well: such a judgement teaches nothing of the fit.
TEACHES_NOTHING = frozenset({Reason.KNOWN, Reason.BUSY, Reason.TERMS})


def judge_match(
    *, actor: Any, need: Need, firm: Firm, side: str, verdict: str, reason: str, note: str = ""
) -> MatchFeedback:
    """Give or change one side's judgement of a pair and append «discovery.judge_match» (without what was judged).

    A pair that a side judged unfit, impossible or of no interest is left out of that need's ranking from now on; the need
    is ranked anew in the background. Refuses (NotAllowed) who does not belong to the side; (ValidationError by field) a
    verdict or reason that the side does not have, a long note, mixed worlds.
    """
    pair = match_rules.Pair(need, firm)
    require(actor, match_rules.JUDGE, pair)
    if need.demonstration != firm.demonstration:
        raise ValidationError(_("시연과 실제를 섞을 수 없습니다."))
    if side not in match_rules.sides(actor, pair):
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    if verdict not in ANSWERS[side]:
        raise ValidationError({"verdict": _("보기 가운데 하나를 고르세요.")})
    if reason not in REASONS[verdict]:
        raise ValidationError({"reason": _("고른 판단에 맞는 이유를 고르세요.")})
    note = clean(note).strip()
    if len(note) > 500:
        raise ValidationError({"note": _("%(most)d자 안에서 적으세요.") % {"most": 500}})
    if reason == Reason.OTHER and not note:
        raise ValidationError({"note": _("그 밖의 이유이면 무엇인지 적으세요.")})
    with transaction.atomic():
        need = Need.everything.select_for_update(of=("self",)).get(pk=need.pk)
        row = MatchFeedback.objects.select_for_update().filter(
            need=need, firm=firm, side=side, withdrawn_at__isnull=True
        )
        given = row.first() or MatchFeedback(need=need, firm=firm, side=side, **_as_ranked(need, firm))
        if given.pk:
            given.changed_at = timezone.now()
        given.verdict, given.reason, given.note = verdict, reason, note
        given.organisation = None if actor.role == Role.SECRETARIAT else actor.organisation
        given.heard = actor.role == Role.SECRETARIAT
        given.by, given.demonstration = actor.username, need.demonstration
        given.save()
        append(
            verb="discovery.judge_match",
            subject=need,
            actor=actor,
            data={"firm": firm.code, "side": str(side), "changed": given.changed_at is not None},
        )
        indexing.need_changed(need.pk)
    return given


def _as_ranked(need: Need, firm: Firm) -> dict[str, Any]:
    """What the engine said of the pair when it was judged: its fit and the parts of it, before any learning."""
    match = Match.everything.filter(need=need, firm=firm).first()
    if match is None or not match.score:
        return {}
    told = match.explanation
    parts = {k: v for k, v in (told.get("parts") or {"lexical": match.score}).items() if k != PROFILE_PART}
    if code := told.get("learning"):
        learning = MatchLearning.objects.filter(code=code).first()
        by = learning.multipliers if learning else {}
        parts = {name: value / by.get(name, 1.0) for name, value in parts.items()}
    fit, whole = float(told.get("fit", 0.0)), sum(parts.values()) or 1.0
    return {
        "fit": fit,
        "parts": {name: value * fit / whole for name, value in parts.items()},
        "engine_version": match.engine_version,
    }


def withdraw_feedback(*, actor: Any, feedback: MatchFeedback) -> MatchFeedback:
    """Take a judgement back: the pair may be proposed again; append «discovery.withdraw_feedback».

    Refuses (NotAllowed) anyone but the side that gave it and the secretariat; (ValidationError) one that was taken back.
    """
    pair = match_rules.Pair(feedback.need, feedback.firm)
    require(actor, match_rules.JUDGE, pair)
    if feedback.side not in match_rules.sides(actor, pair):
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    with transaction.atomic():
        need = Need.everything.select_for_update(of=("self",)).get(pk=feedback.need_id)
        feedback = MatchFeedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
        if feedback.withdrawn_at is not None:
            raise ValidationError(_("이미 철회한 의견입니다."))
        feedback.withdrawn_at = timezone.now()
        feedback.save(update_fields=["withdrawn_at"])
        data = {"firm": feedback.firm.code, "side": feedback.side}
        append(verb="discovery.withdraw_feedback", subject=need, actor=actor, data=data)
        indexing.need_changed(need.pk)
    return feedback


def judged(*, demonstration: bool) -> list[Any]:
    """The judged pairs of one world as learning reads them: one row a pair; against it if either side is against it.

    Judgements that say nothing of the fit (known already, no time, terms) are left out.
    """
    from sangsaeng.analysis.matching.learning import Judged

    rows: dict[tuple[str, str], Any] = {}
    standing = MatchFeedback.objects.filter(
        withdrawn_at__isnull=True, demonstration=demonstration, fit__isnull=False
    ).select_related("need", "firm")
    for each in standing.order_by("pk"):
        if each.reason in TEACHES_NOTHING:
            continue
        key = (each.need.code, each.firm.code)
        fits = not each.is_against and (key not in rows or rows[key].fits)
        rows[key] = Judged(*key, each.parts, fits)
    return [rows[key] for key in sorted(rows)]


def learn_weights(*, actor: Actor) -> MatchLearning:
    """Learn multipliers of the parts from all standing judgements of the actor's world; append «discovery.learn_weights».

    Keeps what was learned with its held-out figures; it changes no ranking until it is put in force. With too few
    judgements the row says so and holds multipliers of 1. Refuses (NotAllowed) anyone but the secretariat.
    """
    from dataclasses import asdict

    from sangsaeng.analysis.matching import ENGINE_VERSION
    from sangsaeng.analysis.matching.learning import learn

    require(actor, match_rules.LEARN)
    world = bool(getattr(actor, "demonstration", False))
    rows = judged(demonstration=world)
    learned = indexing.aside(lambda: learn(rows))
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()[:12]
    with transaction.atomic():
        made = MatchLearning.objects.create(
            code=f"learning-{uuid4().hex[:10]}",
            by=actor.username,
            version=learned.version,
            engine_version=ENGINE_VERSION,
            multipliers=dict(learned.multipliers),
            made_from={
                "judgements": learned.judgements,
                "fitting": learned.fitting,
                "needs": learned.needs,
                "digest": digest,
            },
            before=asdict(learned.before) if learned.before else None,
            after=asdict(learned.after) if learned.after else None,
            enough=learned.enough,
            better=learned.better,
            demonstration=world,
        )
        append(
            verb="discovery.learn_weights",
            subject=made,
            actor=actor,
            data={"judgements": learned.judgements, "better": learned.better},
        )
    return made


def use_learning(*, actor: Actor, learning: MatchLearning) -> MatchLearning:
    """Put a learning in force in place of the one that is; everything is ranked anew in the background.

    Appends «discovery.use_learning». Refuses (NotAllowed) anyone but the secretariat, or of the other world;
    (ValidationError) one that had too few judgements, was not better on held-out judgements, or is in force.
    """
    require(actor, match_rules.LEARN, learning)
    with transaction.atomic():
        learning = MatchLearning.objects.select_for_update().get(pk=learning.pk)
        if learning.in_force:
            raise ValidationError(_("이미 쓰고 있는 학습입니다."))
        if not learning.enough or not learning.better:
            raise ValidationError(_("따로 남긴 의견에서 나아지지 않은 학습은 쓰지 않습니다."))
        in_force = MatchLearning.objects.filter(in_force=True, demonstration=learning.demonstration)
        in_force.update(in_force=False, taken_back_at=timezone.now())
        learning.in_force, learning.in_force_since, learning.taken_back_at = True, timezone.now(), None
        learning.save(update_fields=["in_force", "in_force_since", "taken_back_at"])
        append(verb="discovery.use_learning", subject=learning, actor=actor)
        indexing.all_changed(asked_by=actor.username)
    return learning


def take_back_learning(*, actor: Actor, learning: MatchLearning) -> MatchLearning:
    """Take the learning in force back: the parts count as the engine has them, everything is ranked anew.

    Appends «discovery.take_back_learning». Refuses (NotAllowed) as `use_learning`; (ValidationError) one not in force.
    """
    require(actor, match_rules.LEARN, learning)
    with transaction.atomic():
        learning = MatchLearning.objects.select_for_update().get(pk=learning.pk)
        if not learning.in_force:
            raise ValidationError(_("쓰고 있지 않은 학습입니다."))
        learning.in_force, learning.taken_back_at = False, timezone.now()
        learning.save(update_fields=["in_force", "taken_back_at"])
        append(verb="discovery.take_back_learning", subject=learning, actor=actor)
        indexing.all_changed(asked_by=actor.username)
    return learning
