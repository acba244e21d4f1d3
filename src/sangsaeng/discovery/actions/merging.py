"""Two records found to be one firm, and that finding undone. Nothing is deleted; every row that moves is written down.

What moves is what discovery holds of the firm's record (matches, published pairs, numbers, profile …). What the merged
organisation itself did or was decided about (models, ballots, payments, fairs, accounts) stays under its name and is
only pointed to the kept one; checks for conflicts of interest treat both as one (parties.sameness).
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.discovery.actions.identity import KEEP, close, reason_of, waiting
from sangsaeng.discovery.models import Firm, IdentityPair, Merge
from sangsaeng.discovery.queries import identity as queries
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import append

FIRM = "discovery.firm"
Moved = list[list[Any]]


@transaction.atomic
def merge(*, actor: User, pair: IdentityPair, keep: Organisation, reason: str = "") -> Merge:
    """Find that two records are one firm: `keep` stays, the other points to it. Appends «discovery.merge».

    In order: locks both records and the pair, moves what discovery holds of the merged firm (a row that the kept one has
    already stays where it is, and is listed), hides the merged firm's record, whose address then leads on.
    Refuses (NotAllowed) who does not keep identities; (ValidationError) a pair that was decided, a record that is none of
    the two, one that was merged meanwhile, and no reason where no equal registration number speaks for it.
    """
    require(actor, KEEP, pair)
    if pair.other_id is None:
        raise ValidationError(_("목록의 이름은 합칠 기록이 아닙니다. ‘다른 표기로 적기’를 쓰세요."))
    list(
        Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=(pair.one_id, pair.other_id))
        .order_by("pk")
    )
    pair = waiting(pair)
    both = {each.pk: each for each in (pair.one, pair.other) if each is not None}
    if keep.pk not in both:
        raise ValidationError({"keep": _("두 기록 가운데 하나를 고르세요.")})
    if any(each.merged_into_id is not None for each in both.values()):
        raise ValidationError(_("한쪽이 이미 다른 기록으로 합쳐졌습니다. 화면을 새로 고쳐 확인하세요."))
    kept = both.pop(keep.pk)
    [merged] = both.values()
    ground = Merge.Ground.NUMBER if pair.has_equal_number else Merge.Ground.PERSON
    decision = reason_of(reason or ("등록번호가 같음" if ground == Merge.Ground.NUMBER else ""))
    newest = _newest()
    moved, stayed = _move(merged, kept)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    made = Merge.objects.create(
        pair=pair,
        merged=merged,
        kept=kept,
        ground=ground,
        reason=decision,
        by=actor.username,
        moved=moved,
        stayed=stayed,
        newest=newest,
        demonstration=pair.demonstration,
    )
    pair.find_same()
    close(pair, actor, decision)
    append(
        verb="discovery.merge",
        subject=pair,
        actor=actor,
        data={
            "merged": merged.code,
            "kept": kept.code,
            "ground": str(ground),
            "reason": decision,
            "moved": len(moved),
            "stayed": len(stayed),
        },
    )
    _tell_index(merged, kept)
    return made


def _move(merged: Organisation, kept: Organisation) -> tuple[Moved, Moved]:
    firm, other = queries.firm_of(merged), queries.firm_of(kept)
    if firm is None:
        return [], []
    if other is None:
        return [_set(firm, "organisation_id", kept.pk)], []
    moved, stayed = [], []
    for model, column in queries.references():
        for row in model._base_manager.filter(**{column.name: firm.pk}).order_by("pk"):
            try:
                with transaction.atomic():
                    moved.append(_set(row, column.attname, other.pk))
            except IntegrityError:  # the kept record has its own
                stayed.append([model._meta.label_lower, column.attname, row.pk])
    moved.append(_set(firm, "is_shown", False))
    moved.append(_set(firm, "hidden_because", f"‘{kept.name}’ 기록과 합침"[:300]))
    return moved, stayed


def hold_together() -> None:
    """Move again what a new version of the facts brought back to merged records; a step of `load_facts`, in its event.

    Rows of facts that are gone are forgotten, those that stand at the merged record again follow the others.
    """
    for each in Merge.objects.filter(undone_at__isnull=True).select_related("merged", "kept").order_by("pk"):
        there = [
            line for line in each.moved if apps.get_model(line[0])._base_manager.filter(pk=line[2]).exists()
        ]
        whole = next((line for line in there if line[1] == "organisation_id"), None)
        if whole is not None:
            Firm.everything.filter(pk=whole[2]).update(organisation=each.kept)
            continue
        moved, stayed = _move(each.merged, each.kept)
        again = {(label, name, key) for label, name, key, _before in moved}
        firsts = {(line[0], line[1], line[2]) for line in there}
        each.moved = there + [line for line in moved if (line[0], line[1], line[2]) not in firsts]
        each.stayed = [line for line in stayed if tuple(line) not in again]
        each.save(update_fields=["moved", "stayed"])


def _set(row: models.Model, name: str, value: Any) -> list[Any]:
    """Change one column of one row; returns what was there before, as it is written down."""
    before = getattr(row, name)
    type(row)._base_manager.filter(pk=row.pk).update(**{name: value})
    return [row._meta.label_lower, name, row.pk, before]


def _newest() -> dict[str, int]:
    """The newest key of each table that may move."""
    return {
        model._meta.label_lower: model._base_manager.aggregate(newest=models.Max("pk"))["newest"] or 0
        for model, _column in queries.references()
    }


def added_since(merge: Merge) -> Moved:
    """What was added to the kept firm's record after the merge: it stays there when the merge is undone."""
    firm = queries.firm_of(merge.kept)
    found: Moved = []
    for model, column in queries.references() if firm else ():
        rows = model._base_manager.filter(
            **{column.name: firm.pk if firm else 0}, pk__gt=merge.newest.get(model._meta.label_lower, 0)
        )
        found += [[model._meta.label_lower, column.attname, key] for key in rows.values_list("pk", flat=True)]
    return found


@transaction.atomic
def split(*, actor: User, merge: Merge, reason: str) -> Merge:
    """Undo a merge: every row that moved goes back, the merged record stands for itself again. Appends «discovery.split».

    What was added since stays with the kept record and is listed; so is a row that has gone or was changed meanwhile. The
    pair then counts as two different firms. Refuses (NotAllowed) who does not keep identities; (ValidationError) no reason,
    a merge that was undone, and one whose kept record was itself merged into another later (that one is undone first).
    """
    require(actor, KEEP, merge.pair)
    decision = reason_of(reason)
    list(
        Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=(merge.merged_id, merge.kept_id))
        .order_by("pk")
    )
    merge = (
        Merge.objects.select_for_update(of=("self",))
        .select_related("pair", "merged", "kept")
        .get(pk=merge.pk)
    )
    if merge.undone_at is not None:
        raise ValidationError(_("이미 나눈 기록입니다."))
    if merge.kept.merged_into_id is not None:
        raise ValidationError(_("남은 기록이 그 뒤에 또 합쳐졌습니다. 나중에 합친 것부터 나누세요."))
    later = Merge.objects.filter(kept=merge.kept, undone_at__isnull=True, pk__gt=merge.pk)
    if later.exists() and queries.firm_of(merge.merged) is None:
        raise ValidationError(_("남은 기록이 그 뒤에 또 합쳐졌습니다. 나중에 합친 것부터 나누세요."))
    # Where the whole record of the firm moved, it goes back with all that was added to it.
    since = [] if any(line[1] == "organisation_id" for line in merge.moved) else added_since(merge)
    lost = _move_back(merge)
    merge.merged.merged_into = None
    merge.merged.save(update_fields=["merged_into"])
    merge.undone_at, merge.undone_by, merge.undone_because = timezone.now(), actor.username, decision
    merge.added_since = since + lost
    merge.save(update_fields=["undone_at", "undone_by", "undone_because", "added_since"])
    pair = IdentityPair.objects.select_for_update(of=("self",)).get(pk=merge.pair_id)
    pair.split()
    close(pair, actor, decision)
    append(
        verb="discovery.split",
        subject=pair,
        actor=actor,
        data={
            "merged": merge.merged.code,
            "kept": merge.kept.code,
            "reason": decision,
            "back": len(merge.moved) - len(lost),
            "stays": merge.added_since,
        },
    )
    _tell_index(merge.merged, merge.kept)
    return merge


def _move_back(merge: Merge) -> Moved:
    """Every row where it was; returns those that have gone, or point elsewhere by now."""
    firm = queries.firm_of(merge.kept)
    here = {"organisation_id": merge.kept_id, "is_shown": False}
    lost: Moved = []
    for label, name, key, before in reversed(merge.moved):
        rows = apps.get_model(label)._base_manager.filter(pk=key)
        if name != "hidden_because":
            rows = rows.filter(**{name: here.get(name, firm.pk if firm else None)})
        try:
            with transaction.atomic():
                back = rows.update(**{name: before})
        except IntegrityError:
            back = 0
        if not back:
            lost.append([label, name, key])
    return lost


def _tell_index(*organisations: Organisation) -> None:
    from sangsaeng.discovery.actions.profiles import tell_index

    for firm in Firm.everything.filter(organisation__in=organisations):
        tell_index(firm)
