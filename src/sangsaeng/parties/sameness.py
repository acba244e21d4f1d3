"""Which organisations are one: those merged into another are the same as it wherever somebody asks «the same?»."""

from collections.abc import Iterable

from sangsaeng.parties.models import Organisation


def groups() -> dict[int, frozenset[int]]:
    """Key of every organisation that takes part in a merge → the keys of all that are one with it. One query."""
    into = dict(
        Organisation.objects.filter(merged_into__isnull=False).order_by().values_list("pk", "merged_into_id")
    )
    members: dict[int, set[int]] = {}
    for key in into:
        kept, seen = key, {key}
        while (nearer := into.get(kept)) is not None and nearer not in seen:
            kept = nearer
            seen.add(kept)
        members.setdefault(kept, {kept}).update(seen)
    return {key: frozenset(group) for group in members.values() for key in group}


def with_the_same(keys: Iterable[int]) -> frozenset[int]:
    """These organisations and all that are one with any of them."""
    same = groups()
    return frozenset(each for key in keys for each in same.get(key, frozenset({key})))


def kept(organisation: Organisation) -> Organisation:
    """The record that is kept of this organisation: itself, unless it was merged."""
    seen = {organisation.pk}
    while organisation.merged_into is not None and organisation.merged_into.pk not in seen:
        organisation = organisation.merged_into
        seen.add(organisation.pk)
    return organisation
