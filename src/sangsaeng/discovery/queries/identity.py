"""Reads of identity: the register of organisations, pairs that wait, what a merge would move, which record is kept."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Case, Field, Model, Q, QuerySet, When

from sangsaeng.analysis.identity import Register, RegisterRow
from sangsaeng.discovery.identity_sources import Mention
from sangsaeng.discovery.models import (
    Firm,
    FormerName,
    IdentityPair,
    IdentityState,
    Merge,
    RegistrationNumber,
)
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import may
from sangsaeng.parties.sameness import groups

READ = "discovery.read_identity"
#: Kinds of bodies that are no firms: they are not compared with firms.
NO_FIRMS = (Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY, Organisation.Kind.ASSOCIATION)


def organisations(demonstration: bool) -> QuerySet[Organisation]:
    """The organisations of one world that may be firms and that were not merged into another."""
    return Organisation.objects.filter(demonstration=demonstration, merged_into__isnull=True).exclude(
        kind__in=NO_FIRMS
    )


def register_of(demonstration: bool, mentions: list[Mention] | None = None) -> Register:
    """The organisations of one world with their names, former names and numbers; those merged lend theirs. Four queries.

    mentions: what later stages hold; the number of an organisation that has none in its record is taken from there.
    """
    kept = {row.pk: row for row in organisations(demonstration).order_by("pk")}
    root = {
        key: kept_key for group in set(groups().values()) for kept_key in group & kept.keys() for key in group
    }
    aliases: dict[int, list[str]] = defaultdict(list)
    merged = Organisation.objects.filter(demonstration=demonstration, merged_into__isnull=False).order_by(
        "pk"
    )
    for key, name in merged.values_list("pk", "name"):
        aliases[root.get(key, key)].append(name)
    named = FormerName.objects.filter(demonstration=demonstration).order_by("pk")
    for key, name in named.values_list("organisation_id", "name"):
        aliases[root.get(key, key)].append(name)
    numbers: dict[int, str] = {}
    known = RegistrationNumber.objects.filter(firm__organisation__demonstration=demonstration).order_by(
        "register"
    )
    for key, number in known.values_list("firm__organisation_id", "number"):
        numbers.setdefault(root.get(key, key), number)
    for mention in mentions or ():
        if mention.organisation is not None and mention.number:
            numbers.setdefault(root.get(mention.organisation, mention.organisation), mention.number)
    return Register.build(
        RegisterRow(str(key), row.name, numbers.get(key, ""), tuple(aliases.get(key, ())))
        for key, row in kept.items()
    )


def pairs(user: Any) -> QuerySet[IdentityPair]:
    """The pairs of the world of `user`; none to who may not read them."""
    if not may(user, READ):
        return IdentityPair.objects.none()
    first = Case(When(state=IdentityState.WAITING, then=0), default=1)
    found = IdentityPair.objects.select_related("one", "other").order_by(first, "-score", "code")
    return found.filter(demonstration=True) if getattr(user, "demonstration", False) else found


def waiting(user: Any) -> QuerySet[IdentityPair]:
    return pairs(user).filter(state=IdentityState.WAITING)


def merges(user: Any) -> QuerySet[Merge]:
    """The merges of the world of `user`, the newest first; none to who may not read them."""
    if not may(user, READ):
        return Merge.objects.none()
    found = Merge.objects.select_related("pair", "merged", "kept")
    return found.filter(demonstration=True) if getattr(user, "demonstration", False) else found


def firm_of(organisation: Organisation) -> Firm | None:
    """The record of a firm, shown or not."""
    return Firm.everything.filter(organisation=organisation).select_related("organisation").first()


def references(owner: type[Model] = Firm) -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    """Every column of discovery that points to a record of a firm, its own tables of sources too."""
    for model in apps.get_app_config("discovery").get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model is owner:
                yield model, column


@dataclass(frozen=True)
class Moving:
    """How many rows of one table point to a record of a firm."""

    label: str
    count: int


def moving(firm: Firm) -> list[Moving]:
    """What belongs to a record of a firm, table by table, most first; one query a table."""
    found: dict[str, int] = defaultdict(int)
    for model, column in references():
        count = model._base_manager.filter(**{column.name: firm.pk}).count()
        if count:
            found[label_of(model)] += count
    return [Moving(label, count) for label, count in sorted(found.items(), key=lambda each: -each[1])]


def label_of(model: type[Model]) -> str:
    """What a table holds, in the reader's language."""
    from sangsaeng.discovery.words_identity import TABLES

    return str(TABLES.get(model._meta.model_name or "", TABLES[""]))


@dataclass(frozen=True)
class Side:
    """One side of a pair as it stands beside the other."""

    name: str
    organisation: Organisation | None
    firm: Firm | None
    numbers: list[str]
    former: list[FormerName]
    accounts: int


def sides(pair: IdentityPair) -> list[Side]:
    """Both sides of a pair; a name of a list has no more than its name and number. A fixed number of queries."""
    keys = [key for key in (pair.one_id, pair.other_id) if key]
    firms = {
        firm.organisation_id: firm
        for firm in Firm.everything.filter(organisation__in=keys)
        .select_related("organisation")
        .prefetch_related("registrations", "sources")
    }
    former: dict[int, list[FormerName]] = defaultdict(list)
    for row in FormerName.objects.filter(organisation__in=keys):
        former[row.organisation_id].append(row)
    people: dict[int, int] = defaultdict(int)
    for key in User.objects.filter(organisation__in=keys, is_active=True).values_list(
        "organisation_id", flat=True
    ):
        people[key or 0] += 1
    made = []
    for organisation in (pair.one, pair.other):
        if organisation is None:
            made.append(Side(pair.listed_name, None, None, [n for n in (pair.listed_number,) if n], [], 0))
            continue
        firm = firms.get(organisation.pk)
        numbers = [row.number for row in firm.registrations.all()] if firm else []
        made.append(
            Side(
                organisation.name,
                organisation,
                firm,
                numbers,
                former[organisation.pk],
                people[organisation.pk],
            )
        )
    return made


def kept_firm(code: str) -> Firm | None:
    """The record to which the address of a merged firm leads; None where it was not merged."""
    merged = Firm.everything.filter(code=code, organisation__merged_into__isnull=False).first()
    if merged is None:
        return None
    group = groups().get(merged.organisation_id, frozenset())
    return Firm.everything.filter(organisation__in=group, organisation__merged_into__isnull=True).first()


def names_of(organisation: Organisation) -> list[FormerName]:
    """The names that an organisation bore, and those of records merged into it, the newest first."""
    keys = groups().get(organisation.pk, frozenset({organisation.pk}))
    return list(
        FormerName.objects.filter(Q(organisation__in=keys))
        .select_related("organisation")
        .order_by("-until", "-pk")
    )
