"""The verbs of identity: find pairs, take a list of names, keep former names and numbers, decide that two are two.

On names alone nothing is merged: a person decides, with a reason, or an equal valid registration number does
(`actions.merging`).
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sangsaeng.analysis.identity import Evidence, Register
from sangsaeng.analysis.identity import pairs as likely_pairs
from sangsaeng.analysis.identity import read as read_name
from sangsaeng.analysis.identity.numbers import LABELS, Number, is_demonstration, read_number, written
from sangsaeng.analysis.identity.pairing import PROPOSE
from sangsaeng.discovery import codes, identity_reading, identity_rules, identity_sources
from sangsaeng.discovery.identity_sources import Mention
from sangsaeng.discovery.models import Firm, FormerName, IdentityPair, IdentityState, RegistrationNumber
from sangsaeng.discovery.queries import identity as queries
from sangsaeng.parties.models import Organisation, User
from sangsaeng.parties.rules import require
from sangsaeng.records.actions import SYSTEM, Actor, append

KEEP, FIND = identity_rules.KEEP, identity_rules.FIND


@dataclass
class Found:
    """What a search brought: new pairs, pairs that came back with new evidence; of a list also what was known or not."""

    new: list[IdentityPair] = field(default_factory=list)
    again: list[IdentityPair] = field(default_factory=list)
    known: int = 0
    unknown: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "again": len(self.again), "known": self.known, "unknown": self.unknown}


def find_identities(*, actor: Actor) -> Found:
    """Look through all organisations for pairs that may be one, and append «discovery.find_identities» where there are any.

    Each world by itself. Reads the records and what later stages hold of firms; proposes, changes no record. A pair that
    was kept apart comes back only with a kind of evidence that was not on the table then. Idempotent.
    Refuses (NotAllowed) anyone but the secretariat and the system.
    """
    require(actor, FIND)
    found = Found()
    worlds = (True,) if getattr(actor, "demonstration", False) else (False, True)
    for demonstration in worlds:
        with transaction.atomic():
            mentions = identity_sources.mentions(demonstration)
            register = queries.register_of(demonstration, mentions)
            here = Found()
            for pair in likely_pairs(register):
                _propose(here, actor, demonstration, pair.one, pair.other, pair.score, pair.evidence)
            _from_mentions(here, actor, demonstration, register, mentions)
            for pair_row in (*here.new, *here.again):
                append(
                    verb="discovery.find_identities",
                    subject=pair_row,
                    actor=actor,
                    data={"score": pair_row.score, "evidence": pair_row.evidence},
                )
            found.new += here.new
            found.again += here.again
    return found


def _from_mentions(
    found: Found, actor: Actor, demonstration: bool, register: Register, mentions: Iterable[Mention]
) -> None:
    """Names that later stages hold without a record, and equal numbers of two records."""
    bearers: dict[str, list[Mention]] = {}
    for mention in mentions:
        number = read_number(mention.number)
        if number and not number.problem:
            bearers.setdefault(number.digits, []).append(mention)
    for digits, each in bearers.items():
        keys = sorted({str(mention.organisation) for mention in each if mention.organisation is not None})
        evidence = Evidence("number", f"등록번호가 같음: {written(digits)} ({each[0].where})")
        for other in keys[1:]:
            _propose(found, actor, demonstration, keys[0], other, 1.0, (evidence,))
    asked = [mention for mention in mentions if mention.organisation is None and mention.name]
    links = register.link_all([(mention.name, mention.number) for mention in asked])
    for mention, link in zip(asked, links, strict=True):
        _list_name(found, actor, demonstration, register, mention.name, mention.number, mention.where, link)


def take_names(*, actor: User, name: str, content: bytes) -> Found:
    """Compare a list of names (CSV or XLSX: 기업명[, 등록번호]) with the records; append «discovery.take_names».

    A name that is a record's own is only counted. One that differs explicably, or whose number is a record's, becomes a
    pair for a person to decide. Rows with a wrong check digit are named one by one, and their names used.
    Refuses (NotAllowed) who does not keep identities; (ValidationError) a file that is no such table, by row and column.
    """
    require(actor, KEEP)
    rows = identity_reading.read(content, name)
    demonstration = bool(actor.demonstration)
    found = Found()
    with transaction.atomic():
        mentions = identity_sources.mentions(demonstration)
        register = queries.register_of(demonstration, mentions)
        links = register.link_all([(row.name, row.number) for row in rows])
        for row, link in zip(rows, links, strict=True):
            if link.number_problem:
                found.problems.append(
                    _("‘%(file)s’ %(row)d행 등록번호: %(problem)s")
                    % {"file": name, "row": row.line, "problem": link.number_problem}
                )
            _list_name(found, actor, demonstration, register, row.name, row.number, name, link)
        data = found.counts | {
            "name": name,
            "rows": len(rows),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        append(
            verb="discovery.take_names", subject=actor, actor=actor, data=data, demonstration=demonstration
        )
    return found


def _list_name(
    found: Found,
    actor: Actor,
    demonstration: bool,
    register: Register,
    name: str,
    number: str,
    where: str,
    link: Any,
) -> None:
    """A name of a list beside the record it may be: known, a pair, or unknown."""
    best = link.candidates[0] if link.candidates else None
    if best is None or best.score < PROPOSE:
        found.unknown += 1
        return
    place = next(n for n, row in enumerate(register.rows) if row.id == best.id)
    usable = read_number(number)
    has_news = usable is not None and not usable.problem and place not in register.number_of
    form = read_name(name).folded
    bearers = (*register.now.folded.get(form, ()), *register.then.folded.get(form, ()))
    if link.match and place in bearers and not has_news:
        found.known += 1
        return
    evidence = [Evidence("number" if link.score == 1.0 else "name", link.why if link.match else best.why)]
    if has_news and usable:
        evidence.append(Evidence("new number", f"명부에 없는 번호: {usable.written}"))
    for candidate in link.candidates if link.match is None else (best,):
        if candidate.score >= PROPOSE:
            reasons = evidence if candidate is best else [Evidence("name", candidate.why)]
            listed = (name[:200], usable.written if usable and not usable.problem else "", where[:200])
            _propose(found, actor, demonstration, candidate.id, None, candidate.score, reasons, listed=listed)


def _propose(
    found: Found,
    actor: Actor,
    demonstration: bool,
    one: str,
    other: str | None,
    score: float,
    evidence: Iterable[Evidence],
    *,
    listed: tuple[str, str, str] = ("", "", ""),
) -> None:
    """Make the pair, or bring one back that was kept apart where a kind of evidence is new."""
    keys = sorted(int(key) for key in (one, other) if key is not None)
    told = [{"kind": each.kind, "text": each.text} for each in evidence]
    held = (
        IdentityPair.objects.select_for_update(of=("self",))
        .filter(one=keys[0], **({"other": keys[1]} if other is not None else {"listed_name": listed[0]}))
        .first()
    )
    if held is None:
        pair = IdentityPair.objects.create(
            code=codes.draw(IdentityPair.objects.all(), "I", demonstration=demonstration)[0],
            one_id=keys[0],
            other_id=keys[1] if other is not None else None,
            listed_name=listed[0],
            listed_number=listed[1],
            listed_in=listed[2],
            score=score,
            evidence=told,
            found_by=actor.username,
            demonstration=demonstration,
        )
        found.new.append(pair)
        return
    kinds = {each["kind"] for each in told} - {"against"}
    if held.state == IdentityState.DIFFERENT and kinds - set(held.weighed):
        held.reopen()
        held.evidence, held.score = told, score
        held.save(update_fields=["state", "evidence", "score"])
        found.again.append(held)
    elif held.state == IdentityState.WAITING and held.evidence != told:
        held.evidence, held.score = told, score
        held.save(update_fields=["evidence", "score"])


def reason_of(text: str) -> str:
    """A reason as it is kept; refuses (ValidationError) none."""
    given = unicodedata.normalize("NFC", text).strip()
    if not given:
        raise ValidationError(
            {"reason": _("이유를 한 줄로 적으세요. 나중에 이 판단을 설명하는 말이 됩니다.")}
        )
    return given[:500]


def close(pair: IdentityPair, actor: Actor, decision: str) -> None:
    """Note on a pair who decided what and why, and what was on the table."""
    pair.decided_at, pair.decided_by, pair.decision = timezone.now(), actor.username, decision
    pair.weighed = sorted({each["kind"] for each in pair.evidence} | set(pair.weighed))
    pair.save()


@transaction.atomic
def keep_apart(*, actor: User, pair: IdentityPair, reason: str) -> IdentityPair:
    """Find that two are different firms; append «discovery.keep_apart». The pair is not proposed again without new evidence.

    Refuses (NotAllowed) who does not keep identities; (ValidationError) no reason, a pair that was decided.
    """
    require(actor, KEEP, pair)
    decision = reason_of(reason)
    pair = waiting(pair)
    pair.keep_apart()
    close(pair, actor, decision)
    append(verb="discovery.keep_apart", subject=pair, actor=actor, data={"reason": decision})
    return pair


@transaction.atomic
def reopen(*, actor: User, pair: IdentityPair, reason: str) -> IdentityPair:
    """Look again at a pair that was kept apart; append «discovery.reopen_identity». Refuses a pair in another state."""
    require(actor, KEEP, pair)
    decision = reason_of(reason)
    pair = IdentityPair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state != IdentityState.DIFFERENT:
        raise ValidationError(_("다른 기업으로 둔 것만 다시 살필 수 있습니다."))
    pair.reopen()
    pair.save(update_fields=["state"])
    append(verb="discovery.reopen_identity", subject=pair, actor=actor, data={"reason": decision})
    return pair


def waiting(pair: IdentityPair) -> IdentityPair:
    """The pair locked and still waiting; refuses (ValidationError) one that somebody decided meanwhile."""
    pair = IdentityPair.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=pair.pk)
    if not pair.is_waiting:
        raise ValidationError(_("이미 판단한 건입니다. 화면을 새로 고쳐 확인하세요."))
    return pair


@transaction.atomic
def know_name(*, actor: User, pair: IdentityPair, reason: str = "") -> IdentityPair:
    """Keep a listed name as another name of the record, with its number where that is new; append «discovery.know_name».

    Refuses (NotAllowed) who does not keep identities; (ValidationError) a pair of two records, one decided, no reason
    where no equal number speaks for it, a number that another record bears.
    """
    require(actor, KEEP, pair)
    pair = waiting(pair)
    if pair.other_id is not None:
        raise ValidationError(_("두 기록은 합치기로 다룹니다."))
    decision = reason_of(reason or ("등록번호가 같음" if pair.has_equal_number else ""))
    name = pair.listed_name
    if name != pair.one.name:
        FormerName.objects.get_or_create(
            organisation=pair.one,
            name=name,
            defaults={
                "kind": FormerName.Kind.OTHER,
                "source": pair.listed_in[:300] or "올린 목록",
                "entered_by": actor.username,
                "demonstration": pair.demonstration,
            },
        )
    firm = queries.firm_of(pair.one)
    number = read_number(pair.listed_number)
    if firm is not None and number and not number.problem and not firm.registrations.exists():
        _put_number(firm, number)
    pair.find_same()
    close(pair, actor, decision)
    append(verb="discovery.know_name", subject=pair, actor=actor, data={"name": name, "reason": decision})
    return pair


def _put_number(firm: Firm, number: Number) -> RegistrationNumber:
    """Keep a number of a firm; refuses (ValidationError) one of the other world or of another record."""
    if number.kind == "business" and is_demonstration(number.digits) != firm.demonstration:
        raise ValidationError(
            {"number": _("시연 기업은 000으로 시작하는 번호만, 실제 기업은 실제 번호만 쓸 수 있습니다.")}
        )
    held = (
        RegistrationNumber.objects.filter(number__in=(number.digits, number.written))
        .select_related("firm__organisation")
        .first()
    )
    if held is not None and held.firm_id != firm.pk:
        text = _("이 번호는 ‘%(name)s’의 것입니다. 같은 기업이면 ‘이름 확인’에서 합치세요.")
        raise ValidationError({"number": text % {"name": held.firm.organisation.name}})
    return held or RegistrationNumber.objects.create(firm=firm, register=number.kind, number=number.written)


def add_number(*, actor: User, firm: Firm, number: str) -> RegistrationNumber:
    """Keep a registration number of a firm, its check digit tested; append «discovery.add_number».

    Refuses (NotAllowed) who does not keep identities; (ValidationError) no number, a wrong check digit, a number of the
    other world, and one that another record bears: then the pair of the two waits to be decided.
    """
    require(actor, KEEP, firm.organisation)
    read = read_number(number)
    if read is None:
        raise ValidationError({"number": _("등록번호를 적으세요.")})
    if read.problem:
        raise ValidationError({"number": read.problem})
    try:
        with transaction.atomic():
            kept = _put_number(firm, read)
            append(
                verb="discovery.add_number",
                subject=firm.organisation,
                actor=actor,
                data={"register": read.kind, "number": kept.number},
            )
    except ValidationError:
        with transaction.atomic():
            _pair_by_number(actor, firm, read)
        raise
    return kept


def _pair_by_number(actor: Actor, firm: Firm, number: Number) -> None:
    """Two records that claim one number wait to be decided."""
    held = RegistrationNumber.objects.filter(number__in=(number.digits, number.written)).first()
    if held is None or held.firm_id == firm.pk or held.firm.demonstration != firm.demonstration:
        return
    found = Found()
    keys = (str(firm.organisation_id), str(held.firm.organisation_id))
    evidence = Evidence("number", f"{LABELS[number.kind]}가 같음: {number.written}")
    _propose(found, actor, firm.demonstration, keys[0], keys[1], 1.0, (evidence,))
    for pair in (*found.new, *found.again):
        append(verb="discovery.find_identities", subject=pair, actor=SYSTEM, data={"evidence": pair.evidence})


def _of_name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or read_name(name).is_empty:
        raise ValidationError({"name": _("이름을 적으세요.")})
    if len(name) > 200:
        raise ValidationError({"name": _("%(most)d자 안에서 적으세요.") % {"most": 200}})
    return name


def _not_to_come(name: str, day: date | None) -> None:
    if day is not None and day > timezone.localdate():
        raise ValidationError({name: _("앞으로 올 날은 적을 수 없습니다.")})


@transaction.atomic
def rename(
    *, actor: User, organisation: Organisation, name: str, on: date | None = None, source: str
) -> Organisation:
    """Give an organisation its new name; the old one stays as a former name until that day. Appends «discovery.rename».

    Refuses (NotAllowed) who does not keep identities; (ValidationError) no name, the name it bears, no source, a day to
    come, a record that was merged into another.
    """
    require(actor, KEEP, organisation)
    name = _of_name(name)
    _not_to_come("on", on)
    source = _source(source)
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.merged_into_id is not None:
        raise ValidationError(_("다른 기록으로 합쳐진 기업입니다. 남은 기록의 이름을 바꾸세요."))
    if name == organisation.name:
        raise ValidationError({"name": _("지금 이름과 같습니다.")})
    before = organisation.name
    former, made = FormerName.objects.get_or_create(
        organisation=organisation,
        name=before,
        defaults={
            "until": on,
            "source": source,
            "entered_by": actor.username,
            "demonstration": organisation.demonstration,
        },
    )
    if not made:
        former.kind, former.until = FormerName.Kind.FORMER, on
        former.save(update_fields=["kind", "until"])
    organisation.name = name
    organisation.save(update_fields=["name"])
    data = {"from": before, "to": name, "on": on.isoformat() if on else "", "source": source}
    append(verb="discovery.rename", subject=organisation, actor=actor, data=data)
    return organisation


def _source(text: str) -> str:
    source = unicodedata.normalize("NFC", text).strip()
    if not source:
        raise ValidationError({"source": _("어디에서 확인했는지 적으세요. 예: 등기부등본, 기업 공시.")})
    return source[:300]


@transaction.atomic
def add_former_name(
    *,
    actor: User,
    organisation: Organisation,
    name: str,
    kind: str = FormerName.Kind.FORMER,
    since: date | None = None,
    until: date | None = None,
    source: str,
) -> FormerName:
    """Keep a name that an organisation bore, or by which lists call it; append «discovery.add_former_name».

    Refuses (NotAllowed) who does not keep identities; (ValidationError) no name, the present one, one that stands, no
    source, days to come or in the wrong order.
    """
    require(actor, KEEP, organisation)
    name, source = _of_name(name), _source(source)
    _not_to_come("since", since)
    _not_to_come("until", until)
    if since and until and until < since:
        raise ValidationError({"until": _("끝난 날은 시작한 날보다 빠를 수 없습니다.")})
    if kind not in FormerName.Kind.values:
        raise ValidationError({"kind": _("목록에서 고르세요.")})
    if name == organisation.name or FormerName.objects.filter(organisation=organisation, name=name).exists():
        raise ValidationError({"name": _("이미 적혀 있는 이름입니다.")})
    made = FormerName.objects.create(
        organisation=organisation,
        name=name,
        kind=kind,
        since=since,
        until=until,
        source=source,
        entered_by=actor.username,
        demonstration=organisation.demonstration,
    )
    append(
        verb="discovery.add_former_name",
        subject=organisation,
        actor=actor,
        data={"name": name, "kind": kind, "source": source},
    )
    return made
