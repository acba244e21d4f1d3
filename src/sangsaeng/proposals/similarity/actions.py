"""The code that writes comparisons: compute them, and keep what the secretariat judged."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.analysis.similar import ENGINE_VERSION, Pair
from sangsaeng.parties.rules import require
from sangsaeng.proposals.models import Comparison, Likeness, WinWinModel
from sangsaeng.proposals.similarity.texts import compare
from sangsaeng.records.actions import append

log = logging.getLogger(__name__)


def _row(pair: Pair, digests: dict[str, str]) -> Likeness:
    """The pair in the order of its keys, whichever of the two was asked about."""
    forward = int(pair.a) < int(pair.b)
    a, b = ("a", "b") if forward else ("b", "a")
    first, second = sorted((int(pair.a), int(pair.b)))
    return Likeness(
        first_id=first,
        second_id=second,
        kind=pair.kind.value,
        share_first=getattr(pair, f"share_{a}"),
        share_second=getattr(pair, f"share_{b}"),
        sections=[
            [
                getattr(each, f"section_{a}"),
                getattr(each, f"section_{b}"),
                round(getattr(each, f"share_{a}"), 4),
                round(getattr(each, f"share_{b}"), 4),
            ]
            for each in pair.sections
        ],
        passages=[
            [
                {
                    "section": getattr(each, f"section_{side}"),
                    "marks": [list(mark) for mark in getattr(each, f"marks_{side}")],
                }
                for side in (a, b)
            ]
            for each in pair.passages
        ],
        digest_first=digests[str(first)],
        digest_second=digests[str(second)],
    )


COMPUTED = (
    "kind",
    "share_first",
    "share_second",
    "sections",
    "passages",
    "digest_first",
    "digest_second",
)


@transaction.atomic
def refresh(model: WinWinModel) -> None:
    """Compare the model's plan with all others of its world and keep what was found; what is no longer found goes.

    Nothing is appended to the record: it is computed from what stands there, and who judged what stays in it.
    """
    found = compare(model)
    rows = [_row(pair, found.digests) for pair in found.pairs]
    # two requests may compute the same pair at once: the later one writes over the earlier
    Likeness.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["first", "second"], update_fields=list(COMPUTED)
    )
    others = {row.second_id if row.first_id == model.pk else row.first_id for row in rows}
    Likeness.objects.filter(
        Q(first=model) & ~Q(second__in=others) | Q(second=model) & ~Q(first__in=others)
    ).delete()
    Comparison.objects.bulk_create(
        [
            Comparison(
                model=model,
                digest=found.digests.get(str(model.pk), ""),
                engine=ENGINE_VERSION,
                against=found.against,
                compared_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["model"],
        update_fields=["digest", "engine", "against", "compared_at"],
    )


def refresh_later(model: WinWinModel) -> None:
    """Compare once the change that is under way has been kept; a failure there is logged and undoes nothing."""
    key = model.pk

    def now() -> None:
        try:
            refresh(WinWinModel.objects.get(pk=key))
        except Exception:
            log.exception("comparing the plan of model %s", key)

    transaction.on_commit(now)


@transaction.atomic
def judge(
    *,
    actor: Any,
    model: WinWinModel,
    other: WinWinModel,
    judgement: str,
    note: str = "",
    texts: str = "",
) -> Likeness:
    """Keep what the secretariat judged of two plans that share passages, and append «proposals.judge_similar».

    The event is about the pair, not about a model, since the parties read the history of their model. A later judgement
    takes the place of the earlier one; both stay in the record. `texts` names the texts that were read (`Likeness.texts`).
    Refuses with ValidationError an unknown judgement, a note above 2,000 letters, two plans that share nothing (any more)
    or whose texts changed since they were read; with NotAllowed who does not screen.
    """
    for each in (model, other):
        require(actor, "proposals.judge_similar", each)
    if judgement not in Likeness.Judgement.values:
        raise ValidationError({"judgement": _("판단을 고르세요.")})
    note = note.strip()
    if len(note) > 2_000:
        raise ValidationError({"note": _("2,000자까지 적을 수 있습니다.")})
    first, second = sorted((model, other), key=lambda each: each.pk)
    row = Likeness.objects.select_for_update().filter(first=first, second=second).first()
    if row is None:
        raise ValidationError(_("두 계획서에 같은 대목이 없습니다. 목록을 다시 여세요."))
    if texts and texts != row.texts:
        raise ValidationError(_("그사이 계획서의 글이 바뀌었습니다. 다시 읽고 판단하세요."))
    row.judgement, row.note = judgement, note
    row.judged_by, row.judged_at, row.judged_texts = actor, timezone.now(), row.texts
    row.save(update_fields=["judgement", "note", "judged_by", "judged_at", "judged_texts"])
    append(
        verb="proposals.judge_similar",
        subject=row,
        actor=actor,
        data={"models": [first.code, second.code], "judgement": judgement, "note": note},
        demonstration=bool(model.demonstration),
    )
    return row
