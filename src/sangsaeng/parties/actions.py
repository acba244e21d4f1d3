"""What ties people to cases, and what they are told: affiliations, declarations, conflicts, messages.

An event about a conflict has the person as its subject and names the case in its data: the history of a model is
read by its parties, and they do not learn from it who stepped out and why.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sangsaeng.parties import conflicts
from sangsaeng.parties.interests import EVIDENCE_LENGTH, CaseFacts, Suggestion, suggestions
from sangsaeng.parties.models import (
    Affiliation,
    Conflict,
    ConflictReason,
    Declaration,
    Message,
    Organisation,
    User,
)
from sangsaeng.parties.rules import NotAllowed, require
from sangsaeng.records.actions import SYSTEM, Actor, append, subject_of

CHANGED_HIS_MIND = "본인이 신고를 바꿈"


def tell(
    *,
    actor: Actor,
    recipients: Iterable[User],
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    about: models.Model,
) -> list[Message]:
    """Put one message into the box of each recipient (once a person), and append one event that names them.

    `kind` says what it is («notice», «vote_entered», «reminder», …); `about` is the thing it is about. Call it
    inside the transaction of the change. People of the other world (demonstration or not) are left out.
    """
    mark = bool(getattr(about, "demonstration", False))
    subject_type, subject_id = subject_of(about)
    people = {p.pk: p for p in recipients if p.demonstration == mark}
    with transaction.atomic():
        sent = Message.objects.bulk_create(
            Message(
                recipient=person,
                kind=kind,
                title=title,
                body=body,
                url=url.removeprefix("/en"),  # who reads it may have another language than who acts
                subject_type=subject_type,
                subject_id=subject_id,
                sent_by=actor.username,
                demonstration=mark,
            )
            for person in people.values()
        )
        if sent:
            append(
                verb="parties.tell",
                subject=about,
                actor=actor,
                data={"kind": kind, "title": title, "to": sorted(p.username for p in people.values())},
            )
    return sent


def open_message(*, actor: User, message: Message) -> Message:
    """Note when its recipient first opened a message; the first time appends one event. Refuses (NotAllowed) anyone else."""
    if message.recipient_id != actor.pk:
        raise NotAllowed(_("이 일을 할 권한이 없습니다."))
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.read_at is None:
            message.read_at = timezone.now()
            message.save(update_fields=["read_at"])
            append(
                verb="parties.open_message",
                subject=message,
                actor=actor,
                data={"kind": message.kind, "about": f"{message.subject_type}:{message.subject_id}"},
            )
    return message


def add_affiliation(
    *,
    actor: User,
    person: User,
    organisation: Organisation,
    relation: str,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Affiliation:
    """Record what ties a person to an organisation; one's own, or as the secretariat learned of it. Appends one event.

    Refuses (NotAllowed) someone else's; (ValidationError) an organisation of the other world, a beginning or an
    end that is still to come, an end before the beginning, and the same tie a second time.
    """
    require(actor, "parties.affiliate", person)
    if organisation.demonstration != person.demonstration:
        raise ValidationError(_("시연 계정은 시연 기관만, 실제 계정은 실제 기관만 적을 수 있습니다."))
    tie = Affiliation(
        person=person,
        organisation=organisation,
        relation=relation,
        since=since,
        until=until,
        note=note.strip(),
        entered_by=actor,
        demonstration=person.demonstration,
    )
    _not_to_come(since=since, until=until)
    if since and until and until < since:
        raise ValidationError({"until": _("끝난 날은 시작한 날보다 빠를 수 없습니다.")})
    tie.full_clean()
    with transaction.atomic():
        _lock(person)
        same = Affiliation.objects.filter(
            person=person,
            organisation=organisation,
            relation=relation,
            since=since,
            until=until,
            note=tie.note,
        )
        if same.exists():
            raise ValidationError(_("이미 적은 관계입니다."))
        tie.save()
        append(verb="parties.add_affiliation", subject=person, actor=actor, data=_of_tie(tie))
    return tie


def end_affiliation(*, actor: User, affiliation: Affiliation, until: date) -> Affiliation:
    """Say on which day a tie ended; it stays, because the look-back needs what has been. Appends one event.

    Refuses (NotAllowed) someone else's; (ValidationError) a tie that has ended, a day to come, and a day before
    its beginning.
    """
    require(actor, "parties.affiliate", affiliation.person)
    _not_to_come(until=until)
    with transaction.atomic():
        tie = (
            Affiliation.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .get(pk=affiliation.pk)
        )
        if tie.until is not None:
            raise ValidationError(_("이미 끝난 관계입니다."))
        if tie.since and until < tie.since:
            raise ValidationError({"until": _("끝난 날은 시작한 날보다 빠를 수 없습니다.")})
        tie.until = until
        tie.save(update_fields=["until"])
        append(verb="parties.end_affiliation", subject=affiliation.person, actor=actor, data=_of_tie(tie))
    return tie


def declare(
    *, actor: User, person: User, case: models.Model, reasons: Iterable[str], note: str = ""
) -> Declaration:
    """Add what a person declares about a case; no reason means «no conflict». The last declaration counts.

    In order: locks the person, adds the declaration, lets a conflict stand for each reason, dismisses an earlier
    declared one that is not repeated («본인이 신고를 바꿈», with the note), appends one event. What was computed or
    found is not touched. The same declaration sent again adds nothing.
    Refuses (NotAllowed) declaring for someone else; (ValidationError) an unknown reason, a case of the other
    world, a note beside family (no relative's name is stored), and taking a reason back without a note.
    """
    require(actor, "parties.declare", person)
    given = set(reasons)
    chosen = [str(reason) for reason in ConflictReason.values if reason in given]
    if given - set(ConflictReason.values):
        raise ValidationError({"reasons": _("목록에 있는 사유를 고르세요.")})
    note, has_family = note.strip(), ConflictReason.FAMILY in chosen
    if has_family and note:
        raise ValidationError(
            {
                "note": _(
                    "친족 관계에는 설명을 적지 않습니다. 친족의 이름은 저장하지 않습니다. 설명을 지워 주세요."
                )
            }
        )
    mark = _one_world(person, case)
    case_type, case_id = subject_of(case)
    with transaction.atomic():
        _lock(person)
        mine = {"person": person, "case_type": case_type, "case_id": case_id}
        last = Declaration.objects.filter(**mine).first()
        if last is not None and last.reasons == chosen and last.note == note and not _shaken(mine, chosen):
            return last
        gone = Conflict.objects.filter(
            **mine, origin=Conflict.Origin.DECLARED, state=Conflict.State.STANDS
        ).exclude(reason__in=chosen)
        if gone.exists() and not note and not has_family:
            raise ValidationError({"note": _("앞서 신고한 사유를 철회하려면 바뀐 이유를 적어 주세요.")})
        made = Declaration.objects.create(**mine, reasons=chosen, note=note, demonstration=mark)
        for conflict in gone:
            _decide(
                conflict, actor, Conflict.State.DISMISSED, ": ".join(filter(None, (CHANGED_HIS_MIND, note)))
            )
        for reason in chosen:
            _let_stand(mine, actor, reason, Conflict.Origin.DECLARED, evidence=note, mark=mark)
        append(
            verb="parties.declare",
            subject=person,
            actor=actor,
            data={"case": f"{case_type}:{case_id}", "reasons": chosen, "note": note},
        )
    return made


def _shaken(mine: dict[str, Any], chosen: list[str]) -> bool:
    """Whether a reason declared last no longer stands, so that declaring it again means something."""
    standing = Conflict.objects.filter(**mine, origin=Conflict.Origin.DECLARED, state=Conflict.State.STANDS)
    return set(standing.values_list("reason", flat=True)) != set(chosen)


def establish(
    *, actor: Actor, person: User, case: models.Model, reason: str, origin: str, evidence: str = ""
) -> Conflict:
    """Let a conflict stand that was declared in the room, found, or granted on request; appends one event.

    The stage that calls it has checked who may. `reason` may be empty where nobody named one of the article's.
    """
    mark = _one_world(person, case)
    case_type, case_id = subject_of(case)
    mine = {"person": person, "case_type": case_type, "case_id": case_id}
    with transaction.atomic():
        _lock(person)
        conflict = _let_stand(mine, actor, reason, origin, evidence=evidence, mark=mark)
        append(verb="parties.establish_conflict", subject=person, actor=actor, data=_of_conflict(conflict))
    return conflict


def suggest(
    *, case: models.Model, facts: CaseFacts, people: Iterable[User], look_back_years: int, on: date
) -> list[Conflict]:
    """Compute what ties these people to the case and keep it: by law it stands, else somebody has to confirm it.

    An automatic step, in the name of the system. Idempotent. What was dismissed stays dismissed, unless it now rests on a
    tie that was entered after the dismissal; what stands is left alone. People of the other world are left out.
    Appends one event for each conflict that is new or changed. Returns those.
    """
    mark = bool(getattr(case, "demonstration", False))
    asked = {person.pk: person for person in people if person.demonstration == mark}
    changed = []
    with transaction.atomic():
        known = {
            (row.person_id, row.reason): row
            for row in conflicts.of_case(case).filter(origin=Conflict.Origin.COMPUTED, person_id__in=asked)
        }
        entered = dict(Affiliation.objects.filter(person_id__in=asked).values_list("pk", "at"))
        for key, ties in conflicts.ties_of(asked.values()).items():
            found = suggestions(ties, facts, look_back_years=look_back_years, on=on)
            for reason, lines in _by_reason(found).items():
                row = _keep(asked[key], case, reason, lines, known.get((key, reason)), entered)
                if row is not None:
                    changed.append(row)
                    append(verb="parties.suggest", subject=asked[key], actor=SYSTEM, data=_of_conflict(row))
    return changed


def _by_reason(found: Iterable[Suggestion]) -> dict[str, list[Suggestion]]:
    """Reason → its lines, those by law first."""
    lines: dict[str, list[Suggestion]] = {}
    for line in sorted(found, key=lambda line: not line.is_by_law):
        lines.setdefault(str(line.reason), []).append(line)
    return lines


def _keep(
    person: User,
    case: models.Model,
    reason: str,
    lines: list[Suggestion],
    row: Conflict | None,
    entered: Mapping[int, Any],
) -> Conflict | None:
    """Write one computed conflict; None where nothing changes."""
    case_type, case_id = subject_of(case)
    by_law = lines[0].is_by_law
    state = Conflict.State.STANDS if by_law else Conflict.State.SUGGESTED
    text = "; ".join(dict.fromkeys(line.evidence for line in lines))[:EVIDENCE_LENGTH]
    if row is None:
        row, made = Conflict.objects.get_or_create(
            person=person,
            case_type=case_type,
            case_id=case_id,
            reason=reason,
            origin=Conflict.Origin.COMPUTED,
            defaults={
                "state": state,
                "evidence": text,
                "affiliation_id": lines[0].tie.affiliation,
                "opened_by": SYSTEM.username,
                "demonstration": person.demonstration,
            },
        )
        return row if made else None
    if row.state == Conflict.State.STANDS or (row.state == state and row.evidence == text):
        return None
    if row.state == Conflict.State.DISMISSED:
        ties = (line.tie.affiliation for line in lines)
        times = [entered[tie] for tie in ties if tie is not None and tie in entered]
        if row.decided_at is None or not any(time > row.decided_at for time in times):
            return None
    row.state, row.evidence, row.affiliation_id = state, text, lines[0].tie.affiliation
    row.save(update_fields=["state", "evidence", "affiliation"])
    return row


def dismiss(*, actor: User, conflict: Conflict, reason: str) -> Conflict:
    """Say why a conflict is none (해당 없음): the only way to lift one. Appends one event.

    Refuses (NotAllowed) everyone but the secretariat, and one's own; (ValidationError) a missing reason and a
    conflict already dismissed.
    """
    return _decided_by_the_secretariat(actor, conflict, Conflict.State.DISMISSED, reason)


def uphold(*, actor: User, conflict: Conflict, reason: str) -> Conflict:
    """Say why a conflict stands (인정), also one dismissed before. Refuses as `dismiss` does."""
    return _decided_by_the_secretariat(actor, conflict, Conflict.State.STANDS, reason)


def _decided_by_the_secretariat(
    actor: User, conflict: Conflict, state: Conflict.State, reason: str
) -> Conflict:
    require(actor, "parties.decide_conflict", conflict)
    if conflict.person_id == actor.pk:
        raise NotAllowed(_("본인의 이해관계는 다른 담당자가 판단합니다."))
    if not reason.strip():
        raise ValidationError({"reason": _("판단한 이유를 적어 주세요.")})
    with transaction.atomic():
        row = Conflict.objects.select_for_update(of=("self",)).select_related("person").get(pk=conflict.pk)
        if row.state == state:
            raise ValidationError(
                _("이미 ‘%(state)s’으로 정한 이해관계입니다.") % {"state": Conflict.State(state).label}
            )
        _decide(row, actor, state, reason.strip())
        verb = "parties.dismiss_conflict" if state == Conflict.State.DISMISSED else "parties.uphold_conflict"
        append(
            verb=verb, subject=row.person, actor=actor, data=_of_conflict(row) | {"reason": reason.strip()}
        )
    return row


def _decide(conflict: Conflict, actor: Actor, state: Conflict.State, decision: str) -> None:
    conflict.state, conflict.decision = state, decision[:500]
    conflict.decided_by, conflict.decided_at = actor.username, timezone.now()
    conflict.save(update_fields=["state", "decision", "decided_by", "decided_at"])


def _let_stand(
    mine: dict[str, Any], actor: Actor, reason: str, origin: str, *, evidence: str, mark: bool
) -> Conflict:
    """The conflict of this person, reason and origin, standing; the caller holds the person's lock."""
    row = Conflict.objects.filter(**mine, reason=reason, origin=origin).first()
    if row is None:
        return Conflict.objects.create(
            **mine,
            reason=reason,
            origin=origin,
            state=Conflict.State.STANDS,
            evidence=evidence[:EVIDENCE_LENGTH],
            opened_by=actor.username,
            demonstration=mark,
        )
    row.state, row.evidence = Conflict.State.STANDS, evidence[:EVIDENCE_LENGTH]
    row.save(update_fields=["state", "evidence"])
    return row


def _lock(person: User) -> None:
    """One at a time about one person: no key of the row changes, so others may still refer to it."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _one_world(person: User, case: models.Model) -> bool:
    mark = bool(getattr(case, "demonstration", False))
    if person.demonstration != mark:
        raise ValidationError(_("시연 계정은 시연 안건에만, 실제 계정은 실제 안건에만 신고합니다."))
    return mark


def _not_to_come(**days: date | None) -> None:
    today = timezone.localdate()
    late = {name: _("오늘까지의 날짜를 적어 주세요.") for name, day in days.items() if day and day > today}
    if late:
        raise ValidationError(late)


def _of_tie(tie: Affiliation) -> dict[str, Any]:
    with override("ko"):
        relation = str(Affiliation.Relation(tie.relation).label)
    return {
        "affiliation": tie.pk,
        "organisation": tie.organisation.code,
        "relation": relation,
        "since": tie.since.isoformat() if tie.since else None,
        "until": tie.until.isoformat() if tie.until else None,
        "note": tie.note,
    }


def _of_conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "case": f"{conflict.case_type}:{conflict.case_id}",
        "conflict": conflict.pk,
        "code": conflict.reason,
        "origin": conflict.origin,
        "state": conflict.state,
        "evidence": conflict.evidence,
    }


def renew_feed(*, actor: User) -> User:
    """Give a person's own calendar feed a new secret address; the one before is not found any more.

    Appends «parties.renew_feed» without the secret.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=actor.pk)
        person.feed_token = secrets.token_urlsafe(32)
        person.save(update_fields=["feed_token"])
        append(verb="parties.renew_feed", subject=person, actor=actor)
    return person
